/* xml_tree.c - see xml_tree.h. */
#include "xml_tree.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "value.h"

enum { DEEPEST = 200, LARGEST = 64 * 1024 * 1024 };

/* ---- building ---- */

static int is_one_of(const char *name, size_t length, const char *const *names) {
  for (; names && *names; names++)
    if (!strncmp(*names, name, length) && !(*names)[length]) return 1;
  return 0;
}

static sheaf_node *add_node(sheaf_tree *self) {
  sheaf_node *node = sheaf_arena_alloc(&self->arena, sizeof *node);
  if (!node) {
    self->failed = 1;
    return NULL;
  }
  *node = (sheaf_node){.name = "", .text = "", .up = self->open};
  self->size += sizeof *node;
  if (!self->open) return node;
  if (self->open->last)
    self->open->last->next = node;
  else
    self->open->first = node;
  self->open->last = node;
  return node;
}

static const char *copy(sheaf_tree *self, const char *text, size_t length) {
  const char *made = sheaf_arena_copy(&self->arena, text, length);
  self->size += length;
  if (!made) self->failed = 1;
  return made ? made : "";
}

/* The text read so far becomes a node. */
static void end_text(sheaf_tree *self) {
  if (!self->text.length || self->failed) return;
  sheaf_node *node = add_node(self);
  if (node) {
    node->text = copy(self, self->text.data, self->text.length);
    node->length = self->text.length;
  }
  self->text.length = 0;
}

static void add_attributes(sheaf_tree *self, sheaf_node *node, const char **attributes) {
  size_t count = 0;
  while (attributes[count]) count++;
  node->attributes = sheaf_arena_alloc(&self->arena, (count + 1) * sizeof *attributes);
  if (!node->attributes) {
    self->failed = 1;
    return;
  }
  self->size += count * sizeof *attributes;
  for (size_t i = 0; i < count; i++) {
    const char *text = i % 2 ? attributes[i] : sheaf_xml_local(attributes[i]);
    node->attributes[i] = copy(self, text, strlen(text));
  }
  node->attributes[count] = NULL;
}

static void open_element(sheaf_tree *self, const char *name, size_t length, const char **attributes) {
  sheaf_node *node = add_node(self);
  if (!node) return;
  node->name = copy(self, name, length);
  add_attributes(self, node, attributes);
  if (!self->open) self->root = node;
  self->open = node;
  self->depth++;
}

void sheaf_tree_on_begin(void *to, sheaf_record *record, const char *name, size_t length, const char **attributes) {
  sheaf_tree *self = to;
  sheaf_arena_reset(&self->arena);
  sheaf_buf_reset(&self->text);
  sheaf_buf_reset(&self->value);
  self->record = record;
  self->root = self->open = NULL;
  self->depth = self->size = self->skipped = 0;
  self->failed = self->too_long = 0;
  name = sheaf_xml_local_part(name, &length);
  open_element(self, name, length, attributes);
}

int sheaf_tree_on_start(void *to, const char *name, size_t length, const char **attributes) {
  sheaf_tree *self = to;
  name = sheaf_xml_local_part(name, &length);
  if (self->failed || self->too_long) return 1;
  end_text(self);
  if (self->skipped || is_one_of(name, length, self->map->skipped)) {
    self->skipped++;
    return 1;
  }
  if (self->size > LARGEST) {
    self->too_long = 1;
    return 1;
  }
  if (self->depth == DEEPEST) return 0;
  open_element(self, name, length, attributes);
  return 1;
}

void sheaf_tree_on_text(void *to, const char *text, size_t length) {
  sheaf_tree *self = to;
  if (self->skipped || self->failed || self->too_long) return;
  if (self->size + self->text.length + length > LARGEST)
    self->too_long = 1;
  else
    sheaf_buf_add(&self->text, text, length);
}

void sheaf_tree_on_end(void *to) {
  sheaf_tree *self = to;
  if (self->failed || self->too_long) return;
  if (self->skipped) {
    self->skipped--;
    return;
  }
  end_text(self);
  self->open = self->open->up;
  self->depth--;
}

/* ---- walking ---- */

static sheaf_node *named(sheaf_node *node, const char *name, size_t length) {
  for (; node; node = node->next)
    if (length && !strncmp(node->name, name, length) && !node->name[length]) return node;
  return NULL;
}

/* Every branch is tried: the second <originInfo> may have the <publisher>. */
sheaf_node *sheaf_tree_find(const sheaf_node *node, const char *path) {
  if (!node) return NULL;
  const size_t length = strcspn(path, "/");
  for (sheaf_node *child = named(node->first, path, length); child; child = named(child->next, path, length)) {
    if (!path[length]) return child;
    sheaf_node *found = sheaf_tree_find(child, path + length + 1);
    if (found) return found;
  }
  return NULL;
}

sheaf_node *sheaf_tree_again(const sheaf_node *node) {
  return node ? named(node->next, node->name, strlen(node->name)) : NULL;
}

const char *sheaf_tree_attribute(const sheaf_node *node, const char *name) {
  const char **at = node ? node->attributes : NULL;
  for (; at && *at; at += 2)
    if (!strcmp(*at, name)) return at[1];
  return "";
}

int sheaf_tree_is(const sheaf_node *node, const char *attribute, const char *value) {
  return !strcasecmp(sheaf_tree_attribute(node, attribute), value);
}

/* ---- taking ---- */

static void collect(sheaf_buf *out, const sheaf_node *node) {
  sheaf_buf_add(out, node->text, node->length);
  for (const sheaf_node *child = node->first; child; child = child->next) collect(out, child);
}

/* White space between words is one space, or a line break where a carriage return is in it: in a file's own line ends
 * the parser leaves none. */
static void squeeze(sheaf_buf *text) {
  size_t to = 0;
  char gap = 0;
  for (size_t at = 0; at < text->length; at++) {
    const char c = text->data[at];
    if (sheaf_tagged_space(c)) {
      if (c == '\r' || !gap) gap = c == '\r' ? '\n' : ' ';
      continue;
    }
    if (gap && to) text->data[to++] = gap;
    gap = 0;
    text->data[to++] = c == SHEAF_FIELD_PART ? ' ' : c;
  }
  text->length = to;
}

const char *sheaf_tree_peek(sheaf_tree *self, const sheaf_node *node, size_t *length) {
  if (self->value.failed) self->failed = 1;
  sheaf_buf_reset(&self->value);
  if (node) collect(&self->value, node);
  squeeze(&self->value);
  *length = self->value.length;
  return sheaf_buf_bytes(&self->value);
}

const char *sheaf_tree_take(sheaf_tree *self, sheaf_node *node, size_t *length) {
  if (node) node->taken = 1;
  return sheaf_tree_peek(self, node, length);
}

/* The path of an element below the record's, in self->text. */
static void write_path(sheaf_tree *self, const sheaf_node *node) {
  if (node == self->root || !node->up) return;
  write_path(self, node->up);
  if (is_one_of(node->name, strlen(node->name), self->map->inlines)) return;
  if (self->text.length) sheaf_buf_add_byte(&self->text, '/');
  sheaf_buf_add_text(&self->text, node->name);
}

static void set_path(sheaf_tree *self, const sheaf_node *node) {
  if (self->text.failed) self->failed = 1;
  sheaf_buf_reset(&self->text);
  write_path(self, node);
}

void sheaf_tree_add(sheaf_tree *self, sheaf_node *node, sheaf_field field, sheaf_how how, const char *note) {
  if (!node) return;
  size_t length;
  const char *text = sheaf_tree_take(self, node, &length);
  const sheaf_tag as = {"", field, how, note, 0};
  set_path(self, node);
  sheaf_value_add_text(&self->scratch, self->record, self->text.data, self->text.length, &as, text, length);
}

sheaf_buf *sheaf_tree_fresh(sheaf_tree *self, int which) {
  if (self->parts[which].failed) self->failed = 1;
  sheaf_buf_reset(&self->parts[which]);
  return &self->parts[which];
}

static void add_all(sheaf_tree *self, sheaf_node *from, const char *path, const sheaf_tree_row *row) {
  const size_t length = strcspn(path, "/");
  for (sheaf_node *node = named(from->first, path, length); node; node = named(node->next, path, length)) {
    if (path[length])
      add_all(self, node, path + length + 1, row);
    else if (!node->taken)
      sheaf_tree_add(self, node, row->field, row->how, row->note);
  }
}

void sheaf_tree_add_rows(sheaf_tree *self, sheaf_node *from, const sheaf_tree_row *rows) {
  for (; from && rows->path; rows++) add_all(self, from, rows->path, rows);
}

/* ---- what was not taken ---- */

static int has_own_text(const sheaf_tree *self, const sheaf_node *node) {
  for (const sheaf_node *child = node->first; child; child = child->next) {
    if (child->taken) continue;
    if (is_one_of(child->name, strlen(child->name), self->map->inlines)) return 1;
    for (size_t i = 0; i < child->length; i++)
      if (!sheaf_tagged_space(child->text[i])) return 1;
  }
  return 0;
}

void sheaf_tree_add_rest(sheaf_tree *self, sheaf_node *node) {
  if (node->taken || node->length) return;
  if (has_own_text(self, node)) {
    sheaf_tree_add(self, node, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL);
    return;
  }
  for (sheaf_node *child = node->first; child; child = child->next) sheaf_tree_add_rest(self, child);
}

int sheaf_tree_on_finish(void *to) {
  sheaf_tree *self = to;
  if (self->too_long) return SHEAF_ERANGE;
  end_text(self);
  if (self->failed || self->text.failed) return SHEAF_ENOMEM;
  self->scratch.failed = 0;
  self->map->fill(self, self->record);
  sheaf_tree_add_rest(self, self->root);
  const sheaf_tagged *used = &self->scratch;
  const int failed = self->failed || self->text.failed || self->value.failed || used->failed || used->out.failed ||
                     used->note.failed || used->spare.failed || self->record->failed || self->parts[0].failed ||
                     self->parts[1].failed || self->parts[2].failed;
  return failed ? SHEAF_ENOMEM : SHEAF_OK;
}

/* ---- the format ---- */

void *sheaf_tree_open(sheaf_reader *reader, const sheaf_tree_map *map) {
  sheaf_tree *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->map = map;
  sheaf_arena_init(&self->arena);
  self->xml = sheaf_xml_open(reader, &map->xml, self);
  if (self->xml) return self;
  sheaf_tree_close(self);
  return NULL;
}

int sheaf_tree_next(void *state, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  (void)reader;
  return sheaf_xml_next(((sheaf_tree *)state)->xml, record, err);
}

void sheaf_tree_close(void *state) {
  sheaf_tree *self = state;
  if (!self) return;
  sheaf_xml_close(self->xml);
  sheaf_arena_clear(&self->arena);
  sheaf_buf *const all[] = {&self->text,          &self->value,    &self->scratch.out, &self->scratch.note,
                            &self->scratch.spare, &self->parts[0], &self->parts[1],    &self->parts[2]};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) sheaf_buf_clear(all[i]);
  sheaf_mem_free(self);
}
