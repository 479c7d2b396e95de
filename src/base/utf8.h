/* utf8.h - UTF-8: check, decode, encode, and fold for comparison (utf8proc does the Unicode tables). */
#ifndef SHEAF_BASE_UTF8_H
#define SHEAF_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/* The offset of the first byte that is not valid UTF-8 (RFC 3629: no surrogates, no overlong forms), or length. */
size_t sheaf_utf8_check(const char *text, size_t length);

/* Decodes one code point at text (length > 0) into *point; returns the bytes it took. A bad byte is U+FFFD and takes 1.
 */
size_t sheaf_utf8_decode(const char *text, size_t length, uint32_t *point);

/* The code point of a CP1252 byte; the five that CP1252 leaves out stay control characters. */
uint32_t sheaf_utf8_from_cp1252(unsigned char byte);

/* Appends one code point. */
void sheaf_utf8_encode(uint32_t point, sheaf_buf *out);

/* Appends code points in composed form (NFC): "e", U+0301 -> "é". points is overwritten. */
void sheaf_utf8_compose(uint32_t *points, size_t count, sheaf_buf *out);

/* Appends text folded for comparison: case folded, decomposed (NFKD), marks dropped, so that "Éléonore" and "ELEONORE",
 * "ﬁ" and "fi", "ß" and "ss" are one; also ae for æ, oe for œ, o for ø, d for đ and ð, th for þ, l for ł, i for ı.
 * Bad bytes become U+FFFD. */
void sheaf_utf8_fold(const char *text, size_t length, sheaf_buf *out);

/* 1 where the code point is part of a word: a letter, digit or mark. */
int sheaf_utf8_is_word(uint32_t point);

#endif
