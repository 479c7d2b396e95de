/* connection_pack.c - see connection_pack.h. */
#include "connection_pack.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

/* Object identifiers of the types that a parameter may be said to have (pg_type.dat). */
enum { INT8 = 20, FLOAT8 = 701, BYTEA = 17, UNKNOWN = 0 };

/* Text as the server takes it: no NUL, nothing that is not UTF-8. */
static void add_clean(sheaf_buf *out, const char *text, size_t length) {
  if (sheaf_utf8_check(text, length) == length && !memchr(text, 0, length)) {
    sheaf_buf_add(out, text, length);
    return;
  }
  for (size_t at = 0; at < length;) {
    uint32_t point;
    at += sheaf_utf8_decode(text + at, length - at, &point);
    sheaf_utf8_encode(point ? point : 0xFFFD, out);
  }
}

static void add_one(sheaf_connection_pack *self, int i, const sheaf_server_value *value) {
  self->types[i] = UNKNOWN;
  switch (value->type) {
    case SHEAF_SERVER_INTEGER:
      self->types[i] = INT8;
      sheaf_buf_add_format(&self->texts, "%lld", (long long)value->integer);
      break;
    case SHEAF_SERVER_NUMBER:
      self->types[i] = FLOAT8;
      sheaf_buf_add_format(&self->texts, "%.17g", value->number);
      break;
    case SHEAF_SERVER_TEXT: add_clean(&self->texts, value->text, value->length); break;
    case SHEAF_SERVER_BYTES:
      self->types[i] = BYTEA;
      self->formats[i] = 1;
      self->lengths[i] = (int)value->length;
      break;
    default: break;
  }
  sheaf_buf_add_byte(&self->texts, 0);
}

/* Texts lie still only once all are there. */
static void place(sheaf_connection_pack *self, const sheaf_server_value *params, int count) {
  const char *at = self->texts.data;
  for (int i = 0; i < count; i++) {
    if (params[i].type == SHEAF_SERVER_BYTES)
      self->values[i] = params[i].length ? params[i].text : "";
    else
      self->values[i] = params[i].type == SHEAF_SERVER_NULL ? NULL : at;
    at += strlen(at) + 1; /* cleaned texts have no NUL within */
  }
}

int sheaf_connection_pack_fill(sheaf_connection_pack *self, const sheaf_server_value *params, int count,
                               sheaf_error *err) {
  const size_t n = (size_t)count + 1;
  *self = (sheaf_connection_pack){sheaf_mem_zero(n, sizeof *self->types),
                                  sheaf_mem_zero(n, sizeof *self->values),
                                  sheaf_mem_zero(n, sizeof *self->lengths),
                                  sheaf_mem_zero(n, sizeof *self->formats),
                                  {0}};
  if (!self->types || !self->values || !self->lengths || !self->formats) return sheaf_error_memory(err);
  for (int i = 0; i < count; i++) {
    if (params[i].length > INT32_MAX / 2) return sheaf_error_set(err, SHEAF_ERANGE, "a value is too long");
    add_one(self, i, &params[i]);
  }
  if (self->texts.failed) return sheaf_error_memory(err);
  place(self, params, count);
  return SHEAF_OK;
}

void sheaf_connection_pack_clear(sheaf_connection_pack *self) {
  sheaf_mem_free(self->types);
  sheaf_mem_free(self->values);
  sheaf_mem_free(self->lengths);
  sheaf_mem_free(self->formats);
  sheaf_buf_clear(&self->texts);
}
