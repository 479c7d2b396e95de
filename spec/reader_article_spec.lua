local reader = require "sheaf.reader.article"
local page_source = require "spec.support.page_source"
local shared = require "spec.support.shared"

local BODY = "The surgery in the village has opened its doors at seven for a month now, and its doctors say "
  .. "that nobody came "
  .. "before eight. They mean to go on with it."

describe("article reader", function()
  it("reads the seed", function()
    local text = shared.read("seeds/001_8a4410312a0dc1d9.txt")
    if not text then return pending("the shared folder is not here") end
    local found = page_source.text(reader, text)
    assert.equal(1, #found.records)
    assert.same({}, found.problems)
    local record = found.records[1]
    assert.equal("Hunt will take steps to improve GP out-of-hours care 'in the next few months'", record.title)
    assert.equal("article-magazine", record.type)
    assert.equal(9, #record.comments)
    assert.equal("Yes they can!", record.comments[4].text)
    assert.truthy(record.comments[1].text:find("^The direction"))
    assert.truthy(record.comments[1].text:find("\n\nI would like", 1, true))
    assert.same({ "Jeremy Hunt - online" }, record.extra["Related images"])
    assert.truthy(record.abstract:find("^Jeremy Hunt has pledged"))
    assert.truthy(record.abstract:find("as scapegoats%.$"))
    assert.equal("Text", record.sections[1].label)
    assert.equal(9, found.lines[1])
    assert.is_true(found.score >= 60)
  end)

  it("reads a weblog's comments with names and dates, and counts them", function()
    local found = page_source.fixture(reader, "article_blog.txt")
    local record = found.records[1]
    assert.equal("Why my surgery opens on Sundays", record.title)
    assert.equal("Larch", record.authors[1].family)
    assert.equal("2016-06-12", record.date)
    assert.same({ author = "Jay Juniper", date = "2016-06-13", text = "Good for you.\n\nWe tried it, too." },
      record.comments[1])
    assert.equal(2, #record.comments)
    assert.equal(2, #record.extra["Related articles"])
    assert.equal("comments-count", found.problems[1].code)
    assert.equal("warning", found.problems[1].severity)
  end)

  it("tells comments apart by bullets, or by blank lines", function()
    local found = page_source.text(reader, "Early doors in the village\n\n" .. BODY .. "\n\n" .. BODY
      .. "\n\nComments (2)\n\n  • One.\n    Still one.\n\n  • Two.\n")
    assert.same({ { text = "One.\nStill one." }, { text = "Two." } }, found.records[1].comments)
    found = page_source.text(reader, "Early doors in the village\n\n" .. BODY .. "\n\n" .. BODY
      .. "\n\nComments\n\nOne.\n\nTwo.\n\nLeave a comment\n\nName\n")
    assert.same({ { text = "One." }, { text = "Two." } }, found.records[1].comments)
    assert.same({}, found.problems)
  end)

  it("reads a name above a date", function()
    local found = page_source.text(reader, "Early doors in the village\n\n" .. BODY .. "\n\n2 Comments\n\n"
      .. "Nell Nutmeg\nMay 24, 2013 at 11:02 am\n\nGood.\n\nOld Oak\nMay 25, 2013 at 9:00 am\n\nBad.\n")
    assert.same({ { author = "Nell Nutmeg", date = "2013-05-24", text = "Good." },
      { author = "Old Oak", date = "2013-05-25", text = "Bad." } }, found.records[1].comments)
  end)

  it("takes the last headline before the text, not the site's lines", function()
    local found = page_source.text(reader,
      "At the heart of villages since 1900\n\nSubscribe\n\nAnother story about sheep\n\n"
      .. "Early doors in the village\n\nBy Old Oak | 3 May 2011\n\n" .. BODY .. "\n\n" .. BODY .. " Again.\n")
    local record = found.records[1]
    assert.equal("Early doors in the village", record.title)
    assert.equal("2011-05-03", record.date)
    assert.equal("Oak", record.authors[1].family)
    assert.is_nil(record.abstract:find("Old Oak", 1, true))
    assert.is_nil(record.comments)
  end)

  it("learns a site's words", function()
    table.insert(reader.comments.headings, "^letters %((%d+)%)$")
    table.insert(reader.comments.closings, "^over to you$")
    local found = page_source.text(reader, "Early doors in the village\n\n" .. BODY
      .. "\n\nLetters (2)\n\nOne.\n\nMore.\n\n"
      .. "Over to you\n\nTwo.\n\nOver to you\n")
    table.remove(reader.comments.headings)
    table.remove(reader.comments.closings)
    assert.same({ { text = "One.\n\nMore." }, { text = "Two." } }, found.records[1].comments)
    assert.same({}, found.problems)
  end)

  it("reports a page without an article", function()
    local found = page_source.text(reader, "Home\n\nMenu\n")
    assert.equal("record-missing", found.problems[1].code)
    assert.is_nil(found.score)
  end)

  it("reads saved HTML", function()
    local core = page_source.core()
    if not core then return pending("sheaf.core does not read HTML yet") end
    local found = page_source.fixture(reader, "article.html", core)
    local record = found.records[1]
    assert.equal("Night calls fall by a third", record.title)
    assert.equal("2014-09-30", record.date)
    assert.equal("Invented Practice News", record.journal)
    assert.equal(2, #record.comments)
    assert.same({ author = "Nell Nutmeg", date = "2014-10-01", text = "Figures, please." }, record.comments[2])
    assert.same({ "nights" }, record.extra.Tags)
    assert.same({}, found.problems)
  end)

  local PROSE = "The board has said that it will pay practices to stay open on Saturday mornings from April, after "
    .. "a trial in six small towns of the north."

  it("reads a page without blank lines", function()
    local found = page_source.text(reader, "Practices to be paid for Saturdays\n3 May 2013\n"
      .. "By Tom O\u{2019}Brien and John Roe\n" .. PROSE .. "\n" .. PROSE
      .. "\nReaders' comments (1)\n\u{2022} Good.\nReport this comment\n")
    local record = found.records[1]
    assert.equal("Practices to be paid for Saturdays", record.title)
    assert.equal("2013-05-03", record.date)
    assert.equal("O\u{2019}Brien", record.authors[1].family)
    assert.equal(PROSE .. "\n\n" .. PROSE, record.abstract)
    assert.equal("Good.", record.comments[1].text)
  end)

  it("takes topics for keywords and the site's notice for no comment", function()
    local found = page_source.text(reader, "A faulty line of work\n\nPractices to be paid for Saturdays\n\n"
      .. "Published: 3 May 2013 10:15\n\n" .. PROSE .. "\n\n" .. PROSE .. "\n\nTopics: Contract, Opening hours\n"
      .. "\nReaders' comments (1)\n\n"
      .. "Ann Other | Nurse | 4 May 2013 1:20pm\n\nGood.\n\nReport this comment\n\n\u{A9} Invented Media 2013\n")
    local record = found.records[1]
    assert.same({}, found.problems)
    assert.equal("Practices to be paid for Saturdays", record.title)
    assert.same({ "A faulty line of work" }, record.extra["Page text"])
    assert.same({ "Contract", "Opening hours" }, record.keywords)
    assert.equal("2013-05-03", record.date)
    assert.same({ { author = "Ann Other | Nurse", date = "2013-05-04", text = "Good." } }, record.comments)
  end)

  it("reads a name and a date on lines apart, and blocks under the site's words", function()
    local found = page_source.text(reader, "Board pays for Saturdays\n\nBy Jane Doe\n\n" .. PROSE .. "\n\n" .. PROSE
      .. "\n\nShare this\nRelated posts\nMore on Saturdays\n\nComments (2)\n\n\u{2022} Ann Other\n\n03 May 2013 12:10pm"
      .. "\n\nFirst.\n\nReport this comment\n\nBob Roe on 3 May 2013 at 11:00\nSecond.\n\nReplies\n")
    local record = found.records[1]
    assert.same({}, found.problems)
    assert.same({ "More on Saturdays" }, record.extra["Related posts"])
    assert.same({ { author = "Ann Other", date = "2013-05-03", text = "First." },
      { author = "Bob Roe", date = "2013-05-03", text = "Second." } }, record.comments)
  end)

  it("knows a signed article without comments", function()
    local text = PROSE .. "\n\n" .. PROSE
    assert.is_true(reader.detect("Board pays for Saturdays\n\nBy Jane Doe | 3 May 2013\n\n" .. text) >= 40)
    assert.is_true((reader.detect("Board pays for Saturdays\n\n" .. text) or 0) < 40)
  end)
end)
