/* pubmed_table.c - the paths of PubMed's XML and what becomes of them. What is not here goes to EXTRA under its path.
 * Source: "MEDLINE PubMed XML Element Descriptions and their Attributes", NLM; DTD pubmed_190101 and later. */
#include "pubmed.h"

#define M "MedlineCitation/"
#define A M "Article/"
#define J A "Journal/"
#define B "BookDocument/"
#define BB B "Book/"
#define P "PubmedData/"
#define PB "PubmedBookData/"

#define TEXT(path, NAME, note)                                     \
  {                                                                \
    path, PUBMED_TEXT, SHEAF_FIELD_##NAME, note, 0, { NULL, NULL } \
  }
#define KEEP(path, SLOT)                                            \
  {                                                                 \
    path, PUBMED_KEEP, SHEAF_FIELD_NONE, NULL, SLOT, { NULL, NULL } \
  }
#define DO(path, HOW, NAME)                                         \
  {                                                                 \
    path, PUBMED_##HOW, SHEAF_FIELD_##NAME, NULL, 0, { NULL, NULL } \
  }
#define WITH(path, HOW, NAME, attribute)                                 \
  {                                                                      \
    path, PUBMED_##HOW, SHEAF_FIELD_##NAME, NULL, 0, { attribute, NULL } \
  }
#define WITH2(path, HOW, NAME, one, two)                          \
  {                                                               \
    path, PUBMED_##HOW, SHEAF_FIELD_##NAME, NULL, 0, { one, two } \
  }

#define DAY_OF(path) KEEP(path "/Year", SLOT_YEAR), KEEP(path "/Month", SLOT_MONTH), KEEP(path "/Day", SLOT_DAY)

#define PERSON(path, NAME)                                                                                           \
  DO(path, PERSON, NAME), KEEP(path "/LastName", SLOT_FAMILY), KEEP(path "/ForeName", SLOT_GIVEN),                   \
      KEEP(path "/FirstName", SLOT_GIVEN), KEEP(path "/Initials", SLOT_INITIALS), KEEP(path "/Suffix", SLOT_SUFFIX), \
      KEEP(path "/CollectiveName", SLOT_GROUP)

#define AUTHORS(path)                                                                  \
  WITH2(path, LIST_END, AUTHOR, "CompleteYN", "Type"), PERSON(path "/Author", AUTHOR), \
      WITH(path "/Author/Identifier", PERSON_ID, ORCID, "Source"),                     \
      DO(path "/Author/AffiliationInfo/Affiliation", ADDRESS, AFFILIATION),            \
      WITH(path "/Author/AffiliationInfo/Identifier", TEXT, EXTRA, NULL),              \
      DO(path "/Author/Affiliation", ADDRESS, AFFILIATION)

#define ABSTRACT(path)                                                     \
  WITH2(path "/AbstractText", ABSTRACT, ABSTRACT, "Label", "NlmCategory"), \
      TEXT(path "/CopyrightInformation", EXTRA, "CI")

#define OTHER_ABSTRACT(path)                                  \
  WITH2(path, OTHER_END, OTHER_ABSTRACT, "Language", "Type"), \
      WITH(path "/AbstractText", OTHER_PART, OTHER_ABSTRACT, "Label"), TEXT(path "/CopyrightInformation", EXTRA, "CI")

#define GRANTS(path)                                                                                         \
  DO(path "/Grant", GRANT, GRANT), KEEP(path "/Grant/GrantID", SLOT_A), KEEP(path "/Grant/Acronym", SLOT_B), \
      KEEP(path "/Grant/Agency", SLOT_C), KEEP(path "/Grant/Country", SLOT_D)

#define HISTORY(path)                                                                      \
  WITH(path "/PubMedPubDate", HISTORY, EXTRA, "PubStatus"), DAY_OF(path "/PubMedPubDate"), \
      KEEP(path "/PubMedPubDate/Hour", SLOT_TIME), KEEP(path "/PubMedPubDate/Minute", SLOT_A)

#define REFERENCES(path)                                                                 \
  DO(path "/Reference", REFERENCE, REFERENCE), KEEP(path "/Reference/Citation", SLOT_A), \
      WITH(path "/Reference/ArticleIdList/ArticleId", REFERENCE_ID, REFERENCE, "IdType")

const sheaf_pubmed_row sheaf_pubmed_rows[] = {
    {"MedlineCitation", PUBMED_NOTHING, SHEAF_FIELD_NONE, NULL, 0, {"Status", "Owner"}},
    TEXT(M "PMID", PMID, NULL),
    DAY_OF(M "DateCreated"),
    DO(M "DateCreated", DATE, EXTRA),
    DAY_OF(M "DateCompleted"),
    DO(M "DateCompleted", DATE, DATE_COMPLETED),
    DAY_OF(M "DateRevised"),
    DO(M "DateRevised", DATE, DATE_REVISED),
    WITH(J "ISSN", ISSN, ISSN, "IssnType"),
    TEXT(J "JournalIssue/Volume", VOLUME, NULL),
    TEXT(J "JournalIssue/Issue", ISSUE, NULL),
    DAY_OF(J "JournalIssue/PubDate"),
    KEEP(J "JournalIssue/PubDate/Season", SLOT_SEASON),
    KEEP(J "JournalIssue/PubDate/MedlineDate", SLOT_SEASON),
    DO(J "JournalIssue/PubDate", PUBDATE, DATE),
    TEXT(J "Title", JOURNAL, NULL),
    KEEP(J "ISOAbbreviation", SLOT_ISO),
    TEXT(A "ArticleTitle", TITLE, NULL),
    TEXT(A "VernacularTitle", OTHER_TITLE, "vernacular"),
    DO(A "Pagination/MedlinePgn", PAGES, PAGES),
    KEEP(A "Pagination/StartPage", SLOT_FIRST),
    KEEP(A "Pagination/EndPage", SLOT_LAST),
    WITH(A "ELocationID", ID, ARTICLE_ID, "EIdType"),
    ABSTRACT(A "Abstract"),
    AUTHORS(A "AuthorList"),
    DO(A "Language", LANGUAGE, LANGUAGE),
    WITH(A "DataBankList/DataBank/AccessionNumberList/AccessionNumber", ACCESSION, SECONDARY_SOURCE, NULL),
    KEEP(A "DataBankList/DataBank/DataBankName", SLOT_A),
    DO(A "DataBankList/DataBank", FORGET, NONE),
    GRANTS(A "GrantList"),
    TEXT(A "PublicationTypeList/PublicationType", PUBLICATION_TYPE, NULL),
    DAY_OF(A "ArticleDate"),
    DO(A "ArticleDate", DATE, DATE_ELECTRONIC),
    TEXT(M "MedlineJournalInfo/Country", PLACE, NULL),
    TEXT(M "MedlineJournalInfo/MedlineTA", JOURNAL_ABBREVIATION, NULL),
    TEXT(M "MedlineJournalInfo/NlmUniqueID", JOURNAL_ID, NULL),
    {M "MedlineJournalInfo/ISSNLinking", PUBMED_ISSN, SHEAF_FIELD_ISSN, "Linking", 0, {NULL, NULL}},
    KEEP(M "ChemicalList/Chemical/RegistryNumber", SLOT_A),
    KEEP(M "ChemicalList/Chemical/NameOfSubstance", SLOT_B),
    DO(M "ChemicalList/Chemical", SUBSTANCE, SUBSTANCE),
    TEXT(M "SupplMeshList/SupplMeshName", SUBSTANCE, NULL),
    TEXT(M "CitationSubset", SUBSET, NULL),
    WITH(M "CommentsCorrectionsList/CommentsCorrections", CORRECTION, CORRECTION, "RefType"),
    KEEP(M "CommentsCorrectionsList/CommentsCorrections/RefSource", SLOT_A),
    KEEP(M "CommentsCorrectionsList/CommentsCorrections/PMID", SLOT_B),
    KEEP(M "CommentsCorrectionsList/CommentsCorrections/Note", SLOT_C),
    TEXT(M "GeneSymbolList/GeneSymbol", EXTRA, "GS"),
    WITH(M "MeshHeadingList/MeshHeading/DescriptorName", HEADING_NAME, HEADING, "MajorTopicYN"),
    WITH(M "MeshHeadingList/MeshHeading/QualifierName", HEADING_NAME, HEADING, "MajorTopicYN"),
    DO(M "MeshHeadingList/MeshHeading", HEADING_END, HEADING),
    PERSON(M "PersonalNameSubjectList/PersonalNameSubject", PERSONAL_SUBJECT),
    OTHER_ABSTRACT(M "OtherAbstract"),
    WITH(M "KeywordList/Keyword", MAJOR, KEYWORD, "MajorTopicYN"),
    TEXT(M "CoiStatement", CONFLICT_OF_INTEREST, NULL),
    TEXT(M "SpaceFlightMission", EXTRA, "SFM"),
    TEXT(M "NumberOfReferences", EXTRA, "RF"),
    PERSON(M "InvestigatorList/Investigator", INVESTIGATOR),
    TEXT(M "InvestigatorList/Investigator/AffiliationInfo/Affiliation", EXTRA, "IRAD"),
    TEXT(M "GeneralNote", NOTE, NULL),
    HISTORY(P "History"),
    TEXT(P "PublicationStatus", EXTRA, "PST"),
    WITH(P "ArticleIdList/ArticleId", ID, ARTICLE_ID, "IdType"),
    REFERENCES(P "ReferenceList"),
    REFERENCES(P "ReferenceList/ReferenceList"),

    TEXT(B "PMID", PMID, NULL),
    WITH(B "ArticleIdList/ArticleId", ID, ARTICLE_ID, "IdType"),
    TEXT(BB "Publisher/PublisherName", PUBLISHER, NULL),
    TEXT(BB "Publisher/PublisherLocation", PLACE, NULL),
    KEEP(BB "BookTitle", SLOT_BOOK),
    DAY_OF(BB "PubDate"),
    KEEP(BB "PubDate/Season", SLOT_SEASON),
    KEEP(BB "PubDate/MedlineDate", SLOT_SEASON),
    DO(BB "PubDate", PUBDATE, DATE),
    DAY_OF(BB "BeginningDate"),
    DO(BB "BeginningDate", DATE, EXTRA),
    DAY_OF(BB "EndingDate"),
    DO(BB "EndingDate", DATE, EXTRA),
    AUTHORS(BB "AuthorList"),
    PERSON(BB "InvestigatorList/Investigator", INVESTIGATOR),
    TEXT(BB "Volume", VOLUME, NULL),
    TEXT(BB "VolumeTitle", EXTRA, "VTI"),
    TEXT(BB "Edition", EDITION, NULL),
    TEXT(BB "CollectionTitle", SERIES, NULL),
    DO(BB "Isbn", ISBN, ISBN),
    WITH(BB "ELocationID", ID, ARTICLE_ID, "EIdType"),
    TEXT(B "ArticleTitle", TITLE, NULL),
    TEXT(B "VernacularTitle", OTHER_TITLE, "vernacular"),
    DO(B "Pagination/MedlinePgn", PAGES, PAGES),
    KEEP(B "Pagination/StartPage", SLOT_FIRST),
    KEEP(B "Pagination/EndPage", SLOT_LAST),
    DO(B "Language", LANGUAGE, LANGUAGE),
    AUTHORS(B "AuthorList"),
    PERSON(B "InvestigatorList/Investigator", INVESTIGATOR),
    TEXT(B "PublicationType", PUBLICATION_TYPE, NULL),
    ABSTRACT(B "Abstract"),
    DAY_OF(B "ContributionDate"),
    DO(B "ContributionDate", DATE, EXTRA),
    DAY_OF(B "DateRevised"),
    DO(B "DateRevised", DATE, DATE_REVISED),
    WITH(B "KeywordList/Keyword", MAJOR, KEYWORD, "MajorTopicYN"),
    GRANTS(B "GrantList"),
    REFERENCES(B "ReferenceList"),
    HISTORY(PB "History"),
    TEXT(PB "PublicationStatus", EXTRA, "PST"),
    WITH(PB "ArticleIdList/ArticleId", ID, ARTICLE_ID, "IdType"),
    {NULL, PUBMED_NOTHING, SHEAF_FIELD_NONE, NULL, 0, {NULL, NULL}},
};
