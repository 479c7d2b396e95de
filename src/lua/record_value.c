/* record_value.c - a core record's fields as Lua values. */
#include <string.h>

#include "bind.h"
#include "record/normal.h"

/* Sets t[name] to part `index` of a text whose parts are joined with U+001F, when it is not empty. */
static void set_part(lua_State *L, const char *name, const char *text, size_t length, size_t index) {
  const char *part;
  const size_t size = sheaf_record_part(text, length, index, &part);
  if (!size) return;
  lua_pushlstring(L, part, size);
  lua_setfield(L, -2, name);
}

static size_t count_parts(const char *text, size_t length) {
  size_t count = 1;
  for (size_t i = 0; i < length; i++) count += text[i] == SHEAF_FIELD_PART;
  return count;
}

static void push_author(lua_State *L, const sheaf_entry *entry) {
  static const char *const names[] = {"family", "given", "initials", "suffix", "particle"};
  lua_createtable(L, 0, 6);
  const size_t parts = count_parts(entry->value, entry->length);
  if (parts == 1) {
    set_part(L, "literal", entry->value, entry->length, 0);
  } else {
    for (size_t i = 0; i < parts && i < 5; i++) set_part(L, names[i], entry->value, entry->length, i);
    if (parts < 5) {
      const char *family;
      const size_t length = sheaf_record_part(entry->value, entry->length, 0, &family);
      set_part(L, "particle", family, sheaf_normal_particle(family, length), 0);
    }
  }
  lua_newtable(L);
  lua_setfield(L, -2, "affiliations");
}

/* Adds an affiliation or identifier to the person on top of the stack. */
static void add_to_person(lua_State *L, const sheaf_entry *entry) {
  if (entry->field == SHEAF_FIELD_ORCID) {
    lua_pushlstring(L, entry->value, entry->length);
    lua_setfield(L, -2, entry->note_length ? "identifier" : "orcid");
    return;
  }
  lua_getfield(L, -1, "affiliations");
  lua_pushlstring(L, entry->value, entry->length);
  lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  lua_pop(L, 1);
}

/* Persons with the affiliations and identifiers that follow them. */
static void push_authors(lua_State *L, const sheaf_record *record, sheaf_field field) {
  lua_newtable(L);
  lua_Integer count = 0;
  int ours = 0; /* the person that came last is one of this field */
  for (size_t i = 0; i < record->count; i++) {
    const sheaf_entry *e = &record->entries[i];
    if (e->field == field) {
      push_author(L, e);
      lua_rawseti(L, -2, ++count);
      ours = 1;
    } else if (sheaf_field_kind(e->field) == SHEAF_KIND_AUTHOR) {
      ours = 0;
    } else if (ours && (e->field == SHEAF_FIELD_AFFILIATION || e->field == SHEAF_FIELD_ORCID)) {
      lua_rawgeti(L, -1, count);
      add_to_person(L, e);
      lua_pop(L, 1);
    }
  }
}

/* "*name" -> { name =, major = true } */
static void push_marked(lua_State *L, const char *text, size_t length) {
  const int major = length && text[0] == '*';
  lua_createtable(L, 0, 3);
  lua_pushlstring(L, text + major, length - (size_t)major);
  lua_setfield(L, -2, "name");
  lua_pushboolean(L, major);
  lua_setfield(L, -2, "major");
}

static void push_heading(lua_State *L, const sheaf_entry *entry) {
  const char *part;
  size_t size = sheaf_record_part(entry->value, entry->length, 0, &part);
  push_marked(L, part, size);
  lua_newtable(L);
  const size_t parts = count_parts(entry->value, entry->length);
  for (size_t i = 1; i < parts; i++) {
    size = sheaf_record_part(entry->value, entry->length, i, &part);
    push_marked(L, part, size);
    lua_rawseti(L, -2, (lua_Integer)i);
  }
  lua_setfield(L, -2, "qualifiers");
  if (entry->note_length) {
    lua_pushlstring(L, entry->note, entry->note_length);
    lua_setfield(L, -2, "vocabulary");
  }
}

static void push_comment(lua_State *L, const sheaf_entry *entry) {
  lua_createtable(L, 0, 3);
  lua_pushlstring(L, entry->value, entry->length);
  lua_setfield(L, -2, "text");
  set_part(L, "author", entry->note, entry->note_length, 0);
  set_part(L, "date", entry->note, entry->note_length, 1);
}

static void push_list(lua_State *L, const sheaf_record *record, sheaf_field field) {
  const sheaf_kind kind = sheaf_field_kind(field);
  lua_newtable(L);
  lua_Integer count = 0;
  for (const sheaf_entry *e = sheaf_record_first(record, field); e; e = sheaf_record_next(record, e)) {
    if (kind == SHEAF_KIND_HEADING)
      push_heading(L, e);
    else if (kind == SHEAF_KIND_COMMENT)
      push_comment(L, e);
    else
      lua_pushlstring(L, e->value, e->length);
    lua_rawseti(L, -2, ++count);
  }
}

static void push_extra(lua_State *L, const sheaf_record *record) {
  lua_newtable(L);
  for (const sheaf_entry *e = sheaf_record_first(record, SHEAF_FIELD_EXTRA); e; e = sheaf_record_next(record, e)) {
    lua_pushlstring(L, e->note, e->note_length);
    lua_pushvalue(L, -1);
    if (lua_rawget(L, -3) != LUA_TTABLE) {
      lua_pop(L, 1);
      lua_newtable(L);
      lua_pushvalue(L, -2);
      lua_pushvalue(L, -2);
      lua_rawset(L, -5);
    }
    lua_pushlstring(L, e->value, e->length);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 2);
  }
}

static void push_abstract(lua_State *L, const sheaf_record *record) {
  if (!sheaf_record_first(record, SHEAF_FIELD_ABSTRACT)) {
    lua_pushnil(L);
    return;
  }
  sheaf_buf text = {0};
  sheaf_record_abstract(record, &text);
  if (text.failed) {
    sheaf_buf_clear(&text);
    luaL_error(L, "out of memory");
  }
  lua_pushlstring(L, text.data ? text.data : "", text.length);
  sheaf_buf_clear(&text);
}

/* Digits to an integer; the value is not NUL-terminated. */
static void push_year(lua_State *L, const sheaf_entry *entry) {
  lua_Integer year = 0;
  for (size_t i = 0; i < entry->length && i < 9 && entry->value[i] >= '0' && entry->value[i] <= '9'; i++)
    year = year * 10 + (entry->value[i] - '0');
  if (year)
    lua_pushinteger(L, year);
  else
    lua_pushnil(L);
}

void sheaf_lua_record_push_field(lua_State *L, const sheaf_record *record, sheaf_field field) {
  switch (sheaf_field_kind(field)) {
    case SHEAF_KIND_AUTHOR: push_authors(L, record, field); return;
    case SHEAF_KIND_ABSTRACT: push_abstract(L, record); return;
    case SHEAF_KIND_EXTRA: push_extra(L, record); return;
    case SHEAF_KIND_TEXT: break;
    default: push_list(L, record, field); return;
  }
  const sheaf_entry *entry = sheaf_record_first(record, field);
  if (!entry)
    lua_pushnil(L);
  else if (field == SHEAF_FIELD_YEAR)
    push_year(L, entry);
  else
    lua_pushlstring(L, entry->value, entry->length);
}
