/* merge.h - several neighbouring segments become one, at once or on a thread beside other work (aside.h). What callers
 * of the index see of it is in index.h. */
#ifndef SHEAF_INDEX_MERGE_H
#define SHEAF_INDEX_MERGE_H

#include "state.h"

/* Writes segments first..first+count-1 as one, number `id`, to pages of any place; they stay. between (NULL allowed) is
 * called after every block of postings at the latest; a code that it returns ends the merge. */
int sheaf_merge_write(sheaf_index *self, size_t first, size_t count, sheaf_pages *to, int64_t id,
                      int (*between)(void *context), void *context, sheaf_error *err);

/* Leaves a merge that was begun, after a rollback. Nothing where none was. */
void sheaf_merge_stop(sheaf_index *self);

#endif
