# The fuzz targets besides the readers, over their corpora; with SHEAF_FUZZ also for libFuzzer (fuzz.cmake, run.sh).
set(fuzz_targets query posting library)
foreach(target ${fuzz_targets})
  add_executable(${target}_replay fuzz/replay.c fuzz/${target}_fuzz.c)
  target_include_directories(${target}_replay PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${target}_replay PRIVATE fault_parts sheaf_core)
  add_test(NAME fuzz/${target} COMMAND ${target}_replay spec/fuzz/corpus_${target} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
endforeach()
