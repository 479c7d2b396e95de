/* pubmed.h - the elements of one PubMed citation into a record, as they come from the XML parser. */
#ifndef SHEAF_READ_PUBMED_H
#define SHEAF_READ_PUBMED_H

#include "base/buf.h"
#include "record/record.h"

enum { SHEAF_PUBMED_DEPTH = 64, SHEAF_PUBMED_HASH = 1024, SHEAF_PUBMED_NODES = 320 };

/* Pieces of a composite value, kept until its element ends. */
typedef enum sheaf_pubmed_slot {
  SLOT_YEAR,     /* of a date */
  SLOT_MONTH,    /* number or name */
  SLOT_DAY,      /* of a date */
  SLOT_TIME,     /* "06:00" */
  SLOT_SEASON,   /* of a date, or MedlineDate */
  SLOT_FAMILY,   /* of a person */
  SLOT_GIVEN,    /* of a person */
  SLOT_INITIALS, /* of a person */
  SLOT_SUFFIX,   /* of a person */
  SLOT_GROUP,    /* a collective name */
  SLOT_A,        /* first piece of anything else */
  SLOT_B,        /* second */
  SLOT_C,        /* third */
  SLOT_D,        /* fourth */
  SLOT_BOOK,     /* title of the book, until the record ends */
  SLOT_ISO,      /* ISO abbreviation of the journal, until the record ends */
  SLOT_FIRST,    /* first page, until the record ends */
  SLOT_LAST,     /* last page, until the record ends */
  SLOT_COUNT     /* how many there are */
} sheaf_pubmed_slot;

/* What the end of an element does. */
typedef enum sheaf_pubmed_how {
  PUBMED_NOTHING,      /* a container */
  PUBMED_TEXT,         /* the text is a value of the row's field */
  PUBMED_KEEP,         /* the text waits in a slot */
  PUBMED_PERSON,       /* the slots are a person of the row's field, or of the list's */
  PUBMED_PERSON_ID,    /* identifier of the open person; attribute Source */
  PUBMED_ADDRESS,      /* address of the open person */
  PUBMED_LIST_END,     /* author list; attribute CompleteYN */
  PUBMED_DATE,         /* the slots are a date of the row's field */
  PUBMED_PUBDATE,      /* the same, and YEAR */
  PUBMED_HISTORY,      /* the same; attribute PubStatus tells the field */
  PUBMED_ISSN,         /* ISSN; attribute IssnType */
  PUBMED_ISBN,         /* ISBN */
  PUBMED_PAGES,        /* pages */
  PUBMED_LANGUAGE,     /* language */
  PUBMED_ID,           /* identifier; attribute is its type */
  PUBMED_ABSTRACT,     /* section; attributes Label and NlmCategory */
  PUBMED_OTHER_PART,   /* section of another abstract */
  PUBMED_OTHER_END,    /* another abstract; attributes Language and Type */
  PUBMED_MAJOR,        /* value whose attribute MajorTopicYN=Y is the note * */
  PUBMED_HEADING_NAME, /* descriptor or qualifier */
  PUBMED_HEADING_END,  /* the heading */
  PUBMED_SUBSTANCE,    /* slots A number, B name */
  PUBMED_GRANT,        /* slots A-D between slashes */
  PUBMED_ACCESSION,    /* slot A databank, text number */
  PUBMED_FORGET,       /* slot A is over */
  PUBMED_CORRECTION,   /* slots A source, B PMID, C note; attribute RefType */
  PUBMED_REFERENCE_ID, /* identifier of a cited work into slot B */
  PUBMED_REFERENCE     /* slots A text, B identifier */
} sheaf_pubmed_how;

typedef struct sheaf_pubmed_row {
  const char *path;          /* element names below the record's element, between slashes; NULL ends the table */
  sheaf_pubmed_how how;      /* what its end does */
  sheaf_field field;         /* of its values */
  const char *note;          /* of its values, or NULL */
  int slot;                  /* for PUBMED_KEEP */
  const char *attributes[2]; /* read when it begins, joined by U+001F; into `outer` when it is a composite */
} sheaf_pubmed_row;

extern const sheaf_pubmed_row sheaf_pubmed_rows[];

typedef struct sheaf_pubmed_node {
  const char *name;            /* element; borrowed from the table */
  size_t length;               /* bytes in name */
  const sheaf_pubmed_row *row; /* its row, or NULL for a mere container; static */
  unsigned short up;           /* the node of its parent */
} sheaf_pubmed_node;

typedef struct sheaf_pubmed_open {
  unsigned short node; /* its node, or one of the NODE_ marks in pubmed.c */
  size_t mark;         /* length of text when it began */
  size_t names;        /* length of names when it began */
} sheaf_pubmed_open;

typedef struct sheaf_pubmed {
  sheaf_record *record;                        /* being filled; borrowed */
  sheaf_buf text;                              /* character data of the open elements */
  sheaf_buf names;                             /* of the open elements that are not in the table */
  sheaf_buf path;                              /* scratch: the path of a value for EXTRA */
  sheaf_buf slots[SLOT_COUNT];                 /* pieces */
  sheaf_buf attribute;                         /* of the open value element */
  sheaf_buf outer;                             /* of the open composite element */
  sheaf_buf heading;                           /* MeSH heading being built, sections of another abstract */
  sheaf_buf out;                               /* scratch */
  int person_done;                             /* the open person was added */
  int failed;                                  /* out of memory */
  size_t depth;                                /* elements open within the record */
  sheaf_pubmed_open open[SHEAF_PUBMED_DEPTH];  /* those elements */
  size_t node_count;                           /* nodes in use; 0 before the first record */
  sheaf_pubmed_node nodes[SHEAF_PUBMED_NODES]; /* the table of paths as a tree; node 0 is the record's element */
  unsigned short slots_of[SHEAF_PUBMED_HASH];  /* (parent, name) -> node, 0 is empty */
} sheaf_pubmed;

/* All zeros is a walk that has not begun. */
void sheaf_pubmed_clear(sheaf_pubmed *self);

/* A record begins with the element `name` (PubmedArticle, PubmedBookArticle, MedlineCitation); attributes as expat
 * gives them. */
void sheaf_pubmed_begin(sheaf_pubmed *self, sheaf_record *record, const char *name, size_t length,
                        const char **attributes);
/* Elements and text within it; start returns 0 where they are nested too deeply. */
int sheaf_pubmed_start(sheaf_pubmed *self, const char *name, size_t length, const char **attributes);
void sheaf_pubmed_text(sheaf_pubmed *self, const char *text, size_t length);
void sheaf_pubmed_end(sheaf_pubmed *self);
/* The same as text and end, where the text is all there is in the element. */
void sheaf_pubmed_whole(sheaf_pubmed *self, const char *text, size_t length);
/* The record's element ended: adds what had to wait. 0, or SHEAF_ENOMEM. */
int sheaf_pubmed_finish(sheaf_pubmed *self);

/* pubmed_add.c: what the end of an element with a row does; text is its own, with white space made single. */
void sheaf_pubmed_add(sheaf_pubmed *self, const sheaf_pubmed_row *row, const char *text, size_t length);
/* The parts that had to wait for the whole record. */
void sheaf_pubmed_add_last(sheaf_pubmed *self);
/* A value of the element that ends, which has no field, under the path of its elements. */
void sheaf_pubmed_add_extra(sheaf_pubmed *self, const char *text, size_t length);

#endif
