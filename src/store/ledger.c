/* ledger.c - see ledger.h. */
#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "server_write.h"
#include "statement.h"

static int prepare(sheaf_store *store, const char *sql, sheaf_statement **out, sheaf_error *err) {
  return sheaf_statement_open(out, sheaf_store_session(store), sql, "ledger", err);
}

static void bind_number(sheaf_statement *statement, int at, int64_t number) {
  if (number) sheaf_statement_bind(statement, at, number);
}

int sheaf_ledger_add(sheaf_store *store, sheaf_ledger_row *row, sheaf_error *err) {
  sheaf_statement *statement;
  char now[SHEAF_SESSION_TIME];
  sheaf_session_now(now);
  int code = prepare(
      store, "INSERT INTO ledger(at,who,action,record,other,about,note) VALUES(?1,?2,?3,?4,?5,?6,?7) RETURNING id",
      &statement, err);
  if (code) return code;
  sheaf_statement_bind_text(statement, 1, row->at ? row->at : now);
  sheaf_statement_bind_text(statement, 2, row->who);
  sheaf_statement_bind_text(statement, 3, row->action);
  bind_number(statement, 4, row->record);
  bind_number(statement, 5, row->other);
  bind_number(statement, 6, row->about);
  sheaf_statement_bind_text(statement, 7, row->note);
  code = sheaf_statement_run(statement, &row->id, err);
  sheaf_statement_close(statement);
  return code < 0 ? code : SHEAF_OK;
}

int sheaf_ledger_get(sheaf_store *store, sheaf_ledger_row *row, char *action, size_t size, sheaf_error *err) {
  sheaf_statement *statement;
  int found = prepare(store, "SELECT action,record,other,about FROM ledger WHERE id=?1", &statement, err);
  if (found) return found;
  sheaf_statement_bind(statement, 1, row->id);
  found = sheaf_statement_step(statement, err);
  if (found > 0) {
    const char *text = sheaf_statement_text(statement, 0, NULL);
    snprintf(action, size, "%s", text ? text : "");
    row->record = (uint32_t)sheaf_statement_integer(statement, 1);
    row->other = (uint32_t)sheaf_statement_integer(statement, 2);
    row->about = sheaf_statement_integer(statement, 3);
  }
  sheaf_statement_close(statement);
  return found;
}

int sheaf_ledger_compared(sheaf_store *store, uint32_t *last, sheaf_error *err) {
  int64_t number = 0;
  const int code =
      sheaf_session_number(sheaf_store_session(store),
                           "SELECT coalesce(max(record),0) FROM ledger WHERE action='deduplicate'", &number, err);
  *last = (uint32_t)number;
  return code;
}

/* ---- what counts ---- */

/* Rows that count, in order: an undo counts unless a later one that counts undoes it, hence from the last one down. */
static const char counting[] =
    "SELECT id,action,record,other,about FROM ledger WHERE action IN('merge','same','distinct','undo')"
    " AND NOT(action='undo' AND (about IN(SELECT row FROM decision) OR about IN(SELECT row FROM code)))"
    " ORDER BY id DESC";

static int compare_numbers(const void *a, const void *b) {
  const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

typedef struct undone {
  int64_t row;  /* the row undone */
  int64_t undo; /* the undo that does it */
} undone;

/* The undo that undoes a row, 0 where none does. Few rows are undone, so a list will do. */
static int64_t undo_of(const sheaf_buf *list, int64_t row) {
  for (size_t i = 0; row && i < list->length / sizeof(undone); i++) {
    undone one;
    memcpy(&one, list->data + i * sizeof one, sizeof one);
    if (one.row == row) return one.undo;
  }
  return 0;
}

static void add_tie(sheaf_buf *out, int64_t a, int64_t b, int distinct, int64_t row) {
  const sheaf_ledger_tie tie = {(uint32_t)(a < b ? a : b), (uint32_t)(a < b ? b : a), distinct, row};
  if (a && b && a != b) sheaf_buf_add(out, &tie, sizeof tie);
}

static int order_ties(const void *x, const void *y) {
  const sheaf_ledger_tie *a = x, *b = y;
  if (a->a != b->a) return a->a < b->a ? -1 : 1;
  if (a->b != b->b) return a->b < b->b ? -1 : 1;
  return -compare_numbers(&a->row, &b->row);
}

/* Of several ties of one pair the last said stays. */
static size_t keep_last(sheaf_ledger_tie *ties, size_t count) {
  size_t kept = 0;
  if (count) qsort(ties, count, sizeof *ties, order_ties);
  for (size_t i = 0; i < count; i++)
    if (!kept || ties[kept - 1].a != ties[i].a || ties[kept - 1].b != ties[i].b) ties[kept++] = ties[i];
  return kept;
}

static void read_row(const sheaf_statement *statement, sheaf_buf *undos, sheaf_buf *ties) {
  const int64_t id = sheaf_statement_integer(statement, 0), a = sheaf_statement_integer(statement, 2),
                b = sheaf_statement_integer(statement, 3), about = sheaf_statement_integer(statement, 4);
  const char *action = sheaf_statement_text(statement, 1, NULL);
  const int64_t undo = undo_of(undos, id);
  if (!action) return;
  if (!strcmp(action, "undo")) {
    const undone one = {about, id};
    if (!undo) sheaf_buf_add(undos, &one, sizeof one);
  } else if (!strcmp(action, "merge")) {
    const int64_t run = undo_of(undos, about);
    if (undo || run) add_tie(ties, a, b, 1, undo > run ? undo : run);
  } else if (!undo) {
    add_tie(ties, a, b, !strcmp(action, "distinct"), id);
  }
}

int sheaf_ledger_ties(sheaf_store *store, sheaf_ledger_tie **out, size_t *count, sheaf_error *err) {
  sheaf_statement *statement;
  int code = prepare(store, counting, &statement, err);
  if (code) return code;
  sheaf_buf undos = {0}, ties = {0};
  while ((code = sheaf_statement_step(statement, err)) > 0) read_row(statement, &undos, &ties);
  sheaf_statement_close(statement);
  *count = ties.length / sizeof **out;
  if (!code && (undos.failed || !(*out = (sheaf_ledger_tie *)(void *)sheaf_buf_take(&ties, NULL))))
    code = sheaf_error_memory(err);
  if (!code) *count = keep_last(*out, *count);
  sheaf_buf_clear(&undos);
  sheaf_buf_clear(&ties);
  return code;
}

/* ---- pairs ---- */

int sheaf_ledger_pairs_clear(sheaf_store *store, sheaf_error *err) {
  return sheaf_session_exec(sheaf_store_session(store), "DELETE FROM pair", err);
}

int sheaf_ledger_pairs_add(sheaf_store *store, const sheaf_ledger_pair *pairs, size_t count, sheaf_error *err) {
  if (sheaf_store_server(store)) return sheaf_server_add_pairs(sheaf_store_server(store), pairs, count, err);
  sheaf_statement *statement;
  int code = prepare(store, "INSERT OR REPLACE INTO pair VALUES(?1,?2,?3,?4,?5)", &statement, err);
  if (code) return code;
  for (size_t i = 0; code >= 0 && i < count; i++) {
    sheaf_statement_bind(statement, 1, pairs[i].a);
    sheaf_statement_bind(statement, 2, pairs[i].b);
    sheaf_statement_bind(statement, 3, pairs[i].verdict);
    sheaf_statement_bind(statement, 4, pairs[i].link);
    sheaf_statement_bind_number(statement, 5, pairs[i].points);
    code = sheaf_statement_run(statement, NULL, err);
  }
  sheaf_statement_close(statement);
  return code < 0 ? code : SHEAF_OK;
}

static int read_pairs(sheaf_store *store, const char *sql, uint32_t record, sheaf_ledger_pair **out, size_t *count,
                      sheaf_error *err) {
  sheaf_statement *statement;
  int code = prepare(store, sql, &statement, err);
  if (code) return code;
  if (record) sheaf_statement_bind(statement, 1, record);
  sheaf_buf bytes = {0};
  while ((code = sheaf_statement_step(statement, err)) > 0) {
    const sheaf_ledger_pair pair = {(uint32_t)sheaf_statement_integer(statement, 0),
                                    (uint32_t)sheaf_statement_integer(statement, 1),
                                    (int)sheaf_statement_integer(statement, 2),
                                    (int)sheaf_statement_integer(statement, 3), sheaf_statement_number(statement, 4)};
    sheaf_buf_add(&bytes, &pair, sizeof pair);
  }
  sheaf_statement_close(statement);
  *count = bytes.length / sizeof **out;
  if (!code && !(*out = (sheaf_ledger_pair *)(void *)sheaf_buf_take(&bytes, NULL))) code = sheaf_error_memory(err);
  sheaf_buf_clear(&bytes);
  return code;
}

int sheaf_ledger_pairs(sheaf_store *store, sheaf_ledger_pair **pairs, size_t *count, sheaf_error *err) {
  return read_pairs(store, "SELECT a,b,verdict,link,points FROM pair ORDER BY a,b", 0, pairs, count, err);
}

int sheaf_ledger_pairs_of(sheaf_store *store, uint32_t record, sheaf_ledger_pair **pairs, size_t *count,
                          sheaf_error *err) {
  return read_pairs(store, "SELECT a,b,verdict,link,points FROM pair WHERE a=?1 OR b=?1 ORDER BY a,b", record, pairs,
                    count, err);
}

int sheaf_ledger_around(sheaf_store *store, uint32_t record, uint32_t **ids, size_t *count, sheaf_error *err) {
  sheaf_statement *statement;
  int code = prepare(store,
                     "SELECT id FROM record WHERE work=(SELECT work FROM record WHERE id=?1)"
                     " UNION SELECT b FROM pair WHERE a=?1 AND verdict=2"
                     " UNION SELECT a FROM pair WHERE b=?1 AND verdict=2 ORDER BY 1",
                     &statement, err);
  if (code) return code;
  sheaf_statement_bind(statement, 1, record);
  sheaf_buf bytes = {0};
  while ((code = sheaf_statement_step(statement, err)) > 0) {
    const uint32_t id = (uint32_t)sheaf_statement_integer(statement, 0);
    sheaf_buf_add(&bytes, &id, sizeof id);
  }
  sheaf_statement_close(statement);
  *count = bytes.length / sizeof **ids;
  if (!code && !(*ids = (uint32_t *)(void *)sheaf_buf_take(&bytes, NULL))) code = sheaf_error_memory(err);
  sheaf_buf_clear(&bytes);
  return code;
}

int sheaf_ledger_work(sheaf_store *store, uint32_t record, uint32_t *work, sheaf_error *err) {
  sheaf_statement *statement;
  int code = prepare(store, "SELECT work FROM record WHERE id=?1", &statement, err);
  if (code) return code;
  sheaf_statement_bind(statement, 1, record);
  code = sheaf_statement_step(statement, err);
  *work = code > 0 ? (uint32_t)sheaf_statement_integer(statement, 0) : 0;
  sheaf_statement_close(statement);
  return code < 0 ? code : SHEAF_OK;
}

int sheaf_ledger_set_works(sheaf_store *store, const uint32_t *records, const uint32_t *works, size_t count,
                           sheaf_error *err) {
  if (sheaf_store_server(store)) return sheaf_server_set_works(sheaf_store_server(store), records, works, count, err);
  sheaf_statement *statement;
  int code = prepare(store, "UPDATE record SET work=?2 WHERE id=?1", &statement, err);
  if (code) return code;
  for (size_t i = 0; code >= 0 && i < count; i++) {
    sheaf_statement_bind(statement, 1, records[i]);
    sheaf_statement_bind(statement, 2, works[i]);
    code = sheaf_statement_run(statement, NULL, err);
  }
  sheaf_statement_close(statement);
  return code < 0 ? code : SHEAF_OK;
}

int sheaf_ledger_begin(sheaf_store *store, sheaf_error *err) {
  return sheaf_session_begin(sheaf_store_session(store), err);
}

int sheaf_ledger_commit(sheaf_store *store, sheaf_error *err) {
  return sheaf_session_commit(sheaf_store_session(store), err);
}

void sheaf_ledger_rollback(sheaf_store *store) { sheaf_session_rollback(sheaf_store_session(store)); }
