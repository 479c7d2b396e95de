/* entity.c - see entity.h. Names: HTML 4.01, 24 (all but a few symbols of mathematics nobody exports). */
#include "entity.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

/* Runs of names whose code points follow each other. */
typedef struct run {
  uint32_t first;    /* of the first name */
  const char *names; /* between spaces; a dot is no name */
} run;

static const run runs[] = {
    {160,
     "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute "
     "micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring "
     "AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml "
     "times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil "
     "egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash "
     "ugrave uacute ucirc uuml yacute thorn yuml"},
    {913,
     "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho . Sigma Tau Upsilon "
     "Phi Chi Psi Omega"},
    {945,
     "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau "
     "upsilon phi chi psi omega"},
    {8592, "larr uarr rarr darr harr"},
    {38, "amp apos"},
    {60, "lt . gt"},
    {34, "quot"},
    {338, "OElig oelig"},
    {352, "Scaron scaron"},
    {376, "Yuml"},
    {402, "fnof"},
    {710, "circ"},
    {732, "tilde"},
    {8194, "ensp emsp"},
    {8201, "thinsp"},
    {8211, "ndash mdash"},
    {8216, "lsquo rsquo sbquo"},
    {8220, "ldquo rdquo bdquo"},
    {8224, "dagger Dagger bull"},
    {8230, "hellip"},
    {8240, "permil"},
    {8242, "prime Prime"},
    {8249, "lsaquo rsaquo"},
    {8364, "euro"},
    {8482, "trade"},
    {8706, "part"},
    {8721, "sum minus"},
    {8730, "radic"},
    {8734, "infin"},
    {8776, "asymp"},
    {8800, "ne equiv"},
    {8804, "le ge"},
};

static uint32_t find_name(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
    uint32_t point = runs[i].first;
    for (const char *at = runs[i].names; *at; point++) {
      const size_t size = strcspn(at, " ");
      if (size == length && !memcmp(at, name, length)) return point;
      at += size + (at[size] == ' ');
    }
  }
  return 0;
}

/* What &#128; to &#159; were meant for. Source: WHATWG HTML, numeric character reference end state. */
static uint32_t from_number(uint32_t point) {
  static const uint16_t windows[32] = {0x20AC, 0,      0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                       0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0,      0x17D,  0,
                                       0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                       0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0,      0x17E,  0x178};
  if (point >= 0x80 && point < 0xA0) return windows[point - 0x80];
  if (point == '\t' || point == '\n' || point == '\r') return ' ';
  return point < 0x20 || (point >= 0xD800 && point < 0xE000) || point > 0x10FFFF ? 0 : point;
}

static uint32_t read_number(const char *text, size_t length) {
  const int hex = length > 1 && (*text == 'x' || *text == 'X');
  uint32_t point = 0;
  if (length == (size_t)hex || length > 8) return 0;
  for (size_t i = (size_t)hex; i < length; i++) {
    const char c = text[i];
    const int digit = c >= '0' && c <= '9'          ? c - '0'
                      : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                    : -1;
    if (digit < 0 || point > 0x10FFFF) return 0;
    point = point * (hex ? 16 : 10) + (uint32_t)digit;
  }
  return from_number(point);
}

/* Appends what stands at the ampersand; the bytes it took, 0 where it is no reference. */
static size_t decode_one(const char *text, size_t length, sheaf_buf *out) {
  const char *end = memchr(text, ';', length < 12 ? length : 12);
  const size_t size = end ? (size_t)(end - text) - 1 : 0;
  if (size < 2) return 0;
  const uint32_t point = text[1] == '#' ? read_number(text + 2, size - 1) : find_name(text + 1, size);
  if (!point) return 0;
  sheaf_utf8_encode(point == 0xA0 ? ' ' : point, out);
  return size + 2;
}

static int decode(const char *text, size_t length, sheaf_buf *out) {
  int found = 0;
  while (length) {
    const char *mark = memchr(text, '&', length);
    const size_t plain = mark ? (size_t)(mark - text) : length;
    sheaf_buf_add(out, text, plain);
    text += plain;
    length -= plain;
    if (!length) break;
    const size_t took = decode_one(text, length, out);
    if (took) found = 1;
    if (!took) sheaf_buf_add_byte(out, '&');
    text += took ? took : 1;
    length -= took ? took : 1;
  }
  return found;
}

int sheaf_entity_decode(const char *text, size_t length, sheaf_buf *out) {
  sheaf_buf once;
  sheaf_buf_init(&once);
  const int found = decode(text, length, &once);
  if (!once.failed)
    decode(once.data, once.length, out);
  else
    out->failed = 1;
  sheaf_buf_clear(&once);
  return found;
}
