/* pairs.c - see pairs.h.
 *
 * Places are sorted by their word. Those of one word then are the pairs that it begins: a table with a slot for each
 * word that follows tells them apart without any hashing. Each thread sorts its half of the documents, then counts for
 * words that have half of the places. */
#include "pairs.h"

#include <string.h>

#include "base/mem.h"
#include "parallel.h"

enum { PARTS = SHEAF_PAIRS_PARTS, AHEAD = 12 }; /* slots are asked for so many entries before they are wanted */

_Static_assert((int)PARTS == (int)SHEAF_PARALLEL_PARTS, "a part for each thread");

#define NO_WORD UINT32_MAX
#define FIRST (UINT32_C(1) << 31) /* the document has not had the word before */

/* A place. */
typedef struct entry {
  uint32_t at;     /* which, and FIRST */
  uint32_t second; /* the word that follows; NO_WORD at the end of a document, and once the pair has its code */
} entry;

_Static_assert(sizeof(entry) == SHEAF_PAIRS_SCRATCH, "entries are the scratch");

/* A pair of the present first word, by the second one. */
typedef struct slot {
  uint32_t first;   /* the first word + 1; any other one: no pair yet */
  uint32_t at;      /* where it stands first in the last document that has it */
  uint32_t holders; /* documents so far; then its code */
} slot;

typedef struct search {
  sheaf_pairs *pairs;        /* what is asked */
  entry *entries;            /* by word, then in the order of places; the scratch */
  uint32_t *ends;            /* by word: where its entries end */
  uint32_t middle;           /* words before this one are the first thread's */
  slot *slots[PARTS];        /* by second word */
  uint32_t *seconds[PARTS];  /* those of the present first word */
  uint64_t different[PARTS]; /* pairs that are not left out */
} search;

static void sort_part(void *context, unsigned part) {
  const search *self = context;
  const sheaf_pairs *pairs = self->pairs;
  sheaf_pairs_word *words = pairs->counts[part];
  for (size_t d = part ? pairs->half : 0; d < (part ? pairs->documents : pairs->half); d++) {
    const size_t end = pairs->starts[d + 1];
    for (size_t at = pairs->starts[d]; at < end; at++) {
      if (end - at > AHEAD) {
        __builtin_prefetch(&words[pairs->words[at + AHEAD]], 1);
        __builtin_prefetch(&self->entries[words[pairs->words[at + AHEAD / 2]].places], 1);
      }
      const uint32_t second = at + 1 < end ? pairs->words[at + 1] : NO_WORD;
      sheaf_pairs_word *its = &words[pairs->words[at]];
      const uint32_t first = its->document == d + 1 ? 0 : FIRST;
      its->document = (uint32_t)d + 1;
      self->entries[its->places++] = (entry){(uint32_t)at | first, second};
    }
  }
}

/* Counts the pair at a place of the present first word, which the document has from `since` on. 1 where it is new. */
static int count_pair(const sheaf_pairs *pairs, slot *its, uint32_t first, uint32_t at, uint32_t since, entry *one) {
  if (its->first != first) {
    *its = (slot){first, at, 1};
    return 1;
  }
  if (its->at < since) {
    its->at = at;
    its->holders++;
  } else {
    pairs->codes[at] = SHEAF_PAIRS_AGAIN | (at - its->at);
    one->second = NO_WORD;
  }
  return 0;
}

/* Counts documents of a word and of the pairs that it begins; how many pairs. */
static uint32_t count_word(search *self, unsigned part, uint32_t word, entry *entries, size_t count) {
  const sheaf_pairs *pairs = self->pairs;
  slot *slots = self->slots[part];
  uint32_t different = 0, holders = 0, since = 0;
  for (entry *one = entries, *end = entries + count; one < end; one++) {
    if (end - one > AHEAD && one[AHEAD].second != NO_WORD) __builtin_prefetch(&slots[one[AHEAD].second], 1);
    const uint32_t at = one->at & ~FIRST;
    if (one->at == at)
      pairs->words[at] = SHEAF_PAIRS_AGAIN | (at - since);
    else
      since = at, holders++;
    if (one->second == NO_WORD)
      pairs->codes[at] = SHEAF_PAIRS_LEFT_OUT;
    else if (count_pair(pairs, &slots[one->second], word + 1, at, since, one))
      self->seconds[part][different++] = one->second;
  }
  pairs->word_features[word].holders = holders;
  return different;
}

/* Codes for the pairs of the present first word. */
static void number_pairs(search *self, unsigned part, uint32_t word, uint32_t different) {
  sheaf_pairs *pairs = self->pairs;
  for (uint32_t i = 0; i < different; i++) {
    const uint32_t second = self->seconds[part][i], number = pairs->first[part] + pairs->count[part];
    slot *its = &self->slots[part][second];
    if (its->holders > pairs->most) {
      its->holders = SHEAF_PAIRS_LEFT_OUT;
      continue;
    }
    self->different[part]++;
    if (its->holders == 1) {
      its->holders = SHEAF_PAIRS_ALONE;
      continue;
    }
    pairs->pair_features[number].holders = its->holders;
    pairs->keys[number] = (uint64_t)(word + 1) << 32 | (second + 1);
    pairs->count[part]++;
    its->holders = number;
  }
}

static void count_part(void *context, unsigned part) {
  search *self = context;
  const sheaf_pairs *pairs = self->pairs;
  const uint32_t from = part ? self->middle : 0, to = part ? pairs->word_count : self->middle;
  size_t start = from ? self->ends[from - 1] : 0;
  for (uint32_t word = from; word < to; start = self->ends[word++]) {
    entry *entries = self->entries + start;
    const size_t count = self->ends[word] - start;
    number_pairs(self, part, word, count_word(self, part, word, entries, count));
    for (const entry *one = entries, *end = entries + count; one < end; one++) {
      if (end - one > AHEAD) __builtin_prefetch(&pairs->codes[one[AHEAD].at & ~FIRST], 1);
      if (one->second != NO_WORD) pairs->codes[one->at & ~FIRST] = self->slots[part][one->second].holders;
    }
  }
}

/* Where the entries of words go, and which words are whose. A pair that has a number has two places at least. */
static void deal_out(search *self) {
  sheaf_pairs *pairs = self->pairs;
  const size_t total = pairs->starts[pairs->documents];
  uint32_t used = 0;
  for (uint32_t word = 0; word < pairs->word_count; word++) {
    if (used < total / 2) self->middle = word + 1;
    for (unsigned part = 0; part < PARTS; part++) {
      const uint32_t its = pairs->counts[part][word].places;
      pairs->counts[part][word].places = used;
      used += its;
    }
    self->ends[word] = used;
  }
  pairs->first[0] = 0;
  pairs->first[1] = self->middle ? self->ends[self->middle - 1] / 2 : 0;
}

static int make_room(search *self) {
  const size_t words = self->pairs->word_count;
  self->entries = self->pairs->scratch;
  self->ends = sheaf_mem_alloc(words * sizeof *self->ends);
  int failed = !self->ends;
  for (unsigned part = 0; part < PARTS; part++) {
    self->slots[part] = sheaf_mem_zero(words, sizeof *self->slots[part]);
    self->seconds[part] = sheaf_mem_alloc(words * sizeof *self->seconds[part]);
    sheaf_mem_large(self->slots[part], words * sizeof *self->slots[part]);
    failed |= !self->slots[part] || !self->seconds[part];
  }
  return failed ? SHEAF_ENOMEM : SHEAF_OK;
}

int sheaf_pairs_find(sheaf_pairs *pairs) {
  search self = {.pairs = pairs};
  const int code = make_room(&self);
  if (!code) {
    deal_out(&self);
    sheaf_parallel(sort_part, &self);
    sheaf_parallel(count_part, &self);
    pairs->different = self.different[0] + self.different[1];
  }
  sheaf_mem_free(self.ends);
  for (unsigned part = 0; part < PARTS; part++) {
    sheaf_mem_free(self.slots[part]);
    sheaf_mem_free(self.seconds[part]);
  }
  return code;
}
