/* group.c - see group.h. */
#include "group.h"

#include <string.h>

#include "base/mem.h"
#include "docs.h"

enum {
  SIDE_BY_SIDE = 32,     /* lists of so many words are walked together */
  VERY_FEW = 4,          /* lists of so few are, even in a chunk that is mapped */
  RARE = 128,            /* a word in so few documents is read at once */
  READ_MOST = 1 << 19,   /* places that are read at once */
  OPEN_BYTES = 12 << 20, /* of the lists that stay open; a document takes less than a byte */
  CURSOR_BYTES = 4096,   /* of a cursor besides its list */
  LATERS_MOST = 1 << 14, /* lists that are opened anew */
  PLACES = 1 << 19,      /* places of a chunk, about */
  CHUNK = 1024,          /* documents of a chunk at the most */
  LARGE_CHUNK = 32768,   /* the same where lists are opened anew, which is dear */
  MAPPED = 1 << 16,      /* documents from the first to the last of a chunk that is mapped */
  CLOSE = 64,            /* it is, where at least one in so many is asked for */
  FEW = 24               /* places of one document that are sorted by insertion */
};

void sheaf_group_room_clear(sheaf_group_room *self) {
  sheaf_mem_free(self->map);
  sheaf_mem_free(self->places);
  *self = (sheaf_group_room){0};
}

static int read_rare(sheaf_group *self, sheaf_posting_cursor *cursor, sheaf_group_room *room, sheaf_error *err) {
  uint32_t document;
  while ((document = sheaf_posting_cursor_next(cursor))) {
    uint32_t found;
    const sheaf_occurrence *at = sheaf_posting_cursor_occurrences(cursor, &found);
    for (uint32_t i = 0; i < found; i++)
      if (sheaf_spans_add(&self->rare, (sheaf_span){document, at[i].instance, at[i].position, at[i].position}))
        return sheaf_error_memory(err);
    room->read += found;
  }
  return sheaf_posting_cursor_error(cursor, err);
}

/* Decides what becomes of one token's list. */
static int open_list(sheaf_group *self, size_t index, const char *token, size_t length, sheaf_group_room *room,
                     sheaf_error *err) {
  sheaf_posting_cursor *cursor;
  int code = sheaf_index_find(self->index, self->field, token, length, &cursor, err);
  if (code || !cursor) return code;
  const uint32_t documents = sheaf_posting_cursor_documents(cursor);
  self->total += documents;
  if (room->lists < OPEN_BYTES && (self->documents || documents > RARE || room->read >= READ_MOST)) {
    room->lists += documents + CURSOR_BYTES;
    self->open[index] = cursor;
    if (self->documents) self->documents[index] = 0;
    return SHEAF_OK;
  }
  if (documents <= RARE && room->read < READ_MOST) {
    code = read_rare(self, cursor, room, err);
  } else {
    self->later[index] = 1;
    self->laters++;
  }
  sheaf_posting_cursor_close(cursor);
  return code;
}

static int too_many(const sheaf_group *self, sheaf_error *err) {
  return sheaf_error_at(err, SHEAF_ERANGE, "W-EXPAND-LIMIT", 0,
                        "a wildcard in a phrase or beside a proximity operator stands for %zu words, too many to look "
                        "up where each of them stands; write more of the word",
                        self->tokens.count);
}

static int make_room(sheaf_group *self) {
  const size_t count = self->tokens.count;
  self->open = sheaf_mem_zero(count, sizeof(sheaf_posting_cursor *));
  self->later = sheaf_mem_zero(count, 1);
  if (!self->open || !self->later) return SHEAF_ENOMEM;
  if (count > SIDE_BY_SIDE) return SHEAF_OK;
  self->documents = sheaf_mem_alloc(count * sizeof *self->documents);
  if (!self->documents) return SHEAF_ENOMEM;
  for (size_t i = 0; i < count; i++) self->documents[i] = UINT32_MAX;
  return SHEAF_OK;
}

int sheaf_group_open(sheaf_group *self, sheaf_index *index, unsigned field, sheaf_expand *tokens,
                     sheaf_group_room *room, sheaf_error *err) {
  *self = (sheaf_group){.index = index, .field = field, .tokens = *tokens};
  *tokens = (sheaf_expand){0};
  if (make_room(self)) return sheaf_error_memory(err);
  const char *token;
  int code = SHEAF_OK;
  for (size_t i = 0, at = 0, length; !code && sheaf_expand_next(&self->tokens, &at, &token, &length); i++)
    code = self->laters > LATERS_MOST ? too_many(self, err) : open_list(self, i, token, length, room, err);
  sheaf_spans_sort(&self->rare);
  return code;
}

void sheaf_group_clear(sheaf_group *self) {
  for (size_t i = 0; self->open && i < self->tokens.count; i++) sheaf_posting_cursor_close(self->open[i]);
  sheaf_mem_free(self->open);
  sheaf_mem_free(self->documents);
  sheaf_mem_free(self->later);
  sheaf_mem_free(self->starts);
  sheaf_expand_clear(&self->tokens);
  sheaf_spans_clear(&self->rare);
  sheaf_spans_clear(&self->spans);
  *self = (sheaf_group){0};
}

static int reserve(sheaf_group_room *room, size_t more) {
  if (more <= room->capacity - room->count) return SHEAF_OK;
  size_t capacity = room->capacity ? room->capacity : 4096;
  while (capacity - room->count < more) capacity *= 2;
  sheaf_group_place *places = sheaf_mem_resize(room->places, capacity * sizeof *places);
  if (!places) return SHEAF_ENOMEM;
  room->places = places;
  room->capacity = capacity;
  return SHEAF_OK;
}

/* Maps the chunk's documents, where they stand close together. Without memory it is slower. */
static void map(const uint32_t *ids, size_t count, sheaf_group_room *room) {
  const uint32_t range = count ? ids[count - 1] - ids[0] : UINT32_MAX;
  room->mapped = 0;
  if (range >= MAPPED || range / CLOSE > count || count >= SHEAF_GROUP_NONE) return;
  if (!room->map && !(room->map = sheaf_mem_alloc(MAPPED * sizeof *room->map))) return;
  room->mapped = range + 1;
  memset(room->map, 0xff, room->mapped * sizeof *room->map);
  for (size_t i = 0; i < count; i++) room->map[ids[i] - ids[0]] = (uint16_t)i;
}

/* Adds the places of the cursor's document. */
static int add_places(sheaf_group *self, sheaf_posting_cursor *cursor, uint32_t slot, sheaf_group_room *room,
                      sheaf_error *err) {
  uint32_t found;
  const sheaf_occurrence *at = NULL;
  const uint32_t *positions = sheaf_posting_cursor_positions(cursor, &found);
  if (!positions) at = sheaf_posting_cursor_occurrences(cursor, &found);
  if (!found) return SHEAF_OK; /* the cursor says why */
  if (reserve(room, found)) return sheaf_error_memory(err);
  sheaf_group_place *out = room->places + room->count;
  for (uint32_t k = 0; k < found; k++)
    out[k] = positions ? (sheaf_group_place){slot, 0, positions[k]}
                       : (sheaf_group_place){slot, at[k].instance, at[k].position};
  room->count += found;
  self->starts[slot + 1] += found;
  return SHEAF_OK;
}

/* Adds the places of one word in a mapped chunk. Whether a document is asked for cannot be foretold: those that are get
 * listed first. */
static int walk_mapped(sheaf_group *self, sheaf_posting_cursor *cursor, const uint32_t *ids, size_t count,
                       sheaf_group_room *room, sheaf_error *err) {
  enum { BLOCK = 128 };
  const uint32_t first = ids[0], last = ids[count - 1];
  uint32_t document = sheaf_posting_cursor_seek(cursor, first);
  while (document && document <= last) {
    const uint32_t *documents, *frequencies;
    uint32_t hits[BLOCK], hit = 0, at = 0, all = sheaf_posting_cursor_block(cursor, &documents, &frequencies);
    const uint32_t end = documents[all - 1];
    while (documents[all - 1] > last) all--;
    for (uint32_t i = 0; i < all; i++) {
      hits[hit] = i;
      hit += room->map[documents[i] - first] != SHEAF_GROUP_NONE;
    }
    for (uint32_t i = 0; i < hit; i++) {
      sheaf_posting_cursor_skip(cursor, hits[i] - at);
      at = hits[i];
      const int code = add_places(self, cursor, room->map[documents[at] - first], room, err);
      if (code) return code;
    }
    if (end >= last) break;
    document = sheaf_posting_cursor_seek(cursor, end + 1);
  }
  return sheaf_posting_cursor_error(cursor, err);
}

/* Adds where one word stands in the chunk. Both lists ascend: where the word skips ahead, so does the walk over ids. */
static int walk(sheaf_group *self, sheaf_posting_cursor *cursor, const uint32_t *ids, size_t count,
                sheaf_group_room *room, sheaf_error *err) {
  if (room->mapped) return walk_mapped(self, cursor, ids, count, room, err);
  for (size_t i = 0; i < count;) {
    const uint32_t document = sheaf_posting_cursor_seek(cursor, ids[i]);
    if (!document) break;
    if (document != ids[i]) {
      i = sheaf_docs_gallop(ids, count, i + 1, document);
      continue;
    }
    const int code = add_places(self, cursor, (uint32_t)i++, room, err);
    if (code) return code;
  }
  return sheaf_posting_cursor_error(cursor, err);
}

static int walk_rare(sheaf_group *self, const uint32_t *ids, size_t count, sheaf_group_room *room, sheaf_error *err) {
  size_t i = 0;
  for (; self->rare_at < self->rare.count; self->rare_at++) {
    const sheaf_span *at = &self->rare.items[self->rare_at];
    while (i < count && ids[i] < at->document) i++;
    if (i == count) break;
    if (ids[i] != at->document) continue;
    if (reserve(room, 1)) return sheaf_error_memory(err);
    room->places[room->count++] = (sheaf_group_place){(uint32_t)i, at->instance, at->first};
    self->starts[i + 1]++;
  }
  return SHEAF_OK;
}

static int walk_later(sheaf_group *self, const uint32_t *ids, size_t count, sheaf_group_room *room, sheaf_error *err) {
  const char *token;
  int code = SHEAF_OK;
  for (size_t i = 0, at = 0, length; !code && sheaf_expand_next(&self->tokens, &at, &token, &length); i++) {
    if (!self->later[i]) continue;
    sheaf_posting_cursor *cursor = NULL;
    code = sheaf_index_find(self->index, self->field, token, length, &cursor, err);
    if (!code && cursor) code = walk(self, cursor, ids, count, room, err);
    sheaf_posting_cursor_close(cursor);
  }
  return code;
}

static int is_before(const sheaf_span *a, const sheaf_span *b) {
  return a->instance != b->instance ? a->instance < b->instance : a->first < b->first;
}

/* Orders the spans of one document; returns how many are left without duplicates. */
static size_t order(sheaf_span *spans, size_t count) {
  if (count > FEW) {
    sheaf_spans list = {spans, count, count};
    sheaf_spans_sort(&list);
    return list.count;
  }
  size_t kept = count > 0;
  while (kept < count && is_before(&spans[kept - 1], &spans[kept])) kept++; /* mostly all of them */
  for (size_t i = kept; i < count; i++) {
    const sheaf_span span = spans[i];
    size_t at = kept;
    while (at && is_before(&span, &spans[at - 1])) at--;
    if (at && !is_before(&spans[at - 1], &span)) continue;
    memmove(spans + at + 1, spans + at, (kept - at) * sizeof *spans);
    spans[at] = span;
    kept++;
  }
  return kept;
}

/* Puts the places into order: each to its document, then those of a document among themselves. */
static int arrange(sheaf_group *self, const uint32_t *ids, size_t count, const sheaf_group_room *room) {
  self->spans.count = room->count;
  if (!room->count) return SHEAF_OK;
  if (room->count > UINT32_MAX) return SHEAF_ENOMEM;
  if (room->count > self->spans.capacity) {
    sheaf_span *spans = sheaf_mem_resize(self->spans.items, room->capacity * sizeof *spans);
    if (!spans) return SHEAF_ENOMEM;
    self->spans.items = spans;
    self->spans.capacity = room->capacity;
  }
  uint32_t *starts = self->starts;
  for (size_t i = 0; i < count; i++) starts[i + 1] += starts[i];
  for (size_t i = 0; i < room->count; i++) {
    const sheaf_group_place *at = &room->places[i];
    self->spans.items[starts[at->slot]++] = (sheaf_span){ids[at->slot], at->instance, at->position, at->position};
  }
  memmove(starts + 1, starts, count * sizeof *starts); /* each had moved to the beginning of the next */
  starts[0] = 0;
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    const size_t from = starts[i], size = order(self->spans.items + from, starts[i + 1] - from);
    if (kept != from) memmove(self->spans.items + kept, self->spans.items + from, size * sizeof *self->spans.items);
    starts[i] = (uint32_t)kept;
    kept += size;
  }
  starts[count] = (uint32_t)kept;
  self->spans.count = kept;
  return SHEAF_OK;
}

/* Adds the present document's places of one list; most fields have one value, whose places are positions alone. */
static int add_spans(sheaf_group *self, size_t index, uint32_t document) {
  uint32_t found;
  const sheaf_occurrence *at = NULL;
  const uint32_t *positions = sheaf_posting_cursor_positions(self->open[index], &found);
  if (!positions) at = sheaf_posting_cursor_occurrences(self->open[index], &found);
  if (!found) return SHEAF_OK;
  if (found > self->spans.capacity - self->spans.count) {
    const size_t capacity = (self->spans.capacity + found) * 2;
    sheaf_span *spans = sheaf_mem_resize(self->spans.items, capacity * sizeof *spans);
    if (!spans) return SHEAF_ENOMEM;
    self->spans.items = spans;
    self->spans.capacity = capacity;
  }
  sheaf_span *out = self->spans.items + self->spans.count;
  for (uint32_t i = 0; i < found; i++)
    out[i] = positions ? (sheaf_span){document, 0, positions[i], positions[i]}
                       : (sheaf_span){document, at[i].instance, at[i].position, at[i].position};
  self->spans.count += found;
  return SHEAF_OK;
}

/* The lists that do not stand behind the document, as bits; without branches, which nobody could foretell. */
static uint32_t reaching(const uint32_t *documents, size_t lists, uint32_t id) {
  uint32_t bits = 0;
  for (size_t k = 0; k < lists; k++) bits |= (uint32_t)(documents[k] <= id) << k;
  return bits;
}

static int take_side_by_side(sheaf_group *self, const uint32_t *ids, size_t count, sheaf_error *err) {
  const size_t lists = self->tokens.count;
  self->spans.count = 0;
  for (size_t i = 0; i < count; i++) {
    const uint32_t id = ids[i];
    const size_t from = self->spans.count;
    unsigned having = 0;
    for (uint32_t bits = reaching(self->documents, lists, id); bits; bits &= bits - 1) {
      const unsigned k = (unsigned)__builtin_ctz(bits);
      const uint32_t document = sheaf_posting_cursor_seek(self->open[k], id);
      self->documents[k] = document ? document : UINT32_MAX;
      if (document != id) continue;
      if (add_spans(self, k, id)) return sheaf_error_memory(err);
      having++;
    }
    self->starts[i] = (uint32_t)from;
    if (having > 1) self->spans.count = from + order(self->spans.items + from, self->spans.count - from);
  }
  self->starts[count] = (uint32_t)self->spans.count;
  int code = SHEAF_OK;
  for (size_t k = 0; k < lists && !code; k++)
    if (self->open[k]) code = sheaf_posting_cursor_error(self->open[k], err);
  return code;
}

static int take_one_by_one(sheaf_group *self, const uint32_t *ids, size_t count, sheaf_group_room *room,
                           sheaf_error *err) {
  memset(self->starts, 0, (count + 1) * sizeof *self->starts);
  room->count = 0;
  int code = walk_rare(self, ids, count, room, err);
  for (size_t i = 0; i < self->tokens.count && !code; i++)
    if (self->open[i]) code = walk(self, self->open[i], ids, count, room, err);
  if (!code && self->laters) code = walk_later(self, ids, count, room, err);
  if (!code && arrange(self, ids, count, room)) code = sheaf_error_memory(err);
  return code;
}

int sheaf_group_take(sheaf_group *self, const uint32_t *ids, size_t count, sheaf_group_room *room, sheaf_error *err) {
  if (count > self->slots || !self->starts) {
    uint32_t *starts = sheaf_mem_resize(self->starts, (count + 1) * sizeof *starts);
    if (!starts) return sheaf_error_memory(err);
    self->starts = starts;
    self->slots = count;
  }
  map(ids, count, room);
  const int together =
      self->documents && !self->laters && !self->rare.count && (!room->mapped || self->tokens.count <= VERY_FEW);
  return together ? take_side_by_side(self, ids, count, err) : take_one_by_one(self, ids, count, room, err);
}

size_t sheaf_group_chunk(const sheaf_group *groups, size_t count) {
  size_t most = CHUNK;
  uint64_t total = 0;
  for (size_t i = 0; i < count; i++) {
    total += groups[i].total;
    if (groups[i].laters) most = LARGE_CHUNK;
  }
  const uint64_t documents = count ? sheaf_index_documents(groups[0].index) : 0;
  const uint64_t each = count + 1 + (documents ? 2 * total / documents : 0); /* a word stands twice in a text, say */
  const uint64_t fits = PLACES / each;
  return fits < most ? (fits ? (size_t)fits : 1) : most;
}
