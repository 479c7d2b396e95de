/* people.c - core.people: which spellings of authors' names are one person (learn/people.h), and how often persons
 * stand in records. */
#include "learn/people.h"

#include <string.h>

#include "bind.h"

#define NO_YEAR LUA_MININTEGER

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

/* A list of years by record as a buffer that Lua frees; NO_YEAR where there is none. */
static lua_Integer *read_years(lua_State *L, int at, size_t count) {
  lua_Integer *years = lua_newuserdatauv(L, (count + 1) * sizeof *years, 0);
  for (size_t i = 0; i < count; i++) {
    int is_integer = 0;
    if (!lua_isnil(L, at)) {
      lua_rawgeti(L, at, (lua_Integer)i + 1);
      years[i] = lua_tointegerx(L, -1, &is_integer);
      lua_pop(L, 1);
    }
    if (!is_integer) years[i] = NO_YEAR;
  }
  return years;
}

/* What the records say of a person. */
typedef struct person {
  uint32_t records;        /* so many */
  uint32_t leads;          /* records with this person first */
  uint32_t seen;           /* the last record counted, from 1 */
  lua_Integer first, last; /* years, or NO_YEAR */
} person;

static void count_records(const sheaf_people_input *in, const uint32_t *of_value, const lua_Integer *years,
                          person *people, uint32_t *uses) {
  for (uint32_t i = 0; i < in->records; i++)
    for (uint32_t k = in->starts[i]; k < in->starts[i + 1]; k++) {
      person *one = &people[of_value[in->items[k]]];
      uses[in->items[k]]++;
      if (one->seen == i + 1) continue;
      one->seen = i + 1;
      one->records++;
      one->leads += k == in->starts[i];
      if (years[i] == NO_YEAR) continue;
      if (one->first == NO_YEAR || years[i] < one->first) one->first = years[i];
      if (one->last == NO_YEAR || years[i] > one->last) one->last = years[i];
    }
}

static void *new_buffer(lua_State *L, size_t count, size_t size) {
  void *buffer = lua_newuserdatauv(L, (count + 1) * size, 0);
  memset(buffer, 0, (count + 1) * size);
  return buffer;
}

static void push_numbers(lua_State *L, const uint32_t *numbers, uint32_t count, uint32_t more) {
  lua_createtable(L, (int)count, 0);
  for (uint32_t i = 0; i < count; i++) {
    lua_pushinteger(L, (lua_Integer)numbers[i] + more);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static void push_year(lua_State *L, lua_Integer year) {
  if (year == NO_YEAR)
    lua_pushboolean(L, 0);
  else
    lua_pushinteger(L, year);
}

/* Sets the lists that say something of each person. */
static void set_people(lua_State *L, const person *people, uint32_t count) {
  static const char *const names[] = {"records", "leads", "first", "last"};
  const int table = lua_gettop(L);
  for (int i = 0; i < 4; i++) lua_createtable(L, (int)count, 0);
  for (uint32_t i = 0; i < count; i++) {
    lua_pushinteger(L, people[i].records);
    lua_rawseti(L, table + 1, (lua_Integer)i + 1);
    lua_pushinteger(L, people[i].leads);
    lua_rawseti(L, table + 2, (lua_Integer)i + 1);
    push_year(L, people[i].first);
    lua_rawseti(L, table + 3, (lua_Integer)i + 1);
    push_year(L, people[i].last);
    lua_rawseti(L, table + 4, (lua_Integer)i + 1);
  }
  for (int i = 3; i >= 0; i--) lua_setfield(L, table, names[i]);
}

/* core.people(values, starts, items, years|nil) of a column of authors -> a table: of_value (person by value, from 1 in
 * the order of their names), count; by person records, leads (records with this one first), first and last (years, or
 * false); uses, by value. years: by record, false where there is none. */
int sheaf_lua_people(lua_State *L) {
  for (int i = 1; i <= 3; i++) luaL_checktype(L, i, LUA_TTABLE);
  lua_settop(L, 4);
  if (!lua_isnil(L, 4)) luaL_checktype(L, 4, LUA_TTABLE);
  const lua_Integer values = (lua_Integer)lua_rawlen(L, 1), starts = (lua_Integer)lua_rawlen(L, 2);
  const lua_Integer items = (lua_Integer)lua_rawlen(L, 3);
  luaL_argcheck(L, starts >= 1 && values < INT32_MAX && items < INT32_MAX, 2, "no column");
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
  uint32_t *of_value = new_buffer(L, (size_t)values, sizeof *of_value), count;
  const sheaf_people_input input = {texts, lengths, (uint32_t)values, places, numbers, (uint32_t)(starts - 1)};
  sheaf_error err = {0};
  if (sheaf_people_identify(&input, of_value, &count, &err)) return luaL_error(L, "%s", err.message);
  person *people = new_buffer(L, count, sizeof *people);
  for (uint32_t i = 0; i < count; i++) people[i].first = people[i].last = NO_YEAR;
  uint32_t *uses = new_buffer(L, (size_t)values, sizeof *uses);
  count_records(&input, of_value, read_years(L, 4, input.records), people, uses);
  lua_createtable(L, 0, 7);
  push_numbers(L, of_value, (uint32_t)values, 1);
  lua_setfield(L, -2, "of_value");
  push_numbers(L, uses, (uint32_t)values, 0);
  lua_setfield(L, -2, "uses");
  lua_pushinteger(L, count);
  lua_setfield(L, -2, "count");
  set_people(L, people, count);
  return 1;
}
