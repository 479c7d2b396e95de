/* ebsco_limit.c - see ebsco_limit.h. The limited search becomes an AND with the flag LIMIT: the search first, then each
 * limiter; its text is that of the limiters. */
#include "ebsco_limit.h"

#include <string.h>

#include "build.h"
#include "fields.h"
#include "piece.h"
#include "values.h"

static const char mark[] = "limiters";

/* Where the first limiter begins, behind the mark at `at`; 0 where none stands there. */
static size_t behind_mark(const sheaf_parser *self, size_t at) {
  const size_t size = sizeof mark - 1;
  if (memchr(self->text + at, 0, size) || !sheaf_piece_is(self, at, at + size, mark)) return 0;
  at += size + strspn(self->text + at + size, " ");
  if (self->text[at] != '-' && self->text[at] != ':') return 0;
  return at + 1 + strspn(self->text + at + 1, " ");
}

int sheaf_ebsco_begin(sheaf_parser *self, sheaf_error *err) {
  (void)err;
  int inside = 0;
  for (size_t at = 1; at < self->length; at++) {
    inside ^= self->text[at - 1] == '"';
    if (inside || self->text[at - 1] != ' ' || (self->text[at] | 32) != 'l' || !behind_mark(self, at)) continue;
    while (at && self->text[at - 1] == ' ') at--;
    self->length = at;
    break;
  }
  return SHEAF_OK;
}

/* 1 where the text at `at` begins with name; *at is then behind it and a colon. */
static int takes(const sheaf_parser *self, size_t *at, size_t last, const char *name) {
  const size_t size = strlen(name);
  if (last - *at <= size || !sheaf_piece_is(self, *at, *at + size, name)) return 0;
  size_t end = *at + size;
  end += strspn(self->text + end, " ");
  if (self->text[end] != ':' && self->text[end] != '-') return 0;
  *at = end + 1 + strspn(self->text + end + 1, " ");
  return *at < last;
}

static int value(sheaf_parser *self, const char *name, const sheaf_piece *piece, sheaf_query_node **out,
                 sheaf_error *err) {
  const sheaf_dialect_tag *tag = sheaf_dialect_tag_find(self->dialect, name, strlen(name));
  return sheaf_values_value(self, tag, piece, out, err);
}

static int one_limiter(sheaf_parser *self, size_t first, size_t last, sheaf_query_node **out, sheaf_error *err) {
  static const char *const dates[] = {"published date",      "publication date", "date published",
                                      "date of publication", "publication year", "year published"};
  static const char *const lists[] = {"language", "publication type"};
  static const char language[] = " language";
  sheaf_piece piece = {.first = first, .last = last, .start = first, .end = last};
  for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
    if (takes(self, &piece.first, last, dates[i]) && strcspn(self->text + piece.first, "0123456789") == 0)
      return sheaf_values_dates(self, &piece, SHEAF_FIELDS_PUBLISHED, out, err);
  piece.first = first;
  const size_t size = sizeof language - 1;
  if (last - first > size && sheaf_piece_is(self, last - size, last, language)) {
    piece.last = last - size;
    return value(self, "LA", &piece, out, err);
  }
  const int several = memchr(self->text + first, ',', last - first) != NULL;
  for (int i = 0; i < 2 && !several; i++)
    if (takes(self, &piece.first, last, lists[i])) return value(self, i ? "PT" : "LA", &piece, out, err);
  if (sheaf_piece_is(self, first, last, "abstract available"))
    return sheaf_build_filter(self, "abstract", first, last, out, err);
  return sheaf_build_unsupported(self, first, last, "this limiter is not computed from the record", out, err);
}

int sheaf_ebsco_finish(sheaf_parser *self, sheaf_query_node **root, sheaf_error *err) {
  const size_t start = self->length + strspn(self->text + self->length, " ");
  const size_t last = start + strlen(self->text + start);
  size_t first = start < last ? behind_mark(self, start) : 0;
  if (!first) return SHEAF_OK;
  sheaf_query_node *all = sheaf_query_node_new(self->query, SHEAF_QUERY_AND, (*root)->first, (*root)->last);
  if (!all) return sheaf_error_memory(err);
  all->flags = SHEAF_QUERY_LIMIT;
  all->text = sheaf_build_text(self, start, last);
  int code = all->text ? sheaf_parser_adopt(self, all, *root, err) : sheaf_error_memory(err);
  while (first < last && !code) {
    size_t end = first + strcspn(self->text + first, ";");
    const size_t next = end + (end < last);
    while (end > first && self->text[end - 1] == ' ') end--;
    sheaf_query_node *limiter = NULL;
    if (end > first) code = one_limiter(self, first, end, &limiter, err);
    if (limiter && !code) code = sheaf_parser_adopt(self, all, limiter, err);
    first = next + strspn(self->text + next, " ");
  }
  if (!code && all->children > 1) *root = all;
  return code;
}

int sheaf_ebsco_limit(sheaf_printer *self, const sheaf_query_node *node) {
  const int code = sheaf_print_node(self, node->child[0], 0);
  sheaf_buf_add_format(self->out, " %s", node->text);
  return code;
}
