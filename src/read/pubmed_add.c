/* pubmed_add.c - values of PubMed elements into entries, in the forms that the same citation has in nbib. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pubmed.h"
#include "record/normal.h"

static const char *slot(sheaf_pubmed *self, int which) { return sheaf_buf_bytes(&self->slots[which]); }

static void empty(sheaf_pubmed *self, int which) {
  if (self->slots[which].failed) self->failed = 1;
  sheaf_buf_reset(&self->slots[which]);
}

static sheaf_buf *fresh(sheaf_pubmed *self) {
  if (self->out.failed) self->failed = 1;
  sheaf_buf_reset(&self->out);
  return &self->out;
}

static void add(sheaf_pubmed *self, sheaf_field field, const char *text, size_t length, const char *note) {
  sheaf_record_add(self->record, field, text, length, note, note ? strlen(note) : 0);
}

static void add_new(sheaf_pubmed *self, sheaf_field field, const char *text, size_t length, const char *note) {
  const sheaf_record *record = self->record;
  for (const sheaf_entry *e = sheaf_record_first(record, field); e; e = sheaf_record_next(record, e))
    if (e->length == length && !memcmp(e->value, text, length)) return;
  add(self, field, text, length, note);
}

typedef int normal_fn(const char *text, size_t length, sheaf_buf *out);

static int add_normal(sheaf_pubmed *self, normal_fn *normal, sheaf_field field, const char *text, size_t length) {
  sheaf_buf *out = fresh(self);
  if (!length || !normal(text, length, out)) return 0;
  const int same = out->length == length && !memcmp(out->data, text, length);
  if (!same)
    sheaf_record_add(self->record, field, out->data, out->length, text, length);
  else
    add_new(self, field, out->data, out->length, NULL);
  return 1;
}

static void add_normal_or_extra(sheaf_pubmed *self, normal_fn *normal, sheaf_field field, const char *text,
                                size_t length) {
  if (!add_normal(self, normal, field, text, length)) sheaf_pubmed_add_extra(self, text, length);
}

/* ---- people ---- */

/* Adds the person whose name stands in the slots, before what belongs to it. */
static void add_person(sheaf_pubmed *self, sheaf_field field) {
  if (self->person_done) return;
  self->person_done = 1;
  const char *type;
  const size_t type_length = sheaf_record_part(self->outer.data ? self->outer.data : "", self->outer.length, 1, &type);
  if (field == SHEAF_FIELD_AUTHOR && type_length == 7 && !strncasecmp(type, "editors", 7)) field = SHEAF_FIELD_EDITOR;
  sheaf_buf *out = fresh(self);
  const int group = self->slots[SLOT_GROUP].length > 0;
  if (!group && sheaf_normal_name_parts(slot(self, SLOT_FAMILY), slot(self, SLOT_GIVEN), slot(self, SLOT_INITIALS),
                                        slot(self, SLOT_SUFFIX), out))
    add(self, field, out->data, out->length, NULL);
  else
    add(self, field, slot(self, group ? SLOT_GROUP : SLOT_GIVEN), self->slots[group ? SLOT_GROUP : SLOT_GIVEN].length,
        NULL);
  for (int i = SLOT_FAMILY; i <= SLOT_GROUP; i++) empty(self, i);
}

static void add_person_id(sheaf_pubmed *self, const char *text, size_t length) {
  add_person(self, SHEAF_FIELD_AUTHOR);
  sheaf_buf *out = fresh(self);
  if (sheaf_normal_orcid(text, length, out))
    add(self, SHEAF_FIELD_ORCID, out->data, out->length, NULL);
  else
    add(self, SHEAF_FIELD_ORCID, text, length, sheaf_buf_bytes(&self->attribute));
}

/* ---- dates ---- */

static const char *month_name(const char *month) {
  static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const long number = strtol(month, NULL, 10);
  return number >= 1 && number <= 12 ? names[number - 1] : month;
}

/* The date in the slots as MEDLINE writes it: "2018 Apr 5", "2018 Spring". */
static void write_date(sheaf_pubmed *self, sheaf_buf *text) {
  const char *const parts[] = {slot(self, SLOT_YEAR), month_name(slot(self, SLOT_MONTH)), slot(self, SLOT_DAY),
                               slot(self, SLOT_SEASON)};
  for (size_t i = 0; i < 4; i++) {
    if (!*parts[i]) continue;
    if (text->length) sheaf_buf_add_byte(text, ' ');
    sheaf_buf_add_text(text, parts[i]);
  }
}

static void empty_date(sheaf_pubmed *self) {
  for (int i = SLOT_YEAR; i <= SLOT_SEASON; i++) empty(self, i);
  empty(self, SLOT_A);
}

static void add_date(sheaf_pubmed *self, sheaf_field field, int with_text) {
  sheaf_buf *text = &self->heading;
  sheaf_buf_reset(text);
  write_date(self, text);
  sheaf_buf *out = fresh(self);
  if (text->length && field != SHEAF_FIELD_EXTRA && sheaf_normal_date(text->data, text->length, out)) {
    const int same = out->length == text->length && !memcmp(out->data, text->data, out->length);
    sheaf_record_add(self->record, field, out->data, out->length, text->data, with_text && !same ? text->length : 0);
    if (field == SHEAF_FIELD_DATE && !sheaf_record_first(self->record, SHEAF_FIELD_YEAR))
      add(self, SHEAF_FIELD_YEAR, out->data, out->length < 4 ? out->length : 4, NULL);
  } else if (text->length) {
    sheaf_pubmed_add_extra(self, text->data, text->length);
  }
  sheaf_buf_reset(text);
  empty_date(self);
}

/* pubmed is [edat], entrez is [crdt], medline is [mhda]; all of them stand in nbib's PHST too. */
/* A number as two digits at the least, behind a mark. */
static void add_two(sheaf_buf *out, char mark, const char *number) {
  const long value = strtol(number, NULL, 10);
  if (value < 0 || value > 99) {
    sheaf_buf_add_format(out, "%c%02ld", mark, value);
    return;
  }
  sheaf_buf_add_byte(out, mark);
  sheaf_buf_add_byte(out, '0' + (int)(value / 10));
  sheaf_buf_add_byte(out, '0' + (int)(value % 10));
}

static void add_history(sheaf_pubmed *self) {
  const char *status = sheaf_buf_bytes(&self->outer);
  const sheaf_field field = !strcmp(status, "pubmed")    ? SHEAF_FIELD_DATE_ENTRY
                            : !strcmp(status, "entrez")  ? SHEAF_FIELD_DATE_CREATED
                            : !strcmp(status, "medline") ? SHEAF_FIELD_DATE_HEADINGS
                                                         : SHEAF_FIELD_NONE;
  sheaf_buf *out = fresh(self);
  sheaf_buf_add_text(out, slot(self, SLOT_YEAR));
  if (*slot(self, SLOT_MONTH)) add_two(out, '/', slot(self, SLOT_MONTH));
  if (*slot(self, SLOT_DAY)) add_two(out, '/', slot(self, SLOT_DAY));
  if (*slot(self, SLOT_TIME)) {
    add_two(out, ' ', slot(self, SLOT_TIME));
    add_two(out, ':', slot(self, SLOT_A));
  }
  sheaf_buf_add_text(out, " [");
  sheaf_buf_add_text(out, status);
  sheaf_buf_add_byte(out, ']');
  add(self, SHEAF_FIELD_EXTRA, out->data, out->length, "PHST");
  if (field != SHEAF_FIELD_NONE)
    add_date(self, field, 0);
  else
    empty_date(self);
}

/* ---- abstracts ---- */

static const char *category_of(const char *name, size_t length) {
  static const char *const pairs[][2] = {{"BACKGROUND", "background"},   {"OBJECTIVE", "aim"},
                                         {"METHODS", "methods"},         {"RESULTS", "results"},
                                         {"CONCLUSIONS", "conclusions"}, {"UNASSIGNED", "other"}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (strlen(pairs[i][0]) == length && !strncasecmp(pairs[i][0], name, length)) return pairs[i][1];
  return "";
}

static void add_abstract(sheaf_pubmed *self, const char *text, size_t length) {
  const char *label, *name, *given = sheaf_buf_bytes(&self->attribute);
  size_t label_length = sheaf_record_part(given, self->attribute.length, 0, &label);
  const size_t name_length = sheaf_record_part(given, self->attribute.length, 1, &name);
  const char *category = category_of(name, name_length);
  if (label_length == 10 && !strncasecmp(label, "UNLABELLED", 10)) label_length = 0;
  sheaf_buf *out = fresh(self);
  sheaf_buf_add(out, label, label_length);
  if (*category) {
    sheaf_buf_add_byte(out, SHEAF_FIELD_PART);
    sheaf_buf_add_text(out, category);
  }
  sheaf_record_add(self->record, SHEAF_FIELD_ABSTRACT, text, length, out->data, out->length);
}

static void add_other_part(sheaf_pubmed *self, const char *text, size_t length) {
  sheaf_buf *all = &self->heading;
  if (all->length) sheaf_buf_add_byte(all, ' ');
  if (self->attribute.length) sheaf_buf_add_format(all, "%s: ", sheaf_buf_bytes(&self->attribute));
  sheaf_buf_add(all, text, length);
}

static void add_other_abstract(sheaf_pubmed *self) {
  const char *note, *given = sheaf_buf_bytes(&self->outer);
  size_t length = sheaf_record_part(given, self->outer.length, 0, &note);
  if (!length) length = sheaf_record_part(given, self->outer.length, 1, &note);
  sheaf_record_add(self->record, SHEAF_FIELD_OTHER_ABSTRACT, self->heading.data, self->heading.length, note, length);
  if (self->heading.failed) self->failed = 1;
  sheaf_buf_reset(&self->heading);
}

/* ---- numbers ---- */

static void add_issn(sheaf_pubmed *self, const char *text, size_t length, const char *note) {
  sheaf_buf *out = fresh(self);
  if (sheaf_normal_issn(text, length, out))
    add_new(self, SHEAF_FIELD_ISSN, out->data, out->length, note ? note : sheaf_buf_bytes(&self->attribute));
  else
    sheaf_pubmed_add_extra(self, text, length);
}

static void add_id(sheaf_pubmed *self, const char *text, size_t length) {
  const char *type = sheaf_buf_bytes(&self->attribute);
  if (!strcmp(type, "pubmed")) {
    if (!sheaf_record_first(self->record, SHEAF_FIELD_PMID))
      add_normal_or_extra(self, sheaf_normal_pmid, SHEAF_FIELD_PMID, text, length);
    return;
  }
  if (!strcmp(type, "pmc") || !strcmp(type, "pmcid")) {
    if (!add_normal(self, sheaf_normal_pmcid, SHEAF_FIELD_PMCID, text, length))
      sheaf_pubmed_add_extra(self, text, length);
    return;
  }
  if (!strcmp(type, "doi")) {
    sheaf_buf *out = fresh(self);
    const sheaf_entry *known = sheaf_record_first(self->record, SHEAF_FIELD_DOI);
    if (sheaf_normal_doi(text, length, out) &&
        !(known && known->length == out->length && !memcmp(known->value, out->data, out->length)))
      add_normal(self, sheaf_normal_doi, SHEAF_FIELD_DOI, text, length);
  }
  if (!strcmp(type, "bookaccession"))
    add_new(self, SHEAF_FIELD_ACCESSION, text, length, "NCBI Bookshelf");
  else
    add_new(self, SHEAF_FIELD_ARTICLE_ID, text, length, type);
}

/* ---- headings, substances, grants, corrections, references ---- */

static void add_heading_name(sheaf_pubmed *self, const char *text, size_t length) {
  sheaf_buf *all = &self->heading;
  if (all->length) sheaf_buf_add_byte(all, SHEAF_FIELD_PART);
  if (!strcmp(sheaf_buf_bytes(&self->attribute), "Y")) sheaf_buf_add_byte(all, '*');
  sheaf_buf_add(all, text, length);
}

static void add_substance(sheaf_pubmed *self) {
  const char *number = slot(self, SLOT_A), *name = slot(self, SLOT_B);
  add_new(self, SHEAF_FIELD_SUBSTANCE, name, strlen(name), strcmp(number, "0") ? number : NULL);
  empty(self, SLOT_A);
  empty(self, SLOT_B);
}

static void add_grant(sheaf_pubmed *self) {
  sheaf_buf *out = fresh(self);
  for (int i = SLOT_A; i <= SLOT_D; i++) {
    if (out->length && self->slots[i].length) sheaf_buf_add_byte(out, '/');
    sheaf_buf_add_text(out, slot(self, i));
    empty(self, i);
  }
  add(self, SHEAF_FIELD_GRANT, out->data, out->length, NULL);
}

static void add_accession(sheaf_pubmed *self, const char *text, size_t length) {
  sheaf_buf *out = fresh(self);
  sheaf_buf_add_text(out, slot(self, SLOT_A));
  sheaf_buf_add_byte(out, '/');
  sheaf_buf_add(out, text, length);
  add(self, SHEAF_FIELD_SECONDARY_SOURCE, out->data, out->length, NULL);
}

static const char *correction_tag(const char *type) {
  static const char *const pairs[][2] = {{"CommentIn", "CIN"},
                                         {"CommentOn", "CON"},
                                         {"ErratumIn", "EIN"},
                                         {"ErratumFor", "EFR"},
                                         {"RetractionIn", "RIN"},
                                         {"RetractionOf", "ROF"},
                                         {"PartialRetractionIn", "PRIN"},
                                         {"PartialRetractionOf", "PROF"},
                                         {"CorrectedandRepublishedIn", "CRI"},
                                         {"CorrectedandRepublishedFrom", "CRF"},
                                         {"RetractedandRepublishedIn", "RRI"},
                                         {"RetractedandRepublishedFrom", "RRF"},
                                         {"RepublishedIn", "RPI"},
                                         {"RepublishedFrom", "RPF"},
                                         {"ReprintIn", "RPI"},
                                         {"ReprintOf", "RPF"},
                                         {"UpdateIn", "UIN"},
                                         {"UpdateOf", "UOF"},
                                         {"SummaryForPatientsIn", "SPIN"},
                                         {"OriginalReportIn", "ORI"},
                                         {"ExpressionOfConcernIn", "ECI"},
                                         {"ExpressionOfConcernFor", "ECF"},
                                         {"AssociatedDataset", "DDIN"},
                                         {"AssociatedPublication", "DRIN"}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (!strcmp(pairs[i][0], type)) return pairs[i][1];
  return type;
}

static void add_correction(sheaf_pubmed *self) {
  sheaf_buf *out = fresh(self);
  sheaf_buf_add_text(out, slot(self, SLOT_A));
  if (*slot(self, SLOT_B)) {
    while (out->length && (out->data[out->length - 1] == '.' || out->data[out->length - 1] == ' ')) out->length--;
    sheaf_buf_add_format(out, "%sPMID: %s", out->length ? ". " : "", slot(self, SLOT_B));
  }
  if (*slot(self, SLOT_C)) sheaf_buf_add_format(out, " %s", slot(self, SLOT_C));
  add(self, SHEAF_FIELD_CORRECTION, out->data, out->length, correction_tag(sheaf_buf_bytes(&self->outer)));
  for (int i = SLOT_A; i <= SLOT_C; i++) empty(self, i);
}

static void add_reference_id(sheaf_pubmed *self, const char *text, size_t length) {
  const char *type = sheaf_buf_bytes(&self->attribute);
  sheaf_buf *ids = &self->slots[SLOT_B];
  if (ids->length) sheaf_buf_add(ids, "; ", 2);
  sheaf_buf_add_format(ids, "%s: ", !strcmp(type, "pubmed") ? "pmid" : type);
  sheaf_buf_add(ids, text, length);
}

static void add_reference(sheaf_pubmed *self) {
  const int cited = self->slots[SLOT_A].length > 0;
  const char *text = slot(self, cited ? SLOT_A : SLOT_B);
  add(self, SHEAF_FIELD_REFERENCE, text, strlen(text), cited ? slot(self, SLOT_B) : NULL);
  empty(self, SLOT_A);
  empty(self, SLOT_B);
}

/* ---- all of them ---- */

static void add_list_end(sheaf_pubmed *self) {
  if (self->outer.length && self->outer.data[0] == 'N') add(self, SHEAF_FIELD_AUTHORS_CUT, "et al", 5, NULL);
  sheaf_buf_reset(&self->outer);
}

static void add_text(sheaf_pubmed *self, const sheaf_pubmed_row *row, const char *text, size_t length) {
  if (row->field == SHEAF_FIELD_EXTRA && !row->note)
    sheaf_pubmed_add_extra(self, text, length);
  else if (row->field == SHEAF_FIELD_SUBSTANCE)
    add_new(self, row->field, text, length, row->note);
  else
    add(self, row->field, text, length, row->note);
}

void sheaf_pubmed_add(sheaf_pubmed *self, const sheaf_pubmed_row *row, const char *text, size_t length) {
  switch (row->how) {
    case PUBMED_NOTHING: break;
    case PUBMED_TEXT: add_text(self, row, text, length); break;
    case PUBMED_KEEP:
      empty(self, row->slot);
      sheaf_buf_add(&self->slots[row->slot], text, length);
      break;
    case PUBMED_PERSON: add_person(self, row->field); break;
    case PUBMED_PERSON_ID: add_person_id(self, text, length); break;
    case PUBMED_ADDRESS:
      add_person(self, SHEAF_FIELD_AUTHOR);
      add(self, SHEAF_FIELD_AFFILIATION, text, length, NULL);
      break;
    case PUBMED_LIST_END: add_list_end(self); break;
    case PUBMED_DATE: add_date(self, row->field, 0); break;
    case PUBMED_PUBDATE: add_date(self, row->field, 1); break;
    case PUBMED_HISTORY: add_history(self); break;
    case PUBMED_ISSN: add_issn(self, text, length, row->note); break;
    case PUBMED_ISBN: add_normal_or_extra(self, sheaf_normal_isbn, row->field, text, length); break;
    case PUBMED_PAGES: add_normal_or_extra(self, sheaf_normal_pages, row->field, text, length); break;
    case PUBMED_LANGUAGE: add_normal_or_extra(self, sheaf_normal_language, row->field, text, length); break;
    case PUBMED_ID: add_id(self, text, length); break;
    case PUBMED_ABSTRACT: add_abstract(self, text, length); break;
    case PUBMED_OTHER_PART: add_other_part(self, text, length); break;
    case PUBMED_OTHER_END: add_other_abstract(self); break;
    case PUBMED_MAJOR:
      add(self, row->field, text, length, strcmp(sheaf_buf_bytes(&self->attribute), "Y") ? NULL : "*");
      break;
    case PUBMED_HEADING_NAME: add_heading_name(self, text, length); break;
    case PUBMED_HEADING_END:
      add(self, row->field, self->heading.data, self->heading.length, NULL);
      if (self->heading.failed) self->failed = 1;
      sheaf_buf_reset(&self->heading);
      break;
    case PUBMED_SUBSTANCE: add_substance(self); break;
    case PUBMED_GRANT: add_grant(self); break;
    case PUBMED_ACCESSION: add_accession(self, text, length); break;
    case PUBMED_FORGET: empty(self, SLOT_A); break;
    case PUBMED_CORRECTION: add_correction(self); break;
    case PUBMED_REFERENCE_ID: add_reference_id(self, text, length); break;
    case PUBMED_REFERENCE: add_reference(self); break;
  }
}

static void add_type(sheaf_pubmed *self, int book, int part) {
  const char *type = !book ? "article-journal" : part ? "chapter" : "book";
  const sheaf_record *record = self->record;
  for (const sheaf_entry *e = sheaf_record_first(record, SHEAF_FIELD_PUBLICATION_TYPE); e;
       e = sheaf_record_next(record, e)) {
    if (!strcmp(e->value, "Preprint")) type = "article";
    if (!strcmp(e->value, "Newspaper Article")) type = "article-newspaper";
    if (!strcmp(e->value, "Dataset")) type = "dataset";
  }
  sheaf_record_add_text(self->record, SHEAF_FIELD_TYPE, type);
}

void sheaf_pubmed_add_last(sheaf_pubmed *self) {
  const int part = sheaf_record_first(self->record, SHEAF_FIELD_TITLE) != NULL;
  const int book = self->slots[SLOT_BOOK].length > 0;
  if (book)
    add(self, part ? SHEAF_FIELD_JOURNAL : SHEAF_FIELD_TITLE, slot(self, SLOT_BOOK), self->slots[SLOT_BOOK].length,
        NULL);
  const sheaf_buf *iso = &self->slots[SLOT_ISO];
  const sheaf_entry *brief = sheaf_record_first(self->record, SHEAF_FIELD_JOURNAL_ABBREVIATION);
  if (!brief)
    add(self, SHEAF_FIELD_JOURNAL_ABBREVIATION, iso->data, iso->length, NULL);
  else if (brief->length != iso->length || memcmp(brief->value, slot(self, SLOT_ISO), iso->length))
    add(self, SHEAF_FIELD_EXTRA, iso->data, iso->length, "ISOAbbreviation");
  if (self->slots[SLOT_FIRST].length && !sheaf_record_first(self->record, SHEAF_FIELD_PAGES)) {
    sheaf_buf *pages = &self->heading;
    sheaf_buf_reset(pages);
    sheaf_buf_add_text(pages, slot(self, SLOT_FIRST));
    if (*slot(self, SLOT_LAST) && strcmp(slot(self, SLOT_FIRST), slot(self, SLOT_LAST)))
      sheaf_buf_add_format(pages, "-%s", slot(self, SLOT_LAST));
    add_normal(self, sheaf_normal_pages, SHEAF_FIELD_PAGES, pages->data, pages->length);
  }
  if (self->record->count) add_type(self, book, part);
}
