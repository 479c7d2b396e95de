/* thesaurus.c - see thesaurus.h. Statements are reset before anything is handed out, so that a view never holds back
 * other programs; what a branch has is collected first, since visitors may ask the thesaurus again. */
#include "thesaurus.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/edit.h"
#include "base/mem.h"
#include "statement.h"
#include "thesaurus_write.h"

enum { FIND, FIND_WORDS, READ, BRANCH_KEYS, BRANCH_NAMES, ALLOWS, NAMES, STATEMENTS };

/* "/" follows "." in ASCII: what lies between is below the number. */
#define BRANCH                                                                                                 \
  " FROM descriptor WHERE id IN (SELECT cast(?1 AS bigint) UNION SELECT b.descriptor FROM tree_number a JOIN " \
  "tree_number b"                                                                                              \
  " ON b.number>a.number||'.' AND b.number<a.number||'/' WHERE a.descriptor=?1) ORDER BY key"

static const char *const sql[STATEMENTS] = {
    [FIND] = "SELECT descriptor,rank FROM descriptor_name WHERE key=?1 ORDER BY rank,descriptor LIMIT 1",
    [FIND_WORDS] = "SELECT DISTINCT descriptor FROM descriptor_name WHERE words=?1 LIMIT 2",
    [READ] = "SELECT key,name,uid,year FROM descriptor WHERE id=?1",
    [BRANCH_KEYS] = "SELECT key" BRANCH,
    [BRANCH_NAMES] = "SELECT name" BRANCH,
    [ALLOWS] = ("SELECT ?2 IN (SELECT key FROM allowed_qualifier WHERE descriptor=?1)"
                " OR NOT EXISTS(SELECT 1 FROM allowed_qualifier)"),
    [NAMES] = "SELECT key,descriptor FROM descriptor_name WHERE rank<2"};

struct sheaf_thesaurus {
  sheaf_session *session;                 /* borrowed */
  sheaf_statement *statement[STATEMENTS]; /* prepared on first use, owned */
  sheaf_buf entry;                        /* texts of the last entry found, each with a NUL behind it */
};

static int prepared(sheaf_thesaurus *self, int which, sheaf_statement **out, sheaf_error *err) {
  int code = SHEAF_OK;
  if (!self->statement[which])
    code = sheaf_statement_open(&self->statement[which], self->session, sql[which], "thesaurus", err);
  *out = self->statement[which];
  return code;
}

int sheaf_thesaurus_open(sheaf_thesaurus **out, sheaf_store *store, sheaf_error *err) {
  *out = NULL;
  int64_t count;
  const int code = sheaf_session_number(sheaf_store_session(store), "SELECT count(*) FROM thesaurus", &count, err);
  if (code || !count) return code;
  sheaf_thesaurus *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->session = sheaf_store_session(store);
  *out = self;
  return SHEAF_OK;
}

void sheaf_thesaurus_close(sheaf_thesaurus *self) {
  if (!self) return;
  for (int i = 0; i < STATEMENTS; i++) sheaf_statement_close(self->statement[i]);
  sheaf_buf_clear(&self->entry);
  sheaf_mem_free(self);
}

/* ---- finding ---- */

/* Texts of a column, with a NUL behind it; bytes behind a NUL within it are lost, as no name has one. */
static void add_column(sheaf_buf *out, sheaf_statement *statement, int column) {
  const char *text = sheaf_statement_text(statement, column, NULL);
  if (text) sheaf_buf_add_text(out, text);
  sheaf_buf_add_byte(out, 0);
}

static int read_entry(sheaf_thesaurus *self, sheaf_thesaurus_entry *out, sheaf_error *err) {
  sheaf_statement *statement;
  int result = prepared(self, READ, &statement, err);
  if (result) return result;
  sheaf_statement_bind(statement, 1, out->descriptor);
  result = sheaf_statement_step(statement, err);
  if (result > 0) {
    sheaf_buf_reset(&self->entry);
    for (int i = 0; i < 3; i++) add_column(&self->entry, statement, i);
    out->year_introduced = (int)sheaf_statement_integer(statement, 3);
    if (self->entry.failed) result = sheaf_error_memory(err);
  }
  sheaf_statement_reset(statement);
  if (result <= 0) return result;
  out->key = self->entry.data;
  out->name = out->key + strlen(out->key) + 1;
  out->uid = out->name + strlen(out->name) + 1;
  return 1;
}

static int find_exactly(sheaf_thesaurus *self, const char *key, size_t length, sheaf_thesaurus_entry *out,
                        sheaf_error *err) {
  sheaf_statement *statement;
  int result = prepared(self, FIND, &statement, err);
  if (result) return result;
  sheaf_statement_bind_chars(statement, 1, key, length);
  result = sheaf_statement_step(statement, err);
  if (result > 0) {
    out->descriptor = sheaf_statement_integer(statement, 0);
    out->is_entry = sheaf_statement_integer(statement, 1) != SHEAF_THESAURUS_PREFERRED;
  }
  sheaf_statement_reset(statement);
  return result;
}

static int find_words(sheaf_thesaurus *self, const char *key, size_t length, sheaf_thesaurus_entry *out,
                      sheaf_error *err) {
  sheaf_statement *statement;
  int result = prepared(self, FIND_WORDS, &statement, err);
  if (result) return result;
  sheaf_buf words = {0};
  sheaf_thesaurus_write_words(key, length, &words);
  if (words.failed) result = sheaf_error_memory(err);
  if (words.length && !result) {
    sheaf_statement_bind_chars(statement, 1, words.data, words.length);
    result = sheaf_statement_step(statement, err);
    if (result > 0) {
      out->descriptor = sheaf_statement_integer(statement, 0);
      out->is_entry = 1;
      const int more = sheaf_statement_step(statement, err);
      result = more < 0 ? more : !more;
    }
    sheaf_statement_reset(statement);
  }
  sheaf_buf_clear(&words);
  return result;
}

int sheaf_thesaurus_find(sheaf_thesaurus *self, const char *key, size_t length, sheaf_thesaurus_entry *out,
                         sheaf_error *err) {
  int found = find_exactly(self, key, length, out, err);
  if (!found) found = find_words(self, key, length, out, err);
  return found > 0 ? read_entry(self, out, err) : found;
}

/* ---- a branch ---- */

static int visit_branch(sheaf_thesaurus *self, int which, int64_t descriptor, sheaf_thesaurus_fn *visit, void *context,
                        sheaf_error *err) {
  sheaf_statement *statement;
  int result = prepared(self, which, &statement, err);
  if (result) return result;
  sheaf_buf texts = {0};
  sheaf_statement_bind(statement, 1, descriptor);
  while ((result = sheaf_statement_step(statement, err)) > 0) add_column(&texts, statement, 0);
  sheaf_statement_reset(statement);
  if (!result && texts.failed) result = sheaf_error_memory(err);
  for (size_t at = 0; !result && at < texts.length;) {
    const char *text = texts.data + at;
    const size_t length = strlen(text);
    result = visit(context, text, length);
    at += length + 1;
  }
  sheaf_buf_clear(&texts);
  return result;
}

int sheaf_thesaurus_narrower(sheaf_thesaurus *self, int64_t descriptor, sheaf_thesaurus_fn *visit, void *context,
                             sheaf_error *err) {
  return visit_branch(self, BRANCH_KEYS, descriptor, visit, context, err);
}

int sheaf_thesaurus_narrower_names(sheaf_thesaurus *self, int64_t descriptor, sheaf_thesaurus_fn *visit, void *context,
                                   sheaf_error *err) {
  return visit_branch(self, BRANCH_NAMES, descriptor, visit, context, err);
}

int sheaf_thesaurus_allows(sheaf_thesaurus *self, int64_t descriptor, const char *qualifier, sheaf_error *err) {
  sheaf_statement *statement;
  int result = prepared(self, ALLOWS, &statement, err);
  if (result) return -1;
  sheaf_statement_bind(statement, 1, descriptor);
  sheaf_statement_bind_chars(statement, 2, qualifier, strlen(qualifier));
  result = sheaf_statement_step(statement, err);
  if (result > 0) result = sheaf_statement_integer(statement, 0) != 0;
  sheaf_statement_reset(statement);
  return result < 0 ? -1 : result;
}

/* ---- near names ---- */

enum { MOST_NEAR = 20 };

typedef struct near {
  int64_t descriptor; /* its number */
  size_t distance;    /* of its nearest name */
} near;

typedef struct near_list {
  near items[MOST_NEAR]; /* nearest first, in the order of names where they are equally near */
  size_t count;          /* in use */
  size_t most;           /* wanted */
} near_list;

/* Puts a descriptor in its place. */
static void keep(near_list *list, int64_t descriptor, size_t distance) {
  size_t at = 0;
  while (at < list->count && list->items[at].descriptor != descriptor) at++;
  if (at < list->count && list->items[at].distance <= distance) return;
  if (at == list->count) {
    if (list->count == list->most && list->items[at - 1].distance <= distance) return;
    if (list->count < list->most) list->count++;
    at = list->count - 1;
  }
  for (; at && list->items[at - 1].distance > distance; at--) list->items[at] = list->items[at - 1];
  list->items[at] = (near){descriptor, distance};
}

/* What is worth a suggestion: a third of the letters may be wrong, or the name goes on where the key ends. */
static void consider(near_list *list, const char *key, size_t length, const char *name, size_t name_length,
                     int64_t descriptor) {
  enum { SHORTEST_BEGINNING = 4, BEGINNING = 2 };
  const size_t full = list->count == list->most ? list->items[list->most - 1].distance : SIZE_MAX;
  size_t most = length / 3 + 1;
  if (full < most) most = full;
  size_t distance = sheaf_edit_distance(key, length, name, name_length, most);
  if (length >= SHORTEST_BEGINNING && name_length > length && !memcmp(name, key, length) && distance > BEGINNING)
    distance = BEGINNING;
  if (distance <= most) keep(list, descriptor, distance);
}

static int collect_near(sheaf_thesaurus *self, const char *key, size_t length, near_list *list, sheaf_error *err) {
  sheaf_statement *statement;
  int result = prepared(self, NAMES, &statement, err);
  if (result) return result;
  while ((result = sheaf_statement_step(statement, err)) > 0) {
    size_t name_length;
    const char *name = sheaf_statement_text(statement, 0, &name_length);
    if (name) consider(list, key, length, name, name_length, sheaf_statement_integer(statement, 1));
  }
  sheaf_statement_reset(statement);
  return result;
}

int sheaf_thesaurus_suggest(sheaf_thesaurus *self, const char *key, size_t length, size_t most,
                            sheaf_thesaurus_fn *visit, void *context, sheaf_error *err) {
  near_list list = {.most = most < MOST_NEAR ? most : MOST_NEAR};
  int result = list.most ? collect_near(self, key, length, &list, err) : SHEAF_OK;
  for (size_t i = 0; !result && i < list.count; i++) {
    sheaf_thesaurus_entry entry = {.descriptor = list.items[i].descriptor};
    result = read_entry(self, &entry, err);
    if (result > 0) result = visit(context, entry.name, strlen(entry.name));
  }
  return result;
}
