/* bind.c - see bind.h. */
#include "bind.h"

#include <string.h>

#include "base/mem.h"

/* Registry key of the table class name -> methods. */
static const char CLASSES = 0;

int sheaf_bind_failure(lua_State *L, const sheaf_error *err) {
  lua_pushnil(L);
  lua_pushstring(L, err->message);
  lua_pushstring(L, err->name ? err->name : sheaf_error_name(err->code));
  return 3;
}

void sheaf_bind_push_classes(lua_State *L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &CLASSES) == LUA_TTABLE) return;
  lua_pop(L, 1);
  lua_newtable(L);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &CLASSES);
}

void sheaf_bind_class(lua_State *L, const char *name, const luaL_Reg *metamethods, const luaL_Reg *methods) {
  if (!luaL_newmetatable(L, name)) { /* the module was loaded before in this state: what Lua code added stays */
    lua_pop(L, 1);
    return;
  }
  luaL_setfuncs(L, metamethods, 0);
  lua_newtable(L);
  luaL_setfuncs(L, methods, 0);
  if (lua_getfield(L, -2, "__index") == LUA_TNIL) {
    lua_pushvalue(L, -2);
    lua_setfield(L, -4, "__index");
  }
  lua_pop(L, 1);
  lua_pushvalue(L, -2);
  lua_setfield(L, -2, "__meta");
  sheaf_bind_push_classes(L);
  lua_pushvalue(L, -2);
  lua_setfield(L, -2, name);
  lua_pop(L, 3);
}

void sheaf_bind_collect(lua_State *L, const char *name, lua_CFunction gc) {
  if (luaL_newmetatable(L, name)) {
    lua_pushcfunction(L, gc);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
}

void sheaf_bind_method(lua_State *L, const char *class_name, int key) {
  key = lua_absindex(L, key);
  sheaf_bind_push_classes(L);
  lua_getfield(L, -1, class_name);
  lua_pushvalue(L, key);
  lua_rawget(L, -2);
  lua_replace(L, -3);
  lua_pop(L, 1);
}

void sheaf_bind_raise(lua_State *L, const char *message) {
  lua_pushstring(L, message);
  lua_error(L);
}

sheaf_library *sheaf_bind_library(lua_State *L, int at) {
  sheaf_library *library = luaL_checkudata(L, at, SHEAF_LIBRARY_CLASS);
  if (!library->store) sheaf_bind_raise(L, "the library is closed");
  return library;
}

void sheaf_bind_push_library_of(lua_State *L, int at) { lua_getiuservalue(L, at, 1); }

sheaf_library *sheaf_bind_library_of(lua_State *L, int at) {
  lua_getiuservalue(L, at, 1);
  sheaf_library *library = luaL_testudata(L, -1, SHEAF_LIBRARY_CLASS);
  if (!library || !library->store) sheaf_bind_raise(L, "the library is closed");
  lua_pop(L, 1); /* the user value keeps it alive */
  return library;
}

sheaf_set *sheaf_bind_set(lua_State *L, int at) { return luaL_checkudata(L, at, SHEAF_SET_CLASS); }

int sheaf_bind_thesaurus(sheaf_library *library, sheaf_thesaurus **out, sheaf_error *err) {
  const int code = library->thesaurus ? SHEAF_OK : sheaf_thesaurus_open(&library->thesaurus, library->store, err);
  *out = library->thesaurus;
  return code;
}

const char *sheaf_bind_option(lua_State *L, int at, const char *name) {
  if (lua_isnoneornil(L, at)) return NULL;
  const int type = lua_getfield(L, at, name);
  if (type != LUA_TNIL && type != LUA_TSTRING)
    luaL_error(L, "option '%s' must be a string, got %s", name, lua_typename(L, type));
  size_t length;
  const char *text = lua_tolstring(L, -1, &length);
  if (text && strlen(text) != length) luaL_error(L, "option '%s' has a NUL in it", name);
  lua_pop(L, 1);
  return text;
}

int sheaf_bind_flag(lua_State *L, int at, const char *name, int otherwise) {
  if (lua_isnoneornil(L, at)) return otherwise;
  const int value = lua_getfield(L, at, name) == LUA_TNIL ? otherwise : lua_toboolean(L, -1);
  lua_pop(L, 1);
  return value;
}
