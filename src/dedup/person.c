/* person.c - see person.h. Databases cut, swap and join the parts of names, so a person is a bag of names: two are one
 * person when the longest family name of one is among the names of the other, and initials do not contradict. */
#include "person.h"

#include <string.h>

static int is_particle(const char *text) {
  static const char *const list[] = {"de",  "da",  "do", "dos", "das", "di",  "del", "della", "der", "den",    "van",
                                     "von", "vom", "zu", "zum", "zur", "ter", "ten", "te",    "la",  "le",     "les",
                                     "du",  "des", "el", "al",  "bin", "ibn", "af",  "av",    "and", "et",     "the",
                                     "jr",  "sr",  "ii", "iii", "phd", "md",  "dr",  "prof",  "md",  "junior", NULL};
  return sheaf_wording_listed(text, list);
}

static int is_nobody(const sheaf_wording *names) {
  static const char *const list[] = {"anonymous", "anon", "authors", "unknown", "none", "nan", "na", "author", NULL};
  if (names->count == 0 || names->count > 3) return 0;
  for (size_t i = 0; i < names->count; i++)
    if (sheaf_wording_listed(names->list[i].text, list)) return 1;
  return 0;
}

/* Keeps names of two letters or more that are no particles; all are kept where that leaves none. */
static void keep_names(sheaf_wording *names) {
  size_t kept = 0;
  for (size_t i = 0; i < names->count; i++)
    if (names->list[i].length > 1 && !is_particle(names->list[i].text)) kept++;
  if (!kept) return;
  kept = 0;
  for (size_t i = 0; i < names->count; i++)
    if (names->list[i].length > 1 && !is_particle(names->list[i].text)) names->list[kept++] = names->list[i];
  names->count = (uint16_t)kept;
}

/* "RE", "JPT": initials that were written without stops. */
static int is_initials(const char *text, size_t length) {
  if (length > 3) return 0;
  for (size_t i = 0; i < length; i++)
    if (text[i] < 'A' || text[i] > 'Z') return 0;
  return 1;
}

static void set_initial(sheaf_person *self, const char *given, size_t length) {
  if (!length) return;
  const char c = given[0] >= 'A' && given[0] <= 'Z' ? (char)(given[0] + 32) : given[0];
  if (c >= 'a' && c <= 'z') self->initial = c;
}

static int join(sheaf_wording *names, const sheaf_wording *more, sheaf_arena *arena) {
  const size_t count = (size_t)names->count + more->count;
  sheaf_word *list = sheaf_arena_alloc(arena, count * sizeof *list);
  if (!list) return SHEAF_ENOMEM;
  if (names->count) memcpy(list, names->list, names->count * sizeof *list);
  if (more->count) memcpy(list + names->count, more->list, more->count * sizeof *list);
  *names = (sheaf_wording){list, (uint16_t)count, 0};
  return SHEAF_OK;
}

static int read_person(sheaf_person *self, const sheaf_entry *entry, sheaf_arena *arena, sheaf_buf *scratch) {
  const char *family, *given, *initials;
  const size_t family_length = sheaf_record_part(entry->value, entry->length, 0, &family);
  const size_t given_length = sheaf_record_part(entry->value, entry->length, 1, &given);
  const size_t initials_length = sheaf_record_part(entry->value, entry->length, 2, &initials);
  *self = (sheaf_person){0};
  int code = sheaf_wording_split(family, family_length, SHEAF_WORDING_NAME, arena, scratch, &self->names);
  if (code) return code;
  keep_names(&self->names);
  int weak = 1; /* the family name is a particle or a letter: it stands behind the comma by mistake */
  for (size_t i = 0; i < self->names.count; i++)
    if (self->names.list[i].length > 1 && !is_particle(self->names.list[i].text)) weak = 0;
  if (weak) self->names.count = 0;
  self->families = (uint8_t)(self->names.count < 200 ? self->names.count : 200);
  set_initial(self, given_length ? given : initials, given_length ? given_length : initials_length);
  if (given_length && !is_initials(given, given_length)) {
    sheaf_wording more;
    code = sheaf_wording_split(given, given_length, SHEAF_WORDING_NAME, arena, scratch, &more);
    if (code) return code;
    size_t kept = 0;
    for (size_t i = 0; i < more.count; i++)
      if (more.list[i].length > 1 && !is_particle(more.list[i].text)) more.list[kept++] = more.list[i];
    more.count = (uint16_t)kept;
    if (kept) code = join(&self->names, &more, arena);
  }
  if (!self->families) self->families = (uint8_t)(self->names.count < 200 ? self->names.count : 200);
  return code;
}

static int is_group(const sheaf_wording *names) {
  static const char *const list[] = {
      "group",   "consortium",  "collaboration", "collaborators", "committee", "investigators", "network", "trialists",
      "society", "association", "organization",  "institute",     "council",   "foundation",    "team",    NULL};
  for (size_t i = 0; i < names->count; i++)
    if (sheaf_wording_listed(names->list[i].text, list)) return 1;
  return 0;
}

int sheaf_person_read(sheaf_profile *self, const sheaf_record *record, sheaf_arena *arena, sheaf_buf *scratch) {
  sheaf_person kept[SHEAF_PROFILE_PERSONS];
  size_t count = 0;
  for (const sheaf_entry *e = sheaf_record_first(record, SHEAF_FIELD_AUTHOR); e; e = sheaf_record_next(record, e)) {
    if (count < SHEAF_PROFILE_PERSONS) {
      const int code = read_person(&kept[count], e, arena, scratch);
      if (code) return code;
      if (!kept[count].names.count || is_nobody(&kept[count].names)) continue;
      self->group_author |= (uint8_t)is_group(&kept[count].names);
      count++;
    }
    self->person_total++;
  }
  self->persons_cut = sheaf_record_first(record, SHEAF_FIELD_AUTHORS_CUT) != NULL;
  self->person_count = (uint16_t)count;
  if (!count) return SHEAF_OK;
  self->persons = sheaf_arena_alloc(arena, count * sizeof *kept);
  if (!self->persons) return SHEAF_ENOMEM;
  memcpy(self->persons, kept, count * sizeof *kept);
  return SHEAF_OK;
}

static const sheaf_word *longest_family(const sheaf_person *person) {
  const sheaf_word *best = &person->names.list[0];
  for (size_t i = 1; i < person->families; i++)
    if (person->names.list[i].length > best->length) best = &person->names.list[i];
  return best;
}

static int has_family(const sheaf_word *family, const sheaf_person *person, int *as_family) {
  for (size_t i = 0; i < person->names.count; i++) {
    if (!sheaf_wording_near(family, &person->names.list[i])) continue;
    *as_family = i < person->families;
    return 1;
  }
  return 0;
}

/* 1 where the two are one person. */
static int is_same(const sheaf_person *a, const sheaf_person *b) {
  int as_family = 0;
  if (!has_family(longest_family(a), b, &as_family) && !has_family(longest_family(b), a, &as_family)) return 0;
  return !as_family || !a->initial || !b->initial || a->initial == b->initial;
}

/* 1 where the two have a family name in common, whatever the initials: first names and initials get swapped. */
static int is_like(const sheaf_person *a, const sheaf_person *b) {
  int as_family;
  return has_family(longest_family(a), b, &as_family) || has_family(longest_family(b), a, &as_family);
}

void sheaf_person_compare(const sheaf_profile *a, const sheaf_profile *b, sheaf_person_match *out) {
  *out = (sheaf_person_match){SHEAF_PERSON_UNKNOWN, 0, 0, 0};
  if (!a->person_count || !b->person_count) return;
  const sheaf_profile *shorter = a->person_count <= b->person_count ? a : b, *longer = shorter == a ? b : a;
  char taken[SHEAF_PROFILE_PERSONS] = {0};
  double sum = 0;
  for (size_t i = 0; i < shorter->person_count; i++) {
    int found = 0;
    for (size_t step = 0; step < longer->person_count && !found; step++) {
      const size_t j = (i + step) % longer->person_count;
      if (taken[j] || !is_same(&shorter->persons[i], &longer->persons[j])) continue;
      taken[j] = 1;
      found = 1;
    }
    out->matched += found;
    sum += found;
    if (!found && i < longer->person_count && !taken[i] && is_like(&shorter->persons[i], &longer->persons[i]))
      sum += 0.5;
  }
  out->first = is_like(&a->persons[0], &b->persons[0]);
  out->similarity = sum / shorter->person_count;
  if (out->similarity > 0.85)
    out->relation = SHEAF_PERSON_SAME;
  else if (out->similarity >= 0.5 && out->matched)
    out->relation = SHEAF_PERSON_MOST;
  else if (out->similarity >= 0.25 || (out->first && out->matched))
    out->relation = SHEAF_PERSON_SOME;
  else
    out->relation = SHEAF_PERSON_OTHER;
}
