/* server_text_test.c - what is done to texts on their way to a server: parameters of statements, connection URLs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the first four */
#include <cmocka.h>

#include "base/mem.h"
#include "store/parameters.h"
#include "store/server.h"
#include "store/server_rows.h"
#include "store/server_url.h"

static void numbered(const char *sql, const char *expected, int count) {
  sheaf_buf out = {0};
  assert_int_equal(sheaf_parameters_number(sql, strlen(sql), &out), count);
  assert_string_equal(sheaf_buf_text(&out), expected);
  sheaf_buf_clear(&out);
}

static void numbers_as_sqlite_does(void **state) {
  (void)state;
  numbered("", "", 0);
  numbered("select ?, ?", "select $1, $2", 2);
  numbered("select ?2, ?, ?1", "select $2, $3, $1", 3);
  numbered("select $1 + ?1", "select $1 + $1", 1);
  numbered("select :a, :b, :a, @a, $a", "select $1, $2, $1, $3, $4", 4);
  numbered("a=:a_1 and b=?", "a=$1 and b=$2", 2);
}

static void leaves_the_rest_alone(void **state) {
  (void)state;
  numbered("select '?', \"a?b\", '''?'", "select '?', \"a?b\", '''?'", 0);
  numbered("select E'\\'?', ?", "select E'\\'?', $1", 1);
  numbered("select date'\\', ?", "select date'\\', $1", 1);
  numbered("-- ?\nselect ?", "-- ?\nselect $1", 1);
  numbered("/* ? /* ? */ :a */ select ?", "/* ? /* ? */ :a */ select $1", 1);
  numbered("select ?::text, x::int", "select $1::text, x::int", 1);
  numbered("select $$ ? $$, $a$ ? $b$ $a$, ?", "select $$ ? $$, $a$ ? $b$ $a$, $1", 1);
  numbered("select a$b, x @> y, x @@ y", "select a$b, x @> y, x @@ y", 0);
}

static void survives_what_does_not_end(void **state) {
  (void)state;
  static const char *const texts[] = {"'",    "\"?",      "/* ?", "-- ?", "$$ ?", "$a$ ?",
                                      "E'\\", "select :", "$",    "@",    ":",    "?"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    sheaf_buf out = {0};
    assert_true(sheaf_parameters_number(texts[i], strlen(texts[i]), &out) >= 0);
    sheaf_buf_clear(&out);
  }
  sheaf_buf out = {0};
  assert_int_equal(sheaf_parameters_number("?99999999999", 12, &out), -1);
  sheaf_buf_clear(&out);
}

static void split(const char *url, const char *rest, const char *name) {
  char *out = NULL, schema[SHEAF_SERVER_SCHEMA];
  assert_int_equal(sheaf_server_url_split(url, &out, schema, NULL), 0);
  assert_string_equal(out, rest);
  assert_string_equal(schema, name);
  sheaf_mem_free(out);
}

static void takes_the_schema_out(void **state) {
  (void)state;
  split("postgresql://h/d", "postgresql://h/d", "sheaf");
  split("postgresql://h/d?schema=x", "postgresql://h/d", "x");
  split("postgresql://h/d?a=1&schema=x%20y&b=2", "postgresql://h/d?a=1&b=2", "x y");
  split("postgresql://h/d?sch%65ma=x", "postgresql://h/d", "x");
  split("postgresql://h/d?&a&", "postgresql://h/d?a", "sheaf");
  split("postgresql://u:p?schema=q@h/d?schema=x", "postgresql://u:p?schema=q@h/d", "x");
  char *out = NULL, schema[SHEAF_SERVER_SCHEMA];
  static const char *const wrong[] = {"?schema=",
                                      "?schema",
                                      "?schema=%",
                                      "?schema=%4",
                                      "?schema=%zz",
                                      "?schema=%00",
                                      "?schema=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_int_equal(sheaf_server_url_split(wrong[i], &out, schema, NULL), SHEAF_EIO);
}

static void stored(const char *url, const char *expected) {
  char *out = NULL;
  assert_int_equal(sheaf_server_url_store(url, "me", &out, NULL), 0);
  assert_string_equal(out, expected);
  sheaf_mem_free(out);
}

static void stores_no_password(void **state) {
  (void)state;
  stored("postgresql://me:secret@h:1/d", "postgresql://h:1/d");
  stored("postgresql://you:secret@h:1/d?sslmode=require", "postgresql://you@h:1/d?sslmode=require");
  stored("postgres://h/d?password=secret&user=x", "postgres://h/d?user=x");
  stored("postgres://h/d?pass%77ord=secret&sslpassword=secret", "postgres://h/d");
  stored("postgres://h/a@b", "postgres://h/a@b");
  stored("postgres://", "postgres://");
  stored("postgresql://me:se?cr&et@h:1/d", "postgresql://h:1/d");
  stored("postgresql://you:?password=@h/d?password=x", "postgresql://you@h/d");
}

static void knows_a_url(void **state) {
  (void)state;
  assert_true(sheaf_server_is_url("postgresql://"));
  assert_true(sheaf_server_is_url("postgres://x"));
  assert_false(sheaf_server_is_url(NULL));
  assert_false(sheaf_server_is_url("postgresql:/x"));
  assert_false(sheaf_server_is_url("/tmp/postgresql://"));
}

/* However long the texts are that people write, a statement stays of a size that a server takes. */
static void gathers_rows_up_to_a_size(void **state) {
  (void)state;
  static char text[1 << 20];
  memset(text, 'a', sizeof text);
  const sheaf_server_value values[] = {{.type = SHEAF_SERVER_INTEGER, .integer = 1},
                                       {.type = SHEAF_SERVER_TEXT, .text = text, .length = sizeof text}};
  sheaf_server_rows rows = {.columns = 2};
  while (!sheaf_server_rows_full(&rows) && rows.count < 100) sheaf_server_rows_add(&rows, values);
  assert_in_range(rows.count, 2, 99);
  sheaf_server_rows_clear(&rows);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_as_sqlite_does),     cmocka_unit_test(leaves_the_rest_alone),
      cmocka_unit_test(survives_what_does_not_end), cmocka_unit_test(takes_the_schema_out),
      cmocka_unit_test(stores_no_password),         cmocka_unit_test(knows_a_url),
      cmocka_unit_test(gathers_rows_up_to_a_size)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
