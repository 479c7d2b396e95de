/* words.c - see words.h. */
#include "words.h"

#include <string.h>

#include "base/utf8.h"
#include "build.h"
#include "index/token.h"

enum { PARTS = 64, NUMBER_MOST = 1000 }; /* parts of one word's pattern; largest number behind a wildcard */

typedef struct word {
  sheaf_query_part parts[PARTS]; /* literals and wildcards in turn */
  size_t count;                  /* parts in use */
  size_t first;                  /* offset in the cleaned text */
  size_t last;                   /* one past it */
  size_t letters;                /* where the first letters stand */
  int literals;                  /* parts that are letters */
} word;

typedef struct reading {
  sheaf_parser *parser;  /* whose text */
  unsigned flags;        /* sheaf_words_flag */
  sheaf_query_node *all; /* the PHRASE that words are added to */
  word at;               /* the word at hand; count 0: none */
  size_t slots;          /* SLOTs since the last word: added before the next one only */
  size_t slot_first;     /* where the first of them stands */
  sheaf_error *err;      /* the caller's */
} reading;

static const sheaf_dialect_wildcard *wildcard(const reading *self, char c) {
  if (self->flags & SHEAF_WORDS_LITERAL) return NULL;
  const sheaf_dialect_wildcard *w = self->parser->dialect->wildcards;
  while (w && w->mark && w->mark != c) w++;
  return w && w->mark ? w : NULL;
}

static int note(const reading *self, const char *code, size_t first, size_t last, const char *message) {
  return sheaf_parser_note(self->parser, code, SHEAF_QUERY_WARNING, first, last, "%s", message)
             ? sheaf_error_memory(self->err)
             : SHEAF_OK;
}

/* ---- one word to a TERM ---- */

static size_t characters(const sheaf_query_part *part) {
  size_t count = 0;
  for (size_t i = 0; i < part->length; i++) count += ((unsigned char)part->text[i] & 0xC0) != 0x80;
  return count;
}

static int is_unlimited(const sheaf_query_part *part) { return !part->text && part->most == SHEAF_QUERY_ANY; }

/* Takes wildcards off the beginning where the platform has none there. */
static int strip_begin(reading *self) {
  word *at = &self->at;
  size_t wild = 0;
  if (at->parts[0].text || !at->literals || self->parser->dialect->left_wildcards) return SHEAF_OK;
  while (!at->parts[wild].text) wild++;
  memmove(at->parts, at->parts + wild, (at->count - wild) * sizeof *at->parts);
  at->count -= wild;
  const size_t first = at->first;
  at->first = at->letters;
  return note(self, "T-LEFT", first, at->last, "a word cannot begin with a wildcard on this platform; it was left out");
}

/* Takes the wildcards off the end that the platform leaves out there. */
static int strip_end(reading *self) {
  const sheaf_dialect *dialect = self->parser->dialect;
  word *at = &self->at;
  const size_t last = at->last;
  if (!dialect->inner_mark || !at->literals) return SHEAF_OK;
  while (at->last > at->first && self->parser->text[at->last - 1] == dialect->inner_mark) {
    at->last--;
    at->count--;
  }
  return at->last == last ? SHEAF_OK : note(self, "T-WILDSEM", at->first, last, dialect->inner_advice);
}

/* Notes a stem that is too short. */
static int check_stem(reading *self) {
  const sheaf_query_part *part = self->at.parts;
  if (self->at.count < 2 || !part->text || !is_unlimited(part + 1) ||
      characters(part) >= self->parser->dialect->least_stem)
    return SHEAF_OK;
  return note(self, "T-SHORT", self->at.first, self->at.last,
              "so few letters before a wildcard find very many words; write more of the word");
}

static int add_slots(reading *self) {
  for (; self->slots; self->slots--) {
    sheaf_query_node *slot = sheaf_parser_node(self->parser, SHEAF_QUERY_TERM, self->slot_first, self->at.first);
    if (!slot) return sheaf_error_memory(self->err);
    slot->pattern = sheaf_arena_alloc(sheaf_query_arena(self->parser->query), sizeof *slot->pattern);
    if (!slot->pattern) return sheaf_error_memory(self->err);
    slot->pattern[0] = (sheaf_query_part){.least = 1, .most = SHEAF_QUERY_ANY};
    slot->parts = 1;
    slot->flags = SHEAF_QUERY_SLOT;
    const int code = sheaf_parser_adopt(self->parser, self->all, slot, self->err);
    if (code) return code;
  }
  return SHEAF_OK;
}

static void skip_place(reading *self, size_t first) {
  if (!self->slots++) self->slot_first = first;
}

static int is_slot(const reading *self) {
  const char *const *slot = self->parser->dialect->slots;
  if (!slot || !(self->flags & SHEAF_WORDS_QUOTED) || (self->flags & SHEAF_WORDS_LOOSE) || self->at.count != 1)
    return 0;
  const sheaf_query_part *part = &self->at.parts[0];
  for (; *slot; slot++)
    if (strlen(*slot) == part->length && memcmp(*slot, part->text, part->length) == 0) return 1;
  return 0;
}

/* Ends the word at hand. */
static int end_word(reading *self) {
  word *at = &self->at;
  if (!at->count) return SHEAF_OK;
  int code = strip_begin(self);
  if (!code) code = strip_end(self);
  if (code) return code;
  sheaf_arena *arena = sheaf_query_arena(self->parser->query);
  if (!at->literals || is_slot(self)) { /* a wildcard alone, or a word that stands for any */
    skip_place(self, at->first);
    at->count = 0;
    return SHEAF_OK;
  }
  code = check_stem(self);
  if (!code) {
    if (!self->all->children) self->slots = 0;
    code = add_slots(self);
  }
  sheaf_query_node *term = code ? NULL : sheaf_parser_node(self->parser, SHEAF_QUERY_TERM, at->first, at->last);
  if (!term) return code ? code : sheaf_error_memory(self->err);
  term->text = sheaf_arena_copy(arena, self->parser->text + at->first, at->last - at->first);
  term->pattern = sheaf_arena_alloc(arena, at->count * sizeof *term->pattern);
  if (!term->text || !term->pattern) return sheaf_error_memory(self->err);
  memcpy(term->pattern, at->parts, at->count * sizeof *term->pattern);
  term->parts = at->count;
  at->count = 0;
  return sheaf_parser_adopt(self->parser, self->all, term, self->err);
}

static int add_part(reading *self, sheaf_query_part part, size_t first, size_t last) {
  word *at = &self->at;
  if (!at->count) {
    at->first = first;
    at->literals = 0;
  }
  if (at->count == PARTS)
    return sheaf_parser_fail(self->parser, "Y-SIZE", first, self->err, "this word has more than %d wildcards",
                             PARTS / 2);
  if (part.text && !at->literals++) at->letters = first;
  at->parts[at->count++] = part;
  at->last = last;
  return SHEAF_OK;
}

/* Adds letters: one part, or a word for each character of a script without spaces. */
static int add_letters(reading *self, size_t first, size_t last) {
  sheaf_token_cursor cursor;
  sheaf_token token;
  sheaf_token_init(&cursor, self->parser->text + first, last - first);
  int code;
  size_t count = 0;
  while ((code = sheaf_token_next(&cursor, &token)) > 0) {
    const char *text = sheaf_arena_copy(sheaf_query_arena(self->parser->query), token.text, token.length);
    code = text ? SHEAF_OK : sheaf_error_memory(self->err);
    if (!code && count++) code = end_word(self);
    if (!code)
      code = add_part(self, (sheaf_query_part){.text = text, .length = token.length}, first + token.first,
                      first + token.last);
    if (code) break;
  }
  sheaf_token_clear(&cursor);
  return code;
}

static size_t add_wildcard(reading *self, const sheaf_dialect_wildcard *w, size_t at, size_t last, int *code) {
  const char *text = self->parser->text;
  sheaf_query_part part = {.least = w->least, .most = w->most};
  size_t end = at + 1;
  if (w->numbered == 1 && end < last && text[end] >= '0' && text[end] <= '9')
    for (part.most = 0; end < last && text[end] >= '0' && text[end] <= '9'; end++)
      if (part.most < NUMBER_MOST) part.most = part.most * 10 + (uint32_t)(text[end] - '0');
  word *word = &self->at;
  if (word->count && is_unlimited(&word->parts[word->count - 1]) && is_unlimited(&part) && part.least == 0)
    word->last = end; /* ** is * */
  else
    *code = add_part(self, part, at, end);
  return end;
}

/* [*3] at `at`: its end, or 0. */
static size_t in_brackets(const reading *self, size_t at, size_t last, sheaf_query_part *part) {
  const char *text = self->parser->text;
  const sheaf_dialect_wildcard *w = text[at] == '[' && at + 1 < last ? wildcard(self, text[at + 1]) : NULL;
  if (!w || w->numbered != 2) return 0;
  *part = (sheaf_query_part){.least = w->least};
  size_t end = at + 2;
  for (; end < last && text[end] >= '0' && text[end] <= '9'; end++)
    if (part->most < NUMBER_MOST) part->most = part->most * 10 + (uint32_t)(text[end] - '0');
  return end > at + 2 && end < last && text[end] == ']' ? end + 1 : 0;
}

static int read_all(reading *self, size_t first, size_t last) {
  const char *text = self->parser->text;
  int code = SHEAF_OK;
  for (size_t at = first; at < last && !code;) {
    uint32_t point;
    const size_t size = sheaf_utf8_decode(text + at, last - at, &point);
    const sheaf_dialect_wildcard *w = point < 0x80 ? wildcard(self, (char)point) : NULL;
    sheaf_query_part limited;
    const size_t bracket = in_brackets(self, at, last, &limited);
    if (bracket) {
      code = add_part(self, limited, at, bracket);
      at = bracket;
    } else if (w) {
      at = add_wildcard(self, w, at, last, &code);
    } else if (!sheaf_utf8_is_word(point)) {
      code = end_word(self);
      at += size;
    } else {
      size_t end = at + size;
      for (size_t step; end < last; end += step) {
        step = sheaf_utf8_decode(text + end, last - end, &point);
        if (!sheaf_utf8_is_word(point)) break;
      }
      code = add_letters(self, at, end);
      at = end;
    }
  }
  return code ? code : end_word(self);
}

int sheaf_words_read(sheaf_parser *self, size_t first, size_t last, unsigned flags, sheaf_query_node **out,
                     sheaf_error *err) {
  reading at = {.parser = self, .flags = flags, .err = err};
  at.all = sheaf_parser_node(self, SHEAF_QUERY_PHRASE, first, last);
  if (!at.all) return sheaf_error_memory(err);
  int code = read_all(&at, first, last);
  if (!code && !at.all->children && !(flags & SHEAF_WORDS_LOOSE) && self->dialect->slots) { /* stop words alone */
    at = (reading){.parser = self, .flags = flags | SHEAF_WORDS_LOOSE, .all = at.all, .err = err};
    code = read_all(&at, first, last);
  }
  if (code) return code;
  sheaf_query_node *node = at.all;
  if (!node->children)
    return sheaf_parser_fail(self, "Y-OPPOS", first, err, "this term has no letters or digits; write a word");
  if (node->children == 1) {
    node = node->child[0];
    node->first = self->places[first];
    node->last = self->places[last];
  } else {
    node->text = sheaf_build_text(self, first, last);
    if (!node->text) return sheaf_error_memory(err);
  }
  const unsigned more = SHEAF_QUERY_UNTAGGED | (flags & SHEAF_WORDS_QUOTED ? (unsigned)SHEAF_QUERY_QUOTED : 0u);
  node->fields = self->dialect->untagged;
  node->flags |= more;
  for (size_t i = 0; i < node->children; i++) {
    node->child[i]->fields = node->fields;
    node->child[i]->flags |= SHEAF_QUERY_UNTAGGED;
  }
  *out = node;
  return SHEAF_OK;
}
