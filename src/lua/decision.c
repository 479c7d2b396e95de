/* decision.c - what reviewers decide, and the codes they give. lua/sheaf/decisions.lua checks what users say and makes
 * of these what they call. */
#include "store/decision.h"
#include "bind.h"

/* Writing needs a library that may be written, and that nothing else writes to. */
static sheaf_library *writable(lua_State *L, sheaf_error *err) {
  sheaf_library *library = sheaf_bind_library(L, 1);
  if (library->loading) luaL_error(L, "the library is loading an input, or looking for duplicates");
  if (!sheaf_store_readonly(library->store)) return library;
  sheaf_error_set(err, SHEAF_ESTORE, "the library was opened for reading only");
  return NULL;
}

static uint32_t check_id(lua_State *L, int at) {
  const lua_Integer id = luaL_checkinteger(L, at);
  luaL_argcheck(L, id >= 1 && id <= UINT32_MAX, at, "no record number");
  return (uint32_t)id;
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
  if (count)
    lua_pushinteger(L, first);
  else
    lua_pushnil(L);
  lua_pushinteger(L, (lua_Integer)count);
  return 2;
}

/* lib:decision_code(id, code, field|nil, first|nil, last|nil, who|nil, at|nil, memo|nil) -> the row's number | nil,
 * message, code */
int sheaf_lua_decision_code(lua_State *L) {
  sheaf_error err = {0};
  sheaf_library *library = writable(L, &err);
  if (!library) return sheaf_bind_failure(L, &err);
  const sheaf_coding coding = {.code = luaL_checkstring(L, 3),
                               .field = luaL_optstring(L, 4, NULL),
                               .first = luaL_optinteger(L, 5, 0),
                               .last = luaL_optinteger(L, 6, 0),
                               .who = luaL_optstring(L, 7, NULL),
                               .at = luaL_optstring(L, 8, NULL),
                               .memo = luaL_optstring(L, 9, NULL)};
  int64_t row;
  if (sheaf_decision_code(library->store, check_id(L, 2), &coding, &row, &err)) return sheaf_bind_failure(L, &err);
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
