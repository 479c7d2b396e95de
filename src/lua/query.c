/* query.c - the class of queries: parse, print, notes, the tree as a table. Searching with them is in search.c. */
#include "query/query.h"

#include "base/mem.h"
#include "bind.h"
#include "query/dialect.h"
#include "query/parse.h"
#include "query/print.h"
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

/* Fills the lines of the strategy from options.lines, a list of { label =, query = | nil }; the room is a userdata that
 * stays on the stack. */
static void read_lines(lua_State *L, int at, sheaf_parse_options *options) {
  if (lua_getfield(L, at, "lines") == LUA_TNIL) return;
  luaL_checktype(L, -1, LUA_TTABLE);
  const size_t count = lua_rawlen(L, -1);
  sheaf_parse_line *lines = lua_newuserdatauv(L, (count + 1) * sizeof *lines, 0);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, -2, (lua_Integer)i + 1);
    luaL_checktype(L, -1, LUA_TTABLE);
    lines[i] = (sheaf_parse_line){.label = sheaf_bind_option(L, lua_gettop(L), "label")};
    if (!lines[i].label) luaL_error(L, "line %d of the strategy has no label", (int)i + 1);
    if (lua_getfield(L, -1, "query") != LUA_TNIL) lines[i].query = check(L, -1);
    lua_pop(L, 2);
  }
  options->lines = lines;
  options->line_count = count;
  lua_getfield(L, at, "line");
  const lua_Integer line = luaL_checkinteger(L, -1);
  options->line = line > 0 ? (size_t)line - 1 : 0;
  lua_pop(L, 1);
}

/* Pushes the query and returns it; NULL with err filled (then what is pushed is of no use). */
static sheaf_query *parse(lua_State *L, int at, int options_at, sheaf_error *err) {
  size_t length;
  const char *text = luaL_checklstring(L, at, &length);
  sheaf_parse_options options = {.today = sheaf_bind_option(L, options_at, "today")};
  const char *syntax = sheaf_bind_option(L, options_at, "syntax");
  if (!lua_isnoneornil(L, options_at)) {
    options.strict = sheaf_bind_flag(L, options_at, "strict", 0);
    read_lines(L, options_at, &options);
  }
  lua_query *self = lua_newuserdatauv(L, sizeof *self, 0);
  self->query = NULL;
  luaL_setmetatable(L, SHEAF_QUERY_CLASS);
  return sheaf_parse_text(&self->query, text, length, syntax ? syntax : "pubmed", &options, err) ? NULL : self->query;
}

sheaf_query *sheaf_lua_query_get(lua_State *L, int at, int options, sheaf_error *err) {
  if (!luaL_testudata(L, at, SHEAF_QUERY_CLASS)) return parse(L, at, options, err);
  lua_pushvalue(L, at);
  return check(L, -1);
}

int sheaf_lua_query_failure(lua_State *L, const sheaf_error *err) {
  sheaf_bind_failure(L, err);
  lua_pushinteger(L, (lua_Integer)err->byte + 1);
  return 4;
}

/* core.parse(text, { syntax =, today =, strict =, lines = { { label =, query = }, ... }, line = }) -> query | nil,
 * message, code, position */
int sheaf_lua_query_parse(lua_State *L) {
  lua_settop(L, 2);
  sheaf_error err = {0};
  return parse(L, 1, 2, &err) ? 1 : sheaf_lua_query_failure(L, &err);
}

/* core.syntaxes() -> list of the names of the syntaxes */
int sheaf_lua_query_syntaxes(lua_State *L) {
  const sheaf_dialect *dialect;
  lua_newtable(L);
  for (size_t i = 0; (dialect = sheaf_dialect_at(i)); i++) {
    lua_pushstring(L, dialect->name);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* ---- printing ---- */

/* What a raise must not leak. */
typedef struct printing {
  sheaf_buf text;      /* printed */
  sheaf_losses losses; /* on the way */
} printing;

static int printing_gc(lua_State *L) {
  printing *self = lua_touserdata(L, 1);
  sheaf_buf_clear(&self->text);
  sheaf_losses_clear(&self->losses);
  return 0;
}

static printing *new_printing(lua_State *L) {
  printing *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (printing){0};
  sheaf_bind_collect(L, "sheaf.printing", printing_gc);
  return self;
}

static void set_text(lua_State *L, const char *key, const char *value) {
  lua_pushstring(L, value);
  lua_setfield(L, -2, key);
}

static void set_integer(lua_State *L, const char *key, size_t value) {
  lua_pushinteger(L, (lua_Integer)value);
  lua_setfield(L, -2, key);
}

/* { direction, reason, node = { kind, number, text, first, last } } */
static void push_loss(lua_State *L, const sheaf_query *query, const sheaf_loss *loss) {
  size_t length;
  const char *text = sheaf_query_text(query, &length);
  lua_createtable(L, 0, 3);
  set_text(L, "direction", sheaf_print_direction(loss->direction));
  set_text(L, "reason", loss->reason);
  lua_createtable(L, 0, 5);
  set_text(L, "kind", sheaf_query_kind_name(loss->node->kind));
  set_integer(L, "number", loss->node->number);
  set_integer(L, "first", loss->node->first + 1);
  set_integer(L, "last", loss->node->last);
  if (loss->node->first <= loss->node->last && loss->node->last <= length)
    lua_pushlstring(L, text + loss->node->first, loss->node->last - loss->node->first);
  else
    lua_pushliteral(L, "");
  lua_setfield(L, -2, "text");
  lua_setfield(L, -2, "node");
}

/* query:print_in(syntax|nil, library|nil, labels|nil, number|nil) -> text, losses | nil, message, code. The library
 * spells out wildcards that the syntax lacks; labels are how references to lines are written; number is that of the
 * node to print, if not all. */
static int query_print(lua_State *L) {
  const sheaf_query *self = check(L, 1);
  lua_settop(L, 5);
  const char *syntax = luaL_optstring(L, 2, sheaf_query_syntax(self));
  sheaf_print_options options = {.index = lua_isnil(L, 3) ? NULL : sheaf_bind_library(L, 3)->index};
  if (!lua_isnil(L, 5)) options.node = sheaf_query_node_at(self, (uint32_t)luaL_checkinteger(L, 5));
  if (!lua_isnil(L, 4)) {
    luaL_checktype(L, 4, LUA_TTABLE);
    options.label_count = lua_rawlen(L, 4);
    const char **labels = lua_newuserdatauv(L, (options.label_count + 1) * sizeof *labels, 0);
    for (size_t i = 0; i < options.label_count; i++) {
      lua_rawgeti(L, 4, (lua_Integer)i + 1);
      labels[i] = luaL_checkstring(L, -1);
      lua_pop(L, 1); /* the table keeps it */
    }
    options.labels = labels;
  }
  printing *work = new_printing(L);
  sheaf_error err = {0};
  if (sheaf_print_text(self, syntax, &options, &work->text, &work->losses, &err)) return sheaf_bind_failure(L, &err);
  lua_pushlstring(L, work->text.data ? work->text.data : "", work->text.length);
  lua_createtable(L, (int)work->losses.count, 0);
  for (size_t i = 0; i < work->losses.count; i++) {
    push_loss(L, self, &work->losses.items[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 2;
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

void sheaf_lua_query(lua_State *L) {
  const luaL_Reg metamethods[] = {{"__gc", query_gc}, {"__eq", query_eq}, {NULL, NULL}};
  const luaL_Reg methods[] = {{"print_in", query_print}, {"notes", query_notes},   {"tree", query_tree},
                              {"text", query_text},      {"syntax", query_syntax}, {NULL, NULL}};
  sheaf_bind_class(L, SHEAF_QUERY_CLASS, metamethods, methods);
}
