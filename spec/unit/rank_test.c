/* rank_test.c - relevance against brute force: every document's score by the formula of rank.h, counted word by word in
 * random small records, for queries of every kind that ranking treats in its own way. */
/* cmocka.h needs what comes before it */
/* clang-format off */
#include <math.h>
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

#include "query/rank.h"

#include "base/mem.h"
#include "query/count.h"
#include "query/parse.h"
#include "record/field.h"

enum { DOCUMENTS = 40000, WORDS = 12, TITLE = 6, ABSTRACT = 12, LEAVES = 6 };

static const char *const words[WORDS] = {"stema", "stemb", "stemc", "bab",   "bac",   "cab",
                                         "ca",    "c",     "bcb",   "rarea", "rareb", "x"};

static uint64_t seed = 88172645463325252;

static uint32_t draw(uint32_t below) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return (uint32_t)(seed >> 20) % below;
}

/* ---- records ---- */

typedef struct text {
  uint8_t words[ABSTRACT]; /* numbers of words */
  uint32_t count;          /* of them */
} text;

typedef struct corpus {
  text title[DOCUMENTS + 1];    /* by document; 0 stays empty */
  text abstract[DOCUMENTS + 1]; /* the same */
  double tokens[2];             /* of all titles, of all abstracts */
  sqlite3 *db;                  /* in memory */
  sheaf_index *index;           /* in it */
} corpus;

/* Some words are rare, and the documents of one lie together. */
static uint8_t draw_word(uint32_t document) {
  const uint32_t word = draw(WORDS);
  if (word == 9 && document % 400 > 2) return 0;
  if (word == 10 && (document < 20000 || document > 20900)) return 1;
  return (uint8_t)word;
}

static void add_text(text *at, uint32_t document, uint32_t most, double *tokens, sheaf_field field,
                     sheaf_record *record) {
  sheaf_buf buf = {0};
  at->count = 1 + draw(most);
  for (uint32_t i = 0; i < at->count; i++) {
    at->words[i] = draw_word(document);
    sheaf_buf_add_format(&buf, "%s ", words[at->words[i]]);
  }
  *tokens += at->count;
  sheaf_record_add(record, field, buf.data, buf.length, NULL, 0);
  sheaf_buf_clear(&buf);
}

static int make(void **state) {
  corpus *self = calloc(1, sizeof *self);
  sheaf_error err = {0};
  sheaf_record record;
  *state = self;
  assert_int_equal(sqlite3_open(":memory:", &self->db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(self->db, sheaf_index_schema(), NULL, NULL, NULL), SQLITE_OK);
  assert_int_equal(sheaf_index_open(&self->index, self->db, &err), 0);
  sheaf_record_init(&record);
  for (uint32_t i = 1; i <= DOCUMENTS; i++) {
    add_text(&self->title[i], i, TITLE, &self->tokens[0], SHEAF_FIELD_TITLE, &record);
    if (draw(4)) add_text(&self->abstract[i], i, ABSTRACT, &self->tokens[1], SHEAF_FIELD_ABSTRACT, &record);
    assert_int_equal(sheaf_index_add(self->index, i, &record, &err), 0);
    sheaf_record_reset(&record);
    if (i == 7000 || i == DOCUMENTS) assert_int_equal(sheaf_index_flush(self->index, &err), 0);
  }
  sheaf_record_clear(&record);
  return 0;
}

static int drop(void **state) {
  corpus *self = *state;
  sheaf_index_close(self->index);
  sqlite3_close(self->db);
  free(self);
  return 0;
}

/* ---- brute force ---- */

typedef struct leaf {
  const char *first;  /* a word, or the beginning of words before a * */
  const char *second; /* the word behind it in a phrase, or NULL */
  int prefix;         /* first is a beginning */
  int title_only;     /* [ti], else [tiab] */
} leaf;

static int fits(const leaf *self, uint8_t word) {
  return self->prefix ? strncmp(words[word], self->first, strlen(self->first)) == 0
                      : strcmp(words[word], self->first) == 0;
}

static uint32_t occurrences(const leaf *self, const text *at) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < at->count; i++) {
    if (!fits(self, at->words[i])) continue;
    if (!self->second)
      count++;
    else if (i + 1 < at->count)
      count += strcmp(words[at->words[i + 1]], self->second) == 0;
  }
  return count;
}

static double frequency(const corpus *self, const leaf *leaf, uint32_t document) {
  const double b = 0.75;
  const text *texts[2] = {&self->title[document], &self->abstract[document]};
  double tf = 0;
  for (int f = 0; f < (leaf->title_only ? 1 : 2); f++) {
    const uint32_t found = occurrences(leaf, texts[f]);
    if (found) tf += (f ? 1 : 5) * (double)found / (1 - b + b * DOCUMENTS / self->tokens[f] * texts[f]->count);
  }
  return tf;
}

/* Adds what the leaf gives to the scores of all documents. */
static void score(const corpus *self, const leaf *leaf, double *scores) {
  static double tf[DOCUMENTS + 1];
  double n = 0;
  for (uint32_t d = 1; d <= DOCUMENTS; d++) n += (tf[d] = frequency(self, leaf, d)) > 0;
  const double idf = log(1 + (DOCUMENTS - n + 0.5) / (n + 0.5));
  for (uint32_t d = 1; d <= DOCUMENTS; d++) scores[d] += idf * tf[d] / (1.2 + tf[d]);
}

/* ---- queries ---- */

typedef struct row {
  const char *text;    /* the query */
  leaf leaves[LEAVES]; /* what of it counts, in order; ends with an empty one */
  int all;             /* all must match, else one */
  leaf without;        /* NOT this, where it has a first */
} row;

static const row rows[] = {
    {"stema[tiab]", {{.first = "stema"}}, 0, {0}},
    {"stema[ti]", {{.first = "stema", .title_only = 1}}, 0, {0}},
    {"rarea[ti]", {{.first = "rarea", .title_only = 1}}, 0, {0}},
    {"rarea[tiab]", {{.first = "rarea"}}, 0, {0}},
    {"rareb[tiab]", {{.first = "rareb"}}, 0, {0}},
    {"stema[tiab] OR rareb[ti] OR c[tiab]",
     {{.first = "stema"}, {.first = "rareb", .title_only = 1}, {.first = "c"}},
     0,
     {0}},
    {"stema[tiab] AND rarea[tiab]", {{.first = "stema"}, {.first = "rarea"}}, 1, {0}},
    {"stema[tiab] AND bab[ti] AND stema[tiab]", {{.first = "stema"}, {.first = "bab", .title_only = 1}}, 1, {0}},
    {"cab[tiab] NOT stema[tiab]", {{.first = "cab"}}, 0, {.first = "stema"}},
    {"rareb[tiab] NOT rarea[ti]", {{.first = "rareb"}}, 0, {.first = "rarea", .title_only = 1}},
    {"stem*[tiab]", {{.first = "stem", .prefix = 1}}, 0, {0}},
    {"rare*[ti]", {{.first = "rare", .prefix = 1, .title_only = 1}}, 0, {0}},
    {"rare*[tiab] AND x[ti]", {{.first = "rare", .prefix = 1}, {.first = "x", .title_only = 1}}, 1, {0}},
    {"stem*[tiab] OR c[ti] OR ca[tiab]",
     {{.first = "stem", .prefix = 1}, {.first = "c", .title_only = 1}, {.first = "ca"}},
     0,
     {0}},
    {"stem*[tiab] AND stem*[ti]",
     {{.first = "stem", .prefix = 1}, {.first = "stem", .prefix = 1, .title_only = 1}},
     1,
     {0}},
    {"stema[tiab] AND stema[tiab]", {{.first = "stema"}}, 1, {0}},
    {"\"stema bab\"[tiab]", {{.first = "stema", .second = "bab"}}, 0, {0}},
    {"\"stema bab\"[tiab] OR c[tiab]", {{.first = "stema", .second = "bab"}, {.first = "c"}}, 0, {0}},
    {"\"rarea x\"[tiab] OR rareb[ti]",
     {{.first = "rarea", .second = "x"}, {.first = "rareb", .title_only = 1}},
     0,
     {0}},
    {"nothing[tiab]", {{.first = "nothing"}}, 0, {0}},
};

static int matches(const corpus *self, const row *query, uint32_t document) {
  int any = 0, all = 1;
  for (size_t i = 0; i < LEAVES && query->leaves[i].first; i++) {
    const int has = frequency(self, &query->leaves[i], document) > 0;
    any |= has;
    all &= has;
  }
  if (query->without.first && frequency(self, &query->without, document) > 0) return 0;
  return query->all ? all : any;
}

typedef struct ranked {
  float score; /* as the formula says */
  uint32_t id; /* the document */
} ranked;

static int compare(const void *x, const void *y) {
  const ranked *a = x, *b = y;
  if (a->score != b->score) return a->score > b->score ? -1 : 1;
  return (a->id > b->id) - (a->id < b->id);
}

/* Sums may differ in their last digits with the compiler: neighbours that are as good as equal may change places. */
static void expect(const row *query, const ranked *wanted, const uint32_t *ids, size_t count, const double *scores) {
  for (size_t i = 0; i < count; i++)
    if (ids[i] != wanted[i].id && fabs(scores[ids[i]] - (double)wanted[i].score) > 1e-6 * (double)wanted[i].score)
      fail_msg("%s: place %zu is %u, not %u", query->text, i, ids[i], wanted[i].id);
}

static void check(corpus *self, const row *row) {
  static double scores[DOCUMENTS + 1];
  static ranked wanted[DOCUMENTS];
  static float got[DOCUMENTS];
  static const sheaf_parse_options options = {.today = "2026-01-01"};
  sheaf_error err = {0};
  sheaf_query *query;
  size_t all = 0, count, total;
  memset(scores, 0, sizeof scores);
  for (size_t i = 0; i < LEAVES && row->leaves[i].first; i++) score(self, &row->leaves[i], scores);
  for (uint32_t d = 1; d <= DOCUMENTS; d++)
    if (matches(self, row, d)) wanted[all++] = (ranked){(float)scores[d], d};
  qsort(wanted, all, sizeof *wanted, compare);
  assert_int_equal(sheaf_parse_text(&query, row->text, strlen(row->text), "pubmed", &options, &err), 0);
  for (size_t limit = 0; limit <= 50; limit = limit ? limit * 5 : 2) {
    uint32_t *ids;
    const size_t kept = limit && limit < all ? limit : all;
    assert_int_equal(sheaf_rank_search(query, self->index, NULL, limit, &ids, &count, &total, &err), 0);
    assert_int_equal(total, all);
    assert_int_equal(count, kept);
    expect(row, wanted, ids, count, scores);
    sheaf_mem_free(ids);
  }
  sheaf_documents found = {0};
  uint32_t *ids = malloc((all + 1) * sizeof *ids);
  assert_int_equal(sheaf_eval_documents(query, self->index, NULL, &found, &err), 0);
  assert_int_equal(sheaf_rank_top(query, self->index, &found, 0, ids, got, &count, &err), 0);
  expect(row, wanted, ids, count, scores);
  for (size_t i = 0; i < count; i++) assert_true(fabs((double)got[i] - scores[ids[i]]) <= 1e-6 * scores[ids[i]]);
  assert_int_equal(sheaf_count_documents(query, self->index, NULL, &total, &err), 0);
  assert_int_equal(total, all);
  sheaf_mem_free(found.ids);
  free(ids);
  sheaf_query_free(query);
}

static void agrees_with_brute_force(void **state) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) check(*state, &rows[i]);
}

/* Every allocation fails once: an error, and the next search is right. */
static void memory_runs_out(void **state) {
  corpus *self = *state;
  static const sheaf_parse_options options = {.today = "2026-01-01"};
  static const size_t some[] = {0, 5, 10, 14, 16, 17};
  for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
    const row *row = &rows[some[i]];
    sheaf_error err = {0};
    sheaf_query *query;
    assert_int_equal(sheaf_parse_text(&query, row->text, strlen(row->text), "pubmed", &options, &err), 0);
    for (long after = 0;; after++) {
      uint32_t *ids;
      size_t count, total;
      sheaf_index_scratch_free(self->index);
      sheaf_mem_fail(after, 0);
      const int code = sheaf_rank_search(query, self->index, NULL, 20, &ids, &count, &total, &err);
      sheaf_mem_fail(-1, 0);
      sheaf_mem_free(ids);
      if (code == 0) break;
      assert_int_equal(code, SHEAF_ENOMEM);
    }
    sheaf_query_free(query);
    check(self, row);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_with_brute_force), cmocka_unit_test(memory_runs_out)};
  return cmocka_run_group_tests(tests, make, drop);
}
