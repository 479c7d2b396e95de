/* positional.h - the algebra of places: words, phrases and proximity between OR groups, nested as they come, in one
 * document and one field at a time.
 *
 * A TERM, PHRASE, NEAR or OR of these is made ready once for a field: its words become groups (the words of an OR group
 * stand together in one). Whoever knows where words stand, the index or the text of a record, then sets every group's
 * places in a document and asks for the spans.
 *
 * Source: search-syntax.md, section 10: all spans, never the shortest ones only; a NEAR is the hull of its operands; a
 * leaf counts in its own fields only. */
#ifndef SHEAF_QUERY_POSITIONAL_H
#define SHEAF_QUERY_POSITIONAL_H

#include "query.h"
#include "spans.h"

enum { SHEAF_POSITIONAL_MOST = 1 << 21 }; /* most spans of one part in one document */

typedef struct sheaf_positional_group {
  const sheaf_query_node **terms; /* TERMs, any of which may stand there; borrowed from the query */
  size_t count;                   /* of them */
  size_t capacity;                /* room for them */
  sheaf_spans words;              /* set by the caller: where they stand in the document, ascending; borrowed */
} sheaf_positional_group;

typedef enum sheaf_positional_kind {
  SHEAF_POSITIONAL_WORDS,  /* a group */
  SHEAF_POSITIONAL_PHRASE, /* WORDS at their offsets */
  SHEAF_POSITIONAL_NEAR,   /* parts near each other */
  SHEAF_POSITIONAL_EITHER  /* any of its parts */
} sheaf_positional_kind;

typedef struct sheaf_positional_part sheaf_positional_part;
struct sheaf_positional_part {
  sheaf_positional_kind kind;    /* which of the above */
  size_t group;                  /* WORDS: its number */
  uint32_t offset;               /* WORDS in a PHRASE: words before it, slots included */
  uint32_t gap;                  /* NEAR: most words between neighbours */
  int ordered;                   /* NEAR: in the order of the parts */
  uint32_t width;                /* PHRASE: words from its first to its last */
  sheaf_positional_part **parts; /* what it is made of */
  size_t count;                  /* of them */
  size_t *at;                    /* PHRASE: scratch, one for each part */
  sheaf_spans found;             /* scratch: its spans in the document at hand */
  sheaf_positional_part *older;  /* the part that was made before */
};

typedef struct sheaf_positional {
  sheaf_positional_part *root;    /* NULL where nothing can match in the field */
  sheaf_positional_part *newest;  /* all parts, linked by `older` */
  sheaf_positional_group *groups; /* in reading order */
  size_t count;                   /* of them */
  size_t capacity;                /* room for them */
  sheaf_arena arena;              /* holds the parts */
} sheaf_positional;

/* Makes a node ready for a field; the query is borrowed until clear, which must be called also after a failure. 0,
 * SHEAF_ENOMEM, or SHEAF_EUNSUPPORTED "B-NEAROP" where a NEAR has an operand that has no place. */
int sheaf_positional_init(sheaf_positional *self, const sheaf_query_node *node, unsigned field, sheaf_error *err);
void sheaf_positional_clear(sheaf_positional *self);

/* The spans in the document whose words were set, ascending; *out is borrowed until the next call. any: one is enough.
 * 0, SHEAF_ENOMEM, or SHEAF_ERANGE where there are more than SHEAF_POSITIONAL_MOST. */
int sheaf_positional_spans(sheaf_positional *self, int any, const sheaf_spans **out, sheaf_error *err);

#endif
