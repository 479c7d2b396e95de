/* parallel.h - the same work on parts of the data, each in a thread of its own.
 *
 * Parts write to memory of their own and read what the other does not write, so that the result does not depend on
 * threads. */
#ifndef SHEAF_LEARN_PARALLEL_H
#define SHEAF_LEARN_PARALLEL_H

enum { SHEAF_PARALLEL_PARTS = 2 };

/* Runs run(context, part) for part 0 and part 1 at once, or one after the other where there is no thread to be had.
 * Both are done when it returns. */
void sheaf_parallel(void (*run)(void *context, unsigned part), void *context);

#endif
