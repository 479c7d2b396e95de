/* reader.c - see reader.h. */
#include "reader.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "carry.h"

struct sheaf_reader {
  sheaf_source *source;       /* borrowed until close */
  const sheaf_format *format; /* static */
  const char *dialect;        /* static, or NULL */
  const char *columns;        /* borrowed until close, or NULL */
  void *state;                /* the format's own */
  sheaf_problem_fn *report;   /* may be NULL */
  void *context;              /* for report */
  uint64_t seen;              /* records given, loaded or rejected */
  int told_encoding;          /* the bad-encoding warning was given */
  int past_records;           /* what is reported belongs to no record */
};

const sheaf_format *const *sheaf_reader_formats(void) {
  static const sheaf_format *const formats[] = {&sheaf_read_nbib,
                                                &sheaf_read_ris,
                                                &sheaf_read_pubmed_xml,
                                                &sheaf_read_endnote_xml,
                                                &sheaf_read_mods,
                                                &sheaf_read_marcxml,
                                                &sheaf_read_jats,
                                                &sheaf_read_bibtex,
                                                &sheaf_read_openalex,
                                                &sheaf_read_crossref,
                                                &sheaf_read_csl_json,
                                                &sheaf_read_highwire,
                                                &sheaf_read_ovid,
                                                &sheaf_read_wos,
                                                &sheaf_read_wos_tab,
                                                &sheaf_read_csv,
                                                &sheaf_read_tsv,
                                                &sheaf_read_xlsx,
                                                &sheaf_read_refer,
                                                &sheaf_read_refworks,
                                                &sheaf_read_ebsco,
                                                &sheaf_read_biblioscape,
                                                &sheaf_read_msbib,
                                                &sheaf_read_pica,
                                                &sheaf_read_feed,
                                                &sheaf_read_jsonl,
                                                &sheaf_read_platter,
                                                &sheaf_read_copac,
                                                &sheaf_read_citavi,
                                                &sheaf_read_bibjson,
                                                &sheaf_read_json_rows,
                                                &sheaf_read_bibtxt,
                                                &sheaf_read_redif,
                                                &sheaf_read_nep,
                                                &sheaf_read_marc,
                                                &sheaf_read_rdf,
                                                NULL};
  return formats;
}

const sheaf_format *sheaf_reader_find(const char *name) {
  for (const sheaf_format *const *row = sheaf_reader_formats(); *row; row++)
    if (!strcmp((*row)->name, name)) return *row;
  return NULL;
}

const sheaf_format *sheaf_reader_detect(const char *head, size_t length, int *score, const char **dialect) {
  const sheaf_format *best = NULL;
  *score = 0;
  *dialect = NULL;
  for (const sheaf_format *const *row = sheaf_reader_formats(); *row; row++) {
    const char *name = NULL;
    const int sure = (*row)->detect(head, length, &name);
    if (sure <= *score) continue;
    best = *row;
    *score = sure;
    *dialect = name;
  }
  return best;
}

int sheaf_reader_open(sheaf_reader **out, sheaf_source *source, const sheaf_format *format, sheaf_problem_fn *report,
                      void *context, sheaf_error *err) {
  *out = NULL;
  const char *dialect = NULL, *head;
  size_t length;
  int score;
  const unsigned long failures = sheaf_mem_failures();
  const int code = sheaf_source_head(source, &head, &length, err);
  if (code) return code;
  if (format)
    format->detect(head, length, &dialect);
  else
    format = sheaf_reader_detect(head, length, &score, &dialect);
  if (sheaf_mem_failures() != failures) return sheaf_error_memory(err); /* another format may have looked surer */
  if (!format)
    return sheaf_error_set(err, SHEAF_EFORMAT, "%s: the format was not recognised; say which it is with `format`",
                           sheaf_source_name(source));
  sheaf_reader *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  *self = (sheaf_reader){.source = source, .format = format, .dialect = dialect, .report = report, .context = context};
  self->state = format->open(self);
  if (!self->state) {
    sheaf_mem_free(self);
    return sheaf_error_memory(err);
  }
  *out = self;
  if (sheaf_source_overruled(source))
    sheaf_reader_report(self, SHEAF_WARNING, "wrong-encoding", 1, 0,
                        "the encoding was said to be %s, but the bytes are %s; they were read as that",
                        sheaf_source_overruled(source), sheaf_source_encoding(source));
  return SHEAF_OK;
}

static void tell_encoding(sheaf_reader *self) {
  uint64_t line, byte;
  const uint64_t count = sheaf_source_mended(self->source, &line, &byte);
  if (!count || self->told_encoding) return;
  self->told_encoding = 1;
  sheaf_reader_leave_records(self);
  const char *name = sheaf_source_encoding(self->source);
  const int guessed = !strcmp(name, "UTF-8") || !strcmp(name, "CP1252");
  sheaf_reader_report(self, SHEAF_WARNING, "bad-encoding", line, byte,
                      "%" PRIu64
                      " line%s, this one first, had bytes that are not %s; they were %s. "
                      "If letters look wrong, give the right `encoding`",
                      count, count == 1 ? "" : "s", guessed ? "UTF-8" : name,
                      guessed ? "read as CP1252 (Western European)" : "replaced by U+FFFD");
}

/* As sheaf_reader_next. Formats need not look at every text they build: whatever memory ran out for, what was read has
 * a hole. */
static int next_whole(sheaf_reader *self, sheaf_record *record, sheaf_error *err) {
  const unsigned long failures = sheaf_mem_failures();
  sheaf_record_reset(record);
  int result = self->format->next(self->state, self, record, err);
  if (result < 0) return result;
  /* sheaf's own lines have everything as it is, a note that looks like a carried line too. */
  const int carries = self->format != &sheaf_read_jsonl;
  if (result == SHEAF_READ_RECORD && carries) sheaf_carry_restore(record);
  /* A row or tag with nothing but the mark of carried lines. */
  if (result == SHEAF_READ_RECORD && !record->count) result = sheaf_reader_judge(self, record);
  return record->failed || sheaf_mem_failures() != failures ? sheaf_error_memory(err) : result;
}

int sheaf_reader_next(sheaf_reader *self, sheaf_record *record, sheaf_error *err) {
  const int result = next_whole(self, record, err);
  if (result > 0)
    self->seen++;
  else
    tell_encoding(self);
  return result;
}

int sheaf_reader_set_columns(sheaf_reader *self, const char *pairs, sheaf_error *err) {
  for (const char *at = pairs; *at;) {
    const size_t line = strcspn(at, "\n"), header = strcspn(at, "\t");
    const char *name = at + header + 1;
    if (header < line && sheaf_field_find(name, line - header - 1) == SHEAF_FIELD_NONE)
      return sheaf_error_set(err, SHEAF_ERANGE, "no field is called '%.*s' (said of the column '%.*s')",
                             (int)(line - header - 1), name, (int)header, at);
    at += line + (at[line] == '\n');
  }
  self->columns = pairs;
  return SHEAF_OK;
}

const char *sheaf_reader_columns(const sheaf_reader *self) { return self->columns; }

void sheaf_reader_close(sheaf_reader *self) {
  if (!self) return;
  self->format->close(self->state);
  sheaf_mem_free(self);
}

const sheaf_format *sheaf_reader_format(const sheaf_reader *self) { return self->format; }

const char *sheaf_reader_dialect(const sheaf_reader *self) { return self->dialect; }

uint64_t sheaf_reader_seen(const sheaf_reader *self) { return self->seen; }

sheaf_source *sheaf_reader_source(sheaf_reader *self) { return self->source; }

void sheaf_reader_set_dialect(sheaf_reader *self, const char *dialect) { self->dialect = dialect; }

void sheaf_reader_report(sheaf_reader *self, sheaf_severity severity, const char *code, uint64_t line, uint64_t byte,
                         const char *format, ...) {
  if (!self->report) return;
  char message[SHEAF_ERROR_MESSAGE];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  sheaf_error_clean(message);
  /* A format reports while it reads a record, before that record is counted. */
  const sheaf_problem problem = {line, byte, self->past_records ? 0 : self->seen + 1, severity, code, message};
  self->report(self->context, &problem);
}

void sheaf_reader_leave_records(sheaf_reader *self) { self->past_records = 1; }

int sheaf_reader_is_usable(const sheaf_record *record) {
  for (size_t i = 0; i < record->count; i++) {
    const sheaf_field field = record->entries[i].field;
    if (field != SHEAF_FIELD_TYPE && field != SHEAF_FIELD_LABEL && field != SHEAF_FIELD_EXTRA) return 1;
  }
  return 0;
}

int sheaf_reader_judge(sheaf_reader *self, const sheaf_record *record) {
  if (sheaf_reader_is_usable(record)) return SHEAF_READ_RECORD;
  sheaf_reader_report(self, SHEAF_REJECTED, "empty-record", record->line, record->byte,
                      "the record that begins here has no title, name, number or other field with a value; nothing "
                      "can be loaded from it");
  return SHEAF_READ_REJECTED;
}
