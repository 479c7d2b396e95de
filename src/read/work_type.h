/* work_type.h - names that reference managers and databases give to kinds of work, as CSL types. */
#ifndef SHEAF_READ_WORK_TYPE_H
#define SHEAF_READ_WORK_TYPE_H

#include <stddef.h>

/* "Journal Article", "journalArticle", "JOUR", "inproceedings", "Book, Section" -> CSL type; letters' case, spaces and
 * punctuation do not count. NULL for an unknown one. Static. */
const char *sheaf_work_type(const char *text, size_t length);

#endif
