/* words.c - see words.h. The tokens come from the same rules as the file's postings: what a record adds to the log of
 * an accum (accum.h) is read back from there. */
#include "words.h"

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
  for (size_t i = 0; i < accum->used; i++) {
    const uint32_t word = accum->log[i];
    if (word == SHEAF_LOG_DOCUMENT) continue;
    if (word == SHEAF_LOG_PLACE) {
      instance = accum->log[i + 1];
      raw = accum->log[i + 2];
      i += 2;
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

/* ---- text ---- */

/* Bytes that the server takes for it. */
static size_t size_of(const term *terms, uint32_t count, int with_positions) {
  size_t bytes = 0;
  for (uint32_t i = 0; i < count; i++)
    bytes += terms[i].length + 2 + (with_positions && terms[i].count ? 4 + 2 * (size_t)terms[i].count : 0);
  return bytes;
}

static void add_positions(sheaf_buf *out, const uint32_t *positions, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    char digits[8];
    size_t at = sizeof digits;
    const uint32_t weight = positions[i] & ~(uint32_t)POSITION;
    if (weight) digits[--at] = weight == WEIGHT_A ? 'A' : 'B';
    for (uint32_t left = positions[i] & POSITION; left; left /= 10) digits[--at] = (char)('0' + left % 10);
    sheaf_buf_add_byte(out, i ? ',' : ':');
    sheaf_buf_add(out, digits + at, sizeof digits - at);
  }
}

static void write_literal(const sheaf_words *self, const term *terms, int with_positions, sheaf_buf *out) {
  const uint32_t *positions = (const uint32_t *)(const void *)self->positions.data;
  for (uint32_t i = 0; i < self->accum.terms.count; i++) {
    if (i) sheaf_buf_add_byte(out, ' ');
    sheaf_words_quote(out, (uint8_t)terms[i].key[0], terms[i].key + 1, terms[i].length - 1);
    if (with_positions) add_positions(out, positions + terms[i].first, terms[i].count);
  }
}

static void write_lengths(sheaf_words *self, sheaf_buf *out) {
  unsigned last = 0;
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT; field++) {
    self->tokens[field] = self->accum.lengths[field];
    if (self->tokens[field]) last = field;
  }
  sheaf_buf_add_byte(out, '{');
  for (unsigned field = 1; field <= last; field++)
    sheaf_buf_add_format(out, field > 1 ? ",%lu" : "%lu", (unsigned long)self->tokens[field]);
  sheaf_buf_add_byte(out, '}');
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

int sheaf_words_of(sheaf_words *self, const sheaf_record *record, sheaf_buf *literal, sheaf_buf *lengths, int *clipped,
                   sheaf_words_fn *take, void *context, sheaf_error *err) {
  sheaf_buf_reset(&self->places);
  sheaf_accum_reset(&self->accum);
  int code = sheaf_document_add(&self->document, &self->accum, 1, record, err);
  if (code) return code;
  term *terms = read_terms(self);
  if (!terms || read_log(self, terms)) return sheaf_error_memory(err);
  const int all = spread(self, terms);
  if (all < 0) return sheaf_error_memory(err);
  const uint32_t count = self->accum.terms.count;
  const int with_positions = size_of(terms, count, 1) <= LARGEST;
  int whole = size_of(terms, count, 0) > LARGEST;
  code = hand_out(self, terms, &whole, take, context);
  if (code) return code;
  *clipped = !all || !with_positions || whole;
  if (whole)
    sheaf_buf_add_text(literal, "'" SHEAF_WORDS_WHOLE "'");
  else
    write_literal(self, terms, with_positions, literal);
  write_lengths(self, lengths);
  return literal->failed || lengths->failed ? sheaf_error_memory(err) : SHEAF_OK;
}
