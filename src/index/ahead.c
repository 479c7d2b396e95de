/* ahead.c - see ahead.h.
 *
 * Records go over in chunks, so that the lock is taken once for many of them, through a ring of chunks: the caller
 * fills those from `given` on, the thread empties those from `taken` on. A chunk belongs to one of the two at any time,
 * and only these two counters, `stop`, what is finished and the failure are shared. In a chunk stand, for each record,
 * a head and its packed bytes. */
#include "ahead.h"

#include <pthread.h>
#include <string.h>

#include "base/mem.h"
#include "base/thread.h"

enum {
  CHUNKS = 160,           /* of the ring: enough to go on giving while a segment is made */
  CHUNK_BYTES = 256 << 10 /* at which a chunk goes over */
};

typedef struct head {
  uint32_t document; /* the record's number */
  size_t length;     /* its packed bytes */
} head;

typedef struct chunk {
  sheaf_buf bytes; /* heads and records */
  int ends;        /* a segment ends behind it */
} chunk;

struct sheaf_ahead {
  sheaf_build *build;     /* borrowed */
  sheaf_record record;    /* the thread's: the one being added */
  chunk chunks[CHUNKS];   /* the ring */
  uint64_t given;         /* chunks filled; under the lock */
  uint64_t taken;         /* chunks emptied; under the lock */
  int stop;               /* the caller wants no more; under the lock */
  int ended;              /* finished holds the segments of an end; under the lock */
  sheaf_buf finished;     /* them, else memory to be used again; under the lock */
  sheaf_error failure;    /* what failed, code 0: nothing did; under the lock */
  pthread_t thread;       /* joined by stop */
  pthread_mutex_t lock;   /* of given, taken, stop, ended, finished, failure */
  pthread_cond_t changed; /* they did */
};

/* ---- the thread's side ---- */

/* Pages have one buffer that goes round: fresh memory costs more than what is written there. What an end before this
 * one left must have been taken first. */
static int finish(sheaf_ahead *self, sheaf_error *err) {
  sheaf_buf pages = {0};
  pthread_mutex_lock(&self->lock);
  if (!self->ended) {
    pages = self->finished;
    self->finished = (sheaf_buf){0};
  }
  pthread_mutex_unlock(&self->lock);
  if (!self->build->pages.capacity) {
    self->build->pages = pages;
    pages = (sheaf_buf){0};
  }
  const int code = sheaf_build_take(self->build, &pages, err);
  pthread_mutex_lock(&self->lock);
  while (self->ended && !self->stop) pthread_cond_wait(&self->changed, &self->lock);
  sheaf_buf_clear(&self->finished);
  self->finished = pages;
  pthread_mutex_unlock(&self->lock);
  return code;
}

static int add_all(sheaf_ahead *self, const chunk *from, sheaf_error *err) {
  const char *at = from->bytes.data, *end = at ? at + from->bytes.length : at;
  int code = SHEAF_OK;
  while (at < end && !code) {
    head next;
    memcpy(&next, at, sizeof next);
    at += sizeof next;
    self->record.count = 0;
    code = sheaf_record_unpack(&self->record, at, next.length, err);
    if (!code) code = sheaf_build_add(self->build, next.document, &self->record, err);
    at += next.length;
  }
  return !code && from->ends ? finish(self, err) : code;
}

/* Memory stays for the next time, but not that of a record far longer than others: there are many chunks. */
static void empty(chunk *self) {
  enum { USUAL = 2 * CHUNK_BYTES };
  if (self->bytes.capacity > USUAL) sheaf_buf_clear(&self->bytes);
  sheaf_buf_reset(&self->bytes);
}

/* The next chunk, once there is one; NULL when the caller wants no more. */
static chunk *wait_given(sheaf_ahead *self, int *failed) {
  pthread_mutex_lock(&self->lock);
  while (!self->stop && self->given == self->taken) pthread_cond_wait(&self->changed, &self->lock);
  chunk *next = self->stop ? NULL : &self->chunks[self->taken % CHUNKS];
  *failed = self->failure.code != SHEAF_OK;
  pthread_mutex_unlock(&self->lock);
  return next;
}

static void *work(void *context) {
  sheaf_ahead *self = context;
  int failed;
  for (chunk *from; (from = wait_given(self, &failed));) {
    sheaf_error err = {0};
    const int code = failed ? SHEAF_OK : add_all(self, from, &err);
    empty(from);
    pthread_mutex_lock(&self->lock);
    if (code) self->failure = err;
    if (from->ends) self->ended = 1;
    self->taken++;
    pthread_cond_signal(&self->changed);
    pthread_mutex_unlock(&self->lock);
  }
  return NULL;
}

/* ---- the caller's side ---- */

static void destroy(sheaf_ahead *self) {
  for (size_t i = 0; i < CHUNKS; i++) sheaf_buf_clear(&self->chunks[i].bytes);
  sheaf_buf_clear(&self->finished);
  sheaf_record_clear(&self->record);
  pthread_cond_destroy(&self->changed);
  pthread_mutex_destroy(&self->lock);
  sheaf_mem_free(self);
}

sheaf_ahead *sheaf_ahead_start(sheaf_build *build) {
  sheaf_ahead *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->build = build;
  sheaf_record_init(&self->record);
  pthread_mutex_init(&self->lock, NULL);
  pthread_cond_init(&self->changed, NULL);
  if (!sheaf_thread_start(&self->thread, work, self)) return self;
  destroy(self);
  return NULL;
}

/* Hands the chunk at hand over and waits until there is room for another. */
static int give(sheaf_ahead *self, int ends, sheaf_error *err) {
  self->chunks[self->given % CHUNKS].ends = ends;
  pthread_mutex_lock(&self->lock);
  self->given++;
  pthread_cond_signal(&self->changed);
  while (self->given - self->taken == CHUNKS) pthread_cond_wait(&self->changed, &self->lock);
  const int code = self->failure.code;
  if (code && err) *err = self->failure;
  pthread_mutex_unlock(&self->lock);
  return code;
}

int sheaf_ahead_add(sheaf_ahead *self, uint32_t document, const void *packed, size_t length, sheaf_error *err) {
  sheaf_buf *bytes = &self->chunks[self->given % CHUNKS].bytes;
  head next;
  memset(&next, 0, sizeof next);
  next.document = document;
  next.length = length;
  const size_t before = bytes->length;
  sheaf_buf_add(bytes, &next, sizeof next);
  sheaf_buf_add(bytes, packed, length);
  if (bytes->failed) {
    bytes->failed = 0;
    bytes->length = before;
    return sheaf_error_memory(err);
  }
  return bytes->length < CHUNK_BYTES ? SHEAF_OK : give(self, 0, err);
}

int sheaf_ahead_end(sheaf_ahead *self, sheaf_error *err) { return give(self, 1, err); }

int sheaf_ahead_ready(sheaf_ahead *self) {
  pthread_mutex_lock(&self->lock);
  const int ended = self->ended;
  pthread_mutex_unlock(&self->lock);
  return ended;
}

int sheaf_ahead_take(sheaf_ahead *self, sheaf_buf *pages, sheaf_error *err) {
  pthread_mutex_lock(&self->lock);
  while (!self->ended) pthread_cond_wait(&self->changed, &self->lock);
  const int code = self->failure.code;
  if (code && err) *err = self->failure;
  if (!code) {
    sheaf_buf_clear(pages);
    *pages = self->finished;
    self->finished = (sheaf_buf){0};
    self->ended = 0;
    pthread_cond_signal(&self->changed);
  }
  pthread_mutex_unlock(&self->lock);
  return code;
}

void sheaf_ahead_reuse(sheaf_ahead *self, sheaf_buf *pages) {
  sheaf_buf_reset(pages);
  pthread_mutex_lock(&self->lock);
  if (!self->ended && !self->finished.capacity) {
    self->finished = *pages;
    *pages = (sheaf_buf){0};
  }
  pthread_mutex_unlock(&self->lock);
  sheaf_buf_clear(pages);
}

void sheaf_ahead_stop(sheaf_ahead *self) {
  if (!self) return;
  pthread_mutex_lock(&self->lock);
  self->stop = 1;
  pthread_cond_signal(&self->changed);
  pthread_mutex_unlock(&self->lock);
  pthread_join(self->thread, NULL);
  destroy(self);
}
