/* prose.h - the sentences of a text, as a reader would quote them: what codes lie on.
 *
 * The rules are for prose in Latin script; a text without full stops is one sentence. They are not those of
 * record/section_sentence.h, which the learnt cues of sections go with. */
#ifndef SHEAF_LEARN_PROSE_H
#define SHEAF_LEARN_PROSE_H

#include "record/record.h"
#include "record/section.h"
#include "record/section_sentence.h"

/* Appends the sentences of text[first, last), which has length bytes in all, to out, an array of sheaf_sentence.
 * out->failed says when out of memory. */
void sheaf_prose_cut(const char *text, size_t length, size_t first, size_t last, sheaf_buf *out);

/* The same for an abstract, which is that of the record: its sections are kept apart and their headings left out.
 * sections is scratch. 0 or SHEAF_ENOMEM. */
int sheaf_prose_abstract(const sheaf_section_book *book, const sheaf_record *record, const sheaf_buf *abstract,
                         sheaf_sections *sections, sheaf_buf *out);

#endif
