/* cut.h - a value of a record, cut into the tokens that the index holds of it, with their places in bytes.
 *
 * Invariant: positions and folded texts are those that index/document.c gives. */
#ifndef SHEAF_QUERY_CUT_H
#define SHEAF_QUERY_CUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "record/field.h"

typedef struct sheaf_cut_token {
  size_t text;       /* offset of its folded text in texts */
  size_t length;     /* bytes of that */
  size_t first;      /* its place in the value */
  size_t last;       /* one past it */
  uint32_t position; /* as in the index */
  char initial;      /* the first byte of its folded text; 0 where that is empty */
} sheaf_cut_token;

typedef struct sheaf_cut_piece {
  sheaf_field field; /* the value's; SHEAF_FIELD_NONE while there is none */
  sheaf_buf value;   /* the value, copied */
  sheaf_buf texts;   /* folded tokens, one behind the other */
  sheaf_buf tokens;  /* array of sheaf_cut_token, ascending by position */
} sheaf_cut_piece;

/* The value at hand, and the one before: a query looks at title and abstract in turn, word by word. */
typedef struct sheaf_cut {
  sheaf_cut_piece pieces[2]; /* the last two values */
  int at;                    /* which is at hand */
  sheaf_buf whole;           /* scratch: a whole name */
} sheaf_cut;

void sheaf_cut_clear(sheaf_cut *self);

/* Cuts a value, unless it is one of the last two. 0 or SHEAF_ENOMEM. */
int sheaf_cut_value(sheaf_cut *self, sheaf_field field, const char *value, size_t length, sheaf_error *err);

size_t sheaf_cut_count(const sheaf_cut *self);                                /* tokens */
const sheaf_cut_token *sheaf_cut_at(const sheaf_cut *self, size_t index);     /* borrowed until the next cut */
const char *sheaf_cut_text(const sheaf_cut *self, const sheaf_cut_token *at); /* its folded text; borrowed likewise */
/* The token with a position that there is. */
const sheaf_cut_token *sheaf_cut_find(const sheaf_cut *self, uint32_t position);

#endif
