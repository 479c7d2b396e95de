/* read_nbib.c - PubMed and MEDLINE display format: a tag of up to four letters, a dash in the fifth column, a space,
 * the value; further lines of a value are indented by six. Records are set apart by blank lines. Source:
 * "MEDLINE/PubMed Data Element (Field) Descriptions", NLM.
 *
 *   PMID- 1
 *   TI  - A title that goes on
 *         here.
 */
#include <string.h>

#include "base/mem.h"
#include "record/normal.h"
#include "value.h"

#define CORRECTION(tag) \
  { tag, SHEAF_FIELD_CORRECTION, SHEAF_HOW_TEXT, tag, 0 }
#define FIELD(tag, NAME, HOW) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, 0 }
#define NOTED(tag, NAME, HOW, note) \
  { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, note, 0 }

static const sheaf_tag tags[] = {
    {"PMID", SHEAF_FIELD_PMID, SHEAF_HOW_PMID, NULL, SHEAF_TAG_START},
    {"PMC", SHEAF_FIELD_PMCID, SHEAF_HOW_PMCID, NULL, SHEAF_TAG_START},
    {"PMCR", SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, SHEAF_TAG_START},
    {"UI", SHEAF_FIELD_ACCESSION, SHEAF_HOW_TEXT, NULL, SHEAF_TAG_START},
    {"SO", SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, SHEAF_TAG_END},
    FIELD("TI", TITLE, TEXT),
    NOTED("TT", OTHER_TITLE, TEXT, "vernacular"),
    FIELD("BTI", TITLE, LATER),
    FIELD("CTI", SERIES, TEXT),
    FIELD("AB", ABSTRACT, FLOW),
    FIELD("OAB", OTHER_ABSTRACT, LATER),
    FIELD("OABL", OTHER_ABSTRACT, LATER),
    FIELD("FAU", AUTHOR, LATER),
    FIELD("AU", AUTHOR, LATER),
    FIELD("FED", EDITOR, LATER),
    FIELD("ED", EDITOR, LATER),
    FIELD("FIR", INVESTIGATOR, LATER),
    FIELD("IR", INVESTIGATOR, LATER),
    FIELD("FPS", PERSONAL_SUBJECT, LATER),
    FIELD("PS", PERSONAL_SUBJECT, LATER),
    FIELD("CN", AUTHOR, GROUP),
    FIELD("AD", AFFILIATION, TEXT),
    FIELD("AUID", ORCID, ORCID),
    FIELD("DP", DATE, PUBDATE),
    FIELD("DEP", DATE_ELECTRONIC, DATE),
    FIELD("EDAT", DATE_ENTRY, DATE),
    FIELD("CRDT", DATE_CREATED, DATE),
    FIELD("MHDA", DATE_HEADINGS, DATE),
    FIELD("LR", DATE_REVISED, DATE),
    FIELD("DCOM", DATE_COMPLETED, DATE),
    FIELD("JT", JOURNAL, TEXT),
    FIELD("TA", JOURNAL_ABBREVIATION, TEXT),
    FIELD("JID", JOURNAL_ID, TEXT),
    FIELD("VI", VOLUME, TEXT),
    FIELD("IP", ISSUE, TEXT),
    FIELD("PG", PAGES, PAGES),
    FIELD("PB", PUBLISHER, TEXT),
    FIELD("PL", PLACE, TEXT),
    FIELD("EN", EDITION, TEXT),
    FIELD("LA", LANGUAGE, LANGUAGE),
    FIELD("IS", ISSN, ISSN),
    FIELD("ISSN", ISSN, ISSN),
    FIELD("ISBN", ISBN, ISSN),
    FIELD("LID", ARTICLE_ID, ID),
    FIELD("AID", ARTICLE_ID, ID),
    NOTED("MID", ARTICLE_ID, TEXT, "mid"),
    FIELD("OT", KEYWORD, KEYWORD),
    FIELD("MH", HEADING, HEADING),
    FIELD("RN", SUBSTANCE, SUBSTANCE),
    FIELD("NM", SUBSTANCE, TEXT),
    FIELD("PT", PUBLICATION_TYPE, TEXT),
    FIELD("GN", NOTE, FLOW),
    FIELD("GR", GRANT, TEXT),
    FIELD("SI", SECONDARY_SOURCE, TEXT),
    FIELD("SB", SUBSET, TEXT),
    FIELD("STAT", STATUS, TEXT),
    FIELD("COIS", CONFLICT_OF_INTEREST, FLOW),
    CORRECTION("CIN"),
    CORRECTION("CON"),
    CORRECTION("EIN"),
    CORRECTION("EFR"),
    CORRECTION("CRI"),
    CORRECTION("CRF"),
    CORRECTION("DDIN"),
    CORRECTION("DRIN"),
    CORRECTION("ECI"),
    CORRECTION("ECF"),
    CORRECTION("PRIN"),
    CORRECTION("PROF"),
    CORRECTION("RIN"),
    CORRECTION("ROF"),
    CORRECTION("RPI"),
    CORRECTION("RPF"),
    CORRECTION("RRI"),
    CORRECTION("RRF"),
    CORRECTION("SPIN"),
    CORRECTION("ORI"),
    CORRECTION("UIN"),
    CORRECTION("UOF"),
    /* Known, and with no field of their own. */
    FIELD("OWN", EXTRA, EXTRA),
    FIELD("DA", EXTRA, EXTRA),
    FIELD("CI", EXTRA, EXTRA),
    FIELD("OCI", EXTRA, EXTRA),
    FIELD("OTO", EXTRA, EXTRA),
    FIELD("OID", EXTRA, EXTRA),
    FIELD("PST", EXTRA, EXTRA),
    FIELD("PHST", EXTRA, EXTRA),
    FIELD("GS", EXTRA, EXTRA),
    FIELD("RF", EXTRA, EXTRA),
    FIELD("NR", EXTRA, EXTRA),
    FIELD("SFM", EXTRA, EXTRA),
    FIELD("VTI", EXTRA, EXTRA),
    FIELD("IRAD", EXTRA, EXTRA),
    FIELD("PUBM", EXTRA, EXTRA),
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0},
};

/* ---- lines ---- */

/* Reads "TAG - value": the length of the tag, and where the value begins; 0 where the line is no such line. The dash
 * stands in the fifth column; a shorter distance is taken by `loose`. */
static size_t read_tag(const char *text, size_t length, size_t *value, int *loose) {
  size_t name = 0;
  while (name < length && name < 4 && (sheaf_tagged_upper(text[name]) || (name && sheaf_tagged_digit(text[name]))))
    name++;
  size_t dash = name;
  while (dash < length && dash < 5 && text[dash] == ' ') dash++;
  if (name < 2 || dash >= length || text[dash] != '-') return 0;
  *value = dash + 1;
  *loose = dash != 4 || (dash + 1 < length && text[dash + 1] != ' ');
  return name;
}

static int has(const sheaf_tagged *self, const sheaf_tag *row) {
  for (size_t i = 0; i < self->count; i++)
    if (self->items[i].tag == row) return 1;
  return 0;
}

/* 1 where a tag begins a new record. Blank lines do not tell by themselves: some files have one after every line, and
 * some have them inside an abstract. */
static int begins(const sheaf_tagged *self, const sheaf_tag *row) {
  if (!self->count) return 0;
  const sheaf_tag *last = self->items[self->count - 1].tag;
  const int over = last && (last->flags & SHEAF_TAG_END);
  const int starts = row && (row->flags & SHEAF_TAG_START);
  if (self->blank && over && !self->spaced) return 1;
  /* ERIC's records have neither number nor source at their ends: the tag that begins the first begins each. */
  const sheaf_tag *opens = self->items[0].tag;
  if (self->blank && !self->spaced && row && row == opens && !(opens->flags & SHEAF_TAG_START)) return 1;
  if (!starts) return 0;
  if (row == &tags[0] && has(self, row)) return 1;
  return over || (self->blank && !self->spaced && self->count > 1);
}

static sheaf_feed feed(sheaf_tagged *self, const sheaf_line *line) {
  size_t value = 0;
  int loose = 0;
  const size_t name = read_tag(line->text, line->length, &value, &loose);
  const sheaf_tag *row = name ? sheaf_tagged_find(self, line->text, name) : NULL;
  if (name && (!loose || row)) {
    if (begins(self, row)) return SHEAF_FEED_NEXT;
    if (self->count && self->blank) self->spaced++;
    sheaf_tagged_begin(self, line, line->text, name, line->text + value, line->length - value);
    return SHEAF_FEED_TAKEN;
  }
  if (!self->count) return SHEAF_FEED_TAKEN;
  const sheaf_tag *last = self->items[self->count - 1].tag;
  const int indented = line->length && line->text[0] == ' ';
  if (indented || !(self->blank && last && (last->flags & SHEAF_TAG_END)))
    sheaf_tagged_more(self, line->text, line->length, ' ');
  return SHEAF_FEED_TAKEN;
}

/* ---- records ---- */

/* FAU with its AU, FED with its ED ...: one name, the full form with the initials of the short one. */
static size_t add_person(sheaf_tagged *self, sheaf_record *record, size_t at) {
  const sheaf_item *item = &self->items[at], *next = at + 1 < self->count ? item + 1 : NULL;
  const sheaf_field field = item->tag->field;
  const int full = item->tag->name[0] == 'F';
  const sheaf_tag as = {item->tag->name, field, SHEAF_HOW_NAME, NULL, 0};
  if (full && next && next->tag && !strcmp(next->tag->name, item->tag->name + 1)) {
    if (item->length)
      sheaf_value_add_name(self, record, field, sheaf_tagged_value(self, item), item->length,
                           sheaf_tagged_value(self, next), next->length);
    else
      sheaf_value_add(self, record, next, &as);
    return 2;
  }
  sheaf_value_add(self, record, item, &as);
  return 1;
}

static size_t add_other_abstract(sheaf_tagged *self, sheaf_record *record, size_t at) {
  const sheaf_item *item = &self->items[at], *next = at + 1 < self->count ? item + 1 : NULL;
  const int labelled = sheaf_tagged_is(item, "OAB") && next && sheaf_tagged_is(next, "OABL");
  sheaf_record_add(record, SHEAF_FIELD_OTHER_ABSTRACT, sheaf_tagged_value(self, item), item->length,
                   labelled ? sheaf_tagged_value(self, next) : NULL, labelled ? next->length : 0);
  return labelled ? 2 : 1;
}

static void add_type(const sheaf_tagged *self, sheaf_record *record) {
  const char *type = "article-journal";
  if (sheaf_tagged_first(self, "BTI")) type = sheaf_tagged_first(self, "TI") ? "chapter" : "book";
  for (const sheaf_entry *e = sheaf_record_first(record, SHEAF_FIELD_PUBLICATION_TYPE); e;
       e = sheaf_record_next(record, e)) {
    if (!strcmp(e->value, "Book") || !strcmp(e->value, "Monograph")) type = "book";
    if (!strncmp(e->value, "Reports - ", 10) && !sheaf_record_first(record, SHEAF_FIELD_JOURNAL)) type = "report";
    if (!strncmp(e->value, "Dissertations/Theses", 20)) type = "thesis";
    if (!strcmp(e->value, "Newspaper Article")) type = "article-newspaper";
    if (!strcmp(e->value, "Preprint")) type = "article";
    if (!strcmp(e->value, "Dataset")) type = "dataset";
  }
  sheaf_record_add_text(record, SHEAF_FIELD_TYPE, type);
}

static void map(sheaf_tagged *self, sheaf_record *record) {
  for (size_t i = 0; i < self->count;) {
    const sheaf_item *item = &self->items[i];
    if (!item->tag || item->tag->how != SHEAF_HOW_LATER) {
      sheaf_value_add(self, record, item, NULL);
      i++;
    } else if (item->tag->field == SHEAF_FIELD_OTHER_ABSTRACT) {
      i += add_other_abstract(self, record, i);
    } else if (sheaf_tagged_is(item, "BTI")) {
      const int part = sheaf_tagged_first(self, "TI") != NULL;
      sheaf_record_add(record, part ? SHEAF_FIELD_JOURNAL : SHEAF_FIELD_TITLE, sheaf_tagged_value(self, item),
                       item->length, NULL, 0);
      i++;
    } else {
      i += add_person(self, record, i);
    }
  }
  if (record->count) add_type(self, record);
}

/* ---- the format ---- */

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  int seen = 0, numbers = 0;
  for (size_t at = 0; at < length;) {
    const size_t size = strcspn(head + at, "\r\n");
    size_t value;
    int loose;
    const size_t name = read_tag(head + at, size, &value, &loose);
    if (name == 4 && !memcmp(head + at, "PMID", 4)) numbers++;
    for (const sheaf_tag *row = tags; name && row->name; row++)
      if (!strncmp(row->name, head + at, name) && !row->name[name]) seen++;
    at += size + 1;
    if (seen > 40) break;
  }
  if (numbers && seen > 1) return 90;
  return seen >= 5 ? 60 : seen >= 2 ? 30 : 0;
}

static void *open_reader(sheaf_reader *reader) {
  static const sheaf_tagged_format format = {tags, feed, map, 0};
  return sheaf_tagged_open(reader, &format);
}

const sheaf_format sheaf_read_nbib = {
    "nbib", "PubMed and MEDLINE display", "nbib txt", detect, open_reader, sheaf_tagged_next, sheaf_tagged_close};
