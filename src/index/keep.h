/* keep.h - the bytes of records as they stood in the input: of those that are rejected, and of all where wanted. */
#ifndef SHEAF_INDEX_KEEP_H
#define SHEAF_INDEX_KEEP_H

#include "load.h"
#include "read/raw.h"

enum { SHEAF_KEEP_MOST = 16 << 20 /* bytes kept of one record */ };

typedef struct sheaf_keep {
  const char *path;   /* of the input, or NULL; borrowed until clear */
  const char *text;   /* the input where it has no path; borrowed until clear */
  size_t length;      /* bytes in text */
  int all;            /* the bytes of loaded records are kept too */
  sheaf_raw raw;      /* the input once more; opened when it is needed */
  sheaf_buf bytes;    /* of the present record */
  sheaf_buf rejected; /* bytes that the reader has at hand */
  char code[48];      /* of the last problem that rejected a record */
} sheaf_keep;

void sheaf_keep_clear(sheaf_keep *self);

/* A problem was reported: remembers why the record is rejected. */
void sheaf_keep_problem(sheaf_keep *self, const sheaf_problem *problem);

/* Before sheaf_load_add: hands it the record's bytes where they are wanted and known. 0 or a negative code. */
int sheaf_keep_record(sheaf_keep *self, sheaf_load *load, const sheaf_record *record, sheaf_error *err);
/* After sheaf_load_reject: keeps what was rejected, from `line` and `byte` of the record, `bytes` long. */
int sheaf_keep_rejected(sheaf_keep *self, sheaf_load *load, const sheaf_record *record, sheaf_error *err);

#endif
