/* edit.h - how far apart two spellings are. */
#ifndef SHEAF_BASE_EDIT_H
#define SHEAF_BASE_EDIT_H

#include <stddef.h>

enum { SHEAF_EDIT_LONGEST = 128 }; /* bytes: texts longer than that are far from all others */

/* Edits of one byte that make b from a: put in, left out, changed, or turned round with its neighbour; any number above
 * `most` where there are more than `most`. */
size_t sheaf_edit_distance(const char *a, size_t a_length, const char *b, size_t b_length, size_t most);

#endif
