/* bib.h - BibTeX text to entries, and entries to records.
 *
 * Grammar, as forgiving as files need: @type{key, name = value # value, ...}, parentheses for the outer braces; a value
 * is {braced}, "quoted", a number, or the name of a @string. What stands outside entries, @comment and @preamble is no
 * record. Invariant: parsing an entry never reads behind the next line that begins one, so a broken entry costs no
 * other. */
#ifndef SHEAF_READ_BIB_H
#define SHEAF_READ_BIB_H

#include <stddef.h>

#include "value.h"

enum {
  SHEAF_BIB_MACRO = 64 * 1024,            /* bytes; a longer @string is cut off from use */
  SHEAF_BIB_ENTRY_MAX = 64 * 1024 * 1024, /* bytes of an entry with its strings put in; a longer one is rejected */
  SHEAF_BIB_PARENT = 256 * 1024,          /* bytes; nothing is inherited from a longer entry */
  SHEAF_BIB_GENERATIONS = 4,              /* entries that inherit from entries that inherit */
  SHEAF_BIB_NOTES = 4,                    /* warnings an entry can have */
  SHEAF_BIB_BUCKETS = 4096                /* of the index of names */
};

typedef struct sheaf_bib_name {
  size_t name;   /* place in names */
  size_t length; /* bytes in the name */
  size_t place;  /* in the input text: where it was defined */
  size_t value;  /* of a @string: place in names */
  size_t size;   /* bytes in that value */
  size_t next;   /* index + 1 of the next name in the bucket, 0 is none */
} sheaf_bib_name;

/* Names of @strings, or keys of entries. */
typedef struct sheaf_bib_index {
  sheaf_buf names;                   /* names in lower case, and values */
  sheaf_bib_name *list;              /* in the order of the input; owned */
  size_t count;                      /* names in use */
  size_t capacity;                   /* names allocated */
  size_t buckets[SHEAF_BIB_BUCKETS]; /* index + 1 of the last name of that hash */
} sheaf_bib_index;

typedef struct sheaf_bib {
  const char *text;        /* the input; borrowed */
  size_t length;           /* bytes in text */
  int unclosed;            /* a @comment had no end: later ones end at their line */
  sheaf_bib_index strings; /* of the whole input */
  sheaf_bib_index keys;    /* of the whole input */
} sheaf_bib;

typedef struct sheaf_bib_field {
  size_t name;        /* place in the entry's text; lower case */
  size_t name_length; /* bytes in the name */
  size_t value;       /* place in the entry's text; as written, strings put in */
  size_t length;      /* bytes in the value */
  int inherited;      /* it stood in the parent */
} sheaf_bib_field;

typedef struct sheaf_bib_note {
  const char *code;    /* static word for scripts */
  const char *message; /* static sentence */
  size_t place;        /* in the input text */
} sheaf_bib_note;

typedef struct sheaf_bib_entry {
  size_t start;                          /* place of the @ */
  size_t end;                            /* one past the last byte */
  sheaf_buf text;                        /* holds the parts below */
  size_t type;                           /* place in text; lower case */
  size_t key;                            /* place in text */
  size_t key_length;                     /* bytes in the key */
  sheaf_bib_field *fields;               /* in order; owned */
  size_t count;                          /* fields in use */
  size_t capacity;                       /* fields allocated */
  sheaf_bib_note notes[SHEAF_BIB_NOTES]; /* warnings */
  size_t note_count;                     /* warnings in use */
  sheaf_bib_note broken;                 /* why it is rejected; code NULL where it is not */
  int failed;                            /* out of memory */
} sheaf_bib_entry;

/* Reads the names of strings and keys in text (borrowed until clear). 0, or SHEAF_ENOMEM. */
int sheaf_bib_init(sheaf_bib *self, const char *text, size_t length);
void sheaf_bib_clear(sheaf_bib *self);

/* The next entry at or behind `from` (not a @string, @comment or @preamble): 1, 0 at the end, or SHEAF_ENOMEM; 2 for a
 * @string that is broken. */
int sheaf_bib_next(sheaf_bib *self, size_t from, sheaf_bib_entry *entry);
/* The entry with that key: 1, 0 where there is none, or SHEAF_ENOMEM. */
int sheaf_bib_find(sheaf_bib *self, const char *key, size_t length, sheaf_bib_entry *entry);
/* bib_inherit.c: adds what an entry's crossref and xdata give it. 0, or SHEAF_ENOMEM. */
int sheaf_bib_inherit(sheaf_bib *self, sheaf_bib_entry *entry);

void sheaf_bib_entry_clear(sheaf_bib_entry *self);
void sheaf_bib_entry_warn(sheaf_bib_entry *self, const char *code, const char *message, size_t place);
/* Appends a field; the value is copied. */
void sheaf_bib_entry_add(sheaf_bib_entry *self, const char *name, size_t name_length, const char *value, size_t length);
/* The first field of that name with a value, or NULL. */
const sheaf_bib_field *sheaf_bib_entry_find(const sheaf_bib_entry *self, const char *name);

/* bib_index.c */
int sheaf_bib_index_add(sheaf_bib_index *self, const char *name, size_t length, size_t place, const char *value,
                        size_t size); /* 0, or SHEAF_ENOMEM */
/* The last one defined before `place`, otherwise the first of all; NULL where there is none. Case does not count. */
const sheaf_bib_name *sheaf_bib_index_find(const sheaf_bib_index *self, const char *name, size_t length, size_t place);
void sheaf_bib_index_clear(sheaf_bib_index *self);

/* bib_map.c: the entry's fields into a record; scratch is used for its buffers. */
void sheaf_bib_map(const sheaf_bib_entry *entry, sheaf_tagged *scratch, sheaf_record *record);
/* bib_name.c: a list of names (TeX, joined by "and"). */
void sheaf_bib_add_names(sheaf_tagged *scratch, sheaf_record *record, sheaf_field field, const char *text,
                         size_t length);

static inline int sheaf_bib_lower(int c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

#endif
