/* places.h - where phrases stand in a text: words of the index side by side, the last ones of which may be stems. */
#ifndef SHEAF_LEARN_PLACES_H
#define SHEAF_LEARN_PLACES_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

typedef struct sheaf_place {
  size_t first; /* offset of the first byte */
  size_t last;  /* offset one past the last byte */
} sheaf_place;

typedef struct sheaf_places {
  sheaf_buf texts;   /* folded words, one after the other */
  sheaf_buf words;   /* places_word */
  sheaf_buf phrases; /* size_t: by phrase one past its last word */
  sheaf_buf tokens;  /* scratch: of the present text */
  sheaf_buf folded;  /* scratch: their texts */
} sheaf_places;      /* all zero is an empty one */

void sheaf_places_clear(sheaf_places *self);

/* Adds a folded word to the phrase at work; stem: words that begin with it match too. 0, or SHEAF_ENOMEM. */
int sheaf_places_word(sheaf_places *self, const char *text, size_t length, int stem);
/* Ends the phrase at work. 0, or SHEAF_ENOMEM. */
int sheaf_places_phrase(sheaf_places *self);

/* Appends the places (sheaf_place) of the phrases in a text, in order; of those that begin at one word the longest. 0,
 * or SHEAF_ENOMEM. */
int sheaf_places_find(sheaf_places *self, const char *text, size_t length, sheaf_buf *out);

#endif
