/* read_json.c - CSL-JSON, BibJSON, Crossref REST and OpenAlex, one object at a time. Which of them an object is shows
 * in it. */
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
  sheaf_json_clear(&self->json);
  sheaf_mem_free(self);
}

static void *open_reader(sheaf_reader *self) {
  reader *state = sheaf_mem_zero(1, sizeof *state);
  if (!state) return NULL;
  state->parser = sheaf_json_cut_open(&state->cut, self);
  if (state->parser) return state;
  close_reader(state);
  return NULL;
}

/* Ends the piece before what may be the next record in it. */
static int reject(reader *self, sheaf_reader *reader, sheaf_record *record, const sheaf_json_fault *fault,
                  sheaf_error *err) {
  sheaf_json_cut *cut = &self->cut;
  const uint64_t line = sheaf_json_cut_line(cut, fault->at), byte = sheaf_json_cut_byte(cut, fault->at);
  if (sheaf_json_cut_resume(cut)) return sheaf_error_memory(err);
  record->bytes = cut->end - cut->byte;
  const int beyond = byte >= cut->end;
  sheaf_reader_report(reader, SHEAF_REJECTED, fault->code, beyond ? cut->line : line, beyond ? cut->byte : byte,
                      "the JSON object that begins in line %llu cannot be read: %s", (unsigned long long)cut->line,
                      fault->why);
  return SHEAF_READ_REJECTED;
}

static void tell_stray(reader *self, sheaf_reader *reader) {
  sheaf_json_cut *cut = &self->cut;
  if (!cut->stray_line) return;
  sheaf_reader_report(reader, SHEAF_WARNING, "stray-text", cut->stray_line, cut->stray_byte,
                      "here stands text between two JSON objects, in none of them; it was left out. Check the braces "
                      "and commas before it");
  cut->stray_line = 0;
}

static int next(void *state, sheaf_reader *reader_, sheaf_record *record, sheaf_error *err) {
  reader *self = state;
  const int more = sheaf_json_cut_next(&self->cut, err);
  tell_stray(self, reader_);
  if (more <= 0) return more;
  record->line = self->cut.line;
  record->byte = self->cut.byte;
  record->bytes = self->cut.end - self->cut.byte;
  sheaf_json_fault fault = {"unclosed-object", "its closing brace is missing", 0};
  json_object *object = NULL;
  if (self->cut.whole) object = sheaf_json_parse(self->parser, self->cut.piece.data, self->cut.piece.length, &fault);
  if (!object) return reject(self, reader_, record, &fault, err);
  sheaf_json_cut_accept(&self->cut);
  const int code = sheaf_json_add_work(&self->json, object, record);
  json_object_put(object);
  if (code) return sheaf_error_memory(err);
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

static int detect_bibjson(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  if (!is_json(head, length) || !(has(head, length, "\"author\"") || has(head, length, "\"journal\""))) return 0;
  json_object *object = sheaf_json_first(head, length, sheaf_json_is_bibjson);
  json_object_put(object);
  return object ? 95 : 0;
}

const sheaf_format sheaf_read_bibjson = {"bibjson",   "BibJSON", "json bibjson", detect_bibjson,
                                         open_reader, next,      close_reader};
const sheaf_format sheaf_read_csl_json = {"csl-json",  "CSL-JSON", "json jsonl", detect_csl,
                                          open_reader, next,       close_reader};
const sheaf_format sheaf_read_crossref = {"crossref", "Crossref JSON", "json jsonl", detect_crossref, open_reader,
                                          next,       close_reader};
const sheaf_format sheaf_read_openalex = {"openalex", "OpenAlex JSON", "json jsonl", detect_openalex, open_reader,
                                          next,       close_reader};
