/* mem.c - see mem.h. */
#define _DEFAULT_SOURCE /* for madvise */
#include "mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static _Thread_local long fail_after = -1;
static _Thread_local int fail_for_good;
static _Thread_local unsigned long failures;

void sheaf_mem_fail(long after, int for_good) {
  fail_after = after;
  fail_for_good = for_good;
}

static int must_fail(void) {
  if (fail_after < 0) return 0;
  if (fail_after > 0) {
    fail_after--;
    return 0;
  }
  if (!fail_for_good) fail_after = -1;
  return 1;
}

static void *counted(void *memory) {
  failures += !memory;
  return memory;
}

unsigned long sheaf_mem_failures(void) { return failures; }

void *sheaf_mem_alloc(size_t size) { return counted(must_fail() ? NULL : malloc(size ? size : 1)); }

void *sheaf_mem_zero(size_t count, size_t size) {
  return counted(must_fail() ? NULL : calloc(count ? count : 1, size ? size : 1));
}

void *sheaf_mem_resize(void *memory, size_t size) {
  return counted(must_fail() ? NULL : realloc(memory, size ? size : 1));
}

char *sheaf_mem_copy(const char *bytes, size_t length) {
  char *copy = sheaf_mem_alloc(length + 1);
  if (!copy) return NULL;
  if (length) memcpy(copy, bytes, length);
  copy[length] = 0;
  return copy;
}

void sheaf_mem_free(void *memory) { free(memory); }

enum { LARGE_PAGE = 2 << 20 };

void sheaf_mem_large(void *memory, size_t size) {
#ifdef MADV_HUGEPAGE
  if (!memory || size < 2 * LARGE_PAGE) return;
  const size_t before = (LARGE_PAGE - (uintptr_t)memory % LARGE_PAGE) % LARGE_PAGE; /* pages that are its alone */
  madvise((char *)memory + before, (size - before) / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
#else
  (void)memory;
  (void)size;
#endif
}

void *sheaf_mem_alloc_large(size_t size) {
  if (size < LARGE_PAGE || size > SIZE_MAX - LARGE_PAGE) return sheaf_mem_alloc(size);
  size = (size + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
  void *memory = counted(must_fail() ? NULL : aligned_alloc(LARGE_PAGE, size));
#ifdef MADV_HUGEPAGE
  if (memory) madvise(memory, size, MADV_HUGEPAGE);
#endif
  return memory;
}

/* Memory that the system moves keeps its small pages: a copy gets large ones. */
void *sheaf_mem_resize_large(void *memory, size_t used, size_t size) {
  if (size < LARGE_PAGE) return sheaf_mem_resize(memory, size);
  void *room = sheaf_mem_alloc_large(size);
  if (!room) return NULL;
  if (used) memcpy(room, memory, used);
  sheaf_mem_free(memory);
  return room;
}

struct sheaf_arena_block {
  sheaf_arena_block *older; /* the block filled before, or NULL */
  size_t size;              /* bytes in data */
  max_align_t data[];       /* what is handed out */
};

enum { ARENA_BLOCK = 16 * 1024 };

void sheaf_arena_init(sheaf_arena *self) { *self = (sheaf_arena){0}; }

void *sheaf_arena_alloc(sheaf_arena *self, size_t size) {
  const size_t align = sizeof(max_align_t);
  if (size > SIZE_MAX - 2 * align - sizeof(sheaf_arena_block)) return NULL;
  size = (size + align - 1) / align * align;
  if (!self->first || self->first->size - self->used < size) {
    const size_t room = size > ARENA_BLOCK ? size : ARENA_BLOCK;
    sheaf_arena_block *block = sheaf_mem_alloc(sizeof *block + room);
    if (!block) return NULL;
    block->older = self->first;
    block->size = room;
    self->first = block;
    self->used = 0;
  }
  void *memory = (char *)self->first->data + self->used;
  self->used += size;
  return memory;
}

char *sheaf_arena_copy(sheaf_arena *self, const char *bytes, size_t length) {
  if (length == SIZE_MAX) return NULL;
  char *copy = sheaf_arena_alloc(self, length + 1);
  if (!copy) return NULL;
  if (length) memcpy(copy, bytes, length);
  copy[length] = 0;
  return copy;
}

static void free_from(sheaf_arena_block *block) {
  while (block) {
    sheaf_arena_block *older = block->older;
    sheaf_mem_free(block);
    block = older;
  }
}

void sheaf_arena_reset(sheaf_arena *self) {
  if (!self->first) return;
  free_from(self->first->older);
  self->first->older = NULL;
  self->used = 0;
}

void sheaf_arena_clear(sheaf_arena *self) {
  free_from(self->first);
  *self = (sheaf_arena){0};
}
