/* json_cut.c - see json_cut.h. Only brackets and strings are looked at; what they hold is the JSON library's. */
#include "json_cut.h"

#include <string.h>

/* 1 where the first bytes show an object on each of several lines. */
static int has_object_lines(const char *head, size_t length) {
  size_t objects = 0;
  for (size_t at = 0; at < length;) {
    const char *end = memchr(head + at, '\n', length - at);
    const size_t size = end ? (size_t)(end - head) - at : length - at;
    size_t first = at + 1;
    while (first < at + size && (head[first] == ' ' || head[first] == '\t')) first++;
    objects += size > 2 && head[at] == '{' && head[first] == '"';
    at += size + 1;
  }
  return objects > 1;
}

json_tokener *sheaf_json_cut_open(sheaf_json_cut *self, sheaf_reader *reader) {
  const char *head = "";
  size_t length = 0;
  *self = (sheaf_json_cut){.source = sheaf_reader_source(reader)};
  if (sheaf_source_head(self->source, &head, &length, NULL)) return NULL;
  self->by_line = has_object_lines(head, length);
  return json_tokener_new_ex(SHEAF_JSON_DEPTH);
}

void sheaf_json_cut_clear(sheaf_json_cut *self) {
  sheaf_buf_clear(&self->piece);
  sheaf_buf_clear(&self->lines);
  sheaf_buf_clear(&self->back);
  sheaf_buf_clear(&self->back_lines);
}

static void reset(sheaf_json_cut *self) {
  self->depth = self->level = self->frame_count = self->key_length = 0;
  self->string = self->escape = self->value = self->collecting = 0;
}

/* Where a byte of the line stands; counted from the last one asked for, since a file may be one line. */
static uint64_t place(sheaf_json_cut *self, size_t at) {
  if (at < self->placed) {
    self->placed = 0;
    self->span = 0;
  }
  self->span += sheaf_source_span(self->source, self->text.text + self->placed, at - self->placed);
  self->placed = at;
  const uint64_t byte = self->text.byte + self->span;
  return byte < self->text.end ? byte : self->text.end;
}

/* ---- lines of a text that was kept ---- */

static sheaf_json_line get_line(const sheaf_buf *lines, size_t index) {
  sheaf_json_line line;
  memcpy(&line, lines->data + index * sizeof line, sizeof line);
  return line;
}

static size_t count_lines(const sheaf_buf *lines) { return lines->length / sizeof(sheaf_json_line); }

/* The line of the piece that a byte of it is in. */
static size_t line_of(const sheaf_json_cut *self, size_t at) {
  size_t low = 0, high = count_lines(&self->lines);
  while (low + 1 < high) {
    const size_t middle = low + (high - low) / 2;
    if (get_line(&self->lines, middle).start <= at)
      low = middle;
    else
      high = middle;
  }
  return low;
}

uint64_t sheaf_json_cut_line(const sheaf_json_cut *self, size_t at) {
  return count_lines(&self->lines) ? get_line(&self->lines, line_of(self, at)).number : self->line;
}

uint64_t sheaf_json_cut_byte(const sheaf_json_cut *self, size_t at) {
  if (!count_lines(&self->lines)) return self->byte;
  const sheaf_json_line line = get_line(&self->lines, line_of(self, at));
  const uint64_t byte = line.byte + sheaf_source_span(self->source, self->piece.data + line.start, at - line.start);
  return byte < line.end ? byte : line.end;
}

static int is_blank(char c) { return c == ' ' || c == '\t'; }

static void push(sheaf_json_cut *self, size_t depth, size_t level) {
  self->frames[self->frame_count++] = (sheaf_json_frame){depth, level};
}

static int key_is(const sheaf_json_cut *self, const char *name) {
  return self->key_length == strlen(name) && !memcmp(self->key, name, self->key_length);
}

/* The object being collected is an answer of a web service: its list, or its one record, is what we want. */
static int unwraps(const sheaf_json_cut *self, char c) {
  if (!self->value || self->depth != self->level + 1 || self->frame_count + 2 > SHEAF_JSON_FRAMES) return 0;
  if (c != '[') return key_is(self, "message");
  return key_is(self, "items") || key_is(self, "results") || key_is(self, "records");
}

static void begin(sheaf_json_cut *self) {
  self->collecting = 1;
  self->begun = 1;
  self->line = self->text.number;
  self->byte = place(self, self->at);
  self->key_length = 0;
  self->value = 0;
  size_t blank = 0;
  while (blank < self->at && is_blank(self->text.text[blank])) blank++;
  self->column = blank == self->at ? blank : SIZE_MAX;
  sheaf_buf_reset(&self->piece);
  sheaf_buf_reset(&self->lines);
}

static void open_bracket(sheaf_json_cut *self, char c) {
  if (self->collecting && unwraps(self, c)) {
    push(self, self->depth - 1, self->level);
    push(self, self->depth, SIZE_MAX);
    self->level = self->depth + (c == '[');
    self->collecting = 0;
  } else if (!self->collecting && c == '[' && self->depth == self->level && self->frame_count < SHEAF_JSON_FRAMES) {
    push(self, self->depth, self->level);
    self->level++;
  }
  if (!self->collecting && c == '{' && self->depth == self->level) begin(self);
  self->depth++;
  self->value = 0;
}

/* 1 where a record ends here. */
static int close_bracket(sheaf_json_cut *self) {
  if (self->depth) self->depth--;
  while (self->frame_count && self->frames[self->frame_count - 1].depth >= self->depth)
    self->level = self->frames[--self->frame_count].level;
  return self->collecting && self->depth <= self->level;
}

/* Between records, where none of their text should be. */
static int is_between(const sheaf_json_cut *self) { return !self->collecting && self->depth == self->level; }

static void note_stray(sheaf_json_cut *self) {
  if (self->stray_line) return;
  self->stray_line = self->text.number;
  self->stray_byte = place(self, self->at);
}

/* One byte; 1 where a record ends with it. */
static int feed(sheaf_json_cut *self, char c) {
  if (self->string) {
    if (self->escape)
      self->escape = 0;
    else if (c == '\\')
      self->escape = 1;
    else if (c == '"')
      self->string = 0;
    if (self->string && self->key_length++ < sizeof self->key) self->key[self->key_length - 1] = c;
    return 0;
  }
  if (is_between(self) && !strchr(" \t\r\n,[]{", c)) {
    note_stray(self);
    if (c == '}') return 0;
  }
  switch (c) {
    case '"':
      self->string = 1;
      self->key_length = 0;
      self->value = 0;
      break;
    case ':': self->value = 1; break;
    case ',': self->value = 0; break;
    case '{':
    case '[': open_bracket(self, c); break;
    case '}':
    case ']': return close_bracket(self);
    default: break;
  }
  return 0;
}

static int finish(sheaf_json_cut *self, int whole, sheaf_error *err) {
  self->collecting = 0;
  self->whole = whole;
  sheaf_buf_bytes(&self->piece);
  return self->piece.failed || self->lines.failed ? sheaf_error_memory(err) : 1;
}

/* The next line of what was given back into text. */
static void take_back(sheaf_json_cut *self) {
  const sheaf_json_line line = get_line(&self->back_lines, self->back_at++);
  const int last = self->back_at == count_lines(&self->back_lines);
  const size_t end = last ? self->back.length : get_line(&self->back_lines, self->back_at).start - 1;
  self->text =
      (sheaf_line){self->back.data + line.start, end - line.start, line.number, line.byte, line.end, self->text.mended};
}

/* The next line into text: 1, 0 at the end, or a negative code. */
static int next_line(sheaf_json_cut *self, sheaf_error *err) {
  int more = 1;
  if (self->back_at < count_lines(&self->back_lines)) {
    take_back(self);
  } else {
    more = sheaf_source_line(self->source, &self->text, err);
    if (more > 0) self->taken += self->text.length;
  }
  self->started = more > 0;
  self->at = self->placed = 0;
  self->span = 0;
  return more;
}

/* Adds the bytes of the line from `start` to the record. */
static void keep(sheaf_json_cut *self, size_t start, size_t end) {
  if (!self->collecting || start >= end) return;
  const sheaf_json_line line = {self->piece.length, self->text.number, place(self, start), self->text.end};
  sheaf_buf_add(&self->lines, &line, sizeof line);
  sheaf_buf_add(&self->piece, self->text.text + start, end - start);
  self->end = place(self, end);
}

int sheaf_json_cut_next(sheaf_json_cut *self, sheaf_error *err) {
  for (;;) {
    if (!self->started) {
      const int more = next_line(self, err);
      if (more <= 0 && self->collecting && more != SHEAF_ENOMEM) return finish(self, 0, err);
      if (more <= 0) return more;
    }
    size_t start = self->at;
    for (; self->at < self->text.length; self->at++) {
      const int ends = feed(self, self->text.text[self->at]);
      if (self->begun) start = self->at;
      self->begun = 0;
      if (!ends) continue;
      self->at++;
      keep(self, start, self->at);
      return finish(self, 1, err);
    }
    keep(self, start, self->at);
    if (self->collecting)
      sheaf_buf_add_byte(&self->piece, '\n');
    else
      self->string = 0;
    self->started = 0;
    if (!self->by_line || !self->depth) continue;
    const int cut = self->collecting;
    reset(self);
    if (cut) return finish(self, 0, err);
  }
}

/* ---- going on within a broken record ---- */

enum {
  MOST_AGAIN = 8,  /* how many times the input is read again at the most, so that a hostile one ends */
  MOST_KEYS = 1024 /* bytes in which the first names of an object are looked for */
};

static int is_white(char c) { return is_blank(c) || c == '\n' || c == '\r'; }

static size_t skip_white(const char *text, size_t length, size_t at) {
  while (at < length && is_white(text[at])) at++;
  return at;
}

/* Behind the string that begins at `at`, or length. */
static size_t skip_string(const char *text, size_t length, size_t at) {
  for (at++; at < length && text[at] != '"'; at++) at += text[at] == '\\';
  return at < length ? at + 1 : length;
}

/* Behind the value at `at`, as far as it can be told: a list or object that is not closed ends the text. */
static size_t skip_value(const char *text, size_t length, size_t at) {
  size_t depth = 0;
  while (at < length) {
    const char c = text[at];
    if (!depth && (c == ',' || c == '}' || c == ']')) return at;
    if (c == '"') {
      at = skip_string(text, length, at);
      continue;
    }
    depth += c == '{' || c == '[';
    depth -= c == '}' || c == ']';
    at++;
  }
  return length;
}

/* The names of the first two members of the object at `at`, as far as they can be told. */
static sheaf_json_keys read_keys(const char *text, size_t length, size_t at) {
  sheaf_json_keys keys = {{"", ""}};
  for (int i = 0; i < 2; i++) {
    at = skip_white(text, length, at + 1);
    if (at >= length || text[at] != '"') break;
    const size_t end = skip_string(text, length, at), colon = skip_white(text, length, end);
    if (colon >= length || text[colon] != ':') break;
    const size_t size = end - at - 2, most = sizeof keys.name[i] - 1;
    memcpy(keys.name[i], text + at + 1, size < most ? size : most);
    if (!i) at = skip_value(text, length, colon + 1);
    if (!i && (at >= length || text[at] != ',')) break;
  }
  return keys;
}

void sheaf_json_cut_accept(sheaf_json_cut *self) { self->model = read_keys(self->piece.data, self->piece.length, 0); }

/* 1 where the objects have the first names in common: two, or one where they stand in the same column. */
static int are_alike(const sheaf_json_keys *a, const sheaf_json_keys *b, int aligned) {
  return *a->name[0] && !strcmp(a->name[0], b->name[0]) &&
         (aligned || (*a->name[1] && !strcmp(a->name[1], b->name[1])));
}

/* Where the next record seems to begin in the piece, or its length. No member's value is one. */
static size_t find_next(const sheaf_json_cut *self) {
  const char *text = self->piece.data;
  const size_t length = self->piece.length;
  const sheaf_json_keys own = read_keys(text, length, 0);
  size_t line = 0;
  for (size_t at = 1; at < length; at++) {
    if (text[at] == '\n') line = at + 1;
    if (text[at] != '{') continue;
    size_t before = at;
    while (before > line && is_blank(text[before - 1])) before--;
    const int aligned = line && before == line && at - line == self->column;
    while (before && is_white(text[before - 1])) before--;
    if (text[before - 1] == ':') continue;
    const sheaf_json_keys keys = read_keys(text, length < at + MOST_KEYS ? length : at + MOST_KEYS, at);
    if (are_alike(&keys, &own, aligned) || are_alike(&keys, &self->model, aligned)) return at;
  }
  return length;
}

/* Adds lines of a text from `from` on, the first of them from `at` on. */
static void add_back(sheaf_buf *text, sheaf_buf *lines, const sheaf_buf *old, const sheaf_buf *old_lines, size_t from,
                     size_t at) {
  const size_t count = count_lines(old_lines), shift = text->length;
  for (size_t i = from; i < count; i++) {
    sheaf_json_line line = get_line(old_lines, i);
    line.start = shift + (line.start > at ? line.start - at : 0);
    sheaf_buf_add(lines, &line, sizeof line);
  }
  if (from < count) sheaf_buf_add(text, old->data + at, old->length - at);
}

int sheaf_json_cut_resume(sheaf_json_cut *self) {
  const size_t at = self->given_back > MOST_AGAIN * self->taken ? self->piece.length : find_next(self);
  if (at == self->piece.length) return SHEAF_OK;
  sheaf_buf text = {0}, lines = {0};
  self->end = sheaf_json_cut_byte(self, at);
  add_back(&text, &lines, &self->piece, &self->lines, line_of(self, at), at);
  sheaf_json_line first = get_line(&lines, 0);
  first.byte = self->end;
  memcpy(lines.data, &first, sizeof first);
  if (self->started) sheaf_buf_add(&text, self->text.text + self->at, self->text.length - self->at);
  if (self->started && self->back_at < count_lines(&self->back_lines)) sheaf_buf_add_byte(&text, '\n');
  if (self->back_at < count_lines(&self->back_lines))
    add_back(&text, &lines, &self->back, &self->back_lines, self->back_at,
             get_line(&self->back_lines, self->back_at).start);
  self->given_back += text.length;
  sheaf_buf_clear(&self->back);
  sheaf_buf_clear(&self->back_lines);
  self->back = text;
  self->back_lines = lines;
  self->back_at = 0;
  self->started = self->string = self->escape = self->value = 0;
  self->depth = self->level;
  return text.failed || lines.failed ? SHEAF_ENOMEM : SHEAF_OK;
}
