/* citavi.h - the tables of a Citavi project (<CitaviExchangeData>): what references point to, or is about them.
 *
 * A project keeps persons, periodicals, keywords, quotations, ... in tables of their own:
 *   <Persons><Person id="p"><LastName>Okafor</LastName>...        an entity, by its number
 *   <ReferenceAuthors><OnetoN>r;p;q</OnetoN>                      the persons of reference r, in order
 *   <KnowledgeItems><KnowledgeItem id="k"><ReferenceID>r</...>    a quotation from reference r
 * Each becomes a fact under the number that it is looked up by. */
#ifndef SHEAF_READ_CITAVI_H
#define SHEAF_READ_CITAVI_H

#include <stddef.h>

#include "base/error.h"

enum { SHEAF_CITAVI_VALUES = 5 };

typedef enum sheaf_citavi_kind {
  SHEAF_CITAVI_PERSON,        /* family, given, middle, suffix, prefix */
  SHEAF_CITAVI_NAME,          /* of a keyword, publisher, series, category or group */
  SHEAF_CITAVI_PERIODICAL,    /* name, abbreviations of two kinds, ISSN */
  SHEAF_CITAVI_WORK,          /* a reference: title, subtitle, year */
  SHEAF_CITAVI_AUTHORS,       /* of a reference, as all below: number of a person */
  SHEAF_CITAVI_EDITORS,       /* the same */
  SHEAF_CITAVI_COLLABORATORS, /* the same */
  SHEAF_CITAVI_ORGANIZATIONS, /* the same */
  SHEAF_CITAVI_INVOLVED,      /* the same */
  SHEAF_CITAVI_KEYWORDS,      /* number of a name */
  SHEAF_CITAVI_PUBLISHERS,    /* the same */
  SHEAF_CITAVI_CATEGORIES,    /* the same */
  SHEAF_CITAVI_GROUPS,        /* the same */
  SHEAF_CITAVI_PARENT,        /* number of the work it is part of */
  SHEAF_CITAVI_QUOTATION,     /* heading, text, pages */
  SHEAF_CITAVI_TASK,          /* name, notes */
  SHEAF_CITAVI_LOCATION       /* address, call number, property of the reference that is the same */
} sheaf_citavi_kind;

typedef struct sheaf_citavi_fact {
  const char *key;                         /* the number it is looked up by */
  sheaf_citavi_kind kind;                  /* what it is */
  size_t place;                            /* in the file */
  const char *values[SHEAF_CITAVI_VALUES]; /* "" where there is none */
} sheaf_citavi_fact;

typedef struct sheaf_citavi sheaf_citavi;

/* Reads all tables of a project; broken XML ends them where it breaks. 0 or SHEAF_ENOMEM. */
int sheaf_citavi_open(sheaf_citavi **out, const char *xml, size_t length, sheaf_error *err);
void sheaf_citavi_close(sheaf_citavi *self); /* NULL does nothing */

/* The first fact of a kind under a number, and the next one; NULL where there is none. Borrowed until close. */
const sheaf_citavi_fact *sheaf_citavi_first(const sheaf_citavi *self, const char *key, sheaf_citavi_kind kind);
const sheaf_citavi_fact *sheaf_citavi_next(const sheaf_citavi *self, const sheaf_citavi_fact *fact);

#endif
