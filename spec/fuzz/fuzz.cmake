# The libFuzzer target read_fuzz, of the sources that read and no others: fewer counters to look through after each input.
#
# With SHEAF_SANITIZE it is the careful build: all comparisons are traced. Without, it is the one for volume: only the
# code where inputs part is counted (no buffers, no tables of names), and libFuzzer does not listen to memcmp and strcmp.
file(GLOB fuzz_core CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/base/*.c ${PROJECT_SOURCE_DIR}/src/record/*.c
  ${PROJECT_SOURCE_DIR}/src/read/*.c)
set(fuzz_covered ${fuzz_core})
list(FILTER fuzz_covered INCLUDE REGEX "/read/|/normal")
list(FILTER fuzz_covered EXCLUDE REGEX "_table[.]c$")
set(fuzz_coverage -fsanitize=fuzzer-no-link)
if(NOT SHEAF_SANITIZE)
  list(APPEND fuzz_coverage -fno-sanitize-coverage=trace-cmp,pc-table,stack-depth,indirect-calls)
endif()
set_source_files_properties(${fuzz_covered} PROPERTIES COMPILE_OPTIONS "${fuzz_coverage}")

add_executable(read_fuzz ${fuzz_sources} ${fuzz_core})
target_include_directories(read_fuzz PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_compile_definitions(read_fuzz PRIVATE _POSIX_C_SOURCE=200809L)
target_link_libraries(read_fuzz PRIVATE PkgConfig::EXPAT PkgConfig::ZLIB PkgConfig::UTF8PROC PkgConfig::GUMBO
  PkgConfig::NETTLE PkgConfig::JSONC PkgConfig::ZIP Threads::Threads m)
if(SHEAF_SANITIZE)
  target_link_options(read_fuzz PRIVATE -fsanitize=fuzzer)
else()
  execute_process(COMMAND ${CMAKE_C_COMPILER} -print-runtime-dir
    OUTPUT_VARIABLE fuzz_runtime OUTPUT_STRIP_TRAILING_WHITESPACE)
  target_link_libraries(read_fuzz PRIVATE ${fuzz_runtime}/libclang_rt.fuzzer-${CMAKE_SYSTEM_PROCESSOR}.a stdc++)
endif()

# The targets query_fuzz, posting_fuzz and library_fuzz (replay.cmake), of the whole core.
file(GLOB fuzz_whole_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*/*.c)
list(FILTER fuzz_whole_sources EXCLUDE REGEX "/src/lua/")
add_library(fuzz_whole OBJECT EXCLUDE_FROM_ALL ${fuzz_whole_sources})
target_include_directories(fuzz_whole PUBLIC ${PROJECT_SOURCE_DIR}/src ${CMAKE_CURRENT_SOURCE_DIR}
  PRIVATE ${LINEAR_INCLUDE_DIR})
target_compile_definitions(fuzz_whole PUBLIC _POSIX_C_SOURCE=200809L)
target_compile_options(fuzz_whole PRIVATE -fsanitize=fuzzer-no-link)
target_link_libraries(fuzz_whole PUBLIC PkgConfig::SQLITE3 PkgConfig::EXPAT PkgConfig::ZLIB PkgConfig::UTF8PROC
  PkgConfig::GUMBO PkgConfig::NETTLE PkgConfig::JSONC PkgConfig::ZIP ${LINEAR_LIBRARY} Threads::Threads m)
foreach(target ${fuzz_targets})
  add_executable(${target}_fuzz EXCLUDE_FROM_ALL fuzz/${target}_fuzz.c fault/disk.c fault/scenario.c)
  target_link_libraries(${target}_fuzz PRIVATE fuzz_whole)
  target_link_options(${target}_fuzz PRIVATE -fsanitize=fuzzer)
endforeach()
