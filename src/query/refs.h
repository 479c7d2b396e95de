/* refs.h - references from one line of a strategy to others. */
#ifndef SHEAF_QUERY_REFS_H
#define SHEAF_QUERY_REFS_H

#include "parser.h"

/* 1 where the stretch is the label of a line there is (of any line, also a later one): marks # and S before the number
 * and letter case do not count. */
int sheaf_refs_is_line(const sheaf_parser *self, size_t first, size_t last);
/* A REF to the line whose label stands in the stretch; Y-LINEREF where there is none before this one. */
int sheaf_refs_one(sheaf_parser *self, size_t first, size_t last, sheaf_query_node **out, sheaf_error *err);
/* The lines of a list such as "1-5,8" or "#1-#4, #7", joined by kind (OR, AND); one line alone is a REF. Numbers that a
 * range spans and that no line has are Y-LINEREF. */
int sheaf_refs_list(sheaf_parser *self, sheaf_query_kind kind, size_t first, size_t last, sheaf_query_node **out,
                    sheaf_error *err);

#endif
