/* embase_leaf.c - what Embase.com writes with a slash: headings, whole values, limits in brackets. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "build.h"
#include "embase.h"
#include "fields.h"
#include "record/normal.h"

static char at_cursor(const sheaf_parser *self) { return self->text[self->at]; }

static size_t name_end(const sheaf_parser *self, size_t at) {
  while (at < self->length && ((self->text[at] >= '0' && self->text[at] <= '9') || self->text[at] == '_' ||
                               ((self->text[at] | 32) >= 'a' && (self->text[at] | 32) <= 'z')))
    at++;
  return at;
}

static int is_link(const sheaf_parser *self, size_t first, size_t last) {
  return last - first == 5 && self->text[first + 2] == '_' && (self->text[first] | 32) == 'd';
}

static const sheaf_dialect_tag *slash_tag(const sheaf_parser *self, size_t first, size_t last) {
  char name[16] = "/";
  if (first == last || last - first > sizeof name - 2) return NULL;
  memcpy(name + 1, self->text + first, last - first);
  const sheaf_dialect_tag *tag = sheaf_dialect_tag_find(self->dialect, name, last - first + 1);
  return tag ? tag : sheaf_dialect_tag_find(self->dialect, name + 1, last - first);
}

size_t sheaf_embase_slash(const sheaf_parser *self, const sheaf_piece *piece) {
  static const char *const names[] = {"exp", "de", "mj", "br", "syn", "lnk"};
  for (size_t at = piece->first + 1; at < piece->last; at++) {
    if (self->text[at] != '/') continue;
    const size_t end = name_end(self, at + 1);
    if (end < piece->last && self->text[end] != '/' && self->text[end] != ',' && self->text[end] != '.') continue;
    if (is_link(self, at + 1, end)) return at;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
      if (sheaf_piece_is(self, at + 1, end, names[i])) return at;
  }
  return piece->last;
}

/* ---- headings ---- */

typedef struct heading {
  unsigned flags;                   /* EXPLODE, FOCUS */
  int is;                           /* one of exp, de, mj or a subheading stood there */
  size_t link[SHEAF_PIECE_TAGS][2]; /* subheadings, as stretches */
  size_t links;                     /* how many */
  const sheaf_dialect_tag *other;   /* another field: its whole value */
  size_t end;                       /* one past all */
} heading;

static int add_link(sheaf_parser *self, heading *out, size_t first, size_t last, sheaf_error *err) {
  if (out->links == SHEAF_PIECE_TAGS)
    return sheaf_parser_fail(self, "S-QUAL", first, err, "use at most %d subheadings at once", SHEAF_PIECE_TAGS);
  out->link[out->links][0] = first;
  out->link[out->links++][1] = last;
  out->is = 1;
  return SHEAF_OK;
}

/* One name behind a slash or, among subheadings, behind a comma. */
static int slash_name(sheaf_parser *self, heading *out, int comma, sheaf_error *err) {
  const size_t first = self->at;
  if (at_cursor(self) == '\'') { /* a subheading by its name */
    sheaf_piece piece;
    const int code = sheaf_piece_quoted(self, &piece, err);
    return code ? code : add_link(self, out, piece.first, piece.last, err);
  }
  self->at = name_end(self, first);
  if (is_link(self, first, self->at)) return add_link(self, out, first, self->at, err);
  const sheaf_dialect_tag *tag = slash_tag(self, first, self->at);
  if (!tag || (comma && tag->what == SHEAF_DIALECT_HEADING)) return sheaf_piece_unknown(self, first, self->at, err);
  if (tag->what == SHEAF_DIALECT_HEADING) {
    out->flags |= tag->flags;
    out->is = 1;
  } else {
    out->other = tag;
  }
  return SHEAF_OK;
}

static int read_slashes(sheaf_parser *self, heading *out, sheaf_error *err) {
  *out = (heading){.end = self->at};
  for (int comma = 0;; comma = at_cursor(self) == ',') {
    if (at_cursor(self) != '/' && !(comma && out->links)) break;
    self->at++;
    sheaf_parser_skip_spaces(self);
    const int code = slash_name(self, out, comma, err);
    if (code) return code;
    out->end = self->at;
    sheaf_parser_skip_spaces(self);
  }
  self->at = out->end;
  return SHEAF_OK;
}

static int qualifier(sheaf_parser *self, const size_t place[2], sheaf_query_node **out, sheaf_error *err) {
  const sheaf_piece piece = {.first = place[0], .last = place[1], .start = place[0], .end = place[1]};
  const int code = sheaf_piece_whole(self, &piece, SHEAF_QUERY_HEADING, F(HEADING), 0, out, err);
  if (code) return code;
  (*out)->kind = SHEAF_QUERY_QUALIFIER;
  const char *known = sheaf_embase_link(self->text + place[0], place[1] - place[0]);
  if (known) {
    (*out)->text = (*out)->key = known;
  } else if (is_link(self, place[0], place[1]) &&
             sheaf_parser_note(self, "S-QUAL", SHEAF_QUERY_WARNING, place[0], place[1],
                               "\"%.60s\" is no Emtree subheading known here; it is searched as it stands",
                               (*out)->text)) {
    return sheaf_error_memory(err);
  }
  return SHEAF_OK;
}

int sheaf_embase_slashes(sheaf_parser *self, const sheaf_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  heading what;
  int code = read_slashes(self, &what, err);
  if (code) return code;
  sheaf_piece whole = *piece;
  whole.end = what.end;
  if (what.other) {
    sheaf_piece_fields fields = {.tag = {what.other}, .count = 1, .start = piece->start, .end = what.end};
    code = sheaf_piece_read(self, piece, 0, out, err);
    self->closed = 0;
    return code ? code : sheaf_piece_apply(self, &fields, out, err);
  }
  code = sheaf_piece_whole(self, &whole, SHEAF_QUERY_HEADING, F(HEADING), what.flags, out, err);
  for (size_t i = 0; i < what.links && !code; i++) {
    sheaf_query_node *child = NULL;
    code = qualifier(self, what.link[i], &child, err);
    if (!code) code = sheaf_parser_adopt(self, *out, child, err);
  }
  return code;
}

/* ---- limits ---- */

/* Limits that are headings: Emtree's, and MeSH's for records of MEDLINE. */
static const struct {
  const char *limit; /* as it is written */
  const char *name;  /* Emtree's heading */
  const char *mesh;  /* MeSH's */
} groups[] = {
    {"humans", "human", "Humans"},
    {"human", "human", "Humans"},
    {"animals", "animal", "Animals"},
    {"animal", "animal", "Animals"},
    {"male", "male", "Male"},
    {"female", "female", "Female"},
    {"fetus", "fetus", "Fetus"},
    {"newborn", "newborn", "Infant, Newborn"},
    {"infant", "infant", "Infant"},
    {"preschool", "preschool child", "Child, Preschool"},
    {"school", "school child", "Child"},
    {"child", "child", "Child"},
    {"adolescent", "adolescent", "Adolescent"},
    {"young adult", "young adult", "Young Adult"},
    {"adult", "adult", "Adult"},
    {"middle aged", "middle aged", "Middle Aged"},
    {"aged", "aged", "Aged"},
    {"very elderly", "very elderly", "Aged, 80 and over"},
};

/* Limits that are types of publication in one place and headings in another. */
static const char *const types[] = {"article",
                                    "article in press",
                                    "review",
                                    "letter",
                                    "editorial",
                                    "note",
                                    "erratum",
                                    "conference paper",
                                    "tombstone",
                                    "conference abstract",
                                    "conference review",
                                    "short survey",
                                    "chapter",
                                    "data papers",
                                    "preprint",
                                    "retraction",
                                    NULL};
static const char *const designs[] = {"randomized controlled trial",
                                      "controlled clinical trial",
                                      "meta analysis",
                                      "systematic review",
                                      "clinical trial",
                                      NULL};

static int is_in(const sheaf_parser *self, const sheaf_piece *piece, const char *const *names) {
  while (*names && !sheaf_piece_is(self, piece->first, piece->last, *names)) names++;
  return *names != NULL;
}

static int named(sheaf_parser *self, const sheaf_piece *piece, sheaf_query_kind kind, sheaf_query_fields fields,
                 const char *name, sheaf_query_node *all, sheaf_error *err) {
  sheaf_query_node *node = sheaf_parser_node(self, kind, piece->start, piece->end);
  if (!node) return sheaf_error_memory(err);
  node->fields = fields;
  node->text = name;
  node->key = sheaf_build_key(self, fields, name, strlen(name));
  return node->key ? sheaf_parser_adopt(self, all, node, err) : sheaf_error_memory(err);
}

static int group_limit(sheaf_parser *self, const sheaf_piece *piece, const char *name, const char *mesh,
                       sheaf_query_node **out, sheaf_error *err) {
  *out = sheaf_parser_node(self, SHEAF_QUERY_OR, piece->start, piece->end);
  if (!*out) return sheaf_error_memory(err);
  self->closed = 1;
  int code = named(self, piece, SHEAF_QUERY_HEADING, F(HEADING), name, *out, err);
  if (code) return code;
  return mesh ? named(self, piece, SHEAF_QUERY_HEADING, F(HEADING), mesh, *out, err)
              : named(self, piece, SHEAF_QUERY_VALUE, F(PUBLICATION_TYPE), name, *out, err);
}

static int limit(sheaf_parser *self, const sheaf_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  if (sheaf_piece_is(self, piece->first, piece->last, "abstracts"))
    return sheaf_build_filter(self, "abstract", piece->start, piece->end, out, err);
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
    if (sheaf_piece_is(self, piece->first, piece->last, groups[i].limit))
      return group_limit(self, piece, groups[i].name, groups[i].mesh, out, err);
  for (size_t i = 0; designs[i]; i++)
    if (sheaf_piece_is(self, piece->first, piece->last, designs[i]))
      return group_limit(self, piece, designs[i], NULL, out, err);
  if (is_in(self, piece, types))
    return sheaf_piece_whole(self, piece, SHEAF_QUERY_VALUE, F(PUBLICATION_TYPE), 0, out, err);
  sheaf_buf language;
  sheaf_buf_init(&language);
  const int is_language = sheaf_normal_language(self->text + piece->first, piece->last - piece->first, &language);
  sheaf_buf_clear(&language);
  if (is_language) return sheaf_piece_whole(self, piece, SHEAF_QUERY_VALUE, F(LANGUAGE), 0, out, err);
  return sheaf_build_unsupported(self, piece->start, piece->end, "this limit is not computed from the record", out,
                                 err);
}

/* Added since a day, written 31-12-2015: from it on. */
static int since(sheaf_parser *self, const sheaf_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  unsigned day = 0, month = 0, year = 0;
  const char *text = sheaf_build_text(self, piece->first, piece->last);
  if (!text) return sheaf_error_memory(err);
  if (sscanf(text, "%2u-%2u-%4u", &day, &month, &year) != 3 || !day || day > 31 || !month || month > 12 || year < 1000)
    return sheaf_parser_fail(self, "L-DATE", piece->first, err,
                             "\"%.40s\" is no day; write day, month and year: [31-12-2015]/sd", text);
  char low[16];
  snprintf(low, sizeof low, "%04u-%02u-%02u", year % 10000, month % 100, day % 100);
  const sheaf_build what = {.kind = SHEAF_QUERY_RANGE,
                            .fields = F(DATE_ENTRY),
                            .first = piece->first,
                            .last = piece->last,
                            .start = piece->start,
                            .end = piece->end};
  return sheaf_build_range(self, &what, low, "3000-12-31", out, err);
}

int sheaf_embase_limit(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t open = self->at;
  const char *close = memchr(self->text + open, ']', self->length - open);
  if (!close) return sheaf_parser_fail(self, "Y-PAREN", open, err, "this bracket is never closed; add \"]\"");
  sheaf_piece piece = {.first = open + 1, .last = (size_t)(close - self->text), .start = open};
  while (self->text[piece.first] == ' ') piece.first++;
  while (piece.last > piece.first && self->text[piece.last - 1] == ' ') piece.last--;
  self->at = (size_t)(close - self->text) + 1;
  sheaf_parser_skip_spaces(self);
  if (at_cursor(self) != '/')
    return sheaf_parser_fail(self, "Y-FIELDFORM", open, err,
                             "brackets hold a limit here, and its field follows: [english]/lim, [2010-2015]/py; fields "
                             "of words are written behind a colon: term:ti,ab");
  self->at++;
  sheaf_parser_skip_spaces(self);
  const size_t first = self->at;
  piece.end = self->at = name_end(self, first);
  if (sheaf_piece_is(self, first, piece.end, "lim")) return limit(self, &piece, out, err);
  if (sheaf_piece_is(self, first, piece.end, "sd")) return since(self, &piece, out, err);
  if (sheaf_piece_is(self, first, piece.end, "py"))
    return sheaf_piece_dates(self, &piece, SHEAF_FIELDS_PUBLISHED, out, err);
  const sheaf_dialect_tag *tag = slash_tag(self, first, piece.end);
  if (!tag) return sheaf_piece_unknown(self, first, piece.end, err);
  const sheaf_piece_fields fields = {.tag = {tag}, .count = 1, .start = piece.start, .end = piece.end};
  const int code = sheaf_piece_read(self, &piece, 0, out, err);
  return code ? code : sheaf_piece_apply(self, &fields, out, err);
}
