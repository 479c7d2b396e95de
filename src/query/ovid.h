/* ovid.h - what stands between Ovid's operators: the pieces that the ovid_*.c share. */
#ifndef SHEAF_QUERY_OVID_H
#define SHEAF_QUERY_OVID_H

#include <stddef.h>

#include "fields.h"
#include "parser.h"
#include "printer.h"

/* .mp.: title, abstract, original title, words of substances, headings and keywords, unique identifier. */
#define SHEAF_OVID_MP (SHEAF_FIELDS_TIABKW | F(OTHER_TITLE) | F(SUBSTANCE) | F(HEADING) | F(PMID))

/* Field names behind a term: ".ti,ab." */
typedef struct sheaf_ovid_suffix {
  size_t start;              /* offset of its first full stop */
  size_t end;                /* one past it */
  size_t count;              /* names in it */
  int dotted;                /* it ends in a full stop */
  sheaf_query_fields fields; /* of the names that records can answer */
  sheaf_dialect_tag own;     /* the names as one, where all are of one kind: `fields` together */
  int is_value;              /* they are, and it is not WORDS: the text is read as `own` says */
  int mixed;                 /* names of whole values stand beside others: they are searched by word */
  size_t missing;            /* names that records cannot answer */
  const char *reason;        /* why not; of the last of them */
} sheaf_ovid_suffix;

extern const sheaf_dialect_tag sheaf_ovid_tags[];

/* A suffix at `at`, which stands on its full stop: 1; 0 where it is punctuation; Y-FIELD where a name is unknown. */
int sheaf_ovid_suffix_at(sheaf_parser *self, size_t at, sheaf_ovid_suffix *out, sheaf_error *err);

/* Where the text of a leaf stands. */
typedef struct sheaf_ovid_place {
  size_t first; /* of the content; quotes are inside it */
  size_t last;  /* one past it */
  size_t start; /* of the whole */
  size_t end;   /* one past it, with its suffix */
} sheaf_ovid_place;

/* The node of a stretch as a tag that is not WORDS reads it. */
int sheaf_ovid_value(sheaf_parser *self, const sheaf_dialect_tag *tag, const sheaf_ovid_place *place,
                     sheaf_query_node **out, sheaf_error *err);
/* RANGE from Ovid's dates: 2005, 200501, 20050131, 200$, 2000-2010, 2000:2010, "2000 -Current", "last 5 years". */
int sheaf_ovid_dates(sheaf_parser *self, sheaf_query_fields fields, const sheaf_ovid_place *place,
                     sheaf_query_node **out, sheaf_error *err);

typedef struct sheaf_ovid_run {
  sheaf_ovid_place place;   /* its content */
  int heading;              /* it ends in "/" */
  size_t codes[2];          /* qualifiers behind the "/"; equal where there are none */
  int tagged;               /* it has a suffix */
  sheaf_ovid_suffix suffix; /* that */
} sheaf_ovid_run;

/* Past the spaces at `at`. */
size_t sheaf_ovid_spaces(const sheaf_parser *self, size_t at);
/* 1 where an operator stands at `at`. */
int sheaf_ovid_operator_at(sheaf_parser *self, size_t at);

/* The tag of the name at `at`, which ends at *end; NULL where it is none. */
const sheaf_dialect_tag *sheaf_ovid_tag_at(const sheaf_parser *self, size_t at, size_t *end);
/* A suffix behind a group, with spaces before it: as sheaf_ovid_suffix_at. */
int sheaf_ovid_suffix_behind(sheaf_parser *self, size_t at, sheaf_ovid_suffix *out, sheaf_error *err);
/* Says what is odd about a suffix: 0 or SHEAF_ENOMEM. */
int sheaf_ovid_note_suffix(sheaf_parser *self, const sheaf_ovid_suffix *suffix);
/* UNSUPPORTED for those names of a suffix that records cannot answer; what they belong to begins at `start`. */
int sheaf_ovid_unanswered(sheaf_parser *self, const sheaf_ovid_suffix *suffix, size_t start, sheaf_query_node **out,
                          sheaf_error *err);
/* Gives a suffix of words to *node, which begins at `start`. */
int sheaf_ovid_give(sheaf_parser *self, const sheaf_ovid_suffix *suffix, size_t start, sheaf_query_node **node,
                    sheaf_error *err);
/* Reads "/freq=2" at the cursor, where it stands, and wraps *node. */
int sheaf_ovid_frequency(sheaf_parser *self, sheaf_query_node **node, sheaf_error *err);

/* Reads a run at `at` and moves the cursor behind it. whole: operators are words in it (behind exp). */
int sheaf_ovid_read_run(sheaf_parser *self, size_t at, int whole, sheaf_ovid_run *out, sheaf_error *err);
/* Y-FIELDFORM or B-NEAROP where a stretch has fields or proximity in another platform's form. */
int sheaf_ovid_other_form(sheaf_parser *self, size_t first, size_t last, sheaf_error *err);
/* The HEADING of a run that ends in "/". */
int sheaf_ovid_heading(sheaf_parser *self, const sheaf_ovid_run *at, unsigned flags, sheaf_query_node **out,
                       sheaf_error *err);
/* Reads `exp X/` or `*X/` at the cursor: 1; 0 where no heading ends there; or a negative code. */
int sheaf_ovid_marked(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err);

/* A command at the cursor (limit 3 to ..., ..l/3 ..., remove duplicates from 3, 3 use medl): 1 and *out; 0 where there
 * is none; or a negative code. */
int sheaf_ovid_command(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err);

int sheaf_ovid_print(sheaf_printer *printer, const sheaf_query_node *node);
int sheaf_ovid_together(sheaf_printer *printer, const sheaf_query_node *node, sheaf_query_fields fields);
int sheaf_ovid_print_limit(sheaf_printer *printer, const sheaf_query_node *node);

#endif
