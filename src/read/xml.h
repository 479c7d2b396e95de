/* xml.h - what the readers of XML formats share: the bytes of a source through expat, one record after another.
 *
 * The parser is suspended at the end of each record, so that a record is filled straight from its events. Where the XML
 * is broken, the record at hand is rejected and a new parser goes on at the next record's start tag. Nothing outside
 * the file is ever read: external entities are skipped, and expat bounds the growth of internal ones. HTML's entities
 * need no declaration. An encoding that the first bytes contradict is not followed, with the warning "wrong-encoding".
 */
#ifndef SHEAF_READ_XML_H
#define SHEAF_READ_XML_H

#include "reader.h"

typedef struct sheaf_xml sheaf_xml;

/* What a format does with the events. Names of elements come as they are written, with their prefix, and end after
 * `length` bytes; attributes as expat gives them. */
typedef struct sheaf_xml_format {
  const char *const *names; /* elements that are records, without prefix; NULL ends the list */
  const char *inner;        /* one more, that is a record only outside the others; or NULL */
  const char *prolog;       /* start tag around records, where the input had none */
  /* A record begins: to is the format's own state. */
  void (*begin)(void *to, sheaf_record *record, const char *name, size_t length, const char **attributes);
  /* Elements within it; 0 where they are nested too deeply. */
  int (*start)(void *to, const char *name, size_t length, const char **attributes);
  void (*text)(void *to, const char *text, size_t length);
  void (*end)(void *to);
  /* May be called instead of text and end, for an element with a text in one piece. NULL: never. */
  void (*whole)(void *to, const char *text, size_t length);
  /* The record's element ended. 0, SHEAF_ERANGE where the record is too long to be loaded, or SHEAF_ENOMEM. */
  int (*finish)(void *to);
  /* 1 where the record so far is but an envelope of the record that begins within it. NULL: never. */
  int (*is_envelope)(void *to);
  /* An element outside any record begins or ends. May be NULL. */
  void (*outside)(void *to, sheaf_xml *xml, const char *name, int begins);
} sheaf_xml_format;

/* The format and `to` are borrowed until close. NULL on out of memory. */
sheaf_xml *sheaf_xml_open(sheaf_reader *reader, const sheaf_xml_format *format, void *to);
int sheaf_xml_next(sheaf_xml *self, sheaf_record *record, sheaf_error *err); /* as sheaf_reader_next */
void sheaf_xml_close(sheaf_xml *self);                                       /* NULL does nothing */
/* Where the event at hand stands, for handlers. */
uint64_t sheaf_xml_byte(const sheaf_xml *self);
uint64_t sheaf_xml_line(sheaf_xml *self);

/* ---- detection ---- */

/* The name behind the prefix: "mods:title" -> "title". */
const char *sheaf_xml_local(const char *name);
const char *sheaf_xml_local_part(const char *name, size_t *length); /* of a name that ends after *length bytes */
/* The encoding that an XML declaration in ASCII names: its length, 0 where there is none. */
size_t sheaf_xml_declared(const char *head, size_t length, const char **encoding);
/* The first start tag of an element of one of these names, with any prefix, in the text; NULL where there is none. */
const char *sheaf_xml_find(const char *const *names, const char *text, size_t length);
/* The same in UTF-16, little or big endian; the place of the tag's first byte. */
const char *sheaf_xml_find_wide(const char *const *names, const char *text, size_t length, int big);
/* The name of the first element behind the XML declaration, comments and document type, without prefix: its length, 0
 * where the text is not XML. */
size_t sheaf_xml_root(const char *head, size_t length, const char **name);
int sheaf_xml_root_is(const char *head, size_t length, const char *name);
int sheaf_xml_contains(const char *text, size_t length, const char *part); /* letters' case counts */

#endif
