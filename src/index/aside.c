/* aside.c - see aside.h. */
#include "aside.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/thread.h"
#include "merge.h"
#include "store/db.h"

enum { PART = 1 << 20 }; /* bytes of pages that are written at once */

struct sheaf_aside {
  sqlite3 *db;         /* a connection of its own; owned, and the thread's */
  size_t first;        /* the first segment */
  size_t count;        /* how many */
  FILE *file;          /* parts, each behind its length; owned, and the thread's until it is over */
  sheaf_buf written;   /* pages of the next part; the thread's */
  int code;            /* how it ended; the thread's until it is over */
  sheaf_error failure; /* its detail; the same */
  atomic_int stop;     /* the caller wants no more */
  int over;            /* the thread was joined */
  pthread_t thread;    /* joined by the first take, or stop */
};

static int failed_file(sheaf_error *err) {
  return sheaf_error_set(err, SHEAF_EIO, "merging the index: %s", strerror(errno));
}

/* ---- the thread's side ---- */

static int write_part(sheaf_aside *self, sheaf_error *err) {
  const size_t length = self->written.length;
  if (fwrite(&length, sizeof length, 1, self->file) != 1 || fwrite(self->written.data, length, 1, self->file) != 1)
    return failed_file(err);
  sheaf_buf_reset(&self->written);
  return SHEAF_OK;
}

/* Nobody sees the code of a merge that was stopped. */
static int on_block(void *context) {
  sheaf_aside *self = context;
  if (self->stop) return SHEAF_EBUSY;
  return self->written.length < PART ? SHEAF_OK : write_part(self, &self->failure);
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
  if (!code) code = write_part(self, err);
  return code || !fflush(self->file) ? code : failed_file(err);
}

static void *work(void *context) {
  sheaf_aside *self = context;
  self->code = merge(self, &self->failure);
  return NULL;
}

/* ---- the caller's side ---- */

static void destroy(sheaf_aside *self) {
  sheaf_buf_clear(&self->written);
  if (self->file) fclose(self->file);
  sheaf_db_close(self->db);
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

/* The library's disk has room for what is to be stored there; a folder for temporary files may lie in memory. */
static FILE *open_file(const char *library) {
  sheaf_buf name = {0};
  sheaf_buf_add_format(&name, "%s-merge-XXXXXX", library);
  const int made = name.failed ? -1 : mkstemp(name.data);
  if (made >= 0) unlink(name.data);
  if (made >= 0) fcntl(made, F_SETFD, FD_CLOEXEC);
  sheaf_buf_clear(&name);
  FILE *file = made < 0 ? NULL : fdopen(made, "w+b");
  if (made >= 0 && !file) close(made);
  return file;
}

sheaf_aside *sheaf_aside_start(sqlite3 *db, size_t first, size_t count) {
  const char *path = sqlite3_db_filename(db, "main");
  if (!path || !*path || !may_be_read_beside(db)) return NULL;
  sheaf_aside *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->first = first;
  self->count = count;
  self->file = open_file(path);
  if (self->file && !sheaf_db_open(&self->db, path, 1, 0, NULL) && !sheaf_thread_start(&self->thread, work, self))
    return self;
  destroy(self);
  return NULL;
}

static void join(sheaf_aside *self) {
  if (!self->over) pthread_join(self->thread, NULL);
  self->over = 1;
}

static int read_part(sheaf_aside *self, sheaf_buf *pages, sheaf_error *err) {
  size_t length;
  if (fread(&length, sizeof length, 1, self->file) != 1) return ferror(self->file) ? failed_file(err) : 0;
  sheaf_buf_reset(pages);
  if (sheaf_buf_reserve(pages, length)) return sheaf_error_memory(err);
  if (length && fread(pages->data, length, 1, self->file) != 1) return failed_file(err);
  pages->length = length;
  return 1;
}

int sheaf_aside_take(sheaf_aside *self, sheaf_buf *pages, sheaf_error *err) {
  if (!self->over) {
    join(self);
    rewind(self->file);
  }
  if (self->code && err) *err = self->failure;
  return self->code ? self->code : read_part(self, pages, err);
}

void sheaf_aside_stop(sheaf_aside *self) {
  if (!self) return;
  self->stop = 1;
  join(self);
  destroy(self);
}
