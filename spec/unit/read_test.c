/* read_test.c - the readers of tagged formats and of PubMed XML: what they find in the fixtures, and that broken input,
 * cut at every byte or with changed bytes, and memory that runs out, harm nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the first four */
#include <cmocka.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "read/reader.h"

#define FOLDER "spec/fixtures/formats/"

typedef struct told {
  char codes[2048]; /* codes of the problems, each with a space behind it */
  size_t rejected;  /* problems of that severity */
  uint64_t line;    /* of the last one */
  uint64_t byte;    /* of the last one */
} told;

static void listen(void *context, const sheaf_problem *problem) {
  told *self = context;
  assert_true(problem->code && *problem->code && problem->message && *problem->message);
  assert_int_equal(sheaf_utf8_check(problem->message, strlen(problem->message)), strlen(problem->message));
  if (strlen(self->codes) + strlen(problem->code) + 2 < sizeof self->codes) {
    strcat(self->codes, problem->code);
    strcat(self->codes, " ");
  }
  self->rejected += problem->severity == SHEAF_REJECTED;
  self->line = problem->line;
  self->byte = problem->byte;
}

typedef struct loaded {
  char *text;          /* every entry as "n field=value{note}\n"; parts are |, line breaks / */
  size_t length;       /* bytes in text */
  size_t records;      /* how many were loaded */
  size_t rejected;     /* how many were not */
  const char *format;  /* name, or "" */
  const char *dialect; /* name, or "" */
  char encoding[32];   /* iconv name */
  told told;           /* the problems */
  int code;            /* of the last sheaf_reader_next, or of opening */
} loaded;

static void put(loaded *self, const char *text, size_t length) {
  self->text = realloc(self->text, self->length + length + 1);
  assert_non_null(self->text);
  for (size_t i = 0; i < length; i++)
    self->text[self->length + i] = (char)(text[i] == '\x1f' ? '|' : text[i] == '\n' ? '/' : text[i]);
  self->length += length;
  self->text[self->length] = 0;
}

static void put_record(loaded *self, const sheaf_record *record) {
  char number[32];
  for (size_t i = 0; i < record->count; i++) {
    const sheaf_entry *e = &record->entries[i];
    const int size = snprintf(number, sizeof number, "\n%zu ", self->records);
    put(self, number, (size_t)size);
    self->text[self->length - (size_t)size] = '\n';
    put(self, sheaf_field_name(e->field), strlen(sheaf_field_name(e->field)));
    put(self, "=", 1);
    put(self, e->value, e->length);
    if (e->note_length) put(self, "{", 1), put(self, e->note, e->note_length), put(self, "}", 1);
  }
}

/* Loads bytes; `quiet` keeps no text. Memory may fail. */
static loaded load(const char *bytes, size_t length, const char *format, int quiet) {
  loaded self = {.format = "", .dialect = ""};
  sheaf_error err = {0};
  sheaf_source *source = NULL;
  sheaf_reader *reader = NULL;
  sheaf_record record;
  sheaf_record_init(&record);
  if (!quiet) put(&self, "", 0);
  self.code = sheaf_source_open_memory(&source, "test", bytes, length, NULL, &err);
  if (!self.code)
    self.code = sheaf_reader_open(&reader, source, format ? sheaf_reader_find(format) : NULL, listen, &self.told, &err);
  while (!self.code) {
    const int got = sheaf_reader_next(reader, &record, &err);
    if (got == SHEAF_READ_RECORD) {
      self.records++;
      assert_true(record.byte + record.bytes <= length);
      if (!quiet) put_record(&self, &record);
    } else if (got == SHEAF_READ_REJECTED) {
      self.rejected++;
    } else {
      self.code = got;
      break;
    }
  }
  if (reader) {
    if (self.code != SHEAF_ENOMEM) {
      assert_int_equal(sheaf_reader_seen(reader), self.records + self.rejected);
      assert_int_equal(self.told.rejected, self.rejected);
    }
    self.format = sheaf_reader_format(reader)->name;
    if (sheaf_reader_dialect(reader)) self.dialect = sheaf_reader_dialect(reader);
    snprintf(self.encoding, sizeof self.encoding, "%s", sheaf_source_encoding(source));
  }
  sheaf_record_clear(&record);
  sheaf_reader_close(reader);
  sheaf_source_close(source);
  return self;
}

static char *slurp(const char *name, size_t *length) {
  char path[256];
  snprintf(path, sizeof path, FOLDER "%s", name);
  FILE *file = fopen(path, "rb");
  if (!file) fail_msg("cannot open %s", path);
  char *bytes = malloc(1 << 20);
  assert_non_null(bytes);
  *length = fread(bytes, 1, 1 << 20, file);
  fclose(file);
  return bytes;
}

static loaded load_file(const char *name) {
  size_t length;
  char *bytes = slurp(name, &length);
  const loaded self = load(bytes, length, NULL, 0);
  free(bytes);
  return self;
}

static loaded load_text(const char *text) { return load(text, strlen(text), NULL, 0); }

/* Each of the lines must be among the entries. */
static void expect(const loaded *self, const char *const *lines) {
  for (; *lines; lines++) {
    char want[512];
    snprintf(want, sizeof want, "\n%s", *lines);
    const char *at = self->text;
    const size_t size = strlen(want);
    while ((at = strstr(at, want)) && at[size] && at[size] != '\n') at++;
    if (!at) fail_msg("no '%s' in:%s", *lines, self->text);
  }
}

static void expect_none(const loaded *self, const char *part) {
  if (strstr(self->text, part)) fail_msg("'%s' must not be in:%s", part, self->text);
}

static void expect_counts(loaded *self, const char *format, size_t records, size_t rejected) {
  assert_int_equal(self->code, 0);
  assert_string_equal(self->format, format);
  assert_int_equal(self->records, records);
  assert_int_equal(self->rejected, rejected);
}

static void test_nbib(void **state) {
  (void)state;
  loaded l = load_file("two.nbib");
  expect_counts(&l, "nbib", 2, 0);
  expect(&l, (const char *const[]){"1 title=Evening opening in general practice: an invented interview study.",
                                   "1 authors=Waleed-Example|Anna D|AD",
                                   "1 authors=van der Berg|Jan|J|Jr{van der Berg, Jan Jr}",
                                   "1 authors=Invented Study Group",
                                   "1 orcid=0000-0002-1825-0097",
                                   "1 affiliations=Second Institute, Sampletown.",
                                   "1 doi=10.1000/invented.2017-013{10.1000/Invented.2017-013}",
                                   "1 article_ids=inv-2017-013{pii}",
                                   "1 issn=0007-1250{Print}",
                                   "1 date=2018-04{2018 Apr}",
                                   "1 year=2018",
                                   "1 date_entry=2017-07-30{2017/07/30 06:00}",
                                   "1 date_created=2017-07-29{2017/07/29 06:00}",
                                   "1 headings=After-Hours Care|*organization & administration|standards",
                                   "1 headings=*Primary Health Care",
                                   "1 substances=Placebos",
                                   "1 substances=Alcohol Dehydrogenase{EC 1.1.1.1}",
                                   "1 keywords=access; evening{*}",
                                   "1 language=fre",
                                   "1 corrections=J Invent. 2018 May;10(5):1. PMID: 90000003{CIN}",
                                   "1 pmcid=PMC9000001",
                                   "1 extra=a tag of the future{ZZZ}",
                                   "1 journal=Journal of inventions",
                                   "1 type=article-journal",
                                   "2 journal=The book of waiting",
                                   "2 series=Invented library",
                                   "2 editors=Editor|Some|S",
                                   "2 type=chapter",
                                   NULL});
  free(l.text);
}

static void test_nbib_shapes(void **state) {
  (void)state;
  /* Blank lines everywhere, tags without spaces, values on lines without indent, PMC first. */
  loaded l = load_text(
      "PMC - PMC1\n\nPMID-12\n\nTI-A title\n\nAB  - One\nunindented line\n\nSO  - X. 2001.\n\n"
      "stray text\n\nPMID- 13\nTI  - Two\n\nPMID- 14\nTI  - Three\n");
  expect_counts(&l, "nbib", 3, 0);
  expect(&l, (const char *const[]){"1 pmid=12", "1 title=A title", "1 abstract=One unindented line", "2 pmid=13",
                                   "3 title=Three", NULL});
  expect_none(&l, "stray");
  free(l.text);
}

static void test_ris(void **state) {
  (void)state;
  loaded l = load_file("vendors.ris");
  expect_counts(&l, "ris", 4, 1);
  assert_string_equal(l.told.codes, "missing-end empty-record missing-end ");
  expect(&l, (const char *const[]){"1 title=A title that goes on",
                                   "1 authors=Lindgren|Astrid|A",
                                   "1 authors_cut=et al.",
                                   "1 issn=0007-1250",
                                   "1 issn=1472-1465{Electronic}",
                                   "1 keywords=one{*}",
                                   "1 keywords=two",
                                   "1 keywords=three",
                                   "1 keywords=four & more",
                                   "1 abstract=First sentence of it./Second paragraph here goes on.",
                                   "1 doi=10.1000/abc.1{https://doi.org/10.1000/ABC.1}",
                                   "1 urls=http://example.org/b",
                                   "1 extra=unknown{XX}",
                                   "1 date=1989-03-04{Mar 4}",
                                   "1 year=1989",
                                   "1 pages=110-123",
                                   "1 journal=Journal of Lorem",
                                   "1 journal_abbreviation=J Lorem",
                                   "2 type=chapter{CHAP}",
                                   "2 journal=The book",
                                   "2 pmid=90000002",
                                   "2 pages=e12",
                                   "3 title=A book in small letters",
                                   "3 series=A series",
                                   "4 title=The end is missing",
                                   NULL});
  expect_none(&l, "\n2 extra=3.");
  free(l.text);
}

static void test_ris_vendors(void **state) {
  (void)state;
  static const struct {
    const char *dialect, *body, *want;
  } rows[] = {
      {"embase", "U2  - L123\nDB  - Embase\nC5  - 12345678\nLK  - http://x.org/?sid=EMBASE\nM1  - (A B.) Univ\n",
       "1 pmid=12345678"},
      {"embase", "U2  - L123\nLK  - http://x.org/?sid=EMBASE\nAU  - A, B\nM1  - (A B.) Univ\n",
       "1 affiliations=(A B.) Univ"},
      {"ebsco", "DP  - EBSCOhost\nL3  - 10.1000/e.1\nAB  - Text.\nAB  - Copyright of X is Y.\n",
       "1 notes=Copyright of X is Y."},
      {"ebsco", "DP  - EBSCOhost\nL3  - 10.1000/e.1\n", "1 doi=10.1000/e.1"},
      {"scopus", "C2  - 12345678\nN1  - Export Date: 1 May 2020\nSN  - 00071250 (ISSN)\nC7  - 104501\n",
       "1 pmid=12345678"},
      {"scopus", "N1  - Export Date: 1 May 2020\nSN  - 00071250 (ISSN)\nC7  - 104501\n", "1 issn=0007-1250"},
      {"ovid", "ID  - 2020-1\nDB  - APA PsycInfo <2020>\nNL  - J Lorem\n", "1 accession=2020-1{APA PsycInfo <2020>}"},
      {"ovid", "A1  - Pila, Sarah\nA1  - Other, B\nAI  - Pila, Sarah; ORCID: https://orcid.org/0000-0002-1825-0097\n",
       "1 orcid=0000-0002-1825-0097"},
      {"cochrane",
       "AN  -  CN-01234567\nC3  -  PUBMED 21314913,EMBASE 1\nSP  -  1279\xE2\x80\x90"
       "1297\n",
       "1 pmid=21314913"},
      {"rayyan", "AN  - rayyan-1\nUR  - http://x.org/a     U2  - L9\n", "1 extra=L9{U2}"},
      {"pubmed", "U1  - 26957754[pmid]\nU2  - PMC4756000[pmcid]\n", "1 pmcid=PMC4756000{PMC4756000[pmcid]}"},
      {"endnote", "KW  - one\ntwo\nthree\n", "1 keywords=two"},
      {"openalex", "AU  - A, B\nC1  - Univ 1\nAU  - C, D\nUR  - https://openalex.org/W1\n", "1 affiliations=Univ 1"},
      {"wos", "AN  - WOS:1\nDA  - SEP 22\nPY  - 2010\nJ9  - J X\nJI  - J. X\n", "1 date=2010-09-22{SEP 22}"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char text[1024];
    snprintf(text, sizeof text, "TY  - JOUR\nTI  - Title\n%sER  - \n", rows[i].body);
    loaded l = load_text(text);
    expect_counts(&l, "ris", 1, 0);
    assert_string_equal(l.dialect, rows[i].dialect);
    if (strncmp(rows[i].want, "1 pmcid", 7)) expect(&l, (const char *const[]){rows[i].want, NULL});
    free(l.text);
  }
}

static void test_highwire(void **state) {
  (void)state;
  loaded l = load_file("highwire.txt");
  expect_counts(&l, "highwire", 2, 0);
  expect(&l,
         (const char *const[]){"1 title=Aim - to test blood group AB - a title",
                               "1 abstract=Background: A - B and TI - are no tags.Aim: None.",
                               "1 extra=http://example.org/1.short{4099}", "1 urls=http://example.org/1.full",
                               "1 journal=Journal of Invented Care", "1 journal_abbreviation=J Inv Care",
                               "1 pages=469-477{469--477}", "1 doi=10.1000/hw.1", "1 authors=Writer||AB{A B Writer}",
                               "2 title=Another one", "2 abstract=Short.", NULL});
  free(l.text);
  l = load_file("highwire_lines.txt");
  expect_counts(&l, "highwire", 1, 0);
  expect(&l, (const char *const[]){"1 title=A title in lines", "1 journal=Journal of Invented Care",
                                   "1 journal_abbreviation=J Inv Care", "1 abstract=Text - with a dash.", NULL});
  free(l.text);
  l = load_text(
      "PT - BOOK CHAPTER AU - A Writer TI - A wrapped title AID -\n10.1000/hw.2 DP - 2010 Mar 05 VI - 12 IP -\n3\n");
  expect_counts(&l, "highwire", 1, 0);
  expect(&l,
         (const char *const[]){"1 title=A wrapped title", "1 doi=10.1000/hw.2", "1 issue=3", "1 type=chapter", NULL});
  free(l.text);
}

static void test_wos(void **state) {
  (void)state;
  loaded l = load_file("wos.txt");
  expect_counts(&l, "wos", 2, 0);
  assert_string_equal(l.told.codes, "");
  expect(&l, (const char *const[]){
                 "1 authors=Writer|Anna Beate|AB", "1 orcid=0000-0002-1825-0097", "1 title=A title that is wrapped",
                 "1 keywords=evening opening", "1 keywords_plus=QUALITATIVE", "1 references=Second B, 2002, J Y, V2",
                 "1 pages=1722034", "1 date=2020-12-16{DEC 16 2020}",
                 "1 affiliations=[Dou, Zhiguo] Univ Other, Othertown.", "1 extra=0{ZB}", "2 type=book{B}", NULL});
  free(l.text);
}

static void test_ovid(void **state) {
  (void)state;
  loaded l = load_file("ovid.txt");
  expect_counts(&l, "ovid", 2, 0);
  expect(&l, (const char *const[]){"1 authors=Mathes|Tim|T", "1 journal=Journal of Samples", "1 volume=28", "1 issue=2",
                                   "1 pages=103-106", "1 date=2015-04{April 2015}", "1 keywords=two",
                                   "1 urls=http://example.org/ovid?AN=1", "1 extra=*****{Score}",
                                   "1 doi=10.1000/ovid.1", "2 title=A title with tags", "2 editors=Max|",
                                   "2 authors=Moritz|W|W", "2 year=2001", NULL});
  free(l.text);
  l = load_text("<1>\nTitle\n  A walk\nAuthors\n  Hern, Matt, Ed; Rye J, Eds.; Board, Ed; Oat C\n");
  expect(&l, (const char *const[]){"1 editors=Hern|Matt|M", "1 editors=Rye||J", "1 authors=Board|Ed|E",
                                   "1 authors=Oat||C", NULL});
  free(l.text);
}

static void test_xml(void **state) {
  (void)state;
  loaded l = load_file("set.xml");
  expect_counts(&l, "pubmed-xml", 3, 1);
  assert_string_equal(l.told.codes, "bad-xml deleted-citation ");
  expect(&l, (const char *const[]){"1 abstract=We made H2O up.{BACKGROUND|background}",
                                   "1 abstract=Nine people < ten.{DESIGN AND METHODS|methods}",
                                   "1 title=Evening opening in general practice: an invented interview study.",
                                   "1 authors_cut=et al", "1 other_titles=Abends offen{vernacular}",
                                   "1 other_abstracts=ZIEL: Erfunden.{ger}",
                                   "1 references=Somebody. J X. 2001.{pmid: 80000001; doi: 10.1000/cited}",
                                   "1 secondary_sources=ISRCTN/ISRCTN00000000",
                                   "1 extra=kept{MedlineCitation/FutureThing/Inner}", "2 title=Behind the broken one",
                                   "3 journal=The book of waiting", "3 editors=Editor|Some|S", "3 type=chapter", NULL});
  expect_none(&l, "doi=10.1000/cited");
  free(l.text);
}

/* What both forms of one citation carry is the same in both. */
static void test_same_citation(void **state) {
  (void)state;
  static const char *const fields[] = {"pmid",
                                       "doi",
                                       "issn=0007-1250{Print}",
                                       "volume",
                                       "issue",
                                       "year",
                                       "title",
                                       "pages",
                                       "orcid",
                                       "affiliations",
                                       "language",
                                       "grants",
                                       "place",
                                       "journal",
                                       "journal_abbreviation",
                                       "journal_id",
                                       "subsets",
                                       "headings",
                                       "keywords",
                                       "publication_types",
                                       "corrections",
                                       "pmcid",
                                       "type",
                                       "status",
                                       "secondary_sources"};
  loaded one = load_file("two.nbib"), two = load_file("set.xml");
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    char mark[64];
    snprintf(mark, sizeof mark, "\n1 %s%s", fields[i], strchr(fields[i], '=') ? "" : "=");
    const char *a = one.text, *b = two.text;
    while ((a = strstr(a, mark))) {
      b = strstr(b, mark);
      if (!b) fail_msg("%s is missing in XML", fields[i]);
      const size_t size = strcspn(a + 1, "\n");
      if (strncmp(a + 1, b + 1, size)) fail_msg("%.*s is not %.*s", (int)size, a + 1, (int)strcspn(b + 1, "\n"), b + 1);
      a++, b++;
    }
  }
  free(one.text);
  free(two.text);
}

static void test_xml_trouble(void **state) {
  (void)state;
#define ARTICLE(n) "<PubmedArticle><MedlineCitation><PMID>" n "</PMID></MedlineCitation></PubmedArticle>\n"
  static const struct {
    const char *text;
    size_t records, rejected;
  } rows[] = {
      {ARTICLE("1"), 1, 0},
      {"<MedlineCitationSet><MedlineCitation><PMID>1</PMID></MedlineCitation></MedlineCitationSet>", 1, 0},
      {"<PubmedArticleSet>" ARTICLE("1") "<PubmedArticle><MedlineCitation>" ARTICLE("2") ARTICLE("3"), 3, 1},
      {"<PubmedArticleSet>" ARTICLE("1") "<PubmedArticle><!-- never closed " ARTICLE("2") ARTICLE("3"), 3, 1},
      {"<PubmedArticleSet>" ARTICLE("1") "<PubmedArticle><A><![CDATA[ " ARTICLE("2"), 2, 1},
      {"<PubmedArticleSet>" ARTICLE("1") "<PubmedArticle><MedlineCitation><PMID>2", 1, 1},
      {"<PubmedArticleSet>" ARTICLE("1") "&broken " ARTICLE("2") "</PubmedArticleSet>", 2, 0},
      {"<!DOCTYPE PubmedArticleSet [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
       "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>"
       "<!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'><!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;'>"
       "<!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;'><!ENTITY h '&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;'>]>"
       "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>&h;</PMID></MedlineCitation></PubmedArticle>" ARTICLE(
           "2") "</PubmedArticleSet>",
       1, 1},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    loaded l = load(rows[i].text, strlen(rows[i].text), NULL, 0);
    if (l.code || l.records != rows[i].records || l.rejected != rows[i].rejected)
      fail_msg("row %zu: %zu records, %zu rejected: %s", i, l.records, l.rejected, l.told.codes);
    free(l.text);
  }
  loaded l = load_text(
      "<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><PubmedArticleSet>"
      "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>a&x;b</ArticleTitle>"
      "</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>");
  expect(&l, (const char *const[]){"1 title=ab", NULL});
  free(l.text);
  char *deep = malloc(1 << 20);
  assert_non_null(deep);
  strcpy(deep, "<PubmedArticleSet><PubmedArticle>");
  for (size_t i = strlen(deep), n = 0; n < 100000; n++, i += 3) memcpy(deep + i, "<a>", 4);
  strcat(deep, ARTICLE("2"));
  l = load(deep, strlen(deep), NULL, 0);
  assert_int_equal(l.records, 1);
  assert_int_equal(l.rejected, 1);
  free(l.text);
  free(deep);
}

/* Keys and attributes of any length are kept whole. */
static void test_long_names(void **state) {
  (void)state;
  char key[401] = "", text[1024], line[512];
  for (size_t i = 0; i < 200; i++) strcat(key, "\xc3\xbf");
  snprintf(text, sizeof text, "[{\"title\":\"t\",\"author\":[{\"family\":\"F\",\"%s\":\"v\"}]}]", key);
  loaded l = load(text, strlen(text), "csl-json", 0);
  snprintf(line, sizeof line, "1 extra=v{author.%s}", key);
  expect(&l, (const char *const[]){line, NULL});
  free(l.text);
  snprintf(
      text, sizeof text,
      "<collection xmlns='http://www.loc.gov/MARC21/slim'><record><datafield tag='9'><subfield code='%s'>v"
      "</subfield></datafield><datafield tag='245'><subfield code='a'>t</subfield></datafield></record></collection>",
      key);
  l = load(text, strlen(text), "marcxml", 0);
  snprintf(line, sizeof line, "1 extra=v{9$%s}", key);
  expect(&l, (const char *const[]){line, NULL});
  free(l.text);
}

/* A row of nothing but the carry mark is no record; what a message quotes stays UTF-8 (listen checks it). */
static void test_only_carried(void **state) {
  (void)state;
  loaded l = load("Title,Notes\n,sheaf:\n", 20, "csv", 0);
  expect_counts(&l, "csv", 0, 1);
  free(l.text);
  char text[512] = "Zone,Title,Year,Authors\nz,x,1,a\nz";
  for (size_t i = 0; i < 100; i++) strcat(text, "\xc3\xbf");
  strcat(text, "\n");
  l = load(text, strlen(text), "csv", 0);
  assert_non_null(strstr(l.told.codes, "not-a-row"));
  free(l.text);
}

static void test_detection(void **state) {
  (void)state;
  static const char *const others[] = {
      "",
      "Just a page of prose. It goes on\nfor a while - with dashes - and NAMES.\n",
      "<!DOCTYPE html><html><body><p>TI - a title</p></body></html>",
      "{\"title\": \"A\", \"year\": 2001}",
      "PMC some PMC\n  PMID\n\n\nSO-something stands here",
      "1. Introduction\nAN IMPORTANT POINT\nTHE END - or so\n",
  };
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    int score;
    const char *dialect;
    if (sheaf_reader_detect(others[i], strlen(others[i]), &score, &dialect))
      fail_msg("taken for a format with %d: %s", score, others[i]);
  }
}

static void test_charsets(void **state) {
  (void)state;
  static const char utf16[] =
      "T\0Y\0 \0 \0-\0 \0J\0O\0U\0R\0\r\0\n\0T\0I\0 \0 \0-\0 \0\xFC\0b\0e\0r\0\r\0\n\0E\0R\0 \0 \0-\0 \0\r\0\n";
  loaded l = load(utf16, sizeof utf16, NULL, 0);
  expect_counts(&l, "ris", 1, 0);
  assert_string_equal(l.encoding, "UTF-16LE");
  expect(&l, (const char *const[]){"1 title=\xC3\xBC"
                                   "ber",
                                   NULL});
  free(l.text);
  l = load_text("TY  - JOUR\nTI  - caf\xE9 \x93x\x94\nAU  - \xE9t\xE9, A\nER  - \n");
  expect_counts(&l, "ris", 1, 0);
  assert_string_equal(l.encoding, "CP1252");
  assert_string_equal(l.told.codes, "bad-encoding ");
  assert_int_equal(l.told.line, 2);
  expect(&l, (const char *const[]){"1 title=caf\xC3\xA9 \xE2\x80\x9Cx\xE2\x80\x9D", NULL});
  free(l.text);
}

static const char *const fixtures[] = {"two.nbib", "vendors.ris", "highwire.txt", "highwire_lines.txt",
                                       "wos.txt",  "ovid.txt",    "set.xml",      NULL};
static const char *const formats[] = {"nbib", "ris", "highwire", "ovid", "wos", "pubmed-xml", NULL};

static void test_truncation(void **state) {
  (void)state;
  for (const char *const *name = fixtures; *name; name++) {
    size_t length;
    char *bytes = slurp(*name, &length);
    for (size_t cut = 0; cut < length; cut++) {
      char *exact = malloc(cut ? cut : 1); /* of the very size, so that reading past it shows */
      assert_non_null(exact);
      memcpy(exact, bytes, cut);
      load(exact, cut, NULL, 1);
      free(exact);
    }
    free(bytes);
  }
}

static void test_changed_bytes(void **state) {
  (void)state;
  uint32_t seed = 7;
  for (const char *const *name = fixtures; *name; name++) {
    size_t length;
    char *bytes = slurp(*name, &length);
    char *copy = malloc(length);
    assert_non_null(copy);
    for (int round = 0; round < 400; round++) {
      memcpy(copy, bytes, length);
      for (int k = 0; k < 1 + round % 16; k++) {
        seed = seed * 1664525u + 1013904223u;
        copy[(seed >> 8) % length] = round % 3 ? (char)(seed >> 3) : "\n\r\t -<>&;\0\x1f\xC3"[seed % 12];
      }
      load(copy, length, formats[round % 6], 1);
      load(copy, length, NULL, 1);
    }
    free(copy);
    free(bytes);
  }
}

static void test_memory(void **state) {
  (void)state;
  for (const char *const *name = fixtures; *name; name++) {
    size_t length;
    char *bytes = slurp(*name, &length);
    const loaded whole = load(bytes, length, NULL, 1);
    for (int for_good = 0; for_good < 2; for_good++) {
      for (long after = 0;; after++) {
        sheaf_mem_fail(after, for_good);
        const loaded part = load(bytes, length, NULL, 1);
        sheaf_mem_fail(-1, 0);
        if (!part.code) {
          assert_int_equal(part.records, whole.records);
          if (for_good || after > 3000) break;
        } else {
          assert_int_equal(part.code, SHEAF_ENOMEM);
        }
      }
    }
    free(bytes);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_nbib),        cmocka_unit_test(test_nbib_shapes),   cmocka_unit_test(test_ris),
      cmocka_unit_test(test_ris_vendors), cmocka_unit_test(test_highwire),      cmocka_unit_test(test_wos),
      cmocka_unit_test(test_ovid),        cmocka_unit_test(test_xml),           cmocka_unit_test(test_same_citation),
      cmocka_unit_test(test_xml_trouble), cmocka_unit_test(test_detection),     cmocka_unit_test(test_charsets),
      cmocka_unit_test(test_truncation),  cmocka_unit_test(test_changed_bytes), cmocka_unit_test(test_memory),
      cmocka_unit_test(test_long_names),  cmocka_unit_test(test_only_carried)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
