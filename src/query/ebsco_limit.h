/* ebsco_limit.h - the limiters that EBSCOhost shows behind a search: Limiters - Published Date: 20100101-20201231. */
#ifndef SHEAF_QUERY_EBSCO_LIMIT_H
#define SHEAF_QUERY_EBSCO_LIMIT_H

#include "parser.h"
#include "printer.h"

/* The dialect's begin, finish and limit. */
int sheaf_ebsco_begin(sheaf_parser *self, sheaf_error *err);
int sheaf_ebsco_finish(sheaf_parser *self, sheaf_query_node **root, sheaf_error *err);
int sheaf_ebsco_limit(sheaf_printer *self, const sheaf_query_node *node);

#endif
