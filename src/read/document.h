/* document.h - a whole XML document that is small enough to hold: its elements and texts, in order.
 *
 * Made for what other programs exchange, and so for bytes that nobody can trust: a document type is refused (there are
 * no entities then but XML's own five), and so is what is nested too deeply or has millions of elements. */
#ifndef SHEAF_READ_DOCUMENT_H
#define SHEAF_READ_DOCUMENT_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

typedef enum sheaf_document_kind {
  SHEAF_DOCUMENT_END,       /* of the innermost open element */
  SHEAF_DOCUMENT_START,     /* of an element: its name without prefix */
  SHEAF_DOCUMENT_ATTRIBUTE, /* of the element that started: its name without prefix; VALUE follows */
  SHEAF_DOCUMENT_VALUE,     /* of the attribute before */
  SHEAF_DOCUMENT_TEXT       /* a piece of the innermost open element's text */
} sheaf_document_kind;

/* Appends the events one after another, each as varint kind, varint length, bytes (END has none). SHEAF_EFORMAT with
 * line and byte where it is not well-formed. */
int sheaf_document_read(const char *bytes, size_t length, sheaf_buf *events, sheaf_error *err);

#endif
