/* json_markup.c - JATS and HTML markup in JSON values as plain text. See json.h.
 *
 * Only what looks like a tag or an entity is taken for one: "p < 0.05" stays. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "json.h"

typedef struct tag {
  const char *name; /* local name, without its prefix; borrowed */
  size_t length;    /* bytes in name */
  int closing;      /* </name> */
  size_t size;      /* bytes of the whole tag, 0 where it is none */
} tag;

static int is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static tag read_tag(const char *text, size_t length) {
  tag self = {text, 0, 0, 0};
  size_t at = 1;
  if (at < length && text[at] == '/') self.closing = 1, at++;
  if (at >= length || !is_letter(text[at])) return self;
  size_t start = at;
  for (; at < length && (is_letter(text[at]) || sheaf_tagged_digit(text[at]) || strchr(":-_", text[at])); at++)
    if (text[at] == ':') start = at + 1;
  self.name = text + start;
  self.length = at - start;
  const char *end = memchr(text + at, '>', length - at < 2000 ? length - at : 2000);
  if (end && (*end == text[at] || sheaf_tagged_space(text[at]) || text[at] == '/'))
    self.size = (size_t)(end - text) + 1;
  return self;
}

static int is(const tag *self, const char *name) {
  return strlen(name) == self->length && !strncasecmp(name, self->name, self->length);
}

static int is_block(const tag *self) {
  static const char *const names[] = {"p", "sec", "title", "list", "list-item", "div", "br", "abstract", "li", NULL};
  for (const char *const *name = names; *name; name++)
    if (is(self, *name)) return 1;
  return 0;
}

/* Appends what an entity stands for; its bytes, 0 where it is none. */
static size_t add_entity(const char *text, size_t length, sheaf_buf *out) {
  static const struct {
    const char *name; /* with & and ; */
    const char *text; /* what it is */
  } names[] = {{"&lt;", "<"},     {"&gt;", ">"},   {"&amp;", "&"},    {"&quot;", "\""},
               {"&apos;", "'"},   {"&nbsp;", " "}, {"&ndash;", "–"},  {"&mdash;", "—"},
               {"&hellip;", "…"}, {"&deg;", "°"},  {"&plusmn;", "±"}, {"&micro;", "µ"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (sheaf_value_starts(text, length, names[i].name)) {
      sheaf_buf_add_text(out, names[i].text);
      return strlen(names[i].name);
    }
  if (length < 4 || text[1] != '#') return 0;
  const int hex = (text[2] | 32) == 'x';
  uint32_t point = 0;
  size_t at = hex ? 3 : 2;
  const size_t first = at;
  for (; at < length && at < 10; at++) {
    const int c = text[at] | 32;
    const int digit = sheaf_tagged_digit(text[at]) ? text[at] - '0' : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) break;
    point = point * (hex ? 16 : 10) + (uint32_t)digit;
  }
  if (at == first || at >= length || text[at] != ';' || point < 0x20 || point > 0x10FFFF ||
      (point >= 0xD800 && point < 0xE000))
    return 0;
  sheaf_utf8_encode(point, out);
  return at + 1;
}

static void add_byte(char c, sheaf_buf *out) {
  const int space = sheaf_tagged_space(c);
  if (space && (!out->length || sheaf_tagged_space(out->data[out->length - 1]))) return;
  sheaf_buf_add_byte(out, space ? ' ' : c);
}

static void add_break(sheaf_buf *out) {
  while (out->length && out->data[out->length - 1] == ' ') out->length--;
  if (out->length && out->data[out->length - 1] != '\n') sheaf_buf_add_byte(out, '\n');
}

void sheaf_json_plain(const char *text, size_t length, sheaf_buf *out) {
  for (size_t at = 0; at < length;) {
    const tag mark = text[at] == '<' ? read_tag(text + at, length - at) : (tag){0};
    const size_t entity = text[at] == '&' ? add_entity(text + at, length - at, out) : 0;
    if (mark.size && is_block(&mark)) add_byte(' ', out);
    if (!mark.size && !entity) add_byte(text[at], out);
    at += mark.size ? mark.size : entity ? entity : 1;
  }
  sheaf_buf_bytes(out);
}

static void add_section(sheaf_json *self, sheaf_buf *text, sheaf_buf *label) {
  const char *start = sheaf_buf_bytes(text);
  size_t length = text->length, label_length = label->length;
  const char *name = sheaf_buf_bytes(label);
  sheaf_value_trim(&start, &length);
  sheaf_value_trim(&name, &label_length);
  if (label_length && name[label_length - 1] == ':') label_length--;
  if (!length && label_length) { /* a heading without a text of its own is text */
    start = name, length = label_length, label_length = 0;
  }
  sheaf_record_add(self->record, SHEAF_FIELD_ABSTRACT, start, length, name, label_length);
  if (text->failed || label->failed) self->failed = 1;
  sheaf_buf_reset(text);
  sheaf_buf_reset(label);
}

void sheaf_json_add_abstract(sheaf_json *self, const char *text, size_t length) {
  sheaf_buf body = {0}, label = {0}, *out = &body;
  for (size_t at = 0; at < length;) {
    const tag mark = text[at] == '<' ? read_tag(text + at, length - at) : (tag){0};
    const size_t entity = text[at] == '&' ? add_entity(text + at, length - at, out) : 0;
    if (mark.size && is(&mark, "title")) {
      if (!mark.closing) {
        if (body.length || label.length) add_section(self, &body, &label);
        out = &label;
      } else {
        out = &body;
        sheaf_buf_bytes(&label);
        /* The heading of the whole says nothing. */
        if (label.length && (!strcasecmp(label.data, "abstract") || !strcasecmp(label.data, "summary")))
          sheaf_buf_reset(&label);
      }
    } else if (mark.size && is_block(&mark)) {
      add_break(out);
    } else if (!mark.size && !entity) {
      add_byte(text[at], out);
    }
    at += mark.size ? mark.size : entity ? entity : 1;
  }
  add_section(self, &body, &label);
  sheaf_buf_clear(&body);
  sheaf_buf_clear(&label);
}
