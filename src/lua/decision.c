/* decision.c - what reviewers decide, the codes they give, what they note. lua/sheaf/decisions.lua checks what users
 * say and makes of these what they call. */
#include "store/decision.h"
#include "bind.h"

/* Writing needs a library that may be written, and that nothing else writes to. */
static sheaf_library *writable(lua_State *L, sheaf_error *err) {
  sheaf_library *library = sheaf_bind_library(L, 1);
  if (library->loading) sheaf_bind_raise(L, "the library is loading an input, or looking for duplicates");
  if (!sheaf_store_readonly(library->store)) return library;
  sheaf_error_set(err, SHEAF_ESTORE, "the library was opened for reading only");
  return NULL;
}

static uint32_t check_id(lua_State *L, int at) {
  const lua_Integer id = luaL_checkinteger(L, at);
  luaL_argcheck(L, id >= 1 && id <= UINT32_MAX, at, "no record number");
  return (uint32_t)id;
}

/* The rows that were written, as lib:undo takes them: the first one's number, nil where there are none, and how many.
 */
static int push_rows(lua_State *L, int64_t first, size_t count) {
  if (count)
    lua_pushinteger(L, first);
  else
    lua_pushnil(L);
  lua_pushinteger(L, (lua_Integer)count);
  return 2;
}

/* lib:decision_add(id|set, stage, verdict, resolves, who|nil, at|nil, reason|nil) -> the first row's number (nil where
 * the set is empty), rows | nil, message, code */
int sheaf_lua_decision_add(lua_State *L) {
  sheaf_error err = {0};
  sheaf_library *library = writable(L, &err);
  if (!library) return sheaf_bind_failure(L, &err);
  const sheaf_decision decision = {.stage = luaL_checkstring(L, 3),
                                   .verdict = luaL_checkstring(L, 4),
                                   .resolves = lua_toboolean(L, 5),
                                   .who = luaL_optstring(L, 6, NULL),
                                   .at = luaL_optstring(L, 7, NULL),
                                   .reason = luaL_optstring(L, 8, NULL)};
  const sheaf_set *set = lua_isinteger(L, 2) ? NULL : sheaf_bind_set(L, 2);
  const uint32_t one = set ? 0 : check_id(L, 2);
  const size_t count = set ? set->count : 1;
  int64_t first;
  if (sheaf_decision_add(library->store, set ? set->ids : &one, count, &decision, &first, &err))
    return sheaf_bind_failure(L, &err);
  return push_rows(L, first, count);
}

/* A whole number of the table at the top, 0 where it has none. */
static int64_t number_of(lua_State *L, const char *name) {
  lua_getfield(L, -1, name);
  const int64_t number = lua_isnil(L, -1) ? 0 : luaL_checkinteger(L, -1);
  lua_pop(L, 1);
  return number;
}

/* The coding in the table at the top; its texts are borrowed while the table holds them. */
static sheaf_coding coding_of(lua_State *L) {
  const int at = lua_gettop(L);
  const sheaf_coding coding = {.code = sheaf_bind_option(L, at, "code"),
                               .field = sheaf_bind_option(L, at, "field"),
                               .first = number_of(L, "first"),
                               .last = number_of(L, "last"),
                               .who = sheaf_bind_option(L, at, "by"),
                               .at = sheaf_bind_option(L, at, "at"),
                               .memo = sheaf_bind_option(L, at, "memo")};
  if (!coding.code) luaL_error(L, "a coding has no code");
  return coding;
}

/* lib:decision_code({ { record =, code =, field =, first =, last =, by =, at =, memo = }, ... }) -> the first row's
 * number (nil where the list is empty), rows | nil, message, code */
int sheaf_lua_decision_code(lua_State *L) {
  sheaf_error err = {0};
  sheaf_library *library = writable(L, &err);
  if (!library) return sheaf_bind_failure(L, &err);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  const size_t count = (size_t)luaL_len(L, 2);
  uint32_t *ids = lua_newuserdatauv(L, (count + 1) * sizeof *ids, 0);
  sheaf_coding *codings = lua_newuserdatauv(L, (count + 1) * sizeof *codings, 0);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, 2, (lua_Integer)i + 1);
    luaL_checktype(L, -1, LUA_TTABLE);
    const int64_t id = number_of(L, "record");
    if (id < 1 || id > UINT32_MAX) return luaL_error(L, "a coding has no record number");
    ids[i] = (uint32_t)id;
    codings[i] = coding_of(L);
    lua_pop(L, 1);
  }
  int64_t first;
  if (sheaf_decision_code(library->store, ids, count, codings, &first, &err)) return sheaf_bind_failure(L, &err);
  return push_rows(L, first, count);
}

/* lib:decision_attribute(id|set, name, value|nil, who|nil, at|nil, why|nil) -> the first row's number (nil where the
 * set is empty), rows | nil, message, code */
int sheaf_lua_decision_attribute(lua_State *L) {
  sheaf_error err = {0};
  sheaf_library *library = writable(L, &err);
  if (!library) return sheaf_bind_failure(L, &err);
  const sheaf_attribute attribute = {.name = luaL_checkstring(L, 3),
                                     .value = luaL_optstring(L, 4, NULL),
                                     .who = luaL_optstring(L, 5, NULL),
                                     .at = luaL_optstring(L, 6, NULL),
                                     .why = luaL_optstring(L, 7, NULL)};
  const sheaf_set *set = lua_isinteger(L, 2) ? NULL : sheaf_bind_set(L, 2);
  const uint32_t one = set ? 0 : check_id(L, 2);
  const size_t count = set ? set->count : 1;
  int64_t first;
  if (sheaf_decision_attribute(library->store, set ? set->ids : &one, count, &attribute, &first, &err))
    return sheaf_bind_failure(L, &err);
  return push_rows(L, first, count);
}

/* lib:decision_memo(text, id|nil, code row|nil, code|nil, who|nil, at|nil) -> the row's number | nil, message, code */
int sheaf_lua_decision_memo(lua_State *L) {
  sheaf_error err = {0};
  sheaf_library *library = writable(L, &err);
  if (!library) return sheaf_bind_failure(L, &err);
  const sheaf_memo memo = {.text = luaL_checkstring(L, 2),
                           .record = lua_isnoneornil(L, 3) ? 0 : check_id(L, 3),
                           .about = luaL_optinteger(L, 4, 0),
                           .code = luaL_optstring(L, 5, NULL),
                           .who = luaL_optstring(L, 6, NULL),
                           .at = luaL_optstring(L, 7, NULL)};
  int64_t row;
  if (sheaf_decision_memo(library->store, &memo, &row, &err)) return sheaf_bind_failure(L, &err);
  lua_pushinteger(L, row);
  return 1;
}

/* lib:decision_undo(first, last, who|nil, reason|nil) -> the first new row's number | nil, message, code */
int sheaf_lua_decision_undo(lua_State *L) {
  sheaf_error err = {0};
  sheaf_library *library = writable(L, &err);
  if (!library) return sheaf_bind_failure(L, &err);
  int64_t row;
  if (sheaf_decision_undo(library->store, luaL_checkinteger(L, 2), luaL_checkinteger(L, 3), luaL_optstring(L, 4, NULL),
                          luaL_optstring(L, 5, NULL), &row, &err))
    return sheaf_bind_failure(L, &err);
  lua_pushinteger(L, row);
  return 1;
}
