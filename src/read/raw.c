/* raw.c - see raw.h. */
#include "raw.h"

void sheaf_raw_init(sheaf_raw *self, sheaf_source *source) { *self = (sheaf_raw){.source = source}; }

void sheaf_raw_clear(sheaf_raw *self) {
  if (self->source) sheaf_source_close(self->source);
  *self = (sheaf_raw){0};
}

static void pass(sheaf_raw *self, size_t length) {
  self->chunk += length;
  self->length -= length;
  self->byte += length;
}

int sheaf_raw_read(sheaf_raw *self, uint64_t byte, uint64_t length, sheaf_buf *out, sheaf_error *err) {
  if (byte < self->byte) return 0;
  while (length) {
    if (!self->length) {
      const int more = sheaf_source_chunk(self->source, &self->chunk, &self->length, err);
      if (more <= 0) {
        self->length = 0;
        return more;
      }
    }
    if (self->byte < byte) {
      const uint64_t ahead = byte - self->byte;
      pass(self, ahead < self->length ? (size_t)ahead : self->length);
      continue;
    }
    const size_t size = length < self->length ? (size_t)length : self->length;
    sheaf_buf_add(out, self->chunk, size);
    if (out->failed) return sheaf_error_memory(err);
    pass(self, size);
    byte += size;
    length -= size;
  }
  return 1;
}
