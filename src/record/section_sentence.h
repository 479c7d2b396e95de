/* section_sentence.h - sentences of an abstract, and the features by which their sections are told.
 *
 * Features are texts: one, two or three words of the sentence that follow each other, in small ASCII letters with one
 * space between ("we interviewed"), and facts that begin with "@". Words: runs of letters, digits and bytes beyond
 * ASCII; a run that begins with a digit is "#"; the marks % < > = ? are words; "^" is the sentence's beginning.
 * A word that ends in -ed counts behind another also as "*ed": "were *ed".
 *   @at0 ... @at9    tenth of the abstract in which the sentence begins, by sentences
 *   @first, @last    the first or last sentence        @few    there are three sentences or fewer
 *   @short, @long    fewer than 8 words; more than 40  @numbers  three numbers or more
 * Source of the features: Hirohata et al 2008, Identifying sections in scientific abstracts using conditional random
 * fields (n-grams, place); the facts are ours. */
#ifndef SHEAF_RECORD_SECTION_SENTENCE_H
#define SHEAF_RECORD_SECTION_SENTENCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

typedef struct sheaf_sentence {
  size_t first; /* offset of its first byte, no space */
  size_t last;  /* one past its last byte, no space */
} sheaf_sentence;

/* Appends the sentences of text[first, last) to out, an array of sheaf_sentence; out->failed says when out of memory.
 */
void sheaf_sentence_cut(const char *text, size_t first, size_t last, sheaf_buf *out);

/* hash is sheaf_section_hash of the bytes. Returns 0 where features that begin with this one and a space are not
 * wanted. */
typedef int sheaf_sentence_feature_fn(void *context, const char *feature, size_t length, uint64_t hash);

/* Calls visit with each feature of the sentence with the given index among count; words is scratch. */
void sheaf_sentence_features(const char *text, const sheaf_sentence *sentence, size_t index, size_t count,
                             sheaf_buf *words, sheaf_sentence_feature_fn *visit, void *context);

#endif
