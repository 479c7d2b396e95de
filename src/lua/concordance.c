/* concordance.c - core.lines: every place where phrases stand in the records of a set, with the text around it.
 * lua/sheaf/analysis/concordance.lua makes lines of them. */
#include <string.h>

#include "bind.h"
#include "learn/places.h"
#include "store/scan.h"

enum { FIELDS_MOST = 16 };

typedef struct lines {
  sheaf_places places;             /* the phrases */
  sheaf_scan *scan;                /* open while records are read */
  sheaf_buf found;                 /* sheaf_place: of the present text */
  sheaf_buf text;                  /* the present abstract */
  sheaf_field fields[FIELDS_MOST]; /* looked at, in this order */
  size_t field_count;              /* so many */
  size_t around;                   /* bytes given on either side, at least */
  lua_Integer count;               /* lines so far */
  int lists;                       /* stack index of the first list given */
} lines;

static int lines_gc(lua_State *L) {
  lines *self = lua_touserdata(L, 1);
  sheaf_places_clear(&self->places);
  sheaf_scan_close(self->scan);
  sheaf_buf_clear(&self->found);
  sheaf_buf_clear(&self->text);
  self->scan = NULL;
  return 0;
}

/* Phrases are lists of { fold =, open = }. */
static void read_phrases(lua_State *L, int at, sheaf_places *places) {
  int failed = 0;
  for (lua_Integer i = 1; lua_rawgeti(L, at, i) == LUA_TTABLE; i++) {
    for (lua_Integer k = 1; lua_rawgeti(L, -1, k) == LUA_TTABLE; k++) {
      size_t length;
      lua_getfield(L, -1, "fold");
      lua_getfield(L, -2, "open");
      const char *text = luaL_checklstring(L, -2, &length);
      failed |= sheaf_places_word(places, text, length, lua_toboolean(L, -1));
      lua_pop(L, 3);
    }
    lua_pop(L, 1);
    failed |= sheaf_places_phrase(places);
  }
  lua_pop(L, 1);
  if (failed) luaL_error(L, "out of memory");
}

/* 1 where all fields are texts as stored. */
static int read_fields(lua_State *L, int at, lines *self) {
  const lua_Integer count = (lua_Integer)lua_rawlen(L, at);
  if (count > FIELDS_MOST) return 0;
  for (lua_Integer i = 1; i <= count; i++) {
    size_t length;
    lua_rawgeti(L, at, i);
    const char *name = luaL_checklstring(L, -1, &length);
    const sheaf_field field = sheaf_field_find(name, length);
    const sheaf_kind kind = sheaf_field_kind(field);
    lua_pop(L, 1);
    if (field == SHEAF_FIELD_NONE || field == SHEAF_FIELD_LABEL ||
        (kind != SHEAF_KIND_TEXT && kind != SHEAF_KIND_LIST && kind != SHEAF_KIND_ABSTRACT))
      return 0;
    self->fields[self->field_count++] = field;
  }
  return 1;
}

static void push_into(lua_State *L, const lines *self, int list) { lua_rawseti(L, self->lists + list, self->count); }

/* Appends a line to each of the lists: record, field, first, last, left, match, right. */
static void push_line(lua_State *L, lines *self, uint32_t id, size_t field, const char *text, size_t length,
                      const sheaf_place *place) {
  size_t from = place->first > self->around ? place->first - self->around : 0;
  size_t to = length - place->last > self->around ? place->last + self->around : length;
  while (from > 0 && ((uint8_t)text[from] & 0xC0) == 0x80) from--;
  while (to < length && ((uint8_t)text[to] & 0xC0) == 0x80) to++;
  self->count++;
  lua_pushinteger(L, id);
  push_into(L, self, 0);
  lua_pushinteger(L, (lua_Integer)field + 1);
  push_into(L, self, 1);
  lua_pushinteger(L, (lua_Integer)place->first + 1);
  push_into(L, self, 2);
  lua_pushinteger(L, (lua_Integer)place->last);
  push_into(L, self, 3);
  lua_pushlstring(L, text + from, place->first - from);
  push_into(L, self, 4);
  lua_pushlstring(L, text + place->first, place->last - place->first);
  push_into(L, self, 5);
  lua_pushlstring(L, text + place->last, to - place->last);
  push_into(L, self, 6);
}

static int find_in(lua_State *L, lines *self, uint32_t id, size_t field, const char *text, size_t length) {
  sheaf_buf_reset(&self->found);
  if (sheaf_places_find(&self->places, text, length, &self->found)) return SHEAF_ENOMEM;
  const sheaf_place *places = (const sheaf_place *)(const void *)self->found.data;
  for (size_t i = 0; i < self->found.length / sizeof *places; i++)
    push_line(L, self, id, field, text, length, &places[i]);
  return SHEAF_OK;
}

static int read_record(lua_State *L, lines *self, uint32_t id, const sheaf_record *record) {
  int code = SHEAF_OK;
  for (size_t i = 0; !code && i < self->field_count; i++) {
    const sheaf_kind kind = sheaf_field_kind(self->fields[i]);
    if (kind == SHEAF_KIND_ABSTRACT) {
      sheaf_buf_reset(&self->text);
      sheaf_record_abstract(record, &self->text);
      if (self->text.failed) return SHEAF_ENOMEM;
      if (self->text.length) code = find_in(L, self, id, i, self->text.data, self->text.length);
      continue;
    }
    const sheaf_entry *entry = sheaf_record_first(record, self->fields[i]);
    for (; !code && entry; entry = kind == SHEAF_KIND_LIST ? sheaf_record_next(record, entry) : NULL)
      code = find_in(L, self, id, i, entry->value, entry->length);
  }
  return code;
}

/* core.lines(set, phrases, fields, around) -> seven lists, place by place: record ids, places in fields, first and last
 * byte, texts on the left, matches, texts on the right (`around` bytes or to the end) | false where a field is no
 * stored text | nil, message, code. */
int sheaf_lua_lines(lua_State *L) {
  const sheaf_set *set = sheaf_bind_set(L, 1);
  sheaf_library *library = sheaf_bind_library_of(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  luaL_checktype(L, 3, LUA_TTABLE);
  const lua_Integer around = luaL_checkinteger(L, 4);
  luaL_argcheck(L, around >= 0, 4, "a count expected");
  lua_settop(L, 4);
  lines *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (lines){.around = (size_t)around};
  sheaf_bind_collect(L, "sheaf.lines", lines_gc);
  read_phrases(L, 2, &self->places);
  if (!read_fields(L, 3, self)) {
    lua_pushboolean(L, 0);
    return 1;
  }
  self->lists = lua_gettop(L) + 1;
  for (int i = 0; i < 7; i++) lua_newtable(L);
  sheaf_error err = {0};
  int code = sheaf_scan_open(&self->scan, library->store, set->ids, set->count, &err), got = 0;
  uint32_t id, work;
  const sheaf_record *record;
  while (!code && (got = sheaf_scan_next(self->scan, &id, &work, &record, &err)) > 0)
    if (read_record(L, self, id, record)) code = sheaf_error_memory(&err);
  sheaf_scan_close(self->scan);
  self->scan = NULL;
  return code || got < 0 ? sheaf_bind_failure(L, &err) : 7;
}
