/* state.h - what the files of the index share: the open index itself. */
#ifndef SHEAF_INDEX_STATE_H
#define SHEAF_INDEX_STATE_H

#include "ahead.h"
#include "build.h"
#include "index.h"
#include "lookup.h"
#include "page.h"
#include "remote.h"
#include "segment.h"
#include "tally.h"

struct sheaf_index {
  struct sqlite3 *db;                         /* borrowed; NULL: the library lies on servers */
  struct sheaf_index_remote *remote;          /* what it knows of them; owned; else NULL */
  const struct sheaf_index_statistics *given; /* stand for its own; NULL: it has its own; borrowed */
  sheaf_pages pages;                          /* reads and writes pages */
  sheaf_segment **segments;                   /* ascending by documents; each held */
  size_t count;                               /* segments */
  struct sheaf_aside *merging;                /* a merge that was begun, NULL: none was; owned */
  size_t merging_first;                       /* the first segment that is merged */
  size_t merging_count;                       /* how many are */
  int64_t merging_ids[2];                     /* the numbers of the first and the last of them */
  int64_t merging_id;                         /* that of the segment which they become */
  int merging_batches;                        /* committed since it was begun */
  sheaf_buf merged;                           /* pages of it, on their way to the database */
  uint64_t least_aside;                       /* bytes of segments that are worth a thread; tests make it small */
  sheaf_build build;                          /* what no segment in the database holds yet */
  sheaf_ahead *ahead;                         /* has the build to work on, NULL: nobody has; owned */
  int may_ahead;                              /* a thread may be had for it */
  sheaf_buf finished;                         /* segments of the thread's, on their way to the database */
  uint32_t first_added;                       /* the first document since the last flush or seal, 0: none */
  uint32_t first_sealed;                      /* the first document of what is sealed, 0: nothing is */
  int is_last;                                /* the thread knows that what was added is all until the next seal */
  size_t pending;                             /* of sheaf_index_pending */
  sheaf_buf packed;                           /* scratch for adding */
  sheaf_lookup lookup;                        /* what the segments' dictionaries said */
  sheaf_tally tally;                          /* documents of words in several fields */
  void *scratch;                              /* memory of sheaf_index_scratch, all zero */
  size_t scratch_bytes;                       /* of it */
  uint32_t last_added;                        /* the highest document added since the segments were read, 0: none */
  int64_t data_version;                       /* of the database, when the segments were read */
  struct sqlite3_stmt *version;               /* asks for it; prepared at first use */
};

/* Replaces the list of segments by what the database holds. */
int sheaf_index_reread(sheaf_index *self, sheaf_error *err);

/* The number that the next segment gets: above all in the database. */
int sheaf_index_next_segment(sheaf_index *self, int64_t *id, sheaf_error *err);

#endif
