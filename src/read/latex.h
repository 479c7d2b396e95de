/* latex.h - the text of a BibTeX value as Unicode: accents and symbols as letters, markup dropped, its text kept.
 *
 * Braces, font commands and $ go; -- is an en dash, ~ a space, digits raised or lowered are Unicode's; a blank line is
 * one line break, other white space one space. A command that is not known stays as it is written, so nothing is lost.
 */
#ifndef SHEAF_READ_LATEX_H
#define SHEAF_READ_LATEX_H

#include "base/buf.h"

/* Appends. */
void sheaf_latex_text(const char *text, size_t length, sheaf_buf *out);
/* The same for addresses, file names and identifiers: only braces and the backslash before one of \&%$#_{}~ go. */
void sheaf_latex_verbatim(const char *text, size_t length, sheaf_buf *out);

/* The byte behind the group or the single byte that begins at `at`; length where a group is not closed. */
size_t sheaf_latex_group_end(const char *text, size_t length, size_t at);

/* latex_table.c: what a command (without its backslash) stands for; NULL where it is not known. Static. */
typedef enum sheaf_latex_kind {
  SHEAF_LATEX_SYMBOL, /* the text is its value */
  SHEAF_LATEX_ACCENT, /* combining mark for the next letter */
  SHEAF_LATEX_MARKUP, /* nothing itself; its argument is text */
  SHEAF_LATEX_DROP,   /* neither it nor its argument is text */
  SHEAF_LATEX_RAISE,  /* argument is superscript */
  SHEAF_LATEX_LOWER,  /* argument is subscript */
  SHEAF_LATEX_QUOTE,  /* argument stands between quotes */
  SHEAF_LATEX_URL,    /* argument is an address */
  SHEAF_LATEX_LINK,   /* an address and its text */
  SHEAF_LATEX_CODE    /* argument is a code point, hexadecimal behind " or where the text is "16" */
} sheaf_latex_kind;

typedef struct sheaf_latex_row {
  const char *name;      /* command */
  sheaf_latex_kind kind; /* what it does */
  const char *text;      /* UTF-8 of a symbol; of an accent the mark; of a code its base */
} sheaf_latex_row;

const sheaf_latex_row *sheaf_latex_find(const char *name, size_t length);

#endif
