/* slope.c - see slope.h. */
#include "slope.h"

#include <string.h>

#include "base/mem.h"

int sheaf_slope_init(sheaf_slope *self, const sheaf_features *features) {
  *self = (sheaf_slope){.features = features};
  self->columns = sheaf_mem_alloc(features->columns * sizeof *self->columns);
  self->squares = sheaf_mem_alloc(features->count * sizeof *self->squares);
  if (self->columns && self->squares) return SHEAF_OK;
  sheaf_slope_clear(self);
  return SHEAF_ENOMEM;
}

void sheaf_slope_clear(sheaf_slope *self) {
  sheaf_mem_free(self->columns);
  sheaf_mem_free(self->squares);
  *self = (sheaf_slope){0};
}

void sheaf_slope_reset(sheaf_slope *self) {
  sheaf_slope_column *columns = self->columns;
  *self = (sheaf_slope){.features = self->features, .columns = columns, .squares = self->squares};
  memset(columns, 0, self->features->columns * sizeof *columns);
}

void sheaf_slope_move(sheaf_slope *self, double squared) {
  for (uint32_t i = 0; i < self->features->columns; i++) self->columns[i].pull[0] = self->columns[i].pull[1] = 0;
  memset(self->intercept.pull, 0, sizeof self->intercept.pull);
  memset(self->pulls, 0, sizeof self->pulls);
  memset(self->pulled, 0, sizeof self->pulled);
  self->weights = squared;
}

/* Adds a row so many times to a class's vector: with[c] is the row's product with class c's, square with itself. */
static void add_products(double products[2][2], const double with[2], int class, double times, double square) {
  products[class][class] += 2 * times * with[class] + times * times * square;
  products[0][1] = products[1][0] += times * with[!class];
}

void sheaf_slope_add(sheaf_slope *self, size_t document, int class) {
  const sheaf_features *features = self->features;
  const double alone = (double)features->alone[document];
  double with[2] = {self->intercept.sum[0], self->intercept.sum[1]}, square = 1 + alone * alone;
  for (size_t k = features->starts[document]; k < features->starts[document + 1]; k++) {
    const double weight = (double)features->cells[k].weight;
    double *by_class = self->columns[features->cells[k].column].sum;
    with[0] += weight * by_class[0];
    with[1] += weight * by_class[1];
    by_class[class] += weight;
    square += weight * weight;
  }
  self->intercept.sum[class] += 1;
  self->squares[document] = square;
  add_products(self->sums, with, class, 1, square);
}

void sheaf_slope_pull(sheaf_slope *self, size_t document, int class, double product, double pull) {
  const sheaf_features *features = self->features;
  double with[2] = {self->intercept.pull[0], self->intercept.pull[1]};
  if (pull == 0) return;
  for (size_t k = features->starts[document]; k < features->starts[document + 1]; k++) {
    const double weight = (double)features->cells[k].weight;
    double *by_class = self->columns[features->cells[k].column].pull;
    with[0] += weight * by_class[0];
    with[1] += weight * by_class[1];
    by_class[class] += pull * weight;
  }
  self->intercept.pull[class] += pull;
  self->pulled[class] += pull * product;
  add_products(self->pulls, with, class, pull, self->squares[document]);
}

double sheaf_slope_here(const sheaf_slope *self, const double counts[2]) {
  const double yes = counts[0], no = counts[1];
  return self->weights - 2 * yes * self->pulled[0] + 2 * no * self->pulled[1] + yes * yes * self->pulls[0][0] +
         no * no * self->pulls[1][1] - 2 * yes * no * self->pulls[0][1];
}

double sheaf_slope_at_zero(const sheaf_slope *self, const double counts[2], double pull) {
  const double yes = counts[0], no = counts[1];
  return pull * pull * (yes * yes * self->sums[0][0] + no * no * self->sums[1][1] - 2 * yes * no * self->sums[0][1]);
}
