rockspec_format = "3.0"
package = "sheaf"
version = "scm-1"
source = { url = "git+file://." }
description = {
  summary = "A bundle of papers: load, search and analyse bibliographic records",
  detailed = [[
A C core on SQLite with a Lua layer on top, for people who review health research: records from PubMed, RIS and saved
pages in one searchable file, study characteristics, charts and a report.]],
  license = "MIT",
  labels = { "bibliography", "search", "sqlite", "systematic-review" },
}
supported_platforms = { "unix" }
dependencies = { "lua ~> 5.4" }
external_dependencies = {
  SQLITE3 = { header = "sqlite3.h" },
  EXPAT = { header = "expat.h" },
  ZLIB = { header = "zlib.h" },
  UTF8PROC = { header = "utf8proc.h" },
  GUMBO = { header = "gumbo.h" },
  NETTLE = { header = "nettle/sha2.h" },
  JSONC = { header = "json-c/json.h" },
  LIBZIP = { header = "zip.h" },
}
build = {
  type = "cmake",
  variables = {
    CMAKE_BUILD_TYPE = "RelWithDebInfo",
    CMAKE_INSTALL_PREFIX = "$(PREFIX)",
    LUA_INCDIR = "$(LUA_INCDIR)",
    SHEAF_LUADIR = "$(LUADIR)",
    SHEAF_LIBDIR = "$(LIBDIR)",
    SHEAF_BINDIR = "$(BINDIR)",
    SHEAF_TESTS = "OFF",
  },
}
