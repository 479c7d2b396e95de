--- Pages that say what they are to programs: citation tags, Dublin Core, JSON-LD.

local sheaf = require "sheaf"

local PROSE = ("<p>%s</p>"):format(("People told us that the clinic was open when they were at work. "):rep(6))

local function page(head, body)
  return "<!DOCTYPE html><html><head><title>A site</title>" .. head .. "</head><body><h1>A headline of the page</h1>"
    .. PROSE .. PROSE .. PROSE .. (body or "") .. "</body></html>"
end

local function tags(list)
  local parts = {}
  for i, tag in ipairs(list) do parts[i] = ('<meta name="%s" content="%s">'):format(tag[1], tag[2]) end
  return table.concat(parts)
end

local function load(text)
  local lib = assert(sheaf.open())
  local report = assert(lib:load { text = text, name = "page.html" })
  return lib:get(1), report.files[1], lib
end

local CITATION = tags {
  { "citation_title", "Evening clinics in small towns" }, { "citation_author", "Okafor, Ngozi" },
  { "citation_author_institution", "University of Nowhere" }, { "citation_author_orcid", "0000-0002-1825-0097" },
  { "citation_author", "Lindqvist, Per" }, { "citation_journal_title", "Rural Practice" },
  { "citation_publication_date", "2015/03/09" }, { "citation_volume", "4" }, { "citation_firstpage", "10" },
  { "citation_lastpage", "19" }, { "citation_doi", "10.1000/rural.15" }, { "citation_reference", "An older paper" },
}

local JSONLD = [[<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite",
"name":"A site"},{"@type":["Article","ScholarlyArticle"],"headline":"Walking to the surgery","author":[{"@type":
"Person",
"name":"Ruth Stein","affiliation":{"name":"University of Nowhere"},"@id":"https://orcid.org/0000-0002-1825-0097"},
{"@type":"Organization","name":"Nowhere Access Group"}],"datePublished":"2011-05-02","isPartOf":{"@type":
"PublicationIssue","issueNumber":"2","isPartOf":{"@type":"PublicationVolume","volumeNumber":4,"isPartOf":{"@type":
"Periodical","name":"Rural Practice","issn":"0378-5955"}}},"pageStart":"5","pageEnd":"9","sameAs":
"https://doi.org/10.1000/walk.11","keywords":["access","walking"],"description":"How people get there.",
"license":"CC BY","inLanguage":"en"}]}</script>]]

describe("the metadata reader", function()
  it("reads citation tags, and wins over the press article", function()
    local record, file = load(page(CITATION, "<h2>Comments (2)</h2><p>Well said. Anna</p>"))
    assert.are.equal("metadata", file.format)
    assert.are.equal("Evening clinics in small towns", record.title)
    assert.are.equal("Okafor", record.authors[1].family)
    assert.are.same({ "University of Nowhere" }, record.authors[1].affiliations)
    assert.are.equal("0000-0002-1825-0097", record.authors[1].orcid)
    assert.are.equal("Lindqvist", record.authors[2].family)
    assert.are.equal("2015-03-09", record.date)
    assert.are.equal("10-19", record.pages)
    assert.are.equal("10.1000/rural.15", record.doi)
    assert.are.same({ "An older paper" }, record.extra.citation_reference)
  end)

  it("reads JSON-LD, in a graph too", function()
    local record, file = load(page(JSONLD))
    assert.are.equal("metadata", file.format)
    assert.are.equal("json-ld", file.dialect)
    assert.are.equal("Walking to the surgery", record.title)
    assert.are.equal("article-journal", record.type)
    assert.are.equal("Stein", record.authors[1].family)
    assert.are.equal("Nowhere Access Group", record.authors[2].literal)
    assert.are.same({ "2", "4", "Rural Practice" }, { record.issue, record.volume, record.journal })
    assert.are.same({ "0378-5955" }, record.issn)
    assert.are.equal("5-9", record.pages)
    assert.are.equal("10.1000/walk.11", record.doi)
    assert.are.equal("eng", record.language)
    assert.are.same({ "access", "walking" }, record.keywords)
    assert.are.equal("How people get there.", record.abstract)
    assert.are.same({ "CC BY" }, record.extra["jsonld:license"])
  end)

  it("puts both together; the tags come first", function()
    local record = load(page(CITATION .. JSONLD))
    assert.are.equal("Evening clinics in small towns", record.title)
    assert.are.same({ "Walking to the surgery" }, record.extra["jsonld:headline"])
    assert.are.equal("How people get there.", record.abstract)
  end)

  it("reads Dublin Core", function()
    local record, file = load("<html><head>" .. tags { { "DC.title", "A report on access" },
      { "DC.creator", "Stein, Ruth" }, { "DC.date", "2011-05-02" }, { "DC.identifier", "10.1000/report" } }
      .. "</head><body><p>Short.</p></body></html>")
    assert.are.equal("metadata", file.format)
    assert.are.equal("A report on access", record.title)
    assert.are.equal(2011, record.year)
    assert.are.equal("10.1000/report", record.doi)
  end)

  it("leaves layouts to their readers", function()
    for name, format in pairs { repository = "repository", catalogue = "catalogue", aggregator = "aggregator",
      article = "article" } do
      assert.are.equal(format, (sheaf.detect("spec/fixtures/pages/" .. name .. ".html")))
    end
  end)

  it("bears broken and hostile JSON-LD", function()
    local deep = ('{"@graph":['):rep(2000) .. ("]}"):rep(2000)
    for _, script in ipairs { "{", "null", "[]", '"x"', deep, '{"@type":"Article","headline":5,"author":[null,[],{}]}',
      '{"@type":"ScholarlyArticle","headline":{"@value":"A"},"isPartOf":[],"keywords":{"a":1}}' } do
      local record = load(page(CITATION .. '<script type="application/ld+json">' .. script .. "</script>"))
      assert.are.equal("Evening clinics in small towns", record.title)
    end
  end)

  it("gives a reader's detect the page", function()
    local seen
    sheaf.readers.add { name = "spec-page", detect = function(_, source) seen = source end, read = function() end }
    sheaf.detect { text = page(CITATION) }
    assert.are.equal("A site", seen.title)
    assert.truthy(seen.html)
    assert.are.equal("citation_title", seen.meta[1].name)
  end)
end)
