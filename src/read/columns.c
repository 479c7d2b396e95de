/* columns.c - rows into records. See columns.h. */
#include "columns.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "record/normal.h"
#include "value.h"
#include "work_type.h"
#include "wos.h"

struct sheaf_columns {
  sheaf_tagged *cells;     /* the row as items, and scratch; owned */
  sheaf_reader *reader;    /* borrowed */
  const sheaf_tag **means; /* what each column is; NULL for an unknown one; owned */
  sheaf_buf names;         /* the headers, NUL-terminated, one behind the other */
  size_t *starts;          /* where each header begins in names; owned */
  size_t count;            /* columns */
  int wos;                 /* the headers are Web of Science's tags */
  int own;                 /* the headers are those of sheaf's own CSV, which escapes nothing */
};

/* What the adders get. */
typedef struct adding {
  sheaf_columns *self;     /* its scratch */
  sheaf_record *record;    /* where to */
  const sheaf_item *item;  /* the cell */
  const sheaf_item *brief; /* short forms of the same names, or NULL */
  const sheaf_item *ids;   /* their numbers, or NULL */
  size_t index;            /* names so far */
} adding;

static const sheaf_tag rest = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};

sheaf_columns *sheaf_columns_open(sheaf_reader *reader) {
  static const sheaf_tag none[] = {{NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0}};
  static const sheaf_tagged_format format = {none, NULL, NULL, 0};
  sheaf_columns *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->reader = reader;
  self->cells = sheaf_tagged_open(reader, &format);
  if (self->cells) return self;
  sheaf_mem_free(self);
  return NULL;
}

void sheaf_columns_close(sheaf_columns *self) {
  if (!self) return;
  sheaf_tagged_close(self->cells);
  sheaf_mem_free(self->means);
  sheaf_mem_free(self->starts);
  sheaf_buf_clear(&self->names);
  sheaf_mem_free(self);
}

/* ---- the header ---- */

/* The field that the user gave a header, as lines "header TAB field". */
static const sheaf_tag *find_own(const char *pairs, const char *header, size_t length) {
  char key[256], other[256];
  const size_t size = sheaf_columns_key(header, length, key, sizeof key);
  for (const char *at = pairs; at && *at;) {
    const size_t line = strcspn(at, "\n"), name = strcspn(at, "\t");
    const size_t got = name < line ? sheaf_columns_key(at, name, other, sizeof other) : 0;
    const int same = size ? got == size && !memcmp(key, other, size) : name == length && !memcmp(at, header, length);
    if (name < line && same) return sheaf_columns_of_field(at + name + 1, line - name - 1);
    at += line + (at[line] == '\n');
  }
  return NULL;
}

static const sheaf_tag *find_wos(const char *header, size_t length) {
  for (const sheaf_tag *row = sheaf_wos_tags; row->name; row++)
    if (strlen(row->name) == length && !memcmp(row->name, header, length)) return row;
  return NULL;
}

static int is_wos(const sheaf_row *row) {
  size_t tags = 0;
  for (size_t i = 0; i < row->count; i++) tags += find_wos(row->cells[i].text, row->cells[i].length) != NULL;
  return row->count > 4 && find_wos(row->cells[0].text, row->cells[0].length) == sheaf_wos_tags &&
         tags * 2 > row->count;
}

static int is_own(const sheaf_row *row) {
  static const char *const names[] = {"id",   "type", "title",   "authors",
                                      "year", "date", "journal", "journal_abbreviation"};
  enum { COUNT = sizeof names / sizeof *names };
  for (size_t i = 0; i < COUNT && i < row->count; i++)
    if (strcmp(row->cells[i].text, names[i])) return 0;
  return row->count >= COUNT;
}

static void warn_duplicate(const sheaf_columns *self, const sheaf_row *row, size_t column) {
  for (size_t i = 0; i < column; i++) {
    if (self->means[i] != self->means[column] || strcmp(self->names.data + self->starts[i], row->cells[column].text))
      continue;
    sheaf_reader_report(
        self->reader, SHEAF_WARNING, "duplicate-header", row->line, row->byte,
        "two columns are called '%.100s'; where their cells differ, the second is kept as an extra field",
        row->cells[column].text);
    return;
  }
}

int sheaf_columns_header(sheaf_columns *self, const sheaf_row *row, sheaf_error *err) {
  const char *own = sheaf_reader_columns(self->reader);
  sheaf_mem_free(self->means);
  sheaf_mem_free(self->starts);
  sheaf_buf_reset(&self->names);
  self->count = 0;
  self->means = sheaf_mem_zero(row->count + 1, sizeof *self->means);
  self->starts = sheaf_mem_zero(row->count + 1, sizeof *self->starts);
  if (!self->means || !self->starts) return sheaf_error_memory(err);
  self->wos = is_wos(row);
  self->own = is_own(row);
  self->count = row->count;
  for (size_t i = 0; i < row->count; i++) {
    const char *name = row->cells[i].text;
    size_t length = row->cells[i].length;
    sheaf_value_trim(&name, &length);
    const sheaf_tag *mine = find_own(own, name, length);
    self->means[i] = mine ? mine : self->wos ? find_wos(name, length) : sheaf_columns_find(name, length);
    self->starts[i] = self->names.length;
    sheaf_buf_add(&self->names, name, length);
    sheaf_buf_add_byte(&self->names, 0);
    if (self->names.failed) return sheaf_error_memory(err);
    if (self->means[i]) warn_duplicate(self, row, i);
  }
  return SHEAF_OK;
}

/* ---- cells ---- */

static int is_one_of(const char *text, size_t length, const char *const *words) {
  for (; *words; words++)
    if (strlen(*words) == length && !memcmp(*words, text, length)) return 1;
  return 0;
}

/* How R, Python and databases write that there is no value. */
static int is_missing(const char *text, size_t length) {
  static const char *const words[] = {"NA", "N/A", "nan", "NaN", "NULL", "null", "None", "UNKNOWN", NULL};
  return is_one_of(text, length, words);
}

/* An apostrophe before such a word says that it is a text; of several, the first one does. */
static int is_guarded_word(const char *text, size_t length) {
  size_t at = 0;
  while (at < length && text[at] == '\'') at++;
  return at && is_missing(text + at, length - at);
}

/* ="0123" keeps spreadsheets from reading a text as a number. */
static void unguard(const char **text, size_t *length) {
  if (*length < 3 || memcmp(*text, "=\"", 2) || (*text)[*length - 1] != '"') return;
  *text += 2;
  *length -= 3;
}

/* Addresses and references of Web of Science stand on lines in the tagged form, between semicolons in the table. */
static void begin_parts(sheaf_columns *self, const sheaf_line *line, const char *name, const char *text,
                        size_t length) {
  int depth = 0;
  size_t from = 0;
  for (size_t at = 0; at <= length; at++) {
    if (at < length && text[at] == '[') depth++;
    if (at < length && text[at] == ']' && depth) depth--;
    if (at < length && !(text[at] == ';' && !depth)) continue;
    sheaf_tagged_begin(self->cells, line, name, strlen(name), text + from, at - from);
    from = at + 1;
  }
}

static void begin_cell(sheaf_columns *self, const sheaf_line *line, size_t column, const sheaf_cell *cell) {
  const sheaf_tag *tag = column < self->count ? self->means[column] : NULL;
  const char *name = column < self->count ? self->names.data + self->starts[column] : "", *text = cell->text;
  size_t length = cell->length;
  if (!length) return;
  char number[32] = "";
  if (!*name) {
    sheaf_buf *out = &self->cells->out;
    sheaf_buf_reset(out);
    sheaf_buf_add_format(out, "column %zu", column + 1);
    if (out->length < sizeof number) memcpy(number, sheaf_buf_bytes(out), out->length + 1);
    name = number;
  }
  sheaf_value_trim(&text, &length);
  if (tag && tag->how != SHEAF_HOW_EXTRA && is_missing(text, length)) return;
  const size_t guard = (size_t)is_guarded_word(text, length);
  text += guard;
  length -= guard;
  unguard(&text, &length);
  if (!length) return;
  const size_t first = self->cells->count;
  if (self->wos && tag && (tag->field == SHEAF_FIELD_AFFILIATION || tag->field == SHEAF_FIELD_REFERENCE))
    begin_parts(self, line, name, text, length);
  else
    sheaf_tagged_begin(self->cells, line, name, strlen(name), text, length);
  for (size_t i = first; i < self->cells->count; i++) self->cells->items[i].tag = tag;
}

static const sheaf_item *with_role(const sheaf_columns *self, sheaf_column_role role) {
  for (size_t i = 0; i < self->cells->count; i++) {
    const sheaf_item *item = &self->cells->items[i];
    if (item->length && item->tag && item->tag->how == SHEAF_HOW_LATER && item->tag->flags == (int)role) return item;
  }
  return NULL;
}

static const char *text_of(const sheaf_columns *self, const sheaf_item *item) {
  return sheaf_tagged_value(self->cells, item);
}

static void add_as(const adding *a, sheaf_field field, sheaf_how how, const char *note, const char *text,
                   size_t length) {
  const sheaf_tag as = {NULL, field, how, note, 0};
  sheaf_value_add_text(a->self->cells, a->record, sheaf_tagged_name(a->self->cells, a->item), a->item->name_length, &as,
                       text, length);
}

static void add_rest(const adding *a) { sheaf_value_add(a->self->cells, a->record, a->item, &rest); }

/* One text a field: a second one that differs is EXTRA, an equal one adds nothing. */
static void add_single(const adding *a, sheaf_how how, const char *text, size_t length) {
  const sheaf_tag *tag = a->item->tag;
  const sheaf_entry *first = sheaf_record_first(a->record, tag->field);
  const int verbatim = how == SHEAF_HOW_TEXT || how == SHEAF_HOW_FLOW;
  if (!first || !verbatim || sheaf_field_kind(tag->field) != SHEAF_KIND_TEXT)
    add_as(a, tag->field, how, tag->note, text, length);
  else if (first->length != length || memcmp(first->value, text, length))
    add_rest(a);
}

/* ---- people ---- */

/* The nth part of a list in a cell. */
typedef struct picking {
  size_t index;     /* which */
  size_t count;     /* parts so far */
  const char *text; /* the part, or NULL */
  size_t length;    /* bytes in text */
} picking;

static void pick(void *context, const char *text, size_t length) {
  picking *p = context;
  if (p->count++ != p->index) return;
  p->text = text;
  p->length = length;
}

static picking pick_part(const sheaf_columns *self, const sheaf_item *item, size_t index) {
  picking p = {index, 0, NULL, 0};
  sheaf_columns_names(text_of(self, item), item->length, pick, &p);
  return p;
}

/* "Wilson, Lauren N. (58975547800)": Scopus's number of the author, and its place. 0 where there is none. */
static size_t find_number(const char *text, size_t length, size_t *digits) {
  size_t at = length;
  if (!at || text[at - 1] != ')') return 0;
  at--;
  while (at && sheaf_tagged_digit(text[at - 1])) at--;
  *digits = length - 1 - at;
  return *digits >= 6 && at && text[at - 1] == '(' ? at : 0;
}

static void add_author(void *context, const char *text, size_t length) {
  adding *a = context;
  sheaf_tagged *scratch = a->self->cells;
  static const char *const cut[] = {"et al", "et al.", "...", "\xE2\x80\xA6", "others", NULL};
  if (is_one_of(text, length, cut)) {
    add_as(a, SHEAF_FIELD_AUTHORS_CUT, SHEAF_HOW_TEXT, NULL, text, length);
    return;
  }
  size_t digits = 0, size = length;
  const size_t number = find_number(text, length, &digits);
  if (number) size = number - 1;
  if (size > 5 && !memcmp(text + size - 5, ",null", 5)) size -= 4; /* RefWorks, for no given name */
  const picking brief = a->brief ? pick_part(a->self, a->brief, a->index) : (picking){0, 0, NULL, 0};
  const int dot = size > 1 && text[size - 1] == '.' && text[size - 2] != '.' && !memchr(text, ',', size) &&
                  sheaf_tagged_upper(text[size - 2]) && !(size > 2 && memchr("., ", text[size - 3], 3)) && size > 3 &&
                  sheaf_tagged_upper(text[size - 3]);
  sheaf_value_trim(&text, &size);
  sheaf_value_add_name(scratch, a->record, a->item->tag->field, text, size - (size_t)dot, brief.text ? brief.text : "",
                       brief.length);
  if (number) sheaf_record_add(a->record, SHEAF_FIELD_ORCID, text + number, digits, "Scopus", 6);
  if (a->ids) {
    const picking id = pick_part(a->self, a->ids, a->index);
    if (id.text && !is_missing(id.text, id.length))
      add_as(a, SHEAF_FIELD_ORCID, SHEAF_HOW_ORCID, NULL, id.text, id.length);
  }
  a->index++;
}

static void add_name(void *context, const char *text, size_t length) {
  const adding *a = context;
  sheaf_value_add_name(a->self->cells, a->record, a->item->tag->field, text, length, NULL, 0);
}

static size_t count_names(const sheaf_columns *self, const sheaf_item *item) {
  return item ? pick_part(self, item, SIZE_MAX).count : 0;
}

enum { MOST_PAIRED = 2000 }; /* names whose other forms are looked for: each is found by counting */

static void add_authors(sheaf_columns *self, sheaf_record *record) {
  const sheaf_item *full = with_role(self, SHEAF_COLUMN_FULL_AUTHORS), *brief = with_role(self, SHEAF_COLUMN_AUTHORS),
                   *ids = with_role(self, SHEAF_COLUMN_ORCIDS);
  const sheaf_item *item = full ? full : brief;
  if (item) {
    const size_t count = count_names(self, item);
    const int few = count <= MOST_PAIRED;
    const int paired = full && brief && few && count_names(self, brief) == count;
    adding a = {self, record, item, paired ? brief : NULL, few && count_names(self, ids) == count ? ids : NULL, 0};
    sheaf_columns_names(text_of(self, item), item->length, add_author, &a);
    if (a.ids) ids = NULL;
    if (paired) brief = NULL;
  }
  for (size_t i = 0; i < self->cells->count; i++) {
    const sheaf_item *other = &self->cells->items[i];
    if (!other->tag || other->tag->how != SHEAF_HOW_LATER || other == item) continue;
    const sheaf_column_role role = (sheaf_column_role)other->tag->flags;
    if (role == SHEAF_COLUMN_AUTHORS && full && !brief) continue;
    if (role == SHEAF_COLUMN_ORCIDS && !ids) continue;
    if (role == SHEAF_COLUMN_AUTHORS || role == SHEAF_COLUMN_FULL_AUTHORS || role == SHEAF_COLUMN_ORCIDS)
      add_rest(&(adding){self, record, other, NULL, NULL, 0});
  }
}

/* ---- numbers, dates, pages ---- */

/* "12.0" is what spreadsheets and data frames make of 12. */
static size_t without_decimals(const char *text, size_t length) {
  size_t end = length;
  while (end && text[end - 1] == '0') end--;
  if (end == length || end < 2 || text[end - 1] != '.') return length;
  for (size_t i = 0; i + 1 < end; i++)
    if (!sheaf_tagged_digit(text[i])) return length;
  return end - 1;
}

static void add_pmid(const adding *a, const char *text, size_t length) {
  length = without_decimals(text, length);
  if (sheaf_value_starts(text, length, "PUBMED ")) text += 7, length -= 7;
  if (length == 1 && *text == '0')
    add_rest(a);
  else
    add_single(a, SHEAF_HOW_PMID, text, length);
}

/* "1939-1676 0891-6640", "0195-6671|1095-998X", and 3069877 for 0306-9877. */
static void add_issns(const adding *a, const char *text, size_t length) {
  sheaf_buf *copy = &a->self->cells->note;
  sheaf_buf_reset(copy);
  const size_t size = without_decimals(text, length);
  if (size >= 5 && size < 8 && strspn(text, "0123456789Xx") >= size)
    for (size_t i = size; i < 8; i++) sheaf_buf_add_byte(copy, '0');
  for (size_t i = 0; i < size; i++) {
    const int ends = i >= 8 && (sheaf_tagged_digit(text[i - 1]) || strchr("Xx", text[i - 1]));
    const int gap = text[i] == '|' || (text[i] == ' ' && ends && i + 1 < size && sheaf_tagged_digit(text[i + 1]));
    sheaf_buf_add_byte(copy, gap ? ';' : text[i]);
  }
  const sheaf_tag as = {NULL, SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, a->item->tag->note, 0};
  const char *given = sheaf_buf_bytes(copy);
  const size_t whole = copy->length;
  sheaf_value_add_text(a->self->cells, a->record, sheaf_tagged_name(a->self->cells, a->item), a->item->name_length, &as,
                       given, whole);
}

static void add_text(sheaf_buf *out, const sheaf_columns *self, const sheaf_item *item) {
  if (!item) return;
  if (out->length) sheaf_buf_add_byte(out, ' ');
  sheaf_buf_add(out, text_of(self, item), without_decimals(text_of(self, item), item->length));
}

/* The year column's year, and the most precise date that the columns give together. */
static void add_date(sheaf_columns *self, sheaf_record *record) {
  const sheaf_item *year = with_role(self, SHEAF_COLUMN_YEAR), *date = with_role(self, SHEAF_COLUMN_DATE),
                   *month = with_role(self, SHEAF_COLUMN_MONTH), *day = with_role(self, SHEAF_COLUMN_DAY);
  sheaf_buf *text = &self->cells->note, *out = &self->cells->out;
  sheaf_buf_reset(text);
  sheaf_buf_reset(out);
  const int known = year ? sheaf_normal_year(text_of(self, year), year->length) : 0;
  add_text(text, self, date);
  if (date && !sheaf_normal_year(sheaf_buf_bytes(text), text->length)) add_text(text, self, year);
  if (!date) {
    add_text(text, self, year);
    if (known) add_text(text, self, month);
    if (known && month) add_text(text, self, day);
  }
  const int found = sheaf_normal_year(sheaf_buf_bytes(text), text->length);
  if (!known && !found) {
    for (size_t i = 0; i < self->cells->count; i++) {
      const sheaf_item *item = &self->cells->items[i];
      if (item == year || item == date) sheaf_value_add(self->cells, record, item, &rest);
    }
    return;
  }
  char digits[16];
  snprintf(digits, sizeof digits, "%04d", known ? known : found);
  if (!sheaf_normal_date(sheaf_buf_bytes(text), text->length, out)) sheaf_buf_add(out, digits, 4);
  sheaf_record_add(record, SHEAF_FIELD_YEAR, digits, 4, NULL, 0);
  sheaf_value_add_normal(record, SHEAF_FIELD_DATE, out, sheaf_buf_bytes(text), text->length);
}

static void add_pages(sheaf_columns *self, sheaf_record *record) {
  const sheaf_item *pages = with_role(self, SHEAF_COLUMN_PAGES), *from = with_role(self, SHEAF_COLUMN_FIRST_PAGE),
                   *to = with_role(self, SHEAF_COLUMN_LAST_PAGE), *number = with_role(self, SHEAF_COLUMN_ARTICLE);
  sheaf_buf *text = &self->cells->note;
  sheaf_buf_reset(text);
  const sheaf_item *used = pages ? pages : from ? from : to ? to : number;
  if (!used) return;
  add_text(text, self, used);
  if (used == from && to && strcmp(text_of(self, from), text_of(self, to))) {
    if (!memchr(text->data, '-', text->length)) {
      sheaf_buf_add_byte(text, '-');
      sheaf_buf_add(text, text_of(self, to), without_decimals(text_of(self, to), to->length));
      to = NULL;
    }
  } else if (used == from) {
    to = NULL;
  }
  const adding a = {self, record, used, NULL, NULL, 0};
  add_as(&a, SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL, text->data, text->length);
  const sheaf_item *others[] = {pages ? from : NULL, to, number};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (others[i] && others[i] != used) add_rest(&(adding){self, record, others[i], NULL, NULL, 0});
}

/* ---- kinds and sources ---- */

static void add_kind(sheaf_columns *self, sheaf_record *record) {
  const sheaf_item *kind = with_role(self, SHEAF_COLUMN_KIND), *publication = with_role(self, SHEAF_COLUMN_PUBLICATION);
  const char *type = kind ? sheaf_work_type(text_of(self, kind), kind->length) : NULL;
  const sheaf_item *from = type ? kind : publication;
  if (!type && publication) type = sheaf_work_type(text_of(self, publication), publication->length);
  if (type) sheaf_record_add(record, SHEAF_FIELD_TYPE, type, strlen(type), text_of(self, from), from->length);
}

static void add_publication_type(const adding *a, const char *text, size_t length) {
  if (length > 1) /* Web of Science's J, B, C say no more than the type */
    add_as(a, SHEAF_FIELD_PUBLICATION_TYPE, SHEAF_HOW_LIST, NULL, text, length);
}

/* "Endoscopic Ultrasound (2014) 3:3 (152-160). Date of Publication: 2014": Embase's citation in one cell. */
static int read_citation(const adding *a, const char *text, size_t length) {
  const char *open = text;
  do open = memchr(open + 1, '(', length - (size_t)(open + 1 - text));
  while (open && !(open[-1] == ' ' && strspn(open + 1, "0123456789") == 4 && open[5] == ')'));
  if (!open) return 0;
  if (!sheaf_record_first(a->record, SHEAF_FIELD_JOURNAL))
    add_as(a, SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, NULL, text, (size_t)(open - text));
  if (!sheaf_record_first(a->record, SHEAF_FIELD_YEAR)) {
    sheaf_record_add(a->record, SHEAF_FIELD_YEAR, open + 1, 4, NULL, 0);
    sheaf_record_add(a->record, SHEAF_FIELD_DATE, open + 1, 4, NULL, 0);
  }
  const char *at = open + 6;
  at += strspn(at, " ");
  const size_t volume = strcspn(at, ": (");
  if (volume && at[volume] && !sheaf_record_first(a->record, SHEAF_FIELD_VOLUME))
    add_as(a, SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL, at, volume);
  at += volume;
  const size_t issue = *at == ':' ? strcspn(at + 1, " (") : 0;
  if (issue && !sheaf_record_first(a->record, SHEAF_FIELD_ISSUE))
    add_as(a, SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT, NULL, at + 1, issue);
  at += issue + (*at == ':');
  at += strspn(at, " ");
  const size_t pages = *at == '(' ? strcspn(at + 1, ")") : 0;
  if (pages && !sheaf_record_first(a->record, SHEAF_FIELD_PAGES))
    add_as(a, SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL, at + 1, pages);
  return 1;
}

static void add_source(const adding *a, const char *text, size_t length) {
  const char *dialect = sheaf_reader_dialect(a->self->reader);
  if (dialect && !strcmp(dialect, "scopus"))
    add_as(a, SHEAF_FIELD_DATABASE, SHEAF_HOW_TEXT, NULL, text, length);
  else if (read_citation(a, text, length) || sheaf_record_first(a->record, SHEAF_FIELD_JOURNAL))
    add_rest(a);
  else
    add_as(a, SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, NULL, text, length);
}

/* "J Test. 2020 Feb;63(2):12-20. doi: ...": what PubMed's table has no columns for. */
static void add_citation(const adding *a, const char *text, size_t length) {
  add_rest(a);
  const char *at = memchr(text, ';', length);
  if (!at || !memchr(at, ':', length - (size_t)(at - text))) return;
  at++;
  const size_t volume = strcspn(at, "(:; "), issue = at[volume] == '(' ? strcspn(at + volume + 1, ")") : 0;
  const char *pages = strchr(at, ':') + 1;
  if (!sheaf_record_first(a->record, SHEAF_FIELD_VOLUME))
    add_as(a, SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL, at, volume);
  if (issue && !sheaf_record_first(a->record, SHEAF_FIELD_ISSUE))
    add_as(a, SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT, NULL, at + volume + 1, issue);
  if (!sheaf_record_first(a->record, SHEAF_FIELD_PAGES))
    add_as(a, SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL, pages, strcspn(pages, ". "));
}

/* ---- records ---- */

static void add_part(void *context, const char *text, size_t length) {
  const adding *a = context;
  const sheaf_tag *tag = a->item->tag;
  if (tag->field == SHEAF_FIELD_HEADING)
    add_as(a, SHEAF_FIELD_HEADING, SHEAF_HOW_HEADING, NULL, text, length);
  else
    add_as(a, tag->field, tag->field == SHEAF_FIELD_KEYWORD ? SHEAF_HOW_KEYWORD : SHEAF_HOW_TEXT, NULL, text, length);
}

static void add_term(void *context, const char *text, size_t length) {
  const adding *a = context;
  sheaf_buf *out = &a->self->cells->note;
  sheaf_buf_reset(out);
  sheaf_buf_add_text(out, a->item->tag->note ? a->item->tag->note : "");
  sheaf_buf_add(out, text, length);
  sheaf_record_add(a->record, a->item->tag->field, sheaf_buf_bytes(out), out->length, "Emtree", 6);
}

static void add_cell(sheaf_columns *self, sheaf_record *record, const sheaf_item *item) {
  adding a = {self, record, item, NULL, NULL, 0};
  const sheaf_tag *tag = item->tag;
  const char *text = text_of(self, item);
  const size_t length = item->length;
  if (!tag || (tag->field == SHEAF_FIELD_EXTRA && tag->how != SHEAF_HOW_LATER)) {
    add_rest(&a);
    return;
  }
  if (tag->how != SHEAF_HOW_LATER) {
    add_single(&a, tag->how, text, length);
    return;
  }
  switch ((sheaf_column_role)tag->flags) {
    case SHEAF_COLUMN_NAMES: sheaf_columns_names(text, length, add_name, &a); break;
    case SHEAF_COLUMN_LIST: sheaf_columns_list(text, length, add_part, &a); break;
    case SHEAF_COLUMN_TERMS: sheaf_columns_terms(text, length, add_term, &a); break;
    case SHEAF_COLUMN_NUMBER: add_single(&a, SHEAF_HOW_TEXT, text, without_decimals(text, length)); break;
    case SHEAF_COLUMN_PMID: add_pmid(&a, text, length); break;
    case SHEAF_COLUMN_ISSN: add_issns(&a, text, length); break;
    case SHEAF_COLUMN_PUBLICATION: add_publication_type(&a, text, length); break;
    default: break; /* put together before or after */
  }
}

static void map(sheaf_columns *self, sheaf_record *record) {
  add_kind(self, record);
  add_authors(self, record);
  for (size_t i = 0; i < self->cells->count; i++) add_cell(self, record, &self->cells->items[i]);
  add_date(self, record);
  add_pages(self, record);
  /* A second column of a role that only one can have. */
  for (size_t i = 0; i < self->cells->count; i++) {
    const sheaf_item *item = &self->cells->items[i];
    if (!item->tag || item->tag->how != SHEAF_HOW_LATER) continue;
    const sheaf_column_role role = (sheaf_column_role)item->tag->flags;
    const adding a = {self, record, item, NULL, NULL, 0};
    if (role == SHEAF_COLUMN_SOURCE)
      add_source(&a, text_of(self, item), item->length);
    else if (role == SHEAF_COLUMN_CITATION)
      add_citation(&a, text_of(self, item), item->length);
    else if (role >= SHEAF_COLUMN_YEAR && role <= SHEAF_COLUMN_KIND && with_role(self, role) != item)
      add_rest(&a);
  }
}

/* A row with a cell under a known header is a record, even where the cell is not what the header says ("10.1" as DOI).
 */
static int has_known(const sheaf_columns *self) {
  for (size_t i = 0; i < self->cells->count; i++) {
    const sheaf_tag *tag = self->cells->items[i].tag;
    if (tag && tag->field != SHEAF_FIELD_TYPE && tag->field != SHEAF_FIELD_LABEL && tag->field != SHEAF_FIELD_EXTRA)
      return 1;
  }
  return 0;
}

static void warn_ragged(const sheaf_columns *self, const sheaf_row *row) {
  size_t count = row->count;
  while (count > self->count && !row->cells[count - 1].length) count--;
  if (count == self->count) return;
  sheaf_reader_report(
      self->reader, SHEAF_WARNING, "ragged-row", row->line, row->byte,
      "the row that begins here has %zu cells where the header has %zu; %s. Check for a separator or a "
      "quotation mark that stands alone",
      count, self->count,
      count > self->count ? "those without a header were kept as extra fields" : "the last columns are empty");
}

int sheaf_columns_record(sheaf_columns *self, const sheaf_row *row, int ragged, sheaf_record *record,
                         sheaf_error *err) {
  sheaf_tagged *cells = self->cells;
  const sheaf_line line = {.number = row->line, .byte = row->byte, .end = row->end};
  sheaf_buf_reset(&cells->text);
  cells->count = 0;
  cells->failed = 0;
  for (size_t i = 0; i < row->count; i++) begin_cell(self, &line, i, &row->cells[i]);
  if (!cells->count && !cells->text.failed && !cells->failed) return SHEAF_READ_END;
  if (cells->count == 1 && self->count > 2 && row->count == 1 && !has_known(self)) {
    sheaf_reader_report(self->reader, SHEAF_WARNING, "not-a-row", row->line, row->byte,
                        "this line stands alone between the rows of the table and is no record: '%.100s'",
                        row->cells[0].text);
    return SHEAF_READ_END;
  }
  record->line = row->line;
  record->byte = row->byte;
  record->bytes = row->end - row->byte;
  if (ragged) warn_ragged(self, row);
  if (!self->own) sheaf_tagged_unescape(cells);
  if (cells->failed || cells->text.failed) return sheaf_error_memory(err);
  if (self->wos)
    sheaf_wos_map(cells, record);
  else
    map(self, record);
  if (cells->failed || cells->text.failed || cells->out.failed || cells->note.failed || cells->spare.failed ||
      record->failed)
    return sheaf_error_memory(err);
  return has_known(self) ? SHEAF_READ_RECORD : sheaf_reader_judge(self->reader, record);
}
