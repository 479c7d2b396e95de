/* phrase.c - see phrase.h. */
#include "phrase.h"

#include <stdlib.h>

#include "base/mem.h"

enum { CHUNK = 4096 }; /* spans that are handed on at once, and documents between two looks at progress */

typedef struct word {
  sheaf_posting_cursor *cursor; /* owned */
  uint32_t place;               /* in the phrase, 0-based */
} word;

typedef struct phrase {
  word *words;              /* rarest first */
  size_t count;             /* of them */
  sheaf_occurrence *starts; /* where the phrase may begin in the present document, ascending */
  uint32_t start_count;     /* of them */
  uint32_t capacity;        /* room in starts */
  sheaf_spans spans;        /* found, not handed on yet */
  int any;                  /* one span a document is enough */
} phrase;

int sheaf_phrase_is_plain(const sheaf_query_node *node) {
  if (node->kind != SHEAF_QUERY_PHRASE || !node->children) return 0;
  for (size_t i = 0; i < node->children; i++)
    if (node->child[i]->parts != 1 || !node->child[i]->pattern[0].text) return 0;
  return 1;
}

static int by_documents(const void *x, const void *y) {
  const word *a = x, *b = y;
  const uint32_t m = sheaf_posting_cursor_documents(a->cursor), n = sheaf_posting_cursor_documents(b->cursor);
  return m != n ? (m > n) - (m < n) : (a->place > b->place) - (a->place < b->place);
}

/* Opens the words' cursors: 1, 0 where the field lacks one of them, or a failure. */
static int open_words(phrase *self, sheaf_index *index, const sheaf_query_node *node, unsigned field,
                      sheaf_error *err) {
  self->words = sheaf_mem_zero(node->children, sizeof *self->words);
  if (!self->words) return sheaf_error_memory(err);
  for (size_t i = 0; i < node->children; i++) {
    const sheaf_query_part *part = &node->child[i]->pattern[0];
    word *at = &self->words[i];
    at->place = (uint32_t)i;
    const int code = sheaf_index_find(index, field, part->text, part->length, &at->cursor, err);
    if (code || !at->cursor) return code;
    self->count++;
  }
  qsort(self->words, self->count, sizeof *self->words, by_documents);
  return 1;
}

/* The first document from target on that has all words; 0 at the end, or where a cursor failed. */
static uint32_t find_document(phrase *self, uint32_t target) {
  uint32_t document = sheaf_posting_cursor_seek(self->words[0].cursor, target);
  for (size_t i = 1; document && i < self->count;) {
    const uint32_t other = sheaf_posting_cursor_seek(self->words[i].cursor, document);
    if (other == document) {
      i++;
    } else {
      document = other ? sheaf_posting_cursor_seek(self->words[0].cursor, other) : 0;
      i = 1;
    }
  }
  return document;
}

/* The beginnings that the rarest word allows. */
static int take_starts(phrase *self) {
  uint32_t count;
  const word *first = &self->words[0];
  const sheaf_occurrence *at = sheaf_posting_cursor_occurrences(first->cursor, &count);
  self->start_count = 0;
  if (count > self->capacity) {
    sheaf_occurrence *room = sheaf_mem_resize(self->starts, (size_t)count * 2 * sizeof *room);
    if (!room) return SHEAF_ENOMEM;
    self->starts = room;
    self->capacity = count * 2;
  }
  for (uint32_t i = 0; i < count; i++)
    if (at[i].position >= first->place)
      self->starts[self->start_count++] = (sheaf_occurrence){at[i].instance, at[i].position - first->place};
  return SHEAF_OK;
}

/* Keeps the beginnings at which the word stands in its place. */
static void keep_starts(phrase *self, const word *next) {
  uint32_t count, at = 0, kept = 0;
  const sheaf_occurrence *other = sheaf_posting_cursor_occurrences(next->cursor, &count);
  for (uint32_t i = 0; i < self->start_count; i++) {
    const sheaf_occurrence start = self->starts[i];
    const uint64_t wanted = (uint64_t)start.instance << 32 | (start.position + next->place);
    while (at < count && ((uint64_t)other[at].instance << 32 | other[at].position) < wanted) at++;
    if (at < count && ((uint64_t)other[at].instance << 32 | other[at].position) == wanted) self->starts[kept++] = start;
  }
  self->start_count = kept;
}

static int match_document(phrase *self, uint32_t document) {
  int code = take_starts(self);
  for (size_t i = 1; i < self->count && self->start_count; i++) keep_starts(self, &self->words[i]);
  const uint32_t wanted = self->any && self->start_count ? 1 : self->start_count;
  for (uint32_t i = 0; i < wanted && !code; i++) {
    const sheaf_occurrence start = self->starts[i];
    code = sheaf_spans_add(&self->spans, (sheaf_span){document, start.instance, start.position,
                                                      start.position + (uint32_t)self->count - 1});
  }
  return code;
}

static int walk(phrase *self, sheaf_match *match, sheaf_match_fn *visit, void *context, sheaf_error *err) {
  int code = SHEAF_OK;
  size_t seen = 0;
  for (uint32_t document = find_document(self, 1); document && !code; document = find_document(self, document + 1)) {
    code = match_document(self, document) ? sheaf_error_memory(err) : SHEAF_OK;
    if (!code && ++seen % CHUNK == 0) code = sheaf_match_check(match, err);
    if (!code && self->spans.count >= CHUNK) {
      code = visit(context, self->spans.items, self->spans.count);
      self->spans.count = 0;
    }
    if (document == UINT32_MAX) break;
  }
  for (size_t i = 0; i < self->count && !code; i++) code = sheaf_posting_cursor_error(self->words[i].cursor, err);
  return code || !self->spans.count ? code : visit(context, self->spans.items, self->spans.count);
}

int sheaf_phrase_spans(sheaf_match *match, const sheaf_query_node *node, unsigned field, int any, sheaf_match_fn *visit,
                       void *context, sheaf_error *err) {
  phrase self = {.any = any};
  int code = sheaf_match_check(match, err);
  if (!code) code = open_words(&self, match->index, node, field, err);
  if (code == 1) code = walk(&self, match, visit, context, err);
  for (size_t i = 0; i < self.count; i++) sheaf_posting_cursor_close(self.words[i].cursor);
  sheaf_mem_free(self.words);
  sheaf_mem_free(self.starts);
  sheaf_spans_clear(&self.spans);
  return code;
}
