/* match.c - see match.h. */
#include "match.h"

#include "base/mem.h"
#include "group.h"
#include "phrase.h"
#include "positional.h"
#include "record/field.h"

enum {
  READY = 16384, /* spans that are handed on at once */
  FEW = 32       /* a restriction to one document in so many is worth reading other lists whole */
};

static const sheaf_eval_options no_options = {0};

void sheaf_match_init(sheaf_match *self, sheaf_index *index, const sheaf_eval_options *options) {
  *self = (sheaf_match){.index = index, .options = options ? options : &no_options, .last = sheaf_index_last(index)};
  sheaf_docs_init(&self->dated, self->last);
}

void sheaf_match_clear(sheaf_match *self) { sheaf_docs_clear(&self->dated); }

int sheaf_match_check(const sheaf_match *self, sheaf_error *err) {
  if (self->options->progress && self->options->progress(self->options->context))
    return sheaf_error_at(err, SHEAF_ERANGE, "interrupted", 0, "the search was interrupted");
  return SHEAF_OK;
}

/* Documents go straight into the set: a list in between would cost as much again. */
static int add_block(void *out, const uint32_t *documents, const uint32_t *frequencies, uint32_t count) {
  (void)frequencies;
  return sheaf_docs_add_ascending(out, documents, count);
}

/* The code of a walk that called add_block. */
static int added(int code, sheaf_error *err) { return code == SHEAF_ENOMEM ? sheaf_error_memory(err) : code; }

int sheaf_match_token(sheaf_match *self, unsigned field, const char *token, size_t length, sheaf_docs *out,
                      sheaf_error *err) {
  return added(sheaf_index_blocks_of(self->index, field, token, length, 0, add_block, out, err), err);
}

int sheaf_match_tokens(sheaf_match *self, unsigned field, const sheaf_expand *tokens, sheaf_docs *out,
                       sheaf_error *err) {
  const char *token;
  int code = SHEAF_OK;
  for (size_t at = 0, length, n = 1; !code && sheaf_expand_next(tokens, &at, &token, &length); n++) {
    if (n % 64 == 0) code = sheaf_match_check(self, err);
    if (!code) code = sheaf_match_token(self, field, token, length, out, err);
  }
  return code;
}

static int keeps_pattern(const void *term, const char *token, size_t length) {
  return sheaf_query_matches(term, token, length);
}

int sheaf_match_expand(sheaf_match *self, const sheaf_query_node *term, unsigned field, sheaf_expand *out,
                       sheaf_error *err) {
  const sheaf_query_part *first = &term->pattern[0];
  const size_t prefix = first->text ? first->length : 0;
  if (term->parts == 1 && first->text)
    return sheaf_expand_add(out, first->text, prefix) ? sheaf_error_memory(err) : SHEAF_OK;
  return sheaf_expand_collect(out, self->index, field, first->text ? first->text : "", prefix, keeps_pattern, term,
                              err);
}

int sheaf_match_within(sheaf_match *self, unsigned field, const char *prefix, size_t length, sheaf_term_keep_fn *keep,
                       const void *context, sheaf_docs *out, sheaf_error *err) {
  const int code = sheaf_match_check(self, err);
  if (code) return code;
  return added(sheaf_index_blocks_within(self->index, field, prefix, length, keep, context, 0, add_block, out, err),
               err);
}

int sheaf_match_term(sheaf_match *self, const sheaf_query_node *term, unsigned field, sheaf_docs *out,
                     sheaf_error *err) {
  const sheaf_query_part *first = &term->pattern[0];
  if (term->parts == 1 && first->text) return sheaf_match_token(self, field, first->text, first->length, out, err);
  return sheaf_match_within(self, field, first->text ? first->text : "", first->text ? first->length : 0, keeps_pattern,
                            term, out, err);
}

/* ---- documents that can match by their words ---- */

static int candidates(sheaf_match *self, const sheaf_positional *whole, const sheaf_positional_part *part,
                      unsigned field, sheaf_docs *out, sheaf_error *err);

static int group_documents(sheaf_match *self, const sheaf_positional_group *group, unsigned field, sheaf_docs *out,
                           sheaf_error *err) {
  int code = SHEAF_OK;
  for (size_t i = 0; i < group->count && !code; i++) code = sheaf_match_term(self, group->terms[i], field, out, err);
  return code;
}

/* What all parts have. Parts made of others come first, so that one set waits for them and not one a level. */
static int common_documents(sheaf_match *self, const sheaf_positional *whole, const sheaf_positional_part *part,
                            unsigned field, sheaf_docs *out, sheaf_error *err) {
  sheaf_docs one;
  sheaf_docs_init(&one, self->last);
  size_t done = 0;
  int code = SHEAF_OK;
  for (int words = 0; words < 2; words++)
    for (size_t i = 0; i < part->count && !code; i++) {
      if ((part->parts[i]->kind == SHEAF_POSITIONAL_WORDS) != words) continue;
      if (done && !sheaf_docs_count(out)) break;
      sheaf_docs_clear(&one);
      code = candidates(self, whole, part->parts[i], field, done ? &one : out, err);
      if (!code && done && sheaf_docs_intersect(out, &one)) code = sheaf_error_memory(err);
      done++;
    }
  sheaf_docs_clear(&one);
  return code;
}

/* Words come straight into the set; they are the last part, if there are any. */
static int either_documents(sheaf_match *self, const sheaf_positional *whole, const sheaf_positional_part *part,
                            unsigned field, sheaf_docs *out, sheaf_error *err) {
  sheaf_docs one;
  sheaf_docs_init(&one, self->last);
  int code = SHEAF_OK;
  for (size_t i = 0; i < part->count && !code; i++) {
    const int is_direct = i == 0 || part->parts[i]->kind == SHEAF_POSITIONAL_WORDS;
    code = candidates(self, whole, part->parts[i], field, is_direct ? out : &one, err);
    if (!code && !is_direct && sheaf_docs_unite(out, &one)) code = sheaf_error_memory(err);
    sheaf_docs_clear(&one);
  }
  return code;
}

/* Adds to out for WORDS, and puts into an empty one for the others. */
static int candidates(sheaf_match *self, const sheaf_positional *whole, const sheaf_positional_part *part,
                      unsigned field, sheaf_docs *out, sheaf_error *err) {
  switch (part->kind) {
    case SHEAF_POSITIONAL_WORDS: return group_documents(self, &whole->groups[part->group], field, out, err);
    case SHEAF_POSITIONAL_EITHER: return either_documents(self, whole, part, field, out, err);
    default: return common_documents(self, whole, part, field, out, err);
  }
}

/* ---- positions ---- */

typedef struct walk {
  sheaf_match *match;     /* the evaluation */
  sheaf_positional whole; /* what is matched */
  sheaf_group *groups;    /* where its groups' words stand */
  sheaf_group_room room;  /* what they share */
  sheaf_spans ready;      /* found, not handed on yet */
  int any;                /* one span a document is enough */
  sheaf_match_fn *visit;  /* the caller's */
  void *context;          /* the caller's */
  sheaf_error *err;       /* the caller's */
} walk;

static int open_groups(walk *self, unsigned field) {
  self->groups = sheaf_mem_zero(self->whole.count, sizeof *self->groups);
  int code = self->groups ? SHEAF_OK : sheaf_error_memory(self->err);
  for (size_t i = 0; i < self->whole.count && !code; i++) {
    const sheaf_positional_group *group = &self->whole.groups[i];
    sheaf_expand tokens = {0};
    for (size_t k = 0; k < group->count && !code; k++)
      code = sheaf_match_expand(self->match, group->terms[k], field, &tokens, self->err);
    if (!code) code = sheaf_group_open(&self->groups[i], self->match->index, field, &tokens, &self->room, self->err);
    sheaf_expand_clear(&tokens);
  }
  return code;
}

static void close_groups(walk *self) {
  for (size_t i = 0; self->groups && i < self->whole.count; i++) sheaf_group_clear(&self->groups[i]);
  sheaf_mem_free(self->groups);
  sheaf_group_room_clear(&self->room);
  sheaf_spans_clear(&self->ready);
}

static int hand_on(walk *self) {
  const int code = self->ready.count ? self->visit(self->context, self->ready.items, self->ready.count) : SHEAF_OK;
  self->ready.count = 0;
  return code;
}

/* The document that has the given slot in the chunk. */
static int match_document(walk *self, size_t slot) {
  for (size_t i = 0; i < self->whole.count; i++) {
    const sheaf_group *group = &self->groups[i];
    const uint32_t first = group->starts[slot];
    sheaf_spans *words = &self->whole.groups[i].words;
    words->count = group->starts[slot + 1] - first;
    words->items = words->count ? group->spans.items + first : NULL;
  }
  const sheaf_spans *found;
  const int code = sheaf_positional_spans(&self->whole, self->any, &found, self->err);
  if (code) return code;
  const size_t count = self->any && found->count ? 1 : found->count;
  for (size_t i = 0; i < count; i++)
    if (sheaf_spans_add(&self->ready, found->items[i])) return sheaf_error_memory(self->err);
  return self->ready.count >= READY ? hand_on(self) : SHEAF_OK;
}

static int match_chunk(walk *self, const uint32_t *ids, size_t count) {
  int code = sheaf_match_check(self->match, self->err);
  for (size_t i = 0; i < self->whole.count && !code; i++)
    code = sheaf_group_take(&self->groups[i], ids, count, &self->room, self->err);
  for (size_t i = 0; i < count && !code; i++) code = match_document(self, i);
  return code;
}

static int match_positions(walk *self, unsigned field, const sheaf_documents *ids) {
  int code = open_groups(self, field);
  const size_t chunk = code ? 1 : sheaf_group_chunk(self->groups, self->whole.count);
  for (size_t i = 0; i < ids->count && !code; i += chunk)
    code = match_chunk(self, ids->ids + i, ids->count - i < chunk ? ids->count - i : chunk);
  if (!code) code = hand_on(self);
  close_groups(self);
  return code;
}

int sheaf_match_gather(sheaf_match *self, unsigned field, sheaf_expand *tokens, const uint32_t *ids, size_t count,
                       sheaf_spans *out, sheaf_error *err) {
  sheaf_group group;
  sheaf_group_room room = {0};
  int code = sheaf_group_open(&group, self->index, field, tokens, &room, err);
  if (!code) code = sheaf_group_take(&group, ids, count, &room, err);
  if (!code) {
    *out = group.spans;
    group.spans = (sheaf_spans){0};
  }
  sheaf_group_clear(&group);
  sheaf_group_room_clear(&room);
  return code;
}

/* A plain phrase walks its words' lists by itself, but does not know where it is wanted. */
static int is_walked(const sheaf_match *self, const sheaf_query_node *node, unsigned field) {
  return (node->fields >> field & 1) && sheaf_phrase_is_plain(node) &&
         !(self->within && sheaf_docs_count(self->within) < self->last / FEW);
}

int sheaf_match_spans(sheaf_match *self, const sheaf_query_node *node, unsigned field, int any, sheaf_match_fn *visit,
                      void *context, sheaf_error *err) {
  if (is_walked(self, node, field)) return sheaf_phrase_spans(self, node, field, any, visit, context, err);
  walk at = {.match = self, .any = any, .visit = visit, .context = context, .err = err};
  sheaf_docs docs;
  sheaf_documents ids = {0};
  sheaf_docs_init(&docs, self->last);
  int code = sheaf_positional_init(&at.whole, node, field, err);
  if (!code && at.whole.root) {
    code = candidates(self, &at.whole, at.whole.root, field, &docs, err);
    if (!code && self->within && sheaf_docs_intersect(&docs, self->within)) code = sheaf_error_memory(err);
    if (!code && sheaf_docs_list(&docs, &ids)) code = sheaf_error_memory(err);
    sheaf_docs_clear(&docs);
    if (!code && ids.count) code = match_positions(&at, field, &ids);
  }
  sheaf_docs_clear(&docs);
  sheaf_positional_clear(&at.whole);
  sheaf_mem_free(ids.ids);
  return code;
}

static int add_documents(void *out, const sheaf_span *spans, size_t count) {
  for (size_t i = 0; i < count; i++)
    if ((!i || spans[i].document != spans[i - 1].document) && sheaf_docs_add(out, &spans[i].document, 1))
      return SHEAF_ENOMEM;
  return SHEAF_OK;
}

int sheaf_match_documents(sheaf_match *self, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  int code = SHEAF_OK;
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT && !code; field++) {
    if (!(node->fields >> field & 1)) continue;
    code = node->kind == SHEAF_QUERY_TERM ? sheaf_match_term(self, node, field, out, err)
                                          : sheaf_match_spans(self, node, field, 1, add_documents, out, err);
  }
  if (code == SHEAF_ENOMEM) return sheaf_error_memory(err);
  return code;
}
