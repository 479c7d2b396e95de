/* server_write.c - see server_write.h. A partition that lies on another server is written through postgres_fdw, so that
 * its rows are committed with the coordinator's. */
#include "server_write.h"

#include "server_rows.h"

static sheaf_server_value whole(int64_t value) {
  return (sheaf_server_value){.type = SHEAF_SERVER_INTEGER, .integer = value};
}

static int set_shard(sheaf_server *server, size_t k, sheaf_server_rows *rows, const uint32_t *records,
                     const uint32_t *works, size_t count, sheaf_error *err) {
  static const char sql[] =
      "UPDATE record_s{k} SET work=($2::bigint[])[array_position($1::bigint[],id)]"
      " WHERE id=ANY($1::bigint[])";
  int64_t changed = 0;
  int code = SHEAF_OK;
  for (size_t i = 0; !code && i < count; i++) {
    if (sheaf_server_shard_of(server, records[i]) != k) continue;
    const sheaf_server_value values[] = {whole(records[i]), whole(works[i])};
    sheaf_server_rows_add(rows, values);
    if (sheaf_server_rows_full(rows)) code = sheaf_server_rows_run(rows, server, sql, k, &changed, err);
  }
  return code ? code : sheaf_server_rows_run(rows, server, sql, k, &changed, err);
}

int sheaf_server_set_works(sheaf_server *server, const uint32_t *records, const uint32_t *works, size_t count,
                           sheaf_error *err) {
  sheaf_server_rows rows = {.columns = 2};
  int code = SHEAF_OK;
  for (size_t k = 1; !code && k <= sheaf_server_shards(server); k++)
    code = set_shard(server, k, &rows, records, works, count, err);
  sheaf_server_rows_clear(&rows);
  return code;
}

int sheaf_server_add_pairs(sheaf_server *server, const sheaf_ledger_pair *pairs, size_t count, sheaf_error *err) {
  static const char sql[] =
      "INSERT INTO pair SELECT DISTINCT ON(a,b) a,b,verdict,link,points FROM"
      " unnest($1::bigint[],$2::bigint[],$3::bigint[],$4::bigint[],$5::double precision[]) WITH ORDINALITY"
      " AS p(a,b,verdict,link,points,n) ORDER BY a,b,n DESC ON CONFLICT(a,b) DO UPDATE SET"
      " verdict=excluded.verdict,link=excluded.link,points=excluded.points";
  sheaf_server_rows rows = {.columns = 5};
  int64_t changed = 0;
  int code = SHEAF_OK;
  for (size_t i = 0; !code && i < count; i++) {
    const sheaf_server_value values[] = {whole(pairs[i].a),
                                         whole(pairs[i].b),
                                         whole(pairs[i].verdict),
                                         whole(pairs[i].link),
                                         {.type = SHEAF_SERVER_NUMBER, .number = pairs[i].points}};
    sheaf_server_rows_add(&rows, values);
    if (sheaf_server_rows_full(&rows)) code = sheaf_server_rows_run(&rows, server, sql, 1, &changed, err);
  }
  if (!code) code = sheaf_server_rows_run(&rows, server, sql, 1, &changed, err);
  sheaf_server_rows_clear(&rows);
  return code;
}
