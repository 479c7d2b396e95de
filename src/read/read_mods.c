/* read_mods.c - MODS: <mods> alone or in a <modsCollection>; the host <relatedItem> is the journal or book around the
 * work. */
#include <string.h>
#include <strings.h>

#include "record/normal.h"
#include "value.h"
#include "xml_tree.h"

/* ---- titles ---- */

static void add_part(sheaf_tree *tree, sheaf_buf *out, sheaf_node *info, const char *name, const char *between) {
  for (sheaf_node *node = sheaf_tree_find(info, name); node; node = sheaf_tree_again(node)) {
    size_t length;
    const char *text = sheaf_tree_take(tree, node, &length);
    while (length && strchr(" /:;=", text[length - 1])) length--;
    if (!length) continue;
    if (out->length && out->data[out->length - 1] != '\'') sheaf_buf_add_text(out, between);
    sheaf_buf_add(out, text, length);
  }
}

/* nonSort, title, part, subtitle as one text in scratch buffer 0. */
static sheaf_buf *title_of(sheaf_tree *tree, sheaf_node *info) {
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  add_part(tree, out, info, "nonSort", " ");
  add_part(tree, out, info, "title", " ");
  add_part(tree, out, info, "partNumber", ". ");
  add_part(tree, out, info, "partName", ". ");
  add_part(tree, out, info, "subTitle", ": ");
  return out;
}

static void add_title(sheaf_tree *tree, sheaf_node *info, sheaf_field field, const char *note) {
  const sheaf_buf *out = title_of(tree, info);
  sheaf_record_add(tree->record, field, out->data, out->length, note, strlen(note));
}

static void add_titles(sheaf_tree *tree) {
  for (sheaf_node *info = sheaf_tree_find(tree->root, "titleInfo"); info; info = sheaf_tree_again(info)) {
    const char *type = sheaf_tree_attribute(info, "type");
    if (!*type && !sheaf_record_first(tree->record, SHEAF_FIELD_TITLE))
      add_title(tree, info, SHEAF_FIELD_TITLE, "");
    else
      add_title(tree, info, SHEAF_FIELD_OTHER_TITLE, strcmp(type, "abbreviated") ? type : "short");
  }
}

/* ---- names ---- */

typedef enum role {
  ROLE_AUTHOR, /* made the work, or no role is told */
  ROLE_EDITOR, /* edited it */
  ROLE_OTHER   /* anything else */
} role;

static int is_one_of(const char *text, size_t length, const char *const *names) {
  for (; *names; names++)
    if (strlen(*names) == length && !strncasecmp(*names, text, length)) return 1;
  return 0;
}

static role role_of(sheaf_tree *tree, sheaf_node *name) {
  static const char *const authors[] = {"aut",          "author",    "cre", "creator",   "pht", "photographer",
                                        "art",          "artist",    "cmp", "composer",  "dis", "dissertant",
                                        "joint author", "co-author", "prf", "performer", NULL};
  static const char *const editors[] = {"edt", "editor", "edc", "com", "compiler", "pbd", NULL};
  role found = ROLE_OTHER;
  int seen = 0;
  for (sheaf_node *node = sheaf_tree_find(name, "role"); node; node = sheaf_tree_again(node))
    for (sheaf_node *term = sheaf_tree_find(node, "roleTerm"); term; term = sheaf_tree_again(term)) {
      size_t length;
      const char *text = sheaf_tree_peek(tree, term, &length);
      while (length && text[length - 1] == '.') length--;
      if (!length) continue;
      seen = 1;
      const int author = is_one_of(text, length, authors), editor = is_one_of(text, length, editors);
      if (author || editor) term->taken = 1;
      if (author) found = ROLE_AUTHOR;
      if (editor && found == ROLE_OTHER) found = ROLE_EDITOR;
    }
  return seen && !sheaf_tree_is(name, "usage", "primary") ? found : found == ROLE_EDITOR ? ROLE_EDITOR : ROLE_AUTHOR;
}

static char *keep(sheaf_tree *tree, sheaf_node *name, const char *type) {
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  for (sheaf_node *part = sheaf_tree_find(name, "namePart"); part; part = sheaf_tree_again(part)) {
    if (strcmp(sheaf_tree_attribute(part, "type"), type)) continue;
    size_t length;
    const char *text = sheaf_tree_take(tree, part, &length);
    while (length && strchr(" ,", text[length - 1])) length--;
    if (out->length && length) sheaf_buf_add_byte(out, ' ');
    sheaf_buf_add(out, text, length);
  }
  char *copy = sheaf_arena_copy(&tree->arena, out->data, out->length);
  if (!copy) tree->failed = 1;
  return copy;
}

static void add_person(sheaf_tree *tree, sheaf_node *name, sheaf_field field) {
  const char *family = keep(tree, name, "family"), *given = keep(tree, name, "given");
  const char *whole = keep(tree, name, "");
  const int told = *sheaf_tree_attribute(name, "type") != 0; /* without a type, a comma makes it a person */
  if (tree->failed) return;
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  if (*family && sheaf_normal_name_parts(family, given, "", "", out)) {
    sheaf_record_add(tree->record, field, out->data, out->length, NULL, 0);
  } else if (*whole && (told || strchr(whole, ','))) {
    const sheaf_tag as = {"", field, SHEAF_HOW_NAME, NULL, 0};
    sheaf_value_add_text(&tree->scratch, tree->record, "name", 4, &as, whole, strlen(whole));
  } else {
    sheaf_record_add_text(tree->record, field, *whole ? whole : given);
  }
}

/* A body and its units: "United States. Congress". */
static void add_group(sheaf_tree *tree, sheaf_node *name, sheaf_field field) {
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  for (sheaf_node *part = sheaf_tree_find(name, "namePart"); part; part = sheaf_tree_again(part)) {
    if (*sheaf_tree_attribute(part, "type")) continue;
    size_t length;
    const char *text = sheaf_tree_take(tree, part, &length);
    while (length && strchr(" ,.", text[length - 1])) length--;
    if (out->length && length) sheaf_buf_add_text(out, ". ");
    sheaf_buf_add(out, text, length);
  }
  sheaf_record_add(tree->record, field, out->data, out->length, NULL, 0);
}

static void add_name(sheaf_tree *tree, sheaf_node *name, int of_host) {
  const role what = role_of(tree, name);
  if (what == ROLE_OTHER || (of_host && what == ROLE_AUTHOR)) return;
  const sheaf_field field = what == ROLE_EDITOR ? SHEAF_FIELD_EDITOR : SHEAF_FIELD_AUTHOR;
  const int body = sheaf_tree_is(name, "type", "corporate") || sheaf_tree_is(name, "type", "conference") ||
                   sheaf_tree_is(name, "type", "family");
  if (body)
    add_group(tree, name, field);
  else
    add_person(tree, name, field);
  if (field != SHEAF_FIELD_AUTHOR) return;
  for (sheaf_node *node = sheaf_tree_find(name, "nameIdentifier"); node; node = sheaf_tree_again(node))
    if (sheaf_tree_is(node, "type", "orcid")) sheaf_tree_add(tree, node, SHEAF_FIELD_ORCID, SHEAF_HOW_ORCID, NULL);
  for (sheaf_node *node = sheaf_tree_find(name, "affiliation"); node; node = sheaf_tree_again(node))
    sheaf_tree_add(tree, node, SHEAF_FIELD_AFFILIATION, SHEAF_HOW_TEXT, NULL);
}

static void add_names(sheaf_tree *tree, sheaf_node *from, int of_host) {
  for (sheaf_node *name = sheaf_tree_find(from, "name"); name; name = sheaf_tree_again(name))
    add_name(tree, name, of_host);
}

/* ---- origin ---- */

/* DATE and YEAR of the first text that has one. */
static int add_date(sheaf_tree *tree, sheaf_node *node) {
  size_t length;
  const char *text = sheaf_tree_peek(tree, node, &length);
  const int year = sheaf_normal_year(text, length);
  if (!year || sheaf_record_first(tree->record, SHEAF_FIELD_YEAR)) return 0;
  sheaf_buf *given = sheaf_tree_fresh(tree, 0), *out = sheaf_tree_fresh(tree, 1), *digits = sheaf_tree_fresh(tree, 2);
  sheaf_buf_add(given, text, length);
  sheaf_buf_add_format(digits, "%d", year);
  if (!given->length || !sheaf_normal_date(given->data, given->length, out))
    sheaf_buf_add(out, digits->data, digits->length);
  sheaf_value_add_normal(tree->record, SHEAF_FIELD_DATE, out, given->data, given->length);
  sheaf_record_add(tree->record, SHEAF_FIELD_YEAR, digits->data, digits->length, NULL, 0);
  node->taken = 1;
  return 1;
}

/* The date in a coded form before the one as printed ("c1999"). */
static void add_dates(sheaf_tree *tree, sheaf_node *from, const char *path) {
  sheaf_node *first = sheaf_tree_find(from, path);
  for (sheaf_node *node = first; node; node = sheaf_tree_again(node))
    if (*sheaf_tree_attribute(node, "encoding") && add_date(tree, node)) return;
  for (sheaf_node *node = first; node; node = sheaf_tree_again(node))
    if (add_date(tree, node)) return;
}

static void add_once(sheaf_tree *tree, sheaf_node *node, sheaf_field field) {
  if (node && !sheaf_record_first(tree->record, field)) sheaf_tree_add(tree, node, field, SHEAF_HOW_TEXT, NULL);
}

static void add_origin(sheaf_tree *tree, sheaf_node *from) {
  for (sheaf_node *info = sheaf_tree_find(from, "originInfo"); info; info = sheaf_tree_again(info)) {
    for (sheaf_node *place = sheaf_tree_find(info, "place"); place; place = sheaf_tree_again(place))
      for (sheaf_node *term = sheaf_tree_find(place, "placeTerm"); term; term = sheaf_tree_again(term))
        if (!sheaf_tree_is(term, "type", "code")) add_once(tree, term, SHEAF_FIELD_PLACE);
    add_once(tree, sheaf_tree_find(info, "publisher"), SHEAF_FIELD_PUBLISHER);
    add_once(tree, sheaf_tree_find(info, "agent/namePart"), SHEAF_FIELD_PUBLISHER);
    add_once(tree, sheaf_tree_find(info, "edition"), SHEAF_FIELD_EDITION);
  }
}

static void add_origin_dates(sheaf_tree *tree, sheaf_node *from) {
  static const char *const names[] = {"dateIssued", "copyrightDate", "dateCreated"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    for (sheaf_node *info = sheaf_tree_find(from, "originInfo"); info; info = sheaf_tree_again(info))
      add_dates(tree, info, names[i]);
}

/* ---- parts ---- */

static void add_pages(sheaf_tree *tree, sheaf_node *extent) {
  sheaf_node *first = sheaf_tree_find(extent, "start"), *last = sheaf_tree_find(extent, "end");
  sheaf_node *list = sheaf_tree_find(extent, "list");
  if (!first) {
    sheaf_tree_add(tree, list, SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL);
    return;
  }
  sheaf_buf *pages = sheaf_tree_fresh(tree, 0), *out = sheaf_tree_fresh(tree, 1);
  size_t length;
  const char *text = sheaf_tree_peek(tree, first, &length);
  sheaf_buf_add(pages, text, length);
  text = sheaf_tree_peek(tree, last, &length);
  if (length && (length != pages->length || memcmp(text, pages->data, length))) {
    sheaf_buf_add_byte(pages, '-');
    sheaf_buf_add(pages, text, length);
  }
  if (!pages->length || !sheaf_normal_pages(pages->data, pages->length, out)) return;
  first->taken = 1;
  if (last) last->taken = 1;
  sheaf_value_add_normal(tree->record, SHEAF_FIELD_PAGES, out, pages->data, pages->length);
}

static void add_parts(sheaf_tree *tree, sheaf_node *from) {
  for (sheaf_node *part = sheaf_tree_find(from, "part"); part; part = sheaf_tree_again(part)) {
    for (sheaf_node *detail = sheaf_tree_find(part, "detail"); detail; detail = sheaf_tree_again(detail)) {
      const int volume = sheaf_tree_is(detail, "type", "volume");
      const int issue = sheaf_tree_is(detail, "type", "issue") || sheaf_tree_is(detail, "type", "number");
      sheaf_node *number = sheaf_tree_find(detail, "number"), *caption = sheaf_tree_find(detail, "caption");
      if (!volume && !issue) continue;
      add_once(tree, number, volume ? SHEAF_FIELD_VOLUME : SHEAF_FIELD_ISSUE);
      if (caption) caption->taken = 1;
    }
    for (sheaf_node *extent = sheaf_tree_find(part, "extent"); extent; extent = sheaf_tree_again(extent))
      if (sheaf_tree_is(extent, "unit", "pages") || sheaf_tree_is(extent, "unit", "page") ||
          !*sheaf_tree_attribute(extent, "unit"))
        add_pages(tree, extent);
    add_dates(tree, part, "date");
  }
}

/* ---- identifiers ---- */

static void add_identifier(sheaf_tree *tree, sheaf_node *node, int of_host) {
  static const struct {
    const char *type;  /* of the identifier */
    sheaf_field field; /* where it goes */
    sheaf_how how;     /* in what form */
    int of_host;       /* it may be the host's */
  } types[] = {{"doi", SHEAF_FIELD_DOI, SHEAF_HOW_DOI, 0},     {"isbn", SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN, 1},
               {"issn", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, 1},  {"issn-l", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, 1},
               {"uri", SHEAF_FIELD_URL, SHEAF_HOW_URL, 0},     {"url", SHEAF_FIELD_URL, SHEAF_HOW_URL, 0},
               {"pmid", SHEAF_FIELD_PMID, SHEAF_HOW_PMID, 0},  {"pubmed", SHEAF_FIELD_PMID, SHEAF_HOW_PMID, 0},
               {"pmc", SHEAF_FIELD_PMCID, SHEAF_HOW_PMCID, 0}, {"pmcid", SHEAF_FIELD_PMCID, SHEAF_HOW_PMCID, 0}};
  const char *type = sheaf_tree_attribute(node, "type");
  if (sheaf_tree_is(node, "invalid", "yes")) return;
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    if (strcasecmp(types[i].type, type)) continue;
    if (!of_host || types[i].of_host) sheaf_tree_add(tree, node, types[i].field, types[i].how, NULL);
    return;
  }
  if (of_host) return;
  size_t length;
  const char *text = sheaf_tree_take(tree, node, &length);
  if (!*type && (sheaf_value_starts(text, length, "10.") || sheaf_value_starts(text, length, "doi:")))
    sheaf_tree_add(tree, node, SHEAF_FIELD_DOI, SHEAF_HOW_DOI, NULL);
  else
    sheaf_record_add(tree->record, SHEAF_FIELD_ARTICLE_ID, text, length, type, strlen(type));
}

static void add_identifiers(sheaf_tree *tree, sheaf_node *from, int of_host) {
  for (sheaf_node *node = sheaf_tree_find(from, "identifier"); node; node = sheaf_tree_again(node))
    add_identifier(tree, node, of_host);
}

/* ---- subjects, languages, notes ---- */

static int is_heading_part(const sheaf_node *node) {
  static const char *const names[] = {"topic", "geographic", "temporal", "genre", "occupation", NULL};
  return is_one_of(node->name, strlen(node->name), names);
}

/* With an authority its parts are one heading; without, each topic is a keyword. */
static void add_subject(sheaf_tree *tree, sheaf_node *subject) {
  const char *authority = sheaf_tree_attribute(subject, "authority");
  const int mesh = !strcasecmp(authority, "mesh");
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  for (sheaf_node *node = subject->first; node; node = node->next) {
    if (!is_heading_part(node)) continue;
    if (!*authority) {
      sheaf_tree_add(tree, node, SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORD, NULL);
      continue;
    }
    size_t length;
    const char *text = sheaf_tree_take(tree, node, &length);
    if (out->length && length) sheaf_buf_add_byte(out, SHEAF_FIELD_PART);
    sheaf_buf_add(out, text, length);
  }
  sheaf_record_add(tree->record, SHEAF_FIELD_HEADING, out->data, out->length, authority, mesh ? 0 : strlen(authority));
}

/* A language as code and in words is one. */
static void add_languages(sheaf_tree *tree) {
  for (sheaf_node *node = sheaf_tree_find(tree->root, "language"); node; node = sheaf_tree_again(node)) {
    if (*sheaf_tree_attribute(node, "objectPart")) continue;
    sheaf_node *term = sheaf_tree_find(node, "languageTerm");
    if (!term) sheaf_tree_add(tree, node, SHEAF_FIELD_LANGUAGE, SHEAF_HOW_LANGUAGE, NULL);
    for (; term; term = sheaf_tree_again(term))
      sheaf_tree_add(tree, term, SHEAF_FIELD_LANGUAGE, SHEAF_HOW_LANGUAGE, NULL);
  }
}

static void add_notes(sheaf_tree *tree) {
  for (sheaf_node *node = sheaf_tree_find(tree->root, "note"); node; node = sheaf_tree_again(node)) {
    const char *type = sheaf_tree_attribute(node, "type");
    sheaf_tree_add(tree, node, SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, *type ? type : NULL);
  }
}

/* ---- the works around it ---- */

static void add_related(sheaf_tree *tree) {
  for (sheaf_node *item = sheaf_tree_find(tree->root, "relatedItem"); item; item = sheaf_tree_again(item)) {
    sheaf_node *info = sheaf_tree_find(item, "titleInfo");
    if (sheaf_tree_is(item, "type", "series")) {
      if (info && !sheaf_record_first(tree->record, SHEAF_FIELD_SERIES)) add_title(tree, info, SHEAF_FIELD_SERIES, "");
      add_parts(tree, item);
    } else if (sheaf_tree_is(item, "type", "host") && !sheaf_record_first(tree->record, SHEAF_FIELD_JOURNAL)) {
      if (info) add_title(tree, info, SHEAF_FIELD_JOURNAL, "");
      for (; info; info = sheaf_tree_again(info))
        if (sheaf_tree_is(info, "type", "abbreviated")) add_title(tree, info, SHEAF_FIELD_JOURNAL_ABBREVIATION, "");
      add_parts(tree, item);
      add_names(tree, item, 1);
      add_origin(tree, item);
      add_origin_dates(tree, item);
      add_identifiers(tree, item, 1);
    }
  }
}

/* ---- type ---- */

static const struct type {
  const char *genre; /* MARC's or usual */
  const char *csl;   /* what it is */
} types[] = {{"journal article", "article-journal"},
             {"journalArticle", "article-journal"},
             {"academic journal", "article-journal"},
             {"article", "article-journal"},
             {"book", "book"},
             {"chapter", "chapter"},
             {"book chapter", "chapter"},
             {"bookSection", "chapter"},
             {"conference publication", "paper-conference"},
             {"conference paper", "paper-conference"},
             {"conferencePaper", "paper-conference"},
             {"thesis", "thesis"},
             {"theses", "thesis"},
             {"technical report", "report"},
             {"report", "report"},
             {"newspaper", "article-newspaper"},
             {"newspaper article", "article-newspaper"},
             {"newspaperArticle", "article-newspaper"},
             {"magazineArticle", "article-magazine"},
             {"magazine article", "article-magazine"},
             {"web site", "webpage"},
             {"webpage", "webpage"},
             {"letter", "personal_communication"},
             {"Brief", "personal_communication"},
             {"patent", "patent"},
             {"motion picture", "motion_picture"},
             {"dataset", "dataset"},
             {"periodical", "periodical"},
             {"map", "map"}};

static const char *issuance_of(sheaf_tree *tree, const sheaf_node *from) {
  size_t length;
  const char *text = sheaf_tree_peek(tree, sheaf_tree_find(from, "originInfo/issuance"), &length);
  return text;
}

static const char *type_of_resource(sheaf_tree *tree) {
  static const char *const pairs[][2] = {{"still image", "graphic"},
                                         {"moving image", "motion_picture"},
                                         {"notated music", "musical_score"},
                                         {"cartographic", "map"},
                                         {"sound recording", "song"},
                                         {"sound recording-musical", "song"},
                                         {"sound recording-nonmusical", "song"},
                                         {"software, multimedia", "software"}};
  size_t length;
  const char *kind = sheaf_tree_peek(tree, sheaf_tree_find(tree->root, "typeOfResource"), &length);
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (!strcasecmp(kind, pairs[i][0])) return pairs[i][1];
  return NULL;
}

/* Where no genre says it: what it is part of, then how it was issued. */
static const char *type_by_shape(sheaf_tree *tree) {
  const char *resource = type_of_resource(tree);
  if (resource) return resource;
  const sheaf_node *host = sheaf_tree_find(tree->root, "relatedItem");
  while (host && !sheaf_tree_is(host, "type", "host")) host = sheaf_tree_again(host);
  if (host && !strncmp(issuance_of(tree, host), "mono", 4)) return "chapter";
  if (host && !strcmp(issuance_of(tree, host), "continuing")) return "article-journal";
  const char *own = issuance_of(tree, tree->root);
  if (!strncmp(own, "mono", 4)) return "book";
  if (!strcmp(own, "serial") || !strcmp(own, "continuing")) return "periodical";
  if (sheaf_tree_find(host, "part/detail")) return "article-journal";
  if (sheaf_tree_find(host, "originInfo/publisher")) return "chapter";
  if (sheaf_tree_find(host, "part")) return "article-journal";
  return sheaf_record_first(tree->record, SHEAF_FIELD_ISBN) ? "book" : "document";
}

static void add_type(sheaf_tree *tree) {
  const char *found = NULL;
  for (sheaf_node *node = sheaf_tree_find(tree->root, "genre"); node; node = sheaf_tree_again(node)) {
    size_t length;
    const char *text = sheaf_tree_peek(tree, node, &length);
    for (size_t i = 0; !found && i < sizeof types / sizeof *types; i++)
      if (!strcasecmp(types[i].genre, text)) found = types[i].csl;
  }
  sheaf_record_add_text(tree->record, SHEAF_FIELD_TYPE, found ? found : type_by_shape(tree));
}

static const sheaf_tree_row rows[] = {
    {"abstract", SHEAF_FIELD_ABSTRACT, SHEAF_HOW_FLOW, NULL},
    {"location/url", SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL},
    {"genre", SHEAF_FIELD_PUBLICATION_TYPE, SHEAF_HOW_TEXT, NULL},
    {"recordInfo/recordIdentifier", SHEAF_FIELD_LABEL, SHEAF_HOW_TEXT, NULL},
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT, NULL},
};

static void fill(sheaf_tree *tree, sheaf_record *record) {
  sheaf_node *root = tree->root;
  add_titles(tree);
  add_names(tree, root, 0);
  add_parts(tree, root);
  add_origin(tree, root);
  add_origin_dates(tree, root);
  add_identifiers(tree, root, 0);
  add_related(tree);
  add_languages(tree);
  for (sheaf_node *node = sheaf_tree_find(root, "subject"); node; node = sheaf_tree_again(node))
    add_subject(tree, node);
  add_notes(tree);
  sheaf_tree_add_rows(tree, root, rows);
  if (sheaf_reader_is_usable(record)) add_type(tree);
}

/* ---- the format ---- */

static const char *const names[] = {"mods", NULL};
static const sheaf_tree_map map = {{names, NULL, "<modsCollection>", SHEAF_TREE_EVENTS, NULL, NULL}, NULL, NULL, fill};

static void *open_reader(sheaf_reader *reader) { return sheaf_tree_open(reader, &map); }

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  const char *root;
  if (!sheaf_xml_root(head, length, &root) || sheaf_xml_root_is(head, length, "html")) return 0;
  if (sheaf_xml_root_is(head, length, "mods") || sheaf_xml_root_is(head, length, "modsCollection")) return 98;
  return sheaf_xml_find(names, head, length) && sheaf_xml_contains(head, length, "loc.gov/mods") ? 94 : 0;
}

const sheaf_format sheaf_read_mods = {"mods",      "MODS XML",      "xml mods",      detect,
                                      open_reader, sheaf_tree_next, sheaf_tree_close};
