/* server_verify.h - whether a library's schema is as sheaf made it. */
#ifndef SHEAF_STORE_SERVER_VERIFY_H
#define SHEAF_STORE_SERVER_VERIFY_H

#include "server_state.h"

/* How closely a schema was looked at. */
typedef enum sheaf_server_depth {
  SHEAF_SERVER_UNSEEN,  /* not yet */
  SHEAF_SERVER_SHALLOW, /* what acts by itself, hides rows or adds some: views, partitions, triggers, functions, indexes
                         */
  SHEAF_SERVER_DEEP     /* the columns and constraints of tables too: before anything is written */
} sheaf_server_depth;

/* Looks for functions and operators in the library's schema, which there may not be yet, that could run in the place of
 * PostgreSQL's own: before any other statement that uses one. 0, or SHEAF_ECORRUPT with its name. */
int sheaf_server_verify_names(const sheaf_server *server, sheaf_connection *connection, sheaf_error *err);

/* Holds what lies at the other end against what sheaf makes (server_tables.h): everything must be there as it was made,
 * and nothing beside it that would act on the library's tables. Harmless additions (other tables, further plain
 * indexes) are let be. shard 0: the coordinator; else one on a server of its own. 0, or SHEAF_ECORRUPT with what
 * differs first and what to do. */
int sheaf_server_verify(const sheaf_server *server, size_t shard, sheaf_connection *connection,
                        sheaf_server_depth depth, sheaf_error *err);

#endif
