/* segment_write.c - see segment_write.h; the format is in segment.h and posting.h. */
#include "segment_write.h"

#include <string.h>

#include "base/mem.h"
#include "pack.h"

void sheaf_segment_writer_init(sheaf_segment_writer *self, sheaf_pages *pages, int64_t id, uint32_t first) {
  memset(self, 0, sizeof *self);
  self->pages = pages;
  self->id = id;
  self->first = first;
  self->previous = first - 1;
  sheaf_page_writer_init(&self->documents, pages, id, SHEAF_STREAM_DOCUMENTS);
  sheaf_page_writer_init(&self->occurrences, pages, id, SHEAF_STREAM_OCCURRENCES);
}

void sheaf_segment_writer_clear(sheaf_segment_writer *self) {
  sheaf_page_writer_clear(&self->documents);
  sheaf_page_writer_clear(&self->occurrences);
  sheaf_mem_free(self->block_occurrences);
  self->block_occurrences = NULL;
  sheaf_buf_clear(&self->skips);
  sheaf_buf_clear(&self->packed);
  sheaf_buf_clear(&self->block);
  sheaf_buf_clear(&self->landmarks);
  sheaf_buf_clear(&self->guides);
}

/* ---- postings ---- */

static int put_block(sheaf_segment_writer *self, uint32_t last, size_t documents, size_t occurrences,
                     sheaf_error *err) {
  sheaf_buf_add_varint(&self->skips, last - self->previous);
  sheaf_buf_add_varint(&self->skips, documents);
  sheaf_buf_add_varint(&self->skips, occurrences);
  if (self->skips.failed || self->packed.failed) return sheaf_error_memory(err);
  self->term.documents_bytes += documents;
  self->term.occurrences_bytes += occurrences;
  self->previous = last;
  const int code = sheaf_page_writer_add(&self->documents, self->packed.data, documents, err);
  return code ? code : sheaf_page_writer_add(&self->occurrences, self->packed.data + documents, occurrences, err);
}

static int flush_block(sheaf_segment_writer *self, sheaf_error *err) {
  const uint32_t last = self->block_documents[self->count - 1];
  sheaf_buf_reset(&self->packed);
  sheaf_posting_pack_documents(self->block_documents, self->block_frequencies, self->count, self->previous,
                               &self->packed);
  const size_t documents = self->packed.length;
  sheaf_posting_pack_occurrences(self->block_frequencies, self->count, self->block_occurrences, &self->packed);
  self->count = 0;
  self->block_total = 0;
  return put_block(self, last, documents, self->packed.length - documents, err);
}

static int reserve(sheaf_segment_writer *self, size_t more, sheaf_error *err) {
  if (more <= self->block_capacity - self->block_total) return SHEAF_OK;
  size_t capacity = self->block_capacity ? self->block_capacity : 1024;
  while (capacity - self->block_total < more) capacity *= 2;
  sheaf_occurrence *room = sheaf_mem_resize(self->block_occurrences, capacity * sizeof *room);
  if (!room) return sheaf_error_memory(err);
  self->block_occurrences = room;
  self->block_capacity = capacity;
  return SHEAF_OK;
}

int sheaf_segment_writer_add(sheaf_segment_writer *self, uint32_t document, const sheaf_occurrence *occurrences,
                             uint32_t count, sheaf_error *err) {
  int code = self->count == SHEAF_POSTING_BLOCK ? flush_block(self, err) : SHEAF_OK;
  if (!code) code = reserve(self, count, err);
  if (code) return code;
  memcpy(self->block_occurrences + self->block_total, occurrences, count * sizeof *occurrences);
  self->block_total += count;
  self->block_documents[self->count] = document;
  self->block_frequencies[self->count++] = count;
  self->term.documents++;
  return SHEAF_OK;
}

int sheaf_segment_writer_copy(sheaf_segment_writer *self, const sheaf_posting_block *block, uint32_t first,
                              uint32_t last, const void *occurrences, size_t occurrences_length, sheaf_error *err) {
  if (self->count) {
    const int code = flush_block(self, err);
    if (code) return code;
  }
  sheaf_buf_reset(&self->packed);
  sheaf_posting_copy_documents(block, first - self->previous - 1, &self->packed);
  const size_t documents = self->packed.length;
  sheaf_buf_add(&self->packed, occurrences, occurrences_length);
  self->term.documents += block->count;
  return put_block(self, last, documents, occurrences_length, err);
}

/* ---- the dictionary ---- */

/* Bytes that a key has in common with the one written last. */
static size_t common(const sheaf_segment_writer *self, const char *key, size_t length) {
  const size_t most = self->last_length < length ? self->last_length : length;
  size_t n = 0;
  for (uint64_t a, b; most - n >= sizeof a; n += sizeof a) {
    memcpy(&a, self->last + n, sizeof a);
    memcpy(&b, key + n, sizeof b);
    if (a != b) break;
  }
  while (n < most && self->last[n] == key[n]) n++;
  return n;
}

static int end_block(sheaf_segment_writer *self, sheaf_error *err) {
  sheaf_buf_add(&self->block, self->landmarks.data, self->landmarks.length);
  sheaf_buf_add_byte(&self->block, (int)(self->landmarks.length / 2));
  if (self->landmarks.failed || self->block.failed) return sheaf_error_memory(err);
  const int code = sheaf_pages_put(self->pages, self->id, SHEAF_STREAM_DICTIONARY, self->blocks, &self->block, err);
  self->blocks++;
  self->entries = 0;
  sheaf_buf_reset(&self->block);
  sheaf_buf_reset(&self->landmarks);
  return code;
}

/* Begins a block that the key will be the first of. */
static void begin_block(sheaf_segment_writer *self, const char *key, size_t length, uint64_t documents_at,
                        uint64_t occurrences_at) {
  const size_t guide = self->blocks ? common(self, key, length) + 1 : 0;
  sheaf_buf_add_varint(&self->guides, guide);
  sheaf_buf_add(&self->guides, key, guide);
  sheaf_buf_add_varint(&self->block, documents_at);
  sheaf_buf_add_varint(&self->block, occurrences_at);
  self->documents_at = documents_at;
  self->occurrences_at = occurrences_at;
}

static void add_landmark(sheaf_segment_writer *self, uint64_t documents_at, uint64_t occurrences_at) {
  sheaf_buf_add_byte(&self->landmarks, (int)(self->block.length & 0xff));
  sheaf_buf_add_byte(&self->landmarks, (int)(self->block.length >> 8));
  sheaf_buf_add_varint(&self->block, documents_at - self->documents_at);
  sheaf_buf_add_varint(&self->block, occurrences_at - self->occurrences_at);
}

/* The block has room for all that follows: sheaf_segment_writer_term has seen to it. */
static void put_byte(sheaf_buf *block, size_t byte) { block->data[block->length++] = (char)(byte & 0xff); }

static void put_varint(sheaf_buf *block, uint64_t value) {
  for (; value >= 0x80; value >>= 7) put_byte(block, value | 0x80);
  put_byte(block, value);
}

static void put_key(sheaf_segment_writer *self, const char *key, size_t length, size_t shared) {
  sheaf_buf *block = &self->block;
  const size_t more = length - shared;
  put_byte(block, (shared < 15 ? shared : 15) << 4 | (more < 15 ? more : 15));
  if (shared >= 15) put_varint(block, shared - 15);
  if (more >= 15) put_varint(block, more - 15);
  memcpy(block->data + block->length, key + shared, more);
  block->length += more;
  memcpy(self->last + shared, key + shared, more);
  self->last_length = length;
}

static void put_term(sheaf_segment_writer *self, const sheaf_term *term) {
  sheaf_buf *block = &self->block;
  if (term->single) {
    const int placed = term->occurrence.instance || term->occurrence.position;
    put_byte(block, (size_t)placed);
    put_varint(block, term->document - self->first);
    if (!placed) return;
    put_varint(block, term->occurrence.instance);
    put_varint(block, term->occurrence.position);
    return;
  }
  put_varint(block, (uint64_t)term->documents + 1);
  put_varint(block, term->documents_bytes);
  put_varint(block, term->occurrences_bytes);
  if (term->documents > SHEAF_SEGMENT_BASE_BLOCK) put_varint(block, term->skip_bytes);
}

/* Ends the postings: a single occurrence goes into the dictionary, anything else into the streams. */
static int end_postings(sheaf_segment_writer *self, sheaf_error *err) {
  sheaf_term *term = &self->term;
  if (term->documents == 1 && self->count == 1 && self->block_frequencies[0] == 1) {
    term->single = 1;
    term->document = self->block_documents[0];
    term->occurrence = self->block_occurrences[0];
    self->count = 0;
    self->block_total = 0;
    return SHEAF_OK;
  }
  if (self->count) {
    const int code = flush_block(self, err);
    if (code) return code;
  }
  if (term->documents <= SHEAF_SEGMENT_BASE_BLOCK) return SHEAF_OK;
  term->skip_bytes = self->skips.length;
  return sheaf_page_writer_add(&self->documents, self->skips.data, self->skips.length, err);
}

int sheaf_segment_writer_term(sheaf_segment_writer *self, const char *key, size_t length, sheaf_error *err) {
  enum { ENTRY = 96 }; /* more than the numbers of an entry, those of a landmark and the count behind the block take */
  if (self->term.documents == 0) return SHEAF_OK;
  int code = end_postings(self, err);
  const size_t size = self->block.length + self->landmarks.length + length + ENTRY;
  if (!code && self->block.length && size > SHEAF_SEGMENT_BLOCK) code = end_block(self, err);
  if (code) return code;
  if (sheaf_buf_reserve(&self->block, length + ENTRY)) return sheaf_error_memory(err);
  const uint64_t documents_at = self->documents.offset - self->term.documents_bytes - self->term.skip_bytes,
                 occurrences_at = self->occurrences.offset - self->term.occurrences_bytes;
  const size_t shared = self->entries % SHEAF_SEGMENT_LANDMARK ? common(self, key, length) : 0;
  if (self->entries == 0)
    begin_block(self, key, length, documents_at, occurrences_at);
  else if (self->entries % SHEAF_SEGMENT_LANDMARK == 0)
    add_landmark(self, documents_at, occurrences_at);
  put_key(self, key, length, shared);
  put_term(self, &self->term);
  self->entries++;
  self->has[(uint8_t)key[0]] = 1;
  self->terms++;
  self->term = (sheaf_term){0};
  self->previous = self->first - 1;
  sheaf_buf_reset(&self->skips);
  return self->block.failed || self->guides.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

/* ---- lengths and head ---- */

int sheaf_segment_writer_lengths(sheaf_segment_writer *self, unsigned field, uint32_t document, const uint32_t *tokens,
                                 uint32_t count, sheaf_error *err) {
  uint32_t all = 0;
  for (uint32_t i = 0; i < count; i++) all |= tokens[i];
  const uint32_t width = sheaf_pack_width(all);
  sheaf_buf_reset(&self->packed);
  sheaf_buf_add_varint(&self->packed, document & ((1u << SHEAF_SEGMENT_CHUNK) - 1));
  sheaf_buf_add_varint(&self->packed, count);
  sheaf_buf_add_byte(&self->packed, (int)width);
  sheaf_pack_add(tokens, count, width, &self->packed);
  if (self->packed.failed) return sheaf_error_memory(err);
  return sheaf_pages_put(self->pages, self->id, SHEAF_STREAM_LENGTHS, field << 19 | document >> SHEAF_SEGMENT_CHUNK,
                         &self->packed, err);
}

static void build_head(const sheaf_segment_writer *self, uint32_t last, uint32_t documents, const uint64_t *tokens,
                       sheaf_buf *head) {
  sheaf_buf_add_varint(head, SHEAF_SEGMENT_FORMAT);
  sheaf_buf_add_varint(head, self->first);
  sheaf_buf_add_varint(head, last - self->first);
  sheaf_buf_add_varint(head, documents);
  sheaf_buf_add_varint(head, self->terms);
  sheaf_buf_add_varint(head, self->documents.offset);
  sheaf_buf_add_varint(head, self->occurrences.offset);
  uint64_t fields = 0;
  for (unsigned f = 0; f < SHEAF_SEGMENT_FIELDS; f++) fields += self->has[f] || tokens[f];
  sheaf_buf_add_varint(head, fields);
  for (unsigned f = 0; f < SHEAF_SEGMENT_FIELDS; f++) {
    if (!self->has[f] && !tokens[f]) continue;
    sheaf_buf_add_varint(head, f);
    sheaf_buf_add_varint(head, tokens[f]);
  }
  sheaf_buf_add_varint(head, self->blocks);
  sheaf_buf_add(head, self->guides.data, self->guides.length);
}

int sheaf_segment_writer_finish(sheaf_segment_writer *self, uint32_t last, uint32_t documents, const uint64_t *tokens,
                                sheaf_error *err) {
  int code = self->block.length ? end_block(self, err) : SHEAF_OK;
  if (!code) code = sheaf_page_writer_finish(&self->documents, err);
  if (!code) code = sheaf_page_writer_finish(&self->occurrences, err);
  if (code) return code;
  sheaf_buf head = {0};
  build_head(self, last, documents, tokens, &head);
  code = head.failed ? sheaf_error_memory(err) : sheaf_pages_put_head(self->pages, self->id, &head, err);
  sheaf_buf_clear(&head);
  return code;
}
