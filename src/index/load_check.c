/* load_check.c - sheaf_load_check: what loading promises, looked at afterwards. */
#include "load.h"
#include "store/db.h"

static int out_of_step(const char *what, long long one, long long other, sheaf_error *err) {
  return sheaf_error_set(err, SHEAF_ECORRUPT, "the library is damaged: %s (%lld and %lld)", what, one, other);
}

int sheaf_load_check(sheaf_store *store, sheaf_index *index, sheaf_error *err) {
  static const struct {
    const char *sql;  /* gives one number */
    const char *what; /* said where it differs from the other one */
  } counts[] = {
      {"SELECT count(*) FROM record", "its records are not those of its index"},
      {"SELECT coalesce(max(id),0) FROM record", "its last record is not the last of its index"},
      {"SELECT count(*) FROM record_body", "not every record has its body"},
      {"SELECT count(*) FROM source WHERE seen!=loaded+rejected",
       "a source has not loaded or rejected all it has seen"},
      {"SELECT count(*) FROM source s LEFT JOIN (SELECT source,count(*) AS n FROM record GROUP BY source) r"
       " ON r.source=s.id WHERE coalesce(r.n,0)!=s.loaded",
       "a source has not the records that it loaded"},
  };
  int code = sheaf_index_refresh(index, err);
  if (sheaf_store_server(store)) return code; /* sheaf_store_check has looked */
  const long long expected[] = {sheaf_index_documents(index), sheaf_index_last(index), sheaf_index_documents(index), 0,
                                0};
  for (size_t i = 0; i < sizeof counts / sizeof *counts && !code; i++) {
    sqlite3_int64 number;
    code = sheaf_db_number(sheaf_store_db(store), counts[i].sql, &number, err);
    if (!code && number != expected[i]) code = out_of_step(counts[i].what, number, expected[i], err);
  }
  return code;
}
