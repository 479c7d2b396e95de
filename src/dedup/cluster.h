/* cluster.h - pairs to works.
 *
 * The strongest pairs are joined first. Before two groups become one, every record of the one is compared with every
 * record of the other: where two of them contradict each other (other DOIs, other pages, an erratum) the groups stay
 * apart, so that no chain of likenesses joins two papers. What people said comes before everything. */
#ifndef SHEAF_DEDUP_CLUSTER_H
#define SHEAF_DEDUP_CLUSTER_H

#include <stddef.h>
#include <stdint.h>

#include "profile.h"

typedef enum sheaf_edge_state {
  SHEAF_EDGE_OPEN,   /* not looked at yet */
  SHEAF_EDGE_USED,   /* joined two groups */
  SHEAF_EDGE_WITHIN, /* of two records that were in one group already */
  SHEAF_EDGE_REFUSED /* would have joined records that contradict each other */
} sheaf_edge_state;

typedef struct sheaf_edge {
  uint32_t a, b;          /* places of profiles */
  double points;          /* weight of the evidence; what people said: SHEAF_CLUSTER_SAID */
  sheaf_edge_state state; /* set by sheaf_cluster_make */
} sheaf_edge;

#define SHEAF_CLUSTER_SAID 1e6

/* Sets group[i] to the lowest place of i's group, and the state of each edge. apart lists places that may not
 * be in one group, as lower place << 32 | higher place, ascending. 0 or SHEAF_ENOMEM. */
int sheaf_cluster_make(const sheaf_profile *profiles, size_t count, sheaf_edge *edges, size_t edge_count,
                       const uint64_t *apart, size_t apart_count, uint32_t *group);

#endif
