/* list.c - see list.h. */
#include "list.h"

#include <string.h>

#include "base/mem.h"

static int damaged(const sheaf_segment *segment, sheaf_error *err) {
  return sheaf_error_set(err, SHEAF_ECORRUPT, "segment %lld of the index is damaged: postings", (long long)segment->id);
}

/* The entry of the skip table at *at. */
static int read_skip(const uint8_t **at, const uint8_t *end, uint64_t values[3]) {
  for (int i = 0; i < 3; i++)
    if (sheaf_buf_get_varint(at, end, &values[i])) return SHEAF_ECORRUPT;
  return SHEAF_OK;
}

/* Every block has at least one byte here and in the occurrences: so the sizes bound the number of entries. */
static int read_skips(sheaf_posting_list *self, sheaf_error *err) {
  const sheaf_term *term = &self->term;
  const uint8_t *at = (const uint8_t *)self->bytes->buf.data + term->documents_bytes, *end = at + term->skip_bytes;
  const uint64_t most = term->skip_bytes / 3 + 1;
  self->skips = sheaf_mem_alloc((size_t)(most + 1) * sizeof *self->skips);
  if (!self->skips) return sheaf_error_memory(err);
  uint64_t last = (uint64_t)self->segment->first - 1, documents = 0, occurrences = 0, values[3];
  for (; at < end; self->blocks++) {
    if (read_skip(&at, end, values) || values[0] == 0 || values[0] > self->segment->last - last ||
        values[1] > term->documents_bytes - documents || values[2] > term->occurrences_bytes - occurrences)
      return damaged(self->segment, err);
    last += values[0];
    documents += values[1];
    self->skips[self->blocks] = (sheaf_skip){(uint32_t)last, (uint32_t)documents, term->occurrences_at + occurrences};
    occurrences += values[2];
  }
  if (documents != term->documents_bytes || occurrences != term->occurrences_bytes) return damaged(self->segment, err);
  self->skips[self->blocks] = (sheaf_skip){0, 0, term->occurrences_at + occurrences};
  return SHEAF_OK;
}

/* A list of one block has no table: the dictionary says all. */
static int one_block(sheaf_posting_list *self, sheaf_error *err) {
  const sheaf_term *term = &self->term;
  self->skips = sheaf_mem_alloc(2 * sizeof *self->skips);
  if (!self->skips) return sheaf_error_memory(err);
  self->blocks = 1;
  self->skips[0] = (sheaf_skip){self->segment->last, (uint32_t)term->documents_bytes, term->occurrences_at};
  self->skips[1] = (sheaf_skip){0, 0, term->occurrences_at + term->occurrences_bytes};
  return SHEAF_OK;
}

/* A term that is held in the dictionary becomes a block that is decoded already. */
static int single(sheaf_posting_list *self, sheaf_error *err) {
  const uint32_t one = 1;
  sheaf_posting_pack_occurrences(&one, 1, &self->term.occurrence, &self->occurrences);
  const size_t length = self->occurrences.length;
  if (sheaf_buf_reserve(&self->occurrences, SHEAF_POSTING_SLACK)) return sheaf_error_memory(err);
  memset(self->occurrences.data + length, 0, SHEAF_POSTING_SLACK);
  self->documents[0] = self->term.document;
  self->frequencies[0] = one;
  self->counted = self->viewed = 1;
  const int code = sheaf_posting_open(&self->view, (const uint8_t *)self->occurrences.data, length, &one, 1);
  if (code) return damaged(self->segment, err);
  const int failed = one_block(self, err);
  if (!failed) self->skips[0].last = self->term.document;
  return failed;
}

int sheaf_posting_bytes_read(sheaf_posting_bytes **out, sheaf_pages *pages, const sheaf_segment *segment,
                             const sheaf_term *term, sheaf_error *err) {
  const uint64_t length = term->documents_bytes + term->skip_bytes;
  *out = NULL;
  if (length > INT32_MAX) return damaged(segment, err);
  sheaf_posting_bytes *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->references = 1;
  const int code =
      sheaf_pages_range(pages, segment->id, SHEAF_STREAM_DOCUMENTS, term->documents_at, length, &self->buf, err);
  if (code)
    sheaf_posting_bytes_release(self);
  else
    *out = self;
  return code;
}

void sheaf_posting_bytes_release(sheaf_posting_bytes *self) {
  if (!self || --self->references > 0) return;
  sheaf_buf_clear(&self->buf);
  sheaf_mem_free(self);
}

int sheaf_posting_list_open(sheaf_posting_list *self, sheaf_pages *pages, sheaf_segment *segment,
                            const sheaf_term *term, sheaf_posting_bytes *bytes, sheaf_error *err) {
  memset(self, 0, sizeof *self);
  self->pages = pages;
  self->segment = segment;
  self->term = *term;
  self->block = UINT32_MAX;
  if (term->single) return single(self, err);
  self->bytes = bytes;
  const int code = bytes ? SHEAF_OK : sheaf_posting_bytes_read(&self->bytes, pages, segment, term, err);
  if (code) return code;
  if (bytes) bytes->references++;
  return term->documents > SHEAF_SEGMENT_BASE_BLOCK ? read_skips(self, err) : one_block(self, err);
}

void sheaf_posting_list_clear(sheaf_posting_list *self) {
  sheaf_posting_bytes_release(self->bytes);
  sheaf_buf_clear(&self->occurrences);
  sheaf_mem_free(self->skips);
  self->bytes = NULL;
  self->skips = NULL;
  self->blocks = 0;
}

/* So that a search among eight neighbours ends. */
static void close_documents(sheaf_posting_list *self) {
  for (uint32_t i = 0; i < 8; i++) self->documents[self->count + i] = UINT32_MAX;
}

int sheaf_posting_list_load(sheaf_posting_list *self, uint32_t block, sheaf_error *err) {
  self->block = block;
  self->count = 1;
  if (self->term.single) {
    close_documents(self);
    return SHEAF_OK;
  }
  self->counted = self->viewed = 0;
  const uint8_t *start = (const uint8_t *)self->bytes->buf.data, *end = start + self->skips[block].documents_end;
  const uint8_t *at = block ? start + self->skips[block - 1].documents_end : start;
  const uint32_t previous = block ? self->skips[block - 1].last : self->segment->first - 1;
  const uint32_t last = self->skips[block].last;
  self->count = 0;
  if (sheaf_posting_split(at, end, &self->parted) != end - at ||
      sheaf_posting_documents(&self->parted, previous, last, self->documents))
    return damaged(self->segment, err);
  const uint32_t count = self->parted.count;
  if ((self->blocks > 1 && self->documents[count - 1] != last) || (self->blocks == 1 && count != self->term.documents))
    return damaged(self->segment, err);
  self->count = count;
  close_documents(self);
  return SHEAF_OK;
}

void sheaf_posting_list_count(sheaf_posting_list *self) {
  if (!self->counted) sheaf_posting_frequencies(&self->parted, self->frequencies);
  self->counted = 1;
}

int sheaf_posting_list_view(sheaf_posting_list *self, sheaf_error *err) {
  if (self->viewed) return SHEAF_OK;
  const uint64_t from = self->skips[self->block].occurrences_at,
                 length = self->skips[self->block + 1].occurrences_at - from;
  const int code = sheaf_pages_range(self->pages, self->segment->id, SHEAF_STREAM_OCCURRENCES, from, length,
                                     &self->occurrences, err);
  if (code) return code;
  sheaf_posting_list_count(self);
  if (sheaf_posting_open(&self->view, (const uint8_t *)self->occurrences.data, (size_t)length, self->frequencies,
                         self->count))
    return damaged(self->segment, err);
  self->viewed = 1;
  return SHEAF_OK;
}

uint32_t sheaf_posting_list_find(const sheaf_posting_list *self, uint32_t from, uint32_t target) {
  uint32_t low = from, step = 1;
  while (low < self->blocks && self->skips[low].last < target) { /* most targets are near: gallop */
    from = low + 1;
    low += step;
    step *= 2;
  }
  uint32_t high = low < self->blocks ? low : self->blocks;
  while (from < high) {
    const uint32_t middle = from + (high - from) / 2;
    if (self->skips[middle].last < target)
      from = middle + 1;
    else
      high = middle;
  }
  return from;
}

/* ---- all documents ---- */

static int grow(sheaf_documents *out, size_t more, sheaf_error *err) {
  if (more <= out->capacity - out->count) return SHEAF_OK;
  size_t capacity = out->capacity ? out->capacity : 256;
  while (capacity - out->count < more) capacity *= 2;
  uint32_t *room = sheaf_mem_resize(out->ids, capacity * sizeof *room);
  if (!room) return sheaf_error_memory(err);
  out->ids = room;
  out->capacity = capacity;
  return SHEAF_OK;
}

/* Walks the document blocks of a term. */
typedef struct walk {
  const sheaf_segment *segment; /* borrowed */
  const uint8_t *at;            /* the next block */
  const uint8_t *end;           /* behind the last */
  uint32_t left;                /* documents in the blocks to come */
  uint32_t previous;            /* the last document of the block before */
} walk;

static walk begin_walk(const sheaf_segment *segment, const sheaf_term *term, const void *bytes) {
  const uint8_t *start = bytes;
  return (walk){segment, start, start + term->documents_bytes, term->documents, segment->first - 1};
}

/* Decodes the documents of the next block (room for 128 + 8). 0, or SHEAF_ECORRUPT. */
static int step(walk *self, sheaf_posting_block *block, uint32_t *documents) {
  const int length = sheaf_posting_split(self->at, self->end, block);
  if (length < 0 || block->count > self->left ||
      sheaf_posting_documents(block, self->previous, self->segment->last, documents))
    return SHEAF_ECORRUPT;
  self->at += length;
  self->left -= block->count;
  self->previous = documents[block->count - 1];
  return self->left || self->at == self->end ? SHEAF_OK : SHEAF_ECORRUPT;
}

int sheaf_posting_list_documents(const sheaf_segment *segment, const sheaf_term *term, const void *bytes,
                                 sheaf_documents *out, sheaf_error *err) {
  int code = grow(out, (size_t)term->documents + SHEAF_POSTING_BLOCK, err);
  if (code) return code;
  if (term->single) {
    out->ids[out->count++] = term->document;
    return SHEAF_OK;
  }
  walk at = begin_walk(segment, term, bytes);
  sheaf_posting_block block;
  while (at.left) {
    if (step(&at, &block, out->ids + out->count)) return damaged(segment, err);
    out->count += block.count;
  }
  return SHEAF_OK;
}

int sheaf_posting_list_visit(const sheaf_segment *segment, const sheaf_term *term, const void *bytes, int counted,
                             sheaf_block_fn *visit, void *context, sheaf_error *err) {
  const uint32_t one = 1;
  if (term->single) return visit(context, &term->document, counted ? &one : NULL, 1);
  walk at = begin_walk(segment, term, bytes);
  sheaf_posting_block block;
  uint32_t documents[SHEAF_POSTING_BLOCK + 8], frequencies[SHEAF_POSTING_BLOCK + 8];
  int code = SHEAF_OK;
  while (!code && at.left) {
    if (step(&at, &block, documents)) return damaged(segment, err);
    if (counted) sheaf_posting_frequencies(&block, frequencies);
    code = visit(context, documents, counted ? frequencies : NULL, block.count);
  }
  return code;
}
