/* store.h - sources, their problems, and records, in a library. */
#ifndef SHEAF_STORE_STORE_H
#define SHEAF_STORE_STORE_H

#include <stdint.h>

#include "base/error.h"
#include "record/record.h"

struct sqlite3;
struct sheaf_server;
struct sheaf_server_options;
struct sheaf_session;

typedef struct sheaf_store sheaf_store;
typedef struct sheaf_select sheaf_select; /* select.h */

typedef struct sheaf_store_options {
  int readonly;             /* open for reading only */
  int create;               /* make the file where there is none */
  const char *index_schema; /* SQL of the index's tables (index.h); static */
} sheaf_store_options;

/* path NULL or ":memory:" is in memory. */
int sheaf_store_open(sheaf_store **out, const char *path, const sheaf_store_options *options, sheaf_error *err);
/* A library on PostgreSQL servers; url: sheaf_server_is_url. */
int sheaf_store_open_server(sheaf_store **out, const char *url, const struct sheaf_server_options *options,
                            sheaf_error *err);
void sheaf_store_close(sheaf_store *self);                    /* ends what is still being selected */
struct sqlite3 *sheaf_store_db(sheaf_store *self);            /* NULL on a server; borrowed until close */
struct sheaf_server *sheaf_store_server(sheaf_store *self);   /* NULL for a file (server.h); borrowed until close */
struct sheaf_session *sheaf_store_session(sheaf_store *self); /* what statements run on (statement.h); as these */
int sheaf_store_readonly(const sheaf_store *self);
sheaf_select **sheaf_store_selects(sheaf_store *self); /* for select.c: its open statements */

/* Where one input came from and how far its loading has come. Texts may be NULL; they are borrowed during the call. */
typedef struct sheaf_source_row {
  int64_t id;           /* set by sheaf_store_source_add and _find */
  const char *path;     /* as given by the user */
  const char *label;    /* the user's name for it */
  const char *sha256;   /* of its bytes */
  uint64_t bytes;       /* its size */
  const char *format;   /* reader's name */
  const char *dialect;  /* vendor's dialect */
  const char *encoding; /* charset */
  const char *database; /* searched database, as the user says */
  const char *platform; /* its platform, as the user says */
  const char *searched; /* date of the search, ISO 8601 */
  const char *via;      /* way the records were found: database, register, website, ... */
  const char *strategy; /* the search as it was run */
  const char *limits;   /* limits of the search, as the user says */
  const char *added;    /* when it was loaded, ISO 8601 in UTC */
  uint64_t seen;        /* records begun */
  uint64_t loaded;      /* records kept */
  uint64_t rejected;    /* records refused */
  int complete;         /* loaded to its end */
} sheaf_source_row;

/* The latest source with these bytes: 1 and id, seen, loaded, rejected, complete filled (texts untouched); 0 when none.
 */
int sheaf_store_source_find(sheaf_store *self, const char *sha256, sheaf_source_row *row, sheaf_error *err);
/* 1 where a source has so many bytes, else 0. */
int sheaf_store_source_has_size(sheaf_store *self, uint64_t bytes, sheaf_error *err);
int sheaf_store_source_add(sheaf_store *self, sheaf_source_row *row, sheaf_error *err);
int sheaf_store_source_update(sheaf_store *self, const sheaf_source_row *row,
                              sheaf_error *err); /* format, dialect, encoding, counts, complete, sha256 */
int sheaf_store_problem_add(sheaf_store *self, int64_t source, uint64_t line, uint64_t byte, uint64_t record,
                            const char *severity, const char *code, const char *message, sheaf_error *err);

/* A record that was refused. */
typedef struct sheaf_rejected_row {
  uint64_t record;   /* its ordinal in the input, 1-based */
  uint64_t line;     /* where it begins, 0 if unknown */
  uint64_t byte;     /* its offset in the (decompressed) input */
  const char *code;  /* why: the code of the problem that says it */
  const char *bytes; /* as they stood in the input; borrowed during the call */
  size_t length;     /* how many, 0 if unknown */
} sheaf_rejected_row;

int sheaf_store_rejected_add(sheaf_store *self, int64_t source, const sheaf_rejected_row *row, sheaf_error *err);
/* Keeps a record's own bytes beside it. */
int sheaf_store_record_set_raw(sheaf_store *self, uint32_t id, const char *bytes, size_t length, sheaf_error *err);

/* Appends a record under a number that is larger than any before. */
int sheaf_store_record_add(sheaf_store *self, int64_t source, uint64_t ordinal, uint32_t id, const sheaf_record *record,
                           sheaf_error *err);
/* The packed body of the record that was added last; borrowed until the next one. */
const sheaf_buf *sheaf_store_record_packed(const sheaf_store *self);
int sheaf_store_record_last(sheaf_store *self, uint32_t *id, sheaf_error *err); /* the largest number, 0 when empty */

/* The packed body of a record and where it came from. 1 when found (caller frees *body with sheaf_mem_free), 0 when
 * there is none. */
int sheaf_store_record_get(sheaf_store *self, uint32_t id, char **body, size_t *length, int64_t *source, uint32_t *work,
                           sheaf_error *err);

int sheaf_store_record_count(sheaf_store *self, uint64_t *count, sheaf_error *err);

/* Ids in ascending order from a statement whose first column they are: all records, or one for each work. Caller frees
 * *ids. */
int sheaf_store_record_ids(sheaf_store *self, int works, uint32_t **ids, size_t *count, sheaf_error *err);

/* Holds what readers see as it is now, over several statements: begin gives 1 when it took a transaction, which end
 * must give back; 0 where one is open already; negative on failure. */
int sheaf_store_hold(sheaf_store *self, sheaf_error *err);
void sheaf_store_release(sheaf_store *self, int held);

/* Reads these records at once where each alone takes its time (a server): the next sheaf_store_record_get of each finds
 * it. Ids there are not are passed over. */
int sheaf_store_record_fetch(sheaf_store *self, const uint32_t *ids, size_t count, sheaf_error *err);

/* SQLite's own check of the file: 0, or SHEAF_ECORRUPT and what is damaged. */
int sheaf_store_check(sheaf_store *self, sheaf_error *err);

#endif
