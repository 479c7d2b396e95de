/* read_marcxml.c - MARC 21 (and UNIMARC: marc_unimarc.c) as XML: <record> of leader, control fields and data fields, in
 * a <collection>, an SRU or an OAI answer. What has no field is EXTRA under its tag and subfield: "500$a", control
 * fields under their tag. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "marc.h"
#include "record/normal.h"
#include "value.h"

/* ---- fields and subfields ---- */

const char *sheaf_marc_control(const sheaf_node *record, const char *tag, size_t *length) {
  for (const sheaf_node *node = sheaf_tree_find(record, "controlfield"); node; node = sheaf_tree_again(node)) {
    if (!sheaf_tree_is(node, "tag", tag)) continue;
    *length = node->first ? node->first->length : 0;
    return node->first ? node->first->text : "";
  }
  *length = 0;
  return "";
}

int sheaf_marc_is(const sheaf_node *field, const char *tag) { return sheaf_tree_is(field, "tag", tag); }

sheaf_node *sheaf_marc_next(const sheaf_node *record, sheaf_node *after, const char *tag) {
  sheaf_node *node = after ? sheaf_tree_again(after) : sheaf_tree_find(record, "datafield");
  while (node && !sheaf_marc_is(node, tag)) node = sheaf_tree_again(node);
  return node;
}

sheaf_node *sheaf_marc_sub(const sheaf_node *field, sheaf_node *after, char code) {
  sheaf_node *node = after ? sheaf_tree_again(after) : sheaf_tree_find(field, "subfield");
  while (node && *sheaf_tree_attribute(node, "code") != code) node = sheaf_tree_again(node);
  return node;
}

/* Without the punctuation that stands before the next subfield. */
static void clean(const char *marks, const char **text, size_t *length) {
  for (;;) {
    sheaf_value_trim(text, length);
    if (!*length || !strchr(marks, (*text)[*length - 1])) return;
    --*length;
  }
}

const char *sheaf_marc_take(sheaf_tree *tree, sheaf_node *sub, const char *marks, size_t *length) {
  const char *text = sheaf_tree_take(tree, sub, length);
  clean(marks, &text, length);
  return text;
}

/* "245$a", for as long as the record: attributes may have any length. */
static const char *name_sub(sheaf_tree *tree, const sheaf_node *sub) {
  const char *tag = sheaf_tree_attribute(sub->up, "tag"), *code = sheaf_tree_attribute(sub, "code");
  const size_t before = strlen(tag), size = strlen(code) + 1;
  char *name = sheaf_arena_alloc(&tree->record->arena, before + 1 + size);
  if (!name) return tree->record->failed = 1, "";
  memcpy(name, tag, before);
  name[before] = '$';
  memcpy(name + before + 1, code, size);
  return name;
}

void sheaf_marc_add(sheaf_tree *tree, sheaf_node *sub, const char *marks, sheaf_field field, sheaf_how how,
                    const char *note) {
  if (!sub) return;
  const char *name = name_sub(tree, sub);
  size_t length;
  const char *text = sheaf_marc_take(tree, sub, marks, &length);
  const sheaf_tag as = {"", field, how, note, 0};
  sheaf_value_add_text(&tree->scratch, tree->record, name, strlen(name), &as, text, length);
}

/* ---- rows ---- */

static const struct row {
  const char *tag;   /* data field */
  char code;         /* subfield */
  const char *marks; /* punctuation to drop at its end */
  sheaf_field field; /* where it goes */
  sheaf_how how;     /* in what form */
  const char *note;  /* static note, or NULL */
} rows[] = {
    {"130", 'a', " .", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "uniform"},
    {"240", 'a', " .", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "uniform"},
    {"242", 'a', " /:.", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "translated"},
    {"246", 'a', " /:.", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, NULL},
    {"210", 'a', "", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "short"},
    {"250", 'a', " /,", SHEAF_FIELD_EDITION, SHEAF_HOW_TEXT, NULL},
    {"490", 'a', " ;,", SHEAF_FIELD_SERIES, SHEAF_HOW_TEXT, NULL},
    {"500", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"501", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"502", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"504", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"505", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"508", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"511", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"515", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"518", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"520", 'a', "", SHEAF_FIELD_ABSTRACT, SHEAF_HOW_FLOW, NULL},
    {"533", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"534", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"536", 'a', "", SHEAF_FIELD_GRANT, SHEAF_HOW_TEXT, NULL},
    {"538", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"540", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"545", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"546", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"550", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"555", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"580", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"588", 'a', "", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"653", 'a', "", SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORD, NULL},
    {"655", 'a', ".", SHEAF_FIELD_PUBLICATION_TYPE, SHEAF_HOW_TEXT, NULL},
    {"020", 'a', ": ", SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN, NULL},
    {"022", 'a', "", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, NULL},
    {"022", 'l', "", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, "Linking"},
    {"041", 'a', "", SHEAF_FIELD_LANGUAGE, SHEAF_HOW_LANGUAGE, NULL},
    {"856", 'u', "", SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL},
};

static void add_rows(sheaf_tree *tree) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (sheaf_node *f = NULL; (f = sheaf_marc_next(tree->root, f, rows[i].tag));)
      for (sheaf_node *sub = NULL; (sub = sheaf_marc_sub(f, sub, rows[i].code));)
        if (!sub->taken) sheaf_marc_add(tree, sub, rows[i].marks, rows[i].field, rows[i].how, rows[i].note);
}

/* ---- title, imprint ---- */

/* Subfields a, n, p, b as they follow one another: "Title. Part 2, Name: rest". */
static void add_title(sheaf_tree *tree) {
  sheaf_node *field = sheaf_marc_next(tree->root, NULL, "245");
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  for (sheaf_node *sub = sheaf_tree_find(field, "subfield"); sub; sub = sheaf_tree_again(sub)) {
    const char code = *sheaf_tree_attribute(sub, "code");
    if (!code || !strchr("anpb", code)) continue;
    size_t length;
    const char *text = sheaf_marc_take(tree, sub, "/:;=,", &length);
    if (!length) continue;
    while (out->length && out->data[out->length - 1] == '.' && code != 'b') out->length--;
    if (out->length) sheaf_buf_add_text(out, code == 'b' ? ": " : ". ");
    sheaf_buf_add(out, text, length);
  }
  const size_t length = sheaf_marc_without_stop(out->data, out->length);
  sheaf_record_add(tree->record, SHEAF_FIELD_TITLE, out->data, length, NULL, 0);
}

/* "c2011.", "[2011]", "26 juin 2023": the date where it is one, the year in any case. */
int sheaf_marc_add_date(sheaf_tree *tree, const char *text, size_t length) {
  const int year = sheaf_normal_year(text, length);
  if (!year || sheaf_record_first(tree->record, SHEAF_FIELD_YEAR)) return 0;
  sheaf_buf *given = sheaf_tree_fresh(tree, 1), *out = sheaf_tree_fresh(tree, 2);
  sheaf_buf_add(given, text, length);
  char digits[8];
  snprintf(digits, sizeof digits, "%d", year);
  if (!given->length || !sheaf_normal_date(given->data, given->length, out)) sheaf_buf_add_text(out, digits);
  sheaf_value_add_normal(tree->record, SHEAF_FIELD_DATE, out, given->data, given->length);
  sheaf_record_add_text(tree->record, SHEAF_FIELD_YEAR, digits);
  return 1;
}

/* The statement of publication: 264 with second indicator 1, 260, or any 264 but a copyright's. */
static void add_imprint(sheaf_tree *tree) {
  sheaf_node *best = NULL;
  for (sheaf_node *f = NULL; !best && (f = sheaf_marc_next(tree->root, f, "264"));)
    if (sheaf_tree_is(f, "ind2", "1")) best = f;
  if (!best) best = sheaf_marc_next(tree->root, NULL, "260");
  for (sheaf_node *f = NULL; !best && (f = sheaf_marc_next(tree->root, f, "264"));)
    if (!sheaf_tree_is(f, "ind2", "4")) best = f;
  if (!best) return;
  sheaf_marc_add(tree, sheaf_marc_sub(best, NULL, 'a'), " :;,", SHEAF_FIELD_PLACE, SHEAF_HOW_TEXT, NULL);
  sheaf_marc_add(tree, sheaf_marc_sub(best, NULL, 'b'), " :;,", SHEAF_FIELD_PUBLISHER, SHEAF_HOW_TEXT, NULL);
  sheaf_node *date = sheaf_marc_sub(best, NULL, 'c');
  size_t length;
  const char *text = sheaf_tree_peek(tree, date, &length);
  clean(" .,", &text, &length);
  if (sheaf_marc_add_date(tree, text, length)) date->taken = 1;
}

/* 008: date 1 at 7-10, language at 35-37; it is kept as a whole too. */
static void add_coded(sheaf_tree *tree) {
  size_t length;
  const char *text = sheaf_marc_control(tree->root, "008", &length);
  if (length >= 11) sheaf_marc_add_date(tree, text + 7, 4);
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  if (length >= 38 && !sheaf_record_first(tree->record, SHEAF_FIELD_LANGUAGE) &&
      sheaf_normal_language(text + 35, 3, out))
    sheaf_record_add(tree->record, SHEAF_FIELD_LANGUAGE, out->data, out->length, NULL, 0);
}

/* ---- identifiers, series, type ---- */

static void add_ids(sheaf_tree *tree) {
  for (sheaf_node *f = NULL; (f = sheaf_marc_next(tree->root, f, "024"));) {
    sheaf_node *scheme = sheaf_marc_sub(f, NULL, '2');
    size_t length;
    const char *text = sheaf_tree_peek(tree, scheme, &length);
    const char *name = sheaf_arena_copy(&tree->record->arena, text, length);
    if (!name) tree->record->failed = 1;
    if (!name || !*name) continue;
    scheme->taken = 1;
    for (sheaf_node *sub = NULL; (sub = sheaf_marc_sub(f, sub, 'a'));) {
      if (!strcasecmp(name, "doi")) {
        sheaf_marc_add(tree, sub, "", SHEAF_FIELD_DOI, SHEAF_HOW_DOI, NULL);
      } else {
        text = sheaf_tree_take(tree, sub, &length);
        sheaf_record_add(tree->record, SHEAF_FIELD_ARTICLE_ID, text, length, name, strlen(name));
      }
    }
  }
  size_t length;
  const char *number = sheaf_marc_control(tree->root, "001", &length);
  sheaf_record_add(tree->record, SHEAF_FIELD_LABEL, number, length, NULL, 0);
}

static void add_series(sheaf_tree *tree) {
  static const char *const tags[] = {"490", "830"};
  for (size_t i = 0; i < 2; i++) {
    sheaf_node *f = sheaf_marc_next(tree->root, NULL, tags[i]);
    if (f && !sheaf_record_first(tree->record, SHEAF_FIELD_SERIES))
      sheaf_marc_add(tree, sheaf_marc_sub(f, NULL, 'a'), " ;,", SHEAF_FIELD_SERIES, SHEAF_HOW_TEXT, NULL);
    if (f && !sheaf_record_first(tree->record, SHEAF_FIELD_VOLUME))
      sheaf_marc_add(tree, sheaf_marc_sub(f, NULL, 'v'), " .", SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL);
  }
}

/* By the leader's type (6) and level (7): a part of a serial or of a book is told by its host. */
static const char *type_of(const sheaf_tree *tree) {
  const sheaf_node *leader = sheaf_tree_find(tree->root, "leader");
  const sheaf_node *text = leader ? leader->first : NULL;
  const char kind = text && text->length > 7 ? text->text[6] : 'a',
             level = text && text->length > 7 ? text->text[7] : 'm';
  const sheaf_node *host = sheaf_marc_next(tree->root, NULL, "773");
  if (sheaf_marc_next(tree->root, NULL, "502")) return "thesis";
  if (strchr("cd", kind)) return "musical_score";
  if (strchr("ef", kind)) return "map";
  if (kind == 'g') return "motion_picture";
  if (strchr("ij", kind)) return "song";
  if (kind == 'k') return "graphic";
  if (level == 'a' || level == 'b' || host)
    return level == 'a' && host && sheaf_marc_sub(host, NULL, 'z') ? "chapter" : "article-journal";
  return level == 's' ? "periodical" : level == 'i' ? "webpage" : "book";
}

/* ---- what has no field ---- */

static void add_raw(sheaf_tree *tree, sheaf_node *node, const char *name) {
  node->taken = 1;
  if (node->first)
    sheaf_record_add(tree->record, SHEAF_FIELD_EXTRA, node->first->text, node->first->length, name, strlen(name));
}

/* Spaces count in the leader and in control fields. */
void sheaf_marc_add_rest(sheaf_tree *tree) {
  for (sheaf_node *node = tree->root->first; node; node = node->next) {
    const char *tag = sheaf_tree_attribute(node, "tag");
    if (!strcmp(node->name, "leader")) add_raw(tree, node, node->name);
    if (!strcmp(node->name, "controlfield") && strcmp(tag, "001")) add_raw(tree, node, tag);
    node->taken |= !strcmp(node->name, "controlfield");
    if (strcmp(node->name, "datafield")) continue;
    for (sheaf_node *sub = sheaf_tree_find(node, "subfield"); sub; sub = sheaf_tree_again(sub)) {
      if (sub->taken) continue;
      size_t length;
      const char *text = sheaf_tree_take(tree, sub, &length);
      const char *name = name_sub(tree, sub);
      sheaf_record_add(tree->record, SHEAF_FIELD_EXTRA, text, length, name, strlen(name));
    }
  }
}

static void fill(sheaf_tree *tree, sheaf_record *record) {
  (void)record;
  if (sheaf_unimarc_is(tree)) {
    sheaf_unimarc_fill(tree);
    sheaf_marc_add_rest(tree);
    return;
  }
  add_title(tree);
  sheaf_marc_add_names(tree);
  add_imprint(tree);
  sheaf_marc_add_host(tree);
  add_series(tree);
  add_ids(tree);
  add_rows(tree);
  sheaf_marc_add_subjects(tree);
  add_coded(tree);
  if (sheaf_reader_is_usable(tree->record)) sheaf_record_add_text(tree->record, SHEAF_FIELD_TYPE, type_of(tree));
  sheaf_marc_add_rest(tree);
}

/* ---- the format ---- */

int sheaf_marc_is_envelope(void *to) {
  const sheaf_tree *tree = to;
  for (const sheaf_node *node = tree->root ? tree->root->first : NULL; node; node = node->next)
    if (!strcmp(node->name, "leader") || !strcmp(node->name, "controlfield") || !strcmp(node->name, "datafield"))
      return 0;
  return 1;
}

static const char *const names[] = {"record", NULL};
static const sheaf_tree_map map = {
    {names, NULL, "<collection>", SHEAF_TREE_EVENTS, sheaf_marc_is_envelope, NULL}, NULL, NULL, fill};

static void *open_reader(sheaf_reader *reader) { return sheaf_tree_open(reader, &map); }

/* Its namespace, or a leader with data fields: PICA's records have no leader. */
static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  static const char *const leader[] = {"leader", NULL}, *const fields[] = {"datafield", "controlfield", NULL};
  const char *root;
  if (!sheaf_xml_root(head, length, &root) || sheaf_xml_root_is(head, length, "html")) return 0;
  if (!sheaf_xml_find(names, head, length)) return 0;
  if (sheaf_xml_find(leader, head, length) && sheaf_xml_find(fields, head, length)) return 96;
  return sheaf_xml_contains(head, length, "loc.gov/MARC21/slim") ? 92 : 0;
}

const sheaf_format sheaf_read_marcxml = {"marcxml",   "MARCXML",       "xml",           detect,
                                         open_reader, sheaf_tree_next, sheaf_tree_close};
