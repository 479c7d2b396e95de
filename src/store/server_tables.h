/* server_tables.h - what sheaf makes in a library's schema, object by object: server_schema.c makes it, server_verify.c
 * holds what is there against it.
 *
 * Definitions are written as the server's catalogue gives them back; spaces, parentheses and double quotes do not count
 * (sheaf_server_tables_bare). `{k}` is the shard's number. */
#ifndef SHEAF_STORE_SERVER_TABLES_H
#define SHEAF_STORE_SERVER_TABLES_H

#include "base/buf.h"

typedef enum sheaf_server_kind {
  SHEAF_SERVER_TABLE,    /* definition: columns and constraints; more: what follows them */
  SHEAF_SERVER_FOREIGN,  /* a table that lies on another server; definition: columns */
  SHEAF_SERVER_ATTACHED, /* table `name` is a partition of `table`; definition: for which values */
  SHEAF_SERVER_INDEX,    /* definition: "[UNIQUE ]USING ..."; more: how it is kept, which is free */
  SHEAF_SERVER_FUNCTION, /* name with its arguments; definition: what follows */
  SHEAF_SERVER_TRIGGER,  /* definition: what follows its name */
  SHEAF_SERVER_VIEW,     /* definition: the statement */
  SHEAF_SERVER_ROW       /* no object: a row that is there from the beginning; definition: the statement */
} sheaf_server_kind;

typedef struct sheaf_server_object {
  sheaf_server_kind kind; /* what it is */
  const char *name;       /* static, as all texts here */
  const char *table;      /* it belongs to; NULL where to none */
  const char *definition; /* see its kind */
  const char *more;       /* see its kind; may be NULL */
} sheaf_server_object;

typedef enum sheaf_server_set {
  SHEAF_SERVER_SET_COORDINATOR, /* at the coordinator, once */
  SHEAF_SERVER_SET_SHARD,       /* of each shard, where it lies */
  SHEAF_SERVER_SET_LOCAL,       /* and at the coordinator, where that is the coordinator */
  SHEAF_SERVER_SET_AWAY,        /* or where it is not */
  SHEAF_SERVER_SET_PART         /* on a shard's server, once */
} sheaf_server_set;

/* The objects of a set in the order in which they can be made; static. */
const sheaf_server_object *sheaf_server_tables(sheaf_server_set set, size_t *count);

/* The statements that make a set, each with its semicolon; `{k}` stays. Not for SHEAF_SERVER_SET_AWAY, which needs to
 * know where. */
void sheaf_server_tables_make(sheaf_server_set set, sheaf_buf *out);

/* The statement that makes one object. */
void sheaf_server_tables_make_one(const sheaf_server_object *object, sheaf_buf *out);

/* Appends a definition without what does not count. */
void sheaf_server_tables_bare(const char *definition, size_t length, sheaf_buf *out);

#endif
