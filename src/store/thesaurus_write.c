/* thesaurus_write.c - see thesaurus_write.h. */
#include "thesaurus_write.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "db.h"

enum { FIND, ADD_DESCRIPTOR, ADD_NAME, ADD_PLACE, ADD_QUALIFIER, STATEMENTS };

static const char *const sql[STATEMENTS] = {
    [FIND] = "SELECT id FROM descriptor WHERE key=?1",
    [ADD_DESCRIPTOR] = "INSERT INTO descriptor(uid,name,key,year) VALUES(?1,?2,?3,?4)",
    [ADD_NAME] = "INSERT OR IGNORE INTO descriptor_name VALUES(?1,?2,?3,?4,?5)",
    [ADD_PLACE] = "INSERT OR IGNORE INTO tree_number VALUES(?1,?2)",
    [ADD_QUALIFIER] = "INSERT OR IGNORE INTO allowed_qualifier VALUES(?1,?2,?3)"};

struct sheaf_thesaurus_write {
  sqlite3 *db;                         /* borrowed */
  sqlite3_stmt *statement[STATEMENTS]; /* owned */
  sheaf_thesaurus_counts counts;       /* so far */
  sheaf_buf words;                     /* scratch */
};

static int prepare_all(sheaf_thesaurus_write *self, sheaf_error *err) {
  int code = SHEAF_OK;
  for (int i = 0; i < STATEMENTS && !code; i++) code = sheaf_db_prepare(self->db, sql[i], &self->statement[i], err);
  return code;
}

static int is_there(sqlite3 *db, int *replaced, sheaf_error *err) {
  sqlite3_int64 count;
  const int code = sheaf_db_number(db, "SELECT count(*) FROM thesaurus", &count, err);
  *replaced = !code && count > 0;
  return code;
}

int sheaf_thesaurus_write_begin(sheaf_thesaurus_write **out, sheaf_store *store, int *replaced, sheaf_error *err) {
  if (sheaf_store_readonly(store)) return sheaf_error_set(err, SHEAF_ESTORE, "the library was opened for reading only");
  sheaf_thesaurus_write *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->db = sheaf_store_db(store);
  int code = sheaf_db_begin(self->db, err);
  if (code) {
    sheaf_mem_free(self);
    return code;
  }
  code = is_there(self->db, replaced, err);
  if (!code)
    code = sheaf_db_exec(self->db,
                         "DELETE FROM thesaurus; DELETE FROM descriptor; DELETE FROM descriptor_name;"
                         "DELETE FROM tree_number; DELETE FROM allowed_qualifier",
                         err);
  if (!code) code = prepare_all(self, err);
  if (code)
    sheaf_thesaurus_write_abort(self);
  else
    *out = self;
  return code;
}

static void bind(sqlite3_stmt *statement, int at, const char *text, size_t length) {
  sqlite3_bind_text64(statement, at, text, length, SQLITE_STATIC, SQLITE_UTF8);
}

/* Runs a statement that adds a row or nothing: the rows added, or a negative code. */
static int run(sheaf_thesaurus_write *self, int which, sheaf_error *err) {
  sqlite3_stmt *statement = self->statement[which];
  const int rc = sqlite3_step(statement);
  const int result = rc == SQLITE_DONE ? sqlite3_changes(self->db) : sheaf_db_failed(self->db, "thesaurus", err);
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return result;
}

/* ---- words ---- */

typedef struct word {
  const char *text; /* borrowed */
  size_t length;    /* bytes in text */
} word;

static int compare(const void *a, const void *b) {
  const word *one = a, *other = b;
  const size_t shorter = one->length < other->length ? one->length : other->length;
  const int order = memcmp(one->text, other->text, shorter);
  return order ? order : (one->length > other->length) - (one->length < other->length);
}

void sheaf_thesaurus_write_words(const char *key, size_t length, sheaf_buf *out) {
  enum { MOST_WORDS = 48 };
  word words[MOST_WORDS];
  size_t count = 0;
  for (size_t at = 0; at < length; count++) {
    const char *space = memchr(key + at, ' ', length - at);
    const size_t size = space ? (size_t)(space - key) - at : length - at;
    if (count == MOST_WORDS) return;
    words[count] = (word){key + at, size};
    at += size + 1;
  }
  if (count < 2) return;
  qsort(words, count, sizeof *words, compare);
  for (size_t i = 0; i < count; i++) {
    if (i) sheaf_buf_add_byte(out, ' ');
    sheaf_buf_add(out, words[i].text, words[i].length);
  }
}

/* ---- rows ---- */

static int add_name(sheaf_thesaurus_write *self, int64_t id, sheaf_thesaurus_rank rank,
                    const sheaf_thesaurus_text *text, sheaf_error *err) {
  sqlite3_stmt *statement = self->statement[ADD_NAME];
  sheaf_buf_reset(&self->words);
  if (rank != SHEAF_THESAURUS_PERMUTED) sheaf_thesaurus_write_words(text->key, text->key_length, &self->words);
  if (self->words.failed) return sheaf_error_memory(err);
  bind(statement, 1, text->key, text->key_length);
  sqlite3_bind_int(statement, 2, (int)rank);
  sqlite3_bind_int64(statement, 3, id);
  bind(statement, 4, text->name, text->length);
  if (self->words.length) bind(statement, 5, self->words.data, self->words.length);
  return run(self, ADD_NAME, err);
}

/* 1 and *id, 0 or a negative code. */
static int find(sheaf_thesaurus_write *self, const sheaf_thesaurus_text *text, int64_t *id, sheaf_error *err) {
  sqlite3_stmt *statement = self->statement[FIND];
  bind(statement, 1, text->key, text->key_length);
  const int rc = sqlite3_step(statement);
  int result = rc == SQLITE_ROW;
  if (result) *id = sqlite3_column_int64(statement, 0);
  if (rc != SQLITE_ROW && rc != SQLITE_DONE) result = sheaf_db_failed(self->db, "thesaurus", err);
  sqlite3_reset(statement);
  return result;
}

int sheaf_thesaurus_write_descriptor(sheaf_thesaurus_write *self, const sheaf_thesaurus_text *text, const char *uid,
                                     size_t uid_length, int year, int64_t *id, sheaf_error *err) {
  const int found = find(self, text, id, err);
  if (found) return found < 0 ? found : 0;
  sqlite3_stmt *statement = self->statement[ADD_DESCRIPTOR];
  bind(statement, 1, uid, uid_length);
  bind(statement, 2, text->name, text->length);
  bind(statement, 3, text->key, text->key_length);
  if (year) sqlite3_bind_int(statement, 4, year);
  int code = run(self, ADD_DESCRIPTOR, err);
  if (code < 0) return code;
  *id = sqlite3_last_insert_rowid(self->db);
  self->counts.descriptors++;
  code = add_name(self, *id, SHEAF_THESAURUS_PREFERRED, text, err);
  return code < 0 ? code : 1;
}

int sheaf_thesaurus_write_entry(sheaf_thesaurus_write *self, int64_t id, sheaf_thesaurus_rank rank,
                                const sheaf_thesaurus_text *text, sheaf_error *err) {
  const int added = add_name(self, id, rank, text, err);
  if (added < 0) return added;
  self->counts.entry_terms += (uint64_t)added;
  return SHEAF_OK;
}

int sheaf_thesaurus_write_place(sheaf_thesaurus_write *self, int64_t id, const char *number, size_t length,
                                sheaf_error *err) {
  bind(self->statement[ADD_PLACE], 1, number, length);
  sqlite3_bind_int64(self->statement[ADD_PLACE], 2, id);
  const int added = run(self, ADD_PLACE, err);
  if (added < 0) return added;
  self->counts.tree_numbers += (uint64_t)added;
  return SHEAF_OK;
}

int sheaf_thesaurus_write_qualifier(sheaf_thesaurus_write *self, int64_t id, const sheaf_thesaurus_text *text,
                                    sheaf_error *err) {
  sqlite3_stmt *statement = self->statement[ADD_QUALIFIER];
  sqlite3_bind_int64(statement, 1, id);
  bind(statement, 2, text->key, text->key_length);
  bind(statement, 3, text->name, text->length);
  const int added = run(self, ADD_QUALIFIER, err);
  if (added < 0) return added;
  self->counts.qualifiers += (uint64_t)added;
  return SHEAF_OK;
}

void sheaf_thesaurus_write_count(const sheaf_thesaurus_write *self, sheaf_thesaurus_counts *out) {
  *out = self->counts;
}

/* ---- ending ---- */

static int add_header(sheaf_thesaurus_write *self, const char *kind, int year, const char *path, sheaf_error *err) {
  sqlite3_stmt *statement;
  int code = sheaf_db_prepare(self->db,
                              "INSERT INTO thesaurus VALUES(1,?1,nullif(?2,0),?3,strftime('%Y-%m-%dT%H:%M:%SZ','now'))",
                              &statement, err);
  if (code) return code;
  bind(statement, 1, kind, strlen(kind));
  sqlite3_bind_int(statement, 2, year);
  bind(statement, 3, path, strlen(path));
  if (sqlite3_step(statement) != SQLITE_DONE) code = sheaf_db_failed(self->db, "thesaurus", err);
  sqlite3_finalize(statement);
  return code;
}

int sheaf_thesaurus_write_finish(sheaf_thesaurus_write *self, const char *kind, int year, const char *path,
                                 sheaf_error *err) {
  int code = add_header(self, kind, year, path, err);
  if (!code) code = sheaf_db_commit(self->db, err);
  sheaf_thesaurus_write_abort(self); /* after a commit there is nothing to roll back */
  return code;
}

void sheaf_thesaurus_write_abort(sheaf_thesaurus_write *self) {
  if (!self) return;
  for (int i = 0; i < STATEMENTS; i++) sqlite3_finalize(self->statement[i]);
  sheaf_db_rollback(self->db);
  sheaf_buf_clear(&self->words);
  sheaf_mem_free(self);
}
