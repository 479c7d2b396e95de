/* read_pubmed_xml.c - PubMed XML (PubmedArticleSet, PubmedBookArticleSet, MedlineCitationSet, or one record as root) by
 * expat, streaming.
 *
 * The parser is suspended at the end of each record, so that a record is filled straight from its events. Where the XML
 * is broken, the record at hand is rejected and a new parser goes on at the next record's start tag. Nothing outside
 * the file is ever read: external entities are skipped, and expat bounds the growth of internal ones. */
#include <expat.h>
#include <iconv.h>
#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "pubmed.h"
#include "reader.h"

enum { CARRY = 32, LONGEST_TOKEN = 32 * 1024 * 1024 };

static const char prolog[] = "<PubmedArticleSet>";

typedef struct pubmed_xml {
  sheaf_reader *reader;  /* borrowed */
  XML_Parser parser;     /* NULL while looking for the next record after an error */
  char *encoding;        /* as the XML declaration says, or NULL; owned */
  const char *chunk;     /* the bytes being parsed; borrowed from the source */
  size_t length;         /* bytes in chunk */
  uint64_t chunk_byte;   /* offset of chunk in the input */
  uint64_t base;         /* what to add to the parser's byte index (wraps) */
  uint64_t line;         /* line at `counted` */
  uint64_t counted;      /* offset up to which lines were counted */
  int suspended;         /* the parser stopped at the end of a record */
  int final;             /* the parser was told that there is no more */
  int in_record;         /* between a record's tags */
  int alone;             /* the record is a MedlineCitation without PubmedArticle */
  size_t depth;          /* open elements of the record */
  int over;              /* there is nothing more to read */
  int done;              /* the record is complete */
  const char *broken;    /* why a handler stopped the parser for good; static */
  uint64_t broken_byte;  /* where it was then */
  int in_data;           /* in a CDATA section */
  int in_deleted;        /* in DeleteCitation */
  uint64_t deleted;      /* PMIDs there */
  uint64_t deleted_line; /* where the first stood */
  uint64_t deleted_byte; /* its offset */
  char carry[2 * CARRY]; /* the end of the chunk before, where a start tag may begin */
  size_t carried;        /* bytes of it that a new parser gets first */
  size_t resume;         /* where in the chunk a new parser begins */
  int restarted;         /* a new parser waits for its first bytes */
  int failed;            /* out of memory in a handler */
  sheaf_error ending;    /* what ended the source, code 0 for its end */
  sheaf_record *record;  /* the caller's */
  sheaf_pubmed walk;     /* the record being filled */
} pubmed_xml;

/* ---- positions ---- */

static uint64_t here(const pubmed_xml *self) { return self->base + (uint64_t)XML_GetCurrentByteIndex(self->parser); }

/* The line of an offset in the chunk, not before the last one asked for. */
static uint64_t line_at(pubmed_xml *self, uint64_t byte) {
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

static int next_chunk(pubmed_xml *self) {
  line_at(self, self->chunk_byte + self->length);
  self->chunk_byte += self->length;
  self->length = 0;
  const int more = sheaf_source_chunk(sheaf_reader_source(self->reader), &self->chunk, &self->length, &self->ending);
  if (more <= 0) self->length = 0;
  if (!more) self->ending.code = SHEAF_OK;
  return more;
}

/* ---- events ---- */

static int is_record(const char *name) { return !strcmp(name, "PubmedArticle") || !strcmp(name, "PubmedBookArticle"); }

static void stop(pubmed_xml *self, const char *why) {
  self->broken = why;
  self->broken_byte = here(self);
  XML_StopParser(self->parser, XML_FALSE);
}

static void on_start(void *data, const char *name, const char **attributes) {
  pubmed_xml *self = data;
  const int record = *name == 'P' && is_record(name);
  if (self->in_record) {
    self->depth++;
    if (record)
      stop(self, "the next record begins before its end tag");
    else if (!sheaf_pubmed_start(&self->walk, name, attributes))
      stop(self, "its elements are nested too deeply");
    return;
  }
  const int alone = !strcmp(name, "MedlineCitation");
  if (record || alone) {
    self->in_record = 1;
    self->alone = alone;
    self->depth = 1;
    self->record->byte = here(self);
    self->record->line = line_at(self, self->record->byte);
    sheaf_pubmed_begin(&self->walk, self->record, name, attributes);
  } else if (!strcmp(name, "DeleteCitation")) {
    self->in_deleted = 1;
  } else if (self->in_deleted && !strcmp(name, "PMID") && !self->deleted++) {
    self->deleted_byte = here(self);
    self->deleted_line = line_at(self, self->deleted_byte);
  }
}

static void on_end(void *data, const char *name) {
  pubmed_xml *self = data;
  if (!self->in_record) {
    if (!strcmp(name, "DeleteCitation")) self->in_deleted = 0;
    return;
  }
  if (--self->depth || self->alone) sheaf_pubmed_end(&self->walk);
  if (self->depth) return;
  self->record->bytes = here(self) + (uint64_t)XML_GetCurrentByteCount(self->parser) - self->record->byte;
  self->in_record = 0;
  self->done = 1;
  XML_StopParser(self->parser, XML_TRUE);
}

/* 1 where the text has a record's start tag in it: then it is no text, but what an unclosed mark has swallowed. */
static const char *find_record(const char *text, size_t length) {
  static const char *const names[] = {"<PubmedArticle", "<PubmedBookArticle", "<MedlineCitation"};
  for (const char *end = text + length, *at = text; (at = memchr(at, '<', (size_t)(end - at))); at++) {
    for (size_t i = 0; i < 3; i++) {
      const size_t size = strlen(names[i]);
      if ((size_t)(end - at) > size && !memcmp(at, names[i], size) && memchr("> \t\r\n/", at[size], 6)) return at;
    }
  }
  return NULL;
}

static void on_text(void *data, const char *text, int length) {
  pubmed_xml *self = data;
  if (!self->in_record) return;
  if (self->in_data && find_record(text, (size_t)length)) {
    stop(self, "a CDATA section is not closed");
    return;
  }
  sheaf_pubmed_text(&self->walk, text, (size_t)length);
}

static void on_data_start(void *data) { ((pubmed_xml *)data)->in_data = 1; }
static void on_data_end(void *data) { ((pubmed_xml *)data)->in_data = 0; }

/* An entity that the unread DTD declares stays as it is written. */
static void on_skipped(void *data, const char *name, int is_parameter) {
  pubmed_xml *self = data;
  if (!self->in_record || is_parameter) return;
  sheaf_pubmed_text(&self->walk, "&", 1);
  sheaf_pubmed_text(&self->walk, name, strlen(name));
  sheaf_pubmed_text(&self->walk, ";", 1);
}

static void on_declaration(void *data, const char *version, const char *encoding, int standalone) {
  pubmed_xml *self = data;
  (void)version;
  (void)standalone;
  if (!encoding || self->encoding) return;
  self->encoding = sheaf_mem_copy(encoding, strlen(encoding));
  if (!self->encoding) self->failed = 1;
}

/* Single-byte charsets that expat does not have. */
static int on_encoding(void *data, const char *name, XML_Encoding *info) {
  (void)data;
  const iconv_t converter = iconv_open("UTF-32LE", name);
  if (converter == (iconv_t)-1) return XML_STATUS_ERROR;
  for (int i = 0; i < 256; i++) {
    char byte = (char)i, *in = &byte;
    unsigned char point[8] = {0};
    char *out = (char *)point;
    size_t left = 1, room = sizeof point;
    iconv(converter, NULL, NULL, NULL, NULL);
    const int good = iconv(converter, &in, &left, &out, &room) != (size_t)-1 && room == sizeof point - 4;
    info->map[i] = good ? point[0] | point[1] << 8 | point[2] << 16 : i < 128 ? i : -1;
  }
  iconv_close(converter);
  info->data = NULL;
  info->convert = NULL;
  info->release = NULL;
  return XML_STATUS_OK;
}

static int new_parser(pubmed_xml *self) {
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
  XML_SetUnknownEncodingHandler(self->parser, on_encoding, NULL);
  XML_SetParamEntityParsing(self->parser, XML_PARAM_ENTITY_PARSING_NEVER);
  self->in_data = self->in_deleted = self->final = self->suspended = 0;
  self->broken = NULL;
  return SHEAF_OK;
}

/* ---- errors and going on after them ---- */

/* A new parser that goes on at `at` in the chunk, with the last `carried` bytes of the chunk before put in front. */
static int restart(pubmed_xml *self, size_t carried, size_t at) {
  if (new_parser(self)) return SHEAF_ENOMEM;
  self->base = self->chunk_byte + at - carried - (sizeof prolog - 1);
  self->carried = carried;
  self->resume = at;
  self->restarted = 1;
  return 1;
}

/* Looks for the next record from `from` on, in this chunk and the following ones, and restarts there: 1, 0 where there
 * is none, or SHEAF_ENOMEM. A start tag may lie across two chunks. */
static int find_next(pubmed_xml *self, uint64_t from) {
  size_t kept = 0, start = from > self->chunk_byte ? (size_t)(from - self->chunk_byte) : 0;
  for (;;) {
    if (start > self->length) start = self->length;
    if (kept) {
      const size_t more = self->length < CARRY ? self->length : CARRY;
      memcpy(self->carry + kept, self->chunk, more);
      const char *found = find_record(self->carry, kept + more);
      if (found && found < self->carry + kept) {
        const size_t carried = kept - (size_t)(found - self->carry);
        memmove(self->carry, found, carried);
        return restart(self, carried, 0);
      }
    }
    const char *found = start < self->length ? find_record(self->chunk + start, self->length - start) : NULL;
    if (found) return restart(self, 0, (size_t)(found - self->chunk));
    kept = self->length - start < CARRY ? self->length - start : CARRY;
    if (kept) memcpy(self->carry, self->chunk + self->length - kept, kept);
    if (next_chunk(self) <= 0) return 0;
    start = 0;
  }
}

/* Says what is wrong. 1 where a record was broken by it. */
static int report_error(pubmed_xml *self) {
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

static int parse(pubmed_xml *self, const char *bytes, size_t length) {
  return (int)XML_Parse(self->parser, bytes, (int)length, self->final);
}

static int parse_first(pubmed_xml *self) {
  self->restarted = 0;
  int status = parse(self, prolog, sizeof prolog - 1);
  if (status == XML_STATUS_OK && self->carried) status = parse(self, self->carry, self->carried);
  return status == XML_STATUS_OK ? parse(self, self->chunk + self->resume, self->length - self->resume) : status;
}

/* After a chunk: a token that has not ended must not swallow records, or memory. */
static int swallows(pubmed_xml *self) {
  const uint64_t end = self->chunk_byte + self->length, token = here(self);
  if (token >= end) return 0;
  if (end - token > LONGEST_TOKEN) return 1;
  const size_t start = token > self->chunk_byte ? (size_t)(token - self->chunk_byte) + 1 : 0;
  return start < self->length && find_record(self->chunk + start, self->length - start) != NULL;
}

/* One step of the parser: XML_STATUS_OK, _SUSPENDED, _ERROR. */
static int step(pubmed_xml *self) {
  int status;
  if (self->suspended) {
    self->suspended = 0;
    status = (int)XML_ResumeParser(self->parser);
  } else if (self->restarted) {
    status = parse_first(self);
  } else {
    if (next_chunk(self) <= 0) self->final = 1;
    status = parse(self, self->length ? self->chunk : "", self->length);
  }
  if (status == XML_STATUS_OK && !self->final && swallows(self)) {
    self->broken = "a comment or tag is not closed";
    self->broken_byte = here(self);
    return XML_STATUS_ERROR;
  }
  return status;
}

static void report_deleted(pubmed_xml *self) {
  if (!self->deleted) return;
  sheaf_reader_report(self->reader, SHEAF_WARNING, "deleted-citation", self->deleted_line, self->deleted_byte,
                      "the file asks to delete %" PRIu64 " citation%s from PubMed; nothing was deleted here",
                      self->deleted, self->deleted == 1 ? "" : "s");
  self->deleted = 0;
}

static int finish_record(pubmed_xml *self, sheaf_error *err) {
  self->done = 0;
  self->suspended = 1;
  if (sheaf_pubmed_finish(&self->walk)) return sheaf_error_memory(err);
  return sheaf_reader_judge(self->reader, self->record);
}

/* After an error: what next() returns, or SHEAF_READ_END to go on. */
static int handle_error(pubmed_xml *self, sheaf_error *err) {
  if (self->failed || XML_GetErrorCode(self->parser) == XML_ERROR_NO_MEMORY || self->ending.code == SHEAF_ENOMEM)
    return sheaf_error_memory(err);
  const uint64_t from = self->broken ? self->broken_byte : here(self);
  const int broken = report_error(self);
  const int found = self->final ? 0 : find_next(self, from);
  if (found < 0) return sheaf_error_memory(err);
  if (!found) self->over = 1;
  return broken ? SHEAF_READ_REJECTED : SHEAF_READ_END;
}

static int next(void *state, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  pubmed_xml *self = state;
  (void)reader;
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
  report_deleted(self);
  if (self->ending.code && err) *err = self->ending;
  return self->ending.code;
}

/* ---- the format ---- */

static void close_reader(void *state) {
  pubmed_xml *self = state;
  if (!self) return;
  if (self->parser) XML_ParserFree(self->parser);
  sheaf_pubmed_clear(&self->walk);
  sheaf_mem_free(self->encoding);
  sheaf_mem_free(self);
}

static void *open_reader(sheaf_reader *reader) {
  pubmed_xml *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->reader = reader;
  self->line = 1;
  if (!sheaf_pubmed_init(&self->walk) || new_parser(self)) {
    close_reader(self);
    return NULL;
  }
  return self;
}

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  size_t at = 0;
  while (at < length && strchr(" \t\r\n", head[at])) at++;
  if (at == length || head[at] != '<') return 0;
  if (find_record(head + at, length - at)) return 98;
  static const char *const roots[] = {"PubmedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet"};
  for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
    if (strstr(head + at, roots[i])) return 97;
  return 0;
}

const sheaf_format sheaf_read_pubmed_xml = {"pubmed-xml", "PubMed XML", "xml", detect, open_reader, next, close_reader};
