/* normal_date.c - dates and pages in one form. See normal.h. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "normal.h"

static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

typedef struct date_parts {
  int year;  /* 0 unknown */
  int month; /* 0 unknown */
  int day;   /* 0 unknown */
} date_parts;

enum { MAX_WORDS = 8 };

/* The pieces of a date text: numbers and words, in order. */
typedef struct date_word {
  const char *text; /* borrowed */
  size_t length;    /* bytes */
  int number;       /* its value, or -1 for a word */
  char after;       /* the byte behind it, 0 at the end */
} date_word;

static size_t split(const char *text, size_t length, date_word *words) {
  size_t count = 0, at = 0;
  while (at < length && count < MAX_WORDS) {
    const size_t start = at;
    if (is_digit(text[at])) {
      long value = 0;
      while (at < length && is_digit(text[at])) {
        if (value < 100000000) value = value * 10 + text[at] - '0';
        at++;
      }
      words[count++] = (date_word){text + start, at - start, (int)value, at < length ? text[at] : 0};
    } else if (is_letter(text[at])) {
      while (at < length && is_letter(text[at])) at++;
      const int ordinal = count && words[count - 1].number > 0 && at - start == 2 && start &&
                          is_digit(text[start - 1]) && strchr("snrt", text[start] | 32);
      if (!ordinal) words[count++] = (date_word){text + start, at - start, -1, at < length ? text[at] : 0};
    } else {
      at++;
    }
  }
  return count;
}

/* Month names of the languages that citations come in, by their first letters; the longest match wins. */
static int month_of(const date_word *word) {
  static const struct {
    const char *stem; /* lower case */
    int month;        /* 1-12 */
  } months[] = {{"jan", 1},  {"ene", 1},  {"gen", 1},  {"feb", 2},  {"fev", 2},  {"mar", 3},  {"mae", 3},
                {"apr", 4},  {"avr", 4},  {"abr", 4},  {"may", 5},  {"mai", 5},  {"mei", 5},  {"mag", 5},
                {"juin", 6}, {"jun", 6},  {"giu", 6},  {"juil", 7}, {"jul", 7},  {"lug", 7},  {"aug", 8},
                {"ago", 8},  {"aou", 8},  {"sep", 9},  {"set", 9},  {"oct", 10}, {"okt", 10}, {"ott", 10},
                {"out", 10}, {"nov", 11}, {"dec", 12}, {"dez", 12}, {"dic", 12}};
  if (word->number >= 0 || word->length < 3) return 0;
  for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
    if ((word->text[0] | 32) != months[i].stem[0] || (word->text[1] | 32) != months[i].stem[1]) continue;
    const size_t size = strlen(months[i].stem);
    if (word->length >= size && strncasecmp(word->text, months[i].stem, size) == 0) return months[i].month;
  }
  return 0;
}

static int is_year(const date_word *word) { return word->length == 4 && word->number >= 1400 && word->number < 2200; }

/* 20180619 in one piece. */
static int compact(const date_word *word, date_parts *out) {
  if (word->length != 8) return 0;
  const date_parts parts = {word->number / 10000, word->number / 100 % 100, word->number % 100};
  if (parts.year < 1400 || parts.year >= 2200 || parts.month > 12 || parts.day > 31) return 0;
  *out = parts;
  return 1;
}

/* Numbers alone: year first (2018/06/19), or year last with day and month told apart by size. */
static void numeric(const date_word *words, size_t count, size_t year_at, date_parts *out) {
  if (year_at == 0) {
    if (count > 1 && words[1].number >= 1 && words[1].number <= 12 && words[1].length <= 2) {
      out->month = words[1].number;
      if (count > 2 && words[2].number >= 1 && words[2].number <= 31 && words[2].length <= 2)
        out->day = words[2].number;
    }
    return;
  }
  if (year_at == 1 && words[0].number >= 1 && words[0].number <= 12) out->month = words[0].number;
  if (year_at != 2) return;
  const int a = words[0].number, b = words[1].number;
  if (a > 12 && a <= 31 && b >= 1 && b <= 12) {
    out->day = a;
    out->month = b;
  } else if (b > 12 && b <= 31 && a >= 1 && a <= 12) {
    out->month = a;
    out->day = b;
  } else if (a == b && a >= 1 && a <= 12) {
    out->month = out->day = a;
  }
}

/* With a month's name: the day is the first small number beside it; "2018 Mar-Apr" has none. */
static void named(const date_word *words, size_t count, size_t year_at, size_t month_at, date_parts *out) {
  out->month = month_of(&words[month_at]);
  const size_t next = month_at + 1;
  if (next < count && next != year_at && words[next].number >= 1 && words[next].number <= 31 && words[next].length <= 2)
    out->day = words[next].number;
  else if (month_at && month_at - 1 != year_at && words[month_at - 1].number >= 1 && words[month_at - 1].number <= 31 &&
           words[month_at - 1].length <= 2)
    out->day = words[month_at - 1].number;
}

static int days_in(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) ? 29 : days[month - 1];
}

static int read_date(const char *text, size_t length, date_parts *out) {
  date_word words[MAX_WORDS];
  const size_t count = split(text, length, words);
  *out = (date_parts){0};
  if (count && compact(&words[0], out)) return 1;
  size_t year_at = 0;
  while (year_at < count && !is_year(&words[year_at])) year_at++;
  if (year_at == count) return 0;
  out->year = words[year_at].number;
  size_t month_at = 0;
  while (month_at < count && !month_of(&words[month_at])) month_at++;
  if (month_at < count)
    named(words, count, year_at, month_at, out);
  else
    numeric(words, count, year_at, out);
  if (out->day > 0 && (out->month == 0 || out->day > days_in(out->year, out->month))) out->day = 0;
  return 1;
}

/* Two digits: a record has many dates, and printf is slow. */
static void add_digits(sheaf_buf *out, int number) {
  const char digits[2] = {(char)('0' + number / 10), (char)('0' + number % 10)};
  sheaf_buf_add(out, digits, sizeof digits);
}

static void add_part(sheaf_buf *out, int number) {
  sheaf_buf_add_byte(out, '-');
  add_digits(out, number);
}

int sheaf_normal_date(const char *text, size_t length, sheaf_buf *out) {
  date_parts parts;
  if (!read_date(text, length, &parts)) return 0;
  add_digits(out, parts.year / 100);
  add_digits(out, parts.year % 100);
  if (parts.month) add_part(out, parts.month);
  if (parts.month && parts.day) add_part(out, parts.day);
  return !out->failed;
}

int sheaf_normal_year(const char *text, size_t length) {
  date_parts parts;
  return read_date(text, length, &parts) ? parts.year : 0;
}

/* The bytes of a dash of any kind at text, 0 where there is none. */
static size_t dash(const char *text, size_t length) {
  if (!length) return 0;
  if (text[0] == '-') return 1;
  if (length >= 3 && (unsigned char)text[0] == 0xE2) {
    const unsigned char b = (unsigned char)text[1], c = (unsigned char)text[2];
    if (b == 0x80 && c >= 0x90 && c <= 0x95) return 3; /* U+2010 to U+2015 */
    if (b == 0x88 && c == 0x92) return 3;              /* U+2212, minus */
  }
  return 0;
}

int sheaf_normal_pages(const char *text, size_t length, sheaf_buf *out) {
  while (length && text[0] == ' ') text++, length--;
  if (length > 1 && (text[0] | 32) == 'p') {
    size_t skip = 1;
    if ((text[skip] | 32) == 'p') skip++;
    if (length > 5 && strncasecmp(text, "pages", 5) == 0)
      skip = 5;
    else if (length > 4 && strncasecmp(text, "page", 4) == 0)
      skip = 4;
    const size_t word = skip;
    while (skip < length && (text[skip] == '.' || text[skip] == ' ' || text[skip] == ':')) skip++;
    if (skip > word && skip < length) text += skip, length -= skip;
  }
  const size_t before = out->length;
  for (size_t at = 0; at < length;) {
    size_t size = dash(text + at, length - at);
    if (!size) {
      sheaf_buf_add_byte(out, (unsigned char)text[at++]);
      continue;
    }
    while (out->length > before && out->data[out->length - 1] == ' ') out->length--;
    if (out->length > before && out->data[out->length - 1] != '-') sheaf_buf_add_byte(out, '-');
    at += size;
    while (at < length && text[at] == ' ') at++;
  }
  while (out->length > before && strchr(" -.", out->data[out->length - 1])) out->length--;
  return !out->failed && out->length > before;
}

int sheaf_normal_pages_expand(const char *text, size_t length, sheaf_buf *out) {
  const size_t before = out->length;
  if (!sheaf_normal_pages(text, length, out)) return 0;
  const size_t size = out->length - before;
  const char *pages = out->data + before, *mark = memchr(pages, '-', size);
  if (!mark) return 1;
  const size_t first = (size_t)(mark - pages), last = size - first - 1;
  if (last == 0 || last >= first || memchr(mark + 1, '-', last)) return 1;
  for (size_t i = 0; i < last; i++)
    if (!is_digit(mark[1 + i]) || !is_digit(pages[first - last + i])) return 1;
  char head[64];
  const size_t missing = first - last;
  if (memcmp(mark + 1, pages + missing, last) < 0) return 1; /* it would be before the first */
  if (missing > sizeof head) return 1;
  memcpy(head, pages, missing);
  char tail[256];
  if (last > sizeof tail) return 1;
  memcpy(tail, mark + 1, last);
  out->length = before + first + 1;
  sheaf_buf_add(out, head, missing);
  sheaf_buf_add(out, tail, last);
  return !out->failed;
}
