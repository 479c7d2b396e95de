/* latex.c - see latex.h. One pass over the text: groups need no stack, since a brace alone means nothing here. */
#include "latex.h"

#include <string.h>

#include "base/utf8.h"

enum {
  MAX_DEPTH = 8,  /* arguments within arguments; deeper ones stay as written */
  MAX_MARKS = 4,  /* accents on one letter */
  MAX_MATH = 1000 /* bytes between two $ */
};

typedef struct latex {
  const char *text; /* the value */
  size_t length;    /* bytes in text */
  size_t at;        /* next byte */
  size_t math;      /* where the open formula ends; 0 outside one */
  int depth;        /* arguments we are in */
  int unclosed;     /* a group had no end: no later one is looked for */
  sheaf_buf *out;   /* where to */
} latex;

static void convert(const char *text, size_t length, int depth, int math, sheaf_buf *out);

static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static int is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static void skip_spaces(latex *self) {
  while (self->at < self->length && is_space(self->text[self->at])) self->at++;
}

size_t sheaf_latex_group_end(const char *text, size_t length, size_t at) {
  if (at >= length) return length;
  if (text[at] != '{') return at + 1;
  size_t depth = 0;
  for (; at < length; at++) {
    if (text[at] == '\\' && at + 1 < length && strchr("\\${}", text[at + 1])) {
      at++;
      continue;
    }
    depth += text[at] == '{';
    if (text[at] == '}' && --depth == 0) return at + 1;
  }
  return length;
}

/* The command at the backslash: its name, and the place behind it. */
static size_t read_command(const char *text, size_t length, size_t at, const char **name, size_t *name_length) {
  size_t end = ++at;
  while (end < length && is_letter(text[end])) end++;
  if (end == at && end < length) end++;
  *name = text + at;
  *name_length = end - at;
  return end;
}

/* An argument without its braces, or one character; 0 where there is none. */
static int read_argument(latex *self, const char **text, size_t *length) {
  size_t at = self->at;
  while (at < self->length && is_space(self->text[at])) at++;
  if (at >= self->length || self->text[at] == '}') return 0;
  const int group = self->text[at] == '{';
  if (group && self->unclosed) return 0;
  size_t end = sheaf_latex_group_end(self->text, self->length, at);
  if (group && (end < at + 2 || self->text[end - 1] != '}' || self->text[end - 2] == '\\')) {
    self->unclosed = 1;
    return 0;
  }
  if (!group && self->text[at] == '\\') {
    const char *name;
    size_t size;
    end = read_command(self->text, self->length, at, &name, &size);
  } else if (!group) {
    uint32_t point;
    end = at + sheaf_utf8_decode(self->text + at, self->length - at, &point);
  }
  *text = self->text + at + (group ? 1 : 0);
  *length = end - at - (group ? 2 : 0);
  self->at = end;
  return 1;
}

static void add_space(latex *self, int lines) {
  sheaf_buf *out = self->out;
  const int after = out->length && is_space(out->data[out->length - 1]);
  if (lines > 1) {
    if (after) out->data[out->length - 1] = '\n';
    if (!after && out->length) sheaf_buf_add_byte(out, '\n');
  } else if (!after) {
    sheaf_buf_add_byte(out, ' ');
  }
}

static void add_spaces(latex *self) {
  int lines = 0;
  for (; self->at < self->length && is_space(self->text[self->at]); self->at++) lines += self->text[self->at] == '\n';
  add_space(self, lines);
}

/* ---- accents ---- */

static void add_composed(uint32_t base, const uint32_t *marks, size_t count, sheaf_buf *out) {
  uint32_t points[MAX_MARKS + 1] = {base};
  for (size_t i = 0; i < count; i++) points[i + 1] = marks[count - 1 - i];
  sheaf_utf8_compose(points, count + 1, out);
}

static uint32_t mark_of(const sheaf_latex_row *row) {
  uint32_t point;
  sheaf_utf8_decode(row->text, strlen(row->text), &point);
  return point;
}

/* The letter that an accent is for: through braces, further accents and commands for letters. 0 where there is none. */
static uint32_t read_base(latex *self, uint32_t *marks, size_t *count) {
  size_t at = self->at;
  while (at < self->length) {
    const char c = self->text[at];
    uint32_t point;
    if (c == '{' || is_space(c)) {
      at++;
      continue;
    }
    if (c == '}') return 0;
    if (c != '\\') {
      self->at = at + sheaf_utf8_decode(self->text + at, self->length - at, &point);
      return point;
    }
    const char *name;
    size_t length;
    at = read_command(self->text, self->length, at, &name, &length);
    const sheaf_latex_row *row = sheaf_latex_find(name, length);
    if (row && row->kind == SHEAF_LATEX_ACCENT && *count < MAX_MARKS) {
      marks[(*count)++] = mark_of(row);
    } else if (row && row->kind == SHEAF_LATEX_SYMBOL && *row->text) {
      self->at = at;
      if (length == 1 && (*name == 'i' || *name == 'j')) return (uint32_t)*name;
      const size_t size = sheaf_utf8_decode(row->text, strlen(row->text), &point);
      return row->text[size] ? 0 : point;
    } else if (!row || row->kind != SHEAF_LATEX_MARKUP) {
      return 0;
    }
  }
  return 0;
}

static void add_accent(latex *self, const sheaf_latex_row *row) {
  uint32_t marks[MAX_MARKS] = {mark_of(row)};
  size_t count = 1;
  const size_t before = self->at;
  const uint32_t base = read_base(self, marks, &count);
  if (base) {
    add_composed(base, marks, count, self->out);
  } else { /* \~{} is the character itself */
    self->at = before;
    if (!is_letter(*row->name)) sheaf_buf_add_text(self->out, row->name);
  }
}

/* ---- raised and lowered ---- */

static const char *raised(uint32_t point) {
  static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  if (point >= '0' && point <= '9') return digits[point - '0'];
  switch (point) {
    case '+': return "⁺";
    case '-':
    case 0x2212: return "⁻";
    case '=': return "⁼";
    case '(': return "⁽";
    case ')': return "⁾";
    case 'n': return "ⁿ";
    case 0xB0: return "°";
    default: return NULL;
  }
}

static const char *lowered(uint32_t point) {
  static const char *const digits[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
  static const char *const letters[26] = {"ₐ", NULL, NULL, NULL, "ₑ", NULL, NULL, "ₕ", "ᵢ", "ⱼ",  "ₖ", "ₗ",  "ₘ",
                                          "ₙ", "ₒ",  "ₚ",  NULL, "ᵣ", "ₛ",  "ₜ",  "ᵤ", "ᵥ", NULL, "ₓ", NULL, NULL};
  if (point >= '0' && point <= '9') return digits[point - '0'];
  if (point >= 'a' && point <= 'z') return letters[point - 'a'];
  switch (point) {
    case '+': return "₊";
    case '-':
    case 0x2212: return "₋";
    case '=': return "₌";
    case '(': return "₍";
    case ')': return "₎";
    default: return NULL;
  }
}

/* Unicode's small digits and single letters where they are all there is; words and other text stay on the line. */
static void add_script(latex *self, int up) {
  const char *text;
  size_t length;
  if (!read_argument(self, &text, &length)) return;
  sheaf_buf inner = {0}, small = {0};
  convert(text, length, self->depth + 1, self->math != 0, &inner);
  int all = inner.length > 0, letters = 0;
  for (size_t at = 0; all && at < inner.length;) {
    uint32_t point;
    at += sheaf_utf8_decode(inner.data + at, inner.length - at, &point);
    const char *sign = up ? raised(point) : lowered(point);
    letters += point < 0x80 && is_letter((char)point);
    if (sign)
      sheaf_buf_add_text(&small, sign);
    else
      all = 0;
    if (letters > 1) all = 0;
  }
  if (inner.failed || small.failed) self->out->failed = 1;
  sheaf_buf_add(self->out, all ? small.data : inner.data, all ? small.length : inner.length);
  sheaf_buf_clear(&inner);
  sheaf_buf_clear(&small);
}

/* ---- commands ---- */

static void add_link(latex *self) {
  const char *address, *text;
  size_t address_length, length;
  if (!read_argument(self, &address, &address_length)) return;
  if (read_argument(self, &text, &length)) {
    convert(text, length, self->depth + 1, 0, self->out);
    if (length == address_length && !memcmp(text, address, length)) return;
    sheaf_buf_add_text(self->out, " (");
    sheaf_latex_verbatim(address, address_length, self->out);
    sheaf_buf_add_byte(self->out, ')');
  } else {
    sheaf_latex_verbatim(address, address_length, self->out);
  }
}

/* A character by its number; what is no number stays as it is written. */
static void add_code(latex *self, const sheaf_latex_row *row, size_t start) {
  const char *text;
  size_t length;
  if (!read_argument(self, &text, &length)) return sheaf_buf_add(self->out, self->text + start, self->at - start);
  const int marked = length && *text == '"';
  const unsigned base = marked || row->text[1] == '6' ? 16 : 10;
  uint32_t point = 0;
  size_t at = (size_t)marked;
  for (; at < length && at < 9; at++) {
    const char c = text[at];
    const unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0')
                           : is_letter(c)       ? (unsigned)((c | 32) - 'a') + 10
                                                : base;
    if (digit >= base) break;
    point = point * base + digit;
  }
  if (at == length && point >= ' ' && point < 0x110000 && (point < 0xD800 || point > 0xDFFF))
    sheaf_utf8_encode(point, self->out);
  else
    sheaf_buf_add(self->out, self->text + start, self->at - start);
}

static void add_command(latex *self) {
  const char *name, *text;
  size_t name_length, length;
  const size_t start = self->at;
  self->at = read_command(self->text, self->length, start, &name, &name_length);
  const sheaf_latex_row *row = sheaf_latex_find(name, name_length);
  const int word = name_length && is_letter(*name);
  if (!row || self->depth >= MAX_DEPTH) {
    sheaf_buf_add(self->out, self->text + start, self->at - start);
    if (!word || self->at >= self->length || self->text[self->at] != '{' || self->depth >= MAX_DEPTH) return;
    sheaf_buf_add_byte(self->out, '{');
    if (read_argument(self, &text, &length)) convert(text, length, self->depth + 1, self->math != 0, self->out);
    sheaf_buf_add_byte(self->out, '}');
    return;
  }
  if (word && row->kind != SHEAF_LATEX_ACCENT && !self->math) skip_spaces(self);
  switch (row->kind) {
    case SHEAF_LATEX_SYMBOL:
      if (is_space(*row->text))
        add_space(self, *row->text == '\n' ? 2 : 1), sheaf_buf_add_text(self->out, row->text + 1);
      else
        sheaf_buf_add_text(self->out, row->text);
      break;
    case SHEAF_LATEX_ACCENT: add_accent(self, row); break;
    case SHEAF_LATEX_MARKUP: break;
    case SHEAF_LATEX_DROP: read_argument(self, &text, &length); break;
    case SHEAF_LATEX_RAISE: add_script(self, 1); break;
    case SHEAF_LATEX_LOWER: add_script(self, 0); break;
    case SHEAF_LATEX_QUOTE:
      if (!read_argument(self, &text, &length)) break;
      sheaf_buf_add_text(self->out, "“");
      convert(text, length, self->depth + 1, self->math != 0, self->out);
      sheaf_buf_add_text(self->out, "”");
      break;
    case SHEAF_LATEX_URL:
      if (read_argument(self, &text, &length)) sheaf_latex_verbatim(text, length, self->out);
      break;
    case SHEAF_LATEX_LINK: add_link(self); break;
    case SHEAF_LATEX_CODE: add_code(self, row, start); break;
  }
}

/* ---- the text ---- */

/* A $ opens a formula where another closes it; prices ("$5 and $10") are none. */
static void add_dollar(latex *self) {
  const size_t at = self->at++;
  if (self->math) {
    if (at + 1 >= self->math) self->math = 0;
    return;
  }
  if (at + 1 < self->length && self->text[at + 1] == '$') return;
  const size_t last = self->length - at > MAX_MATH ? at + MAX_MATH : self->length;
  size_t end = at + 1;
  while (end < last && (self->text[end] != '$' || self->text[end - 1] == '\\')) end++;
  const int money = end < last && at + 1 < self->length && self->text[at + 1] >= '0' && self->text[at + 1] <= '9' &&
                    is_space(self->text[end - 1]);
  if (end >= last || is_space(self->text[at + 1]) || money)
    sheaf_buf_add_byte(self->out, '$');
  else
    self->math = end + 1;
}

static size_t run_of(const latex *self, char c) {
  size_t count = 0;
  while (self->at + count < self->length && self->text[self->at + count] == c) count++;
  return count;
}

static void add_dashes(latex *self) {
  const size_t count = run_of(self, '-');
  if (self->math && count == 1)
    sheaf_buf_add_text(self->out, "-");
  else if (count == 2 || count == 3)
    sheaf_buf_add_text(self->out, count == 2 ? "–" : "—");
  else
    sheaf_buf_add(self->out, self->text + self->at, count);
  self->at += count;
}

static void add_quotes(latex *self, char c) {
  const int two = run_of(self, c) >= 2;
  if (c == '`')
    sheaf_buf_add_text(self->out, two ? "“" : "‘");
  else
    sheaf_buf_add_text(self->out, two ? "”" : "'");
  self->at += two ? 2 : 1;
}

static void convert(const char *text, size_t length, int depth, int math, sheaf_buf *out) {
  latex self = {.text = text, .length = length, .depth = depth, .math = math ? length + 1 : 0, .out = out};
  while (self.at < length && !out->failed) {
    const char c = text[self.at];
    if (is_space(c)) {
      add_spaces(&self);
    } else if (c == '\\' && self.at + 1 < length) {
      add_command(&self);
    } else if (c == '$') {
      add_dollar(&self);
    } else if (c == '-') {
      add_dashes(&self);
    } else if (c == '`' || c == '\'') {
      add_quotes(&self, c);
    } else if (c == '{' || c == '}') {
      self.at++;
    } else if (self.math && (c == '^' || c == '_') && depth < MAX_DEPTH) {
      self.at++;
      add_script(&self, c == '^');
    } else {
      sheaf_buf_add_byte(out, c == '~' ? ' ' : c);
      self.at++;
    }
  }
}

void sheaf_latex_text(const char *text, size_t length, sheaf_buf *out) { convert(text, length, 0, 0, out); }

void sheaf_latex_verbatim(const char *text, size_t length, sheaf_buf *out) {
  for (size_t at = 0; at < length; at++) {
    if (text[at] == '\\' && at + 1 < length && strchr("&%$#_{}~", text[at + 1]))
      sheaf_buf_add_byte(out, text[++at]);
    else if (text[at] != '{' && text[at] != '}')
      sheaf_buf_add_byte(out, is_space(text[at]) ? ' ' : text[at]);
  }
}
