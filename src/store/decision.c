/* decision.c - see decision.h. */
#include "decision.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ledger.h"
#include "server_read.h"
#include "statement.h"

enum { FIND, LEDGER, DECISION, CODE, ATTRIBUTE, MEMO, STATEMENTS };

static const char *const sql[STATEMENTS] = {
    [FIND] = "SELECT 1 FROM record WHERE id=?1",
    [LEDGER] = ("INSERT INTO ledger(at,who,action,record,note,about)"
                " VALUES(?1,?2,?3,?4,?5,?6) RETURNING id"),
    [DECISION] = "INSERT INTO decision(row,stage,verdict,resolves) VALUES(?1,?2,?3,?4)",
    [CODE] = "INSERT INTO code(row,code,field,first,last) VALUES(?1,?2,?3,?4,?5)",
    [ATTRIBUTE] = "INSERT INTO attribute(row,name,value) VALUES(?1,?2,?3)",
    [MEMO] = "INSERT INTO memo(row,code) VALUES(?1,?2)"};

/* Statements in use, each prepared once. */
typedef struct writer {
  sheaf_store *store;                     /* borrowed */
  sheaf_statement *statement[STATEMENTS]; /* prepared on first use, owned */
  int64_t row;                            /* number of the ledger's row that was added last */
} writer;

static void writer_clear(writer *self) {
  for (int i = 0; i < STATEMENTS; i++) sheaf_statement_close(self->statement[i]);
}

static int prepared(writer *self, int which, sheaf_statement **out, sheaf_error *err) {
  int code = SHEAF_OK;
  if (!self->statement[which])
    code = sheaf_statement_open(&self->statement[which], sheaf_store_session(self->store), sql[which], "ledger", err);
  *out = self->statement[which];
  return code;
}

static int run(sheaf_statement *statement, sheaf_error *err) {
  const int code = sheaf_statement_run(statement, NULL, err);
  return code < 0 ? code : SHEAF_OK;
}

static int find_record(writer *self, uint32_t id, sheaf_error *err) {
  sheaf_statement *statement;
  int64_t found = 0;
  int code = prepared(self, FIND, &statement, err);
  if (code) return code;
  sheaf_statement_bind(statement, 1, id);
  code = sheaf_statement_run(statement, &found, err);
  if (code < 0) return code;
  return found ? SHEAF_OK : sheaf_error_set(err, SHEAF_ERANGE, "there is no record %u", (unsigned)id);
}

static int add_row(writer *self, const sheaf_ledger_row *row, sheaf_error *err) {
  sheaf_statement *statement;
  char now[SHEAF_SESSION_TIME];
  sheaf_session_now(now);
  int code = prepared(self, LEDGER, &statement, err);
  if (code) return code;
  sheaf_statement_bind_text(statement, 1, row->at ? row->at : now);
  sheaf_statement_bind_text(statement, 2, row->who);
  sheaf_statement_bind_text(statement, 3, row->action);
  if (row->record) sheaf_statement_bind(statement, 4, row->record);
  sheaf_statement_bind_text(statement, 5, row->note);
  if (row->about) sheaf_statement_bind(statement, 6, row->about);
  code = sheaf_statement_run(statement, &self->row, err);
  return code < 0 ? code : SHEAF_OK;
}

/* Adds the row; *out is the statement for what a table of its own keeps of it, the row's number bound to it. */
static int add_detailed(writer *self, const sheaf_ledger_row *row, int which, sheaf_statement **out, sheaf_error *err) {
  int code = add_row(self, row, err);
  if (!code) code = prepared(self, which, out, err);
  if (!code) sheaf_statement_bind(*out, 1, self->row);
  return code;
}

static int add_decision(writer *self, uint32_t id, const void *what, sheaf_error *err) {
  const sheaf_decision *decision = what;
  const sheaf_ledger_row row = {
      .at = decision->at, .who = decision->who, .action = "decide", .record = id, .note = decision->reason};
  sheaf_statement *statement;
  const int code = add_detailed(self, &row, DECISION, &statement, err);
  if (code) return code;
  sheaf_statement_bind_text(statement, 2, decision->stage);
  sheaf_statement_bind_text(statement, 3, decision->verdict);
  sheaf_statement_bind(statement, 4, decision->resolves != 0);
  return run(statement, err);
}

static int add_code(writer *self, uint32_t id, const void *what, sheaf_error *err) {
  const sheaf_coding *given = what;
  const sheaf_ledger_row row = {
      .at = given->at, .who = given->who, .action = "code", .record = id, .note = given->memo};
  sheaf_statement *statement;
  const int code = add_detailed(self, &row, CODE, &statement, err);
  if (code) return code;
  sheaf_statement_bind_text(statement, 2, given->code);
  sheaf_statement_bind_text(statement, 3, given->field);
  if (given->first) sheaf_statement_bind(statement, 4, given->first);
  if (given->first) sheaf_statement_bind(statement, 5, given->last);
  return run(statement, err);
}

static int add_attribute(writer *self, uint32_t id, const void *what, sheaf_error *err) {
  const sheaf_attribute *given = what;
  const sheaf_ledger_row row = {
      .at = given->at, .who = given->who, .action = "attribute", .record = id, .note = given->why};
  sheaf_statement *statement;
  const int code = add_detailed(self, &row, ATTRIBUTE, &statement, err);
  if (code) return code;
  sheaf_statement_bind_text(statement, 2, given->name);
  sheaf_statement_bind_text(statement, 3, given->value);
  return run(statement, err);
}

static int add_memo(writer *self, const sheaf_memo *given, sheaf_error *err) {
  const sheaf_ledger_row row = {.at = given->at,
                                .who = given->who,
                                .action = "memo",
                                .record = given->record,
                                .about = given->about,
                                .note = given->text};
  sheaf_statement *statement;
  if (!given->code) return add_row(self, &row, err);
  const int code = add_detailed(self, &row, MEMO, &statement, err);
  if (code) return code;
  sheaf_statement_bind_text(statement, 2, given->code);
  return run(statement, err);
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
  writer self = {.store = store};
  *first = 0;
  int code = sheaf_ledger_begin(store, err);
  if (code) return code;
  if (sheaf_store_server(store)) code = sheaf_server_find(sheaf_store_server(store), ids, count, err);
  for (size_t i = 0; !code && i < count; i++) {
    if (!sheaf_store_server(store)) code = find_record(&self, ids[i], err);
    if (!code) code = add(&self, ids[i], (const char *)given + i * size, err);
    if (!code && !i) *first = self.row;
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
  writer self = {.store = store};
  *row = 0;
  int code = sheaf_ledger_begin(store, err);
  if (code) return code;
  if (memo->record) code = find_record(&self, memo->record, err);
  if (!code) code = add_memo(&self, memo, err);
  if (!code) *row = self.row;
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
  const int64_t row = self->row;
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
  writer self = {.store = store};
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
