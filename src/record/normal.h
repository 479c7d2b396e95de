/* normal.h - pure text to text: identifiers, names, dates, pages and languages in one form.
 *
 * Every function appends to `out` and returns 1, or appends nothing and returns 0 when the text is not such a value.
 * Texts are UTF-8 and need no terminator. */
#ifndef SHEAF_RECORD_NORMAL_H
#define SHEAF_RECORD_NORMAL_H

#include <stddef.h>

#include "base/buf.h"

/* "https://doi.org/10.1000/ABC." -> "10.1000/abc": finds the DOI in the text, without resolver, prefix, "[doi]" or
 * closing punctuation. Percent escapes of a resolver address are undone. Source: ISO 26324, DOI Handbook 2.6. */
int sheaf_normal_doi(const char *text, size_t length, sheaf_buf *out);
int sheaf_normal_pmid(const char *text, size_t length,
                      sheaf_buf *out); /* 1-8 digits, after "PMID:" or alone, or a PubMed address */
int sheaf_normal_pmcid(const char *text, size_t length, sheaf_buf *out); /* "pmc 123", "PMC123" -> "PMC123" */
int sheaf_normal_issn(const char *text, size_t length,
                      sheaf_buf *out); /* "1471 2296", "14712296" -> "1471-2296"; check digit must hold */
int sheaf_normal_isbn(const char *text, size_t length, sheaf_buf *out); /* no hyphens; check digit must hold */
int sheaf_normal_orcid(const char *text, size_t length,
                       sheaf_buf *out); /* "0000-0002-1825-0097", from an address too; check digit must hold */

/* A person's name in any usual form -> family, given, initials, suffix joined with U+001F (field.h).
 * "Richards SH"; "Richards, S H"; "Richards, Suzanne H., Jr"; "S H Richards"; "Jan van der Berg"; "van der Berg J". */
int sheaf_normal_name(const char *text, size_t length, sheaf_buf *out);
/* The same from parts that the source gives apart (each may be empty); initials are made from given names where absent.
 */
int sheaf_normal_name_parts(const char *family, const char *given, const char *initials, const char *suffix,
                            sheaf_buf *out);

/* Bytes of the particle that a family name begins with, by BibTeX's rule (words with a small first letter before one
 * without): "van der Berg" -> 7; 0 where there is none. */
size_t sheaf_normal_particle(const char *family, size_t length);
/* Adds the particle to a name made by the two above that is all of out, unless the family name says it by itself. */
void sheaf_normal_add_particle(const char *particle, sheaf_buf *out);

/* "2018 Jun 19", "2024/04/03/", "2007 Dec 01", "1989//", "19 June 2018", "2018 Mar-Apr", "2019 Spring", "2016/03/12
 * 06:00"
 * -> ISO 8601 as precise as the text: "2018-06-19", "2018-03", "2019". Ranges give their first month; seasons give the
 * year alone. Day/month/year with slashes is read only when one of the two is over 12. */
int sheaf_normal_date(const char *text, size_t length, sheaf_buf *out);
/* The first plausible year (1400-2199) in a date text, 0 where there is none. */
int sheaf_normal_year(const char *text, size_t length);

/* "469--477", "469–477", "pp. 469-477" -> "469-477". "537-43" stays: sheaf_normal_pages_expand gives "537-543". */
int sheaf_normal_pages(const char *text, size_t length, sheaf_buf *out);
int sheaf_normal_pages_expand(const char *text, size_t length, sheaf_buf *out);

/* "English", "en", "eng", "en-GB" -> "eng" (ISO 639-2/B, as MEDLINE writes it). */
int sheaf_normal_language(const char *text, size_t length, sheaf_buf *out);
/* The English name of a code: "eng" -> "English"; NULL where unknown. Static. */
const char *sheaf_normal_language_name(const char *code);

#endif
