/* copy_wait.c - sends more data to a server than it takes at once, and waits only when all of it has gone after all:
 * there is more to send, so that nothing will come, and waiting must end. Then libpq has no memory for more, which it
 * says as it would say that there is no room. Run by server_load_spec.
 *   copy_wait URL */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/connection.h"

enum { ROW = 64 << 10, TIMEOUT = 5, MOST = 1 << 16 };

static int has_memory = 1;

/* In place of libpq's. */
int PQputCopyData(PGconn *conn, const char *buffer, int nbytes) {
  int (*put)(PGconn *, const char *, int);
  void *theirs = dlsym(RTLD_NEXT, "PQputCopyData");
  memcpy(&put, &theirs, sizeof put);
  return has_memory ? put(conn, buffer, nbytes) : 0;
}

static void fail(const char *what, const sheaf_error *err) {
  printf("%s: %s\n", what, err->message);
  exit(1);
}

static void receive_until(sheaf_connection *self, int wanted) {
  sheaf_error err = {0};
  sheaf_connection *one[] = {self};
  sheaf_server_result *result = NULL;
  int got;
  while ((got = sheaf_connection_receive(self, &result, &err)) != wanted) {
    sheaf_server_result_free(result);
    if (got < 0 || (got == SHEAF_CONNECTION_LATER && sheaf_connection_wait(one, 1, &err))) fail("receiving", &err);
  }
}

/* Rows until there is no room: how many. */
static int fill(sheaf_connection *self, const char *row) {
  sheaf_error err = {0};
  for (int rows = 0; rows < MOST; rows++) {
    const int64_t took = sheaf_connection_copy(self, row, ROW, &err);
    if (took < 0) fail("sending", &err);
    if (!took) return rows;
  }
  fail("there was always room", &err);
  return 0;
}

/* Whether sending without memory fails, rather than waiting for room again and again. */
static int fails_without_memory(sheaf_connection *self, const char *row) {
  enum { TRIES = 100 };
  sheaf_error err = {0};
  sheaf_connection *one[] = {self};
  int64_t took = 0;
  has_memory = 0;
  for (int i = 0; !took && i < TRIES; i++) {
    if (sheaf_connection_wait(one, 1, &err)) fail("waiting for room", &err);
    took = sheaf_connection_copy(self, row, ROW, &err);
  }
  has_memory = 1;
  return took == SHEAF_ENOMEM;
}

int main(int argc, char **argv) {
  const sheaf_connection_options options = {
      .url = argc > 1 ? argv[1] : "", .schema = "public", .what = "the server", .timeout = TIMEOUT};
  sheaf_connection *self = NULL;
  sheaf_error err = {0};
  char row[ROW];
  memset(row, 'x', sizeof row);
  row[ROW - 1] = '\n';
  if (sheaf_connection_open(&self, &options, &err)) fail("opening", &err);
  if (sheaf_connection_script(self, "CREATE TEMP TABLE copied(line text)", &err)) fail("making a table", &err);
  if (sheaf_connection_send_script(self, "COPY copied FROM STDIN", &err)) fail("copying", &err);
  receive_until(self, SHEAF_CONNECTION_COPY);
  const int rows = fill(self, row);
  nanosleep(&(struct timespec){.tv_sec = 1}, NULL); /* the server reads on */
  sheaf_connection *one[] = {self};
  const time_t begun = time(NULL);
  if (sheaf_connection_wait(one, 1, &err)) fail("waiting", &err);
  const int waited = (int)(time(NULL) - begun);
  const int fails = fails_without_memory(self, row);
  if (sheaf_connection_copy_end(self, &err)) fail("ending", &err);
  receive_until(self, 0);
  sheaf_connection_close(self);
  printf("%s, %s, %s\n", rows ? "sent" : "nothing sent", waited < TIMEOUT - 1 ? "went on" : "waited for nothing",
         fails ? "failed without memory" : "waited for memory");
  return 0;
}
