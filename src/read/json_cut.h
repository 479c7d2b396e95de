/* json_cut.h - a JSON input cut into the texts of its records, so that only one is in memory and a broken one costs no
 * other.
 *
 * Records are objects: alone, one behind another, one a line, in an array, or in the lists of the answers of web
 * services ("items", "results", also within "message"). A file with an object a line is cut at its lines. */
#ifndef SHEAF_READ_JSON_CUT_H
#define SHEAF_READ_JSON_CUT_H

#include "base/buf.h"
#include "source.h"

enum { SHEAF_JSON_FRAMES = 8 }; /* lists within lists */

typedef struct sheaf_json_frame {
  size_t depth; /* of brackets outside the list or answer */
  size_t level; /* what `level` was outside it */
} sheaf_json_frame;

typedef struct sheaf_json_cut {
  sheaf_source *source;                       /* borrowed */
  sheaf_line text;                            /* the line being read */
  size_t at;                                  /* next byte in it */
  int started;                                /* a line was read */
  int by_line;                                /* an object ends with its line */
  size_t depth;                               /* brackets open */
  size_t level;                               /* depth at which a record's { stands; SIZE_MAX where none can */
  sheaf_json_frame frames[SHEAF_JSON_FRAMES]; /* lists and answers that are open */
  size_t frame_count;                         /* frames in use */
  int string;                                 /* within a string */
  int escape;                                 /* behind a backslash in a string */
  char key[16];                               /* start of the last string in a record that may be an answer */
  size_t key_length;                          /* bytes of that string */
  int value;                                  /* the colon behind it was seen */
  int collecting;                             /* within a record */
  int begun;                                  /* the last byte began one */
  sheaf_buf piece;                            /* its text */
  uint64_t line;                              /* where it began */
  uint64_t byte;                              /* its offset */
  uint64_t end;                               /* one past its last byte */
  int whole;                                  /* it was closed */
} sheaf_json_cut;

/* Cut at lines where the first bytes of the input show an object on each. */
void sheaf_json_cut_init(sheaf_json_cut *self, sheaf_source *source, const char *head, size_t length);
void sheaf_json_cut_clear(sheaf_json_cut *self);
/* The next record's text in piece, with line, byte, end and whole: 1, 0 at the end, or a negative code. */
int sheaf_json_cut_next(sheaf_json_cut *self, sheaf_error *err);

#endif
