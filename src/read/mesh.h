/* mesh.h - NLM's files of subject headings (MeSH), read as records: one for each descriptor or line of a tree file.
 *
 * TITLE is the descriptor's name, LABEL its unique identifier, YEAR when it became a heading. EXTRA has the rest, its
 * note being the tag of NLM's ASCII files: MN tree number, ENTRY entry term, PERMUTED entry term that NLM made by
 * turning another round, AQ allowed qualifier (its name or its code of two letters). These formats are not in the
 * registry of reader.h: what they hold is no citation. */
#ifndef SHEAF_READ_MESH_H
#define SHEAF_READ_MESH_H

#include "reader.h"

/* The format of a file's first bytes (decoded). SHEAF_EFORMAT, "unknown-format", says what else the file is. */
int sheaf_mesh_detect(const sheaf_format **out, const char *head, size_t length, sheaf_error *err);

/* The vocabulary's year: from the file's name (desc2024.xml), else from its document type; 0 where neither tells. */
int sheaf_mesh_year(const char *name, const char *head, size_t length);

/* 1 where the text is a tree number: letters and digits in parts with dots between them, a letter first. */
int sheaf_mesh_is_tree_number(const char *text, size_t length);

extern const sheaf_format sheaf_mesh_xml;   /* desc2024.xml: <DescriptorRecord> */
extern const sheaf_format sheaf_mesh_ascii; /* d2024.bin: *NEWRECORD, MH = Name */
extern const sheaf_format sheaf_mesh_trees; /* mtrees2024.bin: Name;A01.236 */

#endif
