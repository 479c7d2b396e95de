/* server_check.h - whether a library on servers is whole. */
#ifndef SHEAF_STORE_SERVER_CHECK_H
#define SHEAF_STORE_SERVER_CHECK_H

#include "server.h"

/* Every shard answers, holds what was published and nothing else, each record with its body and its words; sources have
 * what they say; no load was broken off. 0, or SHEAF_ECORRUPT and what is out of step. */
int sheaf_server_check(sheaf_server *server, sheaf_error *err);

#endif
