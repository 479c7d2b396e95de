/* index_bench.c - the index alone: how fast it takes records in, how large it gets, how fast it answers.
 *
 *   index_bench TSV N DATABASE [all]
 *
 * TSV as the corpus generator writes it: pmid, title, abstract, authors, journal, headings, year, volume, issue, pages,
 * doi, issn, language, keywords, publication type. Without `all` only the five text columns that a plain full-text
 * table of the same corpus holds are indexed, so that the sizes can be compared. DATABASE is made anew. */
#define _POSIX_C_SOURCE 200809L
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/mem.h"
#include "index/index.h"
#include "record/record.h"

enum { PENDING = 192 << 20 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void die(const char *what, const sheaf_error *err) {
  fprintf(stderr, "%s: %s\n", what, err ? err->message : "failed");
  exit(1);
}

static sqlite3 *open_database(const char *path) {
  sqlite3 *db;
  remove(path);
  if (sqlite3_open(path, &db) ||
      sqlite3_exec(db, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-64000;", NULL, NULL,
                   NULL) ||
      sqlite3_exec(db, sheaf_index_schema(), NULL, NULL, NULL))
    die(path, NULL);
  return db;
}

/* Adds the values of a column that "; " separates; the last blank of a name, or a slash, parts it. */
static void add_list(sheaf_record *record, sheaf_field field, char *text, char mark) {
  for (char *next; text && *text; text = next) {
    next = strstr(text, "; ");
    if (next) *next = 0, next += 2;
    char *part = mark ? strrchr(text, mark) : NULL;
    if (part && field == SHEAF_FIELD_AUTHOR) { /* family, no given name, initials */
      char value[256];
      snprintf(value, sizeof value, "%.*s%c%c%s", (int)(part - text), text, SHEAF_FIELD_PART, SHEAF_FIELD_PART,
               part + 1);
      sheaf_record_add_text(record, field, value);
      continue;
    }
    if (part) *part = SHEAF_FIELD_PART;
    sheaf_record_add_text(record, field, text);
  }
}

static void make_record(sheaf_record *record, char *line, int all) {
  static const sheaf_field fields[] = {
      SHEAF_FIELD_PMID,    SHEAF_FIELD_TITLE, SHEAF_FIELD_ABSTRACT, SHEAF_FIELD_AUTHOR,  SHEAF_FIELD_JOURNAL,
      SHEAF_FIELD_HEADING, SHEAF_FIELD_YEAR,  SHEAF_FIELD_VOLUME,   SHEAF_FIELD_ISSUE,   SHEAF_FIELD_PAGES,
      SHEAF_FIELD_DOI,     SHEAF_FIELD_ISSN,  SHEAF_FIELD_LANGUAGE, SHEAF_FIELD_KEYWORD, SHEAF_FIELD_PUBLICATION_TYPE};
  line[strcspn(line, "\n")] = 0;
  for (size_t i = 0; line && i < sizeof fields / sizeof *fields; i++) {
    char *value = line;
    line = strchr(line, '\t');
    if (line) *line++ = 0;
    if (!all && (i == 0 || i > 5)) continue;
    switch (fields[i]) {
      case SHEAF_FIELD_AUTHOR: add_list(record, fields[i], value, ' '); break;
      case SHEAF_FIELD_HEADING: add_list(record, fields[i], value, '/'); break;
      case SHEAF_FIELD_KEYWORD: add_list(record, fields[i], value, 0); break;
      default: sheaf_record_add_text(record, fields[i], value); break;
    }
  }
}

/* Adds the records; seconds of reading the file and making records are not counted. */
static void fill(sheaf_index *index, FILE *file, uint32_t limit, int all) {
  sheaf_error err = {0};
  sheaf_record record;
  char *line = NULL;
  size_t room = 0;
  uint32_t n = 0;
  double adding = 0, flushing = 0, merging = 0;
  sheaf_record_init(&record);
  while (n < limit && getline(&line, &room, file) > 0) {
    make_record(&record, line, all);
    double t = now();
    if (sheaf_index_add(index, ++n, &record, &err)) die("add", &err);
    sheaf_record_reset(&record);
    adding += now() - t;
    if (sheaf_index_pending(index) < PENDING) continue;
    t = now();
    if (sheaf_index_flush(index, &err)) die("flush", &err);
    flushing += now() - t;
  }
  double t = now();
  if (sheaf_index_flush(index, &err)) die("flush", &err);
  flushing += now() - t;
  t = now();
  if (sheaf_index_merge(index, 1, &err)) die("merge", &err);
  merging = now() - t;
  printf("%u records: add %.2f s, flush %.2f s, merge %.2f s: %.0f records/s without merge, %.0f with\n", n, adding,
         flushing, merging, n / (adding + flushing), n / (adding + flushing + merging));
  sheaf_record_clear(&record);
  free(line);
}

static void print_sizes(sqlite3 *db) {
  static const char *const names[] = {"dictionary", "documents", "occurrences", "lengths"};
  sqlite3_stmt *s;
  double all = 0;
  if (sqlite3_prepare_v2(db,
                         "SELECT id >> 28 & 3, sum(length(bytes)), count(*) FROM index_page GROUP BY 1 UNION ALL "
                         "SELECT 4, sum(length(head)), count(*) FROM index_segment",
                         -1, &s, NULL))
    die(sqlite3_errmsg(db), NULL);
  while (sqlite3_step(s) == SQLITE_ROW) {
    const int kind = sqlite3_column_int(s, 0);
    all += sqlite3_column_double(s, 1) / 1e6;
    printf("  %-12s %8.2f MB in %d rows\n", kind < 4 ? names[kind] : "heads", sqlite3_column_double(s, 1) / 1e6,
           sqlite3_column_int(s, 2));
  }
  sqlite3_finalize(s);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("  all          %8.2f MB; peak memory %ld MB\n", all, usage.ru_maxrss / 1024);
}

static sheaf_posting_cursor *find(sheaf_index *index, const char *token) {
  sheaf_error err = {0};
  sheaf_posting_cursor *c;
  if (sheaf_index_find(index, SHEAF_FIELD_ABSTRACT, token, strlen(token), &c, &err)) die(token, &err);
  if (!c) die(token, NULL);
  return c;
}

static uint32_t count_documents(sheaf_index *index) {
  sheaf_error err = {0};
  sheaf_documents all = {0};
  if (sheaf_index_documents_of(index, SHEAF_FIELD_ABSTRACT, "patients", 8, &all, &err)) die("patients", &err);
  sheaf_mem_free(all.ids);
  return (uint32_t)all.count;
}

/* Documents with both words. */
static uint32_t intersect(sheaf_index *index) {
  sheaf_posting_cursor *a = find(index, "patients"), *b = find(index, "with");
  uint32_t count = 0;
  for (uint32_t x = sheaf_posting_cursor_next(a), y = 1; x && y;) {
    y = sheaf_posting_cursor_seek(b, x);
    count += x == y;
    x = y > x ? sheaf_posting_cursor_seek(a, y) : sheaf_posting_cursor_next(a);
  }
  sheaf_posting_cursor_close(a);
  sheaf_posting_cursor_close(b);
  return count;
}

static uint32_t walk_positions(sheaf_index *index) {
  sheaf_posting_cursor *c = find(index, "patients");
  uint32_t all = 0, count;
  while (sheaf_posting_cursor_next(c)) {
    sheaf_posting_cursor_occurrences(c, &count);
    all += count;
  }
  sheaf_posting_cursor_close(c);
  return all;
}

static int follows(const sheaf_occurrence *a, uint32_t an, const sheaf_occurrence *b, uint32_t bn) {
  for (uint32_t i = 0, j = 0; i < an && j < bn;) {
    if (b[j].position == a[i].position + 1) return 1;
    if (b[j].position <= a[i].position)
      j++;
    else
      i++;
  }
  return 0;
}

/* Documents with the phrase "in patients with", seeking from the rarest word. */
static uint32_t phrase(sheaf_index *index) {
  sheaf_posting_cursor *in = find(index, "in"), *patients = find(index, "patients"), *with = find(index, "with");
  uint32_t count = 0, n, k;
  for (uint32_t d = sheaf_posting_cursor_next(patients); d;) {
    const uint32_t x = sheaf_posting_cursor_seek(in, d), y = x == d ? sheaf_posting_cursor_seek(with, d) : 0;
    if (x == d && y == d) {
      const sheaf_occurrence *p = sheaf_posting_cursor_occurrences(patients, &n);
      const sheaf_occurrence *o = sheaf_posting_cursor_occurrences(with, &k);
      if (follows(p, n, o, k)) {
        o = sheaf_posting_cursor_occurrences(in, &k);
        count += (uint32_t)follows(o, k, p, n);
      }
    }
    if (!x) break;
    d = sheaf_posting_cursor_next(patients);
  }
  sheaf_posting_cursor_close(in);
  sheaf_posting_cursor_close(patients);
  sheaf_posting_cursor_close(with);
  return count;
}

static int add_documents(void *context, const char *token, size_t length, uint32_t documents) {
  (void)token, (void)length;
  *(uint32_t *)context += documents;
  return 0;
}

static uint32_t walk_prefix(sheaf_index *index) {
  sheaf_error err = {0};
  uint32_t sum = 0;
  if (sheaf_index_terms(index, SHEAF_FIELD_ABSTRACT, "prim", 4, add_documents, &sum, &err)) die("prim", &err);
  return sum;
}

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void measure(const char *name, sheaf_index *index, uint32_t (*ask)(sheaf_index *)) {
  enum { RUNS = 21 };
  double times[RUNS];
  uint32_t answer = 0;
  for (int i = 0; i < RUNS; i++) {
    const double t = now();
    answer = ask(index);
    times[i] = (now() - t) * 1e3;
  }
  qsort(times, RUNS, sizeof *times, by_size);
  printf("  %-34s %8u  %8.3f ms (median of %d)\n", name, answer, times[RUNS / 2], RUNS);
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: index_bench TSV N DATABASE [all]\n");
    return 2;
  }
  FILE *file = fopen(argv[1], "rb");
  if (!file) die(argv[1], NULL);
  sqlite3 *db = open_database(argv[3]);
  sheaf_index *index;
  sheaf_error err = {0};
  if (sheaf_index_open(&index, db, &err)) die("open", &err);
  sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
  fill(index, file, (uint32_t)strtoul(argv[2], NULL, 10), argc > 4 && strcmp(argv[4], "all") == 0);
  sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
  print_sizes(db);
  measure("documents of patients", index, count_documents);
  measure("patients AND with, cursors", index, intersect);
  measure("positions of patients", index, walk_positions);
  measure("\"in patients with\"", index, phrase);
  measure("vocabulary prim*", index, walk_prefix);
  sheaf_index_close(index);
  const double t = now();
  if (sheaf_index_open(&index, db, &err)) die("open", &err);
  printf("  open and count patients %.2f ms\n", (count_documents(index), (now() - t) * 1e3));
  sheaf_index_close(index);
  sqlite3_close(db);
  fclose(file);
  return 0;
}
