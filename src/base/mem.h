/* mem.h - checked allocation and an arena.
 *
 * Every allocation of the core goes through here, so that a test can make the n-th one fail. */
#ifndef SHEAF_BASE_MEM_H
#define SHEAF_BASE_MEM_H

#include <stddef.h>

/* NULL when out of memory. A size of 0 gives a pointer that may be freed. Caller frees with sheaf_mem_free. */
void *sheaf_mem_alloc(size_t size);
void *sheaf_mem_zero(size_t count, size_t size);        /* all bytes 0; NULL also when count * size overflows */
void *sheaf_mem_resize(void *memory, size_t size);      /* as realloc: the old block stays valid on failure */
char *sheaf_mem_copy(const char *bytes, size_t length); /* NUL-terminated copy; caller frees */
void sheaf_mem_free(void *memory);

/* Says that memory of some megabytes will be used all over: pages of their size, where the system has them, cost less
 * to find. Nothing else changes; NULL allowed. */
void sheaf_mem_large(void *memory, size_t size);
/* The same as alloc and resize for such memory, which begins with such a page. Of a block that is resized the first
 * `used` bytes stay. */
void *sheaf_mem_alloc_large(size_t size);
void *sheaf_mem_resize_large(void *memory, size_t used, size_t size);

/* How many allocations of the calling thread have failed so far: who makes many of them for one result looks here once,
 * at the end. */
unsigned long sheaf_mem_failures(void);

/* Tests: the allocation after `after` more good ones fails, and all later ones too when `for_good`. Negative: never.
 * The counter belongs to the calling thread. */
void sheaf_mem_fail(long after, int for_good);

/* An arena: many small allocations that are freed together. */
typedef struct sheaf_arena_block sheaf_arena_block;

typedef struct sheaf_arena {
  sheaf_arena_block *first; /* the block in use, linked to the older ones */
  size_t used;              /* bytes taken in the first block */
} sheaf_arena;

void sheaf_arena_init(sheaf_arena *self);
void *sheaf_arena_alloc(sheaf_arena *self,
                        size_t size); /* aligned for any type; NULL when out of memory; borrowed until reset */
char *sheaf_arena_copy(sheaf_arena *self, const char *bytes, size_t length); /* NUL-terminated; borrowed until reset */
void sheaf_arena_reset(sheaf_arena *self);                                   /* frees all but one block */
void sheaf_arena_clear(sheaf_arena *self);                                   /* frees everything */

#endif
