/* terms.h - the keys seen since the last flush: a hash table from key to a number.
 *
 * The table is far larger than the processor's cache, and waiting for memory would be most of the work. So look-ups are
 * asked first and answered together: while one is asked, what the others need is on its way.
 *
 * An entry is a header and the key behind it in one growing block, so that a look-up touches the slot and the entry and
 * nothing else. Entries are named by their offset in units of eight bytes. A token begins at such a unit, with zeros up
 * to the next one behind it: most are compared as one word or two. */
#ifndef SHEAF_INDEX_TERMS_H
#define SHEAF_INDEX_TERMS_H

#include <stddef.h>
#include <stdint.h>

typedef struct sheaf_terms_entry {
  uint32_t number; /* 0-based, in the order of first use */
  uint16_t length; /* bytes of key */
  uint8_t unused;  /* so that the token behind the field begins at a unit */
  char key[];      /* field and token (segment.h) */
} sheaf_terms_entry;

typedef struct sheaf_terms_slot {
  uint32_t tag; /* high half of the hash */
  uint32_t at;  /* the entry, plus 1; 0 where the slot is free */
} sheaf_terms_slot;

#define SHEAF_TERMS_MOST UINT32_C(0x80000000) /* numbers are below */
enum {
  SHEAF_TERMS_ASKED = 64,
  SHEAF_TERMS_SHORT = 16, /* bytes of a token that a question holds itself; so many can be read of any */
  SHEAF_TERMS_TEXT = 2048
};

typedef struct sheaf_terms_question {
  uint64_t hash;    /* of the key */
  uint64_t word[2]; /* a short token, and zeros behind it */
  size_t where;     /* where the number goes */
  uint16_t at;      /* where a longer token begins in texts */
  uint16_t length;  /* bytes of the token */
  uint16_t field;   /* the key's field */
} sheaf_terms_question;

typedef struct sheaf_terms {
  sheaf_terms_slot *slots;                           /* a power of 2 of them; at most two thirds in use */
  uint32_t mask;                                     /* slots less 1 */
  uint32_t count;                                    /* entries */
  char *entries;                                     /* the entries, one behind the other */
  size_t used;                                       /* bytes of them */
  size_t capacity;                                   /* bytes allocated */
  uint64_t seed;                                     /* so that nobody can choose keys that collide */
  uint32_t asked;                                    /* questions without an answer yet */
  uint32_t text_used;                                /* bytes of their longer tokens */
  sheaf_terms_question questions[SHEAF_TERMS_ASKED]; /* them */
  char texts[SHEAF_TERMS_TEXT];                      /* these */
} sheaf_terms;

void sheaf_terms_init(sheaf_terms *self);
void sheaf_terms_clear(sheaf_terms *self); /* empty again, all memory freed */
void sheaf_terms_reset(sheaf_terms *self); /* empty again, memory kept */

/* Asks for the number of (field, token), at most SHEAF_SEGMENT_TOKEN bytes, which is copied; where it is shorter than
 * SHEAF_TERMS_SHORT, so many bytes can be read all the same. Returns 1 when the answers must be fetched before the next
 * question, else 0. */
int sheaf_terms_ask(sheaf_terms *self, unsigned field, const char *token, size_t length, size_t where);

/* Writes the number of every key asked for to numbers[where], new ones for keys that were never seen. 0, or
 * SHEAF_ENOMEM. No question is left in either case. */
int sheaf_terms_answer(sheaf_terms *self, uint32_t *numbers);

/* The entry that begins so many units of eight bytes behind the first. */
static inline const sheaf_terms_entry *sheaf_terms_at(const sheaf_terms *self, uint32_t unit) {
  return (const void *)(self->entries + (size_t)unit * 8);
}

/* The bytes that an entry takes, to walk them: the next one is so much further. */
static inline size_t sheaf_terms_step(size_t key_length) {
  return (offsetof(sheaf_terms_entry, key) + key_length + 7) / 8 * 8;
}

#endif
