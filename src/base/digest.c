/* digest.c - see digest.h. */
#include "digest.h"

#include <errno.h>
#include <nettle/sha1.h>
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
