/* learner.c - the class of learners: the features of documents, and what classifiers make of labels.
 * lua/sheaf/learner.lua says which records are a document, and what users call. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bind.h"
#include "learn/documents.h"
#include "learn/simulate.h"

#define LEARNER_CLASS "sheaf.learner"

typedef struct learner {
  sheaf_features features; /* of all documents */
  sheaf_classifier *model; /* of a rank that is at work */
} learner;

static int learner_gc(lua_State *L) {
  learner *self = luaL_checkudata(L, 1, LEARNER_CLASS);
  sheaf_features_clear(&self->features);
  sheaf_classifier_free(self->model);
  *self = (learner){0};
  return 0;
}

/* The integers of the list at `at` as a buffer that Lua frees; raises on others. */
static uint32_t *read_numbers(lua_State *L, int at, lua_Integer least, lua_Integer most, size_t *count) {
  luaL_checktype(L, at, LUA_TTABLE);
  *count = (size_t)lua_rawlen(L, at);
  uint32_t *numbers = lua_newuserdatauv(L, *count * sizeof *numbers + 1, 0);
  for (size_t i = 0; i < *count; i++) {
    int is_integer;
    lua_rawgeti(L, at, (lua_Integer)i + 1);
    const lua_Integer value = lua_tointegerx(L, -1, &is_integer);
    if (!is_integer || value < least || value > most) luaL_error(L, "item %d of a list is out of range", (int)i + 1);
    numbers[i] = (uint32_t)value;
    lua_pop(L, 1);
  }
  return numbers;
}

/* So many ones as a buffer that Lua frees. */
static const uint32_t *make_ones(lua_State *L, size_t count) {
  uint32_t *numbers = lua_newuserdatauv(L, count * sizeof *numbers + 1, 0);
  for (size_t i = 0; i < count; i++) numbers[i] = 1;
  return numbers;
}

/* lib:learner(ids [, lengths]) -> learner | nil, message, code; lengths says how many records each document has: one
 * unless told */
int sheaf_lua_learner_new(lua_State *L) {
  sheaf_library *library = sheaf_bind_library(L, 1);
  size_t id_count, count;
  lua_settop(L, 3);
  const uint32_t *ids = read_numbers(L, 2, 1, UINT32_MAX, &id_count), *lengths;
  count = id_count;
  if (lua_isnil(L, 3))
    lengths = make_ones(L, id_count);
  else
    lengths = read_numbers(L, 3, 1, UINT32_MAX, &count);
  size_t total = 0;
  for (size_t i = 0; i < count; i++) total += lengths[i];
  luaL_argcheck(L, total == id_count, 3, "the lengths do not add up to the ids");
  learner *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (learner){0};
  luaL_setmetatable(L, LEARNER_CLASS);
  sheaf_error err = {0};
  int code = sheaf_features_init(&self->features, &err);
  if (!code) code = sheaf_documents_read(&self->features, library->store, ids, lengths, count, &err);
  if (!code) code = sheaf_features_finish(&self->features, &err);
  return code ? sheaf_bind_failure(L, &err) : 1;
}

static sheaf_classifier_kind check_kind(lua_State *L, int at) {
  const char *name = luaL_checkstring(L, at);
  for (int i = 0; i < SHEAF_CLASSIFIER_COUNT; i++)
    if (!strcmp(name, sheaf_classifier_name((sheaf_classifier_kind)i))) return (sheaf_classifier_kind)i;
  luaL_argerror(L, at, "no classifier of that name");
  return SHEAF_CLASSIFIER_SVM;
}

/* The labels at `at`: 1, -1 or 0 for each document, as a buffer that Lua frees. */
static const signed char *check_labels(lua_State *L, int at, size_t documents) {
  luaL_checktype(L, at, LUA_TTABLE);
  luaL_argcheck(L, (size_t)lua_rawlen(L, at) == documents, at, "a label for each document expected");
  signed char *labels = lua_newuserdatauv(L, documents + 1, 0);
  for (size_t i = 0; i < documents; i++) {
    lua_rawgeti(L, at, (lua_Integer)i + 1);
    const lua_Integer value = lua_tointeger(L, -1);
    labels[i] = (signed char)((value > 0) - (value < 0));
    lua_pop(L, 1);
  }
  return labels;
}

typedef struct ranked {
  double score;      /* of the document */
  uint32_t document; /* from 1 */
} ranked;

static int compare_ranked(const void *x, const void *y) {
  const ranked *a = x, *b = y;
  if (a->score != b->score) return a->score > b->score ? -1 : 1;
  return (a->document > b->document) - (a->document < b->document);
}

/* Pushes the documents of a list in the order of their scores, of equal ones the first one first. */
static void push_order(lua_State *L, const double *scores, const uint32_t *documents, size_t count) {
  ranked *list = lua_newuserdatauv(L, count * sizeof *list + 1, 0);
  for (size_t i = 0; i < count; i++) list[i] = (ranked){scores[documents[i] - 1], documents[i]};
  qsort(list, count, sizeof *list, compare_ranked);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    lua_pushinteger(L, (lua_Integer)list[i].document);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

/* learner:rank(classifier, labels, documents) -> list of scores by document, the documents given (none) in the order of
 * their scores | nil, message, code */
static int learner_rank(lua_State *L) {
  lua_settop(L, 4);
  learner *self = luaL_checkudata(L, 1, LEARNER_CLASS);
  const sheaf_classifier_kind kind = check_kind(L, 2);
  const signed char *labels = check_labels(L, 3, self->features.count);
  size_t count = 0;
  const uint32_t *documents = lua_isnil(L, 4) ? NULL : read_numbers(L, 4, 1, (lua_Integer)self->features.count, &count);
  sheaf_error err = {0};
  sheaf_classifier_free(self->model);
  self->model = NULL;
  int code = sheaf_classifier_new(&self->model, &self->features, kind, &err);
  if (!code) code = sheaf_classifier_train(self->model, labels, &err);
  if (code) return sheaf_bind_failure(L, &err);
  double *scores = lua_newuserdatauv(L, self->features.count * sizeof *scores + 1, 0);
  sheaf_classifier_scores(self->model, NULL, self->features.count, scores);
  lua_createtable(L, (int)self->features.count, 0);
  for (size_t i = 0; i < self->features.count; i++) {
    lua_pushnumber(L, scores[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  sheaf_classifier_free(self->model);
  self->model = NULL;
  push_order(L, scores, documents, count);
  lua_remove(L, -2); /* what it sorted */
  return 2;
}

/* learner:simulate(classifier, known, start, batch, to_the_end) -> documents in the order read, trainings | nil,
 * message, code */
static int learner_simulate(lua_State *L) {
  learner *self = luaL_checkudata(L, 1, LEARNER_CLASS);
  const size_t count = self->features.count;
  const lua_Integer batch = luaL_checkinteger(L, 5);
  luaL_argcheck(L, batch >= 1, 5, "a batch has a record at least");
  const sheaf_simulate_options options = {
      .kind = check_kind(L, 2), .batch = (size_t)batch, .to_the_end = lua_toboolean(L, 6)};
  const signed char *known = check_labels(L, 3, count);
  size_t start_count, read, trainings;
  uint32_t *start = read_numbers(L, 4, 1, (lua_Integer)count, &start_count);
  for (size_t i = 0; i < start_count; i++) start[i]--;
  uint32_t *order = lua_newuserdatauv(L, count * sizeof *order + 1, 0);
  sheaf_error err = {0};
  if (sheaf_simulate(&self->features, known, start, start_count, &options, order, &read, &trainings, &err))
    return sheaf_bind_failure(L, &err);
  lua_createtable(L, (int)read, 0);
  for (size_t i = 0; i < read; i++) {
    lua_pushinteger(L, (lua_Integer)order[i] + 1);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_pushinteger(L, (lua_Integer)trainings);
  return 2;
}

/* learner:features(document) -> { [word or pair] = weight } of those that other documents have, the length of the
 * others, and the sum of all weights */
static int learner_features(lua_State *L) {
  const learner *self = luaL_checkudata(L, 1, LEARNER_CLASS);
  const sheaf_features *features = &self->features;
  const lua_Integer document = luaL_checkinteger(L, 2);
  luaL_argcheck(L, document >= 1 && (lua_Unsigned)document <= features->count, 2, "no such document");
  sheaf_buf term = {0};
  int failed = 0;
  lua_newtable(L);
  for (size_t k = features->starts[document - 1]; !failed && k < features->starts[document]; k++) {
    sheaf_buf_reset(&term);
    sheaf_features_term(features, features->cells[k].column, &term);
    failed = term.failed;
    lua_pushlstring(L, failed ? "" : term.data, failed ? 0 : term.length);
    lua_pushnumber(L, (lua_Number)features->cells[k].weight);
    lua_rawset(L, -3);
  }
  sheaf_buf_clear(&term);
  if (failed) return luaL_error(L, "out of memory");
  lua_pushnumber(L, (lua_Number)features->alone[document - 1]);
  lua_pushnumber(L, (lua_Number)features->sums[document - 1]);
  return 3;
}

static int learner_len(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)((learner *)luaL_checkudata(L, 1, LEARNER_CLASS))->features.count);
  return 1;
}

void sheaf_lua_learner(lua_State *L) {
  const luaL_Reg metamethods[] = {{"__gc", learner_gc}, {"__len", learner_len}, {NULL, NULL}};
  const luaL_Reg methods[] = {
      {"rank", learner_rank}, {"simulate", learner_simulate}, {"features", learner_features}, {NULL, NULL}};
  sheaf_bind_class(L, LEARNER_CLASS, metamethods, methods);
}
