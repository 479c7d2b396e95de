/* wos.h - what the tagged and the tab-delimited form of Web of Science share: tags and what they mean. */
#ifndef SHEAF_READ_WOS_H
#define SHEAF_READ_WOS_H

#include "tagged.h"

extern const sheaf_tag sheaf_wos_tags[]; /* the first row is PT; ended by a NULL name */

/* The items of a record into its entries. */
void sheaf_wos_map(sheaf_tagged *self, sheaf_record *record);

#endif
