/* source.h - where bytes come from: a file, a gzipped file, or memory; as UTF-8, in lines or chunks, with positions.
 *
 * Positions: `byte` counts bytes of the decompressed input before any charset conversion where the charset keeps lines
 * apart (UTF-8, single bytes); for UTF-16 it counts bytes of the input too. `line` is 1-based; CR, LF and CRLF each end
 * a line. A BOM is dropped wherever a line begins with one. */
#ifndef SHEAF_READ_SOURCE_H
#define SHEAF_READ_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

enum {
  SHEAF_SOURCE_MEGABYTES = 512,     /* the most that is read into memory as a whole */
  SHEAF_SOURCE_REMEMBERED = 1 << 20 /* decompressed bytes that are remembered */
};

typedef struct sheaf_source sheaf_source;

typedef struct sheaf_line {
  const char *text; /* UTF-8, NUL-terminated, without its line end; borrowed until the next call on the source */
  size_t length;    /* bytes in text */
  uint64_t number;  /* 1-based */
  uint64_t byte;    /* offset of its first byte in the input, behind a BOM */
  uint64_t end;     /* offset of the first byte behind its line end */
  int mended;       /* bytes that were not in the charset were replaced or read as CP1252 */
} sheaf_line;

/* name is used in messages (copied). encoding NULL is detected; otherwise an iconv name ("CP1252", "UTF-16LE").
 * One that the bytes contradict (UTF-16 that is not, anything else that is UTF-8 or UTF-16) is not followed.
 * Gzip is recognised by its bytes; several members, and members followed by zeros, are read to the end. A pipe is
 * refused: others read the file, too. */
int sheaf_source_open_file(sheaf_source **out, const char *path, const char *encoding, sheaf_error *err);
int sheaf_source_open_memory(sheaf_source **out, const char *name, const char *bytes, size_t length,
                             const char *encoding, sheaf_error *err); /* bytes borrowed until close */
void sheaf_source_close(sheaf_source *self);

/* The first bytes (up to 64 KiB) decoded to UTF-8, for detection: may be asked any time before the first line or chunk
 * is read, and is not consumed. Borrowed until the first read. */
int sheaf_source_head(sheaf_source *self, const char **head, size_t *length, sheaf_error *err);

/* The first bytes as they are (decompressed), once the head was asked for. Borrowed until the first read. */
void sheaf_source_sample(const sheaf_source *self, const char **bytes, size_t *length);

/* The next line: 1 and *line, 0 at the end, or a negative code (a damaged gzip: SHEAF_EFORMAT, after all good lines).
 */
int sheaf_source_line(sheaf_source *self, sheaf_line *line, sheaf_error *err);
/* Gives the last line back: the next sheaf_source_line returns it again. */
void sheaf_source_unread(sheaf_source *self);

/* The bytes of the input that the first `length` bytes of a line's text stand for: exact in UTF-8, UTF-16 and charsets
 * of one byte a character, but for lines that were mended. */
uint64_t sheaf_source_span(const sheaf_source *self, const char *text, size_t length);

/* The next chunk of raw, decompressed bytes, for parsers that decode by themselves (XML). 1, 0 at the end, or negative.
 * Not to be mixed with lines. Borrowed until the next call. */
int sheaf_source_chunk(sheaf_source *self, const char **bytes, size_t *length, sheaf_error *err);
/* Gives the last `length` bytes of that chunk back: the next one begins with them, and is longer where there is more.
 */
void sheaf_source_return(sheaf_source *self, size_t length);

/* From now on decompressed bytes that no line or chunk has given yet can be had again, the last
 * SHEAF_SOURCE_REMEMBERED of them. */
void sheaf_source_remember(sheaf_source *self);
/* Appends `length` bytes of the (decompressed) input from a place that was read before: 1, or 0 where they are not at
 * hand any more, or could not be kept. */
int sheaf_source_again(const sheaf_source *self, uint64_t byte, size_t length, sheaf_buf *out);

/* All raw, decompressed bytes that are left, added to out, for files that are no text. 0, or a negative code: what is
 * beyond SHEAF_SOURCE_MEGABYTES is refused, with what the file is ("a workbook") and what to do `instead`. */
int sheaf_source_bytes(sheaf_source *self, const char *what, const char *instead, sheaf_buf *out, sheaf_error *err);

/* All that is left as one UTF-8 text, for small inputs (pages). Caller frees *text with sheaf_mem_free. */
int sheaf_source_text(sheaf_source *self, char **text, size_t *length, sheaf_error *err);

const char *sheaf_source_name(const sheaf_source *self);
const char *sheaf_source_encoding(
    const sheaf_source *self); /* iconv name in force: "UTF-8", "CP1252", ...; static or owned */
/* The encoding that the caller gave and the bytes contradict, so that it was not followed; NULL where there is none. */
const char *sheaf_source_overruled(const sheaf_source *self);
/* Lines mended so far, and where the first of them stood. */
uint64_t sheaf_source_mended(const sheaf_source *self, uint64_t *line, uint64_t *byte);
uint64_t sheaf_source_consumed(const sheaf_source *self); /* bytes of the file (compressed ones for gzip) read so far */
uint64_t sheaf_source_size(const sheaf_source *self);     /* bytes of the file or memory, 0 if unknown */

#endif
