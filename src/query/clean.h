/* clean.h - query text as it was pasted, to text that a parser reads: typographic quotes and dashes, full-width forms
 * and odd spaces become plain ones, invisible characters go; and each byte's place in the original is kept. */
#ifndef SHEAF_QUERY_CLEAN_H
#define SHEAF_QUERY_CLEAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

typedef struct sheaf_clean {
  sheaf_buf text;   /* plain text */
  uint32_t *places; /* original offset of each of its bytes, and one more for the end */
  size_t changed;   /* characters that were replaced or dropped */
  size_t first;     /* original offset of the first of them */
  size_t last;      /* one past the end of the last of them */
} sheaf_clean;

/* Fills self (any state); text is valid UTF-8 of less than 4 GiB. 0 or SHEAF_ENOMEM; sheaf_clean_clear in both cases.
 */
int sheaf_clean_text(sheaf_clean *self, const char *text, size_t length);
void sheaf_clean_clear(sheaf_clean *self);

#endif
