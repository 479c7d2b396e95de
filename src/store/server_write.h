/* server_write.h - what deduplication writes on a server, many rows a statement; within the caller's transaction. */
#ifndef SHEAF_STORE_SERVER_WRITE_H
#define SHEAF_STORE_SERVER_WRITE_H

#include "ledger.h"
#include "server.h"

int sheaf_server_set_works(sheaf_server *server, const uint32_t *records, const uint32_t *works, size_t count,
                           sheaf_error *err);
int sheaf_server_add_pairs(sheaf_server *server, const sheaf_ledger_pair *pairs, size_t count, sheaf_error *err);

#endif
