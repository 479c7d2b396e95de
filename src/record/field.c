/* field.c - see field.h. */
#include "field.h"

#include <string.h>

typedef struct field_row {
  const char *name; /* name in Lua */
  sheaf_kind kind;  /* how many values, and their parts */
} field_row;

static const field_row rows[SHEAF_FIELD_COUNT] = {
#define FIELD_ROW(number, NAME, name, kind, text) [number] = {name, SHEAF_KIND_##kind},
    SHEAF_FIELDS(FIELD_ROW)
#undef FIELD_ROW
};

const char *sheaf_field_name(sheaf_field field) {
  return (unsigned)field < SHEAF_FIELD_COUNT ? rows[field].name : NULL;
}

sheaf_kind sheaf_field_kind(sheaf_field field) {
  return (unsigned)field < SHEAF_FIELD_COUNT ? rows[field].kind : SHEAF_KIND_TEXT;
}

sheaf_field sheaf_field_find(const char *name, size_t length) {
  for (unsigned i = 1; i < SHEAF_FIELD_COUNT; i++)
    if (rows[i].name && strlen(rows[i].name) == length && memcmp(rows[i].name, name, length) == 0)
      return (sheaf_field)i;
  return SHEAF_FIELD_NONE;
}
