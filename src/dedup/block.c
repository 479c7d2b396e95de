/* block.c - see block.h. */
#include "block.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "compare.h"

enum {
  BANDS = 4,        /* of two smallest hashes of title words each: titles with most words in common share one */
  LARGEST = 24,     /* records that share a key and still are all compared with each other */
  LARGEST_WEAK = 8, /* the same for a weak key */
  FEW = 3,          /* records that share a weak key, and are likely to be one paper */
  WINDOW = 6        /* neighbours that a record meets where more share a key */
};

typedef enum block_key {
  KEY_DOI,                /* DOI */
  KEY_PMID,               /* PMID */
  KEY_PMCID,              /* PMCID */
  KEY_TITLE,              /* all of the title */
  KEY_OTHER_TITLE,        /* all of the other title, under KEY_TITLE's number */
  KEY_AUTHOR_PLACE,       /* first author, year, first page */
  KEY_AUTHOR_VOLUME,      /* first author, volume, first page */
  KEY_PLACE,              /* year, volume, first page */
  KEY_AUTHOR_VENUE,       /* first author, year, volume, issue */
  KEY_TITLE_START,        /* the title's first four telling words */
  KEY_TITLE_END,          /* its last four */
  KEY_AUTHOR_TITLE,       /* first author, smallest hash of the title's words */
  KEY_AUTHOR_TITLE_2,     /* the same with another hash */
  KEY_ABSTRACT,           /* two smallest hashes of the abstract */
  KEY_ABSTRACT_2,         /* the next two */
  KEY_BAND,               /* BANDS keys of the title */
  KEYS = KEY_BAND + BANDS /* how many */
} block_key;

/* Keys from this one on are of a few words: the more records there are, the more share them by chance. */
static const int KEY_WEAK = KEY_TITLE_START;

typedef enum second_kind {
  SECOND_AUTHOR, /* first author */
  SECOND_PAGE,   /* first page */
  SECOND_VOLUME, /* year and volume */
  SECOND_TITLE,  /* two more hashes of the title's words */
  SECONDS        /* how many */
} second_kind;

/* ---- sorting ---- */

/* Sorts numbers by their bytes from `low` up (radix 256); spare holds as many. */
static void sort_numbers(uint64_t *list, uint64_t *spare, size_t count, unsigned low) {
  for (unsigned shift = low * 8; shift < 64; shift += 8) {
    size_t places[257] = {0};
    for (size_t i = 0; i < count; i++) places[(list[i] >> shift & 255) + 1]++;
    int single = 0;
    for (size_t i = 1; i <= 256; i++) single |= places[i] == count;
    if (single) continue;
    for (size_t i = 1; i <= 256; i++) places[i] += places[i - 1];
    for (size_t i = 0; i < count; i++) spare[places[list[i] >> shift & 255]++] = list[i];
    memcpy(list, spare, count * sizeof *list);
  }
}

/* ---- copies ---- */

static int is_worth(const sheaf_profile *profile) {
  sheaf_evidence evidence;
  sheaf_compare(profile, profile, &evidence);
  return evidence.verdict == SHEAF_VERDICT_MERGE;
}

int sheaf_block_copies(sheaf_profile *profiles, size_t count) {
  uint64_t *list = sheaf_mem_alloc(2 * count * sizeof *list);
  if (!list) return SHEAF_ENOMEM;
  for (size_t i = 0; i < count; i++) list[i] = (profiles[i].print & ~UINT64_C(0xFFFFFFFF)) | i;
  sort_numbers(list, list + count, count, 4);
  for (size_t i = 0; i < count; i++) {
    sheaf_profile *self = &profiles[(uint32_t)list[i]];
    self->same = (uint32_t)list[i];
    if (i == 0 || list[i] >> 32 != list[i - 1] >> 32) continue;
    for (size_t j = i; j && list[j - 1] >> 32 == list[i] >> 32 && i - j < LARGEST; j--) {
      const sheaf_profile *before = &profiles[(uint32_t)list[j - 1]];
      if (before->print != self->print || (before->same == (uint32_t)list[j - 1] && !is_worth(before))) continue;
      self->same = before->same;
      break;
    }
  }
  sheaf_mem_free(list);
  return SHEAF_OK;
}

/* ---- keys ---- */

static uint64_t mix(uint64_t sum, uint64_t value) {
  return sheaf_wording_mix(sum * UINT64_C(0x9E3779B97F4A7C15) + value);
}

static uint64_t author_key(const sheaf_profile *self) {
  if (!self->person_count) return 0;
  const sheaf_person *person = &self->persons[0];
  const sheaf_word *best = &person->names.list[0];
  for (size_t i = 1; i < person->families; i++)
    if (person->names.list[i].length > best->length) best = &person->names.list[i];
  return best->hash | UINT64_C(1) << 32;
}

static uint64_t run_key(const sheaf_wording *title, int from_end) {
  uint64_t sum = 1;
  int used = 0;
  for (size_t step = 0; step < title->count && used < 4; step++) {
    const sheaf_word *word = &title->list[from_end ? title->count - 1 - step : step];
    if (word->common) continue;
    sum = mix(sum, word->hash);
    used++;
  }
  return used == 4 ? sum : 0;
}

static uint64_t smallest(const sheaf_wording *title, uint64_t seed) {
  uint64_t best = UINT64_MAX;
  for (size_t i = 0; i < title->count; i++) {
    const uint64_t hash = mix(seed, title->list[i].hash);
    if (!title->list[i].common && hash < best) best = hash;
  }
  return best;
}

static uint64_t squeezed(const sheaf_wording *words) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < words->count; i++)
    for (const char *c = words->list[i].text; *c; c++) hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
  return words->count ? hash | 1 : 0;
}

/* The number of a key, 0 where the record has none. */
static uint64_t key_of(const sheaf_profile *self, int kind) {
  const uint64_t year = (uint64_t)(uint16_t)self->year, page = self->place.first, volume = self->place.volume;
  const int by_author = kind == KEY_AUTHOR_PLACE || kind == KEY_AUTHOR_VOLUME || kind == KEY_AUTHOR_TITLE ||
                        kind == KEY_AUTHOR_TITLE_2 || kind == KEY_AUTHOR_VENUE;
  const uint64_t author = by_author ? author_key(self) : 0;
  switch (kind) {
    case KEY_DOI: return self->doi ? sheaf_wording_hash(self->doi, strlen(self->doi)) : 0;
    case KEY_PMID: return self->pmid;
    case KEY_PMCID: return self->pmcid;
    case KEY_TITLE: return squeezed(&self->title);
    case KEY_OTHER_TITLE: return squeezed(&self->other_title);
    case KEY_TITLE_START: return run_key(&self->title, 0);
    case KEY_TITLE_END: return run_key(&self->title, 1);
    case KEY_AUTHOR_PLACE: return author && year && page > 1 ? mix(mix(author, year), page) : 0;
    case KEY_AUTHOR_VOLUME: return author && volume && page ? mix(mix(author, volume), page) : 0;
    case KEY_PLACE: return year && volume && page > 1 ? mix(mix(year, volume), page) : 0;
    case KEY_AUTHOR_TITLE: return author && self->title.telling ? mix(author, smallest(&self->title, 101)) : 0;
    case KEY_AUTHOR_TITLE_2: return author && self->title.telling ? mix(author, smallest(&self->title, 102)) : 0;
    case KEY_AUTHOR_VENUE: return author && year && volume ? mix(mix(mix(author, year), volume), self->place.issue) : 0;
    case KEY_ABSTRACT:
    case KEY_ABSTRACT_2: {
      const size_t at = kind == KEY_ABSTRACT ? 0 : 2;
      return self->sketch_count >= at + 2 ? mix(self->sketch[at], self->sketch[at + 1]) : 0;
    }
    default: {
      if (self->title.telling < 2) return 0;
      const uint64_t seed = (uint64_t)(kind - KEY_BAND) * 2;
      return mix(smallest(&self->title, seed + 1), smallest(&self->title, seed + 2));
    }
  }
}

/* ---- pairs ---- */

typedef struct blocker {
  const sheaf_profile *profiles; /* all */
  size_t first_new;              /* pairs without a newer record are not wanted */
  int kind;                      /* block_key being looked at */
  int within;                    /* what is added now shares a second key */
  int sure;                      /* what is added now counts by itself (see add_all) */
  sheaf_buf *out;                /* pairs so far, with repetitions: low << 32 | high << 1 | sure */
} blocker;

static void add_pair(blocker *self, uint32_t a, uint32_t b) {
  const uint64_t low = a < b ? a : b, high = a < b ? b : a, pair = low << 32 | high << 1 | (self->sure != 0);
  if (low != high && high >= self->first_new) sheaf_buf_add(self->out, &pair, sizeof pair);
}

static uint32_t head(const sheaf_wording *words) { return words->count ? words->list[0].hash : 0; }

/* The order in which those stand that share a key with many: what is likely to be one paper is close together. */
static uint64_t neighbour_key(const sheaf_profile *self) {
  const uint64_t journal = (head(&self->journal) ^ head(&self->short_journal)) & 0xFF;
  const uint64_t year = (uint64_t)(uint16_t)self->year & 0xFFF;
  return (uint64_t)(self->title_hash % 256) << 56 | journal << 48 | year << 36 |
         (uint64_t)(self->place.volume & 0xFF) << 28 | (self->place.first & 0xFFFFFFF);
}

typedef struct neighbour {
  uint64_t key; /* see neighbour_key */
  uint64_t tie; /* the print, so that the order does not come from the order of loading */
  uint32_t at;  /* place of the profile */
} neighbour;

static int order_neighbours(const void *x, const void *y) {
  const neighbour *a = x, *b = y;
  if (a->key != b->key) return a->key < b->key ? -1 : 1;
  if (a->tie != b->tie) return a->tie < b->tie ? -1 : 1;
  return a->at < b->at ? -1 : a->at > b->at;
}

static int add_window(blocker *self, const uint64_t *members, size_t count) {
  self->sure = 1;
  neighbour *list = sheaf_mem_alloc(count * sizeof *list);
  if (!list) return SHEAF_ENOMEM;
  for (size_t i = 0; i < count; i++) {
    const uint32_t at = (uint32_t)members[i];
    list[i] = (neighbour){neighbour_key(&self->profiles[at]), self->profiles[at].print, at};
  }
  qsort(list, count, sizeof *list, order_neighbours);
  for (size_t i = 0; i < count; i++)
    for (size_t j = i + 1; j < count && j <= i + WINDOW; j++) add_pair(self, list[i].at, list[j].at);
  sheaf_mem_free(list);
  return SHEAF_OK;
}

/* All pairs of a block. One of several that share a weak key and nothing else do so by chance: it has to come twice. */
static void add_all(blocker *self, const uint64_t *members, size_t count) {
  self->sure = self->kind < KEY_WEAK || self->within || count <= FEW;
  for (size_t i = 0; i < count; i++)
    for (size_t j = i + 1; j < count; j++) add_pair(self, (uint32_t)members[i], (uint32_t)members[j]);
}

/* Lists hold key << 32 | place, ascending: calls for each run of one key. */
static int each_block(blocker *self, const uint64_t *list, size_t count, size_t most,
                      int (*larger)(blocker *self, const uint64_t *members, size_t count)) {
  int code = SHEAF_OK;
  for (size_t i = 0, end; !code && i < count; i = end) {
    for (end = i + 1; end < count && list[end] >> 32 == list[i] >> 32;) end++;
    if (end - i <= most)
      add_all(self, list + i, end - i);
    else
      code = larger(self, list + i, end - i);
  }
  return code;
}

/* What a record of a large block has to share with another beside the block's key; 0 where it has no such thing. */
static uint64_t second_key(const sheaf_profile *self, int kind) {
  const uint64_t year = (uint64_t)(uint16_t)self->year, volume = self->place.volume;
  switch (kind) {
    case SECOND_AUTHOR: return author_key(self);
    case SECOND_PAGE: return self->place.first > 1 ? mix(1, self->place.first) : 0;
    case SECOND_VOLUME: return year && volume ? mix(mix(2, year), volume) : 0;
    default: return self->title.telling > 3 ? mix(smallest(&self->title, 201), smallest(&self->title, 202)) : 0;
  }
}

static int has_author(int kind) { return kind == KEY_AUTHOR_TITLE || kind == KEY_AUTHOR_TITLE_2; }

static int split_block(blocker *self, const uint64_t *members, size_t count) {
  uint64_t *list = sheaf_mem_alloc(2 * count * sizeof *list);
  if (!list) return SHEAF_ENOMEM;
  int code = SHEAF_OK;
  self->within = 1;
  for (int kind = has_author(self->kind) ? SECOND_AUTHOR + 1 : 0; !code && kind < SECONDS; kind++) {
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
      const uint64_t key = second_key(&self->profiles[(uint32_t)members[i]], kind);
      if (key) list[used++] = (sheaf_wording_mix(key) & ~UINT64_C(0xFFFFFFFF)) | (uint32_t)members[i];
    }
    sort_numbers(list, list + count, used, 4);
    code = each_block(self, list, used, LARGEST_WEAK, add_window);
  }
  self->within = 0;
  sheaf_mem_free(list);
  return code;
}

/* One kind of key (two for titles): list holds key << 32 | place. */
static int add_kind(blocker *self, uint64_t *list, size_t count, uint64_t *spare) {
  sort_numbers(list, spare, count, 4);
  if (self->kind < KEY_WEAK) return each_block(self, list, count, LARGEST, add_window);
  return each_block(self, list, count, LARGEST_WEAK, split_block);
}

static size_t list_keys(const sheaf_profile *profiles, size_t count, int kind, uint64_t *list) {
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    if (profiles[i].same != i) continue;
    const uint64_t key = key_of(&profiles[i], kind);
    if (key) list[used++] = (sheaf_wording_mix(key) & ~UINT64_C(0xFFFFFFFF)) | i;
  }
  return used;
}

static int make_unique(sheaf_buf *pairs) {
  uint64_t *list = (uint64_t *)(void *)pairs->data;
  const size_t count = pairs->length / sizeof *list;
  uint64_t *spare = sheaf_mem_alloc(count * sizeof *spare);
  if (!spare) return SHEAF_ENOMEM;
  sort_numbers(list, spare, count, 0);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (kept && list[kept - 1] >> 1 == list[i] >> 1)
      list[kept - 1] |= 1;
    else
      list[kept++] = list[i];
  }
  pairs->length = kept * sizeof *list;
  sheaf_mem_free(spare);
  return SHEAF_OK;
}

/* Leaves the pairs that count, as block.h has them. */
static void keep_sure(sheaf_buf *pairs) {
  uint64_t *list = (uint64_t *)(void *)pairs->data;
  size_t kept = 0;
  for (size_t i = 0; i < pairs->length / sizeof *list; i++)
    if (list[i] & 1) list[kept++] = (list[i] & ~UINT64_C(0xFFFFFFFF)) | (uint32_t)list[i] >> 1;
  pairs->length = kept * sizeof *list;
}

int sheaf_block_pairs(const sheaf_profile *profiles, size_t count, size_t first_new, sheaf_buf *out) {
  blocker self = {.profiles = profiles, .first_new = first_new, .out = out};
  uint64_t *list = count < INT32_MAX ? sheaf_mem_alloc(4 * (count ? count : 1) * sizeof *list) : NULL;
  if (!list) return SHEAF_ENOMEM;
  int code = SHEAF_OK;
  for (int kind = 0; !code && kind < KEYS; kind++) {
    if (kind == KEY_OTHER_TITLE) continue;
    self.kind = kind;
    size_t used = list_keys(profiles, count, kind, list);
    if (kind == KEY_TITLE) used += list_keys(profiles, count, KEY_OTHER_TITLE, list + used);
    code = add_kind(&self, list, used, list + 2 * count);
    if (!code && out->length > (size_t)1 << 28) code = make_unique(out);
  }
  if (!code && out->failed) code = SHEAF_ENOMEM;
  if (!code && out->length) code = make_unique(out);
  if (!code) keep_sure(out);
  sheaf_mem_free(list);
  return code;
}
