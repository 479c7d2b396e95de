/* pubmed.h - what stands between PubMed's operators: the pieces that pubmed.c and pubmed_leaf.c share. */
#ifndef SHEAF_QUERY_PUBMED_H
#define SHEAF_QUERY_PUBMED_H

#include <stddef.h>

#include "parser.h"

enum { SHEAF_PUBMED_NO_NEAR = -1 };

/* One term with its tag, as offsets into the cleaned text. */
typedef struct sheaf_pubmed_piece {
  size_t first;                 /* of the content, quotes excluded */
  size_t last;                  /* one past it */
  size_t start;                 /* of the whole, quotes and tag included */
  size_t end;                   /* one past it */
  size_t to_first, to_last;     /* content behind the ":" of a range; equal where there is none */
  int quoted;                   /* stood in quotes */
  const sheaf_dialect_tag *tag; /* NULL: no tag */
  int noexp;                    /* :noexp */
  long near;                    /* :~N, or SHEAF_PUBMED_NO_NEAR */
} sheaf_pubmed_piece;

/* The node of a piece; its start and end are kept as the node's place. */
int sheaf_pubmed_leaf(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err);
/* The node of a piece that is words: TERM, PHRASE or NEAR. */
int sheaf_pubmed_words(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err);
/* Where the piece ends in a "*" that works, *last is moved before it and 1 returned; every other "*" gets a note; -1
 * when out of memory. */
int sheaf_pubmed_truncation(sheaf_parser *self, const sheaf_pubmed_piece *piece, size_t *last);

/* Gives untagged words fields, as if they had a tag. */
void sheaf_pubmed_spread(sheaf_query_node *words, sheaf_query_fields fields);
/* Says that PubMed has no such tag; offsets of the cleaned text. 0 or SHEAF_ENOMEM. */
int sheaf_pubmed_note_section(sheaf_parser *self, const sheaf_dialect_tag *tag, size_t first, size_t last);

int sheaf_pubmed_print(sheaf_printer *printer, const sheaf_query_node *node);

#endif
