--- The columns of the characteristics table beyond people and methods, its confidences, and the rules that a script
--- adds.

local characteristics = require "sheaf.analysis.characteristics"
local confidence = require "sheaf.extract.confidence"
local records = require "spec.support.records"
local rules = require "sheaf.extract.rules"

local function analyse(list, options)
  for i, record in ipairs(list) do
    setmetatable(record, { __tostring = function() return "study " .. i end })
  end
  return characteristics(records.set(list), options)
end

local function cell(column, abstract, options)
  return analyse({ { abstract = abstract } }, options)[1][column]
end

-- column, abstract, cell; false means that it stays empty.
local CASES = {
  { "sampling", "Methods: We interviewed 12 nurses, a purposive sample with maximum variation in age.",
    "maximum variation purposive sampling" },
  { "sampling", "Methods: Snowball sampling and a convenience sample of 40 carers were used. Interviews were held.",
    "snowball sampling; convenience sampling" },
  { "sampling", "Methods: A stratified random sample of 600 GPs was sent a questionnaire.",
    "stratified random sampling" },
  { "sampling", "Methods: Eighty consecutive patients with gout were enrolled in a randomised trial.",
    "consecutive sampling" },
  { "sampling", "Methods: Eighty patients were randomly assigned to tablets or rest in a controlled trial.", false },
  { "theory", "Methods: Interviews with 14 GPs were analysed with normalisation process theory.",
    "normalisation process theory" },
  { "theory", "Methods: Interviews with 14 GPs, informed by the Open Door Framework, were coded.",
    "Open Door Framework" },
  { "theory", "Methods: Interviews with 14 GPs. We used a mixed effects model and logistic regression.", false },
  { "theory", "Methods: A survey of 90 carers drew on Levesque's framework of access.", "Levesque's access framework" },
  { "theory", "Methods: Interviews with 9 carers. Conclusions: Future research needs the theory of planned behaviour.",
    false },
  { "fieldwork", "Methods: Interviews with 14 GPs were conducted between May 2018 and June 2019.",
    "May 2018 to June 2019" },
  { "fieldwork", "Methods: Interviews with 14 GPs were held in spring 2017.", "spring 2017" },
  { "fieldwork", "Methods: A questionnaire was sent to 400 women in 1998-99.", "1998 to 1999" },
  { "fieldwork", "Methods: Forty men were enrolled between January 9, 1991, and December 19, 1995 in a trial.",
    "January 1991 to December 1995" },
  { "fieldwork", "Background: The act was introduced in 2012. Methods: We interviewed 14 GPs.", false },
  { "themes", "Methods: Interviews with 9 nurses. Results: Four overarching themes and nine subthemes emerged.", 4 },
  { "themes", "Methods: Interviews with 9 nurses. Results: Three main categories were identified.", 3 },
  { "themes", "Methods: A survey of 90 people. Results: They chose between three categories of tea.", false },
  { "funding", "Methods: We interviewed 9 nurses. The study was funded by the Gale Foundation.", "Gale Foundation" },
  { "funding", "Methods: We interviewed 9 nurses. Funding: National Institute for Evening Care.",
    "National Institute for Evening Care" },
  { "funding", "Methods: We interviewed 9 nurses who felt supported by their managers.", false },
  { "region", "Methods: We interviewed 9 nurses in Cardiff and Swansea, Wales.", "Cardiff; Swansea" },
  { "region", "Methods: We interviewed 9 nurses in Wales.", false },
}

describe("characteristics, further columns", function()
  for i, case in ipairs(CASES) do
    it(("case %d: %s"):format(i, case[1]), function()
      assert.equal(case[3], cell(case[1], case[2]) or false)
    end)
  end

  it("reads the grants that a record lists, once each", function()
    local t = analyse { { abstract = "We interviewed 9 nurses.", grants = { "Gale Foundation", "Gale Foundation",
      "MRC" } } }
    assert.equal("Gale Foundation; MRC", t[1].funding)
    assert.same({ field = "grants", first = 1, last = 15, text = "Gale Foundation" }, t:evidence(1, "funding"))
  end)

  it("knows the words behind each cell", function()
    local abstract = "Methods: A purposive sample of 12 nurses in Leeds was interviewed in May 2018, drawing on the"
      .. " Open Door Theory. Results: Four themes emerged. The study was funded by the Gale Foundation."
    local t = analyse { { abstract = abstract } }
    for _, column in ipairs { "sampling", "theory", "fieldwork", "themes", "funding", "region" } do
      local evidence = t:evidence(1, column)
      assert.equal(evidence.text, abstract:sub(evidence.first, evidence.last), column)
      assert.is_true(t[1][column] ~= nil)
    end
  end)

  it("takes people who gave answers for those who took part", function()
    assert.equal(495, cell("n", "A questionnaire was mailed to 591 patients. 495 (83.8%) surveys were returned."))
    assert.equal(78463, cell("n", "A total of 13359 of the 78463 adults who participated in interviews had gout."))
    assert.equal(48, cell("n", "Methods: A randomised trial. Results: Of the 174 subjects who were assessed, 24 were"
      .. " randomly assigned to rest and 24 to surgery."))
    assert.equal(294, cell("n", "The trial was carried out by 50 general practitioners and two nurses, and included 294"
      .. " patients."))
  end)

  it("adds groups and arms once", function()
    local cases = {
      { 104, "Patients were randomized to surgery (n=49) or rest (n=55) that comprised bed (n=31), chair (n=13) or sofa"
        .. " (n=11)." },
      { 1094, "Participants were randomly assigned to one goal (usual; n = 554) or another (lower; n = 540), and to"
        .. " drug A (n = 441), drug B (n = 436) or drug C (n = 217)." },
      { 523, "The subjects were 523 patients who received tablets; the trial was completed by 253 patients." },
      { 30, "Thirty women were enrolled, and 28 were allocated to treatment in a trial." },
      { 84, "Forty-nine patients were included in the drug group and thirty-five in the control group of a trial." },
      { 60, "Twenty smokers, 10 drinkers and 30 controls participated in this trial." },
      { 107, "One hundred and seven mild to moderate hypertensive patients were randomized in a trial." },
      { 56, "Methods: A trial. Results: Of the 176 infants admitted, 30 control and 26 study patients were enrolled." },
      { 171, "Background: To learn whether scans help, a study was undertaken in 171 patients. Methods: A trial." },
      { 11201, "A review. Thirty-nine trials comprising 11,201 patients were eligible." },
      { 99, "Participants with sodium levels < 120 mmol/24 h (n = 99) were randomized in a trial." },
    }
    for _, case in ipairs(cases) do assert.equal(case[1], cell("n", case[2]), case[2]) end
  end)

  it("counts no events, leads, populations or ranges as people", function()
    assert.is_nil(cell("n", "A survey. Frequent events were: drowsiness (n = 19), itch (n = 13) and pain (n = 33)."))
    assert.equal(49, cell("n", "Signals were recorded from 19 EEG leads in 49 patients in a randomised trial."))
    assert.is_nil(cell("n", "A meta-analysis. About 750,000 children receive the drug annually."))
    assert.is_nil(cell("n", "Methods: A survey used random sampling (N = 12,659-16,526 for each kind of state)."))
  end)
end)

describe("characteristics, chosen columns", function()
  it("are those asked for, in their order", function()
    local list = { { abstract = "Methods: We interviewed 9 nurses in Leeds." } }
    local t = analyse(list, { columns = { "n", "record", "collection" } })
    assert.same({ "n", "record", "collection" }, t.columns)
    assert.same({ 9, "study 1", "interviews" }, { t[1].n, t[1].record, t[1].collection })
    assert.equal("9 nurses", t:evidence(1, "n").text)
    assert.has_error(function() analyse(list, { columns = { "colour" } }) end)
  end)
end)

describe("characteristics, confidence", function()
  it("is a number from 0 to 1 for every cell that was read, and nil for others", function()
    local t = analyse { { abstract = "Methods: Interviews with 12 nurses in Leeds were analysed thematically." }, {} }
    for _, column in ipairs { "design", "collection", "analysis", "participants", "n", "setting", "country",
    "region" } do
      local share = t:confidence(1, column)
      if t[1][column] == nil then
        assert.is_nil(share)
      else
        assert.is_true(share > 0 and share <= 1, column)
      end
      assert.is_nil(t:confidence(2, column))
    end
    assert.is_nil(t:confidence(1, "record"))
    assert.has_error(function() t:confidence(1, "colour") end)
  end)

  it("is lower where less speaks for a cell", function()
    local t = analyse { { abstract = "Methods: 40 nurses were interviewed." },
      { abstract = "A survey. Forty nurses like tea." } }
    assert.is_true(t:confidence(1, "n") > t:confidence(2, "n"))
    assert.is_true(confidence.of("theory", "methods") > confidence.of("theory", "conclusions"))
  end)

  it("goes into CSV and JSON on request", function()
    local t = analyse { { abstract = "Methods: Interviews with 12 nurses were held." } }
    assert.is_nil(t:csv():find("confidence", 1, true))
    local csv, json = t:csv(nil, { confidence = true }), t:json(nil, { confidence = true })
    assert.is_truthy(csv:find("collection,collection_confidence,", 1, true))
    assert.is_truthy(json:find('"n":12,"n_confidence":0%.%d'))
  end)
end)

describe("characteristics, rules of a script", function()
  after_each(function() rules.reset() end)

  it("are added to a table for all later calls, until they are forgotten", function()
    local abstract = "Methods: Photovoice with nine doulas in Strelsau, led by the Pathways to Tea model."
    assert.is_nil(cell("collection", abstract))
    rules.add("collection", { value = "photo diaries", "photo diary|diaries", "photovoice" })
    rules.add("theory", { value = "Pathways to Tea", "pathways to tea" })
    rules.add("roles", { doulas = "staff" })
    rules.add("countries", { "Ruritania", names = "Ruritania", places = "Strelsau, Zenda" })
    local row = analyse({ { abstract = abstract } })[1]
    assert.same({ "photo diaries", "Pathways to Tea", 9, "Ruritania", "Strelsau" },
      { row.collection, row.theory, row.n, row.country, row.region })
    rules.reset()
    assert.is_nil(cell("collection", abstract))
  end)

  it("may be given for one call", function()
    local more = { sampling = { { value = "lottery", "by lot" } } }
    local abstract = "Methods: Nine nurses, drawn by lot, were interviewed."
    assert.equal("lottery", cell("sampling", abstract, { rules = more }))
    assert.is_nil(cell("sampling", abstract))
  end)

  it("make a column of one's own", function()
    rules.column("intervention", { { value = "telephone triage", "telephone|phone triage" } })
    rules.add("intervention", { value = "leaflet", "leaflet|leaflets" })
    local list = { { abstract = "Methods: A trial of phone triage and leaflets in 90 adults." } }
    local t = analyse(list)
    assert.equal("intervention", t.columns[#t.columns])
    assert.equal("telephone triage; leaflet", t[1].intervention)
    assert.equal("phone triage and leaflets", t:evidence(1, "intervention").text)
    rules.reset("intervention")
    assert.has_error(function() return analyse(list):position("intervention") end)
  end)

  it("can be read as a table", function()
    rules.add("theory", { value = "Pathways to Tea", "pathways to tea" })
    local t = rules.list "theory"
    assert.equal("Pathways to Tea", t[#t].value)
    assert.equal("added", t[#t].origin)
    assert.equal("sheaf", t[1].origin)
    assert.is_true(#rules.list "collection" > 15)
  end)

  it("say what is wrong with them", function()
    local function message(f, ...)
      local ok, text = pcall(f, ...)
      assert.is_false(ok)
      return text
    end
    assert.matches("no table 'colection'; there are design", message(rules.add, "colection", {}))
    assert.matches("needs a value", message(rules.add, "theory", { "pathways" }))
    assert.matches("needs a phrase", message(rules.add, "theory", { value = "Pathways" }))
    assert.matches("empty phrase", message(rules.add, "theory", { value = "Pathways", "  " }))
    assert.matches("{ word = class }", message(rules.add, "roles", { "doulas" }))
    assert.matches("begins with the country's name", message(rules.add, "countries", { names = "Ruritania" }))
    assert.matches("there is a table 'theory'", message(rules.column, "theory", { { value = "x", "x" } }))
    assert.matches("has a column 'n'", message(rules.column, "n", { { value = "x", "x" } }))
    assert.matches("a phrase is words, not a number", message(rules.add, "theory", { value = "x", 7 }))
    assert.matches("a word is missing beside |", message(rules.add, "theory", { value = "x", "a||b" }))
    assert.matches("no table 'colection'", message(cell, "n", "x", { rules = { colection = {} } }))
  end)
end)

describe("characteristics of a large set", function()
  local function large(count)
    local made, reads = {}, 0
    setmetatable(made, {
      __len = function() return count end,
      __index = function(_, i)
        reads = reads + 1
        return setmetatable({ abstract = ("Methods: We interviewed %d nurses."):format(i + 1) },
          { __tostring = function() return "study " .. i end })
      end,
    })
    return made, function() return reads end
  end

  it("answers at once and reads a row when it is looked at", function()
    local set, reads = large(100000)
    local start = os.clock()
    local t = characteristics(set)
    assert.equal(100000, #t)
    assert.equal(0, reads())
    assert.equal(43, t[42].n)
    assert.equal("42 nurses", t:evidence(41, "n").text)
    assert.is_true(t:confidence(40, "n") > 0.5)
    assert.is_truthy(t:text { rows = 20 }:find("interviews", 1, true))
    assert.is_true(reads() <= 23)
    assert.is_true(os.clock() - start < 2)
    assert.matches("when they are looked at", t.notes[1])
  end)

  it("shows how far it is, and passes errors on", function()
    local lazy, written = require "sheaf.lazy", {}
    local stream = { write = function(_, ...) written[#written + 1] = table.concat { ... } end, flush = function() end }
    local list = lazy.list(300, function(i) return { i } end)
    lazy.complete(list, "table", { force = true, stream = stream, clock = function() return #written end })
    assert.equal(300, lazy.made(list))
    assert.is_truthy(table.concat(written):find("table", 1, true))
    local broken = lazy.list(3, function(i) return i < 3 and { i } or error("the library is closed", 0) end)
    assert.has_error(function() lazy.complete(broken, "table") end, "the library is closed")
    assert.equal(2, lazy.made(broken))
    assert.is_nil(list[301])
    assert.is_nil(list[0])
    local count = 0
    for i, item in pairs(list) do count = count + (item[1] == i and 1 or 0) end
    assert.equal(300, count)
  end)

  it("reads every row once for what needs all", function()
    local set, reads = large(1100)
    local t = characteristics(set)
    local _, lines = t:csv():gsub("\r\n", "")
    assert.equal(1101, lines)
    assert.equal(1100, reads())
    t:complete()
    t:json()
    assert.equal(1100, reads())
  end)

  it("is made of count and read, which have to fit", function()
    local sheaf_table = require "sheaf.table"
    local columns = { { name = "n", kind = "integer" } }
    local function message(given)
      given.columns = columns
      local ok, text = pcall(sheaf_table.new, given)
      assert.is_false(ok)
      return text
    end
    assert.matches("read must be a function", message { read = 1, count = 1 })
    assert.matches("count must say", message { read = print })
    assert.matches("give rows, or count and read", message { read = print, count = 1, rows = {} })
    local t = sheaf_table.new { columns = columns, count = 2, read = function(i) return { colour = i } end }
    assert.has_error(function() return t[1] end)
    local wild = sheaf_table.new { columns = columns, count = 1, read = function()
      return { n = 1 }, nil, { n = 2 }
    end }
    assert.has_error(function() return wild[1] end)
  end)

  it("reads all at once where told", function()
    local set = large(50)
    assert.equal(1, #characteristics(set, { eager = 49 }).notes)
    local list = {}
    for i = 1, 50 do list[i] = { abstract = "We interviewed 9 nurses." } end
    assert.equal(0, #characteristics(records.set(list), { eager = 50 }).notes)
  end)
end)
