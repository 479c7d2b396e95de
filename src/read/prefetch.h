/* prefetch.h - a reader that works ahead on a thread of its own, while the caller stores what it read before.
 *
 * Invariant: records, rejections, problems and the end come in the order and the number in which the reader alone would
 * give them, all on the caller's thread. From open to close the source belongs to the prefetch. */
#ifndef SHEAF_READ_PREFETCH_H
#define SHEAF_READ_PREFETCH_H

#include "reader.h"

typedef struct sheaf_prefetch sheaf_prefetch;

/* As sheaf_reader_open, and sheaf_reader_set_columns where columns is not NULL; both and the source are borrowed until
 * close. Where no thread can be had, reading goes on without. */
int sheaf_prefetch_open(sheaf_prefetch **out, sheaf_source *source, const sheaf_format *format, const char *columns,
                        sheaf_problem_fn *report, void *context, sheaf_error *err);
/* As sheaf_reader_next; *record is borrowed until the next call, its texts lack their NUL. report is called from here
 * only. */
int sheaf_prefetch_next(sheaf_prefetch *self, const sheaf_record **record, sheaf_error *err);
/* Bytes of the record that the last call rejected, as they stand in the input, and how many: 0 where they are unknown
 * or not at hand any more. Borrowed until the next call. */
size_t sheaf_prefetch_rejected(const sheaf_prefetch *self, const char **bytes);
/* Stops reading, wherever it is, and waits for the thread. NULL allowed. */
void sheaf_prefetch_close(sheaf_prefetch *self);

const sheaf_format *sheaf_prefetch_format(const sheaf_prefetch *self);
/* As of the records given so far, or a few later ones. */
const char *sheaf_prefetch_dialect(const sheaf_prefetch *self);  /* as sheaf_reader_dialect */
const char *sheaf_prefetch_encoding(const sheaf_prefetch *self); /* as sheaf_source_encoding */
uint64_t sheaf_prefetch_consumed(const sheaf_prefetch *self);    /* as sheaf_source_consumed */

#endif
