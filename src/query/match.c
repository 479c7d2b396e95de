/* match.c - see match.h. */
#include "match.h"

#include "base/mem.h"
#include "phrase.h"
#include "record/field.h"

enum { CHUNK = 65536 }; /* documents whose positions are in memory at once */

static const sheaf_eval_options no_options = {0};

void sheaf_match_init(sheaf_match *self, sheaf_index *index, const sheaf_eval_options *options) {
  *self = (sheaf_match){.index = index, .options = options ? options : &no_options, .last = sheaf_index_last(index)};
  sheaf_docs_init(&self->dated, self->last);
}

void sheaf_match_clear(sheaf_match *self) {
  sheaf_mem_free(self->scratch.ids);
  sheaf_docs_clear(&self->dated);
  self->scratch = (sheaf_documents){0};
}

int sheaf_match_check(const sheaf_match *self, sheaf_error *err) {
  if (self->options->progress && self->options->progress(self->options->context))
    return sheaf_error_at(err, SHEAF_ERANGE, "interrupted", 0, "the search was interrupted");
  return SHEAF_OK;
}

int sheaf_match_token(sheaf_match *self, unsigned field, const char *token, size_t length, sheaf_docs *out,
                      sheaf_error *err) {
  self->scratch.count = 0;
  const int code = sheaf_index_documents_of(self->index, field, token, length, &self->scratch, err);
  if (code) return code;
  return sheaf_docs_add(out, self->scratch.ids, self->scratch.count) ? sheaf_error_memory(err) : SHEAF_OK;
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
  self->scratch.count = 0;
  int code = sheaf_match_check(self, err);
  if (!code)
    code = sheaf_index_documents_within(self->index, field, prefix, length, keep, context, &self->scratch, err);
  if (code) return code;
  return sheaf_docs_add(out, self->scratch.ids, self->scratch.count) ? sheaf_error_memory(err) : SHEAF_OK;
}

int sheaf_match_term(sheaf_match *self, const sheaf_query_node *term, unsigned field, sheaf_docs *out,
                     sheaf_error *err) {
  const sheaf_query_part *first = &term->pattern[0];
  if (term->parts == 1 && first->text) return sheaf_match_token(self, field, first->text, first->length, out, err);
  return sheaf_match_within(self, field, first->text ? first->text : "", first->text ? first->length : 0, keeps_pattern,
                            term, out, err);
}

/* ---- positions ---- */

/* The occurrences of one token in ids. Both lists ascend: where the token skips ahead, so does the walk over ids. */
static int gather_token(sheaf_match *self, unsigned field, const char *token, size_t length, const uint32_t *ids,
                        size_t count, sheaf_spans *out, sheaf_error *err) {
  sheaf_posting_cursor *cursor = NULL;
  int code = sheaf_index_find(self->index, field, token, length, &cursor, err);
  if (code || !cursor) return code;
  for (size_t i = 0; i < count && !code;) {
    const uint32_t document = sheaf_posting_cursor_seek(cursor, ids[i]);
    if (!document) break;
    if (document == ids[i]) {
      uint32_t occurrences;
      const sheaf_occurrence *at = sheaf_posting_cursor_occurrences(cursor, &occurrences);
      for (uint32_t k = 0; at && k < occurrences && !code; k++)
        if (sheaf_spans_add(out, (sheaf_span){document, at[k].instance, at[k].position, at[k].position}))
          code = sheaf_error_memory(err);
      i++;
    } else {
      size_t low = i + 1, high = count;
      while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (ids[middle] < document)
          low = middle + 1;
        else
          high = middle;
      }
      i = low;
    }
  }
  if (!code) code = sheaf_posting_cursor_error(cursor, err);
  sheaf_posting_cursor_close(cursor);
  return code;
}

int sheaf_match_gather(sheaf_match *self, unsigned field, const sheaf_expand *tokens, const uint32_t *ids, size_t count,
                       sheaf_spans *out, sheaf_error *err) {
  const char *token;
  int code = SHEAF_OK;
  for (size_t at = 0, length, n = 1; !code && sheaf_expand_next(tokens, &at, &token, &length); n++) {
    if (n % 64 == 0) code = sheaf_match_check(self, err);
    if (!code) code = gather_token(self, field, token, length, ids, count, out, err);
  }
  sheaf_spans_sort(out);
  return code;
}

/* ---- phrases and proximity in one field ---- */

typedef struct positional {
  sheaf_match *match;           /* the evaluation */
  const sheaf_query_node *node; /* PHRASE or NEAR; its children are TERMs */
  unsigned field;               /* of the index */
  int any;                      /* one span a document is enough */
  sheaf_expand *tokens;         /* of each child */
  sheaf_spans *spans;           /* of each child, in the present chunk */
} positional;

static int follow(const positional *self, sheaf_spans *out) {
  sheaf_spans joined = {0};
  int code = SHEAF_OK;
  for (size_t i = 1; i < self->node->children && !code; i++) {
    sheaf_spans next = {0};
    code = sheaf_spans_follow(i == 1 ? &self->spans[0] : &joined, &self->spans[i], &next);
    sheaf_spans_clear(&joined);
    joined = next;
  }
  *out = joined;
  return code;
}

static int near(const positional *self, sheaf_spans *out) {
  const sheaf_spans *lists[SHEAF_QUERY_NEAR_WORDS];
  for (size_t i = 0; i < self->node->children; i++) lists[i] = &self->spans[i];
  return sheaf_spans_near(lists, self->node->children, self->node->gap, (self->node->flags & SHEAF_QUERY_ORDERED) != 0,
                          self->any, out);
}

static int match_chunk(positional *self, const uint32_t *ids, size_t count, sheaf_match_fn *visit, void *context,
                       sheaf_error *err) {
  int code = sheaf_match_check(self->match, err);
  for (size_t i = 0; i < self->node->children && !code; i++) {
    self->spans[i].count = 0;
    code = sheaf_match_gather(self->match, self->field, &self->tokens[i], ids, count, &self->spans[i], err);
  }
  if (code) return code;
  sheaf_spans found = {0};
  code = self->node->kind == SHEAF_QUERY_PHRASE ? follow(self, &found) : near(self, &found);
  if (code) code = sheaf_error_memory(err);
  if (!code) code = visit(context, found.items, found.count);
  sheaf_spans_clear(&found);
  return code;
}

/* Documents that have a word of every child in the field, and the children's tokens. */
static int candidates(positional *self, sheaf_documents *out, sheaf_error *err) {
  sheaf_docs all, one;
  sheaf_docs_init(&all, self->match->last);
  sheaf_docs_init(&one, self->match->last);
  int code = SHEAF_OK;
  for (size_t i = 0; i < self->node->children && !code; i++) {
    sheaf_docs_clear(&one);
    code = sheaf_match_expand(self->match, self->node->child[i], self->field, &self->tokens[i], err);
    if (!code) code = sheaf_match_tokens(self->match, self->field, &self->tokens[i], i ? &one : &all, err);
    if (!code && i && sheaf_docs_intersect(&all, &one)) code = sheaf_error_memory(err);
    if (!code && !sheaf_docs_count(&all)) break;
  }
  if (!code && sheaf_docs_list(&all, out)) code = sheaf_error_memory(err);
  sheaf_docs_clear(&all);
  sheaf_docs_clear(&one);
  return code;
}

int sheaf_match_spans(sheaf_match *self, const sheaf_query_node *node, unsigned field, int any, sheaf_match_fn *visit,
                      void *context, sheaf_error *err) {
  if (sheaf_phrase_is_plain(node)) return sheaf_phrase_spans(self, node, field, any, visit, context, err);
  positional at = {.match = self, .node = node, .field = field, .any = any};
  sheaf_documents ids = {0};
  at.tokens = sheaf_mem_zero(node->children, sizeof *at.tokens);
  at.spans = sheaf_mem_zero(node->children, sizeof *at.spans);
  int code = at.tokens && at.spans ? candidates(&at, &ids, err) : sheaf_error_memory(err);
  for (size_t i = 0; i < ids.count && !code; i += CHUNK)
    code = match_chunk(&at, ids.ids + i, ids.count - i < CHUNK ? ids.count - i : CHUNK, visit, context, err);
  for (size_t i = 0; i < node->children; i++) {
    if (at.tokens) sheaf_expand_clear(&at.tokens[i]);
    if (at.spans) sheaf_spans_clear(&at.spans[i]);
  }
  sheaf_mem_free(at.tokens);
  sheaf_mem_free(at.spans);
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
