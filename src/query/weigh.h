/* weigh.h - the sums that rank.h defines, in arrays with a slot for each document at hand.
 *
 * A leaf of the query gathers weighted frequencies in tf, field by field; settling it turns them into scores. Between
 * two leaves all of tf is 0. */
#ifndef SHEAF_QUERY_WEIGH_H
#define SHEAF_QUERY_WEIGH_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "index/index.h"
#include "top.h"

/* A field of the present leaf. */
typedef struct sheaf_weigh_field {
  unsigned field;             /* of the index */
  double weight;              /* its weight */
  double per_token;           /* b over the field's average length, 0 where it has no lengths */
  sheaf_lengths_view lengths; /* of the documents at hand */
} sheaf_weigh_field;

typedef struct sheaf_weigh {
  sheaf_index *index; /* borrowed */
  double *tf;         /* by slot: weighted frequency of the present leaf */
  double *scores;     /* by slot */
  uint32_t *touched;  /* the slots whose tf is not 0, in any order */
  size_t count;       /* of them */
  size_t most;        /* the most there were */
  size_t slots;       /* in each array */
} sheaf_weigh;

/* Takes the index's scratch memory for so many slots. 0 or SHEAF_ENOMEM. */
int sheaf_weigh_init(sheaf_weigh *self, sheaf_index *index, size_t slots);
void sheaf_weigh_clear(sheaf_weigh *self); /* gives it back */

double sheaf_weigh_of_field(unsigned field); /* the weight of a field */
void sheaf_weigh_begin(sheaf_weigh_field *self, sheaf_index *index, unsigned field);

/* Adds to the frequency of a slot; more is above 0. */
static inline void sheaf_weigh_add(sheaf_weigh *self, size_t slot, double more) {
  self->touched[self->count] = (uint32_t)slot;
  self->count += self->tf[slot] <= 0;
  self->tf[slot] += more;
}

/* Adds ascending documents with their frequencies; a document's slot is its number less base. */
int sheaf_weigh_add_documents(sheaf_weigh *self, sheaf_weigh_field *field, uint32_t base, const uint32_t *documents,
                              const uint32_t *frequencies, uint32_t count, sheaf_error *err);
/* The same for one document and a slot of the caller's choice. */
int sheaf_weigh_add_document(sheaf_weigh *self, sheaf_weigh_field *field, size_t slot, uint32_t document,
                             uint32_t frequency, sheaf_error *err);

/* Offers ascending documents of a query that is one word in one field, which n documents of the index have. */
int sheaf_weigh_offer(sheaf_weigh_field *self, sheaf_index *index, const uint32_t *documents,
                      const uint32_t *frequencies, uint32_t count, double n, sheaf_top *top, sheaf_error *err);

/* Turns the frequencies of a leaf that n documents of the index have into scores. */
void sheaf_weigh_settle(sheaf_weigh *self, double n);

#endif
