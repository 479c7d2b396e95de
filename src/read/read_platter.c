/* read_platter.c - text that begins each record with "Record 1 of 20", then "TI: value" and lines that go on with it:
 * the Cochrane Library's plain text ("Record #1 of 20"), SilverPlatter's and INSPEC's ("TI - value" and "TI ~ value").
 * Where there are no such heads, a record's first tag behind a blank line begins the next.
 *
 * Cochrane has SO as the journal and YR, VL, NO, PG beside it; SilverPlatter's SO is the whole citation, kept as EXTRA.
 */
#include <string.h>

#include "dated.h"
#include "value.h"
#include "work_type.h"

#define FIELD(tag, NAME, HOW) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, 0 }

static const sheaf_tag tags[] = {
    FIELD("ID", ACCESSION, TEXT),
    FIELD("AN", ACCESSION, TEXT),
    FIELD("AU", AUTHOR, LATER),
    FIELD("CA", AUTHOR, GROUP),
    FIELD("ED", EDITOR, LATER),
    FIELD("TI", TITLE, TEXT),
    {"OT", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "vernacular", 0},
    FIELD("SO", JOURNAL, LATER),
    FIELD("JN", JOURNAL, LATER),
    FIELD("JT", JOURNAL, LATER),
    FIELD("YR", DATE, LATER),
    FIELD("PY", DATE, LATER),
    FIELD("VL", VOLUME, TEXT),
    FIELD("NO", ISSUE, TEXT),
    FIELD("PG", PAGES, PAGES),
    FIELD("PM", PMID, LATER),
    FIELD("XR", ARTICLE_ID, TEXT),
    FIELD("DOI", DOI, DOI),
    FIELD("DO", DOI, DOI),
    FIELD("AB", ABSTRACT, FLOW),
    FIELD("KY", KEYWORD, KEYWORDS),
    FIELD("KW", KEYWORD, KEYWORDS),
    FIELD("DE", KEYWORD, LATER),
    FIELD("MESH", KEYWORD, LATER),
    FIELD("PB", PUBLISHER, TEXT),
    FIELD("CP", PLACE, TEXT),
    FIELD("AF", AFFILIATION, LINES),
    FIELD("AD", AFFILIATION, LINES),
    FIELD("IN", AFFILIATION, LINES),
    FIELD("IS", ISSN, ISSN),
    FIELD("ISSN", ISSN, ISSN),
    FIELD("ISBN", ISBN, ISSN),
    FIELD("IB", ISBN, ISSN),
    FIELD("LA", LANGUAGE, LANGUAGE),
    FIELD("LG", LANGUAGE, LANGUAGE),
    FIELD("PT", TYPE, LATER),
    FIELD("DT", TYPE, LATER),
    FIELD("RT", TYPE, LATER),
    FIELD("US", URL, URL),
    FIELD("UR", URL, URL),
    FIELD("NT", NOTE, FLOW),
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0},
};

/* ---- lines ---- */

enum { HEAD = 6 }; /* bytes in "Record", which is the name of that line's item; no tag is as long */

/* "Record #1 of 20", with or without the database behind it: the length up to there, else 0. */
static size_t numbered_length(const char *text, size_t length) {
  size_t at = HEAD + 1, digits = 0;
  if (at < length && text[at] == '#') at++;
  while (at < length && sheaf_tagged_digit(text[at])) at++, digits++;
  if (!digits || length - at < 5 || memcmp(text + at, " of ", 4) || !sheaf_tagged_digit(text[at + 4])) return 0;
  for (at += 4; at < length && sheaf_tagged_digit(text[at]);) at++;
  return at;
}

/* The same, or "Record" where the line says INSPEC and not much more. */
static size_t head_length(const char *text, size_t length) {
  if (length <= HEAD + 1 || memcmp(text, "Record", HEAD) || (text[HEAD] != ' ' && text[HEAD] != '.')) return 0;
  const size_t numbered = numbered_length(text, length);
  return numbered || length > 60 || !sheaf_value_find(text, length, "INSPEC") ? numbered : HEAD;
}

/* "TI: ", "DOI: ", "TI - ", "TI ~ ": the tag's length, and where its value begins; else 0. */
static size_t tag_length(const char *text, size_t length, size_t *value) {
  size_t size = 0;
  while (size < length && size < 5 && (sheaf_tagged_upper(text[size]) || (size && sheaf_tagged_digit(text[size]))))
    size++;
  if (size < 2 || size > 4 || size == length) return 0;
  *value = size + 1;
  if (text[size] == ':') return size + 1 == length || text[size + 1] == ' ' ? size : 0;
  *value = size + 2;
  if (length < size + 2 || text[size] != ' ' || (text[size + 1] != '-' && text[size + 1] != '~')) return 0;
  return size + 2 == length || text[size + 2] == ' ' ? size : 0;
}

/* 1 where the tag is the one that the record at hand began with, and no head did. */
static int is_first_tag(const sheaf_tagged *self, const char *text, size_t size) {
  const sheaf_item *item = &self->items[0];
  return item->name_length == size && !memcmp(sheaf_tagged_name(self, item), text, size);
}

static sheaf_feed feed(sheaf_tagged *self, const sheaf_line *line) {
  size_t value;
  const size_t head = head_length(line->text, line->length);
  if (head) {
    if (self->count) return SHEAF_FEED_NEXT;
    sheaf_tagged_begin(self, line, line->text, HEAD, line->text + head, line->length - head);
    return SHEAF_FEED_TAKEN;
  }
  const size_t size = tag_length(line->text, line->length, &value);
  if (size && self->count && self->blank && is_first_tag(self, line->text, size)) return SHEAF_FEED_NEXT;
  if (size)
    sheaf_tagged_begin(self, line, line->text, size, line->text + value, line->length - value);
  else
    sheaf_tagged_more(self, line->text, line->length, '\n');
  return SHEAF_FEED_TAKEN;
}

/* ---- values ---- */

/* SilverPlatter ties words with hyphens: "Okafor,-N.-A.", "Primary-Health-Care". A text with a space before its first
 * semicolon has none but its own. */
static void untie(const char *text, size_t length, sheaf_buf *out) {
  sheaf_buf_reset(out);
  const char *end = memchr(text, ';', length);
  const int tied = !memchr(text, ' ', end ? (size_t)(end - text) : length);
  for (size_t i = 0; i < length; i++) {
    const int before = i && (text[i - 1] == ',' || text[i - 1] == '.');
    sheaf_buf_add_byte(out, text[i] == '-' && (before || tied) ? ' ' : text[i]);
  }
}

static void add_untied(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item, sheaf_how how) {
  const sheaf_tag as = {NULL, item->tag->field, how, NULL, 0};
  sheaf_buf *text = &self->spare;
  untie(sheaf_tagged_value(self, item), item->length, text);
  sheaf_value_add_text(self, record, item->tag->name, strlen(item->tag->name), &as, sheaf_buf_bytes(text),
                       text->length);
}

/* A citation's journal: as far as the volume, the year or the full stop. */
static void add_cited(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item) {
  static const sheaf_tag rest = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};
  const char *text = sheaf_tagged_value(self, item);
  size_t length = 0;
  while (length < item->length && !strchr(".;:(", text[length]) && !sheaf_tagged_digit(text[length])) length++;
  if (length < item->length && length > 1 && sheaf_tagged_digit(text[length]) && text[length - 1] == 'v') length--;
  sheaf_buf *name = &self->spare;
  untie(text, length, name);
  const char *start = sheaf_buf_bytes(name);
  size_t size = name->length;
  sheaf_value_trim(&start, &size);
  while (size && strchr(", -", start[size - 1])) size--;
  if (size) sheaf_record_add(record, SHEAF_FIELD_JOURNAL, start, size, NULL, 0);
  sheaf_value_add(self, record, item, &rest);
}

static void add_journal(sheaf_tagged *self, sheaf_record *record) {
  static const sheaf_tag whole = {NULL, SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, NULL, 0};
  const sheaf_item *named = sheaf_tagged_first(self, "JN"), *source = sheaf_tagged_first(self, "SO");
  if (!named) named = sheaf_tagged_first(self, "JT");
  if (named) sheaf_value_add(self, record, named, &whole);
  if (!source) return;
  const int apart = sheaf_tagged_first(self, "YR") || sheaf_tagged_first(self, "VL") || sheaf_tagged_first(self, "PG");
  if (apart && !named)
    sheaf_value_add(self, record, source, &whole);
  else
    add_cited(self, record, source);
}

/* "PUBMED 12345". */
static void add_pmid(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item) {
  static const sheaf_tag as = {"PM", SHEAF_FIELD_PMID, SHEAF_HOW_PMID, NULL, 0};
  const char *text = sheaf_tagged_value(self, item);
  const size_t mark = sheaf_value_starts(text, item->length, "PUBMED ") ? 7 : 0;
  sheaf_value_add_text(self, record, "PM", 2, &as, text + mark, item->length - mark);
}

static void add_type(sheaf_tagged *self, sheaf_record *record) {
  const char *type = NULL, *given = "";
  size_t length = 0;
  for (size_t i = 0; i < self->count && !type; i++) {
    const sheaf_item *item = &self->items[i];
    if (!item->tag || item->tag->field != SHEAF_FIELD_TYPE) continue;
    given = sheaf_tagged_value(self, item);
    length = item->length;
    type = sheaf_work_type(given, length);
  }
  if (!type) type = sheaf_record_first(record, SHEAF_FIELD_JOURNAL) ? "article-journal" : "document";
  if (sheaf_reader_is_usable(record)) sheaf_record_add(record, SHEAF_FIELD_TYPE, type, strlen(type), given, length);
}

static void add_later(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item) {
  static const sheaf_tag kind = {NULL, SHEAF_FIELD_PUBLICATION_TYPE, SHEAF_HOW_LIST, NULL, 0};
  switch (item->tag->field) {
    case SHEAF_FIELD_AUTHOR:
    case SHEAF_FIELD_EDITOR: add_untied(self, record, item, SHEAF_HOW_NAMES); break;
    case SHEAF_FIELD_KEYWORD: add_untied(self, record, item, SHEAF_HOW_KEYWORDS); break;
    case SHEAF_FIELD_PMID: add_pmid(self, record, item); break;
    case SHEAF_FIELD_TYPE: sheaf_value_add(self, record, item, &kind); break;
    default: break;
  }
}

/* " - ERIC 1992-2003" behind the number of the record. */
static void add_database(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item) {
  const char *text = sheaf_tagged_value(self, item);
  const size_t mark = strspn(text, "-. ");
  if (mark < item->length) sheaf_record_add(record, SHEAF_FIELD_DATABASE, text + mark, item->length - mark, NULL, 0);
}

static void map(sheaf_tagged *self, sheaf_record *record) {
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_item *item = &self->items[i];
    if (item->name_length == HEAD)
      add_database(self, record, item);
    else if (!item->tag || item->tag->how != SHEAF_HOW_LATER)
      sheaf_value_add(self, record, item, NULL);
    else
      add_later(self, record, item);
  }
  add_journal(self, record);
  const sheaf_item *year = sheaf_tagged_first(self, "YR");
  if (!year) year = sheaf_tagged_first(self, "PY");
  if (year) sheaf_dated_add(self, record, year, NULL);
  add_type(self, record);
}

/* ---- the format ---- */

static int detect(const char *head, size_t length, const char **dialect) {
  int records = 0, found = 0, titles = 0, other = 0;
  for (size_t at = 0; at < length && found < 200;) {
    const size_t size = strcspn(head + at, "\r\n");
    const char *text = head + at;
    size_t value;
    at += size + 1;
    const size_t mark = head_length(text, size);
    if (mark) {
      if (size > HEAD + 1 && text[HEAD + 1] == '#') *dialect = "cochrane";
      records++;
    } else if (tag_length(text, size, &value) && (records || memchr(text, ':', value))) {
      found++;
      titles += !memcmp(text, "TI", 2);
    } else if (size && !found) {
      other = 1;
    }
  }
  if (records) return titles && found >= 2 ? 94 : 0;
  return titles && found >= 4 && !other ? 70 : 0;
}

static void *open_reader(sheaf_reader *reader) {
  static const sheaf_tagged_format format = {tags, feed, map, 0};
  return sheaf_tagged_open(reader, &format);
}

const sheaf_format sheaf_read_platter = {
    "platter", "Cochrane or SilverPlatter text", "txt", detect, open_reader, sheaf_tagged_next, sheaf_tagged_close};
