/* piece.h - operands of the platforms that write fields as names before or behind a term (Embase.com, Cochrane, Web of
 * Science, Scopus): words, quotes, references to lines, and what a field makes of them. */
#ifndef SHEAF_QUERY_PIECE_H
#define SHEAF_QUERY_PIECE_H

#include <stddef.h>

#include "parser.h"

/* One operand, as offsets into the cleaned text. */
typedef struct sheaf_piece {
  size_t first; /* of the content, quotes excluded */
  size_t last;  /* one past it */
  size_t start; /* of the whole, quotes included */
  size_t end;   /* one past it */
  int quoted;   /* stood in quotes */
} sheaf_piece;

enum { SHEAF_PIECE_TAGS = 16 }; /* names in one list of fields */

/* A list of fields: "ti,ab,kw". */
typedef struct sheaf_piece_fields {
  const sheaf_dialect_tag *tag[SHEAF_PIECE_TAGS]; /* in the order written */
  size_t count;                                   /* how many */
  size_t start;                                   /* where what they belong to begins, in the cleaned text */
  size_t end;                                     /* one past the last of it and of them */
} sheaf_piece_fields;

/* Reads quoted text at the cursor, which stands on the quote. An apostrophe between letters does not close it. */
int sheaf_piece_quoted(sheaf_parser *self, sheaf_piece *out, sheaf_error *err);
/* Reads an unquoted word at the cursor, up to a space, a parenthesis or one of the dialect's structure that is no
 * wildcard. What is another platform's operator, wildcard or field is an error or gets a note. */
int sheaf_piece_word(sheaf_parser *self, sheaf_piece *out, sheaf_error *err);
/* The words of a piece as a TERM or PHRASE. */
int sheaf_piece_read(sheaf_parser *self, const sheaf_piece *piece, unsigned flags, sheaf_query_node **out,
                     sheaf_error *err);

/* Reads a reference to lines at the cursor: #3, or/1-5, {OR #1-#5, #7}, and 3 in a text of nothing but numbers. 1 and
 * *out, 0 where there is none, or a failure. */
int sheaf_piece_refs(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err);

/* Reads a list of field names at the cursor, parted by commas; sets out->end. An unknown one is Y-FIELD. */
int sheaf_piece_list(sheaf_parser *self, sheaf_piece_fields *out, sheaf_error *err);
/* Fails with the name that is no field and the nearest one. */
int sheaf_piece_unknown(const sheaf_parser *self, size_t first, size_t last, sheaf_error *err);
/* Searches *node, which may be a group, in fields: words get a SCOPE or the fields themselves; where a field is no
 * text, each term becomes a name, value, date or qualifier. */
int sheaf_piece_apply(sheaf_parser *self, const sheaf_piece_fields *fields, sheaf_query_node **node, sheaf_error *err);

/* A heading, name or value of a piece; a * at its end truncates. */
int sheaf_piece_whole(sheaf_parser *self, const sheaf_piece *piece, sheaf_query_kind kind, sheaf_query_fields fields,
                      unsigned flags, sheaf_query_node **out, sheaf_error *err);
/* A date or range of a piece: 2015, 2010-2015, 2010-, 2010 to 2015, 2010-01-31/2010-12-31. */
int sheaf_piece_dates(sheaf_parser *self, const sheaf_piece *piece, sheaf_query_fields fields, sheaf_query_node **out,
                      sheaf_error *err);

/* Adds Y-FIELDNONE for each word that no field was given for, below no SCOPE. */
int sheaf_piece_note_untagged(sheaf_parser *self, const sheaf_query_node *node, const char *where);

/* 1 where the name stands in the stretch, letter case aside. */
int sheaf_piece_is(const sheaf_parser *self, size_t first, size_t last, const char *name);
/* The offset in the cleaned text of one in the query's text. */
size_t sheaf_piece_place(const sheaf_parser *self, size_t original);

#endif
