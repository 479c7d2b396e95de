/* thesaurus_test.c - a thesaurus in the store: what the query evaluator asks of it, memory that runs out while one is
 * loaded, spellings. What users see is checked by thesaurus_spec.lua. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the first four */
#include <cmocka.h>

#include "base/edit.h"
#include "base/mem.h"
#include "index/index.h"
#include "query/thesaurus_load.h"
#include "store/thesaurus.h"

static const char *const xml = "spec/fixtures/thesaurus/desc2024.xml";
static const char *const trees = "spec/fixtures/thesaurus/mtrees2024.bin";

static sheaf_store *open_store(void) {
  const sheaf_store_options options = {0, 1, sheaf_index_schema()};
  sheaf_store *store = NULL;
  assert_int_equal(sheaf_store_open(&store, NULL, &options, NULL), 0);
  return store;
}

static int load(sheaf_store *store, const char *path, sheaf_thesaurus_report *report, sheaf_error *err) {
  sheaf_source *source = NULL;
  int code = sheaf_source_open_file(&source, path, NULL, err);
  if (code) return code;
  code = sheaf_thesaurus_load_source(store, source, path, 0, NULL, NULL, report, err);
  sheaf_source_close(source);
  return code;
}

static sheaf_store *open_loaded(const char *path, sheaf_thesaurus **out) {
  sheaf_store *store = open_store();
  sheaf_thesaurus_report report;
  sheaf_error err = {0};
  if (load(store, path, &report, &err)) fail_msg("%s", err.message);
  assert_int_equal(sheaf_thesaurus_open(out, store, &err), 0);
  assert_non_null(*out);
  return store;
}

static sheaf_thesaurus_entry find(sheaf_thesaurus *self, const char *key) {
  sheaf_thesaurus_entry entry = {0};
  assert_int_equal(sheaf_thesaurus_find(self, key, strlen(key), &entry, NULL), 1);
  return entry;
}

typedef struct list {
  char text[2000];       /* what was visited, each with a "|" behind it */
  size_t stop;           /* visits after which to stop with 7; 0: never */
  size_t visits;         /* so far */
  sheaf_thesaurus *self; /* asked again during the visit, or NULL */
} list;

static int visit(void *context, const char *key, size_t length) {
  list *to = context;
  assert_true(strlen(to->text) + length + 2 < sizeof to->text);
  strncat(to->text, key, length);
  strcat(to->text, "|");
  if (to->self) find(to->self, "care settings");
  return ++to->visits == to->stop ? 7 : 0;
}

static void test_none(void **state) {
  (void)state;
  sheaf_store *store = open_store();
  sheaf_thesaurus *self = (sheaf_thesaurus *)store;
  assert_int_equal(sheaf_thesaurus_open(&self, store, NULL), 0);
  assert_null(self);
  sheaf_thesaurus_close(self);
  sheaf_store_close(store);
}

static void test_find(void **state) {
  (void)state;
  sheaf_thesaurus *self;
  sheaf_store *store = open_loaded(xml, &self);
  sheaf_thesaurus_entry entry = find(self, "surgery on wheels");
  assert_string_equal(entry.key, "mobile surgeries");
  assert_string_equal(entry.name, "Mobile Surgeries");
  assert_string_equal(entry.uid, "D900009");
  assert_int_equal(entry.is_entry, 1);
  assert_int_equal(entry.year_introduced, 1980);
  entry = find(self, "consultation remote");
  assert_int_equal(entry.is_entry, 0);
  entry = find(self, "remote consultation");
  assert_string_equal(entry.name, "Consultation, Remote");
  assert_int_equal(entry.is_entry, 1);
  assert_int_equal(sheaf_thesaurus_find(self, "remote", 6, &entry, NULL), 0);
  assert_int_equal(sheaf_thesaurus_find(self, "", 0, &entry, NULL), 0);
  sheaf_thesaurus_close(self);
  sheaf_store_close(store);
}

static void test_narrower(void **state) {
  (void)state;
  sheaf_thesaurus *self;
  sheaf_store *store = open_loaded(trees, &self);
  const int64_t villages = find(self, "village surgeries").descriptor;
  list keys = {.self = self};
  assert_int_equal(sheaf_thesaurus_narrower(self, villages, visit, &keys, NULL), 0);
  assert_string_equal(keys.text, "island surgeries|mobile surgeries|surgeries floating|village surgeries|");
  list names = {.stop = 3};
  assert_int_equal(sheaf_thesaurus_narrower_names(self, villages, visit, &names, NULL), 7);
  assert_string_equal(names.text, "Island Surgeries|Mobile Surgeries|Surgeries, Floating|");
  list evening = {0}; /* N02.1 is not above N02.10 */
  assert_int_equal(sheaf_thesaurus_narrower(self, find(self, "evening clinics").descriptor, visit, &evening, NULL), 0);
  assert_string_equal(evening.text, "bank holiday clinics|evening clinics|late surgery hours|weekend clinics|");
  list both = {0}; /* two tree numbers, with the same headings below */
  assert_int_equal(sheaf_thesaurus_narrower(self, find(self, "consultation remote").descriptor, visit, &both, NULL), 0);
  assert_string_equal(both.text,
                      "consultation electronic|consultation remote|consultation telephone|consultation video group|");
  sheaf_thesaurus_close(self);
  sheaf_store_close(store);
}

static void test_qualifiers(void **state) {
  (void)state;
  sheaf_thesaurus *self;
  sheaf_store *store = open_loaded(xml, &self);
  const int64_t care = find(self, "care settings").descriptor;
  assert_int_equal(sheaf_thesaurus_allows(self, care, "economics", NULL), 1);
  assert_int_equal(sheaf_thesaurus_allows(self, care, "organization administration", NULL), 1);
  assert_int_equal(sheaf_thesaurus_allows(self, care, "drug therapy", NULL), 0);
  assert_int_equal(sheaf_thesaurus_allows(self, find(self, "befriending").descriptor, "economics", NULL), 0);
  sheaf_thesaurus_report report;
  assert_int_equal(load(store, "spec/fixtures/thesaurus/d2024.bin", &report, NULL), 0);
  assert_int_equal(report.replaced, 1);
  assert_int_equal(
      sheaf_thesaurus_allows(self, find(self, "care settings").descriptor, "organization administration", NULL), 1);
  assert_int_equal(load(store, trees, &report, NULL), 0); /* says nothing of qualifiers */
  assert_int_equal(sheaf_thesaurus_allows(self, find(self, "care settings").descriptor, "drug therapy", NULL), 1);
  sheaf_thesaurus_close(self);
  sheaf_store_close(store);
}

static void test_suggest(void **state) {
  (void)state;
  sheaf_thesaurus *self;
  sheaf_store *store = open_loaded(xml, &self);
  list near = {0}, two = {0}, none = {0};
  assert_int_equal(sheaf_thesaurus_suggest(self, "saturday clinic", 15, 5, visit, &near, NULL), 0);
  assert_string_equal(near.text, "Weekend Clinics|");
  assert_int_equal(sheaf_thesaurus_suggest(self, "north farlnad", 13, 2, visit, &two, NULL), 0);
  assert_int_equal(two.visits, 2);
  assert_memory_equal(two.text, "North Farland|", 14);
  assert_int_equal(sheaf_thesaurus_suggest(self, "north farland", 13, 0, visit, &none, NULL), 0);
  assert_int_equal(none.visits, 0);
  sheaf_thesaurus_close(self);
  sheaf_store_close(store);
}

/* Wherever memory runs out, the old thesaurus stays. */
static void test_memory(void **state) {
  (void)state;
  sheaf_thesaurus *self;
  sheaf_store *store = open_loaded(trees, &self);
  const char *const files[] = {xml, "spec/fixtures/thesaurus/d2024.bin"};
  for (size_t f = 0; f < 2; f++) {
    int code = SHEAF_ENOMEM;
    for (long after = 0; code; after += 1 + after / 40) {
      sheaf_thesaurus_report report;
      sheaf_error err = {0};
      sheaf_mem_fail(after, 1);
      code = load(store, files[f], &report, &err);
      sheaf_mem_fail(-1, 0);
      if (!code) break;
      assert_int_equal(code, SHEAF_ENOMEM);
      assert_string_equal(find(self, "care settings").uid, f ? "D900001" : "");
    }
  }
  sheaf_thesaurus_close(self);
  sheaf_store_close(store);
}

static size_t distance(const char *a, const char *b, size_t most) {
  return sheaf_edit_distance(a, strlen(a), b, strlen(b), most);
}

static void test_edit(void **state) {
  (void)state;
  assert_int_equal(distance("", "", 0), 0);
  assert_int_equal(distance("clinic", "clinic", 3), 0);
  assert_int_equal(distance("clinic", "clinics", 3), 1);
  assert_int_equal(distance("clinic", "cilnic", 3), 1);
  assert_int_equal(distance("kitten", "sitting", 3), 3);
  assert_true(distance("kitten", "sitting", 2) > 2);
  assert_int_equal(distance("", "abc", 3), 3);
  assert_int_equal(distance("abc", "", 5), 3);
  char a[SHEAF_EDIT_LONGEST + 2], b[SHEAF_EDIT_LONGEST + 2];
  memset(a, 'a', sizeof a);
  memset(b, 'b', sizeof b);
  assert_int_equal(sheaf_edit_distance(a, SHEAF_EDIT_LONGEST, b, SHEAF_EDIT_LONGEST, SHEAF_EDIT_LONGEST), 128);
  assert_true(sheaf_edit_distance(a, SHEAF_EDIT_LONGEST + 1, a, SHEAF_EDIT_LONGEST + 1, 5) > 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_none),       cmocka_unit_test(test_find),    cmocka_unit_test(test_narrower),
      cmocka_unit_test(test_qualifiers), cmocka_unit_test(test_suggest), cmocka_unit_test(test_memory),
      cmocka_unit_test(test_edit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
