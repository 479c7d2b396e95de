/* read_endnote_xml.c - EndNote XML: <xml><records><record>, its values often within <style> runs.
 *
 * Where the same text stands twice (a journal in secondary-title and periodical/full-title), it is one value. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "record/normal.h"
#include "value.h"
#include "xml_tree.h"

/* ---- types ---- */

static const struct type {
  int number;       /* EndNote's */
  const char *name; /* EndNote's */
  const char *csl;  /* what it is */
} types[] = {{17, "Journal Article", "article-journal"},
             {43, "Electronic Article", "article-journal"},
             {6, "Book", "book"},
             {28, "Edited Book", "book"},
             {44, "Electronic Book", "book"},
             {54, "Serial", "periodical"},
             {5, "Book Section", "chapter"},
             {60, "Electronic Book Section", "chapter"},
             {47, "Conference Paper", "paper-conference"},
             {10, "Conference Proceedings", "paper-conference"},
             {52, "Encyclopedia", "entry-encyclopedia"},
             {53, "Dictionary", "entry-dictionary"},
             {27, "Report", "report"},
             {46, "Government Document", "report"},
             {58, "Standard", "report"},
             {32, "Thesis", "thesis"},
             {12, "Web Page", "webpage"},
             {16, "Web Page", "webpage"},
             {56, "Blog", "post-weblog"},
             {19, "Magazine Article", "article-magazine"},
             {23, "Newspaper Article", "article-newspaper"},
             {25, "Patent", "patent"},
             {7, "Case", "legal_case"},
             {31, "Statute", "legislation"},
             {4, "Bill", "bill"},
             {14, "Hearing", "hearing"},
             {50, "Legal Rule or Regulation", "legislation"},
             {59, "Dataset", "dataset"},
             {9, "Computer Program", "software"},
             {20, "Map", "map"},
             {21, "Film or Broadcast", "motion_picture"},
             {3, "Audiovisual Material", "motion_picture"},
             {61, "Music", "song"},
             {2, "Artwork", "graphic"},
             {26, "Personal Communication", "personal_communication"},
             {34, "Unpublished Work", "manuscript"},
             {36, "Manuscript", "manuscript"},
             {57, "Grant", "document"},
             {13, "Generic", "document"}};

static const char *type_named(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (strlen(types[i].name) == length && !strncasecmp(types[i].name, name, length)) return types[i].csl;
  return NULL;
}

/* The name counts before the number: other programs write numbers of their own. */
static const char *add_type(sheaf_tree *tree, const char **given) {
  sheaf_node *node = sheaf_tree_find(tree->root, "ref-type");
  size_t length;
  const char *text = sheaf_tree_take(tree, node, &length), *name = sheaf_tree_attribute(node, "name");
  const char *csl = type_named(name, strlen(name));
  if (!csl) csl = type_named(text, length);
  int number = 0;
  for (size_t i = 0; i < length && i < 4 && sheaf_tagged_digit(text[i]); i++) number = number * 10 + (text[i] - '0');
  for (size_t i = 0; !csl && !*name && i < sizeof types / sizeof *types; i++)
    if (types[i].number == number) csl = types[i].csl;
  if (!csl) csl = "document";
  const char *note = *name ? name : text;
  if (node) sheaf_record_add(tree->record, SHEAF_FIELD_TYPE, csl, strlen(csl), note, strlen(note));
  *given = name;
  return csl;
}

/* ---- titles ---- */

static void add_new(sheaf_tree *tree, const char *path, sheaf_field field) {
  sheaf_node *node = sheaf_tree_find(tree->root, path);
  if (!node || node->taken) return;
  size_t length;
  const char *text = sheaf_tree_peek(tree, node, &length);
  const sheaf_entry *known = sheaf_record_first(tree->record, field);
  if (known && (known->length != length || memcmp(known->value, text, length))) return;
  node->taken = 1;
  if (!known) sheaf_tree_add(tree, node, field, SHEAF_HOW_TEXT, NULL);
}

/* The same text as the field has already, so not worth an EXTRA. */
static void drop_same(sheaf_tree *tree, const char *path, sheaf_field field) {
  if (sheaf_record_first(tree->record, field)) add_new(tree, path, field);
}

static void add_titles(sheaf_tree *tree, const char *csl) {
  static const sheaf_tree_row rows[] = {
      {"titles/title", SHEAF_FIELD_TITLE, SHEAF_HOW_TEXT, NULL},
      {"titles/short-title", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "short"},
      {"titles/translated-title", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "translated"},
      {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT, NULL},
  };
  sheaf_tree_add_rows(tree, tree->root, rows);
  const int whole = !strcmp(csl, "book") || !strcmp(csl, "report") || !strcmp(csl, "thesis");
  const int article = !strncmp(csl, "article", 7);
  const sheaf_field around = whole ? SHEAF_FIELD_SERIES : SHEAF_FIELD_JOURNAL;
  if (article) add_new(tree, "periodical/full-title", around);
  add_new(tree, "titles/secondary-title", around);
  add_new(tree, "periodical/full-title", around);
  drop_same(tree, "alt-periodical/full-title", around);
  drop_same(tree, "titles/alt-title", around);
  if (!whole) add_new(tree, "titles/tertiary-title", SHEAF_FIELD_SERIES);
  add_new(tree, "periodical/abbr-1", SHEAF_FIELD_JOURNAL_ABBREVIATION);
  if (article) add_new(tree, "titles/alt-title", SHEAF_FIELD_JOURNAL_ABBREVIATION);
  add_new(tree, "alt-periodical/abbr-1", SHEAF_FIELD_JOURNAL_ABBREVIATION);
}

/* ---- names ---- */

static void add_name(sheaf_tree *tree, sheaf_node *node, sheaf_field field) {
  size_t length;
  const char *text = sheaf_tree_peek(tree, node, &length);
  sheaf_buf *whole = sheaf_tree_fresh(tree, 0);
  if (sheaf_value_group(text, length, 1, whole)) {
    node->taken = 1;
    sheaf_record_add(tree->record, field, whole->data, whole->length, NULL, 0);
  } else {
    sheaf_tree_add(tree, node, field, SHEAF_HOW_NAME, NULL);
  }
}

static void add_names(sheaf_tree *tree, const char *path, sheaf_field field) {
  for (sheaf_node *node = sheaf_tree_find(tree->root, path); node; node = sheaf_tree_again(node))
    add_name(tree, node, field);
}

static void add_people(sheaf_tree *tree, const char *csl, const char *given) {
  static const sheaf_tree_row address[] = {
      {"auth-address", SHEAF_FIELD_AFFILIATION, SHEAF_HOW_LINES, NULL},
      {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT, NULL},
  };
  sheaf_tree_add_rows(tree, tree->root, address);
  const int edited = !strcasecmp(given, "Edited Book");
  add_names(tree, "contributors/authors/author", edited ? SHEAF_FIELD_EDITOR : SHEAF_FIELD_AUTHOR);
  const int has_editors = strcmp(csl, "report") && strcmp(csl, "thesis") && strcmp(csl, "motion_picture");
  if (has_editors && !edited) add_names(tree, "contributors/secondary-authors/author", SHEAF_FIELD_EDITOR);
}

/* ---- dates ---- */

/* "2010" and "Jan 3", or a date that has its year. */
static void add_dates(sheaf_tree *tree) {
  sheaf_node *year = sheaf_tree_find(tree->root, "dates/year");
  sheaf_node *date = sheaf_tree_find(tree->root, "dates/pub-dates/date");
  size_t length;
  const char *text = sheaf_tree_peek(tree, year, &length);
  const int number = sheaf_normal_year(text, length);
  char digits[16] = "";
  if (number) {
    snprintf(digits, sizeof digits, "%d", number);
    sheaf_record_add(tree->record, SHEAF_FIELD_YEAR, digits, strlen(digits), text, length == 4 ? 0 : length);
    year->taken = 1;
  }
  if (!date) return;
  text = sheaf_tree_peek(tree, date, &length);
  if (!length) return;
  sheaf_buf *whole = sheaf_tree_fresh(tree, 0), *out = sheaf_tree_fresh(tree, 1);
  if (!sheaf_normal_year(text, length)) sheaf_buf_add_format(whole, "%s ", digits);
  sheaf_buf_add(whole, text, length);
  if (!sheaf_normal_date(whole->data ? whole->data : "", whole->length, out)) return;
  date->taken = 1;
  sheaf_record_add(tree->record, SHEAF_FIELD_DATE, out->data, out->length, text, length);
  if (!number) sheaf_record_add(tree->record, SHEAF_FIELD_YEAR, out->data, out->length < 4 ? out->length : 4, NULL, 0);
}

/* ---- the rest ---- */

static void add_numbers(sheaf_tree *tree) {
  sheaf_node *node = sheaf_tree_find(tree->root, "accession-num");
  size_t length;
  const char *text = sheaf_tree_peek(tree, sheaf_tree_find(tree->root, "remote-database-name"), &length);
  sheaf_buf *base = sheaf_tree_fresh(tree, 0);
  sheaf_buf_add(base, text, length);
  if (node) {
    text = sheaf_tree_take(tree, node, &length);
    sheaf_record_add(tree->record, SHEAF_FIELD_ACCESSION, text, length, base->data, base->length);
  }
  node = sheaf_tree_find(tree->root, "custom2");
  text = sheaf_tree_peek(tree, node, &length);
  if (sheaf_value_starts(text, length, "PMC")) sheaf_tree_add(tree, node, SHEAF_FIELD_PMCID, SHEAF_HOW_PMCID, NULL);
}

static const sheaf_tree_row rows[] = {
    {"rec-number", SHEAF_FIELD_LABEL, SHEAF_HOW_TEXT, NULL},
    {"pages", SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL},
    {"volume", SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL},
    {"number", SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT, NULL},
    {"edition", SHEAF_FIELD_EDITION, SHEAF_HOW_TEXT, NULL},
    {"keywords/keyword", SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORDS, NULL},
    {"pub-location", SHEAF_FIELD_PLACE, SHEAF_HOW_TEXT, NULL},
    {"publisher", SHEAF_FIELD_PUBLISHER, SHEAF_HOW_TEXT, NULL},
    {"isbn", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, NULL},
    {"electronic-resource-num", SHEAF_FIELD_DOI, SHEAF_HOW_DOI, NULL},
    {"abstract", SHEAF_FIELD_ABSTRACT, SHEAF_HOW_FLOW, NULL},
    {"notes", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"research-notes", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"urls/related-urls/url", SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL},
    {"urls/web-urls/url", SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL},
    {"urls/text-urls/url", SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL},
    {"urls/pdf-urls/url", SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL},
    {"urls/url", SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL},
    {"remote-database-name", SHEAF_FIELD_DATABASE, SHEAF_HOW_TEXT, NULL},
    {"language", SHEAF_FIELD_LANGUAGE, SHEAF_HOW_LANGUAGE, NULL},
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT, NULL},
};

static void fill(sheaf_tree *tree, sheaf_record *record) {
  (void)record;
  const char *given, *csl = add_type(tree, &given);
  add_titles(tree, csl);
  add_people(tree, csl, given);
  add_dates(tree);
  add_numbers(tree);
  sheaf_tree_add_rows(tree, tree->root, rows);
}

/* ---- the format ---- */

static const char *const names[] = {"record", NULL};
static const char *const inlines[] = {"style", NULL};
static const sheaf_tree_map map = {{names, NULL, "<xml>", SHEAF_TREE_EVENTS, NULL, NULL}, NULL, inlines, fill};

static void *open_reader(sheaf_reader *reader) { return sheaf_tree_open(reader, &map); }

/* Elements that no other format's <record> has. */
static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  static const char *const own[] = {"ref-type", "rec-number", "source-app", "contributors", "titles", NULL};
  const int root = sheaf_xml_root_is(head, length, "xml");
  if (!root && !sheaf_xml_root_is(head, length, "records") && !sheaf_xml_root_is(head, length, "record")) return 0;
  static const char *const around[] = {"records", NULL};
  if (sheaf_xml_find(own, head, length)) return 97;
  return root && sheaf_xml_find(around, head, length) ? 90 : 0;
}

const sheaf_format sheaf_read_endnote_xml = {"endnote-xml", "EndNote XML",   "xml",           detect,
                                             open_reader,   sheaf_tree_next, sheaf_tree_close};
