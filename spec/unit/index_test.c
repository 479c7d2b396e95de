/* index_test.c - the index against a model: random records, of which the test itself writes down every occurrence. */
#define _POSIX_C_SOURCE 200809L
/* cmocka.h needs what comes before it */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
/* clang-format on */

#include "index/index.h"

#include <sqlite3.h>

#include "base/error.h"
#include "base/mem.h"
#include "index/document.h"

/* ---- the model: a list of occurrences, sorted by key ---- */

typedef struct fact {
  unsigned field;    /* of the index */
  char token[40];    /* NUL-terminated */
  uint32_t document; /* whose it is */
  uint32_t instance; /* where */
  uint32_t position; /* where in it */
} fact;

typedef struct model {
  fact *facts;              /* all that was added */
  size_t count;             /* of them */
  size_t capacity;          /* room */
  uint32_t titles[8000];    /* tokens of each document's title */
  uint32_t documents[8000]; /* numbers of the documents, ascending */
  uint32_t document_count;  /* of them */
} model;

static void note(model *m, unsigned field, const char *token, uint32_t document, uint32_t instance, uint32_t position) {
  if (m->count == m->capacity) {
    m->capacity = m->capacity ? m->capacity * 2 : 1024;
    m->facts = realloc(m->facts, m->capacity * sizeof *m->facts);
    assert_non_null(m->facts);
  }
  fact *f = &m->facts[m->count++];
  *f = (fact){.field = field, .document = document, .instance = instance, .position = position};
  snprintf(f->token, sizeof f->token, "%s", token);
}

static int by_key(const fact *x, const fact *y) {
  if (x->field != y->field) return x->field < y->field ? -1 : 1;
  return strcmp(x->token, y->token);
}

static int by_place(const void *a, const void *b) {
  const fact *x = a, *y = b;
  const int order = by_key(x, y);
  if (order) return order;
  if (x->document != y->document) return x->document < y->document ? -1 : 1;
  if (x->instance != y->instance) return x->instance < y->instance ? -1 : 1;
  return (x->position > y->position) - (x->position < y->position);
}

static void finish(model *m) {
  qsort(m->facts, m->count, sizeof *m->facts, by_place);
  size_t kept = 0;
  for (size_t i = 0; i < m->count; i++)
    if (kept == 0 || by_place(&m->facts[kept - 1], &m->facts[i]) != 0) m->facts[kept++] = m->facts[i];
  m->count = kept;
}

/* ---- random records ---- */

static uint32_t state_of_random = 1;

static uint32_t draw(uint32_t below) {
  state_of_random = state_of_random * 1664525u + 1013904223u;
  return (uint32_t)(((uint64_t)(state_of_random >> 4) * below) >> 28);
}

/* Few words are common, many are rare. */
static const char *draw_word(char word[40]) {
  const uint32_t scale = 1u << draw(14);
  snprintf(word, 40, "w%ux", draw(scale) * 7);
  return word;
}

typedef struct maker {
  model *m;          /* what is noted */
  sheaf_record *r;   /* the record being made */
  uint32_t document; /* its number */
} maker;

/* Makes text of random words, noting each under the field, and returns how many. */
static uint32_t make_words(maker *k, unsigned field, uint32_t instance, uint32_t position, uint32_t words,
                           sheaf_buf *text) {
  static const char *const gaps[] = {" ", ", ", "-", ". ", "/"};
  char word[40];
  for (uint32_t i = 0; i < words; i++) {
    if (text->length) sheaf_buf_add_text(text, gaps[draw(5)]);
    note(k->m, field, draw_word(word), k->document, instance, position + i);
    if (draw(3) == 0) word[0] = 'W';
    sheaf_buf_add_text(text, word);
  }
  return words;
}

static void add(maker *k, sheaf_field field, sheaf_buf *text, const char *note_text) {
  sheaf_record_add(k->r, field, sheaf_buf_text(text), text->length, note_text, note_text ? strlen(note_text) : 0);
  sheaf_buf_reset(text);
}

static void make_abstract(maker *k, sheaf_buf *text) {
  uint32_t position = 0;
  const uint32_t sections = 1 + draw(3);
  for (uint32_t i = 0; i < sections; i++) {
    const int labelled = sections > 1;
    if (labelled) note(k->m, SHEAF_FIELD_ABSTRACT, "results", k->document, 0, position++);
    position += make_words(k, SHEAF_FIELD_ABSTRACT, 0, position, 1 + draw(60), text);
    add(k, SHEAF_FIELD_ABSTRACT, text, labelled ? "RESULTS" : NULL);
  }
  note(k->m, SHEAF_INDEX_HAS, "abstract", k->document, 0, 0);
}

static void make_headings(maker *k, sheaf_buf *text) {
  const uint32_t headings = draw(6);
  char name[40];
  for (uint32_t i = 0; i < headings; i++) {
    const uint32_t qualifiers = draw(3);
    const int major = draw(3) == 0;
    int any = major;
    if (major) sheaf_buf_add_byte(text, '*');
    note(k->m, SHEAF_FIELD_HEADING, draw_word(name), k->document, i, 0);
    sheaf_buf_add_text(text, name);
    note(k->m, SHEAF_INDEX_HEADING_NAME, name, k->document, i, 0);
    if (major) note(k->m, SHEAF_INDEX_HEADING_SELF_MAJOR, name, k->document, i, 0);
    for (uint32_t q = 0; q < qualifiers; q++) {
      char qualifier[40];
      const int starred = draw(4) == 0;
      any |= starred;
      note(k->m, SHEAF_FIELD_HEADING, draw_word(qualifier), k->document, i, 1 + q * 101 + 100);
      note(k->m, SHEAF_INDEX_QUALIFIER, qualifier, k->document, i, q + 1);
      if (starred || major) note(k->m, SHEAF_INDEX_QUALIFIER_MAJOR, qualifier, k->document, i, q + 1);
      sheaf_buf_add_byte(text, SHEAF_FIELD_PART);
      if (starred) sheaf_buf_add_byte(text, '*');
      sheaf_buf_add_text(text, qualifier);
    }
    if (any) note(k->m, SHEAF_INDEX_HEADING_MAJOR, name, k->document, i, 0);
    add(k, SHEAF_FIELD_HEADING, text, NULL);
  }
  if (headings) note(k->m, SHEAF_INDEX_HAS, "headings", k->document, 0, 0);
}

static void make_authors(maker *k, sheaf_buf *text) {
  const uint32_t authors = draw(5);
  const int cut = draw(4) == 0;
  for (uint32_t i = 0; i < authors; i++) {
    char family[40], name[96];
    const char given = (char)('a' + draw(26));
    draw_word(family);
    sheaf_buf_add_format(text, "%s%c%cnn Q.", family, SHEAF_FIELD_PART, given - 32);
    add(k, SHEAF_FIELD_AUTHOR, text, NULL);
    snprintf(name, sizeof name, "%cnn", given);
    const unsigned fields[] = {SHEAF_FIELD_AUTHOR, SHEAF_INDEX_FIRST_AUTHOR, SHEAF_INDEX_LAST_AUTHOR};
    for (int f = 0; f < 3; f++) {
      if ((f == 1 && i > 0) || (f == 2 && (cut || i + 1 < authors))) continue;
      note(k->m, fields[f], family, k->document, i, 0);
      note(k->m, fields[f], name, k->document, i, 1);
      note(k->m, fields[f], "q", k->document, i, 2);
    }
    snprintf(name, sizeof name, "%s %cq", family, given);
    note(k->m, SHEAF_INDEX_AUTHOR_NAME, name, k->document, i, 0);
    snprintf(name, sizeof name, "%s %cnn q", family, given);
    note(k->m, SHEAF_INDEX_AUTHOR_NAME, name, k->document, i, 1);
  }
  if (cut) {
    sheaf_record_add_text(k->r, SHEAF_FIELD_AUTHORS_CUT, "...");
  }
}

static void make_identifiers(maker *k) {
  char text[40];
  snprintf(text, sizeof text, "%u", 1000000 + k->document);
  sheaf_record_add_text(k->r, SHEAF_FIELD_PMID, text);
  note(k->m, SHEAF_FIELD_PMID, text, k->document, 0, 0);
  note(k->m, SHEAF_INDEX_IDENTIFIER, text, k->document, 0, 0);
  note(k->m, SHEAF_INDEX_HAS, "pmid", k->document, 0, 0);
  snprintf(text, sizeof text, "%u-06-%02u", 1990 + draw(30), 1 + draw(28));
  sheaf_record_add_text(k->r, SHEAF_FIELD_DATE, text);
  note(k->m, SHEAF_FIELD_DATE, text, k->document, 0, 0);
  sheaf_record_add_text(k->r, SHEAF_FIELD_LANGUAGE, "eng");
  note(k->m, SHEAF_FIELD_LANGUAGE, "eng", k->document, 0, 0);
}

static void make_record(maker *k) {
  sheaf_buf text = {0};
  const uint32_t title = draw(16);
  make_words(k, SHEAF_FIELD_TITLE, 0, 0, title, &text);
  if (title) note(k->m, SHEAF_INDEX_HAS, "title", k->document, 0, 0);
  add(k, SHEAF_FIELD_TITLE, &text, NULL);
  make_authors(k, &text);
  if (draw(8)) make_abstract(k, &text);
  make_headings(k, &text);
  make_identifiers(k);
  model *m = k->m;
  m->titles[m->document_count] = title;
  m->documents[m->document_count++] = k->document;
  sheaf_buf_clear(&text);
}

/* ---- a database with an index ---- */

typedef struct fixture {
  sqlite3 *db;        /* in memory */
  sheaf_index *index; /* of it */
  model m;            /* what it must hold */
} fixture;

static void run(sqlite3 *db, const char *sql) { assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK); }

static void good(int code, const sheaf_error *err) {
  if (code) fail_msg("%d: %s", code, err->message);
}

static void open_index(fixture *f, const char *path) {
  sheaf_error err = {0};
  assert_int_equal(sqlite3_open(path, &f->db), SQLITE_OK);
  run(f->db, sheaf_index_schema());
  good(sheaf_index_open(&f->index, f->db, &err), &err);
}

static void close_index(fixture *f) {
  sheaf_index_close(f->index);
  assert_int_equal(sqlite3_close(f->db), SQLITE_OK);
  free(f->m.facts);
}

/* Adds `count` random records, flushing every `flush`. */
static void fill(fixture *f, uint32_t count, uint32_t flush, uint32_t step) {
  sheaf_error err = {0};
  sheaf_record record;
  sheaf_record_init(&record);
  uint32_t document = sheaf_index_last(f->index);
  run(f->db, "BEGIN IMMEDIATE");
  for (uint32_t i = 0; i < count; i++) {
    document += 1 + draw(step);
    maker k = {&f->m, &record, document};
    make_record(&k);
    good(sheaf_index_add(f->index, document, &record, &err), &err);
    sheaf_record_reset(&record);
    if (i % flush == flush - 1) {
      assert_true(sheaf_index_pending(f->index) > 0);
      good(sheaf_index_flush(f->index, &err), &err);
      assert_int_equal(sheaf_index_pending(f->index), 0);
    }
  }
  good(sheaf_index_flush(f->index, &err), &err);
  run(f->db, "COMMIT");
  sheaf_record_clear(&record);
}

/* ---- comparing ---- */

static void check_walk(sheaf_posting_cursor *c, const fact *from, const fact *end, int positions) {
  uint32_t documents = 0;
  for (const fact *at = from; at < end;) {
    assert_int_equal(sheaf_posting_cursor_next(c), at->document);
    documents++;
    const fact *first = at;
    while (at < end && at->document == first->document) at++;
    if (!positions && draw(3)) continue;
    uint32_t count;
    const sheaf_occurrence *o = sheaf_posting_cursor_occurrences(c, &count);
    assert_int_equal(count, at - first);
    assert_int_equal(sheaf_posting_cursor_frequency(c), count);
    for (uint32_t i = 0; i < count; i++) {
      assert_int_equal(o[i].instance, first[i].instance);
      assert_int_equal(o[i].position, first[i].position);
    }
  }
  assert_int_equal(sheaf_posting_cursor_next(c), 0);
  assert_int_equal(sheaf_posting_cursor_next(c), 0);
  assert_int_equal(sheaf_posting_cursor_documents(c), documents);
  assert_int_equal(sheaf_posting_cursor_error(c, NULL), 0);
}

static void check_seeks(sheaf_posting_cursor *c, const fact *from, const fact *end, uint32_t last) {
  uint32_t target = 0;
  const fact *at = from;
  for (;;) {
    target += draw(draw(4) ? 40 : last / 3 + 1);
    if (at < end && at > from && target < at->document) target = at->document;
    while (at < end && at->document < target) at++;
    while (at < end && at > from && at[-1].document == at->document) at--;
    const uint32_t got = sheaf_posting_cursor_seek(c, target);
    assert_int_equal(got, at < end ? at->document : 0);
    if (at == end) return;
    assert_int_equal(sheaf_posting_cursor_seek(c, 1), got);
    uint32_t count;
    const sheaf_occurrence *o = sheaf_posting_cursor_occurrences(c, &count);
    assert_int_equal(o[0].position, at->position);
    while (at + 1 < end && at[1].document == got) at++;
    assert_int_equal(o[count - 1].position, at->position);
    if (draw(2)) continue;
    at++;
    const uint32_t next = sheaf_posting_cursor_next(c);
    assert_int_equal(next, at < end ? at->document : 0);
    if (!next) return;
    target = next;
  }
}

static void check_documents(sheaf_index *index, const fact *from, const fact *end) {
  sheaf_error err = {0};
  sheaf_documents all = {0};
  good(sheaf_index_documents_of(index, from->field, from->token, strlen(from->token), &all, &err), &err);
  size_t n = 0;
  for (const fact *at = from; at < end; at++) {
    if (at > from && at->document == at[-1].document) continue;
    assert_true(n < all.count);
    assert_int_equal(all.ids[n++], at->document);
  }
  assert_int_equal(n, all.count);
  sheaf_mem_free(all.ids);
}

static void check_term(fixture *f, const fact *from, const fact *end) {
  sheaf_error err = {0};
  for (int way = 0; way < 3; way++) {
    sheaf_posting_cursor *c;
    good(sheaf_index_find(f->index, from->field, from->token, strlen(from->token), &c, &err), &err);
    assert_non_null(c);
    if (way < 2)
      check_walk(c, from, end, way);
    else
      check_seeks(c, from, end, sheaf_index_last(f->index));
    sheaf_posting_cursor_close(c);
  }
  check_documents(f->index, from, end);
}

static void check_all(fixture *f) {
  sheaf_error err = {0};
  good(sheaf_index_check(f->index, &err), &err);
  finish(&f->m);
  const fact *facts = f->m.facts;
  for (size_t i = 0, n; i < f->m.count; i = n) {
    for (n = i + 1; n < f->m.count && by_key(&facts[i], &facts[n]) == 0;) n++;
    const uint32_t of = n - i > 200 ? 1 : n - i > 3 ? 6 : 60; /* all that have several blocks; of the others a sample */
    if (draw(of) == 0) check_term(f, facts + i, facts + n);
  }
  uint64_t titles = 0;
  for (uint32_t i = 0; i < f->m.document_count; i++) {
    uint32_t tokens;
    good(sheaf_index_length(f->index, SHEAF_FIELD_TITLE, f->m.documents[i], &tokens, &err), &err);
    assert_int_equal(tokens, f->m.titles[i]);
    titles += tokens;
  }
  assert_int_equal(sheaf_index_tokens(f->index, SHEAF_FIELD_TITLE), titles);
  assert_int_equal(sheaf_index_documents(f->index), f->m.document_count);
  assert_int_equal(sheaf_index_last(f->index), f->m.documents[f->m.document_count - 1]);
}

typedef struct visited {
  const fact *at;     /* the next fact expected */
  const fact *end;    /* one past the last */
  const char *prefix; /* what tokens begin with */
  unsigned field;     /* asked for */
  int left;           /* visits until it stops */
} visited;

static int expected(const visited *v) {
  return v->at->field == v->field && strncmp(v->at->token, v->prefix, strlen(v->prefix)) == 0;
}

static int visit(void *context, const char *token, size_t length, uint32_t documents) {
  visited *v = context;
  while (v->at < v->end && !expected(v)) v->at++;
  assert_true(v->at < v->end);
  assert_int_equal(length, strlen(v->at->token));
  assert_memory_equal(token, v->at->token, length);
  const fact *first = v->at;
  uint32_t count = 0;
  for (; v->at < v->end && by_key(first, v->at) == 0; v->at++)
    if (v->at == first || v->at->document != v->at[-1].document) count++;
  assert_int_equal(count, documents);
  return --v->left == 0;
}

static int is_even(const void *context, const char *token, size_t length) {
  (void)context;
  return length && (token[length - 1] & 1) == 0;
}

static int by_number(const void *a, const void *b) {
  const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

/* The documents of all tokens of a field that have the prefix, and of those that end in an even byte. */
static void check_within(fixture *f, unsigned field, const char *prefix, int even) {
  sheaf_error err = {0};
  sheaf_documents all = {0};
  uint32_t *wanted = malloc((f->m.count + 1) * sizeof *wanted);
  assert_non_null(wanted);
  size_t count = 0;
  for (size_t i = 0; i < f->m.count; i++) {
    const fact *at = &f->m.facts[i];
    if (at->field != field || strncmp(at->token, prefix, strlen(prefix)) != 0) continue;
    if (i && by_key(at - 1, at) == 0 && at[-1].document == at->document) continue;
    if (!even || is_even(NULL, at->token, strlen(at->token))) wanted[count++] = at->document;
  }
  good(sheaf_index_documents_within(f->index, field, prefix, strlen(prefix), even ? is_even : NULL, NULL, &all, &err),
       &err);
  assert_int_equal(all.count, count);
  qsort(wanted, count, sizeof *wanted, by_number);
  if (count) qsort(all.ids, count, sizeof *all.ids, by_number);
  if (count) assert_memory_equal(all.ids, wanted, count * sizeof *wanted);
  sheaf_mem_free(all.ids);
  free(wanted);
}

static void check_prefixes(fixture *f) {
  static const char *const prefixes[] = {"", "w", "w1", "w77", "w7x", "zz", "w1400x", "1000"};
  static const unsigned fields[] = {
      0, SHEAF_FIELD_TITLE, SHEAF_FIELD_ABSTRACT, SHEAF_FIELD_PMID, SHEAF_INDEX_AUTHOR_NAME, 259};
  sheaf_error err = {0};
  for (size_t n = 0; n < sizeof fields / sizeof *fields; n++)
    for (size_t p = 0; p < sizeof prefixes / sizeof *prefixes; p++)
      for (int stop = 0; stop < 2; stop++) {
        const unsigned field = fields[n];
        if (n % 2) check_within(f, field, prefixes[p], stop);
        visited v = {f->m.facts, f->m.facts + f->m.count, prefixes[p], field, stop ? 3 : -1};
        good(sheaf_index_terms(f->index, field, prefixes[p], strlen(prefixes[p]), visit, &v, &err), &err);
        if (v.left == 0) continue;
        while (v.at < v.end && !expected(&v)) v.at++;
        assert_true(v.at == v.end);
      }
}

static void check_absent(fixture *f) {
  sheaf_error err = {0};
  sheaf_posting_cursor *c;
  sheaf_documents none = {0};
  const struct {
    unsigned field;
    const char *token;
  } absent[] = {{SHEAF_FIELD_TITLE, ""},
                {SHEAF_FIELD_TITLE, "w"},
                {SHEAF_FIELD_TITLE, "zzz"},
                {SHEAF_FIELD_TITLE, "\x01"},
                {0, "w7x"},
                {255, "w7x"},
                {1000, "w7x"}};
  for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
    good(sheaf_index_find(f->index, absent[i].field, absent[i].token, strlen(absent[i].token), &c, &err), &err);
    assert_null(c);
    good(sheaf_index_documents_of(f->index, absent[i].field, absent[i].token, strlen(absent[i].token), &none, &err),
         &err);
    assert_int_equal(none.count, 0);
  }
  uint32_t tokens = 7;
  good(sheaf_index_length(f->index, SHEAF_FIELD_TITLE, UINT32_MAX, &tokens, &err), &err);
  assert_int_equal(tokens, 0);
  sheaf_mem_free(none.ids);
}

/* ---- tests ---- */

static void agrees_with_model(void **state) {
  (void)state;
  fixture f = {0};
  sheaf_error err = {0};
  state_of_random = 42;
  open_index(&f, ":memory:");
  check_absent(&f);
  fill(&f, 300, 37, 3);
  check_all(&f);
  fill(&f, 1500, 1500, 1);
  check_all(&f);
  run(f.db, "BEGIN");
  good(sheaf_index_merge(f.index, 0, &err), &err);
  run(f.db, "COMMIT");
  check_all(&f);
  fill(&f, 1300, 650, 30);
  run(f.db, "BEGIN");
  good(sheaf_index_merge(f.index, 1, &err), &err);
  run(f.db, "COMMIT");
  check_all(&f);
  check_prefixes(&f);
  check_absent(&f);
  fill(&f, 40, 4, 2); /* ten small ones, so that tiers come to work */
  run(f.db, "BEGIN");
  good(sheaf_index_merge(f.index, 0, &err), &err);
  run(f.db, "COMMIT");
  sheaf_index_close(f.index);
  good(sheaf_index_open(&f.index, f.db, &err), &err);
  check_all(&f);
  check_prefixes(&f);
  close_index(&f);
}

static uint32_t count_of(sheaf_index *index, const char *token) {
  sheaf_error err = {0};
  sheaf_documents all = {0};
  good(sheaf_index_documents_of(index, SHEAF_FIELD_TITLE, token, strlen(token), &all, &err), &err);
  sheaf_mem_free(all.ids);
  return (uint32_t)all.count;
}

static int add_title(sheaf_index *index, uint32_t document, const char *title, sheaf_error *err) {
  sheaf_record record;
  sheaf_record_init(&record);
  sheaf_record_add_text(&record, SHEAF_FIELD_TITLE, title);
  const int code = record.failed ? SHEAF_ENOMEM : sheaf_index_add(index, document, &record, err);
  sheaf_record_clear(&record);
  return code;
}

static void rolls_back(void **state) {
  (void)state;
  fixture f = {0};
  sheaf_error err = {0};
  open_index(&f, ":memory:");
  run(f.db, "BEGIN");
  good(add_title(f.index, 1, "one", &err), &err);
  assert_int_equal(add_title(f.index, 1, "one", &err), SHEAF_ERANGE);
  good(sheaf_index_flush(f.index, &err), &err);
  run(f.db, "COMMIT");
  run(f.db, "BEGIN");
  good(add_title(f.index, 2, "two", &err), &err);
  good(sheaf_index_flush(f.index, &err), &err);
  assert_int_equal(count_of(f.index, "two"), 1);
  good(add_title(f.index, 3, "three", &err), &err);
  run(f.db, "ROLLBACK");
  sheaf_index_discard(f.index);
  assert_int_equal(count_of(f.index, "two"), 0);
  assert_int_equal(sheaf_index_pending(f.index), 0);
  good(add_title(f.index, 2, "deux", &err), &err);
  run(f.db, "BEGIN");
  good(sheaf_index_flush(f.index, &err), &err);
  run(f.db, "COMMIT");
  assert_int_equal(count_of(f.index, "one"), 1);
  assert_int_equal(count_of(f.index, "two"), 0);
  assert_int_equal(count_of(f.index, "deux"), 1);
  good(sheaf_index_check(f.index, &err), &err);
  close_index(&f);
}

static void flushes_again_after_a_failure(void **state) {
  (void)state;
  fixture f = {0};
  sheaf_error err = {0};
  open_index(&f, ":memory:");
  good(add_title(f.index, 1, "one", &err), &err);
  run(f.db, "PRAGMA query_only=1");
  assert_true(sheaf_index_flush(f.index, &err) < 0);
  run(f.db, "PRAGMA query_only=0");
  good(add_title(f.index, 2, "two", &err), &err);
  good(sheaf_index_flush(f.index, &err), &err);
  good(sheaf_index_flush(f.index, &err), &err);
  assert_int_equal(count_of(f.index, "one"), 1);
  assert_int_equal(count_of(f.index, "two"), 1);
  close_index(&f);
}

static void sees_other_connections(void **state) {
  (void)state;
  char path[] = "/tmp/sheaf-index-test-XXXXXX";
  const int fd = mkstemp(path);
  assert_true(fd >= 0);
  fixture f = {0};
  sheaf_error err = {0};
  sqlite3 *db;
  sheaf_index *other;
  sheaf_posting_cursor *c;
  open_index(&f, path);
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  good(sheaf_index_open(&other, db, &err), &err);
  for (uint32_t i = 1; i <= 2; i++) {
    good(add_title(f.index, i, "same same", &err), &err);
    run(f.db, "BEGIN");
    good(sheaf_index_flush(f.index, &err), &err);
    run(f.db, "COMMIT");
  }
  assert_int_equal(count_of(other, "same"), 0);
  good(sheaf_index_refresh(other, &err), &err);
  good(sheaf_index_find(other, SHEAF_FIELD_TITLE, "same", 4, &c, &err), &err);
  run(f.db, "BEGIN");
  good(sheaf_index_merge(f.index, 1, &err), &err);
  run(f.db, "COMMIT");
  uint32_t occurrences;
  assert_int_equal(sheaf_posting_cursor_next(c), 1); /* the documents were read before; where the word stands was not */
  sheaf_posting_cursor_occurrences(c, &occurrences);
  assert_int_equal(occurrences, 0);
  assert_int_equal(sheaf_posting_cursor_error(c, &err), SHEAF_EBUSY);
  sheaf_posting_cursor_close(c);
  good(sheaf_index_refresh(other, &err), &err);
  assert_int_equal(count_of(other, "same"), 2);
  good(add_title(other, 3, "third", &err), &err);
  good(add_title(f.index, 3, "third", &err), &err);
  run(db, "BEGIN");
  good(sheaf_index_flush(other, &err), &err);
  run(db, "COMMIT");
  run(f.db, "BEGIN");
  assert_int_equal(sheaf_index_flush(f.index, &err), SHEAF_ERANGE);
  run(f.db, "ROLLBACK");
  sheaf_index_close(other);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
  close_index(&f);
  close(fd);
  remove(path);
}

static void names_of_people(void **state) {
  (void)state;
  static const char *const cases[][2] = {{"Richards\x1fSuzanne H.\x1fSH", "richards sh"},
                                         {"Richards\x1fSuzanne H.", "richards sh"},
                                         {"van der Berg\x1fJan\x1fJ.\x1fJr", "van der berg j jr"},
                                         {"O'Brien\x1f\x1fS. H.", "o brien sh"},
                                         {"WHO Study Group", "who study group"},
                                         {"Plato\x1f\x1f", "plato"},
                                         {"\x1fJean-Paul", "jp"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    sheaf_buf out = {0};
    sheaf_document_author(cases[i][0], strlen(cases[i][0]), &out);
    assert_string_equal(sheaf_buf_text(&out), cases[i][1]);
    sheaf_buf_clear(&out);
  }
}

static void rules_of_fields(void **state) {
  (void)state;
  static const struct {
    sheaf_field field;
    const char *value, *note;
    unsigned under;
    const char *token;
    int found;
  } cases[] = {
      {SHEAF_FIELD_DOI, "10.1136/QSHC.2006", NULL, SHEAF_FIELD_DOI, "10.1136/qshc.2006", 1},
      {SHEAF_FIELD_DOI, "10.1136/QSHC.2006", NULL, SHEAF_INDEX_IDENTIFIER, "10.1136/qshc.2006", 1},
      {SHEAF_FIELD_DOI, "10.1136/QSHC.2006", NULL, SHEAF_INDEX_HAS, "doi", 1},
      {SHEAF_FIELD_ACCESSION, "123", NULL, SHEAF_FIELD_PMID, "123", 0},
      {SHEAF_FIELD_ACCESSION, "123", NULL, SHEAF_INDEX_IDENTIFIER, "123", 1},
      {SHEAF_FIELD_ISSN, "1471-2296", NULL, SHEAF_INDEX_JOURNAL_NAME, "1471 2296", 1},
      {SHEAF_FIELD_ISSN, "1471-2296", NULL, SHEAF_FIELD_ISSN, "1471-2296", 1},
      {SHEAF_FIELD_JOURNAL, "BMC Family Practice", NULL, SHEAF_INDEX_JOURNAL_NAME, "bmc family practice", 1},
      {SHEAF_FIELD_JOURNAL, "BMC Family Practice", NULL, SHEAF_FIELD_JOURNAL, "family", 1},
      {SHEAF_FIELD_SUBSTANCE, "Aspirin, buffered", "50-78-2", SHEAF_INDEX_SUBSTANCE_NAME, "aspirin buffered", 1},
      {SHEAF_FIELD_SUBSTANCE, "Aspirin, buffered", "50-78-2", SHEAF_INDEX_SUBSTANCE_NAME, "50 78 2", 1},
      {SHEAF_FIELD_SUBSTANCE, "Aspirin, buffered", "50-78-2", SHEAF_FIELD_SUBSTANCE, "buffered", 1},
      {SHEAF_FIELD_PUBLICATION_TYPE, "Journal Article", NULL, SHEAF_INDEX_TYPE_NAME, "journal article", 1},
      {SHEAF_FIELD_KEYWORD, "Primary care", NULL, SHEAF_INDEX_KEYWORD_NAME, "primary care", 1},
      {SHEAF_FIELD_KEYWORD, "Primary care", NULL, SHEAF_FIELD_KEYWORD, "care", 1},
      {SHEAF_FIELD_YEAR, "2018", NULL, SHEAF_FIELD_YEAR, "2018", 1},
      {SHEAF_FIELD_DATE, "2018-06-19", NULL, SHEAF_FIELD_DATE, "2018-06-19", 1},
      {SHEAF_FIELD_DATE, "2018-06-19", NULL, SHEAF_FIELD_DATE, "2018", 0},
      {SHEAF_FIELD_TYPE, "article-journal", NULL, SHEAF_FIELD_TYPE, "article journal", 1},
      {SHEAF_FIELD_COMMENT, "I agree", "someone", SHEAF_FIELD_COMMENT, "agree", 1},
      {SHEAF_FIELD_EXTRA, "odd value", "ZZ", SHEAF_FIELD_EXTRA, "odd", 0},
      {SHEAF_FIELD_HEADING, "*Access to Care\x1futilization", NULL, SHEAF_INDEX_QUALIFIER_MAJOR, "utilization", 1},
      {SHEAF_FIELD_HEADING, "Access to Care\x1f*utilization", NULL, SHEAF_INDEX_HEADING_MAJOR, "access to care", 1},
      {SHEAF_FIELD_HEADING, "Access to Care\x1f*utilization", NULL, SHEAF_INDEX_HEADING_SELF_MAJOR, "access to care",
       0},
      {SHEAF_FIELD_URL, "http://a.org/B", NULL, SHEAF_INDEX_HAS, "fulltext", 1},
      {(sheaf_field)9999, "lost", NULL, 9999 % 256, "lost", 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    fixture f = {0};
    sheaf_error err = {0};
    sheaf_record record;
    sheaf_posting_cursor *c;
    open_index(&f, ":memory:");
    sheaf_record_init(&record);
    sheaf_record_add(&record, cases[i].field, cases[i].value, strlen(cases[i].value), cases[i].note,
                     cases[i].note ? strlen(cases[i].note) : 0);
    good(sheaf_index_add(f.index, 1, &record, &err), &err);
    good(sheaf_index_flush(f.index, &err), &err);
    good(sheaf_index_find(f.index, cases[i].under, cases[i].token, strlen(cases[i].token), &c, &err), &err);
    if ((c != NULL) != cases[i].found) fail_msg("%s under %u: %s", cases[i].value, cases[i].under, cases[i].token);
    sheaf_posting_cursor_close(c);
    sheaf_record_clear(&record);
    close_index(&f);
  }
}

static void extreme_values(void **state) {
  (void)state;
  fixture f = {0};
  sheaf_error err = {0};
  sheaf_record record;
  sheaf_posting_cursor *c;
  open_index(&f, ":memory:");
  sheaf_record_init(&record);
  char *text = malloc(6000000);
  assert_non_null(text);
  memset(text, 'q', 2000);
  sheaf_record_add(&record, SHEAF_FIELD_TITLE, text, 2000, NULL, 0); /* a token beyond what tells tokens apart */
  for (int i = 0; i < 3000000; i++) memcpy(text + (size_t)i * 2, i % 1000 ? "a " : "b ", 2);
  sheaf_record_add(&record, SHEAF_FIELD_NOTE, text, 6000000, NULL, 0);
  for (int i = 0; i < 70000; i++) sheaf_record_add_text(&record, SHEAF_FIELD_KEYWORD, "k");
  good(sheaf_index_add(f.index, 1, &record, &err), &err);
  good(add_title(f.index, UINT32_MAX, "end", &err), &err);
  good(sheaf_index_flush(f.index, &err), &err);
  good(sheaf_index_check(f.index, &err), &err);
  memset(text, 'q', 2000);
  good(sheaf_index_find(f.index, SHEAF_FIELD_TITLE, text, 2000, &c, &err), &err);
  assert_int_equal(sheaf_posting_cursor_next(c), 1);
  sheaf_posting_cursor_close(c);
  good(sheaf_index_find(f.index, SHEAF_FIELD_NOTE, "b", 1, &c, &err), &err);
  uint32_t count;
  assert_int_equal(sheaf_posting_cursor_seek(c, 1), 1);
  const sheaf_occurrence *o = sheaf_posting_cursor_occurrences(c, &count);
  assert_int_equal(count, 3000);
  assert_int_equal(o[2999].position, 2999000);
  sheaf_posting_cursor_close(c);
  good(sheaf_index_find(f.index, SHEAF_FIELD_KEYWORD, "k", 1, &c, &err), &err);
  sheaf_posting_cursor_next(c);
  assert_int_equal(sheaf_posting_cursor_frequency(c), 1 << 16);
  sheaf_posting_cursor_close(c);
  assert_int_equal(count_of(f.index, "end"), 1);
  free(text);
  sheaf_record_clear(&record);
  close_index(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(names_of_people),
                                     cmocka_unit_test(rules_of_fields),
                                     cmocka_unit_test(agrees_with_model),
                                     cmocka_unit_test(rolls_back),
                                     cmocka_unit_test(flushes_again_after_a_failure),
                                     cmocka_unit_test(sees_other_connections),
                                     cmocka_unit_test(extreme_values)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
