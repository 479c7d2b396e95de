/* parser.h - the state that parse.c and the dialects' own parsers share while one query is read, and the pieces that
 * they have in common. */
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
  int run;                            /* words without an operator between them are one operand (piece.h) */
  size_t group;                       /* where the "(" of the group read last stands */
  const sheaf_dialect_tag *within;    /* the tag of the group at hand where its terms are no words; NULL: they are */
  uint32_t *pairs;                    /* sheaf_parser_pair's; NULL before */
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

/* An operator as it stands at the cursor. */
typedef struct sheaf_parser_operator {
  sheaf_query_kind kind;          /* OR, AND, NOT or NEAR */
  int precedence;                 /* higher binds tighter */
  size_t length;                  /* its bytes in the text; 0: implied */
  uint32_t gap;                   /* NEAR: most words between */
  const sheaf_dialect_near *near; /* NEAR: its row; NULL where implied */
  uint32_t number;                /* NEAR: the number written, as it is; 0 where none is */
  int numbered;                   /* NEAR: a number is written */
} sheaf_parser_operator;

/* 1 where an operator stands at the cursor (which stands where a word may begin). */
int sheaf_parser_operator_at(const sheaf_parser *self, sheaf_parser_operator *out);

/* Moves the cursor over what stands between operands: everything but letters, digits and the dialect's structure. */
void sheaf_parser_skip(sheaf_parser *self);
void sheaf_parser_skip_spaces(sheaf_parser *self);

/* 1 where the character ends a word: the end, a space, a parenthesis or one of the dialect's structure. */
int sheaf_parser_is_edge(const sheaf_parser *self, char c);

/* 1 where the text at the cursor begins with word (in capitals) in any letter case. */
int sheaf_parser_begins(const sheaf_parser *self, const char *word);

/* Reads a group at the cursor, which stands on "(": to its ")", and then the dialect's suffix. */
int sheaf_parser_group(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err);
/* Reads a whole expression up to a ")" or the end of the text, as inside parentheses that something else opened. */
int sheaf_parser_expression(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err);

/* Reads an expression of operators of this precedence and higher: what a field name without parentheses reaches. */
int sheaf_parser_climb(sheaf_parser *self, int least, sheaf_query_node **out, sheaf_error *err);

/* The offset of the ")" that closes the "(" at `at`, quotes left out of account; length of the text where none does. */
size_t sheaf_parser_pair(sheaf_parser *self, size_t at);

/* The end (one past "]") of a remark at the cursor, which stands on "["; 0 where it is none. */
size_t sheaf_parser_remark(const sheaf_parser *self, size_t at);

/* Finds the quote that closes the one at `at` (the same character): its offset in *close, or Y-QUOTE. */
int sheaf_parser_quote(const sheaf_parser *self, size_t at, size_t *close, sheaf_error *err);

/* Gives fields to every untagged word leaf of *node. A single leaf (TERM, PHRASE) then counts as tagged; anything else
 * is put into a SCOPE, which ends at `last` of the cleaned text. A REF becomes a copy of the line's tree, with all its
 * words searched in fields. */
int sheaf_parser_scope(sheaf_parser *self, sheaf_query_fields fields, size_t last, sheaf_query_node **node,
                       sheaf_error *err);

#endif
