/* ahead.h - a build on a thread of its own: the caller gives it packed records and goes on storing them, says where a
 * batch ends, gives the next one's, and fetches the batch's segment when it is made.
 *
 * Invariant: the segments are those that the build alone would make of the same records. From start to stop the build
 * belongs to the thread. */
#ifndef SHEAF_INDEX_AHEAD_H
#define SHEAF_INDEX_AHEAD_H

#include "build.h"

typedef struct sheaf_ahead sheaf_ahead;

/* The build is borrowed until stop. NULL where no thread can be had. */
sheaf_ahead *sheaf_ahead_start(sheaf_build *build);

/* Copies a packed record. A failure of the thread is told by one of the next calls, and by every one after it. */
int sheaf_ahead_add(sheaf_ahead *self, uint32_t document, const void *packed, size_t length, sheaf_error *err);

/* What was added since the last end is to become segments of its own. One more end may follow before they are taken,
 * but then nothing is added until that. */
int sheaf_ahead_end(sheaf_ahead *self, sheaf_error *err);
int sheaf_ahead_ready(sheaf_ahead *self); /* 1 where taking them need not wait */
/* Waits for them, and moves them to `pages`, which is cleared. */
int sheaf_ahead_take(sheaf_ahead *self, sheaf_buf *pages, sheaf_error *err);
/* Takes the memory of pages back for the next ones. */
void sheaf_ahead_reuse(sheaf_ahead *self, sheaf_buf *pages);

/* Waits for the thread, which leaves undone what it has not begun. NULL allowed. */
void sheaf_ahead_stop(sheaf_ahead *self);

#endif
