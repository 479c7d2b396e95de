/* words.c - see words.h. The tokens come from the same rules as the file's postings: what a record adds to the log of
 * an accum (accum.h) is read back from there. */
#include "words.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum {
  FIELDS = SHEAF_SEGMENT_FIELDS,
  LARGEST = 1000000, /* bytes of lexemes and positions; the server's limit is 1,048,575 */
  WEIGHT_A = 3 << 14,
  WEIGHT_B = 2 << 14,
  POSITION = (1 << 14) - 1
};

typedef struct place {
  uint32_t term;     /* its number */
  uint32_t position; /* with its weight as the server has it; 0: left out */
} place;

typedef struct term {
  const char *key; /* field and token; borrowed from the accum */
  uint64_t start;  /* its first bytes as a number, for sorting */
  size_t length;   /* bytes of key */
  uint32_t first;  /* place of its first position in positions */
  uint32_t count;  /* of its positions */
  uint32_t room;   /* positions counted beforehand */
} term;

/* Where a field stands. */
typedef struct field_state {
  uint32_t used;     /* 1: it has tokens */
  uint32_t instance; /* of its last token */
  uint32_t raw;      /* position of that token in its instance */
  uint64_t position; /* the same in the server */
} field_state;

void sheaf_words_init(sheaf_words *self) {
  memset(self, 0, sizeof *self);
  sheaf_document_init(&self->document);
  sheaf_accum_init(&self->accum);
}

void sheaf_words_clear(sheaf_words *self) {
  sheaf_document_clear(&self->document);
  sheaf_accum_clear(&self->accum);
  sheaf_buf_clear(&self->places);
  sheaf_buf_clear(&self->terms);
  sheaf_buf_clear(&self->positions);
}

int sheaf_words_is_text(const char *bytes, size_t length) {
  const uint8_t *at = (const uint8_t *)bytes, *end = at + length;
  while (at < end) {
    const unsigned more = *at < 0x80 ? 0 : *at < 0xC2 ? 9 : *at < 0xE0 ? 1 : *at < 0xF0 ? 2 : *at < 0xF5 ? 3 : 9;
    if (!*at || (size_t)(end - at) <= more) return 0;
    if ((*at == 0xE0 && at[1] < 0xA0) || (*at == 0xED && at[1] > 0x9F) || (*at == 0xF0 && at[1] < 0x90) ||
        (*at == 0xF4 && at[1] > 0x8F))
      return 0;
    for (unsigned i = 1; i <= more; i++)
      if ((at[i] & 0xC0) != 0x80) return 0;
    at += more + 1;
  }
  return 1;
}

void sheaf_words_quote(sheaf_buf *out, unsigned field, const char *token, size_t length) {
  static const char digits[] = "0123456789abcdef";
  const char head[] = {'\'', digits[field >> 4 & 15], digits[field & 15]};
  sheaf_buf_add(out, head, sizeof head);
  size_t from = 0;
  for (size_t i = 0; i < length; i++) {
    if (token[i] != '\'' && token[i] != '\\') continue;
    sheaf_buf_add(out, token + from, i - from);
    sheaf_buf_add_byte(out, token[i]);
    from = i;
  }
  sheaf_buf_add(out, token + from, length - from);
  sheaf_buf_add_byte(out, '\'');
}

/* ---- positions ---- */

static uint32_t position_of(field_state *state, unsigned field, uint32_t instance, uint32_t raw) {
  uint64_t position;
  uint32_t weight = 0;
  if (field >= SHEAF_INDEX_HEADING_NAME && field <= SHEAF_INDEX_HEADING_SELF_MAJOR) {
    position = (uint64_t)instance + 1;
  } else if (field == SHEAF_INDEX_AUTHOR_NAME) {
    position = (uint64_t)instance * 2 + 1 + (raw != 0);
    weight = raw ? WEIGHT_B : WEIGHT_A;
  } else if (!state->used) {
    position = 1;
  } else {
    const uint32_t step = instance == state->instance && raw >= state->raw ? raw - state->raw : SHEAF_WORDS_GAP + 1;
    position = state->position + (step > SHEAF_WORDS_GAP ? SHEAF_WORDS_GAP + 1 : step);
  }
  *state = (field_state){1, instance, raw, position};
  return position <= SHEAF_WORDS_LAST ? (uint32_t)position | weight : 0;
}

/* Fills places from the log. */
static int read_log(sheaf_words *self, const term *terms) {
  const sheaf_accum *accum = &self->accum;
  field_state *states = sheaf_mem_zero(FIELDS, sizeof *states);
  if (!states) return SHEAF_ENOMEM;
  uint32_t instance = 0, raw = 0;
  for (const uint32_t *at = accum->log, *end = at + accum->used; at < end;) {
    const uint32_t word = *at++;
    if (word == SHEAF_LOG_DOCUMENT) continue;
    if (word >= SHEAF_LOG_NEAR) {
      sheaf_accum_read_place(word, &at, &instance, &raw);
      continue;
    }
    const unsigned field = (uint8_t)terms[word].key[0];
    const place one = {word, position_of(&states[field], field, instance, raw++)};
    sheaf_buf_add(&self->places, &one, sizeof one);
  }
  sheaf_mem_free(states);
  return self->places.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

/* The terms by number, without positions; NULL: no memory. */
static term *read_terms(sheaf_words *self) {
  const sheaf_terms *from = &self->accum.terms;
  if (sheaf_buf_reserve(&self->terms, (from->count + 1) * sizeof(term))) return NULL;
  term *terms = (term *)(void *)self->terms.data;
  for (size_t at = 0; at < from->used;) {
    const sheaf_terms_entry *entry = (const void *)(from->entries + at);
    terms[entry->number] = (term){.key = entry->key, .length = entry->length};
    at += sheaf_terms_step(entry->length);
  }
  return terms;
}

/* Gives every term its positions. Returns 1 where all found room, 0 where some did not, or SHEAF_ENOMEM. */
static int spread(sheaf_words *self, term *terms) {
  const place *places = (const place *)(const void *)self->places.data;
  const size_t count = self->places.length / sizeof *places;
  if (sheaf_buf_reserve(&self->positions, (count + 1) * sizeof(uint32_t))) return SHEAF_ENOMEM;
  uint32_t *positions = (uint32_t *)(void *)self->positions.data, sum = 0;
  int all = 1;
  for (size_t i = 0; i < count; i++) terms[places[i].term].room++;
  for (uint32_t i = 0; i < self->accum.terms.count; i++) {
    terms[i].first = sum;
    sum += terms[i].room;
  }
  for (size_t i = 0; i < count; i++) {
    term *one = &terms[places[i].term];
    if (one->count && places[i].position && positions[one->first + one->count - 1] == places[i].position) continue;
    if (places[i].position && one->count < SHEAF_WORDS_MOST)
      positions[one->first + one->count++] = places[i].position;
    else
      all = 0;
  }
  return all;
}

/* Puts the positions of a term in order, each once: a heading's may come in any. */
static void order_positions(uint32_t *positions, term *one) {
  uint32_t kept = one->count != 0;
  for (uint32_t i = 1; i < one->count; i++) {
    const uint32_t position = positions[i];
    uint32_t at = kept;
    while (at && (positions[at - 1] & POSITION) > (position & POSITION)) at--;
    if (at && (positions[at - 1] & POSITION) == (position & POSITION)) {
      if (positions[at - 1] < position) positions[at - 1] = position;
      continue;
    }
    memmove(positions + at + 1, positions + at, (kept - at) * sizeof *positions);
    positions[at] = position;
    kept++;
  }
  one->count = kept;
}

/* ---- the order of the server ---- */

static int by_key(const void *x, const void *y) {
  const term *a = x, *b = y;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  const int found = memcmp(a->key, b->key, a->length < b->length ? a->length : b->length);
  return found ? found : (a->length > b->length) - (a->length < b->length);
}

static void sort(const sheaf_words *self, term *terms) {
  uint32_t *positions = (uint32_t *)(void *)self->positions.data;
  for (uint32_t i = 0; i < self->accum.terms.count; i++) {
    uint8_t start[8] = {0};
    memcpy(start, terms[i].key, terms[i].length < sizeof start ? terms[i].length : sizeof start);
    for (size_t k = 0; k < sizeof start; k++) terms[i].start = terms[i].start << 8 | start[k];
    order_positions(positions + terms[i].first, &terms[i]);
  }
  qsort(terms, self->accum.terms.count, sizeof *terms, by_key);
}

/* ---- values ---- */

static void put(sheaf_buf *out, uint32_t value, unsigned bytes) {
  char text[4];
  for (unsigned i = 0; i < bytes; i++) text[i] = (char)(value >> (8 * (bytes - 1 - i)));
  sheaf_buf_add(out, text, bytes);
}

/* A value whose length is not known yet; returns where it begins. */
static size_t begin(sheaf_buf *out) {
  put(out, 0, 4);
  return out->length;
}

static void set(sheaf_buf *out, size_t at, size_t value) {
  if (out->failed) return;
  for (size_t i = 0; i < 4; i++) out->data[at + i] = (char)(value >> (24 - 8 * i));
}

static void end(sheaf_buf *out, size_t start) { set(out, start - 4, out->length - start); }

/* Bytes that the server takes for it. */
static size_t size_of(const term *terms, uint32_t count, int with_positions) {
  size_t bytes = 0;
  for (uint32_t i = 0; i < count; i++)
    bytes += terms[i].length + 2 + (with_positions && terms[i].count ? 4 + 2 * (size_t)terms[i].count : 0);
  return bytes;
}

static void add_lexeme(sheaf_buf *out, const term *one, const uint32_t *positions, uint32_t count) {
  static const char digits[] = "0123456789abcdef";
  const unsigned field = (uint8_t)one->key[0];
  const char head[] = {digits[field >> 4], digits[field & 15]};
  sheaf_buf_add(out, head, sizeof head);
  sheaf_buf_add(out, one->key + 1, one->length - 1);
  sheaf_buf_add_byte(out, 0);
  put(out, count, 2);
  for (uint32_t i = 0; i < count; i++) put(out, positions[one->first + i], 2);
}

static void add_words(const sheaf_words *self, const term *terms, int with_positions, sheaf_buf *row) {
  const uint32_t *positions = (const uint32_t *)(const void *)self->positions.data;
  const size_t start = begin(row);
  put(row, self->accum.terms.count, 4);
  for (uint32_t i = 0; i < self->accum.terms.count; i++)
    add_lexeme(row, &terms[i], positions, with_positions ? terms[i].count : 0);
  end(row, start);
}

static void add_whole(sheaf_buf *row) {
  const size_t start = begin(row);
  put(row, 1, 4);
  sheaf_buf_add(row, SHEAF_WORDS_WHOLE, sizeof SHEAF_WORDS_WHOLE);
  put(row, 0, 2);
  end(row, start);
}

static void add_often(const sheaf_words *self, const term *terms, sheaf_buf *row) {
  const uint32_t *positions = (const uint32_t *)(const void *)self->positions.data;
  const size_t start = begin(row);
  size_t count = 0;
  put(row, 0, 4);
  for (uint32_t i = 0; i < self->accum.terms.count; i++) {
    if (terms[i].count < 2 || (uint8_t)terms[i].key[0] >= SHEAF_FIELD_COUNT) continue;
    add_lexeme(row, &terms[i], positions, terms[i].count);
    count++;
  }
  set(row, start, count);
  if (count) {
    end(row, start);
  } else {
    row->length = start - 4;
    put(row, UINT32_MAX, 4);
  }
}

static void add_lengths(sheaf_words *self, sheaf_buf *row) {
  enum { INTEGER = 23 /* the type's number in every server */ };
  unsigned last = 0;
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT; field++) {
    self->tokens[field] = self->accum.lengths[field];
    if (self->tokens[field]) last = field;
  }
  const size_t start = begin(row);
  put(row, last != 0, 4);
  put(row, 0, 4);
  put(row, INTEGER, 4);
  if (last) {
    put(row, last, 4);
    put(row, 1, 4);
  }
  for (unsigned field = 1; field <= last; field++) {
    put(row, 4, 4);
    put(row, self->tokens[field], 4);
  }
  end(row, start);
}

/* Hands out the tokens that are text; *whole becomes 1 where one is none. */
static int hand_out(const sheaf_words *self, const term *terms, int *whole, sheaf_words_fn *take, void *context) {
  int code = SHEAF_OK;
  for (uint32_t i = 0; i < self->accum.terms.count && !code; i++) {
    if (!sheaf_words_is_text(terms[i].key + 1, terms[i].length - 1))
      *whole = 1;
    else if (take)
      code = take(context, (uint8_t)terms[i].key[0], terms[i].key + 1, terms[i].length - 1);
  }
  return code;
}

int sheaf_words_of(sheaf_words *self, const sheaf_record *record, sheaf_buf *row, sheaf_words_fn *take, void *context,
                   sheaf_error *err) {
  sheaf_buf_reset(&self->places);
  sheaf_accum_reset(&self->accum);
  int code = sheaf_document_add(&self->document, &self->accum, 1, record, err);
  if (code) return code;
  term *terms = read_terms(self);
  if (!terms || read_log(self, terms)) return sheaf_error_memory(err);
  const int all = spread(self, terms);
  if (all < 0) return sheaf_error_memory(err);
  sort(self, terms);
  const uint32_t count = self->accum.terms.count;
  const int with_positions = size_of(terms, count, 1) <= LARGEST;
  int whole = size_of(terms, count, 0) > LARGEST;
  code = hand_out(self, terms, &whole, take, context);
  if (code) return code;
  self->clipped = !all || !with_positions || whole;
  if (whole)
    add_whole(row);
  else
    add_words(self, terms, with_positions, row);
  add_lengths(self, row);
  put(row, 1, 4);
  sheaf_buf_add_byte(row, self->clipped);
  if (self->clipped)
    put(row, UINT32_MAX, 4);
  else
    add_often(self, terms, row);
  return row->failed ? sheaf_error_memory(err) : SHEAF_OK;
}
