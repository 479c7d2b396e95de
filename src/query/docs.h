/* docs.h - a set of documents under construction: a list while it is small, a bitmap once it is dense.
 *
 * Invariant: `bits` is NULL (ids holds the set, in any order until sealed) or holds the set (ids is unused). */
#ifndef SHEAF_QUERY_DOCS_H
#define SHEAF_QUERY_DOCS_H

#include <stddef.h>
#include <stdint.h>

#include "index/index.h"

typedef struct sheaf_docs {
  uint32_t *ids;   /* the documents, while there are few */
  size_t count;    /* ids in use */
  size_t capacity; /* ids allocated */
  uint64_t *bits;  /* bit n: document n; NULL while there are few */
  uint32_t last;   /* the highest document number there can be */
  int sealed;      /* ids are ascending without duplicates */
} sheaf_docs;

void sheaf_docs_init(sheaf_docs *self, uint32_t last);
void sheaf_docs_clear(sheaf_docs *self);
void sheaf_docs_move(sheaf_docs *to, sheaf_docs *from); /* to is cleared first, from is empty after */

/* 0 or SHEAF_ENOMEM each. Documents above `last` are left out. */
int sheaf_docs_add(sheaf_docs *self, const uint32_t *ids, size_t count);           /* ids in any order */
int sheaf_docs_add_ascending(sheaf_docs *self, const uint32_t *ids, size_t count); /* the same, faster */
int sheaf_docs_copy(sheaf_docs *to, const sheaf_docs *from);                       /* to is cleared first */
int sheaf_docs_unite(sheaf_docs *self, const sheaf_docs *other);
int sheaf_docs_intersect(sheaf_docs *self, sheaf_docs *other); /* seals both */
int sheaf_docs_subtract(sheaf_docs *self, sheaf_docs *other);  /* seals both */
size_t sheaf_docs_count(sheaf_docs *self);                     /* seals */
int sheaf_docs_list(sheaf_docs *self, sheaf_documents *out);   /* appended to out, ascending */
size_t sheaf_docs_bytes(const sheaf_docs *self);               /* memory in use */

/* The first index from `at` on whose id is not below target, by doubling steps; count where there is none. */
size_t sheaf_docs_gallop(const uint32_t *ids, size_t count, size_t at, uint32_t target);

#endif
