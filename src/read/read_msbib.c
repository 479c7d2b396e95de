/* read_msbib.c - the sources of Microsoft Word: <b:Sources><b:Source>, ECMA-376 part 1, 22.6 (bibliography). JabRef
 * writes its own fields as <b:BIBTEX_...>. */
#include <string.h>
#include <strings.h>

#include "record/normal.h"
#include "value.h"
#include "work_type.h"
#include "xml_tree.h"

/* ---- type ---- */

/* What sheaf_work_type does not know. */
static const struct type {
  const char *given; /* as Word writes it */
  const char *csl;   /* what it is */
} types[] = {{"ArticleInAPeriodical", "article-magazine"},
             {"InternetSite", "webpage"},
             {"DocumentFromInternetSite", "webpage"},
             {"Performance", "performance"},
             {"Art", "graphic"},
             {"Proceedings", "book"}};

/* JabRef's own name of the type says more than Word's. */
static void add_type(sheaf_tree *tree) {
  size_t length;
  const char *text = sheaf_tree_peek(tree, sheaf_tree_find(tree->root, "BIBTEX_Entry"), &length);
  const char *csl = length ? sheaf_work_type(text, length) : NULL;
  text = sheaf_tree_take(tree, sheaf_tree_find(tree->root, "SourceType"), &length);
  for (size_t i = 0; !csl && i < sizeof types / sizeof *types; i++)
    if (!strcasecmp(types[i].given, text)) csl = types[i].csl;
  if (!csl) csl = sheaf_work_type(text, length);
  if (!csl) csl = "document";
  if (length) sheaf_record_add(tree->record, SHEAF_FIELD_TYPE, csl, strlen(csl), text, length);
}

/* ---- people ---- */

static const char *text_of(sheaf_tree *tree, sheaf_node *node) {
  size_t length;
  const char *text = sheaf_tree_take(tree, node, &length);
  const char *kept = sheaf_arena_copy(&tree->record->arena, text, length);
  if (!kept) tree->record->failed = 1;
  return kept ? kept : "";
}

static void add_person(sheaf_tree *tree, const sheaf_node *person, sheaf_field field, const char *role) {
  const char *family = text_of(tree, sheaf_tree_find(person, "Last"));
  const char *first = text_of(tree, sheaf_tree_find(person, "First"));
  const char *middle = text_of(tree, sheaf_tree_find(person, "Middle"));
  sheaf_buf *given = sheaf_tree_fresh(tree, 0), *out = sheaf_tree_fresh(tree, 1);
  sheaf_buf_add_format(given, "%s%s%s", first, *first && *middle ? " " : "", middle);
  if (field == SHEAF_FIELD_EXTRA)
    sheaf_buf_add_format(out, "%s%s%s", family, *family && given->length ? ", " : "", sheaf_buf_bytes(given));
  else if (!*family || !sheaf_normal_name_parts(family, sheaf_buf_bytes(given), "", "", out))
    sheaf_buf_add_text(out, *family ? family : sheaf_buf_bytes(given));
  sheaf_record_add(tree->record, field, out->data, out->length, field == SHEAF_FIELD_EXTRA ? role : NULL,
                   field == SHEAF_FIELD_EXTRA ? strlen(role) : 0);
}

/* <Author><Author> and its like: a list of persons, or a body. */
static void add_role(sheaf_tree *tree, sheaf_node *role, sheaf_field field) {
  for (sheaf_node *body = sheaf_tree_find(role, "Corporate"); body; body = sheaf_tree_again(body)) {
    size_t length;
    const char *text = sheaf_tree_take(tree, body, &length);
    if (length)
      sheaf_record_add(tree->record, field, text, length, field == SHEAF_FIELD_EXTRA ? role->name : NULL,
                       field == SHEAF_FIELD_EXTRA ? strlen(role->name) : 0);
  }
  for (sheaf_node *one = sheaf_tree_find(role, "NameList/Person"); one; one = sheaf_tree_again(one))
    add_person(tree, one, field, role->name);
}

/* The maker of what has no author is its author. */
static void add_people(sheaf_tree *tree) {
  static const char *const makers[] = {"Author",   "Inventor", "Artist",    "Interviewee", "Performer",
                                       "Composer", "Director", "Conductor", "Writer",      NULL};
  const sheaf_node *all = sheaf_tree_find(tree->root, "Author");
  const sheaf_node *maker = NULL;
  for (size_t i = 0; !maker && makers[i]; i++) {
    maker = sheaf_tree_find(all, makers[i]);
    if (maker && !maker->first) maker = NULL;
  }
  for (sheaf_node *role = all ? all->first : NULL; role; role = role->next) {
    const int edits = !strcmp(role->name, "Editor");
    add_role(tree, role, role == maker ? SHEAF_FIELD_AUTHOR : edits ? SHEAF_FIELD_EDITOR : SHEAF_FIELD_EXTRA);
  }
}

/* ---- dates, places, numbers ---- */

/* "2016", "7", "1" or "2016", "July", "1" as one text in scratch buffer 0. */
static sheaf_buf *join_date(sheaf_tree *tree, const char *year, const char *month, const char *day) {
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  const char *parts[] = {text_of(tree, sheaf_tree_find(tree->root, year)),
                         text_of(tree, sheaf_tree_find(tree->root, month)),
                         text_of(tree, sheaf_tree_find(tree->root, day))};
  const int digits = sheaf_tagged_digit(*parts[1]);
  for (size_t i = 0; i < 3 && *parts[i]; i++)
    sheaf_buf_add_format(out, "%s%s%s", !i ? "" : digits ? "-" : " ", i && digits && !parts[i][1] ? "0" : "", parts[i]);
  return out;
}

static void add_dates(sheaf_tree *tree) {
  sheaf_buf *given = join_date(tree, "Year", "Month", "Day"), *out = sheaf_tree_fresh(tree, 1);
  const int year = sheaf_normal_year(sheaf_buf_bytes(given), given->length);
  if (year) {
    if (!sheaf_normal_date(given->data, given->length, out)) sheaf_buf_add_format(out, "%04d", year);
    sheaf_value_add_normal(tree->record, SHEAF_FIELD_DATE, out, given->data, given->length);
    sheaf_record_add(tree->record, SHEAF_FIELD_YEAR, out->data, out->length < 4 ? out->length : 4, NULL, 0);
  } else {
    sheaf_record_add(tree->record, SHEAF_FIELD_EXTRA, given->data, given->length, "Year", 4);
  }
  given = join_date(tree, "YearAccessed", "MonthAccessed", "DayAccessed");
  sheaf_record_add(tree->record, SHEAF_FIELD_EXTRA, given->data, given->length, "accessed", 8);
}

static void add_place(sheaf_tree *tree) {
  static const char *const parts[] = {"City", "StateProvince", "CountryRegion"};
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  for (size_t i = 0; i < 3; i++) {
    size_t length;
    const char *text = sheaf_tree_take(tree, sheaf_tree_find(tree->root, parts[i]), &length);
    if (length && out->length) sheaf_buf_add_text(out, ", ");
    sheaf_buf_add(out, text, length);
  }
  sheaf_record_add(tree->record, SHEAF_FIELD_PLACE, out->data, out->length, NULL, 0);
}

/* "0937-6429", "ISBN 978...", ":ISSN:0937-6429", " DOI: 10.1000/1": by its name, or by its check digit where it has
 * none. ":MRN:..." is a number of another kind. */
static sheaf_field kind_of_number(const char *text, sheaf_buf *out) {
  text += strspn(text, ": ");
  const size_t length = strlen(text);
  const int bare = sheaf_tagged_digit(*text), isbn = sheaf_value_starts(text, length, "ISBN");
  const char *number = text + strcspn(text, "0123456789");
  if (sheaf_normal_doi(text, length, out)) return SHEAF_FIELD_DOI;
  if ((bare || isbn) && sheaf_normal_isbn(number, strlen(number), out)) return SHEAF_FIELD_ISBN;
  if ((bare || sheaf_value_starts(text, length, "ISSN")) && sheaf_normal_issn(number, strlen(number), out))
    return SHEAF_FIELD_ISSN;
  return SHEAF_FIELD_EXTRA;
}

static void add_number(sheaf_tree *tree) {
  sheaf_node *node = sheaf_tree_find(tree->root, "StandardNumber");
  if (!node) return;
  const char *text = text_of(tree, node);
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  const sheaf_field field = kind_of_number(text, out);
  if (field == SHEAF_FIELD_EXTRA)
    sheaf_record_add(tree->record, field, text, strlen(text), "StandardNumber", strlen("StandardNumber"));
  else
    sheaf_value_add_normal(tree->record, field, out, text, strlen(text));
}

/* ---- the rest ---- */

/* The first of these is what the work is part of. */
static void add_container(sheaf_tree *tree) {
  static const char *const names[] = {"JournalName",       "PeriodicalTitle", "BookTitle",      "ConferenceName",
                                      "InternetSiteTitle", "AlbumTitle",      "BroadcastTitle", NULL};
  for (size_t i = 0; names[i]; i++) {
    sheaf_node *node = sheaf_tree_find(tree->root, names[i]);
    size_t length;
    sheaf_tree_peek(tree, node, &length);
    if (length) return sheaf_tree_add(tree, node, SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, NULL);
  }
}

static void add_publisher(sheaf_tree *tree) {
  static const char *const names[] = {"Publisher", "Institution", "ProductionCompany", "Distributor", NULL};
  for (size_t i = 0; names[i] && !sheaf_record_first(tree->record, SHEAF_FIELD_PUBLISHER); i++)
    sheaf_tree_add(tree, sheaf_tree_find(tree->root, names[i]), SHEAF_FIELD_PUBLISHER, SHEAF_HOW_TEXT, NULL);
}

static const sheaf_tree_row rows[] = {
    {"Tag", SHEAF_FIELD_LABEL, SHEAF_HOW_TEXT, NULL},
    {"Title", SHEAF_FIELD_TITLE, SHEAF_HOW_TEXT, NULL},
    {"ShortTitle", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "short"},
    {"Volume", SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL},
    {"Issue", SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT, NULL},
    {"Pages", SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL},
    {"Edition", SHEAF_FIELD_EDITION, SHEAF_HOW_TEXT, NULL},
    {"DOI", SHEAF_FIELD_DOI, SHEAF_HOW_DOI, NULL},
    {"URL", SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL},
    {"Comments", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"ThesisType", SHEAF_FIELD_PUBLICATION_TYPE, SHEAF_HOW_TEXT, NULL},
    {"BIBTEX_Abstract", SHEAF_FIELD_ABSTRACT, SHEAF_HOW_FLOW, NULL},
    {"BIBTEX_KeyWords", SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORDS, NULL},
    {"BIBTEX_Series", SHEAF_FIELD_SERIES, SHEAF_HOW_TEXT, NULL},
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT, NULL},
};

static void fill(sheaf_tree *tree, sheaf_record *record) {
  (void)record;
  add_type(tree);
  add_people(tree);
  add_dates(tree);
  add_container(tree);
  add_publisher(tree);
  add_place(tree);
  sheaf_tree_add_rows(tree, tree->root, rows);
  add_number(tree);
}

/* ---- the format ---- */

static const char *const names[] = {"Source", NULL};
static const sheaf_tree_map map = {{names, NULL, "<Sources>", SHEAF_TREE_EVENTS, NULL, NULL}, NULL, NULL, fill};

static void *open_reader(sheaf_reader *reader) { return sheaf_tree_open(reader, &map); }

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  static const char *const own[] = {"SourceType", "NameList", NULL};
  if (!sheaf_xml_root_is(head, length, "Sources") && !sheaf_xml_root_is(head, length, "Source")) return 0;
  if (sheaf_xml_contains(head, length, "officeDocument/2006/bibliography")) return 98;
  return sheaf_xml_find(own, head, length) ? 90 : 0;
}

const sheaf_format sheaf_read_msbib = {"msbib",     "Microsoft Word sources", "xml",           detect,
                                       open_reader, sheaf_tree_next,          sheaf_tree_close};
