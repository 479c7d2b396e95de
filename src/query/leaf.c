/* leaf.c - see leaf.h. */
#include "leaf.h"

#include <string.h>

#include "base/mem.h"
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

/* The tokens that a whole name stands for in an index field: itself, what begins with it, or what is narrower. */
static int names(sheaf_match *match, const sheaf_query_node *node, unsigned field, sheaf_expand *out,
                 sheaf_error *err) {
  if (node->flags & SHEAF_QUERY_TRUNCATED)
    return sheaf_expand_collect(out, match->index, field, node->key, strlen(node->key), NULL, NULL, err);
  const char *all[SHEAF_NLM_MOST] = {node->key};
  size_t count = 1;
  if ((node->flags & SHEAF_QUERY_EXPLODE) && node->kind != SHEAF_QUERY_HEADING)
    count = sheaf_nlm_narrower(node->kind == SHEAF_QUERY_QUALIFIER ? SHEAF_NLM_QUALIFIERS : SHEAF_NLM_TYPES, node->key,
                               all, SHEAF_NLM_MOST);
  for (size_t i = 0; i < count; i++)
    if (sheaf_expand_add(out, all[i], strlen(all[i]))) return sheaf_error_memory(err);
  return SHEAF_OK;
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

static int no_tree(const sheaf_query_node *node, sheaf_error *err) {
  return sheaf_error_at(err, SHEAF_EUNSUPPORTED, "H-NO-TREE", node->first,
                        "\"%.80s\" is to be searched with its narrower headings, and no thesaurus is loaded; add "
                        ":noexp to its tag, or set options.explode = \"ignore\" to search the heading alone",
                        node->text);
}

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

/* Heading and qualifier on the same occurrence. The asterisk of either counts as focus, so the heading is looked up
 * without it and the qualifier in the field that holds both cases. */
static int with_qualifiers(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  const unsigned qualifier_field =
      node->flags & SHEAF_QUERY_FOCUS ? SHEAF_INDEX_QUALIFIER_MAJOR : SHEAF_INDEX_QUALIFIER;
  sheaf_expand headings = {0}, qualifiers = {0};
  sheaf_docs both, other;
  sheaf_documents ids = {0};
  sheaf_spans heading_places = {0}, qualifier_places = {0};
  sheaf_docs_init(&both, match->last);
  sheaf_docs_init(&other, match->last);
  int code = names(match, node, SHEAF_INDEX_HEADING_NAME, &headings, err);
  for (size_t i = 0; i < node->children && !code; i++)
    code = names(match, node->child[i], qualifier_field, &qualifiers, err);
  if (!code) code = sheaf_match_tokens(match, SHEAF_INDEX_HEADING_NAME, &headings, &both, err);
  if (!code) code = sheaf_match_tokens(match, qualifier_field, &qualifiers, &other, err);
  if (!code && (sheaf_docs_intersect(&both, &other) || sheaf_docs_list(&both, &ids))) code = sheaf_error_memory(err);
  if (!code)
    code = sheaf_match_gather(match, SHEAF_INDEX_HEADING_NAME, &headings, ids.ids, ids.count, &heading_places, err);
  if (!code) code = sheaf_match_gather(match, qualifier_field, &qualifiers, ids.ids, ids.count, &qualifier_places, err);
  if (!code && join_places(&heading_places, &qualifier_places, out)) code = sheaf_error_memory(err);
  sheaf_expand_clear(&headings);
  sheaf_expand_clear(&qualifiers);
  sheaf_docs_clear(&both);
  sheaf_docs_clear(&other);
  sheaf_spans_clear(&heading_places);
  sheaf_spans_clear(&qualifier_places);
  sheaf_mem_free(ids.ids);
  return code;
}

static int heading(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  if ((node->flags & SHEAF_QUERY_EXPLODE) && match->options->explode == SHEAF_EVAL_EXPLODE_ERROR)
    return no_tree(node, err);
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

/* A record's date with what it lacks filled in as January and the first. */
static int is_in_period(const void *context, const char *token, size_t length) {
  const period *wanted = context;
  char date[ISO + 1] = "0000-01-01";
  memcpy(date, token, length < ISO ? length : ISO);
  return strcmp(date, wanted->low) >= 0 && strcmp(date, wanted->high) <= 0;
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
  if (node->fields == (SHEAF_QUERY_FIELD(DATE) | SHEAF_QUERY_FIELD(DATE_ELECTRONIC)))
    return publication_date(match, node, out, err);
  int code = SHEAF_OK;
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT && !code; field++)
    if (node->fields >> field & 1) code = dates(match, field, node->low, node->high, out, err);
  return code;
}

int sheaf_leaf_documents(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  switch (node->kind) {
    case SHEAF_QUERY_HEADING: return heading(match, node, out, err);
    case SHEAF_QUERY_QUALIFIER: return add_names(match, node, SHEAF_INDEX_QUALIFIER, out, err);
    case SHEAF_QUERY_NAME: return sheaf_name_documents(match, node, out, err);
    case SHEAF_QUERY_RANGE: return range(match, node, out, err);
    case SHEAF_QUERY_VALUE: return value(match, node, out, err);
    case SHEAF_QUERY_FILTER: return sheaf_match_token(match, SHEAF_INDEX_HAS, node->key, strlen(node->key), out, err);
    default:
      return sheaf_error_at(err, SHEAF_EUNSUPPORTED, "L-UNSUP", node->first,
                            "\"%.80s\" cannot be searched in the loaded records: %s; take it out of the query",
                            node->text, node->reason ? node->reason : "it is not known here");
  }
}
