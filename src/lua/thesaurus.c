/* thesaurus.c - the thesaurus of a library: loading one, finding a heading, its branch. lua/sheaf/thesaurus.lua is the
 * face that users see. */
#include "query/thesaurus_load.h"

#include <string.h>

#include "bind.h"
#include "index/token.h"

enum { MAX_PROBLEMS = 1000 }; /* kept for the report */

/* What a raise must not leak. */
typedef struct work {
  sheaf_source *source; /* owned */
  sheaf_buf key;        /* a folded name */
  sheaf_buf list;       /* names, each with a NUL behind it; or sheaf_problem after sheaf_problem */
  sheaf_arena texts;    /* of the problems */
  size_t problem_count; /* all, kept or not */
} work;

static int work_gc(lua_State *L) {
  work *self = lua_touserdata(L, 1);
  if (self->source) sheaf_source_close(self->source);
  sheaf_buf_clear(&self->key);
  sheaf_buf_clear(&self->list);
  sheaf_arena_clear(&self->texts);
  *self = (work){0};
  return 0;
}

static work *new_work(lua_State *L) {
  work *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (work){0};
  sheaf_arena_init(&self->texts);
  if (luaL_newmetatable(L, "sheaf.thesaurus_work")) {
    lua_pushcfunction(L, work_gc);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, work_gc);
    lua_setfield(L, -2, "__close");
  }
  lua_setmetatable(L, -2);
  lua_toclose(L, -1);
  return self;
}

/* ---- loading ---- */

static void on_problem(void *context, const sheaf_problem *problem) {
  work *self = context;
  if (self->problem_count++ >= MAX_PROBLEMS) return;
  sheaf_problem kept = *problem;
  kept.message = sheaf_arena_copy(&self->texts, problem->message, strlen(problem->message));
  if (kept.message) sheaf_buf_add(&self->list, &kept, sizeof kept);
}

static void set_integer(lua_State *L, const char *name, uint64_t value) {
  lua_pushinteger(L, (lua_Integer)value);
  lua_setfield(L, -2, name);
}

static void set_string(lua_State *L, const char *name, const char *value) {
  lua_pushstring(L, value);
  lua_setfield(L, -2, name);
}

static void push_problems(lua_State *L, const work *self) {
  const size_t count = self->list.length / sizeof(sheaf_problem);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    sheaf_problem problem;
    memcpy(&problem, self->list.data + i * sizeof problem, sizeof problem);
    lua_createtable(L, 0, 5);
    set_integer(L, "line", problem.line);
    set_integer(L, "byte", problem.byte);
    set_string(L, "severity", problem.severity == SHEAF_REJECTED ? "error" : "warning");
    set_string(L, "code", problem.code);
    set_string(L, "message", problem.message);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static void push_report(lua_State *L, const sheaf_thesaurus_report *report, const work *self) {
  lua_createtable(L, 0, 10);
  set_integer(L, "descriptors", report->counts.descriptors);
  set_integer(L, "entry_terms", report->counts.entry_terms);
  set_integer(L, "tree_numbers", report->counts.tree_numbers);
  set_integer(L, "qualifiers", report->counts.qualifiers);
  set_integer(L, "rejected", report->rejected);
  if (report->year) set_integer(L, "year", (uint64_t)report->year);
  set_string(L, "kind", report->kind);
  lua_pushboolean(L, report->replaced);
  lua_setfield(L, -2, "replaced");
  set_integer(L, "problem_count", self->problem_count);
  push_problems(L, self);
  lua_setfield(L, -2, "problems");
}

/* lib:load_thesaurus{ path = | text =, name =, encoding =, year = } -> report | nil, message, code */
int sheaf_lua_thesaurus_load(lua_State *L) {
  sheaf_library *library = sheaf_bind_library(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  if (library->loading) return luaL_error(L, "the library is loading an input: finish that first");
  const char *path = sheaf_bind_option(L, 2, "path"), *encoding = sheaf_bind_option(L, 2, "encoding");
  const char *name = path ? path : sheaf_bind_option(L, 2, "name");
  size_t length = 0;
  lua_getfield(L, 2, "text"); /* stays on the stack: the source borrows it */
  const char *text = path ? NULL : luaL_checklstring(L, -1, &length);
  lua_getfield(L, 2, "year");
  const lua_Integer year = luaL_optinteger(L, -1, 0);
  luaL_argcheck(L, year >= 0 && year <= 9999, 2, "no such year");
  if (!name) name = "pasted";
  work *self = new_work(L);
  sheaf_error err = {0};
  sheaf_thesaurus_report report;
  int code = path ? sheaf_source_open_file(&self->source, path, encoding, &err)
                  : sheaf_source_open_memory(&self->source, name, text, length, encoding, &err);
  if (!code)
    code = sheaf_thesaurus_load_source(library->store, self->source, name, (int)year, on_problem, self, &report, &err);
  if (code) return sheaf_bind_failure(L, &err);
  push_report(L, &report, self);
  return 1;
}

/* ---- headings ---- */

/* The thesaurus, and the folded name at 2 in self->key; NULL: err is filled. */
static sheaf_thesaurus *prepare(lua_State *L, work *self, sheaf_error *err) {
  sheaf_library *library = sheaf_bind_library(L, 1);
  size_t length;
  const char *name = luaL_checklstring(L, 2, &length);
  sheaf_thesaurus *thesaurus = NULL;
  sheaf_token_whole(name, length, &self->key);
  if (self->key.failed) return sheaf_error_memory(err), NULL;
  if (sheaf_bind_thesaurus(library, &thesaurus, err)) return NULL;
  if (!thesaurus)
    sheaf_error_at(err, SHEAF_EUNSUPPORTED, "H-NO-TREE", 0,
                   "no thesaurus is loaded: load NLM's headings with lib:thesaurus(\"desc2024.xml\")");
  return thesaurus;
}

static const char *key_of(const work *self) { return self->key.data ? self->key.data : ""; }

/* lib:find_heading(name) -> number, is_entry; nothing where there is none | nil, message, code */
int sheaf_lua_thesaurus_find(lua_State *L) {
  work *self = new_work(L);
  sheaf_error err = {0};
  sheaf_thesaurus *thesaurus = prepare(L, self, &err);
  sheaf_thesaurus_entry entry = {0};
  const int found = thesaurus ? sheaf_thesaurus_find(thesaurus, key_of(self), self->key.length, &entry, &err) : -1;
  if (found < 0) return sheaf_bind_failure(L, &err);
  if (!found) return 0;
  lua_pushinteger(L, entry.descriptor);
  lua_pushboolean(L, entry.is_entry);
  return 2;
}

/* Lua must not be asked for memory here: it would leave by longjmp. */
static int on_name(void *context, const char *name, size_t length) {
  work *self = context;
  sheaf_buf_add(&self->list, name, length);
  sheaf_buf_add_byte(&self->list, 0);
  return self->list.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

static int push_names(lua_State *L, int code, const work *self, sheaf_error *err) {
  if (code == SHEAF_ENOMEM) sheaf_error_memory(err);
  if (code) return sheaf_bind_failure(L, err);
  lua_newtable(L);
  lua_Integer count = 0;
  for (size_t at = 0; at < self->list.length;) {
    const size_t length = strlen(self->list.data + at);
    lua_pushlstring(L, self->list.data + at, length);
    lua_rawseti(L, -2, ++count);
    at += length + 1;
  }
  return 1;
}

/* lib:near_headings(name, most) -> list of preferred names near in spelling, best first | nil, message, code */
int sheaf_lua_thesaurus_near(lua_State *L) {
  const lua_Integer most = luaL_optinteger(L, 3, 5);
  work *self = new_work(L);
  sheaf_error err = {0};
  sheaf_thesaurus *thesaurus = prepare(L, self, &err);
  if (!thesaurus) return sheaf_bind_failure(L, &err);
  const int code = sheaf_thesaurus_suggest(thesaurus, key_of(self), self->key.length, most > 0 ? (size_t)most : 0,
                                           on_name, self, &err);
  return push_names(L, code, self, &err);
}

/* lib:heading_branch(number) -> list of the names of the heading and all narrower ones | nil, message, code */
int sheaf_lua_thesaurus_branch(lua_State *L) {
  sheaf_library *library = sheaf_bind_library(L, 1);
  const lua_Integer descriptor = luaL_checkinteger(L, 2);
  work *self = new_work(L);
  sheaf_error err = {0};
  sheaf_thesaurus *thesaurus;
  int code = sheaf_bind_thesaurus(library, &thesaurus, &err);
  if (!code && thesaurus) code = sheaf_thesaurus_narrower_names(thesaurus, descriptor, on_name, self, &err);
  return push_names(L, code, self, &err);
}
