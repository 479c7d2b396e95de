/* aside.c - see aside.h. */
#include "aside.h"

#include <pthread.h>
#include <sqlite3.h>

#include "base/mem.h"
#include "base/thread.h"
#include "merge.h"
#include "store/db.h"

enum { PART = 1 << 20 }; /* bytes of pages that go over at once */

struct sheaf_aside {
  sqlite3 *db;            /* a connection of its own; owned, and the thread's */
  size_t first;           /* the first segment */
  size_t count;           /* how many */
  sheaf_buf written;      /* pages; the thread's */
  sheaf_buf ready;        /* pages that wait for the caller, else memory to be used again; under the lock */
  int is_ready;           /* ready holds pages; under the lock */
  int over;               /* nothing follows behind them; under the lock */
  int stop;               /* the caller wants no more; under the lock */
  sheaf_error failure;    /* what failed, code 0: nothing did; under the lock */
  pthread_t thread;       /* joined by stop */
  pthread_mutex_t lock;   /* of ready, is_ready, over, stop, failure */
  pthread_cond_t changed; /* they did */
};

/* ---- the thread's side ---- */

/* Hands over what is written, once the caller has taken what was before. Nobody sees the code of a merge that was
 * stopped. */
static int hand_over(sheaf_aside *self, int over) {
  pthread_mutex_lock(&self->lock);
  while (self->is_ready && !self->stop) pthread_cond_wait(&self->changed, &self->lock);
  const int stopped = self->stop;
  if (!stopped) {
    const sheaf_buf before = self->ready;
    self->ready = self->written;
    self->written = before;
    self->is_ready = 1;
    self->over = over;
    sheaf_buf_reset(&self->written);
    pthread_cond_signal(&self->changed);
  }
  pthread_mutex_unlock(&self->lock);
  return stopped ? SHEAF_EBUSY : SHEAF_OK;
}

static int on_block(void *context) {
  sheaf_aside *self = context;
  return self->written.length < PART ? SHEAF_OK : hand_over(self, 0);
}

static int merge(sheaf_aside *self, sheaf_error *err) {
  sheaf_index *index = NULL;
  int code = sheaf_index_open(&index, self->db, err);
  if (!code && index->count < self->first + self->count)
    code = sheaf_error_set(err, SHEAF_EBUSY, "the index was merged meanwhile: ask again");
  if (!code) {
    sheaf_pages to;
    sheaf_pages_init_memory(&to, &self->written);
    code = sheaf_merge_write(index, self->first, self->count, &to, 0, on_block, self, err);
    sheaf_pages_clear(&to);
  }
  sheaf_index_close(index);
  return code ? code : hand_over(self, 1);
}

static void *work(void *context) {
  sheaf_aside *self = context;
  sheaf_error err = {0};
  const int code = merge(self, &err);
  pthread_mutex_lock(&self->lock);
  if (code) self->failure = err;
  if (code) self->failure.code = code;
  self->over = 1;
  pthread_cond_signal(&self->changed);
  pthread_mutex_unlock(&self->lock);
  return NULL;
}

/* ---- the caller's side ---- */

static void destroy(sheaf_aside *self) {
  sheaf_buf_clear(&self->written);
  sheaf_buf_clear(&self->ready);
  sheaf_db_close(self->db);
  pthread_cond_destroy(&self->changed);
  pthread_mutex_destroy(&self->lock);
  sheaf_mem_free(self);
}

/* 1 where a connection of its own reads what db reads, and neither waits for the other. */
static int may_be_read_beside(sqlite3 *db) {
  sqlite3_stmt *mode = NULL;
  int moved = 1, logged = 0;
  sqlite3_file_control(db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (!moved && sqlite3_prepare_v2(db, "PRAGMA journal_mode", -1, &mode, NULL) == SQLITE_OK)
    logged = sqlite3_step(mode) == SQLITE_ROW && !sqlite3_stricmp((const char *)sqlite3_column_text(mode, 0), "wal");
  sqlite3_finalize(mode);
  return logged;
}

sheaf_aside *sheaf_aside_start(sqlite3 *db, size_t first, size_t count) {
  const char *path = sqlite3_db_filename(db, "main");
  if (!path || !*path || !may_be_read_beside(db)) return NULL;
  sheaf_aside *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->first = first;
  self->count = count;
  pthread_mutex_init(&self->lock, NULL);
  pthread_cond_init(&self->changed, NULL);
  if (!sheaf_db_open(&self->db, path, 1, 0, NULL) && !sheaf_thread_start(&self->thread, work, self)) return self;
  destroy(self);
  return NULL;
}

int sheaf_aside_take(sheaf_aside *self, int wait, sheaf_buf *pages, sheaf_error *err) {
  pthread_mutex_lock(&self->lock);
  while (wait && !self->is_ready && !self->over) pthread_cond_wait(&self->changed, &self->lock);
  const int is_ready = self->is_ready && (wait || !self->over), code = is_ready ? SHEAF_OK : self->failure.code;
  if (is_ready) {
    sheaf_buf_reset(pages);
    const sheaf_buf before = *pages;
    *pages = self->ready;
    self->ready = before;
    self->is_ready = 0;
    pthread_cond_signal(&self->changed);
  }
  if (code && err) *err = self->failure;
  pthread_mutex_unlock(&self->lock);
  return code ? code : is_ready;
}

void sheaf_aside_stop(sheaf_aside *self) {
  if (!self) return;
  pthread_mutex_lock(&self->lock);
  self->stop = 1;
  pthread_cond_signal(&self->changed);
  pthread_mutex_unlock(&self->lock);
  pthread_join(self->thread, NULL);
  destroy(self);
}
