/* server_cursor.h - a statement of the user's on a server, its rows fetched some at a time.
 *
 * All of them run in one transaction of a connection of their own, which only reads and ends with the last of them. */
#ifndef SHEAF_STORE_SERVER_CURSOR_H
#define SHEAF_STORE_SERVER_CURSOR_H

#include "select.h"
#include "server.h"

typedef struct sheaf_server_cursor sheaf_server_cursor;

/* As the functions of select.h. */
int sheaf_server_cursor_open(sheaf_server_cursor **out, sheaf_server *server, const char *text, size_t length,
                             sheaf_error *err);
void sheaf_server_cursor_close(sheaf_server_cursor *self); /* NULL allowed; before the server is closed */
int sheaf_server_cursor_parameters(const sheaf_server_cursor *self);
int sheaf_server_cursor_bind(sheaf_server_cursor *self, int parameter, const sheaf_select_value *value,
                             sheaf_error *err);
int sheaf_server_cursor_step(sheaf_server_cursor *self, sheaf_error *err);
int sheaf_server_cursor_columns(const sheaf_server_cursor *self);
const char *sheaf_server_cursor_name(const sheaf_server_cursor *self, int column);
void sheaf_server_cursor_get(sheaf_server_cursor *self, int column, sheaf_select_value *value);

#endif
