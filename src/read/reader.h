/* reader.h - readers of citation formats: detection by content, records one at a time, diagnostics.
 *
 * Invariant: seen == loaded + rejected, where every sheaf_reader_next that returns SHEAF_READ_RECORD is one loaded,
 * every SHEAF_READ_REJECTED one rejected (its reason was reported as a problem with severity error). */
#ifndef SHEAF_READ_READER_H
#define SHEAF_READ_READER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "record/record.h"
#include "source.h"

typedef enum sheaf_severity {
  SHEAF_WARNING, /* something was mended or looks wrong; the record is loaded */
  SHEAF_REJECTED /* the record could not be loaded */
} sheaf_severity;

typedef struct sheaf_problem {
  uint64_t line;           /* 1-based line in the input */
  uint64_t byte;           /* 0-based offset in the (decompressed) input */
  uint64_t record;         /* 1-based ordinal of the record in the input, 0 outside any */
  sheaf_severity severity; /* what it means for the record */
  const char *code;        /* static, stable word for scripts: "missing-end", "bad-encoding", ... */
  const char *message;     /* what was wrong and what to do; borrowed during the call */
} sheaf_problem;

typedef void sheaf_problem_fn(void *context, const sheaf_problem *problem);

typedef enum sheaf_read {
  SHEAF_READ_END = 0,     /* no more records */
  SHEAF_READ_RECORD = 1,  /* the record was filled */
  SHEAF_READ_REJECTED = 2 /* a record was seen and rejected; go on */
} sheaf_read;

typedef struct sheaf_reader sheaf_reader;

/* What a format is. One row in the registry of reader.c. */
typedef struct sheaf_format {
  const char *name;       /* "ris" */
  const char *title;      /* "RIS" */
  const char *extensions; /* usual endings, space-separated: "ris txt" */
  /* How sure the first bytes (decoded to UTF-8) make us, 0-100; may set *dialect (static) */
  int (*detect)(const char *head, size_t length, const char **dialect);
  /* Makes the state that next gets. NULL on out of memory. */
  void *(*open)(sheaf_reader *reader);
  /* As sheaf_reader_next. record was reset. */
  int (*next)(void *state, sheaf_reader *reader, sheaf_record *record, sheaf_error *err);
  void (*close)(void *state); /* frees the state */
} sheaf_format;

/* The formats' rows, ended by NULL. Static. */
const sheaf_format *const *sheaf_reader_formats(void);
const sheaf_format *sheaf_reader_find(const char *name); /* NULL where there is none */

/* The surest format for the first bytes of an input (decoded; source.h gives them), its score and dialect; NULL where
 * none is over 0. */
const sheaf_format *sheaf_reader_detect(const char *head, size_t length, int *score, const char **dialect);

/* Opens a reader on a source; format NULL is detected (SHEAF_EFORMAT when unknown). The source is borrowed until close.
 */
int sheaf_reader_open(sheaf_reader **out, sheaf_source *source, const sheaf_format *format, sheaf_problem_fn *report,
                      void *context, sheaf_error *err);
/* The next record: a sheaf_read, or a negative code when the source itself failed (what came before stays good). */
int sheaf_reader_next(sheaf_reader *self, sheaf_record *record, sheaf_error *err);
void sheaf_reader_close(sheaf_reader *self);

/* What a user says about the columns of a table, before the first record is read: lines "header TAB field name".
 * SHEAF_ERANGE where no field has such a name. Borrowed until close; formats without columns do not look at it. */
int sheaf_reader_set_columns(sheaf_reader *self, const char *pairs, sheaf_error *err);
const char *sheaf_reader_columns(const sheaf_reader *self); /* NULL where nothing was said */

const sheaf_format *sheaf_reader_format(const sheaf_reader *self);
const char *sheaf_reader_dialect(const sheaf_reader *self); /* "ovid", "wos", ... or NULL; static */
uint64_t sheaf_reader_seen(const sheaf_reader *self);       /* records begun so far */

/* For the files of formats. */
sheaf_source *sheaf_reader_source(sheaf_reader *self);
void sheaf_reader_set_dialect(sheaf_reader *self, const char *dialect); /* static text */
void sheaf_reader_report(sheaf_reader *self, sheaf_severity severity, const char *code, uint64_t line, uint64_t byte,
                         const char *format, ...) __attribute__((format(printf, 6, 7)));

/* What is reported from now on belongs to no record. */
void sheaf_reader_leave_records(sheaf_reader *self);

/* 1 where the record has more than a type, a number in its file and foreign tags. */
int sheaf_reader_is_usable(const sheaf_record *record);
/* Reports a record without that as rejected; returns SHEAF_READ_RECORD or SHEAF_READ_REJECTED. */
int sheaf_reader_judge(sheaf_reader *self, const sheaf_record *record);

/* The formats' rows, one a file. */
extern const sheaf_format sheaf_read_nbib, sheaf_read_ris, sheaf_read_highwire, sheaf_read_ovid, sheaf_read_wos;
extern const sheaf_format sheaf_read_endnote_xml, sheaf_read_mods, sheaf_read_marcxml, sheaf_read_jats;
extern const sheaf_format sheaf_read_pubmed_xml;
extern const sheaf_format sheaf_read_jsonl;
extern const sheaf_format sheaf_read_bibtex, sheaf_read_csl_json, sheaf_read_crossref, sheaf_read_openalex;
extern const sheaf_format sheaf_read_csv, sheaf_read_tsv, sheaf_read_wos_tab, sheaf_read_xlsx;
extern const sheaf_format sheaf_read_refer, sheaf_read_refworks, sheaf_read_ebsco;
extern const sheaf_format sheaf_read_biblioscape, sheaf_read_msbib, sheaf_read_pica, sheaf_read_feed;
extern const sheaf_format sheaf_read_platter, sheaf_read_copac, sheaf_read_citavi;
extern const sheaf_format sheaf_read_bibjson, sheaf_read_json_rows, sheaf_read_bibtxt;
extern const sheaf_format sheaf_read_redif, sheaf_read_nep, sheaf_read_marc, sheaf_read_rdf;

#endif
