--- The framework matrix and the analyses of codes: against counts made by hand and by brute force.

local codebook = require "sheaf.codebook"
local lazy = require "sheaf.lazy"
local sheaf = require "sheaf"

local TEXTS = {
  { "Evening clinics", "Patients trust evening clinics. The waiting time was long. Costs fell." },
  { "Booking by telephone", "Waiting and costs were one thing. Trust was another, they said; waiting was hard." },
  { "Night nurses", "Nothing of interest here." },
  { "Trust in care", "People trusted the nurses. Nobody waited." },
}

local BOOK = { title = "Ours", codes = {
  { name = "time", title = "Time and place", terms = { "evening clinic*" },
    codes = { { name = "waiting", terms = { "wait*" } } } },
  { name = "trust", terms = { "trust*" } },
  { name = "money", terms = { "cost*" } },
} }

local function library(texts)
  local lines = {}
  for i, text in ipairs(texts or TEXTS) do
    lines[i] = ("TY  - JOUR\nAU  - Okafor%d, Ngozi\nTI  - %s\nPY  - %d\nAB  - %s\nER  - \n")
      :format(i, text[1], 2000 + i, text[2])
  end
  local lib = assert(sheaf.open())
  assert(lib:load { text = table.concat(lines, "\n"), name = "texts.ris" })
  return lib
end

local function code(lib, id, name, words, by, memo)
  local abstract = lib:get(id).abstract
  local first, last = abstract:find(words, 1, true)
  return assert(lib:code(id, { code = name, field = "abstract", first = first, last = last, by = by, memo = memo }))
end

local function framework(lib, options) return assert(lib:all():analyze("framework", options)) end

describe("the framework matrix", function()
  it("has a row a record and a column a code, and nil where there is nothing", function()
    local lib <close> = library()
    local t = framework(lib, { codebook = BOOK })
    assert.are.same({ "record", "time", "trust", "money" }, t.columns)
    assert.are.equal(4, #t)
    assert.are.equal("Okafor1 2001", t[1].record)
    assert.are.equal("Patients trust evening clinics.", t[1].trust)
    assert.are.equal("Evening clinics | Patients trust evening clinics. | The waiting time was long.", t[1].time)
    assert.are.same({ nil, nil, nil }, { t[3].time, t[3].trust, t[3].money })
    assert.is_nil(t:evidence(3, "trust"))
  end)

  it("gives the words of each cell with their place", function()
    local lib <close> = library()
    local t, cells = framework(lib, { codebook = BOOK, subcodes = true }), 0
    for i = 1, #t do
      for _, column in ipairs(t.columns) do
        local phrase = t:evidence(i, column)
        assert.are.equal(column ~= "record" and t[i][column] ~= nil, phrase ~= nil)
        for _, one in ipairs(phrase and phrase.all or {}) do
          assert.are.equal(one.text, lib:get(one.record)[one.field]:sub(one.first, one.last))
          assert.is_truthy(t[i][column]:find(one.text, 1, true))
          cells = cells + 1
        end
      end
    end
    assert.is_true(cells > 8)
    assert.are.same({ "abstract", "term", "trust" },
      { t:evidence(1, "trust").field, t:evidence(1, "trust").how, t:evidence(1, "trust").code })
  end)

  it("puts what sub-codes hold under their code, and alone where they have a column", function()
    local lib <close> = library()
    local t = framework(lib, { codebook = BOOK, subcodes = true })
    assert.are.same({ "record", "time", "waiting", "trust", "money" }, t.columns)
    assert.are.equal("Nobody waited.", t[4].time)
    assert.are.equal("Nobody waited.", t[4].waiting)
    assert.are.equal("The waiting time was long.", t[1].waiting)
  end)

  it("tells codes by hand from codes by terms", function()
    local lib <close> = library()
    code(lib, 3, "trust", "Nothing of interest", "Ana", "odd")
    code(lib, 1, "TRUST", "Costs fell.", "Bo")
    assert(lib:code(3, { code = "money", memo = "about grants" }))
    assert(lib:code(3, { code = "colour" }))
    local t = framework(lib, { codebook = BOOK })
    assert.are.equal("[Ana] Nothing of interest", t[3].trust)
    assert.are.equal("[Bo] Costs fell. | Patients trust evening clinics.", t[1].trust)
    assert.are.equal("[by hand] about grants", t[3].money)
    assert.is_nil(t:evidence(3, "money"))
    local phrase = t:evidence(3, "trust")
    assert.are.same({ "hand", "Ana", "odd", "trust" }, { phrase.how, phrase.by, phrase.memo, phrase.code })
    assert.is_truthy(table.concat(t.notes, "\n"):find("colour (1)", 1, true))
    local hand = framework(lib, { codebook = BOOK, codes = "hand", by = "Ana" })
    assert.are.same({ nil, "[Ana] Nothing of interest" }, { hand[1].trust, hand[3].trust })
    local by_terms = framework(lib, { codebook = BOOK, codes = "terms" })
    assert.is_nil(by_terms[3].trust)
    local own = framework(lib, {})
    assert.are.same({ "record", "TRUST", "colour", "money" }, own.columns)
  end)

  it("takes codes of a work's other records along", function()
    local lib <close> = library { TEXTS[1], { TEXTS[1][1] .. " again", TEXTS[1][2] .. " More of it." } }
    assert(lib:same(1, 2))
    code(lib, 2, "money", "waiting time", "Ana")
    code(lib, 2, "money", "More of it.", "Ana", "why")
    local t = assert(lib:works():analyze("framework", { codebook = BOOK, codes = "hand" }))
    assert.are.equal(1, #t)
    local record = lib:works()[1]
    for _, one in ipairs(t:evidence(1, "money").all) do
      if one.first then assert.are.equal(one.text, record[one.field]:sub(one.first, one.last)) end
    end
    assert.is_truthy(t[1].money:find("[Ana] waiting time", 1, true))
    assert.is_truthy(t[1].money:find("More of it.", 1, true))
  end)

  it("is filtered and compared by attributes", function()
    local lib <close> = library()
    lib:attribute(lib:set { 1, 2 }, "country", "England")
    lib:attribute(4, "country", "Chile")
    local t = framework(lib, { codebook = BOOK, where = { country = "England" }, attributes = { "country" } })
    assert.are.same({ 2, "England", "Okafor2 2002" }, { #t, t[1].country, t[2].record })
    assert.are.equal(3, #framework(lib, { codebook = BOOK, where = { country = { "England", "Chile" } } }))
    assert.are.equal(0, #framework(lib, { codebook = BOOK, where = { country = "Peru" } }))
    for _, options in ipairs { { where = { role = "nurse" } }, { group = "role" }, { attributes = { "role" } } } do
      options.codebook = BOOK
      local none, message, kind = lib:all():analyze("framework", options)
      assert.are.same({ "nil", "attribute" }, { tostring(none), kind })
      assert.is_truthy(message:find("no record has the attribute 'role'; there are country", 1, true), message)
    end
    local g = framework(lib, { codebook = BOOK, group = "country" })
    assert.are.same({ "country", "records", "time", "trust", "money" }, g.columns)
    assert.are.same({ "Chile", 1, 1, 1, nil }, { g[1].country, g[1].records, g[1].time, g[1].trust, g[1].money })
    assert.are.same({ "England", 2, 2, 2, 2 }, { g[2].country, g[2].records, g[2].time, g[2].trust, g[2].money })
    assert.are.same({ "(not said)", 1 }, { g[3].country, g[3].records })
    assert.are.equal("People trusted the nurses.", g:evidence(1, "trust").all[2].text)
  end)

  it("turns round, and leaves out records without a code", function()
    local lib <close> = library()
    local t = framework(lib, { codebook = BOOK, transpose = true, empty = false })
    assert.are.same({ "code", "Okafor1 2001", "Okafor2 2002", "Okafor4 2004" }, t.columns)
    assert.are.same({ 3, "trust", "Patients trust evening clinics." }, { #t, t[2].code, t[2]["Okafor1 2001"] })
    assert.are.equal("Patients trust evening clinics.", t:evidence(2, "Okafor1 2001").text)
  end)

  it("reads no text before a row is looked at", function()
    local lib <close> = library()
    local t = framework(lib, { codebook = BOOK })
    assert.are.equal(0, lazy.made(t.rows))
    local _ = t[2].trust
    assert.are.equal(1, lazy.made(t.rows))
  end)

  it("shows as many passages as wanted, and keeps all", function()
    local lib <close> = library()
    local t = framework(lib, { codebook = BOOK, quotes = 1 })
    assert.are.equal("Evening clinics | … 2 more", t[1].time)
    assert.are.equal(3, #t:evidence(1, "time").all)
  end)

  it("prints, exports and draws like every table", function()
    local lib <close> = library()
    local t = framework(lib, { codebook = "access" })
    assert.is_truthy(tostring(t):find("Framework: Access to health care", 1, true))
    assert.is_truthy(t:csv():find("record,approachability", 1, true))
    assert.is_truthy(t:html():find("<table", 1, true))
    assert.is_truthy(t:chart():find("<svg", 1, true))
  end)

  it("says what is wrong", function()
    local lib <close> = library()
    for options, part in pairs {
      [{ codebook = "nowhere" }] = "no codebook 'nowhere'", [{}] = "name a codebook",
      [{ codebook = { codes = { { name = "x", terms = { "a and b" } } } } }] = "holds 'and'",
    } do
      local t, message, kind = lib:all():analyze("framework", options)
      assert.are.same({ "nil", "codebook" }, { tostring(t), kind })
      assert.is_truthy(message:find(part, 1, true), message)
    end
    for _, options in ipairs { { codebook = BOOK, unit = "page" }, { codebook = BOOK, codes = "x" },
      { codebook = BOOK, wrong = 1 }, { codebook = BOOK, where = 1 }, { codebook = BOOK, group = "" } } do
      assert.has_error(function() lib:all():analyze("framework", options) end)
    end
  end)

  it("of no records has no rows", function()
    local lib <close> = library()
    local t = assert(lib:set({}):analyze("framework", { codebook = BOOK }))
    assert.are.equal(0, #t)
  end)
end)

describe("the analysis of codes", function()
  it("counts records by terms and by hand", function()
    local lib <close> = library()
    code(lib, 3, "trust", "Nothing", "Ana")
    code(lib, 3, "trust", "interest", "Ana")
    local t = assert(lib:all():analyze("codes", { codebook = BOOK }))
    local rows = {}
    for i = 1, #t do rows[i] = { t[i].code, t[i].level, t[i].records, t[i].by_terms, t[i].by_hand, t[i].passages } end
    assert.are.same({ { "time", 1, 3, 3, 0, 0 }, { "waiting", 2, 3, 3, 0, 0 }, { "trust", 1, 4, 3, 1, 2 },
      { "money", 1, 2, 2, 0, 0 } }, rows)
  end)
end)

describe("co-occurrence of codes", function()
  it("in records is what counting pairs gives", function()
    local lib <close> = library()
    local t = assert(lib:all():analyze("code_cooccurrence", { codebook = BOOK }))
    local rows = {}
    for i = 1, #t do rows[i] = { t[i].a, t[i].b, t[i].together, t[i].a_count, t[i].b_count } end
    assert.are.same({ { "time", "trust", 3, 3, 3 }, { "time", "money", 2, 3, 2 }, { "trust", "money", 2, 3, 2 } }, rows)
    assert.are.equal(1.0, t[1].jaccard)
    assert.is_true(math.abs(t[1].expected - 9 / 4) < 1e-9)
  end)

  it("in sentences is what reading sentences gives", function()
    local lib <close> = library()
    code(lib, 1, "money", "time was", "Ana")
    local t = assert(lib:all():analyze("code_cooccurrence", { codebook = BOOK, unit = "sentence" }))
    local rows = {}
    for i = 1, #t do rows[t[i].a .. " " .. t[i].b] = t[i].together end
    -- "Patients trust evening clinics", "Trust was another ... waiting was hard"; "Waiting and costs", and by hand
    assert.are.same({ ["time trust"] = 2, ["time money"] = 2 }, rows)
  end)
end)

describe("agreement of coders", function()
  -- Two coders, ten records: both give the code to 4, none to 3, A alone to 2, B alone to 1. Percent agreement 0.7;
  -- chance (0.6 * 0.5 + 0.4 * 0.5) = 0.5, kappa 0.4; AC1: pi = 0.55, chance 0.495, (0.7 - 0.495) / 0.505 = 0.40594;
  -- alpha: values 20, 11 and 9, observed disagreement 0.3, expected 2 * 11 * 9 / (20 * 19), alpha 1 - 0.3 / 0.52105.
  local function ten()
    local texts = {}
    for i = 1, 10 do texts[i] = { "Paper " .. i, "Words number " .. i .. " stand here. And one more." } end
    local lib = library(texts)
    local function give(from, to, by, name)
      for id = from, to do code(lib, id, name, "Words", by) end
    end
    give(1, 4, "A", "x") give(1, 4, "B", "x") give(5, 6, "A", "x") give(7, 7, "B", "x")
    give(1, 10, "A", "read") give(1, 10, "B", "read")
    return lib
  end

  local function values(t, name)
    local list = {}
    for i = 1, #t do
      if t[i].code == name then list[t[i].measure] = t[i].value end
    end
    return list
  end

  local function near(expected, got)
    assert.is_true(math.abs(expected - got) < 1e-9, ("%s, not %s"):format(got, expected))
  end

  it("by record is what the formulas give by hand", function()
    local lib <close> = ten()
    local t = assert(lib:all():analyze("code_agreement", {}))
    local got = values(t, "x")
    near(0.7, got["percent agreement"])
    near(0.4, got["Cohen's kappa"])
    near((0.7 - 0.495) / 0.505, got["Gwet's AC1"])
    near(1 - 0.3 / (2 * 11 * 9 / (20 * 19)), got["Krippendorff's alpha"])
    assert.are.same({ 1.0, nil }, { values(t, "read")["percent agreement"], values(t, "read")["Cohen's kappa"] })
  end)

  it("by sentence counts the sentences of title and abstract", function()
    local lib <close> = ten()
    local t = assert(lib:all():analyze("code_agreement", { unit = "sentence" }))
    assert.are.same({ 30, true }, { t[1].n, values(t, "x")["percent agreement"] == 0.9 })
  end)

  it("takes the terms as one more coder, and needs two", function()
    local lib <close> = library()
    code(lib, 1, "trust", "Patients trust", "Ana")
    code(lib, 3, "trust", "Nothing", "Ana")
    local t = assert(lib:all():analyze("code_agreement", { codebook = BOOK, terms = true, judged = "all" }))
    assert.are.same({ "(terms), Ana", 4, 0.25 }, { t[1].coders, t[1].n, values(t, "trust")["percent agreement"] })
    local none, message, kind = lib:all():analyze("code_agreement", { codebook = BOOK })
    assert.are.same({ "nil", "agreement" }, { tostring(none), kind })
    assert.is_truthy(message:find("Ana", 1, true))
  end)
end)

describe("suggestions for codes", function()
  local TALK = {}
  for i = 1, 4 do
    TALK[i] = { "Paper " .. i, "Link workers met people. Trust was built by link workers. Rare " .. i .. " thing." }
  end

  it("are phrases of sentences that no code has", function()
    local lib <close> = library(TALK)
    local t = assert(lib:all():analyze("code_suggestions", { codebook = BOOK }))
    assert.are.same({ "link workers met people", 4 }, { t[1].phrase, t[1].records })
    local phrase = t:evidence(1, "example")
    assert.are.equal(phrase.text, lib:get(phrase.record)[phrase.field]:sub(phrase.first, phrase.last))
    for i = 1, #t do assert.is_nil(t[i].phrase:find "trust") end
  end)

  it("are phrases beside a code", function()
    local lib <close> = library(TALK)
    local t = assert(lib:all():analyze("code_suggestions", { codebook = BOOK, code = "trust" }))
    local found = false
    for i = 1, #t do
      found = found or t[i].phrase == "link workers"
      assert.is_nil(t[i].phrase:find "trust")
    end
    assert.is_true(found)
    assert.is_nil((lib:all():analyze("code_suggestions", { codebook = BOOK, code = "none" })))
  end)

  it("are none of an empty set", function()
    local lib <close> = library()
    assert.are.equal(0, #assert(lib:set({}):analyze("code_suggestions", { codebook = BOOK })))
    assert.error_matches(function() lib:all():analyze("code_suggestions", { codebook = BOOK, least = 0 }) end,
      "option 'least' must be from 1")
  end)
end)

it("a codebook's terms that find too much or nothing do no harm", function()
  local lib <close> = library()
  local book = assert(codebook.read { codes = { { name = "all", terms = { "the", "zzzz*", "a" } }, "none" } })
  local t = framework(lib, { codebook = book })
  assert.are.same({ "The waiting time was long.", nil }, { t[1].all, t[1].none })
end)

it("a coder who gave no code is named", function()
  local lib <close> = library()
  assert(lib:code(1, { code = "trust", by = "Ana" }))
  local function notes(by) return table.concat(framework(lib, { codebook = BOOK, by = by }).notes, "\n") end
  assert.is_nil(notes("Ana"):find("no code was given", 1, true))
  assert.is_truthy(notes({ "Anna", "Ana" }):find("no code was given by Anna", 1, true))
end)
