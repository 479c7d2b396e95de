-- The works are invented; their shapes are those of NLM's samples and of the examples in APA's manual. What another
-- processor (citeproc-py with the styles nlm-citation-sequence and apa) makes of the same was compared by hand: it
-- differs in dashes, in the space after "doi:", and where its release is at fault ("why?.", a title twice, "(eds.)").

local citation = require "sheaf.citation"
local json = require "cjson"
local sheaf = require "sheaf"

local function person(given, family, suffix) return { given = given, family = family, suffix = suffix } end
local function dated(...) return { ["date-parts"] = { { ... } } } end

local function many(n)
  local list = {}
  for i = 1, n do list[i] = person(string.char(64 + i) .. ".", "N" .. string.char(96 + i)) end
  return list
end

local function article(fields)
  local item = { type = "article-journal", ["container-title"] = "Open Care", title = "A title", issued = dated(2002) }
  for key, value in pairs(fields) do item[key] = value end
  return item
end

local function references(item, style)
  item.id = "x"
  local lib = assert(sheaf.open())
  assert(lib:load { text = json.encode { item }, name = "items.json" })
  return lib:get(1):reference(style)
end

local CASES = {
  { "an article", {
    type = "article-journal", title = "Evening clinics in small towns", ["container-title"] = "Journal of Open Doors",
    ["container-title-short"] = "J. Open Doors", volume = "47", issue = "4", page = "284-287", DOI = "10.5555/jod.47",
    author = { person("Ruth Anna", "Stein"), person("Ngozi", "Okafor"), person("Jan-Willem", "van der Meer") },
    issued = dated(2015, 7, 25) },
    "Stein RA, Okafor N, van der Meer JW. Evening clinics in small towns. J Open Doors. 2015;47(4):284-7. "
      .. "doi: 10.5555/jod.47.",
    "Stein, R. A., Okafor, N., & van der Meer, J.-W. (2015). Evening clinics in small towns. "
      .. "Journal of Open Doors, 47(4), 284–287. https://doi.org/10.5555/jod.47" },
  { "six authors", article { author = many(6), volume = "1", page = "1-2" },
    "Na A, Nb B, Nc C, Nd D, Ne E, Nf F. A title. Open Care. 2002;1:1-2.",
    "Na, A., Nb, B., Nc, C., Nd, D., Ne, E., & Nf, F. (2002). A title. Open Care, 1, 1–2." },
  { "more than six", article { author = many(7), volume = "1", page = "e487-e494" },
    "Na A, Nb B, Nc C, Nd D, Ne E, Nf F, et al. A title. Open Care. 2002;1:e487-94.",
    "Na, A., Nb, B., Nc, C., Nd, D., Ne, E., Nf, F., & Ng, G. (2002). A title. Open Care, 1, e487–e494." },
  { "a group", article { author = { { literal = "Doorway Study Group" } }, volume = "40", page = "126A-127A" },
    "Doorway Study Group. A title. Open Care. 2002;40:126A-127A.",
    "Doorway Study Group. (2002). A title. Open Care, 40, 126A–127A." },
  { "people and a group", article { title = "Who waits, and why?", volume = "169", issue = "6", page = "2257-2261",
    author = { person("J", "Moreau"), person("J. B.", "Ek"), { literal = "Waiting Room Group" } } },
    "Moreau J, Ek JB; Waiting Room Group. Who waits, and why? Open Care. 2002;169(6):2257-61.",
    "Moreau, J., Ek, J. B., & Waiting Room Group. (2002). Who waits, and why? Open Care, 169(6), 2257–2261." },
  { "no author", article { volume = "325", issue = "7357", page = "184" },
    "A title. Open Care. 2002;325(7357):184.", "A title. (2002). Open Care, 325(7357), 184." },
  { "a supplement", article { author = many(1), volume = "42", issue = "Suppl 2", page = "S93-S99" },
    "Na A. A title. Open Care. 2002;42 Suppl 2:S93-9.", "Na, A. (2002). A title. Open Care, 42(Suppl 2), S93–S99." },
  { "an issue without a volume", article { author = many(1), issue = "401", page = "230-238" },
    "Na A. A title. Open Care. 2002;(401):230-8.", "Na, A. (2002). A title. Open Care, (401), 230–238." },
  { "an article's number", article { author = { person("Martin L.", "King", "Jr"), person("L. C. D.", "Gil", "III") },
    volume = "9", issue = "5", page = "e028251" },
    "King ML Jr, Gil LC 3rd. A title. Open Care. 2002;9(5):e028251.",
    "King, M. L., Jr., & Gil, L. C. D., III. (2002). A title. Open Care, 9(5), Article e028251." },
  { "no date", { type = "article-journal", title = "Undated", author = many(1), ["container-title"] = "Open Care" },
    "Na A. Undated. Open Care. [date unknown].", "Na, A. (n.d.). Undated. Open Care." },
  { "a book", { type = "book", title = "The book of doors", author = many(2), issued = dated(2002), edition = "4",
    publisher = "Moor Press", ["publisher-place"] = "Leeds" },
    "Na A, Nb B. The book of doors. 4th ed. Leeds: Moor Press; 2002.",
    "Na, A., & Nb, B. (2002). The book of doors (4th ed.). Moor Press." },
  { "a book of editors", { type = "book", title = "Doors", editor = many(2), issued = dated(2002),
    publisher = "Moor Press", ["publisher-place"] = "Leeds" },
    "Na A, Nb B, editors. Doors. Leeds: Moor Press; 2002.", "Na, A., & Nb, B. (Eds.). (2002). Doors. Moor Press." },
  { "a chapter", { type = "chapter", title = "Hinges", author = many(1), editor = { person("Karl W.", "Kinz") },
    ["container-title"] = "The basis of doors", issued = dated(2002), publisher = "Moor Press", edition = "2nd ed.",
    ["publisher-place"] = "Leeds", page = "93-113" },
    "Na A. Hinges. In: Kinz KW, editor. The basis of doors. 2nd ed. Leeds: Moor Press; 2002. p. 93-113.",
    "Na, A. (2002). Hinges. In K. W. Kinz (Ed.), The basis of doors (2nd ed., pp. 93–113). Moor Press." },
  { "a paper of a conference", { type = "paper-conference", title = "Knocking", author = many(1), editor = many(2),
    ["container-title"] = "Proceedings of Doors 2002", issued = dated(2002), publisher = "Moor Press", page = "7" },
    "Na A. Knocking. In: Na A, Nb B, editors. Proceedings of Doors 2002. Moor Press; 2002. p. 7.",
    "Na, A. (2002). Knocking. In A. Na & B. Nb (Eds.), Proceedings of Doors 2002 (p. 7). Moor Press." },
  { "a thesis", { type = "thesis", genre = "PhD thesis", title = "Doors: a survey", author = many(1),
    issued = dated(2002), publisher = "University of the Fens", ["publisher-place"] = "Ely" },
    "Na A. Doors: a survey [dissertation]. Ely: University of the Fens; 2002.",
    "Na, A. (2002). Doors: a survey [Doctoral dissertation, University of the Fens]." },
  { "a report", { type = "report", title = "State of doors", author = { { literal = "Department of Doors" } },
    issued = dated(2010), publisher = "Department of Doors", number = "AF-12", URL = "https://doors.example/report" },
    "Department of Doors. State of doors [Internet]. Department of Doors; 2010. Report No.: AF-12. "
      .. "Available from: https://doors.example/report",
    "Department of Doors. (2010). State of doors (Report No. AF-12). https://doors.example/report" },
  { "a page", { type = "webpage", title = "Opening hours", author = many(1), ["container-title"] = "Doors Online",
    issued = dated(2020, 3, 5), accessed = dated(2021, 4, 6), URL = "https://doors.example/hours/" },
    "Na A. Opening hours [Internet]. Doors Online; 2020 Mar 5 [cited 2021 Apr 6]. "
      .. "Available from: https://doors.example/hours/.",
    "Na, A. (2020, March 5). Opening hours. Doors Online. https://doors.example/hours/" },
  { "a newspaper", { type = "article-newspaper", title = "Better doors", author = many(1), issued = dated(2002, 8, 12),
    ["container-title"] = "The Fenland Post", page = "A2" },
    "Na A. Better doors. The Fenland Post. 2002 Aug 12:A2.",
    "Na, A. (2002, August 12). Better doors. The Fenland Post, A2." },
}

describe("a reference", function()
  for _, case in ipairs(CASES) do
    it("of " .. case[1] .. " in Vancouver and APA style", function()
      assert.equal(case[3], references(case[2], "vancouver"))
      assert.equal(case[4], references(case[2], "apa"))
    end)
  end

  it("names twenty authors in APA style, and of more the first nineteen and the last", function()
    local twenty = references(article { author = many(20) }, "apa")
    assert.is_truthy(twenty:find("Ns, S., & Nt, T. (2002)", 1, true))
    local more = references(article { author = many(22) }, "apa")
    assert.is_truthy(more:find("Ns, S., . . . Nv, V. (2002)", 1, true))
  end)

  it("says that a source cut its authors", function()
    local lib = assert(sheaf.open())
    assert(lib:load { text = "TY  - JOUR\nAU  - Na, A.\nAU  - et al\nTI  - T\nJO  - J\nPY  - 2001\nER  -\n" })
    local record = lib:get(1)
    assert.is_false(record.authors_complete)
    assert.equal("Na A, et al. T. J. 2001.", record:reference())
    assert.equal("Na, A., et al. (2001). T. J.", record:reference "apa")
  end)

  it("has its italics and addresses, and nothing that a title could make act", function()
    local record = { type = "article-journal", journal = "Open Care", volume = "3", year = 2002,
      title = "A <b>bold</b> *claim* [link](javascript:x) \27[31m\u{202E}",
      authors = { { family = "Na", given = "A" } },
      doi = "10.5555/x<y" }
    local function references_of(format)
      return citation.reference(record, "apa", { format = format })
    end
    local html = references_of "html"
    assert.is_truthy(html:find("A &lt;b&gt;bold&lt;/b&gt; *claim*", 1, true))
    assert.is_truthy(html:find("<i>Open Care</i>, <i>3</i>", 1, true))
    assert.is_truthy(html:find('<a href="https://doi.org/10.5555/x%3Cy" rel="noopener noreferrer">', 1, true))
    local markdown = references_of "markdown"
    assert.is_truthy(markdown:find("A \\<b\\>bold\\</b\\> \\*claim\\* \\[link\\](javascript:x)", 1, true))
    assert.is_truthy(markdown:find("*Open Care*, *3*", 1, true))
    for _, text in ipairs { html, markdown, references_of "text" } do
      assert.is_nil(text:find("[\0-\8\11-\31]"))
      assert.is_nil(text:find("\u{202E}", 1, true))
    end
  end)

  it("bears a record that has nothing", function()
    local lib = assert(sheaf.open())
    assert(lib:load { text = '[{"id":"x","type":"document","note":"n"}]' })
    assert.equal("[title unknown]. [date unknown].", lib:get(1):reference())
    assert.equal("(n.d.).", lib:get(1):reference "apa")
  end)
end)

describe("references of a set", function()
  local lib = assert(sheaf.open())
  local function item(id, authors, year, title)
    return { id = id, type = "article-journal", title = title, author = authors, ["container-title"] = "Open Care",
      issued = year and dated(year) }
  end
  assert(lib:load { text = json.encode {
    item("1", { person("R", "Stein"), person("T", "Abara") }, 2012, "Of two"),
    item("2", { person("R", "Stein") }, 2012, "The zebra"), item("3", { person("R", "Stein") }, 2012, "An apple"),
    item("4", { person("A", "Émile") }, 2011, "Before"), item("5", { person("R", "Stein") }, nil, "Later or never"),
  } })

  it("are numbered in the set's order, or alphabetical with letters", function()
    assert.equal([[
1. Stein R, Abara T. Of two. Open Care. 2012.
2. Stein R. The zebra. Open Care. 2012.
]], lib:all():head(2):references())
    assert.equal([[
Émile, A. (2011). Before. Open Care.
Stein, R. (n.d.). Later or never. Open Care.
Stein, R. (2012a). An apple. Open Care.
Stein, R. (2012b). The zebra. Open Care.
Stein, R., & Abara, T. (2012). Of two. Open Care.
]], lib:all():references "apa")
  end)

  it("are lists in HTML, Markdown and for Word, and are written to a path", function()
    local html = lib:all():references("vancouver", { format = "html" })
    assert.is_truthy(html:find('^<ol class="references">\n<li>Stein R, Abara T%.'))
    assert.is_truthy(lib:all():references("apa", { format = "html" }):find("<ul", 1, true))
    local markdown = lib:all():references("apa", { format = "markdown" })
    assert.is_truthy(markdown:find("Before. *Open Care*.\n\nStein", 1, true))
    local path = os.tmpname()
    assert.is_true(lib:all():references("vancouver", { format = "word", path = path }))
    local file = assert(io.open(path, "rb"))
    local text = file:read("a")
    file:close()
    os.remove(path)
    assert.is_truthy(text:find('<p class="ref">1.&nbsp;Stein R, Abara T.', 1, true))
    assert.is_nil(text:find("<script", 1, true))
    assert.equal("", lib:set({}):references())
  end)

  it("refuse what is no style, format or option", function()
    assert.has_error(function() lib:all():references "harvard" end,
      "no reference style 'harvard'; there are apa, vancouver")
    assert.has_error(function() lib:all():references("apa", { format = "pdf" }) end)
    assert.has_error(function() lib:all():references("apa", { formt = "text" }) end)
  end)
end)

it("names in Chinese, Japanese or Korean script are given whole, in either style", function()
  local item = article { author = { person("小明", "王"), person("Ruth Anna", "Stein") } }
  assert.is_truthy(references(item, "vancouver"):find("^王小明, Stein RA%. "))
  assert.is_truthy(references(item, "apa"):find("^王小明, & Stein, R%. A%. "))
end)
