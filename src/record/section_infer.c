/* section_infer.c - sections of a text without headings, by its sentences.
 *
 * A linear chain over the sentences (a conditional random field: Lafferty et al 2001): the score of a labelling is the
 * sum of its sentences' cues and of its steps. The best labelling is found by Viterbi's algorithm, the probability of
 * each sentence's kind by going forward and backward. */
#include <math.h>
#include <string.h>

#include "section_book.h"
#include "section_sentence.h"

enum { KINDS = SHEAF_SECTION_KINDS };

typedef struct node {
  double own[KINDS];      /* score of the sentence's cues */
  double best[KINDS];     /* score of the best way to each kind */
  double weight[KINDS];   /* e to the power of own, the largest being 1; 0 where the kind is not allowed */
  double forward[KINDS];  /* share of each kind among all ways here */
  double backward[KINDS]; /* the same for all ways from here on */
  int back[KINDS];        /* the kind before, on the best way */
  int kind;               /* on the best way */
} node;

typedef struct chain {
  const sheaf_section_book *book; /* what is known */
  unsigned allowed;               /* kinds there can be */
  node *nodes;                    /* one a sentence */
  size_t count;                   /* of them */
} chain;

typedef struct scoring {
  const sheaf_section_book *book; /* what is known */
  double *own;                    /* of the sentence at hand */
} scoring;

static int score(void *context, const char *feature, size_t length, uint64_t hash) {
  const scoring *self = context;
  const sheaf_section_cue *cue = sheaf_section_book_find(self->book, feature, length, hash);
  for (int k = 0; cue && k < KINDS; k++) self->own[k] += (double)cue->weights[k];
  return cue && cue->begins;
}

static int is_allowed(const chain *self, int kind) { return self->allowed >> kind & 1; }

/* What it adds that the sentence at `index` has the kind `to` after `from` (KINDS: the first sentence). */
static double step(const chain *self, int from, int to) { return (double)self->book->steps[from][to]; }
static double last_step(const chain *self, size_t index, int kind) {
  return index + 1 == self->count ? step(self, kind, KINDS) : 0;
}

static void find_best(chain *self) {
  int kind = -1;
  for (size_t i = 0; i < self->count; i++) {
    node *here = &self->nodes[i];
    kind = -1;
    for (int to = 0; to < KINDS; to++) {
      if (!is_allowed(self, to)) continue;
      double best = i ? -HUGE_VAL : step(self, KINDS, to);
      for (int from = 0; from < KINDS && i; from++) {
        if (!is_allowed(self, from)) continue;
        const double way = self->nodes[i - 1].best[from] + step(self, from, to);
        if (way <= best) continue;
        best = way;
        here->back[to] = from;
      }
      here->best[to] = best + here->own[to] + last_step(self, i, to);
      if (kind < 0 || here->best[to] > here->best[kind]) kind = to;
    }
  }
  for (size_t i = self->count; i-- > 0;) {
    self->nodes[i].kind = kind;
    kind = self->nodes[i].back[kind];
  }
}

static void weigh(const chain *self, node *at) {
  double most = -HUGE_VAL;
  for (int k = 0; k < KINDS; k++)
    if (is_allowed(self, k) && at->own[k] > most) most = at->own[k];
  for (int k = 0; k < KINDS; k++) at->weight[k] = is_allowed(self, k) ? exp(at->own[k] - most) : 0;
}

/* Makes the shares add up to 1, so that no text is too long for a number. */
static void scale(double shares[KINDS]) {
  double sum = 0;
  for (int k = 0; k < KINDS; k++) sum += shares[k];
  for (int k = 0; k < KINDS; k++) shares[k] = sum > 0 ? shares[k] / sum : 1.0 / KINDS;
}

static void go_both_ways(chain *self) {
  const float(*factors)[KINDS + 1] = self->book->factors;
  for (size_t i = 0; i < self->count; i++) {
    node *here = &self->nodes[i];
    weigh(self, here);
    for (int to = 0; to < KINDS; to++) {
      double sum = i ? 0 : (double)factors[KINDS][to];
      for (int from = 0; from < KINDS && i; from++) sum += self->nodes[i - 1].forward[from] * (double)factors[from][to];
      here->forward[to] = sum * here->weight[to];
    }
    scale(here->forward);
  }
  for (size_t i = self->count; i-- > 0;) {
    node *here = &self->nodes[i];
    const node *next = i + 1 < self->count ? here + 1 : NULL;
    for (int from = 0; from < KINDS; from++) {
      double sum = next ? 0 : (double)factors[from][KINDS];
      for (int to = 0; to < KINDS && next; to++)
        sum += (double)factors[from][to] * next->weight[to] * next->backward[to];
      here->backward[from] = sum;
    }
    scale(here->backward);
  }
}

/* Of the kind that the best way gives the sentence. */
static double probability(const node *at) {
  double sum = 0;
  for (int k = 0; k < KINDS; k++) sum += at->forward[k] * at->backward[k];
  return sum > 0 ? at->forward[at->kind] * at->backward[at->kind] / sum : 0;
}

/* Neighbours of one kind become one section. */
static int list(const chain *self, const sheaf_sentence *sentences, sheaf_sections *out) {
  for (size_t i = 0, end; i < self->count; i = end) {
    const int kind = self->nodes[i].kind;
    double sum = 0;
    for (end = i; end < self->count && self->nodes[end].kind == kind; end++) sum += probability(&self->nodes[end]);
    const size_t first = sentences[i].first;
    const sheaf_section section = {(sheaf_section_kind)kind, SHEAF_SECTION_BIT(kind), first, first, first,
                                   sentences[end - 1].last,  sum / (double)(end - i), 1};
    if (sheaf_sections_add(out, &section)) return SHEAF_ENOMEM;
  }
  return SHEAF_OK;
}

int sheaf_section_infer(const sheaf_section_book *book, const char *text, size_t first, size_t last, unsigned allowed,
                        sheaf_sections *out) {
  sheaf_buf_reset(&out->sentences);
  sheaf_buf_reset(&out->nodes);
  sheaf_sentence_cut(text, first, last, &out->sentences);
  const sheaf_sentence *sentences = (const sheaf_sentence *)(const void *)out->sentences.data;
  chain self = {.book = book, .allowed = allowed & SHEAF_SECTION_ALL};
  self.count = out->sentences.length / sizeof *sentences;
  if (!self.allowed) self.allowed = SHEAF_SECTION_ALL;
  if (out->sentences.failed || sheaf_buf_reserve(&out->nodes, self.count * sizeof *self.nodes)) return SHEAF_ENOMEM;
  if (!self.count) return SHEAF_OK;
  self.nodes = (node *)(void *)out->nodes.data;
  for (size_t i = 0; i < self.count; i++) {
    self.nodes[i] = (node){.kind = 0};
    scoring context = {book, self.nodes[i].own};
    sheaf_sentence_features(text, &sentences[i], i, self.count, &out->words, score, &context);
    if (out->words.failed) return SHEAF_ENOMEM;
  }
  find_best(&self);
  go_both_ways(&self);
  return list(&self, sentences, out);
}
