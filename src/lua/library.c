/* library.c - the class of libraries: open, close, count, records by id, checks. Loading, searching and SQL stand in
 * files of their own; what needs no C is added in lua/sheaf/library.lua. */
#include "base/mem.h"
#include "bind.h"
#include "index/load.h"
#include "store/server.h"

/* The URLs of a list, which must stay on the stack, in a userdata that is pushed. */
static const char *const *shard_urls(lua_State *L, int at, int *count) {
  *count = (int)lua_rawlen(L, at);
  const char **urls = lua_newuserdatauv(L, ((size_t)*count + 1) * sizeof *urls, 0);
  for (int i = 0; i < *count; i++) {
    lua_rawgeti(L, at, i + 1); /* stays on the table, and so alive */
    urls[i] = luaL_checkstring(L, -1);
    lua_pop(L, 1);
  }
  return urls;
}

static int open_server(lua_State *L, sheaf_library *self, const char *url, sheaf_error *err) {
  sheaf_server_options options = {.readonly = lua_toboolean(L, 2), .create = lua_toboolean(L, 3)};
  if (lua_istable(L, 4))
    options.hosts = shard_urls(L, 4, &options.shards);
  else
    options.shards = (int)luaL_optinteger(L, 4, 0);
  options.timeout = (int)luaL_optinteger(L, 5, 0);
  const int code = sheaf_store_open_server(&self->store, url, &options, err);
  return code ? code : sheaf_index_open_server(&self->index, sheaf_store_server(self->store), err);
}

static int open_file(lua_State *L, sheaf_library *self, const char *path, sheaf_error *err) {
  const sheaf_store_options options = {lua_toboolean(L, 2), lua_toboolean(L, 3), sheaf_index_schema()};
  const int code = sheaf_store_open(&self->store, path, &options, err);
  return code ? code : sheaf_index_open(&self->index, sheaf_store_db(self->store), err);
}

/* core.open(path|nil, readonly, create, shards|nil, timeout|nil) -> library | nil, message, code. shards: a number, or
 * a list of URLs */
static int library_open(lua_State *L) {
  const char *path = luaL_optstring(L, 1, NULL);
  sheaf_error err = {0};
  lua_settop(L, 5);
  sheaf_library *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (sheaf_library){0};
  luaL_setmetatable(L, SHEAF_LIBRARY_CLASS);
  if (sheaf_server_is_url(path) ? open_server(L, self, path, &err) : open_file(L, self, path, &err)) {
    sheaf_store_close(self->store);
    self->store = NULL;
    return sheaf_bind_failure(L, &err);
  }
  lua_settop(L, 6);
  return 1;
}

static int library_close(lua_State *L) {
  sheaf_library *self = luaL_checkudata(L, 1, SHEAF_LIBRARY_CLASS);
  sheaf_thesaurus_close(self->thesaurus);
  sheaf_index_close(self->index);
  sheaf_store_close(self->store);
  self->thesaurus = NULL;
  self->index = NULL;
  self->store = NULL;
  return 0;
}

static int library_len(lua_State *L) {
  sheaf_library *self = sheaf_bind_library(L, 1);
  uint64_t count;
  sheaf_error err = {0};
  if (sheaf_store_record_count(self->store, &count, &err)) return luaL_error(L, "%s", err.message);
  lua_pushinteger(L, (lua_Integer)count);
  return 1;
}

static int library_get(lua_State *L) {
  sheaf_library *self = sheaf_bind_library(L, 1);
  const lua_Integer id = luaL_checkinteger(L, 2);
  if (id < 1 || id > UINT32_MAX) return 0;
  sheaf_bind_push_record(L, 1, (uint32_t)id);
  sheaf_error err = {0};
  char *body = NULL;
  size_t length;
  int64_t source;
  uint32_t work;
  const int found = sheaf_store_record_get(self->store, (uint32_t)id, &body, &length, &source, &work, &err);
  sheaf_mem_free(body);
  if (found < 0) return sheaf_bind_failure(L, &err);
  if (!found) lua_pushnil(L);
  return 1;
}

static int all_ids(lua_State *L, int works) {
  sheaf_library *self = sheaf_bind_library(L, 1);
  sheaf_set *set = sheaf_bind_new_set(L, 1);
  sheaf_error err = {0};
  return sheaf_store_record_ids(self->store, works, &set->ids, &set->count, &err) ? sheaf_bind_failure(L, &err) : 1;
}

static int library_all(lua_State *L) { return all_ids(L, 0); }

static int library_works(lua_State *L) { return all_ids(L, 1); }

static int library_check(lua_State *L) {
  sheaf_library *self = sheaf_bind_library(L, 1);
  sheaf_error err = {0};
  const int held = sheaf_store_hold(self->store, &err);
  int code = held < 0 ? held : sheaf_store_check(self->store, &err);
  if (!code) code = sheaf_index_check(self->index, &err);
  if (!code && !self->loading) code = sheaf_load_check(self->store, self->index, &err);
  sheaf_store_release(self->store, held);
  if (code) return sheaf_bind_failure(L, &err);
  lua_pushboolean(L, 1);
  return 1;
}

/* lib:set(ids) -> the set of these records, in this order; raises on an id that is no integer; repeated ids count once.
 */
static int library_set(lua_State *L) {
  sheaf_bind_library(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  const lua_Unsigned count = lua_rawlen(L, 2);
  sheaf_set *set = sheaf_bind_new_set(L, 1);
  set->ids = sheaf_mem_alloc((size_t)count * sizeof *set->ids);
  if (!set->ids) return luaL_error(L, "out of memory");
  lua_newtable(L);
  for (lua_Unsigned i = 1; i <= count; i++) {
    lua_rawgeti(L, 2, (lua_Integer)i);
    int is_integer;
    const lua_Integer id = lua_tointegerx(L, -1, &is_integer);
    if (!is_integer || id < 1 || id > UINT32_MAX) return luaL_error(L, "item %d is no record id", (int)i);
    lua_pop(L, 1);
    if (lua_rawgeti(L, -1, id) == LUA_TNIL) {
      set->ids[set->count++] = (uint32_t)id;
      lua_pushboolean(L, 1);
      lua_rawseti(L, -3, id);
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return 1;
}

static int library_readonly(lua_State *L) {
  lua_pushboolean(L, sheaf_store_readonly(sheaf_bind_library(L, 1)->store));
  return 1;
}

static int library_closed(lua_State *L) {
  lua_pushboolean(L, ((sheaf_library *)luaL_checkudata(L, 1, SHEAF_LIBRARY_CLASS))->store == NULL);
  return 1;
}

void sheaf_lua_library(lua_State *L) {
  const luaL_Reg metamethods[] = {
      {"__gc", library_close}, {"__close", library_close}, {"__len", library_len}, {NULL, NULL}};
  const luaL_Reg methods[] = {{"close", library_close},
                              {"get", library_get},
                              {"all", library_all},
                              {"works", library_works},
                              {"check", library_check},
                              {"set", library_set},
                              {"readonly", library_readonly},
                              {"closed", library_closed},
                              {"loader", sheaf_lua_loader_new},
                              {"copier", sheaf_lua_copier_new},
                              {"sql", sheaf_lua_rows_new},
                              {"search_ids", sheaf_lua_search},
                              {"count_ids", sheaf_lua_search_count},
                              {"search_nodes", sheaf_lua_search_nodes},
                              {"record_spans", sheaf_lua_search_spans},
                              {"vocabulary", sheaf_lua_vocabulary},
                              {"load_thesaurus", sheaf_lua_thesaurus_load},
                              {"find_heading", sheaf_lua_thesaurus_find},
                              {"near_headings", sheaf_lua_thesaurus_near},
                              {"heading_branch", sheaf_lua_thesaurus_branch},
                              {"dedup_run", sheaf_lua_dedup_run},
                              {"dedup_say", sheaf_lua_dedup_say},
                              {"dedup_why", sheaf_lua_dedup_why},
                              {"learner", sheaf_lua_learner_new},
                              {"decision_add", sheaf_lua_decision_add},
                              {"decision_code", sheaf_lua_decision_code},
                              {"decision_attribute", sheaf_lua_decision_attribute},
                              {"decision_memo", sheaf_lua_decision_memo},
                              {"decision_undo", sheaf_lua_decision_undo},
                              {NULL, NULL}};
  sheaf_bind_class(L, SHEAF_LIBRARY_CLASS, metamethods, methods);
  lua_pushcfunction(L, library_open);
  lua_setfield(L, -2, "open");
}
