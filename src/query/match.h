/* match.h - words, phrases and proximity against the index.
 *
 * Positional nodes are matched in one index field at a time: documents that can match by their words first, then their
 * positions, a chunk of documents at a time so that memory stays bounded. */
#ifndef SHEAF_QUERY_MATCH_H
#define SHEAF_QUERY_MATCH_H

#include "docs.h"
#include "eval.h"
#include "expand.h"
#include "spans.h"

/* What all parts of one evaluation share. */
typedef struct sheaf_match {
  sheaf_index *index;                /* borrowed */
  const sheaf_eval_options *options; /* never NULL */
  const char *syntax;                /* of the query, where it is known, else NULL: what a heading's synonym means */
  uint32_t last;                     /* highest document number */
  sheaf_docs *within;                /* where positions matter: other documents may be left out; NULL: everywhere */
  sheaf_docs dated;                  /* documents with a DATE, once asked for */
  int dated_known;                   /* it was asked for */
} sheaf_match;

void sheaf_match_init(sheaf_match *self, sheaf_index *index, const sheaf_eval_options *options);
void sheaf_match_clear(sheaf_match *self);

/* 0, or SHEAF_ERANGE "interrupted" where the caller's progress function says stop. */
int sheaf_match_check(const sheaf_match *self, sheaf_error *err);

/* Adds the documents of one token, or of every token of a list, to out. */
int sheaf_match_token(sheaf_match *self, unsigned field, const char *token, size_t length, sheaf_docs *out,
                      sheaf_error *err);
int sheaf_match_tokens(sheaf_match *self, unsigned field, const sheaf_expand *tokens, sheaf_docs *out,
                       sheaf_error *err);

/* The same for the tokens that begin with prefix and that keep (NULL: each) answers with 1. */
int sheaf_match_within(sheaf_match *self, unsigned field, const char *prefix, size_t length, sheaf_term_keep_fn *keep,
                       const void *context, sheaf_docs *out, sheaf_error *err);
/* The same for the tokens that a TERM stands for. */
int sheaf_match_term(sheaf_match *self, const sheaf_query_node *term, unsigned field, sheaf_docs *out,
                     sheaf_error *err);

/* The tokens of a field that a TERM stands for. */
int sheaf_match_expand(sheaf_match *self, const sheaf_query_node *term, unsigned field, sheaf_expand *out,
                       sheaf_error *err);

/* Adds the documents in which a TERM, PHRASE or NEAR matches, in any of its fields, to out. */
int sheaf_match_documents(sheaf_match *self, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err);

/* Calls visit with the spans of a TERM, PHRASE or NEAR in one field, chunk by chunk, ascending, all those of a document
 * at once. any: one span a document is enough. visit returns 0 to go on. */
typedef int sheaf_match_fn(void *context, const sheaf_span *spans, size_t count);
int sheaf_match_spans(sheaf_match *self, const sheaf_query_node *node, unsigned field, int any, sheaf_match_fn *visit,
                      void *context, sheaf_error *err);

/* Fills an empty list with where any of the tokens stands in some documents (ascending). Takes the tokens over. */
int sheaf_match_gather(sheaf_match *self, unsigned field, sheaf_expand *tokens, const uint32_t *ids, size_t count,
                       sheaf_spans *out, sheaf_error *err);

#endif
