/* digest.c - see digest.h. */
#include "digest.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

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

int sheaf_digest_file(const char *path, char text[SHEAF_DIGEST_TEXT], sheaf_error *err) {
  FILE *file = fopen(path, "rb");
  if (!file) return sheaf_error_set(err, SHEAF_EIO, "%s: %s", path, strerror(errno));
  struct sha256_ctx context;
  sha256_init(&context);
  uint8_t block[1 << 15];
  size_t got;
  while ((got = fread(block, 1, sizeof block, file)) > 0) sha256_update(&context, got, block);
  const int failed = ferror(file);
  const int reason = errno;
  fclose(file);
  if (failed) return sheaf_error_set(err, SHEAF_EIO, "%s: %s", path, strerror(reason));
  finish(&context, text);
  return SHEAF_OK;
}
