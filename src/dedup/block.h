/* block.h - which pairs of records are worth comparing.
 *
 * Every record gives a number of keys. Some say where or what it is (identifiers, the whole title, author and page):
 * records with such a key in common are a pair; where many share one, a record meets only its neighbours in an order by
 * journal, year and place. Others are weak (a few words of title or abstract): the more records there are, the more
 * share them by chance. Two or three that share a weak key are pairs; of some more, those that share another key as
 * well; of many, those whose author, page, volume or other title words are the same too. So the number of pairs grows
 * with the number of records, not with its square. Keys depend on the record alone. */
#ifndef SHEAF_DEDUP_BLOCK_H
#define SHEAF_DEDUP_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "profile.h"

/* Points each profile's `same` to the first one with the same print that compares as one paper with itself; to itself
 * where there is none. 0 or SHEAF_ENOMEM. */
int sheaf_block_copies(sheaf_profile *profiles, size_t count);

/* Appends pairs of places in profiles to out, each once, ascending, as first place << 32 | second place (of type
 * uint64_t); the second is first_new or later. Copies give no pairs. 0 or SHEAF_ENOMEM. */
int sheaf_block_pairs(const sheaf_profile *profiles, size_t count, size_t first_new, sheaf_buf *out);

#endif
