/* read_json.c - CSL-JSON, Crossref REST and OpenAlex, one object at a time. Which of them an object is shows in it. */
#include <string.h>

#include "base/mem.h"
#include "json.h"
#include "json_cut.h"

typedef struct reader {
  sheaf_json_cut cut;   /* the input */
  json_tokener *parser; /* owned */
  sheaf_json json;      /* buffers */
} reader;

static void close_reader(void *state) {
  reader *self = state;
  if (!self) return;
  if (self->parser) json_tokener_free(self->parser);
  sheaf_json_cut_clear(&self->cut);
  sheaf_buf_clear(&self->json.scratch.out);
  sheaf_buf_clear(&self->json.scratch.note);
  sheaf_buf_clear(&self->json.scratch.spare);
  sheaf_buf_clear(&self->json.text);
  sheaf_buf_clear(&self->json.path);
  sheaf_mem_free(self);
}

static void *open_reader(sheaf_reader *self) {
  reader *state = sheaf_mem_zero(1, sizeof *state);
  if (!state) return NULL;
  const char *head = "";
  size_t length = 0;
  state->parser = json_tokener_new_ex(SHEAF_JSON_DEPTH);
  if (!state->parser || sheaf_source_head(sheaf_reader_source(self), &head, &length, NULL)) {
    close_reader(state);
    return NULL;
  }
  sheaf_json_cut_init(&state->cut, sheaf_reader_source(self), head, length);
  return state;
}

/* The place of the n-th byte of the piece. */
static uint64_t line_at(const reader *self, size_t n) {
  uint64_t line = self->cut.line;
  for (size_t i = 0; i < n && i < self->cut.piece.length; i++) line += self->cut.piece.data[i] == '\n';
  return line;
}

static int reject(reader *self, sheaf_reader *reader, const char *code, size_t at, const char *why) {
  sheaf_reader_report(reader, SHEAF_REJECTED, code, line_at(self, at), self->cut.byte + at,
                      "the JSON object that begins in line %llu cannot be read: %s", (unsigned long long)self->cut.line,
                      why);
  return SHEAF_READ_REJECTED;
}

static int is_openalex(json_object *object) {
  const char *id = json_object_get_string(sheaf_json_get(object, "id"));
  return sheaf_json_get(object, "authorships") || sheaf_json_get(object, "abstract_inverted_index") ||
         (id && strstr(id, "://openalex.org/W"));
}

static int next(void *state, sheaf_reader *reader_, sheaf_record *record, sheaf_error *err) {
  reader *self = state;
  const int more = sheaf_json_cut_next(&self->cut, err);
  if (more <= 0) return more;
  record->line = self->cut.line;
  record->byte = self->cut.byte;
  record->bytes = self->cut.end - self->cut.byte;
  if (!self->cut.whole) return reject(self, reader_, "unclosed-object", 0, "its closing brace is missing");
  if (self->cut.piece.length > INT32_MAX - 1) return reject(self, reader_, "too-long", 0, "it is longer than 2 GiB");
  json_tokener_reset(self->parser);
  json_object *object = json_tokener_parse_ex(self->parser, self->cut.piece.data, (int)self->cut.piece.length);
  const enum json_tokener_error error = json_tokener_get_error(self->parser);
  if (!object || !json_object_is_type(object, json_type_object)) {
    json_object_put(object);
    return reject(self, reader_, error == json_tokener_error_depth ? "too-deep" : "bad-json",
                  json_tokener_get_parse_end(self->parser), json_tokener_error_desc(error));
  }
  self->json.record = record;
  self->json.failed = self->json.scratch.failed = 0;
  if (is_openalex(object))
    sheaf_json_add_openalex(&self->json, object);
  else
    sheaf_json_add_csl(&self->json, object);
  json_object_put(object);
  const sheaf_tagged *scratch = &self->json.scratch;
  if (self->json.failed || scratch->failed || scratch->out.failed || scratch->note.failed || scratch->spare.failed ||
      self->json.text.failed || self->json.path.failed || record->failed)
    return sheaf_error_memory(err);
  return sheaf_reader_judge(reader_, record);
}

/* ---- detection ---- */

static const char *first_of(const char *head, size_t length, const char *word) {
  const size_t size = strlen(word);
  for (const char *at = head; (at = memchr(at, *word, length - (size_t)(at - head))); at++) {
    if ((size_t)(at - head) + size > length) return NULL;
    if (!memcmp(at, word, size)) return at;
  }
  return NULL;
}

static int has(const char *head, size_t length, const char *word) { return first_of(head, length, word) != NULL; }

static int is_json(const char *head, size_t length) {
  size_t at = 0;
  while (at < length && sheaf_tagged_space(head[at])) at++;
  if (at >= length || (head[at] != '{' && head[at] != '[')) return 0;
  for (at++; at < length && (sheaf_tagged_space(head[at]) || head[at] == '[' || head[at] == '{');) at++;
  return at >= length || head[at] == '"' || head[at] == ']' || head[at] == '}';
}

static int detect_openalex(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  if (!is_json(head, length) || !has(head, length, "openalex.org/")) return 0;
  return has(head, length, "\"authorships\"") || has(head, length, "\"abstract_inverted_index\"") ||
                 has(head, length, "\"display_name\"") || has(head, length, "\"publication_year\"")
             ? 96
             : 0;
}

static int detect_crossref(const char *head, size_t length, const char **dialect) {
  static const char *const words[] = {"\"message-type\"",
                                      "\"content-domain\"",
                                      "\"reference-count\"",
                                      "\"references-count\"",
                                      "\"is-referenced-by-count\"",
                                      "\"short-container-title\"",
                                      "\"published-print\"",
                                      "\"published-online\"",
                                      "\"crossref\"",
                                      "\"indexed\"",
                                      "\"issn-type\"",
                                      "\"journal-article\""};
  (void)dialect;
  if (!is_json(head, length) || detect_openalex(head, length, dialect)) return 0;
  int count = 0;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) count += has(head, length, words[i]);
  return count > 1 ? 94 : count ? 70 : 0;
}

static int detect_csl(const char *head, size_t length, const char **dialect) {
  static const char *const words[] = {
      "\"issued\"",          "\"author\"", "\"container-title\"", "\"date-parts\"", "\"literal\"", "\"family\"",
      "\"publisher-place\"", "\"DOI\"",    "\"title\"",           "\"id\"",         "\"type\""};
  (void)dialect;
  if (!is_json(head, length) || has(head, length, "\"itemType\"")) return 0;
  int count = 0;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) count += has(head, length, words[i]);
  return count > 2 ? 90 : count > 1 ? 60 : 0;
}

const sheaf_format sheaf_read_csl_json = {"csl-json",  "CSL-JSON", "json jsonl", detect_csl,
                                          open_reader, next,       close_reader};
const sheaf_format sheaf_read_crossref = {"crossref", "Crossref JSON", "json jsonl", detect_crossref, open_reader,
                                          next,       close_reader};
const sheaf_format sheaf_read_openalex = {"openalex", "OpenAlex JSON", "json jsonl", detect_openalex, open_reader,
                                          next,       close_reader};
