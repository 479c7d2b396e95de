/* read_ebsco.c - EBSCOhost's text export: "Record: 1", then lines "Label: value", further lines without a label. The
 * journal, date and pages stand together in Source:
 *   "Journal of Tests. Jan2010, Vol. 3 Issue 2, p12-20. 9p."     "Journal of Tests (J TEST), Jan2010; 3(2): 12-20.
 * (9p)" */
#include <string.h>

#include "dated.h"
#include "value.h"
#include "work_type.h"

#define FIELD(tag, NAME, HOW) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, 0 }
#define NOTED(tag, NAME, HOW, note) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, note, 0 }

static const sheaf_tag tags[] = {
    {"Record", SHEAF_FIELD_EXTRA, SHEAF_HOW_LATER, NULL, SHEAF_TAG_START},
    FIELD("Title", TITLE, TEXT),
    NOTED("Alternate Title", OTHER_TITLE, TEXT, ""),
    NOTED("Original Title", OTHER_TITLE, TEXT, "vernacular"),
    NOTED("Transliterated Title", OTHER_TITLE, TEXT, "vernacular"),
    FIELD("Authors", AUTHOR, LATER),
    FIELD("Author", AUTHOR, LATER),
    FIELD("Author(s)", AUTHOR, LATER),
    FIELD("Editors", EDITOR, LATER),
    FIELD("Affiliation", AFFILIATION, LINES),
    FIELD("Affiliations", AFFILIATION, LINES),
    FIELD("Author Affiliations", AFFILIATION, LINES),
    FIELD("Address", AFFILIATION, LINES),
    FIELD("Source", JOURNAL, LATER),
    FIELD("Publication Name", JOURNAL, TEXT),
    FIELD("Journal", JOURNAL, TEXT),
    FIELD("Publication Date", DATE, LATER),
    FIELD("Publication Year", YEAR, LATER),
    FIELD("Document Type", PUBLICATION_TYPE, LIST),
    FIELD("Publication Type", PUBLICATION_TYPE, LIST),
    FIELD("Subject Terms", KEYWORD_PLUS, LIST),
    FIELD("Subjects", KEYWORD_PLUS, LIST),
    FIELD("Major Subjects", KEYWORD_PLUS, LIST),
    FIELD("Minor Subjects", KEYWORD_PLUS, LIST),
    FIELD("Author-Supplied Keywords", KEYWORD, KEYWORDS),
    FIELD("Keywords", KEYWORD, KEYWORDS),
    FIELD("Abstract", ABSTRACT, FLOW),
    FIELD("Abstract (English)", ABSTRACT, FLOW),
    FIELD("ISSN", ISSN, ISSN),
    FIELD("ISBN", ISSN, ISSN),
    FIELD("DOI", DOI, DOI),
    FIELD("Digital Object Identifier", DOI, DOI),
    FIELD("PMID", PMID, PMID),
    FIELD("MEDLINE Info", EXTRA, EXTRA),
    FIELD("Accession Number", ACCESSION, TEXT),
    FIELD("Database", DATABASE, TEXT),
    FIELD("Publisher", PUBLISHER, TEXT),
    FIELD("Language", LANGUAGE, LANGUAGE),
    FIELD("Persistent link to this record", URL, URL),
    FIELD("Persistent link to this record (Permalink)", URL, URL),
    FIELD("Journal Subset", SUBSET, LIST),
    FIELD("Special Interest", SUBSET, LIST),
    FIELD("Entry Date", DATE_ENTRY, DATE),
    FIELD("Revision Date", DATE_REVISED, DATE),
    FIELD("Grant Information", GRANT, LINES),
    FIELD("Geographic Terms", EXTRA, EXTRA),
    FIELD("People", EXTRA, EXTRA),
    FIELD("Company/Entity", EXTRA, EXTRA),
    FIELD("NAICS/Industry Codes", EXTRA, EXTRA),
    FIELD("Reviews & Products", EXTRA, EXTRA),
    FIELD("Full Text Word Count", EXTRA, EXTRA),
    FIELD("Instrumentation", EXTRA, EXTRA),
    FIELD("Cut and Paste", EXTRA, EXTRA),
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0},
};

/* ---- lines ---- */

/* The label's length where a line begins with one: a capital, no colon, at most 50 bytes; 0 without. */
static size_t label_length(const char *text, size_t length) {
  if (!length || !sheaf_tagged_upper(*text)) return 0;
  const char *colon = memchr(text, ':', length < 50 ? length : 50);
  const size_t size = colon ? (size_t)(colon - text) : 0;
  return size && (size + 1 == length || sheaf_tagged_space(text[size + 1])) ? size : 0;
}

static int is_record(const char *text, size_t length) {
  if (!sheaf_value_starts(text, length, "Record:")) return 0;
  text += 7, length -= 7;
  sheaf_value_trim(&text, &length);
  for (size_t i = 0; i < length; i++)
    if (!sheaf_tagged_digit(text[i])) return 0;
  return length > 0;
}

/* A label that is not in the table is believed when a tab follows: "Results: ..." is a line of an abstract. */
static sheaf_feed feed(sheaf_tagged *self, const sheaf_line *line) {
  const char *text = line->text;
  const size_t size = label_length(text, line->length);
  const int known = size && (sheaf_tagged_find(self, text, size) || text[size + 1] == '\t');
  const int starts = is_record(text, line->length);
  if (starts && self->count) return SHEAF_FEED_NEXT;
  if (known && (starts || self->count))
    sheaf_tagged_begin(self, line, text, size, text + size + 1, line->length - size - 1);
  else
    sheaf_tagged_more(self, text, line->length, '\n');
  return SHEAF_FEED_TAKEN;
}

/* ---- records ---- */

/* "Smith, John1,2 john@example.org" -> "Smith, John". */
static void add_names(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item) {
  const sheaf_tag as = {NULL, item->tag->field, SHEAF_HOW_NAMES, NULL, 0};
  const char *at = sheaf_tagged_value(self, item), *end = at + item->length;
  while (at < end) {
    size_t size = 0;
    while (at + size < end && at[size] != ';' && at[size] != '\n') size++;
    size_t kept = 0;
    while (kept < size && !sheaf_tagged_digit(at[kept]) && !strchr("<*", at[kept])) kept++;
    const char *mail = memchr(at, '@', kept);
    if (mail)
      for (kept = (size_t)(mail - at); kept && at[kept - 1] != ' ';) kept--;
    while (kept && strchr(", ", at[kept - 1])) kept--;
    sheaf_value_add_text(self, record, sheaf_tagged_name(self, item), item->name_length, &as, at, kept);
    at += size + 1;
  }
}

static void add_text(sheaf_tagged *self, sheaf_record *record, sheaf_field field, sheaf_how how, const char *text,
                     size_t length) {
  const sheaf_tag as = {NULL, field, how, NULL, 0};
  if (length && !sheaf_record_first(record, field)) sheaf_value_add_text(self, record, "Source", 6, &as, text, length);
}

/* Where the date begins: behind ". " or "), " or ", " with a month or a number. NULL where none does. */
static const char *find_date(const char *text, size_t length) {
  static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
                                   "Oct", "Nov", "Dec", "Win", "Spr", "Sum", "Fal", "Aut"};
  for (size_t i = 2; i + 4 < length; i++) {
    if (text[i - 1] != ' ' || !strchr(".,", text[i - 2])) continue;
    if (sheaf_tagged_digit(text[i])) return text + i;
    for (size_t m = 0; m < sizeof months / sizeof *months; m++)
      if (!memcmp(text + i, months[m], 3) && strcspn(text + i, "0123456789") < 12) return text + i;
  }
  return NULL;
}

static void add_number(sheaf_tagged *self, sheaf_record *record, sheaf_field field, const char *text,
                       const char *mark) {
  const char *at = strstr(text, mark);
  if (at) add_text(self, record, field, SHEAF_HOW_TEXT, at + strlen(mark), strcspn(at + strlen(mark), " ,;."));
}

/* "3(2): 12-20" behind the semicolon. */
static void add_brief(sheaf_tagged *self, sheaf_record *record, const char *text) {
  text += strspn(text, " ");
  const size_t volume = strcspn(text, " (:");
  add_text(self, record, SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, text, volume);
  text += volume;
  const size_t issue = *text == '(' ? strcspn(text + 1, ")") : 0;
  add_text(self, record, SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT, text + 1, issue);
  const char *pages = strchr(text, ':');
  if (!pages) return;
  pages += 1 + strspn(pages + 1, " ");
  add_text(self, record, SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, pages, strcspn(pages, " .;,"));
}

static void add_source(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item) {
  static const sheaf_tag rest = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};
  const char *text = sheaf_tagged_value(self, item), *date = find_date(text, item->length);
  sheaf_value_add(self, record, item, &rest);
  const size_t journal = date ? (size_t)(date - text) - 2 : strcspn(text, ".");
  size_t name = journal;
  if (journal > 3 && text[journal - 1] == ')') {
    while (name && text[name - 1] != '(') name--;
    if (name > 1)
      add_text(self, record, SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT, text + name, journal - name - 1);
    name = name > 1 ? name - 1 : journal;
  }
  add_text(self, record, SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, text, name);
  if (!date) return;
  sheaf_item day = *item;
  day.value += (size_t)(date - text);
  day.length = strcspn(date, ",;");
  if (!sheaf_record_first(record, SHEAF_FIELD_DATE)) sheaf_dated_add(self, record, NULL, &day);
  text = sheaf_tagged_value(self, item);
  date = text + (day.value - item->value);
  add_number(self, record, SHEAF_FIELD_VOLUME, date, "Vol. ");
  add_number(self, record, SHEAF_FIELD_ISSUE, date, "Issue ");
  const char *pages = strstr(date, ", p");
  if (pages && (sheaf_tagged_digit(pages[3]) || sheaf_tagged_upper(pages[3]) || sheaf_tagged_digit(pages[4])))
    add_text(self, record, SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, pages + 3, strcspn(pages + 3, " .,;"));
  if (date[day.length] == ';') add_brief(self, record, date + day.length + 1);
}

static void add_type(sheaf_tagged *self, sheaf_record *record) {
  const sheaf_item *item = sheaf_tagged_first(self, "Document Type");
  if (!item) item = sheaf_tagged_first(self, "Publication Type");
  const char *text = item ? sheaf_tagged_value(self, item) : "";
  const char *type = item ? sheaf_work_type(text, strcspn(text, ";,\n")) : NULL;
  if (!type) type = sheaf_tagged_first(self, "Source") ? "article-journal" : "document";
  sheaf_record_add(record, SHEAF_FIELD_TYPE, type, strlen(type), text, item ? item->length : 0);
}

static void map(sheaf_tagged *self, sheaf_record *record) {
  add_type(self, record);
  const sheaf_item *year = sheaf_tagged_first(self, "Publication Year"),
                   *day = sheaf_tagged_first(self, "Publication Date");
  if (year || day) sheaf_dated_add(self, record, year, day);
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_item *item = &self->items[i];
    if (!item->tag || item->tag->how != SHEAF_HOW_LATER)
      sheaf_value_add(self, record, item, NULL);
    else if (item->tag->field == SHEAF_FIELD_AUTHOR || item->tag->field == SHEAF_FIELD_EDITOR)
      add_names(self, record, item);
    else if (sheaf_tagged_is(item, "Source"))
      add_source(self, record, item);
    else if (sheaf_tagged_is(item, "Record"))
      sheaf_record_add(record, SHEAF_FIELD_LABEL, sheaf_tagged_value(self, item),
                       strcspn(sheaf_tagged_value(self, item), "\n"), NULL, 0);
  }
}

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  int records = 0, known = 0;
  for (size_t at = 0; at < length && known < 200;) {
    const size_t size = strcspn(head + at, "\r\n");
    const char *text = head + at;
    at += size + 1;
    if (is_record(text, size)) records++;
    const size_t label = records ? label_length(text, size) : 0;
    for (const sheaf_tag *row = tags + 1; label && row->name; row++)
      known += strlen(row->name) == label && !memcmp(row->name, text, label);
  }
  return records && known >= 3 ? 91 : 0;
}

static void *open_reader(sheaf_reader *reader) {
  static const sheaf_tagged_format format = {tags, feed, map, 0};
  return sheaf_tagged_open(reader, &format);
}

const sheaf_format sheaf_read_ebsco = {"ebsco",           "EBSCOhost text",  "txt", detect, open_reader,
                                       sheaf_tagged_next, sheaf_tagged_close};
