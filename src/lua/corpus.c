/* corpus.c - the class of corpora: texts whose phrases are counted (learn/corpus.h, learn/keyphrase.h).
 * lua/sheaf/keyphrase.lua says which words are stop words, and what users call. */
#include <string.h>

#include "base/mem.h"
#include "bind.h"
#include "learn/keyphrase.h"
#include "store/scan.h"

#define CORPUS_CLASS "sheaf.corpus"

typedef struct corpus {
  sheaf_corpus corpus;         /* the texts */
  sheaf_scan *scan;            /* open while records are read */
  sheaf_buf found;             /* of a call at work: phrases or items */
  sheaf_buf starts;            /* of a match at work */
  sheaf_keyphrase_terms terms; /* of a match at work */
  uint32_t *counts;            /* of a match at work; owned */
} corpus;

static corpus *check(lua_State *L) { return luaL_checkudata(L, 1, CORPUS_CLASS); }

/* Frees what a call needed, also one that raised. */
static void end_call(corpus *self) {
  sheaf_scan_close(self->scan);
  sheaf_buf_clear(&self->found);
  sheaf_buf_clear(&self->starts);
  sheaf_buf_clear(&self->terms.words);
  sheaf_buf_clear(&self->terms.ends);
  sheaf_mem_free(self->counts);
  self->scan = NULL;
  self->counts = NULL;
}

static int corpus_gc(lua_State *L) {
  corpus *self = check(L);
  end_call(self);
  sheaf_corpus_clear(&self->corpus);
  return 0;
}

static const char *string_at(lua_State *L, int list, lua_Integer i, size_t *length) {
  lua_rawgeti(L, list, i);
  if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "item %d of a list is no string", (int)i);
  const char *text = lua_tolstring(L, -1, length);
  lua_pop(L, 1); /* the list holds it */
  return text;
}

/* core.corpus(stop words) -> corpus */
int sheaf_lua_corpus_new(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  corpus *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (corpus){0};
  luaL_setmetatable(L, CORPUS_CLASS);
  const lua_Integer count = (lua_Integer)lua_rawlen(L, 1);
  for (lua_Integer i = 1; i <= count; i++) {
    size_t length;
    const char *word = string_at(L, 1, i, &length);
    if (sheaf_corpus_stop(&self->corpus, word, length)) return luaL_error(L, "out of memory");
  }
  return 1;
}

/* corpus:add(texts): the list is one document */
static int corpus_add(lua_State *L) {
  corpus *self = check(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  const lua_Integer count = (lua_Integer)lua_rawlen(L, 2);
  for (lua_Integer i = 1; i <= count; i++) {
    size_t length;
    const char *text = string_at(L, 2, i, &length);
    if (sheaf_corpus_add(&self->corpus, text, length)) return luaL_error(L, "out of memory");
  }
  if (sheaf_corpus_end(&self->corpus)) return luaL_error(L, "out of memory");
  return 0;
}

static int read_record(sheaf_corpus *self, const sheaf_record *record, const uint8_t *wanted) {
  int code = SHEAF_OK;
  for (size_t i = 0; !code && i < record->count; i++) {
    const sheaf_entry *entry = &record->entries[i];
    if ((unsigned)entry->field >= SHEAF_FIELD_COUNT || !wanted[entry->field]) continue;
    size_t length = entry->length;
    const char *text = entry->value;
    if (sheaf_field_kind(entry->field) == SHEAF_KIND_HEADING) length = sheaf_record_part(text, length, 0, &text);
    code = sheaf_corpus_add(self, text, length);
  }
  return code ? code : sheaf_corpus_end(self);
}

/* corpus:read(set, fields): each record is a document | nil, message, code */
static int corpus_read(lua_State *L) {
  corpus *self = check(L);
  const sheaf_set *set = sheaf_bind_set(L, 2);
  sheaf_library *library = sheaf_bind_library_of(L, 2);
  luaL_checktype(L, 3, LUA_TTABLE);
  uint8_t wanted[SHEAF_FIELD_COUNT] = {0};
  const lua_Integer count = (lua_Integer)lua_rawlen(L, 3);
  for (lua_Integer i = 1; i <= count; i++) {
    size_t length;
    const char *name = string_at(L, 3, i, &length);
    const sheaf_field field = sheaf_field_find(name, length);
    if (field == SHEAF_FIELD_NONE) return luaL_error(L, "records have no field '%s'", name);
    wanted[field] = 1;
  }
  sheaf_error err = {0};
  int code = sheaf_scan_open(&self->scan, library->store, set->ids, set->count, &err);
  uint32_t id, work;
  const sheaf_record *record;
  int got = 0;
  while (!code && (got = sheaf_scan_next(self->scan, &id, &work, &record, &err)) > 0)
    if (read_record(&self->corpus, record, wanted)) code = sheaf_error_memory(&err);
  end_call(self);
  if (code || got < 0) return sheaf_bind_failure(L, &err);
  lua_pushboolean(L, 1);
  return 1;
}

static uint32_t option(lua_State *L, int at, const char *name, lua_Integer otherwise, lua_Integer most) {
  lua_getfield(L, at, name);
  const lua_Integer value = luaL_optinteger(L, -1, otherwise);
  if (value < 1 || value > most) luaL_error(L, "%s must be from 1 to %d", name, (int)most);
  lua_pop(L, 1);
  return (uint32_t)value;
}

static void push_phrase(lua_State *L, const sheaf_corpus *corpus, const sheaf_keyphrase *phrase) {
  const uint32_t *stream = (const uint32_t *)(const void *)corpus->stream.data;
  luaL_Buffer text;
  luaL_buffinit(L, &text);
  for (uint32_t i = 0; i < phrase->length; i++) {
    size_t length;
    const char *word = sheaf_dictionary_text(&corpus->words, stream[phrase->first + i] - SHEAF_CORPUS_WORD, &length);
    if (i) luaL_addchar(&text, ' ');
    luaL_addlstring(&text, word, length);
  }
  luaL_pushresult(&text);
}

/* corpus:phrases{ ngrams =, shortest =, longest =, least =, least_documents = } -> lists, place by place: phrases,
 * occurrences, documents, scores */
static int corpus_phrases(lua_State *L) {
  corpus *self = check(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  sheaf_keyphrase_options options = {
      .kind = sheaf_bind_flag(L, 2, "ngrams", 0) ? SHEAF_KEYPHRASE_NGRAM : SHEAF_KEYPHRASE_RAKE,
      .shortest = option(L, 2, "shortest", 1, 32),
      .longest = option(L, 2, "longest", 5, 32),
      .least = option(L, 2, "least", 1, INT32_MAX),
      .least_documents = option(L, 2, "least_documents", 1, INT32_MAX)};
  sheaf_error err = {0};
  if (sheaf_keyphrase_list(&self->corpus, &options, &self->found, &err)) return luaL_error(L, "%s", err.message);
  const size_t count = self->found.length / sizeof(sheaf_keyphrase);
  const sheaf_keyphrase *phrases = (const sheaf_keyphrase *)(const void *)self->found.data;
  for (int list = 0; list < 4; list++) lua_createtable(L, count > 1 << 20 ? 0 : (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    const lua_Integer at = (lua_Integer)i + 1;
    push_phrase(L, &self->corpus, &phrases[i]);
    lua_rawseti(L, 3, at);
    lua_pushinteger(L, phrases[i].count);
    lua_rawseti(L, 4, at);
    lua_pushinteger(L, phrases[i].documents);
    lua_rawseti(L, 5, at);
    lua_pushnumber(L, phrases[i].score);
    lua_rawseti(L, 6, at);
  }
  end_call(self);
  return 4;
}

static void read_terms(lua_State *L, corpus *self, lua_Integer count) {
  sheaf_keyphrase_terms *terms = &self->terms;
  for (lua_Integer i = 1; i <= count; i++) {
    size_t length;
    const char *text = string_at(L, 2, i, &length);
    const size_t before = terms->words.length;
    const int all = sheaf_corpus_find(&self->corpus, text, length, &terms->words);
    if (all == 0) terms->words.length = before;
    const uint32_t end = (uint32_t)(terms->words.length / sizeof end);
    sheaf_buf_add(&terms->ends, &end, sizeof end);
    if (all < 0 || terms->ends.failed) luaL_error(L, "out of memory");
  }
}

static void push_numbers(lua_State *L, const uint32_t *numbers, size_t count, lua_Integer more) {
  lua_createtable(L, count > 1 << 24 ? 0 : (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    lua_pushinteger(L, (lua_Integer)numbers[i] + more);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

/* corpus:match(terms) -> starts, items, counts: document i has the terms items[starts[i]] up to items[starts[i + 1] -
 * 1], each once, ascending; counts[term] is how often it stands in all documents */
static int corpus_match(lua_State *L) {
  corpus *self = check(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  const lua_Integer count = (lua_Integer)lua_rawlen(L, 2);
  end_call(self);
  read_terms(L, self, count);
  self->counts = sheaf_mem_zero((size_t)count + 1, sizeof *self->counts);
  sheaf_error err = {0};
  if (!self->counts) return luaL_error(L, "out of memory");
  if (sheaf_keyphrase_match(&self->corpus, &self->terms, &self->starts, &self->found, self->counts, &err))
    return luaL_error(L, "%s", err.message);
  push_numbers(L, (const uint32_t *)(const void *)self->starts.data, self->starts.length / sizeof(uint32_t), 1);
  push_numbers(L, (const uint32_t *)(const void *)self->found.data, self->found.length / sizeof(uint32_t), 1);
  push_numbers(L, self->counts, (size_t)count, 0);
  end_call(self);
  return 3;
}

/* #corpus -> documents; corpus:running() -> words of all of them */
static int corpus_len(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)check(L)->corpus.documents);
  return 1;
}

static int corpus_running(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)check(L)->corpus.running);
  return 1;
}

void sheaf_lua_corpus(lua_State *L) {
  const luaL_Reg metamethods[] = {{"__gc", corpus_gc}, {"__len", corpus_len}, {NULL, NULL}};
  const luaL_Reg methods[] = {{"add", corpus_add},     {"read", corpus_read},       {"phrases", corpus_phrases},
                              {"match", corpus_match}, {"running", corpus_running}, {NULL, NULL}};
  sheaf_bind_class(L, CORPUS_CLASS, metamethods, methods);
}
