/* thesaurus_write.c - see thesaurus_write.h. On a server rows go many at a time, and numbers are given here: the tables
 * are empty, and nobody else writes to them. */
#include "thesaurus_write.h"

#include <stdlib.h>
#include <string.h>

#include "base/dictionary.h"
#include "base/mem.h"
#include "server_rows.h"
#include "statement.h"

enum { ADD_DESCRIPTOR, ADD_NAME, ADD_PLACE, ADD_QUALIFIER, FIND, STATEMENTS, TABLES = FIND };

static const char *const sql[STATEMENTS] = {
    [ADD_DESCRIPTOR] = "INSERT INTO descriptor(uid,name,key,year) VALUES(?1,?2,?3,?4) RETURNING id",
    [ADD_NAME] = "INSERT INTO descriptor_name VALUES(?1,?2,?3,?4,?5) ON CONFLICT DO NOTHING",
    [ADD_PLACE] = "INSERT INTO tree_number VALUES(?1,?2) ON CONFLICT DO NOTHING",
    [ADD_QUALIFIER] = "INSERT INTO allowed_qualifier VALUES(?1,?2,?3) ON CONFLICT DO NOTHING",
    [FIND] = "SELECT id FROM descriptor WHERE key=?1"};

/* The same for many rows of a server. */
static const struct {
  const char *sql; /* with arrays as parameters */
  int columns;     /* how many */
} many[TABLES] = {
    [ADD_DESCRIPTOR] = {"INSERT INTO descriptor(uid,name,key,year,id) SELECT * FROM"
                        " unnest($1::text[],$2::text[],$3::text[],$4::bigint[],$5::bigint[])",
                        5},
    [ADD_NAME] = {"INSERT INTO descriptor_name SELECT * FROM"
                  " unnest($1::text[],$2::bigint[],$3::bigint[],$4::text[],$5::text[]) ON CONFLICT DO NOTHING",
                  5},
    [ADD_PLACE] = {"INSERT INTO tree_number SELECT * FROM unnest($1::text[],$2::bigint[]) ON CONFLICT DO NOTHING", 2},
    [ADD_QUALIFIER] = {"INSERT INTO allowed_qualifier SELECT * FROM unnest($1::bigint[],$2::text[],$3::text[])"
                       " ON CONFLICT DO NOTHING",
                       3}};

struct sheaf_thesaurus_write {
  sheaf_session *session;                 /* borrowed */
  sheaf_statement *statement[STATEMENTS]; /* owned */
  sheaf_thesaurus_counts counts;          /* so far */
  sheaf_buf words;                        /* scratch */
  sheaf_server_rows rows[TABLES];         /* on a server: those that are still to be sent */
  int64_t added[TABLES];                  /* on a server: rows that were new */
  sheaf_dictionary keys;                  /* on a server: of the descriptors, by number - 1 */
  int code;                               /* what sending failed with while they were counted */
  sheaf_error err;                        /* how */
};

static int prepare_all(sheaf_thesaurus_write *self, sheaf_error *err) {
  int code = SHEAF_OK;
  for (int i = 0; i < STATEMENTS && !code; i++)
    code = sheaf_statement_open(&self->statement[i], self->session, sql[i], "thesaurus", err);
  return code;
}

static int is_there(sheaf_session *session, int *replaced, sheaf_error *err) {
  int64_t count;
  const int code = sheaf_session_number(session, "SELECT count(*) FROM thesaurus", &count, err);
  *replaced = !code && count > 0;
  return code;
}

int sheaf_thesaurus_write_begin(sheaf_thesaurus_write **out, sheaf_store *store, int *replaced, sheaf_error *err) {
  if (sheaf_store_readonly(store)) return sheaf_error_set(err, SHEAF_ESTORE, "the library was opened for reading only");
  sheaf_thesaurus_write *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->session = sheaf_store_session(store);
  for (int i = 0; i < TABLES; i++) self->rows[i].columns = many[i].columns;
  int code = sheaf_session_begin(self->session, err);
  if (code) {
    sheaf_mem_free(self);
    return code;
  }
  code = is_there(self->session, replaced, err);
  if (!code)
    code = sheaf_session_exec(self->session,
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

static sheaf_server_value whole(int64_t value) {
  return (sheaf_server_value){.type = SHEAF_SERVER_INTEGER, .integer = value};
}

static sheaf_server_value chars(const char *text, size_t length) {
  return (sheaf_server_value){.type = SHEAF_SERVER_TEXT, .text = text, .length = length};
}

static const sheaf_server_value none = {.type = SHEAF_SERVER_NULL};

static int send(sheaf_thesaurus_write *self, int which, sheaf_error *err) {
  return sheaf_server_rows_run(&self->rows[which], self->session->server, many[which].sql, 0, &self->added[which], err);
}

static void bind(sheaf_statement *statement, const sheaf_server_value *values, int count) {
  for (int i = 0; i < count; i++) {
    if (values[i].type == SHEAF_SERVER_INTEGER) sheaf_statement_bind(statement, i + 1, values[i].integer);
    if (values[i].type == SHEAF_SERVER_TEXT)
      sheaf_statement_bind_chars(statement, i + 1, values[i].text, values[i].length);
  }
}

/* Adds a row or, where it is there already, nothing: the rows added, or a negative code. On a server that is known
 * later. */
static int add(sheaf_thesaurus_write *self, int which, const sheaf_server_value *values, sheaf_error *err) {
  if (!self->session->server) {
    bind(self->statement[which], values, many[which].columns);
    return sheaf_statement_run(self->statement[which], NULL, err);
  }
  sheaf_server_rows_add(&self->rows[which], values);
  return sheaf_server_rows_full(&self->rows[which]) ? send(self, which, err) : SHEAF_OK;
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
  sheaf_buf_reset(&self->words);
  if (rank != SHEAF_THESAURUS_PERMUTED) sheaf_thesaurus_write_words(text->key, text->key_length, &self->words);
  if (self->words.failed) return sheaf_error_memory(err);
  const sheaf_server_value values[] = {chars(text->key, text->key_length), whole((int64_t)rank), whole(id),
                                       chars(text->name, text->length),
                                       self->words.length ? chars(self->words.data, self->words.length) : none};
  return add(self, ADD_NAME, values, err);
}

/* 1 and *id, 0 or a negative code. */
static int find(sheaf_thesaurus_write *self, const sheaf_thesaurus_text *text, int64_t *id, sheaf_error *err) {
  if (self->session->server) {
    uint32_t number;
    const int found = sheaf_dictionary_find(&self->keys, text->key, text->key_length, &number);
    if (found) *id = (int64_t)number + 1;
    return found;
  }
  sheaf_statement *statement = self->statement[FIND];
  sheaf_statement_bind_chars(statement, 1, text->key, text->key_length);
  const int result = sheaf_statement_step(statement, err);
  if (result > 0) *id = sheaf_statement_integer(statement, 0);
  sheaf_statement_reset(statement);
  return result;
}

/* 0 or a negative code. */
static int add_descriptor(sheaf_thesaurus_write *self, sheaf_server_value *values, int64_t *id, sheaf_error *err) {
  if (!self->session->server) {
    bind(self->statement[ADD_DESCRIPTOR], values, many[ADD_DESCRIPTOR].columns - 1);
    const int added = sheaf_statement_run(self->statement[ADD_DESCRIPTOR], id, err);
    return added < 0 ? added : SHEAF_OK;
  }
  uint32_t number;
  if (sheaf_dictionary_add(&self->keys, values[2].text, values[2].length, &number)) return sheaf_error_memory(err);
  *id = (int64_t)number + 1;
  values[4] = whole(*id);
  return add(self, ADD_DESCRIPTOR, values, err);
}

int sheaf_thesaurus_write_descriptor(sheaf_thesaurus_write *self, const sheaf_thesaurus_text *text, const char *uid,
                                     size_t uid_length, int year, int64_t *id, sheaf_error *err) {
  const int found = find(self, text, id, err);
  if (found) return found < 0 ? found : 0;
  sheaf_server_value values[] = {chars(uid, uid_length), chars(text->name, text->length),
                                 chars(text->key, text->key_length), year ? whole(year) : none, none};
  int code = add_descriptor(self, values, id, err);
  if (code) return code;
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
  const sheaf_server_value values[] = {chars(number, length), whole(id)};
  const int added = add(self, ADD_PLACE, values, err);
  if (added < 0) return added;
  self->counts.tree_numbers += (uint64_t)added;
  return SHEAF_OK;
}

int sheaf_thesaurus_write_qualifier(sheaf_thesaurus_write *self, int64_t id, const sheaf_thesaurus_text *text,
                                    sheaf_error *err) {
  const sheaf_server_value values[] = {whole(id), chars(text->key, text->key_length), chars(text->name, text->length)};
  const int added = add(self, ADD_QUALIFIER, values, err);
  if (added < 0) return added;
  self->counts.qualifiers += (uint64_t)added;
  return SHEAF_OK;
}

void sheaf_thesaurus_write_count(sheaf_thesaurus_write *self, sheaf_thesaurus_counts *out) {
  if (self->session->server) {
    for (int i = 0; !self->code && i < TABLES; i++) self->code = send(self, i, &self->err);
    self->counts.entry_terms = (uint64_t)(self->added[ADD_NAME] - self->added[ADD_DESCRIPTOR]);
    self->counts.tree_numbers = (uint64_t)self->added[ADD_PLACE];
    self->counts.qualifiers = (uint64_t)self->added[ADD_QUALIFIER];
  }
  *out = self->counts;
}

/* ---- ending ---- */

static int add_header(sheaf_thesaurus_write *self, const char *kind, int year, const char *path, sheaf_error *err) {
  sheaf_statement *statement;
  char now[SHEAF_SESSION_TIME];
  sheaf_session_now(now);
  int code =
      sheaf_statement_open(&statement, self->session, "INSERT INTO thesaurus VALUES(1,?1,?2,?3,?4)", "thesaurus", err);
  if (code) return code;
  sheaf_statement_bind_text(statement, 1, kind);
  if (year) sheaf_statement_bind(statement, 2, year);
  sheaf_statement_bind_text(statement, 3, path);
  sheaf_statement_bind_text(statement, 4, now);
  code = sheaf_statement_run(statement, NULL, err);
  sheaf_statement_close(statement);
  return code < 0 ? code : SHEAF_OK;
}

int sheaf_thesaurus_write_finish(sheaf_thesaurus_write *self, const char *kind, int year, const char *path,
                                 sheaf_error *err) {
  sheaf_thesaurus_counts counts;
  sheaf_thesaurus_write_count(self, &counts); /* sends what is left */
  int code = self->code;
  if (code && err) *err = self->err;
  if (!code) code = add_header(self, kind, year, path, err);
  if (!code) code = sheaf_session_commit(self->session, err);
  sheaf_thesaurus_write_abort(self); /* after a commit there is nothing to roll back */
  return code;
}

void sheaf_thesaurus_write_abort(sheaf_thesaurus_write *self) {
  if (!self) return;
  for (int i = 0; i < STATEMENTS; i++) sheaf_statement_close(self->statement[i]);
  sheaf_session_rollback(self->session);
  for (int i = 0; i < TABLES; i++) sheaf_server_rows_clear(&self->rows[i]);
  sheaf_dictionary_clear(&self->keys);
  sheaf_buf_clear(&self->words);
  sheaf_mem_free(self);
}
