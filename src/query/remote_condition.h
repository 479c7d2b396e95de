/* remote_condition.h - what a record's words at a server (index/words.h) must be for a query to match it: a tsquery.
 *
 * A condition is necessary: it holds for every record that matches. Where it is exact, too, it holds for no other one.
 * What the server cannot tell (longer distances than it measures, spans within spans, how often, in which section) is
 * left out of the condition, which then is not exact. All that is said of records that are not clipped; for clipped
 * ones make it without places, and look at each.
 * Trees may hold no REF. UNSUPPORTED nodes must have been taken out. */
#ifndef SHEAF_QUERY_REMOTE_CONDITION_H
#define SHEAF_QUERY_REMOTE_CONDITION_H

#include "base/buf.h"
#include "eval.h"
#include "expand.h"
#include "query.h"

/* The words that the servers have. */
typedef struct sheaf_remote_lexicon {
  void *context; /* handed to the functions */
  /* 1 where any shard may have the token, 0 where none has it; NULL: each may be there. */
  int (*has)(void *context, unsigned field, const char *token, size_t length);
  /* Adds the tokens of a field that begin with prefix and that keep (NULL: each) agrees to, in byte order; more than
   * `most` are not needed: more than most then says so. like: a pattern of SQL's LIKE that they fit, too, or NULL. */
  int (*expand)(void *context, unsigned field, const char *prefix, size_t length, const char *like,
                sheaf_term_keep_fn *keep, const void *keep_context, size_t most, sheaf_expand *out, sheaf_error *err);
} sheaf_remote_lexicon;

typedef enum sheaf_remote_kind {
  SHEAF_REMOTE_NONE, /* nothing matches */
  SHEAF_REMOTE_SOME, /* what meets the condition's text */
  SHEAF_REMOTE_ALL   /* every record meets it */
} sheaf_remote_kind;

typedef struct sheaf_remote_answer {
  sheaf_remote_kind kind; /* which of the above */
  int exact;              /* 1: what meets it matches */
} sheaf_remote_answer;

typedef struct sheaf_remote_condition {
  const sheaf_remote_lexicon *lexicon; /* borrowed */
  const sheaf_eval_options *options;   /* thesaurus and explode; borrowed */
  const char *syntax;                  /* of the query */
  int placeless;                       /* 1: made for clipped records, whose places are not all known */
  sheaf_buf text;                      /* of the tsquery so far */
  size_t lexemes;                      /* in it */
  int code;                            /* 0, or the first failure */
  sheaf_error *err;                    /* the caller's */
} sheaf_remote_condition;

enum {
  SHEAF_REMOTE_TOKENS = 2000, /* most tokens that one wildcard, name or the like is written out to */
  SHEAF_REMOTE_PLACES =
      40, /* most lexemes of a proximity, in a field, that the server measures: it looks each up anew */
  SHEAF_REMOTE_TEXT = 1000000 /* most bytes of a condition; PostgreSQL's limit is 1,048,575 */
};

/* Makes the condition of a tree: text is filled where the answer's kind is SOME. 0 or a negative code. */
int sheaf_remote_condition_make(sheaf_remote_condition *self, const sheaf_query_node *root, sheaf_remote_answer *answer,
                                sheaf_error *err);
void sheaf_remote_condition_clear(sheaf_remote_condition *self);

/* ---- between remote_condition.c, remote_leaf.c and remote_place.c: each appends one operand, or nothing ---- */

sheaf_remote_answer sheaf_remote_node(sheaf_remote_condition *self, const sheaf_query_node *node);
/* HEADING, QUALIFIER, NAME, RANGE, VALUE, FILTER. */
sheaf_remote_answer sheaf_remote_leaf(sheaf_remote_condition *self, const sheaf_query_node *node);
/* PHRASE and NEAR. */
sheaf_remote_answer sheaf_remote_place(sheaf_remote_condition *self, const sheaf_query_node *node);
/* A TERM in one field. */
sheaf_remote_answer sheaf_remote_term(sheaf_remote_condition *self, const sheaf_query_node *term, unsigned field);

/* One token, or what begins with it. weight: 0, 'A' or 'B'. */
sheaf_remote_answer sheaf_remote_token(sheaf_remote_condition *self, unsigned field, const char *token, size_t length,
                                       int is_prefix, char weight);
/* Any of the tokens. */
sheaf_remote_answer sheaf_remote_tokens(sheaf_remote_condition *self, unsigned field, const sheaf_expand *tokens);

/* Operands joined by `|` or `&` one after the other, in parentheses. */
typedef struct sheaf_remote_join {
  sheaf_remote_condition *condition; /* what it is part of */
  char operator;                     /* '|' or '&' */
  size_t start;                      /* where its text begins */
  size_t mark;                       /* where that of the next operand begins */
  size_t count;                      /* operands so far */
  int decided;                       /* NONE in an AND, ALL in an OR: the rest does not count */
  int exact;                         /* all operands were */
} sheaf_remote_join;

void sheaf_remote_join_begin(sheaf_remote_join *self, sheaf_remote_condition *condition, char operator);
void sheaf_remote_join_next(sheaf_remote_join *self);                            /* before each operand is appended */
void sheaf_remote_join_add(sheaf_remote_join *self, sheaf_remote_answer answer); /* after it */
sheaf_remote_answer sheaf_remote_join_end(sheaf_remote_join *self);

#endif
