/* delimited.h - CSV and TSV cut into rows (RFC 4180, leniently).
 *
 * Separator: comma, semicolon, tab or bar. A quoted cell may hold separators, line breaks and doubled quotes. A quote
 * that is never closed is taken for a letter, so that a stray one costs its own row and not the rest of the file. An
 * apostrophe that guards a formula ("'=1+1") is taken off, as spreadsheets do. */
#ifndef SHEAF_READ_DELIMITED_H
#define SHEAF_READ_DELIMITED_H

#include "columns.h"

typedef struct sheaf_delimited sheaf_delimited;

/* quotes 0: a quotation mark is a letter. NULL on out of memory. The source is borrowed until close. */
sheaf_delimited *sheaf_delimited_open(sheaf_source *source, char separator, int quotes);
void sheaf_delimited_close(sheaf_delimited *self);
/* 1 and the row, 0 at the end, or negative. Blank lines are rows without cells. */
int sheaf_delimited_next(sheaf_delimited *self, sheaf_row *row, sheaf_error *err);

/* The separator and the row (0-based) with the header in the first bytes of a table; its score, 0 where none is found.
 */
int sheaf_delimited_detect(const char *head, size_t length, char *separator, size_t *row, const char **dialect);

#endif
