/* people.h - which spellings of authors' names are one person.
 *
 * An ORCID decides: the same one is the same person, different ones never are. Otherwise a spelling counts with a
 * fuller one of the same family name ("Checkland, K" with "Checkland, Katherine H") only where nothing else in the
 * column could be meant: exactly one person's name contains it, no other person's name fits it, and no record names
 * both. "Smith, J" beside "Smith, John" and "Smith, JA" stays apart. Case and marks make no difference. */
#ifndef SHEAF_LEARN_PEOPLE_H
#define SHEAF_LEARN_PEOPLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Spellings as store/column.h gives them for authors: ORCID, U+001F, then family, given, initials, suffix joined with
 * U+001F; a name of one part is a group. All borrowed during the call. */
typedef struct sheaf_people_input {
  const char *const *texts; /* by value */
  const size_t *lengths;    /* by value */
  uint32_t values;          /* so many */
  const uint32_t *starts;   /* by record, and one more: its first place in items, from 0 */
  const uint32_t *items;    /* value numbers from 0 */
  uint32_t records;         /* so many */
} sheaf_people_input;

/* Sets of_value[value] to a person's number, from 0 in the order of their names, and *count to how many there are. 0 or
 * a negative code. */
int sheaf_people_identify(const sheaf_people_input *input, uint32_t *of_value, uint32_t *count, sheaf_error *err);

#endif
