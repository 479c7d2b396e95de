/* top.h - the best of many scored documents: the highest scores, ties by the lower number. */
#ifndef SHEAF_QUERY_TOP_H
#define SHEAF_QUERY_TOP_H

#include <stddef.h>
#include <stdint.h>

typedef struct sheaf_ranked {
  float score; /* the higher the better */
  uint32_t id; /* ties: the lower the better */
} sheaf_ranked;

typedef struct sheaf_top {
  sheaf_ranked *kept; /* a heap whose root is the worst once it is full; owned */
  size_t count;       /* kept so far */
  size_t limit;       /* most that are kept */
  float worst;        /* once it is full: scores below are not kept */
} sheaf_top;

int sheaf_top_init(sheaf_top *self, size_t limit); /* 0 or SHEAF_ENOMEM; limit is at least 1 */
void sheaf_top_clear(sheaf_top *self);

void sheaf_top_enter(sheaf_top *self, float score, uint32_t id);

/* One more document. */
static inline void sheaf_top_offer(sheaf_top *self, float score, uint32_t id) {
  if (self->count < self->limit || score >= self->worst) sheaf_top_enter(self, score, id);
}

/* Writes what was kept, best first; scores may be NULL. */
void sheaf_top_finish(sheaf_top *self, uint32_t *ids, float *scores);

#endif
