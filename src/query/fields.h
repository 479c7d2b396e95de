/* fields.h - sets of record fields that every platform searches under some name of its own.
 *
 * All dialects put their tags together from these, so that a translation between tags of the same set loses nothing. */
#ifndef SHEAF_QUERY_FIELDS_H
#define SHEAF_QUERY_FIELDS_H

#include "query.h"
#include "record/field.h"

#define F(NAME) SHEAF_QUERY_FIELD(NAME)

#define SHEAF_FIELDS_TI (F(TITLE) | F(SERIES))            /* title, with that of a collection (PubMed [ti]) */
#define SHEAF_FIELDS_AB (F(ABSTRACT) | F(OTHER_ABSTRACT)) /* abstract in any language (PubMed [ab]) */
#define SHEAF_FIELDS_KW F(KEYWORD)                        /* author keywords (PubMed [ot], Ovid .kf.) */
#define SHEAF_FIELDS_MH F(HEADING)                        /* words of subject headings and their qualifiers */
#define SHEAF_FIELDS_TIAB (SHEAF_FIELDS_TI | SHEAF_FIELDS_AB)
#define SHEAF_FIELDS_TIABKW (SHEAF_FIELDS_TIAB | SHEAF_FIELDS_KW) /* PubMed [tiab], Ovid .ti,ab,kf. */

/* Everything about the subject: PubMed's [tw]. */
#define SHEAF_FIELDS_TW                                                                                            \
  (SHEAF_FIELDS_TIABKW | F(KEYWORD_PLUS) | F(HEADING) | F(PUBLICATION_TYPE) | F(SUBSTANCE) | F(PERSONAL_SUBJECT) | \
   F(SECONDARY_SOURCE) | F(CORRECTION))
/* Everything that is searched by word: PubMed's [all], all but the place of publication and dates other than the year.
 */
#define SHEAF_FIELDS_ALL                                                                                              \
  (SHEAF_FIELDS_TW | F(OTHER_TITLE) | F(AUTHOR) | F(AFFILIATION) | F(ORCID) | F(EDITOR) | F(INVESTIGATOR) | F(YEAR) | \
   F(JOURNAL) | F(JOURNAL_ABBREVIATION) | F(JOURNAL_ID) | F(VOLUME) | F(ISSUE) | F(PAGES) | F(PUBLISHER) |            \
   F(EDITION) | F(LANGUAGE) | F(DOI) | F(PMID) | F(PMCID) | F(ISSN) | F(ISBN) | F(ARTICLE_ID) | F(ACCESSION) |        \
   F(NOTE) | F(GRANT) | F(SUBSET) | F(STATUS) | F(CONFLICT_OF_INTEREST))
#define SHEAF_FIELDS_PUBLISHED (F(DATE) | F(DATE_ELECTRONIC)) /* RANGE: publication, printed or electronic */

#endif
