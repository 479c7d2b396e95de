/* documents.h - titles and abstracts of a library's records as documents to learn from. */
#ifndef SHEAF_LEARN_DOCUMENTS_H
#define SHEAF_LEARN_DOCUMENTS_H

#include "features.h"
#include "store/store.h"

/* Adds documents to empty features: document i has lengths[i] of the ids, one after the other. Its text is its first
 * record's title and abstract, or where that record has no abstract, those of the first one that has. Ids that there
 * are not are left out. 0 or a negative code. */
int sheaf_documents_read(sheaf_features *features, sheaf_store *store, const uint32_t *ids, const uint32_t *lengths,
                         size_t count, sheaf_error *err);

#endif
