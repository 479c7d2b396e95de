/* remote_look.h - records of a library on servers that are looked at one by one, some of them at a time. */
#ifndef SHEAF_QUERY_REMOTE_LOOK_H
#define SHEAF_QUERY_REMOTE_LOOK_H

#include "remote_ask.h"

typedef struct sheaf_remote_look {
  sheaf_remote *remote;              /* borrowed */
  const sheaf_query *query;          /* what is looked for; borrowed */
  const sheaf_eval_options *options; /* the caller's; borrowed */
  sheaf_part *part;                  /* the records at hand; owned; NULL until there are some */
} sheaf_remote_look;

void sheaf_remote_look_init(sheaf_remote_look *self, sheaf_remote *remote, const sheaf_query *query,
                            const sheaf_eval_options *options);
void sheaf_remote_look_clear(sheaf_remote_look *self);

/* 0, or SHEAF_ERANGE "interrupted" where the caller's progress function says stop. */
int sheaf_remote_look_check(const sheaf_eval_options *options, sheaf_error *err);

/* Called with each part: ids[n - 1] is the record that has the number n in it. 0 to go on. */
typedef int sheaf_remote_look_fn(void *context, sheaf_part *part, const uint32_t *ids, size_t count, sheaf_error *err);
int sheaf_remote_look_at(sheaf_remote_look *self, const sheaf_documents *ids, sheaf_remote_look_fn *visit,
                         void *context, sheaf_error *err);

/* Keeps those of some records (ascending) that match the query, which has no REFs. */
int sheaf_remote_look_filter(sheaf_remote_look *self, sheaf_documents *ids, sheaf_error *err);

#endif
