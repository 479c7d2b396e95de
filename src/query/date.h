/* date.h - dates of queries: as precise as they are typed, to the first and the last day that they mean. */
#ifndef SHEAF_QUERY_DATE_H
#define SHEAF_QUERY_DATE_H

#include <stddef.h>

enum { SHEAF_DATE_BYTES = 11 }; /* "2019-05-31" and its NUL */

/* Reads yyyy, yyyy/mm or yyyy/mm/dd (also with - between, and one-digit months and days); white space around is
 * allowed. Fills low ("2019-05-01") and high ("2019-05-31"), either may be NULL. 1, or 0 where it is not a date. */
int sheaf_date_read(const char *text, size_t length, char low[SHEAF_DATE_BYTES], char high[SHEAF_DATE_BYTES]);

/* Reads "last 5 years", "last 18 months", "last 30 days" (case does not matter): 1 and the day that many before today
 * (an ISO date) in low; 0 where the text is nothing of the kind; -1 where it is but today is NULL or not a date. */
int sheaf_date_last(const char *text, size_t length, const char *today, char low[SHEAF_DATE_BYTES]);

#endif
