/* read_rdf.c - RDF in XML that describes works: Zotero RDF, Dublin Core, Bibliontology (BIBO), and mixtures of them.
 *
 * A graph: what a work is part of, its notes, attachments and persons stand within it or elsewhere in the file, under
 * the address that it points to. So the whole file is one tree; each element below <rdf:RDF> that no other one has as a
 * part is a record. Records have no place of their own in the file. Collections are not loaded. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "json.h"
#include "record/normal.h"
#include "value.h"
#include "work_type.h"
#include "xml_tree.h"

enum { SHARED = 16, FLOOR = 1 << 20 };

typedef struct named {
  const char *about; /* its address */
  sheaf_node *node;  /* what stands under it */
  int part;          /* another one has it as a part, note, attachment, ... */
} named;

typedef struct state {
  sheaf_tree *tree;     /* the file; owned */
  sheaf_reader *reader; /* borrowed */
  sheaf_node *next;     /* element below the root that comes next */
  int loaded;           /* the file was read */
  named *nodes;         /* by address; owned */
  size_t count;         /* nodes in use */
  size_t budget;        /* bytes that works may still take from what they share */
  int told;             /* that there are none left was said */
} state;

/* ---- the graph ---- */

static int compare(const void *a, const void *b) {
  return strcmp(((const named *)a)->about, ((const named *)b)->about);
}

static named *find(const state *self, const char *about) {
  const named wanted = {about, NULL, 0};
  return *about && self->count ? bsearch(&wanted, self->nodes, self->count, sizeof wanted, compare) : NULL;
}

static const char *about_of(const sheaf_node *node) {
  if (!*node->name) return ""; /* a text */
  const char *about = sheaf_tree_attribute(node, "about");
  if (!*about) about = sheaf_tree_attribute(node, "ID");
  return *about ? about : sheaf_tree_attribute(node, "nodeID");
}

static const char *target_of(const sheaf_node *node) {
  const char *target = sheaf_tree_attribute(node, "resource");
  return *target ? target : sheaf_tree_attribute(node, "nodeID");
}

/* The element that a property has within it, or points to; NULL where it has but text. */
static sheaf_node *object_of(const state *self, sheaf_node *property) {
  if (!property) return NULL;
  for (sheaf_node *child = property->first; child; child = child->next)
    if (*child->name) return child;
  named *found = find(self, target_of(property));
  return found ? found->node : NULL;
}

static int is_one_of(const char *name, const char *const *names) {
  for (; *names; names++)
    if (!strcmp(*names, name)) return 1;
  return 0;
}

/* Many works may point to one long text: what they take from elsewhere is bounded by the size of the file. */
static int afford(state *self, const sheaf_node *node) {
  size_t length, cost = 64;
  sheaf_tree_peek(self->tree, node, &length);
  cost += length;
  if (cost <= self->budget) {
    self->budget -= cost;
    return 1;
  }
  if (!self->told)
    sheaf_reader_report(self->reader, SHEAF_WARNING, "too-long", 0, 0,
                        "works point to the same long texts over and over; from here on what is too much is left out. "
                        "Export them in another format");
  self->told = 1;
  return 0;
}

/* Properties whose objects are no works of their own. */
static const char *const partial[] = {"isPartOf",  "presentedAt", "link",       "isReferencedBy",
                                      "creator",   "authorList",  "editorList", "contributor",
                                      "publisher", "editor",      "li",         NULL};

static void mark_parts(const state *self, const sheaf_node *node) {
  for (const sheaf_node *child = node->first; child; child = child->next) {
    named *found = is_one_of(child->name, partial) ? find(self, target_of(child)) : NULL;
    if (found) found->part = 1;
    mark_parts(self, child);
  }
}

static int index_nodes(state *self) {
  size_t count = 0;
  sheaf_node *root = self->tree->root;
  for (sheaf_node *node = root->first; node; node = node->next) count += *about_of(node) != 0;
  self->nodes = sheaf_mem_zero(count + 1, sizeof *self->nodes);
  if (!self->nodes) return SHEAF_ENOMEM;
  for (sheaf_node *node = root->first; node; node = node->next)
    if (*about_of(node)) self->nodes[self->count++] = (named){about_of(node), node, 0};
  qsort(self->nodes, self->count, sizeof *self->nodes, compare);
  mark_parts(self, root);
  return SHEAF_OK;
}

/* ---- values ---- */

static sheaf_node *first_of(const sheaf_node *node, const char *const *names) {
  for (; node && *names; names++) {
    sheaf_node *found = sheaf_tree_find(node, *names);
    if (found) return found;
  }
  return NULL;
}

static void add_text(state *self, sheaf_node *node, sheaf_field field, sheaf_how how, const char *note) {
  const int single = sheaf_field_kind(field) == SHEAF_KIND_TEXT;
  if (node && !(single && sheaf_record_first(self->tree->record, field)))
    sheaf_tree_add(self->tree, node, field, how, note);
}

static const struct type {
  const char *given; /* an element, or Zotero's name */
  const char *csl;   /* what it is */
} types[] = {{"Article", "article-journal"},
             {"AcademicArticle", "article-journal"},
             {"BookSection", "chapter"},
             {"Chapter", "chapter"},
             {"encyclopediaArticle", "entry-encyclopedia"},
             {"dictionaryEntry", "entry-dictionary"},
             {"webpage", "webpage"},
             {"Website", "webpage"},
             {"blogPost", "post-weblog"},
             {"forumPost", "post"},
             {"Thesis", "thesis"},
             {"Image", "graphic"},
             {"Illustration", "graphic"},
             {"artwork", "graphic"},
             {"MotionPicture", "motion_picture"},
             {"film", "motion_picture"},
             {"videoRecording", "motion_picture"},
             {"Recording", "song"},
             {"audioRecording", "song"},
             {"Letter", "personal_communication"},
             {"email", "personal_communication"},
             {"presentation", "speech"},
             {"computerProgram", "software"},
             {"preprint", "article"},
             {"Legislation", "legislation"},
             {"statute", "legislation"},
             {"case", "legal_case"},
             {"Memo", "document"},
             {"note", "document"},
             {"Attachment", "document"},
             {"Data", "dataset"},
             {"Conference", "paper-conference"}};

static const char *type_named(const char *name) {
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (!strcasecmp(types[i].given, name)) return types[i].csl;
  return sheaf_work_type(name, strlen(name));
}

static const char *behind_mark(const char *address) {
  const char *slash = strrchr(address, '/'), *hash = strrchr(address, '#');
  const char *last = hash > slash ? hash : slash;
  return last ? last + 1 : address;
}

/* Zotero's own name, then the element's, then that of a property "type". */
static void add_type(state *self, sheaf_node *node) {
  size_t length;
  sheaf_node *item = sheaf_tree_find(node, "itemType"), *kind = sheaf_tree_find(node, "type");
  const char *given = item ? sheaf_tree_take(self->tree, item, &length) : node->name;
  if (!item && !strcmp(node->name, "Description") && kind) given = behind_mark(sheaf_tree_attribute(kind, "resource"));
  if (!item && kind && !*given) given = sheaf_tree_take(self->tree, kind, &length);
  const char *csl = type_named(given);
  if (!csl) csl = "document";
  if (*given && strcmp(given, "Description"))
    sheaf_record_add(self->tree->record, SHEAF_FIELD_TYPE, csl, strlen(csl), given, strlen(given));
}

/* ---- people ---- */

static void add_person(state *self, sheaf_node *person, sheaf_field field, const char *role) {
  static const char *const families[] = {"surname", "familyName", "family_name", "lastName", "lastname", NULL};
  static const char *const givens[] = {"givenName", "givenname", "firstName", "given", NULL};
  sheaf_tree *tree = self->tree;
  size_t length;
  if (!afford(self, person)) return;
  sheaf_buf *family = sheaf_tree_fresh(tree, 0), *given = sheaf_tree_fresh(tree, 1), *out = sheaf_tree_fresh(tree, 2);
  sheaf_node *one = first_of(person, families), *other = first_of(person, givens),
             *whole = sheaf_tree_find(person, "name");
  if (one) sheaf_buf_add_text(family, sheaf_tree_take(tree, one, &length));
  if (other) sheaf_buf_add_text(given, sheaf_tree_take(tree, other, &length));
  if (whole) whole->taken = 1;
  if (field != SHEAF_FIELD_EXTRA && !family->length && whole) {
    const int group = !strcmp(person->name, "Organization");
    sheaf_tree_add(tree, whole, field, group ? SHEAF_HOW_GROUP : SHEAF_HOW_NAME, NULL);
    return;
  }
  if (!family->length && whole) sheaf_buf_add_text(family, sheaf_tree_take(tree, whole, &length));
  if (field == SHEAF_FIELD_EXTRA || !given->length ||
      !sheaf_normal_name_parts(sheaf_buf_bytes(family), sheaf_buf_bytes(given), "", "", out))
    sheaf_buf_add_format(out, "%s%s%s", sheaf_buf_bytes(family), given->length ? ", " : "", sheaf_buf_bytes(given));
  const size_t role_length = field == SHEAF_FIELD_EXTRA ? strlen(role) : 0;
  sheaf_record_add(tree->record, field, out->data, out->length, role, role_length);
}

/* A property: a list of persons, one, or a name; within it or elsewhere. */
static void add_people(state *self, sheaf_node *property, sheaf_field field, const char *role) {
  enum { MOST = 20000 };
  sheaf_node *object = object_of(self, property);
  if (!object) {
    if (property->first && !property->taken)
      sheaf_tree_add(self->tree, property, field, field == SHEAF_FIELD_EXTRA ? SHEAF_HOW_EXTRA : SHEAF_HOW_NAME, NULL);
    return;
  }
  if (strcmp(object->name, "Seq") && strcmp(object->name, "Bag") && strcmp(object->name, "List")) {
    add_person(self, object, field, role);
    return;
  }
  size_t count = 0;
  for (sheaf_node *li = object->first; li && count < MOST; li = li->next) {
    sheaf_node *person = *li->name ? object_of(self, li) : NULL;
    count += person != NULL;
    if (person)
      add_person(self, person, field, role);
    else if (*li->name && li->first)
      sheaf_tree_add(self->tree, li, field, field == SHEAF_FIELD_EXTRA ? SHEAF_HOW_EXTRA : SHEAF_HOW_NAME, NULL);
  }
}

static const struct role {
  const char *property; /* as Zotero, BIBO and Dublin Core have it */
  sheaf_field field;    /* where its persons go */
} roles[] = {
    {"authors", SHEAF_FIELD_AUTHOR},      {"authorList", SHEAF_FIELD_AUTHOR},     {"creator", SHEAF_FIELD_AUTHOR},
    {"editors", SHEAF_FIELD_EDITOR},      {"editorList", SHEAF_FIELD_EDITOR},     {"editor", SHEAF_FIELD_EDITOR},
    {"interviewees", SHEAF_FIELD_AUTHOR}, {"inventors", SHEAF_FIELD_AUTHOR},      {"presenters", SHEAF_FIELD_AUTHOR},
    {"directors", SHEAF_FIELD_AUTHOR},    {"artists", SHEAF_FIELD_AUTHOR},        {"programmers", SHEAF_FIELD_AUTHOR},
    {"performers", SHEAF_FIELD_AUTHOR},   {"podcasters", SHEAF_FIELD_AUTHOR},     {"cartographers", SHEAF_FIELD_AUTHOR},
    {"composers", SHEAF_FIELD_AUTHOR},    {"sponsors", SHEAF_FIELD_EXTRA},        {"contributors", SHEAF_FIELD_EXTRA},
    {"contributor", SHEAF_FIELD_EXTRA},   {"translators", SHEAF_FIELD_EXTRA},     {"translator", SHEAF_FIELD_EXTRA},
    {"seriesEditors", SHEAF_FIELD_EXTRA}, {"recipients", SHEAF_FIELD_EXTRA},      {"interviewers", SHEAF_FIELD_EXTRA},
    {"bookAuthors", SHEAF_FIELD_EXTRA},   {"reviewedAuthors", SHEAF_FIELD_EXTRA}, {"castMembers", SHEAF_FIELD_EXTRA},
    {"scriptwriters", SHEAF_FIELD_EXTRA}, {"producers", SHEAF_FIELD_EXTRA},       {"counsels", SHEAF_FIELD_EXTRA},
    {"cosponsors", SHEAF_FIELD_EXTRA},    {"commenters", SHEAF_FIELD_EXTRA},      {"guests", SHEAF_FIELD_EXTRA},
    {"wordsBys", SHEAF_FIELD_EXTRA},      {"attorneyAgents", SHEAF_FIELD_EXTRA}};

/* BIBO names its authors twice: in a list that has their order, and each alone. */
static void add_all_people(state *self, sheaf_node *node) {
  const int listed = sheaf_tree_find(node, "authorList") || sheaf_tree_find(node, "authors");
  for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
    const int again = listed && !strcmp(roles[i].property, "creator");
    for (sheaf_node *p = sheaf_tree_find(node, roles[i].property); p; p = sheaf_tree_again(p)) {
      if (!again) add_people(self, p, roles[i].field, roles[i].property);
      if (again) p->taken = 1;
    }
  }
}

/* ---- identifiers, parts ---- */

/* "DOI 10.1000/1", "ISSN 1234-5679", "ISBN 978...", an address, or a number of another kind. */
static void add_identifier(state *self, sheaf_node *node) {
  static const struct {
    const char *scheme;
    sheaf_field field;
    sheaf_how how;
  } rows[] = {{"DOI", SHEAF_FIELD_DOI, SHEAF_HOW_DOI},        {"ISSN", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN},
              {"ISBN", SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN},     {"PMID", SHEAF_FIELD_PMID, SHEAF_HOW_PMID},
              {"urn:issn", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN}, {"urn:isbn", SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN},
              {"http", SHEAF_FIELD_URL, SHEAF_HOW_URL},       {"10.", SHEAF_FIELD_DOI, SHEAF_HOW_DOI}};
  size_t length;
  const char *text = sheaf_tree_take(self->tree, node, &length);
  if (!length) {
    text = sheaf_tree_attribute(node, "resource");
    length = strlen(text);
  }
  sheaf_buf *kept = sheaf_tree_fresh(self->tree, 0);
  sheaf_buf_add(kept, text, length);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (!sheaf_value_starts(text, length, rows[i].scheme)) continue;
    const int named_ = rows[i].field != SHEAF_FIELD_URL && *rows[i].scheme != '1';
    const size_t skip = named_ ? strlen(rows[i].scheme) : 0;
    const size_t behind = skip + (skip && skip < length && text[skip] == ':');
    if (kept->length < behind) return; /* out of memory */
    const sheaf_tag as = {NULL, rows[i].field, rows[i].how, NULL, 0};
    sheaf_value_add_text(&self->tree->scratch, self->tree->record, "identifier", 10, &as,
                         sheaf_buf_bytes(kept) + behind, kept->length - behind);
    return;
  }
  sheaf_record_add(self->tree->record, SHEAF_FIELD_EXTRA, kept->data, kept->length, "identifier", 10);
}

static void add_identifiers(state *self, sheaf_node *node) {
  for (sheaf_node *p = sheaf_tree_find(node, "identifier"); p; p = sheaf_tree_again(p)) add_identifier(self, p);
}

typedef struct row {
  const char *property; /* element; NULL ends a table */
  sheaf_field field;    /* where it goes */
  sheaf_how how;        /* in what form */
  const char *note;     /* static note, or NULL */
} row;

static void add_rows(state *self, sheaf_node *node, const row *rows) {
  for (; node && rows->property; rows++)
    for (sheaf_node *p = sheaf_tree_find(node, rows->property); p; p = sheaf_tree_again(p))
      if (!p->taken) add_text(self, p, rows->field, rows->how, rows->note);
}

static const row numbers[] = {
    {"volume", SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL}, {"number", SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT, NULL},
    {"issue", SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT, NULL},   {"edition", SHEAF_FIELD_EDITION, SHEAF_HOW_TEXT, NULL},
    {"issn", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, NULL},     {"eissn", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, "Electronic"},
    {"isbn", SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN, NULL},     {"isbn13", SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN, NULL},
    {"isbn10", SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN, NULL},   {"doi", SHEAF_FIELD_DOI, SHEAF_HOW_DOI, NULL},
    {"pmid", SHEAF_FIELD_PMID, SHEAF_HOW_PMID, NULL},     {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT, NULL}};

/* A journal or book may have many parts: what it says is taken again for each. */
static void add_whole(state *self, sheaf_node *whole) {
  if (!afford(self, whole)) return;
  static const char *const abbreviations[] = {"alternative", "shortTitle", NULL};
  const int series = !strcmp(whole->name, "Series") || !strcmp(whole->name, "MultiVolumeBook");
  sheaf_node *inner = object_of(self, sheaf_tree_find(whole, "isPartOf"));
  add_text(self, sheaf_tree_find(whole, "title"), series ? SHEAF_FIELD_SERIES : SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT,
           NULL);
  add_text(self, first_of(whole, abbreviations), SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT, NULL);
  for (const row *one = numbers; one->property; one++)
    add_text(self, sheaf_tree_find(whole, one->property), one->field, one->how, one->note);
  add_identifiers(self, whole);
  if (inner && inner != whole)
    add_text(self, sheaf_tree_find(inner, "title"), SHEAF_FIELD_SERIES, SHEAF_HOW_TEXT, NULL);
}

static void add_parts(state *self, sheaf_node *node) {
  for (sheaf_node *p = sheaf_tree_find(node, "isPartOf"); p; p = sheaf_tree_again(p)) {
    sheaf_node *whole = object_of(self, p);
    if (whole && whole != node) add_whole(self, whole);
    p->taken = 1;
  }
  sheaf_node *meeting = object_of(self, sheaf_tree_find(node, "presentedAt"));
  sheaf_node *title = sheaf_tree_find(meeting, "title");
  if (title)
    add_text(self, title,
             sheaf_record_first(self->tree->record, SHEAF_FIELD_JOURNAL) ? SHEAF_FIELD_EXTRA : SHEAF_FIELD_JOURNAL,
             SHEAF_HOW_TEXT, NULL);
}

static void add_publisher(state *self, sheaf_node *node) {
  sheaf_node *property = sheaf_tree_find(node, "publisher"), *body = object_of(self, property);
  sheaf_node *name = sheaf_tree_find(body, "name"), *place = sheaf_tree_find(body, "adr/Address/locality");
  if (!place) place = sheaf_tree_find(body, "address/localityName");
  add_text(self, name ? name : body ? NULL : property, SHEAF_FIELD_PUBLISHER, SHEAF_HOW_TEXT, NULL);
  add_text(self, place, SHEAF_FIELD_PLACE, SHEAF_HOW_TEXT, NULL);
}

/* "<p>Note</p>" as text. */
static void add_note(state *self, sheaf_node *value) {
  size_t length;
  const char *text = sheaf_tree_take(self->tree, value, &length);
  sheaf_buf *out = sheaf_tree_fresh(self->tree, 0);
  sheaf_json_plain(text, length, out);
  sheaf_record_add(self->tree->record, SHEAF_FIELD_NOTE, out->data, out->length, NULL, 0);
}

/* Zotero's field Extra holds what has no field there: "PMID: 12345". */
static void read_extra(state *self, sheaf_node *node) {
  size_t length, digits = 0;
  const char *text = sheaf_tree_peek(self->tree, sheaf_tree_find(node, "description"), &length);
  const char *at = length ? sheaf_value_find(text, length, "PMID: ") : NULL;
  while (at && sheaf_tagged_digit(at[6 + digits])) digits++;
  if (digits && digits < 9) sheaf_value_add_new(self->tree->record, SHEAF_FIELD_PMID, at + 6, digits, NULL, 0);
}

static void add_notes(state *self, sheaf_node *node) {
  for (sheaf_node *p = sheaf_tree_find(node, "isReferencedBy"); p; p = sheaf_tree_again(p)) {
    sheaf_node *memo = object_of(self, p), *value = sheaf_tree_find(memo, "value");
    if (value && afford(self, value)) add_note(self, value);
  }
  for (sheaf_node *p = sheaf_tree_find(node, "link"); p; p = sheaf_tree_again(p)) {
    sheaf_node *attachment = object_of(self, p);
    if (!attachment || !afford(self, attachment)) continue;
    sheaf_node *title = sheaf_tree_find(attachment, "title"), *file = sheaf_tree_find(attachment, "resource");
    const char *path = sheaf_tree_attribute(file, "resource");
    size_t length;
    const char *text = sheaf_tree_peek(self->tree, title, &length);
    if (*path)
      sheaf_record_add(self->tree->record, SHEAF_FIELD_EXTRA, path, strlen(path), "attachment", 10);
    else
      sheaf_record_add(self->tree->record, SHEAF_FIELD_EXTRA, text, length, "attachment", 10);
  }
}

/* ---- a work ---- */

static const row rows[] = {{"title", SHEAF_FIELD_TITLE, SHEAF_HOW_TEXT, NULL},
                           {"shortTitle", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "short"},
                           {"citationKey", SHEAF_FIELD_LABEL, SHEAF_HOW_TEXT, NULL},
                           {"date", SHEAF_FIELD_DATE, SHEAF_HOW_PUBDATE, NULL},
                           {"issued", SHEAF_FIELD_DATE, SHEAF_HOW_PUBDATE, NULL},
                           {"created", SHEAF_FIELD_DATE, SHEAF_HOW_PUBDATE, NULL},
                           {"abstract", SHEAF_FIELD_ABSTRACT, SHEAF_HOW_FLOW, NULL},
                           {"pages", SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL},
                           {"language", SHEAF_FIELD_LANGUAGE, SHEAF_HOW_LANGUAGE, NULL},
                           {"archive", SHEAF_FIELD_DATABASE, SHEAF_HOW_TEXT, NULL},
                           {"libraryCatalog", SHEAF_FIELD_DATABASE, SHEAF_HOW_TEXT, NULL},
                           {"subject", SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORD, NULL},
                           {"description", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
                           {"uri", SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL},
                           {"url", SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL},
                           {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT, NULL}};

static void add_page_numbers(state *self, sheaf_node *node) {
  static const char *const firsts[] = {"pageStart", "startingPage", NULL}, *const lasts[] = {"pageEnd", "endingPage",
                                                                                             NULL};
  static const sheaf_tag pages = {NULL, SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL, 0};
  sheaf_node *first = first_of(node, firsts), *last = first_of(node, lasts);
  size_t length;
  if (!first || sheaf_record_first(self->tree->record, SHEAF_FIELD_PAGES)) return;
  sheaf_buf *out = sheaf_tree_fresh(self->tree, 0);
  sheaf_buf_add_text(out, sheaf_tree_take(self->tree, first, &length));
  if (last) {
    sheaf_buf_add_byte(out, '-');
    sheaf_buf_add_text(out, sheaf_tree_take(self->tree, last, &length));
  }
  sheaf_value_add_text(&self->tree->scratch, self->tree->record, "pageStart", 9, &pages, sheaf_buf_bytes(out),
                       out->length);
}

static void fill_record(state *self, sheaf_node *node) {
  self->tree->root = node;
  add_type(self, node);
  read_extra(self, node);
  add_all_people(self, node);
  add_publisher(self, node);
  add_rows(self, node, rows);
  add_rows(self, node, numbers);
  add_page_numbers(self, node);
  add_identifiers(self, node);
  add_parts(self, node);
  add_notes(self, node);
  if (!strcmp(node->name, "Memo") && sheaf_tree_find(node, "value")) add_note(self, sheaf_tree_find(node, "value"));
  sheaf_tree_add_rest(self->tree, node);
}

/* An element below the root that is a work: none of its like points to it as a part of itself. */
static int is_work(const state *self, const sheaf_node *node) {
  static const char *const others[] = {"Collection", "Person",   "Organization", "Agent",    "Seq",  "Bag",
                                       "Statement",  "Ontology", "Class",        "Property", "List", NULL};
  if (!*node->name || is_one_of(node->name, others)) return 0;
  const named *found = find(self, about_of(node));
  return !found || !found->part;
}

/* ---- the file ---- */

/* The tree's own record is the file: it is kept whole, and what it says here is not loaded. */
static void fill(sheaf_tree *tree, sheaf_record *record) {
  tree->root->taken = 1;
  sheaf_record_add_text(record, SHEAF_FIELD_TITLE, "RDF");
}

static const char *const names[] = {"RDF", NULL};
static const sheaf_tree_map map = {{names, NULL, "", SHEAF_TREE_EVENTS, NULL, NULL}, NULL, NULL, fill};

static int load_file(state *self, sheaf_record *record, sheaf_error *err) {
  self->loaded = 1;
  const int got = sheaf_tree_next(self->tree, self->reader, record, err);
  if (got != SHEAF_READ_RECORD) return got;
  sheaf_record_reset(record);
  self->next = self->tree->root->first;
  self->budget = SHARED * self->tree->size + FLOOR;
  return index_nodes(self) ? sheaf_error_memory(err) : SHEAF_READ_RECORD;
}

static int next(void *it, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  state *self = it;
  (void)reader;
  if (!self->loaded) {
    const int got = load_file(self, record, err);
    if (got != SHEAF_READ_RECORD) return got;
  }
  while (self->next && !is_work(self, self->next)) self->next = self->next->next;
  if (!self->next) return SHEAF_READ_END;
  sheaf_node *node = self->next;
  self->next = node->next;
  self->tree->record = record;
  fill_record(self, node);
  return sheaf_reader_judge(self->reader, record);
}

static void close_reader(void *it) {
  state *self = it;
  sheaf_tree_close(self->tree);
  sheaf_mem_free(self->nodes);
  sheaf_mem_free(self);
}

static void *open_reader(sheaf_reader *reader) {
  state *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->reader = reader;
  self->tree = sheaf_tree_open(reader, &map);
  if (self->tree) return self;
  close_reader(self);
  return NULL;
}

/* RSS 1.0 is RDF too, and read_feed.c's. */
static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  if (!sheaf_xml_root_is(head, length, "RDF")) return 0;
  if (sheaf_xml_contains(head, length, "zotero.org/namespaces/export")) return 98;
  if (sheaf_xml_contains(head, length, "purl.org/rss/1.0/\"")) return 0;
  const int dublin = sheaf_xml_contains(head, length, "purl.org/dc/");
  return sheaf_xml_contains(head, length, "purl.org/ontology/bibo") ||
                 sheaf_xml_contains(head, length, "purl.org/net/biblio")
             ? 96
         : dublin ? 75
                  : 0;
}

const sheaf_format sheaf_read_rdf = {"rdf",       "RDF (Zotero, Dublin Core, BIBO)", "rdf", detect, open_reader, next,
                                     close_reader};
