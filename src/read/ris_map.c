/* ris_map.c - the items of one RIS record into entries: first what belongs to the record as a whole and must not follow
 * an author, then all items in order, then what has to be put together from several. */
#include <stdint.h>
#include <string.h>

#include "record/normal.h"
#include "ris.h"

typedef struct ris {
  sheaf_tagged *self;   /* the items */
  sheaf_record *record; /* where to */
  const char *type;     /* CSL type; static */
  size_t ids;           /* where the authors' numbers (AI) begin in the items, or their count */
} ris;

static const char *text_of(const ris *r, const sheaf_item *item) { return sheaf_tagged_value(r->self, item); }

static const sheaf_item *first(const ris *r, const char *tag) { return sheaf_tagged_first(r->self, tag); }

static void add_as(const ris *r, const sheaf_item *item, sheaf_field field, sheaf_how how) {
  const sheaf_tag as = {NULL, field, how, NULL, 0};
  sheaf_value_add(r->self, r->record, item, &as);
}

static void add_extra(const ris *r, const sheaf_item *item) { add_as(r, item, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA); }

static int same(const ris *r, const sheaf_item *a, const sheaf_item *b) {
  return a->length == b->length && !memcmp(text_of(r, a), text_of(r, b), a->length);
}

static const sheaf_tag *row_of(const ris *r, const sheaf_item *item) {
  const sheaf_tag *own = sheaf_ris_own(r->self->dialect, sheaf_tagged_name(r->self, item), item->name_length);
  return own ? own : item->tag;
}

/* ---- authors ---- */

/* "Keefer, Amy; ORCID: https://orcid.org/0000-..." goes with the author of that name. */
static void add_author_ids(const ris *r, const sheaf_item *author) {
  enum { MOST = 1000 }; /* looked at for one author; other numbers stay as they are */
  const size_t end = r->self->count - r->ids < MOST ? r->self->count : r->ids + MOST;
  const char *name = text_of(r, author);
  size_t size = 0;
  while (size < author->length && name[size] != ',') size++;
  if (size + 3 < author->length) size += 3;
  for (size_t i = r->ids; i < end; i++) {
    sheaf_item *item = &r->self->items[i];
    if (item->taken || !sheaf_tagged_is(item, "AI") || item->length < size || memcmp(text_of(r, item), name, size))
      continue;
    sheaf_buf *out = &r->self->out;
    sheaf_buf_reset(out);
    if (!sheaf_normal_orcid(text_of(r, item), item->length, out)) continue;
    sheaf_record_add(r->record, SHEAF_FIELD_ORCID, out->data, out->length, NULL, 0);
    item->taken = 1;
    return;
  }
}

/* A list of many names in one tag is not an editor: PsycInfo has the names of cited authors there. */
static void add_editor(const ris *r, const sheaf_item *item) {
  size_t commas = 0;
  for (size_t i = 0; i < item->length; i++) commas += text_of(r, item)[i] == ',';
  if (commas > 3 && !memchr(text_of(r, item), ';', item->length))
    add_extra(r, item);
  else
    add_as(r, item, SHEAF_FIELD_EDITOR, SHEAF_HOW_NAMES);
}

/* Addresses that are not told which author's they are stand before the first author. */
static void add_addresses(const ris *r) {
  for (size_t i = 0; i < r->self->count; i++) {
    const sheaf_tag *row = row_of(r, &r->self->items[i]);
    if (row && row->field == SHEAF_FIELD_AFFILIATION && row->how != SHEAF_HOW_LATER)
      sheaf_value_add(r->self, r->record, &r->self->items[i], row);
  }
}

/* ---- single items whose meaning their value tells ---- */

static void add_accession(const ris *r, const sheaf_item *item) {
  const sheaf_item *base = first(r, "DB");
  const char *name = base ? text_of(r, base) : "";
  sheaf_record_add(r->record, SHEAF_FIELD_ACCESSION, text_of(r, item), item->length, name, strcspn(name, "\n"));
}

static void add_note(const ris *r, const sheaf_item *item) {
  const char *text = text_of(r, item);
  static const char mark[] = "References: ", number[] = "Accession Number: ";
  if (sheaf_value_starts(text, item->length, mark) && memchr(text, '\n', item->length)) {
    const sheaf_tag as = {NULL, SHEAF_FIELD_REFERENCE, SHEAF_HOW_LINES, NULL, 0};
    sheaf_value_add_text(r->self, r->record, "N1", 2, &as, text + sizeof mark - 1, item->length - (sizeof mark - 1));
    return;
  }
  if (sheaf_value_starts(text, item->length, number) && !first(r, "AN")) {
    const char *digits = text + sizeof number - 1;
    sheaf_record_add(r->record, SHEAF_FIELD_ACCESSION, digits, strspn(digits, "0123456789"), "EBSCO", 5);
  }
  sheaf_record_add(r->record, SHEAF_FIELD_NOTE, text, item->length, NULL, 0);
}

/* "23690738[pmid]", "PMC4756000[pmcid]", "jpts-2015-817[PII]", or anything. */
static void add_user_field(const ris *r, const sheaf_item *item) {
  const char *text = text_of(r, item);
  const sheaf_tag pmid = {NULL, SHEAF_FIELD_PMID, SHEAF_HOW_PMID, NULL, 0};
  const sheaf_tag pmcid = {NULL, SHEAF_FIELD_PMCID, SHEAF_HOW_PMCID, NULL, 0};
  const size_t size = strcspn(text, "[");
  if (sheaf_value_starts(text + size, item->length - size, "[pmid]"))
    sheaf_value_add_text(r->self, r->record, "U1", 2, &pmid, text, size);
  else if (sheaf_value_starts(text + size, item->length - size, "[pmcid]"))
    sheaf_value_add_text(r->self, r->record, "U2", 2, &pmcid, text, size);
  else if (sheaf_value_find(text, item->length, "[pii]"))
    add_as(r, item, SHEAF_FIELD_ARTICLE_ID, SHEAF_HOW_ID);
  else
    add_extra(r, item);
}

static void add_abstract(const ris *r, const sheaf_item *item) {
  const char *text = text_of(r, item);
  const sheaf_entry *had = sheaf_record_first(r->record, SHEAF_FIELD_ABSTRACT);
  if (had && had->length == item->length && !memcmp(had->value, text, item->length)) return;
  const int legal = had && sheaf_value_starts(text, item->length, "Copyright of ");
  add_as(r, item, legal ? SHEAF_FIELD_NOTE : SHEAF_FIELD_ABSTRACT, SHEAF_HOW_FLOW);
}

/* Reference managers keep the date of electronic publication in the edition. */
static void add_edition(const ris *r, const sheaf_item *item) {
  const char *text = text_of(r, item);
  const int date = item->length >= 8 && text[4] == '/' && strspn(text, "0123456789/") == item->length;
  add_as(r, item, date ? SHEAF_FIELD_DATE_ELECTRONIC : SHEAF_FIELD_EDITION, date ? SHEAF_HOW_DATE : SHEAF_HOW_TEXT);
}

static void add_work_type(const ris *r, const sheaf_item *item) {
  const int doi = sheaf_value_starts(text_of(r, item), item->length, "10.") ||
                  sheaf_value_starts(text_of(r, item), item->length, "doi:") ||
                  sheaf_value_find(text_of(r, item), item->length, "doi.org/");
  if (doi && !first(r, "DO"))
    add_as(r, item, SHEAF_FIELD_DOI, SHEAF_HOW_DOI);
  else
    add_as(r, item, SHEAF_FIELD_PUBLICATION_TYPE, SHEAF_HOW_TEXT);
}

static void add_later(const ris *r, const sheaf_item *item, const sheaf_tag *row) {
  if (row->field == SHEAF_FIELD_ABSTRACT)
    add_abstract(r, item);
  else if (row->field == SHEAF_FIELD_ACCESSION)
    add_accession(r, item);
  else if (row->field == SHEAF_FIELD_NOTE)
    add_note(r, item);
  else if (row->field == SHEAF_FIELD_EDITOR)
    add_editor(r, item);
  else if (row->field == SHEAF_FIELD_EDITION)
    add_edition(r, item);
  else if (row->field == SHEAF_FIELD_PUBLICATION_TYPE)
    add_work_type(r, item);
  else if (row->field == SHEAF_FIELD_AFFILIATION)
    add_as(r, item, SHEAF_FIELD_AFFILIATION, SHEAF_HOW_LINES);
  else if (row->field == SHEAF_FIELD_EXTRA)
    add_user_field(r, item);
}

/* ---- dates ---- */

/* Bytes of "2015/03/09/" or "2015/03//" in "2015/03//Mar/Apr2015": behind the third slash anything may stand. The whole
 * length where there is no such form, or no month in it. */
static size_t slashed(const char *text, size_t length) {
  size_t at = 0, slashes = 0;
  while (at < length && slashes < 3 && (sheaf_tagged_digit(text[at]) || text[at] == '/')) slashes += text[at++] == '/';
  return slashes == 3 && text[4] == '/' && sheaf_tagged_digit(text[5]) ? at : length;
}

/* ISO form of a date item into out; a month or day alone is read with the year of `year`. */
static int read_date(const ris *r, const sheaf_item *item, int year, sheaf_buf *out) {
  sheaf_buf_reset(out);
  if (sheaf_normal_date(text_of(r, item), slashed(text_of(r, item), item->length), out)) return 1;
  if (!year) return 0;
  sheaf_buf *whole = &r->self->spare;
  sheaf_buf_reset(whole);
  sheaf_buf_add_format(whole, "%d %.*s", year, (int)(item->length < 40 ? item->length : 40), text_of(r, item));
  return sheaf_normal_date(whole->data, whole->length, out) && out->length > 4;
}

/* The year is the first that PY, Y1, YR or DA have; the date is the most precise of that year. */
static void add_dates(const ris *r) {
  static const char *const order[] = {"PY", "Y1", "YR", "DA", "PD"};
  sheaf_buf *out = &r->self->out, *best = &r->self->note;
  const sheaf_item *source = NULL;
  int year = 0;
  sheaf_buf_reset(best);
  for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
    for (size_t i = 0; i < r->self->count; i++) {
      const sheaf_item *item = &r->self->items[i];
      if (!item->length || !sheaf_tagged_is(item, order[k])) continue;
      const int good = read_date(r, item, year, out);
      const int its_year = good ? sheaf_normal_year(out->data, out->length) : 0;
      const int late = source && sheaf_tagged_is(source, order[k]);
      if (!good || (year && its_year != year) || (late && strpbrk(text_of(r, item), "abcdefghijklmnopqrstuvwxyz"))) {
        add_extra(r, item);
        continue;
      }
      year = its_year;
      if (source && out->length <= best->length) continue;
      source = item;
      sheaf_buf_reset(best);
      sheaf_buf_add(best, out->data, out->length);
    }
  }
  if (!source) return;
  sheaf_value_add_normal(r->record, SHEAF_FIELD_DATE, best, text_of(r, source), source->length);
  sheaf_record_add(r->record, SHEAF_FIELD_YEAR, best->data, best->length < 4 ? best->length : 4, NULL, 0);
}

/* ---- pages ---- */

static int has_digit(const ris *r, const sheaf_item *item) {
  return item && strpbrk(text_of(r, item), "0123456789") != NULL;
}

static int has_dash(const ris *r, const sheaf_item *item) {
  const char *text = text_of(r, item);
  return strstr(text, "-") || strstr(text, "\xE2\x80\x90") || strstr(text, "\xE2\x80\x91") ||
         strstr(text, "\xE2\x80\x93") || strstr(text, "\xE2\x80\x94");
}

static void add_pages(const ris *r) {
  const sheaf_item *from = first(r, "SP"), *to = first(r, "EP"), *pages = first(r, "PG"), *number = first(r, "C7");
  sheaf_buf *given = &r->self->note, *out = &r->self->out;
  sheaf_buf_reset(given);
  sheaf_buf_reset(out);
  if (from && !has_digit(r, from) && !has_digit(r, to)) {
    add_extra(r, from);
    if (to) add_extra(r, to);
    from = to = NULL;
  }
  const sheaf_item *used = from ? from : pages ? pages : number ? number : to;
  if (!used) return;
  sheaf_buf_add(given, text_of(r, used), used->length);
  const int join = to && used == from && !same(r, from, to) && !has_dash(r, from);
  if (join) {
    sheaf_buf_add_byte(given, '-');
    sheaf_buf_add(given, text_of(r, to), to->length);
  }
  if (!sheaf_normal_pages(given->data, given->length, out)) sheaf_buf_add(out, given->data, given->length);
  sheaf_value_add_normal(r->record, SHEAF_FIELD_PAGES, out, sheaf_buf_bytes(given), given->length);
  const sheaf_item *rest[] = {join ? NULL : to, pages, number};
  for (size_t i = 0; i < 3; i++)
    if (rest[i] && rest[i] != used && !same(r, rest[i], used)) add_extra(r, rest[i]);
}

/* ---- journal, book, series ---- */

static int one_of(const char *word, const char *const *list) {
  for (; *list; list++)
    if (!strcmp(word, *list)) return 1;
  return 0;
}

static void add_container(const ris *r) {
  static const char *const whole_works[] = {"book", "thesis", "report", "standard", NULL};
  static const char *const short_tags[] = {"JA", "JI", "J2", "J1", "NL", "J9"};
  const sheaf_item *full = first(r, "JF"), *second = first(r, "T2"), *book = first(r, "BT"), *other = first(r, "JO");
  const int whole = one_of(r->type, whole_works);
  if (second && whole) add_as(r, second, SHEAF_FIELD_SERIES, SHEAF_HOW_TEXT);
  if (book && whole && !sheaf_record_first(r->record, SHEAF_FIELD_TITLE)) {
    add_as(r, book, SHEAF_FIELD_TITLE, SHEAF_HOW_TEXT);
    book = NULL;
  }
  const sheaf_item *title = full ? full : second && !whole ? second : book ? book : other;
  const sheaf_item *shorts[7];
  size_t count = 0;
  for (size_t i = 0; i < 6; i++)
    if ((shorts[count] = first(r, short_tags[i]))) count++;
  if (other && other != title) shorts[count++] = other;
  const int only_short = !title && count;
  if (only_short) title = shorts[0];
  if (title) add_as(r, title, SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT);
  const sheaf_item *kept = NULL;
  for (size_t i = 0; i < count; i++) {
    if (title && title != shorts[i] && same(r, shorts[i], title)) continue;
    if (kept && same(r, shorts[i], kept)) continue;
    if (!kept)
      add_as(r, kept = shorts[i], SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT);
    else
      add_extra(r, shorts[i]);
  }
  const sheaf_item *rest[] = {whole ? NULL : second, book};
  for (size_t i = 0; i < 2; i++)
    if (rest[i] && rest[i] != title && !same(r, rest[i], title)) add_extra(r, rest[i]);
}

/* ---- numbers that stand in other tags ---- */

static int try_number(const ris *r, int (*normal)(const char *, size_t, sheaf_buf *), sheaf_field field,
                      const char *text, size_t length) {
  sheaf_buf *out = &r->self->out;
  sheaf_buf_reset(out);
  if (!normal(text, length, out)) return 0;
  sheaf_record_add(r->record, field, out->data, out->length, NULL, 0);
  return 1;
}

static int says_pubmed(const ris *r, const char *tag) {
  const sheaf_item *item = first(r, tag);
  return item && (sheaf_value_find(text_of(r, item), item->length, "pubmed") ||
                  sheaf_value_find(text_of(r, item), item->length, "medline") ||
                  sheaf_value_starts(text_of(r, item), item->length, "NLM"));
}

/* "PMID: 12345" begins a note, or stands in EBSCO's: "Accession Number: 108. ... PMID: NLM12345.". */
static int find_pmid_in_notes(const ris *r) {
  for (size_t i = 0; i < r->record->count; i++) {
    const sheaf_entry *e = &r->record->entries[i];
    if (e->field != SHEAF_FIELD_NOTE) continue;
    const char *at = sheaf_value_find(e->value, e->length, "PMID: ");
    if (!at || (at != e->value && !sheaf_value_starts(e->value, e->length, "Accession Number: "))) continue;
    at += 6;
    if (sheaf_value_starts(at, e->length - (size_t)(at - e->value), "NLM")) at += 3;
    if (try_number(r, sheaf_normal_pmid, SHEAF_FIELD_PMID, at, strspn(at, "0123456789"))) return 1;
  }
  return 0;
}

static void find_pmid(const ris *r) {
  const sheaf_item *number = first(r, "AN"), *list = first(r, "C3");
  if (number && (says_pubmed(r, "DP") || says_pubmed(r, "DB")) &&
      try_number(r, sheaf_normal_pmid, SHEAF_FIELD_PMID, text_of(r, number), number->length))
    return;
  const char *mark = list ? sheaf_value_find(text_of(r, list), list->length, "PUBMED ") : NULL;
  if (mark && try_number(r, sheaf_normal_pmid, SHEAF_FIELD_PMID, mark + 7, strspn(mark + 7, "0123456789"))) return;
  if (find_pmid_in_notes(r)) return;
  for (size_t i = 0; i < r->record->count; i++) {
    const sheaf_entry *e = &r->record->entries[i];
    if (e->field == SHEAF_FIELD_URL &&
        (sheaf_value_find(e->value, e->length, "pubmed.ncbi.nlm.nih.gov/") ||
         sheaf_value_find(e->value, e->length, "ncbi.nlm.nih.gov/pubmed/")) &&
        try_number(r, sheaf_normal_pmid, SHEAF_FIELD_PMID, e->value, e->length))
      return;
  }
}

/* The record's own number in an address: only hosts that name one document. */
static void find_in_urls(const ris *r, sheaf_field field, const char *host,
                         int (*normal)(const char *, size_t, sheaf_buf *)) {
  for (size_t i = 0; i < r->record->count; i++) {
    const sheaf_entry *e = &r->record->entries[i];
    const char *at = e->field == SHEAF_FIELD_URL ? sheaf_value_find(e->value, e->length, host) : NULL;
    if (at && try_number(r, normal, field, at + strlen(host), e->length - (size_t)(at + strlen(host) - e->value)))
      return;
  }
}

static void find_numbers(const ris *r) {
  if (!sheaf_record_first(r->record, SHEAF_FIELD_PMID)) find_pmid(r);
  if (!sheaf_record_first(r->record, SHEAF_FIELD_PMCID))
    find_in_urls(r, SHEAF_FIELD_PMCID, "/pmc/articles/", sheaf_normal_pmcid);
  if (!sheaf_record_first(r->record, SHEAF_FIELD_DOI)) find_in_urls(r, SHEAF_FIELD_DOI, "doi.org/", sheaf_normal_doi);
}

/* ---- the record ---- */

static void find_dialect(const ris *r) {
  int rank = INT32_MAX;
  const char *found = NULL;
  for (size_t i = 0; i < r->self->count; i++) {
    const sheaf_item *item = &r->self->items[i];
    const char *name = item->name_length == 2 ? sheaf_ris_signature(sheaf_tagged_name(r->self, item), text_of(r, item),
                                                                    item->length, &rank)
                                              : NULL;
    if (name) found = name;
  }
  if (!sheaf_reader_dialect(r->self->reader) && found) sheaf_reader_set_dialect(r->self->reader, found);
  r->self->dialect = found ? found : sheaf_reader_dialect(r->self->reader);
}

static void add_item(const ris *r, const sheaf_item *item) {
  const sheaf_tag *row = row_of(r, item);
  if (!row) {
    sheaf_value_add(r->self, r->record, item, NULL);
    return;
  }
  const char *text = text_of(r, item);
  const size_t editor = row->field == SHEAF_FIELD_AUTHOR ? sheaf_value_editor(text, item->length) : 0;
  if (editor) {
    const sheaf_tag as = {NULL, SHEAF_FIELD_EDITOR, SHEAF_HOW_NAMES, NULL, 0};
    sheaf_value_add_text(r->self, r->record, sheaf_tagged_name(r->self, item), item->name_length, &as, text, editor);
    return;
  }
  if (row->how == SHEAF_HOW_LATER)
    add_later(r, item, row);
  else if (row->field == SHEAF_FIELD_TITLE && sheaf_record_first(r->record, SHEAF_FIELD_TITLE) && first(r, "TI") &&
           first(r, "T1") && same(r, first(r, "TI"), first(r, "T1")))
    return;
  else if (row->field != SHEAF_FIELD_AFFILIATION)
    sheaf_value_add(r->self, r->record, item, row);
  if (row->field == SHEAF_FIELD_AUTHOR) add_author_ids(r, item);
}

void sheaf_ris_map(sheaf_tagged *self, sheaf_record *record) {
  const sheaf_item *id = sheaf_tagged_first(self, "AI");
  ris r = {self, record, "document", id ? (size_t)(id - self->items) : self->count};
  find_dialect(&r);
  const sheaf_item *type = first(&r, "TY");
  if (type) {
    r.type = sheaf_ris_type(text_of(&r, type), type->length);
    sheaf_record_add(record, SHEAF_FIELD_TYPE, r.type, strlen(r.type), text_of(&r, type), type->length);
  } else if (!sheaf_tagged_is(&self->items[0], "TY")) {
    sheaf_reader_report(self->reader, SHEAF_WARNING, "missing-type", self->line, self->byte,
                        "the record that begins here has no TY tag; it was read as it is. Check that the line was not "
                        "lost");
  }
  add_addresses(&r);
  for (size_t i = 0; i < self->count; i++) add_item(&r, &self->items[i]);
  for (size_t i = 0; i < self->count; i++)
    if (sheaf_tagged_is(&self->items[i], "AI") && !self->items[i].taken) add_extra(&r, &self->items[i]);
  add_dates(&r);
  add_pages(&r);
  add_container(&r);
  find_numbers(&r);
}
