/* normal_name.c - persons' names to family, given, initials, suffix. See normal.h.
 *
 * With a comma the family name is what stands before it. Without one, initials tell the order ("Richards SH", "S H
 * Richards"); where there are none the last word, with the particles before it, is the family name. */
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "field.h"
#include "normal.h"

enum { MAX_WORDS = 12 };

typedef struct name_word {
  const char *text; /* borrowed */
  size_t length;    /* bytes */
} name_word;

static int is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static int is_upper(char c) { return c >= 'A' && c <= 'Z'; }

static size_t split(const char *text, size_t length, name_word *words) {
  size_t count = 0;
  for (size_t at = 0; at < length;) {
    while (at < length && is_space(text[at])) at++;
    const size_t start = at;
    while (at < length && !is_space(text[at])) at++;
    if (at == start) break;
    if (count == MAX_WORDS) return count + 1;
    words[count++] = (name_word){text + start, at - start};
  }
  return count;
}

static int is_one_of(const name_word *word, const char *const *list) {
  size_t length = word->length;
  while (length && strchr(".,", word->text[length - 1])) length--;
  for (; length && *list; list++) {
    if ((**list ^ *word->text) & ~32) continue; /* most differ in the first letter */
    if (strlen(*list) == length && strncasecmp(*list, word->text, length) == 0) return 1;
  }
  return 0;
}

static int is_suffix(const name_word *word) {
  static const char *const list[] = {"jr", "sr", "ii", "iii", "iv", "2nd", "3rd", "4th", "junior", "senior", NULL};
  return is_one_of(word, list);
}

static int is_particle(const name_word *word) {
  static const char *const list[] = {"de",  "da",  "do",  "dos",   "das", "di",  "del", "della", "der", "den",
                                     "van", "von", "vom", "zu",    "zum", "zur", "ter", "ten",   "te",  "la",
                                     "le",  "les", "du",  "des",   "el",  "al",  "bin", "ibn",   "af",  "av",
                                     "st",  "st.", "san", "santa", "'t",  "mac", NULL};
  return is_one_of(word, list);
}

static int is_group_word(const name_word *word) {
  static const char *const list[] = {
      "group",        "consortium",  "collaboration", "collaborators", "committee",  "organization",
      "organisation", "association", "society",       "investigators", "network",    "university",
      "institute",    "department",  "ministry",      "council",       "foundation", "federation",
      "commission",   "team",        "study",         "trial",         "trialists",  "initiative",
      "programme",    "program",     "centre",        "center",        "college",    "agency",
      "board",        "office",      "union",         "academy",       "working",    "task",
      "and",          "of",          "for",           "the",           "on",         NULL};
  return is_one_of(word, list);
}

/* Letters of a word, 0 when anything but capitals, full stops, hyphens and apostrophes is in it. Non-ASCII letters
 * count as capitals when their folded form differs from nothing smaller: É is one, é is not. */
static size_t capitals(const name_word *word) {
  size_t count = 0;
  for (size_t at = 0; at < word->length;) {
    uint32_t point;
    const size_t step = sheaf_utf8_decode(word->text + at, word->length - at, &point);
    if (point < 0x80) {
      if (is_upper((char)point))
        count++;
      else if (!strchr(".-'", (int)point))
        return 0;
    } else if ((point >= 0xC0 && point <= 0xDE) || (point >= 0x100 && point < 0x180 && point % 2 == 0) ||
               (point >= 0x391 && point <= 0x3A9) || (point >= 0x410 && point <= 0x42F)) {
      count++;
    } else if (point != 0x2010 && point != 0x2019) {
      return 0;
    }
    at += step;
  }
  return count;
}

static int is_initials(const name_word *word) {
  const size_t count = capitals(word);
  return count >= 1 && count <= 4;
}

/* "Smith JR", "Ivanov IV" and "Wagaun SR" end with initials; "Smith JA Jr", "SMITH JA JR" and "Smith III" with a
 * suffix. */
static int ends_with_suffix(const name_word *words, size_t count) {
  const name_word *last = &words[count - 1];
  if (count < 2 || !is_suffix(last)) return 0;
  return capitals(last) != 2 || (count > 2 && is_initials(&words[count - 2]));
}

static void add_words(const name_word *words, size_t from, size_t to, sheaf_buf *out) {
  for (size_t i = from; i < to; i++) {
    if (i > from) sheaf_buf_add_byte(out, ' ');
    sheaf_buf_add(out, words[i].text, words[i].length);
  }
}

/* "Suzanne H." -> "SH", "Jean-Paul" -> "JP", "SH" -> "SH", "L.N." -> "LN". */
static void add_initials(const char *given, size_t length, sheaf_buf *out) {
  name_word words[MAX_WORDS];
  size_t count = split(given, length, words);
  if (count > MAX_WORDS) count = MAX_WORDS;
  for (size_t i = 0; i < count; i++) {
    const int all = is_initials(&words[i]);
    int begin = 1;
    for (size_t at = 0; at < words[i].length;) {
      uint32_t point;
      const size_t step = sheaf_utf8_decode(words[i].text + at, words[i].length - at, &point);
      const int letter = sheaf_utf8_is_word(point);
      if (letter && (begin || all)) {
        if (point >= 'a' && point <= 'z') point -= 32;
        sheaf_utf8_encode(point, out);
      }
      begin = !letter && point != '\'' && point != 0x2019;
      at += step;
    }
  }
}

static void trim(const char **text, size_t *length) {
  while (*length && (is_space(**text) || **text == ',' || **text == ';')) ++*text, --*length;
  while (*length && (is_space((*text)[*length - 1]) || strchr(",;", (*text)[*length - 1]))) --*length;
}

/* Writes the parts, leaving out empty ones at the end. */
static int finish(const char *family, size_t family_length, const char *given, size_t given_length,
                  const char *initials, size_t initials_length, const name_word *suffix, sheaf_buf *out) {
  const size_t before = out->length;
  sheaf_buf_add(out, family, family_length);
  sheaf_buf_add_byte(out, SHEAF_FIELD_PART);
  sheaf_buf_add(out, given, given_length);
  sheaf_buf_add_byte(out, SHEAF_FIELD_PART);
  if (initials_length)
    add_initials(initials, initials_length, out);
  else
    add_initials(given, given_length, out);
  if (suffix) {
    sheaf_buf_add_byte(out, SHEAF_FIELD_PART);
    sheaf_buf_add(out, suffix->text, suffix->length);
    while (out->length && strchr(".,", out->data[out->length - 1])) out->length--;
  }
  /* A family name alone keeps one separator, which tells it from a literal name. */
  while (out->length > before + 1 && out->data[out->length - 1] == SHEAF_FIELD_PART &&
         out->data[out->length - 2] == SHEAF_FIELD_PART)
    out->length--;
  return !out->failed;
}

static int with_comma(const char *text, size_t length, const char *comma, sheaf_buf *out) {
  const char *family = text, *given = comma + 1;
  size_t family_length = (size_t)(comma - text), given_length = length - family_length - 1;
  trim(&family, &family_length);
  trim(&given, &given_length);
  if (!family_length) return 0;
  name_word suffix = {NULL, 0};
  const char *second = given_length ? memchr(given, ',', given_length) : NULL;
  if (second) { /* "Family, Given, Jr" or "Family, Jr., Given" */
    const char *rest = second + 1;
    size_t rest_length = given_length - (size_t)(rest - given);
    trim(&rest, &rest_length);
    name_word a = {given, (size_t)(second - given)}, b = {rest, rest_length};
    while (a.length && is_space(a.text[a.length - 1])) a.length--;
    if (is_suffix(&a)) {
      suffix = a;
      given = rest, given_length = rest_length;
    } else {
      if (is_suffix(&b))
        suffix = b;
      else if (b.length)
        return 0;
      given_length = a.length;
    }
  } else { /* "Family Jr, Given" and "Family, Given Jr" */
    name_word words[MAX_WORDS];
    const size_t count = split(given, given_length, words);
    if (count > 1 && count <= MAX_WORDS && is_suffix(&words[count - 1])) {
      suffix = words[count - 1];
      given_length = (size_t)(words[count - 2].text + words[count - 2].length - given);
    } else if (count == 1 && is_suffix(&words[0]) && capitals(&words[0]) != 2) {
      suffix = words[0];
      given_length = 0;
    }
  }
  return finish(family, family_length, given, given_length, NULL, 0, suffix.text ? &suffix : NULL, out);
}

static int without_comma(const name_word *words, size_t count, sheaf_buf *out) {
  const name_word *suffix = NULL;
  if (ends_with_suffix(words, count)) suffix = &words[--count];
  size_t after = count; /* words from here on are initials behind the family name */
  while (after > 1 && is_initials(&words[after - 1])) after--;
  size_t lead = 0; /* words before here are initials in front of it */
  while (lead + 1 < count && is_initials(&words[lead])) lead++;
  sheaf_buf family = {0}, given = {0};
  int initials_only = 0;
  if (after < count) {
    const int shouted = lead > 0 && capitals(&words[0]) == 1 && capitals(&words[count - 1]) > 1; /* "J SMITH" */
    if (shouted) {
      add_words(words, 0, lead, &given);
      add_words(words, lead, count, &family);
    } else {
      add_words(words, 0, after, &family);
      add_words(words, after, count, &given);
    }
    initials_only = 1;
  } else {
    size_t start = count - 1;
    while (start > 1 && is_particle(&words[start - 1])) start--;
    if (start == 1 && count > 1 && is_particle(&words[0]) && count == 2) start = 0;
    add_words(words, 0, start, &given);
    add_words(words, start, count, &family);
    initials_only = lead && lead == start;
  }
  int ok = !family.failed && !given.failed;
  if (ok)
    ok = initials_only ? finish(family.data, family.length, "", 0, given.data, given.length, suffix, out)
                       : finish(family.data, family.length, given.data, given.length, NULL, 0, suffix, out);
  sheaf_buf_clear(&family);
  sheaf_buf_clear(&given);
  return ok;
}

int sheaf_normal_name(const char *text, size_t length, sheaf_buf *out) {
  trim(&text, &length);
  if (!length || memchr(text, SHEAF_FIELD_PART, length)) return 0;
  const char *comma = memchr(text, ',', length);
  if (comma) return with_comma(text, length, comma, out);
  name_word words[MAX_WORDS];
  const size_t count = split(text, length, words);
  if (count == 0 || count > 7) return 0;
  for (size_t i = 0; i < count; i++) {
    if (is_group_word(&words[i])) return 0;
    for (size_t k = 0; k < words[i].length; k++)
      if (words[i].text[k] >= '0' && words[i].text[k] <= '9' && !is_suffix(&words[i])) return 0;
  }
  if (count == 1) return finish(words[0].text, words[0].length, "", 0, "", 0, NULL, out);
  return without_comma(words, count, out);
}

int sheaf_normal_name_parts(const char *family, const char *given, const char *initials, const char *suffix,
                            sheaf_buf *out) {
  size_t family_length = strlen(family), given_length = strlen(given);
  trim(&family, &family_length);
  trim(&given, &given_length);
  if (!family_length) return 0;
  const name_word word = {suffix, strlen(suffix)};
  return finish(family, family_length, given, given_length, initials, strlen(initials), word.length ? &word : NULL,
                out);
}

/* 1 where the word at text, behind apostrophes, begins with a small letter. */
static int is_small(const char *text, size_t length) {
  while (length && *text == '\'') text++, length--;
  if (length > 3 && !memcmp(text, "\xE2\x80\x99", 3)) text += 3, length -= 3;
  return length && *text >= 'a' && *text <= 'z';
}

size_t sheaf_normal_particle(const char *family, size_t length) {
  size_t at = 0, end = 0;
  while (at < length && is_small(family + at, length - at)) {
    const char *gap = memchr(family + at, ' ', length - at);
    if (!gap) return 0;
    end = (size_t)(gap - family);
    at = end + 1;
  }
  return at < length ? end : 0;
}

void sheaf_normal_add_particle(const char *particle, sheaf_buf *out) {
  const size_t size = strlen(particle);
  const char *mark = out->length ? memchr(out->data, SHEAF_FIELD_PART, out->length) : NULL;
  if (!size || !mark || sheaf_normal_particle(out->data, (size_t)(mark - out->data)) == size) return;
  size_t parts = 1;
  for (size_t i = 0; i < out->length; i++) parts += out->data[i] == SHEAF_FIELD_PART;
  for (; parts < 5; parts++) sheaf_buf_add_byte(out, SHEAF_FIELD_PART);
  sheaf_buf_add(out, particle, size);
}
