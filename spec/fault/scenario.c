/* scenario.c - see scenario.h. */
#include "scenario.h"

#include <sqlite3.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "dedup/run.h"
#include "index/load.h"
#include "learn/classifier.h"
#include "query/explain.h"
#include "query/parse.h"
#include "query/rank.h"
#include "store/db.h"
#include "store/decision.h"
#include "store/scan.h"

int scenario_open(scenario *self, const char *path, sheaf_error *err) {
  const sheaf_store_options options = {.create = 1, .index_schema = sheaf_index_schema()};
  *self = (scenario){0};
  int code = sheaf_store_open(&self->store, path, &options, err);
  if (code) return code;
  code = sheaf_index_open(&self->index, sheaf_store_db(self->store), err);
  if (code) scenario_close(self);
  return code;
}

void scenario_close(scenario *self) {
  sheaf_index_close(self->index);
  sheaf_store_close(self->store);
  *self = (scenario){0};
}

/* ---- loading ---- */

static sheaf_buf input;
static unsigned input_batch;

void scenario_forget(void) { sheaf_buf_clear(&input); }

void scenario_input(unsigned first, unsigned count, unsigned batch) {
  sheaf_buf *out = &input;
  sheaf_buf_reset(out);
  input_batch = batch;
  static const char *const words[] = {"evening", "clinic", "access", "telephone", "triage", "corridor", "nurse",
                                      "waiting", "trust",  "rural",  "survey",    "record", "review"};
  enum { WORDS = sizeof words / sizeof *words };
  for (unsigned i = first; i < first + count; i++) {
    const unsigned n = i % 5 == 4 ? i - 1 : i; /* the work it reports */
    sheaf_buf_add_text(out, "TY  - JOUR\n");
    if (i % 7 != 6) {
      sheaf_buf_add_format(
          out, "DO  - 10.1000/sheaf%u\nTI  - %s %s in the %s of number %u\nAU  - Family%u, Given\nPY  - %u\n",
          n == i ? i : 100000 + i, words[n % WORDS], words[(n * 3 + 1) % WORDS], words[(n * 5 + 2) % WORDS], n, n,
          1990 + n % 30);
      sheaf_buf_add_format(out, "JO  - Journal of Evenings\nVL  - %u\nSP  - %u\nAB  - AIM: ", n % 9 + 1, n * 10 + 1);
      for (unsigned w = 0; w < 24; w++) sheaf_buf_add_format(out, "%s word%u ", words[(n + w * w) % WORDS], n % 8 + w);
      sheaf_buf_add_text(out, "\n");
    }
    sheaf_buf_add_text(out, "ER  - \n\n");
  }
}

typedef struct told {
  sheaf_load *load;  /* where problems go */
  int code;          /* the first failure */
  sheaf_error error; /* its detail */
} told;

static void on_problem(void *context, const sheaf_problem *problem) {
  told *self = context;
  if (!self->code) self->code = sheaf_load_problem(self->load, problem, &self->error);
}

/* Reads on until the input ends (*more 0), or `most` records of it are in the library. */
static int read_batch(sheaf_reader *reader, sheaf_load *load, told *told, uint64_t most, int *more, sheaf_error *err) {
  sheaf_record record;
  sheaf_record_init(&record);
  int code = 0;
  while (*more && !code && load->source.seen < most) {
    const int got = sheaf_reader_next(reader, &record, err);
    if (got == SHEAF_READ_RECORD)
      code = sheaf_load_add(load, &record, err);
    else if (got == SHEAF_READ_REJECTED)
      code = sheaf_load_reject(load, err);
    else
      *more = 0;
    if (got < 0) code = got;
    if (!code && told->code) {
      code = told->code;
      *err = told->error;
    }
  }
  sheaf_record_clear(&record);
  return code;
}

/* One batch, read from the start: as a program does that loads again after a failure. */
int scenario_load_batch(scenario *self, int *more, sheaf_error *err) {
  char sha256[SHEAF_DIGEST_TEXT];
  sheaf_digest_bytes(input.data, input.length, sha256);
  const sheaf_source_row row = {
      .path = "records.ris", .sha256 = sha256, .bytes = input.length, .added = "2026-01-01T00:00:00Z", .format = "ris"};
  sheaf_load load = {0};
  told told = {.load = &load};
  sheaf_source *source = NULL;
  sheaf_reader *reader = NULL;
  int code = sheaf_load_begin(&load, self->store, self->index, &row, 0, err);
  *more = !code && !load.known;
  if (!*more) return code;
  code = sheaf_source_open_memory(&source, row.path, input.data, input.length, NULL, err);
  if (!code) code = sheaf_reader_open(&reader, source, sheaf_reader_find("ris"), on_problem, &told, err);
  if (!code) code = read_batch(reader, &load, &told, (load.source.seen / input_batch + 1) * input_batch, more, err);
  if (code)
    sheaf_load_abort(&load);
  else
    code = *more ? sheaf_load_pause(&load, err) : sheaf_load_end(&load, err);
  sheaf_reader_close(reader);
  sheaf_source_close(source);
  return code;
}

int scenario_load(scenario *self, sheaf_error *err) {
  int more = 1, code = 0;
  while (more && !code) code = scenario_load_batch(self, &more, err);
  return code;
}

int scenario_seen(scenario *self, int64_t *seen, sheaf_error *err) {
  sqlite3_int64 number;
  const int code =
      sheaf_db_number(sheaf_store_db(self->store), "SELECT coalesce(sum(seen),0) FROM source", &number, err);
  *seen = number;
  return code;
}

/* ---- use ---- */

int scenario_deduplicate(scenario *self, sheaf_error *err) {
  const sheaf_run_options options = {.who = "nobody"};
  sheaf_run_result result = {0};
  const int code = sheaf_run(self->store, &options, &result, err);
  sheaf_run_clear(&result);
  return code;
}

int scenario_merge(scenario *self, sheaf_error *err) {
  sqlite3 *db = sheaf_store_db(self->store);
  int code = sheaf_db_begin(db, err);
  if (!code) code = sheaf_index_merge(self->index, 1, err);
  if (!code) code = sheaf_db_commit(db, err);
  if (code) {
    sheaf_db_rollback(db);
    sheaf_index_discard(self->index);
  }
  return code;
}

int scenario_decide(scenario *self, sheaf_error *err) {
  const uint32_t id = 1;
  const sheaf_decision decision = {.stage = "title-abstract",
                                   .verdict = "include",
                                   .who = "nobody",
                                   .at = "2026-01-02T00:00:00Z",
                                   .reason = "why not"};
  int64_t first;
  return sheaf_decision_add(self->store, &id, 1, &decision, &first, err);
}

static int count_match(void *context, const sheaf_explain_match *match) {
  (void)match;
  ++*(int *)context;
  return 0;
}

static int explain_all(scenario *self, const sheaf_query *query, sheaf_error *err) {
  sheaf_scan *scan;
  int code = sheaf_scan_open(&scan, self->store, NULL, 0, err), matches = 0;
  if (code) return code;
  uint32_t id, work;
  const sheaf_record *record;
  while ((code = sheaf_scan_next(scan, &id, &work, &record, err)) > 0) {
    code = sheaf_explain_record(query, record, NULL, count_match, &matches, err);
    if (code) break;
  }
  sheaf_scan_close(scan);
  return code;
}

int scenario_search(scenario *self, sheaf_error *err) {
  static const char text[] = "(\"evening clinic\"[tiab:~3] OR trus*[ti] OR 2000:2010[dp]) NOT famil*[au]";
  sheaf_query *query;
  sheaf_documents found = {0};
  uint32_t *ranked = NULL;
  size_t count, matches;
  int code = sheaf_parse_text(&query, text, sizeof text - 1, "pubmed", NULL, err);
  if (code) return code;
  code = sheaf_index_refresh(self->index, err);
  if (!code) code = sheaf_eval_documents(query, self->index, NULL, &found, err);
  if (!code) code = sheaf_rank_search(query, self->index, NULL, 2, &ranked, &count, &matches, err);
  if (!code) code = explain_all(self, query, err);
  sheaf_mem_free(found.ids);
  sheaf_mem_free(ranked);
  sheaf_query_free(query);
  return code;
}

static int add_texts(scenario *self, sheaf_features *features, size_t *count, sheaf_error *err) {
  sheaf_scan *scan;
  int code = sheaf_scan_open(&scan, self->store, NULL, 0, err);
  if (code) return code;
  sheaf_buf text = {0};
  uint32_t id, work;
  const sheaf_record *record;
  while ((code = sheaf_scan_next(scan, &id, &work, &record, err)) > 0) {
    sheaf_buf_reset(&text);
    sheaf_record_abstract(record, &text);
    code = text.failed ? sheaf_error_memory(err) : sheaf_features_add(features, 0, text.data, text.length, err);
    if (code) break;
    ++*count;
  }
  sheaf_buf_clear(&text);
  sheaf_scan_close(scan);
  return code;
}

int scenario_analyse(scenario *self, sheaf_error *err) {
  sheaf_features features;
  sheaf_classifier *classifier = NULL;
  size_t count = 0;
  int code = sheaf_features_init(&features, err);
  if (!code) code = add_texts(self, &features, &count, err);
  if (!code) code = sheaf_features_finish(&features, err);
  if (!code) code = sheaf_classifier_new(&classifier, &features, SHEAF_CLASSIFIER_BAYES, err);
  signed char *labels = code ? NULL : sheaf_mem_zero(count, 1);
  if (!code && !labels) code = sheaf_error_memory(err);
  if (!code && count > 1) {
    labels[0] = 1;
    labels[1] = -1;
    code = sheaf_classifier_train(classifier, labels, err);
  }
  sheaf_mem_free(labels);
  sheaf_classifier_free(classifier);
  sheaf_features_clear(&features);
  return code;
}

static int only_open(scenario *self, sheaf_error *err) {
  (void)self, (void)err;
  return SHEAF_OK;
}

const scenario_stage scenario_stages[SCENARIO_STAGES] = {
    {"open", only_open},
    {"load", scenario_load},
    {"search", scenario_search},
    {"decide", scenario_decide},
    {"deduplicate", scenario_deduplicate},
    {"merge", scenario_merge},
    {"analyse", scenario_analyse},
    {"check", scenario_check},
};

/* ---- looking at it ---- */

/* Whether a record's own DOI finds it. */
static int check_found(scenario *self, uint32_t id, const sheaf_record *record, sheaf_error *err) {
  const sheaf_entry *doi = sheaf_record_first(record, SHEAF_FIELD_DOI);
  if (!doi) return SHEAF_OK;
  sheaf_documents found = {0};
  int code = sheaf_index_documents_of(self->index, SHEAF_INDEX_IDENTIFIER, doi->value, doi->length, &found, err);
  if (!code && (found.count != 1 || found.ids[0] != id))
    code = sheaf_error_set(err, SHEAF_ECORRUPT, "record %lu is not found, or not alone", (unsigned long)id);
  sheaf_mem_free(found.ids);
  return code;
}

int scenario_check(scenario *self, sheaf_error *err) {
  int code = sheaf_store_check(self->store, err);
  if (!code) code = sheaf_index_check(self->index, err);
  if (!code) code = sheaf_load_check(self->store, self->index, err);
  sheaf_scan *scan = NULL;
  if (!code) code = sheaf_scan_open(&scan, self->store, NULL, 0, err);
  if (code) return code;
  uint32_t id, work;
  const sheaf_record *record;
  while ((code = sheaf_scan_next(scan, &id, &work, &record, err)) > 0) {
    code = check_found(self, id, record, err);
    if (code) break;
  }
  sheaf_scan_close(scan);
  return code;
}

static int add_rows(sqlite3 *db, const char *sql, sheaf_buf *out, sheaf_error *err) {
  sqlite3_stmt *statement;
  int code = sheaf_db_prepare(db, sql, &statement, err), rc;
  if (code) return code;
  while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(statement); i++) {
      const void *value = sqlite3_column_blob(statement, i);
      if (value) sheaf_buf_add(out, value, (size_t)sqlite3_column_bytes(statement, i));
      sheaf_buf_add_byte(out, '|');
    }
    sheaf_buf_add_byte(out, '\n');
  }
  if (rc != SQLITE_DONE) code = sheaf_db_failed(db, "contents", err);
  sqlite3_finalize(statement);
  return code;
}

typedef struct listing {
  scenario *library; /* whose */
  unsigned field;    /* which */
  sheaf_buf *out;    /* where they go */
} listing;

static int add_term(void *context, const char *token, size_t length, uint32_t documents) {
  listing *self = context;
  (void)documents;
  sheaf_documents found = {0};
  const int code = sheaf_index_documents_of(self->library->index, self->field, token, length, &found, NULL);
  sheaf_buf_add_format(self->out, "%u ", self->field);
  sheaf_buf_add(self->out, token, length);
  for (size_t i = 0; i < found.count; i++) sheaf_buf_add_format(self->out, " %lu", (unsigned long)found.ids[i]);
  sheaf_buf_add_byte(self->out, '\n');
  sheaf_mem_free(found.ids);
  return code;
}

/* Every table but the index's, which is read as postings, and the ledger's times. */
static int add_tables(sqlite3 *db, sheaf_buf *out, sheaf_error *err) {
  sqlite3_stmt *names;
  int code = sheaf_db_prepare(db,
                              "SELECT 'SELECT * FROM '||name FROM sqlite_schema WHERE type='table' AND name!='ledger'"
                              " AND name NOT LIKE 'index%' AND name NOT LIKE 'sqlite%' ORDER BY name",
                              &names, err);
  if (code) return code;
  int rc;
  while (!code && (rc = sqlite3_step(names)) == SQLITE_ROW)
    code = add_rows(db, (const char *)sqlite3_column_text(names, 0), out, err);
  if (!code && rc != SQLITE_DONE) code = sheaf_db_failed(db, "contents", err);
  sqlite3_finalize(names);
  return code ? code : add_rows(db, "SELECT id,who,action,record,other,about,note FROM ledger", out, err);
}

int scenario_contents(scenario *self, sheaf_buf *out, sheaf_error *err) {
  int code = add_tables(sheaf_store_db(self->store), out, err);
  for (unsigned field = 1; field < 256 && !code; field++) {
    listing it = {self, field, out};
    code = sheaf_index_terms(self->index, field, "", 0, add_term, &it, err);
  }
  return code ? code : out->failed ? sheaf_error_memory(err) : SHEAF_OK;
}

int scenario_same(const sheaf_buf *contents, const sheaf_buf *others) {
  if (contents->length != others->length) return 0;
  return !contents->length || !memcmp(contents->data, others->data, contents->length);
}
