/* dialect.c - see dialect.h. */
#include "dialect.h"

#include <string.h>

#include "record/field.h"

static const sheaf_dialect *const dialects[] = {&sheaf_dialect_pubmed,   &sheaf_dialect_ovid,   &sheaf_dialect_ebsco,
                                                &sheaf_dialect_proquest, &sheaf_dialect_embase, &sheaf_dialect_cochrane,
                                                &sheaf_dialect_wos,      &sheaf_dialect_scopus};
enum { DIALECTS = sizeof dialects / sizeof *dialects, NAME_BYTES = 40 };

const sheaf_dialect *sheaf_dialect_find(const char *name) {
  for (size_t i = 0; i < DIALECTS; i++)
    if (strcmp(dialects[i]->name, name) == 0) return dialects[i];
  return NULL;
}

const sheaf_dialect *sheaf_dialect_at(size_t index) { return index < DIALECTS ? dialects[index] : NULL; }

int sheaf_dialect_unknown(const char *name, sheaf_error *err) {
  char known[200] = "";
  for (size_t i = 0; i < DIALECTS; i++) {
    if (i) strncat(known, ", ", sizeof known - strlen(known) - 1);
    strncat(known, dialects[i]->name, sizeof known - strlen(known) - 1);
  }
  return sheaf_error_set(err, SHEAF_EUNSUPPORTED, "there is no search syntax \"%.40s\"; use one of: %s", name, known);
}

/* Lower case without spaces, cut to NAME_BYTES. */
static size_t squeeze(const char *name, size_t length, char *out) {
  size_t used = 0;
  for (size_t i = 0; i < length && used < NAME_BYTES; i++) {
    const char c = name[i];
    if (c != ' ') out[used++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
  }
  return used;
}

/* The names of a tag one after the other: starts with *at = tag->names, ends with 0. */
static int next_name(const char **at, char *out, size_t *size) {
  if (!**at) return 0;
  const size_t length = strcspn(*at, "|");
  *size = squeeze(*at, length, out);
  *at += length + ((*at)[length] == '|');
  return 1;
}

const sheaf_dialect_tag *sheaf_dialect_tag_find(const sheaf_dialect *self, const char *name, size_t length) {
  char wanted[NAME_BYTES], known[NAME_BYTES];
  const size_t wanted_size = squeeze(name, length, wanted);
  for (const sheaf_dialect_tag *tag = self->tags; tag->names; tag++) {
    const char *at = tag->names;
    for (size_t size; next_name(&at, known, &size);)
      if (size == wanted_size && memcmp(known, wanted, size) == 0) return tag;
  }
  return NULL;
}

/* Levenshtein distance. */
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size) {
  size_t row[NAME_BYTES + 1];
  for (size_t j = 0; j <= b_size; j++) row[j] = j;
  for (size_t i = 1; i <= a_size; i++) {
    size_t before = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b_size; j++) {
      const size_t swap = before + (a[i - 1] != b[j - 1]);
      before = row[j];
      const size_t step = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
      row[j] = swap < step ? swap : step;
    }
  }
  return row[b_size];
}

const char *sheaf_dialect_tag_suggest(const sheaf_dialect *self, const char *name, size_t length, size_t *size) {
  char wanted[NAME_BYTES], known[NAME_BYTES];
  const size_t wanted_size = squeeze(name, length, wanted);
  const char *best = NULL;
  size_t least = wanted_size < 3 ? 2 : 3; /* further away is no suggestion */
  for (const sheaf_dialect_tag *tag = self->tags; tag->names; tag++) {
    const char *at = tag->names;
    for (size_t known_size; next_name(&at, known, &known_size);) {
      const size_t far = distance(wanted, wanted_size, known, known_size);
      if (far >= least) continue;
      least = far;
      best = tag->names;
      *size = strcspn(best, "|");
    }
  }
  return best;
}

/* ---- the tags that together search some fields ---- */

static int is_printed(const sheaf_dialect_tag *tag) {
  return tag->what == SHEAF_DIALECT_WORDS && !(tag->flags & SHEAF_DIALECT_READ_ONLY);
}

enum { TAG_WEIGHS = 4 }; /* fields that may differ for the sake of one tag less */

static int apart(sheaf_query_fields a, sheaf_query_fields b) { return __builtin_popcountll(a ^ b); }

/* What searches the subject in all its words (title, abstract, headings) has a like of its own on most platforms:
 * PubMed's [tw], Ovid's .mp. The one with the fewest differences; NULL where there is none. */
static const sheaf_dialect_tag *likest(const sheaf_dialect *self, sheaf_query_fields fields) {
  static const sheaf_query_fields subject =
      SHEAF_QUERY_FIELD(TITLE) | SHEAF_QUERY_FIELD(ABSTRACT) | SHEAF_QUERY_FIELD(HEADING);
  const sheaf_dialect_tag *best = NULL;
  int least = 64;
  for (const sheaf_dialect_tag *tag = self->tags; (fields & subject) == subject && tag->names; tag++) {
    if (!is_printed(tag) || (tag->fields & subject) != subject) continue;
    if (apart(tag->fields, fields) >= least) continue;
    least = apart(tag->fields, fields);
    best = tag;
  }
  return best;
}

static const sheaf_dialect_tag *widest_within(const sheaf_dialect *self, sheaf_query_fields fields,
                                              sheaf_query_fields missing) {
  const sheaf_dialect_tag *best = NULL;
  int most = 0;
  for (const sheaf_dialect_tag *tag = self->tags; tag->names; tag++) {
    if (!is_printed(tag) || (tag->fields & ~fields)) continue;
    const int gain = __builtin_popcountll(tag->fields & missing);
    if (gain <= most) continue;
    most = gain;
    best = tag;
  }
  return best;
}

static const sheaf_dialect_tag *narrowest_around(const sheaf_dialect *self, sheaf_query_fields fields) {
  const sheaf_dialect_tag *best = NULL;
  for (const sheaf_dialect_tag *tag = self->tags; tag->names; tag++) {
    if (!is_printed(tag) || (fields & ~tag->fields)) continue;
    if (!best || __builtin_popcountll(tag->fields) < __builtin_popcountll(best->fields)) best = tag;
  }
  return best;
}

size_t sheaf_dialect_cover(const sheaf_dialect *self, sheaf_query_fields fields, const sheaf_dialect_tag **tags,
                           sheaf_query_fields *covered) {
  size_t count = 0;
  *covered = 0;
  const sheaf_dialect_tag *tag;
  while (count < SHEAF_DIALECT_COVER && (tag = widest_within(self, fields, fields & ~*covered))) {
    tags[count++] = tag;
    *covered |= tag->fields;
  }
  if (count && *covered == fields) return count;
  tag = likest(self, fields);
  if (tag && count && apart(tag->fields, fields) > apart(*covered, fields) + TAG_WEIGHS * ((int)count - 1))
    return count;
  if (!tag && !count) tag = narrowest_around(self, fields);
  if (!tag) return count;
  tags[0] = tag;
  *covered = tag->fields;
  return 1;
}
