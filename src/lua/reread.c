/* reread.c - core.reread: what a reader makes of a text, for writers that look at their own output. */
#include "bind.h"
#include "read/reader.h"

/* What a raise must not leak. */
typedef struct reread {
  sheaf_source *source; /* owned */
  sheaf_reader *reader; /* owned */
  sheaf_record record;  /* the last one read */
} reread;

static int reread_gc(lua_State *L) {
  reread *self = lua_touserdata(L, 1);
  sheaf_reader_close(self->reader);
  if (self->source) sheaf_source_close(self->source);
  sheaf_record_clear(&self->record);
  *self = (reread){0};
  return 0;
}

static reread *new_reread(lua_State *L) {
  reread *self = lua_newuserdatauv(L, sizeof *self, 0);
  *self = (reread){0};
  if (luaL_newmetatable(L, "sheaf.reread")) {
    lua_pushcfunction(L, reread_gc);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, reread_gc);
    lua_setfield(L, -2, "__close");
  }
  lua_setmetatable(L, -2);
  lua_toclose(L, -1);
  return self;
}

/* core.reread(format, text) -> entries of the only record in the text; nil where it holds none, or more | nil, message,
 * code */
int sheaf_lua_reread(lua_State *L) {
  size_t length;
  const char *name = luaL_checkstring(L, 1), *text = luaL_checklstring(L, 2, &length);
  const sheaf_format *format = sheaf_reader_find(name);
  luaL_argcheck(L, format, 1, "no such format");
  reread *self = new_reread(L);
  sheaf_error err = {0};
  if (sheaf_source_open_memory(&self->source, "written", text, length, "UTF-8", &err) ||
      sheaf_reader_open(&self->reader, self->source, format, NULL, NULL, &err))
    return sheaf_bind_failure(L, &err);
  int got = sheaf_reader_next(self->reader, &self->record, &err);
  if (got < 0) return sheaf_bind_failure(L, &err);
  lua_pushnil(L);
  if (got != SHEAF_READ_RECORD) return 1;
  sheaf_lua_record_push_entries(L, &self->record);
  got = sheaf_reader_next(self->reader, &self->record, &err);
  if (got < 0) return sheaf_bind_failure(L, &err);
  if (got != SHEAF_READ_END) lua_pushnil(L);
  return 1;
}
