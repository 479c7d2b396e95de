/* remote_look.c - see remote_look.h. */
#include "remote_look.h"

#include "base/mem.h"
#include "record/field.h"

void sheaf_remote_look_init(sheaf_remote_look *self, sheaf_remote *remote, const sheaf_query *query,
                            const sheaf_eval_options *options) {
  *self = (sheaf_remote_look){.remote = remote, .query = query, .options = options};
}

void sheaf_remote_look_clear(sheaf_remote_look *self) { sheaf_part_close(self->part); }

int sheaf_remote_look_check(const sheaf_eval_options *options, sheaf_error *err) {
  if (options->progress && options->progress(options->context))
    return sheaf_error_at(err, SHEAF_ERANGE, "interrupted", 0, "the search was interrupted");
  return SHEAF_OK;
}

static int reads_records(const sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_SECTION) return 1;
  for (size_t i = 0; i < node->children; i++)
    if (reads_records(node->child[i])) return 1;
  return 0;
}

/* The record fields by which a query is answered: known of words and headings, else all. */
static uint64_t fields_of(const sheaf_query_node *node) {
  uint64_t fields = 0;
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE: return node->fields & ((UINT64_C(1) << SHEAF_FIELD_COUNT) - 1);
    case SHEAF_QUERY_HEADING:
    case SHEAF_QUERY_QUALIFIER: return UINT64_C(1) << SHEAF_FIELD_HEADING;
    case SHEAF_QUERY_OR:
    case SHEAF_QUERY_AND:
    case SHEAF_QUERY_NOT:
    case SHEAF_QUERY_SCOPE:
    case SHEAF_QUERY_NEAR:
    case SHEAF_QUERY_FREQ:
    case SHEAF_QUERY_UNSUPPORTED:
    case SHEAF_QUERY_REF:
      for (size_t i = 0; i < node->children; i++) fields |= fields_of(node->child[i]);
      return fields;
    default: return SHEAF_PART_ALL;
  }
}

int sheaf_remote_look_at(sheaf_remote_look *self, const sheaf_documents *ids, sheaf_remote_look_fn *visit,
                         void *context, sheaf_error *err) {
  const sheaf_query_node *root = sheaf_query_root(self->query);
  int code = SHEAF_OK;
  if (ids->count && !self->part) code = sheaf_part_open(&self->part, fields_of(root), reads_records(root), err);
  for (size_t i = 0; i < ids->count && !code; i += SHEAF_REMOTE_CHUNK) {
    const size_t count = ids->count - i < SHEAF_REMOTE_CHUNK ? ids->count - i : SHEAF_REMOTE_CHUNK;
    code = sheaf_remote_look_check(self->options, err);
    if (!code) code = sheaf_part_empty(self->part, err);
    if (!code) code = sheaf_remote_fetch(self->remote, ids->ids + i, count, self->part, err);
    if (!code) code = visit(context, self->part, ids->ids + i, count, err);
  }
  return code;
}

typedef struct filtering {
  const sheaf_remote_look *look; /* what is looked for */
  uint32_t *out;                 /* where matches go: never ahead of what is read */
  size_t count;                  /* of them */
} filtering;

static int filter(void *context, sheaf_part *part, const uint32_t *ids, size_t count, sheaf_error *err) {
  filtering *self = context;
  sheaf_eval_options options = *self->look->options;
  sheaf_documents found = {0};
  options.store = sheaf_part_store(part);
  options.lines = NULL;
  options.line_count = 0;
  options.counts = NULL;
  options.watched = NULL;
  options.watched_count = 0;
  options.seen = NULL;
  const int code = sheaf_eval_documents(self->look->query, sheaf_part_index(part), &options, &found, err);
  for (size_t i = 0; i < found.count && !code; i++)
    if (found.ids[i] - 1 < count) self->out[self->count++] = ids[found.ids[i] - 1];
  sheaf_mem_free(found.ids);
  return code;
}

int sheaf_remote_look_filter(sheaf_remote_look *self, sheaf_documents *ids, sheaf_error *err) {
  filtering at = {self, ids->ids, 0};
  const int code = sheaf_remote_look_at(self, ids, filter, &at, err);
  ids->count = at.count;
  return code;
}
