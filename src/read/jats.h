/* jats.h - the parts of a JATS article that are lists of their own: people and references. */
#ifndef SHEAF_READ_JATS_H
#define SHEAF_READ_JATS_H

#include "xml_tree.h"

/* Authors, editors and groups, each followed by the affiliations that it refers to, its ORCID; affiliations of nobody
 * stand before the first author. */
void sheaf_jats_add_people(sheaf_tree *tree, sheaf_node *meta);
/* The references at the end: REFERENCE, the text as it reads, its DOI or PMID as note. */
void sheaf_jats_add_references(sheaf_tree *tree);

/* Marks the elements of a name within the node so that their text is left out of it. */
void sheaf_jats_drop(sheaf_node *node, const char *name);

#endif
