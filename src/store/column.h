/* column.h - one field of many records as a column: its different values once, and by record the numbers of those it
 * has. What counts, compares or groups values then works on numbers, and looks at each spelling once.
 *
 * Values are the entries' values, except: of a heading only its name, without the mark of a major one; of an author (or
 * editor, ...) the ORCID that follows, if any, U+001F, then the parts of the name. */
#ifndef SHEAF_STORE_COLUMN_H
#define SHEAF_STORE_COLUMN_H

#include "base/dictionary.h"
#include "base/error.h"
#include "store.h"

typedef struct sheaf_column {
  sheaf_field field;       /* which field; the caller sets it */
  sheaf_dictionary values; /* in the order of their first appearance */
  sheaf_buf starts;        /* uint32_t by record, and one more: its first place in items */
  sheaf_buf items;         /* uint32_t: numbers of values in the order of each record; repeated ones repeated */
} sheaf_column;            /* all zero but the field is an empty one */

void sheaf_column_clear(sheaf_column *self);

/* Fills empty columns from these records, in this order, reading each record once. An id that there is not gives a
 * record without values. 0 or a negative code. */
int sheaf_column_read(sheaf_column *columns, size_t column_count, sheaf_store *store, const uint32_t *ids, size_t count,
                      sheaf_error *err);

#endif
