/* read_bibtex.c - BibTeX and BibLaTeX.
 *
 * An entry may take fields from one that comes later, so the whole input is kept as text, with the places of its lines;
 * entries are parsed from it one at a time. */
#include <string.h>

#include "base/mem.h"
#include "bib.h"

enum { MAX_BYTES = 1024 * 1024 * 1024 };

typedef struct place {
  size_t text;   /* where a line begins in the text */
  uint64_t byte; /* and in the input */
} place;

typedef struct bibtex {
  sheaf_buf text;        /* the whole input, lines ended by LF */
  sheaf_source *source;  /* borrowed */
  place *lines;          /* of every line, and of the end; owned */
  size_t count;          /* lines in use */
  size_t capacity;       /* lines allocated */
  int loaded;            /* text is there */
  size_t at;             /* next byte of text */
  place start;           /* of the entry being read: a file may be one line */
  sheaf_bib bib;         /* the parser */
  sheaf_bib_entry entry; /* the one being read */
  sheaf_tagged scratch;  /* buffers of the mapping */
} bibtex;

static int add_line(bibtex *self, uint64_t byte) {
  if (self->count == self->capacity) {
    const size_t capacity = self->capacity ? self->capacity * 2 : 1024;
    place *lines = sheaf_mem_resize(self->lines, capacity * sizeof *lines);
    if (!lines) return SHEAF_ENOMEM;
    self->lines = lines;
    self->capacity = capacity;
  }
  self->lines[self->count++] = (place){self->text.length, byte};
  return 0;
}

/* 0, or a negative code; a source that fails after some lines leaves them. */
static int load(bibtex *self, sheaf_source *source, sheaf_error *err) {
  sheaf_line line;
  uint64_t end = 0;
  int more;
  while ((more = sheaf_source_line(source, &line, err)) > 0) {
    if (add_line(self, line.byte)) return sheaf_error_memory(err);
    sheaf_buf_add(&self->text, line.text, line.length);
    sheaf_buf_add_byte(&self->text, '\n');
    end = line.end;
    if (self->text.length > MAX_BYTES)
      return sheaf_error_set(err, SHEAF_ERANGE, "%s: a BibTeX file of more than 1 GiB cannot be loaded; split it",
                             sheaf_source_name(source));
  }
  if (more < 0 && (more == SHEAF_ENOMEM || !self->count)) return more;
  if (add_line(self, end)) return sheaf_error_memory(err);
  sheaf_buf_bytes(&self->text);
  if (self->text.failed || sheaf_bib_init(&self->bib, self->text.data, self->text.length))
    return sheaf_error_memory(err);
  self->loaded = more < 0 ? more : 1;
  return 0;
}

/* The line of a place in the text, 0-based. */
static size_t line_of(const bibtex *self, size_t at) {
  size_t low = 0, high = self->count - 1;
  while (low + 1 < high) {
    const size_t middle = low + (high - low) / 2;
    if (self->lines[middle].text <= at)
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* Where bytes were mended, never behind the line's end. */
static uint64_t byte_of(const bibtex *self, size_t at) {
  const size_t line = line_of(self, at);
  if (line + 1 >= self->count) return self->lines[line].byte;
  place from = self->lines[line];
  if (self->start.text > from.text && self->start.text <= at) from = self->start;
  const uint64_t byte = from.byte + sheaf_source_span(self->source, self->text.data + from.text, at - from.text),
                 next = self->lines[line + 1].byte;
  return byte < next ? byte : next;
}

static void tell(const bibtex *self, sheaf_reader *reader, sheaf_severity severity, const sheaf_bib_note *note) {
  sheaf_reader_report(reader, severity, note->code, line_of(self, note->place) + 1, byte_of(self, note->place), "%s",
                      note->message);
}

static int map_entry(bibtex *self, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  sheaf_bib_entry *entry = &self->entry;
  if (entry->broken.code) {
    tell(self, reader, SHEAF_REJECTED, &entry->broken);
    return SHEAF_READ_REJECTED;
  }
  if (sheaf_bib_inherit(&self->bib, entry)) return sheaf_error_memory(err);
  sheaf_tagged *scratch = &self->scratch;
  scratch->failed = 0;
  sheaf_bib_map(entry, scratch, record);
  if (scratch->failed || scratch->out.failed || scratch->note.failed || scratch->spare.failed || record->failed)
    return sheaf_error_memory(err);
  for (size_t i = 0; i < entry->note_count && sheaf_reader_is_usable(record); i++)
    tell(self, reader, SHEAF_WARNING, &entry->notes[i]);
  return sheaf_reader_judge(reader, record);
}

static int next(void *state, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  bibtex *self = state;
  if (!self->loaded) {
    const int code = load(self, self->source, err);
    if (code) return code;
  }
  for (;;) {
    const int kind = sheaf_bib_next(&self->bib, self->at, &self->entry);
    if (kind < 0) return sheaf_error_memory(err);
    if (!kind) break;
    self->at = self->entry.end;
    if (kind == 1) {
      record->line = line_of(self, self->entry.start) + 1;
      self->start = (place){self->entry.start, byte_of(self, self->entry.start)};
      record->byte = self->start.byte;
      record->bytes = byte_of(self, self->entry.end) - record->byte;
      return map_entry(self, reader, record, err);
    }
    tell(self, reader, SHEAF_WARNING, &self->entry.broken);
  }
  self->at = self->text.length;
  if (self->loaded > 0) return SHEAF_READ_END;
  return sheaf_error_set(err, self->loaded, "%s: the input ended with an error after its last good line",
                         sheaf_source_name(self->source));
}

static void *open_reader(sheaf_reader *reader) {
  bibtex *self = sheaf_mem_zero(1, sizeof *self);
  if (self) self->source = sheaf_reader_source(reader);
  return self;
}

static void close_reader(void *state) {
  bibtex *self = state;
  if (!self) return;
  sheaf_bib_entry_clear(&self->entry);
  sheaf_bib_clear(&self->bib);
  sheaf_buf_clear(&self->text);
  sheaf_buf_clear(&self->scratch.out);
  sheaf_buf_clear(&self->scratch.note);
  sheaf_buf_clear(&self->scratch.spare);
  sheaf_mem_free(self->lines);
  sheaf_mem_free(self);
}

/* How much a line that may begin an entry tells: @word{ or @word( at its start. */
static int score_line(const char *line, size_t length) {
  while (length && sheaf_tagged_space(*line)) line++, length--;
  if (length < 4 || *line != '@') return 0;
  size_t word = 1;
  while (word < length && ((line[word] | 32) >= 'a' && (line[word] | 32) <= 'z')) word++;
  size_t open = word;
  while (open < length && (line[open] == ' ' || line[open] == '\t')) open++;
  if (word < 2 || open == length || (line[open] != '{' && line[open] != '(')) return 0;
  static const char *const own[] = {"@comment", "@string", "@preamble"};
  for (size_t i = 0; i < 3; i++)
    if (strlen(own[i]) == word && sheaf_value_starts(line, length, own[i])) return 80;
  const char *rest = line + open + 1;
  const size_t left = length - open - 1;
  if (word < 4) return memchr(rest, ',', left) ? 60 : 0; /* no type has so short a name */
  return memchr(rest, ',', left) ? 95 : memchr(rest, '=', left) ? 85 : 60;
}

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  int best = 0;
  for (size_t at = 0; at < length && best < 95;) {
    size_t size = 0;
    while (at + size < length && head[at + size] != '\n' && head[at + size] != '\r') size++;
    const int score = score_line(head + at, size);
    if (score > best) best = score;
    at += size + 1;
  }
  return best;
}

const sheaf_format sheaf_read_bibtex = {"bibtex", "BibTeX and BibLaTeX", "bib bibtex", detect, open_reader,
                                        next,     close_reader};
