/* lua_memory_test.c - Lua's memory (the allocator of lua_newstate) runs out while the module works: once, which Lua
 * answers by collecting all garbage on the spot, and from then on, which it answers with an error. Every stage of
 * lua_scenario.lua ends with its answer, an error or a failure that speaks of memory; the library is whole and the
 * stage can be done again in the same state. Leaks show in the build with AddressSanitizer.
 *
 *   lua_memory_test SCENARIO PATH CPATH
 *
 * SHEAF_FAULT_ALL in the environment tries many more allocations. */
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk.h"

enum { DENSE = 6, DENSE_ALL = 512 };

static const char library[] = "/library.sheaf";

static long fail_after = -1; /* good allocations before the one that fails; negative: all are good */
static int fail_for_good;
static unsigned long failures, blocks;

static void *allocate(void *context, void *memory, size_t old, size_t size) {
  (void)context, (void)old;
  if (!size) {
    blocks -= memory != NULL;
    free(memory);
    return NULL;
  }
  const int grows = !memory || size > old; /* Lua takes it for granted that shrinking works */
  if (grows && fail_after == 0) {
    if (!fail_for_good) fail_after = -1;
    failures++;
    return NULL;
  }
  if (grows && fail_after > 0) fail_after--;
  void *made = realloc(memory, size);
  blocks += made && !memory;
  return made;
}

static void quit(const char *what, const char *stage, long after) {
  fprintf(stderr, "%s, allocation %ld: %s\n", stage, after, what);
  exit(1);
}

/* Runs stage number `stage` of the list at index 1. 1: done; 0: failed for want of memory, where that may be. */
static int run(lua_State *L, int stage, const char *name, long after) {
  lua_rawgeti(L, 1, stage);
  lua_rawgeti(L, -1, 2);
  lua_pushstring(L, library);
  fail_after = after;
  const int raised = lua_pcall(L, 1, 3, 0);
  fail_after = -1;
  int done = 0;
  if (raised || !lua_toboolean(L, -3)) {
    const char *message = lua_tostring(L, raised ? -1 : -2);
    if (!message || !strstr(message, "memory") || after < 0) quit(message ? message : "no message", name, after);
  } else {
    done = 1;
  }
  lua_settop(L, 1);
  lua_gc(L, LUA_GCCOLLECT); /* a connection ends with the last iterator over its rows */
  return done;
}

static void check(lua_State *L, const char *name, long after) {
  lua_Integer last = luaL_len(L, 1);
  if (!run(L, (int)last, name, -1)) quit("not whole", name, after);
}

static long fail_everywhere(lua_State *L, int stage, const char *name, int for_good) {
  const long dense = getenv("SHEAF_FAULT_ALL") ? DENSE_ALL : DENSE;
  long points = 0;
  for (long after = 0;; after += 1 + after / dense, points++) {
    const unsigned long before = failures;
    disk_restore();
    fail_for_good = for_good;
    const int done = run(L, stage, name, after);
    if (failures == before) return points;
    if (stage > 1) check(L, name, after);
    if (!done) run(L, stage, name, -1);
    check(L, name, after);
  }
}

static void fail_stages(lua_State *L) {
  const int stages = (int)luaL_len(L, 1);
  for (int stage = 1; stage <= stages; stage++) {
    lua_rawgeti(L, 1, stage);
    lua_rawgeti(L, -1, 1);
    const char *name = lua_tostring(L, -1); /* the list keeps it */
    lua_settop(L, 1);
    disk_save();
    const long once = fail_everywhere(L, stage, name, 0);
    const long for_good = fail_everywhere(L, stage, name, 1);
    printf("%s: %ld failed alone, %ld with all later ones\n", name, once, for_good);
    disk_restore();
    run(L, stage, name, -1);
  }
}

int main(int count, char **words) {
  if (count != 4) return 2;
  disk_install();
  lua_State *L = lua_newstate(allocate, NULL);
  if (!L) return 2;
  luaL_openlibs(L);
  lua_getglobal(L, "package");
  lua_pushfstring(L, "%s/?.lua;%s/?/init.lua", words[2], words[2]);
  lua_setfield(L, -2, "path");
  lua_pushstring(L, words[3]);
  lua_setfield(L, -2, "cpath");
  lua_settop(L, 0);
  if (luaL_dofile(L, words[1])) {
    fprintf(stderr, "%s\n", lua_tostring(L, -1));
    return 1;
  }
  lua_settop(L, 1);
  fail_stages(L);
  lua_close(L);
  disk_clear();
  disk_save();
  if (blocks) fprintf(stderr, "%lu blocks of Lua's are left\n", blocks);
  return blocks != 0;
}
