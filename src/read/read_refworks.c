/* read_refworks.c - RefWorks tagged: "RT Journal Article", two characters (or PMID, PMCID, U10), a space, the value. RT
 * begins a record; the legend of tags before the first is not part of it. Source: "RefWorks Tagged Format", ProQuest.
 */
#include <string.h>

#include "dated.h"
#include "value.h"
#include "work_type.h"

#define FIELD(tag, NAME, HOW) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, 0 }
#define NOTED(tag, NAME, HOW, note) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, note, 0 }
#define OWN(tag) FIELD(tag, EXTRA, EXTRA)

static const sheaf_tag tags[] = {
    {"RT", SHEAF_FIELD_TYPE, SHEAF_HOW_LATER, NULL, SHEAF_TAG_START},
    FIELD("ID", LABEL, TEXT),
    FIELD("A1", AUTHOR, NAMES),
    FIELD("A2", EDITOR, NAMES),
    FIELD("T1", TITLE, TEXT),
    FIELD("T2", JOURNAL, LATER),
    FIELD("T3", SERIES, TEXT),
    FIELD("JF", JOURNAL, TEXT),
    FIELD("JO", JOURNAL_ABBREVIATION, TEXT),
    NOTED("OT", OTHER_TITLE, TEXT, "vernacular"),
    NOTED("ST", OTHER_TITLE, TEXT, "short"),
    FIELD("YR", DATE, LATER),
    FIELD("FD", DATE, LATER),
    FIELD("VO", VOLUME, TEXT),
    FIELD("IS", ISSUE, TEXT),
    FIELD("SP", PAGES, LATER),
    FIELD("OP", PAGES, LATER),
    FIELD("K1", KEYWORD, KEYWORDS),
    FIELD("AB", ABSTRACT, FLOW),
    FIELD("NO", NOTE, FLOW),
    FIELD("PN", NOTE, FLOW),
    FIELD("ED", EDITION, TEXT),
    FIELD("PB", PUBLISHER, TEXT),
    FIELD("PP", PLACE, TEXT),
    FIELD("SN", ISSN, ISSN),
    FIELD("AD", AFFILIATION, LINES),
    FIELD("AN", ACCESSION, TEXT),
    FIELD("LA", LANGUAGE, LANGUAGE),
    FIELD("LK", URL, URL),
    FIELD("UL", URL, URL),
    FIELD("DO", DOI, DOI),
    FIELD("DB", DATABASE, TEXT),
    FIELD("PMID", PMID, PMID),
    FIELD("PMCID", PMCID, PMCID),
    FIELD("CR", REFERENCE, LINES),
    FIELD("WP", DATE_ELECTRONIC, DATE),
    OWN("SR"),
    OWN("A3"),
    OWN("A4"),
    OWN("A5"),
    OWN("A6"),
    OWN("AV"),
    OWN("CL"),
    OWN("SF"),
    OWN("CN"),
    OWN("DS"),
    OWN("IP"),
    OWN("RD"),
    OWN("U1"),
    OWN("U2"),
    OWN("U3"),
    OWN("U4"),
    OWN("U5"),
    OWN("U6"),
    OWN("U7"),
    OWN("U8"),
    OWN("U9"),
    OWN("U10"),
    OWN("U11"),
    OWN("U12"),
    OWN("U13"),
    OWN("U14"),
    OWN("U15"),
    OWN("SL"),
    OWN("LL"),
    OWN("WT"),
    OWN("WV"),
    OWN("OL"),
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0},
};

/* The tag's length, 0 where the line has none. */
static size_t tag_length(const char *text, size_t length) {
  size_t at = 0;
  while (at < length && at < 6 && (sheaf_tagged_upper(text[at]) || sheaf_tagged_digit(text[at]))) at++;
  return at >= 2 && at < 6 && (at == length || text[at] == ' ') ? at : 0;
}

static sheaf_feed feed(sheaf_tagged *self, const sheaf_line *line) {
  const size_t size = tag_length(line->text, line->length);
  const sheaf_tag *row = size ? sheaf_tagged_find(self, line->text, size) : NULL;
  if (!row) {
    sheaf_tagged_more(self, line->text, line->length, '\n');
    return SHEAF_FEED_TAKEN;
  }
  const int starts = (row->flags & SHEAF_TAG_START) != 0;
  if (starts && self->count) return SHEAF_FEED_NEXT;
  if (starts || self->count) sheaf_tagged_begin(self, line, line->text, size, line->text + size, line->length - size);
  return SHEAF_FEED_TAKEN;
}

static void add_type(sheaf_tagged *self, sheaf_record *record) {
  const sheaf_item *item = sheaf_tagged_first(self, "RT");
  const char *given = item ? sheaf_tagged_value(self, item) : "";
  const char *type = item ? sheaf_work_type(given, item->length) : NULL;
  if (!type) type = sheaf_tagged_first(self, "JF") ? "article-journal" : "document";
  sheaf_record_add(record, SHEAF_FIELD_TYPE, type, strlen(type), given, item ? item->length : 0);
}

static void add_pages(sheaf_tagged *self, sheaf_record *record) {
  const sheaf_item *from = sheaf_tagged_first(self, "SP"), *to = sheaf_tagged_first(self, "OP");
  static const sheaf_tag as = {"SP", SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL, 0};
  sheaf_buf *text = &self->note;
  sheaf_buf_reset(text);
  if (from) sheaf_buf_add(text, sheaf_tagged_value(self, from), from->length);
  if (from && to) sheaf_buf_add_byte(text, '-');
  if (to) sheaf_buf_add(text, sheaf_tagged_value(self, to), to->length);
  sheaf_value_add_text(self, record, "SP", 2, &as, sheaf_buf_bytes(text), text->length);
}

/* Where there is no DO, the DOI may be a note. */
static void add_doi(sheaf_tagged *self, sheaf_record *record) {
  static const sheaf_tag as = {"NO", SHEAF_FIELD_DOI, SHEAF_HOW_DOI, NULL, 0};
  const sheaf_item *note = sheaf_tagged_first(self, "NO");
  if (!note || sheaf_record_first(record, SHEAF_FIELD_DOI)) return;
  const char *text = sheaf_tagged_value(self, note);
  if (sheaf_value_starts(text, note->length, "doi:"))
    sheaf_value_add_text(self, record, "NO", 2, &as, text, note->length);
}

static void map(sheaf_tagged *self, sheaf_record *record) {
  static const sheaf_tag journal = {NULL, SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, NULL, 0};
  static const sheaf_tag rest = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};
  const sheaf_item *periodical = sheaf_tagged_first(self, "JF");
  add_type(self, record);
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_item *item = &self->items[i];
    if (!item->tag || item->tag->how != SHEAF_HOW_LATER)
      sheaf_value_add(self, record, item, NULL);
    else if (sheaf_tagged_is(item, "T2"))
      sheaf_value_add(self, record, item, periodical ? &rest : &journal);
    else if (item->tag->field != SHEAF_FIELD_TYPE && item != sheaf_tagged_first(self, item->tag->name))
      sheaf_value_add(self, record, item, &rest);
  }
  sheaf_dated_add(self, record, sheaf_tagged_first(self, "YR"), sheaf_tagged_first(self, "FD"));
  add_pages(self, record);
  add_doi(self, record);
}

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  int types = 0, known = 0;
  for (size_t at = 0; at < length && known < 200;) {
    const size_t size = strcspn(head + at, "\r\n");
    const char *text = head + at;
    at += size + 1;
    const size_t tag = tag_length(text, size);
    if (!tag || tag == size) continue;
    types += tag == 2 && !memcmp(text, "RT", 2) && sheaf_tagged_upper(text[3]);
    for (const sheaf_tag *row = tags; row->name; row++)
      known += strlen(row->name) == tag && !memcmp(row->name, text, tag);
  }
  return types && known >= 4 ? 93 : types && known >= 2 ? 60 : 0;
}

static void *open_reader(sheaf_reader *reader) {
  static const sheaf_tagged_format format = {tags, feed, map, 0};
  return sheaf_tagged_open(reader, &format);
}

const sheaf_format sheaf_read_refworks = {"refworks",        "RefWorks tagged", "txt", detect, open_reader,
                                          sheaf_tagged_next, sheaf_tagged_close};
