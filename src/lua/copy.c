/* copy.c - the writing half of lib:copy_to: rows of another library go into this one (index/copy.h). The reading half
 * is SQL, in lua/sheaf/copy.lua. */
#include "index/copy.h"
#include "bind.h"

#define CLASS "sheaf.copier"

enum { MOST_COLUMNS = 15 };

typedef struct copier {
  sheaf_copy *copy; /* NULL once closed; owned */
} copier;

static sheaf_copy *check(lua_State *L) {
  copier *self = luaL_checkudata(L, 1, CLASS);
  if (!self->copy) luaL_error(L, "the copy is over");
  sheaf_bind_library_of(L, 1);
  return self->copy;
}

static int answer(lua_State *L, int code, const sheaf_error *err) {
  if (code) return sheaf_bind_failure(L, err);
  lua_pushboolean(L, 1);
  return 1;
}

static int copier_close(lua_State *L) {
  copier *self = luaL_checkudata(L, 1, CLASS);
  if (!self->copy) return 0;
  lua_getiuservalue(L, 1, 1);
  sheaf_library *library = luaL_testudata(L, -1, SHEAF_LIBRARY_CLASS);
  const int closed = !library || !library->store;
  sheaf_copy_close(self->copy, closed);
  if (!closed) {
    library->loading = 0;
    library->works_made++;
  }
  self->copy = NULL;
  return 0;
}

/* lib:copier() -> copier | nil, message, code; the library loads nothing else until it is closed */
int sheaf_lua_copier_new(lua_State *L) {
  sheaf_library *library = sheaf_bind_library(L, 1);
  if (library->loading) return luaL_error(L, "the library is loading an input, or looking for duplicates");
  copier *self = lua_newuserdatauv(L, sizeof *self, 1);
  self->copy = NULL;
  luaL_setmetatable(L, CLASS);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  sheaf_error err = {0};
  if (sheaf_copy_open(&self->copy, library->store, library->index, &err)) return sheaf_bind_failure(L, &err);
  library->loading = 1;
  return 1;
}

/* copier:begin(sha256|nil): of the source whose records come first */
static int copier_begin(lua_State *L) {
  sheaf_copy *copy = check(L);
  sheaf_error err = {0};
  return answer(L, sheaf_copy_begin(copy, luaL_optstring(L, 2, NULL), &err), &err);
}

static int copier_commit(lua_State *L) {
  sheaf_error err = {0};
  return answer(L, sheaf_copy_commit(check(L), &err), &err);
}

static int copier_finish(lua_State *L) {
  sheaf_error err = {0};
  return answer(L, sheaf_copy_finish(check(L), &err), &err);
}

static uint64_t number(lua_State *L, const char *name) {
  lua_getfield(L, 2, name);
  const lua_Integer value = luaL_checkinteger(L, -1);
  lua_pop(L, 1);
  return value > 0 ? (uint64_t)value : 0;
}

/* The table keeps the text alive. */
static const char *text(lua_State *L, const char *name, size_t *length) {
  lua_getfield(L, 2, name);
  const char *value = luaL_optlstring(L, -1, NULL, length);
  lua_pop(L, 1);
  return value;
}

/* copier:record{ id =, source =, ordinal =, line =, body =, raw = } */
static int copier_record(lua_State *L) {
  sheaf_copy *copy = check(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  sheaf_copy_row row = {.id = (uint32_t)number(L, "id"),
                        .source = (int64_t)number(L, "source"),
                        .ordinal = number(L, "ordinal"),
                        .line = number(L, "line")};
  row.body = text(L, "body", &row.length);
  row.raw = text(L, "raw", &row.raw_length);
  if (!row.body) return luaL_argerror(L, 2, "a record has a body");
  sheaf_error err = {0};
  return answer(L, sheaf_copy_record(copy, &row, &err), &err);
}

static uint64_t argument(lua_State *L, int at) {
  const lua_Integer value = luaL_checkinteger(L, at);
  return value > 0 ? (uint64_t)value : 0;
}

/* copier:counts(source, seen, loaded, rejected, complete) */
static int copier_counts(lua_State *L) {
  sheaf_copy *copy = check(L);
  sheaf_error err = {0};
  return answer(L,
                sheaf_copy_counts(copy, (int64_t)argument(L, 2), argument(L, 3), argument(L, 4), argument(L, 5),
                                  argument(L, 6) != 0, &err),
                &err);
}

/* copier:works{ record, work, record, work, ... } */
static int copier_works(lua_State *L) {
  sheaf_copy *copy = check(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  const size_t count = (size_t)lua_rawlen(L, 2) / 2;
  uint32_t *numbers = lua_newuserdatauv(L, (count ? count : 1) * 2 * sizeof *numbers, 0);
  for (size_t i = 0; i < 2 * count; i++) {
    lua_rawgeti(L, 2, (lua_Integer)i + 1);
    numbers[i % 2 * count + i / 2] = (uint32_t)argument(L, -1);
    lua_pop(L, 1);
  }
  sheaf_error err = {0};
  return answer(L, sheaf_copy_works(copy, numbers, numbers + count, count, &err), &err);
}

static const char *columns_of(lua_State *L, size_t *count) {
  const char *columns = sheaf_copy_columns(luaL_checkstring(L, 2), count);
  if (!columns || *count > MOST_COLUMNS) luaL_argerror(L, 2, "no such table is copied");
  return columns;
}

/* copier:columns(table) -> its columns, as a statement lists them */
static int copier_columns(lua_State *L) {
  size_t count;
  check(L);
  lua_pushstring(L, columns_of(L, &count));
  return 1;
}

static sheaf_select_value value_at(lua_State *L, int at) {
  sheaf_select_value value = {.type = SHEAF_SELECT_NULL};
  if (lua_isinteger(L, at)) {
    value.type = SHEAF_SELECT_INTEGER;
    value.integer = lua_tointeger(L, at);
  } else if (lua_type(L, at) == LUA_TNUMBER) {
    value.type = SHEAF_SELECT_NUMBER;
    value.number = lua_tonumber(L, at);
  } else if (lua_type(L, at) == LUA_TSTRING) {
    value.type = SHEAF_SELECT_TEXT;
    value.text = lua_tolstring(L, at, &value.length);
  }
  return value;
}

/* copier:row(table, values): values by the places of the columns */
static int copier_row(lua_State *L) {
  sheaf_copy *copy = check(L);
  size_t count;
  columns_of(L, &count);
  luaL_checktype(L, 3, LUA_TTABLE);
  sheaf_select_value values[MOST_COLUMNS];
  luaL_checkstack(L, MOST_COLUMNS, NULL);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, 3, (lua_Integer)i + 1);
    values[i] = value_at(L, -1);
  }
  sheaf_error err = {0};
  return answer(L, sheaf_copy_add(copy, lua_tostring(L, 2), values, &err), &err);
}

/* copier:clear(table, source|nil) */
static int copier_clear(lua_State *L) {
  sheaf_copy *copy = check(L);
  size_t count;
  columns_of(L, &count);
  sheaf_error err = {0};
  return answer(L, sheaf_copy_clear(copy, lua_tostring(L, 2), luaL_optinteger(L, 3, 0), &err), &err);
}

void sheaf_lua_copier(lua_State *L) {
  const luaL_Reg metamethods[] = {{"__gc", copier_close}, {"__close", copier_close}, {NULL, NULL}};
  const luaL_Reg methods[] = {{"begin", copier_begin},
                              {"commit", copier_commit},
                              {"close", copier_close},
                              {"record", copier_record},
                              {"counts", copier_counts},
                              {"works", copier_works},
                              {"row", copier_row},
                              {"columns", copier_columns},
                              {"clear", copier_clear},
                              {"finish", copier_finish},
                              {NULL, NULL}};
  sheaf_bind_class(L, CLASS, metamethods, methods);
}
