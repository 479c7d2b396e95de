/* build.c - see build.h. */
#include "build.h"

#include <string.h>

#include "base/buf.h"
#include "date.h"
#include "fields.h"
#include "index/document.h"
#include "leaf.h"
#include "nlm.h"
#include "record/normal.h"

const char *sheaf_build_text(sheaf_parser *self, size_t first, size_t last) {
  char *copy = sheaf_arena_copy(sheaf_query_arena(self->query), self->text + first, last - first);
  if (!copy) return NULL;
  size_t used = 0;
  for (const char *c = copy; *c; c++)
    if (*c != ' ' || (used && copy[used - 1] != ' ')) copy[used++] = *c;
  if (used && copy[used - 1] == ' ') used--;
  copy[used] = 0;
  return copy;
}

const char *sheaf_build_key(sheaf_parser *self, sheaf_query_fields fields, const char *text, size_t length) {
  sheaf_buf folded;
  sheaf_buf_init(&folded);
  sheaf_document_token(sheaf_leaf_field(fields), text, length, &folded);
  const char *key = folded.failed ? NULL : sheaf_arena_copy(sheaf_query_arena(self->query), folded.data, folded.length);
  sheaf_buf_clear(&folded);
  return key;
}

static sheaf_query_node *leaf(sheaf_parser *self, const sheaf_build *what) {
  sheaf_query_node *node = sheaf_parser_node(self, what->kind, what->start, what->end);
  if (!node) return NULL;
  node->fields = what->fields;
  node->flags = what->flags;
  return node;
}

/* ---- whole names and values ---- */

static int name_qualifier(sheaf_parser *self, const sheaf_build *what, sheaf_query_node *node, sheaf_error *err) {
  const char *known = sheaf_nlm_qualifier(node->key);
  if (known)
    node->key = known;
  else if (!(node->flags & SHEAF_QUERY_TRUNCATED) &&
           sheaf_parser_note(self, "S-QUAL", SHEAF_QUERY_WARNING, what->start, what->end,
                             "\"%.60s\" is no MeSH subheading known here; it is searched as it stands", node->text))
    return sheaf_error_memory(err);
  return SHEAF_OK;
}

typedef int normal_fn(const char *text, size_t length, sheaf_buf *out);

/* The key of an identifier or language in the form that records have it. */
static int normalise(sheaf_parser *self, sheaf_query_node *node, sheaf_error *err) {
  static const struct {
    sheaf_query_fields field; /* the leaf has it */
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
  if (done) node->key = sheaf_build_key(self, node->fields, sheaf_buf_text(&form), form.length);
  sheaf_buf_clear(&form);
  return node->key ? SHEAF_OK : sheaf_error_memory(err);
}

int sheaf_build_whole(sheaf_parser *self, const sheaf_build *what, sheaf_query_node **out, sheaf_error *err) {
  sheaf_query_node *node = *out = leaf(self, what);
  if (!node) return sheaf_error_memory(err);
  node->text = sheaf_build_text(self, what->first, what->last);
  node->key = node->text ? sheaf_build_key(self, node->fields, node->text, strlen(node->text)) : NULL;
  if (!node->key) return sheaf_error_memory(err);
  if (!*node->key)
    return sheaf_parser_fail(self, "Y-OPPOS", what->start, err, "this term has no letters or digits; write a word");
  if (what->kind == SHEAF_QUERY_QUALIFIER) return name_qualifier(self, what, node, err);
  return what->kind == SHEAF_QUERY_VALUE ? normalise(self, node, err) : SHEAF_OK;
}

/* ---- dates ---- */

int sheaf_build_range(sheaf_parser *self, const sheaf_build *what, const char *low, const char *high,
                      sheaf_query_node **out, sheaf_error *err) {
  sheaf_query_node *node = *out = leaf(self, what);
  if (!node) return sheaf_error_memory(err);
  if (strcmp(low, high) > 0)
    return sheaf_parser_fail(self, "L-DATE", what->first, err,
                             "the range ends before it begins; write the earlier date first");
  node->text = sheaf_build_text(self, what->first, what->last);
  node->low = sheaf_arena_copy(sheaf_query_arena(self->query), low, strlen(low));
  node->high = sheaf_arena_copy(sheaf_query_arena(self->query), high, strlen(high));
  return node->text && node->low && node->high ? SHEAF_OK : sheaf_error_memory(err);
}

static int bad_date(const sheaf_parser *self, const size_t part[2], sheaf_error *err) {
  const size_t length = part[1] - part[0];
  return sheaf_parser_fail(self, "L-DATE", part[0], err,
                           "\"%.*s\" is no date; write 2019, 2019/05, 2019/05/31 or a range of such dates",
                           (int)(length < 40 ? length : 40), self->text + part[0]);
}

int sheaf_build_dates(sheaf_parser *self, const sheaf_build *what, const size_t low[2], const size_t high[2],
                      sheaf_query_node **out, sheaf_error *err) {
  char from[SHEAF_DATE_BYTES] = "0001-01-01", to[SHEAF_DATE_BYTES] = "3000-12-31";
  if (low[0] < low[1] && !sheaf_date_read(self->text + low[0], low[1] - low[0], from, NULL))
    return bad_date(self, low, err);
  if (high[0] < high[1] && !sheaf_date_read(self->text + high[0], high[1] - high[0], NULL, to))
    return bad_date(self, high, err);
  return sheaf_build_range(self, what, from, to, out, err);
}

/* ---- facts, and what cannot be told ---- */

int sheaf_build_filter(sheaf_parser *self, const char *name, size_t start, size_t end, sheaf_query_node **out,
                       sheaf_error *err) {
  *out = sheaf_parser_node(self, SHEAF_QUERY_FILTER, start, end);
  if (!*out) return sheaf_error_memory(err);
  (*out)->text = (*out)->key = name;
  return SHEAF_OK;
}

int sheaf_build_unsupported(sheaf_parser *self, size_t start, size_t end, const char *reason, sheaf_query_node **out,
                            sheaf_error *err) {
  *out = sheaf_parser_node(self, SHEAF_QUERY_UNSUPPORTED, start, end);
  if (!*out) return sheaf_error_memory(err);
  (*out)->text = sheaf_build_text(self, start, end);
  (*out)->reason = reason;
  return (*out)->text ? SHEAF_OK : sheaf_error_memory(err);
}

int sheaf_build_section(sheaf_parser *self, const sheaf_dialect_tag *tag, sheaf_query_node *words,
                        sheaf_query_node **out, sheaf_error *err) {
  sheaf_query_node *node = sheaf_query_node_new(self->query, SHEAF_QUERY_SECTION, words->first, words->last);
  if (!node) return sheaf_error_memory(err);
  node->text = words->text;
  node->sections = tag->flags;
  *out = node;
  return sheaf_parser_adopt(self, node, words, err);
}
