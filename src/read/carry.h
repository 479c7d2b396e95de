/* carry.h - what a format has no tag for, carried in its notes by the writers of lua/sheaf/writer and taken back here,
 * so that a record comes through any format as it was. Other programs show the lines as notes.
 *
 * Lines of a note, or of a tag without a field, in this form; spaces may stand for the breaks:
 *   sheaf:                                 nothing: says who wrote the record
 *   sheaf:extra[4099]: text                one more entry of a field, its note in brackets
 *   sheaf:-keywords:                       the field's entries that were read are not the record's
 *   sheaf:as[headings]: keywords 3-9       its third to ninth keyword are headings, written Name/qualifier
 *   sheaf:initials[authors]: 1-3           the given names of its first three authors are initials
 *   sheaf:sections[AIM<US>]: 120           the abstract's next section: label, category, bytes
 *   sheaf:order[authors]: 3 1-2            the order of the field's entries; names go with addresses and identifiers
 * In notes and values a backslash is written \\, a line break \n, U+001F \u, any other control character \x and its
 * number in two hexadecimal digits, a space behind a space \s, a closing bracket \], the mark sheaf\:.
 * Invariant: a line that does not fit the record (somebody changed it meanwhile) stays a note. */
#ifndef SHEAF_READ_CARRY_H
#define SHEAF_READ_CARRY_H

#include "record/record.h"

/* Takes the carried lines of a record out of its notes and does what they say. 0 or SHEAF_ENOMEM. */
int sheaf_carry_restore(sheaf_record *record);

#endif
