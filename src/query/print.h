/* print.h - a tree back to text, in its own syntax or another one.
 *
 * What is printed in the syntax that it was read in parses to an equal tree. In another syntax the text finds the same
 * records, but for the losses that are listed. Sets of words are printed as the platform's own users write them. */
#ifndef SHEAF_QUERY_PRINT_H
#define SHEAF_QUERY_PRINT_H

#include "base/buf.h"
#include "base/error.h"
#include "index/index.h"
#include "query.h"

typedef enum sheaf_loss_direction {
  SHEAF_LOSS_BROADER,  /* the text finds more */
  SHEAF_LOSS_NARROWER, /* the text finds less */
  SHEAF_LOSS_DIFFERENT /* more of some, less of others, or nobody can tell */
} sheaf_loss_direction;

typedef struct sheaf_loss {
  const sheaf_query_node *node;   /* what could not be said as it is; borrowed from the query */
  sheaf_loss_direction direction; /* which way */
  char *reason;                   /* a sentence for a person; owned by the list */
} sheaf_loss;

typedef struct sheaf_losses {
  sheaf_loss *items; /* in the order of the text */
  size_t count;      /* in use */
  size_t capacity;   /* allocated */
} sheaf_losses;

void sheaf_losses_clear(sheaf_losses *self); /* frees */

typedef struct sheaf_print_options {
  sheaf_index *index;           /* to spell out wildcards that the syntax lacks; NULL: they are a loss */
  const char *const *labels;    /* how REFs to lines are written, by line; NULL: as they stood */
  size_t label_count;           /* how many */
  const sheaf_query_node *node; /* print this part of the query alone; NULL: all of it */
} sheaf_print_options;

/* Appends to out, and what is lost to losses. options and losses may be NULL; without losses a node that the syntax
 * cannot say as it is gives SHEAF_EUNSUPPORTED. 0, SHEAF_EUNSUPPORTED (no such syntax), SHEAF_ENOMEM, or what the index
 * reports. */
int sheaf_print_text(const sheaf_query *query, const char *syntax, const sheaf_print_options *options, sheaf_buf *out,
                     sheaf_losses *losses, sheaf_error *err);

const char *sheaf_print_direction(sheaf_loss_direction direction); /* "broader", ...; static */

#endif
