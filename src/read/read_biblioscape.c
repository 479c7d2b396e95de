/* read_biblioscape.c - Biblioscape's tag file: "--TI-- value", lines without a tag go on with it, a line of dashes ends
 * the record. Tags: JabRef's and bibutils' tables of the format. */
#include <string.h>

#include "dated.h"
#include "value.h"
#include "work_type.h"

#define FIELD(tag, NAME, HOW) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, 0 }

static const sheaf_tag tags[] = {
    FIELD("RT", TYPE, LATER),
    FIELD("AU", AUTHOR, NAMES),
    FIELD("SA", EDITOR, NAMES),
    FIELD("TI", TITLE, TEXT),
    {"SH", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "short", 0},
    FIELD("ST", JOURNAL, TEXT),
    FIELD("TT", SERIES, TEXT),
    FIELD("YP", DATE, LATER),
    FIELD("VL", VOLUME, TEXT),
    FIELD("NB", ISSUE, TEXT),
    FIELD("PS", PAGES, LATER),
    FIELD("PE", PAGES, LATER),
    FIELD("PB", PUBLISHER, TEXT),
    FIELD("CO", PLACE, TEXT),
    FIELD("ED", EDITION, TEXT),
    FIELD("IS", ISSN, ISSN),
    FIELD("KW", KEYWORD, KEYWORDS),
    FIELD("AB", ABSTRACT, FLOW),
    FIELD("NT", NOTE, FLOW),
    FIELD("AD", AFFILIATION, LINES),
    FIELD("LG", LANGUAGE, LANGUAGE),
    FIELD("UR", URL, URL),
    FIELD("AT", URL, URL),
    FIELD("TW", PUBLICATION_TYPE, TEXT),
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0},
};

static int is_mark(char c) { return sheaf_tagged_upper(c) || sheaf_tagged_digit(c); }

static int is_tag(const char *text, size_t length) {
  return length >= 6 && !memcmp(text, "--", 2) && sheaf_tagged_upper(text[2]) && is_mark(text[3]) &&
         !memcmp(text + 4, "--", 2) && (length == 6 || sheaf_tagged_space(text[6]));
}

/* Four dashes or more and nothing else. */
static int is_rule(const char *text, size_t length) {
  sheaf_value_trim(&text, &length);
  return length >= 4 && strspn(text, "-") >= length;
}

static sheaf_feed feed(sheaf_tagged *self, const sheaf_line *line) {
  if (is_rule(line->text, line->length)) {
    if (!self->count) return SHEAF_FEED_TAKEN;
    self->ended = 1;
    return SHEAF_FEED_LAST;
  }
  if (is_tag(line->text, line->length))
    sheaf_tagged_begin(self, line, line->text + 2, 2, line->text + 6, line->length - 6);
  else
    sheaf_tagged_more(self, line->text, line->length, '\n');
  return SHEAF_FEED_TAKEN;
}

static void add_type(sheaf_tagged *self, sheaf_record *record) {
  const sheaf_item *item = sheaf_tagged_first(self, "RT");
  const char *type = item ? sheaf_work_type(sheaf_tagged_value(self, item), item->length) : NULL;
  if (!type) type = sheaf_tagged_first(self, "ST") ? "article-journal" : "document";
  sheaf_record_add(record, SHEAF_FIELD_TYPE, type, strlen(type), item ? sheaf_tagged_value(self, item) : NULL,
                   item ? item->length : 0);
}

static void add_pages(sheaf_tagged *self, sheaf_record *record) {
  static const sheaf_tag as = {NULL, SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL, 0};
  const sheaf_item *first = sheaf_tagged_first(self, "PS"), *last = sheaf_tagged_first(self, "PE");
  if (!first && !last) return;
  sheaf_buf *text = &self->spare;
  sheaf_buf_reset(text);
  if (first) sheaf_buf_add(text, sheaf_tagged_value(self, first), first->length);
  if (first && last) sheaf_buf_add_byte(text, '-');
  if (last) sheaf_buf_add(text, sheaf_tagged_value(self, last), last->length);
  sheaf_value_add_text(self, record, "PS", 2, &as, sheaf_buf_bytes(text), text->length);
}

static void map(sheaf_tagged *self, sheaf_record *record) {
  static const sheaf_tag rest = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};
  if (!self->count) return;
  add_type(self, record);
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_item *item = &self->items[i];
    if (!item->tag || item->tag->how != SHEAF_HOW_LATER)
      sheaf_value_add(self, record, item, NULL);
    else if (item != sheaf_tagged_first(self, item->tag->name))
      sheaf_value_add(self, record, item, &rest);
  }
  sheaf_dated_add(self, record, sheaf_tagged_first(self, "YP"), NULL);
  add_pages(self, record);
}

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  int found = 0;
  for (size_t at = 0; at < length && found < 3;) {
    const size_t size = strcspn(head + at, "\r\n");
    found += is_tag(head + at, size);
    at += size + 1;
  }
  return found >= 3 ? 95 : found * 35;
}

static void *open_reader(sheaf_reader *reader) {
  static const sheaf_tagged_format format = {tags, feed, map, 0};
  return sheaf_tagged_open(reader, &format);
}

const sheaf_format sheaf_read_biblioscape = {"biblioscape",     "Biblioscape tags", "txt", detect, open_reader,
                                             sheaf_tagged_next, sheaf_tagged_close};
