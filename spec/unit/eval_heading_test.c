/* eval_heading_test.c - headings: explosion, focus, qualifiers, entry terms, what is found against what is explained;
 * and a word that stands near itself too often. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>
/* clang-format on */

#include "base/buf.h"
#include "base/mem.h"
#include "index/index.h"
#include "index/token.h"
#include "query/eval.h"
#include "query/explain.h"
#include "record/field.h"
#include "store/store.h"
#include "store/thesaurus.h"
#include "store/thesaurus_write.h"
#include "trees.h"

typedef struct vocabulary {
  sheaf_store *store;         /* in memory */
  sheaf_index *index;         /* in it */
  sheaf_thesaurus *thesaurus; /* in it */
} vocabulary;

static const char *const headings[] = {"Dogs\x1fphysiology",
                                       "Cats\x1f*surgery",
                                       "*Animals, Tame",
                                       "Hunting Dogs\x1fsurgery",
                                       "Hounds",
                                       "Dogsled",
                                       "*Dogs\x1fsurgery\x1fphysiology"};

static int64_t add_descriptor(sheaf_thesaurus_write *write, const char *name, const char *const *numbers) {
  int64_t id = 0;
  sheaf_error err = {0};
  sheaf_buf key = {0};
  sheaf_token_whole(name, strlen(name), &key);
  const sheaf_thesaurus_text text = {name, strlen(name), key.data, key.length};
  assert_int_equal(sheaf_thesaurus_write_descriptor(write, &text, "", 0, 0, &id, &err), 1);
  for (; *numbers; numbers++)
    assert_int_equal(sheaf_thesaurus_write_place(write, id, *numbers, strlen(*numbers), &err), 0);
  sheaf_buf_clear(&key);
  return id;
}

static void fill_thesaurus(vocabulary *self) {
  sheaf_thesaurus_write *write = NULL;
  sheaf_error err = {0};
  int replaced;
  assert_int_equal(sheaf_thesaurus_write_begin(&write, self->store, &replaced, &err), 0);
  add_descriptor(write, "Animals, Tame", (const char *const[]){"B01", NULL});
  const int64_t dogs = add_descriptor(write, "Dogs", (const char *const[]){"B01.1", "Z07.5", NULL});
  add_descriptor(write, "Cats", (const char *const[]){"B01.10", NULL}); /* B01.1 is no prefix of it: mind the dot */
  add_descriptor(write, "Hunting Dogs", (const char *const[]){"Z07.5.3", NULL});
  const sheaf_thesaurus_text entry = {"Hounds", 6, "hounds", 6};
  assert_int_equal(sheaf_thesaurus_write_entry(write, dogs, SHEAF_THESAURUS_ENTRY, &entry, &err), 0);
  assert_int_equal(sheaf_thesaurus_write_finish(write, "mesh", 2024, "invented", &err), 0);
}

static int open_vocabulary(void **state) {
  vocabulary *self = calloc(1, sizeof *self);
  sheaf_error err = {0};
  *state = self;
  const sheaf_store_options options = {.create = 1, .index_schema = sheaf_index_schema()};
  if (sheaf_store_open(&self->store, NULL, &options, &err)) return -1;
  sqlite3 *db = sheaf_store_db(self->store);
  if (sheaf_index_open(&self->index, db, &err) || sqlite3_exec(db, "begin", NULL, NULL, NULL)) return -1;
  for (uint32_t i = 0; i < sizeof headings / sizeof *headings; i++) {
    sheaf_record record;
    sheaf_record_init(&record);
    sheaf_record_add_text(&record, SHEAF_FIELD_HEADING, headings[i]);
    if (sheaf_index_add(self->index, i + 1, &record, &err)) return -1;
    sheaf_record_clear(&record);
  }
  if (sheaf_index_flush(self->index, &err) || sqlite3_exec(db, "commit", NULL, NULL, NULL)) return -1;
  fill_thesaurus(self);
  return sheaf_index_refresh(self->index, &err) || sheaf_thesaurus_open(&self->thesaurus, self->store, &err);
}

static int close_vocabulary(void **state) {
  vocabulary *self = *state;
  sheaf_thesaurus_close(self->thesaurus);
  sheaf_index_close(self->index);
  sheaf_store_close(self->store);
  free(self);
  return 0;
}

static sheaf_query_node *heading(sheaf_query *query, const char *key, unsigned flags, const char *qualifier) {
  sheaf_query_node *made = node(query, SHEAF_QUERY_HEADING);
  made->text = made->key = key;
  made->flags = flags;
  made->fields = UINT64_C(1) << SHEAF_FIELD_HEADING;
  if (!qualifier) return made;
  sheaf_query_node *child = node(query, SHEAF_QUERY_QUALIFIER);
  child->text = child->key = qualifier;
  child->fields = made->fields;
  adopt(query, made, child);
  return made;
}

static int count_match(void *context, const sheaf_explain_match *match) {
  (void)match;
  ++*(int *)context;
  return 0;
}

/* Explanations agree with what is found, wherever there is no error. */
static void check_explained(const vocabulary *self, const sheaf_query *query, const sheaf_documents *found) {
  const sheaf_explain_options options = {.thesaurus = self->thesaurus};
  for (uint32_t i = 0; i < sizeof headings / sizeof *headings; i++) {
    sheaf_record record;
    sheaf_error err = {0};
    int matches = 0, wanted = 0;
    sheaf_record_init(&record);
    sheaf_record_add_text(&record, SHEAF_FIELD_HEADING, headings[i]);
    assert_int_equal(sheaf_explain_record(query, &record, &options, count_match, &matches, &err), 0);
    for (size_t k = 0; k < found->count; k++) wanted |= found->ids[k] == i + 1;
    assert_int_equal(matches > 0, wanted);
    sheaf_record_clear(&record);
  }
}

typedef struct heading_row {
  const char *syntax;    /* of the query */
  const char *key;       /* heading */
  unsigned flags;        /* of it */
  const char *qualifier; /* on it, or NULL */
  int ignore;            /* options.explode */
  const char *found;     /* ids, or the name of the error */
} heading_row;

static void headings_bring_what_is_narrower(void **state) {
  vocabulary *self = *state;
  enum { EXP = SHEAF_QUERY_EXPLODE, MAJ = SHEAF_QUERY_FOCUS, CUT = SHEAF_QUERY_TRUNCATED };
  static const heading_row rows[] = {
      {"ovid", "dogs", 0, NULL, 0, "1 7"},
      {"ovid", "dogs", EXP, NULL, 0, "1 4 7"},
      {"ovid", "animals tame", EXP, NULL, 0, "1 2 3 7"},
      {"ovid", "animals tame", EXP | MAJ, NULL, 0, "2 3 7"},
      {"ovid", "animals tame", EXP, "surgery", 0, "2 7"},
      {"ovid", "animals tame", EXP | MAJ, "surgery", 0, "2 7"},
      {"ovid", "dogs", EXP | MAJ, "physiology", 0, "7"},
      {"ovid", "dogs", CUT | EXP, NULL, 0, "1 6 7"},
      {"ovid", "hounds", EXP, NULL, 0, "H-ENTRY-TERM"},
      {"ovid", "hounds", 0, NULL, 0, "H-ENTRY-TERM"},
      {"ovid", "hounds", EXP, NULL, 1, "5"},
      {"pubmed", "hounds", EXP, NULL, 0, "1 4 7"},
      {"pubmed", "hounds", 0, NULL, 0, "1 7"},
      {"pubmed", "hounds", 0, "surgery", 0, "7"},
      {"pubmed", "dogsled", EXP, NULL, 0, "S-UNKNOWN"},
      {"pubmed", "dogsled", EXP, NULL, 1, "6"},
      {"pubmed", "dogsled", 0, NULL, 0, "6"},
      {"pubmed", "dogsled", EXP, "surgery", 1, ""},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const heading_row *row = &rows[i];
    sheaf_query *query = sheaf_query_new(row->syntax, "x", 1);
    assert_int_equal(sheaf_query_finish(query, heading(query, row->key, row->flags, row->qualifier)), 0);
    const sheaf_eval_options asked = {.thesaurus = self->thesaurus,
                                      .explode = row->ignore ? SHEAF_EVAL_EXPLODE_IGNORE : SHEAF_EVAL_EXPLODE_ERROR};
    sheaf_documents found = {0};
    sheaf_error err = {0};
    char ids[64] = "";
    if (sheaf_eval_documents(query, self->index, &asked, &found, &err)) {
      assert_int_equal(err.code, SHEAF_EUNSUPPORTED);
      strcpy(ids, err.name);
    } else {
      for (size_t k = 0; k < found.count; k++) sprintf(ids + strlen(ids), "%s%u", k ? " " : "", (unsigned)found.ids[k]);
      check_explained(self, query, &found);
    }
    if (strcmp(ids, row->found) != 0) fail_msg("row %zu: %s", i, ids);
    if (strcmp(ids, "S-UNKNOWN") == 0) assert_non_null(strstr(err.message, "\"Dogs\""));
    if (strcmp(ids, "H-ENTRY-TERM") == 0) assert_non_null(strstr(err.message, "\"Dogs\""));
    sheaf_mem_free(found.ids);
    sheaf_query_free(query);
  }
}

/* ---- places ---- */

/* A word that fills a record is near itself in more ways than anybody can look at: an error, soon. */
static void too_many_places_are_an_error(void **state) {
  vocabulary *self = *state;
  sheaf_buf text = {0};
  sheaf_record record;
  sheaf_error err = {0};
  for (int i = 0; i < 8000; i++) sheaf_buf_add_text(&text, "a ");
  sheaf_record_init(&record);
  sheaf_record_add_text(&record, SHEAF_FIELD_TITLE, sheaf_buf_text(&text));
  sqlite3_exec(sheaf_store_db(self->store), "begin", NULL, NULL, NULL);
  assert_int_equal(sheaf_index_add(self->index, 100, &record, &err), 0);
  assert_int_equal(sheaf_index_flush(self->index, &err), 0);
  sqlite3_exec(sheaf_store_db(self->store), "commit", NULL, NULL, NULL);
  assert_int_equal(sheaf_index_refresh(self->index, &err), 0);
  const sheaf_query_fields title = UINT64_C(1) << SHEAF_FIELD_TITLE;
  sheaf_query *query = sheaf_query_new("ovid", "x", 1);
  sheaf_query_node *near = node(query, SHEAF_QUERY_NEAR), *chain = node(query, SHEAF_QUERY_NEAR);
  near->gap = chain->gap = 10000;
  for (int i = 0; i < 2; i++) adopt(query, near, term(query, title, "a", 0));
  adopt(query, chain, near);
  adopt(query, chain, term(query, title, "a", 0));
  assert_int_equal(sheaf_query_finish(query, chain), 0);
  sheaf_documents found = {0};
  int matches = 0;
  assert_int_equal(sheaf_eval_documents(query, self->index, NULL, &found, &err), SHEAF_ERANGE);
  assert_string_equal(err.name, "near-spans");
  assert_int_equal(sheaf_explain_record(query, &record, NULL, count_match, &matches, &err), SHEAF_ERANGE);
  sheaf_mem_free(found.ids);
  sheaf_query_free(query);
  sheaf_record_clear(&record);
  sheaf_buf_clear(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(headings_bring_what_is_narrower, open_vocabulary, close_vocabulary),
      cmocka_unit_test_setup_teardown(too_many_places_are_an_error, open_vocabulary, close_vocabulary),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
