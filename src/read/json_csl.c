/* json_csl.c - CSL-JSON items and Crossref works, which are CSL-JSON with lists for titles and more of everything.
 *
 * Sources: CSL 1.0.2 schema (csl-data.json), Crossref REST API format. */
#include <stdio.h>
#include <string.h>

#include "json.h"

static const sheaf_tag rows[] = {{"citation-key", SHEAF_FIELD_LABEL, SHEAF_HOW_TEXT, NULL, 0},
                                 {"short-title", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "short", 0},
                                 {"title-short", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "short", 0},
                                 {"shortTitle", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "short", 0},
                                 {"original-title", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "vernacular", 0},
                                 {"translated-title", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "translated", 0},
                                 {"container-title-short", SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT, NULL, 0},
                                 {"short-container-title", SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT, NULL, 0},
                                 {"journalAbbreviation", SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT, NULL, 0},
                                 {"collection-title", SHEAF_FIELD_SERIES, SHEAF_HOW_TEXT, NULL, 0},
                                 {"volume", SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL, 0},
                                 {"issue", SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT, NULL, 0},
                                 {"page", SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL, 0},
                                 {"article-number", SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL, 0},
                                 {"page-first", SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL, 0},
                                 {"publisher", SHEAF_FIELD_PUBLISHER, SHEAF_HOW_TEXT, NULL, 0},
                                 {"publisher-place", SHEAF_FIELD_PLACE, SHEAF_HOW_TEXT, NULL, 0},
                                 {"publisher-location", SHEAF_FIELD_PLACE, SHEAF_HOW_TEXT, NULL, 0},
                                 {"edition", SHEAF_FIELD_EDITION, SHEAF_HOW_TEXT, NULL, 0},
                                 {"edition-number", SHEAF_FIELD_EDITION, SHEAF_HOW_TEXT, NULL, 0},
                                 {"language", SHEAF_FIELD_LANGUAGE, SHEAF_HOW_LANGUAGE, NULL, 0},
                                 {"DOI", SHEAF_FIELD_DOI, SHEAF_HOW_DOI, NULL, 0},
                                 {"PMID", SHEAF_FIELD_PMID, SHEAF_HOW_PMID, NULL, 0},
                                 {"PMCID", SHEAF_FIELD_PMCID, SHEAF_HOW_PMCID, NULL, 0},
                                 {"source", SHEAF_FIELD_DATABASE, SHEAF_HOW_TEXT, NULL, 0},
                                 {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0}};

/* The same, but every value of an array is one of the field. */
static const sheaf_tag lists[] = {{"ISSN", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, NULL, 0},
                                  {"ISBN", SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN, NULL, 0},
                                  {"URL", SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL, 0},
                                  {"note", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL, 0},
                                  {"annote", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL, 0},
                                  {"genre", SHEAF_FIELD_PUBLICATION_TYPE, SHEAF_HOW_TEXT, NULL, 0},
                                  {"subject", SHEAF_FIELD_KEYWORD_PLUS, SHEAF_HOW_KEYWORD, NULL, 0},
                                  {"categories", SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORD, NULL, 0},
                                  {"alternative-id", SHEAF_FIELD_ARTICLE_ID, SHEAF_HOW_TEXT, "alternative", 0},
                                  {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0}};

/* Crossref's types; CSL's own are the same in CSL. */
static const sheaf_json_type types[] = {{"journal-article", "article-journal"},
                                        {"book-chapter", "chapter"},
                                        {"book-section", "chapter"},
                                        {"book-part", "chapter"},
                                        {"book-track", "chapter"},
                                        {"proceedings-article", "paper-conference"},
                                        {"proceedings", "book"},
                                        {"proceedings-series", "book"},
                                        {"monograph", "book"},
                                        {"edited-book", "book"},
                                        {"reference-book", "book"},
                                        {"book-set", "book"},
                                        {"book-series", "book"},
                                        {"dissertation", "thesis"},
                                        {"posted-content", "article"},
                                        {"peer-review", "review"},
                                        {"reference-entry", "entry"},
                                        {"report-series", "report"},
                                        {"report-component", "report"},
                                        {"journal", "periodical"},
                                        {"journal-volume", "periodical"},
                                        {"journal-issue", "periodical"},
                                        {"component", "document"},
                                        {"other", "document"},
                                        {"grant", "document"},
                                        {"database", "dataset"},
                                        {NULL, NULL}};

static const sheaf_tag *find_row(const sheaf_tag *list, const char *name) {
  for (; list->name; list++)
    if (!strcmp(list->name, name)) return list;
  return NULL;
}

static int one_of(const char *word, const char *const *list) {
  for (; *list; list++)
    if (!strcmp(word, *list)) return 1;
  return 0;
}

/* ---- dates ---- */

/* {"date-parts": [[2013, 5, 1]]}, or raw or literal text, as ISO 8601; 0 where it is neither. */
static int read_date(sheaf_json *self, json_object *value, char *out, size_t size) {
  json_object *parts = sheaf_json_get(value, "date-parts");
  if (json_object_is_type(parts, json_type_array) && json_object_array_length(parts))
    parts = json_object_array_get_idx(parts, 0);
  if (!json_object_is_type(parts, json_type_array)) parts = NULL;
  int numbers[3] = {0, 0, 0};
  for (size_t i = 0; parts && i < 3 && i < json_object_array_length(parts); i++) {
    size_t length;
    const char *text = sheaf_json_text(self, json_object_array_get_idx(parts, i), &length);
    for (size_t k = 0; text && k < length && k < 4 && sheaf_tagged_digit(text[k]); k++)
      numbers[i] = numbers[i] * 10 + text[k] - '0';
  }
  if (numbers[0] < 1) return 0;
  if (numbers[1] < 1 || numbers[1] > 12)
    snprintf(out, size, "%04d", numbers[0]);
  else if (numbers[2] < 1 || numbers[2] > 31)
    snprintf(out, size, "%04d-%02d", numbers[0], numbers[1]);
  else
    snprintf(out, size, "%04d-%02d-%02d", numbers[0], numbers[1], numbers[2]);
  return 1;
}

static const char *date_text(sheaf_json *self, json_object *value, size_t *length) {
  static const char *const keys[] = {"raw", "literal", "date-time"};
  const char *text = sheaf_json_text(self, value, length);
  for (size_t i = 0; !text && i < 3; i++) text = sheaf_json_member(self, value, keys[i], length);
  return text;
}

/* What a date says beside its first day: the end of a range, a season, doubt. */
static void add_rest(sheaf_json *self, const char *name, json_object *value) {
  static const char *const keys[] = {"season", "circa", "literal", "raw"};
  char path[80];
  for (size_t i = 0; i < 4; i++) {
    snprintf(path, sizeof path, "%s.%s", name, keys[i]);
    if (sheaf_json_get(value, keys[i])) sheaf_json_add_extra(self, path, sheaf_json_get(value, keys[i]));
  }
  json_object *parts = sheaf_json_get(value, "date-parts");
  if (!json_object_is_type(parts, json_type_array)) return;
  snprintf(path, sizeof path, "%s.date-parts", name);
  for (size_t i = 1; i < json_object_array_length(parts); i++)
    sheaf_json_add_extra(self, path, json_object_array_get_idx(parts, i));
}

static void add_one_date(sheaf_json *self, const char *name, json_object *value, int published) {
  char iso[40];
  size_t length;
  const int electronic = !strcmp(name, "published-online");
  const sheaf_tag as = {NULL, electronic ? SHEAF_FIELD_DATE_ELECTRONIC : SHEAF_FIELD_EXTRA,
                        electronic ? SHEAF_HOW_DATE : SHEAF_HOW_EXTRA, NULL, 0};
  if (read_date(self, value, iso, sizeof iso)) {
    if (published)
      sheaf_json_add_date(self, iso, strlen(iso));
    else
      sheaf_json_add_text(self, name, iso, strlen(iso), &as);
    add_rest(self, name, value);
    return;
  }
  const char *text = date_text(self, value, &length);
  if (text && published)
    sheaf_json_add_date(self, text, length);
  else if (text)
    sheaf_json_add_text(self, name, text, length, &as);
}

static const char *const dates[] = {"issued",
                                    "published",
                                    "published-print",
                                    "published-online",
                                    "created",
                                    "deposited",
                                    "indexed",
                                    "accepted",
                                    "posted",
                                    "accessed",
                                    "submitted",
                                    "event-date",
                                    "original-date",
                                    "available-date",
                                    "approved",
                                    "published-other",
                                    "content-created",
                                    "content-updated",
                                    NULL};

static void add_dates(sheaf_json *self, json_object *object) {
  static const char *const best[] = {"issued", "published", "published-print", "published-online", "posted", NULL};
  char iso[40];
  const char *chosen = NULL;
  for (size_t i = 0; best[i] && !chosen; i++) {
    size_t length;
    json_object *value = sheaf_json_get(object, best[i]);
    if (value && (read_date(self, value, iso, sizeof iso) || date_text(self, value, &length))) chosen = best[i];
  }
  for (size_t i = 0; dates[i]; i++) {
    json_object *value = sheaf_json_get(object, dates[i]);
    if (value) add_one_date(self, dates[i], value, chosen && !strcmp(chosen, dates[i]));
  }
}

/* ---- names ---- */

/* A member's text that stays while others are read; "" where there is none. */
static const char *keep(sheaf_json *self, json_object *object, const char *key) {
  size_t length;
  const char *text = sheaf_json_member(self, object, key, &length);
  if (!text) return "";
  const char *copy = sheaf_arena_copy(&self->record->arena, text, length);
  if (!copy) self->failed = 1;
  return copy ? copy : "";
}

/* "author.sequence", for as long as the record: a key may have any length. */
static const char *join(sheaf_json *self, const char *role, const char *key) {
  const size_t before = strlen(role), size = strlen(key) + 1;
  char *path = sheaf_arena_alloc(&self->record->arena, before + 1 + size);
  if (!path) return self->failed = 1, "";
  memcpy(path, role, before);
  path[before] = '.';
  memcpy(path + before + 1, key, size);
  return path;
}

static void add_person_extras(sheaf_json *self, const char *role, json_object *person) {
  static const sheaf_tag orcid = {NULL, SHEAF_FIELD_ORCID, SHEAF_HOW_ORCID, NULL, 0};
  static const sheaf_tag address = {NULL, SHEAF_FIELD_AFFILIATION, SHEAF_HOW_TEXT, NULL, 0};
  static const char *const known[] = {"family",
                                      "given",
                                      "suffix",
                                      "dropping-particle",
                                      "literal",
                                      "name",
                                      "sequence",
                                      "non-dropping-particle",
                                      "authenticated-orcid",
                                      "comma-suffix",
                                      "static-ordering",
                                      "parse-names",
                                      "isInstitution",
                                      NULL};
  json_object_object_foreach(person, key, value) {
    const char *path = join(self, role, key);
    if (!strcmp(key, "ORCID") || !strcmp(key, "orcid")) {
      sheaf_json_add(self, path, value, &orcid);
    } else if (!strcmp(key, "affiliation")) {
      for (size_t i = 0; json_object_is_type(value, json_type_array) && i < json_object_array_length(value); i++) {
        json_object *place = json_object_array_get_idx(value, i);
        json_object *name = sheaf_json_get(place, "name");
        sheaf_json_add(self, path, name ? name : place, &address);
      }
      if (!json_object_is_type(value, json_type_array)) sheaf_json_add(self, path, value, &address);
    } else if (!one_of(key, known)) {
      sheaf_json_add_extra(self, path, value);
    }
  }
}

static void add_person(sheaf_json *self, const char *role, sheaf_field field, json_object *person) {
  const char *family = keep(self, person, "family"), *given = keep(self, person, "given");
  const char *whole = keep(self, person, "literal"), *suffix = keep(self, person, "suffix");
  if (!*whole) whole = keep(self, person, "name");
  if (!*family && !*given) {
    sheaf_record_add(self->record, field, whole, strlen(whole), NULL, 0);
  } else {
    const char *dropping = keep(self, person, "dropping-particle");
    const char *kept = keep(self, person, "non-dropping-particle");
    sheaf_buf particle = {0}, name = {0};
    sheaf_buf_add_format(&particle, "%s%s%s", dropping, *dropping && *kept ? " " : "", kept);
    sheaf_buf_add_format(&name, "%s%s%s", sheaf_buf_bytes(&particle), particle.length ? " " : "",
                         *family ? family : given);
    sheaf_json_add_person(self, field, sheaf_buf_bytes(&name), *family ? given : "", suffix,
                          sheaf_buf_bytes(&particle));
    if (particle.failed || name.failed) self->failed = 1;
    sheaf_buf_clear(&particle);
    sheaf_buf_clear(&name);
  }
  add_person_extras(self, role, person);
}

/* People whose role has no field: their names, as "role" in EXTRA. */
static void add_other_person(sheaf_json *self, const char *role, json_object *person) {
  static const sheaf_tag extra = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};
  const char *family = keep(self, person, "family"), *given = keep(self, person, "given");
  const char *kept = keep(self, person, "non-dropping-particle"), *whole = keep(self, person, "literal");
  if (!*whole) whole = keep(self, person, "name");
  sheaf_buf name = {0};
  if (*family)
    sheaf_buf_add_format(&name, "%s%s%s%s%s", kept, *kept ? " " : "", family, *given ? ", " : "", given);
  else
    sheaf_buf_add_text(&name, *whole ? whole : given);
  sheaf_json_add_text(self, role, sheaf_buf_bytes(&name), name.length, &extra);
  if (name.failed) self->failed = 1;
  sheaf_buf_clear(&name);
}

static int is_person(json_object *value) {
  return sheaf_json_get(value, "family") || sheaf_json_get(value, "literal") || sheaf_json_get(value, "given");
}

static void add_people(sheaf_json *self, const char *role, json_object *list) {
  const sheaf_field field = !strcmp(role, "author")   ? SHEAF_FIELD_AUTHOR
                            : !strcmp(role, "editor") ? SHEAF_FIELD_EDITOR
                                                      : SHEAF_FIELD_NONE;
  if (!json_object_is_type(list, json_type_array)) {
    sheaf_json_add_extra(self, role, list);
    return;
  }
  for (size_t i = 0; i < json_object_array_length(list); i++) {
    json_object *person = json_object_array_get_idx(list, i);
    if (!json_object_is_type(person, json_type_object)) {
      const sheaf_tag as = {NULL, field, SHEAF_HOW_NAME, NULL, 0};
      if (field)
        sheaf_json_add(self, role, person, &as);
      else
        sheaf_json_add_extra(self, role, person);
    } else if (field) {
      add_person(self, role, field, person);
    } else {
      add_other_person(self, role, person);
    }
  }
}

/* ---- titles, keywords, references, grants ---- */

static void add_titles(sheaf_json *self, json_object *object) {
  json_object *title = sheaf_json_get(object, "title"), *sub = sheaf_json_get(object, "subtitle");
  json_object *first = json_object_is_type(title, json_type_array) ? json_object_array_get_idx(title, 0) : title;
  size_t length;
  const char *text = sheaf_json_text(self, first, &length);
  sheaf_buf whole = {0};
  if (text) sheaf_json_plain(text, length, &whole);
  if (json_object_is_type(sub, json_type_array)) sub = json_object_array_get_idx(sub, 0);
  text = sheaf_json_text(self, sub, &length);
  if (text && whole.length) {
    const char *had = sheaf_buf_bytes(&whole);
    sheaf_buf second = {0};
    sheaf_json_plain(text, length, &second);
    if (second.length && !sheaf_value_find(had, whole.length, sheaf_buf_bytes(&second))) {
      sheaf_buf_add_text(&whole, strchr(".?!:", had[whole.length - 1]) ? " " : ": ");
      sheaf_buf_add(&whole, second.data, second.length);
    }
    if (second.failed) self->failed = 1;
    sheaf_buf_clear(&second);
  }
  sheaf_record_add(self->record, SHEAF_FIELD_TITLE, sheaf_buf_bytes(&whole), whole.length, NULL, 0);
  if (whole.failed) self->failed = 1;
  sheaf_buf_clear(&whole);
  for (size_t i = 1; json_object_is_type(title, json_type_array) && i < json_object_array_length(title); i++)
    sheaf_json_add_extra(self, "title", json_object_array_get_idx(title, i));
}

/* Of a chapter's two containers the first is the series and the second the book, unless they are one. */
static void add_container(sheaf_json *self, json_object *value) {
  json_object *first = json_object_is_type(value, json_type_array) ? json_object_array_get_idx(value, 0) : value;
  size_t length;
  sheaf_buf plain = {0};
  const char *text = sheaf_json_text(self, first, &length);
  if (text) sheaf_json_plain(text, length, &plain);
  sheaf_record_add(self->record, SHEAF_FIELD_JOURNAL, sheaf_buf_bytes(&plain), plain.length, NULL, 0);
  if (plain.failed) self->failed = 1;
  sheaf_buf_clear(&plain);
  for (size_t i = 1; json_object_is_type(value, json_type_array) && i < json_object_array_length(value); i++)
    sheaf_json_add_extra(self, "container-title", json_object_array_get_idx(value, i));
}

/* A text of keywords between semicolons or, where there are none, commas; or a list. */
static void add_keywords(sheaf_json *self, const char *path, json_object *value) {
  static const sheaf_tag one = {NULL, SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORD, NULL, 0};
  static const sheaf_tag many = {NULL, SHEAF_FIELD_KEYWORD, SHEAF_HOW_LIST, NULL, 0};
  size_t length;
  const char *text = sheaf_json_text(self, value, &length);
  if (!text) {
    sheaf_json_add(self, path, value, &one);
    return;
  }
  sheaf_buf list = {0};
  const int comma = !memchr(text, ';', length);
  for (size_t i = 0; i < length; i++) sheaf_buf_add_byte(&list, comma && text[i] == ',' ? ';' : text[i]);
  sheaf_json_add_text(self, path, sheaf_buf_bytes(&list), list.length, &many);
  if (list.failed) self->failed = 1;
  sheaf_buf_clear(&list);
}

static void add_reference(sheaf_json *self, json_object *reference) {
  static const char *const keys[] = {"author",        "article-title", "series-title", "volume-title",
                                     "journal-title", "year",          "edition",      "volume",
                                     "issue",         "first-page",    "ISSN",         "ISBN"};
  sheaf_buf out = {0};
  size_t length;
  const char *text = sheaf_json_member(self, reference, "unstructured", &length);
  if (text) sheaf_json_plain(text, length, &out);
  for (size_t i = 0; !out.length || !text ? i < sizeof keys / sizeof *keys : 0; i++) {
    size_t size;
    const char *part = sheaf_json_member(self, reference, keys[i], &size);
    if (!part) continue;
    if (out.length) sheaf_buf_add_text(&out, ". ");
    sheaf_json_plain(part, size, &out);
  }
  const char *doi = keep(self, reference, "DOI");
  if (!out.length) sheaf_buf_add_text(&out, *doi ? doi : keep(self, reference, "key"));
  sheaf_record_add(self->record, SHEAF_FIELD_REFERENCE, sheaf_buf_bytes(&out), out.length, doi, strlen(doi));
  if (out.failed) self->failed = 1;
  sheaf_buf_clear(&out);
}

static void add_references(sheaf_json *self, json_object *list) {
  if (!json_object_is_type(list, json_type_array)) {
    static const sheaf_tag as = {NULL, SHEAF_FIELD_REFERENCE, SHEAF_HOW_LINES, NULL, 0};
    sheaf_json_add(self, "references", list, &as);
    return;
  }
  for (size_t i = 0; i < json_object_array_length(list); i++) {
    json_object *item = json_object_array_get_idx(list, i);
    if (json_object_is_type(item, json_type_object)) add_reference(self, item);
  }
}

/* "Funder: award, award", with the funder's DOI as the note. */
static void add_funders(sheaf_json *self, json_object *list) {
  for (size_t i = 0; json_object_is_type(list, json_type_array) && i < json_object_array_length(list); i++) {
    json_object *funder = json_object_array_get_idx(list, i), *awards = sheaf_json_get(funder, "award");
    const char *name = keep(self, funder, "name"), *doi = keep(self, funder, "DOI");
    sheaf_buf out = {0};
    sheaf_buf_add_text(&out, name);
    for (size_t k = 0; json_object_is_type(awards, json_type_array) && k < json_object_array_length(awards); k++) {
      size_t length;
      const char *award = sheaf_json_text(self, json_object_array_get_idx(awards, k), &length);
      if (!award) continue;
      sheaf_buf_add_text(&out, k ? ", " : ": ");
      sheaf_buf_add(&out, award, length);
    }
    sheaf_record_add(self->record, SHEAF_FIELD_GRANT, sheaf_buf_bytes(&out), out.length, doi, strlen(doi));
    if (out.failed) self->failed = 1;
    sheaf_buf_clear(&out);
  }
  if (!json_object_is_type(list, json_type_array)) sheaf_json_add_extra(self, "funder", list);
}

static void add_issn_types(sheaf_json *self, json_object *list) {
  for (size_t i = 0; json_object_is_type(list, json_type_array) && i < json_object_array_length(list); i++) {
    json_object *item = json_object_array_get_idx(list, i);
    const char *type = keep(self, item, "type");
    const char *note = !strcmp(type, "electronic") ? "Electronic" : !strcmp(type, "print") ? "Print" : NULL;
    const sheaf_tag as = {NULL, SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, note, 0};
    if (sheaf_json_get(item, "value")) sheaf_json_add(self, "issn-type.value", sheaf_json_get(item, "value"), &as);
  }
}

/* ---- the object ---- */

static void add_member(sheaf_json *self, const char *key, json_object *value) {
  static const char *const done[] = {"type", "id", "title", "subtitle", "abstract", "issn-type", NULL};
  if (one_of(key, done) || one_of(key, dates)) return;
  const sheaf_tag *row = find_row(rows, key), *list = find_row(lists, key);
  if (row && sheaf_record_first(self->record, row->field) && row->field != SHEAF_FIELD_OTHER_TITLE)
    sheaf_json_add_extra(self, key, value);
  else if (row)
    sheaf_json_add_first(self, key, value, row);
  else if (list)
    sheaf_json_add(self, key, value, list);
  else if (!strcmp(key, "container-title"))
    add_container(self, value);
  else if (!strcmp(key, "keyword") || !strcmp(key, "keywords"))
    add_keywords(self, key, value);
  else if (!strcmp(key, "reference") || !strcmp(key, "references"))
    add_references(self, value);
  else if (!strcmp(key, "funder"))
    add_funders(self, value);
  else if (!strcmp(key, "author") || !strcmp(key, "editor") ||
           (json_object_is_type(value, json_type_array) && json_object_array_length(value) &&
            is_person(json_object_array_get_idx(value, 0))))
    add_people(self, key, value);
  else
    sheaf_json_add_extra(self, key, value);
}

void sheaf_json_add_csl(sheaf_json *self, json_object *object) {
  static const sheaf_tag label = {NULL, SHEAF_FIELD_LABEL, SHEAF_HOW_TEXT, NULL, 0};
  const char *type = keep(self, object, "type");
  if (*type) sheaf_json_add_type(self, type, types);
  if (sheaf_json_get(object, "id")) sheaf_json_add(self, "id", sheaf_json_get(object, "id"), &label);
  add_titles(self, object);
  size_t length;
  const char *abstract = sheaf_json_member(self, object, "abstract", &length);
  if (abstract) sheaf_json_add_abstract(self, abstract, length);
  add_issn_types(self, sheaf_json_get(object, "issn-type"));
  json_object_object_foreach(object, key, value) add_member(self, key, value);
  add_dates(self, object);
}
