/* xml_scan.h - one whole record of plain XML in UTF-8, read by hand, which is many times as fast as a full parser.
 *
 * Invariant: what the scanner accepts gives the same events as expat, in the same order, but for where runs of text are
 * parted. It judges nothing: a comment, a CDATA section, an entity beyond XML's own five, a name beyond ASCII, anything
 * not well-formed, or a record that is not all there makes it give up, and expat reads the record instead. */
#ifndef SHEAF_READ_XML_SCAN_H
#define SHEAF_READ_XML_SCAN_H

#include "base/buf.h"
#include "xml.h"

enum { SHEAF_XML_SCAN_DEPTH = 64, SHEAF_XML_SCAN_ATTRIBUTES = 16 };

typedef struct sheaf_xml_scan {
  const char *end;                                           /* one past the bytes at hand; borrowed */
  const char *open[SHEAF_XML_SCAN_DEPTH];                    /* names of the open elements, in those bytes */
  size_t length[SHEAF_XML_SCAN_DEPTH];                       /* bytes in each */
  size_t depth;                                              /* how many are open */
  uint64_t feeds;                                            /* line feeds so far */
  int has_prefix;                                            /* the name read last, or one with it, has a colon */
  sheaf_buf tag;                                             /* attribute names and values, each with a NUL */
  size_t parts[2 * SHEAF_XML_SCAN_ATTRIBUTES];               /* where those of the attributes begin in tag */
  const char *attributes[2 * SHEAF_XML_SCAN_ATTRIBUTES + 1]; /* as expat gives them; borrowed from tag */
} sheaf_xml_scan;

/* Reads the record that begins at text[0], its '<': begin, start, text and end of the format are called with `to`.
 * Returns the bytes up to the end of its end tag; 0 where it gave up, and then the record is begun anew by its caller.
 * All zeros is a scan that has not begun. */
size_t sheaf_xml_scan_record(sheaf_xml_scan *self, const sheaf_xml_format *format, void *to, sheaf_record *record,
                             const char *text, size_t length);
void sheaf_xml_scan_clear(sheaf_xml_scan *self);

#endif
