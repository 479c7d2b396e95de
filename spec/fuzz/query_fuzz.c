/* query_fuzz.c - any text through a platform's query parser: it ends with a tree or an error that has a code, a place
 * within the text and UTF-8; a tree prints in every syntax, and is evaluated, counted and explained over
 * a few records, with the same number of documents each way. Its own print reads back as an equal tree, and prints the
 * same again.
 *
 * The syntax is the environment variable SHEAF_FUZZ_SYNTAX; unset, each in turn. SHEAF_FUZZ_STRICT=0 leaves its own
 * print unread. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "fault/scenario.h"
#include "query/count.h"
#include "query/dialect.h"
#include "query/eval.h"
#include "query/explain.h"
#include "query/parse.h"
#include "query/print.h"
#include "query/rank.h"
#include "store/scan.h"
#include "target.h"

enum { RECORDS = 12, SYNTAXES = 8 };

static scenario library;
static sheaf_record record; /* one of the library's, to explain */

static void make_library(void) {
  sheaf_error err = {0};
  scenario_input(1, RECORDS, RECORDS);
  CHECK(!scenario_open(&library, NULL, &err) && !scenario_load(&library, &err));
  sheaf_record_init(&record);
  sheaf_record_add_text(&record, SHEAF_FIELD_TITLE, "Evening clinics: access to a nurse's telephone triage");
  sheaf_record_add_text(&record, SHEAF_FIELD_ABSTRACT, "AIM: To look at trust in rural surveys, trust by trust.");
  sheaf_record_add_text(&record, SHEAF_FIELD_AUTHOR, "Family1\x1fGiven\x1fG");
  sheaf_record_add_text(&record, SHEAF_FIELD_HEADING, "*Access\x1futilization\x1f*trends");
  scenario_forget();
}

static int ignore(void *context, const sheaf_explain_match *match) {
  (void)context;
  CHECK(match->first <= match->last);
  return 0;
}

static void check_error(int code, const sheaf_error *err, size_t length) {
  CHECK(code < 0 && code != SHEAF_ENOMEM && err->code == code && err->message[0]);
  CHECK(err->byte <= length);
  CHECK(sheaf_utf8_check(err->message, strlen(err->message)) == strlen(err->message));
}

static void evaluate(const sheaf_query *query) {
  const sheaf_eval_options options = {.explode = SHEAF_EVAL_EXPLODE_IGNORE,
                                      .unsupported = SHEAF_EVAL_UNSUPPORTED_IGNORE};
  sheaf_error err = {0};
  sheaf_documents found = {0};
  uint32_t *ids = NULL;
  size_t counted = 0, count = 0, matches = 0;
  const int code = sheaf_eval_documents(query, library.index, &options, &found, &err);
  const int counting = sheaf_count_documents(query, library.index, &options, &counted, &err);
  const int ranking = sheaf_rank_search(query, library.index, &options, 3, &ids, &count, &matches, &err);
  CHECK((code == 0) == (counting == 0) && (code == 0) == (ranking == 0));
  if (code)
    CHECK(err.message[0] && code != SHEAF_ENOMEM);
  else
    CHECK(found.count == counted && matches == counted && count <= 3 && count <= matches);
  sheaf_explain_record(query, &record, NULL, ignore, NULL, &err);
  sheaf_mem_free(found.ids);
  sheaf_mem_free(ids);
}

static int is_strict(void) {
  const char *told = getenv("SHEAF_FUZZ_STRICT");
  return !told || strcmp(told, "0") != 0;
}

/* What a query prints in its own syntax without a loss reads back as an equal tree, and prints the same again. */
static void print_again(const sheaf_query *query, const sheaf_buf *text, const char *syntax) {
  const sheaf_parse_options options = {.today = "2026-01-01"};
  sheaf_error err = {0};
  sheaf_query *again = NULL;
  sheaf_buf second = {0};
  sheaf_losses losses = {0};
  int code = sheaf_parse_text(&again, text->data, text->length, syntax, &options, &err);
  if (!code) code = sheaf_print_text(again, syntax, NULL, &second, &losses, &err);
  const int differs = second.length != text->length || memcmp(second.data, text->data, second.length);
  if (code || differs || !sheaf_query_equal(query, again)) {
    size_t length;
    const char *typed = sheaf_query_text(query, &length);
    fprintf(stderr, "%s: %.*s\nis printed as %.*s\nand then as %.*s\n%s\n", syntax, (int)length, typed,
            (int)text->length, text->data, (int)second.length, second.length ? second.data : "", err.message);
    abort();
  }
  sheaf_losses_clear(&losses);
  sheaf_buf_clear(&second);
  sheaf_query_free(again);
}

static void print_all(const sheaf_query *query, const char *syntax) {
  for (size_t i = 0; i < SYNTAXES; i++) {
    const char *other = sheaf_dialect_at(i)->name;
    sheaf_error err = {0};
    sheaf_buf text = {0};
    sheaf_losses losses = {0};
    const int code = sheaf_print_text(query, other, NULL, &text, &losses, &err);
    CHECK(code == 0 || (code != SHEAF_ENOMEM && err.message[0]));
    CHECK(code || sheaf_utf8_check(text.data, text.length) == text.length);
    if (!code && !strcmp(other, syntax) && losses.count == 0 && is_strict()) print_again(query, &text, syntax);
    sheaf_losses_clear(&losses);
    sheaf_buf_clear(&text);
  }
}

static void try_syntax(const char *text, size_t length, const char *syntax) {
  const sheaf_parse_options options = {.today = "2026-01-01"};
  sheaf_error err = {0};
  sheaf_query *query = NULL;
  const int code = sheaf_parse_text(&query, text, length, syntax, &options, &err);
  if (code) {
    check_error(code, &err, length);
    return;
  }
  for (size_t i = 0; i < sheaf_query_note_count(query); i++) {
    const sheaf_query_note *note = sheaf_query_note_at(query, i);
    CHECK(note->first <= note->last && note->last <= length);
  }
  print_all(query, syntax);
  evaluate(query);
  sheaf_query_free(query);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  if (!library.store) make_library();
  const char *syntax = getenv("SHEAF_FUZZ_SYNTAX");
  for (size_t i = 0; i < SYNTAXES; i++) {
    const char *name = sheaf_dialect_at(i)->name;
    if (!syntax || !strcmp(syntax, name)) try_syntax((const char *)bytes, length, name);
  }
  return 0;
}
