/* build.c - see build.h. */
#include "build.h"

#include "base/mem.h"

/* Bytes of terms at which they become a segment whoever adds them: so much memory a load may take, and for usual
 * records its batches end before (load.c). */
enum { MOST = 224 << 20 };

void sheaf_build_init(sheaf_build *self) {
  *self = (sheaf_build){0};
  sheaf_accum_init(&self->accum);
  sheaf_document_init(&self->document);
}

void sheaf_build_clear(sheaf_build *self) {
  sheaf_accum_clear(&self->accum);
  sheaf_document_clear(&self->document);
  sheaf_buf_clear(&self->pages);
  sheaf_document_init(&self->document);
}

/* Room for the segment's pages at once, since they are many: for usual citations it is enough. Without it they grow. */
static void reserve_pages(sheaf_build *self) {
  enum { TOKEN = 3 };
  if (self->pages.capacity) return;
  const size_t room = (size_t)self->accum.tokens * TOKEN + 1;
  self->pages.data = sheaf_mem_alloc_large(room);
  self->pages.capacity = self->pages.data ? room : 0;
}

int sheaf_build_end(sheaf_build *self, sheaf_error *err) {
  if (self->accum.count == 0) return SHEAF_OK;
  reserve_pages(self);
  const size_t before = self->pages.length;
  sheaf_pages pages;
  sheaf_pages_init_memory(&pages, &self->pages);
  const int code = sheaf_accum_write(&self->accum, &pages, 0, err);
  sheaf_pages_clear(&pages);
  if (code)
    self->pages.length = before;
  else
    sheaf_accum_reset(&self->accum);
  return code;
}

int sheaf_build_add(sheaf_build *self, uint32_t document, const sheaf_record *record, sheaf_error *err) {
  const int code = sheaf_document_add(&self->document, &self->accum, document, record, err);
  return code || sheaf_accum_bytes(&self->accum) < MOST ? code : sheaf_build_end(self, err);
}

int sheaf_build_take(sheaf_build *self, sheaf_buf *pages, sheaf_error *err) {
  const int code = sheaf_build_end(self, err);
  if (code) return code;
  const sheaf_buf before = *pages;
  *pages = self->pages;
  self->pages = before;
  sheaf_buf_reset(&self->pages);
  return SHEAF_OK;
}
