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

int sheaf_parser_is_edge(char c) { return !c || strchr(" ()[]\"&|", c) != NULL; }

void sheaf_parser_skip_spaces(sheaf_parser *self) {
  while (self->text[self->at] == ' ') self->at++;
}

void sheaf_parser_skip(sheaf_parser *self) {
  while (self->at < self->length) {
    uint32_t point;
    const char *here = self->text + self->at;
    const size_t size = sheaf_utf8_decode(here, self->length - self->at, &point);
    if (sheaf_utf8_is_word(point) || (point < 0x80 && strchr(self->dialect->structure, (int)point))) return;
    if (point == '#' && here[1] >= '0' && here[1] <= '9') return;
    self->at += size;
  }
}

const sheaf_dialect_operator *sheaf_parser_operator(const sheaf_parser *self) {
  const char *here = self->text + self->at;
  for (const sheaf_dialect_operator *op = self->dialect->operators; op->text; op++) {
    const size_t length = strlen(op->text);
    if (strncmp(here, op->text, length) != 0) continue;
    if (length == 1 || sheaf_parser_is_edge(here[length])) return op;
  }
  return NULL;
}

/* ---- operators and groups ---- */

static int expression(sheaf_parser *self, int least, sheaf_query_node **out, sheaf_error *err);

static int group(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t start = self->at++;
  if (++self->open > SHEAF_QUERY_DEPTH)
    return sheaf_error_at(err, SHEAF_ERANGE, "Y-SIZE", self->places[start],
                          "more than %d parentheses are open at once; simplify the query", SHEAF_QUERY_DEPTH);
  const int code = expression(self, 0, out, err);
  if (code) return code;
  sheaf_parser_skip(self);
  if (self->text[self->at] != ')')
    return sheaf_parser_fail(self, "Y-PAREN", start, err,
                             "this parenthesis is never closed; add \")\" where its group ends");
  self->at++;
  self->open--;
  return self->dialect->suffix(self, out, err);
}

static int operand(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  sheaf_parser_skip(self);
  const size_t at = self->at;
  if (at >= self->length)
    return sheaf_parser_fail(self, "Y-OPPOS", at, err,
                             "the query ends where a term is expected; add the term or remove the operator before it");
  if (self->text[at] == '(') {
    const int code = group(self, out, err);
    self->closed = 1;
    return code;
  }
  if (self->text[at] == ')')
    return self->open ? sheaf_parser_fail(self, "Y-OPPOS", at, err,
                                          "a term is expected before this parenthesis; add it, or remove the operator "
                                          "or the empty group before it")
                      : sheaf_parser_fail(self, "Y-PAREN", at, err,
                                          "this parenthesis closes nothing; remove it or open one before it");
  const sheaf_dialect_operator *op = sheaf_parser_operator(self);
  if (op)
    return sheaf_parser_fail(self, "Y-OPPOS", at, err,
                             "the operator %s stands where a term is expected; remove it or add a term before it",
                             op->text);
  const int code = self->dialect->operand(self, out, err);
  self->closed = 0;
  return code;
}

/* Joins two operands; `a OR b OR c` becomes one node, a group in parentheses stays a node of its own. */
static int join(sheaf_parser *self, sheaf_query_kind kind, sheaf_query_node **left, int closed, sheaf_query_node *right,
                sheaf_error *err) {
  if (!closed && kind != SHEAF_QUERY_NOT && (*left)->kind == kind) return sheaf_parser_adopt(self, *left, right, err);
  sheaf_query_node *node = sheaf_query_node_new(self->query, kind, (*left)->first, right->last);
  if (!node) return sheaf_error_memory(err);
  int code = sheaf_parser_adopt(self, node, *left, err);
  if (!code) code = sheaf_parser_adopt(self, node, right, err);
  *left = node;
  return code;
}

/* Precedence that an implied operator has: that of the operator it stands for. */
static const sheaf_dialect_operator *implied(const sheaf_dialect *dialect) {
  const sheaf_dialect_operator *op = dialect->operators;
  while (op->kind != dialect->implied) op++;
  return op;
}

static int expression(sheaf_parser *self, int least, sheaf_query_node **out, sheaf_error *err) {
  int code = operand(self, out, err);
  int closed = self->closed;
  while (!code) {
    sheaf_parser_skip(self);
    const char c = self->text[self->at];
    if (self->at >= self->length || c == ')') break;
    const sheaf_dialect_operator *written = sheaf_parser_operator(self);
    const sheaf_dialect_operator *op = written ? written : implied(self->dialect);
    if (op->precedence < least) break;
    if (written) self->at += strlen(written->text);
    sheaf_query_node *right = NULL;
    code = expression(self, op->precedence + 1, &right, err);
    if (!code) code = join(self, op->kind, out, closed, right, err);
    closed = 0;
  }
  self->closed = closed;
  return code;
}

static int whole(sheaf_parser *self, sheaf_error *err) {
  sheaf_query_node *root = NULL;
  sheaf_parser_skip(self);
  if (self->at >= self->length)
    return sheaf_parser_fail(self, "Y-OPPOS", 0, err, "the query is empty; write at least one term");
  int code = expression(self, 0, &root, err);
  if (code) return code;
  sheaf_parser_skip(self);
  if (self->at < self->length)
    return sheaf_parser_fail(self, "Y-PAREN", self->at, err,
                             "this parenthesis closes nothing; remove it or open one before it");
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
