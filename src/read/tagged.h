/* tagged.h - what the files of tag/value formats share: rows of a tag table, the items of one record, the engine.
 *
 * A format says how its lines are cut into items (`feed`) and how the items of a whole record become entries (`map`).
 * What a tag means is a row of its table. Invariant: each item ends up in at least one entry, under its field or, where
 * it has none or cannot be read as one, in EXTRA under its tag. */
#ifndef SHEAF_READ_TAGGED_H
#define SHEAF_READ_TAGGED_H

#include "reader.h"

typedef enum sheaf_how {
  SHEAF_HOW_TEXT,      /* as it is, line breaks to spaces */
  SHEAF_HOW_FLOW,      /* as it is, line breaks kept where a paragraph ends */
  SHEAF_HOW_LINES,     /* one value a line */
  SHEAF_HOW_LIST,      /* values between semicolons or on lines of their own */
  SHEAF_HOW_KEYWORDS,  /* the same; a leading * is the note */
  SHEAF_HOW_KEYWORD,   /* one of them, whatever is in it */
  SHEAF_HOW_NAME,      /* a person's name a line; "et al" is AUTHORS_CUT */
  SHEAF_HOW_NAMES,     /* names between semicolons */
  SHEAF_HOW_GROUP,     /* a name that is not taken apart */
  SHEAF_HOW_DATE,      /* ISO 8601 */
  SHEAF_HOW_PUBDATE,   /* the same, and YEAR */
  SHEAF_HOW_DOI,       /* DOI */
  SHEAF_HOW_PMID,      /* PubMed number */
  SHEAF_HOW_PMCID,     /* PMC number */
  SHEAF_HOW_ISSN,      /* ISSNs and ISBNs, "(Print)" and the like as note */
  SHEAF_HOW_ORCID,     /* "ORCID: 0000-..." or "SCHEME: number" */
  SHEAF_HOW_PAGES,     /* pages */
  SHEAF_HOW_LANGUAGE,  /* language code; several between semicolons, commas or lines */
  SHEAF_HOW_URL,       /* addresses between spaces; anything else is EXTRA */
  SHEAF_HOW_HEADING,   /* MeSH: name and qualifiers between slashes, major ones starred */
  SHEAF_HOW_ID,        /* "10.1000/1 [doi]": ARTICLE_ID, and DOI or PMCID too */
  SHEAF_HOW_SUBSTANCE, /* "50-78-2 (Aspirin)" */
  SHEAF_HOW_EXTRA,     /* EXTRA under its tag */
  SHEAF_HOW_LATER      /* the format's map puts it together with others */
} sheaf_how;

enum {
  SHEAF_TAG_START = 1, /* a record begins with it */
  SHEAF_TAG_END = 2    /* a record ends after it */
};

typedef struct sheaf_tag {
  const char *name;  /* the tag as the table writes it; NULL ends a table */
  sheaf_field field; /* where it goes */
  sheaf_how how;     /* in what form */
  const char *note;  /* static note of its entries, or NULL */
  int flags;         /* SHEAF_TAG_START, ... */
} sheaf_tag;

typedef struct sheaf_item {
  const sheaf_tag *tag; /* its row, or NULL for a tag without one; static */
  size_t name;          /* place of the tag in text */
  size_t name_length;   /* bytes in the tag */
  size_t value;         /* place of the value in text; lines joined by LF */
  size_t length;        /* bytes in the value */
  uint64_t line;        /* where it stood */
  int taken;            /* map has used it together with another */
} sheaf_item;

typedef enum sheaf_feed {
  SHEAF_FEED_TAKEN, /* the line belongs to the record, or to nothing */
  SHEAF_FEED_LAST,  /* the line was the record's last */
  SHEAF_FEED_NEXT   /* the record ended before this line: it is fed again */
} sheaf_feed;

enum { SHEAF_TAGGED_SLOTS = 1024, SHEAF_TAGGED_ROWS = 255 };

typedef struct sheaf_tagged sheaf_tagged;

typedef struct sheaf_tagged_format {
  const sheaf_tag *tags; /* the table */
  sheaf_feed (*feed)(sheaf_tagged *self, const sheaf_line *line);
  void (*map)(sheaf_tagged *self, sheaf_record *record);
  int must_end; /* a record without its end tag is worth a warning */
} sheaf_tagged_format;

struct sheaf_tagged {
  const sheaf_tagged_format *format;       /* static */
  sheaf_reader *reader;                    /* borrowed */
  sheaf_buf text;                          /* tags and values of the record */
  sheaf_item *items;                       /* its items; owned */
  size_t count;                            /* items in use */
  size_t capacity;                         /* items allocated */
  int failed;                              /* out of memory since the record began */
  sheaf_buf out;                           /* scratch of the mapping */
  sheaf_buf note;                          /* scratch of the mapping */
  sheaf_buf spare;                         /* scratch of the mapping */
  const char *dialect;                     /* of the record being mapped, or NULL; static */
  uint64_t line;                           /* where the record began */
  uint64_t byte;                           /* its offset */
  uint64_t end_byte;                       /* one past its last line read so far */
  int blank;                               /* the line before was blank */
  int ended;                               /* the record's end tag was seen */
  int style;                               /* the format's own: how the record's tags are spelt */
  size_t spaced;                           /* the format's own: tags that came after a blank line */
  size_t resume;                           /* the format's own: where in the line fed again to go on */
  unsigned char slots[SHEAF_TAGGED_SLOTS]; /* hash of the table: row + 1, 0 is empty */
  int has_firsts;                          /* firsts is filled: tags are of the table, which is not so in columns.c */
  size_t firsts[SHEAF_TAGGED_ROWS];        /* of each row, its first item with a value + 1, 0 is none */
};

void *sheaf_tagged_open(sheaf_reader *reader, const sheaf_tagged_format *format); /* NULL on out of memory */
int sheaf_tagged_next(void *state, sheaf_reader *reader, sheaf_record *record, sheaf_error *err);
void sheaf_tagged_close(void *state);

/* The row of a tag, NULL where there is none; letters' case counts. */
const sheaf_tag *sheaf_tagged_find(const sheaf_tagged *self, const char *name, size_t length);

/* Begins an item, and adds to the last one (with a break before it). Values are trimmed. */
void sheaf_tagged_begin(sheaf_tagged *self, const sheaf_line *line, const char *name, size_t name_length,
                        const char *value, size_t length);
void sheaf_tagged_more(sheaf_tagged *self, const char *text, size_t length, int separator);

/* Puts what character references stand for into the items' values, unless sheaf itself wrote the record. */
void sheaf_tagged_unescape(sheaf_tagged *self);

static inline const char *sheaf_tagged_value(const sheaf_tagged *self, const sheaf_item *item) {
  return self->text.data + item->value;
}
static inline const char *sheaf_tagged_name(const sheaf_tagged *self, const sheaf_item *item) {
  return self->text.data + item->name;
}
int sheaf_tagged_is(const sheaf_item *item, const char *tag); /* 1 where its row is that tag's */
/* The first item with a value; NULL without. */
const sheaf_item *sheaf_tagged_first(const sheaf_tagged *self, const char *tag);

#endif
