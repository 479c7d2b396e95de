/* gather.h - printing for the platforms of piece.h: words in quotes where they need them, sets of fields as that
 * platform's tags, names and values. */
#ifndef SHEAF_QUERY_GATHER_H
#define SHEAF_QUERY_GATHER_H

#include <stddef.h>

#include "printer.h"

/* As sheaf_dialect_cover, with the platform's subject field in place of several others where they are not exact. */
size_t sheaf_gather_cover(const sheaf_dialect *dialect, sheaf_query_fields fields, const sheaf_dialect_tag **tags,
                          sheaf_query_fields *covered);
/* The word tags of the dialect for fields, as sheaf_gather_cover, with the loss where they are others. Returns how
 * many, or a negative code. */
int sheaf_gather_tags(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields,
                      const sheaf_dialect_tag **tags);
/* Their names joined with commas, after `before`; nothing where there is none. */
int sheaf_gather_names(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields,
                       const char *before);
/* The tag of a NAME, VALUE, RANGE or QUALIFIER, or the nearest one, with its loss: *tag is NULL where there is none. */
int sheaf_gather_tag(sheaf_printer *self, sheaf_dialect_what what, const sheaf_query_node *node,
                     const sheaf_dialect_tag **tag);

/* 1 where the folded or typed text would not be read as one plain word: empty, an operator, digits alone, or with
 * anything but letters and digits. */
int sheaf_gather_needs_quotes(const sheaf_dialect *dialect, const char *text);
/* A TERM or PHRASE without its field; a PHRASE in quotes, or as an ordered proximity where quotes cannot hold its
 * wildcards (wild_quotes = 0) or its slots. */
int sheaf_gather_words(sheaf_printer *self, const sheaf_query_node *node, char quote, int wild_quotes);
/* The text of a leaf with a * where it is truncated, in quotes where it needs them or always. */
void sheaf_gather_text(sheaf_printer *self, const sheaf_query_node *node, char quote, int always);
/* A node that the platform has no words for: its text in quotes, with a loss. */
int sheaf_gather_nothing(sheaf_printer *self, const sheaf_query_node *node, char quote);
/* REF, FREQ, UNSUPPORTED; anything else as sheaf_gather_nothing. */
int sheaf_gather_other(sheaf_printer *self, const sheaf_query_node *node, char quote);
/* The loss of a HEADING that comes from another vocabulary. */
int sheaf_gather_vocabulary(sheaf_printer *self, const sheaf_query_node *node);

/* 1 where a RANGE is a single whole year or whole years; else 0. Years are 4 digits and a NUL. */
int sheaf_gather_years(const sheaf_query_node *node, char low[5], char high[5]);
/* The loss of a single date that is printed as a range, where electronic dates count that a single one leaves out. */
int sheaf_gather_single_loss(sheaf_printer *self, const sheaf_query_node *node);
/* The loss of a RANGE that is more precise than years, where the platform has years only. */
int sheaf_gather_years_loss(sheaf_printer *self, const sheaf_query_node *node);

/* 1 where a search for the node in two fields is the search in one or in the other: words, proximity, OR. */
int sheaf_gather_distributes(const sheaf_query_node *node);

#endif
