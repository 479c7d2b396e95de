/* load.c - see load.h.
 *
 * Where a thread makes the segments, a batch that is full waits for its own with the transaction open, and what comes
 * meanwhile is kept in `later`: it belongs to the next transaction. So the thread need not wait while records are
 * stored, nor the reader while terms are sorted. The commit has a thread, too, and `later` goes on until it is over. */
#include "load.h"

#include <sqlite3.h>

#include "base/mem.h"
#include "load_later.h"
#include "store/commit.h"
#include "store/decision.h"
#include "store/server_load.h"
#include "store/statement.h"

/* Bytes of terms in memory, more or less, at which a batch ends. Larger batches make larger segments and less merging;
 * measured in spec/bench. */
enum { BATCH_BYTES = 160 << 20 };

static sheaf_server *server_of(const sheaf_load *self) { return sheaf_store_server(self->store); }

/* Nobody else loads these bytes from here on; what one who did left behind is taken away. */
static int lock(sheaf_load *self, int again, sheaf_error *err) {
  int code = sheaf_server_load_begin(server_of(self), self->source.sha256, err);
  if (code) return code;
  code = again ? 0 : sheaf_store_source_find(self->store, self->source.sha256, &self->source, err);
  const int found = code > 0;
  if (found && !self->source.complete) code = sheaf_server_load_recover(server_of(self), self->source.id, err);
  if (code < 0 || (found && self->source.complete)) sheaf_server_load_end(server_of(self));
  return code < 0 ? code : found;
}

int sheaf_load_begin(sheaf_load *self, sheaf_store *store, sheaf_index *index, const sheaf_source_row *source,
                     int again, sheaf_error *err) {
  *self = (sheaf_load){.store = store, .index = index, .source = *source, .most = BATCH_BYTES};
  int code = again ? 0 : sheaf_store_source_find(store, source->sha256, &self->source, err);
  if (code >= 0 && server_of(self) && !(code && self->source.complete)) code = lock(self, again, err);
  if (code < 0) return code;
  self->known = code && self->source.complete;
  if (self->known) return SHEAF_OK;
  if (code) {
    self->resumed = 1;
    self->skip = self->source.seen;
  }
  return SHEAF_OK;
}

void sheaf_load_await(sheaf_load *self, sheaf_digest *digest, char sha256[SHEAF_DIGEST_TEXT]) {
  self->digest = digest;
  self->sha256 = sha256;
}

int sheaf_load_digest(sheaf_load *self, sheaf_error *err) {
  sheaf_digest *digest = self->digest;
  self->digest = NULL;
  return digest ? sheaf_digest_end(digest, self->sha256, err) : SHEAF_OK;
}

/* On a server a source is there before its first batch. */
static int ensure_source(sheaf_load *self, sheaf_error *err) {
  sheaf_session *session = sheaf_store_session(self->store);
  self->open = 1;
  if (self->source.id) return SHEAF_OK;
  int code = sheaf_session_begin(session, err);
  if (!code) code = sheaf_store_source_add(self->store, &self->source, err);
  if (!code) code = sheaf_session_commit(session, err);
  if (code) sheaf_session_rollback(session);
  if (code) self->source.id = 0;
  return code;
}

/* The write lock is taken with the first record, so that reading the beginning of a file blocks nobody. */
static int ensure_open(sheaf_load *self, sheaf_error *err) {
  if (self->open) return SHEAF_OK;
  if (server_of(self)) return ensure_source(self, err);
  int code = sheaf_session_begin(sheaf_store_session(self->store), err);
  if (code) return code;
  self->open = 1;
  uint32_t last;
  code = sheaf_store_record_last(self->store, &last, err);
  if (code) return code;
  self->next_id = last + 1;
  code = self->source.id ? SHEAF_OK : sheaf_store_source_add(self->store, &self->source, err);
  return code ? code : sheaf_index_merge_begin(self->index, err);
}

/* The shards first, then all that belongs to the batch in one transaction, which publishes it. */
static int send(sheaf_load *self, sheaf_error *err) {
  sheaf_session *session = sheaf_store_session(self->store);
  uint32_t first;
  int code = sheaf_server_load_flush(server_of(self), &first, err);
  if (!code) code = sheaf_session_begin(session, err);
  if (!code) code = sheaf_load_later_write(&self->later, self->store, NULL, self->source.id, first, err);
  if (!code) code = sheaf_store_source_update(self->store, &self->source, err);
  if (!code) code = sheaf_session_commit(session, err);
  if (code) return code;
  sheaf_buf_reset(&self->later);
  self->next_id = 0;
  self->open = 0;
  return SHEAF_OK;
}

/* Puts the postings of the transaction's records into it, and the source as it stood at its end. Where more is to come,
 * segments are merged beside it. */
static int complete(sheaf_load *self, const sheaf_source_row *source, int more, sheaf_error *err) {
  int code = sheaf_index_flush(self->index, err);
  if (!code) code = sheaf_load_digest(self, err);
  if (!code) code = more ? sheaf_index_merge_batch(self->index, err) : sheaf_index_merge(self->index, 0, err);
  return code ? code : sheaf_store_source_update(self->store, source, err);
}

/* Goes on, in a transaction of its own where none is open, with what was kept for it. The index has the records
 * already, unless another process has taken their numbers meanwhile. */
static int write_later(sheaf_load *self, sheaf_error *err) {
  int code = ensure_open(self, err);
  if (code) return code;
  const uint32_t first = self->next_id;
  const int moved = first != self->later_first;
  if (moved) sheaf_index_discard(self->index);
  code = sheaf_load_later_write(&self->later, self->store, moved ? self->index : NULL, self->source.id, first, err);
  self->next_id = first + self->later_records;
  sheaf_buf_reset(&self->later);
  return code;
}

int sheaf_load_is_committing(const sheaf_load *self) { return self->committing != NULL; }

/* Records and what belongs to them are kept in `later`. */
static int is_later(const sheaf_load *self) { return self->sealed || self->committing; }

int sheaf_load_settle(sheaf_load *self, sheaf_error *err) {
  if (!self->committing) return SHEAF_OK;
  int code = sheaf_commit_end(self->committing, err);
  self->committing = NULL;
  if (!code) self->open = 0;
  if (!code && self->later.length) code = write_later(self, err);
  if (code) self->failed = code;
  return code;
}

static int commit_now(sheaf_load *self, sheaf_error *err) {
  const int code = sheaf_session_commit(sheaf_store_session(self->store), err);
  if (!code) self->open = 0;
  return code;
}

/* Commits the batch that waits for its segment. */
static int publish(sheaf_load *self, sheaf_error *err) {
  sheaf_source_row source = self->source;
  source.seen = self->sealed_seen;
  source.loaded = self->sealed_loaded;
  source.rejected = self->sealed_rejected;
  source.complete = 0;
  int code = complete(self, &source, 1, err);
  if (code) return code;
  self->sealed = 0;
  self->committing = self->beside ? sheaf_commit_start(sheaf_store_session(self->store)) : NULL;
  if (self->committing) return SHEAF_OK;
  code = commit_now(self, err);
  return code || !self->later.length ? code : write_later(self, err);
}

/* Commits everything. */
static int commit(sheaf_load *self, sheaf_error *err) {
  int code = self->sealed ? sheaf_index_finish(self->index, err) : SHEAF_OK;
  if (!code && self->sealed) code = publish(self, err);
  if (!code) code = sheaf_load_settle(self, err);
  if (!code) code = ensure_open(self, err);
  if (code) return code;
  if (server_of(self)) return send(self, err);
  code = complete(self, &self->source, 0, err);
  return code ? code : commit_now(self, err);
}

/* Ends a full batch. */
static int end_batch(sheaf_load *self, sheaf_error *err) {
  int code = self->sealed ? publish(self, err) : SHEAF_OK;
  if (!code) code = sheaf_load_settle(self, err);
  if (!code) code = sheaf_index_seal(self->index, err);
  if (code <= 0) return code ? code : commit(self, err);
  self->sealed = 1;
  self->sealed_seen = self->source.seen;
  self->sealed_loaded = self->source.loaded;
  self->sealed_rejected = self->source.rejected;
  self->later_first = self->next_id;
  self->later_records = 0;
  return SHEAF_OK;
}

/* 1 when the record was loaded by an earlier run. */
static int skipped(sheaf_load *self) { return ++self->seen <= self->skip; }

static int store(sheaf_load *self, const sheaf_record *record, sheaf_error *err) {
  const uint32_t id = server_of(self) ? 0 : self->next_id;
  int code = sheaf_store_record_add(self->store, self->source.id, self->seen, id, record, err);
  if (!code && self->raw)
    code = sheaf_store_record_set_raw(self->store, self->next_id, self->raw, self->raw_length, err);
  if (code) return code;
  return sheaf_index_add_packed(self->index, self->next_id, record, sheaf_store_record_packed(self->store), err);
}

static int store_later(sheaf_load *self, const sheaf_record *record, sheaf_error *err) {
  sheaf_buf_reset(&self->packed);
  if (sheaf_record_pack(record, &self->packed)) return sheaf_error_memory(err);
  const int code = sheaf_load_later_record(&self->later, self->later_records, self->seen, record, &self->packed,
                                           self->raw, self->raw_length, err);
  if (code) return code;
  self->later_records++;
  return sheaf_index_add_packed(self->index, self->next_id, record, &self->packed, err);
}

/* What is waited for is there, or keeping more would take too much memory. */
static int goes_on(sheaf_load *self, sheaf_error *err) {
  enum { MOST_KEPT = 72 << 20 };
  const int much = self->later.length >= MOST_KEPT;
  if (self->sealed) return much || sheaf_index_ready(self->index) ? publish(self, err) : SHEAF_OK;
  return self->committing && (much || sheaf_commit_is_over(self->committing)) ? sheaf_load_settle(self, err) : SHEAF_OK;
}

/* Before anything is stored. A failure lasts: SQLite may have ended the transaction with it. */
static int make_ready(sheaf_load *self, sheaf_error *err) {
  if (self->failed) return sheaf_error_set(err, self->failed, "the load has failed before");
  int code = goes_on(self, err);
  if (!code && !self->committing) code = ensure_open(self, err);
  self->failed = code;
  return code;
}

static int add(sheaf_load *self, const sheaf_record *record, sheaf_error *err) {
  int code = make_ready(self, err);
  if (!code && self->next_id == UINT32_MAX)
    code = sheaf_error_set(err, SHEAF_ERANGE, "the library holds as many records as it can");
  if (!code) code = is_later(self) ? store_later(self, record, err) : store(self, record, err);
  if (code) return code;
  self->next_id++;
  self->source.seen++;
  self->source.loaded++;
  return SHEAF_OK;
}

/* Decisions that a record brings along go to the ledger: the record is kept without them. */
static int add_decided(sheaf_load *self, const sheaf_record *record, sheaf_error *err) {
  sheaf_record bare = *record; /* its texts stay the record's */
  bare.count = 0;
  bare.entries = sheaf_mem_alloc(record->count * sizeof *bare.entries);
  if (!bare.entries) return sheaf_error_memory(err);
  for (size_t i = 0; i < record->count; i++)
    if (record->entries[i].field != SHEAF_FIELD_DECISION) bare.entries[bare.count++] = record->entries[i];
  int code = add(self, &bare, err);
  if (!code && is_later(self))
    code = sheaf_load_later_decided(&self->later, self->later_records - 1, record, err);
  else if (!code)
    code = server_of(self) ? sheaf_load_later_decided(&self->later, self->next_id - 1, record, err)
                           : sheaf_decision_take(self->store, self->next_id - 1, record, err);
  sheaf_mem_free(bare.entries);
  return code;
}

/* Decisions that are to be left aside stay in the record as extra data, their parts with bars between them. */
static int add_aside(sheaf_load *self, const sheaf_record *record, sheaf_error *err) {
  sheaf_record kept;
  sheaf_buf text = {0};
  uint64_t aside = 0;
  sheaf_record_init(&kept);
  kept.line = record->line;
  kept.byte = record->byte;
  kept.bytes = record->bytes;
  for (size_t i = 0; i < record->count; i++) {
    const sheaf_entry *e = &record->entries[i];
    if (e->field != SHEAF_FIELD_DECISION) {
      sheaf_record_add(&kept, e->field, e->value, e->length, e->note, e->note_length);
      continue;
    }
    sheaf_buf_reset(&text);
    for (size_t k = 0; k < e->length; k++)
      sheaf_buf_add(&text, e->value[k] == '\x1f' ? " | " : e->value + k, e->value[k] == '\x1f' ? 3 : 1);
    static const char name[] = "decision";
    if (text.length)
      sheaf_record_add(&kept, SHEAF_FIELD_EXTRA, text.data, text.length, e->note_length ? e->note : name,
                       e->note_length ? e->note_length : sizeof name - 1);
    aside++;
  }
  int code = text.failed || kept.failed ? sheaf_error_memory(err) : add(self, &kept, err);
  if (!code) self->aside += aside;
  sheaf_buf_clear(&text);
  sheaf_record_clear(&kept);
  return code;
}

int sheaf_load_is_too_long(const sheaf_record *record) {
  size_t bytes = 0;
  for (size_t i = 0; i < record->count && bytes <= SHEAF_LOAD_LONGEST; i++) bytes += record->entries[i].length;
  return bytes > SHEAF_LOAD_LONGEST;
}

static int is_full(const sheaf_load *self) {
  enum { MOST_LATER = 16 << 20 };
  if (!server_of(self)) return sheaf_index_pending(self->index) >= self->most;
  return sheaf_server_load_full(server_of(self)) || self->later.length >= MOST_LATER;
}

int sheaf_load_add(sheaf_load *self, const sheaf_record *record, sheaf_error *err) {
  if (skipped(self)) return SHEAF_OK;
  if (record->failed) return sheaf_error_memory(err);
  const int decided = sheaf_record_first(record, SHEAF_FIELD_DECISION) != NULL;
  int code = !decided            ? add(self, record, err)
             : self->leave_aside ? add_aside(self, record, err)
                                 : add_decided(self, record, err);
  if (!code && is_full(self)) code = end_batch(self, err);
  self->failed = code;
  return code;
}

int sheaf_load_reject(sheaf_load *self, sheaf_error *err) {
  if (skipped(self)) return SHEAF_OK;
  const int code = make_ready(self, err);
  if (code) return code;
  self->source.seen++;
  self->source.rejected++;
  return SHEAF_OK;
}

int sheaf_load_keep_rejected(sheaf_load *self, sheaf_rejected_row *row, sheaf_error *err) {
  if (self->seen <= self->skip) return SHEAF_OK;
  row->record = self->seen;
  if (server_of(self) || is_later(self)) return sheaf_load_later_rejected(&self->later, row, err);
  return sheaf_store_rejected_add(self->store, self->source.id, row, err);
}

const char *sheaf_load_severity(sheaf_severity severity) { return severity == SHEAF_REJECTED ? "error" : "warning"; }

int sheaf_load_problem(sheaf_load *self, const sheaf_problem *problem, sheaf_error *err) {
  if (self->seen < self->skip || (self->skip && problem->record && problem->record <= self->skip)) return SHEAF_OK;
  int code = make_ready(self, err);
  if (code) return code;
  if (server_of(self) || is_later(self))
    code = sheaf_load_later_problem(&self->later, problem, err);
  else
    code = sheaf_store_problem_add(self->store, self->source.id, problem->line, problem->byte, problem->record,
                                   sheaf_load_severity(problem->severity), problem->code, problem->message, err);
  self->failed = code;
  return code;
}

/* However it ended. */
static void close(sheaf_load *self) {
  sheaf_digest_drop(self->digest);
  self->digest = NULL;
  sheaf_buf_clear(&self->later);
  sheaf_buf_clear(&self->packed);
  if (server_of(self)) sheaf_server_load_end(server_of(self));
}

int sheaf_load_pause(sheaf_load *self, sheaf_error *err) {
  const int code = self->open ? commit(self, err) : SHEAF_OK;
  if (code) sheaf_load_abort(self);
  sheaf_index_trim(self->index);
  close(self);
  return code;
}

int sheaf_load_end(sheaf_load *self, sheaf_error *err) {
  self->source.complete = 1;
  const int code = commit(self, err);
  if (code) {
    sheaf_load_abort(self);
    return code;
  }
  sheaf_index_trim(self->index);
  close(self);
  /* Keeps the log from being read at the next opening. Best effort: a reader may hold it up. */
  if (!server_of(self))
    sqlite3_wal_checkpoint_v2(sheaf_store_db(self->store), NULL, SQLITE_CHECKPOINT_FULL, NULL, NULL);
  return SHEAF_OK;
}

void sheaf_load_abort(sheaf_load *self) {
  if (self->committing && !sheaf_commit_end(self->committing, NULL)) self->open = 0;
  self->committing = NULL;
  if (self->open) sheaf_session_rollback(sheaf_store_session(self->store));
  self->open = self->sealed = 0;
  sheaf_index_discard(self->index);
  close(self);
}
