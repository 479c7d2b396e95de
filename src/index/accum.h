/* accum.h - the terms of records that no segment holds yet.
 *
 * A token costs four bytes: the log holds the number of its term, and its document, instance and position follow from
 * where it stands. The log is a sequence of words:
 *   FFFFFFFF                       the next document begins, at instance 0, position 0
 *   FFFFFFFE instance position     the tokens that follow stand there and behind
 *   80000000 + i << 16 + p         the same for instance i and position p, where they are small enough
 *   anything else                  a term's number; the next token is one position further
 * A flush sorts the log by term into batches that fit the processor's cache and writes them in order. */
#ifndef SHEAF_INDEX_ACCUM_H
#define SHEAF_INDEX_ACCUM_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "page.h"
#include "segment.h"
#include "terms.h"

#define SHEAF_LOG_DOCUMENT UINT32_C(0xFFFFFFFF) /* words of the log that are no term */
#define SHEAF_LOG_PLACE UINT32_C(0xFFFFFFFE)
#define SHEAF_LOG_NEAR UINT32_C(0x80000000) /* and all above but these two; a term's number is below */

enum {
  SHEAF_ACCUM_DOCUMENTS = 1 << 26, /* documents between two flushes: with the next two, 64 bits hold a place */
  SHEAF_ACCUM_INSTANCES = 1 << 16, /* values of a field that are indexed; later ones are not */
  SHEAF_ACCUM_POSITIONS = 1 << 22, /* positions in a value that are indexed */
  SHEAF_LOG_INSTANCES = 0x7FFF,    /* of places in one word */
  SHEAF_LOG_POSITIONS = 1 << 16    /* the same */
};

typedef struct sheaf_accum {
  sheaf_terms terms;                             /* numbers of the keys */
  uint32_t *log;                                 /* see above */
  size_t used;                                   /* words in it */
  size_t capacity;                               /* words allocated */
  uint32_t *documents;                           /* their numbers */
  uint32_t count;                                /* documents */
  uint32_t room;                                 /* documents allocated */
  uint64_t tokens;                               /* terms in the log */
  uint32_t instance;                             /* where the next token stands */
  uint32_t position;                             /* where in it */
  uint32_t most_instance;                        /* the highest instance in the log */
  uint32_t most_position;                        /* the highest position */
  int moved;                                     /* instance and position must be written before the next token */
  int failed;                                    /* this document ran out of memory */
  size_t start;                                  /* where the present document begins in the log */
  uint64_t start_tokens;                         /* tokens before it */
  uint32_t lengths[SHEAF_SEGMENT_FIELDS];        /* tokens of the present document by field */
  uint8_t measured[SHEAF_SEGMENT_FIELDS];        /* the fields that have any */
  uint32_t measured_count;                       /* how many */
  sheaf_buf field_lengths[SHEAF_SEGMENT_FIELDS]; /* of all documents: pairs of uint32, document and tokens */
  size_t length_bytes;                           /* in them */
  uint64_t *keys;                                /* room for the flush to sort in */
  size_t keys_room;                              /* keys allocated */
  void *terms_room;                              /* and its tables of the terms */
  size_t terms_bytes;                            /* of them, allocated */
} sheaf_accum;

void sheaf_accum_init(sheaf_accum *self);
void sheaf_accum_clear(sheaf_accum *self); /* empty again, all memory freed */
void sheaf_accum_reset(sheaf_accum *self); /* empty again, memory kept: fresh pages cost more than the work in them */

/* One document: begin, then place and tokens as often as wanted, then end. For one key, occurrences must come in
 * ascending order; of a token SHEAF_TERMS_SHORT bytes can be read, however short it is. Running out of memory is kept
 * until end, which then takes the document out again. */
void sheaf_accum_begin(sheaf_accum *self, uint32_t document);
void sheaf_accum_place(sheaf_accum *self, uint32_t instance, uint32_t position);
void sheaf_accum_token(sheaf_accum *self, unsigned field, const char *token, size_t length);
void sheaf_accum_length(sheaf_accum *self, unsigned field, uint32_t tokens); /* adds to the document's length */
int sheaf_accum_end(sheaf_accum *self, sheaf_error *err);

/* Reads the place that begins with `word`, a word of the log that is neither a term nor a document; *at, the next word,
 * moves behind it. */
static inline void sheaf_accum_read_place(uint32_t word, const uint32_t **at, uint32_t *instance, uint32_t *position) {
  const int near = word != SHEAF_LOG_PLACE;
  *instance = near ? (word & ~SHEAF_LOG_NEAR) / SHEAF_LOG_POSITIONS : (*at)[0];
  *position = near ? word % SHEAF_LOG_POSITIONS : (*at)[1];
  if (!near) *at += 2;
}

size_t sheaf_accum_bytes(const sheaf_accum *self); /* memory in use, with what a flush will need on top */

/* Writes everything as segment `id` (with at least one document). */
int sheaf_accum_write(sheaf_accum *self, sheaf_pages *pages, int64_t id, sheaf_error *err);

#endif
