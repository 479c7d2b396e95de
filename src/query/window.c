/* window.c - see window.h. */
#include "window.h"

#include <string.h>

#include "base/mem.h"
#include "expand.h"
#include "record/field.h"

enum {
  MANY = 1 << 15,      /* from so many documents on it is worth while to know frequencies beforehand */
  STREAMS_MOST = 1024, /* words of wildcards that are walked side by side */
  TOO_MANY = 1         /* more were found */
};

/* A word in one field. */
typedef struct stream {
  sheaf_posting_cursor *cursor; /* owned */
  size_t leaf;                  /* which leaf it belongs to */
  int last;                     /* it is the last one of its leaf */
  uint32_t document;            /* it has none before this one in the windows to come */
  sheaf_weigh_field field;      /* the field */
} stream;

typedef struct window {
  sheaf_weigh *weigh;               /* the sums */
  const sheaf_window_leaf *leaves;  /* borrowed */
  stream *streams;                  /* in the order of the leaves, then of fields */
  size_t count;                     /* of them */
  size_t capacity;                  /* room for them */
  int single;                       /* there is one leaf, and scores are its frequencies */
  uint32_t begin;                   /* the window's first document */
  uint32_t last;                    /* its last document */
  sheaf_weigh_leaf leaf;            /* the leaf at hand; satisfied: NULL where nobody asks */
  double *known[SHEAF_FIELD_COUNT]; /* by field: a table of sheaf_weigh_know, or NULL; owned */
} window;

/* Without memory it is slower. */
static const double *know(window *self, const sheaf_weigh_field *field) {
  double **table = &self->known[field->field];
  if (*table) return *table;
  *table = sheaf_mem_alloc(SHEAF_WEIGH_TOKENS * SHEAF_WEIGH_FREQUENCIES * sizeof **table);
  if (*table) sheaf_weigh_know(field, *table);
  return *table;
}

static int reserve(window *self) {
  if (self->count < self->capacity) return SHEAF_OK;
  const size_t capacity = self->capacity ? self->capacity * 2 : 16;
  stream *streams = sheaf_mem_resize(self->streams, capacity * sizeof *streams);
  if (!streams) return SHEAF_ENOMEM;
  self->streams = streams;
  self->capacity = capacity;
  return SHEAF_OK;
}

static int open_stream(window *self, size_t leaf, unsigned field, const char *token, size_t length, sheaf_error *err) {
  sheaf_posting_cursor *cursor;
  const int code = sheaf_index_find(self->weigh->index, field, token, length, &cursor, err);
  if (code || !cursor) return code;
  if (reserve(self)) {
    sheaf_posting_cursor_close(cursor);
    return sheaf_error_memory(err);
  }
  if (self->count && self->streams[self->count - 1].leaf == leaf) self->streams[self->count - 1].last = 0;
  stream *at = &self->streams[self->count++];
  *at = (stream){.cursor = cursor, .leaf = leaf, .last = 1};
  sheaf_weigh_begin(&at->field, self->weigh->index, field);
  if (sheaf_posting_cursor_documents(cursor) >= MANY) at->field.known = know(self, &at->field);
  return SHEAF_OK;
}

/* The words of a pattern, as far as they are few. */
typedef struct choice {
  const sheaf_query_node *term; /* the pattern */
  sheaf_expand tokens;          /* its words in one field */
} choice;

static int choose(void *context, const char *token, size_t length, uint32_t documents) {
  (void)documents;
  choice *self = context;
  if (!sheaf_query_matches(self->term, token, length)) return 0;
  if (self->tokens.count == STREAMS_MOST) return 1;
  return sheaf_expand_add(&self->tokens, token, length);
}

/* TOO_MANY where a list of words does not do. */
static int open_pattern(window *self, size_t leaf, unsigned field, sheaf_error *err) {
  choice all = {.term = self->leaves[leaf].node};
  const sheaf_query_part *first = &all.term->pattern[0];
  int code = sheaf_index_terms(self->weigh->index, field, first->text ? first->text : "",
                               first->text ? first->length : 0, choose, &all, err);
  if (code == SHEAF_ENOMEM) code = sheaf_error_memory(err);
  if (!code && all.tokens.count + self->count >= STREAMS_MOST) code = TOO_MANY;
  const char *token;
  for (size_t at = 0, length; !code && sheaf_expand_next(&all.tokens, &at, &token, &length);)
    code = open_stream(self, leaf, field, token, length, err);
  sheaf_expand_clear(&all.tokens);
  return code;
}

static int open_streams(window *self, size_t leaves, sheaf_error *err) {
  int code = SHEAF_OK;
  for (size_t i = 0; i < leaves && !code; i++) {
    const sheaf_query_node *node = self->leaves[i].node;
    const sheaf_query_part *first = &node->pattern[0];
    for (unsigned field = 0; !code && (field = sheaf_weigh_next_field(node->fields, field));)
      code = node->parts == 1 && first->text ? open_stream(self, i, field, first->text, first->length, err)
                                             : open_pattern(self, i, field, err);
  }
  return code;
}

static void close_window(window *self) {
  for (size_t i = 0; i < self->count; i++) sheaf_posting_cursor_close(self->streams[i].cursor);
  for (size_t i = 0; i < SHEAF_FIELD_COUNT; i++) sheaf_mem_free(self->known[i]);
  sheaf_mem_free(self->streams);
  sheaf_mem_free(self->leaf.satisfied);
}

/* Adds ascending documents of a stream, all in the window. */
static int add_block(window *self, stream *from, const uint32_t *documents, const uint32_t *frequencies, uint32_t count,
                     sheaf_error *err) {
  sheaf_weigh *weigh = self->weigh;
  if (self->single)
    return sheaf_weigh_sum_documents(weigh, &from->field, self->begin, documents, frequencies, count, err);
  if (from->last)
    return sheaf_weigh_finish_documents(weigh, &from->field, &self->leaf, self->begin, documents, frequencies, count,
                                        err);
  return sheaf_weigh_add_documents(weigh, &from->field, self->begin, documents, frequencies, count, err);
}

/* Adds what a stream has in the window. */
static int add(window *self, stream *from, sheaf_error *err) {
  if (from->document > self->last) return SHEAF_OK;
  from->document = sheaf_posting_cursor_seek(from->cursor, self->begin);
  while (from->document && from->document <= self->last) {
    const uint32_t *documents, *frequencies;
    const uint32_t all = sheaf_posting_cursor_block(from->cursor, &documents, &frequencies);
    uint32_t count = all;
    while (documents[count - 1] > self->last) count--;
    const int code = add_block(self, from, documents, frequencies, count, err);
    if (code) return code;
    from->document = count < all ? documents[count] : sheaf_posting_cursor_seek(from->cursor, documents[all - 1] + 1);
  }
  if (from->document) return SHEAF_OK;
  from->document = UINT32_MAX;
  return sheaf_posting_cursor_error(from->cursor, err);
}

static int score(window *self, sheaf_error *err) {
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_window_leaf *leaf = &self->leaves[self->streams[i].leaf];
    self->leaf.idf = leaf->idf;
    self->leaf.groups = leaf->groups;
    const int code = add(self, &self->streams[i], err);
    if (code) return code;
    if (self->streams[i].last) sheaf_weigh_settle(self->weigh, &self->leaf);
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
  close_window(&self);
  return code;
}

/* What is below this in a slot does not come into the top; scores become floats there. */
static double near_top(const window *self, const sheaf_top *top) {
  if (self->single) return sheaf_weigh_hopeless(top, self->leaf.idf);
  return top->count < top->limit ? 0 : (double)top->worst * (1 - 1e-6);
}

static void offer_slot(const window *self, uint32_t slot, sheaf_top *top) {
  const double sum = self->weigh->scores[slot];
  sheaf_top_offer(top, (float)(self->single ? sheaf_weigh_score(self->leaf.idf, sum) : sum), self->begin + slot);
}

/* Two scores at once. A comparison gives all ones in a lane where it holds. */
typedef double pair __attribute__((vector_size(16)));
typedef int64_t pair_of_masks __attribute__((vector_size(16)));
enum { STRIDE = 8 };

/* How many of STRIDE scores are above 0; *any becomes other than 0 where one is at least near. */
static uint64_t look(const double *scores, double near, int64_t *any) {
  const pair zero = {0, 0}, least = {near, near};
  pair_of_masks above = {0, 0}, reaching = {0, 0};
  for (size_t i = 0; i < STRIDE; i += 2) {
    pair two;
    memcpy(&two, scores + i, sizeof two);
    above += (pair_of_masks)(two > zero);
    reaching |= (pair_of_masks)(two >= least);
  }
  *any = reaching[0] | reaching[1];
  return (uint64_t)0 - (uint64_t)(above[0] + above[1]);
}

/* Offers what matches in the window, and empties it. Whether a document matches cannot be foretold; whether it comes
 * near the top can: seldom. */
static size_t take(window *self, uint32_t wanted, sheaf_top *top) {
  double *scores = self->weigh->scores;
  const uint32_t *satisfied = self->leaf.satisfied;
  double near = near_top(self, top);
  size_t found = 0;
  for (uint32_t from = 0; from < SHEAF_WINDOW_SLOTS; from += STRIDE) {
    int64_t any;
    const uint64_t above = look(scores + from, near, &any);
    if (!satisfied)
      found += above;
    else
      for (uint32_t i = from; i < from + STRIDE; i++) found += satisfied[i] == wanted;
    if (!any) continue;
    for (uint32_t i = from; i < from + STRIDE; i++) {
      if (scores[i] < near || (satisfied ? satisfied[i] != wanted : scores[i] <= 0)) continue;
      offer_slot(self, i, top);
      near = near_top(self, top);
    }
  }
  memset(scores, 0, SHEAF_WINDOW_SLOTS * sizeof *scores);
  if (satisfied) memset(self->leaf.satisfied, 0, SHEAF_WINDOW_SLOTS * sizeof *satisfied);
  return found;
}

int sheaf_window_search(sheaf_weigh *weigh, const sheaf_window_leaf *leaves, size_t count, unsigned groups,
                        uint32_t last, sheaf_top *top, size_t *matches, sheaf_error *err) {
  window self = {.weigh = weigh, .leaves = leaves, .single = count == 1 && groups == 1};
  int code = open_streams(&self, count, err);
  if (!code && groups > 1 && !(self.leaf.satisfied = sheaf_mem_zero(SHEAF_WINDOW_SLOTS, sizeof *self.leaf.satisfied)))
    code = sheaf_error_memory(err);
  *matches = 0;
  for (uint64_t begin = 1; begin <= last && !code; begin += SHEAF_WINDOW_SLOTS) {
    self.begin = (uint32_t)begin;
    self.last = last - self.begin < SHEAF_WINDOW_SLOTS ? last : self.begin + (SHEAF_WINDOW_SLOTS - 1);
    code = score(&self, err);
    if (!code) *matches += take(&self, UINT32_MAX >> (32 - groups), top);
  }
  close_window(&self);
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
