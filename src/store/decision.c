/* decision.c - see decision.h. */
#include "decision.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ledger.h"
#include "server_read.h"
#include "server_rows.h"
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

/* A row of the ledger, and what a table of its own keeps of it. */
typedef struct saying {
  sheaf_ledger_row row;         /* of the ledger */
  int table;                    /* the statement that keeps the rest; LEDGER: there is none */
  sheaf_server_value values[4]; /* that it keeps, behind the row's number; the first two may be texts */
} saying;

static sheaf_server_value text(const char *value) {
  if (!value) return (sheaf_server_value){.type = SHEAF_SERVER_NULL};
  return (sheaf_server_value){.type = SHEAF_SERVER_TEXT, .text = value, .length = strlen(value)};
}

static sheaf_server_value number(int64_t value) {
  return (sheaf_server_value){.type = SHEAF_SERVER_INTEGER, .integer = value};
}

static sheaf_server_value number_or_none(int64_t value) { return value ? number(value) : text(NULL); }

static saying of_decision(uint32_t id, const void *what) {
  const sheaf_decision *given = what;
  return (saying){.row = {.at = given->at, .who = given->who, .action = "decide", .record = id, .note = given->reason},
                  .table = DECISION,
                  .values = {text(given->stage), text(given->verdict), number(given->resolves != 0)}};
}

static saying of_code(uint32_t id, const void *what) {
  const sheaf_coding *given = what;
  return (saying){.row = {.at = given->at, .who = given->who, .action = "code", .record = id, .note = given->memo},
                  .table = CODE,
                  .values = {text(given->code), text(given->field), number_or_none(given->first),
                             given->first ? number(given->last) : text(NULL)}};
}

static saying of_attribute(uint32_t id, const void *what) {
  const sheaf_attribute *given = what;
  return (saying){.row = {.at = given->at, .who = given->who, .action = "attribute", .record = id, .note = given->why},
                  .table = ATTRIBUTE,
                  .values = {text(given->name), text(given->value)}};
}

static saying of_memo(const sheaf_memo *given) {
  return (saying){.row = {.at = given->at,
                          .who = given->who,
                          .action = "memo",
                          .record = given->record,
                          .about = given->about,
                          .note = given->text},
                  .table = given->code ? MEMO : LEDGER,
                  .values = {text(given->code)}};
}

static int add_saying(writer *self, const saying *one, sheaf_error *err) {
  sheaf_statement *statement;
  int code = add_row(self, &one->row, err);
  if (code || one->table == LEDGER) return code;
  code = prepared(self, one->table, &statement, err);
  if (code) return code;
  sheaf_statement_bind(statement, 1, self->row);
  for (int i = 0; i < (int)(sizeof one->values / sizeof *one->values); i++) {
    const sheaf_server_value *value = &one->values[i];
    if (value->type == SHEAF_SERVER_INTEGER) sheaf_statement_bind(statement, i + 2, value->integer);
    if (value->type == SHEAF_SERVER_TEXT) sheaf_statement_bind_chars(statement, i + 2, value->text, value->length);
  }
  return run(statement, err);
}

/* ---- many at once, on a server ---- */

#define GIVEN                                                                                                       \
  "WITH g AS MATERIALIZED(SELECT * FROM unnest($1::text[],$2::text[],$3::text[],$4::bigint[],$5::bigint[],"         \
  "$6::text[],$7::text[],$8::text[],$9::bigint[],$10::bigint[])WITH ORDINALITY AS g(at,who,action,record,about,"    \
  "note,a,b,c,d,n)),l AS(INSERT INTO ledger(at,who,action,record,about,note)SELECT at,who,action,record,about,note" \
  " FROM g ORDER BY n RETURNING id)"
/* Rows were numbered in their order. */
#define KEPT(table, columns)                         \
  ",k AS(INSERT INTO " table " SELECT r.id," columns \
  " FROM(SELECT id,row_number()OVER(ORDER BY id)n FROM l)r JOIN g USING(n))"
#define NUMBERS "SELECT min(id),max(id)-min(id)+1,count(*) FROM l"

static const char *const many[STATEMENTS] = {
    [LEDGER] = GIVEN NUMBERS,
    [DECISION] = GIVEN KEPT("decision(row,stage,verdict,resolves)", "g.a,g.b,g.c") NUMBERS,
    [CODE] = GIVEN KEPT("code(row,code,field,first,last)", "g.a,g.b,g.c,g.d") NUMBERS,
    [ATTRIBUTE] = GIVEN KEPT("attribute(row,name,value)", "g.a,g.b") NUMBERS};

static void collect(sheaf_server_rows *rows, const saying *one, const char *now) {
  const sheaf_server_value values[] = {text(one->row.at ? one->row.at : now),
                                       text(one->row.who),
                                       text(one->row.action),
                                       number_or_none(one->row.record),
                                       number_or_none(one->row.about),
                                       text(one->row.note),
                                       one->values[0],
                                       one->values[1],
                                       one->values[2],
                                       one->values[3]};
  sheaf_server_rows_add(rows, values);
}

/* Writes what was collected; *first is the number of the very first row, *next the one that must follow. */
static int flush(sheaf_server_rows *rows, sheaf_server *server, int table, int64_t *first, int64_t *next,
                 sheaf_error *err) {
  int64_t numbers[3] = {0};
  if (!rows->count) return SHEAF_OK;
  const int code = sheaf_server_rows_ask(rows, server, many[table], numbers, 3, err);
  if (code) return code;
  if (numbers[1] != numbers[2] || (*next && numbers[0] != *next))
    return sheaf_error_set(err, SHEAF_EBUSY, "somebody writes into the ledger past sheaf; try again");
  if (!*next) *first = numbers[0];
  *next = numbers[0] + numbers[2];
  return SHEAF_OK;
}

/* Sayings that go into the same table, within a transaction; next_saying gives each. */
static int add_many(sheaf_server *server, size_t count, saying (*next_saying)(const void *context, size_t i),
                    const void *context, int64_t *first, sheaf_error *err) {
  sheaf_server_rows rows = {.columns = 10};
  char now[SHEAF_SESSION_TIME];
  int64_t next = 0;
  int code = SHEAF_OK, table = LEDGER;
  sheaf_session_now(now);
  for (size_t i = 0; !code && i < count; i++) {
    const saying one = next_saying(context, i);
    table = one.table;
    collect(&rows, &one, now);
    if (sheaf_server_rows_full(&rows)) code = flush(&rows, server, table, first, &next, err);
  }
  if (!code) code = flush(&rows, server, table, first, &next, err);
  sheaf_server_rows_clear(&rows);
  return code;
}

/* ---- what people say ---- */

static int finish(sheaf_store *store, int code, sheaf_error *err) {
  if (!code) code = sheaf_ledger_commit(store, err);
  if (code) sheaf_ledger_rollback(store);
  return code;
}

/* What is given about each record. */
typedef struct each {
  const uint32_t *ids;                         /* the records; borrowed */
  saying (*of)(uint32_t id, const void *what); /* what is said, as a row */
  const char *given;                           /* of the first record; borrowed */
  size_t size;                                 /* bytes to the next one's, 0 where all get the same */
} each;

static saying each_saying(const void *context, size_t i) {
  const each *self = context;
  return self->of(self->ids[i], self->given + i * self->size);
}

static int add_each_there(sheaf_server *server, const each *all, size_t count, int64_t *first, sheaf_error *err) {
  const int code = sheaf_server_find(server, all->ids, count, err);
  return code ? code : add_many(server, count, each_saying, all, first, err);
}

/* All or nothing. */
static int add_each(sheaf_store *store, const each *all, size_t count, int64_t *first, sheaf_error *err) {
  writer self = {.store = store};
  *first = 0;
  int code = sheaf_ledger_begin(store, err);
  if (code) return code;
  if (sheaf_store_server(store))
    return finish(store, add_each_there(sheaf_store_server(store), all, count, first, err), err);
  for (size_t i = 0; !code && i < count; i++) {
    const saying one = each_saying(all, i);
    code = find_record(&self, all->ids[i], err);
    if (!code) code = add_saying(&self, &one, err);
    if (!code && !i) *first = self.row;
  }
  writer_clear(&self);
  return finish(store, code, err);
}

int sheaf_decision_add(sheaf_store *store, const uint32_t *ids, size_t count, const sheaf_decision *decision,
                       int64_t *first, sheaf_error *err) {
  return add_each(store, &(each){ids, of_decision, (const char *)decision, 0}, count, first, err);
}

int sheaf_decision_code(sheaf_store *store, const uint32_t *ids, size_t count, const sheaf_coding *codings,
                        int64_t *first, sheaf_error *err) {
  return add_each(store, &(each){ids, of_code, (const char *)codings, sizeof *codings}, count, first, err);
}

int sheaf_decision_attribute(sheaf_store *store, const uint32_t *ids, size_t count, const sheaf_attribute *attribute,
                             int64_t *first, sheaf_error *err) {
  return add_each(store, &(each){ids, of_attribute, (const char *)attribute, 0}, count, first, err);
}

int sheaf_decision_memo(sheaf_store *store, const sheaf_memo *memo, int64_t *row, sheaf_error *err) {
  writer self = {.store = store};
  const saying one = of_memo(memo);
  *row = 0;
  int code = sheaf_ledger_begin(store, err);
  if (code) return code;
  if (memo->record) code = find_record(&self, memo->record, err);
  if (!code) code = add_saying(&self, &one, err);
  if (!code) *row = self.row;
  writer_clear(&self);
  return finish(store, code, err);
}

static saying undo_saying(const void *context, size_t i) {
  saying one = {.row = *(const sheaf_ledger_row *)context, .table = LEDGER};
  one.row.about += (int64_t)i;
  return one;
}

int sheaf_decision_undo(sheaf_store *store, int64_t first, int64_t last, const char *who, const char *why, int64_t *row,
                        sheaf_error *err) {
  const sheaf_ledger_row undo = {.who = who, .action = "undo", .about = first, .note = why};
  const size_t count = last < first ? 0 : (size_t)(last - first) + 1;
  writer self = {.store = store};
  *row = 0;
  int code = sheaf_ledger_begin(store, err);
  if (code) return code;
  if (sheaf_store_server(store))
    return finish(store, add_many(sheaf_store_server(store), count, undo_saying, &undo, row, err), err);
  for (size_t i = 0; !code && i < count; i++) {
    const saying one = undo_saying(&undo, i);
    code = add_saying(&self, &one, err);
    if (!*row) *row = self.row;
  }
  writer_clear(&self);
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
  const saying one = of_code(of->id, &given);
  const int code = add_saying(self, &one, err);
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
  const saying one = of_memo(&memo);
  return add_saying(self, &one, err);
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
    const saying one = of_attribute(of->id, &attribute);
    return attribute.name ? add_saying(self, &one, err) : SHEAF_OK;
  }
  const sheaf_decision decision = {parts[0], parts[1], parts[5] != NULL, parts[2], time_of(parts[3]), parts[4]};
  if (!decision.stage || !is_verdict(decision.verdict)) return SHEAF_OK;
  const saying one = of_decision(of->id, &decision);
  return add_saying(self, &one, err);
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
