/* read_copac.c - Copac's full record text, as Library Hub and bibutils write it: "TI- value", lines that begin with
 * spaces go on with it, a blank line ends the record. */
#include <string.h>

#include "dated.h"
#include "value.h"

#define FIELD(tag, NAME, HOW) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, 0 }

static const sheaf_tag tags[] = {
    FIELD("TI", TITLE, TEXT),      FIELD("AU", AUTHOR, LATER),
    FIELD("PU", PUBLISHER, LATER), FIELD("PY", DATE, LATER),
    FIELD("IS", ISBN, ISSN),       FIELD("IB", ISBN, ISSN),
    FIELD("SN", ISSN, ISSN),       FIELD("ED", EDITION, TEXT),
    FIELD("SE", SERIES, TEXT),     FIELD("LG", LANGUAGE, LANGUAGE),
    FIELD("SU", KEYWORD, KEYWORD), FIELD("KW", KEYWORD, KEYWORDS),
    FIELD("NT", NOTE, FLOW),       FIELD("AB", ABSTRACT, FLOW),
    FIELD("UR", URL, URL),         {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0},
};

static int is_tag(const char *text, size_t length) {
  return length >= 3 && sheaf_tagged_upper(text[0]) && (sheaf_tagged_upper(text[1]) || sheaf_tagged_digit(text[1])) &&
         text[2] == '-' && (length == 3 || sheaf_tagged_space(text[3]));
}

static sheaf_feed feed(sheaf_tagged *self, const sheaf_line *line) {
  if (!is_tag(line->text, line->length)) {
    sheaf_tagged_more(self, line->text, line->length, '\n');
    return SHEAF_FEED_TAKEN;
  }
  if (self->count && self->blank) return SHEAF_FEED_NEXT;
  sheaf_tagged_begin(self, line, line->text, 2, line->text + 3, line->length - 3);
  return SHEAF_FEED_TAKEN;
}

/* "Leeds : House Press, 2004.": place, publisher; the year has a tag of its own. */
static void add_imprint(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item) {
  const char *text = sheaf_tagged_value(self, item), *colon = sheaf_value_find(text, item->length, " : ");
  size_t length = item->length;
  if (colon) {
    sheaf_record_add(record, SHEAF_FIELD_PLACE, text, (size_t)(colon - text), NULL, 0);
    length -= (size_t)(colon - text) + 3;
    text = colon + 3;
  }
  const sheaf_item *year = sheaf_tagged_first(self, "PY");
  while (length && text[length - 1] == '.') length--;
  if (year && length > year->length + 2 &&
      !memcmp(text + length - year->length, sheaf_tagged_value(self, year), year->length))
    for (length -= year->length; length && strchr(", c[", text[length - 1]);) length--;
  sheaf_record_add(record, SHEAF_FIELD_PUBLISHER, text, length, NULL, 0);
}

/* "Okafor, Ngozi.": the full stop is the catalogue's, but for an initial's. */
static void add_name(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item) {
  static const sheaf_tag as = {NULL, SHEAF_FIELD_AUTHOR, SHEAF_HOW_NAME, NULL, 0};
  const char *text = sheaf_tagged_value(self, item);
  size_t length = item->length;
  if (length > 2 && text[length - 1] == '.' && !sheaf_tagged_upper(text[length - 2])) length--;
  sheaf_value_add_text(self, record, "AU", 2, &as, text, length);
}

static void map(sheaf_tagged *self, sheaf_record *record) {
  static const sheaf_tag rest = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_item *item = &self->items[i];
    if (!item->tag || item->tag->how != SHEAF_HOW_LATER)
      sheaf_value_add(self, record, item, NULL);
    else if (item->tag->field == SHEAF_FIELD_AUTHOR)
      add_name(self, record, item);
    else if (item != sheaf_tagged_first(self, item->tag->name))
      sheaf_value_add(self, record, item, &rest);
    else if (item->tag->field == SHEAF_FIELD_PUBLISHER)
      add_imprint(self, record, item);
  }
  sheaf_dated_add(self, record, sheaf_tagged_first(self, "PY"), NULL);
  if (sheaf_reader_is_usable(record)) sheaf_record_add_text(record, SHEAF_FIELD_TYPE, "book");
}

/* Holdings (HL) or publishers say that it is a catalogue; MEDLINE's four-letter tags that it is none. */
static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  int found = 0, titles = 0, own = 0;
  for (size_t at = 0; at < length && found < 200;) {
    const size_t size = strcspn(head + at, "\r\n");
    const char *text = head + at;
    at += size + 1;
    if (sheaf_value_starts(text, size, "PMID") || sheaf_value_starts(text, size, "STAT-")) return 0;
    if (size > 4 && sheaf_tagged_upper(text[0]) && text[2] == ' ' && text[4] == '-') return 0;
    if (!is_tag(text, size)) continue;
    found++;
    titles += !memcmp(text, "TI", 2);
    own += !memcmp(text, "HL", 2) || !memcmp(text, "PU", 2) || !memcmp(text, "PD", 2);
  }
  return titles && own && found >= 3 ? 96 : 0;
}

static void *open_reader(sheaf_reader *reader) {
  static const sheaf_tagged_format format = {tags, feed, map, 0};
  return sheaf_tagged_open(reader, &format);
}

const sheaf_format sheaf_read_copac = {"copac",           "Copac text",      "txt", detect, open_reader,
                                       sheaf_tagged_next, sheaf_tagged_close};
