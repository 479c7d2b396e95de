/* alone.c - see alone.h. How many documents there are decides how much each counts: so all are noted before any is
 * scored. */
#include "alone.h"

#include "base/mem.h"
#include "phrase.h"
#include "weigh.h"

typedef struct found {
  uint32_t document; /* its number */
  double tf;         /* weighted frequency, over the fields so far */
} found;

typedef struct alone {
  sheaf_match *match;      /* borrowed */
  sheaf_weigh_field field; /* the field at hand */
  found *items;            /* those of the fields before, ascending; then those of this one, ascending; owned */
  size_t count;            /* of them */
  size_t capacity;         /* room for them */
  sheaf_error *err;        /* the caller's */
} alone;

static int reserve(alone *self, size_t more) {
  if (more <= self->capacity - self->count) return SHEAF_OK;
  size_t capacity = self->capacity ? self->capacity : 1024;
  while (capacity - self->count < more) capacity *= 2;
  found *items = sheaf_mem_resize(self->items, capacity * sizeof *items);
  if (!items) return SHEAF_ENOMEM;
  self->items = items;
  self->capacity = capacity;
  return SHEAF_OK;
}

static int add_blocks(void *context, const uint32_t *documents, const uint32_t *frequencies, uint32_t count) {
  alone *self = context;
  int code = reserve(self, count) ? sheaf_error_memory(self->err) : SHEAF_OK;
  for (uint32_t i = 0; i < count && !code; i++) {
    found *one = &self->items[self->count];
    one->document = documents[i];
    code = sheaf_weigh_one(&self->field, self->match->index, documents[i], frequencies[i], &one->tf, self->err);
    self->count++;
  }
  return code;
}

static int add_spans(void *context, const sheaf_span *spans, size_t count) {
  int code = SHEAF_OK;
  for (size_t i = 0, end; i < count && !code; i = end) {
    const uint32_t document = spans[i].document;
    for (end = i; end < count && spans[end].document == document;) end++;
    const uint32_t frequency = (uint32_t)(end - i);
    code = add_blocks(context, &document, &frequency, 1);
  }
  return code;
}

/* Joins the first `old` items with those behind them; a document that is in both counts once. */
static int join(alone *self, size_t old) {
  const size_t count = self->count;
  if (!old || old == count) return SHEAF_OK;
  found *joined = sheaf_mem_alloc(count * sizeof *joined), *out = joined;
  if (!joined) return sheaf_error_memory(self->err);
  const found *a = self->items, *a_end = a + old, *b = a_end, *b_end = a + count;
  while (a < a_end && b < b_end) {
    *out = a->document <= b->document ? *a : *b;
    if (a->document == b->document) out->tf += b->tf;
    const int first = a->document <= b->document, second = b->document <= a->document;
    a += first;
    b += second;
    out++;
  }
  for (; a < a_end; a++) *out++ = *a;
  for (; b < b_end; b++) *out++ = *b;
  sheaf_mem_free(self->items);
  self->items = joined;
  self->count = (size_t)(out - joined);
  self->capacity = count;
  return SHEAF_OK;
}

static int find(alone *self, const sheaf_query_node *node) {
  const int plain = sheaf_phrase_is_plain(node);
  int code = SHEAF_OK;
  for (unsigned field = 0; !code && (field = sheaf_weigh_next_field(node->fields, field));) {
    const size_t old = self->count;
    sheaf_weigh_begin(&self->field, self->match->index, field);
    code = plain ? sheaf_phrase_frequencies(self->match, node, field, NULL, add_blocks, self, self->err)
                 : sheaf_match_spans(self->match, node, field, 0, add_spans, self, self->err);
    if (!code) code = join(self, old);
  }
  return code;
}

int sheaf_alone_score(sheaf_match *match, const sheaf_query_node *node, sheaf_top *top, size_t *matches,
                      sheaf_error *err) {
  alone self = {.match = match, .err = err};
  const int code = find(&self, node);
  const double idf = sheaf_weigh_idf(sheaf_index_documents(match->index), (double)self.count);
  for (size_t i = 0; i < self.count && !code; i++)
    sheaf_top_offer(top, (float)sheaf_weigh_score(idf, self.items[i].tf), self.items[i].document);
  *matches = self.count;
  sheaf_mem_free(self.items);
  return code;
}
