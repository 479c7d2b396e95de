/* eval_test.c - evaluation against brute force: random trees of words, phrases and proximities, made by hand, over
 * random small records whose words are simply tried one by one; and what evaluation promises besides. */
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

#include "query/eval.h"
#include "base/buf.h"
#include "base/mem.h"
#include "index/index.h"
#include "index/token.h"
#include "query/explain.h"
#include "query/group.h"
#include "query/match.h"
#include "record/field.h"
#include "trees.h"

enum { DOCUMENTS = 24, WORDS = 9, VALUES = 3, LENGTH = 10, FIELDS = 3, MOST = 256 };

static const char *const words[WORDS] = {"aba", "abb", "abc", "bab", "bac", "cab", "ca", "c", "bcb"};
static const sheaf_field fields[FIELDS] = {SHEAF_FIELD_TITLE, SHEAF_FIELD_ABSTRACT, SHEAF_FIELD_KEYWORD};

static uint64_t seed = 88172645463325252;

static uint32_t draw(uint32_t below) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return (uint32_t)(seed >> 20) % below;
}

/* ---- records, and an index of them ---- */

typedef struct value {
  int words[LENGTH]; /* numbers of words */
  size_t count;      /* of them */
} value;

typedef struct corpus {
  value values[DOCUMENTS + 1][FIELDS][VALUES]; /* document 0 stays empty */
  sqlite3 *db;                                 /* in memory */
  sheaf_index *index;                          /* in it */
} corpus;

static void add_value(corpus *self, uint32_t document, size_t field, size_t instance, sheaf_record *record) {
  value *at = &self->values[document][field][instance];
  at->count = 1 + draw(LENGTH);
  sheaf_buf text = {0};
  for (size_t i = 0; i < at->count; i++) {
    at->words[i] = (int)draw(WORDS);
    sheaf_buf_add_text(&text, words[at->words[i]]);
    sheaf_buf_add_byte(&text, ' ');
  }
  sheaf_record_add_text(record, fields[field], sheaf_buf_text(&text));
  sheaf_buf_clear(&text);
}

static int add_document(corpus *self, uint32_t document) {
  sheaf_error err = {0};
  sheaf_record record;
  sheaf_record_init(&record);
  for (size_t f = 0; f < FIELDS; f++) {
    const size_t values = fields[f] == SHEAF_FIELD_KEYWORD ? draw(VALUES + 1) : draw(8) > 0;
    for (size_t v = 0; v < values; v++) add_value(self, document, f, v, &record);
  }
  const int code = sheaf_index_add(self->index, document, &record, &err);
  sheaf_record_clear(&record);
  return code;
}

/* Several segments, so that lists cross from one to the next. */
static int open_corpus(void **state) {
  corpus *self = calloc(1, sizeof *self);
  sheaf_error err = {0};
  *state = self;
  if (sqlite3_open(":memory:", &self->db) || sqlite3_exec(self->db, sheaf_index_schema(), NULL, NULL, NULL) ||
      sheaf_index_open(&self->index, self->db, &err) || sqlite3_exec(self->db, "begin", NULL, NULL, NULL))
    return -1;
  for (uint32_t i = 1; i <= DOCUMENTS; i++)
    if (add_document(self, i) || (i % 7 == 0 && sheaf_index_flush(self->index, &err))) return -1;
  return sheaf_index_flush(self->index, &err) || sqlite3_exec(self->db, "commit", NULL, NULL, NULL) ||
         sheaf_index_refresh(self->index, &err);
}

static int close_corpus(void **state) {
  corpus *self = *state;
  sheaf_index_close(self->index);
  sqlite3_close(self->db);
  free(self);
  return 0;
}

/* ---- trees made by hand ---- */

static sheaf_query_node *slot(sheaf_query *query, sheaf_query_fields where) {
  sheaf_query_node *made = term(query, where, "", 1);
  made->pattern[0] = (sheaf_query_part){NULL, 0, 1, SHEAF_QUERY_ANY};
  made->parts = 1;
  made->flags = SHEAF_QUERY_SLOT;
  return made;
}

static sheaf_query_fields draw_fields(void) {
  sheaf_query_fields where = 0;
  while (!where)
    for (size_t f = 0; f < FIELDS; f++)
      if (draw(3)) where |= UINT64_C(1) << fields[f];
  return where;
}

static sheaf_query_node *draw_term(sheaf_query *query, sheaf_query_fields where) {
  static const char *const stems[] = {"a", "ab", "b", "ba", "c", "ca", ""};
  if (draw(4)) return term(query, where, words[draw(WORDS)], 0);
  return term(query, where, stems[draw(7)], 1 + (int)draw(2));
}

static sheaf_query_node *draw_phrase(sheaf_query *query, sheaf_query_fields where) {
  sheaf_query_node *phrase = node(query, SHEAF_QUERY_PHRASE);
  phrase->fields = where;
  const uint32_t count = 2 + draw(3);
  for (uint32_t i = 0; i < count; i++)
    adopt(query, phrase, i && i + 1 < count && !draw(3) ? slot(query, where) : draw_term(query, where));
  return phrase;
}

static sheaf_query_node *draw_places(sheaf_query *query, uint32_t depth) {
  const sheaf_query_fields where = draw_fields();
  if (!depth || !draw(4)) return draw(3) ? draw_term(query, where) : draw_phrase(query, where);
  static const sheaf_query_kind kinds[] = {SHEAF_QUERY_OR, SHEAF_QUERY_OR, SHEAF_QUERY_NEAR, SHEAF_QUERY_NEAR,
                                           SHEAF_QUERY_SCOPE};
  sheaf_query_node *made = node(query, kinds[draw(5)]);
  const uint32_t count = made->kind == SHEAF_QUERY_SCOPE  ? 1
                         : made->kind == SHEAF_QUERY_NEAR ? 2 + (draw(4) == 0)
                                                          : 1 + draw(4);
  for (uint32_t i = 0; i < count; i++) adopt(query, made, draw_places(query, depth - 1));
  if (made->kind == SHEAF_QUERY_NEAR) {
    made->gap = draw(4);
    if (draw(2)) made->flags |= SHEAF_QUERY_ORDERED;
  }
  return made;
}

static sheaf_query_node *draw_positional(sheaf_query *query) {
  sheaf_query_node *made = draw_places(query, 3);
  while (made->kind == SHEAF_QUERY_OR || made->kind == SHEAF_QUERY_SCOPE) made = draw_places(query, 3);
  return made;
}

static sheaf_query_node *draw_tree(sheaf_query *query, uint32_t depth) {
  if (!depth || !draw(4)) return draw_positional(query);
  static const sheaf_query_kind kinds[] = {SHEAF_QUERY_OR,   SHEAF_QUERY_OR,          SHEAF_QUERY_AND,
                                           SHEAF_QUERY_AND,  SHEAF_QUERY_NOT,         SHEAF_QUERY_REF,
                                           SHEAF_QUERY_FREQ, SHEAF_QUERY_UNSUPPORTED, SHEAF_QUERY_SCOPE};
  sheaf_query_node *made = node(query, kinds[draw(9)]);
  switch (made->kind) {
    case SHEAF_QUERY_UNSUPPORTED: return made;
    case SHEAF_QUERY_REF: made->line = draw(2); return made;
    case SHEAF_QUERY_FREQ:
      made->least = 1 + draw(4);
      adopt(query, made, draw_positional(query));
      return made;
    default: break;
  }
  const uint32_t count = made->kind == SHEAF_QUERY_NOT ? 2 : made->kind == SHEAF_QUERY_SCOPE ? 1 : 1 + draw(5);
  for (uint32_t i = 0; i < count; i++) {
    /* equal nodes are evaluated once: let there be some */
    sheaf_query_node *child = i && made->kind != SHEAF_QUERY_NOT && !draw(6) ? made->child[0] : NULL;
    if (child && !child->children && child->kind == SHEAF_QUERY_TERM)
      child = sheaf_query_node_copy(query, child);
    else
      child = draw_tree(query, depth - 1);
    adopt(query, made, child);
  }
  return made;
}

/* ---- brute force ---- */

typedef struct place {
  size_t instance; /* value of the field */
  size_t first;    /* its first word */
  size_t last;     /* its last word */
} place;

typedef struct places {
  place items[MOST]; /* in no order, without repetitions */
  size_t count;      /* of them */
} places;

static void add_place(places *self, place at) {
  for (size_t i = 0; i < self->count; i++)
    if (memcmp(&self->items[i], &at, sizeof at) == 0) return;
  assert_true(self->count < MOST);
  self->items[self->count++] = at;
}

static void find_places(const corpus *self, const sheaf_query_node *at, uint32_t document, size_t field, places *out);

static int is_word(const sheaf_query_node *at, const value *value, size_t position) {
  if (position >= value->count) return 0;
  const char *word = words[value->words[position]];
  if (at->flags & SHEAF_QUERY_SLOT) return 1;
  const char *stem = at->pattern[0].text;
  if (at->parts == 1) return strcmp(stem, word) == 0;
  return strncmp(stem, word, strlen(stem)) == 0 && strlen(word) >= strlen(stem) + at->pattern[1].least;
}

static void find_words(const sheaf_query_node *at, const value *values, places *out) {
  const size_t count = at->kind == SHEAF_QUERY_PHRASE ? at->children : 1;
  for (size_t v = 0; v < VALUES; v++)
    for (size_t start = 0; start < values[v].count; start++) {
      size_t i = 0;
      while (i < count && is_word(count == 1 ? at : at->child[i], &values[v], start + i)) i++;
      if (i == count) add_place(out, (place){v, start, start + count - 1});
    }
}

static int fits(const sheaf_query_node *near, const place *chosen) {
  place sorted[8];
  for (size_t i = 0; i < near->children; i++) {
    size_t k = i;
    for (; k > 0 && sorted[k - 1].first > chosen[i].first; k--) sorted[k] = sorted[k - 1];
    if ((near->flags & SHEAF_QUERY_ORDERED) && k < i) return 0;
    sorted[k] = chosen[i];
  }
  for (size_t i = 1; i < near->children; i++) {
    if (sorted[i].instance != sorted[0].instance || sorted[i].first <= sorted[i - 1].last) return 0;
    if (sorted[i].first - sorted[i - 1].last - 1 > near->gap) return 0;
  }
  return 1;
}

static void choose(const sheaf_query_node *near, const places *lists, size_t at, place *chosen, places *out) {
  if (at == near->children) {
    if (!fits(near, chosen)) return;
    place hull = chosen[0];
    for (size_t i = 1; i < at; i++) {
      if (chosen[i].first < hull.first) hull.first = chosen[i].first;
      if (chosen[i].last > hull.last) hull.last = chosen[i].last;
    }
    add_place(out, hull);
    return;
  }
  for (size_t i = 0; i < lists[at].count; i++) {
    chosen[at] = lists[at].items[i];
    if (at && chosen[at].instance != chosen[0].instance) continue;
    choose(near, lists, at + 1, chosen, out);
  }
}

static void find_near(const corpus *self, const sheaf_query_node *near, uint32_t document, size_t field, places *out) {
  places *lists = malloc(near->children * sizeof *lists);
  place chosen[8];
  size_t i = 0;
  for (; i < near->children; i++) {
    lists[i].count = 0;
    find_places(self, near->child[i], document, field, &lists[i]);
    if (!lists[i].count) break;
  }
  if (i == near->children) choose(near, lists, 0, chosen, out);
  free(lists);
}

static void find_places(const corpus *self, const sheaf_query_node *at, uint32_t document, size_t field, places *out) {
  switch (at->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE:
      if (at->fields >> fields[field] & 1) find_words(at, self->values[document][field], out);
      return;
    case SHEAF_QUERY_NEAR: find_near(self, at, document, field, out); return;
    default:
      for (size_t i = 0; i < at->children; i++) find_places(self, at->child[i], document, field, out);
  }
}

static int compare_places(const void *x, const void *y) {
  const place *a = x, *b = y;
  if (a->instance != b->instance) return a->instance < b->instance ? -1 : 1;
  if (a->first != b->first) return a->first < b->first ? -1 : 1;
  return (a->last > b->last) - (a->last < b->last);
}

/* The most places that do not overlap: each one that ends first. */
static size_t count_apart(places *found) {
  size_t count = 0;
  for (size_t v = 0; v < VALUES; v++)
    for (size_t from = 0;;) {
      const place *best = NULL;
      for (size_t i = 0; i < found->count; i++) {
        const place *one = &found->items[i];
        if (one->instance == v && one->first >= from && (!best || one->last < best->last)) best = one;
      }
      if (!best) break;
      count++;
      from = best->last + 1;
    }
  return count;
}

static const uint32_t line_ids[] = {2, 3, 5, 7, 11, 13, 17, 19, 23};
static const sheaf_documents line = {(uint32_t *)line_ids, 9, 9}, nothing = {(uint32_t *)line_ids, 0, 0};
static const sheaf_documents *const lines[] = {&line, &nothing};

static int is_left_out(const sheaf_query_node *at) {
  if (at->kind == SHEAF_QUERY_UNSUPPORTED) return 1;
  if (at->kind != SHEAF_QUERY_OR && at->kind != SHEAF_QUERY_AND && at->kind != SHEAF_QUERY_SCOPE) return 0;
  for (size_t i = 0; i < at->children; i++)
    if (!is_left_out(at->child[i])) return 0;
  return 1;
}

static size_t count_places(const corpus *self, const sheaf_query_node *at, uint32_t document) {
  size_t count = 0;
  for (size_t f = 0; f < FIELDS; f++) {
    places *found = malloc(sizeof *found);
    found->count = 0;
    find_places(self, at, document, f, found);
    count += count_apart(found);
    free(found);
  }
  return count;
}

static int has(const corpus *self, const sheaf_query_node *at, uint32_t document) {
  int found = at->kind == SHEAF_QUERY_AND || at->kind == SHEAF_QUERY_NOT;
  switch (at->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE:
    case SHEAF_QUERY_NEAR: return count_places(self, at, document) > 0;
    case SHEAF_QUERY_FREQ: return count_places(self, at->child[0], document) >= at->least;
    case SHEAF_QUERY_REF:
      for (size_t i = 0; i < lines[at->line]->count; i++) found |= lines[at->line]->ids[i] == document;
      return found;
    default: break;
  }
  for (size_t i = 0; i < at->children; i++) {
    if (is_left_out(at->child[i])) continue;
    const int one = has(self, at->child[i], document);
    if (at->kind == SHEAF_QUERY_AND) found &= one;
    if (at->kind == SHEAF_QUERY_OR || at->kind == SHEAF_QUERY_SCOPE) found |= one;
    if (at->kind == SHEAF_QUERY_NOT) found &= i ? !one : one;
  }
  return found;
}

/* ---- places ---- */

typedef struct listing {
  sheaf_spans spans;      /* all that were handed over */
  uint32_t last_document; /* of the call before: documents are not cut in two */
} listing;

static int list(void *context, const sheaf_span *spans, size_t count) {
  listing *self = context;
  assert_true(count > 0 && spans[0].document > self->last_document);
  for (size_t i = 0; i < count; i++) assert_int_equal(sheaf_spans_add(&self->spans, spans[i]), 0);
  self->last_document = spans[count - 1].document;
  return 0;
}

static void check_places(corpus *self, const sheaf_query_node *root, size_t field) {
  sheaf_match match;
  sheaf_error err = {0};
  listing all = {.last_document = 0}, some = {.last_document = 0};
  sheaf_match_init(&match, self->index, NULL);
  if (sheaf_match_spans(&match, root, fields[field], 0, list, &all, &err)) fail_msg("%s", err.message);
  if (sheaf_match_spans(&match, root, fields[field], 1, list, &some, &err)) fail_msg("%s", err.message);
  size_t at = 0, any = 0;
  places *found = malloc(sizeof *found);
  for (uint32_t document = 1; document <= DOCUMENTS; document++) {
    found->count = 0;
    find_places(self, root, document, field, found);
    qsort(found->items, found->count, sizeof *found->items, compare_places);
    const size_t before = any;
    while (any < some.spans.count && some.spans.items[any].document == document) any++;
    assert_int_equal(any > before, found->count > 0);
    for (size_t i = 0; i < found->count; i++, at++) {
      assert_true(at < all.spans.count);
      const sheaf_span *span = &all.spans.items[at];
      assert_true(span->document == document && span->instance == found->items[i].instance &&
                  span->first == found->items[i].first && span->last == found->items[i].last);
    }
  }
  assert_int_equal(at, all.spans.count);
  free(found);
  sheaf_spans_clear(&all.spans);
  sheaf_spans_clear(&some.spans);
  sheaf_match_clear(&match);
}

static void places_are_those_of_brute_force(void **state) {
  corpus *self = *state;
  for (int round = 0; round < 4000; round++) {
    sheaf_query *query = sheaf_query_new("pubmed", "x", 1);
    sheaf_query_node *root = draw_positional(query);
    assert_int_equal(sheaf_query_finish(query, root), 0);
    for (size_t f = 0; f < FIELDS; f++) check_places(self, root, f);
    sheaf_query_free(query);
  }
}

/* ---- documents ---- */

static void check_documents(corpus *self, const sheaf_query *query, const sheaf_eval_options *asked) {
  sheaf_documents found = {0};
  sheaf_error err = {0};
  if (sheaf_eval_documents(query, self->index, asked, &found, &err)) fail_msg("%s", err.message);
  size_t at = 0;
  for (uint32_t document = 1; document <= DOCUMENTS; document++)
    if (has(self, sheaf_query_root(query), document)) {
      assert_true(at < found.count && found.ids[at] == document);
      at++;
    }
  assert_int_equal(at, found.count);
  sheaf_mem_free(found.ids);
}

/* Nodes inside a word node are not counted, nor is what is left out. */
static void check_counts(corpus *self, const sheaf_query_node *at, int inside, const sheaf_eval_options *asked) {
  const int silent = inside || is_left_out(at);
  uint32_t count = 0;
  for (uint32_t document = 1; document <= DOCUMENTS && !silent; document++) count += has(self, at, document) != 0;
  assert_int_equal(asked->counts[at->number], silent ? UINT32_MAX : count);
  for (size_t i = 0; i < asked->watched_count; i++)
    assert_int_equal(asked->seen[at->number * asked->watched_count + i],
                     !silent && asked->watched[i] <= DOCUMENTS && has(self, at, asked->watched[i]));
  inside |= silent || at->kind == SHEAF_QUERY_PHRASE || at->kind == SHEAF_QUERY_NEAR;
  for (size_t i = 0; i < at->children; i++) check_counts(self, at->child[i], inside, asked);
}

static int refuses_to_leave_out(const sheaf_query_node *at) {
  if (at->kind == SHEAF_QUERY_NOT && is_left_out(at->child[0])) return 1;
  for (size_t i = 0; i < at->children; i++)
    if (refuses_to_leave_out(at->child[i])) return 1;
  return 0;
}

static void documents_are_those_of_brute_force(void **state) {
  corpus *self = *state;
  static const uint32_t watched[] = {1, 2, 9, 20, 24, 1000000};
  int refused = 0;
  for (int round = 0; round < 6000; round++) {
    sheaf_query *query = sheaf_query_new("pubmed", "x", 1);
    sheaf_query_node *root = draw_tree(query, draw(4));
    assert_int_equal(sheaf_query_finish(query, root), 0);
    sheaf_eval_options asked = {.unsupported = SHEAF_EVAL_UNSUPPORTED_IGNORE, .lines = lines, .line_count = 2};
    if (is_left_out(root) || refuses_to_leave_out(root)) {
      sheaf_documents found = {0};
      sheaf_error err = {0};
      assert_int_equal(sheaf_eval_documents(query, self->index, &asked, &found, &err), SHEAF_EUNSUPPORTED);
      assert_string_equal(err.name, "L-UNSUP");
      sheaf_query_free(query);
      refused++;
      continue;
    }
    check_documents(self, query, &asked);
    if (round % 4 == 0) {
      asked.counts = malloc(sheaf_query_size(query) * sizeof *asked.counts);
      asked.watched = watched;
      asked.watched_count = sizeof watched / sizeof *watched;
      asked.seen = calloc(sheaf_query_size(query), asked.watched_count);
      check_documents(self, query, &asked);
      check_counts(self, root, 0, &asked);
      free(asked.counts);
      free(asked.seen);
    }
    sheaf_query_free(query);
  }
  assert_true(refused > 0 && refused < 3000);
}

/* What is looked for only within some documents is right there, whatever it is elsewhere. */
static void restrictions_change_nothing_inside(void **state) {
  corpus *self = *state;
  for (int round = 0; round < 2000; round++) {
    sheaf_query *query = sheaf_query_new("pubmed", "x", 1);
    sheaf_query_node *root = draw_positional(query);
    assert_int_equal(sheaf_query_finish(query, root), 0);
    sheaf_match match;
    sheaf_error err = {0};
    sheaf_docs within, all, some;
    sheaf_match_init(&match, self->index, NULL);
    sheaf_docs_init(&within, match.last);
    sheaf_docs_init(&all, match.last);
    sheaf_docs_init(&some, match.last);
    for (uint32_t i = 1; i <= DOCUMENTS; i++)
      if (!draw(3)) assert_int_equal(sheaf_docs_add(&within, &i, 1), 0);
    assert_int_equal(sheaf_match_documents(&match, root, &all, &err), 0);
    match.within = &within;
    assert_int_equal(sheaf_match_documents(&match, root, &some, &err), 0);
    assert_int_equal(sheaf_docs_intersect(&all, &within), 0);
    assert_int_equal(sheaf_docs_intersect(&some, &within), 0);
    assert_int_equal(sheaf_docs_count(&all), sheaf_docs_count(&some));
    assert_int_equal(sheaf_docs_subtract(&all, &some), 0);
    assert_int_equal(sheaf_docs_count(&all), 0);
    sheaf_docs_clear(&within);
    sheaf_docs_clear(&all);
    sheaf_docs_clear(&some);
    sheaf_match_clear(&match);
    sheaf_query_free(query);
  }
}

/* ---- groups ---- */

/* Where words stand does not depend on how their lists are read: together, at once, one by one, or anew each time. */
static void groups_are_the_same_on_every_way(void **state) {
  corpus *self = *state;
  static const sheaf_group_room rooms[] = {
      {0}, {.read = SIZE_MAX / 2}, {.lists = SIZE_MAX / 2}, {.read = SIZE_MAX / 2, .lists = SIZE_MAX / 2}};
  for (int round = 0; round < 400; round++) {
    sheaf_query *query = sheaf_query_new("pubmed", "x", 1);
    sheaf_query_node *root = node(query, SHEAF_QUERY_OR);
    for (uint32_t i = draw(4) + 1; i; i--) adopt(query, root, draw_term(query, UINT64_C(1) << SHEAF_FIELD_TITLE));
    uint32_t ids[DOCUMENTS];
    size_t count = 0;
    for (uint32_t i = 1; i <= DOCUMENTS; i++)
      if (draw(3)) ids[count++] = i;
    const size_t many = draw(2) * 40; /* words that are not there, so that there are many */
    for (size_t r = 0; r < sizeof rooms / sizeof *rooms; r++) {
      sheaf_group group;
      sheaf_group_room room = rooms[r];
      sheaf_expand tokens = {0};
      sheaf_error err = {0};
      sheaf_match match;
      sheaf_match_init(&match, self->index, NULL);
      for (size_t i = 0; i < root->children; i++)
        assert_int_equal(sheaf_match_expand(&match, root->child[i], SHEAF_FIELD_TITLE, &tokens, &err), 0);
      for (size_t i = 0; i < many; i++) assert_int_equal(sheaf_expand_add(&tokens, "zzz", 3), 0);
      assert_int_equal(sheaf_group_open(&group, self->index, SHEAF_FIELD_TITLE, &tokens, &room, &err), 0);
      for (size_t from = 0; from < count; from += 5) {
        const size_t size = count - from < 5 ? count - from : 5;
        assert_int_equal(sheaf_group_take(&group, ids + from, size, &room, &err), 0);
        for (size_t i = 0; i < size; i++) {
          places *found = malloc(sizeof *found);
          found->count = 0;
          find_places(self, root, ids[from + i], 0, found);
          qsort(found->items, found->count, sizeof *found->items, compare_places);
          assert_int_equal(found->count, group.starts[i + 1] - group.starts[i]);
          for (size_t k = 0; k < found->count; k++) {
            const sheaf_span *span = &group.spans.items[group.starts[i] + k];
            assert_true(span->document == ids[from + i] && span->instance == found->items[k].instance &&
                        span->first == found->items[k].first && span->last == span->first);
          }
          free(found);
        }
      }
      sheaf_group_clear(&group);
      sheaf_group_room_clear(&room);
      sheaf_match_clear(&match);
    }
    sheaf_query_free(query);
  }
}

/* ---- explanations ---- */

typedef struct explained {
  const sheaf_query_node *leaf;  /* whose matches are looked at */
  const value (*values)[VALUES]; /* of the record */
  places found[FIELDS];          /* matches of the leaf, as words */
  size_t inside;                 /* matches of other leaves */
} explained;

static int explain_match(void *context, const sheaf_explain_match *match) {
  explained *self = context;
  size_t f = 0;
  while (fields[f] != match->field) f++;
  if (match->leaf != self->leaf) {
    self->inside++;
    return 0;
  }
  const value *value = &self->values[f][match->instance];
  place at = {match->instance, SIZE_MAX, SIZE_MAX};
  for (size_t i = 0, byte = 0; i < value->count; i++) {
    if (byte == match->first) at.first = i;
    byte += strlen(words[value->words[i]]);
    if (byte == match->last) at.last = i;
    byte++;
  }
  assert_true(at.first != SIZE_MAX && at.last != SIZE_MAX);
  add_place(&self->found[f], at);
  return 0;
}

static void make_record(const corpus *self, uint32_t document, sheaf_record *record) {
  sheaf_record_init(record);
  for (size_t f = 0; f < FIELDS; f++)
    for (size_t v = 0; v < VALUES; v++) {
      const value *at = &self->values[document][f][v];
      sheaf_buf text = {0};
      for (size_t i = 0; i < at->count; i++) sheaf_buf_add_format(&text, "%s ", words[at->words[i]]);
      if (text.length) sheaf_record_add_text(record, fields[f], sheaf_buf_text(&text));
      sheaf_buf_clear(&text);
    }
}

static void explanations_show_the_same_places(void **state) {
  corpus *self = *state;
  explained *got = malloc(sizeof *got);
  places *found = malloc(sizeof *found);
  for (int round = 0; round < 3000; round++) {
    const uint32_t document = 1 + draw(DOCUMENTS);
    sheaf_query *query = sheaf_query_new("ovid", "x", 1);
    sheaf_query_node *root = draw_positional(query), *often = NULL;
    if (!draw(3)) {
      often = node(query, SHEAF_QUERY_FREQ);
      often->least = 1 + draw(3);
      adopt(query, often, root);
    }
    assert_int_equal(sheaf_query_finish(query, often ? often : root), 0);
    sheaf_record record;
    sheaf_error err = {0};
    make_record(self, document, &record);
    got->leaf = root;
    got->values = (const value(*)[VALUES])self->values[document];
    got->inside = 0;
    for (size_t f = 0; f < FIELDS; f++) got->found[f].count = 0;
    const sheaf_explain_options inside = {.inside = (int)draw(2)};
    assert_int_equal(sheaf_explain_record(query, &record, &inside, explain_match, got, &err), 0);
    const int shown = !often || count_places(self, root, document) >= often->least;
    size_t all = 0;
    for (size_t f = 0; f < FIELDS; f++) {
      found->count = 0;
      if (shown) find_places(self, root, document, f, found);
      assert_int_equal(found->count, got->found[f].count);
      for (size_t i = 0; i < found->count; i++) add_place(&got->found[f], found->items[i]);
      assert_int_equal(found->count, got->found[f].count);
      all += found->count;
    }
    if (root->kind == SHEAF_QUERY_NEAR && inside.inside && all)
      assert_true(got->inside >= 2);
    else
      assert_int_equal(got->inside, 0);
    sheaf_record_clear(&record);
    sheaf_query_free(query);
  }
  free(found);
  free(got);
}

/* ---- failures ---- */

static int count_match(void *context, const sheaf_explain_match *match) {
  (void)match;
  ++*(int *)context;
  return 0;
}

/* What cannot be evaluated is said even where an AND has come to nothing before it. */
static void failures_do_not_depend_on_the_records(void **state) {
  corpus *self = *state;
  static const char *const names[] = {"L-UNSUP", "Y-LINEREF", "H-NO-TREE"};
  for (int i = 0; i < 3; i++) {
    sheaf_query *query = sheaf_query_new("pubmed", "x", 1);
    sheaf_query_node *root = node(query, SHEAF_QUERY_AND);
    adopt(query, root, term(query, UINT64_C(1) << SHEAF_FIELD_TITLE, "nowhere", 0));
    sheaf_query_node *bad = i == 0   ? node(query, SHEAF_QUERY_UNSUPPORTED)
                            : i == 1 ? node(query, SHEAF_QUERY_REF)
                                     : node(query, SHEAF_QUERY_HEADING);
    if (i == 2) bad->text = bad->key = "dogs", bad->flags = SHEAF_QUERY_EXPLODE;
    bad->line = 2;
    bad->first = 17;
    adopt(query, root, bad);
    assert_int_equal(sheaf_query_finish(query, root), 0);
    const sheaf_eval_options asked = {.lines = lines, .line_count = 2};
    sheaf_documents found = {0};
    sheaf_error err = {0};
    assert_int_equal(sheaf_eval_documents(query, self->index, &asked, &found, &err), SHEAF_EUNSUPPORTED);
    assert_string_equal(err.name, names[i]);
    assert_int_equal(err.byte, 17);
    sheaf_query_free(query);
  }
}

static int stop(void *context) { return --*(int *)context < 0; }

static void evaluation_stops_when_told(void **state) {
  corpus *self = *state;
  for (int round = 0; round < 200; round++) {
    sheaf_query *query = sheaf_query_new("pubmed", "x", 1);
    assert_int_equal(sheaf_query_finish(query, draw_positional(query)), 0);
    int calls = round % 4;
    const sheaf_eval_options asked = {.progress = stop, .context = &calls};
    sheaf_documents found = {0};
    sheaf_error err = {0};
    const int code = sheaf_eval_documents(query, self->index, &asked, &found, &err);
    assert_true(code == 0 || code == SHEAF_ERANGE);
    if (code) assert_string_equal(err.name, "interrupted");
    if (round % 4 == 0) assert_int_equal(code, SHEAF_ERANGE);
    sheaf_mem_free(found.ids);
    sheaf_query_free(query);
  }
}

static void running_out_of_memory_is_an_error(void **state) {
  corpus *self = *state;
  sheaf_record record;
  make_record(self, 1, &record);
  for (int round = 0; round < 12; round++) {
    sheaf_query *query = sheaf_query_new("pubmed", "x", 1);
    assert_int_equal(sheaf_query_finish(query, draw_tree(query, 3)), 0);
    const sheaf_eval_options asked = {.unsupported = SHEAF_EVAL_UNSUPPORTED_IGNORE, .lines = lines, .line_count = 2};
    int code = SHEAF_ENOMEM;
    for (long after = 0; code == SHEAF_ENOMEM && after < 100000; after++) {
      sheaf_documents found = {0};
      sheaf_error err = {0};
      int matches = 0;
      sheaf_mem_fail(after, 1);
      code = sheaf_eval_documents(query, self->index, &asked, &found, &err);
      if (!code) code = sheaf_explain_record(query, &record, NULL, count_match, &matches, &err);
      sheaf_mem_fail(-1, 0);
      sheaf_mem_free(found.ids);
    }
    assert_true(code == 0 || code == SHEAF_EUNSUPPORTED);
    sheaf_query_free(query);
  }
  sheaf_record_clear(&record);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(places_are_those_of_brute_force, open_corpus, close_corpus),
      cmocka_unit_test_setup_teardown(documents_are_those_of_brute_force, open_corpus, close_corpus),
      cmocka_unit_test_setup_teardown(restrictions_change_nothing_inside, open_corpus, close_corpus),
      cmocka_unit_test_setup_teardown(groups_are_the_same_on_every_way, open_corpus, close_corpus),
      cmocka_unit_test_setup_teardown(explanations_show_the_same_places, open_corpus, close_corpus),
      cmocka_unit_test_setup_teardown(failures_do_not_depend_on_the_records, open_corpus, close_corpus),
      cmocka_unit_test_setup_teardown(evaluation_stops_when_told, open_corpus, close_corpus),
      cmocka_unit_test_setup_teardown(running_out_of_memory_is_an_error, open_corpus, close_corpus),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
