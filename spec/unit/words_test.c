/* words_test.c - rows of words: lexemes in order, positions in each field's own space, what is clipped. */
/* cmocka.h needs what comes before it */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
/* clang-format on */

#include "index/words.h"

typedef struct fixture {
  sheaf_words words;   /* under test */
  sheaf_record record; /* its input */
  sheaf_buf row;       /* what it made */
  sheaf_buf literal;   /* its words as text */
  sheaf_buf lengths;   /* the same of lengths */
  sheaf_buf often;     /* the same of often; "null" for none */
  sheaf_buf tokens;    /* handed out */
  int clipped;         /* said */
} fixture;

static int setup(void **state) {
  fixture *self = calloc(1, sizeof *self);
  sheaf_words_init(&self->words);
  sheaf_record_init(&self->record);
  *state = self;
  return 0;
}

static int teardown(void **state) {
  fixture *self = *state;
  sheaf_words_clear(&self->words);
  sheaf_record_clear(&self->record);
  sheaf_buf_clear(&self->row);
  sheaf_buf_clear(&self->literal);
  sheaf_buf_clear(&self->lengths);
  sheaf_buf_clear(&self->often);
  sheaf_buf_clear(&self->tokens);
  free(self);
  return 0;
}

static int take(void *context, unsigned field, const char *token, size_t length) {
  fixture *self = context;
  sheaf_buf_add_format(&self->tokens, "%u=%.*s ", field, (int)length, token);
  return 0;
}

/* ---- the row, read as a server reads it ---- */

static uint32_t number(const uint8_t **at, unsigned bytes) {
  uint32_t value = 0;
  while (bytes--) value = value << 8 | *(*at)++;
  return value;
}

static void read_vector(const uint8_t **at, sheaf_buf *out) {
  const uint32_t length = number(at, 4);
  const uint8_t *const end = *at + length;
  const char *before = NULL;
  sheaf_buf_reset(out);
  if (length == UINT32_MAX) {
    sheaf_buf_add_text(out, "null");
    return;
  }
  for (uint32_t left = number(at, 4); left; left--) {
    const char *lexeme = (const char *)*at;
    if (before) assert_true(strcmp(before, lexeme) < 0);
    before = lexeme;
    *at += strlen(lexeme) + 1;
    sheaf_buf_add_format(out, "%s'%s'", out->length ? " " : "", lexeme);
    const uint32_t count = number(at, 2);
    assert_true(count <= 256);
    for (uint32_t i = 0, last = 0; i < count; i++) {
      const uint32_t entry = number(at, 2), position = entry & 0x3FFF;
      assert_true(position > last);
      last = position;
      sheaf_buf_add_format(out, "%c%u%s", i ? ',' : ':', (unsigned)position, &"\0\0C\0B\0A"[(entry >> 14) * 2]);
    }
  }
  assert_ptr_equal(*at, end);
}

static void read_lengths(const uint8_t **at, sheaf_buf *out) {
  const uint32_t length = number(at, 4);
  const uint8_t *const end = *at + length;
  const uint32_t dimensions = number(at, 4);
  sheaf_buf_reset(out);
  assert_int_equal(number(at, 4), 0);
  assert_int_equal(number(at, 4), 23);
  const uint32_t count = dimensions ? number(at, 4) : 0;
  if (dimensions) assert_int_equal(number(at, 4), 1);
  for (uint32_t i = 0; i < count; i++) {
    assert_int_equal(number(at, 4), 4);
    sheaf_buf_add_format(out, "%c%u", i ? ',' : '{', (unsigned)number(at, 4));
  }
  sheaf_buf_add_text(out, count ? "}" : "{}");
  assert_ptr_equal(*at, end);
}

/* Makes the words of the record; returns them as text. */
static const char *words_of(fixture *self) {
  sheaf_error err = {0};
  sheaf_buf_reset(&self->row);
  sheaf_buf_reset(&self->tokens);
  assert_int_equal(sheaf_words_of(&self->words, &self->record, &self->row, take, self, &err), 0);
  sheaf_record_reset(&self->record);
  const uint8_t *at = (const uint8_t *)self->row.data, *const end = at + self->row.length;
  read_vector(&at, &self->literal);
  read_lengths(&at, &self->lengths);
  assert_int_equal(number(&at, 4), 1);
  self->clipped = (int)number(&at, 1);
  assert_int_equal(self->clipped, self->words.clipped);
  read_vector(&at, &self->often);
  assert_ptr_equal(at, end);
  return sheaf_buf_text(&self->literal);
}

static void has(fixture *self, const char *part) {
  if (!strstr(sheaf_buf_text(&self->literal), part)) fail_msg("%s is not in %s", part, self->literal.data);
}

static void words_stand_where_they_stand(void **state) {
  fixture *self = *state;
  sheaf_record_add_text(&self->record, SHEAF_FIELD_TITLE, "Heart failure: the heart's ways");
  words_of(self);
  assert_string_equal(sheaf_buf_text(&self->literal),
                      "'03failure':2 '03heart':1,4 '03s':5 '03the':3 '03ways':6 'd5title':1");
  assert_string_equal(sheaf_buf_text(&self->often), "'03heart':1,4");
  assert_string_equal(sheaf_buf_text(&self->lengths), "{0,0,6}");
  assert_string_equal(sheaf_buf_text(&self->tokens), "3=failure 3=heart 3=s 3=the 3=ways 213=title ");
  assert_false(self->clipped);
  assert_int_equal(self->words.tokens[SHEAF_FIELD_TITLE], 6);
}

static void no_distance_crosses_values(void **state) {
  fixture *self = *state;
  sheaf_record_add_text(&self->record, SHEAF_FIELD_KEYWORD, "blood pressure");
  sheaf_record_add_text(&self->record, SHEAF_FIELD_TITLE, "Pressure");
  sheaf_record_add_text(&self->record, SHEAF_FIELD_KEYWORD, "control");
  words_of(self);
  has(self, "'29blood':1 ");
  has(self, "'29pressure':2");
  has(self, "'29control':19"); /* 17 behind */
  has(self, "'03pressure':1");
  has(self, "'d1blood pressure':1");
  assert_string_equal(sheaf_buf_text(&self->lengths),
                      "{0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,3}");
}

static void qualifiers_stand_on_their_heading(void **state) {
  fixture *self = *state;
  sheaf_record_add_text(&self->record, SHEAF_FIELD_HEADING, "Asthma\x1f*drug therapy");
  sheaf_record_add_text(&self->record, SHEAF_FIELD_HEADING,
                        "*Humans\x1f"
                        "genetics\x1f"
                        "drug therapy");
  words_of(self);
  has(self, "'c8asthma':1");
  has(self, "'c8humans':2");
  has(self, "'cadrug therapy':1,2");
  has(self, "'cagenetics':2");
  has(self, "'2basthma':1");
  has(self, "'2bdrug':18,"); /* 101 behind in the record, 17 here */
  assert_false(self->clipped);
}

static void names_tell_their_form(void **state) {
  fixture *self = *state;
  sheaf_record_add_text(&self->record, SHEAF_FIELD_AUTHOR, "Richards\x1fSuzanne H.\x1fSH");
  sheaf_record_add_text(&self->record, SHEAF_FIELD_AUTHOR, "Ng\x1fJ");
  words_of(self);
  assert_string_equal(sheaf_buf_text(&self->often), "null"); /* names are not scored */
  has(self, "'cfrichards sh':1A");
  has(self, "'cfrichards suzanne h':2B");
  has(self, "'cfng j':3A,4B");
}

static void quotes_stand_as_they_are(void **state) {
  fixture *self = *state;
  sheaf_record_add_text(&self->record, SHEAF_FIELD_DOI, "10.1/a'b\\c");
  words_of(self);
  has(self, "'2110.1/a'b\\c':1");
}

static void what_finds_no_room_is_clipped(void **state) {
  fixture *self = *state;
  sheaf_buf text = {0};
  for (int i = 0; i < 255; i++) sheaf_buf_add_text(&text, "a ");
  sheaf_record_add(&self->record, SHEAF_FIELD_ABSTRACT, text.data, text.length, NULL, 0);
  words_of(self);
  assert_false(self->clipped);
  sheaf_buf_add_text(&text, "a");
  sheaf_record_add(&self->record, SHEAF_FIELD_ABSTRACT, text.data, text.length, NULL, 0);
  words_of(self);
  assert_true(self->clipped);
  assert_string_equal(sheaf_buf_text(&self->often), "null");
  sheaf_buf_reset(&text);
  for (int i = 0; i < 16001; i++) sheaf_buf_add_format(&text, "w%d ", i);
  sheaf_record_add(&self->record, SHEAF_FIELD_ABSTRACT, text.data, text.length, NULL, 0);
  words_of(self);
  assert_true(self->clipped);
  has(self, "'05w15999':16000 '05w16':17 '05w160':161 '05w1600':1601 '05w16000' ");
  sheaf_buf_reset(&text);
  for (int i = 0; i < 100000; i++) sheaf_buf_add_format(&text, "longenough%d ", i);
  sheaf_record_add(&self->record, SHEAF_FIELD_ABSTRACT, text.data, text.length, NULL, 0);
  assert_string_equal(words_of(self), "'00'");
  assert_true(self->clipped);
  sheaf_buf_clear(&text);
}

static void what_is_no_text_is_looked_at(void **state) {
  fixture *self = *state;
  sheaf_record_add(&self->record, SHEAF_FIELD_YEAR,
                   "20\0"
                   "12",
                   5, NULL, 0);
  assert_string_equal(words_of(self), "'00'");
  assert_true(self->clipped);
  sheaf_record_add(&self->record, SHEAF_FIELD_YEAR, "2\xC3", 2, NULL, 0);
  assert_string_equal(words_of(self), "'00'");
  assert_true(sheaf_words_is_text("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 10));
  assert_false(sheaf_words_is_text("\xED\xA0\x80", 3));
  assert_false(sheaf_words_is_text("\xC0\x80", 2));
}

static void an_empty_record_has_nothing(void **state) {
  fixture *self = *state;
  assert_string_equal(words_of(self), "");
  assert_string_equal(sheaf_buf_text(&self->lengths), "{}");
  assert_false(self->clipped);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(words_stand_where_they_stand, setup, teardown),
      cmocka_unit_test_setup_teardown(no_distance_crosses_values, setup, teardown),
      cmocka_unit_test_setup_teardown(qualifiers_stand_on_their_heading, setup, teardown),
      cmocka_unit_test_setup_teardown(names_tell_their_form, setup, teardown),
      cmocka_unit_test_setup_teardown(quotes_stand_as_they_are, setup, teardown),
      cmocka_unit_test_setup_teardown(what_finds_no_room_is_clipped, setup, teardown),
      cmocka_unit_test_setup_teardown(what_is_no_text_is_looked_at, setup, teardown),
      cmocka_unit_test_setup_teardown(an_empty_record_has_nothing, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
