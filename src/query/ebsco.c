/* ebsco.c - EBSCOhost's syntax (CINAHL, MEDLINE, PsycInfo). Source: search-syntax.md, sections 1-8.
 *
 * A field code in capitals stands before a term or a group and reaches as far as proximity ties words to it. Words that
 * follow each other are a phrase; stop words in it match any word. Headings are whole names in quotes: MH "X+/DT". */
#include <string.h>

#include "base/utf8.h"
#include "build.h"
#include "ebsco_limit.h"
#include "fields.h"
#include "gather.h"
#include "nlm.h"
#include "refs.h"
#include "values.h"
#include "words.h"

/* Uncertain: NOT binds tighter than AND (EBSCO states only that AND goes before OR). */
enum { OR_BINDS = 1, AND_BINDS = 2, NOT_BINDS = 3, NEAR_BINDS = 4 };
enum { FARTHEST = 255, STEM = 3 };

#define AS_WORDS SHEAF_DIALECT_WORDS
#define AS_VALUE SHEAF_DIALECT_VALUE
#define AS_NAME SHEAF_DIALECT_NAME
#define AS_DATE SHEAF_DIALECT_DATE
#define AS_HEADING SHEAF_DIALECT_HEADING
#define NEVER SHEAF_DIALECT_UNSUPPORTED
#define READ_ONLY SHEAF_DIALECT_READ_ONLY

/* What is searched without a code varies with the profile: authors, subjects, keywords, titles, abstracts. */
#define DEFAULT_FIELDS (SHEAF_FIELDS_TIABKW | F(HEADING) | F(AUTHOR))

static const char not_stored[] = "records do not carry this field";

static const sheaf_dialect_tag tags[] = {
    {"TI", AS_WORDS, SHEAF_FIELDS_TI, 0, NULL},
    {"AB", AS_WORDS, SHEAF_FIELDS_AB, 0, NULL},
    {"XB", AS_WORDS, SHEAF_FIELDS_TIAB, 0, NULL},
    {"KW|AK|ID", AS_WORDS, F(KEYWORD), 0, NULL},
    {"MW", AS_WORDS, F(HEADING), 0, NULL},
    {"MJ", AS_WORDS, F(HEADING), READ_ONLY, NULL},
    {"SU", AS_WORDS, F(HEADING) | F(KEYWORD), 0, NULL},
    {"TX", AS_WORDS, SHEAF_FIELDS_ALL, 0, NULL},
    {"TO|TT|OT", AS_WORDS, F(OTHER_TITLE), 0, NULL},
    {"AF|AD", AS_WORDS, F(AFFILIATION), 0, NULL},
    {"SO", AS_WORDS, F(JOURNAL) | F(JOURNAL_ABBREVIATION) | F(SERIES), 0, NULL},
    {"CA", AS_WORDS, F(AUTHOR), 0, NULL},
    {"NM|RX", AS_WORDS, F(SUBSTANCE), 0, NULL},
    {"GI|GR", AS_WORDS, F(GRANT), 0, NULL},
    {"PB|PU", AS_WORDS, F(PUBLISHER), 0, NULL},
    {"PL|CP|CY", AS_WORDS, F(PLACE), 0, NULL},
    {"VI|VO", AS_WORDS, F(VOLUME), 0, NULL},
    {"IP", AS_WORDS, F(ISSUE), 0, NULL},
    {"PP|PG", AS_WORDS, F(PAGES), 0, NULL},
    {"SB", AS_WORDS, F(SUBSET), 0, NULL},
    {"NT", AS_WORDS, F(NOTE), 0, NULL},
    {"SI", AS_WORDS, F(SECONDARY_SOURCE), 0, NULL},
    {"RF", AS_WORDS, F(REFERENCE), 0, NULL},

    {"MH|DE", AS_HEADING, F(HEADING), 0, NULL},
    {"MM|DM", AS_HEADING, F(HEADING), SHEAF_QUERY_FOCUS, NULL},

    {"AU|AR", AS_NAME, F(AUTHOR), SHEAF_QUERY_QUOTED, NULL},
    {"FA", AS_NAME, F(AUTHOR) | SHEAF_QUERY_FIRST_AUTHOR, SHEAF_QUERY_QUOTED, NULL},
    {"ED", AS_NAME, F(EDITOR), SHEAF_QUERY_QUOTED, NULL},
    {"NP|PE", AS_NAME, F(PERSONAL_SUBJECT), SHEAF_QUERY_QUOTED, NULL},

    {"PT|ZT|RT", AS_VALUE, F(PUBLICATION_TYPE), 0, NULL},
    {"LA|LN|ZL", AS_VALUE, F(LANGUAGE), 0, NULL},
    {"JN|JT", AS_VALUE, F(JOURNAL), 0, NULL},
    {"JA|TA|ST", AS_VALUE, F(JOURNAL_ABBREVIATION), 0, NULL},
    {"IS", AS_VALUE, F(ISSN), 0, NULL},
    {"IB", AS_VALUE, F(ISBN), 0, NULL},
    {"RN", AS_VALUE, F(SUBSTANCE), 0, NULL},
    {"PM", AS_VALUE, F(PMID), 0, NULL},
    {"AN|UI", AS_VALUE, F(ACCESSION) | F(PMID), 0, NULL},
    {"DI|DO", AS_VALUE, F(DOI), 0, NULL},

    {"PY|YR|ZY", AS_DATE, SHEAF_FIELDS_PUBLISHED, 0, NULL},
    {"DT|DP", AS_DATE, SHEAF_FIELDS_PUBLISHED, READ_ONLY, NULL},
    {"EM|EY", AS_DATE, F(DATE_ENTRY), 0, NULL},
    {"LR", AS_DATE, F(DATE_REVISED), 0, NULL},

    {"FT|PZ|AG|PO|CL|CC|MR|TM|TC|CT|ZG|ZS|ZX|ZQ|GN|PS", NEVER, 0, 0, not_stored},
    {NULL, AS_WORDS, 0, 0, NULL},
};

/* Never searched, but counted as places. Uncertain: the list differs between databases; these stand in all of them. */
static const char *const stop_words[] = {
    "a",       "an",    "and",       "are",  "as",   "at",  "be",  "because", "been", "but",   "by",   "for",
    "however", "if",    "in",        "into", "is",   "not", "of",  "on",      "or",   "so",    "the",  "their",
    "then",    "there", "therefore", "they", "this", "to",  "was", "were",    "when", "which", "with", NULL};

static char at_cursor(const sheaf_parser *self) { return self->text[self->at]; }
static int is_capital(char c) { return c >= 'A' && c <= 'Z'; }
static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static size_t spaces(const sheaf_parser *self, size_t at) {
  while (self->text[at] == ' ') at++;
  return at;
}

static int ends_term(const sheaf_parser *self, size_t at) {
  sheaf_parser here = *self;
  sheaf_parser_operator op;
  here.at = spaces(self, at);
  return !here.text[here.at] || here.text[here.at] == ')' || sheaf_parser_operator_at(&here, &op);
}

/* ---- codes ---- */

/* The field code at `at`, which ends before what it is for; NULL where there is none. *next is where that begins. */
static const sheaf_dialect_tag *code_at(const sheaf_parser *self, size_t at, int capitals, size_t *next) {
  const char *text = self->text + at;
  if (!is_letter(text[0]) || !is_letter(text[1]) || !text[2] || !strchr(" (\":", text[2])) return NULL;
  if (capitals && (!is_capital(text[0]) || !is_capital(text[1]))) return NULL;
  *next = spaces(self, at + 2 + (size_t)(text[2] == ':'));
  if (ends_term(self, *next)) return NULL;
  return sheaf_dialect_tag_find(self->dialect, text, 2);
}

static int note_small_code(sheaf_parser *self) {
  size_t next;
  if (is_capital(at_cursor(self)) || !code_at(self, self->at, 0, &next) || !strchr("(\"", self->text[next]))
    return SHEAF_OK;
  return sheaf_parser_note(self, "Y-FIELDFORM", SHEAF_QUERY_WARNING, self->at, self->at + 2,
                           "EBSCOhost takes field codes in capitals; this one is searched as a word");
}

/* ---- pieces ---- */

/* 1 where the code at the cursor, between words, begins another term: in quotes, a group, or of a common field. */
static int is_begun(const sheaf_parser *self, size_t next) {
  static const char *const common[] = {"TI", "AB", "XB", "MH", "MM", "MW", "TX", "SU"};
  if (strchr("(\"", self->text[next])) return 1;
  for (size_t i = 0; i < sizeof common / sizeof *common; i++)
    if (strncmp(self->text + self->at, common[i], 2) == 0) return 1;
  return 0;
}

/* Reads words up to an operator, parenthesis, quote or a code that begins another term. */
static int read_run(sheaf_parser *self, sheaf_piece *out, size_t *words, sheaf_error *err) {
  *out = (sheaf_piece){.first = self->at, .start = self->at};
  for (*words = 0; self->at < self->length; ++*words) {
    sheaf_parser_operator op;
    size_t next;
    sheaf_piece word;
    const char c = at_cursor(self);
    if (strchr("()\"", c) || (*words && sheaf_parser_operator_at(self, &op))) break;
    if (*words && code_at(self, self->at, 1, &next) && is_begun(self, next)) break;
    int code = sheaf_values_other_form(self, err);
    if (!code && c == '[') {
      self->at++;
      continue;
    }
    if (!code) code = sheaf_piece_word(self, &word, err);
    if (code) return code;
    out->last = out->end = word.last;
    sheaf_parser_skip_spaces(self);
  }
  self->at = out->end > out->first ? out->end : self->at;
  return SHEAF_OK;
}

static int note_phrase(sheaf_parser *self, const sheaf_piece *piece, const sheaf_query_node *node, size_t words) {
  int slots = 0;
  for (size_t i = 0; i < node->children; i++) slots += (node->child[i]->flags & SHEAF_QUERY_SLOT) != 0;
  if (slots && !memchr(self->text + piece->first, '*', piece->last - piece->first) &&
      sheaf_parser_note(self, "T-STOP", SHEAF_QUERY_WARNING, piece->start, piece->end,
                        "EBSCOhost does not search stop words: any word is found in their place"))
    return SHEAF_ENOMEM;
  if (piece->quoted || words < 2) return SHEAF_OK;
  return sheaf_parser_note(self, "Y-MISSOP", SHEAF_QUERY_INFO, piece->start, piece->end,
                           "words without quotes are read as a phrase; a library's profile may search them within 5 "
                           "words of each other");
}

/* coca-cola also finds cocacola. */
static int closed_form(sheaf_parser *self, const sheaf_piece *piece, sheaf_query_node **node, sheaf_error *err) {
  char joined[80];
  size_t used = 0, hyphens = 0;
  for (size_t at = piece->first; at < piece->last; at++) {
    const char c = self->text[at];
    if (c == '-' && at > piece->first && at + 1 < piece->last)
      hyphens++;
    else if ((is_letter(c) || is_digit(c)) && used + 1 < sizeof joined)
      joined[used++] = (char)(is_capital(c) ? c + 32 : c);
    else
      return SHEAF_OK;
  }
  if (!hyphens || (*node)->kind != SHEAF_QUERY_PHRASE) return SHEAF_OK;
  sheaf_query_node *all = sheaf_parser_node(self, SHEAF_QUERY_OR, piece->start, piece->end);
  sheaf_query_node *term = sheaf_parser_node(self, SHEAF_QUERY_TERM, piece->start, piece->end);
  if (!all || !term) return sheaf_error_memory(err);
  term->text = sheaf_arena_copy(sheaf_query_arena(self->query), joined, used);
  term->pattern = sheaf_arena_alloc(sheaf_query_arena(self->query), sizeof *term->pattern);
  if (!term->text || !term->pattern) return sheaf_error_memory(err);
  term->pattern[0] = (sheaf_query_part){.text = term->text, .length = used};
  term->parts = 1;
  term->fields = (*node)->fields;
  term->flags = SHEAF_QUERY_UNTAGGED;
  int code = sheaf_parser_adopt(self, all, *node, err);
  if (!code) code = sheaf_parser_adopt(self, all, term, err);
  *node = all;
  self->closed = 1;
  return code;
}

static int heading(sheaf_parser *self, const sheaf_dialect_tag *tag, const sheaf_piece *piece, sheaf_query_node **out,
                   sheaf_error *err) {
  sheaf_piece part = *piece;
  unsigned flags = 0;
  size_t name = part.first;
  while (name < part.last && self->text[name] != '/') name++;
  size_t end = name;
  while (end > part.first && self->text[end - 1] == ' ') end--;
  if (end > part.first && self->text[end - 1] == '+') {
    flags = SHEAF_QUERY_EXPLODE;
    end--;
  }
  if (end == name || name == part.last) {
    part.last = name == part.last ? end : part.last;
    return sheaf_values_heading(self, tag, &part, end, "/", flags, out, err);
  }
  /* X+/DT: the name ends before the plus, its qualifiers begin behind it */
  sheaf_piece whole = part;
  whole.last = end;
  int code = sheaf_values_heading(self, tag, &whole, end, "/", flags, out, err);
  sheaf_query_node *rest = NULL;
  if (code) return code;
  whole = part;
  code = sheaf_values_heading(self, tag, &whole, name, "/", 0, &rest, err);
  for (size_t i = 0; !code && i < rest->children; i++) code = sheaf_parser_adopt(self, *out, rest->child[i], err);
  return code;
}

static int leaf(sheaf_parser *self, const sheaf_dialect_tag *tag, const sheaf_piece *piece, size_t words,
                sheaf_query_node **out, sheaf_error *err) {
  if (tag && tag->what == AS_HEADING) return heading(self, tag, piece, out, err);
  if (tag) return sheaf_values_value(self, tag, piece, out, err);
  int code = sheaf_piece_read(self, piece, SHEAF_WORDS_QUOTED, out, err);
  if (!code && note_phrase(self, piece, *out, words)) code = sheaf_error_memory(err);
  if (!code && !piece->quoted) {
    (*out)->flags &= ~(unsigned)SHEAF_QUERY_QUOTED;
    if (words == 1) code = closed_form(self, piece, out, err);
  }
  return code;
}

/* ---- operands ---- */

/* S12: another line; 1 and *out, 0 where it is a word, or a negative code. */
static int read_ref(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t first = self->at;
  size_t last = first + 1;
  if ((at_cursor(self) | 32) != 's' || self->within) return 0;
  while (is_digit(self->text[last])) last++;
  if (last == first + 1 || !ends_term(self, last)) return 0;
  if (at_cursor(self) != 'S' && !sheaf_refs_is_line(self, first, last)) return 0;
  self->at = last;
  const int code = sheaf_refs_one(self, first, last, out, err);
  return code ? code : 1;
}

/* What a code stands before. */
static int coded(sheaf_parser *self, const sheaf_dialect_tag *tag, size_t next, sheaf_query_node **out,
                 sheaf_error *err) {
  const size_t start = self->at;
  const sheaf_dialect_tag *outer = self->within;
  sheaf_piece_fields fields = {.tag = {tag}, .count = 1, .start = start};
  self->at = next;
  int code;
  if (tag->what == SHEAF_DIALECT_UNSUPPORTED) {
    code = sheaf_parser_climb(self, NEAR_BINDS, out, err);
    return code ? code : sheaf_build_unsupported(self, start, self->at, tag->reason, out, err);
  }
  if (tag->what != AS_WORDS) {
    if (++self->open > SHEAF_QUERY_DEPTH)
      return sheaf_parser_fail(self, "Y-SIZE", start, err, "too many field codes stand before each other; leave one");
    self->within = tag;
    code = self->text[next] == '(' ? sheaf_parser_group(self, out, err) : self->dialect->operand(self, out, err);
    self->within = outer;
    self->open--;
    if (!code) self->closed = 1;
    return code;
  }
  self->within = NULL;
  code = sheaf_parser_climb(self, NEAR_BINDS, out, err);
  self->within = outer;
  fields.end = self->at;
  if (!code) code = sheaf_piece_apply(self, &fields, out, err);
  return code;
}

static int operand(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  size_t next, words = 1;
  sheaf_piece piece;
  const sheaf_dialect_tag *tag = code_at(self, self->at, 1, &next);
  if (tag) return coded(self, tag, next, out, err);
  if (note_small_code(self)) return sheaf_error_memory(err);
  int code = read_ref(self, out, err);
  if (!code) code = sheaf_piece_refs(self, out, err);
  if (code) return code < 0 ? code : SHEAF_OK;
  self->closed = 0;
  if (at_cursor(self) == '"')
    code = sheaf_piece_quoted(self, &piece, err);
  else
    code = read_run(self, &piece, &words, err);
  if (!code) code = sheaf_values_other_form(self, err);
  return code ? code : leaf(self, self->within, &piece, words, out, err);
}

static int suffix(sheaf_parser *self, sheaf_query_node **group, sheaf_error *err) {
  (void)group;
  return sheaf_values_other_form(self, err);
}

static int notes(sheaf_parser *self, const sheaf_query_node *root) {
  return sheaf_piece_note_untagged(self, root,
                                   "authors, subjects, keywords, titles and abstracts, which a library's "
                                   "profile may change");
}

/* ---- printing ---- */

/* S1 is another line. */
static int is_reference(const char *text) {
  return (*text | 32) == 's' && text[1] && strspn(text + 1, "0123456789") == strlen(text + 1);
}

/* At the edge of a phrase a stop word is left out, and what stands near the phrase is counted without it. */
static int lose_stop(sheaf_printer *self, const sheaf_query_node *node, const char *stop, int edge) {
  if (edge && self->near)
    return sheaf_print_lose(self, node, SHEAF_LOSS_DIFFERENT,
                            "EBSCOhost does not search \"%s\", and counts the distance without it", stop);
  return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                          "EBSCOhost does not search \"%s\": any word is found in its place", stop);
}

/* The node as EBSCOhost can say it: ? does not work at the end of a word. */
static int print_words(sheaf_printer *self, const sheaf_query_node *node) {
  const sheaf_query_node *const alone[] = {node};
  const sheaf_query_node *const *word = node->children ? (const sheaf_query_node *const *)node->child : alone;
  const size_t count = node->children ? node->children : 1;
  int code = SHEAF_OK, one = 0;
  for (size_t i = 0; i < count && !code; i++) {
    one |= sheaf_values_ends_in_one(word[i]);
    for (const char *const *stop = stop_words; *stop && !self->native && count > 1; stop++)
      if (word[i]->parts == 1 && word[i]->pattern[0].text && strcmp(word[i]->pattern[0].text, *stop) == 0)
        code = lose_stop(self, node, *stop, i == 0 || i + 1 == count);
  }
  if (code) return code;
  if (count == 1 && is_reference(word[0]->text)) {
    sheaf_print_quoted(self, word[0]->text, '"');
    return SHEAF_OK;
  }
  if (!one) return sheaf_gather_words(self, node, '"', 1);
  sheaf_buf text = {0};
  sheaf_buf *out = self->out;
  self->out = &text;
  code = sheaf_gather_words(self, node, '"', 1);
  self->out = out;
  for (size_t i = 0; i < text.length; i++) {
    const char c = text.data[i], next = i + 1 < text.length ? text.data[i + 1] : ' ';
    sheaf_buf_add_byte(out, c == '?' && strchr(" \")", next) ? '*' : c);
  }
  sheaf_buf_clear(&text);
  return code ? code
              : sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                                 "EBSCOhost has no wildcard for just one letter at the end of a word; * finds more");
}

/* The node with each of its codes, joined by OR. group: in parentheses behind the code. A code reaches over proximity:
 * beside that it stands in parentheses with what is its own. */
static int print_coded(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields, int group) {
  const sheaf_dialect_tag *list[SHEAF_DIALECT_COVER];
  const int count = sheaf_gather_tags(self, node, fields, list);
  if (count < 0) return count;
  const sheaf_query_fields around = self->scope;
  const int apart = count > 1 || (count && self->near);
  int code = SHEAF_OK;
  if (apart) sheaf_buf_add_byte(self->out, '(');
  for (int i = 0; (i < count || i == 0) && !code; i++) {
    sheaf_losses *losses = self->losses, ignored = {0};
    if (i) {
      sheaf_buf_add_text(self->out, " OR ");
      if (losses) self->losses = &ignored; /* said the first time */
    }
    if (count) sheaf_buf_add_format(self->out, "%.2s ", list[i]->names);
    self->scope = fields;
    if (group) sheaf_buf_add_byte(self->out, '(');
    code = group ? sheaf_print_node(self, node, 0) : print_words(self, node);
    if (group) sheaf_buf_add_byte(self->out, ')');
    self->scope = around;
    self->losses = losses;
    sheaf_losses_clear(&ignored);
  }
  if (apart) sheaf_buf_add_byte(self->out, ')');
  return code;
}

static int together(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields) {
  const sheaf_dialect_tag *list[SHEAF_DIALECT_COVER];
  sheaf_query_fields covered;
  if (sheaf_dialect_cover(self->dialect, fields, list, &covered) != 1 && !sheaf_gather_distributes(node)) return 0;
  const int code = print_coded(self, node, fields, 1);
  return code ? code : 1;
}

static int print_heading(sheaf_printer *self, const sheaf_query_node *node) {
  int code = sheaf_gather_vocabulary(self, node);
  sheaf_buf_add_format(self->out, "(%s \"", node->flags & SHEAF_QUERY_FOCUS ? "MM" : "MH");
  for (const char *c = node->text; *c; c++)
    if (*c != '"') sheaf_buf_add_byte(self->out, *c);
  if (node->flags & SHEAF_QUERY_TRUNCATED) sheaf_buf_add_byte(self->out, '*');
  if (node->flags & SHEAF_QUERY_EXPLODE) sheaf_buf_add_byte(self->out, '+');
  for (size_t i = 0; i < node->children && !code; i++) {
    const char *names[SHEAF_NLM_MOST] = {node->child[i]->key};
    size_t count = 1;
    if (node->child[i]->flags & SHEAF_QUERY_EXPLODE)
      count = sheaf_nlm_narrower(SHEAF_NLM_QUALIFIERS, node->child[i]->key, names, SHEAF_NLM_MOST);
    for (size_t k = 0; k < count; k++) {
      const char *short_name = sheaf_nlm_code(names[k]);
      sheaf_buf_add_byte(self->out, '/');
      for (const char *c = short_name ? short_name : names[k]; *c; c++)
        sheaf_buf_add_byte(self->out, short_name && *c >= 'a' ? *c - 32 : *c);
    }
  }
  sheaf_buf_add_text(self->out, "\")");
  return code;
}

/* A NAME, VALUE or RANGE behind its code. */
static int print_value(sheaf_printer *self, const sheaf_query_node *node, sheaf_dialect_what what) {
  const sheaf_dialect_tag *tag;
  const int types =
      node->kind == SHEAF_QUERY_VALUE && node->fields == F(PUBLICATION_TYPE) && (node->flags & SHEAF_QUERY_EXPLODE);
  sheaf_query_node plain = *node;
  plain.flags &= ~(unsigned)(types ? SHEAF_QUERY_EXPLODE : 0);
  const int code = sheaf_gather_tag(self, what, types ? &plain : node, &tag);
  if (code) return code;
  if (!tag) return sheaf_gather_nothing(self, node, '"');
  char low[5], high[5];
  const int years = node->kind == SHEAF_QUERY_RANGE && sheaf_gather_years(node, low, high);
  const char *code_text =
      node->kind == SHEAF_QUERY_RANGE && !years && strncmp(tag->names, "PY", 2) == 0 ? "DT" : tag->names;
  sheaf_buf_add_format(self->out, "%.2s ", code_text);
  if (types) {
    sheaf_values_print_types(self, node, 1);
  } else if (node->kind != SHEAF_QUERY_RANGE) {
    sheaf_gather_text(self, node, '"', (node->flags & SHEAF_QUERY_QUOTED) != 0 || strchr(node->text, ' ') == NULL);
  } else if (self->native && (node->flags & SHEAF_QUERY_SINGLE)) {
    sheaf_buf_add_text(self->out, node->text);
  } else if (years && strcmp(low, high) == 0 && (node->flags & SHEAF_QUERY_SINGLE)) {
    sheaf_buf_add_text(self->out, low);
  } else if (years) {
    sheaf_buf_add_format(self->out, "%s-%s", low, high);
    return sheaf_gather_single_loss(self, node);
  } else {
    sheaf_buf_add_format(self->out, "%.4s%.2s%.2s-%.4s%.2s%.2s", node->low, node->low + 5, node->low + 8, node->high,
                         node->high + 5, node->high + 8);
    return sheaf_gather_single_loss(self, node);
  }
  return SHEAF_OK;
}

static int print_name(sheaf_printer *self, const sheaf_query_node *node) {
  const sheaf_dialect_tag *tag;
  const int code = sheaf_gather_tag(self, AS_NAME, node, &tag);
  if (code) return code;
  sheaf_buf_add_format(self->out, "%.2s ", tag ? tag->names : "AU");
  const int exact = (node->flags & SHEAF_QUERY_QUOTED) != 0;
  if (exact) sheaf_buf_add_byte(self->out, '"');
  for (const char *c = node->text; *c; c++)
    if (!strchr("\"()", *c)) sheaf_buf_add_byte(self->out, *c);
  if (node->flags & SHEAF_QUERY_TRUNCATED) sheaf_buf_add_byte(self->out, '*');
  if (exact) sheaf_buf_add_byte(self->out, '"');
  return SHEAF_OK;
}

static int print_qualifier(sheaf_printer *self, const sheaf_query_node *node) {
  sheaf_buf_add_text(self->out, "MW ");
  sheaf_print_quoted(self, node->key, '"');
  return sheaf_print_lose(self, node, node->flags & SHEAF_QUERY_EXPLODE ? SHEAF_LOSS_DIFFERENT : SHEAF_LOSS_BROADER,
                          "EBSCOhost has no subheadings alone; the words are searched in headings and subheadings");
}

static int print_scope(sheaf_printer *self, const sheaf_query_node *node) {
  if (!self->native) return sheaf_print_node(self, node->child[0], 1);
  return print_coded(self, node->child[0], node->fields, 1);
}

static int print(sheaf_printer *self, const sheaf_query_node *node) {
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE:
      return sheaf_print_is_bare(self, node) ? print_words(self, node) : print_coded(self, node, node->fields, 0);
    case SHEAF_QUERY_SCOPE: return print_scope(self, node);
    case SHEAF_QUERY_HEADING: return print_heading(self, node);
    case SHEAF_QUERY_QUALIFIER: return print_qualifier(self, node);
    case SHEAF_QUERY_NAME: return print_name(self, node);
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
    {"N", SHEAF_DIALECT_NUMBER_MUST, 0, 0, 0, FARTHEST, 0, NEAR_BINDS},
    {"W", SHEAF_DIALECT_NUMBER_MUST, 0, 0, 0, FARTHEST, 1, NEAR_BINDS},
    {NULL, SHEAF_DIALECT_NUMBER_NEVER, 0, 0, 0, 0, 0, 0},
};

static const sheaf_dialect_wildcard wildcards[] = {
    {'*', 0, SHEAF_QUERY_ANY, 0}, {'#', 0, 1, 0}, {'?', 1, 1, 0}, {0, 0, 0, 0}};

const sheaf_dialect sheaf_dialect_ebsco = {
    .name = "ebsco",
    .title = "EBSCOhost",
    .operators = operators,
    .nears = nears,
    .implied = SHEAF_QUERY_NEAR,
    .wildcards = wildcards,
    .inner_mark = '?',
    .inner_advice = "EBSCOhost leaves out ? at the end of a word; write # for one letter or none",
    .least_stem = STEM,
    .slots = stop_words,
    .tags = tags,
    .untagged = DEFAULT_FIELDS,
    .vocabulary = "CINAHL Headings",
    .structure = "\"[*?#",
    .begin = sheaf_ebsco_begin,
    .finish = sheaf_ebsco_finish,
    .limit = sheaf_ebsco_limit,
    .operand = operand,
    .suffix = suffix,
    .notes = notes,
    .print = print,
    .together = together,
};
