/* page.c - core.html: a saved page as text, meta tags and links. */
#include "bind.h"
#include "read/html.h"

/* Holds the page while it is turned into Lua values, so that a raise leaks nothing. */
static int page_gc(lua_State *L) {
  sheaf_html_clear(lua_touserdata(L, 1));
  return 0;
}

static sheaf_html *new_page(lua_State *L) {
  sheaf_html *page = lua_newuserdatauv(L, sizeof *page, 0);
  *page = (sheaf_html){0};
  sheaf_bind_collect(L, "sheaf.page", page_gc);
  return page;
}

static void push_pairs(lua_State *L, const sheaf_html_pairs *pairs, const char *name, const char *value) {
  lua_createtable(L, (int)pairs->count, 0);
  for (size_t i = 0; i < pairs->count; i++) {
    lua_createtable(L, 0, 2);
    lua_pushstring(L, pairs->list[i].name);
    lua_setfield(L, -2, name);
    lua_pushstring(L, pairs->list[i].value);
    lua_setfield(L, -2, value);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

/* core.html(markup) -> { title, text, meta = { {name, content} }, links = { {href, text} }, jsonld = { text } } | nil,
 * message, code */
int sheaf_lua_html(lua_State *L) {
  size_t length;
  const char *markup = luaL_checklstring(L, 1, &length);
  sheaf_html *page = new_page(L);
  sheaf_error err = {0};
  if (sheaf_html_read(markup, length, page, &err)) return sheaf_bind_failure(L, &err);
  lua_createtable(L, 0, 5);
  lua_pushstring(L, page->title);
  lua_setfield(L, -2, "title");
  lua_pushlstring(L, page->text, page->text_length);
  lua_setfield(L, -2, "text");
  push_pairs(L, &page->meta, "name", "content");
  lua_setfield(L, -2, "meta");
  push_pairs(L, &page->links, "href", "text");
  lua_setfield(L, -2, "links");
  lua_createtable(L, (int)page->jsonld.count, 0);
  for (size_t i = 0; i < page->jsonld.count; i++) {
    lua_pushstring(L, page->jsonld.list[i].value);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "jsonld");
  return 1;
}
