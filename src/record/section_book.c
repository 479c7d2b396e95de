/* section_book.c - see section.h and section_book.h. */
#include "section_book.h"

#include <math.h>
#include <string.h>

static const char *const names[] = {
#define NAME(UPPER, lower) lower,
    SHEAF_SECTIONS(NAME)
#undef NAME
};

const char *sheaf_section_name(sheaf_section_kind kind) { return names[kind]; }

int sheaf_section_named(const char *name, size_t length) {
  for (int i = 0; i < SHEAF_SECTION_KINDS; i++)
    if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0) return i;
  return -1;
}

void sheaf_sections_clear(sheaf_sections *self) {
  sheaf_buf *const scratch[] = {&self->lower, &self->candidates, &self->run,   &self->sentences,
                                &self->words, &self->nodes,      &self->marked};
  for (size_t i = 0; i < sizeof scratch / sizeof *scratch; i++) sheaf_buf_clear(scratch[i]);
  sheaf_mem_free(self->items);
  *self = (sheaf_sections){0};
}

int sheaf_sections_add(sheaf_sections *self, const sheaf_section *section) {
  if (self->count == self->capacity) {
    const size_t capacity = self->capacity ? self->capacity * 2 : 16;
    sheaf_section *items = sheaf_mem_resize(self->items, capacity * sizeof *items);
    if (!items) return SHEAF_ENOMEM;
    self->items = items;
    self->capacity = capacity;
  }
  self->items[self->count++] = *section;
  return SHEAF_OK;
}

sheaf_section_book *sheaf_section_book_new(void) {
  sheaf_section_book *self = sheaf_mem_zero(1, sizeof *self);
  for (unsigned from = 0; self && from <= SHEAF_SECTION_KINDS; from++)
    for (unsigned to = 0; to <= SHEAF_SECTION_KINDS; to++) self->factors[from][to] = 1;
  return self;
}

void sheaf_section_book_free(sheaf_section_book *self) {
  if (!self) return;
  sheaf_arena_clear(&self->arena);
  sheaf_mem_free(self->headings);
  sheaf_mem_free(self->cues);
  sheaf_mem_free(self->marks);
  sheaf_mem_free(self);
}

/* ---- headings ---- */

static int compare(const char *a, size_t a_length, const char *b, size_t b_length) {
  if (*a != *b) return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
  if (a_length != b_length) return a_length > b_length ? -1 : 1;
  return memcmp(a, b, a_length);
}

static int insert(sheaf_section_book *self, sheaf_section_kind kind, const char *text, size_t length) {
  size_t low = 0, high = self->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const sheaf_section_heading *at = &self->headings[middle];
    const int order = compare(at->text, at->length, text, length);
    if (order == 0) return SHEAF_OK;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  if (self->count == self->capacity) {
    const size_t capacity = self->capacity ? self->capacity * 2 : 512;
    sheaf_section_heading *headings = sheaf_mem_resize(self->headings, capacity * sizeof *headings);
    if (!headings) return SHEAF_ENOMEM;
    self->headings = headings;
    self->capacity = capacity;
  }
  const char *copy = sheaf_arena_copy(&self->arena, text, length);
  if (!copy) return SHEAF_ENOMEM;
  memmove(self->headings + low + 1, self->headings + low, (self->count - low) * sizeof *self->headings);
  self->headings[low] = (sheaf_section_heading){copy, length, kind};
  self->count++;
  for (size_t byte = (unsigned char)*text + 1; byte < 257; byte++) self->starts[byte]++;
  return SHEAF_OK;
}

int sheaf_section_book_heading(sheaf_section_book *self, sheaf_section_kind kind, const char *text, size_t length) {
  if (!length) return SHEAF_OK;
  sheaf_buf plural = {0};
  sheaf_buf_add(&plural, text, length);
  sheaf_buf_add_byte(&plural, 's');
  int code = plural.failed ? SHEAF_ENOMEM : insert(self, kind, text, length);
  if (!code) code = insert(self, kind, plural.data, plural.length);
  sheaf_buf_clear(&plural);
  return code;
}

/* Bytes of what joins two headings at a place; 0 where nothing does. */
static size_t joint_at(const char *text, size_t length, size_t at) {
  static const char *const joints[] = {" and ", " & ", ", and ", ", ", "/", " / ", " or ", "&", ",", "; "};
  size_t longest = 0;
  for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
    const size_t size = strlen(joints[i]);
    if (size > longest && size <= length - at && memcmp(text + at, joints[i], size) == 0) longest = size;
  }
  return longest;
}

enum { PARTS = 4 }; /* headings that one heading is joined of */

static void keep(sheaf_section_reading *out, size_t *count, sheaf_section_reading reading) {
  size_t at = 0;
  while (at < *count && out[at].last > reading.last) at++;
  if (at < *count && out[at].last == reading.last) return;
  if (*count == SHEAF_SECTION_READINGS) return;
  memmove(out + at + 1, out + at, (*count - at) * sizeof *out);
  out[at] = reading;
  ++*count;
}

static void read(const sheaf_section_book *self, const char *lower, size_t length, size_t at, int depth,
                 const sheaf_section_reading *before, sheaf_section_reading *out, size_t *count) {
  if (at >= length) return;
  const unsigned char byte = (unsigned char)lower[at];
  for (size_t i = self->starts[byte]; i < self->starts[byte + 1]; i++) {
    const sheaf_section_heading *heading = &self->headings[i];
    if (heading->length > length - at || memcmp(lower + at, heading->text, heading->length) != 0) continue;
    const sheaf_section_reading here = {at + heading->length, before ? before->kind : heading->kind,
                                        (before ? before->kinds : 0) | SHEAF_SECTION_BIT(heading->kind)};
    const size_t joint = depth < PARTS ? joint_at(lower, length, here.last) : 0;
    if (joint) read(self, lower, length, here.last + joint, depth + 1, &here, out, count);
    keep(out, count, here);
  }
}

size_t sheaf_section_book_read(const sheaf_section_book *self, const char *lower, size_t length, size_t at,
                               sheaf_section_reading out[SHEAF_SECTION_READINGS]) {
  size_t count = 0;
  read(self, lower, length, at, 1, NULL, out, &count);
  return count;
}

/* ---- the kind of a label ---- */

enum { LONGEST = 80 }; /* bytes of a heading */

static int is_among(char c, const char *set) { return c && strchr(set, c) != NULL; }

/* The last word of the label that is a heading: "measurements and main results" tells results. */
static sheaf_section_kind last_word(const sheaf_section_book *book, const char *lower, size_t length) {
  sheaf_section_reading readings[SHEAF_SECTION_READINGS];
  size_t last = length;
  while (last) {
    while (last && !(lower[last - 1] >= 'a' && lower[last - 1] <= 'z')) last--;
    size_t first = last;
    while (first && lower[first - 1] >= 'a' && lower[first - 1] <= 'z') first--;
    const size_t count = first < last ? sheaf_section_book_read(book, lower, last, first, readings) : 0;
    if (count && readings[0].last == last && readings[0].kind != SHEAF_SECTION_OTHER) return readings[0].kind;
    last = first;
  }
  return SHEAF_SECTION_OTHER;
}

sheaf_section_kind sheaf_section_of_label(const sheaf_section_book *book, const char *label, size_t length,
                                          unsigned *kinds) {
  char lower[LONGEST] = {0};
  sheaf_section_reading readings[SHEAF_SECTION_READINGS];
  sheaf_section_kind kind = SHEAF_SECTION_OTHER;
  unsigned all = 0;
  if (length <= LONGEST) {
    while (length && is_among(*label, " \t\r\n\v\f0123456789.)(")) label++, length--;
    while (length && is_among(label[length - 1], " \t\r\n\v\f:.")) length--;
    for (size_t i = 0; i < length; i++)
      lower[i] = (char)(label[i] >= 'A' && label[i] <= 'Z' ? label[i] + 32 : label[i]);
    const size_t count = sheaf_section_book_read(book, lower, length, 0, readings);
    const int whole = count && readings[0].last == length;
    kind = whole ? readings[0].kind : last_word(book, lower, length);
    if (whole) all = readings[0].kinds;
  }
  if (kinds) *kinds = all | SHEAF_SECTION_BIT(kind);
  return kind;
}

/* ---- cues ---- */

/* Few features are cues: most are told apart by their marks, which lie close together. 0 is no mark. */
static uint32_t mark_of(uint64_t hash) { return (uint32_t)(hash >> 32) | 1; }

static sheaf_section_cue *slot_of(sheaf_section_cue *cues, size_t slots, const char *text, size_t length,
                                  uint64_t hash) {
  for (size_t at = (size_t)(hash ^ hash >> 32) & (slots - 1);; at = (at + 1) & (slots - 1)) {
    sheaf_section_cue *cue = &cues[at];
    if (!cue->text || (cue->hash == hash && cue->length == length && memcmp(cue->text, text, length) == 0)) return cue;
  }
}

const sheaf_section_cue *sheaf_section_book_find(const sheaf_section_book *self, const char *text, size_t length,
                                                 uint64_t hash) {
  if (!self->slots) return NULL;
  const uint32_t mark = mark_of(hash);
  for (size_t at = (size_t)(hash ^ hash >> 32) & (self->slots - 1); self->marks[at];
       at = (at + 1) & (self->slots - 1)) {
    const sheaf_section_cue *cue = &self->cues[at];
    if (self->marks[at] == mark && cue->hash == hash && cue->length == length && memcmp(cue->text, text, length) == 0)
      return cue;
  }
  return NULL;
}

static int grow(sheaf_section_book *self) {
  if (self->cue_count * 4 < self->slots) return SHEAF_OK;
  const size_t slots = self->slots ? self->slots * 2 : 1024;
  sheaf_section_cue *cues = sheaf_mem_zero(slots, sizeof *cues);
  uint32_t *marks = sheaf_mem_zero(slots, sizeof *marks);
  if (!cues || !marks) {
    sheaf_mem_free(cues);
    sheaf_mem_free(marks);
    return SHEAF_ENOMEM;
  }
  for (size_t i = 0; i < self->slots; i++) {
    const sheaf_section_cue *old = &self->cues[i];
    if (!old->text) continue;
    sheaf_section_cue *cue = slot_of(cues, slots, old->text, old->length, old->hash);
    *cue = *old;
    marks[cue - cues] = mark_of(old->hash);
  }
  sheaf_mem_free(self->cues);
  sheaf_mem_free(self->marks);
  self->cues = cues;
  self->marks = marks;
  self->slots = slots;
  return SHEAF_OK;
}

/* The cue, which is made where there is none. NULL: no memory. */
static sheaf_section_cue *cue_of(sheaf_section_book *self, const char *text, size_t length) {
  if (grow(self)) return NULL;
  uint64_t hash = SHEAF_SECTION_HASH;
  for (size_t i = 0; i < length; i++) hash = sheaf_section_hash(hash, text[i]);
  sheaf_section_cue *cue = slot_of(self->cues, self->slots, text, length, hash);
  if (cue->text) return cue;
  const char *copy = sheaf_arena_copy(&self->arena, text, length);
  if (!copy) return NULL;
  *cue = (sheaf_section_cue){.text = copy, .length = length, .hash = hash};
  self->marks[cue - self->cues] = mark_of(hash);
  self->cue_count++;
  return cue;
}

int sheaf_section_book_cue(sheaf_section_book *self, const char *text, size_t length,
                           const float weights[SHEAF_SECTION_KINDS]) {
  for (size_t i = 0; i < length; i++) {
    sheaf_section_cue *begin = text[i] == ' ' ? cue_of(self, text, i) : NULL;
    if (text[i] == ' ' && !begin) return SHEAF_ENOMEM;
    if (begin) begin->begins = 1;
  }
  sheaf_section_cue *cue = cue_of(self, text, length);
  if (!cue) return SHEAF_ENOMEM;
  for (int i = 0; i < SHEAF_SECTION_KINDS; i++) cue->weights[i] += weights[i];
  return SHEAF_OK;
}

void sheaf_section_book_step(sheaf_section_book *self, unsigned from, unsigned to, float weight) {
  if (from > SHEAF_SECTION_KINDS || to > SHEAF_SECTION_KINDS) return;
  self->steps[from][to] = weight;
  self->factors[from][to] = expf(weight);
}
