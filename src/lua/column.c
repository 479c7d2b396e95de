/* column.c - core.columns: fields of all records of a set as numbers of their different values (store/column.h);
 * core.keys: which of the values are the same but for case, marks and punctuation. */
#include "store/column.h"

#include "bind.h"
#include "index/token.h"

enum { MOST_COLUMNS = 16 };

typedef struct columns {
  sheaf_column list[MOST_COLUMNS]; /* while a call is at work */
  size_t count;                    /* in use */
} columns;

static int columns_gc(lua_State *L) {
  columns *self = lua_touserdata(L, 1);
  for (size_t i = 0; i < self->count; i++) sheaf_column_clear(&self->list[i]);
  self->count = 0;
  return 0;
}

static void push_places(lua_State *L, const sheaf_buf *buf) {
  const uint32_t *places = (const uint32_t *)(const void *)buf->data;
  const size_t count = buf->length / sizeof *places;
  lua_createtable(L, count > 1 << 26 ? 0 : (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    lua_pushinteger(L, (lua_Integer)places[i] + 1);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static void push_values(lua_State *L, const sheaf_dictionary *values) {
  lua_createtable(L, values->count > 1 << 26 ? 0 : (int)values->count, 0);
  for (uint32_t i = 0; i < values->count; i++) {
    size_t length;
    const char *text = sheaf_dictionary_text(values, i, &length);
    lua_pushlstring(L, text, length);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static void push_column(lua_State *L, const sheaf_column *column) {
  lua_createtable(L, 0, 3);
  push_values(L, &column->values);
  lua_setfield(L, -2, "values");
  push_places(L, &column->starts);
  lua_setfield(L, -2, "starts");
  push_places(L, &column->items);
  lua_setfield(L, -2, "items");
}

/* core.columns(set, fields) -> { [field] = { values =, starts =, items = } }: record i of the set has the values
 * values[items[k]], k from starts[i] to starts[i + 1] - 1 | nil, message, code. Raises on a field that records have
 * not. */
int sheaf_lua_columns(lua_State *L) {
  const sheaf_set *set = sheaf_bind_set(L, 1);
  sheaf_library *library = sheaf_bind_library_of(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  const lua_Integer count = (lua_Integer)lua_rawlen(L, 2);
  luaL_argcheck(L, count >= 1 && count <= MOST_COLUMNS, 2, "from 1 to 16 fields expected");
  columns *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (columns){0};
  sheaf_bind_collect(L, "sheaf.columns", columns_gc);
  for (lua_Integer i = 1; i <= count; i++) {
    size_t length;
    lua_rawgeti(L, 2, i);
    const char *name = luaL_checklstring(L, -1, &length);
    const sheaf_field field = sheaf_field_find(name, length);
    if (field == SHEAF_FIELD_NONE) return luaL_error(L, "records have no field '%s'", name);
    self->list[self->count++].field = field;
    lua_pop(L, 1);
  }
  sheaf_error err = {0};
  if (sheaf_column_read(self->list, self->count, library->store, set->ids, set->count, &err))
    return sheaf_bind_failure(L, &err);
  lua_createtable(L, 0, (int)count);
  for (lua_Integer i = 1; i <= count; i++) {
    lua_rawgeti(L, 2, i);
    push_column(L, &self->list[i - 1]);
    sheaf_column_clear(&self->list[i - 1]);
    lua_rawset(L, -3);
  }
  return 1;
}

/* The words of a text as the index folds them, with a space between; the text where it has none. */
static int make_key(const char *text, size_t length, sheaf_buf *out) {
  sheaf_token_cursor cursor;
  sheaf_token token;
  int got;
  sheaf_buf_reset(out);
  sheaf_token_init(&cursor, text, length);
  while ((got = sheaf_token_next(&cursor, &token)) > 0) {
    if (out->length) sheaf_buf_add_byte(out, ' ');
    sheaf_buf_add(out, token.text, token.length);
  }
  sheaf_token_clear(&cursor);
  if (!out->length) sheaf_buf_add(out, text, length);
  return got < 0 || out->failed ? SHEAF_ENOMEM : SHEAF_OK;
}

static int add_key(sheaf_column *self, const char *text, size_t length) {
  uint32_t number = 0;
  if (make_key(text, length, &self->starts)) return SHEAF_ENOMEM; /* no places here: room for the key */
  const char *key = self->starts.length ? self->starts.data : "";
  if (sheaf_dictionary_add(&self->values, key, self->starts.length, &number)) return SHEAF_ENOMEM;
  sheaf_buf_add(&self->items, &number, sizeof number);
  return self->items.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

/* core.keys(texts) -> keys, in the order in which they are met; for each text the place of its key */
int sheaf_lua_keys(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  columns *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (columns){.count = 1};
  sheaf_bind_collect(L, "sheaf.columns", columns_gc);
  const lua_Integer count = (lua_Integer)lua_rawlen(L, 1);
  for (lua_Integer i = 1; i <= count; i++) {
    size_t length;
    lua_rawgeti(L, 1, i);
    if (lua_type(L, -1) != LUA_TSTRING) return luaL_error(L, "item %d of a list is no string", (int)i);
    const char *text = lua_tolstring(L, -1, &length);
    if (add_key(&self->list[0], text, length)) return luaL_error(L, "out of memory");
    lua_pop(L, 1);
  }
  push_values(L, &self->list[0].values);
  push_places(L, &self->list[0].items);
  sheaf_column_clear(&self->list[0]);
  return 2;
}
