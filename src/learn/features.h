/* features.h - TF-IDF of the words and the pairs of words of documents, as the rows of a sparse matrix.
 *
 * A word is a token of the index of more than one byte; a pair is two words that follow one another. With n documents,
 * df of them holding a feature, and tf occurrences in the document at hand:
 *   weight = (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), then each row is divided by its Euclidean length;
 *   features of more than 95 % of the documents are left out.
 * These are the settings of ASReview's model ELAS u4 (asreview/models: tfidf, ngram_range (1, 2), sublinear_tf, min_df
 * 1, max_df 0.95), hence scikit-learn's TfidfVectorizer, except that words are the index's (folded, no underscores).
 *
 * What stands in one document only is kept as two numbers: the length and the sum of those weights. Such features
 * cannot tell anything about another document, and for a linear model one feature of that length does what all of them
 * do (the products of rows stay what they were), which halves the matrix and the time of training.
 *
 * The same documents in the same order, parted alike, give the same bytes; parted otherwise, the same up to the
 * numbers of columns. */
#ifndef SHEAF_LEARN_FEATURES_H
#define SHEAF_LEARN_FEATURES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "vocabulary.h"

typedef struct sheaf_feature {
  uint32_t column; /* 0-based */
  float weight;    /* above 0 once finished */
} sheaf_feature;

typedef struct sheaf_features_work sheaf_features_work; /* while documents are added */

typedef struct sheaf_features {
  size_t count;              /* documents */
  size_t *starts;            /* count + 1 places in cells: document i has starts[i] up to starts[i + 1] */
  sheaf_feature *cells;      /* by document, in the order in which they stand in it first */
  float *alone;              /* by document: length of the features that no other document has */
  float *sums;               /* by document: sum of all its weights, those of `alone` among them */
  uint32_t columns;          /* features that two documents or more have */
  uint64_t vocabulary;       /* all features */
  uint64_t *keys;            /* by column: the word's number + 1, a pair's first word's number + 1 above it */
  sheaf_vocabulary words[2]; /* the first part's words, whose numbers are theirs; the second part's */
  uint32_t *others;          /* by number beyond the first part's: the word in the second part */
  sheaf_features_work *work; /* NULL once finished */
} sheaf_features;

int sheaf_features_init(sheaf_features *self, sheaf_error *err);
void sheaf_features_clear(sheaf_features *self);

/* Adds a document, text being its title, a space, and its abstract. The empty text is a document like any other. Those
 * of part 0 come before those of part 1: two threads may add documents at once, each to a part of its own. */
int sheaf_features_add(sheaf_features *self, unsigned part, const char *text, size_t length, sheaf_error *err);
/* Weighs: no documents can be added after it. */
int sheaf_features_finish(sheaf_features *self, sheaf_error *err);

/* Appends a column's text: a word, or two with a space between. */
void sheaf_features_term(const sheaf_features *self, uint32_t column, sheaf_buf *out);

#endif
