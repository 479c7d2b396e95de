/* source.c - see source.h.
 *
 * Three layers: packed bytes of the file -> plain bytes (inflated) in the window `raw` -> UTF-8 lines. A charset that
 * keeps ASCII line ends is cut into lines first and decoded line by line, in place when it already is UTF-8; UTF-16 is
 * decoded into the window `wide` first, and offsets are counted back in its code units. */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/eight.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "gunzip.h"

enum { WINDOW = 256 * 1024, PACKED = 128 * 1024, HEAD = 64 * 1024 };

typedef enum charset {
  CHARSET_UNKNOWN, /* not looked at yet */
  CHARSET_UTF8,    /* UTF-8; stray bytes are CP1252 */
  CHARSET_UTF16LE, /* two bytes a unit, low byte first */
  CHARSET_UTF16BE, /* two bytes a unit, high byte first */
  CHARSET_ICONV    /* an ASCII superset that iconv knows */
} charset;

typedef struct window {
  char *data;      /* the bytes, with room for one NUL after capacity */
  size_t start;    /* first byte not consumed */
  size_t end;      /* one past the last byte */
  size_t capacity; /* bytes allocated, less one */
} window;

struct sheaf_source {
  char *name;           /* for messages; owned */
  char *encoding;       /* as the caller gave it, or NULL; owned */
  int file;             /* descriptor, or -1 for memory */
  const char *memory;   /* the caller's bytes, or NULL; borrowed */
  size_t memory_length; /* bytes in memory */
  uint64_t consumed;    /* bytes of the file or memory read so far */
  uint64_t size;        /* bytes of the file or memory */
  int probed;           /* the first bytes were looked at for gzip */
  sheaf_gunzip *zipped; /* the inflater, or NULL where the bytes are plain; owned */
  int between;          /* zipped, and outside any member */
  char *packed;         /* input of the inflater, or the probed bytes; owned */
  size_t packed_room;   /* bytes allocated for packed */
  size_t packed_start;  /* first byte of packed not used */
  size_t packed_end;    /* one past the last */
  char *recent;         /* a ring of the last inflated bytes, or NULL; owned */
  uint64_t inflated;    /* how many there were */
  uint64_t forgotten;   /* how many of them came before the ring was there */
  window raw;           /* plain bytes */
  window wide;          /* UTF-16 as UTF-8 */
  charset charset;      /* how bytes become text */
  iconv_t converter;    /* open when charset is CHARSET_ICONV */
  int ended;            /* no more plain bytes */
  sheaf_error failure;  /* what ended them, code 0 when it was the end */
  sheaf_buf scratch;    /* the decoded line, where it cannot stay in place */
  sheaf_buf head;       /* the decoded head */
  int headed;           /* head was filled */
  size_t line_feed;     /* next LF of the line window, or where the search for one has to go on */
  int skip_feed;        /* the last line ended in CR: an LF that follows belongs to it */
  int unread;           /* `line` is to be given again */
  int returned;         /* raw begins with bytes of the last chunk */
  int ragged;           /* UTF-16 in `wide` had bad units not yet told by a line */
  sheaf_line line;      /* the last line */
  uint64_t line_byte;   /* offset of the next line */
  uint64_t mended;      /* lines that were mended */
  uint64_t mended_line; /* the first of them */
  uint64_t mended_byte; /* its offset */
  int seen_utf8;        /* a line had valid UTF-8 beyond ASCII */
  int overruled;        /* the bytes contradict `encoding` */
};

/* A buffer of `most` bytes, or a smaller one where the whole input fits: many inputs are a record or two. */
static size_t fitting(const sheaf_source *self, size_t most) {
  enum { LEAST = 64 };
  return self->size && self->size < most - LEAST ? (size_t)self->size + LEAST : most;
}

/* ---- plain bytes ---- */

static int read_packed(sheaf_source *self, char *out, size_t room, size_t *got, sheaf_error *err) {
  *got = 0;
  if (self->file < 0) {
    const size_t left = self->memory_length - (size_t)self->consumed;
    *got = left < room ? left : room;
    if (*got) memcpy(out, self->memory + self->consumed, *got);
  } else {
    ssize_t n;
    do n = read(self->file, out, room);
    while (n < 0 && errno == EINTR);
    if (n < 0) return sheaf_error_set(err, SHEAF_EIO, "%s cannot be read: %s", self->name, strerror(errno));
    *got = (size_t)n;
  }
  self->consumed += *got;
  return SHEAF_OK;
}

static int refill_packed(sheaf_source *self, sheaf_error *err) {
  self->packed_start = 0;
  return read_packed(self, self->packed, self->packed_room, &self->packed_end, err);
}

/* Reads the first bytes and opens the inflater when they are a gzip header (RFC 1952). */
static int probe(sheaf_source *self, sheaf_error *err) {
  self->probed = 1;
  self->packed_room = fitting(self, PACKED);
  self->packed = sheaf_mem_alloc(self->packed_room);
  if (!self->packed) return sheaf_error_memory(err);
  while (self->packed_end < 3) {
    size_t got;
    const int code =
        read_packed(self, self->packed + self->packed_end, self->packed_room - self->packed_end, &got, err);
    if (code) return code;
    if (!got) return SHEAF_OK;
    self->packed_end += got;
  }
  if (memcmp(self->packed, "\x1f\x8b\x08", 3)) return SHEAF_OK;
  self->zipped = sheaf_gunzip_open();
  return self->zipped ? SHEAF_OK : sheaf_error_memory(err);
}

static int gzip_error(const sheaf_source *self, sheaf_error *err, const char *what) {
  return sheaf_error_at(err, SHEAF_EFORMAT, "damaged-gzip", self->consumed - (self->packed_end - self->packed_start),
                        "%s: the gzip data %s; what came before was read. Get the file again", self->name, what);
}

/* Moves to the next member: 1 where there is one, 0 at the end (zeros may pad it), or negative. */
static int next_member(sheaf_source *self, sheaf_error *err) {
  for (;;) {
    while (self->packed_start < self->packed_end && !self->packed[self->packed_start]) self->packed_start++;
    if (self->packed_start < self->packed_end) break;
    const int code = refill_packed(self, err);
    if (code) return code;
    if (!self->packed_end) return 0;
  }
  if ((unsigned char)self->packed[self->packed_start] != 0x1f)
    return gzip_error(self, err, "is followed by bytes that are not gzip");
  self->between = 0;
  return 1;
}

/* The inflater is asked once more where the input is at its end: it may hold bytes back. */
static int inflate_some(sheaf_source *self, char *out, size_t room, size_t *got, sheaf_error *err) {
  *got = 0;
  while (!*got) {
    if (self->between) {
      const int more = next_member(self, err);
      if (more <= 0) return more;
    }
    if (self->packed_start == self->packed_end) {
      const int code = refill_packed(self, err);
      if (code) return code;
    }
    const size_t left = self->packed_end - self->packed_start;
    sheaf_gunzip_part part = {self->packed + self->packed_start, left, out, room, 0};
    const int result = sheaf_gunzip_some(self->zipped, &part);
    self->packed_start = self->packed_end - part.left;
    *got = part.got;
    self->between = result > 0;
    if (result == SHEAF_ENOMEM) return sheaf_error_memory(err);
    if (result < 0) return gzip_error(self, err, "is damaged");
    if (!result && !left && !part.got) return gzip_error(self, err, "ends too early");
  }
  return SHEAF_OK;
}

/* A byte lies in the ring at its offset's remainder. */
static void remember(sheaf_source *self, const char *bytes, size_t length) {
  const size_t most = SHEAF_SOURCE_REMEMBERED, passed = length > most ? length - most : 0;
  const size_t at = (size_t)((self->inflated + passed) % most), left = length - passed;
  const size_t first = left < most - at ? left : most - at;
  self->inflated += length;
  if (!self->recent) return;
  memcpy(self->recent + at, bytes + passed, first);
  memcpy(self->recent, bytes + passed + first, left - first);
}

static int inflate_more(sheaf_source *self, char *out, size_t room, size_t *got, sheaf_error *err) {
  const int code = inflate_some(self, out, room, got, err);
  remember(self, out, *got);
  return code;
}

static int read_plain(sheaf_source *self, char *out, size_t room, size_t *got, sheaf_error *err) {
  *got = 0;
  if (!self->probed) {
    const int code = probe(self, err);
    if (code) return code;
  }
  if (self->zipped) return inflate_more(self, out, room, got, err);
  if (self->packed_start < self->packed_end) {
    const size_t left = self->packed_end - self->packed_start;
    *got = left < room ? left : room;
    memcpy(out, self->packed + self->packed_start, *got);
    self->packed_start += *got;
    return SHEAF_OK;
  }
  return read_packed(self, out, room, got, err);
}

/* ---- windows ---- */

/* Makes room for `more` bytes; a window that has none yet becomes twice as large. */
static int make_room(window *w, size_t more, sheaf_error *err) {
  if (w->start && w->capacity - w->end < more) {
    memmove(w->data, w->data + w->start, w->end - w->start);
    w->end -= w->start;
    w->start = 0;
  }
  if (w->capacity - w->end >= more) return SHEAF_OK;
  size_t capacity = w->capacity ? w->capacity : 2 * more;
  while (capacity - w->end < more) {
    if (capacity > SIZE_MAX / 4) return sheaf_error_memory(err);
    capacity *= 2;
  }
  char *data = sheaf_mem_resize(w->data, capacity + 1);
  if (!data) return sheaf_error_memory(err);
  w->data = data;
  w->capacity = capacity;
  return SHEAF_OK;
}

/* More bytes into raw: 1, or 0 when there are none (self->failure says whether that was the end), or SHEAF_ENOMEM. */
static int fill_raw(sheaf_source *self, sheaf_error *err) {
  if (self->ended) return 0;
  const size_t used = self->raw.end - self->raw.start, least = self->zipped ? WINDOW / 2 : fitting(self, WINDOW / 2);
  const int code = make_room(&self->raw, used > least ? used : least, err);
  if (code) return code;
  size_t got = 0;
  const int bad =
      read_plain(self, self->raw.data + self->raw.end, self->raw.capacity - self->raw.end, &got, &self->failure);
  self->raw.end += got;
  if (bad || !got) self->ended = 1;
  if (!bad && !got) self->failure.code = SHEAF_OK;
  return got > 0;
}

/* Fills raw up to `want` bytes as far as there are any. */
static int fill_to(sheaf_source *self, size_t want, sheaf_error *err) {
  while (self->raw.end - self->raw.start < want) {
    const int more = fill_raw(self, err);
    if (more <= 0) return more;
  }
  return SHEAF_OK;
}

static int end_of_input(const sheaf_source *self, sheaf_error *err) {
  if (self->failure.code && err) {
    *err = self->failure;
    err->line = self->line.number;
  }
  return self->failure.code;
}

/* ---- charsets ---- */

/* Text of two-byte units has a zero beside each ASCII letter: tags and spaces are enough for a tenth of the units. */
static charset guess_charset(const char *bytes, size_t length) {
  const unsigned char *b = (const unsigned char *)bytes;
  if (length >= 2 && b[0] == 0xFF && b[1] == 0xFE) return CHARSET_UTF16LE;
  if (length >= 2 && b[0] == 0xFE && b[1] == 0xFF) return CHARSET_UTF16BE;
  if (length >= 4 && !memcmp(bytes, "PK\3\4", 4)) return CHARSET_UTF8; /* a ZIP: no text, and zeros say nothing */
  const size_t units = (length < 8192 ? length : 8192) / 2;
  size_t even = 0, odd = 0;
  for (size_t i = 0; i < units; i++) {
    even += !b[2 * i];
    odd += !b[2 * i + 1];
  }
  if (odd * 10 >= units && units && odd > 10 * even) return CHARSET_UTF16LE;
  if (even * 10 >= units && units && even > 10 * odd) return CHARSET_UTF16BE;
  return CHARSET_UTF8;
}

/* 1 where text beyond ASCII is valid UTF-8 throughout: no other charset's text is, but by rare chance. A character cut
 * by the end of what was read does not count. */
static int is_utf8(const char *bytes, size_t length) {
  size_t high = 0;
  for (size_t i = 0; i < length; i++) high += ((unsigned char)bytes[i] & 0xC0) == 0xC0;
  if (length >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3)) return 1;
  const size_t good = sheaf_utf8_check(bytes, length);
  return high >= 1 && good + 3 >= length && (good == length || length >= HEAD);
}

/* What the bytes say for certain against the charset that was named. */
static charset overrule(const sheaf_source *self, charset guess) {
  const char *bytes = self->raw.data + self->raw.start;
  const size_t length = self->raw.end - self->raw.start;
  const int wide = self->charset == CHARSET_UTF16LE || self->charset == CHARSET_UTF16BE;
  if (!length || guess == self->charset) return self->charset;
  if (guess != CHARSET_UTF8)
    return wide && memcmp(bytes, "\xFF\xFE", 2) && memcmp(bytes, "\xFE\xFF", 2) ? self->charset : guess;
  if (wide) return memchr(bytes, 0, length) || sheaf_utf8_check(bytes, length) + 3 < length ? self->charset : guess;
  return is_utf8(bytes, length) ? guess : self->charset;
}

static int name_is(const char *name, const char *const *names) {
  for (; *names; names++)
    if (!strcasecmp(name, *names)) return 1;
  return 0;
}

static int choose_charset(sheaf_source *self, sheaf_error *err) {
  static const char *const utf8[] = {"UTF-8", "UTF8", "ASCII", "US-ASCII", NULL};
  static const char *const little[] = {"UTF-16LE", "UTF16LE", "UCS-2LE", NULL};
  static const char *const big[] = {"UTF-16BE", "UTF16BE", "UCS-2BE", NULL};
  static const char *const either[] = {"UTF-16", "UTF16", "UCS-2", NULL};
  const int code = fill_to(self, HEAD, err);
  if (code) return code;
  const charset guess = guess_charset(self->raw.data + self->raw.start, self->raw.end - self->raw.start);
  const char *name = self->encoding;
  if (!name)
    self->charset = guess;
  else if (name_is(name, utf8))
    self->charset = CHARSET_UTF8;
  else if (name_is(name, little))
    self->charset = CHARSET_UTF16LE;
  else if (name_is(name, big))
    self->charset = CHARSET_UTF16BE;
  else if (name_is(name, either))
    self->charset = guess == CHARSET_UTF16BE ? guess : CHARSET_UTF16LE;
  else
    self->charset = CHARSET_ICONV;
  if (name) {
    const charset named = self->charset;
    self->charset = overrule(self, guess);
    self->overruled = self->charset != named;
  }
  return SHEAF_OK;
}

static int is_wide(const sheaf_source *self) {
  return self->charset == CHARSET_UTF16LE || self->charset == CHARSET_UTF16BE;
}

/* Valid sequences stay, other bytes are CP1252. */
static void mend_utf8(const char *text, size_t length, sheaf_buf *out) {
  while (length) {
    const size_t good = sheaf_utf8_check(text, length);
    sheaf_buf_add(out, text, good);
    text += good;
    length -= good;
    if (!length) break;
    sheaf_utf8_encode(sheaf_utf8_from_cp1252((unsigned char)*text), out);
    text++;
    length--;
  }
}

/* Appends text converted by iconv; 1 when bytes had to be replaced by U+FFFD. */
static int convert(sheaf_source *self, const char *text, size_t length, sheaf_buf *out) {
  int mended = 0;
  char *in = (char *)(uintptr_t)text;
  iconv(self->converter, NULL, NULL, NULL, NULL);
  while (length) {
    if (sheaf_buf_reserve(out, length * 2 + 16)) return mended;
    char *to = out->data + out->length;
    size_t room = out->capacity - out->length - 1; /* reserved more than that */
    const size_t result = iconv(self->converter, &in, &length, &to, &room);
    out->length = (size_t)(to - out->data);
    if (result != (size_t)-1 || errno == E2BIG) continue;
    sheaf_utf8_encode(0xFFFD, out);
    in++;
    length--;
    mended = 1;
  }
  return mended;
}

/* Appends UTF-16 as UTF-8 and returns the bytes taken; a lone surrogate becomes U+FFFD, a pair cut off by the end is
 * left for the next time unless `final`. */
static size_t decode_wide(sheaf_source *self, const char *bytes, size_t length, int final, sheaf_buf *out) {
  const unsigned char *b = (const unsigned char *)bytes;
  const int low = self->charset == CHARSET_UTF16BE;
  size_t at = 0;
  while (length - at >= 2) {
    uint32_t point = (uint32_t)(b[at + (size_t)low] | b[at + 1 - (size_t)low] << 8);
    size_t took = 2;
    if (point >= 0xD800 && point < 0xDC00 && length - at >= 4) {
      const uint32_t trail = (uint32_t)(b[at + 2 + (size_t)low] | b[at + 3 - (size_t)low] << 8);
      if (trail >= 0xDC00 && trail < 0xE000) {
        point = 0x10000 + ((point - 0xD800) << 10) + (trail - 0xDC00);
        took = 4;
      }
    } else if (point >= 0xD800 && point < 0xDC00 && !final) {
      break;
    }
    if (point >= 0xD800 && point < 0xE000) {
      point = 0xFFFD;
      self->ragged = 1;
    }
    sheaf_utf8_encode(point, out);
    at += took;
  }
  return at;
}

/* More UTF-8 into wide: 1, 0 at the end, or negative. A unit of two bytes takes three in UTF-8 at the most. */
static int fill_wide(sheaf_source *self, sheaf_error *err) {
  window *raw = &self->raw, *wide = &self->wide;
  while (raw->end - raw->start < 4 && !self->ended) {
    const int more = fill_raw(self, err);
    if (more < 0) return more;
  }
  const size_t left = raw->end - raw->start, most = left < WINDOW / 4 ? left : WINDOW / 4;
  const int code = make_room(wide, most * 2 + 8, err);
  if (code) return code;
  sheaf_buf out = {wide->data, wide->end, wide->capacity, 0};
  const size_t took = decode_wide(self, raw->data + raw->start, most, most == left && self->ended, &out);
  wide->end = out.length;
  raw->start += took;
  return took > 0;
}

/* ---- opening and closing ---- */

/* Charsets whose line ends are not the bytes of ASCII: iconv knows them, but they cannot be cut into lines first. */
static int is_four_byte(const char *name) {
  static const char *const names[] = {"UTF-32", "UTF-32LE", "UTF-32BE", "UTF32", "UCS-4",
                                      "UCS4",   "UCS-4LE",  "UCS-4BE",  NULL};
  return name_is(name, names);
}

static int new_source(sheaf_source **out, const char *name, const char *encoding, sheaf_error *err) {
  *out = NULL;
  sheaf_source *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->file = -1;
  self->converter = (iconv_t)-1;
  self->name = sheaf_mem_copy(name, strlen(name));
  if (encoding) self->encoding = sheaf_mem_copy(encoding, strlen(encoding));
  if (!self->name || (encoding && !self->encoding)) {
    sheaf_source_close(self);
    return sheaf_error_memory(err);
  }
  if (encoding && (is_four_byte(encoding) || (self->converter = iconv_open("UTF-8", encoding)) == (iconv_t)-1)) {
    sheaf_source_close(self);
    return sheaf_error_set(err, SHEAF_EUNSUPPORTED,
                           "the encoding %s is not known; give an iconv name such as UTF-8 or CP1252, or none",
                           encoding);
  }
  *out = self;
  return SHEAF_OK;
}

int sheaf_source_open_file(sheaf_source **out, const char *path, const char *encoding, sheaf_error *err) {
  sheaf_source *self;
  const int code = new_source(&self, path, encoding, err);
  *out = NULL;
  if (code) return code;
  self->file = open(path, O_RDONLY | O_CLOEXEC);
  struct stat facts = {0};
  int trouble = self->file < 0 || fstat(self->file, &facts) ? errno : 0;
  if (!trouble && S_ISDIR(facts.st_mode)) trouble = EISDIR;
  if (trouble) {
    sheaf_source_close(self);
    return sheaf_error_set(err, SHEAF_EIO, "%s cannot be opened: %s", path, strerror(trouble));
  }
  if (S_ISFIFO(facts.st_mode)) {
    sheaf_source_close(self);
    return sheaf_error_set(err, SHEAF_EIO, "%s is a pipe, which cannot be read twice: save it to a file first", path);
  }
  if (S_ISREG(facts.st_mode)) self->size = (uint64_t)facts.st_size;
  *out = self;
  return SHEAF_OK;
}

int sheaf_source_open_memory(sheaf_source **out, const char *name, const char *bytes, size_t length,
                             const char *encoding, sheaf_error *err) {
  const int code = new_source(out, name, encoding, err);
  if (code) return code;
  (*out)->memory = bytes;
  (*out)->memory_length = length;
  (*out)->size = length;
  return SHEAF_OK;
}

void sheaf_source_close(sheaf_source *self) {
  if (!self) return;
  if (self->file >= 0) close(self->file);
  sheaf_gunzip_close(self->zipped);
  if (self->converter != (iconv_t)-1) iconv_close(self->converter);
  sheaf_buf_clear(&self->scratch);
  sheaf_buf_clear(&self->head);
  sheaf_mem_free(self->recent);
  sheaf_mem_free(self->raw.data);
  sheaf_mem_free(self->wide.data);
  sheaf_mem_free(self->packed);
  sheaf_mem_free(self->encoding);
  sheaf_mem_free(self->name);
  sheaf_mem_free(self);
}

/* ---- head, lines, chunks ---- */

static void blank_nuls(char *text, size_t length) {
  for (char *nul; length && (nul = memchr(text, 0, length)); text = nul + 1) {
    length -= (size_t)(nul - text) + 1;
    *nul = ' ';
  }
}

int sheaf_source_head(sheaf_source *self, const char **head, size_t *length, sheaf_error *err) {
  if (!self->headed) {
    if (self->charset == CHARSET_UNKNOWN) {
      const int code = choose_charset(self, err);
      if (code) return code;
    }
    const char *bytes = self->raw.data + self->raw.start;
    const size_t left = self->raw.end - self->raw.start;
    size_t take = left < HEAD ? left : HEAD;
    while (take < left && take && ((unsigned char)bytes[take] & 0xC0) == 0x80) take--;
    sheaf_buf_reset(&self->head);
    if (is_wide(self))
      decode_wide(self, bytes, take, 1, &self->head);
    else if (self->charset == CHARSET_ICONV)
      convert(self, bytes, take, &self->head);
    else
      mend_utf8(bytes, take, &self->head);
    if (!*sheaf_buf_bytes(&self->head) && self->head.failed) return sheaf_error_memory(err);
    if (!left && self->failure.code) return end_of_input(self, err);
    blank_nuls(self->head.data, self->head.length);
    self->ragged = 0;
    self->headed = 1;
  }
  const int marked = self->head.length >= 3 && !memcmp(self->head.data, "\xEF\xBB\xBF", 3);
  *head = self->head.data + (marked ? 3 : 0);
  *length = self->head.length - (marked ? 3 : 0);
  return SHEAF_OK;
}

void sheaf_source_sample(const sheaf_source *self, const char **bytes, size_t *length) {
  *bytes = self->raw.data + self->raw.start;
  *length = self->raw.end - self->raw.start;
}

/* Where the line at the window's start ends: 1 with the place of its CR or LF, or the window's end when the input ends
 * there; 0 when there is no line; or negative. Nothing is searched twice, so that one long line costs its length. */
static int find_end(sheaf_source *self, window *w, size_t *end, sheaf_error *err) {
  size_t searched = 0;
  for (;;) {
    if (self->skip_feed && w->start < w->end) {
      self->skip_feed = 0;
      if (w->data[w->start] == '\n') {
        w->start++;
        self->line_byte += is_wide(self) ? 2 : 1;
      }
    }
    if (self->line_feed < w->start) self->line_feed = w->start;
    if (self->line_feed < w->end && w->data[self->line_feed] != '\n') {
      const char *feed = memchr(w->data + self->line_feed, '\n', w->end - self->line_feed);
      self->line_feed = feed ? (size_t)(feed - w->data) : w->end;
    }
    const size_t from = w->start + searched;
    const char *back = from < self->line_feed ? memchr(w->data + from, '\r', self->line_feed - from) : NULL;
    *end = back ? (size_t)(back - w->data) : self->line_feed;
    if (*end < w->end) return 1;
    searched = w->end - w->start;
    const size_t start = w->start;
    const int more = is_wide(self) ? fill_wide(self, err) : fill_raw(self, err);
    if (more < 0) return more;
    self->line_feed -= start - w->start;
    *end = w->end;
    if (!more) return w->start < w->end;
  }
}

static uint64_t wide_length(const char *text, size_t length) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < length; i++) {
    const unsigned char c = (unsigned char)text[i];
    bytes += ((c & 0xC0) != 0x80) * 2u + (c >= 0xF0) * 2u;
  }
  return bytes;
}

uint64_t sheaf_source_span(const sheaf_source *self, const char *text, size_t length) {
  if (is_wide(self)) return wide_length(text, length);
  uint64_t bytes = length;
  for (size_t i = 0; self->charset == CHARSET_ICONV && i < length; i++)
    bytes -= ((unsigned char)text[i] & 0xC0) == 0x80;
  return bytes;
}

static int has_high_byte(const char *text, size_t length) {
  for (; length >= 8; text += 8, length -= 8)
    if (sheaf_eight_load(text) & SHEAF_EIGHT_HIGH) return 1;
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)text[i] >= 0x80) return 1;
  return 0;
}

/* Makes self->line of the bytes: mark off, NULs to spaces, UTF-8. */
static int set_line(sheaf_source *self, char *text, size_t length, sheaf_error *err) {
  sheaf_line *line = &self->line;
  while (length >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3)) {
    text += 3;
    length -= 3;
    line->byte += is_wide(self) ? 2 : 3;
  }
  blank_nuls(text, length);
  line->mended = self->ragged;
  self->ragged = 0;
  line->text = text;
  line->length = length;
  sheaf_buf_reset(&self->scratch);
  if (self->charset == CHARSET_ICONV)
    line->mended = convert(self, text, length, &self->scratch);
  else if (self->charset == CHARSET_UTF8 && sheaf_utf8_check(text, length) < length) {
    mend_utf8(text, length, &self->scratch);
    line->mended = 1;
  } else {
    if (!self->seen_utf8) self->seen_utf8 = has_high_byte(text, length);
    return SHEAF_OK;
  }
  line->length = self->scratch.length;
  line->text = sheaf_buf_bytes(&self->scratch);
  return self->scratch.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

int sheaf_source_line(sheaf_source *self, sheaf_line *line, sheaf_error *err) {
  if (self->unread) {
    self->unread = 0;
    *line = self->line;
    return 1;
  }
  if (self->charset == CHARSET_UNKNOWN) {
    const int code = choose_charset(self, err);
    if (code) return code;
  }
  window *w = is_wide(self) ? &self->wide : &self->raw;
  size_t end;
  const int found = find_end(self, w, &end, err);
  if (found < 0) return found;
  if (!found) return end_of_input(self, err);
  char *text = w->data + w->start;
  const size_t length = end - w->start;
  size_t next = end;
  if (end < w->end) {
    const int back = w->data[next++] == '\r';
    if (back && next < w->end && w->data[next] == '\n')
      next++;
    else
      self->skip_feed = back && next == w->end;
  }
  const uint64_t breaks = next - end;
  w->data[end] = 0;
  w->start = next;
  self->line.number++;
  self->line.byte = self->line_byte;
  self->line_byte += is_wide(self) ? wide_length(text, length) + 2 * breaks : length + breaks;
  self->line.end = self->line_byte;
  const int code = set_line(self, text, length, err);
  if (code) return code;
  if (self->line.mended && !self->mended++) {
    self->mended_line = self->line.number;
    self->mended_byte = self->line.byte;
  }
  *line = self->line;
  return 1;
}

void sheaf_source_unread(sheaf_source *self) { self->unread = self->line.number > 0; }

int sheaf_source_chunk(sheaf_source *self, const char **bytes, size_t *length, sheaf_error *err) {
  if (self->raw.start == self->raw.end || self->returned) {
    const int more = fill_raw(self, err);
    if (more < 0) return more;
    if (!more && self->raw.start == self->raw.end) return end_of_input(self, err);
    self->returned = 0;
  }
  *bytes = self->raw.data + self->raw.start;
  *length = self->raw.end - self->raw.start;
  self->raw.start = self->raw.end;
  return 1;
}

void sheaf_source_return(sheaf_source *self, size_t length) {
  self->raw.start -= length;
  self->returned = 1;
}

/* What was inflated for the head is still in the window. */
void sheaf_source_remember(sheaf_source *self) {
  const size_t left = self->raw.end - self->raw.start;
  if (self->recent || (self->probed && !self->zipped)) return;
  self->recent = sheaf_mem_alloc(SHEAF_SOURCE_REMEMBERED);
  self->inflated -= left;
  self->forgotten = self->inflated;
  if (left) remember(self, self->raw.data + self->raw.start, left);
}

/* The whole of it, or nothing. */
static int read_at(int file, char *out, size_t length, uint64_t byte) {
  for (size_t done = 0; done < length;) {
    const ssize_t n = pread(file, out + done, length - done, (off_t)(byte + done));
    if (n == 0 || (n < 0 && errno != EINTR)) return 0;
    if (n > 0) done += (size_t)n;
  }
  return 1;
}

/* The whole of it, or nothing. */
static int copy_recent(const sheaf_source *self, char *out, size_t length, uint64_t byte) {
  const size_t most = SHEAF_SOURCE_REMEMBERED, at = (size_t)(byte % most);
  const size_t first = length < most - at ? length : most - at;
  if (!self->recent || length > self->inflated || byte > self->inflated - length) return 0;
  if (byte < self->forgotten || self->inflated - byte > most) return 0;
  memcpy(out, self->recent + at, first);
  memcpy(out + first, self->recent, length - first);
  return 1;
}

int sheaf_source_again(const sheaf_source *self, uint64_t byte, size_t length, sheaf_buf *out) {
  if (length > SHEAF_SOURCE_REMEMBERED || sheaf_buf_reserve(out, length)) return 0;
  char *to = out->data + out->length;
  int found = 0;
  if (self->zipped) {
    found = copy_recent(self, to, length, byte);
  } else if (self->file >= 0) {
    found = read_at(self->file, to, length, byte);
  } else if (length <= self->memory_length && byte <= self->memory_length - length) {
    memcpy(to, self->memory + byte, length);
    found = 1;
  }
  if (found) out->length += length;
  return found;
}

int sheaf_source_bytes(sheaf_source *self, const char *what, const char *instead, sheaf_buf *out, sheaf_error *err) {
  const size_t most = (size_t)SHEAF_SOURCE_MEGABYTES << 20;
  const char *bytes = NULL;
  size_t length = 0;
  int more;
  while ((more = sheaf_source_chunk(self, &bytes, &length, err)) > 0) {
    if (length > most - out->length)
      return sheaf_error_set(err, SHEAF_ERANGE, "%s: %s of more than %d MB is not read; %s", self->name, what,
                             SHEAF_SOURCE_MEGABYTES, instead);
    sheaf_buf_add(out, bytes, length);
    if (out->failed) return sheaf_error_memory(err);
  }
  return more;
}

int sheaf_source_text(sheaf_source *self, char **text, size_t *length, sheaf_error *err) {
  sheaf_buf all;
  sheaf_buf_init(&all);
  sheaf_line line;
  int more;
  *text = NULL;
  *length = 0;
  while ((more = sheaf_source_line(self, &line, err)) > 0) {
    sheaf_buf_add(&all, line.text, line.length);
    sheaf_buf_add_byte(&all, '\n');
  }
  if (!more && !(*text = sheaf_buf_take(&all, length))) more = sheaf_error_memory(err);
  sheaf_buf_clear(&all);
  return more;
}

const char *sheaf_source_name(const sheaf_source *self) { return self->name; }

const char *sheaf_source_encoding(const sheaf_source *self) {
  if (self->charset == CHARSET_UTF16LE) return "UTF-16LE";
  if (self->charset == CHARSET_UTF16BE) return "UTF-16BE";
  if (self->charset == CHARSET_ICONV) return self->encoding;
  return self->mended && !self->seen_utf8 ? "CP1252" : "UTF-8";
}

const char *sheaf_source_overruled(const sheaf_source *self) { return self->overruled ? self->encoding : NULL; }

uint64_t sheaf_source_mended(const sheaf_source *self, uint64_t *line, uint64_t *byte) {
  *line = self->mended_line;
  *byte = self->mended_byte;
  return self->mended;
}

uint64_t sheaf_source_consumed(const sheaf_source *self) { return self->consumed; }

uint64_t sheaf_source_size(const sheaf_source *self) { return self->size; }
