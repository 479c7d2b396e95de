/* expand.c - see expand.h. Tokens are collected first and looked up later, since the index need not allow both at once.
 */
#include "expand.h"

#include <string.h>

#include "base/error.h"

typedef struct collection {
  sheaf_expand *self;         /* where tokens go */
  sheaf_expand_keep_fn *keep; /* condition, or NULL */
  const void *context;        /* its context */
} collection;

int sheaf_expand_add(sheaf_expand *self, const char *token, size_t length) {
  sheaf_buf_add_varint(&self->tokens, length);
  sheaf_buf_add(&self->tokens, token, length);
  self->count++;
  return self->tokens.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

static int visit(void *context, const char *token, size_t length, uint32_t documents) {
  (void)documents;
  const collection *at = context;
  return at->keep && !at->keep(at->context, token, length) ? 0 : sheaf_expand_add(at->self, token, length);
}

int sheaf_expand_collect(sheaf_expand *self, sheaf_index *index, unsigned field, const char *prefix, size_t length,
                         sheaf_expand_keep_fn *keep, const void *context, sheaf_error *err) {
  collection at = {self, keep, context};
  const int code = sheaf_index_terms(index, field, prefix, length, visit, &at, err);
  if (self->tokens.failed) return sheaf_error_memory(err);
  return code < 0 ? code : SHEAF_OK;
}

int sheaf_expand_next(const sheaf_expand *self, size_t *at, const char **token, size_t *length) {
  if (*at >= self->tokens.length) return 0;
  const uint8_t *here = (const uint8_t *)self->tokens.data + *at;
  const uint8_t *end = (const uint8_t *)self->tokens.data + self->tokens.length;
  uint64_t size;
  if (sheaf_buf_get_varint(&here, end, &size)) return 0;
  *token = (const char *)here;
  *length = (size_t)size;
  *at = (size_t)(here - (const uint8_t *)self->tokens.data) + *length;
  return 1;
}

int sheaf_expand_has(const sheaf_expand *self, const char *token, size_t length) {
  const char *one;
  for (size_t at = 0, size; sheaf_expand_next(self, &at, &one, &size);)
    if (size == length && memcmp(one, token, length) == 0) return 1;
  return 0;
}

void sheaf_expand_clear(sheaf_expand *self) {
  sheaf_buf_clear(&self->tokens);
  self->count = 0;
}
