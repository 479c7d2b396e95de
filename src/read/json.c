/* json.c - see json.h. */
#include "json.h"

#include <string.h>

#include "record/normal.h"

enum { PATH_MAX_BYTES = 200 };

void sheaf_json_clear(sheaf_json *self) {
  sheaf_buf_clear(&self->scratch.out);
  sheaf_buf_clear(&self->scratch.note);
  sheaf_buf_clear(&self->scratch.spare);
  sheaf_buf_clear(&self->text);
  sheaf_buf_clear(&self->path);
}

json_object *sheaf_json_parse(json_tokener *parser, const char *text, size_t length, sheaf_json_fault *fault) {
  if (length > INT32_MAX - 1) {
    *fault = (sheaf_json_fault){"too-long", "it is longer than 2 GiB", 0};
    return NULL;
  }
  json_tokener_reset(parser);
  json_object *object = json_tokener_parse_ex(parser, text, (int)length);
  const enum json_tokener_error error = json_tokener_get_error(parser);
  const char *why = json_tokener_error_desc(error);
  size_t at = json_tokener_get_parse_end(parser);
  if (error == json_tokener_continue) why = "it ends too early";
  if (object && json_object_is_type(object, json_type_object)) {
    while (at < length && sheaf_tagged_space(text[at])) at++;
    if (at == length) return object;
    why = "something stands behind its closing brace";
  } else if (error == json_tokener_success) {
    why = "it is no object in braces";
  }
  *fault = (sheaf_json_fault){error == json_tokener_error_depth ? "too-deep" : "bad-json", why, at};
  json_object_put(object);
  return NULL;
}

json_object *sheaf_json_first(const char *head, size_t length, int (*is)(json_object *object)) {
  enum { TRIES = 4 }; /* an answer around the records, what it says of itself, ... */
  json_tokener *parser = json_tokener_new_ex(SHEAF_JSON_DEPTH);
  json_object *found = NULL;
  const char *at = head, *end = head + length;
  for (int i = 0; parser && !found && i < TRIES && (at = memchr(at, '{', (size_t)(end - at))); i++, at++) {
    json_tokener_reset(parser);
    json_object *object = json_tokener_parse_ex(parser, at, (int)(end - at));
    if (object && json_object_is_type(object, json_type_object) && is(object))
      found = object;
    else
      json_object_put(object);
  }
  if (parser) json_tokener_free(parser);
  return found;
}

static int is_openalex(json_object *object) {
  const char *id = json_object_get_string(sheaf_json_get(object, "id"));
  return sheaf_json_get(object, "authorships") || sheaf_json_get(object, "abstract_inverted_index") ||
         (id && strstr(id, "://openalex.org/W"));
}

int sheaf_json_add_work(sheaf_json *self, json_object *object, sheaf_record *record) {
  self->record = record;
  self->failed = self->scratch.failed = 0;
  if (is_openalex(object))
    sheaf_json_add_openalex(self, object);
  else if (sheaf_json_is_bibjson(object))
    sheaf_json_add_bibjson(self, object);
  else
    sheaf_json_add_csl(self, object);
  const sheaf_tagged *scratch = &self->scratch;
  return self->failed || scratch->failed || scratch->out.failed || scratch->note.failed || scratch->spare.failed ||
                 self->text.failed || self->path.failed || record->failed
             ? SHEAF_ENOMEM
             : SHEAF_OK;
}

json_object *sheaf_json_get(json_object *object, const char *key) {
  json_object *value = NULL;
  if (!json_object_is_type(object, json_type_object)) return NULL;
  return json_object_object_get_ex(object, key, &value) ? value : NULL;
}

const char *sheaf_json_text(sheaf_json *self, json_object *value, size_t *length) {
  *length = 0;
  if (!value || json_object_is_type(value, json_type_object) || json_object_is_type(value, json_type_array))
    return NULL;
  const char *text = json_object_get_string(value);
  if (!text) return NULL;
  *length = json_object_is_type(value, json_type_string) ? (size_t)json_object_get_string_len(value) : strlen(text);
  int clean = 1;
  for (size_t i = 0; i < *length; i++) clean &= (unsigned char)text[i] >= 0x20 || text[i] == '\n';
  if (!clean) {
    if (self->text.failed) self->failed = 1;
    sheaf_buf_reset(&self->text);
    for (size_t i = 0; i < *length; i++) {
      const int control = (unsigned char)text[i] < 0x20 && text[i] != '\n';
      if (text[i] != '\r' || i + 1 >= *length || text[i + 1] != '\n')
        sheaf_buf_add_byte(&self->text, control ? ' ' : text[i]);
    }
    text = sheaf_buf_bytes(&self->text);
    *length = self->text.length;
  }
  sheaf_value_trim(&text, length);
  return *length ? text : NULL;
}

const char *sheaf_json_member(sheaf_json *self, json_object *object, const char *key, size_t *length) {
  return sheaf_json_text(self, sheaf_json_get(object, key), length);
}

void sheaf_json_add_text(sheaf_json *self, const char *path, const char *text, size_t length, const sheaf_tag *as) {
  sheaf_value_add_text(&self->scratch, self->record, path, strlen(path), as, text, length);
}

/* Visits the scalars of a value; `path` is extended by the keys of objects. */
static void add_tree(sheaf_json *self, json_object *value) {
  static const sheaf_tag extra = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};
  if (json_object_is_type(value, json_type_array)) {
    for (size_t i = 0; i < json_object_array_length(value); i++) add_tree(self, json_object_array_get_idx(value, i));
  } else if (json_object_is_type(value, json_type_object)) {
    json_object_object_foreach(value, key, member) {
      const size_t before = self->path.length;
      if (before + strlen(key) < PATH_MAX_BYTES) {
        if (before) sheaf_buf_add_byte(&self->path, '.');
        for (const char *c = key; *c; c++) sheaf_buf_add_byte(&self->path, (unsigned char)*c < 0x20 ? ' ' : *c);
      }
      add_tree(self, member);
      if (!self->path.failed) self->path.length = before;
    }
  } else {
    size_t length;
    const char *text = sheaf_json_text(self, value, &length);
    if (text) sheaf_json_add_text(self, sheaf_buf_bytes(&self->path), text, length, &extra);
  }
}

void sheaf_json_add_extra(sheaf_json *self, const char *path, json_object *value) {
  sheaf_buf_reset(&self->path);
  for (const char *c = path; *c; c++) sheaf_buf_add_byte(&self->path, (unsigned char)*c < 0x20 ? ' ' : *c);
  add_tree(self, value);
  if (self->path.failed) self->failed = 1;
}

void sheaf_json_add(sheaf_json *self, const char *path, json_object *value, const sheaf_tag *as) {
  if (json_object_is_type(value, json_type_array)) {
    for (size_t i = 0; i < json_object_array_length(value); i++) {
      json_object *item = json_object_array_get_idx(value, i);
      if (json_object_is_type(item, json_type_array))
        sheaf_json_add_extra(self, path, item);
      else
        sheaf_json_add(self, path, item, as);
    }
    return;
  }
  size_t length;
  const char *text = sheaf_json_text(self, value, &length);
  if (text)
    sheaf_json_add_text(self, path, text, length, as);
  else
    sheaf_json_add_extra(self, path, value);
}

void sheaf_json_add_first(sheaf_json *self, const char *path, json_object *value, const sheaf_tag *as) {
  if (!json_object_is_type(value, json_type_array)) {
    sheaf_json_add(self, path, value, as);
    return;
  }
  for (size_t i = 0; i < json_object_array_length(value); i++) {
    json_object *item = json_object_array_get_idx(value, i);
    if (sheaf_record_first(self->record, as->field))
      sheaf_json_add_extra(self, path, item);
    else
      sheaf_json_add(self, path, item, as);
  }
}

void sheaf_json_add_type(sheaf_json *self, const char *given, const sheaf_json_type *types) {
  const char *csl = given;
  for (; types->given; types++)
    if (!strcmp(types->given, given)) csl = types->csl;
  sheaf_record_add(self->record, SHEAF_FIELD_TYPE, csl, strlen(csl), given, strcmp(csl, given) ? strlen(given) : 0);
}

void sheaf_json_add_date(sheaf_json *self, const char *text, size_t length) {
  const sheaf_tag as = {NULL, SHEAF_FIELD_DATE, SHEAF_HOW_PUBDATE, NULL, 0};
  sheaf_json_add_text(self, "date", text, length, &as);
}

void sheaf_json_add_person(sheaf_json *self, sheaf_field field, const char *family, const char *given,
                           const char *suffix, const char *particle) {
  sheaf_buf *out = &self->scratch.out;
  if (out->failed) self->failed = 1;
  sheaf_buf_reset(out);
  if (!sheaf_normal_name_parts(family, given, "", suffix, out)) return;
  sheaf_normal_add_particle(particle, out);
  sheaf_record_add(self->record, field, out->data, out->length, NULL, 0);
}
