# Tests in which memory, the disk or the power fails: one executable a *_test.c, with what they share.
add_library(fault_parts OBJECT fault/disk.c fault/scenario.c)
target_link_libraries(fault_parts PUBLIC sheaf_core)
file(GLOB fault_tests CONFIGURE_DEPENDS fault/*_test.c)
list(FILTER fault_tests EXCLUDE REGEX "/lua_memory_test[.]c$")
foreach(source ${fault_tests})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE fault_parts sheaf_core PkgConfig::CMOCKA)
  add_test(NAME fault/${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
endforeach()

# A program of its own that has Lua in it, and loads the module as any program does.
add_executable(lua_memory_test fault/lua_memory_test.c fault/disk.c)
add_dependencies(lua_memory_test core)
target_include_directories(lua_memory_test PRIVATE ${LUA_INCLUDE_DIR})
target_compile_definitions(lua_memory_test PRIVATE _POSIX_C_SOURCE=200809L)
target_link_libraries(lua_memory_test PRIVATE ${LUA_LIBRARY} PkgConfig::SQLITE3 m)
add_test(NAME fault/lua_memory_test
  COMMAND lua_memory_test spec/fault/lua_scenario.lua lua ${CMAKE_BINARY_DIR}/?.so
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
