/* dedup.c - duplicates: a run over the library, what people say of two records, and the evidence on them.
 * lua/sheaf/duplicates.lua makes of these what users call. */
#include <string.h>

#include "bind.h"
#include "dedup/run.h"
#include "dedup/say.h"

#define RUN_CLASS "sheaf.dedup_run"

/* Arguments of run, by place. */
enum { LIBRARY = 1, ALL = 2, WHO = 3, RULE = 4, PROGRESS = 5 };

static void set_number(lua_State *L, const char *name, double value) {
  lua_pushnumber(L, value);
  lua_setfield(L, -2, name);
}

static void set_integer(lua_State *L, const char *name, uint64_t value) {
  lua_pushinteger(L, (lua_Integer)value);
  lua_setfield(L, -2, name);
}

static void set_text(lua_State *L, const char *name, const char *value) {
  lua_pushstring(L, value);
  lua_setfield(L, -2, name);
}

/* Pushes { verdict, score, points, title, authors, abstract, link, and by place { rule, finding, points } }. */
static void push_evidence(lua_State *L, const sheaf_evidence *evidence) {
  lua_createtable(L, SHEAF_RULE_COUNT, 8);
  set_text(L, "verdict", sheaf_compare_verdict_name(evidence->verdict));
  set_number(L, "score", evidence->score);
  set_number(L, "points", evidence->points);
  set_number(L, "title", evidence->title);
  set_number(L, "authors", evidence->authors);
  if (evidence->abstract >= 0) set_number(L, "abstract", evidence->abstract);
  if (evidence->link) set_text(L, "link", sheaf_compare_link_name(evidence->link));
  lua_Integer count = 0;
  for (int i = 0; i < SHEAF_RULE_COUNT; i++) {
    if (!evidence->findings[i].text) continue;
    lua_createtable(L, 0, 3);
    set_text(L, "rule", sheaf_compare_rule_name((sheaf_rule)i));
    set_text(L, "finding", evidence->findings[i].text);
    set_number(L, "points", evidence->findings[i].points);
    lua_rawseti(L, -2, ++count);
  }
}

/* What a raise must not leak. */
typedef struct run_state {
  lua_State *L;            /* whose functions are called */
  sheaf_run_result result; /* owned */
  int failed;              /* a function raised: its message is on the stack's top */
} run_state;

static int run_gc(lua_State *L) {
  sheaf_run_clear(&((run_state *)lua_touserdata(L, 1))->result);
  return 0;
}

static run_state *new_run(lua_State *L) {
  run_state *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (run_state){.L = L};
  sheaf_bind_collect(L, RUN_CLASS, run_gc);
  return self;
}

/* The function raised, or gave what it may not: the run stops, and the message stays on the stack. */
static int stop(run_state *self, sheaf_error *err) {
  self->failed = 1;
  return sheaf_error_set(err, SHEAF_EUNSUPPORTED, "a function stopped the run");
}

/* rule(a, b, evidence) under pcall, so that a raise unwinds nothing of the core. */
static int call_rule(lua_State *L) {
  const lua_Integer a = lua_tointeger(L, 3), b = lua_tointeger(L, 4);
  lua_pushvalue(L, 2);
  sheaf_bind_push_record(L, 1, (uint32_t)a);
  sheaf_bind_push_record(L, 1, (uint32_t)b);
  push_evidence(L, lua_touserdata(L, 5));
  lua_call(L, 3, 1);
  if (lua_isnil(L, -1)) return 1;
  const char *said = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : luaL_typename(L, -1);
  static const char *const words[] = {"distinct", "review", "merge"};
  for (int i = 0; i < 3; i++) {
    if (strcmp(said, words[i]) != 0) continue;
    lua_pushinteger(L, i);
    return 1;
  }
  return luaL_error(L, "a rule must return 'merge', 'review', 'distinct' or nil, not '%s'", said);
}

static int on_rule(void *context, uint32_t a, uint32_t b, const sheaf_evidence *evidence, sheaf_verdict *verdict,
                   sheaf_error *err) {
  run_state *self = context;
  lua_State *L = self->L;
  sheaf_evidence copy = *evidence;
  lua_pushcfunction(L, call_rule);
  lua_pushvalue(L, LIBRARY);
  lua_pushvalue(L, RULE);
  lua_pushinteger(L, a);
  lua_pushinteger(L, b);
  lua_pushlightuserdata(L, &copy);
  if (lua_pcall(L, 5, 1, 0) != LUA_OK) return stop(self, err);
  const int decided = lua_isinteger(L, -1);
  if (decided) *verdict = (sheaf_verdict)lua_tointeger(L, -1);
  lua_pop(L, 1);
  return decided;
}

/* progress{ stage, done, total } under pcall */
static int call_progress(lua_State *L) {
  lua_createtable(L, 0, 3);
  lua_pushvalue(L, 2);
  lua_setfield(L, -2, "stage");
  lua_pushvalue(L, 3);
  lua_setfield(L, -2, "done");
  lua_pushvalue(L, 4);
  lua_setfield(L, -2, "total");
  lua_pushvalue(L, 1);
  lua_insert(L, -2);
  lua_call(L, 1, 0);
  return 0;
}

static int on_progress(void *context, const char *stage, uint64_t done, uint64_t total, sheaf_error *err) {
  run_state *self = context;
  lua_State *L = self->L;
  lua_pushcfunction(L, call_progress);
  lua_pushvalue(L, PROGRESS);
  lua_pushstring(L, stage);
  lua_pushinteger(L, (lua_Integer)done);
  lua_pushinteger(L, (lua_Integer)total);
  return lua_pcall(L, 4, 0, 0) == LUA_OK ? SHEAF_OK : stop(self, err);
}

static void push_result(lua_State *L, const sheaf_run_result *result) {
  lua_createtable(L, 0, 6);
  set_integer(L, "row", (uint64_t)result->row);
  set_integer(L, "records", result->records);
  set_integer(L, "works", result->works);
  set_integer(L, "merged", result->records - result->works);
  set_integer(L, "compared", result->compared);
  lua_createtable(L, (int)result->review_count, 0);
  for (size_t i = 0; i < result->review_count; i++) {
    lua_createtable(L, 0, 4);
    set_integer(L, "a", result->review[i].a);
    set_integer(L, "b", result->review[i].b);
    set_number(L, "score", sheaf_compare_score(result->review[i].points));
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "review");
}

/* Writing needs a library that may be written, and that nothing else writes to. */
static sheaf_library *writable(lua_State *L, sheaf_error *err) {
  sheaf_library *library = sheaf_bind_library(L, LIBRARY);
  if (library->loading) sheaf_bind_raise(L, "the library is loading an input, or looking for duplicates");
  if (sheaf_store_readonly(library->store)) {
    sheaf_error_set(err, SHEAF_ESTORE, "the library was opened for reading only");
    return NULL;
  }
  return library;
}

/* lib:dedup_run(all, who|nil, rule|nil, progress|nil) -> { row, records, works, merged, compared, review } | nil,
 * message, code; raises what a function raised */
int sheaf_lua_dedup_run(lua_State *L) {
  sheaf_error err = {0};
  lua_settop(L, PROGRESS);
  sheaf_library *library = writable(L, &err);
  if (!library) return sheaf_bind_failure(L, &err);
  run_state *self = new_run(L);
  const sheaf_run_options options = {.all = lua_toboolean(L, ALL),
                                     .who = luaL_optstring(L, WHO, NULL),
                                     .rule = lua_isnil(L, RULE) ? NULL : on_rule,
                                     .progress = lua_isnil(L, PROGRESS) ? NULL : on_progress,
                                     .context = self};
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  library->loading = 1;
  const int code = sheaf_run(library->store, &options, &self->result, &err);
  library->loading = 0;
  library->works_made++;
  if (self->failed) return lua_error(L);
  if (code) return sheaf_bind_failure(L, &err);
  push_result(L, &self->result);
  return 1;
}

static uint32_t check_id(lua_State *L, int at) {
  const lua_Integer id = luaL_checkinteger(L, at);
  luaL_argcheck(L, id >= 1 && id <= UINT32_MAX, at, "no record number");
  return (uint32_t)id;
}

/* lib:dedup_say(action, a|nil, b|nil, about|nil, who|nil, note|nil) -> the row's number | nil, message, code */
int sheaf_lua_dedup_say(lua_State *L) {
  sheaf_error err = {0};
  sheaf_library *library = writable(L, &err);
  if (!library) return sheaf_bind_failure(L, &err);
  sheaf_ledger_row row = {.action = luaL_checkstring(L, 2),
                          .record = lua_isnoneornil(L, 3) ? 0 : check_id(L, 3),
                          .other = lua_isnoneornil(L, 4) ? 0 : check_id(L, 4),
                          .about = luaL_optinteger(L, 5, 0),
                          .who = luaL_optstring(L, 6, NULL),
                          .note = luaL_optstring(L, 7, NULL)};
  if (sheaf_say(library->store, &row, &err)) return sheaf_bind_failure(L, &err);
  library->works_made++;
  lua_pushinteger(L, row.id);
  return 1;
}

/* lib:dedup_why(a, b) -> evidence | nil, message, code */
int sheaf_lua_dedup_why(lua_State *L) {
  sheaf_library *library = sheaf_bind_library(L, 1);
  sheaf_error err = {0};
  sheaf_evidence evidence;
  if (sheaf_say_why(library->store, check_id(L, 2), check_id(L, 3), &evidence, &err))
    return sheaf_bind_failure(L, &err);
  push_evidence(L, &evidence);
  return 1;
}

/* core.dedup_links() -> list of the names of links, by the number that the library keeps */
int sheaf_lua_dedup_links(lua_State *L) {
  lua_createtable(L, SHEAF_LINK_COUNT, 0);
  for (int i = 1; i < SHEAF_LINK_COUNT; i++) {
    lua_pushstring(L, sheaf_compare_link_name((sheaf_link)i));
    lua_rawseti(L, -2, i);
  }
  return 1;
}
