/* buf.h - growable bytes whose failure sticks: append freely, check `failed` once at the end.
 *
 * Varints are LEB128: seven bits a byte, least significant first, the high bit set on all but the last. */
#ifndef SHEAF_BASE_BUF_H
#define SHEAF_BASE_BUF_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct sheaf_buf {
  char *data;      /* the bytes, not NUL-terminated unless sheaf_buf_text was called; NULL while empty */
  size_t length;   /* bytes in use */
  size_t capacity; /* bytes allocated */
  int failed;      /* an append ran out of memory; all later ones do nothing */
} sheaf_buf;

void sheaf_buf_init(sheaf_buf *self);
void sheaf_buf_clear(sheaf_buf *self);                      /* frees, and forgets a failure */
void sheaf_buf_reset(sheaf_buf *self);                      /* length 0, memory kept, failure forgotten */
int sheaf_buf_grow(sheaf_buf *self, size_t more);           /* what reserve does when there is too little room */
void sheaf_buf_add_text(sheaf_buf *self, const char *text); /* up to its NUL */
void sheaf_buf_add_format(sheaf_buf *self, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *sheaf_buf_text(sheaf_buf *self); /* NUL-terminated view ("" on failure); borrowed until the next change */
/* The same, but on failure what came before it: `length` bytes always, for callees that take both. */
const char *sheaf_buf_bytes(sheaf_buf *self);
char *sheaf_buf_take(sheaf_buf *self,
                     size_t *length); /* NUL-terminated bytes; caller frees; NULL on failure; self is empty after */

/* Room for `more` bytes and a NUL; 0, or SHEAF_ENOMEM. */
static inline int sheaf_buf_reserve(sheaf_buf *self, size_t more) {
  return !self->failed && more < self->capacity - self->length ? 0 : sheaf_buf_grow(self, more);
}

static inline void sheaf_buf_add(sheaf_buf *self, const void *bytes, size_t length) {
  if (length == 0 || sheaf_buf_reserve(self, length)) return;
  memcpy(self->data + self->length, bytes, length);
  self->length += length;
}

static inline void sheaf_buf_add_byte(sheaf_buf *self, int byte) {
  if (sheaf_buf_reserve(self, 1)) return;
  self->data[self->length++] = (char)byte;
}

enum { SHEAF_BUF_VARINT = 10 }; /* bytes of the longest varint */

/* Writes a varint where there is room for any, and returns the place behind it. */
static inline char *sheaf_buf_put_varint(char *at, uint64_t value) {
  for (; value >= 0x80; value >>= 7) *at++ = (char)(value | 0x80);
  *at++ = (char)value;
  return at;
}

static inline void sheaf_buf_add_varint(sheaf_buf *self, uint64_t value) {
  if (sheaf_buf_reserve(self, SHEAF_BUF_VARINT)) return;
  self->length = (size_t)(sheaf_buf_put_varint(self->data + self->length, value) - self->data);
}

int sheaf_buf_get_longer(const uint8_t **at, const uint8_t *end, uint64_t *value); /* get_varint of any length */

/* Reads a varint at *at, moving *at past it. 0, or SHEAF_EFORMAT when it runs past end or over 64 bits. */
static inline int sheaf_buf_get_varint(const uint8_t **at, const uint8_t *end, uint64_t *value) {
  if (*at >= end || **at >= 0x80) return sheaf_buf_get_longer(at, end, value);
  *value = *(*at)++;
  return 0;
}

#endif
