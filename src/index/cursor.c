/* cursor.c - cursors over the postings of a term (index.h). Segments hold ascending, separate ranges of documents, so a
 * cursor walks them one behind the other. */
#include <string.h>

#include "base/mem.h"
#include "list.h"
#include "pack.h"
#include "state.h"

struct sheaf_posting_cursor {
  sheaf_index *index;            /* borrowed */
  sheaf_lookup_part *parts;      /* the segments that have the term; each held */
  size_t count;                  /* parts */
  size_t next;                   /* the part after the open one */
  sheaf_posting_list list;       /* the open part; has no blocks when none is open */
  uint32_t at;                   /* the present document in the list's block */
  uint32_t document;             /* it; 0 before the first and after the last */
  uint32_t documents;            /* over all parts */
  sheaf_occurrence *occurrences; /* of the present document */
  size_t capacity;               /* room in it */
  uint32_t positions[64 + 8];    /* of the present document, where it has few, and UINT32_MAX eight times */
  int failed;                    /* 0, or the code in error */
  sheaf_error error;             /* what failed */
};

static int new_cursor(sheaf_index *index, const sheaf_lookup_entry *found, sheaf_posting_cursor **out) {
  sheaf_posting_cursor *self = sheaf_mem_zero(1, sizeof *self);
  *out = self;
  if (!self) return SHEAF_ENOMEM;
  self->index = index;
  self->parts = sheaf_mem_alloc(found->count * sizeof *self->parts);
  if (!self->parts) return SHEAF_ENOMEM;
  for (; self->count < found->count; self->count++) {
    self->parts[self->count] = found->parts[self->count];
    sheaf_segment_hold(self->parts[self->count].segment);
    if (self->parts[self->count].bytes) self->parts[self->count].bytes->references++;
    self->documents += self->parts[self->count].term.documents;
  }
  return SHEAF_OK;
}

int sheaf_index_find(sheaf_index *self, unsigned field, const char *token, size_t length, sheaf_posting_cursor **out,
                     sheaf_error *err) {
  const sheaf_lookup_entry *found;
  *out = NULL;
  if (field >= SHEAF_SEGMENT_FIELDS) return SHEAF_OK;
  const int code =
      sheaf_lookup_find(&self->lookup, self->segments, self->count, &self->pages, field, token, length, 1, &found, err);
  if (code || !found->count) return code;
  if (!new_cursor(self, found, out)) return SHEAF_OK;
  sheaf_posting_cursor_close(*out);
  *out = NULL;
  return sheaf_error_memory(err);
}

void sheaf_posting_cursor_close(sheaf_posting_cursor *self) {
  if (!self) return;
  sheaf_posting_list_clear(&self->list);
  for (size_t i = 0; i < self->count; i++) {
    sheaf_segment_release(self->parts[i].segment);
    sheaf_posting_bytes_release(self->parts[i].bytes);
  }
  sheaf_mem_free(self->parts);
  sheaf_mem_free(self->occurrences);
  sheaf_mem_free(self);
}

/* Ends the walk; a code is kept for sheaf_posting_cursor_error. */
static uint32_t end(sheaf_posting_cursor *self, int code) {
  if (code) self->failed = code;
  sheaf_posting_list_clear(&self->list);
  self->next = self->count;
  return self->document = 0;
}

/* Goes to the first document >= target from block `block` of the open list on, or in the parts behind it. */
static uint32_t advance(sheaf_posting_cursor *self, uint32_t block, uint32_t target) {
  sheaf_posting_list *list = &self->list;
  for (;;) {
    block = list->blocks ? sheaf_posting_list_find(list, block, target) : 0;
    if (block < list->blocks) {
      const int code = sheaf_posting_list_load(list, block, &self->error);
      if (code) return end(self, code);
      uint32_t at = 0;
      while (at < list->count && list->documents[at] < target) at++;
      if (at < list->count) {
        self->at = at;
        return self->document = list->documents[at];
      }
    }
    sheaf_posting_list_clear(list);
    while (self->next < self->count && self->parts[self->next].segment->last < target) self->next++;
    if (self->next == self->count) return end(self, SHEAF_OK);
    const sheaf_lookup_part *next = &self->parts[self->next++];
    const int code =
        sheaf_posting_list_open(list, &self->index->pages, next->segment, &next->term, next->bytes, &self->error);
    if (code) return end(self, code);
    block = 0;
  }
}

uint32_t sheaf_posting_cursor_next(sheaf_posting_cursor *self) {
  if (self->document && self->at + 1 < self->list.count) return self->document = self->list.documents[++self->at];
  if (self->failed) return 0;
  return advance(self, self->document ? self->list.block + 1 : 0, 0);
}

/* The first of documents[at..count) that is not below target: there is one, and UINT32_MAX stands eight times behind
 * them. Most are near; and how near cannot be foretold, so that branches would cost more than looking at eight. */
static uint32_t find(const uint32_t *documents, uint32_t at, uint32_t count, uint32_t target) {
  const uint32_t below = sheaf_pack_below(documents + at, target);
  at += below;
  if (below < 8) return at;
  for (uint32_t left = count - at; left > 1;) {
    const uint32_t half = left / 2;
    at = documents[at + half - 1] < target ? at + half : at;
    left -= half;
  }
  return at;
}

uint32_t sheaf_posting_cursor_seek(sheaf_posting_cursor *self, uint32_t target) {
  if (self->document == 0) return self->failed ? 0 : advance(self, 0, target);
  if (self->document >= target) return self->document;
  const sheaf_posting_list *list = &self->list;
  if (list->documents[list->count - 1] < target) return advance(self, list->block + 1, target);
  self->at = find(list->documents, self->at + 1, list->count, target);
  return self->document = list->documents[self->at];
}

uint32_t sheaf_posting_cursor_documents(const sheaf_posting_cursor *self) { return self->documents; }

static int view(sheaf_posting_cursor *self) {
  if (!self->document) return 0;
  if (self->list.viewed) return 1;
  const int code = sheaf_posting_list_view(&self->list, &self->error);
  if (code) end(self, code);
  return code == 0;
}

uint32_t sheaf_posting_cursor_frequency(sheaf_posting_cursor *self) {
  if (!self->document) return 0;
  sheaf_posting_list_count(&self->list);
  return self->list.frequencies[self->at];
}

uint32_t sheaf_posting_cursor_block(sheaf_posting_cursor *self, const uint32_t **documents,
                                    const uint32_t **frequencies) {
  if (!self->document) return 0;
  sheaf_posting_list_count(&self->list);
  *documents = self->list.documents + self->at;
  *frequencies = self->list.frequencies + self->at;
  return self->list.count - self->at;
}

void sheaf_posting_cursor_skip(sheaf_posting_cursor *self, uint32_t ahead) {
  if (!self->document || ahead >= self->list.count - self->at) return;
  self->at += ahead;
  self->document = self->list.documents[self->at];
}

const sheaf_occurrence *sheaf_posting_cursor_occurrences(sheaf_posting_cursor *self, uint32_t *count) {
  static const sheaf_occurrence none;
  *count = 0;
  if (!view(self)) return &none;
  const sheaf_posting_view *blocks = &self->list.view;
  const uint32_t frequency = blocks->starts[self->at + 1] - blocks->starts[self->at];
  if (frequency > self->capacity) {
    const size_t capacity = frequency < 32 ? 64 : (size_t)frequency * 2;
    sheaf_occurrence *room = sheaf_mem_resize(self->occurrences, capacity * sizeof *room);
    if (!room) {
      end(self, sheaf_error_memory(&self->error));
      return &none;
    }
    self->occurrences = room;
    self->capacity = capacity;
  }
  sheaf_posting_occurrences(blocks, self->at, self->occurrences);
  *count = frequency;
  return self->occurrences;
}

const uint32_t *sheaf_posting_cursor_positions(sheaf_posting_cursor *self, uint32_t *count) {
  static const sheaf_pack_four most = {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX};
  if (!view(self) || self->list.view.instance_width) return NULL;
  const uint32_t frequency = self->list.frequencies[self->at];
  if (frequency > sizeof self->positions / sizeof *self->positions - 8) return NULL;
  sheaf_posting_positions(&self->list.view, self->at, self->positions);
  memcpy(self->positions + frequency, &most, sizeof most);
  memcpy(self->positions + frequency + 4, &most, sizeof most);
  *count = frequency;
  return self->positions;
}

int sheaf_posting_cursor_error(const sheaf_posting_cursor *self, sheaf_error *err) {
  if (self->failed && err) *err = self->error;
  return self->failed;
}
