/* commit.c - see commit.h. */
#include "commit.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/mem.h"
#include "base/thread.h"

struct sheaf_commit {
  sheaf_session *session; /* borrowed; the thread's */
  int code;               /* what it gave; the thread's until it is joined */
  sheaf_error failure;    /* its detail; the same */
  atomic_int over;        /* it has */
  pthread_t thread;       /* joined by end */
};

static void *work(void *context) {
  sheaf_commit *self = context;
  self->code = sheaf_session_commit(self->session, &self->failure);
  self->over = 1;
  return NULL;
}

sheaf_commit *sheaf_commit_start(sheaf_session *session) {
  sheaf_commit *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->session = session;
  if (!sheaf_thread_start(&self->thread, work, self)) return self;
  sheaf_mem_free(self);
  return NULL;
}

int sheaf_commit_is_over(const sheaf_commit *self) { return self->over; }

int sheaf_commit_end(sheaf_commit *self, sheaf_error *err) {
  pthread_join(self->thread, NULL);
  const int code = self->code;
  if (code && err) *err = self->failure;
  sheaf_mem_free(self);
  return code;
}
