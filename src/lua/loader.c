/* loader.c - the class of loaders: one input on its way into a library. lua/sheaf/load.lua drives it:
 *
 *   loader = lib:loader{ path = | text =, name =, format =, encoding =, label =, database =, platform =, searched =,
 *                        via =, strategy =, limits =, added =, again =, decisions =,
 *                        columns = "header TAB field LF ..." }
 *   loader:detect() -> format|nil, score, dialect     loader:head() -> text     loader:text() -> text
 *   loader:step(n) -> more                            for the formats of the core
 *   loader:add(record, line)  loader:reject()  loader:problem{...}   for readers in Lua
 *   loader:finish() | loader:pause() | loader:abort()
 *   loader:state() -> table of counts                 loader:problems() -> list, handed over once */
#include <string.h>
#include <time.h>

#include "base/digest.h"
#include "base/mem.h"
#include "bind.h"
#include "index/keep.h"
#include "index/load.h"
#include "read/prefetch.h"

enum { MAX_PROBLEMS = 10000 }; /* kept for the report; the library keeps them all */

typedef struct loader {
  sheaf_source *source;           /* owned */
  sheaf_prefetch *reader;         /* owned; NULL until the first step; from then on the source is its own */
  sheaf_load load;                /* where it goes */
  sheaf_record record;            /* scratch */
  sheaf_keep keep;                /* bytes of rejected records, of all with the option raw */
  sheaf_buf scratch;              /* scratch */
  sheaf_buf kept;                 /* sheaf_problem after sheaf_problem, their texts in the arena */
  sheaf_arena messages;           /* texts of the kept problems */
  uint64_t problems;              /* all, kept or not */
  int problem_code;               /* first failure inside the callback */
  sheaf_error problem_error;      /* its detail */
  char sha256[SHEAF_DIGEST_TEXT]; /* of the input */
  char added[32];                 /* when, ISO 8601 in UTC */
  int working;                    /* begun, and neither finished nor aborted */
  int damaged;                    /* the source failed on the way */
} loader;

static loader *check(lua_State *L) { return luaL_checkudata(L, 1, SHEAF_LOADER_CLASS); }

static loader *working(lua_State *L) {
  loader *self = check(L);
  if (!self->working) luaL_error(L, "the load is over");
  sheaf_bind_library_of(L, 1);
  return self;
}

/* For what looks at the source, which belongs to the reader once there is one. */
static loader *untouched(lua_State *L) {
  loader *self = working(L);
  if (self->reader) luaL_error(L, "the input is being read");
  return self;
}

static void stop(lua_State *L, loader *self) {
  self->working = 0;
  lua_getiuservalue(L, 1, 1);
  sheaf_library *library = luaL_testudata(L, -1, SHEAF_LIBRARY_CLASS);
  if (library) library->loading = 0;
  lua_pop(L, 1);
}

static int loader_gc(lua_State *L) {
  loader *self = check(L);
  if (self->working) {
    lua_getiuservalue(L, 1, 1);
    const sheaf_library *library = luaL_testudata(L, -1, SHEAF_LIBRARY_CLASS);
    if (library && library->store) sheaf_load_abort(&self->load);
    lua_pop(L, 1);
    stop(L, self);
  }
  sheaf_prefetch_close(self->reader);
  if (self->source) sheaf_source_close(self->source);
  self->reader = NULL;
  self->source = NULL;
  sheaf_digest_drop(self->load.digest);
  self->load.digest = NULL;
  sheaf_buf_clear(&self->load.later);
  sheaf_buf_clear(&self->load.packed);
  sheaf_record_clear(&self->record);
  sheaf_keep_clear(&self->keep);
  sheaf_buf_clear(&self->scratch);
  sheaf_buf_clear(&self->kept);
  sheaf_arena_clear(&self->messages);
  return 0;
}

/* Called by readers, which know nothing of Lua: keeps the problem in the library and for the report. */
static void on_problem(void *context, const sheaf_problem *problem) {
  loader *self = context;
  sheaf_keep_problem(&self->keep, problem);
  if (!self->problem_code) self->problem_code = sheaf_load_problem(&self->load, problem, &self->problem_error);
  if (self->problems++ >= MAX_PROBLEMS) return;
  sheaf_problem kept = *problem;
  kept.message = sheaf_arena_copy(&self->messages, problem->message, strlen(problem->message));
  kept.code = sheaf_arena_copy(&self->messages, problem->code, strlen(problem->code));
  if (kept.message && kept.code) sheaf_buf_add(&self->kept, &kept, sizeof kept);
}

/* Takes a record of the reader's; one that no library has room for is rejected. */
static int take(loader *self, const sheaf_record *record, sheaf_error *err) {
  if (sheaf_load_is_too_long(record)) {
    const sheaf_problem problem = {record->line,   record->byte, self->load.seen + 1,
                                   SHEAF_REJECTED, "too-long",   "the record is longer than 64 MB, and was not loaded"};
    on_problem(self, &problem);
    const int code = sheaf_load_reject(&self->load, err);
    return code ? code : sheaf_keep_rejected(&self->keep, &self->load, record, err);
  }
  const int code = sheaf_keep_record(&self->keep, &self->load, record, err);
  return code ? code : sheaf_load_add(&self->load, record, err);
}

/* Ends the load after a failure of the store: the open batch is dropped. What failed while a problem was told came
 * first. */
static int fail(lua_State *L, loader *self, const sheaf_error *err) {
  sheaf_load_abort(&self->load);
  stop(L, self);
  return sheaf_bind_failure(L, self->problem_code ? &self->problem_error : err);
}

static void say_when(char *out, size_t size) {
  const time_t now = time(NULL);
  struct tm parts;
  if (gmtime_r(&now, &parts)) strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

/* Opens the input into self; the options' texts stay alive in user value 2. */
static int open_source(lua_State *L, loader *self, sheaf_source_row *row, sheaf_error *err) {
  const char *path = sheaf_bind_option(L, 2, "path"), *encoding = sheaf_bind_option(L, 2, "encoding");
  self->keep.path = path;
  self->keep.all = sheaf_bind_flag(L, 2, "raw", 0);
  if (path) {
    row->path = path;
    return sheaf_source_open_file(&self->source, path, encoding, err);
  }
  size_t length;
  lua_getfield(L, 2, "text");
  const char *text = luaL_checklstring(L, -1, &length);
  lua_pop(L, 1);
  self->keep.text = text;
  self->keep.length = length;
  row->path = sheaf_bind_option(L, 2, "name");
  if (!row->path) row->path = "pasted";
  sheaf_digest_bytes(text, length, self->sha256);
  return sheaf_source_open_memory(&self->source, row->path, text, length, encoding, err);
}

/* The digest of a file tells whether the library has it, and where an interrupted load goes on. A large one that has
 * the size of no other cannot be known: *out is one that is made while the file is read, else NULL. It is that of the
 * bytes which are there now: were it one of more than the reader finds, the rest would pass for loaded. */
static int find_digest(loader *self, sheaf_store *store, const sheaf_source_row *row, sheaf_digest **out,
                       sheaf_error *err) {
  enum { LARGE = 1 << 20 };
  *out = NULL;
  if (!self->keep.path) return SHEAF_OK;
  const int may_wait = row->bytes >= LARGE && !sheaf_store_server(store);
  const int is_like = may_wait ? sheaf_store_source_has_size(store, row->bytes, err) : 1;
  if (is_like < 0) return is_like;
  if (!is_like) *out = sheaf_digest_start(row->path, row->bytes);
  return *out ? SHEAF_OK : sheaf_digest_file(row->path, self->sha256, err);
}

/* lib:loader(options) -> loader | nil, message, code */
int sheaf_lua_loader_new(lua_State *L) {
  sheaf_library *library = sheaf_bind_library(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  if (library->loading) sheaf_bind_raise(L, "the library is loading another input");
  sheaf_error err = {0};
  if (sheaf_store_readonly(library->store)) {
    sheaf_error_set(&err, SHEAF_ESTORE, "the library was opened for reading only");
    return sheaf_bind_failure(L, &err);
  }
  loader *self = lua_newuserdatauv(L, sizeof *self, 2);
  memset(self, 0, sizeof *self);
  luaL_setmetatable(L, SHEAF_LOADER_CLASS);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  lua_pushvalue(L, 2);
  lua_setiuservalue(L, -2, 2);
  const char *added = sheaf_bind_option(L, 2, "added");
  say_when(self->added, sizeof self->added);
  sheaf_source_row row = {.label = sheaf_bind_option(L, 2, "label"),
                          .database = sheaf_bind_option(L, 2, "database"),
                          .platform = sheaf_bind_option(L, 2, "platform"),
                          .searched = sheaf_bind_option(L, 2, "searched"),
                          .via = sheaf_bind_option(L, 2, "via"),
                          .strategy = sheaf_bind_option(L, 2, "strategy"),
                          .limits = sheaf_bind_option(L, 2, "limits"),
                          .added = added ? added : self->added,
                          .sha256 = self->sha256};
  if (open_source(L, self, &row, &err)) return sheaf_bind_failure(L, &err);
  row.bytes = sheaf_source_size(self->source);
  row.encoding = sheaf_source_encoding(self->source);
  sheaf_digest *digest;
  if (find_digest(self, library->store, &row, &digest, &err)) return sheaf_bind_failure(L, &err);
  if (sheaf_load_begin(&self->load, library->store, library->index, &row, sheaf_bind_flag(L, 2, "again", 0), &err)) {
    sheaf_digest_drop(digest);
    return sheaf_bind_failure(L, &err);
  }
  sheaf_load_await(&self->load, digest, self->sha256);
  self->load.leave_aside = !sheaf_bind_flag(L, 2, "decisions", 1);
  self->working = 1;
  library->loading = 1;
  return 1;
}

/* loader:head() -> the first 64 KiB as UTF-8 */
static int loader_head(lua_State *L) {
  loader *self = untouched(L);
  const char *head;
  size_t length;
  sheaf_error err = {0};
  if (sheaf_source_head(self->source, &head, &length, &err)) return fail(L, self, &err);
  lua_pushlstring(L, head, length);
  return 1;
}

/* loader:detect() -> the core's surest format, its score, its dialect; nil, 0 where none knows the input */
static int loader_detect(lua_State *L) {
  loader *self = untouched(L);
  const char *head, *dialect = NULL;
  size_t length;
  sheaf_error err = {0};
  if (sheaf_source_head(self->source, &head, &length, &err)) return fail(L, self, &err);
  int score = 0;
  const sheaf_format *format = sheaf_reader_detect(head, length, &score, &dialect);
  lua_pushstring(L, format ? format->name : NULL);
  lua_pushinteger(L, score);
  lua_pushstring(L, dialect);
  return 3;
}

/* loader:text() -> the whole input as UTF-8 | nil, message, code */
static int loader_text(lua_State *L) {
  loader *self = untouched(L);
  char *text;
  size_t length;
  sheaf_error err = {0};
  if (sheaf_source_text(self->source, &text, &length, &err)) return fail(L, self, &err);
  lua_pushlstring(L, text, length);
  sheaf_mem_free(text);
  return 1;
}

/* loader:set_format(name, dialect): what a reader in Lua calls itself */
static int loader_set_format(lua_State *L) {
  loader *self = working(L);
  lua_getiuservalue(L, 1, 2); /* keeps the texts alive */
  lua_pushvalue(L, 2);
  lua_setfield(L, -2, "format");
  lua_pushvalue(L, 3);
  lua_setfield(L, -2, "dialect");
  self->load.source.format = luaL_checkstring(L, 2);
  self->load.source.dialect = luaL_optstring(L, 3, NULL);
  return 0;
}

static int open_reader(lua_State *L, loader *self, sheaf_error *err) {
  const char *name = luaL_optstring(L, 3, NULL);
  const sheaf_format *format = name ? sheaf_reader_find(name) : NULL;
  if (name && !format) return sheaf_error_set(err, SHEAF_EFORMAT, "no format is called '%s'", name);
  lua_getiuservalue(L, 1, 2); /* keeps the text alive */
  const char *columns = sheaf_bind_option(L, -1, "columns");
  lua_pop(L, 1);
  return sheaf_prefetch_open(&self->reader, self->source, format, columns, on_problem, self, err);
}

/* The source broke in the middle: what came before stays, and the report says where it ended. */
static void report_damage(loader *self, const sheaf_error *err) {
  const sheaf_problem problem = {err->line, err->byte, 0, SHEAF_REJECTED, "damaged-input", err->message};
  self->damaged = 1;
  on_problem(self, &problem);
}

/* loader:step(n, format|nil) -> true while there is more | false at the end | nil, message, code
 * Goes on beyond n records while a commit runs: Lua may ask the library for anything. */
static int loader_step(lua_State *L) {
  loader *self = working(L);
  const lua_Integer most = luaL_checkinteger(L, 2);
  sheaf_error err = {0};
  if (!self->reader) {
    const int code = open_reader(L, self, &err);
    if (code) return fail(L, self, &err);
    sheaf_index_work_ahead(self->load.index);
  }
  int more = 1;
  self->load.beside = 1;
  for (lua_Integer i = 0; more && (i < most || sheaf_load_is_committing(&self->load)); i++) {
    const sheaf_record *record;
    const int got = sheaf_prefetch_next(self->reader, &record, &err);
    int code = SHEAF_OK;
    if (got == SHEAF_READ_RECORD) {
      code = take(self, record, &err);
    } else if (got == SHEAF_READ_REJECTED) {
      const char *bytes;
      const size_t length = sheaf_prefetch_rejected(self->reader, &bytes);
      sheaf_buf_add(&self->keep.rejected, bytes, length);
      code = sheaf_load_reject(&self->load, &err);
      if (!code) code = sheaf_keep_rejected(&self->keep, &self->load, record, &err);
    } else {
      if (got == SHEAF_ENOMEM)
        code = got;
      else if (got < 0)
        report_damage(self, &err);
      more = 0;
    }
    if (code || self->problem_code) return fail(L, self, &err);
  }
  self->load.beside = 0;
  if (sheaf_load_settle(&self->load, &err)) return fail(L, self, &err);
  self->load.source.format = sheaf_prefetch_format(self->reader)->name;
  self->load.source.dialect = sheaf_prefetch_dialect(self->reader);
  self->load.source.encoding = sheaf_prefetch_encoding(self->reader);
  lua_pushboolean(L, more);
  return 1;
}

/* loader:add(record, line): raises when the table is no record */
static int loader_add(lua_State *L) {
  loader *self = working(L);
  sheaf_record_reset(&self->record);
  sheaf_lua_record_read(L, 2, &self->record, &self->scratch);
  self->record.line = (uint64_t)luaL_optinteger(L, 3, 0);
  sheaf_error err = {0};
  if (take(self, &self->record, &err)) return fail(L, self, &err);
  lua_pushboolean(L, 1);
  return 1;
}

/* loader:reject(line, byte, bytes|nil): the last problem says why */
static int loader_reject(lua_State *L) {
  loader *self = working(L);
  size_t length = 0;
  sheaf_record_reset(&self->record);
  self->record.line = (uint64_t)luaL_optinteger(L, 2, 0);
  self->record.byte = (uint64_t)luaL_optinteger(L, 3, 0);
  const char *bytes = luaL_optlstring(L, 4, "", &length);
  sheaf_buf_add(&self->keep.rejected, bytes, length < SHEAF_KEEP_MOST ? length : SHEAF_KEEP_MOST);
  sheaf_error err = {0};
  if (sheaf_load_reject(&self->load, &err) || sheaf_keep_rejected(&self->keep, &self->load, &self->record, &err))
    return fail(L, self, &err);
  lua_pushboolean(L, 1);
  return 1;
}

static uint64_t number_option(lua_State *L, const char *name) {
  lua_getfield(L, 2, name);
  const lua_Integer value = luaL_optinteger(L, -1, 0);
  lua_pop(L, 1);
  return value > 0 ? (uint64_t)value : 0;
}

/* loader:problem{ line =, byte =, record =, code =, severity = "warning"|"error", message = } */
static int loader_problem(lua_State *L) {
  loader *self = working(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  const char *code = sheaf_bind_option(L, 2, "code"), *message = sheaf_bind_option(L, 2, "message"),
             *severity = sheaf_bind_option(L, 2, "severity");
  const sheaf_problem problem = {
      number_option(L, "line"),   number_option(L, "byte"),
      number_option(L, "record"), severity && strcmp(severity, "error") == 0 ? SHEAF_REJECTED : SHEAF_WARNING,
      code ? code : "reader",     message ? message : ""};
  on_problem(self, &problem);
  if (self->problem_code) return fail(L, self, NULL);
  lua_pushboolean(L, 1);
  return 1;
}

static void set_integer(lua_State *L, const char *name, uint64_t value) {
  lua_pushinteger(L, (lua_Integer)value);
  lua_setfield(L, -2, name);
}

static void set_text(lua_State *L, const char *name, const char *value) {
  lua_pushstring(L, value);
  lua_setfield(L, -2, name);
}

static const char *encoding_of(const loader *self) {
  if (self->reader) return sheaf_prefetch_encoding(self->reader);
  return self->source ? sheaf_source_encoding(self->source) : self->load.source.encoding;
}

static uint64_t bytes_of(const loader *self) {
  if (self->reader) return sheaf_prefetch_consumed(self->reader);
  return self->source ? sheaf_source_consumed(self->source) : self->load.source.bytes;
}

/* loader:state() -> { path, format, dialect, encoding, sha256, source, seen, loaded, rejected, bytes, total, known,
 * resumed, damaged, problems }; sha256 may be missing before the end */
static int loader_state(lua_State *L) {
  const loader *self = check(L);
  const sheaf_source_row *row = &self->load.source;
  lua_createtable(L, 0, 16);
  set_text(L, "path", row->path);
  set_text(L, "format", row->format);
  set_text(L, "dialect", row->dialect);
  set_text(L, "encoding", encoding_of(self));
  set_text(L, "sha256", *self->sha256 ? self->sha256 : NULL);
  set_integer(L, "source", (uint64_t)row->id);
  set_integer(L, "seen", row->seen);
  set_integer(L, "aside", self->load.aside);
  set_integer(L, "loaded", row->loaded);
  set_integer(L, "rejected", row->rejected);
  set_integer(L, "bytes", bytes_of(self));
  set_integer(L, "total", row->bytes);
  set_integer(L, "problems", self->problems);
  lua_pushboolean(L, self->load.known);
  lua_setfield(L, -2, "known");
  lua_pushboolean(L, self->load.resumed);
  lua_setfield(L, -2, "resumed");
  lua_pushboolean(L, self->damaged);
  lua_setfield(L, -2, "damaged");
  return 1;
}

/* loader:problems() -> list of { line, byte, record, severity, code, message } */
static int loader_problems(lua_State *L) {
  const loader *self = check(L);
  const size_t count = self->kept.length / sizeof(sheaf_problem);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    sheaf_problem kept;
    memcpy(&kept, self->kept.data + i * sizeof kept, sizeof kept);
    lua_createtable(L, 0, 7);
    set_text(L, "file", self->load.source.path);
    set_integer(L, "line", kept.line);
    set_integer(L, "byte", kept.byte);
    if (kept.record) set_integer(L, "record", kept.record);
    set_text(L, "severity", sheaf_load_severity(kept.severity));
    set_text(L, "code", kept.code);
    set_text(L, "message", kept.message);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

static int end_with(lua_State *L, int (*end)(sheaf_load *, sheaf_error *)) {
  loader *self = working(L);
  sheaf_error err = {0};
  const int code = self->load.known ? SHEAF_OK : end(&self->load, &err);
  stop(L, self);
  if (code) return sheaf_bind_failure(L, &err);
  lua_pushboolean(L, 1);
  return 1;
}

static int loader_finish(lua_State *L) { return end_with(L, sheaf_load_end); }

static int loader_pause(lua_State *L) { return end_with(L, sheaf_load_pause); }

static int loader_abort(lua_State *L) {
  loader *self = check(L);
  if (self->working) {
    sheaf_bind_library_of(L, 1);
    sheaf_load_digest(&self->load, NULL); /* to be told in the report */
    sheaf_load_abort(&self->load);
    stop(L, self);
  }
  return 0;
}

void sheaf_lua_loader(lua_State *L) {
  const luaL_Reg metamethods[] = {{"__gc", loader_gc}, {"__close", loader_gc}, {NULL, NULL}};
  const luaL_Reg methods[] = {{"head", loader_head},     {"detect", loader_detect},
                              {"text", loader_text},     {"set_format", loader_set_format},
                              {"step", loader_step},     {"add", loader_add},
                              {"reject", loader_reject}, {"problem", loader_problem},
                              {"state", loader_state},   {"problems", loader_problems},
                              {"finish", loader_finish}, {"pause", loader_pause},
                              {"abort", loader_abort},   {NULL, NULL}};
  sheaf_bind_class(L, SHEAF_LOADER_CLASS, metamethods, methods);
}
