/* eval.c - see eval.h. */
#include "eval.h"

#include "base/mem.h"
#include "docs.h"
#include "leaf.h"
#include "match.h"

enum { KEPT_BYTES = 32 << 20 }; /* results kept for equal subtrees; beyond it they are computed again */

typedef struct evaluation {
  const sheaf_query *query; /* what is evaluated */
  sheaf_match match;        /* what leaves need */
  uint32_t *uses;           /* by class (node->same): nodes of it yet to come */
  uint32_t *found;          /* by class: how many documents it has, once computed */
  sheaf_docs **kept;        /* by class: its documents, or NULL */
  size_t bytes;             /* in kept */
} evaluation;

static int evaluate(evaluation *self, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err);

static int is_words(const sheaf_query_node *node) {
  return node->kind == SHEAF_QUERY_TERM || node->kind == SHEAF_QUERY_PHRASE || node->kind == SHEAF_QUERY_NEAR;
}

/* Children of these are not evaluated by themselves. */
static int is_whole(const sheaf_query_node *node) { return is_words(node) || node->kind == SHEAF_QUERY_HEADING; }

static int combine(sheaf_query_kind kind, sheaf_docs *all, sheaf_docs *one) {
  switch (kind) {
    case SHEAF_QUERY_AND: return sheaf_docs_intersect(all, one);
    case SHEAF_QUERY_NOT: return sheaf_docs_subtract(all, one);
    default: return sheaf_docs_unite(all, one);
  }
}

static int group(evaluation *self, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  sheaf_docs one;
  sheaf_docs_init(&one, self->match.last);
  int code = SHEAF_OK;
  for (size_t i = 0; i < node->children && !code; i++) {
    if (i == 0) {
      code = evaluate(self, node->child[0], out, err);
      continue;
    }
    sheaf_docs_clear(&one);
    code = evaluate(self, node->child[i], &one, err);
    if (!code && combine(node->kind, out, &one)) code = sheaf_error_memory(err);
  }
  sheaf_docs_clear(&one);
  return code;
}

static int compute(evaluation *self, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  const int code = sheaf_match_check(&self->match, err);
  if (code) return code;
  if (is_words(node)) return sheaf_match_documents(&self->match, node, out, err);
  switch (node->kind) {
    case SHEAF_QUERY_OR:
    case SHEAF_QUERY_AND:
    case SHEAF_QUERY_NOT:
    case SHEAF_QUERY_SCOPE: return group(self, node, out, err);
    default: return sheaf_leaf_documents(&self->match, node, out, err);
  }
}

/* Keeps a copy for the equal nodes that follow. */
static int keep(evaluation *self, const sheaf_query_node *node, const sheaf_docs *docs) {
  const size_t bytes = sheaf_docs_bytes(docs);
  if (!self->uses[node->same] || self->bytes + bytes > KEPT_BYTES) return SHEAF_OK;
  sheaf_docs *copy = sheaf_mem_alloc(sizeof *copy);
  if (!copy) return SHEAF_ENOMEM;
  sheaf_docs_init(copy, docs->last);
  self->kept[node->same] = copy;
  self->bytes += bytes;
  return sheaf_docs_copy(copy, docs);
}

static void drop(evaluation *self, uint32_t class) {
  if (!self->kept[class]) return;
  self->bytes -= sheaf_docs_bytes(self->kept[class]) < self->bytes ? sheaf_docs_bytes(self->kept[class]) : self->bytes;
  sheaf_docs_clear(self->kept[class]);
  sheaf_mem_free(self->kept[class]);
  self->kept[class] = NULL;
}

/* A kept node is not computed again: says the counts of all below it. */
static void count_again(evaluation *self, const sheaf_query_node *node) {
  uint32_t *counts = self->match.options->counts;
  if (counts) counts[node->number] = self->found[node->same];
  if (is_whole(node)) return;
  for (size_t i = 0; i < node->children; i++) {
    const uint32_t class = node->child[i]->same;
    if (--self->uses[class] == 0) drop(self, class);
    count_again(self, node->child[i]);
  }
}

static int evaluate(evaluation *self, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  uint32_t *counts = self->match.options->counts;
  const uint32_t class = node->same;
  self->uses[class]--;
  if (self->kept[class]) {
    count_again(self, node);
    if (self->uses[class]) return sheaf_docs_unite(out, self->kept[class]) ? sheaf_error_memory(err) : SHEAF_OK;
    sheaf_docs_move(out, self->kept[class]);
    drop(self, class);
    return SHEAF_OK;
  }
  const int code = compute(self, node, out, err);
  if (code) return code;
  self->found[class] = (uint32_t)sheaf_docs_count(out);
  if (counts) counts[node->number] = self->found[class];
  return keep(self, node, out) ? sheaf_error_memory(err) : SHEAF_OK;
}

/* How often each class is evaluated: once for each of its nodes that is not inside a phrase or heading. */
static void count_uses(evaluation *self, const sheaf_query_node *node) {
  self->uses[node->same]++;
  if (is_whole(node)) return;
  for (size_t i = 0; i < node->children; i++) count_uses(self, node->child[i]);
}

int sheaf_eval_documents(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options,
                         sheaf_documents *out, sheaf_error *err) {
  const uint32_t size = sheaf_query_size(query);
  evaluation self = {.query = query};
  sheaf_docs docs;
  sheaf_match_init(&self.match, index, options);
  sheaf_docs_init(&docs, self.match.last);
  self.uses = sheaf_mem_zero(size, sizeof *self.uses);
  self.kept = sheaf_mem_zero(size, sizeof *self.kept);
  self.found = sheaf_mem_zero(size, sizeof *self.found);
  int code = self.uses && self.found && self.kept ? SHEAF_OK : sheaf_error_memory(err);
  if (!code) {
    for (uint32_t i = 0; self.match.options->counts && i < size; i++) self.match.options->counts[i] = UINT32_MAX;
    count_uses(&self, sheaf_query_root(query));
    code = evaluate(&self, sheaf_query_root(query), &docs, err);
  }
  if (!code && sheaf_docs_list(&docs, out)) code = sheaf_error_memory(err);
  for (uint32_t i = 0; self.kept && i < size; i++) drop(&self, i);
  sheaf_mem_free(self.uses);
  sheaf_mem_free(self.found);
  sheaf_mem_free(self.kept);
  sheaf_docs_clear(&docs);
  sheaf_match_clear(&self.match);
  return code;
}
