/* place.c - see place.h. */
#include "place.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "record/normal.h"

static int is_digit(char c) { return c >= '0' && c <= '9'; }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static int is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

/* The number at *at, moving *at past its digits; 0 where it has more than nine. */
static uint32_t number_at(const char *text, size_t length, size_t *at) {
  uint64_t value = 0;
  size_t digits = 0;
  for (; *at < length && is_digit(text[*at]); ++*at)
    if (digits++ < 9) value = value * 10 + (uint64_t)(text[*at] - '0');
  return digits > 9 ? 0 : (uint32_t)value;
}

/* "XIV" alone -> 14; 0 where it is no Roman number. */
static uint32_t roman(const char *text, size_t length) {
  static const char letters[] = "ivxlcdm";
  static const uint32_t values[] = {1, 5, 10, 50, 100, 500, 1000};
  uint32_t sum = 0, last = 0;
  for (size_t i = length; i; i--) {
    const char *found = text[i - 1] ? strchr(letters, lower(text[i - 1])) : NULL;
    if (!found) return 0;
    const uint32_t value = values[found - letters];
    sum = value < last ? sum - value : sum + value;
    if (value > last) last = value;
  }
  return sum < 4000 ? sum : 0;
}

/* The first number of "24 Suppl 3", "Vol. 12(3)", "1)", "XIV". */
static uint32_t first_number(const char *text, size_t length) {
  for (size_t at = 0; at < length; at++)
    if (is_digit(text[at])) return number_at(text, length, &at);
  return length && length < 9 ? roman(text, length) : 0;
}

static int says_supplement(const char *text, size_t length) {
  for (size_t i = 0; i + 5 <= length; i++)
    if (strncasecmp(text + i, "suppl", 5) == 0) return 1;
  return 0;
}

/* "e1234", "CD002273", "a1754", "ARTN 33", "102345": letters that are no section of a journal, or a number too large
 * for a page that stands alone. */
static int is_article_number(const char *letters, size_t letter_count, uint32_t first, int alone) {
  if (letter_count >= 2) return alone;
  if (letter_count == 1 && alone && (*letters == 'e' || first >= 1000)) return 1;
  return alone && first >= 10000;
}

/* The number at *at, or behind a letter there: "2S5" is page S5 of the second supplement. *letter is that letter. */
static uint32_t page_at(const char *text, size_t length, size_t *at, char *letter) {
  const uint32_t number = number_at(text, length, at);
  if (*at + 1 >= length || !is_letter(text[*at]) || !is_digit(text[*at + 1])) return number;
  *letter = lower(text[(*at)++]);
  return number_at(text, length, at);
}

/* "215 p": how many pages there are. */
static int counts_pages(const char *text, size_t length, size_t behind) {
  return behind < length && strchr(" pP", text[behind]) && memchr(text + behind, 'p', length - behind);
}

static void read_range(sheaf_place *self, const char *pages, size_t length) {
  size_t at = 0, letter_count = 0;
  char letters[8] = {0}, last_letter;
  for (; at < length && !is_digit(pages[at]); at++)
    if (is_letter(pages[at]) && letter_count < sizeof letters) letters[letter_count++] = lower(pages[at]);
  if (at == length) return;
  if (at > 1 && pages[at - 1] == '-' && is_letter(pages[at - 2])) { /* "t-51", "Suppl-25": the first page is lost */
    self->last = number_at(pages, length, &at);
    return;
  }
  self->first = page_at(pages, length, &at, letters);
  const size_t behind = at;
  while (at < length && !is_digit(pages[at])) at++;
  if (at < length) self->last = page_at(pages, length, &at, &last_letter);
  if (!self->last && !letters[0] && counts_pages(pages, length, behind)) self->first = 0;
  self->prefix = letters[0];
  self->article = (uint8_t)is_article_number(letters, letters[1] ? 2 : letters[0] != 0, self->first, !self->last);
}

static void read_pages(sheaf_place *self, const char *pages, size_t length) {
  sheaf_buf text = {0};
  if (sheaf_normal_pages_expand(pages, length, &text))
    read_range(self, text.data, text.length);
  else
    read_range(self, pages, length);
  sheaf_buf_clear(&text);
}

void sheaf_place_read(sheaf_place *self, int year, const char *volume, size_t volume_length, const char *issue,
                      size_t issue_length, const char *pages, size_t pages_length) {
  *self = (sheaf_place){0};
  if (volume) self->volume = first_number(volume, volume_length);
  if (issue) self->issue = first_number(issue, issue_length);
  if (pages) read_pages(self, pages, pages_length);
  self->supplement = (uint8_t)((self->prefix && self->prefix != 'e' && !self->article) ||
                               says_supplement(volume, volume_length) || says_supplement(issue, issue_length));
  if (self->volume == (uint32_t)year || self->volume > 100000) self->volume = 0;
  if (self->issue == (uint32_t)year) self->issue = 0;
}

static sheaf_agreement numbers(uint32_t a, uint32_t b) {
  if (!a || !b) return SHEAF_AGREE_UNKNOWN;
  return a == b ? SHEAF_AGREE_SAME : SHEAF_AGREE_CONFLICT;
}

sheaf_agreement sheaf_place_volumes(const sheaf_place *a, const sheaf_place *b) {
  const sheaf_agreement got = numbers(a->volume, b->volume);
  /* Databases put the issue into the volume of journals that count one of the two only. */
  if (got == SHEAF_AGREE_UNKNOWN && ((a->volume && a->volume == b->issue) || (b->volume && b->volume == a->issue)))
    return SHEAF_AGREE_PARTLY;
  return got;
}

sheaf_agreement sheaf_place_issues(const sheaf_place *a, const sheaf_place *b) { return numbers(a->issue, b->issue); }

static int between(uint32_t page, const sheaf_place *range) {
  return range->last >= range->first && page >= range->first && page <= range->last;
}

sheaf_agreement sheaf_place_pages(const sheaf_place *a, const sheaf_place *b) {
  if (!a->first || !b->first) return SHEAF_AGREE_UNKNOWN;
  const int prefixes = a->prefix == b->prefix || !a->prefix || !b->prefix;
  if (a->first == b->first && prefixes)
    return a->first > 1 && a->last == b->last && a->last > a->first + 1 ? SHEAF_AGREE_RANGE : SHEAF_AGREE_SAME;
  if (a->article != b->article) return SHEAF_AGREE_UNKNOWN;
  if (a->article) return SHEAF_AGREE_CONFLICT;
  if (a->prefix && b->prefix && a->prefix != b->prefix) return SHEAF_AGREE_CONFLICT;
  const uint32_t a_last = a->last ? a->last : a->first, b_last = b->last ? b->last : b->first;
  if (a_last == b_last && a->prefix) return SHEAF_AGREE_SAME; /* "Suppl-25" and "S15-S25" */
  if (!a->last && between(a->first, b)) return SHEAF_AGREE_PARTLY;
  if (!b->last && between(b->first, a)) return SHEAF_AGREE_PARTLY;
  if (a->last && b->last && a->first <= b->last && b->first <= a->last) return SHEAF_AGREE_PARTLY;
  /* Pages that begin with 1 are often counted within the paper. */
  if ((a->first == 1) != (b->first == 1) && a->last && b->last) return SHEAF_AGREE_UNKNOWN;
  return SHEAF_AGREE_CONFLICT;
}
