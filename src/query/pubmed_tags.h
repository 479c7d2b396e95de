/* pubmed_tags.h - PubMed's field tags. */
#ifndef SHEAF_QUERY_PUBMED_TAGS_H
#define SHEAF_QUERY_PUBMED_TAGS_H

#include "dialect.h"
#include "record/field.h"

#define F(NAME) SHEAF_QUERY_FIELD(NAME)

/* [tiab]: title, collection title, abstract, other abstract, author keywords. */
#define SHEAF_PUBMED_TIAB (F(TITLE) | F(SERIES) | F(ABSTRACT) | F(OTHER_ABSTRACT) | F(KEYWORD))
/* [tw]: these, headings with their qualifiers, types, substances, subjects, secondary sources, corrections. */
#define SHEAF_PUBMED_TW                                                                                          \
  (SHEAF_PUBMED_TIAB | F(KEYWORD_PLUS) | F(HEADING) | F(PUBLICATION_TYPE) | F(SUBSTANCE) | F(PERSONAL_SUBJECT) | \
   F(SECONDARY_SOURCE) | F(CORRECTION))
/* [all]: everything but the place of publication and dates other than the year. */
#define SHEAF_PUBMED_ALL                                                                                              \
  (SHEAF_PUBMED_TW | F(OTHER_TITLE) | F(AUTHOR) | F(AFFILIATION) | F(ORCID) | F(EDITOR) | F(INVESTIGATOR) | F(YEAR) | \
   F(JOURNAL) | F(JOURNAL_ABBREVIATION) | F(JOURNAL_ID) | F(VOLUME) | F(ISSUE) | F(PAGES) | F(PUBLISHER) |            \
   F(EDITION) | F(LANGUAGE) | F(DOI) | F(PMID) | F(PMCID) | F(ISSN) | F(ISBN) | F(ARTICLE_ID) | F(ACCESSION) |        \
   F(NOTE) | F(GRANT) | F(SUBSET) | F(STATUS) | F(CONFLICT_OF_INTEREST))

extern const sheaf_dialect_tag sheaf_pubmed_tags[]; /* ends with NULL names */

#endif
