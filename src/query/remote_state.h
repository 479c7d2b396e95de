/* remote_state.h - what the files of the queries to servers share: what is kept from one query to the next. */
#ifndef SHEAF_QUERY_REMOTE_STATE_H
#define SHEAF_QUERY_REMOTE_STATE_H

#include "base/dictionary.h"
#include "record/field.h"
#include "remote_ask.h"

struct sheaf_remote {
  sheaf_index_remote *index;              /* borrowed */
  sheaf_remote_lexicon lexicon;           /* functions of remote_lexicon.c */
  uint64_t version;                       /* of the view that what follows was learnt in */
  sheaf_dictionary words;                 /* a byte of field and a token each */
  sheaf_buf there;                        /* by word: 1 where a shard has it */
  sheaf_expand wholes[SHEAF_FIELD_COUNT]; /* all tokens of a field, dates above all */
  uint8_t known[SHEAF_FIELD_COUNT];       /* 1: they were asked for */
  int has_clipped;                        /* 1, 0; -1: not asked yet */
};

/* remote_lexicon.c */
void sheaf_remote_lexicon_forget(sheaf_remote *self);
int sheaf_remote_lexicon_has(void *self, unsigned field, const char *token, size_t length);
int sheaf_remote_lexicon_expand(void *self, unsigned field, const char *prefix, size_t length, const char *like,
                                sheaf_term_keep_fn *keep, const void *keep_context, size_t most, sheaf_expand *out,
                                sheaf_error *err);

#endif
