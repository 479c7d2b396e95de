/* columns.h - tables whose first row names the columns: what a header means, and rows into records.
 *
 * Used by every reader of rows (read_delimited.c, read_xlsx.c). A header is known by its letters and digits alone:
 * "Author(s)", "authors" and "AUTHORS" are one. Invariant: each cell with a value ends up in at least one entry, under
 * its field or in EXTRA under its header. */
#ifndef SHEAF_READ_COLUMNS_H
#define SHEAF_READ_COLUMNS_H

#include "tagged.h"

typedef struct sheaf_cell {
  const char *text; /* UTF-8, NUL-terminated */
  size_t length;    /* bytes in text */
} sheaf_cell;

typedef struct sheaf_row {
  const sheaf_cell *cells; /* borrowed until the next row is read */
  size_t count;            /* cells in the row */
  uint64_t line;           /* where it begins */
  uint64_t byte;           /* its offset */
  uint64_t end;            /* one past its last byte */
} sheaf_row;

/* What a column is for where its value is put together with those of others (sheaf_tag.flags). */
typedef enum sheaf_column_role {
  SHEAF_COLUMN_PLAIN,        /* its value goes by field and how */
  SHEAF_COLUMN_AUTHORS,      /* all authors, in short form or the only one */
  SHEAF_COLUMN_FULL_AUTHORS, /* the same authors with given names */
  SHEAF_COLUMN_NAMES,        /* other persons */
  SHEAF_COLUMN_ORCIDS,       /* numbers of the authors, in their order */
  SHEAF_COLUMN_LIST,         /* keywords and other lists, whatever stands between */
  SHEAF_COLUMN_TERMS,        /* Emtree terms: commas outside parentheses between them */
  SHEAF_COLUMN_NUMBER,       /* a text without spaces that spreadsheets turn into "12.0" */
  SHEAF_COLUMN_ISSN,         /* ISSNs and ISBNs, also as numbers without their zeros */
  SHEAF_COLUMN_PMID,         /* PubMed number; "0" is none */
  SHEAF_COLUMN_YEAR,         /* year */
  SHEAF_COLUMN_MONTH,        /* month, or month and day */
  SHEAF_COLUMN_DAY,          /* day */
  SHEAF_COLUMN_DATE,         /* date of publication, with or without its year */
  SHEAF_COLUMN_PAGES,        /* first-last */
  SHEAF_COLUMN_FIRST_PAGE,   /* first page */
  SHEAF_COLUMN_LAST_PAGE,    /* last page, or other pages */
  SHEAF_COLUMN_ARTICLE,      /* article number */
  SHEAF_COLUMN_KIND,         /* kind of work, of a reference manager */
  SHEAF_COLUMN_PUBLICATION,  /* kind of work or publication type, of a database */
  SHEAF_COLUMN_SOURCE,       /* journal, database, or the whole citation */
  SHEAF_COLUMN_CITATION      /* PubMed's citation: "J Test. 2020 Feb;63(2):12-20. doi: ..." */
} sheaf_column_role;

/* The row for a header, NULL for an unknown one. Static. */
const sheaf_tag *sheaf_columns_find(const char *header, size_t length);
/* The row that a user's field name stands for, NULL where no field is called so. Static. */
const sheaf_tag *sheaf_columns_of_field(const char *name, size_t length);
/* The writer whose exports have such a header, or NULL; static. */
const char *sheaf_columns_signature(const char *header, size_t length);
/* Letters and digits of a header, in small letters, into key; its length, 0 where it does not fit or has none. */
size_t sheaf_columns_key(const char *header, size_t length, char *key, size_t room);

/* 0-100: how much a row looks like the header of a table of records. */
int sheaf_columns_score(const sheaf_cell *cells, size_t count, const char **dialect);

typedef struct sheaf_columns sheaf_columns;

sheaf_columns *sheaf_columns_open(sheaf_reader *reader); /* NULL on out of memory; the reader is borrowed */
void sheaf_columns_close(sheaf_columns *self);
/* Takes the header row, instead of one before; the reader's columns (sheaf_reader_columns) come before what is known.
 */
int sheaf_columns_header(sheaf_columns *self, const sheaf_row *row, sheaf_error *err);
/* A row into record: SHEAF_READ_RECORD, SHEAF_READ_REJECTED, SHEAF_READ_END where all its cells are empty, or negative.
 * With `ragged`, a row with more or fewer cells than the header is worth a warning. */
int sheaf_columns_record(sheaf_columns *self, const sheaf_row *row, int ragged, sheaf_record *record, sheaf_error *err);

/* Lists in a cell (columns_list.c). Each part goes to `each`, trimmed. */
typedef void sheaf_column_part(void *context, const char *text, size_t length);
void sheaf_columns_names(const char *text, size_t length, sheaf_column_part *each, void *context);
void sheaf_columns_list(const char *text, size_t length, sheaf_column_part *each, void *context);
void sheaf_columns_terms(const char *text, size_t length, sheaf_column_part *each, void *context);

#endif
