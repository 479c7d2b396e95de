/* pubmed_words.c - PubMed's words, phrases, truncation and proximity. */
#include <string.h>

#include "base/utf8.h"
#include "build.h"
#include "index/token.h"
#include "pubmed.h"
#include "pubmed_tags.h"

enum { LEAST_STEM = 4 }; /* characters that PubMed wants before * */

/* Characters between the last space and the star; *start is where they begin. */
static size_t stem(const sheaf_parser *self, size_t first, size_t star, size_t *start) {
  size_t characters = 0;
  for (*start = star; *start > first && self->text[*start - 1] != ' '; --*start)
    characters += ((unsigned char)self->text[*start - 1] & 0xC0) != 0x80;
  return characters;
}

static int is_word_before(const sheaf_parser *self, size_t first, size_t at) {
  if (at == first) return 0;
  do at--;
  while (at > first && ((unsigned char)self->text[at] & 0xC0) == 0x80);
  uint32_t point;
  sheaf_utf8_decode(self->text + at, self->length - at, &point);
  return sheaf_utf8_is_word(point);
}

int sheaf_pubmed_truncation(sheaf_parser *self, const sheaf_pubmed_piece *piece, size_t *last) {
  size_t end = *last;
  while (end > piece->first && strchr(" .,;:", self->text[end - 1])) end--;
  int works = 0;
  for (size_t at = piece->first; at < *last; at++) {
    if (self->text[at] != '*') continue;
    int failed = 0;
    size_t start;
    if (!is_word_before(self, piece->first, at))
      failed = sheaf_parser_note(self, "T-LEFT", SHEAF_QUERY_WARNING, at, at + 1,
                                 "* works behind the beginning of a word only; it was left out");
    else if (at + 1 != end)
      failed = sheaf_parser_note(self, "T-PHRASEWILD", SHEAF_QUERY_WARNING, at, at + 1,
                                 "PubMed truncates at the end of the last word only; this * was read as a space");
    else if (stem(self, piece->first, at, &start) < LEAST_STEM)
      failed = sheaf_parser_note(self, "T-SHORT", SHEAF_QUERY_WARNING, start, at + 1,
                                 "PubMed wants %d characters before *; it was left out", LEAST_STEM);
    else
      works = 1;
    if (failed) return -1;
  }
  if (works) *last = end - 1;
  return works;
}

static sheaf_query_node *term(sheaf_parser *self, const sheaf_token *token, size_t base, int truncated) {
  sheaf_arena *arena = sheaf_query_arena(self->query);
  sheaf_query_node *node =
      sheaf_parser_node(self, SHEAF_QUERY_TERM, base + token->first, base + token->last + (truncated ? 1u : 0u));
  if (!node) return NULL;
  node->text = sheaf_arena_copy(arena, self->text + base + token->first, token->last - token->first);
  node->pattern = sheaf_arena_alloc(arena, 2 * sizeof *node->pattern);
  const char *literal = sheaf_arena_copy(arena, token->text, token->length);
  if (!node->text || !node->pattern || !literal) return NULL;
  node->pattern[0] = (sheaf_query_part){.text = literal, .length = token->length};
  node->pattern[1] = (sheaf_query_part){.most = SHEAF_QUERY_ANY};
  node->parts = truncated ? 2 : 1;
  return node;
}

/* Adds a TERM to phrase for every word of the stretch. */
static int add_words(sheaf_parser *self, sheaf_query_node *phrase, size_t first, size_t last, int truncated,
                     sheaf_error *err) {
  sheaf_token_cursor cursor;
  sheaf_token token;
  sheaf_token_init(&cursor, self->text + first, last - first);
  int code = sheaf_token_next(&cursor, &token);
  while (code > 0) {
    const int is_last = truncated && first + token.last == last;
    sheaf_query_node *word = term(self, &token, first, is_last);
    code = word ? sheaf_parser_adopt(self, phrase, word, err) : sheaf_error_memory(err);
    if (!code) code = sheaf_token_next(&cursor, &token);
  }
  sheaf_token_clear(&cursor);
  return code;
}

static int check_near(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_error *err) {
  const sheaf_query_fields fields = piece->tag->fields;
  if (piece->tag->what != SHEAF_DIALECT_SECTION && fields != SHEAF_FIELDS_TIABKW && fields != SHEAF_FIELDS_TI &&
      fields != F(AFFILIATION))
    return sheaf_parser_fail(self, "B-NEAROP", piece->start, err, "proximity works in [ti], [tiab] and [ad] only");
  if (!piece->quoted)
    return sheaf_parser_fail(self, "B-NEAROP", piece->start, err,
                             "proximity takes words in quotes: write \"word word\"[tiab:~3]");
  return SHEAF_OK;
}

/* What the words are together; text, fields and flags are set by the caller. */
static int shape(sheaf_parser *self, const sheaf_pubmed_piece *piece, int stars, sheaf_query_node **node,
                 sheaf_error *err) {
  const size_t words = (*node)->children;
  if (!words)
    return sheaf_parser_fail(self, "Y-OPPOS", piece->start, err, "this term has no letters or digits; write a word");
  int near = piece->near != SHEAF_PUBMED_NO_NEAR;
  if (near) {
    const int code = check_near(self, piece, err);
    if (code) return code;
    if (stars && sheaf_parser_note(self, "B-NEAROP", SHEAF_QUERY_WARNING, piece->start, piece->end,
                                   "PubMed ignores proximity where a word is truncated; searched as a phrase"))
      return sheaf_error_memory(err);
    near = !stars;
  }
  if (near && words > SHEAF_QUERY_NEAR_WORDS)
    return sheaf_parser_fail(self, "B-NEAROP", piece->start, err, "proximity takes at most %d words",
                             SHEAF_QUERY_NEAR_WORDS);
  if (words == 1) {
    const size_t first = (*node)->first, last = (*node)->last;
    *node = (*node)->child[0];
    (*node)->first = first;
    (*node)->last = last;
  } else if (near) {
    (*node)->kind = SHEAF_QUERY_NEAR;
    (*node)->gap = (uint32_t)piece->near;
  }
  return SHEAF_OK;
}

static void spread(sheaf_query_node *node, sheaf_query_fields fields, unsigned flags) {
  node->fields = fields;
  node->flags |= flags;
  for (size_t i = 0; i < node->children; i++) spread(node->child[i], fields, flags & ~(unsigned)SHEAF_QUERY_QUOTED);
}

void sheaf_pubmed_spread(sheaf_query_node *node, sheaf_query_fields fields) {
  node->fields = fields;
  node->flags &= ~(unsigned)SHEAF_QUERY_UNTAGGED;
  for (size_t i = 0; i < node->children; i++) sheaf_pubmed_spread(node->child[i], fields);
}

static int note_operator_words(sheaf_parser *self, const sheaf_pubmed_piece *piece) {
  for (size_t at = piece->first; at + 3 < piece->last; at++) {
    const char *here = self->text + at;
    if (strncmp(here, " AND ", 5) != 0 && strncmp(here, " OR ", 4) != 0 && strncmp(here, " NOT ", 5) != 0) continue;
    return sheaf_parser_note(self, "Y-OPWORD", SHEAF_QUERY_WARNING, piece->start, piece->end,
                             "the operator inside the quotes is searched as a word; close the quotes before it if it "
                             "was meant as an operator");
  }
  return SHEAF_OK;
}

int sheaf_pubmed_words(sheaf_parser *self, const sheaf_pubmed_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  if (piece->noexp)
    return sheaf_parser_fail(self, "Y-FIELD", piece->start, err, ":noexp belongs to headings, subheadings and types");
  size_t last = piece->last;
  const int truncated = sheaf_pubmed_truncation(self, piece, &last);
  sheaf_query_node *node = sheaf_parser_node(self, SHEAF_QUERY_PHRASE, piece->start, piece->end);
  if (truncated < 0 || !node || (piece->quoted && note_operator_words(self, piece))) return sheaf_error_memory(err);
  int code = add_words(self, node, piece->first, last, truncated, err);
  const int stars = memchr(self->text + piece->first, '*', piece->last - piece->first) != NULL;
  if (!code) code = shape(self, piece, stars, &node, err);
  if (code) return code;
  if (node->kind != SHEAF_QUERY_TERM) node->text = sheaf_build_text(self, piece->first, piece->last);
  if (!node->text) return sheaf_error_memory(err);
  spread(node, piece->tag ? piece->tag->fields : self->dialect->untagged,
         (piece->tag ? 0u : SHEAF_QUERY_UNTAGGED) | (piece->quoted ? SHEAF_QUERY_QUOTED : 0u));
  *out = node;
  return SHEAF_OK;
}
