/* eval.c - see eval.h.
 *
 * Where nobody asks for the counts of single nodes, an AND evaluates what is cheap first and stops when nothing is
 * left; what is left is then all that its other operands look at (sheaf_match.within). A set that was found under such
 * a restriction may lack documents outside it, so it is never kept for equal nodes. */
#include "eval.h"

#include <stdlib.h>

#include "base/mem.h"
#include "docs.h"
#include "freq.h"
#include "heading.h"
#include "leaf.h"
#include "match.h"
#include "remote.h"
#include "within.h"

enum {
  KEPT_BYTES = 16 << 20, /* results kept for equal subtrees; beyond it they are computed again */
  DEEP = 64              /* below so many levels the deepest operand comes first: fewer sets are held at once */
};

typedef struct evaluation {
  sheaf_match match;               /* what leaves need */
  const sheaf_eval_options *asked; /* what the caller wants */
  int whole;                       /* counts or seen are wanted: every node is evaluated, over all documents */
  uint8_t *omitted;                /* by number: left out, being UNSUPPORTED or made of nothing else */
  uint32_t *cost;                  /* by number: a guess */
  uint32_t *uses;                  /* by class (node->same): nodes of it yet to come */
  uint32_t *found;                 /* by class: how many documents it has, once computed */
  uint32_t *origin;                /* by class: the number of the node that was computed */
  sheaf_docs **kept;               /* by class: its documents, or NULL */
  size_t bytes;                    /* in kept */
} evaluation;

static int evaluate(evaluation *self, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err);

static int is_words(const sheaf_query_node *node) {
  return node->kind == SHEAF_QUERY_TERM || node->kind == SHEAF_QUERY_PHRASE || node->kind == SHEAF_QUERY_NEAR;
}

/* Children of these are not evaluated by themselves. */
static int is_whole(const sheaf_query_node *node) { return is_words(node) || node->kind == SHEAF_QUERY_HEADING; }

/* ---- before: what cannot be evaluated, and what is dear ---- */

static int prepare(evaluation *self, const sheaf_query_node *node, sheaf_error *err);

/* Says why the first UNSUPPORTED node below cannot be searched. */
static int unsupported(evaluation *self, const sheaf_query_node *node, sheaf_error *err) {
  if (node->kind == SHEAF_QUERY_UNSUPPORTED) return sheaf_leaf_documents(&self->match, node, NULL, err);
  int code = SHEAF_OK;
  for (size_t i = 0; i < node->children && !code; i++) code = unsupported(self, node->child[i], err);
  return code;
}

static int check_line(const evaluation *self, const sheaf_query_node *node, sheaf_error *err) {
  if (node->line < self->asked->line_count && self->asked->lines[node->line]) return SHEAF_OK;
  return sheaf_error_at(err, SHEAF_EUNSUPPORTED, "Y-LINEREF", node->first,
                        "\"%.80s\" refers to a line that has no result here: search the whole strategy, and look at "
                        "why that line failed",
                        node->text);
}

static uint32_t own_cost(const sheaf_query_node *node) {
  switch (node->kind) {
    case SHEAF_QUERY_TERM: return node->parts > 1 || !node->pattern[0].text ? 4 : 1;
    case SHEAF_QUERY_PHRASE: return 8;
    case SHEAF_QUERY_NEAR: return 64;
    case SHEAF_QUERY_FREQ: return 256;
    case SHEAF_QUERY_SECTION: return 4096;
    case SHEAF_QUERY_HEADING: return node->children ? 16 : 2;
    default: return 1;
  }
}

static int prepare_children(evaluation *self, const sheaf_query_node *node, size_t *left_out, sheaf_error *err) {
  uint64_t cost = own_cost(node);
  for (size_t i = 0; i < node->children; i++) {
    const uint32_t number = node->child[i]->number;
    const int code = prepare(self, node->child[i], err);
    if (code) return code;
    *left_out += self->omitted[number];
    cost += self->cost[number];
  }
  self->cost[node->number] = cost < UINT32_MAX ? (uint32_t)cost : UINT32_MAX;
  return SHEAF_OK;
}

/* Fails where a node cannot be evaluated, in reading order, whatever the records are. */
static int prepare(evaluation *self, const sheaf_query_node *node, sheaf_error *err) {
  size_t left_out = 0;
  int code = prepare_children(self, node, &left_out, err);
  if (code) return code;
  switch (node->kind) {
    case SHEAF_QUERY_UNSUPPORTED:
      self->omitted[node->number] = self->asked->unsupported == SHEAF_EVAL_UNSUPPORTED_IGNORE;
      return self->omitted[node->number] ? SHEAF_OK : unsupported(self, node, err);
    case SHEAF_QUERY_REF: return check_line(self, node, err);
    case SHEAF_QUERY_SECTION:
      code = sheaf_within_check(self->asked, node, err);
      return code || !left_out ? code : unsupported(self, node, err);
    case SHEAF_QUERY_HEADING: return sheaf_heading_check(self->asked, self->match.syntax, node, err);
    case SHEAF_QUERY_OR:
    case SHEAF_QUERY_AND:
    case SHEAF_QUERY_SCOPE: self->omitted[node->number] = node->children && left_out == node->children; return SHEAF_OK;
    case SHEAF_QUERY_NOT:
      return self->omitted[node->child[0]->number] ? unsupported(self, node->child[0], err) : SHEAF_OK;
    default: return left_out ? unsupported(self, node, err) : SHEAF_OK;
  }
}

/* How often each class is evaluated: once for each of its nodes that is not inside a phrase or heading. */
static void count_uses(evaluation *self, const sheaf_query_node *node) {
  self->uses[node->same]++;
  if (is_whole(node)) return;
  for (size_t i = 0; i < node->children; i++)
    if (!self->omitted[node->child[i]->number]) count_uses(self, node->child[i]);
}

/* ---- sets kept for equal nodes ---- */

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

static void use(evaluation *self, uint32_t class) {
  if (--self->uses[class] == 0) drop(self, class);
}

/* What is known of the computed node of the class is true of this one. */
static void report_again(evaluation *self, const sheaf_query_node *node) {
  const sheaf_eval_options *asked = self->asked;
  const size_t from = self->origin[node->same] * asked->watched_count, to = node->number * asked->watched_count;
  if (asked->counts) asked->counts[node->number] = self->found[node->same];
  for (size_t i = 0; asked->seen && i < asked->watched_count; i++) asked->seen[to + i] = asked->seen[from + i];
}

/* Passes over the nodes below one that is not computed, because an equal one was (known) or because nothing is left. */
static void pass(evaluation *self, const sheaf_query_node *node, int known) {
  if (known && self->whole) report_again(self, node);
  if (is_whole(node)) return;
  for (size_t i = 0; i < node->children; i++) {
    if (self->omitted[node->child[i]->number]) continue;
    use(self, node->child[i]->same);
    pass(self, node->child[i], known);
  }
}

static void skip(evaluation *self, const sheaf_query_node *node) {
  use(self, node->same);
  pass(self, node, 0);
}

/* ---- groups ---- */

static int combine(sheaf_query_kind kind, sheaf_docs *all, sheaf_docs *one) {
  switch (kind) {
    case SHEAF_QUERY_AND: return sheaf_docs_intersect(all, one);
    case SHEAF_QUERY_NOT: return sheaf_docs_subtract(all, one);
    default: return sheaf_docs_unite(all, one);
  }
}

typedef struct operand {
  const sheaf_query_node *node; /* a child */
  uint32_t rank;                /* the lowest comes first */
  uint32_t place;               /* among the children: ties come in reading order */
} operand;

static int compare(const void *x, const void *y) {
  const operand *a = x, *b = y;
  if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
  return (a->place > b->place) - (a->place < b->place);
}

/* The children that count, in the order in which they are evaluated. */
static size_t line_up(const evaluation *self, const sheaf_query_node *node, operand *out) {
  size_t count = 0;
  const int deep = node->depth > DEEP && node->kind != SHEAF_QUERY_NOT;
  const int cheap = node->kind == SHEAF_QUERY_AND && !self->whole;
  for (size_t i = 0; i < node->children; i++) {
    const sheaf_query_node *child = node->child[i];
    if (self->omitted[child->number]) continue;
    const uint32_t rank = deep ? SHEAF_QUERY_DEPTH - child->depth : cheap ? self->cost[child->number] : 0;
    out[count++] = (operand){child, rank, (uint32_t)i};
  }
  if (deep || cheap) qsort(out, count, sizeof *out, compare);
  return count;
}

/* An operand of an AND or NOT after the first: looks only where the others left something. */
static int narrow(evaluation *self, const sheaf_query_node *node, sheaf_docs *left, sheaf_docs *one, sheaf_error *err) {
  sheaf_docs *within = self->match.within;
  if (within && sheaf_docs_intersect(left, within)) return sheaf_error_memory(err);
  if (!sheaf_docs_count(left)) {
    skip(self, node);
    return SHEAF_OK;
  }
  self->match.within = left;
  const int code = evaluate(self, node, one, err);
  self->match.within = within;
  return code;
}

/* Words that nobody asks for again go straight into an OR. */
static int join(evaluation *self, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  use(self, node->same);
  const int code = sheaf_match_check(&self->match, err);
  return code ? code : sheaf_match_documents(&self->match, node, out, err);
}

static int evaluate_operands(evaluation *self, const sheaf_query_node *node, const operand *operands, size_t count,
                             sheaf_docs *out, sheaf_error *err) {
  const int narrows = !self->whole && (node->kind == SHEAF_QUERY_AND || node->kind == SHEAF_QUERY_NOT);
  const int joins = !self->whole && node->kind == SHEAF_QUERY_OR;
  sheaf_docs one;
  sheaf_docs_init(&one, self->match.last);
  int code = count ? evaluate(self, operands[0].node, out, err) : SHEAF_OK;
  for (size_t i = 1; i < count && !code; i++) {
    const uint32_t class = operands[i].node->same;
    if (joins && is_words(operands[i].node) && self->uses[class] == 1 && !self->kept[class]) {
      code = join(self, operands[i].node, out, err);
      continue;
    }
    sheaf_docs_clear(&one);
    code = narrows ? narrow(self, operands[i].node, out, &one, err) : evaluate(self, operands[i].node, &one, err);
    if (!code && combine(node->kind, out, &one)) code = sheaf_error_memory(err);
  }
  sheaf_docs_clear(&one);
  return code;
}

static int group(evaluation *self, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  operand few[4], *operands = few;
  if (node->children > 4) operands = sheaf_mem_alloc(node->children * sizeof *operands);
  if (!operands) return sheaf_error_memory(err);
  const size_t count = line_up(self, node, operands);
  const int code = evaluate_operands(self, node, operands, count, out, err);
  if (operands != few) sheaf_mem_free(operands);
  return code;
}

/* ---- nodes ---- */

/* FREQ and SECTION, by what finds them; the child is evaluated by itself only for its count. */
typedef int find_fn(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err);
static int counted(evaluation *self, const sheaf_query_node *node, find_fn *find, sheaf_docs *out, sheaf_error *err) {
  if (!self->whole) {
    skip(self, node->child[0]);
    return find(&self->match, node, out, err);
  }
  sheaf_docs once;
  sheaf_docs_init(&once, self->match.last);
  int code = evaluate(self, node->child[0], &once, err);
  self->match.within = &once;
  if (!code) code = find(&self->match, node, out, err);
  self->match.within = NULL;
  sheaf_docs_clear(&once);
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
    case SHEAF_QUERY_FREQ: return counted(self, node, sheaf_freq_documents, out, err);
    case SHEAF_QUERY_SECTION: return counted(self, node, sheaf_within_documents, out, err);
    case SHEAF_QUERY_REF: {
      const sheaf_documents *line = self->asked->lines[node->line];
      return sheaf_docs_add_ascending(out, line->ids, line->count) ? sheaf_error_memory(err) : SHEAF_OK;
    }
    default: return sheaf_leaf_documents(&self->match, node, out, err);
  }
}

static int contains(const sheaf_docs *sealed, uint32_t id) {
  if (sealed->bits) return id <= sealed->last && (sealed->bits[id / 64] >> (id % 64) & 1);
  size_t low = 0, high = sealed->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (sealed->ids[middle] < id)
      low = middle + 1;
    else
      high = middle;
  }
  return low < sealed->count && sealed->ids[low] == id;
}

static void report(evaluation *self, const sheaf_query_node *node, sheaf_docs *docs) {
  const sheaf_eval_options *asked = self->asked;
  self->origin[node->same] = node->number;
  self->found[node->same] = (uint32_t)sheaf_docs_count(docs);
  if (asked->counts) asked->counts[node->number] = self->found[node->same];
  for (size_t i = 0; asked->seen && i < asked->watched_count; i++)
    if (contains(docs, asked->watched[i])) asked->seen[node->number * asked->watched_count + i] = 1;
}

/* Puts the node's documents into out, which is empty. */
static int evaluate(evaluation *self, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  const uint32_t class = node->same;
  self->uses[class]--;
  if (self->kept[class]) {
    pass(self, node, 1);
    if (self->uses[class]) return sheaf_docs_unite(out, self->kept[class]) ? sheaf_error_memory(err) : SHEAF_OK;
    sheaf_docs_move(out, self->kept[class]);
    drop(self, class);
    return SHEAF_OK;
  }
  sheaf_docs *within = self->match.within;
  if (self->uses[class]) self->match.within = NULL; /* what is kept must be all of it */
  const int code = compute(self, node, out, err);
  self->match.within = within;
  if (code) return code;
  if (self->whole) report(self, node, out);
  return keep(self, node, out) ? sheaf_error_memory(err) : SHEAF_OK;
}

static int open_tables(evaluation *self, uint32_t size) {
  self->omitted = sheaf_mem_zero(size, 1);
  self->cost = sheaf_mem_zero(size, sizeof *self->cost);
  self->uses = sheaf_mem_zero(size, sizeof *self->uses);
  self->found = sheaf_mem_zero(size, sizeof *self->found);
  self->origin = sheaf_mem_zero(size, sizeof *self->origin);
  self->kept = sheaf_mem_zero(size, sizeof(sheaf_docs *));
  for (uint32_t i = 0; self->asked->counts && i < size; i++) self->asked->counts[i] = UINT32_MAX;
  return self->omitted && self->cost && self->uses && self->found && self->origin && self->kept ? SHEAF_OK
                                                                                                : SHEAF_ENOMEM;
}

static void close_tables(evaluation *self, uint32_t size) {
  for (uint32_t i = 0; self->kept && i < size; i++) drop(self, i);
  sheaf_mem_free(self->omitted);
  sheaf_mem_free(self->cost);
  sheaf_mem_free(self->uses);
  sheaf_mem_free(self->found);
  sheaf_mem_free(self->origin);
  sheaf_mem_free(self->kept);
}

/* Puts what matches into docs, which is not initialised; clear it also after a failure. */
static int run(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options, sheaf_docs *docs,
               sheaf_error *err) {
  const sheaf_query_node *root = sheaf_query_root(query);
  const uint32_t size = sheaf_query_size(query);
  evaluation self = {.bytes = 0};
  sheaf_match_init(&self.match, index, options);
  sheaf_docs_init(docs, self.match.last);
  self.match.syntax = sheaf_query_syntax(query);
  self.asked = self.match.options;
  self.whole = self.asked->counts || (self.asked->seen && self.asked->watched_count);
  int code = open_tables(&self, size) ? sheaf_error_memory(err) : prepare(&self, root, err);
  if (!code && self.omitted[root->number]) code = unsupported(&self, root, err);
  if (!code) {
    count_uses(&self, root);
    code = evaluate(&self, root, docs, err);
  }
  close_tables(&self, size);
  sheaf_match_clear(&self.match);
  return code;
}

int sheaf_eval_documents(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options,
                         sheaf_documents *out, sheaf_error *err) {
  if (sheaf_index_is_remote(index)) return sheaf_remote_documents(query, index, options, out, err);
  sheaf_docs docs;
  int code = run(query, index, options, &docs, err);
  if (!code && sheaf_docs_list(&docs, out)) code = sheaf_error_memory(err);
  sheaf_docs_clear(&docs);
  return code;
}

int sheaf_eval_count(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options, size_t *count,
                     sheaf_error *err) {
  sheaf_docs docs;
  const int code = run(query, index, options, &docs, err);
  *count = code ? 0 : sheaf_docs_count(&docs);
  sheaf_docs_clear(&docs);
  return code;
}
