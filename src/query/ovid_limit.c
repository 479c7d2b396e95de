/* ovid_limit.c - Ovid's commands on lines: limits, dates, database and duplicate commands. Sources: search-syntax.md,
 * section 8; NLM's table of the headings that age, sex and species limits stand for.
 *
 * A command is an AND with the flag LIMIT: the line first, then what it is limited to. Its text is that of the limits.
 */
#include <string.h>

#include "base/buf.h"
#include "build.h"
#include "date.h"
#include "fields.h"
#include "ovid.h"
#include "record/normal.h"
#include "refs.h"
#include "words.h"

static int is_digit(char c) { return c >= '0' && c <= '9'; }

static int begins_at(const sheaf_parser *self, size_t at, const char *word) {
  sheaf_parser here = *self;
  here.at = at;
  return sheaf_parser_begins(&here, word);
}

/* ---- dates ---- */

enum { DIGITS = 8 };

/* Reads digits at *at as a date into low and high (either may be NULL): 1, or 0. 200$ is a decade, 2005$ a year. */
static int read_date(const char *text, size_t *at, size_t last, char *low, char *high) {
  size_t end = *at;
  while (end < last && is_digit(text[end])) end++;
  const size_t count = end - *at;
  const int wild = end < last && strchr("$*:", text[end]) && (end + 1 == last || text[end + 1] == ' ');
  char form[2][SHEAF_DATE_BYTES] = {"", ""};
  for (int side = 0; side < 2; side++) {
    char digits[DIGITS + 1] = "";
    if (count > DIGITS || (count < 4 && (!wild || !count))) return 0;
    memcpy(digits, text + *at, count);
    for (size_t i = count; i < 4; i++) digits[i] = side ? '9' : '0';
    digits[count < 4 ? 4 : count] = 0;
    const size_t size = strlen(digits);
    if (size != 4 && size != 6 && size != 8) return 0;
    const int length = (int)size;
    memcpy(form[side], digits, 4);
    if (length > 4) form[side][4] = '/', memcpy(form[side] + 5, digits + 4, 2);
    if (length > 6) form[side][7] = '/', memcpy(form[side] + 8, digits + 6, 2);
  }
  *at = end + (size_t)wild;
  return sheaf_date_read(form[0], strlen(form[0]), low, NULL) && sheaf_date_read(form[1], strlen(form[1]), NULL, high);
}

static int bad_date(const sheaf_parser *self, const sheaf_ovid_place *place, sheaf_error *err) {
  const size_t length = place->last - place->first;
  return sheaf_parser_fail(self, "L-DATE", place->first, err,
                           "\"%.*s\" is no date; write 2019, 201905, 20190531 or a range such as 2000-2010 or "
                           "\"2000 -Current\"",
                           (int)(length < 40 ? length : 40), self->text + place->first);
}

int sheaf_ovid_dates(sheaf_parser *self, sheaf_query_fields fields, const sheaf_ovid_place *place,
                     sheaf_query_node **out, sheaf_error *err) {
  const char *text = self->text;
  size_t first = place->first, last = place->last;
  while (first < last && strchr("\" ", text[first])) first++;
  while (last > first && strchr("\" ", text[last - 1])) last--;
  sheaf_build what = {.kind = SHEAF_QUERY_RANGE,
                      .fields = fields,
                      .first = first,
                      .last = last,
                      .start = place->start,
                      .end = place->end};
  char low[SHEAF_DATE_BYTES] = "0001-01-01", high[SHEAF_DATE_BYTES] = "3000-12-31", end[SHEAF_DATE_BYTES];
  const int relative = sheaf_date_last(text + first, last - first, self->options->today, low);
  if (relative < 0)
    return sheaf_parser_fail(self, "L-DATE", first, err,
                             "a date that counts back from today needs today's date; give it (options.today) or write "
                             "a range");
  if (relative) return sheaf_build_range(self, &what, low, high, out, err);
  if (sheaf_date_read(text + first, last - first, low, high)) {
    what.flags = SHEAF_QUERY_SINGLE;
    return sheaf_build_range(self, &what, low, high, out, err);
  }
  size_t at = first;
  if (is_digit(text[at]) && !read_date(text, &at, last, low, end)) return bad_date(self, place, err);
  if (at == last && at > first) {
    what.flags = SHEAF_QUERY_SINGLE;
    return sheaf_build_range(self, &what, low, end, out, err);
  }
  at = sheaf_ovid_spaces(self, at);
  if (begins_at(self, at, "TO "))
    at += 2;
  else if (text[at] == '-' || text[at] == ':')
    at++;
  else
    return bad_date(self, place, err);
  at = sheaf_ovid_spaces(self, at);
  const int open = begins_at(self, at, "CURRENT");
  if (open) at += 7;
  if (!open && at < last && !read_date(text, &at, last, NULL, high)) return bad_date(self, place, err);
  return at < last ? bad_date(self, place, err) : sheaf_build_range(self, &what, low, high, out, err);
}

/* ---- what a limit stands for ---- */

typedef struct meaning {
  const char *limit;    /* folded, as the field's whole names are */
  const char *headings; /* any of them, joined with "|" */
} meaning;

/* NLM's age groups; a group of groups lists the headings below it, so that no thesaurus is needed. */
static const meaning groups[] = {
    {"humans", "Humans"},
    {"human", "Humans"},
    {"female", "Female"},
    {"male", "Male"},
    {"all infant birth to 23 months", "Infant|Infant, Newborn|Infant, Premature|Infant, Low Birth Weight"},
    {"newborn infant birth to 1 month", "Infant, Newborn"},
    {"infant 1 to 23 months", "Infant"},
    {"infant", "Infant"},
    {"preschool child 2 to 5 years", "Child, Preschool"},
    {"child 6 to 12 years", "Child"},
    {"adolescent 13 to 18 years", "Adolescent"},
    {"adolescent 13 to 17 years", "Adolescent"},
    {"all child 0 to 18 years",
     "Infant|Infant, Newborn|Infant, Premature|Infant, Low Birth Weight|Child, Preschool|Child|Adolescent"},
    {"young adult 19 to 24 years", "Young Adult"},
    {"young adult 19 24 years", "Young Adult"},
    {"adult 19 to 44 years", "Adult"},
    {"young adult and adult 19 24 and 19 44", "Young Adult|Adult"},
    {"middle age 45 to 64 years", "Middle Aged"},
    {"middle aged 45 plus years", "Middle Aged|Aged|Aged, 80 and over|Frail Elderly"},
    {"all aged 65 and over", "Aged|Aged, 80 and over|Frail Elderly"},
    {"aged 65 to 79 years", "Aged"},
    {"aged 80 and over", "Aged, 80 and over"},
    {"all adult 19 plus years", "Adult|Young Adult|Middle Aged|Aged|Aged, 80 and over|Frail Elderly"},
    {"pregnancy", "Pregnancy"},
};

/* Publication types as limits: MEDLINE's, and Embase's and PsycInfo's commonest. */
static const char types[] =
    "|case reports|classical article|clinical conference|clinical study|clinical trial all|clinical trial|clinical "
    "trial phase i|clinical trial phase ii|clinical trial phase iii|clinical trial phase iv|clinical trial "
    "protocol|comment|comparative study|congress|consensus development conference|controlled clinical "
    "trial|corrected and republished article|dataset|editorial|evaluation study|evaluation "
    "studies|festschrift|guideline|guidelines|historical article|interview|introductory journal "
    "article|journal article|lecture|legal case|letter|meta analysis|multicenter study|news|newspaper "
    "article|observational study|patient education handout|personal narrative|practice guideline|pragmatic clinical "
    "trial|preprint|published erratum|randomized controlled trial|retracted publication|retraction of "
    "publication|review|review articles|scoping review|systematic review|technical report|twin study|validation "
    "study|validation studies|video audio media|webcast|article|article in press|conference abstract|conference "
    "paper|conference review|erratum|note|short survey|book|chapter|dissertation|books|";

static int is_listed(const char *list, const char *key) {
  const size_t length = strlen(key);
  for (const char *at = list; (at = strstr(at, key)); at++)
    if (at > list && at[-1] == '|' && at[length] == '|') return 1;
  return 0;
}

typedef struct limit {
  sheaf_parser *parser;   /* whose text */
  sheaf_ovid_place place; /* of the limit at hand */
  sheaf_error *err;       /* the caller's */
} limit;

static int leaf(const limit *self, sheaf_query_kind kind, sheaf_query_fields fields, unsigned flags, const char *text,
                sheaf_query_node **out) {
  sheaf_parser *parser = self->parser;
  sheaf_query_node *node = *out = sheaf_parser_node(parser, kind, self->place.start, self->place.end);
  if (!node) return sheaf_error_memory(self->err);
  node->fields = fields;
  node->flags = flags;
  node->text = sheaf_arena_copy(sheaf_query_arena(parser->query), text, strlen(text));
  node->key = sheaf_build_key(parser, fields, text, strlen(text));
  return node->text && node->key ? SHEAF_OK : sheaf_error_memory(self->err);
}

static int any_heading(const limit *self, const char *names, sheaf_query_node **out) {
  sheaf_query_node *all = sheaf_parser_node(self->parser, SHEAF_QUERY_OR, self->place.start, self->place.end);
  if (!all) return sheaf_error_memory(self->err);
  int code = SHEAF_OK;
  for (size_t length; *names && !code; names += length + (names[length] == '|')) {
    char name[40];
    length = strcspn(names, "|");
    memcpy(name, names, length);
    name[length] = 0;
    sheaf_query_node *node = NULL;
    code = leaf(self, SHEAF_QUERY_HEADING, F(HEADING), 0, name, &node);
    if (!code) code = sheaf_parser_adopt(self->parser, all, node, self->err);
  }
  *out = all->children == 1 ? all->child[0] : all;
  return code;
}

/* exp animals/ not humans/ */
static int animals(const limit *self, sheaf_query_node **out) {
  sheaf_query_node *parts[2] = {NULL, NULL};
  *out = sheaf_parser_node(self->parser, SHEAF_QUERY_NOT, self->place.start, self->place.end);
  if (!*out) return sheaf_error_memory(self->err);
  int code = leaf(self, SHEAF_QUERY_HEADING, F(HEADING), SHEAF_QUERY_EXPLODE, "Animals", &parts[0]);
  if (!code) code = leaf(self, SHEAF_QUERY_HEADING, F(HEADING), 0, "Humans", &parts[1]);
  for (int i = 0; i < 2 && !code; i++) code = sheaf_parser_adopt(self->parser, *out, parts[i], self->err);
  return code;
}

static int is_language(char *key) {
  const size_t length = strlen(key);
  static const char word[] = " language";
  if (length > sizeof word && strcmp(key + length - (sizeof word - 1), word) == 0) key[length - (sizeof word - 1)] = 0;
  sheaf_buf form = {0};
  const int is = strlen(key) > 3 && sheaf_normal_language(key, strlen(key), &form);
  sheaf_buf_clear(&form);
  return is;
}

/* yr="2000 -Current": a field and its value. */
static int field_limit(const limit *self, size_t equals, sheaf_query_node **out) {
  sheaf_parser *parser = self->parser;
  size_t last = equals;
  while (last > self->place.first && parser->text[last - 1] == ' ') last--;
  size_t first = self->place.first;
  while (parser->text[first] == '.') first++;
  const sheaf_dialect_tag *tag = sheaf_dialect_tag_find(parser->dialect, parser->text + first, last - first);
  sheaf_ovid_place place = self->place;
  place.first = sheaf_ovid_spaces(parser, equals + 1);
  if (!tag)
    return sheaf_parser_fail(parser, "Y-FIELD", first, self->err,
                             "Ovid has no field %.*s; write a limit such as "
                             "yr=\"2000 -Current\"",
                             (int)(last - first < 20 ? last - first : 20), parser->text + first);
  if (tag->what == SHEAF_DIALECT_UNSUPPORTED)
    return sheaf_build_unsupported(parser, place.start, place.end, tag->reason, out, self->err);
  if (tag->what == SHEAF_DIALECT_DATE && tag->fields == F(DATE_ENTRY) &&
      sheaf_parser_note(parser, "L-DATE", SHEAF_QUERY_INFO, place.start, place.end,
                        "Ovid's entry date is searched as PubMed's entry date, which may be earlier"))
    return sheaf_error_memory(self->err);
  if (tag->what != SHEAF_DIALECT_WORDS) return sheaf_ovid_value(parser, tag, &place, out, self->err);
  const int code = sheaf_words_read(parser, place.first, place.last, 0, out, self->err);
  return code ? code : sheaf_parser_scope(parser, tag->fields, place.end, out, self->err);
}

static int atom(const limit *self, sheaf_query_node **out) {
  sheaf_parser *parser = self->parser;
  const size_t first = self->place.first, size = self->place.last - first;
  const char *equals = memchr(parser->text + first, '=', size);
  if (equals) return field_limit(self, (size_t)(equals - parser->text), out);
  char low[SHEAF_DATE_BYTES];
  const char *bare = parser->text + first;
  const size_t quoted = *bare == '"' && size > 2;
  if (sheaf_date_last(bare + quoted, size - 2 * quoted, parser->options->today, low))
    return sheaf_ovid_dates(parser, SHEAF_FIELDS_PUBLISHED, &self->place, out, self->err);
  const char *folded = sheaf_build_key(parser, F(PUBLICATION_TYPE), bare, size);
  char *key = folded ? sheaf_arena_copy(sheaf_query_arena(parser->query), folded, strlen(folded)) : NULL;
  if (!key) return sheaf_error_memory(self->err);
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
    if (strcmp(groups[i].limit, key) == 0) return any_heading(self, groups[i].headings, out);
  if (strcmp(key, "animals") == 0 || strcmp(key, "animal") == 0) return animals(self, out);
  if (strcmp(key, "abstracts") == 0 || strcmp(key, "abstract") == 0 || strcmp(key, "has abstract") == 0)
    return sheaf_build_filter(parser, "abstract", self->place.start, self->place.end, out, self->err);
  if (strcmp(key, "medline") == 0) return leaf(self, SHEAF_QUERY_VALUE, F(STATUS), 0, key, out);
  if (strcmp(key, "clinical trial all") == 0)
    return leaf(self, SHEAF_QUERY_VALUE, F(PUBLICATION_TYPE), SHEAF_QUERY_EXPLODE, "Clinical Trial", out);
  if (strcmp(key, "review articles") == 0) return leaf(self, SHEAF_QUERY_VALUE, F(PUBLICATION_TYPE), 0, "Review", out);
  if (is_listed(types, key)) return leaf(self, SHEAF_QUERY_VALUE, F(PUBLICATION_TYPE), 0, key, out);
  if (!is_language(key))
    return sheaf_build_unsupported(parser, self->place.start, self->place.end,
                                   "this limit is not computed from the record", out, self->err);
  const int code = leaf(self, SHEAF_QUERY_VALUE, F(LANGUAGE), 0, key, out);
  if (code) return code;
  sheaf_buf form = {0};
  sheaf_normal_language(key, strlen(key), &form);
  (*out)->key = sheaf_build_key(parser, F(LANGUAGE), sheaf_buf_text(&form), form.length);
  sheaf_buf_clear(&form);
  return (*out)->key ? SHEAF_OK : sheaf_error_memory(self->err);
}

/* ---- limits joined by and, or ---- */

/* The end of the limit at `at`: "and", "or", a parenthesis that closes, a remark, the end. */
static size_t atom_end(sheaf_parser *self, size_t at) {
  for (const size_t first = at; at < self->length; at++) {
    const char c = self->text[at];
    if (c == '"') {
      const char *close = memchr(self->text + at + 1, '"', self->length - at - 1);
      if (close) at = (size_t)(close - self->text);
    } else if (c == '(') {
      const size_t close = sheaf_parser_pair(self, at);
      if (close >= self->length) return at;
      at = close;
    } else if (c == ')' || (c == '[' && sheaf_parser_remark(self, at))) {
      return at;
    } else if (at > first && self->text[at - 1] == ' ' && (begins_at(self, at, "AND ") || begins_at(self, at, "OR "))) {
      return at;
    }
  }
  return at;
}

static int any_of(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err);

static int one_of(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  self->at = sheaf_ovid_spaces(self, self->at);
  const size_t first = self->at;
  if (self->text[first] == '(') {
    if (++self->open > SHEAF_QUERY_DEPTH)
      return sheaf_parser_fail(self, "Y-SIZE", first, err, "too many parentheses are open at once; simplify the limit");
    self->at++;
    const int code = any_of(self, out, err);
    self->open--;
    self->at = sheaf_ovid_spaces(self, self->at);
    if (code) return code;
    if (self->text[self->at] != ')')
      return sheaf_parser_fail(self, "Y-PAREN", first, err,
                               "this parenthesis is never closed; add \")\" where its group ends");
    self->at++;
    return SHEAF_OK;
  }
  size_t last = self->at = atom_end(self, first);
  while (last > first && strchr(" .", self->text[last - 1])) last--;
  if (last == first)
    return sheaf_parser_fail(self, "Y-OPPOS", first, err,
                             "a limit is expected here, such as humans or yr=\"2000 -Current\"");
  const limit at = {self, {first, last, first, last}, err};
  return atom(&at, out);
}

static int joined(sheaf_parser *self, sheaf_query_kind kind, sheaf_query_node **out, sheaf_error *err) {
  const char *word = kind == SHEAF_QUERY_AND ? "AND " : "OR ";
  int (*next)(sheaf_parser *, sheaf_query_node **, sheaf_error *) = one_of;
  const size_t start = self->at;
  sheaf_query_node *all = NULL;
  for (;;) {
    sheaf_query_node *node = NULL;
    int code = kind == SHEAF_QUERY_OR ? joined(self, SHEAF_QUERY_AND, &node, err) : next(self, &node, err);
    if (code) return code;
    if (all) code = sheaf_parser_adopt(self, all, node, err);
    if (code) return code;
    self->at = sheaf_ovid_spaces(self, self->at);
    if (!begins_at(self, self->at, word)) {
      *out = all ? all : node;
      return SHEAF_OK;
    }
    self->at += strlen(word);
    if (all) continue;
    all = sheaf_parser_node(self, kind, start, self->at);
    if (!all) return sheaf_error_memory(err);
    code = sheaf_parser_adopt(self, all, node, err);
    if (code) return code;
  }
}

static int any_of(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  return joined(self, SHEAF_QUERY_OR, out, err);
}

/* ---- commands ---- */

/* The line, or the group in parentheses, at the cursor. */
static int target(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  if (self->text[self->at] == '(') return sheaf_parser_group(self, out, err);
  const size_t first = self->at;
  self->at += self->text[first] == '#';
  while (is_digit(self->text[self->at])) self->at++;
  return sheaf_refs_one(self, first, self->at, out, err);
}

static int command(sheaf_parser *self, size_t start, sheaf_query_node *line, sheaf_query_node *limits, size_t first,
                   sheaf_query_node **out, sheaf_error *err) {
  sheaf_query_node *node = *out = sheaf_parser_node(self, SHEAF_QUERY_AND, start, self->at);
  if (!node) return sheaf_error_memory(err);
  node->flags = SHEAF_QUERY_LIMIT;
  node->text = sheaf_build_text(self, first, self->at);
  if (!node->text) return sheaf_error_memory(err);
  int code = sheaf_parser_adopt(self, node, line, err);
  const int several = limits->kind == SHEAF_QUERY_AND;
  if (!several) code = code ? code : sheaf_parser_adopt(self, node, limits, err);
  for (size_t i = 0; several && i < limits->children && !code; i++)
    code = sheaf_parser_adopt(self, node, limits->child[i], err);
  self->closed = 1;
  return code ? code : 1;
}

/* What a line is limited to without records saying so: "use medl". */
static int untold(sheaf_parser *self, size_t start, sheaf_query_node *line, size_t first, size_t last,
                  const char *reason, sheaf_query_node **out, sheaf_error *err) {
  sheaf_query_node *node = NULL;
  self->at = last;
  const int code = sheaf_build_unsupported(self, first, last, reason, &node, err);
  return code ? code : command(self, start, line, node, first, out, err);
}

/* Where the line's number or group at `at` ends and `word` follows it: the offset of the word; else 0. */
static size_t behind_line(sheaf_parser *self, size_t at, const char *word) {
  at = sheaf_ovid_spaces(self, at);
  if (self->text[at] == '(') {
    at = sheaf_parser_pair(self, at);
    if (at++ >= self->length) return 0;
  } else {
    at += self->text[at] == '#';
    if (!is_digit(self->text[at])) return 0;
    while (is_digit(self->text[at])) at++;
  }
  at = sheaf_ovid_spaces(self, at);
  return !*word || begins_at(self, at, word) ? at : 0;
}

static int limited(sheaf_parser *self, size_t line_at, size_t to, sheaf_query_node **out, sheaf_error *err) {
  const size_t start = self->at;
  sheaf_query_node *line = NULL, *limits = NULL;
  self->at = sheaf_ovid_spaces(self, line_at);
  int code = target(self, &line, err);
  self->at = sheaf_ovid_spaces(self, to ? to : self->at);
  const size_t first = self->at;
  if (!code) code = any_of(self, &limits, err);
  return code ? code : command(self, start, line, limits, first, out, err);
}

static const char database[] = "which of the databases searched together a record came from is not in the record";
static const char picked[] = "which places of a result were kept is not in the strategy";

int sheaf_ovid_command(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t start = self->at;
  sheaf_query_node *line = NULL;
  size_t at;
  if (sheaf_parser_begins(self, "LIMIT ") && (at = behind_line(self, start + 6, "TO ")))
    return limited(self, start + 6, at + 3, out, err);
  if (sheaf_parser_begins(self, "L/") && is_digit(self->text[sheaf_ovid_spaces(self, start + 2)]))
    return limited(self, start + 2, 0, out, err);
  static const char *const commands[] = {"REMOVE DUPLICATES FROM ", "REMOVE DUPLICATES ", "DEDUPLICATE ", "DEDUP ",
                                         "DEDUPE "};
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
    if (!sheaf_parser_begins(self, commands[i]) || !behind_line(self, start + strlen(commands[i]), "")) continue;
    self->at = sheaf_ovid_spaces(self, start + strlen(commands[i]));
    int code = target(self, &line, err);
    sheaf_query_node *node = NULL;
    if (!code) code = sheaf_build_filter(self, "duplicates", start, self->at, &node, err);
    if (code) return code;
    if (sheaf_parser_note(self, "X-DUPLICATES", SHEAF_QUERY_INFO, start, self->at,
                          "nothing is removed here: find and decide duplicates with lib:deduplicate"))
      return sheaf_error_memory(err);
    code = command(self, start, line, node, start, out, err);
    if (code > 0) (*out)->text = "remove duplicates";
    return code;
  }
  const int keep = sheaf_parser_begins(self, "FROM ");
  const size_t line_at = start + (keep ? 5u : 0u);
  at = behind_line(self, line_at, keep ? "KEEP " : "USE ");
  if (!at) return 0;
  self->at = sheaf_ovid_spaces(self, line_at);
  const int code = target(self, &line, err);
  if (code) return code;
  size_t last = sheaf_ovid_spaces(self, at + (keep ? 5 : 4));
  while (self->text[last] &&
         (keep ? strchr("0123456789,- ", self->text[last]) != NULL : strchr("() ", self->text[last]) == NULL))
    last++;
  while (last > at && self->text[last - 1] == ' ') last--;
  return untold(self, start, line, at, last, keep ? picked : database, out, err);
}
