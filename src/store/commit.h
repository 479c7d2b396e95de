/* commit.h - the commit of a transaction on a thread of its own: the caller does other work while its pages go to the
 * disk.
 *
 * Invariant: from start to end the session is the thread's; nothing else may be asked of it. */
#ifndef SHEAF_STORE_COMMIT_H
#define SHEAF_STORE_COMMIT_H

#include "statement.h"

typedef struct sheaf_commit sheaf_commit;

/* The session is borrowed until end. NULL where no thread can be had: nothing has happened. */
sheaf_commit *sheaf_commit_start(sheaf_session *session);
int sheaf_commit_is_over(const sheaf_commit *self); /* 1 where end need not wait */
/* Waits for it, and frees self: what sheaf_session_commit gave. */
int sheaf_commit_end(sheaf_commit *self, sheaf_error *err);

#endif
