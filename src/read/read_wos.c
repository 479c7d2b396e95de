/* read_wos.c - Web of Science field tagged ("FN ... VR 1.0"), also .isi and .ciw: a tag of two characters, a space, the
 * value; further lines are indented by three. PT begins a record, ER ends it, EF ends the file. Source: "Web of Science
 * Core Collection Field Tags", Clarivate. */
#include <string.h>
#include <strings.h>

#include "dated.h"
#include "record/normal.h"
#include "value.h"
#include "wos.h"

#define FIELD(tag, NAME, HOW) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, 0 }
#define NOTED(tag, NAME, HOW, note) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, note, 0 }

const sheaf_tag sheaf_wos_tags[] = {
    {"PT", SHEAF_FIELD_TYPE, SHEAF_HOW_LATER, NULL, SHEAF_TAG_START},
    {"ER", SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, SHEAF_TAG_END},
    FIELD("AU", AUTHOR, LATER),
    FIELD("AF", AUTHOR, LATER),
    FIELD("GP", AUTHOR, GROUP),
    FIELD("CA", AUTHOR, GROUP),
    FIELD("BE", EDITOR, NAMES),
    FIELD("ED", EDITOR, NAMES),
    FIELD("TI", TITLE, TEXT),
    NOTED("FT", OTHER_TITLE, TEXT, "vernacular"),
    FIELD("SO", JOURNAL, TEXT),
    FIELD("SE", SERIES, TEXT),
    FIELD("JI", JOURNAL_ABBREVIATION, TEXT),
    FIELD("J9", JOURNAL_ABBREVIATION, LATER),
    FIELD("LA", LANGUAGE, LANGUAGE),
    FIELD("DT", PUBLICATION_TYPE, LIST),
    FIELD("DE", KEYWORD, KEYWORDS),
    FIELD("ID", KEYWORD_PLUS, LIST),
    FIELD("AB", ABSTRACT, FLOW),
    FIELD("C1", AFFILIATION, LATER),
    FIELD("OI", ORCID, LATER),
    FIELD("FU", GRANT, LIST),
    FIELD("CR", REFERENCE, LINES),
    FIELD("PU", PUBLISHER, TEXT),
    FIELD("PI", PLACE, TEXT),
    NOTED("SN", ISSN, ISSN, "Print"),
    NOTED("EI", ISSN, ISSN, "Electronic"),
    FIELD("BN", ISBN, ISSN),
    FIELD("PY", YEAR, LATER),
    FIELD("PD", DATE, LATER),
    FIELD("EA", DATE_ELECTRONIC, DATE),
    FIELD("VL", VOLUME, TEXT),
    FIELD("IS", ISSUE, TEXT),
    FIELD("NO", ISSUE, TEXT), /* INSPEC's */
    FIELD("BP", PAGES, LATER),
    FIELD("EP", PAGES, LATER),
    FIELD("AR", PAGES, LATER),
    FIELD("PS", PAGES, LATER),
    FIELD("PP", PAGES, PAGES), /* INSPEC's */
    FIELD("DI", DOI, DOI),
    FIELD("PM", PMID, PMID),
    FIELD("UT", ACCESSION, LATER),
    FIELD("AN", ACCESSION, TEXT),
    /* Lists whose lines are values, with no field of their own. */
    FIELD("C3", EXTRA, LINES),
    FIELD("RI", EXTRA, EXTRA),
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0},
};

/* ---- lines ---- */

static int is_tag(const char *text, size_t length) {
  return length >= 2 && sheaf_tagged_upper(text[0]) && (sheaf_tagged_upper(text[1]) || sheaf_tagged_digit(text[1])) &&
         (length == 2 || text[2] == ' ');
}

/* Tags whose further lines are further values; in all others they go on with the text. */
static int by_lines(const sheaf_tag *row) {
  if (!row) return 0;
  switch (row->field) {
    case SHEAF_FIELD_AUTHOR:
    case SHEAF_FIELD_EDITOR:
    case SHEAF_FIELD_REFERENCE:
    case SHEAF_FIELD_AFFILIATION: return 1;
    default: return 0;
  }
}

static sheaf_feed feed(sheaf_tagged *self, const sheaf_line *line) {
  const char *text = line->text;
  if (!is_tag(text, line->length)) {
    if (self->count)
      sheaf_tagged_more(self, text, line->length, by_lines(self->items[self->count - 1].tag) ? '\n' : ' ');
    return SHEAF_FEED_TAKEN;
  }
  const int starts = !memcmp(text, "PT", 2), ends = !memcmp(text, "ER", 2) || !memcmp(text, "EF", 2);
  if (starts && self->count) return SHEAF_FEED_NEXT;
  if (ends && !self->count) return SHEAF_FEED_TAKEN;
  if (!self->count && (!memcmp(text, "FN", 2) || !memcmp(text, "VR", 2))) return SHEAF_FEED_TAKEN;
  if (ends) {
    self->ended = text[1] == 'R';
    return SHEAF_FEED_LAST;
  }
  sheaf_tagged_begin(self, line, text, 2, text + 2, line->length - 2);
  return SHEAF_FEED_TAKEN;
}

/* ---- records ---- */

/* The next part of a list of names between line breaks or semicolons: its length, 0 at the end. */
static size_t next_name(const char **at, const char *end, const char **name) {
  while (*at < end) {
    const char *start = *at;
    while (*at < end && **at != '\n' && **at != ';') ++*at;
    size_t size = (size_t)(*at - start);
    if (*at < end) ++*at;
    sheaf_value_trim(&start, &size);
    *name = start;
    if (size) return size;
  }
  return 0;
}

static size_t count_names(const sheaf_tagged *self, const sheaf_item *item) {
  if (!item) return 0;
  const char *at = sheaf_tagged_value(self, item), *end = at + item->length, *name;
  size_t count = 0;
  while (next_name(&at, end, &name)) count++;
  return count;
}

/* "LI, WEI/0000-0002-...; Dou, Zhiguo/0000-...": the one that stands behind this name. */
static void add_author_id(sheaf_tagged *self, sheaf_record *record, const char *name, size_t length) {
  const sheaf_item *item = sheaf_tagged_first(self, "OI");
  if (!item) return;
  const char *at = sheaf_tagged_value(self, item), *end = at + item->length, *entry;
  for (size_t size; (size = next_name(&at, end, &entry));) {
    if (size <= length || entry[length] != '/' || strncasecmp(entry, name, length)) continue;
    sheaf_buf_reset(&self->out);
    if (sheaf_normal_orcid(entry + length, size - length, &self->out))
      sheaf_record_add(record, SHEAF_FIELD_ORCID, self->out.data, self->out.length, NULL, 0);
  }
}

/* AF has the full names of AU's, in the same order. */
static void add_authors(sheaf_tagged *self, sheaf_record *record) {
  const sheaf_item *brief = sheaf_tagged_first(self, "AU"), *full = sheaf_tagged_first(self, "AF");
  const int paired = brief && full && count_names(self, brief) == count_names(self, full);
  const sheaf_item *item = full ? full : brief;
  if (!item) return;
  const char *at = sheaf_tagged_value(self, item), *end = at + item->length, *name, *short_name = "";
  const char *other = paired ? sheaf_tagged_value(self, brief) : "", *other_end = other + (paired ? brief->length : 0);
  for (size_t size; (size = next_name(&at, end, &name));) {
    const size_t short_size = next_name(&other, other_end, &short_name);
    sheaf_value_add_name(self, record, SHEAF_FIELD_AUTHOR, name, size, short_name, short_size);
    add_author_id(self, record, name, sheaf_value_before_mail(name, size));
  }
  if (full && brief && !paired) {
    const sheaf_tag as = {"AU", SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};
    sheaf_value_add(self, record, brief, &as);
  }
}

/* Each address ends in a full stop; a line that does not is wrapped. */
static void add_addresses(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item) {
  const sheaf_tag as = {"C1", SHEAF_FIELD_AFFILIATION, SHEAF_HOW_TEXT, NULL, 0};
  const char *start = sheaf_tagged_value(self, item), *end = start + item->length;
  for (const char *at = start; at <= end; at++) {
    if (at < end && (*at != '\n' || at[-1] != '.')) continue;
    sheaf_value_add_text(self, record, "C1", 2, &as, start, (size_t)(at - start));
    start = at;
  }
}

static void add_pages(sheaf_tagged *self, sheaf_record *record) {
  const sheaf_item *from = sheaf_tagged_first(self, "BP"), *to = sheaf_tagged_first(self, "EP");
  const sheaf_item *number = sheaf_tagged_first(self, "AR"), *pages = sheaf_tagged_first(self, "PS");
  sheaf_buf *text = &self->note;
  sheaf_buf_reset(text);
  const sheaf_item *used = from ? from : pages ? pages : number ? number : to;
  if (!used) return;
  sheaf_buf_add(text, sheaf_tagged_value(self, used), used->length);
  if (used == from && to && strcmp(sheaf_tagged_value(self, from), sheaf_tagged_value(self, to))) {
    sheaf_buf_add_byte(text, '-');
    sheaf_buf_add(text, sheaf_tagged_value(self, to), to->length);
  }
  const char *given = sheaf_buf_bytes(text);
  size_t length = text->length;
  if (sheaf_value_starts(given, length, "UNSP ")) given += 5, length -= 5; /* "unspecified" */
  static const sheaf_tag as = {"BP", SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL, 0};
  sheaf_value_add_text(self, record, "BP", 2, &as, given, length);
  static const sheaf_tag rest = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};
  if (number && number != used) sheaf_value_add(self, record, number, &rest);
  if (pages && pages != used) sheaf_value_add(self, record, pages, &rest);
}

/* "WOS:000514379300001", "MEDLINE:16842170": the database stands before the number. */
static void add_accession(sheaf_tagged *self, sheaf_record *record) {
  const sheaf_item *item = sheaf_tagged_first(self, "UT");
  if (!item) return;
  const char *text = sheaf_tagged_value(self, item);
  const size_t base = strcspn(text, ":");
  sheaf_record_add(record, SHEAF_FIELD_ACCESSION, text, item->length, text, base < item->length ? base : 0);
  static const sheaf_tag as = {NULL, SHEAF_FIELD_PMID, SHEAF_HOW_PMID, NULL, 0};
  if (sheaf_value_starts(text, item->length, "MEDLINE:") && !sheaf_record_first(record, SHEAF_FIELD_PMID))
    sheaf_value_add_text(self, record, "UT", 2, &as, text + 8, item->length - 8);
}

static const char *type_of(const sheaf_tagged *self) {
  const sheaf_item *kind = sheaf_tagged_first(self, "PT"), *work = sheaf_tagged_first(self, "DT");
  const char *code = kind ? sheaf_tagged_value(self, kind) : "", *text = work ? sheaf_tagged_value(self, work) : "";
  if (strstr(text, "Book Chapter")) return "chapter";
  if (strstr(text, "Proceedings Paper") || strstr(text, "Meeting Abstract") || *code == 'C') return "paper-conference";
  if (*code == 'P' || *code == 'D') return *code == 'P' ? "patent" : "dataset";
  if (*code == 'B') return sheaf_tagged_first(self, "SO") && !strstr(text, "Book") ? "chapter" : "book";
  return *code == 'J' || *code == 'S' ? "article-journal" : "document";
}

void sheaf_wos_map(sheaf_tagged *self, sheaf_record *record) {
  const char *type = type_of(self);
  const sheaf_item *kind = sheaf_tagged_first(self, "PT");
  sheaf_record_add(record, SHEAF_FIELD_TYPE, type, strlen(type), kind ? sheaf_tagged_value(self, kind) : NULL,
                   kind ? kind->length : 0);
  for (size_t i = 0; i < self->count; i++)
    if (sheaf_tagged_is(&self->items[i], "C1")) add_addresses(self, record, &self->items[i]);
  add_authors(self, record);
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_item *item = &self->items[i];
    if (!item->tag || item->tag->how != SHEAF_HOW_LATER) sheaf_value_add(self, record, item, NULL);
  }
  const sheaf_item *capitals = sheaf_tagged_first(self, "J9"), *orcids = sheaf_tagged_first(self, "OI");
  const int brief = !sheaf_record_first(record, SHEAF_FIELD_JOURNAL_ABBREVIATION);
  static const sheaf_tag abbreviation = {NULL, SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT, NULL, 0};
  static const sheaf_tag rest = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};
  if (capitals) sheaf_value_add(self, record, capitals, brief ? &abbreviation : &rest);
  if (orcids) sheaf_value_add(self, record, orcids, &rest);
  add_accession(self, record);
  sheaf_dated_add(self, record, sheaf_tagged_first(self, "PY"), sheaf_tagged_first(self, "PD"));
  add_pages(self, record);
}

/* ---- the format ---- */

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  int header = 0, types = 0, known = 0;
  for (size_t at = 0; at < length && known < 200;) {
    const size_t size = strcspn(head + at, "\r\n");
    const char *text = head + at;
    at += size + 1;
    if (!is_tag(text, size)) continue;
    if (size >= 6 && !memcmp(text, "FN ", 3)) header = 1;
    if (size > 3 && !memcmp(text, "PT ", 3) && sheaf_tagged_upper(text[3]) && (size == 4 || size > 6)) types++;
    for (const sheaf_tag *row = sheaf_wos_tags; row->name; row++) known += !memcmp(row->name, text, 2);
  }
  if (header && types) return 95;
  return types && known >= 5 ? 75 : types && known >= 3 ? 40 : 0;
}

static void *open_reader(sheaf_reader *reader) {
  static const sheaf_tagged_format format = {sheaf_wos_tags, feed, sheaf_wos_map, 1};
  return sheaf_tagged_open(reader, &format);
}

const sheaf_format sheaf_read_wos = {
    "wos", "Web of Science field tagged", "txt ciw isi", detect, open_reader, sheaf_tagged_next, sheaf_tagged_close};
