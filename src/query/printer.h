/* printer.h - the state that print.c and the dialects' own printers share while one tree is printed, and the pieces
 * that they have in common. */
#ifndef SHEAF_QUERY_PRINTER_H
#define SHEAF_QUERY_PRINTER_H

#include "base/buf.h"
#include "base/error.h"
#include "dialect.h"
#include "expand.h"
#include "print.h"
#include "query.h"

struct sheaf_printer {
  const sheaf_dialect *dialect;       /* the syntax to print in */
  const sheaf_query *query;           /* whose tree is printed */
  const sheaf_print_options *options; /* never NULL */
  sheaf_buf *out;                     /* where to */
  sheaf_losses *losses;               /* NULL: a loss is a failure */
  sheaf_query_fields scope;           /* fields of the SCOPE whose tag is printed around the present node; 0: none */
  const sheaf_dialect_tag *section;   /* of the SECTION around the present node: its tag stands for theirs; or NULL */
  int near;                           /* how many NEARs stand around the present node */
  int native;                         /* the tree was read in this very syntax */
  sheaf_error *err;                   /* the caller's */
};

/* Prints a node; inside: within something, so that OR, AND, NOT and NEAR stand in parentheses. */
int sheaf_print_node(sheaf_printer *self, const sheaf_query_node *node, int inside);

/* Says what is lost. 0, or a failure that the dialect's print returns (SHEAF_EUNSUPPORTED where nobody asked for
 * losses, SHEAF_ENOMEM). */
int sheaf_print_lose(sheaf_printer *self, const sheaf_query_node *node, sheaf_loss_direction direction,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A node that the syntax has no words for at all: its text as a phrase, with a loss. */
int sheaf_print_nothing(sheaf_printer *self, const sheaf_query_node *node);

/* 1 where a word leaf needs no tag of its own: it has none and the text is in its own syntax, or the SCOPE around it
 * says the same. */
int sheaf_print_is_bare(const sheaf_printer *self, const sheaf_query_node *node);

/* The pattern of a TERM: literals, and wildcards in the dialect's marks; a wildcard that the dialect lacks becomes the
 * nearest wider one, with a loss. */
int sheaf_print_pattern(sheaf_printer *self, const sheaf_query_node *term);

/* The words of a TERM or PHRASE parted by spaces, without quotes or tag; a SLOT as `slot`. */
int sheaf_print_words(sheaf_printer *self, const sheaf_query_node *node, const char *slot);

/* The tags for a word leaf's or SCOPE's fields, one after the other; fields that no tag has with a loss. Returns how
 * many, or a negative code. */
int sheaf_print_tags(sheaf_printer *self, const sheaf_query_node *node, const sheaf_dialect_tag **tags);
/* The first name of the tag of that kind whose fields and flags (of EXPLODE, FOCUS those in mask) are the node's; NULL
 * where there is none. *length is its length. */
const char *sheaf_print_tag(const sheaf_printer *self, sheaf_dialect_what what, const sheaf_query_node *node,
                            unsigned mask, size_t *length);

/* The words of the index that a TERM stands for in its fields, sorted, each once: 1; 0 where there is no index or there
 * are more than `most`; or a negative code. Cleared by the caller. */
int sheaf_print_expand(sheaf_printer *self, const sheaf_query_node *term, size_t most, sheaf_expand *out);

/* Text with `quote` around it, the quotes inside it left out. */
void sheaf_print_quoted(sheaf_printer *self, const char *text, char quote);

#endif
