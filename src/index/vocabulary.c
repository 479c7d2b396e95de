/* vocabulary.c - the tokens of a field that begin with a prefix, over all segments (sheaf_index_terms), and all
 * documents of one token or of such tokens, with frequencies or without. */
#include <string.h>

#include "base/mem.h"
#include "list.h"
#include "state.h"

typedef struct vocabulary {
  sheaf_term_scan *scans; /* one a segment; those at their end have no key */
  size_t count;           /* of them */
} vocabulary;

static int within(const sheaf_term_scan *scan, const char *prefix, size_t length) {
  return scan->key_length >= length && memcmp(scan->key, prefix, length) == 0;
}

/* Notes what a seek or next returned: a scan behind the prefix gets no key. */
static int settle(sheaf_term_scan *scan, int code, const char *prefix, size_t length) {
  if (code < 0) return code;
  if (code == 0 || !within(scan, prefix, length)) scan->key_length = 0;
  return SHEAF_OK;
}

static const sheaf_term_scan *lowest(const vocabulary *self) {
  const sheaf_term_scan *low = NULL;
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_term_scan *scan = &self->scans[i];
    if (!scan->key_length) continue;
    if (!low || sheaf_segment_compare(scan->key, scan->key_length, low->key, low->key_length) < 0) low = scan;
  }
  return low;
}

/* Moves all scans that are on the key, and sums up their documents. */
static int take(vocabulary *self, const char *key, size_t key_length, const char *prefix, size_t length,
                uint32_t *documents, sheaf_error *err) {
  *documents = 0;
  for (size_t i = 0; i < self->count; i++) {
    sheaf_term_scan *scan = &self->scans[i];
    if (scan->key_length != key_length || memcmp(scan->key, key, key_length) != 0) continue;
    *documents += scan->term.documents;
    const int code = settle(scan, sheaf_term_scan_next(scan, err), prefix, length);
    if (code) return code;
  }
  return SHEAF_OK;
}

static int walk(vocabulary *self, const char *prefix, size_t length, sheaf_term_fn *visit, void *context,
                sheaf_error *err) {
  const sheaf_term_scan *low;
  while ((low = lowest(self))) {
    char key[SHEAF_SEGMENT_KEY];
    const size_t key_length = low->key_length;
    uint32_t documents;
    memcpy(key, low->key, key_length);
    int code = take(self, key, key_length, prefix, length, &documents, err);
    if (!code) code = visit(context, key + 1, key_length - 1, documents);
    if (code) return code < 0 ? code : SHEAF_OK;
  }
  return SHEAF_OK;
}

int sheaf_index_terms(sheaf_index *self, unsigned field, const char *prefix, size_t length, sheaf_term_fn *visit,
                      void *context, sheaf_error *err) {
  if (self->remote) return sheaf_index_remote_terms(self->remote, field, prefix, length, visit, context, err);
  if (field >= SHEAF_SEGMENT_FIELDS || length > SHEAF_SEGMENT_TOKEN || !self->count) return SHEAF_OK;
  char key[SHEAF_SEGMENT_KEY];
  const size_t key_length = sheaf_segment_key(field, prefix, length, key);
  vocabulary all = {sheaf_mem_alloc(self->count * sizeof *all.scans), self->count};
  if (!all.scans) return sheaf_error_memory(err);
  for (size_t i = 0; i < all.count; i++) sheaf_term_scan_init(&all.scans[i], self->segments[i], &self->pages);
  int code = SHEAF_OK;
  for (size_t i = 0; i < all.count && !code; i++) {
    if (!self->segments[i]->has[field]) continue;
    code = settle(&all.scans[i], sheaf_term_scan_seek(&all.scans[i], key, key_length, err), key, key_length);
  }
  if (!code) code = walk(&all, key, key_length, visit, context, err);
  for (size_t i = 0; i < all.count; i++) sheaf_term_scan_clear(&all.scans[i]);
  sheaf_mem_free(all.scans);
  return code;
}

/* ---- documents ---- */

/* Where documents go: into a list, or to a function with their frequencies. */
typedef struct sink {
  sheaf_pages *pages;    /* borrowed */
  sheaf_buf scratch;     /* bytes of a list that is not remembered */
  sheaf_documents *out;  /* the list, or NULL */
  int counted;           /* with frequencies */
  sheaf_block_fn *visit; /* else the function */
  void *context;         /* handed to it */
} sink;

/* bytes: those of the term, or NULL: then they are read. */
static int pour(sink *self, const sheaf_segment *segment, const sheaf_term *term, const void *bytes, sheaf_error *err) {
  if (!bytes && !term->single) {
    const int code = sheaf_pages_range(self->pages, segment->id, SHEAF_STREAM_DOCUMENTS, term->documents_at,
                                       term->documents_bytes, &self->scratch, err);
    if (code) return code;
    bytes = self->scratch.data;
  }
  return self->out ? sheaf_posting_list_documents(segment, term, bytes, self->out, err)
                   : sheaf_posting_list_visit(segment, term, bytes, self->counted, self->visit, self->context, err);
}

static int pour_token(sheaf_index *self, unsigned field, const char *token, size_t length, sink *to, sheaf_error *err) {
  const sheaf_lookup_entry *found;
  if (field >= SHEAF_SEGMENT_FIELDS) return SHEAF_OK;
  int code =
      sheaf_lookup_find(&self->lookup, self->segments, self->count, &self->pages, field, token, length, 1, &found, err);
  for (size_t i = 0; !code && i < found->count; i++) {
    const sheaf_lookup_part *part = &found->parts[i];
    code = pour(to, part->segment, &part->term, part->bytes ? part->bytes->buf.data : NULL, err);
  }
  sheaf_buf_clear(&to->scratch);
  return code;
}

int sheaf_index_count(sheaf_index *self, unsigned field, const char *token, size_t length, uint32_t *documents,
                      sheaf_error *err) {
  const sheaf_lookup_entry *found;
  *documents = 0;
  if (field >= SHEAF_SEGMENT_FIELDS) return SHEAF_OK;
  const int code =
      sheaf_lookup_find(&self->lookup, self->segments, self->count, &self->pages, field, token, length, 0, &found, err);
  for (size_t i = 0; !code && i < found->count; i++) *documents += found->parts[i].term.documents;
  return code;
}

int sheaf_index_documents_of(sheaf_index *self, unsigned field, const char *token, size_t length, sheaf_documents *out,
                             sheaf_error *err) {
  return pour_token(self, field, token, length, &(sink){.pages = &self->pages, .out = out}, err);
}

int sheaf_index_blocks_of(sheaf_index *self, unsigned field, const char *token, size_t length, int counted,
                          sheaf_block_fn *visit, void *context, sheaf_error *err) {
  sink to = {.pages = &self->pages, .counted = counted, .visit = visit, .context = context};
  return pour_token(self, field, token, length, &to, err);
}

static int pour_within(sheaf_index *self, unsigned field, const char *prefix, size_t length, sheaf_term_keep_fn *keep,
                       const void *keep_context, sink *to, sheaf_error *err) {
  if (field >= SHEAF_SEGMENT_FIELDS || length > SHEAF_SEGMENT_TOKEN) return SHEAF_OK;
  char key[SHEAF_SEGMENT_KEY];
  const size_t key_length = sheaf_segment_key(field, prefix, length, key);
  int code = SHEAF_OK;
  for (size_t i = 0; i < self->count && !code; i++) {
    if (!self->segments[i]->has[field]) continue;
    sheaf_term_scan scan;
    sheaf_term_scan_init(&scan, self->segments[i], &self->pages);
    code = settle(&scan, sheaf_term_scan_seek(&scan, key, key_length, err), key, key_length);
    while (!code && scan.key_length) {
      if (!keep || keep(keep_context, scan.key + 1, scan.key_length - 1))
        code = pour(to, self->segments[i], &scan.term, NULL, err);
      if (!code) code = settle(&scan, sheaf_term_scan_next(&scan, err), key, key_length);
    }
    sheaf_term_scan_clear(&scan);
  }
  sheaf_buf_clear(&to->scratch);
  return code;
}

int sheaf_index_documents_within(sheaf_index *self, unsigned field, const char *prefix, size_t length,
                                 sheaf_term_keep_fn *keep, const void *context, sheaf_documents *out,
                                 sheaf_error *err) {
  sink to = {.pages = &self->pages, .out = out};
  return pour_within(self, field, prefix, length, keep, context, &to, err);
}

int sheaf_index_blocks_within(sheaf_index *self, unsigned field, const char *prefix, size_t length,
                              sheaf_term_keep_fn *keep, const void *keep_context, int counted, sheaf_block_fn *visit,
                              void *context, sheaf_error *err) {
  sink to = {.pages = &self->pages, .counted = counted, .visit = visit, .context = context};
  return pour_within(self, field, prefix, length, keep, keep_context, &to, err);
}
