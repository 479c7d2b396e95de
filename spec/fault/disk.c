/* disk.c - see disk.h. */
#include "disk.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES = 64, REGIONS = 16, SECTOR = 512 };

typedef struct disk_file {
  char *name;            /* NULL: the slot is free */
  uint8_t *bytes;        /* what is in it */
  size_t length;         /* of them */
  size_t room;           /* allocated for them */
  int opened;            /* how many times */
  int passing;           /* goes with its last close */
  void *region[REGIONS]; /* memory shared by connections */
} disk_file;

typedef enum change_kind { WRITE, TRUNCATE, SYNC, CREATE, REMOVE } change_kind;

typedef struct change {
  change_kind kind; /* what happened */
  int file;         /* where: the slot */
  size_t at;        /* WRITE: offset; TRUNCATE: length; REMOVE: whether the folder was synced */
  size_t length;    /* WRITE: of bytes */
  uint8_t *bytes;   /* WRITE: what */
  char *name;       /* CREATE: of the file */
} change;

typedef struct change_log {
  change *changes; /* in order */
  size_t count;    /* of them */
  size_t room;     /* allocated */
} change_log;

static disk_file files[FILES], saved[FILES];
static change_log now, kept;
static long fail_after, failed;
static disk_failure failure;
static int failing_for_good;
static sqlite3_vfs *real;

static void *checked(void *memory) {
  if (!memory) abort();
  return memory;
}

uint32_t disk_random(uint32_t *state, uint32_t below) {
  *state = *state * 1664525u + 1013904223u;
  return (uint32_t)(((uint64_t)(*state >> 4) * below) >> 28);
}

/* ---- failures ---- */

void disk_fail(long after, disk_failure kind, int for_good) {
  fail_after = after;
  failure = kind;
  failing_for_good = for_good;
  failed = 0;
}

long disk_failed(void) { return failed; }

/* 1 where this operation fails. */
static int fails(void) {
  if (fail_after < 0) return 0;
  if (fail_after > 0) {
    fail_after--;
    return 0;
  }
  if (!failing_for_good) fail_after = -1;
  failed++;
  return 1;
}

/* ---- files and the log ---- */

static void log_change(change it) {
  if (now.count == now.room) {
    now.room = now.room ? now.room * 2 : 256;
    now.changes = checked(realloc(now.changes, now.room * sizeof *now.changes));
  }
  now.changes[now.count++] = it;
}

static void free_log(change_log *log) {
  for (size_t i = 0; i < log->count; i++) {
    free(log->changes[i].bytes);
    free(log->changes[i].name);
  }
  free(log->changes);
  *log = (change_log){0};
}

size_t disk_logged(void) { return now.count; }

void disk_keep_log(void) {
  free_log(&kept);
  kept = now;
  now = (change_log){0};
}

void disk_drop_log(void) { free_log(&kept); }

static void free_regions(disk_file *f) {
  for (int i = 0; i < REGIONS; i++) {
    free(f->region[i]);
    f->region[i] = NULL;
  }
}

static void free_file(disk_file *f) {
  free_regions(f);
  free(f->name);
  free(f->bytes);
  *f = (disk_file){0};
}

void disk_clear(void) {
  for (int i = 0; i < FILES; i++) free_file(&files[i]);
  free_log(&now);
  disk_fail(-1, DISK_ERROR, 0);
}

static void copy_files(disk_file to[FILES], const disk_file from[FILES]) {
  for (int i = 0; i < FILES; i++) {
    free_file(&to[i]);
    if (!from[i].name) continue;
    to[i].name = checked(strdup(from[i].name));
    to[i].length = to[i].room = from[i].length;
    to[i].bytes = checked(malloc(from[i].length + 1));
    if (from[i].length) memcpy(to[i].bytes, from[i].bytes, from[i].length);
  }
}

void disk_save(void) { copy_files(saved, files); }

void disk_restore(void) {
  disk_clear();
  copy_files(files, saved);
}

static int find(const char *name) {
  for (int i = 0; i < FILES; i++)
    if (files[i].name && !files[i].passing && !strcmp(files[i].name, name)) return i;
  return -1;
}

static int create(const char *name) {
  for (int i = 0; i < FILES; i++) {
    if (files[i].name) continue;
    files[i].name = checked(strdup(name));
    return i;
  }
  abort();
}

static void resize(disk_file *f, size_t length) {
  if (length > f->room || !f->bytes) {
    f->room = length > 2 * f->room ? length : 2 * f->room;
    f->bytes = checked(realloc(f->bytes, f->room + 1));
  }
  if (length > f->length) memset(f->bytes + f->length, 0, length - f->length);
  f->length = length;
}

static void write_to(disk_file *f, size_t at, const uint8_t *bytes, size_t length) {
  if (at + length > f->length) resize(f, at + length);
  if (length) memcpy(f->bytes + at, bytes, length);
}

uint8_t *disk_bytes(const char *name, size_t *length) {
  const int slot = find(name);
  if (slot < 0) return NULL;
  *length = files[slot].length;
  return files[slot].bytes;
}

void disk_put(const char *name, const void *bytes, size_t length) {
  int slot = find(name);
  if (slot < 0) slot = create(name);
  files[slot].length = 0;
  write_to(&files[slot], 0, bytes, length);
}

/* ---- what SQLite calls ---- */

typedef struct handle {
  sqlite3_file base; /* first, as SQLite wants it */
  int file;          /* its slot */
} handle;

static disk_file *of(sqlite3_file *file) { return &files[((handle *)(void *)file)->file]; }

static int file_close(sqlite3_file *file) {
  disk_file *f = of(file);
  if (--f->opened == 0 && f->passing) free_file(f);
  return SQLITE_OK;
}

static int file_read(sqlite3_file *file, void *out, int amount, sqlite3_int64 at) {
  const disk_file *f = of(file);
  const size_t from = (size_t)at, wanted = (size_t)amount;
  size_t there = from < f->length ? f->length - from : 0;
  if (there > wanted) there = wanted;
  const int failing = fails();
  if (failing && failure == DISK_ERROR) return SQLITE_IOERR_READ;
  if (failing) there /= 2;
  if (there) memcpy(out, f->bytes + from, there);
  memset((char *)out + there, 0, wanted - there);
  if (failing) return SQLITE_IOERR_READ;
  return there < wanted ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

static int file_write(sqlite3_file *file, const void *bytes, int amount, sqlite3_int64 at) {
  const int failing = fails();
  if (failing && failure == DISK_ERROR) return SQLITE_IOERR_WRITE;
  const size_t length = failing ? (size_t)amount / 2 : (size_t)amount;
  uint8_t *copy = checked(malloc(length + 1));
  memcpy(copy, bytes, length);
  log_change((change){WRITE, ((handle *)(void *)file)->file, (size_t)at, length, copy, NULL});
  write_to(of(file), (size_t)at, bytes, length);
  if (!failing) return SQLITE_OK;
  return failure == DISK_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 length) {
  if (fails()) return SQLITE_IOERR_TRUNCATE;
  log_change((change){TRUNCATE, ((handle *)(void *)file)->file, (size_t)length, 0, NULL, NULL});
  resize(of(file), (size_t)length);
  return SQLITE_OK;
}

static int file_sync(sqlite3_file *file, int flags) {
  (void)flags;
  if (fails()) return failure == DISK_FULL ? SQLITE_FULL : SQLITE_IOERR_FSYNC;
  log_change((change){SYNC, ((handle *)(void *)file)->file, 0, 0, NULL, NULL});
  return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *out) {
  if (fails()) return SQLITE_IOERR_FSTAT;
  *out = (sqlite3_int64)of(file)->length;
  return SQLITE_OK;
}

static int file_lock(sqlite3_file *file, int level) {
  (void)file, (void)level;
  return fails() ? SQLITE_IOERR_LOCK : SQLITE_OK;
}

static int file_unlock(sqlite3_file *file, int level) {
  (void)file, (void)level;
  return SQLITE_OK;
}

static int file_reserved(sqlite3_file *file, int *out) {
  (void)file;
  *out = 0;
  return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int operation, void *argument) {
  (void)file, (void)operation, (void)argument;
  return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *file) {
  (void)file;
  return 4096;
}

/* What SQLite takes for granted on Linux. */
static int file_traits(sqlite3_file *file) {
  (void)file;
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int shared_map(sqlite3_file *file, int region, int size, int extend, void volatile **out) {
  disk_file *f = of(file);
  *out = NULL;
  if (fails()) return SQLITE_IOERR_SHMMAP;
  if (region >= REGIONS) return SQLITE_IOERR_SHMSIZE;
  if (!f->region[region] && extend) f->region[region] = checked(calloc(1, (size_t)size));
  *out = f->region[region];
  return SQLITE_OK;
}

static int shared_lock(sqlite3_file *file, int offset, int count, int flags) {
  (void)file, (void)offset, (void)count, (void)flags;
  return SQLITE_OK;
}

static void shared_barrier(sqlite3_file *file) { (void)file; }

/* One connection at a time: the last one goes. */
static int shared_unmap(sqlite3_file *file, int remove) {
  (void)remove;
  free_regions(of(file));
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = shared_map,
    .xShmLock = shared_lock,
    .xShmBarrier = shared_barrier,
    .xShmUnmap = shared_unmap,
};

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out) {
  (void)vfs;
  file->pMethods = NULL;
  if (fails()) return SQLITE_CANTOPEN;
  int slot = name ? find(name) : -1;
  if (slot < 0) {
    if (!(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
    slot = create(name ? name : "");
    log_change((change){CREATE, slot, 0, 0, NULL, checked(strdup(name ? name : ""))});
  }
  if (!name || flags & SQLITE_OPEN_DELETEONCLOSE) files[slot].passing = 1;
  files[slot].opened++;
  handle *self = (handle *)(void *)file;
  self->file = slot;
  self->base.pMethods = &methods;
  if (flags_out) *flags_out = flags;
  return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int folder_too) {
  (void)vfs;
  if (fails()) return SQLITE_IOERR_DELETE;
  const int slot = find(name);
  if (slot < 0) return SQLITE_IOERR_DELETE_NOENT;
  log_change((change){REMOVE, slot, (size_t)folder_too, 0, NULL, NULL});
  files[slot].passing = 1;
  if (!files[slot].opened) free_file(&files[slot]);
  return SQLITE_OK;
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *out) {
  (void)vfs, (void)flags;
  if (fails()) return SQLITE_IOERR_ACCESS;
  const int slot = find(name);
  *out = slot >= 0 && (flags != SQLITE_ACCESS_EXISTS || files[slot].length > 0);
  return SQLITE_OK;
}

static int disk_full_path(sqlite3_vfs *vfs, const char *name, int room, char *out) {
  (void)vfs;
  sqlite3_snprintf(room, out, "%s", name);
  return SQLITE_OK;
}

static int disk_randomness(sqlite3_vfs *vfs, int length, char *out) {
  static uint32_t state = 1;
  (void)vfs;
  for (int i = 0; i < length; i++) out[i] = (char)disk_random(&state, 256);
  return length;
}

static int disk_sleep(sqlite3_vfs *vfs, int microseconds) {
  (void)vfs;
  return microseconds;
}

static int disk_time(sqlite3_vfs *vfs, double *out) {
  (void)vfs;
  return real->xCurrentTime(real, out);
}

static int disk_last_error(sqlite3_vfs *vfs, int length, char *out) {
  (void)vfs, (void)length, (void)out;
  return 0;
}

void disk_install(void) {
  static sqlite3_vfs vfs = {.iVersion = 1,
                            .szOsFile = sizeof(handle),
                            .mxPathname = 512,
                            .zName = "disk",
                            .xOpen = disk_open,
                            .xDelete = disk_delete,
                            .xAccess = disk_access,
                            .xFullPathname = disk_full_path,
                            .xRandomness = disk_randomness,
                            .xSleep = disk_sleep,
                            .xCurrentTime = disk_time,
                            .xGetLastError = disk_last_error};
  real = sqlite3_vfs_find(NULL);
  sqlite3_vfs_register(&vfs, 1);
  disk_clear();
}

/* ---- power loss ---- */

/* How the writes since the last sync fare. */
typedef enum fate { ALL, NONE, PREFIX, SOME, SHUFFLED, SECTORS, FATES } fate;

/* A file as it is made again from the log: what is safe, and the changes since, by their place in the log. */
typedef struct remains {
  disk_file file;  /* what was synced; name NULL: not created, or removed */
  int safe;        /* its entry in the folder was synced */
  int leaving;     /* removed, and the folder was not synced since */
  size_t *pending; /* changes not synced */
  size_t count;    /* of them */
  size_t room;     /* allocated */
} remains;

static void apply(disk_file *f, const change *it) {
  if (it->kind == WRITE) write_to(f, it->at, it->bytes, it->length);
  if (it->kind == TRUNCATE) resize(f, it->at);
}

static void settle(remains *r) {
  for (size_t i = 0; i < r->count; i++) apply(&r->file, &kept.changes[r->pending[i]]);
  r->count = 0;
  r->safe = 1;
}

static void wait_for_sync(remains *r, size_t place) {
  if (r->count == r->room) {
    r->room = r->room ? r->room * 2 : 16;
    r->pending = checked(realloc(r->pending, r->room * sizeof *r->pending));
  }
  r->pending[r->count++] = place;
}

static void apply_sectors(disk_file *f, const change *it, uint32_t *seed) {
  if (it->kind != WRITE) {
    apply(f, it);
    return;
  }
  for (size_t at = 0; at < it->length; at += SECTOR) {
    size_t length = it->length - at < SECTOR ? it->length - at : SECTOR;
    if (disk_random(seed, 16) == 0) length = disk_random(seed, (uint32_t)length + 1); /* torn within */
    if (disk_random(seed, 2)) write_to(f, it->at + at, it->bytes + at, length);
  }
}

static void shuffle(size_t *places, size_t count, uint32_t *seed) {
  for (size_t i = count; i > 1; i--) {
    const size_t j = disk_random(seed, (uint32_t)i), place = places[i - 1];
    places[i - 1] = places[j];
    places[j] = place;
  }
}

static void lose(remains *r, uint32_t *seed) {
  const fate how = *seed ? (fate)disk_random(seed, FATES) : ALL;
  const size_t prefix = r->count ? disk_random(seed, (uint32_t)r->count + 1) : 0;
  if (how == SHUFFLED) shuffle(r->pending, r->count, seed);
  for (size_t i = 0; i < r->count; i++) {
    const change *it = &kept.changes[r->pending[i]];
    const int there =
        how == ALL || (how == PREFIX && i < prefix) || ((how == SOME || how == SHUFFLED) && disk_random(seed, 2));
    if (how == SECTORS)
      apply_sectors(&r->file, it, seed);
    else if (there)
      apply(&r->file, it);
  }
  if (r->leaving ? !*seed || disk_random(seed, 2) : *seed && !r->safe && how == NONE && disk_random(seed, 2))
    free_file(&r->file);
}

static void replay(remains all[FILES], size_t place) {
  const change *it = &kept.changes[place];
  remains *r = &all[it->file];
  switch (it->kind) {
    case CREATE:
      free_file(&r->file);
      r->file.name = checked(strdup(it->name));
      r->safe = r->leaving = 0;
      r->count = 0;
      break;
    case REMOVE:
      if (it->at) free_file(&r->file);
      r->leaving = 1;
      break;
    case SYNC: settle(r); break;
    default: wait_for_sync(r, place);
  }
}

void disk_power_loss(size_t point, uint32_t seed) {
  remains all[FILES] = {0};
  disk_restore();
  for (int i = 0; i < FILES; i++) {
    all[i].file = files[i];
    files[i] = (disk_file){0};
    all[i].safe = 1;
  }
  for (size_t i = 0; i < point && i < kept.count; i++) replay(all, i);
  for (int i = 0; i < FILES; i++) {
    if (all[i].file.name) lose(&all[i], &seed);
    if (all[i].file.name && *all[i].file.name)
      files[i] = all[i].file;
    else
      free_file(&all[i].file);
    free(all[i].pending);
  }
}
