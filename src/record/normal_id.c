/* normal_id.c - identifiers in one form: DOI, PMID, PMCID, ISSN, ISBN, ORCID. See normal.h. */
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "normal.h"

static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

static int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The offset of "10.dddd/" (4 to 9 digits, dots allowed after) or length. */
static size_t find_doi(const char *text, size_t length) {
  for (size_t i = 0; i + 7 < length; i++) {
    if (text[i] != '1' || text[i + 1] != '0' || text[i + 2] != '.') continue;
    if (i && (is_digit(text[i - 1]) || text[i - 1] == '.')) continue;
    size_t at = i + 3;
    while (at < length && (is_digit(text[at]) || text[at] == '.')) at++;
    if (at - i >= 7 && at - i <= 15 && at < length && text[at] == '/') return i;
    if (at - i >= 7 && at + 2 < length && strncasecmp(text + at, "%2f", 3) == 0) return i;
  }
  return length;
}

static int ends_doi(char c) { return is_space(c) || c == '"' || (unsigned char)c < 0x20; }

/* '<' or '>' where one stands at text, as itself or escaped; its bytes into size. */
static char angle(const char *text, size_t length, size_t *size) {
  static const char *const spellings[] = {"<",     ">",     "&lt;",   "&gt;",   "%3c",      "%3e",
                                          "&#60;", "&#62;", "&#x3c;", "&#x3e;", "&amp;lt;", "&amp;gt;"};
  if (!length || (*text != '<' && *text != '>' && *text != '&' && *text != '%')) return 0;
  for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
    *size = strlen(spellings[i]);
    if (*size <= length && strncasecmp(text, spellings[i], *size) == 0) return i % 2 ? '>' : '<';
  }
  return 0;
}

/* Where the "<...>" at `at` ends that old DOIs have of the SICI in them ("28:7<487::aid-jrs115>3.0.co;2-v"), or 0 where
 * it is markup behind the DOI. */
static size_t sici_end(const char *text, size_t length, size_t at) {
  size_t size;
  angle(text + at, length - at, &size);
  for (at += size; at < length && !ends_doi(text[at]); at++) {
    const char found = angle(text + at, length - at, &size);
    if (found == '<') return 0;
    if (!found) continue;
    at += size;
    const int version = at + 3 < length && is_digit(text[at]) && text[at + 1] == '.' && is_digit(text[at + 2]);
    return version && text[at + 3] == '.' ? at : 0;
  }
  return 0;
}

/* The offset behind the DOI that begins at start. */
static size_t doi_end(const char *text, size_t length, size_t start) {
  const int in_address = memchr(text, '%', length) != NULL || (start >= 4 && text[start - 1] == '/');
  size_t end = start, size;
  while (end < length && !ends_doi(text[end])) {
    const char found = angle(text + end, length - end, &size);
    if (found) {
      const size_t past = found == '<' ? sici_end(text, length, end) : 0;
      if (!past) break;
      end = past;
    } else if (in_address && (text[end] == '&' || text[end] == '?')) {
      break;
    } else {
      end++;
    }
  }
  return end;
}

/* Bytes of a closing bracket or full stop that belongs to the sentence around the DOI, not to it. */
static size_t without_closing(const char *doi, size_t length) {
  while (length) {
    const char last = doi[length - 1];
    if (strchr(".,;:'\"}", last)) {
      length--;
    } else if (last == ')' || last == ']') {
      const char open = last == ')' ? '(' : '[';
      size_t opened = 0, closed = 0;
      for (size_t i = 0; i < length; i++) opened += doi[i] == open, closed += doi[i] == last;
      if (closed <= opened) break;
      length--;
    } else {
      break;
    }
  }
  return length;
}

/* The character that escapes (%C3%A9) stand for at text: its bytes into out and their number, 0 where there is none. */
static size_t escaped(const char *text, size_t length, char out[4]) {
  size_t count = 0;
  while (count < 4 && length >= 3 && *text == '%' && hex_digit(text[1]) >= 0 && hex_digit(text[2]) >= 0) {
    out[count++] = (char)(hex_digit(text[1]) * 16 + hex_digit(text[2]));
    if (sheaf_utf8_check(out, count) == count) return count;
    text += 3;
    length -= 3;
  }
  return 0;
}

int sheaf_normal_doi(const char *text, size_t length, sheaf_buf *out) {
  const size_t start = find_doi(text, length);
  if (start == length) return 0;
  const size_t end = doi_end(text, length, start), before = out->length;
  for (size_t i = start; i < end; i++) {
    size_t size, bytes = 1;
    char c[4] = {angle(text + i, end - i, &size)};
    if (*c) {
      i += size - 1;
    } else if ((bytes = escaped(text + i, end - i, c))) {
      i += 3 * bytes - 1;
      if ((unsigned char)*c < 0x21) break;
    } else {
      *c = text[i];
      bytes = 1;
    }
    for (size_t k = 0; k < bytes; k++) sheaf_buf_add_byte(out, (unsigned char)lower(c[k]));
  }
  if (out->failed) return 0;
  out->length = before + without_closing(out->data + before, out->length - before);
  const char *slash = memchr(out->data + before, '/', out->length - before);
  if (!slash || slash + 1 == out->data + out->length) {
    out->length = before;
    return 0;
  }
  return 1;
}

/* Adds the digits at text (min to max of them) unless a letter or digit touches them. */
static int add_number(const char *text, size_t length, size_t min, size_t max, sheaf_buf *out) {
  while (length && is_space(*text)) text++, length--;
  size_t count = 0;
  while (count < length && is_digit(text[count])) count++;
  if (count < min || count > max) return 0;
  size_t rest = count;
  while (rest < length && (is_space(text[rest]) || strchr(".;,]/", text[rest]))) rest++;
  if (rest < length && text[rest] != '[' && text[rest] != '?' && text[rest] != '#') return 0;
  size_t zeros = 0;
  while (zeros + 1 < count && text[zeros] == '0') zeros++;
  sheaf_buf_add(out, text + zeros, count - zeros);
  return !out->failed;
}

/* Where word, in lower case, ends in text (compared without case), or NULL. */
static const char *after_word(const char *text, size_t length, const char *word) {
  const size_t size = strlen(word);
  for (size_t i = 0; i + size <= length; i++)
    if (lower(text[i]) == *word && strncasecmp(text + i, word, size) == 0) return text + i + size;
  return NULL;
}

int sheaf_normal_pmid(const char *text, size_t length, sheaf_buf *out) {
  static const char *const marks[] = {"ncbi.nlm.nih.gov/pubmed/", "pubmed.ncbi.nlm.nih.gov/", "pmid:", "pmid",
                                      "medline:"};
  const char *end = text + length;
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    const char *at = after_word(text, length, marks[i]);
    if (at) return add_number(at, (size_t)(end - at), 1, 8, out);
  }
  return add_number(text, length, 1, 8, out);
}

int sheaf_normal_pmcid(const char *text, size_t length, sheaf_buf *out) {
  const char *end = text + length, *at = after_word(text, length, "pmc");
  if (!at) return 0;
  if (at + 2 <= end && strncasecmp(at, "id", 2) == 0) at += 2;
  while (at < end && (is_space(*at) || *at == ':')) at++;
  if (at + 3 <= end && strncasecmp(at, "pmc", 3) == 0) at += 3;
  size_t count = 0;
  while (at + count < end && is_digit(at[count])) count++;
  if (count < 1 || count > 10) return 0;
  sheaf_buf_add(out, "PMC", 3);
  sheaf_buf_add(out, at, count);
  return !out->failed;
}

/* Collects up to max characters out of digits and X, skipping separators; returns how many, 0 when something else is in
 * between. */
static size_t collect(const char *text, size_t length, char *digits, size_t max) {
  size_t count = 0;
  for (size_t i = 0; i < length; i++) {
    const char c = text[i];
    if (is_digit(c) || ((c == 'X' || c == 'x') && count)) {
      if (count == max) return 0;
      digits[count++] = c == 'x' ? 'X' : c;
    } else if (count && !is_space(c) && c != '-' && (unsigned char)c < 0x80) {
      break;
    }
  }
  return count;
}

static int issn_holds(const char *digits) {
  int sum = 0;
  for (int i = 0; i < 7; i++) {
    if (!is_digit(digits[i])) return 0;
    sum += (digits[i] - '0') * (8 - i);
  }
  const int check = (11 - sum % 11) % 11;
  return digits[7] == (check == 10 ? 'X' : (char)('0' + check));
}

int sheaf_normal_issn(const char *text, size_t length, sheaf_buf *out) {
  char digits[8];
  const char *end = text + length, *at = after_word(text, length, "issn");
  if (!at) at = text;
  if (collect(at, (size_t)(end - at), digits, sizeof digits) != 8 || !issn_holds(digits)) return 0;
  sheaf_buf_add(out, digits, 4);
  sheaf_buf_add_byte(out, '-');
  sheaf_buf_add(out, digits + 4, 4);
  return !out->failed;
}

static int isbn_holds(const char *digits, size_t count) {
  int sum = 0;
  for (size_t i = 0; i + 1 < count; i++) {
    if (!is_digit(digits[i])) return 0;
    sum += (digits[i] - '0') * (count == 13 ? (i % 2 ? 3 : 1) : (int)(10 - i));
  }
  const int check = count == 13 ? (10 - sum % 10) % 10 : (11 - sum % 11) % 11;
  return digits[count - 1] == (check == 10 ? 'X' : (char)('0' + check));
}

int sheaf_normal_isbn(const char *text, size_t length, sheaf_buf *out) {
  char digits[13];
  const char *end = text + length, *at = after_word(text, length, "isbn");
  if (!at) at = text;
  if (end - at > 3 && at[0] == '-' && at[1] == '1' && (at[2] == '0' || at[2] == '3')) at += 3; /* "ISBN-13: ..." */
  const size_t count = collect(at, (size_t)(end - at), digits, sizeof digits);
  if ((count != 10 && count != 13) || !isbn_holds(digits, count)) return 0;
  sheaf_buf_add(out, digits, count);
  return !out->failed;
}

/* ISO 7064 mod 11-2, as ORCID uses it. */
static int orcid_holds(const char *digits) {
  int total = 0;
  for (int i = 0; i < 15; i++) {
    if (!is_digit(digits[i])) return 0;
    total = (total + digits[i] - '0') * 2;
  }
  const int check = (12 - total % 11) % 11;
  return digits[15] == (check == 10 ? 'X' : (char)('0' + check));
}

int sheaf_normal_orcid(const char *text, size_t length, sheaf_buf *out) {
  char digits[16];
  const char *end = text + length, *at = after_word(text, length, "orcid.org/");
  if (!at) at = text;
  if (collect(at, (size_t)(end - at), digits, sizeof digits) != 16 || !orcid_holds(digits)) return 0;
  for (size_t i = 0; i < 16; i += 4) {
    if (i) sheaf_buf_add_byte(out, '-');
    sheaf_buf_add(out, digits + i, 4);
  }
  return !out->failed;
}
