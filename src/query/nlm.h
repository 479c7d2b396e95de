/* nlm.h - the two small vocabularies of NLM that queries need without a thesaurus: qualifiers (subheadings) and
 * publication types, with what is narrower.
 *
 * Names are in the index's form (sheaf_token_whole): "drug therapy", "administration dosage". */
#ifndef SHEAF_QUERY_NLM_H
#define SHEAF_QUERY_NLM_H

#include <stddef.h>

typedef enum sheaf_nlm {
  SHEAF_NLM_QUALIFIERS, /* subheadings of MeSH */
  SHEAF_NLM_TYPES       /* publication types */
} sheaf_nlm;

/* The folded name of a qualifier that is given by its two-letter code or its name ("&" and "and" alike); NULL where
 * there is none. Static. */
const char *sheaf_nlm_qualifier(const char *key);

/* The two-letter code of a folded name; NULL where it has none. Static. */
const char *sheaf_nlm_code(const char *name);

/* Puts the name itself and everything narrower into names, each once, at most `room`; returns how many there are. */
size_t sheaf_nlm_narrower(sheaf_nlm vocabulary, const char *name, const char **names, size_t room);

enum { SHEAF_NLM_MOST = 64 }; /* no name has more narrower ones */

#endif
