/* thesaurus_write.h - replaces the library's thesaurus, in one transaction: what was there before stays until finish,
 * and for good where the program is killed or the new one is no good. */
#ifndef SHEAF_STORE_THESAURUS_WRITE_H
#define SHEAF_STORE_THESAURUS_WRITE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "store.h"

typedef struct sheaf_thesaurus_write sheaf_thesaurus_write;

typedef enum sheaf_thesaurus_rank {
  SHEAF_THESAURUS_PREFERRED, /* the descriptor's name */
  SHEAF_THESAURUS_ENTRY,     /* an entry term */
  SHEAF_THESAURUS_PERMUTED   /* an entry term that is another one turned round */
} sheaf_thesaurus_rank;

/* A text and what it is folded to; borrowed during the call. */
typedef struct sheaf_thesaurus_text {
  const char *name;  /* as the vocabulary writes it */
  size_t length;     /* bytes in name */
  const char *key;   /* folded */
  size_t key_length; /* bytes in key */
} sheaf_thesaurus_text;

typedef struct sheaf_thesaurus_counts {
  uint64_t descriptors;  /* headings */
  uint64_t entry_terms;  /* names beside the preferred ones, no two of a descriptor folding to the same */
  uint64_t tree_numbers; /* places in the tree */
  uint64_t qualifiers;   /* pairs of a descriptor and a qualifier that may stand on it */
} sheaf_thesaurus_counts;

/* Takes the write lock, and empties the tables. *replaced: 1 where there was a thesaurus. SHEAF_ESTORE where the
 * library was opened for reading only. Caller ends it by finish or abort. */
int sheaf_thesaurus_write_begin(sheaf_thesaurus_write **out, sheaf_store *store, int *replaced, sheaf_error *err);

/* The descriptor of this name, made where there is none: 1 when it was made, 0, or a negative code. uid may be "", year
 * 0. */
int sheaf_thesaurus_write_descriptor(sheaf_thesaurus_write *self, const sheaf_thesaurus_text *text, const char *uid,
                                     size_t uid_length, int year, int64_t *id, sheaf_error *err);

/* What belongs to a descriptor; said twice, it is there once. 0 or a negative code. */
int sheaf_thesaurus_write_entry(sheaf_thesaurus_write *self, int64_t id, sheaf_thesaurus_rank rank,
                                const sheaf_thesaurus_text *text, sheaf_error *err);
int sheaf_thesaurus_write_place(sheaf_thesaurus_write *self, int64_t id, const char *number, size_t length,
                                sheaf_error *err);
int sheaf_thesaurus_write_qualifier(sheaf_thesaurus_write *self, int64_t id, const sheaf_thesaurus_text *text,
                                    sheaf_error *err);

void sheaf_thesaurus_write_count(sheaf_thesaurus_write *self, sheaf_thesaurus_counts *out);

/* Commits, and frees self, whatever comes of it. kind is a word for what was read, year 0 if unknown. */
int sheaf_thesaurus_write_finish(sheaf_thesaurus_write *self, const char *kind, int year, const char *path,
                                 sheaf_error *err);
void sheaf_thesaurus_write_abort(sheaf_thesaurus_write *self); /* NULL allowed */

/* The key's words in byte order with a space between them, appended to out; nothing where it is one word, or has more
 * than any name. */
void sheaf_thesaurus_write_words(const char *key, size_t length, sheaf_buf *out);

#endif
