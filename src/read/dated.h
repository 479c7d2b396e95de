/* dated.h - a date of publication whose year and day a format gives apart. */
#ifndef SHEAF_READ_DATED_H
#define SHEAF_READ_DATED_H

#include "tagged.h"

/* DATE and YEAR from the year and from a day or month, with or without its own year; either may be NULL. The text is
 * the note; what is no date at all is EXTRA under its tag. */
void sheaf_dated_add(sheaf_tagged *self, sheaf_record *record, const sheaf_item *year, const sheaf_item *day);

#endif
