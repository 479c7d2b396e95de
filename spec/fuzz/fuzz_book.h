/* fuzz_book.h - a workbook around any bytes, so that they reach the parsers of its parts. */
#ifndef SHEAF_SPEC_FUZZ_BOOK_H
#define SHEAF_SPEC_FUZZ_BOOK_H

#include <stdint.h>

#include "base/buf.h"

/* Appends an XLSX file of one sheet. Up to the first NUL the bytes are the sheet, then its shared strings, behind a
 * second NUL its styles; a part that is not there is left out. */
void fuzz_book_make(const uint8_t *bytes, size_t length, sheaf_buf *out);

#endif
