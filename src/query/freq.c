/* freq.c - see freq.h. */
#include "freq.h"

#include "base/mem.h"
#include "record/field.h"

typedef struct tally {
  uint32_t document; /* its number */
  uint32_t count;    /* occurrences in the fields so far */
} tally;

typedef struct tallies {
  tally *items;    /* ascending by document */
  size_t count;    /* of them */
  size_t capacity; /* room for them */
} tallies;

typedef struct counting {
  tallies before; /* of the fields before */
  size_t at;      /* the first of them that is not in now */
  tallies now;    /* with the present field */
} counting;

/* Spans ascend by their beginning: one that ends before the last one chosen takes its place. */
size_t sheaf_freq_count(const sheaf_span *spans, size_t count) {
  size_t chosen = 0;
  for (size_t i = 0, last = 0; i < count; i++) {
    if (!chosen || spans[i].instance != spans[last].instance || spans[i].first > spans[last].last) {
      chosen++;
      last = i;
    } else if (spans[i].last < spans[last].last) {
      last = i;
    }
  }
  return chosen;
}

static int add(tallies *self, tally item) {
  if (self->count == self->capacity) {
    const size_t capacity = self->capacity ? self->capacity * 2 : 256;
    tally *items = sheaf_mem_resize(self->items, capacity * sizeof *items);
    if (!items) return SHEAF_ENOMEM;
    self->items = items;
    self->capacity = capacity;
  }
  self->items[self->count++] = item;
  return SHEAF_OK;
}

/* Copies the tallies of documents below `document`. */
static int catch_up(counting *self, uint32_t document) {
  while (self->at < self->before.count && self->before.items[self->at].document < document)
    if (add(&self->now, self->before.items[self->at++])) return SHEAF_ENOMEM;
  return SHEAF_OK;
}

static int count_spans(void *context, const sheaf_span *spans, size_t count) {
  counting *self = context;
  for (size_t i = 0, end; i < count; i = end) {
    tally item = {spans[i].document, 0};
    for (end = i; end < count && spans[end].document == item.document;) end++;
    item.count = (uint32_t)sheaf_freq_count(spans + i, end - i);
    if (catch_up(self, item.document)) return SHEAF_ENOMEM;
    if (self->at < self->before.count && self->before.items[self->at].document == item.document)
      item.count += self->before.items[self->at++].count;
    if (add(&self->now, item)) return SHEAF_ENOMEM;
  }
  return SHEAF_OK;
}

/* The tallies with the present field become those before the next one. */
static int turn(counting *self) {
  if (catch_up(self, UINT32_MAX)) return SHEAF_ENOMEM;
  const tallies old = self->before;
  self->before = self->now;
  self->now = old;
  self->now.count = self->at = 0;
  return SHEAF_OK;
}

int sheaf_freq_documents(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  const sheaf_query_node *child = node->child[0];
  counting self = {.at = 0};
  int code = SHEAF_OK;
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT && !code; field++) {
    if (!(node->fields >> field & 1)) continue;
    code = sheaf_match_spans(match, child, field, 0, count_spans, &self, err);
    if (!code) code = turn(&self);
  }
  for (size_t i = 0; i < self.before.count && !code; i++)
    if (self.before.items[i].count >= node->least) code = sheaf_docs_add(out, &self.before.items[i].document, 1);
  sheaf_mem_free(self.before.items);
  sheaf_mem_free(self.now.items);
  return code == SHEAF_ENOMEM ? sheaf_error_memory(err) : code;
}
