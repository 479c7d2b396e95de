/* read_bibtxt.c - Bib.TXT: BibTeX's entries as lines that people write. Source: bibtxt.github.io.
 *
 *   [Okafor2015]
 *     author: Ngozi Okafor and Ruth Stein
 *     title:  Evening clinics
 *
 * The text is made BibTeX's, line by line, so that lines keep their numbers, and read as that. */
#include <string.h>

#include "base/mem.h"
#include "value.h"

typedef struct state {
  sheaf_reader *reader; /* the one that is asked; borrowed */
  sheaf_buf text;       /* in BibTeX */
  sheaf_buf entry;      /* the lines of the open entry behind its first */
  sheaf_buf key;        /* of the open entry */
  sheaf_buf type;       /* of the open entry; empty where it has none */
  int open;             /* an entry is */
  sheaf_source *source; /* over text; owned */
  sheaf_reader *inner;  /* reads it; owned; NULL until the first record is asked for */
} state;

/* ---- lines ---- */

/* "[key]": its length, 0 where the line is none; "[]" is no entry. */
static size_t read_key(const char *text, size_t length, const char **key) {
  sheaf_value_trim(&text, &length);
  if (length < 3 || text[0] != '[' || text[length - 1] != ']') return 0;
  *key = text + 1;
  return length - 2;
}

/* "name: value": the length of the name, 0 where the line is none. */
static size_t read_field(const char **text, size_t *length, const char **value, size_t *size) {
  sheaf_value_trim(text, length);
  size_t name = 0;
  while (name < *length &&
         (((*text)[name] | 0x20) >= 'a' ? ((*text)[name] | 0x20) <= 'z'
                                        : strchr("-_", (*text)[name]) || sheaf_tagged_digit((*text)[name])))
    name++;
  if (!name || name == *length || (*text)[name] != ':') return 0;
  *value = *text + name + 1;
  *size = *length - name - 1;
  sheaf_value_trim(value, size);
  return name;
}

static int is_balanced(const char *text, size_t length) {
  long depth = 0;
  for (size_t i = 0; i < length && depth >= 0; i++) depth += (text[i] == '{') - (text[i] == '}');
  return !depth;
}

/* Braces that do not match would end the entry. */
static void add_value(sheaf_buf *out, const char *text, size_t length) {
  const int whole = is_balanced(text, length);
  for (size_t i = 0; i < length; i++)
    if (whole || (text[i] != '{' && text[i] != '}')) sheaf_buf_add_byte(out, text[i]);
}

static void end_entry(state *self) {
  if (!self->open) return;
  sheaf_buf_add_format(&self->text, "@%s{", self->type.length ? sheaf_buf_bytes(&self->type) : "misc");
  sheaf_buf_add(&self->text, self->key.data, self->key.length);
  sheaf_buf_add_byte(&self->text, ',');
  sheaf_buf_add(&self->text, self->entry.data, self->entry.length);
  sheaf_buf_add_text(&self->text, "}\n");
  self->open = 0;
}

static void begin_entry(state *self, const char *key, size_t length) {
  end_entry(self);
  sheaf_buf_reset(&self->key);
  sheaf_buf_reset(&self->type);
  sheaf_buf_reset(&self->entry);
  for (size_t i = 0; i < length; i++) sheaf_buf_add_byte(&self->key, strchr(" ,{}\"#%'()=~\\", key[i]) ? '_' : key[i]);
  self->open = 1;
}

static void add_line(state *self, const char *text, size_t length) {
  const char *value;
  size_t size;
  const size_t key = read_key(text, length, &value);
  if (key) {
    begin_entry(self, value, key);
    return;
  }
  sheaf_buf *out = self->open ? &self->entry : &self->text;
  sheaf_buf_add_byte(out, '\n');
  const size_t name = self->open ? read_field(&text, &length, &value, &size) : 0;
  if (!name || !size) return;
  if (name == 4 && !memcmp(text, "type", 4) && !memchr(value, ' ', size) && !strpbrk(value, "{},=")) {
    sheaf_buf_reset(&self->type);
    sheaf_buf_add(&self->type, value, size);
    return;
  }
  sheaf_buf_add(out, text, name);
  sheaf_buf_add_text(out, " = {");
  add_value(out, value, size);
  sheaf_buf_add_text(out, "},");
}

/* ---- the format ---- */

static void forward(void *context, const sheaf_problem *problem) {
  const state *self = context;
  sheaf_reader_report(self->reader, problem->severity, problem->code, problem->line, 0, "%s", problem->message);
}

static int open_text(state *self, sheaf_error *err) {
  sheaf_source *outer = sheaf_reader_source(self->reader);
  sheaf_line line;
  int more;
  while ((more = sheaf_source_line(outer, &line, err)) > 0) add_line(self, line.text, line.length);
  end_entry(self);
  if (more < 0) return more;
  if (self->text.failed || self->entry.failed || self->key.failed || self->type.failed) return sheaf_error_memory(err);
  const char *text = sheaf_buf_bytes(&self->text);
  int code = sheaf_source_open_memory(&self->source, sheaf_source_name(outer), text, self->text.length, "UTF-8", err);
  if (!code) code = sheaf_reader_open(&self->inner, self->source, &sheaf_read_bibtex, forward, self, err);
  return code;
}

static int next(void *it, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  (void)reader;
  state *self = it;
  const int code = self->inner ? SHEAF_OK : open_text(self, err);
  const int got = code ? code : sheaf_reader_next(self->inner, record, err);
  record->byte = record->bytes = 0;
  return got;
}

static void *open_reader(sheaf_reader *reader) {
  state *self = sheaf_mem_zero(1, sizeof *self);
  if (self) self->reader = reader;
  return self;
}

static void close_reader(void *it) {
  state *self = it;
  sheaf_reader_close(self->inner);
  sheaf_source_close(self->source);
  sheaf_buf_clear(&self->text);
  sheaf_buf_clear(&self->entry);
  sheaf_buf_clear(&self->key);
  sheaf_buf_clear(&self->type);
  sheaf_mem_free(self);
}

/* The first line that is not blank is a key, and one of its fields is a title or an author. */
static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  static const char *const known[] = {"title", "author", "editor", "booktitle", "journal", "year", "doi"};
  int keys = 0, fields = 0;
  for (size_t at = 0; at < length;) {
    const size_t size = strcspn(head + at, "\r\n");
    const char *text = head + at, *value;
    size_t rest = size, value_size;
    at += size + 1;
    sheaf_value_trim(&text, &rest);
    if (!rest) continue;
    const int key = rest > 1 && text[0] == '[' && text[rest - 1] == ']';
    const size_t name = key ? 0 : read_field(&text, &rest, &value, &value_size);
    if (!key && (!keys || !name)) return 0;
    keys += key;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
      fields += name == strlen(known[i]) && !memcmp(text, known[i], name);
    if (keys && fields > 1) return 85;
  }
  return keys && fields ? 70 : 0;
}

const sheaf_format sheaf_read_bibtxt = {"bibtxt", "Bib.TXT", "txt", detect, open_reader, next, close_reader};
