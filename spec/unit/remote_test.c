/* remote_test.c - queries as conditions on the words that a server holds: what they say, and whether that is all. */
/* cmocka.h needs what comes before it */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
/* clang-format on */

#include "query/parse.h"
#include "query/remote_condition.h"
#include "record/field.h"

/* ---- a lexicon ---- */

typedef struct entry {
  unsigned field;    /* of the index */
  const char *token; /* in byte order within a field */
} entry;

static const entry entries[] = {
    {3, "woman"},       {3, "women"},       {3, "womxyz"},      {207, "ng"},  {207, "ng j"},     {207, "ng jane"},
    {207, "ngo a"},     {14, "1999"},       {14, "2001"},       {14, "2002"}, {14, "2010"},      {15, "2001-02"},
    {15, "2001-02-11"}, {15, "2001-03-01"}, {15, "2002-01-01"}, {15, "2003"}, {16, "2001-02-12"}};

enum { ENTRIES = sizeof entries / sizeof *entries };

static int has(void *context, unsigned field, const char *token, size_t length) {
  (void)context;
  (void)field;
  return !(length == 6 && memcmp(token, "absent", 6) == 0);
}

static int expand(void *context, unsigned field, const char *prefix, size_t length, const char *like,
                  sheaf_term_keep_fn *keep, const void *keep_context, size_t most, sheaf_expand *out,
                  sheaf_error *err) {
  (void)like;
  (void)err;
  if (context && length) { /* so many that they are not written out */
    for (size_t i = 0; i <= most; i++) assert_int_equal(sheaf_expand_add(out, "x", 1), 0);
    return 0;
  }
  for (size_t i = 0; i < ENTRIES; i++) {
    const size_t size = strlen(entries[i].token);
    if (entries[i].field != field || size < length || memcmp(entries[i].token, prefix, length) != 0) continue;
    if (keep && !keep(keep_context, entries[i].token, size)) continue;
    assert_int_equal(sheaf_expand_add(out, entries[i].token, size), 0);
  }
  return 0;
}

/* ---- cases ---- */

typedef struct wanted {
  const char *query;  /* in PubMed's syntax, or another */
  const char *text;   /* the condition; NULL: nothing matches; "*": all do */
  int exact;          /* it says all */
  const char *syntax; /* NULL: pubmed */
  int placeless;      /* for clipped records */
  int crowded;        /* the lexicon has too many tokens of everything */
} wanted;

static void check(const wanted *want) {
  sheaf_error err = {0};
  sheaf_query *query = NULL;
  if (sheaf_parse_text(&query, want->query, strlen(want->query), want->syntax ? want->syntax : "pubmed", NULL, &err))
    fail_msg("%s: %s", want->query, err.message);
  const sheaf_remote_lexicon lexicon = {want->crowded ? &err : NULL, has, expand};
  const sheaf_eval_options options = {.explode = SHEAF_EVAL_EXPLODE_IGNORE};
  sheaf_remote_condition made = {
      .lexicon = &lexicon, .options = &options, .syntax = "pubmed", .placeless = want->placeless};
  sheaf_remote_answer answer;
  assert_int_equal(sheaf_remote_condition_make(&made, sheaf_query_root(query), &answer, &err), 0);
  const char *got = answer.kind == SHEAF_REMOTE_NONE  ? NULL
                    : answer.kind == SHEAF_REMOTE_ALL ? "*"
                                                      : sheaf_buf_text(&made.text);
  if (!got != !want->text || (got && strcmp(got, want->text) != 0) || answer.exact != want->exact)
    fail_msg("%s: %s, exact %d", want->query, got ? got : "nothing", answer.exact);
  sheaf_remote_condition_clear(&made);
  sheaf_query_free(query);
}

#define CHECK_ALL(list) \
  for (size_t i = 0; i < sizeof(list) / sizeof *(list); i++) check(&(list)[i])

static void words_and_operators(void **state) {
  (void)state;
  static const wanted list[] = {
      {"heart[ti]", "('03heart'|'19heart')", 1, NULL, 0, 0},
      {"heart[ti] AND lung[ot]", "(('03heart'|'19heart')&('29lung'))", 1, NULL, 0, 0},
      {"heart[ot] OR lung[ot]", "(('29heart')|('29lung'))", 1, NULL, 0, 0},
      {"heart[ot] NOT lung[ot]", "(('29heart')&!('29lung'))", 1, NULL, 0, 0},
      {"absent[ot]", NULL, 1, NULL, 0, 0},
      {"absent[ot] OR lung[ot]", "(('29lung'))", 1, NULL, 0, 0},
      {"absent[ot] AND lung[ot]", NULL, 1, NULL, 0, 0},
      {"lung[ot] NOT absent[ot]", "(('29lung'))", 1, NULL, 0, 0},
      {"card*[ot]", "('29card':*)", 1, NULL, 0, 0},
  };
  CHECK_ALL(list);
}

static void wildcards(void **state) {
  (void)state;
  static const wanted list[] = {
      {"wom?n.ti.", "(('03woman'|'03women'))", 1, "ovid", 0, 0},
      {"wom?n.ti.", "('03wom':*|'19wom':*)", 0, "ovid", 0, 1},
  };
  CHECK_ALL(list);
}

static void phrases(void **state) {
  (void)state;
  static const wanted list[] = {
      {"\"heart failure\"[ot]", "(('29heart'<1>'29failure'))", 1, NULL, 0, 0},
      {"\"heart failure\"[ot]", "(('29heart'&'29failure'))", 0, NULL, 1, 0},
      {"\"heart absent\"[ot]", NULL, 1, NULL, 0, 0},
      {"lung[ot] NOT \"heart failure\"[ot]", "(('29lung')&!(('29heart'<1>'29failure')))", 1, NULL, 0, 0},
      {"lung[ot] NOT \"heart failure\"[ot]", "(('29lung'))", 0, NULL, 1, 0},
  };
  CHECK_ALL(list);
}

static void proximities(void **state) {
  (void)state;
  static const wanted list[] = {
      {"(heart adj2 lung).kf.",
       "((((('29heart')<1>('29lung')|('29heart')<2>('29lung'))|(('29lung')<1>('29heart')|('29lung')<2>('29heart')))))",
       1, "ovid", 0, 0},
  };
  CHECK_ALL(list);
  static const wanted loose[] = {
      {"(heart adj99 lung).kf.", "(((('29heart')&('29lung'))))", 0, "ovid", 0, 0},
  };
  CHECK_ALL(loose);
}

static void leaves(void **state) {
  (void)state;
  static const wanted list[] = {
      {"asthma[mh:noexp]", "('c8asthma')", 1, NULL, 0, 0},
      {"asthma[majr:noexp]", "('c9asthma')", 1, NULL, 0, 0},
      {"asthma/drug therapy[mh:noexp]", "(('c8asthma')<0>(('cadrug therapy')))", 1, NULL, 0, 0},
      {"asthma/drug therapy[mh:noexp]", "(('c8asthma')&(('cadrug therapy')))", 0, NULL, 1, 0},
      {"ng j[au]", "(('cfng j'|'cfng jane':A))", 1, NULL, 0, 0},
      {"ng j[au]", "(('cfng j'|'cfng jane'))", 0, NULL, 1, 0},
      {"ng j[1au]", "(('cfng j'|'cfng jane':A))", 0, NULL, 0, 0},
      {"ng[au]", "('cfng':*)", 0, NULL, 0, 1},
      {"hasabstract", "'d5abstract'", 1, NULL, 0, 0},
      {"2001/02/05:2002/12/31[dp]",
       "((('102001-02-12'))|('0f2001-02-11'|'0f2001-03-01'|'0f2002-01-01')|(('0e2002')&!'d5date'))", 1, NULL, 0, 0},
  };
  CHECK_ALL(list);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_and_operators), cmocka_unit_test(wildcards), cmocka_unit_test(phrases),
      cmocka_unit_test(proximities),         cmocka_unit_test(leaves),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
