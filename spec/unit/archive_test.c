/* archive_test.c - ZIP archives and whole XML documents: what comes back, what is refused, memory that runs out. What
 * users see is checked by refi_spec.lua. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the first four */
#include <cmocka.h>

#include "base/digest.h"
#include "base/mem.h"
#include "read/archive.h"
#include "read/document.h"

static const sheaf_member members[] = {
    {"project.qde", "<Project/>", 10}, {"sources/\xC3\xA4.txt", "", 0}, {"sources/b.txt", "many words", 10}};

static void give_back_members(void **state) {
  (void)state;
  sheaf_buf bytes = {0}, again = {0}, text = {0};
  sheaf_error err = {0};
  assert_int_equal(sheaf_archive_write(members, 3, &bytes, &err), 0);
  assert_int_equal(sheaf_archive_write(members, 3, &again, &err), 0);
  assert_int_equal(bytes.length, again.length);
  assert_memory_equal(bytes.data, again.data, bytes.length);
  sheaf_archive *archive;
  assert_int_equal(sheaf_archive_open(&archive, bytes.data, bytes.length, &err), 0);
  assert_int_equal(sheaf_archive_count(archive), 3);
  for (size_t i = 0; i < 3; i++) {
    assert_string_equal(sheaf_archive_name(archive, i), members[i].name);
    sheaf_buf_reset(&text);
    assert_int_equal(sheaf_archive_read(archive, i, 1 << 20, &text, &err), 0);
    assert_string_equal(sheaf_buf_text(&text), members[i].bytes);
  }
  sheaf_buf_reset(&text);
  assert_int_equal(sheaf_archive_read(archive, 2, 9, &text, &err), SHEAF_ERANGE);
  sheaf_archive_close(archive);
  sheaf_buf_clear(&bytes);
  sheaf_buf_clear(&again);
  sheaf_buf_clear(&text);
}

static void refuse_what_is_no_archive(void **state) {
  (void)state;
  sheaf_archive *archive;
  sheaf_error err = {0};
  assert_int_equal(sheaf_archive_open(&archive, "PK no", 5, &err), SHEAF_EFORMAT);
  assert_null(archive);
  assert_int_equal(sheaf_archive_open(&archive, "", 0, &err), SHEAF_EFORMAT);
  sheaf_buf bytes = {0};
  assert_int_equal(sheaf_archive_write(members, 0, &bytes, &err), 0);
  assert_int_equal(bytes.length, 0);
  const sheaf_member twice[] = {members[0], members[0]};
  assert_int_equal(sheaf_archive_write(twice, 2, &bytes, &err), SHEAF_EFORMAT);
  sheaf_buf_clear(&bytes);
}

static void run_out_of_memory(void **state) {
  (void)state;
  for (long allowed = 0; allowed < 40; allowed++) {
    sheaf_buf bytes = {0}, events = {0};
    sheaf_archive *archive = NULL;
    sheaf_error err = {0};
    sheaf_mem_fail(allowed, 1);
    int code = sheaf_archive_write(members, 3, &bytes, &err);
    if (!code) code = sheaf_archive_open(&archive, bytes.data, bytes.length, &err);
    if (!code) code = sheaf_document_read("<a b='c'>d<e/></a>", 18, &events, &err);
    sheaf_mem_fail(-1, 0);
    assert_true(code == 0 || code == SHEAF_ENOMEM);
    sheaf_archive_close(archive);
    sheaf_buf_clear(&bytes);
    sheaf_buf_clear(&events);
  }
}

static int read_text(const char *text, sheaf_buf *events, sheaf_error *err) {
  sheaf_buf_reset(events);
  return sheaf_document_read(text, strlen(text), events, err);
}

static void read_documents(void **state) {
  (void)state;
  static const uint8_t wanted[] = {SHEAF_DOCUMENT_START,
                                   1,
                                   'a',
                                   SHEAF_DOCUMENT_ATTRIBUTE,
                                   1,
                                   'b',
                                   SHEAF_DOCUMENT_VALUE,
                                   1,
                                   'c',
                                   SHEAF_DOCUMENT_TEXT,
                                   1,
                                   'd',
                                   SHEAF_DOCUMENT_START,
                                   1,
                                   'e',
                                   SHEAF_DOCUMENT_END,
                                   0,
                                   SHEAF_DOCUMENT_END,
                                   0};
  sheaf_buf events = {0};
  sheaf_error err = {0};
  assert_int_equal(read_text("<p:a q:b='c'>d<e/></p:a>", &events, &err), 0);
  assert_int_equal(events.length, sizeof wanted);
  assert_memory_equal(events.data, wanted, sizeof wanted);
  assert_int_equal(read_text("<a>\n<b></a>", &events, &err), SHEAF_EFORMAT);
  assert_int_equal(err.line, 2);
  assert_int_equal(read_text("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", &events, &err), SHEAF_EFORMAT);
  assert_string_equal(err.name, "document-type");
  assert_int_equal(read_text("", &events, &err), SHEAF_EFORMAT);
  sheaf_buf deep = {0};
  for (int i = 0; i < 300; i++) sheaf_buf_add_text(&deep, "<a>");
  assert_int_equal(read_text(sheaf_buf_text(&deep), &events, &err), SHEAF_ERANGE);
  sheaf_buf_clear(&deep);
  sheaf_buf_clear(&events);
}

static void name_by_uuid(void **state) {
  (void)state;
  char one[SHEAF_DIGEST_UUID], again[SHEAF_DIGEST_UUID], other[SHEAF_DIGEST_UUID];
  sheaf_digest_uuid("a", 1, one);
  sheaf_digest_uuid("a", 1, again);
  sheaf_digest_uuid("b", 1, other);
  assert_string_equal(one, again);
  assert_string_not_equal(one, other);
  assert_int_equal(strlen(one), 36);
  assert_int_equal(one[14], '5');
  assert_non_null(strchr("89ab", one[19]));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(give_back_members), cmocka_unit_test(refuse_what_is_no_archive),
                                     cmocka_unit_test(run_out_of_memory), cmocka_unit_test(read_documents),
                                     cmocka_unit_test(name_by_uuid)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
