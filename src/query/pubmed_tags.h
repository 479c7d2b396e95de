/* pubmed_tags.h - PubMed's field tags. */
#ifndef SHEAF_QUERY_PUBMED_TAGS_H
#define SHEAF_QUERY_PUBMED_TAGS_H

#include "dialect.h"
#include "fields.h"

extern const sheaf_dialect_tag sheaf_pubmed_tags[]; /* ends with NULL names */

#endif
