--- Word's sources, Biblioscape, PICA, feeds, Cochrane and SilverPlatter text, Copac: invented files field by field.

local formats = require "spec.support.formats"

local load, people = formats.load, formats.people

describe("Word's sources", function()
  local SOURCES = [[<?xml version="1.0"?>
<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography">
<b:Source><b:Tag>Oka15</b:Tag><b:SourceType>JournalArticle</b:SourceType>
<b:Title>Evening clinics</b:Title><b:Year>2015</b:Year><b:Month>March</b:Month><b:Day>9</b:Day>
<b:JournalName>Rural Practice</b:JournalName><b:Volume>4</b:Volume><b:Issue>2</b:Issue><b:Pages>10-19</b:Pages>
<b:StandardNumber>ISSN 0378-5955</b:StandardNumber><b:City>Leeds</b:City><b:CountryRegion>England</b:CountryRegion>
<b:Author><b:Author><b:NameList>
<b:Person><b:Last>Okafor</b:Last><b:First>Ngozi</b:First><b:Middle>A.</b:Middle></b:Person>
<b:Person><b:Last>van der Berg</b:Last><b:First>Jan</b:First></b:Person></b:NameList></b:Author>
<b:Editor><b:NameList><b:Person><b:Last>Stein</b:Last><b:First>Ruth</b:First></b:Person></b:NameList></b:Editor>
<b:Translator><b:NameList><b:Person><b:Last>Reed</b:Last><b:First>Ann</b:First></b:Person></b:NameList></b:Translator>
</b:Author><b:YearAccessed>2020</b:YearAccessed><b:MonthAccessed>2</b:MonthAccessed><b:Comments>Read twice.</b:Comments>
</b:Source>
<b:Source><b:Tag>Gro</b:Tag><b:SourceType>InternetSite</b:SourceType><b:Title>Opening hours</b:Title>
<b:Author><b:Author><b:Corporate>Evening Clinic Group</b:Corporate></b:Author></b:Author>
<b:URL>https://example.org/hours</b:URL><b:StandardNumber>978-0-306-40615-7</b:StandardNumber></b:Source>
<b:Source><b:SourceType>Film</b:SourceType><b:Title>Night</b:Title><b:Author><b:Director><b:NameList><b:Person>
<b:Last>Moore</b:Last><b:First>Lee</b:First></b:Person></b:NameList></b:Director></b:Author></b:Source>
</b:Sources>]]

  it("give each field", function()
    local lib <close>, file = load(SOURCES)
    assert.are.same({ "msbib", 3 }, { file.format, file.loaded })
    local r = lib:get(1)
    assert.are.same(
      { "article-journal", "Oka15", "Evening clinics", "2015-03-09", "Rural Practice", "4", "2", "10-19" },
      { r.type, r.label, r.title, r.date, r.journal, r.volume, r.issue, r.pages })
    assert.are.equal("Okafor, Ngozi A.; van der Berg, Jan", people(r.authors))
    assert.are.equal("Stein, Ruth", people(r.editors))
    assert.are.same({ "0378-5955" }, r.issn)
    assert.are.equal("Leeds, England", r.place)
    assert.are.same({ "Read twice." }, r.notes)
    assert.are.same({ Translator = { "Reed, Ann" }, accessed = { "2020-02" } }, r.extra)
    r = lib:get(2)
    assert.are.same({ "webpage", "9780306406157", "{Evening Clinic Group}" }, { r.type, r.isbn, people(r.authors) })
    assert.are.same({ "https://example.org/hours" }, r.urls)
    assert.are.equal("Moore, Lee", people(lib:get(3).authors))
  end)

  it("cost one record where the XML breaks", function()
    local lib <close>, file = load((SOURCES:gsub("<b:Tag>Gro</b:Tag>", "<b:Tag>Gro</b:Tga>")))
    assert.are.same({ 3, 2, 1 }, { file.seen, file.loaded, file.rejected })
    assert.are.equal("Night", lib:get(2).title)
  end)
end)

describe("Biblioscape", function()
  local TAGS = "--AU-- Okafor, N.; Stein, R.\n--TI-- Evening clinics\nand where they are\n--ST-- Rural Practice\n" ..
    "--YP-- 2015\n--VL-- 4\n--NB-- 2\n--PS-- 10\n--PE-- 19\n--KW-- access; rural health\n--RT-- Journal Article\n" ..
    "--IS-- 0378-5955\n--AB-- First line.\nSecond line.\n--QT-- Other\n------\n\n" ..
    "--TI-- Nobody's\n--RT-- book section\n------\n"

  it("gives each field, records between rules", function()
    local lib <close>, file = load(TAGS)
    assert.are.same({ "biblioscape", 2 }, { file.format, file.loaded })
    local r = lib:get(1)
    assert.are.same(
      { "article-journal", "Evening clinics and where they are", "Rural Practice", 2015, "4", "2", "10-19" },
      { r.type, r.title, r.journal, r.year, r.volume, r.issue, r.pages })
    assert.are.equal("Okafor, N.; Stein, R.", people(r.authors))
    assert.are.same({ "access", "rural health" }, r.keywords)
    assert.are.equal("First line.\nSecond line.", r.abstract)
    assert.are.same({ QT = { "Other" } }, r.extra)
    assert.are.equal("chapter", lib:get(2).type)
  end)

  it("loads a last record without its rule, and any cut", function()
    local lib <close> = load((TAGS:gsub("%-%-%-%-%-%-\n$", "")))
    assert.are.equal(2, #lib)
    for cut = 60, #TAGS, 7 do load(TAGS:sub(1, cut)) end
  end)
end)

local function pica(fields)
  local out = { "<collection><record xmlns='info:srw/schema/5/picaXML-v1.0'>" }
  for _, field in ipairs(fields) do
    out[#out + 1] = "<datafield tag='" .. field[1] .. "'>"
    for i = 2, #field do
      out[#out + 1] = ("<subfield code='%s'>%s</subfield>"):format(field[i]:sub(1, 1), field[i]:sub(2))
    end
    out[#out + 1] = "</datafield>"
  end
  return table.concat(out) .. "</record></collection>"
end

describe("PICA", function()
  it("gives a book's fields", function()
    local lib <close>, file = load(pica { { "002@", "0Aau" }, { "003@", "0123" },
      { "021A", "aDie @Sprechstunde", "dam Abend" },
      { "028A", "dNgozi", "aOkafor" }, { "028B", "dJan", "aBerg", "cvan der" }, { "029A", "aArbeitskreis" },
      { "028C", "dRuth", "aStein" }, { "011@", "a2014" }, { "010@", "ager", "aeng" }, { "032@", "a2. Aufl." },
      { "033A", "pLeeds", "nHaus" }, { "036E", "aReihe", "l7" }, { "004A", "09780306406157" }, { "045Y", "apha" } })
    assert.are.same({ "pica", 1 }, { file.format, file.loaded })
    local r = lib:get(1)
    assert.are.same({ "book", "123", "Die Sprechstunde: am Abend", 2014, "2. Aufl.", "Leeds", "Haus", "Reihe", "7",
      "9780306406157" },
      { r.type, r.label, r.title, r.year, r.edition, r.place, r.publisher, r.series, r.volume, r.isbn })
    assert.are.equal("Okafor, Ngozi; van der Berg, Jan; {Arbeitskreis}", people(r.authors))
    assert.are.equal("Stein, Ruth", people(r.editors))
    assert.are.same({ "pha" }, r.extra["045Y$a"])
  end)

  it("gives an article's host, and the work of a volume", function()
    local lib <close> = load(pica { { "002@", "0Aou" }, { "021A", "aA@b" }, { "039B", "aIn:", "tRural Practice" },
      { "031A", "d4", "e2", "h10-19", "j2015" }, { "004V", "010.1000/Rural" } })
    local r = lib:get(1)
    assert.are.same({ "article-journal", "A@b", "Rural Practice", "4", "2", "10-19", 2015, "10.1000/rural" },
      { r.type, r.title, r.journal, r.volume, r.issue, r.pages, r.year, r.doi })
    local volume <close> = load(pica { { "021A", "aL - N" }, { "036C", "aGuide", "yfor all", "lBd. I" } })
    assert.are.same({ "Guide: for all", "Bd. I", "L - N" },
      { volume:get(1).title, volume:get(1).volume, volume:get(1).other_titles[1] })
  end)
end)

describe("feeds", function()
  it("of PubMed give the paper", function()
    local lib <close>, file = load([=[<?xml version="1.0" encoding="utf-8"?><rss version="2.0"
xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>a search</title><item><title>Evening clinics</title><link>https://example.org/p/123456/</link>
<description>&lt;p&gt;Short.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p><b>ABSTRACT</b></p><p>Most came by bus &amp; on foot; p &lt; 0.05.</p>]]></content:encoded>
<guid isPermaLink="false">pubmed:123456</guid><pubDate>Mon, 09 Mar 2015 06:00:00 -0400</pubDate>
<dc:creator>Ngozi Okafor</dc:creator><dc:creator>Ruth Stein</dc:creator><dc:date>2015-03-09</dc:date>
<dc:source>Rural Practice</dc:source><dc:title>Evening clinics</dc:title><dc:identifier>pmid:123456</dc:identifier>
<dc:identifier>doi:10.1000/Rural.15</dc:identifier></item></channel></rss>]=])
    assert.are.same({ "feed", 1 }, { file.format, file.loaded })
    local r = lib:get(1)
    assert.are.same(
      { "article-journal", "Evening clinics", "Rural Practice", "2015-03-09", "123456", "10.1000/rural.15" },
      { r.type, r.title, r.journal, r.date, r.pmid, r.doi })
    assert.are.equal("Okafor, Ngozi; Stein, Ruth", people(r.authors))
    assert.truthy(r.abstract:find("Most came by bus & on foot; p < 0.05.", 1, true))
    assert.are.same({ "https://example.org/p/123456/" }, r.urls)
    assert.is_nil(r.extra.title)
  end)

  it("of a journal give volume, issue and pages", function()
    local lib <close> = load([[<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">
<channel rdf:about="x"><title>Rural Practice</title><items><rdf:Seq/></items></channel>
<item rdf:about="https://example.org/1"><title>Evening clinics</title><link>https://example.org/1</link>
<description>Volume 4, Issue 2, Page 10-19, March 2015. &lt;br/&gt;</description>
<dc:creator>Ngozi Okafor, Ruth Stein</dc:creator>
<prism:publicationName>Rural Practice</prism:publicationName>
<prism:volume>4</prism:volume><prism:number>2</prism:number>
<prism:startingPage>10</prism:startingPage><prism:endingPage>19</prism:endingPage>
<prism:doi>10.1000/rural.15</prism:doi>
<prism:coverDate>2015-03-09T07:00:00Z</prism:coverDate><prism:issn>0378-5955</prism:issn></item></rdf:RDF>]])
    local r = lib:get(1)
    assert.are.same({ "Rural Practice", "4", "2", "10-19", "10.1000/rural.15", "2015-03-09" },
      { r.journal, r.volume, r.issue, r.pages, r.doi, r.date })
  end)

  it("in Atom give each entry", function()
    local lib <close>, file = load([[<feed xmlns="http://www.w3.org/2005/Atom"
xmlns:arxiv="http://arxiv.org/schemas/atom">
<title>a search</title><entry><id>http://example.org/abs/1501.00001v1</id><updated>2015-03-10T00:00:00Z</updated>
<published>2015-03-09T17:00:00Z</published><title>Evening
  clinics</title><summary>Most came by bus.</summary><author><name>Ngozi Okafor</name></author>
<author><name>Jan van der Berg</name></author><arxiv:doi>10.1000/rural.15</arxiv:doi>
<link href="http://example.org/abs/1501.00001v1" rel="alternate"/><link href="http://example.org/pdf" rel="related"/>
<category term="stat.AP"/></entry><entry><title>Two</title><id>urn:2</id></entry></feed>]])
    assert.are.same({ "feed", 2 }, { file.format, file.loaded })
    local r = lib:get(1)
    assert.are.same({ "Evening clinics", "2015-03-09", "10.1000/rural.15", "Most came by bus." },
      { r.title, r.date, r.doi, r.abstract })
    assert.are.equal("Okafor, Ngozi; van der Berg, Jan", people(r.authors))
    assert.are.same({ "http://example.org/abs/1501.00001v1" }, r.urls)
    assert.are.same({ "stat.AP" }, r.keywords)
  end)
end)

describe("text with a head for each record", function()
  it("of the Cochrane Library gives reviews and trials", function()
    local lib <close>, file = load("Record #1 of 2\nID: CD000123\nAU: Okafor N\nAU: Stein R\nTI: Walking to\n" ..
      "the clinic\nSO: Cochrane Database of Systematic Reviews\nYR: 2004\nNO: 3\n" ..
      "PB: House Press\nCC: [HEALTH] Access\n" ..
      "KY: Adult; Access [*methods]\nDOI: 10.1002/14651858.CD000123\nAB: BACKGROUND: First.\n" ..
      "US: https://doi.org/10.1002/14651858.CD000123\n\n\n" ..
      "Record #2 of 2\nID: CN-00123456\nAU: Reed A\nTI: Another\nSO: Rural Practice\nYR: 2001\nVL: 4\nNO: 2\n" ..
      "PG: 10-19\nPM: PUBMED 11111111\nXR: EMBASE 34567\nPT: Journal article\n")
    assert.are.same({ "platter", 2 }, { file.format, file.loaded })
    local r = lib:get(1)
    assert.are.same({ "Walking to the clinic", "Cochrane Database of Systematic Reviews", 2004, "3", "CD000123" },
      { r.title, r.journal, r.year, r.issue, r.accession })
    assert.are.equal("Okafor, N; Stein, R", people(r.authors))
    assert.are.same({ "Adult", "Access [*methods]" }, r.keywords)
    assert.are.equal("10.1002/14651858.cd000123", r.doi)
    r = lib:get(2)
    assert.are.same({ "article-journal", "Rural Practice", "4", "2", "10-19", "11111111" },
      { r.type, r.journal, r.volume, r.issue, r.pages, r.pmid })
  end)

  it("of SilverPlatter gives names and words untied", function()
    local lib <close>, file = load("Record 1 of 2 - ERIC 1992-2003\n\nTI:  Walking to the clinic\n" ..
      "AU:  Okafor,-Ngozi; Stein,-R.-A.\nSO:  Transport-and-Health. v12 n3 p10-19 Mar 2004\nPY:  2004\n" ..
      "AB:  First line of it\n     and the second.\nDE:  Primary-Health-Care; Access\nIS:  0378-5955\n\n" ..
      "Record 2 of 2 - ERIC 1992-2003\n\nTI - Another\nAU - Reed-Moore,-Ann\n")
    assert.are.same({ "platter", 2 }, { file.format, file.loaded })
    local r = lib:get(1)
    assert.are.same({ "Walking to the clinic", "Transport and Health", 2004, "ERIC 1992-2003" },
      { r.title, r.journal, r.year, r.database })
    assert.are.equal("Okafor, Ngozi; Stein, R. A.", people(r.authors))
    assert.are.same({ "Primary Health Care", "Access" }, r.keywords)
    assert.are.equal("First line of it and the second.", r.abstract)
    assert.are.equal("Another", lib:get(2).title)
  end)
end)

describe("text without such heads", function()
  it("begins each record with its first tag", function()
    local lib <close>, file = load("TI:  Walking\nAU:  Okafor,-Ngozi\n" ..
      "SO:  Rural-Practice. 2015; 4(2): 10-19\nPY:  2015\n\nAB:  Many walk.\n\n" ..
      "TI:  Another\nAU:  Reed,-Ann\nPY:  2014\n")
    assert.are.same({ "platter", 2 }, { file.format, file.loaded })
    assert.are.same({ "Walking", "Rural Practice", 2015, "Many walk." },
      { lib:get(1).title, lib:get(1).journal, lib:get(1).year, lib:get(1).abstract })
    assert.are.equal("Another", lib:get(2).title)
  end)

  it("of INSPEC has tildes", function()
    local lib <close>, file = load("Record of 2 INSPEC 1990-1999\n\nRT ~ Journal-Paper\n" ..
      "AU ~ Okafor, Ngozi\nPY ~ 1993\nTI ~ Walking\n\n" ..
      "Record of 2 INSPEC 1990-1999\n\nTI ~ Another\nAU ~ Reed, Ann\nPY ~ 1994\n")
    assert.are.same({ "platter", 2 }, { file.format, file.loaded })
    assert.are.same({ "article-journal", "Walking", 1993 }, { lib:get(1).type, lib:get(1).title, lib:get(1).year })
    assert.are.equal("Reed, Ann", people(lib:get(2).authors))
  end)
end)

describe("Copac", function()
  it("gives books between blank lines, and is no MEDLINE", function()
    local lib <close>, file = load("TI- Walking to the clinic : routes / Ngozi Okafor and\n    Ruth Stein.\n" ..
      "AU- Okafor, Ngozi.\nAU- Stein, R.\nPU- Leeds : House Press, 2004.\nPY- 2004\nPD- 210p\nIS- 0306406152\n" ..
      "SE- Transport and health ; 4\nLG- English\nSU- Health services accessibility\nHL- Lake University\n" ..
      "    Hill College\n\nTI- Another book\nAU- Reed, Ann.\nPY- 1999\nHL- Hill College\n")
    assert.are.same({ "copac", 2 }, { file.format, file.loaded })
    local r = lib:get(1)
    assert.are.same({ "Walking to the clinic : routes / Ngozi Okafor and Ruth Stein.", "Leeds", "House Press", 2004,
      "0306406152", "eng" }, { r.title, r.place, r.publisher, r.year, r.isbn, r.language })
    assert.are.equal("Okafor, Ngozi; Stein, R.", people(r.authors))
    assert.are.same({ "Lake University\nHill College" }, r.extra.HL)
    assert.are.equal("Another book", lib:get(2).title)
  end)
end)
