/* exchange.c - core.zip_read, core.zip_write, core.xml, core.uuid: what projects of other programs are made of. */
#include <limits.h>
#include <string.h>
#include <strings.h>

#include "base/digest.h"
#include "bind.h"
#include "read/archive.h"
#include "read/document.h"

/* What must be freed also where Lua runs out of memory halfway. */
typedef struct holder {
  sheaf_archive *archive; /* owned; or NULL */
  sheaf_buf bytes;        /* owned */
} holder;

/* Frees at once what the collector would free some day. */
static void let_go(holder *self) {
  sheaf_archive_close(self->archive);
  self->archive = NULL;
  sheaf_buf_clear(&self->bytes);
}

static int holder_gc(lua_State *L) {
  let_go(lua_touserdata(L, 1));
  return 0;
}

static holder *new_holder(lua_State *L) {
  holder *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (holder){.archive = NULL};
  sheaf_bind_collect(L, "sheaf.exchange", holder_gc);
  return self;
}

static int ends_with(const char *name, const char *ending) {
  const size_t length = strlen(name), size = strlen(ending);
  return length >= size && !strcasecmp(name + length - size, ending);
}

/* Whether a member's name ends as one of the list at `at` says; all do where there is no list. */
static int is_wanted(lua_State *L, int at, const char *name) {
  if (lua_isnoneornil(L, at)) return 1;
  int wanted = 0;
  for (lua_Integer i = 1; !wanted && lua_rawgeti(L, at, i) == LUA_TSTRING; i++) {
    wanted = ends_with(name, lua_tostring(L, -1));
    lua_pop(L, 1);
  }
  if (!wanted) lua_pop(L, 1);
  return wanted;
}

/* core.zip_read(bytes, most, endings|nil) -> list of { name =, text = | message = }, in the archive's order | nil,
 * message, code. most: bytes that a member, and all together, may unpack to; one beyond it has a message in place of
 * its text. Members whose name has none of the endings have their name only. */
int sheaf_lua_zip_read(lua_State *L) {
  size_t length;
  const char *bytes = luaL_checklstring(L, 1, &length);
  const lua_Integer given = luaL_checkinteger(L, 2);
  size_t most = given > 0 ? (size_t)given : 0;
  lua_settop(L, 3);
  holder *held = new_holder(L);
  sheaf_error err = {0};
  if (sheaf_archive_open(&held->archive, bytes, length, &err)) return sheaf_bind_failure(L, &err);
  const size_t count = sheaf_archive_count(held->archive);
  lua_createtable(L, count < INT_MAX ? (int)count : 0, 0);
  for (size_t i = 0; i < count; i++) {
    lua_createtable(L, 0, 2);
    lua_pushstring(L, sheaf_archive_name(held->archive, i));
    lua_setfield(L, -2, "name");
    if (!is_wanted(L, 3, sheaf_archive_name(held->archive, i))) {
      lua_rawseti(L, -2, (lua_Integer)i + 1);
      continue;
    }
    sheaf_buf_reset(&held->bytes);
    const int code = sheaf_archive_read(held->archive, i, most, &held->bytes, &err);
    if (code == SHEAF_ENOMEM) return luaL_error(L, "out of memory");
    if (code) {
      lua_pushstring(L, err.message);
    } else {
      most -= held->bytes.length;
      lua_pushlstring(L, held->bytes.data ? held->bytes.data : "", held->bytes.length);
    }
    lua_setfield(L, -2, code ? "message" : "text");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  let_go(held);
  return 1;
}

/* core.zip_write({ { name =, text = }, ... }) -> bytes | nil, message, code */
int sheaf_lua_zip_write(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  const size_t count = (size_t)luaL_len(L, 1);
  sheaf_member *members = lua_newuserdatauv(L, (count + 1) * sizeof *members, 0);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, 1, (lua_Integer)i + 1);
    luaL_checktype(L, -1, LUA_TTABLE);
    lua_getfield(L, -1, "name");
    lua_getfield(L, -2, "text");
    members[i].name = luaL_checkstring(L, -2); /* both stay in their table */
    members[i].bytes = luaL_checklstring(L, -1, &members[i].length);
    lua_pop(L, 3);
  }
  holder *held = new_holder(L);
  sheaf_error err = {0};
  if (sheaf_archive_write(members, count, &held->bytes, &err)) return sheaf_bind_failure(L, &err);
  lua_pushlstring(L, held->bytes.data ? held->bytes.data : "", held->bytes.length);
  let_go(held);
  return 1;
}

/* ---- XML ---- */

/* The next event, or 0 at the end. */
static int next_event(const uint8_t **at, const uint8_t *end, uint64_t *kind, const char **bytes, size_t *length) {
  uint64_t size;
  if (*at >= end || sheaf_buf_get_varint(at, end, kind) || sheaf_buf_get_varint(at, end, &size)) return 0;
  *bytes = (const char *)*at;
  *length = (size_t)size;
  *at += size;
  return 1;
}

/* A new element at the end of the one at the top, which it becomes. */
static void open_element(lua_State *L, const char *name, size_t length) {
  luaL_checkstack(L, 8, "the XML is nested too deeply");
  lua_createtable(L, 0, 2);
  lua_pushlstring(L, name, length);
  lua_setfield(L, -2, "name");
  lua_createtable(L, 0, 2);
  lua_setfield(L, -2, "attributes");
  lua_pushvalue(L, -1);
  lua_rawseti(L, -3, (lua_Integer)lua_rawlen(L, -3) + 1);
}

static void set_attribute(lua_State *L, const char *name, size_t name_length, const char *value, size_t value_length) {
  lua_getfield(L, -1, "attributes");
  lua_pushlstring(L, name, name_length);
  lua_pushlstring(L, value, value_length);
  lua_rawset(L, -3);
  lua_pop(L, 1);
}

/* core.xml(bytes) -> the document's element | nil, message, code, line. An element is { name =, attributes = { name =
 * value }, ... } with its children in order: elements, and texts as strings. Prefixes are left out. */
int sheaf_lua_xml(lua_State *L) {
  size_t length;
  const char *bytes = luaL_checklstring(L, 1, &length);
  lua_settop(L, 1);
  holder *held = new_holder(L);
  sheaf_error err = {0};
  if (sheaf_document_read(bytes, length, &held->bytes, &err)) {
    const int pushed = sheaf_bind_failure(L, &err);
    lua_pushinteger(L, (lua_Integer)err.line);
    return pushed + 1;
  }
  lua_newtable(L); /* what holds the document's element */
  const uint8_t *at = (const uint8_t *)held->bytes.data, *end = at ? at + held->bytes.length : at;
  const char *name = "", *text;
  size_t name_length = 0, size;
  uint64_t kind;
  while (next_event(&at, end, &kind, &text, &size)) {
    if (kind == SHEAF_DOCUMENT_START) {
      open_element(L, text, size);
    } else if (kind == SHEAF_DOCUMENT_END) {
      lua_pop(L, 1);
    } else if (kind == SHEAF_DOCUMENT_ATTRIBUTE) {
      name = text;
      name_length = size;
    } else if (kind == SHEAF_DOCUMENT_VALUE) {
      set_attribute(L, name, name_length, text, size);
    } else {
      lua_pushlstring(L, text, size);
      lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    }
  }
  lua_rawgeti(L, -1, 1);
  let_go(held);
  return 1;
}

/* core.uuid(name) -> the UUID of a name, always the same for the same name */
int sheaf_lua_uuid(lua_State *L) {
  size_t length;
  const char *name = luaL_checklstring(L, 1, &length);
  char text[SHEAF_DIGEST_UUID];
  sheaf_digest_uuid(name, length, text);
  lua_pushstring(L, text);
  return 1;
}
