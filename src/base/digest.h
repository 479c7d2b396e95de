/* digest.h - the SHA-256 of bytes, by which a library knows a file that it has seen (nettle computes it). */
#ifndef SHEAF_BASE_DIGEST_H
#define SHEAF_BASE_DIGEST_H

#include <stddef.h>

#include "error.h"

enum { SHEAF_DIGEST_TEXT = 65 }; /* 64 hexadecimal digits and a NUL */

void sheaf_digest_bytes(const char *bytes, size_t length, char text[SHEAF_DIGEST_TEXT]);
int sheaf_digest_file(const char *path, char text[SHEAF_DIGEST_TEXT], sheaf_error *err); /* 0 or SHEAF_EIO */

#endif
