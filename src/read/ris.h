/* ris.h - what the files of RIS share: who wrote a record, and a record's items as entries. */
#ifndef SHEAF_READ_RIS_H
#define SHEAF_READ_RIS_H

#include "value.h"

/* The writer that a tag with such a value is typical of (static), when it outranks *rank, which it then sets; else
 * NULL. Begin with *rank = INT32_MAX. */
const char *sheaf_ris_signature(const char *tag, const char *value, size_t length, int *rank);

/* The writer's own row for a tag, NULL where it means what it means to all. */
const sheaf_tag *sheaf_ris_own(const char *dialect, const char *tag, size_t length);

/* The items of a record into its entries. */
void sheaf_ris_map(sheaf_tagged *self, sheaf_record *record);

/* RIS type -> CSL type; "document" for an unknown one. Static. */
const char *sheaf_ris_type(const char *type, size_t length);

#endif
