/* ahead.h - a build on a thread of its own: the caller gives it packed records and goes on storing them, and asks for
 * the segment when a batch is full.
 *
 * Invariant: the segments are those that the build alone would make of the same records. From start to stop the build
 * belongs to the thread, but between the return of sheaf_ahead_end and the next add it is the caller's. */
#ifndef SHEAF_INDEX_AHEAD_H
#define SHEAF_INDEX_AHEAD_H

#include "build.h"

typedef struct sheaf_ahead sheaf_ahead;

/* The build is borrowed until stop. NULL where no thread can be had. */
sheaf_ahead *sheaf_ahead_start(sheaf_build *build);

/* Copies a packed record. A failure of the thread is told by one of the next calls, and by every one after it. */
int sheaf_ahead_add(sheaf_ahead *self, uint32_t document, const void *packed, size_t length, sheaf_error *err);

/* Waits until all that was added is in finished segments. */
int sheaf_ahead_end(sheaf_ahead *self, sheaf_error *err);

/* Waits for the thread, which leaves undone what it has not begun. NULL allowed. */
void sheaf_ahead_stop(sheaf_ahead *self);

#endif
