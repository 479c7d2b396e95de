/* archive.c - see archive.h. */
#include "archive.h"

#include <zip.h>

#include "base/mem.h"

enum { CHUNK = 64 * 1024 };

struct sheaf_archive {
  zip_t *zip; /* owned */
};

/* A source over bytes, or an empty one to write to; NULL where memory is short. */
static zip_source_t *source_of(const char *bytes, size_t length) {
  zip_error_t trouble;
  zip_error_init(&trouble);
  zip_source_t *source = zip_source_buffer_create(bytes, length, 0, &trouble);
  zip_error_fini(&trouble);
  return source;
}

/* Takes the source over; NULL where it is no archive. */
static zip_t *open_source(zip_source_t *source, int flags) {
  zip_error_t trouble;
  zip_error_init(&trouble);
  zip_t *zip = zip_open_from_source(source, flags, &trouble);
  zip_error_fini(&trouble);
  if (!zip) zip_source_free(source);
  return zip;
}

int sheaf_archive_open(sheaf_archive **out, const char *bytes, size_t length, sheaf_error *err) {
  *out = NULL;
  sheaf_archive *self = sheaf_mem_zero(1, sizeof *self);
  zip_source_t *source = self ? source_of(bytes, length) : NULL;
  if (!source) {
    sheaf_mem_free(self);
    return sheaf_error_memory(err);
  }
  self->zip = length ? open_source(source, ZIP_RDONLY) : (zip_source_free(source), NULL);
  if (self->zip) {
    *out = self;
    return SHEAF_OK;
  }
  sheaf_mem_free(self);
  return sheaf_error_set(err, SHEAF_EFORMAT, "this is no ZIP archive, or a damaged one; get the file again");
}

void sheaf_archive_close(sheaf_archive *self) {
  if (!self) return;
  zip_discard(self->zip);
  sheaf_mem_free(self);
}

size_t sheaf_archive_count(const sheaf_archive *self) {
  const zip_int64_t count = zip_get_num_entries(self->zip, 0);
  return count > 0 ? (size_t)count : 0;
}

const char *sheaf_archive_name(const sheaf_archive *self, size_t at) {
  const char *name = zip_get_name(self->zip, at, ZIP_FL_ENC_GUESS);
  return name ? name : "";
}

int sheaf_archive_read(sheaf_archive *self, size_t at, size_t most, sheaf_buf *out, sheaf_error *err) {
  zip_file_t *file = zip_fopen_index(self->zip, at, 0);
  if (!file)
    return sheaf_error_set(err, SHEAF_EFORMAT, "%s cannot be unpacked: damaged, encrypted, or packed in a rare way",
                           sheaf_archive_name(self, at));
  int code = SHEAF_OK;
  size_t total = 0;
  while (!code && !sheaf_buf_reserve(out, CHUNK)) {
    const zip_int64_t got = zip_fread(file, out->data + out->length, CHUNK);
    if (got == 0) break;
    if (got < 0) {
      code = sheaf_error_set(err, SHEAF_EFORMAT, "%s is damaged; get the file again", sheaf_archive_name(self, at));
    } else if ((total += (size_t)got) > most) {
      code = sheaf_error_set(err, SHEAF_ERANGE, "%s unpacks to more than %zu MB; it is not read",
                             sheaf_archive_name(self, at), most >> 20);
    } else {
      out->length += (size_t)got;
    }
  }
  zip_fclose(file);
  return out->failed ? sheaf_error_memory(err) : code;
}

/* ---- writing ---- */

/* 1980-01-01 00:00 of DOS, so that the same members give the same bytes. */
enum { DOS_DAY = 1 << 5 | 1 };

static int add(zip_t *zip, const sheaf_member *member) {
  zip_source_t *source = zip_source_buffer(zip, member->bytes, member->length, 0);
  if (!source) return 0;
  const zip_int64_t at = zip_file_add(zip, member->name, source, ZIP_FL_ENC_UTF_8);
  if (at < 0) {
    zip_source_free(source);
    return 0;
  }
  return !zip_file_set_dostime(zip, (zip_uint64_t)at, 0, DOS_DAY, 0);
}

static int copy_out(zip_source_t *source, sheaf_buf *out) {
  if (zip_source_open(source)) return 0;
  zip_int64_t got = -1;
  while (!sheaf_buf_reserve(out, CHUNK) && (got = zip_source_read(source, out->data + out->length, CHUNK)) > 0)
    out->length += (size_t)got;
  zip_source_close(source);
  return got == 0;
}

int sheaf_archive_write(const sheaf_member *members, size_t count, sheaf_buf *out, sheaf_error *err) {
  zip_source_t *source = source_of(NULL, 0);
  if (!source) return sheaf_error_memory(err);
  zip_source_keep(source); /* the archive drops one of the two when it is closed */
  zip_t *zip = open_source(source, ZIP_TRUNCATE);
  int good = zip != NULL;
  for (size_t i = 0; good && i < count; i++) good = add(zip, &members[i]);
  if (zip && (!good || zip_close(zip))) {
    zip_discard(zip);
    good = 0;
  }
  if (good) good = count == 0 || copy_out(source, out);
  zip_source_free(source);
  if (out->failed) return sheaf_error_memory(err);
  return good ? SHEAF_OK
              : sheaf_error_set(err, SHEAF_EFORMAT, "the archive cannot be written: two members of one name?");
}
