/* corpus.h - documents as sequences of word numbers: what key phrases, n-grams and term matrices are counted on.
 *
 * A word is a run of letters and digits, folded by sheaf_utf8_fold; a hyphen or an apostrophe between two of them
 * belongs to it ("follow-up", "patient's"; typographic ones become "-" and "'"). Spaces and other apostrophes part
 * words. All else parts phrases too: a mark stands there. So does a word of digits alone, which no phrase holds.
 *
 * The stream holds, for each document, its words and marks, then SHEAF_CORPUS_END. */
#ifndef SHEAF_LEARN_CORPUS_H
#define SHEAF_LEARN_CORPUS_H

#include <stddef.h>
#include <stdint.h>

#include "base/dictionary.h"
#include "base/error.h"

enum { SHEAF_CORPUS_END = 0, SHEAF_CORPUS_MARK = 1, SHEAF_CORPUS_WORD = 2 }; /* a word is its number + _WORD */

typedef struct sheaf_corpus {
  sheaf_dictionary words; /* the stop words first */
  uint32_t stops;         /* words below this number are stop words */
  sheaf_buf stream;       /* uint32_t: see above */
  sheaf_buf folded;       /* scratch: the present word */
  uint64_t running;       /* words of all documents, stop words and numbers among them */
  uint32_t documents;     /* so many */
  int open;               /* a document has begun and has no end yet */
} sheaf_corpus;           /* all zero is an empty one */

void sheaf_corpus_clear(sheaf_corpus *self);
/* Stop words are added before the first text. 0, or SHEAF_ENOMEM. */
int sheaf_corpus_stop(sheaf_corpus *self, const char *word, size_t length);
/* Adds a text to the present document; no phrase runs from one text into the next. 0, or SHEAF_ENOMEM. */
int sheaf_corpus_add(sheaf_corpus *self, const char *text, size_t length);
/* Ends the present document (an empty one where nothing was added). 0, or SHEAF_ENOMEM. */
int sheaf_corpus_end(sheaf_corpus *self);

/* The words of a text as word numbers + SHEAF_CORPUS_WORD, marks left out, appended to out; 1 where the corpus has all
 * of them, otherwise 0; or SHEAF_ENOMEM. */
int sheaf_corpus_find(sheaf_corpus *self, const char *text, size_t length, sheaf_buf *out);

#endif
