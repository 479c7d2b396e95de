/* sheet.h - XLSX (ECMA-376): the sheets of a workbook as rows of text.
 *
 * A workbook is a ZIP of XML parts: xl/workbook.xml names the sheets, xl/sharedStrings.xml holds most texts,
 * xl/styles.xml says which numbers are dates. What is read is bounded (SHEAF_ERANGE beyond): bytes of the file, bytes
 * of each unpacked part, and bytes of text kept. */
#ifndef SHEAF_READ_SHEET_H
#define SHEAF_READ_SHEET_H

#include "columns.h"

typedef struct sheaf_book sheaf_book;

/* bytes are borrowed until close. SHEAF_EFORMAT where they are no workbook. */
int sheaf_book_open(sheaf_book **out, const char *name, const char *bytes, size_t length, sheaf_error *err);
void sheaf_book_close(sheaf_book *self);

size_t sheaf_book_sheets(const sheaf_book *self);
const char *sheaf_book_sheet_name(const sheaf_book *self, size_t sheet); /* borrowed until close */

/* Reads a sheet; rows of the one before are gone. */
int sheaf_book_read(sheaf_book *self, size_t sheet, sheaf_error *err);
/* The next row of the sheet that has a cell: 1, 0 at the end, or SHEAF_ENOMEM. row->line is its number in the sheet.
 * Cells are borrowed until the next row. */
int sheaf_book_next(sheaf_book *self, sheaf_row *row);
void sheaf_book_rewind(sheaf_book *self); /* to the first row */

#endif
