/* target.h - what the fuzz targets query_fuzz.c, posting_fuzz.c and library_fuzz.c share with those who call them:
 * libFuzzer (run.sh) and replay.c (ctest). */
#ifndef SHEAF_SPEC_FUZZ_TARGET_H
#define SHEAF_SPEC_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Tries the bytes; aborts where a promise was broken. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#define CHECK(condition)                                                                       \
  do {                                                                                         \
    if (!(condition)) fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition), abort(); \
  } while (0)

#endif
