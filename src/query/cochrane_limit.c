/* cochrane_limit.c - what the Cochrane Library's search manager adds to the end of a line. */
#include <string.h>

#include "build.h"
#include "cochrane.h"
#include "fields.h"
#include "piece.h"

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

/* One past the words where they stand at `at`, in any case; a space in them is any number of spaces; "9999" is a year.
 * 0 where others stand there. */
static size_t after(const char *text, size_t at, const char *words) {
  for (; *words; words++) {
    if (*words == ' ') {
      if (text[at] != ' ') return 0;
      while (text[at] == ' ') at++;
    } else if (*words == '9') {
      if (text[at] < '0' || text[at] > '9') return 0;
      at++;
    } else if (lower(text[at]) == *words) {
      at++;
    } else {
      return 0;
    }
  }
  return at;
}

static const char *const banners[] = {"(word variations have been searched)",
                                      "(word variations have not been searched)", "with word variations", NULL};
static const char *const years[] = {"with publication year from 9999 to 9999", "publication year from 9999 to 9999",
                                    "with publication year from 9999", "publication year from 9999", NULL};
static const char *const parts[] = {"in trials",
                                    "in cochrane reviews",
                                    "in cochrane protocols",
                                    "in clinical answers",
                                    "in cochrane clinical answers",
                                    "in editorials",
                                    "in special collections",
                                    "in other reviews",
                                    "in methods studies",
                                    "in technology assessments",
                                    "in economic evaluations",
                                    "in cochrane groups",
                                    "in cochrane library",
                                    "in all products",
                                    "trials",
                                    "cochrane reviews",
                                    "cochrane protocols",
                                    "clinical answers",
                                    "editorials",
                                    "special collections",
                                    "other reviews",
                                    "methods studies",
                                    "technology assessments",
                                    "economic evaluations",
                                    "cochrane groups",
                                    "(reviews and protocols)",
                                    "(reviews only)",
                                    "(protocols only)",
                                    NULL};
static const char published[] = "with cochrane library publication date";

typedef enum kind { NONE, BANNER, YEARS, PART } kind;

static kind item(const char *text, size_t at, size_t *end) {
  for (size_t i = 0; banners[i]; i++)
    if ((*end = after(text, at, banners[i]))) return BANNER;
  for (size_t i = 0; years[i]; i++)
    if ((*end = after(text, at, years[i]))) return YEARS;
  if ((*end = after(text, at, published))) { /* its dates go on to the next comma */
    *end += strcspn(text + *end, ",");
    return PART;
  }
  for (size_t i = 0; parts[i]; i++)
    if ((*end = after(text, at, parts[i]))) return PART;
  return NONE;
}

/* Moves past what stands between items. */
static size_t gap(const char *text, size_t at) {
  for (;;) {
    const size_t joined = after(text, at, " and ");
    if (joined) return joined;
    if (text[at] != ' ' && text[at] != ',' && text[at] != '.') return at;
    at++;
  }
}

/* 1 where nothing but items stands from `at` to the end; the first must begin with "in", "with" or a banner. */
static int is_tail(const char *text, size_t at) {
  if (!after(text, at, "in ") && !after(text, at, "with ") && !after(text, at, "(word") && !after(text, at, "pub"))
    return 0;
  size_t end;
  do {
    if (!item(text, at, &end)) return 0;
    at = gap(text, end);
  } while (text[at]);
  return 1;
}

enum { LONGEST = 1000 }; /* bytes at the end in which limits are looked for */

int sheaf_cochrane_begin(sheaf_parser *self, sheaf_error *err) {
  const char *text = self->text;
  int inside = 0;
  for (size_t at = 0; at < self->length; at++) {
    inside ^= text[at] == '"';
    if (inside || self->length - at > LONGEST || (at && !strchr(" ,)]\"", text[at - 1])) ||
        !strchr("iIwWpP(", text[at]) || !is_tail(text, at))
      continue;
    while (at && strchr(" ,", text[at - 1])) at--;
    if (at >= 4 && after(text, at - 4, " and") == at) at -= 4; /* as it is printed: (...) AND in Trials */
    self->length = at;
    break;
  }
  (void)err;
  return SHEAF_OK;
}

static int add(sheaf_parser *self, sheaf_query_node **root, sheaf_query_node *node, sheaf_error *err) {
  if (!((*root)->flags & SHEAF_QUERY_LIMIT)) {
    sheaf_query_node *all = sheaf_query_node_new(self->query, SHEAF_QUERY_AND, (*root)->first, (*root)->last);
    if (!all) return sheaf_error_memory(err);
    all->flags = SHEAF_QUERY_LIMIT;
    const int code = sheaf_parser_adopt(self, all, *root, err);
    if (code) return code;
    *root = all;
  }
  return sheaf_parser_adopt(self, *root, node, err);
}

static int add_years(sheaf_parser *self, size_t first, size_t last, sheaf_query_node **root, sheaf_error *err) {
  size_t from = first, to;
  while (self->text[from] < '0' || self->text[from] > '9') from++;
  to = from + 4;
  while (to < last && (self->text[to] < '0' || self->text[to] > '9')) to++;
  const sheaf_build what = {.kind = SHEAF_QUERY_RANGE,
                            .fields = SHEAF_FIELDS_PUBLISHED,
                            .first = first,
                            .last = last,
                            .start = first,
                            .end = last};
  const size_t low[2] = {from, from + 4}, high[2] = {to, to < last ? to + 4 : to};
  sheaf_query_node *node = NULL;
  const int code = sheaf_build_dates(self, &what, low, high, &node, err);
  return code ? code : add(self, root, node, err);
}

int sheaf_cochrane_finish(sheaf_parser *self, sheaf_query_node **root, sheaf_error *err) {
  int code = SHEAF_OK;
  size_t end = 0;
  for (size_t at = gap(self->text, self->length); self->text[at] && !code; at = gap(self->text, end)) {
    sheaf_query_node *node = NULL;
    switch (item(self->text, at, &end)) {
      case YEARS: code = add_years(self, at, end, root, err); break;
      case PART:
        code = sheaf_build_unsupported(self, at, end, "records do not say which part of the library they come from",
                                       &node, err);
        if (!code) code = add(self, root, node, err);
        break;
      case BANNER:
        if (sheaf_parser_note(self, "X-VARIANTS", SHEAF_QUERY_INFO, at, end,
                              "variants of words are not searched here; write them out or truncate"))
          code = sheaf_error_memory(err);
        break;
      case NONE: return SHEAF_OK;
    }
  }
  return code;
}
