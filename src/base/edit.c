/* edit.c - see edit.h. Optimal string alignment, row by row, given up when a whole row is beyond `most`. */
#include "edit.h"

#include <stdint.h>
#include <string.h>

static uint8_t least(uint8_t a, uint8_t b) { return a < b ? a : b; }

/* The row for a[i - 1]; returns its least value. */
static uint8_t fill_row(const char *a, size_t i, const char *b, size_t b_length, const uint8_t *before,
                        const uint8_t *last, uint8_t *row) {
  uint8_t lowest = row[0] = (uint8_t)i;
  for (size_t j = 1; j <= b_length; j++) {
    uint8_t value = (uint8_t)(last[j - 1] + (a[i - 1] != b[j - 1]));
    value = least(value, (uint8_t)(least(last[j], row[j - 1]) + 1));
    if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
      value = least(value, (uint8_t)(before[j - 2] + 1));
    row[j] = value;
    lowest = least(lowest, value);
  }
  return lowest;
}

size_t sheaf_edit_distance(const char *a, size_t a_length, const char *b, size_t b_length, size_t most) {
  uint8_t rows[3][SHEAF_EDIT_LONGEST + 1];
  const size_t difference = a_length > b_length ? a_length - b_length : b_length - a_length;
  if (difference > most || a_length > SHEAF_EDIT_LONGEST || b_length > SHEAF_EDIT_LONGEST) return most + 1;
  for (size_t j = 0; j <= b_length; j++) rows[0][j] = (uint8_t)j;
  for (size_t i = 1; i <= a_length; i++)
    if (fill_row(a, i, b, b_length, rows[(i + 1) % 3], rows[(i + 2) % 3], rows[i % 3]) > most) return most + 1;
  return rows[a_length % 3][b_length];
}
