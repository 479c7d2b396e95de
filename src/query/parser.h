/* parser.h - the state that parse.c and the dialects' own parsers share while one query is read. */
#ifndef SHEAF_QUERY_PARSER_H
#define SHEAF_QUERY_PARSER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "dialect.h"
#include "parse.h"
#include "query.h"

struct sheaf_parser {
  const sheaf_dialect *dialect;       /* whose syntax */
  const sheaf_parse_options *options; /* never NULL */
  sheaf_query *query;                 /* what is built */
  const char *text;                   /* cleaned, NUL-terminated; borrowed */
  size_t length;                      /* its bytes */
  const uint32_t *places;             /* original offset of each byte and of the end; borrowed */
  size_t at;                          /* the cursor, in cleaned text */
  size_t bare;                        /* words before this offset are known to have no tag (pubmed) */
  size_t open;                        /* parentheses that are open */
  int closed;                         /* the operand read last was a group in parentheses */
};

/* A syntax error at an offset of the cleaned text. */
int sheaf_parser_fail(const sheaf_parser *self, const char *name, size_t at, sheaf_error *err, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* A note on a stretch of the cleaned text; 0 or SHEAF_ENOMEM. */
int sheaf_parser_note(sheaf_parser *self, const char *code, sheaf_query_severity severity, size_t first, size_t last,
                      const char *format, ...) __attribute__((format(printf, 6, 7)));

/* A node for a stretch of the cleaned text, NULL when out of memory. */
sheaf_query_node *sheaf_parser_node(sheaf_parser *self, sheaf_query_kind kind, size_t first, size_t last);

/* sheaf_query_node_add with its failures said in err. */
int sheaf_parser_adopt(sheaf_parser *self, sheaf_query_node *parent, sheaf_query_node *child, sheaf_error *err);

/* The operator at the cursor, NULL where there is none. */
const sheaf_dialect_operator *sheaf_parser_operator(const sheaf_parser *self);

/* Moves the cursor over what stands between operands: everything but letters, digits and the dialect's structure. */
void sheaf_parser_skip(sheaf_parser *self);
void sheaf_parser_skip_spaces(sheaf_parser *self);

/* 1 where the character ends a word: the end, a space, or the syntax's own characters. */
int sheaf_parser_is_edge(char c);

#endif
