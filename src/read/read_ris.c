/* read_ris.c - RIS: "TY  - JOUR", tags of two characters, "ER  - ". Lines without a tag go on with the value before.
 * What stands between records (numbers, "Record #1 of 784") is not part of them.
 *
 * Vendors differ in what they put where. The base table and map hold what is common or can be told from the values
 * themselves; ris_dialect.c says who wrote a record and which tags they mean otherwise. */
#include <string.h>

#include "ris.h"

enum { STYLE_LOWER = 1, STYLE_TIGHT = 2 };

#define FIELD(tag, NAME, HOW) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, 0 }

static const sheaf_tag tags[] = {
    {"TY", SHEAF_FIELD_TYPE, SHEAF_HOW_LATER, NULL, SHEAF_TAG_START},
    {"ER", SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, SHEAF_TAG_END},
    FIELD("ID", LABEL, TEXT),
    FIELD("TI", TITLE, TEXT),
    FIELD("T1", TITLE, TEXT),
    FIELD("CT", TITLE, TEXT),
    FIELD("BT", JOURNAL, LATER),
    FIELD("T2", JOURNAL, LATER),
    FIELD("JF", JOURNAL, LATER),
    FIELD("JO", JOURNAL, LATER),
    FIELD("JA", JOURNAL, LATER),
    FIELD("J1", JOURNAL, LATER),
    FIELD("J2", JOURNAL, LATER),
    FIELD("JI", JOURNAL, LATER),
    FIELD("J9", JOURNAL, LATER),
    FIELD("NL", JOURNAL, LATER),
    FIELD("T3", SERIES, TEXT),
    {"ST", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "short", 0},
    {"TT", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "translated", 0},
    {"OP", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "vernacular", 0},
    FIELD("AU", AUTHOR, NAMES),
    FIELD("A1", AUTHOR, NAMES),
    FIELD("A2", EDITOR, LATER),
    FIELD("ED", EDITOR, NAMES),
    FIELD("A3", EXTRA, EXTRA),
    FIELD("A4", EXTRA, EXTRA),
    FIELD("AI", ORCID, LATER),
    FIELD("AD", AFFILIATION, LINES),
    FIELD("PY", DATE, LATER),
    FIELD("Y1", DATE, LATER),
    FIELD("YR", DATE, LATER),
    FIELD("DA", DATE, LATER),
    FIELD("PD", DATE, LATER),
    FIELD("Y2", EXTRA, EXTRA),
    FIELD("AB", ABSTRACT, LATER),
    FIELD("N2", ABSTRACT, LATER),
    FIELD("N1", NOTE, LATER),
    FIELD("KW", KEYWORD, KEYWORDS),
    FIELD("VL", VOLUME, TEXT),
    FIELD("IS", ISSUE, TEXT),
    FIELD("SP", PAGES, LATER),
    FIELD("EP", PAGES, LATER),
    FIELD("PG", PAGES, LATER),
    FIELD("C7", PAGES, LATER),
    FIELD("PB", PUBLISHER, TEXT),
    FIELD("PU", PUBLISHER, TEXT),
    FIELD("CY", PLACE, TEXT),
    FIELD("PP", PLACE, TEXT),
    FIELD("PI", PLACE, TEXT),
    FIELD("ET", EDITION, LATER),
    FIELD("SN", ISSN, ISSN),
    FIELD("DO", DOI, DOI),
    FIELD("DI", DOI, DOI),
    FIELD("UR", URL, URL),
    FIELD("L1", URL, URL),
    FIELD("L2", URL, URL),
    FIELD("L3", URL, URL),
    FIELD("L4", URL, URL),
    FIELD("LK", URL, URL),
    FIELD("AN", ACCESSION, LATER),
    FIELD("DB", DATABASE, LINES),
    FIELD("DP", EXTRA, EXTRA),
    FIELD("LA", LANGUAGE, LANGUAGE),
    FIELD("M3", PUBLICATION_TYPE, LATER),
    FIELD("PT", PUBLICATION_TYPE, TEXT),
    FIELD("FU", GRANT, LIST),
    FIELD("U1", EXTRA, LATER),
    FIELD("U2", EXTRA, LATER),
    FIELD("U3", EXTRA, LATER),
    FIELD("U4", EXTRA, LATER),
    FIELD("U5", EXTRA, LATER),
    FIELD("M1", EXTRA, EXTRA),
    FIELD("M2", EXTRA, EXTRA),
    FIELD("C1", EXTRA, EXTRA),
    FIELD("C2", EXTRA, EXTRA),
    FIELD("C3", EXTRA, EXTRA),
    FIELD("C4", EXTRA, EXTRA),
    FIELD("C5", EXTRA, EXTRA),
    FIELD("C6", EXTRA, EXTRA),
    FIELD("C8", EXTRA, EXTRA),
    FIELD("CN", EXTRA, EXTRA),
    FIELD("CA", EXTRA, EXTRA),
    FIELD("AV", EXTRA, EXTRA),
    FIELD("NV", EXTRA, EXTRA),
    FIELD("RN", EXTRA, EXTRA),
    FIELD("RI", EXTRA, EXTRA),
    FIELD("RP", EXTRA, EXTRA),
    FIELD("SE", EXTRA, EXTRA),
    FIELD("TA", EXTRA, EXTRA),
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0},
};

/* ---- lines ---- */

typedef struct tag_line {
  char name[3]; /* the tag in capitals, NUL-terminated */
  size_t value; /* where the value begins */
  int style;    /* STYLE_LOWER, STYLE_TIGHT: how it differs from the rule */
  int by_rule;  /* capitals, two spaces, a dash, a space, at the line's begin */
} tag_line;

/* 1 where the line may begin with a tag. The rule is "XX  - "; hand-made files have one space or a tab or none, and
 * small letters. */
static int read_tag(const char *text, size_t length, tag_line *out) {
  size_t at = 0;
  while (at < length && at < 3 && text[at] == ' ') at++;
  const size_t indent = at;
  if (length - at < 3) return 0;
  out->style = 0;
  for (size_t i = 0; i < 2; i++) {
    char c = text[at + i];
    if (c >= 'a' && c <= 'z') {
      c = (char)(c - 32);
      out->style |= STYLE_LOWER;
    }
    if (!sheaf_tagged_upper(c) && !(i && sheaf_tagged_digit(c))) return 0;
    out->name[i] = c;
  }
  out->name[2] = 0;
  at += 2;
  const size_t gap = at;
  while (at < length && at - gap < 4 && (text[at] == ' ' || text[at] == '\t')) at++;
  if (at >= length || text[at] != '-') return 0;
  const int open = at + 1 < length && text[at + 1] != ' ' && text[at + 1] != '\t';
  if (at == gap || (open && at - gap != 2)) out->style |= STYLE_TIGHT;
  out->value = at + 1;
  out->by_rule = !indent && !out->style && !open && at - gap == 2 && text[gap] == ' ';
  return 1;
}

/* Between a value and its continuation a tag that breaks the rule is believed only when it is a known one, and when the
 * record's first tag breaks the rule in the same way. */
static int is_tag(const sheaf_tagged *self, const tag_line *tag) {
  if (tag->by_rule) return 1;
  const sheaf_tag *row = sheaf_tagged_find(self, tag->name, 2);
  if (!row) return 0;
  if (!self->count) return (row->flags & SHEAF_TAG_START) != 0;
  return (tag->style & ~self->style) == 0;
}

/* "12." and "<12>" and "Record #12 of 784" stand between records. */
static int is_separator(const char *text, size_t length) {
  sheaf_value_trim(&text, &length);
  if (sheaf_value_starts(text, length, "Record #")) return 1;
  const int angle = length > 2 && text[0] == '<' && text[length - 1] == '>';
  if (!angle && !(length > 1 && text[length - 1] == '.')) return 0;
  for (size_t i = angle ? 1 : 0; i + 1 < length; i++)
    if (!sheaf_tagged_digit(text[i])) return 0;
  return 1;
}

/* Rayyan puts a second tag on the line of the first: "https://...     U2  - L123". */
static size_t find_second(const sheaf_tagged *self, const char *text, size_t length) {
  for (const char *at = text; (at = strstr(at, "  - ")); at++) {
    const size_t place = (size_t)(at - text);
    if (place >= 5 && !memcmp(at - 5, "   ", 3) && sheaf_tagged_find(self, at - 2, 2)) return place - 2;
  }
  return length;
}

static void begin_item(sheaf_tagged *self, const sheaf_line *line, const char *name, const char *value, size_t length) {
  const char *dialect = sheaf_reader_dialect(self->reader);
  const size_t first = dialect && !strcmp(dialect, "rayyan") ? find_second(self, value, length) : length;
  sheaf_tagged_begin(self, line, name, 2, value, first);
  if (first < length) begin_item(self, line, value + first, value + first + 5, length - first - 5);
}

/* Some of Ovid's exports have tags behind ER; those that only begin a record are the next one's. */
static int is_late(const tag_line *tag) {
  static const char first[][3] = {"TY", "TI", "T1", "AU", "A1", "ID"};
  for (size_t i = 0; i < sizeof first / sizeof *first; i++)
    if (!strcmp(tag->name, first[i])) return 0;
  return tag->by_rule;
}

static sheaf_feed feed(sheaf_tagged *self, const sheaf_line *line) {
  tag_line tag;
  const int tagged = read_tag(line->text, line->length, &tag) && is_tag(self, &tag);
  if (self->ended && !(tagged && is_late(&tag))) return SHEAF_FEED_NEXT;
  if (!tagged) {
    if (self->count && self->blank && is_separator(line->text, line->length)) return SHEAF_FEED_LAST;
    sheaf_tagged_more(self, line->text, line->length, '\n');
    return SHEAF_FEED_TAKEN;
  }
  const int ends = !strcmp(tag.name, "ER");
  if (!strcmp(tag.name, "TY") && self->count) return SHEAF_FEED_NEXT;
  if (ends && !self->count) return SHEAF_FEED_TAKEN;
  if (!self->count) self->style = tag.style;
  if (!ends || tag.value + 1 < line->length)
    begin_item(self, line, tag.name, line->text + tag.value, line->length - tag.value);
  if (ends) self->ended = 1;
  return SHEAF_FEED_TAKEN;
}

/* ---- the format ---- */

static int detect(const char *head, size_t length, const char **dialect) {
  int types = 0, others = 0, keyword = 0;
  const char *writer = NULL;
  int rank = INT32_MAX;
  for (size_t at = 0; at < length && others < 2000;) {
    const size_t size = strcspn(head + at, "\r\n");
    tag_line tag;
    if (read_tag(head + at, size, &tag)) {
      if (!strcmp(tag.name, "TY"))
        types++;
      else if (tag.by_rule || types)
        others++;
      const char *value = head + at + tag.value;
      size_t value_length = size - tag.value;
      sheaf_value_trim(&value, &value_length);
      const char *name = types ? sheaf_ris_signature(tag.name, value, value_length, &rank) : NULL;
      keyword = !strcmp(tag.name, "KW");
      if (name) writer = name;
    } else if (sheaf_value_starts(head + at, size, "Provider: John Wiley")) {
      writer = "cochrane";
      rank = -1;
    } else if (size && keyword && !writer)
      writer = "endnote";
    at += size + 1;
  }
  *dialect = writer;
  if (!types) return 0;
  return others >= 1 ? 95 : 40;
}

static void *open_reader(sheaf_reader *reader) {
  static const sheaf_tagged_format format = {tags, feed, sheaf_ris_map, 1};
  return sheaf_tagged_open(reader, &format);
}

const sheaf_format sheaf_read_ris = {
    "ris", "RIS", "ris txt", detect, open_reader, sheaf_tagged_next, sheaf_tagged_close};
