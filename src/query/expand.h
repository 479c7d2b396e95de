/* expand.h - the tokens of a field that fit a beginning and a condition: all of them, never capped. */
#ifndef SHEAF_QUERY_EXPAND_H
#define SHEAF_QUERY_EXPAND_H

#include <stddef.h>

#include "base/buf.h"
#include "index/index.h"

typedef int sheaf_expand_keep_fn(const void *context, const char *token, size_t length); /* 1 to keep it */

typedef struct sheaf_expand {
  sheaf_buf tokens; /* of each: varint length, bytes */
  size_t count;     /* how many */
} sheaf_expand;

/* Adds the tokens of an index field that begin with prefix and that keep (NULL: all) agrees to, in byte order. */
int sheaf_expand_collect(sheaf_expand *self, sheaf_index *index, unsigned field, const char *prefix, size_t length,
                         sheaf_expand_keep_fn *keep, const void *context, sheaf_error *err);
/* Adds one token that the caller knows. 0 or SHEAF_ENOMEM. */
int sheaf_expand_add(sheaf_expand *self, const char *token, size_t length);
/* The tokens one after the other: *at is 0 at first. 1, or 0 at the end. token is borrowed until self changes. */
int sheaf_expand_next(const sheaf_expand *self, size_t *at, const char **token, size_t *length);
int sheaf_expand_has(const sheaf_expand *self, const char *token, size_t length); /* 1 or 0; looks at one by one */
void sheaf_expand_clear(sheaf_expand *self);

#endif
