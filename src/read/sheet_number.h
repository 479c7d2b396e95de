/* sheet_number.h - numbers of a spreadsheet as text: serial dates, and digits without what floating point adds. */
#ifndef SHEAF_READ_SHEET_NUMBER_H
#define SHEAF_READ_SHEET_NUMBER_H

#include "base/buf.h"

int sheaf_sheet_is_date_number(int format);       /* a built-in number format that shows a date */
int sheaf_sheet_is_date_format(const char *code); /* "yyyy\-mm\-dd" and the like */

/* Appends a number: "2024", "0.5", or the day that a serial date is, "2024-03-04". Counts of days begin at the end of
 * 1899, with a 29 February 1900 that never was, or at 1 January 1904. Source: ECMA-376 part 1, 18.17.4.1. */
void sheaf_sheet_number(const char *text, int date, int from_1904, sheaf_buf *out);

#endif
