/* parameters.c - see parameters.h. */
#include "parameters.h"

#include <string.h>

typedef struct numbering {
  const char *sql; /* the statement; borrowed */
  size_t length;   /* bytes in it */
  sheaf_buf *out;  /* where it goes */
  int count;       /* the highest number so far */
  struct {
    size_t at;     /* of the name in the statement, with its sign */
    size_t length; /* bytes in it */
    int number;    /* its own */
  } names[64];     /* said so far */
  int name_count;  /* in use */
} numbering;

static int is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80);
}

static int is_digit(char c) { return c >= '0' && c <= '9'; }

static char at(const numbering *self, size_t i) { return i < self->length ? self->sql[i] : 0; }

/* The end of what is quoted by a character, which stands for itself when doubled; with a backslash where E'' is it. */
static size_t quoted_end(const numbering *self, size_t i) {
  const char quote = self->sql[i];
  const int escapes = quote == '\'' && i > 0 && (self->sql[i - 1] | 32) == 'e' && (i < 2 || !is_name(self->sql[i - 2]));
  for (i++; i < self->length; i++) {
    if (escapes && self->sql[i] == '\\')
      i++;
    else if (self->sql[i] == quote && at(self, i + 1) == quote)
      i++;
    else if (self->sql[i] == quote)
      return i + 1;
  }
  return self->length;
}

static size_t comment_end(const numbering *self, size_t i) {
  if (self->sql[i] == '-') {
    while (i < self->length && self->sql[i] != '\n') i++;
    return i;
  }
  int depth = 0;
  do {
    if (at(self, i) == '/' && at(self, i + 1) == '*')
      depth++, i += 2;
    else if (at(self, i) == '*' && at(self, i + 1) == '/')
      depth--, i += 2;
    else
      i++;
  } while (depth && i < self->length);
  return i < self->length ? i : self->length;
}

/* The end of $tag$...$tag$, or i where none begins there. */
static size_t dollar_end(const numbering *self, size_t i) {
  size_t tag = i + 1;
  if (i && is_name(self->sql[i - 1])) return i;
  while (tag < self->length && is_name(self->sql[tag])) tag++;
  if (at(self, tag) != '$' || is_digit(at(self, i + 1))) return i;
  const size_t size = tag + 1 - i;
  for (size_t end = tag + 1; end + size <= self->length; end++)
    if (!memcmp(self->sql + end, self->sql + i, size)) return end + size;
  return self->length;
}

static void add_number(numbering *self, int number) {
  if (number > self->count) self->count = number;
  sheaf_buf_add_format(self->out, "$%d", number);
}

/* ?, ?1, $1 */
static size_t add_position(numbering *self, size_t i) {
  int number = 0;
  for (i++; is_digit(at(self, i)); i++)
    if (number <= SHEAF_PARAMETERS_MOST) number = number * 10 + (self->sql[i] - '0');
  add_number(self, number ? number : self->count + 1);
  return i;
}

static size_t add_named(numbering *self, size_t i) {
  size_t end = i + 1;
  while (is_name(at(self, end))) end++;
  int number = 0;
  for (int n = 0; n < self->name_count; n++)
    if (self->names[n].length == end - i && !memcmp(self->sql + self->names[n].at, self->sql + i, end - i))
      number = self->names[n].number;
  if (!number) {
    number = self->count + 1;
    if (self->name_count < (int)(sizeof self->names / sizeof *self->names)) {
      self->names[self->name_count].at = i;
      self->names[self->name_count].length = end - i;
      self->names[self->name_count++].number = number;
    }
  }
  add_number(self, number);
  return end;
}

/* The end of what stands at i and is no parameter. */
static size_t skip(const numbering *self, size_t i) {
  const char c = self->sql[i], next = at(self, i + 1);
  if (c == '\'' || c == '"') return quoted_end(self, i);
  if ((c == '-' && next == '-') || (c == '/' && next == '*')) return comment_end(self, i);
  if (c == ':' && next == ':') return i + 2;
  if (is_name(c))
    while (i + 1 < self->length && (is_name(self->sql[i + 1]) || self->sql[i + 1] == '$')) i++;
  return i + 1;
}

int sheaf_parameters_number(const char *sql, size_t length, sheaf_buf *out) {
  numbering self = {.sql = sql, .length = length, .out = out};
  for (size_t i = 0; i < length;) {
    const char c = sql[i], next = at(&self, i + 1);
    const size_t dollar = c == '$' ? dollar_end(&self, i) : i;
    size_t end;
    if (dollar > i)
      end = dollar;
    else if (c == '?' || (c == '$' && is_digit(next)))
      i = end = add_position(&self, i);
    else if ((c == ':' || c == '@' || c == '$') && is_name(next) && !is_digit(next))
      i = end = add_named(&self, i);
    else
      end = skip(&self, i);
    if (end > i) sheaf_buf_add(out, sql + i, end - i);
    i = end;
  }
  return self.count > SHEAF_PARAMETERS_MOST || self.name_count == (int)(sizeof self.names / sizeof *self.names)
             ? -1
             : self.count;
}
