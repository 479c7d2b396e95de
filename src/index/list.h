/* list.h - the postings of one term in one segment, block by block. */
#ifndef SHEAF_INDEX_LIST_H
#define SHEAF_INDEX_LIST_H

#include <stdint.h>

#include "posting.h"
#include "segment.h"

typedef struct sheaf_skip {
  uint32_t last;           /* the block's last document */
  uint32_t documents_end;  /* where its document block ends in the bytes of the list */
  uint64_t occurrences_at; /* where its occurrence block begins in the stream */
} sheaf_skip;

/* The document blocks and the skip table of a term in a segment: one copy for all who read them. */
typedef struct sheaf_posting_bytes {
  int references; /* who holds it */
  sheaf_buf buf;  /* the bytes, and slack behind them */
} sheaf_posting_bytes;

/* Reads them for a term that is not held in the dictionary alone; caller releases. */
int sheaf_posting_bytes_read(sheaf_posting_bytes **out, sheaf_pages *pages, const sheaf_segment *segment,
                             const sheaf_term *term, sheaf_error *err);
void sheaf_posting_bytes_release(sheaf_posting_bytes *self); /* NULL allowed */

typedef struct sheaf_posting_list {
  sheaf_pages *pages;                            /* borrowed */
  sheaf_segment *segment;                        /* borrowed */
  sheaf_term term;                               /* what the dictionary says */
  sheaf_posting_bytes *bytes;                    /* document blocks and skip table; held; NULL where there are none */
  sheaf_skip *skips;                             /* one a block, and one more that ends the last block */
  uint32_t blocks;                               /* document blocks */
  uint32_t block;                                /* the present one */
  uint32_t count;                                /* documents in it */
  uint32_t documents[SHEAF_POSTING_BLOCK + 8];   /* them, and UINT32_MAX eight times */
  sheaf_posting_block parted;                    /* the present block; borrows from bytes */
  int counted;                                   /* frequencies are those of the present block */
  uint32_t frequencies[SHEAF_POSTING_BLOCK + 8]; /* occurrences of each document */
  sheaf_buf occurrences;                         /* the present occurrence block */
  int viewed;                                    /* view is that of the present block */
  sheaf_posting_view view;                       /* its occurrences */
} sheaf_posting_list;

/* Opens the list, and decodes nothing yet. bytes are those of the term (held from now on), or NULL: then they are read.
 * The list must be cleared also after a failure. */
int sheaf_posting_list_open(sheaf_posting_list *self, sheaf_pages *pages, sheaf_segment *segment,
                            const sheaf_term *term, sheaf_posting_bytes *bytes, sheaf_error *err);
void sheaf_posting_list_clear(sheaf_posting_list *self);

int sheaf_posting_list_load(sheaf_posting_list *self, uint32_t block, sheaf_error *err); /* decodes its documents */
void sheaf_posting_list_count(sheaf_posting_list *self);                 /* decodes the present block's frequencies */
int sheaf_posting_list_view(sheaf_posting_list *self, sheaf_error *err); /* opens the present block's occurrences */

/* The first block whose last document is at least target, from block `from` on; blocks where there is none. */
uint32_t sheaf_posting_list_find(const sheaf_posting_list *self, uint32_t from, uint32_t target);

/* Appends all documents of a term in a segment. bytes are its document blocks (and more), with slack behind them; not
 * looked at where the dictionary alone holds the term. */
int sheaf_posting_list_documents(const sheaf_segment *segment, const sheaf_term *term, const void *bytes,
                                 sheaf_documents *out, sheaf_error *err);

/* Visits all documents of a term in a segment, with their frequencies where counted. */
int sheaf_posting_list_visit(const sheaf_segment *segment, const sheaf_term *term, const void *bytes, int counted,
                             sheaf_block_fn *visit, void *context, sheaf_error *err);

#endif
