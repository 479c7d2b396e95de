/* read_ovid.c - Ovid's own exports: records numbered "<12>", then either full field names on lines of their own with
 * the value indented below, or tags ("TI  - value").
 *
 *   <12>
 *   Title
 *     A title
 *   Source
 *     Journal of Things.  28(2):103-106, April 2015.
 */
#include <string.h>

#include "record/normal.h"
#include "value.h"

enum { LONGEST_NAME = 48 };

#define FIELD(tag, NAME, HOW) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, 0 }
#define NOTED(tag, NAME, HOW, note) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, note, 0 }

static const sheaf_tag tags[] = {
    {"<", SHEAF_FIELD_LABEL, SHEAF_HOW_TEXT, NULL, SHEAF_TAG_START},
    FIELD("Author", AUTHOR, LATER),
    FIELD("Authors", AUTHOR, LATER),
    FIELD("Author(s)", AUTHOR, LATER),
    FIELD("Authors Full Name", AUTHOR, LATER),
    FIELD("AU", AUTHOR, LATER),
    FIELD("FA", AUTHOR, LATER),
    FIELD("Corporate Author", AUTHOR, GROUP),
    FIELD("Editor", EDITOR, NAMES),
    FIELD("Editors", EDITOR, NAMES),
    FIELD("ED", EDITOR, NAMES),
    FIELD("Institution", AFFILIATION, LINES),
    FIELD("Affiliation", AFFILIATION, LINES),
    FIELD("IN", AFFILIATION, LINES),
    FIELD("Title", TITLE, LATER),
    FIELD("TI", TITLE, TEXT),
    FIELD("Chapter Title", TITLE, LATER),
    NOTED("Original Title", OTHER_TITLE, TEXT, "vernacular"),
    NOTED("Vernacular Title", OTHER_TITLE, TEXT, "vernacular"),
    FIELD("Book Title", JOURNAL, TEXT),
    FIELD("Abstract", ABSTRACT, FLOW),
    FIELD("AB", ABSTRACT, FLOW),
    FIELD("Source", EXTRA, LATER),
    FIELD("SO", EXTRA, LATER),
    FIELD("Journal Name", JOURNAL, TEXT),
    FIELD("Journal", JOURNAL, TEXT),
    FIELD("JN", JOURNAL, TEXT),
    FIELD("Journal Abbreviation", JOURNAL_ABBREVIATION, TEXT),
    FIELD("NLM Journal Name", JOURNAL, TEXT),
    FIELD("Volume", VOLUME, TEXT),
    FIELD("VO", VOLUME, TEXT),
    FIELD("Issue/Part", ISSUE, TEXT),
    FIELD("IP", ISSUE, TEXT),
    FIELD("Page", PAGES, PAGES),
    FIELD("Pages", PAGES, PAGES),
    FIELD("PG", PAGES, PAGES),
    FIELD("Year of Publication", DATE, PUBDATE),
    FIELD("Publication Year", DATE, PUBDATE),
    FIELD("Date of Publication", DATE, PUBDATE),
    FIELD("YR", DATE, PUBDATE),
    FIELD("DP", DATE, PUBDATE),
    FIELD("Publisher", PUBLISHER, TEXT),
    FIELD("PB", PUBLISHER, TEXT),
    FIELD("Country of Publication", PLACE, TEXT),
    FIELD("CP", PLACE, TEXT),
    FIELD("Language", LANGUAGE, LANGUAGE),
    FIELD("LG", LANGUAGE, LANGUAGE),
    FIELD("ISSN", ISSN, ISSN),
    FIELD("IS", ISSN, ISSN),
    NOTED("ISSN Print", ISSN, ISSN, "Print"),
    NOTED("ISSN Electronic", ISSN, ISSN, "Electronic"),
    FIELD("ISBN", ISBN, ISSN),
    FIELD("DOI Number", DOI, DOI),
    FIELD("DOI", DOI, DOI),
    FIELD("Digital Object Identifier", DOI, DOI),
    FIELD("DO", DOI, DOI),
    FIELD("PMID", PMID, PMID),
    FIELD("PubMed ID", PMID, PMID),
    FIELD("Accession Number", ACCESSION, LATER),
    FIELD("Unique Identifier", ACCESSION, LATER),
    FIELD("UI", ACCESSION, TEXT),
    FIELD("AN", ACCESSION, TEXT),
    FIELD("Database", DATABASE, TEXT),
    FIELD("DB", DATABASE, TEXT),
    FIELD("Author Keywords", KEYWORD, LATER),
    FIELD("Keywords", KEYWORD, LATER),
    FIELD("Keyword", KEYWORD, LATER),
    FIELD("Keyword Heading", KEYWORD, LATER),
    FIELD("Key Concepts", KEYWORD, LATER),
    FIELD("Key Phrase Identifiers", KEYWORD, LATER),
    FIELD("KW", KEYWORD, LATER),
    FIELD("ID", KEYWORD, LATER),
    FIELD("MeSH Subject Headings", HEADING, LATER),
    FIELD("Mesh Subject Headings", HEADING, LATER),
    FIELD("MH", HEADING, LATER),
    FIELD("SH", HEADING, LATER),
    FIELD("Subject Headings", HEADING, LATER),
    FIELD("Emtree Headings", HEADING, LATER),
    FIELD("Publication Type", PUBLICATION_TYPE, LATER),
    FIELD("Document Type", PUBLICATION_TYPE, LATER),
    FIELD("PT", PUBLICATION_TYPE, LATER),
    FIELD("Journal Subset", SUBSET, LATER),
    FIELD("Status", STATUS, TEXT),
    FIELD("ST", STATUS, TEXT),
    FIELD("Link to the Ovid Full Text or citation", URL, URL),
    FIELD("Link to the External Link Resolver", URL, URL),
    FIELD("URL", URL, URL),
    FIELD("XL", URL, URL),
    FIELD("UR", URL, URL),
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0},
};

/* ---- lines ---- */

/* "<12>": the length of its number, 0 where the line is something else. */
static size_t read_number(const char *text, size_t length) {
  sheaf_value_trim(&text, &length);
  if (length < 3 || text[0] != '<' || text[length - 1] != '>') return 0;
  for (size_t i = 1; i + 1 < length; i++)
    if (!sheaf_tagged_digit(text[i])) return 0;
  return length - 2;
}

/* "TI  - value". */
static size_t read_tag(const char *text, size_t length, size_t *value) {
  if (length < 3 || !sheaf_tagged_upper(text[0]) || !(sheaf_tagged_upper(text[1]) || sheaf_tagged_digit(text[1])))
    return 0;
  size_t at = 2;
  while (at < length && at < 4 && text[at] == ' ') at++;
  if (at >= length || text[at] != '-' || (at + 1 < length && text[at + 1] != ' ')) return 0;
  *value = at + 1;
  return 2;
}

/* A line that may be a field's name: words that begin at the margin, no sentence. */
static size_t read_name(const char *text, size_t length) {
  while (length && sheaf_tagged_space(text[length - 1])) length--;
  if (!length || length > LONGEST_NAME || !sheaf_tagged_upper(text[0])) return 0;
  for (size_t i = 0; i < length; i++) {
    const char c = text[i];
    const int letter = (c | 32) >= 'a' && (c | 32) <= 'z';
    if (!letter && !sheaf_tagged_digit(c) && !strchr(" -/()&", c)) return 0;
  }
  return length;
}

/* VN, the first tag where records have no number. */
static int is_version(const char *text, size_t length) {
  size_t value;
  return length >= 2 && !memcmp(text, "VN", 2) && (length == 2 || read_tag(text, length, &value));
}

static sheaf_feed feed(sheaf_tagged *self, const sheaf_line *line) {
  const char *text = line->text;
  if (read_number(text, line->length)) {
    if (self->count) return SHEAF_FEED_NEXT;
    const char *open = strchr(text, '<');
    sheaf_tagged_begin(self, line, "<", 1, open + 1, read_number(text, line->length));
    return SHEAF_FEED_TAKEN;
  }
  const int version = is_version(text, line->length);
  if (version && self->count && self->blank && is_version(self->text.data + self->items[0].name, 2))
    return SHEAF_FEED_NEXT;
  if (!self->count && !version) return SHEAF_FEED_TAKEN;
  size_t value = line->length, name = read_tag(text, line->length, &value);
  if (!name) name = read_name(text, line->length);
  if (name && (value < line->length || !sheaf_tagged_space(text[0])))
    sheaf_tagged_begin(self, line, text, name, text + value, line->length - value);
  else
    sheaf_tagged_more(self, text, line->length, '\n');
  return SHEAF_FEED_TAKEN;
}

/* ---- values ---- */

typedef struct ovid {
  sheaf_tagged *self;   /* the items */
  sheaf_record *record; /* where to */
} ovid;

/* "Mathes, Tim 2", "Max [Ed]", "Hern, Matt, Ed", "van Vugt, Arie MD, PhD *": without the marks behind it. */
static void add_author(const ovid *o, const char *text, size_t length) {
  sheaf_field field = SHEAF_FIELD_AUTHOR;
  const char *role = memchr(text, '[', length);
  if (role) {
    if (sheaf_value_starts(role, length - (size_t)(role - text), "[Ed")) field = SHEAF_FIELD_EDITOR;
    length = (size_t)(role - text);
  }
  while (length && strchr(" *,0123456789", text[length - 1])) length--;
  const size_t editor = sheaf_value_editor(text, length);
  if (editor) {
    field = SHEAF_FIELD_EDITOR;
    length = editor;
  }
  if (length) sheaf_value_add_name(o->self, o->record, field, text, length, NULL, 0);
}

/* 1 where a full stop ends a name: two spaces behind it, or initials before it and a word behind it ("Okafor N. Stein
 * RA."). Where commas or semicolons stand in the list, it may be an initial's. */
static int ends_name(const char *list, const char *stop, const char *end, int marked) {
  if (*stop != '.' || end - stop < 4 || stop[1] != ' ') return 0;
  if (stop[2] == ' ') return 1;
  size_t capitals = 0;
  while (stop - capitals > list && sheaf_tagged_upper(stop[-1 - (ptrdiff_t)capitals])) capitals++;
  const char *before = stop - capitals;
  return !marked && capitals && capitals < 5 && before > list && before[-1] == ' ' && !strchr(" .([", stop[2]) &&
         stop[3] != '.' && stop[3] != ' ';
}

/* Authors stand between semicolons, on lines of their own, or each with a full stop behind it. */
static void add_authors(const ovid *o, const char *text, size_t length) {
  const char *end = text + length;
  const int listed = memchr(text, ';', length) != NULL, marked = listed || memchr(text, ',', length) != NULL;
  for (const char *at = text; at <= end; at++) {
    if (at < end && *at != ';' && *at != '\n' && (listed || !ends_name(text, at, end, marked))) continue;
    const char *name = text;
    size_t size = (size_t)(at - text);
    sheaf_value_trim(&name, &size);
    if (size) add_author(o, name, size);
    text = at + 1;
  }
}

static void add_as(const ovid *o, const sheaf_item *item, sheaf_field field, sheaf_how how) {
  const sheaf_tag as = {NULL, field, how, NULL, 0};
  sheaf_value_add(o->self, o->record, item, &as);
}

/* Values that are only a dash or end in a full stop. */
static void add_list(const ovid *o, const sheaf_item *item, sheaf_field field, sheaf_how how) {
  const char *text = sheaf_tagged_value(o->self, item);
  size_t length = item->length;
  while (length && text[length - 1] == '.') length--;
  if (length == 1 && *text == '-') return;
  const sheaf_tag as = {NULL, field, how, NULL, 0};
  sheaf_value_add_text(o->self, o->record, sheaf_tagged_name(o->self, item), item->name_length, &as, text, length);
}

/* The parts of "Journal.  28(2):103-106, April 2015." and "Journal. Vol 28(2) April 2015, 103-106.". */
typedef struct source {
  const char *journal, *volume, *issue, *pages, *date;                           /* borrowed */
  size_t journal_length, volume_length, issue_length, pages_length, date_length; /* bytes */
} source;

static size_t digits(const char *text) { return strspn(text, "0123456789"); }

/* Where the volume begins: a number behind a full stop, after "Vol" or not, with what follows a volume. */
static const char *find_volume(const char *text, const char **journal_end) {
  for (const char *at = text; (at = strchr(at, '.')); at++) {
    const char *p = at + 1 + strspn(at + 1, " \n");
    if (!strncmp(p, "Vol", 3)) p += 3 + strspn(p + 3, ". ");
    const size_t size = digits(p);
    if (p == at + 1 || !size || size > 4 || !p[size] || !strchr("(:, ", p[size])) continue;
    *journal_end = at;
    return p;
  }
  return NULL;
}

static int read_source(const char *text, source *out) {
  const char *journal_end, *at = find_volume(text, &journal_end);
  if (!at) return 0;
  *out = (source){.journal = text, .journal_length = (size_t)(journal_end - text), .volume = at};
  out->volume_length = digits(at);
  at += out->volume_length;
  if (*at == '(') {
    const size_t size = strcspn(at, ")");
    out->issue = at + 1;
    out->issue_length = size - 1;
    at += size + (at[size] == ')');
  }
  const int pages_first = *at == ':';
  at += strspn(at, ": ,");
  const char *comma = strchr(at, ',');
  if (!comma) return 1;
  const char *rest = comma + 1 + strspn(comma + 1, " ");
  const size_t rest_length = strcspn(rest, ".");
  out->pages = pages_first ? at : rest;
  out->pages_length = pages_first ? (size_t)(comma - at) : rest_length;
  out->date = pages_first ? rest : at;
  out->date_length = pages_first ? rest_length : (size_t)(comma - at);
  return 1;
}

static void add_part(const ovid *o, sheaf_field field, sheaf_how how, const char *text, size_t length) {
  const sheaf_tag as = {NULL, field, how, NULL, 0};
  if (length && !sheaf_record_first(o->record, field))
    sheaf_value_add_text(o->self, o->record, "Source", 6, &as, text, length);
}

/* Source names journal, volume, issue, pages and date in one line; what other fields give is better. */
static void add_source(const ovid *o, const sheaf_item *item) {
  const char *text = sheaf_tagged_value(o->self, item);
  source parts;
  if (read_source(text, &parts)) {
    add_part(o, SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, parts.journal, parts.journal_length);
    add_part(o, SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, parts.volume, parts.volume_length);
    add_part(o, SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT, parts.issue, parts.issue_length);
    if (parts.pages && digits(parts.pages))
      add_part(o, SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, parts.pages, parts.pages_length);
    if (parts.date) add_part(o, SHEAF_FIELD_DATE, SHEAF_HOW_PUBDATE, parts.date, parts.date_length);
  } else {
    const size_t size = strcspn(text, ".\n");
    if (text[size] == '.' && !text[size + 1]) add_part(o, SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, text, size);
    const int year = sheaf_normal_year(text, item->length);
    if (year && !sheaf_record_first(o->record, SHEAF_FIELD_YEAR)) {
      sheaf_buf_reset(&o->self->out);
      sheaf_buf_add_format(&o->self->out, "%d", year);
      sheaf_record_add(o->record, SHEAF_FIELD_YEAR, o->self->out.data, o->self->out.length, NULL, 0);
    }
  }
  add_list(o, item, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA);
}

static int is_full_name(const sheaf_item *item) {
  return sheaf_tagged_is(item, "Authors Full Name") || sheaf_tagged_is(item, "FA");
}

/* The same people stand twice, with initials and with their names: the names count, the other list is EXTRA. */
static void add_author_list(const ovid *o, const sheaf_item *item) {
  const sheaf_item *full = sheaf_tagged_first(o->self, "Authors Full Name");
  if (!full) full = sheaf_tagged_first(o->self, "FA");
  if (full && !is_full_name(item))
    add_as(o, item, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA);
  else
    add_authors(o, sheaf_tagged_value(o->self, item), item->length);
}

static void add_later(const ovid *o, const sheaf_item *item) {
  switch (item->tag->field) {
    case SHEAF_FIELD_AUTHOR: add_author_list(o, item); break;
    case SHEAF_FIELD_TITLE: {
      /* With a chapter's title beside it the title is that of the book. */
      const int book = sheaf_tagged_is(item, "Title") && sheaf_tagged_first(o->self, "Chapter Title");
      add_as(o, item, book ? SHEAF_FIELD_JOURNAL : SHEAF_FIELD_TITLE, SHEAF_HOW_TEXT);
      break;
    }
    case SHEAF_FIELD_KEYWORD: add_list(o, item, SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORDS); break;
    case SHEAF_FIELD_HEADING: add_list(o, item, SHEAF_FIELD_HEADING, SHEAF_HOW_HEADING); break;
    case SHEAF_FIELD_EXTRA: break;
    default: add_list(o, item, item->tag->field, SHEAF_HOW_LINES); break;
  }
}

static const char *type_of(const sheaf_tagged *self) {
  const sheaf_item *item = sheaf_tagged_first(self, "Publication Type");
  if (!item) item = sheaf_tagged_first(self, "PT");
  const char *text = item ? sheaf_tagged_value(self, item) : "";
  const size_t length = item ? item->length : 0;
  if (sheaf_tagged_first(self, "Chapter Title")) return "chapter";
  if (sheaf_value_find(text, length, "book")) return "book";
  if (sheaf_value_find(text, length, "conference paper")) return "paper-conference";
  return sheaf_value_find(text, length, "dissertation") ? "thesis" : "article-journal";
}

static void map(sheaf_tagged *self, sheaf_record *record) {
  const ovid o = {self, record};
  for (size_t i = 0; i < self->count; i++)
    if (self->items[i].tag && self->items[i].tag->field == SHEAF_FIELD_AFFILIATION)
      sheaf_value_add(self, record, &self->items[i], NULL);
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_item *item = &self->items[i];
    if (!item->length || (item->tag && item->tag->field == SHEAF_FIELD_AFFILIATION)) continue;
    if (item->tag && item->tag->how == SHEAF_HOW_LATER)
      add_later(&o, item);
    else
      sheaf_value_add(self, record, item, NULL);
  }
  const sheaf_item *where = sheaf_tagged_first(self, "Source");
  if (!where) where = sheaf_tagged_first(self, "SO");
  if (where) add_source(&o, where);
  sheaf_record_add_text(record, SHEAF_FIELD_TYPE, type_of(self));
}

/* ---- the format ---- */

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  int numbers = 0, fields = 0;
  for (size_t at = 0; at < length && fields < 200;) {
    const size_t size = strcspn(head + at, "\r\n");
    const char *text = head + at;
    at += size + 1;
    numbers += read_number(text, size) > 0;
    size_t value;
    size_t name = read_tag(text, size, &value);
    if (name && !memcmp(text, "TY", 2)) return 0;
    numbers += name && !memcmp(text, "VN", 2) && sheaf_value_find(text + value, size - value, "Ovid") != NULL;
    if (!name) name = read_name(text, size);
    for (const sheaf_tag *row = tags; numbers && name && row->name; row++)
      fields += !strncmp(row->name, text, name) && !row->name[name];
  }
  return numbers && fields >= 2 ? 93 : 0;
}

static void *open_reader(sheaf_reader *reader) {
  static const sheaf_tagged_format format = {tags, feed, map, 0};
  return sheaf_tagged_open(reader, &format);
}

const sheaf_format sheaf_read_ovid = {"ovid",      "Ovid citation export", "txt cgi",         detect,
                                      open_reader, sheaf_tagged_next,      sheaf_tagged_close};
