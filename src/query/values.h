/* values.h - what EBSCOhost and ProQuest have in common: dates, whole values, headings with qualifiers. */
#ifndef SHEAF_QUERY_VALUES_H
#define SHEAF_QUERY_VALUES_H

#include <stddef.h>

#include "parser.h"
#include "piece.h"
#include "printer.h"

/* Dates as both write them: 2015, 20150131, 2010-2015, 20100101-20151231, 2010-. */
int sheaf_values_dates(sheaf_parser *self, const sheaf_piece *piece, sheaf_query_fields fields, sheaf_query_node **out,
                       sheaf_error *err);
/* The node of a piece as a tag that is neither WORDS nor HEADING reads it. */
int sheaf_values_value(sheaf_parser *self, const sheaf_dialect_tag *tag, const sheaf_piece *piece,
                       sheaf_query_node **out, sheaf_error *err);
/* A heading whose name ends at `name`, with the qualifiers that stand from there to the piece's end, each behind
 * `mark`. */
int sheaf_values_heading(sheaf_parser *self, const sheaf_dialect_tag *tag, const sheaf_piece *piece, size_t name,
                         const char *mark, unsigned flags, sheaf_query_node **out, sheaf_error *err);
/* Y-FIELDFORM where a field in the form of PubMed ([tiab]) or Ovid (.ti.) stands at the cursor, behind a group. */
int sheaf_values_other_form(sheaf_parser *self, sheaf_error *err);

/* ---- printing ---- */

/* A VALUE with what is narrower, in the words of the vocabulary of publication types: texts joined by OR, in
 * parentheses where there are several and `inside`. */
int sheaf_values_print_types(sheaf_printer *self, const sheaf_query_node *node, int inside);
/* A folded qualifier as MeSH writes it: "prevention & control". */
void sheaf_values_print_qualifier(sheaf_printer *self, const char *name);
/* 1 where a TERM ends in a wildcard for just one letter. */
int sheaf_values_ends_in_one(const sheaf_query_node *term);

#endif
