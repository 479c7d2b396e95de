/* profile.c - see profile.h. */
#include "profile.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "person.h"
#include "title.h"
#include "venue.h"

enum { SKETCH_BYTES = 900, SKETCH_WORDS = 80 }; /* of an abstract: sources cut them, so only the beginning counts */

static int is_text(const sheaf_entry *entry, const char *text) {
  return entry->length == strlen(text) && strncasecmp(entry->value, text, entry->length) == 0;
}

static int begins(const sheaf_entry *entry, const char *text) {
  const size_t size = strlen(text);
  return entry->length >= size && strncasecmp(entry->value, text, size) == 0;
}

/* The kind as the source gave it: "Preprint", "article / preprint". */
static int says_preprint(const sheaf_entry *type) {
  for (size_t i = 0; i + 8 <= type->note_length; i++)
    if (strncasecmp(type->note + i, "preprint", 8) == 0) return 1;
  return 0;
}

static void read_form(sheaf_profile *self, const sheaf_record *record) {
  const sheaf_entry *type = sheaf_record_first(record, SHEAF_FIELD_TYPE);
  if (type) {
    if (begins(type, "article-")) self->form = SHEAF_FORM_ARTICLE;
    if (is_text(type, "paper-conference") || is_text(type, "speech")) self->form = SHEAF_FORM_MEETING;
    if (is_text(type, "chapter") || begins(type, "entry")) self->form = SHEAF_FORM_CHAPTER;
    if (is_text(type, "book") || is_text(type, "report")) self->form = SHEAF_FORM_BOOK;
    if (is_text(type, "thesis")) self->form = SHEAF_FORM_THESIS;
    if (is_text(type, "preprint") || says_preprint(type)) self->marks |= SHEAF_MARK_PREPRINT;
  }
  for (const sheaf_entry *e = sheaf_record_first(record, SHEAF_FIELD_PUBLICATION_TYPE); e;
       e = sheaf_record_next(record, e)) {
    if (is_text(e, "published erratum") || is_text(e, "erratum") || is_text(e, "correction"))
      self->marks |= SHEAF_MARK_ERRATUM;
    if (is_text(e, "retraction of publication") || is_text(e, "retraction notice"))
      self->marks |= SHEAF_MARK_RETRACTION;
    if (begins(e, "preprint")) self->marks |= SHEAF_MARK_PREPRINT;
    if (begins(e, "meeting abstract") || begins(e, "conference abstract")) self->marks |= SHEAF_MARK_ABSTRACT;
  }
}

static void read_doi(sheaf_profile *self, const sheaf_record *record, sheaf_arena *arena) {
  static const char *const preprints[] = {
      "10.1101/",    "10.48550/", "10.2139/ssrn", "10.21203/rs",  "10.31234/osf",      "10.20944/preprints",
      "10.22541/au", "10.26434/", "10.31219/osf", "10.31235/osf", "10.36227/techrxiv", "10.2196/preprints"};
  const sheaf_entry *entry = sheaf_record_first(record, SHEAF_FIELD_DOI);
  if (!entry) return;
  self->doi = sheaf_arena_copy(arena, entry->value, entry->length);
  for (size_t i = 0; self->doi && i < sizeof preprints / sizeof *preprints; i++)
    if (begins(entry, preprints[i])) self->marks |= SHEAF_MARK_PREPRINT;
  /* 10.1101 is Cold Spring Harbor's, whose journals have it too: gr.123, gad.1, but preprints have dates or digits. */
  if (begins(entry, "10.1101/") && entry->length > 8 && !(entry->value[8] >= '0' && entry->value[8] <= '9'))
    self->marks &= (uint16_t)~SHEAF_MARK_PREPRINT;
}

static uint32_t number_of(const sheaf_record *record, sheaf_field field) {
  const sheaf_entry *entry = sheaf_record_first(record, field);
  if (!entry) return 0;
  uint64_t value = 0;
  for (size_t i = 0; i < entry->length; i++)
    if (entry->value[i] >= '0' && entry->value[i] <= '9' && value < 100000000)
      value = value * 10 + (uint64_t)(entry->value[i] - '0');
  return (uint32_t)value;
}

static void keep_smallest(sheaf_profile *self, uint32_t hash) {
  size_t at = self->sketch_count;
  if (at == SHEAF_PROFILE_SKETCH && hash >= self->sketch[at - 1]) return;
  while (at && self->sketch[at - 1] > hash) at--;
  if (at && self->sketch[at - 1] == hash) return;
  const size_t last = self->sketch_count < SHEAF_PROFILE_SKETCH ? self->sketch_count++ : SHEAF_PROFILE_SKETCH - 1;
  memmove(self->sketch + at + 1, self->sketch + at, (last - at) * sizeof *self->sketch);
  self->sketch[at] = hash;
}

/* The smallest hashes of the word pairs of the abstract's beginning: two such lists show how much two texts share. */
static int read_sketch(sheaf_profile *self, const sheaf_record *record, sheaf_buf *scratch) {
  sheaf_buf_reset(scratch);
  for (const sheaf_entry *e = sheaf_record_first(record, SHEAF_FIELD_ABSTRACT); e && scratch->length < SKETCH_BYTES;
       e = sheaf_record_next(record, e)) {
    const size_t room = SKETCH_BYTES - scratch->length;
    sheaf_buf_add_byte(scratch, ' ');
    sheaf_utf8_fold(e->value, e->length < room ? e->length : room, scratch);
  }
  if (scratch->failed) return SHEAF_ENOMEM;
  uint64_t hash = 0, last = 0;
  int words = 0;
  for (size_t i = 0; i <= scratch->length && words < SKETCH_WORDS; i++) {
    const unsigned char c = i < scratch->length ? (unsigned char)scratch->data[i] : ' ';
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80) {
      hash = (hash ^ c) * UINT64_C(0x100000001b3) + 1;
    } else if (hash) {
      if (words++) keep_smallest(self, (uint32_t)sheaf_wording_mix(last * 31 + hash));
      last = hash;
      hash = 0;
    }
  }
  if (words < 12) self->sketch_count = 0;
  return SHEAF_OK;
}

static int read_titles(sheaf_profile *self, const sheaf_record *record, sheaf_arena *arena, sheaf_buf *scratch) {
  const sheaf_entry *title = sheaf_record_first(record, SHEAF_FIELD_TITLE);
  const sheaf_entry *other = sheaf_record_first(record, SHEAF_FIELD_OTHER_TITLE);
  int code = title ? sheaf_title_read(self, title->value, title->length, arena, scratch) : SHEAF_OK;
  if (!code && other && !(other->note_length == 5 && !memcmp(other->note, "short", 5)))
    code = sheaf_wording_split(other->value, other->length, SHEAF_WORDING_TEXT, arena, scratch, &self->other_title);
  return code;
}

static void read_place(sheaf_profile *self, const sheaf_record *record) {
  const sheaf_entry *volume = sheaf_record_first(record, SHEAF_FIELD_VOLUME),
                    *issue = sheaf_record_first(record, SHEAF_FIELD_ISSUE),
                    *pages = sheaf_record_first(record, SHEAF_FIELD_PAGES);
  const uint32_t year = number_of(record, SHEAF_FIELD_YEAR);
  self->year = (int16_t)(year < 3000 ? year : 0);
  sheaf_place_read(&self->place, self->year, volume ? volume->value : NULL, volume ? volume->length : 0,
                   issue ? issue->value : NULL, issue ? issue->length : 0, pages ? pages->value : NULL,
                   pages ? pages->length : 0);
}

static uint64_t mix(uint64_t sum, uint64_t value) {
  return sheaf_wording_mix(sum ^ (value + UINT64_C(0x9E3779B97F4A7C15)));
}

static uint64_t mix_words(uint64_t sum, const sheaf_wording *words) {
  sum = mix(sum, words->count);
  for (size_t i = 0; i < words->count; i++) sum = mix(sum, words->list[i].hash);
  return sum;
}

static uint64_t fingerprint(const sheaf_profile *self) {
  uint64_t sum = mix_words(mix_words(1, &self->title), &self->other_title);
  for (size_t i = 0; i < self->person_count; i++)
    sum = mix(mix_words(sum, &self->persons[i].names), (uint64_t)self->persons[i].initial);
  sum = mix(sum, (uint64_t)self->person_total << 32 | (uint64_t)self->marks << 16 | self->form);
  sum = mix_words(mix_words(mix(sum, (uint64_t)self->year), &self->journal), &self->short_journal);
  const sheaf_place *p = &self->place;
  sum = mix(mix(sum, (uint64_t)p->volume << 32 | p->issue), (uint64_t)p->first << 32 | p->last);
  sum = mix(sum, (uint64_t)(unsigned char)p->prefix << 8 | p->article);
  sum = mix(mix(sum, self->pmid), (uint64_t)self->pmcid << 32 | self->edition);
  sum = mix(sum, self->doi ? sheaf_wording_hash(self->doi, strlen(self->doi)) : 0);
  for (size_t i = 0; i < self->issn_count; i++) sum = mix(sum, self->issns[i]);
  for (size_t i = 0; i < self->sketch_count; i++) sum = mix(sum, self->sketch[i]);
  return sum;
}

int sheaf_profile_make(sheaf_profile *self, uint32_t id, const sheaf_record *record, sheaf_arena *arena,
                       sheaf_buf *scratch) {
  *self = (sheaf_profile){.id = id};
  read_form(self, record);
  int code = read_titles(self, record, arena, scratch);
  if (!code) code = sheaf_person_read(self, record, arena, scratch);
  if (!code) code = sheaf_venue_read(self, record, arena, scratch);
  if (!code) code = read_sketch(self, record, scratch);
  if (code) return code;
  sheaf_title_weigh(self);
  read_place(self, record);
  read_doi(self, record, arena);
  self->pmid = number_of(record, SHEAF_FIELD_PMID);
  self->pmcid = number_of(record, SHEAF_FIELD_PMCID);
  self->edition = number_of(record, SHEAF_FIELD_EDITION);
  self->print = fingerprint(self);
  return SHEAF_OK;
}
