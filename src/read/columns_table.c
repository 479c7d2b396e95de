/* columns_table.c - the headers that are known, and what they mean. Sources: exports of Scopus, Web of Science, Embase,
 * PubMed, CINAHL (EBSCO), Cochrane, Covidence, Rayyan, abstrackr, Zotero, RefWorks, EPPI-Reviewer, ASReview, Lens,
 * OpenAlex, Dimensions, Mendeley, Google Scholar, and tables with BibTeX or RIS names.
 *
 * Where two known columns say the same of one record, the first with a value is the field's and a different second one
 * is EXTRA. */
#include <string.h>

#include "columns.h"

#define FIELD(header, NAME, HOW) \
  { header, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, SHEAF_COLUMN_PLAIN }
#define NOTED(header, NAME, HOW, note) \
  { header, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, note, SHEAF_COLUMN_PLAIN }
#define ROLE(header, NAME, role) \
  { header, SHEAF_FIELD_##NAME, SHEAF_HOW_LATER, NULL, SHEAF_COLUMN_##role }
#define MARKED(header, NAME, role, note) \
  { header, SHEAF_FIELD_##NAME, SHEAF_HOW_LATER, note, SHEAF_COLUMN_##role }

static const sheaf_tag table[] = {
    FIELD("title", TITLE, TEXT),
    FIELD("articletitle", TITLE, TEXT),
    FIELD("titleprimary", TITLE, TEXT),
    FIELD("primarytitle", TITLE, TEXT),
    FIELD("documenttitle", TITLE, TEXT),
    FIELD("publicationtitlearticle", TITLE, TEXT),
    FIELD("studytitle", TITLE, TEXT),
    FIELD("itemtitle", TITLE, TEXT),
    FIELD("papertitle", TITLE, TEXT),
    FIELD("displayname", TITLE, TEXT),
    FIELD("ti", TITLE, TEXT),
    FIELD("t1", TITLE, TEXT),
    NOTED("originaltitle", OTHER_TITLE, TEXT, "vernacular"),
    NOTED("originalforeigntitle", OTHER_TITLE, TEXT, "vernacular"),
    NOTED("foreigntitle", OTHER_TITLE, TEXT, "vernacular"),
    NOTED("vernaculartitle", OTHER_TITLE, TEXT, "vernacular"),
    NOTED("translatedtitle", OTHER_TITLE, TEXT, "translated"),
    NOTED("shorttitle", OTHER_TITLE, TEXT, "short"),
    NOTED("shortenedtitle", OTHER_TITLE, TEXT, "short"),
    FIELD("abstract", ABSTRACT, FLOW),
    FIELD("abstractnote", ABSTRACT, FLOW),
    FIELD("abstracttext", ABSTRACT, FLOW),
    FIELD("notesabstract", ABSTRACT, FLOW),
    FIELD("summary", ABSTRACT, FLOW),
    FIELD("ab", ABSTRACT, FLOW),
    FIELD("n2", ABSTRACT, FLOW),
    NOTED("originalabstract", OTHER_ABSTRACT, FLOW, "vernacular"),

    ROLE("authors", AUTHOR, AUTHORS),
    ROLE("author", AUTHOR, AUTHORS),
    ROLE("authorss", AUTHOR, AUTHORS),
    ROLE("authornames", AUTHOR, AUTHORS),
    ROLE("authorname", AUTHOR, AUTHORS),
    ROLE("authorlist", AUTHOR, AUTHORS),
    ROLE("authorsprimary", AUTHOR, AUTHORS),
    ROLE("primaryauthors", AUTHOR, AUTHORS),
    ROLE("firstauthors", AUTHOR, AUTHORS),
    ROLE("authorsnames", AUTHOR, AUTHORS),
    ROLE("creators", AUTHOR, AUTHORS),
    ROLE("creator", AUTHOR, AUTHORS),
    ROLE("au", AUTHOR, AUTHORS),
    ROLE("a1", AUTHOR, AUTHORS),
    ROLE("authorshipsauthordisplayname", AUTHOR, AUTHORS),
    ROLE("authorfullnames", AUTHOR, FULL_AUTHORS),
    ROLE("authorfullname", AUTHOR, FULL_AUTHORS),
    ROLE("authorsfullnames", AUTHOR, FULL_AUTHORS),
    ROLE("af", AUTHOR, FULL_AUTHORS),
    ROLE("groupauthors", AUTHOR, NAMES),
    ROLE("bookgroupauthors", AUTHOR, NAMES),
    ROLE("corporateauthors", AUTHOR, NAMES),
    ROLE("authorshipsauthororcid", ORCID, ORCIDS),
    ROLE("editors", EDITOR, NAMES),
    ROLE("editor", EDITOR, NAMES),
    ROLE("bookeditors", EDITOR, NAMES),
    ROLE("volumeeditors", EDITOR, NAMES),
    ROLE("authorssecondary", EDITOR, NAMES),
    ROLE("secondaryauthors", EDITOR, NAMES),
    ROLE("ed", EDITOR, NAMES),
    FIELD("affiliations", AFFILIATION, LIST),
    FIELD("affiliation", AFFILIATION, LIST),
    FIELD("authoraddresses", AFFILIATION, TEXT),
    FIELD("authoraddress", AFFILIATION, TEXT),
    FIELD("authoraffiliation", AFFILIATION, LIST),
    FIELD("authoraffiliations", AFFILIATION, LIST),
    FIELD("authorsaffiliations", AFFILIATION, LIST),
    FIELD("addresses", AFFILIATION, TEXT),

    ROLE("year", YEAR, YEAR),
    ROLE("publicationyear", YEAR, YEAR),
    ROLE("publishedyear", YEAR, YEAR),
    ROLE("pubyear", YEAR, YEAR),
    ROLE("yearofpublication", YEAR, YEAR),
    ROLE("yearpublished", YEAR, YEAR),
    ROLE("py", YEAR, YEAR),
    ROLE("y1", YEAR, YEAR),
    ROLE("yr", YEAR, YEAR),
    ROLE("date", DATE, DATE),
    ROLE("publicationdate", DATE, DATE),
    ROLE("dateofpublication", DATE, DATE),
    ROLE("datepublished", DATE, DATE),
    ROLE("publisheddate", DATE, DATE),
    ROLE("pubdate", DATE, DATE),
    ROLE("pubdatefreefrom", DATE, DATE),
    ROLE("pubdatefreeform", DATE, DATE),
    ROLE("coverdate", DATE, DATE),
    ROLE("da", DATE, DATE),
    ROLE("month", DATE, MONTH),
    ROLE("publishedmonth", DATE, MONTH),
    ROLE("publicationmonth", DATE, MONTH),
    ROLE("pubmonthday", DATE, MONTH),
    ROLE("day", DATE, DAY),
    ROLE("publicationday", DATE, DAY),
    FIELD("publicationdateonline", DATE_ELECTRONIC, DATE),
    FIELD("onlinedate", DATE_ELECTRONIC, DATE),
    FIELD("earlyaccessdate", DATE_ELECTRONIC, DATE),
    FIELD("createdate", DATE_CREATED, DATE),
    FIELD("fullrecordentrydate", DATE_ENTRY, DATE),

    FIELD("journal", JOURNAL, TEXT),
    FIELD("journaltitle", JOURNAL, TEXT),
    FIELD("journalname", JOURNAL, TEXT),
    FIELD("journalbook", JOURNAL, TEXT),
    FIELD("fulljournalname", JOURNAL, TEXT),
    FIELD("sourcetitle", JOURNAL, TEXT),
    FIELD("sourcetitleanthologytitle", JOURNAL, TEXT),
    FIELD("publicationtitle", JOURNAL, TEXT),
    FIELD("publication", JOURNAL, TEXT),
    FIELD("publicationname", JOURNAL, TEXT),
    FIELD("periodicalfull", JOURNAL, TEXT),
    FIELD("periodical", JOURNAL, TEXT),
    FIELD("venue", JOURNAL, TEXT),
    FIELD("booktitle", JOURNAL, TEXT),
    FIELD("titlesecondary", JOURNAL, TEXT),
    FIELD("secondarytitle", JOURNAL, TEXT),
    FIELD("parenttitle", JOURNAL, TEXT),
    FIELD("hostvenuedisplayname", JOURNAL, TEXT),
    FIELD("primarylocationsourcedisplayname", JOURNAL, TEXT),
    FIELD("jo", JOURNAL, TEXT),
    FIELD("jf", JOURNAL, TEXT),
    FIELD("t2", JOURNAL, TEXT),
    FIELD("so", JOURNAL, TEXT),
    FIELD("periodicalabbrev", JOURNAL_ABBREVIATION, TEXT),
    FIELD("journalabbreviation", JOURNAL_ABBREVIATION, TEXT),
    FIELD("abbreviatedsourcetitle", JOURNAL_ABBREVIATION, TEXT),
    FIELD("journalisoabbreviation", JOURNAL_ABBREVIATION, TEXT),
    FIELD("ja", JOURNAL_ABBREVIATION, TEXT),
    FIELD("j2", JOURNAL_ABBREVIATION, TEXT),
    ROLE("source", JOURNAL, SOURCE),
    ROLE("citation", EXTRA, CITATION),
    FIELD("series", SERIES, TEXT),
    FIELD("seriestitle", SERIES, TEXT),
    FIELD("bookseriestitle", SERIES, TEXT),
    FIELD("titletertiary", SERIES, TEXT),
    ROLE("volume", VOLUME, NUMBER),
    ROLE("journalvolume", VOLUME, NUMBER),
    ROLE("vol", VOLUME, NUMBER),
    ROLE("vl", VOLUME, NUMBER),
    ROLE("bibliovolume", VOLUME, NUMBER),
    ROLE("issue", ISSUE, NUMBER),
    ROLE("journalissue", ISSUE, NUMBER),
    ROLE("number", ISSUE, NUMBER),
    ROLE("issuenumber", ISSUE, NUMBER),
    ROLE("is", ISSUE, NUMBER),
    ROLE("biblioissue", ISSUE, NUMBER),
    ROLE("pages", PAGES, PAGES),
    ROLE("page", PAGES, PAGES),
    ROLE("pagination", PAGES, PAGES),
    ROLE("pagerange", PAGES, PAGES),
    ROLE("pagenumbers", PAGES, PAGES),
    ROLE("startpage", PAGES, FIRST_PAGE),
    ROLE("firstpage", PAGES, FIRST_PAGE),
    ROLE("pagestart", PAGES, FIRST_PAGE),
    ROLE("bibliofirstpage", PAGES, FIRST_PAGE),
    ROLE("sp", PAGES, FIRST_PAGE),
    ROLE("endpage", PAGES, LAST_PAGE),
    ROLE("lastpage", PAGES, LAST_PAGE),
    ROLE("pageend", PAGES, LAST_PAGE),
    ROLE("otherpages", PAGES, LAST_PAGE),
    ROLE("bibliolastpage", PAGES, LAST_PAGE),
    ROLE("ep", PAGES, LAST_PAGE),
    ROLE("artno", PAGES, ARTICLE),
    ROLE("articlenumber", PAGES, ARTICLE),
    ROLE("articleno", PAGES, ARTICLE),
    FIELD("publisher", PUBLISHER, TEXT),
    FIELD("publishername", PUBLISHER, TEXT),
    FIELD("bookpublisher", PUBLISHER, TEXT),
    FIELD("university", PUBLISHER, TEXT),
    FIELD("pb", PUBLISHER, TEXT),
    FIELD("primarylocationsourcehostorganizationname", PUBLISHER, TEXT),
    FIELD("place", PLACE, TEXT),
    FIELD("placeofpublication", PLACE, TEXT),
    FIELD("placepublished", PLACE, TEXT),
    FIELD("publisheraddress", PLACE, TEXT),
    FIELD("publishercity", PLACE, TEXT),
    FIELD("sourcecountry", PLACE, TEXT),
    FIELD("city", PLACE, TEXT),
    FIELD("cy", PLACE, TEXT),
    FIELD("edition", EDITION, TEXT),
    FIELD("et", EDITION, TEXT),
    FIELD("language", LANGUAGE, LANGUAGE),
    FIELD("languages", LANGUAGE, LANGUAGE),
    FIELD("articlelanguage", LANGUAGE, LANGUAGE),
    FIELD("languageoforiginaldocument", LANGUAGE, LANGUAGE),
    FIELD("la", LANGUAGE, LANGUAGE),

    FIELD("doi", DOI, DOI),
    FIELD("itemdoi", DOI, DOI),
    FIELD("doilink", DOI, DOI),
    FIELD("doiurl", DOI, DOI),
    FIELD("do", DOI, DOI),
    FIELD("di", DOI, DOI),
    FIELD("idsdoi", DOI, DOI),
    ROLE("pmid", PMID, PMID),
    ROLE("pubmedid", PMID, PMID),
    ROLE("pubmed", PMID, PMID),
    ROLE("medlinepmid", PMID, PMID),
    ROLE("idspmid", PMID, PMID),
    FIELD("pmcid", PMCID, PMCID),
    FIELD("pmc", PMCID, PMCID),
    FIELD("idspmcid", PMCID, PMCID),
    ROLE("issn", ISSN, ISSN),
    ROLE("issns", ISSN, ISSN),
    ROLE("issnisbn", ISSN, ISSN),
    ROLE("isbnissn", ISSN, ISSN),
    ROLE("sn", ISSN, ISSN),
    MARKED("eissn", ISSN, ISSN, "Electronic"),
    MARKED("electronicissn", ISSN, ISSN, "Electronic"),
    MARKED("printissn", ISSN, ISSN, "Print"),
    MARKED("pissn", ISSN, ISSN, "Print"),
    MARKED("primarylocationsourceissnl", ISSN, ISSN, "Linking"),
    ROLE("primarylocationsourceissn", ISSN, ISSN),
    ROLE("isbn", ISBN, ISSN),
    ROLE("isbns", ISBN, ISSN),
    FIELD("accessionnumber", ACCESSION, TEXT),
    FIELD("an", ACCESSION, TEXT),
    NOTED("embaseaccessionid", ACCESSION, TEXT, "Embase"),
    NOTED("embaseid", ACCESSION, TEXT, "Embase"),
    NOTED("centralid", ACCESSION, TEXT, "CENTRAL"),
    NOTED("cinahlid", ACCESSION, TEXT, "CINAHL"),
    NOTED("eid", ACCESSION, TEXT, "Scopus"),
    NOTED("lensid", ACCESSION, TEXT, "Lens"),
    NOTED("utuniquewosid", ACCESSION, TEXT, "WOS"),
    NOTED("utuniqueid", ACCESSION, TEXT, "WOS"),
    NOTED("idsopenalex", ACCESSION, TEXT, "OpenAlex"),
    FIELD("url", URL, URL),
    /* trial registries: ClinicalTrials.gov, ICTRP */
    NOTED("nctnumber", ACCESSION, TEXT, "ClinicalTrials.gov"),
    FIELD("trialid", ACCESSION, TEXT),
    FIELD("scientifictitle", TITLE, TEXT),
    NOTED("publictitle", OTHER_TITLE, TEXT, "short"),
    NOTED("acronym", OTHER_TITLE, TEXT, "short"),
    FIELD("briefsummary", ABSTRACT, FLOW),
    FIELD("studyurl", URL, URL),
    FIELD("webaddress", URL, URL),
    ROLE("conditions", KEYWORD, LIST),
    ROLE("firstposted", DATE, DATE),
    ROLE("dateregistration", DATE, DATE),
    FIELD("urls", URL, URL),
    FIELD("link", URL, URL),
    FIELD("links", URL, URL),
    FIELD("plink", URL, URL),
    FIELD("linkattachments", URL, URL),
    FIELD("fulltextlink", URL, URL),
    FIELD("embaselink", URL, URL),
    FIELD("openurllink", URL, URL),
    FIELD("sourceurls", URL, URL),
    FIELD("externalurl", URL, URL),
    FIELD("sourcelinkoutdimensionsurl", URL, URL),
    FIELD("dimensionsurl", URL, URL),
    FIELD("articleurl", URL, URL),
    FIELD("primarylocationlandingpageurl", URL, URL),
    FIELD("ur", URL, URL),
    FIELD("database", DATABASE, TEXT),
    FIELD("databasename", DATABASE, TEXT),
    FIELD("db", DATABASE, TEXT),

    ROLE("keywords", KEYWORD, LIST),
    ROLE("keyword", KEYWORD, LIST),
    ROLE("authorkeywords", KEYWORD, LIST),
    ROLE("authorsuppliedkeywords", KEYWORD, LIST),
    ROLE("manualtags", KEYWORD, LIST),
    ROLE("automatictags", KEYWORD, LIST),
    ROLE("keywordsdisplayname", KEYWORD, LIST),
    ROLE("kw", KEYWORD, LIST),
    ROLE("keywordsplus", KEYWORD_PLUS, LIST),
    ROLE("indexkeywords", KEYWORD_PLUS, LIST),
    ROLE("subjects", KEYWORD_PLUS, LIST),
    ROLE("subjectterms", KEYWORD_PLUS, LIST),
    ROLE("meshterms", HEADING, LIST),
    ROLE("mesh", HEADING, LIST),
    ROLE("meshheadings", HEADING, LIST),
    MARKED("emtreedrugindextermsmajorfocus", HEADING, TERMS, "*"),
    MARKED("emtreemedicalindextermsmajorfocus", HEADING, TERMS, "*"),
    ROLE("emtreedrugindexterms", HEADING, TERMS),
    ROLE("emtreemedicalindexterms", HEADING, TERMS),
    ROLE("chemicals", SUBSTANCE, LIST),
    ROLE("itemtype", TYPE, KIND),
    ROLE("contenttype", TYPE, KIND),
    ROLE("entrytype", TYPE, KIND),
    ROLE("typeofreference", TYPE, KIND),
    ROLE("referencetype", TYPE, KIND),
    ROLE("ty", TYPE, KIND),
    ROLE("type", TYPE, PUBLICATION),
    ROLE("publicationtype", TYPE, PUBLICATION),
    ROLE("publicationtypes", TYPE, PUBLICATION),
    ROLE("documenttype", TYPE, PUBLICATION),
    ROLE("doctype", TYPE, PUBLICATION),
    ROLE("studytype", TYPE, PUBLICATION),
    FIELD("notes", NOTE, FLOW),
    FIELD("note", NOTE, FLOW),
    FIELD("personalnotes", NOTE, FLOW),
    FIELD("funding", GRANT, LIST),
    FIELD("fundingdetails", GRANT, LIST),
    FIELD("fundingorgs", GRANT, LIST),
    FIELD("clinicaltrialnumbers", SECONDARY_SOURCE, LIST),
    FIELD("key", LABEL, TEXT),
    FIELD("id", LABEL, TEXT),
    FIELD("recordid", LABEL, TEXT),
    FIELD("referenceid", LABEL, TEXT),
    FIELD("covidence", LABEL, TEXT),
    FIELD("internalid", LABEL, TEXT),
    {NULL, SHEAF_FIELD_NONE, SHEAF_HOW_EXTRA, NULL, 0},
};

size_t sheaf_columns_key(const char *header, size_t length, char *key, size_t room) {
  size_t size = 0;
  for (size_t i = 0; i < length; i++) {
    char c = header[i];
    if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !((unsigned char)c & 0x80)) continue;
    if (size + 1 >= room) return 0;
    key[size++] = c;
  }
  key[size] = 0;
  return size;
}

const sheaf_tag *sheaf_columns_find(const char *header, size_t length) {
  char key[64];
  if (!sheaf_columns_key(header, length, key, sizeof key)) return NULL;
  for (const sheaf_tag *row = table; row->name; row++)
    if (*row->name == *key && !strcmp(row->name, key)) return row;
  return NULL;
}

const sheaf_tag *sheaf_columns_of_field(const char *name, size_t length) {
#define ANY_FIELD(number, NAME, text, kind, meaning) {text, SHEAF_FIELD_##NAME, SHEAF_HOW_TEXT, NULL, 0},
  static const sheaf_tag plain[] = {SHEAF_FIELDS(ANY_FIELD)};
#undef ANY_FIELD
  const sheaf_field field = sheaf_field_find(name, length);
  if (field == SHEAF_FIELD_NONE) return NULL;
  for (const sheaf_tag *row = table; row->name; row++)
    if (row->field == field && field != SHEAF_FIELD_OTHER_TITLE && field != SHEAF_FIELD_EXTRA) return row;
  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
    if (plain[i].field == field) return &plain[i];
  return NULL;
}

const char *sheaf_columns_signature(const char *header, size_t length) {
  static const char *const signatures[][2] = {
      {"eid", "scopus"},
      {"utuniquewosid", "wos"},
      {"emtreemedicalindexterms", "embase"},
      {"journalbook", "pubmed"},
      {"plink", "ebsco"},
      {"centralid", "cochrane"},
      {"covidence", "covidence"},
      {"rayyanid", "rayyan"},
      {"pmcid", "rayyan"}, /* spelt pmc_id */
      {"abstractnote", "zotero"},
      {"pubdatefreefrom", "refworks"},
      {"lensid", "lens"},
      {"authorshipsauthordisplayname", "openalex"},
      {"dimensionsurl", "dimensions"},
  };
  char key[64];
  if (!sheaf_columns_key(header, length, key, sizeof key)) return NULL;
  for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
    if (strcmp(signatures[i][0], key)) continue;
    if (!strcmp(key, "pmcid") && !(length == 6 && !memcmp(header, "pmc_id", 6))) continue;
    return signatures[i][1];
  }
  return NULL;
}

int sheaf_columns_score(const sheaf_cell *cells, size_t count, const char **dialect) {
  size_t known = 0, filled = 0;
  int title = 0;
  *dialect = NULL;
  for (size_t i = 0; i < count; i++) {
    if (cells[i].length) filled++;
    const sheaf_tag *row = sheaf_columns_find(cells[i].text, cells[i].length);
    if (!row) continue;
    known++;
    if (row->field == SHEAF_FIELD_TITLE) title = 1;
    if (!*dialect) *dialect = sheaf_columns_signature(cells[i].text, cells[i].length);
  }
  if (filled < 2 || known < 1 || (!title && known < 2) || (known < 5 && known * 2 < filled)) return 0;
  if (known >= 5) return 92;
  if (known >= 3) return title ? 88 : 70;
  return title && known == 2 ? 75 : 50;
}
