/* bib_inherit.c - what an entry has from the entries that its crossref and xdata name. See bib.h.
 *
 * As biblatex does it: a field that the entry has stays; the parent's title is the child's book or journal title. What
 * tells one document from another (identifiers, pages, abstract, files) is never handed down. */
#include <string.h>

#include "bib.h"

enum { MAX_PARENTS = 16 }; /* entries that one entry inherits from, in all generations */

static int one_of(const char *word, const char *const *list) {
  for (; *list; list++)
    if (!strcmp(word, *list)) return 1;
  return 0;
}

static int is_private(const char *name) {
  static const char *const names[] = {
      "crossref", "xref",     "xdata",      "ids",         "entryset", "entrysubtype", "execute",   "label",
      "options",  "presort",  "related",    "relatedtype", "sortkey",  "shorttitle",   "doi",       "url",
      "urldate",  "eprint",   "pmid",       "pmcid",       "pages",    "abstract",     "keywords",  "file",
      "note",     "annote",   "key",        "eprinttype",  "groups",   "owner",        "timestamp", "archiveprefix",
      "title",    "subtitle", "titleaddon", NULL};
  return one_of(name, names);
}

/* The name in a child of a type for a field of a parent of another type; NULL where it is not handed down. */
static const char *name_for(const char *type, const char *parent, const char *name) {
  static const char *const parts[] = {"inbook",      "incollection", "inproceedings",  "conference",
                                      "inreference", "suppbook",     "suppcollection", NULL};
  static const char *const titles[] = {"title", "subtitle", "titleaddon", NULL};
  static const char *const book[] = {"booktitle", "booksubtitle", "booktitleaddon"};
  static const char *const journal[] = {"journaltitle", "journalsubtitle", "journaltitleaddon"};
  static const char *const whole[] = {"maintitle", "mainsubtitle", "maintitleaddon"};
  const int part = one_of(type, parts);
  for (size_t i = 0; titles[i]; i++)
    if (!strcmp(name, titles[i]))
      return part ? book[i] : !strcmp(parent, "periodical") ? journal[i] : !strncmp(parent, "mv", 2) ? whole[i] : name;
  if (part && !strcmp(name, "author")) return strcmp(type, "inbook") ? "bookauthor" : name;
  return is_private(name) ? NULL : name;
}

static int has(const sheaf_bib_entry *self, const char *name) {
  if (!strcmp(name, "journaltitle") && sheaf_bib_entry_find(self, "journal")) return 1;
  if (!strcmp(name, "date") && sheaf_bib_entry_find(self, "year")) return 1;
  if ((!strcmp(name, "year") || !strcmp(name, "month")) && sheaf_bib_entry_find(self, "date")) return 1;
  return sheaf_bib_entry_find(self, name) != NULL;
}

static void hand_down(const sheaf_bib_entry *parent, int data, sheaf_bib_entry *child) {
  /* A parent's month without its year would make a date that nobody gave. */
  const int dated = has(child, "year") || has(child, "date");
  for (size_t i = 0; i < parent->count; i++) {
    const sheaf_bib_field *field = &parent->fields[i];
    const char *from = parent->text.data + field->name;
    const char *name = data ? from : name_for(child->text.data + child->type, parent->text.data + parent->type, from);
    if (!name || has(child, name) || (dated && !strcmp(name, "month"))) continue;
    sheaf_bib_entry_add(child, name, strlen(name), parent->text.data + field->value, field->length);
    if (child->count && !child->failed) child->fields[child->count - 1].inherited = 1;
  }
}

static int inherit(sheaf_bib *self, sheaf_bib_entry *entry, int generation, int *budget);

static int inherit_from(sheaf_bib *self, sheaf_bib_entry *entry, const char *key, size_t length, int data,
                        int generation, int *budget) {
  sheaf_bib_entry parent = {0};
  int code = sheaf_bib_find(self, key, length, &parent);
  if (code == 1 && parent.start != entry->start && parent.end - parent.start <= SHEAF_BIB_PARENT) {
    code = inherit(self, &parent, generation + 1, budget);
    if (!code) hand_down(&parent, data, entry);
  } else if (code >= 0) {
    code = 0;
    sheaf_bib_entry_warn(entry, "missing-parent",
                         "the entry that crossref or xdata names is not in this file, broken, "
                         "or too long; nothing was taken from it",
                         entry->start);
  }
  sheaf_bib_entry_clear(&parent);
  return code;
}

static int inherit(sheaf_bib *self, sheaf_bib_entry *entry, int generation, int *budget) {
  static const char *const links[] = {"xdata", "crossref"};
  int code = 0;
  for (size_t i = 0; i < 2 && generation < SHEAF_BIB_GENERATIONS; i++) {
    const sheaf_bib_field *field = sheaf_bib_entry_find(entry, links[i]);
    if (!field) continue;
    sheaf_buf keys = {0};
    sheaf_buf_add(&keys, entry->text.data + field->value, field->length);
    const char *text = sheaf_buf_bytes(&keys), *end = text + keys.length;
    while (!code && text<end && * budget> 0) {
      const char *comma = i ? NULL : memchr(text, ',', (size_t)(end - text));
      const char *key = text;
      size_t length = (size_t)((comma ? comma : end) - text);
      text += length + 1;
      sheaf_value_trim(&key, &length);
      if (!length) continue;
      --*budget;
      code = inherit_from(self, entry, key, length, i == 0, generation, budget);
    }
    if (keys.failed) code = SHEAF_ENOMEM;
    sheaf_buf_clear(&keys);
  }
  return code ? code : entry->failed || entry->text.failed ? SHEAF_ENOMEM : 0;
}

int sheaf_bib_inherit(sheaf_bib *self, sheaf_bib_entry *entry) {
  int budget = MAX_PARENTS;
  return inherit(self, entry, 0, &budget);
}
