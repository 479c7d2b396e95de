/* vocabulary.c - the tokens of a field that begin with a prefix, over all segments (sheaf_index_terms), and their
 * documents (sheaf_index_documents_within). */
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
  if (field >= SHEAF_SEGMENT_FIELDS || length > SHEAF_SEGMENT_TOKEN || !self->count) return SHEAF_OK;
  char key[SHEAF_SEGMENT_KEY];
  const size_t key_length = sheaf_segment_key(field, prefix, length, key);
  vocabulary all = {sheaf_mem_alloc(self->count * sizeof *all.scans), self->count};
  if (!all.scans) return sheaf_error_memory(err);
  for (size_t i = 0; i < all.count; i++) sheaf_term_scan_init(&all.scans[i], self->segments[i], &self->pages);
  int code = SHEAF_OK;
  for (size_t i = 0; i < all.count && !code; i++)
    code = settle(&all.scans[i], sheaf_term_scan_seek(&all.scans[i], key, key_length, err), key, key_length);
  if (!code) code = walk(&all, key, key_length, visit, context, err);
  for (size_t i = 0; i < all.count; i++) sheaf_term_scan_clear(&all.scans[i]);
  sheaf_mem_free(all.scans);
  return code;
}

int sheaf_index_documents_within(sheaf_index *self, unsigned field, const char *prefix, size_t length,
                                 sheaf_term_keep_fn *keep, const void *context, sheaf_documents *out,
                                 sheaf_error *err) {
  if (field >= SHEAF_SEGMENT_FIELDS || length > SHEAF_SEGMENT_TOKEN) return SHEAF_OK;
  char key[SHEAF_SEGMENT_KEY];
  const size_t key_length = sheaf_segment_key(field, prefix, length, key);
  sheaf_buf scratch = {0};
  int code = SHEAF_OK;
  for (size_t i = 0; i < self->count && !code; i++) {
    sheaf_term_scan scan;
    sheaf_term_scan_init(&scan, self->segments[i], &self->pages);
    code = settle(&scan, sheaf_term_scan_seek(&scan, key, key_length, err), key, key_length);
    while (!code && scan.key_length) {
      if (!keep || keep(context, scan.key + 1, scan.key_length - 1))
        code = sheaf_posting_list_documents(&self->pages, self->segments[i], &scan.term, &scratch, out, err);
      if (!code) code = settle(&scan, sheaf_term_scan_next(&scan, err), key, key_length);
    }
    sheaf_term_scan_clear(&scan);
  }
  sheaf_buf_clear(&scratch);
  return code;
}
