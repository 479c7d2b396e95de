/* wording.h - text as the comparison of records sees it: words without case, marks, or spelling that varies by country.
 *
 * A word is a run of letters or a run of digits, so that "beta1", "β-1" and "beta 1" are the same two words. Greek
 * letters become their names, Cyrillic ones Latin, and text without spaces (Chinese, Japanese) words of one character.
 */
#ifndef SHEAF_DEDUP_WORDING_H
#define SHEAF_DEDUP_WORDING_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"

typedef enum sheaf_wording_style {
  SHEAF_WORDING_TEXT, /* British and American spelling made one, number words and Roman numbers made digits */
  SHEAF_WORDING_NAME  /* names: ae, oe, ue are the vowel with or without its dots */
} sheaf_wording_style;

typedef struct sheaf_word {
  const char *text; /* folded; borrowed from the arena; NUL-terminated */
  uint32_t hash;    /* of text; equal texts have equal hashes, and words are compared by it */
  uint32_t letters; /* which letters it has, a bit each: tells most different words apart at once */
  uint16_t length;  /* bytes in text */
  uint8_t number;   /* 1: digits */
  uint8_t common;   /* 1: says little of what the text is about ("the", "study") */
} sheaf_word;

typedef struct sheaf_wording {
  sheaf_word *list; /* in the order of the text; borrowed from the arena */
  uint16_t count;   /* words in list */
  uint16_t telling; /* those that are not common */
} sheaf_wording;

enum { SHEAF_WORDING_MOST = 96 }; /* words of a text that are kept */

/* Splits text; words live in the arena. scratch is overwritten. 0 or SHEAF_ENOMEM. */
int sheaf_wording_split(const char *text, size_t length, sheaf_wording_style style, sheaf_arena *arena,
                        sheaf_buf *scratch, sheaf_wording *out);

/* 1 where two words are the same but for a slip or a plural: letters only, long enough that a slip is likelier than
 * another word. */
int sheaf_wording_near(const sheaf_word *a, const sheaf_word *b);

/* 1 where the word is in a list that ends with NULL. */
int sheaf_wording_listed(const char *word, const char *const *list);

uint32_t sheaf_wording_hash(const char *text, size_t length); /* FNV-1a, mixed */
uint64_t sheaf_wording_mix(uint64_t value);                   /* one number for another, spread over 64 bits */

#endif
