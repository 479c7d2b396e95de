/* lua_host.c - Lua as the specs start it, linked with ThreadSanitizer: that library must be there before all others,
 * and a shell into which it is preloaded does not live. lua_host [-e CODE]... [SCRIPT [ARGUMENT]...] */
#include <stdio.h>
#include <string.h>

#include <lauxlib.h>
#include <lualib.h>

typedef struct words {
  int count;   /* of them */
  char **list; /* of main */
} words;

static void run_script(lua_State *L, const words *given, int at) {
  lua_createtable(L, given->count - at, 1);
  for (int i = at; i < given->count; i++) {
    lua_pushstring(L, given->list[i]);
    lua_rawseti(L, -2, i - at);
  }
  lua_setglobal(L, "arg");
  if (luaL_loadfile(L, given->list[at])) lua_error(L);
  const int arguments = given->count - at - 1;
  luaL_checkstack(L, arguments, NULL);
  for (int i = at + 1; i < given->count; i++) lua_pushstring(L, given->list[i]);
  lua_call(L, arguments, 0);
}

static int run(lua_State *L) {
  const words *given = lua_touserdata(L, 1);
  int at = 1;
  luaL_openlibs(L);
  for (; at + 1 < given->count && !strcmp(given->list[at], "-e"); at += 2)
    if (luaL_dostring(L, given->list[at + 1])) lua_error(L);
  if (at < given->count) run_script(L, given, at);
  return 0;
}

int main(int argc, char **argv) {
  words given = {argc, argv};
  lua_State *L = luaL_newstate();
  if (!L) return 1;
  lua_pushcfunction(L, run);
  lua_pushlightuserdata(L, &given);
  const int failed = lua_pcall(L, 1, 0, 0) != LUA_OK;
  if (failed) fprintf(stderr, "%s\n", luaL_tolstring(L, -1, NULL));
  lua_close(L);
  return failed;
}
