/* record.c - the class of records: read from the library on first use, fields made into Lua values when asked for.
 *
 * User value 1 is the library, user value 2 the table of values made so far. What is worked out from other fields
 * (sections, citation) comes from functions that Lua code puts into core.classes["sheaf.record"].derived. */
#include <string.h>

#include "base/mem.h"
#include "bind.h"
#include "store/ledger.h"

typedef struct lua_record {
  uint32_t id;            /* its number in the library */
  int unpacked;           /* record was filled */
  sheaf_record_body read; /* its body is NULL until it was read */
  sheaf_record record;    /* unpacked; borrows from the body */
} lua_record;

void sheaf_bind_push_record(lua_State *L, int library, uint32_t id) {
  library = lua_absindex(L, library);
  lua_record *self = lua_newuserdatauv(L, sizeof *self, 2);
  *self = (lua_record){.id = id};
  luaL_setmetatable(L, SHEAF_RECORD_CLASS);
  lua_pushvalue(L, library);
  lua_setiuservalue(L, -2, 1);
}

/* The collector does not see bodies: without being told of them it would let too many records lie. */
static void tell_collector(lua_State *L, size_t bytes) { lua_gc(L, LUA_GCSTEP, (int)(bytes / 1024 + 1)); }

void sheaf_bind_push_record_read(lua_State *L, int library, uint32_t id, sheaf_record_body *read) {
  sheaf_bind_push_record(L, library, id);
  lua_record *self = lua_touserdata(L, -1);
  self->read = *read;
  read->body = NULL;
  if (self->read.body) tell_collector(L, self->read.length);
}

static lua_record *check(lua_State *L, int at) { return luaL_checkudata(L, at, SHEAF_RECORD_CLASS); }

/* The record with its body read. Raises when the library is closed before that, or damaged. */
static lua_record *loaded(lua_State *L, int at) {
  lua_record *self = check(L, at);
  if (self->unpacked) return self;
  sheaf_record_body *read = &self->read;
  sheaf_error err = {0};
  int code = 1;
  if (!read->body) {
    sheaf_library *library = sheaf_bind_library_of(L, at);
    code =
        sheaf_store_record_get(library->store, self->id, &read->body, &read->length, &read->source, &read->work, &err);
    read->works_made = library->works_made;
    if (code > 0) tell_collector(L, read->length);
  }
  if (code == 0) luaL_error(L, "record %d is not in the library any more", (int)self->id);
  if (code > 0) code = sheaf_record_unpack(&self->record, read->body, read->length, &err);
  if (code < 0) {
    sheaf_mem_free(read->body);
    read->body = NULL;
    luaL_error(L, "record %d: %s", (int)self->id, err.message);
  }
  self->unpacked = 1;
  return self;
}

/* Pushes the work as it is now: looking for duplicates changes it under records that were read before. */
static void push_work(lua_State *L) {
  lua_record *self = loaded(L, 1);
  lua_getiuservalue(L, 1, 1);
  const sheaf_library *library = luaL_testudata(L, -1, SHEAF_LIBRARY_CLASS);
  lua_pop(L, 1);
  sheaf_error err = {0};
  sheaf_record_body *read = &self->read;
  if (library && library->store && library->works_made != read->works_made) {
    if (sheaf_ledger_work(library->store, self->id, &read->work, &err)) luaL_error(L, "%s", err.message);
    read->works_made = library->works_made;
  }
  lua_pushinteger(L, read->work);
}

const sheaf_record *sheaf_lua_record_get(lua_State *L, int at, uint32_t *id) {
  lua_record *self = loaded(L, at);
  if (id) *id = self->id;
  return &self->record;
}

static int record_gc(lua_State *L) {
  lua_record *self = check(L, 1);
  sheaf_record_clear(&self->record);
  sheaf_mem_free(self->read.body);
  self->read.body = NULL;
  self->unpacked = 0;
  return 0;
}

static int record_eq(lua_State *L) {
  const lua_record *a = check(L, 1), *b = check(L, 2);
  lua_getiuservalue(L, 1, 1);
  lua_getiuservalue(L, 2, 1);
  lua_pushboolean(L, a->id == b->id && lua_rawequal(L, -1, -2));
  return 1;
}

/* Pushes derived[key](record), or returns 0. */
static int push_derived(lua_State *L, int key) {
  lua_pushliteral(L, "derived");
  sheaf_bind_method(L, SHEAF_RECORD_CLASS, lua_absindex(L, -1));
  lua_remove(L, -2);
  if (lua_istable(L, -1)) {
    lua_pushvalue(L, key);
    if (lua_rawget(L, -2) == LUA_TFUNCTION) {
      lua_remove(L, -2);
      lua_pushvalue(L, 1);
      lua_call(L, 1, 1);
      return 1;
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return 0;
}

/* Pushes the value of the field named by the string at `key`, nil where there is no such field. */
static void push_value(lua_State *L, int key) {
  size_t length;
  const char *name = lua_tolstring(L, key, &length);
  lua_record *self = loaded(L, 1);
  if (strcmp(name, "source") == 0) {
    lua_pushinteger(L, self->read.source);
  } else if (strcmp(name, "authors_complete") == 0) {
    lua_pushboolean(L, !sheaf_record_first(&self->record, SHEAF_FIELD_AUTHORS_CUT));
  } else if (!push_derived(L, key)) {
    const sheaf_field field = sheaf_field_find(name, length);
    if (field != SHEAF_FIELD_NONE)
      sheaf_lua_record_push_field(L, &self->record, field);
    else
      lua_pushnil(L);
  }
}

static int record_index(lua_State *L) {
  const lua_record *self = check(L, 1);
  if (lua_type(L, 2) != LUA_TSTRING) return 0;
  if (strcmp(lua_tostring(L, 2), "id") == 0) {
    lua_pushinteger(L, self->id);
    return 1;
  }
  if (strcmp(lua_tostring(L, 2), "work") == 0) {
    push_work(L);
    return 1;
  }
  if (lua_getiuservalue(L, 1, 2) == LUA_TTABLE) {
    lua_pushvalue(L, 2);
    if (lua_rawget(L, -2) != LUA_TNIL) return 1;
  }
  lua_settop(L, 2);
  sheaf_bind_method(L, SHEAF_RECORD_CLASS, 2);
  if (lua_isfunction(L, -1)) return 1;
  lua_settop(L, 2);
  push_value(L, 2);
  if (lua_isnil(L, 3)) return 1;
  if (lua_getiuservalue(L, 1, 2) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, 1, 2);
  }
  lua_pushvalue(L, 2);
  lua_pushvalue(L, 3);
  lua_rawset(L, -3);
  lua_settop(L, 3);
  return 1;
}

static int record_newindex(lua_State *L) { return luaL_error(L, "records are read-only"); }

void sheaf_lua_record_push_entries(lua_State *L, const sheaf_record *record) {
  lua_createtable(L, (int)record->count, 0);
  for (size_t i = 0; i < record->count; i++) {
    const sheaf_entry *e = &record->entries[i];
    const char *name = sheaf_field_name(e->field);
    lua_createtable(L, 0, 3);
    lua_pushstring(L, name ? name : "unknown");
    lua_setfield(L, -2, "field");
    lua_pushlstring(L, e->value, e->length);
    lua_setfield(L, -2, "value");
    if (e->note_length) {
      lua_pushlstring(L, e->note, e->note_length);
      lua_setfield(L, -2, "note");
    }
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

/* record:entries() -> list of { field, value, note } in the order of the input: all that was kept, nothing worked out.
 * Parts are joined with "\x1f". */
static int record_entries(lua_State *L) {
  sheaf_lua_record_push_entries(L, sheaf_lua_record_get(L, 1, NULL));
  return 1;
}

static int record_library(lua_State *L) {
  check(L, 1);
  sheaf_bind_push_library_of(L, 1);
  return 1;
}

/* pairs(record): the fields that it has, in the catalogue's order. The names are upvalue 1. */
static int pairs_next(lua_State *L) {
  lua_Integer at = lua_tointeger(L, lua_upvalueindex(2)) + 1;
  for (;; at++) {
    lua_settop(L, 1);
    if (lua_rawgeti(L, lua_upvalueindex(1), at) == LUA_TNIL) return 1;
    lua_pushvalue(L, -1);
    lua_gettable(L, 1);
    const int empty =
        lua_isnil(L, -1) || (lua_istable(L, -1) && lua_rawlen(L, -1) == 0 && (lua_pushnil(L), !lua_next(L, -2)));
    if (!empty) break;
  }
  lua_pushinteger(L, at);
  lua_replace(L, lua_upvalueindex(2));
  lua_settop(L, 3);
  return 2;
}

static int record_pairs(lua_State *L) {
  check(L, 1);
  static const char *const own[] = {"id", "source", "work"};
  lua_newtable(L);
  lua_Integer count = 0;
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
    lua_pushstring(L, own[i]);
    lua_rawseti(L, -2, ++count);
  }
  for (unsigned i = 1; i < SHEAF_FIELD_COUNT; i++) {
    if (i == SHEAF_FIELD_DECISION) continue; /* of the ledger: record:decisions() */
    if (!sheaf_field_name((sheaf_field)i)) continue;
    lua_pushstring(L, sheaf_field_name((sheaf_field)i));
    lua_rawseti(L, -2, ++count);
  }
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, pairs_next, 2);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

void sheaf_lua_record(lua_State *L) {
  const luaL_Reg metamethods[] = {{"__gc", record_gc}, {"__index", record_index}, {"__newindex", record_newindex},
                                  {"__eq", record_eq}, {"__pairs", record_pairs}, {NULL, NULL}};
  const luaL_Reg methods[] = {{"entries", record_entries}, {"library", record_library}, {NULL, NULL}};
  sheaf_bind_class(L, SHEAF_RECORD_CLASS, metamethods, methods);
}
