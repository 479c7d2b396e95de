/* carry.c - see carry.h. */
#include "carry.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const char mark[] = "sheaf:";
enum {
  MARK = sizeof mark - 1,
  MOST_OPERATIONS = 256 /* that look at all entries, so that a hostile record costs no square of its size */
};

typedef struct carried {
  char operation;    /* '+' add, '-' clear, 'a' as, 'i' initials, 's' section, 'o' order */
  sheaf_field field; /* of what */
  sheaf_buf note;    /* without escapes */
  sheaf_buf value;   /* without escapes */
} carried;

typedef struct carry {
  sheaf_record *record; /* being restored; borrowed */
  sheaf_buf abstract;   /* text that sections are cut from */
  size_t at;            /* how far they have come */
  sheaf_buf sections;   /* section after section: label, category, text, each ended by NUL */
  int operations;       /* done that look at all entries */
  int failed;           /* out of memory */
} carry;

/* ---- lines ---- */

static int hexadecimal(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

/* The byte that an escape stands for, whose letter is at `text`; *used counts the bytes of the escape behind it. */
static int escaped(const char *text, const char *limit, size_t *used) {
  *used = 0;
  switch (*text) {
    case 'n': return '\n';
    case 's': return ' ';
    case 'u': return SHEAF_FIELD_PART;
    case 'x': break;
    default: return *text;
  }
  const int high = limit - text > 2 ? hexadecimal(text[1]) : -1, low = high < 0 ? -1 : hexadecimal(text[2]);
  if (low < 0 || high > 7) return *text;
  *used = 2;
  return high * 16 + low;
}

/* Copies text up to an unescaped `end` (or all of it); returns what is behind it, NULL where there is no end. */
static const char *unescape(const char *text, const char *limit, char end, sheaf_buf *out) {
  for (; text < limit; text++) {
    if (end && *text == end) return text + 1;
    if (*text != '\\' || text + 1 == limit) {
      sheaf_buf_add_byte(out, *text);
      continue;
    }
    size_t used;
    sheaf_buf_add_byte(out, escaped(text + 1, limit, &used));
    text += 1 + used;
  }
  return end ? NULL : limit;
}

/* Reads what stands behind the mark; 0 where it is no carried line. */
static int parse(const char *text, const char *limit, carried *out) {
  out->operation = '+';
  sheaf_buf_reset(&out->note);
  sheaf_buf_reset(&out->value);
  if (text < limit && *text == '-') out->operation = '-', text++;
  const char *name = text;
  while (text < limit && ((*text >= 'a' && *text <= 'z') || *text == '_')) text++;
  const size_t length = (size_t)(text - name);
  if (text < limit && *text == '[') text = unescape(text + 1, limit, ']', &out->note);
  if (!text || text >= limit || *text != ':') return 0;
  text++;
  if (text < limit && *text == ' ') text++;
  unescape(text, limit, 0, &out->value);
  out->field = sheaf_field_find(name, length);
  if (out->field != SHEAF_FIELD_NONE) return 1;
  if (length == 8 && !memcmp(name, "sections", 8)) {
    out->operation = 's';
    return 1;
  }
  static const char *const operations[] = {"as", "initials", "order", NULL};
  out->operation = 0;
  for (const char *const *word = operations; *word; word++)
    if (strlen(*word) == length && !memcmp(*word, name, length)) out->operation = **word;
  out->field = sheaf_field_find(sheaf_buf_bytes(&out->note), out->note.length);
  return out->operation && out->field != SHEAF_FIELD_NONE;
}

/* ---- what they say ---- */

static int in_group(sheaf_field field) {
  return sheaf_field_kind(field) == SHEAF_KIND_AUTHOR || field == SHEAF_FIELD_AFFILIATION ||
         field == SHEAF_FIELD_ORCID || field == SHEAF_FIELD_AUTHORS_CUT;
}

static int belongs(sheaf_field entry, sheaf_field field) {
  return entry == field || (in_group(entry) && in_group(field));
}

static void remove_entries(sheaf_record *record, sheaf_field field) {
  size_t to = 0;
  for (size_t i = 0; i < record->count; i++)
    if (record->entries[i].field != field) record->entries[to++] = record->entries[i];
  record->count = to;
}

/* The next "3-9" or "3" of a list; 0 at its end or where it is none. */
static int next_range(const char **text, size_t *first, size_t *last) {
  char *end;
  while (**text == ' ') ++*text;
  if (**text < '0' || **text > '9') return 0;
  *first = *last = (size_t)strtoul(*text, &end, 10);
  if (*end == '-' && end[1] >= '0' && end[1] <= '9') *last = (size_t)strtoul(end + 1, &end, 10);
  *text = end;
  return *first > 0 && *first <= *last;
}

/* Entries of another field, written as headings were: "*Name/qualifier". */
static int convert(sheaf_record *record, carried *line) {
  const char *text = sheaf_buf_bytes(&line->value);
  const size_t length = strcspn(text, " ");
  const sheaf_field from = sheaf_field_find(text, length);
  size_t first, last, ordinal = 0;
  text += length;
  if (from == SHEAF_FIELD_NONE || !next_range(&text, &first, &last)) return 0;
  sheaf_buf value = {0};
  for (size_t i = 0; i < record->count; i++) {
    sheaf_entry *entry = &record->entries[i];
    if (entry->field != from || ++ordinal < first || ordinal > last) continue;
    sheaf_buf_reset(&value);
    sheaf_buf_add(&value, entry->note, entry->note_length);
    for (size_t k = 0; k < entry->length; k++)
      sheaf_buf_add_byte(&value, entry->value[k] == '/' ? SHEAF_FIELD_PART : entry->value[k]);
    const char *copy = value.failed ? NULL : sheaf_arena_copy(&record->arena, value.data, value.length);
    if (!copy) record->failed = 1;
    if (copy) *entry = (sheaf_entry){line->field, copy, value.length, "", 0};
  }
  sheaf_buf_clear(&value);
  return 1;
}

/* Names whose given part is only their initials, spelt out for programs that want a comma: "Elvey, R. B.". */
static int cut_given(sheaf_record *record, carried *line) {
  const char *text = sheaf_buf_bytes(&line->value);
  size_t first, last, ordinal = 0;
  if (sheaf_field_kind(line->field) != SHEAF_KIND_AUTHOR || !next_range(&text, &first, &last)) return 0;
  sheaf_buf value = {0};
  for (size_t i = 0; i < record->count; i++) {
    sheaf_entry *entry = &record->entries[i];
    if (entry->field != line->field) continue;
    if (++ordinal > last && !next_range(&text, &first, &last)) break;
    if (ordinal < first) continue;
    const char *given, *rest;
    const size_t size = sheaf_record_part(entry->value, entry->length, 1, &given);
    const size_t initials = sheaf_record_part(entry->value, entry->length, 2, &rest);
    if (!size || !initials) continue;
    sheaf_buf_reset(&value);
    sheaf_buf_add(&value, entry->value, (size_t)(given - entry->value));
    sheaf_buf_add(&value, given + size, (size_t)(entry->value + entry->length - given) - size);
    const char *copy = value.failed ? NULL : sheaf_arena_copy(&record->arena, value.data, value.length);
    if (!copy) record->failed = 1;
    if (copy) *entry = (sheaf_entry){entry->field, copy, value.length, "", 0};
  }
  sheaf_buf_clear(&value);
  return 1;
}

/* Reads the order into `order` (0-based); 0 where it is no permutation of count. */
static int read_order(const char *text, size_t *order, char *seen, size_t count) {
  size_t first, last, filled = 0;
  while (next_range(&text, &first, &last)) {
    if (last > count) return 0;
    for (size_t i = first; i <= last; i++) {
      if (filled == count || seen[i - 1]) return 0;
      seen[i - 1] = 1;
      order[filled++] = i - 1;
    }
  }
  return !*text && filled == count;
}

static int arrange(sheaf_record *record, carried *line) {
  size_t count = 0;
  for (size_t i = 0; i < record->count; i++) count += (size_t)belongs(record->entries[i].field, line->field);
  if (!count) return 0;
  size_t *order = sheaf_mem_zero(count, sizeof *order);
  sheaf_entry *copy = sheaf_mem_zero(count, sizeof *copy);
  char *seen = sheaf_mem_zero(count, 1);
  int done = 0;
  if (!order || !copy || !seen) {
    record->failed = 1;
  } else if (read_order(sheaf_buf_bytes(&line->value), order, seen, count)) {
    size_t at = 0;
    for (size_t i = 0; i < record->count; i++)
      if (belongs(record->entries[i].field, line->field)) copy[at++] = record->entries[i];
    at = 0;
    for (size_t i = 0; i < record->count; i++)
      if (belongs(record->entries[i].field, line->field)) record->entries[i] = copy[order[at++]];
    done = 1;
  }
  sheaf_mem_free(order);
  sheaf_mem_free(copy);
  sheaf_mem_free(seen);
  return done;
}

/* Cuts the next section off the abstract; 0 where it does not begin with the label, is shorter, or would end within a
 * word. */
static int cut_section(carry *self, carried *line) {
  if (!self->at && !self->abstract.length) sheaf_record_abstract(self->record, &self->abstract);
  const char *label, *category;
  const char *note = sheaf_buf_bytes(&line->note);
  const size_t label_length = sheaf_record_part(note, line->note.length, 0, &label);
  const size_t category_length = sheaf_record_part(note, line->note.length, 1, &category);
  const size_t size = (size_t)strtoul(sheaf_buf_bytes(&line->value), NULL, 10);
  size_t at = self->at;
  const size_t lead = label_length ? label_length + 2 : 0, length = self->abstract.length;
  if (!size || size > length || at + lead > length - size) return 0;
  const char *text = self->abstract.data + at;
  if (lead && (memcmp(text, label, label_length) || memcmp(text + label_length, ": ", 2))) return 0;
  at += lead;
  if (at + size < length && self->abstract.data[at + size] != ' ') return 0;
  sheaf_buf_add(&self->sections, label, label_length);
  sheaf_buf_add_byte(&self->sections, 0);
  sheaf_buf_add(&self->sections, category, category_length);
  sheaf_buf_add_byte(&self->sections, 0);
  sheaf_buf_add(&self->sections, self->abstract.data + at, size);
  sheaf_buf_add_byte(&self->sections, 0);
  self->at = at + size + 1;
  return 1;
}

/* The sections take the abstract's place when they are all of it. */
static void set_sections(carry *self) {
  if (!self->sections.length || self->at < self->abstract.length || self->sections.failed) return;
  remove_entries(self->record, SHEAF_FIELD_ABSTRACT);
  sheaf_buf note = {0};
  for (const char *at = self->sections.data, *end = at + self->sections.length; at < end;) {
    const char *label = at, *category = label + strlen(label) + 1, *text = category + strlen(category) + 1;
    sheaf_buf_reset(&note);
    sheaf_buf_add_text(&note, label);
    if (*category) sheaf_buf_add_byte(&note, SHEAF_FIELD_PART);
    sheaf_buf_add_text(&note, category);
    sheaf_record_add(self->record, SHEAF_FIELD_ABSTRACT, text, strlen(text), note.data, note.length);
    at = text + strlen(text) + 1;
  }
  self->failed |= note.failed;
  sheaf_buf_clear(&note);
}

static int act(carry *self, carried *line) {
  if (line->operation != '+' && ++self->operations > MOST_OPERATIONS) return 0;
  switch (line->operation) {
    case '-': remove_entries(self->record, line->field); return 1;
    case 'a': return convert(self->record, line);
    case 's': return cut_section(self, line);
    case 'i': return cut_given(self->record, line);
    case 'o': return arrange(self->record, line);
    default: break;
  }
  sheaf_record_add(self->record, line->field, sheaf_buf_bytes(&line->value), line->value.length,
                   sheaf_buf_bytes(&line->note), line->note.length);
  return 1;
}

/* ---- the record ---- */

static int starts(const char *text, size_t length) { return length >= MARK && !memcmp(text, mark, MARK); }

/* A note with a line of ours, or a tag whose value is one. */
static int is_carrier(const sheaf_entry *entry) {
  if (entry->field != SHEAF_FIELD_NOTE && entry->field != SHEAF_FIELD_EXTRA) return 0;
  if (starts(entry->value, entry->length)) return 1;
  if (entry->field == SHEAF_FIELD_EXTRA) return 0;
  for (size_t i = 0; i + MARK < entry->length; i++)
    if (entry->value[i] == '\n' && starts(entry->value + i + 1, entry->length - i - 1)) return 1;
  return 0;
}

/* Where the line ends: at a break, or, of one of ours, where the next one begins (programs make breaks spaces). */
static const char *line_end(const char *text, const char *end) {
  const int ours = starts(text, (size_t)(end - text));
  for (const char *at = text; at < end; at++)
    if (*at == '\n' || (ours && *at == ' ' && starts(at + 1, (size_t)(end - at) - 1))) return at;
  return end;
}

/* Does the carried lines of one entry; what is none of them is left in `rest`. */
static void take(carry *self, const sheaf_entry *entry, carried *line, sheaf_buf *rest) {
  const char *text = entry->value, *end = text + entry->length;
  sheaf_buf_reset(rest);
  while (text < end) {
    const char *stop = line_end(text, end);
    const char *last = stop;
    while (last > text && (last[-1] == ' ' || last[-1] == '\r')) last--;
    const int ours = starts(text, (size_t)(last - text)) &&
                     (last == text + MARK || (parse(text + MARK, last, line) && act(self, line)));
    self->failed |= line->note.failed || line->value.failed;
    if (!ours) {
      if (rest->length) sheaf_buf_add_byte(rest, '\n');
      sheaf_buf_add(rest, text, (size_t)(stop - text));
    }
    text = stop < end ? stop + 1 : end;
  }
}

int sheaf_carry_restore(sheaf_record *record) {
  size_t carriers = 0;
  for (size_t i = 0; i < record->count; i++) carriers += (size_t)is_carrier(&record->entries[i]);
  if (!carriers) return SHEAF_OK;
  sheaf_entry *taken = sheaf_mem_zero(carriers, sizeof *taken);
  if (!taken) return SHEAF_ENOMEM;
  size_t kept = 0, at = 0;
  for (size_t i = 0; i < record->count; i++) {
    const sheaf_entry entry = record->entries[i];
    if (is_carrier(&entry))
      taken[at++] = entry;
    else
      record->entries[kept++] = entry;
  }
  record->count = kept;
  carry self = {.record = record};
  carried line = {0};
  sheaf_buf rest = {0};
  for (size_t i = 0; i < carriers; i++) {
    take(&self, &taken[i], &line, &rest);
    sheaf_record_add(record, taken[i].field, rest.data ? rest.data : "", rest.length, taken[i].note,
                     taken[i].note_length);
  }
  set_sections(&self);
  const int failed = self.failed || self.abstract.failed || self.sections.failed || line.note.failed ||
                     line.value.failed || rest.failed || record->failed;
  sheaf_buf_clear(&self.abstract);
  sheaf_buf_clear(&self.sections);
  sheaf_buf_clear(&line.note);
  sheaf_buf_clear(&line.value);
  sheaf_buf_clear(&rest);
  sheaf_mem_free(taken);
  return failed ? SHEAF_ENOMEM : SHEAF_OK;
}
