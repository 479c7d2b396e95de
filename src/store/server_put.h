/* server_put.h - parcels to their shards, all at once. */
#ifndef SHEAF_STORE_SERVER_PUT_H
#define SHEAF_STORE_SERVER_PUT_H

#include "server_batch.h"

/* Each shard takes its parcel in one transaction, which commits by itself: first what lies in the range is deleted, so
 * that it may be done again. parcels: of shards 1, 2, ...; NULL: nothing but the deleting. source names the load, so
 * that a session that a dead loader left is waited for. */
int sheaf_server_put(sheaf_server *server, int64_t source, int64_t first, int64_t last,
                     const sheaf_server_parcel *parcels, sheaf_error *err);

#endif
