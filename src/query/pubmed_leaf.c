/* pubmed_leaf.c - PubMed's terms other than plain words: headings, names, dates, values, filters. */
#include <string.h>

#include "base/buf.h"
#include "date.h"
#include "index/document.h"
#include "leaf.h"
#include "nlm.h"
#include "pubmed.h"
#include "pubmed_tags.h"
#include "record/normal.h"

/* The token that the index holds for a whole value of one of the fields; in the query's arena, NULL when out of
 * memory. */
static const char *fold(sheaf_parser *self, sheaf_query_fields fields, const char *text, size_t length) {
  sheaf_buf folded;
  sheaf_buf_init(&folded);
  sheaf_document_token(sheaf_leaf_field(fields), text, length, &folded);
  const char *key = folded.failed ? NULL : sheaf_arena_copy(sheaf_query_arena(self->query), folded.data, folded.length);
  sheaf_buf_clear(&folded);
  return key;
}

static sheaf_query_node *leaf(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_kind kind) {
  sheaf_query_node *node = sheaf_parser_node(self, kind, piece->start, piece->end);
  if (!node) return NULL;
  node->fields = piece->tag ? piece->tag->fields : self->dialect->untagged;
  if (piece->tag) node->flags = piece->tag->flags;
  if (piece->noexp) node->flags &= ~(unsigned)SHEAF_QUERY_EXPLODE;
  if (piece->quoted) node->flags |= SHEAF_QUERY_QUOTED;
  return node;
}

static int empty(const sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_error *err) {
  return sheaf_parser_fail(self, "Y-OPPOS", piece->start, err, "this term has no letters or digits; write a word");
}

/* Fills text and key of a node from a stretch of the cleaned text, and reads its truncation. */
static int fill(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node *node, sheaf_error *err) {
  size_t last = piece->last;
  const int truncated = sheaf_pubmed_truncation(self, piece, &last);
  if (truncated < 0) return sheaf_error_memory(err);
  if (truncated) node->flags = (node->flags | SHEAF_QUERY_TRUNCATED) & ~(unsigned)SHEAF_QUERY_EXPLODE;
  node->text = sheaf_pubmed_tidy(self, piece->first, last);
  if (!node->text) return sheaf_error_memory(err);
  node->key = fold(self, node->fields, node->text, strlen(node->text));
  if (!node->key) return sheaf_error_memory(err);
  return *node->key ? SHEAF_OK : empty(self, piece, err);
}

/* ---- headings and qualifiers ---- */

static int name_qualifier(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node *node,
                          sheaf_error *err) {
  const char *known = sheaf_nlm_qualifier(node->key);
  if (known)
    node->key = known;
  else if (!(node->flags & SHEAF_QUERY_TRUNCATED) &&
           sheaf_parser_note(self, "S-QUAL", SHEAF_QUERY_WARNING, piece->start, piece->end,
                             "\"%.60s\" is no MeSH subheading known here; it is searched as it stands", node->text))
    return sheaf_error_memory(err);
  return SHEAF_OK;
}

static int qualifier(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  *out = leaf(self, piece, SHEAF_QUERY_QUALIFIER);
  if (!*out) return sheaf_error_memory(err);
  (*out)->flags &= ~(unsigned)SHEAF_QUERY_FOCUS; /* the heading above has it */
  const int code = fill(self, piece, *out, err);
  return code ? code : name_qualifier(self, piece, *out, err);
}

static int heading(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  sheaf_query_node *node = *out = leaf(self, piece, SHEAF_QUERY_HEADING);
  if (!node) return sheaf_error_memory(err);
  size_t slash = piece->last;
  while (slash > piece->first && self->text[slash - 1] != '/') slash--;
  sheaf_pubmed_piece name = *piece;
  if (slash > piece->first) name.last = slash - 1;
  int code = fill(self, &name, node, err);
  if (code || slash == piece->first) return code;
  sheaf_pubmed_piece part = *piece;
  part.first = slash;
  sheaf_query_node *child = NULL;
  code = qualifier(self, &part, &child, err);
  return code ? code : sheaf_parser_adopt(self, node, child, err);
}

/* ---- names ---- */

static int name(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  *out = leaf(self, piece, SHEAF_QUERY_NAME);
  if (!*out) return sheaf_error_memory(err);
  return fill(self, piece, *out, err);
}

/* ---- dates ---- */

static int bad_date(const sheaf_parser *self, size_t first, size_t last, sheaf_error *err) {
  const int shown = last - first < 40 ? (int)(last - first) : 40;
  return sheaf_parser_fail(self, "L-DATE", first, err,
                           "\"%.*s\" is no date; write 2019, 2019/05, 2019/05/31 or a range such as 2010:2020", shown,
                           self->text + first);
}

static int relative(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node *node, sheaf_error *err) {
  char low[SHEAF_DATE_BYTES];
  const int code = sheaf_date_last(self->text + piece->first, piece->last - piece->first, self->options->today, low);
  if (code == 0) return bad_date(self, piece->first, piece->last, err);
  if (code < 0)
    return sheaf_parser_fail(self, "L-DATE", piece->first, err,
                             "a date that counts back from today needs today's date; give it (options.today) or write "
                             "a range");
  node->low = sheaf_arena_copy(sheaf_query_arena(self->query), low, SHEAF_DATE_BYTES - 1);
  node->high = "3000-12-31";
  return node->low ? SHEAF_OK : sheaf_error_memory(err);
}

static int range(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  sheaf_query_node *node = *out = leaf(self, piece, SHEAF_QUERY_RANGE);
  if (!node) return sheaf_error_memory(err);
  const char *text = self->text;
  size_t last = piece->last, to_first = piece->to_first, to_last = piece->to_last;
  if (to_first == to_last) { /* 2010:2020 in one piece */
    const char *colon = memchr(text + piece->first, ':', last - piece->first);
    if (colon) {
      to_first = (size_t)(colon - text) + 1;
      to_last = last;
      last = to_first - 1;
    }
  }
  node->text = sheaf_pubmed_tidy(self, piece->first, piece->last);
  if (!node->text) return sheaf_error_memory(err);
  char low[SHEAF_DATE_BYTES], high[SHEAF_DATE_BYTES];
  if (to_first == to_last) {
    if (!sheaf_date_read(text + piece->first, last - piece->first, low, high)) return relative(self, piece, node, err);
    node->flags |= SHEAF_QUERY_SINGLE;
  } else {
    if (!sheaf_date_read(text + piece->first, last - piece->first, low, NULL))
      return bad_date(self, piece->first, last, err);
    if (!sheaf_date_read(text + to_first, to_last - to_first, NULL, high))
      return bad_date(self, to_first, to_last, err);
  }
  if (strcmp(low, high) > 0)
    return sheaf_parser_fail(self, "L-DATE", piece->first, err,
                             "the range ends before it begins; write the earlier date first");
  node->low = sheaf_arena_copy(sheaf_query_arena(self->query), low, SHEAF_DATE_BYTES - 1);
  node->high = sheaf_arena_copy(sheaf_query_arena(self->query), high, SHEAF_DATE_BYTES - 1);
  return node->low && node->high ? SHEAF_OK : sheaf_error_memory(err);
}

/* ---- whole values ---- */

typedef int normal_fn(const char *text, size_t length, sheaf_buf *out);

/* The key of an identifier or language in the form that records have it. */
static int normalise(sheaf_parser *self, sheaf_query_node *node, sheaf_error *err) {
  static const struct {
    sheaf_query_fields field; /* the tag has it */
    normal_fn *normal;        /* the form it is stored in */
  } forms[] = {
      {F(DOI), sheaf_normal_doi},     {F(PMID), sheaf_normal_pmid},         {F(PMCID), sheaf_normal_pmcid},
      {F(ISBN), sheaf_normal_isbn},   {F(ISSN), sheaf_normal_issn},         {F(JOURNAL), sheaf_normal_issn},
      {F(ORCID), sheaf_normal_orcid}, {F(LANGUAGE), sheaf_normal_language},
  };
  if (node->flags & SHEAF_QUERY_TRUNCATED) return SHEAF_OK;
  sheaf_buf form;
  sheaf_buf_init(&form);
  int done = 0;
  for (size_t i = 0; i < sizeof forms / sizeof *forms && !done; i++)
    if (node->fields & forms[i].field) done = forms[i].normal(node->text, strlen(node->text), &form);
  if (done) node->key = fold(self, node->fields, sheaf_buf_text(&form), form.length);
  sheaf_buf_clear(&form);
  return node->key ? SHEAF_OK : sheaf_error_memory(err);
}

static int value(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  *out = leaf(self, piece, SHEAF_QUERY_VALUE);
  if (!*out) return sheaf_error_memory(err);
  const int code = fill(self, piece, *out, err);
  return code ? code : normalise(self, *out, err);
}

/* PubMed joins several bare numbers before one [pmid] with OR. */
static int numbers(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  sheaf_pubmed_piece one = *piece;
  one.first = one.last = piece->first;
  *out = NULL;
  for (size_t at = piece->first; at <= piece->last; at++) {
    const char c = at < piece->last ? self->text[at] : ' ';
    if (c != ' ' && c != ',' && c != ';') {
      one.last = at + 1;
      continue;
    }
    if (one.last > one.first) {
      sheaf_query_node *node = NULL;
      int code = value(self, &one, &node, err);
      if (code) return code;
      if (!*out) {
        *out = node;
      } else {
        if ((*out)->kind != SHEAF_QUERY_OR) {
          sheaf_query_node *all = sheaf_parser_node(self, SHEAF_QUERY_OR, piece->start, piece->end);
          if (!all) return sheaf_error_memory(err);
          code = sheaf_parser_adopt(self, all, *out, err);
          *out = all;
        }
        if (!code) code = sheaf_parser_adopt(self, *out, node, err);
        if (code) return code;
      }
    }
    one.first = one.last = at + 1;
  }
  return *out ? SHEAF_OK : empty(self, piece, err);
}

/* ---- filters ---- */

static int unsupported(sheaf_parser *self, const sheaf_pubmed_piece *piece, const char *reason, sheaf_query_node **out,
                       sheaf_error *err) {
  *out = leaf(self, piece, SHEAF_QUERY_UNSUPPORTED);
  if (!*out) return sheaf_error_memory(err);
  (*out)->text = sheaf_pubmed_tidy(self, piece->start, piece->end);
  (*out)->reason = reason;
  return (*out)->text ? SHEAF_OK : sheaf_error_memory(err);
}

static int filter(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  const char *key = fold(self, F(STATUS), self->text + piece->first, piece->last - piece->first);
  if (!key) return sheaf_error_memory(err);
  sheaf_query_node *node = *out = leaf(self, piece, SHEAF_QUERY_FILTER);
  if (!node) return sheaf_error_memory(err);
  if (strcmp(key, "hasabstract") == 0 || strcmp(key, "has abstract") == 0 || strcmp(key, "fha") == 0) {
    node->fields = 0;
    node->text = node->key = "abstract";
    return SHEAF_OK;
  }
  static const char *const statuses[] = {"medline", "pubmednotmedline", "publisher", "inprocess", "oldmedline"};
  static const char *const stored[] = {"medline", "pubmed not medline", "publisher", "in process", "oldmedline"};
  node->kind = SHEAF_QUERY_VALUE;
  node->text = sheaf_pubmed_tidy(self, piece->first, piece->last);
  if (!node->text) return sheaf_error_memory(err);
  for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
    if (strcmp(key, statuses[i]) == 0) {
      node->fields = F(STATUS);
      node->key = stored[i];
      return SHEAF_OK;
    }
  sheaf_buf language;
  sheaf_buf_init(&language);
  const int is_language = strlen(key) > 3 && sheaf_normal_language(key, strlen(key), &language);
  sheaf_buf_clear(&language);
  if (is_language) {
    node->fields = F(LANGUAGE);
    node->key = key;
    return normalise(self, node, err);
  }
  return unsupported(self, piece, "this filter is not computed from the record", out, err);
}

/* ---- all ---- */

static int is_has_abstract(const sheaf_parser *self, const sheaf_pubmed_piece *piece) {
  static const char name_of_filter[] = "hasabstract";
  const size_t length = piece->last - piece->first;
  return !piece->quoted && length == sizeof name_of_filter - 1 &&
         memcmp(self->text + piece->first, name_of_filter, length) == 0 &&
         (!piece->tag || strncmp(piece->tag->names, "tw|", 3) == 0 || strncmp(piece->tag->names, "all|", 4) == 0);
}

int sheaf_pubmed_leaf(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  if (piece->tag && piece->near != SHEAF_PUBMED_NO_NEAR && piece->tag->what != SHEAF_DIALECT_WORDS)
    return sheaf_parser_fail(self, "B-NEAROP", piece->start, err, "proximity works in [ti], [tiab] and [ad] only");
  if (is_has_abstract(self, piece)) return filter(self, piece, out, err);
  switch (piece->tag ? piece->tag->what : SHEAF_DIALECT_WORDS) {
    case SHEAF_DIALECT_WORDS: return sheaf_pubmed_words(self, piece, out, err);
    case SHEAF_DIALECT_HEADING: return heading(self, piece, out, err);
    case SHEAF_DIALECT_QUALIFIER: return qualifier(self, piece, out, err);
    case SHEAF_DIALECT_NAME: return name(self, piece, out, err);
    case SHEAF_DIALECT_DATE: return range(self, piece, out, err);
    case SHEAF_DIALECT_VALUE:
      return piece->tag->fields == F(PMID) ? numbers(self, piece, out, err) : value(self, piece, out, err);
    case SHEAF_DIALECT_FILTER: return filter(self, piece, out, err);
    case SHEAF_DIALECT_UNSUPPORTED: break;
  }
  return unsupported(self, piece, piece->tag->reason, out, err);
}
