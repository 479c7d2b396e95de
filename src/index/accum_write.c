/* accum_write.c - the flush: the log, sorted by term, becomes a segment.
 *
 * Terms get ranks in the order of their keys. Ranks are cut into batches of neighbours that together have about
 * BATCH tokens. One pass over the log sends every token to its batch as a number that holds (rank in the batch,
 * document, instance, position), each in as many bits as this log needs. Within a batch a counting sort by rank is all
 * that is left to do, since the log is in the order of documents; it stays in the processor's cache. */
#include <string.h>

#include "accum.h"
#include "base/mem.h"
#include "pack.h"
#include "segment_write.h"
#include "term_sort.h"

enum {
  BATCH = 1 << 15, /* tokens: two such batches fit the cache that a core has of its own */
  NEXT = 8,        /* keys are asked for so far ahead: they lie about in memory */
  MORE = 16        /* room is a sixteenth larger than needed: the next flush will be alike */
};

typedef struct place {
  uint32_t batch; /* where a term's tokens go */
  uint32_t rank;  /* which of the batch's terms it is */
} place;

typedef struct batch {
  uint32_t first; /* rank of its first term */
  uint32_t terms; /* how many */
  size_t begin;   /* where its tokens begin in keys */
  size_t end;     /* where the next one goes, at last where they end */
} batch;

typedef struct sorter {
  sheaf_accum *accum;            /* borrowed */
  sheaf_segment_writer *writer;  /* borrowed */
  sheaf_ranked *order;           /* the terms by key; the accum's */
  uint32_t *counts;              /* tokens of each term, by number; the same */
  place *places;                 /* by number; the same */
  batch *batches;                /* in order */
  uint32_t batch_count;          /* of them */
  uint64_t *keys;                /* all tokens, by batch; the accum's */
  uint64_t *sorted;              /* one batch, by term */
  size_t largest;                /* tokens of the largest batch with more than one term */
  uint32_t position_bits;        /* of a key: position, lowest */
  uint32_t instance_bits;        /* then instance */
  uint32_t document_bits;        /* then document, by its place among the accumulated; then rank */
  sheaf_occurrence *occurrences; /* of one document */
  size_t capacity;               /* room in it */
} sorter;

/* The room for keys is free until they are scattered. */
static void rank_terms(sorter *self) {
  const sheaf_terms *terms = &self->accum->terms;
  uint32_t n = 0;
  for (size_t at = 0; at < terms->used;) {
    const sheaf_terms_entry *entry = (const void *)(terms->entries + at);
    self->order[n++] = (sheaf_ranked){.entry = (uint32_t)(at / 8), .number = entry->number};
    at += sheaf_terms_step(entry->length);
  }
  sheaf_term_sort(terms, self->order, (sheaf_ranked *)(void *)self->keys, n);
}

static void count_tokens(sorter *self) {
  const uint32_t *at = self->accum->log, *end = at + self->accum->used;
  while (at < end) {
    const uint32_t word = *at++;
    if (word < SHEAF_LOG_NEAR)
      self->counts[word]++;
    else if (word == SHEAF_LOG_PLACE)
      at += 2;
  }
}

/* Cuts the ranks into batches; 0 or SHEAF_ENOMEM. */
static int plan(sorter *self) {
  const uint32_t bits = 64 - self->position_bits - self->instance_bits - self->document_bits;
  const uint64_t most_terms = bits >= 32 ? UINT32_MAX : UINT64_C(1) << bits;
  uint32_t room = 0;
  size_t at = 0;
  for (uint32_t rank = 0; rank < self->accum->terms.count; rank++) {
    const uint32_t number = self->order[rank].number, count = self->counts[number];
    batch *last = self->batch_count ? &self->batches[self->batch_count - 1] : NULL;
    if (!last || last->terms == most_terms || at + count - last->begin > BATCH) {
      if (self->batch_count == room) {
        room = room ? room * 2 : 256;
        batch *batches = sheaf_mem_resize(self->batches, room * sizeof *batches);
        if (!batches) return SHEAF_ENOMEM;
        self->batches = batches;
      }
      last = &self->batches[self->batch_count++];
      *last = (batch){.first = rank, .begin = at, .end = at};
    }
    self->places[number] = (place){self->batch_count - 1, last->terms++};
    at += count;
    if (last->terms > 1 && at - last->begin > self->largest) self->largest = at - last->begin;
  }
  return SHEAF_OK;
}

static void scatter(sorter *self) {
  const uint32_t *at = self->accum->log, *end = at + self->accum->used;
  const uint32_t instance_shift = self->position_bits, document_shift = instance_shift + self->instance_bits;
  const uint32_t rank_shift = document_shift + self->document_bits;
  uint64_t document = 0, next = 0, where = 0;
  while (at < end) {
    const uint32_t word = *at++;
    if (word < SHEAF_LOG_NEAR) {
      const place to = self->places[word];
      self->keys[self->batches[to.batch].end++] = (rank_shift < 64 ? (uint64_t)to.rank << rank_shift : 0) | where++;
    } else if (word == SHEAF_LOG_DOCUMENT) {
      document = next++;
      where = document << document_shift;
    } else {
      uint32_t instance, position;
      sheaf_accum_read_place(word, &at, &instance, &position);
      where = document << document_shift | (uint64_t)instance << instance_shift | position;
    }
  }
}

/* ---- writing ---- */

static uint64_t low_bits(uint64_t value, uint32_t bits) { return value & ((UINT64_C(1) << bits) - 1); }

static int reserve(sorter *self, size_t count) {
  if (count <= self->capacity) return SHEAF_OK;
  const size_t capacity = count < 512 ? 1024 : count * 2;
  sheaf_occurrence *room = sheaf_mem_resize(self->occurrences, capacity * sizeof *room);
  if (!room) return SHEAF_ENOMEM;
  self->occurrences = room;
  self->capacity = capacity;
  return SHEAF_OK;
}

static sheaf_occurrence occurrence_of(const sorter *self, uint64_t key) {
  const uint64_t where = low_bits(key, self->position_bits + self->instance_bits);
  return (sheaf_occurrence){(uint32_t)(where >> self->position_bits), (uint32_t)low_bits(where, self->position_bits)};
}

/* Gives the tokens of one term to the writer, document by document. */
static int write_postings(sorter *self, const uint64_t *keys, size_t count, sheaf_error *err) {
  const uint32_t document_shift = self->position_bits + self->instance_bits;
  int code = SHEAF_OK;
  for (size_t i = 0; i < count && !code;) {
    const uint64_t document = keys[i] >> document_shift;
    const uint32_t number = self->accum->documents[low_bits(document, self->document_bits)];
    uint32_t frequency = 0;
    if (i + 1 == count || keys[i + 1] >> document_shift != document) {
      code = sheaf_segment_writer_one(self->writer, number, occurrence_of(self, keys[i++]), err);
      continue;
    }
    for (size_t first = i; i < count && keys[i] >> document_shift == document; i++) {
      if (i > first && keys[i] == keys[i - 1]) continue;
      if (reserve(self, frequency + 1u)) return sheaf_error_memory(err);
      self->occurrences[frequency++] = occurrence_of(self, keys[i]);
    }
    code = sheaf_segment_writer_add(self->writer, number, self->occurrences, frequency, err);
  }
  return code;
}

/* The batch's tokens by term: itself when it has one term, else a sorted copy. ends has a place for every term. */
static const uint64_t *sort_batch(sorter *self, const batch *b, size_t *ends) {
  size_t at = 0;
  for (uint32_t i = 0; i < b->terms; i++) {
    ends[i] = at;
    at += self->counts[self->order[b->first + i].number];
  }
  if (b->terms == 1) {
    ends[0] = at;
    return self->keys + b->begin;
  }
  const uint32_t rank_shift = self->position_bits + self->instance_bits + self->document_bits;
  for (size_t i = b->begin; i < b->end; i++) self->sorted[ends[self->keys[i] >> rank_shift]++] = self->keys[i];
  return self->sorted;
}

static int write_batch(sorter *self, const batch *b, sheaf_error *err) {
  size_t *ends = sheaf_mem_alloc(b->terms * sizeof *ends);
  if (!ends) return sheaf_error_memory(err);
  const sheaf_terms *terms = &self->accum->terms;
  const uint64_t *keys = sort_batch(self, b, ends);
  int code = SHEAF_OK;
  for (uint32_t i = 0; i < b->terms && !code; i++) {
    const size_t begin = i ? ends[i - 1] : 0;
    const sheaf_ranked *rank = &self->order[b->first + i];
    const sheaf_terms_entry *term = sheaf_terms_at(terms, rank->entry);
    if (b->first + i + NEXT < terms->count) __builtin_prefetch(sheaf_terms_at(terms, rank[NEXT].entry));
    code = write_postings(self, keys + begin, ends[i] - begin, err);
    if (!code) code = sheaf_segment_writer_term(self->writer, term->key, term->length, err);
  }
  sheaf_mem_free(ends);
  return code;
}

/* Room for the tokens, and before that for sorting the terms. */
static int reserve_keys(sorter *self) {
  sheaf_accum *accum = self->accum;
  const size_t terms = accum->terms.count * (sizeof(sheaf_ranked) / sizeof *accum->keys),
               need = accum->tokens > terms ? (size_t)accum->tokens : terms;
  if (!accum->keys || accum->keys_room < need) {
    const size_t room = need + need / MORE + 1;
    sheaf_mem_free(accum->keys);
    accum->keys = sheaf_mem_alloc_large(room * sizeof *accum->keys);
    accum->keys_room = accum->keys ? room : 0;
  }
  self->keys = accum->keys;
  return accum->keys ? SHEAF_OK : SHEAF_ENOMEM;
}

/* The same for what there is of every term. */
static int reserve_terms(sorter *self) {
  sheaf_accum *accum = self->accum;
  const size_t terms = accum->terms.count,
               need = terms * (sizeof *self->order + sizeof *self->counts + sizeof *self->places);
  if (!accum->terms_room || accum->terms_bytes < need) {
    sheaf_mem_free(accum->terms_room);
    accum->terms_room = sheaf_mem_alloc_large(need + need / MORE);
    accum->terms_bytes = accum->terms_room ? need + need / MORE : 0;
  }
  if (!accum->terms_room) return SHEAF_ENOMEM;
  self->order = accum->terms_room;
  self->places = (place *)(void *)(self->order + terms);
  self->counts = (uint32_t *)(void *)(self->places + terms);
  memset(self->counts, 0, terms * sizeof *self->counts);
  return SHEAF_OK;
}

static int prepare(sorter *self) {
  const sheaf_accum *accum = self->accum;
  self->position_bits = sheaf_pack_width(accum->most_position);
  self->instance_bits = sheaf_pack_width(accum->most_instance);
  self->document_bits = sheaf_pack_width(accum->count - 1);
  if (reserve_terms(self) || reserve_keys(self)) return SHEAF_ENOMEM;
  rank_terms(self);
  count_tokens(self);
  if (plan(self)) return SHEAF_ENOMEM;
  self->sorted = sheaf_mem_alloc(self->largest * sizeof *self->sorted);
  return self->sorted ? SHEAF_OK : SHEAF_ENOMEM;
}

static int write_terms(sheaf_accum *accum, sheaf_segment_writer *writer, sheaf_error *err) {
  sorter self = {.accum = accum, .writer = writer};
  int code = prepare(&self) ? sheaf_error_memory(err) : SHEAF_OK;
  if (!code) scatter(&self);
  for (uint32_t i = 0; i < self.batch_count && !code; i++) code = write_batch(&self, &self.batches[i], err);
  sheaf_mem_free(self.batches);
  sheaf_mem_free(self.sorted);
  sheaf_mem_free(self.occurrences);
  return code;
}

/* ---- lengths ---- */

/* One field's pages: each holds the documents of a chunk, from the first to the last that have tokens. */
static int write_field(const sheaf_accum *accum, unsigned field, sheaf_segment_writer *writer, uint32_t *page,
                       uint64_t *tokens, sheaf_error *err) {
  const sheaf_buf *pairs = &accum->field_lengths[field];
  uint32_t begin = 0, count = 0;
  for (size_t at = 0; at < pairs->length; at += 2 * sizeof(uint32_t)) {
    uint32_t pair[2];
    memcpy(pair, pairs->data + at, sizeof pair);
    const uint32_t document = accum->documents[pair[0]];
    if (count && begin >> SHEAF_SEGMENT_CHUNK != document >> SHEAF_SEGMENT_CHUNK) {
      const int code = sheaf_segment_writer_lengths(writer, field, begin, page, count, err);
      if (code) return code;
      count = 0;
    }
    if (!count) begin = document;
    while (count < document - begin) page[count++] = 0;
    page[count++] = pair[1];
    *tokens += pair[1];
  }
  return count ? sheaf_segment_writer_lengths(writer, field, begin, page, count, err) : SHEAF_OK;
}

static int write_lengths(const sheaf_accum *accum, sheaf_segment_writer *writer, uint64_t *tokens, sheaf_error *err) {
  uint32_t *page = sheaf_mem_alloc(sizeof *page << SHEAF_SEGMENT_CHUNK);
  int code = page ? SHEAF_OK : sheaf_error_memory(err);
  for (unsigned f = 0; f < SHEAF_SEGMENT_FIELDS && !code; f++)
    code = write_field(accum, f, writer, page, &tokens[f], err);
  sheaf_mem_free(page);
  return code;
}

int sheaf_accum_write(sheaf_accum *self, sheaf_pages *pages, int64_t id, sheaf_error *err) {
  uint64_t tokens[SHEAF_SEGMENT_FIELDS] = {0};
  const uint32_t first = self->documents[0], last = self->documents[self->count - 1];
  sheaf_segment_writer *writer = sheaf_mem_alloc(sizeof *writer);
  if (!writer) return sheaf_error_memory(err);
  sheaf_segment_writer_init(writer, pages, id, first);
  int code = write_terms(self, writer, err);
  if (!code) code = write_lengths(self, writer, tokens, err);
  if (!code) code = sheaf_segment_writer_finish(writer, last, self->count, tokens, err);
  sheaf_segment_writer_clear(writer);
  sheaf_mem_free(writer);
  return code;
}
