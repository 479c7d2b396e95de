/* simulate.c - see simulate.h. */
#include "simulate.h"

#include "base/mem.h"

typedef struct simulation {
  const sheaf_features *features; /* borrowed */
  const signed char *known;       /* borrowed */
  signed char *labels;            /* what was read so far */
  double *scores;                 /* of the documents in left, by place */
  uint32_t *left;                 /* documents not read, ascending */
  size_t left_count;              /* so many */
  size_t wanted;                  /* relevant ones among them */
} simulation;

static int begin(simulation *self, const uint32_t *start, size_t start_count) {
  const size_t count = self->features->count;
  self->labels = sheaf_mem_zero(count, sizeof *self->labels);
  self->scores = sheaf_mem_alloc(count * sizeof *self->scores);
  self->left = sheaf_mem_alloc(count * sizeof *self->left);
  if (!self->labels || !self->scores || !self->left) return SHEAF_ENOMEM;
  for (size_t i = 0; i < start_count; i++) self->labels[start[i]] = self->known[start[i]];
  for (size_t i = 0; i < count; i++) {
    if (self->labels[i]) continue;
    self->left[self->left_count++] = (uint32_t)i;
    self->wanted += self->known[i] > 0;
  }
  return SHEAF_OK;
}

/* Takes the document with the highest score out of left. */
static uint32_t take_best(simulation *self) {
  size_t best = 0;
  for (size_t i = 1; i < self->left_count; i++)
    if (self->scores[i] > self->scores[best]) best = i;
  const uint32_t document = self->left[best];
  self->left_count--;
  for (size_t i = best; i < self->left_count; i++) {
    self->left[i] = self->left[i + 1];
    self->scores[i] = self->scores[i + 1];
  }
  return document;
}

static int run(simulation *self, sheaf_classifier *classifier, const sheaf_simulate_options *options, uint32_t *order,
               size_t *read, size_t *trainings, sheaf_error *err) {
  while (self->left_count && (self->wanted || options->to_the_end)) {
    const int code = sheaf_classifier_train(classifier, self->labels, err);
    if (code) return code;
    ++*trainings;
    if (sheaf_classifier_moved(classifier))
      sheaf_classifier_scores(classifier, self->left, self->left_count, self->scores);
    for (size_t i = 0; i < options->batch && self->left_count; i++) {
      const uint32_t document = take_best(self);
      self->labels[document] = self->known[document];
      self->wanted -= self->known[document] > 0;
      order[(*read)++] = document;
      if (!self->wanted && !options->to_the_end) break;
    }
  }
  return SHEAF_OK;
}

int sheaf_simulate(const sheaf_features *features, const signed char *known, const uint32_t *start, size_t start_count,
                   const sheaf_simulate_options *options, uint32_t *order, size_t *read, size_t *trainings,
                   sheaf_error *err) {
  simulation self = {.features = features, .known = known};
  sheaf_classifier *classifier = NULL;
  *read = *trainings = 0;
  if (!start_count) return sheaf_error_set(err, SHEAF_ERANGE, "a simulation needs records to start from");
  int code = begin(&self, start, start_count);
  if (code)
    sheaf_error_memory(err);
  else
    code = sheaf_classifier_new(&classifier, features, options->kind, err);
  if (!code) code = run(&self, classifier, options, order, read, trainings, err);
  sheaf_classifier_free(classifier);
  sheaf_mem_free(self.labels);
  sheaf_mem_free(self.scores);
  sheaf_mem_free(self.left);
  return code;
}
