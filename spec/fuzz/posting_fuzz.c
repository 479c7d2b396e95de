/* posting_fuzz.c - any bytes as postings. An even first byte: the rest is a block of documents and one of their
 * occurrences, which decode to ascending numbers or are refused, and pack again to what they said. An odd one: the rest
 * is laid over a row of an index, whose sum is made right again, as a forger would; the index is checked, read and
 * merged. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fault/scenario.h"
#include "index/pack.h"
#include "index/posting.h"
#include "store/store.h"
#include "target.h"

enum { MOST_OCCURRENCES = 1 << 16, RECORDS = 24, BATCH = 8, ROWS = 64, SUM = 8 };

/* ---- blocks ---- */

static void check_occurrences(const uint8_t *bytes, size_t length, const uint32_t *frequencies, uint32_t count) {
  sheaf_posting_view view;
  if (sheaf_posting_open(&view, bytes, length, frequencies, count)) return;
  CHECK(view.count == count);
  for (uint32_t i = 0; i < count; i++) {
    CHECK(view.starts[i + 1] - view.starts[i] == frequencies[i]);
    if (frequencies[i] > MOST_OCCURRENCES) return;
    sheaf_occurrence *room = malloc(frequencies[i] * sizeof *room);
    CHECK(room);
    sheaf_posting_occurrences(&view, i, room);
    free(room);
  }
}

static void pack_again(const uint32_t *documents, const uint32_t *frequencies, uint32_t count, uint32_t previous) {
  sheaf_buf packed = {0};
  sheaf_posting_block block;
  uint32_t again[SHEAF_POSTING_BLOCK + 8], frequencies_again[SHEAF_POSTING_BLOCK + 8];
  sheaf_posting_pack_documents(documents, frequencies, count, previous, &packed);
  const size_t length = packed.length;
  sheaf_buf_add(&packed, (char[SHEAF_POSTING_SLACK]){0}, SHEAF_POSTING_SLACK);
  CHECK(!packed.failed);
  const uint8_t *bytes = (const uint8_t *)packed.data;
  CHECK(sheaf_posting_split(bytes, bytes + length, &block) == (int)length && block.count == count);
  CHECK(!sheaf_posting_documents(&block, previous, documents[count - 1], again));
  sheaf_posting_frequencies(&block, frequencies_again);
  CHECK(!memcmp(again, documents, count * sizeof *again));
  CHECK(!memcmp(frequencies_again, frequencies, count * sizeof *again));
  sheaf_buf_clear(&packed);
}

static void decode(const uint8_t *bytes, size_t length) {
  uint32_t previous, last, documents[SHEAF_POSTING_BLOCK + 8], frequencies[SHEAF_POSTING_BLOCK + 8];
  sheaf_posting_block block;
  if (length < 8) return;
  memcpy(&previous, bytes, 4);
  memcpy(&last, bytes + 4, 4);
  uint8_t *room = calloc(1, length - 8 + SHEAF_POSTING_SLACK);
  CHECK(room);
  memcpy(room, bytes + 8, length - 8);
  const int size = sheaf_posting_split(room, room + length - 8, &block);
  CHECK(size == SHEAF_ECORRUPT || (size > 0 && (size_t)size <= length - 8));
  if (size > 0 && last < UINT32_MAX && !sheaf_posting_documents(&block, previous, last, documents)) {
    sheaf_posting_frequencies(&block, frequencies);
    for (uint32_t i = 0; i < block.count; i++) {
      CHECK(documents[i] > (i ? documents[i - 1] : previous) && documents[i] <= last && frequencies[i] > 0);
    }
    pack_again(documents, frequencies, block.count, previous);
    check_occurrences(room + size, length - 8 - (size_t)size, frequencies, block.count);
  }
  free(room);
}

/* ---- rows of an index ---- */

typedef struct row {
  const char *change; /* SQL that writes it; static */
  int64_t id;         /* its key */
  uint8_t *bytes;     /* with the sum */
  size_t length;      /* of them */
} row;

static scenario library;
static row rows[ROWS];
static size_t row_count;

static void read_rows(const char *select, const char *change) {
  sqlite3_stmt *s;
  CHECK(!sqlite3_prepare_v2(sheaf_store_db(library.store), select, -1, &s, NULL));
  while (sqlite3_step(s) == SQLITE_ROW && row_count < ROWS) {
    const size_t length = (size_t)sqlite3_column_bytes(s, 1);
    row *r = &rows[row_count++];
    *r = (row){change, sqlite3_column_int64(s, 0), malloc(length), length};
    CHECK(r->bytes);
    memcpy(r->bytes, sqlite3_column_blob(s, 1), length);
  }
  sqlite3_finalize(s);
}

static void make_library(void) {
  sheaf_error err = {0};
  scenario_input(1, RECORDS, BATCH);
  CHECK(!scenario_open(&library, NULL, &err) && !scenario_load(&library, &err));
  scenario_forget();
  read_rows("SELECT id, head FROM index_segment", "UPDATE index_segment SET head = ?1 WHERE id = ?2");
  read_rows("SELECT id, bytes FROM index_page", "UPDATE index_page SET bytes = ?1 WHERE id = ?2");
}

static int visit(void *context, const char *token, size_t length, uint32_t documents) {
  (void)documents;
  sheaf_documents found = {0};
  sheaf_posting_cursor *cursor = NULL;
  sheaf_index *index = context;
  sheaf_index_documents_of(index, SHEAF_FIELD_ABSTRACT, token, length, &found, NULL);
  if (!sheaf_index_find(index, SHEAF_FIELD_ABSTRACT, token, length, &cursor, NULL) && cursor) {
    uint32_t count, steps = 0;
    for (uint32_t d = sheaf_posting_cursor_seek(cursor, 3); d && steps++ < 100; d = sheaf_posting_cursor_next(cursor))
      sheaf_posting_cursor_occurrences(cursor, &count);
    sheaf_posting_cursor_close(cursor);
  }
  sheaf_mem_free(found.ids);
  return 0;
}

static void read_all(void) {
  sheaf_index *index;
  uint32_t tokens;
  if (sheaf_index_open(&index, sheaf_store_db(library.store), NULL)) return;
  sheaf_index_check(index, NULL);
  sheaf_index_terms(index, SHEAF_FIELD_ABSTRACT, "", 0, visit, index, NULL);
  sheaf_index_length(index, SHEAF_FIELD_ABSTRACT, 3, &tokens, NULL);
  sheaf_index_merge(index, 1, NULL);
  sheaf_index_close(index);
}

static void run(const char *sql) { CHECK(!sqlite3_exec(sheaf_store_db(library.store), sql, NULL, NULL, NULL)); }

/* bytes: which row, where in it (two), and what it then says there. */
static void forge(const uint8_t *bytes, size_t length) {
  if (!library.store) make_library();
  if (length < 4) return;
  const row *r = &rows[bytes[0] % row_count];
  uint8_t *copy = malloc(r->length);
  CHECK(copy);
  memcpy(copy, r->bytes, r->length);
  const size_t body = r->length - SUM, at = (bytes[1] + 256u * bytes[2]) % body;
  const size_t size = length - 3 < body - at ? length - 3 : body - at;
  for (size_t i = 0; i < size; i++) copy[at + i] ^= bytes[3 + i];
  const uint64_t sum = sheaf_pack_sum(copy, body);
  for (size_t i = 0; i < SUM; i++) copy[body + i] = (uint8_t)(sum >> 8 * i);
  sqlite3_stmt *s;
  run("SAVEPOINT forged");
  CHECK(!sqlite3_prepare_v2(sheaf_store_db(library.store), r->change, -1, &s, NULL));
  sqlite3_bind_blob(s, 1, copy, (int)r->length, SQLITE_STATIC);
  sqlite3_bind_int64(s, 2, r->id);
  CHECK(sqlite3_step(s) == SQLITE_DONE);
  sqlite3_finalize(s);
  free(copy);
  read_all();
  run("ROLLBACK TO forged; RELEASE forged");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  if (!length) return 0;
  if (*bytes % 2)
    forge(bytes + 1, length - 1);
  else
    decode(bytes + 1, length - 1);
  return 0;
}
