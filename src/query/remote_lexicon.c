/* remote_lexicon.c - which words the shards have (remote_ask.h). */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "remote_state.h"

void sheaf_remote_lexicon_forget(sheaf_remote *self) {
  sheaf_dictionary_clear(&self->words);
  sheaf_buf_clear(&self->there);
  for (size_t i = 0; i < SHEAF_FIELD_COUNT; i++) sheaf_expand_clear(&self->wholes[i]);
  memset(self->known, 0, sizeof self->known);
  self->has_clipped = -1;
}

/* ---- which of some words are there ---- */

static size_t key_of(unsigned field, const char *token, size_t length, char key[SHEAF_SEGMENT_KEY]) {
  return sheaf_segment_key(field, token, length, key);
}

int sheaf_remote_lexicon_has(void *context, unsigned field, const char *token, size_t length) {
  const sheaf_remote *self = context;
  char key[SHEAF_SEGMENT_KEY];
  uint32_t number;
  if (!sheaf_dictionary_find(&self->words, key, key_of(field, token, length, key), &number)) return 1;
  return self->there.data[number];
}

typedef struct question {
  const sheaf_remote *self; /* borrowed */
  sheaf_dictionary words;   /* not known yet */
  sheaf_buf there;          /* by word: 1 once a shard said so */
} question;

/* Adds the plain words of a tree. */
static int gather(question *self, const sheaf_query_node *node) {
  int code = SHEAF_OK;
  for (size_t i = 0; i < node->children && !code; i++) code = gather(self, node->child[i]);
  if (code || node->kind != SHEAF_QUERY_TERM || node->parts != 1 || !node->pattern[0].text) return code;
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT && !code; field++) {
    char key[SHEAF_SEGMENT_KEY];
    const size_t length = key_of(field, node->pattern[0].text, node->pattern[0].length, key);
    uint32_t number;
    if (!(node->fields >> field & 1) || !sheaf_words_is_text(key + 1, length - 1)) continue;
    if (!sheaf_dictionary_find(&self->self->words, key, length, &number))
      code = sheaf_dictionary_add(&self->words, key, length, &number);
  }
  return code;
}

/* The fields and tokens as two arrays. */
static void write_arrays(const question *self, sheaf_buf *fields, sheaf_buf *tokens) {
  for (uint32_t i = 0; i < self->words.count; i++) {
    size_t length;
    const char *key = sheaf_dictionary_text(&self->words, i, &length);
    sheaf_buf_add_format(fields, "%c%u", i ? ',' : '{', (unsigned)(uint8_t)key[0]);
    sheaf_buf_add_text(tokens, i ? ",\"" : "{\"");
    for (size_t k = 1; k < length; k++) {
      if (key[k] == '"' || key[k] == '\\') sheaf_buf_add_byte(tokens, '\\');
      sheaf_buf_add_byte(tokens, key[k]);
    }
    sheaf_buf_add_byte(tokens, '"');
  }
  sheaf_buf_add_byte(fields, '}');
  sheaf_buf_add_byte(tokens, '}');
}

static int take_there(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  (void)err;
  question *self = context;
  char key[SHEAF_SEGMENT_KEY];
  size_t length;
  uint32_t number;
  const char *token = sheaf_server_row_bytes(row, 1, &length);
  length = key_of((unsigned)sheaf_server_row_integer(row, 0), token, length, key);
  if (sheaf_dictionary_find(&self->words, key, length, &number)) self->there.data[number] = 1;
  return SHEAF_OK;
}

static int ask(question *self, sheaf_error *err) {
  static const char sql[] =
      "SELECT l.field,l.token FROM unnest($1::int[],$2::text[]) u(field,token) JOIN lexicon_s{k} l"
      " ON l.field=u.field AND l.token=u.token COLLATE \"C\"";
  sheaf_buf fields = {0}, tokens = {0};
  write_arrays(self, &fields, &tokens);
  for (uint32_t i = 0; i < self->words.count; i++) sheaf_buf_add_byte(&self->there, 0);
  int code = fields.failed || tokens.failed || self->there.failed ? sheaf_error_memory(err) : SHEAF_OK;
  const sheaf_server_value params[] = {
      {.type = SHEAF_SERVER_TEXT, .text = sheaf_buf_text(&fields), .length = fields.length},
      {.type = SHEAF_SERVER_TEXT, .text = sheaf_buf_text(&tokens), .length = tokens.length}};
  if (!code)
    code = sheaf_server_each(self->self->index->server, SHEAF_SERVER_ALL, sql, params, 2, take_there, self, err);
  sheaf_buf_clear(&fields);
  sheaf_buf_clear(&tokens);
  return code;
}

/* Keeps what the shards said. */
static int keep_all(sheaf_remote *self, const question *from) {
  for (uint32_t i = 0; i < from->words.count; i++) {
    size_t length;
    uint32_t number;
    const char *key = sheaf_dictionary_text(&from->words, i, &length);
    if (sheaf_dictionary_add(&self->words, key, length, &number)) return SHEAF_ENOMEM;
    sheaf_buf_add_byte(&self->there, from->there.data[i]);
  }
  return self->there.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

int sheaf_remote_learn(sheaf_remote *self, const sheaf_query_node *root, sheaf_error *err) {
  question at = {.self = self};
  int code = gather(&at, root) ? sheaf_error_memory(err) : SHEAF_OK;
  if (!code && at.words.count) code = ask(&at, err);
  if (!code && keep_all(self, &at)) {
    sheaf_remote_lexicon_forget(self);
    code = sheaf_error_memory(err);
  }
  sheaf_dictionary_clear(&at.words);
  sheaf_buf_clear(&at.there);
  return code;
}

/* ---- words with a beginning ---- */

typedef struct token {
  const char *text; /* set once all are there */
  size_t at;        /* where in texts */
  size_t length;    /* bytes */
} token;

typedef struct listing {
  sheaf_term_keep_fn *keep; /* condition, or NULL */
  const void *context;      /* its context */
  sheaf_buf texts;          /* one after the other */
  sheaf_buf tokens;         /* token after token */
} listing;

static int take_token(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  listing *self = context;
  token one = {.at = self->texts.length};
  const char *text = sheaf_server_row_bytes(row, 0, &one.length);
  if (self->keep && !self->keep(self->context, text, one.length)) return SHEAF_OK;
  sheaf_buf_add(&self->texts, text, one.length);
  sheaf_buf_add(&self->tokens, &one, sizeof one);
  return self->texts.failed || self->tokens.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

static int by_bytes(const void *x, const void *y) {
  const token *a = x, *b = y;
  const int found = memcmp(a->text, b->text, a->length < b->length ? a->length : b->length);
  return found ? found : (a->length > b->length) - (a->length < b->length);
}

/* Adds what all shards gave in order, each once, and one more than `most` at most. */
static int put_in_order(listing *self, size_t most, sheaf_expand *out) {
  token *all = (token *)(void *)self->tokens.data;
  const size_t count = self->tokens.length / sizeof *all;
  for (size_t i = 0; i < count; i++) all[i].text = self->texts.length ? self->texts.data + all[i].at : "";
  if (count) qsort(all, count, sizeof *all, by_bytes);
  for (size_t i = 0; i < count && out->count <= most; i++)
    if ((!i || by_bytes(&all[i - 1], &all[i])) && sheaf_expand_add(out, all[i].text, all[i].length))
      return SHEAF_ENOMEM;
  return SHEAF_OK;
}

static int list(sheaf_remote *self, unsigned field, const char *prefix, size_t length, const char *like, listing *to,
                sheaf_error *err) {
  static const char *const sql[] = {
      "SELECT token FROM lexicon_s{k} WHERE field=$1 AND token>=$2 AND token<$2||chr(1114111)",
      "SELECT token FROM lexicon_s{k} WHERE field=$1 AND token>=$2 AND token<$2||chr(1114111) AND token LIKE $3"};
  const sheaf_server_value params[] = {{.type = SHEAF_SERVER_INTEGER, .integer = field},
                                       {.type = SHEAF_SERVER_TEXT, .text = prefix, .length = length},
                                       {.type = SHEAF_SERVER_TEXT, .text = like, .length = like ? strlen(like) : 0}};
  return sheaf_server_each(self->index->server, SHEAF_SERVER_ALL, sql[like != NULL], params, like ? 3 : 2, take_token,
                           to, err);
}

static int copy(const sheaf_expand *from, sheaf_expand *out, sheaf_error *err) {
  sheaf_buf_add(&out->tokens, from->tokens.data, from->tokens.length);
  out->count += from->count;
  return out->tokens.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

int sheaf_remote_lexicon_expand(void *context, unsigned field, const char *prefix, size_t length, const char *like,
                                sheaf_term_keep_fn *keep, const void *keep_context, size_t most, sheaf_expand *out,
                                sheaf_error *err) {
  sheaf_remote *self = context;
  if (length > SHEAF_SEGMENT_TOKEN || !sheaf_words_is_text(prefix, length)) return SHEAF_OK;
  const int is_whole = !length && !like && !keep && field < SHEAF_FIELD_COUNT;
  if (is_whole && self->known[field]) return copy(&self->wholes[field], out, err);
  listing found = {.keep = keep, .context = keep_context};
  int code = list(self, field, prefix, length, like, &found, err);
  if (!code && put_in_order(&found, most, out)) code = sheaf_error_memory(err);
  if (!code && is_whole && out->count <= most) {
    code = copy(out, &self->wholes[field], err);
    self->known[field] = !code;
  }
  sheaf_buf_clear(&found.texts);
  sheaf_buf_clear(&found.tokens);
  return code;
}
