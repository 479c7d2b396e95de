/* section.c - sections of abstracts. The book of headings and cues is made from Lua tables (lua/sheaf/section.lua), and
 * kept in the registry, where the search finds it, too. */
#include "record/section.h"

#include "bind.h"
#include "record/section_sentence.h"
#include "store/scan.h"

static const char book_key[] = "sheaf.sections"; /* in the registry */

typedef struct lua_book {
  sheaf_section_book *book; /* owned */
} lua_book;

/* What a raise must not leak. */
typedef struct working {
  sheaf_sections sections; /* found */
  sheaf_buf text;          /* an abstract, or sentences */
  sheaf_buf words;         /* of a sentence */
} working;

static int book_gc(lua_State *L) {
  lua_book *self = lua_touserdata(L, 1);
  sheaf_section_book_free(self->book);
  self->book = NULL;
  return 0;
}

static int working_gc(lua_State *L) {
  working *self = lua_touserdata(L, 1);
  sheaf_sections_clear(&self->sections);
  sheaf_buf_clear(&self->text);
  sheaf_buf_clear(&self->words);
  return 0;
}

static working *new_working(lua_State *L) {
  working *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (working){0};
  sheaf_bind_collect(L, "sheaf.section.working", working_gc);
  return self;
}

const sheaf_section_book *sheaf_bind_sections(lua_State *L) {
  lua_getfield(L, LUA_REGISTRYINDEX, book_key);
  const lua_book *self = luaL_testudata(L, -1, "sheaf.section.book");
  lua_pop(L, 1); /* the registry keeps it */
  return self ? self->book : NULL;
}

static const sheaf_section_book *book_of(lua_State *L) {
  const sheaf_section_book *book = sheaf_bind_sections(L);
  if (!book) luaL_error(L, "no headings of sections are known yet: require \"sheaf.section\"");
  return book;
}

/* ---- the book ---- */

static int out_of_memory(lua_State *L) { return luaL_error(L, "out of memory"); }

static sheaf_section_kind check_kind(lua_State *L, int at) {
  size_t length;
  const char *name = luaL_checklstring(L, at, &length);
  const int kind = sheaf_section_named(name, length);
  if (kind < 0) luaL_error(L, "unknown section category: %s", name);
  return (sheaf_section_kind)kind;
}

/* A list of { category =, heading, ... } on top of the stack. */
static void read_headings(lua_State *L, sheaf_section_book *book) {
  const lua_Integer rows = luaL_len(L, -1);
  for (lua_Integer i = 1; i <= rows; i++) {
    lua_geti(L, -1, i);
    lua_getfield(L, -1, "category");
    const sheaf_section_kind kind = check_kind(L, -1);
    lua_pop(L, 1);
    const lua_Integer count = luaL_len(L, -1);
    for (lua_Integer k = 1; k <= count; k++) {
      size_t length;
      lua_geti(L, -1, k);
      const char *heading = luaL_checklstring(L, -1, &length);
      if (sheaf_section_book_heading(book, kind, heading, length)) out_of_memory(L);
      lua_pop(L, 1);
    }
    lua_pop(L, 1);
  }
}

/* A list of { feature, weight of each kind ... } on top of the stack. */
static void read_cues(lua_State *L, sheaf_section_book *book) {
  const lua_Integer rows = luaL_len(L, -1);
  for (lua_Integer i = 1; i <= rows; i++) {
    float weights[SHEAF_SECTION_KINDS];
    lua_geti(L, -1, i);
    for (int k = 0; k < SHEAF_SECTION_KINDS; k++) {
      lua_geti(L, -1, k + 2);
      weights[k] = (float)luaL_checknumber(L, -1);
      lua_pop(L, 1);
    }
    size_t length;
    lua_geti(L, -1, 1);
    const char *feature = luaL_checklstring(L, -1, &length);
    if (sheaf_section_book_cue(book, feature, length, weights)) out_of_memory(L);
    lua_pop(L, 2);
  }
}

/* Rows from each kind and from the beginning, columns to each kind and to the end; on top of the stack. */
static void read_steps(lua_State *L, sheaf_section_book *book) {
  for (unsigned from = 0; from <= SHEAF_SECTION_KINDS; from++) {
    lua_geti(L, -1, (lua_Integer)from + 1);
    for (unsigned to = 0; to <= SHEAF_SECTION_KINDS; to++) {
      lua_geti(L, -1, (lua_Integer)to + 1);
      sheaf_section_book_step(book, from, to, (float)luaL_optnumber(L, -1, 0));
      lua_pop(L, 1);
    }
    lua_pop(L, 1);
  }
}

/* core.section_book(headings, cues, steps): what is known of sections from now on; weights are natural logarithms */
int sheaf_lua_section_book(lua_State *L) {
  for (int i = 1; i <= 3; i++) luaL_checktype(L, i, LUA_TTABLE);
  lua_settop(L, 3);
  lua_book *self = lua_newuserdatauv(L, sizeof *self, 0);
  self->book = NULL;
  sheaf_bind_collect(L, "sheaf.section.book", book_gc);
  self->book = sheaf_section_book_new();
  if (!self->book) return out_of_memory(L);
  lua_pushvalue(L, 1);
  read_headings(L, self->book);
  lua_pushvalue(L, 2);
  read_cues(L, self->book);
  lua_pushvalue(L, 3);
  read_steps(L, self->book);
  lua_settop(L, 4);
  lua_setfield(L, LUA_REGISTRYINDEX, book_key);
  return 0;
}

/* core.section_category(label) -> category */
int sheaf_lua_section_category(lua_State *L) {
  size_t length;
  const char *label = luaL_checklstring(L, 1, &length);
  lua_pushstring(L, sheaf_section_name(sheaf_section_of_label(book_of(L), label, length, NULL)));
  return 1;
}

/* ---- sections ---- */

/* The heading with each run of white space as one space. */
static void push_label(lua_State *L, const char *text, size_t length) {
  luaL_Buffer out;
  luaL_buffinit(L, &out);
  for (size_t i = 0; i < length; i++) {
    const int space = text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r');
    if (!space || i == 0 || !(text[i - 1] == ' ' || (text[i - 1] >= '\t' && text[i - 1] <= '\r')))
      luaL_addchar(&out, space ? ' ' : text[i]);
  }
  luaL_pushresult(&out);
}

/* also = { further categories that the heading names }, where it names several. */
static void push_also(lua_State *L, const sheaf_section *section) {
  const unsigned others = section->kinds & ~SHEAF_SECTION_BIT(section->kind);
  if (!others) return;
  lua_newtable(L);
  for (int k = 0, n = 0; k < SHEAF_SECTION_KINDS; k++) {
    if (!(others >> k & 1)) continue;
    lua_pushstring(L, sheaf_section_name((sheaf_section_kind)k));
    lua_rawseti(L, -2, ++n);
  }
  lua_setfield(L, -2, "also");
}

static void push_section(lua_State *L, const char *text, const sheaf_section *section) {
  lua_createtable(L, 0, 6);
  if (section->label_end > section->label) {
    push_label(L, text + section->label, section->label_end - section->label);
    lua_setfield(L, -2, "label");
  }
  lua_pushstring(L, sheaf_section_name(section->kind));
  lua_setfield(L, -2, "category");
  lua_pushlstring(L, text + section->first, section->last - section->first);
  lua_setfield(L, -2, "text");
  lua_pushinteger(L, (lua_Integer)section->first + 1);
  lua_setfield(L, -2, "first");
  lua_pushinteger(L, (lua_Integer)section->last);
  lua_setfield(L, -2, "last");
  push_also(L, section);
  if (!section->inferred) return;
  lua_pushnumber(L, section->confidence);
  lua_setfield(L, -2, "confidence");
  lua_pushboolean(L, 1);
  lua_setfield(L, -2, "inferred");
}

static int push_sections(lua_State *L, const char *text, const sheaf_sections *sections) {
  lua_createtable(L, (int)sections->count, 0);
  for (size_t i = 0; i < sections->count; i++) {
    push_section(L, text, &sections->items[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* core.section_split(text) -> list of { label =, category =, text =, first =, last = } by its headings */
int sheaf_lua_section_split(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  const sheaf_section_book *book = book_of(L);
  working *work = new_working(L);
  if (sheaf_section_split(book, text, length, &work->sections)) return out_of_memory(L);
  return push_sections(L, text, &work->sections);
}

/* core.section_infer(text) -> list of { category =, text =, first =, last =, confidence =, inferred = true } by its
 * sentences */
int sheaf_lua_section_infer(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  const sheaf_section_book *book = book_of(L);
  working *work = new_working(L);
  if (sheaf_section_infer(book, text, 0, length, SHEAF_SECTION_ALL, &work->sections)) return out_of_memory(L);
  return push_sections(L, text, &work->sections);
}

/* core.section_record(record) -> list of { label =, category =, text =, first =, last =, confidence =, inferred = }: as
 * the source or its headings have them, what has no heading by its sentences */
int sheaf_lua_section_record(lua_State *L) {
  const sheaf_record *record = sheaf_lua_record_get(L, 1, NULL);
  const sheaf_section_book *book = book_of(L);
  working *work = new_working(L);
  sheaf_record_abstract(record, &work->text);
  if (work->text.failed || sheaf_section_record(book, record, &work->text, &work->sections)) return out_of_memory(L);
  return push_sections(L, work->text.data, &work->sections);
}

/* ---- all of a set ---- */

static int is_empty(const char *text, const sheaf_section *section) {
  for (size_t i = section->first; i < section->last; i++)
    if (text[i] != ' ' && !(text[i] >= '\t' && text[i] <= '\r')) return 0;
  return 1;
}

/* Adds the record's place in the set and the section's among its own for each section wanted, as two varints. */
static int list_record(const sheaf_section_book *book, const sheaf_record *record, unsigned kinds, uint64_t place,
                       working *work) {
  sheaf_buf_reset(&work->text);
  sheaf_record_abstract(record, &work->text);
  if (work->text.failed || sheaf_section_record(book, record, &work->text, &work->sections)) return SHEAF_ENOMEM;
  for (size_t i = 0; i < work->sections.count; i++) {
    const sheaf_section *section = &work->sections.items[i];
    if (!(kinds >> section->kind & 1) || is_empty(work->text.data, section)) continue;
    sheaf_buf_add_varint(&work->words, place);
    sheaf_buf_add_varint(&work->words, i + 1);
  }
  return work->words.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

static int list_set(const sheaf_section_book *book, sheaf_store *store, const sheaf_set *set, unsigned kinds,
                    working *work, sheaf_error *err) {
  sheaf_scan *scan = NULL;
  int code = sheaf_scan_open(&scan, store, set->ids, set->count, err);
  uint32_t id, of_work;
  const sheaf_record *record;
  size_t place = 0;
  while (!code && (code = sheaf_scan_next(scan, &id, &of_work, &record, err)) > 0) {
    while (place < set->count && set->ids[place] != id) place++;
    code = list_record(book, record, kinds, ++place, work);
    if (code) sheaf_error_memory(err);
  }
  sheaf_scan_close(scan);
  return code;
}

static unsigned read_kinds(lua_State *L, int at) {
  if (lua_isnoneornil(L, at)) return SHEAF_SECTION_ALL;
  luaL_checktype(L, at, LUA_TTABLE);
  unsigned kinds = 0;
  const lua_Integer count = luaL_len(L, at);
  for (lua_Integer i = 1; i <= count; i++) {
    lua_geti(L, at, i);
    kinds |= SHEAF_SECTION_BIT(check_kind(L, -1));
    lua_pop(L, 1);
  }
  return kinds;
}

/* core.section_rows(set, categories|nil) -> places, ordinals: for each section of these categories of each record of
 * the set that has text, the record's place in the set and the section's in core.section_record | nil, message, code */
int sheaf_lua_section_rows(lua_State *L) {
  lua_settop(L, 2);
  const sheaf_set *set = sheaf_bind_set(L, 1);
  sheaf_library *library = sheaf_bind_library_of(L, 1);
  const unsigned kinds = read_kinds(L, 2);
  const sheaf_section_book *book = book_of(L);
  working *work = new_working(L);
  sheaf_error err = {0};
  if (list_set(book, library->store, set, kinds, work, &err)) return sheaf_bind_failure(L, &err);
  const uint8_t *at = (const uint8_t *)work->words.data, *end = at ? at + work->words.length : at;
  lua_newtable(L);
  lua_newtable(L);
  uint64_t place, ordinal;
  for (lua_Integer i = 1;
       at < end && !sheaf_buf_get_varint(&at, end, &place) && !sheaf_buf_get_varint(&at, end, &ordinal); i++) {
    lua_pushinteger(L, (lua_Integer)place);
    lua_rawseti(L, -3, i);
    lua_pushinteger(L, (lua_Integer)ordinal);
    lua_rawseti(L, -2, i);
  }
  return 2;
}

/* ---- features, for what learns the cues ---- */

/* Lua must not raise in here: the features are collected first, each as a varint and bytes. */
static int collect(void *context, const char *feature, size_t length, uint64_t hash) {
  (void)hash;
  sheaf_buf *out = context;
  sheaf_buf_add_varint(out, length);
  sheaf_buf_add(out, feature, length);
  return 1;
}

static void push_features(lua_State *L, const sheaf_buf *features) {
  const uint8_t *at = (const uint8_t *)features->data, *end = at + features->length;
  uint64_t length;
  lua_newtable(L);
  for (lua_Integer i = 1; at < end && !sheaf_buf_get_varint(&at, end, &length); i++) {
    lua_pushlstring(L, (const char *)at, (size_t)length);
    lua_rawseti(L, -2, i);
    at += length;
  }
}

/* core.section_features(text) -> list of { first =, last =, features = { ... } }, one a sentence */
int sheaf_lua_section_features(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  working *work = new_working(L), *scratch = new_working(L);
  sheaf_sentence_cut(text, 0, length, &work->text);
  if (work->text.failed) return out_of_memory(L);
  const size_t count = work->text.length / sizeof(sheaf_sentence);
  const sheaf_sentence *sentences = (const sheaf_sentence *)(const void *)work->text.data;
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    sheaf_buf_reset(&scratch->text);
    sheaf_sentence_features(text, &sentences[i], i, count, &scratch->words, collect, &scratch->text);
    if (scratch->text.failed || scratch->words.failed) return out_of_memory(L);
    lua_createtable(L, 0, 3);
    lua_pushinteger(L, (lua_Integer)sentences[i].first + 1);
    lua_setfield(L, -2, "first");
    lua_pushinteger(L, (lua_Integer)sentences[i].last);
    lua_setfield(L, -2, "last");
    push_features(L, &scratch->text);
    lua_setfield(L, -2, "features");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}
