/* print.c - see print.h. Every group stands in parentheses, so that no precedence is needed to read it back. */
#include "print.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "printer.h"

/* ---- losses ---- */

void sheaf_losses_clear(sheaf_losses *self) {
  for (size_t i = 0; i < self->count; i++) sheaf_mem_free(self->items[i].reason);
  sheaf_mem_free(self->items);
  *self = (sheaf_losses){0};
}

const char *sheaf_print_direction(sheaf_loss_direction direction) {
  static const char *const names[] = {"broader", "narrower", "different"};
  return names[direction];
}

static int keep_loss(sheaf_losses *self, const sheaf_query_node *node, sheaf_loss_direction direction,
                     const char *reason) {
  if (self->count == self->capacity) {
    const size_t capacity = self->capacity ? self->capacity * 2 : 8;
    sheaf_loss *items = sheaf_mem_resize(self->items, capacity * sizeof *items);
    if (!items) return SHEAF_ENOMEM;
    self->items = items;
    self->capacity = capacity;
  }
  char *copy = sheaf_mem_copy(reason, strlen(reason));
  if (!copy) return SHEAF_ENOMEM;
  self->items[self->count++] = (sheaf_loss){node, direction, copy};
  return SHEAF_OK;
}

int sheaf_print_lose(sheaf_printer *self, const sheaf_query_node *node, sheaf_loss_direction direction,
                     const char *format, ...) {
  char reason[SHEAF_ERROR_MESSAGE];
  va_list args;
  va_start(args, format);
  vsnprintf(reason, sizeof reason, format, args);
  va_end(args);
  if (!self->losses)
    return sheaf_error_at(self->err, SHEAF_EUNSUPPORTED, "X-LOSS", node->first, "%s cannot say this as it is: %s",
                          self->dialect->title, reason);
  return keep_loss(self->losses, node, direction, reason) ? sheaf_error_memory(self->err) : SHEAF_OK;
}

int sheaf_print_nothing(sheaf_printer *self, const sheaf_query_node *node) {
  sheaf_print_quoted(self, *node->text ? node->text : "nothing", '"');
  return sheaf_print_lose(self, node, SHEAF_LOSS_DIFFERENT, "%s has no words for this %s; it is left as it stood",
                          self->dialect->title, sheaf_query_kind_name(node->kind));
}

/* ---- words ---- */

int sheaf_print_is_bare(const sheaf_printer *self, const sheaf_query_node *node) {
  if (self->scope && node->fields == self->scope) return !self->native || (node->flags & SHEAF_QUERY_UNTAGGED);
  return !self->scope && self->native && (node->flags & SHEAF_QUERY_UNTAGGED) &&
         node->fields == self->dialect->untagged;
}

/* The dialect's mark for a wildcard: an exact one, or the narrowest that is wider. */
static const sheaf_dialect_wildcard *mark_for(const sheaf_dialect *dialect, const sheaf_query_part *part, int digit) {
  const sheaf_dialect_wildcard *best = NULL;
  for (const sheaf_dialect_wildcard *w = dialect->wildcards; w && w->mark; w++) {
    if (digit && w->numbered == 1 && w->most == part->most) continue; /* the digit would be its number */
    if (w->least == part->least && (w->most == part->most || (w->numbered && part->most != SHEAF_QUERY_ANY))) return w;
    if (w->least <= part->least && w->most >= part->most && (!best || w->most < best->most)) best = w;
  }
  return best;
}

/* The widest mark of all, where none is wide enough. */
static const sheaf_dialect_wildcard *widest_mark(const sheaf_dialect *dialect, const sheaf_query_part *part) {
  const sheaf_dialect_wildcard *best = NULL;
  for (const sheaf_dialect_wildcard *w = dialect->wildcards; w && w->mark; w++)
    if (w->least <= part->least && w->most > part->least && (!best || w->most > best->most)) best = w;
  return best;
}

static int print_wildcard(sheaf_printer *self, const sheaf_query_node *term, const sheaf_query_part *part) {
  const sheaf_query_part *next = part + 1 < term->pattern + term->parts ? part + 1 : NULL;
  const int digit = next && next->text && *next->text >= '0' && *next->text <= '9';
  const sheaf_dialect_wildcard *w = mark_for(self->dialect, part, digit);
  if (w && w->least == part->least && w->most != part->most && w->numbered) {
    sheaf_buf_add_format(self->out, w->numbered == 2 ? "[%c%u]" : "%c%u", w->mark, part->most);
    return SHEAF_OK;
  }
  const int narrow = !w;
  if (narrow) w = widest_mark(self->dialect, part);
  if (!w)
    return sheaf_print_lose(self, term, SHEAF_LOSS_NARROWER, "%s has no wildcard like the one in %s; it is left out",
                            self->dialect->title, term->text);
  sheaf_buf_add_byte(self->out, w->mark);
  if (narrow)
    return sheaf_print_lose(self, term, SHEAF_LOSS_NARROWER, "%s finds at most %u letters for %c in %s",
                            self->dialect->title, w->most, w->mark, term->text);
  if (w->least == part->least && w->most == part->most) return SHEAF_OK;
  return sheaf_print_lose(self, term, SHEAF_LOSS_BROADER,
                          "%s has no wildcard for exactly as many letters as in %s; %c finds more",
                          self->dialect->title, term->text, w->mark);
}

int sheaf_print_pattern(sheaf_printer *self, const sheaf_query_node *term) {
  int code = SHEAF_OK;
  if (term->parts == 1 && term->pattern[0].text) {
    sheaf_buf_add_text(self->out, term->text);
    return SHEAF_OK;
  }
  if (!term->pattern[0].text && !self->dialect->left_wildcards) return sheaf_print_nothing(self, term);
  for (size_t i = 0; i < term->parts && !code; i++)
    if (term->pattern[i].text)
      sheaf_buf_add(self->out, term->pattern[i].text, term->pattern[i].length);
    else
      code = print_wildcard(self, term, &term->pattern[i]);
  return code;
}

int sheaf_print_words(sheaf_printer *self, const sheaf_query_node *node, const char *slot) {
  if (node->kind == SHEAF_QUERY_TERM) return sheaf_print_pattern(self, node);
  int code = SHEAF_OK;
  for (size_t i = 0; i < node->children && !code; i++) {
    if (i) sheaf_buf_add_byte(self->out, ' ');
    if (node->child[i]->flags & SHEAF_QUERY_SLOT)
      sheaf_buf_add_text(self->out, slot);
    else
      code = sheaf_print_pattern(self, node->child[i]);
  }
  return code;
}

void sheaf_print_quoted(sheaf_printer *self, const char *text, char quote) {
  sheaf_buf_add_byte(self->out, quote);
  for (; *text; text++)
    if (*text != quote) sheaf_buf_add_byte(self->out, *text);
  sheaf_buf_add_byte(self->out, quote);
}

typedef struct expanding {
  sheaf_expand *out;            /* what is found */
  const sheaf_query_node *term; /* what is looked for */
  size_t most;                  /* words beyond it are not kept */
} expanding;

static int keeps(const void *context, const char *token, size_t length) {
  const expanding *self = context;
  if (self->out->count > self->most || !sheaf_query_matches(self->term, token, length)) return 0;
  const char *known;
  for (size_t at = 0, size; sheaf_expand_next(self->out, &at, &known, &size);)
    if (size == length && memcmp(known, token, length) == 0) return 0;
  return 1;
}

int sheaf_print_expand(sheaf_printer *self, const sheaf_query_node *term, size_t most, sheaf_expand *out) {
  if (!self->options->index) return 0;
  const expanding context = {out, term, most};
  const sheaf_query_part *first = &term->pattern[0];
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT; field++) {
    if (!(term->fields >> field & 1)) continue;
    const int code = sheaf_expand_collect(out, self->options->index, field, first->text ? first->text : "",
                                          first->text ? first->length : 0, keeps, &context, self->err);
    if (code) return code;
    if (out->count > most) return 0;
  }
  return 1;
}

/* ---- tags ---- */

int sheaf_print_tags(sheaf_printer *self, const sheaf_query_node *node, const sheaf_dialect_tag **tags) {
  if (self->section) {
    tags[0] = self->section;
    return 1;
  }
  sheaf_query_fields covered = 0;
  const size_t count = sheaf_dialect_cover(self->dialect, node->fields, tags, &covered);
  int code = SHEAF_OK;
  if (!count)
    code =
        sheaf_print_lose(self, node, SHEAF_LOSS_DIFFERENT, "%s has no field like the one of \"%.60s\"; it has no tag",
                         self->dialect->title, node->text);
  else if (covered & ~node->fields)
    code = sheaf_print_lose(self, node, node->fields & ~covered ? SHEAF_LOSS_DIFFERENT : SHEAF_LOSS_BROADER,
                            "the nearest field of %s has more in it", self->dialect->title);
  else if (covered != node->fields)
    code = sheaf_print_lose(self, node, SHEAF_LOSS_NARROWER, "%s has no field for a part of what is searched here",
                            self->dialect->title);
  return code ? code : (int)count;
}

const char *sheaf_print_tag(const sheaf_printer *self, sheaf_dialect_what what, const sheaf_query_node *node,
                            unsigned mask, size_t *length) {
  if (self->section && what == SHEAF_DIALECT_WORDS) {
    *length = strcspn(self->section->names, "|");
    return self->section->names;
  }
  for (const sheaf_dialect_tag *tag = self->dialect->tags; tag->names; tag++) {
    if (tag->what != what || tag->fields != node->fields || (tag->flags & mask) != (node->flags & mask)) continue;
    *length = strcspn(tag->names, "|");
    return tag->names;
  }
  return NULL;
}

static void add_operator(sheaf_printer *self, const char *text) {
  for (; *text; text++)
    sheaf_buf_add_byte(self->out, self->dialect->small && *text >= 'A' && *text <= 'Z' ? *text + 32 : *text);
}

/* ---- proximity ---- */

static const sheaf_dialect_near *near_for(const sheaf_dialect *dialect, uint32_t gap, int ordered) {
  for (const sheaf_dialect_near *near = dialect->nears; near && near->text; near++) {
    if (near->ordered != ordered) continue;
    if (near->number == SHEAF_DIALECT_NUMBER_NEVER ? near->implied == gap : gap + near->beyond <= near->most)
      return near;
  }
  return NULL;
}

/* The operator for a NEAR, or a wider one with its loss; *near is NULL where AND must do. */
static int choose_near(sheaf_printer *self, const sheaf_query_node *node, const sheaf_dialect_near **near) {
  const int ordered = (node->flags & SHEAF_QUERY_ORDERED) != 0;
  if (node->children > 2) {
    const int code =
        sheaf_print_lose(self, node, SHEAF_LOSS_DIFFERENT,
                         "%s takes proximity two by two: the words before count as one", self->dialect->title);
    if (code) return code;
  }
  *near = near_for(self->dialect, node->gap, ordered);
  if (*near) return SHEAF_OK;
  *near = ordered ? near_for(self->dialect, node->gap, 0) : NULL;
  if (*near)
    return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER, "%s has no proximity in a given order; any order is found",
                            self->dialect->title);
  return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER, "%s has no proximity for %u words between; it became AND",
                          self->dialect->title, node->gap);
}

/* NEAR as `left OP right`, by the dialect's table; a distance, order or shape that the dialect lacks with a loss. */
static int print_near(sheaf_printer *self, const sheaf_query_node *node, int inside) {
  const sheaf_dialect_near *near = NULL;
  int code = choose_near(self, node, &near);
  if (inside) sheaf_buf_add_byte(self->out, '(');
  self->near++;
  for (size_t i = 0; i < node->children && !code; i++) {
    if (i && !near) sheaf_buf_add_text(self->out, self->dialect->small ? " and " : " AND ");
    if (i && near) {
      sheaf_buf_add_byte(self->out, ' ');
      add_operator(self, near->text);
      if (near->slash && near->number != SHEAF_DIALECT_NUMBER_NEVER) sheaf_buf_add_byte(self->out, '/');
      if (near->number != SHEAF_DIALECT_NUMBER_NEVER) sheaf_buf_add_format(self->out, "%u", node->gap + near->beyond);
      sheaf_buf_add_byte(self->out, ' ');
    }
    code = sheaf_print_node(self, node->child[i], 1);
  }
  self->near--;
  if (inside) sheaf_buf_add_byte(self->out, ')');
  return code;
}

/* ---- groups ---- */

static const char *operator_word(const sheaf_dialect *dialect, sheaf_query_kind kind) {
  const sheaf_dialect_operator *op = dialect->operators;
  while (op->text && op->kind != kind) op++;
  return op->text;
}

static int is_group(const sheaf_query_node *node) {
  return node->kind == SHEAF_QUERY_OR || node->kind == SHEAF_QUERY_AND || node->kind == SHEAF_QUERY_NOT;
}

static const char *filter_words(const sheaf_printer *self, const sheaf_query_node *node) {
  return strcmp(node->key, "abstract") == 0 ? self->dialect->has_abstract : NULL;
}

/* 1 where the child is a filter that the syntax cannot say. */
static int is_left_out(const sheaf_printer *self, const sheaf_query_node *child) {
  return child->kind == SHEAF_QUERY_FILTER && !filter_words(self, child);
}

/* `limit 3 to abstracts`: 1; 0 where the AND is another one, or the syntax has no such limit. */
static int print_abstract_limit(sheaf_printer *self, const sheaf_query_node *node) {
  const char *const *around = self->dialect->limit_abstract;
  if (!around || node->kind != SHEAF_QUERY_AND || node->children != 2) return 0;
  const int second = node->child[1]->kind == SHEAF_QUERY_REF;
  const sheaf_query_node *line = node->child[second], *filter = node->child[!second];
  if (line->kind != SHEAF_QUERY_REF || filter->kind != SHEAF_QUERY_FILTER || strcmp(filter->key, "abstract") != 0)
    return 0;
  sheaf_buf_add_text(self->out, around[0]);
  const int code = sheaf_print_node(self, line, 1);
  sheaf_buf_add_text(self->out, around[1]);
  return code ? code : 1;
}

static int print_group(sheaf_printer *self, const sheaf_query_node *node, int inside);

/* An AND without its filters that the syntax cannot say; at least one child is another. */
static int print_unfiltered(sheaf_printer *self, const sheaf_query_node *node, int inside) {
  sheaf_query_node rest = *node;
  sheaf_query_node **kept = malloc(node->children * sizeof *kept);
  int code = kept ? SHEAF_OK : sheaf_error_memory(self->err);
  rest.child = kept;
  rest.children = 0;
  for (size_t i = 0; i < node->children && !code; i++) {
    sheaf_query_node *child = node->child[i];
    if (!is_left_out(self, child))
      kept[rest.children++] = child;
    else
      code = sheaf_print_lose(self, child, SHEAF_LOSS_BROADER, "%s has no filter for %s; it is left out",
                              self->dialect->title,
                              strcmp(child->key, "abstract") == 0 ? "records with abstracts" : "duplicates");
  }
  if (!code) code = print_group(self, &rest, inside);
  free(kept);
  return code;
}

static int print_group(sheaf_printer *self, const sheaf_query_node *node, int inside) {
  size_t left_out = 0;
  for (size_t i = 0; i < node->children; i++) left_out += (size_t)is_left_out(self, node->child[i]);
  if (left_out) {
    const int done = inside ? 0 : print_abstract_limit(self, node);
    if (done) return done < 0 ? done : SHEAF_OK;
    if (node->kind == SHEAF_QUERY_AND && left_out < node->children) return print_unfiltered(self, node, inside);
  }
  if (node->children == 1) return sheaf_print_node(self, node->child[0], inside);
  if (inside) sheaf_buf_add_byte(self->out, '(');
  int code = SHEAF_OK;
  for (size_t i = 0; i < node->children && !code; i++) {
    if (i) {
      sheaf_buf_add_byte(self->out, ' ');
      add_operator(self, operator_word(self->dialect, node->kind));
      sheaf_buf_add_byte(self->out, ' ');
    }
    code = sheaf_print_node(self, node->child[i], 1);
  }
  if (inside) sheaf_buf_add_byte(self->out, ')');
  return code;
}

/* The fields that all words below a node have in common, where it has nothing but words: else 0. */
static sheaf_query_fields shared_fields(const sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_TERM || node->kind == SHEAF_QUERY_PHRASE) return node->fields;
  if (!is_group(node) && node->kind != SHEAF_QUERY_NEAR && node->kind != SHEAF_QUERY_SCOPE) return 0;
  const sheaf_query_fields fields = shared_fields(node->child[0]);
  for (size_t i = 1; i < node->children && fields; i++)
    if (shared_fields(node->child[i]) != fields) return 0;
  return fields;
}

/* With the dialect's own tag for the section, else with that of the whole abstract. */
static int print_section(sheaf_printer *self, const sheaf_query_node *node, int inside) {
  const sheaf_dialect_tag *tag = self->dialect->tags;
  while (tag->names && !(tag->what == SHEAF_DIALECT_SECTION && tag->flags == node->sections)) tag++;
  self->section = tag->names ? tag : NULL;
  const int code = sheaf_print_node(self, node->child[0], inside);
  self->section = NULL;
  if (code || tag->names) return code;
  return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                          "%s has no field for a section of the abstract; the whole abstract is searched",
                          self->dialect->title);
}

int sheaf_print_node(sheaf_printer *self, const sheaf_query_node *node, int inside) {
  if (self->dialect->together && !self->native && !self->scope && node->children > 1 &&
      (is_group(node) || node->kind == SHEAF_QUERY_NEAR)) {
    const sheaf_query_fields fields = shared_fields(node);
    const int done = fields ? self->dialect->together(self, node, fields) : 0;
    if (done) return done < 0 ? done : SHEAF_OK;
  }
  if (self->native && self->dialect->limit && (node->flags & SHEAF_QUERY_LIMIT))
    return self->dialect->limit(self, node);
  if (is_group(node)) return print_group(self, node, inside);
  if (node->kind == SHEAF_QUERY_SECTION) return print_section(self, node, inside);
  if (node->kind == SHEAF_QUERY_NEAR && self->dialect->nears) return print_near(self, node, inside);
  if (node->kind == SHEAF_QUERY_REF && self->options->labels && node->line < self->options->label_count) {
    sheaf_buf_add_text(self->out, self->options->labels[node->line]);
    return SHEAF_OK;
  }
  const char *words = node->kind == SHEAF_QUERY_FILTER ? filter_words(self, node) : NULL;
  if (!words) return self->dialect->print(self, node);
  sheaf_buf_add_text(self->out, words);
  return SHEAF_OK;
}

int sheaf_print_text(const sheaf_query *query, const char *syntax, const sheaf_print_options *options, sheaf_buf *out,
                     sheaf_losses *losses, sheaf_error *err) {
  static const sheaf_print_options none = {0};
  const sheaf_dialect *dialect = sheaf_dialect_find(syntax);
  if (!dialect) return sheaf_dialect_unknown(syntax, err);
  sheaf_printer self = {.dialect = dialect,
                        .query = query,
                        .options = options ? options : &none,
                        .out = out,
                        .losses = losses,
                        .native = strcmp(syntax, sheaf_query_syntax(query)) == 0,
                        .err = err};
  const sheaf_query_node *node = self.options->node ? self.options->node : sheaf_query_root(query);
  const int code = sheaf_print_node(&self, node, 0);
  return code ? code : out->failed ? sheaf_error_memory(err) : SHEAF_OK;
}
