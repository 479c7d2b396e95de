/* query.c - the class of queries, and searching: parse, print, notes, the tree as a table, results, explanations. */
#include "query/query.h"

#include <limits.h>
#include <string.h>

#include "base/mem.h"
#include "bind.h"
#include "query/eval.h"
#include "query/explain.h"
#include "query/parse.h"
#include "query/print.h"
#include "query/rank.h"
#include "query/show.h"

typedef struct lua_query {
  sheaf_query *query; /* owned */
} lua_query;

static sheaf_query *check(lua_State *L, int at) {
  return ((lua_query *)luaL_checkudata(L, at, SHEAF_QUERY_CLASS))->query;
}

static int query_gc(lua_State *L) {
  lua_query *self = luaL_checkudata(L, 1, SHEAF_QUERY_CLASS);
  sheaf_query_free(self->query);
  self->query = NULL;
  return 0;
}

/* Pushes the query, and returns it; or NULL with err filled (the unfinished userdata stays on the stack). */
static sheaf_query *parse(lua_State *L, int at, const char *syntax, const char *today, sheaf_error *err) {
  size_t length;
  const char *text = luaL_checklstring(L, at, &length);
  lua_query *self = lua_newuserdatauv(L, sizeof *self, 0);
  self->query = NULL;
  luaL_setmetatable(L, SHEAF_QUERY_CLASS);
  const sheaf_parse_options options = {.today = today};
  return sheaf_parse_text(&self->query, text, length, syntax ? syntax : "pubmed", &options, err) ? NULL : self->query;
}

/* nil, message with the place marked, code, 1-based position in the query */
static int parse_failure(lua_State *L, const sheaf_error *err) {
  sheaf_bind_failure(L, err);
  lua_pushinteger(L, (lua_Integer)err->byte + 1);
  return 4;
}

/* core.parse(text, syntax, today) -> query | nil, message, code, position */
int sheaf_lua_query_parse(lua_State *L) {
  sheaf_error err = {0};
  if (!parse(L, 1, luaL_optstring(L, 2, NULL), luaL_optstring(L, 3, NULL), &err)) return parse_failure(L, &err);
  return 1;
}

/* query:print(syntax) -> text | nil, message, code */
static int query_print(lua_State *L) {
  const sheaf_query *self = check(L, 1);
  const char *syntax = luaL_optstring(L, 2, sheaf_query_syntax(self));
  sheaf_buf text = {0};
  sheaf_error err = {0};
  const int code = sheaf_print_text(self, syntax, &text, &err);
  if (!code) lua_pushlstring(L, text.data ? text.data : "", text.length);
  sheaf_buf_clear(&text);
  return code ? sheaf_bind_failure(L, &err) : 1;
}

/* query:notes() -> list of { code, severity, message, first, last } with 1-based, inclusive places */
static int query_notes(lua_State *L) {
  const sheaf_query *self = check(L, 1);
  const size_t count = sheaf_query_note_count(self);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    const sheaf_query_note *note = sheaf_query_note_at(self, i);
    lua_createtable(L, 0, 5);
    lua_pushstring(L, note->code);
    lua_setfield(L, -2, "code");
    lua_pushstring(L, note->severity == SHEAF_QUERY_INFO ? "info" : "warning");
    lua_setfield(L, -2, "severity");
    lua_pushstring(L, note->message);
    lua_setfield(L, -2, "message");
    lua_pushinteger(L, (lua_Integer)note->first + 1);
    lua_setfield(L, -2, "first");
    lua_pushinteger(L, (lua_Integer)note->last);
    lua_setfield(L, -2, "last");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

static void set_under(lua_State *L, const char *key) {
  if (key)
    lua_setfield(L, -2, key);
  else
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

static void show_open(void *context, const char *key) {
  lua_State *L = context;
  luaL_checkstack(L, 8, "the query is nested too deep");
  lua_pushstring(L, key ? key : "");
  lua_newtable(L);
}

/* The table is on top, its key below it, the table around it below that. The root has key "" and nothing around it but
 * the frame. */
static void show_close(void *context) {
  lua_State *L = context;
  const char *key = lua_tostring(L, -2);
  if (*key)
    lua_setfield(L, -3, key);
  else
    lua_rawseti(L, -3, (lua_Integer)lua_rawlen(L, -3) + 1);
  lua_pop(L, 1);
}

static void show_text(void *context, const char *key, const char *value, size_t length) {
  lua_pushlstring(context, value, length);
  set_under(context, key);
}

static void show_integer(void *context, const char *key, int64_t value) {
  lua_pushinteger(context, value);
  set_under(context, key);
}

static void show_truth(void *context, const char *key) {
  lua_pushboolean(context, 1);
  set_under(context, key);
}

/* query:tree() -> nested tables, as query/show.h says */
static int query_tree(lua_State *L) {
  const sheaf_query *self = check(L, 1);
  const sheaf_show show = {show_open, show_close, show_text, show_integer, show_truth};
  lua_newtable(L); /* the frame: its first item is the root */
  sheaf_show_query(self, &show, L);
  lua_rawgeti(L, -1, 1);
  return 1;
}

static int query_text(lua_State *L) {
  size_t length;
  const char *text = sheaf_query_text(check(L, 1), &length);
  lua_pushlstring(L, text, length);
  return 1;
}

static int query_syntax(lua_State *L) {
  lua_pushstring(L, sheaf_query_syntax(check(L, 1)));
  return 1;
}

static int query_eq(lua_State *L) {
  lua_pushboolean(L, sheaf_query_equal(check(L, 1), check(L, 2)));
  return 1;
}

/* The query at `at`: a query object, or text parsed with the options at `options`. Pushes it. NULL: err is filled. */
static sheaf_query *query_argument(lua_State *L, int at, int options, sheaf_error *err) {
  if (luaL_testudata(L, at, SHEAF_QUERY_CLASS)) {
    lua_pushvalue(L, at);
    return check(L, -1);
  }
  return parse(L, at, sheaf_bind_option(L, options, "syntax"), sheaf_bind_option(L, options, "today"), err);
}

typedef struct search_buffers {
  sheaf_documents found; /* matches, ascending */
  uint32_t *ranked;      /* best first, where ranked */
  size_t count;          /* ids of the result */
  sheaf_buf matches;     /* sheaf_explain_match after sheaf_explain_match, of one record */
} search_buffers;

static int search_gc(lua_State *L) {
  search_buffers *self = lua_touserdata(L, 1);
  sheaf_mem_free(self->found.ids);
  sheaf_mem_free(self->ranked);
  sheaf_buf_clear(&self->matches);
  *self = (search_buffers){0};
  return 0;
}

static search_buffers *new_buffers(lua_State *L) {
  search_buffers *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (search_buffers){0};
  if (luaL_newmetatable(L, "sheaf.search")) {
    lua_pushcfunction(L, search_gc);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return self;
}

/* The matches, and the best of them in order when ranked (limit 0: all). */
static int evaluate(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options, int ranked,
                    size_t limit, search_buffers *work, sheaf_error *err) {
  int code = sheaf_index_refresh(index, err);
  if (!code) code = sheaf_eval_documents(query, index, options, &work->found, err);
  if (code) return code;
  work->count = work->found.count;
  if (!ranked) return SHEAF_OK;
  if (limit && limit < work->count) work->count = limit;
  work->ranked = sheaf_mem_alloc(work->count * sizeof *work->ranked);
  if (!work->ranked) return sheaf_error_memory(err);
  return work->count ? sheaf_rank_top(query, index, &work->found, limit, work->ranked, NULL, &work->count, err)
                     : SHEAF_OK;
}

/* lib:search_ids(query|text, { syntax =, explode =, today =, ranked = boolean, limit = }) -> set | nil, message, code,
 * position The set is in relevance order when ranked, by id otherwise; lua/sheaf/search.lua does the rest. */
int sheaf_lua_query_search(lua_State *L) {
  sheaf_library *library = sheaf_bind_library(L, 1);
  lua_settop(L, 3);
  sheaf_error err = {0};
  const sheaf_query *query = query_argument(L, 2, 3, &err);
  if (!query) return parse_failure(L, &err);
  const char *explode = sheaf_bind_option(L, 3, "explode");
  if (explode && strcmp(explode, "ignore") != 0 && strcmp(explode, "error") != 0)
    return luaL_error(L, "option 'explode' must be \"error\" or \"ignore\"");
  const sheaf_eval_options options = {.explode = explode && *explode == 'i' ? SHEAF_EVAL_EXPLODE_IGNORE
                                                                            : SHEAF_EVAL_EXPLODE_ERROR};
  lua_Integer limit = 0;
  if (!lua_isnoneornil(L, 3) && lua_getfield(L, 3, "limit") != LUA_TNIL) limit = luaL_checkinteger(L, -1);
  const int ranked = sheaf_bind_flag(L, 3, "ranked", 0);
  sheaf_set *set = sheaf_bind_new_set(L, 1);
  search_buffers *work = new_buffers(L);
  const int held = sheaf_store_hold(library->store, &err);
  int code =
      held < 0 ? held : evaluate(query, library->index, &options, ranked, limit > 0 ? (size_t)limit : 0, work, &err);
  sheaf_store_release(library->store, held);
  if (code) return parse_failure(L, &err);
  if (ranked) {
    set->ids = work->ranked;
    work->ranked = NULL;
  } else {
    set->ids = work->found.ids;
    work->found.ids = NULL;
  }
  set->count = work->count;
  lua_pushvalue(L, -2);
  lua_pushinteger(L, (lua_Integer)work->found.count);
  return 2;
}

/* Lua must not be asked for memory here: it would leave by longjmp, and what the caller holds would leak. */
static int on_match(void *context, const sheaf_explain_match *match) {
  sheaf_buf *matches = context;
  sheaf_buf_add(matches, match, sizeof *match);
  return matches->failed ? SHEAF_ENOMEM : 0;
}

static void push_match(lua_State *L, const sheaf_explain_match *match) {
  lua_createtable(L, 0, 6);
  lua_pushstring(L, sheaf_query_kind_name(match->leaf->kind));
  lua_setfield(L, -2, "kind");
  lua_pushstring(L, match->leaf->text);
  lua_setfield(L, -2, "query");
  lua_pushinteger(L, match->leaf->number);
  lua_setfield(L, -2, "node");
  lua_pushstring(L, sheaf_field_name(match->field));
  lua_setfield(L, -2, "field");
  lua_pushinteger(L, (lua_Integer)match->instance + 1);
  lua_setfield(L, -2, "instance");
  lua_pushinteger(L, (lua_Integer)match->first + 1);
  lua_setfield(L, -2, "first");
  lua_pushinteger(L, (lua_Integer)match->last);
  lua_setfield(L, -2, "last");
}

/* lib:record_spans(record, query|text, options) -> list of { kind, query, node, field, instance, first, last }: where
 * each leaf of the query matches, 1-based inclusive bytes of that field's value | nil, message, code, position */
int sheaf_lua_query_explain(lua_State *L) {
  sheaf_bind_library(L, 1);
  lua_settop(L, 4);
  const sheaf_record *record = sheaf_lua_record_get(L, 2, NULL);
  sheaf_error err = {0};
  const sheaf_query *query = query_argument(L, 3, 4, &err);
  if (!query) return parse_failure(L, &err);
  search_buffers *work = new_buffers(L);
  const int code = sheaf_explain_record(query, record, on_match, &work->matches, &err);
  if (code == SHEAF_ENOMEM) sheaf_error_memory(&err);
  if (code) return sheaf_bind_failure(L, &err);
  const size_t count = work->matches.length / sizeof(sheaf_explain_match);
  lua_createtable(L, count < INT_MAX ? (int)count : 0, 0);
  for (size_t i = 0; i < count; i++) {
    sheaf_explain_match match;
    memcpy(&match, work->matches.data + i * sizeof match, sizeof match);
    push_match(L, &match);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

void sheaf_lua_query(lua_State *L) {
  const luaL_Reg metamethods[] = {{"__gc", query_gc}, {"__eq", query_eq}, {NULL, NULL}};
  const luaL_Reg methods[] = {{"print", query_print}, {"notes", query_notes},   {"tree", query_tree},
                              {"text", query_text},   {"syntax", query_syntax}, {NULL, NULL}};
  sheaf_bind_class(L, SHEAF_QUERY_CLASS, metamethods, methods);
}
