/* remote_condition.c - see remote_condition.h: operators and words. */
#include "remote_condition.h"

#include <string.h>

#include "index/words.h"
#include "record/field.h"
#include "remote_plan.h"

static const sheaf_remote_answer none = {SHEAF_REMOTE_NONE, 1};
static const sheaf_remote_answer anything = {SHEAF_REMOTE_ALL, 0};

/* ---- joins ---- */

void sheaf_remote_join_begin(sheaf_remote_join *self, sheaf_remote_condition *condition, char operator) {
  *self = (sheaf_remote_join){.condition = condition, .operator= operator, .exact = 1 };
  self->start = condition->text.length;
  sheaf_buf_add_byte(&condition->text, '(');
}

void sheaf_remote_join_next(sheaf_remote_join *self) {
  sheaf_buf *text = &self->condition->text;
  self->mark = text->length;
  if (self->count) sheaf_buf_add_byte(text, self->operator);
}

void sheaf_remote_join_add(sheaf_remote_join *self, sheaf_remote_answer answer) {
  const sheaf_remote_kind decides = self->operator== '|' ? SHEAF_REMOTE_ALL : SHEAF_REMOTE_NONE;
  if (answer.kind == SHEAF_REMOTE_SOME) {
    self->count++;
    self->exact &= answer.exact;
    return;
  }
  self->condition->text.length = self->mark;
  if (answer.kind == decides) {
    if (!self->decided || answer.exact) self->decided = answer.exact ? 2 : self->decided ? self->decided : 1;
  } else {
    self->exact &= answer.exact;
  }
}

sheaf_remote_answer sheaf_remote_join_end(sheaf_remote_join *self) {
  sheaf_buf *text = &self->condition->text;
  const int is_or = self->operator== '|';
  if (self->decided || !self->count) {
    text->length = self->start;
    if (self->decided) return (sheaf_remote_answer){is_or ? SHEAF_REMOTE_ALL : SHEAF_REMOTE_NONE, self->decided == 2};
    return (sheaf_remote_answer){is_or ? SHEAF_REMOTE_NONE : SHEAF_REMOTE_ALL, self->exact};
  }
  sheaf_buf_add_byte(text, ')');
  return (sheaf_remote_answer){SHEAF_REMOTE_SOME, self->exact};
}

/* ---- words ---- */

/* The bytes of a token that the index tells from others. */
static size_t known_length(const char *token, size_t length) {
  char key[SHEAF_SEGMENT_KEY];
  return sheaf_segment_key(0, token, length, key) - 1;
}

sheaf_remote_answer sheaf_remote_token(sheaf_remote_condition *self, unsigned field, const char *token, size_t length,
                                       int is_prefix, char weight) {
  const sheaf_remote_lexicon *lexicon = self->lexicon;
  if (!is_prefix) length = known_length(token, length);
  if ((is_prefix && length > SHEAF_SEGMENT_TOKEN) || (!is_prefix && !length)) return none;
  if (!sheaf_words_is_text(token, length)) return none;
  if (!is_prefix && lexicon->has && !lexicon->has(lexicon->context, field, token, length)) return none;
  if (self->text.length > SHEAF_REMOTE_TEXT) return anything; /* the whole will be given up */
  self->lexemes++;
  sheaf_words_quote(&self->text, field, token, length);
  if (is_prefix || weight) sheaf_buf_add_byte(&self->text, ':');
  if (is_prefix) sheaf_buf_add_byte(&self->text, '*');
  if (weight) sheaf_buf_add_byte(&self->text, weight);
  return (sheaf_remote_answer){SHEAF_REMOTE_SOME, 1};
}

sheaf_remote_answer sheaf_remote_tokens(sheaf_remote_condition *self, unsigned field, const sheaf_expand *tokens) {
  sheaf_remote_join any;
  const char *token;
  sheaf_remote_join_begin(&any, self, '|');
  for (size_t at = 0, length; sheaf_expand_next(tokens, &at, &token, &length);) {
    sheaf_remote_join_next(&any);
    sheaf_remote_join_add(&any, sheaf_remote_token(self, field, token, length, 0, 0));
  }
  return sheaf_remote_join_end(&any);
}

static int keeps_pattern(const void *term, const char *token, size_t length) {
  return sheaf_query_matches(term, token, length);
}

static int is_beginning(const sheaf_query_node *term) {
  const sheaf_query_part *last = &term->pattern[term->parts - 1];
  const int with_text = term->parts == 2 && term->pattern[0].text;
  return (term->parts == 1 || with_text) && !last->text && last->most == SHEAF_QUERY_ANY &&
         last->least <= (with_text ? 0u : 1u);
}

/* The pattern as LIKE has it, where a wildcard stands for so many characters and more. */
static void add_like(const sheaf_query_node *term, sheaf_buf *out) {
  for (size_t i = 0; i < term->parts; i++) {
    const sheaf_query_part *part = &term->pattern[i];
    for (size_t k = 0; part->text && k < part->length; k++) {
      if (strchr("%_\\", part->text[k])) sheaf_buf_add_byte(out, '\\');
      sheaf_buf_add_byte(out, part->text[k]);
    }
    if (part->text) continue;
    for (uint32_t k = 0; k < part->least && k < 64; k++) sheaf_buf_add_byte(out, '_');
    if (part->most > part->least) sheaf_buf_add_byte(out, '%');
  }
}

/* Tokens by the lexicon; where they are too many, what begins as they do. */
static sheaf_remote_answer expanded(sheaf_remote_condition *self, const sheaf_query_node *term, unsigned field) {
  const sheaf_remote_lexicon *lexicon = self->lexicon;
  const sheaf_query_part *first = &term->pattern[0];
  const char *prefix = first->text ? first->text : "";
  const size_t length = first->text ? first->length : 0;
  sheaf_expand tokens = {0};
  sheaf_buf like = {0};
  sheaf_remote_answer answer = none;
  add_like(term, &like);
  int code = like.failed ? sheaf_error_memory(self->err)
                         : lexicon->expand(lexicon->context, field, prefix, length, sheaf_buf_text(&like),
                                           keeps_pattern, term, SHEAF_REMOTE_TOKENS, &tokens, self->err);
  if (code && !self->code) self->code = code;
  if (!code && tokens.count > SHEAF_REMOTE_TOKENS) {
    answer = sheaf_remote_token(self, field, prefix, length, 1, 0);
    answer.exact = 0;
  } else if (!code) {
    answer = sheaf_remote_tokens(self, field, &tokens);
  }
  sheaf_expand_clear(&tokens);
  sheaf_buf_clear(&like);
  return answer;
}

sheaf_remote_answer sheaf_remote_term(sheaf_remote_condition *self, const sheaf_query_node *term, unsigned field) {
  const sheaf_query_part *first = &term->pattern[0];
  if (term->parts == 1 && first->text) return sheaf_remote_token(self, field, first->text, first->length, 0, 0);
  if (!is_beginning(term)) return expanded(self, term, field);
  return sheaf_remote_token(self, field, first->text ? first->text : "", first->text ? first->length : 0, 1, 0);
}

static sheaf_remote_answer word(sheaf_remote_condition *self, const sheaf_query_node *node) {
  sheaf_remote_join any;
  sheaf_remote_join_begin(&any, self, '|');
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT; field++) {
    if (!(node->fields >> field & 1)) continue;
    sheaf_remote_join_next(&any);
    sheaf_remote_join_add(&any, sheaf_remote_term(self, node, field));
  }
  return sheaf_remote_join_end(&any);
}

/* ---- operators ---- */

static sheaf_remote_answer joined(sheaf_remote_condition *self, const sheaf_query_node *node, char operator) {
  sheaf_remote_join join;
  sheaf_remote_join_begin(&join, self, operator);
  for (size_t i = 0; i < node->children; i++) {
    if (sheaf_remote_is_omitted(self->options, node->child[i])) continue;
    sheaf_remote_join_next(&join);
    sheaf_remote_join_add(&join, sheaf_remote_node(self, node->child[i]));
  }
  return sheaf_remote_join_end(&join);
}

/* What is taken away is known only where its condition is exact. */
static sheaf_remote_answer without(sheaf_remote_condition *self, const sheaf_query_node *node) {
  sheaf_buf *text = &self->text;
  const size_t start = text->length;
  if (node->children < 2 || sheaf_remote_is_omitted(self->options, node->child[1]))
    return sheaf_remote_node(self, node->child[0]);
  sheaf_buf_add_byte(text, '(');
  const sheaf_remote_answer kept = sheaf_remote_node(self, node->child[0]);
  const size_t mark = text->length;
  sheaf_buf_add_text(text, kept.kind == SHEAF_REMOTE_SOME ? "&!" : "!");
  const sheaf_remote_answer taken = kept.kind == SHEAF_REMOTE_NONE ? none : sheaf_remote_node(self, node->child[1]);
  if (kept.kind == SHEAF_REMOTE_NONE || (taken.kind == SHEAF_REMOTE_ALL && taken.exact)) {
    text->length = start;
    return none;
  }
  const int takes = taken.kind == SHEAF_REMOTE_SOME && taken.exact;
  if (!takes) text->length = mark;
  if (!takes && kept.kind == SHEAF_REMOTE_ALL) {
    text->length = start;
    return (sheaf_remote_answer){SHEAF_REMOTE_ALL, kept.exact && taken.kind == SHEAF_REMOTE_NONE};
  }
  sheaf_buf_add_byte(text, ')');
  return (sheaf_remote_answer){SHEAF_REMOTE_SOME, kept.exact && (takes || taken.kind == SHEAF_REMOTE_NONE)};
}

/* Its child's condition is necessary; how often, or where, is not in it. */
static sheaf_remote_answer weaker(sheaf_remote_condition *self, const sheaf_query_node *node) {
  sheaf_remote_answer answer = sheaf_remote_node(self, node->child[0]);
  if (answer.kind != SHEAF_REMOTE_NONE) answer.exact = 0;
  return answer;
}

sheaf_remote_answer sheaf_remote_node(sheaf_remote_condition *self, const sheaf_query_node *node) {
  if (self->code || self->text.length > SHEAF_REMOTE_TEXT) return anything;
  switch (node->kind) {
    case SHEAF_QUERY_OR:
    case SHEAF_QUERY_SCOPE: return joined(self, node, '|');
    case SHEAF_QUERY_AND: return joined(self, node, '&');
    case SHEAF_QUERY_NOT: return without(self, node);
    case SHEAF_QUERY_TERM: return word(self, node);
    case SHEAF_QUERY_PHRASE:
    case SHEAF_QUERY_NEAR: return sheaf_remote_place(self, node);
    case SHEAF_QUERY_FREQ:
    case SHEAF_QUERY_SECTION: return weaker(self, node);
    case SHEAF_QUERY_REF:
    case SHEAF_QUERY_UNSUPPORTED: return anything;
    default: return sheaf_remote_leaf(self, node);
  }
}

int sheaf_remote_condition_make(sheaf_remote_condition *self, const sheaf_query_node *root, sheaf_remote_answer *answer,
                                sheaf_error *err) {
  self->err = err;
  self->code = SHEAF_OK;
  self->lexemes = 0;
  sheaf_buf_reset(&self->text);
  *answer = sheaf_remote_node(self, root);
  if (self->code) return self->code;
  if (self->text.failed) return sheaf_error_memory(err);
  if (self->text.length > SHEAF_REMOTE_TEXT) {
    sheaf_buf_reset(&self->text);
    *answer = anything;
  }
  return SHEAF_OK;
}

void sheaf_remote_condition_clear(sheaf_remote_condition *self) { sheaf_buf_clear(&self->text); }
