/* show.c - see show.h. */
#include "show.h"

#include <stdio.h>
#include <string.h>

#include "record/field.h"
#include "record/section.h"

typedef struct shower {
  const sheaf_show *show; /* the callbacks */
  void *context;          /* theirs */
} shower;

static void text(const shower *self, const char *key, const char *value) {
  if (value && *value) self->show->text(self->context, key, value, strlen(value));
}

static void truth(const shower *self, const sheaf_query_node *node, unsigned flag, const char *key) {
  if (node->flags & flag) self->show->truth(self->context, key);
}

static void fields(const shower *self, const sheaf_query_node *node) {
  if (!node->fields) return;
  self->show->open(self->context, "fields");
  for (unsigned i = 1; i < SHEAF_FIELD_COUNT; i++)
    if (node->fields >> i & 1) text(self, NULL, sheaf_field_name((sheaf_field)i));
  if (node->fields & SHEAF_QUERY_FIRST_AUTHOR) text(self, NULL, "first_author");
  if (node->fields & SHEAF_QUERY_LAST_AUTHOR) text(self, NULL, "last_author");
  if (node->fields & SHEAF_QUERY_FULL_NAME) text(self, NULL, "full_name");
  self->show->close(self->context);
}

static void sections(const shower *self, const sheaf_query_node *node) {
  if (!node->sections) return;
  self->show->open(self->context, "sections");
  for (int i = 0; i < SHEAF_SECTION_KINDS; i++)
    if (node->sections >> i & 1) text(self, NULL, sheaf_section_name((sheaf_section_kind)i));
  self->show->close(self->context);
}

/* How show.h writes a wildcard; at is used where it takes numbers. */
static const char *wildcard(const sheaf_query_part *part, char *at, size_t room) {
  if (part->least == 0 && part->most == SHEAF_QUERY_ANY) return "*";
  if (part->least == 1 && part->most == 1) return "?";
  if (part->most == SHEAF_QUERY_ANY)
    snprintf(at, room, "{%u,}", (unsigned)part->least);
  else
    snprintf(at, room, "{%u,%u}", (unsigned)part->least, (unsigned)part->most);
  return at;
}

/* On the stack, since nothing may be allocated; the index tells tokens apart by no more. */
static void pattern(const shower *self, const sheaf_query_node *node) {
  char shown[1024], numbers[32];
  size_t used = 0;
  for (size_t i = 0; i < node->parts; i++) {
    const sheaf_query_part *part = &node->pattern[i];
    const char *from = part->text ? part->text : wildcard(part, numbers, sizeof numbers);
    const size_t length = part->text ? part->length : strlen(from);
    if (length > sizeof shown - used) break;
    memcpy(shown + used, from, length);
    used += length;
  }
  if (used) self->show->text(self->context, "pattern", shown, used);
}

static void node(const shower *self, const sheaf_query_node *at) {
  const sheaf_show *show = self->show;
  text(self, "kind", sheaf_query_kind_name(at->kind));
  text(self, "text", at->text);
  text(self, "key", at->key);
  text(self, "low", at->low);
  text(self, "high", at->high);
  text(self, "reason", at->reason);
  if (at->parts) pattern(self, at);
  fields(self, at);
  sections(self, at);
  if (at->kind == SHEAF_QUERY_NEAR) show->integer(self->context, "gap", at->gap);
  if (at->kind == SHEAF_QUERY_FREQ) show->integer(self->context, "least", at->least);
  if (at->kind == SHEAF_QUERY_REF) show->integer(self->context, "line", (int64_t)at->line + 1);
  truth(self, at, SHEAF_QUERY_QUOTED, "quoted");
  truth(self, at, SHEAF_QUERY_EXPLODE, "explode");
  truth(self, at, SHEAF_QUERY_FOCUS, "focus");
  truth(self, at, SHEAF_QUERY_ORDERED, "ordered");
  truth(self, at, SHEAF_QUERY_UNTAGGED, "untagged");
  truth(self, at, SHEAF_QUERY_TRUNCATED, "truncated");
  truth(self, at, SHEAF_QUERY_SINGLE, "single");
  truth(self, at, SHEAF_QUERY_SLOT, "slot");
  truth(self, at, SHEAF_QUERY_LIMIT, "limit");
  show->integer(self->context, "number", at->number);
  show->integer(self->context, "same", at->same);
  show->integer(self->context, "first", (int64_t)at->first);
  show->integer(self->context, "last", (int64_t)at->last);
  if (!at->children) return;
  show->open(self->context, "children");
  for (size_t i = 0; i < at->children; i++) {
    show->open(self->context, NULL);
    node(self, at->child[i]);
    show->close(self->context);
  }
  show->close(self->context);
}

void sheaf_show_query(const sheaf_query *query, const sheaf_show *show, void *context) {
  const shower self = {show, context};
  show->open(context, NULL);
  node(&self, sheaf_query_root(query));
  show->close(context);
}
