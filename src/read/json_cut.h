/* json_cut.h - a JSON input cut into the texts of its records, so that only one is in memory and a broken one costs no
 * other.
 *
 * Records are objects: alone, one behind another, one a line, in an array, or in the lists of the answers of web
 * services and collections ("items", "results", "records", also within "message"). A file with an object a line is cut
 * at its lines.
 *
 * A record without its closing brace, or with a quote too few, takes in those behind it: sheaf_json_cut_resume finds
 * where the next one begins within what was cut, and gives that back. A closing brace too many ends nothing. */
#ifndef SHEAF_READ_JSON_CUT_H
#define SHEAF_READ_JSON_CUT_H

#include "base/buf.h"
#include "json.h"
#include "reader.h"

enum { SHEAF_JSON_FRAMES = 8 }; /* lists within lists */

typedef struct sheaf_json_frame {
  size_t depth; /* of brackets outside the list or answer */
  size_t level; /* what `level` was outside it */
} sheaf_json_frame;

/* A line of a text, or what is left of one. */
typedef struct sheaf_json_line {
  size_t start;    /* where it begins in the text */
  uint64_t number; /* 1-based, in the input */
  uint64_t byte;   /* of its start in the input */
  uint64_t end;    /* of the first byte behind the line */
} sheaf_json_line;

/* The names of an object's first two members, by which records of a list are like each other; "" where there is none.
 */
typedef struct sheaf_json_keys {
  char name[2][24]; /* a longer one is cut */
} sheaf_json_keys;

typedef struct sheaf_json_cut {
  sheaf_source *source;                       /* borrowed */
  sheaf_line text;                            /* the line being read */
  size_t at;                                  /* next byte in it */
  size_t placed;                              /* the byte in it whose place was asked for last */
  uint64_t span;                              /* bytes of the input before that */
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
  size_t column;                              /* where its brace stands, SIZE_MAX where it does not begin its line */
  sheaf_buf piece;                            /* its text */
  sheaf_buf lines;                            /* sheaf_json_line after sheaf_json_line: of the piece */
  sheaf_buf back;                             /* text given back, read before the source's */
  sheaf_buf back_lines;                       /* of it */
  size_t back_at;                             /* next of these */
  uint64_t given_back;                        /* bytes, in all */
  uint64_t taken;                             /* bytes of lines from the source */
  sheaf_json_keys model;                      /* of the last record that was good */
  uint64_t line;                              /* where it began */
  uint64_t byte;                              /* its offset */
  uint64_t end;                               /* one past its last byte */
  int whole;                                  /* it was closed */
  uint64_t stray_line;                        /* of text between records since the last one, 0 where there is none */
  uint64_t stray_byte;                        /* its offset */
} sheaf_json_cut;

/* Begins with a reader's input, cut at lines where its first bytes show an object on each. A parser for the pieces
 * (caller frees), NULL where memory or the input failed; self is to be cleared in either case. */
json_tokener *sheaf_json_cut_open(sheaf_json_cut *self, sheaf_reader *reader);
void sheaf_json_cut_clear(sheaf_json_cut *self);
/* The next record's text in piece, with line, byte, end and whole: 1, 0 at the end, or a negative code. */
int sheaf_json_cut_next(sheaf_json_cut *self, sheaf_error *err);
/* The piece was a good record: the next one will be like it. */
void sheaf_json_cut_accept(sheaf_json_cut *self);
/* The piece was none: ends it where it seems to hold the next record, which sheaf_json_cut_next then gives. 0 or
 * SHEAF_ENOMEM. */
int sheaf_json_cut_resume(sheaf_json_cut *self);
/* The line and offset in the input of a byte of the piece. */
uint64_t sheaf_json_cut_line(const sheaf_json_cut *self, size_t at);
uint64_t sheaf_json_cut_byte(const sheaf_json_cut *self, size_t at);

#endif
