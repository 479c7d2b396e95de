/* cluster.c - see cluster.h. Groups are rings: next[i] is the next record of i's group. */
#include "cluster.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "compare.h"

enum { LOOKED_AT = 48 }; /* records of a group that are compared: exact copies say nothing new */

typedef struct clusters {
  const sheaf_profile *profiles; /* all */
  uint32_t *group;               /* lowest place of each one's group, or a way to it */
  uint32_t *next;                /* rings */
  const uint64_t *apart;         /* ascending */
  size_t apart_count;            /* pairs in apart */
  uint64_t *together;            /* the edges as pairs of places, ascending */
  size_t together_count;         /* pairs in together */
} clusters;

static uint32_t find(clusters *self, uint32_t at) {
  while (self->group[at] != at) at = self->group[at] = self->group[self->group[at]];
  return at;
}

static uint64_t pair_of(uint32_t a, uint32_t b) { return a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a; }

static int order_numbers(const void *x, const void *y) {
  const uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
  return (a > b) - (a < b);
}

static int has(const uint64_t *list, size_t count, uint64_t pair) {
  return count && bsearch(&pair, list, count, sizeof *list, order_numbers) != NULL;
}

static int contradict(const clusters *self, uint32_t a, uint32_t b) {
  sheaf_evidence evidence;
  if (self->profiles[a].print == self->profiles[b].print) return 0;
  if (has(self->together, self->together_count, pair_of(a, b))) return 0;
  sheaf_compare(&self->profiles[a], &self->profiles[b], &evidence);
  return evidence.verdict == SHEAF_VERDICT_DISTINCT && (evidence.link || evidence.points < 3);
}

/* 1 where the groups of a and b may not be one; by what people said alone where only_said. */
static int are_apart(const clusters *self, uint32_t a, uint32_t b, int only_said) {
  uint32_t x = a;
  int seen = 0;
  do {
    uint32_t y = b;
    int with = 0;
    do {
      if (has(self->apart, self->apart_count, pair_of(x, y))) return 1;
      if (!only_said && seen < LOOKED_AT && with < LOOKED_AT && !(x == a && y == b) && contradict(self, x, y)) return 1;
      with++;
    } while ((y = self->next[y]) != b);
    seen++;
  } while ((x = self->next[x]) != a);
  return 0;
}

static void join(clusters *self, uint32_t a, uint32_t b) {
  const uint32_t low = find(self, a), high = find(self, b), next = self->next[a];
  if (low < high)
    self->group[high] = low;
  else
    self->group[low] = high;
  self->next[a] = self->next[b];
  self->next[b] = next;
}

typedef struct ordered {
  sheaf_edge *edge;   /* what is ordered */
  uint64_t low, high; /* prints of its two records: an order that does not come from the order of loading */
} ordered;

static int order_edges(const void *x, const void *y) {
  const ordered *a = x, *b = y;
  if (a->edge->points > b->edge->points) return -1;
  if (a->edge->points < b->edge->points) return 1;
  if (a->low != b->low) return a->low < b->low ? -1 : 1;
  if (a->high != b->high) return a->high < b->high ? -1 : 1;
  if (a->edge->a != b->edge->a) return a->edge->a < b->edge->a ? -1 : 1;
  return a->edge->b < b->edge->b ? -1 : a->edge->b > b->edge->b;
}

static void use(clusters *self, sheaf_edge *edge) {
  if (find(self, edge->a) == find(self, edge->b)) {
    edge->state = SHEAF_EDGE_WITHIN;
  } else if (are_apart(self, edge->a, edge->b, edge->points >= SHEAF_CLUSTER_SAID)) {
    edge->state = SHEAF_EDGE_REFUSED;
  } else {
    join(self, edge->a, edge->b);
    edge->state = SHEAF_EDGE_USED;
  }
}

static void run(clusters *self, const sheaf_profile *profiles, size_t count, sheaf_edge *edges, size_t edge_count,
                ordered *order) {
  for (size_t i = 0; i < count; i++) self->group[i] = self->next[i] = (uint32_t)i;
  for (size_t i = 0; i < edge_count; i++) {
    const uint64_t x = profiles[edges[i].a].print, y = profiles[edges[i].b].print;
    order[i] = (ordered){&edges[i], x < y ? x : y, x < y ? y : x};
    self->together[i] = pair_of(edges[i].a, edges[i].b);
    edges[i].state = SHEAF_EDGE_OPEN;
  }
  qsort(self->together, edge_count, sizeof *self->together, order_numbers);
  qsort(order, edge_count, sizeof *order, order_edges);
  for (size_t i = 0; i < edge_count; i++) use(self, order[i].edge);
  for (size_t i = 0; i < count; i++) self->group[i] = find(self, (uint32_t)i);
}

int sheaf_cluster_make(const sheaf_profile *profiles, size_t count, sheaf_edge *edges, size_t edge_count,
                       const uint64_t *apart, size_t apart_count, uint32_t *group) {
  clusters self = {.profiles = profiles, .group = group, .apart = apart, .apart_count = apart_count};
  self.next = sheaf_mem_alloc((count + 1) * sizeof *self.next);
  self.together = sheaf_mem_alloc((edge_count + 1) * sizeof *self.together);
  self.together_count = edge_count;
  ordered *order = sheaf_mem_alloc((edge_count + 1) * sizeof *order);
  const int failed = !self.next || !self.together || !order;
  if (!failed) run(&self, profiles, count, edges, edge_count, order);
  sheaf_mem_free(self.next);
  sheaf_mem_free(self.together);
  sheaf_mem_free(order);
  return failed ? SHEAF_ENOMEM : SHEAF_OK;
}
