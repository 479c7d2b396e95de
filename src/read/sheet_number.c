/* sheet_number.c - see sheet_number.h. */
#include "sheet_number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Source: ECMA-376 part 1, 18.8.30: 14-17 and 22 are dates, 27-36 and 50-58 those of East Asian languages. */
int sheaf_sheet_is_date_number(int format) {
  return (format >= 14 && format <= 17) || format == 22 || (format >= 27 && format <= 31) || format == 36 ||
         (format >= 50 && format <= 58);
}

/* A day or a year outside quotes, brackets and escapes. */
int sheaf_sheet_is_date_format(const char *code) {
  for (const char *at = code; *at; at++) {
    if (*at == '\\' && at[1])
      at++;
    else if (*at == '"' || *at == '[') {
      const char *end = strchr(at + 1, *at == '"' ? '"' : ']');
      if (!end) return 0;
      at = end;
    } else if (strchr("dDyY", *at))
      return 1;
  }
  return 0;
}

/* Days since 1970-01-01 as a date of the Gregorian calendar, by eras of 400 years from March 1. */
static void add_day(long days, sheaf_buf *out) {
  days += 719468;
  const long era = days / 146097, of_era = days % 146097;
  const long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const long of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
  const long day = of_year - (153 * month + 2) / 5 + 1, civil = month < 10 ? month + 3 : month - 9;
  sheaf_buf_add_format(out, "%04ld-%02ld-%02ld", year + era * 400 + (civil <= 2), civil, day);
}

void sheaf_sheet_number(const char *text, int date, int from_1904, sheaf_buf *out) {
  char *end;
  const double value = strtod(text, &end);
  if (*end || end == text || !isfinite(value)) {
    sheaf_buf_add_text(out, text);
    return;
  }
  if (date && value >= 1 && value < 2958466) { /* 9999-12-31 */
    const long serial = (long)value;
    add_day(from_1904 ? serial - 24107 : serial - 25569 + (serial < 60), out);
  } else if (value == floor(value) && fabs(value) < 1e15) {
    sheaf_buf_add_format(out, "%.0f", value);
  } else {
    sheaf_buf_add_format(out, "%.15g", value);
  }
}
