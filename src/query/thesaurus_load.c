/* thesaurus_load.c - see thesaurus_load.h. Half a vocabulary would explode to half of what it should, in silence: a
 * file that ends too early is refused, whatever was read of it. */
#include "thesaurus_load.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "index/token.h"
#include "nlm.h"
#include "read/mesh.h"

typedef struct load {
  sheaf_thesaurus_write *to;   /* owned until finish or abort */
  sheaf_reader *reader;        /* owned */
  sheaf_record record;         /* the descriptor at hand */
  sheaf_buf key, entry_key;    /* scratch */
  sheaf_problem_fn *report;    /* the caller's, or NULL */
  void *context;               /* for report */
  sheaf_error first_rejection; /* why the first record was left out; code 0 where none was */
  sheaf_error truncated;       /* where the file ends too early; code 0 where it does not */
  uint64_t rejected;           /* left out */
} load;

/* ---- problems ---- */

static void on_problem(void *context, const sheaf_problem *problem) {
  load *self = context;
  sheaf_error *kept = !strcmp(problem->code, "truncated")                                  ? &self->truncated
                      : problem->severity == SHEAF_REJECTED && !self->first_rejection.code ? &self->first_rejection
                                                                                           : NULL;
  if (kept) sheaf_error_set(kept, SHEAF_EFORMAT, "line %" PRIu64 ": %s", problem->line, problem->message);
  if (self->report) self->report(self->context, problem);
}

static void warn(load *self, const char *code, const char *format, const sheaf_entry *entry) {
  sheaf_reader_report(self->reader, SHEAF_WARNING, code, self->record.line, self->record.byte, format,
                      (int)(entry->length < 200 ? entry->length : 200), entry->value);
}

/* ---- one descriptor ---- */

/* Folds a name: 0 where nothing is left of it. */
static int fold(const char *name, size_t length, sheaf_buf *key, sheaf_thesaurus_text *out) {
  sheaf_buf_reset(key);
  sheaf_token_whole(name, length, key);
  *out = (sheaf_thesaurus_text){name, length, key->data, key->length};
  return key->length > 0;
}

static int add_entry(load *self, int64_t id, const sheaf_entry *entry, sheaf_thesaurus_rank rank, sheaf_error *err) {
  sheaf_thesaurus_text text;
  if (!fold(entry->value, entry->length, &self->entry_key, &text)) return SHEAF_OK;
  const sheaf_buf *key = &self->key; /* the preferred name is among the terms, too */
  if (text.key_length == key->length && !memcmp(text.key, key->data, key->length)) return SHEAF_OK;
  return sheaf_thesaurus_write_entry(self->to, id, rank, &text, err);
}

/* Codes become names. */
static int add_qualifier(load *self, int64_t id, const sheaf_entry *entry, sheaf_error *err) {
  sheaf_thesaurus_text text;
  if (!fold(entry->value, entry->length, &self->entry_key, &text)) return SHEAF_OK;
  const char *known = sheaf_nlm_qualifier(sheaf_buf_text(&self->entry_key));
  if (known) {
    text.key = known;
    text.key_length = strlen(known);
    if (text.length == 2) text.name = known, text.length = text.key_length;
  }
  return sheaf_thesaurus_write_qualifier(self->to, id, &text, err);
}

static int add_place(load *self, int64_t id, const sheaf_entry *entry, sheaf_error *err) {
  if (sheaf_mesh_is_tree_number(entry->value, entry->length))
    return sheaf_thesaurus_write_place(self->to, id, entry->value, entry->length, err);
  warn(self, "bad-tree-number", "\"%.*s\" is no tree number; it was left out", entry);
  return SHEAF_OK;
}

static int note_is(const sheaf_entry *entry, const char *note) {
  return entry->note_length == strlen(note) && !memcmp(entry->note, note, entry->note_length);
}

/* Permuted terms come last, so that a term which is both is an entry term. */
static int add_parts(load *self, int64_t id, sheaf_error *err) {
  int code = SHEAF_OK;
  for (int permuted = 0; permuted < 2; permuted++) {
    const sheaf_entry *entry = sheaf_record_first(&self->record, SHEAF_FIELD_EXTRA);
    for (; entry && !code; entry = sheaf_record_next(&self->record, entry)) {
      if (permuted)
        code = note_is(entry, "PERMUTED") ? add_entry(self, id, entry, SHEAF_THESAURUS_PERMUTED, err) : SHEAF_OK;
      else if (note_is(entry, "MN"))
        code = add_place(self, id, entry, err);
      else if (note_is(entry, "ENTRY"))
        code = add_entry(self, id, entry, SHEAF_THESAURUS_ENTRY, err);
      else if (note_is(entry, "AQ"))
        code = add_qualifier(self, id, entry, err);
    }
  }
  return code;
}

static int add_descriptor(load *self, sheaf_error *err) {
  const sheaf_entry *name = sheaf_record_first(&self->record, SHEAF_FIELD_TITLE);
  const sheaf_entry *uid = sheaf_record_first(&self->record, SHEAF_FIELD_LABEL);
  const sheaf_entry *year = sheaf_record_first(&self->record, SHEAF_FIELD_YEAR);
  sheaf_thesaurus_text text;
  int64_t id;
  if (!name || !fold(name->value, name->length, &self->key, &text)) {
    sheaf_reader_report(self->reader, SHEAF_REJECTED, "no-name", self->record.line, self->record.byte,
                        "the heading has no name with a letter or digit; it was left out");
    self->rejected++;
    return SHEAF_OK;
  }
  const long number = year ? strtol(year->value, NULL, 10) : 0;
  const int made = sheaf_thesaurus_write_descriptor(self->to, &text, uid ? uid->value : "", uid ? uid->length : 0,
                                                    number >= 1000 && number <= 9999 ? (int)number : 0, &id, err);
  if (made < 0) return made;
  if (!made && sheaf_reader_format(self->reader) != &sheaf_mesh_trees)
    warn(self, "same-name", "there is a heading \"%.*s\" already; the two are one now", name);
  return add_parts(self, id, err);
}

/* ---- the file ---- */

static int read_all(load *self, sheaf_error *err) {
  int got = SHEAF_READ_END, code = SHEAF_OK;
  while (!code && (got = sheaf_reader_next(self->reader, &self->record, err)) > 0) {
    if (got == SHEAF_READ_RECORD)
      code = add_descriptor(self, err);
    else
      self->rejected++;
    if (self->key.failed || self->entry_key.failed) code = sheaf_error_memory(err);
  }
  return code ? code : got;
}

/* What was read, seen whole: 0, or why it is not to be used. */
static int judge(const load *self, const sheaf_thesaurus_counts *counts, sheaf_error *err) {
  const sheaf_error *why = self->truncated.code ? &self->truncated : &self->first_rejection;
  if (self->truncated.code)
    return sheaf_error_at(err, SHEAF_EFORMAT, "truncated", 0, "%s; nothing was changed", why->message);
  if (counts->descriptors) return SHEAF_OK;
  return sheaf_error_at(err, SHEAF_EFORMAT, "no-headings", 0, "there is no heading in it%s%s; nothing was changed",
                        why->code ? ": " : "", why->code ? why->message : "");
}

static int open_reader(load *self, sheaf_source *source, const char *name, sheaf_thesaurus_report *out,
                       sheaf_error *err) {
  const sheaf_format *format;
  const char *head;
  size_t length;
  int code = sheaf_source_head(source, &head, &length, err);
  if (!code) code = sheaf_mesh_detect(&format, head, length, err);
  if (code) return code;
  out->kind = format->name;
  if (!out->year) out->year = sheaf_mesh_year(name, head, length);
  return sheaf_reader_open(&self->reader, source, format, on_problem, self, err);
}

int sheaf_thesaurus_load_source(sheaf_store *store, sheaf_source *source, const char *name, int year,
                                sheaf_problem_fn *report, void *context, sheaf_thesaurus_report *out,
                                sheaf_error *err) {
  load self = {.report = report, .context = context};
  *out = (sheaf_thesaurus_report){.year = year};
  sheaf_record_init(&self.record);
  int code = sheaf_thesaurus_write_begin(&self.to, store, &out->replaced, err);
  if (!code) code = open_reader(&self, source, name, out, err);
  if (!code) code = read_all(&self, err);
  if (!code) {
    sheaf_thesaurus_write_count(self.to, &out->counts);
    out->rejected = self.rejected;
    code = judge(&self, &out->counts, err);
  }
  if (!code)
    code = sheaf_thesaurus_write_finish(self.to, out->kind, out->year, name, err);
  else
    sheaf_thesaurus_write_abort(self.to);
  sheaf_reader_close(self.reader);
  sheaf_record_clear(&self.record);
  sheaf_buf_clear(&self.key);
  sheaf_buf_clear(&self.entry_key);
  return code;
}
