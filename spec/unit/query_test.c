/* query_test.c - parsing and printing PubMed's syntax, its errors and notes; the algebra of spans and sets against
 * plain loops; evaluation with counts, interruption and running out of memory. */
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
#include "query/date.h"
#include "query/docs.h"
#include "query/eval.h"
#include "query/explain.h"
#include "query/nlm.h"
#include "query/parse.h"
#include "query/print.h"
#include "query/rank.h"
#include "query/spans.h"

static const sheaf_parse_options options = {.today = "2024-02-29"};

static sheaf_query *parse(const char *text) {
  sheaf_query *query = NULL;
  sheaf_error err = {0};
  if (sheaf_parse_text(&query, text, strlen(text), "pubmed", &options, &err)) fail_msg("%s: %s", text, err.message);
  return query;
}

/* The shape of a tree: "(and (or a b) c)"; leaves by their text. */
static void draw(const sheaf_query_node *node, sheaf_buf *out) {
  const int group = node->kind <= SHEAF_QUERY_SCOPE;
  if (!group) {
    sheaf_buf_add_text(out, node->text);
    return;
  }
  sheaf_buf_add_format(out, "(%s", sheaf_query_kind_name(node->kind));
  for (size_t i = 0; i < node->children; i++) {
    sheaf_buf_add_byte(out, ' ');
    draw(node->child[i], out);
  }
  sheaf_buf_add_byte(out, ')');
}

static void expect_shape(const char *text, const char *shape) {
  sheaf_query *query = parse(text);
  sheaf_buf out = {0};
  draw(sheaf_query_root(query), &out);
  assert_string_equal(sheaf_buf_text(&out), shape);
  sheaf_buf_clear(&out);
  sheaf_query_free(query);
}

static void operators_group_from_the_left(void **state) {
  (void)state;
  expect_shape("a[ti] OR b[ti] AND c[ti]", "(and (or a b) c)");
  expect_shape("a[ti] AND b[ti] OR c[ti]", "(or (and a b) c)");
  expect_shape("a[ti] NOT b[ti] OR c[ti]", "(or (not a b) c)");
  expect_shape("a[ti] OR b[ti] NOT c[ti]", "(not (or a b) c)");
  expect_shape("a NOT b NOT c", "(not (not a b) c)");
  expect_shape("a AND (b OR c) AND d", "(and a (or b c) d)");
  expect_shape("(a OR b) OR c", "(or (or a b) c)");
  expect_shape("((a))", "a");
  expect_shape("a[ti] b[ti] c|d&e", "(and (or (and a b c) d) e)");
}

static void words_before_a_tag_are_a_phrase(void **state) {
  (void)state;
  expect_shape("heart attack[tiab]", "heart attack");
  expect_shape("heart attack", "(and heart attack)");
  expect_shape("heart-attack", "heart-attack");
  expect_shape("\"heart attack\" pain[ti]", "(and heart attack pain)");
  expect_shape("asthma 2010:2020[dp]", "(and asthma 2010:2020)");
  expect_shape("or and[ti]", "or and");
  expect_shape("1 2, 3[pmid]", "(or 1 2 3)");
  expect_shape("(a OR b)[tiab] OR c", "(or (scope (or a b)) c)");
}

static const sheaf_query_node *root(sheaf_query **query, const char *text) {
  *query = parse(text);
  return sheaf_query_root(*query);
}

static void leaves_say_what_they_are(void **state) {
  (void)state;
  static const struct {
    const char *text;      /* query */
    sheaf_query_kind kind; /* of its root */
    const char *key;       /* of its root, "" where it has none */
  } rows[] = {
      {"toxicol*[tw]", SHEAF_QUERY_TERM, ""},
      {"\"a b\"[tiab:~3]", SHEAF_QUERY_NEAR, ""},
      {"\"a b*\"[Title/Abstract:~3]", SHEAF_QUERY_PHRASE, ""},
      {"\"Tomography, X-Ray Computed\"[Mesh]", SHEAF_QUERY_HEADING, "tomography x ray computed"},
      {"Asthma/dt[majr:noexp]", SHEAF_QUERY_HEADING, "asthma"},
      {"ae[sh]", SHEAF_QUERY_QUALIFIER, "adverse effects"},
      {"prevention and control[sh]", SHEAF_QUERY_QUALIFIER, "prevention control"},
      {"o'brien j[au]", SHEAF_QUERY_NAME, "o brien j"},
      {"german[la]", SHEAF_QUERY_VALUE, "ger"},
      {"\"https://doi.org/10.1000/ABC\"[doi]", SHEAF_QUERY_VALUE, "10.1000/abc"},
      {"\"S0140-6736(12)60000-1\"[aid]", SHEAF_QUERY_VALUE, "s0140-6736(12)60000-1"},
      {"14712296[ta]", SHEAF_QUERY_VALUE, "1471 2296"},
      {"Review[Publication Type]", SHEAF_QUERY_VALUE, "review"},
      {"medline[sb]", SHEAF_QUERY_VALUE, "medline"},
      {"hasabstract[text]", SHEAF_QUERY_FILTER, "abstract"},
      {"free full text[sb]", SHEAF_QUERY_UNSUPPORTED, ""},
      {"insulin[Pharmacological Action]", SHEAF_QUERY_UNSUPPORTED, ""},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    sheaf_query *query;
    const sheaf_query_node *node = root(&query, rows[i].text);
    if (node->kind != rows[i].kind || strcmp(node->key, rows[i].key) != 0)
      fail_msg("%s: %s \"%s\"", rows[i].text, sheaf_query_kind_name(node->kind), node->key);
    sheaf_query_free(query);
  }
}

static void dates_mean_days(void **state) {
  (void)state;
  static const char *const rows[][3] = {
      {"2019[dp]", "2019-01-01", "2019-12-31"},
      {"2020/2[dp]", "2020-02-01", "2020-02-29"},
      {"2019/05:2020[edat]", "2019-05-01", "2020-12-31"},
      {"\"2010/01/01\"[dp] : \"3000\"[dp]", "2010-01-01", "3000-12-31"},
      {"(\"2010\"[Date - Publication]:\"2012\"[Date - Publication])", "2010-01-01", "2012-12-31"},
      {"\"2010\":\"2012/06\"[crdt]", "2010-01-01", "2012-06-30"},
      {"\"last 5 years\"[dp]", "2019-02-28", "3000-12-31"},
      {"last 30 days[edat]", "2024-01-30", "3000-12-31"},
      {"\"last 13 months\"[dp]", "2023-01-29", "3000-12-31"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    sheaf_query *query;
    const sheaf_query_node *node = root(&query, rows[i][0]);
    assert_int_equal(node->kind, SHEAF_QUERY_RANGE);
    assert_string_equal(node->low, rows[i][1]);
    assert_string_equal(node->high, rows[i][2]);
    sheaf_query_free(query);
  }
}

static void errors_point_at_the_place(void **state) {
  (void)state;
  static const struct {
    const char *text; /* query */
    const char *name; /* of the error */
    uint64_t byte;    /* place */
  } rows[] = {
      {"", "Y-OPPOS", 0},
      {"  ", "Y-OPPOS", 0},
      {"(a OR b", "Y-PAREN", 0},
      {"a) OR b", "Y-PAREN", 1},
      {"a OR (b AND (c)", "Y-PAREN", 5},
      {"a OR", "Y-OPPOS", 4},
      {"AND a", "Y-OPPOS", 0},
      {"a OR AND b", "Y-OPPOS", 5},
      {"()", "Y-OPPOS", 1},
      {"a OR ()", "Y-OPPOS", 6},
      {"\"abc", "Y-QUOTE", 0},
      {"a \"b", "Y-QUOTE", 2},
      {"a[tiabs]", "Y-FIELD", 1},
      {"a[ti", "Y-FIELD", 1},
      {"a]", "Y-FIELD", 1},
      {"[ti]", "Y-OPPOS", 0},
      {"#1 AND a", "Y-LINEREF", 0},
      {"a AND #12", "Y-LINEREF", 6},
      {"x[dp]", "L-DATE", 0},
      {"2020:2010[dp]", "L-DATE", 0},
      {"2019/13[dp]", "L-DATE", 0},
      {"\"a b\"[mh:~2]", "B-NEAROP", 0},
      {"a b[tiab:~2]", "B-NEAROP", 0},
      {"\"a b\"[tiab:~x]", "B-NEAROP", 11},
      {"\"\"[ti]", "Y-OPPOS", 0},
      {"a[ti:exp]", "Y-FIELD", 5},
      {"(a OR b)[mh]", "Y-FIELDGRP", 8},
      {"\xe2\x80\x9c"
       "a OR b",
       "Y-QUOTE", 0},
      {"\xc3\xa9 OR (", "Y-OPPOS", 7},
      {"a\xff", "Y-ENCODING", 1},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    sheaf_query *query = NULL;
    sheaf_error err = {0};
    const int code = sheaf_parse_text(&query, rows[i].text, strlen(rows[i].text), "pubmed", &options, &err);
    if (code != SHEAF_ESYNTAX || query || strcmp(err.name, rows[i].name) != 0 || err.byte != rows[i].byte)
      fail_msg("%s: %d %s at %d: %s", rows[i].text, code, code ? err.name : "", (int)err.byte, err.message);
  }
}

static void other_syntaxes_are_named(void **state) {
  (void)state;
  sheaf_query *query;
  sheaf_error err = {0};
  assert_int_equal(sheaf_parse_text(&query, "a", 1, "ovid9", NULL, &err), SHEAF_EUNSUPPORTED);
  assert_non_null(strstr(err.message, "pubmed"));
  assert_int_equal(sheaf_parse_text(&query, "\"last 5 years\"[dp]", 18, "pubmed", NULL, &err), SHEAF_ESYNTAX);
  assert_non_null(strstr(err.message, "today"));
}

static int has_note(const sheaf_query *query, const char *code, size_t first, size_t last) {
  for (size_t i = 0; i < sheaf_query_note_count(query); i++) {
    const sheaf_query_note *note = sheaf_query_note_at(query, i);
    if (strcmp(note->code, code) == 0 && note->first == first && note->last == last) return 1;
  }
  return 0;
}

static void notes_say_what_was_changed(void **state) {
  (void)state;
  static const struct {
    const char *text;   /* query */
    const char *code;   /* of a note it must have */
    size_t first, last; /* place of the note */
  } rows[] = {
      {"cat or dog", "Y-OPCASE", 4, 6},
      {"cat", "PM-ATM-OFF", 0, 3},
      {"hea*[ti]", "T-SHORT", 0, 4},
      {"\"lumb* disc\"[ti]", "T-PHRASEWILD", 5, 6},
      {"\"disc\"*[ti]", "T-PHRASEWILD", 0, 7},
      {"*itis[ti]", "T-LEFT", 0, 1},
      {"\"a AND b\"[ti]", "Y-OPWORD", 0, 13},
      {"(a OR b)[ti]", "Y-FIELDGRP", 8, 12},
      {"\"a b*\"[ti:~2]", "B-NEAROP", 0, 13},
      {"\xe2\x80\x9c"
       "a\xe2\x80\x9d[ti]",
       "Y-SMART", 0, 7},
      {"a\xc2\xa0"
       "b",
       "Y-SMART", 1, 3},
      {"frobnication[sh]", "S-QUAL", 0, 16},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    sheaf_query *query = parse(rows[i].text);
    if (!has_note(query, rows[i].code, rows[i].first, rows[i].last)) fail_msg("%s: no %s", rows[i].text, rows[i].code);
    sheaf_query_free(query);
  }
  sheaf_query *clean = parse("\"heart attack\"[tiab] AND follow-up*[ti]");
  assert_int_equal(sheaf_query_note_count(clean), 0);
  sheaf_query_free(clean);
}

static void printing_keeps_the_tree(void **state) {
  (void)state;
  static const char *const rows[] = {
      "a",
      "\"OR\"[ti]",
      "x-ray*[tw]",
      "follow-up* OR cat*[ti]",
      "(a OR b) OR c",
      "((a b)[tiab] NOT c)[ti]",
      "smith j[au] OR \"smith j\"[au] OR smi*[1au] OR \"\xc3\x89mile\"[lastau]",
      "Asthma/drug therapy[majr]",
      "\"Asth\"[mh:noexp] OR asthm*[mh] OR Asthma/th[mh:noexp]",
      "dt[sh:noexp] OR dt[sh]",
      "2010:2012[dp] 2011/03[edat]",
      "\"last 2 years\"[crdt]",
      "review[pt] review[pt:noexp]",
      "medline[sb] english[filter] hasabstract",
      "1 2[pmid]",
      "\"a b c\"[ad:~0]",
      "\"free full text\"[sb] OR x[pa]",
      "cholangio?pancreatogra*[tiab]",
      "hasabstract OR \"hasabstract\"[ti]",
      "(cat)[ti]",
      "q[nm] OR 77679-27-7[rn]",
      "a[ot] b[tt] c[cois] d[gr] e[vi] f[ip] g[pg] h[pl] i[pubn] j[si] k[book]",
      "\xe6\x97\xa5\xe6\x9c\xac[ti]",
      "\xc2\xb2\xc2\xbd[ti] OR m\xc2\xb2[ti]",
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    sheaf_query *query = parse(rows[i]);
    sheaf_buf text = {0};
    sheaf_error err = {0};
    if (sheaf_print_text(query, "pubmed", NULL, &text, NULL, &err)) fail_msg("%s: %s", rows[i], err.message);
    sheaf_query *again = parse(sheaf_buf_text(&text));
    if (!sheaf_query_equal(query, again)) fail_msg("%s became %s", rows[i], sheaf_buf_text(&text));
    sheaf_query_free(again);
    sheaf_query_free(query);
    sheaf_buf_clear(&text);
  }
}

static void equal_means_the_same_search(void **state) {
  (void)state;
  static const struct {
    const char *a, *b; /* two queries */
    int same;          /* whether they are equal */
  } rows[] = {
      {"Cat[ti]", "\"cat\"[Title]", 1}, {"cat[ti]", "cat[ab]", 0},
      {"cat", "cat[all]", 0},           {"a OR b", "a | b", 1},
      {"a OR b", "b OR a", 0},          {"smith j[au]", "\"smith j\"[au]", 0},
      {"x[mh]", "x[mh:noexp]", 0},      {"\"a b\"[ti:~1]", "\"a b\"[ti:~2]", 0},
      {"2010[dp]", "2010:2010[dp]", 0}, {"drug therapy[sh]", "dt[sh]", 1},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    sheaf_query *a = parse(rows[i].a), *b = parse(rows[i].b);
    if (sheaf_query_equal(a, b) != rows[i].same) fail_msg("%s and %s", rows[i].a, rows[i].b);
    sheaf_query_free(a);
    sheaf_query_free(b);
  }
  sheaf_query *query = parse("(a[ti] OR b[ti]) AND c[ti] NOT (a[ti] OR b[ti])");
  const sheaf_query_node *left = sheaf_query_root(query)->child[0]->child[0],
                         *right = sheaf_query_root(query)->child[1];
  assert_int_equal(left->same, right->same);
  assert_int_equal(left->child[0]->same, right->child[0]->same);
  assert_int_not_equal(left->child[0]->same, left->child[1]->same);
  sheaf_query_free(query);
}

static char *repeat(const char *text, size_t times) {
  const size_t length = strlen(text);
  char *all = malloc(length * times + 1);
  for (size_t i = 0; i < times; i++) memcpy(all + i * length, text, length);
  all[length * times] = 0;
  return all;
}

static void hostile_queries_end(void **state) {
  (void)state;
  static const char *const pieces[] = {
      "(",      ")", "a OR ",        "a ",   "*a* ",     "\"",  "[ti]", "(a OR ",         "a AND b OR ",
      "a[dp]:", "-", "\xe2\x80\x9c", "NOT ", "x y[ti] ", "a\"", "#1 ",  "\"a b\"[ti:~9] "};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    char *text = repeat(pieces[i], 100000);
    sheaf_query *query = NULL;
    sheaf_error err = {0};
    const int code = sheaf_parse_text(&query, text, strlen(text), "pubmed", &options, &err);
    assert_true(code == 0 || (code < 0 && err.message[0]));
    sheaf_query_free(query);
    free(text);
  }
}

static uint64_t seed = 88172645463325252;

static uint32_t draw_number(uint32_t below) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return (uint32_t)(seed % below);
}

/* Random strings of the syntax's own pieces: no crash, and what parses prints and parses to the same tree. */
static void nonsense_is_read_or_refused(void **state) {
  (void)state;
  static const char *const pieces[] = {"(",
                                       ")",
                                       " ",
                                       "AND",
                                       "OR",
                                       "NOT",
                                       "\"",
                                       "[ti]",
                                       "[mh]",
                                       "[au]",
                                       "[dp]",
                                       ":",
                                       "*",
                                       "cat",
                                       "2010",
                                       "/",
                                       "-",
                                       "[",
                                       "]",
                                       "#",
                                       "[tiab:~2]",
                                       "&",
                                       "|",
                                       "dt",
                                       "[sh]",
                                       "\xc3\xa9",
                                       "\xe2\x80\x9d",
                                       "hasabstract",
                                       "[pmid]",
                                       "1",
                                       "[sb]",
                                       "last 2 years",
                                       ",",
                                       ".",
                                       "'",
                                       "[pt:noexp]",
                                       "or",
                                       "\xc2\xa0",
                                       "[la]",
                                       "\\",
                                       "[doi]",
                                       "10.1/x"};
  for (int round = 0; round < 20000; round++) {
    char text[400] = "";
    for (uint32_t n = 1 + draw_number(14); n; n--) {
      strcat(text, pieces[draw_number(sizeof pieces / sizeof *pieces)]);
      if (draw_number(2)) strcat(text, " ");
    }
    sheaf_query *query = NULL;
    sheaf_error err = {0};
    if (sheaf_parse_text(&query, text, strlen(text), "pubmed", &options, &err)) {
      assert_true(err.byte <= strlen(text));
      continue;
    }
    sheaf_buf printed = {0};
    if (sheaf_print_text(query, "pubmed", NULL, &printed, NULL, &err)) fail_msg("%s: %s", text, err.message);
    sheaf_query *again = NULL;
    if (sheaf_parse_text(&again, printed.data, printed.length, "pubmed", &options, &err))
      fail_msg("%s became %s: %s", text, sheaf_buf_text(&printed), err.message);
    if (!sheaf_query_equal(query, again)) fail_msg("%s became %s", text, sheaf_buf_text(&printed));
    sheaf_query_free(again);
    sheaf_query_free(query);
    sheaf_buf_clear(&printed);
  }
}

/* ---- sets ---- */

static void sets_are_sets(void **state) {
  (void)state;
  enum { LAST = 20000 };
  static char model[3][LAST + 1];
  for (int round = 0; round < 200; round++) {
    sheaf_docs docs[2];
    memset(model, 0, sizeof model);
    for (int s = 0; s < 2; s++) {
      sheaf_docs_init(&docs[s], LAST);
      const uint32_t size = draw_number(round % 4 == 0 ? 8000 : 300);
      for (uint32_t i = 0; i < size; i++) {
        const uint32_t id = 1 + draw_number(LAST);
        model[s][id] = 1;
        assert_int_equal(sheaf_docs_add(&docs[s], &id, 1), 0);
      }
    }
    const int operation = round % 3;
    for (uint32_t i = 0; i <= LAST; i++)
      model[2][i] = operation == 0   ? model[0][i] & model[1][i]
                    : operation == 1 ? model[0][i] | model[1][i]
                                     : model[0][i] & !model[1][i];
    assert_int_equal((operation == 0   ? sheaf_docs_intersect(&docs[0], &docs[1])
                      : operation == 1 ? sheaf_docs_unite(&docs[0], &docs[1])
                                       : sheaf_docs_subtract(&docs[0], &docs[1])),
                     0);
    sheaf_documents list = {0};
    assert_int_equal(sheaf_docs_list(&docs[0], &list), 0);
    size_t at = 0;
    for (uint32_t i = 0; i <= LAST; i++)
      if (model[2][i]) assert_true(at < list.count && list.ids[at++] == i);
    assert_int_equal(at, list.count);
    sheaf_mem_free(list.ids);
    sheaf_docs_clear(&docs[0]);
    sheaf_docs_clear(&docs[1]);
  }
}

/* ---- spans ---- */

typedef struct choice {
  const sheaf_spans *const *lists; /* to choose from */
  size_t count;                    /* lists */
  uint32_t gap;                    /* most words between neighbours */
  int ordered;                     /* in the order of the lists */
  sheaf_span chosen[4];            /* so far */
  sheaf_spans hulls;               /* of all choices that fit */
} choice;

static void check_choice(choice *self) {
  sheaf_span sorted[4];
  memcpy(sorted, self->chosen, sizeof sorted);
  for (size_t i = 0; !self->ordered && i < self->count; i++)
    for (size_t k = i + 1; k < self->count; k++)
      if (sorted[k].first < sorted[i].first) {
        const sheaf_span swap = sorted[i];
        sorted[i] = sorted[k];
        sorted[k] = swap;
      }
  for (size_t i = 1; i < self->count; i++) {
    if (sorted[i].document != sorted[0].document || sorted[i].instance != sorted[0].instance) return;
    if (sorted[i].first <= sorted[i - 1].last || sorted[i].first - sorted[i - 1].last - 1 > self->gap) return;
  }
  sheaf_spans_add(&self->hulls,
                  (sheaf_span){sorted[0].document, sorted[0].instance, sorted[0].first, sorted[self->count - 1].last});
}

static void try_all(choice *self, size_t at) {
  if (at == self->count) {
    check_choice(self);
    return;
  }
  for (size_t i = 0; i < self->lists[at]->count; i++) {
    self->chosen[at] = self->lists[at]->items[i];
    try_all(self, at + 1);
  }
}

static void near_finds_every_choice(void **state) {
  (void)state;
  for (int round = 0; round < 2000; round++) {
    sheaf_spans lists[4] = {{0}};
    const sheaf_spans *all[4] = {&lists[0], &lists[1], &lists[2], &lists[3]};
    choice model = {.lists = all, .count = 2 + draw_number(3), .gap = draw_number(4), .ordered = (int)draw_number(2)};
    for (size_t l = 0; l < model.count; l++) {
      for (uint32_t n = draw_number(7); n; n--) {
        const uint32_t first = draw_number(14);
        sheaf_spans_add(&lists[l], (sheaf_span){1 + draw_number(2), draw_number(2), first, first + draw_number(3)});
      }
      sheaf_spans_sort(&lists[l]);
    }
    sheaf_spans found = {0}, some = {0};
    assert_int_equal(sheaf_spans_near(all, model.count, model.gap, model.ordered, 0, &found), 0);
    assert_int_equal(sheaf_spans_near(all, model.count, model.gap, model.ordered, 1, &some), 0);
    try_all(&model, 0);
    sheaf_spans_sort(&model.hulls);
    assert_int_equal(found.count, model.hulls.count);
    if (found.count) assert_memory_equal(found.items, model.hulls.items, found.count * sizeof *found.items);
    for (size_t i = 0, k = 0; i < found.count; i++) { /* at least one a document */
      while (k < some.count && some.items[k].document < found.items[i].document) k++;
      assert_true(k < some.count && some.items[k].document == found.items[i].document);
    }
    if (model.count == 2) { /* a phrase is a proximity in order without words between */
      sheaf_spans phrase = {0}, tight = {0};
      assert_int_equal(sheaf_spans_follow(&lists[0], &lists[1], &phrase), 0);
      assert_int_equal(sheaf_spans_near(all, 2, 0, 1, 0, &tight), 0);
      assert_int_equal(phrase.count, tight.count);
      if (phrase.count) assert_memory_equal(phrase.items, tight.items, phrase.count * sizeof *phrase.items);
      sheaf_spans_clear(&phrase);
      sheaf_spans_clear(&tight);
    }
    sheaf_spans_clear(&found);
    sheaf_spans_clear(&some);
    sheaf_spans_clear(&model.hulls);
    for (size_t l = 0; l < 4; l++) sheaf_spans_clear(&lists[l]);
  }
}

/* ---- against an index ---- */

typedef struct library {
  sqlite3 *db;        /* in memory */
  sheaf_index *index; /* in it */
} library;

static const char *const titles[] = {"hip pain after surgery", "pain in the hip and knee pain", "surgery for knees",
                                     "hip hip pain", "A toxicology of pain"};

static int open_library(void **state) {
  library *self = calloc(1, sizeof *self);
  sheaf_error err = {0};
  *state = self;
  if (sqlite3_open(":memory:", &self->db) || sqlite3_exec(self->db, sheaf_index_schema(), NULL, NULL, NULL) ||
      sheaf_index_open(&self->index, self->db, &err) || sqlite3_exec(self->db, "begin", NULL, NULL, NULL))
    return -1;
  for (uint32_t i = 0; i < sizeof titles / sizeof *titles; i++) {
    sheaf_record record;
    sheaf_record_init(&record);
    sheaf_record_add_text(&record, SHEAF_FIELD_TITLE, titles[i]);
    sheaf_record_add_text(&record, SHEAF_FIELD_AUTHOR, i % 2 ? "Okafor\x1fNgozi\x1fN" : "O'Brien\x1fMary Ann\x1fMA");
    sheaf_record_add_text(&record, SHEAF_FIELD_HEADING, i % 2 ? "Hip\x1f*surgery" : "*Knee\x1ftransplantation");
    if (sheaf_index_add(self->index, i + 1, &record, &err)) return -1;
    sheaf_record_clear(&record);
  }
  return sheaf_index_flush(self->index, &err) || sqlite3_exec(self->db, "commit", NULL, NULL, NULL) ||
         sheaf_index_refresh(self->index, &err);
}

static int close_library(void **state) {
  library *self = *state;
  sheaf_index_close(self->index);
  sqlite3_close(self->db);
  free(self);
  return 0;
}

static void expect_found(library *self, const char *text, const char *wanted) {
  sheaf_query *query = parse(text);
  sheaf_documents found = {0};
  sheaf_error err = {0};
  const sheaf_eval_options ignore = {.explode = SHEAF_EVAL_EXPLODE_IGNORE};
  if (sheaf_eval_documents(query, self->index, &ignore, &found, &err)) fail_msg("%s: %s", text, err.message);
  char ids[100] = "";
  for (size_t i = 0; i < found.count; i++) sprintf(ids + strlen(ids), "%s%u", i ? " " : "", (unsigned)found.ids[i]);
  if (strcmp(ids, wanted) != 0) fail_msg("%s: %s", text, ids);
  sheaf_mem_free(found.ids);
  sheaf_query_free(query);
}

static void searches_find_documents(void **state) {
  library *self = *state;
  expect_found(self, "pain[ti]", "1 2 4 5");
  expect_found(self, "\"hip pain\"[ti]", "1 4");
  expect_found(self, "\"pain hip\"[ti:~2]", "1 2 4");
  expect_found(self, "\"hip hip\"[ti:~0]", "4");
  expect_found(self, "\"hip hip hip\"[ti:~9]", "");
  expect_found(self, "knee*[ti]", "2 3");
  expect_found(self, "pain NOT knee[ti]", "1 4 5");
  expect_found(self, "obrien[au]", "");
  expect_found(self, "o'brien m[au]", "1 3 5");
  expect_found(self, "\"o'brien m\"[au]", "");
  expect_found(self, "o'brien mary[fau]", "1 3 5");
  expect_found(self, "Hip/surgery[majr]", "2 4");
  expect_found(self, "Knee/surgery[mh]", "1 3 5");
  expect_found(self, "Knee/surgery[mh:noexp]", "");
  expect_found(self, "surgery[sh]", "1 2 3 4 5");
  expect_found(self, "hasabstract", "");
}

static void counts_are_kept_for_every_node(void **state) {
  library *self = *state;
  sheaf_query *query = parse("(hip[ti] OR knee[ti]) NOT \"hip pain\"[ti] OR (hip[ti] OR knee[ti])");
  uint32_t counts[16];
  const sheaf_eval_options asked = {.counts = counts};
  sheaf_documents found = {0};
  sheaf_error err = {0};
  assert_true(sheaf_query_size(query) <= 16);
  assert_int_equal(sheaf_eval_documents(query, self->index, &asked, &found, &err), 0);
  const sheaf_query_node *top = sheaf_query_root(query), *difference = top->child[0], *group = difference->child[0];
  assert_int_equal(counts[top->number], 3);
  assert_int_equal(counts[group->number], 3);
  assert_int_equal(counts[group->child[0]->number], 3);
  assert_int_equal(counts[group->child[1]->number], 1);
  assert_int_equal(counts[difference->child[1]->number], 2);
  assert_int_equal(counts[difference->number], 1);
  assert_int_equal(counts[top->child[1]->number], 3);
  assert_int_equal(counts[top->child[1]->child[1]->number], 1);
  assert_int_equal(counts[difference->child[1]->child[0]->number], UINT32_MAX);
  sheaf_mem_free(found.ids);
  sheaf_query_free(query);
}

static int stop(void *context) { return --*(int *)context < 0; }

static void evaluation_can_be_refused(void **state) {
  library *self = *state;
  static const char *const names[][2] = {
      {"pain OR Hip[mh]", "H-NO-TREE"}, {"pain OR x[pa]", "L-UNSUP"}, {"pain OR hip", "interrupted"}};
  for (size_t i = 0; i < 3; i++) {
    sheaf_query *query = parse(names[i][0]);
    int calls = i == 2 ? 1 : 1000;
    const sheaf_eval_options asked = {.progress = stop, .context = &calls};
    sheaf_documents found = {0};
    sheaf_error err = {0};
    assert_true(sheaf_eval_documents(query, self->index, &asked, &found, &err) < 0);
    assert_string_equal(err.name, names[i][1]);
    if (i < 2) assert_int_equal(err.byte, 8);
    sheaf_mem_free(found.ids);
    sheaf_query_free(query);
  }
}

static void ranking_prefers_what_says_it_more(void **state) {
  library *self = *state;
  sheaf_query *query = parse("hip[ti] OR pain[ti]");
  sheaf_documents found = {0};
  sheaf_error err = {0};
  assert_int_equal(sheaf_eval_documents(query, self->index, NULL, &found, &err), 0);
  uint32_t all[5], two[2];
  float scores[5];
  size_t count;
  assert_int_equal(sheaf_rank_top(query, self->index, &found, 0, all, scores, &count, &err), 0);
  assert_int_equal(count, 4);
  assert_int_equal(all[0], 4); /* short, hip twice */
  for (size_t i = 1; i < count; i++) assert_true(scores[i] <= scores[i - 1] && scores[i] > 0);
  assert_int_equal(sheaf_rank_top(query, self->index, &found, 2, two, NULL, &count, &err), 0);
  assert_int_equal(count, 2);
  assert_memory_equal(two, all, sizeof two);
  sheaf_mem_free(found.ids);
  sheaf_query_free(query);
}

static int collect(void *context, const sheaf_explain_match *match) {
  sheaf_buf_add_format(context, "%d.%u:%zu-%zu ", (int)match->field, (unsigned)match->instance, match->first,
                       match->last);
  return 0;
}

static void places_are_bytes_of_the_value(void **state) {
  (void)state;
  sheaf_record record;
  sheaf_record_init(&record);
  sheaf_record_add_text(&record, SHEAF_FIELD_TITLE,
                        "L'\xc3\x89"
                        "cole: hip-pain");
  sheaf_record_add(&record, SHEAF_FIELD_ABSTRACT, "Pain of hips.", 13, "AIM", 3);
  sheaf_record_add_text(&record, SHEAF_FIELD_HEADING, "*Hip\x1fsurgery");
  static const char *const rows[][2] = {
      {"ecole[ti]", "3.0:2-8 "},
      {"\"hip pain\"[tiab]", "3.0:10-18 "},
      {"\"pain hips\"[tiab:~1]", "5.0:5-17 "},
      {"aim[ab]", "5.0:0-3 "},
      {"surgery[tw]", "43.0:5-12 "},
      {"Hip[majr:noexp]", "43.0:1-4 "},
      {"Hip/su[majr]", "43.0:5-12 43.0:1-4 "},
      {"knee[tiab]", ""},
      {"pain*[tiab]", "3.0:14-18 5.0:5-9 "},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    sheaf_query *query = parse(rows[i][0]);
    sheaf_buf found = {0};
    sheaf_error err = {0};
    assert_int_equal(sheaf_explain_record(query, &record, NULL, collect, &found, &err), 0);
    if (strcmp(sheaf_buf_text(&found), rows[i][1]) != 0) fail_msg("%s: %s", rows[i][0], sheaf_buf_text(&found));
    sheaf_buf_clear(&found);
    sheaf_query_free(query);
  }
  sheaf_record_clear(&record);
}

/* Every allocation of parse, print, evaluate, rank and explain fails once: an error, no leak, no crash. */
static int do_everything(library *self, const sheaf_record *record) {
  static const char text[] =
      "(hip[ti] OR \"pain hip\"[ti:~3] OR kne*[ti]) AND o'brien m[au] NOT Hip/su[majr] OR 2010[dp]";
  sheaf_query *query = NULL;
  sheaf_error err = {0};
  sheaf_buf out = {0};
  sheaf_documents found = {0};
  uint32_t ids[5];
  size_t count;
  const sheaf_eval_options ignore = {.explode = SHEAF_EVAL_EXPLODE_IGNORE};
  int code = sheaf_parse_text(&query, text, strlen(text), "pubmed", &options, &err);
  if (!code) code = sheaf_print_text(query, "pubmed", NULL, &out, NULL, &err);
  if (!code) code = sheaf_eval_documents(query, self->index, &ignore, &found, &err);
  if (!code) code = sheaf_rank_top(query, self->index, &found, 0, ids, NULL, &count, &err);
  if (!code) code = sheaf_explain_record(query, record, NULL, collect, &out, &err);
  if (!code && out.failed) code = SHEAF_ENOMEM;
  sheaf_mem_free(found.ids);
  sheaf_buf_clear(&out);
  sheaf_query_free(query);
  return code;
}

static void running_out_of_memory_is_an_error(void **state) {
  library *self = *state;
  sheaf_record record;
  sheaf_record_init(&record);
  sheaf_record_add_text(&record, SHEAF_FIELD_TITLE, titles[1]);
  int code = SHEAF_ENOMEM;
  for (long after = 0; code && after < 100000; after++) {
    sheaf_mem_fail(after, 1);
    code = do_everything(self, &record);
    sheaf_mem_fail(-1, 0);
    assert_true(code == 0 || code == SHEAF_ENOMEM);
  }
  assert_int_equal(code, 0);
  sheaf_record_clear(&record);
}

static void hierarchies_have_no_cycles(void **state) {
  (void)state;
  const char *names[SHEAF_NLM_MOST];
  assert_string_equal(sheaf_nlm_qualifier("dt"), "drug therapy");
  assert_null(sheaf_nlm_qualifier("zz"));
  assert_int_equal(sheaf_nlm_narrower(SHEAF_NLM_TYPES, "controlled clinical trial", names, SHEAF_NLM_MOST), 2);
  assert_int_equal(sheaf_nlm_narrower(SHEAF_NLM_TYPES, "no such type", names, SHEAF_NLM_MOST), 1);
  assert_true(sheaf_nlm_narrower(SHEAF_NLM_QUALIFIERS, "physiology", names, SHEAF_NLM_MOST) < SHEAF_NLM_MOST);
  assert_true(sheaf_nlm_narrower(SHEAF_NLM_TYPES, "clinical study", names, SHEAF_NLM_MOST) > 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(operators_group_from_the_left),
      cmocka_unit_test(words_before_a_tag_are_a_phrase),
      cmocka_unit_test(leaves_say_what_they_are),
      cmocka_unit_test(dates_mean_days),
      cmocka_unit_test(errors_point_at_the_place),
      cmocka_unit_test(other_syntaxes_are_named),
      cmocka_unit_test(notes_say_what_was_changed),
      cmocka_unit_test(printing_keeps_the_tree),
      cmocka_unit_test(equal_means_the_same_search),
      cmocka_unit_test(hostile_queries_end),
      cmocka_unit_test(nonsense_is_read_or_refused),
      cmocka_unit_test(sets_are_sets),
      cmocka_unit_test(near_finds_every_choice),
      cmocka_unit_test_setup_teardown(searches_find_documents, open_library, close_library),
      cmocka_unit_test_setup_teardown(counts_are_kept_for_every_node, open_library, close_library),
      cmocka_unit_test_setup_teardown(evaluation_can_be_refused, open_library, close_library),
      cmocka_unit_test_setup_teardown(ranking_prefers_what_says_it_more, open_library, close_library),
      cmocka_unit_test(places_are_bytes_of_the_value),
      cmocka_unit_test_setup_teardown(running_out_of_memory_is_an_error, open_library, close_library),
      cmocka_unit_test(hierarchies_have_no_cycles),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
