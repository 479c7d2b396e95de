/* section_book.h - inside of a book, for the files of this family, and its look-ups. */
#ifndef SHEAF_RECORD_SECTION_BOOK_H
#define SHEAF_RECORD_SECTION_BOOK_H

#include "base/mem.h"
#include "section.h"

typedef struct sheaf_section_heading {
  const char *text;        /* small letters; in the arena */
  size_t length;           /* bytes in text */
  sheaf_section_kind kind; /* what it names */
} sheaf_section_heading;

typedef struct sheaf_section_cue {
  const char *text;                   /* the feature; in the arena; NULL: the slot is free */
  size_t length;                      /* bytes in text */
  uint64_t hash;                      /* of text */
  int begins;                         /* a longer cue begins with it and a space */
  float weights[SHEAF_SECTION_KINDS]; /* what it adds to the score of each kind */
} sheaf_section_cue;

struct sheaf_section_book {
  sheaf_arena arena;                                               /* texts */
  sheaf_section_heading *headings;                                 /* by first byte, longest first, then by bytes */
  size_t count;                                                    /* of headings */
  size_t capacity;                                                 /* headings allocated */
  size_t starts[257];                                              /* of each first byte in headings */
  sheaf_section_cue *cues;                                         /* hash table with open addresses */
  uint32_t *marks;                                                 /* of each slot: 0 where it is free */
  size_t slots;                                                    /* a power of two, or 0 */
  size_t cue_count;                                                /* slots in use */
  float steps[SHEAF_SECTION_KINDS + 1][SHEAF_SECTION_KINDS + 1];   /* from, to */
  float factors[SHEAF_SECTION_KINDS + 1][SHEAF_SECTION_KINDS + 1]; /* e to the power of steps */
};

#define SHEAF_SECTION_HASH UINT64_C(14695981039346656037) /* of nothing (FNV-1a) */
static inline uint64_t sheaf_section_hash(uint64_t hash, char byte) {
  return (hash ^ (unsigned char)byte) * UINT64_C(1099511628211);
}

/* NULL where the feature is no cue. hash is that of text. */
const sheaf_section_cue *sheaf_section_book_find(const sheaf_section_book *self, const char *text, size_t length,
                                                 uint64_t hash);

/* One way to read a heading at a place. */
typedef struct sheaf_section_reading {
  size_t last;             /* one past its last byte */
  sheaf_section_kind kind; /* that of its first part */
  unsigned kinds;          /* those of all parts */
} sheaf_section_reading;
enum { SHEAF_SECTION_READINGS = 32 };

/* All ways to read a heading at `at` of a text in small letters, the longest first: how many. */
size_t sheaf_section_book_read(const sheaf_section_book *self, const char *lower, size_t length, size_t at,
                               sheaf_section_reading out[SHEAF_SECTION_READINGS]);

/* Appends to a list. 0 or SHEAF_ENOMEM. */
int sheaf_sections_add(sheaf_sections *self, const sheaf_section *section);

#endif
