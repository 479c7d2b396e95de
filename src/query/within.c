/* within.c - see within.h. The index tells which documents have the words in their abstracts, and where; only these
 * are read, many at once, and their sections made. */
#include "within.h"

#include "base/mem.h"
#include "store/scan.h"

/* ---- one abstract ---- */

static const sheaf_section *section_at(const sheaf_sections *sections, size_t *at, const sheaf_token *token) {
  while (*at < sections->count && sections->items[*at].last <= token->first) ++*at;
  if (*at == sections->count) return NULL;
  const sheaf_section *section = &sections->items[*at];
  return section->first <= token->first ? section : NULL;
}

static int add(sheaf_buf *out, size_t start, uint32_t position) {
  if (out->length > start) {
    sheaf_within_run *last = (sheaf_within_run *)(void *)(out->data + out->length) - 1;
    if (last->last + 1 == position) {
      last->last = position;
      return SHEAF_OK;
    }
  }
  const sheaf_within_run run = {position, position};
  sheaf_buf_add(out, &run, sizeof run);
  return out->failed ? SHEAF_ENOMEM : SHEAF_OK;
}

int sheaf_within_runs(const sheaf_section_book *book, const sheaf_record *record, const sheaf_buf *abstract,
                      unsigned kinds, uint32_t most, sheaf_sections *sections, sheaf_buf *out) {
  const size_t start = out->length;
  if (sheaf_section_record(book, record, abstract, sections)) return SHEAF_ENOMEM;
  sheaf_token_cursor cursor;
  sheaf_token token;
  sheaf_token_init(&cursor, abstract->data, abstract->length);
  size_t at = 0;
  int code;
  while ((code = sheaf_token_next(&cursor, &token)) > 0 && token.position <= most) {
    const sheaf_section *section = section_at(sections, &at, &token);
    if (!section || !(section->kinds & kinds)) continue;
    code = add(out, start, token.position);
    if (code) break;
  }
  sheaf_token_clear(&cursor);
  return code < 0 ? code : SHEAF_OK;
}

int sheaf_within_has(const sheaf_buf *runs, uint32_t first, uint32_t last) {
  const sheaf_within_run *run = (const sheaf_within_run *)(const void *)runs->data;
  for (size_t i = 0, count = runs->length / sizeof *run; i < count; i++)
    if (run[i].first <= first && last <= run[i].last) return 1;
  return 0;
}

/* ---- many ---- */

typedef struct finding {
  const sheaf_eval_options *options; /* where records and the book are */
  sheaf_docs *within;                /* sealed; other documents may be left out; NULL: all are wanted */
  unsigned kinds;                    /* asked for */
  sheaf_docs *out;                   /* the caller's */
  sheaf_buf ids;                     /* documents of the spans at hand */
  sheaf_buf abstract;                /* of the record at hand */
  sheaf_buf runs;                    /* of its sections */
  sheaf_sections sections;           /* scratch */
  sheaf_error *err;                  /* the caller's */
} finding;

int sheaf_within_check(const sheaf_eval_options *options, const sheaf_query_node *node, sheaf_error *err) {
  if (options->store && options->sections) return SHEAF_OK;
  return sheaf_error_at(err, SHEAF_EUNSUPPORTED, "S-SECTION", node->first,
                        "sections of abstracts can be searched in a library only; search the whole abstract with [ab]");
}

/* The record's spans are spans[*at] and those behind it with the same document. */
static int look(finding *self, uint32_t id, const sheaf_record *record, const sheaf_span *spans, size_t count,
                size_t *at) {
  while (*at < count && spans[*at].document < id) ++*at;
  uint32_t most = 0;
  for (size_t i = *at; i < count && spans[i].document == id; i++)
    if (spans[i].last > most) most = spans[i].last;
  sheaf_buf_reset(&self->abstract);
  sheaf_buf_reset(&self->runs);
  sheaf_record_abstract(record, &self->abstract);
  if (self->abstract.failed || sheaf_within_runs(self->options->sections, record, &self->abstract, self->kinds, most,
                                                 &self->sections, &self->runs))
    return sheaf_error_memory(self->err);
  for (; *at < count && spans[*at].document == id; ++*at)
    if (sheaf_within_has(&self->runs, spans[*at].first, spans[*at].last))
      return sheaf_docs_add(self->out, &id, 1) ? sheaf_error_memory(self->err) : SHEAF_OK;
  return SHEAF_OK;
}

static int is_wanted(const finding *self, uint32_t id) {
  const sheaf_docs *docs = self->within;
  if (!docs) return 1;
  if (docs->bits) return id <= docs->last && (docs->bits[id / 64] >> (id % 64) & 1);
  const size_t at = sheaf_docs_gallop(docs->ids, docs->count, 0, id);
  return at < docs->count && docs->ids[at] == id;
}

static int on_spans(void *context, const sheaf_span *spans, size_t count) {
  finding *self = context;
  sheaf_buf_reset(&self->ids);
  for (size_t i = 0; i < count; i++)
    if ((!i || spans[i].document != spans[i - 1].document) && is_wanted(self, spans[i].document))
      sheaf_buf_add(&self->ids, &spans[i].document, sizeof spans[i].document);
  if (self->ids.failed) return sheaf_error_memory(self->err);
  if (!self->ids.length) return SHEAF_OK;
  sheaf_scan *scan = NULL;
  int code = sheaf_scan_open(&scan, self->options->store, (const uint32_t *)(const void *)self->ids.data,
                             self->ids.length / sizeof(uint32_t), self->err);
  uint32_t id, work;
  const sheaf_record *record;
  size_t at = 0;
  while (!code && (code = sheaf_scan_next(scan, &id, &work, &record, self->err)) > 0)
    code = look(self, id, record, spans, count, &at);
  sheaf_scan_close(scan);
  return code;
}

int sheaf_within_documents(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err) {
  finding self = {.options = match->options, .kinds = node->sections, .out = out, .err = err};
  const sheaf_query_node *child = node->child[0];
  int code = SHEAF_OK;
  self.within = match->within;
  if (self.within) sheaf_docs_count(self.within); /* seals */
  if (child->fields & SHEAF_QUERY_FIELD(ABSTRACT))
    code = sheaf_match_spans(match, child, SHEAF_FIELD_ABSTRACT, 0, on_spans, &self, err);
  sheaf_buf_clear(&self.ids);
  sheaf_buf_clear(&self.abstract);
  sheaf_buf_clear(&self.runs);
  sheaf_sections_clear(&self.sections);
  return code;
}
