---@meta sheaf
--- Annotations of what the C core gives, for the Lua language server. Never loaded by sheaf.

error("sheaf.meta is for the language server: require 'sheaf' instead", 0)

---@class sheaf.library
---@operator len: integer
local library = {}

--- Closes the library at once, whatever of it is still about: what is used later raises "the library is closed". Harmless
--- to repeat.
function library:close() end

---@return boolean
function library:closed() end

---@return boolean
function library:readonly() end

---@param id integer
---@return sheaf.record? record  nil where there is no such record
function library:get(id) end

---@return sheaf.set
function library:all() end

--- One record for each work (a work is the cluster of records that report one paper).
---@return sheaf.set
function library:works() end

--- The set of these records, in this order; an id that is repeated counts once.
---@param ids integer[]
---@return sheaf.set
function library:set(ids) end

--- SQLite's own check, every segment of the index, every record's text and own bytes against their sums, and records,
--- sources and index against each other; on PostgreSQL the counts of every shard, and loads that were broken off: true, or nil, what is
--- damaged, and a code.
---@return true? ok, string? message, string? code
function library:check() end

--- Copies everything into another library: one that is empty, or that an earlier copy of this one made. Record ids and
--- the ledger's row numbers stay; a copy that broke goes on.
---@param other sheaf.library|string  a library, a path or a URL
---@param options? { progress?: fun(state: { file: string, bytes: integer, total: integer, records: integer }) }
---@return { records: integer, copied: integer, sources: integer, ledger: integer, resumed: boolean }? report
---@return string? message
---@return string? code  "other-content" where other holds something else, "busy", ...
function library:copy_to(other, options) end

--- Rows of a statement that only reads, values bound. A row is reached by position and by column name. The iterator raises
--- when reading fails.
---@param text string
---@param ... nil|boolean|number|string
---@return (fun(): table?)? rows, string? message, string? code
function library:sql(text, ...) end

---@param input string|string[]|{ text: string, name?: string }
---@param options? sheaf.load_options
---@return sheaf.load_report? report, string? message, string? code
function library:load(input, options) end

---@param query string|sheaf.query
---@param options? sheaf.search_options
---@return sheaf.set? set, string? message, string? code
function library:search(query, options) end

--- How many records match, without listing them.
---@param query string|sheaf.query
---@param options? sheaf.search_options
---@return integer? count, string? message, string? code
function library:count(query, options) end

--- Why a record is found or missed: the parts of the query, whether the record has them, and where. It prints as a tree.
---@param record sheaf.record|integer  or its number; one that there is not gives nil, message, "range"
---@param query string|sheaf.query
---@param options? { syntax?: string, explode?: string, unsupported?: string, today?: string }
---@return sheaf.explanation? tree, string? message, string? code
function library:explain(record, query, options) end

--- Reads a pasted strategy, numbered or one line a set, and runs every line.
---@param text string
---@param options? { syntax?: string, explode?: string, unsupported?: string, today?: string, strict?: boolean, progress?: function }
---@return sheaf.strategy? strategy, string? message, string? code
function library:strategy(text, options) end

--- The words of a field in the index that begin so, folded, in byte order, and how many there are in all.
---@param field string
---@param prefix? string
---@param most? integer  10,000 when nil
---@return { word: string, documents: integer }[]? words, integer|string count, string? code
function library:vocabulary(field, prefix, most) end

--- Loads NLM's subject headings (MeSH) in place of a thesaurus that is there: descriptors as XML or ASCII, or the trees.
---@param input string|{ text: string, name?: string }
---@param options? { year?: integer, encoding?: string }
---@return sheaf.thesaurus_report? report, string? message, string? code
function library:thesaurus(input, options) end

--- A subject heading of the thesaurus, by its name or an entry term. It prints as a tree.
---@param name string
---@return sheaf.heading? heading, string? message, string? code
function library:heading(name) end

---@param record sheaf.record
---@param query string|sheaf.query
---@param options? { syntax?: string, today?: string }
---@return sheaf.span[]? spans, string? message, string? code
function library:spans(record, query, options) end

---@return sheaf.table
function library:sources() end

--- What was rejected, one row a record.
---@return sheaf.table
function library:rejected() end

--- Writes the bytes of rejected records; without a path hands them back.
---@param path? string
---@return string|true|nil result, string? message, string? code
function library:export_rejected(path) end

---@class sheaf.load_options
---@field format? string      a name of sheaf.formats(); found by content when nil
---@field encoding? string    an iconv name; found by content when nil
---@field label? string       your name for the source
---@field database? string    what was searched
---@field platform? string    where it was searched
---@field searched? string    date of the search, ISO 8601
---@field again? boolean      load bytes that are loaded already
---@field columns? table<string, string>  headers of CSV, TSV and XLSX tables that sheaf does not know: { ["My header"] = "title" }
---@field raw? boolean        keep each record's own bytes (record:raw())
---@field decisions? boolean  false: decisions and codes that records bring along stay extra data and count for nothing
---@field progress? fun(state: { file: string, bytes: integer, total: integer, records: integer })

---@class sheaf.load_report
---@field seen integer        records begun; seen == loaded + rejected
---@field loaded integer
---@field rejected integer
---@field files { path: string, format: string?, dialect: string?, encoding: string?, sha256: string?, source: integer?, seen: integer, loaded: integer, rejected: integer, already: integer?, resumed: boolean?, decisions: integer?, left_aside: integer? }[]
---@field problems { file: string, line: integer, byte: integer, record: integer?, severity: "error"|"warning", code: string, message: string }[]

---@class sheaf.search_options
---@field syntax? string                    "pubmed" (when nil), "ovid", "embase", "ebsco", "cochrane", "wos", "scopus", "proquest"
---@field sort? "relevance"|"year"|"id"     relevance when nil; year: latest first
---@field limit? integer                    at most so many records
---@field explode? "error"|"ignore"         headings to explode that no thesaurus has: an error, or the heading alone
---@field unsupported? "error"|"ignore"     what records cannot tell: an error, or left out of the AND, OR or NOT it is in
---@field strict? boolean                   operators mixed without parentheses are an error
---@field today? string                     ISO date for "last 5 years"; the present day when nil

---@class sheaf.span
---@field kind string         kind of the query's part: term, phrase, near, heading, ...
---@field query string        that part as typed
---@field node integer        its number in the tree
---@field field string        field of the record
---@field instance integer    1-based item of that field
---@field first integer       first byte, 1-based
---@field last integer        last byte, inclusive
---@field text string?        the words, where the field is text

---@class sheaf.record
---@field id integer
---@field source integer            number of its source
---@field work integer              number of its work
---@field type string?              CSL type: article-journal, book, chapter, thesis, report, webpage
---@field label string?             its key in the file
---@field title string?
---@field abstract string?          sections joined, "LABEL: text"
---@field year integer?
---@field date string?              ISO 8601, as precise as the source
---@field journal string?
---@field journal_abbreviation string?
---@field volume string?
---@field issue string?
---@field pages string?            as given
---@field pages_expanded string?   the last page in full: "537-543" where pages is "537-43"
---@field publisher string?
---@field place string?
---@field edition string?
---@field language string?          ISO 639-2 as MEDLINE writes it: eng
---@field doi string?               lower case, without resolver
---@field pmid string?
---@field pmcid string?
---@field isbn string?
---@field issn string[]
---@field urls string[]
---@field keywords string[]
---@field publication_types string[]
---@field notes string[]
---@field authors sheaf.author[]
---@field authors_complete boolean  false where the source cut the list
---@field headings { name: string, major: boolean, qualifiers: { name: string, major: boolean }[], vocabulary: string? }[]
---@field sections { label: string?, category: string, also: string[]?, text: string, first: integer, last: integer }[]
---@field comments { author: string?, date: string?, text: string }[]
---@field extra table<string, string[]>  what has no field of its own, by its tag
local record = {}

---@class sheaf.author
---@field family string?           with its particle
---@field particle string?         "van der" of "van der Berg"
---@field given string?
---@field initials string?
---@field suffix string?
---@field literal string?           a group, or a name that could not be taken apart
---@field orcid string?
---@field affiliations string[]

--- All that was kept, in the order of the input; parts of values are joined with "\x1f".
---@return { field: string, value: string, note: string? }[]
function record:entries() end

--- Its own bytes as loaded, where the library keeps them.
---@return string?
function record:raw() end

--- The record's reference, formatted.
---@param style? "vancouver"|"apa"  vancouver when nil
---@param options? { format?: "text"|"markdown"|"html" }
---@return string
function record:reference(style, options) end

---@return sheaf.library
function record:library() end

---@class sheaf.set
---@operator len: integer
---@operator band(sheaf.set): sheaf.set  in both, in the first one's order
---@operator bor(sheaf.set): sheaf.set   in either
---@operator sub(sheaf.set): sheaf.set   in the first alone
---@field [integer] sheaf.record
local set = {}

---@return integer[]
function set:ids() end

--- Goes through the records in the set's order; with names of columns through those alone, many times as fast:
--- `for id, title, year in set:each("title", "year") do`. Columns: source work type year title journal volume issue pages
--- doi pmid language, at most 12; year, source and work are integers, absent ones nil.
---@param ... string  columns
---@return fun(): sheaf.record|integer|nil, ...
function set:each(...) end

---@return sheaf.library
function set:library() end

--- Writes the records; without a path hands the text back. The format comes from the options, else from the path's
--- ending. The second result lists what the format could not carry.
---@param path? string
---@param options? { format?: string, bom?: boolean, progress?: fun(state: { records: integer, total: integer }) }
---@return string|true|nil result, { field: string, records: integer }[]|string losses_or_message, string? code
function set:export(path, options) end

--- The reference list: numbered in the set's order (vancouver), alphabetical with letters for same authors and year (apa).
--- Without a path hands the text back. word: a page that Word opens as a document.
---@param style? "vancouver"|"apa"
---@param options? { format?: "text"|"markdown"|"html"|"word", path?: string }
---@return string|true|nil result, string? message, string? code
function set:references(style, options) end

---@param record integer|sheaf.record
---@return boolean
function set:contains(record) end

---@param first integer  1-based
---@param last integer   inclusive
---@return sheaf.set
function set:slice(first, last) end

---@class sheaf.query
local query = {}

---@class sheaf.loss
---@field node { kind: string, number: integer, text: string, first: integer, last: integer }  what cannot be said
---@field direction "broader"|"narrower"|"different"
---@field reason string
---@field line? string    of a strategy: the line's id

--- The query as text, and what that text cannot say as it is; the default is the syntax that it came in. With a library,
--- wildcards that the syntax lacks are spelled out with the library's words.
---@param syntax? string
---@param lib? sheaf.library
---@return string? text, sheaf.loss[]|string losses, string? code
function query:print(syntax, lib) end

--- What a colleague who peer-reviews the search would remark; with a library also what its records tell.
---@param lib? sheaf.library
---@param options? { explode?: string, unsupported?: string }
---@return sheaf.diagnostic[]
function query:lint(lib, options) end

--- What the parser noticed: smart quotes mended, operators in lower case, truncation that was too short.
---@return { code: string, severity: "info"|"warning", message: string, first: integer, last: integer }[]
function query:notes() end

--- The tree as nested tables: kind, text, fields, children and what else the kind has.
---@return table
function query:tree() end

---@return string
function query:text() end

---@return string
function query:syntax() end

---@class sheaf.reader
---@field name string
---@field title? string
---@field extensions? string[]
---@field detect fun(head: string, page: sheaf.source?): (integer|boolean|nil), string?
---@field read fun(source: sheaf.source, emit: fun(record: table, line?: integer))  record: its fields, or entries as record:entries() gives them

---@class sheaf.writer
---@field name string
---@field title string
---@field extension string
---@field header? string         before the first record
---@field separator? string      between two records
---@field footer? string         after the last
---@field lossless? boolean      it writes every entry
---@field plain? boolean         nothing is carried in notes
---@field fields? table<string, boolean>  what it writes, where nothing is carried
---@field record fun(view: table, carried: string[], state: table): string

---@class sheaf.source
---@field name string
---@field text string                               the whole input as UTF-8; of a page, what a person sees
---@field html string?                              the markup of a saved page
---@field title string?                             its <title>
---@field meta { name: string, content: string }[]
---@field links { href: string, text: string }[]
---@field jsonld string[]
---@field problem fun(self: sheaf.source, problem: { line?: integer, code: string, severity: "warning"|"error", message: string })
