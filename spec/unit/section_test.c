/* section_test.c - sections of an abstract: kinds of headings, parts of a source, sentences, and memory that runs out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the four above */
#include <cmocka.h>

#include "base/mem.h"
#include "record/section.h"
#include "record/section_sentence.h"

enum { KINDS = SHEAF_SECTION_KINDS };

static int add_cue(sheaf_section_book *book, const char *text, sheaf_section_kind kind) {
  float weights[KINDS] = {0};
  weights[kind] = 4;
  return sheaf_section_book_cue(book, text, strlen(text), weights);
}

/* NULL: no memory. */
static sheaf_section_book *make_book(void) {
  static const struct {
    const char *text;
    sheaf_section_kind kind;
  } headings[] = {{"background", SHEAF_SECTION_BACKGROUND}, {"design", SHEAF_SECTION_DESIGN},
                  {"setting", SHEAF_SECTION_SETTING},       {"method", SHEAF_SECTION_METHODS},
                  {"result", SHEAF_SECTION_RESULTS},        {"conclusion", SHEAF_SECTION_CONCLUSIONS}};
  sheaf_section_book *book = sheaf_section_book_new();
  int failed = !book;
  for (size_t i = 0; !failed && i < sizeof headings / sizeof *headings; i++)
    failed = sheaf_section_book_heading(book, headings[i].kind, headings[i].text, strlen(headings[i].text));
  if (!failed)
    failed = add_cue(book, "the aim", SHEAF_SECTION_AIM) || add_cue(book, "we *ed", SHEAF_SECTION_METHODS) ||
             add_cue(book, "^ people", SHEAF_SECTION_BACKGROUND);
  if (!failed) return book;
  sheaf_section_book_free(book);
  return NULL;
}

/* "background:People wait. | ..." */
static void show(const sheaf_buf *text, const sheaf_sections *sections, sheaf_buf *out) {
  sheaf_buf_reset(out);
  for (size_t i = 0; i < sections->count; i++) {
    const sheaf_section *at = &sections->items[i];
    sheaf_buf_add_format(out, "%s%s%s:", i ? "|" : "", sheaf_section_name(at->kind), at->inferred ? "~" : "");
    sheaf_buf_add(out, text->data + at->first, at->last - at->first);
  }
}

static int work(const sheaf_section_book *book, const sheaf_record *record, sheaf_buf *out) {
  sheaf_buf text = {0};
  sheaf_sections sections = {0};
  sheaf_record_abstract(record, &text);
  const int code = text.failed ? SHEAF_ENOMEM : sheaf_section_record(book, record, &text, &sections);
  if (!code) show(&text, &sections, out);
  sheaf_sections_clear(&sections);
  sheaf_buf_clear(&text);
  return code;
}

static void check(const char *const *parts, const char *want) {
  sheaf_section_book *book = make_book();
  sheaf_record record;
  sheaf_buf out = {0};
  assert_non_null(book);
  sheaf_record_init(&record);
  for (; *parts; parts += 2)
    sheaf_record_add(&record, SHEAF_FIELD_ABSTRACT, parts[1], strlen(parts[1]), parts[0], strlen(parts[0]));
  assert_int_equal(work(book, &record, &out), SHEAF_OK);
  assert_string_equal(sheaf_buf_text(&out), want);
  sheaf_buf_clear(&out);
  sheaf_record_clear(&record);
  sheaf_section_book_free(book);
}

static void test_labels(void **state) {
  (void)state;
  sheaf_section_book *book = make_book();
  unsigned kinds;
  assert_int_equal(sheaf_section_of_label(book, "DESIGN AND SETTING:", 19, &kinds), SHEAF_SECTION_DESIGN);
  assert_int_equal(kinds, SHEAF_SECTION_BIT(SHEAF_SECTION_DESIGN) | SHEAF_SECTION_BIT(SHEAF_SECTION_SETTING));
  assert_int_equal(sheaf_section_of_label(book, "Key results", 11, &kinds), SHEAF_SECTION_RESULTS);
  assert_int_equal(kinds, SHEAF_SECTION_BIT(SHEAF_SECTION_RESULTS));
  assert_int_equal(sheaf_section_of_label(book, "", 0, &kinds), SHEAF_SECTION_OTHER);
  assert_int_equal(sheaf_section_named("methods", 7), SHEAF_SECTION_METHODS);
  assert_int_equal(sheaf_section_named("method", 6), -1);
  sheaf_section_book_free(book);
}

static void test_record(void **state) {
  (void)state;
  check((const char *[]){NULL}, "");
  check((const char *[]){"", "Background: One. Methods: Two.", NULL}, "background:One.|methods:Two.");
  check((const char *[]){"INTRO\x1f"
                         "background",
                         "One.",
                         "STUDY SHAPE\x1f"
                         "methods",
                         "Two.",
                         "WORDS\x1f"
                         "other",
                         "Three.", NULL},
        "background:One.|methods:Two.|other:Three.");
  check((const char *[]){"RESULTS\x1f"
                         "other",
                         "One.", "", "We waited.", NULL},
        "results:One.|methods~:We waited.");
  check((const char *[]){"", "People wait. The aim is that. We waited long.", NULL},
        "background~:People wait.|aim~:The aim is that.|methods~:We waited long.");
  check((const char *[]){"", "We waited. Background: Two. Results: Three.", NULL},
        "background~:We waited.|background:Two.|results:Three.");
}

static void test_sentences(void **state) {
  (void)state;
  static const struct {
    const char *text;
    size_t count;
  } samples[] = {{"", 0},
                 {"One", 1},
                 {"One. Two.", 2},
                 {"Dr. One vs. Two, e.g. J. Three.", 1},
                 {"It was 3.5 of Ph.D. students.", 1},
                 {"It ended.Then it began.", 2},
                 {"Is it? It is! (It was.) \"So.\" Good.", 5},
                 {"... . ?!", 1}};
  sheaf_buf cut = {0};
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    sheaf_buf_reset(&cut);
    sheaf_sentence_cut(samples[i].text, 0, strlen(samples[i].text), &cut);
    if (cut.length / sizeof(sheaf_sentence) != samples[i].count)
      fail_msg("'%s': %zu sentences", samples[i].text, cut.length / sizeof(sheaf_sentence));
  }
  sheaf_buf_clear(&cut);
}

/* Whatever allocation fails, it is said, and nothing leaks. */
static void test_memory(void **state) {
  (void)state;
  static const char text[] =
      "We waited. Background: Two. DESIGN: Three. SETTING AND ALL: Four. Results: Five. The aim.";
  sheaf_record record;
  sheaf_record_init(&record);
  sheaf_record_add_text(&record, SHEAF_FIELD_ABSTRACT, text);
  int done = 0;
  for (long allowed = 0; !done; allowed++) {
    assert_true(allowed < 1000);
    sheaf_buf out = {0};
    sheaf_mem_fail(allowed, 1);
    sheaf_section_book *book = make_book();
    const int code = book ? work(book, &record, &out) : SHEAF_ENOMEM;
    sheaf_mem_fail(-1, 0);
    assert_true(code == SHEAF_OK || code == SHEAF_ENOMEM);
    done = code == SHEAF_OK && !out.failed;
    sheaf_buf_clear(&out);
    sheaf_section_book_free(book);
  }
  sheaf_record_clear(&record);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_labels), cmocka_unit_test(test_record),
                                     cmocka_unit_test(test_sentences), cmocka_unit_test(test_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
