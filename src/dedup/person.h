/* person.h - authors: names in their variants, and how far two lists of them agree. */
#ifndef SHEAF_DEDUP_PERSON_H
#define SHEAF_DEDUP_PERSON_H

#include "profile.h"

/* Fills persons of a profile from a record's authors. 0 or SHEAF_ENOMEM. */
int sheaf_person_read(sheaf_profile *self, const sheaf_record *record, sheaf_arena *arena, sheaf_buf *scratch);

typedef enum sheaf_person_relation {
  SHEAF_PERSON_UNKNOWN, /* one has none */
  SHEAF_PERSON_SAME,    /* all of the shorter list are in the other */
  SHEAF_PERSON_MOST,    /* more than half of them */
  SHEAF_PERSON_SOME,    /* some of them, or the first alone */
  SHEAF_PERSON_OTHER    /* none, or hardly any */
} sheaf_person_relation;

typedef struct sheaf_person_match {
  sheaf_person_relation relation; /* how far the lists agree */
  int first;                      /* the first authors are one person */
  int matched;                    /* authors in both */
  double similarity;              /* matched of the shorter list, 0 to 1 */
} sheaf_person_match;

void sheaf_person_compare(const sheaf_profile *a, const sheaf_profile *b, sheaf_person_match *out);

#endif
