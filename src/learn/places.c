/* places.c - see places.h. Cutting a text into words costs most, so a text is first searched for the bytes of one word
 * of each phrase; a text that has bytes beyond ASCII may hold the word in another spelling and is always cut. */
#include "places.h"

#include <string.h>

#include "index/token.h"

typedef struct places_word {
  size_t first, length; /* of its text */
  int stem;             /* words that begin with it match too */
} places_word;

typedef struct places_token {
  size_t text, length; /* in folded */
  size_t first, last;  /* in the original */
} places_token;

void sheaf_places_clear(sheaf_places *self) {
  sheaf_buf *const lists[] = {&self->texts, &self->words, &self->phrases, &self->tokens, &self->folded};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) sheaf_buf_clear(lists[i]);
}

int sheaf_places_word(sheaf_places *self, const char *text, size_t length, int stem) {
  const places_word word = {self->texts.length, length, stem};
  sheaf_buf_add(&self->texts, text, length);
  sheaf_buf_add(&self->words, &word, sizeof word);
  return self->texts.failed || self->words.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

int sheaf_places_phrase(sheaf_places *self) {
  const size_t end = self->words.length / sizeof(places_word);
  sheaf_buf_add(&self->phrases, &end, sizeof end);
  return self->phrases.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

static char small(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

/* 1 where the bytes of a folded word stand in a text, capitals being small letters. */
static int holds(const char *text, size_t length, const char *word, size_t word_length) {
  if (!word_length) return 1;
  const char other = *word >= 'a' && *word <= 'z' ? (char)(*word & ~0x20) : *word;
  for (size_t at = 0; at + word_length <= length; at++) {
    if (text[at] != *word && text[at] != other) continue;
    size_t i = 1;
    while (i < word_length && small(text[at + i]) == word[i]) i++;
    if (i == word_length) return 1;
  }
  return 0;
}

static int is_ascii(const char *text, size_t length) {
  size_t i = 0;
  for (; i + sizeof(uint64_t) <= length; i += sizeof(uint64_t)) {
    uint64_t bytes;
    memcpy(&bytes, text + i, sizeof bytes);
    if (bytes & UINT64_C(0x8080808080808080)) return 0;
  }
  for (; i < length; i++)
    if ((uint8_t)text[i] >= 0x80) return 0;
  return 1;
}

/* 0 where no phrase can stand in the text. The longest word of a phrase is looked for: it is the rarest, mostly. */
static int may_match(const sheaf_places *self, const char *text, size_t length) {
  if (!is_ascii(text, length)) return 1;
  const places_word *words = (const places_word *)(const void *)self->words.data;
  const size_t *ends = (const size_t *)(const void *)self->phrases.data;
  for (size_t i = 0, first = 0; i < self->phrases.length / sizeof *ends; first = ends[i++]) {
    const places_word *longest = words + first;
    for (size_t k = first; k < ends[i]; k++)
      if (words[k].length > longest->length) longest = words + k;
    if (ends[i] > first && holds(text, length, self->texts.data + longest->first, longest->length)) return 1;
  }
  return 0;
}

static int cut(sheaf_places *self, const char *text, size_t length) {
  sheaf_token_cursor cursor;
  sheaf_token token;
  int got;
  sheaf_buf_reset(&self->tokens);
  sheaf_buf_reset(&self->folded);
  sheaf_token_init(&cursor, text, length);
  while ((got = sheaf_token_next(&cursor, &token)) > 0) {
    const places_token kept = {self->folded.length, token.length, token.first, token.last};
    sheaf_buf_add(&self->folded, token.text, token.length);
    sheaf_buf_add(&self->tokens, &kept, sizeof kept);
  }
  sheaf_token_clear(&cursor);
  return got < 0 || self->tokens.failed || self->folded.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

static int stands_at(const sheaf_places *self, size_t first, size_t end, const places_token *tokens, size_t left) {
  const places_word *words = (const places_word *)(const void *)self->words.data;
  if (end - first > left) return 0;
  for (size_t i = first; i < end; i++, tokens++) {
    if (words[i].stem ? tokens->length < words[i].length : tokens->length != words[i].length) return 0;
    if (memcmp(self->folded.data + tokens->text, self->texts.data + words[i].first, words[i].length) != 0) return 0;
  }
  return 1;
}

int sheaf_places_find(sheaf_places *self, const char *text, size_t length, sheaf_buf *out) {
  if (!may_match(self, text, length)) return SHEAF_OK;
  if (cut(self, text, length)) return SHEAF_ENOMEM;
  const places_token *tokens = (const places_token *)(const void *)self->tokens.data;
  const size_t *ends = (const size_t *)(const void *)self->phrases.data;
  const size_t count = self->tokens.length / sizeof *tokens, phrases = self->phrases.length / sizeof *ends;
  for (size_t at = 0; at < count; at++) {
    size_t longest = 0;
    for (size_t i = 0, first = 0; i < phrases; first = ends[i++])
      if (ends[i] - first > longest && stands_at(self, first, ends[i], tokens + at, count - at))
        longest = ends[i] - first;
    if (!longest) continue;
    const sheaf_place place = {tokens[at].first, tokens[at + longest - 1].last};
    sheaf_buf_add(out, &place, sizeof place);
  }
  return out->failed ? SHEAF_ENOMEM : SHEAF_OK;
}
