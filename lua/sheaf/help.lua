--- What `help` knows: every class and function of the REPL with one line and one example. Completion reads the same
-- list, so a method that is explained is a method that Tab offers.

local analyses_known = require "sheaf.help.analyses"

local M = {}

---@class sheaf.help.topic
---@field name string
---@field of string?        class the method belongs to; nil for a function of `sheaf` or a global
---@field signature string
---@field text string
---@field example string
---@field returns string?   class of the result

local function topic(of, name, signature, returns, text, example)
  return { of = of, name = name, signature = signature, returns = returns, text = text, example = example }
end

M.topics = {
  topic("global", "open", "open(path, options)", "library", "opens a library, or makes it, and keeps it in `lib`",
    'open "reviews.sheaf"'),
  topic("global", "show", "show(x, rows)", nil, "prints all of a record, a table or a set",
    "show(lib:get(1))"),
  topic("global", "help", "help(x)", nil, "says what a thing is and what can be done with it", 'help("search")'),

  topic("sheaf", "open", "sheaf.open(path, options)", "library",
    "opens a library; without a path it lives in memory; options: readonly, create",
    'lib = sheaf.open("reviews.sheaf")'),
  topic("sheaf", "detect", "sheaf.detect(input)", nil, "format and dialect of a file, by its content",
    'sheaf.detect("export.txt")'),
  topic("sheaf", "formats", "sheaf.formats()", "table", "the formats that can be read", "sheaf.formats()"),
  topic("sheaf", "table", "sheaf.table { columns =, rows = }", "table", "makes a table, as an analysis returns it",
    'sheaf.table { columns = { "word", "n" }, rows = { { "access", 3 } } }'),
  topic("sheaf", "analysis", "sheaf.analysis.<name>(set, options)", "table",
    "runs an analysis; sheaf.analysis.names() lists them; assign a function to add one",
    "sheaf.analysis.trends(lib:all())"),
  topic("sheaf", "report", "sheaf.report.html(path, { title =, set =, parts = {...} })", nil,
    "writes one self-contained page of tables and charts; without parts what the set has to show",
    'sheaf.report.html("report.html", { set = lib:all() })'),
  topic("sheaf", "query", "sheaf.query.parse(text, syntax)", nil, "reads a search and says where it is wrong",
    'sheaf.query.parse("access*[tiab]", "pubmed")'),
  topic("sheaf", "codebook", "sheaf.codebook.<name>", "codebook",
    "a codebook: access, implementation, or yours; sheaf.codebook.names() lists them; assign a table to add one",
    "sheaf.codebook.access"),
  topic("sheaf", "readers", "sheaf.readers.add { name =, detect =, read = }", nil, "adds a reader of your own",
    'sheaf.readers.add { name = "mine", detect = function(head) end, read = function(source, emit) end }'),

  topic("library", "load", "lib:load(input, options)", nil,
    "loads files of records; options: format, encoding, label, database, platform, searched, via, strategy, limits,"
    .. " again",
    'lib:load("export.nbib")'),
  topic("library", "search", "lib:search(text, options)", "set",
    "finds records; options: syntax, sort (relevance, year, id), limit", 'lib:search("access*[ti] AND 2015:2020[dp]")'),
  topic("library", "count", "lib:count(text, options)", nil, "how many records a search finds, without listing them",
    'lib:count("access*[ti]")'),
  topic("library", "thesaurus", "lib:thesaurus(path)", nil,
    "loads NLM's subject headings (desc2024.xml, d2024.bin or mtrees2024.bin), so that searches can explode them",
    'lib:thesaurus("desc2024.xml")'),
  topic("library", "heading", "lib:heading(name)", nil,
    "a subject heading of the thesaurus: its places in the tree, narrower headings, entry terms, qualifiers",
    'lib:heading("primary health care")'),
  topic("library", "all", "lib:all()", "set", "the set of all records", "lib:all()"),
  topic("library", "works", "lib:works()", "set", "one record for each work", "lib:works()"),
  topic("library", "get", "lib:get(id)", "record", "one record by its number", "lib:get(1)"),
  topic("library", "sources", "lib:sources()", "table", "what was loaded, from where, when", "lib:sources()"),
  topic("library", "rejected", "lib:rejected()", "table", "what was rejected, why, and its bytes", "lib:rejected()"),
  topic("library", "export_rejected", "lib:export_rejected(path)", nil, "writes the bytes of rejected records",
    'lib:export_rejected("rejected.txt")'),
  topic("library", "sql", "lib:sql(text, ...)", nil, "rows of a read-only statement",
    'for row in lib:sql("select year, count(*) n from record group by year") do print(row.year, row.n) end'),
  topic("library", "spans", "lib:spans(record, query)", nil, "where a query's words stand in a record",
    'lib:spans(lib:get(1), "access*[tiab]")'),
  topic("library", "strategy", "lib:strategy(text, options)", "strategy",
    "runs a pasted strategy line by line; options: syntax, explode, unsupported",
    'st = lib:strategy("asthma*[ti]\\ncare[ti]\\n#1 AND #2")'),
  topic("library", "explain", "lib:explain(record, query, options)", nil,
    "why a record is found or missed: the query's parts, whether it has them, and where",
    'lib:explain(lib:get(1), "access*[tiab] AND trust[tiab]")'),
  topic("library", "vocabulary", "lib:vocabulary(field, prefix)", nil,
    "the index's words of a field that begin so, with their records", 'show(lib:vocabulary("title", "acc"))'),
  topic("library", "deduplicate", "lib:deduplicate(options)", nil,
    "makes one work of the records that report one paper; looks at new records only", "lib:deduplicate()"),
  topic("library", "why", "lib:why(a, b)", nil, "why two records are, or are not, of one work", "lib:why(1, 2)"),
  topic("library", "same", "lib:same(a, b, options)", nil,
    "says that two records are of one work; options: by, why", 'lib:same(1, 2, { by = "Ada" })'),
  topic("library", "distinct", "lib:distinct(a, b, options)", nil,
    "says that two records are of two works; options: by, why", 'lib:distinct(1, 2, { by = "Ada" })'),
  topic("library", "work", "lib:work(record)", nil, "the record merged of all that report its work", "lib:work(1)"),
  topic("library", "undo", "lib:undo(row, options)", nil,
    "takes back a row of lib:ledger(): a merge, decision, code, attribute or memo; options: last, by, why",
    "lib:undo(1)"),
  topic("library", "decide", "lib:decide(record or set, options)", nil,
    "a reviewer's verdict, kept for good; options: stage, verdict (include, exclude, maybe), reason, by, at, resolves",
    'lib:decide(1, { stage = "title-abstract", verdict = "include", by = "Ada" })'),
  topic("library", "decisions", "lib:decisions(stage)", "table", "what stands for each work, and who said what",
    'lib:decisions("title-abstract")'),
  topic("library", "decided", "lib:decided(stage, verdict)", "set", "the works for which a verdict stands",
    'lib:decided("title-abstract", "include")'),
  topic("library", "conflicts", "lib:conflicts(stage)", "table",
    "what reviewers disagree about and nobody has resolved", "lib:conflicts()"),
  topic("library", "code", "lib:code(record, options)", nil,
    "gives a passage a code; options: code, field, first, last, memo, by, at",
    'lib:code(1, { code = "setting", field = "title", first = 1, last = 3 })'),
  topic("library", "codes", "lib:codes()", "table", "the codes and their passages", "lib:codes()"),
  topic("library", "attribute", "lib:attribute(record or set, name, value, options)", nil,
    "says what a record is as a case, kept for good; the latest counts; options: by, at, why",
    'lib:attribute(1, "country", "England")'),
  topic("library", "attributes", "lib:attributes()", "table", "the attributes of all records", "lib:attributes()"),
  topic("library", "memo", "lib:memo(record, text, options)", nil,
    "notes something about a record, a code (options.code) or a passage (options.row); options: by, at",
    'lib:memo(1, "only nurses were asked")'),
  topic("library", "memos", "lib:memos()", "table", "the memos and what they are about", "lib:memos()"),
  topic("library", "import_project", "lib:import_project(path)", nil,
    "takes in a REFI-QDA project (.qdpx) of NVivo, MAXQDA, ATLAS.ti, QualCoder: codes, memos, cases",
    'lib:import_project("study.qdpx")'),
  topic("library", "copy_to", "lib:copy_to(other, options)", nil,
    "everything into another library, from file to server or back; again: what is new; options: progress",
    'lib:copy_to "copy.sheaf"'),
  topic("library", "ledger", "lib:ledger()", "table", "all that was decided, merged and coded, in order",
    "lib:ledger()"),
  topic("library", "set", "lib:set(ids)", "set", "the set of these records", "lib:set { 3, 1, 2 }"),
  topic("library", "check", "lib:check()", nil, "true, or nil and what is damaged", "lib:check()"),
  topic("library", "close", "lib:close()", nil, "closes the library", "lib:close()"),

  topic("query", "print", "query:print(syntax, lib)", nil, "as text of any platform, and what that cannot say",
    'sheaf.query.parse("access*[tiab]"):print("ovid")'),
  topic("query", "lint", "query:lint(lib)", nil, "what a colleague would remark; with a library also what it tells",
    'sheaf.query.parse("access*[tiab]"):lint(lib)'),
  topic("query", "tree", "query:tree()", nil, "the query's parts as nested tables",
    'sheaf.query.parse("access*[tiab]"):tree().kind'),
  topic("query", "notes", "query:notes()", nil, "what was read otherwise than it may have been meant",
    'show(sheaf.query.parse("access and trust"):notes())'),

  topic("strategy", "known", "strategy:known(set)", "table",
    "which known studies it finds, and for a missed one the line, why, and what would find it",
    'st:known(lib:search("2015[dp]"))'),
  topic("strategy", "lint", "strategy:lint()", nil, "what a colleague would remark, line by line", "st:lint()"),
  topic("strategy", "translate", "strategy:translate(syntax)", nil,
    "the strategy for another platform, and what that cannot say", 'st:translate("ovid")'),
  topic("strategy", "table", "strategy:table()", "table", "a row a line: search, count", "st:table()"),

  topic("set", "where", "set:where(f)", "set", "the records for which f says true",
    "lib:all():where(function(r) return r.year and r.year > 2015 end)"),
  topic("set", "sort", "set:sort(key, direction)", "set", "sorted by a field or a function",
    'lib:all():sort("year", "desc")'),
  topic("set", "head", "set:head(n)", "set", "the first n", "lib:all():head(5)"),
  topic("set", "sample", "set:sample(n, seed)", "set", "n at random, the same for the same seed",
    "lib:all():sample(20, 1)"),
  topic("set", "facet", "set:facet(field, n)", "table", "the most frequent values of a field",
    'lib:all():facet("journal", 10)'),
  topic("set", "each", "set:each()", nil, "iterates over the records",
    "for r in lib:all():each() do print(r.title) end"),
  topic("set", "ids", "set:ids()", nil, "the numbers of the records", "lib:all():ids()"),
  topic("set", "analyze", "set:analyze(name, options)", "table", "runs an analysis on the set",
    'lib:all():analyze("trends")'),

  topic("set", "export", "set:export(path, { format = })", nil,
    "writes the records: ris, nbib, bibtex, csl-json, endnote-xml, csv, jsonl; without a path gives the text",
    'lib:all():export("all.ris")'),
  topic("set", "references", "set:references(style, { format =, path = })", nil,
    "the reference list: vancouver or apa; format: text, markdown, html, word",
    'lib:all():references("apa", { format = "html" })'),

  topic("set", "export_project", "set:export_project(path, options)", nil,
    "writes a REFI-QDA project (.qdpx) with codes, memos and attributes; options: codebook, codes, by, where, title",
    'lib:all():export_project("study.qdpx", { codebook = "access" })'),

  topic("record", "raw", "record:raw()", nil, "its own bytes as loaded, where lib:load was told raw = true",
    "lib:get(1):raw()"),
  topic("record", "entries", "record:entries()", nil, "all that was kept, in the order of the input",
    "show(lib:get(1):entries())"),
  topic("record", "links", "record:links()", nil, "its preprints, versions, errata and parts",
    "show(lib:get(1):links())"),
  topic("record", "decisions", "record:decisions()", nil, "what was decided about its work, in order",
    "show(lib:get(1):decisions())"),
  topic("record", "attributes", "record:attributes()", nil, "what it is as a case, by name",
    "show(lib:get(1):attributes())"),
  topic("record", "citation", "record:citation()", nil, "a short citation", "lib:get(1):citation()"),
  topic("record", "reference", "record:reference(style, { format = })", nil, "its reference: vancouver or apa",
    'lib:get(1):reference("apa")'),

  topic("table", "markdown", "t:markdown(path, { columns =, quotes = })", nil,
    "as Markdown; without a path the text", 't:markdown("trends.md")'),
  topic("table", "word", "t:word(path, { columns =, quotes = })", nil, "as a page that Word opens",
    't:word("trends.doc")'),
  topic("codebook", "find", "book:find(name)", nil, "a code by its name: note, terms, sub-codes",
    'show(sheaf.codebook.access:find("hours"))'),
  topic("codebook", "export", "book:export(path)", nil, "writes it as REFI-QDA (.qdc); without a path gives the text",
    'sheaf.codebook.access:export("access.qdc")'),

  topic("table", "csv", "t:csv(path)", nil, "as CSV; without a path the text", 't:csv("trends.csv")'),
  topic("table", "json", "t:json(path)", nil, "as JSON; without a path the text", 't:json("trends.json")'),
  topic("table", "html", "t:html()", nil, "as an HTML fragment", "t:html()"),
  topic("table", "chart", "t:chart(options)", nil, "as a picture: SVG text", "t:chart()"),
  topic("table", "evidence", "t:evidence(row, column)", nil, "the phrase a cell was read from",
    't:evidence(1, "n")'),
  topic("table", "confidence", "t:confidence(row, column)", nil,
    "how sure a cell of characteristics is, from 0 to 1", 't:confidence(1, "n")'),
  topic("table", "print", "t:print { rows = n }", nil, "prints as many rows as wanted", "t:print { rows = 100 }"),
}

M.classes = {
  library = "a library: one file with records, where they came from, and an index of every word",
  set = "a set of records in order; it never changes. #set counts, set[1] is a record, and & | - combine two sets",
  query = "a search that was read: it prints itself in any platform's syntax",
  strategy = "a pasted search, line by line: st.lines[1].count, st.set",
  record = "a record, read-only. Its fields are reached by name: record.title, record.authors[1].family",
  codebook = "a codebook: codes with terms, sub-codes and notes, for set:analyze(\"framework\", { codebook = book })",
  table = "a table: t[1] is a row, t[1].name a cell, #t counts the rows, t.columns names the columns",
}

--- Class of a value: "library", "set", "record", "table", or nil for what is not of sheaf.
---@return string?
function M.class(value)
  local class = debug.getmetatable(value)
  local name = type(class) == "table" and rawget(class, "__name")
  name = type(name) == "string" and name:lower():match("(%a+)$")
  return M.classes[name] and name or nil
end

--- Topics of a class, of "sheaf" or of "global", in order.
---@return sheaf.help.topic[]
function M.of(class)
  local list = {}
  for _, one in ipairs(M.topics) do
    if one.of == class then list[#list + 1] = one end
  end
  return list
end

local function describe(one)
  return ("%s\n  %s.\n  > %s"):format(one.signature, one.text, one.example)
end

local function list_topics(heading, topics)
  local lines = { heading }
  for _, one in ipairs(topics) do lines[#lines + 1] = ("  %-34s %s"):format(one.signature, one.text) end
  return table.concat(lines, "\n")
end

local function overview()
  return table.concat({
    list_topics("Here:", M.of "global"),
    list_topics("A library, lib:", M.of "library"),
    list_topics("A set, as lib:all() and lib:search() give it:", M.of "set"),
    list_topics("A table, as an analysis gives it:", M.of "table"),
    list_topics("The module:", M.of "sheaf"),
    'More: help(lib), help("search"), help(lib.search), help("record").',
  }, "\n")
end

local function class_text(class)
  local text = list_topics(M.classes[class] .. ".", M.of(class))
  if class == "record" then
    local fields = table.concat(require("sheaf.card").fields, " ")
    text = text .. "\n  fields: " .. fields:gsub("(" .. ("."):rep(90) .. "%S*) ", "%1\n    ")
  end
  local first = M.of(class)[1]
  return ("%s\n  > %s"):format(text, first.example)
end

local function topics_named(name)
  local found = {}
  local method = name:match("([%w_]+)%s*%(?%)?$")
  for _, one in ipairs(M.topics) do
    if one.name == method then found[#found + 1] = describe(one) end
  end
  return #found > 0 and table.concat(found, "\n") or nil
end

local function analysis_named(name)
  local analyses = require "sheaf.analysis"
  for _, known in ipairs(analyses.names()) do
    if known == name then
      local text, options = table.unpack(analyses_known[name] or { "an analysis" })
      return ('set:analyze("%s", options)\n  %s; it returns a table.\n  > lib:all():analyze("%s"%s)')
        :format(name, text, name, options and ", " .. options or "")
    end
  end
end

--- The topic of a function: the one whose class, or module, has that very function under its name.
local function topic_of_function(run, samples)
  for _, one in ipairs(M.topics) do
    local sample = samples[one.of]
    local ok, found = pcall(function() return sample ~= nil and sample[one.name] end)
    if ok and rawequal(found, run) then return one end
  end
end

--- Help on anything.
---@param value any            an object, a function, a name, or nil for an overview
---@param samples? table<string, any> an object of each class, to know methods by
---@return string
function M.text(value, samples)
  if value == nil then return overview() end
  local class = M.class(value)
  if class then return class_text(class) end
  if type(value) == "string" then
    local name = value:gsub("%s+$", "")
    return M.classes[name] and class_text(name) or topics_named(name) or analysis_named(name)
      or ("nothing is known about '%s'; help() lists what there is"):format(name)
  end
  local one = type(value) == "function" and topic_of_function(value, samples or {})
  if one then return describe(one) end
  if type(value) == "table" and samples and value == samples.sheaf then
    return list_topics("the module sheaf.", M.of "sheaf")
  end
  return ("a %s of Lua; help() lists what sheaf has"):format(type(value))
end

return M
