/* raw.h - an input's own bytes by their place, read a second time beside the reader: for records that are kept as they
 * were.
 *
 * Invariant: places only grow; what was passed is gone. */
#ifndef SHEAF_READ_RAW_H
#define SHEAF_READ_RAW_H

#include "base/buf.h"
#include "source.h"

typedef struct sheaf_raw {
  sheaf_source *source; /* owned; NULL before the first read */
  const char *chunk;    /* bytes not yet passed; borrowed from source */
  size_t length;        /* bytes in chunk */
  uint64_t byte;        /* place of chunk in the (decompressed) input */
} sheaf_raw;

/* Takes ownership of a source that nobody has read from. */
void sheaf_raw_init(sheaf_raw *self, sheaf_source *source);
void sheaf_raw_clear(sheaf_raw *self); /* closes the source */

/* Appends the bytes at a place to out: 1; 0 where they are passed or behind the end; negative on failure. */
int sheaf_raw_read(sheaf_raw *self, uint64_t byte, uint64_t length, sheaf_buf *out, sheaf_error *err);

#endif
