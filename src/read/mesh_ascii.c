/* mesh_ascii.c - NLM's two ASCII files: d2024.bin, whose records begin with *NEWRECORD and have lines "MH = Name", and
 * mtrees2024.bin, whose lines are "Name;A01.236". They have no state. Source: NLM, ASCII MeSH Data Elements. */
#include <inttypes.h>
#include <string.h>

#include "mesh.h"

static int is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static int is_digit(char c) { return c >= '0' && c <= '9'; }

static void trim(const char **text, size_t *length) {
  while (*length && is_space(**text)) ++*text, --*length;
  while (*length && is_space((*text)[*length - 1])) --*length;
}

static void *open_reader(sheaf_reader *reader) { return reader; }

static void close_reader(void *state) { (void)state; }

/* ---- descriptors ---- */

static int is_start(const char *text, size_t length) {
  trim(&text, &length);
  return length == 10 && !memcmp(text, "*NEWRECORD", 10);
}

typedef struct tag_line {
  const char *tag;   /* "PRINT ENTRY" */
  size_t tag_length; /* bytes in tag */
  const char *value; /* behind " = " */
  size_t length;     /* bytes in value */
} tag_line;

static int split(const char *text, size_t length, tag_line *out) {
  const char *sign = memchr(text, '=', length);
  if (!sign) return 0;
  *out = (tag_line){text, (size_t)(sign - text), sign + 1, length - (size_t)(sign - text) - 1};
  trim(&out->tag, &out->tag_length);
  trim(&out->value, &out->length);
  return out->tag_length > 0;
}

static int tag_is(const tag_line *line, const char *tag) {
  return line->tag_length == strlen(tag) && !memcmp(line->tag, tag, line->tag_length);
}

static void add(sheaf_record *record, sheaf_field field, const char *text, size_t length, const char *note) {
  sheaf_record_add(record, field, text, length, note, note ? strlen(note) : 0);
}

/* "AA AD AE" */
static void add_codes(sheaf_record *record, const tag_line *line) {
  for (size_t at = 0; at < line->length;) {
    size_t size = 0;
    while (at + size < line->length && !is_space(line->value[at + size])) size++;
    add(record, SHEAF_FIELD_EXTRA, line->value + at, size, "AQ");
    at += size + 1;
  }
}

static void add_line(sheaf_record *record, const tag_line *line, char year[4], int *established) {
  const char *bar = memchr(line->value, '|', line->length); /* behind it stand codes of the term */
  if (tag_is(line, "MH")) {
    if (!sheaf_record_first(record, SHEAF_FIELD_TITLE)) add(record, SHEAF_FIELD_TITLE, line->value, line->length, NULL);
  } else if (tag_is(line, "UI")) {
    add(record, SHEAF_FIELD_LABEL, line->value, line->length, NULL);
  } else if (tag_is(line, "MN")) {
    add(record, SHEAF_FIELD_EXTRA, line->value, line->length, "MN");
  } else if (tag_is(line, "ENTRY") || tag_is(line, "PRINT ENTRY")) {
    add(record, SHEAF_FIELD_EXTRA, line->value, bar ? (size_t)(bar - line->value) : line->length, "ENTRY");
  } else if (tag_is(line, "AQ")) {
    add_codes(record, line);
  } else if (tag_is(line, "DX") || (tag_is(line, "DA") && !*established)) {
    if (line->length == 8) memcpy(year, line->value, 4);
    *established |= tag_is(line, "DX");
  }
}

static void add_year(sheaf_record *record, const char year[4]) {
  if (!sheaf_record_first(record, SHEAF_FIELD_TITLE)) return;
  for (int i = 0; i < 4; i++)
    if (!is_digit(year[i])) return;
  add(record, SHEAF_FIELD_YEAR, year, 4, NULL);
}

enum { LONGEST = 64 * 1024 * 1024 }; /* bytes of a record: no descriptor has as many */

static int next_descriptor(void *state, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  (void)state;
  sheaf_source *source = sheaf_reader_source(reader);
  sheaf_line line;
  tag_line parts;
  char year[4] = {0};
  int more, begun = 0, established = 0;
  while ((more = sheaf_source_line(source, &line, err)) > 0) {
    if (is_start(line.text, line.length)) {
      if (begun) {
        sheaf_source_unread(source);
        break;
      }
      begun = 1;
      record->line = line.number;
      record->byte = line.byte;
    } else if (begun && split(line.text, line.length, &parts)) {
      add_line(record, &parts, year, &established);
    } else if (strspn(line.text, " \t\f\v\x1a") != line.length) {
      sheaf_reader_report(reader, SHEAF_WARNING, "bad-line", line.number, line.byte,
                          begun ? "the line has no \"TAG = value\"; it was left out"
                                : "the line stands before the first *NEWRECORD; it was left out");
    }
    record->bytes = line.end - record->byte;
    if (begun && record->bytes > LONGEST)
      return sheaf_error_set(err, SHEAF_EFORMAT,
                             "the record that begins in line %" PRIu64 " does not end: no *NEWRECORD", record->line);
  }
  if (more < 0) return more;
  if (!begun) return SHEAF_READ_END;
  add_year(record, year);
  return record->failed ? sheaf_error_memory(err) : sheaf_reader_judge(reader, record);
}

/* The next line of a text: 1, or 0 at its end. */
static int cut_line(const char **text, size_t *length, const char **line, size_t *size) {
  if (!*length) return 0;
  *line = *text;
  *size = 0;
  while (*size < *length && (*line)[*size] != '\n' && (*line)[*size] != '\r') ++*size;
  const size_t step = *size < *length ? *size + 1 : *size;
  *text += step;
  *length -= step;
  return 1;
}

/* Files of qualifiers and of supplementary concepts look the same, but for RECTYPE. */
static int detect_descriptors(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  const char *line;
  size_t size;
  tag_line parts;
  int starts = 0;
  while (cut_line(&head, &length, &line, &size)) {
    if (is_start(line, size))
      starts++;
    else if (starts && split(line, size, &parts) && tag_is(&parts, "MH"))
      return 100;
  }
  return 0;
}

const sheaf_format sheaf_mesh_ascii = {
    "mesh-ascii", "MeSH descriptors (ASCII)", "bin", detect_descriptors, open_reader, next_descriptor, close_reader};

/* ---- trees ---- */

/* Cuts "Name;A01.236": 1, or 0 where the line is none. */
static int cut_tree_line(const char *text, size_t length, const char **number, size_t *name_length) {
  const char *at = text + length;
  while (at > text && at[-1] != ';') at--;
  if (at == text) return 0;
  size_t size = (size_t)(text + length - at), before = (size_t)(at - text) - 1;
  *number = at;
  trim(number, &size);
  trim(&text, &before);
  *name_length = before;
  return before && sheaf_mesh_is_tree_number(*number, size);
}

static int next_line(void *state, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  (void)state;
  sheaf_line line;
  int more;
  while ((more = sheaf_source_line(sheaf_reader_source(reader), &line, err)) > 0) {
    const char *text = line.text, *number;
    size_t length = line.length, name_length;
    trim(&text, &length);
    if (!length || (length == 1 && *text == '\x1a')) continue; /* DOS ended files so */
    record->line = line.number;
    record->byte = line.byte;
    record->bytes = line.end - line.byte;
    if (!cut_tree_line(text, length, &number, &name_length)) {
      sheaf_reader_report(reader, SHEAF_REJECTED, "bad-line", line.number, line.byte,
                          "the line is not \"Name;A01.236\"; it was left out");
      return SHEAF_READ_REJECTED;
    }
    add(record, SHEAF_FIELD_TITLE, text, name_length, NULL);
    add(record, SHEAF_FIELD_EXTRA, number, (size_t)(text + length - number), "MN");
    return SHEAF_READ_RECORD;
  }
  return more;
}

static int detect_trees(const char *head, size_t length, const char **dialect) {
  enum { LOOKED_AT = 50 };
  (void)dialect;
  const char *line, *number;
  size_t size, name_length;
  int good = 0, bad = 0;
  while (good + bad < LOOKED_AT && cut_line(&head, &length, &line, &size)) {
    trim(&line, &size);
    if (!size) continue;
    const int fits = cut_tree_line(line, size, &number, &name_length);
    good += fits;
    bad += !fits;
  }
  return good && good >= bad ? 90 : 0;
}

const sheaf_format sheaf_mesh_trees = {"mesh-trees", "MeSH trees (ASCII)", "bin", detect_trees, open_reader,
                                       next_line,    close_reader};
