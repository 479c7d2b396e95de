/* build.c - see build.h. */
#include "build.h"

#include <string.h>

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

int sheaf_build_end(sheaf_build *self, sheaf_error *err) {
  if (self->accum.count == 0) return SHEAF_OK;
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

int sheaf_build_store(sheaf_build *self, sheaf_pages *pages, int64_t id, sheaf_error *err) {
  const int code = sheaf_pages_store(pages, &self->pages, id, err);
  if (!code) sheaf_buf_reset(&self->pages);
  return code;
}
