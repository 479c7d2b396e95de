/* query.c - see query.h. */
#include "query.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

struct sheaf_query {
  sheaf_arena arena;        /* holds nodes and their texts */
  char *text;               /* as given to the parser */
  size_t length;            /* bytes in text */
  const char *syntax;       /* name of the dialect; static */
  sheaf_query_node *root;   /* the tree */
  sheaf_query_node **nodes; /* by number */
  uint32_t size;            /* how many of them */
  uint32_t made;            /* nodes made while parsing */
  sheaf_query_note *notes;  /* in the order they were found */
  size_t note_count;        /* notes in use */
  size_t note_capacity;     /* notes allocated */
};

sheaf_query *sheaf_query_new(const char *syntax, const char *text, size_t length) {
  sheaf_query *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  sheaf_arena_init(&self->arena);
  self->syntax = syntax;
  self->length = length;
  self->text = sheaf_mem_copy(text, length);
  if (self->text) return self;
  sheaf_mem_free(self);
  return NULL;
}

void sheaf_query_free(sheaf_query *self) {
  if (!self) return;
  sheaf_arena_clear(&self->arena);
  sheaf_mem_free(self->text);
  sheaf_mem_free(self->nodes);
  sheaf_mem_free(self->notes);
  sheaf_mem_free(self);
}

const sheaf_query_node *sheaf_query_root(const sheaf_query *self) { return self->root; }
const char *sheaf_query_syntax(const sheaf_query *self) { return self->syntax; }
uint32_t sheaf_query_size(const sheaf_query *self) { return self->size; }
size_t sheaf_query_note_count(const sheaf_query *self) { return self->note_count; }
sheaf_arena *sheaf_query_arena(sheaf_query *self) { return &self->arena; }

const char *sheaf_query_text(const sheaf_query *self, size_t *length) {
  if (length) *length = self->length;
  return self->text;
}

const sheaf_query_node *sheaf_query_node_at(const sheaf_query *self, uint32_t number) {
  return number < self->size ? self->nodes[number] : NULL;
}

const sheaf_query_note *sheaf_query_note_at(const sheaf_query *self, size_t index) {
  return index < self->note_count ? &self->notes[index] : NULL;
}

const char *sheaf_query_kind_name(sheaf_query_kind kind) {
  static const char *const names[SHEAF_QUERY_KINDS] = {
      "or",   "and",   "not",   "scope",  "term", "phrase", "near",    "heading",    "qualifier",
      "name", "range", "value", "filter", "ref",  "freq",   "section", "unsupported"};
  return (unsigned)kind < SHEAF_QUERY_KINDS ? names[kind] : "";
}

/* ---- building ---- */

sheaf_query_node *sheaf_query_node_new(sheaf_query *self, sheaf_query_kind kind, size_t first, size_t last) {
  sheaf_query_node *node = sheaf_arena_alloc(&self->arena, sizeof *node);
  if (!node) return NULL;
  *node = (sheaf_query_node){.kind = kind, .first = first, .last = last, .depth = 1, .text = "", .key = ""};
  self->made++;
  return node;
}

sheaf_query_node *sheaf_query_node_copy(sheaf_query *self, const sheaf_query_node *node) {
  sheaf_query_node *copy = sheaf_query_node_new(self, node->kind, node->first, node->last);
  if (!copy) return NULL;
  *copy = *node;
  copy->child = NULL;
  copy->children = 0;
  copy->depth = 1;
  const char **const texts[] = {&copy->text, &copy->key, &copy->low, &copy->high};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    if (!*texts[i]) continue;
    *texts[i] = sheaf_arena_copy(&self->arena, *texts[i], strlen(*texts[i]));
    if (!*texts[i]) return NULL;
  }
  if (!node->parts) return copy;
  copy->pattern = sheaf_arena_alloc(&self->arena, node->parts * sizeof *copy->pattern);
  if (!copy->pattern) return NULL;
  for (size_t i = 0; i < node->parts; i++) {
    copy->pattern[i] = node->pattern[i];
    if (!node->pattern[i].text) continue;
    copy->pattern[i].text = sheaf_arena_copy(&self->arena, node->pattern[i].text, node->pattern[i].length);
    if (!copy->pattern[i].text) return NULL;
  }
  return copy;
}

int sheaf_query_node_add(sheaf_query *self, sheaf_query_node *parent, sheaf_query_node *child) {
  const size_t count = parent->children;
  if (child->depth + 1 > SHEAF_QUERY_DEPTH || self->made > SHEAF_QUERY_NODES) return SHEAF_ERANGE;
  if ((count & (count - 1)) == 0) { /* full at every power of two */
    sheaf_query_node **grown = sheaf_arena_alloc(&self->arena, (count ? count * 2 : 1) * sizeof *grown);
    if (!grown) return SHEAF_ENOMEM;
    if (count) memcpy(grown, parent->child, count * sizeof *grown);
    parent->child = grown;
  }
  parent->child[parent->children++] = child;
  if (parent->depth <= child->depth) parent->depth = child->depth + 1;
  if (parent->first > child->first) parent->first = child->first;
  if (parent->last < child->last) parent->last = child->last;
  return SHEAF_OK;
}

int sheaf_query_note_add(sheaf_query *self, const char *code, sheaf_query_severity severity, size_t first, size_t last,
                         const char *format, ...) {
  if (self->note_count == self->note_capacity) {
    const size_t capacity = self->note_capacity ? self->note_capacity * 2 : 8;
    sheaf_query_note *notes = sheaf_mem_resize(self->notes, capacity * sizeof *notes);
    if (!notes) return SHEAF_ENOMEM;
    self->notes = notes;
    self->note_capacity = capacity;
  }
  char message[SHEAF_ERROR_MESSAGE];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  const char *kept = sheaf_arena_copy(&self->arena, message, strlen(message));
  if (!kept) return SHEAF_ENOMEM;
  self->notes[self->note_count++] = (sheaf_query_note){code, severity, kept, first, last};
  return SHEAF_OK;
}

/* ---- equality ---- */

/* Quotes change the meaning of names only; elsewhere the parser has already acted on them. */
static unsigned meaning(const sheaf_query_node *node) {
  const unsigned flags = node->flags & ~(unsigned)SHEAF_QUERY_LIMIT;
  return node->kind == SHEAF_QUERY_NAME ? flags : flags & ~(unsigned)SHEAF_QUERY_QUOTED;
}

static const char *identity(const sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_UNSUPPORTED || node->kind == SHEAF_QUERY_FILTER) return node->text;
  return node->kind == SHEAF_QUERY_RANGE ? node->low : node->key;
}

static int same_pattern(const sheaf_query_node *a, const sheaf_query_node *b) {
  if (a->parts != b->parts) return 0;
  for (size_t i = 0; i < a->parts; i++) {
    const sheaf_query_part *p = &a->pattern[i], *q = &b->pattern[i];
    if (!p->text != !q->text || p->length != q->length || p->least != q->least || p->most != q->most) return 0;
    if (p->text && memcmp(p->text, q->text, p->length) != 0) return 0;
  }
  return 1;
}

/* 1 where the nodes are equal but for their children. */
static int equal_alone(const sheaf_query_node *a, const sheaf_query_node *b) {
  return a->kind == b->kind && meaning(a) == meaning(b) && a->fields == b->fields && a->gap == b->gap &&
         a->least == b->least && a->sections == b->sections && a->line == b->line && a->children == b->children &&
         strcmp(identity(a), identity(b)) == 0 && same_pattern(a, b) &&
         (a->kind != SHEAF_QUERY_RANGE || strcmp(a->high, b->high) == 0);
}

static int equal(const sheaf_query_node *a, const sheaf_query_node *b) {
  if (!equal_alone(a, b)) return 0;
  for (size_t i = 0; i < a->children; i++)
    if (!equal(a->child[i], b->child[i])) return 0;
  return 1;
}

int sheaf_query_equal(const sheaf_query *a, const sheaf_query *b) { return equal(a->root, b->root); }

/* ---- numbering ---- */

typedef struct numbering {
  sheaf_query *query; /* whose nodes are numbered */
  uint64_t *hashes;   /* by number */
  uint32_t *table;    /* open addressing: number + 1 of a node, 0 where empty */
  uint32_t mask;      /* slots of table, less one */
} numbering;

static uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
  return hash ^ hash >> 29;
}

static uint64_t mix_text(uint64_t hash, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001B3);
  return mix(hash, length);
}

static uint64_t hash_self(const sheaf_query_node *node) {
  uint64_t hash = mix(mix(mix(node->kind + 1u, meaning(node)), node->fields), node->gap);
  hash = mix(hash, (uint64_t)node->least << 32 | node->line);
  hash = mix(hash, node->sections);
  hash = mix_text(hash, identity(node), strlen(identity(node)));
  for (size_t i = 0; i < node->parts; i++)
    if (node->pattern[i].text)
      hash = mix_text(hash, node->pattern[i].text, node->pattern[i].length);
    else
      hash = mix(mix(hash, node->pattern[i].least), node->pattern[i].most);
  return mix(hash, node->children);
}

/* The children have been classed before, so their `same` tells whether they are equal. */
static int equal_classed(const sheaf_query_node *a, const sheaf_query_node *b) {
  if (!equal_alone(a, b)) return 0;
  for (size_t i = 0; i < a->children; i++)
    if (a->child[i]->same != b->child[i]->same) return 0;
  return 1;
}

static void number(sheaf_query *self, sheaf_query_node *node) {
  node->number = self->size;
  self->nodes[self->size++] = node;
  for (size_t i = 0; i < node->children; i++) number(self, node->child[i]);
}

static void find_same(numbering *at, sheaf_query_node *node) {
  uint64_t hash = hash_self(node);
  for (size_t i = 0; i < node->children; i++) hash = mix(hash, node->child[i]->same);
  at->hashes[node->number] = hash;
  uint32_t slot = (uint32_t)hash & at->mask;
  for (; at->table[slot]; slot = (slot + 1) & at->mask) {
    const sheaf_query_node *other = at->query->nodes[at->table[slot] - 1];
    if (at->hashes[other->number] == hash && equal_classed(node, other)) {
      node->same = other->number;
      return;
    }
  }
  node->same = node->number;
  at->table[slot] = node->number + 1;
}

int sheaf_query_finish(sheaf_query *self, sheaf_query_node *root) {
  self->root = root;
  self->nodes = sheaf_mem_alloc((size_t)self->made * sizeof(sheaf_query_node *));
  if (!self->nodes) return SHEAF_ENOMEM;
  number(self, root);
  numbering at = {.query = self, .mask = 1};
  while (at.mask < self->size * 2) at.mask = at.mask * 2 + 1;
  at.hashes = sheaf_mem_alloc(self->size * sizeof *at.hashes);
  at.table = sheaf_mem_zero((size_t)at.mask + 1, sizeof *at.table);
  const int failed = !at.hashes || !at.table;
  /* Descending numbers visit children before their parents. */
  for (uint32_t i = self->size; !failed && i-- > 0;) find_same(&at, self->nodes[i]);
  sheaf_mem_free(at.hashes);
  sheaf_mem_free(at.table);
  return failed ? SHEAF_ENOMEM : SHEAF_OK;
}

/* ---- wildcards ---- */

static size_t step(const char *word, size_t length) {
  uint32_t point;
  return sheaf_utf8_decode(word, length, &point);
}

static int fits(const sheaf_query_part *part, size_t parts, const char *word, size_t length) {
  for (; parts && part->text; part++, parts--) {
    if (length < part->length || memcmp(word, part->text, part->length) != 0) return 0;
    word += part->length;
    length -= part->length;
  }
  if (!parts) return length == 0;
  if (parts == 1 && part->least == 0 && part->most == SHEAF_QUERY_ANY) return 1;
  for (uint32_t taken = 0;; taken++) {
    if (taken >= part->least && fits(part + 1, parts - 1, word, length)) return 1;
    if (!length || taken == part->most) return 0;
    const size_t size = step(word, length);
    word += size;
    length -= size;
  }
}

int sheaf_query_matches(const sheaf_query_node *term, const char *word, size_t length) {
  return fits(term->pattern, term->parts, word, length);
}
