/* read_citavi.c - a Citavi project: the XML <CitaviExchangeData>, as it is or in the ZIP that Citavi's backups
 * (.ctv6bak, .ctv5bak) are.
 *
 * References are read one by one as a tree; what they point to comes from the tables (citavi.h), which are read first.
 * A contribution takes title, editors, publisher and year from the reference that it is part of. Texts that Citavi
 * keeps a second time as RTF, and the state of its windows, are not loaded. In a ZIP, records have no place in the
 * file. */
#include <string.h>
#include <strings.h>
#include <zip.h>

#include "base/mem.h"
#include "citavi.h"
#include "record/normal.h"
#include "value.h"
#include "work_type.h"
#include "xml_tree.h"

enum { PIECE = 64 * 1024, SHARED = 64, FLOOR = 1 << 20 };

typedef struct state {
  sheaf_reader *reader; /* the one that is asked; borrowed */
  sheaf_buf bytes;      /* the XML */
  int packed;           /* it came from a ZIP */
  sheaf_citavi *tables; /* what the references point to; owned */
  sheaf_source *source; /* over bytes; owned */
  sheaf_reader *inner;  /* over source; owned */
  size_t budget;        /* bytes that references may still take from the tables */
  int told;             /* that there are none left was said */
  sheaf_tree *tree;     /* reads the references from inner; owned */
} state;

/* ---- values ---- */

static const char *text_of(sheaf_tree *tree, const char *path, size_t *length) {
  return sheaf_tree_take(tree, sheaf_tree_find(tree->root, path), length);
}

/* What sheaf_work_type does not know, or takes for something else. */
static const struct type {
  const char *given; /* Citavi's name */
  const char *csl;   /* what it is */
} types[] = {{"ArchiveMaterial", "manuscript"},
             {"AudioBook", "book"},
             {"AudioOrVideoDocument", "motion_picture"},
             {"BookEdited", "book"},
             {"CollectedWorks", "book"},
             {"ConferenceProceedings", "book"},
             {"Contribution", "chapter"},
             {"ContributionInLegalCommentary", "chapter"},
             {"CourtDecision", "legal_case"},
             {"File", "document"},
             {"InternetDocument", "webpage"},
             {"InterviewMaterial", "interview"},
             {"Lecture", "speech"},
             {"LegalCommentary", "book"},
             {"Letter", "personal_communication"},
             {"Movie", "motion_picture"},
             {"MusicAlbum", "song"},
             {"MusicTrack", "song"},
             {"NewsAgencyReport", "article-newspaper"},
             {"PressRelease", "document"},
             {"RadioPlay", "broadcast"},
             {"SpecialIssue", "periodical"},
             {"StatuteOrRegulation", "legislation"},
             {"Unknown", "document"},
             {"UnpublishedWork", "report"}};

static void add_type(sheaf_tree *tree) {
  size_t length;
  const char *text = text_of(tree, "ReferenceType", &length), *csl = NULL;
  for (size_t i = 0; !csl && i < sizeof types / sizeof *types; i++)
    if (!strcasecmp(types[i].given, text)) csl = types[i].csl;
  if (!csl) csl = sheaf_work_type(text, length);
  if (!csl) csl = "document";
  if (length) sheaf_record_add(tree->record, SHEAF_FIELD_TYPE, csl, strlen(csl), text, length);
}

static void join_title(sheaf_buf *out, const char *title, const char *more) {
  sheaf_buf_add_text(out, title);
  if (*title && *more) sheaf_buf_add_text(out, strchr("?!.:", title[strlen(title) - 1]) ? " " : ": ");
  sheaf_buf_add_text(out, more);
}

static void add_title(sheaf_tree *tree) {
  size_t length;
  sheaf_buf *title = sheaf_tree_fresh(tree, 0), *out = sheaf_tree_fresh(tree, 1);
  sheaf_buf_add_text(title, text_of(tree, "Title", &length));
  join_title(out, sheaf_buf_bytes(title), text_of(tree, "Subtitle", &length));
  sheaf_record_add(tree->record, SHEAF_FIELD_TITLE, out->data, out->length, NULL, 0);
}

/* "<sp><n>24</n><os>24</os></sp><ep>...</ep><os>24-31</os>": numbers in marks; the last "as given" is all of it. */
static const char *as_given(const char *text, size_t *length) {
  const char *start = text;
  for (const char *at = text; (at = strstr(at, "<os>"));) start = at += 4;
  const char *end = strchr(start, '<');
  *length = end ? (size_t)(end - start) : strlen(start);
  return start;
}

static void add_pages(sheaf_tree *tree) {
  size_t length;
  const sheaf_tag pages = {NULL, SHEAF_FIELD_PAGES, SHEAF_HOW_PAGES, NULL, 0};
  const char *given = as_given(text_of(tree, "PageRange", &length), &length);
  sheaf_value_add_text(&tree->scratch, tree->record, "PageRange", 9, &pages, given, length);
  given = as_given(text_of(tree, "PageCount", &length), &length);
  if (length) sheaf_record_add(tree->record, SHEAF_FIELD_EXTRA, given, length, "PageCount", 9);
}

/* ---- what the tables say ---- */

static const sheaf_citavi *tables_of(const sheaf_tree *tree) { return ((const state *)tree->context)->tables; }

/* Many references may point to one long text: what they take from the tables is bounded by the size of the file. */
static size_t afford(sheaf_tree *tree, size_t length) {
  state *self = tree->context;
  if (length <= self->budget) {
    self->budget -= length;
    return length;
  }
  if (!self->told)
    sheaf_reader_report(self->reader, SHEAF_WARNING, "too-long", sheaf_xml_line(tree->xml), 0,
                        "references point to the same long texts over and over; from here on what is too much is left "
                        "out. Export the project as RIS");
  self->told = 1;
  return 0;
}

static void add_linked(sheaf_tree *tree, sheaf_field field, const char *text, size_t length, const char *note) {
  sheaf_record_add(tree->record, field, text, afford(tree, length), note, strlen(note));
}

/* The fact of a kind that a number of this reference leads to; NULL where there is none. */
static const sheaf_citavi_fact *follow(sheaf_tree *tree, const char *path, sheaf_citavi_kind kind) {
  size_t length;
  const char *id = text_of(tree, path, &length);
  return length ? sheaf_citavi_first(tables_of(tree), id, kind) : NULL;
}

static void add_person(sheaf_tree *tree, const sheaf_citavi_fact *person, sheaf_field field, const char *tag) {
  const char *const *v = person->values;
  sheaf_buf *given = sheaf_tree_fresh(tree, 0), *out = sheaf_tree_fresh(tree, 1), *family = sheaf_tree_fresh(tree, 2);
  sheaf_buf_add_text(given, v[1]);
  if (*v[1] && *v[2]) sheaf_buf_add_byte(given, ' ');
  sheaf_buf_add_text(given, v[2]);
  sheaf_buf_add_format(family, "%s%s%s", v[4], *v[4] ? " " : "", v[0]);
  if (!given->length || !sheaf_normal_name_parts(sheaf_buf_bytes(family), sheaf_buf_bytes(given), "", v[3], out))
    sheaf_buf_add(out, family->data, family->length);
  else
    sheaf_normal_add_particle(v[4], out);
  if (field != SHEAF_FIELD_EXTRA) {
    add_linked(tree, field, out->data, out->length, "");
    return;
  }
  sheaf_buf_reset(out);
  sheaf_buf_add_format(out, "%s%s%s", sheaf_buf_bytes(family), given->length ? ", " : "", sheaf_buf_bytes(given));
  add_linked(tree, field, out->data, out->length, tag);
}

static void add_people(sheaf_tree *tree, const char *id, sheaf_citavi_kind kind, sheaf_field field, const char *tag) {
  const sheaf_citavi *tables = tables_of(tree);
  for (const sheaf_citavi_fact *fact = sheaf_citavi_first(tables, id, kind); fact;
       fact = sheaf_citavi_next(tables, fact)) {
    const sheaf_citavi_fact *person = sheaf_citavi_first(tables, fact->values[0], SHEAF_CITAVI_PERSON);
    if (person) add_person(tree, person, field, tag);
  }
}

static void add_names(sheaf_tree *tree, const char *id, sheaf_citavi_kind kind, sheaf_field field, const char *note) {
  const sheaf_citavi *tables = tables_of(tree);
  for (const sheaf_citavi_fact *fact = sheaf_citavi_first(tables, id, kind); fact;
       fact = sheaf_citavi_next(tables, fact)) {
    const sheaf_citavi_fact *name = sheaf_citavi_first(tables, fact->values[0], SHEAF_CITAVI_NAME);
    if (name) add_linked(tree, field, name->values[0], strlen(name->values[0]), note);
  }
}

/* Organisations are authors where a reference has no other. */
static void add_contributors(sheaf_tree *tree, const char *id, const char *whole) {
  add_people(tree, id, SHEAF_CITAVI_AUTHORS, SHEAF_FIELD_AUTHOR, "");
  const int has_authors = sheaf_record_first(tree->record, SHEAF_FIELD_AUTHOR) != NULL;
  add_people(tree, id, SHEAF_CITAVI_ORGANIZATIONS, has_authors ? SHEAF_FIELD_EXTRA : SHEAF_FIELD_AUTHOR,
             "Organization");
  add_people(tree, whole ? whole : id, SHEAF_CITAVI_EDITORS, SHEAF_FIELD_EDITOR, "");
  add_people(tree, id, SHEAF_CITAVI_COLLABORATORS, SHEAF_FIELD_EXTRA, "Collaborator");
  add_people(tree, id, SHEAF_CITAVI_INVOLVED, SHEAF_FIELD_EXTRA, "OtherInvolved");
}

static void add_periodical(sheaf_tree *tree) {
  const sheaf_citavi_fact *one = follow(tree, "PeriodicalID", SHEAF_CITAVI_PERIODICAL);
  if (!one) return;
  add_linked(tree, SHEAF_FIELD_JOURNAL, one->values[0], strlen(one->values[0]), "");
  const char *abbreviation = *one->values[1] ? one->values[1] : one->values[2];
  add_linked(tree, SHEAF_FIELD_JOURNAL_ABBREVIATION, abbreviation, strlen(abbreviation), "");
  const sheaf_tag issn = {NULL, SHEAF_FIELD_ISSN, SHEAF_HOW_ISSN, NULL, 0};
  sheaf_value_add_text(&tree->scratch, tree->record, "ISSN", 4, &issn, one->values[3],
                       afford(tree, strlen(one->values[3])));
}

static void add_dates(sheaf_tree *tree, const sheaf_citavi_fact *whole) {
  size_t length;
  const sheaf_tag date = {NULL, SHEAF_FIELD_DATE, SHEAF_HOW_PUBDATE, NULL, 0};
  sheaf_buf *year = sheaf_tree_fresh(tree, 0), *day = sheaf_tree_fresh(tree, 1);
  sheaf_buf_add_text(year, text_of(tree, "Year", &length));
  sheaf_buf_add_text(day, text_of(tree, "Date", &length));
  const int own = sheaf_normal_year(sheaf_buf_bytes(year), year->length);
  const int same = day->length && (!own || sheaf_normal_year(sheaf_buf_bytes(day), day->length) == own);
  const sheaf_buf *better = same ? day : year, *other = same ? year : day;
  if (better->length)
    sheaf_value_add_text(&tree->scratch, tree->record, same ? "Date" : "Year", 4, &date, better->data, better->length);
  else if (whole)
    sheaf_value_add_text(&tree->scratch, tree->record, "Year", 4, &date, whole->values[2],
                         afford(tree, strlen(whole->values[2])));
  if (other->length && !own)
    sheaf_record_add(tree->record, SHEAF_FIELD_EXTRA, other->data, other->length, same ? "Year" : "Date", 4);
  else if (other->length && !same)
    sheaf_record_add(tree->record, SHEAF_FIELD_EXTRA, other->data, other->length, "Date", 4);
}

/* Quotations and thoughts: "Heading: text (24-31)". */
static void add_quotations(sheaf_tree *tree, const char *id) {
  const sheaf_citavi *tables = tables_of(tree);
  for (const sheaf_citavi_fact *fact = sheaf_citavi_first(tables, id, SHEAF_CITAVI_QUOTATION); fact;
       fact = sheaf_citavi_next(tables, fact)) {
    size_t length;
    const char *pages = as_given(fact->values[2], &length);
    sheaf_buf *out = sheaf_tree_fresh(tree, 0);
    join_title(out, fact->values[0], fact->values[1]);
    if (out->length && length) sheaf_buf_add_format(out, " (%.*s)", (int)(length < 100 ? length : 100), pages);
    add_linked(tree, SHEAF_FIELD_NOTE, out->data, out->length, "");
  }
  for (const sheaf_citavi_fact *fact = sheaf_citavi_first(tables, id, SHEAF_CITAVI_TASK); fact;
       fact = sheaf_citavi_next(tables, fact)) {
    sheaf_buf *out = sheaf_tree_fresh(tree, 0);
    join_title(out, fact->values[0], fact->values[1]);
    add_linked(tree, SHEAF_FIELD_EXTRA, out->data, out->length, "Task");
  }
}

/* Addresses on the web; files and shelf marks are EXTRA. What mirrors a value of the reference is in the record. */
static void add_locations(sheaf_tree *tree, const char *id) {
  const sheaf_citavi *tables = tables_of(tree);
  for (const sheaf_citavi_fact *fact = sheaf_citavi_first(tables, id, SHEAF_CITAVI_LOCATION); fact;
       fact = sheaf_citavi_next(tables, fact)) {
    const char *address = fact->values[0], *number = fact->values[1];
    const size_t length = *fact->values[2] ? 0 : afford(tree, strlen(address));
    if (sheaf_value_starts(address, length, "http"))
      sheaf_value_add_new(tree->record, SHEAF_FIELD_URL, address, length, NULL, 0);
    else
      sheaf_record_add(tree->record, SHEAF_FIELD_EXTRA, address, length, "Location", 8);
    add_linked(tree, SHEAF_FIELD_EXTRA, number, strlen(number), "CallNumber");
  }
}

/* ---- a reference ---- */

static const sheaf_tree_row rows[] = {
    {"CitationKey", SHEAF_FIELD_LABEL, SHEAF_HOW_TEXT, NULL},
    {"Volume", SHEAF_FIELD_VOLUME, SHEAF_HOW_TEXT, NULL},
    {"Number", SHEAF_FIELD_ISSUE, SHEAF_HOW_TEXT, NULL},
    {"Edition", SHEAF_FIELD_EDITION, SHEAF_HOW_TEXT, NULL},
    {"PlaceOfPublication", SHEAF_FIELD_PLACE, SHEAF_HOW_TEXT, NULL},
    {"Abstract", SHEAF_FIELD_ABSTRACT, SHEAF_HOW_FLOW, NULL},
    {"DOI", SHEAF_FIELD_DOI, SHEAF_HOW_DOI, NULL},
    {"Doi", SHEAF_FIELD_DOI, SHEAF_HOW_DOI, NULL},
    {"PubMedID", SHEAF_FIELD_PMID, SHEAF_HOW_PMID, NULL},
    {"PMCID", SHEAF_FIELD_PMCID, SHEAF_HOW_PMCID, NULL},
    {"ISBN", SHEAF_FIELD_ISBN, SHEAF_HOW_ISSN, NULL},
    {"LanguageCode", SHEAF_FIELD_LANGUAGE, SHEAF_HOW_LANGUAGE, NULL},
    {"OnlineAddress", SHEAF_FIELD_URL, SHEAF_HOW_URL, NULL},
    {"Notes", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"Evaluation", SHEAF_FIELD_NOTE, SHEAF_HOW_FLOW, NULL},
    {"TranslatedTitle", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "translated"},
    {"ParallelTitle", SHEAF_FIELD_OTHER_TITLE, SHEAF_HOW_TEXT, "vernacular"},
    {"SourceOfBibliographicInformation", SHEAF_FIELD_DATABASE, SHEAF_HOW_TEXT, NULL},
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_TEXT, NULL},
};

static void fill(sheaf_tree *tree, sheaf_record *record) {
  const sheaf_citavi *tables = tables_of(tree);
  const char *id = sheaf_tree_attribute(tree->root, "id");
  const sheaf_citavi_fact *part = sheaf_citavi_first(tables, id, SHEAF_CITAVI_PARENT);
  const sheaf_citavi_fact *whole = part ? sheaf_citavi_first(tables, part->values[0], SHEAF_CITAVI_WORK) : NULL;
  add_type(tree);
  add_title(tree);
  add_contributors(tree, id, whole ? whole->key : NULL);
  add_periodical(tree);
  if (whole) {
    sheaf_buf *out = sheaf_tree_fresh(tree, 0);
    join_title(out, whole->values[0], whole->values[1]);
    add_linked(tree, SHEAF_FIELD_JOURNAL, out->data, out->length, "");
  }
  const sheaf_citavi_fact *series = follow(tree, "SeriesTitleID", SHEAF_CITAVI_NAME);
  if (series) add_linked(tree, SHEAF_FIELD_SERIES, series->values[0], strlen(series->values[0]), "");
  add_dates(tree, whole);
  add_names(tree, id, SHEAF_CITAVI_PUBLISHERS, SHEAF_FIELD_PUBLISHER, "");
  if (whole && !sheaf_record_first(record, SHEAF_FIELD_PUBLISHER))
    add_names(tree, whole->key, SHEAF_CITAVI_PUBLISHERS, SHEAF_FIELD_PUBLISHER, "");
  add_pages(tree);
  sheaf_tree_add_rows(tree, tree->root, rows);
  add_locations(tree, id);
  add_names(tree, id, SHEAF_CITAVI_KEYWORDS, SHEAF_FIELD_KEYWORD, "");
  add_names(tree, id, SHEAF_CITAVI_CATEGORIES, SHEAF_FIELD_EXTRA, "Category");
  add_names(tree, id, SHEAF_CITAVI_GROUPS, SHEAF_FIELD_EXTRA, "Group");
  add_quotations(tree, id);
  sheaf_node *rating = sheaf_tree_find(tree->root, "Rating");
  size_t length;
  if (!strcmp(sheaf_tree_peek(tree, rating, &length), "0")) rating->taken = 1; /* none was given */
}

static const char *const names[] = {"Reference", NULL};
static const char *const skipped[] = {"AbstractFormatted",
                                      "EvaluationFormatted",
                                      "TableOfContentsFormatted",
                                      "AbstractComplexity",
                                      "EvaluationComplexity",
                                      "TableOfContentsComplexity",
                                      "AbstractIsComplex",
                                      "EvaluationIsComplex",
                                      "TableOfContentsIsComplex",
                                      "AbstractSourceTextFormat",
                                      "EvaluationSourceTextFormat",
                                      "TableOfContentsSourceTextFormat",
                                      "CitationKeyUpdateType",
                                      "ShortTitleUpdateType",
                                      "CoverPath",
                                      "CreatedBy",
                                      "CreatedOn",
                                      "ModifiedBy",
                                      "ModifiedOn",
                                      "DateForSorting",
                                      "HasLabel1",
                                      "HasLabel2",
                                      "PageRangeNumber",
                                      "PageRangeNumberingType",
                                      "PageRangeNumeralSystem",
                                      "SequenceNumber",
                                      "StaticIDs",
                                      NULL};
static const sheaf_tree_map map = {{names, NULL, "<References>", SHEAF_TREE_EVENTS, NULL, NULL}, skipped, NULL, fill};

/* ---- the file ---- */

/* The one file in a backup. */
static int unpack_file(zip_file_t *file, const char *name, sheaf_buf *out, sheaf_error *err) {
  for (zip_int64_t got = 1; got > 0;) {
    if (sheaf_buf_reserve(out, PIECE)) return sheaf_error_memory(err);
    got = zip_fread(file, out->data + out->length, PIECE);
    if (got < 0) return sheaf_error_set(err, SHEAF_EFORMAT, "%s: the ZIP is damaged; make the backup again", name);
    out->length += (size_t)got;
    if (out->length >> 20 >= SHEAF_SOURCE_MEGABYTES)
      return sheaf_error_set(err, SHEAF_ERANGE, "%s: unpacks to more than %d MB; export it as RIS", name,
                             SHEAF_SOURCE_MEGABYTES);
  }
  return SHEAF_OK;
}

static int unpack(state *self, const char *name, sheaf_error *err) {
  zip_error_t trouble;
  zip_error_init(&trouble);
  zip_source_t *source = zip_source_buffer_create(self->bytes.data, self->bytes.length, 0, &trouble);
  zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &trouble) : NULL;
  if (!zip && source) zip_source_free(source);
  zip_error_fini(&trouble);
  zip_file_t *file = zip && zip_get_num_entries(zip, 0) == 1 ? zip_fopen_index(zip, 0, 0) : NULL;
  sheaf_buf out = {0};
  int code = file ? unpack_file(file, name, &out, err)
                  : sheaf_error_set(err, SHEAF_EFORMAT,
                                    "%s: the ZIP is neither a workbook nor a Citavi backup; unpack it and load the "
                                    "files that are in it",
                                    name);
  if (file) zip_fclose(file);
  if (zip) zip_discard(zip);
  sheaf_buf_clear(&self->bytes);
  self->bytes = out;
  self->packed = 1;
  return code;
}

static int is_project(const char *bytes, size_t length) {
  if (length >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3)) bytes += 3, length -= 3;
  return sheaf_xml_root_is(bytes, length < PIECE ? length : PIECE, "CitaviExchangeData");
}

/* What the inner reader says is said by the one that was asked. */
static void forward(void *context, const sheaf_problem *problem) {
  const state *self = context;
  sheaf_reader_report(self->reader, problem->severity, problem->code, problem->line, self->packed ? 0 : problem->byte,
                      "%s", problem->message);
}

/* The inner reader only stands between the tree and its source. */
static int detect_none(const char *head, size_t length, const char **dialect) {
  (void)head;
  (void)length;
  (void)dialect;
  return 0;
}

static void *open_none(sheaf_reader *reader) { return reader; }

static void close_none(void *it) { (void)it; }

static const sheaf_format references = {"citavi", "Citavi", "", detect_none, open_none, NULL, close_none};

static int open_project(state *self, sheaf_error *err) {
  sheaf_source *outer = sheaf_reader_source(self->reader);
  const char *name = sheaf_source_name(outer);
  int code = sheaf_source_bytes(outer, "a project", "export it as RIS", &self->bytes, err);
  if (!code && self->bytes.length > 4 && !memcmp(self->bytes.data, "PK\3\4", 4)) code = unpack(self, name, err);
  if (!code && !is_project(sheaf_buf_bytes(&self->bytes), self->bytes.length))
    code = sheaf_error_set(err, SHEAF_EFORMAT, "%s: holds no Citavi project in XML; export the project as RIS", name);
  if (!code) code = sheaf_citavi_open(&self->tables, self->bytes.data, self->bytes.length, err);
  if (!code) code = sheaf_source_open_memory(&self->source, name, self->bytes.data, self->bytes.length, NULL, err);
  if (!code) code = sheaf_reader_open(&self->inner, self->source, &references, forward, self, err);
  if (code) return code;
  self->tree = sheaf_tree_open(self->inner, &map);
  if (!self->tree) return sheaf_error_memory(err);
  self->tree->context = self;
  self->budget = SHARED * self->bytes.length + FLOOR;
  return SHEAF_OK;
}

/* Sets out anew after an error: nothing of the source is left, so that it ends. */
static void forget(state *self) {
  sheaf_tree_close(self->tree);
  sheaf_reader_close(self->inner);
  sheaf_source_close(self->source);
  sheaf_citavi_close(self->tables);
  sheaf_buf_clear(&self->bytes);
  *self = (state){.reader = self->reader};
}

static int next(void *it, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  state *self = it;
  if (!self->tree) {
    const int code = open_project(self, err);
    if (code) {
      forget(self);
      return code;
    }
  }
  const int got = sheaf_tree_next(self->tree, reader, record, err);
  if (self->packed) record->line = record->byte = record->bytes = 0;
  return got;
}

static void *open_reader(sheaf_reader *reader) {
  state *self = sheaf_mem_zero(1, sizeof *self);
  if (self) self->reader = reader;
  return self;
}

static void close_reader(void *it) {
  forget(it);
  sheaf_mem_free(it);
}

/* Of a ZIP, the name of its first file is seen: "Project.ctv6", "citavi-project.xml". */
static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  enum { NAME = 300 };
  if (is_project(head, length)) return 98;
  if (length < 4 || memcmp(head, "PK\3\4", 4)) return 0;
  const size_t size = length < NAME ? length : NAME;
  if (sheaf_value_find(head, size, ".ctv")) return 96;
  return sheaf_value_find(head, size, ".xml") && !sheaf_value_find(head, size, "[Content_Types]") ? 60 : 0;
}

const sheaf_format sheaf_read_citavi = {"citavi", "Citavi project", "ctv6bak ctv5bak xml", detect, open_reader,
                                        next,     close_reader};
