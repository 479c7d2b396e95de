/* segment_write.h - writes a segment from keys in order, each with its documents in order. Holds one block of a term
 * and a page of each stream in memory, whatever the size of the segment, and the guides of the dictionary. */
#ifndef SHEAF_INDEX_SEGMENT_WRITE_H
#define SHEAF_INDEX_SEGMENT_WRITE_H

#include <stdint.h>

#include "posting.h"
#include "segment.h"

typedef struct sheaf_segment_writer {
  sheaf_pages *pages;            /* borrowed */
  int64_t id;                    /* of the segment */
  uint32_t first;                /* the lowest document */
  sheaf_page_writer documents;   /* the stream */
  sheaf_page_writer occurrences; /* the stream */
  uint64_t terms;                /* written so far */

  /* the term being written */
  sheaf_term term;                                 /* counts so far */
  uint32_t previous;                               /* last document of the block before */
  uint32_t count;                                  /* documents in the block being filled */
  uint32_t block_documents[SHEAF_POSTING_BLOCK];   /* the block being filled */
  uint32_t block_frequencies[SHEAF_POSTING_BLOCK]; /* occurrences of each */
  sheaf_occurrence *block_occurrences;             /* all of them */
  size_t block_total;                              /* how many */
  size_t block_capacity;                           /* room for how many */
  sheaf_buf skips;                                 /* its skip table */
  sheaf_buf packed;                                /* a block on its way */

  /* the dictionary */
  sheaf_buf block;                   /* the block being filled */
  uint32_t entries;                  /* terms in it */
  uint64_t documents_at;             /* where the documents of its first term begin */
  uint64_t occurrences_at;           /* where the occurrences of its first term begin */
  sheaf_buf landmarks;               /* where its landmarks begin, as they will stand behind the terms */
  uint8_t has[SHEAF_SEGMENT_FIELDS]; /* 1: the field has terms */
  uint32_t blocks;                   /* written so far */
  sheaf_buf guides;                  /* of the blocks, as they will stand in the head */
  size_t last_length;                /* bytes in last */
  char last[SHEAF_SEGMENT_KEY];      /* the key written last */
} sheaf_segment_writer;

void sheaf_segment_writer_init(sheaf_segment_writer *self, sheaf_pages *pages, int64_t id, uint32_t first);
void sheaf_segment_writer_clear(sheaf_segment_writer *self);

/* One term: postings ascending by document and within it, then the key that they belong to. A key must be above all
 * before; a term without postings is dropped. */
int sheaf_segment_writer_add(sheaf_segment_writer *self, uint32_t document, const sheaf_occurrence *occurrences,
                             uint32_t count, sheaf_error *err);
/* The same for one occurrence, which most documents have. */
static inline int sheaf_segment_writer_one(sheaf_segment_writer *self, uint32_t document, sheaf_occurrence occurrence,
                                           sheaf_error *err) {
  if (self->count == SHEAF_POSTING_BLOCK || self->block_total == self->block_capacity)
    return sheaf_segment_writer_add(self, document, &occurrence, 1, err);
  self->block_occurrences[self->block_total++] = occurrence;
  self->block_documents[self->count] = document;
  self->block_frequencies[self->count++] = 1;
  self->term.documents++;
  return 0;
}
/* A whole block from another segment, copied: the document block as it was parted there, and the occurrence block;
 * first and last are its lowest and highest document. */
int sheaf_segment_writer_copy(sheaf_segment_writer *self, const sheaf_posting_block *block, uint32_t first,
                              uint32_t last, const void *occurrences, size_t occurrences_length, sheaf_error *err);
int sheaf_segment_writer_term(sheaf_segment_writer *self, const char *key, size_t length, sheaf_error *err);

/* A page of lengths: tokens of `count` neighbouring documents from `document` on, all in one chunk. */
int sheaf_segment_writer_lengths(sheaf_segment_writer *self, unsigned field, uint32_t document, const uint32_t *tokens,
                                 uint32_t count, sheaf_error *err);

/* Writes what is left, and the head. tokens has SHEAF_SEGMENT_FIELDS numbers. */
int sheaf_segment_writer_finish(sheaf_segment_writer *self, uint32_t last, uint32_t documents, const uint64_t *tokens,
                                sheaf_error *err);

#endif
