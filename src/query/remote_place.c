/* remote_place.c - conditions of phrases and proximities (remote_condition.h), in each field by itself.
 *
 * PostgreSQL's `a <2> b` is "b begins 2 words behind the end of a". An OR keeps where its operands begin, not where
 * they end; so what stands on the left of a distance is written out by width, and chains are nested to the right. */
#include <string.h>

#include "base/mem.h"
#include "index/words.h"
#include "record/field.h"
#include "remote_condition.h"

static const sheaf_remote_answer none = {SHEAF_REMOTE_NONE, 1}, anything = {SHEAF_REMOTE_ALL, 0};

/* ---- phrases ---- */

/* Whether the server can measure all distances between the words. */
static int is_measured(const sheaf_remote_condition *self, const sheaf_query_node *phrase) {
  size_t last = 0;
  for (size_t i = 0; i < phrase->children; i++) {
    if (phrase->child[i]->flags & SHEAF_QUERY_SLOT) continue;
    if (i - last > SHEAF_WORDS_GAP) return 0;
    last = i;
  }
  return !self->placeless;
}

static sheaf_remote_answer phrase_in(sheaf_remote_condition *self, const sheaf_query_node *node, unsigned field) {
  if (!(node->fields >> field & 1)) return none;
  const size_t start = self->text.length;
  const int measured = is_measured(self, node);
  int exact = 1;
  size_t count = 0, last = 0;
  sheaf_buf_add_byte(&self->text, '(');
  for (size_t i = 0; i < node->children; i++) {
    if (node->child[i]->flags & SHEAF_QUERY_SLOT) continue;
    if (count && measured)
      sheaf_buf_add_format(&self->text, "<%lu>", (unsigned long)(i - last));
    else if (count)
      sheaf_buf_add_byte(&self->text, '&');
    const sheaf_remote_answer word = sheaf_remote_term(self, node->child[i], field);
    if (word.kind != SHEAF_REMOTE_SOME) {
      self->text.length = start;
      return word.kind == SHEAF_REMOTE_NONE ? none : anything;
    }
    exact &= word.exact;
    last = i;
    count++;
  }
  if (!count) {
    self->text.length = start;
    return none;
  }
  sheaf_buf_add_byte(&self->text, ')');
  return (sheaf_remote_answer){SHEAF_REMOTE_SOME, exact && (measured || count == 1)};
}

/* ---- operands of a proximity ---- */

enum { WIDTHS = 8 };

typedef struct operand {
  sheaf_buf texts[WIDTHS]; /* alternatives of one width, joined by | */
  uint32_t widths[WIDTHS]; /* words from their first to their last, less one */
  size_t count;            /* of widths */
  size_t lexemes;          /* in all texts */
  int exact;               /* all alternatives are */
  int is_loose;            /* has alternatives of unknown or too many widths */
  int is_anything;         /* every record may have it */
} operand;

static void clear(operand *self) {
  for (size_t i = 0; i < WIDTHS; i++) sheaf_buf_clear(&self->texts[i]);
}

/* Takes the alternative that stands behind `start` at the end of the text. */
static void take(sheaf_remote_condition *self, operand *out, size_t start, sheaf_remote_answer answer, uint32_t width) {
  if (answer.kind == SHEAF_REMOTE_ALL) out->is_anything = 1;
  if (answer.kind != SHEAF_REMOTE_SOME) return;
  size_t at = 0;
  while (at < out->count && out->widths[at] != width) at++;
  if (at == WIDTHS) {
    out->is_loose = 1;
    at = 0;
  }
  if (at == out->count) out->widths[out->count++] = width;
  sheaf_buf *text = &out->texts[at];
  if (text->length) sheaf_buf_add_byte(text, '|');
  if (!self->text.failed) sheaf_buf_add(text, self->text.data + start, self->text.length - start);
  if (text->failed) self->text.failed = 1;
  self->text.length = start;
  out->exact &= answer.exact;
}

static sheaf_remote_answer near_in(sheaf_remote_condition *self, const sheaf_query_node *node, unsigned field);

static void gather(sheaf_remote_condition *self, const sheaf_query_node *node, unsigned field, operand *out) {
  const size_t start = self->text.length, lexemes = self->lexemes;
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
      take(self, out, start, node->fields >> field & 1 ? sheaf_remote_term(self, node, field) : none, 0);
      break;
    case SHEAF_QUERY_PHRASE: take(self, out, start, phrase_in(self, node, field), (uint32_t)node->children - 1); break;
    case SHEAF_QUERY_NEAR:
      out->is_loose = 1;
      take(self, out, start, near_in(self, node, field), 0);
      break;
    case SHEAF_QUERY_OR:
    case SHEAF_QUERY_SCOPE:
      for (size_t i = 0; i < node->children; i++) gather(self, node->child[i], field, out);
      return; /* counted below */
    default: out->is_anything = 1; return;
  }
  out->lexemes += self->lexemes - lexemes;
  self->lexemes = lexemes;
}

/* ---- proximities ---- */

typedef struct proximity {
  sheaf_remote_condition *condition;            /* what it is part of */
  operand operands[SHEAF_QUERY_NEAR_WORDS];     /* in the order written */
  const operand *chain[SHEAF_QUERY_NEAR_WORDS]; /* in the order at hand */
  size_t count;                                 /* of them */
  uint32_t gap;                                 /* most words between neighbours */
  size_t written;                               /* chains so far */
} proximity;

static void add_whole(sheaf_buf *out, const operand *one) {
  sheaf_buf_add_byte(out, '(');
  for (size_t i = 0; i < one->count; i++) {
    if (i) sheaf_buf_add_byte(out, '|');
    sheaf_buf_add(out, one->texts[i].data, one->texts[i].length);
  }
  sheaf_buf_add_byte(out, ')');
}

/* The operands of the chain from `at` on, each near enough behind the one before. */
static void add_chain(const proximity *self, size_t at) {
  sheaf_buf *out = &self->condition->text;
  const operand *one = self->chain[at];
  if (at + 1 == self->count) {
    self->condition->lexemes += one->lexemes;
    add_whole(out, one);
    return;
  }
  sheaf_buf_add_byte(out, '(');
  for (size_t i = 0; i < one->count; i++)
    for (uint32_t distance = 1; distance <= self->gap + 1; distance++) {
      if (i || distance > 1) sheaf_buf_add_byte(out, '|');
      sheaf_buf_add_byte(out, '(');
      sheaf_buf_add(out, one->texts[i].data, one->texts[i].length);
      sheaf_buf_add_format(out, ")<%lu>", (unsigned long)distance);
      add_chain(self, at + 1);
    }
  self->condition->lexemes += one->lexemes * (self->gap + 1);
  sheaf_buf_add_byte(out, ')');
}

/* Every order of the operands whose places `from` and behind are still open. */
static void add_orders(proximity *self, size_t from) {
  if (from == self->count) {
    if (self->written++) sheaf_buf_add_byte(&self->condition->text, '|');
    add_chain(self, 0);
    return;
  }
  for (size_t i = from; i < self->count; i++) {
    const operand *first = self->chain[from];
    self->chain[from] = self->chain[i];
    self->chain[i] = first;
    add_orders(self, from + 1);
    self->chain[i] = self->chain[from];
    self->chain[from] = first;
  }
}

/* About how many lexemes all orders take; capped. */
static double cost(const proximity *self, int ordered) {
  double sum = 0, orders = 1;
  for (size_t i = self->count; i-- > 0;) {
    const operand *one = &self->operands[i];
    sum = i + 1 == self->count ? (double)one->lexemes
                               : (self->gap + 1.0) * ((double)one->lexemes + (double)one->count * sum);
    if (!ordered) orders *= (double)(i + 1);
  }
  return sum * orders;
}

static sheaf_remote_answer write(proximity *self, const sheaf_query_node *node) {
  sheaf_buf *out = &self->condition->text;
  const int ordered = (node->flags & SHEAF_QUERY_ORDERED) != 0;
  int exact = 1, measured = !self->condition->placeless && node->gap < SHEAF_WORDS_GAP;
  for (size_t i = 0; i < self->count; i++) {
    exact &= self->operands[i].exact;
    measured &= !self->operands[i].is_loose;
    self->chain[i] = &self->operands[i];
  }
  sheaf_buf_add_byte(out, '(');
  if (measured && cost(self, ordered) <= SHEAF_REMOTE_PLACES) {
    if (ordered)
      add_chain(self, 0);
    else
      add_orders(self, 0);
    sheaf_buf_add_byte(out, ')');
    return (sheaf_remote_answer){SHEAF_REMOTE_SOME, exact};
  }
  for (size_t i = 0; i < self->count; i++) {
    if (i) sheaf_buf_add_byte(out, '&');
    self->condition->lexemes += self->operands[i].lexemes;
    add_whole(out, &self->operands[i]);
  }
  sheaf_buf_add_byte(out, ')');
  return (sheaf_remote_answer){SHEAF_REMOTE_SOME, exact && self->count == 1 && !self->operands[0].is_loose};
}

static sheaf_remote_answer near_in(sheaf_remote_condition *self, const sheaf_query_node *node, unsigned field) {
  if (node->children > SHEAF_QUERY_NEAR_WORDS) return anything; /* which the evaluator refuses */
  proximity *near = sheaf_mem_zero(1, sizeof *near);
  if (!near) {
    self->text.failed = 1;
    return none;
  }
  sheaf_remote_answer answer = {SHEAF_REMOTE_SOME, 1};
  near->condition = self;
  near->gap = node->gap;
  for (size_t i = 0; i < node->children && answer.kind == SHEAF_REMOTE_SOME; i++) {
    operand *one = &near->operands[near->count++];
    one->exact = 1;
    gather(self, node->child[i], field, one);
    if (one->is_anything)
      answer = anything;
    else if (!one->count)
      answer = none;
  }
  if (answer.kind == SHEAF_REMOTE_SOME && near->count) answer = write(near, node);
  for (size_t i = 0; i < near->count; i++) clear(&near->operands[i]);
  sheaf_mem_free(near);
  return answer;
}

sheaf_remote_answer sheaf_remote_place(sheaf_remote_condition *self, const sheaf_query_node *node) {
  sheaf_remote_join any;
  sheaf_remote_join_begin(&any, self, '|');
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT; field++) {
    if (!(node->fields >> field & 1)) continue;
    sheaf_remote_join_next(&any);
    sheaf_remote_join_add(&any,
                          node->kind == SHEAF_QUERY_PHRASE ? phrase_in(self, node, field) : near_in(self, node, field));
  }
  return sheaf_remote_join_end(&any);
}
