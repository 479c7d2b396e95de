/* vocabulary.c - see vocabulary.h.
 *
 * Texts are mostly ASCII, whose words are found 64 bytes at a time; what touches another character is left to the
 * index's tokens, which know them all. Words are compared by units of eight bytes. Most words are among those met of
 * late, which have a table of their own, small enough to stay in a processor's own memory. */
#include "vocabulary.h"

#include <string.h>

#include "base/mem.h"
#include "index/token.h"

enum { SHORTEST = 2, FIRST_SLOTS = 1 << 12, AHEAD = 8, BLOCK = 64, UNIT = 8, HEAD = 2, RECENT_BITS = 13 };

struct sheaf_vocabulary_slot {
  uint32_t hash;   /* of the word */
  uint32_t number; /* its number + 1; 0 in a free slot */
};

/* A short word of ASCII. */
struct sheaf_vocabulary_recent {
  uint64_t head[HEAD]; /* all of it */
  uint32_t number;     /* its number + 1; 0 where there is none */
};

/* A word. */
struct sheaf_vocabulary_word {
  uint64_t head[HEAD]; /* its first units */
  size_t at;           /* of its text in texts */
  uint32_t length;     /* of its text */
  uint32_t hash;       /* of its text */
};

typedef sheaf_vocabulary_word word;

/* A word of a text that was not met of late. */
typedef struct piece {
  word word;    /* at: of its text in folded */
  size_t place; /* where its number goes in numbers */
} piece;

void sheaf_vocabulary_finish(sheaf_vocabulary *self) {
  sheaf_mem_free(self->slots);
  sheaf_mem_free(self->recent);
  self->slots = NULL;
  self->recent = NULL;
  self->capacity = 0;
  sheaf_buf_clear(&self->numbers);
  sheaf_buf_clear(&self->text);
  sheaf_buf_clear(&self->pieces);
  sheaf_buf_clear(&self->folded);
}

void sheaf_vocabulary_clear(sheaf_vocabulary *self) {
  sheaf_vocabulary_finish(self);
  sheaf_mem_free(self->words);
  sheaf_buf_clear(&self->texts);
  *self = (sheaf_vocabulary){0};
}

const char *sheaf_vocabulary_text(const sheaf_vocabulary *self, uint32_t number, size_t *length) {
  const word *its = &self->words[number];
  *length = its->length;
  return self->texts.data + its->at;
}

/* ---- words to numbers ---- */

/* Bytes that a text takes: full units, and a head at least. */
static size_t room_of(size_t length) { return length <= HEAD * UNIT ? HEAD * UNIT : (length + UNIT - 1) / UNIT * UNIT; }

static uint64_t unit_at(const char *text) {
  uint64_t unit;
  memcpy(&unit, text, sizeof unit);
  return unit;
}

static uint64_t mix(uint64_t hash, uint64_t unit) {
  hash = (hash ^ unit) * UINT64_C(0xD6E8FEB86659FD93);
  return hash ^ hash >> 32;
}

/* The hash of a word whose head is known. */
static uint32_t hash_of(uint64_t seed, uint64_t first, uint64_t second, const char *text, size_t length) {
  uint64_t hash = mix(mix(seed ^ length, first), second);
  for (size_t i = HEAD * UNIT; i < length; i += UNIT) hash = mix(hash, unit_at(text + i));
  return (uint32_t)(hash * UINT64_C(0xD6E8FEB86659FD93) >> 32);
}

/* Twice the room: half of the slots stay free. */
static int grow(sheaf_vocabulary *self) {
  const size_t capacity = self->capacity ? self->capacity * 2 : FIRST_SLOTS, room = capacity / 2;
  sheaf_vocabulary_slot *slots = sheaf_mem_alloc_large(capacity * sizeof *slots);
  sheaf_vocabulary_word *words = sheaf_mem_alloc_large(room * sizeof *words);
  if (!slots || !words) {
    sheaf_mem_free(slots);
    sheaf_mem_free(words);
    return SHEAF_ENOMEM;
  }
  memset(slots, 0, capacity * sizeof *slots);
  if (self->count) memcpy(words, self->words, self->count * sizeof *words);
  sheaf_mem_free(self->words);
  self->words = words;
  for (size_t i = 0; i < self->capacity; i++) {
    if (!self->slots[i].number) continue;
    size_t at = self->slots[i].hash & (capacity - 1);
    while (slots[at].number) at = (at + 1) & (capacity - 1);
    slots[at] = self->slots[i];
  }
  sheaf_mem_free(self->slots);
  self->slots = slots;
  self->capacity = capacity;
  return SHEAF_OK;
}

static int is_word(const sheaf_vocabulary *self, uint32_t number, const word *piece, const char *text) {
  const word *its = &self->words[number];
  const uint64_t differ =
      (its->head[0] ^ piece->head[0]) | (its->head[1] ^ piece->head[1]) | (uint64_t)(its->length ^ piece->length);
  if (differ) return 0;
  return piece->length <= HEAD * UNIT || !memcmp(self->texts.data + its->at, text, piece->length);
}

/* 1 with the number of a word, or 0 with the slot where it belongs. There are slots. */
static int find_word(const sheaf_vocabulary *self, const word *piece, const char *text, uint32_t *number, size_t *at) {
  const size_t mask = self->capacity - 1;
  for (*at = piece->hash & mask; self->slots[*at].number; *at = (*at + 1) & mask) {
    *number = self->slots[*at].number - 1;
    if (self->slots[*at].hash == piece->hash && is_word(self, *number, piece, text)) return 1;
  }
  return 0;
}

/* The number of a word, which may be new. */
static int number_word(sheaf_vocabulary *self, const word *piece, const char *text, uint32_t *number) {
  size_t at;
  if (self->count + 1 > self->capacity / 2 && grow(self)) return SHEAF_ENOMEM;
  if (find_word(self, piece, text, number, &at)) return SHEAF_OK;
  word added = *piece;
  added.at = self->texts.length;
  sheaf_buf_add(&self->texts, text, room_of(piece->length));
  if (self->texts.failed) return SHEAF_ENOMEM;
  self->words[self->count] = added;
  *number = self->count++;
  self->slots[at] = (sheaf_vocabulary_slot){piece->hash, self->count};
  return SHEAF_OK;
}

static sheaf_vocabulary_recent *recent_of(const sheaf_vocabulary *self, uint64_t first, uint64_t second) {
  const uint64_t hash = (first + second * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93);
  return &self->recent[hash >> (64 - RECENT_BITS)];
}

/* Nearly every look into the tables would be a wait for memory, so it is asked for some words before. */
static int number_pieces(sheaf_vocabulary *self) {
  const piece *pieces = (const piece *)(const void *)self->pieces.data;
  const size_t count = self->pieces.length / sizeof *pieces;
  for (size_t i = 0; i < count; i++) {
    const word *its = &pieces[i].word;
    uint32_t number = 0;
    if (self->capacity && count - i > AHEAD) {
      number = self->slots[pieces[i + AHEAD].word.hash & (self->capacity - 1)].number;
      if (number) __builtin_prefetch(&self->words[number - 1]);
    }
    if (number_word(self, its, self->folded.data + its->at, &number)) return SHEAF_ENOMEM;
    memcpy(self->numbers.data + pieces[i].place, &number, sizeof number);
    if (its->length <= HEAD * UNIT)
      *recent_of(self, its->head[0], its->head[1]) =
          (sheaf_vocabulary_recent){{its->head[0], its->head[1]}, number + 1};
  }
  return SHEAF_OK;
}

void sheaf_vocabulary_find(const sheaf_vocabulary *self, const sheaf_vocabulary *other, uint32_t from, uint32_t to,
                           uint32_t *numbers) {
  const word *words = other->words;
  size_t at;
  for (uint32_t i = from; i < to; i++) {
    numbers[i] = SHEAF_VOCABULARY_NONE;
    if (!self->capacity) continue;
    if (to - i > AHEAD) __builtin_prefetch(&self->slots[words[i + AHEAD].hash & (self->capacity - 1)]);
    uint32_t number;
    if (find_word(self, &words[i], other->texts.data + words[i].at, &number, &at)) numbers[i] = number;
  }
}

/* ---- texts to words ---- */

/* Room for the number of one word more; where it goes. */
static size_t add_number(sheaf_vocabulary *self) {
  if (sheaf_buf_reserve(&self->numbers, sizeof(uint32_t))) return 0;
  self->numbers.length += sizeof(uint32_t);
  return self->numbers.length - sizeof(uint32_t);
}

/* Adds a word whose text was written to the end of folded. */
static void add_piece(sheaf_vocabulary *self, uint64_t first, uint64_t second, size_t length) {
  const char *text = self->folded.data + self->folded.length;
  const uint32_t hash = hash_of(self->seed, first, second, text, length);
  const size_t place = add_number(self);
  if (sheaf_buf_reserve(&self->pieces, sizeof(piece))) return;
  piece *to = (piece *)(void *)(self->pieces.data + self->pieces.length);
  to->word.head[0] = first; /* in place: a copy of fields just written would wait for them */
  to->word.head[1] = second;
  to->word.at = self->folded.length;
  to->word.length = (uint32_t)length;
  to->word.hash = hash;
  to->place = place;
  self->pieces.length += sizeof(piece);
  self->folded.length += room_of(length);
  if (self->capacity) __builtin_prefetch(&self->slots[hash & (self->capacity - 1)]);
}

/* Adds a short word that was met of late; 0 where it was not. */
static int add_recent(sheaf_vocabulary *self, uint64_t first, uint64_t second) {
  const sheaf_vocabulary_recent *its = recent_of(self, first, second);
  if (!its->number || its->head[0] != first || its->head[1] != second) return 0;
  const uint32_t number = its->number - 1;
  sheaf_buf_add(&self->numbers, &number, sizeof number);
  return 1;
}

/* A unit of ASCII of which so many bytes count: bit 0x20 makes a capital small, and digits have it. */
static uint64_t fold_unit(const char *text, size_t count) {
  if (!count) return 0;
  const uint64_t unit = unit_at(text) | UINT64_C(0x2020202020202020);
  return count < UNIT ? unit & UINT64_MAX >> 8 * (UNIT - count) : unit;
}

/* A word of ASCII behind which BLOCK bytes more can be read. */
static void add_ascii(sheaf_vocabulary *self, const char *text, size_t length) {
  if (length < SHORTEST) return;
  const uint64_t first = fold_unit(text, length), second = length > UNIT ? fold_unit(text + UNIT, length - UNIT) : 0;
  if (length <= HEAD * UNIT && add_recent(self, first, second)) return;
  if (sheaf_buf_reserve(&self->folded, BLOCK)) return;
  char *out = self->folded.data + self->folded.length;
  memcpy(out, &first, sizeof first);
  memcpy(out + UNIT, &second, sizeof second);
  for (size_t i = HEAD * UNIT; i < length; i += UNIT) {
    const uint64_t unit = fold_unit(text + i, length - i);
    memcpy(out + i, &unit, sizeof unit);
  }
  add_piece(self, first, second, length);
}

static void add_token(sheaf_vocabulary *self, const sheaf_token *token) {
  if (token->length < SHORTEST || sheaf_buf_reserve(&self->folded, room_of(token->length))) return;
  char *out = self->folded.data + self->folded.length;
  memset(out + room_of(token->length) - HEAD * UNIT, 0, HEAD * UNIT);
  memcpy(out, token->text, token->length);
  add_piece(self, unit_at(out), unit_at(out + UNIT), token->length);
}

/* The highest bit of each byte that is in a range, where all are ASCII. */
static uint64_t bytes_between(uint64_t bytes, uint64_t low, uint64_t high) {
  const uint64_t each = UINT64_C(0x0101010101010101);
  return (bytes + (0x80 - low) * each) & ~(bytes + (0x7F - high) * each);
}

/* Of 64 bytes: a bit for each letter or digit of ASCII, and one for each byte that is no ASCII. */
static uint64_t find_words(const char *text, uint64_t *other) {
  const uint64_t top = UINT64_C(0x8080808080808080), gather = UINT64_C(0x0002040810204081);
  uint64_t found = 0;
  *other = 0;
  for (unsigned i = 0; i < BLOCK; i += UNIT) {
    const uint64_t bytes = unit_at(text + i), ascii = bytes & ~top;
    const uint64_t letters = bytes_between(ascii | UINT64_C(0x2020202020202020), 'a', 'z');
    const uint64_t word = (letters | bytes_between(ascii, '0', '9')) & ~bytes & top;
    found |= (word * gather >> 56) << i;
    *other |= ((bytes & top) * gather >> 56) << i;
  }
  return found;
}

/* Adds the words of the 64 bytes at text that end within them before any byte that is no ASCII. How far it came: where
 * it is 0, or *stopped, an index's token is next. */
static size_t cut_block(sheaf_vocabulary *self, const char *text, int *stopped) {
  uint64_t other, words = find_words(text, &other);
  const size_t limit = other ? (size_t)__builtin_ctzll(other) : BLOCK;
  *stopped = limit < BLOCK;
  while (words) {
    const size_t first = (size_t)__builtin_ctzll(words);
    const uint64_t after = ~(words >> first);
    const size_t end = after ? first + (size_t)__builtin_ctzll(after) : BLOCK;
    if (end >= limit) return first < limit ? first : limit;
    add_ascii(self, text + first, end - first);
    words &= UINT64_MAX << end;
  }
  return limit;
}

static int cut(sheaf_vocabulary *self, size_t length) {
  sheaf_token_cursor cursor;
  sheaf_token token;
  int got = 1, stopped;
  sheaf_buf_reset(&self->pieces);
  sheaf_buf_reset(&self->folded);
  sheaf_token_init(&cursor, self->text.data, length);
  while (got > 0 && cursor.at < length) {
    const size_t done = cut_block(self, self->text.data + cursor.at, &stopped);
    cursor.at += done;
    if (done && !stopped) continue;
    got = sheaf_token_next(&cursor, &token);
    if (got > 0) add_token(self, &token);
  }
  sheaf_token_clear(&cursor);
  return got < 0 || self->pieces.failed || self->folded.failed || self->numbers.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

int sheaf_vocabulary_read(sheaf_vocabulary *self, const char *text, size_t length) {
  static const char behind[BLOCK];
  sheaf_buf_reset(&self->text);
  sheaf_buf_add(&self->text, text, length);
  sheaf_buf_add(&self->text, behind, sizeof behind);
  if (!self->recent) self->recent = sheaf_mem_zero(1 << RECENT_BITS, sizeof *self->recent);
  if (!self->recent || self->text.failed || cut(self, length)) return SHEAF_ENOMEM;
  return number_pieces(self);
}
