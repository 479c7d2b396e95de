/* parallel.c - see parallel.h. */
#include "parallel.h"

#include <pthread.h>
#include <signal.h>

typedef struct job {
  void (*run)(void *context, unsigned part); /* the caller's */
  void *context;                             /* for run */
} job;

static void *run_second(void *context) {
  const job *self = context;
  self->run(self->context, 1);
  return NULL;
}

/* Signals are the caller's: a handler of the host program must not run on the thread. */
void sheaf_parallel(void (*run)(void *context, unsigned part), void *context) {
  job self = {run, context};
  pthread_t thread;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int threaded = !pthread_create(&thread, NULL, run_second, &self);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  run(context, 0);
  if (threaded)
    pthread_join(thread, NULL);
  else
    run(context, 1);
}
