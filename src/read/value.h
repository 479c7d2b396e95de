/* value.h - one value of a tag/value format into the entries of a record, as its row says.
 *
 * Where a value is normalised and so differs from its text, the text is the entry's note; a text that cannot be read as
 * what the row says is EXTRA under its tag. */
#ifndef SHEAF_READ_VALUE_H
#define SHEAF_READ_VALUE_H

#include "tagged.h"

/* The item as its row says, or as `as` where that is not NULL. */
void sheaf_value_add(sheaf_tagged *self, sheaf_record *record, const sheaf_item *item, const sheaf_tag *as);
void sheaf_value_add_text(sheaf_tagged *self, sheaf_record *record, const char *tag, size_t tag_length,
                          const sheaf_tag *as, const char *text, size_t length);
/* A person's name with the text it came from; the initials of a short form (may be
 * empty) are better than those made from the name. */
void sheaf_value_add_name(sheaf_tagged *self, sheaf_record *record, sheaf_field field, const char *text, size_t length,
                          const char *short_form, size_t short_length);
/* EndNote's convention: a comma behind a name says that it is a body's, not to be taken apart, and two commas are one
 * in it. 1 and the name added to out, or 0: a person's. `inner`: with other commas before the last it is a body's too.
 */
int sheaf_value_group(const char *text, size_t length, int inner, sheaf_buf *out);
/* "Okoro, Jane (jane@northtown.org)": the length of what stands before the address; all of it where there is none. */
size_t sheaf_value_before_mail(const char *text, size_t length);
/* ERIC, whose exports Ovid and others make, marks editors among authors: "Brandt, Lise, Ed", "Brandt L, Eds.". The
 * length of the name before the mark, 0 where there is none: "Board, Ed" is a given name. */
size_t sheaf_value_editor(const char *text, size_t length);
/* Adds unless the field has that value already; 1 when it was added. */
int sheaf_value_add_new(sheaf_record *record, sheaf_field field, const char *value, size_t length, const char *note,
                        size_t note_length);
/* Adds a value with the text it came from as note, where they differ. */
void sheaf_value_add_normal(sheaf_record *record, sheaf_field field, const sheaf_buf *value, const char *text,
                            size_t length);

/* Text helpers. */
static inline int sheaf_tagged_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static inline int sheaf_tagged_upper(char c) { return c >= 'A' && c <= 'Z'; }
static inline int sheaf_tagged_digit(char c) { return c >= '0' && c <= '9'; }
void sheaf_value_trim(const char **text, size_t *length);
int sheaf_value_starts(const char *text, size_t length, const char *prefix);     /* ASCII case does not count */
const char *sheaf_value_find(const char *text, size_t length, const char *part); /* the same; NULL where it is not */

#endif
