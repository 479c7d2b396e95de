/* bind.h - what every class of the Lua module shares: checks, failures, userdata.
 *
 * Rules: a wrong argument or a closed handle raises; bad files, bad queries and SQLite failures return nil, message,
 * code. A userdata gets its metatable before anything is opened into it, so that no longjmp leaks. A child keeps its
 * library in user value 1. */
#ifndef SHEAF_LUA_BIND_H
#define SHEAF_LUA_BIND_H

#include <lauxlib.h>
#include <lua.h>

#include "base/error.h"
#include "index/index.h"
#include "query/query.h"
#include "record/record.h"
#include "record/section.h"
#include "store/store.h"
#include "store/thesaurus.h"

#define SHEAF_LIBRARY_CLASS "sheaf.library"
#define SHEAF_RECORD_CLASS "sheaf.record"
#define SHEAF_SET_CLASS "sheaf.set"
#define SHEAF_QUERY_CLASS "sheaf.query"
#define SHEAF_LOADER_CLASS "sheaf.loader"
#define SHEAF_ROWS_CLASS "sheaf.rows"

typedef struct sheaf_library {
  sheaf_store *store;         /* NULL once closed */
  sheaf_index *index;         /* NULL once closed */
  sheaf_thesaurus *thesaurus; /* NULL until sheaf_bind_thesaurus finds one */
  int loading;                /* a loader is at work: one at a time */
  uint64_t works_made;        /* how often works were made here: records read before that look again */
} sheaf_library;

typedef struct sheaf_set {
  uint32_t *ids; /* in the set's order, no duplicates; owned */
  size_t count;  /* ids in use */
} sheaf_set;

/* Pushes nil, message, code and returns 3. */
int sheaf_bind_failure(lua_State *L, const sheaf_error *err);

/* Makes a class: metatable with __name, metamethods, and `methods` in a table of their own that Lua code extends;
 * __index falls back to it where metamethods brings no __index. Leaves nothing on the stack. The methods table is
 * core.classes[name]. */
void sheaf_bind_class(lua_State *L, const char *name, const luaL_Reg *metamethods, const luaL_Reg *methods);
/* Gives the userdata on top of the stack, which Lua code never sees, the metatable `name` with nothing but gc. */
void sheaf_bind_collect(lua_State *L, const char *name, lua_CFunction gc);
/* Pushes the table class name -> methods: core.classes. */
void sheaf_bind_push_classes(lua_State *L);
/* Pushes the method `key` (at index) of a class: nil where there is none. */
void sheaf_bind_method(lua_State *L, const char *class_name, int key);

void sheaf_bind_raise(lua_State *L, const char *message);   /* without a place, which would be one inside sheaf */
sheaf_library *sheaf_bind_library(lua_State *L, int at);    /* raises when it is none or closed */
sheaf_library *sheaf_bind_library_of(lua_State *L, int at); /* the library of the child at `at`; raises when closed */
void sheaf_bind_push_library_of(lua_State *L, int at);      /* pushes the child's library */
sheaf_set *sheaf_bind_set(lua_State *L, int at);

/* The library's thesaurus, opened on first use, also where another program loaded it meanwhile; *out is NULL where
 * there is none. Borrowed until the library is closed. 0 or a negative code. */
int sheaf_bind_thesaurus(sheaf_library *library, sheaf_thesaurus **out, sheaf_error *err);

/* What is known of sections; NULL before lua/sheaf/section.lua is loaded. Borrowed until that says anew. */
const sheaf_section_book *sheaf_bind_sections(lua_State *L);

/* Pushes a new, empty set of the library at `library`; the caller fills it: ids come from sheaf_mem_alloc and are freed
 * with the set. */
sheaf_set *sheaf_bind_new_set(lua_State *L, int library);
/* Pushes a record (read on first use) of the library at `library`. */
void sheaf_bind_push_record(lua_State *L, int library, uint32_t id);
/* What reading a record gives (store.h). */
typedef struct sheaf_record_body {
  char *body;          /* packed; owned; NULL where it was not read */
  size_t length;       /* bytes in body */
  int64_t source;      /* the source it was loaded from */
  uint32_t work;       /* the work it reports, as of works_made */
  uint64_t works_made; /* the library's when it was read */
} sheaf_record_body;
/* The same for a record read before: takes ownership of the body. */
void sheaf_bind_push_record_read(lua_State *L, int library, uint32_t id, sheaf_record_body *read);

/* A string option of the table at `at`, or NULL; raises when it is no string. Borrowed while the table holds it. */
const char *sheaf_bind_option(lua_State *L, int at, const char *name);
int sheaf_bind_flag(lua_State *L, int at, const char *name, int otherwise);

/* One function a file of this folder: registers its class. */
void sheaf_lua_library(lua_State *L);
void sheaf_lua_record(lua_State *L);
void sheaf_lua_set(lua_State *L);
void sheaf_lua_query(lua_State *L);
void sheaf_lua_loader(lua_State *L);
void sheaf_lua_copier(lua_State *L);
void sheaf_lua_rows(lua_State *L);
void sheaf_lua_each_class(lua_State *L);
void sheaf_lua_learner(lua_State *L);
void sheaf_lua_corpus(lua_State *L);

/* Functions that library.c and open.c list, and that live with their subject. */
int sheaf_lua_loader_new(lua_State *L);
int sheaf_lua_copier_new(lua_State *L);
int sheaf_lua_rows_new(lua_State *L);
int sheaf_lua_each(lua_State *L);
int sheaf_lua_search(lua_State *L);
int sheaf_lua_search_count(lua_State *L);
int sheaf_lua_search_nodes(lua_State *L);
int sheaf_lua_search_spans(lua_State *L);
int sheaf_lua_vocabulary(lua_State *L);
int sheaf_lua_query_syntaxes(lua_State *L);
int sheaf_lua_query_parse(lua_State *L);
int sheaf_lua_html(lua_State *L);
int sheaf_lua_fold(lua_State *L);
int sheaf_lua_pages_expanded(lua_State *L);
int sheaf_lua_words(lua_State *L);
int sheaf_lua_section_book(lua_State *L);
int sheaf_lua_section_category(lua_State *L);
int sheaf_lua_section_split(lua_State *L);
int sheaf_lua_section_infer(lua_State *L);
int sheaf_lua_section_record(lua_State *L);
int sheaf_lua_section_features(lua_State *L);
int sheaf_lua_section_rows(lua_State *L);
int sheaf_lua_uuid(lua_State *L);
int sheaf_lua_zip_read(lua_State *L);
int sheaf_lua_zip_write(lua_State *L);
int sheaf_lua_xml(lua_State *L);
int sheaf_lua_reread(lua_State *L);
int sheaf_lua_dedup_run(lua_State *L);
int sheaf_lua_dedup_say(lua_State *L);
int sheaf_lua_dedup_why(lua_State *L);
int sheaf_lua_decision_add(lua_State *L);
int sheaf_lua_decision_code(lua_State *L);
int sheaf_lua_decision_attribute(lua_State *L);
int sheaf_lua_decision_memo(lua_State *L);
int sheaf_lua_decision_undo(lua_State *L);
int sheaf_lua_dedup_links(lua_State *L);
int sheaf_lua_learner_new(lua_State *L);
int sheaf_lua_corpus_new(lua_State *L);
int sheaf_lua_columns(lua_State *L);
int sheaf_lua_keys(lua_State *L);
int sheaf_lua_people(lua_State *L);
int sheaf_lua_lines(lua_State *L);
int sheaf_lua_sentences(lua_State *L);
int sheaf_lua_sentence_hits(lua_State *L);
int sheaf_lua_thesaurus_load(lua_State *L);
int sheaf_lua_thesaurus_find(lua_State *L);
int sheaf_lua_thesaurus_near(lua_State *L);
int sheaf_lua_thesaurus_branch(lua_State *L);

/* The query at `at`: a query object, or text parsed with the options at `options`. Pushes it. NULL: err is filled. */
sheaf_query *sheaf_lua_query_get(lua_State *L, int at, int options, sheaf_error *err);
/* Pushes nil, message, code, 1-based position in the query and returns 4. */
int sheaf_lua_query_failure(lua_State *L, const sheaf_error *err);

/* The record at `at` as a core record (unpacked; borrowed while the userdata lives). */
const sheaf_record *sheaf_lua_record_get(lua_State *L, int at, uint32_t *id);
/* Fills a core record from the Lua table at `at` (the write shape of records); raises on wrong types. scratch is
 * the caller's, so that a raise leaks nothing. */
void sheaf_lua_record_read(lua_State *L, int at, sheaf_record *record, sheaf_buf *scratch);
/* Pushes all entries as a list of { field, value, note }. */
void sheaf_lua_record_push_entries(lua_State *L, const sheaf_record *record);
/* Pushes a field's value as Lua sees it (nil or an empty list where absent). */
void sheaf_lua_record_push_field(lua_State *L, const sheaf_record *record, sheaf_field field);

#endif
