/* segment.c - see segment.h. Every number that is read is checked before it is used: the file may be anybody's. */
#include "segment.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "pack.h"

struct sheaf_lengths {
  uint32_t first;    /* number of the first chunk */
  uint32_t count;    /* chunks */
  uint8_t **chunks;  /* the pages read so far, with slack; an empty one where there is no page */
  sheaf_segment *of; /* whose they are */
};

static int damaged(int64_t id, const char *what, sheaf_error *err) {
  return sheaf_error_set(err, SHEAF_ECORRUPT, "segment %lld of the index is damaged: %s", (long long)id, what);
}

int sheaf_segment_compare(const char *a, size_t a_length, const char *b, size_t b_length) {
  const size_t both = a_length < b_length ? a_length : b_length;
  const int order = both ? memcmp(a, b, both) : 0;
  return order ? order : (a_length > b_length) - (a_length < b_length);
}

size_t sheaf_segment_key(unsigned field, const char *token, size_t length, char key[SHEAF_SEGMENT_KEY]) {
  if (length > SHEAF_SEGMENT_TOKEN) {
    length = SHEAF_SEGMENT_TOKEN;
    while (length > SHEAF_SEGMENT_TOKEN - 4 && ((uint8_t)token[length] & 0xC0) == 0x80) length--;
  }
  key[0] = (char)field;
  if (length) memcpy(key + 1, token, length);
  return length + 1;
}

/* ---- the head ---- */

/* Reads a varint that must not be above most; 0 or SHEAF_ECORRUPT. */
static inline int number(const uint8_t **at, const uint8_t *end, uint64_t most, uint64_t *value) {
  if (*at < end && **at < 0x80 && **at <= most) {
    *value = *(*at)++;
    return SHEAF_OK;
  }
  return sheaf_buf_get_varint(at, end, value) || *value > most ? SHEAF_ECORRUPT : SHEAF_OK;
}

static int read_counts(sheaf_segment *self, const uint8_t **at, const uint8_t *end) {
  const uint64_t stream = (uint64_t)SHEAF_PAGE_NUMBERS * SHEAF_PAGE_BYTES;
  uint64_t format, first, span, documents, fields;
  if (number(at, end, SHEAF_SEGMENT_FORMAT, &format) || format != SHEAF_SEGMENT_FORMAT ||
      number(at, end, UINT32_MAX, &first) || first == 0 || number(at, end, UINT32_MAX - first, &span) ||
      number(at, end, span + 1, &documents) || number(at, end, UINT64_MAX, &self->terms) ||
      number(at, end, stream, &self->documents_bytes) || number(at, end, stream, &self->occurrences_bytes) ||
      number(at, end, SHEAF_SEGMENT_FIELDS, &fields))
    return SHEAF_ECORRUPT;
  self->first = (uint32_t)first;
  self->last = (uint32_t)(first + span);
  self->documents = (uint32_t)documents;
  while (fields--) {
    uint64_t field, tokens;
    if (number(at, end, SHEAF_SEGMENT_FIELDS - 1, &field) || number(at, end, UINT64_MAX, &tokens))
      return SHEAF_ECORRUPT;
    self->has[field] = 1;
    self->tokens[field] = tokens;
  }
  return SHEAF_OK;
}

/* An index of another format is not damaged: says what to do about it. */
static int other_format(const sheaf_segment *self, uint64_t format, sheaf_error *err) {
  return sheaf_error_set(err, SHEAF_ECORRUPT,
                         "segment %lld of the index has format %llu, and this version reads format %d: load the "
                         "records into a new library",
                         (long long)self->id, (unsigned long long)format, SHEAF_SEGMENT_FORMAT);
}

static int read_guides(sheaf_segment *self, const uint8_t *at, const uint8_t *end, sheaf_error *err) {
  uint64_t blocks;
  if (number(&at, end, SHEAF_PAGE_NUMBERS, &blocks) || blocks > (uint64_t)(end - at))
    return damaged(self->id, "its head", err);
  self->guides = sheaf_mem_alloc(((size_t)blocks * 2 + 1) * sizeof *self->guides);
  if (!self->guides) return sheaf_error_memory(err);
  self->blocks = (uint32_t)blocks;
  for (uint32_t i = 0; i < self->blocks; i++) {
    uint64_t length;
    if (number(&at, end, SHEAF_SEGMENT_KEY, &length) || length > (uint64_t)(end - at))
      return damaged(self->id, "its head", err);
    self->guides[2 * i] = (uint32_t)(at - self->head);
    at += length;
    self->guides[2 * i + 1] = (uint32_t)(at - self->head);
  }
  return at == end ? SHEAF_OK : damaged(self->id, "its head", err);
}

static int read_head(sheaf_segment *self, const uint8_t *head, size_t length, sheaf_error *err) {
  if (self->id < 1 || self->id >= INT64_C(1) << 33 || length < SHEAF_PAGE_SUM || length > INT32_MAX ||
      sheaf_pack_sum(head, length - SHEAF_PAGE_SUM) != sheaf_pack_load(head + length - SHEAF_PAGE_SUM))
    return damaged(self->id, "its head", err);
  self->head_length = length - SHEAF_PAGE_SUM;
  self->head = (uint8_t *)sheaf_mem_copy((const char *)head, self->head_length);
  if (!self->head) return sheaf_error_memory(err);
  const uint8_t *at = self->head, *end = at + self->head_length;
  uint64_t format;
  const uint8_t *begin = at;
  if (!number(&begin, end, INT32_MAX, &format) && format != SHEAF_SEGMENT_FORMAT)
    return other_format(self, format, err);
  if (read_counts(self, &at, end)) return damaged(self->id, "its head", err);
  return read_guides(self, at, end, err);
}

int sheaf_segment_new(sheaf_segment **out, int64_t id, const void *head, size_t length, sheaf_error *err) {
  sheaf_segment *self = sheaf_mem_zero(1, sizeof *self);
  *out = NULL;
  if (!self) return sheaf_error_memory(err);
  self->references = 1;
  self->id = id;
  const int code = read_head(self, head, length, err);
  if (code)
    sheaf_segment_release(self);
  else
    *out = self;
  return code;
}

sheaf_segment *sheaf_segment_hold(sheaf_segment *self) {
  self->references++;
  return self;
}

static void free_lengths(sheaf_lengths *self) {
  if (!self) return;
  for (uint32_t i = 0; i < self->count; i++) sheaf_mem_free(self->chunks[i]);
  sheaf_mem_free(self->chunks);
  sheaf_mem_free(self);
}

void sheaf_segment_release(sheaf_segment *self) {
  if (!self || --self->references > 0) return;
  for (size_t i = 0; i < SHEAF_SEGMENT_FIELDS; i++) free_lengths(self->lengths[i]);
  sheaf_mem_free(self->guides);
  sheaf_mem_free(self->head);
  sheaf_mem_free(self);
}

/* ---- lengths ---- */

static int open_lengths(sheaf_segment *self, unsigned field, sheaf_error *err) {
  sheaf_lengths *lengths = sheaf_mem_zero(1, sizeof *lengths);
  if (!lengths) return sheaf_error_memory(err);
  lengths->of = self;
  lengths->first = self->first >> SHEAF_SEGMENT_CHUNK;
  lengths->count = (self->last >> SHEAF_SEGMENT_CHUNK) - lengths->first + 1;
  lengths->chunks = sheaf_mem_zero(lengths->count, sizeof *lengths->chunks);
  if (!lengths->chunks) {
    sheaf_mem_free(lengths);
    return sheaf_error_memory(err);
  }
  self->lengths[field] = lengths;
  return SHEAF_OK;
}

/* A page of lengths, parted: `range` documents from `from` on, counted within the chunk. */
typedef struct chunk_view {
  uint32_t from;         /* the first document */
  uint32_t range;        /* documents */
  uint32_t width;        /* bits a number */
  const uint8_t *packed; /* the numbers; borrowed from the page */
} chunk_view;

static int view_chunk(const sheaf_segment *self, sheaf_pages *pages, unsigned field, uint32_t chunk, chunk_view *view,
                      sheaf_error *err) {
  *view = (chunk_view){0};
  const uint8_t *at = NULL;
  size_t length = 0;
  const int found = sheaf_pages_try(pages, self->id, SHEAF_STREAM_LENGTHS,
                                    (uint32_t)field << (32 - SHEAF_SEGMENT_CHUNK) | chunk, &at, &length, err);
  if (found != 1) return found;
  const uint8_t *end = at + length;
  uint64_t from, range;
  if (number(&at, end, SHEAF_SEGMENT_CHUNK_ROOM, &from) || number(&at, end, SHEAF_SEGMENT_CHUNK_ROOM - from, &range) ||
      at == end || *at > 32 || sheaf_pack_bytes(range, *at) != (uint64_t)(end - at - 1))
    return damaged(self->id, "lengths", err);
  *view = (chunk_view){(uint32_t)from, (uint32_t)range, *at, at + 1};
  return SHEAF_OK;
}

int sheaf_segment_lengths(const sheaf_segment *self, sheaf_pages *pages, unsigned field, uint32_t chunk,
                          uint32_t tokens[SHEAF_SEGMENT_CHUNK_ROOM], uint32_t *first, uint32_t *count,
                          sheaf_error *err) {
  chunk_view view;
  const int code = view_chunk(self, pages, field, chunk, &view, err);
  if (code) return code;
  *first = (chunk << SHEAF_SEGMENT_CHUNK) + view.from;
  *count = view.range;
  if (view.range && (*first < self->first || *first > self->last || view.range - 1 > self->last - *first))
    return damaged(self->id, "lengths", err);
  for (uint32_t i = 0; i < view.range; i++) tokens[i] = sheaf_pack_get(view.packed, view.width, i);
  return SHEAF_OK;
}

/* Keeps a copy of a page, as packed as it is: uint16 from and range, byte width, three bytes of nothing, numbers. */
static int load_chunk(sheaf_lengths *self, sheaf_pages *pages, unsigned field, uint32_t chunk, sheaf_error *err) {
  chunk_view view;
  const int code = view_chunk(self->of, pages, field, chunk + self->first, &view, err);
  if (code) return code;
  const size_t packed = (size_t)sheaf_pack_bytes(view.range, view.width);
  uint8_t *copy = sheaf_mem_zero(1, 8 + packed + SHEAF_PACK_SLACK);
  if (!copy) return sheaf_error_memory(err);
  const uint16_t range[2] = {(uint16_t)view.from, (uint16_t)view.range};
  memcpy(copy, range, sizeof range);
  copy[4] = (uint8_t)view.width;
  if (packed) memcpy(copy + 8, view.packed, packed);
  self->chunks[chunk] = copy;
  return SHEAF_OK;
}

int sheaf_segment_view_lengths(sheaf_segment *self, sheaf_pages *pages, unsigned field, uint32_t document,
                               sheaf_lengths_view *view, sheaf_error *err) {
  *view = (sheaf_lengths_view){.last = document};
  if (field >= SHEAF_SEGMENT_FIELDS || document < self->first || document > self->last) return SHEAF_OK;
  view->last = self->last;
  if (!self->tokens[field]) return SHEAF_OK;
  if (!self->lengths[field]) {
    const int code = open_lengths(self, field, err);
    if (code) return code;
  }
  sheaf_lengths *lengths = self->lengths[field];
  const uint32_t number = document >> SHEAF_SEGMENT_CHUNK, chunk = number - lengths->first;
  if (!lengths->chunks[chunk]) {
    const int code = load_chunk(lengths, pages, field, chunk, err);
    if (code) return code;
  }
  const uint8_t *bytes = lengths->chunks[chunk];
  uint16_t range[2];
  memcpy(range, bytes, sizeof range);
  const uint32_t begin = number << SHEAF_SEGMENT_CHUNK, end = begin + (SHEAF_SEGMENT_CHUNK_ROOM - 1);
  *view = (sheaf_lengths_view){bytes + 8, bytes[4], begin + range[0], range[1], end < self->last ? end : self->last};
  return SHEAF_OK;
}

/* ---- the dictionary ---- */

void sheaf_term_scan_init(sheaf_term_scan *self, sheaf_segment *segment, sheaf_pages *pages) {
  memset(self, 0, offsetof(sheaf_term_scan, key));
  self->segment = segment;
  self->pages = pages;
}

void sheaf_term_scan_clear(sheaf_term_scan *self) { sheaf_buf_clear(&self->bytes); }

/* A dictionary block, parted: terms from `at` to `end`, then the landmarks. */
typedef struct block_view {
  const uint8_t *start;    /* its first byte */
  const uint8_t *at;       /* its first term */
  const uint8_t *end;      /* behind its last term */
  uint32_t landmarks;      /* of them */
  uint64_t documents_at;   /* where in the documents stream its first term begins */
  uint64_t occurrences_at; /* where in the occurrences stream */
} block_view;

static int view_block(const sheaf_segment *self, const uint8_t *bytes, size_t length, block_view *view) {
  if (!length || 1 + 2u * bytes[length - 1] > length) return SHEAF_ECORRUPT;
  *view = (block_view){.start = bytes, .at = bytes, .landmarks = bytes[length - 1]};
  view->end = bytes + length - 1 - 2 * view->landmarks;
  return number(&view->at, view->end, self->documents_bytes, &view->documents_at) ||
                 number(&view->at, view->end, self->occurrences_bytes, &view->occurrences_at) || view->at >= view->end
             ? SHEAF_ECORRUPT
             : SHEAF_OK;
}

/* Where landmark `which` (1, 2, ...; 0: the first term) begins. */
static const uint8_t *landmark(const block_view *view, uint32_t which) {
  if (!which) return view->at;
  const uint8_t *entry = view->end + 2 * (which - 1);
  return view->start + (entry[0] | entry[1] << 8);
}

/* Copies the next block, since other pages are asked for while it is walked. */
static int load_block(sheaf_term_scan *self, sheaf_error *err) {
  const uint8_t *bytes;
  size_t length;
  const int code =
      sheaf_pages_get(self->pages, self->segment->id, SHEAF_STREAM_DICTIONARY, self->block, &bytes, &length, err);
  if (code) return code;
  sheaf_buf_reset(&self->bytes);
  sheaf_buf_add(&self->bytes, bytes, length);
  if (self->bytes.failed) return sheaf_error_memory(err);
  block_view view;
  if (view_block(self->segment, (const uint8_t *)self->bytes.data, length, &view) ||
      (self->key_length && (view.documents_at != self->documents_at || view.occurrences_at != self->occurrences_at)))
    return damaged(self->segment->id, "dictionary", err);
  self->documents_at = self->block_documents_at = view.documents_at;
  self->occurrences_at = self->block_occurrences_at = view.occurrences_at;
  self->at = (size_t)(view.at - view.start);
  self->end = (size_t)(view.end - view.start);
  self->entries = 0;
  self->block++;
  return SHEAF_OK;
}

/* Reads what stands before a landmark's key, and holds it against what the terms before say. */
static int read_landmark(const sheaf_term_scan *self, const uint8_t **at, const uint8_t *end) {
  const uint8_t *start = (const uint8_t *)self->bytes.data;
  const uint32_t which = self->entries / SHEAF_SEGMENT_LANDMARK;
  if (which > start[self->bytes.length - 1]) return SHEAF_ECORRUPT;
  const uint8_t *entry = start + self->end + 2 * (which - 1);
  uint64_t documents, occurrences;
  if (*at != start + (entry[0] | entry[1] << 8) || number(at, end, UINT64_MAX, &documents) ||
      number(at, end, UINT64_MAX, &occurrences))
    return SHEAF_ECORRUPT;
  return documents == self->documents_at - self->block_documents_at &&
                 occurrences == self->occurrences_at - self->block_occurrences_at
             ? SHEAF_OK
             : SHEAF_ECORRUPT;
}

/* Reads how many bytes of the key before (of `length` bytes) a key shares, and how many follow at *at. */
static inline int read_sizes(const uint8_t **at, const uint8_t *end, size_t length, uint64_t *shared, uint64_t *more) {
  if (*at >= end) return SHEAF_ECORRUPT;
  const uint8_t head = *(*at)++;
  uint64_t rest;
  *shared = head >> 4;
  *more = head & 15;
  if (*shared == 15) {
    if (number(at, end, SHEAF_SEGMENT_KEY, &rest)) return SHEAF_ECORRUPT;
    *shared += rest;
  }
  if (*more == 15) {
    if (number(at, end, SHEAF_SEGMENT_KEY, &rest)) return SHEAF_ECORRUPT;
    *more += rest;
  }
  const int fits = *more && *more <= (uint64_t)(end - *at) && *shared <= length && *shared + *more <= SHEAF_SEGMENT_KEY;
  return fits ? SHEAF_OK : SHEAF_ECORRUPT;
}

/* Reads one key: the first of a block and landmarks share nothing, and every other begins as the one before does for as
 * long as both agree, so that one byte tells whether it is above. */
static int read_key(sheaf_term_scan *self, const uint8_t **at, const uint8_t *end, int fresh) {
  uint64_t shared, more;
  if (read_sizes(at, end, self->key_length, &shared, &more)) return SHEAF_ECORRUPT;
  const char *next = (const char *)*at;
  if (fresh ? shared != 0 || sheaf_segment_compare(next, more, self->key, self->key_length) <= 0
            : shared < self->key_length && (uint8_t)*next <= (uint8_t)self->key[shared])
    return SHEAF_ECORRUPT;
  memcpy(self->key + shared, next, more);
  self->key_length = (size_t)(shared + more);
  *at += more;
  return SHEAF_OK;
}

static int read_single(const sheaf_segment *segment, const uint8_t **at, const uint8_t *end, int placed,
                       sheaf_term *term) {
  uint64_t document, instance = 0, position = 0;
  if (number(at, end, segment->last - segment->first, &document) ||
      (placed && (number(at, end, UINT32_MAX, &instance) || number(at, end, UINT32_MAX, &position))))
    return SHEAF_ECORRUPT;
  *term = (sheaf_term){.documents = 1,
                       .single = 1,
                       .document = segment->first + (uint32_t)document,
                       .occurrence = {(uint32_t)instance, (uint32_t)position}};
  return SHEAF_OK;
}

/* Reads what follows a key; *documents_at and *occurrences_at move behind the term. */
static int read_term(const sheaf_segment *segment, const uint8_t **at, const uint8_t *end, uint64_t *documents_at,
                     uint64_t *occurrences_at, sheaf_term *out) {
  uint64_t tag;
  if (number(at, end, (uint64_t)segment->documents + 1, &tag)) return SHEAF_ECORRUPT;
  if (tag < 2) return read_single(segment, at, end, (int)tag, out);
  sheaf_term term = {.documents = (uint32_t)(tag - 1)};
  if (number(at, end, segment->documents_bytes - *documents_at, &term.documents_bytes) ||
      number(at, end, segment->occurrences_bytes - *occurrences_at, &term.occurrences_bytes) ||
      (term.documents > SHEAF_SEGMENT_BASE_BLOCK &&
       number(at, end, segment->documents_bytes - *documents_at - term.documents_bytes, &term.skip_bytes)) ||
      term.documents > term.documents_bytes * SHEAF_SEGMENT_BASE_BLOCK)
    return SHEAF_ECORRUPT;
  term.documents_at = *documents_at;
  term.occurrences_at = *occurrences_at;
  *documents_at += term.documents_bytes + term.skip_bytes;
  *occurrences_at += term.occurrences_bytes;
  *out = term;
  return SHEAF_OK;
}

/* 1 where the landmarks behind a block are those met in it. */
static int block_ends_well(const sheaf_term_scan *self) {
  const uint32_t landmarks = (uint8_t)self->bytes.data[self->bytes.length - 1];
  return landmarks == (self->entries - 1) / SHEAF_SEGMENT_LANDMARK;
}

int sheaf_term_scan_next(sheaf_term_scan *self, sheaf_error *err) {
  if (self->at == self->end) {
    if (self->end && !block_ends_well(self)) return damaged(self->segment->id, "dictionary", err);
    if (self->block >= self->segment->blocks) return 0;
    const int code = load_block(self, err);
    if (code) return code;
  }
  const uint8_t *start = (const uint8_t *)self->bytes.data, *at = start + self->at, *end = start + self->end;
  const int fresh = self->entries % SHEAF_SEGMENT_LANDMARK == 0;
  if ((self->entries && fresh && read_landmark(self, &at, end)) || read_key(self, &at, end, fresh) ||
      read_term(self->segment, &at, end, &self->documents_at, &self->occurrences_at, &self->term))
    return damaged(self->segment->id, "dictionary", err);
  self->entries++;
  self->at = (size_t)(at - start);
  return 1;
}

/* The last block whose guide is not above the key. */
static uint32_t find_block(const sheaf_segment *segment, const char *key, size_t length) {
  uint32_t low = 0, high = segment->blocks;
  while (high - low > 1) {
    const uint32_t middle = low + (high - low) / 2, from = segment->guides[2 * middle];
    const size_t guide = segment->guides[2 * middle + 1] - from;
    if (sheaf_segment_compare((const char *)segment->head + from, guide, key, length) <= 0)
      low = middle;
    else
      high = middle;
  }
  return low;
}

int sheaf_term_scan_seek(sheaf_term_scan *self, const char *key, size_t length, sheaf_error *err) {
  self->block = find_block(self->segment, key, length);
  self->key_length = 0;
  self->at = self->end = 0;
  int code;
  do code = sheaf_term_scan_next(self, err);
  while (code == 1 && sheaf_segment_compare(self->key, self->key_length, key, length) < 0);
  return code;
}

/* Moves *matched, the bytes in which a key agrees with the one before, on to the key that shares `shared` bytes with
 * that one and goes on with `more` bytes. Below, at or above 0 as the key stands to the one sought. */
static int compare_next(const uint8_t *bytes, uint64_t more, uint64_t shared, const char *key, size_t length,
                        size_t *matched) {
  if (shared != *matched) return shared > *matched ? -1 : 1;
  size_t n = 0;
  while (n < more && *matched < length && bytes[n] == (uint8_t)key[*matched]) {
    n++;
    ++*matched;
  }
  if (n == more) return *matched == length ? 0 : -1;
  return *matched == length || bytes[n] > (uint8_t)key[*matched] ? 1 : -1;
}

/* As read_term, where the term is not wanted. */
static inline int skip_term(const sheaf_segment *segment, const uint8_t **at, const uint8_t *end,
                            uint64_t *documents_at, uint64_t *occurrences_at) {
  uint64_t tag, documents, occurrences, skips = 0;
  if (number(at, end, (uint64_t)segment->documents + 1, &tag)) return SHEAF_ECORRUPT;
  if (tag < 2)
    return number(at, end, UINT32_MAX, &documents) ||
           (tag && (number(at, end, UINT32_MAX, &occurrences) || number(at, end, UINT32_MAX, &skips)));
  if (number(at, end, segment->documents_bytes - *documents_at, &documents) ||
      number(at, end, segment->occurrences_bytes - *occurrences_at, &occurrences) ||
      (tag - 1 > SHEAF_SEGMENT_BASE_BLOCK &&
       number(at, end, segment->documents_bytes - *documents_at - documents, &skips)))
    return SHEAF_ECORRUPT;
  *documents_at += documents + skips;
  *occurrences_at += occurrences;
  return SHEAF_OK;
}

/* The last landmark whose key is not above the key sought; moves *documents_at and *occurrences_at there. Where it
 * begins (behind its numbers), or NULL where the block is damaged. */
static const uint8_t *find_landmark(const sheaf_segment *self, const block_view *view, const char *key, size_t length,
                                    uint64_t *documents_at, uint64_t *occurrences_at) {
  uint32_t low = 0, high = view->landmarks + 1;
  const uint8_t *found = view->at;
  *documents_at = view->documents_at;
  *occurrences_at = view->occurrences_at;
  while (high - low > 1) {
    const uint32_t middle = low + (high - low) / 2;
    const uint8_t *at = landmark(view, middle), *begin;
    uint64_t documents, occurrences, shared, more;
    if (at < view->at || at >= view->end ||
        number(&at, view->end, self->documents_bytes - view->documents_at, &documents) ||
        number(&at, view->end, self->occurrences_bytes - view->occurrences_at, &occurrences))
      return NULL;
    begin = at;
    if (read_sizes(&at, view->end, 0, &shared, &more)) return NULL;
    if (sheaf_segment_compare((const char *)at, more, key, length) > 0) {
      high = middle;
      continue;
    }
    low = middle;
    found = begin;
    *documents_at = view->documents_at + documents;
    *occurrences_at = view->occurrences_at + occurrences;
  }
  return found;
}

/* Keys are not put together here: how many bytes a key shares with the one before, and how many of those agree with the
 * key sought, tell most of them apart. */
static int find_term(const sheaf_segment *self, const block_view *view, const char *key, size_t length,
                     sheaf_term *term) {
  uint64_t documents_at, occurrences_at, shared, more;
  size_t matched = 0, before = 0;
  const uint8_t *at = find_landmark(self, view, key, length, &documents_at, &occurrences_at), *end = view->end;
  if (!at) return SHEAF_ECORRUPT;
  for (uint32_t i = 0; i < SHEAF_SEGMENT_LANDMARK && at < end; i++) {
    if (read_sizes(&at, end, before, &shared, &more)) return SHEAF_ECORRUPT;
    const int order = compare_next(at, more, shared, key, length, &matched);
    if (order > 0) return 0;
    at += more;
    before = (size_t)(shared + more);
    if (order == 0 ? read_term(self, &at, end, &documents_at, &occurrences_at, term)
                   : skip_term(self, &at, end, &documents_at, &occurrences_at))
      return SHEAF_ECORRUPT;
    if (order == 0) return 1;
  }
  return 0;
}

int sheaf_segment_find(const sheaf_segment *self, sheaf_pages *pages, const char *key, size_t length, sheaf_term *term,
                       sheaf_error *err) {
  if (!self->blocks) return 0;
  const uint8_t *bytes;
  size_t size;
  const uint32_t block = find_block(self, key, length);
  int code = sheaf_pages_get(pages, self->id, SHEAF_STREAM_DICTIONARY, block, &bytes, &size, err);
  if (code) return code;
  block_view view;
  code = view_block(self, bytes, size, &view);
  if (!code) code = find_term(self, &view, key, length, term);
  return code < 0 ? damaged(self->id, "dictionary", err) : code;
}
