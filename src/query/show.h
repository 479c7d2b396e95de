/* show.h - a tree as nested tables, through callbacks, for a binding to build in its own language.
 *
 * The root is one table; each table has `kind` and, where they apply:
 *   text       what was typed, without quotes and tag         fields    list of field names (record field names;
 *   pattern    "toxicol*" (TERM, folded), see below                     first_author, last_author, full_name)
 *   key        folded whole name (HEADING, NAME, VALUE, ...)  untagged, quoted, explode, focus, ordered, truncated,
 *   gap        NEAR: an integer                               single, slot, limit    true, or absent
 *   sections   SECTION: list of categories
 *   least      FREQ: an integer                               line      REF: 1-based index of the line
 *   low, high  RANGE: ISO dates                               reason    UNSUPPORTED
 *   number, same, first, last  integers: place in reading order, last equal node, 0-based offsets in the text
 *   children   list of such tables (absent on leaves)
 * In a pattern * is any number of characters, ? exactly one, {0,1} and {1,} so few to so many; all else stands for
 * itself.
 * Tables nest at most 2 * SHEAF_QUERY_DEPTH deep. Nothing is allocated here, so a callback may leave by longjmp. */
#ifndef SHEAF_QUERY_SHOW_H
#define SHEAF_QUERY_SHOW_H

#include <stddef.h>
#include <stdint.h>

#include "query.h"

/* key is NULL where the value is the next item of a list (or the root). */
typedef struct sheaf_show {
  void (*open)(void *context, const char *key); /* a table begins, under key in the table around it */
  void (*close)(void *context);                 /* the table opened last ends */
  void (*text)(void *context, const char *key, const char *value, size_t length); /* a string */
  void (*integer)(void *context, const char *key, int64_t value);                 /* a number */
  void (*truth)(void *context, const char *key);                                  /* true */
} sheaf_show;

void sheaf_show_query(const sheaf_query *query, const sheaf_show *show, void *context);

#endif
