/* parallel.c - see parallel.h. */
#include "parallel.h"

#include "base/thread.h"

typedef struct job {
  void (*run)(void *context, unsigned part); /* the caller's */
  void *context;                             /* for run */
} job;

static void *run_second(void *context) {
  const job *self = context;
  self->run(self->context, 1);
  return NULL;
}

void sheaf_parallel(void (*run)(void *context, unsigned part), void *context) {
  job self = {run, context};
  pthread_t thread;
  const int threaded = !sheaf_thread_start(&thread, run_second, &self);
  run(context, 0);
  if (threaded)
    pthread_join(thread, NULL);
  else
    run(context, 1);
}
