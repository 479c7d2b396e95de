/* rows.c - lib:sql: the rows of a statement that only reads, one table a row. Each row is looked for when the one
 * before is handed over, so that a statement does not outlive its last row: while it lives, the library cannot be
 * tidied. */
#include "bind.h"
#include "store/select.h"

typedef struct rows {
  sheaf_select *select; /* NULL once finished; owned */
  int got;              /* 1: it stands on the next row; negative: looking for it failed */
  sheaf_error err;      /* how */
} rows;

static int rows_close(lua_State *L) {
  rows *self = luaL_checkudata(L, 1, SHEAF_ROWS_CLASS);
  sheaf_select_close(self->select);
  self->select = NULL;
  return 0;
}

static void push_value(lua_State *L, const sheaf_select *select, int column) {
  sheaf_select_value value;
  sheaf_select_get(select, column, &value);
  switch (value.type) {
    case SHEAF_SELECT_INTEGER: lua_pushinteger(L, value.integer); break;
    case SHEAF_SELECT_NUMBER: lua_pushnumber(L, value.number); break;
    case SHEAF_SELECT_TEXT: lua_pushlstring(L, value.text, value.length); break;
    default: lua_pushnil(L);
  }
}

/* rows() -> the next row, by position and by column name; nil at the end. Raises on failure. */
static int rows_next(lua_State *L) {
  rows *self = luaL_checkudata(L, 1, SHEAF_ROWS_CLASS);
  if (!self->select) return 0;
  sheaf_bind_library_of(L, 1);
  if (!self->got) self->got = sheaf_select_step(self->select, &self->err);
  if (self->got < 0) return luaL_error(L, "%s", self->err.message);
  if (!self->got) return rows_close(L);
  const int columns = sheaf_select_columns(self->select);
  lua_createtable(L, columns, columns);
  for (int i = 0; i < columns; i++) {
    push_value(L, self->select, i);
    lua_pushvalue(L, -1);
    lua_rawseti(L, -3, i + 1);
    lua_setfield(L, -2, sheaf_select_name(self->select, i));
  }
  self->got = sheaf_select_step(self->select, &self->err);
  if (!self->got) rows_close(L);
  return 1;
}

static sheaf_select_value value_at(lua_State *L, int at) {
  sheaf_select_value value = {.type = SHEAF_SELECT_NULL};
  switch (lua_type(L, at)) {
    case LUA_TNIL: break;
    case LUA_TBOOLEAN:
      value.type = SHEAF_SELECT_INTEGER;
      value.integer = lua_toboolean(L, at);
      break;
    case LUA_TNUMBER:
      value.type = lua_isinteger(L, at) ? SHEAF_SELECT_INTEGER : SHEAF_SELECT_NUMBER;
      value.integer = lua_tointeger(L, at);
      value.number = lua_tonumber(L, at);
      break;
    case LUA_TSTRING:
      value.type = SHEAF_SELECT_TEXT;
      value.text = lua_tolstring(L, at, &value.length);
      break;
    default: luaL_argerror(L, at, "nil, boolean, number or string expected");
  }
  return value;
}

/* lib:sql(text, ...) -> iterator | nil, message, code */
int sheaf_lua_rows_new(lua_State *L) {
  sheaf_library *library = sheaf_bind_library(L, 1);
  size_t length;
  const char *text = luaL_checklstring(L, 2, &length);
  const int values = lua_gettop(L) - 2;
  rows *self = lua_newuserdatauv(L, sizeof *self, 1);
  *self = (rows){0};
  luaL_setmetatable(L, SHEAF_ROWS_CLASS);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  sheaf_error err = {0};
  if (sheaf_select_open(&self->select, library->store, text, length, &err)) return sheaf_bind_failure(L, &err);
  const int wanted = sheaf_select_parameters(self->select);
  if (wanted != values) return luaL_error(L, "the statement has %d parameters, got %d values", wanted, values);
  for (int i = 1; i <= values; i++) {
    const sheaf_select_value value = value_at(L, i + 2);
    if (sheaf_select_bind(self->select, i, &value, &err)) return sheaf_bind_failure(L, &err);
  }
  return 1;
}

void sheaf_lua_rows(lua_State *L) {
  const luaL_Reg metamethods[] = {{"__gc", rows_close}, {"__close", rows_close}, {"__call", rows_next}, {NULL, NULL}};
  const luaL_Reg methods[] = {{"close", rows_close}, {NULL, NULL}};
  sheaf_bind_class(L, SHEAF_ROWS_CLASS, metamethods, methods);
}
