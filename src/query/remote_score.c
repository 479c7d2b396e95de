/* remote_score.c - see remote_score.h.
 *
 * The statement asks the index for each word in each field by itself, so that which records have it needs no look at
 * their words, which are large and lie apart. How often a word stands in a record is to be had from the column `often`
 * alone: ts_rank of one lexeme with n positions is (1 + 1/4 + ... + 1/n^2) * weight * 6 / pi^2, which tells n. */
#include "remote_score.h"

#include <string.h>

#include "base/mem.h"
#include "record/field.h"
#include "remote_plan.h"
#include "remote_run.h"
#include "scored.h"
#include "weigh.h"

enum {
  PAIRS = 512,      /* words in fields that shards score by; beyond it records are scored here */
  TOGETHER = 64,    /* queries counted in one statement */
  LONGEST = 4 << 20 /* bytes of the conditions of one statement */
};

/* ---- leaves ---- */

int sheaf_remote_leaves_make(sheaf_remote_leaves *self, const sheaf_query *query, sheaf_error *err) {
  const uint32_t size = sheaf_query_size(query);
  const sheaf_query_node **nodes = sheaf_mem_alloc(size * sizeof *nodes);
  self->items = sheaf_mem_zero(size, sizeof *self->items);
  int code = SHEAF_OK;
  if (!nodes || !self->items || sheaf_scored_leaves(query, nodes, &self->count)) code = sheaf_error_memory(err);
  for (size_t i = 0; i < self->count; i++) self->items[i].node = nodes[i];
  sheaf_mem_free(nodes);
  for (size_t i = 0; i < self->count && !code; i++) {
    sheaf_remote_leaf_of *one = &self->items[i];
    one->query = sheaf_remote_plan_query(query, one->node);
    code = one->query ? sheaf_remote_pair_make(&one->pair, self->remote, one->query, self->options, err)
                      : sheaf_error_memory(err);
  }
  return code;
}

void sheaf_remote_leaves_clear(sheaf_remote_leaves *self) {
  for (size_t i = 0; i < self->count; i++) {
    sheaf_remote_pair_clear(&self->items[i].pair);
    sheaf_query_free(self->items[i].query);
  }
  sheaf_mem_free(self->items);
  self->items = NULL;
  self->count = 0;
}

/* ---- counting ---- */

static int take_count(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  (void)err;
  const sheaf_remote_leaves *self = context;
  const int64_t at = sheaf_server_row_integer(row, 0);
  if (at >= 0 && (size_t)at < self->count) self->items[at].count += (uint64_t)sheaf_server_row_integer(row, 1);
  return SHEAF_OK;
}

/* Those that the conditions alone can count, and clipped records cannot change. */
static int is_simple(const sheaf_remote_leaf_of *one) {
  return !one->known && one->pair.answer.exact && one->pair.answer.kind == SHEAF_REMOTE_SOME &&
         one->pair.clipped.kind == SHEAF_REMOTE_NONE;
}

/* Counts the simple ones from *at on that fit into one statement. */
static int count_some(sheaf_remote_leaves *self, size_t *at, sheaf_error *err) {
  sheaf_server_value params[TOGETHER];
  sheaf_buf sql = {0};
  size_t bytes = 0, first = *at;
  int count = 0;
  for (; *at < self->count && count < TOGETHER && bytes < LONGEST; ++*at) {
    const sheaf_remote_leaf_of *one = &self->items[*at];
    if (!is_simple(one)) continue;
    params[count] = sheaf_remote_parameter(&one->pair.placed);
    bytes += params[count++].length;
    sheaf_buf_add_format(
        &sql, "%sSELECT %zu,count(*) FROM record_words_s{k} w WHERE NOT w.clipped AND w.words@@$%d::tsquery AND ",
        count > 1 ? " UNION ALL " : "", *at, count);
    sheaf_index_remote_shown(sheaf_remote_index(self->remote), "w", &sql);
  }
  int code = sql.failed ? sheaf_error_memory(err) : SHEAF_OK;
  if (!code && count)
    code = sheaf_server_each(sheaf_remote_server(self->remote), SHEAF_SERVER_ALL, sheaf_buf_text(&sql), params, count,
                             take_count, self, err);
  for (; first < *at; first++) self->items[first].known |= is_simple(&self->items[first]);
  sheaf_buf_clear(&sql);
  return code;
}

static void look_up(sheaf_remote_leaves *self, const sheaf_index *index) {
  for (size_t i = 0; i < self->count; i++) {
    sheaf_remote_leaf_of *one = &self->items[i];
    const sheaf_query_part *part = one->node->pattern;
    uint32_t documents;
    if (!sheaf_scored_is_word(one->node) ||
        !sheaf_index_kept_count(index, one->node->fields, part->text, part->length, &documents))
      continue;
    one->count = documents;
    one->known = 1;
  }
}

int sheaf_remote_leaves_count(sheaf_remote_leaves *self, sheaf_index *index, sheaf_error *err) {
  int code = SHEAF_OK;
  look_up(self, index);
  for (size_t at = 0; at < self->count && !code;) code = count_some(self, &at, err);
  for (size_t i = 0; i < self->count && !code; i++) {
    sheaf_remote_leaf_of *one = &self->items[i];
    const sheaf_query_part *part = one->node->pattern;
    if (!one->known) code = sheaf_remote_count_query(self->remote, one->query, self->options, &one->count, err);
    one->known = !code;
    if (!code && sheaf_scored_is_word(one->node))
      sheaf_index_keep_count(index, one->node->fields, part->text, part->length, (uint32_t)one->count);
  }
  return code;
}

/* ---- scoring ---- */

static int is_there(const sheaf_remote_score *self, const sheaf_query_node *leaf, unsigned field) {
  const sheaf_remote_lexicon *words = sheaf_remote_words(self->remote);
  return (leaf->fields >> field & 1) &&
         words->has(words->context, field, leaf->pattern[0].text, leaf->pattern[0].length);
}

/* How many branches of the statement a leaf needs. */
static size_t branches_of(const sheaf_remote_score *self, const sheaf_remote_leaf_of *leaf) {
  if (!sheaf_scored_is_word(leaf->node)) return leaf->pair.answer.kind == SHEAF_REMOTE_SOME;
  size_t branches = 0;
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT; field++) branches += (size_t)is_there(self, leaf->node, field);
  return branches;
}

static size_t all_branches(const sheaf_remote_score *self) {
  size_t branches = 0;
  for (size_t i = 0; i < self->leaves->count; i++) branches += branches_of(self, &self->leaves->items[i]);
  return branches;
}

int sheaf_remote_score_is_worth(const sheaf_remote_score *self) {
  for (size_t i = 0; i < self->leaves->count; i++) {
    const sheaf_remote_leaf_of *one = &self->leaves->items[i];
    if (sheaf_scored_is_word(one->node)) continue;
    if (!sheaf_scored_is_heading(one->node) || !one->pair.answer.exact || one->pair.answer.kind == SHEAF_REMOTE_ALL)
      return 0;
  }
  return all_branches(self) <= PAIRS;
}

/* 1 where a record matches if and only if it has some leaf: then no condition is needed. */
static int is_any_of(const sheaf_query_node *node) {
  const uint64_t scored = (UINT64_C(1) << SHEAF_FIELD_COUNT) - 2;
  if (sheaf_scored_is_heading(node)) return 1;
  if (sheaf_scored_is_word(node)) return !(node->fields & ~scored);
  if (node->kind != SHEAF_QUERY_OR && node->kind != SHEAF_QUERY_SCOPE) return 0;
  for (size_t i = 0; i < node->children; i++)
    if (!is_any_of(node->child[i])) return 0;
  return 1;
}

/* The least ts_rank of 1, 2, ... positions, as an array: halfway to that of one position fewer. */
static void add_thresholds(sheaf_buf *out) {
  float sum = 0, before = 0;
  for (int n = 1; n <= SHEAF_WORDS_MOST; n++) {
    sum += 0.1f / (float)(n * n);
    const float now = (float)((double)sum / 1.64493406685);
    sheaf_buf_add_format(out, "%c%llde-9", n > 1 ? ',' : '{',
                         (long long)(((double)before + (double)now) / 2 * 1e9 + 0.5));
    before = now;
  }
  sheaf_buf_add_byte(out, '}');
}

typedef struct statement {
  const sheaf_remote_score *self; /* what is scored */
  sheaf_buf sql;                  /* its branches, from UNION ALL to UNION ALL */
  sheaf_buf sums;                 /* what each leaf adds up, as columns */
  sheaf_buf thresholds;           /* a parameter's text */
  sheaf_buf lexemes;              /* texts of parameters, one after the other */
  sheaf_server_value *params;     /* owned */
  size_t *starts;                 /* by parameter: where its text begins in lexemes, plus 1; 0: it is not there */
  int count;                      /* of them */
  int bounds;                     /* the parameter of thresholds */
  int condition;                  /* that of the query; 0: none */
  int narrow;                     /* 1: each branch has the condition, too */
  size_t branches;                /* so far */
} statement;

static int add(statement *to, sheaf_server_value value) {
  to->params[to->count] = value;
  return ++to->count;
}

static int add_number(statement *to, double number) {
  return add(to, (sheaf_server_value){.type = SHEAF_SERVER_NUMBER, .number = number});
}

static int add_lexeme(statement *to, unsigned field, const char *token, size_t length) {
  const size_t start = to->lexemes.length;
  char key[SHEAF_SEGMENT_KEY];
  length = sheaf_segment_key(field, token, length, key);
  sheaf_words_quote(&to->lexemes, field, key + 1, length - 1);
  to->starts[to->count] = start + 1;
  return add(to, (sheaf_server_value){.type = SHEAF_SERVER_TEXT, .length = to->lexemes.length - start});
}

static void begin_branch(statement *to) {
  sheaf_buf_add_format(&to->sql, "%sSELECT w.id,%zu AS j,", to->branches ? " UNION ALL " : "", to->branches);
}

/* The records that meet a parameter's condition, 0: any. */
static void end_branch(statement *to, int condition) {
  sheaf_buf_add_text(&to->sql, " AS v FROM record_words_s{k} w WHERE NOT w.clipped AND ");
  if (condition) sheaf_buf_add_format(&to->sql, "w.words@@$%d::tsquery AND ", condition);
  if (to->narrow) sheaf_buf_add_format(&to->sql, "w.words@@$%d::tsquery AND ", to->condition);
  sheaf_index_remote_shown(sheaf_remote_index(to->self->remote), "w", &to->sql);
  to->branches++;
}

static void add_to_sum(statement *to) {
  sheaf_buf_add_format(&to->sums, "+COALESCE(max(x.v) FILTER(WHERE x.j=%zu),0)", to->branches);
}

/* What the frequency of a word in one field adds: weigh of weigh.c. */
static void add_word(statement *to, const sheaf_query_node *leaf, unsigned field) {
  const struct sheaf_index_statistics *all = &sheaf_remote_index(to->self->remote)->statistics;
  const double per_token = sheaf_weigh_per_token(all->documents, all->tokens[field]);
  if (!to->bounds)
    to->bounds = add(to, (sheaf_server_value){
                             .type = SHEAF_SERVER_TEXT, .text = to->thresholds.data, .length = to->thresholds.length});
  const int lexeme = add_lexeme(to, field, leaf->pattern[0].text, leaf->pattern[0].length);
  const int weight = add_number(to, sheaf_weigh_of_field(field));
  add_to_sum(to);
  begin_branch(to);
  sheaf_buf_add_format(&to->sql,
                       "$%d::float8*greatest(1,width_bucket(ts_rank(w.often,$%d::tsquery)::float8,$%d::float8[]))",
                       weight, lexeme, to->bounds);
  if (per_token > 0)
    sheaf_buf_add_format(&to->sql, "/(0.25::float8+$%d::float8*coalesce(w.lengths[%u],0))", add_number(to, per_token),
                         field);
  end_branch(to, lexeme);
}

static void add_heading(statement *to, const sheaf_remote_leaf_of *leaf) {
  const int condition = add(to, sheaf_remote_parameter(&leaf->pair.placed));
  add_to_sum(to);
  begin_branch(to);
  sheaf_buf_add_format(&to->sql, "$%d::float8", add_number(to, sheaf_weigh_of_field(SHEAF_FIELD_HEADING)));
  end_branch(to, condition);
}

static void add_leaf(statement *to, const sheaf_remote_leaf_of *leaf) {
  if (!sheaf_scored_is_word(leaf->node)) {
    if (leaf->pair.answer.kind == SHEAF_REMOTE_SOME) add_heading(to, leaf);
    return;
  }
  for (unsigned field = 0; (field = sheaf_weigh_next_field(leaf->node->fields, field));)
    if (is_there(to->self, leaf->node, field)) add_word(to, leaf->node, field);
}

/* At most so many records match, as far as the counts of the leaves tell. */
static double most_of(const sheaf_remote_leaves *leaves, const sheaf_query_node *node, double all) {
  for (size_t i = 0; i < leaves->count; i++)
    if (leaves->items[i].node->same == node->same) return (double)leaves->items[i].count;
  double most = node->kind == SHEAF_QUERY_OR ? 0 : all;
  if (node->kind == SHEAF_QUERY_NOT || node->kind == SHEAF_QUERY_SCOPE) return most_of(leaves, node->child[0], all);
  if (node->kind != SHEAF_QUERY_OR && node->kind != SHEAF_QUERY_AND) return all;
  for (size_t i = 0; i < node->children; i++) {
    const double one = most_of(leaves, node->child[i], all);
    if (node->kind == SHEAF_QUERY_OR)
      most += one;
    else if (one < most)
      most = one;
  }
  return most;
}

/* Whether it is less work to ask for the query in each branch than for the query once and for all that have a leaf. */
static int is_narrow(const sheaf_remote_score *self, double all) {
  double sum = 0;
  for (size_t i = 0; i < self->leaves->count; i++) sum += (double)self->leaves->items[i].count;
  return most_of(self->leaves, self->root, all) * (double)(all_branches(self) + 3) < 2.5 * sum;
}

/* A branch for each word in each field: records, the branch's number, what it adds; and one of the records that match.
 * Together: what each leaf weighs; the sum, as a float; the best of these. */
static void write_statement(statement *to, size_t limit, int counted, sheaf_buf *sql) {
  const sheaf_remote_score *self = to->self;
  const sheaf_remote_leaves *leaves = self->leaves;
  const double all = sheaf_remote_index(self->remote)->statistics.documents;
  const int bare = is_any_of(self->root);
  if (!bare && self->pair->answer.kind == SHEAF_REMOTE_SOME) {
    to->condition = add(to, sheaf_remote_parameter(&self->pair->placed));
    to->narrow = is_narrow(self, all);
  }
  sheaf_buf_add_format(sql, "SELECT y.id,y.s,%s FROM(SELECT z.id,(0::float8", counted ? "count(*)OVER()" : "0");
  for (size_t i = 0; i < leaves->count; i++) {
    sheaf_buf_add_format(sql, "+$%d::float8*z.t%zu/(1.2::float8+z.t%zu)",
                         add_number(to, sheaf_weigh_idf(all, (double)leaves->items[i].count)), i, i);
    sheaf_buf_add_text(&to->sums, ",0::float8");
    add_leaf(to, &leaves->items[i]);
    sheaf_buf_add_format(&to->sums, " AS t%zu", i);
  }
  const size_t matching = to->branches;
  if (!bare) {
    begin_branch(to);
    sheaf_buf_add_text(&to->sql, "0::float8");
    to->narrow = 0;
    end_branch(to, to->condition);
  }
  sheaf_buf_add_format(sql, ")::float4 AS s FROM(SELECT x.id%s FROM(%s)x GROUP BY x.id", sheaf_buf_text(&to->sums),
                       sheaf_buf_text(&to->sql));
  if (!bare) sheaf_buf_add_format(sql, " HAVING count(*) FILTER(WHERE x.j=%zu)>0", matching);
  sheaf_buf_add_format(sql, ")z)y ORDER BY y.s DESC,y.id LIMIT %zu", limit);
  sql->failed |= to->sql.failed | to->sums.failed | to->lexemes.failed;
}

typedef struct offering {
  sheaf_top *top;                               /* borrowed */
  uint64_t found[SHEAF_SERVER_MOST_SHARDS + 1]; /* by shard */
} offering;

static int take_best(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)err;
  offering *self = context;
  self->found[shard] = (uint64_t)sheaf_server_row_integer(row, 2);
  sheaf_top_offer(self->top, (float)sheaf_server_row_number(row, 1), (uint32_t)sheaf_server_row_integer(row, 0));
  return SHEAF_OK;
}

int sheaf_remote_score_run(const sheaf_remote_score *self, sheaf_top *top, uint64_t *matches, sheaf_error *err) {
  if (matches) *matches = 0;
  const size_t branches = all_branches(self);
  if (self->pair->answer.kind == SHEAF_REMOTE_NONE || (!branches && is_any_of(self->root))) return SHEAF_OK;
  const size_t most = branches * 3 + self->leaves->count + 2;
  statement to = {.self = self,
                  .params = sheaf_mem_zero(most, sizeof *to.params),
                  .starts = sheaf_mem_zero(most, sizeof *to.starts)};
  offering best = {.top = top};
  sheaf_buf sql = {0};
  add_thresholds(&to.thresholds);
  int code = to.params && to.starts && !to.thresholds.failed ? SHEAF_OK : sheaf_error_memory(err);
  if (!code) {
    write_statement(&to, top->limit, matches != NULL, &sql);
    if (sql.failed) code = sheaf_error_memory(err);
  }
  for (int i = 0; i < to.count; i++)
    if (to.starts[i]) to.params[i].text = to.lexemes.data + to.starts[i] - 1;
  if (!code)
    code = sheaf_server_each(sheaf_remote_server(self->remote), SHEAF_SERVER_ALL, sheaf_buf_text(&sql), to.params,
                             to.count, take_best, &best, err);
  for (size_t i = 0; i <= SHEAF_SERVER_MOST_SHARDS && !code && matches; i++) *matches += best.found[i];
  sheaf_mem_free(to.params);
  sheaf_mem_free(to.starts);
  sheaf_buf_clear(&to.sql);
  sheaf_buf_clear(&to.sums);
  sheaf_buf_clear(&to.lexemes);
  sheaf_buf_clear(&to.thresholds);
  sheaf_buf_clear(&sql);
  return code;
}
