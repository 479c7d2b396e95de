/* cochrane.c - the Cochrane Library's syntax. Source: search-syntax.md, sections 1-8. */
#include "cochrane.h"

#include <string.h>

#include "fields.h"
#include "piece.h"
#include "words.h"

#define AS_WORDS SHEAF_DIALECT_WORDS
#define AS_VALUE SHEAF_DIALECT_VALUE

/* Uncertain facts (search-syntax.md, sections 1, 2 and 4): guides differ, and the vendor does not say. */
enum {
  BEYOND = 0,     /* NEAR/n: n words between; some searchers say n - 1 */
  IMPLIED = 6,    /* a bare NEAR */
  FARTHEST = 99,  /* largest n */
  WILD_LEAST = 1, /* "?" is exactly one character; one guide says none or one */
  BIND_NEAR = 4,  /* operators from tight to loose: NEXT and NEAR, NOT, AND, OR */
  BIND_NOT = 3,   /* not documented */
  BIND_AND = 2,   /* not documented */
  BIND_OR = 1     /* not documented */
};

static char at_cursor(const sheaf_parser *self) { return self->text[self->at]; }

static int fields_behind(sheaf_parser *self, size_t start, sheaf_query_node **node, sheaf_error *err) {
  const size_t end = self->at;
  sheaf_parser_skip_spaces(self);
  if (self->at >= self->length || at_cursor(self) != ':') {
    self->at = end;
    return SHEAF_OK;
  }
  sheaf_piece_fields fields = {.start = start};
  self->at++;
  const int code = sheaf_piece_list(self, &fields, err);
  return code ? code : sheaf_piece_apply(self, &fields, node, err);
}

/* Wildcards do nothing in quotes here. */
static int quoted(sheaf_parser *self, sheaf_piece *piece, sheaf_error *err) {
  const int code = sheaf_piece_quoted(self, piece, err);
  if (code) return code;
  for (size_t at = piece->first; at < piece->last; at++)
    if (self->text[at] == '*' || self->text[at] == '?')
      return sheaf_parser_note(self, "T-PHRASEWILD", SHEAF_QUERY_WARNING, piece->start, piece->end,
                               "wildcards do not work in quotes; write the words with NEXT between: heart NEXT attack*")
                 ? sheaf_error_memory(err)
                 : SHEAF_OK;
  return SHEAF_OK;
}

static int operand(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  sheaf_piece piece;
  int code = sheaf_cochrane_heading(self, out, err);
  if (!code) code = sheaf_piece_refs(self, out, err);
  if (code) return code < 0 ? code : SHEAF_OK;
  const int is_quoted = at_cursor(self) == '"';
  code = is_quoted ? quoted(self, &piece, err) : sheaf_piece_word(self, &piece, err);
  if (code) return code;
  if (at_cursor(self) == '=')
    return sheaf_parser_fail(self, "Y-FIELDFORM", piece.first, err,
                             "fields stand behind their term here: write term:ti,ab,kw instead of TI=term");
  if (at_cursor(self) == '[' && self->text[self->at + 1] != 'm' && self->text[self->at + 1] != 'M')
    return sheaf_parser_fail(self, "Y-FIELDFORM", self->at, err,
                             "fields stand behind a colon here: write term:ti,ab,kw instead of term[tiab]");
  code = sheaf_piece_read(self, &piece, is_quoted ? SHEAF_WORDS_LITERAL : 0u, out, err);
  return code ? code : fields_behind(self, piece.start, out, err);
}

static int suffix(sheaf_parser *self, sheaf_query_node **group, sheaf_error *err) {
  return fields_behind(self, self->group, group, err);
}

/* ---- notes ---- */

/* What the uncertain facts decide. */
static int note_uncertain(sheaf_parser *self, const sheaf_query_node *node) {
  int failed = 0;
  if (node->kind == SHEAF_QUERY_NEAR && !((node->flags & SHEAF_QUERY_ORDERED) && !node->gap))
    failed = sheaf_query_note_add(self->query, "B-NEARDIST", SHEAF_QUERY_INFO, node->first, node->last,
                                  "guides differ on whether NEAR/%u lets %u or %u words stand between; %u are let here",
                                  node->gap, node->gap, node->gap ? node->gap - 1 : 0, node->gap);
  for (size_t i = 0; node->kind == SHEAF_QUERY_TERM && i < node->parts && !failed; i++)
    if (!node->pattern[i].text && node->pattern[i].most == 1)
      failed = sheaf_query_note_add(self->query, "T-WILDSEM", SHEAF_QUERY_INFO, node->first, node->last,
                                    "guides differ on whether ? is exactly one character or one at most; it is read as "
                                    "exactly one");
  for (size_t i = 0; i < node->children && !failed; i++) failed = note_uncertain(self, node->child[i]);
  return failed;
}

static int notes(sheaf_parser *self, const sheaf_query_node *root) {
  return note_uncertain(self, root) ? SHEAF_ENOMEM : sheaf_piece_note_untagged(self, root, "all text of a record");
}

/* ---- tables ---- */

static const sheaf_dialect_operator operators[] = {{"AND", SHEAF_QUERY_AND, BIND_AND},
                                                   {"OR", SHEAF_QUERY_OR, BIND_OR},
                                                   {"NOT", SHEAF_QUERY_NOT, BIND_NOT},
                                                   {NULL, SHEAF_QUERY_AND, 0}};

static const sheaf_dialect_near nears[] = {
    {"NEXT", SHEAF_DIALECT_NUMBER_NEVER, 0, 0, 0, 0, 1, BIND_NEAR},
    {"NEXT", SHEAF_DIALECT_NUMBER_MUST, 1, BEYOND, 0, FARTHEST, 1, BIND_NEAR}, /* some guides have it */
    {"NEAR", SHEAF_DIALECT_NUMBER_MAY, 1, BEYOND, IMPLIED, FARTHEST, 0, BIND_NEAR},
    {NULL, SHEAF_DIALECT_NUMBER_NEVER, 0, 0, 0, 0, 0, 0},
};

static const sheaf_dialect_wildcard wildcards[] = {{'*', 0, SHEAF_QUERY_ANY, 0}, {'?', WILD_LEAST, 1, 0}, {0, 0, 0, 0}};

static const sheaf_dialect_tag tags[] = {
    {"ti", AS_WORDS, SHEAF_FIELDS_TI, 0, NULL},
    {"ab", AS_WORDS, SHEAF_FIELDS_AB, 0, NULL},
    {"kw|ky", AS_WORDS, SHEAF_FIELDS_KW | SHEAF_FIELDS_MH, 0, NULL},
    {"so|jt", AS_WORDS, F(JOURNAL) | F(JOURNAL_ABBREVIATION), 0, NULL},
    {"pt", AS_WORDS, F(PUBLICATION_TYPE), 0, NULL},
    {"mh", SHEAF_DIALECT_HEADING, F(HEADING), SHEAF_QUERY_EXPLODE, NULL},
    {"au", SHEAF_DIALECT_NAME, F(AUTHOR), 0, NULL},
    {"an|ac", AS_VALUE, F(ACCESSION) | F(PMID), 0, NULL},
    {"doi|do", AS_VALUE, F(DOI), 0, NULL},
    {"la", AS_VALUE, F(LANGUAGE), 0, NULL},
    {"py|yr|dp", SHEAF_DIALECT_DATE, SHEAF_FIELDS_PUBLISHED, 0, NULL},
    {"tb|cc|crg|org", SHEAF_DIALECT_UNSUPPORTED, 0, 0, "records do not carry it"},
    {NULL, AS_WORDS, 0, 0, NULL},
};

const sheaf_dialect sheaf_dialect_cochrane = {
    .name = "cochrane",
    .title = "the Cochrane Library",
    .operators = operators,
    .nears = nears,
    .implied = SHEAF_QUERY_AND,
    .wildcards = wildcards,
    .left_wildcards = 1,
    .least_stem = 3,
    .tags = tags,
    .untagged = SHEAF_FIELDS_ALL,
    .vocabulary = "MeSH",
    .structure = "\":[]{}*?=",
    .begin = sheaf_cochrane_begin,
    .finish = sheaf_cochrane_finish,
    .operand = operand,
    .suffix = suffix,
    .notes = notes,
    .print = sheaf_cochrane_print,
    .together = sheaf_cochrane_together,
};
