/* html.h - a saved web page as the text a reader of it sees, with its <meta> tags, links and JSON-LD.
 *
 * Text: block elements on lines of their own with a blank line between them, <br> a line end, inline elements joined as
 * browsers show them, list items with a bullet or number, table cells a tab apart, runs of spaces one space except in
 * <pre>, no-break spaces as spaces. Scripts, styles and hidden elements are left out. */
#ifndef SHEAF_READ_HTML_H
#define SHEAF_READ_HTML_H

#include <stddef.h>

#include "base/error.h"
#include "base/mem.h"

enum {
  SHEAF_HTML_DEPTH = 512,                /* elements nested deeper lose their tags, not their text */
  SHEAF_HTML_MAXIMUM = 128 * 1024 * 1024 /* bytes; a longer page is refused */
};

typedef struct sheaf_html_pair {
  const char *name;  /* <meta>: name, property or itemprop; link: the address as written */
  const char *value; /* <meta>: the content; link: its text, on one line */
} sheaf_html_pair;

typedef struct sheaf_html_pairs {
  sheaf_html_pair *list; /* in page order; NULL when count is 0 */
  size_t count;          /* pairs in use */
  size_t capacity;       /* pairs allocated */
} sheaf_html_pairs;

typedef struct sheaf_html {
  const char *title;       /* <title> on one line, or NULL where the page has none */
  char *text;              /* the page's text, UTF-8, NUL-terminated, without blank lines at its ends */
  size_t text_length;      /* bytes of text */
  sheaf_html_pairs meta;   /* <meta> tags that have a name and a content */
  sheaf_html_pairs links;  /* <a href> */
  sheaf_html_pairs jsonld; /* JSON-LD scripts: name is NULL, value the script's text */
  sheaf_arena arena;       /* holds the strings above but text */
} sheaf_html;

/* Reads a page (UTF-8; bytes that are not become U+FFFD). Fills out, which the caller clears; out is empty after a
 * failure: SHEAF_ENOMEM, or SHEAF_ERANGE for a page that is too long. Broken markup is read as browsers read it. */
int sheaf_html_read(const char *html, size_t length, sheaf_html *out, sheaf_error *err);

void sheaf_html_clear(sheaf_html *self);

#endif
