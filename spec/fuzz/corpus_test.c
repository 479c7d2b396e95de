/* corpus_test.c - the function of read_fuzz.c over the files of the folders named: each as it is through every format,
 * cut behind every byte, and with seeded changes, as the detected format. Long files are cut and changed more seldom,
 * so that the time stays bounded. Prints each file before it is read; a failure aborts.
 * With --formats it only prints the names of the formats. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "read/reader.h"
#include "read_fuzz.h"

enum { MOST_BYTES = 1 << 16, MOST_CUTS = 512, CHANGED = 128, MOST_CHANGES = 8 };

/* As libFuzzer gives them: in a block of their very size, so that a read beyond it is found. */
static void run(const uint8_t *bytes, size_t length) {
  uint8_t *exact = malloc(length ? length : 1);
  if (!exact) abort();
  if (length) memcpy(exact, bytes, length);
  LLVMFuzzerTestOneInput(exact, length);
  free(exact);
}

static uint32_t random_next(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/* A few bytes replaced, dropped, or copied from elsewhere in the text. */
static void run_changed(const uint8_t *bytes, size_t length, uint32_t *seed) {
  static const char marks[] = "\0\n\r\t \"'{}[]<>&;:,=-@%\\#|\x1f\x80\xc3\xff";
  uint8_t changed[MOST_BYTES];
  memcpy(changed, bytes, length);
  for (uint32_t changes = 1 + random_next(seed) % MOST_CHANGES; changes && length > 1; changes--) {
    const size_t at = random_next(seed) % length, from = random_next(seed) % length;
    const size_t most = length - (at > from ? at : from), some = 1 + random_next(seed) % most;
    switch (random_next(seed) % 4) {
      case 0: changed[at] = (uint8_t)marks[random_next(seed) % (sizeof marks - 1)]; break;
      case 1: changed[at] ^= (uint8_t)(1u << random_next(seed) % 8); break;
      case 2: memmove(changed + at, changed + from, some); break;
      default: memmove(changed + at, changed + at + 1, --length - at);
    }
  }
  run(changed, length);
}

static void run_file(const char *path, const char *name) {
  uint8_t bytes[MOST_BYTES];
  FILE *file = fopen(path, "rb");
  if (!file) perror(path), exit(1);
  const size_t length = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  printf("%s: %zu bytes\n", path, length);
  fflush(stdout);
  for (const sheaf_format *const *format = sheaf_reader_formats(); *format; format++) {
    setenv("SHEAF_FUZZ_FORMAT", (*format)->name, 1);
    run(bytes, length);
  }
  unsetenv("SHEAF_FUZZ_FORMAT");
  for (size_t cut = 0; cut < length; cut += 1 + length / MOST_CUTS) run(bytes, cut);
  uint32_t seed = 1;
  for (const char *c = name; *c; c++) seed = seed * 31 + (uint8_t)*c;
  for (int i = 0; i < CHANGED; i++) run_changed(bytes, length, &seed);
}

static int run_folder(const char *folder) {
  struct dirent **names;
  const int count = scandir(folder, &names, NULL, alphasort);
  if (count < 0) return perror(folder), 1;
  for (int i = 0; i < count; i++) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
    if (names[i]->d_name[0] != '.') run_file(path, names[i]->d_name);
    free(names[i]);
  }
  free(names);
  return count < 3;
}

static int print_formats(void) {
  for (const sheaf_format *const *format = sheaf_reader_formats(); *format; format++) puts((*format)->name);
  return 0;
}

int main(int count, char **folders) {
  if (count == 2 && !strcmp(folders[1], "--formats")) return print_formats();
  int failed = count < 2;
  for (int i = 1; i < count; i++) failed |= run_folder(folders[i]);
  return failed;
}
