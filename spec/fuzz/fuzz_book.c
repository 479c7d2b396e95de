/* fuzz_book.c - see fuzz_book.h. The ZIP (APPNOTE 6.3) stores its parts unpacked. */
#include "fuzz_book.h"

#include <string.h>
#include <zlib.h>

enum { LOCAL = 0x04034b50, CENTRAL = 0x02014b50, LAST = 0x06054b50, MOST_PARTS = 5, VERSION = 20, DAY = 0x21 };

typedef struct part {
  const char *name;     /* static */
  const uint8_t *bytes; /* borrowed */
  size_t length;        /* bytes in bytes */
  size_t place;         /* of its header in the file */
} part;

static void add_number(sheaf_buf *out, size_t value, int bytes) {
  for (; bytes; bytes--, value >>= 8) sheaf_buf_add_byte(out, (int)(value & 0xff));
}

/* What both headers of a part have in common: version to its sizes and the length of its name. */
static void add_facts(sheaf_buf *out, const part *one) {
  add_number(out, VERSION, 2);
  add_number(out, 0, 6); /* flags, method, time */
  add_number(out, DAY, 2);
  add_number(out, crc32(0, one->bytes, (uInt)one->length), 4);
  add_number(out, one->length, 4);
  add_number(out, one->length, 4);
  add_number(out, strlen(one->name), 2);
  add_number(out, 0, 2);
}

static void add_part(sheaf_buf *out, part *one) {
  one->place = out->length;
  add_number(out, LOCAL, 4);
  add_facts(out, one);
  sheaf_buf_add_text(out, one->name);
  sheaf_buf_add(out, one->bytes, one->length);
}

static void add_directory(sheaf_buf *out, const part *parts, size_t count) {
  const size_t place = out->length;
  for (size_t i = 0; i < count; i++) {
    add_number(out, CENTRAL, 4);
    add_number(out, VERSION, 2);
    add_facts(out, &parts[i]);
    add_number(out, 0, 10); /* comment, disk, attributes */
    add_number(out, parts[i].place, 4);
    sheaf_buf_add_text(out, parts[i].name);
  }
  const size_t length = out->length - place;
  add_number(out, LAST, 4);
  add_number(out, 0, 4);
  add_number(out, count, 2);
  add_number(out, count, 2);
  add_number(out, length, 4);
  add_number(out, place, 4);
  add_number(out, 0, 2);
}

void fuzz_book_make(const uint8_t *bytes, size_t length, sheaf_buf *out) {
  static const char book[] =
      "<workbook xmlns:r=\"r\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
  static const char relations[] = "<Relationships><Relationship Id=\"r1\" Target=\"sheet.xml\"/></Relationships>";
  static const char *const names[] = {"xl/sheet.xml", "xl/sharedStrings.xml", "xl/styles.xml"};
  part parts[MOST_PARTS] = {{"xl/workbook.xml", (const uint8_t *)book, sizeof book - 1, 0},
                            {"xl/_rels/workbook.xml.rels", (const uint8_t *)relations, sizeof relations - 1, 0}};
  size_t count = 2;
  for (size_t at = 0; at < length && count < MOST_PARTS; at++) {
    const uint8_t *end = count + 1 < MOST_PARTS ? memchr(bytes + at, 0, length - at) : NULL;
    const size_t size = end ? (size_t)(end - bytes) - at : length - at;
    parts[count] = (part){names[count - 2], bytes + at, size, 0};
    count++;
    at += size;
  }
  for (size_t i = 0; i < count; i++) add_part(out, &parts[i]);
  add_directory(out, parts, count);
}
