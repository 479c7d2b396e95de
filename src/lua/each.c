/* each.c - set:each: the records of a set in its order, or some of their columns.
 *
 * Both read ahead, many records in one transaction, since taking the library's lock anew would cost more than the
 * record. The first records are read one, two, four ... at a time: a loop that is left early has read little. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "bind.h"
#include "store/select.h"

#define EACH_CLASS "sheaf.each"

enum { MOST_AHEAD = 64, MOST_ROWS = 1024, MOST_COLUMNS = 12, SPARSE = 8 };

/* User value 1 is the library, 2 the set. */
typedef struct each {
  size_t next;                        /* place in the set of the record that comes next, 0-based */
  size_t first;                       /* place of the first record read ahead */
  size_t count;                       /* records or rows read ahead */
  size_t step;                        /* how many to read at the next turn */
  size_t columns;                     /* 0: records */
  sheaf_buf rows;                     /* for columns: the rows read ahead */
  size_t at;                          /* where the next one begins */
  char sql[512];                      /* for columns: reads them between two ids */
  sheaf_record_body list[MOST_AHEAD]; /* the records */
} each;

static void forget(each *self) {
  for (size_t i = 0; i < self->count && !self->columns; i++) sheaf_mem_free(self->list[i].body);
  memset(self->list, 0, sizeof self->list);
  self->count = 0;
}

static int each_gc(lua_State *L) {
  each *self = luaL_checkudata(L, 1, EACH_CLASS);
  forget(self);
  sheaf_buf_clear(&self->rows);
  return 0;
}

/* How many to read at this turn; the next is twice as long. */
static size_t turn(each *self, const sheaf_set *set, size_t most) {
  const size_t left = set->count - self->next, now = self->step < left ? self->step : left;
  self->step = self->step * 2 < most ? self->step * 2 : most;
  self->first = self->next;
  return now;
}

/* ---- records ---- */

/* A record that cannot be read is left to be read when it is used, and then raises. */
static void read_records(each *self, sheaf_library *library, const sheaf_set *set) {
  sheaf_error err = {0};
  forget(self);
  const size_t count = turn(self, set, MOST_AHEAD);
  const int held = sheaf_store_hold(library->store, &err);
  const int failed = sheaf_store_record_fetch(library->store, set->ids + self->next, count, &err);
  for (; self->count < count; self->count++) {
    sheaf_record_body *read = &self->list[self->count];
    read->works_made = library->works_made;
    if (failed || sheaf_store_record_get(library->store, set->ids[self->next + self->count], &read->body, &read->length,
                                         &read->source, &read->work, &err) <= 0)
      read->body = NULL;
  }
  sheaf_store_release(library->store, held);
}

static int next_record(lua_State *L, each *self, sheaf_library *library, const sheaf_set *set) {
  if (self->next >= self->first + self->count) read_records(self, library, set);
  lua_getiuservalue(L, 1, 1);
  sheaf_bind_push_record_read(L, -1, set->ids[self->next], &self->list[self->next - self->first]);
  self->next++;
  return 1;
}

/* ---- columns ---- */

/* A row read ahead is, for each column, a type and then a number of eight bytes: the integer, or the length of the text
 * that follows. Rows are kept as bytes, since nothing of Lua's may raise while the library is held. */
static void add_value(sheaf_buf *rows, const sheaf_select_value *value) {
  const int is_text = value->type == SHEAF_SELECT_TEXT;
  const int64_t number = is_text ? (int64_t)value->length : value->integer;
  sheaf_buf_add_byte(rows, (int)value->type);
  sheaf_buf_add(rows, &number, sizeof number);
  if (is_text) sheaf_buf_add(rows, value->text, value->length);
}

static void add_row(each *self, const sheaf_select *select) {
  sheaf_select_value value = {.type = SHEAF_SELECT_NULL};
  for (size_t c = 1; c <= self->columns; c++) {
    if (select) sheaf_select_get(select, (int)c, &value);
    add_value(&self->rows, &value);
  }
}

/* Reads the rows of ids[0..count), which ascend and leave out little between them. 0 or a negative code. */
static int read_run(each *self, sheaf_store *store, const uint32_t *ids, size_t count, sheaf_error *err) {
  sheaf_select *select = NULL;
  int code = sheaf_select_open(&select, store, self->sql, strlen(self->sql), err);
  for (int i = 1; i <= 2 && !code; i++) {
    const sheaf_select_value id = {.type = SHEAF_SELECT_INTEGER, .integer = ids[i == 1 ? 0 : count - 1]};
    code = sheaf_select_bind(select, i, &id, err);
  }
  size_t at = 0;
  while (!code && (code = sheaf_select_step(select, err)) > 0) {
    sheaf_select_value id;
    code = 0;
    sheaf_select_get(select, 0, &id);
    for (; at < count && ids[at] < id.integer; at++) add_row(self, NULL);
    if (at == count || ids[at] != id.integer) continue;
    add_row(self, select);
    at++;
  }
  for (; at < count; at++) add_row(self, NULL);
  sheaf_select_close(select);
  return code || !self->rows.failed ? code : sheaf_error_memory(err);
}

/* How many ids from the first on ascend and leave out little. */
static size_t run_length(const uint32_t *ids, size_t count) {
  size_t length = 1;
  while (length < count && ids[length] > ids[length - 1] && ids[length] - ids[length - 1] <= SPARSE) length++;
  return length;
}

static void read_rows(lua_State *L, each *self, sheaf_library *library, const sheaf_set *set) {
  sheaf_error err = {0};
  const size_t count = turn(self, set, MOST_ROWS);
  const uint32_t *ids = set->ids + self->next;
  self->count = self->at = 0;
  sheaf_buf_reset(&self->rows);
  const int held = sheaf_store_hold(library->store, &err);
  int code = held < 0 ? held : 0;
  for (size_t done = 0; done < count && !code;) {
    const size_t length = run_length(ids + done, count - done);
    code = read_run(self, library->store, ids + done, length, &err);
    done += length;
  }
  sheaf_store_release(library->store, held);
  if (code) luaL_error(L, "%s", err.message);
  self->count = count;
}

static int next_row(lua_State *L, each *self, sheaf_library *library, const sheaf_set *set) {
  if (self->next >= self->first + self->count) read_rows(L, self, library, set);
  const char *at = self->rows.data + self->at;
  luaL_checkstack(L, (int)self->columns + 1, NULL);
  lua_pushinteger(L, set->ids[self->next]);
  for (size_t c = 0; c < self->columns; c++) {
    const int type = *at;
    int64_t number;
    memcpy(&number, at + 1, sizeof number);
    at += 1 + sizeof number;
    if (type == SHEAF_SELECT_TEXT) {
      lua_pushlstring(L, at, (size_t)number);
      at += number;
    } else if (type == SHEAF_SELECT_INTEGER) {
      lua_pushinteger(L, number);
    } else {
      lua_pushnil(L);
    }
  }
  self->at = (size_t)(at - self->rows.data);
  self->next++;
  return (int)self->columns + 1;
}

/* ---- the iterator ---- */

static int each_call(lua_State *L) {
  each *self = luaL_checkudata(L, 1, EACH_CLASS);
  sheaf_library *library = sheaf_bind_library_of(L, 1);
  lua_getiuservalue(L, 1, 2);
  const sheaf_set *set = lua_touserdata(L, -1);
  if (self->next >= set->count) return 0;
  lua_settop(L, 1); /* the iterator keeps the set */
  return self->columns ? next_row(L, self, library, set) : next_record(L, self, library, set);
}

/* The statement for the columns named by arguments 2 to last. */
static void write_sql(lua_State *L, each *self, int last) {
  static const char *const known[] = {"source", "work",  "type", "year", "title",    "journal", "volume",
                                      "issue",  "pages", "doi",  "pmid", "language", NULL};
  size_t length = (size_t)snprintf(self->sql, sizeof self->sql, "SELECT id");
  luaL_argcheck(L, last - 1 <= MOST_COLUMNS, MOST_COLUMNS + 2, "too many columns");
  for (int at = 2; at <= last; at++) {
    const char *name = known[luaL_checkoption(L, at, NULL, known)];
    length += (size_t)snprintf(self->sql + length, sizeof self->sql - length, ",%s", name);
    self->columns++;
  }
  snprintf(self->sql + length, sizeof self->sql - length, " FROM record WHERE id BETWEEN ?1 AND ?2 ORDER BY id");
}

/* set:each(column, ...) -> iterator over records; with columns over id, column, ... */
int sheaf_lua_each(lua_State *L) {
  sheaf_bind_set(L, 1);
  sheaf_bind_library_of(L, 1);
  const int last = lua_gettop(L);
  each *self = lua_newuserdatauv(L, sizeof *self, 2);
  memset(self, 0, sizeof *self);
  self->step = 1;
  luaL_setmetatable(L, EACH_CLASS);
  sheaf_bind_push_library_of(L, 1);
  lua_setiuservalue(L, -2, 1);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 2);
  if (last > 1) write_sql(L, self, last);
  return 1;
}

void sheaf_lua_each_class(lua_State *L) {
  const luaL_Reg metamethods[] = {{"__call", each_call}, {"__gc", each_gc}, {NULL, NULL}};
  const luaL_Reg methods[] = {{NULL, NULL}};
  sheaf_bind_class(L, EACH_CLASS, metamethods, methods);
}
