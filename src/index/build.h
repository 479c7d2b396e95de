/* build.h - segments in memory: records' terms come together here until they make a segment, and its pages wait here
 * until the database takes them. So that a thread other than the one with the database can do all of it. */
#ifndef SHEAF_INDEX_BUILD_H
#define SHEAF_INDEX_BUILD_H

#include "accum.h"
#include "document.h"
#include "page.h"

typedef struct sheaf_build {
  sheaf_accum accum;       /* what no segment holds yet */
  sheaf_document document; /* scratch for adding */
  sheaf_buf pages;         /* finished segments (sheaf_pages_store) */
} sheaf_build;

void sheaf_build_init(sheaf_build *self);
void sheaf_build_clear(sheaf_build *self); /* empty again, all memory freed */

/* Adds a record under a number above all before. Where memory holds too much, what came so far becomes a segment. */
int sheaf_build_add(sheaf_build *self, uint32_t document, const sheaf_record *record, sheaf_error *err);

/* What came so far becomes a segment; where nothing came, nothing happens. */
int sheaf_build_end(sheaf_build *self, sheaf_error *err);

/* Ends, and moves the finished segments to `pages` (for sheaf_pages_store), whose memory it uses from then on. */
int sheaf_build_take(sheaf_build *self, sheaf_buf *pages, sheaf_error *err);

#endif
