/* rows.h - labelled documents as liblinear wants them, no longer than they have to be.
 *
 * What one of the documents has alone is one number in its row: the length of those features together. The products of
 * rows stay what they were, so the solution does too; it gives each of those features its share of the row's, which is
 * how their weights come back. With texts most features are of that kind, and training takes half the time.
 *
 * Documents are added and never taken away: a training takes the rows that it wants. */
#ifndef SHEAF_LEARN_ROWS_H
#define SHEAF_LEARN_ROWS_H

#include <linear.h>

#include "base/mem.h"
#include "features.h"

typedef struct sheaf_rows_row sheaf_rows_row;
typedef struct sheaf_rows_column sheaf_rows_column;

typedef struct sheaf_rows {
  const sheaf_features *features; /* borrowed until clear */
  sheaf_rows_row *rows;           /* by document; owned */
  sheaf_rows_column *columns;     /* by feature column; owned */
  sheaf_buf used;                 /* uint32_t: the feature columns that rows have */
  sheaf_buf solution;             /* double by liblinear's column - 1, the intercept first; written by the solver */
  sheaf_arena arena;              /* holds rows */
} sheaf_rows;

/* features is finished. 0 or SHEAF_ENOMEM; clear in both cases. */
int sheaf_rows_init(sheaf_rows *self, const sheaf_features *features);
void sheaf_rows_clear(sheaf_rows *self);

/* A row for the document; nothing where it has one. 0 or SHEAF_ENOMEM, also when out of numbers for columns. */
int sheaf_rows_add(sheaf_rows *self, size_t document);
/* The document's row, the intercept first, ended by -1. It has one. Borrowed until clear; adding changes it. */
struct feature_node *sheaf_rows_get(const sheaf_rows *self, size_t document);
/* liblinear's columns. */
size_t sheaf_rows_columns(const sheaf_rows *self);
/* Writes the solution's weight of each feature column that a row has into weights; others are left alone. */
void sheaf_rows_weights(const sheaf_rows *self, double *weights);

#endif
