/* connection_pack.h - the parameters of a statement as libpq takes them. */
#ifndef SHEAF_STORE_CONNECTION_PACK_H
#define SHEAF_STORE_CONNECTION_PACK_H

#include "base/buf.h"
#include "server.h"

typedef struct sheaf_connection_pack {
  unsigned *types;     /* of each parameter, 0: the server finds it */
  const char **values; /* where it lies; NULL: none */
  int *lengths;        /* of binary ones */
  int *formats;        /* 1: binary */
  sheaf_buf texts;     /* numbers as text, cleaned texts, each with its NUL */
} sheaf_connection_pack;

/* Bytes are borrowed while the pack is in use, all else is copied. Caller clears it, also after a failure. */
int sheaf_connection_pack_fill(sheaf_connection_pack *self, const sheaf_server_value *params, int count,
                               sheaf_error *err);
void sheaf_connection_pack_clear(sheaf_connection_pack *self);

#endif
