/* dedup_test.c - words, titles, names, journals, places and pairs as the comparison of records sees them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dedup/block.h"
#include "dedup/cluster.h"
#include "dedup/compare.h"
#include "dedup/person.h"
#include "dedup/place.h"
#include "dedup/title.h"
#include "dedup/venue.h"

#include <cmocka.h>

static sheaf_arena arena;
static sheaf_buf scratch;

static int clean(void **state) {
  (void)state;
  sheaf_arena_clear(&arena);
  sheaf_buf_clear(&scratch);
  return 0;
}

static void assert_words(const char *text, sheaf_wording_style style, const char *wanted) {
  sheaf_wording words;
  char joined[512] = "";
  assert_int_equal(sheaf_wording_split(text, strlen(text), style, &arena, &scratch, &words), 0);
  for (size_t i = 0; i < words.count; i++) {
    if (i) strcat(joined, " ");
    strcat(joined, words.list[i].text);
  }
  assert_string_equal(joined, wanted);
}

static void splits_words(void **state) {
  (void)state;
  assert_words("TNF-α, β1 and p16(INK4a)", SHEAF_WORDING_TEXT, "tnf alpha beta 1 and p 16 ink 4 a");
  assert_words("Haemorrhage; tumour, randomised", SHEAF_WORDING_TEXT, "hemorrhage tumor randomized");
  assert_words("10,000 or 10 000 in three; part II, part i, phase IV", SHEAF_WORDING_TEXT,
               "10000 or 10000 in 3 part 2 part 1 phase 4");
  assert_words("ages 10, 2000", SHEAF_WORDING_TEXT, "ages 10 2000");
  assert_words("Püllen Puellen O’Brien", SHEAF_WORDING_NAME, "pullen pullen obrien");
  assert_words("Петров", SHEAF_WORDING_NAME, "petrov");
  assert_words("医学", SHEAF_WORDING_TEXT, "医 学");
  assert_words("", SHEAF_WORDING_TEXT, "");
  assert_words("\xff\xfe", SHEAF_WORDING_TEXT, "");
}

static void keeps_within_bounds(void **state) {
  (void)state;
  char text[20000];
  sheaf_wording words;
  memset(text, 'x', sizeof text);
  assert_int_equal(sheaf_wording_split(text, sizeof text, SHEAF_WORDING_TEXT, &arena, &scratch, &words), 0);
  assert_int_equal(words.count, 1);
  for (size_t i = 0; i < sizeof text; i += 2) text[i] = ' ';
  assert_int_equal(sheaf_wording_split(text, sizeof text, SHEAF_WORDING_TEXT, &arena, &scratch, &words), 0);
  assert_int_equal(words.count, SHEAF_WORDING_MOST);
}

static sheaf_title_relation relate(const char *a, const char *b) {
  sheaf_profile x = {0}, y = {0};
  sheaf_title_match match;
  assert_int_equal(sheaf_title_read(&x, a, strlen(a), &arena, &scratch), 0);
  assert_int_equal(sheaf_title_read(&y, b, strlen(b), &arena, &scratch), 0);
  sheaf_title_compare(&x.title, &y.title, &match);
  assert_true(match.similarity >= 0 && match.similarity <= 1);
  return match.relation;
}

static void relates_titles(void **state) {
  (void)state;
  assert_int_equal(relate("[Night care of towns]. [Review] [3 refs]", "Night-care of towns"), SHEAF_TITLE_EXACT);
  assert_int_equal(relate("Nightcare of mining towns", "Night care of mining towns"), SHEAF_TITLE_EXACT);
  assert_int_equal(relate("Night care in mining towns", "Night care of mining town"), SHEAF_TITLE_NEAR);
  assert_int_equal(relate("Night care of towns: a cohort of nurses", "Night care of towns"), SHEAF_TITLE_CONTAINED);
  assert_int_equal(relate("Care of towns, part 1", "Care of towns, part 2"), SHEAF_TITLE_NUMBERS);
  assert_int_equal(relate("Night care of old women", "Night care of old men"), SHEAF_TITLE_CHANGED);
  assert_int_equal(relate("Night care of towns", "Bread and its price"), SHEAF_TITLE_DIFFERENT);
  assert_int_equal(relate("[Not Available]", "Night care of towns"), SHEAF_TITLE_UNKNOWN);
  assert_int_equal(relate("", ""), SHEAF_TITLE_UNKNOWN);
}

static unsigned marks_of(const char *title) {
  sheaf_profile profile = {0};
  assert_int_equal(sheaf_title_read(&profile, title, strlen(title), &arena, &scratch), 0);
  return profile.marks;
}

static void marks_titles(void **state) {
  (void)state;
  assert_int_equal(marks_of("Erratum to: Night care"), SHEAF_MARK_ERRATUM);
  assert_int_equal(marks_of("Correction of anaemia in mining towns"), 0);
  assert_int_equal(marks_of("Retraction: Night care"), SHEAF_MARK_RETRACTION);
  assert_int_equal(marks_of("RETRACTED: Night care of mining towns"), 0);
  assert_int_equal(marks_of("Authors' reply"), SHEAF_MARK_REPLY);
  assert_int_equal(marks_of("Responses to night care"), 0);
  assert_int_equal(marks_of("Night care: study protocol of a trial"), SHEAF_MARK_PROTOCOL);
}

static sheaf_place place_of(const char *volume, const char *issue, const char *pages) {
  sheaf_place place;
  sheaf_place_read(&place, 2010, volume, strlen(volume), issue, strlen(issue), pages, strlen(pages));
  return place;
}

static sheaf_agreement pages(const char *a, const char *b) {
  const sheaf_place x = place_of("1", "1", a), y = place_of("1", "1", b);
  assert_int_equal(sheaf_place_pages(&x, &y), sheaf_place_pages(&y, &x));
  return sheaf_place_pages(&x, &y);
}

static void compares_places(void **state) {
  (void)state;
  assert_int_equal(pages("537-43", "537-543"), SHEAF_AGREE_RANGE);
  assert_int_equal(pages("537", "537-543"), SHEAF_AGREE_SAME);
  assert_int_equal(pages("540", "537-543"), SHEAF_AGREE_PARTLY);
  assert_int_equal(pages("537-543", "637-643"), SHEAF_AGREE_CONFLICT);
  assert_int_equal(pages("e1234", "537-543"), SHEAF_AGREE_UNKNOWN);
  assert_int_equal(pages("CD001234", "CD001235"), SHEAF_AGREE_CONFLICT);
  assert_int_equal(pages("S3-89", "S78-S89"), SHEAF_AGREE_SAME);
  assert_int_equal(pages("2S5-9", "2S5-2S9"), SHEAF_AGREE_RANGE);
  assert_int_equal(pages("215 p", "1524"), SHEAF_AGREE_UNKNOWN);
  assert_int_equal(pages("", "12"), SHEAF_AGREE_UNKNOWN);
  assert_int_equal(place_of("24 Suppl 3", "", "").volume, 24);
  assert_int_equal(place_of("XIV", "", "").volume, 14);
  assert_int_equal(place_of("2010", "", "").volume, 0);
  assert_int_equal(place_of("99999999999999999999", "", "").volume, 0);
}

static void fill(sheaf_profile *self, uint32_t id, const char *const *parts) {
  static const sheaf_field fields[] = {SHEAF_FIELD_TITLE,   SHEAF_FIELD_AUTHOR, SHEAF_FIELD_YEAR,
                                       SHEAF_FIELD_JOURNAL, SHEAF_FIELD_VOLUME, SHEAF_FIELD_PAGES};
  sheaf_record record;
  sheaf_record_init(&record);
  for (size_t i = 0; i < 6; i++)
    if (parts[i]) sheaf_record_add_text(&record, fields[i], parts[i]);
  assert_int_equal(sheaf_profile_make(self, id, &record, &arena, &scratch), 0);
  sheaf_record_clear(&record);
}

static const char *const PAPERS[][6] = {
    {"Night care of mining towns in the far north", "Cole\x1fJane\x1fJ", "2010", "Annals of Fictional Policy", "5",
     "11-19"},
    {"NIGHT CARE OF MINING TOWNS IN THE FAR NORTH", "Cole\x1f\x1fJ", "2010", "Ann Fict Policy", "5", "11-9"},
    {"Night care of mining towns in the far south", "Cole\x1fJane\x1fJ", "2012", "Annals of Fictional Policy", "7",
     "81-9"},
    {NULL, NULL, NULL, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

enum { PAPER_COUNT = sizeof PAPERS / sizeof *PAPERS };

static void finds_pairs(void **state) {
  (void)state;
  sheaf_profile profiles[PAPER_COUNT];
  sheaf_buf found = {0};
  for (uint32_t i = 0; i < PAPER_COUNT; i++) fill(&profiles[i], i + 1, PAPERS[i]);
  assert_int_equal(sheaf_block_copies(profiles, PAPER_COUNT), 0);
  assert_int_equal(profiles[4].same, 4); /* two records that say nothing are no copies */
  assert_int_equal(sheaf_block_pairs(profiles, PAPER_COUNT, 0, &found), 0);
  const uint64_t *list = (const uint64_t *)(const void *)found.data;
  assert_true(found.length >= sizeof *list);
  assert_int_equal(list[0], 1); /* places 0 and 1 */
  sheaf_buf_clear(&found);
  assert_int_equal(sheaf_block_pairs(profiles, PAPER_COUNT, PAPER_COUNT, &found), 0);
  assert_int_equal(found.length, 0);
  assert_int_equal(sheaf_block_pairs(profiles, 0, 0, &found), 0);
  sheaf_evidence evidence;
  sheaf_compare(&profiles[0], &profiles[1], &evidence);
  assert_int_equal(evidence.verdict, SHEAF_VERDICT_MERGE);
  sheaf_compare(&profiles[0], &profiles[2], &evidence);
  assert_int_equal(evidence.verdict, SHEAF_VERDICT_DISTINCT);
  sheaf_buf_clear(&found);
}

/* Papers whose titles differ in one word: the pairs of so many, a tenth of them told again, all of which are pairs. */
static double pairs_a_record(uint32_t count) {
  sheaf_profile *profiles = calloc(count, sizeof *profiles);
  sheaf_buf found = {0};
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t told = i % 10 == 9 ? i - 1 : i; /* the paper that this record is about */
    char title[80], author[40], year[8], volume[8], page[8];
    snprintf(title, sizeof title, "Night care of mining towns: the %s of region%c%c%c", told == i ? "nurses" : "nurse",
             'a' + (int)(told % 26), 'a' + (int)(told / 26 % 26), 'a' + (int)(told / 676 % 26));
    snprintf(author, sizeof author, "Author%c%c%c\x1f\x1fJ", 'a' + (int)(told / 676 % 26), 'a' + (int)(told % 26),
             'a' + (int)(told / 26 % 26));
    snprintf(year, sizeof year, "%u", 1990 + told % 30);
    snprintf(volume, sizeof volume, "%u", 1 + told % 40);
    snprintf(page, sizeof page, "%u", told == i ? 100 + told * 7 % 900 : 101 + told * 7 % 900);
    fill(&profiles[i], i + 1, (const char *const[]){title, author, year, "Annals of Fictional Policy", volume, page});
  }
  assert_int_equal(sheaf_block_copies(profiles, count), 0);
  assert_int_equal(sheaf_block_pairs(profiles, count, 0, &found), 0);
  const uint64_t *list = (const uint64_t *)(const void *)found.data;
  const size_t pairs = found.length / sizeof *list;
  size_t told = 0;
  for (size_t i = 0; i < pairs; i++) {
    if (i) assert_true(list[i - 1] < list[i]);
    told += list[i] >> 32 == (uint32_t)list[i] - 1 && (list[i] >> 32) % 10 == 8;
  }
  assert_int_equal(told, count / 10);
  sheaf_buf_clear(&found);
  free(profiles);
  return (double)pairs / count;
}

static void pairs_grow_with_records(void **state) {
  (void)state;
  const double few = pairs_a_record(500), many = pairs_a_record(8000);
  assert_true(few < 10);
  assert_true(many < 2 * few + 2);
}

static void keeps_groups_apart(void **state) {
  (void)state;
  sheaf_profile profiles[PAPER_COUNT];
  uint32_t group[PAPER_COUNT];
  for (uint32_t i = 0; i < PAPER_COUNT; i++) fill(&profiles[i], i + 1, PAPERS[i]);
  sheaf_edge edges[] = {
      {0, 1, 15, SHEAF_EDGE_OPEN}, {1, 2, 10, SHEAF_EDGE_OPEN}, {3, 4, SHEAF_CLUSTER_SAID, SHEAF_EDGE_OPEN}};
  assert_int_equal(sheaf_cluster_make(profiles, PAPER_COUNT, edges, 3, NULL, 0, group), 0);
  assert_int_equal(edges[0].state, SHEAF_EDGE_USED);
  assert_int_equal(edges[1].state, SHEAF_EDGE_REFUSED); /* the first and the third contradict each other */
  assert_int_equal(group[1], 0);
  assert_int_equal(group[2], 2);
  assert_int_equal(group[4], 3);
  const uint64_t apart[] = {UINT64_C(0) << 32 | 1};
  assert_int_equal(sheaf_cluster_make(profiles, PAPER_COUNT, edges, 1, apart, 1, group), 0);
  assert_int_equal(edges[0].state, SHEAF_EDGE_REFUSED);
}

/* Every allocation fails once: an answer, never a crash. */
static void survives_lack_of_memory(void **state) {
  (void)state;
  for (long after = 0; after < 60; after++) {
    sheaf_profile profiles[2];
    sheaf_buf found = {0};
    sheaf_record record;
    sheaf_record_init(&record);
    sheaf_record_add_text(&record, SHEAF_FIELD_TITLE, "Night care of mining towns in the far north");
    sheaf_record_add_text(&record, SHEAF_FIELD_AUTHOR, "Cole\x1fJane");
    sheaf_arena own;
    sheaf_buf own_scratch = {0};
    sheaf_arena_init(&own);
    sheaf_mem_fail(after, 0);
    int code = 0;
    for (uint32_t i = 0; !code && i < 2; i++)
      code = sheaf_profile_make(&profiles[i], i + 1, &record, &own, &own_scratch);
    if (!code) code = sheaf_block_copies(profiles, 2);
    if (!code) code = sheaf_block_pairs(profiles, 2, 0, &found);
    sheaf_mem_fail(-1, 0);
    assert_true(code == 0 || code == SHEAF_ENOMEM);
    sheaf_buf_clear(&found);
    sheaf_buf_clear(&own_scratch);
    sheaf_arena_clear(&own);
    sheaf_record_clear(&record);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(splits_words, clean),
      cmocka_unit_test_teardown(keeps_within_bounds, clean),
      cmocka_unit_test_teardown(relates_titles, clean),
      cmocka_unit_test_teardown(marks_titles, clean),
      cmocka_unit_test_teardown(compares_places, clean),
      cmocka_unit_test_teardown(finds_pairs, clean),
      cmocka_unit_test_teardown(pairs_grow_with_records, clean),
      cmocka_unit_test_teardown(keeps_groups_apart, clean),
      cmocka_unit_test_teardown(survives_lack_of_memory, clean),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
