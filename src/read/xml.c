/* xml.c - see xml.h. */
#include "xml.h"

#include <expat.h>
#include <iconv.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "entity.h"
#include "xml_scan.h"

enum { CARRY = 64, LONGEST_PROLOG = 1024, LONGEST_TOKEN = 32 * 1024 * 1024, LONGEST_CUT = 128 * 1024 };

typedef enum wide_order { WIDE_NONE, WIDE_LITTLE, WIDE_BIG } wide_order; /* of the bytes of UTF-16 */

struct sheaf_xml {
  sheaf_reader *reader;           /* borrowed */
  const sheaf_xml_format *format; /* static */
  void *to;                       /* the format's own state; borrowed */
  XML_Parser parser;              /* NULL while looking for the next record after an error */
  char *encoding;                 /* as the XML declaration says, or NULL; owned */
  const char *chunk;              /* the bytes being parsed; borrowed from the source */
  size_t length;                  /* bytes in chunk */
  size_t fed;                     /* bytes of it that the parser or the scanner has had */
  uint64_t chunk_byte;            /* offset of chunk in the input */
  uint64_t base;                  /* what to add to the parser's byte index (wraps) */
  uint64_t line;                  /* line at `counted` */
  uint64_t counted;               /* offset up to which lines were counted */
  int suspended;                  /* the parser stopped at the end of a record */
  int final;                      /* the parser was told that there is no more */
  int in_record;                  /* between a record's tags */
  size_t depth;                   /* open elements of the record */
  int over;                       /* there is nothing more to read */
  int done;                       /* the record is complete */
  const char *broken;             /* why a handler stopped the parser for good; static */
  uint64_t broken_byte;           /* where it was then */
  int in_data;                    /* in a CDATA section */
  char carry[2 * CARRY];          /* the end of the chunk before, where a start tag may begin */
  size_t carried;                 /* bytes of it that a new parser gets first */
  size_t resume;                  /* where in the chunk a new parser begins */
  uint64_t behind;                /* an error after that is looked for behind this, so that each goes on */
  int restarted;                  /* a new parser waits for its first bytes */
  size_t level;                   /* open elements around records */
  wide_order wide;                /* the bytes are UTF-16 */
  int has_subset;                 /* the document type declares things of its own */
  sheaf_xml_scan scan;            /* reads plain records without the parser */
  sheaf_buf outer;                /* names of the open elements around records, each with a NUL behind it */
  sheaf_buf prolog;               /* their start tags, for a new parser */
  int failed;                     /* out of memory in a handler */
  sheaf_error ending;             /* what ended the source, code 0 for its end */
  sheaf_record *record;           /* the caller's */
};

static int is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* ---- positions ---- */

static uint64_t here(const sheaf_xml *self) { return self->base + (uint64_t)XML_GetCurrentByteIndex(self->parser); }

/* The line of an offset in the chunk, not before the last one asked for. */
static uint64_t line_at(sheaf_xml *self, uint64_t byte) {
  const uint64_t end = self->chunk_byte + self->length;
  if (byte > end) byte = end;
  while (self->counted < byte) {
    const char *from = self->chunk + (self->counted - self->chunk_byte);
    const char *feed = memchr(from, '\n', (size_t)(byte - self->counted));
    if (!feed) break;
    self->line++;
    self->counted += (uint64_t)(feed - from) + 1;
  }
  if (self->counted < byte) self->counted = byte;
  return self->line;
}

/* A chunk that begins behind what was fed of this one. */
static int next_chunk(sheaf_xml *self) {
  line_at(self, self->chunk_byte + self->fed);
  if (self->fed < self->length) sheaf_source_return(sheaf_reader_source(self->reader), self->length - self->fed);
  self->chunk_byte += self->fed;
  self->length = self->fed = 0;
  const int more = sheaf_source_chunk(sheaf_reader_source(self->reader), &self->chunk, &self->length, &self->ending);
  if (more <= 0) self->length = 0;
  if (!more) self->ending.code = SHEAF_OK;
  return more;
}

/* ---- events ---- */

static void stop(sheaf_xml *self, const char *why) {
  self->broken = why;
  self->broken_byte = here(self);
  XML_StopParser(self->parser, XML_FALSE);
}

/* 1 where the name, without its prefix, is one of the list. */
static int is_one_of(const char *name, const char *const *names) {
  for (; *names; names++)
    if (**names == *name && !strcmp(*names, name)) return 1;
  return 0;
}

/* The elements around records are kept, so that a parser that goes on after an error can be told of them. */
static void push_outer(sheaf_xml *self, const char *name) {
  self->level++;
  for (const char *at = name; *at; at++)
    if (*at & 0x80) return; /* its bytes depend on the encoding */
  const size_t length = strlen(name) + 1;
  if (self->outer.length + length <= LONGEST_PROLOG) sheaf_buf_add(&self->outer, name, length);
}

static void pop_outer(sheaf_xml *self, const char *name) {
  self->level--;
  const size_t length = strlen(name) + 1;
  sheaf_buf *outer = &self->outer;
  if (outer->length < length || memcmp(outer->data + outer->length - length, name, length)) return;
  if (outer->length == length || !outer->data[outer->length - length - 1]) outer->length -= length;
}

static void begin_record(sheaf_xml *self, const char *name, size_t length, const char **attributes) {
  self->in_record = 1;
  self->depth = 1;
  self->record->byte = here(self);
  self->record->line = line_at(self, self->record->byte);
  self->format->begin(self->to, self->record, name, length, attributes);
}

static void on_start(void *data, const char *name, const char **attributes) {
  sheaf_xml *self = data;
  const sheaf_xml_format *format = self->format;
  const char *local = sheaf_xml_local(name);
  const size_t length = strlen(name);
  const int record = is_one_of(local, format->names);
  if (self->in_record) {
    if (record && format->is_envelope && format->is_envelope(self->to)) {
      begin_record(self, name, length, attributes);
      return;
    }
    self->depth++;
    if (record)
      stop(self, "the next record begins before its end tag");
    else if (!format->start(self->to, name, length, attributes))
      stop(self, "its elements are nested too deeply");
  } else if (record || (format->inner && !strcmp(local, format->inner))) {
    begin_record(self, name, length, attributes);
  } else {
    push_outer(self, name);
    if (format->outside) format->outside(self->to, self, name, 1);
  }
}

static void on_end(void *data, const char *name) {
  sheaf_xml *self = data;
  if (!self->in_record) {
    pop_outer(self, name);
    if (self->format->outside) self->format->outside(self->to, self, name, 0);
    return;
  }
  if (--self->depth) {
    self->format->end(self->to);
    return;
  }
  self->record->bytes = here(self) + (uint64_t)XML_GetCurrentByteCount(self->parser) - self->record->byte;
  self->in_record = 0;
  self->done = self->suspended = 1;
  XML_StopParser(self->parser, XML_TRUE);
}

/* In bytes of the input, or in UTF-8 as the parser gives it. */
static const char *find_names(const char *const *names, const char *text, size_t length, wide_order wide) {
  return wide ? sheaf_xml_find_wide(names, text, length, wide == WIDE_BIG) : sheaf_xml_find(names, text, length);
}

static const char *find_start(const sheaf_xml *self, const char *text, size_t length, wide_order wide) {
  const char *found = find_names(self->format->names, text, length, wide);
  const char *const inner[] = {self->format->inner, NULL};
  const char *other = *inner ? find_names(inner, text, found ? (size_t)(found - text) : length, wide) : NULL;
  return other ? other : found;
}

/* The next record's start tag in bytes of the input. */
static const char *find_record(const sheaf_xml *self, const char *text, size_t length) {
  return find_start(self, text, length, self->wide);
}

static void on_text(void *data, const char *text, int length) {
  sheaf_xml *self = data;
  if (!self->in_record) return;
  /* A record's start tag in text is no text: an unclosed mark has swallowed it. */
  if (self->in_data && find_start(self, text, (size_t)length, WIDE_NONE)) {
    stop(self, "a CDATA section is not closed");
    return;
  }
  self->format->text(self->to, text, (size_t)length);
}

static void on_data_start(void *data) { ((sheaf_xml *)data)->in_data = 1; }
static void on_data_end(void *data) { ((sheaf_xml *)data)->in_data = 0; }

/* An entity that is not declared: of HTML's, or of a DTD that is not read, and then it stays as it is written. */
static void on_skipped(void *data, const char *name, int is_parameter) {
  sheaf_xml *self = data;
  if (!self->in_record || is_parameter) return;
  sheaf_buf written = {0}, text = {0};
  sheaf_buf_add_format(&written, "&%s;", name);
  if (!written.failed) sheaf_entity_decode(written.data, written.length, &text);
  if (written.failed || text.failed)
    self->failed = 1;
  else
    self->format->text(self->to, text.data, text.length);
  sheaf_buf_clear(&written);
  sheaf_buf_clear(&text);
  if (self->failed) XML_StopParser(self->parser, XML_FALSE);
}

static void on_type(void *data, const char *name, const char *system, const char *public, int has_subset) {
  (void)name;
  (void)system;
  (void)public;
  if (has_subset) ((sheaf_xml *)data)->has_subset = 1;
}

static void on_declaration(void *data, const char *version, const char *encoding, int standalone) {
  sheaf_xml *self = data;
  (void)version;
  (void)standalone;
  if (!encoding || self->encoding) return;
  self->encoding = sheaf_mem_copy(encoding, strlen(encoding));
  if (!self->encoding) self->failed = 1;
}

/* Fills the map from what iconv makes of each byte alone. */
static int map_bytes(const char *name, int *map) {
  const iconv_t converter = iconv_open("UTF-32LE", name);
  if (converter == (iconv_t)-1) return XML_STATUS_ERROR;
  for (int i = 0; i < 256; i++) {
    char byte = (char)i, *in = &byte;
    unsigned char point[8] = {0};
    char *out = (char *)point;
    size_t left = 1, room = sizeof point;
    iconv(converter, NULL, NULL, NULL, NULL);
    const int good = iconv(converter, &in, &left, &out, &room) != (size_t)-1 && room == sizeof point - 4;
    map[i] = good ? point[0] | point[1] << 8 | point[2] << 16 : i < 128 ? i : -1;
  }
  iconv_close(converter);
  return XML_STATUS_OK;
}

/* Single-byte charsets that expat does not have. The one that most files without UTF-8 are in needs no iconv, which
 * would cost more than to read a short file. */
static int on_encoding(void *data, const char *name, XML_Encoding *info) {
  (void)data;
  info->data = NULL;
  info->convert = NULL;
  info->release = NULL;
  if (strcasecmp(name, "CP1252") && strcasecmp(name, "windows-1252")) return map_bytes(name, info->map);
  for (int i = 0; i < 256; i++) info->map[i] = (int)sheaf_utf8_from_cp1252((unsigned char)i);
  return XML_STATUS_OK;
}

static int new_parser(sheaf_xml *self) {
  static const XML_Memory_Handling_Suite memory = {sheaf_mem_alloc, sheaf_mem_resize, sheaf_mem_free};
  if (self->parser) XML_ParserFree(self->parser);
  self->parser = XML_ParserCreate_MM(self->encoding, &memory, NULL);
  if (!self->parser) return SHEAF_ENOMEM;
  XML_SetUserData(self->parser, self);
  XML_SetElementHandler(self->parser, on_start, on_end);
  XML_SetCharacterDataHandler(self->parser, on_text);
  XML_SetCdataSectionHandler(self->parser, on_data_start, on_data_end);
  XML_SetSkippedEntityHandler(self->parser, on_skipped);
  XML_SetXmlDeclHandler(self->parser, on_declaration);
  XML_SetStartDoctypeDeclHandler(self->parser, on_type);
  XML_SetUnknownEncodingHandler(self->parser, on_encoding, NULL);
  XML_SetParamEntityParsing(self->parser, XML_PARAM_ENTITY_PARSING_NEVER);
  XML_UseForeignDTD(self->parser, XML_TRUE); /* entities that nothing declares are skipped, no error */
  self->in_data = self->final = self->suspended = 0;
  self->level = 0;
  self->broken = NULL;
  return SHEAF_OK;
}

/* ---- errors and going on after them ---- */

/* As the input has its letters, so that the parser takes both for one text. 0 or SHEAF_ENOMEM. */
static int widen_prolog(sheaf_xml *self) {
  sheaf_buf wide = {0};
  for (size_t i = 0; i < self->prolog.length; i++) {
    if (self->wide == WIDE_BIG) sheaf_buf_add_byte(&wide, 0);
    sheaf_buf_add_byte(&wide, self->prolog.data[i]);
    if (self->wide == WIDE_LITTLE) sheaf_buf_add_byte(&wide, 0);
  }
  sheaf_buf_clear(&self->prolog);
  self->prolog = wide;
  const char *name = self->wide == WIDE_BIG ? "UTF-16BE" : "UTF-16LE";
  sheaf_mem_free(self->encoding);
  self->encoding = sheaf_mem_copy(name, strlen(name));
  return self->encoding && !wide.failed ? SHEAF_OK : SHEAF_ENOMEM;
}

/* A new parser that goes on at `at` in the chunk, with the last `carried` bytes of the chunk before put in front. */
static int restart(sheaf_xml *self, size_t carried, size_t at) {
  sheaf_buf *prolog = &self->prolog, *outer = &self->outer;
  sheaf_buf_reset(prolog);
  for (size_t i = 0; i < outer->length; i += strlen(outer->data + i) + 1) {
    sheaf_buf_add_byte(prolog, '<');
    sheaf_buf_add_text(prolog, outer->data + i);
    sheaf_buf_add_byte(prolog, '>');
  }
  if (!prolog->length) sheaf_buf_add_text(prolog, self->format->prolog);
  if (self->wide && widen_prolog(self)) return SHEAF_ENOMEM;
  if (outer->failed || prolog->failed || new_parser(self)) return SHEAF_ENOMEM;
  sheaf_buf_reset(outer);
  self->base = self->chunk_byte + at - carried - self->prolog.length;
  self->behind = self->chunk_byte + at - carried + 1;
  self->carried = carried;
  self->resume = at;
  self->restarted = 1;
  return 1;
}

/* Looks for the next record from `from` on, in this chunk and the following ones, and restarts there: 1, 0 where there
 * is none, or SHEAF_ENOMEM. A start tag may lie across two chunks. */
static int find_next(sheaf_xml *self, uint64_t from) {
  size_t kept = 0, start = from > self->chunk_byte ? (size_t)(from - self->chunk_byte) : 0;
  for (;;) {
    if (start > self->length) start = self->length;
    if (kept) {
      const size_t more = self->length < CARRY ? self->length : CARRY;
      memcpy(self->carry + kept, self->chunk, more);
      const char *found = find_record(self, self->carry, kept + more);
      if (found && found < self->carry + kept) {
        const size_t carried = kept - (size_t)(found - self->carry);
        memmove(self->carry, found, carried);
        return restart(self, carried, 0);
      }
    }
    const char *found = start < self->length ? find_record(self, self->chunk + start, self->length - start) : NULL;
    if (found) return restart(self, 0, (size_t)(found - self->chunk));
    kept = self->length - start < CARRY ? self->length - start : CARRY;
    if (kept) memcpy(self->carry, self->chunk + self->length - kept, kept);
    self->fed = self->length;
    if (next_chunk(self) <= 0) return 0;
    start = 0;
  }
}

/* Says what is wrong. 1 where a record was broken by it. */
static int report_error(sheaf_xml *self) {
  const enum XML_Error code = XML_GetErrorCode(self->parser);
  const uint64_t byte = self->broken ? self->broken_byte : here(self);
  const uint64_t line = line_at(self, byte);
  const char *why = self->broken ? self->broken : XML_ErrorString(code);
  const int ended = self->final;
  const int broken = self->in_record;
  self->in_record = 0;
  if (broken)
    sheaf_reader_report(self->reader, SHEAF_REJECTED, ended ? "truncated" : "bad-xml", line, byte,
                        "the record that begins in line %" PRIu64 " is not well-formed XML: %s. %s", self->record->line,
                        why,
                        ended ? "The file ends too early; get it again" : "It was left out; loading goes on behind it");
  else
    sheaf_reader_report(self->reader, SHEAF_WARNING, ended ? "truncated" : "bad-xml", line, byte,
                        "the XML is not well-formed between records: %s. Check that the file is whole", why);
  return broken;
}

static int parse(sheaf_xml *self, const char *bytes, size_t length) {
  return (int)XML_Parse(self->parser, bytes, (int)length, self->final);
}

/* 1 where the parser stands between records, and bytes are characters of UTF-8. */
static int can_scan(const sheaf_xml *self) {
  return self->level && !self->in_record && !self->in_data && !self->has_subset && !self->wide &&
         (!self->encoding || !strcasecmp(self->encoding, "UTF-8"));
}

/* Reads the record at the first byte that was not fed, past the parser, which need not know: 1, or 0 where the parser
 * must have it. */
static int scan_record(sheaf_xml *self) {
  const size_t taken = sheaf_xml_scan_record(&self->scan, self->format, self->to, self->record, self->chunk + self->fed,
                                             self->length - self->fed);
  if (!taken) {
    sheaf_record_reset(self->record);
    return 0;
  }
  self->record->byte = self->chunk_byte + self->fed;
  self->record->line = line_at(self, self->record->byte);
  self->record->bytes = taken;
  self->line += self->scan.feeds;
  self->counted = self->record->byte + taken;
  self->base += taken;
  self->fed += taken;
  self->done = 1;
  return 1;
}

/* A longer chunk that begins at the first byte that was not fed, where the record there is cut off by the chunk's end:
 * 1, 0 where it is not or there is no more, or SHEAF_ENOMEM. */
static int lengthen(sheaf_xml *self) {
  const size_t part = self->length - self->fed;
  if (part > LONGEST_CUT || find_names(self->format->names, self->chunk + self->fed + 1, part - 1, WIDE_NONE)) return 0;
  return next_chunk(self) <= 0 ? SHEAF_ENOMEM : self->length > part;
}

/* Goes on without the parser: white space, and the record behind it. 1, SHEAF_ENOMEM, or 0 where the parser must go on,
 * and then *next is the next record's start tag, or NULL. */
static int scan_some(sheaf_xml *self, const char **next) {
  size_t gap = 0;
  while (self->fed + gap < self->length && is_space(self->chunk[self->fed + gap])) gap++;
  self->fed += gap;
  self->base += gap;
  if (self->fed == self->length) return 1;
  *next = find_record(self, self->chunk + self->fed, self->length - self->fed);
  int more = *next == self->chunk + self->fed;
  while (more > 0 && !scan_record(self)) {
    more = lengthen(self);
    *next = self->chunk + self->fed;
  }
  return more;
}

/* Gives the parser what stands before the next record; that one, where the scanner can, it never sees. Where a token is
 * still open there, the parser gets all that is left of the chunk. */
static int parse_some(sheaf_xml *self) {
  const char *next = NULL;
  const int between = here(self) == self->chunk_byte + self->fed;
  if (self->fed < self->length && !self->final && (!self->fed || between)) {
    const int scanned = between && can_scan(self) ? scan_some(self, &next) : 0;
    if (scanned) return scanned > 0 ? XML_STATUS_OK : XML_STATUS_ERROR;
    const char *at = self->chunk + self->fed;
    if (!next || next == at) next = find_names(self->format->names, at + 1, self->length - self->fed - 1, self->wide);
  }
  const char *at = self->chunk ? self->chunk + self->fed : ""; /* an empty input has no chunk */
  const size_t part = next ? (size_t)(next - at) : self->length - self->fed;
  self->fed += part;
  return parse(self, part ? at : "", part);
}

static int parse_first(sheaf_xml *self) {
  self->restarted = 0;
  self->fed = self->resume;
  int status = parse(self, self->prolog.data, self->prolog.length);
  if (status == XML_STATUS_OK && self->carried) status = parse(self, self->carry, self->carried);
  return status == XML_STATUS_OK && self->fed < self->length ? parse_some(self) : status;
}

/* After a chunk: a token that has not ended must not swallow records, or memory. */
static int swallows(sheaf_xml *self) {
  const uint64_t end = self->chunk_byte + self->length, token = here(self);
  if (token >= end) return 0;
  if (end - token > LONGEST_TOKEN) return 1;
  const size_t start = token > self->chunk_byte ? (size_t)(token - self->chunk_byte) + 1 : 0;
  return start < self->length && find_record(self, self->chunk + start, self->length - start) != NULL;
}

/* One step of the parser: XML_STATUS_OK, _SUSPENDED, _ERROR. */
static int step(sheaf_xml *self) {
  int status;
  if (self->suspended) {
    self->suspended = 0;
    status = (int)XML_ResumeParser(self->parser);
  } else if (self->restarted) {
    status = parse_first(self);
  } else {
    if (self->fed == self->length && next_chunk(self) <= 0) self->final = 1;
    status = parse_some(self);
  }
  if (status == XML_STATUS_OK && !self->done && !self->final && self->fed == self->length && swallows(self)) {
    self->broken = "a comment or tag is not closed";
    self->broken_byte = here(self);
    return XML_STATUS_ERROR;
  }
  return status;
}

static int finish_record(sheaf_xml *self, sheaf_error *err) {
  self->done = 0;
  const int code = self->format->finish(self->to);
  if (code == SHEAF_ERANGE) {
    sheaf_reader_report(self->reader, SHEAF_REJECTED, "too-long", self->record->line, self->record->byte,
                        "the record is longer than 64 MB, and was not loaded");
    return SHEAF_READ_REJECTED;
  }
  if (code) return sheaf_error_memory(err);
  return sheaf_reader_judge(self->reader, self->record);
}

/* A declared encoding that is not known, or not the file's, is forgotten: the bytes are taken for UTF-8. */
static void drop_encoding(sheaf_xml *self) {
  const enum XML_Error code = XML_GetErrorCode(self->parser);
  if (code != XML_ERROR_UNKNOWN_ENCODING && code != XML_ERROR_INCORRECT_ENCODING) return;
  sheaf_mem_free(self->encoding);
  self->encoding = NULL;
}

/* After an error: what next() returns, or SHEAF_READ_END to go on. */
static int handle_error(sheaf_xml *self, sheaf_error *err) {
  if (self->failed || XML_GetErrorCode(self->parser) == XML_ERROR_NO_MEMORY || self->ending.code == SHEAF_ENOMEM)
    return sheaf_error_memory(err);
  uint64_t from = self->broken ? self->broken_byte : here(self);
  if (from < self->behind) from = self->behind;
  const int broken = report_error(self);
  drop_encoding(self);
  const int found = self->final ? 0 : find_next(self, from);
  if (found < 0) return sheaf_error_memory(err);
  if (!found) self->over = 1;
  /* Where the next one begins: behind - 1. */
  if (broken) self->record->bytes = (found ? self->behind - 1 : self->chunk_byte + self->length) - self->record->byte;
  return broken ? SHEAF_READ_REJECTED : SHEAF_READ_END;
}

int sheaf_xml_next(sheaf_xml *self, sheaf_record *record, sheaf_error *err) {
  self->record = record;
  while (!self->over) {
    const int status = step(self);
    if (status == XML_STATUS_ERROR) {
      const int result = handle_error(self, err);
      if (result != SHEAF_READ_END) return result;
    } else if (self->done) {
      return finish_record(self, err);
    } else if (self->final) {
      self->over = 1;
    }
  }
  if (self->ending.code && err) {
    *err = self->ending;
    err->line = self->line;
  }
  return self->ending.code;
}

void sheaf_xml_close(sheaf_xml *self) {
  if (!self) return;
  if (self->parser) XML_ParserFree(self->parser);
  sheaf_xml_scan_clear(&self->scan);
  sheaf_buf_clear(&self->outer);
  sheaf_buf_clear(&self->prolog);
  sheaf_mem_free(self->encoding);
  sheaf_mem_free(self);
}

/* ---- a declaration that the bytes contradict ---- */

/* Characters beyond ASCII in UTF-8, and bytes that are none; a character cut by the end does not count. */
static void count_utf8(const char *text, size_t length, size_t *characters, size_t *strays) {
  while (length) {
    const size_t good = sheaf_utf8_check(text, length);
    for (size_t i = 0; i < good; i++) *characters += ((unsigned char)text[i] & 0xC0) == 0xC0;
    text += good;
    length -= good;
    if (length < 4 && length && ((unsigned char)*text & 0xC0) == 0xC0) return;
    if (length) text++, length--, ++*strays;
  }
}

/* Lays down the encoding where the first bytes cannot be what the declaration (without one: UTF-8) says. */
static int overrule_declaration(sheaf_xml *self) {
  const char *text, *said;
  size_t length, size, characters = 0, strays = 0;
  sheaf_source_sample(sheaf_reader_source(self->reader), &text, &length);
  size = sheaf_xml_declared(text, length, &said);
  if (!size && (!length || memchr(text, 0, length))) return SHEAF_OK;
  count_utf8(text, length, &characters, &strays);
  const int wide = size > 3 && (!strncasecmp(said, "UTF-16", 6 < size ? 6 : size) || !strncasecmp(said, "UCS", 3));
  const int narrow = !size || (size == 5 && !strncasecmp(said, "UTF-8", 5));
  const char *is = strays && !characters ? "CP1252" : "UTF-8";
  if (narrow ? !strays || characters : !wide && (strays || !characters)) return SHEAF_OK;
  if (size)
    sheaf_reader_report(self->reader, SHEAF_WARNING, "wrong-encoding", 1, 0,
                        "the XML declaration says %.*s, but the bytes are %s; they were read as that", (int)size, said,
                        is);
  else
    sheaf_reader_report(self->reader, SHEAF_WARNING, "wrong-encoding", 1, 0,
                        "XML that declares no encoding is UTF-8, but the bytes are %s; they were read as that", is);
  self->encoding = sheaf_mem_copy(is, strlen(is));
  return self->encoding ? SHEAF_OK : SHEAF_ENOMEM;
}

/* By the mark at the beginning, or the "<" that XML begins with. */
static wide_order find_order(sheaf_source *source) {
  const char *text;
  size_t length;
  sheaf_source_sample(source, &text, &length);
  if (length < 2) return WIDE_NONE;
  if (!memcmp(text, "\xFF\xFE", 2) || !memcmp(text, "<\0", 2)) return WIDE_LITTLE;
  return !memcmp(text, "\xFE\xFF", 2) || !memcmp(text, "\0<", 2) ? WIDE_BIG : WIDE_NONE;
}

sheaf_xml *sheaf_xml_open(sheaf_reader *reader, const sheaf_xml_format *format, void *to) {
  sheaf_xml *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->reader = reader;
  self->format = format;
  self->to = to;
  self->line = 1;
  self->wide = find_order(sheaf_reader_source(reader));
  if (overrule_declaration(self) || new_parser(self)) {
    sheaf_xml_close(self);
    return NULL;
  }
  return self;
}

uint64_t sheaf_xml_byte(const sheaf_xml *self) { return here(self); }
uint64_t sheaf_xml_line(sheaf_xml *self) { return line_at(self, here(self)); }
