/* json_bibjson.c - BibJSON records, and what quickscrape writes. See json.h. Source: the BibJSON convention of the Open
 * Knowledge Foundation (okfnlabs.org/bibjson).
 *
 *   {"type": "article", "title": "...", "author": [{"name": "Okafor, Ngozi"}], "year": "2015",
 *    "journal": {"name": "...", "volume": "7", "identifier": [{"type": "issn", "id": "1234-5679"}]},
 *    "identifier": [{"type": "doi", "id": "10.1000/1"}], "link": [{"url": "https://example.org"}]} */
#include <string.h>
#include <strings.h>

#include "json.h"
#include "work_type.h"

static json_object *item(json_object *list, size_t index) {
  if (!json_object_is_type(list, json_type_array)) return index ? NULL : list;
  return index < json_object_array_length(list) ? json_object_array_get_idx(list, index) : NULL;
}

static int is_named(json_object *person) {
  return (sheaf_json_get(person, "name") || sheaf_json_get(person, "lastname")) && !sheaf_json_get(person, "family");
}

int sheaf_json_is_bibjson(json_object *object) {
  static const char *const others[] = {"container-title", "DOI", "issued", "indexed"}; /* of CSL-JSON and Crossref */
  if (!sheaf_json_get(object, "title")) return 0;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (sheaf_json_get(object, others[i])) return 0;
  if (json_object_is_type(sheaf_json_get(object, "journal"), json_type_object)) return 1;
  json_object *number = item(sheaf_json_get(object, "identifier"), 0);
  return is_named(item(sheaf_json_get(object, "author"), 0)) ||
         (sheaf_json_get(number, "id") && sheaf_json_get(number, "type"));
}

static void add(sheaf_json *self, const char *path, json_object *value, sheaf_field field, sheaf_how how) {
  const sheaf_tag as = {NULL, field, how, NULL, 0};
  if (value) sheaf_json_add(self, path, value, &as);
}

/* ---- parts ---- */

static const char *kept(sheaf_json *self, json_object *object, const char *key, const char *other) {
  size_t length;
  const char *text = sheaf_json_member(self, object, key, &length);
  if (!text) text = sheaf_json_member(self, object, other, &length);
  const char *copy = text ? sheaf_arena_copy(&self->record->arena, text, length) : "";
  if (!copy) self->failed = 1;
  return copy ? copy : "";
}

/* {"name": "Okafor, Ngozi"}, {"firstname": .., "lastname": ..}, "Okafor, Ngozi"; an affiliation stands alone, too. */
static void add_person(sheaf_json *self, json_object *person, sheaf_field field, const char *path) {
  const char *family = kept(self, person, "lastname", "lastName");
  if (*family)
    sheaf_json_add_person(self, field, family, kept(self, person, "firstname", "firstName"), "", "");
  else if (sheaf_json_get(person, "name"))
    add(self, path, sheaf_json_get(person, "name"), field, SHEAF_HOW_NAME);
  else if (!json_object_is_type(person, json_type_object))
    add(self, path, person, field, SHEAF_HOW_NAME);
  static const char *const done[] = {"lastname", "lastName", "firstname", "firstName", "name"};
  if (!json_object_is_type(person, json_type_object)) return;
  json_object_object_foreach(person, key, value) {
    int known = 0;
    for (size_t i = 0; i < sizeof done / sizeof *done; i++) known |= !strcmp(key, done[i]);
    if (!strcmp(key, "affiliation") || !strcmp(key, "institution"))
      add(self, path, value, SHEAF_FIELD_AFFILIATION, SHEAF_HOW_TEXT);
    else if (!strcmp(key, "orcid"))
      add(self, path, value, SHEAF_FIELD_ORCID, SHEAF_HOW_ORCID);
    else if (!known)
      sheaf_json_add_extra(self, path, value);
  }
}

static void add_people(sheaf_json *self, json_object *list, sheaf_field field, const char *path) {
  json_object *person;
  for (size_t i = 0; (person = item(list, i)); i++) add_person(self, person, field, path);
}

static void add_numbers(sheaf_json *self, json_object *list) {
  static const struct {
    const char *type;
    sheaf_field field;
    sheaf_how how;
  } rows[] = {{"doi", SHEAF_FIELD_DOI, SHEAF_HOW_DOI},     {"pmid", SHEAF_FIELD_PMID, SHEAF_HOW_PMID},
              {"pmc", SHEAF_FIELD_PMCID, SHEAF_HOW_PMCID}, {"pmcid", SHEAF_FIELD_PMCID, SHEAF_HOW_PMCID},
              {"issn", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN},  {"pissn", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN},
              {"eissn", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN}, {"isbn", SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN},
              {"url", SHEAF_FIELD_URL, SHEAF_HOW_URL}};
  json_object *number;
  for (size_t i = 0; (number = item(list, i)); i++) {
    const char *type = kept(self, number, "type", "type");
    size_t row = 0, count = sizeof rows / sizeof *rows;
    while (row < count && strcasecmp(rows[row].type, type)) row++;
    if (row < count && sheaf_json_get(number, "id"))
      add(self, type, sheaf_json_get(number, "id"), rows[row].field, rows[row].how);
    else
      sheaf_json_add_extra(self, "identifier", number);
  }
}

static const struct row {
  const char *key;
  sheaf_field field;
  sheaf_how how;
} rows[] = {{"id", SHEAF_FIELD_LABEL, SHEAF_HOW_TEXT},
            {"citekey", SHEAF_FIELD_LABEL, SHEAF_HOW_TEXT},
            {"title", SHEAF_FIELD_TITLE, SHEAF_HOW_TEXT},
            {"volume", SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT},
            {"issue", SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT},
            {"number", SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT},
            {"pages", SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES},
            {"firstpage", SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES},
            {"edition", SHEAF_FIELD_EDITION, SHEAF_HOW_TEXT},
            {"doi", SHEAF_FIELD_DOI, SHEAF_HOW_DOI},
            {"issn", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN},
            {"isbn", SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN},
            {"language", SHEAF_FIELD_LANGUAGE, SHEAF_HOW_LANGUAGE},
            {"note", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW},
            {"booktitle", SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT},
            {"series", SHEAF_FIELD_SERIES, SHEAF_HOW_TEXT},
            {"address", SHEAF_FIELD_PLACE, SHEAF_HOW_TEXT},
            {"keywords", SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORDS},
            {"keyword", SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORDS},
            {"subject", SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORDS},
            {"url", SHEAF_FIELD_URL, SHEAF_HOW_URL},
            {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT}};

/* 1 where the key is one that has a row. */
static int add_row(sheaf_json *self, const char *key, json_object *value) {
  const struct row *row = rows;
  while (row->key && strcasecmp(row->key, key)) row++;
  if (!row->key || json_object_is_type(value, json_type_object)) return 0;
  const sheaf_tag as = {NULL, row->field, row->how, NULL, 0};
  if (sheaf_field_kind(row->field) != SHEAF_KIND_TEXT)
    sheaf_json_add(self, key, value, &as);
  else if (sheaf_record_first(self->record, row->field))
    sheaf_json_add_extra(self, key, value);
  else
    sheaf_json_add_first(self, key, value, &as);
  return 1;
}

static void add_journal(sheaf_json *self, json_object *journal) {
  if (!json_object_is_type(journal, json_type_object)) {
    add(self, "journal", journal, SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT);
    return;
  }
  json_object_object_foreach(journal, key, value) {
    if (!strcmp(key, "name") || !strcmp(key, "title"))
      add(self, "journal", value, SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT);
    else if (!strcmp(key, "shortcode") || !strcmp(key, "abbreviation"))
      add(self, "journal.abbreviation", value, SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT);
    else if (!strcmp(key, "identifier"))
      add_numbers(self, value);
    else if (!strcmp(key, "publisher"))
      add(self, "journal.publisher", value, SHEAF_FIELD_PUBLISHER, SHEAF_HOW_TEXT);
    else if (!strcmp(key, "id") || !add_row(self, key, value))
      sheaf_json_add_extra(self, "journal", value);
  }
}

static void add_links(sheaf_json *self, json_object *list) {
  json_object *link;
  for (size_t i = 0; (link = item(list, i)); i++) {
    json_object *address = sheaf_json_get(link, "url");
    add(self, "link.url", address ? address : link, SHEAF_FIELD_URL, SHEAF_HOW_URL);
  }
}

/* The year, or the day on which it was published. */
static void add_dates(sheaf_json *self, json_object *object) {
  json_object *date = sheaf_json_get(object, "date"), *published = sheaf_json_get(date, "published");
  json_object *best = published ? published : json_object_is_type(date, json_type_object) ? NULL : date;
  size_t length;
  const char *text = sheaf_json_text(self, best ? best : sheaf_json_get(object, "year"), &length);
  if (text) sheaf_json_add_date(self, text, length > 10 && text[10] == 'T' ? 10 : length);
  if (json_object_is_type(date, json_type_object)) {
    json_object_object_foreach(date, key, value) if (strcmp(key, "published")) sheaf_json_add_extra(self, key, value);
  }
}

static void add_member(sheaf_json *self, const char *key, json_object *value) {
  size_t length;
  if (!strcmp(key, "author"))
    add_people(self, value, SHEAF_FIELD_AUTHOR, "author");
  else if (!strcmp(key, "editor"))
    add_people(self, value, SHEAF_FIELD_EDITOR, "editor");
  else if (!strcmp(key, "journal"))
    add_journal(self, value);
  else if (!strcmp(key, "identifier"))
    add_numbers(self, value);
  else if (!strcmp(key, "link"))
    add_links(self, value);
  else if (!strcmp(key, "publisher"))
    add(self, key, sheaf_json_get(value, "name") ? sheaf_json_get(value, "name") : value, SHEAF_FIELD_PUBLISHER,
        SHEAF_HOW_TEXT);
  else if (!strcmp(key, "abstract") && sheaf_json_text(self, value, &length))
    sheaf_json_add_abstract(self, sheaf_json_text(self, value, &length), length);
  else if (!add_row(self, key, value))
    sheaf_json_add_extra(self, key, value);
}

void sheaf_json_add_bibjson(sheaf_json *self, json_object *object) {
  static const char *const done[] = {"type", "year", "date", "sections"};
  size_t length;
  const char *type = kept(self, object, "type", "type"), *csl = sheaf_work_type(type, strlen(type));
  if (!*type && sheaf_json_get(object, "journal")) csl = "article-journal";
  if (csl) sheaf_record_add(self->record, SHEAF_FIELD_TYPE, csl, strlen(csl), type, strlen(type));
  if (*type && !csl) add(self, "type", sheaf_json_get(object, "type"), SHEAF_FIELD_TYPE, SHEAF_HOW_TEXT);
  add_dates(self, object);
  json_object_object_foreach(object, key, value) {
    int known = 0;
    for (size_t i = 0; i < sizeof done / sizeof *done; i++) known |= !strcmp(key, done[i]);
    if (!known) add_member(self, key, value);
  }
  json_object *sections = sheaf_json_get(object, "sections");
  const char *abstract = sheaf_json_member(self, sheaf_json_get(sections, "abstract"), "text", &length);
  if (abstract) sheaf_json_add_abstract(self, abstract, length);
  if (!json_object_is_type(sections, json_type_object)) return;
  json_object_object_foreach(sections, name, section) {
    if (strcmp(name, "abstract")) sheaf_json_add_extra(self, name, section);
  }
}
