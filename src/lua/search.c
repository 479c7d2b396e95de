/* search.c - searching a library with queries: results, the counts of every node, where a record matches. */
#include <limits.h>
#include <string.h>

#include "base/mem.h"
#include "bind.h"
#include "query/count.h"
#include "query/eval.h"
#include "query/explain.h"
#include "query/rank.h"

/* What a raise must not leak. */
typedef struct search_buffers {
  sheaf_documents found; /* matches, ascending */
  uint32_t *ranked;      /* best first, where ranked */
  size_t count;          /* ids of the result */
  size_t total;          /* records that match */
  uint32_t *counts;      /* of every node */
  uint8_t *seen;         /* watched documents by node */
  sheaf_buf matches;     /* sheaf_explain_match after sheaf_explain_match, of one record */
} search_buffers;

static int search_gc(lua_State *L) {
  search_buffers *self = lua_touserdata(L, 1);
  sheaf_mem_free(self->found.ids);
  sheaf_mem_free(self->ranked);
  sheaf_mem_free(self->counts);
  sheaf_mem_free(self->seen);
  sheaf_buf_clear(&self->matches);
  *self = (search_buffers){0};
  return 0;
}

static search_buffers *new_buffers(lua_State *L) {
  search_buffers *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (search_buffers){0};
  sheaf_bind_collect(L, "sheaf.search", search_gc);
  return self;
}

/* ---- options ---- */

static int is_ignore(lua_State *L, int at, const char *name) {
  const char *value = sheaf_bind_option(L, at, name);
  if (!value || strcmp(value, "error") == 0) return 0;
  if (strcmp(value, "ignore") != 0) luaL_error(L, "option '%s' must be \"error\" or \"ignore\"", name);
  return 1;
}

/* options.results: a list with a set, or false, for every line; the room is a userdata that stays on the stack, and the
 * list keeps the sets. */
static void read_results(lua_State *L, int at, sheaf_eval_options *options) {
  if (lua_getfield(L, at, "results") == LUA_TNIL) {
    lua_pop(L, 1);
    return;
  }
  luaL_checktype(L, -1, LUA_TTABLE);
  const size_t count = lua_rawlen(L, -1);
  sheaf_documents *documents = lua_newuserdatauv(L, (count + 1) * sizeof *documents, 0);
  const sheaf_documents **lines = lua_newuserdatauv(L, (count + 1) * sizeof *lines, 0);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, -3, (lua_Integer)i + 1);
    lines[i] = NULL;
    if (lua_toboolean(L, -1)) {
      const sheaf_set *set = sheaf_bind_set(L, -1);
      documents[i] = (sheaf_documents){set->ids, set->count, set->count};
      lines[i] = &documents[i];
    }
    lua_pop(L, 1);
  }
  options->lines = lines;
  options->line_count = count;
}

/* Leaves what it pushed on the stack. */
static int read_options(lua_State *L, int at, sheaf_library *library, sheaf_eval_options *options, sheaf_error *err) {
  *options = (sheaf_eval_options){0};
  const int code = sheaf_bind_thesaurus(library, &options->thesaurus, err);
  options->store = library->store;
  options->sections = sheaf_bind_sections(L);
  if (code || lua_isnoneornil(L, at)) return code;
  if (is_ignore(L, at, "explode")) options->explode = SHEAF_EVAL_EXPLODE_IGNORE;
  if (is_ignore(L, at, "unsupported")) options->unsupported = SHEAF_EVAL_UNSUPPORTED_IGNORE;
  read_results(L, at, options);
  return SHEAF_OK;
}

/* ---- results ---- */

/* The matches, and the best of them in order when ranked (limit 0: all). */
static int evaluate(const sheaf_query *query, sheaf_library *library, const sheaf_eval_options *options, int ranked,
                    size_t limit, search_buffers *work, sheaf_error *err) {
  int code = sheaf_index_refresh(library->index, err);
  if (code) return code;
  if (ranked)
    return sheaf_rank_search(query, library->index, options, limit, &work->ranked, &work->count, &work->total, err);
  code = sheaf_eval_documents(query, library->index, options, &work->found, err);
  work->count = work->total = work->found.count;
  return code;
}

/* The same, with the library held as it is now. */
static int evaluate_held(const sheaf_query *query, sheaf_library *library, const sheaf_eval_options *options,
                         int ranked, size_t limit, search_buffers *work, sheaf_error *err) {
  const int held = sheaf_store_hold(library->store, err);
  if (held < 0) return held;
  const int code = evaluate(query, library, options, ranked, limit, work, err);
  sheaf_store_release(library->store, held);
  return code;
}

static void take_set(sheaf_set *set, search_buffers *work, int ranked) {
  set->ids = ranked ? work->ranked : work->found.ids;
  set->count = work->count;
  if (ranked)
    work->ranked = NULL;
  else
    work->found.ids = NULL;
}

/* What lib:search_ids and its like are asked. */
typedef struct asked {
  sheaf_library *library;     /* argument 1 */
  const sheaf_query *query;   /* argument 2, on the stack */
  sheaf_eval_options options; /* argument 3 */
} asked;

/* 1, or 0 with err filled. */
static int ask(lua_State *L, asked *out, sheaf_error *err) {
  out->library = sheaf_bind_library(L, 1);
  lua_settop(L, 3);
  out->query = sheaf_lua_query_get(L, 2, 3, err);
  return out->query && !read_options(L, 3, out->library, &out->options, err);
}

/* lib:search_ids(query|text, { syntax =, explode =, unsupported =, today =, results =, ranked = boolean, limit = }) ->
 * set, matches | nil, message, code, position. The set is in relevance order when ranked, by id otherwise;
 * lua/sheaf/search.lua does the rest. */
int sheaf_lua_search(lua_State *L) {
  asked it;
  sheaf_error err = {0};
  if (!ask(L, &it, &err)) return sheaf_lua_query_failure(L, &err);
  lua_Integer limit = 0;
  if (!lua_isnil(L, 3) && lua_getfield(L, 3, "limit") != LUA_TNIL) limit = luaL_checkinteger(L, -1);
  const int ranked = sheaf_bind_flag(L, 3, "ranked", 0);
  search_buffers *work = new_buffers(L);
  sheaf_set *set = sheaf_bind_new_set(L, 1);
  if (evaluate_held(it.query, it.library, &it.options, ranked, limit > 0 ? (size_t)limit : 0, work, &err))
    return sheaf_lua_query_failure(L, &err);
  take_set(set, work, ranked);
  lua_pushinteger(L, (lua_Integer)work->total);
  return 2;
}

/* lib:count_ids(query|text, options as search_ids) -> the number of matches | nil, message, code, position */
int sheaf_lua_search_count(lua_State *L) {
  asked it;
  sheaf_error err = {0};
  if (!ask(L, &it, &err)) return sheaf_lua_query_failure(L, &err);
  const int held = sheaf_store_hold(it.library->store, &err);
  if (held < 0) return sheaf_lua_query_failure(L, &err);
  size_t count = 0;
  int code = sheaf_index_refresh(it.library->index, &err);
  if (!code) code = sheaf_count_documents(it.query, it.library->index, &it.options, &count, &err);
  sheaf_store_release(it.library->store, held);
  if (code) return sheaf_lua_query_failure(L, &err);
  lua_pushinteger(L, (lua_Integer)count);
  return 1;
}

/* ---- every node ---- */

/* options.watched: a set; its ids are looked out for in every node. */
static const sheaf_set *watched_set(lua_State *L, int at) {
  if (lua_isnil(L, at) || lua_getfield(L, at, "watched") == LUA_TNIL) return NULL;
  return sheaf_bind_set(L, -1);
}

static void push_counts(lua_State *L, const uint32_t *counts, uint32_t size) {
  lua_createtable(L, (int)size, 0);
  for (uint32_t i = 0; i < size; i++) {
    if (counts[i] == UINT32_MAX)
      lua_pushboolean(L, 0);
    else
      lua_pushinteger(L, counts[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static void push_seen(lua_State *L, const search_buffers *work, uint32_t size, size_t count) {
  lua_createtable(L, (int)count, 0);
  for (size_t k = 0; k < count; k++) {
    lua_createtable(L, (int)size, 0);
    for (uint32_t i = 0; i < size; i++) {
      lua_pushboolean(L, work->seen[(size_t)i * count + k]);
      lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_rawseti(L, -2, (lua_Integer)k + 1);
  }
}

/* lib:search_nodes(query|text, { as search_ids, watched = set by id }) -> set by id, counts, seen | nil, message, code,
 * position. counts[n]: the matches of the node with the number n - 1, false for words inside a phrase or NEAR;
 * seen[i][n]: whether it has watched[i]. */
int sheaf_lua_search_nodes(lua_State *L) {
  asked it;
  sheaf_error err = {0};
  if (!ask(L, &it, &err)) return sheaf_lua_query_failure(L, &err);
  const sheaf_set *watched = watched_set(L, 3);
  const uint32_t size = sheaf_query_size(it.query);
  search_buffers *work = new_buffers(L);
  it.options.counts = work->counts = sheaf_mem_alloc(size * sizeof *work->counts);
  it.options.watched_count = watched ? watched->count : 0;
  it.options.watched = watched ? watched->ids : NULL;
  it.options.seen = work->seen = sheaf_mem_zero(size, it.options.watched_count + 1);
  if (!work->counts || !work->seen) return luaL_error(L, "out of memory");
  sheaf_set *set = sheaf_bind_new_set(L, 1);
  if (evaluate_held(it.query, it.library, &it.options, 0, 0, work, &err)) return sheaf_lua_query_failure(L, &err);
  take_set(set, work, 0);
  push_counts(L, work->counts, size);
  push_seen(L, work, size, it.options.watched_count);
  return 3;
}

/* ---- one record ---- */

/* Lua must not be asked for memory here: it would leave by longjmp, and what the caller holds would leak. */
static int on_match(void *context, const sheaf_explain_match *match) {
  sheaf_buf *matches = context;
  sheaf_buf_add(matches, match, sizeof *match);
  return matches->failed ? SHEAF_ENOMEM : 0;
}

static void push_match(lua_State *L, const sheaf_explain_match *match) {
  lua_createtable(L, 0, 7);
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
int sheaf_lua_search_spans(lua_State *L) {
  sheaf_library *library = sheaf_bind_library(L, 1);
  lua_settop(L, 4);
  const sheaf_record *record = sheaf_lua_record_get(L, 2, NULL);
  sheaf_error err = {0};
  const sheaf_query *query = sheaf_lua_query_get(L, 3, 4, &err);
  if (!query) return sheaf_lua_query_failure(L, &err);
  search_buffers *work = new_buffers(L);
  sheaf_explain_options options = {.sections = sheaf_bind_sections(L), .inside = sheaf_bind_flag(L, 4, "inside", 0)};
  int code = sheaf_bind_thesaurus(library, &options.thesaurus, &err);
  if (!code) code = sheaf_explain_record(query, record, &options, on_match, &work->matches, &err);
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

/* ---- the index's words ---- */

typedef struct listing {
  sheaf_buf *words; /* of each: documents, length, bytes */
  size_t most;      /* words beyond it are counted only */
  size_t count;     /* all of them */
} listing;

static int on_word(void *context, const char *token, size_t length, uint32_t documents) {
  listing *self = context;
  if (self->count++ >= self->most) return 0;
  sheaf_buf_add_varint(self->words, documents);
  sheaf_buf_add_varint(self->words, length);
  sheaf_buf_add(self->words, token, length);
  return self->words->failed ? SHEAF_ENOMEM : 0;
}

/* lib:vocabulary(field, prefix|nil, most|nil) -> list of { word =, documents = } in byte order, how many there are in
 * all | nil, message, code. Words are folded as the index holds them; most is 10,000 unless given. */
int sheaf_lua_vocabulary(lua_State *L) {
  sheaf_library *library = sheaf_bind_library(L, 1);
  size_t field_length, prefix_length;
  const char *field_name = luaL_checklstring(L, 2, &field_length);
  const char *prefix = luaL_optlstring(L, 3, "", &prefix_length);
  const lua_Integer most = luaL_optinteger(L, 4, 10000);
  const sheaf_field field = sheaf_field_find(field_name, field_length);
  if (field == SHEAF_FIELD_NONE) return luaL_argerror(L, 2, "there is no such field");
  search_buffers *work = new_buffers(L);
  listing all = {.words = &work->matches, .most = most > 0 ? (size_t)most : 0};
  sheaf_error err = {0};
  int code = sheaf_index_refresh(library->index, &err);
  if (!code) code = sheaf_index_terms(library->index, field, prefix, prefix_length, on_word, &all, &err);
  if (code) return sheaf_bind_failure(L, &err);
  lua_newtable(L);
  const uint8_t *at = (const uint8_t *)work->matches.data, *end = at ? at + work->matches.length : at;
  uint64_t documents, length;
  for (lua_Integer i = 1;
       at < end && !sheaf_buf_get_varint(&at, end, &documents) && !sheaf_buf_get_varint(&at, end, &length); i++) {
    lua_createtable(L, 0, 2);
    lua_pushlstring(L, (const char *)at, (size_t)length);
    lua_setfield(L, -2, "word");
    lua_pushinteger(L, (lua_Integer)documents);
    lua_setfield(L, -2, "documents");
    lua_rawseti(L, -2, i);
    at += length;
  }
  lua_pushinteger(L, (lua_Integer)all.count);
  return 2;
}
