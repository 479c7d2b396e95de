/* xml_tree.h - one record of an XML format as a small tree, from which a format takes what it knows.
 *
 * Invariant: the text of every element that was not taken becomes EXTRA under the path of its element. Names are local
 * ("title" for mods:title). The tree is emptied when the next record begins. */
#ifndef SHEAF_READ_XML_TREE_H
#define SHEAF_READ_XML_TREE_H

#include "tagged.h"
#include "xml.h"

typedef struct sheaf_node sheaf_node;

struct sheaf_node {
  const char *name;        /* of the element without prefix, "" for text; borrowed until the next record */
  const char *text;        /* of a text */
  size_t length;           /* bytes in text */
  const char **attributes; /* names (without prefix) and values in turn, ended by NULL */
  sheaf_node *up;          /* the element around it */
  sheaf_node *first;       /* its first child */
  sheaf_node *last;        /* its last child */
  sheaf_node *next;        /* the one behind it in the same element */
  int taken;               /* its text is in the record, or must not be */
};

typedef struct sheaf_tree {
  sheaf_xml *xml;                   /* the parser */
  const struct sheaf_tree_map *map; /* the format's; static */
  sheaf_arena arena;                /* of the nodes and texts */
  sheaf_node *root;                 /* the record's element */
  sheaf_node *open;                 /* the innermost open element */
  size_t depth;                     /* open elements */
  size_t size;                      /* bytes of text and elements so far */
  size_t skipped;                   /* open elements within one that is not loaded */
  int too_long;                     /* it has more than one record may have: the rest is not kept */
  int failed;                       /* out of memory */
  sheaf_buf text;                   /* the text being read; later the path of an element */
  sheaf_buf value;                  /* scratch of sheaf_tree_text */
  sheaf_tagged scratch;             /* for value.h */
  sheaf_buf parts[3];               /* scratch of the format */
  sheaf_record *record;             /* being filled; borrowed */
  void *context;                    /* what the format's fill looks at besides, or NULL; borrowed */
} sheaf_tree;

/* What a format is to the tree. */
typedef struct sheaf_tree_map {
  sheaf_xml_format xml;       /* names, inner, prolog and is_envelope; sheaf_tree_open adds the events */
  const char *const *skipped; /* elements that are not loaded at all; NULL for none */
  const char *const *inlines; /* elements that are markup within a value; NULL for none */
  void (*fill)(sheaf_tree *tree, sheaf_record *record); /* takes what the format knows */
} sheaf_tree_map;

/* The functions of a sheaf_format; open gets the format's map. */
void *sheaf_tree_open(sheaf_reader *reader, const sheaf_tree_map *map);
int sheaf_tree_next(void *state, sheaf_reader *reader, sheaf_record *record, sheaf_error *err);
void sheaf_tree_close(void *state);
#define SHEAF_TREE_EVENTS \
  sheaf_tree_on_begin, sheaf_tree_on_start, sheaf_tree_on_text, sheaf_tree_on_end, NULL, sheaf_tree_on_finish
void sheaf_tree_on_begin(void *to, sheaf_record *record, const char *name, size_t length, const char **attributes);
int sheaf_tree_on_start(void *to, const char *name, size_t length, const char **attributes);
void sheaf_tree_on_text(void *to, const char *text, size_t length);
void sheaf_tree_on_end(void *to);
int sheaf_tree_on_finish(void *to);

/* ---- walking: NULL where there is none ---- */

/* The first element at a path below the node ("titles/title"), its name's next sibling, and an attribute's value ("" if
 * absent). NULL nodes give NULL and "". */
sheaf_node *sheaf_tree_find(const sheaf_node *node, const char *path);
sheaf_node *sheaf_tree_again(const sheaf_node *node);
const char *sheaf_tree_attribute(const sheaf_node *node, const char *name);
int sheaf_tree_is(const sheaf_node *node, const char *attribute, const char *value); /* letters' case does not count */

/* ---- taking ---- */

/* All text within the node, white space made single, a line break kept where a character reference gave one. Borrowed
 * until the next call. peek leaves the node untaken. */
const char *sheaf_tree_peek(sheaf_tree *self, const sheaf_node *node, size_t *length);
const char *sheaf_tree_take(sheaf_tree *self, sheaf_node *node, size_t *length);
/* The node's text as a value of a field, as value.h does it; what is no such value is EXTRA under its path. */
void sheaf_tree_add(sheaf_tree *self, sheaf_node *node, sheaf_field field, sheaf_how how, const char *note);

/* What of the node was not taken, as EXTRA under its path. It is done for each record when fill has taken its part. */
void sheaf_tree_add_rest(sheaf_tree *self, sheaf_node *node);

/* Scratch buffer 0-2, emptied: a failure is remembered. */
sheaf_buf *sheaf_tree_fresh(sheaf_tree *self, int which);

/* A table of paths, each with what its elements are: all elements of each row, in the table's order. */
typedef struct sheaf_tree_row {
  const char *path;  /* below the record's element; NULL ends a table */
  sheaf_field field; /* where it goes */
  sheaf_how how;     /* in what form */
  const char *note;  /* static note, or NULL */
} sheaf_tree_row;
void sheaf_tree_add_rows(sheaf_tree *self, sheaf_node *from, const sheaf_tree_row *rows);

#endif
