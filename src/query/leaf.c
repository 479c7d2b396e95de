/* leaf.c - see leaf.h. */
#include "leaf.h"

#include <string.h>

#include "base/mem.h"
#include "group.h"
#include "heading.h"
#include "name.h"
#include "nlm.h"
#include "record/field.h"

unsigned sheaf_leaf_field(sheaf_query_fields fields) {
  const unsigned field = fields & (SHEAF_QUERY_FIRST_AUTHOR - 1) ? (unsigned)__builtin_ctzll(fields) : 0;
  switch (field) {
    case SHEAF_FIELD_AUTHOR: return SHEAF_INDEX_AUTHOR_NAME;
    case SHEAF_FIELD_JOURNAL: return SHEAF_INDEX_JOURNAL_NAME;
    case SHEAF_FIELD_KEYWORD: return SHEAF_INDEX_KEYWORD_NAME;
    case SHEAF_FIELD_HEADING: return SHEAF_INDEX_HEADING_NAME;
    case SHEAF_FIELD_SUBSTANCE: return SHEAF_INDEX_SUBSTANCE_NAME;
    case SHEAF_FIELD_PUBLICATION_TYPE: return SHEAF_INDEX_TYPE_NAME;
    default: return field;
  }
}

int sheaf_leaf_narrower(const sheaf_query_node *node, sheaf_expand *out, sheaf_error *err) {
  const char *all[SHEAF_NLM_MOST] = {node->key};
  size_t count = 1;
  if (node->flags & SHEAF_QUERY_EXPLODE)
    count = sheaf_nlm_narrower(node->kind == SHEAF_QUERY_QUALIFIER ? SHEAF_NLM_QUALIFIERS : SHEAF_NLM_TYPES, node->key,
                               all, SHEAF_NLM_MOST);
  for (size_t i = 0; i < count; i++)
    if (sheaf_expand_add(out, all[i], strlen(all[i]))) return sheaf_error_memory(err);
  return SHEAF_OK;
}

/* The tokens that a whole name stands for in an index field: itself, what begins with it, or what is narrower. */
static int names(sheaf_match *match, const sheaf_query_node *node, unsigned field, sheaf_expand *out,
                 sheaf_error *err) {
  if (node->flags & SHEAF_QUERY_TRUNCATED)
    return sheaf_expand_collect(out, match->index, field, node->key, strlen(node->key), NULL, NULL, err);
  if (node->kind == SHEAF_QUERY_HEADING) return sheaf_heading_names(match->options, match->syntax, node, out, err);
  return sheaf_leaf_narrower(node, out, err);
}

static int add_names(sheaf_match *match, const sheaf_query_node *node, unsigned field, sheaf_docs *out,
                     sheaf_error *err) {
  if (node->flags & SHEAF_QUERY_TRUNCATED)
    return sheaf_match_within(match, field, node->key, strlen(node->key), NULL, NULL, out, err);
  sheaf_expand tokens = {0};
  int code = names(match, node, field, &tokens, err);
  if (!code) code = sheaf_match_tokens(match, field, &tokens, out, err);
  sheaf_expand_clear(&tokens);
  return code;
}

static int value(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  int code = SHEAF_OK;
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT && !code; field++)
    if (node->fields >> field & 1) code = add_names(match, node, sheaf_leaf_field(UINT64_C(1) << field), out, err);
  return code;
}

/* ---- headings ---- */

/* Adds the documents of places (document, instance) that stand in both lists. */
static int join_places(const sheaf_spans *a, const sheaf_spans *b, sheaf_docs *out) {
  size_t k = 0;
  for (size_t i = 0; i < a->count; i++) {
    const sheaf_span *x = &a->items[i];
    while (k < b->count && (b->items[k].document < x->document ||
                            (b->items[k].document == x->document && b->items[k].instance < x->instance)))
      k++;
    if (k < b->count && b->items[k].document == x->document && b->items[k].instance == x->instance &&
        sheaf_docs_add(out, &x->document, 1))
      return SHEAF_ENOMEM;
  }
  return SHEAF_OK;
}

/* Adds the documents of ids in which a place of one group is a place of the other. */
static int join_groups(sheaf_match *match, sheaf_group groups[2], sheaf_group_room *room, const sheaf_documents *ids,
                       sheaf_docs *out, sheaf_error *err) {
  const size_t chunk = sheaf_group_chunk(groups, 2);
  int code = SHEAF_OK;
  for (size_t i = 0; i < ids->count && !code; i += chunk) {
    const size_t count = ids->count - i < chunk ? ids->count - i : chunk;
    code = sheaf_match_check(match, err);
    if (!code) code = sheaf_group_take(&groups[0], ids->ids + i, count, room, err);
    if (!code) code = sheaf_group_take(&groups[1], ids->ids + i, count, room, err);
    if (!code && join_places(&groups[0].spans, &groups[1].spans, out)) code = sheaf_error_memory(err);
  }
  return code;
}

/* Heading and qualifier on the same occurrence. The asterisk of either counts as focus, so the heading is looked up
 * without it and the qualifier in the field that holds both cases. */
static int with_qualifiers(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  const unsigned fields[2] = {SHEAF_INDEX_HEADING_NAME,
                              node->flags & SHEAF_QUERY_FOCUS ? SHEAF_INDEX_QUALIFIER_MAJOR : SHEAF_INDEX_QUALIFIER};
  sheaf_expand tokens[2] = {{{0}, 0}};
  sheaf_group groups[2] = {{0}};
  sheaf_group_room room = {0};
  sheaf_docs docs[2];
  sheaf_documents ids = {0};
  for (int i = 0; i < 2; i++) sheaf_docs_init(&docs[i], match->last);
  int code = names(match, node, fields[0], &tokens[0], err);
  for (size_t i = 0; i < node->children && !code; i++) code = names(match, node->child[i], fields[1], &tokens[1], err);
  for (int i = 0; i < 2 && !code; i++) code = sheaf_match_tokens(match, fields[i], &tokens[i], &docs[i], err);
  if (!code && (sheaf_docs_intersect(&docs[0], &docs[1]) ||
                (match->within && sheaf_docs_intersect(&docs[0], match->within)) || sheaf_docs_list(&docs[0], &ids)))
    code = sheaf_error_memory(err);
  for (int i = 0; i < 2 && !code && ids.count; i++)
    code = sheaf_group_open(&groups[i], match->index, fields[i], &tokens[i], &room, err);
  if (!code && ids.count) code = join_groups(match, groups, &room, &ids, out, err);
  for (int i = 0; i < 2; i++) {
    sheaf_expand_clear(&tokens[i]);
    sheaf_group_clear(&groups[i]);
    sheaf_docs_clear(&docs[i]);
  }
  sheaf_group_room_clear(&room);
  sheaf_mem_free(ids.ids);
  return code;
}

static int heading(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  if (node->children) return with_qualifiers(match, node, out, err);
  return add_names(match, node, node->flags & SHEAF_QUERY_FOCUS ? SHEAF_INDEX_HEADING_MAJOR : SHEAF_INDEX_HEADING_NAME,
                   out, err);
}

/* ---- dates ---- */

enum { ISO = 10 };

typedef struct period {
  const char *low;  /* ISO date of ten characters */
  const char *high; /* the same */
} period;

int sheaf_leaf_in_period(const char *low, const char *high, const char *date, size_t length) {
  char whole[ISO + 1] = "0000-01-01";
  memcpy(whole, date, length < ISO ? length : ISO);
  return strcmp(whole, low) >= 0 && strcmp(whole, high) <= 0;
}

int sheaf_leaf_is_published(const sheaf_query_node *range) {
  return range->fields == (SHEAF_QUERY_FIELD(DATE) | SHEAF_QUERY_FIELD(DATE_ELECTRONIC));
}

static int is_in_period(const void *context, const char *token, size_t length) {
  const period *wanted = context;
  return sheaf_leaf_in_period(wanted->low, wanted->high, token, length);
}

static int dates(sheaf_match *match, unsigned field, const char *low, const char *high, sheaf_docs *out,
                 sheaf_error *err) {
  const period wanted = {low, high};
  size_t shared = 0; /* years only: shorter tokens do not begin with more */
  while (shared < 4 && low[shared] == high[shared]) shared++;
  return sheaf_match_within(match, field, low, shared, is_in_period, &wanted, out, err);
}

static int find_dated(sheaf_match *match, sheaf_error *err) {
  if (match->dated_known) return SHEAF_OK;
  const int code = sheaf_match_token(match, SHEAF_INDEX_HAS, "date", 4, &match->dated, err);
  match->dated_known = !code;
  return code;
}

/* Records that have a year and no date at all are taken to be of its first of January. Which records have a date is
 * asked only where the year says more than the dates in out. */
static int undated(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  sheaf_docs years;
  sheaf_docs_init(&years, match->last);
  int code = dates(match, SHEAF_FIELD_YEAR, node->low, node->high, &years, err);
  if (!code && sheaf_docs_subtract(&years, out)) code = sheaf_error_memory(err);
  if (!code && sheaf_docs_count(&years)) {
    code = find_dated(match, err);
    if (!code && (sheaf_docs_subtract(&years, &match->dated) || sheaf_docs_unite(out, &years)))
      code = sheaf_error_memory(err);
  }
  sheaf_docs_clear(&years);
  return code;
}

/* [dp]. A single electronic date is not searchable when it is later than the printed one. */
static int publication_date(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  sheaf_docs electronic, earlier;
  sheaf_docs_init(&electronic, match->last);
  sheaf_docs_init(&earlier, match->last);
  int code = dates(match, SHEAF_FIELD_DATE_ELECTRONIC, node->low, node->high, &electronic, err);
  if (!code && (node->flags & SHEAF_QUERY_SINGLE) && sheaf_docs_count(&electronic)) {
    code = dates(match, SHEAF_FIELD_DATE, "0000-00-00", node->low, &earlier, err);
    if (!code && sheaf_docs_subtract(&electronic, &earlier)) code = sheaf_error_memory(err);
  }
  if (!code && sheaf_docs_unite(out, &electronic)) code = sheaf_error_memory(err);
  sheaf_docs_clear(&electronic);
  sheaf_docs_clear(&earlier);
  if (!code) code = dates(match, SHEAF_FIELD_DATE, node->low, node->high, out, err);
  return code ? code : undated(match, node, out, err);
}

static int range(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  if (sheaf_leaf_is_published(node)) return publication_date(match, node, out, err);
  int code = SHEAF_OK;
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT && !code; field++)
    if (node->fields >> field & 1) code = dates(match, field, node->low, node->high, out, err);
  return code;
}

/* Every record passes "duplicates": copies are told apart outside of searches. */
static int filter(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  if (strcmp(node->key, "duplicates") != 0)
    return sheaf_match_token(match, SHEAF_INDEX_HAS, node->key, strlen(node->key), out, err);
  uint32_t ids[256];
  size_t count = 0;
  for (uint32_t id = 1; id <= match->last; id++) {
    ids[count++] = id;
    if (count < sizeof ids / sizeof *ids && id < match->last) continue;
    if (sheaf_docs_add(out, ids, count)) return sheaf_error_memory(err);
    count = 0;
  }
  return SHEAF_OK;
}

int sheaf_leaf_documents(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  switch (node->kind) {
    case SHEAF_QUERY_HEADING: return heading(match, node, out, err);
    case SHEAF_QUERY_QUALIFIER: return add_names(match, node, SHEAF_INDEX_QUALIFIER, out, err);
    case SHEAF_QUERY_NAME: return sheaf_name_documents(match, node, out, err);
    case SHEAF_QUERY_RANGE: return range(match, node, out, err);
    case SHEAF_QUERY_VALUE: return value(match, node, out, err);
    case SHEAF_QUERY_FILTER: return filter(match, node, out, err);
    default:
      return sheaf_error_at(err, SHEAF_EUNSUPPORTED, "L-UNSUP", node->first,
                            "\"%.80s\" cannot be searched in the loaded records: %s; take it out of the query",
                            node->text, node->reason ? node->reason : "it is not known here");
  }
}
