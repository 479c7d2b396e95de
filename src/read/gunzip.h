/* gunzip.h - one member of a gzip file after another (RFC 1952) as plain bytes.
 *
 * gunzip_isal.c does it through isa-l, in less than half the time, where sheaf was built with that; gunzip_zlib.c
 * through zlib elsewhere. Both give the bytes of a whole member, and neither ends one whose checksum or length is
 * wrong; they may differ in how many bytes they give from before a damage, and near the end of the input in whether
 * they call it damaged or cut off. */
#ifndef SHEAF_READ_GUNZIP_H
#define SHEAF_READ_GUNZIP_H

#include <stddef.h>

typedef struct sheaf_gunzip sheaf_gunzip;

typedef struct sheaf_gunzip_part {
  const char *in; /* moved behind what was taken; borrowed during the call */
  size_t left;    /* bytes there, as many fewer */
  char *out;      /* where plain bytes go */
  size_t room;    /* for so many */
  size_t got;     /* how many were put there, an error or not */
} sheaf_gunzip_part;

/* Stands before a member's header. NULL on out of memory; caller frees with sheaf_gunzip_close. */
sheaf_gunzip *sheaf_gunzip_open(void);
void sheaf_gunzip_close(sheaf_gunzip *self); /* NULL does nothing */

/* Goes on until the input is used up, the room is full, or the member ends. 1 where it ended and its length and
 * checksum are right: part->in stands behind it, and the next call begins another. 0 where it goes on: with no input
 * and nothing got, that is cut off. SHEAF_EFORMAT where it is damaged, SHEAF_ENOMEM. */
int sheaf_gunzip_some(sheaf_gunzip *self, sheaf_gunzip_part *part);

#endif
