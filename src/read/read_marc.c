/* read_marc.c - MARC 21 as libraries exchange it (.mrc, ISO 2709): each record is turned into MARCXML and read as that.
 *
 *   leader of 24 bytes | directory: tag 3, length 4, start 5 digits, ... 1E | field 1E field 1E ... 1D
 * A field is two indicators, then 1F, a letter and a value, again and again; one below 010 is its value alone. Fields
 * are UTF-8 where the leader says so or they are so, else MARC-8 (ANSEL: a diacritic stands before its letter), or
 * Latin-1 where bytes say that it cannot be MARC-8. Directories whose places are wrong are taken in their order. */
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "value.h"

enum { LEADER = 24, ENTRY = 12, RECORD_END = 0x1D, FIELD_END = 0x1E, SUBFIELD = 0x1F, LONGEST = 1 << 24 };

typedef struct state {
  sheaf_buf bytes;  /* read and not yet used */
  size_t at;        /* how much of them is */
  uint64_t byte;    /* offset of bytes in the input */
  uint64_t records; /* so far */
  int ended;        /* of the input */
  sheaf_buf xml;    /* of a record */
} state;

/* ---- characters ---- */

static const uint32_t specials[] = {/* A1-C8 */
                                    0x141, 0xD8,  0x110,  0xDE,   0xC6, 0x152,  0x2B9, 0xB7,  0x266D, 0xAE,
                                    0xB1,  0x1A0, 0x1AF,  0x2BC,  0,    0x2BB,  0x142, 0xF8,  0x111,  0xFE,
                                    0xE6,  0x153, 0x2BA,  0x131,  0xA3, 0xF0,   0,     0x1A1, 0x1B0,  0,
                                    0,     0xB0,  0x2113, 0x2117, 0xA9, 0x266F, 0xBF,  0xA1,  0xDF,   0x20AC};
static const uint32_t marks[] = {/* E0-FE */
                                 0x309,  0x300,  0x301, 0x302, 0x303,  0x304,  0x306, 0x307, 0x308, 0x30C, 0x30A,
                                 0xFE20, 0xFE21, 0x315, 0x30B, 0x310,  0x327,  0x328, 0x323, 0x324, 0x325, 0x333,
                                 0x332,  0x326,  0x31C, 0x32E, 0xFE22, 0xFE23, 0,     0,     0x313};

static uint32_t special_of(unsigned char c) { return c >= 0xA1 && c <= 0xC8 ? specials[c - 0xA1] : 0; }

static uint32_t mark_of(unsigned char c) { return c >= 0xE0 && c <= 0xFE ? marks[c - 0xE0] : 0; }

static void add_plain(sheaf_buf *out, unsigned char c) {
  if (c == '&')
    sheaf_buf_add_text(out, "&amp;");
  else if (c == '<')
    sheaf_buf_add_text(out, "&lt;");
  else if (c == '>')
    sheaf_buf_add_text(out, "&gt;");
  else
    sheaf_buf_add_byte(out, c < 0x20 ? ' ' : c);
}

/* Diacritics go behind the letter that they stand before, and into it where there is such a one. */
static void add_marc8(sheaf_buf *out, const char *text, size_t length) {
  enum { MOST = 8 };
  uint32_t points[MOST + 1]; /* the letter, then its marks */
  size_t count = 1;
  for (size_t i = 0; i < length; i++) {
    const unsigned char c = (unsigned char)text[i];
    const uint32_t mark = mark_of(c), special = special_of(c);
    if (mark && count <= MOST) {
      points[count++] = mark;
      continue;
    }
    points[0] = special ? special : c < 0x80 ? c : 0xFFFD;
    const int letter = c > '@';
    if (letter)
      sheaf_utf8_compose(points, count, out);
    else
      add_plain(out, c);
    for (size_t k = 1; k < count && !letter; k++) sheaf_utf8_encode(points[k], out);
    count = 1;
  }
}

typedef enum charset { UTF8, MARC8, LATIN1 } charset;

static charset charset_of(const char *text, size_t length) {
  if (sheaf_utf8_check(text, length) == length) return UTF8;
  for (size_t i = 0; i < length; i++) {
    const unsigned char c = (unsigned char)text[i];
    if ((c >= 0x80 && c < 0xA1) || (c > 0xC8 && c < 0xE0) || (mark_of(c) && i + 1 < length && text[i + 1] < 0x20))
      return LATIN1;
  }
  return MARC8;
}

static void add_text(sheaf_buf *out, charset set, const char *text, size_t length) {
  if (set == MARC8) {
    add_marc8(out, text, length);
    return;
  }
  for (size_t i = 0; i < length; i++) {
    const unsigned char c = (unsigned char)text[i];
    if (c < 0x80 || set == UTF8)
      add_plain(out, c);
    else
      sheaf_utf8_encode(sheaf_utf8_from_cp1252(c), out);
  }
}

/* ---- a record ---- */

typedef struct marc {
  const char *text; /* from the leader on, without the record's end */
  size_t length;    /* bytes in text */
  size_t base;      /* where the fields begin */
  charset set;      /* of the fields */
} marc;

static size_t number(const char *text, size_t digits) {
  size_t value = 0;
  for (size_t i = 0; i < digits; i++) value = value * 10 + (sheaf_tagged_digit(text[i]) ? (size_t)(text[i] - '0') : 0);
  return value;
}

static size_t field_end(const marc *self, size_t at) {
  const char *end = at < self->length ? memchr(self->text + at, FIELD_END, self->length - at) : NULL;
  return end ? (size_t)(end - self->text) : self->length;
}

static void add_field(const marc *self, const char *tag, size_t at, sheaf_buf *out) {
  const size_t end = field_end(self, at);
  if (!memcmp(tag, "00", 2)) {
    sheaf_buf_add_format(out, "<controlfield tag=\"%.3s\">", tag);
    add_text(out, self->set, self->text + at, end - at);
    sheaf_buf_add_text(out, "</controlfield>");
    return;
  }
  const int marked = end - at >= 2 && self->text[at] != SUBFIELD && self->text[at + 1] != SUBFIELD;
  const char first = marked && sheaf_tagged_digit(self->text[at]) ? self->text[at] : ' ',
             second = marked && sheaf_tagged_digit(self->text[at + 1]) ? self->text[at + 1] : ' ';
  sheaf_buf_add_format(out, "<datafield tag=\"%.3s\" ind1=\"%c\" ind2=\"%c\">", tag, first, second);
  for (size_t sub = at; sub < end; sub++) {
    if (self->text[sub] != SUBFIELD || sub + 1 == end) continue;
    const char code = self->text[sub + 1];
    const char *next = memchr(self->text + sub + 1, SUBFIELD, end - sub - 1);
    const size_t stop = next ? (size_t)(next - self->text) : end;
    const int good = (code >= 'a' && code <= 'z') || sheaf_tagged_digit(code);
    sheaf_buf_add_format(out, "<subfield code=\"%c\">", good ? code : 'x');
    if (stop > sub + 2) add_text(out, self->set, self->text + sub + 2, stop - sub - 2);
    sheaf_buf_add_text(out, "</subfield>");
  }
  sheaf_buf_add_text(out, "</datafield>");
}

static int is_tag(const char *tag) {
  for (int i = 0; i < 3; i++)
    if (!sheaf_tagged_digit(tag[i]) && !sheaf_tagged_upper(tag[i])) return 0;
  return 1;
}

/* The directory, of which an entry says where its field is; or the next field, where it cannot be there. */
static void add_fields(const marc *self, sheaf_buf *out) {
  const size_t directory = field_end(self, LEADER);
  size_t at = self->base;
  for (size_t entry = LEADER; entry + ENTRY <= directory; entry += ENTRY) {
    const char *text = self->text + entry;
    const size_t said = self->base + number(text + 7, 5);
    const int fits = said < self->length && (said == self->base || self->text[said - 1] == FIELD_END);
    if (fits) at = said;
    if (at >= self->length || !is_tag(text)) continue;
    add_field(self, text, at, out);
    at = field_end(self, at) + 1;
  }
}

/* 1 where the text has the shape of a record. */
static int write_xml(const char *text, size_t length, sheaf_buf *out) {
  if (length < LEADER + 1) return 0;
  marc self = {text, length, 0, UTF8};
  const size_t directory = field_end(&self, LEADER), base = number(text + 12, 5);
  if (directory == length || (directory - LEADER) / ENTRY == 0) return 0;
  self.base = base > directory && base < length && text[base - 1] == FIELD_END ? base : directory + 1;
  self.set = charset_of(text + self.base, length - self.base);
  sheaf_buf_add_text(out, "<collection><record><leader>");
  for (size_t i = 0; i < LEADER; i++) add_plain(out, (unsigned char)text[i] < 0x80 ? (unsigned char)text[i] : ' ');
  sheaf_buf_add_text(out, "</leader>");
  add_fields(&self, out);
  sheaf_buf_add_text(out, "</record></collection>");
  return 1;
}

/* ---- the file ---- */

/* The next record's bytes, without its end: 1, 0 at the end of the input, or negative. */
static int cut(state *self, sheaf_source *source, const char **text, size_t *length, sheaf_error *err) {
  size_t seen = self->at;
  for (;;) {
    const char *start = self->bytes.data,
               *end = seen < self->bytes.length ? memchr(start + seen, RECORD_END, self->bytes.length - seen) : NULL;
    if (end || self->ended) {
      while (self->at < self->bytes.length && sheaf_tagged_space(start[self->at])) self->at++; /* between records */
      if (!end && self->at == self->bytes.length) return 0;
      *text = start + self->at;
      *length = (size_t)((end ? end : start + self->bytes.length) - *text);
      return 1;
    }
    if (self->bytes.length - self->at > LONGEST) {
      self->ended = 1;
      continue;
    }
    if (self->at) {
      memmove(self->bytes.data, self->bytes.data + self->at, self->bytes.length - self->at);
      self->bytes.length -= self->at;
      self->byte += self->at;
      self->at = 0;
    }
    seen = self->bytes.length;
    const char *more;
    size_t size;
    const int got = sheaf_source_chunk(source, &more, &size, err);
    if (got < 0) return got;
    if (!got) self->ended = 1;
    if (got) sheaf_buf_add(&self->bytes, more, size);
    if (self->bytes.failed) return sheaf_error_memory(err);
  }
}

/* The record of the XML: as sheaf_reader_next. */
static int read_xml(state *self, const char *name, sheaf_record *record, sheaf_error *err) {
  sheaf_source *source = NULL;
  sheaf_reader *inner = NULL;
  int code = self->xml.failed ? sheaf_error_memory(err) : SHEAF_OK;
  if (!code) code = sheaf_source_open_memory(&source, name, self->xml.data, self->xml.length, "UTF-8", err);
  if (!code) code = sheaf_reader_open(&inner, source, &sheaf_read_marcxml, NULL, NULL, err);
  const int got = code ? code : sheaf_reader_next(inner, record, err);
  sheaf_reader_close(inner);
  sheaf_source_close(source);
  return got;
}

static int next(void *it, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  state *self = it;
  sheaf_source *source = sheaf_reader_source(reader);
  const char *text = NULL;
  size_t length = 0;
  const int more = cut(self, source, &text, &length, err);
  if (more <= 0) return more;
  const uint64_t byte = self->byte + self->at, number_ = ++self->records;
  sheaf_buf_reset(&self->xml);
  const int shaped = write_xml(text, length, &self->xml);
  self->at += length;
  if (self->at < self->bytes.length) self->at++;
  const uint64_t end = self->byte + self->at;
  const int got = shaped ? read_xml(self, sheaf_source_name(source), record, err) : SHEAF_READ_REJECTED;
  record->line = 0;
  record->byte = byte;
  record->bytes = end - byte;
  if (got == SHEAF_READ_RECORD || got < 0) return got;
  sheaf_reader_report(reader, SHEAF_REJECTED, shaped ? "empty-record" : "bad-marc", 0, byte,
                      shaped ? "record %llu of the file has no title, name or number in its fields; nothing can be "
                               "loaded from it"
                             : "record %llu of the file has no leader and directory as ISO 2709 wants them; get the "
                               "file again",
                      (unsigned long long)number_);
  return SHEAF_READ_REJECTED;
}

static void *open_reader(sheaf_reader *reader) {
  (void)reader;
  return sheaf_mem_zero(1, sizeof(state));
}

static void close_reader(void *it) {
  state *self = it;
  sheaf_buf_clear(&self->bytes);
  sheaf_buf_clear(&self->xml);
  sheaf_mem_free(self);
}

/* Five digits of length, "22" for indicators and codes, "4500" for the directory's entries. */
static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  if (length < LEADER + ENTRY) return 0;
  for (size_t i = 0; i < 5; i++)
    if (!sheaf_tagged_digit(head[i])) return 0;
  if (!memchr(head, FIELD_END, length)) return 0;
  return !memcmp(head + 10, "22", 2) && !memcmp(head + 20, "45", 2) ? 98 : 0;
}

const sheaf_format sheaf_read_marc = {"marc", "MARC (ISO 2709)", "mrc marc", detect, open_reader, next, close_reader};
