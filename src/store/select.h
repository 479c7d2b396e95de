/* select.h - a statement of the user's that reads the library, and nothing but reads. */
#ifndef SHEAF_STORE_SELECT_H
#define SHEAF_STORE_SELECT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "store.h"

typedef enum sheaf_select_type {
  SHEAF_SELECT_NULL,    /* no value */
  SHEAF_SELECT_INTEGER, /* value.integer */
  SHEAF_SELECT_NUMBER,  /* value.number */
  SHEAF_SELECT_TEXT     /* text and length; bytes of a BLOB too */
} sheaf_select_type;

typedef struct sheaf_select_value {
  sheaf_select_type type; /* which of the below counts */
  int64_t integer;        /* 64 bits, signed */
  double number;          /* IEEE 754 double */
  const char *text;       /* borrowed: until the next step when read, during the call when bound */
  size_t length;          /* bytes in text */
} sheaf_select_value;

/* Prepares one statement (text need not be NUL-terminated). SHEAF_EUNSUPPORTED when it would do more than read. Caller
 * closes. */
int sheaf_select_open(sheaf_select **out, sheaf_store *store, const char *text, size_t length, sheaf_error *err);
void sheaf_select_close(sheaf_select *self); /* NULL allowed; may come after the store is closed */
/* Gives up the statement and what it holds of the library, as closing the store does; only close may follow. */
void sheaf_select_end(sheaf_select *self);

int sheaf_select_parameters(const sheaf_select *self);
int sheaf_select_bind(sheaf_select *self, int parameter, const sheaf_select_value *value,
                      sheaf_error *err); /* 1-based; copied */

/* 1 with a row, 0 at the end, or a negative code. */
int sheaf_select_step(sheaf_select *self, sheaf_error *err);
int sheaf_select_columns(const sheaf_select *self);
const char *sheaf_select_name(const sheaf_select *self, int column); /* 0-based; borrowed until close */
void sheaf_select_get(const sheaf_select *self, int column, sheaf_select_value *value);

#endif
