/* merge.c - see merge.h. Reads and writes as streams: memory holds a page or two of each segment and the documents of
 * one term.
 *
 * Tiers: a segment's level grows by one each time its size grows eightfold; when eight of the newest segments are of
 * one level, and none of them above it, they are merged. So a record is rewritten about once a level, a large segment
 * is not rewritten for a few small ones, and there are never many segments. */
#include "merge.h"

#include <string.h>

#include "aside.h"
#include "base/mem.h"
#include "list.h"
#include "segment_write.h"

enum {
  FAN = 8,         /* segments that make one of the next level */
  FIRST = 1 << 20, /* bytes up to which a segment is of level 0 */
  COPIED = 1024    /* documents from which on a term's blocks are copied, not made anew */
};

typedef struct source {
  sheaf_segment *segment;  /* held */
  sheaf_pages pages;       /* its own, so that sources do not push each other's pages out */
  sheaf_term_scan scan;    /* where it is; no key at the end */
  sheaf_posting_list list; /* the term being read */
} source;

typedef struct merge {
  source *sources;               /* ascending by documents */
  size_t count;                  /* of them */
  sheaf_segment_writer writer;   /* of the new segment */
  sheaf_occurrence *occurrences; /* of one document */
  size_t capacity;               /* room in it */
  int (*between)(void *context); /* called now and then, or NULL */
  void *context;                 /* for it */
} merge;

static int pass(const merge *self) { return self->between ? self->between(self->context) : SHEAF_OK; }

/* ---- postings ---- */

static int reserve(merge *self, size_t count, sheaf_error *err) {
  if (count <= self->capacity) return SHEAF_OK;
  sheaf_occurrence *room = sheaf_mem_resize(self->occurrences, count * 2 * sizeof *room);
  if (!room) return sheaf_error_memory(err);
  self->occurrences = room;
  self->capacity = count * 2;
  return SHEAF_OK;
}

static int add_block(merge *self, sheaf_posting_list *list, sheaf_error *err) {
  int code = sheaf_posting_list_view(list, err);
  for (uint32_t i = 0; i < list->count && !code; i++) {
    const uint32_t frequency = list->view.starts[i + 1] - list->view.starts[i];
    code = reserve(self, frequency, err);
    if (code) break;
    sheaf_posting_occurrences(&list->view, i, self->occurrences);
    code = sheaf_segment_writer_add(&self->writer, list->documents[i], self->occurrences, frequency, err);
  }
  return code;
}

/* Both parts of the block go over as they are; only what joins it to the block before is new. */
static int copy_block(merge *self, sheaf_posting_list *list, sheaf_error *err) {
  const int code = sheaf_posting_list_view(list, err); /* checks the occurrences on the way */
  if (code) return code;
  return sheaf_segment_writer_copy(&self->writer, &list->parted, list->documents[0], list->documents[list->count - 1],
                                   list->occurrences.data, list->occurrences.length, err);
}

static int add_postings(merge *self, source *from, sheaf_error *err) {
  const sheaf_term *term = &from->scan.term;
  if (term->single) return sheaf_segment_writer_add(&self->writer, term->document, &term->occurrence, 1, err);
  sheaf_posting_list *list = &from->list;
  int code = sheaf_posting_list_open(list, &from->pages, from->segment, term, NULL, err);
  uint32_t documents = 0;
  for (uint32_t b = 0; b < list->blocks && !code; b++) {
    code = sheaf_posting_list_load(list, b, err);
    if (code) break;
    documents += list->count;
    code = term->documents >= COPIED ? copy_block(self, list, err) : add_block(self, list, err);
    if (!code) code = pass(self);
  }
  if (!code && documents != term->documents)
    code = sheaf_error_set(err, SHEAF_ECORRUPT, "segment %lld of the index is damaged: counts",
                           (long long)from->segment->id);
  sheaf_posting_list_clear(list);
  return code;
}

/* ---- terms ---- */

static int step(source *self, sheaf_error *err) {
  const int code = sheaf_term_scan_next(&self->scan, err);
  if (code == 0) self->scan.key_length = 0;
  return code < 0 ? code : SHEAF_OK;
}

static const source *lowest(const merge *self) {
  const source *low = NULL;
  for (size_t i = 0; i < self->count; i++) {
    const source *s = &self->sources[i];
    if (!s->scan.key_length) continue;
    if (!low || sheaf_segment_compare(s->scan.key, s->scan.key_length, low->scan.key, low->scan.key_length) < 0)
      low = s;
  }
  return low;
}

static int merge_terms(merge *self, sheaf_error *err) {
  int code = SHEAF_OK;
  for (size_t i = 0; i < self->count && !code; i++) code = step(&self->sources[i], err);
  const source *low;
  while (!code && (low = lowest(self))) {
    char key[SHEAF_SEGMENT_KEY];
    const size_t length = low->scan.key_length;
    memcpy(key, low->scan.key, length);
    for (size_t i = (size_t)(low - self->sources); i < self->count && !code; i++) {
      source *s = &self->sources[i];
      if (s->scan.key_length != length || memcmp(s->scan.key, key, length) != 0) continue;
      code = add_postings(self, s, err);
      if (!code) code = step(s, err);
    }
    if (!code) code = sheaf_segment_writer_term(&self->writer, key, length, err);
    if (!code) code = pass(self);
  }
  return code;
}

/* ---- lengths ---- */

typedef struct length_page {
  uint32_t tokens[SHEAF_SEGMENT_CHUNK_ROOM]; /* of the page being put together */
  uint32_t next[SHEAF_SEGMENT_CHUNK_ROOM];   /* of one source's page */
  uint32_t begin;                            /* the first document */
  uint32_t count;                            /* documents so far */
} length_page;

static int put_page(merge *self, unsigned field, length_page *page, sheaf_error *err) {
  if (!page->count) return SHEAF_OK;
  const uint32_t count = page->count;
  page->count = 0;
  const int code = sheaf_segment_writer_lengths(&self->writer, field, page->begin, page->tokens, count, err);
  return code ? code : pass(self);
}

/* Only where two segments meet does a page take from both. */
static int add_page(merge *self, source *from, unsigned field, uint32_t chunk, length_page *page, sheaf_error *err) {
  uint32_t first, count;
  int code = sheaf_segment_lengths(from->segment, &from->pages, field, chunk, page->next, &first, &count, err);
  if (code || !count) return code;
  if (page->count && page->begin >> SHEAF_SEGMENT_CHUNK != chunk) code = put_page(self, field, page, err);
  if (!page->count) page->begin = first;
  while (page->count < first - page->begin) page->tokens[page->count++] = 0;
  memcpy(page->tokens + page->count, page->next, count * sizeof *page->next);
  page->count += count;
  return code;
}

static int merge_field(merge *self, unsigned field, length_page *page, sheaf_error *err) {
  int code = SHEAF_OK;
  for (size_t i = 0; i < self->count && !code; i++) {
    source *s = &self->sources[i];
    if (!s->segment->tokens[field]) continue;
    const uint32_t last = s->segment->last >> SHEAF_SEGMENT_CHUNK;
    for (uint32_t chunk = s->segment->first >> SHEAF_SEGMENT_CHUNK; chunk <= last && !code; chunk++)
      code = add_page(self, s, field, chunk, page, err);
  }
  return code ? code : put_page(self, field, page, err);
}

static int merge_lengths(merge *self, uint64_t *tokens, sheaf_error *err) {
  length_page *page = sheaf_mem_zero(1, sizeof *page);
  int code = page ? SHEAF_OK : sheaf_error_memory(err);
  for (unsigned f = 0; f < SHEAF_SEGMENT_FIELDS && !code; f++) {
    for (size_t i = 0; i < self->count; i++) tokens[f] += self->sources[i].segment->tokens[f];
    if (tokens[f]) code = merge_field(self, f, page, err);
  }
  sheaf_mem_free(page);
  return code;
}

/* ---- segments ---- */

static int run(merge *self, sheaf_error *err) {
  uint64_t tokens[SHEAF_SEGMENT_FIELDS] = {0};
  uint32_t documents = 0;
  for (size_t i = 0; i < self->count; i++) documents += self->sources[i].segment->documents;
  int code = merge_terms(self, err);
  if (!code) code = merge_lengths(self, tokens, err);
  const uint32_t last = self->sources[self->count - 1].segment->last;
  return code ? code : sheaf_segment_writer_finish(&self->writer, last, documents, tokens, err);
}

int sheaf_merge_write(sheaf_index *self, size_t first, size_t count, sheaf_pages *to, int64_t id,
                      int (*between)(void *context), void *context, sheaf_error *err) {
  int code = SHEAF_OK;
  merge *job = sheaf_mem_zero(1, sizeof *job);
  source *sources = sheaf_mem_zero(count, sizeof *sources);
  if (job && sources) {
    *job = (merge){.sources = sources, .count = count, .between = between, .context = context};
    for (size_t i = 0; i < count; i++) {
      sources[i].segment = sheaf_segment_hold(self->segments[first + i]);
      sheaf_pages_init(&sources[i].pages, self->db, SHEAF_PAGE_FEW);
      sheaf_term_scan_init(&sources[i].scan, sources[i].segment, &sources[i].pages);
    }
    sheaf_segment_writer_init(&job->writer, to, id, sources[0].segment->first);
    code = run(job, err);
    sheaf_segment_writer_clear(&job->writer);
    for (size_t i = 0; i < count; i++) {
      sheaf_term_scan_clear(&sources[i].scan);
      sheaf_pages_clear(&sources[i].pages);
      sheaf_segment_release(sources[i].segment);
    }
    sheaf_mem_free(job->occurrences);
  } else {
    code = sheaf_error_memory(err);
  }
  sheaf_mem_free(job);
  sheaf_mem_free(sources);
  return code;
}

/* ---- which, and when ---- */

static unsigned level(const sheaf_segment *segment) {
  unsigned level = 0;
  for (uint64_t size = segment->documents_bytes + segment->occurrences_bytes; size > FIRST; size /= FAN) level++;
  return level;
}

/* How many of the newest segments to merge now: those up to a level that has enough segments of its own. */
static size_t due(const sheaf_index *self) {
  enum { LEVELS = 24 };
  for (unsigned l = 0; l < LEVELS; l++) {
    size_t run = 0, own = 0;
    for (; run < self->count && level(self->segments[self->count - 1 - run]) <= l; run++)
      own += level(self->segments[self->count - 1 - run]) == l;
    if (own >= FAN) return run;
  }
  return 0;
}

/* The new segment is written: those that it is made of go. */
static int replace(sheaf_index *self, size_t first, size_t count, sheaf_error *err) {
  int code = SHEAF_OK;
  for (size_t i = first; i < first + count && !code; i++)
    code = sheaf_pages_drop(&self->pages, self->segments[i]->id, err);
  return code ? code : sheaf_index_reread(self, err);
}

int sheaf_index_merge(sheaf_index *self, int all, sheaf_error *err) {
  int code = sheaf_index_merge_finish(self, err);
  if (!code) code = sheaf_index_refresh(self, err);
  while (!code) {
    const size_t count = all ? self->count : due(self);
    int64_t id;
    if (count < 2) break;
    code = sheaf_index_next_segment(self, &id, err);
    if (!code) code = sheaf_merge_write(self, self->count - count, count, &self->pages, id, NULL, NULL, err);
    if (!code) code = replace(self, self->count - count, count, err);
  }
  return code;
}

static uint64_t bytes_of(const sheaf_index *self, size_t count) {
  uint64_t bytes = 0;
  for (size_t i = self->count - count; i < self->count; i++)
    bytes += self->segments[i]->documents_bytes + self->segments[i]->occurrences_bytes;
  return bytes;
}

int sheaf_index_merge_begin(sheaf_index *self, sheaf_error *err) {
  int code = self->merging ? SHEAF_OK : sheaf_index_refresh(self, err);
  const size_t count = code || self->merging ? 0 : due(self);
  if (count < 2) return code;
  if (!self->may_ahead || bytes_of(self, count) < self->least_aside) return sheaf_index_merge(self, 0, err);
  code = sheaf_index_next_segment(self, &self->merging_id, err);
  if (code) return code;
  self->merging_first = self->count - count;
  self->merging_count = count;
  self->merging_ids[0] = self->segments[self->merging_first]->id;
  self->merging_ids[1] = self->segments[self->count - 1]->id;
  self->merging_batches = 0;
  self->merging = sheaf_aside_start(self->db, self->merging_first, count);
  return self->merging ? SHEAF_OK : sheaf_index_merge(self, 0, err);
}

/* Between two transactions another process may have merged these segments, or taken the number. */
static int is_undisturbed(const sheaf_index *self) {
  const size_t end = self->merging_first + self->merging_count;
  if (end > self->count || self->segments[self->merging_first]->id != self->merging_ids[0] ||
      self->segments[end - 1]->id != self->merging_ids[1])
    return 0;
  for (size_t i = 0; i < self->count; i++)
    if (self->segments[i]->id == self->merging_id) return 0;
  return 1;
}

/* *left: the thread failed, and the segments stay as they are. A failure of the library's is none to go on after, since
 * it may have ended the transaction. */
static int store_merged(sheaf_index *self, int *left, sheaf_error *err) {
  int got, code = SHEAF_OK;
  while (!code && (got = sheaf_aside_take(self->merging, &self->merged, err)) != 0) {
    *left = got == SHEAF_EBUSY || got == SHEAF_EIO;
    code = got < 0 ? got : sheaf_pages_store(&self->pages, &self->merged, self->merging_id, err);
  }
  return code;
}

int sheaf_index_merge_finish(sheaf_index *self, sheaf_error *err) {
  if (!self->merging) return SHEAF_OK;
  int left = 0, code = sheaf_index_refresh(self, err);
  const int undisturbed = !code && is_undisturbed(self);
  if (undisturbed) code = store_merged(self, &left, err);
  sheaf_merge_stop(self);
  if (left) return sheaf_pages_drop(&self->pages, self->merging_id, err);
  return code || !undisturbed ? code : replace(self, self->merging_first, self->merging_count, err);
}

int sheaf_index_merge_batch(sheaf_index *self, sheaf_error *err) {
  enum { BATCHES = 5 };
  if (!self->merging || ++self->merging_batches < BATCHES) return SHEAF_OK;
  return sheaf_index_merge_finish(self, err);
}

void sheaf_merge_stop(sheaf_index *self) {
  sheaf_aside_stop(self->merging);
  self->merging = NULL;
  sheaf_buf_clear(&self->merged);
}
