/* value.c - see value.h. */
#include "value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "record/normal.h"

/* What every adder gets. */
typedef struct value {
  sheaf_tagged *self;   /* its scratch */
  sheaf_record *record; /* where to */
  const sheaf_tag *as;  /* field, how, note */
  const char *tag;      /* for EXTRA */
  size_t tag_length;    /* bytes in tag */
} value;

/* Empties a scratch buffer without forgetting that it failed. */
static void fresh(sheaf_tagged *self, sheaf_buf *buf) {
  if (buf->failed) self->failed = 1;
  sheaf_buf_reset(buf);
}

void sheaf_value_trim(const char **text, size_t *length) {
  while (*length && sheaf_tagged_space(**text)) ++*text, --*length;
  while (*length && sheaf_tagged_space((*text)[*length - 1])) --*length;
}

int sheaf_value_starts(const char *text, size_t length, const char *prefix) {
  const size_t size = strlen(prefix);
  return length >= size && !strncasecmp(text, prefix, size);
}

const char *sheaf_value_find(const char *text, size_t length, const char *part) {
  const size_t size = strlen(part);
  const int first = tolower((unsigned char)*part);
  for (; length && length >= size; text++, length--)
    if (tolower((unsigned char)*text) == first && !strncasecmp(text, part, size)) return text;
  return NULL;
}

int sheaf_value_add_new(sheaf_record *record, sheaf_field field, const char *value, size_t length, const char *note,
                        size_t note_length) {
  for (const sheaf_entry *e = sheaf_record_first(record, field); e; e = sheaf_record_next(record, e))
    if (e->length == length && !memcmp(e->value, value, length)) return 0;
  sheaf_record_add(record, field, value, length, note, note_length);
  return 1;
}

void sheaf_value_add_normal(sheaf_record *record, sheaf_field field, const sheaf_buf *value, const char *text,
                            size_t length) {
  if (!value->length) return;
  sheaf_value_trim(&text, &length);
  const int same = value->length == length && !memcmp(value->data, text, length);
  sheaf_value_add_new(record, field, value->data, value->length, text, same ? 0 : length);
}

static void add_extra(const value *v, const char *text, size_t length) {
  sheaf_record_add(v->record, SHEAF_FIELD_EXTRA, text, length, v->tag, v->tag_length);
}

static size_t note_length(const value *v) { return v->as->note ? strlen(v->as->note) : 0; }

/* Line breaks become spaces; with `paragraphs` one stays where a sentence ends before it and none goes on after it. */
static void add_flowing(const value *v, const char *text, size_t length, int paragraphs) {
  sheaf_buf *out = &v->self->out;
  if (!memchr(text, '\n', length)) {
    sheaf_record_add(v->record, v->as->field, text, length, v->as->note, note_length(v));
    return;
  }
  fresh(v->self, out);
  for (size_t i = 0; i < length; i++) {
    const int keep = paragraphs && text[i] == '\n' && i && strchr(".?!:)", text[i - 1]) && i + 1 < length &&
                     !(text[i + 1] >= 'a' && text[i + 1] <= 'z');
    sheaf_buf_add_byte(out, text[i] == '\n' && !keep ? ' ' : text[i]);
  }
  sheaf_record_add(v->record, v->as->field, out->data, out->length, v->as->note, note_length(v));
}

typedef void part_fn(const value *v, const char *text, size_t length);

static int is_mark(char c, const char *marks) {
  while (*marks && *marks != c) marks++;
  return *marks != 0;
}

/* Calls `each` for the trimmed, non-empty parts between any of `marks`. A semicolon that closes an entity (&amp;) is no
 * mark. */
static void each_part(const value *v, const char *text, size_t length, const char *marks, part_fn *each) {
  const char *end = text + length, *start = text, *ampersand = NULL;
  for (const char *at = text; at <= end; at++) {
    if (at < end && *at == '&') ampersand = at;
    if (at < end && !is_mark(*at, marks)) continue;
    if (at < end && *at == ';' && ampersand && ampersand >= start && at - ampersand <= 8 && at > ampersand + 1 &&
        strcspn(ampersand, " ;") == (size_t)(at - ampersand))
      continue;
    const char *part = start;
    size_t size = (size_t)(at - start);
    sheaf_value_trim(&part, &size);
    if (size) each(v, part, size);
    start = at + 1;
  }
}

static void add_plain(const value *v, const char *text, size_t length) {
  sheaf_record_add(v->record, v->as->field, text, length, v->as->note, note_length(v));
}

static void add_keyword(const value *v, const char *text, size_t length) {
  const int major = *text == '*' && length > 1;
  sheaf_record_add(v->record, v->as->field, text + major, length - (size_t)major, "*", (size_t)major);
}

/* ---- names ---- */

static int is_cut_mark(const char *text, size_t length) {
  static const char *const marks[] = {"et al",        "et al.", "et. al.",    "...",
                                      "\xE2\x80\xA6", "others", "and others", NULL};
  for (const char *const *mark = marks; *mark; mark++)
    if (strlen(*mark) == length && !strncasecmp(*mark, text, length)) return 1;
  return 0;
}

/* 1 where "family, given" or "family initials" gives the text again, so that a note would only repeat it. */
static int says_the_same(const sheaf_buf *name, const char *text, size_t length) {
  const char *family, *given, *initials, *suffix;
  const size_t f = sheaf_record_part(name->data, name->length, 0, &family);
  const size_t g = sheaf_record_part(name->data, name->length, 1, &given);
  const size_t i = sheaf_record_part(name->data, name->length, 2, &initials);
  if (sheaf_record_part(name->data, name->length, 3, &suffix) || length < f || memcmp(text, family, f)) return 0;
  if (length == f) return 1;
  if (g && length == f + 2 + g && !memcmp(text + f, ", ", 2) && !memcmp(text + f + 2, given, g)) return 1;
  return i && length == f + 1 + i && text[f] == ' ' && !memcmp(text + f + 1, initials, i);
}

/* Part `index` of a name whose separators were made NULs; "" beyond the last. */
static const char *cut_part(const sheaf_buf *name, size_t index) {
  const char *at = name->data, *end = name->data + name->length;
  while (index-- && at < end) at += strlen(at) + 1;
  return at < end ? at : "";
}

static int cut_name(sheaf_tagged *self, const char *text, size_t length, sheaf_buf *out) {
  fresh(self, out);
  if (!sheaf_normal_name(text, length, out)) return 0;
  for (size_t i = 0; i < out->length; i++)
    if (out->data[i] == SHEAF_FIELD_PART) out->data[i] = 0;
  sheaf_buf_add_byte(out, 0);
  return !out->failed;
}

size_t sheaf_value_before_mail(const char *text, size_t length) {
  if (!length || text[length - 1] != ')') return length;
  size_t open = length;
  while (open && text[open - 1] != '(') open--;
  if (open < 2 || !memchr(text + open, '@', length - open)) return length;
  for (open--; open && sheaf_tagged_space(text[open - 1]);) open--;
  return open ? open : length;
}

/* "Smith,, Jr" has no given name; "University of Hull,, School of Health" is one name. */
static int doubled_comma(const char *text, size_t length) {
  const char *comma = sheaf_value_find(text, length, ",,");
  return comma && length - (size_t)(comma - text) > 6;
}

int sheaf_value_group(const char *text, size_t length, int inner, sheaf_buf *out) {
  const int marked = length > 1 && text[length - 1] == ',';
  const size_t size = length - (size_t)marked;
  const int doubled = doubled_comma(text, size);
  if (!doubled && (!marked || (!inner && memchr(text, ',', size)))) return 0;
  for (size_t i = 0; i < size; i++)
    if (text[i] != ',' || i + 1 == size || text[i + 1] != ',') sheaf_buf_add_byte(out, text[i]);
  return 1;
}

void sheaf_value_add_name(sheaf_tagged *self, sheaf_record *record, sheaf_field field, const char *text, size_t length,
                          const char *short_form, size_t short_length) {
  sheaf_buf *out = &self->out;
  const size_t size = sheaf_value_before_mail(text, length);
  fresh(self, out);
  if (short_length && cut_name(self, text, size, &self->note) && cut_name(self, short_form, short_length, &self->spare))
    sheaf_normal_name_parts(cut_part(&self->note, 0), cut_part(&self->note, 1), cut_part(&self->spare, 2),
                            cut_part(&self->note, 3), out);
  else
    sheaf_normal_name(text, size, out);
  if (out->length)
    sheaf_record_add(record, field, out->data, out->length, text, says_the_same(out, text, length) ? 0 : length);
  else
    sheaf_record_add(record, field, text, size, text, size < length ? length : 0);
}

size_t sheaf_value_editor(const char *text, size_t length) {
  static const char *const marks[] = {", Ed", ", Ed.", ", Eds", ", Eds."};
  if (memchr(text, ';', length)) return 0;
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    const size_t size = strlen(marks[i]);
    if (length <= size || memcmp(text + length - size, marks[i], size)) continue;
    const size_t name = length - size;
    size_t initials = 0;
    while (initials < name && sheaf_tagged_upper(text[name - 1 - initials])) initials++;
    const int ends = initials && initials < 5 && initials < name && text[name - 1 - initials] == ' ';
    return ends || memchr(text, ',', name) ? name : 0;
  }
  return 0;
}

static void add_name(const value *v, const char *text, size_t length) {
  fresh(v->self, &v->self->out);
  if (is_cut_mark(text, length))
    sheaf_record_add(v->record, SHEAF_FIELD_AUTHORS_CUT, text, length, NULL, 0);
  else if (sheaf_value_group(text, length, 0, &v->self->out))
    sheaf_record_add(v->record, v->as->field, v->self->out.data, v->self->out.length, NULL, 0);
  else
    sheaf_value_add_name(v->self, v->record, v->as->field, text, length, NULL, 0);
}

/* ---- numbers and dates ---- */

typedef int normal_fn(const char *text, size_t length, sheaf_buf *out);

static int try_normal(const value *v, normal_fn *normal, sheaf_field field, const char *text, size_t length) {
  sheaf_buf *out = &v->self->out;
  fresh(v->self, out);
  if (!normal(text, length, out)) return 0;
  sheaf_value_add_normal(v->record, field, out, text, length);
  return 1;
}

static void add_normal(const value *v, normal_fn *normal, const char *text, size_t length) {
  if (!try_normal(v, normal, v->as->field, text, length)) add_extra(v, text, length);
}

static void add_publication_date(const value *v, const char *text, size_t length) {
  if (sheaf_record_first(v->record, v->as->field) || !try_normal(v, sheaf_normal_date, v->as->field, text, length)) {
    add_extra(v, text, length);
    return;
  }
  const sheaf_entry *date = sheaf_record_first(v->record, v->as->field);
  if (date && !sheaf_record_first(v->record, SHEAF_FIELD_YEAR))
    sheaf_record_add(v->record, SHEAF_FIELD_YEAR, date->value, date->length < 4 ? date->length : 4, NULL, 0);
}

static const char *issn_note(const char *text, size_t length) {
  if (sheaf_value_find(text, length, "electronic") || sheaf_value_find(text, length, "online")) return "Electronic";
  if (sheaf_value_find(text, length, "print")) return "Print";
  return sheaf_value_find(text, length, "linking") ? "Linking" : "";
}

/* One number with what stands in parentheses behind it. */
static void add_issn(const value *v, const char *text, size_t length) {
  const char *whole = text;
  sheaf_buf *out = &v->self->out;
  const char *open = memchr(text, '(', length);
  const char *note = open ? issn_note(open, length - (size_t)(open - text)) : "";
  size_t size = open ? (size_t)(open - text) : length;
  sheaf_value_trim(&text, &size);
  if (sheaf_value_starts(text, size, "ISSN") || sheaf_value_starts(text, size, "ISBN")) {
    text += 4, size -= 4;
    while (size && strchr(": -", *text)) text++, size--;
  }
  if (!*note && v->as->note) note = v->as->note;
  fresh(v->self, out);
  if (sheaf_normal_issn(text, size, out)) {
    sheaf_value_add_new(v->record, SHEAF_FIELD_ISSN, out->data, out->length, note, strlen(note));
    return;
  }
  if (sheaf_normal_isbn(text, size, out))
    sheaf_value_add_normal(v->record, SHEAF_FIELD_ISBN, out, text, size);
  else
    add_extra(v, whole, length);
}

static void add_orcid(const value *v, const char *text, size_t length) {
  if (try_normal(v, sheaf_normal_orcid, SHEAF_FIELD_ORCID, text, length)) return;
  const char *colon = memchr(text, ':', length);
  const size_t scheme = colon ? (size_t)(colon - text) : 0;
  if (scheme && scheme < 20 && sheaf_record_first(v->record, SHEAF_FIELD_AUTHOR))
    sheaf_record_add(v->record, SHEAF_FIELD_ORCID, colon + 1, length - scheme - 1, text, scheme);
  else
    add_extra(v, text, length);
}

/* An author's number may be somebody else's too where the source erred: it is kept for each. */
static void add_author_id(const value *v, const char *text, size_t length) {
  sheaf_buf *out = &v->self->out;
  fresh(v->self, out);
  if (sheaf_normal_orcid(text, length, out))
    sheaf_record_add(v->record, SHEAF_FIELD_ORCID, out->data, out->length, NULL, 0);
  else
    add_orcid(v, text, length);
}

static void add_language(const value *v, const char *text, size_t length) {
  while (length && text[length - 1] == '.') length--;
  add_normal(v, sheaf_normal_language, text, length);
}

static int is_address(const char *text, size_t length) {
  return sheaf_value_starts(text, length, "http://") || sheaf_value_starts(text, length, "https://") ||
         sheaf_value_starts(text, length, "ftp://") || sheaf_value_starts(text, length, "www.") ||
         (length > 4 && !memcmp(text, "//", 2) && memchr(text, '.', length));
}

static void add_url(const value *v, const char *text, size_t length) {
  while (length && strchr(";,", text[length - 1])) length--;
  if (is_address(text, length))
    sheaf_value_add_new(v->record, SHEAF_FIELD_URL, text, length, NULL, 0);
  else
    add_extra(v, text, length);
}

/* A semicolon may stand in an address; one before the next address parts them. */
static void add_listed_urls(const value *v, const char *text, size_t length) {
  const char *end = text + length;
  for (const char *at = text; (at = memchr(at, ';', (size_t)(end - at))); at++) {
    if (!is_address(at + 1, (size_t)(end - at) - 1)) continue;
    add_url(v, text, (size_t)(at - text));
    text = at + 1;
  }
  add_url(v, text, (size_t)(end - text));
}

static void add_urls(const value *v, const char *text, size_t length) {
  if (is_address(text, length))
    each_part(v, text, length, " \n", add_listed_urls);
  else if (!sheaf_value_starts(text, length, "10.") || sheaf_record_first(v->record, SHEAF_FIELD_DOI) ||
           !try_normal(v, sheaf_normal_doi, SHEAF_FIELD_DOI, text, length))
    add_extra(v, text, length);
}

/* ---- MEDLINE ---- */

static void add_heading(const value *v, const char *text, size_t length) {
  sheaf_buf *out = &v->self->out;
  fresh(v->self, out);
  sheaf_buf_add(out, text, length);
  for (size_t i = 0; i < out->length; i++)
    if (out->data[i] == '/') out->data[i] = SHEAF_FIELD_PART;
  sheaf_record_add(v->record, v->as->field, out->data, out->length, v->as->note, note_length(v));
}

static void add_id(const value *v, const char *text, size_t length) {
  size_t size = length;
  const char *type = "";
  size_t type_length = 0;
  if (length && text[length - 1] == ']') {
    while (size && text[size - 1] != '[') size--;
    if (size) {
      type = text + size;
      type_length = length - size - 1;
      size--;
    } else {
      size = length;
    }
  } else if (sheaf_value_starts(text, length, "doi:")) {
    type = text, type_length = 3;
    text += 4, size -= 4;
  } else if (is_address(text, length) && sheaf_value_find(text, length, "doi.org/")) {
    type = "doi", type_length = 3;
  }
  sheaf_value_trim(&text, &size);
  if (type_length == 3 && !strncasecmp(type, "doi", 3))
    try_normal(v, sheaf_normal_doi, SHEAF_FIELD_DOI, text, size);
  else if (type_length == 3 && !strncasecmp(type, "pmc", 3))
    try_normal(v, sheaf_normal_pmcid, SHEAF_FIELD_PMCID, text, size);
  sheaf_value_add_new(v->record, SHEAF_FIELD_ARTICLE_ID, text, size, type, type_length);
}

static void add_substance(const value *v, const char *text, size_t length) {
  const char *open = memchr(text, '(', length);
  if (!open || text[length - 1] != ')') {
    sheaf_record_add(v->record, v->as->field, text, length, NULL, 0);
    return;
  }
  const char *number = text;
  size_t size = (size_t)(open - text);
  sheaf_value_trim(&number, &size);
  if (size == 1 && *number == '0') size = 0;
  sheaf_value_add_new(v->record, v->as->field, open + 1, (size_t)(text + length - open) - 2, number, size);
}

void sheaf_value_add_text(sheaf_tagged *self, sheaf_record *record, const char *tag, size_t tag_length,
                          const sheaf_tag *as, const char *text, size_t length) {
  const value v = {self, record, as, tag, tag_length};
  sheaf_value_trim(&text, &length);
  if (!length) return;
  switch (as->how) {
    case SHEAF_HOW_TEXT: add_flowing(&v, text, length, 0); break;
    case SHEAF_HOW_FLOW: add_flowing(&v, text, length, 1); break;
    case SHEAF_HOW_LINES: each_part(&v, text, length, "\n", add_plain); break;
    case SHEAF_HOW_LIST: each_part(&v, text, length, ";\n", add_plain); break;
    case SHEAF_HOW_KEYWORDS: each_part(&v, text, length, ";\n", add_keyword); break;
    case SHEAF_HOW_KEYWORD: add_keyword(&v, text, length); break;
    case SHEAF_HOW_NAME: each_part(&v, text, length, "\n", add_name); break;
    case SHEAF_HOW_NAMES: each_part(&v, text, length, ";\n", add_name); break;
    case SHEAF_HOW_GROUP: each_part(&v, text, length, "\n", add_plain); break;
    case SHEAF_HOW_DATE: add_normal(&v, sheaf_normal_date, text, length); break;
    case SHEAF_HOW_PUBDATE: add_publication_date(&v, text, length); break;
    case SHEAF_HOW_DOI: add_normal(&v, sheaf_normal_doi, text, length); break;
    case SHEAF_HOW_PMID: add_normal(&v, sheaf_normal_pmid, text, length); break;
    case SHEAF_HOW_PMCID: add_normal(&v, sheaf_normal_pmcid, text, length); break;
    case SHEAF_HOW_ISSN: each_part(&v, text, length, ";,\n", add_issn); break;
    case SHEAF_HOW_ORCID: add_author_id(&v, text, length); break;
    case SHEAF_HOW_PAGES: add_normal(&v, sheaf_normal_pages, text, length); break;
    case SHEAF_HOW_LANGUAGE: each_part(&v, text, length, ";,\n", add_language); break;
    case SHEAF_HOW_URL: add_urls(&v, text, length); break;
    case SHEAF_HOW_HEADING: each_part(&v, text, length, "\n", add_heading); break;
    case SHEAF_HOW_ID: add_id(&v, text, length); break;
    case SHEAF_HOW_SUBSTANCE: add_substance(&v, text, length); break;
    case SHEAF_HOW_EXTRA:
    case SHEAF_HOW_LATER: add_extra(&v, text, length); break;
  }
}

void sheaf_value_add(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item, const sheaf_tag *as) {
  static const sheaf_tag unknown = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};
  if (!as) as = item->tag ? item->tag : &unknown;
  sheaf_value_add_text(self, record, sheaf_tagged_name(self, item), item->name_length, as,
                       sheaf_tagged_value(self, item), item->length);
}
