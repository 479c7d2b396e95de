/* name.c - see name.h. Authors have whole names in the index; other persons (investigators, editors, subjects) words
 * only: family, given names, initials, in this order. */
#include "name.h"

#include <string.h>

#include "base/mem.h"
#include "record/field.h"

enum { FURTHER_INITIALS = 3, INITIALS = 6 };

/* 1 where nothing is left, or a space and a suffix. */
static int is_end(const char *rest, size_t length) {
  static const char *const suffixes[] = {"jr", "sr", "2nd", "3rd", "4th", "5th", "ii", "iii", "iv"};
  if (!length) return 1;
  for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
    if (length == strlen(suffixes[i]) + 1 && rest[0] == ' ' && memcmp(rest + 1, suffixes[i], length - 1) == 0) return 1;
  return 0;
}

/* Bytes before the next space. */
static size_t word(const char *text, size_t length) {
  const char *space = memchr(text, ' ', length);
  return space ? (size_t)(space - text) : length;
}

int sheaf_name_fits(const sheaf_query_node *node, const char *name, size_t length, int full) {
  const size_t size = strlen(node->key);
  if (size > length || memcmp(name, node->key, size) != 0) return 0;
  const char *rest = name + size;
  const size_t left = length - size;
  if ((node->fields & SHEAF_QUERY_FULL_NAME) && !full) return 0;
  if (node->flags & SHEAF_QUERY_TRUNCATED) return 1;
  if (!left) return 1;
  if (node->flags & SHEAF_QUERY_QUOTED) return 0;
  if (node->fields & SHEAF_QUERY_FULL_NAME) return *rest == ' ';
  if (!strchr(node->key, ' ')) {
    if (full || *rest != ' ') return 0;
    const size_t initials = word(rest + 1, left - 1);
    return initials <= INITIALS && is_end(rest + 1 + initials, left - 1 - initials);
  }
  if (*rest == ' ') return 1;
  const size_t initials = word(rest, left);
  return !full && initials <= FURTHER_INITIALS && is_end(rest + initials, left - initials);
}

/* ---- authors ---- */

static int may_fit(const void *node, const char *token, size_t length) {
  return sheaf_name_fits(node, token, length, 0) || sheaf_name_fits(node, token, length, 1);
}

/* 1 where the instance is the last author of the document at which the cursor stands. */
static int is_last(sheaf_posting_cursor *last, uint32_t document, uint32_t instance) {
  if (!last || sheaf_posting_cursor_seek(last, document) != document) return 0;
  uint32_t count;
  const sheaf_occurrence *at = sheaf_posting_cursor_occurrences(last, &count);
  for (uint32_t i = 0; at && i < count; i++)
    if (at[i].instance == instance && at[i].position == 0) return 1;
  return 0;
}

/* 1 where the cursor's document has the token in the form and at the place that the node wants. */
static int is_wanted(const sheaf_query_node *node, const int fits[2], sheaf_posting_cursor *cursor,
                     sheaf_posting_cursor *last, uint32_t document) {
  uint32_t count;
  const sheaf_occurrence *at = sheaf_posting_cursor_occurrences(cursor, &count);
  for (uint32_t i = 0; at && i < count; i++) {
    if (!fits[at[i].position != 0]) continue;
    if ((node->fields & SHEAF_QUERY_FIRST_AUTHOR) && at[i].instance != 0) continue;
    if ((node->fields & SHEAF_QUERY_LAST_AUTHOR) && !is_last(last, document, at[i].instance)) continue;
    return 1;
  }
  return 0;
}

static int author_token(sheaf_match *match, const sheaf_query_node *node, const char *token, size_t length,
                        sheaf_docs *out, sheaf_error *err) {
  const int fits[2] = {sheaf_name_fits(node, token, length, 0), sheaf_name_fits(node, token, length, 1)};
  const sheaf_query_fields place = SHEAF_QUERY_FIRST_AUTHOR | SHEAF_QUERY_LAST_AUTHOR;
  if (fits[0] && fits[1] && !(node->fields & place))
    return sheaf_match_token(match, SHEAF_INDEX_AUTHOR_NAME, token, length, out, err);
  sheaf_posting_cursor *cursor = NULL, *last = NULL;
  int code = sheaf_index_find(match->index, SHEAF_INDEX_AUTHOR_NAME, token, length, &cursor, err);
  if (!code && (node->fields & SHEAF_QUERY_LAST_AUTHOR))
    code = sheaf_index_find(match->index, SHEAF_INDEX_LAST_AUTHOR, token, word(token, length), &last, err);
  for (uint32_t document; !code && cursor && (document = sheaf_posting_cursor_next(cursor));)
    if (is_wanted(node, fits, cursor, last, document) && sheaf_docs_add(out, &document, 1))
      code = sheaf_error_memory(err);
  if (!code && cursor) code = sheaf_posting_cursor_error(cursor, err);
  if (!code && last) code = sheaf_posting_cursor_error(last, err);
  if (cursor) sheaf_posting_cursor_close(cursor);
  if (last) sheaf_posting_cursor_close(last);
  return code;
}

static int authors(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  sheaf_expand tokens = {0};
  int code = sheaf_expand_collect(&tokens, match->index, SHEAF_INDEX_AUTHOR_NAME, node->key, strlen(node->key), may_fit,
                                  node, err);
  const char *token;
  for (size_t at = 0, length; !code && sheaf_expand_next(&tokens, &at, &token, &length);) {
    code = sheaf_match_check(match, err);
    if (!code) code = author_token(match, node, token, length, out, err);
  }
  sheaf_expand_clear(&tokens);
  return code;
}

/* ---- other persons ---- */

typedef struct person {
  sheaf_match *match;           /* the evaluation */
  const sheaf_query_node *node; /* NAME */
  unsigned field;               /* words of such persons */
  sheaf_documents ids;          /* candidates */
  sheaf_spans so_far;           /* persons that fit up to the present word */
} person;

static int is_prefix(const person *self, int is_first) {
  if (self->node->flags & SHEAF_QUERY_TRUNCATED) return 1;
  return !is_first && !(self->node->flags & SHEAF_QUERY_QUOTED) && !(self->node->fields & SHEAF_QUERY_FULL_NAME);
}

static int gather(person *self, const char *text, size_t length, int prefix, sheaf_spans *out, sheaf_error *err) {
  sheaf_expand tokens = {0};
  int code = SHEAF_OK;
  if (prefix)
    code = sheaf_expand_collect(&tokens, self->match->index, self->field, text, length, NULL, NULL, err);
  else if (sheaf_expand_add(&tokens, text, length))
    code = sheaf_error_memory(err);
  if (!code) code = sheaf_match_gather(self->match, self->field, &tokens, self->ids.ids, self->ids.count, out, err);
  sheaf_expand_clear(&tokens);
  return code;
}

/* Candidates: documents with the first word of the name. */
static int find_candidates(person *self, const char *text, size_t length, int prefix, sheaf_error *err) {
  sheaf_expand tokens = {0};
  sheaf_docs docs;
  sheaf_docs_init(&docs, self->match->last);
  int code = SHEAF_OK;
  if (prefix)
    code = sheaf_expand_collect(&tokens, self->match->index, self->field, text, length, NULL, NULL, err);
  else if (sheaf_expand_add(&tokens, text, length))
    code = sheaf_error_memory(err);
  if (!code) code = sheaf_match_tokens(self->match, self->field, &tokens, &docs, err);
  if (!code && sheaf_docs_list(&docs, &self->ids)) code = sheaf_error_memory(err);
  sheaf_docs_clear(&docs);
  sheaf_expand_clear(&tokens);
  return code;
}

/* Keeps the persons whose next word is at a span of next; for the last word in full, any later place will do. */
static int narrow(person *self, const sheaf_spans *next, int later, sheaf_error *err) {
  sheaf_spans kept = {0};
  size_t from = 0;
  int code = SHEAF_OK;
  for (size_t i = 0; i < self->so_far.count && !code; i++) {
    const sheaf_span *a = &self->so_far.items[i];
    while (from < next->count &&
           (next->items[from].document < a->document ||
            (next->items[from].document == a->document && next->items[from].instance < a->instance)))
      from++;
    for (size_t k = from; k < next->count && !code; k++) {
      const sheaf_span *b = &next->items[k];
      if (b->document != a->document || b->instance != a->instance) break;
      if ((later ? b->first > a->last : b->first == a->last + 1) &&
          sheaf_spans_add(&kept, (sheaf_span){a->document, a->instance, 0, b->last}))
        code = sheaf_error_memory(err);
    }
  }
  sheaf_spans_sort(&kept);
  sheaf_spans_clear(&self->so_far);
  self->so_far = kept;
  return code;
}

static int add_persons(const person *self, sheaf_docs *out, sheaf_error *err) {
  for (size_t i = 0; i < self->so_far.count; i++)
    if (sheaf_docs_add(out, &self->so_far.items[i].document, 1)) return sheaf_error_memory(err);
  return SHEAF_OK;
}

/* The words behind the first; the last one adds its documents to out. */
static int further_words(person *self, const char *text, sheaf_docs *out, sheaf_error *err) {
  int code = SHEAF_OK;
  while (!code && *text) {
    const size_t length = word(text, strlen(text));
    const int is_last_word = !text[length];
    sheaf_spans next = {0}, whole = {0};
    code = gather(self, text, length, is_last_word && is_prefix(self, 0), &next, err);
    if (!code && is_last_word) { /* initials stand behind the given names */
      person full = {self->match, self->node, self->field, self->ids, {0}};
      code = gather(self, text, length, 0, &whole, err);
      for (size_t i = 0; i < self->so_far.count && !code; i++)
        if (sheaf_spans_add(&full.so_far, self->so_far.items[i])) code = sheaf_error_memory(err);
      if (!code) code = narrow(&full, &whole, 1, err);
      if (!code) code = add_persons(&full, out, err);
      sheaf_spans_clear(&full.so_far);
    }
    if (!code) code = narrow(self, &next, 0, err);
    sheaf_spans_clear(&next);
    sheaf_spans_clear(&whole);
    text += length + !is_last_word;
  }
  return code;
}

static int persons(sheaf_match *match, const sheaf_query_node *node, unsigned field, sheaf_docs *out,
                   sheaf_error *err) {
  person self = {.match = match, .node = node, .field = field};
  const size_t length = word(node->key, strlen(node->key));
  const int alone = !node->key[length];
  const int prefix = alone && is_prefix(&self, 1);
  int code = find_candidates(&self, node->key, length, prefix, err);
  if (!code) code = gather(&self, node->key, length, prefix, &self.so_far, err);
  size_t kept = 0; /* the name begins with the family name */
  for (size_t i = 0; i < self.so_far.count; i++)
    if (self.so_far.items[i].first == 0) self.so_far.items[kept++] = self.so_far.items[i];
  self.so_far.count = kept;
  if (!code && !alone) code = further_words(&self, node->key + length + 1, out, err);
  if (!code) code = add_persons(&self, out, err);
  sheaf_spans_clear(&self.so_far);
  sheaf_mem_free(self.ids.ids);
  return code;
}

int sheaf_name_documents(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  int code = SHEAF_OK;
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT && !code; field++) {
    if (!(node->fields >> field & 1)) continue;
    code = field == SHEAF_FIELD_AUTHOR ? authors(match, node, out, err) : persons(match, node, field, out, err);
  }
  return code;
}
