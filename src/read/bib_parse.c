/* bib_parse.c - BibTeX text to entries. See bib.h. */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "bib.h"

enum { KEY_MAX = 300 }; /* bytes of a key where a line is asked whether it begins an entry */

static int is_space(char c) { return sheaf_tagged_space(c); }

static int is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* ---- entries ---- */

void sheaf_bib_entry_clear(sheaf_bib_entry *self) {
  sheaf_buf_clear(&self->text);
  sheaf_mem_free(self->fields);
  *self = (sheaf_bib_entry){0};
}

void sheaf_bib_entry_warn(sheaf_bib_entry *self, const char *code, const char *message, size_t place) {
  if (self->note_count < SHEAF_BIB_NOTES) self->notes[self->note_count++] = (sheaf_bib_note){code, message, place};
}

static void reset(sheaf_bib_entry *self, size_t start) {
  sheaf_buf_reset(&self->text);
  self->start = self->end = start;
  self->count = self->note_count = self->key_length = 0;
  self->broken.code = NULL;
  self->failed = 0;
}

static int reject(sheaf_bib_entry *self, const char *code, const char *message, size_t place) {
  self->broken = (sheaf_bib_note){code, message, place};
  return 0;
}

static sheaf_bib_field *begin_field(sheaf_bib_entry *self, const char *name, size_t length) {
  if (self->count == self->capacity) {
    const size_t capacity = self->capacity ? self->capacity * 2 : 32;
    sheaf_bib_field *fields = sheaf_mem_resize(self->fields, capacity * sizeof *fields);
    if (!fields) {
      self->failed = 1;
      return NULL;
    }
    self->fields = fields;
    self->capacity = capacity;
  }
  sheaf_bib_field *field = &self->fields[self->count];
  *field = (sheaf_bib_field){.name = self->text.length, .name_length = length};
  for (size_t i = 0; i < length; i++) sheaf_buf_add_byte(&self->text, sheaf_bib_lower(name[i]));
  sheaf_buf_add_byte(&self->text, 0);
  field->value = self->text.length;
  return field;
}

static void end_field(sheaf_bib_entry *self, sheaf_bib_field *field) {
  field->length = self->text.length - field->value;
  sheaf_buf_add_byte(&self->text, 0);
  self->count++;
}

void sheaf_bib_entry_add(sheaf_bib_entry *self, const char *name, size_t name_length, const char *value,
                         size_t length) {
  sheaf_bib_field *field = begin_field(self, name, name_length);
  if (!field) return;
  sheaf_buf_add(&self->text, value, length);
  end_field(self, field);
}

const sheaf_bib_field *sheaf_bib_entry_find(const sheaf_bib_entry *self, const char *name) {
  for (size_t i = 0; i < self->count; i++)
    if (self->fields[i].length && !strcmp(self->text.data + self->fields[i].name, name)) return &self->fields[i];
  return NULL;
}

/* ---- the text ---- */

static size_t skip(const sheaf_bib *self, size_t at) {
  while (at < self->length && is_space(self->text[at])) at++;
  return at;
}

static int at_is(const sheaf_bib *self, size_t at, char c) { return at < self->length && self->text[at] == c; }

static size_t skip_word(const sheaf_bib *self, size_t at) {
  while (at < self->length && is_word(self->text[at])) at++;
  return at;
}

/* 1 where `at` is an @ that begins a line and what follows can only be an entry: "@word{key," or "@word{name =". */
static int starts_entry(const sheaf_bib *self, size_t at) {
  size_t back = at;
  while (back && (self->text[back - 1] == ' ' || self->text[back - 1] == '\t') && at - back < 64) back--;
  if (back && self->text[back - 1] != '\n') return 0;
  const size_t word = skip_word(self, at + 1);
  if (word == at + 1) return 0;
  size_t end = skip(self, word);
  if (!at_is(self, end, '{') && !at_is(self, end, '(')) return 0;
  end++;
  const size_t last = self->length - end > KEY_MAX ? end + KEY_MAX : self->length;
  while (end < last && !strchr(",={}\"\\@", self->text[end])) end++;
  return at_is(self, end, ',') || at_is(self, end, '=');
}

static int is_comment(const char *word, size_t length) {
  return (length == 7 && sheaf_value_starts(word, length, "comment")) ||
         (length == 8 && sheaf_value_starts(word, length, "preamble"));
}

/* The next @ that begins something, or length. */
static size_t find_start(const sheaf_bib *self, size_t at) {
  for (; at < self->length; at++) {
    const char *mark = memchr(self->text + at, '@', self->length - at);
    if (!mark) return self->length;
    at = (size_t)(mark - self->text);
    if (at && is_word(self->text[at - 1])) continue;
    const size_t word = skip(self, at + 1), end = skip_word(self, word), open = skip(self, end);
    if (end == word) continue;
    if (at_is(self, open, '{') || starts_entry(self, at)) return at;
    if (is_comment(self->text + word, end - word) && at_is(self, open, '(')) return at;
  }
  return self->length;
}

/* The next line that begins an entry, or length. */
static size_t find_line(const sheaf_bib *self, size_t at) {
  for (; at < self->length; at++) {
    const char *mark = memchr(self->text + at, '@', self->length - at);
    if (!mark) return self->length;
    at = (size_t)(mark - self->text);
    if (starts_entry(self, at)) return at;
  }
  return self->length;
}

/* ---- values ---- */

/* The place of the mark that ends a braced ('}') or quoted ('"') value that began before `at`; 0 where it has none
 * before the input ends or the next entry begins, and then *stop is that place. */
static size_t find_close(const sheaf_bib *self, size_t at, char close, size_t *stop) {
  size_t depth = 0;
  for (; at < self->length; at++) {
    const char c = self->text[at];
    if (c == close && !depth) return at;
    if (c == '{') depth++;
    if (c == '}' && depth) depth--;
    if (c == '@' && starts_entry(self, at)) break;
  }
  *stop = at;
  return 0;
}

static const char *month(const char *name, size_t length) {
  static const char *const names[] = {"January", "February", "March",     "April",   "May",      "June",
                                      "July",    "August",   "September", "October", "November", "December"};
  for (size_t i = 0; length >= 3 && i < 12; i++)
    if (strlen(names[i]) >= length && !strncasecmp(names[i], name, length)) return names[i];
  return NULL;
}

/* A word that stands alone: a number, a string's name, or text that should have been in braces. */
static size_t read_bare(const sheaf_bib *self, size_t at, sheaf_bib_entry *entry) {
  size_t end = at;
  while (end < self->length && !is_space(self->text[end]) && !strchr(",#{}()\"=", self->text[end])) end++;
  const char *word = self->text + at;
  const sheaf_bib_name *name = sheaf_bib_index_find(&self->strings, word, end - at, at);
  const char *full = name ? NULL : month(word, end - at);
  const size_t next = skip(self, end);
  if (name) {
    sheaf_buf_add(&entry->text, self->strings.names.data + name->value, name->size);
  } else if (full) {
    sheaf_buf_add_text(&entry->text, full);
  } else if (next < self->length && end > at && !strchr(",#})@", self->text[next]) && next != end &&
             !memchr(self->text + end, '\n', next - end)) {
    end = next;
    while (end < self->length && !strchr(",\n})", self->text[end])) end++;
    sheaf_bib_entry_warn(entry, "unquoted-value",
                         "a value of several words has no braces or quotes; it was read to "
                         "the end of its line",
                         at);
    sheaf_buf_add(&entry->text, word, end - at);
  } else {
    if (end > at && strspn(word, "0123456789") < end - at)
      sheaf_bib_entry_warn(entry, "unknown-string",
                           "a word without braces or quotes is no @string of this file; the word itself was kept", at);
    sheaf_buf_add(&entry->text, word, end - at);
  }
  return end;
}

/* One or more values joined by #, into the entry's text. The place behind, or 0 when the entry is rejected. */
static size_t read_value(const sheaf_bib *self, size_t at, sheaf_bib_entry *entry) {
  for (;;) {
    at = skip(self, at);
    if (at_is(self, at, '{') || at_is(self, at, '"')) {
      const char close = self->text[at] == '{' ? '}' : '"';
      size_t stop = 0;
      const size_t end = find_close(self, at + 1, close, &stop);
      if (!end) {
        entry->end = stop;
        reject(entry, "unclosed-value", close == '}' ? "a value has no closing brace" : "a value has no closing quote",
               at);
        return 0;
      }
      sheaf_buf_add(&entry->text, self->text + at + 1, end - at - 1);
      at = end + 1;
    } else if (at < self->length) {
      at = read_bare(self, at, entry);
    }
    if (entry->text.length > SHEAF_BIB_ENTRY_MAX) {
      entry->end = at;
      reject(entry, "too-long", "the entry is too long with its @strings put in", at);
      return 0;
    }
    const size_t next = skip(self, at);
    if (!at_is(self, next, '#')) return at;
    at = next + 1;
  }
}

/* ---- an entry ---- */

static size_t name_end(const sheaf_bib *self, size_t at) {
  while (at < self->length && !is_space(self->text[at]) && !strchr("=,{}\"#()@%", self->text[at])) at++;
  return at;
}

/* 1 where a field begins: a name and an equals sign. */
static int is_field(const sheaf_bib *self, size_t at) {
  const size_t end = name_end(self, at);
  return end > at && at_is(self, skip(self, end), '=');
}

/* name = value; the place behind, or 0 when the entry is rejected. */
static size_t read_field(const sheaf_bib *self, size_t at, sheaf_bib_entry *entry) {
  const size_t end = name_end(self, at), equals = skip(self, end);
  if (end == at || !at_is(self, equals, '=')) {
    if (end > at && (at_is(self, equals, ',') || at_is(self, equals, '}') || at_is(self, equals, ')'))) {
      sheaf_bib_entry_warn(entry, "bad-field", "a field's name has no value", at);
      return equals;
    }
    entry->end = at;
    reject(entry, "bad-field",
           "a field's name, = and value were expected; check the commas, quotes and braces before "
           "this place",
           at);
    return 0;
  }
  sheaf_bib_field *field = begin_field(entry, self->text + at, end - at);
  if (!field) return 0;
  const size_t behind = read_value(self, equals + 1, entry);
  if (behind) end_field(entry, field);
  return behind;
}

/* "}, name = " goes on with the entry: the brace was one too many. */
static int is_stray(const sheaf_bib *self, size_t at) {
  size_t next = skip(self, at + 1);
  if (!at_is(self, next, ',')) return 0;
  next = skip(self, next + 1);
  return is_field(self, next);
}

/* The fields from `at` to the closing mark; sets end, or rejects. */
static void read_fields(const sheaf_bib *self, size_t at, sheaf_bib_entry *entry) {
  int comma = 1;
  while (!entry->broken.code && !entry->failed) {
    at = skip(self, at);
    entry->end = at;
    if (at >= self->length || (self->text[at] == '@' && starts_entry(self, at))) {
      sheaf_bib_entry_warn(entry, "missing-end", "the entry has no closing brace; it was ended where the next begins",
                           entry->start);
      return;
    }
    const char c = self->text[at];
    if (c == ',') {
      comma = 1;
      at++;
    } else if (c == '%') {
      while (at < self->length && self->text[at] != '\n') at++;
    } else if (c == '}' || c == ')') {
      if (is_stray(self, at)) {
        sheaf_bib_entry_warn(entry, "stray-brace", "a closing brace too many stands between two fields", at++);
        continue;
      }
      entry->end = at + 1;
      return;
    } else {
      if (!comma) sheaf_bib_entry_warn(entry, "missing-comma", "a comma is missing before a field", at);
      comma = 0;
      at = read_field(self, at, entry);
    }
  }
}

/* The key and the fields behind the opening mark at `open`. */
static void read_entry(const sheaf_bib *self, size_t word, size_t word_end, size_t open, sheaf_bib_entry *entry) {
  entry->type = entry->text.length;
  for (size_t i = word; i < word_end; i++) sheaf_buf_add_byte(&entry->text, sheaf_bib_lower(self->text[i]));
  sheaf_buf_add_byte(&entry->text, 0);
  size_t at = skip(self, open + 1), end = at;
  const char *stops = self->text[open] == '{' ? ",=}\n\"{" : ",=)\n\"{";
  while (end < self->length && !strchr(stops, self->text[end])) end++;
  if (at_is(self, end, '=')) end = at;
  size_t length = end - at;
  while (length && is_space(self->text[at + length - 1])) length--;
  entry->key = entry->text.length;
  entry->key_length = length;
  sheaf_buf_add(&entry->text, self->text + at, length);
  sheaf_buf_add_byte(&entry->text, 0);
  read_fields(self, end, entry);
}

/* Over a @comment or @preamble: to its closing brace, or behind the word where it has none. */
static size_t skip_comment(sheaf_bib *self, size_t end, size_t open) {
  if (self->unclosed || !at_is(self, open, '{')) return end;
  size_t depth = 0;
  for (size_t at = open; at < self->length; at++) {
    depth += self->text[at] == '{';
    if (self->text[at] == '}' && --depth == 0) return at + 1;
  }
  self->unclosed = 1;
  return end;
}

/* Parses what begins at `start`; 1 where it is an entry, 2 a @string, 0 neither. */
static int parse(sheaf_bib *self, size_t start, sheaf_bib_entry *entry) {
  reset(entry, start);
  const size_t word = skip(self, start + 1), word_end = skip_word(self, word), open = skip(self, word_end);
  const char *name = self->text + word;
  if (is_comment(name, word_end - word)) {
    entry->end = skip_comment(self, word_end, open);
    return 0;
  }
  const int string = word_end - word == 6 && sheaf_value_starts(name, 6, "string");
  if (string)
    read_fields(self, open + 1, entry);
  else
    read_entry(self, word, word_end, open, entry);
  if (entry->broken.code) entry->end = find_line(self, entry->end > start ? entry->end : start + 1);
  return string ? 2 : 1;
}

int sheaf_bib_next(sheaf_bib *self, size_t from, sheaf_bib_entry *entry) {
  for (size_t start = from; (start = find_start(self, start)) < self->length; start = entry->end) {
    const int kind = parse(self, start, entry);
    if (entry->failed || entry->text.failed) return SHEAF_ENOMEM;
    if (kind == 1 || (kind == 2 && entry->broken.code)) return kind;
  }
  return 0;
}

int sheaf_bib_find(sheaf_bib *self, const char *key, size_t length, sheaf_bib_entry *entry) {
  const sheaf_bib_name *name = sheaf_bib_index_find(&self->keys, key, length, 0);
  if (!name) return 0;
  const int kind = sheaf_bib_next(self, name->place, entry);
  return kind < 0 ? kind : kind == 1 && !entry->broken.code;
}

static int add_names(sheaf_bib *self, const sheaf_bib_entry *entry, int kind) {
  if (kind == 1 && entry->key_length)
    return sheaf_bib_index_add(&self->keys, entry->text.data + entry->key, entry->key_length, entry->start, NULL, 0);
  for (size_t i = 0; kind == 2 && i < entry->count; i++) {
    const sheaf_bib_field *field = &entry->fields[i];
    if (field->length > SHEAF_BIB_MACRO) continue;
    const int code = sheaf_bib_index_add(&self->strings, entry->text.data + field->name, field->name_length,
                                         entry->start, entry->text.data + field->value, field->length);
    if (code) return code;
  }
  return 0;
}

int sheaf_bib_init(sheaf_bib *self, const char *text, size_t length) {
  self->text = text;
  self->length = length;
  sheaf_bib_entry entry = {0};
  int code = 0;
  for (size_t start = 0; !code && (start = find_start(self, start)) < length; start = entry.end) {
    const int kind = parse(self, start, &entry);
    code = entry.failed || entry.text.failed ? SHEAF_ENOMEM : add_names(self, &entry, kind);
  }
  self->unclosed = 0;
  sheaf_bib_entry_clear(&entry);
  return code;
}

void sheaf_bib_clear(sheaf_bib *self) {
  sheaf_bib_index_clear(&self->strings);
  sheaf_bib_index_clear(&self->keys);
}
