local page = require "sheaf.page"
local name = require "sheaf.page.name"
local citation = require "sheaf.page.citation"
local label = require "sheaf.page.label"
local meta = require "sheaf.page.meta"

local function author(text)
  local found = name.parse(text) or {}
  return ("%s|%s|%s|%s|%s"):format(found.family or "", found.given or "", found.initials or "", found.suffix or "",
    found.literal or "")
end

describe("names", function()
  for text, expected in pairs {
    ["Elvey R"] = "Elvey||R||", ["Kathryn Skivington"] = "Skivington|Kathryn|K||", ["S H Richards"] = "Richards||SH||",
    ["de Vries, A."] = "de Vries||A||", ["Josephine M. Wildman"] = "Wildman|Josephine M.|JM||",
    ["Asbjørn Johansen Fagerlund"] = "Fagerlund|Asbjørn Johansen|AJ||", ["van der Berg J"] = "van der Berg||J||",
    ["Anna de la Cruz"] = "de la Cruz|Anna|A||", ["Mary Dixon-Woods"] = "Dixon-Woods|Mary|M||",
    ["John Smith Jr."] = "Smith|John|J|Jr|", ["Smith JR Jr"] = "Smith||JR|Jr|",
      ["Smith, John, Jr"] = "Smith|John|J|Jr|",
    ["Dr Jane Doe, PhD"] = "Doe|Jane|J||", ["GP Research Group"] = "||||GP Research Group", ["Li Y"] = "Li||Y||",
    ["Y Li"] = "Li||Y||", ["Élodie Roux"] = "Roux|Élodie|É||",
    ["Anna Cinà"] = "Cinà|Anna|A||", ["Okafor, Nnamdi"] = "Okafor|Nnamdi|N||",
    ["Okafor, Nnamdi, 1960-"] = "Okafor|Nnamdi|N||", ["Jane Doe\u{2020}"] = "Doe|Jane|J||",
    ["Berg, Mary (AUTHOR)"] = "Berg|Mary|M||", ["Élodie de La Tour"] = "de La Tour|Élodie|É||",
    ["J.-P. Martin"] = "Martin||JP||", ["123"] = "||||",
  } do
    it("reads " .. text, function() assert.equal(expected, author(text)) end)
  end

  it("reads lists, and says when they were cut", function()
    local function families(text)
      local list, complete = name.list(text)
      local out = {}
      for i, one in ipairs(list) do out[i] = one.family end
      return table.concat(out, " "), complete
    end
    assert.equal("Elvey Bailey Hodgson", (families("Elvey R, Bailey S and Hodgson D")))
    assert.equal("Elvey Bailey", (families("Elvey, R.; Bailey, S.")))
    assert.equal("Elvey Bailey", (families("Elvey, R., Bailey, S.")))
    assert.equal("Okafor", (families("Okafor, Nnamdi")))
    assert.equal("van den Berg", (families("van den Berg, Mary J.")))
    assert.equal("Doe Roe", (families("Jane Doe, John Roe")))
    local list, complete = families("Jane Doe, John Roe, et al.")
    assert.equal("Doe Roe", list)
    assert.is_false(complete)
    assert.is_true(name.is_cut("...") and name.is_cut("\u{2026}") and name.is_cut("and 3 others"))
  end)
end)

describe("dates", function()
  for text, expected in pairs {
    ["2018 Jun 19"] = "2018-06-19", ["10 November 2023"] = "2023-11-10", ["10/11/2023"] = "2023-11-10",
    ["5/24/2013"] = "2013-05-24", ["November 10, 2023"] = "2023-11-10", ["19th June 2018"] = "2018-06-19",
    ["2018 Jun-Jul"] = "2018-06", ["Mar2018"] = "2018-03", ["Winter2016"] = "2016", ["2018-06"] = "2018-06",
    ["Published - 10 Nov 2023"] = "2023-11-10", ["2023-11-10T10:00:00Z"] = "2023-11-10", ["in 2018."] = "2018",
    ["number 12345"] = "nil", ["31/31/2013"] = "2013", ["15-Mar-2021"] = "2021-03-15",
    ["03/2021"] = "2021-03", ["12 / 2019"] = "2019-12", ["no date"] = "nil",
  } do
    it("reads " .. text, function() assert.equal(expected, tostring((page.date(text)))) end)
  end

  it("tells the other reading of a numeric date", function()
    assert.equal("2023-10-11", (select(4, page.date("10/11/2023"))))
    assert.is_nil((select(4, page.date("10/13/2023"))))
  end)
end)

describe("source lines", function()
  local function fields(text)
    local found = citation.parse(text)
    return ("%s|%s|%s|%s|%s|%s"):format(found.journal or "", found.journal_abbreviation or "", found.date or "",
      found.volume or "", found.issue or "", found.pages or "")
  end
  for text, expected in pairs {
    ["Invented practice [Inv Pract] 2018 Jun 19; Vol. 19 (1), pp. 89. Date of Electronic Publication: 2018 Jul 2."] =
      "Invented practice|Inv Pract|2018-06-19|19|1|89",
    ["Inv J 2020; 70(700): e825-e832"] = "Inv J||2020|70|700|e825-e832",
    ["Inv J Pract. 2018 Jun;74(6):1234-45. doi: 10.5555/x.1."] = "Inv J Pract||2018-06|74|6|1234-45",
    ["Invented Journal of General Practice 10 November 2023; IJGP.2023.0001."] =
      "Invented Journal of General Practice||2023-11-10|||IJGP.2023.0001",
    ["Invented Affairs, Mar2018, Vol. 37 Issue 3, p345-350. 6p."] = "Invented Affairs||2018-03|37|3|345-350",
    ["Invented standard, 2018, vol 32, no 1, pp 5-9"] = "Invented standard||2018|32|1|5-9",
    ["Family Practice"] = "Family Practice|||||",
    ["Inv J, 2015, vol 8, pp e12\u{2013}e19"] = "Inv J||2015|8||e12-e19",
    ["IJ (Clinical ed.) [IJ] 2013 May 28; Vol. 346, pp. f3493"] = "IJ (Clinical ed.)|IJ|2013-05-28|346||f3493",
  } do
    it("reads " .. text:sub(1, 40), function() assert.equal(expected, fields(text)) end)
  end

  it("keeps the electronic date and the DOI apart", function()
    local found = citation.parse("Inv J 2018; 1(2): 3-4. DOI: 10.5555/a.b. Date of Electronic Publication: 2017 Dec 1.")
    assert.equal("10.5555/a.b", found.doi)
    assert.equal("2017-12-01", found.electronic_date)
    assert.equal("2018", found.date)
  end)
end)

describe("records", function()
  it("keep the first value of a field, and others under the page's label", function()
    local record = {}
    page.set(record, "volume", "1", "Volume")
    page.set(record, "volume", "1", "Volume")
    page.set(record, "volume", "2", "Vol. no.")
    assert.same({ volume = "1", extra = { ["Vol. no."] = { "2" } } }, record)
  end)

  it("take a more precise date for a coarser one", function()
    local record = {}
    page.set_date(record, "2018")
    page.set_date(record, "2018-06-19")
    page.set_date(record, "2018-06")
    page.set_date(record, "2017", "Printed")
    assert.same({ date = "2018-06-19", year = 2018, extra = { Printed = { "2017" } } }, record)
  end)

  it("have their numeric dates settled by a date in words", function()
    local record = {}
    label.take(record, { field = "date", label = "Date", values = { "04/05/2020" } }, {})
    label.take(record, { field = "issue", label = "Issue", values = { "Invented Journal 5 April 2020; 3" } }, {})
    label.settle(record)
    assert.equal("2020-04-05", record.date)
    assert.is_nil(record.pending)
  end)

  it("know furniture from titles", function()
    for _, line in ipairs { "Back to Search Start Over", "Home > News > Today", "We use cookies to help you",
      "Share", "" } do
      assert.is_true(page.is_furniture(line), line)
    end
    for _, line in ipairs { "Shared decisions in primary care", "Back to sleep: a trial", "Outcomes when BMI > 30",
      "Search strategies for qualitative studies" } do
      assert.is_false(page.is_furniture(line), line)
    end
  end)

  it("learn labels", function()
    assert.is_nil(label.field("Regal"))
    label.add("extra", "Regal")
    assert.equal("extra", label.field("Regal :"))
    assert.equal("issn", label.field("ISSN (print)"))
    assert.equal("authors", label.field("Author(s)"))
    assert.has_error(function() label.add("nothing", "x") end)
  end)
end)

describe("meta tags", function()
  local function tags(list)
    local source = { meta = {}, links = {} }
    for i = 1, #list, 2 do table.insert(source.meta, { name = list[i], content = list[i + 1] }) end
    return source
  end

  it("fill the fields", function()
    local record = {}
    local used = meta.apply(record, tags { "citation_title", "T", "citation_author", "Aspen, Jo",
      "citation_author_institution", "Invented University", "citation_author", "Cedar, Kim", "DC.Creator", "Aspen, Jo",
      "citation_publication_date", "2022/02/14", "citation_firstpage", "10", "citation_lastpage", "19",
      "citation_doi", "10.5555/x", "citation_issn", "1111-2222", "citation_keywords", "a; b", "citation_odd", "z",
      "DC.Title", "Other", "viewport", "width=1", "citation_journal_title", "Maps" })
    assert.equal(14, used)
    assert.equal("T", record.title)
    assert.equal(2, #record.authors)
    assert.same({ "Invented University" }, record.authors[1].affiliations)
    assert.equal("2022-02-14", record.date)
    assert.equal("10-19", record.pages)
    assert.equal("article-journal", record.type)
    assert.same({ "a", "b" }, record.keywords)
    assert.same({ citation_odd = { "z" }, ["DC.Title"] = { "Other" } }, record.extra)
  end)

  it("give a headline", function()
    local source = tags { "og:title", "Night calls fall | News", "og:site_name", "News" }
    source.html = "<title>x</title><h1>News</h1><h1 class='a'>Night <b>calls</b> fall</h1>"
    assert.equal("Night calls fall", meta.headline(source))
    source = tags {}
    source.html = "<title>Night calls fall - News</title>"
    assert.is_nil(meta.headline(source))
    assert.equal("Night calls fall", meta.headline(source, true))
    source.html = "<h1 never closed <h1"
    assert.is_nil(meta.headline(source, true))
  end)
end)

describe("the table of labels", function()
  it("gives every label one field", function()
    local seen = {}
    for field, list in pairs(label.fields) do
      for _, text in ipairs(list) do
        assert.is_nil(seen[text], text)
        seen[text] = field
        assert.equal(field, label.field(text), text)
      end
    end
  end)
end)
