/* cut.c - see cut.h. */
#include "cut.h"

#include <string.h>

#include "index/document.h"
#include "index/token.h"

enum { HEADING_GAP = 100, PERSON_PARTS = 3 };

void sheaf_cut_clear(sheaf_cut *self) {
  for (int i = 0; i < 2; i++) {
    sheaf_buf_clear(&self->pieces[i].value);
    sheaf_buf_clear(&self->pieces[i].texts);
    sheaf_buf_clear(&self->pieces[i].tokens);
    self->pieces[i].field = SHEAF_FIELD_NONE;
  }
  sheaf_buf_clear(&self->whole);
}

static const sheaf_cut_piece *piece_of(const sheaf_cut *self) { return &self->pieces[self->at]; }

static void add_token(sheaf_cut_piece *self, const char *text, size_t length, size_t first, size_t last,
                      uint32_t position) {
  const sheaf_cut_token at = {self->texts.length, length, first, last, position, length ? *text : 0};
  sheaf_buf_add(&self->texts, text, length);
  sheaf_buf_add(&self->tokens, &at, sizeof at);
}

/* Adds the words of a stretch of the value; returns the position behind them. */
static uint32_t add_words(sheaf_cut_piece *self, const char *value, size_t first, size_t last, uint32_t position) {
  sheaf_token_cursor cursor;
  sheaf_token token;
  sheaf_token_init(&cursor, value + first, last - first);
  int code;
  while ((code = sheaf_token_next(&cursor, &token)) > 0)
    add_token(self, token.text, token.length, first + token.first, first + token.last, position + token.position);
  if (code < 0) self->texts.failed = 1;
  position += cursor.position;
  sheaf_token_clear(&cursor);
  return position;
}

static int is_person(sheaf_field field) {
  return field == SHEAF_FIELD_AUTHOR || field == SHEAF_FIELD_EDITOR || field == SHEAF_FIELD_INVESTIGATOR ||
         field == SHEAF_FIELD_PERSONAL_SUBJECT;
}

static void add_parts(sheaf_cut_piece *self, sheaf_field field, const char *value, size_t length) {
  uint32_t position = 0;
  size_t first = 0;
  for (size_t part = 0; first <= length && !(is_person(field) && part == PERSON_PARTS); part++) {
    const char *mark = memchr(value + first, SHEAF_FIELD_PART, length - first);
    const size_t last = mark ? (size_t)(mark - value) : length;
    if (part && field == SHEAF_FIELD_HEADING) position += HEADING_GAP;
    position = add_words(self, value, first, last, position);
    first = last + 1;
  }
}

static int is_cut(const sheaf_cut_piece *piece, sheaf_field field, const char *value, size_t length) {
  return piece->field == field && piece->value.length == length &&
         (!length || !memcmp(piece->value.data, value, length));
}

static int cut(sheaf_cut_piece *self, sheaf_buf *whole, sheaf_field field, const char *value, size_t length) {
  self->field = SHEAF_FIELD_NONE;
  sheaf_buf_reset(&self->value);
  sheaf_buf_reset(&self->texts);
  sheaf_buf_reset(&self->tokens);
  sheaf_buf_reset(whole);
  sheaf_buf_add(&self->value, value, length);
  if (is_person(field) || field == SHEAF_FIELD_HEADING) {
    add_parts(self, field, value, length);
  } else if (sheaf_document_field_kind(field) == SHEAF_DOCUMENT_WORDS) {
    add_words(self, value, 0, length, 0);
  } else {
    sheaf_document_token(field, value, length, whole);
    add_token(self, whole->data, whole->length, 0, length, 0);
  }
  if (self->value.failed || self->texts.failed || self->tokens.failed || whole->failed) return SHEAF_ENOMEM;
  self->field = field;
  return SHEAF_OK;
}

int sheaf_cut_value(sheaf_cut *self, sheaf_field field, const char *value, size_t length, sheaf_error *err) {
  if (is_cut(&self->pieces[self->at], field, value, length)) return SHEAF_OK;
  self->at = !self->at;
  sheaf_cut_piece *piece = &self->pieces[self->at];
  if (is_cut(piece, field, value, length)) return SHEAF_OK;
  return cut(piece, &self->whole, field, value, length) ? sheaf_error_memory(err) : SHEAF_OK;
}

size_t sheaf_cut_count(const sheaf_cut *self) { return piece_of(self)->tokens.length / sizeof(sheaf_cut_token); }

const sheaf_cut_token *sheaf_cut_at(const sheaf_cut *self, size_t index) {
  return (const sheaf_cut_token *)(const void *)piece_of(self)->tokens.data + index;
}

const char *sheaf_cut_text(const sheaf_cut *self, const sheaf_cut_token *at) {
  return piece_of(self)->texts.data + at->text;
}

const sheaf_cut_token *sheaf_cut_find(const sheaf_cut *self, uint32_t position) {
  size_t low = 0, high = sheaf_cut_count(self) - 1;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (sheaf_cut_at(self, middle)->position < position)
      low = middle + 1;
    else
      high = middle;
  }
  return sheaf_cut_at(self, low);
}
