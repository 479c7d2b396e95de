/* classifier.c - see classifier.h. */
#include "classifier.h"

#include <limits.h>
#include <linear.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "parallel.h"
#include "rows.h"
#include "slope.h"

static const struct settings {
  const char *name; /* as users say */
  double strength;  /* liblinear's C; alpha of naive Bayes */
  double ratio;     /* classifier.h */
  int solver;       /* liblinear's */
} all_settings[SHEAF_CLASSIFIER_COUNT] = {
    [SHEAF_CLASSIFIER_SVM] = {"svm", 0.11, 9.8, L2R_L2LOSS_SVC},
    [SHEAF_CLASSIFIER_LOGISTIC] = {"logistic", 1.0, 1.0, L2R_LR},
    [SHEAF_CLASSIFIER_BAYES] = {"bayes", 3.822, 1.2, 0},
};

/* Training ends when the gradient is so much of that without weights. liblinear makes its own criterion stricter by the
 * share of the rarer class; here classes are weighed, which makes that needless. */
static const double TOLERANCE = 0.002;

struct sheaf_classifier {
  const sheaf_features *features; /* borrowed */
  const struct settings *set;     /* of its kind */
  sheaf_classifier_kind kind;     /* which classifier */
  double *weights;                /* by shared column: what the score is made of */
  double constant;                /* added to every score */
  double of_sum;                  /* times the document's sum of weights; naive Bayes only */
  sheaf_rows rows;                /* of the documents labelled so far, with the last training's solution */
  sheaf_slope slope;              /* of the rows in `last`; from the second training on */
  signed char *last;              /* labels of the last training whose solution is in rows, by document */
  int solved;                     /* there was such a training */
  int moved;                      /* the last training changed scores */
  struct feature_node **chosen;   /* rows of the present training */
  double *targets;                /* 1 or -1 for each of chosen */
};

const char *sheaf_classifier_name(sheaf_classifier_kind kind) { return all_settings[kind].name; }

static void print_nothing(const char *text) { (void)text; }

int sheaf_classifier_new(sheaf_classifier **out, const sheaf_features *features, sheaf_classifier_kind kind,
                         sheaf_error *err) {
  sheaf_classifier *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->features = features;
  self->kind = kind;
  self->set = &all_settings[kind];
  int code = sheaf_rows_init(&self->rows, features);
  self->weights = sheaf_mem_zero(features->columns, sizeof *self->weights);
  self->last = sheaf_mem_zero(features->count, sizeof *self->last);
  self->chosen = sheaf_mem_alloc(features->count * sizeof *self->chosen);
  self->targets = sheaf_mem_alloc(features->count * sizeof *self->targets);
  if (code || !self->weights || !self->last || !self->chosen || !self->targets) {
    sheaf_classifier_free(self);
    return sheaf_error_memory(err);
  }
  sheaf_mem_large(self->weights, features->columns * sizeof *self->weights);
  set_print_string_function(print_nothing); /* liblinear's only state: it would write to standard output */
  *out = self;
  return SHEAF_OK;
}

void sheaf_classifier_free(sheaf_classifier *self) {
  if (!self) return;
  sheaf_mem_free(self->weights);
  sheaf_mem_free(self->last);
  sheaf_slope_clear(&self->slope);
  sheaf_mem_free(self->chosen);
  sheaf_mem_free(self->targets);
  sheaf_rows_clear(&self->rows);
  sheaf_mem_free(self);
}

/* What a positive and a negative document count. */
static void weigh_classes(const struct settings *set, double positive, double negative, double *yes, double *no) {
  *yes = (positive + negative) / (positive + positive / set->ratio);
  *no = *yes * positive / (set->ratio * negative);
}

static int solve(sheaf_classifier *self, int count, double rarer, double yes, double no, sheaf_error *err) {
  int labels[] = {1, -1};
  double weights[] = {yes, no};
  double *solution = (double *)(void *)self->rows.solution.data;
  const size_t columns = sheaf_rows_columns(&self->rows);
  const struct problem problem = {.l = count, .n = (int)columns, .y = self->targets, .x = self->chosen, .bias = -1};
  const struct parameter parameter = {
    .solver_type = self->set->solver,
    .eps = TOLERANCE * count / rarer,
    .C = self->set->strength,
    .nr_weight = 2,
    .weight_label = labels,
    .weight = weights,
    .p = 0.1,
#if LIBLINEAR_VERSION >= 240 /* 0 would be refused: the intercept is a feature here */
    .regularize_bias = 1,
#endif
    .init_sol = solution
  };
  const char *wrong = check_parameter(&problem, &parameter);
  if (wrong) return sheaf_error_set(err, SHEAF_EUNSUPPORTED, "liblinear: %s", wrong);
  struct model *model = train(&problem, &parameter);
  if (!model) return sheaf_error_memory(err);
  const double sign = model->label[0] > 0 ? 1 : -1;
  for (size_t i = 0; i < columns; i++) solution[i] = sign * model->w[i];
  memset(self->weights, 0, self->features->columns * sizeof *self->weights);
  sheaf_rows_weights(&self->rows, self->weights);
  self->constant = solution[0];
  free_and_destroy_model(&model);
  return SHEAF_OK;
}

/* How hard a row pulls at the solution: what the loss's derivative has before the row, for one that counts 1. margin is
 * the solution's product with it, positive on the right side. */
static double pull_of(const sheaf_classifier *self, double margin) {
  if (self->kind == SHEAF_CLASSIFIER_LOGISTIC) return 1 / (1 + exp(margin));
  return margin < 1 ? 2 * (1 - margin) : 0;
}

static void add_pull(sheaf_classifier *self, size_t document, int relevant, double product) {
  sheaf_slope_pull(&self->slope, document, !relevant, product, pull_of(self, relevant ? product : -product));
}

/* Takes in labels that came since the solution was found. 0 where others were changed or taken back as well. */
static int take_labels(sheaf_classifier *self, const signed char *labels) {
  for (size_t i = 0; i < self->features->count; i++)
    if (self->last[i] && (labels[i] > 0) - (labels[i] < 0) != self->last[i]) return 0;
  for (size_t i = 0; i < self->features->count; i++) {
    if (!labels[i] || self->last[i]) continue;
    self->last[i] = labels[i] > 0 ? 1 : -1;
    sheaf_slope_add(&self->slope, i, labels[i] < 0);
    add_pull(self, i, labels[i] > 0, sheaf_classifier_score(self, i));
  }
  return 1;
}

/* 1 where liblinear would return the solution that there is: it is flat enough for the labels there are now. */
static int is_solved(sheaf_classifier *self, const signed char *labels, double yes, double no) {
  const double counts[] = {self->set->strength * yes, self->set->strength * no};
  if (!self->solved || !self->slope.columns || !take_labels(self, labels)) return 0;
  const double here = sheaf_slope_here(&self->slope, counts);
  return here <= TOLERANCE * TOLERANCE * sheaf_slope_at_zero(&self->slope, counts, pull_of(self, 0));
}

static double product_of(const struct feature_node *row, const double *solution) {
  double sum = 0;
  for (; row->index != -1; row++) sum += row->value * solution[row->index - 1];
  return sum;
}

/* The slope at a new solution. */
static void measure(sheaf_classifier *self, const signed char *labels) {
  const double *solution = (const double *)(const void *)self->rows.solution.data;
  double squared = 0;
  for (size_t i = 0; i < sheaf_rows_columns(&self->rows); i++) squared += solution[i] * solution[i];
  int same = self->solved;
  for (size_t i = 0; same && i < self->features->count; i++) same = (labels[i] > 0) - (labels[i] < 0) == self->last[i];
  if (!same) sheaf_slope_reset(&self->slope);
  sheaf_slope_move(&self->slope, squared);
  for (size_t i = 0; i < self->features->count; i++) {
    self->last[i] = (signed char)((labels[i] > 0) - (labels[i] < 0));
    if (!labels[i]) continue;
    if (!same) sheaf_slope_add(&self->slope, i, labels[i] < 0);
    add_pull(self, i, labels[i] > 0, product_of(sheaf_rows_get(&self->rows, i), solution));
  }
  self->solved = 1;
}

static int train_linear(sheaf_classifier *self, const signed char *labels, double rarer, double yes, double no,
                        sheaf_error *err) {
  int count = 0;
  if (is_solved(self, labels, yes, no)) {
    self->moved = 0;
    return SHEAF_OK;
  }
  const int again = sheaf_rows_columns(&self->rows) > 1; /* many train once only: for them nothing is measured */
  for (size_t i = 0; i < self->features->count; i++) {
    if (!labels[i]) continue;
    if (sheaf_rows_add(&self->rows, i)) return sheaf_error_memory(err);
    self->chosen[count] = sheaf_rows_get(&self->rows, i);
    self->targets[count++] = labels[i] > 0 ? 1 : -1;
  }
  const int code = solve(self, count, rarer, yes, no, err);
  if (code || !again) return code;
  if (!self->slope.columns && sheaf_slope_init(&self->slope, self->features)) return sheaf_error_memory(err);
  measure(self, labels);
  return SHEAF_OK;
}

/* Smoothed logarithms of the shares that features have in a class, relevant minus irrelevant. A feature without any
 * labelled document adds the same as every other such one: that is of_sum. */
static int train_bayes(sheaf_classifier *self, const signed char *labels, double positive, double negative, double yes,
                       double no, sheaf_error *err) {
  const sheaf_features *features = self->features;
  const double alpha = self->set->strength, all = alpha * (double)features->vocabulary;
  double *minus = sheaf_mem_zero(features->columns, sizeof *minus), sums[2] = {all, all};
  if (!minus) return sheaf_error_memory(err);
  memset(self->weights, 0, features->columns * sizeof *self->weights);
  for (size_t i = 0; i < features->count; i++) {
    if (!labels[i]) continue;
    double *const counts = labels[i] > 0 ? self->weights : minus;
    const double weight = labels[i] > 0 ? yes : no;
    sums[labels[i] > 0] += weight * (double)features->sums[i];
    for (size_t k = features->starts[i]; k < features->starts[i + 1]; k++)
      counts[features->cells[k].column] += weight * (double)features->cells[k].weight;
  }
  for (uint32_t i = 0; i < features->columns; i++)
    self->weights[i] = log((self->weights[i] + alpha) / (minus[i] + alpha));
  self->constant = log(positive * yes) - log(negative * no);
  self->of_sum = log(sums[0]) - log(sums[1]);
  sheaf_mem_free(minus);
  return SHEAF_OK;
}

/* One class only: how much a document has in common with it. */
static void sum_rows(sheaf_classifier *self, const signed char *labels) {
  const sheaf_features *features = self->features;
  memset(self->weights, 0, features->columns * sizeof *self->weights);
  for (size_t i = 0; i < features->count; i++) {
    for (size_t k = features->starts[i]; labels[i] && k < features->starts[i + 1]; k++)
      self->weights[features->cells[k].column] += (labels[i] > 0 ? 1 : -1) * (double)features->cells[k].weight;
  }
}

int sheaf_classifier_train(sheaf_classifier *self, const signed char *labels, sheaf_error *err) {
  size_t positive = 0, negative = 0;
  for (size_t i = 0; i < self->features->count; i++) {
    positive += labels[i] > 0;
    negative += labels[i] < 0;
  }
  if (positive + negative == 0) return sheaf_error_set(err, SHEAF_ERANGE, "there is no label to learn from");
  if (positive + negative > INT_MAX) return sheaf_error_set(err, SHEAF_ERANGE, "too many labels to learn from");
  self->moved = 1;
  if (!positive || !negative) {
    self->constant = self->of_sum = 0;
    self->solved = 0;
    sum_rows(self, labels);
    return SHEAF_OK;
  }
  double yes, no;
  weigh_classes(self->set, (double)positive, (double)negative, &yes, &no);
  if (self->kind == SHEAF_CLASSIFIER_BAYES)
    return train_bayes(self, labels, (double)positive, (double)negative, yes, no, err);
  return train_linear(self, labels, (double)(positive < negative ? positive : negative), yes, no, err);
}

int sheaf_classifier_moved(const sheaf_classifier *self) { return self->moved; }

double sheaf_classifier_score(const sheaf_classifier *self, size_t document) {
  const sheaf_features *features = self->features;
  double score = self->constant + self->of_sum * (double)features->sums[document];
  for (size_t k = features->starts[document]; k < features->starts[document + 1]; k++)
    score += self->weights[features->cells[k].column] * (double)features->cells[k].weight;
  return score;
}

enum { MANY = 4096 }; /* documents that are worth a thread */

typedef struct scoring {
  const sheaf_classifier *classifier; /* whose scores */
  const uint32_t *documents;          /* or NULL */
  size_t count;                       /* so many */
  double *scores;                     /* written */
} scoring;

static void score_between(const scoring *self, size_t from, size_t to) {
  for (size_t i = from; i < to; i++)
    self->scores[i] = sheaf_classifier_score(self->classifier, self->documents ? self->documents[i] : i);
}

static void score_part(void *context, unsigned part) {
  const scoring *self = context;
  score_between(self, part ? self->count / 2 : 0, part ? self->count : self->count / 2);
}

void sheaf_classifier_scores(const sheaf_classifier *self, const uint32_t *documents, size_t count, double *scores) {
  scoring work = {self, documents, count, scores};
  if (count < MANY)
    score_between(&work, 0, count);
  else
    sheaf_parallel(score_part, &work);
}
