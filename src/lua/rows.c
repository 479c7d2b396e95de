/* rows.c - lib:sql: rows of a read-only statement. An authorizer lets nothing but reading through. */
#include <sqlite3.h>
#include <string.h>

#include "bind.h"
#include "store/db.h"

typedef struct rows {
  sqlite3_stmt *statement; /* NULL once finished */
} rows;

static int only_reading(void *context, int action, const char *a, const char *b, const char *database,
                        const char *trigger) {
  (void)context, (void)a, (void)database, (void)trigger;
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE: return SQLITE_OK;
    case SQLITE_FUNCTION: return b && strcmp(b, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    default: return SQLITE_DENY;
  }
}

static int rows_finish(lua_State *L) {
  rows *self = luaL_checkudata(L, 1, SHEAF_ROWS_CLASS);
  sqlite3_finalize(self->statement);
  self->statement = NULL;
  return 0;
}

static void push_column(lua_State *L, sqlite3_stmt *statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER: lua_pushinteger(L, sqlite3_column_int64(statement, column)); break;
    case SQLITE_FLOAT: lua_pushnumber(L, sqlite3_column_double(statement, column)); break;
    case SQLITE_NULL: lua_pushnil(L); break;
    default: {
      const char *bytes = sqlite3_column_blob(statement, column);
      lua_pushlstring(L, bytes ? bytes : "", (size_t)sqlite3_column_bytes(statement, column));
    }
  }
}

/* rows() -> the next row, by position and by column name; nil at the end. Raises on failure. */
static int rows_next(lua_State *L) {
  rows *self = luaL_checkudata(L, 1, SHEAF_ROWS_CLASS);
  if (!self->statement) return 0;
  sheaf_library *library = sheaf_bind_library_of(L, 1);
  const int rc = sqlite3_step(self->statement);
  if (rc == SQLITE_DONE) {
    sqlite3_finalize(self->statement);
    self->statement = NULL;
    return 0;
  }
  if (rc != SQLITE_ROW) {
    sheaf_error err = {0};
    sheaf_db_failed(sheaf_store_db(library->store), "sql", &err);
    return luaL_error(L, "%s", err.message);
  }
  const int columns = sqlite3_column_count(self->statement);
  lua_createtable(L, columns, columns);
  for (int i = 0; i < columns; i++) {
    push_column(L, self->statement, i);
    lua_pushvalue(L, -1);
    lua_rawseti(L, -3, i + 1);
    lua_setfield(L, -2, sqlite3_column_name(self->statement, i));
  }
  return 1;
}

static void bind_value(lua_State *L, sqlite3_stmt *statement, int parameter, int at) {
  switch (lua_type(L, at)) {
    case LUA_TNIL: sqlite3_bind_null(statement, parameter); break;
    case LUA_TBOOLEAN: sqlite3_bind_int(statement, parameter, lua_toboolean(L, at)); break;
    case LUA_TNUMBER:
      if (lua_isinteger(L, at))
        sqlite3_bind_int64(statement, parameter, lua_tointeger(L, at));
      else
        sqlite3_bind_double(statement, parameter, lua_tonumber(L, at));
      break;
    case LUA_TSTRING: {
      size_t length;
      const char *text = lua_tolstring(L, at, &length);
      sqlite3_bind_text64(statement, parameter, text, length, SQLITE_TRANSIENT, SQLITE_UTF8);
      break;
    }
    default: luaL_argerror(L, at, "nil, boolean, number or string expected");
  }
}

/* lib:sql(text, ...) -> iterator | nil, message, code */
int sheaf_lua_rows_new(lua_State *L) {
  sheaf_library *library = sheaf_bind_library(L, 1);
  size_t length;
  const char *text = luaL_checklstring(L, 2, &length);
  const int values = lua_gettop(L) - 2;
  rows *self = lua_newuserdatauv(L, sizeof *self, 1);
  self->statement = NULL;
  luaL_setmetatable(L, SHEAF_ROWS_CLASS);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  sqlite3 *db = sheaf_store_db(library->store);
  sheaf_error err = {0};
  const char *tail = NULL;
  sqlite3_set_authorizer(db, only_reading, NULL);
  const int rc =
      length > INT32_MAX ? SQLITE_TOOBIG : sqlite3_prepare_v3(db, text, (int)length, 0, &self->statement, &tail);
  sqlite3_set_authorizer(db, NULL, NULL);
  if (rc == SQLITE_AUTH) {
    sheaf_error_set(&err, SHEAF_EUNSUPPORTED, "lib:sql reads only: use SELECT");
    return sheaf_bind_failure(L, &err);
  }
  if (rc != SQLITE_OK) {
    sheaf_db_failed(db, "sql", &err);
    return sheaf_bind_failure(L, &err);
  }
  if (!self->statement || (tail && tail[strspn(tail, " \t\r\n;")])) {
    sheaf_error_set(&err, SHEAF_ESYNTAX, self->statement ? "one statement at a time" : "no statement");
    return sheaf_bind_failure(L, &err);
  }
  const int wanted = sqlite3_bind_parameter_count(self->statement);
  if (wanted != values) return luaL_error(L, "the statement has %d parameters, got %d values", wanted, values);
  for (int i = 1; i <= values; i++) bind_value(L, self->statement, i, i + 2);
  return 1;
}

void sheaf_lua_rows(lua_State *L) {
  const luaL_Reg metamethods[] = {{"__gc", rows_finish}, {"__close", rows_finish}, {"__call", rows_next}, {NULL, NULL}};
  const luaL_Reg methods[] = {{"close", rows_finish}, {NULL, NULL}};
  sheaf_bind_class(L, SHEAF_ROWS_CLASS, metamethods, methods);
}
