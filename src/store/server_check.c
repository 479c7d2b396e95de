/* server_check.c - see server_check.h. The schema is one for which everybody may have a role: what it says is held
 * against what is there. */
#include "server_check.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "server_read.h"
#include "server_state.h"

static int out_of_step(const char *what, long long one, long long other, sheaf_error *err) {
  return sheaf_error_set(err, SHEAF_ECORRUPT, "the library is damaged: %s (%lld and %lld)", what, one, other);
}

/* ---- loads that were broken off ---- */

typedef struct unpublished {
  sheaf_buf names; /* lock names of their sources, each with a NUL */
} unpublished;

static int take_name(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  unpublished *self = context;
  size_t length;
  const char *name = sheaf_server_row_bytes(row, 0, &length);
  sheaf_buf_add(&self->names, name, length);
  sheaf_buf_add_byte(&self->names, 0);
  return self->names.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

/* A batch that is not published is being loaded by somebody, who holds its source's lock; or nobody will end it. */
static int check_loads(sheaf_server *server, sheaf_error *err) {
  unpublished all = {{0}};
  int code = sheaf_server_each(server, SHEAF_SERVER_COORDINATOR,
                               "SELECT DISTINCT s.sha256 FROM batch b JOIN source s ON s.id=b.source WHERE NOT "
                               "b.published ORDER BY 1",
                               NULL, 0, take_name, &all, err);
  for (size_t at = 0; !code && at < all.names.length; at += strlen(all.names.data + at) + 1) {
    const int got = sheaf_server_hold(server, all.names.data + at, err);
    if (got > 0) sheaf_server_release(server, all.names.data + at);
    if (got > 0)
      code = sheaf_error_set(err, SHEAF_ECORRUPT,
                             "a load was broken off (the bytes with SHA-256 %.16s...): load that input again, and it "
                             "goes on where it stood",
                             all.names.data + at);
    if (got < 0) code = got;
  }
  sheaf_buf_clear(&all.names);
  return code;
}

/* ---- what the shards hold ---- */

typedef struct held {
  int64_t records;   /* of all shards */
  sheaf_buf sources; /* source and count, int64_t after int64_t */
} held;

static int take_counts(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  held *self = context;
  static const char *const what[] = {"its records are not those that were published", "not every record has its body",
                                     "not every record has its words", "a record is on the wrong shard"};
  const int64_t records = sheaf_server_row_integer(row, 0);
  self->records += records;
  for (int i = 1; i < 4; i++) {
    const int64_t other = sheaf_server_row_integer(row, i);
    if (other == (i == 3 ? 0 : records)) continue;
    char text[96];
    snprintf(text, sizeof text, "shard %d: %s", shard, what[i]);
    return out_of_step(text, records, other, err);
  }
  return SHEAF_OK;
}

static int take_source(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  held *self = context;
  const int64_t pair[] = {sheaf_server_row_integer(row, 0), sheaf_server_row_integer(row, 1)};
  sheaf_buf_add(&self->sources, pair, sizeof pair);
  return self->sources.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

/* What a source says it loaded, against what the shards have of it. */
static int take_said(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  const held *self = context;
  const int64_t source = sheaf_server_row_integer(row, 0), loaded = sheaf_server_row_integer(row, 1);
  int64_t found = 0;
  for (size_t at = 0; at + 2 * sizeof found <= self->sources.length; at += 2 * sizeof found) {
    int64_t pair[2];
    memcpy(pair, self->sources.data + at, sizeof pair);
    if (pair[0] == source) found += pair[1];
  }
  return found == loaded ? SHEAF_OK : out_of_step("a source has not the records that it loaded", found, loaded, err);
}

#define SHOWN "id<=$1 AND NOT id<@$2::int8multirange"

static int check_shards(sheaf_server *server, sheaf_server_view *view, held *all, sheaf_error *err) {
  char wrong[640];
  sheaf_server_value params[2];
  sheaf_server_view_bind(view, params);
  snprintf(wrong, sizeof wrong,
           "SELECT count(*),(SELECT count(*) FROM record_s{k} r JOIN record_body_s{k} b USING(id) WHERE " SHOWN
           "),"
           "(SELECT count(*) FROM record_s{k} r JOIN record_words_s{k} w USING(id) WHERE " SHOWN
           "),"
           "count(*) FILTER(WHERE ((id-1)/%d)%%%zu+1<>{k}) FROM record_s{k} WHERE " SHOWN,
           SHEAF_SERVER_SPAN, sheaf_server_shards(server));
  int code = sheaf_server_each(server, SHEAF_SERVER_ALL, wrong, params, 2, take_counts, all, err);
  if (!code)
    code = sheaf_server_each(server, SHEAF_SERVER_ALL,
                             "SELECT source,count(*) FROM record_s{k} WHERE " SHOWN " GROUP BY source", params, 2,
                             take_source, all, err);
  return code;
}

static int check_sums(sheaf_server *server, const held *all, sheaf_error *err) {
  int64_t published, number;
  int code = sheaf_server_number(server, "SELECT coalesce(sum(documents),0)::bigint FROM batch WHERE published", NULL,
                                 0, &published, err);
  if (!code && published != all->records)
    code = out_of_step("its shards have not the records that were published", all->records, published, err);
  if (!code)
    code =
        sheaf_server_number(server, "SELECT count(*) FROM source WHERE seen<>loaded+rejected", NULL, 0, &number, err);
  if (!code && number) code = out_of_step("a source has not loaded or rejected all it has seen", number, 0, err);
  if (!code)
    code = sheaf_server_number(
        server,
        "SELECT count(*) FROM batch b WHERE published AND (documents>last-first+1 OR last>(SELECT last FROM counter))",
        NULL, 0, &number, err);
  if (!code && number) code = out_of_step("a batch is not what it was published as", number, 0, err);
  return code;
}

int sheaf_server_check(sheaf_server *server, sheaf_error *err) {
  held all = {0};
  sheaf_server_view view = {0};
  int code = sheaf_server_inspect(server, err);
  if (!code) code = check_loads(server, err);
  if (!code) code = sheaf_server_view_read(server, &view, err);
  if (!code) code = check_shards(server, &view, &all, err);
  if (!code) code = check_sums(server, &all, err);
  if (!code)
    code = sheaf_server_each(server, SHEAF_SERVER_COORDINATOR, "SELECT id,loaded FROM source ORDER BY id", NULL, 0,
                             take_said, &all, err);
  sheaf_server_view_clear(&view);
  sheaf_buf_clear(&all.sources);
  return code;
}
