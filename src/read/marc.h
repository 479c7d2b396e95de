/* marc.h - the parts of a MARC record that need more than a row: names, the host item, subjects; its fields and
 * subfields are written as PICA's are. */
#ifndef SHEAF_READ_MARC_H
#define SHEAF_READ_MARC_H

#include "xml_tree.h"

/* The next data field of a tag behind `after` (NULL: the first), the next subfield of a code; NULL where there is
 * none. */
sheaf_node *sheaf_marc_next(const sheaf_node *record, sheaf_node *after, const char *tag);
sheaf_node *sheaf_marc_sub(const sheaf_node *field, sheaf_node *after, char code);
int sheaf_marc_is(const sheaf_node *field, const char *tag);
/* A control field's text as it is; "" where it is absent. */
const char *sheaf_marc_control(const sheaf_node *record, const char *tag, size_t *length);

/* A subfield's text without any of `marks` at its end; and the same as a value of a field. */
const char *sheaf_marc_take(sheaf_tree *tree, sheaf_node *sub, const char *marks, size_t *length);
void sheaf_marc_add(sheaf_tree *tree, sheaf_node *sub, const char *marks, sheaf_field field, sheaf_how how,
                    const char *note);
/* The length of a text without the full stop that ends a field. */
size_t sheaf_marc_without_stop(const char *text, size_t length);
/* DATE and YEAR unless they are known; 1 when the text had a year. */
int sheaf_marc_add_date(sheaf_tree *tree, const char *text, size_t length);

void sheaf_marc_add_names(sheaf_tree *tree);    /* 100, 110, 700, 710 */
void sheaf_marc_add_host(sheaf_tree *tree);     /* 773 */
void sheaf_marc_add_subjects(sheaf_tree *tree); /* 600-651 */
void sheaf_marc_add_rest(sheaf_tree *tree);     /* what was not taken, as EXTRA */

/* marc_unimarc.c: 1 where the record is in UNIMARC, and then what it holds, as the fill of MARC 21 does. */
int sheaf_unimarc_is(const sheaf_tree *tree);
void sheaf_unimarc_fill(sheaf_tree *tree);

/* The is_envelope of both: the <record> of SRU and OAI answers is around theirs. */
int sheaf_marc_is_envelope(void *tree);

#endif
