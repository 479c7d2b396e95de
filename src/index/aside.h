/* aside.h - a merge on a thread of its own, with a connection of its own: the caller, who holds the write transaction,
 * goes on with other work, and stores what the thread has written so far when it comes by.
 *
 * Invariant: the pages are those that the merge would write by itself. The segments are what is committed; until the
 * merge is over or stopped, the caller's transaction changes none of them. */
#ifndef SHEAF_INDEX_ASIDE_H
#define SHEAF_INDEX_ASIDE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

struct sqlite3;

typedef struct sheaf_aside sheaf_aside;

/* Merges segments first..first+count-1 of the library that db has open. NULL where it is in no file, or not
 * in that one any more, its log is none that others can read beside, or no connection or thread can be had. */
sheaf_aside *sheaf_aside_start(struct sqlite3 *db, size_t first, size_t count);

/* Moves what is written, as sheaf_pages_store takes it, to `pages`, whose memory goes back: 1; 0 where there is nothing
 * yet, or with `wait` nothing more; or a negative code. The last part, which makes the segment known, comes with `wait`
 * alone. */
int sheaf_aside_take(sheaf_aside *self, int wait, sheaf_buf *pages, sheaf_error *err);

/* Ends the thread, wherever it is. NULL allowed. */
void sheaf_aside_stop(sheaf_aside *self);

#endif
