/* pubmed.c - the table of paths as a tree, and the walk along it. See pubmed.h.
 *
 * All character data goes to one buffer; an element owns what was added since it began. Elements below one that has a
 * value (<i>, <sup>, MathML) are part of its text. */
#include "pubmed.h"

#include <string.h>

#include "base/eight.h"

enum {
  NODE_INLINE = 0xFFFF,  /* markup within a value */
  NODE_UNKNOWN = 0xFFFE, /* not in the table */
  NODE_LEAST_MARK = 0xFFF0
};

/* Three letters and the length tell most names of one parent apart. length is above 0. */
static unsigned hash(unsigned up, const char *name, size_t length) {
  const unsigned char *n = (const unsigned char *)name;
  const unsigned letters = (unsigned)n[0] << 16 | (unsigned)n[length / 2] << 8 | n[length - 1];
  const unsigned value = (up << 5 ^ (unsigned)length ^ letters * 2654435761u) * 2246822519u;
  return (value ^ value >> 15) % SHEAF_PUBMED_HASH;
}

static unsigned short find_node(const sheaf_pubmed *self, unsigned short up, const char *name, size_t length) {
  for (unsigned at = hash(up, name, length); self->slots_of[at]; at = (at + 1) % SHEAF_PUBMED_HASH) {
    const sheaf_pubmed_node *node = &self->nodes[self->slots_of[at]];
    if (node->up == up && node->length == length && !memcmp(node->name, name, length)) return self->slots_of[at];
  }
  return 0;
}

static unsigned short add_node(sheaf_pubmed *self, unsigned short up, const char *name, size_t length) {
  const unsigned short known = find_node(self, up, name, length);
  if (known || self->node_count == SHEAF_PUBMED_NODES) return known;
  const unsigned short node = (unsigned short)self->node_count++;
  self->nodes[node] = (sheaf_pubmed_node){name, length, NULL, up};
  unsigned at = hash(up, name, length);
  while (self->slots_of[at]) at = (at + 1) % SHEAF_PUBMED_HASH;
  self->slots_of[at] = node;
  return node;
}

/* Makes the tree; 0 where it has too little room. */
static int plant(sheaf_pubmed *self) {
  self->node_count = 1;
  for (const sheaf_pubmed_row *row = sheaf_pubmed_rows; row->path; row++) {
    unsigned short node = 0;
    for (const char *name = row->path;;) {
      const size_t length = strcspn(name, "/");
      node = add_node(self, node, name, length);
      if (!node) return 0;
      if (!name[length]) break;
      name += length + 1;
    }
    self->nodes[node].row = row;
  }
  return 1;
}

void sheaf_pubmed_clear(sheaf_pubmed *self) {
  sheaf_buf_clear(&self->text);
  sheaf_buf_clear(&self->names);
  sheaf_buf_clear(&self->path);
  sheaf_buf_clear(&self->attribute);
  sheaf_buf_clear(&self->outer);
  sheaf_buf_clear(&self->heading);
  sheaf_buf_clear(&self->out);
  for (size_t i = 0; i < SLOT_COUNT; i++) sheaf_buf_clear(&self->slots[i]);
}

/* ---- attributes ---- */

static const char *attribute(const char **attributes, const char *name) {
  for (; name && *attributes; attributes += 2)
    if (!strcmp(*attributes, name)) return attributes[1];
  return "";
}

static void read_attributes(sheaf_pubmed *self, const sheaf_pubmed_row *row, const char **attributes) {
  const int composite = row->how == PUBMED_LIST_END || row->how == PUBMED_HISTORY || row->how == PUBMED_OTHER_END ||
                        row->how == PUBMED_CORRECTION;
  sheaf_buf *to = composite ? &self->outer : &self->attribute;
  if (to->failed) self->failed = 1;
  sheaf_buf_reset(to);
  sheaf_buf_add_text(to, attribute(attributes, row->attributes[0]));
  if (!row->attributes[1]) return;
  sheaf_buf_add_byte(to, SHEAF_FIELD_PART);
  sheaf_buf_add_text(to, attribute(attributes, row->attributes[1]));
}

static void add_status(sheaf_pubmed *self, const char **attributes) {
  const char *status = attribute(attributes, "Status"), *owner = attribute(attributes, "Owner");
  sheaf_record_add(self->record, SHEAF_FIELD_STATUS, status, strlen(status), NULL, 0);
  sheaf_record_add(self->record, SHEAF_FIELD_EXTRA, owner, strlen(owner), "OWN", 3);
}

/* ---- the walk ---- */

static void push(sheaf_pubmed *self, unsigned short node, const char *name, size_t length) {
  self->open[self->depth++] = (sheaf_pubmed_open){node, self->text.length, self->names.length};
  if (node == NODE_UNKNOWN) sheaf_buf_add(&self->names, name, length);
}

/* The element that ends was the innermost one: its place in `open` is still as it was. */
void sheaf_pubmed_add_extra(sheaf_pubmed *self, const char *text, size_t length) {
  sheaf_buf *path = &self->path;
  if (path->failed) self->failed = 1;
  sheaf_buf_reset(path);
  for (size_t i = 1; i <= self->depth; i++) {
    const sheaf_pubmed_open *open = &self->open[i];
    if (open->node == NODE_INLINE) continue;
    if (path->length) sheaf_buf_add_byte(path, '/');
    if (open->node != NODE_UNKNOWN) {
      sheaf_buf_add(path, self->nodes[open->node].name, self->nodes[open->node].length);
      continue;
    }
    const size_t end = i < self->depth ? open[1].names : self->names.length;
    if (end > open->names) sheaf_buf_add(path, self->names.data + open->names, end - open->names);
  }
  sheaf_record_add(self->record, SHEAF_FIELD_EXTRA, text, length, path->data, path->length);
}

void sheaf_pubmed_begin(sheaf_pubmed *self, sheaf_record *record, const char *name, size_t length,
                        const char **attributes) {
  self->record = record;
  self->depth = 0;
  self->failed = !self->node_count && !plant(self);
  self->person_done = 0;
  sheaf_buf *const all[] = {&self->text,  &self->names,   &self->path, &self->attribute,
                            &self->outer, &self->heading, &self->out};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) sheaf_buf_reset(all[i]);
  for (size_t i = 0; i < SLOT_COUNT; i++) sheaf_buf_reset(&self->slots[i]);
  self->open[self->depth++] = (sheaf_pubmed_open){0, 0, 0};
  if (length == 15 && !memcmp(name, "MedlineCitation", length)) sheaf_pubmed_start(self, name, length, attributes);
}

int sheaf_pubmed_start(sheaf_pubmed *self, const char *name, size_t length, const char **attributes) {
  if (self->depth == SHEAF_PUBMED_DEPTH) return 0;
  const unsigned short up = self->open[self->depth - 1].node;
  const sheaf_pubmed_row *above = up < NODE_LEAST_MARK ? self->nodes[up].row : NULL;
  if (up == NODE_INLINE || (above && (above->how == PUBMED_TEXT || above->how == PUBMED_KEEP ||
                                      above->how == PUBMED_ABSTRACT || above->how == PUBMED_OTHER_PART))) {
    push(self, NODE_INLINE, name, length);
    return 1;
  }
  unsigned short node = up < NODE_LEAST_MARK ? find_node(self, up, name, length) : 0;
  if (!node) node = NODE_UNKNOWN;
  push(self, node, name, length);
  const sheaf_pubmed_row *row = node < NODE_LEAST_MARK ? self->nodes[node].row : NULL;
  if (!row) return 1;
  if (row->how == PUBMED_NOTHING)
    add_status(self, attributes);
  else if (row->attributes[0])
    read_attributes(self, row, attributes);
  if (row->how == PUBMED_PERSON) self->person_done = 0;
  return 1;
}

static int is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* White space at the beginning of an element's text is dropped in any case. */
void sheaf_pubmed_text(sheaf_pubmed *self, const char *text, size_t length) {
  const sheaf_pubmed_open *open = &self->open[self->depth - 1];
  if (self->text.length == open->mark && open->node != NODE_INLINE) {
    const char *end = text + length;
    for (; text < end && is_space(*text); text++) text = sheaf_eight_skip_blanks(text + 1, end) - 1;
    length = (size_t)(end - text);
  }
  sheaf_buf_add(&self->text, text, length);
}

/* Where something must be done to white space: most texts have single spaces alone, between words. */
static size_t find_gap(const char *text, size_t length) {
  const char *at = text, *end = text + length;
  if (length && (unsigned char)*text <= ' ') return 0;
  for (;; at++) {
    for (; end - at > 8; at += 7) { /* the last byte is seen again, as the first of a pair */
      const uint64_t word = sheaf_eight_load(at), low = sheaf_eight_below(word, ' ' + 1);
      const uint64_t gap = sheaf_eight_below(word, ' ') | (low & low >> 8);
      if (!gap) continue;
      at += sheaf_eight_before(gap);
      break;
    }
    if (at == end) return length;
    if ((unsigned char)*at > ' ') continue;
    if (*at != ' ' || at + 1 == end || (unsigned char)at[1] <= ' ') return (size_t)(at - text);
  }
}

/* Makes every run of white space one space, in place, from `mark` on; returns the length without those at the ends. */
static size_t squeeze(sheaf_buf *text, size_t mark) {
  const size_t single = mark < text->length ? mark + find_gap(text->data + mark, text->length - mark) : mark;
  size_t to = single;
  int gap = 0;
  for (size_t at = single; at < text->length; at++) {
    const char c = text->data[at];
    if (is_space(c)) {
      gap = to > mark;
      continue;
    }
    if (gap) text->data[to++] = ' ';
    gap = 0;
    text->data[to++] = c == SHEAF_FIELD_PART ? ' ' : c;
  }
  text->length = to;
  return to - mark;
}

/* The innermost element ends, with its text as it is to be. */
static void end_element(sheaf_pubmed *self, const char *text, size_t length) {
  const sheaf_pubmed_open *open = &self->open[--self->depth];
  const sheaf_pubmed_row *row = open->node < NODE_LEAST_MARK ? self->nodes[open->node].row : NULL;
  if (row)
    sheaf_pubmed_add(self, row, text, length);
  else if (length)
    sheaf_pubmed_add_extra(self, text, length);
  self->names.length = open->names;
}

void sheaf_pubmed_end(sheaf_pubmed *self) {
  const sheaf_pubmed_open *open = &self->open[self->depth - 1];
  if (open->node == NODE_INLINE || self->text.failed) {
    self->depth--;
    return;
  }
  const size_t length = squeeze(&self->text, open->mark);
  end_element(self, length ? self->text.data + open->mark : "", length);
  self->text.length = open->mark;
}

void sheaf_pubmed_whole(sheaf_pubmed *self, const char *text, size_t length) {
  if (self->open[self->depth - 1].node != NODE_INLINE && find_gap(text, length) == length) {
    end_element(self, text, length);
    return;
  }
  sheaf_pubmed_text(self, text, length);
  sheaf_pubmed_end(self);
}

int sheaf_pubmed_finish(sheaf_pubmed *self) {
  while (self->depth > 1) sheaf_pubmed_end(self);
  sheaf_pubmed_add_last(self);
  int failed = self->failed || self->text.failed || self->names.failed || self->path.failed || self->attribute.failed ||
               self->outer.failed || self->heading.failed || self->out.failed || self->record->failed;
  for (size_t i = 0; i < SLOT_COUNT; i++) failed |= self->slots[i].failed;
  return failed ? SHEAF_ENOMEM : SHEAF_OK;
}
