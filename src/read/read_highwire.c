/* read_highwire.c - the citation that HighWire journals offer: MEDLINE-like tags and numbers (4099, 4100: addresses),
 * either one a line or all run together on one line:
 *
 *   PT - JOURNAL ARTICLE AU - A B Writer TI - A title AID - 10.1000/x DP - 2007 Dec 01 ... AB - Text - with dashes.
 *
 * On such a line only a tag of the table is a tag, in capitals behind a space, once in a record unless it may repeat,
 * and, in title or abstract, with a value behind it that it can have. */
#include <string.h>

#include "record/normal.h"
#include "value.h"

enum { STYLE_TOGETHER = 1 };
enum { TAG_REPEATS = 8 };

#define FIELD(tag, NAME, HOW, flags) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, flags }

static const sheaf_tag tags[] = {
    FIELD("PT", PUBLICATION_TYPE, TEXT, SHEAF_TAG_START),
    FIELD("AU", AUTHOR, NAMES, TAG_REPEATS),
    FIELD("FAU", AUTHOR, NAMES, TAG_REPEATS),
    FIELD("CN", AUTHOR, GROUP, TAG_REPEATS),
    FIELD("ED", EDITOR, NAMES, TAG_REPEATS),
    FIELD("AD", AFFILIATION, TEXT, TAG_REPEATS),
    FIELD("TI", TITLE, TEXT, 0),
    FIELD("AB", ABSTRACT, FLOW, 0),
    FIELD("AID", ARTICLE_ID, LATER, TAG_REPEATS),
    FIELD("LID", ARTICLE_ID, LATER, TAG_REPEATS),
    FIELD("PMID", PMID, PMID, 0),
    FIELD("DP", DATE, PUBDATE, 0),
    FIELD("DEP", DATE_ELECTRONIC, DATE, 0),
    FIELD("TA", JOURNAL, LATER, 0),
    FIELD("JT", JOURNAL, TEXT, 0),
    FIELD("JID", JOURNAL_ID, TEXT, 0),
    FIELD("PG", PAGES, PAGES, 0),
    FIELD("VI", VOLUME, TEXT, 0),
    FIELD("IP", ISSUE, TEXT, 0),
    FIELD("IS", ISSN, ISSN, TAG_REPEATS),
    FIELD("LA", LANGUAGE, LANGUAGE, TAG_REPEATS),
    FIELD("OT", KEYWORD, KEYWORDS, TAG_REPEATS),
    FIELD("KW", KEYWORD, KEYWORDS, TAG_REPEATS),
    FIELD("PB", PUBLISHER, TEXT, 0),
    FIELD("PL", PLACE, TEXT, 0),
    FIELD("SO", EXTRA, LATER, 0),
    FIELD("4099", URL, LATER, TAG_REPEATS),
    FIELD("4100", URL, LATER, TAG_REPEATS),
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0},
};

/* ---- lines ---- */

/* A tag at text: its length, and where its value begins; 0 where there is none. "TI - ", "TI  - ", "PMID- ". */
static size_t read_tag(const char *text, size_t length, size_t *value) {
  size_t name = 0;
  while (name < length && name < 4 && (sheaf_tagged_upper(text[name]) || sheaf_tagged_digit(text[name]))) name++;
  size_t at = name;
  while (at < length && at < name + 3 && text[at] == ' ') at++;
  if (name < 2 || at >= length || text[at] != '-') return 0;
  if (at + 1 < length && text[at + 1] != ' ') return 0;
  *value = at + 1 < length ? at + 2 : at + 1;
  return name;
}

static const sheaf_tag *find_row(const char *name, size_t length) {
  for (const sheaf_tag *row = tags; row->name; row++)
    if (!strncmp(row->name, name, length) && !row->name[length]) return row;
  return NULL;
}

static int is_number_tag(const char *name, size_t length) {
  return length == 4 && strspn(name, "0123456789") >= 4 && (*name == '4' || *name == '3');
}

static int has(const sheaf_tagged *self, const sheaf_tag *row) {
  for (size_t i = 0; i < self->count; i++)
    if (self->items[i].tag == row) return 1;
  return 0;
}

/* Could this be the value of that tag? Asked where the tag may be a word of a title or an abstract. */
static int is_likely(const sheaf_tag *row, const char *value, size_t length) {
  while (length && *value == ' ') value++, length--;
  if (!length) return 0;
  if (!row) return sheaf_value_starts(value, length, "http");
  switch (row->field) {
    case SHEAF_FIELD_URL: return sheaf_value_starts(value, length, "http");
    case SHEAF_FIELD_DATE:
    case SHEAF_FIELD_DATE_ELECTRONIC: return sheaf_normal_year(value, length < 4 ? length : 4) > 0;
    case SHEAF_FIELD_VOLUME:
    case SHEAF_FIELD_ISSUE:
    case SHEAF_FIELD_ISSN:
    case SHEAF_FIELD_PMID: return sheaf_tagged_digit(*value);
    case SHEAF_FIELD_PAGES: return sheaf_tagged_digit(*value) || (length > 1 && sheaf_tagged_digit(value[1]));
    case SHEAF_FIELD_ARTICLE_ID: return sheaf_value_starts(value, length, "10.") || sheaf_tagged_digit(*value);
    case SHEAF_FIELD_ABSTRACT: return 1;
    case SHEAF_FIELD_PUBLICATION_TYPE: return length > 2 && sheaf_tagged_upper(*value) && sheaf_tagged_upper(value[1]);
    default: return sheaf_tagged_upper(*value) || (unsigned char)*value >= 0x80;
  }
}

/* 1 where the tag at `at` of a run-together line is one, seen from the items before it. */
static int is_inline_tag(const sheaf_tagged *self, const char *text, size_t length, size_t at, size_t name,
                         size_t value) {
  const sheaf_tag *row = find_row(text + at, name);
  if (!row && !is_number_tag(text + at, name)) return 0;
  if (row && !(row->flags & (TAG_REPEATS | SHEAF_TAG_START)) && has(self, row)) return 0;
  const sheaf_tag *open = self->count ? self->items[self->count - 1].tag : NULL;
  const int prose = open && (open->field == SHEAF_FIELD_TITLE || open->field == SHEAF_FIELD_ABSTRACT);
  if (!prose) return 1;
  if (value + strspn(text + value, " ") >= length) return row != NULL; /* the line was wrapped behind the tag */
  if (!is_likely(row, text + value, length - value)) return 0;
  if (!row || row->field != SHEAF_FIELD_ABSTRACT) return 1;
  /* "blood group AB - a study": the abstract is the last such place. */
  return strstr(text + value, " AB - ") == NULL;
}

/* Where the next tag of a run-together line begins, from `at` on; length where there is none. */
static size_t next_tag(const sheaf_tagged *self, const char *text, size_t length, size_t at) {
  for (; at < length; at++) {
    size_t value;
    if (at && text[at - 1] != ' ') continue;
    const size_t name = read_tag(text + at, length - at, &value);
    if (name && is_inline_tag(self, text, length, at, name, at + value)) return at;
  }
  return length;
}

static int is_together(const char *text, size_t length) {
  size_t count = 0, value;
  for (size_t at = 0; at < length && count < 3; at++) {
    if (at && text[at - 1] != ' ') continue;
    const size_t name = read_tag(text + at, length - at, &value);
    count += name && (find_row(text + at, name) || is_number_tag(text + at, name));
  }
  return count >= 3;
}

static int starts_record(const sheaf_tagged *self, const char *text, size_t name) {
  return self->count && name == 2 && !memcmp(text, "PT", 2) && has(self, &tags[0]);
}

/* Where a byte of the line stands in the input. */
static uint64_t place(const sheaf_tagged *self, const sheaf_line *line, size_t at) {
  const uint64_t byte = line->byte + sheaf_source_span(sheaf_reader_source(self->reader), line->text, at);
  return byte < line->end ? byte : line->end;
}

/* A run-together line, from self->resume on: it may hold several records. */
static sheaf_feed feed_together(sheaf_tagged *self, const sheaf_line *line) {
  const char *text = line->text;
  const size_t length = line->length;
  size_t at = next_tag(self, text, length, self->resume), value;
  if (at > self->resume && self->count) sheaf_tagged_more(self, text + self->resume, at - self->resume, ' ');
  while (at < length) {
    const size_t name = read_tag(text + at, length - at, &value);
    if (starts_record(self, text + at, name)) {
      self->resume = at;
      self->end_byte = place(self, line, at);
      return SHEAF_FEED_NEXT;
    }
    const int first = !self->count;
    sheaf_tagged_begin(self, line, text + at, name, "", 0);
    if (first) self->byte = place(self, line, at);
    const size_t start = at + value < length ? at + value : length, next = next_tag(self, text, length, start);
    if (self->failed) break;
    sheaf_tagged_more(self, text + start, next - start, ' ');
    at = next;
  }
  self->resume = 0;
  return SHEAF_FEED_TAKEN;
}

static sheaf_feed feed(sheaf_tagged *self, const sheaf_line *line) {
  size_t value = 0;
  const char *text = line->text + self->resume;
  const size_t name = read_tag(text, line->length - self->resume, &value);
  if (!self->count) self->style = self->resume || (name && is_together(text, line->length)) ? STYLE_TOGETHER : 0;
  if (name && !self->resume && starts_record(self, text, name)) return SHEAF_FEED_NEXT;
  if (self->style == STYLE_TOGETHER) return feed_together(self, line);
  if (name && (self->count || find_row(text, name)))
    sheaf_tagged_begin(self, line, text, name, text + value, line->length - value);
  else if (self->count)
    sheaf_tagged_more(self, line->text, line->length, ' ');
  return SHEAF_FEED_TAKEN;
}

/* ---- records ---- */

static int is_year_at(const char *text, size_t length) {
  return length >= 4 && sheaf_tagged_digit(*text) && sheaf_normal_year(text, 4);
}

/* "Qual Saf Health Care2007 Dec 01; 16": the abbreviated title stands before the year. */
static void add_source(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item) {
  const char *text = sheaf_tagged_value(self, item);
  size_t size = 0;
  while (size < item->length && !is_year_at(text + size, item->length - size)) size++;
  while (size && strchr(" .;,", text[size - 1])) size--;
  const sheaf_entry *journal = sheaf_record_first(record, SHEAF_FIELD_JOURNAL);
  const int known = journal && journal->length == size && !memcmp(journal->value, text, size);
  if (size < item->length && !known && !sheaf_record_first(record, SHEAF_FIELD_JOURNAL_ABBREVIATION))
    sheaf_record_add(record, SHEAF_FIELD_JOURNAL_ABBREVIATION, text, size, NULL, 0);
  sheaf_value_add(self, record, item, &(sheaf_tag){NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0});
}

static void add_later(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item) {
  const char *text = sheaf_tagged_value(self, item);
  if (item->tag->field == SHEAF_FIELD_URL) {
    sheaf_value_add(self, record, item, &(sheaf_tag){NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0});
    if (sheaf_value_starts(text, item->length, "http"))
      sheaf_value_add_new(record, SHEAF_FIELD_URL, text, item->length, NULL, 0);
  } else if (item->tag->field == SHEAF_FIELD_JOURNAL) {
    const sheaf_field field = sheaf_tagged_first(self, "JT") ? SHEAF_FIELD_JOURNAL_ABBREVIATION : SHEAF_FIELD_JOURNAL;
    sheaf_record_add(record, field, text, item->length, NULL, 0);
  } else if (item->tag->field == SHEAF_FIELD_ARTICLE_ID) {
    const sheaf_field field = sheaf_value_starts(text, item->length, "10.") ? SHEAF_FIELD_DOI : SHEAF_FIELD_ARTICLE_ID;
    const sheaf_how how = field == SHEAF_FIELD_DOI && text[item->length - 1] != ']' ? SHEAF_HOW_DOI : SHEAF_HOW_ID;
    sheaf_value_add(self, record, item, &(sheaf_tag){NULL, field, how, NULL, 0});
  } else {
    add_source(self, record, item);
  }
}

/* The CSL type that PT tells. */
static const char *type_of(const sheaf_tagged *self, const sheaf_item *item) {
  static const char *const types[][2] = {{"chapter", "chapter"},     {"book", "book"},     {"thesis", "thesis"},
                                         {"dissertation", "thesis"}, {"report", "report"}, {"preprint", "article"}};
  for (size_t i = 0; item && i < sizeof types / sizeof *types; i++)
    if (sheaf_value_find(sheaf_tagged_value(self, item), item->length, types[i][0])) return types[i][1];
  return "article-journal";
}

static void map(sheaf_tagged *self, sheaf_record *record) {
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_item *item = &self->items[i];
    if (!item->length) continue;
    if (item->tag && item->tag->how == SHEAF_HOW_LATER)
      add_later(self, record, item);
    else
      sheaf_value_add(self, record, item, NULL);
  }
  const sheaf_item *type = sheaf_tagged_first(self, "PT");
  if (record->count) sheaf_record_add_text(record, SHEAF_FIELD_TYPE, type_of(self, type));
}

/* ---- the format ---- */

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  int types = 0, numbers = 0, others = 0, medline = 0;
  for (size_t at = 0; at < length && others < 200;) {
    const size_t size = strcspn(head + at, "\r\n");
    size_t value;
    const size_t name = read_tag(head + at, size, &value);
    if (name) {
      if (find_row(head + at, name) && is_together(head + at, size)) return 96;
      types += name == 2 && !memcmp(head + at, "PT", 2);
      medline += name == 4 && !memcmp(head + at, "PMID", 4);
      medline += name == 2 && !memcmp(head + at, "TY", 2);
      numbers += is_number_tag(head + at, name);
      others += find_row(head + at, name) != NULL;
    }
    at += size + 1;
  }
  if (medline || !types) return 0;
  return numbers ? 92 : others >= 4 ? 50 : 0;
}

static void *open_reader(sheaf_reader *reader) {
  static const sheaf_tagged_format format = {tags, feed, map, 0};
  return sheaf_tagged_open(reader, &format);
}

const sheaf_format sheaf_read_highwire = {"highwire",        "HighWire citation", "txt", detect, open_reader,
                                          sheaf_tagged_next, sheaf_tagged_close};
