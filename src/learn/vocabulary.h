/* vocabulary.h - documents as sequences of word numbers.
 *
 * A word is a token of the index (index/token.h) of more than one byte. Words are numbered in the order in which they
 * are met first. */
#ifndef SHEAF_LEARN_VOCABULARY_H
#define SHEAF_LEARN_VOCABULARY_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

typedef struct sheaf_vocabulary_slot sheaf_vocabulary_slot;
typedef struct sheaf_vocabulary_word sheaf_vocabulary_word;
typedef struct sheaf_vocabulary_recent sheaf_vocabulary_recent;

typedef struct sheaf_vocabulary {
  sheaf_vocabulary_slot *slots;    /* open addressing; owned */
  size_t capacity;                 /* slots; a power of 2, or 0 */
  uint32_t count;                  /* words */
  sheaf_vocabulary_word *words;    /* by number: where its text is, and how it begins */
  sheaf_vocabulary_recent *recent; /* words met of late; owned; NULL before the first text */
  sheaf_buf texts;                 /* of the words, one after the other, each filled up with zeros to a full unit */
  sheaf_buf numbers;               /* uint32_t: those of all that was read */
  sheaf_buf text;                  /* scratch: what is read, with zeros behind */
  sheaf_buf pieces;                /* scratch: its words that have no number yet */
  sheaf_buf folded;                /* scratch: their texts, filled up as in texts */
  uint64_t seed;                   /* of hashes; one that nobody knows lets no text be made to be slow */
} sheaf_vocabulary;                /* all zero is an empty one */

void sheaf_vocabulary_clear(sheaf_vocabulary *self);

/* Appends the numbers of a text's words to numbers. 0 or SHEAF_ENOMEM. */
int sheaf_vocabulary_read(sheaf_vocabulary *self, const char *text, size_t length);

#define SHEAF_VOCABULARY_NONE UINT32_MAX

/* For the words from `from` up to `to` of another one with the same seed: numbers[n] becomes the number here of its
 * word n, or SHEAF_VOCABULARY_NONE. */
void sheaf_vocabulary_find(const sheaf_vocabulary *self, const sheaf_vocabulary *other, uint32_t from, uint32_t to,
                           uint32_t *numbers);
/* Frees all but the words' texts: nothing can be read or looked for any more. */
void sheaf_vocabulary_finish(sheaf_vocabulary *self);

/* The text of a word; borrowed until the next word is added. */
const char *sheaf_vocabulary_text(const sheaf_vocabulary *self, uint32_t word, size_t *length);

#endif
