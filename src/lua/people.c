/* people.c - core.people: which spellings of authors' names are one person (learn/people.h). */
#include "learn/people.h"

#include "bind.h"

static uint32_t number_at(lua_State *L, int list, lua_Integer i, lua_Integer most) {
  lua_rawgeti(L, list, i);
  int is_integer;
  const lua_Integer value = lua_tointegerx(L, -1, &is_integer);
  if (!is_integer || value < 1 || value > most) luaL_error(L, "item %d of a column is out of range", (int)i);
  lua_pop(L, 1);
  return (uint32_t)(value - 1);
}

/* A list of places or numbers as a buffer that Lua frees, from 0. */
static uint32_t *read_list(lua_State *L, int at, lua_Integer count, lua_Integer most) {
  uint32_t *list = lua_newuserdatauv(L, ((size_t)count + 1) * sizeof *list, 0);
  for (lua_Integer i = 0; i < count; i++) list[i] = number_at(L, at, i + 1, most);
  return list;
}

/* core.people(values, starts, items) of a column of authors -> person by value, from 1 in the order of their names; how
 * many there are */
int sheaf_lua_people(lua_State *L) {
  for (int i = 1; i <= 3; i++) luaL_checktype(L, i, LUA_TTABLE);
  lua_settop(L, 3);
  const lua_Integer values = (lua_Integer)lua_rawlen(L, 1), starts = (lua_Integer)lua_rawlen(L, 2);
  const lua_Integer items = (lua_Integer)lua_rawlen(L, 3);
  luaL_argcheck(L, starts >= 1 && values < UINT32_MAX && items < UINT32_MAX, 2, "no column");
  const char **texts = lua_newuserdatauv(L, ((size_t)values + 1) * sizeof *texts, 0);
  size_t *lengths = lua_newuserdatauv(L, ((size_t)values + 1) * sizeof *lengths, 0);
  for (lua_Integer i = 0; i < values; i++) {
    lua_rawgeti(L, 1, i + 1);
    if (lua_type(L, -1) != LUA_TSTRING) return luaL_error(L, "value %d of a column is no string", (int)i + 1);
    texts[i] = lua_tolstring(L, -1, &lengths[i]);
    lua_pop(L, 1); /* the list holds it */
  }
  const uint32_t *places = read_list(L, 2, starts, items + 1), *numbers = read_list(L, 3, items, values);
  for (lua_Integer i = 1; i < starts; i++)
    if (places[i] < places[i - 1]) return luaL_error(L, "the places of a column do not ascend");
  luaL_argcheck(L, places[0] == 0 && places[starts - 1] == (uint32_t)items, 2, "the places do not cover the items");
  uint32_t *of_value = lua_newuserdatauv(L, ((size_t)values + 1) * sizeof *of_value, 0), count;
  const sheaf_people_input input = {texts, lengths, (uint32_t)values, places, numbers, (uint32_t)(starts - 1)};
  sheaf_error err = {0};
  if (sheaf_people_identify(&input, of_value, &count, &err)) return luaL_error(L, "%s", err.message);
  lua_createtable(L, (int)values, 0);
  for (lua_Integer i = 0; i < values; i++) {
    lua_pushinteger(L, (lua_Integer)of_value[i] + 1);
    lua_rawseti(L, -2, i + 1);
  }
  lua_pushinteger(L, count);
  return 2;
}
