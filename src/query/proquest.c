/* proquest.c - ProQuest's syntax (ProQuest platform and Dialog). Source: search-syntax.md, sections 1-8.
 *
 * Field names stand before a group: ti,ab(a OR b). Headings are whole names: MESH.EXACT.EXPLODE("X -- qualifier"). */
#include <string.h>

#include "fields.h"
#include "gather.h"
#include "nlm.h"
#include "refs.h"
#include "values.h"

/* Uncertain: the present platform's precedence and its distance where none is written (its older one took OR first). */
enum { NOT_BINDS = 1, OR_BINDS = 2, AND_BINDS = 3, NEAR_BINDS = 4, PRE_BINDS = 5, IMPLIED_GAP = 4 };
enum { FARTHEST = 255, STEM = 3, TRUNCATED_MOST = 5 };

#define AS_WORDS SHEAF_DIALECT_WORDS
#define AS_VALUE SHEAF_DIALECT_VALUE
#define AS_NAME SHEAF_DIALECT_NAME
#define AS_DATE SHEAF_DIALECT_DATE
#define AS_HEADING SHEAF_DIALECT_HEADING
#define NEVER SHEAF_DIALECT_UNSUPPORTED
#define EXPLODE SHEAF_QUERY_EXPLODE
#define FOCUS SHEAF_QUERY_FOCUS
#define READ_ONLY SHEAF_DIALECT_READ_ONLY

static const char not_stored[] = "records do not carry this field";

static const sheaf_dialect_tag tags[] = {
    {"ti|title", AS_WORDS, SHEAF_FIELDS_TI, 0, NULL},
    {"ab|abstract", AS_WORDS, SHEAF_FIELDS_AB, 0, NULL},
    {"tiab", AS_WORDS, SHEAF_FIELDS_TIAB, READ_ONLY, NULL},
    {"if|id|diskw|kw", AS_WORDS, F(KEYWORD), 0, NULL},
    {"su|sub|subject|mesh|mainsubject|de|emb|ccls", AS_WORDS, F(HEADING), 0, NULL},
    {"noft|all|anywhere", AS_WORDS, SHEAF_FIELDS_ALL, 0, NULL},
    {"oti|ot|tt", AS_WORDS, F(OTHER_TITLE), 0, NULL},
    {"af|aff|cs", AS_WORDS, F(AFFILIATION), 0, NULL},
    {"pub|pubtitle|publication", AS_WORDS, F(JOURNAL) | F(JOURNAL_ABBREVIATION) | F(SERIES), 0, NULL},
    {"ca|co", AS_WORDS, F(AUTHOR), 0, NULL},
    {"sn|subst|nm|chem", AS_WORDS, F(SUBSTANCE), 0, NULL},
    {"gi|grant|gn", AS_WORDS, F(GRANT), 0, NULL},
    {"pb|publisher", AS_WORDS, F(PUBLISHER), 0, NULL},
    {"cp|pl|pubplace", AS_WORDS, F(PLACE), 0, NULL},
    {"vo|vol", AS_WORDS, F(VOLUME), 0, NULL},
    {"iss|issue", AS_WORDS, F(ISSUE), 0, NULL},
    {"pg|page|sp", AS_WORDS, F(PAGES), 0, NULL},
    {"nt|notes", AS_WORDS, F(NOTE), 0, NULL},

    {"mesh.exact.explode", AS_HEADING, F(HEADING), EXPLODE, NULL},
    {"mesh.exact", AS_HEADING, F(HEADING), 0, NULL},
    {"mjmesh.exact.explode", AS_HEADING, F(HEADING), EXPLODE | FOCUS, NULL},
    {"mjmesh.exact", AS_HEADING, F(HEADING), FOCUS, NULL},
    {"emb.exact.explode|su.exact.explode|mainsubject.exact.explode|subject.exact.explode", AS_HEADING, F(HEADING),
     EXPLODE | READ_ONLY, NULL},
    {"emb.exact|su.exact|mainsubject.exact|subject.exact|de.exact", AS_HEADING, F(HEADING), READ_ONLY, NULL},
    {"mjemb.exact.explode|mjsub.exact.explode|mjmainsubject.exact.explode", AS_HEADING, F(HEADING),
     EXPLODE | FOCUS | READ_ONLY, NULL},
    {"mjemb.exact|mjsub.exact|mjmainsubject.exact", AS_HEADING, F(HEADING), FOCUS | READ_ONLY, NULL},
    {"lnk|qu|sh", SHEAF_DIALECT_QUALIFIER, F(HEADING), 0, NULL},

    {"au|author", AS_NAME, F(AUTHOR), SHEAF_QUERY_QUOTED, NULL},
    {"fau|1au", AS_NAME, F(AUTHOR) | SHEAF_QUERY_FIRST_AUTHOR, SHEAF_QUERY_QUOTED, NULL},
    {"ed|editor", AS_NAME, F(EDITOR), SHEAF_QUERY_QUOTED, NULL},
    {"per|pn", AS_NAME, F(PERSONAL_SUBJECT), SHEAF_QUERY_QUOTED, NULL},

    {"rtype|dtype|pt|at|dt|doctype", AS_VALUE, F(PUBLICATION_TYPE), 0, NULL},
    {"la|lang|language", AS_VALUE, F(LANGUAGE), 0, NULL},
    {"jn|pub.exact|pubtitle.exact", AS_VALUE, F(JOURNAL), 0, NULL},
    {"issn", AS_VALUE, F(ISSN), 0, NULL},
    {"isbn", AS_VALUE, F(ISBN), 0, NULL},
    {"doi|digitalobjectidentifier", AS_VALUE, F(DOI), 0, NULL},
    {"pmid|pm", AS_VALUE, F(PMID), 0, NULL},
    {"an|ui", AS_VALUE, F(ACCESSION), 0, NULL},
    {"rn|cas", AS_VALUE, F(SUBSTANCE), 0, NULL},

    {"pd|pubdate", AS_DATE, SHEAF_FIELDS_PUBLISHED, 0, NULL},
    {"yr|pubyear|py", AS_DATE, SHEAF_FIELDS_PUBLISHED, READ_ONLY, NULL},
    {"ud|up|lupd", NEVER, 0, 0, "this date is ProQuest's own; records do not carry it"},
    {"ft|fulltext|tx|cc|class|lo|subjlo|stype|ps|po|ag|ref|ucr|adv|dg|sch|disp", NEVER, 0, 0, not_stored},
    {NULL, AS_WORDS, 0, 0, NULL},
};

static char at_cursor(const sheaf_parser *self) { return self->text[self->at]; }
static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_name(char c) { return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '.'; }

static size_t spaces(const sheaf_parser *self, size_t at) {
  while (self->text[at] == ' ') at++;
  return at;
}

/* ---- fields ---- */

/* Names before a "(" at the cursor: 1 with *out, whose end is the "("; 0 where there are none; or Y-FIELD. */
static int names_at(sheaf_parser *self, sheaf_piece_fields *out, sheaf_error *err) {
  *out = (sheaf_piece_fields){.start = self->at};
  size_t at = self->at, unknown[2] = {0, 0};
  for (;;) {
    const size_t first = at;
    while (is_name(self->text[at])) at++;
    if (at == first) return 0;
    const sheaf_dialect_tag *tag = sheaf_dialect_tag_find(self->dialect, self->text + first, at - first);
    if (!tag && !unknown[1]) unknown[0] = first, unknown[1] = at;
    if (tag && out->count < SHEAF_PIECE_TAGS) out->tag[out->count++] = tag;
    const size_t end = at;
    at = spaces(self, at);
    if (self->text[at] == ',') {
      at = spaces(self, at + 1);
      continue;
    }
    if (self->text[at] != '(' || (at != end && unknown[1])) return 0;
    break;
  }
  out->end = at;
  return unknown[1] ? sheaf_piece_unknown(self, unknown[0], unknown[1], err) : 1;
}

/* ---- pieces ---- */

static size_t bracket_end(const sheaf_parser *self, size_t at) {
  if (self->text[at] != '[' || self->text[at + 1] != '*') return 0;
  for (at += 2; is_digit(self->text[at]);) at++;
  return self->text[at] == ']' ? at + 1 : 0;
}

/* A word with its [*3]. */
static int read_word(sheaf_parser *self, sheaf_piece *out, sheaf_error *err) {
  int code = sheaf_piece_word(self, out, err);
  for (size_t end; !code && (end = bracket_end(self, self->at));) {
    self->at = out->last = out->end = end;
    if (sheaf_parser_is_edge(self, at_cursor(self))) continue;
    sheaf_piece more;
    code = sheaf_piece_word(self, &more, err);
    out->last = out->end = self->at;
  }
  return code;
}

/* A whole value of several words. */
static int read_run(sheaf_parser *self, sheaf_piece *out, sheaf_error *err) {
  *out = (sheaf_piece){.first = self->at, .start = self->at};
  for (int words = 0; self->at < self->length; words++) {
    sheaf_parser_operator op;
    sheaf_piece word;
    if (strchr("()\"", at_cursor(self)) || (words && sheaf_parser_operator_at(self, &op))) break;
    const int code = read_word(self, &word, err);
    if (code) return code;
    out->last = out->end = word.last;
    sheaf_parser_skip_spaces(self);
  }
  self->at = out->end;
  return SHEAF_OK;
}

static int leaf(sheaf_parser *self, const sheaf_dialect_tag *tag, const sheaf_piece *piece, sheaf_query_node **out,
                sheaf_error *err) {
  if (!tag) return sheaf_piece_read(self, piece, 0, out, err);
  if (tag->what != AS_HEADING) return sheaf_values_value(self, tag, piece, out, err);
  static const char mark[] = " -- ";
  size_t name = piece->first;
  while (name < piece->last && strncmp(self->text + name, mark, sizeof mark - 1) != 0) name++;
  return sheaf_values_heading(self, tag, piece, name, mark, 0, out, err);
}

/* ---- operands ---- */

static int fielded(sheaf_parser *self, sheaf_piece_fields *fields, sheaf_query_node **out, sheaf_error *err) {
  const sheaf_dialect_tag *outer = self->within;
  const sheaf_dialect_tag *tag = fields->count == 1 && fields->tag[0]->what != AS_WORDS ? fields->tag[0] : NULL;
  self->at = fields->end;
  self->within = tag && tag->what != NEVER ? tag : NULL;
  int code = sheaf_parser_group(self, out, err);
  self->within = outer;
  fields->end = self->at;
  self->closed = 0;
  if (!code && !(tag && tag->what != NEVER)) code = sheaf_piece_apply(self, fields, out, err);
  self->closed = 1;
  return code;
}

/* S12 or [S12]: another line; 1 and *out, 0 where it is a word, or a negative code. */
static int read_ref(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t start = self->at, bracket = at_cursor(self) == '[';
  const size_t first = start + bracket;
  size_t last = first + 1;
  if ((self->text[first] | 32) != 's' || self->within) return 0;
  while (is_digit(self->text[last])) last++;
  if (last == first + 1 || (bracket ? self->text[last] != ']' : !sheaf_parser_is_edge(self, self->text[last])))
    return 0;
  if (self->text[first] != 'S' && !sheaf_refs_is_line(self, first, last)) return 0;
  self->at = last + bracket;
  const int code = sheaf_refs_one(self, first, last, out, err);
  return code ? code : 1;
}

static int operand(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  sheaf_piece_fields fields;
  sheaf_piece piece;
  int code = names_at(self, &fields, err);
  if (code) return code < 0 ? code : fielded(self, &fields, out, err);
  code = read_ref(self, out, err);
  if (!code && !self->within) code = sheaf_piece_refs(self, out, err);
  if (code) return code < 0 ? code : SHEAF_OK;
  self->closed = 0;
  if (at_cursor(self) == '"') {
    code = sheaf_piece_quoted(self, &piece, err);
  } else {
    code = sheaf_values_other_form(self, err);
    if (!code) code = self->within ? read_run(self, &piece, err) : read_word(self, &piece, err);
  }
  if (!code) code = sheaf_values_other_form(self, err);
  return code ? code : leaf(self, self->within, &piece, out, err);
}

static int suffix(sheaf_parser *self, sheaf_query_node **group, sheaf_error *err) {
  (void)group;
  return sheaf_values_other_form(self, err);
}

static int has_variants(const sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_TERM) return node->parts == 1 && !(node->flags & SHEAF_QUERY_QUOTED);
  if (node->kind == SHEAF_QUERY_PHRASE) return 0;
  for (size_t i = 0; i < node->children; i++)
    if (has_variants(node->child[i])) return 1;
  return 0;
}

static int notes(sheaf_parser *self, const sheaf_query_node *root) {
  if (has_variants(root) && sheaf_query_note_add(self->query, "X-VARIANTS", SHEAF_QUERY_INFO, root->first, root->last,
                                                 "ProQuest also finds plurals and spelling variants of words without "
                                                 "quotes; here they are searched as they stand"))
    return SHEAF_ENOMEM;
  return sheaf_piece_note_untagged(self, root, "all fields, without full text");
}

/* ---- printing ---- */

static int print_words(sheaf_printer *self, const sheaf_query_node *node) {
  const char *text = node->text;
  if (node->kind == SHEAF_QUERY_TERM && node->parts == 1 && (*text | 32) == 's' && is_digit(text[1])) {
    sheaf_print_quoted(self, text, '"');
    return SHEAF_OK;
  }
  return sheaf_gather_words(self, node, '"', 1);
}

/* The node in parentheses behind its fields. */
static int print_fielded(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields) {
  const sheaf_query_fields around = self->scope;
  int code = sheaf_gather_names(self, node, fields, "");
  self->scope = fields;
  sheaf_buf_add_byte(self->out, '(');
  if (!code)
    code = node->kind == SHEAF_QUERY_TERM || node->kind == SHEAF_QUERY_PHRASE ? print_words(self, node)
                                                                              : sheaf_print_node(self, node, 0);
  sheaf_buf_add_byte(self->out, ')');
  self->scope = around;
  return code;
}

static int together(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields) {
  const int code = print_fielded(self, node, fields);
  return code ? code : 1;
}

static void add_qualifier(sheaf_printer *self, const char *name) {
  sheaf_buf_add_text(self->out, " -- ");
  sheaf_values_print_qualifier(self, name);
}

static void add_name(sheaf_printer *self, const sheaf_query_node *node) {
  sheaf_buf_add_byte(self->out, '"');
  for (const char *c = node->text; *c; c++)
    if (*c != '"') sheaf_buf_add_byte(self->out, *c);
  if (node->flags & SHEAF_QUERY_TRUNCATED) sheaf_buf_add_byte(self->out, '*');
}

/* Read in ProQuest, several qualifiers stand behind one name; others become alternatives. */
static int print_heading(sheaf_printer *self, const sheaf_query_node *node) {
  const int code = sheaf_gather_vocabulary(self, node);
  sheaf_buf_add_format(self->out, "%sMESH.EXACT%s(", node->flags & SHEAF_QUERY_FOCUS ? "MJ" : "",
                       node->flags & SHEAF_QUERY_EXPLODE ? ".EXPLODE" : "");
  if (!node->children || self->native) {
    add_name(self, node);
    for (size_t i = 0; i < node->children; i++) add_qualifier(self, node->child[i]->key);
    sheaf_buf_add_text(self->out, "\")");
    return code;
  }
  for (size_t i = 0, written = 0; i < node->children; i++) {
    const sheaf_query_node *qualifier = node->child[i];
    const char *names[SHEAF_NLM_MOST] = {qualifier->key};
    size_t count = 1;
    if (qualifier->flags & SHEAF_QUERY_EXPLODE)
      count = sheaf_nlm_narrower(SHEAF_NLM_QUALIFIERS, qualifier->key, names, SHEAF_NLM_MOST);
    for (size_t k = 0; k < count; k++) {
      if (written++) sheaf_buf_add_text(self->out, " OR ");
      add_name(self, node);
      add_qualifier(self, names[k]);
      sheaf_buf_add_byte(self->out, '"');
    }
  }
  sheaf_buf_add_byte(self->out, ')');
  return code;
}

static int print_qualifier(sheaf_printer *self, const sheaf_query_node *node) {
  if (self->native) {
    sheaf_buf_add_text(self->out, "lnk(");
    add_name(self, node);
    sheaf_buf_add_text(self->out, "\")");
    return SHEAF_OK;
  }
  sheaf_buf_add_text(self->out, "mesh(");
  sheaf_print_quoted(self, node->key, '"');
  sheaf_buf_add_byte(self->out, ')');
  return sheaf_print_lose(self, node, node->flags & SHEAF_QUERY_EXPLODE ? SHEAF_LOSS_DIFFERENT : SHEAF_LOSS_BROADER,
                          "ProQuest has no subheadings alone; the words are searched in headings and subheadings");
}

static int add_range(sheaf_printer *self, const sheaf_query_node *node) {
  char low[5], high[5];
  const int years = sheaf_gather_years(node, low, high), single = (node->flags & SHEAF_QUERY_SINGLE) != 0;
  if (single && (self->native || (years && strcmp(low, high) == 0))) {
    sheaf_buf_add_text(self->out, self->native ? node->text : low);
    return SHEAF_OK;
  }
  if (years)
    sheaf_buf_add_format(self->out, "%s-%s", low, high);
  else
    sheaf_buf_add_format(self->out, "%.4s%.2s%.2s-%.4s%.2s%.2s", node->low, node->low + 5, node->low + 8, node->high,
                         node->high + 5, node->high + 8);
  return sheaf_gather_single_loss(self, node);
}

static int print_value(sheaf_printer *self, const sheaf_query_node *node, sheaf_dialect_what what) {
  const sheaf_dialect_tag *tag;
  const int types =
      node->kind == SHEAF_QUERY_VALUE && node->fields == F(PUBLICATION_TYPE) && (node->flags & SHEAF_QUERY_EXPLODE);
  sheaf_query_node plain = *node;
  plain.flags &= ~(unsigned)(types ? SHEAF_QUERY_EXPLODE : 0);
  int code = sheaf_gather_tag(self, what, types ? &plain : node, &tag);
  if (code) return code;
  if (!tag) return sheaf_gather_nothing(self, node, '"');
  sheaf_buf_add_format(self->out, "%.*s(", (int)strcspn(tag->names, "|"), tag->names);
  if (types)
    sheaf_values_print_types(self, node, 0);
  else if (node->kind == SHEAF_QUERY_RANGE)
    code = add_range(self, node);
  else if (node->kind == SHEAF_QUERY_VALUE || (node->flags & SHEAF_QUERY_QUOTED))
    sheaf_gather_text(self, node, '"', 1);
  else {
    for (const char *c = node->text; *c; c++)
      if (!strchr("\"()[]", *c)) sheaf_buf_add_byte(self->out, *c);
    if (node->flags & SHEAF_QUERY_TRUNCATED) sheaf_buf_add_byte(self->out, '*');
  }
  sheaf_buf_add_byte(self->out, ')');
  return code;
}

static int print(sheaf_printer *self, const sheaf_query_node *node) {
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE:
      return sheaf_print_is_bare(self, node) ? print_words(self, node) : print_fielded(self, node, node->fields);
    case SHEAF_QUERY_SCOPE:
      return self->native ? print_fielded(self, node->child[0], node->fields)
                          : sheaf_print_node(self, node->child[0], 1);
    case SHEAF_QUERY_HEADING: return print_heading(self, node);
    case SHEAF_QUERY_QUALIFIER: return print_qualifier(self, node);
    case SHEAF_QUERY_NAME: return print_value(self, node, AS_NAME);
    case SHEAF_QUERY_VALUE: return print_value(self, node, AS_VALUE);
    case SHEAF_QUERY_RANGE: return print_value(self, node, AS_DATE);
    case SHEAF_QUERY_REF:
      sheaf_buf_add_format(self->out, "S%s", node->text + strspn(node->text, "#Ss"));
      return SHEAF_OK;
    default: return sheaf_gather_other(self, node, '"');
  }
}

static const sheaf_dialect_operator operators[] = {
    {"AND", SHEAF_QUERY_AND, AND_BINDS},
    {"OR", SHEAF_QUERY_OR, OR_BINDS},
    {"NOT", SHEAF_QUERY_NOT, NOT_BINDS},
    {NULL, SHEAF_QUERY_AND, 0},
};

static const sheaf_dialect_near nears[] = {
    {"NEAR", SHEAF_DIALECT_NUMBER_MAY, 1, 0, IMPLIED_GAP, FARTHEST, 0, NEAR_BINDS},
    {"PRE", SHEAF_DIALECT_NUMBER_MAY, 1, 0, IMPLIED_GAP, FARTHEST, 1, PRE_BINDS},
    {"N", SHEAF_DIALECT_NUMBER_MUST, 1, 0, 0, FARTHEST, 0, NEAR_BINDS},
    {"P", SHEAF_DIALECT_NUMBER_MUST, 1, 0, 0, FARTHEST, 1, PRE_BINDS},
    {"W", SHEAF_DIALECT_NUMBER_MUST, 1, 0, 0, FARTHEST, 0, NEAR_BINDS},
    {NULL, SHEAF_DIALECT_NUMBER_NEVER, 0, 0, 0, 0, 0, 0},
};

static const sheaf_dialect_wildcard wildcards[] = {{'?', 1, 1, 0}, {'*', 0, TRUNCATED_MOST, 2}, {0, 0, 0, 0}};

const sheaf_dialect sheaf_dialect_proquest = {
    .name = "proquest",
    .title = "ProQuest",
    .operators = operators,
    .nears = nears,
    .implied = SHEAF_QUERY_AND,
    .wildcards = wildcards,
    .least_stem = STEM,
    .tags = tags,
    .untagged = SHEAF_FIELDS_ALL,
    .vocabulary = "MeSH",
    .structure = "\"[]*?",
    .operand = operand,
    .suffix = suffix,
    .notes = notes,
    .print = print,
    .together = together,
};
