/* field.h - the catalogue of fields a record can have: one list, from which everything else is made.
 *
 * Numbers are stored in libraries and in index keys: they are never changed or used again.
 *
 * X(number, NAME, "name in Lua", kind, "what the value is; what the note is")
 * Kinds: TEXT  one value (a second one is kept, the first is shown)    LIST  many values
 *        AUTHOR, HEADING, ABSTRACT, COMMENT, EXTRA  many values with parts, as said beside them
 * Parts of a value or note are joined with U+001F (SHEAF_FIELD_PART); empty parts at the end are left out.
 * A family name begins with its particle; that part is left out where sheaf_normal_particle finds it there.
 * Where a value was normalised and so differs from what stood in the input, the note holds the input's text. */
#ifndef SHEAF_RECORD_FIELD_H
#define SHEAF_RECORD_FIELD_H

#include <stddef.h>

#define SHEAF_FIELD_PART '\x1f'

/* clang-format off */
#define SHEAF_FIELDS(X) \
  X(1,  TYPE,                 "type",                 TEXT,     "CSL type: article-journal, book, chapter, thesis, report, webpage, ...; note: as given") \
  X(2,  LABEL,                "label",                TEXT,     "the record's key or number in its file") \
  X(3,  TITLE,                "title",                TEXT,     "title") \
  X(4,  OTHER_TITLE,          "other_titles",         LIST,     "original-language, short or translated title; note: vernacular, short, translated, uniform") \
  X(5,  ABSTRACT,             "abstract",             ABSTRACT, "text; note: label, category. Several entries are the sections of one abstract, in order") \
  X(6,  OTHER_ABSTRACT,       "other_abstracts",      LIST,     "abstract in another language or by another body; note: language or type") \
  X(7,  AUTHOR,               "authors",              AUTHOR,   "family, given, initials, suffix, particle; one part alone is a literal (group) name; note: the name as given") \
  X(8,  AFFILIATION,          "affiliations",         LIST,     "belongs to the AUTHOR before it, or to the record when none is") \
  X(9,  ORCID,                "orcid",                LIST,     "0000-0000-0000-0000 of the AUTHOR before it; note: other identifier scheme") \
  X(10, AUTHORS_CUT,          "authors_cut",          TEXT,     "the mark with which the source cut its author list: ..., et al") \
  X(11, EDITOR,               "editors",              AUTHOR,   "as AUTHOR") \
  X(12, INVESTIGATOR,         "investigators",        AUTHOR,   "as AUTHOR") \
  X(13, PERSONAL_SUBJECT,     "personal_subjects",    AUTHOR,   "as AUTHOR: a person the paper is about") \
  X(14, YEAR,                 "year",                 TEXT,     "four digits") \
  X(15, DATE,                 "date",                 TEXT,     "publication date, ISO 8601 as precise as given") \
  X(16, DATE_ELECTRONIC,      "date_electronic",      TEXT,     "electronic publication, ISO 8601") \
  X(17, DATE_ENTRY,           "date_entry",           TEXT,     "PubMed [edat], ISO 8601") \
  X(18, DATE_CREATED,         "date_created",         TEXT,     "PubMed [crdt]") \
  X(19, DATE_HEADINGS,        "date_headings",        TEXT,     "PubMed [mhda]") \
  X(20, DATE_REVISED,         "date_revised",         TEXT,     "PubMed [lr]") \
  X(21, DATE_COMPLETED,       "date_completed",       TEXT,     "PubMed [dcom]") \
  X(22, JOURNAL,              "journal",              TEXT,     "full title of the journal, or of the book or site the work is part of") \
  X(23, JOURNAL_ABBREVIATION, "journal_abbreviation", TEXT,     "abbreviated title") \
  X(24, JOURNAL_ID,           "journal_id",           TEXT,     "NLM unique ID") \
  X(25, SERIES,               "series",               TEXT,     "title of the series or collection") \
  X(26, VOLUME,               "volume",               TEXT,     "volume") \
  X(27, ISSUE,                "issue",                TEXT,     "issue") \
  X(28, PAGES,                "pages",                TEXT,     "first-last, or article number; note: as given") \
  X(29, PUBLISHER,            "publisher",            TEXT,     "publisher") \
  X(30, PLACE,                "place",                TEXT,     "place or country of publication") \
  X(31, EDITION,              "edition",              TEXT,     "edition") \
  X(32, LANGUAGE,             "language",             TEXT,     "ISO 639-2 code as MEDLINE writes it: eng, fre, ger; note: as given") \
  X(33, DOI,                  "doi",                  TEXT,     "lower case, no resolver: 10.1136/qshc.2006.021501; note: as given") \
  X(34, PMID,                 "pmid",                 TEXT,     "digits") \
  X(35, PMCID,                "pmcid",                TEXT,     "PMC and digits") \
  X(36, ISSN,                 "issn",                 LIST,     "1234-567X; note: Print, Electronic, Linking") \
  X(37, ISBN,                 "isbn",                 TEXT,     "13 or 10 characters, no hyphens; note: as given") \
  X(38, ARTICLE_ID,           "article_ids",          LIST,     "identifier; note: its type (pii, doi, mid, version)") \
  X(39, ACCESSION,            "accession",            TEXT,     "the database's own number; note: database") \
  X(40, URL,                  "urls",                 LIST,     "address") \
  X(41, KEYWORD,              "keywords",             LIST,     "author's keyword; note: * where it is a main one") \
  X(42, KEYWORD_PLUS,         "keywords_plus",        LIST,     "keyword made by the database (Web of Science ID)") \
  X(43, HEADING,              "headings",             HEADING,  "name, then its qualifiers; a part that begins with * is major; note: vocabulary where it is not MeSH") \
  X(44, SUBSTANCE,            "substances",           LIST,     "substance name; note: registry number") \
  X(45, PUBLICATION_TYPE,     "publication_types",    LIST,     "publication type") \
  X(46, NOTE,                 "notes",                LIST,     "note") \
  X(47, GRANT,                "grants",               LIST,     "grant or funder") \
  X(48, SECONDARY_SOURCE,     "secondary_sources",    LIST,     "databank and accession number: ISRCTN/ISRCTN123") \
  X(49, CORRECTION,           "corrections",          LIST,     "reference to a comment, erratum or retraction; note: CIN, CON, EIN, EFR, RIN, ...") \
  X(50, SUBSET,               "subsets",              LIST,     "journal subset or citation status of the database") \
  X(51, STATUS,               "status",               TEXT,     "record status: MEDLINE, PubMed-not-MEDLINE, ...") \
  X(52, DATABASE,             "database",             TEXT,     "database that the record came from, as the record says") \
  X(53, CONFLICT_OF_INTEREST, "conflict_of_interest", TEXT,     "statement") \
  X(54, REFERENCE,            "references",           LIST,     "cited work, as text; note: its DOI or PMID") \
  X(55, COMMENT,              "comments",             COMMENT,  "text of a reader's comment; note: author, date") \
  X(56, EXTRA,                "extra",                EXTRA,    "what has no field of its own; note: its tag or name in the input") \
  X(57, DECISION,             "decisions",            LIST,     "a decision that a record brings along, taken to the ledger when it is loaded (store/decision.h); note: code")
/* clang-format on */

typedef enum sheaf_field {
  SHEAF_FIELD_NONE = 0,                                                               /* no field */
#define SHEAF_FIELD_ENUM(number, NAME, name, kind, text) SHEAF_FIELD_##NAME = number, /* text */
  SHEAF_FIELDS(SHEAF_FIELD_ENUM)
#undef SHEAF_FIELD_ENUM
      SHEAF_FIELD_COUNT /* one more than the highest number */
} sheaf_field;

typedef enum sheaf_kind {
  SHEAF_KIND_TEXT,     /* one value */
  SHEAF_KIND_LIST,     /* many values */
  SHEAF_KIND_AUTHOR,   /* names in parts */
  SHEAF_KIND_HEADING,  /* heading with qualifiers */
  SHEAF_KIND_ABSTRACT, /* sections of one text */
  SHEAF_KIND_COMMENT,  /* text with author and date */
  SHEAF_KIND_EXTRA     /* text under a foreign name */
} sheaf_kind;

const char *sheaf_field_name(sheaf_field field);               /* static; NULL for an unknown number */
sheaf_kind sheaf_field_kind(sheaf_field field);                /* SHEAF_KIND_TEXT for an unknown number */
sheaf_field sheaf_field_find(const char *name, size_t length); /* SHEAF_FIELD_NONE where there is none */

#endif
