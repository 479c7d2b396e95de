/* remote_leaf.c - conditions of leaves that are not words (remote_condition.h), as leaf.c and name.c find them. */
#include <string.h>

#include "base/mem.h"
#include "heading.h"
#include "index/words.h"
#include "leaf.h"
#include "name.h"
#include "record/field.h"
#include "remote_condition.h"

enum { DATES = 1 << 20 }; /* most different dates of a field that are looked at */

static const sheaf_remote_answer none = {SHEAF_REMOTE_NONE, 1}, anything = {SHEAF_REMOTE_ALL, 0};

static sheaf_remote_answer failed(sheaf_remote_condition *self, int code) {
  if (!self->code) self->code = code;
  return none;
}

/* ---- whole names ---- */

static sheaf_remote_answer names(sheaf_remote_condition *self, const sheaf_query_node *node, unsigned field) {
  if (node->flags & SHEAF_QUERY_TRUNCATED) return sheaf_remote_token(self, field, node->key, strlen(node->key), 1, 0);
  sheaf_expand tokens = {0};
  const int code = node->kind == SHEAF_QUERY_HEADING
                       ? sheaf_heading_names(self->options, self->syntax, node, &tokens, self->err)
                       : sheaf_leaf_narrower(node, &tokens, self->err);
  const sheaf_remote_answer answer = code ? failed(self, code) : sheaf_remote_tokens(self, field, &tokens);
  sheaf_expand_clear(&tokens);
  return answer;
}

static sheaf_remote_answer value(sheaf_remote_condition *self, const sheaf_query_node *node) {
  sheaf_remote_join any;
  sheaf_remote_join_begin(&any, self, '|');
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT; field++) {
    if (!(node->fields >> field & 1)) continue;
    sheaf_remote_join_next(&any);
    sheaf_remote_join_add(&any, names(self, node, sheaf_leaf_field(UINT64_C(1) << field)));
  }
  return sheaf_remote_join_end(&any);
}

/* Heading and qualifier on the same occurrence, which is their position. */
static sheaf_remote_answer qualified(sheaf_remote_condition *self, const sheaf_query_node *node) {
  const unsigned field = node->flags & SHEAF_QUERY_FOCUS ? SHEAF_INDEX_QUALIFIER_MAJOR : SHEAF_INDEX_QUALIFIER;
  const size_t start = self->text.length;
  sheaf_buf_add_byte(&self->text, '(');
  const sheaf_remote_answer heading = names(self, node, SHEAF_INDEX_HEADING_NAME);
  sheaf_buf_add_text(&self->text, self->placeless ? "&" : "<0>");
  sheaf_remote_join any;
  sheaf_remote_join_begin(&any, self, '|');
  for (size_t i = 0; i < node->children && heading.kind == SHEAF_REMOTE_SOME; i++) {
    sheaf_remote_join_next(&any);
    sheaf_remote_join_add(&any, names(self, node->child[i], field));
  }
  const sheaf_remote_answer qualifier = sheaf_remote_join_end(&any);
  if (heading.kind != SHEAF_REMOTE_SOME || qualifier.kind != SHEAF_REMOTE_SOME) {
    self->text.length = start;
    return heading.kind == SHEAF_REMOTE_NONE || qualifier.kind == SHEAF_REMOTE_NONE ? none : anything;
  }
  sheaf_buf_add_byte(&self->text, ')');
  return (sheaf_remote_answer){SHEAF_REMOTE_SOME, !self->placeless && heading.exact && qualifier.exact};
}

static sheaf_remote_answer heading(sheaf_remote_condition *self, const sheaf_query_node *node) {
  if (node->children) return qualified(self, node);
  return names(self, node, node->flags & SHEAF_QUERY_FOCUS ? SHEAF_INDEX_HEADING_MAJOR : SHEAF_INDEX_HEADING_NAME);
}

/* ---- persons ---- */

static int may_fit(const void *node, const char *token, size_t length) {
  return sheaf_name_fits(node, token, length, 0) || sheaf_name_fits(node, token, length, 1);
}

/* A name fits in both its forms or in one, which is the weight. */
static sheaf_remote_answer author(sheaf_remote_condition *self, const sheaf_query_node *node, const char *token,
                                  size_t length) {
  const int brief = sheaf_name_fits(node, token, length, 0), full = sheaf_name_fits(node, token, length, 1);
  const int one_form = brief != full;
  sheaf_remote_answer answer = sheaf_remote_token(self, SHEAF_INDEX_AUTHOR_NAME, token, length, 0,
                                                  one_form && !self->placeless ? (brief ? 'A' : 'B') : 0);
  if (one_form && self->placeless) answer.exact = 0;
  return answer;
}

static sheaf_remote_answer authors(sheaf_remote_condition *self, const sheaf_query_node *node) {
  const sheaf_remote_lexicon *lexicon = self->lexicon;
  const size_t length = strlen(node->key);
  sheaf_expand tokens = {0};
  const int code = lexicon->expand(lexicon->context, SHEAF_INDEX_AUTHOR_NAME, node->key, length, NULL, may_fit, node,
                                   SHEAF_REMOTE_TOKENS, &tokens, self->err);
  sheaf_remote_answer answer = none;
  if (code) {
    answer = failed(self, code);
  } else if (tokens.count > SHEAF_REMOTE_TOKENS) {
    answer = sheaf_remote_token(self, SHEAF_INDEX_AUTHOR_NAME, node->key, length, 1, 0);
    answer.exact = 0;
  } else {
    sheaf_remote_join any;
    const char *token;
    sheaf_remote_join_begin(&any, self, '|');
    for (size_t at = 0, size; sheaf_expand_next(&tokens, &at, &token, &size);) {
      sheaf_remote_join_next(&any);
      sheaf_remote_join_add(&any, author(self, node, token, size));
    }
    answer = sheaf_remote_join_end(&any);
  }
  sheaf_expand_clear(&tokens);
  if (answer.kind != SHEAF_REMOTE_NONE && node->fields & (SHEAF_QUERY_FIRST_AUTHOR | SHEAF_QUERY_LAST_AUTHOR))
    answer.exact = 0;
  return answer;
}

/* All words of the name; the last one may go on. */
static sheaf_remote_answer person(sheaf_remote_condition *self, const sheaf_query_node *node, unsigned field) {
  sheaf_remote_join words;
  sheaf_remote_join_begin(&words, self, '&');
  for (const char *at = node->key; *at;) {
    const char *space = strchr(at, ' ');
    const size_t length = space ? (size_t)(space - at) : strlen(at);
    sheaf_remote_join_next(&words);
    sheaf_remote_join_add(&words, sheaf_remote_token(self, field, at, length, !space, 0));
    at += length + (space != NULL);
  }
  sheaf_remote_answer answer = sheaf_remote_join_end(&words);
  if (answer.kind != SHEAF_REMOTE_NONE) answer.exact = 0;
  return answer;
}

static sheaf_remote_answer name(sheaf_remote_condition *self, const sheaf_query_node *node) {
  sheaf_remote_join any;
  sheaf_remote_join_begin(&any, self, '|');
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT; field++) {
    if (!(node->fields >> field & 1)) continue;
    sheaf_remote_join_next(&any);
    sheaf_remote_join_add(&any, field == SHEAF_FIELD_AUTHOR ? authors(self, node) : person(self, node, field));
  }
  return sheaf_remote_join_end(&any);
}

/* ---- dates ---- */

typedef struct date {
  const char *text; /* borrowed */
  size_t length;    /* its bytes */
  int wanted;       /* 1: it lies in the period */
} date;

/* Appends the wanted ones of a run of dates that share their first `shared` bytes: together where all are wanted. */
static void add_dates(sheaf_remote_join *any, unsigned field, const date *dates, size_t count, size_t shared) {
  size_t wanted = 0;
  for (size_t i = 0; i < count; i++) wanted += (size_t)dates[i].wanted;
  if (!wanted) return;
  const int together = wanted == count && count > 1 && sheaf_words_is_text(dates[0].text, shared);
  if (together || count == 1) {
    sheaf_remote_join_next(any);
    sheaf_remote_join_add(any, sheaf_remote_token(any->condition, field, dates[0].text,
                                                  together ? shared : dates[0].length, together, 0));
    return;
  }
  size_t from = 0;
  if (dates[0].length == shared) {
    add_dates(any, field, dates, 1, shared);
    from = 1;
  }
  for (size_t i = from; i < count; from = i) {
    while (i < count && dates[i].text[shared] == dates[from].text[shared]) i++;
    add_dates(any, field, dates + from, i - from, shared + 1);
  }
}

static sheaf_remote_answer period(sheaf_remote_condition *self, unsigned field, const char *low, const char *high) {
  const sheaf_remote_lexicon *lexicon = self->lexicon;
  sheaf_expand tokens = {0};
  size_t shared = 0, count = 0;
  while (shared < 4 && low[shared] == high[shared]) shared++;
  int code = lexicon->expand(lexicon->context, field, "", 0, NULL, NULL, NULL, DATES, &tokens, self->err);
  const int too_many = tokens.count > DATES;
  date *dates = code || too_many ? NULL : sheaf_mem_alloc((tokens.count + 1) * sizeof *dates);
  sheaf_remote_answer answer = anything;
  if (dates) {
    date one;
    for (size_t at = 0; sheaf_expand_next(&tokens, &at, &one.text, &one.length);) {
      one.wanted = one.length >= shared && memcmp(one.text, low, shared) == 0 &&
                   sheaf_leaf_in_period(low, high, one.text, one.length);
      dates[count++] = one;
    }
    sheaf_remote_join any;
    sheaf_remote_join_begin(&any, self, '|');
    add_dates(&any, field, dates, count, 0);
    answer = sheaf_remote_join_end(&any);
  } else if (!too_many) {
    answer = failed(self, code ? code : sheaf_error_memory(self->err));
  }
  sheaf_mem_free(dates);
  sheaf_expand_clear(&tokens);
  return answer;
}

/* The first condition, if `unless` of the second does not hold. */
static sheaf_remote_answer unless(sheaf_remote_condition *self, size_t start, sheaf_remote_answer kept, size_t mark,
                                  sheaf_remote_answer taken) {
  if (kept.kind == SHEAF_REMOTE_SOME && taken.kind == SHEAF_REMOTE_SOME && taken.exact) {
    sheaf_buf_add_byte(&self->text, ')');
    return kept;
  }
  self->text.length = kept.kind == SHEAF_REMOTE_SOME ? mark : start;
  if (kept.kind == SHEAF_REMOTE_SOME) sheaf_buf_add_byte(&self->text, ')');
  if (taken.kind != SHEAF_REMOTE_NONE && kept.kind != SHEAF_REMOTE_NONE) kept.exact = 0;
  return kept;
}

/* Electronic dates; a single one is not searchable when it is later than the printed one. */
static sheaf_remote_answer electronic(sheaf_remote_condition *self, const sheaf_query_node *node) {
  const size_t start = self->text.length;
  sheaf_buf_add_byte(&self->text, '(');
  const sheaf_remote_answer kept = period(self, SHEAF_FIELD_DATE_ELECTRONIC, node->low, node->high);
  const size_t mark = self->text.length;
  if (kept.kind == SHEAF_REMOTE_NONE || !(node->flags & SHEAF_QUERY_SINGLE))
    return unless(self, start, kept, mark, none);
  sheaf_buf_add_text(&self->text, "&!");
  return unless(self, start, kept, mark, period(self, SHEAF_FIELD_DATE, "0000-00-00", node->low));
}

/* Years of records without a date. */
static sheaf_remote_answer undated(sheaf_remote_condition *self, const sheaf_query_node *node) {
  const size_t start = self->text.length;
  sheaf_buf_add_byte(&self->text, '(');
  const sheaf_remote_answer kept = period(self, SHEAF_FIELD_YEAR, node->low, node->high);
  const size_t mark = self->text.length;
  sheaf_buf_add_text(&self->text, "&!");
  return unless(self, start, kept, mark, sheaf_remote_token(self, SHEAF_INDEX_HAS, "date", 4, 0, 0));
}

static sheaf_remote_answer range(sheaf_remote_condition *self, const sheaf_query_node *node) {
  sheaf_remote_join any;
  sheaf_remote_join_begin(&any, self, '|');
  if (sheaf_leaf_is_published(node)) {
    sheaf_remote_join_next(&any);
    sheaf_remote_join_add(&any, electronic(self, node));
    sheaf_remote_join_next(&any);
    sheaf_remote_join_add(&any, period(self, SHEAF_FIELD_DATE, node->low, node->high));
    sheaf_remote_join_next(&any);
    sheaf_remote_join_add(&any, undated(self, node));
    return sheaf_remote_join_end(&any);
  }
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT; field++) {
    if (!(node->fields >> field & 1)) continue;
    sheaf_remote_join_next(&any);
    sheaf_remote_join_add(&any, period(self, field, node->low, node->high));
  }
  return sheaf_remote_join_end(&any);
}

/* ---- all ---- */

sheaf_remote_answer sheaf_remote_leaf(sheaf_remote_condition *self, const sheaf_query_node *node) {
  switch (node->kind) {
    case SHEAF_QUERY_HEADING: return heading(self, node);
    case SHEAF_QUERY_QUALIFIER: return names(self, node, SHEAF_INDEX_QUALIFIER);
    case SHEAF_QUERY_NAME: return name(self, node);
    case SHEAF_QUERY_RANGE: return range(self, node);
    case SHEAF_QUERY_VALUE: return value(self, node);
    case SHEAF_QUERY_FILTER:
      if (strcmp(node->key, "duplicates") == 0) return (sheaf_remote_answer){SHEAF_REMOTE_ALL, 1};
      return sheaf_remote_token(self, SHEAF_INDEX_HAS, node->key, strlen(node->key), 0, 0);
    default: return anything;
  }
}
