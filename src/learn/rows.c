/* rows.c - see rows.h.
 *
 * A row's nodes: the intercept, what the document has alone, then the features it shares in the order in which it came
 * to share them, and -1. The room is for all its features, so that rows grow in place. */
#include "rows.h"

#include <limits.h>
#include <math.h>

enum { INTERCEPT = 1, ALONE = 1, SHARED = 2 }; /* liblinear's first column; places in a row */

struct sheaf_rows_row {
  struct feature_node *nodes; /* NULL until the document is added */
  size_t count;               /* nodes, the -1 left out */
  size_t singles;             /* features that no other document here has */
  double square;              /* squared length of what the document has alone */
};

struct sheaf_rows_column {
  uint32_t shared; /* liblinear's column once two documents have it, else 0 */
  uint32_t owner;  /* the document that has it alone, from 1; 0 until one has */
  float weight;    /* that it has there */
};

int sheaf_rows_init(sheaf_rows *self, const sheaf_features *features) {
  const double zero = 0;
  *self = (sheaf_rows){.features = features};
  self->rows = sheaf_mem_zero(features->count, sizeof *self->rows);
  self->columns = sheaf_mem_zero(features->columns, sizeof *self->columns);
  sheaf_buf_add(&self->solution, &zero, sizeof zero); /* the intercept */
  return self->rows && self->columns && !self->solution.failed ? SHEAF_OK : SHEAF_ENOMEM;
}

void sheaf_rows_clear(sheaf_rows *self) {
  sheaf_mem_free(self->rows);
  sheaf_mem_free(self->columns);
  sheaf_buf_clear(&self->used);
  sheaf_buf_clear(&self->solution);
  sheaf_arena_clear(&self->arena);
  *self = (sheaf_rows){0};
}

size_t sheaf_rows_columns(const sheaf_rows *self) { return self->solution.length / sizeof(double); }

struct feature_node *sheaf_rows_get(const sheaf_rows *self, size_t document) {
  return self->rows[document].nodes;
}

/* liblinear's number of a new column; 0 when out of memory or of numbers. */
static uint32_t add_column(sheaf_rows *self, double solution) {
  if (sheaf_rows_columns(self) >= INT_MAX - 1) return 0;
  sheaf_buf_add(&self->solution, &solution, sizeof solution);
  return self->solution.failed ? 0 : (uint32_t)sheaf_rows_columns(self);
}

static double *solution_of(const sheaf_rows *self, const struct feature_node *node) {
  return (double *)(void *)self->solution.data + node->index - 1;
}

static void append(sheaf_rows_row *row, uint32_t column, float weight) {
  row->nodes[row->count++] = (struct feature_node){(int)column, (double)weight};
  row->nodes[row->count] = (struct feature_node){-1, 0};
}

/* A second document has the feature: it leaves what its owner has alone, and takes its share of that one's weight. */
static int share(sheaf_rows *self, sheaf_rows_column *column) {
  sheaf_rows_row *owner = &self->rows[column->owner - 1];
  struct feature_node *alone = &owner->nodes[ALONE];
  const double weight = (double)column->weight, length = alone->value;
  column->shared = add_column(self, *solution_of(self, alone) * weight / length);
  if (!column->shared) return SHEAF_ENOMEM;
  const double own = (double)self->features->alone[column->owner - 1];
  owner->square = --owner->singles ? fmax(owner->square - weight * weight, own * own) : own * own;
  alone->value = sqrt(owner->square);
  *solution_of(self, alone) *= alone->value / length;
  append(owner, column->shared, column->weight);
  return SHEAF_OK;
}

static int add_feature(sheaf_rows *self, size_t document, const sheaf_feature *feature) {
  sheaf_rows_column *column = &self->columns[feature->column];
  sheaf_rows_row *row = &self->rows[document];
  if (!column->owner) {
    *column = (sheaf_rows_column){.owner = (uint32_t)document + 1, .weight = feature->weight};
    sheaf_buf_add(&self->used, &feature->column, sizeof feature->column);
    row->square += (double)feature->weight * (double)feature->weight;
    row->singles++;
    return self->used.failed ? SHEAF_ENOMEM : SHEAF_OK;
  }
  if (!column->shared && share(self, column)) return SHEAF_ENOMEM;
  append(row, column->shared, feature->weight);
  return SHEAF_OK;
}

int sheaf_rows_add(sheaf_rows *self, size_t document) {
  const sheaf_features *features = self->features;
  sheaf_rows_row *row = &self->rows[document];
  const size_t first = features->starts[document], last = features->starts[document + 1];
  if (row->nodes) return SHEAF_OK;
  const uint32_t column = add_column(self, 0);
  struct feature_node *nodes = sheaf_arena_alloc(&self->arena, (last - first + SHARED + 1) * sizeof *nodes);
  if (!column || !nodes) return SHEAF_ENOMEM;
  nodes[0] = (struct feature_node){INTERCEPT, 1.0};
  nodes[ALONE] = (struct feature_node){(int)column, 0};
  nodes[SHARED] = (struct feature_node){-1, 0};
  *row = (sheaf_rows_row){nodes, SHARED, 0, (double)features->alone[document] * (double)features->alone[document]};
  for (size_t i = first; i < last; i++)
    if (add_feature(self, document, &features->cells[i])) return SHEAF_ENOMEM;
  nodes[ALONE].value = sqrt(row->square);
  return SHEAF_OK;
}

void sheaf_rows_weights(const sheaf_rows *self, double *weights) {
  const uint32_t *used = (const uint32_t *)(const void *)self->used.data;
  const double *solution = (const double *)(const void *)self->solution.data;
  for (size_t i = 0; i < self->used.length / sizeof *used; i++) {
    const sheaf_rows_column *column = &self->columns[used[i]];
    if (column->shared) {
      weights[used[i]] = solution[column->shared - 1];
      continue;
    }
    const struct feature_node *alone = &self->rows[column->owner - 1].nodes[ALONE];
    weights[used[i]] = *solution_of(self, alone) * (double)column->weight / alone->value;
  }
}
