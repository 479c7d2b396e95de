/* clean.c - see clean.h. */
#include "clean.h"

#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { KEEP = -1, DROP = 0 };

/* What a character is replaced with: an ASCII character, DROP or KEEP. */
static int plain(uint32_t c) {
  if (c < 0x80) return c < 0x20 || c == 0x7F ? ' ' : KEEP;
  switch (c) {
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0x2036:
    case 0xAB:
    case 0xBB:
    case 0x301D:
    case 0x301E:
    case 0x301F: return '"';
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x2035:
    case 0x2BC:
    case 0xB4: return '\'';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
    case 0xFE63: return '-';
    case 0xA0:
    case 0x202F:
    case 0x205F:
    case 0x3000:
    case 0x2028:
    case 0x2029:
    case 0x85: return ' ';
    case 0xAD:
    case 0x2060:
    case 0xFEFF: return DROP;
    default: break;
  }
  if (c >= 0x2000 && c <= 0x200A) return ' ';
  if ((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E)) return DROP;
  if (c >= 0xFF01 && c <= 0xFF5E) return (int)(c - 0xFF01 + '!');
  return KEEP;
}

int sheaf_clean_text(sheaf_clean *self, const char *text, size_t length) {
  *self = (sheaf_clean){0};
  self->places = sheaf_mem_alloc((length + 1) * sizeof *self->places);
  if (!self->places || sheaf_buf_reserve(&self->text, length + 1)) return SHEAF_ENOMEM;
  for (size_t at = 0; at < length;) {
    uint32_t point;
    const size_t size = sheaf_utf8_decode(text + at, length - at, &point);
    const int to = plain(point);
    if (to == KEEP) {
      for (size_t i = 0; i < size; i++) self->places[self->text.length + i] = (uint32_t)(at + i);
      sheaf_buf_add(&self->text, text + at, size);
    } else if (to != DROP) {
      self->places[self->text.length] = (uint32_t)at;
      sheaf_buf_add_byte(&self->text, to);
    }
    if (to != KEEP && point >= 0x80) {
      if (!self->changed++) self->first = at;
      self->last = at + size;
    }
    at += size;
  }
  self->places[self->text.length] = (uint32_t)length;
  return SHEAF_OK;
}

void sheaf_clean_clear(sheaf_clean *self) {
  sheaf_buf_clear(&self->text);
  sheaf_mem_free(self->places);
  *self = (sheaf_clean){0};
}
