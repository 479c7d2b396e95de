/* page.h - the index's bytes in the database: rows of one table, each closed by a sum that every read checks.
 *
 * A segment has four streams of bytes, each cut into numbered pages. A page is the row (segment << 30 | stream << 28 |
 * number) of index_page: its bytes, then their sheaf_pack_sum in eight bytes, the least significant first. Documents
 * and occurrences are streams without structure: all pages but the last are SHEAF_PAGE_BYTES long, and an offset finds
 * its page by division. A page of the dictionary is one dictionary block, a page of lengths one array (segment.h). */
#ifndef SHEAF_INDEX_PAGE_H
#define SHEAF_INDEX_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

struct sqlite3;
struct sqlite3_stmt;

typedef enum sheaf_stream {
  SHEAF_STREAM_DICTIONARY,  /* blocks of terms */
  SHEAF_STREAM_DOCUMENTS,   /* document blocks and skip tables */
  SHEAF_STREAM_OCCURRENCES, /* occurrence blocks */
  SHEAF_STREAM_LENGTHS      /* tokens of each document in a field */
} sheaf_stream;

enum {
  SHEAF_PAGE_SUM = 8,       /* bytes of the sum behind a page */
  SHEAF_PAGE_BYTES = 33212, /* so that a row fills eight overflow pages of 4096 bytes and leaves little in its cell */
  SHEAF_PAGE_NUMBERS = 1 << 28 /* pages a stream can have */
};

typedef struct sheaf_page sheaf_page;
struct sheaf_page {
  int64_t id;        /* its row */
  sheaf_page *next;  /* in its bucket */
  sheaf_page *newer; /* asked for after it */
  sheaf_page *older; /* asked for before it */
  size_t length;     /* bytes without the sum */
  uint8_t bytes[];   /* the row's bytes and SHEAF_POSTING_SLACK zeros */
};

enum {
  SHEAF_PAGE_BUCKETS = 4096,  /* of the table of kept pages */
  SHEAF_PAGE_KEPT = 26 << 20, /* bytes of pages that an index keeps: what a large query asks for */
  SHEAF_PAGE_FEW = 512 << 10  /* bytes of pages that are enough for reading on */
};

typedef struct sheaf_pages {
  struct sqlite3 *db;          /* borrowed */
  struct sqlite3_stmt *select; /* reads a page; prepared at first use */
  struct sqlite3_stmt *insert; /* writes one */
  sheaf_page **buckets;        /* the pages kept, by their numbers; made at first use */
  sheaf_page *newest;          /* the page asked for last */
  sheaf_page *oldest;          /* the one that nobody asked for since */
  size_t held;                 /* bytes of pages kept */
  size_t most;                 /* bytes beyond which others go */
  uint32_t chance;             /* which of them */
  sheaf_buf *memory;           /* where pages that are written wait for a database; NULL: they go there at once */
} sheaf_pages;

void sheaf_pages_init(sheaf_pages *self, struct sqlite3 *db, size_t most);
/* For writing alone: rows wait at the end of `memory` (borrowed), as kept_row in page.c, until sheaf_pages_store. */
void sheaf_pages_init_memory(sheaf_pages *self, sheaf_buf *memory);
void sheaf_pages_clear(sheaf_pages *self);
void sheaf_pages_forget(sheaf_pages *self); /* what was read may have been rolled back */

/* A page: *bytes is borrowed until the next try, get or range, and followed by SHEAF_POSTING_SLACK readable bytes. try
 * returns 1, or 0 where there is no such page. For get that is SHEAF_ECORRUPT, or SHEAF_EBUSY when the whole segment
 * has gone: another connection merged it, and a refresh helps. */
int sheaf_pages_try(sheaf_pages *self, int64_t segment, sheaf_stream stream, uint32_t number, const uint8_t **bytes,
                    size_t *length, sheaf_error *err);
int sheaf_pages_get(sheaf_pages *self, int64_t segment, sheaf_stream stream, uint32_t number, const uint8_t **bytes,
                    size_t *length, sheaf_error *err);

/* Fills out (emptied first) with bytes of a stream that has pages of SHEAF_PAGE_BYTES, and with slack behind them. */
int sheaf_pages_range(sheaf_pages *self, int64_t segment, sheaf_stream stream, uint64_t offset, uint64_t length,
                      sheaf_buf *out, sheaf_error *err);

/* Writes a page; the sum is appended to bytes. */
int sheaf_pages_put(sheaf_pages *self, int64_t segment, sheaf_stream stream, uint32_t number, sheaf_buf *bytes,
                    sheaf_error *err);
int sheaf_pages_drop(sheaf_pages *self, int64_t segment, sheaf_error *err); /* deletes a segment's pages and its row */

/* Writes the row of index_segment, with its sum. */
int sheaf_pages_put_head(sheaf_pages *self, int64_t segment, sheaf_buf *head, sheaf_error *err);

/* Writes what waits in memory, segments that were each written as number 0: the first becomes `segment`, the next the
 * number above, and so on. */
int sheaf_pages_store(sheaf_pages *self, const sheaf_buf *memory, int64_t segment, sheaf_error *err);

/* A stream being written. */
typedef struct sheaf_page_writer {
  sheaf_pages *pages;  /* borrowed */
  int64_t segment;     /* which segment */
  sheaf_stream stream; /* which of its streams */
  uint32_t number;     /* of the page being filled */
  uint64_t offset;     /* bytes written so far */
  sheaf_buf page;      /* the page being filled */
} sheaf_page_writer;

void sheaf_page_writer_init(sheaf_page_writer *self, sheaf_pages *pages, int64_t segment, sheaf_stream stream);
int sheaf_page_writer_add(sheaf_page_writer *self, const void *bytes, size_t length, sheaf_error *err);
int sheaf_page_writer_finish(sheaf_page_writer *self, sheaf_error *err); /* writes the last page, if it has bytes */
void sheaf_page_writer_clear(sheaf_page_writer *self);

/* The code and message of the connection's last failure. */
int sheaf_pages_failure(struct sqlite3 *db, int code, sheaf_error *err);

#endif
