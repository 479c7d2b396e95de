/* read_nep.c - reports of NEP: New Economics Papers, as RePEc mails them:
 *
 *   12. Evening clinics
 *   Date:   2015-03-09
 *   By:     Ngozi Okafor (University of Sampletown)
 *           Ruth Stein
 *   URL:    http://d.repec.org/n?u=RePEc:inv:wpaper:12&r=hea
 *   We opened late. (or "Abstract:")
 *   Keywords: clinics, evening
 *   JEL:    I11
 *
 * A numbered line with none of these behind it stands in the report's table of contents. */
#include <string.h>

#include "value.h"

#define FIELD(tag, NAME, HOW) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, 0 }

static const sheaf_tag tags[] = {
    FIELD("Title", TITLE, TEXT),       FIELD("Date", DATE, PUBDATE),
    FIELD("By", AUTHOR, LATER),        FIELD("URL", URL, URL),
    FIELD("Abstract", ABSTRACT, FLOW), FIELD("Keywords", KEYWORD, LATER),
    FIELD("JEL", KEYWORD, LATER),      {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0},
};

/* "12. Title": where the title begins, 0 where the line is none. */
static size_t numbered(const char *text, size_t length) {
  size_t at = 0;
  while (at < length && at < 5 && sheaf_tagged_digit(text[at])) at++;
  if (!at || at + 2 >= length || text[at] != '.' || !sheaf_tagged_space(text[at + 1])) return 0;
  return at + 2;
}

/* The row of "Date:" and the like; NULL where the line begins with none. */
static const sheaf_tag *row_of(const char *text, size_t length) {
  for (const sheaf_tag *row = tags + 1; row->name; row++) {
    const size_t size = strlen(row->name);
    if (length > size && !memcmp(text, row->name, size) && text[size] == ':') return row;
  }
  return NULL;
}

/* What stands behind the address is the abstract, also where nothing says so. */
static sheaf_feed feed(sheaf_tagged *self, const sheaf_line *line) {
  const size_t title = numbered(line->text, line->length);
  const sheaf_tag *row = row_of(line->text, line->length);
  if (title) {
    if (self->count > 1) return SHEAF_FEED_NEXT;
    self->count = 0;
    sheaf_tagged_begin(self, line, "Title", 5, line->text + title, line->length - title);
    return SHEAF_FEED_TAKEN;
  }
  if (!self->count || !line->length) return SHEAF_FEED_TAKEN;
  const sheaf_item *last = &self->items[self->count - 1];
  const int behind_url = sheaf_tagged_is(last, "URL"), in_text = sheaf_tagged_is(last, "Abstract");
  if (row)
    sheaf_tagged_begin(self, line, row->name, strlen(row->name), line->text + strlen(row->name) + 1,
                       line->length - strlen(row->name) - 1);
  else if (behind_url && last->length)
    sheaf_tagged_begin(self, line, "Abstract", 8, line->text, line->length);
  else if (!self->blank || in_text)
    sheaf_tagged_more(self, line->text, line->length, '\n');
  else if (self->count == 1)
    self->count = 0; /* the table of contents ends */
  else
    sheaf_tagged_begin(self, line, "text", 4, line->text, line->length);
  return SHEAF_FEED_TAKEN;
}

/* "Ngozi Okafor (University of Sampletown)" on each line. */
static void add_people(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item) {
  static const sheaf_tag name = {NULL, SHEAF_FIELD_AUTHOR, SHEAF_HOW_NAME, NULL, 0};
  const char *text = sheaf_tagged_value(self, item), *end = text + item->length;
  while (text < end) {
    const char *stop = memchr(text, '\n', (size_t)(end - text));
    if (!stop) stop = end;
    const char *open = memchr(text, '(', (size_t)(stop - text));
    const size_t length = (size_t)((open ? open : stop) - text);
    sheaf_value_add_text(self, record, "By", 2, &name, text, length);
    if (open && stop[-1] == ')')
      sheaf_record_add(record, SHEAF_FIELD_AFFILIATION, open + 1, (size_t)(stop - open) - 2, NULL, 0);
    else if (open)
      sheaf_record_add(record, SHEAF_FIELD_AFFILIATION, open + 1, (size_t)(stop - open) - 1, NULL, 0);
    text = stop + (stop < end);
  }
}

static void add_keywords(sheaf_record *record, const char *text, size_t length) {
  const char mark = memchr(text, ';', length) ? ';' : ',';
  for (size_t from = 0, at = 0; at <= length; at++) {
    if (at < length && text[at] != mark) continue;
    sheaf_record_add(record, SHEAF_FIELD_KEYWORD, text + from, at - from, NULL, 0);
    from = at + 1;
  }
}

static void map(sheaf_tagged *self, sheaf_record *record) {
  static const sheaf_tag rest = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};
  if (self->count > 1) sheaf_record_add_text(record, SHEAF_FIELD_TYPE, "report");
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_item *item = &self->items[i];
    const char *text = sheaf_tagged_value(self, item);
    if (sheaf_tagged_is(item, "By"))
      add_people(self, record, item);
    else if (sheaf_tagged_is(item, "Keywords"))
      add_keywords(record, text, item->length);
    else
      sheaf_value_add(self, record, item, sheaf_tagged_is(item, "JEL") ? &rest : NULL);
  }
}

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  if (!sheaf_value_find(head, length, "nep.repec.org") && !sheaf_value_find(head, length, "NEP: New Economics Papers"))
    return 0;
  int titles = 0, rows = 0;
  for (size_t at = 0; at < length;) {
    const size_t size = strcspn(head + at, "\r\n");
    titles += numbered(head + at, size) > 0;
    rows += titles && row_of(head + at, size);
    at += size + 1;
  }
  return titles && rows ? 96 : 0;
}

static void *open_reader(sheaf_reader *reader) {
  static const sheaf_tagged_format format = {tags, feed, map, 0};
  return sheaf_tagged_open(reader, &format);
}

const sheaf_format sheaf_read_nep = {
    "nep", "NEP report (RePEc)", "txt", detect, open_reader, sheaf_tagged_next, sheaf_tagged_close};
