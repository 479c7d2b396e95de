/* aside.h - a merge on a thread of its own, with a connection of its own: the caller goes on with other work, commits
 * included, and stores what the thread has written when it is over.
 *
 * Invariant: the pages are those that the merge would write by itself. They wait in a file without a name, beside the
 * library, which goes with the process. */
#ifndef SHEAF_INDEX_ASIDE_H
#define SHEAF_INDEX_ASIDE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

struct sqlite3;

typedef struct sheaf_aside sheaf_aside;

/* Merges segments first..first+count-1 of the library that db has open, as they are committed. NULL where it is in no
 * file, or not in that one any more, its log is none that others can read beside, or no connection, file or thread can
 * be had. */
sheaf_aside *sheaf_aside_start(struct sqlite3 *db, size_t first, size_t count);

/* Waits until the merge is over, and moves what it wrote, a part at a time, to `pages`, as sheaf_pages_store takes it:
 * 1; 0 behind the last; or a negative code: SHEAF_EBUSY or SHEAF_EIO where trying once more may help. */
int sheaf_aside_take(sheaf_aside *self, sheaf_buf *pages, sheaf_error *err);

/* Ends the thread, wherever it is. NULL allowed. */
void sheaf_aside_stop(sheaf_aside *self);

#endif
