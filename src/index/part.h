/* part.h - some records of a library on servers, indexed in memory, so that what the servers cannot tell is looked at
 * here. Their numbers are 1, 2, ... in the order in which they came: who filled the part knows whose they are. */
#ifndef SHEAF_INDEX_PART_H
#define SHEAF_INDEX_PART_H

#include "index.h"
#include "store/store.h"

typedef struct sheaf_part sheaf_part;

#define SHEAF_PART_ALL UINT64_MAX

/* fields: bit n: record field n is indexed, the others are passed over. with_records: the records themselves are kept,
 * too, for whoever reads their text. Caller closes. */
int sheaf_part_open(sheaf_part **out, uint64_t fields, int with_records, sheaf_error *err);
void sheaf_part_close(sheaf_part *self); /* NULL allowed */

int sheaf_part_add(sheaf_part *self, const char *body, size_t length, sheaf_error *err); /* packed as in a library */
int sheaf_part_finish(sheaf_part *self, sheaf_error *err); /* what was added can be searched */
int sheaf_part_empty(sheaf_part *self, sheaf_error *err);  /* as if nothing had been added */

uint32_t sheaf_part_count(const sheaf_part *self);
sheaf_index *sheaf_part_index(sheaf_part *self); /* borrowed until close */
sheaf_store *sheaf_part_store(sheaf_part *self); /* the same; NULL where records are not kept */

#endif
