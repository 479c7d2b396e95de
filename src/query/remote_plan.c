/* remote_plan.c - see remote_plan.h. */
#include "remote_plan.h"

#include "base/mem.h"

enum { NO_PIECE = UINT32_MAX };

typedef struct maker {
  sheaf_remote_plan *self;           /* what is made */
  const sheaf_eval_options *options; /* the caller's */
  int nodewise;                      /* see remote_plan.h */
  uint8_t *refers;                   /* by number: there is a REF below */
  uint32_t *piece_of;                /* by class: the piece that was made for it */
} maker;

int sheaf_remote_is_omitted(const sheaf_eval_options *options, const sheaf_query_node *node) {
  if (options->unsupported != SHEAF_EVAL_UNSUPPORTED_IGNORE) return 0;
  if (node->kind == SHEAF_QUERY_UNSUPPORTED) return 1;
  if (node->kind != SHEAF_QUERY_OR && node->kind != SHEAF_QUERY_AND && node->kind != SHEAF_QUERY_SCOPE) return 0;
  for (size_t i = 0; i < node->children; i++)
    if (!sheaf_remote_is_omitted(options, node->child[i])) return 0;
  return node->children > 0;
}

/* ---- copies ---- */

/* NULL: no memory. */
static sheaf_query_node *copy(sheaf_query *to, const sheaf_query_node *node) {
  sheaf_query_node *out = sheaf_query_node_copy(to, node);
  for (size_t i = 0; out && i < node->children; i++) {
    sheaf_query_node *child = copy(to, node->child[i]);
    if (!child || sheaf_query_node_add(to, out, child)) return NULL;
  }
  return out;
}

static sheaf_query *empty(const sheaf_query *of) {
  size_t length;
  const char *text = sheaf_query_text(of, &length);
  return sheaf_query_new(sheaf_query_syntax(of), text, length);
}

static sheaf_query *finished(sheaf_query *query, sheaf_query_node *root) {
  if (query && root && !sheaf_query_finish(query, root)) return query;
  sheaf_query_free(query);
  return NULL;
}

sheaf_query *sheaf_remote_plan_query(const sheaf_query *of, const sheaf_query_node *node) {
  sheaf_query *query = empty(of);
  return query ? finished(query, copy(query, node)) : NULL;
}

/* ---- pieces ---- */

/* A REF to a new piece; takes the query over. */
static sheaf_query_node *add_piece(maker *at, sheaf_query *query) {
  sheaf_remote_plan *self = at->self;
  sheaf_remote_piece *room = query ? sheaf_mem_resize(self->pieces, (self->count + 1) * sizeof *self->pieces) : NULL;
  if (!room) {
    sheaf_query_free(query);
    return NULL;
  }
  self->pieces = room;
  self->pieces[self->count++] = (sheaf_remote_piece){.query = query, .own = query};
  const sheaf_query_node *root = sheaf_query_root(query);
  sheaf_query_node *ref = sheaf_query_node_new(self->frame, SHEAF_QUERY_REF, root->first, root->last);
  if (ref) ref->line = (uint32_t)(at->options->line_count + self->count - 1);
  return ref;
}

static sheaf_query_node *piece(maker *at, const sheaf_query_node *node) {
  const uint32_t known = at->piece_of[node->same];
  if (known == NO_PIECE) {
    sheaf_query_node *ref = add_piece(at, sheaf_remote_plan_query(at->self->query, node));
    if (ref) at->piece_of[node->same] = ref->line;
    return ref;
  }
  sheaf_query_node *ref = sheaf_query_node_new(at->self->frame, SHEAF_QUERY_REF, node->first, node->last);
  if (ref) ref->line = known;
  return ref;
}

/* A piece of several children of an AND or OR. */
static sheaf_query_node *joint_piece(maker *at, const sheaf_query_node *node) {
  sheaf_query *query = empty(at->self->query);
  sheaf_query_node *root = query ? sheaf_query_node_copy(query, node) : NULL;
  for (size_t i = 0; root && i < node->children; i++) {
    const sheaf_query_node *child = node->child[i];
    if (at->refers[child->number] || sheaf_remote_is_omitted(at->options, child)) continue;
    sheaf_query_node *one = copy(query, child);
    if (!one || sheaf_query_node_add(query, root, one)) root = NULL;
  }
  return add_piece(at, finished(query, root));
}

/* ---- the frame ---- */

static sheaf_query_node *build(maker *at, const sheaf_query_node *node);

static int add_child(maker *at, sheaf_query_node *parent, sheaf_query_node *child) {
  return child ? sheaf_query_node_add(at->self->frame, parent, child) : SHEAF_ENOMEM;
}

/* Children of an AND or OR without REFs are asked for together. */
static sheaf_query_node *build_group(maker *at, const sheaf_query_node *node) {
  sheaf_query_node *out = sheaf_query_node_copy(at->self->frame, node);
  const int joins = !at->nodewise && (node->kind == SHEAF_QUERY_AND || node->kind == SHEAF_QUERY_OR);
  int code = out ? SHEAF_OK : SHEAF_ENOMEM, joined = 0;
  for (size_t i = 0; i < node->children && !code; i++) {
    const sheaf_query_node *child = node->child[i];
    if (sheaf_remote_is_omitted(at->options, child)) continue;
    if (!joins || at->refers[child->number])
      code = add_child(at, out, build(at, child));
    else if (!joined++)
      code = add_child(at, out, joint_piece(at, node));
  }
  return code ? NULL : out;
}

/* FREQ or SECTION, whose child is counted, too: what has both is what has the first. */
static sheaf_query_node *build_counted(maker *at, const sheaf_query_node *node) {
  sheaf_query_node *out = sheaf_query_node_new(at->self->frame, SHEAF_QUERY_AND, node->first, node->last);
  sheaf_query_node *child = piece(at, node->child[0]);
  if (!out || add_child(at, out, child) || add_child(at, out, piece(at, node))) return NULL;
  at->self->stand[node->child[0]->number] = child;
  return out;
}

/* NULL: no memory. */
static sheaf_query_node *build(maker *at, const sheaf_query_node *node) {
  sheaf_query_node *out;
  switch (node->kind) {
    case SHEAF_QUERY_REF: out = sheaf_query_node_copy(at->self->frame, node); break;
    case SHEAF_QUERY_OR:
    case SHEAF_QUERY_AND:
    case SHEAF_QUERY_NOT:
    case SHEAF_QUERY_SCOPE:
      out = at->nodewise || at->refers[node->number] ? build_group(at, node) : piece(at, node);
      break;
    case SHEAF_QUERY_FREQ:
    case SHEAF_QUERY_SECTION: out = at->nodewise ? build_counted(at, node) : piece(at, node); break;
    default: out = piece(at, node); break;
  }
  if (out) at->self->stand[node->number] = out;
  return out;
}

static int find_references(maker *at, const sheaf_query_node *node) {
  int any = node->kind == SHEAF_QUERY_REF;
  for (size_t i = 0; i < node->children; i++) any |= find_references(at, node->child[i]);
  at->refers[node->number] = (uint8_t)any;
  return any;
}

static int make_frame(maker *at) {
  sheaf_remote_plan *self = at->self;
  self->frame = empty(self->query);
  sheaf_query_node *root = self->frame ? build(at, sheaf_query_root(self->query)) : NULL;
  return root && !sheaf_query_finish(self->frame, root) ? SHEAF_OK : SHEAF_ENOMEM;
}

int sheaf_remote_plan_make(sheaf_remote_plan *self, const sheaf_query *query, const sheaf_eval_options *options,
                           int nodewise, sheaf_error *err) {
  const uint32_t size = sheaf_query_size(query);
  *self = (sheaf_remote_plan){.query = query};
  maker at = {.self = self, .options = options, .nodewise = nodewise};
  self->stand = sheaf_mem_zero(size, sizeof *self->stand);
  at.refers = sheaf_mem_zero(size, 1);
  at.piece_of = sheaf_mem_alloc(size * sizeof *at.piece_of);
  int code = self->stand && at.refers && at.piece_of ? SHEAF_OK : SHEAF_ENOMEM;
  for (uint32_t i = 0; i < size && !code; i++) at.piece_of[i] = NO_PIECE;
  if (!code && !find_references(&at, sheaf_query_root(query)) && !nodewise) {
    self->pieces = sheaf_mem_zero(1, sizeof *self->pieces);
    self->count = self->pieces != NULL;
    if (self->count) self->pieces[0].query = query;
    code = self->count ? SHEAF_OK : SHEAF_ENOMEM;
  } else if (!code) {
    code = make_frame(&at);
  }
  sheaf_mem_free(at.refers);
  sheaf_mem_free(at.piece_of);
  return code ? sheaf_error_memory(err) : SHEAF_OK;
}

void sheaf_remote_plan_clear(sheaf_remote_plan *self) {
  for (size_t i = 0; i < self->count; i++) {
    sheaf_query_free(self->pieces[i].own);
    sheaf_mem_free(self->pieces[i].found.ids);
  }
  sheaf_mem_free(self->pieces);
  sheaf_query_free(self->frame);
  sheaf_mem_free(self->stand);
  *self = (sheaf_remote_plan){0};
}
