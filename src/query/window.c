/* window.c - see window.h. */
#include "window.h"

#include <string.h>

#include "base/mem.h"
#include "record/field.h"

/* A word in one field. */
typedef struct stream {
  sheaf_posting_cursor *cursor; /* owned */
  size_t leaf;                  /* which leaf it belongs to */
  sheaf_weigh_field field;      /* the field */
} stream;

typedef struct window {
  sheaf_weigh *weigh;              /* the sums */
  const sheaf_window_leaf *leaves; /* borrowed */
  stream *streams;                 /* in the order of the leaves, then of fields */
  size_t count;                    /* of them */
  uint32_t begin;                  /* the window's first document */
  uint32_t last;                   /* its last document */
  uint32_t *satisfied;             /* by slot: groups; NULL where nobody asks */
} window;

static int open_stream(window *self, size_t leaf, unsigned field, sheaf_error *err) {
  const sheaf_query_part *part = &self->leaves[leaf].node->pattern[0];
  stream *at = &self->streams[self->count];
  const int code = sheaf_index_find(self->weigh->index, field, part->text, part->length, &at->cursor, err);
  if (code || !at->cursor) return code;
  at->leaf = leaf;
  sheaf_weigh_begin(&at->field, self->weigh->index, field);
  self->count++;
  return SHEAF_OK;
}

static int open_streams(window *self, size_t leaves, sheaf_error *err) {
  size_t most = 0;
  for (size_t i = 0; i < leaves; i++) most += (size_t)__builtin_popcountll(self->leaves[i].node->fields);
  self->streams = sheaf_mem_zero(most, sizeof *self->streams);
  if (!self->streams) return sheaf_error_memory(err);
  int code = SHEAF_OK;
  for (size_t i = 0; i < leaves && !code; i++)
    for (unsigned field = 1; field < SHEAF_FIELD_COUNT && !code; field++)
      if (self->leaves[i].node->fields >> field & 1) code = open_stream(self, i, field, err);
  return code;
}

/* Adds what a stream has in the window. */
static int add(window *self, stream *from, sheaf_error *err) {
  uint32_t document = sheaf_posting_cursor_seek(from->cursor, self->begin);
  while (document && document <= self->last) {
    const uint32_t *documents, *frequencies;
    uint32_t count = sheaf_posting_cursor_block(from->cursor, &documents, &frequencies);
    const uint32_t end = documents[count - 1];
    while (documents[count - 1] > self->last) count--;
    const int code =
        sheaf_weigh_add_documents(self->weigh, &from->field, self->begin, documents, frequencies, count, err);
    if (code) return code;
    if (end >= self->last) break;
    document = sheaf_posting_cursor_seek(from->cursor, end + 1);
  }
  return sheaf_posting_cursor_error(from->cursor, err);
}

static int score(window *self, sheaf_error *err) {
  for (size_t i = 0; i < self->count; i++) {
    const int code = add(self, &self->streams[i], err);
    if (code) return code;
    const size_t leaf = self->streams[i].leaf;
    if (i + 1 < self->count && self->streams[i + 1].leaf == leaf) continue;
    for (size_t k = 0; self->satisfied && k < self->weigh->count; k++)
      self->satisfied[self->weigh->touched[k]] |= self->leaves[leaf].groups;
    sheaf_weigh_settle(self->weigh, self->leaves[leaf].documents);
  }
  return SHEAF_OK;
}

/* Scores the window that begins with the match number *at, which moves behind it. */
static int next_window(window *self, const sheaf_documents *matches, size_t *at, sheaf_top *top, sheaf_error *err) {
  self->begin = matches->ids[*at];
  self->last =
      self->begin <= UINT32_MAX - (SHEAF_WINDOW_SLOTS - 1) ? self->begin + (SHEAF_WINDOW_SLOTS - 1) : UINT32_MAX;
  const int code = score(self, err);
  if (code) return code;
  double *scores = self->weigh->scores;
  for (; *at < matches->count && matches->ids[*at] <= self->last; ++*at)
    sheaf_top_offer(top, (float)scores[matches->ids[*at] - self->begin], matches->ids[*at]);
  memset(scores, 0, SHEAF_WINDOW_SLOTS * sizeof *scores);
  return SHEAF_OK;
}

int sheaf_window_score(sheaf_weigh *weigh, const sheaf_window_leaf *leaves, size_t count,
                       const sheaf_documents *matches, sheaf_top *top, sheaf_error *err) {
  window self = {.weigh = weigh, .leaves = leaves};
  int code = open_streams(&self, count, err);
  for (size_t at = 0; at < matches->count && !code;) code = next_window(&self, matches, &at, top, err);
  for (size_t i = 0; i < self.count; i++) sheaf_posting_cursor_close(self.streams[i].cursor);
  sheaf_mem_free(self.streams);
  return code;
}

/* Offers what matches in the window, and empties it. Whether a document matches cannot be foretold; whether it comes
 * near the top can: seldom. */
static size_t take(window *self, uint32_t wanted, sheaf_top *top) {
  double *scores = self->weigh->scores;
  size_t found = 0;
  for (uint32_t i = 0; i < SHEAF_WINDOW_SLOTS; i++) {
    const int matches = self->satisfied ? self->satisfied[i] == wanted : scores[i] > 0;
    const double near = top->count < top->limit ? 0 : (double)top->worst * (1 - 1e-6); /* scores become floats */
    found += (size_t)matches;
    if (matches & (scores[i] >= near)) sheaf_top_offer(top, (float)scores[i], self->begin + i);
  }
  memset(scores, 0, SHEAF_WINDOW_SLOTS * sizeof *scores);
  if (self->satisfied) memset(self->satisfied, 0, SHEAF_WINDOW_SLOTS * sizeof *self->satisfied);
  return found;
}

int sheaf_window_search(sheaf_weigh *weigh, const sheaf_window_leaf *leaves, size_t count, unsigned groups,
                        uint32_t last, sheaf_top *top, size_t *matches, sheaf_error *err) {
  window self = {.weigh = weigh, .leaves = leaves};
  int code = open_streams(&self, count, err);
  if (!code && groups > 1 && !(self.satisfied = sheaf_mem_zero(SHEAF_WINDOW_SLOTS, sizeof *self.satisfied)))
    code = sheaf_error_memory(err);
  *matches = 0;
  for (uint64_t begin = 1; begin <= last && !code; begin += SHEAF_WINDOW_SLOTS) {
    self.begin = (uint32_t)begin;
    self.last = last - self.begin < SHEAF_WINDOW_SLOTS ? last : self.begin + (SHEAF_WINDOW_SLOTS - 1);
    code = score(&self, err);
    if (!code) *matches += take(&self, UINT32_MAX >> (32 - groups), top);
  }
  for (size_t i = 0; i < self.count; i++) sheaf_posting_cursor_close(self.streams[i].cursor);
  sheaf_mem_free(self.streams);
  sheaf_mem_free(self.satisfied);
  return code;
}

typedef struct word {
  sheaf_index *index;      /* borrowed */
  sheaf_weigh_field field; /* where it stands */
  double documents;        /* that have it */
  sheaf_top *top;          /* borrowed */
  sheaf_error *err;        /* the caller's */
} word;

static int offer(void *context, const uint32_t *documents, const uint32_t *frequencies, uint32_t count) {
  word *self = context;
  return sheaf_weigh_offer(&self->field, self->index, documents, frequencies, count, self->documents, self->top,
                           self->err);
}

int sheaf_window_score_word(sheaf_index *index, unsigned field, const sheaf_query_node *term, uint32_t documents,
                            sheaf_top *top, sheaf_error *err) {
  word self = {.index = index, .documents = documents, .top = top, .err = err};
  sheaf_weigh_begin(&self.field, index, field);
  const sheaf_query_part *part = &term->pattern[0];
  return sheaf_index_blocks_of(index, field, part->text, part->length, 1, offer, &self, err);
}
