/* posting.c - see posting.h. */
#include "posting.h"

#include "base/error.h"
#include "base/mem.h"
#include "pack.h"

enum {
  WIDTH_BITS = 0x3f, /* of a header byte: a width */
  COUNTED = 0x40,    /* document block: the count follows */
  REPEATED = 0x80,   /* document block: the width of frequencies follows */
  MANY = 0x80        /* occurrence block: the width of instances follows */
};

static void add_head(uint32_t count, uint32_t width, uint32_t f, uint64_t gap, sheaf_buf *out) {
  sheaf_buf_add_byte(out, (int)(width | (count < SHEAF_POSTING_BLOCK ? COUNTED : 0) | (f ? REPEATED : 0)));
  if (count < SHEAF_POSTING_BLOCK) sheaf_buf_add_byte(out, (int)(count - 1));
  if (f) sheaf_buf_add_byte(out, (int)f);
  sheaf_buf_add_varint(out, gap);
}

void sheaf_posting_pack_documents(const uint32_t *documents, const uint32_t *frequencies, uint32_t count,
                                  uint32_t previous, sheaf_buf *out) {
  uint32_t differences[SHEAF_POSTING_BLOCK], less[SHEAF_POSTING_BLOCK], all[2] = {0, frequencies[0] - 1};
  less[0] = frequencies[0] - 1;
  for (uint32_t i = 1; i < count; i++) {
    all[0] |= differences[i - 1] = documents[i] - documents[i - 1] - 1;
    all[1] |= less[i] = frequencies[i] - 1;
  }
  const uint32_t width = sheaf_pack_width(all[0]), f = sheaf_pack_width(all[1]);
  add_head(count, width, f, documents[0] - previous - 1, out);
  sheaf_pack_add(differences, count - 1, width, out);
  sheaf_pack_add(less, count, f, out);
}

int sheaf_posting_split(const uint8_t *bytes, const uint8_t *end, sheaf_posting_block *block) {
  const uint8_t *at = bytes;
  if (at >= end) return SHEAF_ECORRUPT;
  const uint8_t head = *at++;
  *block = (sheaf_posting_block){.count = SHEAF_POSTING_BLOCK, .width = head & WIDTH_BITS};
  if (head & COUNTED) {
    if (at >= end) return SHEAF_ECORRUPT;
    block->count = *at++ + 1u;
    if (block->count >= SHEAF_POSTING_BLOCK) return SHEAF_ECORRUPT;
  }
  if (head & REPEATED) {
    if (at >= end) return SHEAF_ECORRUPT;
    block->frequency_width = *at++;
  }
  if (block->width > 32 || block->frequency_width > 32 || sheaf_buf_get_varint(&at, end, &block->gap))
    return SHEAF_ECORRUPT;
  const uint64_t differences = sheaf_pack_bytes(block->count - 1, block->width),
                 frequencies = sheaf_pack_bytes(block->count, block->frequency_width);
  if (differences + frequencies > (uint64_t)(end - at)) return SHEAF_ECORRUPT;
  block->differences = at;
  block->frequencies = at + differences;
  return (int)(at - bytes) + (int)(differences + frequencies);
}

void sheaf_posting_copy_documents(const sheaf_posting_block *block, uint64_t gap, sheaf_buf *out) {
  add_head(block->count, block->width, block->frequency_width, gap, out);
  sheaf_buf_add(out, block->differences,
                (size_t)(sheaf_pack_bytes(block->count - 1, block->width) +
                         sheaf_pack_bytes(block->count, block->frequency_width)));
}

int sheaf_posting_documents(const sheaf_posting_block *block, uint32_t previous, uint32_t last, uint32_t *documents) {
  if (block->gap >= last || previous >= last - block->gap) return SHEAF_ECORRUPT;
  const uint32_t count = block->count;
  uint32_t differences[SHEAF_POSTING_BLOCK + 8];
  sheaf_pack_read(block->differences, count - 1, block->width, differences);
  uint64_t document = (uint64_t)previous + block->gap + 1;
  documents[0] = (uint32_t)document;
  if (block->width > 24) {
    for (uint32_t i = 1; i < count; i++) documents[i] = (uint32_t)(document += (uint64_t)differences[i - 1] + 1);
    return document > last ? SHEAF_ECORRUPT : SHEAF_OK;
  }
  uint32_t d = documents[0];
  for (uint32_t i = 1; i < count; i++) documents[i] = d += differences[i - 1] + 1;
  return d > last || d < documents[0] ? SHEAF_ECORRUPT : SHEAF_OK; /* below 2^31 was added: past 2^32 it is lower */
}

void sheaf_posting_frequencies(const sheaf_posting_block *block, uint32_t *frequencies) {
  sheaf_pack_read(block->frequencies, block->count, block->frequency_width, frequencies);
  const sheaf_pack_four most = {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX};
  for (uint32_t i = 0; i < block->count; i += 4) {
    sheaf_pack_four four = sheaf_pack_four_at(frequencies + i);
    four -= (sheaf_pack_four)(four != most); /* all ones is -1 */
    memcpy(frequencies + i, &four, sizeof four);
  }
}

/* The differences of the occurrences of one document, appended at instances and positions. */
static void differ(const sheaf_occurrence *occurrences, uint32_t count, uint32_t *instances, uint32_t *positions) {
  instances[0] = occurrences[0].instance;
  positions[0] = occurrences[0].position;
  for (uint32_t i = 1; i < count; i++) {
    instances[i] = occurrences[i].instance - occurrences[i - 1].instance;
    positions[i] = occurrences[i].position - (instances[i] ? 0 : occurrences[i - 1].position + 1);
  }
}

static void pack_arrays(const uint32_t *instances, const uint32_t *positions, size_t total, uint32_t least,
                        sheaf_buf *out) {
  uint32_t all[2] = {0, 0};
  for (size_t i = 0; i < total; i++) all[0] |= instances[i], all[1] |= positions[i];
  const uint32_t i = sheaf_pack_width(all[0]);
  const uint32_t p = sheaf_pack_width(all[1]) > least ? sheaf_pack_width(all[1]) : least;
  sheaf_buf_add_byte(out, (int)(p | (i ? MANY : 0)));
  if (i) sheaf_buf_add_byte(out, (int)i);
  sheaf_pack_add(instances, total, i, out);
  sheaf_pack_add(positions, total, p, out);
}

void sheaf_posting_pack_occurrences(const uint32_t *frequencies, uint32_t count, const sheaf_occurrence *occurrences,
                                    sheaf_buf *out) {
  enum { FEW = 1024 };
  uint32_t few[2 * FEW];
  size_t total = 0;
  for (uint32_t i = 0; i < count; i++) total += frequencies[i];
  uint32_t *many = NULL;
  if (total > FEW) {
    many = sheaf_mem_alloc(total * 2 * sizeof *many);
    if (!many) {
      out->failed = 1;
      return;
    }
  }
  uint32_t *instances = many ? many : few, *positions = instances + total;
  size_t at = 0;
  for (uint32_t i = 0; i < count; at += frequencies[i++])
    differ(occurrences + at, frequencies[i], instances + at, positions + at);
  pack_arrays(instances, positions, total, total > count, out);
  sheaf_mem_free(many);
}

int sheaf_posting_open(sheaf_posting_view *self, const uint8_t *bytes, size_t length, const uint32_t *frequencies,
                       uint32_t count) {
  const uint32_t head = length ? bytes[0] : 0, given = head & MANY ? 1 : 0, p = head & WIDTH_BITS;
  if (length < 1 + given || head & COUNTED) return SHEAF_ECORRUPT;
  const uint32_t i = given ? bytes[1] : 0;
  uint64_t total = 0;
  for (uint32_t k = 0; k < count; k++) {
    self->starts[k] = (uint32_t)total;
    total += frequencies[k];
  }
  self->starts[count] = (uint32_t)total;
  const uint64_t instances = sheaf_pack_bytes(total, i), positions = sheaf_pack_bytes(total, p);
  if (i > 32 || p > 32 || (total > count && !p) || total > INT32_MAX || 1 + given + instances + positions != length)
    return SHEAF_ECORRUPT;
  self->count = count;
  self->instances = bytes + 1 + given;
  self->positions = self->instances + instances;
  self->instance_width = i;
  self->position_width = p;
  return SHEAF_OK;
}

void sheaf_posting_occurrences(const sheaf_posting_view *self, uint32_t index, sheaf_occurrence *out) {
  const uint32_t first = self->starts[index], end = self->starts[index + 1];
  uint32_t instance = 0, position = UINT32_MAX; /* so that the first needs no case of its own */
  if (!self->instance_width) {
    for (uint32_t k = first; k < end; k++) {
      position += 1 + sheaf_pack_get(self->positions, self->position_width, k);
      *out++ = (sheaf_occurrence){0, position};
    }
    return;
  }
  for (uint32_t k = first; k < end; k++) {
    const uint32_t next = sheaf_pack_get(self->positions, self->position_width, k);
    const uint32_t step = sheaf_pack_get(self->instances, self->instance_width, k);
    position = step ? next : position + next + 1;
    instance += step;
    *out++ = (sheaf_occurrence){instance, position};
  }
}

/* Four at a time, wanted or not: how often the loop is run can be foretold then. */
void sheaf_posting_positions(const sheaf_posting_view *self, uint32_t index, uint32_t *out) {
  const uint32_t first = self->starts[index], count = self->starts[index + 1] - first, width = self->position_width;
  const uint64_t mask = (UINT64_C(1) << width) - 1;
  uint64_t bit = (uint64_t)first * width;
  uint32_t position = UINT32_MAX; /* so that the first needs no case of its own */
  for (uint32_t i = 0; i < count; i += 4)
    for (uint32_t k = i; k < i + 4; k++, bit += width)
      out[k] = position += 1 + (uint32_t)(sheaf_pack_load(self->positions + bit / 8) >> (bit % 8) & mask);
}
