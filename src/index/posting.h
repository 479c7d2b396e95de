/* posting.h - the byte format of postings: blocks of up to 128 documents with their frequencies, and beside them blocks
 * of where the words stand in these documents, so that counting, AND and ranking never read positions.
 *
 * A document block:
 *   byte    low six bits: w, the width of a packed difference (0..32); 0x40: the count follows; 0x80: f follows
 *   byte    the count of documents less 1, where it is not 128
 *   byte    f, the width of a frequency (0 where absent: every document has one occurrence)
 *   varint  first document - last document of the block before - 1
 *   packed  (count - 1) differences between neighbours, less 1, w bits each
 *   packed  count frequencies less 1, f bits each
 * Example: documents 7, 8, 10 after document 2, the last with two occurrences: C1 02 01 04 02 04
 *   (w = 1, counted, with f; 3 documents; f = 1; 7 - 2 - 1; bits 0 and 1, the least significant first: 00000010; bits
 *   0, 0, 1).
 *
 * An occurrence block, for the same documents:
 *   byte    low six bits: p, the width of a position; 0x80: i follows. Where a document has two occurrences, p is at
 *           least 1, so that no block can promise more occurrences than eight a byte
 *   byte    i, the width of an instance (0 where absent: all are instance 0)
 *   packed  for each occurrence: its instance less the one before it in the document (the first: as it is), i bits
 *   packed  for each occurrence: its position where it is the first of its instance, else the difference to the one
 *           before, less 1; p bits
 * Each packed array begins on a byte and takes the fewest bytes. Because the width is one for the whole block, the
 * occurrences of one document are read without decoding those of the documents before it. Blocks hold nothing that
 * depends on where they lie but the varint of a document block: a merge copies them. */
#ifndef SHEAF_INDEX_POSTING_H
#define SHEAF_INDEX_POSTING_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "index.h"

enum {
  SHEAF_POSTING_BLOCK = 128, /* documents in a full block */
  SHEAF_POSTING_SLACK = 64   /* readable bytes that must follow bytes given to the decoders */
};

/* Appends a block of count (1..128) ascending documents, all above previous, with the occurrences each has. */
void sheaf_posting_pack_documents(const uint32_t *documents, const uint32_t *frequencies, uint32_t count,
                                  uint32_t previous, sheaf_buf *out);

/* Appends the block of their occurrences: those of a document are ascending, without duplicates; frequencies sum up to
 * the number of occurrences. */
void sheaf_posting_pack_occurrences(const uint32_t *frequencies, uint32_t count, const sheaf_occurrence *occurrences,
                                    sheaf_buf *out);

/* A document block, parted and not decoded yet. */
typedef struct sheaf_posting_block {
  uint32_t count;             /* documents */
  uint32_t width;             /* bits a difference */
  uint32_t frequency_width;   /* bits a frequency */
  uint64_t gap;               /* the varint */
  const uint8_t *differences; /* packed; borrowed from the block */
  const uint8_t *frequencies; /* packed; borrowed from the block */
} sheaf_posting_block;

/* Parts the block at bytes: how many bytes it has, or SHEAF_ECORRUPT where it does not end by `end`. */
int sheaf_posting_split(const uint8_t *bytes, const uint8_t *end, sheaf_posting_block *block);

/* Appends the block again, with another varint. */
void sheaf_posting_copy_documents(const sheaf_posting_block *block, uint64_t gap, sheaf_buf *out);

/* Decodes the documents (room for 128 + 8): 0, or SHEAF_ECORRUPT where one of them is above last. */
int sheaf_posting_documents(const sheaf_posting_block *block, uint32_t previous, uint32_t last, uint32_t *documents);

/* Decodes the frequencies (room for 128 + 8). One of 2^32 comes out as one less, so that none is 0. */
void sheaf_posting_frequencies(const sheaf_posting_block *block, uint32_t *frequencies);

/* An occurrence block, opened. */
typedef struct sheaf_posting_view {
  const uint8_t *instances;                 /* packed; borrowed from the block */
  const uint8_t *positions;                 /* packed; borrowed from the block */
  uint32_t instance_width;                  /* bits an instance */
  uint32_t position_width;                  /* bits a position */
  uint32_t count;                           /* documents */
  uint32_t starts[SHEAF_POSTING_BLOCK + 1]; /* the first occurrence of each document; the last: all of them */
} sheaf_posting_view;

/* Opens the block that fills bytes..bytes+length exactly, of documents with these frequencies. 0, or SHEAF_ECORRUPT. */
int sheaf_posting_open(sheaf_posting_view *self, const uint8_t *bytes, size_t length, const uint32_t *frequencies,
                       uint32_t count);

/* Writes the occurrences of document `index` (below count) to out, which has room for its frequency. */
void sheaf_posting_occurrences(const sheaf_posting_view *self, uint32_t index, sheaf_occurrence *out);

/* The same for a block whose instance_width is 0: its positions, and something up to a multiple of four of them. */
void sheaf_posting_positions(const sheaf_posting_view *self, uint32_t index, uint32_t *out);

#endif
