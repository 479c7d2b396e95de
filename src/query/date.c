/* date.c - see date.h. */
#include "date.h"

#include <stdio.h>
#include <string.h>

static int month_days(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

static void write_date(char out[SHEAF_DATE_BYTES], int year, int month, int day) {
  if (!out) return;
  char text[40];
  snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
  memcpy(out, text, SHEAF_DATE_BYTES - 1);
  out[SHEAF_DATE_BYTES - 1] = 0;
}

/* A number of at most `most` digits; moves *at behind it; -1 where there is none. */
static int number(const char **at, const char *end, int most) {
  int value = 0, digits = 0;
  for (; *at < end && **at >= '0' && **at <= '9'; ++*at) {
    if (++digits > most) return -1;
    value = value * 10 + (**at - '0');
  }
  return digits ? value : -1;
}

static void trim(const char **text, const char **end) {
  while (*text < *end && **text == ' ') ++*text;
  while (*end > *text && (*end)[-1] == ' ') --*end;
}

int sheaf_date_read(const char *text, size_t length, char low[SHEAF_DATE_BYTES], char high[SHEAF_DATE_BYTES]) {
  const char *at = text, *end = text + length;
  trim(&at, &end);
  int part[3] = {0, 0, 0}, parts = 0;
  const char *start = at;
  for (; parts < 3; parts++) {
    part[parts] = number(&at, end, parts ? 2 : 4);
    if (part[parts] < 0 || (parts == 0 && at - start != 4)) return 0;
    if (at == end) break;
    if (*at != '/' && *at != '-') return 0;
    if (++at == end) break; /* "2019/" */
  }
  if (parts == 3) return 0;
  const int year = part[0], month = part[1], day = part[2];
  if (parts >= 1 && (month < 1 || month > 12)) return 0;
  if (parts == 2 && (day < 1 || day > month_days(year, month))) return 0;
  write_date(low, year, parts >= 1 ? month : 1, parts == 2 ? day : 1);
  write_date(high, year, parts >= 1 ? month : 12, parts == 2 ? day : month_days(year, parts >= 1 ? month : 12));
  return 1;
}

/* 1 and *at behind the word where it stands there, in any letter case, with white space after it skipped. */
static int word(const char **at, const char *end, const char *wanted) {
  const char *here = *at;
  for (; *wanted; wanted++, here++)
    if (here >= end || (*here | 32) != *wanted) return 0;
  while (here < end && *here == ' ') here++;
  *at = here;
  return 1;
}

static void back(int *year, int *month, int *day, int count, char unit) {
  if (unit == 'd') {
    for (; count > 0; count--) {
      if (--*day > 0) continue;
      if (--*month < 1) *month = 12, --*year;
      *day = month_days(*year, *month);
    }
    return;
  }
  const int months = *year * 12 + *month - 1 - (unit == 'y' ? count * 12 : count);
  *year = months / 12;
  *month = months % 12 + 1;
  if (*day > month_days(*year, *month)) *day = month_days(*year, *month);
}

int sheaf_date_last(const char *text, size_t length, const char *today, char low[SHEAF_DATE_BYTES]) {
  const char *at = text, *end = text + length;
  trim(&at, &end);
  if (!word(&at, end, "last") && !word(&at, end, "past")) return 0;
  int count = 1;
  if (at < end && *at >= '0' && *at <= '9') count = number(&at, end, 4);
  while (at < end && *at == ' ') at++;
  char unit = 0;
  if (word(&at, end, "year"))
    unit = 'y';
  else if (word(&at, end, "month"))
    unit = 'm';
  else if (word(&at, end, "day"))
    unit = 'd';
  if (!unit || count < 0) return 0;
  word(&at, end, "s");
  if (at != end) return 0;
  char day_low[SHEAF_DATE_BYTES];
  int year, month, day;
  if (!today || !sheaf_date_read(today, strlen(today), day_low, NULL) ||
      sscanf(day_low, "%d-%d-%d", &year, &month, &day) != 3)
    return -1;
  if (unit == 'y' ? count >= year : unit == 'm' ? count / 12 >= year : count / 366 >= year) return 0;
  back(&year, &month, &day, count, unit);
  write_date(low, year, month, day);
  return 1;
}
