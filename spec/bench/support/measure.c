/* measure.c - a Lua module for the benchmarks: a clock, and processes with what they used.
 *
 *   cc -O2 -shared -fPIC -o out/bench/measure.so spec/bench/support/measure.c $(pkg-config --cflags lua5.4)
 *
 *   measure.now()                 seconds of the monotonic clock
 *   measure.user()                seconds of user CPU that this process took
 *   measure.run(command, limit)   runs a shell command; after limit seconds all its processes are killed. Returns
 *                                 { wall, user, system (s), peak (MB, of its largest process), status, stopped }
 *
 * CPU and memory are those that wait4(2) gives: of the shell and all that it waited for; of a stopped command they are
 * too low. A peak below that of the caller cannot be told, for a process starts as its parent's copy. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <lauxlib.h>
#include <lua.h>

enum { LONGEST = 1000000 }; /* seconds of a limit; a longer one is none */

static double seconds_of(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int measure_now(lua_State *L) {
  lua_pushnumber(L, now());
  return 1;
}

static int measure_user(lua_State *L) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  lua_pushnumber(L, seconds_of(usage.ru_utime));
  return 1;
}

/* True when the process ended within limit seconds. */
static int ends_within(pid_t process, double limit) {
  const int handle = pidfd_open(process, 0);
  struct pollfd waited = {.fd = handle, .events = POLLIN};
  const double end = now() + limit;
  int ready;
  if (handle < 0) return 1; /* no such call in this kernel: waited for without a limit */
  do {
    const double left = end - now();
    ready = poll(&waited, 1, left > LONGEST ? -1 : left > 0 ? (int)(left * 1000) + 1 : 0);
  } while (ready < 0 && errno == EINTR);
  close(handle);
  return ready > 0;
}

static void set_number(lua_State *L, const char *name, double value) {
  lua_pushnumber(L, value);
  lua_setfield(L, -2, name);
}

static int measure_run(lua_State *L) {
  const char *command = luaL_checkstring(L, 1);
  const double limit = luaL_checknumber(L, 2), start = now();
  struct rusage usage;
  int status, stopped;
  const pid_t process = fork();
  if (process < 0) return luaL_error(L, "cannot start a process: %s", strerror(errno));
  if (process == 0) {
    setpgid(0, 0);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
  }
  setpgid(process, process); /* both do it: whichever comes first */
  stopped = !ends_within(process, limit);
  if (stopped) kill(-process, SIGKILL);
  while (wait4(process, &status, 0, &usage) < 0)
    if (errno != EINTR) return luaL_error(L, "cannot wait for a process: %s", strerror(errno));
  lua_newtable(L);
  set_number(L, "wall", now() - start);
  set_number(L, "user", seconds_of(usage.ru_utime));
  set_number(L, "system", seconds_of(usage.ru_stime));
  set_number(L, "peak", (double)usage.ru_maxrss / 1024);
  lua_pushinteger(L, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  lua_setfield(L, -2, "status");
  lua_pushboolean(L, stopped);
  lua_setfield(L, -2, "stopped");
  return 1;
}

int luaopen_measure(lua_State *L);

int luaopen_measure(lua_State *L) {
  const luaL_Reg functions[] = {{"now", measure_now}, {"user", measure_user}, {"run", measure_run}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
