/* dictionary.h - different texts, numbered from 0 in the order in which they were first met.
 *
 * A text is any bytes. Numbers never change; texts stay where they are until clear only as numbers: their addresses may
 * move when one is added. */
#ifndef SHEAF_BASE_DICTIONARY_H
#define SHEAF_BASE_DICTIONARY_H

#include <stddef.h>
#include <stdint.h>

#include "buf.h"

typedef struct sheaf_dictionary_slot {
  uint64_t head;   /* the text's first eight bytes, zeros behind a shorter one: most texts are compared here alone */
  uint32_t hash;   /* of the text; its low byte is the length, at most 255 */
  uint32_t number; /* of the text, with 1 added; 0 where the slot is free */
} sheaf_dictionary_slot;

typedef struct sheaf_dictionary {
  sheaf_buf texts;              /* one after the other */
  sheaf_buf ends;               /* size_t by number: where its text ends */
  sheaf_dictionary_slot *slots; /* open addressing; owned */
  size_t capacity;              /* of slots, a power of 2, or 0 */
  uint32_t count;               /* texts */
} sheaf_dictionary;             /* all zero is an empty one */

void sheaf_dictionary_clear(sheaf_dictionary *self);

/* The number of a text, which is added where it is new. 0, or SHEAF_ENOMEM. */
int sheaf_dictionary_add(sheaf_dictionary *self, const char *text, size_t length, uint32_t *number);
/* 1 and its number where the text is known, otherwise 0. */
int sheaf_dictionary_find(const sheaf_dictionary *self, const char *text, size_t length, uint32_t *number);
/* The text of a number below count; borrowed until the next add. */
const char *sheaf_dictionary_text(const sheaf_dictionary *self, uint32_t number, size_t *length);

#endif
