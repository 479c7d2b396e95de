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
  const double *known;        /* frequencies weighed before (sheaf_weigh_know), or NULL; borrowed */
  sheaf_lengths_view lengths; /* of the documents at hand */
} sheaf_weigh_field;

typedef struct sheaf_weigh {
  sheaf_index *index; /* borrowed */
  double *tf;         /* by slot: weighted frequency of the present leaf */
  double *scores;     /* by slot */
  uint32_t *touched;  /* the slots whose tf became other than 0, in any order */
  size_t count;       /* of them */
  size_t most;        /* the most there were */
  size_t slots;       /* in each array */
} sheaf_weigh;

/* What a leaf adds to the score of a document. */
typedef struct sheaf_weigh_leaf {
  double idf;          /* of the leaf */
  uint32_t *satisfied; /* by slot: which groups are satisfied; or NULL */
  uint32_t groups;     /* those that the leaf satisfies */
} sheaf_weigh_leaf;

/* Takes the index's scratch memory for so many slots. 0 or SHEAF_ENOMEM. */
int sheaf_weigh_init(sheaf_weigh *self, sheaf_index *index, size_t slots);
void sheaf_weigh_clear(sheaf_weigh *self); /* gives it back */

double sheaf_weigh_of_field(unsigned field); /* the weight of a field */
/* What a token of a field counts in weigh_field.per_token, and the idf of what n documents have, by themselves. */
double sheaf_weigh_per_token(uint32_t documents, uint64_t tokens);
double sheaf_weigh_idf(double documents, double n);

/* The order in which the fields of a leaf are summed up: field after field of a set (bit n: field n), 0 at the end. The
 * abstract comes last: it has the most documents, and the last one is the fastest. */
unsigned sheaf_weigh_next_field(uint64_t fields, unsigned before);
void sheaf_weigh_begin(sheaf_weigh_field *self, sheaf_index *index, unsigned field);

enum {
  SHEAF_WEIGH_TOKENS = 512,   /* lengths that are known beforehand: below this, */
  SHEAF_WEIGH_FREQUENCIES = 8 /* with frequencies up to this */
};
/* Fills a table of SHEAF_WEIGH_TOKENS * SHEAF_WEIGH_FREQUENCIES for field->known: worth while for many documents. */
void sheaf_weigh_know(const sheaf_weigh_field *field, double *table);

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
/* Adds ascending documents to scores as they are weighed, where a query has one leaf: more frequency is a better score.
 */
int sheaf_weigh_sum_documents(sheaf_weigh *self, sheaf_weigh_field *field, uint32_t base, const uint32_t *documents,
                              const uint32_t *frequencies, uint32_t count, sheaf_error *err);
/* Adds the documents of a leaf's last field and turns them into scores, with what its other fields added before. */
int sheaf_weigh_finish_documents(sheaf_weigh *self, sheaf_weigh_field *field, const sheaf_weigh_leaf *leaf,
                                 uint32_t base, const uint32_t *documents, const uint32_t *frequencies, uint32_t count,
                                 sheaf_error *err);

/* How much the frequency of one document counts. */
int sheaf_weigh_one(sheaf_weigh_field *self, sheaf_index *index, uint32_t document, uint32_t frequency, double *tf,
                    sheaf_error *err);
double sheaf_weigh_score(double idf, double tf); /* of a leaf in a document */
/* A frequency with which no document comes into the top, as it stands now, where a query has one leaf. */
double sheaf_weigh_hopeless(const sheaf_top *top, double idf);

/* Offers ascending documents of a query that is one word in one field, which n documents of the index have. */
int sheaf_weigh_offer(sheaf_weigh_field *self, sheaf_index *index, const uint32_t *documents,
                      const uint32_t *frequencies, uint32_t count, double n, sheaf_top *top, sheaf_error *err);

/* Turns the frequencies of a leaf into scores, those that were not finished. */
void sheaf_weigh_settle(sheaf_weigh *self, const sheaf_weigh_leaf *leaf);

#endif
