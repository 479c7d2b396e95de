/* query.h - the tree that every platform's search syntax parses to, and prints back from.
 *
 * Invariants: nodes live in the query's arena and never change after parsing; numbers are 0 for the root and count up
 * in reading order (parent before children); no node is deeper than SHEAF_QUERY_DEPTH. What the parser did not
 * understand is an UNSUPPORTED node or an error, never left out.
 *
 * Source of the kinds: search-syntax.md, section 10. A limit is an AND with the flag LIMIT: what is limited comes
 * first. The lines of a strategy are queries of their own, joined by REFs (strategy: lua/sheaf/strategy.lua). */
#ifndef SHEAF_QUERY_QUERY_H
#define SHEAF_QUERY_QUERY_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/mem.h"

enum {
  SHEAF_QUERY_DEPTH = 1000,    /* nodes on the longest way from root to leaf, and parentheses within each other */
  SHEAF_QUERY_BYTES = 2 << 20, /* longest query text */
  SHEAF_QUERY_NODES = 200000,  /* most nodes of one tree */
  SHEAF_QUERY_NEAR_WORDS = 8   /* operands of one NEAR */
};

typedef enum sheaf_query_kind {
  SHEAF_QUERY_OR,          /* children: one or more */
  SHEAF_QUERY_AND,         /* children: one or more */
  SHEAF_QUERY_NOT,         /* children: kept, taken away */
  SHEAF_QUERY_SCOPE,       /* one child, whose untagged leaves are searched in `fields` */
  SHEAF_QUERY_TERM,        /* one word: `pattern` */
  SHEAF_QUERY_PHRASE,      /* children: TERMs that follow each other; the first and the last are no SLOTs */
  SHEAF_QUERY_NEAR,        /* children (TERM, PHRASE, NEAR, OR of these, in one SCOPE at most) with at most `gap` words
                              between neighbours, in any order unless ORDERED; `fields`: the union of theirs */
  SHEAF_QUERY_HEADING,     /* subject heading `text`; children: its QUALIFIERs, any of which must stand on it */
  SHEAF_QUERY_QUALIFIER,   /* qualifier (subheading) `text`, on any heading */
  SHEAF_QUERY_NAME,        /* person `text`: family name, initials or given names */
  SHEAF_QUERY_RANGE,       /* dates from `low` to `high` inclusive */
  SHEAF_QUERY_VALUE,       /* one whole value `text` of a field: identifier, journal, language, type, substance */
  SHEAF_QUERY_FILTER,      /* a fact about the record: `text` ("abstract", "duplicates") */
  SHEAF_QUERY_REF,         /* the result of the strategy's line with the index `line`; `text` is its label */
  SHEAF_QUERY_FREQ,        /* one child (TERM, PHRASE or NEAR) that occurs `least` times or more in its fields */
  SHEAF_QUERY_SECTION,     /* one child (TERM, PHRASE or NEAR) that stands in the abstract's `sections` */
  SHEAF_QUERY_UNSUPPORTED, /* understood as far as `text`, not computable from records: `reason` */
  SHEAF_QUERY_KINDS        /* how many there are */
} sheaf_query_kind;

typedef enum sheaf_query_flag {
  SHEAF_QUERY_QUOTED = 1 << 0,    /* stood in quotes: a NAME is not truncated by itself */
  SHEAF_QUERY_EXPLODE = 1 << 1,   /* HEADING, QUALIFIER, VALUE (types): with everything narrower */
  SHEAF_QUERY_FOCUS = 1 << 2,     /* HEADING: as a major topic */
  SHEAF_QUERY_ORDERED = 1 << 3,   /* NEAR: only in the order written */
  SHEAF_QUERY_UNTAGGED = 1 << 4,  /* no field was given: `fields` is the dialect's default, or that of a SCOPE above */
  SHEAF_QUERY_TRUNCATED = 1 << 5, /* HEADING, QUALIFIER, NAME, VALUE: `text` is the beginning of the name */
  SHEAF_QUERY_SINGLE = 1 << 6,    /* RANGE: one date was given, not two */
  SHEAF_QUERY_SLOT = 1 << 7,      /* TERM in a PHRASE: any one word; its pattern is Any(1, ANY) */
  SHEAF_QUERY_LIMIT = 1 << 8      /* AND: written as a limit, what is limited first; the meaning is that of AND */
} sheaf_query_flag;

/* Sets of fields: bit n is record field n (field.h), searched by word; and these. */
typedef uint64_t sheaf_query_fields;
#define SHEAF_QUERY_FIELD(NAME) (UINT64_C(1) << SHEAF_FIELD_##NAME)
#define SHEAF_QUERY_FIRST_AUTHOR (UINT64_C(1) << 60) /* NAME: first author only */
#define SHEAF_QUERY_LAST_AUTHOR (UINT64_C(1) << 61)  /* NAME: last author only */
#define SHEAF_QUERY_FULL_NAME (UINT64_C(1) << 62)    /* NAME: family and given names, not initials */

enum { SHEAF_QUERY_ANY = UINT32_MAX }; /* no upper limit of a wildcard */

typedef struct sheaf_query_part {
  const char *text; /* folded literal; NULL for a wildcard */
  size_t length;    /* bytes in text */
  uint32_t least;   /* wildcard: fewest characters */
  uint32_t most;    /* wildcard: most characters, or SHEAF_QUERY_ANY */
} sheaf_query_part;

typedef struct sheaf_query_node sheaf_query_node;
struct sheaf_query_node {
  sheaf_query_kind kind;     /* which of the above */
  unsigned flags;            /* sheaf_query_flag */
  uint32_t number;           /* place in reading order */
  uint32_t same;             /* a number that all equal nodes share: that of the last of them */
  uint32_t depth;            /* nodes on the longest way down, itself included */
  uint32_t gap;              /* NEAR: most words between neighbours */
  uint32_t least;            /* FREQ: fewest occurrences */
  uint32_t sections;         /* SECTION: which, as bits (record/section.h) */
  uint32_t line;             /* REF: 0-based index of the line it refers to */
  size_t first;              /* offset of its first byte in the query's text */
  size_t last;               /* offset one past its last */
  sheaf_query_fields fields; /* where to search */
  const char *text;          /* as typed, without quotes and tag, white space made single; "" where there is none */
  const char *key;           /* text folded as the index holds it (VALUE, HEADING, QUALIFIER, NAME) */
  const char *low, *high;    /* RANGE: ISO dates of ten characters */
  const char *reason;        /* UNSUPPORTED: why; static */
  sheaf_query_part *pattern; /* TERM: literals and wildcards in turn */
  size_t parts;              /* how many */
  sheaf_query_node **child;  /* children in order */
  size_t children;           /* how many */
};

typedef enum sheaf_query_severity {
  SHEAF_QUERY_INFO,   /* worth knowing */
  SHEAF_QUERY_WARNING /* probably not what was meant */
} sheaf_query_severity;

typedef struct sheaf_query_note {
  const char *code;              /* static: "Y-SMART", "PM-ATM-OFF" (search-syntax.md, section 11) */
  sheaf_query_severity severity; /* how serious */
  const char *message;           /* sentence for a person; borrowed until the query is freed */
  size_t first;                  /* offset in the query's text */
  size_t last;                   /* offset one past the end */
} sheaf_query_note;

typedef struct sheaf_query sheaf_query;

void sheaf_query_free(sheaf_query *self); /* NULL allowed */

/* All borrowed until the query is freed. */
const sheaf_query_node *sheaf_query_root(const sheaf_query *self);
const char *sheaf_query_text(const sheaf_query *self, size_t *length);                 /* as given to the parser */
const char *sheaf_query_syntax(const sheaf_query *self);                               /* "pubmed"; static */
uint32_t sheaf_query_size(const sheaf_query *self);                                    /* number of nodes */
const sheaf_query_node *sheaf_query_node_at(const sheaf_query *self, uint32_t number); /* NULL beyond the last */
size_t sheaf_query_note_count(const sheaf_query *self);
const sheaf_query_note *sheaf_query_note_at(const sheaf_query *self, size_t index); /* NULL beyond the last */
const char *sheaf_query_kind_name(sheaf_query_kind kind);                           /* "or", "term", ...; static */

/* 1 where both trees mean the same: places, notes, quotes and the letter case of what was typed do not count. */
int sheaf_query_equal(const sheaf_query *a, const sheaf_query *b);

/* 1 where the folded word fits a TERM's pattern. */
int sheaf_query_matches(const sheaf_query_node *term, const char *word, size_t length);

/* ---- for parsers: texts given to nodes live in the query's arena ---- */
sheaf_query *sheaf_query_new(const char *syntax, const char *text, size_t length); /* text is copied; NULL: no memory */
sheaf_arena *sheaf_query_arena(sheaf_query *self);
sheaf_query_node *sheaf_query_node_new(sheaf_query *self, sheaf_query_kind kind, size_t first, size_t last);
sheaf_query_node *sheaf_query_node_copy(sheaf_query *self,
                                        const sheaf_query_node *node); /* of any query; no children */
int sheaf_query_node_add(sheaf_query *self, sheaf_query_node *parent, sheaf_query_node *child); /* 0, ENOMEM, ERANGE */
int sheaf_query_note_add(sheaf_query *self, const char *code, sheaf_query_severity severity, size_t first, size_t last,
                         const char *format, ...) __attribute__((format(printf, 6, 7))); /* 0 or ENOMEM */
int sheaf_query_finish(sheaf_query *self, sheaf_query_node *root); /* numbers the nodes; 0 or ENOMEM */

#endif
