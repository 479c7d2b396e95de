/* read_feed.c - feeds: the <item>s of RSS 2.0 and 1.0, the <entry>s of Atom, with Dublin Core, PRISM, PubMed's and
 * arXiv's elements. Names lose their prefixes, so that title and dc:title are two of one name: the first is the title.
 */
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "record/normal.h"
#include "value.h"
#include "xml_tree.h"

/* ---- texts that may hold markup ---- */

/* The node's text without markup in scratch buffer 0. */
static sheaf_buf *plain_of(sheaf_tree *tree, sheaf_node *node) {
  size_t length;
  const char *text = sheaf_tree_take(tree, node, &length);
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  sheaf_json_plain(text, length, out);
  return out;
}

static void add_plain(sheaf_tree *tree, sheaf_node *node, sheaf_field field) {
  if (!node) return;
  const sheaf_buf *out = plain_of(tree, node);
  const char *text = out->data;
  size_t length = out->length;
  if (!length) return;
  sheaf_value_trim(&text, &length);
  sheaf_value_add_new(tree->record, field, text, length, NULL, 0);
}

/* The first title; another that only repeats it is nothing new. */
static void add_titles(sheaf_tree *tree) {
  sheaf_node *first = sheaf_tree_find(tree->root, "title");
  add_plain(tree, first, SHEAF_FIELD_TITLE);
  const sheaf_entry *title = sheaf_record_first(tree->record, SHEAF_FIELD_TITLE);
  for (sheaf_node *node = sheaf_tree_again(first); node && title; node = sheaf_tree_again(node)) {
    const sheaf_buf *out = plain_of(tree, node);
    node->taken = out->length == title->length && !memcmp(out->data, title->value, out->length);
  }
}

/* The longest of these: a description is often the beginning of the content. */
static void add_abstract(sheaf_tree *tree) {
  static const char *const names[] = {"encoded", "summary", "abstract", "description", "content", NULL};
  sheaf_node *best = NULL;
  size_t most = 0, length;
  for (size_t i = 0; names[i]; i++)
    for (sheaf_node *node = sheaf_tree_find(tree->root, names[i]); node; node = sheaf_tree_again(node)) {
      sheaf_tree_peek(tree, node, &length);
      if (length <= most) continue;
      best = node;
      most = length;
    }
  add_plain(tree, best, SHEAF_FIELD_ABSTRACT);
}

/* ---- people, dates ---- */

static void add_people(sheaf_tree *tree) {
  static const sheaf_tree_row rows[] = {
      {"creator", SHEAF_FIELD_AUTHOR, SHEAF_HOW_NAMES, NULL},
      {"author/name", SHEAF_FIELD_AUTHOR, SHEAF_HOW_NAME, NULL},
      {"contributor/name", SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL},
      {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT, NULL},
  };
  sheaf_tree_add_rows(tree, tree->root, rows);
  for (sheaf_node *node = sheaf_tree_find(tree->root, "author"); node; node = sheaf_tree_again(node)) {
    size_t length;
    const char *text = sheaf_tree_peek(tree, node, &length);
    if (sheaf_tree_find(node, "name") || memchr(text, '@', length)) continue;
    sheaf_tree_add(tree, node, SHEAF_FIELD_AUTHOR, SHEAF_HOW_NAMES, NULL);
  }
}

/* "Mon, 09 Mar 2020 03:14:28 +0100" without its weekday and time. */
static void strip_clock(const char **text, size_t *length) {
  const char *comma = memchr(*text, ',', *length);
  if (comma && comma - *text <= 9) {
    *length -= (size_t)(comma + 1 - *text);
    *text = comma + 1;
  }
  sheaf_value_trim(text, length);
  const char *colon = memchr(*text, ':', *length);
  if (!colon || colon - *text < 5) return;
  *length = (size_t)(colon - *text);
  while (*length && !sheaf_tagged_space((*text)[*length - 1]) && (*text)[*length - 1] != 'T') --*length;
  if (*length && (*text)[*length - 1] == 'T') --*length;
  sheaf_value_trim(text, length);
}

/* The surest of these: PRISM's is the issue's, a feed's own the day it was told. */
static void add_date(sheaf_tree *tree) {
  static const char *const names[] = {"publicationDate", "coverDate", "published", "issued", "date",
                                      "pubDate",         "updated",   NULL};
  for (size_t i = 0; names[i]; i++) {
    sheaf_node *node = sheaf_tree_find(tree->root, names[i]);
    size_t length;
    const char *given = sheaf_tree_peek(tree, node, &length), *text = given;
    size_t size = length;
    strip_clock(&text, &size);
    sheaf_buf *out = sheaf_tree_fresh(tree, 0);
    if (!size || !sheaf_normal_date(text, size, out)) continue;
    sheaf_value_add_normal(tree->record, SHEAF_FIELD_DATE, out, given, length);
    sheaf_record_add(tree->record, SHEAF_FIELD_YEAR, out->data, out->length < 4 ? out->length : 4, NULL, 0);
    node->taken = 1;
    return;
  }
}

/* ---- identifiers and addresses ---- */

/* The field of "doi:10.1000/1", "pmid:123", "pubmed:123", "PMC123" or a DOI's address, its value in out. */
static sheaf_field identify(const char *text, size_t length, sheaf_buf *out) {
  const int mark = sheaf_value_starts(text, length, "pubmed:") ? 7 : sheaf_value_starts(text, length, "pmid:") ? 5 : 0;
  if (mark) return sheaf_normal_pmid(text + mark, length - (size_t)mark, out) ? SHEAF_FIELD_PMID : SHEAF_FIELD_NONE;
  if (sheaf_value_starts(text, length, "PMC") && sheaf_normal_pmcid(text, length, out)) return SHEAF_FIELD_PMCID;
  return sheaf_normal_doi(text, length, out) ? SHEAF_FIELD_DOI : SHEAF_FIELD_NONE;
}

static void add_identifier(sheaf_tree *tree, sheaf_node *node) {
  size_t length;
  const char *text = sheaf_tree_peek(tree, node, &length);
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  const sheaf_field field = identify(text, length, out);
  if (field == SHEAF_FIELD_NONE) return;
  node->taken = 1;
  sheaf_value_add_new(tree->record, field, out->data, out->length, NULL, 0);
}

static void add_identifiers(sheaf_tree *tree) {
  static const char *const names[] = {"doi", "identifier", "guid", "id", NULL};
  for (size_t i = 0; names[i]; i++)
    for (sheaf_node *node = sheaf_tree_find(tree->root, names[i]); node; node = sheaf_tree_again(node))
      add_identifier(tree, node);
}

/* RSS has the address as text, Atom as an attribute. */
static void add_links(sheaf_tree *tree) {
  for (sheaf_node *node = sheaf_tree_find(tree->root, "link"); node; node = sheaf_tree_again(node)) {
    const char *href = sheaf_tree_attribute(node, "href");
    if (!*href)
      sheaf_tree_add(tree, node, SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL);
    else if (!*sheaf_tree_attribute(node, "rel") || sheaf_tree_is(node, "rel", "alternate"))
      sheaf_value_add_new(tree->record, SHEAF_FIELD_URL, href, strlen(href), NULL, 0);
  }
}

/* ---- the rest ---- */

static void add_pages(sheaf_tree *tree) {
  sheaf_node *first = sheaf_tree_find(tree->root, "startingPage"), *last = sheaf_tree_find(tree->root, "endingPage");
  if (!first || sheaf_record_first(tree->record, SHEAF_FIELD_PAGES)) return;
  static const sheaf_tag as = {"", SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL, 0};
  sheaf_buf *text = sheaf_tree_fresh(tree, 0);
  size_t length;
  const char *part = sheaf_tree_take(tree, first, &length);
  sheaf_buf_add(text, part, length);
  part = sheaf_tree_take(tree, last, &length);
  if (length) sheaf_buf_add_byte(text, '-');
  sheaf_buf_add(text, part, length);
  sheaf_value_add_text(&tree->scratch, tree->record, "startingPage", 12, &as, sheaf_buf_bytes(text), text->length);
}

static void add_categories(sheaf_tree *tree) {
  for (sheaf_node *node = sheaf_tree_find(tree->root, "category"); node; node = sheaf_tree_again(node)) {
    const char *term = sheaf_tree_attribute(node, "term");
    if (*term)
      sheaf_value_add_new(tree->record, SHEAF_FIELD_KEYWORD, term, strlen(term), NULL, 0);
    else
      add_plain(tree, node, SHEAF_FIELD_KEYWORD);
  }
}

static const sheaf_tree_row rows[] = {
    {"publicationName", SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, NULL},
    {"volume", SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL},
    {"number", SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT, NULL},
    {"pageRange", SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL},
    {"issn", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, NULL},
    {"eIssn", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, "Electronic"},
    {"publisher", SHEAF_FIELD_PUBLISHER, SHEAF_HOW_TEXT, NULL},
    {"language", SHEAF_FIELD_LANGUAGE, SHEAF_HOW_LANGUAGE, NULL},
    {"subject", SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORDS, NULL},
    {"keyword", SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORDS, NULL},
    {"comment", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT, NULL},
};

/* PubMed's dc:source is the journal; another feed's may be a citation or the feed. */
static void fill(sheaf_tree *tree, sheaf_record *record) {
  static const sheaf_tree_row source[] = {
      {"source", SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, NULL},
      {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT, NULL},
  };
  add_titles(tree);
  add_abstract(tree);
  add_people(tree);
  add_date(tree);
  add_identifiers(tree);
  add_links(tree);
  add_categories(tree);
  sheaf_tree_add_rows(tree, tree->root, rows);
  add_pages(tree);
  if (sheaf_record_first(record, SHEAF_FIELD_PMID)) sheaf_tree_add_rows(tree, tree->root, source);
  const int paper = sheaf_record_first(record, SHEAF_FIELD_JOURNAL) || sheaf_record_first(record, SHEAF_FIELD_DOI);
  if (sheaf_reader_is_usable(record))
    sheaf_record_add_text(record, SHEAF_FIELD_TYPE, paper ? "article-journal" : "webpage");
}

/* ---- the format ---- */

static const char *const names[] = {"item", "entry", NULL};
static const sheaf_tree_map map = {{names, NULL, "<rss>", SHEAF_TREE_EVENTS, NULL, NULL}, NULL, NULL, fill};

static void *open_reader(sheaf_reader *reader) { return sheaf_tree_open(reader, &map); }

/* A feed without an item has nothing to load, yet is a feed. */
static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  static const char *const parts[] = {"item", "channel", NULL};
  if (sheaf_xml_root_is(head, length, "rss")) return 95;
  if (sheaf_xml_root_is(head, length, "feed")) return sheaf_xml_contains(head, length, "w3.org/2005/Atom") ? 95 : 60;
  return sheaf_xml_root_is(head, length, "RDF") && sheaf_xml_contains(head, length, "purl.org/rss/1.0") &&
                 sheaf_xml_find(parts, head, length)
             ? 95
             : 0;
}

const sheaf_format sheaf_read_feed = {"feed",      "RSS or Atom feed", "xml rss atom",  detect,
                                      open_reader, sheaf_tree_next,    sheaf_tree_close};
