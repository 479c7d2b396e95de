/* pubmed_leaf.c - PubMed's terms other than plain words: headings, names, dates, values, filters. */
#include <string.h>

#include "base/buf.h"
#include "build.h"
#include "date.h"
#include "pubmed.h"
#include "pubmed_tags.h"
#include "record/normal.h"

/* What a piece makes; its truncation is read. 0, or SHEAF_ENOMEM. */
static int build(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_kind kind, sheaf_build *out) {
  *out = (sheaf_build){.kind = kind,
                       .fields = piece->tag ? piece->tag->fields : self->dialect->untagged,
                       .flags = piece->tag ? piece->tag->flags : 0,
                       .first = piece->first,
                       .last = piece->last,
                       .start = piece->start,
                       .end = piece->end};
  if (piece->noexp) out->flags &= ~(unsigned)SHEAF_QUERY_EXPLODE;
  if (piece->quoted) out->flags |= SHEAF_QUERY_QUOTED;
  const int truncated = kind == SHEAF_QUERY_RANGE ? 0 : sheaf_pubmed_truncation(self, piece, &out->last);
  if (truncated < 0) return SHEAF_ENOMEM;
  if (truncated) out->flags = (out->flags | SHEAF_QUERY_TRUNCATED) & ~(unsigned)SHEAF_QUERY_EXPLODE;
  while (kind != SHEAF_QUERY_RANGE && out->last > out->first + 1 && strchr("* ", self->text[out->last - 1]))
    out->last--; /* a * that does not work */
  return SHEAF_OK;
}

static int whole(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_kind kind, sheaf_query_node **out,
                 sheaf_error *err) {
  sheaf_build what;
  return build(self, piece, kind, &what) ? sheaf_error_memory(err) : sheaf_build_whole(self, &what, out, err);
}

/* ---- headings and qualifiers ---- */

static int qualifier(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  sheaf_build what;
  if (build(self, piece, SHEAF_QUERY_QUALIFIER, &what)) return sheaf_error_memory(err);
  what.flags &= ~(unsigned)SHEAF_QUERY_FOCUS; /* the heading above has it */
  return sheaf_build_whole(self, &what, out, err);
}

static int heading(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  size_t slash = piece->last;
  while (slash > piece->first && self->text[slash - 1] != '/') slash--;
  sheaf_pubmed_piece name = *piece;
  if (slash > piece->first) name.last = slash - 1;
  int code = whole(self, &name, SHEAF_QUERY_HEADING, out, err);
  if (code || slash == piece->first) return code;
  sheaf_pubmed_piece part = *piece;
  part.first = slash;
  sheaf_query_node *child = NULL;
  code = qualifier(self, &part, &child, err);
  return code ? code : sheaf_parser_adopt(self, *out, child, err);
}

/* ---- dates ---- */

static int relative(sheaf_parser *self, const sheaf_build *what, sheaf_query_node **out, sheaf_error *err) {
  char low[SHEAF_DATE_BYTES];
  const int code = sheaf_date_last(self->text + what->first, what->last - what->first, self->options->today, low);
  if (code < 0)
    return sheaf_parser_fail(self, "L-DATE", what->first, err,
                             "a date that counts back from today needs today's date; give it (options.today) or write "
                             "a range");
  return sheaf_build_range(self, what, low, "3000-12-31", out, err);
}

static int range(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  sheaf_build what;
  if (build(self, piece, SHEAF_QUERY_RANGE, &what)) return sheaf_error_memory(err);
  char low[SHEAF_DATE_BYTES];
  size_t from[2] = {piece->first, piece->last}, to[2] = {piece->to_first, piece->to_last};
  if (to[0] == to[1]) { /* 2010:2020 in one piece */
    const char *colon = memchr(self->text + from[0], ':', from[1] - from[0]);
    if (!colon && sheaf_date_last(self->text + from[0], from[1] - from[0], self->options->today, low))
      return relative(self, &what, out, err);
    if (colon) {
      to[1] = from[1];
      from[1] = (size_t)(colon - self->text);
      to[0] = from[1] + 1;
    }
  }
  if (to[0] != to[1]) return sheaf_build_dates(self, &what, from, to, out, err);
  what.flags |= SHEAF_QUERY_SINGLE;
  return sheaf_build_dates(self, &what, from, from, out, err);
}

/* ---- whole values ---- */

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
      int code = whole(self, &one, SHEAF_QUERY_VALUE, &node, err);
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
  if (*out) return SHEAF_OK;
  return sheaf_parser_fail(self, "Y-OPPOS", piece->start, err, "this term has no letters or digits; write a word");
}

/* ---- filters ---- */

static int filter(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  const char *key = sheaf_build_key(self, F(STATUS), self->text + piece->first, piece->last - piece->first);
  if (!key) return sheaf_error_memory(err);
  if (strcmp(key, "hasabstract") == 0 || strcmp(key, "has abstract") == 0 || strcmp(key, "fha") == 0)
    return sheaf_build_filter(self, "abstract", piece->start, piece->end, out, err);
  static const char *const statuses[] = {"medline", "pubmednotmedline", "publisher", "inprocess", "oldmedline"};
  static const char *const stored[] = {"medline", "pubmed not medline", "publisher", "in process", "oldmedline"};
  sheaf_build what = {.kind = SHEAF_QUERY_VALUE,
                      .flags = piece->quoted ? SHEAF_QUERY_QUOTED : 0,
                      .first = piece->first,
                      .last = piece->last,
                      .start = piece->start,
                      .end = piece->end};
  for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
    if (strcmp(key, statuses[i]) == 0) {
      what.fields = F(STATUS);
      const int code = sheaf_build_whole(self, &what, out, err);
      if (!code) (*out)->key = stored[i];
      return code;
    }
  sheaf_buf language;
  sheaf_buf_init(&language);
  const int is_language = strlen(key) > 3 && sheaf_normal_language(key, strlen(key), &language);
  sheaf_buf_clear(&language);
  what.fields = F(LANGUAGE);
  if (is_language) return sheaf_build_whole(self, &what, out, err);
  return sheaf_build_unsupported(self, piece->start, piece->end, "this filter is not computed from the record", out,
                                 err);
}

/* ---- sections of the abstract ---- */

int sheaf_pubmed_note_section(sheaf_parser *self, const sheaf_dialect_tag *tag, size_t first, size_t last) {
  return sheaf_parser_note(self, "PM-SECTION", SHEAF_QUERY_INFO, first, last,
                           "[%.*s] is sheaf's own: PubMed itself cannot search a section of the abstract",
                           (int)strcspn(tag->names, "|"), tag->names);
}

static int section(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  sheaf_query_node *words = NULL;
  const int code = sheaf_pubmed_words(self, piece, &words, err);
  if (code) return code;
  if (sheaf_pubmed_note_section(self, piece->tag, piece->start, piece->end)) return sheaf_error_memory(err);
  return sheaf_build_section(self, piece->tag, words, out, err);
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
  if (piece->tag && piece->near != SHEAF_PUBMED_NO_NEAR && piece->tag->what != SHEAF_DIALECT_WORDS &&
      piece->tag->what != SHEAF_DIALECT_SECTION)
    return sheaf_parser_fail(self, "B-NEAROP", piece->start, err, "proximity works in [ti], [tiab] and [ad] only");
  if (is_has_abstract(self, piece)) return filter(self, piece, out, err);
  switch (piece->tag ? piece->tag->what : SHEAF_DIALECT_WORDS) {
    case SHEAF_DIALECT_WORDS: return sheaf_pubmed_words(self, piece, out, err);
    case SHEAF_DIALECT_SECTION: return section(self, piece, out, err);
    case SHEAF_DIALECT_HEADING: return heading(self, piece, out, err);
    case SHEAF_DIALECT_QUALIFIER: return qualifier(self, piece, out, err);
    case SHEAF_DIALECT_NAME: return whole(self, piece, SHEAF_QUERY_NAME, out, err);
    case SHEAF_DIALECT_DATE: return range(self, piece, out, err);
    case SHEAF_DIALECT_VALUE:
      return piece->tag->fields == F(PMID) ? numbers(self, piece, out, err)
                                           : whole(self, piece, SHEAF_QUERY_VALUE, out, err);
    case SHEAF_DIALECT_FILTER: return filter(self, piece, out, err);
    case SHEAF_DIALECT_UNSUPPORTED: break;
  }
  return sheaf_build_unsupported(self, piece->start, piece->end, piece->tag->reason, out, err);
}
