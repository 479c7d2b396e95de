/* embase.h - what embase.c, embase_leaf.c, embase_tags.c and embase_print.c share. */
#ifndef SHEAF_QUERY_EMBASE_H
#define SHEAF_QUERY_EMBASE_H

#include "parser.h"
#include "piece.h"
#include "printer.h"

/* Fields behind ":"; those whose names begin with "/" stand behind a slash only, and mean the whole value. */
extern const sheaf_dialect_tag sheaf_embase_tags[];

/* The subheading of a code ("dm_dt", "dd_ae"; any letter case) as Emtree names it, NULL where there is none. Static. */
const char *sheaf_embase_link(const char *code, size_t length);
/* The code of a subheading's folded name, also of MeSH's name for it; NULL where there is none. Static. */
const char *sheaf_embase_code(const char *key);

/* Reads what stands in brackets at the cursor: [english]/lim, [2010-2015]/py, [1-1-2015]/sd. */
int sheaf_embase_limit(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err);
/* Where a heading's slash stands in an unquoted word (fever/exp); its end where there is none. */
size_t sheaf_embase_slash(const sheaf_parser *self, const sheaf_piece *piece);
/* Reads the slashes at the cursor, which belong to the piece: /exp/mj/dm_dt, /jt. */
int sheaf_embase_slashes(sheaf_parser *self, const sheaf_piece *piece, sheaf_query_node **out, sheaf_error *err);

int sheaf_embase_print(sheaf_printer *printer, const sheaf_query_node *node);
int sheaf_embase_together(sheaf_printer *printer, const sheaf_query_node *node, sheaf_query_fields fields);

#endif
