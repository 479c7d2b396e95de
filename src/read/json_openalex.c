/* json_openalex.c - OpenAlex works. See json.h. Source: the Work object of the OpenAlex API. */
#include <string.h>

#include "base/mem.h"
#include "json.h"

enum { MAX_WORDS = 200000 }; /* places of an abstract; beyond it is kept as EXTRA */

static const sheaf_json_type types[] = {{"article", "article-journal"},
                                        {"journal-article", "article-journal"},
                                        {"review", "article-journal"},
                                        {"letter", "article-journal"},
                                        {"editorial", "article-journal"},
                                        {"erratum", "article-journal"},
                                        {"retraction", "article-journal"},
                                        {"book-chapter", "chapter"},
                                        {"proceedings-article", "paper-conference"},
                                        {"monograph", "book"},
                                        {"dissertation", "thesis"},
                                        {"preprint", "article"},
                                        {"posted-content", "article"},
                                        {"peer-review", "review"},
                                        {"reference-entry", "entry"},
                                        {"paratext", "document"},
                                        {"libguides", "webpage"},
                                        {"supplementary-materials", "document"},
                                        {"other", "document"},
                                        {"grant", "document"},
                                        {NULL, NULL}};

static const char *keep(sheaf_json *self, json_object *object, const char *key) {
  size_t length;
  const char *text = sheaf_json_member(self, object, key, &length);
  if (!text) return "";
  const char *copy = sheaf_arena_copy(&self->record->arena, text, length);
  if (!copy) self->failed = 1;
  return copy ? copy : "";
}

static void add(sheaf_json *self, const char *path, json_object *value, sheaf_field field, sheaf_how how,
                const char *note) {
  const sheaf_tag as = {NULL, field, how, note, 0};
  if (value) sheaf_json_add(self, path, value, &as);
}

/* "https://openalex.org/W123" -> "W123" */
static const char *short_id(const char *id) {
  const char *slash = strrchr(id, '/');
  return slash ? slash + 1 : id;
}

/* ---- abstract ---- */

/* {"word": [0, 7], ...} back to text; 0 where the places are not what they should be. */
static int add_inverted(sheaf_json *self, json_object *index) {
  size_t count = 0;
  json_object_object_foreach(index, key, places) {
    (void)key;
    for (size_t i = 0; json_object_is_type(places, json_type_array) && i < json_object_array_length(places); i++) {
      const int64_t at = json_object_get_int64(json_object_array_get_idx(places, i));
      if (at < 0 || at >= MAX_WORDS) return 0;
      if ((size_t)at + 1 > count) count = (size_t)at + 1;
    }
  }
  if (!count) return 0;
  const char **words = sheaf_mem_zero(count, sizeof *words);
  if (!words) {
    self->failed = 1;
    return 1;
  }
  json_object_object_foreach(index, word, at) {
    for (size_t i = 0; json_object_is_type(at, json_type_array) && i < json_object_array_length(at); i++)
      words[json_object_get_int64(json_object_array_get_idx(at, i))] = word;
  }
  sheaf_buf text = {0};
  for (size_t i = 0; i < count; i++) {
    if (!words[i]) continue;
    if (text.length) sheaf_buf_add_byte(&text, ' ');
    for (const char *c = words[i]; *c; c++) sheaf_buf_add_byte(&text, (unsigned char)*c < 0x20 ? ' ' : *c);
  }
  sheaf_json_add_abstract(self, sheaf_buf_bytes(&text), text.length);
  if (text.failed) self->failed = 1;
  sheaf_buf_clear(&text);
  sheaf_mem_free(words);
  return 1;
}

/* ---- people, places ---- */

static void add_authors(sheaf_json *self, json_object *list) {
  for (size_t i = 0; json_object_is_type(list, json_type_array) && i < json_object_array_length(list); i++) {
    json_object *authorship = json_object_array_get_idx(list, i), *author = sheaf_json_get(authorship, "author");
    json_object *name = sheaf_json_get(author, "display_name"), *raw = sheaf_json_get(authorship, "raw_author_name");
    add(self, "authorships.author", name ? name : raw, SHEAF_FIELD_AUTHOR, SHEAF_HOW_NAME, NULL);
    if (name && raw && strcmp(json_object_get_string(name), json_object_get_string(raw)))
      sheaf_json_add_extra(self, "authorships.raw_author_name", raw);
    add(self, "authorships.orcid", sheaf_json_get(author, "orcid"), SHEAF_FIELD_ORCID, SHEAF_HOW_ORCID, NULL);
    const char *number = short_id(keep(self, author, "id"));
    sheaf_record_add(self->record, SHEAF_FIELD_ORCID, number, strlen(number), "openalex", 8);
    static const char *const rest[] = {"institutions", "countries", "is_corresponding"};
    for (size_t k = 0; k < 3; k++)
      if (sheaf_json_get(authorship, rest[k])) sheaf_json_add_extra(self, rest[k], sheaf_json_get(authorship, rest[k]));
    json_object *places = sheaf_json_get(authorship, "raw_affiliation_strings");
    if (json_object_is_type(places, json_type_array) && json_object_array_length(places)) {
      add(self, "authorships.affiliation", places, SHEAF_FIELD_AFFILIATION, SHEAF_HOW_TEXT, NULL);
      continue;
    }
    json_object *institutions = sheaf_json_get(authorship, "institutions");
    for (size_t k = 0; json_object_is_type(institutions, json_type_array) && k < json_object_array_length(institutions);
         k++)
      add(self, "authorships.institution", sheaf_json_get(json_object_array_get_idx(institutions, k), "display_name"),
          SHEAF_FIELD_AFFILIATION, SHEAF_HOW_TEXT, NULL);
  }
}

static void add_location(sheaf_json *self, json_object *location) {
  if (location) sheaf_json_add_extra(self, "primary_location", location);
  json_object *source = sheaf_json_get(location, "source");
  add(self, "source", sheaf_json_get(source, "display_name"), SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, NULL);
  add(self, "source.publisher", sheaf_json_get(source, "host_organization_name"), SHEAF_FIELD_PUBLISHER, SHEAF_HOW_TEXT,
      NULL);
  add(self, "source.issn_l", sheaf_json_get(source, "issn_l"), SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, "Linking");
  add(self, "source.issn", sheaf_json_get(source, "issn"), SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, NULL);
  add(self, "landing_page_url", sheaf_json_get(location, "landing_page_url"), SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL);
  add(self, "pdf_url", sheaf_json_get(location, "pdf_url"), SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL);
}

static void add_biblio(sheaf_json *self, json_object *biblio) {
  static const sheaf_tag pages = {NULL, SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL, 0};
  add(self, "biblio.volume", sheaf_json_get(biblio, "volume"), SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL);
  add(self, "biblio.issue", sheaf_json_get(biblio, "issue"), SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT, NULL);
  const char *first = keep(self, biblio, "first_page"), *last = keep(self, biblio, "last_page");
  sheaf_buf text = {0};
  sheaf_buf_add_format(&text, "%s%s%s", first, *last && *first && strcmp(first, last) ? "-" : "",
                       *first && !strcmp(first, last) ? "" : last);
  sheaf_json_add_text(self, "biblio.pages", sheaf_buf_bytes(&text), text.length, &pages);
  if (text.failed) self->failed = 1;
  sheaf_buf_clear(&text);
}

/* ---- subjects, grants, identifiers ---- */

static void add_subjects(sheaf_json *self, const char *path, json_object *list) {
  for (size_t i = 0; json_object_is_type(list, json_type_array) && i < json_object_array_length(list); i++) {
    json_object *item = json_object_array_get_idx(list, i), *name = sheaf_json_get(item, "display_name");
    if (!name) name = sheaf_json_get(item, "keyword");
    size_t length;
    const char *text = sheaf_json_text(self, name ? name : item, &length);
    if (text) sheaf_value_add_new(self->record, SHEAF_FIELD_KEYWORD_PLUS, text, length, path, strlen(path));
  }
}

/* One entry a descriptor and qualifier; a star before the part that is major. */
static void add_mesh(sheaf_json *self, json_object *list) {
  for (size_t i = 0; json_object_is_type(list, json_type_array) && i < json_object_array_length(list); i++) {
    json_object *item = json_object_array_get_idx(list, i);
    const char *name = keep(self, item, "descriptor_name"), *qualifier = keep(self, item, "qualifier_name");
    const char *star = json_object_get_boolean(sheaf_json_get(item, "is_major_topic")) ? "*" : "";
    sheaf_buf text = {0};
    if (*qualifier)
      sheaf_buf_add_format(&text, "%s%c%s%s", name, SHEAF_FIELD_PART, star, qualifier);
    else
      sheaf_buf_add_format(&text, "%s%s", star, name);
    if (*name) sheaf_record_add(self->record, SHEAF_FIELD_HEADING, sheaf_buf_bytes(&text), text.length, NULL, 0);
    if (text.failed) self->failed = 1;
    sheaf_buf_clear(&text);
  }
}

static void add_grants(sheaf_json *self, json_object *list) {
  for (size_t i = 0; json_object_is_type(list, json_type_array) && i < json_object_array_length(list); i++) {
    json_object *item = json_object_array_get_idx(list, i);
    const char *name = keep(self, item, "funder_display_name"), *award = keep(self, item, "award_id");
    sheaf_buf text = {0};
    sheaf_buf_add_format(&text, "%s%s%s", name, *name && *award ? ": " : "", award);
    sheaf_record_add(self->record, SHEAF_FIELD_GRANT, sheaf_buf_bytes(&text), text.length, NULL, 0);
    if (text.failed) self->failed = 1;
    sheaf_buf_clear(&text);
  }
}

static void add_ids(sheaf_json *self, json_object *object) {
  json_object *ids = sheaf_json_get(object, "ids"), *doi = sheaf_json_get(object, "doi");
  add(self, "doi", doi ? doi : sheaf_json_get(ids, "doi"), SHEAF_FIELD_DOI, SHEAF_HOW_DOI, NULL);
  add(self, "ids.pmid", sheaf_json_get(ids, "pmid"), SHEAF_FIELD_PMID, SHEAF_HOW_PMID, NULL);
  json_object *pmcid = sheaf_json_get(ids, "pmcid");
  const char *number = pmcid ? short_id(keep(self, ids, "pmcid")) : "";
  sheaf_buf text = {0};
  if (*number) sheaf_buf_add_format(&text, "%s%s", sheaf_tagged_digit(*number) ? "PMC" : "", number);
  const sheaf_tag as = {NULL, SHEAF_FIELD_PMCID, SHEAF_HOW_PMCID, NULL, 0};
  sheaf_json_add_text(self, "ids.pmcid", sheaf_buf_bytes(&text), text.length, &as);
  if (text.failed) self->failed = 1;
  sheaf_buf_clear(&text);
  add(self, "ids.mag", sheaf_json_get(ids, "mag"), SHEAF_FIELD_ARTICLE_ID, SHEAF_HOW_TEXT, "mag");
}

/* ---- the work ---- */

static int is_done(const char *key) {
  static const char *const keys[] = {"id",
                                     "ids",
                                     "doi",
                                     "title",
                                     "display_name",
                                     "type",
                                     "authorships",
                                     "mesh",
                                     "biblio",
                                     "keywords",
                                     "concepts",
                                     "grants",
                                     "language",
                                     "publication_date",
                                     "publication_year",
                                     "primary_location",
                                     "abstract_inverted_index",
                                     "host_venue",
                                     "referenced_works",
                                     "abstract",
                                     NULL};
  for (const char *const *name = keys; *name; name++)
    if (!strcmp(*name, key)) return 1;
  return 0;
}

static void add_abstract(sheaf_json *self, json_object *object) {
  size_t length;
  json_object *index = sheaf_json_get(object, "abstract_inverted_index");
  const char *text = sheaf_json_member(self, object, "abstract", &length);
  if (text)
    sheaf_json_add_abstract(self, text, length);
  else if (json_object_is_type(index, json_type_object) && !add_inverted(self, index))
    sheaf_json_add_extra(self, "abstract_inverted_index", index);
}

void sheaf_json_add_openalex(sheaf_json *self, json_object *object) {
  const char *id = short_id(keep(self, object, "id")), *type = keep(self, object, "type");
  const char *crossref = keep(self, object, "type_crossref");
  const int proceedings = !strcmp(crossref, "proceedings-article");
  sheaf_record_add(self->record, SHEAF_FIELD_LABEL, id, strlen(id), NULL, 0);
  if (*type) sheaf_json_add_type(self, proceedings ? crossref : type, types);
  sheaf_record_add(self->record, SHEAF_FIELD_ARTICLE_ID, id, strlen(id), "openalex", 8);
  size_t length;
  const char *title = sheaf_json_member(self, object, "title", &length);
  if (!title) title = sheaf_json_member(self, object, "display_name", &length);
  sheaf_buf plain = {0};
  if (title) sheaf_json_plain(title, length, &plain);
  sheaf_record_add(self->record, SHEAF_FIELD_TITLE, sheaf_buf_bytes(&plain), plain.length, NULL, 0);
  if (plain.failed) self->failed = 1;
  sheaf_buf_clear(&plain);
  add_abstract(self, object);
  add_authors(self, sheaf_json_get(object, "authorships"));
  const char *date = keep(self, object, "publication_date");
  if (!*date) date = keep(self, object, "publication_year");
  sheaf_json_add_date(self, date, strlen(date));
  json_object *location = sheaf_json_get(object, "primary_location");
  add_location(self, location ? location : sheaf_json_get(object, "host_venue"));
  add_biblio(self, sheaf_json_get(object, "biblio"));
  add(self, "language", sheaf_json_get(object, "language"), SHEAF_FIELD_LANGUAGE, SHEAF_HOW_LANGUAGE, NULL);
  add_ids(self, object);
  add_subjects(self, "keyword", sheaf_json_get(object, "keywords"));
  add_subjects(self, "concept", sheaf_json_get(object, "concepts"));
  add_mesh(self, sheaf_json_get(object, "mesh"));
  add_grants(self, sheaf_json_get(object, "grants"));
  add(self, "referenced_works", sheaf_json_get(object, "referenced_works"), SHEAF_FIELD_REFERENCE, SHEAF_HOW_TEXT,
      NULL);
  json_object_object_foreach(object, key, value) {
    if (!is_done(key)) sheaf_json_add_extra(self, key, value);
  }
}
