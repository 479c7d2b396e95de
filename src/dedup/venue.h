/* venue.h - journals, books and meetings: full titles, abbreviations and acronyms of one name. */
#ifndef SHEAF_DEDUP_VENUE_H
#define SHEAF_DEDUP_VENUE_H

#include "profile.h"

/* Fills journal, short_journal, issns, meeting, and what they say of form and preprints. 0 or SHEAF_ENOMEM. */
int sheaf_venue_read(sheaf_profile *self, const sheaf_record *record, sheaf_arena *arena, sheaf_buf *scratch);

typedef enum sheaf_venue_relation {
  SHEAF_VENUE_UNKNOWN,  /* one says none */
  SHEAF_VENUE_SAME,     /* the same name or ISSN, or one abbreviates the other */
  SHEAF_VENUE_LIKE,     /* they share a good part of their names */
  SHEAF_VENUE_MEETINGS, /* meetings with other names, which may be one: proceedings have many */
  SHEAF_VENUE_OTHER     /* different ones */
} sheaf_venue_relation;

sheaf_venue_relation sheaf_venue_compare(const sheaf_profile *a, const sheaf_profile *b);

#endif
