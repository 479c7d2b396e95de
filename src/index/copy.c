/* copy.c - see copy.h. */
#include "copy.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "store/ledger.h"
#include "store/server_load.h"
#include "store/statement.h"

/* Tables that are copied row by row. */
static const struct table {
  const char *name;     /* of the table */
  const char *columns;  /* all that are copied */
  size_t count;         /* how many */
  size_t bytes;         /* which of them holds bytes, 1-based; 0: none */
  const char *numbered; /* the column that numbers its rows, where that is left to the store; NULL: none */
} tables[] = {
    {"source",
     "id,path,label,sha256,bytes,format,dialect,encoding,database,platform,searched,added,via,strategy,limits", 15, 0,
     "id"},
    {"problem", "source,line,byte,record,severity,code,message", 7, 0, NULL},
    {"rejected", "source,record,line,byte,code,bytes", 6, 6, NULL},
    {"ledger", "id,at,who,action,record,other,about,note", 8, 0, "id"},
    {"decision", "row,stage,verdict,resolves", 4, 0, NULL},
    {"code", "row,code,field,first,last", 5, 0, NULL},
    {"attribute", "row,name,value", 3, 0, NULL},
    {"memo", "row,code", 2, 0, NULL},
    {"pair", "a,b,verdict,link,points", 5, 0, NULL},
    {"thesaurus", "id,kind,year,path,added", 5, 0, NULL},
    {"descriptor", "id,uid,name,key,year", 5, 0, "id"},
    {"descriptor_name", "key,rank,descriptor,name,words", 5, 0, NULL},
    {"tree_number", "number,descriptor", 2, 0, NULL},
    {"allowed_qualifier", "descriptor,key,name", 3, 0, NULL},
};

enum { TABLES = sizeof tables / sizeof *tables };

struct sheaf_copy {
  sheaf_store *store;              /* borrowed */
  sheaf_index *index;              /* borrowed */
  sheaf_session *session;          /* the store's; borrowed */
  sheaf_statement *insert[TABLES]; /* opened on first use, owned */
  sheaf_statement *counts;         /* as insert */
  sheaf_record record;             /* scratch */
  int open;                        /* a transaction is open */
  int locked;                      /* a source's lock is held */
};

static int find(const char *name) {
  for (int i = 0; i < TABLES; i++)
    if (!strcmp(tables[i].name, name)) return i;
  return -1;
}

const char *sheaf_copy_columns(const char *table, size_t *count) {
  const int at = find(table);
  if (at < 0) return NULL;
  *count = tables[at].count;
  return tables[at].columns;
}

int sheaf_copy_open(sheaf_copy **out, sheaf_store *store, sheaf_index *index, sheaf_error *err) {
  if (sheaf_store_readonly(store)) return sheaf_error_set(err, SHEAF_ESTORE, "the library was opened for reading only");
  sheaf_copy *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->store = store;
  self->index = index;
  self->session = sheaf_store_session(store);
  sheaf_record_init(&self->record);
  *out = self;
  return SHEAF_OK;
}

static void unlock(sheaf_copy *self) {
  if (self->locked) sheaf_server_load_end(self->session->server);
  self->locked = 0;
}

static void drop(sheaf_copy *self) {
  if (self->open) sheaf_ledger_rollback(self->store);
  self->open = 0;
  sheaf_index_discard(self->index);
  if (self->session->server) sheaf_server_load_discard(self->session->server);
  unlock(self);
}

void sheaf_copy_close(sheaf_copy *self, int closed) {
  if (!self) return;
  if (!closed) drop(self);
  for (int i = 0; i < TABLES; i++) sheaf_statement_close(self->insert[i]);
  sheaf_statement_close(self->counts);
  sheaf_record_clear(&self->record);
  if (!closed) sheaf_index_trim(self->index);
  sheaf_mem_free(self);
}

int sheaf_copy_begin(sheaf_copy *self, const char *sha256, sheaf_error *err) {
  int code = SHEAF_OK;
  if (self->session->server && sha256) {
    code = sheaf_server_load_begin(self->session->server, sha256, err);
    self->locked = !code;
  }
  return code;
}

/* The transaction is taken with the first row: on servers records go to the shards before it. */
static int ensure_open(sheaf_copy *self, sheaf_error *err) {
  if (self->open) return SHEAF_OK;
  int code = self->session->server ? sheaf_server_load_flush(self->session->server, NULL, err) : SHEAF_OK;
  if (!code) code = sheaf_ledger_begin(self->store, err);
  self->open = !code;
  return code;
}

int sheaf_copy_commit(sheaf_copy *self, sheaf_error *err) {
  int code = ensure_open(self, err);
  if (!code) code = sheaf_index_flush(self->index, err);
  if (!code) code = sheaf_index_merge(self->index, 0, err);
  if (!code) code = sheaf_ledger_commit(self->store, err);
  if (code) {
    drop(self);
    return code;
  }
  self->open = 0;
  unlock(self);
  return SHEAF_OK;
}

int sheaf_copy_record(sheaf_copy *self, const sheaf_copy_row *row, sheaf_error *err) {
  sheaf_record *record = &self->record;
  sheaf_record_reset(record);
  int code = self->session->server ? SHEAF_OK : ensure_open(self, err);
  if (!code) code = sheaf_record_unpack(record, row->body, row->length, err);
  if (code) return code;
  record->line = row->line;
  code = sheaf_store_record_add(self->store, row->source, row->ordinal, row->id, record, err);
  if (!code && row->raw) code = sheaf_store_record_set_raw(self->store, row->id, row->raw, row->raw_length, err);
  return code ? code : sheaf_index_add(self->index, row->id, record, err);
}

static int run(sheaf_statement *statement, sheaf_error *err) {
  const int code = sheaf_statement_run(statement, NULL, err);
  return code < 0 ? code : SHEAF_OK;
}

int sheaf_copy_counts(sheaf_copy *self, int64_t source, uint64_t seen, uint64_t loaded, uint64_t rejected, int complete,
                      sheaf_error *err) {
  static const char sql[] = "UPDATE source SET seen=?2,loaded=?3,rejected=?4,complete=?5 WHERE id=?1";
  int code = ensure_open(self, err);
  if (!code && !self->counts) code = sheaf_statement_open(&self->counts, self->session, sql, "copying", err);
  if (code) return code;
  sheaf_statement_bind(self->counts, 1, source);
  sheaf_statement_bind(self->counts, 2, (int64_t)seen);
  sheaf_statement_bind(self->counts, 3, (int64_t)loaded);
  sheaf_statement_bind(self->counts, 4, (int64_t)rejected);
  sheaf_statement_bind(self->counts, 5, complete);
  return run(self->counts, err);
}

int sheaf_copy_works(sheaf_copy *self, const uint32_t *records, const uint32_t *works, size_t count, sheaf_error *err) {
  const int code = ensure_open(self, err);
  return code ? code : sheaf_ledger_set_works(self->store, records, works, count, err);
}

static int open_insert(sheaf_copy *self, int at, sheaf_error *err) {
  char sql[320];
  int length = snprintf(sql, sizeof sql, "INSERT INTO %s(%s) VALUES(", tables[at].name, tables[at].columns);
  for (size_t i = 1; i <= tables[at].count; i++)
    length += snprintf(sql + length, sizeof sql - (size_t)length, "?%zu%s", i, i < tables[at].count ? "," : ")");
  return sheaf_statement_open(&self->insert[at], self->session, sql, "copying", err);
}

static void bind(sheaf_statement *statement, int at, const sheaf_select_value *value, int bytes) {
  switch (value->type) {
    case SHEAF_SELECT_INTEGER: sheaf_statement_bind(statement, at, value->integer); break;
    case SHEAF_SELECT_NUMBER: sheaf_statement_bind_number(statement, at, value->number); break;
    case SHEAF_SELECT_TEXT:
      if (bytes)
        sheaf_statement_bind_bytes(statement, at, value->text, value->length);
      else
        sheaf_statement_bind_chars(statement, at, value->text, value->length);
      break;
    default: break;
  }
}

int sheaf_copy_add(sheaf_copy *self, const char *table, const sheaf_select_value *values, sheaf_error *err) {
  const int at = find(table);
  int code = ensure_open(self, err);
  if (!code && !self->insert[at]) code = open_insert(self, at, err);
  if (code) return code;
  for (size_t i = 1; i <= tables[at].count; i++) bind(self->insert[at], (int)i, &values[i - 1], i == tables[at].bytes);
  return run(self->insert[at], err);
}

int sheaf_copy_clear(sheaf_copy *self, const char *table, int64_t source, sheaf_error *err) {
  char sql[80];
  sheaf_statement *statement;
  snprintf(sql, sizeof sql, "DELETE FROM %s%s", tables[find(table)].name, source ? " WHERE source=?1" : "");
  int code = ensure_open(self, err);
  if (!code) code = sheaf_statement_open(&statement, self->session, sql, "copying", err);
  if (code) return code;
  if (source) sheaf_statement_bind(statement, 1, source);
  code = run(statement, err);
  sheaf_statement_close(statement);
  return code;
}

int sheaf_copy_finish(sheaf_copy *self, sheaf_error *err) {
  int code = SHEAF_OK;
  for (int i = 0; self->session->server && !code && i < TABLES; i++) {
    char sql[160];
    int64_t unused;
    if (!tables[i].numbered) continue;
    snprintf(sql, sizeof sql,
             "SELECT setval(pg_get_serial_sequence('%s','%s'),(SELECT greatest(max(%s),1) FROM %s),true)",
             tables[i].name, tables[i].numbered, tables[i].numbered, tables[i].name);
    code = sheaf_session_number(self->session, sql, &unused, err);
  }
  return code;
}
