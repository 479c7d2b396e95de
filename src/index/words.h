/* words.h - a record's tokens as PostgreSQL holds them: two tsvectors and the rest of a row of record_words.
 *
 * A lexeme is two hexadecimal digits of the index field and the token: "05heart". Its positions count in a space of the
 * field's own, from 1: neighbours in one value of the field stand as far from each other as their tokens do, up to
 * SHEAF_WORDS_GAP; what is further apart, or in another value, stands SHEAF_WORDS_GAP + 1 apart. So a distance of at
 * most SHEAF_WORDS_GAP in the server is the same distance in the record. Otherwise:
 *   headings and qualifiers  the position is the heading's number, from 1: `'c8asthma' <0> 'catherapy'`
 *   AUTHOR_NAME              2 * instance + 1 with weight A for family and initials, 2 * instance + 2 with B in full
 * Example: '03failure':2 '03heart':1 'cfrichards sh':1A 'd5title':1
 *
 * A record is clipped where the server cannot hold all that: beyond position SHEAF_WORDS_LAST or SHEAF_WORDS_MOST
 * positions of a lexeme these are left out (lexemes never are); a record of more than about a megabyte of lexemes has
 * no positions; and one whose lexemes alone take more, or are no text, has SHEAF_WORDS_WHOLE alone.
 *
 * The row's values are in the form of COPY in binary, each behind its length, all numbers in network byte order:
 *   words    the lexemes, ascending by bytes: their number; each up to its NUL, how many positions, these with weights
 *   lengths  integer[]: how many tokens by record field, from field 1 on, without the zeros at its end
 *   clipped  one byte
 *   often    as words, those of record fields that have two positions or more: how often a word stands in a record is
 *            read here, for words are large and lie apart; NULL where there is none */
#ifndef SHEAF_INDEX_WORDS_H
#define SHEAF_INDEX_WORDS_H

#include "accum.h"
#include "document.h"
#include "index.h"

enum {
  SHEAF_WORDS_GAP = 16,     /* the longest distance that the server measures */
  SHEAF_WORDS_LAST = 16000, /* the highest position it holds; its own limit is 16,383 */
  SHEAF_WORDS_MOST = 255    /* positions of one lexeme; its own limit is 256 */
};
#define SHEAF_WORDS_WHOLE "00" /* the lexeme of a record that has to be looked at itself */

typedef struct sheaf_words {
  sheaf_document document;            /* scratch */
  sheaf_accum accum;                  /* the record's tokens */
  sheaf_buf places;                   /* scratch: by token, its term and position */
  sheaf_buf terms;                    /* scratch: by term, its key and where its positions begin */
  sheaf_buf positions;                /* scratch: of all terms, one behind the other */
  uint32_t tokens[SHEAF_FIELD_COUNT]; /* of the last record, by record field */
  int clipped;                        /* 1: the last record is */
} sheaf_words;

/* Takes one token, each once a record; borrowed during the call. 0 to go on. */
typedef int sheaf_words_fn(void *context, unsigned field, const char *token, size_t length);

void sheaf_words_init(sheaf_words *self);
void sheaf_words_clear(sheaf_words *self);

/* Appends the four values to row. take may be NULL. 0, SHEAF_ENOMEM, or what take gives. */
int sheaf_words_of(sheaf_words *self, const sheaf_record *record, sheaf_buf *row, sheaf_words_fn *take, void *context,
                   sheaf_error *err);

/* Appends a lexeme in quotes, as a tsquery is written. */
void sheaf_words_quote(sheaf_buf *out, unsigned field, const char *token, size_t length);
/* 1 where a server can hold the bytes as text: UTF-8 without NUL. */
int sheaf_words_is_text(const char *bytes, size_t length);

#endif
