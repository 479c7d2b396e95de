/* text.c - core.fold and core.words: text as the index sees it; core.pages_expanded. */
#include "base/utf8.h"
#include "bind.h"
#include "index/token.h"
#include "record/normal.h"

/* core.fold(text) -> text folded for comparison: lower case, no marks */
int sheaf_lua_fold(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  sheaf_buf out = {0};
  sheaf_utf8_fold(text, length, &out);
  const int failed = out.failed;
  if (!failed) lua_pushlstring(L, out.data ? out.data : "", out.length);
  sheaf_buf_clear(&out);
  return failed ? luaL_error(L, "out of memory") : 1;
}

/* core.pages_expanded(text) -> pages with the last one written out: "537-43" -> "537-543"; nil where they are none */
int sheaf_lua_pages_expanded(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  sheaf_buf out = {0};
  if (sheaf_normal_pages_expand(text, length, &out))
    lua_pushlstring(L, out.data, out.length);
  else
    lua_pushnil(L);
  sheaf_buf_clear(&out);
  return 1;
}

/* core.words(text) -> list of { fold = folded text, first =, last = }: the index's tokens, places being 1-based,
 * inclusive bytes */
int sheaf_lua_words(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  sheaf_token_cursor cursor;
  sheaf_token_init(&cursor, text, length);
  lua_newtable(L);
  sheaf_token token;
  int got;
  while ((got = sheaf_token_next(&cursor, &token)) > 0) {
    lua_createtable(L, 0, 3);
    lua_pushlstring(L, token.text, token.length);
    lua_setfield(L, -2, "fold");
    lua_pushinteger(L, (lua_Integer)token.first + 1);
    lua_setfield(L, -2, "first");
    lua_pushinteger(L, (lua_Integer)token.last);
    lua_setfield(L, -2, "last");
    lua_rawseti(L, -2, (lua_Integer)token.position + 1);
  }
  sheaf_token_clear(&cursor);
  return got < 0 ? luaL_error(L, "out of memory") : 1;
}
