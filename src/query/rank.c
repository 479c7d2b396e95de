/* rank.c - see rank.h.
 *
 * Three ways, by what is asked. Where few documents match, there is a slot for each of them, leaves are scored one
 * behind the other, and documents that do not match are stepped over. Where many match and all leaves are plain words,
 * the words go through all documents side by side (window.h). Else there is a slot for each document. */
#include "rank.h"

#include <string.h>

#include "alone.h"
#include "base/mem.h"
#include "leaf.h"
#include "match.h"
#include "phrase.h"
#include "record/field.h"
#include "remote.h"
#include "scored.h"
#include "top.h"
#include "weigh.h"
#include "window.h"

enum {
  SPARSE = 16, /* fewer matches than a document in so many are few; */
  RARE = 128,  /* not quite so few, */
  SHARE = 4    /* but one in so many of the documents that any of the words has */
};

typedef struct ranking {
  sheaf_match match;              /* what matching needs */
  const sheaf_documents *matches; /* the documents to rank */
  const uint32_t *counts;         /* by node: documents that have it; or NULL */
  int dense;                      /* slots are documents, else places in matches */
  sheaf_weigh weigh;              /* the sums */
  sheaf_weigh_field field;        /* the field at hand */
  size_t at;                      /* place in matches, while documents come in */
  sheaf_docs within;              /* the matches once more, where slots are places in them */
  sheaf_docs found;               /* documents of the present leaf, where they must be counted */
  sheaf_window_leaf *leaves;      /* what is scored, each kind of leaf once; owned */
  size_t leaf_count;              /* of them */
  sheaf_error *err;               /* the caller's */
} ranking;

/* ---- leaves ---- */

static int collect_leaves(ranking *self, const sheaf_query *query) {
  const uint32_t size = sheaf_query_size(query);
  const sheaf_query_node **nodes = sheaf_mem_alloc(size * sizeof *nodes);
  self->leaves = sheaf_mem_alloc(size * sizeof *self->leaves);
  size_t count = 0;
  const int failed = !nodes || !self->leaves || sheaf_scored_leaves(query, nodes, &count);
  for (size_t i = 0; i < count; i++) self->leaves[self->leaf_count++] = (sheaf_window_leaf){.node = nodes[i]};
  sheaf_mem_free(nodes);
  return failed ? sheaf_error_memory(self->err) : SHEAF_OK;
}

/* How many documents a leaf has: somebody counted them, or they are counted now. */
static int count_documents(ranking *self, sheaf_window_leaf *leaf) {
  const sheaf_query_node *node = leaf->node;
  int code = SHEAF_OK;
  if (self->counts && self->counts[node->number] != UINT32_MAX) {
    leaf->documents = self->counts[node->number];
    return SHEAF_OK;
  }
  sheaf_docs_clear(&self->found);
  code = sheaf_scored_is_heading(node) ? sheaf_leaf_documents(&self->match, node, &self->found, self->err)
                                       : sheaf_match_documents(&self->match, node, &self->found, self->err);
  leaf->documents = (double)sheaf_docs_count(&self->found);
  return code;
}

/* ---- counts that the index remembers ---- */

/* The name under which the count of a TERM is remembered: its letters, and for a wildcard a byte that no token has,
 * with its limits. *length is 0 where it has none. */
static const char *name_of(const sheaf_query_node *term, char room[SHEAF_INDEX_COUNTED], size_t *length) {
  size_t at = 0;
  for (size_t i = 0; i < term->parts; i++) {
    const sheaf_query_part *part = &term->pattern[i];
    const uint32_t limits[] = {part->least, part->most};
    const void *bytes = part->text ? (const void *)part->text : limits;
    const size_t size = part->text ? part->length : sizeof limits;
    *length = 0;
    if (at + 1 + size > SHEAF_INDEX_COUNTED) return room;
    if (!part->text) room[at++] = '\n';
    memcpy(room + at, bytes, size);
    at += size;
  }
  *length = at;
  return room;
}

static void keep_count(sheaf_index *index, const sheaf_window_leaf *leaf) {
  char room[SHEAF_INDEX_COUNTED];
  size_t length;
  const char *name = name_of(leaf->node, room, &length);
  if (length) sheaf_index_keep_count(index, leaf->node->fields, name, length, (uint32_t)leaf->documents);
}

static int kept_count(sheaf_index *index, const sheaf_query_node *term, uint32_t *documents) {
  char room[SHEAF_INDEX_COUNTED];
  size_t length;
  const char *name = name_of(term, room, &length);
  return length && sheaf_index_kept_count(index, term->fields, name, length, documents);
}

/* ---- one leaf behind the other ---- */

static int add_sparse(ranking *self, const uint32_t *documents, const uint32_t *frequencies, uint32_t count) {
  const uint32_t *ids = self->matches->ids;
  const size_t all = self->matches->count;
  for (uint32_t i = 0; i < count; i++) {
    if (self->at < all && ids[self->at] < documents[i]) self->at = sheaf_docs_gallop(ids, all, self->at, documents[i]);
    if (self->at == all || ids[self->at] > documents[count - 1]) return SHEAF_OK;
    if (ids[self->at] != documents[i]) continue;
    const int code =
        sheaf_weigh_add_document(&self->weigh, &self->field, self->at, documents[i], frequencies[i], self->err);
    if (code) return code;
  }
  return SHEAF_OK;
}

static int add_block(void *context, const uint32_t *documents, const uint32_t *frequencies, uint32_t count) {
  ranking *self = context;
  return self->dense
             ? sheaf_weigh_add_documents(&self->weigh, &self->field, 0, documents, frequencies, count, self->err)
             : add_sparse(self, documents, frequencies, count);
}

/* The same for many tokens, each of which begins at the front. */
static int add_again(void *context, const uint32_t *documents, const uint32_t *frequencies, uint32_t count) {
  ranking *self = context;
  if (self->at && (self->at == self->matches->count || documents[0] <= self->matches->ids[self->at])) self->at = 0;
  return add_block(self, documents, frequencies, count);
}

/* A word where few documents match: blocks without any are not read. */
static int seek_word(ranking *self, const char *token, size_t length) {
  const sheaf_documents *matches = self->matches;
  sheaf_posting_cursor *cursor = NULL;
  int code = sheaf_index_find(self->match.index, self->field.field, token, length, &cursor, self->err);
  if (code || !cursor) return code;
  while (!code && self->at < matches->count && sheaf_posting_cursor_seek(cursor, matches->ids[self->at])) {
    const uint32_t *documents, *frequencies, count = sheaf_posting_cursor_block(cursor, &documents, &frequencies);
    const uint32_t last = documents[count - 1];
    code = add_sparse(self, documents, frequencies, count);
    if (self->at < matches->count && matches->ids[self->at] <= last)
      self->at = sheaf_docs_gallop(matches->ids, matches->count, self->at, last) + 1;
  }
  if (!code) code = sheaf_posting_cursor_error(cursor, self->err);
  sheaf_posting_cursor_close(cursor);
  return code;
}

static int keeps_pattern(const void *term, const char *token, size_t length) {
  return sheaf_query_matches(term, token, length);
}

static int score_term(ranking *self, const sheaf_query_node *node) {
  const sheaf_query_part *first = &node->pattern[0];
  sheaf_index *index = self->match.index;
  const unsigned field = self->field.field;
  if (!sheaf_scored_is_word(node))
    return sheaf_index_blocks_within(index, field, first->text ? first->text : "", first->text ? first->length : 0,
                                     keeps_pattern, node, 1, add_again, self, self->err);
  return self->dense ? sheaf_index_blocks_of(index, field, first->text, first->length, 1, add_block, self, self->err)
                     : seek_word(self, first->text, first->length);
}

static int score_spans(void *context, const sheaf_span *spans, size_t count) {
  ranking *self = context;
  int code = SHEAF_OK;
  for (size_t i = 0, end; i < count && !code; i = end) {
    const uint32_t document = spans[i].document;
    for (end = i; end < count && spans[end].document == document;) end++;
    const uint32_t frequency = (uint32_t)(end - i);
    code = add_block(self, &document, &frequency, 1);
  }
  return code;
}

static int score_words(ranking *self, const sheaf_query_node *node) {
  int code = SHEAF_OK;
  for (unsigned field = 0; !code && (field = sheaf_weigh_next_field(node->fields, field));) {
    sheaf_weigh_begin(&self->field, self->match.index, field);
    self->at = 0;
    if (node->kind == SHEAF_QUERY_TERM)
      code = score_term(self, node);
    else if (sheaf_phrase_is_plain(node))
      code = sheaf_phrase_frequencies(&self->match, node, field, self->matches, add_block, self, self->err);
    else
      code = sheaf_match_spans(&self->match, node, field, 0, score_spans, self, self->err);
  }
  return code;
}

/* Documents with one occurrence in a field of average length. */
static int score_heading(ranking *self, const sheaf_query_node *node) {
  sheaf_documents ids = {0};
  sheaf_docs_clear(&self->found);
  int code = sheaf_leaf_documents(&self->match, node, &self->found, self->err);
  if (!code && sheaf_docs_list(&self->found, &ids)) code = sheaf_error_memory(self->err);
  const sheaf_documents *matches = self->matches;
  for (size_t i = 0, k = 0; i < ids.count && !code; i++) {
    k = sheaf_docs_gallop(matches->ids, matches->count, k, ids.ids[i]);
    if (k < matches->count && matches->ids[k] == ids.ids[i])
      sheaf_weigh_add(&self->weigh, self->dense ? ids.ids[i] : k, sheaf_weigh_of_field(SHEAF_FIELD_HEADING));
  }
  sheaf_mem_free(ids.ids);
  return code;
}

static int score_leaves(ranking *self, sheaf_top *top) {
  const sheaf_documents *matches = self->matches;
  int code = SHEAF_OK;
  if (!self->dense) {
    if (sheaf_docs_add(&self->within, matches->ids, matches->count)) return sheaf_error_memory(self->err);
    self->match.within = &self->within;
  }
  for (size_t i = 0; i < self->leaf_count && !code; i++) {
    const sheaf_query_node *node = self->leaves[i].node;
    code = sheaf_scored_is_heading(node) ? score_heading(self, node) : score_words(self, node);
    if (!code) sheaf_weigh_settle(&self->weigh, &(sheaf_weigh_leaf){.idf = self->leaves[i].idf});
  }
  for (size_t i = 0; i < matches->count && !code; i++)
    sheaf_top_offer(top, (float)self->weigh.scores[self->dense ? matches->ids[i] : i], matches->ids[i]);
  return code;
}

/* ---- all ---- */

static void close_sums(ranking *self, int code) {
  if (code)
    sheaf_index_scratch_free(self->match.index);
  else
    sheaf_weigh_clear(&self->weigh);
}

/* 1 where words are too many. */
static int score_windows(ranking *self, sheaf_top *top) {
  if (sheaf_weigh_init(&self->weigh, self->match.index, SHEAF_WINDOW_SLOTS)) return sheaf_error_memory(self->err);
  const int code = sheaf_window_score(&self->weigh, self->leaves, self->leaf_count, self->matches, top, self->err);
  close_sums(self, code < 0);
  return code;
}

static int score_slots(ranking *self, sheaf_top *top) {
  const size_t slots = self->dense ? (size_t)self->match.last + 1 : self->matches->count;
  if (sheaf_weigh_init(&self->weigh, self->match.index, slots)) return sheaf_error_memory(self->err);
  const int code = score_leaves(self, top);
  close_sums(self, code);
  return code;
}

static int score_all(ranking *self, sheaf_top *top) {
  const sheaf_documents *matches = self->matches;
  const uint32_t last = self->match.last;
  int code = SHEAF_OK, plain = 1;
  double postings = 0;
  for (size_t i = 0; i < self->leaf_count && !code; i++) {
    plain &= self->leaves[i].node->kind == SHEAF_QUERY_TERM;
    code = count_documents(self, &self->leaves[i]);
    if (!code && self->leaves[i].node->kind == SHEAF_QUERY_TERM) keep_count(self->match.index, &self->leaves[i]);
    self->leaves[i].idf = sheaf_weigh_idf(sheaf_index_documents(self->match.index), self->leaves[i].documents);
    postings += self->leaves[i].documents;
  }
  if (code) return code;
  self->dense = matches->count >= last / SPARSE && matches->ids[matches->count - 1] <= last;
  plain &= self->dense || (matches->count >= last / RARE && postings <= SHARE * (double)matches->count);
  code = plain ? score_windows(self, top) : 1;
  return code == 1 ? score_slots(self, top) : code;
}

/* options: those that found the matches, with counts where somebody counted. */
static int rank(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options,
                const sheaf_documents *matches, size_t limit, uint32_t *ids, float *scores, size_t *count,
                sheaf_error *err) {
  sheaf_eval_options alone = *options;
  ranking self = {.matches = matches, .counts = alone.counts, .err = err};
  sheaf_top top;
  alone.counts = NULL;
  *count = limit && limit < matches->count ? limit : matches->count;
  if (!*count) return SHEAF_OK;
  sheaf_match_init(&self.match, index, &alone);
  sheaf_docs_init(&self.found, self.match.last);
  sheaf_docs_init(&self.within, self.match.last);
  int code = sheaf_top_init(&top, *count) ? sheaf_error_memory(err) : collect_leaves(&self, query);
  if (!code) code = score_all(&self, &top);
  if (!code) sheaf_top_finish(&top, ids, scores);
  sheaf_top_clear(&top);
  sheaf_mem_free(self.leaves);
  sheaf_docs_clear(&self.found);
  sheaf_docs_clear(&self.within);
  sheaf_match_clear(&self.match);
  return code;
}

int sheaf_rank_top(const sheaf_query *query, sheaf_index *index, const sheaf_documents *matches, size_t limit,
                   uint32_t *ids, float *scores, size_t *count, sheaf_error *err) {
  static const sheaf_eval_options options = {.explode = SHEAF_EVAL_EXPLODE_IGNORE};
  return rank(query, index, &options, matches, limit, ids, scores, count, err);
}

int sheaf_rank_given(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options,
                     const sheaf_documents *matches, size_t limit, uint32_t *ids, float *scores, size_t *count,
                     sheaf_error *err) {
  return rank(query, index, options, matches, limit, ids, scores, count, err);
}

/* ---- one word in one field ---- */

static const sheaf_query_node *inside(const sheaf_query_node *node) {
  while (node->kind == SHEAF_QUERY_SCOPE) node = node->child[0];
  return node;
}

/* The field of a query that is a word which only one of its fields has, with the number of documents; or 0, or a
 * failure. */
static int only_field(const sheaf_query_node *node, sheaf_index *index, uint32_t *documents, sheaf_error *err) {
  int found = 0, code = SHEAF_OK;
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT && !code; field++) {
    uint32_t here;
    if (!(node->fields >> field & 1)) continue;
    code = sheaf_index_count(index, field, node->pattern[0].text, node->pattern[0].length, &here, err);
    if (!here) continue;
    if (found) return 0;
    found = (int)field;
    *documents = here;
  }
  return code ? code : found;
}

/* All its documents match, and none need be noted. 1 where the query is of that kind, 0, or a failure. */
static int search_word(const sheaf_query *query, sheaf_index *index, size_t limit, uint32_t *ids, size_t *count,
                       size_t *matches, sheaf_error *err) {
  const sheaf_query_node *node = inside(sheaf_query_root(query));
  if (!sheaf_scored_is_word(node)) return 0;
  uint32_t documents = 0;
  const int field = only_field(node, index, &documents, err);
  if (field <= 0) return field;
  sheaf_top top;
  if (sheaf_top_init(&top, limit)) return sheaf_error_memory(err);
  const int code = sheaf_window_score_word(index, (unsigned)field, node, documents, &top, err);
  if (!code) sheaf_top_finish(&top, ids, NULL);
  *count = top.count;
  *matches = documents;
  sheaf_top_clear(&top);
  return code ? code : 1;
}

/* ---- one phrase, or one proximity ---- */

/* As search_word. */
static int search_alone(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options, size_t limit,
                        uint32_t *ids, size_t *count, size_t *matches, sheaf_error *err) {
  const sheaf_query_node *node = inside(sheaf_query_root(query));
  if (node->kind != SHEAF_QUERY_PHRASE && node->kind != SHEAF_QUERY_NEAR) return 0;
  sheaf_match match;
  sheaf_top top;
  if (sheaf_top_init(&top, limit)) return sheaf_error_memory(err);
  sheaf_match_init(&match, index, options);
  const int code = sheaf_alone_score(&match, node, &top, matches, err);
  if (!code) sheaf_top_finish(&top, ids, NULL);
  *count = top.count;
  sheaf_top_clear(&top);
  sheaf_match_clear(&match);
  return code ? code : 1;
}

/* ---- words of which it is known how many documents have them ---- */

typedef struct groups {
  sheaf_window_leaf *leaves; /* the words, each kind once */
  size_t count;              /* of them */
  uint32_t *places;          /* by class: the place in leaves, plus 1; 0 where it is not there */
  unsigned groups;           /* so many ORs must be satisfied */
  double postings;           /* documents of all words */
} groups;

/* Notes a word, or an OR of words, as one group: 1, or 0 where it is something else or its documents are not known. */
static int note(groups *self, const sheaf_query_node *node, sheaf_index *index, uint32_t group) {
  node = inside(node);
  if (node->kind == SHEAF_QUERY_OR) {
    for (size_t i = 0; i < node->children; i++)
      if (!note(self, node->child[i], index, group)) return 0;
    return 1;
  }
  uint32_t documents, *place = &self->places[node->same];
  if (node->kind != SHEAF_QUERY_TERM) return 0;
  if (!*place) {
    if (!kept_count(index, node, &documents)) return 0;
    self->leaves[self->count++] = (sheaf_window_leaf){
        .node = node, .documents = documents, .idf = sheaf_weigh_idf(sheaf_index_documents(index), documents)};
    self->postings += documents;
    *place = (uint32_t)self->count;
  }
  self->leaves[*place - 1].groups |= group;
  return 1;
}

static int note_all(groups *self, const sheaf_query_node *root, sheaf_index *index) {
  enum { MOST = 32 };
  root = inside(root);
  if (root->kind != SHEAF_QUERY_AND) {
    self->groups = 1;
    return note(self, root, index, 1);
  }
  if (root->children > MOST) return 0;
  for (; self->groups < root->children; self->groups++)
    if (!note(self, root->child[self->groups], index, UINT32_C(1) << self->groups)) return 0;
  return 1;
}

/* 1, 0 where wildcards stand for too many words, or a failure. */
static int score_groups(const groups *self, sheaf_index *index, size_t limit, uint32_t *ids, size_t *count,
                        size_t *matches, sheaf_error *err) {
  sheaf_weigh weigh;
  sheaf_top top;
  if (sheaf_top_init(&top, limit)) return sheaf_error_memory(err);
  int code = sheaf_weigh_init(&weigh, index, SHEAF_WINDOW_SLOTS) ? sheaf_error_memory(err) : SHEAF_OK;
  if (!code)
    code = sheaf_window_search(&weigh, self->leaves, self->count, self->groups, sheaf_index_last(index), &top, matches,
                               err);
  if (code < 0)
    sheaf_index_scratch_free(index);
  else
    sheaf_weigh_clear(&weigh);
  if (!code) sheaf_top_finish(&top, ids, NULL);
  *count = top.count;
  sheaf_top_clear(&top);
  return code < 0 ? code : !code;
}

/* Words, ORs of words, and ANDs of these: all is done in one pass, where it is known how many documents each word has,
 * and they are many. 1, 0 where it is not so, or a failure. */
static int search_groups(const sheaf_query *query, sheaf_index *index, size_t limit, uint32_t *ids, size_t *count,
                         size_t *matches, sheaf_error *err) {
  const uint32_t size = sheaf_query_size(query);
  groups self = {.leaves = sheaf_mem_alloc(size * sizeof *self.leaves),
                 .places = sheaf_mem_zero(size, sizeof *self.places)};
  int code = self.leaves && self.places ? note_all(&self, sheaf_query_root(query), index) : sheaf_error_memory(err);
  if (code == 1 && self.postings < (double)sheaf_index_last(index) / SPARSE) code = 0;
  if (code == 1) code = score_groups(&self, index, limit, ids, count, matches, err);
  sheaf_mem_free(self.leaves);
  sheaf_mem_free(self.places);
  return code;
}

/* ---- searches ---- */

static int search(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options, size_t limit,
                  uint32_t **ids, size_t *count, size_t *matches, sheaf_error *err) {
  sheaf_documents found = {0};
  int code = sheaf_eval_documents(query, index, options, &found, err);
  *matches = found.count;
  if (!code && !(*ids = sheaf_mem_alloc((limit && limit < found.count ? limit : found.count) * sizeof **ids)))
    code = sheaf_error_memory(err);
  if (!code) code = rank(query, index, options, &found, limit, *ids, NULL, count, err);
  sheaf_mem_free(found.ids);
  return code;
}

int sheaf_rank_search(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options, size_t limit,
                      uint32_t **ids, size_t *count, size_t *matches, sheaf_error *err) {
  enum { FEW = 1000 }; /* of so many the word alone is asked */
  if (sheaf_index_is_remote(index)) return sheaf_remote_search(query, index, options, limit, ids, count, matches, err);
  sheaf_eval_options counting = options ? *options : (sheaf_eval_options){0};
  uint32_t *own = NULL;
  *ids = NULL;
  *count = *matches = 0;
  if (limit && limit <= FEW && !counting.counts && !counting.seen) {
    if (!(*ids = sheaf_mem_alloc(limit * sizeof **ids))) return sheaf_error_memory(err);
    int code = search_word(query, index, limit, *ids, count, matches, err);
    if (!code) code = search_alone(query, index, &counting, limit, *ids, count, matches, err);
    if (!code) code = search_groups(query, index, limit, *ids, count, matches, err);
    if (code) return code < 0 ? code : SHEAF_OK;
    sheaf_mem_free(*ids);
    *ids = NULL;
  }
  if (!counting.counts) counting.counts = own = sheaf_mem_alloc(sheaf_query_size(query) * sizeof *own);
  const int code =
      counting.counts ? search(query, index, &counting, limit, ids, count, matches, err) : sheaf_error_memory(err);
  sheaf_mem_free(own);
  return code;
}
