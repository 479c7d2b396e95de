/* jats.c - see jats.h. */
#include "jats.h"

#include <string.h>
#include <strings.h>

#include "record/normal.h"
#include "value.h"

void sheaf_jats_drop(sheaf_node *node, const char *name) {
  for (sheaf_node *child = node->first; child; child = child->next) {
    if (!strcmp(child->name, name)) {
      child->first = child->last = NULL;
      child->taken = 1;
    } else {
      sheaf_jats_drop(child, name);
    }
  }
}

/* ---- affiliations ---- */

/* The <aff> with this id anywhere below the node; in alternatives, the first. */
static sheaf_node *find_aff(sheaf_node *node, const char *id, size_t length) {
  for (sheaf_node *child = node->first; child; child = child->next) {
    if (!strcmp(child->name, "aff") || !strcmp(child->name, "aff-alternatives")) {
      const char *own = sheaf_tree_attribute(child, "id");
      if (!strncmp(own, id, length) && !own[length])
        return strcmp(child->name, "aff") ? sheaf_tree_find(child, "aff") : child;
    }
    sheaf_node *found = strcmp(child->name, "contrib") ? find_aff(child, id, length) : NULL;
    if (found) return found;
  }
  return NULL;
}

/* Its text without the label, which is the mark at the names. */
static void add_aff(sheaf_tree *tree, sheaf_node *aff) {
  if (!aff) return;
  sheaf_jats_drop(aff, "label");
  sheaf_node *first = aff->first;
  if (first && !strcmp(first->name, "sup")) sheaf_jats_drop(aff, "sup");
  size_t length;
  const char *text = sheaf_tree_take(tree, aff, &length);
  sheaf_record_add(tree->record, SHEAF_FIELD_AFFILIATION, text, length, NULL, 0);
}

/* rid may name several. */
static void add_referred(sheaf_tree *tree, sheaf_node *meta, sheaf_node *xref) {
  for (const char *id = sheaf_tree_attribute(xref, "rid"); *id;) {
    const size_t length = strcspn(id, " ");
    if (length) add_aff(tree, find_aff(meta, id, length));
    id += length + (id[length] == ' ');
  }
  xref->taken = 1;
}

/* ---- people ---- */

static char *keep(sheaf_tree *tree, sheaf_node *node) {
  size_t length;
  const char *text = sheaf_tree_take(tree, node, &length);
  char *copy = sheaf_arena_copy(&tree->arena, text, length);
  if (!copy) tree->failed = 1;
  return copy;
}

static void add_person(sheaf_tree *tree, sheaf_node *name, sheaf_field field) {
  const char *family = keep(tree, sheaf_tree_find(name, "surname"));
  const char *given = keep(tree, sheaf_tree_find(name, "given-names"));
  const char *suffix = keep(tree, sheaf_tree_find(name, "suffix"));
  if (tree->failed) return;
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  if (sheaf_normal_name_parts(family, given, "", suffix, out))
    sheaf_record_add(tree->record, field, out->data, out->length, NULL, 0);
  else if (*given)
    sheaf_record_add(tree->record, field, given, strlen(given), NULL, 0);
  else
    sheaf_tree_add(tree, name, field, SHEAF_HOW_NAME, NULL);
}

static sheaf_field field_of(const sheaf_node *group, const sheaf_node *contrib) {
  const char *type = sheaf_tree_attribute(contrib, "contrib-type");
  if (!*type) type = sheaf_tree_attribute(group, "content-type");
  if (strstr(type, "editor") || strstr(type, "Editor")) return SHEAF_FIELD_EDITOR;
  if (!strcasecmp(type, "collab") || !strcasecmp(type, "non-byline") || !strcasecmp(type, "collaborator"))
    return SHEAF_FIELD_INVESTIGATOR;
  return !*type || !strcasecmp(type, "author") || !strcasecmp(type, "authors") || !strcasecmp(type, "group") ||
                 !strcasecmp(type, "person") || !strcasecmp(type, "corresp") || !strcasecmp(type, "collab-author")
             ? SHEAF_FIELD_AUTHOR
             : SHEAF_FIELD_NONE;
}

static void add_group(sheaf_tree *tree, sheaf_node *meta, sheaf_node *group);

/* A group author; its members are investigators. */
static void add_collab(sheaf_tree *tree, sheaf_node *meta, sheaf_node *collab, sheaf_field field) {
  sheaf_node *members = sheaf_tree_find(collab, "contrib-group"), *own = sheaf_tree_find(collab, "institution");
  sheaf_buf *name = sheaf_tree_fresh(tree, 0);
  size_t length;
  for (sheaf_node *child = own ? own : collab->first; child; child = own ? NULL : child->next) {
    if (child == members || !strcmp(child->name, "xref")) continue;
    const char *text = sheaf_tree_take(tree, child, &length);
    if (name->length && length && child->length) sheaf_buf_add_byte(name, ' ');
    sheaf_buf_add(name, text, length);
  }
  sheaf_record_add(tree->record, field, name->data, name->length, NULL, 0);
  if (members) add_group(tree, meta, members);
}

static void add_orcid(sheaf_tree *tree, sheaf_node *id) {
  size_t length;
  const char *type = sheaf_tree_attribute(id, "contrib-id-type"), *text = sheaf_tree_take(tree, id, &length);
  sheaf_buf *out = sheaf_tree_fresh(tree, 0);
  if (sheaf_normal_orcid(text, length, out))
    sheaf_record_add(tree->record, SHEAF_FIELD_ORCID, out->data, out->length, NULL, 0);
  else
    sheaf_record_add(tree->record, SHEAF_FIELD_ORCID, text, length, type, strlen(type));
}

static sheaf_node *name_of(sheaf_node *contrib) {
  static const char *const paths[] = {"name", "name-alternatives/name", "string-name", "name-alternatives/string-name",
                                      NULL};
  for (const char *const *path = paths; *path; path++) {
    sheaf_node *found = sheaf_tree_find(contrib, *path);
    if (found) return found;
  }
  return NULL;
}

static int is_member(const sheaf_node *group) { return group->up && !strcmp(group->up->name, "collab"); }

static void add_contrib(sheaf_tree *tree, sheaf_node *meta, sheaf_node *group, sheaf_node *contrib) {
  const sheaf_field field = is_member(group) ? SHEAF_FIELD_INVESTIGATOR : field_of(group, contrib);
  if (field == SHEAF_FIELD_NONE) return;
  sheaf_node *name = name_of(contrib), *collab = sheaf_tree_find(contrib, "collab");
  if (!collab) collab = sheaf_tree_find(contrib, "collab-alternatives/collab");
  if (name) add_person(tree, name, field);
  if (field == SHEAF_FIELD_AUTHOR) {
    for (sheaf_node *id = sheaf_tree_find(contrib, "contrib-id"); name && id; id = sheaf_tree_again(id))
      add_orcid(tree, id);
    for (sheaf_node *xref = sheaf_tree_find(contrib, "xref"); name && xref; xref = sheaf_tree_again(xref))
      if (sheaf_tree_is(xref, "ref-type", "aff")) add_referred(tree, meta, xref);
    for (sheaf_node *aff = sheaf_tree_find(contrib, "aff"); name && aff; aff = sheaf_tree_again(aff))
      add_aff(tree, aff);
  }
  for (; collab; collab = sheaf_tree_again(collab)) add_collab(tree, meta, collab, field);
  for (sheaf_node *xref = sheaf_tree_find(contrib, "xref"); xref; xref = sheaf_tree_again(xref)) xref->taken = 1;
}

static void add_group(sheaf_tree *tree, sheaf_node *meta, sheaf_node *group) {
  for (sheaf_node *child = group->first; child; child = child->next) {
    if (!strcmp(child->name, "contrib")) add_contrib(tree, meta, group, child);
    if (strcmp(child->name, "on-behalf-of")) continue;
    sheaf_tree_add(tree, child, SHEAF_FIELD_AUTHOR, SHEAF_HOW_GROUP, NULL);
  }
}

/* 1 where somebody refers to an affiliation. */
static int has_xref(const sheaf_node *node) {
  for (const sheaf_node *child = node->first; child; child = child->next)
    if ((!strcmp(child->name, "xref") && sheaf_tree_is(child, "ref-type", "aff")) || has_xref(child)) return 1;
  return 0;
}

void sheaf_jats_add_people(sheaf_tree *tree, sheaf_node *meta) {
  sheaf_node *group = sheaf_tree_find(meta, "contrib-group");
  int referred = 0;
  for (sheaf_node *each = group; each; each = sheaf_tree_again(each)) referred |= has_xref(each);
  for (sheaf_node *aff = sheaf_tree_find(meta, "aff"); aff && !referred; aff = sheaf_tree_again(aff))
    add_aff(tree, aff);
  for (sheaf_node *each = group; each && !referred; each = sheaf_tree_again(each))
    for (sheaf_node *aff = sheaf_tree_find(each, "aff"); aff; aff = sheaf_tree_again(aff)) add_aff(tree, aff);
  for (; group; group = sheaf_tree_again(group)) add_group(tree, meta, group);
}

/* ---- references ---- */

static int is_id(const sheaf_node *node) { return !strcmp(node->name, "pub-id") || !strcmp(node->name, "object-id"); }

static int is_inline(const sheaf_node *node) {
  static const char *const names[] = {"italic", "bold", "sup", "sub", "sc", "styled-content", NULL};
  for (const char *const *name = names; *name; name++)
    if (!strcmp(node->name, *name)) return 1;
  return 0;
}

/* The text, with a space between elements that have nothing between them: many references have no punctuation. */
static void add_words(sheaf_buf *out, const sheaf_node *node) {
  const sheaf_node *before = NULL;
  for (const sheaf_node *child = node->first; child; before = child, child = child->next) {
    if (is_id(child)) continue;
    if (before && !before->length && !child->length && !is_inline(child)) sheaf_buf_add_byte(out, ' ');
    sheaf_buf_add(out, child->text, child->length);
    add_words(out, child);
  }
}

/* The DOI, or the PMID, found in the identifiers below the node. */
static void find_id(sheaf_tree *tree, sheaf_node *node, sheaf_buf *out) {
  for (sheaf_node *child = node->first; child; child = child->next) {
    const int doi = sheaf_tree_is(child, "pub-id-type", "doi"), pmid = sheaf_tree_is(child, "pub-id-type", "pmid");
    size_t length;
    if (!is_id(child)) {
      find_id(tree, child, out);
    } else if (doi || pmid) {
      const char *text = sheaf_tree_peek(tree, child, &length);
      if (out->length) sheaf_buf_add_text(out, "; ");
      sheaf_buf_add_format(out, "%s: ", doi ? "doi" : "pmid");
      sheaf_buf_add(out, text, length);
    }
  }
}

static void add_reference(sheaf_tree *tree, sheaf_node *citation) {
  sheaf_buf *text = sheaf_tree_fresh(tree, 0), *id = sheaf_tree_fresh(tree, 1), *line = sheaf_tree_fresh(tree, 2);
  add_words(text, citation);
  find_id(tree, citation, id);
  int gap = 0;
  for (size_t i = 0; i < text->length; i++) {
    const char c = text->data[i];
    if (gap && line->length && !sheaf_tagged_space(c)) sheaf_buf_add_byte(line, ' ');
    gap = sheaf_tagged_space(c);
    if (!gap) sheaf_buf_add_byte(line, c);
  }
  if (line->length)
    sheaf_record_add(tree->record, SHEAF_FIELD_REFERENCE, line->data, line->length, id->data, id->length);
  else
    sheaf_record_add(tree->record, SHEAF_FIELD_REFERENCE, id->data, id->length, NULL, 0);
}

static void add_list(sheaf_tree *tree, sheaf_node *list) {
  static const char *const names[] = {"mixed-citation", "element-citation", "nlm-citation", "citation", NULL};
  for (sheaf_node *ref = list->first; ref; ref = ref->next) {
    if (!strcmp(ref->name, "ref-list")) add_list(tree, ref);
    if (strcmp(ref->name, "ref")) continue;
    sheaf_node *holder = sheaf_tree_find(ref, "citation-alternatives");
    const int one = holder != NULL;
    if (!holder) holder = ref;
    int found = 0;
    for (sheaf_node *node = holder->first; node && !(one && found); node = node->next)
      for (const char *const *name = names; *name; name++)
        if (!strcmp(node->name, *name)) add_reference(tree, node), found = 1;
    if (found) ref->taken = 1;
  }
  sheaf_node *title = sheaf_tree_find(list, "title");
  if (title) title->taken = 1;
}

void sheaf_jats_add_references(sheaf_tree *tree) {
  sheaf_node *back = sheaf_tree_find(tree->root, "back");
  for (sheaf_node *child = back ? back->first : NULL; child; child = child->next) {
    if (!strcmp(child->name, "ref-list")) add_list(tree, child);
    sheaf_node *inner = sheaf_tree_find(child, "ref-list");
    for (; inner && strcmp(child->name, "ref-list"); inner = sheaf_tree_again(inner)) add_list(tree, inner);
  }
}
