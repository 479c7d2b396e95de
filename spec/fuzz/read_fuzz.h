/* read_fuzz.h - the entry point that libFuzzer and corpus_test.c call. */
#ifndef SHEAF_SPEC_READ_FUZZ_H
#define SHEAF_SPEC_READ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Reads bytes as the format that the environment variable SHEAF_FUZZ_FORMAT names, or as the detected one; aborts where
 * the reader broke a promise. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Where --formats is all that was said, prints the names of the formats and ends the program. Returns 0. */
int LLVMFuzzerInitialize(int *count, char ***words);

/* What expat seeds its hashes with: here the same in every run, so that an input always takes the same way. */
__attribute__((visibility("default"))) void arc4random_buf(void *bytes, size_t length);

#endif
