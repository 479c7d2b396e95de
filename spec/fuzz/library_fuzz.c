/* library_fuzz.c - any bytes as a library file: whole, where they begin as SQLite's do; else as changes to one of
 * sheaf's own, each three bytes that say where and one that is put over what stands there. It is refused with a reason,
 * or checked, searched and written to; nothing crashes, leaks or hangs. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "fault/disk.h"
#include "fault/scenario.h"
#include "target.h"

enum { RECORDS = 6, BATCH = 3, CHANGE = 4 };

static const char path[] = "/library.sheaf";
static int made;

/* Small pages, so that most of the file means something. */
static void make_library(void) {
  sheaf_error err = {0};
  scenario library;
  sqlite3 *db;
  disk_install();
  scenario_input(1, RECORDS, BATCH);
  CHECK(!scenario_open(&library, path, &err));
  for (size_t i = 1; i < SCENARIO_STAGES; i++) CHECK(!scenario_stages[i].work(&library, &err));
  scenario_close(&library);
  CHECK(!sqlite3_open(path, &db));
  CHECK(!sqlite3_exec(db, "PRAGMA journal_mode=DELETE; PRAGMA page_size=1024; VACUUM; PRAGMA journal_mode=WAL", NULL,
                      NULL, NULL));
  CHECK(!sqlite3_close(db));
  scenario_input(100, 2, 2); /* loaded into what comes of it */
  disk_save();
  made = 1;
}

static void change(const uint8_t *bytes, size_t length) {
  size_t size;
  uint8_t *file = disk_bytes(path, &size);
  for (; length >= CHANGE; bytes += CHANGE, length -= CHANGE)
    file[(bytes[0] + 256u * bytes[1] + 65536u * bytes[2]) % size] ^= bytes[3];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  if (!made) make_library();
  sheaf_error err = {0};
  scenario library;
  disk_restore();
  if (length >= 16 && !memcmp(bytes, "SQLite format 3", 16))
    disk_put(path, bytes, length);
  else
    change(bytes, length);
  const int code = scenario_open(&library, path, &err);
  CHECK(code == 0 || (code != SHEAF_ENOMEM && err.message[0]));
  if (code) return 0;
  scenario_check(&library, &err);
  scenario_search(&library, &err);
  scenario_load(&library, &err);
  scenario_deduplicate(&library, &err);
  scenario_merge(&library, &err);
  scenario_close(&library);
  return 0;
}
