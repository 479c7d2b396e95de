/* decision.c - see decision.h. */
#include "decision.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "db.h"
#include "ledger.h"

enum { FIND, LEDGER, DECISION, CODE, ATTRIBUTE, MEMO, STATEMENTS };

static const char *const sql[STATEMENTS] = {
    [FIND] = "SELECT 1 FROM record WHERE id=?1",
    [LEDGER] = ("INSERT INTO ledger(at,who,action,record,note,about)"
                " VALUES(coalesce(?1,strftime('%Y-%m-%dT%H:%M:%SZ','now')),?2,?3,?4,?5,?6)"),
    [DECISION] = "INSERT INTO decision(row,stage,verdict,resolves) VALUES(?1,?2,?3,?4)",
    [CODE] = "INSERT INTO code(row,code,field,first,last) VALUES(?1,?2,?3,?4,?5)",
    [ATTRIBUTE] = "INSERT INTO attribute(row,name,value) VALUES(?1,?2,?3)",
    [MEMO] = "INSERT INTO memo(row,code) VALUES(?1,?2)"};

/* Statements in use, each prepared once. */
typedef struct writer {
  sqlite3 *db;                         /* borrowed */
  sqlite3_stmt *statement[STATEMENTS]; /* prepared on first use, owned */
} writer;

static void writer_clear(writer *self) {
  for (int i = 0; i < STATEMENTS; i++) sqlite3_finalize(self->statement[i]);
}

static int prepared(writer *self, int which, sqlite3_stmt **out, sheaf_error *err) {
  int code = SHEAF_OK;
  if (!self->statement[which]) code = sheaf_db_prepare(self->db, sql[which], &self->statement[which], err);
  *out = self->statement[which];
  return code;
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text) {
  if (text) sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

/* Runs a statement and makes it ready for the next time: 1 where it gave a row. */
static int run(writer *self, sqlite3_stmt *statement, sheaf_error *err) {
  const int rc = sqlite3_step(statement);
  const int code = rc == SQLITE_ROW ? 1 : rc == SQLITE_DONE ? SHEAF_OK : sheaf_db_failed(self->db, "ledger", err);
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return code;
}

static int find_record(writer *self, uint32_t id, sheaf_error *err) {
  sqlite3_stmt *statement;
  int code = prepared(self, FIND, &statement, err);
  if (code) return code;
  sqlite3_bind_int64(statement, 1, id);
  code = run(self, statement, err);
  if (code < 0) return code;
  return code ? SHEAF_OK : sheaf_error_set(err, SHEAF_ERANGE, "there is no record %u", (unsigned)id);
}

static int add_row(writer *self, const sheaf_ledger_row *row, sheaf_error *err) {
  sqlite3_stmt *statement;
  const int code = prepared(self, LEDGER, &statement, err);
  if (code) return code;
  bind_text(statement, 1, row->at);
  bind_text(statement, 2, row->who);
  bind_text(statement, 3, row->action);
  if (row->record) sqlite3_bind_int64(statement, 4, row->record);
  bind_text(statement, 5, row->note);
  if (row->about) sqlite3_bind_int64(statement, 6, row->about);
  return run(self, statement, err);
}

/* Adds the row; *out is the statement for what a table of its own keeps of it, the row's number bound to it. */
static int add_detailed(writer *self, const sheaf_ledger_row *row, int which, sqlite3_stmt **out, sheaf_error *err) {
  int code = add_row(self, row, err);
  if (!code) code = prepared(self, which, out, err);
  if (!code) sqlite3_bind_int64(*out, 1, sqlite3_last_insert_rowid(self->db));
  return code;
}

static int add_decision(writer *self, uint32_t id, const void *what, sheaf_error *err) {
  const sheaf_decision *decision = what;
  const sheaf_ledger_row row = {
      .at = decision->at, .who = decision->who, .action = "decide", .record = id, .note = decision->reason};
  sqlite3_stmt *statement;
  const int code = add_detailed(self, &row, DECISION, &statement, err);
  if (code) return code;
  bind_text(statement, 2, decision->stage);
  bind_text(statement, 3, decision->verdict);
  sqlite3_bind_int(statement, 4, decision->resolves != 0);
  return run(self, statement, err);
}

static int add_code(writer *self, uint32_t id, const void *what, sheaf_error *err) {
  const sheaf_coding *given = what;
  const sheaf_ledger_row row = {
      .at = given->at, .who = given->who, .action = "code", .record = id, .note = given->memo};
  sqlite3_stmt *statement;
  const int code = add_detailed(self, &row, CODE, &statement, err);
  if (code) return code;
  bind_text(statement, 2, given->code);
  bind_text(statement, 3, given->field);
  if (given->first) sqlite3_bind_int64(statement, 4, given->first);
  if (given->first) sqlite3_bind_int64(statement, 5, given->last);
  return run(self, statement, err);
}

static int add_attribute(writer *self, uint32_t id, const void *what, sheaf_error *err) {
  const sheaf_attribute *given = what;
  const sheaf_ledger_row row = {
      .at = given->at, .who = given->who, .action = "attribute", .record = id, .note = given->why};
  sqlite3_stmt *statement;
  const int code = add_detailed(self, &row, ATTRIBUTE, &statement, err);
  if (code) return code;
  bind_text(statement, 2, given->name);
  bind_text(statement, 3, given->value);
  return run(self, statement, err);
}

static int add_memo(writer *self, const sheaf_memo *given, sheaf_error *err) {
  const sheaf_ledger_row row = {.at = given->at,
                                .who = given->who,
                                .action = "memo",
                                .record = given->record,
                                .about = given->about,
                                .note = given->text};
  sqlite3_stmt *statement;
  if (!given->code) return add_row(self, &row, err);
  const int code = add_detailed(self, &row, MEMO, &statement, err);
  if (code) return code;
  bind_text(statement, 2, given->code);
  return run(self, statement, err);
}

static int finish(sheaf_store *store, int code, sheaf_error *err) {
  if (!code) code = sheaf_ledger_commit(store, err);
  if (code) sheaf_ledger_rollback(store);
  return code;
}

/* Adds what is given about each record, all or nothing; size: bytes from one of the givens to the next, 0 where all
 * records get the same. */
static int add_each(sheaf_store *store, const uint32_t *ids, size_t count,
                    int (*add)(writer *self, uint32_t id, const void *what, sheaf_error *err), const void *given,
                    size_t size, int64_t *first, sheaf_error *err) {
  writer self = {.db = sheaf_store_db(store)};
  *first = 0;
  int code = sheaf_ledger_begin(store, err);
  if (code) return code;
  for (size_t i = 0; !code && i < count; i++) {
    code = find_record(&self, ids[i], err);
    if (!code) code = add(&self, ids[i], (const char *)given + i * size, err);
    if (!code && !i) *first = sqlite3_last_insert_rowid(self.db);
  }
  writer_clear(&self);
  return finish(store, code, err);
}

int sheaf_decision_add(sheaf_store *store, const uint32_t *ids, size_t count, const sheaf_decision *decision,
                       int64_t *first, sheaf_error *err) {
  return add_each(store, ids, count, add_decision, decision, 0, first, err);
}

int sheaf_decision_code(sheaf_store *store, const uint32_t *ids, size_t count, const sheaf_coding *codings,
                        int64_t *first, sheaf_error *err) {
  return add_each(store, ids, count, add_code, codings, sizeof *codings, first, err);
}

int sheaf_decision_attribute(sheaf_store *store, const uint32_t *ids, size_t count, const sheaf_attribute *attribute,
                             int64_t *first, sheaf_error *err) {
  return add_each(store, ids, count, add_attribute, attribute, 0, first, err);
}

int sheaf_decision_memo(sheaf_store *store, const sheaf_memo *memo, int64_t *row, sheaf_error *err) {
  writer self = {.db = sheaf_store_db(store)};
  *row = 0;
  int code = sheaf_ledger_begin(store, err);
  if (code) return code;
  if (memo->record) code = find_record(&self, memo->record, err);
  if (!code) code = add_memo(&self, memo, err);
  /* The row's number is the ledger's: with a code, `memo` has the same. */
  if (!code) *row = sqlite3_last_insert_rowid(self.db);
  writer_clear(&self);
  return finish(store, code, err);
}

int sheaf_decision_undo(sheaf_store *store, int64_t first, int64_t last, const char *who, const char *why, int64_t *row,
                        sheaf_error *err) {
  *row = 0;
  int code = sheaf_ledger_begin(store, err);
  if (code) return code;
  for (int64_t about = first; !code && about <= last; about++) {
    sheaf_ledger_row undo = {.who = who, .action = "undo", .about = about, .note = why};
    code = sheaf_ledger_add(store, &undo, err);
    if (!*row) *row = undo.id;
  }
  return finish(store, code, err);
}

/* ---- what records bring along ---- */

enum { MOST_PARTS = 7 };

/* Copies the parts of a value, each with a NUL, into text; parts that are empty are NULL. */
static int cut(const sheaf_entry *entry, sheaf_buf *text, const char *parts[MOST_PARTS]) {
  size_t at[MOST_PARTS], length[MOST_PARTS];
  sheaf_buf_reset(text);
  for (size_t i = 0; i < MOST_PARTS; i++) {
    const char *part;
    length[i] = sheaf_record_part(entry->value, entry->length, i, &part);
    at[i] = text->length;
    sheaf_buf_add(text, part, length[i]);
    sheaf_buf_add_byte(text, 0);
  }
  if (text->failed) return SHEAF_ENOMEM;
  for (size_t i = 0; i < MOST_PARTS; i++) parts[i] = length[i] ? text->data + at[i] : NULL;
  return SHEAF_OK;
}

static int is_verdict(const char *text) {
  return text && (!strcmp(text, "include") || !strcmp(text, "exclude") || !strcmp(text, "maybe"));
}

/* The time as it stands where it begins with a day: 2024-03-01; else none. */
static const char *time_of(const char *text) {
  static const char pattern[] = "dddd-dd-dd";
  for (size_t i = 0; text && pattern[i]; i++) {
    const int digit = text[i] >= '0' && text[i] <= '9';
    if (pattern[i] == 'd' ? !digit : text[i] != '-') return NULL;
  }
  return text && strlen(text) <= 40 ? text : NULL;
}

/* Of one record: its number, and its codes' rows so far. */
typedef struct taken {
  uint32_t id;     /* the record */
  sheaf_buf codes; /* int64_t after int64_t */
} taken;

static int take_code(writer *self, taken *of, const char *const parts[], sheaf_error *err) {
  const int64_t first = parts[5] ? strtoll(parts[5], NULL, 10) : 0, last = parts[6] ? strtoll(parts[6], NULL, 10) : 0;
  const int placed = parts[1] && first > 0 && last >= first;
  const sheaf_coding given = {parts[0],          parts[1], placed ? first : 0, placed ? last : 0, parts[2],
                              time_of(parts[3]), parts[4]};
  if (!given.code) return SHEAF_OK;
  const int code = add_code(self, of->id, &given, err);
  const int64_t row = sqlite3_last_insert_rowid(self->db);
  if (!code) sheaf_buf_add(&of->codes, &row, sizeof row);
  return code;
}

static int take_memo(writer *self, const taken *of, const char *const parts[], sheaf_error *err) {
  sheaf_memo memo = {.text = parts[0], .who = parts[1], .at = time_of(parts[2])};
  const size_t count = of->codes.length / sizeof memo.about;
  const long long which = parts[4] ? strtoll(parts[4], NULL, 10) : 0;
  if (!memo.text) return SHEAF_OK;
  if (parts[3] && parts[4] && !strcmp(parts[3], "code"))
    memo.code = parts[4];
  else if (parts[3] && !strcmp(parts[3], "passage") && which > 0 && (unsigned long long)which <= count)
    memcpy(&memo.about, of->codes.data + (size_t)(which - 1) * sizeof memo.about, sizeof memo.about);
  else
    memo.record = of->id;
  return add_memo(self, &memo, err);
}

static int noted(const sheaf_entry *entry, const char *note) {
  return entry->note_length == strlen(note) && !memcmp(entry->note, note, entry->note_length);
}

/* Somebody may have changed the line meanwhile: what is no decision any more is left out. */
static int take(writer *self, taken *of, const sheaf_entry *entry, const char *const parts[], sheaf_error *err) {
  if (noted(entry, "code")) return take_code(self, of, parts, err);
  if (noted(entry, "memo")) return take_memo(self, of, parts, err);
  if (noted(entry, "attribute")) {
    const sheaf_attribute attribute = {parts[0], parts[1], parts[2], time_of(parts[3]), parts[4]};
    return attribute.name ? add_attribute(self, of->id, &attribute, err) : SHEAF_OK;
  }
  const sheaf_decision decision = {parts[0], parts[1], parts[5] != NULL, parts[2], time_of(parts[3]), parts[4]};
  return decision.stage && is_verdict(decision.verdict) ? add_decision(self, of->id, &decision, err) : SHEAF_OK;
}

int sheaf_decision_take(sheaf_store *store, uint32_t id, const sheaf_record *record, sheaf_error *err) {
  writer self = {.db = sheaf_store_db(store)};
  taken of = {.id = id};
  sheaf_buf text = {0};
  int code = SHEAF_OK;
  const sheaf_entry *entry = sheaf_record_first(record, SHEAF_FIELD_DECISION);
  for (; !code && entry; entry = sheaf_record_next(record, entry)) {
    const char *parts[MOST_PARTS];
    code = cut(entry, &text, parts);
    code = code || of.codes.failed ? sheaf_error_memory(err) : take(&self, &of, entry, parts, err);
  }
  sheaf_buf_clear(&text);
  sheaf_buf_clear(&of.codes);
  writer_clear(&self);
  return code;
}
