/* slope.h - how steep the objective of a linear classifier is at the solution it has, and how steep at none.
 *
 * liblinear ends where the gradient is a given part of the one without weights, and asks that first of the solution it
 * starts from. With one label more the answer is mostly that nothing has to be done; but liblinear needs several passes
 * over all rows to say so. Here it takes one pass over the new row: the gradient is w - C1 G1 + C2 G2, with G the sum
 * of a class's rows, each times what pulls it, and C what the class counts; of these vectors only the products with
 * each other are needed, which are kept.
 *
 * Invariant: rows are in the space of features (features.h) with the intercept as one more feature of weight 1. */
#ifndef SHEAF_LEARN_SLOPE_H
#define SHEAF_LEARN_SLOPE_H

#include "features.h"

typedef struct sheaf_slope_column {
  double pull[2]; /* of G, by class: 0 relevant, 1 irrelevant */
  double sum[2];  /* of the sum of a class's rows */
} sheaf_slope_column;

typedef struct sheaf_slope {
  const sheaf_features *features; /* borrowed until clear */
  sheaf_slope_column *columns;    /* by feature column; owned; NULL before init */
  double *squares;                /* by document that was added: its row times itself; owned */
  sheaf_slope_column intercept;   /* as columns, of the intercept */
  double weights;                 /* w times w */
  double pulled[2];               /* w times G, by class */
  double pulls[2][2];             /* G times G, by class and class */
  double sums[2][2];              /* the same of the sums */
} sheaf_slope;

/* 0 or SHEAF_ENOMEM. */
int sheaf_slope_init(sheaf_slope *self, const sheaf_features *features);
void sheaf_slope_clear(sheaf_slope *self);

/* No rows. */
void sheaf_slope_reset(sheaf_slope *self);
/* Another solution, of this squared length: rows do not pull until they are told to. */
void sheaf_slope_move(sheaf_slope *self, double squared);
/* A document of a class (0 or 1), once; and how hard its row pulls, once a solution: product is the solution's with the
 * row. */
void sheaf_slope_add(sheaf_slope *self, size_t document, int class);
void sheaf_slope_pull(sheaf_slope *self, size_t document, int class, double product, double pull);

/* Squared length of the gradient at the solution, and where there are no weights and each row pulls `pull`; counts is
 * C by class. */
double sheaf_slope_here(const sheaf_slope *self, const double counts[2]);
double sheaf_slope_at_zero(const sheaf_slope *self, const double counts[2], double pull);

#endif
