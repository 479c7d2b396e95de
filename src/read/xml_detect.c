/* xml_detect.c - what the first bytes of an XML file tell. See xml.h. */
#include <string.h>

#include "xml.h"

const char *sheaf_xml_local(const char *name) {
  const char *colon = strchr(name, ':');
  return colon ? colon + 1 : name;
}

const char *sheaf_xml_local_part(const char *name, size_t *length) {
  const char *colon = memchr(name, ':', *length);
  if (!colon) return name;
  *length -= (size_t)(colon - name) + 1;
  return colon + 1;
}

static int is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static int is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

static size_t name_length(const char *text, size_t length) {
  size_t size = 0;
  while (size < length && is_name(text[size])) size++;
  return size;
}

/* The name of the start tag whose < stands before the text, without prefix; 0 where it is none. */
static size_t tag_name(const char *text, size_t length, const char **name) {
  size_t size = name_length(text, length);
  if (size && size < length && text[size] == ':') {
    text += size + 1, length -= size + 1;
    size = name_length(text, length);
  }
  *name = text;
  return size < length && (is_space(text[size]) || text[size] == '>' || text[size] == '/') ? size : 0;
}

const char *sheaf_xml_find(const char *const *names, const char *text, size_t length) {
  const char *end = text + length, *name;
  for (const char *at = text; (at = memchr(at, '<', (size_t)(end - at))); at++) {
    const size_t size = tag_name(at + 1, (size_t)(end - at) - 1, &name);
    for (size_t i = 0; size && names[i]; i++)
      if (!memcmp(names[i], name, size < strlen(names[i]) ? size : strlen(names[i])) && strlen(names[i]) == size)
        return at;
  }
  return NULL;
}

int sheaf_xml_contains(const char *text, size_t length, const char *part) {
  const char *end = text + length;
  const size_t size = strlen(part);
  for (const char *at = text; (at = memchr(at, *part, (size_t)(end - at))); at++) {
    if ((size_t)(end - at) < size) return 0;
    if (!memcmp(at, part, size)) return 1;
  }
  return 0;
}

/* Behind the first `mark`; the end where there is none. */
static const char *behind(const char *at, const char *end, const char *mark) {
  const size_t size = strlen(mark);
  for (; (size_t)(end - at) >= size; at++)
    if (!memcmp(at, mark, size)) return at + size;
  return end;
}

/* Behind a document type, whose own declarations stand in brackets. */
static const char *behind_type(const char *at, const char *end) {
  int inner = 0;
  char quote = 0;
  for (; at < end; at++) {
    if (quote) {
      if (*at == quote) quote = 0;
    } else if (*at == '"' || *at == '\'') {
      quote = *at;
    } else if (*at == '[' || *at == ']') {
      inner = *at == '[';
    } else if (*at == '>' && !inner) {
      return at + 1;
    }
  }
  return end;
}

/* The bytes of a start tag are letters with a zero before or behind each, wherever they begin. */
const char *sheaf_xml_find_wide(const char *const *names, const char *text, size_t length, int big) {
  enum { LONGEST = 96 };
  const char *end = text + length, *at = text + big;
  for (; at < end && (at = memchr(at, '<', (size_t)(end - at))); at++) {
    char tag[LONGEST];
    size_t size = 0;
    for (const char *unit = at - big; size < LONGEST && end - unit >= 2; unit += 2) {
      if (unit[!big] || !unit[big] || (unsigned char)unit[big] > 0x7E) break;
      tag[size++] = unit[big];
    }
    if (size && sheaf_xml_find(names, tag, size) == tag) return at - big;
  }
  return NULL;
}

size_t sheaf_xml_declared(const char *head, size_t length, const char **encoding) {
  if (length >= 3 && !memcmp(head, "\xEF\xBB\xBF", 3)) head += 3, length -= 3;
  if (length < 5 || memcmp(head, "<?xml", 5)) return 0;
  const char *end = behind(head, head + length, "?>");
  const char *at = behind(head, end, "encoding");
  while (at < end && (is_space(*at) || *at == '=')) at++;
  if (at == end || (*at != '"' && *at != '\'')) return 0;
  *encoding = at + 1;
  return name_length(at + 1, (size_t)(end - at) - 1);
}

size_t sheaf_xml_root(const char *head, size_t length, const char **name) {
  const char *at = head, *end = head + length;
  for (;;) {
    while (at < end && is_space(*at)) at++;
    if (end - at < 2 || *at != '<') return 0;
    if (at[1] == '?')
      at = behind(at, end, "?>");
    else if (end - at >= 4 && !memcmp(at, "<!--", 4))
      at = behind(at + 4, end, "-->");
    else if (at[1] == '!')
      at = behind_type(at, end);
    else
      return tag_name(at + 1, (size_t)(end - at) - 1, name);
  }
}

int sheaf_xml_root_is(const char *head, size_t length, const char *name) {
  const char *root;
  const size_t size = sheaf_xml_root(head, length, &root);
  return size == strlen(name) && !memcmp(root, name, size);
}
