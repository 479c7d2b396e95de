/* digest.h - the SHA-256 of bytes, by which a library knows a file that it has seen, and UUIDs of names (nettle
 * computes both). */
#ifndef SHEAF_BASE_DIGEST_H
#define SHEAF_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum {
  SHEAF_DIGEST_TEXT = 65, /* 64 hexadecimal digits and a NUL */
  SHEAF_DIGEST_UUID = 37  /* 8-4-4-4-12 hexadecimal digits and a NUL */
};

void sheaf_digest_bytes(const char *bytes, size_t length, char text[SHEAF_DIGEST_TEXT]);
int sheaf_digest_file(const char *path, char text[SHEAF_DIGEST_TEXT], sheaf_error *err); /* 0 or SHEAF_EIO */

/* The same on a thread of its own, of the file that has the name at the start, and of so many of its bytes at most: it
 * may grow while others read it. The path is copied. NULL where it cannot be opened, or no thread can be had. */
typedef struct sheaf_digest sheaf_digest;
sheaf_digest *sheaf_digest_start(const char *path, uint64_t bytes);
int sheaf_digest_end(sheaf_digest *self, char text[SHEAF_DIGEST_TEXT], sheaf_error *err); /* waits, and frees self */
void sheaf_digest_drop(sheaf_digest *self); /* does not wait for more than a block, and frees self; NULL allowed */

/* The UUID of a name: version 5 (RFC 9562, 5.5) in a namespace of sheaf's own. */
void sheaf_digest_uuid(const char *name, size_t length, char text[SHEAF_DIGEST_UUID]);

#endif
