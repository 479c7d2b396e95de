/* field_table.c - see field_table.h. An eponymous virtual table, read-only. */
#include "field_table.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "db.h"
#include "record/record.h"

enum { COLUMN_POSITION, COLUMN_FIELD, COLUMN_NAME, COLUMN_VALUE, COLUMN_NOTE, COLUMN_RECORD, COLUMN_WANTED };
enum { HAS_RECORD = 1, HAS_WANTED = 2 };

typedef struct field_vtab {
  sqlite3_vtab base; /* must come first */
  sqlite3 *db;       /* borrowed */
} field_vtab;

typedef struct field_cursor {
  sqlite3_vtab_cursor base; /* must come first */
  sqlite3_stmt *fetch;      /* reads the body; holds its row while the cursor stands on it; owned */
  sheaf_record record;      /* unpacked, borrows from the row */
  sqlite3_int64 id;         /* the record asked for */
  sheaf_field wanted;       /* SHEAF_FIELD_NONE for all */
  int nothing;              /* an unknown field was asked for */
  size_t at;                /* index into record.entries */
} field_cursor;

static int connect(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out, char **message) {
  (void)aux, (void)argc, (void)argv, (void)message;
  const int rc = sqlite3_declare_vtab(db,
                                      "CREATE TABLE x(position INTEGER, field TEXT, name TEXT, value TEXT, note TEXT,"
                                      " record INTEGER HIDDEN, wanted TEXT HIDDEN)");
  if (rc != SQLITE_OK) return rc;
  field_vtab *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return SQLITE_NOMEM;
  self->db = db;
  sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
  *out = &self->base;
  return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *vtab) {
  sheaf_mem_free(vtab);
  return SQLITE_OK;
}

static int best_index(sqlite3_vtab *vtab, sqlite3_index_info *info) {
  (void)vtab;
  int record = -1, wanted = -1;
  for (int i = 0; i < info->nConstraint; i++) {
    const struct sqlite3_index_constraint *c = &info->aConstraint[i];
    if (c->op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
    if (c->iColumn == COLUMN_RECORD) {
      if (!c->usable) return SQLITE_CONSTRAINT;
      record = i;
    } else if (c->iColumn == COLUMN_WANTED && c->usable) {
      wanted = i;
    }
  }
  if (record >= 0) {
    info->aConstraintUsage[record].argvIndex = 1;
    info->aConstraintUsage[record].omit = 1;
    info->idxNum = HAS_RECORD;
  }
  if (record >= 0 && wanted >= 0) {
    info->aConstraintUsage[wanted].argvIndex = 2;
    info->aConstraintUsage[wanted].omit = 1;
    info->idxNum |= HAS_WANTED;
  }
  info->estimatedCost = record >= 0 ? 10 : 1e9;
  info->estimatedRows = 40;
  return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *vtab, sqlite3_vtab_cursor **out) {
  (void)vtab;
  field_cursor *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return SQLITE_NOMEM;
  *out = &self->base;
  return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *cursor) {
  field_cursor *self = (field_cursor *)cursor;
  sqlite3_finalize(self->fetch);
  sheaf_record_clear(&self->record);
  sheaf_mem_free(self);
  return SQLITE_OK;
}

/* "author" and "authors" are the same field. */
static sheaf_field find_field(const char *name) {
  sheaf_field field = sheaf_field_find(name, strlen(name));
  if (field != SHEAF_FIELD_NONE || strlen(name) > 40) return field;
  char plural[48];
  strcpy(plural, name);
  strcat(plural, "s");
  return sheaf_field_find(plural, strlen(plural));
}

static void skip_unwanted(field_cursor *self) {
  while (self->wanted != SHEAF_FIELD_NONE && self->at < self->record.count &&
         self->record.entries[self->at].field != self->wanted)
    self->at++;
}

static int filter(sqlite3_vtab_cursor *cursor, int plan, const char *text, int argc, sqlite3_value **argv) {
  (void)text;
  field_cursor *self = (field_cursor *)cursor;
  field_vtab *vtab = (field_vtab *)cursor->pVtab;
  sheaf_record_reset(&self->record);
  self->at = 0;
  self->wanted = SHEAF_FIELD_NONE;
  self->nothing = 0;
  if (!(plan & HAS_RECORD) || argc < 1) {
    vtab->base.zErrMsg = sqlite3_mprintf("record_field needs a record's id: record_field(record.id, 'author')");
    return SQLITE_ERROR;
  }
  if (plan & HAS_WANTED) {
    const char *name = (const char *)sqlite3_value_text(argv[1]);
    self->wanted = name ? find_field(name) : SHEAF_FIELD_NONE;
    self->nothing = self->wanted == SHEAF_FIELD_NONE;
  }
  if (!self->fetch) {
    const int rc = sqlite3_prepare_v2(vtab->db, "SELECT body FROM record_body WHERE id=?1", -1, &self->fetch, NULL);
    if (rc != SQLITE_OK) return rc;
  }
  sqlite3_reset(self->fetch);
  self->id = sqlite3_value_int64(argv[0]);
  sqlite3_bind_int64(self->fetch, 1, self->id);
  const int rc = sqlite3_step(self->fetch);
  if (rc == SQLITE_DONE) return SQLITE_OK;
  if (rc != SQLITE_ROW) return rc;
  const void *body = sqlite3_column_blob(self->fetch, 0);
  const int code =
      sheaf_record_unpack(&self->record, body ? body : "", (size_t)sqlite3_column_bytes(self->fetch, 0), NULL);
  if (code) return code == SHEAF_ENOMEM ? SQLITE_NOMEM : SQLITE_CORRUPT_VTAB;
  skip_unwanted(self);
  return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *cursor) {
  field_cursor *self = (field_cursor *)cursor;
  self->at++;
  skip_unwanted(self);
  return SQLITE_OK;
}

static int eof(sqlite3_vtab_cursor *cursor) {
  const field_cursor *self = (const field_cursor *)cursor;
  return self->nothing || self->at >= self->record.count;
}

static void give(sqlite3_context *context, const char *text, size_t length) {
  sqlite3_result_text64(context, text, length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* Parts that are not empty, joined with " / ". */
static void give_parts(sqlite3_context *context, const char *text, size_t length) {
  sheaf_buf out = {0};
  const char *end = text + length;
  for (const char *part = text; part <= end;) {
    const char *mark = part < end ? memchr(part, SHEAF_FIELD_PART, (size_t)(end - part)) : NULL;
    const char *stop = mark ? mark : end;
    if (out.length && stop > part) sheaf_buf_add(&out, " / ", 3);
    sheaf_buf_add(&out, part, (size_t)(stop - part));
    part = stop + 1;
  }
  if (out.failed)
    sqlite3_result_error_nomem(context);
  else
    give(context, out.data ? out.data : "", out.length);
  sheaf_buf_clear(&out);
}

static void give_name(sqlite3_context *context, const sheaf_entry *entry) {
  const char *part;
  size_t length;
  switch (sheaf_field_kind(entry->field)) {
    case SHEAF_KIND_AUTHOR: {
      const char *given, *initials;
      const size_t family_length = sheaf_record_part(entry->value, entry->length, 0, &part);
      size_t given_length = sheaf_record_part(entry->value, entry->length, 1, &given);
      const size_t initials_length = sheaf_record_part(entry->value, entry->length, 2, &initials);
      if (!given_length) given = initials, given_length = initials_length;
      sheaf_buf out = {0};
      sheaf_buf_add(&out, part, family_length);
      if (given_length) sheaf_buf_add(&out, ", ", 2);
      sheaf_buf_add(&out, given, given_length);
      if (out.failed)
        sqlite3_result_error_nomem(context);
      else
        give(context, out.data ? out.data : "", out.length);
      sheaf_buf_clear(&out);
      return;
    }
    case SHEAF_KIND_HEADING:
      length = sheaf_record_part(entry->value, entry->length, 0, &part);
      if (length && part[0] == '*') part++, length--;
      give(context, part, length);
      return;
    default: give(context, entry->value, entry->length);
  }
}

static int column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int which) {
  const field_cursor *self = (const field_cursor *)cursor;
  const sheaf_entry *entry = &self->record.entries[self->at];
  switch (which) {
    case COLUMN_POSITION: sqlite3_result_int64(context, (sqlite3_int64)self->at + 1); break;
    case COLUMN_FIELD: {
      const char *name = sheaf_field_name(entry->field);
      sqlite3_result_text(context, name ? name : "unknown", -1, SQLITE_STATIC);
      break;
    }
    case COLUMN_NAME: give_name(context, entry); break;
    case COLUMN_VALUE: give_parts(context, entry->value, entry->length); break;
    case COLUMN_NOTE:
      if (entry->note_length) give_parts(context, entry->note, entry->note_length);
      break;
    case COLUMN_RECORD: sqlite3_result_int64(context, self->id); break;
    default: break;
  }
  return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out) {
  *out = (sqlite3_int64)((const field_cursor *)cursor)->at + 1;
  return SQLITE_OK;
}

int sheaf_field_table_register(sqlite3 *db, sheaf_error *err) {
  static const sqlite3_module module = {.xConnect = connect,
                                        .xBestIndex = best_index,
                                        .xDisconnect = disconnect,
                                        .xOpen = open_cursor,
                                        .xClose = close_cursor,
                                        .xFilter = filter,
                                        .xNext = next,
                                        .xEof = eof,
                                        .xColumn = column,
                                        .xRowid = rowid};
  if (sqlite3_create_module_v2(db, "record_field", &module, NULL, NULL) != SQLITE_OK)
    return sheaf_db_failed(db, "library", err);
  /* Connects it now: later, under the authorizer of select.c, declaring its columns would be refused. */
  return sheaf_db_exec(db, "SELECT 1 FROM record_field(0)", err);
}
