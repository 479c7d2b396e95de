/* server_url.h - what is done to connection URLs before libpq reads them. */
#ifndef SHEAF_STORE_SERVER_URL_H
#define SHEAF_STORE_SERVER_URL_H

#include "base/error.h"

enum { SHEAF_SERVER_SCHEMA = 64 }; /* bytes of a schema's name, with its NUL */

/* Takes the query parameter `schema`, which is sheaf's own, out of the URL; "sheaf" where there is none. Caller frees
 * *out. */
int sheaf_server_url_split(const char *url, char **out, char schema[SHEAF_SERVER_SCHEMA], sheaf_error *err);

/* The URL as it may be stored: without what is one person's, password and client certificate, and without the user
 * where it is `user`. Caller frees *out. */
int sheaf_server_url_store(const char *url, const char *user, char **out, sheaf_error *err);

#endif
