/* read_pica.c - PICA as XML: the <record> of fields and subfields that the catalogues of K10plus (GBV, SWB) give in SRU
 * answers. What has no field is EXTRA under its tag and subfield: "045Y$a". Source: K10plus format documentation. */
#include <string.h>

#include "marc.h"
#include "record/normal.h"
#include "value.h"

/* ---- titles ---- */

/* A subfield's text, the @ before the word it is filed under left out, at the end of `out`. */
static void add_filed(sheaf_tree *tree, sheaf_node *sub, const char *between, sheaf_buf *out) {
  size_t length;
  const char *text = sheaf_tree_take(tree, sub, &length);
  if (length && out->length) sheaf_buf_add_text(out, between);
  const char *at = memchr(text, '@', length);
  if (at && at != text && at[-1] != ' ') at = NULL;
  const size_t before = at ? (size_t)(at - text) : length;
  sheaf_buf_add(out, text, before);
  if (at) sheaf_buf_add(out, at + 1, length - before - 1);
}

static void add_titled(sheaf_tree *tree, const sheaf_node *field, const char *rest, sheaf_field to, const char *note) {
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  add_filed(tree, sheaf_marc_sub(field, NULL, 'a'), "", out);
  for (; *rest; rest++)
    for (sheaf_node *sub = NULL; (sub = sheaf_marc_sub(field, sub, *rest));) add_filed(tree, sub, ": ", out);
  sheaf_record_add(tree->record, to, out->data, out->length, note, note ? strlen(note) : 0);
}

/* A volume of a work has the work's title in 036C, and its own in 021A. */
static void add_titles(sheaf_tree *tree) {
  const sheaf_node *own = sheaf_marc_next(tree->root, NULL, "021A");
  const sheaf_node *work = sheaf_marc_next(tree->root, NULL, "036C");
  if (work) {
    add_titled(tree, work, "dy", SHEAF_FIELD_TITLE, NULL);
    sheaf_marc_add(tree, sheaf_marc_sub(work, NULL, 'l'), "", SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL);
  }
  if (own) add_titled(tree, own, "d", work ? SHEAF_FIELD_OTHER_TITLE : SHEAF_FIELD_TITLE, work ? "part" : NULL);
}

/* ---- names ---- */

static const char *text_of(sheaf_tree *tree, sheaf_node *sub) {
  size_t length;
  const char *text = sheaf_tree_take(tree, sub, &length);
  const char *kept = sheaf_arena_copy(&tree->record->arena, text, length);
  if (!kept) tree->record->failed = 1;
  return kept ? kept : "";
}

/* Family name a, given d, particle c; P and 8 have the name of somebody who is known by one. */
static void add_person(sheaf_tree *tree, const sheaf_node *field, sheaf_field to) {
  const char *particle = text_of(tree, sheaf_marc_sub(field, NULL, 'c'));
  const char *family = text_of(tree, sheaf_marc_sub(field, NULL, 'a'));
  const char *given = text_of(tree, sheaf_marc_sub(field, NULL, 'd'));
  sheaf_buf *out = sheaf_tree_fresh(tree, 0), *name = sheaf_tree_fresh(tree, 1);
  sheaf_buf_add_format(name, "%s%s%s", particle, *particle ? " " : "", family);
  if (*family && sheaf_normal_name_parts(sheaf_buf_bytes(name), given, "", "", out)) {
    sheaf_normal_add_particle(particle, out);
    sheaf_record_add(tree->record, to, out->data, out->length, NULL, 0);
    return;
  }
  sheaf_node *whole = sheaf_marc_sub(field, NULL, 'P');
  sheaf_marc_add(tree, whole ? whole : sheaf_marc_sub(field, NULL, '8'), "", to, SHEAF_HOW_NAME, NULL);
}

static void add_names(sheaf_tree *tree) {
  static const struct {
    const char *tag;   /* of the field */
    sheaf_field field; /* where it goes */
    int body;          /* a body's name, not a person's */
  } rows[] = {{"028A", SHEAF_FIELD_AUTHOR, 0}, {"028B", SHEAF_FIELD_AUTHOR, 0}, {"029A", SHEAF_FIELD_AUTHOR, 1},
              {"028C", SHEAF_FIELD_EDITOR, 0}, {"028D", SHEAF_FIELD_EDITOR, 0}, {"029F", SHEAF_FIELD_EDITOR, 1}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (sheaf_node *f = NULL; (f = sheaf_marc_next(tree->root, f, rows[i].tag));) {
      if (rows[i].body)
        sheaf_marc_add(tree, sheaf_marc_sub(f, NULL, 'a'), "", rows[i].field, SHEAF_HOW_GROUP, NULL);
      else
        add_person(tree, f, rows[i].field);
    }
}

/* ---- rows ---- */

static const struct row {
  const char *tag;   /* field */
  char code;         /* subfield */
  sheaf_field field; /* where it goes */
  sheaf_how how;     /* in what form */
} rows[] = {
    {"003@", '0', SHEAF_FIELD_LABEL, SHEAF_HOW_TEXT},      {"004A", 'A', SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN},
    {"004A", '0', SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN},       {"005A", 'A', SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN},
    {"005A", '0', SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN},       {"004V", '0', SHEAF_FIELD_DOI, SHEAF_HOW_DOI},
    {"009Q", 'a', SHEAF_FIELD_URL, SHEAF_HOW_URL},         {"009Q", 'u', SHEAF_FIELD_URL, SHEAF_HOW_URL},
    {"009P", 'a', SHEAF_FIELD_URL, SHEAF_HOW_URL},         {"010@", 'a', SHEAF_FIELD_LANGUAGE, SHEAF_HOW_LANGUAGE},
    {"032@", 'a', SHEAF_FIELD_EDITION, SHEAF_HOW_TEXT},    {"033A", 'p', SHEAF_FIELD_PLACE, SHEAF_HOW_TEXT},
    {"033A", 'n', SHEAF_FIELD_PUBLISHER, SHEAF_HOW_TEXT},  {"037A", 'a', SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW},
    {"037C", 'a', SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW},       {"047I", 'a', SHEAF_FIELD_ABSTRACT, SHEAF_HOW_FLOW},
    {"031A", 'd', SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT},     {"031A", 'e', SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT},
    {"031A", 'h', SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES},     {"039B", 't', SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT},
    {"027D", 'a', SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT},    {"039B", 'a', SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT},
    {"041A", 'a', SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORD}, {"044K", 'a', SHEAF_FIELD_KEYWORD, SHEAF_HOW_KEYWORD},
    {"036E", 'l', SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT},
};

/* A second journal or volume is EXTRA: it is another way to say the first. */
static void add_rows(sheaf_tree *tree) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const int once = rows[i].field == SHEAF_FIELD_JOURNAL || rows[i].field == SHEAF_FIELD_VOLUME;
    for (sheaf_node *f = NULL; (f = sheaf_marc_next(tree->root, f, rows[i].tag));)
      for (sheaf_node *sub = NULL; (sub = sheaf_marc_sub(f, sub, rows[i].code));)
        if (!sub->taken && !(once && sheaf_record_first(tree->record, rows[i].field)))
          sheaf_marc_add(tree, sub, "", rows[i].field, rows[i].how, NULL);
  }
}

static void add_dates(sheaf_tree *tree) {
  static const char *const tags[] = {"011@", "031A"};
  for (size_t i = 0; i < 2; i++) {
    sheaf_node *sub = sheaf_marc_sub(sheaf_marc_next(tree->root, NULL, tags[i]), NULL, i ? 'j' : 'a');
    size_t length;
    const char *text = sheaf_tree_peek(tree, sub, &length);
    if (sheaf_marc_add_date(tree, text, length)) sub->taken = 1;
  }
}

/* 002@: the second letter is the kind of publication. */
static const char *type_of(const sheaf_tree *tree) {
  size_t length = 0;
  const sheaf_node *sub = sheaf_marc_sub(sheaf_marc_next(tree->root, NULL, "002@"), NULL, '0');
  const char *text = sub && sub->first ? sub->first->text : "";
  if (sub && sub->first) length = sub->first->length;
  const char kind = length > 1 ? text[1] : 'a', form = length ? text[0] : 'A';
  if (sheaf_marc_next(tree->root, NULL, "037C")) return "thesis";
  if (form == 'B') return "motion_picture";
  if (form == 'G') return "song";
  if (form == 'K') return "map";
  if (form == 'M') return "musical_score";
  if (kind == 'b' || kind == 'd') return "periodical";
  return kind == 'o' || kind == 's' ? "article-journal" : "book";
}

static void fill(sheaf_tree *tree, sheaf_record *record) {
  add_titles(tree);
  add_names(tree);
  const sheaf_node *series = sheaf_marc_next(tree->root, NULL, "036E");
  if (series) add_titled(tree, series, "", SHEAF_FIELD_SERIES, NULL);
  add_dates(tree);
  add_rows(tree);
  if (sheaf_reader_is_usable(record)) sheaf_record_add_text(record, SHEAF_FIELD_TYPE, type_of(tree));
  sheaf_marc_add_rest(tree);
}

/* ---- the format ---- */

static const char *const names[] = {"record", NULL};
static const sheaf_tree_map map = {
    {names, NULL, "<collection>", SHEAF_TREE_EVENTS, sheaf_marc_is_envelope, NULL}, NULL, NULL, fill};

static void *open_reader(sheaf_reader *reader) { return sheaf_tree_open(reader, &map); }

/* Its namespace, or a tag of its own: three digits and a letter or @. */
static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  static const char *const fields[] = {"datafield", NULL};
  const char *root;
  if (!sheaf_xml_root(head, length, &root) || sheaf_xml_root_is(head, length, "html")) return 0;
  if (!sheaf_xml_find(names, head, length) || !sheaf_xml_find(fields, head, length)) return 0;
  if (sheaf_xml_contains(head, length, "picaXML")) return 97;
  return sheaf_xml_contains(head, length, "tag=\"021A\"") ? 93 : 0;
}

const sheaf_format sheaf_read_pica = {"pica",      "PICA XML",      "xml",           detect,
                                      open_reader, sheaf_tree_next, sheaf_tree_close};
