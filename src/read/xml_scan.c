/* xml_scan.c - see xml_scan.h. Every function takes the place to read at and returns the one behind what it read, or
 * NULL to give up. */
#include "xml_scan.h"

#include <string.h>

#include "base/eight.h"
#include "base/utf8.h"

/* ---- classes of bytes ---- */

typedef enum byte_class {
  BYTE_PLAIN,   /* ASCII that stands for itself */
  BYTE_OPEN,    /* < */
  BYTE_ENTITY,  /* & */
  BYTE_FEED,    /* LF, which stands for itself */
  BYTE_RETURN,  /* CR, which ends a line alone or before LF */
  BYTE_BRACKET, /* ], which must not begin "]]>" */
  BYTE_WIDE,    /* part of a character beyond ASCII */
  BYTE_BAD      /* a control character that XML does not have */
} byte_class;

static byte_class class_of(char c) {
  const unsigned char byte = (unsigned char)c;
  if (byte >= 0x80) return BYTE_WIDE;
  if (byte < 0x20) return c == '\t' ? BYTE_PLAIN : c == '\n' ? BYTE_FEED : c == '\r' ? BYTE_RETURN : BYTE_BAD;
  return c == '<' ? BYTE_OPEN : c == '&' ? BYTE_ENTITY : c == ']' ? BYTE_BRACKET : BYTE_PLAIN;
}

/* 1 for bytes of BYTE_PLAIN: tab, and everything from blank to DEL but < & ]. */
static const char plain[256] = {
    ['\t'] = 1, [' '] = 1, ['!'] = 1, ['"'] = 1, ['#'] = 1, ['$'] = 1, ['%'] = 1, ['\''] = 1, ['('] = 1, [')'] = 1,
    ['*'] = 1,  ['+'] = 1, [','] = 1, ['-'] = 1, ['.'] = 1, ['/'] = 1, ['0'] = 1, ['1'] = 1,  ['2'] = 1, ['3'] = 1,
    ['4'] = 1,  ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1, [':'] = 1, [';'] = 1,  ['='] = 1, ['>'] = 1,
    ['?'] = 1,  ['@'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1,  ['G'] = 1, ['H'] = 1,
    ['I'] = 1,  ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1,  ['Q'] = 1, ['R'] = 1,
    ['S'] = 1,  ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1,  ['['] = 1, ['\\'] = 1,
    ['^'] = 1,  ['_'] = 1, ['`'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1,  ['f'] = 1, ['g'] = 1,
    ['h'] = 1,  ['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1,  ['p'] = 1, ['q'] = 1,
    ['r'] = 1,  ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1,  ['z'] = 1, ['{'] = 1,
    ['|'] = 1,  ['}'] = 1, ['~'] = 1, [127] = 1,
};

static int is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static int begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':'; }

/* What may stand in a name: 1, and 2 for the colon behind a prefix. */
static const unsigned char name_bytes[256] = {
    ['-'] = 1, ['.'] = 1, ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1,
    ['8'] = 1, ['9'] = 1, [':'] = 2, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1,
    ['H'] = 1, ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1,
    ['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1, ['_'] = 1,
    ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1,
    ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1, ['t'] = 1,
    ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
};

static int is_character(uint32_t point) {
  return point == '\t' || point == '\n' || point == '\r' || (point >= 0x20 && point < 0xD800) ||
         (point >= 0xE000 && point < 0xFFFE) || (point >= 0x10000 && point <= 0x10FFFF);
}

/* ---- pieces ---- */

static const char *skip_spaces(sheaf_xml_scan *self, const char *at) {
  for (; at < self->end && is_space(*at); at++) self->feeds += *at == '\n';
  return at;
}

static const char *scan_name(sheaf_xml_scan *self, const char *at) {
  if (at == self->end || !begins_name(*at)) return NULL;
  unsigned char seen = 0;
  for (unsigned char byte; at < self->end && (byte = name_bytes[(unsigned char)*at]); at++) seen |= byte;
  self->has_prefix |= seen & 2;
  return at;
}

static const char *scan_wide(const sheaf_xml_scan *self, const char *at) {
  uint32_t point;
  const size_t taken = sheaf_utf8_decode(at, (size_t)(self->end - at), &point);
  return taken > 1 && is_character(point) ? at + taken : NULL;
}

/* A numeric reference behind its "&#". */
static const char *scan_number(const sheaf_xml_scan *self, const char *at, uint32_t *point) {
  const int hex = at < self->end && *at == 'x';
  const char *first = at += hex;
  *point = 0;
  for (; at < self->end && *at != ';' && *point <= 0x10FFFF; at++) {
    const char c = *at;
    const int digit = c >= '0' && c <= '9'          ? c - '0'
                      : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                    : -1;
    if (digit < 0) return NULL;
    *point = *point * (hex ? 16 : 10) + (uint32_t)digit;
  }
  return at < self->end && at > first && *at == ';' && is_character(*point) ? at + 1 : NULL;
}

/* A reference from its '&' on. */
static const char *scan_entity(const sheaf_xml_scan *self, const char *at, uint32_t *point) {
  static const struct {
    const char *name; /* behind the & */
    size_t length;    /* bytes in name */
    uint32_t point;   /* what it stands for */
  } known[] = {{"amp;", 4, '&'}, {"lt;", 3, '<'}, {"gt;", 3, '>'}, {"quot;", 5, '"'}, {"apos;", 5, '\''}};
  at++;
  if (at < self->end && *at == '#') return scan_number(self, at + 1, point);
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if ((size_t)(self->end - at) < known[i].length || memcmp(at, known[i].name, known[i].length)) continue;
    *point = known[i].point;
    return at + known[i].length;
  }
  return NULL;
}

/* ---- tags ---- */

/* Bytes that stand for themselves, up to the first that need not. */
static const char *skip_plain(const sheaf_xml_scan *self, const char *at) {
  for (; self->end - at >= 8; at += 8) {
    const uint64_t word = sheaf_eight_load(at);
    const uint64_t other = (word & SHEAF_EIGHT_HIGH) | sheaf_eight_below(word, ' ') | sheaf_eight_equal(word, '<') |
                           sheaf_eight_equal(word, '&') | sheaf_eight_equal(word, ']');
    if (!other) continue;
    at += sheaf_eight_before(other);
    break;
  }
  while (at < self->end && plain[(unsigned char)*at]) at++;
  return at;
}

static const char *scan_value(sheaf_xml_scan *self, const char *at) {
  const char quote = at < self->end ? *at++ : 0;
  uint32_t point;
  if (quote != '"' && quote != '\'') return NULL;
  while (at && at < self->end && *at != quote) {
    const char *from = at;
    switch (class_of(*at)) {
      case BYTE_PLAIN:
      case BYTE_FEED:
      case BYTE_BRACKET:
        while (at < self->end && *at >= ' ' && plain[(unsigned char)*at] && *at != quote) at++;
        if (at > from)
          sheaf_buf_add(&self->tag, from, (size_t)(at - from));
        else {
          sheaf_buf_add_byte(&self->tag, is_space(*at) ? ' ' : *at);
          self->feeds += *at++ == '\n';
        }
        break;
      case BYTE_ENTITY:
        if ((at = scan_entity(self, at, &point))) sheaf_utf8_encode(point, &self->tag);
        break;
      case BYTE_WIDE:
        if ((at = scan_wide(self, at))) sheaf_buf_add(&self->tag, from, (size_t)(at - from));
        break;
      case BYTE_OPEN:
      case BYTE_RETURN:
      case BYTE_BAD: return NULL;
    }
  }
  return at && at < self->end ? at + 1 : NULL;
}

/* 1 where attribute `count` has the name of an earlier one. */
static int is_repeated(const sheaf_xml_scan *self, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!strcmp(self->tag.data + self->parts[2 * i], self->tag.data + self->parts[2 * count])) return 1;
  return 0;
}

static const char *scan_attribute(sheaf_xml_scan *self, const char *at, size_t count) {
  const char *name = at;
  if (count == SHEAF_XML_SCAN_ATTRIBUTES || !(at = scan_name(self, at))) return NULL;
  self->parts[2 * count] = self->tag.length;
  sheaf_buf_add(&self->tag, name, (size_t)(at - name));
  sheaf_buf_add_byte(&self->tag, 0);
  at = skip_spaces(self, at);
  if (at == self->end || *at != '=') return NULL;
  self->parts[2 * count + 1] = self->tag.length;
  at = scan_value(self, skip_spaces(self, at + 1));
  sheaf_buf_add_byte(&self->tag, 0);
  return self->tag.failed || is_repeated(self, count) ? NULL : at;
}

/* A start tag from its name on, up to behind its '>'. */
static const char *scan_start(sheaf_xml_scan *self, const char *at, int *is_empty) {
  const char *name = at;
  size_t count = 0;
  self->has_prefix = 0;
  if (self->depth == SHEAF_XML_SCAN_DEPTH || !(at = scan_name(self, at))) return NULL;
  self->open[self->depth] = name;
  self->length[self->depth++] = (size_t)(at - name);
  sheaf_buf_reset(&self->tag);
  for (; at == self->end || *at != '>'; count++) {
    const char *next = skip_spaces(self, at);
    if (next == self->end) return NULL;
    if (*next == '>' || *next == '/') {
      at = next;
      break;
    }
    if (next == at || !(at = scan_attribute(self, next, count))) return NULL;
  }
  if (self->tag.failed) return NULL;
  for (size_t i = 0; i < 2 * count; i++) self->attributes[i] = self->tag.data + self->parts[i];
  self->attributes[2 * count] = NULL;
  *is_empty = *at == '/';
  at += *is_empty;
  return at < self->end && *at == '>' ? at + 1 : NULL;
}

/* An end tag from its name on. */
static const char *scan_end(sheaf_xml_scan *self, const char *at) {
  const size_t length = self->length[self->depth - 1];
  if ((size_t)(self->end - at) <= length || memcmp(at, self->open[self->depth - 1], length)) return NULL;
  at = skip_spaces(self, at + length);
  if (at == self->end || *at != '>') return NULL;
  self->depth--;
  return at + 1;
}

/* ---- the record ---- */

/* Text from `at` on that comes as it is, up to the first byte that needs something done: a tag or reference, or CR. */
static const char *scan_run(sheaf_xml_scan *self, const char *at) {
  while ((at = skip_plain(self, at)) < self->end) {
    const byte_class class = class_of(*at);
    if (class == BYTE_FEED) {
      self->feeds++;
      at = sheaf_eight_skip_blanks(at + 1, self->end);
    } else if (class == BYTE_WIDE) {
      if (!(at = scan_wide(self, at))) return NULL;
    } else if (class == BYTE_BRACKET) {
      if (self->end - at >= 3 && at[1] == ']' && at[2] == '>') return NULL;
      at++;
    } else {
      return class == BYTE_BAD ? NULL : at;
    }
  }
  return NULL;
}

/* Text up to the next tag, of which scan_run has been through what stands between `from` and `at`. tag is free for what
 * a reference stands for. */
static const char *scan_text(sheaf_xml_scan *self, const sheaf_xml_format *format, void *to, const char *from,
                             const char *at) {
  for (; at; at = scan_run(self, from)) {
    if (at > from) format->text(to, from, (size_t)(at - from));
    if (*at == '<') return at;
    if (*at == '&') {
      uint32_t point;
      if (!(from = scan_entity(self, at, &point))) return NULL;
      sheaf_buf_reset(&self->tag);
      sheaf_utf8_encode(point, &self->tag);
      if (self->tag.failed) return NULL;
      format->text(to, self->tag.data, self->tag.length);
    } else {
      if (at + 1 == self->end) return NULL;
      from = at + 1;
      if (*from != '\n') format->text(to, "\n", 1);
    }
  }
  return NULL;
}

/* 1 where the element that was opened last is a record. */
static int is_record(const sheaf_xml_scan *self, const sheaf_xml_format *format) {
  const char *name = self->open[self->depth - 1];
  size_t length = self->length[self->depth - 1];
  if (self->has_prefix) name = sheaf_xml_local_part(name, &length);
  for (const char *const *one = format->names; *one; one++)
    if (**one == *name && !strncmp(*one, name, length) && !(*one)[length]) return 1;
  return 0;
}

/* The content of the record, behind its start tag. */
static const char *scan_content(sheaf_xml_scan *self, const sheaf_xml_format *format, void *to, const char *at) {
  int is_new = 0, is_empty = 0; /* nothing has come in the innermost element */
  for (;;) {
    const char *from = at;
    if (!(at = scan_run(self, at))) return NULL;
    const int is_whole = is_new && format->whole && self->end - at >= 2 && *at == '<' && at[1] == '/';
    if (!is_whole && (!(at = scan_text(self, format, to, from, at)) || self->end - at < 2)) return NULL;
    if (at[1] == '/') {
      const size_t length = (size_t)(at - from);
      if (!(at = scan_end(self, at + 2))) return NULL;
      if (!self->depth) return at;
      if (is_whole)
        format->whole(to, from, length);
      else
        format->end(to);
      is_new = 0;
      continue;
    }
    if (!(at = scan_start(self, at + 1, &is_empty)) || is_record(self, format)) return NULL;
    if (!format->start(to, self->open[self->depth - 1], self->length[self->depth - 1], self->attributes)) return NULL;
    is_new = !is_empty;
    if (is_new) continue;
    format->end(to);
    self->depth--;
  }
}

size_t sheaf_xml_scan_record(sheaf_xml_scan *self, const sheaf_xml_format *format, void *to, sheaf_record *record,
                             const char *text, size_t length) {
  int is_empty = 0;
  self->end = text + length;
  self->depth = self->feeds = 0;
  const char *at = scan_start(self, text + 1, &is_empty);
  if (!at || is_empty) return 0;
  format->begin(to, record, self->open[0], self->length[0], self->attributes);
  at = scan_content(self, format, to, at);
  return at ? (size_t)(at - text) : 0;
}

void sheaf_xml_scan_clear(sheaf_xml_scan *self) { sheaf_buf_clear(&self->tag); }
