/* keyphrase.h - candidate phrases of a corpus, counted and scored, and where given terms stand in it.
 *
 * RAKE (Rose S, Engel D, Cramer N, Cowley W: Automatic keyword extraction from individual documents, in Berry, Kogan:
 * Text Mining, Wiley 2010): a candidate is a run of words between stop words and marks; a word scores degree /
 * frequency, its degree being the words of all candidates that it stands in; a candidate scores the sum of its words.
 * Two candidates that stand side by side with only stop words between, twice or more in one document, are a candidate
 * together with these ("quality of life"), which scores the sum of both. */
#ifndef SHEAF_LEARN_KEYPHRASE_H
#define SHEAF_LEARN_KEYPHRASE_H

#include "corpus.h"

typedef enum sheaf_keyphrase_kind {
  SHEAF_KEYPHRASE_RAKE, /* the candidates of RAKE */
  SHEAF_KEYPHRASE_NGRAM /* all runs of words without a mark that neither begin nor end with a stop word */
} sheaf_keyphrase_kind;

typedef struct sheaf_keyphrase_options {
  sheaf_keyphrase_kind kind;  /* which candidates */
  uint32_t shortest, longest; /* words of a phrase, stop words within it counted; longest is 1 to 32 */
  uint32_t least;             /* occurrences it must have */
  uint32_t least_documents;   /* documents that must have it */
} sheaf_keyphrase_options;

typedef struct sheaf_keyphrase {
  size_t first;       /* where its words stand in the corpus's stream */
  uint32_t length;    /* words */
  uint32_t count;     /* occurrences as a candidate */
  uint32_t documents; /* documents that have it as one */
  double score;       /* RAKE: the sum of degree / frequency of its words that are no stop words */
} sheaf_keyphrase;

/* Appends the phrases (sheaf_keyphrase), in the order of their first occurrence. 0 or a negative code. */
int sheaf_keyphrase_list(const sheaf_corpus *corpus, const sheaf_keyphrase_options *options, sheaf_buf *out,
                         sheaf_error *err);

/* Terms as word sequences: term i is words[ends[i - 1]] up to words[ends[i]], each a word number + SHEAF_CORPUS_WORD;
 * an empty one is found nowhere. */
typedef struct sheaf_keyphrase_terms {
  sheaf_buf words; /* uint32_t */
  sheaf_buf ends;  /* uint32_t by term */
} sheaf_keyphrase_terms;

/* Appends to starts (uint32_t) for each document, and once more at the end, its first place in items (uint32_t), the
 * numbers of the terms that it has, ascending, each once. counts[term] is how often the term stands in all documents;
 * the caller gives zeros. 0 or a negative code. */
int sheaf_keyphrase_match(const sheaf_corpus *corpus, const sheaf_keyphrase_terms *terms, sheaf_buf *starts,
                          sheaf_buf *items, uint32_t *counts, sheaf_error *err);

#endif
