/* wos.c - the syntax of Web of Science, advanced search. Source: search-syntax.md, sections 1-8.
 *
 * A field stands before its term or group: TI=heart, TS=(heart NEAR/3 attack). */
#include <string.h>

#include "build.h"
#include "fields.h"
#include "gather.h"
#include "parser.h"
#include "piece.h"
#include "prefixed.h"

#define AS_WORDS SHEAF_DIALECT_WORDS
#define AS_VALUE SHEAF_DIALECT_VALUE
#define AS_NAME SHEAF_DIALECT_NAME
#define AS_NONE SHEAF_DIALECT_UNSUPPORTED

enum {
  BIND_NEAR = 5,
  BIND_SAME = 4,
  BIND_NOT = 3,
  BIND_AND = 2,
  BIND_OR = 1,
  IMPLIED = 15,  /* NEAR without a number */
  FARTHEST = 99, /* largest number: one tool says 15, the vendor says nothing */
  SAME_GAP = 900 /* SAME: the same address; further apart are other addresses only */
};

static char at_cursor(const sheaf_parser *self) { return self->text[self->at]; }
static char after_spaces(const sheaf_parser *self) {
  const char *here = self->text + self->at;
  return here[strspn(here, " ")];
}
static int is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

/* ---- fields ---- */

/* Where the "=" of a field name at the cursor stands; 0 where there is none. */
static size_t equals_sign(const sheaf_parser *self, size_t *name_end) {
  size_t at = self->at;
  while (is_letter(self->text[at]) || (self->text[at] >= '0' && self->text[at] <= '9')) at++;
  *name_end = at;
  if (at == self->at) return 0;
  while (self->text[at] == ' ') at++;
  return self->text[at] == '=' ? at : 0;
}

/* The tag of a name as older forms of the platform show it, TOPIC: (asthma), and where its colon stands; NULL. */
static const sheaf_dialect_tag *shown_tag(const sheaf_parser *self, size_t *colon) {
  static const struct {
    const char *name; /* as it is shown, in capitals */
    const char *tag;  /* as it is typed */
  } names[] = {{"TOPIC", "ts"},           {"TITLE", "ti"},         {"AUTHOR", "au"},           {"ABSTRACT", "ab"},
               {"ALL FIELDS", "all"},     {"DOI", "do"},           {"PUBLICATION NAME", "so"}, {"YEAR PUBLISHED", "py"},
               {"AUTHOR KEYWORDS", "ak"}, {"ADDRESS", "ad"},       {"LANGUAGES", "la"},        {"LANGUAGE", "la"},
               {"DOCUMENT TYPES", "dt"},  {"DOCUMENT TYPE", "dt"}, {"PUBMED ID", "pmid"},      {"EDITOR", "ed"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (!sheaf_parser_begins(self, names[i].name)) continue;
    const char *at = self->text + self->at + strlen(names[i].name);
    at += strspn(at, " ");
    if (*at != ':') continue;
    *colon = (size_t)(at - self->text);
    return sheaf_dialect_tag_find(self->dialect, names[i].tag, strlen(names[i].tag));
  }
  return NULL;
}

/* 1 where the word ends in a field of Embase.com or the Cochrane Library: asthma:ti,ab. */
static int is_colon_form(const sheaf_parser *self, const sheaf_piece *piece) {
  static const char *const names[] = {"ti", "ab", "kw", "de", "au", "so", "pt", "tiab"};
  const char *colon = memchr(self->text + piece->first, ':', piece->last - piece->first);
  const size_t first = colon ? (size_t)(colon - self->text) + 1 : piece->last;
  size_t last = first;
  while (last < piece->last && is_letter(self->text[last])) last++;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (sheaf_piece_is(self, first, last, names[i])) return 1;
  return 0;
}

/* 1 where nothing more belongs to a field without parentheses. */
static int ends_here(sheaf_parser *self) {
  sheaf_parser_skip(self);
  sheaf_parser_operator op;
  size_t end;
  return self->at >= self->length || strchr(")(", at_cursor(self)) || sheaf_parser_operator_at(self, &op) ||
         equals_sign(self, &end) || shown_tag(self, &end);
}

/* What a field without parentheses reaches: up to the next AND, OR, NOT or field. */
static int reach(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  int code = sheaf_parser_climb(self, BIND_SAME, out, err);
  sheaf_query_node *all = NULL;
  for (size_t end = self->at; !code; end = self->at) {
    if (ends_here(self)) {
      self->at = end;
      break;
    }
    sheaf_query_node *next = NULL;
    code = sheaf_parser_climb(self, BIND_SAME, &next, err);
    if (!code && !all) {
      all = sheaf_query_node_new(self->query, SHEAF_QUERY_AND, (*out)->first, next->last);
      code = all ? sheaf_parser_adopt(self, all, *out, err) : sheaf_error_memory(err);
      *out = all;
    }
    if (!code) code = sheaf_parser_adopt(self, all, next, err);
  }
  return code;
}

static int fielded(sheaf_parser *self, const sheaf_dialect_tag *tag, size_t equals, sheaf_query_node **out,
                   sheaf_error *err) {
  sheaf_piece_fields fields = {.tag = {tag}, .count = 1, .start = self->at};
  self->at = equals + 1;
  sheaf_parser_skip_spaces(self);
  const int around = self->run;
  self->run = fields.tag[0]->what != SHEAF_DIALECT_WORDS;
  const int code = at_cursor(self) == '(' ? sheaf_parser_group(self, out, err) : reach(self, out, err);
  self->run = around;
  if (code) return code;
  fields.end = self->at;
  self->closed = 0; /* TI=(heart) is TI=heart */
  const int applied = sheaf_piece_apply(self, &fields, out, err);
  self->closed = 1;
  return applied;
}

/* ---- operands ---- */

static int other_form(const sheaf_parser *self, sheaf_error *err) {
  return sheaf_parser_fail(self, "Y-FIELDFORM", self->at, err,
                           "fields stand before their term here: write TI=(term) instead of term[ti] or term:ti");
}

static int operand(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const char c = at_cursor(self);
  if (c == '[' || c == ']') return other_form(self, err);
  size_t name_end, sign = equals_sign(self, &name_end);
  const sheaf_dialect_tag *tag =
      sign ? sheaf_dialect_tag_find(self->dialect, self->text + self->at, name_end - self->at) : shown_tag(self, &sign);
  if (tag) return fielded(self, tag, sign, out, err);
  if (sign) return sheaf_piece_unknown(self, self->at, name_end, err);
  int code = sheaf_piece_refs(self, out, err);
  if (code) return code < 0 ? code : SHEAF_OK;
  sheaf_piece piece;
  code = c == '"' ? sheaf_piece_quoted(self, &piece, err) : sheaf_piece_word(self, &piece, err);
  if (!code && ((!piece.quoted && is_colon_form(self, &piece)) || after_spaces(self) == ':'))
    return other_form(self, err);
  return code ? code : sheaf_piece_read(self, &piece, 0, out, err);
}

static int suffix(sheaf_parser *self, sheaf_query_node **group, sheaf_error *err) {
  (void)group;
  if (after_spaces(self) == ':' || after_spaces(self) == '[')
    return sheaf_parser_fail(self, "Y-FIELDFORM", self->at, err,
                             "fields stand before their group here: write TI=(a OR b) instead of (a OR b):ti");
  return SHEAF_OK;
}

/* ---- settings that a copied search shows at its end: Indexes=SCI-EXPANDED Timespan=1990-2020 ---- */

static const char *const settings[] = {"indexes", "timespan", "doctype", "databases", "editions", "refined by", NULL};

/* 1 where a setting begins at `at`. */
static int is_setting(const sheaf_parser *self, size_t at) {
  for (size_t i = 0; settings[i]; i++) {
    const size_t size = strlen(settings[i]);
    size_t end = at + size;
    if (memchr(self->text + at, 0, size) || !sheaf_piece_is(self, at, end, settings[i])) continue;
    while (self->text[end] == ' ') end++;
    if (self->text[end] == '=' || (self->text[end] == ':' && end > at)) return 1;
  }
  return 0;
}

static int begin(sheaf_parser *self, sheaf_error *err) {
  (void)err;
  int inside = 0;
  for (size_t at = 0; at < self->length; at++) {
    inside ^= self->text[at] == '"';
    if (inside || !at || !strchr(" );", self->text[at - 1]) || !is_letter(self->text[at]) || !is_setting(self, at))
      continue;
    while (at && self->text[at - 1] == ' ') at--;
    if (at > 4 && sheaf_piece_is(self, at - 4, at, " and")) at -= 4; /* as it is printed */
    self->length = at;
    break;
  }
  return SHEAF_OK;
}

/* Joins a limit to the whole. */
static int add_limit(sheaf_parser *self, sheaf_query_node **root, sheaf_query_node *limit, sheaf_error *err) {
  sheaf_query_node *all = sheaf_query_node_new(self->query, SHEAF_QUERY_AND, (*root)->first, limit->last);
  if (!all) return sheaf_error_memory(err);
  all->flags = SHEAF_QUERY_LIMIT;
  const int code = sheaf_parser_adopt(self, all, *root, err);
  *root = all;
  return code ? code : sheaf_parser_adopt(self, all, limit, err);
}

static int finish(sheaf_parser *self, sheaf_query_node **root, sheaf_error *err) {
  size_t first = self->length;
  const size_t last = first + strlen(self->text + first);
  while (first < last && !is_setting(self, first)) first++;
  if (first == last) return SHEAF_OK;
  sheaf_query_node *limit = NULL;
  if (sheaf_piece_is(self, first, first + 7, "refined")) {
    const int code = sheaf_build_unsupported(self, first, last, "a refinement of results is not computed", &limit, err);
    return code ? code : add_limit(self, root, limit, err);
  }
  if (sheaf_parser_note(self, "Y-PASTE", SHEAF_QUERY_INFO, first, last,
                        "these are settings of the platform; of them, only years are searched"))
    return sheaf_error_memory(err);
  size_t at = first;
  while (at + 8 <= last && !sheaf_piece_is(self, at, at + 8, "timespan")) at++;
  while (at < last && (self->text[at] < '0' || self->text[at] > '9') && self->text[at] != ';') at++;
  sheaf_piece years = {.first = at, .last = at, .start = first, .end = last};
  while (years.last < last &&
         ((self->text[years.last] >= '0' && self->text[years.last] <= '9') || self->text[years.last] == '-'))
    years.last++;
  if (years.last == years.first) return SHEAF_OK;
  const int code = sheaf_piece_dates(self, &years, SHEAF_FIELDS_PUBLISHED, &limit, err);
  return code ? code : add_limit(self, root, limit, err);
}

/* ---- notes ---- */

/* The first word that the platform would search in its other forms, too. */
static const sheaf_query_node *varied(const sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_TERM)
    return node->parts == 1 && !(node->flags & (SHEAF_QUERY_QUOTED | SHEAF_QUERY_SLOT)) ? node : NULL;
  if (node->kind == SHEAF_QUERY_PHRASE) return NULL;
  for (size_t i = 0; i < node->children; i++) {
    const sheaf_query_node *found = varied(node->child[i]);
    if (found) return found;
  }
  return NULL;
}

static int notes(sheaf_parser *self, const sheaf_query_node *root) {
  const sheaf_query_node *word = varied(root);
  if (word && sheaf_query_note_add(self->query, "X-VARIANTS", SHEAF_QUERY_INFO, word->first, word->last,
                                   "Web of Science also finds other forms of words without quotes and wildcards, such "
                                   "as \"%.60s\"; here they are searched as they stand",
                                   word->text))
    return SHEAF_ENOMEM;
  if (root->kind == SHEAF_QUERY_RANGE &&
      sheaf_query_note_add(self->query, "L-DATE", SHEAF_QUERY_WARNING, root->first, root->last,
                           "Web of Science refuses a year alone; join it with a term"))
    return SHEAF_ENOMEM;
  return sheaf_piece_note_untagged(self, root, "all fields");
}

/* ---- printing ---- */

static int print_range(sheaf_printer *self, const sheaf_query_node *node) {
  char low[5], high[5];
  const int years = sheaf_gather_years(node, low, high), single = (node->flags & SHEAF_QUERY_SINGLE) != 0;
  if (node->fields & ~SHEAF_FIELDS_PUBLISHED && node->fields != F(DATE_ENTRY))
    return sheaf_gather_nothing(self, node, '"');
  if (node->fields == F(DATE_ENTRY) || !years) {
    sheaf_buf_add_text(self->out, node->fields == F(DATE_ENTRY) ? "LD=" : "DOP=");
    if (single && (self->native || strcmp(node->low, node->high) == 0))
      sheaf_buf_add_text(self->out, self->native ? node->text : node->low);
    else
      sheaf_buf_add_format(self->out, "%s/%s", node->low, node->high);
  } else if (single && strcmp(low, high) == 0) {
    sheaf_buf_add_format(self->out, "PY=%s", low);
  } else {
    const int open_low = strcmp(low, "0001") == 0, open_high = strcmp(high, "3000") == 0;
    sheaf_buf_add_format(self->out, "PY=%s-%s",
                         !open_low      ? low
                         : self->native ? ""
                                        : "1000",
                         open_high && self->native ? "" : high);
  }
  const int whole = strcmp(years ? low : node->low, years ? high : node->high) == 0;
  const int code = whole ? SHEAF_OK : sheaf_gather_single_loss(self, node);
  if (code || node->fields == SHEAF_FIELDS_PUBLISHED || node->fields == F(DATE_ENTRY)) return code;
  return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                          "Web of Science does not tell printed and electronic publication apart");
}

static int print_heading(sheaf_printer *self, const sheaf_query_node *node) {
  sheaf_buf_add_text(self->out, self->native ? "MH=" : "TS=");
  sheaf_gather_text(self, node, '"', 1);
  return sheaf_gather_vocabulary(self, node);
}

static int print(sheaf_printer *self, const sheaf_query_node *node) {
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE: return sheaf_prefixed_words(self, node, 1);
    case SHEAF_QUERY_SCOPE: return sheaf_prefixed_scope(self, node, 1);
    case SHEAF_QUERY_HEADING: return print_heading(self, node);
    case SHEAF_QUERY_NAME: return sheaf_prefixed_tagged(self, node, SHEAF_DIALECT_NAME, 1);
    case SHEAF_QUERY_VALUE: return sheaf_prefixed_tagged(self, node, SHEAF_DIALECT_VALUE, 1);
    case SHEAF_QUERY_RANGE: return print_range(self, node);
    case SHEAF_QUERY_QUALIFIER:
    case SHEAF_QUERY_FILTER:
    case SHEAF_QUERY_UNSUPPORTED:
      if (!self->native) sheaf_buf_add_text(self->out, "ALL=");
      return sheaf_gather_other(self, node, '"');
    default: return sheaf_gather_other(self, node, '"');
  }
}

static int together(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields) {
  return sheaf_prefixed_together(self, node, fields, 1);
}

/* ---- tables ---- */

static const sheaf_dialect_operator operators[] = {{"AND", SHEAF_QUERY_AND, BIND_AND},
                                                   {"OR", SHEAF_QUERY_OR, BIND_OR},
                                                   {"NOT", SHEAF_QUERY_NOT, BIND_NOT},
                                                   {NULL, SHEAF_QUERY_AND, 0}};

static const sheaf_dialect_near nears[] = {
    {"NEAR", SHEAF_DIALECT_NUMBER_MAY, 1, 0, IMPLIED, FARTHEST, 0, BIND_NEAR},
    {"SAME", SHEAF_DIALECT_NUMBER_NEVER, 0, 0, SAME_GAP, 0, 0, BIND_SAME},
    {NULL, SHEAF_DIALECT_NUMBER_NEVER, 0, 0, 0, 0, 0, 0},
};

static const sheaf_dialect_wildcard wildcards[] = {
    {'*', 0, SHEAF_QUERY_ANY, 0}, {'?', 1, 1, 0}, {'$', 0, 1, 0}, {0, 0, 0, 0}};

static const char not_stored[] = "records do not carry it";
static const char classes[] = "records do not carry the platform's classes of subjects";

/* A NAME in quotes is exact. */
static const sheaf_dialect_tag tags[] = {
    {"ts", AS_WORDS, SHEAF_FIELDS_TIABKW | F(KEYWORD_PLUS), 0, NULL},
    {"ti", AS_WORDS, SHEAF_FIELDS_TI, 0, NULL},
    {"ab", AS_WORDS, SHEAF_FIELDS_AB, 0, NULL},
    {"ak", AS_WORDS, SHEAF_FIELDS_KW, 0, NULL},
    {"kp", AS_WORDS, F(KEYWORD_PLUS), 0, NULL},
    {"all", AS_WORDS, SHEAF_FIELDS_ALL, 0, NULL},
    {"mh", SHEAF_DIALECT_HEADING, F(HEADING), 0, NULL}, /* in its copy of MEDLINE */
    {"ad|oo|sg|sa|ci|ps|cu|zp", AS_WORDS, F(AFFILIATION), 0, NULL},
    {"og", AS_WORDS, F(AFFILIATION), 0, NULL},
    {"gp|ca", AS_WORDS, F(AUTHOR), 0, NULL},
    {"fg|fo|fd|fa", AS_WORDS, F(GRANT), 0, NULL},
    {"vl", AS_WORDS, F(VOLUME), 0, NULL},
    {"pg", AS_WORDS, F(PAGES), 0, NULL},
    {"publ|pub", AS_WORDS, F(PUBLISHER), 0, NULL},

    {"au", AS_NAME, F(AUTHOR), SHEAF_QUERY_QUOTED, NULL},
    {"ed", AS_NAME, F(EDITOR), SHEAF_QUERY_QUOTED, NULL},

    {"so", AS_VALUE, F(JOURNAL), 0, NULL},
    {"dt", AS_VALUE, F(PUBLICATION_TYPE), 0, NULL},
    {"la", AS_VALUE, F(LANGUAGE), 0, NULL},
    {"do", AS_VALUE, F(DOI), 0, NULL},
    {"ut", AS_VALUE, F(ACCESSION), 0, NULL},
    {"pmid|pm", AS_VALUE, F(PMID), 0, NULL},
    {"is", AS_VALUE, F(ISSN) | F(ISBN), 0, NULL},
    {"ai", AS_VALUE, F(ORCID), 0, NULL},

    {"py|fpy|timespan", SHEAF_DIALECT_DATE, SHEAF_FIELDS_PUBLISHED, 0, NULL},
    {"dop", SHEAF_DIALECT_DATE, SHEAF_FIELDS_PUBLISHED, 0, NULL},
    {"ld", SHEAF_DIALECT_DATE, F(DATE_ENTRY), 0, NULL},

    {"wc|su|cd|cat|sdg|tmac|tmic|tmso", AS_NONE, 0, 0, classes},
    {"cf|ct|cy|cl|sp|ho", AS_NONE, 0, 0, not_stored}, /* conference */
    {"ft|rp|rid|edn|docpy|edt|indexes|index", AS_NONE, 0, 0, not_stored},
    {NULL, AS_WORDS, 0, 0, NULL},
};

const sheaf_dialect sheaf_dialect_wos = {
    .name = "wos",
    .title = "Web of Science",
    .operators = operators,
    .nears = nears,
    .implied = SHEAF_QUERY_AND,
    .near_needs_operator = 1,
    .wildcards = wildcards,
    .left_wildcards = 1,
    .least_stem = 3,
    .tags = tags,
    .untagged = SHEAF_FIELDS_ALL,
    .vocabulary = NULL,
    .structure = "\"=*?$[]",
    .begin = begin,
    .finish = finish,
    .operand = operand,
    .suffix = suffix,
    .notes = notes,
    .print = print,
    .together = together,
};
