/* read_jats.c - JATS and its forerunner of PubMed Central: the front matter and the references of each <article>, in
 * a <pmc-articleset>, an OAI answer or alone. The body is not loaded. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "jats.h"
#include "record/normal.h"
#include "value.h"

/* ---- titles and type ---- */

static const struct type {
  const char *name; /* article-type */
  const char *csl;  /* what it is */
} types[] = {{"book-review", "review-book"}, {"preprint", "article"}, {"news", "article-magazine"}};

static void add_type(sheaf_tree *tree) {
  const char *name = sheaf_tree_attribute(tree->root, "article-type"), *csl = "article-journal";
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (!strcmp(types[i].name, name)) csl = types[i].csl;
  sheaf_record_add(tree->record, SHEAF_FIELD_TYPE, csl, strlen(csl), name, strlen(name));
}

/* The title with its subtitles, without the marks of its notes. */
static void add_title(sheaf_tree *tree, sheaf_node *meta) {
  sheaf_node *group = sheaf_tree_find(meta, "title-group");
  sheaf_node *title = sheaf_tree_find(group ? group : meta, "article-title");
  if (!title) return;
  sheaf_jats_drop(title, "xref");
  sheaf_jats_drop(title, "fn");
  size_t length;
  sheaf_buf *whole = sheaf_tree_fresh(tree, 0);
  const char *text = sheaf_tree_take(tree, title, &length);
  sheaf_buf_add(whole, text, length);
  for (sheaf_node *node = sheaf_tree_find(group, "subtitle"); node; node = sheaf_tree_again(node)) {
    text = sheaf_tree_take(tree, node, &length);
    if (!length) continue;
    if (whole->length) sheaf_buf_add_text(whole, whole->data[whole->length - 1] == ':' ? " " : ": ");
    sheaf_buf_add(whole, text, length);
  }
  sheaf_record_add(tree->record, SHEAF_FIELD_TITLE, whole->data, whole->length, NULL, 0);
}

static void add_other_titles(sheaf_tree *tree, sheaf_node *meta) {
  sheaf_node *group = sheaf_tree_find(meta, "title-group");
  for (sheaf_node *node = sheaf_tree_find(group, "alt-title"); node; node = sheaf_tree_again(node))
    sheaf_tree_add(tree, node, SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "short");
  static const sheaf_tree_row rows[] = {
      {"trans-title-group/trans-title", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "translated"},
      {"trans-title", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "translated"},
      {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT, NULL},
  };
  sheaf_tree_add_rows(tree, group, rows);
}

/* ---- identifiers ---- */

static void add_id(sheaf_tree *tree, sheaf_node *node) {
  const char *type = sheaf_tree_attribute(node, "pub-id-type");
  size_t length;
  const char *text = sheaf_tree_take(tree, node, &length);
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  if (!strcmp(type, "doi") && sheaf_normal_doi(text, length, out)) {
    sheaf_value_add_normal(tree->record, SHEAF_FIELD_DOI, out, text, length);
  } else if (!strcmp(type, "pmid") && sheaf_normal_pmid(text, length, out)) {
    sheaf_value_add_normal(tree->record, SHEAF_FIELD_PMID, out, text, length);
  } else if (!strcmp(type, "pmc") || !strcmp(type, "pmcid")) {
    sheaf_buf *number = sheaf_tree_fresh(tree, 1);
    sheaf_buf_add_text(number, length && sheaf_tagged_digit(*text) ? "PMC" : "");
    sheaf_buf_add(number, text, length);
    if (number->length && sheaf_normal_pmcid(number->data, number->length, out))
      sheaf_value_add_new(tree->record, SHEAF_FIELD_PMCID, out->data, out->length, NULL, 0);
    else
      sheaf_record_add(tree->record, SHEAF_FIELD_ARTICLE_ID, text, length, type, strlen(type));
  } else {
    sheaf_record_add(tree->record, SHEAF_FIELD_ARTICLE_ID, text, length, type, strlen(type));
  }
}

/* ---- the journal ---- */

static void add_issn(sheaf_tree *tree, sheaf_node *node, const char *kind) {
  const char *type = sheaf_tree_attribute(node, "pub-type");
  if (!*type) type = sheaf_tree_attribute(node, "publication-format");
  if (*type == 'e')
    kind = "Electronic";
  else if (*type == 'p')
    kind = "Print";
  sheaf_tree_add(tree, node, SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, kind);
}

static void add_journal(sheaf_tree *tree, sheaf_node *front) {
  sheaf_node *meta = sheaf_tree_find(front, "journal-meta");
  sheaf_node *title = sheaf_tree_find(meta, "journal-title-group/journal-title");
  if (!title) title = sheaf_tree_find(meta, "journal-title");
  sheaf_tree_add(tree, title, SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, NULL);
  sheaf_node *brief = sheaf_tree_find(meta, "journal-title-group/abbrev-journal-title"), *iso = NULL;
  if (!brief) brief = sheaf_tree_find(meta, "abbrev-journal-title");
  for (sheaf_node *id = sheaf_tree_find(meta, "journal-id"); id; id = sheaf_tree_again(id)) {
    if (sheaf_tree_is(id, "journal-id-type", "nlm-journal-id"))
      sheaf_tree_add(tree, id, SHEAF_FIELD_JOURNAL_ID, SHEAF_HOW_TEXT, NULL);
    else if (sheaf_tree_is(id, "journal-id-type", "nlm-ta"))
      brief = id;
    else if (sheaf_tree_is(id, "journal-id-type", "iso-abbrev"))
      iso = id;
  }
  sheaf_tree_add(tree, brief ? brief : iso, SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT, NULL);
  for (sheaf_node *node = sheaf_tree_find(meta, "issn"); node; node = sheaf_tree_again(node))
    add_issn(tree, node, NULL);
  add_issn(tree, sheaf_tree_find(meta, "issn-l"), "Linking");
  sheaf_tree_add(tree, sheaf_tree_find(meta, "publisher/publisher-name"), SHEAF_FIELD_PUBLISHER, SHEAF_HOW_TEXT, NULL);
  sheaf_tree_add(tree, sheaf_tree_find(meta, "publisher/publisher-loc"), SHEAF_FIELD_PLACE, SHEAF_HOW_TEXT, NULL);
}

/* ---- dates ---- */

static void add_piece(sheaf_tree *tree, sheaf_buf *out, sheaf_node *date, const char *name, int month) {
  static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  size_t length;
  const char *text = sheaf_tree_take(tree, sheaf_tree_find(date, name), &length);
  if (!length) return;
  int number = 0;
  for (size_t i = 0; month && i < length && i < 3 && sheaf_tagged_digit(text[i]); i++)
    number = number * 10 + (text[i] - '0');
  if (out->length) sheaf_buf_add_byte(out, ' ');
  if (number >= 1 && number <= 12)
    sheaf_buf_add_text(out, months[number - 1]);
  else
    sheaf_buf_add(out, text, length);
}

/* Its pieces as "2012 Sep 28", in scratch buffer 0. */
static sheaf_buf *date_text(sheaf_tree *tree, sheaf_node *date) {
  sheaf_buf *text = sheaf_tree_fresh(tree, 0);
  add_piece(tree, text, date, "year", 0);
  add_piece(tree, text, date, "month", 1);
  if (!sheaf_tree_find(date, "month")) add_piece(tree, text, date, "season", 0);
  add_piece(tree, text, date, "day", 0);
  if (!text->length) {
    size_t length;
    const char *whole = sheaf_tree_take(tree, sheaf_tree_find(date, "string-date"), &length);
    sheaf_buf_add(text, whole, length);
  }
  return text;
}

static void add_date(sheaf_tree *tree, sheaf_node *date, sheaf_field field) {
  const sheaf_buf *text = date_text(tree, date);
  sheaf_buf *out = sheaf_tree_fresh(tree, 1);
  if (!text->length || !sheaf_normal_date(text->data, text->length, out)) return;
  sheaf_record_add(tree->record, field, out->data, out->length, NULL, 0);
  if (!sheaf_record_first(tree->record, SHEAF_FIELD_YEAR))
    sheaf_record_add(tree->record, SHEAF_FIELD_YEAR, out->data, out->length < 4 ? out->length : 4, NULL, 0);
}

/* "received", "accepted": EXTRA under the date's type. */
static void add_history(sheaf_tree *tree, sheaf_node *meta) {
  for (sheaf_node *date = sheaf_tree_find(meta, "history/date"); date; date = sheaf_tree_again(date)) {
    const sheaf_buf *text = date_text(tree, date);
    sheaf_buf *name = sheaf_tree_fresh(tree, 1), *out = sheaf_tree_fresh(tree, 2);
    sheaf_buf_add_format(name, "history/%s", sheaf_tree_attribute(date, "date-type"));
    if (text->length && sheaf_normal_date(text->data, text->length, out)) text = out;
    sheaf_record_add(tree->record, SHEAF_FIELD_EXTRA, text->data, text->length, name->data, name->length);
  }
}

typedef enum date_kind {
  DATE_OTHER,      /* anything else: EXTRA */
  DATE_PRINT,      /* of the printed issue */
  DATE_COLLECTION, /* of the issue */
  DATE_ONLINE,     /* electronic publication */
  DATE_PLAIN       /* says nothing, or "pub" */
} date_kind;

static date_kind kind_of(const sheaf_node *date) {
  const char *type = sheaf_tree_attribute(date, "pub-type");
  if (!*type) type = sheaf_tree_attribute(date, "date-type");
  if (!strcmp(type, "ppub") || !strcmp(type, "epub-ppub")) return DATE_PRINT;
  if (!strcmp(type, "collection") || !strcmp(type, "issue-pub")) return DATE_COLLECTION;
  if (!strcmp(type, "epub") || !strcmp(type, "epreprint")) return DATE_ONLINE;
  if (*type && strcmp(type, "pub")) return DATE_OTHER;
  if (sheaf_tree_is(date, "publication-format", "electronic")) return DATE_ONLINE;
  return sheaf_tree_is(date, "publication-format", "print") ? DATE_PRINT : DATE_PLAIN;
}

/* The printed issue's date is the date, then the collection's; the electronic one is also kept apart. */
static void add_dates(sheaf_tree *tree, sheaf_node *meta) {
  sheaf_node *of[DATE_PLAIN + 1] = {NULL};
  for (sheaf_node *date = sheaf_tree_find(meta, "pub-date"); date; date = sheaf_tree_again(date)) {
    const date_kind kind = kind_of(date);
    if (!of[kind]) of[kind] = date;
  }
  sheaf_node *best = of[DATE_PRINT] ? of[DATE_PRINT] : of[DATE_COLLECTION] ? of[DATE_COLLECTION] : of[DATE_PLAIN];
  add_date(tree, best ? best : of[DATE_ONLINE], SHEAF_FIELD_DATE);
  if (of[DATE_ONLINE]) add_date(tree, of[DATE_ONLINE], SHEAF_FIELD_DATE_ELECTRONIC);
}

/* ---- pages ---- */

static void add_pages(sheaf_tree *tree, sheaf_node *meta) {
  sheaf_node *first = sheaf_tree_find(meta, "fpage"), *last = sheaf_tree_find(meta, "lpage");
  if (!first) {
    sheaf_tree_add(tree, sheaf_tree_find(meta, "elocation-id"), SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL);
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

/* ---- abstract ---- */

/* Of a section whose type says it; else its label tells. */
static const char *category_of(const char *type) {
  static const char *const pairs[][2] = {{"intro", "background"},          {"background", "background"},
                                         {"materials|methods", "methods"}, {"methods", "methods"},
                                         {"results", "results"},           {"conclusions", "conclusions"}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (!strcmp(pairs[i][0], type)) return pairs[i][1];
  return "";
}

/* One section: its title without the colon is the label. */
static void add_section(sheaf_tree *tree, sheaf_node *section) {
  sheaf_node *title = sheaf_tree_find(section, "title");
  size_t length;
  sheaf_buf *note = sheaf_tree_fresh(tree, 0), *all = sheaf_tree_fresh(tree, 1);
  const char *text = sheaf_tree_take(tree, title, &length);
  while (length && strchr(":. ", text[length - 1])) length--;
  const char *category = category_of(sheaf_tree_attribute(section, "sec-type"));
  sheaf_buf_add(note, text, length);
  if (*category) sheaf_buf_add_format(note, "%c%s", SHEAF_FIELD_PART, category);
  for (sheaf_node *node = section->first; node; node = node->next) {
    if (node == title || !strcmp(node->name, "label")) continue;
    text = sheaf_tree_take(tree, node, &length);
    if (length && all->length) sheaf_buf_add_byte(all, '\n');
    sheaf_buf_add(all, text, length);
  }
  section->taken = 1;
  sheaf_record_add(tree->record, SHEAF_FIELD_ABSTRACT, all->data, all->length, note->data, note->length);
}

static void add_abstract(sheaf_tree *tree, sheaf_node *abstract) {
  abstract->taken = 1;
  size_t length;
  sheaf_buf *plain = sheaf_tree_fresh(tree, 2);
  for (sheaf_node *node = abstract->first; node; node = node->next) {
    if (!strcmp(node->name, "title")) continue;
    if (!strcmp(node->name, "sec")) {
      sheaf_record_add(tree->record, SHEAF_FIELD_ABSTRACT, plain->data, plain->length, NULL, 0);
      plain = sheaf_tree_fresh(tree, 2);
      add_section(tree, node);
      continue;
    }
    const char *text = sheaf_tree_take(tree, node, &length);
    if (length && plain->length) sheaf_buf_add_byte(plain, '\n');
    sheaf_buf_add(plain, text, length);
  }
  sheaf_record_add(tree->record, SHEAF_FIELD_ABSTRACT, plain->data, plain->length, NULL, 0);
}

static void add_abstracts(sheaf_tree *tree, sheaf_node *meta) {
  for (sheaf_node *node = sheaf_tree_find(meta, "abstract"); node; node = sheaf_tree_again(node)) {
    const char *type = sheaf_tree_attribute(node, "abstract-type");
    if (!*type && !sheaf_record_first(tree->record, SHEAF_FIELD_ABSTRACT))
      add_abstract(tree, node);
    else
      sheaf_tree_add(tree, node, SHEAF_FIELD_OTHER_ABSTRACT, SHEAF_HOW_TEXT, *type ? type : NULL);
  }
  for (sheaf_node *node = sheaf_tree_find(meta, "trans-abstract"); node; node = sheaf_tree_again(node))
    sheaf_tree_add(tree, node, SHEAF_FIELD_OTHER_ABSTRACT, SHEAF_HOW_TEXT, sheaf_tree_attribute(node, "lang"));
}

/* ---- the rest ---- */

static void add_keywords(sheaf_tree *tree, sheaf_node *meta) {
  for (sheaf_node *group = sheaf_tree_find(meta, "kwd-group"); group; group = sheaf_tree_again(group)) {
    const int abbreviations = sheaf_tree_is(group, "kwd-group-type", "abbreviations");
    for (sheaf_node *node = sheaf_tree_find(group, "kwd"); node && !abbreviations; node = sheaf_tree_again(node))
      sheaf_tree_add(tree, node, SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORD, NULL);
    sheaf_node *title = sheaf_tree_find(group, "title");
    if (title) title->taken = 1;
  }
}

/* "Funder/award 1; award 2" for each award group, or the statement. */
static void add_funding(sheaf_tree *tree, sheaf_node *meta) {
  for (sheaf_node *funding = sheaf_tree_find(meta, "funding-group"); funding; funding = sheaf_tree_again(funding))
    for (sheaf_node *group = sheaf_tree_find(funding, "award-group"); group; group = sheaf_tree_again(group)) {
      sheaf_buf *out = sheaf_tree_fresh(tree, 0);
      size_t length;
      sheaf_node *source = sheaf_tree_find(group, "funding-source");
      sheaf_node *name = sheaf_tree_find(source, "institution-wrap/institution");
      const char *text = name ? sheaf_tree_take(tree, name, &length) : sheaf_tree_take(tree, source, &length);
      sheaf_buf_add(out, text, length);
      int count = 0;
      for (sheaf_node *id = sheaf_tree_find(group, "award-id"); id; id = sheaf_tree_again(id)) {
        text = sheaf_tree_take(tree, id, &length);
        sheaf_buf_add_text(out, count++ ? "; " : out->length ? "/" : "");
        sheaf_buf_add(out, text, length);
      }
      sheaf_record_add(tree->record, SHEAF_FIELD_GRANT, out->data, out->length, NULL, 0);
    }
  static const sheaf_tree_row rows[] = {
      {"funding-group/funding-statement", SHEAF_FIELD_GRANT, SHEAF_HOW_TEXT, NULL},
      {"contract-num", SHEAF_FIELD_GRANT, SHEAF_HOW_TEXT, NULL},
      {"contract-sponsor", SHEAF_FIELD_GRANT, SHEAF_HOW_TEXT, NULL},
      {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT, NULL},
  };
  sheaf_tree_add_rows(tree, meta, rows);
}

static void add_conflicts(sheaf_tree *tree, sheaf_node *meta) {
  for (sheaf_node *note = sheaf_tree_find(meta, "author-notes/fn"); note; note = sheaf_tree_again(note)) {
    if (sheaf_tree_is(note, "fn-type", "conflict") || sheaf_tree_is(note, "fn-type", "coi-statement"))
      sheaf_tree_add(tree, note, SHEAF_FIELD_CONFLICT_OF_INTEREST, SHEAF_HOW_TEXT, NULL);
  }
}

static void add_headings(sheaf_tree *tree, sheaf_node *meta) {
  sheaf_node *groups = sheaf_tree_find(meta, "article-categories");
  for (sheaf_node *group = sheaf_tree_find(groups, "subj-group"); group; group = sheaf_tree_again(group))
    if (sheaf_tree_is(group, "subj-group-type", "heading"))
      sheaf_tree_add(tree, sheaf_tree_find(group, "subject"), SHEAF_FIELD_PUBLICATION_TYPE, SHEAF_HOW_TEXT, NULL);
  sheaf_tree_add(tree, sheaf_tree_find(groups, "series-title"), SHEAF_FIELD_SERIES, SHEAF_HOW_TEXT, NULL);
}

static void add_language(sheaf_tree *tree) {
  const char *given = sheaf_tree_attribute(tree->root, "lang");
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  if (*given && sheaf_normal_language(given, strlen(given), out))
    sheaf_value_add_normal(tree->record, SHEAF_FIELD_LANGUAGE, out, given, strlen(given));
}

static void fill(sheaf_tree *tree, sheaf_record *record) {
  sheaf_node *front = sheaf_tree_find(tree->root, "front");
  if (!front) front = sheaf_tree_find(tree->root, "front-stub");
  sheaf_node *meta = sheaf_tree_find(front, "article-meta");
  if (!meta) meta = front;
  add_title(tree, meta);
  add_other_titles(tree, meta);
  sheaf_jats_add_people(tree, meta);
  add_dates(tree, meta);
  add_history(tree, meta);
  add_journal(tree, front);
  static const sheaf_tree_row numbers[] = {
      {"volume", SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL},
      {"issue", SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT, NULL},
      {"isbn", SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN, NULL},
      {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT, NULL},
  };
  if (meta) sheaf_tree_add_rows(tree, meta, numbers);
  if (meta) add_pages(tree, meta);
  for (sheaf_node *id = sheaf_tree_find(meta, "article-id"); id; id = sheaf_tree_again(id)) add_id(tree, id);
  for (sheaf_node *uri = sheaf_tree_find(meta, "self-uri"); uri; uri = sheaf_tree_again(uri)) {
    const char *address = sheaf_tree_attribute(uri, "href");
    if (sheaf_value_starts(address, strlen(address), "http"))
      sheaf_value_add_new(record, SHEAF_FIELD_URL, address, strlen(address), NULL, 0);
  }
  add_abstracts(tree, meta);
  add_keywords(tree, meta);
  add_headings(tree, meta);
  add_funding(tree, meta);
  add_conflicts(tree, meta);
  add_language(tree);
  sheaf_jats_add_references(tree);
  if (record->count) add_type(tree);
}

/* ---- the format ---- */

static const char *const names[] = {"article", NULL};
static const char *const skipped[] = {"body", "sub-article", "response", "floats-group", "floats-wrap", "app", NULL};
static const sheaf_tree_map map = {
    {names, NULL, "<pmc-articleset>", SHEAF_TREE_EVENTS, NULL, NULL}, skipped, NULL, fill};

static void *open_reader(sheaf_reader *reader) { return sheaf_tree_open(reader, &map); }

/* An <article> with the front matter of a journal: DocBook and HTML have articles too. */
static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  static const char *const own[] = {"article-meta", "front", "front-stub", "journal-meta", NULL};
  const char *root;
  if (!sheaf_xml_root(head, length, &root) || sheaf_xml_root_is(head, length, "html")) return 0;
  if (sheaf_xml_root_is(head, length, "pmc-articleset")) return 98;
  if (!sheaf_xml_find(names, head, length) || !sheaf_xml_find(own, head, length)) return 0;
  return sheaf_xml_root_is(head, length, "article") ? 98 : 93;
}

const sheaf_format sheaf_read_jats = {"jats",      "PMC or JATS XML", "xml nxml",      detect,
                                      open_reader, sheaf_tree_next,   sheaf_tree_close};
