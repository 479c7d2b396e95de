/* gunzip_zlib.c - see gunzip.h: through zlib. */
#include <stdint.h>
#include <zlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "gunzip.h"

struct sheaf_gunzip {
  z_stream z; /* open */
};

sheaf_gunzip *sheaf_gunzip_open(void) {
  enum { LARGEST_WINDOW = 15, GZIP_ALONE = 16 };
  sheaf_gunzip *self = sheaf_mem_zero(1, sizeof *self);
  if (!self || inflateInit2(&self->z, LARGEST_WINDOW + GZIP_ALONE) == Z_OK) return self;
  sheaf_mem_free(self);
  return NULL;
}

void sheaf_gunzip_close(sheaf_gunzip *self) {
  if (self) inflateEnd(&self->z);
  sheaf_mem_free(self);
}

static uInt at_most(size_t length) { return length < UINT32_MAX ? (uInt)length : UINT32_MAX; }

int sheaf_gunzip_some(sheaf_gunzip *self, sheaf_gunzip_part *part) {
  z_stream *z = &self->z;
  const uInt left = at_most(part->left), room = at_most(part->room);
  z->next_in = (Bytef *)(uintptr_t)part->in;
  z->avail_in = left;
  z->next_out = (Bytef *)part->out;
  z->avail_out = room;
  const int code = inflate(z, Z_NO_FLUSH);
  part->in += left - z->avail_in;
  part->left -= left - z->avail_in;
  part->got = room - z->avail_out;
  if (code == Z_STREAM_END) return inflateReset(z) == Z_OK ? 1 : SHEAF_EFORMAT;
  if (code == Z_MEM_ERROR) return SHEAF_ENOMEM;
  return code == Z_OK || code == Z_BUF_ERROR ? 0 : SHEAF_EFORMAT;
}
