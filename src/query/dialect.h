/* dialect.h - what differs between search platforms, as tables; and the functions that read and print the rest.
 *
 * parse.c does parentheses, operators by precedence, implied operators, places and limits for every dialect; words.c
 * does words, phrases and wildcards; print.c does groups, proximity, patterns and losses. A dialect adds its tables and
 * four functions. To add a platform: one file with its tables and functions, one line in dialect.c.
 *
 * Where search-syntax.md marks a fact as uncertain, the table's entry is a named constant with a comment. */
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
  SHEAF_DIALECT_SECTION,    /* SECTION of a TERM, PHRASE or NEAR; flags: its sections (record/section.h) */
  SHEAF_DIALECT_UNSUPPORTED /* UNSUPPORTED, for the tag's reason */
} sheaf_dialect_what;

/* A flag of tags, beside sheaf_query_flag: the tag is read, but another one with the same fields is printed. */
#define SHEAF_DIALECT_READ_ONLY (1u << 31)

typedef struct sheaf_dialect_tag {
  const char *names;         /* lower case, joined with "|"; the first is printed */
  sheaf_dialect_what what;   /* what its text is read as */
  sheaf_query_fields fields; /* where that is searched */
  unsigned flags;            /* sheaf_query_flag set by the tag: EXPLODE, FOCUS; SHEAF_DIALECT_READ_ONLY */
  const char *reason;        /* UNSUPPORTED: why records cannot tell; else NULL */
} sheaf_dialect_tag;

typedef struct sheaf_dialect_operator {
  const char *text;      /* as it is written, in capitals; words are parted by one space */
  sheaf_query_kind kind; /* OR, AND or NOT */
  int precedence;        /* higher binds tighter; equal ones group from the left */
} sheaf_dialect_operator;

typedef enum sheaf_dialect_number {
  SHEAF_DIALECT_NUMBER_NEVER, /* takes no number: adj */
  SHEAF_DIALECT_NUMBER_MAY,   /* may have one */
  SHEAF_DIALECT_NUMBER_MUST   /* is no operator without one */
} sheaf_dialect_number;

/* A proximity operator: `gap` words at most stand between operands. */
typedef struct sheaf_dialect_near {
  const char *text;            /* as it is written, in capitals: "ADJ", "NEAR", "N" */
  sheaf_dialect_number number; /* whether a number follows */
  int slash;                   /* a "/" stands before the number */
  uint32_t beyond;             /* number less gap: 1 where ADJ1 is adjacent, else 0 */
  uint32_t implied;            /* the gap where it has no number */
  uint32_t most;               /* the largest number */
  int ordered;                 /* operands in the order written only */
  int precedence;              /* as sheaf_dialect_operator */
} sheaf_dialect_near;

typedef struct sheaf_dialect_wildcard {
  char mark;      /* the character */
  uint32_t least; /* fewest characters it stands for */
  uint32_t most;  /* most, or SHEAF_QUERY_ANY */
  int numbered;   /* 1: a number behind it is its most, $3; 2: in brackets, [*3] */
} sheaf_dialect_wildcard;

typedef struct sheaf_parser sheaf_parser;
typedef struct sheaf_printer sheaf_printer;

typedef struct sheaf_dialect {
  const char *name;                        /* "pubmed" */
  const char *title;                       /* "PubMed", for messages */
  const sheaf_dialect_operator *operators; /* ends with a NULL text; longer ones first, single characters last */
  int case_matters;                        /* operators count in capitals only */
  const sheaf_dialect_near *nears;         /* ends with a NULL text; the first fitting one is printed; may be NULL */
  sheaf_query_kind implied;                /* operator between operands that have none: AND, or NEAR (ordered, gap 0) */
  int near_needs_operator;                 /* an implied operator beside a NEAR is an error (WoS, EBSCO) */
  int near_takes_tag;                      /* a tag behind a proximity's last word is the whole proximity's (Ovid) */
  int remarks;                             /* [text in brackets] that nothing is tied to is a remark (Ovid) */
  int small;                               /* operators are printed in small letters */
  const sheaf_dialect_wildcard *wildcards; /* ends with mark 0; may be NULL */
  int left_wildcards;                      /* a word may begin with a wildcard */
  char inner_mark;                         /* a wildcard that is left out at the end of a word, or 0 */
  const char *inner_advice;                /* what is said then */
  uint32_t least_stem;                     /* characters advised before an unlimited wildcard: fewer get T-SHORT */
  int frequency;                           /* it has a node FREQ */
  const char *const *slots;          /* words (folded) that stand for any word inside a phrase; ends with NULL; may
                                        be NULL (EBSCO's stop words) */
  const sheaf_dialect_tag *tags;     /* ends with NULL names */
  sheaf_query_fields untagged;       /* where a term without a tag is searched */
  const char *vocabulary;            /* of its subject headings: "MeSH", "Emtree"; NULL: it has none */
  const char *structure;             /* characters that are never skipped between operands, and end a word */
  const char *has_abstract;          /* the FILTER "abstract" as a term; NULL: it has none */
  const char *const *limit_abstract; /* what stands before and behind a reference to a line to keep those of its records
                                        that have an abstract; may be NULL */
  /* Before and after the whole text is parsed, where a platform adds limits to its end: begin may shorten
   * parser->length (text goes on), finish may replace *root. Both may be NULL. */
  int (*begin)(sheaf_parser *parser, sheaf_error *err);
  int (*finish)(sheaf_parser *parser, sheaf_query_node **root, sheaf_error *err);
  /* Reads one operand at the cursor: a letter, digit or one of `structure`, not an operator or parenthesis. */
  int (*operand)(sheaf_parser *parser, sheaf_query_node **out, sheaf_error *err);
  /* Reads a group at "(" instead of sheaf_parser_group; NULL: that one does. */
  int (*group)(sheaf_parser *parser, sheaf_query_node **out, sheaf_error *err);
  /* Reads what may follow a closed group, and replaces *group. */
  int (*suffix)(sheaf_parser *parser, sheaf_query_node **group, sheaf_error *err);
  /* After parsing: adds the notes that need the whole tree. */
  int (*notes)(sheaf_parser *parser, const sheaf_query_node *root);
  /* Prints a node that is not OR, AND or NOT (printer.h has the common parts). */
  int (*print)(sheaf_printer *printer, const sheaf_query_node *node);
  /* Prints a group of words that are all searched in `fields` with one tag for all: 1; 0 where it cannot, and then
   * each is printed with its own. Asked for trees of other syntaxes only; may be NULL. */
  int (*together)(sheaf_printer *printer, const sheaf_query_node *node, sheaf_query_fields fields);
  /* Prints an AND that was written as a limit in this syntax; NULL: as AND. */
  int (*limit)(sheaf_printer *printer, const sheaf_query_node *node);
} sheaf_dialect;

const sheaf_dialect *sheaf_dialect_find(const char *name);     /* NULL where there is none */
const sheaf_dialect *sheaf_dialect_at(size_t index);           /* NULL behind the last */
int sheaf_dialect_unknown(const char *name, sheaf_error *err); /* says so, with the names there are */
/* The tag of a name (any case; spaces anywhere); NULL where there is none. */
const sheaf_dialect_tag *sheaf_dialect_tag_find(const sheaf_dialect *self, const char *name, size_t length);
/* The first name of the tag nearest in spelling, NULL where none is near. *size is its length. */
const char *sheaf_dialect_tag_suggest(const sheaf_dialect *self, const char *name, size_t length, size_t *size);

enum { SHEAF_DIALECT_COVER = 16 };
/* Tags for words that together search `fields`: the one that has just these, else the largest that lie within them,
 * else the likest one for the subject as a whole, else the smallest one that has them all. Puts them into tags (room
 * for SHEAF_DIALECT_COVER), what they search into *covered, and returns how many there are; 0 where no tag has any of
 * the fields. */
size_t sheaf_dialect_cover(const sheaf_dialect *self, sheaf_query_fields fields, const sheaf_dialect_tag **tags,
                           sheaf_query_fields *covered);

extern const sheaf_dialect sheaf_dialect_pubmed;
extern const sheaf_dialect sheaf_dialect_ovid;
extern const sheaf_dialect sheaf_dialect_ebsco;
extern const sheaf_dialect sheaf_dialect_proquest;
extern const sheaf_dialect sheaf_dialect_embase;
extern const sheaf_dialect sheaf_dialect_cochrane;
extern const sheaf_dialect sheaf_dialect_wos;
extern const sheaf_dialect sheaf_dialect_scopus;

#endif
