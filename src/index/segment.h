/* segment.h - a segment: the postings of a range of documents, as the writer of segment_write.h left them. Segments
 * never change; the document ranges of two segments never overlap.
 *
 * A key is one byte of field and the token, at most SHEAF_SEGMENT_TOKEN bytes of it; keys are ordered by their bytes.
 *
 * The row of index_segment holds the head: varints
 *   format (2), first document, last - first, documents, terms, bytes of the documents stream, bytes of the occurrences
 *   stream, fields that have terms, then for each: field, tokens in it; dictionary blocks, then for each: length, bytes
 * of its guide and the sum of all that (page.h). The guide of a block is the shortest text that is above all keys of
 * the block before and not above its own first key (empty for the first block).
 *
 * A dictionary block (one page, about 4,000 bytes):
 *   varint  where in the documents stream its first term begins
 *   varint  where in the occurrences stream it begins
 *   for each term, ascending:
 *     for terms 32, 64, ... of the block (the landmarks, 0-based): varints where in the two streams the term begins,
 *             less the two above
 *     byte    high half: bytes shared with the key before (0 in a landmark), low half: bytes that follow; 15 in a half:
 *             a varint with the rest follows (first that of the high half)
 *     bytes   of the key
 *     varint  0: one document, one occurrence, instance 0, position 0; then varint document - first
 *             1: one document, one occurrence; then varints document - first, instance, position
 *             n + 1: n documents; then varints bytes of document blocks, bytes of occurrence blocks, and if n > 128
 *             bytes of the skip table
 *   for each landmark two bytes, the low one first: where in the block it begins
 *   byte    how many landmarks there are
 * Terms that are not held here whole lie in both streams one behind the other: document blocks and then the skip table
 * in one, occurrence blocks in the other. A skip table has for each block three varints: its last document less that of
 * the block before (the first: less the segment's first, plus 1), bytes of the document block, of the occurrence block.
 * Example: the entry of "hips" after "hip" in field 3, in 2 documents: 41 73 03 04 03
 *   (4 bytes "\3hip" shared, 1 follows, "s", 2 documents, 4 bytes of document block, 3 of occurrence block).
 *
 * A page of lengths has the number field << 19 | document >> 13: varints first (of the 8,192 documents), count, then a
 * byte of width, then count packed numbers of tokens. Where there is no page, no document has a token in the field. */
#ifndef SHEAF_INDEX_SEGMENT_H
#define SHEAF_INDEX_SEGMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "index.h"
#include "page.h"

enum {
  SHEAF_SEGMENT_FORMAT = 2,           /* what the head begins with */
  SHEAF_SEGMENT_TOKEN = 512,          /* bytes of a token that tell it from others */
  SHEAF_SEGMENT_KEY = 1 + 512,        /* bytes of a key */
  SHEAF_SEGMENT_BLOCK = 4048,         /* bytes of a dictionary block: its row fits on one database page of 4096 */
  SHEAF_SEGMENT_FIELDS = 256,         /* fields an index can have */
  SHEAF_SEGMENT_CHUNK = 13,           /* documents of a page of lengths, as a power of 2 */
  SHEAF_SEGMENT_CHUNK_ROOM = 1 << 13, /* them */
  SHEAF_SEGMENT_BASE_BLOCK = 128,     /* documents above which a term has a skip table */
  SHEAF_SEGMENT_LANDMARK = 32         /* terms from one landmark to the next */
};

typedef struct sheaf_lengths sheaf_lengths;

typedef struct sheaf_segment {
  int64_t id;                                   /* its row */
  int references;                               /* who holds it */
  uint32_t first;                               /* lowest document */
  uint32_t last;                                /* highest document */
  uint32_t documents;                           /* documents with postings */
  uint64_t terms;                               /* keys in the dictionary */
  uint64_t documents_bytes;                     /* of the documents stream */
  uint64_t occurrences_bytes;                   /* of the occurrences stream */
  uint8_t has[SHEAF_SEGMENT_FIELDS];            /* 1: the field has terms */
  uint64_t tokens[SHEAF_SEGMENT_FIELDS];        /* tokens of each field */
  uint32_t blocks;                              /* dictionary blocks */
  uint32_t *guides;                             /* for each block two offsets into head: its guide's begin and end */
  uint8_t *head;                                /* the head's bytes; owned */
  size_t head_length;                           /* without the sum */
  sheaf_lengths *lengths[SHEAF_SEGMENT_FIELDS]; /* pages of lengths read so far; NULL until asked for */
} sheaf_segment;

/* Reads the head from its row's bytes (copied); caller releases. */
int sheaf_segment_new(sheaf_segment **out, int64_t id, const void *head, size_t length, sheaf_error *err);
sheaf_segment *sheaf_segment_hold(sheaf_segment *self); /* one more reference; returns self */
void sheaf_segment_release(sheaf_segment *self);        /* NULL allowed */

/* The tokens of a document in a field, and of those beside it; the view is borrowed until the segment is released. */
int sheaf_segment_view_lengths(sheaf_segment *self, sheaf_pages *pages, unsigned field, uint32_t document,
                               sheaf_lengths_view *view, sheaf_error *err);

/* The page of lengths number `chunk`, decoded: tokens of *count documents from *first on, all in the segment. *count is
 * 0 where there is no page. */
int sheaf_segment_lengths(const sheaf_segment *self, sheaf_pages *pages, unsigned field, uint32_t chunk,
                          uint32_t tokens[SHEAF_SEGMENT_CHUNK_ROOM], uint32_t *first, uint32_t *count,
                          sheaf_error *err);

/* The key of a token; returns its length. A token that is too long is cut to what tells tokens apart. */
size_t sheaf_segment_key(unsigned field, const char *token, size_t length, char key[SHEAF_SEGMENT_KEY]);

/* Order of two keys: below, at or above 0. */
int sheaf_segment_compare(const char *a, size_t a_length, const char *b, size_t b_length);

/* A term as the dictionary has it. */
typedef struct sheaf_term {
  uint32_t documents;          /* that have it */
  int single;                  /* 1: one occurrence in one document, held in the next two members alone */
  uint32_t document;           /* single: which document */
  sheaf_occurrence occurrence; /* single: where in it */
  uint64_t documents_at;       /* where its document blocks begin in their stream */
  uint64_t documents_bytes;    /* their bytes */
  uint64_t skip_bytes;         /* bytes of the skip table behind them; 0 where there is but one block */
  uint64_t occurrences_at;     /* where its occurrence blocks begin in their stream */
  uint64_t occurrences_bytes;  /* their bytes */
} sheaf_term;

/* What the dictionary says of a key: 1, 0 where the segment has it not, or a failure. */
int sheaf_segment_find(const sheaf_segment *self, sheaf_pages *pages, const char *key, size_t length, sheaf_term *term,
                       sheaf_error *err);

/* Walks the terms of a segment in order. */
typedef struct sheaf_term_scan {
  sheaf_segment *segment;        /* borrowed */
  sheaf_pages *pages;            /* borrowed */
  uint32_t block;                /* the block to load next */
  sheaf_buf bytes;               /* the present block */
  size_t at;                     /* where its next term begins */
  size_t end;                    /* where its last term ends */
  uint32_t entries;              /* terms of it read so far */
  uint64_t block_documents_at;   /* where the document blocks of its first term begin */
  uint64_t block_occurrences_at; /* where the occurrence blocks of its first term begin */
  uint64_t documents_at;         /* where that term's document blocks begin */
  uint64_t occurrences_at;       /* where its occurrence blocks begin */
  sheaf_term term;               /* the present term */
  size_t key_length;             /* bytes of its key */
  char key[SHEAF_SEGMENT_KEY];   /* its key */
} sheaf_term_scan;

void sheaf_term_scan_init(sheaf_term_scan *self, sheaf_segment *segment, sheaf_pages *pages);
void sheaf_term_scan_clear(sheaf_term_scan *self);
int sheaf_term_scan_next(sheaf_term_scan *self, sheaf_error *err); /* 1, 0 at the end, or a failure */
int sheaf_term_scan_seek(sheaf_term_scan *self, const char *key, size_t length,
                         sheaf_error *err); /* the first term not below key: 1, 0 or a failure */

#endif
