/* rank.c - see rank.h. */
#include "rank.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "leaf.h"
#include "match.h"
#include "record/field.h"

static const double k1 = 1.2, b = 0.75;

typedef struct ranking {
  sheaf_match match;              /* what matching needs */
  const sheaf_documents *matches; /* the documents to rank */
  double *tf;                     /* by place in matches: weighted frequency of the present leaf */
  uint32_t *touched;              /* the places whose tf is not 0 */
  size_t touched_count;           /* of them */
  double *scores;                 /* by place in matches */
  char *done;                     /* by class of leaf: scored already */
  unsigned field;                 /* the field at hand */
  double per_token;               /* b over the field's average length, 0 where it has no lengths */
  size_t at;                      /* place in matches, while spans come in */
  sheaf_docs found;               /* documents of the present leaf */
  sheaf_error *err;               /* the caller's */
} ranking;

static double weight(unsigned field) {
  switch (field) {
    case SHEAF_FIELD_TITLE: return 5;
    case SHEAF_FIELD_KEYWORD:
    case SHEAF_FIELD_HEADING:
    case SHEAF_FIELD_SUBSTANCE: return 3;
    default: return 1;
  }
}

static void begin_field(ranking *self, unsigned field) {
  const uint64_t tokens = sheaf_index_tokens(self->match.index, field);
  self->field = field;
  self->at = 0;
  self->per_token = tokens ? b * sheaf_index_documents(self->match.index) / (double)tokens : 0;
}

static void add_weight(ranking *self, size_t place, double more) {
  if (self->tf[place] <= 0) self->touched[self->touched_count++] = (uint32_t)place;
  self->tf[place] += more;
}

/* Adds occurrences in the present field to the frequency of matches[place]. */
static int add_frequency(ranking *self, size_t place, uint32_t occurrences) {
  uint32_t length = 0;
  double norm = 1;
  if (self->per_token > 0) {
    const int code = sheaf_index_length(self->match.index, self->field, self->matches->ids[place], &length, self->err);
    if (code) return code;
    norm = 1 - b + self->per_token * length;
  }
  if (occurrences) add_weight(self, place, weight(self->field) * occurrences / norm);
  return SHEAF_OK;
}

/* Turns the frequencies of a leaf with n documents into scores, and forgets them. */
static void settle(ranking *self) {
  const double all = sheaf_index_documents(self->match.index), n = (double)sheaf_docs_count(&self->found);
  const double idf = log(1 + (all - n + 0.5) / (n + 0.5));
  for (size_t i = 0; i < self->touched_count; i++) {
    double *tf = &self->tf[self->touched[i]];
    self->scores[self->touched[i]] += idf * *tf / (k1 + *tf);
    *tf = 0;
  }
  self->touched_count = 0;
}

/* The first place in matches from `at` on whose document is not below target, by doubling steps. */
static size_t gallop(const sheaf_documents *matches, size_t at, uint32_t target) {
  size_t step = 1, high = at;
  while (high < matches->count && matches->ids[high] < target) {
    at = high + 1;
    high += step;
    step *= 2;
  }
  if (high > matches->count) high = matches->count;
  while (at < high) {
    const size_t middle = at + (high - at) / 2;
    if (matches->ids[middle] < target)
      at = middle + 1;
    else
      high = middle;
  }
  return at;
}

/* ---- single words ---- */

static int score_token(ranking *self, const char *token, size_t length) {
  const sheaf_documents *matches = self->matches;
  sheaf_posting_cursor *cursor = NULL;
  int code = sheaf_index_find(self->match.index, self->field, token, length, &cursor, self->err);
  if (code || !cursor) return code;
  uint32_t document = sheaf_posting_cursor_seek(cursor, matches->ids[0]);
  for (size_t at = 0; document && !code;) {
    at = gallop(matches, at, document);
    if (at == matches->count) break;
    if (matches->ids[at] == document) {
      code = add_frequency(self, at, sheaf_posting_cursor_frequency(cursor));
      document = sheaf_posting_cursor_next(cursor);
    } else {
      document = sheaf_posting_cursor_seek(cursor, matches->ids[at]);
    }
  }
  if (!code) code = sheaf_posting_cursor_error(cursor, self->err);
  sheaf_posting_cursor_close(cursor);
  return code;
}

static int score_term(ranking *self, const sheaf_query_node *node) {
  sheaf_expand tokens = {0};
  int code = sheaf_match_expand(&self->match, node, self->field, &tokens, self->err);
  if (!code) code = sheaf_match_term(&self->match, node, self->field, &self->found, self->err);
  const char *token;
  for (size_t at = 0, length; !code && sheaf_expand_next(&tokens, &at, &token, &length);)
    code = score_token(self, token, length);
  sheaf_expand_clear(&tokens);
  return code;
}

/* ---- phrases and proximity ---- */

static int score_spans(void *context, const sheaf_span *spans, size_t count) {
  ranking *self = context;
  const sheaf_documents *matches = self->matches;
  for (size_t i = 0, end; i < count; i = end) {
    const uint32_t document = spans[i].document;
    for (end = i; end < count && spans[end].document == document;) end++;
    if (sheaf_docs_add(&self->found, &document, 1)) return sheaf_error_memory(self->err);
    self->at = gallop(matches, self->at, document);
    if (self->at == matches->count || matches->ids[self->at] != document) continue;
    const int code = add_frequency(self, self->at, (uint32_t)(end - i));
    if (code) return code;
  }
  return SHEAF_OK;
}

/* ---- leaves ---- */

static int score_words(ranking *self, const sheaf_query_node *node) {
  int code = SHEAF_OK;
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT && !code; field++) {
    if (!(node->fields >> field & 1)) continue;
    begin_field(self, field);
    code = node->kind == SHEAF_QUERY_TERM
               ? score_term(self, node)
               : sheaf_match_spans(&self->match, node, field, 0, score_spans, self, self->err);
  }
  return code;
}

static int score_heading(ranking *self, const sheaf_query_node *node) {
  sheaf_documents ids = {0};
  int code = sheaf_leaf_documents(&self->match, node, &self->found, self->err);
  if (!code && sheaf_docs_list(&self->found, &ids)) code = sheaf_error_memory(self->err);
  for (size_t i = 0, k = 0; i < ids.count && !code; i++) {
    k = gallop(self->matches, k, ids.ids[i]);
    if (k < self->matches->count && self->matches->ids[k] == ids.ids[i])
      add_weight(self, k, weight(SHEAF_FIELD_HEADING));
  }
  sheaf_mem_free(ids.ids);
  return code;
}

static int score(ranking *self, const sheaf_query_node *node) {
  int code = SHEAF_OK;
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE:
    case SHEAF_QUERY_NEAR:
    case SHEAF_QUERY_HEADING:
    case SHEAF_QUERY_QUALIFIER: break;
    case SHEAF_QUERY_NOT: return score(self, node->child[0]);
    default:
      for (size_t i = 0; i < node->children && !code; i++) code = score(self, node->child[i]);
      return code;
  }
  if (self->done[node->same]) return SHEAF_OK;
  self->done[node->same] = 1;
  const int is_heading = node->kind == SHEAF_QUERY_HEADING || node->kind == SHEAF_QUERY_QUALIFIER;
  code = is_heading ? score_heading(self, node) : score_words(self, node);
  if (!code) settle(self);
  sheaf_docs_clear(&self->found);
  return code;
}

/* ---- the best ---- */

typedef struct ranked {
  float score; /* the higher the better */
  uint32_t id; /* ties: the lower the better */
} ranked;

static int compare(const void *x, const void *y) {
  const ranked *a = x, *c = y;
  if (a->score != c->score) return a->score > c->score ? -1 : 1;
  return (a->id > c->id) - (a->id < c->id);
}

/* Keeps a heap whose root is the worst one kept. */
static void sink(ranked *heap, size_t count) {
  for (size_t at = 0;;) {
    size_t worst = at;
    for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
      if (compare(&heap[child], &heap[worst]) > 0) worst = child;
    if (worst == at) return;
    const ranked swap = heap[at];
    heap[at] = heap[worst];
    heap[worst] = swap;
    at = worst;
  }
}

static int best(const ranking *self, size_t limit, uint32_t *ids, float *scores) {
  ranked *kept = sheaf_mem_alloc(limit * sizeof *kept);
  if (!kept) return SHEAF_ENOMEM;
  for (size_t i = 0; i < self->matches->count; i++) {
    const ranked one = {(float)self->scores[i], self->matches->ids[i]};
    if (i < limit) {
      kept[i] = one;
      /* worst first is a valid heap */
      if (i + 1 == limit && limit < self->matches->count) {
        qsort(kept, limit, sizeof *kept, compare);
        for (size_t k = 0; k < limit / 2; k++) {
          const ranked swap = kept[k];
          kept[k] = kept[limit - 1 - k];
          kept[limit - 1 - k] = swap;
        }
      }
    } else if (compare(&one, &kept[0]) < 0) {
      kept[0] = one;
      sink(kept, limit);
    }
  }
  qsort(kept, limit, sizeof *kept, compare);
  for (size_t i = 0; i < limit; i++) {
    ids[i] = kept[i].id;
    if (scores) scores[i] = kept[i].score;
  }
  sheaf_mem_free(kept);
  return SHEAF_OK;
}

int sheaf_rank_top(const sheaf_query *query, sheaf_index *index, const sheaf_documents *matches, size_t limit,
                   uint32_t *ids, float *scores, size_t *count, sheaf_error *err) {
  static const sheaf_eval_options options = {.explode = SHEAF_EVAL_EXPLODE_IGNORE};
  ranking self = {.matches = matches, .err = err};
  *count = limit && limit < matches->count ? limit : matches->count;
  if (!*count) return SHEAF_OK;
  sheaf_match_init(&self.match, index, &options);
  sheaf_docs_init(&self.found, self.match.last);
  self.tf = sheaf_mem_zero(matches->count, sizeof *self.tf);
  self.touched = sheaf_mem_alloc(matches->count * sizeof *self.touched);
  self.scores = sheaf_mem_zero(matches->count, sizeof *self.scores);
  self.done = sheaf_mem_zero(sheaf_query_size(query), 1);
  int code = self.tf && self.touched && self.scores && self.done ? SHEAF_OK : sheaf_error_memory(err);
  if (!code) code = score(&self, sheaf_query_root(query));
  if (!code && best(&self, *count, ids, scores)) code = sheaf_error_memory(err);
  sheaf_mem_free(self.tf);
  sheaf_mem_free(self.touched);
  sheaf_mem_free(self.scores);
  sheaf_mem_free(self.done);
  sheaf_docs_clear(&self.found);
  sheaf_match_clear(&self.match);
  return code;
}
