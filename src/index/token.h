/* token.h - text to folded tokens with their places in the original.
 *
 * A token is a run of letters, digits and marks, folded by sheaf_utf8_fold. Everything else separates: hyphen, slash,
 * apostrophe (so that 's is the token "s"), full stop (so that "4.0" is "4", "0"). Source: search-syntax.md, section 5.
 * A character of a script without spaces (Han, Hiragana, Katakana, Thai) is a token of its own. */
#ifndef SHEAF_INDEX_TOKEN_H
#define SHEAF_INDEX_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum {
  SHEAF_TOKEN_READABLE = 16, /* bytes that can be read from a token's text on, however short it is */
  SHEAF_TOKEN_BLOCK = 64     /* bytes of the original that are looked at together */
};

typedef struct sheaf_token {
  const char *text;  /* folded; borrowed until the next call with the same cursor */
  size_t length;     /* bytes in text */
  size_t first;      /* offset of its first byte in the original */
  size_t last;       /* offset one past its last byte in the original */
  uint32_t position; /* 0-based count of tokens before it */
} sheaf_token;

typedef struct sheaf_token_cursor {
  const char *text;                                     /* the original; borrowed until clear */
  size_t length;                                        /* its bytes */
  size_t at;                                            /* where to go on */
  uint32_t position;                                    /* of the next token */
  size_t seen;                                          /* the next three know the block before this offset */
  uint64_t words;                                       /* bit n: its byte n is an ASCII letter or digit */
  uint64_t others;                                      /* the same: it is not ASCII */
  char block[SHEAF_TOKEN_BLOCK + SHEAF_TOKEN_READABLE]; /* its letters and digits folded; holds most tokens */
  sheaf_buf folded;                                     /* holds the present token where the block does not */
} sheaf_token_cursor;

void sheaf_token_init(sheaf_token_cursor *self, const char *text, size_t length);
int sheaf_token_next(sheaf_token_cursor *self, sheaf_token *token); /* 1, 0 at the end, or SHEAF_ENOMEM */
void sheaf_token_clear(sheaf_token_cursor *self);

/* The whole text as one token for fields of names: folded, every run of separators one space, none at the ends.
 * Appended to out. */
void sheaf_token_whole(const char *text, size_t length, sheaf_buf *out);

#endif
