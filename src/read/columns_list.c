/* columns_list.c - names and keywords that share one cell.
 *
 * No two databases agree on what stands between them, so the cell itself says: ['a', 'b'] as Python writes lists, then
 * semicolons, bars, line breaks, " and ", and commas last, because commas are also inside names and terms. */
#include <string.h>

#include "columns.h"
#include "value.h"

typedef struct span {
  const char *text; /* not terminated */
  size_t length;    /* bytes in text */
} span;

/* The part up to the next mark outside parentheses; moves *rest behind the mark. 0 at the end. */
static int next_part(span *rest, const char *marks, span *part) {
  int depth = 0;
  size_t at = 0;
  if (!rest->text) return 0;
  for (; at < rest->length; at++) {
    const char c = rest->text[at];
    if (c == '(') depth++;
    if (c == ')' && depth) depth--;
    if (!depth && c && strchr(marks, c)) break;
  }
  *part = (span){rest->text, at};
  sheaf_value_trim(&part->text, &part->length);
  if (at < rest->length)
    *rest = (span){rest->text + at + 1, rest->length - at - 1};
  else
    rest->text = NULL;
  return 1;
}

static void split(span text, const char *marks, sheaf_column_part *each, void *context) {
  for (span part; next_part(&text, marks, &part);)
    if (part.length) each(context, part.text, part.length);
}

/* ['Marx, Karl', "O'Neill, E"]: 1 where the cell is such a list. */
static int split_quoted(span text, sheaf_column_part *each, void *context) {
  if (text.length < 4 || text.text[0] != '[' || text.text[text.length - 1] != ']') return 0;
  if (text.text[1] != '\'' && text.text[1] != '"') return 0;
  const char *at = text.text + 1, *end = text.text + text.length - 1;
  while (at < end) {
    const char quote = *at;
    if (quote != '\'' && quote != '"') {
      at++;
      continue;
    }
    const char *start = ++at;
    while (at < end && *at != quote) at += *at == '\\' && at + 1 < end ? 2 : 1;
    span part = {start, (size_t)(at - start)};
    sheaf_value_trim(&part.text, &part.length);
    if (part.length) each(context, part.text, part.length);
    if (at < end) at++;
  }
  return 1;
}

static int has(span text, char c) { return memchr(text.text, c, text.length) != NULL; }

static size_t count_parts(span text, const char *marks) {
  size_t count = 0;
  for (span part; next_part(&text, marks, &part);) count += part.length > 0;
  return count;
}

/* ---- names ---- */

static size_t last_word(span name, span *word) {
  size_t at = name.length;
  while (at && name.text[at - 1] != ' ') at--;
  *word = (span){name.text + at, name.length - at};
  return at;
}

/* "AB", "A.B.", "A-B", "A. B.": capitals with full stops, hyphens and spaces between, at most five. */
static int is_initials(span text) {
  size_t capitals = 0, follow = 0;
  for (size_t i = 0; i < text.length; i++) {
    const unsigned char c = (unsigned char)text.text[i];
    if ((c & 0xC0) == 0x80) continue;
    if (sheaf_tagged_upper((char)c) || c >= 0xC3)
      capitals++, follow = 0;
    else if (c >= 'a' && c <= 'z' && capitals && ++follow < 2 && text.length <= 4)
      continue;
    else if (!strchr(".- ", (char)c))
      return 0;
  }
  return capitals >= 1 && capitals <= 5;
}

/* "Smith JA", "van der Berg J.-P.": a family name, then initials. */
static int has_initials(span name) {
  while (name.length && name.text[name.length - 1] == '.' && !has(name, ' ')) name.length--;
  span word;
  const size_t before = last_word(name, &word);
  return before > 1 && is_initials(word) && !is_initials((span){name.text, before - 1});
}

static int is_suffix(span part) {
  static const char *const words[] = {"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV", "2nd", "3rd"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strlen(words[i]) == part.length && !memcmp(words[i], part.text, part.length)) return 1;
  return 0;
}

/* How a list with commas is meant. */
typedef enum commas {
  COMMAS_INSIDE,  /* one name: "Smith, John" */
  COMMAS_BETWEEN, /* "Smith J, Doe A" */
  COMMAS_BOTH     /* "Smith, J., Doe, A." */
} commas;

static commas read_commas(span text) {
  size_t parts = 0, initialled = 0, alone = 0, several = 0;
  int paired = 1, first = 0;
  span rest = text;
  for (span part; next_part(&rest, ",", &part);) {
    if (!part.length || is_suffix(part)) continue;
    const int bare = is_initials(part);
    if (bare != (parts % 2 == 1)) paired = 0;
    parts++;
    if (bare) alone++;
    if (parts == 1) first = has_initials(part);
    if (has_initials(part)) initialled++;
    if (has(part, ' ')) several++;
  }
  if (parts >= 4 && parts % 2 == 0 && paired) return COMMAS_BOTH;
  if (parts >= 2 && first && !alone && initialled * 2 >= parts) return COMMAS_BETWEEN;
  return parts >= 3 && several == parts ? COMMAS_BETWEEN : COMMAS_INSIDE;
}

static void split_commas(span text, commas how, sheaf_column_part *each, void *context) {
  span held = {NULL, 0};
  int pieces = 0;
  for (span part; next_part(&text, ",", &part);) {
    if (!part.length) continue;
    const int joins = held.text && (is_suffix(part) || (how == COMMAS_BOTH && pieces == 1));
    if (held.text && !joins) each(context, held.text, held.length);
    held = joins ? (span){held.text, (size_t)(part.text + part.length - held.text)} : part;
    pieces = joins ? pieces + !is_suffix(part) : 1;
  }
  if (held.text) each(context, held.text, held.length);
}

/* The next " and " between white space: its place, or NULL. *length is what it takes. */
static const char *find_and(span text, size_t *length) {
  for (size_t i = 0; i + 4 < text.length; i++) {
    if (!sheaf_tagged_space(text.text[i])) continue;
    size_t at = i;
    while (at < text.length && sheaf_tagged_space(text.text[at])) at++;
    const size_t word = text.text[at] == '&' ? 1 : 3;
    if (at + word < text.length && (word == 1 || !strncmp(text.text + at, "and", 3)) &&
        sheaf_tagged_space(text.text[at + word])) {
      *length = at + word - i;
      return text.text + i;
    }
    i = at - 1;
  }
  return NULL;
}

/* "Centre for Disease Control and Prevention" is one name: a single word that no comma belongs to. */
static int is_conjunction(span before, span after) {
  return !has(before, ',') && !has(after, ',') && (!has(after, ' ') || !has(before, ' '));
}

static void split_some(span text, sheaf_column_part *each, void *context) {
  sheaf_value_trim(&text.text, &text.length);
  if (text.length > 4 && !memcmp(text.text + text.length - 4, "\nand", 4)) text.length -= 4;
  if (text.length > 4 && !memcmp(text.text + text.length - 4, " and", 4)) text.length -= 4;
  while (text.length && strchr(", \n", text.text[text.length - 1])) text.length--; /* "A, B, and C" */
  if (!text.length) return;
  const commas how = has(text, ',') ? read_commas(text) : COMMAS_INSIDE;
  if (how == COMMAS_INSIDE)
    each(context, text.text, text.length);
  else
    split_commas(text, how, each, context);
}

static void split_names(span text, sheaf_column_part *each, void *context) {
  size_t gap;
  for (const char *mark; (mark = find_and(text, &gap));) {
    span before = {text.text, (size_t)(mark - text.text)};
    span after = {mark + gap, text.length - before.length - gap};
    sheaf_value_trim(&before.text, &before.length);
    sheaf_value_trim(&after.text, &after.length);
    if (is_conjunction(before, after)) break;
    split_some(before, each, context);
    text = after;
  }
  split_some(text, each, context);
}

/* "Adeli K.Lewis G. F.": names whose line breaks a spreadsheet lost. A capital right behind the full stop of an initial
 * begins the next, when a family name stands before the initials. */
static size_t find_lost_break(span text) {
  size_t word = 0;
  for (size_t i = 1; i + 2 < text.length; i++) {
    if (text.text[i] == ' ' && i - word >= 2 && text.text[i - 1] != '.') {
      for (size_t at = i + 1; at + 2 < text.length && at < i + 16 && sheaf_tagged_upper(text.text[at]); at += 2) {
        if (text.text[at + 1] != '.') break;
        if (text.text[at + 2] == ' ')
          at++;
        else if (sheaf_tagged_upper(text.text[at + 2]) && at + 3 < text.length && text.text[at + 3] != '.')
          return at + 2;
      }
    }
    if (text.text[i] == ' ') word = i + 1;
  }
  return 0;
}

void sheaf_columns_names(const char *text, size_t length, sheaf_column_part *each, void *context) {
  span all = {text, length};
  sheaf_value_trim(&all.text, &all.length);
  if (split_quoted(all, each, context)) return;
  if (has(all, ';'))
    split(all, ";", each, context);
  else if (has(all, '|'))
    split(all, "|", each, context);
  else {
    size_t gap;
    if (has(all, '\n') && !find_and(all, &gap)) {
      split(all, "\n", each, context);
      return;
    }
    if (!has(all, ','))
      for (size_t cut; (cut = find_lost_break(all)); all = (span){all.text + cut, all.length - cut})
        each(context, all.text, cut);
    split_names(all, each, context);
  }
}

/* ---- terms ---- */

void sheaf_columns_list(const char *text, size_t length, sheaf_column_part *each, void *context) {
  span all = {text, length};
  sheaf_value_trim(&all.text, &all.length);
  if (split_quoted(all, each, context)) return;
  const char *marks = has(all, ';') ? ";" : has(all, '|') ? "|" : has(all, '\n') ? "\n" : ",";
  /* One comma is as likely inside a term: "diabetes mellitus, type 2". */
  if (*marks == ',' && count_parts(all, marks) < 3) {
    each(context, all.text, all.length);
    return;
  }
  split(all, marks, each, context);
}

void sheaf_columns_terms(const char *text, size_t length, sheaf_column_part *each, void *context) {
  split((span){text, length}, memchr(text, ';', length) ? ";" : ",", each, context);
}
