/* document.c - see document.h. */
#include "document.h"

#include <string.h>

#include "base/utf8.h"
#include "index.h"

enum {
  HEADING_GAP = 100, /* positions between a heading's name and a qualifier: no phrase crosses them */
  FIELDS = 256
};

#define NONE SHEAF_DOCUMENT_NONE
#define WORDS SHEAF_DOCUMENT_WORDS
#define NAME SHEAF_DOCUMENT_NAME
#define IDENTIFIER SHEAF_DOCUMENT_IDENTIFIER
#define DATE SHEAF_DOCUMENT_DATE

/* Fields that are not here hold words when they are records' fields, and nothing otherwise; EXTRA holds nothing, for no
 * platform's syntax has a name for foreign tags. */
static const uint8_t kinds[FIELDS] = {
    [SHEAF_FIELD_TYPE] = NAME,
    [SHEAF_FIELD_LABEL] = NAME,
    [SHEAF_FIELD_YEAR] = DATE,
    [SHEAF_FIELD_DATE] = DATE,
    [SHEAF_FIELD_DATE_ELECTRONIC] = DATE,
    [SHEAF_FIELD_DATE_ENTRY] = DATE,
    [SHEAF_FIELD_DATE_CREATED] = DATE,
    [SHEAF_FIELD_DATE_HEADINGS] = DATE,
    [SHEAF_FIELD_DATE_REVISED] = DATE,
    [SHEAF_FIELD_DATE_COMPLETED] = DATE,
    [SHEAF_FIELD_JOURNAL_ID] = IDENTIFIER,
    [SHEAF_FIELD_LANGUAGE] = NAME,
    [SHEAF_FIELD_ORCID] = IDENTIFIER,
    [SHEAF_FIELD_DOI] = IDENTIFIER,
    [SHEAF_FIELD_PMID] = IDENTIFIER,
    [SHEAF_FIELD_PMCID] = IDENTIFIER,
    [SHEAF_FIELD_ISSN] = IDENTIFIER,
    [SHEAF_FIELD_ISBN] = IDENTIFIER,
    [SHEAF_FIELD_ARTICLE_ID] = IDENTIFIER,
    [SHEAF_FIELD_ACCESSION] = IDENTIFIER,
    [SHEAF_FIELD_URL] = NAME,
    [SHEAF_FIELD_STATUS] = NAME,
    [SHEAF_INDEX_HEADING_NAME] = NAME,
    [SHEAF_INDEX_HEADING_MAJOR] = NAME,
    [SHEAF_INDEX_QUALIFIER] = NAME,
    [SHEAF_INDEX_QUALIFIER_MAJOR] = NAME,
    [SHEAF_INDEX_HEADING_SELF_MAJOR] = NAME,
    [SHEAF_INDEX_FIRST_AUTHOR] = WORDS,
    [SHEAF_INDEX_LAST_AUTHOR] = WORDS,
    [SHEAF_INDEX_AUTHOR_NAME] = NAME,
    [SHEAF_INDEX_TYPE_NAME] = NAME,
    [SHEAF_INDEX_KEYWORD_NAME] = NAME,
    [SHEAF_INDEX_SUBSTANCE_NAME] = NAME,
    [SHEAF_INDEX_JOURNAL_NAME] = NAME,
    [SHEAF_INDEX_IDENTIFIER] = IDENTIFIER,
    [SHEAF_INDEX_HAS] = NAME,
};

#undef NONE
#undef WORDS
#undef NAME
#undef IDENTIFIER
#undef DATE

sheaf_document_kind sheaf_document_field_kind(unsigned field) {
  if (field >= FIELDS || field == SHEAF_FIELD_EXTRA) return SHEAF_DOCUMENT_NONE;
  if (kinds[field]) return (sheaf_document_kind)kinds[field];
  return field > SHEAF_FIELD_NONE && field < SHEAF_FIELD_COUNT ? SHEAF_DOCUMENT_WORDS : SHEAF_DOCUMENT_NONE;
}

void sheaf_document_token(unsigned field, const char *text, size_t length, sheaf_buf *out) {
  switch (sheaf_document_field_kind(field)) {
    case SHEAF_DOCUMENT_IDENTIFIER: sheaf_utf8_fold(text, length, out); break;
    case SHEAF_DOCUMENT_DATE: sheaf_buf_add(out, text, length); break;
    default: sheaf_token_whole(text, length, out); break;
  }
}

void sheaf_document_init(sheaf_document *self) { *self = (sheaf_document){0}; }

void sheaf_document_clear(sheaf_document *self) {
  sheaf_token_clear(&self->words);
  sheaf_buf_clear(&self->text);
  sheaf_buf_clear(&self->name);
}

/* What every rule below needs. */
typedef struct job {
  sheaf_document *self;                  /* scratch */
  sheaf_accum *accum;                    /* where tokens go */
  const sheaf_record *record;            /* whose they are */
  uint32_t instances[SHEAF_FIELD_COUNT]; /* entries of each field so far */
  uint32_t identifiers;                  /* instances of IDENTIFIER so far */
  uint32_t journal_names;                /* instances of JOURNAL_NAME so far */
  const sheaf_entry *last_author;        /* NULL where the list is cut, or there is none */
} job;

/* Adds the words of a text under a field from a position on; returns the position behind them. */
static uint32_t add_words(job *j, unsigned field, uint32_t instance, uint32_t position, const char *text,
                          size_t length) {
  sheaf_token_cursor *words = &j->self->words;
  const sheaf_buf folded = words->folded;
  sheaf_token_init(words, text, length);
  words->folded = folded;
  sheaf_token token = {0};
  sheaf_accum_place(j->accum, instance, position);
  int code;
  while ((code = sheaf_token_next(words, &token)) == 1) sheaf_accum_token(j->accum, field, token.text, token.length);
  if (code < 0) j->accum->failed = 1;
  sheaf_accum_length(j->accum, field, words->position);
  return position + words->position;
}

/* Adds the token in j->self->name. */
static void add_name(job *j, unsigned field, uint32_t instance, uint32_t position) {
  sheaf_buf *name = &j->self->name;
  sheaf_buf_reserve(name, SHEAF_TERMS_SHORT);
  if (name->failed) j->accum->failed = 1;
  sheaf_accum_place(j->accum, instance, position);
  sheaf_accum_token(j->accum, field, name->data, name->length);
}

/* Makes the one token of a value, and adds it. */
static void add_token(job *j, unsigned field, uint32_t instance, uint32_t position, const char *text, size_t length) {
  sheaf_buf_reset(&j->self->name);
  sheaf_document_token(field, text, length, &j->self->name);
  add_name(j, field, instance, position);
}

static void add_fact(job *j, sheaf_field field, const char *fact) {
  if (!j->instances[field]) return;
  sheaf_buf_reset(&j->self->name);
  sheaf_buf_add_text(&j->self->name, fact);
  add_name(j, SHEAF_INDEX_HAS, 0, 0);
}

/* ---- authors ---- */

enum { FAMILY, GIVEN, INITIALS, SUFFIX };

static void add_person(job *j, unsigned field, uint32_t instance, const sheaf_entry *entry) {
  uint32_t position = 0;
  for (size_t i = FAMILY; i <= INITIALS; i++) {
    const char *part;
    const size_t length = sheaf_record_part(entry->value, entry->length, i, &part);
    position = add_words(j, field, instance, position, part, length);
  }
}

/* Appends the first letter of each word of a given name: "Suzanne H." gives "sh". */
static void add_initials(const char *given, size_t length, sheaf_buf *out) {
  sheaf_token_cursor words;
  sheaf_token token;
  sheaf_token_init(&words, given, length);
  int code;
  while ((code = sheaf_token_next(&words, &token)) == 1) {
    uint32_t point;
    sheaf_buf_add(out, token.text, sheaf_utf8_decode(token.text, token.length, &point));
  }
  if (code < 0) out->failed = 1;
  sheaf_token_clear(&words);
}

void sheaf_document_author(const char *value, size_t length, sheaf_buf *out) {
  const size_t start = out->length;
  const char *part;
  size_t part_length = sheaf_record_part(value, length, FAMILY, &part);
  sheaf_token_whole(part, part_length, out);
  const size_t family = out->length;
  if (family > start) sheaf_buf_add_byte(out, ' ');
  const size_t initials = out->length;
  part_length = sheaf_record_part(value, length, INITIALS, &part);
  if (part_length) {
    sheaf_token_whole(part, part_length, out);
    size_t kept = initials;
    for (size_t i = initials; i < out->length; i++)
      if (out->data[i] != ' ') out->data[kept++] = out->data[i];
    if (!out->failed) out->length = kept;
  } else {
    part_length = sheaf_record_part(value, length, GIVEN, &part);
    add_initials(part, part_length, out);
  }
  if (!out->failed && out->length == initials) out->length = family;
  part_length = sheaf_record_part(value, length, SUFFIX, &part);
  if (!part_length) return;
  sheaf_buf_add_byte(out, ' ');
  sheaf_token_whole(part, part_length, out);
}

static void add_author(job *j, uint32_t instance, const sheaf_entry *entry) {
  add_person(j, SHEAF_FIELD_AUTHOR, instance, entry);
  if (instance == 0) add_person(j, SHEAF_INDEX_FIRST_AUTHOR, instance, entry);
  if (entry == j->last_author) add_person(j, SHEAF_INDEX_LAST_AUTHOR, instance, entry);
  sheaf_buf *name = &j->self->name;
  sheaf_buf_reset(name);
  sheaf_document_author(entry->value, entry->length, name);
  add_name(j, SHEAF_INDEX_AUTHOR_NAME, instance, 0);
  const char *family, *given;
  const size_t family_length = sheaf_record_part(entry->value, entry->length, FAMILY, &family);
  const size_t given_length = sheaf_record_part(entry->value, entry->length, GIVEN, &given);
  if (!given_length) return;
  sheaf_buf *text = &j->self->text;
  sheaf_buf_reset(text);
  sheaf_buf_add(text, family, family_length);
  sheaf_buf_add_byte(text, ' ');
  sheaf_buf_add(text, given, given_length);
  sheaf_buf_reset(name);
  sheaf_token_whole(text->data, text->failed ? 0 : text->length, name);
  name->failed |= text->failed;
  add_name(j, SHEAF_INDEX_AUTHOR_NAME, instance, 1);
}

/* ---- headings ---- */

static int take_star(const char **part, size_t *length) {
  if (*length == 0 || **part != '*') return 0;
  ++*part;
  --*length;
  return 1;
}

/* 1 where a part of the heading after the first begins with an asterisk. */
static int has_major_qualifier(const sheaf_entry *entry) {
  for (size_t i = 0; i + 1 < entry->length; i++)
    if (entry->value[i] == SHEAF_FIELD_PART && entry->value[i + 1] == '*') return 1;
  return 0;
}

static void add_heading(job *j, uint32_t instance, const sheaf_entry *entry) {
  const char *at = entry->value, *end = at + entry->length, *part;
  size_t length = sheaf_record_part(at, entry->length, 0, &part);
  at = part + length;
  const int major = take_star(&part, &length);
  uint32_t position = add_words(j, SHEAF_FIELD_HEADING, instance, 0, part, length);
  add_token(j, SHEAF_INDEX_HEADING_NAME, instance, 0, part, length);
  if (major || has_major_qualifier(entry)) add_name(j, SHEAF_INDEX_HEADING_MAJOR, instance, 0);
  if (major) add_name(j, SHEAF_INDEX_HEADING_SELF_MAJOR, instance, 0);
  for (uint32_t place = 1; at < end; place++) {
    at++;
    length = sheaf_record_part(at, (size_t)(end - at), 0, &part);
    at = part + length;
    const int starred = take_star(&part, &length);
    position = add_words(j, SHEAF_FIELD_HEADING, instance, position + HEADING_GAP, part, length);
    add_token(j, SHEAF_INDEX_QUALIFIER, instance, place, part, length);
    if (major || starred) add_name(j, SHEAF_INDEX_QUALIFIER_MAJOR, instance, place);
  }
}

/* ---- entries ---- */

static void add_substance(job *j, uint32_t instance, const sheaf_entry *entry) {
  add_words(j, SHEAF_FIELD_SUBSTANCE, instance, 0, entry->value, entry->length);
  add_token(j, SHEAF_INDEX_SUBSTANCE_NAME, instance, 0, entry->value, entry->length);
  if (entry->note_length) add_token(j, SHEAF_INDEX_SUBSTANCE_NAME, instance, 1, entry->note, entry->note_length);
}

static void add_abstract(job *j) {
  sheaf_buf *text = &j->self->text;
  sheaf_buf_reset(text);
  sheaf_record_abstract(j->record, text);
  if (text->failed) j->accum->failed = 1;
  if (text->length) add_words(j, SHEAF_FIELD_ABSTRACT, 0, 0, text->data, text->length);
}

static void add_value(job *j, uint32_t instance, const sheaf_entry *entry) {
  const sheaf_document_kind kind = sheaf_document_field_kind(entry->field);
  if (kind == SHEAF_DOCUMENT_WORDS)
    add_words(j, entry->field, instance, 0, entry->value, entry->length);
  else if (kind != SHEAF_DOCUMENT_NONE)
    add_token(j, entry->field, instance, 0, entry->value, entry->length);
}

/* Fields whose values also stand in a field of names or identifiers. */
static void add_again(job *j, uint32_t instance, const sheaf_entry *entry) {
  switch (entry->field) {
    case SHEAF_FIELD_PUBLICATION_TYPE:
      add_token(j, SHEAF_INDEX_TYPE_NAME, instance, 0, entry->value, entry->length);
      break;
    case SHEAF_FIELD_KEYWORD: add_token(j, SHEAF_INDEX_KEYWORD_NAME, instance, 0, entry->value, entry->length); break;
    case SHEAF_FIELD_DOI:
    case SHEAF_FIELD_PMID:
    case SHEAF_FIELD_PMCID:
    case SHEAF_FIELD_ISSN:
    case SHEAF_FIELD_ISBN:
    case SHEAF_FIELD_ARTICLE_ID:
    case SHEAF_FIELD_ACCESSION:
      add_token(j, SHEAF_INDEX_IDENTIFIER, j->identifiers++, 0, entry->value, entry->length);
      break;
    default: break;
  }
  switch (entry->field) {
    case SHEAF_FIELD_JOURNAL:
    case SHEAF_FIELD_JOURNAL_ABBREVIATION:
    case SHEAF_FIELD_JOURNAL_ID:
    case SHEAF_FIELD_ISSN:
      add_token(j, SHEAF_INDEX_JOURNAL_NAME, j->journal_names++, 0, entry->value, entry->length);
      break;
    default: break;
  }
}

static void add_entry(job *j, const sheaf_entry *entry) {
  if (entry->field <= SHEAF_FIELD_NONE || entry->field >= SHEAF_FIELD_COUNT) return;
  const uint32_t instance = j->instances[entry->field]++;
  switch (entry->field) {
    case SHEAF_FIELD_ABSTRACT:
      if (instance == 0) add_abstract(j);
      return;
    case SHEAF_FIELD_AUTHOR: add_author(j, instance, entry); return;
    case SHEAF_FIELD_EDITOR:
    case SHEAF_FIELD_INVESTIGATOR:
    case SHEAF_FIELD_PERSONAL_SUBJECT: add_person(j, entry->field, instance, entry); return;
    case SHEAF_FIELD_HEADING: add_heading(j, instance, entry); return;
    case SHEAF_FIELD_SUBSTANCE: add_substance(j, instance, entry); return;
    default: break;
  }
  add_value(j, instance, entry);
  add_again(j, instance, entry);
}

static void add_facts(job *j) {
  add_fact(j, SHEAF_FIELD_ABSTRACT, "abstract");
  add_fact(j, SHEAF_FIELD_DOI, "doi");
  add_fact(j, SHEAF_FIELD_PMID, "pmid");
  add_fact(j, SHEAF_FIELD_TITLE, "title");
  add_fact(j, SHEAF_FIELD_KEYWORD, "keywords");
  add_fact(j, SHEAF_FIELD_HEADING, "headings");
  add_fact(j, SHEAF_FIELD_URL, "fulltext");
  add_fact(j, j->instances[SHEAF_FIELD_DATE] ? SHEAF_FIELD_DATE : SHEAF_FIELD_DATE_ELECTRONIC, "date");
}

int sheaf_document_add(sheaf_document *self, sheaf_accum *accum, uint32_t number, const sheaf_record *record,
                       sheaf_error *err) {
  job j = {.self = self, .accum = accum, .record = record};
  if (!sheaf_record_first(record, SHEAF_FIELD_AUTHORS_CUT))
    for (size_t i = 0; i < record->count; i++)
      if (record->entries[i].field == SHEAF_FIELD_AUTHOR) j.last_author = &record->entries[i];
  sheaf_accum_begin(accum, number);
  for (size_t i = 0; i < record->count; i++) add_entry(&j, &record->entries[i]);
  add_facts(&j);
  return sheaf_accum_end(accum, err);
}
