/* section.h - the sections of an abstract: those that its headings mark, and those that its sentences tell.
 *
 * A book holds what is known of sections: headings by kind, cues (words that speak for and against kinds), steps (how
 * well one kind follows another). It is filled by its maker and does not change while it is used. Sections are
 * ascending and do not overlap; places are bytes of the text that sheaf_record_abstract gives. */
#ifndef SHEAF_RECORD_SECTION_H
#define SHEAF_RECORD_SECTION_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "record.h"

#define SHEAF_SECTIONS(X)         \
  X(BACKGROUND, "background")     \
  X(AIM, "aim")                   \
  X(DESIGN, "design")             \
  X(SETTING, "setting")           \
  X(PARTICIPANTS, "participants") \
  X(METHODS, "methods")           \
  X(RESULTS, "results")           \
  X(CONCLUSIONS, "conclusions")   \
  X(OTHER, "other")

typedef enum sheaf_section_kind {
#define SHEAF_SECTION_ENUM(NAME, name) SHEAF_SECTION_##NAME, /* text */
  SHEAF_SECTIONS(SHEAF_SECTION_ENUM)
#undef SHEAF_SECTION_ENUM
      SHEAF_SECTION_KINDS /* how many; also "before the first" and "behind the last" in steps */
} sheaf_section_kind;

/* Sets of kinds: bit n is kind n. */
#define SHEAF_SECTION_BIT(kind) (1u << (kind))
enum {
  SHEAF_SECTION_ALL = (1 << SHEAF_SECTION_KINDS) - 1,
  SHEAF_SECTION_HOW = 1 << SHEAF_SECTION_DESIGN | 1 << SHEAF_SECTION_SETTING | 1 << SHEAF_SECTION_PARTICIPANTS |
                      1 << SHEAF_SECTION_METHODS /* all that says how the study was done */
};

typedef struct sheaf_section {
  sheaf_section_kind kind; /* that of its heading, or what its sentences are taken for */
  unsigned kinds;          /* kind, and whatever else its heading names: "Design and setting" */
  size_t label;            /* offset of the heading; label == label_end where there is none */
  size_t label_end;        /* one past its last byte */
  size_t first;            /* offset of the text */
  size_t last;             /* one past its last byte */
  double confidence;       /* 1 under a heading; else the mean probability of its sentences, 0 where nothing is known */
  int inferred;            /* 1: from the sentences, not from a heading */
} sheaf_section;

typedef struct sheaf_sections {
  sheaf_section *items; /* see above */
  size_t count;         /* in use */
  size_t capacity;      /* allocated */
  sheaf_buf lower;      /* scratch of what fills the list, kept for the next text: the text in small letters, */
  sheaf_buf candidates; /*   its headings, */
  sheaf_buf run;        /*   some of these, */
  sheaf_buf sentences;  /*   its sentences, */
  sheaf_buf words;      /*   the words of one, */
  sheaf_buf nodes;      /*   what is known of each sentence, */
  sheaf_buf marked;     /*   and the sections that headings mark */
} sheaf_sections;

void sheaf_sections_clear(sheaf_sections *self); /* frees */

const char *sheaf_section_name(sheaf_section_kind kind);  /* "background"; static */
int sheaf_section_named(const char *name, size_t length); /* the kind, or -1 */

typedef struct sheaf_section_book sheaf_section_book;

sheaf_section_book *sheaf_section_book_new(void);       /* NULL: no memory; caller frees */
void sheaf_section_book_free(sheaf_section_book *self); /* NULL allowed */
/* A heading and its plural in s, in small letters. 0 or SHEAF_ENOMEM; a heading that is known keeps its kind. */
int sheaf_section_book_heading(sheaf_section_book *self, sheaf_section_kind kind, const char *text, size_t length);
/* A feature of a sentence (section_sentence.h) with what it adds to the score of each kind; a later one of the same
 * text is added to it. 0 or SHEAF_ENOMEM. */
int sheaf_section_book_cue(sheaf_section_book *self, const char *text, size_t length,
                           const float weights[SHEAF_SECTION_KINDS]);
/* What it adds that `to` follows `from`; SHEAF_SECTION_KINDS stands for the abstract's ends. */
void sheaf_section_book_step(sheaf_section_book *self, unsigned from, unsigned to, float weight);

/* The kind of a heading as written: that of the longest known heading it begins with where the whole of it is known,
 * else that of its last word which is a heading, else OTHER. *kinds (may be NULL): all that it names. */
sheaf_section_kind sheaf_section_of_label(const sheaf_section_book *book, const char *label, size_t length,
                                          unsigned *kinds);

/* The functions below fill `out`, which is emptied first. 0 or SHEAF_ENOMEM. */

/* By the headings in a text. Text before the first heading, and one without headings, is one section of kind OTHER with
 * an empty label. */
int sheaf_section_split(const sheaf_section_book *book, const char *text, size_t length, sheaf_sections *out);
/* Adds (out is not emptied) the sections of text[first, last) by its sentences, neighbours of one kind as one section;
 * `allowed` are the kinds there can be. */
int sheaf_section_infer(const sheaf_section_book *book, const char *text, size_t first, size_t last, unsigned allowed,
                        sheaf_sections *out);
/* All that is known: the parts that the source kept apart, else by headings; what has no heading by its sentences.
 * abstract is that of the record. */
int sheaf_section_record(const sheaf_section_book *book, const sheaf_record *record, const sheaf_buf *abstract,
                         sheaf_sections *out);

#endif
