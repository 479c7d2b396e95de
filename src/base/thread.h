/* thread.h - a thread that the host program's signals do not reach. */
#ifndef SHEAF_BASE_THREAD_H
#define SHEAF_BASE_THREAD_H

#include <pthread.h>

/* As pthread_create without attributes, with all signals blocked: a handler of the host program must not run on the
 * thread. 0 or an error number. */
int sheaf_thread_start(pthread_t *thread, void *(*work)(void *context), void *context);

#endif
