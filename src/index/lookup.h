/* lookup.h - what all segments have of a key, remembered: a query asks for the same words several times, in many fields
 * of many segments. Most of them lack it; and of those that have it the documents are far fewer bytes than the pages
 * that they lie on. */
#ifndef SHEAF_INDEX_LOOKUP_H
#define SHEAF_INDEX_LOOKUP_H

#include <stddef.h>
#include <stdint.h>

#include "list.h"
#include "segment.h"

typedef struct sheaf_lookup_part {
  sheaf_segment *segment;     /* borrowed from the index's list */
  sheaf_term term;            /* in it */
  sheaf_posting_bytes *bytes; /* of the term; held; NULL where they are not remembered */
} sheaf_lookup_part;

typedef struct sheaf_lookup_entry {
  uint64_t hash;             /* of the key */
  size_t key_length;         /* bytes of the key, which lies behind the parts */
  size_t count;              /* segments that have the key */
  sheaf_lookup_part parts[]; /* them, ascending by documents */
} sheaf_lookup_entry;

enum {
  SHEAF_LOOKUP_SLOTS = 4096,    /* keys remembered */
  SHEAF_LOOKUP_WAYS = 4,        /* slots that a key can be in */
  SHEAF_LOOKUP_KEPT = 12 << 20, /* bytes of documents remembered */
  SHEAF_LOOKUP_LONG = 2 << 20   /* a list of more bytes is not remembered */
};

typedef struct sheaf_lookup {
  sheaf_lookup_entry **slots; /* groups of SHEAF_LOOKUP_WAYS by hash, the last key asked for first; made at first use */
  size_t held;                /* bytes of documents */
  size_t hand;                /* the slot whose documents go next */
} sheaf_lookup;

void sheaf_lookup_clear(sheaf_lookup *self); /* forgets all: the list of segments changes */

/* The entry of a token in a field among count segments; borrowed until the next call. With `documents` the bytes of its
 * documents are read, too. */
int sheaf_lookup_find(sheaf_lookup *self, sheaf_segment *const *segments, size_t count, sheaf_pages *pages,
                      unsigned field, const char *token, size_t length, int documents, const sheaf_lookup_entry **entry,
                      sheaf_error *err);

#endif
