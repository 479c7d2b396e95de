/* record_table.c - a Lua table in the write shape of records to a core record: what readers written in Lua emit.
 *
 * Identifiers, names, dates, pages and languages are normalised as the C readers do it, the original kept in the note.
 * Keys that are no field go to `extra`, so that nothing is lost. Wrong types raise with the name of the key. */
#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "record/normal.h"

typedef int normal_fn(const char *text, size_t length, sheaf_buf *out);

static normal_fn *normal_of(sheaf_field field) {
  switch (field) {
    case SHEAF_FIELD_DOI: return sheaf_normal_doi;
    case SHEAF_FIELD_PMID: return sheaf_normal_pmid;
    case SHEAF_FIELD_PMCID: return sheaf_normal_pmcid;
    case SHEAF_FIELD_ISSN: return sheaf_normal_issn;
    case SHEAF_FIELD_ISBN: return sheaf_normal_isbn;
    case SHEAF_FIELD_PAGES: return sheaf_normal_pages;
    case SHEAF_FIELD_LANGUAGE: return sheaf_normal_language;
    case SHEAF_FIELD_DATE:
    case SHEAF_FIELD_DATE_ELECTRONIC:
    case SHEAF_FIELD_DATE_ENTRY:
    case SHEAF_FIELD_DATE_CREATED:
    case SHEAF_FIELD_DATE_HEADINGS:
    case SHEAF_FIELD_DATE_REVISED:
    case SHEAF_FIELD_DATE_COMPLETED: return sheaf_normal_date;
    default: return NULL;
  }
}

/* Adds a value in normal form, the original as note where it differs; a text that is no such value goes to extra. */
static void add_value(lua_State *L, sheaf_record *record, sheaf_buf *out, sheaf_field field, const char *text,
                      size_t length) {
  normal_fn *normal = normal_of(field);
  if (!normal) {
    sheaf_record_add(record, field, text, length, NULL, 0);
    return;
  }
  sheaf_buf_reset(out);
  if (normal(text, length, out)) {
    const int same = out->length == length && memcmp(out->data, text, length) == 0;
    sheaf_record_add(record, field, out->data, out->length, text, same ? 0 : length);
  } else {
    const char *name = sheaf_field_name(field);
    if (field == SHEAF_FIELD_LANGUAGE || field == SHEAF_FIELD_PAGES)
      sheaf_record_add(record, field, text, length, NULL, 0);
    else
      sheaf_record_add(record, SHEAF_FIELD_EXTRA, text, length, name, strlen(name));
  }
  if (record->failed) luaL_error(L, "out of memory");
}

/* The string at the top of the stack (numbers count), or an error that names the key. */
static const char *text_at_top(lua_State *L, const char *key, size_t *length) {
  const int type = lua_type(L, -1);
  if (type == LUA_TNUMBER && lua_isinteger(L, -1)) {
    lua_pushfstring(L, "%I", (LUAI_UACINT)lua_tointeger(L, -1));
    lua_replace(L, -2);
  } else if (type != LUA_TSTRING && type != LUA_TNUMBER) {
    luaL_error(L, "field '%s': a string expected, got %s", key, lua_typename(L, type));
  }
  return lua_tolstring(L, -1, length);
}

/* A string member of the table at the top; "" where absent. The member stays on the stack above the table's copy:
 * pop 1. */
static const char *member(lua_State *L, const char *name, size_t *length) {
  if (lua_getfield(L, -1, name) == LUA_TNIL) {
    *length = 0;
    return "";
  }
  return text_at_top(L, name, length);
}

static void add_name(sheaf_record *record, sheaf_buf *out, sheaf_field field, const char *text, size_t length) {
  sheaf_buf_reset(out);
  if (sheaf_normal_name(text, length, out))
    sheaf_record_add(record, field, out->data, out->length, text, length);
  else
    sheaf_record_add(record, field, text, length, NULL, 0);
}

static void add_texts(lua_State *L, sheaf_record *record, sheaf_buf *out, sheaf_field field, const char *key);

/* The person in the table at the top. */
static void add_person(lua_State *L, sheaf_record *record, sheaf_buf *out, sheaf_field field) {
  size_t length;
  const char *text = member(L, "literal", &length);
  if (length) {
    sheaf_record_add(record, field, text, length, NULL, 0);
    lua_pop(L, 1);
  } else {
    lua_pop(L, 1);
    size_t ignored;
    const int top = lua_gettop(L);
    const char *parts[5];
    static const char *const names[] = {"family", "given", "initials", "suffix", "particle"};
    for (int i = 0; i < 5; i++) {
      lua_pushvalue(L, top);
      parts[i] = member(L, names[i], &ignored);
      lua_remove(L, -2);
    }
    sheaf_buf_reset(out);
    if (sheaf_normal_name_parts(parts[0], parts[1], parts[2], parts[3], out)) {
      sheaf_normal_add_particle(parts[4], out);
      sheaf_record_add(record, field, out->data, out->length, NULL, 0);
    }
    lua_settop(L, top);
  }
  text = member(L, "orcid", &length);
  if (length) {
    sheaf_buf_reset(out);
    if (sheaf_normal_orcid(text, length, out))
      sheaf_record_add(record, SHEAF_FIELD_ORCID, out->data, out->length, NULL, 0);
    else
      sheaf_record_add(record, SHEAF_FIELD_ORCID, text, length, "identifier", 10);
  }
  lua_pop(L, 1);
  if (lua_getfield(L, -1, "affiliations") != LUA_TNIL)
    add_texts(L, record, out, SHEAF_FIELD_AFFILIATION, "affiliations");
  lua_pop(L, 1);
}

/* A heading { name =, major =, qualifiers = { ... } }, or text with slashes and asterisks as MEDLINE writes it. */
static void add_heading_part(lua_State *L, sheaf_buf *out) {
  size_t length;
  lua_getfield(L, -1, "major");
  if (lua_toboolean(L, -1)) sheaf_buf_add_byte(out, '*');
  lua_pop(L, 1);
  const char *text = member(L, "name", &length);
  sheaf_buf_add(out, text, length);
  lua_pop(L, 1);
}

static void add_heading(lua_State *L, sheaf_record *record, sheaf_buf *out) {
  sheaf_buf_reset(out);
  size_t length;
  if (lua_isstring(L, -1)) {
    const char *text = lua_tolstring(L, -1, &length);
    for (size_t i = 0; i < length; i++) sheaf_buf_add_byte(out, text[i] == '/' ? SHEAF_FIELD_PART : text[i]);
  } else {
    add_heading_part(L, out);
    if (lua_getfield(L, -1, "qualifiers") == LUA_TTABLE) {
      for (lua_Integer i = 1; lua_rawgeti(L, -1, i) == LUA_TTABLE; i++) {
        sheaf_buf_add_byte(out, SHEAF_FIELD_PART);
        add_heading_part(L, out);
        lua_pop(L, 1);
      }
      lua_pop(L, 1);
    }
    lua_pop(L, 1);
  }
  sheaf_record_add(record, SHEAF_FIELD_HEADING, out->data ? out->data : "", out->length, NULL, 0);
}

/* { text =, <first> =, <second> = }: the value is the text, the note the two others. */
static void add_noted(lua_State *L, sheaf_record *record, sheaf_buf *out, sheaf_field field, const char *first,
                      const char *second) {
  sheaf_buf_reset(out);
  size_t length, size;
  const char *a = member(L, first, &length);
  sheaf_buf_add(out, a, length);
  lua_pop(L, 1);
  const char *b = member(L, second, &length);
  if (length) {
    sheaf_buf_add_byte(out, SHEAF_FIELD_PART);
    sheaf_buf_add(out, b, length);
  }
  lua_pop(L, 1);
  const char *text = member(L, "text", &size);
  sheaf_record_add(record, field, text, size, out->data, out->length);
  lua_pop(L, 1);
}

/* One item of a field, at the top of the stack. */
static void add_item(lua_State *L, sheaf_record *record, sheaf_buf *out, sheaf_field field, const char *key) {
  const sheaf_kind kind = sheaf_field_kind(field);
  size_t length;
  if (kind == SHEAF_KIND_AUTHOR && lua_istable(L, -1)) {
    add_person(L, record, out, field);
  } else if (kind == SHEAF_KIND_AUTHOR) {
    const char *text = text_at_top(L, key, &length);
    add_name(record, out, field, text, length);
  } else if (kind == SHEAF_KIND_HEADING) {
    add_heading(L, record, out);
  } else if (kind == SHEAF_KIND_COMMENT && lua_istable(L, -1)) {
    add_noted(L, record, out, field, "author", "date");
  } else {
    const char *text = text_at_top(L, key, &length);
    add_value(L, record, out, field, text, length);
  }
}

/* A string, or a list of items, at the top of the stack. */
static void add_texts(lua_State *L, sheaf_record *record, sheaf_buf *out, sheaf_field field, const char *key) {
  if (!lua_istable(L, -1)) {
    add_item(L, record, out, field, key);
    return;
  }
  for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
    add_item(L, record, out, field, key);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

/* sections = { { label =, category =, text = } }: the abstract in parts. */
static void add_sections(lua_State *L, sheaf_record *record, sheaf_buf *out) {
  luaL_argexpected(L, lua_istable(L, -1), -1, "list of sections");
  for (lua_Integer i = 1; lua_rawgeti(L, -1, i) == LUA_TTABLE; i++) {
    add_noted(L, record, out, SHEAF_FIELD_ABSTRACT, "label", "category");
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

static void add_extra(lua_State *L, sheaf_record *record, const char *tag, size_t tag_length) {
  size_t length;
  if (!lua_istable(L, -1)) {
    const char *text = text_at_top(L, tag, &length);
    sheaf_record_add(record, SHEAF_FIELD_EXTRA, text, length, tag, tag_length);
    return;
  }
  for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
    const char *text = text_at_top(L, tag, &length);
    sheaf_record_add(record, SHEAF_FIELD_EXTRA, text, length, tag, tag_length);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

/* Pushes the string keys of the table at `at` as a sorted list. */
static void push_sorted_keys(lua_State *L, int at) {
  lua_newtable(L);
  lua_Integer count = 0;
  lua_pushnil(L);
  while (lua_next(L, at)) {
    lua_pop(L, 1);
    if (lua_type(L, -1) == LUA_TSTRING) {
      lua_pushvalue(L, -1);
      lua_rawseti(L, -3, ++count);
    }
  }
  lua_getglobal(L, "table");
  lua_getfield(L, -1, "sort");
  lua_pushvalue(L, -3);
  lua_call(L, 1, 0);
  lua_pop(L, 1);
}

static int is_known(const char *key, size_t length) {
  static const char *const others[] = {"sections", "extra", "authors_complete", "affiliations", "id", "source",
                                       "work",     NULL};
  for (const char *const *p = others; *p; p++)
    if (strcmp(*p, key) == 0) return 1;
  return sheaf_field_find(key, length) != SHEAF_FIELD_NONE;
}

/* Extra: the table's own, then keys that are no field, each in the order of their names. */
static void add_rest(lua_State *L, int at, sheaf_record *record) {
  size_t length;
  if (lua_getfield(L, at, "extra") == LUA_TTABLE) {
    const int extra = lua_gettop(L);
    push_sorted_keys(L, extra);
    for (lua_Integer i = 1; lua_rawgeti(L, extra + 1, i) == LUA_TSTRING; i++) {
      const char *key = lua_tolstring(L, -1, &length);
      lua_getfield(L, extra, key);
      add_extra(L, record, key, length);
      lua_settop(L, extra + 1);
    }
    lua_settop(L, extra);
  }
  lua_pop(L, 1);
  push_sorted_keys(L, at);
  const int keys = lua_gettop(L);
  for (lua_Integer i = 1; lua_rawgeti(L, keys, i) == LUA_TSTRING; i++) {
    const char *key = lua_tolstring(L, -1, &length);
    if (!is_known(key, length)) {
      lua_getfield(L, at, key);
      add_extra(L, record, key, length);
    }
    lua_settop(L, keys);
  }
  lua_pop(L, 1);
}

/* { { field =, value =, note = }, ... } as record:entries() gives it: added as it is. Unknown fields go to extra. */
static void add_entries(lua_State *L, sheaf_record *record) {
  size_t name_length, length, note_length;
  for (lua_Integer i = 1; lua_rawgeti(L, -1, i) == LUA_TTABLE; i++) {
    const int top = lua_gettop(L);
    const char *parts[3];
    size_t *const lengths[] = {&name_length, &length, &note_length};
    static const char *const names[] = {"field", "value", "note"};
    for (int k = 0; k < 3; k++) {
      lua_pushvalue(L, top);
      parts[k] = member(L, names[k], lengths[k]);
      lua_remove(L, -2);
    }
    const sheaf_field field = sheaf_field_find(parts[0], name_length);
    if (field != SHEAF_FIELD_NONE)
      sheaf_record_add(record, field, parts[1], length, parts[2], note_length);
    else
      sheaf_record_add(record, SHEAF_FIELD_EXTRA, parts[1], length, parts[0], name_length);
    lua_settop(L, top - 1);
  }
  lua_pop(L, 1);
  if (record->failed) luaL_error(L, "out of memory");
}

void sheaf_lua_record_read(lua_State *L, int at, sheaf_record *record, sheaf_buf *out) {
  luaL_checktype(L, at, LUA_TTABLE);
  at = lua_absindex(L, at);
  luaL_checkstack(L, 40, NULL);
  if (lua_getfield(L, at, "entries") == LUA_TTABLE) {
    add_entries(L, record);
    lua_pop(L, 1);
    return;
  }
  lua_pop(L, 1);
  /* Before any author: affiliations of the record, not of its last author. */
  if (lua_getfield(L, at, "affiliations") != LUA_TNIL)
    add_texts(L, record, out, SHEAF_FIELD_AFFILIATION, "affiliations");
  lua_pop(L, 1);
  const int has_sections = lua_getfield(L, at, "sections") != LUA_TNIL;
  lua_pop(L, 1);
  for (unsigned i = 1; i < SHEAF_FIELD_COUNT; i++) {
    const sheaf_field field = (sheaf_field)i;
    const char *name = sheaf_field_name(field);
    if (!name || field == SHEAF_FIELD_EXTRA || field == SHEAF_FIELD_ORCID || field == SHEAF_FIELD_AFFILIATION) continue;
    if (field == SHEAF_FIELD_ABSTRACT && has_sections) {
      lua_getfield(L, at, "sections");
      add_sections(L, record, out);
    } else if (lua_getfield(L, at, name) != LUA_TNIL) {
      add_texts(L, record, out, field, name);
    }
    lua_pop(L, 1);
  }
  if (lua_getfield(L, at, "authors_complete") == LUA_TBOOLEAN && !lua_toboolean(L, -1) &&
      !sheaf_record_first(record, SHEAF_FIELD_AUTHORS_CUT))
    sheaf_record_add_text(record, SHEAF_FIELD_AUTHORS_CUT, "...");
  lua_pop(L, 1);
  add_rest(L, at, record);
  const sheaf_entry *date = sheaf_record_first(record, SHEAF_FIELD_DATE);
  if (date && !sheaf_record_first(record, SHEAF_FIELD_YEAR))
    sheaf_record_add(record, SHEAF_FIELD_YEAR, date->value, 4, NULL, 0);
  if (record->failed) luaL_error(L, "out of memory");
}
