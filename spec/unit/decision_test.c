/* decision_test.c - decisions in the store: all or none, what a record brings along, memory that runs out. What users
 * see is checked by decisions_spec.lua. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the first four */
#include <cmocka.h>

#include "base/mem.h"
#include "index/index.h"
#include "index/load.h"
#include "store/db.h"
#include "store/decision.h"

static const sheaf_decision include = {.stage = "full-text", .verdict = "include", .who = "Ada"};

static sheaf_store *open_store(int records) {
  const sheaf_store_options options = {0, 1, sheaf_index_schema()};
  sheaf_store *store = NULL;
  assert_int_equal(sheaf_store_open(&store, NULL, &options, NULL), 0);
  sheaf_record record;
  sheaf_record_init(&record);
  sheaf_record_add_text(&record, SHEAF_FIELD_TITLE, "A paper");
  sheaf_source_row source = {.path = "x", .sha256 = "y", .added = "2024-01-01"};
  assert_int_equal(sheaf_store_source_add(store, &source, NULL), 0);
  for (uint32_t id = 1; id <= (uint32_t)records; id++)
    assert_int_equal(sheaf_store_record_add(store, source.id, id, id, &record, NULL), 0);
  sheaf_record_clear(&record);
  return store;
}

static int64_t number(sheaf_store *store, const char *sql) {
  sqlite3_int64 value = -1;
  assert_int_equal(sheaf_db_number(sheaf_store_db(store), sql, &value, NULL), 0);
  return value;
}

static void add_all_or_none(void **state) {
  (void)state;
  sheaf_store *store = open_store(3);
  const uint32_t good[] = {3, 1, 2}, bad[] = {1, 2, 4};
  int64_t first;
  sheaf_error err = {0};
  assert_int_equal(sheaf_decision_add(store, good, 3, &include, &first, &err), 0);
  assert_int_equal(first, 1);
  assert_int_equal(number(store, "SELECT record FROM ledger WHERE id=1"), 3);
  assert_int_equal(sheaf_decision_add(store, bad, 3, &include, &first, &err), SHEAF_ERANGE);
  assert_string_equal(err.message, "there is no record 4");
  assert_int_equal(number(store, "SELECT count(*) FROM ledger"), 3);
  assert_int_equal(number(store, "SELECT count(*) FROM decision"), 3);
  assert_int_equal(sheaf_decision_add(store, good, 0, &include, &first, &err), 0);
  assert_int_equal(first, 0);
  sheaf_store_close(store);
}

static void refuse_what_is_no_verdict(void **state) {
  (void)state;
  sheaf_store *store = open_store(1);
  const uint32_t id = 1;
  const sheaf_decision odd = {.stage = "s", .verdict = "perhaps"};
  int64_t first;
  sheaf_error err = {0};
  assert_int_equal(sheaf_decision_add(store, &id, 1, &odd, &first, &err), SHEAF_ESTORE);
  assert_int_equal(number(store, "SELECT count(*) FROM ledger"), 0);
  sheaf_store_close(store);
}

static void take_what_a_record_brings(void **state) {
  (void)state;
  sheaf_store *store = open_store(1);
  sheaf_record record;
  sheaf_record_init(&record);
  static const char *const values[] = {
      "full-text\x1f"
      "exclude\x1f"
      "Ada\x1f"
      "2024-03-01\x1fWrong design\x1fresolves",
      "full-text\x1fwrong", "\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1f", "full-text"};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    sheaf_record_add_text(&record, SHEAF_FIELD_DECISION, values[i]);
  const char passage[] =
      "setting\x1ftitle\x1f\x1f\x1fmemo\x1f"
      "3\x1f"
      "5";
  sheaf_record_add(&record, SHEAF_FIELD_DECISION, passage, strlen(passage), "code", 4);
  assert_int_equal(sheaf_decision_take(store, 1, &record, NULL), 0);
  assert_int_equal(number(store, "SELECT count(*) FROM ledger"), 2);
  assert_int_equal(number(store, "SELECT resolves FROM decision"), 1);
  assert_int_equal(number(store, "SELECT last FROM code WHERE code='setting' AND field='title'"), 5);
  sheaf_record_clear(&record);
  sheaf_store_close(store);
}

static void take_what_was_noted(void **state) {
  (void)state;
  sheaf_store *store = open_store(1);
  sheaf_record record;
  sheaf_record_init(&record);
  static const char *const values[][2] = {{"x\x1ftitle\x1f\x1f\x1f\x1f\x31\x1f\x32", "code"},
                                          {"country\x1fPeru\x1f\x41", "attribute"},
                                          {"\x1fPeru", "attribute"},
                                          {"about it", "memo"},
                                          {"of x\x1f\x1f\x1f\x63ode\x1fx", "memo"},
                                          {"there\x1f\x41\x1f\x1fpassage\x1f\x31", "memo"},
                                          {"gone\x1f\x1f\x1fpassage\x1f\x39", "memo"},
                                          {"\x1f\x1f", "memo"}};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    sheaf_record_add(&record, SHEAF_FIELD_DECISION, values[i][0], strlen(values[i][0]), values[i][1],
                     strlen(values[i][1]));
  assert_int_equal(sheaf_decision_take(store, 1, &record, NULL), 0);
  assert_int_equal(number(store, "SELECT count(*) FROM ledger"), 6);
  assert_int_equal(number(store, "SELECT count(*) FROM attribute WHERE name='country' AND value='Peru'"), 1);
  assert_int_equal(number(store, "SELECT count(*) FROM ledger WHERE action='memo' AND record=1"), 2);
  assert_int_equal(number(store, "SELECT count(*) FROM memo WHERE code='x'"), 1);
  assert_int_equal(number(store, "SELECT about FROM ledger WHERE note='there'"), 1);
  sheaf_record_clear(&record);
  sheaf_store_close(store);
}

static void code_all_or_none(void **state) {
  (void)state;
  sheaf_store *store = open_store(2);
  const uint32_t good[] = {2, 1}, bad[] = {1, 3};
  const sheaf_coding codings[] = {{.code = "x", .field = "title", .first = 1, .last = 2}, {.code = "y"}};
  const sheaf_attribute attribute = {.name = "country", .value = "Peru"};
  const sheaf_memo memo = {.record = 3, .text = "t"};
  int64_t first;
  sheaf_error err = {0};
  assert_int_equal(sheaf_decision_code(store, bad, 2, codings, &first, &err), SHEAF_ERANGE);
  assert_int_equal(sheaf_decision_attribute(store, bad, 2, &attribute, &first, &err), SHEAF_ERANGE);
  assert_int_equal(sheaf_decision_memo(store, &memo, &first, &err), SHEAF_ERANGE);
  assert_int_equal(number(store, "SELECT count(*) FROM ledger"), 0);
  assert_int_equal(sheaf_decision_code(store, good, 2, codings, &first, &err), 0);
  assert_int_equal(first, 1);
  assert_int_equal(number(store, "SELECT count(*) FROM code"), 2);
  assert_int_equal(sheaf_decision_attribute(store, good, 2, &attribute, &first, &err), 0);
  assert_int_equal(first, 3);
  sheaf_store_close(store);
}

/* Out of memory at any place of a load whose records bring decisions is a code, and leaks nothing. */
static void load_without_memory(void **state) {
  (void)state;
  for (long allowed = 0; allowed < 400; allowed++) {
    sheaf_store *store = open_store(0);
    sheaf_index *index = NULL;
    assert_int_equal(sheaf_index_open(&index, sheaf_store_db(store), NULL), 0);
    const sheaf_source_row source = {.path = "x", .sha256 = "z", .added = "2024-01-01"};
    sheaf_record record;
    sheaf_record_init(&record);
    sheaf_record_add_text(&record, SHEAF_FIELD_TITLE, "A paper");
    sheaf_record_add_text(&record, SHEAF_FIELD_DECISION, "full-text\x1finclude");
    sheaf_load load;
    sheaf_error err = {0};
    sheaf_mem_fail(allowed, 1);
    int code = sheaf_load_begin(&load, store, index, &source, 0, &err);
    if (!code) code = sheaf_load_add(&load, &record, &err);
    sheaf_mem_fail(-1, 0);
    if (code)
      sheaf_load_abort(&load);
    else
      assert_int_equal(sheaf_load_end(&load, &err), 0);
    if (!code) assert_int_equal(number(store, "SELECT count(*) FROM decision"), 1);
    sheaf_record_clear(&record);
    sheaf_index_close(index);
    sheaf_store_close(store);
    if (!code) return;
    assert_int_equal(code, SHEAF_ENOMEM);
  }
  fail_msg("never enough memory");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(add_all_or_none),           cmocka_unit_test(refuse_what_is_no_verdict),
      cmocka_unit_test(take_what_a_record_brings), cmocka_unit_test(take_what_was_noted),
      cmocka_unit_test(code_all_or_none),          cmocka_unit_test(load_without_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
