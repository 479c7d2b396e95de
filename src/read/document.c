/* document.c - see document.h. */
#include "document.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

#include "xml.h"

enum { MOST_DEPTH = 256, MOST_ELEMENTS = 2000000, CHUNK = 1 << 20 };

typedef struct walk {
  XML_Parser parser; /* stopped on what is refused */
  sheaf_buf *events; /* filled; borrowed */
  int depth;         /* open elements */
  int elements;      /* all so far */
  int refused;       /* there is a document type */
} walk;

static void add(walk *self, sheaf_document_kind kind, const char *bytes, size_t length) {
  sheaf_buf_add_varint(self->events, (uint64_t)kind);
  sheaf_buf_add_varint(self->events, length);
  sheaf_buf_add(self->events, bytes, length);
  if (self->events->failed) XML_StopParser(self->parser, XML_FALSE);
}

static void add_text(walk *self, sheaf_document_kind kind, const char *text) { add(self, kind, text, strlen(text)); }

static void on_start(void *data, const char *name, const char **attributes) {
  walk *self = data;
  if (++self->depth > MOST_DEPTH || ++self->elements > MOST_ELEMENTS) XML_StopParser(self->parser, XML_FALSE);
  add_text(self, SHEAF_DOCUMENT_START, sheaf_xml_local(name));
  for (; *attributes; attributes += 2) {
    add_text(self, SHEAF_DOCUMENT_ATTRIBUTE, sheaf_xml_local(attributes[0]));
    add_text(self, SHEAF_DOCUMENT_VALUE, attributes[1]);
  }
}

static void on_end(void *data, const char *name) {
  (void)name;
  walk *self = data;
  self->depth--;
  add(self, SHEAF_DOCUMENT_END, "", 0);
}

static void on_text(void *data, const char *text, int length) { add(data, SHEAF_DOCUMENT_TEXT, text, (size_t)length); }

static void on_doctype(void *data, const char *name, const char *system, const char *public, int internal) {
  (void)name, (void)system, (void)public, (void)internal;
  walk *self = data;
  self->refused = 1;
  XML_StopParser(self->parser, XML_FALSE);
}

static int failed(walk *self, sheaf_error *err) {
  const uint64_t byte = (uint64_t)XML_GetCurrentByteIndex(self->parser);
  const uint64_t line = XML_GetCurrentLineNumber(self->parser);
  int code;
  if (self->refused)
    code = sheaf_error_at(err, SHEAF_EFORMAT, "document-type", byte,
                          "line %llu: the XML has a document type, which such files never need; it is not read",
                          (unsigned long long)line);
  else if (self->depth > MOST_DEPTH)
    code = sheaf_error_at(err, SHEAF_ERANGE, "too-deep", byte, "line %llu: the XML is nested more than %d deep",
                          (unsigned long long)line, (int)MOST_DEPTH);
  else if (self->elements > MOST_ELEMENTS)
    code = sheaf_error_at(err, SHEAF_ERANGE, "too-large", byte, "line %llu: the XML has more than %d elements",
                          (unsigned long long)line, (int)MOST_ELEMENTS);
  else
    code = sheaf_error_at(err, SHEAF_EFORMAT, "not-well-formed", byte, "line %llu: the XML is broken: %s",
                          (unsigned long long)line, XML_ErrorString(XML_GetErrorCode(self->parser)));
  if (err) err->line = line;
  return code;
}

int sheaf_document_read(const char *bytes, size_t length, sheaf_buf *events, sheaf_error *err) {
  walk self = {.parser = XML_ParserCreate(NULL), .events = events};
  if (!self.parser) return sheaf_error_memory(err);
  XML_SetUserData(self.parser, &self);
  XML_SetElementHandler(self.parser, on_start, on_end);
  XML_SetCharacterDataHandler(self.parser, on_text);
  XML_SetStartDoctypeDeclHandler(self.parser, on_doctype);
  int code = SHEAF_OK;
  for (size_t at = 0; !code; at += CHUNK) {
    const size_t rest = length > at ? length - at : 0, size = rest < CHUNK ? rest : CHUNK;
    if (XML_Parse(self.parser, bytes + at, (int)size, rest <= CHUNK) != XML_STATUS_OK) {
      code = events->failed ? sheaf_error_memory(err) : failed(&self, err);
    }
    if (rest <= CHUNK) break;
  }
  XML_ParserFree(self.parser);
  return code;
}
