/* marc.c - see marc.h. */
#include "marc.h"

#include <string.h>
#include <strings.h>

#include "record/normal.h"
#include "value.h"

/* ---- names ---- */

typedef enum relator {
  RELATOR_NONE,   /* says nothing */
  RELATOR_AUTHOR, /* made the work */
  RELATOR_EDITOR, /* edited it */
  RELATOR_OTHER   /* anything else */
} relator;

static relator relator_of(sheaf_tree *tree, sheaf_node *field) {
  static const char *const authors[] = {
      "aut",   "cre",     "author",       "verfasser", "auteur",
      "autor", "creator", "joint author", "co-author", "http://id.loc.gov/vocabulary/relators/aut",
      NULL};
  static const char *const editors[] = {"edt",  "ed",          "editor",
                                        "hrsg", "herausgeber", "joint editor",
                                        "com",  "compiler",    "http://id.loc.gov/vocabulary/relators/edt",
                                        NULL};
  relator found = RELATOR_NONE;
  for (sheaf_node *sub = sheaf_tree_find(field, "subfield"); sub; sub = sheaf_tree_again(sub)) {
    const char code = *sheaf_tree_attribute(sub, "code");
    if (code != '4' && code != 'e') continue;
    size_t length;
    const char *text = sheaf_tree_peek(tree, sub, &length);
    while (length && strchr(" .,", text[length - 1])) length--;
    relator this = RELATOR_OTHER;
    for (const char *const *name = authors; *name; name++)
      if (strlen(*name) == length && !strncasecmp(*name, text, length)) this = RELATOR_AUTHOR;
    for (const char *const *name = editors; *name; name++)
      if (strlen(*name) == length && !strncasecmp(*name, text, length)) this = RELATOR_EDITOR;
    if (this != RELATOR_OTHER) sub->taken = 1;
    if (found == RELATOR_NONE || found == RELATOR_OTHER) found = this;
  }
  return found;
}

/* The full stop that ends a field is the catalogue's; one behind an initial or of an ellipsis is not. */
size_t sheaf_marc_without_stop(const char *text, size_t length) {
  if (length < 3 || text[length - 1] != '.' || text[length - 2] == '.') return length;
  const unsigned char last = (unsigned char)text[length - 2], before = (unsigned char)text[length - 3];
  return last == ' ' || ((before == ' ' || before == '.' || before == '-') && last < 0x80) ? length : length - 1;
}

static void add_name(sheaf_tree *tree, sheaf_node *field, int person, int main) {
  const relator role = relator_of(tree, field);
  const sheaf_field to = role == RELATOR_EDITOR ? SHEAF_FIELD_EDITOR : SHEAF_FIELD_AUTHOR;
  sheaf_node *a = sheaf_marc_sub(field, NULL, 'a');
  if (!a || (role == RELATOR_OTHER && !main) || sheaf_marc_sub(field, NULL, 't')) return;
  if (person) {
    size_t length;
    const char *text = sheaf_tree_peek(tree, a, &length);
    const int parts = memchr(text, ',', length) != NULL && !sheaf_tree_is(field, "ind1", "0");
    const sheaf_tag as = {NULL, to, parts ? SHEAF_HOW_NAME : SHEAF_HOW_GROUP, NULL, 0};
    text = sheaf_marc_take(tree, a, " ,:;/", &length);
    sheaf_value_add_text(&tree->scratch, tree->record, "100", 3, &as, text, sheaf_marc_without_stop(text, length));
    return;
  }
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  for (sheaf_node *sub = a; sub; sub = sheaf_tree_again(sub)) {
    if (!strchr("ab", *sheaf_tree_attribute(sub, "code")) || !*sheaf_tree_attribute(sub, "code")) continue;
    size_t length;
    const char *text = sheaf_marc_take(tree, sub, " ,:;/", &length);
    while (out->length && out->data[out->length - 1] == '.') out->length--;
    if (out->length) sheaf_buf_add_text(out, ". ");
    sheaf_buf_add(out, text, length);
  }
  sheaf_record_add(tree->record, to, out->data, sheaf_marc_without_stop(out->data, out->length), NULL, 0);
}

void sheaf_marc_add_names(sheaf_tree *tree) {
  static const struct {
    const char *tag; /* data field */
    int person;      /* or a body */
    int main;        /* the main entry: made the work whatever its relator is */
  } kinds[] = {{"100", 1, 1}, {"110", 0, 1}, {"700", 1, 0}, {"710", 0, 0}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    for (sheaf_node *field = NULL; (field = sheaf_marc_next(tree->root, field, kinds[i].tag));)
      add_name(tree, field, kinds[i].person, kinds[i].main);
}

/* ---- host item ---- */

/* The run of characters of a volume, issue or page at `text`. */
static size_t run_of(const char *text, size_t length) {
  size_t size = 0;
  while (size < length && !strchr(" ,;()[]<", text[size])) size++;
  return size;
}

/* The value behind one of the words, which stands at a word's begin: "volume:50", "Vol. 12", "Jg. 4". */
static const char *behind_word(const char *text, size_t length, const char *const *words, size_t *size) {
  for (size_t i = 0; i < length; i++) {
    if (i && !strchr(" ,;:().", text[i - 1])) continue;
    for (const char *const *word = words; *word; word++) {
      if (!sheaf_value_starts(text + i, length - i, *word)) continue;
      size_t at = i + strlen(*word);
      const size_t before = at;
      while (at < length && strchr(" .:", text[at])) at++;
      const size_t run = run_of(text + at, length - at);
      if (!run || (at == before && !sheaf_tagged_digit(text[at]))) continue;
      *size = run;
      return text + at;
    }
  }
  return NULL;
}

static void add_once(sheaf_tree *tree, sheaf_field field, const char *text, size_t length) {
  while (length && strchr(".:,", text[length - 1])) length--;
  if (text && !sheaf_record_first(tree->record, field)) sheaf_record_add(tree->record, field, text, length, NULL, 0);
}

static void add_pages(sheaf_tree *tree, const char *text, size_t length) {
  sheaf_buf *out = sheaf_tree_fresh(tree, 2);
  while (length && strchr(".:,", text[length - 1])) length--;
  if (length && !sheaf_record_first(tree->record, SHEAF_FIELD_PAGES) && sheaf_normal_pages(text, length, out))
    sheaf_value_add_normal(tree->record, SHEAF_FIELD_PAGES, out, text, length);
}

/* "50 (2023)", "Vol. 12, no. 3 (Mar. 2010), p. 33-40", "pages:447-473". The text itself is kept as EXTRA. */
static void read_place(sheaf_tree *tree, sheaf_node *sub) {
  static const char *const volumes[] = {"volume", "vol", "v", "jg", "jahrgang", "bd", "band", NULL};
  static const char *const issues[] = {"number", "no", "nr", "issue", "iss", "heft", "h", NULL};
  static const char *const pages[] = {"pages", "page", "pp", "p", "seiten", "seite", "s", NULL};
  static const char *const years[] = {"year", NULL};
  size_t length, size = 0;
  const char *given = sheaf_tree_peek(tree, sub, &length);
  sheaf_buf *text = sheaf_tree_fresh(tree, 0);
  sheaf_buf_add(text, given, length);
  const char *all = sheaf_buf_bytes(text), *at = behind_word(all, length, volumes, &size);
  if (!at && length && sheaf_tagged_digit(*all) && (memchr(all, '(', length) || memchr(all, ',', length)))
    at = all, size = run_of(all, length);
  if (at) add_once(tree, SHEAF_FIELD_VOLUME, at, size);
  if ((at = behind_word(all, length, issues, &size))) add_once(tree, SHEAF_FIELD_ISSUE, at, size);
  if ((at = behind_word(all, length, pages, &size))) add_pages(tree, at, size);
  if ((at = behind_word(all, length, years, &size)))
    sheaf_marc_add_date(tree, at, size);
  else if ((at = memchr(all, '(', length)))
    sheaf_marc_add_date(tree, at + 1, strcspn(at + 1, ")"));
}

/* "12:3<33": enumeration and first page. */
static void read_enumeration(sheaf_tree *tree, sheaf_node *sub) {
  size_t length;
  const char *given = sheaf_tree_peek(tree, sub, &length);
  sheaf_buf *text = sheaf_tree_fresh(tree, 0);
  sheaf_buf_add(text, given, length);
  const char *all = sheaf_buf_bytes(text), *first = memchr(all, '<', length);
  const size_t end = first ? (size_t)(first - all) : length, volume = strcspn(all, ":<");
  add_once(tree, SHEAF_FIELD_VOLUME, all, volume);
  if (volume < end) add_once(tree, SHEAF_FIELD_ISSUE, all + volume + 1, end - volume - 1);
  if (first) add_pages(tree, first + 1, length - end - 1);
}

void sheaf_marc_add_host(sheaf_tree *tree) {
  for (sheaf_node *host = NULL; (host = sheaf_marc_next(tree->root, host, "773"));) {
    for (sheaf_node *sub = NULL; (sub = sheaf_marc_sub(host, sub, 'g'));) read_place(tree, sub);
    sheaf_node *sub = sheaf_marc_sub(host, NULL, 'q');
    if (sub) read_enumeration(tree, sub);
    if (!sheaf_record_first(tree->record, SHEAF_FIELD_JOURNAL))
      sheaf_marc_add(tree, sheaf_marc_sub(host, NULL, 't'), " .-", SHEAF_FIELD_JOURNAL, SHEAF_HOW_TEXT, NULL);
    sheaf_marc_add(tree, sheaf_marc_sub(host, NULL, 'p'), "", SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT, NULL);
    for (sub = NULL; (sub = sheaf_marc_sub(host, sub, 'x'));)
      sheaf_marc_add(tree, sub, " .", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, NULL);
    for (sub = NULL; (sub = sheaf_marc_sub(host, sub, 'z'));)
      sheaf_marc_add(tree, sub, " .", SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN, NULL);
    sub = sheaf_marc_sub(host, NULL, 'd');
    size_t length;
    const char *text = sheaf_tree_peek(tree, sub, &length);
    if (length) sheaf_marc_add_date(tree, text, length);
  }
}

/* ---- subjects ---- */

/* The vocabulary by second indicator; MeSH has no note. NULL: no vocabulary. */
static const char *vocabulary_of(sheaf_tree *tree, sheaf_node *field, sheaf_buf *source) {
  static const char *const names[] = {"lcsh", "lcshac", "", "nal", NULL, "cash", "rvm"};
  const char *mark = sheaf_tree_attribute(field, "ind2");
  if (*mark >= '0' && *mark <= '6') return names[*mark - '0'];
  sheaf_node *sub = *mark == '7' ? sheaf_marc_sub(field, NULL, '2') : NULL;
  if (!sub) return NULL;
  size_t length;
  const char *text = sheaf_tree_take(tree, sub, &length);
  sheaf_buf_add(source, text, length);
  return !strcasecmp(sheaf_buf_bytes(source), "mesh") ? "" : sheaf_buf_bytes(source);
}

/* Name and subdivisions in their order: a heading, or a keyword with dashes where no vocabulary is told. */
static void add_subject(sheaf_tree *tree, sheaf_node *field) {
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  const char *vocabulary = vocabulary_of(tree, field, sheaf_tree_fresh(tree, 1));
  for (sheaf_node *sub = sheaf_tree_find(field, "subfield"); sub; sub = sheaf_tree_again(sub)) {
    const char code = *sheaf_tree_attribute(sub, "code");
    if (!code || !strchr("abcdnptvxyz", code)) continue;
    size_t length;
    const char *text = sheaf_marc_take(tree, sub, " .,", &length);
    if (!length) continue;
    if (out->length && strchr("vxyz", code))
      sheaf_buf_add_text(out, vocabulary ? "\x1f" : "--");
    else if (out->length)
      sheaf_buf_add_byte(out, ' ');
    sheaf_buf_add(out, text, length);
  }
  sheaf_record_add(tree->record, vocabulary ? SHEAF_FIELD_HEADING : SHEAF_FIELD_KEYWORD, out->data, out->length,
                   vocabulary, vocabulary ? strlen(vocabulary) : 0);
}

void sheaf_marc_add_subjects(sheaf_tree *tree) {
  static const char *const tags[] = {"600", "610", "611", "630", "648", "650", "651"};
  for (sheaf_node *field = sheaf_tree_find(tree->root, "datafield"); field; field = sheaf_tree_again(field))
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
      if (sheaf_marc_is(field, tags[i])) add_subject(tree, field);
}
