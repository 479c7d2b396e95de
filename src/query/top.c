/* top.c - see top.h. */
#include "top.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"

static int compare(const void *x, const void *y) {
  const sheaf_ranked *a = x, *b = y;
  if (a->score != b->score) return a->score > b->score ? -1 : 1;
  return (a->id > b->id) - (a->id < b->id);
}

int sheaf_top_init(sheaf_top *self, size_t limit) {
  *self = (sheaf_top){.limit = limit};
  self->kept = sheaf_mem_alloc(limit * sizeof *self->kept);
  return self->kept ? SHEAF_OK : SHEAF_ENOMEM;
}

void sheaf_top_clear(sheaf_top *self) {
  sheaf_mem_free(self->kept);
  *self = (sheaf_top){0};
}

static void sink(sheaf_ranked *heap, size_t count, size_t at) {
  for (;;) {
    size_t worst = at;
    for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
      if (compare(&heap[child], &heap[worst]) > 0) worst = child;
    if (worst == at) return;
    const sheaf_ranked swap = heap[at];
    heap[at] = heap[worst];
    heap[worst] = swap;
    at = worst;
  }
}

void sheaf_top_enter(sheaf_top *self, float score, uint32_t id) {
  const sheaf_ranked one = {score, id};
  if (self->count < self->limit) {
    self->kept[self->count++] = one;
    if (self->count < self->limit) return;
    for (size_t at = self->limit / 2; at-- > 0;) sink(self->kept, self->limit, at);
  } else {
    if (compare(&one, &self->kept[0]) >= 0) return;
    self->kept[0] = one;
    sink(self->kept, self->limit, 0);
  }
  self->worst = self->kept[0].score;
}

void sheaf_top_finish(sheaf_top *self, uint32_t *ids, float *scores) {
  qsort(self->kept, self->count, sizeof *self->kept, compare);
  for (size_t i = 0; i < self->count; i++) {
    ids[i] = self->kept[i].id;
    if (scores) scores[i] = self->kept[i].score;
  }
}
