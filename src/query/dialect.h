/* dialect.h - what differs between search platforms, as tables; and the parser that fills in the rest.
 *
 * parse.c does parentheses, operators by precedence, implied operators, places and limits for every dialect; a dialect
 * adds its tables and two functions that read what stands between operators. To add a platform: one file with its
 * tables and functions, one line in dialect.c. */
#ifndef SHEAF_QUERY_DIALECT_H
#define SHEAF_QUERY_DIALECT_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "query.h"

typedef enum sheaf_dialect_what {
  SHEAF_DIALECT_WORDS,      /* TERM, PHRASE, NEAR */
  SHEAF_DIALECT_HEADING,    /* HEADING with its qualifiers */
  SHEAF_DIALECT_QUALIFIER,  /* QUALIFIER */
  SHEAF_DIALECT_NAME,       /* NAME */
  SHEAF_DIALECT_DATE,       /* RANGE */
  SHEAF_DIALECT_VALUE,      /* VALUE */
  SHEAF_DIALECT_FILTER,     /* FILTER */
  SHEAF_DIALECT_UNSUPPORTED /* UNSUPPORTED, for the tag's reason */
} sheaf_dialect_what;

typedef struct sheaf_dialect_tag {
  const char *names;         /* lower case, joined with "|"; the first is printed */
  sheaf_dialect_what what;   /* what its text is read as */
  sheaf_query_fields fields; /* where that is searched */
  unsigned flags;            /* sheaf_query_flag set by the tag: EXPLODE, FOCUS */
  const char *reason;        /* UNSUPPORTED: why records cannot tell; else NULL */
} sheaf_dialect_tag;

typedef struct sheaf_dialect_operator {
  const char *text;      /* as it is written */
  sheaf_query_kind kind; /* OR, AND or NOT */
  int precedence;        /* higher binds tighter; equal ones group from the left */
} sheaf_dialect_operator;

typedef struct sheaf_parser sheaf_parser;

typedef struct sheaf_dialect {
  const char *name;                        /* "pubmed" */
  const sheaf_dialect_operator *operators; /* ends with a NULL text; words first, then single characters */
  sheaf_query_kind implied;                /* operator between operands that have none */
  const sheaf_dialect_tag *tags;           /* ends with NULL names */
  sheaf_query_fields untagged;             /* where a term without a tag is searched */
  const char *structure;                   /* characters that are never part of a word or skipped between operands */
  /* Reads one operand at the cursor: a letter, digit or one of `structure`, not an operator or parenthesis. */
  int (*operand)(sheaf_parser *parser, sheaf_query_node **out, sheaf_error *err);
  /* Reads what may follow a closed group, and replaces *group. */
  int (*suffix)(sheaf_parser *parser, sheaf_query_node **group, sheaf_error *err);
  /* After parsing: adds the notes that need the whole tree. */
  int (*notes)(sheaf_parser *parser, const sheaf_query_node *root);
  /* Prints a node that is not OR, AND, NOT or SCOPE; and what follows the group of a SCOPE. */
  int (*print)(const sheaf_query_node *node, sheaf_buf *out, sheaf_error *err);
} sheaf_dialect;

const sheaf_dialect *sheaf_dialect_find(const char *name);     /* NULL where there is none */
int sheaf_dialect_unknown(const char *name, sheaf_error *err); /* says so, with the names there are */
/* The tag of a name (any case; spaces anywhere); NULL where there is none. */
const sheaf_dialect_tag *sheaf_dialect_tag_find(const sheaf_dialect *self, const char *name, size_t length);
/* The first name of the tag nearest in spelling, NULL where none is near. *size is its length. */
const char *sheaf_dialect_tag_suggest(const sheaf_dialect *self, const char *name, size_t length, size_t *size);

extern const sheaf_dialect sheaf_dialect_pubmed;

#endif
