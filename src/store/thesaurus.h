/* thesaurus.h - a subject vocabulary that the user loaded into the library: descriptors, their places in the tree,
 * entry terms, allowed qualifiers. NLM's MeSH is the one that is read today (read/mesh.h).
 *
 * Keys are names as the index holds them (index/token.h, sheaf_token_whole): "neoplasms", "cyclosporins a". A
 * descriptor has a number of tree numbers; B is narrower than A where a tree number of B begins with one of A's and a
 * ".". A view always shows what is loaded now, by whatever program: it holds nothing but prepared statements. */
#ifndef SHEAF_STORE_THESAURUS_H
#define SHEAF_STORE_THESAURUS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "store.h"

typedef struct sheaf_thesaurus sheaf_thesaurus; /* a view of the library's thesaurus; small, no cache of the tree */

typedef struct sheaf_thesaurus_entry {
  int64_t descriptor;  /* its number, for the other functions */
  const char *key;     /* preferred name, folded; borrowed until the next call on the thesaurus */
  const char *name;    /* preferred name as the vocabulary writes it; borrowed as key */
  const char *uid;     /* "D009369"; "" where the file has none; borrowed as key */
  int is_entry;        /* 1: what was asked for is an entry term (synonym) of it */
  int year_introduced; /* 0 where unknown */
} sheaf_thesaurus_entry;

/* *out is NULL (and 0 returned) where the library has no thesaurus. The store is borrowed until close. */
int sheaf_thesaurus_open(sheaf_thesaurus **out, sheaf_store *store, sheaf_error *err);
void sheaf_thesaurus_close(sheaf_thesaurus *self); /* NULL allowed */

/* The descriptor with this folded name or, where there is none, this folded entry term; where there is neither, the
 * only one that has a name or entry term of the same words in another order ("a cyclosporins"), as an entry term: 1, 0
 * or a negative code. */
int sheaf_thesaurus_find(sheaf_thesaurus *self, const char *key, size_t length, sheaf_thesaurus_entry *out,
                         sheaf_error *err);

/* Calls visit with the key of the descriptor and of every narrower one, each once, in byte order; visit returns 0 to go
 * on, and anything else is returned. key is borrowed during the call. */
typedef int sheaf_thesaurus_fn(void *context, const char *key, size_t length);
int sheaf_thesaurus_narrower(sheaf_thesaurus *self, int64_t descriptor, sheaf_thesaurus_fn *visit, void *context,
                             sheaf_error *err);

/* The same with their preferred names as the vocabulary writes them, in the order of their keys. */
int sheaf_thesaurus_narrower_names(sheaf_thesaurus *self, int64_t descriptor, sheaf_thesaurus_fn *visit, void *context,
                                   sheaf_error *err);

/* 1 where the qualifier (folded name, "drug therapy") may stand on the descriptor, 0 where not, -1 on failure; 1 where
 * the vocabulary does not say. */
int sheaf_thesaurus_allows(sheaf_thesaurus *self, int64_t descriptor, const char *qualifier, sheaf_error *err);

/* Calls visit with up to `most` (20 at the most) preferred names (not folded) of the descriptors that have a name or
 * entry term near in spelling to key, or beginning with it, best first. Reads all names: some 40 ms with MeSH. */
int sheaf_thesaurus_suggest(sheaf_thesaurus *self, const char *key, size_t length, size_t most,
                            sheaf_thesaurus_fn *visit, void *context, sheaf_error *err);

#endif
