/* disk.h - a disk in memory for SQLite, on which operations fail and the power goes.
 *
 * It is SQLite's default VFS once installed, for one connection at a time (locks always succeed). Every operation is
 * counted, so that a test can let each one fail in turn. Every change and every sync is logged, so that a test can make
 * what a real disk may hold after the power went at any of them: what was synced is there; of what was written since,
 * any part may be, in any order, torn between sectors or within one (as SQLite expects of Linux: bytes beside a write
 * keep their values). */
#ifndef SHEAF_SPEC_FAULT_DISK_H
#define SHEAF_SPEC_FAULT_DISK_H

#include <stddef.h>
#include <stdint.h>

typedef enum disk_failure {
  DISK_ERROR, /* nothing happens, and the operation fails */
  DISK_TORN,  /* the first half happens, and the operation fails (reads: the second half is missing) */
  DISK_FULL,  /* as DISK_TORN, with SQLITE_FULL where something is written */
  DISK_FAILURES
} disk_failure;

void disk_install(void); /* once a program */
void disk_clear(void);   /* no files, no log; nothing fails. No connection may be open. */

/* Keeps a copy of all files; puts the copy back as disk_clear and then making them anew would. */
void disk_save(void);
void disk_restore(void);

/* A file's bytes, to be changed in place: borrowed until it is opened. NULL where there is none. */
uint8_t *disk_bytes(const char *name, size_t *length);
void disk_put(const char *name, const void *bytes, size_t length); /* makes it, or replaces it */

/* The operation after `after` more good ones fails, and all later ones too when `for_good`. Negative: none. */
void disk_fail(long after, disk_failure kind, int for_good);
long disk_failed(void); /* operations that failed since disk_fail was called */

size_t disk_logged(void); /* changes and syncs so far */
void disk_keep_log(void); /* moves the log aside, for disk_power_loss */
/* Makes the files that a disk may hold when the power goes before the change `point` of the log that was kept, which
 * began with the files saved, as the seed says. seed 0: all writes before it are there. */
void disk_power_loss(size_t point, uint32_t seed);
void disk_drop_log(void); /* frees the log that was kept */

/* Numbers that follow from the seed. */
uint32_t disk_random(uint32_t *state, uint32_t below);

#endif
