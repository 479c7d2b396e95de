--- What `help "framework"` says of the analyses: a line each, and options of an example where it needs some.

return {
  agreement = { "how far reviewers agree at a stage: percent agreement, kappa, AC1, alpha" },
  authors = { "records by author; who is who is told with care, forms counted together stand beside the name" },
  characteristics = { "a row a study: design, participants, n, setting, methods, ...; t:evidence(row, column) is the"
    .. " phrase and t:confidence(row, column) how sure; options: columns, rules" },
  code_agreement = { "how far coders agree, code by code; needs codes given by two coders; options: codebook, by, unit,"
    .. " judged, terms", '{ codebook = "access" }' },
  code_cooccurrence = { "codes that stand together; options: codebook, unit (record, sentence), by, where",
    '{ codebook = "access" }' },
  code_suggestions = { "phrases that no code has; options: codebook, code, n, least", '{ codebook = "access" }' },
  codes = { "how many records have each code, by terms and by hand; options: codebook, codes, by, where",
    '{ codebook = "access" }' },
  concordance = { "every place where a word or phrase stands, with the text beside it; options: query or pattern,"
    .. " limit",
    '{ query = "access*" }' },
  cooccurrence = { "which keywords, headings, authors, ... stand together in records" },
  duplicates = { "works that several records report, as lib:deduplicate() left them" },
  flow = { "the PRISMA 2020 flow, from sources, merges and decisions; t:chart() draws it" },
  framework = { "studies by codes, each cell with its passages; options: codebook, codes, by, unit, quotes, group,"
    .. " where, attributes, transpose, subcodes, empty", '{ codebook = "access", quotes = 1 }' },
  keywords = { "how many records carry each keyword or heading" },
  network = { "a network of what stands together in records; t:chart() draws it" },
  overlap = { "what each source brought, and what no other source has" },
  ranking = { "what is left to screen, the likeliest relevant first; needs some decisions" },
  searches = { "what was searched, where, when and how: the table of PRISMA-S" },
  sections = { "the sections of every abstract, those of plain abstracts as told by their sentences; options: category",
    '{ category = "methods" }' },
  simulate = { "how early the ranking would have shown the relevant records; needs decisions on all" },
  sources = { "records by journal" },
  stopping = { "may screening stop: a row a rule, with what it promises" },
  terms = { "key phrases, and of these the terms that a search should try" },
  themes = { "the thematic map of a field: clusters of keywords, how central and how dense each is" },
  three_fields = { "three fields side by side: who writes about what where" },
  trends = { "records by year" },
}
