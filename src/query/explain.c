/* explain.c - see explain.h. */
#include "explain.h"

#include <string.h>

#include "base/mem.h"
#include "cut.h"
#include "freq.h"
#include "heading.h"
#include "index/document.h"
#include "index/index.h"
#include "index/token.h"
#include "leaf.h"
#include "name.h"
#include "nlm.h"
#include "positional.h"
#include "within.h"

typedef struct explanation {
  const sheaf_record *record;           /* what is explained */
  const sheaf_explain_options *options; /* never NULL */
  const char *syntax;                   /* of the query */
  sheaf_explain_fn *visit;              /* the caller's */
  void *context;                        /* the caller's */
  sheaf_buf abstract;                   /* the record's abstract in one text */
  sheaf_cut cut;                        /* the value at hand */
  sheaf_buf scratch;                    /* one whole name */
  int in_section;                       /* below a SECTION: only what lies in `runs` counts */
  sheaf_buf runs;                       /* of the SECTION at hand */
  sheaf_expand names;                   /* what the HEADING at hand stands for */
  sheaf_error *err;                     /* the caller's */
} explanation;

static int report(const explanation *self, const sheaf_query_node *leaf, sheaf_field field, uint32_t instance,
                  size_t first, size_t last) {
  const sheaf_explain_match match = {leaf, field, instance, first, last};
  return self->visit(self->context, &match);
}

/* ---- words, phrases, proximity ---- */

/* One word node in one field. */
typedef struct looking {
  explanation *all;             /* the explanation */
  const sheaf_query_node *leaf; /* TERM, PHRASE or NEAR */
  sheaf_field field;            /* where */
  sheaf_positional places;      /* the leaf, made ready */
  sheaf_positional around;      /* a NEAR in whose spans the leaf must lie; its root is NULL where there is none */
  size_t *count;                /* not NULL: counts what does not overlap, and reports nothing */
} looking;

/* 0 where the word cannot fit the term: it begins with another letter. Most words do. */
static int may_fit(const sheaf_query_node *term, char initial) {
  const sheaf_query_part *part = term->parts ? term->pattern : NULL;
  return !part || !part->text || !part->length || *part->text == initial;
}

static int word_spans(const sheaf_cut *cut, sheaf_positional_group *group) {
  const size_t count = sheaf_cut_count(cut);
  group->words.count = 0;
  if (!count) return SHEAF_OK;
  for (const sheaf_cut_token *at = sheaf_cut_at(cut, 0), *end = at + count; at < end; at++) {
    int fits = 0;
    for (size_t k = 0; k < group->count && !fits; k++)
      fits = may_fit(group->terms[k], at->initial) &&
             sheaf_query_matches(group->terms[k], sheaf_cut_text(cut, at), at->length);
    if (fits && sheaf_spans_add(&group->words, (sheaf_span){0, 0, at->position, at->position})) return SHEAF_ENOMEM;
  }
  return SHEAF_OK;
}

static int find_spans(const looking *self, sheaf_positional *places, const sheaf_spans **out) {
  for (size_t i = 0; i < places->count; i++)
    if (word_spans(&self->all->cut, &places->groups[i])) return sheaf_error_memory(self->all->err);
  return sheaf_positional_spans(places, 0, out, self->all->err);
}

/* 1 where the span lies in the SECTION around it, if there is one. */
static int is_here(const explanation *self, const sheaf_span *span) {
  return !self->in_section || sheaf_within_has(&self->runs, span->first, span->last);
}

static int is_within(const explanation *self, const sheaf_spans *spans, const sheaf_span *span) {
  for (size_t i = 0; i < spans->count && spans->items[i].first <= span->first; i++)
    if (spans->items[i].last >= span->last && is_here(self, &spans->items[i])) return 1;
  return 0;
}

static int look_at_value(looking *self, uint32_t instance, const char *value, size_t length) {
  explanation *all = self->all;
  const sheaf_spans *found, *around = NULL;
  int code = sheaf_cut_value(&all->cut, self->field, value, length, all->err);
  if (!code) code = find_spans(self, &self->places, &found);
  if (!code && self->around.root) code = find_spans(self, &self->around, &around);
  if (code) return code;
  if (self->count) {
    *self->count += sheaf_freq_count(found->items, found->count);
    return SHEAF_OK;
  }
  for (size_t i = 0; i < found->count && !code; i++) {
    const sheaf_span *span = &found->items[i];
    if (!is_here(all, span) || (around && !is_within(all, around, span))) continue;
    code = report(all, self->leaf, self->field, instance, sheaf_cut_find(&all->cut, span->first)->first,
                  sheaf_cut_find(&all->cut, span->last)->last);
  }
  return code;
}

static int look_at_field(looking *self) {
  explanation *all = self->all;
  if (self->field == SHEAF_FIELD_ABSTRACT)
    return all->abstract.length ? look_at_value(self, 0, all->abstract.data, all->abstract.length) : SHEAF_OK;
  uint32_t instance = 0;
  int code = SHEAF_OK;
  for (const sheaf_entry *e = sheaf_record_first(all->record, self->field); e && !code;
       e = sheaf_record_next(all->record, e))
    code = look_at_value(self, instance++, e->value, e->length);
  return code;
}

static void forget(sheaf_positional *places) {
  for (size_t i = 0; i < places->count; i++) sheaf_spans_clear(&places->groups[i].words);
  sheaf_positional_clear(places);
}

/* Reports (count: counts) a word node where it matches; near: only inside of what that matches. */
static int explain_words(explanation *self, const sheaf_query_node *leaf, const sheaf_query_node *near, size_t *count) {
  int code = SHEAF_OK;
  for (unsigned n = 1; n < SHEAF_FIELD_COUNT && !code; n++) {
    if (!(leaf->fields >> n & 1) || (self->in_section && n != SHEAF_FIELD_ABSTRACT)) continue;
    looking at = {.all = self, .leaf = leaf, .field = (sheaf_field)n, .count = count};
    code = sheaf_positional_init(&at.places, leaf, n, self->err);
    if (!code && near) code = sheaf_positional_init(&at.around, near, n, self->err);
    if (!code && at.places.root && (!near || at.around.root)) code = look_at_field(&at);
    forget(&at.places);
    forget(&at.around);
  }
  return code;
}

static int explain_inside(explanation *self, const sheaf_query_node *node, const sheaf_query_node *near) {
  int code = SHEAF_OK;
  if (node->kind == SHEAF_QUERY_TERM || node->kind == SHEAF_QUERY_PHRASE) return explain_words(self, node, near, NULL);
  for (size_t i = 0; i < node->children && !code; i++) code = explain_inside(self, node->child[i], near);
  return code;
}

static int explain_near(explanation *self, const sheaf_query_node *node) {
  const int code = explain_words(self, node, NULL, NULL);
  return code || !self->options->inside ? code : explain_inside(self, node, node);
}

/* ---- whole names ---- */

/* 1 where the value, as an index field holds it, is what the leaf names; SHEAF_ENOMEM. */
static int is_named(explanation *self, const sheaf_query_node *leaf, unsigned index_field, const char *value,
                    size_t length) {
  sheaf_buf_reset(&self->scratch);
  sheaf_document_token(index_field, value, length, &self->scratch);
  const char *name = sheaf_buf_text(&self->scratch);
  if (self->scratch.failed) return sheaf_error_memory(self->err);
  if (leaf->flags & SHEAF_QUERY_TRUNCATED) return strncmp(name, leaf->key, strlen(leaf->key)) == 0;
  if (leaf->kind == SHEAF_QUERY_HEADING) return sheaf_expand_has(&self->names, name, strlen(name));
  const char *all[SHEAF_NLM_MOST] = {leaf->key};
  size_t count = 1;
  if (leaf->flags & SHEAF_QUERY_EXPLODE)
    count = sheaf_nlm_narrower(leaf->kind == SHEAF_QUERY_QUALIFIER ? SHEAF_NLM_QUALIFIERS : SHEAF_NLM_TYPES, leaf->key,
                               all, SHEAF_NLM_MOST);
  for (size_t i = 0; i < count; i++)
    if (strcmp(name, all[i]) == 0) return 1;
  return 0;
}

/* The fields whose values stand in the index field that a VALUE of this field is looked up in. */
static sheaf_query_fields value_fields(unsigned field) {
  if (field == SHEAF_FIELD_JOURNAL)
    return SHEAF_QUERY_FIELD(JOURNAL) | SHEAF_QUERY_FIELD(JOURNAL_ABBREVIATION) | SHEAF_QUERY_FIELD(JOURNAL_ID) |
           SHEAF_QUERY_FIELD(ISSN);
  return UINT64_C(1) << field;
}

static int explain_names(explanation *self, const sheaf_query_node *leaf) {
  sheaf_query_fields fields = 0;
  for (unsigned n = 1; n < SHEAF_FIELD_COUNT; n++)
    if (leaf->fields >> n & 1) fields |= value_fields(n);
  const unsigned index_field = sheaf_leaf_field(leaf->fields);
  for (unsigned n = 1; n < SHEAF_FIELD_COUNT; n++) {
    if (!(fields >> n & 1)) continue;
    uint32_t instance = 0;
    for (const sheaf_entry *e = sheaf_record_first(self->record, (sheaf_field)n); e;
         e = sheaf_record_next(self->record, e), instance++) {
      int found = is_named(self, leaf, index_field, e->value, e->length);
      if (!found && n == SHEAF_FIELD_SUBSTANCE) found = is_named(self, leaf, index_field, e->note, e->note_length);
      if (found < 0) return found;
      const int code = found ? report(self, leaf, (sheaf_field)n, instance, 0, e->length) : SHEAF_OK;
      if (code) return code;
    }
  }
  return SHEAF_OK;
}

/* ---- headings ---- */

/* Reports the qualifiers of one heading that fit any of the wanted ones; 1 where one did. */
static int explain_qualifiers(explanation *self, const sheaf_query_node *leaf, const sheaf_entry *entry,
                              uint32_t instance, int major, const sheaf_query_node *const *wanted, size_t count,
                              int *fits) {
  const char *first = memchr(entry->value, SHEAF_FIELD_PART, entry->length);
  const char *end = entry->value + entry->length;
  while (first) {
    const char *text = ++first;
    first = memchr(text, SHEAF_FIELD_PART, (size_t)(end - text));
    const char *last = first ? first : end;
    const int starred = text < last && *text == '*';
    text += starred;
    for (size_t i = 0; i < count; i++) {
      const int found = is_named(self, wanted[i], SHEAF_INDEX_QUALIFIER, text, (size_t)(last - text));
      if (found < 0) return found;
      if (!found || ((leaf->flags & SHEAF_QUERY_FOCUS) && !major && !starred)) continue;
      *fits = 1;
      const int code = report(self, leaf, SHEAF_FIELD_HEADING, instance, (size_t)(text - entry->value),
                              (size_t)(last - entry->value));
      if (code) return code;
      break;
    }
  }
  return SHEAF_OK;
}

static int has_star(const sheaf_entry *entry) {
  for (size_t i = 0; i < entry->length; i++)
    if (entry->value[i] == '*' && (i == 0 || entry->value[i - 1] == SHEAF_FIELD_PART)) return 1;
  return 0;
}

static int explain_heading(explanation *self, const sheaf_query_node *leaf, const sheaf_entry *entry,
                           uint32_t instance) {
  const char *name;
  size_t length = sheaf_record_part(entry->value, entry->length, 0, &name);
  const int major = length > 0 && *name == '*';
  name += major;
  length -= (size_t)major;
  const int found = is_named(self, leaf, SHEAF_INDEX_HEADING_NAME, name, length);
  if (found <= 0) return found;
  int fits = !leaf->children && (!(leaf->flags & SHEAF_QUERY_FOCUS) || has_star(entry));
  int code = SHEAF_OK;
  if (leaf->children)
    code = explain_qualifiers(self, leaf, entry, instance, major, (const sheaf_query_node *const *)leaf->child,
                              leaf->children, &fits);
  if (!code && fits) {
    const size_t first = (size_t)(name - entry->value);
    code = report(self, leaf, SHEAF_FIELD_HEADING, instance, first, first + length);
  }
  return code;
}

/* What the heading stands for; without a thesaurus, or where that lacks it, itself. */
static int find_names(explanation *self, const sheaf_query_node *leaf) {
  const sheaf_eval_options options = {.explode = SHEAF_EVAL_EXPLODE_IGNORE, .thesaurus = self->options->thesaurus};
  sheaf_expand_clear(&self->names);
  return sheaf_heading_names(&options, self->syntax, leaf, &self->names, self->err);
}

static int explain_headings(explanation *self, const sheaf_query_node *leaf) {
  uint32_t instance = 0;
  int code = leaf->kind == SHEAF_QUERY_HEADING ? find_names(self, leaf) : SHEAF_OK;
  for (const sheaf_entry *e = sheaf_record_first(self->record, SHEAF_FIELD_HEADING); e && !code;
       e = sheaf_record_next(self->record, e), instance++) {
    int fits = 0;
    code = leaf->kind == SHEAF_QUERY_HEADING ? explain_heading(self, leaf, e, instance)
                                             : explain_qualifiers(self, leaf, e, instance, 0, &leaf, 1, &fits);
  }
  return code;
}

/* ---- persons ---- */

static int is_author(explanation *self, const sheaf_query_node *leaf, const sheaf_entry *entry) {
  sheaf_buf *name = &self->scratch;
  sheaf_buf_reset(name);
  sheaf_document_author(entry->value, entry->length, name);
  if (name->failed) return sheaf_error_memory(self->err);
  if (sheaf_name_fits(leaf, name->data, name->length, 0)) return 1;
  const char *given;
  const size_t length = sheaf_record_part(entry->value, entry->length, 1, &given);
  if (!length) return 0;
  sheaf_buf_reset(name);
  sheaf_token_whole(entry->value, (size_t)(given + length - entry->value), name);
  if (name->failed) return sheaf_error_memory(self->err);
  return sheaf_name_fits(leaf, name->data, name->length, 1);
}

static int explain_name(explanation *self, const sheaf_query_node *leaf) {
  const sheaf_field field = (sheaf_field)__builtin_ctzll(leaf->fields);
  uint32_t instance = 0;
  for (const sheaf_entry *e = sheaf_record_first(self->record, field), *next; e; e = next, instance++) {
    next = sheaf_record_next(self->record, e);
    if ((leaf->fields & SHEAF_QUERY_FIRST_AUTHOR) && instance) break;
    if ((leaf->fields & SHEAF_QUERY_LAST_AUTHOR) && (next || sheaf_record_first(self->record, SHEAF_FIELD_AUTHORS_CUT)))
      continue;
    const int found = is_author(self, leaf, e);
    if (found < 0) return found;
    const int code = found ? report(self, leaf, field, instance, 0, e->length) : SHEAF_OK;
    if (code) return code;
  }
  return SHEAF_OK;
}

/* ---- dates and facts ---- */

/* As leaf.c: an electronic date is not searchable by a single one when it is later than the printed date, and a year
 * counts only where there is no date. */
static int is_searchable(const explanation *self, const sheaf_query_node *leaf, unsigned field) {
  const sheaf_entry *printed = sheaf_record_first(self->record, SHEAF_FIELD_DATE);
  if (field == SHEAF_FIELD_YEAR) return !printed && !sheaf_record_first(self->record, SHEAF_FIELD_DATE_ELECTRONIC);
  if (field != SHEAF_FIELD_DATE_ELECTRONIC || !(leaf->flags & SHEAF_QUERY_SINGLE)) return 1;
  for (; printed; printed = sheaf_record_next(self->record, printed))
    if (sheaf_leaf_in_period("0000-00-00", leaf->low, printed->value, printed->length)) return 0;
  return 1;
}

static int explain_range(explanation *self, const sheaf_query_node *leaf) {
  const int published = sheaf_leaf_is_published(leaf);
  int code = SHEAF_OK;
  for (unsigned n = 1; n < SHEAF_FIELD_COUNT && !code; n++) {
    const int is_year = published && n == SHEAF_FIELD_YEAR;
    if (!(leaf->fields >> n & 1) && !is_year) continue;
    if (published && !is_searchable(self, leaf, n)) continue;
    uint32_t instance = 0;
    for (const sheaf_entry *e = sheaf_record_first(self->record, (sheaf_field)n); e && !code;
         e = sheaf_record_next(self->record, e), instance++)
      if (sheaf_leaf_in_period(leaf->low, leaf->high, e->value, e->length))
        code = report(self, leaf, (sheaf_field)n, instance, 0, e->length);
  }
  return code;
}

/* The first value of the field that makes the fact true. */
static int explain_filter(explanation *self, const sheaf_query_node *leaf) {
  sheaf_field field = sheaf_field_find(leaf->key, strlen(leaf->key));
  if (strcmp(leaf->key, "fulltext") == 0) field = SHEAF_FIELD_URL;
  const sheaf_entry *entry = sheaf_record_first(self->record, field);
  if (!entry && field == SHEAF_FIELD_DATE) {
    field = SHEAF_FIELD_DATE_ELECTRONIC;
    entry = sheaf_record_first(self->record, field);
  }
  if (!entry) return SHEAF_OK;
  return report(self, leaf, field, 0, 0, field == SHEAF_FIELD_ABSTRACT ? self->abstract.length : entry->length);
}

/* ---- all ---- */

static int explain_often(explanation *self, const sheaf_query_node *node) {
  const sheaf_query_node *child = node->child[0];
  size_t count = 0;
  const int code = explain_words(self, child, NULL, &count);
  if (code || count < node->least) return code;
  return child->kind == SHEAF_QUERY_NEAR ? explain_near(self, child) : explain_words(self, child, NULL, NULL);
}

static int explain_section(explanation *self, const sheaf_query_node *node) {
  const sheaf_query_node *child = node->child[0];
  if (!self->options->sections || !self->abstract.length) return SHEAF_OK;
  sheaf_sections sections = {0};
  sheaf_buf_reset(&self->runs);
  int code = sheaf_within_runs(self->options->sections, self->record, &self->abstract, node->sections, UINT32_MAX,
                               &sections, &self->runs);
  sheaf_sections_clear(&sections);
  if (code) return sheaf_error_memory(self->err);
  self->in_section = 1;
  code = child->kind == SHEAF_QUERY_NEAR ? explain_near(self, child) : explain_words(self, child, NULL, NULL);
  self->in_section = 0;
  return code;
}

static int explain(explanation *self, const sheaf_query_node *node) {
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE: return explain_words(self, node, NULL, NULL);
    case SHEAF_QUERY_NEAR: return explain_near(self, node);
    case SHEAF_QUERY_FREQ: return explain_often(self, node);
    case SHEAF_QUERY_SECTION: return explain_section(self, node);
    case SHEAF_QUERY_HEADING:
    case SHEAF_QUERY_QUALIFIER: return explain_headings(self, node);
    case SHEAF_QUERY_NAME: return explain_name(self, node);
    case SHEAF_QUERY_RANGE: return explain_range(self, node);
    case SHEAF_QUERY_VALUE: return explain_names(self, node);
    case SHEAF_QUERY_FILTER: return explain_filter(self, node);
    default: break;
  }
  int code = SHEAF_OK;
  for (size_t i = 0; i < node->children && !code; i++) code = explain(self, node->child[i]);
  return code;
}

int sheaf_explain_record(const sheaf_query *query, const sheaf_record *record, const sheaf_explain_options *options,
                         sheaf_explain_fn *visit, void *context, sheaf_error *err) {
  static const sheaf_explain_options none = {0};
  explanation self = {.record = record,
                      .options = options ? options : &none,
                      .syntax = sheaf_query_syntax(query),
                      .visit = visit,
                      .context = context,
                      .err = err};
  sheaf_record_abstract(record, &self.abstract);
  const int code = self.abstract.failed ? sheaf_error_memory(err) : explain(&self, sheaf_query_root(query));
  sheaf_buf_clear(&self.abstract);
  sheaf_buf_clear(&self.scratch);
  sheaf_buf_clear(&self.runs);
  sheaf_cut_clear(&self.cut);
  sheaf_expand_clear(&self.names);
  return code;
}
