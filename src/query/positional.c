/* positional.c - see positional.h. */
#include "positional.h"

#include "base/mem.h"

/* ---- making ready ---- */

typedef struct maker {
  sheaf_positional *self; /* what is made */
  unsigned field;         /* where it will be matched */
  sheaf_error *err;       /* the caller's */
} maker;

static int make(maker *self, const sheaf_query_node *node, sheaf_positional_part **out);

static sheaf_positional_part *new_part(maker *self, sheaf_positional_kind kind, size_t room) {
  sheaf_positional *whole = self->self;
  sheaf_positional_part *part = sheaf_arena_alloc(&whole->arena, sizeof *part);
  if (!part) return NULL;
  *part = (sheaf_positional_part){.kind = kind, .older = whole->newest};
  if (room && !(part->parts = sheaf_arena_alloc(&whole->arena, room * sizeof *part->parts))) return NULL;
  whole->newest = part;
  return part;
}

/* A part for a group without terms. */
static sheaf_positional_part *new_words(maker *self) {
  sheaf_positional *whole = self->self;
  sheaf_positional_part *part = new_part(self, SHEAF_POSITIONAL_WORDS, 0);
  if (!part) return NULL;
  if (whole->count == whole->capacity) {
    const size_t capacity = whole->capacity ? whole->capacity * 2 : 4;
    sheaf_positional_group *groups = sheaf_mem_resize(whole->groups, capacity * sizeof *groups);
    if (!groups) return NULL;
    whole->groups = groups;
    whole->capacity = capacity;
  }
  part->group = whole->count;
  whole->groups[whole->count++] = (sheaf_positional_group){0};
  return part;
}

static int add_term(maker *self, const sheaf_positional_part *words, const sheaf_query_node *term) {
  sheaf_positional_group *group = &self->self->groups[words->group];
  if (group->count == group->capacity) {
    const size_t capacity = group->capacity ? group->capacity * 2 : 1;
    const sheaf_query_node **terms = sheaf_mem_resize(group->terms, capacity * sizeof *terms);
    if (!terms) return sheaf_error_memory(self->err);
    group->terms = terms;
    group->capacity = capacity;
  }
  group->terms[group->count++] = term;
  return SHEAF_OK;
}

static int stands_here(const maker *self, const sheaf_query_node *leaf) { return leaf->fields >> self->field & 1; }

static int make_word(maker *self, const sheaf_query_node *term, sheaf_positional_part **out) {
  *out = new_words(self);
  return *out ? add_term(self, *out, term) : sheaf_error_memory(self->err);
}

static int make_phrase(maker *self, const sheaf_query_node *node, sheaf_positional_part **out) {
  if (!stands_here(self, node)) return SHEAF_OK;
  sheaf_positional_part *phrase = new_part(self, SHEAF_POSITIONAL_PHRASE, node->children);
  if (!phrase) return sheaf_error_memory(self->err);
  for (size_t i = 0; i < node->children; i++) {
    if (node->child[i]->flags & SHEAF_QUERY_SLOT) continue;
    sheaf_positional_part *word;
    const int code = make_word(self, node->child[i], &word);
    if (code) return code;
    word->offset = (uint32_t)i;
    phrase->parts[phrase->count++] = word;
  }
  if (!phrase->count) return SHEAF_OK;
  phrase->width = (uint32_t)node->children;
  phrase->at = sheaf_arena_alloc(&self->self->arena, phrase->count * sizeof *phrase->at);
  if (!phrase->at) return sheaf_error_memory(self->err);
  *out = phrase;
  return SHEAF_OK;
}

static int make_near(maker *self, const sheaf_query_node *node, sheaf_positional_part **out) {
  if (node->children > SHEAF_QUERY_NEAR_WORDS)
    return sheaf_error_at(self->err, SHEAF_ERANGE, "B-NEAROP", node->first,
                          "a proximity takes at most %d operands at once", SHEAF_QUERY_NEAR_WORDS);
  sheaf_positional_part *near = new_part(self, SHEAF_POSITIONAL_NEAR, node->children);
  if (!near) return sheaf_error_memory(self->err);
  near->gap = node->gap;
  near->ordered = (node->flags & SHEAF_QUERY_ORDERED) != 0;
  for (size_t i = 0; i < node->children; i++) {
    sheaf_positional_part *part = NULL;
    const int code = make(self, node->child[i], &part);
    if (code || !part) return code;
    near->parts[near->count++] = part;
  }
  *out = near;
  return SHEAF_OK;
}

/* Sorts what stands in an OR group: its words into one group, the rest as parts. */
static int make_either(maker *self, const sheaf_query_node *node, sheaf_positional_part *either,
                       sheaf_positional_part **words) {
  if (node->kind == SHEAF_QUERY_OR || node->kind == SHEAF_QUERY_SCOPE) {
    int code = SHEAF_OK;
    for (size_t i = 0; i < node->children && !code; i++) code = make_either(self, node->child[i], either, words);
    return code;
  }
  if (node->kind == SHEAF_QUERY_TERM) {
    if (!stands_here(self, node)) return SHEAF_OK;
    if (!*words && !(*words = new_words(self))) return sheaf_error_memory(self->err);
    return add_term(self, *words, node);
  }
  sheaf_positional_part *part = NULL;
  const int code = make(self, node, &part);
  if (!code && part) either->parts[either->count++] = part;
  return code;
}

/* Leaves of an OR group that are not words, which each become a part. */
static size_t count_parts(const sheaf_query_node *node) {
  if (node->kind != SHEAF_QUERY_OR && node->kind != SHEAF_QUERY_SCOPE) return node->kind != SHEAF_QUERY_TERM;
  size_t count = 0;
  for (size_t i = 0; i < node->children; i++) count += count_parts(node->child[i]);
  return count;
}

static int make_group(maker *self, const sheaf_query_node *node, sheaf_positional_part **out) {
  sheaf_positional_part *words = NULL;
  sheaf_positional_part *either = new_part(self, SHEAF_POSITIONAL_EITHER, count_parts(node) + 1);
  if (!either) return sheaf_error_memory(self->err);
  const int code = make_either(self, node, either, &words);
  if (code) return code;
  if (words) either->parts[either->count++] = words;
  if (either->count) *out = either->count > 1 ? either : either->parts[0];
  return SHEAF_OK;
}

/* *out stays NULL where the node cannot match in the field. */
static int make(maker *self, const sheaf_query_node *node, sheaf_positional_part **out) {
  switch (node->kind) {
    case SHEAF_QUERY_TERM: return stands_here(self, node) ? make_word(self, node, out) : SHEAF_OK;
    case SHEAF_QUERY_PHRASE: return make_phrase(self, node, out);
    case SHEAF_QUERY_NEAR: return make_near(self, node, out);
    case SHEAF_QUERY_OR:
    case SHEAF_QUERY_SCOPE: return make_group(self, node, out);
    case SHEAF_QUERY_UNSUPPORTED: return SHEAF_OK; /* eval.c has made sure that the caller wants it left out */
    default:
      return sheaf_error_at(self->err, SHEAF_EUNSUPPORTED, "B-NEAROP", node->first,
                            "\"%.80s\" cannot stand beside a proximity operator: only words, phrases, proximities and "
                            "groups of them joined with OR have a place in the text",
                            node->text);
  }
}

int sheaf_positional_init(sheaf_positional *self, const sheaf_query_node *node, unsigned field, sheaf_error *err) {
  *self = (sheaf_positional){0};
  sheaf_arena_init(&self->arena);
  maker at = {self, field, err};
  return make(&at, node, &self->root);
}

void sheaf_positional_clear(sheaf_positional *self) {
  for (sheaf_positional_part *part = self->newest; part; part = part->older) sheaf_spans_clear(&part->found);
  for (size_t i = 0; i < self->count; i++) sheaf_mem_free(self->groups[i].terms);
  sheaf_mem_free(self->groups);
  sheaf_arena_clear(&self->arena);
  *self = (sheaf_positional){0};
}

/* ---- matching ---- */

static uint64_t place(uint32_t instance, uint32_t position) { return (uint64_t)instance << 32 | position; }
static uint64_t place_of(const sheaf_span *span) { return place(span->instance, span->first); }

static int add(sheaf_spans *out, const sheaf_span *where, uint32_t first, uint32_t last) {
  if (out->count == SHEAF_POSITIONAL_MOST) return SHEAF_ERANGE;
  return sheaf_spans_add(out, (sheaf_span){where->document, where->instance, first, last});
}

/* The words stand at their offsets: starts ascend, so every word's list is walked once. */
static int match_phrase(const sheaf_positional *self, sheaf_positional_part *part, int any) {
  const sheaf_spans *starts = &self->groups[part->parts[0]->group].words;
  for (size_t k = 0; k < part->count; k++) part->at[k] = 0;
  for (size_t i = 0; i < starts->count; i++) {
    const sheaf_span *start = &starts->items[i];
    size_t k = 1;
    for (; k < part->count; k++) {
      const sheaf_spans *words = &self->groups[part->parts[k]->group].words;
      const uint64_t wanted = place(start->instance, start->first + part->parts[k]->offset);
      size_t *at = &part->at[k];
      while (*at < words->count && place_of(&words->items[*at]) < wanted) ++*at;
      if (*at == words->count) return SHEAF_OK;
      if (place_of(&words->items[*at]) != wanted) break;
    }
    if (k < part->count) continue;
    const int code = add(&part->found, start, start->first, start->first + part->width - 1);
    if (code || any) return code;
  }
  return SHEAF_OK;
}

/* Adds the hulls of each span of left and each of right that begins behind it, at most gap words between. Left spans
 * ascend by where they begin, not by where they end: the walk goes back no further than behind their beginning. */
static int match_behind(const sheaf_spans *left, const sheaf_spans *right, uint32_t gap, int any, sheaf_spans *out) {
  size_t from = 0;
  for (size_t i = 0; i < left->count; i++) {
    const sheaf_span *a = &left->items[i];
    const uint64_t reach = (uint64_t)a->last + gap + 1;
    const uint64_t limit = place(a->instance, reach > UINT32_MAX ? UINT32_MAX : (uint32_t)reach);
    while (from < right->count && place_of(&right->items[from]) <= place_of(a)) from++;
    for (size_t k = from; k < right->count && place_of(&right->items[k]) <= limit; k++) {
      const sheaf_span *b = &right->items[k];
      if (b->first <= a->last) continue;
      const int code = add(out, a, a->first, b->last);
      if (code || any) return code;
    }
  }
  return SHEAF_OK;
}

static int match_pair(const sheaf_spans *left, const sheaf_spans *right, const sheaf_positional_part *near, int any,
                      sheaf_spans *out) {
  int code = match_behind(left, right, near->gap, any, out);
  if (!code && !near->ordered && !(any && out->count)) code = match_behind(right, left, near->gap, any, out);
  if (out->count > 1) sheaf_spans_sort(out);
  return code;
}

/* Whether any word of left is near enough to one of right: of the nearest two, none stands between. Adds their hull.
 * Where a word stands in both lists that need not be so; returns 1 then. */
static int match_nearest(const sheaf_spans *left, const sheaf_spans *right, const sheaf_positional_part *near,
                         sheaf_spans *out) {
  const sheaf_span *a = left->items, *a_end = a + left->count, *b = right->items, *b_end = b + right->count;
  const uint64_t reach = (uint64_t)near->gap + 1;
  while (a < a_end && b < b_end) {
    const uint64_t x = place_of(a), y = place_of(b);
    if (x == y) return 1;
    if (x < y) {
      if (y - x <= reach && a->instance == b->instance) return add(out, a, a->first, b->last);
      a++;
    } else {
      if (x - y <= reach && a->instance == b->instance && !near->ordered) return add(out, a, b->first, a->last);
      b++;
    }
  }
  return SHEAF_OK;
}

static int match(sheaf_positional *self, sheaf_positional_part *part, int any, const sheaf_spans **out);

static int match_near(sheaf_positional *self, sheaf_positional_part *part, int any) {
  const sheaf_spans *lists[SHEAF_QUERY_NEAR_WORDS];
  for (size_t i = 0; i < part->count; i++) {
    const int code = match(self, part->parts[i], any && part->count == 1, &lists[i]);
    if (code || !lists[i]->count) return code;
  }
  if (part->count == 2 && any && part->parts[0]->kind == SHEAF_POSITIONAL_WORDS &&
      part->parts[1]->kind == SHEAF_POSITIONAL_WORDS) {
    const int code = match_nearest(lists[0], lists[1], part, &part->found);
    if (code <= 0) return code;
  }
  if (part->count == 2) return match_pair(lists[0], lists[1], part, any, &part->found);
  if (part->count > 2) return sheaf_spans_near(lists, part->count, part->gap, part->ordered, any, &part->found);
  for (size_t i = 0; i < lists[0]->count; i++)
    if (sheaf_spans_add(&part->found, lists[0]->items[i])) return SHEAF_ENOMEM;
  return SHEAF_OK;
}

static int match_either(sheaf_positional *self, sheaf_positional_part *part, int any) {
  for (size_t i = 0; i < part->count && !(any && part->found.count); i++) {
    const sheaf_spans *one;
    const int code = match(self, part->parts[i], any, &one);
    if (code) return code;
    for (size_t k = 0; k < one->count; k++) {
      const int failed = add(&part->found, &one->items[k], one->items[k].first, one->items[k].last);
      if (failed) return failed;
    }
  }
  sheaf_spans_sort(&part->found);
  return SHEAF_OK;
}

static int match(sheaf_positional *self, sheaf_positional_part *part, int any, const sheaf_spans **out) {
  *out = &part->found;
  part->found.count = 0;
  switch (part->kind) {
    case SHEAF_POSITIONAL_WORDS: *out = &self->groups[part->group].words; return SHEAF_OK;
    case SHEAF_POSITIONAL_PHRASE: return match_phrase(self, part, any);
    case SHEAF_POSITIONAL_NEAR: return match_near(self, part, any);
    default: return match_either(self, part, any);
  }
}

int sheaf_positional_spans(sheaf_positional *self, int any, const sheaf_spans **out, sheaf_error *err) {
  const int code = match(self, self->root, any, out);
  if (code == SHEAF_ERANGE)
    return sheaf_error_at(err, SHEAF_ERANGE, "near-spans", 0,
                          "one record matches a proximity in more than %d ways; make its distance smaller",
                          SHEAF_POSITIONAL_MOST);
  return code ? sheaf_error_memory(err) : SHEAF_OK;
}
