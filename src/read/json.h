/* json.h - one JSON object of a reference format into a record: what CSL-JSON, Crossref and OpenAlex share.
 *
 * Invariant: a value without a field becomes EXTRA under its dotted path ("license.URL"); null and "" are nothing. */
#ifndef SHEAF_READ_JSON_H
#define SHEAF_READ_JSON_H

#include <json-c/json.h>

#include "value.h"

enum { SHEAF_JSON_DEPTH = 64 }; /* brackets within brackets; deeper objects are rejected */

typedef struct sheaf_json {
  sheaf_tagged scratch; /* buffers of the adders; zeroed to begin with */
  sheaf_buf text;       /* a value with its markup taken away */
  sheaf_buf path;       /* of the value being added */
  sheaf_record *record; /* where to; borrowed */
  int failed;           /* out of memory */
} sheaf_json;

typedef struct sheaf_json_type {
  const char *given; /* what the format calls it; NULL ends a table */
  const char *csl;   /* as CSL 1.0.2 names it */
} sheaf_json_type;

/* What is wrong with a text that should be an object. */
typedef struct sheaf_json_fault {
  const char *code; /* static word for sheaf_reader_report */
  const char *why;  /* static */
  size_t at;        /* place in the text */
} sheaf_json_fault;

void sheaf_json_clear(sheaf_json *self);
/* The first of the objects that begin in the first bytes of an input, and are whole there, for which `is` gives 1 (the
 * caller puts it); NULL where there is none. For detection. */
json_object *sheaf_json_first(const char *head, size_t length, int (*is)(json_object *object));
/* The object that is all of a text (the caller puts it); NULL where there is none, and then the fault. */
json_object *sheaf_json_parse(json_tokener *parser, const char *text, size_t length, sheaf_json_fault *fault);
/* An object that is a work of OpenAlex, of BibJSON, of Crossref or of CSL-JSON, into the record. 0 or SHEAF_ENOMEM. */
int sheaf_json_add_work(sheaf_json *self, json_object *object, sheaf_record *record);

/* The maps: json_csl.c for CSL-JSON and Crossref, json_bibjson.c, json_openalex.c. */
void sheaf_json_add_csl(sheaf_json *self, json_object *object);
void sheaf_json_add_openalex(sheaf_json *self, json_object *object);
void sheaf_json_add_bibjson(sheaf_json *self, json_object *object);
int sheaf_json_is_bibjson(json_object *object); /* 1 where its members are those of BibJSON alone */

/* A scalar's text, control characters made spaces; NULL for null, "", arrays and objects. Borrowed until the next call
 * or the object goes. */
const char *sheaf_json_text(sheaf_json *self, json_object *value, size_t *length);
json_object *sheaf_json_get(json_object *object, const char *key); /* NULL where it is none or has none; borrowed */
/* The text of a member; NULL where there is none. */
const char *sheaf_json_member(sheaf_json *self, json_object *object, const char *key, size_t *length);

/* A scalar, or each scalar of an array, in a row's form; objects among them are EXTRA. */
void sheaf_json_add(sheaf_json *self, const char *path, json_object *value, const sheaf_tag *as);
/* The first scalar of an array (or a scalar) as a value, the others as EXTRA. */
void sheaf_json_add_first(sheaf_json *self, const char *path, json_object *value, const sheaf_tag *as);
/* All of a value under its path. */
void sheaf_json_add_extra(sheaf_json *self, const char *path, json_object *value);
void sheaf_json_add_text(sheaf_json *self, const char *path, const char *text, size_t length, const sheaf_tag *as);
/* The type as the table says; one that it has not is as given. */
void sheaf_json_add_type(sheaf_json *self, const char *given, const sheaf_json_type *types);
/* DATE and YEAR from an ISO text. */
void sheaf_json_add_date(sheaf_json *self, const char *text, size_t length);
/* A person whose parts are given. */
void sheaf_json_add_person(sheaf_json *self, sheaf_field field, const char *family, const char *given,
                           const char *suffix, const char *particle);

/* json_markup.c: text with JATS or HTML markup and entities as plain text (appended). */
void sheaf_json_plain(const char *text, size_t length, sheaf_buf *out);
/* The same as sections of the abstract, headings as labels. */
void sheaf_json_add_abstract(sheaf_json *self, const char *text, size_t length);

#endif
