/* parse.c - see parse.h. Operators by precedence climbing; what a platform writes between them is its dialect's. */
#include "parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "clean.h"
#include "dialect.h"
#include "parser.h"

/* ---- for dialects ---- */

int sheaf_parser_fail(const sheaf_parser *self, const char *name, size_t at, sheaf_error *err, const char *format,
                      ...) {
  char message[SHEAF_ERROR_MESSAGE];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  return sheaf_error_at(err, SHEAF_ESYNTAX, name, self->places[at], "%s", message);
}

int sheaf_parser_note(sheaf_parser *self, const char *code, sheaf_query_severity severity, size_t first, size_t last,
                      const char *format, ...) {
  char message[SHEAF_ERROR_MESSAGE];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  return sheaf_query_note_add(self->query, code, severity, self->places[first], self->places[last], "%s", message);
}

sheaf_query_node *sheaf_parser_node(sheaf_parser *self, sheaf_query_kind kind, size_t first, size_t last) {
  return sheaf_query_node_new(self->query, kind, self->places[first], self->places[last]);
}

int sheaf_parser_adopt(sheaf_parser *self, sheaf_query_node *parent, sheaf_query_node *child, sheaf_error *err) {
  const int code = sheaf_query_node_add(self->query, parent, child);
  if (code == SHEAF_ENOMEM) return sheaf_error_memory(err);
  if (code)
    return sheaf_error_at(err, SHEAF_ERANGE, "Y-SIZE", self->places[self->at],
                          "the query is nested more than %d deep or has more than %d parts; split it",
                          SHEAF_QUERY_DEPTH, SHEAF_QUERY_NODES);
  return SHEAF_OK;
}

int sheaf_parser_is_edge(const sheaf_parser *self, char c) {
  return !c || strchr(" ()", c) || strchr(self->dialect->structure, c);
}

void sheaf_parser_skip_spaces(sheaf_parser *self) {
  while (self->text[self->at] == ' ') self->at++;
}

enum { REMARK_MOST = 2000 }; /* bytes of a remark */

static int is_tied(const sheaf_parser *self, size_t at) {
  uint32_t point;
  if (at >= self->length) return 0;
  sheaf_utf8_decode(self->text + at, self->length - at, &point);
  return sheaf_utf8_is_word(point) || strchr("-*$?#", self->text[at]);
}

size_t sheaf_parser_remark(const sheaf_parser *self, size_t at) {
  size_t open = 0, end = at;
  const size_t limit = self->length - at < REMARK_MOST ? self->length : at + REMARK_MOST;
  for (; end < limit; end++) {
    open += self->text[end] == '[';
    if (self->text[end] == ']' && --open == 0) break;
  }
  if (end == limit) return end < self->length ? 0 : strncmp(self->text + at, "[mp", 3) == 0 ? end : 0;
  const int before = at && (is_tied(self, at - 1) || ((unsigned char)self->text[at - 1] & 0x80));
  return before || is_tied(self, end + 1) ? 0 : end + 1;
}

void sheaf_parser_skip(sheaf_parser *self) {
  while (self->at < self->length) {
    uint32_t point;
    const char *here = self->text + self->at;
    if (*here == '[' && self->dialect->remarks) {
      const size_t end = sheaf_parser_remark(self, self->at);
      if (!end) return;
      self->at = end;
      continue;
    }
    const size_t size = sheaf_utf8_decode(here, self->length - self->at, &point);
    if (sheaf_utf8_is_word(point) || (point < 0x80 && strchr("()", (int)point))) return;
    if (point < 0x80 && strchr(self->dialect->structure, (int)point)) return;
    if (point == '#' && here[1] >= '0' && here[1] <= '9') return;
    self->at += size;
  }
}

static int match_pairs(sheaf_parser *self) {
  const size_t bytes = (self->length + 1) * sizeof *self->pairs;
  self->pairs = sheaf_arena_alloc(sheaf_query_arena(self->query), bytes);
  if (!self->pairs) return SHEAF_ENOMEM;
  size_t top = self->length; /* the stack of open ones runs through the table itself */
  for (size_t i = 0; i < self->length; i++) {
    const char *quote = self->text[i] == '"' ? memchr(self->text + i + 1, '"', self->length - i - 1) : NULL;
    if (quote) i = (size_t)(quote - self->text);
    if (self->text[i] == '(') {
      self->pairs[i] = (uint32_t)top;
      top = i;
    } else if (self->text[i] == ')' && top < self->length) {
      const size_t open = top;
      top = self->pairs[open];
      self->pairs[open] = (uint32_t)i;
    }
  }
  while (top < self->length) {
    const size_t open = top;
    top = self->pairs[open];
    self->pairs[open] = (uint32_t)self->length;
  }
  return SHEAF_OK;
}

size_t sheaf_parser_pair(sheaf_parser *self, size_t at) {
  if (!self->pairs && match_pairs(self)) return self->length;
  return self->pairs[at];
}

int sheaf_parser_quote(const sheaf_parser *self, size_t at, size_t *close, sheaf_error *err) {
  const char *end = memchr(self->text + at + 1, self->text[at], self->length - at - 1);
  if (!end)
    return sheaf_parser_fail(self, "Y-QUOTE", at, err, "this quotation mark is never closed; add the second one");
  *close = (size_t)(end - self->text);
  return SHEAF_OK;
}

/* ---- operators ---- */

static char upper(char c) { return c >= 'a' && c <= 'z' ? (char)(c - 32) : c; }

/* The bytes at the cursor that are this word; a space in it stands for any number of them. 0 where it is another. */
static size_t begins(const sheaf_parser *self, const char *word, int case_matters) {
  const char *start = self->text + self->at, *here = start;
  for (; *word; word++) {
    if (*word == ' ') {
      if (*here != ' ') return 0;
      while (*here == ' ') here++;
    } else if (*word == (case_matters ? *here : upper(*here))) {
      here++;
    } else {
      return 0;
    }
  }
  return (size_t)(here - start);
}

int sheaf_parser_begins(const sheaf_parser *self, const char *word) { return begins(self, word, 0) != 0; }

/* Reads the number of a proximity operator at text[*at], past its slash: 1, or 0 where there is none. */
static int near_number(const sheaf_parser *self, const sheaf_dialect_near *near, size_t *at, uint32_t *number) {
  size_t here = *at;
  if (near->slash) {
    while (self->text[here] == ' ') here++;
    if (self->text[here++] != '/') return 0;
    while (self->text[here] == ' ') here++;
  }
  const size_t digits = here;
  for (*number = 0; self->text[here] >= '0' && self->text[here] <= '9'; here++)
    if (*number < 1000000) *number = *number * 10 + (uint32_t)(self->text[here] - '0');
  if (here == digits) return 0;
  *at = here;
  return 1;
}

/* 1 where an operator may end before the character: and* is no operator. */
static int is_operator_end(const sheaf_parser *self, char c) {
  for (const sheaf_dialect_wildcard *w = self->dialect->wildcards; w && w->mark; w++)
    if (w->mark == c) return 0;
  return sheaf_parser_is_edge(self, c);
}

static int near_at(const sheaf_parser *self, const sheaf_dialect_near *near, sheaf_parser_operator *out) {
  const size_t length = begins(self, near->text, self->dialect->case_matters);
  if (!length) return 0;
  size_t at = self->at + length;
  *out = (sheaf_parser_operator){.kind = SHEAF_QUERY_NEAR, .precedence = near->precedence, .near = near};
  if (near->number != SHEAF_DIALECT_NUMBER_NEVER) out->numbered = near_number(self, near, &at, &out->number);
  if (!out->numbered && near->number == SHEAF_DIALECT_NUMBER_MUST) return 0;
  if (!is_operator_end(self, self->text[at])) return 0;
  out->length = at - self->at;
  out->gap = !out->numbered ? near->implied : out->number > near->beyond ? out->number - near->beyond : 0;
  return 1;
}

int sheaf_parser_operator_at(const sheaf_parser *self, sheaf_parser_operator *out) {
  for (const sheaf_dialect_operator *op = self->dialect->operators; op->text; op++) {
    const size_t length = begins(self, op->text, self->dialect->case_matters);
    if (!length || (op->text[1] && !is_operator_end(self, self->text[self->at + length]))) continue;
    *out = (sheaf_parser_operator){.kind = op->kind, .precedence = op->precedence, .length = length};
    return 1;
  }
  for (const sheaf_dialect_near *near = self->dialect->nears; near && near->text; near++)
    if (near_at(self, near, out)) return 1;
  return 0;
}

/* The operator that stands for none: as tight as the one that it means. */
static sheaf_parser_operator implied(const sheaf_dialect *dialect) {
  sheaf_parser_operator out = {.kind = dialect->implied};
  if (dialect->implied == SHEAF_QUERY_NEAR) {
    out.precedence = dialect->nears->precedence;
    return out;
  }
  const sheaf_dialect_operator *op = dialect->operators;
  while (op->kind != dialect->implied) op++;
  out.precedence = op->precedence;
  return out;
}

/* ---- groups and operands ---- */

static int expression(sheaf_parser *self, int least, sheaf_query_node **out, sheaf_error *err);

int sheaf_parser_expression(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  if (++self->open > SHEAF_QUERY_DEPTH)
    return sheaf_error_at(err, SHEAF_ERANGE, "Y-SIZE", self->places[self->at],
                          "more than %d parentheses are open at once; simplify the query", SHEAF_QUERY_DEPTH);
  const int code = expression(self, 0, out, err);
  self->open--;
  return code;
}

int sheaf_parser_group(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t start = self->at++;
  const int code = sheaf_parser_expression(self, out, err);
  if (code) return code;
  sheaf_parser_skip(self);
  if (self->text[self->at] != ')')
    return sheaf_parser_fail(self, "Y-PAREN", start, err,
                             "this parenthesis is never closed; add \")\" where its group ends");
  self->at++;
  self->closed = 1;
  self->group = start;
  return self->dialect->suffix(self, out, err);
}

static int operand(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  sheaf_parser_skip(self);
  const size_t at = self->at;
  sheaf_parser_operator op;
  if (at >= self->length)
    return sheaf_parser_fail(self, "Y-OPPOS", at, err,
                             "the query ends where a term is expected; add the term or remove the operator before it");
  if (self->text[at] == '(') return (self->dialect->group ? self->dialect->group : sheaf_parser_group)(self, out, err);
  if (self->text[at] == ')')
    return self->open ? sheaf_parser_fail(self, "Y-OPPOS", at, err,
                                          "a term is expected before this parenthesis; add it, or remove the operator "
                                          "or the empty group before it")
                      : sheaf_parser_fail(self, "Y-PAREN", at, err,
                                          "this parenthesis closes nothing; remove it or open one before it");
  if (sheaf_parser_operator_at(self, &op))
    return sheaf_parser_fail(self, "Y-OPPOS", at, err,
                             "the operator %.*s stands where a term is expected; remove it or add a term before it",
                             (int)op.length, self->text + at);
  self->closed = 0;
  return self->dialect->operand(self, out, err);
}

/* ---- operators between operands ---- */

static int is_boolean(sheaf_query_kind kind) {
  return kind == SHEAF_QUERY_OR || kind == SHEAF_QUERY_AND || kind == SHEAF_QUERY_NOT;
}

/* What stands beside a proximity operator must have places in a text. */
static int check_positional(const sheaf_parser *self, const sheaf_query_node *node, size_t at, sheaf_error *err) {
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE:
    case SHEAF_QUERY_NEAR: return SHEAF_OK;
    case SHEAF_QUERY_OR:
    case SHEAF_QUERY_SCOPE: break;
    default:
      return sheaf_parser_fail(self, "B-NEAROP", at, err,
                               "proximity takes words, phrases and groups of them joined by OR, not %s; join that with "
                               "AND outside",
                               node->kind == SHEAF_QUERY_REF ? "another line" : sheaf_query_kind_name(node->kind));
  }
  for (size_t i = 0; i < node->children; i++) {
    const int code = check_positional(self, node->child[i], at, err);
    if (code) return code;
  }
  return SHEAF_OK;
}

static int note_distance(sheaf_parser *self, const sheaf_parser_operator *op, size_t at) {
  const sheaf_dialect_near *near = op->near;
  if (!near) return SHEAF_OK;
  if (op->numbered && (op->number > near->most || op->number < near->beyond))
    return sheaf_parser_note(self, "B-NEARDIST", SHEAF_QUERY_WARNING, at, at + op->length,
                             "%s takes distances from %u to %u after %s; %u was read as it stands",
                             self->dialect->title, near->beyond, near->most, near->text, op->number);
  if (!op->numbered && near->number == SHEAF_DIALECT_NUMBER_MAY)
    return sheaf_parser_note(self, "B-NEARDIST", SHEAF_QUERY_WARNING, at, at + op->length,
                             "%s has no distance here: %s takes %u words between; write the number", near->text,
                             self->dialect->title, near->implied);
  return SHEAF_OK;
}

/* Joins two operands; `a OR b OR c` becomes one node, a group in parentheses stays a node of its own. */
static int join(sheaf_parser *self, const sheaf_parser_operator *op, sheaf_query_node **left, int closed,
                sheaf_query_node *right, size_t at, sheaf_error *err) {
  const int near = op->kind == SHEAF_QUERY_NEAR;
  int code = near ? check_positional(self, *left, at, err) : SHEAF_OK;
  if (!code && near) code = check_positional(self, right, at, err);
  if (!code && near && note_distance(self, op, at)) code = sheaf_error_memory(err);
  if (code) return code;
  if (!closed && (op->kind == SHEAF_QUERY_OR || op->kind == SHEAF_QUERY_AND) && (*left)->kind == op->kind &&
      !((*left)->flags & SHEAF_QUERY_LIMIT))
    return sheaf_parser_adopt(self, *left, right, err);
  sheaf_query_node *node = sheaf_query_node_new(self->query, op->kind, (*left)->first, right->last);
  if (!node) return sheaf_error_memory(err);
  if (near) {
    node->gap = op->gap;
    if (!op->near || op->near->ordered) node->flags |= SHEAF_QUERY_ORDERED;
  }
  code = sheaf_parser_adopt(self, node, *left, err);
  if (!code) code = sheaf_parser_adopt(self, node, right, err);
  *left = node;
  return code;
}

/* Operators of different kinds at one level: says which of them was taken first. */
static int mixed(sheaf_parser *self, const sheaf_parser_operator *op, const sheaf_query_node *inner, size_t at,
                 sheaf_error *err) {
  size_t size;
  const char *text = sheaf_query_text(self->query, &size);
  const size_t length = inner->last - inner->first;
  char shown[64];
  snprintf(shown, sizeof shown, "%.*s%s", (int)(length < 56 ? length : 56), text + inner->first,
           length < 56 ? "" : "...");
  static const char advice[] = "put parentheses around what belongs together";
  if (self->options->strict)
    return sheaf_parser_fail(self, "B-MIX", at, err, "%s and other operators stand side by side; %s",
                             sheaf_query_kind_name(op->kind), advice);
  if (sheaf_parser_note(self, "B-MIX", SHEAF_QUERY_WARNING, at, at + op->length,
                        "AND, OR or NOT are mixed at one level: read as (%s) first, as %s does; %s", shown,
                        self->dialect->title, advice))
    return sheaf_error_memory(err);
  return SHEAF_OK;
}

/* 1 where nothing can be tied to a node: it has its field, or is no words. */
static int is_complete(const sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_TERM || node->kind == SHEAF_QUERY_PHRASE) return !(node->flags & SHEAF_QUERY_UNTAGGED);
  return node->kind != SHEAF_QUERY_NEAR && node->kind != SHEAF_QUERY_OR;
}

/* Words that follow each other are a phrase; what has its field or is no words wants an operator. */
static int check_phrase(sheaf_parser *self, const sheaf_query_node *left, const sheaf_query_node *right, size_t at,
                        sheaf_error *err) {
  if (!is_complete(left) && (!is_complete(right) || (self->dialect->near_takes_tag && !self->closed))) return SHEAF_OK;
  return sheaf_parser_fail(self, "Y-MISSOP", at, err, "an operator is expected here; write AND, OR or NOT");
}

/* An implied operator right beside a proximity: on some platforms an error, on all probably not what was meant. */
static int check_implied(sheaf_parser *self, const sheaf_query_node *left, const sheaf_query_node *right, size_t at,
                         sheaf_error *err) {
  if (left->kind != SHEAF_QUERY_NEAR && right->kind != SHEAF_QUERY_NEAR) return SHEAF_OK;
  static const char advice[] = "put words that belong together in quotes, or write the operator";
  if (self->dialect->near_needs_operator)
    return sheaf_parser_fail(self, "Y-MISSOP", at, err, "beside a proximity %s wants an operator; %s",
                             self->dialect->title, advice);
  return sheaf_parser_note(self, "Y-MISSOP", SHEAF_QUERY_WARNING, at, at + 1,
                           "there is no operator here, and it was read as AND; %s", advice)
             ? sheaf_error_memory(err)
             : SHEAF_OK;
}

/* The fields that the last word of a proximity gives to all of it, and no longer has itself; 0: none. */
static sheaf_query_fields take_tag(const sheaf_parser *self, const sheaf_parser_operator *op,
                                   const sheaf_query_node *left, sheaf_query_node *right, int closed) {
  if (op->kind != SHEAF_QUERY_NEAR || !self->dialect->near_takes_tag || closed || is_complete(left)) return 0;
  if ((right->kind != SHEAF_QUERY_TERM && right->kind != SHEAF_QUERY_PHRASE) || !is_complete(right)) return 0;
  right->flags |= SHEAF_QUERY_UNTAGGED;
  for (size_t i = 0; i < right->children; i++) right->child[i]->flags |= SHEAF_QUERY_UNTAGGED;
  return right->fields;
}

static int expression(sheaf_parser *self, int least, sheaf_query_node **out, sheaf_error *err) {
  int code = operand(self, out, err);
  int closed = self->closed;
  while (!code) {
    sheaf_parser_skip(self);
    const size_t at = self->at;
    if (at >= self->length || self->text[at] == ')') break;
    sheaf_parser_operator op;
    const int written = sheaf_parser_operator_at(self, &op);
    if (!written) op = implied(self->dialect);
    if (op.precedence < least) break;
    self->at += op.length;
    sheaf_query_node *right = NULL;
    code = expression(self, op.precedence + 1, &right, err);
    if (code) break;
    const int right_closed = self->closed;
    if (!written && op.kind == SHEAF_QUERY_AND) code = check_implied(self, *out, right, at, err);
    if (!written && op.kind == SHEAF_QUERY_NEAR) code = check_phrase(self, *out, right, at, err);
    if (!code && written && is_boolean(op.kind)) {
      if (!closed && is_boolean((*out)->kind) && (*out)->kind != op.kind) code = mixed(self, &op, *out, at, err);
      if (!code && !right_closed && is_boolean(right->kind) && right->kind != op.kind)
        code = mixed(self, &op, right, at, err);
    }
    if (!code && op.kind == SHEAF_QUERY_NEAR && op.near && !closed && is_boolean((*out)->kind))
      code = mixed(self, &op, *out, at, err);
    const sheaf_query_fields fields = take_tag(self, &op, *out, right, right_closed);
    if (!code) code = join(self, &op, out, closed, right, at, err);
    closed = 0;
    if (!code && fields) {
      self->closed = 1;
      code = sheaf_parser_scope(self, fields, self->at, out, err);
    }
  }
  self->closed = closed;
  return code;
}

int sheaf_parser_climb(sheaf_parser *self, int least, sheaf_query_node **out, sheaf_error *err) {
  if (++self->open > SHEAF_QUERY_DEPTH)
    return sheaf_error_at(err, SHEAF_ERANGE, "Y-SIZE", self->places[self->at],
                          "more than %d fields and parentheses are open at once; simplify the query",
                          SHEAF_QUERY_DEPTH);
  const int code = expression(self, least, out, err);
  self->open--;
  return code;
}

/* ---- fields ---- */

static int is_words(const sheaf_query_node *node) {
  return node->kind == SHEAF_QUERY_TERM || node->kind == SHEAF_QUERY_PHRASE;
}

static void set_fields(sheaf_query_node *node, sheaf_query_fields fields, int all) {
  if (node->kind == SHEAF_QUERY_SCOPE && !all) return;
  if (is_words(node) && (all || (node->flags & SHEAF_QUERY_UNTAGGED))) node->fields = fields;
  if (node->kind == SHEAF_QUERY_SCOPE) node->fields = fields;
  for (size_t i = 0; i < node->children; i++) set_fields(node->child[i], fields, all);
}

static sheaf_query_node *copy(sheaf_parser *self, const sheaf_query_node *node, const sheaf_query_node *place) {
  sheaf_query_node *out = sheaf_query_node_copy(self->query, node);
  if (!out) return NULL;
  out->first = place->first;
  out->last = place->last;
  for (size_t i = 0; i < node->children; i++) {
    sheaf_query_node *child = copy(self, node->child[i], place);
    if (!child || sheaf_query_node_add(self->query, out, child)) return NULL;
  }
  return out;
}

/* A REF whose line is searched again in other fields is that line's tree. */
static int unfold(sheaf_parser *self, sheaf_query_fields fields, sheaf_query_node **node, sheaf_error *err) {
  if ((*node)->kind == SHEAF_QUERY_REF) {
    sheaf_query_node *tree = copy(self, sheaf_query_root(self->options->lines[(*node)->line].query), *node);
    if (!tree) return sheaf_error_memory(err);
    set_fields(tree, fields, 1);
    *node = tree;
  }
  int code = SHEAF_OK;
  for (size_t i = 0; i < (*node)->children && !code; i++) code = unfold(self, fields, &(*node)->child[i], err);
  return code;
}

int sheaf_parser_scope(sheaf_parser *self, sheaf_query_fields fields, size_t last, sheaf_query_node **node,
                       sheaf_error *err) {
  int code = unfold(self, fields, node, err);
  if (code) return code;
  set_fields(*node, fields, 0);
  if (is_words(*node) && !self->closed) {
    (*node)->flags &= ~(unsigned)SHEAF_QUERY_UNTAGGED;
    for (size_t i = 0; i < (*node)->children; i++) (*node)->child[i]->flags &= ~(unsigned)SHEAF_QUERY_UNTAGGED;
    (*node)->last = self->places[last];
    return SHEAF_OK;
  }
  sheaf_query_node *scope = sheaf_query_node_new(self->query, SHEAF_QUERY_SCOPE, (*node)->first, self->places[last]);
  if (!scope) return sheaf_error_memory(err);
  scope->fields = fields;
  code = sheaf_parser_adopt(self, scope, *node, err);
  *node = scope;
  return code;
}

/* The fields of what has none of its own: those of the words in it. */
static sheaf_query_fields gather_fields(sheaf_query_node *node) {
  sheaf_query_fields all = 0;
  for (size_t i = 0; i < node->children; i++) all |= gather_fields(node->child[i]);
  if (node->kind == SHEAF_QUERY_NEAR || node->kind == SHEAF_QUERY_FREQ) node->fields = all;
  return is_words(node) ? node->fields : all;
}

static int whole(sheaf_parser *self, sheaf_error *err) {
  sheaf_query_node *root = NULL;
  int code = self->dialect->begin ? self->dialect->begin(self, err) : SHEAF_OK;
  if (code) return code;
  sheaf_parser_skip(self);
  if (self->at >= self->length)
    return sheaf_parser_fail(self, "Y-OPPOS", 0, err, "the query is empty; write at least one term");
  code = expression(self, 0, &root, err);
  if (code) return code;
  sheaf_parser_skip(self);
  if (self->at < self->length)
    return sheaf_parser_fail(self, "Y-PAREN", self->at, err,
                             "this parenthesis closes nothing; remove it or open one before it");
  code = self->dialect->finish ? self->dialect->finish(self, &root, err) : SHEAF_OK;
  if (code) return code;
  gather_fields(root);
  if (self->dialect->notes(self, root) || sheaf_query_finish(self->query, root)) return sheaf_error_memory(err);
  return SHEAF_OK;
}

static int check(const char *text, size_t length, sheaf_error *err) {
  if (length > SHEAF_QUERY_BYTES)
    return sheaf_error_at(err, SHEAF_ERANGE, "Y-SIZE", SHEAF_QUERY_BYTES, "the query has more than %d bytes; split it",
                          SHEAF_QUERY_BYTES);
  const size_t bad = sheaf_utf8_check(text, length);
  if (bad < length)
    return sheaf_error_at(err, SHEAF_ESYNTAX, "Y-ENCODING", bad,
                          "byte %zu of the query is not UTF-8; save the strategy as UTF-8", bad);
  return SHEAF_OK;
}

int sheaf_parse_text(sheaf_query **out, const char *text, size_t length, const char *syntax,
                     const sheaf_parse_options *options, sheaf_error *err) {
  static const sheaf_parse_options none = {0};
  *out = NULL;
  const sheaf_dialect *dialect = sheaf_dialect_find(syntax);
  if (!dialect) return sheaf_dialect_unknown(syntax, err);
  int code = check(text, length, err);
  if (code) return code;
  sheaf_clean clean;
  sheaf_query *query = NULL;
  if (sheaf_clean_text(&clean, text, length) || !(query = sheaf_query_new(dialect->name, text, length))) {
    code = sheaf_error_memory(err);
    goto done;
  }
  sheaf_parser parser = {.dialect = dialect,
                         .options = options ? options : &none,
                         .query = query,
                         .text = sheaf_buf_text(&clean.text),
                         .length = clean.text.length,
                         .places = clean.places};
  if (clean.changed && sheaf_query_note_add(query, "Y-SMART", SHEAF_QUERY_WARNING, clean.first, clean.last,
                                            "%zu typographic quotes, dashes, spaces or invisible characters were read "
                                            "as plain ones",
                                            clean.changed))
    code = sheaf_error_memory(err);
  if (!code) code = whole(&parser, err);
done:
  sheaf_clean_clear(&clean);
  if (code)
    sheaf_query_free(query);
  else
    *out = query;
  return code;
}
