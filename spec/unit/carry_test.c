/* carry_test.c - carried lines of notes become the record again; lines that do not fit stay notes. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "read/carry.h"

static void add(sheaf_record *record, sheaf_field field, const char *value) {
  sheaf_record_add_text(record, field, value);
}

static const char *value_at(const sheaf_record *record, sheaf_field field, size_t ordinal) {
  const sheaf_entry *entry = sheaf_record_first(record, field);
  while (entry && ordinal--) entry = sheaf_record_next(record, entry);
  return entry ? entry->value : "(none)";
}

static void restores_what_was_carried(void **state) {
  (void)state;
  sheaf_record record;
  sheaf_record_init(&record);
  add(&record, SHEAF_FIELD_AFFILIATION, "Nowhere");
  add(&record, SHEAF_FIELD_AUTHOR, "Okafor\x1fN. B.\x1fNB");
  add(&record, SHEAF_FIELD_AUTHOR, "Stein\x1fRuth\x1fR");
  add(&record, SHEAF_FIELD_ABSTRACT, "AIM: To learn. Then it ends.");
  add(&record, SHEAF_FIELD_KEYWORD, "access");
  add(&record, SHEAF_FIELD_KEYWORD, "Humans/trends");
  add(&record, SHEAF_FIELD_LANGUAGE, "eng");
  add(&record, SHEAF_FIELD_NOTE,
      "sheaf:as[headings]: keywords 2\nsheaf:initials[authors]: 1 sheaf:-language: sheaf:extra[a\\]b]: "
      "x\\ny\\\\\\s\\uz\\x1b\\x0d\\x9\n"
      "sheaf:sections[AIM\\uaim]: 9\nsheaf:sections: 13\nsheaf:order[authors]: 2 1 3");
  assert_int_equal(sheaf_carry_restore(&record), 0);
  assert_string_equal(value_at(&record, SHEAF_FIELD_AUTHOR, 0), "Okafor\x1f\x1fNB");
  assert_int_equal(record.entries[0].field, SHEAF_FIELD_AUTHOR);
  assert_int_equal(record.entries[1].field, SHEAF_FIELD_AFFILIATION);
  assert_string_equal(value_at(&record, SHEAF_FIELD_HEADING, 0), "Humans\x1ftrends");
  assert_string_equal(value_at(&record, SHEAF_FIELD_KEYWORD, 1), "(none)");
  assert_string_equal(value_at(&record, SHEAF_FIELD_LANGUAGE, 0), "(none)");
  assert_string_equal(value_at(&record, SHEAF_FIELD_EXTRA, 0), "x\ny\\ \x1fz\x1b\rx9");
  assert_string_equal(sheaf_record_first(&record, SHEAF_FIELD_EXTRA)->note, "a]b");
  assert_string_equal(value_at(&record, SHEAF_FIELD_ABSTRACT, 0), "To learn.");
  assert_string_equal(value_at(&record, SHEAF_FIELD_ABSTRACT, 1), "Then it ends.");
  assert_string_equal(value_at(&record, SHEAF_FIELD_NOTE, 0), "(none)");
  sheaf_record_clear(&record);
}

/* A length that is not ours must not cut a character in two. */
static void cuts_sections_only_between_words(void **state) {
  (void)state;
  static const char *const lines[] = {"sheaf:sections: 2", "sheaf:sections: 5", "sheaf:sections[AIM]: 3"};
  static const char *const abstracts[] = {"n\xC3\xA9 et", "n\xC3\xA9 et l", "AIM.\xC3\xA9 et"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    sheaf_record record;
    sheaf_record_init(&record);
    add(&record, SHEAF_FIELD_ABSTRACT, abstracts[i]);
    add(&record, SHEAF_FIELD_NOTE, lines[i]);
    assert_int_equal(sheaf_carry_restore(&record), 0);
    assert_string_equal(value_at(&record, SHEAF_FIELD_ABSTRACT, 0), abstracts[i]);
    assert_string_equal(value_at(&record, SHEAF_FIELD_NOTE, 0), lines[i]);
    sheaf_record_clear(&record);
  }
}

static void leaves_what_does_not_fit(void **state) {
  (void)state;
  static const char *const lines[] = {
      "sheaf:order[authors]: 2 1",
      "sheaf:order[authors]: 0",
      "sheaf:order[authors]: 1 1",
      "sheaf:order[authors]: 99999999999999999999",
      "sheaf:order[nothing]: 1",
      "sheaf:sections[AIM]: 99",
      "sheaf:sections: 0",
      "sheaf:as[headings]: keywords x",
      "sheaf:as[headings]: 3",
      "sheaf:initials[title]: 1",
      "sheaf:unknown: x",
      "sheaf:title[open: x",
      "sheaf:title",
      "sheaf:-",
      "sheaf:[",
  };
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    sheaf_record record;
    sheaf_record_init(&record);
    add(&record, SHEAF_FIELD_AUTHOR, "Okafor\x1fN\x1fN");
    add(&record, SHEAF_FIELD_ABSTRACT, "Short.");
    add(&record, SHEAF_FIELD_NOTE, lines[i]);
    assert_int_equal(sheaf_carry_restore(&record), 0);
    assert_string_equal(value_at(&record, SHEAF_FIELD_NOTE, 0), lines[i]);
    assert_string_equal(value_at(&record, SHEAF_FIELD_AUTHOR, 0), "Okafor\x1fN\x1fN");
    assert_string_equal(value_at(&record, SHEAF_FIELD_ABSTRACT, 0), "Short.");
    sheaf_record_clear(&record);
  }
}

static void keeps_the_rest_of_a_note(void **state) {
  (void)state;
  sheaf_record record;
  sheaf_record_init(&record);
  add(&record, SHEAF_FIELD_NOTE, "Read twice.\nsheaf:volume: 4\nTwice.");
  add(&record, SHEAF_FIELD_NOTE, "about sheaf: a note");
  assert_int_equal(sheaf_carry_restore(&record), 0);
  assert_string_equal(value_at(&record, SHEAF_FIELD_VOLUME, 0), "4");
  assert_string_equal(value_at(&record, SHEAF_FIELD_NOTE, 0), "about sheaf: a note");
  assert_string_equal(value_at(&record, SHEAF_FIELD_NOTE, 1), "Read twice.\nTwice.");
  sheaf_record_clear(&record);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(restores_what_was_carried),
      cmocka_unit_test(cuts_sections_only_between_words),
      cmocka_unit_test(leaves_what_does_not_fit),
      cmocka_unit_test(keeps_the_rest_of_a_note),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
