/* server_url.c - see server_url.h. A URL is scheme://[user[:password]@]hosts[/database][?name=value&...]. */
#include "server_url.h"

#include <string.h>

#include "base/buf.h"
#include "server.h"

int sheaf_server_is_url(const char *path) {
  return path && (!strncmp(path, "postgresql://", 13) || !strncmp(path, "postgres://", 11));
}

static int taken(sheaf_buf *text, char **out, sheaf_error *err) {
  *out = sheaf_buf_take(text, NULL);
  return *out ? SHEAF_OK : sheaf_error_memory(err);
}

/* The length of the name before "=" in a parameter. */
static size_t name_length(const char *parameter, size_t length) {
  const char *equals = memchr(parameter, '=', length);
  return equals ? (size_t)(equals - parameter) : length;
}

static int hex_digit(char c) {
  static const char digits[] = "0123456789abcdef";
  const char *found = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;
  return found ? (int)(found - digits) : -1;
}

/* The value with its %XX turned into bytes; 0 where it has no room or has a NUL. */
static int decode(const char *value, size_t length, char *out, size_t size) {
  size_t used = 0;
  for (size_t i = 0; i < length; i++) {
    char c = value[i];
    if (c == '%') {
      const int high = i + 2 < length ? hex_digit(value[i + 1]) : -1;
      const int low = high >= 0 ? hex_digit(value[i + 2]) : -1;
      if (low < 0) return 0;
      c = (char)(high * 16 + low);
      i += 2;
    }
    if (!c || used + 1 >= size) return 0;
    out[used++] = c;
  }
  out[used] = 0;
  return used > 0;
}

/* Names may be written with %XX, too. */
static int is_called(const char *parameter, size_t length, const char *name) {
  char text[24];
  return decode(parameter, length, text, sizeof text) && !strcmp(text, name);
}

static int is_one_of(const char *parameter, size_t length, const char *const *names) {
  for (; *names; names++)
    if (is_called(parameter, length, *names)) return 1;
  return 0;
}

/* Appends the parameters but those of these names (the last is NULL); *found is the value of the last, or NULL. */
static void add_parameters(sheaf_buf *out, const char *query, const char *const *left_out, const char **found,
                           size_t *found_length) {
  char mark = '?';
  *found = NULL;
  while (*query) {
    const size_t length = strcspn(query, "&"), name = name_length(query, length);
    if (is_one_of(query, name, left_out)) {
      *found = query + name + (name < length);
      *found_length = length - name - (name < length);
    } else if (length) {
      sheaf_buf_add_byte(out, mark);
      sheaf_buf_add(out, query, length);
      mark = '&';
    }
    query += length + (query[length] == '&');
  }
}

/* Bytes before the parameters. To libpq all up to the first @ is user and password, whatever is in it but a slash. */
static size_t head_of(const char *url) {
  const char *host = strstr(url, "://");
  host = host ? host + 3 : url;
  const size_t user = strcspn(host, "@/");
  if (host[user] == '@') host += user;
  return (size_t)(host - url) + strcspn(host, "?");
}

int sheaf_server_url_split(const char *url, char **out, char schema[SHEAF_SERVER_SCHEMA], sheaf_error *err) {
  static const char usual[] = "sheaf";
  static const char *const own[] = {"schema", NULL};
  const size_t head = head_of(url);
  sheaf_buf text = {0};
  const char *value = NULL;
  size_t length = 0;
  memcpy(schema, usual, sizeof usual);
  sheaf_buf_add(&text, url, head);
  if (url[head]) add_parameters(&text, url + head + 1, own, &value, &length);
  if (value && !decode(value, length, schema, SHEAF_SERVER_SCHEMA)) {
    sheaf_buf_clear(&text);
    return sheaf_error_set(err, SHEAF_EIO, "the URL's schema is no name: give one of 1 to %d bytes",
                           SHEAF_SERVER_SCHEMA - 1);
  }
  return taken(&text, out, err);
}

int sheaf_server_url_store(const char *url, const char *user, char **out, sheaf_error *err) {
  static const char *const personal[] = {"password", "sslpassword", "sslcert", "sslkey", NULL};
  const char *host = strstr(url, "://");
  host = host ? host + 3 : url;
  const size_t head = head_of(url);
  sheaf_buf text = {0};
  const char *at = memchr(host, '@', strcspn(host, "/"));
  sheaf_buf_add(&text, url, (size_t)(host - url));
  if (at) {
    const size_t name = strcspn(host, ":@");
    if (name != strlen(user) || strncmp(host, user, name) != 0) {
      sheaf_buf_add(&text, host, name);
      sheaf_buf_add_byte(&text, '@');
    }
    host = at + 1;
  }
  sheaf_buf_add(&text, host, head - (size_t)(host - url));
  const char *value;
  size_t length;
  if (url[head]) add_parameters(&text, url + head + 1, personal, &value, &length);
  return taken(&text, out, err);
}
