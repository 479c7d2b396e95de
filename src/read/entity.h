/* entity.h - HTML's character references in plain text: "&amp;", "&#945;", "&uuml;", and "&amp;lt;", escaped twice. */
#ifndef SHEAF_READ_ENTITY_H
#define SHEAF_READ_ENTITY_H

#include "base/buf.h"

/* Appends the text with what its references stand for, read twice over; what is none stays. 1 where anything was
 * replaced. */
int sheaf_entity_decode(const char *text, size_t length, sheaf_buf *out);

#endif
