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
  size_t start;                 /* offset of its first full stop */
  size_t end;                   /* one past it */
  size_t count;                 /* names in it */
  int dotted;                   /* it ends in a full stop */
  sheaf_query_fields fields;    /* of the names that records can answer */
  const sheaf_dialect_tag *tag; /* the name, where it stands alone and its text is not read as words; else NULL */
  int mixed;                    /* names of whole values stand beside others: they are searched by word */
  size_t missing;               /* names that records cannot answer */
  const char *reason;           /* why not; of the last of them */
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

/* A command at the cursor (limit 3 to ..., ..l/3 ..., remove duplicates from 3, 3 use medl): 1 and *out; 0 where there
 * is none; or a negative code. */
int sheaf_ovid_command(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err);

int sheaf_ovid_print(sheaf_printer *printer, const sheaf_query_node *node);
int sheaf_ovid_together(sheaf_printer *printer, const sheaf_query_node *node, sheaf_query_fields fields);
int sheaf_ovid_print_limit(sheaf_printer *printer, const sheaf_query_node *node);

#endif
