/* phrase.c - see phrase.h. */
#include "phrase.h"

#include <stdlib.h>

#include "base/mem.h"
#include "index/pack.h"

enum { CHUNK = 4096 }; /* spans that are handed on at once, and documents between two looks at progress */

typedef struct word {
  sheaf_posting_cursor *cursor; /* owned */
  uint32_t place;               /* in the phrase, 0-based */
} word;

typedef struct phrase {
  word *words;              /* rarest first */
  size_t count;             /* of them */
  size_t sought;            /* so many must be in a document before places are compared; the others mostly are */
  sheaf_occurrence *starts; /* where the phrase may begin in the present document, ascending */
  uint32_t start_count;     /* of them */
  uint32_t capacity;        /* room in starts */
  uint32_t plain[64];       /* the same as positions alone, where all words have few and one instance */
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

/* 1 where the field has all words, 0, or a failure: the dictionary is asked before any list is read. */
static int has_words(sheaf_index *index, const sheaf_query_node *node, unsigned field, sheaf_error *err) {
  for (size_t i = 0; i < node->children; i++) {
    const sheaf_query_part *part = &node->child[i]->pattern[0];
    uint32_t documents;
    const int code = sheaf_index_count(index, field, part->text, part->length, &documents, err);
    if (code || !documents) return code;
  }
  return 1;
}

/* Opens the words' cursors: 1, 0 where the field lacks one of them, or a failure. */
static int open_words(phrase *self, sheaf_index *index, const sheaf_query_node *node, unsigned field,
                      sheaf_error *err) {
  const int there = has_words(index, node, field, err);
  if (there != 1) return there;
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
  const uint32_t half = sheaf_index_documents(index) / 2;
  self->sought = self->count < 2 ? self->count : 2;
  while (self->sought < self->count && sheaf_posting_cursor_documents(self->words[self->sought].cursor) < half)
    self->sought++;
  return 1;
}

/* 1 where the word is in the document, too. */
static int has(const phrase *self, size_t word, uint32_t document) {
  return word < self->sought || sheaf_posting_cursor_seek(self->words[word].cursor, document) == document;
}

/* The first document from target on that has the words to be sought; 0 at the end, or where a cursor failed. */
static uint32_t find_document(phrase *self, uint32_t target) {
  uint32_t document = sheaf_posting_cursor_seek(self->words[0].cursor, target);
  for (size_t i = 1; document && i < self->sought;) {
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

/* The same among the documents of a list, from *at on, which moves to the one found. */
static uint32_t find_within(phrase *self, const sheaf_documents *within, size_t *at) {
  while (*at < within->count) {
    const uint32_t wanted = within->ids[*at];
    uint32_t document = wanted;
    for (size_t i = 0; i < self->sought && document == wanted; i++)
      document = sheaf_posting_cursor_seek(self->words[i].cursor, wanted);
    if (document == wanted || !document) return document;
    *at = sheaf_docs_gallop(within->ids, within->count, *at, document);
  }
  return 0;
}

/* ---- positions alone ---- */

/* Keeps the beginnings at which the word stands in its place. Lists are short: looking at all of one, eight at a time,
 * is faster than guessing where to stop. No position is UINT32_MAX, which fills the last eight. */
static uint32_t keep_plain(uint32_t *starts, uint32_t count, const uint32_t *positions, uint32_t others,
                           uint32_t place) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t start = starts[i], wanted = start + place;
    starts[kept] = start;
    kept += sheaf_pack_has(positions, others, wanted);
  }
  return kept;
}

/* The beginnings in the document, where positions are at hand: 1, or 0. */
static int match_plain(phrase *self, uint32_t document) {
  uint32_t count = 0;
  self->start_count = 0;
  for (size_t i = 0; i < self->count && (count || !i); i++) {
    uint32_t others;
    if (!has(self, i, document)) return 1;
    const uint32_t *positions = sheaf_posting_cursor_positions(self->words[i].cursor, &others);
    const uint32_t place = self->words[i].place;
    if (!positions) return 0;
    if (i) {
      count = keep_plain(self->plain, count, positions, others, place);
      continue;
    }
    for (uint32_t k = 0; k < others; k++) {
      self->plain[count] = positions[k] - place;
      count += positions[k] >= place;
    }
  }
  self->start_count = count;
  return 1;
}

/* ---- any positions ---- */

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

/* The beginnings in the document: in plain (1 is returned), in starts (0), or SHEAF_ENOMEM. */
static int match_document(phrase *self, uint32_t document) {
  if (match_plain(self, document)) return 1;
  if (take_starts(self)) return SHEAF_ENOMEM;
  for (size_t i = 1; i < self->count && self->start_count; i++) {
    if (has(self, i, document))
      keep_starts(self, &self->words[i]);
    else
      self->start_count = 0;
  }
  return 0;
}

/* ---- results ---- */

/* Finds every document with the phrase, one a call: it (start_count says how often it has the phrase, *plain where the
 * beginnings are), or 0 at the end, where code says why. */
typedef struct search {
  phrase phrase;                 /* the words */
  sheaf_match *match;            /* for progress */
  const sheaf_documents *within; /* or NULL; borrowed */
  size_t at;                     /* place in it */
  uint32_t next;                 /* document to go on from */
  size_t seen;                   /* documents looked at */
  int plain;                     /* beginnings are in phrase.plain */
  int code;                      /* 0, or what failed */
} search;

static uint32_t next_document(search *self, sheaf_error *err) {
  phrase *words = &self->phrase;
  while (self->next && !self->code) {
    const uint32_t document =
        self->within ? find_within(words, self->within, &self->at) : find_document(words, self->next);
    if (!document) break;
    self->next = document + 1;
    self->at++;
    self->plain = match_document(words, document);
    if (self->plain < 0) self->code = sheaf_error_memory(err);
    if (!self->code && ++self->seen % CHUNK == 0) self->code = sheaf_match_check(self->match, err);
    if (!self->code && words->start_count) return document;
  }
  for (size_t i = 0; i < words->count && !self->code; i++)
    self->code = sheaf_posting_cursor_error(words->words[i].cursor, err);
  return 0;
}

/* 1, 0 where the field lacks a word, or a failure. */
static int begin(search *self, sheaf_match *match, const sheaf_query_node *node, unsigned field,
                 const sheaf_documents *within, sheaf_error *err) {
  *self = (search){.match = match, .within = within, .next = 1};
  const int code = sheaf_match_check(match, err);
  return code ? code : open_words(&self->phrase, match->index, node, field, err);
}

static void end(search *self) {
  for (size_t i = 0; i < self->phrase.count; i++) sheaf_posting_cursor_close(self->phrase.words[i].cursor);
  sheaf_mem_free(self->phrase.words);
  sheaf_mem_free(self->phrase.starts);
}

static int add_spans(const search *self, uint32_t document, int any, sheaf_spans *spans) {
  const phrase *words = &self->phrase;
  const uint32_t wanted = any ? 1 : words->start_count;
  for (uint32_t i = 0; i < wanted; i++) {
    const sheaf_occurrence start = self->plain ? (sheaf_occurrence){0, words->plain[i]} : words->starts[i];
    const uint32_t last = start.position + (uint32_t)words->count - 1;
    if (sheaf_spans_add(spans, (sheaf_span){document, start.instance, start.position, last})) return SHEAF_ENOMEM;
  }
  return SHEAF_OK;
}

int sheaf_phrase_spans(sheaf_match *match, const sheaf_query_node *node, unsigned field, int any, sheaf_match_fn *visit,
                       void *context, sheaf_error *err) {
  search self;
  sheaf_spans spans = {0};
  int code = begin(&self, match, node, field, NULL, err);
  uint32_t document;
  if (code == 1) {
    code = SHEAF_OK;
    while (!code && (document = next_document(&self, err))) {
      if (add_spans(&self, document, any, &spans)) code = sheaf_error_memory(err);
      if (code || spans.count < CHUNK) continue;
      code = visit(context, spans.items, spans.count);
      spans.count = 0;
    }
    if (!code) code = self.code;
    if (!code && spans.count) code = visit(context, spans.items, spans.count);
  }
  end(&self);
  sheaf_spans_clear(&spans);
  return code;
}

int sheaf_phrase_frequencies(sheaf_match *match, const sheaf_query_node *node, unsigned field,
                             const sheaf_documents *within, sheaf_block_fn *visit, void *context, sheaf_error *err) {
  search self;
  int code = begin(&self, match, node, field, within, err);
  uint32_t document;
  if (code == 1) {
    code = SHEAF_OK;
    while (!code && (document = next_document(&self, err)))
      code = visit(context, &document, &self.phrase.start_count, 1);
    if (!code) code = self.code;
  }
  end(&self);
  return code;
}
