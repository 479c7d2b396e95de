/* classifier.c - see classifier.h.
 *
 * liblinear's columns are the intercept (1), then, in the order in which labelled documents bring them, the shared
 * features and for each document the one that stands for what it has alone (features.h). So its vectors are as long as
 * what was labelled needs, not as the vocabulary. */
#include "classifier.h"

#include <limits.h>
#include <linear.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { INTERCEPT = 1 };

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
  sheaf_arena arena;              /* holds rows */
  struct feature_node **rows;     /* by document: its row for liblinear, NULL until it is labelled */
  uint32_t *columns;              /* by shared column: liblinear's; 0 until a labelled document has it */
  sheaf_buf shared;               /* uint32_t by liblinear's column - 1: the shared column, UINT32_MAX where none */
  sheaf_buf solution;             /* double by liblinear's column - 1: the last training's */
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
  const uint32_t no_column = UINT32_MAX;
  const double zero = 0;
  sheaf_buf_add(&self->shared, &no_column, sizeof no_column); /* the intercept */
  sheaf_buf_add(&self->solution, &zero, sizeof zero);
  self->weights = sheaf_mem_zero(features->columns, sizeof *self->weights);
  self->columns = sheaf_mem_zero(features->columns, sizeof *self->columns);
  self->rows = sheaf_mem_zero(features->count, sizeof *self->rows);
  self->chosen = sheaf_mem_alloc(features->count * sizeof *self->chosen);
  self->targets = sheaf_mem_alloc(features->count * sizeof *self->targets);
  if (!self->weights || !self->columns || !self->rows || !self->chosen || !self->targets || self->shared.failed ||
      self->solution.failed) {
    sheaf_classifier_free(self);
    return sheaf_error_memory(err);
  }
  set_print_string_function(print_nothing); /* liblinear's only state: it would write to standard output */
  *out = self;
  return SHEAF_OK;
}

void sheaf_classifier_free(sheaf_classifier *self) {
  if (!self) return;
  sheaf_mem_free(self->weights);
  sheaf_mem_free(self->columns);
  sheaf_mem_free(self->rows);
  sheaf_mem_free(self->chosen);
  sheaf_mem_free(self->targets);
  sheaf_buf_clear(&self->shared);
  sheaf_buf_clear(&self->solution);
  sheaf_arena_clear(&self->arena);
  sheaf_mem_free(self);
}

/* liblinear's number of a new column; 0 when out of memory or of numbers. */
static uint32_t add_column(sheaf_classifier *self, uint32_t shared) {
  const double zero = 0;
  const size_t count = self->shared.length / sizeof shared;
  if (count >= INT_MAX - 1) return 0;
  sheaf_buf_add(&self->shared, &shared, sizeof shared);
  sheaf_buf_add(&self->solution, &zero, sizeof zero);
  return self->shared.failed || self->solution.failed ? 0 : (uint32_t)count + 1;
}

static int order_nodes(const void *x, const void *y) {
  const struct feature_node *a = x, *b = y;
  return (a->index > b->index) - (a->index < b->index);
}

/* The document's row for liblinear: columns ascending, ended by -1. NULL: out of memory. */
static struct feature_node *row_of(sheaf_classifier *self, size_t document) {
  if (self->rows[document]) return self->rows[document];
  const sheaf_features *features = self->features;
  const size_t first = features->starts[document], last = features->starts[document + 1];
  struct feature_node *row = sheaf_arena_alloc(&self->arena, (last - first + 3) * sizeof *row);
  if (!row) return NULL;
  size_t used = 0;
  row[used++] = (struct feature_node){INTERCEPT, 1.0};
  for (size_t i = first; i < last; i++) {
    uint32_t *column = &self->columns[features->cells[i].column];
    if (!*column) *column = add_column(self, features->cells[i].column);
    if (!*column) return NULL;
    row[used++] = (struct feature_node){(int)*column, (double)features->cells[i].weight};
  }
  if (features->alone[document] > 0) {
    const uint32_t column = add_column(self, UINT32_MAX);
    if (!column) return NULL;
    row[used++] = (struct feature_node){(int)column, (double)features->alone[document]};
  }
  qsort(row, used, sizeof *row, order_nodes);
  row[used] = (struct feature_node){-1, 0};
  return self->rows[document] = row;
}

/* What a positive and a negative document count. */
static void weigh_classes(const struct settings *set, double positive, double negative, double *yes, double *no) {
  *yes = (positive + negative) / (positive + positive / set->ratio);
  *no = *yes * positive / (set->ratio * negative);
}

static int solve(sheaf_classifier *self, int count, double rarer, double yes, double no, sheaf_error *err) {
  int labels[] = {1, -1};
  double weights[] = {yes, no};
  double *solution = (double *)(void *)self->solution.data;
  const size_t columns = self->solution.length / sizeof *solution;
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
  const uint32_t *shared = (const uint32_t *)(const void *)self->shared.data;
  memset(self->weights, 0, self->features->columns * sizeof *self->weights);
  for (size_t i = 0; i < columns; i++) {
    solution[i] = sign * model->w[i];
    if (shared[i] != UINT32_MAX) self->weights[shared[i]] = solution[i];
  }
  self->constant = solution[INTERCEPT - 1];
  free_and_destroy_model(&model);
  return SHEAF_OK;
}

static int train_linear(sheaf_classifier *self, const signed char *labels, double rarer, double yes, double no,
                        sheaf_error *err) {
  int count = 0;
  for (size_t i = 0; i < self->features->count; i++) {
    if (!labels[i]) continue;
    self->chosen[count] = row_of(self, i);
    if (!self->chosen[count]) return sheaf_error_memory(err);
    self->targets[count++] = labels[i] > 0 ? 1 : -1;
  }
  return solve(self, count, rarer, yes, no, err);
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
  self->constant = self->of_sum = 0;
  if (!positive || !negative) {
    sum_rows(self, labels);
    return SHEAF_OK;
  }
  double yes, no;
  weigh_classes(self->set, (double)positive, (double)negative, &yes, &no);
  if (self->kind == SHEAF_CLASSIFIER_BAYES)
    return train_bayes(self, labels, (double)positive, (double)negative, yes, no, err);
  return train_linear(self, labels, (double)(positive < negative ? positive : negative), yes, no, err);
}

double sheaf_classifier_score(const sheaf_classifier *self, size_t document) {
  const sheaf_features *features = self->features;
  double score = self->constant + self->of_sum * (double)features->sums[document];
  for (size_t k = features->starts[document]; k < features->starts[document + 1]; k++)
    score += self->weights[features->cells[k].column] * (double)features->cells[k].weight;
  return score;
}
