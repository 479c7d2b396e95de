/* digest.c - see digest.h. */
#include "digest.h"

#include <errno.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "thread.h"

static void finish(struct sha256_ctx *context, char text[SHEAF_DIGEST_TEXT]) {
  uint8_t digest[SHA256_DIGEST_SIZE];
  sha256_digest(context, sizeof digest, digest);
  for (size_t i = 0; i < sizeof digest; i++) {
    text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
    text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
  }
  text[SHEAF_DIGEST_TEXT - 1] = 0;
}

void sheaf_digest_bytes(const char *bytes, size_t length, char text[SHEAF_DIGEST_TEXT]) {
  struct sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, length, (const uint8_t *)bytes);
  finish(&context, text);
}

struct sheaf_digest {
  char *path;                   /* for messages; owned */
  FILE *file;                   /* owned, and the thread's */
  uint64_t bytes;               /* how many of it, at most */
  char text[SHEAF_DIGEST_TEXT]; /* the thread's until it is joined */
  int code;                     /* how it ended; the same */
  sheaf_error failure;          /* its detail; the same */
  atomic_int stop;              /* nobody wants it any more */
  pthread_t thread;             /* joined by end or drop */
};

static int failed(const char *path, int reason, sheaf_error *err) {
  return sheaf_error_set(err, SHEAF_EIO, "%s: %s", path, strerror(reason));
}

/* On the thread of `beside`, or NULL. Once nobody wants it, any text will do. */
static int digest(FILE *file, uint64_t bytes, const char *path, const sheaf_digest *beside,
                  char text[SHEAF_DIGEST_TEXT], sheaf_error *err) {
  struct sha256_ctx sha;
  sha256_init(&sha);
  uint8_t block[1 << 15];
  size_t got = 1;
  while (got && bytes && !(beside && beside->stop)) {
    got = fread(block, 1, bytes < sizeof block ? (size_t)bytes : sizeof block, file);
    sha256_update(&sha, got, block);
    bytes -= got;
  }
  if (ferror(file)) return failed(path, errno, err);
  finish(&sha, text);
  return SHEAF_OK;
}

int sheaf_digest_file(const char *path, char text[SHEAF_DIGEST_TEXT], sheaf_error *err) {
  FILE *file = fopen(path, "rbe");
  if (!file) return failed(path, errno, err);
  const int code = digest(file, UINT64_MAX, path, NULL, text, err);
  fclose(file);
  return code;
}

static void *work(void *context) {
  sheaf_digest *self = context;
  self->code = digest(self->file, self->bytes, self->path, self, self->text, &self->failure);
  return NULL;
}

static void destroy(sheaf_digest *self) {
  if (self->file) fclose(self->file);
  sheaf_mem_free(self->path);
  sheaf_mem_free(self);
}

sheaf_digest *sheaf_digest_start(const char *path, uint64_t bytes) {
  sheaf_digest *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->bytes = bytes;
  self->path = sheaf_mem_copy(path, strlen(path));
  self->file = fopen(path, "rbe");
  if (self->path && self->file && !sheaf_thread_start(&self->thread, work, self)) return self;
  destroy(self);
  return NULL;
}

int sheaf_digest_end(sheaf_digest *self, char text[SHEAF_DIGEST_TEXT], sheaf_error *err) {
  pthread_join(self->thread, NULL);
  const int code = self->code;
  if (!code) memcpy(text, self->text, SHEAF_DIGEST_TEXT);
  if (code && err) *err = self->failure;
  destroy(self);
  return code;
}

void sheaf_digest_drop(sheaf_digest *self) {
  if (!self) return;
  self->stop = 1;
  pthread_join(self->thread, NULL);
  destroy(self);
}

void sheaf_digest_uuid(const char *name, size_t length, char text[SHEAF_DIGEST_UUID]) {
  static const uint8_t space[16] = {0x6b, 0x1f, 0x0d, 0x52, 0x9a, 0x3e, 0x4c, 0x77,
                                    0x8e, 0x25, 0xd0, 0x43, 0xb7, 0x61, 0xfa, 0x18};
  struct sha1_ctx context;
  uint8_t digest[SHA1_DIGEST_SIZE];
  sha1_init(&context);
  sha1_update(&context, sizeof space, space);
  sha1_update(&context, length, (const uint8_t *)name);
  sha1_digest(&context, sizeof digest, digest);
  digest[6] = (uint8_t)((digest[6] & 0x0f) | 0x50);
  digest[8] = (uint8_t)((digest[8] & 0x3f) | 0x80);
  char *at = text;
  for (size_t i = 0; i < 16; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
    *at++ = "0123456789abcdef"[digest[i] >> 4];
    *at++ = "0123456789abcdef"[digest[i] & 15];
  }
  *at = 0;
}
