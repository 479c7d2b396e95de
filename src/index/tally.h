/* tally.h - how many documents have a word in any of some fields, remembered: the dictionary counts field by field, and
 * to count their union its lists must be read. */
#ifndef SHEAF_INDEX_TALLY_H
#define SHEAF_INDEX_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "index.h"

enum {
  SHEAF_TALLY_SLOTS = 2048,
  SHEAF_TALLY_WAYS = 4 /* slots that a word can be in: else two words of one long query would push each other out */
};

typedef struct sheaf_tally_slot {
  uint64_t fields;                 /* bit n: field n; 0 where the slot is free */
  uint32_t documents;              /* that have the token in one of them */
  uint32_t length;                 /* bytes of the token */
  char token[SHEAF_INDEX_COUNTED]; /* the token */
} sheaf_tally_slot;

typedef struct sheaf_tally {
  sheaf_tally_slot *slots; /* groups of SHEAF_TALLY_WAYS by hash, the last one told first; made at first use */
} sheaf_tally;

void sheaf_tally_clear(sheaf_tally *self); /* forgets all: the segments change */

#endif
