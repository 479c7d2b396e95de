/* weigh.c - see weigh.h. */
#include "weigh.h"

#include <math.h>
#include <string.h>

#include "index/pack.h"
#include "record/field.h"

static const double k1 = 1.2, b = 0.75;

enum { KEPT_SLOTS = 1 << 20 /* memory for more slots is not kept for the next query */ };

int sheaf_weigh_init(sheaf_weigh *self, sheaf_index *index, size_t slots) {
  *self = (sheaf_weigh){.index = index, .slots = slots};
  self->tf = sheaf_index_scratch(index, slots * 2 * sizeof *self->tf + (slots + 1) * sizeof *self->touched);
  if (!self->tf) return SHEAF_ENOMEM;
  self->scores = self->tf + slots;
  self->touched = (uint32_t *)(self->scores + slots);
  return SHEAF_OK;
}

void sheaf_weigh_clear(sheaf_weigh *self) {
  if (!self->tf) return;
  if (self->count || self->slots > KEPT_SLOTS)
    sheaf_index_scratch_free(self->index);
  else
    memset(self->scores, 0, self->slots * sizeof *self->scores + (self->most + 1) * sizeof *self->touched);
  *self = (sheaf_weigh){0};
}

double sheaf_weigh_of_field(unsigned field) {
  switch (field) {
    case SHEAF_FIELD_TITLE: return 5;
    case SHEAF_FIELD_KEYWORD:
    case SHEAF_FIELD_HEADING:
    case SHEAF_FIELD_SUBSTANCE: return 3;
    default: return 1;
  }
}

double sheaf_weigh_per_token(uint32_t documents, uint64_t tokens) {
  return tokens ? b * documents / (double)tokens : 0;
}

void sheaf_weigh_begin(sheaf_weigh_field *self, sheaf_index *index, unsigned field) {
  *self = (sheaf_weigh_field){.field = field, .weight = sheaf_weigh_of_field(field)};
  self->per_token = sheaf_weigh_per_token(sheaf_index_documents(index), sheaf_index_tokens(index, field));
}

unsigned sheaf_weigh_next_field(uint64_t fields, unsigned before) {
  const uint64_t first = fields & ~(UINT64_C(1) << SHEAF_FIELD_ABSTRACT);
  if (before == SHEAF_FIELD_ABSTRACT) return 0;
  for (unsigned field = before + 1; field < SHEAF_FIELD_COUNT; field++)
    if (first >> field & 1) return field;
  return fields == first ? 0 : SHEAF_FIELD_ABSTRACT;
}

static inline double divide(const sheaf_weigh_field *field, uint32_t tokens, uint32_t frequency) {
  return field->weight * frequency / (field->per_token > 0 ? 1 - b + field->per_token * tokens : 1);
}

void sheaf_weigh_know(const sheaf_weigh_field *field, double *table) {
  for (uint32_t f = 0; f < SHEAF_WEIGH_FREQUENCIES; f++)
    for (uint32_t tokens = 0; tokens < SHEAF_WEIGH_TOKENS; tokens++) *table++ = divide(field, tokens, f + 1);
}

/* How much `frequency` of a document that field->lengths covers counts. The field comes by value: else each sum stored
 * would make it doubtful, and it would be read anew. */
static inline double weigh(const sheaf_weigh_field field, uint32_t document, uint32_t frequency) {
  const uint32_t at = document - field.lengths.first;
  const uint32_t tokens = at < field.lengths.count ? sheaf_pack_get(field.lengths.packed, field.lengths.width, at) : 0;
  return field.known && tokens < SHEAF_WEIGH_TOKENS && frequency <= SHEAF_WEIGH_FREQUENCIES
             ? field.known[(frequency - 1) * SHEAF_WEIGH_TOKENS + tokens]
             : divide(&field, tokens, frequency);
}

static int cover(sheaf_weigh_field *self, sheaf_index *index, uint32_t document, sheaf_error *err) {
  return document <= self->lengths.last && document >= self->lengths.first
             ? SHEAF_OK
             : sheaf_index_lengths(index, self->field, document, &self->lengths, err);
}

int sheaf_weigh_add_documents(sheaf_weigh *self, sheaf_weigh_field *field, uint32_t base, const uint32_t *documents,
                              const uint32_t *frequencies, uint32_t count, sheaf_error *err) {
  sheaf_weigh at = *self; /* see weigh */
  for (uint32_t i = 0; i < count;) {
    const int code = cover(field, self->index, documents[i], err);
    if (code) return code;
    const sheaf_weigh_field now = *field;
    for (; i < count && documents[i] <= now.lengths.last; i++) {
      const size_t slot = documents[i] - base;
      if (slot < at.slots) sheaf_weigh_add(&at, slot, weigh(now, documents[i], frequencies[i]));
    }
  }
  self->count = at.count;
  return SHEAF_OK;
}

int sheaf_weigh_add_document(sheaf_weigh *self, sheaf_weigh_field *field, size_t slot, uint32_t document,
                             uint32_t frequency, sheaf_error *err) {
  const int code = cover(field, self->index, document, err);
  if (!code) sheaf_weigh_add(self, slot, weigh(*field, document, frequency));
  return code;
}

int sheaf_weigh_one(sheaf_weigh_field *self, sheaf_index *index, uint32_t document, uint32_t frequency, double *tf,
                    sheaf_error *err) {
  const int code = cover(self, index, document, err);
  if (!code) *tf = weigh(*self, document, frequency);
  return code;
}

double sheaf_weigh_score(double idf, double tf) { return idf * tf / (k1 + tf); }

/* Finishes documents that now.lengths covers. */
static inline void finish(const sheaf_weigh at, const sheaf_weigh_field now, const sheaf_weigh_leaf leaf, int grouped,
                          uint32_t base, const uint32_t *documents, const uint32_t *frequencies, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    const size_t slot = documents[i] - base;
    const double tf = at.tf[slot] + weigh(now, documents[i], frequencies[i]);
    at.scores[slot] += leaf.idf * tf / (k1 + tf);
    at.tf[slot] = 0;
    if (grouped) leaf.satisfied[slot] |= leaf.groups;
  }
}

/* Sums up documents that now.lengths covers. */
static inline void sum(const sheaf_weigh at, const sheaf_weigh_field now, uint32_t base, const uint32_t *documents,
                       const uint32_t *frequencies, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) at.scores[documents[i] - base] += weigh(now, documents[i], frequencies[i]);
}

int sheaf_weigh_sum_documents(sheaf_weigh *self, sheaf_weigh_field *field, uint32_t base, const uint32_t *documents,
                              const uint32_t *frequencies, uint32_t count, sheaf_error *err) {
  while (count && documents[count - 1] - base >= self->slots) count--;
  for (uint32_t i = 0, end; i < count; i = end) {
    const int code = cover(field, self->index, documents[i], err);
    if (code) return code;
    for (end = count; documents[end - 1] > field->lengths.last;) end--;
    sum(*self, *field, base, documents + i, frequencies + i, end - i);
  }
  return SHEAF_OK;
}

int sheaf_weigh_finish_documents(sheaf_weigh *self, sheaf_weigh_field *field, const sheaf_weigh_leaf *leaf,
                                 uint32_t base, const uint32_t *documents, const uint32_t *frequencies, uint32_t count,
                                 sheaf_error *err) {
  while (count && documents[count - 1] - base >= self->slots) count--;
  for (uint32_t i = 0, end; i < count; i = end) {
    const int code = cover(field, self->index, documents[i], err);
    if (code) return code;
    for (end = count; documents[end - 1] > field->lengths.last;) end--;
    if (leaf->satisfied)
      finish(*self, *field, *leaf, 1, base, documents + i, frequencies + i, end - i);
    else
      finish(*self, *field, *leaf, 0, base, documents + i, frequencies + i, end - i);
  }
  return SHEAF_OK;
}

double sheaf_weigh_idf(double documents, double n) { return log(1 + (documents - n + 0.5) / (n + 0.5)); }

double sheaf_weigh_hopeless(const sheaf_top *top, double idf) {
  if (top->count < top->limit || top->worst >= idf) return 0;
  return k1 * top->worst / (idf - top->worst) * (1 - 1e-5); /* scores are rounded to floats */
}

int sheaf_weigh_offer(sheaf_weigh_field *self, sheaf_index *index, const uint32_t *documents,
                      const uint32_t *frequencies, uint32_t count, double n, sheaf_top *top, sheaf_error *err) {
  const double idf = sheaf_weigh_idf(sheaf_index_documents(index), n);
  double least = sheaf_weigh_hopeless(top, idf);
  for (uint32_t i = 0; i < count;) {
    const int code = cover(self, index, documents[i], err);
    if (code) return code;
    const sheaf_weigh_field now = *self;
    for (; i < count && documents[i] <= now.lengths.last; i++) {
      const double tf = weigh(now, documents[i], frequencies[i]);
      if (tf < least) continue;
      sheaf_top_offer(top, (float)(idf * tf / (k1 + tf)), documents[i]);
      least = sheaf_weigh_hopeless(top, idf);
    }
  }
  return SHEAF_OK;
}

void sheaf_weigh_settle(sheaf_weigh *self, const sheaf_weigh_leaf *leaf) {
  const double idf = leaf->idf;
  double *tfs = self->tf, *scores = self->scores;
  const uint32_t *touched = self->touched;
  for (size_t i = 0, count = self->count; i < count; i++) {
    const double tf = tfs[touched[i]];
    scores[touched[i]] += idf * tf / (k1 + tf);
    tfs[touched[i]] = 0;
    if (leaf->satisfied) leaf->satisfied[touched[i]] |= leaf->groups;
  }
  if (self->count > self->most) self->most = self->count;
  self->count = 0;
}
