/* mesh.c - see mesh.h. */
#include "mesh.h"

#include <ctype.h>
#include <string.h>

#include "xml.h"

static int is_digit(char c) { return c >= '0' && c <= '9'; }

int sheaf_mesh_is_tree_number(const char *text, size_t length) {
  enum { LONGEST = 200 };
  if (!length || length > LONGEST || !isalpha((unsigned char)*text) || text[length - 1] == '.') return 0;
  for (size_t i = 1; i < length; i++)
    if (text[i] == '.' ? text[i - 1] == '.' : !isalnum((unsigned char)text[i])) return 0;
  return 1;
}

/* ---- detection ---- */

static const char *name_other(const char *head, size_t length) {
  if (sheaf_xml_root_is(head, length, "QualifierRecordSet"))
    return "it holds MeSH qualifiers, which sheaf knows already";
  if (sheaf_xml_root_is(head, length, "SupplementalRecordSet")) return "it holds supplementary concepts, no headings";
  if (sheaf_xml_root_is(head, length, "PharmacologicalActionSet"))
    return "it holds pharmacological actions, no headings";
  return "it is no MeSH file that sheaf knows";
}

int sheaf_mesh_detect(const sheaf_format **out, const char *head, size_t length, sheaf_error *err) {
  static const sheaf_format *const formats[] = {&sheaf_mesh_xml, &sheaf_mesh_ascii, &sheaf_mesh_trees};
  const char *dialect;
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    if (!formats[i]->detect(head, length, &dialect)) continue;
    *out = formats[i];
    return SHEAF_OK;
  }
  return sheaf_error_at(err, SHEAF_EFORMAT, "unknown-format", 0,
                        "%s; load NLM's descriptors (desc2024.xml or d2024.bin) or trees (mtrees2024.bin)",
                        name_other(head, length));
}

/* ---- the year ---- */

/* The year that `digits` digits in a row begin with, the last such run; 0 where there is none. */
static int find_year(const char *text, size_t length, size_t digits) {
  int year = 0;
  for (size_t at = 0; at < length;) {
    const size_t start = at;
    while (at < length && is_digit(text[at])) at++;
    const char *run = text + start;
    if (at - start == digits && (!memcmp(run, "19", 2) || !memcmp(run, "20", 2)))
      year = (run[0] - '0') * 1000 + (run[1] - '0') * 100 + (run[2] - '0') * 10 + (run[3] - '0');
    if (at == start) at++;
  }
  return year;
}

int sheaf_mesh_year(const char *name, const char *head, size_t length) {
  static const char type[] = "<!DOCTYPE";
  const char *slash = strrchr(name, '/');
  if (slash) name = slash + 1;
  const int year = find_year(name, strlen(name), 4);
  if (year) return year;
  for (size_t at = 0; at + sizeof type < length; at++) {
    if (memcmp(head + at, type, sizeof type - 1)) continue;
    const char *end = memchr(head + at, '>', length - at);
    return end ? find_year(head + at, (size_t)(end - head) - at, 8) : 0; /* nlmdescriptorrecordset_20240101.dtd */
  }
  return 0;
}
