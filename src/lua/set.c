/* set.c - the class of sets: ids in an order, immutable. Sorting, sampling, facets are in lua/sheaf/set.lua. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bind.h"

sheaf_set *sheaf_bind_new_set(lua_State *L, int library) {
  library = lua_absindex(L, library);
  sheaf_set *self = lua_newuserdatauv(L, sizeof *self, 1);
  *self = (sheaf_set){0};
  luaL_setmetatable(L, SHEAF_SET_CLASS);
  lua_pushvalue(L, library);
  lua_setiuservalue(L, -2, 1);
  return self;
}

static int set_gc(lua_State *L) {
  sheaf_set *self = luaL_checkudata(L, 1, SHEAF_SET_CLASS);
  sheaf_mem_free(self->ids);
  *self = (sheaf_set){0};
  return 0;
}

static int set_len(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)sheaf_bind_set(L, 1)->count);
  return 1;
}

static int set_index(lua_State *L) {
  const sheaf_set *self = sheaf_bind_set(L, 1);
  if (lua_isinteger(L, 2)) {
    const lua_Integer at = lua_tointeger(L, 2);
    if (at < 1 || (lua_Unsigned)at > self->count) return 0;
    sheaf_bind_library_of(L, 1);
    sheaf_bind_push_library_of(L, 1);
    sheaf_bind_push_record(L, -1, self->ids[at - 1]);
    return 1;
  }
  sheaf_bind_method(L, SHEAF_SET_CLASS, 2);
  return 1;
}

static int set_ids(lua_State *L) {
  const sheaf_set *self = sheaf_bind_set(L, 1);
  lua_createtable(L, self->count > 1 << 20 ? 0 : (int)self->count, 0);
  for (size_t i = 0; i < self->count; i++) {
    lua_pushinteger(L, self->ids[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

static int set_library(lua_State *L) {
  sheaf_bind_set(L, 1);
  sheaf_bind_push_library_of(L, 1);
  return 1;
}

static int by_id(const void *a, const void *b) {
  const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

/* The ids ascending, as a copy; NULL when out of memory. Caller frees. */
static uint32_t *sorted(const sheaf_set *set) {
  uint32_t *ids = sheaf_mem_alloc(set->count * sizeof *ids);
  if (!ids) return NULL;
  if (set->count) memcpy(ids, set->ids, set->count * sizeof *ids);
  for (size_t i = 1; i < set->count; i++)
    if (ids[i - 1] > ids[i]) {
      qsort(ids, set->count, sizeof *ids, by_id);
      break;
    }
  return ids;
}

static int holds(const uint32_t *ids, size_t count, uint32_t id) {
  return count && bsearch(&id, ids, count, sizeof *ids, by_id) != NULL;
}

static void check_same_library(lua_State *L) {
  sheaf_bind_set(L, 1);
  sheaf_bind_set(L, 2);
  sheaf_bind_push_library_of(L, 1);
  sheaf_bind_push_library_of(L, 2);
  if (!lua_rawequal(L, -1, -2)) luaL_error(L, "the two sets are of different libraries");
  lua_pop(L, 2);
}

/* Pushes a new set of the same library with room for count ids. */
static sheaf_set *new_set(lua_State *L, size_t count) {
  sheaf_bind_push_library_of(L, 1);
  sheaf_set *set = sheaf_bind_new_set(L, -1);
  set->ids = sheaf_mem_alloc(count * sizeof *set->ids);
  if (!set->ids) luaL_error(L, "out of memory");
  return set;
}

/* Members of a that are (keep 1) or are not (keep 0) in b, in a's order, after the members of head taken as they are.
 */
static int combine(lua_State *L, const sheaf_set *head, const sheaf_set *a, const sheaf_set *b, int keep) {
  const size_t before = head ? head->count : 0;
  sheaf_set *set = new_set(L, before + a->count);
  uint32_t *other = sorted(b);
  if (!other) return luaL_error(L, "out of memory");
  if (before) memcpy(set->ids, head->ids, before * sizeof *set->ids);
  set->count = before;
  for (size_t i = 0; i < a->count; i++)
    if (holds(other, b->count, a->ids[i]) == keep) set->ids[set->count++] = a->ids[i];
  sheaf_mem_free(other);
  return 1;
}

static int set_and(lua_State *L) {
  check_same_library(L);
  return combine(L, NULL, sheaf_bind_set(L, 1), sheaf_bind_set(L, 2), 1);
}

static int set_or(lua_State *L) {
  check_same_library(L);
  const sheaf_set *a = sheaf_bind_set(L, 1);
  return combine(L, a, sheaf_bind_set(L, 2), a, 0);
}

static int set_minus(lua_State *L) {
  check_same_library(L);
  return combine(L, NULL, sheaf_bind_set(L, 1), sheaf_bind_set(L, 2), 0);
}

/* Sets are equal when they have the same members, whatever their order. */
static int set_eq(lua_State *L) {
  const sheaf_set *a = sheaf_bind_set(L, 1), *b = sheaf_bind_set(L, 2);
  sheaf_bind_push_library_of(L, 1);
  sheaf_bind_push_library_of(L, 2);
  int equal = lua_rawequal(L, -1, -2) && a->count == b->count;
  if (equal) {
    uint32_t *x = sorted(a), *y = sorted(b);
    const int ok = x && y;
    equal = ok && (a->count == 0 || memcmp(x, y, a->count * sizeof *x) == 0);
    sheaf_mem_free(x);
    sheaf_mem_free(y);
    if (!ok) return luaL_error(L, "out of memory");
  }
  lua_pushboolean(L, equal);
  return 1;
}

static int set_contains(lua_State *L) {
  const sheaf_set *self = sheaf_bind_set(L, 1);
  uint32_t id;
  if (lua_isinteger(L, 2))
    id = (uint32_t)lua_tointeger(L, 2);
  else
    sheaf_lua_record_get(L, 2, &id);
  int found = 0;
  for (size_t i = 0; i < self->count && !found; i++) found = self->ids[i] == id;
  lua_pushboolean(L, found);
  return 1;
}

/* set:slice(first, last) -> the members at these places */
static int set_slice(lua_State *L) {
  const sheaf_set *self = sheaf_bind_set(L, 1);
  lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3);
  if (first < 1) first = 1;
  if (last > (lua_Integer)self->count) last = (lua_Integer)self->count;
  const size_t count = last >= first ? (size_t)(last - first + 1) : 0;
  sheaf_set *set = new_set(L, count);
  if (count) memcpy(set->ids, self->ids + first - 1, count * sizeof *set->ids);
  set->count = count;
  return 1;
}

void sheaf_lua_set(lua_State *L) {
  const luaL_Reg metamethods[] = {{"__gc", set_gc},  {"__len", set_len},   {"__index", set_index}, {"__band", set_and},
                                  {"__bor", set_or}, {"__sub", set_minus}, {"__eq", set_eq},       {NULL, NULL}};
  const luaL_Reg methods[] = {{"ids", set_ids},           {"each", sheaf_lua_each}, {"library", set_library},
                              {"contains", set_contains}, {"slice", set_slice},     {NULL, NULL}};
  sheaf_bind_class(L, SHEAF_SET_CLASS, metamethods, methods);
}
