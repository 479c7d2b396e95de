--- The command line of `sheaf`: what each command takes, with its help and examples.

local argparse = require "argparse"

local M = {}

local SYNTAXES = { "pubmed", "ovid", "embase", "ebsco", "cochrane", "wos", "scopus", "proquest" }

local function whole(text)
  local n = math.tointeger(tonumber(text))
  if n and n >= 0 then return n end
  return nil, ("'%s' is not a whole number"):format(text)
end

local function add_load(parser)
  local command = parser:command("load", "Load files of records into a library, which is made if it is not there.")
  command:summary "load files of records into a library"
  command:argument("library", "the library: a file, or postgresql://... of a server"):argname "LIBRARY"
  command:argument("files", "exports or saved pages; .gz is read as it is"):argname("FILE"):args "+"
  command:option("--format", "format of the files, when detection is wrong (see: sheaf formats)")
    :argname("NAME"):target "input_format"
  command:option("--encoding", "character encoding, when detection is wrong"):argname "NAME"
  command:option("--label", "a label for what is loaded"):argname "TEXT"
  command:option("--database", "database that was searched"):argname "NAME"
  command:option("--platform", "platform it was searched on"):argname "NAME"
  command:option("--searched", "date of the search"):argname "YYYY-MM-DD"
  command:option("--via", "how the records were found: database unless told"):argname("WAY")
    :choices(require("sheaf.load").VIA)
  command:option("--strategy", "file that holds the search as it was run"):argname "FILE"
  command:option("--limits", "limits of the search, such as years or languages"):argname "TEXT"
  command:flag("--again", "load files once more that were loaded before")
  command:flag("--no-decisions", "leave decisions that records bring along aside, in their extra data")
  command:epilog [[
Problems are listed on standard error as file:line: message. The exit code is 0 when a record was loaded or all was
loaded before, 1 when nothing could be loaded.

Examples:
  sheaf load reviews.sheaf export.nbib
  sheaf load reviews.sheaf ovid.txt --database MEDLINE --platform Ovid --searched 2024-05-01]]
end

local function add_search(parser)
  local command = parser:command("search", "Find the records that a search strategy finds.")
  command:summary "find records"
  command:argument("library", "the library"):argname "LIBRARY"
  command:argument("query", "the search"):argname "QUERY"
  command:option("--syntax", "syntax of the search"):argname("NAME"):choices(SYNTAXES):default "pubmed"
  command:option("--sort", "order of the records"):argname("KEY"):choices { "relevance", "year", "id" }
  command:option("--limit", "how many to show: 20 as text unless told, otherwise all"):argname("N"):convert(whole)
  command:option("--format", "how to write them"):argname("NAME"):choices { "text", "csv", "json" }:default "text"
    :target "output_format"
  command:epilog [[
Examples:
  sheaf search reviews.sheaf 'access*[ti] AND "primary care"[tiab]'
  sheaf search reviews.sheaf 'qualitative[tiab] AND 2015:2020[dp]' --sort year --format csv]]
end

local function add_show(parser)
  local command = parser:command("show", "Show what is in a library: its sources, an analysis, or one record.")
  command:summary "show sources, an analysis or a record"
  command:argument("library", "the library"):argname "LIBRARY"
  command:argument("analysis", "characteristics, concordance, trends, sources, authors, keywords, sections, or yours")
    :argname("ANALYSIS"):args "?"
  command:option("--query", "only the records that this search finds"):argname "QUERY"
  command:option("--syntax", "syntax of the search"):argname("NAME"):choices(SYNTAXES):default "pubmed"
  command:option("--with", "an option of the analysis, any number of times"):argname("NAME=VALUE"):count "*"
  command:option("--record", "show this record with all its fields"):argname("ID"):convert(whole)
  command:option("--rows", "rows to print"):argname("N"):convert(whole)
  command:option("--csv", "write the table as CSV; - is standard output"):argname "FILE"
  command:option("--json", "write the table as JSON"):argname "FILE"
  command:option("--svg", "write the table's chart as SVG"):argname "FILE"
  command:epilog [[
Examples:
  sheaf show reviews.sheaf
  sheaf show reviews.sheaf --record 3
  sheaf show reviews.sheaf trends --svg trends.svg
  sheaf show reviews.sheaf concordance --with 'query=access*' --with sort=left
  sheaf show reviews.sheaf framework --with codebook=access --csv matrix.csv]]
end

local function add_check_import(parser)
  local command = parser:command("check-import", "Read files and print a certificate of what they hold, without a "
    .. "library: records seen, loaded and rejected, every problem with its place, and where everything went.")
  command:summary "say what files hold, without a library"
  command:argument("files", "exports or saved pages; .gz is read as it is"):argname("FILE"):args "+"
  command:option("--format", "format of the files, when detection is wrong (see: sheaf formats)")
    :argname("NAME"):target "input_format"
  command:option("--encoding", "character encoding, when detection is wrong"):argname "NAME"
  command:option("--rejected", "write the bytes of rejected records here"):argname "FILE"
  command:epilog [[
The exit code is 0 when nothing was rejected, 1 otherwise.

Example:
  sheaf check-import export.ris]]
end

local function add_export(parser)
  local command = parser:command("export", "Write records in a format that other programs read.")
  command:summary "write records for other programs"
  command:argument("library", "the library"):argname "LIBRARY"
  command:argument("out", "the file to write; its ending tells the format; - is standard output"):argname "OUT"
  command:option("--format", "ris, nbib, bibtex, csl-json, endnote-xml, csv or jsonl"):argname("NAME")
    :target "output_format"
  command:option("--query", "only the records that this search finds"):argname "QUERY"
  command:option("--syntax", "syntax of the search"):argname("NAME"):choices(SYNTAXES):default "pubmed"
  command:flag("--bom", "begin with a byte order mark, for spreadsheets")
  command:epilog [[
What the format could not carry is listed on standard error.

Examples:
  sheaf export reviews.sheaf all.ris
  sheaf export reviews.sheaf recent.csv --bom --query '2015:2020[dp]']]
end

local function add_strategy(parser)
  local command = parser:command("strategy", "Run a strategy as it was published: every line with its count; what a "
    .. "colleague would remark; which known studies it finds.")
  command:summary "run a strategy line by line"
  command:argument("library", "the library"):argname "LIBRARY"
  command:argument("strategy", "a text file with the strategy; - is standard input"):argname "STRATEGY.txt"
  command:option("--syntax", "syntax of the strategy"):argname("NAME"):choices(SYNTAXES):default "pubmed"
  command:option("--explode", "ignore: search exploded headings alone where there is no thesaurus")
    :argname("HOW"):choices { "error", "ignore" }
  command:option("--unsupported", "ignore: leave out what records cannot tell"):argname("HOW")
    :choices { "error", "ignore" }
  command:flag("--lint", "list remarks on every line")
  command:option("--known", "a search in PubMed's syntax for the studies that it must find"):argname "QUERY"
  command:option("--csv", "write the table as CSV; - is standard output"):argname "FILE"
  command:epilog [[
Examples:
  sheaf strategy reviews.sheaf medline.txt --syntax ovid
  sheaf strategy reviews.sheaf medline.txt --syntax ovid --known '1234567[pmid] OR 2345678[pmid]']]
end

local function add_translate(parser)
  local command = parser:command("translate", "Write a strategy in another platform's syntax; what that cannot say is "
    .. "listed on standard error.")
  command:summary "write a strategy for another platform"
  command:argument("strategy", "a text file with the strategy; - is standard input"):argname "STRATEGY.txt"
  command:option("--from", "its syntax"):argname("NAME"):choices(SYNTAXES):default("pubmed"):target "syntax"
  command:option("--to", "the syntax to write"):argname("NAME"):choices(SYNTAXES):count(1):target "target"
  command:option("--library", "a library whose words spell out the wildcards that the other platform lacks")
    :argname "LIBRARY"
  command:epilog [[
Example:
  sheaf translate medline.txt --from ovid --to scopus]]
end

local function add_thesaurus(parser)
  local command = parser:command("thesaurus", "Load NLM's subject headings into a library, so that searches can "
    .. "explode them.")
  command:summary "load subject headings"
  command:argument("library", "the library"):argname "LIBRARY"
  command:argument("file", "desc2024.xml, d2024.bin or mtrees2024.bin; .gz is read as it is"):argname "FILE"
  command:epilog [[
Example:
  sheaf thesaurus reviews.sheaf desc2024.xml]]
end

local function add_projects(parser)
  local import = parser:command("import-project", "Take a REFI-QDA project (.qdpx) of NVivo, MAXQDA, ATLAS.ti, "
    .. "QualCoder or another program into a library: codes, memos, cases. Sources that are records of the library give "
    .. "these their codes; others become records.")
  import:summary "take in codes of another program"
  import:argument("library", "the library"):argname "LIBRARY"
  import:argument("file", "the project"):argname "PROJECT.qdpx"
  import:epilog [[
Example:
  sheaf import-project reviews.sheaf study.qdpx]]
  local export = parser:command("export-project", "Write records with their codes, memos and attributes as a REFI-QDA "
    .. "project (.qdpx), which NVivo, MAXQDA, ATLAS.ti, QualCoder and others read.")
  export:summary "write codes for other programs"
  export:argument("library", "the library"):argname "LIBRARY"
  export:argument("out", "the file to write"):argname "PROJECT.qdpx"
  export:option("--codebook", "a codebook: access, implementation, or yours; its terms give codes too"):argname "NAME"
  export:option("--codes", "only codes by terms, or only those given by hand"):argname("HOW")
    :choices { "both", "terms", "hand" }
  export:option("--by", "of the codes given by hand only this coder's"):argname "NAME"
  export:option("--query", "only the records that this search finds"):argname "QUERY"
  export:option("--syntax", "syntax of the search"):argname("NAME"):choices(SYNTAXES):default "pubmed"
  export:epilog [[
Example:
  sheaf export-project reviews.sheaf study.qdpx --codebook access]]
end

local function add_report(parser)
  local command = parser:command("report", "Write one self-contained HTML page: study characteristics, trends, "
    .. "source titles, authors, keywords, records.")
  command:summary "write an HTML report"
  command:argument("library", "the library"):argname "LIBRARY"
  command:argument("out", "the page to write"):argname "OUT.html"
  command:option("--query", "only the records that this search finds"):argname "QUERY"
  command:option("--syntax", "syntax of the search"):argname("NAME"):choices(SYNTAXES):default "pubmed"
  command:option("--title", "title of the page"):argname "TEXT"
  command:option("--part", "an analysis to put in, in place of the usual ones; any number of times")
    :argname("ANALYSIS"):count "*"
  command:epilog [[
Example:
  sheaf report reviews.sheaf report.html --query 'access*[ti]' --title 'Access to primary care']]
end

local function add_screen(parser)
  local command = parser:command("screen", "Screen records in the terminal: title and abstract, one key a verdict.")
  command:summary "screen records, one key a verdict"
  command:argument("library", "the library"):argname "LIBRARY"
  command:option("--by", "the reviewer; the user's name on this computer unless told"):argname "NAME"
  command:option("--stage", "what is decided: title-abstract, full-text, or a name of your own"):argname("NAME")
    :default "title-abstract"
  command:option("--after", "show only what this stage let pass (of full-text: title-abstract)"):argname "STAGE"
  command:flag("--resolve", "only what reviewers disagree about: shows what they said, and settles it")
  command:option("--every", "verdicts after which what is left is ordered again, the likeliest first; 0: never")
    :argname("N"):convert(whole):default "10"
  command:option("--query", "only the records that this search finds; its words are marked"):argname "QUERY"
  command:option("--mark", "a search whose words are marked"):argname "QUERY"
  command:option("--syntax", "syntax of the searches"):argname("NAME"):choices(SYNTAXES):default "pubmed"
  command:option("--sort", "order of the records"):argname("KEY"):choices { "relevance", "year", "id" }:default "id"
  command:epilog [[
Keys: i include, e exclude, m maybe, u undo, n later, space further down, ? help, q quit. Every decision is kept at
once.

Examples:
  sheaf screen reviews.sheaf --by Ada --mark 'night*[tiab] OR "out of hours"[tiab]'
  sheaf screen reviews.sheaf --by Ada --stage full-text]]
end

local function build(version)
  local parser = argparse("sheaf", "Keep, search and analyse bibliographic records.")
  parser:command_target "command":require_command(true):add_help(false)
  parser:flag("-h --help", "show this help"):action(function() error({ help = parser:get_help() }, 0) end)
  parser:flag("--version", "show the version"):action(function() error({ help = version() }, 0) end)
  add_load(parser)
  add_search(parser)
  add_show(parser)
  add_export(parser)
  add_strategy(parser)
  add_translate(parser)
  add_thesaurus(parser)
  add_projects(parser)
  add_report(parser)
  add_screen(parser)
  add_check_import(parser)
  parser:command("formats", "List the formats that can be read and written."):summary "list the formats"
  for _, command in ipairs(parser._commands) do
    command:add_help(false)
    command:flag("-h --help", "show this help"):action(function() error({ help = command:get_help() }, 0) end)
  end
  parser:epilog [[
`sheaf COMMAND --help` tells more. Exit codes: 0 done, 1 failed, 2 wrong command line.

Example:
  sheaf load reviews.sheaf export.nbib && sheaf report reviews.sheaf report.html]]
  parser.error = function(at, message) error({ wrong = at:get_usage() .. "\n\nsheaf: " .. message }, 0) end
  return parser
end

local function version()
  local sheaf = require "sheaf"
  return ("sheaf %s (%s)"):format(tostring(sheaf._VERSION):gsub("^sheaf ", ""), _VERSION)
end

--- Reads a command line.
---@param given string[]
---@return table? args    options by name, `command` among them
---@return string? text   what to print where there is nothing to run: help, version, or what was wrong
---@return boolean? wrong true where the command line was wrong
function M.parse(given)
  local parser = build(version)
  local words = table.move(given, 1, #given, 1, {})
  local done, result = pcall(parser.parse, parser, words)
  if done then return result end
  if type(result) ~= "table" then error(result, 0) end
  return nil, result.help or result.wrong, result.wrong ~= nil
end

return M
