/* replay.c - a fuzz target's function over the files of the folders named, each as it is, cut, and with seeded changes
 * many times over: so that ctest runs what spec/fuzz/run.sh fuzzes. Says how often it ran; a failure aborts.
 *
 * SHEAF_FUZZ_CHANGED: how many changes of each file are tried. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "target.h"

enum { MOST_BYTES = 1 << 16, CHANGED = 100, MOST_CHANGES = 6, CUTS = 24 };

static long executions;

/* In a block of their very size, so that a read beyond it is found. */
static void run(const uint8_t *bytes, size_t length) {
  uint8_t *exact = malloc(length ? length : 1);
  if (!exact) abort();
  if (length) memcpy(exact, bytes, length);
  LLVMFuzzerTestOneInput(exact, length);
  free(exact);
  executions++;
}

static uint32_t draw(uint32_t *state, size_t below) {
  *state = *state * 1664525u + 1013904223u;
  return (uint32_t)(((uint64_t)(*state >> 8) * below) >> 24);
}

static void run_changed(const uint8_t *bytes, size_t length, uint32_t *seed) {
  static uint8_t changed[2 * MOST_BYTES];
  memcpy(changed, bytes, length);
  for (uint32_t changes = 1 + draw(seed, MOST_CHANGES); changes && length > 1; changes--) {
    const size_t at = draw(seed, length), from = draw(seed, length);
    const size_t most = length - (at > from ? at : from), some = 1 + draw(seed, most < 16 ? most : 16);
    switch (draw(seed, 4)) {
      case 0: changed[at] = (uint8_t)draw(seed, 256); break;
      case 1: changed[at] ^= (uint8_t)(1u << draw(seed, 8)); break;
      case 2: memmove(changed + at, changed + from, some < most ? some : most); break;
      default: memmove(changed + at, changed + at + 1, --length - at);
    }
  }
  run(changed, length);
}

static void run_file(const char *path, uint32_t seed) {
  static uint8_t bytes[MOST_BYTES];
  FILE *file = fopen(path, "rb");
  if (!file) perror(path), exit(1);
  const size_t length = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  printf("%s\n", path);
  fflush(stdout);
  run(bytes, length);
  for (size_t cut = 0; cut < length; cut += 1 + length / CUTS) run(bytes, cut);
  const char *told = getenv("SHEAF_FUZZ_CHANGED");
  const long changed = told ? strtol(told, NULL, 10) : CHANGED;
  for (long i = 0; i < changed; i++) run_changed(bytes, length, &seed);
}

int main(int count, char **folders) {
  for (int i = 1; i < count; i++) {
    struct dirent **names;
    const int files = scandir(folders[i], &names, NULL, alphasort);
    if (files < 3) return fprintf(stderr, "%s: no files\n", folders[i]), 1;
    for (int n = 0; n < files; n++) {
      char path[1024];
      snprintf(path, sizeof path, "%s/%s", folders[i], names[n]->d_name);
      if (names[n]->d_name[0] != '.') run_file(path, (uint32_t)(n + 1));
      free(names[n]);
    }
    free(names);
  }
  printf("%ld executions\n", executions);
  return 0;
}
