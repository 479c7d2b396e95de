/* commit.c - see commit.h. */
#include "commit.h"

#include <pthread.h>

#include "base/mem.h"
#include "base/thread.h"

struct sheaf_commit {
  sheaf_session *session; /* borrowed; the thread's */
  int code;               /* what it gave; the thread's until it is joined */
  sheaf_error failure;    /* its detail; the same */
  int over;               /* it has; under the lock */
  pthread_t thread;       /* joined by end */
  pthread_mutex_t lock;   /* of over */
};

static void *work(void *context) {
  sheaf_commit *self = context;
  self->code = sheaf_session_commit(self->session, &self->failure);
  pthread_mutex_lock(&self->lock);
  self->over = 1;
  pthread_mutex_unlock(&self->lock);
  return NULL;
}

static void destroy(sheaf_commit *self) {
  pthread_mutex_destroy(&self->lock);
  sheaf_mem_free(self);
}

sheaf_commit *sheaf_commit_start(sheaf_session *session) {
  sheaf_commit *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->session = session;
  pthread_mutex_init(&self->lock, NULL);
  if (!sheaf_thread_start(&self->thread, work, self)) return self;
  destroy(self);
  return NULL;
}

int sheaf_commit_is_over(sheaf_commit *self) {
  pthread_mutex_lock(&self->lock);
  const int over = self->over;
  pthread_mutex_unlock(&self->lock);
  return over;
}

int sheaf_commit_end(sheaf_commit *self, sheaf_error *err) {
  pthread_join(self->thread, NULL);
  const int code = self->code;
  if (code && err) *err = self->failure;
  destroy(self);
  return code;
}
