/* remote_score.c - see remote_score.h.
 *
 * How often a lexeme stands in a record is not to be had from PostgreSQL without unfolding the whole tsvector; but
 * ts_rank of one lexeme with n positions is (1 + 1/4 + ... + 1/n^2) * weight * 6 / pi^2, which tells n. */
#include "remote_score.h"

#include <string.h>

#include "base/mem.h"
#include "record/field.h"
#include "remote_plan.h"
#include "remote_run.h"
#include "scored.h"
#include "weigh.h"

enum {
  PAIRS = 48,       /* words in fields that shards score by; beyond it records are scored here */
  FEW = 2,          /* looks at the words of a record above which it is worth to copy them once */
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

/* How often the words of a record are looked at for a leaf. */
static size_t looks_of(const sheaf_remote_score *self, const sheaf_remote_leaf_of *leaf) {
  if (!sheaf_scored_is_word(leaf->node)) return leaf->pair.answer.kind == SHEAF_REMOTE_SOME;
  size_t looks = 0;
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT; field++) looks += (size_t)is_there(self, leaf->node, field);
  return looks;
}

static size_t all_looks(const sheaf_remote_score *self) {
  size_t looks = 0;
  for (size_t i = 0; i < self->leaves->count; i++) looks += looks_of(self, &self->leaves->items[i]);
  return looks;
}

int sheaf_remote_score_is_worth(const sheaf_remote_score *self) {
  for (size_t i = 0; i < self->leaves->count; i++) {
    const sheaf_remote_leaf_of *one = &self->leaves->items[i];
    if (sheaf_scored_is_word(one->node)) continue;
    if (!sheaf_scored_is_heading(one->node) || !one->pair.answer.exact || one->pair.answer.kind == SHEAF_REMOTE_ALL)
      return 0;
  }
  return all_looks(self) <= PAIRS;
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
  sheaf_buf sql;                  /* of it */
  sheaf_buf thresholds;           /* a parameter's text */
  sheaf_buf lexemes;              /* texts of parameters, one after the other */
  sheaf_server_value *params;     /* owned */
  size_t *starts;                 /* by parameter: where its text begins in lexemes, plus 1; 0: it is not there */
  int count;                      /* of them */
  int bounds;                     /* the parameter of thresholds */
  size_t looks;                   /* at the words of a record */
  int has_words;                  /* some of them for how often a word stands there */
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

/* What the frequency of a word in one field adds: weigh of weigh.c. */
static void add_word(statement *to, const sheaf_query_node *leaf, unsigned field) {
  const struct sheaf_index_statistics *all = &sheaf_remote_index(to->self->remote)->statistics;
  const double per_token = sheaf_weigh_per_token(all->documents, all->tokens[field]);
  const int lexeme = add_lexeme(to, field, leaf->pattern[0].text, leaf->pattern[0].length);
  const int weight = add_number(to, sheaf_weigh_of_field(field));
  sheaf_buf_add_format(&to->sql, "$%d::float8*width_bucket(ts_rank(x.v,$%d::tsquery)::float8,$%d::float8[])", weight,
                       lexeme, to->bounds);
  if (per_token > 0)
    sheaf_buf_add_format(&to->sql, "/(0.25::float8+$%d::float8*coalesce(x.l[%u],0))", add_number(to, per_token), field);
}

static void add_leaf(statement *to, const sheaf_remote_leaf_of *leaf) {
  size_t terms = 0;
  if (!sheaf_scored_is_word(leaf->node)) {
    if (leaf->pair.answer.kind != SHEAF_REMOTE_SOME) {
      sheaf_buf_add_text(&to->sql, "0::float8");
      return;
    }
    const int condition = add(to, sheaf_remote_parameter(&leaf->pair.placed));
    sheaf_buf_add_format(&to->sql, "CASE WHEN x.v@@$%d::tsquery THEN $%d::float8 ELSE 0 END", condition,
                         add_number(to, sheaf_weigh_of_field(SHEAF_FIELD_HEADING)));
    return;
  }
  for (unsigned field = 0; (field = sheaf_weigh_next_field(leaf->node->fields, field));) {
    if (!is_there(to->self, leaf->node, field)) continue;
    if (terms++) sheaf_buf_add_byte(&to->sql, '+');
    add_word(to, leaf->node, field);
  }
  if (!terms) sheaf_buf_add_text(&to->sql, "0::float8");
}

/* The statement: records and their words; what each leaf weighs; the sum, as a float; the best of these. Where the
 * words are looked at more often than a few times they are copied first, since each look would unfold them anew. */
static void write_statement(statement *to, size_t limit, int counted) {
  const sheaf_remote_score *self = to->self;
  const sheaf_remote_leaves *leaves = self->leaves;
  const double all = sheaf_remote_index(self->remote)->statistics.documents;
  sheaf_buf *sql = &to->sql;
  if (self->pair->answer.kind == SHEAF_REMOTE_SOME) add(to, sheaf_remote_parameter(&self->pair->placed));
  if (to->has_words)
    to->bounds = add(to, (sheaf_server_value){
                             .type = SHEAF_SERVER_TEXT, .text = to->thresholds.data, .length = to->thresholds.length});
  sheaf_buf_add_format(sql, "SELECT y.id,y.s,%s FROM(SELECT z.id,(0::float8", counted ? "count(*)OVER()" : "0");
  for (size_t i = 0; i < leaves->count; i++)
    sheaf_buf_add_format(sql, "+$%d::float8*z.t%zu/(1.2::float8+z.t%zu)",
                         add_number(to, sheaf_weigh_idf(all, (double)leaves->items[i].count)), i, i);
  sheaf_buf_add_text(sql, ")::float4 AS s FROM(SELECT x.id");
  for (size_t i = 0; i < leaves->count; i++) {
    sheaf_buf_add_byte(sql, ',');
    add_leaf(to, &leaves->items[i]);
    sheaf_buf_add_format(sql, " AS t%zu", i);
  }
  sheaf_buf_add_format(sql, " FROM(SELECT w.id,w.lengths AS l,%s AS v FROM record_words_s{k} w",
                       to->looks > FEW ? "setweight(w.words,'D')" : "w.words");
  sheaf_remote_where(self->remote, self->pair, sql);
  sheaf_buf_add_format(sql, " OFFSET 0)x OFFSET 0)z)y ORDER BY y.s DESC,y.id LIMIT %zu", limit);
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

static int open_statement(statement *to) {
  for (size_t i = 0; i < to->self->leaves->count; i++) {
    const sheaf_remote_leaf_of *leaf = &to->self->leaves->items[i];
    const size_t looks = looks_of(to->self, leaf);
    to->looks += looks;
    to->has_words |= looks && sheaf_scored_is_word(leaf->node);
  }
  const size_t most = to->looks * 3 + to->self->leaves->count + 2;
  to->params = sheaf_mem_zero(most, sizeof *to->params);
  to->starts = sheaf_mem_zero(most, sizeof *to->starts);
  add_thresholds(&to->thresholds);
  return to->params && to->starts && !to->thresholds.failed ? SHEAF_OK : SHEAF_ENOMEM;
}

int sheaf_remote_score_run(const sheaf_remote_score *self, sheaf_top *top, uint64_t *matches, sheaf_error *err) {
  if (matches) *matches = 0;
  if (self->pair->answer.kind == SHEAF_REMOTE_NONE) return SHEAF_OK;
  statement to = {.self = self};
  offering best = {.top = top};
  int code = open_statement(&to);
  if (!code) write_statement(&to, top->limit, matches != NULL);
  for (int i = 0; i < to.count; i++)
    if (to.starts[i]) to.params[i].text = to.lexemes.data + to.starts[i] - 1;
  code = code || to.sql.failed || to.lexemes.failed
             ? sheaf_error_memory(err)
             : sheaf_server_each(sheaf_remote_server(self->remote), SHEAF_SERVER_ALL, sheaf_buf_text(&to.sql),
                                 to.params, to.count, take_best, &best, err);
  for (size_t i = 0; i <= SHEAF_SERVER_MOST_SHARDS && !code && matches; i++) *matches += best.found[i];
  sheaf_mem_free(to.params);
  sheaf_mem_free(to.starts);
  sheaf_buf_clear(&to.sql);
  sheaf_buf_clear(&to.lexemes);
  sheaf_buf_clear(&to.thresholds);
  return code;
}
