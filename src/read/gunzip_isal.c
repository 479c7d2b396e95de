/* gunzip_isal.c - see gunzip.h: through isa-l, which also compares each member's length and checksum.
 *
 * The header is read by a call of its own: isal_inflate alone forgets where it was in one that comes in two pieces. */
#include <isa-l/igzip_lib.h>
#include <stdint.h>

#include "base/error.h"
#include "base/mem.h"
#include "gunzip.h"

struct sheaf_gunzip {
  struct inflate_state state;     /* of the member at hand */
  struct isal_gzip_header header; /* of it, as far as it was read */
  int in_body;                    /* the header is behind */
};

static void begin(sheaf_gunzip *self) {
  isal_inflate_init(&self->state);
  isal_gzip_header_init(&self->header);
  self->in_body = 0;
}

sheaf_gunzip *sheaf_gunzip_open(void) {
  sheaf_gunzip *self = sheaf_mem_zero(1, sizeof *self);
  if (self) begin(self);
  return self;
}

void sheaf_gunzip_close(sheaf_gunzip *self) { sheaf_mem_free(self); }

/* 1 where the body begins, 0 where the input ended before that, or SHEAF_EFORMAT. */
static int read_header(sheaf_gunzip *self) {
  enum { UNKNOWN_FLAGS = 0xE0 };
  const int code = isal_read_gzip_header(&self->state, &self->header);
  if (code == ISAL_END_INPUT) return 0;
  if (code != ISAL_DECOMP_OK || self->header.flags & UNKNOWN_FLAGS) return SHEAF_EFORMAT;
  self->state.crc_flag = ISAL_GZIP_NO_HDR_VER;
  self->in_body = 1;
  return 1;
}

static int inflate(sheaf_gunzip *self) {
  if (!self->in_body) {
    const int code = read_header(self);
    if (code <= 0) return code;
  }
  if (isal_inflate(&self->state) != ISAL_DECOMP_OK) return SHEAF_EFORMAT;
  return self->state.block_state == ISAL_BLOCK_FINISH;
}

static uint32_t at_most(size_t length) { return length < UINT32_MAX ? (uint32_t)length : UINT32_MAX; }

int sheaf_gunzip_some(sheaf_gunzip *self, sheaf_gunzip_part *part) {
  struct inflate_state *state = &self->state;
  const uint32_t left = at_most(part->left), room = at_most(part->room);
  state->next_in = (uint8_t *)(uintptr_t)part->in;
  state->avail_in = left;
  state->next_out = (uint8_t *)part->out;
  state->avail_out = room;
  const int result = inflate(self);
  part->in += left - state->avail_in;
  part->left -= left - state->avail_in;
  part->got = room - state->avail_out;
  if (result > 0) begin(self);
  return result;
}
