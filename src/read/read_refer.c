/* read_refer.c - EndNote's and refer's tagged form (.enw, BibIX): a percent sign, one character, a space, the value;
 * lines without a tag go on with the value. A record begins with %0 or, where there is none, after a blank line.
 * Sources: refer(1), "Importing Reference Data into EndNote", Clarivate. */
#include <string.h>

#include "dated.h"
#include "value.h"
#include "work_type.h"

#define FIELD(tag, NAME, HOW) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, 0 }
#define NOTED(tag, NAME, HOW, note) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, note, 0 }

static const sheaf_tag tags[] = {
    {"%0", SHEAF_FIELD_TYPE, SHEAF_HOW_LATER, NULL, SHEAF_TAG_START},
    FIELD("%A", AUTHOR, LATER),
    FIELD("%E", EDITOR, LATER),
    FIELD("%T", TITLE, TEXT),
    FIELD("%J", JOURNAL, LATER),
    FIELD("%B", JOURNAL, LATER),
    FIELD("%S", SERIES, TEXT),
    NOTED("%Q", OTHER_TITLE, TEXT, "translated"),
    NOTED("%!", OTHER_TITLE, TEXT, "short"),
    FIELD("%D", DATE, LATER),
    FIELD("%8", DATE, LATER),
    FIELD("%V", VOLUME, TEXT),
    FIELD("%N", ISSUE, TEXT),
    FIELD("%P", PAGES, PAGES),
    FIELD("%I", PUBLISHER, TEXT),
    FIELD("%C", PLACE, TEXT),
    FIELD("%7", EDITION, TEXT),
    FIELD("%G", LANGUAGE, LANGUAGE),
    FIELD("%R", DOI, DOI),
    FIELD("%@", ISSN, ISSN),
    FIELD("%U", URL, URL),
    FIELD("%X", ABSTRACT, FLOW),
    FIELD("%K", KEYWORD, KEYWORDS),
    FIELD("%O", NOTE, FLOW),
    FIELD("%Z", NOTE, FLOW),
    FIELD("%<", NOTE, FLOW),
    FIELD("%+", AFFILIATION, LINES),
    FIELD("%M", ACCESSION, TEXT),
    FIELD("%~", DATABASE, TEXT),
    FIELD("%9", PUBLICATION_TYPE, TEXT),
    FIELD("%F", LABEL, TEXT),
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0},
};

static int is_tag(const char *text, size_t length) {
  return length >= 2 && text[0] == '%' && text[1] > ' ' && text[1] != '%' &&
         (length == 2 || sheaf_tagged_space(text[2]));
}

/* style: 1 once the record has a %0; 2 once it has anything else. */
static sheaf_feed feed(sheaf_tagged *self, const sheaf_line *line) {
  if (!is_tag(line->text, line->length)) {
    sheaf_tagged_more(self, line->text, line->length, '\n');
    return SHEAF_FEED_TAKEN;
  }
  const int type = line->text[1] == '0';
  if (self->count && (type ? self->style & 2 : self->blank && !(self->style & 1))) return SHEAF_FEED_NEXT;
  self->style |= type ? 1 : 2;
  sheaf_tagged_begin(self, line, line->text, 2, line->text + 2, line->length - 2);
  return SHEAF_FEED_TAKEN;
}

static const char *guess_type(const sheaf_tagged *self) {
  if (sheaf_tagged_first(self, "%J")) return "article-journal";
  if (sheaf_tagged_first(self, "%B")) return "chapter";
  return sheaf_tagged_first(self, "%I") ? "book" : "document";
}

static void add_type(sheaf_tagged *self, sheaf_record *record) {
  const char *type = NULL;
  const sheaf_item *from = NULL;
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_item *item = &self->items[i];
    if (!sheaf_tagged_is(item, "%0")) continue;
    const char *one = sheaf_work_type(sheaf_tagged_value(self, item), item->length);
    if (!from || one) from = item;
    if (one) type = one;
  }
  if (!type) type = guess_type(self);
  sheaf_record_add(record, SHEAF_FIELD_TYPE, type, strlen(type), from ? sheaf_tagged_value(self, from) : NULL,
                   from ? from->length : 0);
}

static void add_name(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item) {
  sheaf_tag as = {NULL, item->tag->field, SHEAF_HOW_NAMES, NULL, 0};
  const char *text = sheaf_tagged_value(self, item);
  size_t length = item->length;
  sheaf_buf *whole = &self->spare;
  if (whole->failed) self->failed = 1;
  sheaf_buf_reset(whole);
  if (sheaf_value_group(text, length, 1, whole)) {
    as.how = SHEAF_HOW_GROUP;
    text = sheaf_buf_bytes(whole), length = whole->length;
  }
  sheaf_value_add_text(self, record, item->tag->name, 2, &as, text, length);
}

static void map(sheaf_tagged *self, sheaf_record *record) {
  static const sheaf_tag rest = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};
  static const sheaf_tag journal = {NULL, SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, NULL, 0};
  add_type(self, record);
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_item *item = &self->items[i];
    if (!item->tag || item->tag->how != SHEAF_HOW_LATER)
      sheaf_value_add(self, record, item, NULL);
    else if (item->tag->field == SHEAF_FIELD_AUTHOR || item->tag->field == SHEAF_FIELD_EDITOR)
      add_name(self, record, item);
    else if (item->tag->field == SHEAF_FIELD_JOURNAL)
      sheaf_value_add(self, record, item, &journal);
  }
  const sheaf_item *year = sheaf_tagged_first(self, "%D"), *day = sheaf_tagged_first(self, "%8");
  sheaf_dated_add(self, record, year, day);
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_item *item = &self->items[i];
    if (item->tag && item->tag->field == SHEAF_FIELD_DATE && item != year && item != day)
      sheaf_value_add(self, record, item, &rest);
  }
}

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  int types = 0, titles = 0, known = 0;
  for (size_t at = 0; at < length && known < 200;) {
    const size_t size = strcspn(head + at, "\r\n");
    const char *text = head + at;
    at += size + 1;
    if (!is_tag(text, size)) continue;
    types += text[1] == '0';
    titles += text[1] == 'T';
    for (const sheaf_tag *row = tags; row->name; row++) known += !memcmp(row->name, text, 2);
  }
  if (types && known >= 2) return 92;
  return titles && known >= 3 ? 80 : 0;
}

static void *open_reader(sheaf_reader *reader) {
  static const sheaf_tagged_format format = {tags, feed, map, 0};
  return sheaf_tagged_open(reader, &format);
}

const sheaf_format sheaf_read_refer = {"refer",     "EndNote/Refer tagged", "enw txt ref",     detect,
                                       open_reader, sheaf_tagged_next,      sheaf_tagged_close};
