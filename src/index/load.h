/* load.h - one input into the library: records and their postings commit together, in batches.
 *
 * Invariant: seen == loaded + rejected, in the source's row too, after every commit. An interrupted load leaves a
 * source that is not complete; loading the same bytes again goes on behind the records that it has seen. Bytes that are
 * loaded to the end are known by their SHA-256 and not loaded twice unless asked for.
 *
 * On servers (store/server_load.h) several loaders may be at work, of different bytes each; a record has no number
 * before its batch is sent. */
#ifndef SHEAF_INDEX_LOAD_H
#define SHEAF_INDEX_LOAD_H

#include "base/digest.h"
#include "base/error.h"
#include "index.h"
#include "read/reader.h"
#include "store/store.h"

typedef struct sheaf_load {
  sheaf_store *store;      /* borrowed */
  sheaf_index *index;      /* borrowed */
  sheaf_source_row source; /* the counts so far; texts borrowed from the caller until end */
  uint64_t seen;           /* records begun in this run, those skipped included */
  uint64_t skip;           /* records of an earlier, interrupted run to pass over */
  uint32_t next_id;        /* number of the next record; on a server its place in the batch */
  sheaf_digest *digest;    /* the source's, being made, else NULL; owned. Nothing is committed before it is there */
  char *sha256;            /* where it goes, SHEAF_DIGEST_TEXT bytes that source.sha256 points to; borrowed */
  int known;               /* the bytes are already loaded: nothing to do */
  int resumed;             /* going on with an interrupted load */
  size_t most;             /* bytes of terms in memory at which a batch ends, more or less; tests make it small */
  int open;                /* a transaction is open; on a server: there is something to send */
  int failed;              /* the code of a failure, else 0: its caller may learn of it late, when a problem was told */
  int sealed;              /* the open transaction holds a whole batch, whose segment is being made */
  int beside;              /* commits may run beside the caller, who settles before asking the library for anything */
  struct sheaf_commit *committing; /* one that does, or NULL */
  uint64_t sealed_seen;            /* of the source, at its end */
  uint64_t sealed_loaded;          /* the same */
  uint64_t sealed_rejected;        /* the same */
  uint32_t later_first;            /* number of the first record behind it */
  uint32_t later_records;          /* records kept in later, in a file */
  sheaf_buf later;                 /* what is written when the next transaction has begun (load_later.h) */
  sheaf_buf packed;                /* scratch for that */
  const char *raw;                 /* bytes of the record that is added next, or NULL; borrowed during sheaf_load_add */
  size_t raw_length;               /* how many */
  int leave_aside;                 /* decisions that records bring along are extra data, and count for nothing */
  uint64_t aside;                  /* how many that were, in this run */
} sheaf_load;

/* Fills self. source holds what is known of the input (path, sha256, bytes, ...); again loads known bytes once more. */
int sheaf_load_begin(sheaf_load *self, sheaf_store *store, sheaf_index *index, const sheaf_source_row *source,
                     int again, sheaf_error *err);

enum { SHEAF_LOAD_LONGEST = 64 << 20 };                 /* bytes of a record's values together */
int sheaf_load_is_too_long(const sheaf_record *record); /* 1: it is to be rejected */

/* For a source that cannot be known: its digest is still being made (taken over), and goes to sha256 (borrowed), where
 * source->sha256 of sheaf_load_begin points to: "" until then. */
void sheaf_load_await(sheaf_load *self, sheaf_digest *digest, char sha256[SHEAF_DIGEST_TEXT]);
/* Waits for it; nothing where none is being made. */
int sheaf_load_digest(sheaf_load *self, sheaf_error *err);

/* One record, or one rejection; commits by itself when enough is pending. After a failure the open batch is gone:
 * abort. */
int sheaf_load_add(sheaf_load *self, const sheaf_record *record, sheaf_error *err);
int sheaf_load_reject(sheaf_load *self, sheaf_error *err);
/* After a rejection: what was rejected and why; row->record is set here. Ignored for records that are skipped. */
int sheaf_load_keep_rejected(sheaf_load *self, sheaf_rejected_row *row, sheaf_error *err);
/* Keeps a diagnostic with the source; severity "warning" or "error". Ignored while records are skipped. After a failure
 * the other calls fail, too. */
int sheaf_load_problem(sheaf_load *self, const sheaf_problem *problem, sheaf_error *err);

int sheaf_load_is_committing(const sheaf_load *self); /* 1 while a commit runs beside the caller */
/* Waits for it, and stores what was added meanwhile; nothing where none runs. After a failure: abort. */
int sheaf_load_settle(sheaf_load *self, sheaf_error *err);

/* Commits what is left and marks the source complete, durably. */
int sheaf_load_end(sheaf_load *self, sheaf_error *err);
/* Commits what is left without marking the source complete (interrupted by the user). */
int sheaf_load_pause(sheaf_load *self, sheaf_error *err);
/* Drops the open batch; committed ones stay. */
void sheaf_load_abort(sheaf_load *self);

/* Holds the library's records, its sources' counts and its postings against each other: 0, or SHEAF_ECORRUPT and what
 * is out of step. */
int sheaf_load_check(sheaf_store *store, sheaf_index *index, sheaf_error *err);

const char *sheaf_load_severity(sheaf_severity severity); /* "warning" or "error"; static */

#endif
