/* body.c - see body.h. */
#include "body.h"

#include <stdlib.h>
#include <string.h>

#include "base/sum.h"
#include "db.h"
#include "record/record.h"

int32_t sheaf_body_sum(const void *body, size_t length) { return (int32_t)(sheaf_sum_bytes(body, length) >> 32); }

/* Columns of the statement below: the number, the body, the bytes it came from, their sums, the year, then these. */
enum { ID, BODY, RAW, SUM, RAW_SUM, YEAR, FIELDS };
static const sheaf_field fields[] = {SHEAF_FIELD_TYPE,   SHEAF_FIELD_TITLE, SHEAF_FIELD_JOURNAL,
                                     SHEAF_FIELD_VOLUME, SHEAF_FIELD_ISSUE, SHEAF_FIELD_PAGES,
                                     SHEAF_FIELD_DOI,    SHEAF_FIELD_PMID,  SHEAF_FIELD_LANGUAGE};

static int same_text(sqlite3_stmt *row, int column, const sheaf_entry *entry) {
  if (!entry) return sqlite3_column_type(row, column) == SQLITE_NULL;
  const void *text = sqlite3_column_blob(row, column);
  const size_t length = (size_t)sqlite3_column_bytes(row, column);
  return length == entry->length && (!length || memcmp(text, entry->value, length) == 0);
}

static int same_year(sqlite3_stmt *row, const sheaf_entry *entry) {
  char digits[16];
  if (!entry) return sqlite3_column_type(row, YEAR) == SQLITE_NULL;
  if (entry->length >= sizeof digits) return 1;
  memcpy(digits, entry->value, entry->length);
  digits[entry->length] = '\0';
  return sqlite3_column_int(row, YEAR) == (int)strtol(digits, NULL, 10);
}

static int same_sum(sqlite3_stmt *row, int bytes, int sum) {
  if (sqlite3_column_type(row, sum) == SQLITE_NULL) return 1;
  const void *text = sqlite3_column_blob(row, bytes);
  return sheaf_body_sum(text ? text : "", (size_t)sqlite3_column_bytes(row, bytes)) == sqlite3_column_int(row, sum);
}

static int check_row(sqlite3_stmt *row, sheaf_record *record, sheaf_error *err) {
  int same = same_sum(row, BODY, SUM) && same_sum(row, RAW, RAW_SUM);
  const void *body = sqlite3_column_blob(row, BODY);
  const size_t length = (size_t)sqlite3_column_bytes(row, BODY);
  sheaf_record_reset(record);
  const int code = same ? sheaf_record_unpack(record, body, length, err) : SHEAF_OK;
  if (code) return code;
  for (size_t i = 0; same && i < sizeof fields / sizeof *fields; i++)
    same = same_text(row, FIELDS + (int)i, sheaf_record_first(record, fields[i]));
  if (same && same_year(row, sheaf_record_first(record, SHEAF_FIELD_YEAR))) return SHEAF_OK;
  return sheaf_error_set(err, SHEAF_ECORRUPT,
                         "the library is damaged: record %lld is not as it was stored; restore the file from a copy, or"
                         " load its inputs anew",
                         (long long)sqlite3_column_int64(row, ID));
}

int sheaf_body_check(sqlite3 *db, sheaf_error *err) {
  sqlite3_stmt *row;
  sheaf_record record;
  int rc = SQLITE_DONE;
  int code = sheaf_db_prepare(db,
                              "SELECT id,body,raw,sum,raw_sum,"
                              "year,type,title,journal,volume,issue,pages,doi,pmid,language"
                              " FROM record JOIN record_body USING(id) WHERE sum IS NOT NULL",
                              &row, err);
  if (code) return code;
  sheaf_record_init(&record);
  while (!code && (rc = sqlite3_step(row)) == SQLITE_ROW) code = check_row(row, &record, err);
  if (!code && rc != SQLITE_DONE) code = sheaf_db_failed(db, "check", err);
  sheaf_record_clear(&record);
  sqlite3_finalize(row);
  return code;
}
