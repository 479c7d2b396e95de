/* read_redif.c - ReDIF templates, in which RePEc's archives keep papers: "Title: value", lines without a name go on
 * with it, "Template-Type: ReDIF-Paper 1.0" begins a record. Names in any case. Source: ReDIF version 1, T. Krichel. */
#include <string.h>
#include <strings.h>

#include "dated.h"
#include "record/normal.h"
#include "value.h"

#define FIELD(tag, NAME, HOW) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, 0 }

static const sheaf_tag tags[] = {
    {"Template-Type", SHEAF_FIELD_TYPE, SHEAF_HOW_LATER, NULL, SHEAF_TAG_START},
    FIELD("Author-Name", AUTHOR, LATER),
    FIELD("Author-Name-First", AUTHOR, LATER),
    FIELD("Author-Name-Last", AUTHOR, LATER),
    FIELD("Author-Workplace-Name", AFFILIATION, TEXT),
    FIELD("Editor-Name", EDITOR, NAME),
    FIELD("Title", TITLE, TEXT),
    FIELD("Abstract", ABSTRACT, FLOW),
    FIELD("Journal", JOURNAL, TEXT),
    FIELD("Book-Title", JOURNAL, TEXT),
    FIELD("In-Book", JOURNAL, TEXT),
    FIELD("Series", SERIES, TEXT),
    FIELD("Volume", VOLUME, TEXT),
    FIELD("Issue", ISSUE, TEXT),
    FIELD("Number", ISSUE, LATER),
    FIELD("Pages", PAGES, PAGES),
    FIELD("Year", DATE, LATER),
    FIELD("Month", DATE, LATER),
    FIELD("Creation-Date", DATE, LATER),
    FIELD("Publication-Date", DATE, LATER),
    FIELD("Publisher-Name", PUBLISHER, TEXT),
    FIELD("Provider-Name", PUBLISHER, TEXT),
    FIELD("Edition", EDITION, TEXT),
    FIELD("ISSN", ISSN, ISSN),
    FIELD("ISBN", ISBN, ISSN),
    FIELD("DOI", DOI, DOI),
    FIELD("Language", LANGUAGE, LANGUAGE),
    FIELD("Keywords", KEYWORD, LATER),
    FIELD("File-URL", URL, URL),
    FIELD("Note", NOTE, FLOW),
    FIELD("Publication-Status", NOTE, FLOW),
    FIELD("Handle", ACCESSION, TEXT),
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0},
};

/* ---- lines ---- */

static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* "Author-Name:": the length of the name; 0 where the line begins with none. */
static size_t name_length(const char *text, size_t length) {
  enum { LONGEST = 48 };
  size_t size = 0;
  while (size < length && size < LONGEST &&
         (is_letter(text[size]) || (size && (text[size] == '-' || text[size] == '_'))))
    size++;
  return size > 1 && size < length && text[size] == ':' ? size : 0;
}

/* The name as the table spells it. */
static const char *known_name(const char *text, size_t *size) {
  for (const sheaf_tag *row = tags; row->name; row++)
    if (strlen(row->name) == *size && !strncasecmp(row->name, text, *size)) return row->name;
  return text;
}

/* In an abstract, "Methods: ..." goes on with it: of names without a hyphen, only known ones begin an item there. */
static sheaf_feed feed(sheaf_tagged *self, const sheaf_line *line) {
  size_t size = name_length(line->text, line->length);
  const char *name = size ? known_name(line->text, &size) : NULL;
  const int begins = name == tags[0].name, text = name == line->text && !memchr(name, '-', size);
  if (begins && self->count) return SHEAF_FEED_NEXT;
  if (!self->count && !begins) return SHEAF_FEED_TAKEN;
  if (size && !(text && sheaf_tagged_is(&self->items[self->count - 1], "Abstract")))
    sheaf_tagged_begin(self, line, name, size, line->text + size + 1, line->length - size - 1);
  else
    sheaf_tagged_more(self, line->text, line->length, '\n');
  return SHEAF_FEED_TAKEN;
}

/* ---- values ---- */

/* 0 where the template is that of a person, a series, ..., and no work. */
static int add_type(sheaf_tagged *self, sheaf_record *record) {
  static const struct {
    const char *given, *csl;
  } types[] = {{"ReDIF-Paper", "report"},
               {"ReDIF-Article", "article-journal"},
               {"ReDIF-Book", "book"},
               {"ReDIF-Chapter", "chapter"},
               {"ReDIF-Software", "software"}};
  const sheaf_item *item = &self->items[0];
  const char *text = sheaf_tagged_value(self, item), *csl = NULL;
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (sheaf_value_starts(text, item->length, types[i].given)) csl = types[i].csl;
  if (csl) sheaf_record_add(record, SHEAF_FIELD_TYPE, csl, strlen(csl), text, item->length);
  return csl != NULL;
}

/* Its parts, given apart behind a name, say it better. */
static void add_author(sheaf_tagged *self, sheaf_record *record, size_t at) {
  static const sheaf_tag as = {NULL, SHEAF_FIELD_AUTHOR, SHEAF_HOW_NAME, NULL, 0};
  const sheaf_item *item = &self->items[at], *first = NULL, *last = NULL;
  for (size_t i = at + 1; i < self->count && !sheaf_tagged_is(&self->items[i], "Author-Name"); i++) {
    if (sheaf_tagged_is(&self->items[i], "Author-Name-First")) first = &self->items[i];
    if (sheaf_tagged_is(&self->items[i], "Author-Name-Last")) last = &self->items[i];
  }
  sheaf_buf *out = &self->out;
  sheaf_buf_reset(out);
  if (first && last && first->length && last->length &&
      sheaf_normal_name_parts(sheaf_tagged_value(self, last), sheaf_tagged_value(self, first), "", "", out))
    sheaf_value_add_normal(record, SHEAF_FIELD_AUTHOR, out, sheaf_tagged_value(self, item), item->length);
  else
    sheaf_value_add(self, record, item, &as);
}

/* Between semicolons, or between commas where there is none. */
static void add_keywords(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item) {
  const char *text = sheaf_tagged_value(self, item);
  const char mark = memchr(text, ';', item->length) ? ';' : ',';
  for (size_t from = 0, at = 0; at <= item->length; at++) {
    if (at < item->length && text[at] != mark && text[at] != '\n') continue;
    sheaf_record_add(record, SHEAF_FIELD_KEYWORD, text + from, at - from, NULL, 0);
    from = at + 1;
  }
}

static void map(sheaf_tagged *self, sheaf_record *record) {
  static const sheaf_tag rest = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0},
                         issue = {NULL, SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT, NULL, 0};
  const sheaf_item *year = sheaf_tagged_first(self, "Year"), *month = sheaf_tagged_first(self, "Month");
  const sheaf_item *made = sheaf_tagged_first(self, "Creation-Date");
  if (!made) made = sheaf_tagged_first(self, "Publication-Date");
  const int is_work = add_type(self, record);
  for (size_t i = is_work ? 1 : 0; i < self->count; i++) {
    const sheaf_item *item = &self->items[i];
    const sheaf_field field = item->tag && item->tag->how == SHEAF_HOW_LATER ? item->tag->field : SHEAF_FIELD_NONE;
    if (!is_work)
      sheaf_value_add(self, record, item, &rest);
    else if (field == SHEAF_FIELD_NONE)
      sheaf_value_add(self, record, item, NULL);
    else if (sheaf_tagged_is(item, "Author-Name"))
      add_author(self, record, i);
    else if (field == SHEAF_FIELD_KEYWORD)
      add_keywords(self, record, item);
    else if (field == SHEAF_FIELD_ISSUE)
      sheaf_value_add(self, record, item, sheaf_record_first(record, SHEAF_FIELD_ISSUE) ? &rest : &issue);
    else if (field == SHEAF_FIELD_DATE && item != (year ? year : made) && !(year && item == month))
      sheaf_value_add(self, record, item, &rest);
  }
  if (is_work) sheaf_dated_add(self, record, year ? year : made, year ? month : NULL);
}

/* ---- the format ---- */

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  const char *at = sheaf_value_find(head, length, "Template-Type:");
  if (!at || (at > head && at[-1] != '\n' && at[-1] != '\r')) return 0;
  return sheaf_value_find(at, (size_t)(head + length - at), "ReDIF-") ? 96 : 0;
}

static void *open_reader(sheaf_reader *reader) {
  static const sheaf_tagged_format format = {tags, feed, map, 0};
  return sheaf_tagged_open(reader, &format);
}

const sheaf_format sheaf_read_redif = {"redif",     "ReDIF (RePEc)",   "rdf redif txt",   detect,
                                       open_reader, sheaf_tagged_next, sheaf_tagged_close};
