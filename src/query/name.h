/* name.h - persons, against the index. PubMed truncates initials by itself: `richards s` finds Richards SH. */
#ifndef SHEAF_QUERY_NAME_H
#define SHEAF_QUERY_NAME_H

#include "match.h"
#include "query.h"

/* Adds the documents that match a NAME to out. */
int sheaf_name_documents(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err);

/* 1 where an author as the index has it fits a NAME, whichever author of the record it is. full = 0: family, initials,
 * suffix ("richards sh jr"); 1: family, given names ("richards suzanne h"). With key the NAME's key:
 *   quoted        the whole name
 *   truncated     what begins with key
 *   [fau]         full forms only: key, or key and further given names
 *   one word      the family name: key, or key and initials of up to 6 letters, and a suffix
 *   more words    key; key and further words; key and up to 3 further initials, and a suffix (short forms only) */
int sheaf_name_fits(const sheaf_query_node *node, const char *name, size_t length, int full);

#endif
