/* open.c - sheaf.core: the module that Lua requires. lua/sheaf/init.lua is the face that users see. */

#include "bind.h"
#include "read/reader.h"

/* core.formats() -> list of { name, title, extensions } of the core's readers */
static int core_formats(lua_State *L) {
  lua_newtable(L);
  lua_Integer count = 0;
  for (const sheaf_format *const *at = sheaf_reader_formats(); *at; at++) {
    const sheaf_format *format = *at;
    lua_createtable(L, 0, 3);
    lua_pushstring(L, format->name);
    lua_setfield(L, -2, "name");
    lua_pushstring(L, format->title);
    lua_setfield(L, -2, "title");
    lua_pushstring(L, format->extensions);
    lua_setfield(L, -2, "extensions");
    lua_rawseti(L, -2, ++count);
  }
  return 1;
}

/* core.head{ path = | text =, name =, encoding = } -> first 64 KiB as UTF-8, format|nil, score, dialect | nil, message,
 * code */
static int core_head(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  const char *path = sheaf_bind_option(L, 1, "path"), *encoding = sheaf_bind_option(L, 1, "encoding");
  sheaf_error err = {0};
  sheaf_source *source = NULL;
  int code;
  if (path) {
    code = sheaf_source_open_file(&source, path, encoding, &err);
  } else {
    size_t length;
    lua_getfield(L, 1, "text");
    const char *text = luaL_checklstring(L, -1, &length);
    code = sheaf_source_open_memory(&source, "pasted", text, length, encoding, &err);
  }
  if (code) return sheaf_bind_failure(L, &err);
  const char *head, *dialect = NULL;
  size_t length;
  int score = 0;
  code = sheaf_source_head(source, &head, &length, &err);
  if (!code) {
    const sheaf_format *format = sheaf_reader_detect(head, length, &score, &dialect);
    lua_pushlstring(L, head, length);
    lua_pushstring(L, format ? format->name : NULL);
    lua_pushinteger(L, score);
    lua_pushstring(L, dialect);
  }
  sheaf_source_close(source);
  return code ? sheaf_bind_failure(L, &err) : 4;
}

LUAMOD_API int luaopen_sheaf_core(lua_State *L);

__attribute__((visibility("default"))) int luaopen_sheaf_core(lua_State *L) {
  luaL_checkversion(L);
  const luaL_Reg functions[] = {{"fold", sheaf_lua_fold},
                                {"formats", core_formats},
                                {"corpus", sheaf_lua_corpus_new},
                                {"columns", sheaf_lua_columns},
                                {"keys", sheaf_lua_keys},
                                {"lines", sheaf_lua_lines},
                                {"sentences", sheaf_lua_sentences},
                                {"sentence_hits", sheaf_lua_sentence_hits},
                                {"head", core_head},
                                {"html", sheaf_lua_html},
                                {"words", sheaf_lua_words},
                                {"section_book", sheaf_lua_section_book},
                                {"section_category", sheaf_lua_section_category},
                                {"section_split", sheaf_lua_section_split},
                                {"section_infer", sheaf_lua_section_infer},
                                {"section_record", sheaf_lua_section_record},
                                {"section_features", sheaf_lua_section_features},
                                {"section_rows", sheaf_lua_section_rows},
                                {"parse", sheaf_lua_query_parse},
                                {"syntaxes", sheaf_lua_query_syntaxes},
                                {"reread", sheaf_lua_reread},
                                {"dedup_links", sheaf_lua_dedup_links},
                                {"pages_expanded", sheaf_lua_pages_expanded},
                                {"people", sheaf_lua_people},
                                {"uuid", sheaf_lua_uuid},
                                {"xml", sheaf_lua_xml},
                                {"zip_read", sheaf_lua_zip_read},
                                {"zip_write", sheaf_lua_zip_write},
                                {NULL, NULL}};
  luaL_newlib(L, functions);
  lua_pushliteral(L, SHEAF_VERSION);
  lua_setfield(L, -2, "version");
  sheaf_lua_library(L);
  sheaf_lua_record(L);
  sheaf_lua_set(L);
  sheaf_lua_query(L);
  sheaf_lua_loader(L);
  sheaf_lua_copier(L);
  sheaf_lua_rows(L);
  sheaf_lua_each_class(L);
  sheaf_lua_learner(L);
  sheaf_lua_corpus(L);
  sheaf_bind_push_classes(L);
  lua_setfield(L, -2, "classes");
  return 1;
}
