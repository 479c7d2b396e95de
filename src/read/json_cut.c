/* json_cut.c - see json_cut.h. Only brackets and strings are looked at; what they hold is the JSON library's. */
#include "json_cut.h"

#include <string.h>

void sheaf_json_cut_init(sheaf_json_cut *self, sheaf_source *source, const char *head, size_t length) {
  *self = (sheaf_json_cut){.source = source};
  size_t objects = 0;
  for (size_t at = 0; at < length;) {
    const char *end = memchr(head + at, '\n', length - at);
    const size_t size = end ? (size_t)(end - head) - at : length - at;
    size_t first = at + 1;
    while (first < at + size && (head[first] == ' ' || head[first] == '\t')) first++;
    objects += size > 2 && head[at] == '{' && head[first] == '"';
    at += size + 1;
  }
  self->by_line = objects > 1;
}

void sheaf_json_cut_clear(sheaf_json_cut *self) { sheaf_buf_clear(&self->piece); }

static void reset(sheaf_json_cut *self) {
  self->depth = self->level = self->frame_count = self->key_length = 0;
  self->string = self->escape = self->value = self->collecting = 0;
}

static uint64_t place(const sheaf_json_cut *self, size_t at) {
  const uint64_t byte = self->text.byte + at;
  return byte < self->text.end ? byte : self->text.end;
}

static void push(sheaf_json_cut *self, size_t depth, size_t level) {
  self->frames[self->frame_count++] = (sheaf_json_frame){depth, level};
}

static int key_is(const sheaf_json_cut *self, const char *name) {
  return self->key_length == strlen(name) && !memcmp(self->key, name, self->key_length);
}

/* The object being collected is an answer of a web service: its list, or its one record, is what we want. */
static int unwraps(const sheaf_json_cut *self, char c) {
  if (!self->value || self->depth != self->level + 1 || self->frame_count + 2 > SHEAF_JSON_FRAMES) return 0;
  return c == '[' ? key_is(self, "items") || key_is(self, "results") : key_is(self, "message");
}

static void begin(sheaf_json_cut *self) {
  self->collecting = 1;
  self->begun = 1;
  self->line = self->text.number;
  self->byte = place(self, self->at);
  self->key_length = 0;
  self->value = 0;
  sheaf_buf_reset(&self->piece);
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
  sheaf_buf_text(&self->piece);
  return self->piece.failed ? sheaf_error_memory(err) : 1;
}

/* The next line into text: 1, 0 at the end, or a negative code. */
static int next_line(sheaf_json_cut *self, sheaf_error *err) {
  const int more = sheaf_source_line(self->source, &self->text, err);
  self->started = more > 0;
  self->at = 0;
  return more;
}

/* Adds the bytes of the line from `start` to the record. */
static void keep(sheaf_json_cut *self, size_t start, size_t end) {
  if (!self->collecting || start >= end) return;
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
    if (self->collecting) sheaf_buf_add_byte(&self->piece, '\n');
    self->started = 0;
    if (!self->by_line || !self->depth) continue;
    const int cut = self->collecting;
    reset(self);
    if (cut) return finish(self, 0, err);
  }
}
