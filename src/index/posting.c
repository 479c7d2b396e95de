/* posting.c - see posting.h. */
#include "posting.h"

#include "base/error.h"
#include "base/mem.h"
#include "pack.h"

enum {
  WIDTH_BITS = 0x3f, /* of a header byte: a width */
  COUNTED = 0x40,    /* document block: the count follows */
  REPEATED = 0x40,   /* occurrence block: the width of frequencies follows */
  MANY = 0x80        /* occurrence block: the width of instances follows */
};

void sheaf_posting_pack_documents(const uint32_t *documents, uint32_t count, uint32_t previous, sheaf_buf *out) {
  uint32_t differences[SHEAF_POSTING_BLOCK];
  uint32_t all = 0;
  for (uint32_t i = 1; i < count; i++) {
    differences[i - 1] = documents[i] - documents[i - 1] - 1;
    all |= differences[i - 1];
  }
  const uint32_t width = sheaf_pack_width(all);
  sheaf_buf_add_byte(out, (int)(width | (count < SHEAF_POSTING_BLOCK ? COUNTED : 0)));
  if (count < SHEAF_POSTING_BLOCK) sheaf_buf_add_byte(out, (int)(count - 1));
  sheaf_buf_add_varint(out, documents[0] - previous - 1);
  sheaf_pack_add(differences, count - 1, width, out);
}

int sheaf_posting_split_documents(const uint8_t *bytes, const uint8_t *end, uint32_t *count, uint64_t *gap,
                                  const uint8_t **packed) {
  const uint8_t *at = bytes;
  if (at >= end) return SHEAF_ECORRUPT;
  const uint8_t head = *at++;
  const uint32_t width = head & WIDTH_BITS;
  *count = SHEAF_POSTING_BLOCK;
  if (head & COUNTED) {
    if (at >= end) return SHEAF_ECORRUPT;
    *count = *at++ + 1u;
    if (*count >= SHEAF_POSTING_BLOCK) return SHEAF_ECORRUPT;
  }
  if (head & 0x80 || width > 32 || sheaf_buf_get_varint(&at, end, gap)) return SHEAF_ECORRUPT;
  const uint64_t length = sheaf_pack_bytes(*count - 1, width);
  if (length > (uint64_t)(end - at)) return SHEAF_ECORRUPT;
  *packed = at;
  return (int)(at - bytes) + (int)length;
}

int sheaf_posting_read_documents(const uint8_t **at, const uint8_t *end, uint32_t previous, uint32_t last,
                                 uint32_t *documents) {
  uint32_t count;
  uint64_t gap;
  const uint8_t *packed;
  const int length = sheaf_posting_split_documents(*at, end, &count, &gap, &packed);
  if (length < 0 || gap >= last || previous >= last - gap) return SHEAF_ECORRUPT;
  const uint32_t width = **at & WIDTH_BITS;
  uint32_t differences[SHEAF_POSTING_BLOCK + 8];
  sheaf_pack_read(packed, count - 1, width, differences);
  uint64_t document = (uint64_t)previous + gap + 1;
  documents[0] = (uint32_t)document;
  if (width <= 24) { /* 128 of them cannot pass 2^32 unseen: only the last needs to be looked at */
    uint32_t d = documents[0];
    for (uint32_t i = 1; i < count; i++) documents[i] = d += differences[i - 1] + 1;
    for (uint32_t i = 1; i < count; i++) document += (uint64_t)differences[i - 1] + 1;
  } else {
    for (uint32_t i = 1; i < count; i++) documents[i] = (uint32_t)(document += (uint64_t)differences[i - 1] + 1);
  }
  if (document > last) return SHEAF_ECORRUPT;
  *at += length;
  return (int)count;
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

static void pack_arrays(const uint32_t *frequencies, uint32_t count, const uint32_t *instances,
                        const uint32_t *positions, size_t total, sheaf_buf *out) {
  uint32_t less[SHEAF_POSTING_BLOCK], all[3] = {0, 0, 0};
  for (uint32_t i = 0; i < count; i++) all[0] |= less[i] = frequencies[i] - 1;
  for (size_t i = 0; i < total; i++) all[1] |= instances[i], all[2] |= positions[i];
  const uint32_t f = sheaf_pack_width(all[0]), i = sheaf_pack_width(all[1]), least = f ? 1 : 0;
  const uint32_t p = sheaf_pack_width(all[2]) > least ? sheaf_pack_width(all[2]) : least;
  sheaf_buf_add_byte(out, (int)(p | (f ? REPEATED : 0) | (i ? MANY : 0)));
  if (f) sheaf_buf_add_byte(out, (int)f);
  if (i) sheaf_buf_add_byte(out, (int)i);
  sheaf_pack_add(less, count, f, out);
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
  pack_arrays(frequencies, count, instances, positions, total, out);
  sheaf_mem_free(many);
}

int sheaf_posting_open(sheaf_posting_view *self, const uint8_t *bytes, size_t length, uint32_t count) {
  if (length < 1) return SHEAF_ECORRUPT;
  const uint8_t *at = bytes + 1;
  const uint32_t widths = (bytes[0] & REPEATED ? 1u : 0u) + (bytes[0] & MANY ? 1u : 0u);
  if (length < 1 + widths) return SHEAF_ECORRUPT;
  const uint32_t f = bytes[0] & REPEATED ? *at++ : 0, i = bytes[0] & MANY ? *at++ : 0, p = bytes[0] & WIDTH_BITS;
  const uint64_t heads = sheaf_pack_bytes(count, f);
  if (f > 32 || i > 32 || p > 32 || (f && !p) || heads > length - 1 - widths) return SHEAF_ECORRUPT;
  uint32_t less[SHEAF_POSTING_BLOCK + 8];
  sheaf_pack_read(at, count, f, less);
  uint64_t total = 0;
  for (uint32_t k = 0; k < count; k++) {
    self->starts[k] = (uint32_t)total;
    total += (uint64_t)less[k] + 1;
  }
  const uint64_t instances = sheaf_pack_bytes(total, i), positions = sheaf_pack_bytes(total, p);
  if (total > INT32_MAX || 1 + widths + heads + instances + positions != length) return SHEAF_ECORRUPT;
  self->starts[count] = (uint32_t)total;
  self->count = count;
  self->instances = at + heads;
  self->positions = self->instances + instances;
  self->instance_width = i;
  self->position_width = p;
  return SHEAF_OK;
}

void sheaf_posting_occurrences(const sheaf_posting_view *self, uint32_t index, sheaf_occurrence *out) {
  const uint32_t first = self->starts[index], end = self->starts[index + 1];
  uint32_t instance = 0, position = 0;
  for (uint32_t k = first; k < end; k++) {
    const uint32_t next = sheaf_pack_get(self->positions, self->position_width, k);
    const uint32_t step = self->instance_width ? sheaf_pack_get(self->instances, self->instance_width, k) : 0;
    position = step || k == first ? next : position + next + 1;
    instance += step;
    *out++ = (sheaf_occurrence){instance, position};
  }
}
