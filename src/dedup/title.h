/* title.h - titles: what databases add to them is taken off, what they say beside the paper's name is marked, and two
 * are set side by side word by word. */
#ifndef SHEAF_DEDUP_TITLE_H
#define SHEAF_DEDUP_TITLE_H

#include "profile.h"

/* Fills title, title_hash and marks of a profile from the title's text. 0 or SHEAF_ENOMEM. */
int sheaf_title_read(sheaf_profile *self, const char *text, size_t length, sheaf_arena *arena, sheaf_buf *scratch);

/* Fills telling; the journal has been read. */
void sheaf_title_weigh(sheaf_profile *self);

typedef enum sheaf_title_relation {
  SHEAF_TITLE_UNKNOWN,   /* one has none */
  SHEAF_TITLE_EXACT,     /* the same letters and digits */
  SHEAF_TITLE_NEAR,      /* the same words but for slips, plurals, and words that say little */
  SHEAF_TITLE_CONTAINED, /* one is the beginning or end of the other */
  SHEAF_TITLE_LONGER,    /* one has a few words more, or the same words in another order */
  SHEAF_TITLE_NUMBERS,   /* the same words, but other numbers: part 1 and part 2 */
  SHEAF_TITLE_CHANGED,   /* most words the same, but each has words that the other lacks: men and women */
  SHEAF_TITLE_DIFFERENT  /* neither of these */
} sheaf_title_relation;

typedef struct sheaf_title_match {
  sheaf_title_relation relation; /* how they stand to each other */
  double similarity;             /* share of the telling words that they have in common, 0 to 1 */
} sheaf_title_match;

void sheaf_title_compare(const sheaf_wording *a, const sheaf_wording *b, sheaf_title_match *out);

#endif
