/* tagged.c - the engine of the tag/value formats: lines to items, items to a record. See tagged.h. */
#include "tagged.h"

#include <string.h>

#include "base/mem.h"
#include "entity.h"
#include "value.h"

static unsigned hash(const char *name, size_t length) {
  unsigned value = 2166136261u;
  for (size_t i = 0; i < length; i++) value = (value ^ (unsigned char)name[i]) * 16777619u;
  return (value ^ value >> 15) % SHEAF_TAGGED_SLOTS;
}

const sheaf_tag *sheaf_tagged_find(const sheaf_tagged *self, const char *name, size_t length) {
  for (unsigned at = hash(name, length); self->slots[at]; at = (at + 1) % SHEAF_TAGGED_SLOTS) {
    const sheaf_tag *row = &self->format->tags[self->slots[at] - 1];
    if (!strncmp(row->name, name, length) && !row->name[length]) return row;
  }
  return NULL;
}

void *sheaf_tagged_open(sheaf_reader *reader, const sheaf_tagged_format *format) {
  sheaf_tagged *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->format = format;
  self->reader = reader;
  for (size_t i = 0; format->tags[i].name; i++) {
    unsigned at = hash(format->tags[i].name, strlen(format->tags[i].name));
    while (self->slots[at]) at = (at + 1) % SHEAF_TAGGED_SLOTS;
    self->slots[at] = (unsigned char)(i + 1);
  }
  return self;
}

void sheaf_tagged_close(void *state) {
  sheaf_tagged *self = state;
  if (!self) return;
  sheaf_buf_clear(&self->text);
  sheaf_buf_clear(&self->out);
  sheaf_buf_clear(&self->note);
  sheaf_buf_clear(&self->spare);
  sheaf_mem_free(self->items);
  sheaf_mem_free(self);
}

/* ---- items ---- */

static sheaf_item *push(sheaf_tagged *self) {
  if (self->count == self->capacity) {
    const size_t capacity = self->capacity ? self->capacity * 2 : 64;
    sheaf_item *items = sheaf_mem_resize(self->items, capacity * sizeof *items);
    if (!items) {
      self->failed = 1;
      return NULL;
    }
    self->items = items;
    self->capacity = capacity;
  }
  return &self->items[self->count++];
}

void sheaf_tagged_begin(sheaf_tagged *self, const sheaf_line *line, const char *name, size_t name_length,
                        const char *value, size_t length) {
  if (!self->count) {
    self->line = line->number;
    self->byte = line->byte;
  }
  sheaf_item *item = push(self);
  if (!item) return;
  sheaf_value_trim(&value, &length);
  *item = (sheaf_item){.tag = sheaf_tagged_find(self, name, name_length), .line = line->number};
  item->name = self->text.length;
  item->name_length = name_length;
  sheaf_buf_add(&self->text, name, name_length);
  sheaf_buf_add_byte(&self->text, 0);
  item->value = self->text.length;
  item->length = length;
  sheaf_buf_add(&self->text, value, length);
  sheaf_buf_add_byte(&self->text, 0);
}

void sheaf_tagged_more(sheaf_tagged *self, const char *text, size_t length, int separator) {
  sheaf_value_trim(&text, &length);
  if (!self->count || !length || self->text.failed) return;
  sheaf_item *item = &self->items[self->count - 1];
  self->text.length = item->value + item->length;
  if (item->length) sheaf_buf_add_byte(&self->text, separator);
  sheaf_buf_add(&self->text, text, length);
  item->length = self->text.length - item->value;
  sheaf_buf_add_byte(&self->text, 0);
}

int sheaf_tagged_is(const sheaf_item *item, const char *tag) {
  return item->tag && *item->tag->name == *tag && !strcmp(item->tag->name, tag);
}

const sheaf_item *sheaf_tagged_first(const sheaf_tagged *self, const char *tag) {
  if (self->has_firsts) {
    const sheaf_tag *row = sheaf_tagged_find(self, tag, strlen(tag));
    const size_t first = row ? self->firsts[row - self->format->tags] : 0;
    return first ? &self->items[first - 1] : NULL;
  }
  for (size_t i = 0; i < self->count; i++)
    if (self->items[i].length && sheaf_tagged_is(&self->items[i], tag)) return &self->items[i];
  return NULL;
}

/* A map asks for first items again and again, however long the record is. */
static void find_firsts(sheaf_tagged *self) {
  self->has_firsts = 1;
  memset(self->firsts, 0, sizeof self->firsts);
  for (size_t i = self->count; i; i--) {
    const sheaf_item *item = &self->items[i - 1];
    if (item->tag && item->length) self->firsts[item->tag - self->format->tags] = i;
  }
}

/* ---- character references ---- */

/* Our own writers escape nothing, and count bytes (carry.h). */
static int is_ours(const sheaf_tagged *self) {
  for (size_t i = 0; i < self->count; i++)
    if (self->items[i].length && strstr(sheaf_tagged_value(self, &self->items[i]), "sheaf:")) return 1;
  return 0;
}

void sheaf_tagged_unescape(sheaf_tagged *self) {
  if (self->text.failed || !self->text.length || !memchr(self->text.data, '&', self->text.length) || is_ours(self))
    return;
  for (size_t i = 0; i < self->count; i++) {
    sheaf_item *item = &self->items[i];
    if (!item->length || !memchr(sheaf_tagged_value(self, item), '&', item->length)) continue;
    sheaf_buf *out = &self->out;
    sheaf_buf_reset(out);
    const int found = sheaf_entity_decode(sheaf_tagged_value(self, item), item->length, out);
    if (out->failed) self->failed = 1;
    if (!found || out->failed) continue;
    const char *text = sheaf_buf_bytes(out);
    size_t length = out->length;
    sheaf_value_trim(&text, &length);
    item->value = self->text.length;
    item->length = length;
    sheaf_buf_add(&self->text, text, length);
    sheaf_buf_add_byte(&self->text, 0);
    if (self->text.failed) return;
  }
}

/* ---- records ---- */

static void reset(sheaf_tagged *self) {
  sheaf_buf_reset(&self->text);
  self->count = 0;
  self->has_firsts = 0;
  self->failed = 0;
  self->blank = 0;
  self->ended = 0;
  self->style = 0;
  self->spaced = 0;
}

static int is_blank(const char *text, size_t length) {
  while (length && (*text == ' ' || *text == '\t')) text++, length--;
  return !length;
}

static int finish(sheaf_tagged *self, sheaf_record *record, sheaf_error *err) {
  if (self->failed || self->text.failed) return sheaf_error_memory(err);
  record->line = self->line;
  record->byte = self->byte;
  record->bytes = self->end_byte - self->byte;
  sheaf_tagged_unescape(self);
  if (self->failed || self->text.failed) return sheaf_error_memory(err);
  find_firsts(self);
  self->format->map(self, record);
  if (self->failed || self->out.failed || self->note.failed || self->spare.failed || record->failed)
    return sheaf_error_memory(err);
  if (self->format->must_end && !self->ended)
    sheaf_reader_report(self->reader, SHEAF_WARNING, "missing-end", self->line, self->byte,
                        "the record that begins here has no end tag (ER); it was ended where the next one begins. "
                        "Check that the file is whole");
  return sheaf_reader_judge(self->reader, record);
}

int sheaf_tagged_next(void *state, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  sheaf_tagged *self = state;
  sheaf_source *source = sheaf_reader_source(reader);
  reset(self);
  for (;;) {
    sheaf_line line;
    const int more = sheaf_source_line(source, &line, err);
    if (more <= 0 && self->count && more != SHEAF_ENOMEM) return finish(self, record, err);
    if (more <= 0) return more;
    const sheaf_feed feed = self->format->feed(self, &line);
    if (feed == SHEAF_FEED_NEXT) {
      sheaf_source_unread(source);
      if (self->count) return finish(self, record, err);
      continue;
    }
    self->end_byte = line.end;
    self->blank = is_blank(line.text, line.length);
    if (feed == SHEAF_FEED_LAST && self->count) return finish(self, record, err);
    if (self->failed || self->text.failed) return sheaf_error_memory(err);
  }
}
