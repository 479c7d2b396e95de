/* archive.h - ZIP archives in memory: the members of one, and the making of one (libzip unpacks and packs).
 *
 * Names are only labels here: nothing is ever written to a path that an archive names. */
#ifndef SHEAF_READ_ARCHIVE_H
#define SHEAF_READ_ARCHIVE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

typedef struct sheaf_archive sheaf_archive;

/* The bytes are borrowed until close. SHEAF_EFORMAT where they are no ZIP. */
int sheaf_archive_open(sheaf_archive **out, const char *bytes, size_t length, sheaf_error *err);
void sheaf_archive_close(sheaf_archive *self); /* NULL does nothing */

size_t sheaf_archive_count(const sheaf_archive *self);
/* The name of a member as UTF-8, "" where it has none; borrowed until close. */
const char *sheaf_archive_name(const sheaf_archive *self, size_t at);
/* Appends the bytes of a member: SHEAF_ERANGE where it unpacks to more than `most`, SHEAF_EFORMAT where it is damaged
 * or encrypted. */
int sheaf_archive_read(sheaf_archive *self, size_t at, size_t most, sheaf_buf *out, sheaf_error *err);

typedef struct sheaf_member {
  const char *name;  /* UTF-8, with "/" between folders; borrowed */
  const char *bytes; /* borrowed */
  size_t length;     /* bytes of it */
} sheaf_member;

/* Appends an archive of the members in their order; the same members give the same bytes. */
int sheaf_archive_write(const sheaf_member *members, size_t count, sheaf_buf *out, sheaf_error *err);

#endif
