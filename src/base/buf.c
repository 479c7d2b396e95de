/* buf.c - see buf.h. */
#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "mem.h"

void sheaf_buf_init(sheaf_buf *self) { *self = (sheaf_buf){0}; }

void sheaf_buf_clear(sheaf_buf *self) {
  sheaf_mem_free(self->data);
  *self = (sheaf_buf){0};
}

void sheaf_buf_reset(sheaf_buf *self) {
  self->length = 0;
  self->failed = 0;
}

int sheaf_buf_grow(sheaf_buf *self, size_t more) {
  if (self->failed) return SHEAF_ENOMEM;
  size_t capacity = self->capacity ? self->capacity : 64;
  while (capacity - self->length <= more) { /* one byte stays free, for a NUL */
    if (capacity > SIZE_MAX / 2) {
      self->failed = 1;
      return SHEAF_ENOMEM;
    }
    capacity *= 2;
  }
  char *data = sheaf_mem_resize(self->data, capacity);
  if (!data) {
    self->failed = 1;
    return SHEAF_ENOMEM;
  }
  self->data = data;
  self->capacity = capacity;
  return SHEAF_OK;
}

void sheaf_buf_add_text(sheaf_buf *self, const char *text) { sheaf_buf_add(self, text, strlen(text)); }

void sheaf_buf_add_format(sheaf_buf *self, const char *format, ...) {
  va_list args;
  va_start(args, format);
  va_list again;
  va_copy(again, args);
  const int length = vsnprintf(NULL, 0, format, args);
  if (length >= 0 && sheaf_buf_reserve(self, (size_t)length + 1) == 0) {
    vsnprintf(self->data + self->length, (size_t)length + 1, format, again);
    self->length += (size_t)length;
  }
  va_end(again);
  va_end(args);
}

const char *sheaf_buf_bytes(sheaf_buf *self) {
  if (!self->data && sheaf_buf_reserve(self, 0)) return "";
  self->data[self->length] = 0;
  return self->data;
}

const char *sheaf_buf_text(sheaf_buf *self) {
  const char *text = sheaf_buf_bytes(self);
  return self->failed ? "" : text;
}

char *sheaf_buf_take(sheaf_buf *self, size_t *length) {
  if (sheaf_buf_reserve(self, 1)) {
    sheaf_buf_clear(self);
    return NULL;
  }
  self->data[self->length] = 0;
  char *data = self->data;
  if (length) *length = self->length;
  *self = (sheaf_buf){0};
  return data;
}

int sheaf_buf_get_longer(const uint8_t **at, const uint8_t *end, uint64_t *value) {
  uint64_t result = 0;
  const uint8_t *p = *at;
  for (int shift = 0; shift < 64 && p < end; shift += 7) {
    const uint8_t byte = *p++;
    if (shift == 63 && byte > 1) break;
    result |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) {
      *value = result;
      *at = p;
      return SHEAF_OK;
    }
  }
  return SHEAF_EFORMAT;
}
