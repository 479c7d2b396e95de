/* explain.c - see explain.h. The record is cut into the same tokens as index/document.c cuts it into. */
#include "explain.h"

#include <string.h>

#include "index/document.h"
#include "index/index.h"
#include "index/token.h"
#include "leaf.h"
#include "name.h"
#include "nlm.h"
#include "spans.h"

enum { HEADING_GAP = 100, PERSON_PARTS = 3 };

/* A token of one value, with its place in bytes. */
typedef struct place {
  size_t text;       /* offset in texts */
  size_t length;     /* bytes of its folded text */
  size_t first;      /* in the value */
  size_t last;       /* one past it */
  uint32_t position; /* as in the index */
} place;

typedef struct explanation {
  const sheaf_record *record; /* what is explained */
  sheaf_explain_fn *visit;    /* the caller's */
  void *context;              /* the caller's */
  sheaf_buf abstract;         /* the record's abstract in one text */
  sheaf_buf texts;            /* folded tokens of the value at hand */
  sheaf_buf places;           /* array of place */
  sheaf_buf scratch;          /* one whole name */
  sheaf_error *err;           /* the caller's */
} explanation;

static int report(const explanation *self, const sheaf_query_node *leaf, sheaf_field field, uint32_t instance,
                  size_t first, size_t last) {
  const sheaf_explain_match match = {leaf, field, instance, first, last};
  return self->visit(self->context, &match);
}

static const place *place_at(const explanation *self, size_t index) {
  return (const place *)(const void *)self->places.data + index;
}

static size_t place_count(const explanation *self) { return self->places.length / sizeof(place); }

/* ---- a value's tokens ---- */

static void add_place(explanation *self, const char *text, size_t length, size_t first, size_t last,
                      uint32_t position) {
  const place at = {self->texts.length, length, first, last, position};
  sheaf_buf_add(&self->texts, text, length);
  sheaf_buf_add(&self->places, &at, sizeof at);
}

/* Adds the words of a stretch of the value; returns the position behind them. */
static uint32_t add_words(explanation *self, const char *value, size_t first, size_t last, uint32_t position) {
  sheaf_token_cursor cursor;
  sheaf_token token;
  sheaf_token_init(&cursor, value + first, last - first);
  int code;
  while ((code = sheaf_token_next(&cursor, &token)) > 0)
    add_place(self, token.text, token.length, first + token.first, first + token.last, position + token.position);
  if (code < 0) self->texts.failed = 1;
  position += cursor.position;
  sheaf_token_clear(&cursor);
  return position;
}

static int is_person(sheaf_field field) {
  return field == SHEAF_FIELD_AUTHOR || field == SHEAF_FIELD_EDITOR || field == SHEAF_FIELD_INVESTIGATOR ||
         field == SHEAF_FIELD_PERSONAL_SUBJECT;
}

static void add_parts(explanation *self, sheaf_field field, const char *value, size_t length) {
  uint32_t position = 0;
  size_t first = 0;
  for (size_t part = 0; first <= length && !(is_person(field) && part == PERSON_PARTS); part++) {
    const char *mark = memchr(value + first, SHEAF_FIELD_PART, length - first);
    const size_t last = mark ? (size_t)(mark - value) : length;
    if (part && field == SHEAF_FIELD_HEADING) position += HEADING_GAP;
    position = add_words(self, value, first, last, position);
    first = last + 1;
  }
}

static int cut(explanation *self, sheaf_field field, const char *value, size_t length) {
  sheaf_buf_reset(&self->texts);
  sheaf_buf_reset(&self->places);
  if (is_person(field) || field == SHEAF_FIELD_HEADING) {
    add_parts(self, field, value, length);
  } else if (sheaf_document_field_kind(field) == SHEAF_DOCUMENT_WORDS) {
    add_words(self, value, 0, length, 0);
  } else {
    sheaf_buf_reset(&self->scratch);
    sheaf_document_token(field, value, length, &self->scratch);
    add_place(self, self->scratch.data, self->scratch.length, 0, length, 0);
  }
  return self->texts.failed || self->places.failed || self->scratch.failed ? sheaf_error_memory(self->err) : SHEAF_OK;
}

/* ---- words, phrases, proximity in one value ---- */

static int word_spans(const explanation *self, const sheaf_query_node *term, sheaf_spans *out) {
  for (size_t i = 0; i < place_count(self); i++) {
    const place *at = place_at(self, i);
    if (sheaf_query_matches(term, self->texts.data + at->text, at->length) &&
        sheaf_spans_add(out, (sheaf_span){0, 0, at->position, at->position}))
      return SHEAF_ENOMEM;
  }
  return SHEAF_OK;
}

static int near_spans(const explanation *self, const sheaf_query_node *node, sheaf_spans *out) {
  sheaf_spans words[SHEAF_QUERY_NEAR_WORDS] = {0};
  const sheaf_spans *lists[SHEAF_QUERY_NEAR_WORDS];
  int code = SHEAF_OK;
  for (size_t i = 0; i < node->children && !code; i++) {
    lists[i] = &words[i];
    code = word_spans(self, node->child[i], &words[i]);
  }
  if (!code)
    code = sheaf_spans_near(lists, node->children, node->gap, (node->flags & SHEAF_QUERY_ORDERED) != 0, 0, out);
  for (size_t i = 0; i < node->children; i++) sheaf_spans_clear(&words[i]);
  return code;
}

static int phrase_spans(const explanation *self, const sheaf_query_node *node, sheaf_spans *out) {
  int code = word_spans(self, node->child[0], out);
  for (size_t i = 1; i < node->children && out->count && !code; i++) {
    sheaf_spans next = {0}, joined = {0};
    code = word_spans(self, node->child[i], &next);
    if (!code) code = sheaf_spans_follow(out, &next, &joined);
    sheaf_spans_clear(&next);
    sheaf_spans_clear(out);
    *out = joined;
  }
  return code;
}

/* The place with a position; positions ascend. */
static const place *find_place(const explanation *self, uint32_t position) {
  size_t low = 0, high = place_count(self) - 1;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (place_at(self, middle)->position < position)
      low = middle + 1;
    else
      high = middle;
  }
  return place_at(self, low);
}

static int explain_value(explanation *self, const sheaf_query_node *leaf, sheaf_field field, uint32_t instance,
                         const char *value, size_t length) {
  int code = cut(self, field, value, length);
  if (code) return code;
  sheaf_spans found = {0};
  if (leaf->kind == SHEAF_QUERY_TERM)
    code = word_spans(self, leaf, &found);
  else
    code = leaf->kind == SHEAF_QUERY_PHRASE ? phrase_spans(self, leaf, &found) : near_spans(self, leaf, &found);
  if (code) code = sheaf_error_memory(self->err);
  for (size_t i = 0; i < found.count && !code; i++)
    code = report(self, leaf, field, instance, find_place(self, found.items[i].first)->first,
                  find_place(self, found.items[i].last)->last);
  sheaf_spans_clear(&found);
  return code;
}

static int explain_words(explanation *self, const sheaf_query_node *leaf) {
  int code = SHEAF_OK;
  for (unsigned n = 1; n < SHEAF_FIELD_COUNT && !code; n++) {
    if (!(leaf->fields >> n & 1)) continue;
    const sheaf_field field = (sheaf_field)n;
    if (field == SHEAF_FIELD_ABSTRACT) {
      if (self->abstract.length) code = explain_value(self, leaf, field, 0, self->abstract.data, self->abstract.length);
      continue;
    }
    uint32_t instance = 0;
    for (const sheaf_entry *e = sheaf_record_first(self->record, field); e && !code;
         e = sheaf_record_next(self->record, e))
      code = explain_value(self, leaf, field, instance++, e->value, e->length);
  }
  return code;
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
  const char *all[SHEAF_NLM_MOST] = {leaf->key};
  size_t count = 1;
  if ((leaf->flags & SHEAF_QUERY_EXPLODE) && leaf->kind != SHEAF_QUERY_HEADING)
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

static int explain_headings(explanation *self, const sheaf_query_node *leaf) {
  uint32_t instance = 0;
  int code = SHEAF_OK;
  for (const sheaf_entry *e = sheaf_record_first(self->record, SHEAF_FIELD_HEADING); e && !code;
       e = sheaf_record_next(self->record, e), instance++) {
    int fits = 0;
    code = leaf->kind == SHEAF_QUERY_HEADING ? explain_heading(self, leaf, e, instance)
                                             : explain_qualifiers(self, leaf, e, instance, 0, &leaf, 1, &fits);
  }
  return code;
}

/* ---- names ---- */

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

static int explain(explanation *self, const sheaf_query_node *node) {
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE:
    case SHEAF_QUERY_NEAR: return explain_words(self, node);
    case SHEAF_QUERY_HEADING:
    case SHEAF_QUERY_QUALIFIER: return explain_headings(self, node);
    case SHEAF_QUERY_NAME: return explain_name(self, node);
    case SHEAF_QUERY_VALUE: return explain_names(self, node);
    default: break;
  }
  int code = SHEAF_OK;
  for (size_t i = 0; i < node->children && !code; i++) code = explain(self, node->child[i]);
  return code;
}

int sheaf_explain_record(const sheaf_query *query, const sheaf_record *record, sheaf_explain_fn *visit, void *context,
                         sheaf_error *err) {
  explanation self = {.record = record, .visit = visit, .context = context, .err = err};
  sheaf_record_abstract(record, &self.abstract);
  const int code = self.abstract.failed ? sheaf_error_memory(err) : explain(&self, sheaf_query_root(query));
  sheaf_buf_clear(&self.abstract);
  sheaf_buf_clear(&self.texts);
  sheaf_buf_clear(&self.places);
  sheaf_buf_clear(&self.scratch);
  return code;
}
