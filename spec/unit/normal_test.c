/* normal_test.c - identifiers, names, dates, pages, languages in one form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the four above */
#include <cmocka.h>

#include "record/normal.h"

typedef int normal_fn(const char *text, size_t length, sheaf_buf *out);

typedef struct sample {
  const char *text; /* in */
  const char *want; /* out; NULL where the text is no such value */
} sample;

static void run(normal_fn *normal, const sample *samples) {
  for (; samples->text; samples++) {
    sheaf_buf out = {0};
    const int found = normal(samples->text, strlen(samples->text), &out);
    for (size_t i = 0; i < out.length; i++)
      if (out.data[i] == '\x1f') out.data[i] = '|';
    if (samples->want) {
      if (!found || strcmp(sheaf_buf_text(&out), samples->want) != 0)
        fail_msg("'%s': got '%s', want '%s'", samples->text, found ? sheaf_buf_text(&out) : "(nothing)", samples->want);
    } else if (found) {
      fail_msg("'%s': got '%s', want nothing", samples->text, sheaf_buf_text(&out));
    }
    sheaf_buf_clear(&out);
  }
}

static void test_doi(void **state) {
  (void)state;
  run(sheaf_normal_doi,
      (sample[]){{"10.1136/QSHC.2006.021501", "10.1136/qshc.2006.021501"},
                 {"https://doi.org/10.1186/s12875-018-0773-y", "10.1186/s12875-018-0773-y"},
                 {"http://dx.doi.org/10.1038%2fs41467-024-46843-2&partnerID=40", "10.1038/s41467-024-46843-2"},
                 {"10.1016/j.ejmg.2019.03.004 [doi]", "10.1016/j.ejmg.2019.03.004"},
                 {"(doi: 10.1000/xyz(2)12).", "10.1000/xyz(2)12"},
                 {"see 10.3399/BJGP.2023.0244; and", "10.3399/bjgp.2023.0244"},
                 /* the "<...>" of a SICI is the DOI's own; one that is not closed cannot be told from markup */
                 {"10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
                  "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"},
                 {"10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661", "10.1002/(sici)1097-0258(19980815/30)17:15/16"},
                 {"https://doi.org/10.1002/(sici)1097-4555(199707)28:7&lt;487::aid-jrs115&gt;3.0.co;2-v",
                  "10.1002/(sici)1097-4555(199707)28:7<487::aid-jrs115>3.0.co;2-v"},
                 {"https://doi.org/10.1002/(SICI)1097-4555(199707)28:7%3C487::AID-JRS115%3E3.0.CO;2-V&x=1",
                  "10.1002/(sici)1097-4555(199707)28:7<487::aid-jrs115>3.0.co;2-v"},
                 {"10.1175/1520-0469(1996)053<0001:ABCDEF>2.0.CO;2", "10.1175/1520-0469(1996)053<0001:abcdef>2.0.co;2"},
                 {"<a href=\"https://doi.org/10.1000/abc\">10.1000/xyz</a>", "10.1000/abc"},
                 {"10.1000/abc</a> and <b>1.2.</b>", "10.1000/abc"},
                 {"10.1000/abc<b>bold</b>3.0.x", "10.1000/abc"},
                 {"10.1000/abc&lt;/a&gt;", "10.1000/abc"},
                 {"<doi>10.1000/abc</doi>", "10.1000/abc"},
                 {"https://doi.org/10.1000/caf%C3%A9.1", "10.1000/caf\xC3\xA9.1"},
                 {"https://doi.org/10.1000/caf%c2x%f0%9f1", "10.1000/caf%c2x%f0%9f1"},
                 {"version 10.2", NULL},
                 {"10.1234/", NULL},
                 {"", NULL},
                 {NULL, NULL}});
}

static void test_numbers(void **state) {
  (void)state;
  run(sheaf_normal_pmid, (sample[]){{"29921230", "29921230"},
                                    {"PMID: 123 ", "123"},
                                    {"https://pubmed.ncbi.nlm.nih.gov/29921230/", "29921230"},
                                    {"2009123456", NULL},
                                    {"L2029880245", NULL},
                                    {"12a", NULL},
                                    {NULL, NULL}});
  run(sheaf_normal_pmcid,
      (sample[]){
          {"PMC8382607", "PMC8382607"}, {"pmc 12", "PMC12"}, {"PMCID: PMC55", "PMC55"}, {"55", NULL}, {NULL, NULL}});
  run(sheaf_normal_issn, (sample[]){{"1471-2296", "1471-2296"},
                                    {"14712296", "1471-2296"},
                                    {"0007-1250 (Print)", "0007-1250"},
                                    {"ISSN 2041-1723", "2041-1723"},
                                    {"1471-2297", NULL},
                                    {"978-3-16-148410-0", NULL},
                                    {NULL, NULL}});
  run(sheaf_normal_isbn, (sample[]){{"978-3-16-148410-0", "9783161484100"},
                                    {"ISBN-13: 978 3 16 148410 0", "9783161484100"},
                                    {"0-306-40615-2", "0306406152"},
                                    {"080442957X (pbk)", "080442957X"},
                                    {"978-3-16-148410-1", NULL},
                                    {NULL, NULL}});
  run(sheaf_normal_orcid, (sample[]){{"https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"},
                                     {"000000021825009X", NULL},
                                     {"0000-0002-1694-233X", "0000-0002-1694-233X"},
                                     {NULL, NULL}});
}

static void test_name(void **state) {
  (void)state;
  run(sheaf_normal_name, (sample[]){{"Richards SH", "Richards||SH"},
                                    {"Richards, S H", "Richards|S H|SH"},
                                    {"S H Richards", "Richards||SH"},
                                    {"SH Richards", "Richards||SH"},
                                    {"Richards, Suzanne H., Jr", "Richards|Suzanne H.|SH|Jr"},
                                    {"Smith, Jr., John", "Smith|John|J|Jr"},
                                    {"Smith JA Jr", "Smith||JA|Jr"},
                                    {"Kathryn Skivington", "Skivington|Kathryn|K"},
                                    {"Nai Rui Chng", "Chng|Nai Rui|NR"},
                                    {"Jan van der Berg", "van der Berg|Jan|J"},
                                    {"van der Berg J", "van der Berg||J"},
                                    {"Wilson, L.N.", "Wilson|L.N.|LN"},
                                    {"Brownstein C D", "Brownstein||CD"},
                                    {"J SMITH", "SMITH||J"},
                                    {"Jean-Paul Sartre", "Sartre|Jean-Paul|JP"},
                                    {"Dixon-Woods M", "Dixon-Woods||M"},
                                    {"O'Brien J", "O'Brien||J"},
                                    {"Martínez, Ricardo N.", "Martínez|Ricardo N.|RN"},
                                    {"Ivanov IV", "Ivanov||IV"},
                                    {"Wagaun SR", "Wagaun||SR"},
                                    {"Smith III", "Smith|||III"},
                                    {"SMITH JA JR", "SMITH||JA|JR"},
                                    {"Wagaun, Shao Rong", "Wagaun|Shao Rong|SR"},
                                    {"Smith, SR", "Smith|SR|SR"},
                                    {"Li W", "Li||W"},
                                    {"LI W", "LI||W"},
                                    {"Asbjørn Johansen Fagerlund", "Fagerlund|Asbjørn Johansen|AJ"},
                                    {"Josephine M. Wildman", "Wildman|Josephine M.|JM"},
                                    {"Élodie Durand", "Durand|Élodie|É"},
                                    {"Plato", "Plato|"},
                                    {"UK700 Group", NULL},
                                    {"World Health Organization", NULL},
                                    {"", NULL},
                                    {NULL, NULL}});
}

static void test_date(void **state) {
  (void)state;
  run(sheaf_normal_date, (sample[]){{"2018 Jun 19", "2018-06-19"},
                                    {"2024/04/03/", "2024-04-03"},
                                    {"2007 Dec 01", "2007-12-01"},
                                    {"1989//", "1989"},
                                    {"19 June 2018", "2018-06-19"},
                                    {"June 19th, 2018", "2018-06-19"},
                                    {"2018 Mar-Apr", "2018-03"},
                                    {"2019 Spring", "2019"},
                                    {"2016/03/12 06:00", "2016-03-12"},
                                    {"20180619", "2018-06-19"},
                                    {"2018-06", "2018-06"},
                                    {"06/2018", "2018-06"},
                                    {"25/12/2020", "2020-12-25"},
                                    {"12/25/2020", "2020-12-25"},
                                    {"10/11/2023", "2023"},
                                    {"2020 Feb 30", "2020-02"},
                                    {"2020 Feb 29", "2020-02-29"},
                                    {"1998 Dec-1999 Jan", "1998-12"},
                                    {"déc 2001", "2001"},
                                    {"n.d.", NULL},
                                    {"12", NULL},
                                    {"", NULL},
                                    {NULL, NULL}});
  assert_int_equal(sheaf_normal_year("c2007.", 6), 2007);
  assert_int_equal(sheaf_normal_year("in press", 8), 0);
}

static void test_pages(void **state) {
  (void)state;
  run(sheaf_normal_pages, (sample[]){{"469--477", "469-477"},
                                     {"469–477", "469-477"},
                                     {"pp. 469 - 477", "469-477"},
                                     {"e487-e494", "e487-e494"},
                                     {"p12", "p12"},
                                     {"12, 14-15", "12, 14-15"},
                                     {"pages 3-4", "3-4"},
                                     {"103640", "103640"},
                                     {"-", NULL},
                                     {NULL, NULL}});
  run(sheaf_normal_pages_expand, (sample[]){{"537-43", "537-543"},
                                            {"1245-7", "1245-1247"},
                                            {"e487-94", "e487-e494"},
                                            {"99-101", "99-101"},
                                            {"7-e9", "7-e9"},
                                            {"199-2", "199-2"},
                                            {"e487-80", "e487-80"},
                                            {NULL, NULL}});
}

static void test_language(void **state) {
  (void)state;
  run(sheaf_normal_language, (sample[]){{"English", "eng"},
                                        {"en", "eng"},
                                        {"en-GB", "eng"},
                                        {"eng", "eng"},
                                        {"deu", "ger"},
                                        {"Fre", "fre"},
                                        {"Norsk (Bokmål)", "nor"},
                                        {"ngerman", "ger"},
                                        {"Klingon", NULL},
                                        {"", NULL},
                                        {NULL, NULL}});
  assert_string_equal(sheaf_normal_language_name("fre"), "French");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_doi),   cmocka_unit_test(test_numbers),
                                     cmocka_unit_test(test_name),  cmocka_unit_test(test_date),
                                     cmocka_unit_test(test_pages), cmocka_unit_test(test_language)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
