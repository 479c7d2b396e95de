/* marc_unimarc.c - a record of UNIMARC (IFLA), the MARC of French, Italian, Russian and other libraries, whose tags
 * mean other things than MARC 21's. See marc.h. */
#include <string.h>

#include "marc.h"
#include "record/normal.h"
#include "value.h"

int sheaf_unimarc_is(const sheaf_tree *tree) {
  const sheaf_node *title = sheaf_marc_next(tree->root, NULL, "200");
  return title && sheaf_marc_sub(title, NULL, 'a') && !sheaf_marc_next(tree->root, NULL, "245");
}

static const struct row {
  const char *tag;   /* data field */
  char code;         /* subfield */
  sheaf_field field; /* where it goes */
  sheaf_how how;     /* in what form */
  const char *note;  /* static note, or NULL */
} rows[] = {
    {"010", 'a', SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN, NULL},
    {"011", 'a', SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, NULL},
    {"017", 'a', SHEAF_FIELD_DOI, SHEAF_HOW_DOI, NULL},
    {"101", 'a', SHEAF_FIELD_LANGUAGE, SHEAF_HOW_LANGUAGE, NULL},
    {"205", 'a', SHEAF_FIELD_EDITION, SHEAF_HOW_TEXT, NULL},
    {"225", 'a', SHEAF_FIELD_SERIES, SHEAF_HOW_TEXT, NULL},
    {"225", 'v', SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL},
    {"300", 'a', SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"320", 'a', SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"328", 'a', SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"330", 'a', SHEAF_FIELD_ABSTRACT, SHEAF_HOW_FLOW, NULL},
    {"461", 't', SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, NULL},
    {"461", 'v', SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL},
    {"461", 'x', SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, NULL},
    {"463", 't', SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, NULL},
    {"463", 'v', SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL},
    {"463", 'x', SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, NULL},
    {"510", 'a', SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "translated"},
    {"517", 'a', SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, NULL},
    {"610", 'a', SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORD, NULL},
    {"856", 'u', SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL},
};

/* A field of one value takes the first. */
static void add_rows(sheaf_tree *tree) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (sheaf_node *f = NULL; (f = sheaf_marc_next(tree->root, f, rows[i].tag));)
      for (sheaf_node *sub = NULL; (sub = sheaf_marc_sub(f, sub, rows[i].code));)
        if (sheaf_field_kind(rows[i].field) != SHEAF_KIND_TEXT || !sheaf_record_first(tree->record, rows[i].field))
          sheaf_marc_add(tree, sub, "", rows[i].field, rows[i].how, rows[i].note);
}

/* 200: a title, e the rest of it, h and i number and name of a part. */
static void add_title(sheaf_tree *tree) {
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  for (sheaf_node *sub = sheaf_tree_find(sheaf_marc_next(tree->root, NULL, "200"), "subfield"); sub;
       sub = sheaf_tree_again(sub)) {
    const char code = *sheaf_tree_attribute(sub, "code");
    if (!code || !strchr("aehi", code)) continue;
    size_t length;
    const char *text = sheaf_marc_take(tree, sub, " /:;=,", &length);
    if (out->length && length) sheaf_buf_add_text(out, code == 'e' ? ": " : ". ");
    sheaf_buf_add(out, text, length);
  }
  sheaf_record_add(tree->record, SHEAF_FIELD_TITLE, out->data, out->length, NULL, 0);
}

/* 700-702: a family name, b given names; 710-712: a body and its b units. Role 340 and 651 are editors. */
static void add_name(sheaf_tree *tree, sheaf_node *field, int person) {
  size_t length;
  sheaf_buf *family = sheaf_tree_fresh(tree, 0), *given = sheaf_tree_fresh(tree, 1), *out = sheaf_tree_fresh(tree, 2);
  sheaf_node *a = sheaf_marc_sub(field, NULL, 'a'), *b = sheaf_marc_sub(field, NULL, 'b');
  sheaf_node *role = sheaf_marc_sub(field, NULL, '4');
  if (!a) return;
  const char *text = sheaf_marc_take(tree, a, " ,", &length);
  sheaf_buf_add(family, text, length);
  if (b) {
    text = sheaf_marc_take(tree, b, " ,", &length);
    sheaf_buf_add(given, text, length);
  }
  text = sheaf_tree_peek(tree, role, &length);
  const int editor = !strcmp(text, "340") || !strcmp(text, "651"), author = !length || !strcmp(text, "070");
  if (role && (editor || author)) role->taken = 1;
  if (!person || !given->length ||
      !sheaf_normal_name_parts(sheaf_buf_bytes(family), sheaf_buf_bytes(given), "", "", out))
    sheaf_buf_add_format(out, "%s%s%s", sheaf_buf_bytes(family), given->length ? ". " : "", sheaf_buf_bytes(given));
  const sheaf_field to = editor ? SHEAF_FIELD_EDITOR : SHEAF_FIELD_AUTHOR;
  sheaf_record_add(tree->record, to, out->data, out->length, NULL, 0);
}

static void add_names(sheaf_tree *tree) {
  static const char *const tags[] = {"700", "701", "702", "710", "711", "712"};
  for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
    for (sheaf_node *field = NULL; (field = sheaf_marc_next(tree->root, field, tags[i]));)
      add_name(tree, field, tags[i][1] == '0');
}

/* 210, or 214 since 2019: a place, c publisher, d date. */
static void add_imprint(sheaf_tree *tree) {
  sheaf_node *field = sheaf_marc_next(tree->root, NULL, "210");
  if (!field) field = sheaf_marc_next(tree->root, NULL, "214");
  sheaf_marc_add(tree, sheaf_marc_sub(field, NULL, 'a'), " :;,[]", SHEAF_FIELD_PLACE, SHEAF_HOW_TEXT, NULL);
  sheaf_marc_add(tree, sheaf_marc_sub(field, NULL, 'c'), " :;,[]", SHEAF_FIELD_PUBLISHER, SHEAF_HOW_TEXT, NULL);
  sheaf_node *date = sheaf_marc_sub(field, NULL, 'd');
  size_t length;
  const char *text = sheaf_tree_peek(tree, date, &length);
  if (date && sheaf_marc_add_date(tree, text, length)) date->taken = 1;
}

/* 600-608: a heading, x, y and z its subdivisions, 2 its vocabulary. */
static void add_headings(sheaf_tree *tree) {
  static const char *const tags[] = {"600", "601", "602", "604", "605", "606", "607", "608"};
  for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
    for (sheaf_node *field = NULL; (field = sheaf_marc_next(tree->root, field, tags[i]));) {
      sheaf_buf *out = sheaf_tree_fresh(tree, 0), *source = sheaf_tree_fresh(tree, 1);
      for (sheaf_node *sub = sheaf_tree_find(field, "subfield"); sub; sub = sheaf_tree_again(sub)) {
        const char code = *sheaf_tree_attribute(sub, "code");
        if (!code || !strchr("abxyz2", code)) continue;
        size_t length;
        const char *text = sheaf_tree_take(tree, sub, &length);
        if (code != '2' && out->length) sheaf_buf_add_byte(out, SHEAF_FIELD_PART);
        sheaf_buf_add(code == '2' ? source : out, text, length);
      }
      if (!source->length) sheaf_buf_add_text(source, "unimarc");
      sheaf_record_add(tree->record, SHEAF_FIELD_HEADING, out->data, out->length, source->data, source->length);
    }
}

void sheaf_unimarc_fill(sheaf_tree *tree) {
  add_title(tree);
  add_names(tree);
  add_imprint(tree);
  add_rows(tree);
  add_headings(tree);
  size_t length;
  const char *number = sheaf_marc_control(tree->root, "001", &length);
  sheaf_record_add(tree->record, SHEAF_FIELD_LABEL, number, length, NULL, 0);
  const int part = sheaf_record_first(tree->record, SHEAF_FIELD_JOURNAL) != NULL;
  const int thesis = sheaf_marc_next(tree->root, NULL, "328") != NULL;
  sheaf_record_add_text(tree->record, SHEAF_FIELD_TYPE, thesis ? "thesis" : part ? "article-journal" : "book");
}
