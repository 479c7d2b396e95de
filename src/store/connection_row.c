/* connection_row.c - the values of a result. What a server sends is not trusted: a value that is shorter than its type
 * says, or of a type that is not known here, is 0 or "". */
#include <libpq-fe.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "connection.h"

/* Object identifiers of the types that are told apart (pg_type.dat). */
enum { BOOL = 16, BYTEA = 17, INT8 = 20, INT2 = 21, INT4 = 23, OID = 26, FLOAT4 = 700, FLOAT8 = 701, NUMERIC = 1700 };

static const PGresult *of(const sheaf_server_result *self) { return (const PGresult *)(const void *)self; }

void sheaf_server_result_free(sheaf_server_result *self) { PQclear((PGresult *)(void *)self); }

int sheaf_server_result_rows(const sheaf_server_result *self) { return PQntuples(of(self)); }

int sheaf_server_result_columns(const sheaf_server_result *self) { return PQnfields(of(self)); }

const char *sheaf_server_result_name(const sheaf_server_result *self, int column) {
  const char *name = PQfname(of(self), column);
  return name ? name : "";
}

int64_t sheaf_server_result_changed(const sheaf_server_result *self) {
  return strtoll(PQcmdTuples((PGresult *)(void *)(uintptr_t)self), NULL, 10);
}

static int is_there(const sheaf_server_row *row, int column) {
  const PGresult *result = of(row->result);
  return column >= 0 && column < PQnfields(result) && row->at >= 0 && row->at < PQntuples(result) &&
         !PQgetisnull(result, row->at, column);
}

sheaf_server_type sheaf_server_result_type(const sheaf_server_result *self, int row, int column) {
  const sheaf_server_row at = {self, row};
  if (!is_there(&at, column)) return SHEAF_SERVER_NULL;
  switch (PQftype(of(self), column)) {
    case BOOL:
    case INT2:
    case INT4:
    case INT8:
    case OID: return SHEAF_SERVER_INTEGER;
    case FLOAT4:
    case FLOAT8: return SHEAF_SERVER_NUMBER;
    case NUMERIC:
      if (PQfformat(of(self), column)) return SHEAF_SERVER_NUMBER;
      {
        const char *text = PQgetvalue(of(self), row, column);
        return strspn(text, "-0123456789") == strlen(text) && strlen(text) < 19 ? SHEAF_SERVER_INTEGER
                                                                                : SHEAF_SERVER_NUMBER;
      }
    case BYTEA: return SHEAF_SERVER_BYTES;
    default: return SHEAF_SERVER_TEXT;
  }
}

int sheaf_server_row_columns(const sheaf_server_row *row) { return PQnfields(of(row->result)); }

int sheaf_server_row_null(const sheaf_server_row *row, int column) { return !is_there(row, column); }

/* ---- binary values: network byte order ---- */

static int64_t whole(const char *bytes, int length) {
  const uint8_t *b = (const uint8_t *)bytes;
  if (length < 1 || length > 8) return 0;
  uint64_t value = b[0] & 0x80 && length > 1 ? UINT64_MAX : 0;
  for (int i = 0; i < length; i++) value = value << 8 | b[i];
  return (int64_t)value;
}

static double real(const char *bytes, int length) {
  const uint64_t raw = (uint64_t)whole(bytes, length);
  double wide = 0;
  float narrow = 0;
  const uint32_t low = (uint32_t)raw;
  if (length == 8) memcpy(&wide, &raw, sizeof wide);
  if (length == 4) memcpy(&narrow, &low, sizeof narrow);
  return length == 4 ? (double)narrow : wide;
}

/* A numeric: how many digits of base 10,000, the weight of the first, sign, scale, the digits; two bytes each. */
static double numeric(const char *bytes, int length) {
  enum { HEAD = 8, NEGATIVE = 0x4000, SPECIAL = 0xC000 };
  if (length < HEAD) return 0;
  const int64_t digits = whole(bytes, 2), weight = whole(bytes + 2, 2);
  const int sign = (int)(whole(bytes + 4, 2) & 0xFFFF);
  if (digits < 0 || digits > (length - HEAD) / 2 || (sign & SPECIAL) == SPECIAL) return 0;
  double value = 0;
  for (int64_t i = 0; i < digits; i++) value = value * 10000 + (double)whole(bytes + HEAD + 2 * i, 2);
  value *= pow(10000, (double)(weight - digits + 1));
  return sign == NEGATIVE ? -value : value;
}

static int64_t clipped(double value) {
  return value >= 9.2e18 ? INT64_MAX : value <= -9.2e18 ? INT64_MIN : value == value ? (int64_t)value : 0;
}

/* ---- as the floors above want them ---- */

int64_t sheaf_server_row_integer(const sheaf_server_row *row, int column) {
  if (!is_there(row, column)) return 0;
  const PGresult *result = of(row->result);
  const char *bytes = PQgetvalue(result, row->at, column);
  const int length = PQgetlength(result, row->at, column);
  const Oid type = PQftype(result, column);
  if (!PQfformat(result, column)) return type == BOOL ? *bytes == 't' : strtoll(bytes, NULL, 10);
  switch (type) {
    case FLOAT4:
    case FLOAT8: return clipped(real(bytes, length));
    case NUMERIC: return clipped(numeric(bytes, length));
    case BOOL:
    case INT2:
    case INT4:
    case INT8: return whole(bytes, length);
    case OID: return (int64_t)((uint64_t)whole(bytes, length) & UINT32_MAX);
    default: return 0;
  }
}

double sheaf_server_row_number(const sheaf_server_row *row, int column) {
  if (!is_there(row, column)) return 0;
  const PGresult *result = of(row->result);
  const char *bytes = PQgetvalue(result, row->at, column);
  const int length = PQgetlength(result, row->at, column);
  if (!PQfformat(result, column)) return strtod(bytes, NULL);
  switch (PQftype(result, column)) {
    case FLOAT4:
    case FLOAT8: return real(bytes, length);
    case NUMERIC: return numeric(bytes, length);
    default: return (double)sheaf_server_row_integer(row, column);
  }
}

const char *sheaf_server_row_bytes(const sheaf_server_row *row, int column, size_t *length) {
  if (!is_there(row, column)) {
    *length = 0;
    return "";
  }
  *length = (size_t)PQgetlength(of(row->result), row->at, column);
  return PQgetvalue(of(row->result), row->at, column);
}

/* An array: dimensions, whether it has NULLs, type of its elements, then length and lower bound of each dimension; then
 * the elements, each behind its length (-1: NULL). */
size_t sheaf_server_row_integers(const sheaf_server_row *row, int column, int64_t *out, size_t most) {
  enum { HEAD = 20, WORD = 4 };
  size_t length;
  const char *at = sheaf_server_row_bytes(row, column, &length), *const end = at + length;
  if (length < HEAD || !PQfformat(of(row->result), column) || whole(at, WORD) != 1) return 0;
  const int64_t said = whole(at + 12, WORD);
  size_t count = 0;
  at += HEAD;
  for (; (int64_t)count < said && end - at >= WORD; count++) {
    const int64_t size = whole(at, WORD);
    at += WORD;
    if (size > end - at) break;
    if (count < most) out[count] = size > 0 && size <= 8 ? whole(at, (int)size) : 0;
    if (size > 0) at += size;
  }
  return count;
}
