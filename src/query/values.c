/* values.c - see values.h. */
#include "values.h"

#include <string.h>

#include "build.h"
#include "date.h"
#include "fields.h"
#include "gather.h"
#include "nlm.h"

enum { NAME_MOST = 40 }; /* bytes of a field's name */

static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

/* ---- dates ---- */

/* A date of digits alone with the slashes that sheaf_date_read wants. */
static int read_date(const sheaf_parser *self, size_t first, size_t last, char *low, char *high) {
  char form[SHEAF_DATE_BYTES];
  const char *text = self->text + first;
  const size_t length = last - first;
  for (size_t i = 0; i < length; i++)
    if (!is_digit(text[i])) return sheaf_date_read(text, length, low, high);
  if (length != 6 && length != 8) return sheaf_date_read(text, length, low, high);
  memcpy(form, text, 4);
  form[4] = '/';
  memcpy(form + 5, text + 4, 2);
  if (length == 6) return sheaf_date_read(form, 7, low, high);
  form[7] = '/';
  memcpy(form + 8, text + 6, 2);
  return sheaf_date_read(form, 10, low, high);
}

static int bad_date(const sheaf_parser *self, const sheaf_piece *piece, sheaf_error *err) {
  const size_t length = piece->last - piece->first;
  return sheaf_parser_fail(self, "L-DATE", piece->first, err,
                           "\"%.*s\" is no date; write 2015, 20150131 or a range such as 2010-2015",
                           (int)(length < 40 ? length : 40), self->text + piece->first);
}

int sheaf_values_dates(sheaf_parser *self, const sheaf_piece *piece, sheaf_query_fields fields, sheaf_query_node **out,
                       sheaf_error *err) {
  size_t first = piece->first, last = piece->last;
  while (first < last && strchr("\" ", self->text[first])) first++;
  while (last > first && strchr("\" ", self->text[last - 1])) last--;
  sheaf_build what = {.kind = SHEAF_QUERY_RANGE,
                      .fields = fields,
                      .first = first,
                      .last = last,
                      .start = piece->start,
                      .end = piece->end};
  char low[SHEAF_DATE_BYTES] = "0001-01-01", high[SHEAF_DATE_BYTES] = "3000-12-31";
  if (last > first && self->text[last - 1] != '-' && read_date(self, first, last, low, high)) {
    what.flags = SHEAF_QUERY_SINGLE;
    return sheaf_build_range(self, &what, low, high, out, err);
  }
  const char *joint = memchr(self->text + first, '-', last - first);
  if (!joint) return bad_date(self, piece, err);
  size_t end = (size_t)(joint - self->text), next = end + 1;
  while (end > first && self->text[end - 1] == ' ') end--;
  while (next < last && self->text[next] == ' ') next++;
  if ((end > first && !read_date(self, first, end, low, NULL)) || (end == first && next == last) ||
      (next < last && !read_date(self, next, last, NULL, high)))
    return bad_date(self, piece, err);
  return sheaf_build_range(self, &what, low, high, out, err);
}

/* ---- whole values ---- */

int sheaf_values_value(sheaf_parser *self, const sheaf_dialect_tag *tag, const sheaf_piece *piece,
                       sheaf_query_node **out, sheaf_error *err) {
  unsigned flags = tag->flags & ~(unsigned)(SHEAF_QUERY_QUOTED | SHEAF_DIALECT_READ_ONLY);
  if (piece->quoted && (tag->flags & SHEAF_QUERY_QUOTED)) flags |= SHEAF_QUERY_QUOTED;
  sheaf_query_kind kind = SHEAF_QUERY_VALUE;
  switch (tag->what) {
    case SHEAF_DIALECT_DATE: return sheaf_values_dates(self, piece, tag->fields, out, err);
    case SHEAF_DIALECT_NAME: kind = SHEAF_QUERY_NAME; break;
    case SHEAF_DIALECT_QUALIFIER: kind = SHEAF_QUERY_QUALIFIER; break;
    case SHEAF_DIALECT_UNSUPPORTED:
      return sheaf_build_unsupported(self, piece->start, piece->end, tag->reason, out, err);
    default: break;
  }
  return sheaf_piece_whole(self, piece, kind, tag->fields, flags, out, err);
}

int sheaf_values_heading(sheaf_parser *self, const sheaf_dialect_tag *tag, const sheaf_piece *piece, size_t name,
                         const char *mark, unsigned flags, sheaf_query_node **out, sheaf_error *err) {
  sheaf_piece part = *piece;
  part.last = name;
  int code =
      sheaf_piece_whole(self, &part, SHEAF_QUERY_HEADING, tag->fields,
                        (tag->flags | flags) & ~(unsigned)(SHEAF_QUERY_QUOTED | SHEAF_DIALECT_READ_ONLY), out, err);
  for (size_t at = name; at < piece->last && !code;) {
    at += strlen(mark);
    size_t end = at;
    while (end < piece->last && strncmp(self->text + end, mark, strlen(mark)) != 0) end++;
    for (part.first = at; part.first < end && self->text[part.first] == ' ';) part.first++;
    for (part.last = end; part.last > part.first && self->text[part.last - 1] == ' ';) part.last--;
    sheaf_query_node *qualifier = NULL;
    code = sheaf_piece_whole(self, &part, SHEAF_QUERY_QUALIFIER, tag->fields, 0, &qualifier, err);
    if (!code) code = sheaf_parser_adopt(self, *out, qualifier, err);
    at = end;
  }
  return code;
}

int sheaf_values_other_form(sheaf_parser *self, sheaf_error *err) {
  const char *here = self->text + self->at;
  const int ovid = here[0] == '.' && is_letter(here[1]) && is_letter(here[2]) && here[3] && strchr(".,", here[3]);
  size_t name = 1;
  while (here[0] == '[' && name < NAME_MOST && here[name] && !strchr("]:", here[name])) name++;
  const int pubmed = name > 1 && sheaf_dialect_tag_find(&sheaf_dialect_pubmed, here + 1, name - 1);
  if (!ovid && !pubmed) return SHEAF_OK;
  return sheaf_parser_fail(self, "Y-FIELDFORM", self->at, err, "%s writes fields before the term or group: %s",
                           self->dialect->title,
                           strcmp(self->dialect->name, "ebsco") == 0 ? "TI (a OR b)" : "ti(a OR b)");
}

/* ---- printing ---- */

int sheaf_values_print_types(sheaf_printer *self, const sheaf_query_node *node, int inside) {
  const char *names[SHEAF_NLM_MOST];
  const size_t count = sheaf_nlm_narrower(SHEAF_NLM_TYPES, node->key, names, SHEAF_NLM_MOST);
  inside = inside && count > 1;
  if (inside) sheaf_buf_add_byte(self->out, '(');
  for (size_t i = 0; i < count; i++) {
    if (i) sheaf_buf_add_text(self->out, " OR ");
    sheaf_print_quoted(self, i ? names[i] : node->text, '"');
  }
  if (inside) sheaf_buf_add_byte(self->out, ')');
  return SHEAF_OK;
}

void sheaf_values_print_qualifier(sheaf_printer *self, const char *name) {
  static const char *const pairs[] = {"administration ", "analogs ",    "anatomy ",     "antagonists ",
                                      "growth ",         "isolation ",  "legislation ", "organization ",
                                      "prevention ",     "statistics ", "supply "};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    const size_t length = strlen(pairs[i]);
    if (strncmp(name, pairs[i], length) != 0) continue;
    sheaf_buf_add_format(self->out, "%s& ", pairs[i]);
    name += length;
    break;
  }
  for (; *name; name++)
    if (*name != '"') sheaf_buf_add_byte(self->out, *name);
}

int sheaf_values_ends_in_one(const sheaf_query_node *term) {
  const sheaf_query_part *last = term->parts ? &term->pattern[term->parts - 1] : NULL;
  return last && !last->text && last->least == 1 && last->most == 1;
}
