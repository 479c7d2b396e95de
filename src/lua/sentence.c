/* sentence.c - core.sentences: where sentences are (learn/prose.h); core.sentence_hits: which queries have words in
 * which sentences of many records. lua/sheaf/coding says what they are for. */
#include <string.h>

#include "bind.h"
#include "learn/prose.h"
#include "query/explain.h"
#include "store/scan.h"

#define HITS_MOST_QUERIES 10000

typedef struct hits {
  sheaf_scan *scan;        /* open while records are read */
  sheaf_sections sections; /* scratch */
  sheaf_buf abstract;      /* of the present record */
  sheaf_buf sentences;     /* sheaf_sentence: of its title, then of its abstract */
  size_t in_title;         /* so many of them are of the title */
  size_t before;           /* sentences of the records before */
  sheaf_buf places;        /* uint32_t: a sentence's number from 1 on, and the query that has words in it, ... */
  size_t query;            /* the query at work, from 1 */
} hits;

static int hits_gc(lua_State *L) {
  hits *self = lua_touserdata(L, 1);
  sheaf_scan_close(self->scan);
  sheaf_sections_clear(&self->sections);
  sheaf_buf_clear(&self->abstract);
  sheaf_buf_clear(&self->sentences);
  sheaf_buf_clear(&self->places);
  self->scan = NULL;
  return 0;
}

static hits *new_hits(lua_State *L) {
  hits *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (hits){0};
  sheaf_bind_collect(L, "sheaf.sentence.hits", hits_gc);
  return self;
}

static const sheaf_sentence *sentences_of(const hits *self) {
  return (const sheaf_sentence *)(const void *)self->sentences.data;
}

static size_t count_of(const hits *self) { return self->sentences.length / sizeof(sheaf_sentence); }

/* core.sentences(text, from, to) -> list of { first =, last = }: the sentences of text[from..to], in order, without the
 * spaces around them; from and to are 1 and #text unless given */
int sheaf_lua_sentences(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  const lua_Integer from = luaL_optinteger(L, 2, 1), to = luaL_optinteger(L, 3, (lua_Integer)length);
  luaL_argcheck(L, from >= 1, 2, "a place in the text expected");
  luaL_argcheck(L, to >= from - 1 && (lua_Unsigned)to <= length, 3, "a place in the text expected");
  hits *self = new_hits(L);
  sheaf_prose_cut(text, length, (size_t)from - 1, (size_t)to, &self->sentences);
  if (self->sentences.failed) return luaL_error(L, "out of memory");
  lua_createtable(L, (int)count_of(self), 0);
  for (size_t i = 0; i < count_of(self); i++) {
    lua_createtable(L, 0, 2);
    lua_pushinteger(L, (lua_Integer)sentences_of(self)[i].first + 1);
    lua_setfield(L, -2, "first");
    lua_pushinteger(L, (lua_Integer)sentences_of(self)[i].last);
    lua_setfield(L, -2, "last");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* ---- hits ---- */

static int cut_record(hits *self, const sheaf_section_book *book, const sheaf_record *record) {
  const sheaf_entry *title = sheaf_record_first(record, SHEAF_FIELD_TITLE);
  self->before += count_of(self);
  sheaf_buf_reset(&self->sentences);
  sheaf_buf_reset(&self->abstract);
  if (title) sheaf_prose_cut(title->value, title->length, 0, title->length, &self->sentences);
  self->in_title = count_of(self);
  sheaf_record_abstract(record, &self->abstract);
  return self->abstract.failed || sheaf_prose_abstract(book, record, &self->abstract, &self->sections, &self->sentences)
             ? SHEAF_ENOMEM
             : SHEAF_OK;
}

/* The first sentence of those from `low` up to `high` that does not end before a match's first byte. */
static size_t first_touched(const hits *self, size_t low, size_t high, size_t first) {
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (sentences_of(self)[middle].last <= first)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static int on_match(void *context, const sheaf_explain_match *match) {
  hits *self = context;
  const int title = match->field == SHEAF_FIELD_TITLE;
  if (!title && match->field != SHEAF_FIELD_ABSTRACT) return SHEAF_OK;
  const size_t end = title ? self->in_title : count_of(self);
  size_t at = first_touched(self, title ? 0 : self->in_title, end, match->first);
  for (; at < end && sentences_of(self)[at].first < match->last; at++) {
    const uint32_t place[] = {(uint32_t)(self->before + at + 1), (uint32_t)self->query};
    sheaf_buf_add(&self->places, place, sizeof place);
  }
  return self->places.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

static int has(const sheaf_set *set, uint32_t id) {
  size_t low = 0, high = set->count;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (set->ids[middle] < id)
      low = middle + 1;
    else
      high = middle;
  }
  return low < set->count && set->ids[low] == id;
}

/* Looks a record's sentences through for each query that found it: queries and what they found are the lists at 2 and
 * 3. */
static int read_record(lua_State *L, hits *self, const sheaf_explain_options *options, uint32_t id,
                       const sheaf_record *record, sheaf_error *err) {
  const size_t count = (size_t)lua_rawlen(L, 2);
  if (cut_record(self, options->sections, record)) return sheaf_error_memory(err);
  int code = SHEAF_OK;
  for (self->query = 1; !code && self->query <= count; self->query++) {
    lua_rawgeti(L, 3, (lua_Integer)self->query);
    const int found = has(sheaf_bind_set(L, -1), id);
    lua_pop(L, 1);
    if (!found) continue;
    lua_rawgeti(L, 2, (lua_Integer)self->query);
    code = sheaf_explain_record(sheaf_lua_query_get(L, lua_gettop(L), 0, err), record, options, on_match, self, err);
    lua_pop(L, 2);
  }
  return code == SHEAF_ENOMEM ? sheaf_error_memory(err) : code;
}

static void push_places(lua_State *L, const hits *self, size_t which) {
  const uint32_t *places = (const uint32_t *)(const void *)self->places.data;
  const size_t count = self->places.length / (2 * sizeof *places);
  lua_createtable(L, count > 1 << 26 ? 0 : (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    lua_pushinteger(L, places[2 * i + which]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static void check_lists(lua_State *L) {
  luaL_checktype(L, 2, LUA_TTABLE);
  luaL_checktype(L, 3, LUA_TTABLE);
  luaL_argcheck(L, lua_rawlen(L, 2) == lua_rawlen(L, 3) && lua_rawlen(L, 2) <= HITS_MOST_QUERIES, 3,
                "a set for each query expected");
  for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, 2); i++) {
    lua_rawgeti(L, 2, i);
    luaL_checkudata(L, -1, SHEAF_QUERY_CLASS);
    lua_rawgeti(L, 3, i);
    luaL_checkudata(L, -1, SHEAF_SET_CLASS);
    lua_pop(L, 2);
  }
}

/* core.sentence_hits(set, queries, found) -> how many sentences the titles and abstracts of the set's records have, and
 * two lists: the sentences that queries have words in, counted through all records, and the queries' places; record by
 * record and query by query, a sentence as often as it matches. found[i] are the records of queries[i], their ids
 * ascending; it is looked for in no others. | nil, message, code */
int sheaf_lua_sentence_hits(lua_State *L) {
  const sheaf_set *set = sheaf_bind_set(L, 1);
  sheaf_library *library = sheaf_bind_library_of(L, 1);
  check_lists(L);
  lua_settop(L, 3);
  hits *self = new_hits(L);
  sheaf_explain_options options = {.sections = sheaf_bind_sections(L)};
  if (!options.sections) return luaL_error(L, "no headings of sections are known yet: require \"sheaf.section\"");
  sheaf_error err = {0};
  uint32_t id, work;
  const sheaf_record *record;
  int code = sheaf_bind_thesaurus(library, &options.thesaurus, &err), got = 0;
  if (!code) code = sheaf_scan_open(&self->scan, library->store, set->ids, set->count, &err);
  while (!code && (got = sheaf_scan_next(self->scan, &id, &work, &record, &err)) > 0)
    code = read_record(L, self, &options, id, record, &err);
  sheaf_scan_close(self->scan);
  self->scan = NULL;
  if (code || got < 0) return sheaf_bind_failure(L, &err);
  lua_pushinteger(L, (lua_Integer)(self->before + count_of(self)));
  push_places(L, self, 0);
  push_places(L, self, 1);
  return 3;
}
