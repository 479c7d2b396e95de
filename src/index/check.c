/* check.c - sheaf_index_check: reads everything and holds it against everything else. */
#include <sqlite3.h>

#include "base/mem.h"
#include "list.h"
#include "pack.h"
#include "state.h"

static int damaged(const sheaf_segment *segment, const char *what, sheaf_error *err) {
  return sheaf_error_set(err, SHEAF_ECORRUPT, "segment %lld of the index is damaged: %s", (long long)segment->id, what);
}

/* Every row's sum, and that every row belongs to a segment. */
static int check_rows(sheaf_index *self, sheaf_error *err) {
  sqlite3_stmt *rows = NULL;
  int code = sqlite3_prepare_v2(
      self->db, "SELECT id, bytes, id >> 30 IN (SELECT id FROM index_segment) FROM index_page", -1, &rows, NULL);
  if (code) return sheaf_pages_failure(self->db, code, err);
  int step;
  while (!code && (step = sqlite3_step(rows)) == SQLITE_ROW) {
    const uint8_t *bytes = sqlite3_column_blob(rows, 1);
    const size_t length = (size_t)sqlite3_column_bytes(rows, 1);
    if (!bytes && sqlite3_errcode(self->db) == SQLITE_NOMEM)
      code = sheaf_error_memory(err);
    else if (!bytes || length < SHEAF_PAGE_SUM || !sqlite3_column_int(rows, 2) ||
             sheaf_pack_sum(bytes, length - SHEAF_PAGE_SUM) != sheaf_pack_load(bytes + length - SHEAF_PAGE_SUM))
      code = sheaf_error_set(err, SHEAF_ECORRUPT, "page %lld of the index is damaged",
                             (long long)sqlite3_column_int64(rows, 0));
  }
  if (!code && step != SQLITE_DONE) code = sheaf_pages_failure(self->db, step, err);
  sqlite3_finalize(rows);
  return code;
}

static int check_document(const sheaf_posting_view *view, uint32_t index, sheaf_occurrence **room, size_t *capacity,
                          const sheaf_segment *segment, sheaf_error *err) {
  const uint32_t frequency = view->starts[index + 1] - view->starts[index];
  if (frequency > *capacity) {
    sheaf_occurrence *more = sheaf_mem_resize(*room, (size_t)frequency * 2 * sizeof *more);
    if (!more) return sheaf_error_memory(err);
    *room = more;
    *capacity = (size_t)frequency * 2;
  }
  const sheaf_occurrence *o = *room;
  sheaf_posting_occurrences(view, index, *room);
  for (uint32_t i = 1; i < frequency; i++)
    if (o[i].instance < o[i - 1].instance || (o[i].instance == o[i - 1].instance && o[i].position <= o[i - 1].position))
      return damaged(segment, "positions", err);
  return SHEAF_OK;
}

static int check_term(sheaf_index *self, sheaf_segment *segment, const sheaf_term *term, sheaf_occurrence **room,
                      size_t *capacity, sheaf_error *err) {
  sheaf_posting_list list;
  int code = sheaf_posting_list_open(&list, &self->pages, segment, term, NULL, err);
  uint64_t documents = 0;
  for (uint32_t b = 0; b < list.blocks && !code; b++) {
    code = sheaf_posting_list_load(&list, b, err);
    if (!code) code = sheaf_posting_list_view(&list, err);
    documents += list.count;
    for (uint32_t i = 0; i < list.count && !code; i++)
      code = check_document(&list.view, i, room, capacity, segment, err);
  }
  sheaf_posting_list_clear(&list);
  return code || documents == term->documents ? code : damaged(segment, "counts", err);
}

static int check_terms(sheaf_index *self, sheaf_segment *segment, sheaf_error *err) {
  sheaf_term_scan scan;
  sheaf_occurrence *room = NULL;
  size_t capacity = 0;
  uint64_t terms = 0;
  sheaf_term_scan_init(&scan, segment, &self->pages);
  int code;
  while ((code = sheaf_term_scan_next(&scan, err)) == 1) {
    terms++;
    if (!segment->has[(uint8_t)scan.key[0]]) code = damaged(segment, "fields", err);
    if (code < 0) break;
    code = check_term(self, segment, &scan.term, &room, &capacity, err);
    if (code) break;
  }
  if (!code && (terms != segment->terms || scan.documents_at != segment->documents_bytes ||
                scan.occurrences_at != segment->occurrences_bytes))
    code = damaged(segment, "counts", err);
  sheaf_term_scan_clear(&scan);
  sheaf_mem_free(room);
  return code;
}

/* A guide must lead to its block: seeking it finds the first key of the block, or one that is above the block before.
 */
static int check_guides(sheaf_index *self, sheaf_segment *segment, sheaf_error *err) {
  sheaf_term_scan scan;
  int code = SHEAF_OK;
  for (uint32_t i = 1; i < segment->blocks && !code; i++) {
    const char *guide = (const char *)segment->head + segment->guides[2 * i];
    const size_t length = segment->guides[2 * i + 1] - segment->guides[2 * i];
    sheaf_term_scan_init(&scan, segment, &self->pages);
    scan.block = i - 1;
    uint32_t below = 0;
    while ((code = sheaf_term_scan_next(&scan, err)) == 1 && scan.block == i) {
      below = 1;
      if (sheaf_segment_compare(scan.key, scan.key_length, guide, length) >= 0) code = damaged(segment, "guides", err);
      if (code < 0) break;
    }
    if (code == 1)
      code = below && sheaf_segment_compare(scan.key, scan.key_length, guide, length) >= 0
                 ? SHEAF_OK
                 : damaged(segment, "guides", err);
    sheaf_term_scan_clear(&scan);
  }
  return code;
}

static int check_lengths(sheaf_index *self, const sheaf_segment *segment, sheaf_error *err) {
  uint32_t *tokens = sheaf_mem_alloc(SHEAF_SEGMENT_CHUNK_ROOM * sizeof *tokens);
  int code = tokens ? SHEAF_OK : sheaf_error_memory(err);
  for (unsigned f = 0; f < SHEAF_SEGMENT_FIELDS && !code; f++) {
    if (!segment->tokens[f]) continue;
    uint64_t sum = 0;
    const uint32_t last = segment->last >> SHEAF_SEGMENT_CHUNK;
    for (uint32_t chunk = segment->first >> SHEAF_SEGMENT_CHUNK; chunk <= last && !code; chunk++) {
      uint32_t first, count = 0;
      code = sheaf_segment_lengths(segment, &self->pages, f, chunk, tokens, &first, &count, err);
      for (uint32_t i = 0; i < count && !code; i++) sum += tokens[i];
    }
    if (!code && sum != segment->tokens[f]) code = damaged(segment, "lengths", err);
  }
  sheaf_mem_free(tokens);
  return code;
}

int sheaf_index_check(sheaf_index *self, sheaf_error *err) {
  int code = sheaf_index_refresh(self, err);
  if (self->remote) return code; /* what the shards hold is counted with the records (load_check.c) */
  sheaf_pages_forget(&self->pages);
  if (!code) code = check_rows(self, err);
  for (size_t i = 0; i < self->count && !code; i++) {
    code = check_terms(self, self->segments[i], err);
    if (!code) code = check_guides(self, self->segments[i], err);
    if (!code) code = check_lengths(self, self->segments[i], err);
  }
  return code;
}
