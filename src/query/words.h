/* words.h - words with wildcards, and phrases, by a dialect's tables. PubMed has rules of its own
 * (pubmed_words.c). */
#ifndef SHEAF_QUERY_WORDS_H
#define SHEAF_QUERY_WORDS_H

#include "parser.h"

typedef enum sheaf_words_flag {
  SHEAF_WORDS_QUOTED = 1 << 0,  /* stood in quotes: PHRASE and TERM get the flag, slots stand for words */
  SHEAF_WORDS_LITERAL = 1 << 1, /* wildcards are ordinary characters */
  SHEAF_WORDS_LOOSE = 1 << 2    /* no slots, though the dialect has them */
} sheaf_words_flag;

/* The words of a stretch as a TERM or, where there are several, a PHRASE: untagged, in the dialect's default fields,
 * with wildcards by the dialect's table. A wildcard alone between words is a SLOT. Y-OPPOS where there is no word. */
int sheaf_words_read(sheaf_parser *self, size_t first, size_t last, unsigned flags, sheaf_query_node **out,
                     sheaf_error *err);

#endif
