/* bib_map.c - an entry's fields into a record. See bib.h.
 *
 * Invariant: each field ends up in at least one entry of the record, in EXTRA under its own name where nothing else
 * fits. What a parent handed down is taken only where it has a field. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bib.h"
#include "latex.h"
#include "record/normal.h"

typedef struct map {
  const sheaf_bib_entry *entry; /* the fields */
  sheaf_tagged *scratch;        /* buffers of the adders */
  sheaf_record *record;         /* where to */
  const char *type;             /* CSL type; static */
  sheaf_buf text;               /* a value as Unicode */
  sheaf_buf more;               /* another */
  int failed;                   /* out of memory */
} map;

/* Fields that stand for themselves. HOW_LATER: put together below. Names are as biblatex, BibTeX and the exports of Web
 * of Science, Scopus and PubMed write them. */
static const sheaf_tag rows[] = {{"abstract", SHEAF_FIELD_ABSTRACT, SHEAF_HOW_FLOW, NULL, 0},
                                 {"shorttitle", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "short", 0},
                                 {"translatedtitle", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "translated", 0},
                                 {"shortjournal", SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT, NULL, 0},
                                 {"journal-iso", SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT, NULL, 0},
                                 {"abbrev_source_title", SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT, NULL, 0},
                                 {"iso-source-abbreviation", SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT, NULL, 0},
                                 {"volume", SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL, 0},
                                 {"edition", SHEAF_FIELD_EDITION, SHEAF_HOW_TEXT, NULL, 0},
                                 {"doi", SHEAF_FIELD_DOI, SHEAF_HOW_DOI, NULL, 0},
                                 {"pmid", SHEAF_FIELD_PMID, SHEAF_HOW_PMID, NULL, 0},
                                 {"pubmed_id", SHEAF_FIELD_PMID, SHEAF_HOW_PMID, NULL, 0},
                                 {"pmcid", SHEAF_FIELD_PMCID, SHEAF_HOW_PMCID, NULL, 0},
                                 {"pmc", SHEAF_FIELD_PMCID, SHEAF_HOW_PMCID, NULL, 0},
                                 {"issn", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, NULL, 0},
                                 {"eissn", SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, "Electronic", 0},
                                 {"isbn", SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN, NULL, 0},
                                 {"url", SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL, 0},
                                 {"keyword", SHEAF_FIELD_KEYWORD, SHEAF_HOW_LIST, NULL, 0},
                                 {"keywords", SHEAF_FIELD_KEYWORD, SHEAF_HOW_LIST, NULL, 0},
                                 {"author_keywords", SHEAF_FIELD_KEYWORD, SHEAF_HOW_LIST, NULL, 0},
                                 {"keywords-plus", SHEAF_FIELD_KEYWORD_PLUS, SHEAF_HOW_LIST, NULL, 0},
                                 {"note", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL, 0},
                                 {"annote", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL, 0},
                                 {"annotation", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL, 0},
                                 {"comment", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL, 0},
                                 {"type", SHEAF_FIELD_PUBLICATION_TYPE, SHEAF_HOW_TEXT, NULL, 0},
                                 {"document_type", SHEAF_FIELD_PUBLICATION_TYPE, SHEAF_HOW_TEXT, NULL, 0},
                                 {"unique-id", SHEAF_FIELD_ACCESSION, SHEAF_HOW_TEXT, "Web of Science", 0},
                                 {"cited-references", SHEAF_FIELD_REFERENCE, SHEAF_HOW_LINES, NULL, 0},
                                 {"references", SHEAF_FIELD_REFERENCE, SHEAF_HOW_LIST, NULL, 0},
                                 {"funding_details", SHEAF_FIELD_GRANT, SHEAF_HOW_LIST, NULL, 0},
                                 {"funding-acknowledgement", SHEAF_FIELD_GRANT, SHEAF_HOW_LIST, NULL, 0},
                                 {"author", SHEAF_FIELD_AUTHOR, SHEAF_HOW_NAMES, NULL, 0},
                                 {"editor", SHEAF_FIELD_EDITOR, SHEAF_HOW_NAMES, NULL, 0},
                                 {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0}};

/* Fields that the functions below put together; the table above does not have them. */
static const char *const composed[] = {
    "title",     "subtitle",     "journal",     "journaltitle",   "booktitle",  "booksubtitle",  "series",
    "publisher", "institution",  "school",      "organization",   "address",    "location",      "number",
    "issue",     "pages",        "eid",         "article-number", "articleno",  "art_number",    "date",
    "year",      "month",        "day",         "eprint",         "eprinttype", "archiveprefix", "language",
    "langid",    "howpublished", "affiliation", "affiliations",   NULL};

static int one_of(const char *word, const char *const *list) {
  for (; *list; list++)
    if (!strcmp(word, *list)) return 1;
  return 0;
}

static const char *name_of(const map *m, const sheaf_bib_field *field) { return m->entry->text.data + field->name; }
static const char *value_of(const map *m, const sheaf_bib_field *field) { return m->entry->text.data + field->value; }
static const sheaf_bib_field *find(const map *m, const char *name) { return sheaf_bib_entry_find(m->entry, name); }

static int is_verbatim(const char *name) {
  static const char *const names[] = {"url", "doi",       "file",   "eprint",    "pdf", "local-url",
                                      "urn", "bibsource", "biburl", "localfile", "ee",  NULL};
  return one_of(name, names) || sheaf_value_starts(name, strlen(name), "bdsk-") ||
         sheaf_value_starts(name, strlen(name), "local-");
}

/* The field's value as Unicode text, on one line unless `lines`. */
static void to_text(map *m, const sheaf_bib_field *field, int lines, sheaf_buf *out) {
  const char *value = value_of(m, field);
  if (out->failed) m->failed = 1;
  sheaf_buf_reset(out);
  if (is_verbatim(name_of(m, field)) && !sheaf_value_starts(value, field->length, "\\url") &&
      !sheaf_value_starts(value, field->length, "\\href"))
    sheaf_latex_verbatim(value, field->length, out);
  else
    sheaf_latex_text(value, field->length, out);
  for (size_t i = 0; i < out->length; i++)
    if ((out->data[i] == '\n' && !lines) || out->data[i] == SHEAF_FIELD_PART) out->data[i] = ' ';
  static const char *const numbers[] = {"volume", "number", "issue", NULL};
  const char *dash = one_of(name_of(m, field), numbers) ? strstr(sheaf_buf_bytes(out), "–") : NULL;
  if (dash && !out->failed) { /* "1--2" is a range */
    const size_t at = (size_t)(dash - out->data);
    out->data[at] = '-';
    memmove(out->data + at + 1, out->data + at + 3, out->length - at - 3);
    out->length -= 2;
  }
  sheaf_buf_bytes(out);
}

static void add_text_as(map *m, const sheaf_bib_field *field, const sheaf_buf *text, const sheaf_tag *as) {
  if (text->failed) m->failed = 1;
  if (!text->length || text->failed) return;
  sheaf_value_add_text(m->scratch, m->record, name_of(m, field), field->name_length, as, text->data, text->length);
}

static void add_as(map *m, const sheaf_bib_field *field, sheaf_field to, sheaf_how how) {
  const sheaf_tag as = {NULL, to, how, NULL, 0};
  to_text(m, field, how == SHEAF_HOW_FLOW, &m->text);
  add_text_as(m, field, &m->text, &as);
}

static void add_extra(map *m, const sheaf_bib_field *field) {
  if (field && !field->inherited) add_as(m, field, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA);
}

/* ---- type ---- */

static const char *type_of(const map *m) {
  static const struct {
    const char *bib; /* entry type */
    const char *csl; /* as CSL 1.0.2 names it */
  } types[] = {
      {"article", "article-journal"},
      {"book", "book"},
      {"mvbook", "book"},
      {"booklet", "pamphlet"},
      {"collection", "book"},
      {"mvcollection", "book"},
      {"proceedings", "book"},
      {"mvproceedings", "book"},
      {"reference", "book"},
      {"mvreference", "book"},
      {"bookinbook", "chapter"},
      {"inbook", "chapter"},
      {"suppbook", "chapter"},
      {"incollection", "chapter"},
      {"suppcollection", "chapter"},
      {"inproceedings", "paper-conference"},
      {"conference", "paper-conference"},
      {"inreference", "entry-encyclopedia"},
      {"manual", "report"},
      {"report", "report"},
      {"techreport", "report"},
      {"mastersthesis", "thesis"},
      {"phdthesis", "thesis"},
      {"thesis", "thesis"},
      {"diplomathesis", "thesis"},
      {"unpublished", "manuscript"},
      {"online", "webpage"},
      {"electronic", "webpage"},
      {"www", "webpage"},
      {"webpage", "webpage"},
      {"web_page", "webpage"},
      {"patent", "patent"},
      {"periodical", "periodical"},
      {"suppperiodical", "article-journal"},
      {"dataset", "dataset"},
      {"data", "dataset"},
      {"software", "software"},
      {"standard", "standard"},
      {"image", "graphic"},
      {"artwork", "graphic"},
      {"audio", "song"},
      {"music", "song"},
      {"video", "motion_picture"},
      {"movie", "motion_picture"},
      {"legislation", "legislation"},
      {"legal", "legislation"},
      {"jurisdiction", "legal_case"},
      {"letter", "personal_communication"},
      {"review", "review"},
      {"newspaper", "article-newspaper"},
      {"magazine", "article-magazine"},
      {"performance", "performance"},
  };
  const sheaf_bib_field *sub = find(m, "entrysubtype");
  if (sub && !strcasecmp(value_of(m, sub), "magazine")) return "article-magazine";
  if (sub && !strcasecmp(value_of(m, sub), "newspaper")) return "article-newspaper";
  const char *type = m->entry->text.data + m->entry->type;
  /* A book with a title and another book's title is a part of that one. */
  const sheaf_bib_field *title = find(m, "title"), *book = find(m, "booktitle");
  if (!strcmp(type, "book") && title && book && strcmp(value_of(m, title), value_of(m, book))) return "chapter";
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (!strcmp(types[i].bib, type)) return types[i].csl;
  return "document";
}

static int is_article(const map *m) { return sheaf_value_starts(m->type, strlen(m->type), "article"); }

/* ---- titles ---- */

static void add_title(map *m) {
  const sheaf_bib_field *title = find(m, "title"), *sub = find(m, "subtitle");
  if (!title && strcmp(m->type, "chapter")) title = find(m, "booktitle");
  if (!title) title = find(m, "titleaddon");
  if (!title) {
    add_extra(m, sub);
    return;
  }
  to_text(m, title, 0, &m->text);
  if (sub) {
    to_text(m, sub, 0, &m->more);
    if (m->text.length && !strchr(".?!:", m->text.data[m->text.length - 1])) sheaf_buf_add_byte(&m->text, ':');
    sheaf_buf_add_byte(&m->text, ' ');
    sheaf_buf_add(&m->text, m->more.data, m->more.length);
  }
  sheaf_record_add(m->record, SHEAF_FIELD_TITLE, m->text.data, m->text.length, NULL, 0);
}

static void add_container(map *m) {
  static const char *const names[] = {"fjournal", "journaltitle", "journal", "booktitle"};
  const sheaf_bib_field *sub = find(m, "booksubtitle"), *used = NULL;
  const int whole = !strcmp(m->type, "book");
  for (size_t i = 0; i < 4; i++) {
    const sheaf_bib_field *field = find(m, names[i]);
    if (!field) continue;
    if (i == 2 && used && find(m, "fjournal")) {
      add_as(m, field, SHEAF_FIELD_JOURNAL_ABBREVIATION, SHEAF_HOW_TEXT);
      continue;
    }
    if (used || (whole && i == 3)) {
      add_extra(m, field);
      continue;
    }
    used = field;
    to_text(m, field, 0, &m->text);
    if (i == 3 && sub) {
      to_text(m, sub, 0, &m->more);
      sheaf_buf_add_text(&m->text, ": ");
      sheaf_buf_add(&m->text, m->more.data, m->more.length);
      sub = NULL;
    }
    sheaf_record_add(m->record, SHEAF_FIELD_JOURNAL, m->text.data, m->text.length, NULL, 0);
  }
  add_extra(m, sub);
  if (find(m, "series")) add_as(m, find(m, "series"), SHEAF_FIELD_SERIES, SHEAF_HOW_TEXT);
}

/* The first of several fields is the value, the others are EXTRA. */
static void add_first(map *m, const char *const *names, sheaf_field to, sheaf_how how) {
  int done = sheaf_record_first(m->record, to) != NULL;
  for (; *names; names++) {
    const sheaf_bib_field *field = find(m, *names);
    if (!field) continue;
    if (done)
      add_extra(m, field);
    else
      add_as(m, field, to, how);
    done = 1;
  }
}

static void add_publisher(map *m) {
  static const char *const publishers[] = {"publisher", "institution", "school", "organization", NULL};
  static const char *const places[] = {"location", "address", NULL};
  static const char *const pages[] = {"pages", "eid", "article-number", "articleno", "art_number", NULL};
  add_first(m, publishers, SHEAF_FIELD_PUBLISHER, SHEAF_HOW_TEXT);
  add_first(m, places, SHEAF_FIELD_PLACE, SHEAF_HOW_TEXT);
  add_first(m, pages, SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES);
  const sheaf_bib_field *how = find(m, "howpublished");
  if (!how) return;
  to_text(m, how, 0, &m->text);
  if (sheaf_value_starts(sheaf_buf_bytes(&m->text), m->text.length, "http") && !strchr(m->text.data, ' '))
    add_as(m, how, SHEAF_FIELD_URL, SHEAF_HOW_URL);
  else
    add_extra(m, how);
}

/* Only journals, newspapers and proceedings have issues; the number of a report or a book is another thing. */
static void add_number(map *m) {
  static const char *const both[] = {"number", "issue", NULL}, *const issue[] = {"issue", NULL};
  if (is_article(m) || !strcmp(m->type, "periodical") || (!strcmp(m->type, "paper-conference") && !find(m, "series"))) {
    add_first(m, both, SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT);
    return;
  }
  add_first(m, issue, SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT);
  if (find(m, "number")) add_as(m, find(m, "number"), SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA);
}

/* ---- dates ---- */

static const char *month_name(const char *text) {
  static const char *const names[] = {"",    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const size_t digits = strspn(text, "0123456789");
  if (!digits || digits > 2 || text[digits]) return NULL;
  const int number = digits == 2 ? (text[0] - '0') * 10 + text[1] - '0' : text[0] - '0';
  return number >= 1 && number <= 12 ? names[number] : NULL;
}

/* "2013 Mar 5" into text, from year, month and day. */
static void join_date(map *m, const sheaf_bib_field *year) {
  static const char *const names[] = {"month", "day"};
  to_text(m, year, 0, &m->text);
  for (size_t i = 0; i < 2; i++) {
    const sheaf_bib_field *field = find(m, names[i]);
    if (!field) break;
    to_text(m, field, 0, &m->more);
    const char *part = sheaf_buf_bytes(&m->more), *known = i ? NULL : month_name(part);
    sheaf_buf_add_byte(&m->text, ' ');
    sheaf_buf_add_text(&m->text, known ? known : part);
  }
}

/* ISO form of text into the scratch; the first half of a range, without marks of doubt. */
static int read_date(map *m, const char *text) {
  sheaf_buf *out = &m->scratch->out;
  const char *slash = strchr(text, '/');
  size_t length = slash && slash - text >= 4 ? (size_t)(slash - text) : strlen(text);
  while (length && strchr("~?%", text[length - 1])) length--;
  sheaf_buf_reset(out);
  return sheaf_normal_date(text, length, out) || sheaf_normal_date(text, strlen(text), out);
}

static int add_date(map *m, sheaf_buf *given) {
  const char *text = sheaf_buf_bytes(given);
  if (!read_date(m, text)) return 0;
  const sheaf_buf *out = &m->scratch->out;
  sheaf_value_add_normal(m->record, SHEAF_FIELD_DATE, out, text, given->length);
  sheaf_record_add(m->record, SHEAF_FIELD_YEAR, out->data, out->length < 4 ? out->length : 4, NULL, 0);
  return 1;
}

static void add_dates(map *m) {
  const sheaf_bib_field *date = find(m, "date"), *year = find(m, "year");
  if (date) to_text(m, date, 0, &m->text);
  const int dated = date && add_date(m, &m->text);
  if (date && !dated) add_extra(m, date);
  if (year && !dated) {
    join_date(m, year);
    if (add_date(m, &m->text)) {
      if (!find(m, "month")) add_extra(m, find(m, "day"));
      return;
    }
  }
  const sheaf_entry *known = sheaf_record_first(m->record, SHEAF_FIELD_YEAR);
  if (year && !(known && known->length == year->length && !memcmp(known->value, value_of(m, year), known->length)))
    add_extra(m, year);
  add_extra(m, find(m, "month"));
  add_extra(m, find(m, "day"));
}

/* ---- identifiers, languages, lists ---- */

static void add_eprint(map *m) {
  const sheaf_bib_field *number = find(m, "eprint"), *type = find(m, "eprinttype");
  if (!type) type = find(m, "archiveprefix");
  if (!number) {
    add_extra(m, type);
    return;
  }
  to_text(m, number, 0, &m->text);
  if (type) to_text(m, type, 0, &m->more);
  const char *kind = type ? sheaf_buf_bytes(&m->more) : "";
  if (!strcasecmp(kind, "pubmed") || !strcasecmp(kind, "pmid")) {
    add_as(m, number, SHEAF_FIELD_PMID, SHEAF_HOW_PMID);
  } else if (!strcasecmp(kind, "pmcid") || !strcasecmp(kind, "pmc")) {
    add_as(m, number, SHEAF_FIELD_PMCID, SHEAF_HOW_PMCID);
  } else if (sheaf_value_starts(m->text.length ? m->text.data : "", m->text.length, "http")) {
    add_as(m, number, SHEAF_FIELD_URL, SHEAF_HOW_URL);
  } else {
    const char *note = !strcasecmp(kind, "arxiv") ? "arxiv" : *kind ? kind : "eprint";
    sheaf_record_add(m->record, SHEAF_FIELD_ARTICLE_ID, m->text.data, m->text.length, note, strlen(note));
  }
}

/* babel's names, where they are not the languages' own. */
static void add_language(map *m) {
  static const struct {
    const char *babel; /* as langid has it */
    const char *code;  /* ISO 639-2/B */
  } names[] = {{"american", "eng"},   {"british", "eng"},  {"usenglish", "eng"},    {"ukenglish", "eng"},
               {"australian", "eng"}, {"canadian", "eng"}, {"newzealand", "eng"},   {"ngerman", "ger"},
               {"naustrian", "ger"},  {"austrian", "ger"}, {"nswissgerman", "ger"}, {"francais", "fre"},
               {"canadien", "fre"},   {"acadian", "fre"},  {"brazilian", "por"},    {"brazil", "por"},
               {"portuges", "por"},   {"magyar", "hun"},   {"nynorsk", "nno"},      {"polutonikogreek", "gre"}};
  static const char *const order[] = {"language", "langid"};
  for (size_t k = 0; k < 2; k++) {
    const sheaf_bib_field *field = find(m, order[k]);
    if (!field) continue;
    to_text(m, field, 0, &m->text);
    const char *text = sheaf_buf_bytes(&m->text), *code = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
      if (!strcasecmp(names[i].babel, text)) code = names[i].code;
    if (k && sheaf_record_first(m->record, SHEAF_FIELD_LANGUAGE))
      add_extra(m, field);
    else if (code)
      sheaf_record_add(m->record, SHEAF_FIELD_LANGUAGE, code, strlen(code), text, m->text.length);
    else
      add_as(m, field, SHEAF_FIELD_LANGUAGE, SHEAF_HOW_LANGUAGE);
  }
}

/* Keywords stand between semicolons or, where there are none, commas; those in braces part nothing. */
static void add_list(map *m, const sheaf_bib_field *field, const sheaf_tag *row) {
  const char *value = value_of(m, field);
  sheaf_buf *list = &m->more;
  size_t depth = 0;
  const int comma = row->field == SHEAF_FIELD_KEYWORD && !memchr(value, ';', field->length);
  sheaf_buf_reset(list);
  for (size_t i = 0; i < field->length; i++) {
    if (value[i] == '{') depth++;
    if (value[i] == '}' && depth) depth--;
    sheaf_buf_add_byte(list, comma && !depth && value[i] == ',' ? ';' : value[i]);
  }
  sheaf_buf_reset(&m->text);
  sheaf_latex_text(sheaf_buf_bytes(list), list->length, &m->text);
  add_text_as(m, field, &m->text, row);
}

/* Cited references stand one a line, which the conversion would join. */
static void add_lines(map *m, const sheaf_bib_field *field, const sheaf_tag *row) {
  const char *at = value_of(m, field), *end = at + field->length;
  while (at < end) {
    const char *line = memchr(at, '\n', (size_t)(end - at));
    if (!line) line = end;
    sheaf_buf_reset(&m->text);
    sheaf_latex_text(at, (size_t)(line - at), &m->text);
    add_text_as(m, field, &m->text, row);
    at = line + 1;
  }
}

static void add_note_number(map *m, const sheaf_bib_field *field) {
  to_text(m, field, 0, &m->text);
  const char *text = sheaf_buf_bytes(&m->text);
  sheaf_buf *out = &m->scratch->out;
  sheaf_buf_reset(out);
  if (sheaf_value_starts(text, m->text.length, "PMID") && !find(m, "pmid") &&
      sheaf_normal_pmid(text, m->text.length, out))
    sheaf_value_add_new(m->record, SHEAF_FIELD_PMID, out->data, out->length, NULL, 0);
}

static void add_field(map *m, const sheaf_bib_field *field) {
  const char *name = name_of(m, field);
  const sheaf_tag *row = rows;
  while (row->name && strcmp(row->name, name)) row++;
  if (!field->length || one_of(name, composed)) return;
  if (!row->name)
    add_extra(m, field);
  else if (row->how == SHEAF_HOW_NAMES)
    sheaf_bib_add_names(m->scratch, m->record, row->field, value_of(m, field), field->length);
  else if (row->how == SHEAF_HOW_LIST)
    add_list(m, field, row);
  else if (row->how == SHEAF_HOW_LINES)
    add_lines(m, field, row);
  else {
    to_text(m, field, row->how == SHEAF_HOW_FLOW, &m->text);
    add_text_as(m, field, &m->text, row);
    if (row->field == SHEAF_FIELD_NOTE) add_note_number(m, field);
  }
}

/* A field that is given again: the table's rows are added each time, of the others only the first was. */
static void add_repeated(map *m) {
  for (size_t i = 0; i < m->entry->count; i++) {
    const sheaf_bib_field *field = &m->entry->fields[i];
    if (field->length && one_of(name_of(m, field), composed) && find(m, name_of(m, field)) != field)
      add_extra(m, field);
  }
}

void sheaf_bib_map(const sheaf_bib_entry *entry, sheaf_tagged *scratch, sheaf_record *record) {
  static const char *const affiliations[] = {"affiliation", "affiliations"};
  map m = {.entry = entry, .scratch = scratch, .record = record};
  m.type = type_of(&m);
  const char *given = entry->text.data + entry->type;
  sheaf_record_add(record, SHEAF_FIELD_TYPE, m.type, strlen(m.type), given, strlen(given));
  sheaf_record_add(record, SHEAF_FIELD_LABEL, entry->text.data + entry->key, entry->key_length, NULL, 0);
  add_title(&m);
  for (size_t i = 0; i < 2; i++)
    if (find(&m, affiliations[i])) add_as(&m, find(&m, affiliations[i]), SHEAF_FIELD_AFFILIATION, SHEAF_HOW_LIST);
  for (size_t i = 0; i < entry->count; i++) add_field(&m, &entry->fields[i]);
  add_container(&m);
  add_publisher(&m);
  add_number(&m);
  add_dates(&m);
  add_eprint(&m);
  add_language(&m);
  add_repeated(&m);
  if (m.failed || m.text.failed || m.more.failed) scratch->failed = 1;
  sheaf_buf_clear(&m.text);
  sheaf_buf_clear(&m.more);
}
