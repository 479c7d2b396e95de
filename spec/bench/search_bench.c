/* search_bench.c - how fast a library answers: for each query the hits, the time to count them, and the time to find
 * the best 20.
 *
 *   search_bench LIBRARY QUERIES SYNTAX RUNS [cpu]
 *
 * A line of QUERIES: name, tab, query. A line of output: name, hits, milliseconds to count (median, best), milliseconds
 * for the best 20 (median, best), with tabs between; at the end "memory", a tab, and the megabytes that answering took
 * on top of an open library. Wall time, as the peers measure it (with cpu: processor time, which a busy machine
 * disturbs less); queries are parsed before. */
#define _POSIX_C_SOURCE 200809L
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/mem.h"
#include "index/index.h"
#include "query/count.h"
#include "query/parse.h"
#include "query/rank.h"

enum { TOP = 20, RUNS_MOST = 1000, SLOW_MS = 200, SLOW_RUNS = 5 };

static clockid_t clock_used = CLOCK_MONOTONIC;

static double now(void) {
  struct timespec t;
  clock_gettime(clock_used, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static long resident(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

static void die(const char *what, const char *message) {
  fprintf(stderr, "%s: %s\n", what, message);
  exit(1);
}

static int compare(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static size_t count(const sheaf_query *query, sheaf_index *index) {
  sheaf_error err = {0};
  size_t hits = 0;
  static const sheaf_eval_options options = {.explode = SHEAF_EVAL_EXPLODE_IGNORE};
  if (sheaf_index_refresh(index, &err) || sheaf_count_documents(query, index, &options, &hits, &err))
    die("count", err.message);
  return hits;
}

static size_t best(const sheaf_query *query, sheaf_index *index) {
  sheaf_error err = {0};
  uint32_t *ids = NULL;
  size_t hits = 0, matches;
  static const sheaf_eval_options options = {.explode = SHEAF_EVAL_EXPLODE_IGNORE};
  if (sheaf_index_refresh(index, &err) || sheaf_rank_search(query, index, &options, TOP, &ids, &hits, &matches, &err))
    die("best", err.message);
  sheaf_mem_free(ids);
  return hits;
}

/* Median and best of some runs; the first of them warms up. */
static size_t measure(size_t (*ask)(const sheaf_query *, sheaf_index *), const sheaf_query *query, sheaf_index *index,
                      int runs, double *median, double *least) {
  static double times[RUNS_MOST];
  size_t hits = ask(query, index);
  int n = 0;
  for (; n < runs && n < RUNS_MOST; n++) {
    const double start = now();
    hits = ask(query, index);
    times[n] = now() - start;
    if (n + 1 >= SLOW_RUNS && times[0] > SLOW_MS) runs = n + 1;
  }
  qsort(times, (size_t)n, sizeof *times, compare);
  *median = times[n / 2];
  *least = times[0];
  return hits;
}

static void answer(const char *name, const char *text, const char *syntax, sheaf_index *index, int runs) {
  sheaf_error err = {0};
  sheaf_query *query;
  const sheaf_parse_options options = {.today = "2026-01-01"};
  if (sheaf_parse_text(&query, text, strlen(text), syntax, &options, &err)) die(name, err.message);
  double counting[2], ranking[2];
  const size_t hits = measure(count, query, index, runs, &counting[0], &counting[1]);
  measure(best, query, index, runs, &ranking[0], &ranking[1]);
  printf("%s\t%zu\t%.4f\t%.4f\t%.4f\t%.4f\n", name, hits, counting[0], counting[1], ranking[0], ranking[1]);
  fflush(stdout);
  sheaf_query_free(query);
}

int main(int argc, char **argv) {
  if (argc < 5) die("usage", "search_bench LIBRARY QUERIES SYNTAX RUNS [cpu]");
  if (argc > 5 && strcmp(argv[5], "cpu") == 0) clock_used = CLOCK_PROCESS_CPUTIME_ID;
  sqlite3 *db;
  sheaf_error err = {0};
  sheaf_index *index;
  if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE, NULL) ||
      sqlite3_exec(db, "PRAGMA cache_size=-8192; PRAGMA query_only=ON", NULL, NULL, NULL))
    die(argv[1], sqlite3_errmsg(db));
  if (sheaf_index_open(&index, db, &err)) die(argv[1], err.message);
  const long before = resident();
  FILE *file = fopen(argv[2], "r");
  if (!file) die(argv[2], "cannot be read");
  char *line = NULL;
  size_t room = 0;
  for (ssize_t length; (length = getline(&line, &room, file)) > 0;) {
    line[strcspn(line, "\n")] = 0;
    char *text = strchr(line, '\t');
    if (!text) continue;
    *text++ = 0;
    answer(line, text, argv[3], index, atoi(argv[4]));
  }
  printf("memory\t%ld\n", resident() - before);
  free(line);
  fclose(file);
  sheaf_index_close(index);
  sqlite3_close(db);
  return 0;
}
