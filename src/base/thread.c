/* thread.c - see thread.h. */
#include "thread.h"

#include <signal.h>

int sheaf_thread_start(pthread_t *thread, void *(*work)(void *context), void *context) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int failed = pthread_create(thread, NULL, work, context);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return failed;
}
