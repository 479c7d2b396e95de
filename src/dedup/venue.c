/* venue.c - see venue.h. */
#include "venue.h"

#include <string.h>
#include <strings.h>

static const sheaf_entry *first(const sheaf_record *record, sheaf_field field) {
  return sheaf_record_first(record, field);
}

/* Words that tell a meeting's proceedings from a journal. */
static int says_meeting(const sheaf_wording *words) {
  static const char *const list[] = {"conference", "symposium", "workshop",   "congress",   "meeting",
                                     "conf",       "symp",      "colloquium", "convention", NULL};
  for (size_t i = 0; i < words->count; i++)
    if (sheaf_wording_listed(words->list[i].text, list)) return 1;
  return 0;
}

static int says_proceedings(const sheaf_wording *words) {
  static const char *const list[] = {"proceedings", "proc", NULL};
  for (size_t i = 0; i < words->count; i++)
    if (sheaf_wording_listed(words->list[i].text, list)) return 1;
  return 0;
}

static int says_preprint(const sheaf_wording *words) {
  static const char *const list[] = {"medrxiv",  "biorxiv",  "arxiv",     "corr",     "ssrn",
                                     "chemrxiv", "psyarxiv", "preprints", "preprint", "authorea",
                                     "osf",      "techrxiv", "edarxiv",   "socarxiv", NULL};
  static const char *const research_square[] = {"research", "square"};
  for (size_t i = 0; i < words->count; i++)
    if (sheaf_wording_listed(words->list[i].text, list) && words->count < 6) return 1;
  return words->count == 2 && !strcmp(words->list[0].text, research_square[0]) &&
         !strcmp(words->list[1].text, research_square[1]);
}

/* The name's length without what databases add: a place in brackets, a subtitle, or behind "=" or "/" another name. */
static size_t bare_length(const char *text, size_t length) {
  for (size_t i = 2; i < length; i++) {
    if (text[i] == '(' || text[i] == '[') return i;
    if (i < 4) continue;
    if (text[i] == '.' && i + 12 < length && !strncasecmp(text + i, ". conference", 12)) return i;
    if (text[i] == '=' || text[i] == '/' || (text[i] == ':' && i + 1 < length && text[i + 1] == ' ')) return i;
  }
  return length;
}

/* Keeps the words that tell journals apart: no articles, no numbers and years of meetings. */
static void keep_telling(sheaf_wording *words) {
  size_t kept = 0;
  for (size_t i = 0; i < words->count; i++) {
    const sheaf_word *word = &words->list[i];
    if ((word->common && word->length > 1) || word->number) continue;
    if (word->length == 1 && (word->text[0] == 'a' || word->text[0] == 's') && i) continue;
    words->list[kept++] = *word;
  }
  words->count = (uint16_t)kept;
}

static int read_text(const char *text, size_t length, sheaf_arena *arena, sheaf_buf *scratch, sheaf_wording *out) {
  const int code = sheaf_wording_split(text, bare_length(text, length), SHEAF_WORDING_TEXT, arena, scratch, out);
  if (!code) keep_telling(out);
  return code;
}

/* The journal's title, and its abbreviation or else the other name in its title. */
static int read_names(sheaf_profile *self, const sheaf_record *record, sheaf_arena *arena, sheaf_buf *scratch) {
  const sheaf_entry *full = first(record, SHEAF_FIELD_JOURNAL),
                    *brief = first(record, SHEAF_FIELD_JOURNAL_ABBREVIATION);
  int code = full ? read_text(full->value, full->length, arena, scratch, &self->journal) : SHEAF_OK;
  if (!code && brief) return read_text(brief->value, brief->length, arena, scratch, &self->short_journal);
  if (code || !full) return code;
  const size_t end = bare_length(full->value, full->length);
  if (end + 4 < full->length && (full->value[end] == '=' || full->value[end] == '/'))
    code = read_text(full->value + end + 1, full->length - end - 1, arena, scratch, &self->short_journal);
  return code;
}

static void read_issns(sheaf_profile *self, const sheaf_record *record) {
  for (const sheaf_entry *e = first(record, SHEAF_FIELD_ISSN); e; e = sheaf_record_next(record, e))
    if (self->issn_count < SHEAF_PROFILE_ISSNS)
      self->issns[self->issn_count++] = sheaf_wording_hash(e->value, e->length);
}

/* A preprint server is often given as the publisher. */
static int read_server(sheaf_profile *self, const sheaf_record *record, sheaf_arena *arena, sheaf_buf *scratch) {
  const sheaf_entry *publisher = first(record, SHEAF_FIELD_PUBLISHER);
  sheaf_wording words = {0};
  const int code = publisher ? read_text(publisher->value, publisher->length, arena, scratch, &words) : SHEAF_OK;
  if (!code && says_preprint(&words)) self->marks |= SHEAF_MARK_PREPRINT;
  return code;
}

int sheaf_venue_read(sheaf_profile *self, const sheaf_record *record, sheaf_arena *arena, sheaf_buf *scratch) {
  int code = read_names(self, record, arena, scratch);
  if (code) return code;
  read_issns(self, record);
  if (says_preprint(&self->journal) || says_preprint(&self->short_journal)) self->marks |= SHEAF_MARK_PREPRINT;
  if (!self->journal.count && code == 0) code = read_server(self, record, arena, scratch);
  if (says_meeting(&self->journal) && self->form <= SHEAF_FORM_ARTICLE) self->form = SHEAF_FORM_MEETING;
  self->meeting = self->form == SHEAF_FORM_MEETING || says_meeting(&self->journal) || says_proceedings(&self->journal);
  return SHEAF_OK;
}

/* 1 where a shortens b: "natl" of "national", "psychol" of "psychology". */
static int shortens(const sheaf_word *a, const sheaf_word *b) {
  if (a->hash == b->hash) return 1;
  if (a->length > b->length || a->text[0] != b->text[0]) return 0;
  if (!memcmp(a->text, b->text, a->length)) return 1;
  if (a->length < 3) return 0;
  size_t at = 0; /* a contraction: its letters in order, the last one being the last */
  for (size_t j = 0; j < b->length && at < a->length; j++) at += a->text[at] == b->text[j];
  return at == a->length && a->text[a->length - 1] == b->text[b->length - 1];
}

static int words_match(const sheaf_word *a, const sheaf_word *b, int *shortened) {
  if (sheaf_wording_near(a, b)) return 1;
  if (!shortens(a, b) && !shortens(b, a)) return 0;
  ++*shortened;
  return 1;
}

/* 1 where the names are one, word by word: same number of words, or all the words of an abbreviation in order. */
static int same_names(const sheaf_wording *a, const sheaf_wording *b) {
  if (a->count != b->count || !a->count) return 0;
  int shortened = 0;
  for (size_t i = 0; i < a->count; i++)
    if (!words_match(&a->list[i], &b->list[i], &shortened)) return 0;
  return shortened == 0 || a->count > 1 || a->list[0].length > 3;
}

/* 1 where `name` (one word) is made of the first letters of the words: "bmj", "amcis" (AMericas Conference on
 * Information Systems). */
static int is_acronym(const sheaf_word *name, const sheaf_wording *words) {
  if (name->length < 3 || name->length > 10 || words->count < 2) return 0;
  size_t at = 0;
  for (size_t i = 0; i < words->count && at < name->length; i++) {
    const sheaf_word *word = &words->list[i];
    for (size_t k = 0; k < word->length && k < 3 && at < name->length && word->text[k] == name->text[at]; k++) at++;
  }
  return at == name->length;
}

static int has_acronym(const sheaf_wording *a, const sheaf_wording *b) {
  for (size_t i = 0; i < a->count; i++)
    if (is_acronym(&a->list[i], b)) return 1;
  return 0;
}

/* Telling words in common, as a share of the shorter name. */
static double shared(const sheaf_wording *a, const sheaf_wording *b) {
  const sheaf_wording *shorter = a->count <= b->count ? a : b, *longer = shorter == a ? b : a;
  size_t found = 0, counted = 0;
  static const char *const empty[] = {
      "journal", "proceedings", "international", "annual",       "conference", "j",  "proc", "int", "conf",
      "th",      "acm",         "ieee",          "transactions", "vol",        "st", "nd",   "rd",  NULL};
  for (size_t i = 0; i < shorter->count; i++) {
    if (sheaf_wording_listed(shorter->list[i].text, empty)) continue;
    counted++;
    for (size_t j = 0; j < longer->count; j++) {
      int shortened = 0;
      if (!words_match(&shorter->list[i], &longer->list[j], &shortened)) continue;
      found++;
      break;
    }
  }
  return counted ? (double)found / (double)counted : 0;
}

static int begins(const sheaf_wording *shorter, const sheaf_wording *longer) {
  int shortened = 0;
  if (shorter->count >= longer->count || !shorter->count) return 0;
  for (size_t i = 0; i < shorter->count; i++)
    if (!words_match(&shorter->list[i], &longer->list[i], &shortened)) return 0;
  return 1;
}

static sheaf_venue_relation compare_names(const sheaf_wording *a, const sheaf_wording *b) {
  if (!a->count || !b->count) return SHEAF_VENUE_UNKNOWN;
  if (same_names(a, b)) return SHEAF_VENUE_SAME;
  if ((a->count == 1 && is_acronym(&a->list[0], b)) || (b->count == 1 && is_acronym(&b->list[0], a)))
    return SHEAF_VENUE_SAME;
  if (begins(a, b) || begins(b, a)) return SHEAF_VENUE_LIKE;
  const double share = shared(a, b);
  if (share > 0.8 && a->count > 1 && b->count > 1) return SHEAF_VENUE_LIKE;
  return SHEAF_VENUE_OTHER;
}

sheaf_venue_relation sheaf_venue_compare(const sheaf_profile *a, const sheaf_profile *b) {
  for (size_t i = 0; i < a->issn_count; i++)
    for (size_t j = 0; j < b->issn_count; j++)
      if (a->issns[i] == b->issns[j]) return SHEAF_VENUE_SAME;
  const sheaf_wording *const names_a[] = {&a->journal, &a->short_journal}, *const names_b[] = {&b->journal,
                                                                                               &b->short_journal};
  sheaf_venue_relation best = SHEAF_VENUE_UNKNOWN;
  for (size_t i = 0; i < 2; i++)
    for (size_t j = 0; j < 2; j++) {
      const sheaf_venue_relation got = compare_names(names_a[i], names_b[j]);
      if (got && (!best || got < best)) best = got;
    }
  if (best != SHEAF_VENUE_OTHER) return best;
  if (a->meeting && b->meeting) {
    if (has_acronym(&a->journal, &b->journal) || has_acronym(&b->journal, &a->journal)) return SHEAF_VENUE_LIKE;
    return shared(&a->journal, &b->journal) >= 0.5 ? SHEAF_VENUE_LIKE : SHEAF_VENUE_MEETINGS;
  }
  return SHEAF_VENUE_OTHER;
}
