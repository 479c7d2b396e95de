/* record.h - a record: an ordered list of (field, value, note) in one arena. Nothing that stood in the input is
 * dropped.
 *
 * Packed form (the `body` BLOB of a library): for each entry
 *   varint field number, varint value length, varint note length, value bytes, note bytes
 * Values are UTF-8. An entry whose field number is unknown to this version is kept as it is. */
#ifndef SHEAF_RECORD_RECORD_H
#define SHEAF_RECORD_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "field.h"

typedef struct sheaf_entry {
  sheaf_field field;  /* which field */
  const char *value;  /* UTF-8, NUL-terminated when added; never NULL */
  size_t length;      /* bytes in value */
  const char *note;   /* UTF-8; "" where there is none */
  size_t note_length; /* bytes in note */
} sheaf_entry;

typedef struct sheaf_record {
  sheaf_entry *entries; /* in the order of the input */
  size_t count;         /* entries in use */
  size_t capacity;      /* entries allocated */
  sheaf_arena arena;    /* holds the texts */
  int failed;           /* an add ran out of memory; later ones do nothing */
  uint64_t line;        /* 1-based line of the input at which the record begins, 0 if unknown */
  uint64_t byte;        /* 0-based offset in the (decompressed) input at which it begins */
  uint64_t bytes;       /* its length in the input, 0 if unknown */
} sheaf_record;

void sheaf_record_init(sheaf_record *self);
void sheaf_record_reset(sheaf_record *self); /* empty again, memory kept */
void sheaf_record_clear(sheaf_record *self); /* frees everything */

/* Appends an entry; value and note are copied; leading and trailing white space of the value is dropped, and an empty
 * value adds nothing. note NULL is none. Bytes that are not UTF-8 must have been mended by the source. */
void sheaf_record_add(sheaf_record *self, sheaf_field field, const char *value, size_t length, const char *note,
                      size_t note_length);
void sheaf_record_add_text(sheaf_record *self, sheaf_field field, const char *value); /* NUL-terminated, no note */

/* The first entry of a field, and the one after `entry` with the same field; NULL where there is none. Borrowed until
 * the record changes. */
const sheaf_entry *sheaf_record_first(const sheaf_record *self, sheaf_field field);
const sheaf_entry *sheaf_record_next(const sheaf_record *self, const sheaf_entry *entry);

/* The whole number that a value begins with, 0 where it begins with none; it may lack a NUL. */
int sheaf_record_number(const sheaf_entry *entry);

/* The text that readers see as the abstract: its sections joined with a space, each "LABEL: text" where it has a label.
 * Appends nothing when there is none. Offsets of sections, spans and evidence count bytes of this text. */
void sheaf_record_abstract(const sheaf_record *self, sheaf_buf *out);

/* Packs into out (appended), or fills an empty record from packed bytes (texts borrowed from `bytes` until reset: not
 * NUL-terminated). Returns 0, SHEAF_ENOMEM, or SHEAF_ECORRUPT. */
int sheaf_record_pack(const sheaf_record *self, sheaf_buf *out);
int sheaf_record_unpack(sheaf_record *self, const void *bytes, size_t length, sheaf_error *err);

/* Part `index` (0-based) of a value or note whose parts are joined with U+001F: sets *part and returns its length; 0
 * and
 * "" beyond the last. */
size_t sheaf_record_part(const char *text, size_t length, size_t index, const char **part);

#endif
