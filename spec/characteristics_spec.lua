-- The study-characteristics table, on the seed documents and on invented abstracts.

local characteristics = require "sheaf.analysis.characteristics"
local records = require "spec.support.records"
local shared = require "spec.support.shared"

local function analyse(list, options)
  for i, record in ipairs(list) do
    setmetatable(record, { __tostring = function() return "study " .. i end })
  end
  return characteristics(records.set(list), options)
end

local function row_of(abstract, title, options)
  return analyse({ { abstract = abstract, title = title } }, options)[1]
end

local function check_evidence(t, list)
  for i = 1, #t do
    for _, column in ipairs { "design", "collection", "analysis", "participants", "n", "setting", "country",
      "aim" } do
      local evidence = t:evidence(i, column)
      if t[i][column] == nil then
        assert.is_nil(evidence)
      elseif evidence then
        assert.equal(evidence.text, list[i][evidence.field]:sub(evidence.first, evidence.last))
      end
    end
  end
end

-- The abstracts of the seed documents, cut out of the pages as plainly as will do here.
local function seed_records()
  local names = { "000_1bf96230de956c99.txt", "002_d52390264ef3f932.txt", "003_8e6ae643260cb2dd.txt",
    "004_6a3c12f13dd16704.txt",
    "001_8a4410312a0dc1d9.txt" }
  local pages = {}
  for i, name in ipairs(names) do
    pages[i] = shared.read("seeds/" .. name)
    if not pages[i] then return end
  end
  local list = {
    { abstract = pages[1]:match("AB %- (.*)$") },
    { abstract = pages[2]:match("\n(Background: [^\n]*)\n") },
    { abstract = (pages[3]:match("\n(Background: [^\n]*)\n"):gsub("<br />", " ")) },
  }
  for line in pages[4]:gmatch("[^\n]+") do
    if #line > 500 then table.insert(list, { abstract = line }) end
  end
  table.insert(list, { title = pages[5]:match("\n(A [^\n]*)\n"),
    abstract = pages[5]:match("\n(Speaking .-)Related images") })
  return list
end

-- n, country, and a word that each cell has to contain.
local SEEDS = {
  { 27, "England", design = "qualitative", collection = "focus groups", setting = "out%-of%-hours",
    participants = "27 recent users" },
  { 17, "United Kingdom", design = "qualitative", collection = "interviews", analysis = "thematic analysis",
    setting = "general practices",
    participants = "9 practice staff; 4 participants with lived experience" },
  { 91, "England", design = "process evaluation", collection = "semi%-structured interviews", analysis = "thematic",
    setting = "care homes" },
  { 36, "Scotland", design = "qualitative interview study", analysis = "thematic",
    participants = "30 community organisation representatives; 6 CLPs" },
  { 15, "England", collection = "video", analysis = "thematic content analysis",
    participants = "11 General Practitioners" },
  { 21, "England", design = "qualitative interview study", analysis = "constant comparison",
    setting = "East of England" },
  { 64, nil, collection = "face%-to%-face and telephone", analysis = "inductive thematic",
    participants = "14 parents; 31 GPs; 19 nurses" },
  { 9, "Norway", design = "qualitative study", collection = "telephone", analysis = "framework method",
    setting = "Primary care" },
  { 8, "England", analysis = "thematic framework", participants = "4 GPs; 4 practice managers" },
  { 37, "England", collection = "telephone", analysis = "matrix", participants = "37 CCG employees" },
  { 33, "England", design = "vignette study", setting = "Wessex GP practices" },
  { 10, "Sweden", analysis = "inductive thematic", setting = "primary care" },
  { 30, "United Kingdom", design = "case study", setting = "two UK General Practices" },
  { 21, "United States", analysis = "grounded theory", setting = "Veterans Affairs.*San Diego",
    participants = "21 healthcare providers" },
}

describe("characteristics of the seeds", function()
  local list = seed_records()
  if not list then
    pending("the shared seeds are not here")
    return
  end
  local t = analyse(list)

  for i, expected in ipairs(SEEDS) do
    it("reads study " .. i, function()
      assert.equal(expected[1], t[i].n)
      assert.equal(expected[2], t[i].country)
      for _, column in ipairs { "design", "collection", "analysis", "setting", "participants" } do
        if expected[column] then assert.matches(expected[column], t[i][column] or "(nothing)") end
      end
    end)
  end

  it("leaves a news article blank", function()
    for _, column in ipairs { "design", "collection", "analysis", "participants", "n", "setting", "country",
      "aim" } do
      assert.is_nil(t[#t][column])
    end
  end)

  it("gives the phrase of every cell", function() check_evidence(t, list) end)
end)

-- abstract, expected cells; false means nil.
local INVENTED = {
  { [[Background: Evening surgeries are new. Aim: To learn how reception teams run them. Design and setting:
Ethnographic study in six general practices in Cardiff, Wales. Method: Non-participant observation, documents
and in-depth interviews with 14 receptionists and five practice managers were analysed using reflexive
thematic analysis. Results: Three themes emerged. Conclusion: Teams need time.]],
    { n = 19, design = "ethnographic study",
      collection = "non-participant observation; documents; in-depth interviews",
      analysis = "reflexive thematic analysis",
      setting = "six general practices in Cardiff, Wales", country = "Wales",
        participants = "14 receptionists; 5 practice managers" } },
  { [[Objectives: To compare two reminder letters. Design: Pragmatic cluster randomised controlled trial. Setting:
32 dental practices in Denmark. Participants: 1,912 adults aged 18 or over. Main outcome measures: Attendance
at 12 months. Results: 1,700 (89%) were followed up. Logistic regression showed no difference. Conclusions:
Letters did not help.]],
    { n = 1912, design = "cluster randomised controlled trial", analysis = "logistic regression",
      setting = "32 dental practices in Denmark", country = "Denmark",
      participants = "1912 adults", collection = false } },
  { [[We carried out a cross-sectional postal survey of community pharmacists in New Zealand. Of 800 pharmacists
invited, 412 responded. Data were analysed with descriptive statistics and chi-squared tests.]],
    { n = 412, design = "cross-sectional survey", collection = "postal survey",
      analysis = "descriptive statistics; chi-squared test", country = "New Zealand" } },
  { [[BACKGROUND: Care navigators are spreading. METHODS: We searched MEDLINE, Embase and CINAHL. Twenty-two studies
were included and synthesised narratively. RESULTS: Evidence was weak. CONCLUSIONS: More trials are needed.]],
    { n = false, collection = "literature search", analysis = "narrative synthesis", country = false,
      participants = false } },
  { [[Aims: To explore loneliness after retirement. Methods: A mixed methods study. A questionnaire was completed by
212 retired teachers in Ontario, Canada; focus groups followed. Interpretative phenomenological analysis was
used. Results: Much varied.]],
    { n = 212, design = "mixed methods study", collection = "questionnaires; focus groups",
      analysis = "interpretative phenomenological analysis", country = "Canada" } },
  { [[Purpose: To understand why people with asthma miss reviews. Methods: Twenty-five patients took part in video
interviews, analysed by constant comparison following grounded theory. Findings: Time mattered.]],
    { n = 25, collection = "video interviews", analysis = "constant comparison; grounded theory", country = false } },
  { [[Methods: Retrospective cohort study of 20,450 patients registered at 12 health centres in Lisbon, using
electronic health records. Cox proportional hazards models were fitted. Results: 312 patients died.]],
    { n = 20450, design = "retrospective cohort study", collection = "medical records", analysis = "Cox regression",
      country = "Portugal" } },
}

describe("characteristics of invented abstracts", function()
  for i, case in ipairs(INVENTED) do
    it("reads abstract " .. i, function()
      local row = row_of((case[1]:gsub("\n", " ")))
      for _, column in ipairs { "n", "design", "collection", "analysis", "participants", "setting", "country" } do
        local expected = case[2][column]
        if expected ~= nil then assert.equal(expected, row[column] or false) end
      end
    end)
  end

  it("has the columns of the contract first and integers for n", function()
    local t = analyse { { abstract = "We interviewed 12 GPs." } }
    assert.same({ "record", "design", "collection", "analysis", "participants", "n", "setting", "country" },
      { table.unpack(t.columns, 1, 8) })
    assert.equal("integer", math.type(t[1].n))
    assert.equal("study 1", t[1].record)
  end)

  it("reads sections given by the record", function()
    local abstract = "To hear views.A qualitative study.Paris, France.We interviewed 8 nurses."
    local sections = { { label = "Aim", category = "aim", text = "To hear views." }, { label = "Design",
      category = "design", text = "A qualitative study." },
      { label = "Setting", category = "setting", text = "Paris, France." }, { label = "Methods",
        category = "methods", text = "We interviewed 8 nurses." } }
    local list = { { abstract = abstract, sections = sections } }
    local t = analyse(list)
    assert.equal(8, t[1].n)
    assert.equal("Paris, France", t[1].setting)
    assert.equal("To hear views", t[1].aim)
    check_evidence(t, list)
  end)

  it("reads a design from the title", function()
    local row = row_of("We spoke to 12 carers.", "Evening care: a qualitative study")
    assert.equal("qualitative study", row.design)
  end)

  it("takes a user's rules", function()
    local rules = { design = { { value = "hackathon", "hackathon" } }, analysis = { { value = "tea-leaf reading",
      "tea leaf reading|readings" } },
      roles = { doulas = "staff" }, countries = { { "Ruritania", names = "Ruritania", places = "Strelsau" } } }
    local row = row_of("Methods: A hackathon with nine doulas in Strelsau; tea-leaf readings.", nil,
      { rules = rules })
    assert.same({ "hackathon", "tea-leaf reading", 9, "Ruritania" }, { row.design, row.analysis, row.n, row.country })
    assert.is_nil(row_of("Methods: A hackathon with nine doulas in Strelsau.").n)
  end)

  it("does not take other studies, instruments or languages for this one", function()
    local row = row_of("Methods: Twelve mothers completed the Edinburgh Postnatal Depression Scale."
      .. " Interviews were held in English."
      .. " Conclusions: Randomised controlled trials are needed in Sweden and Norway.")
    assert.is_nil(row.country)
    assert.is_nil((row.design or ""):match("randomised"))
  end)

  it("does not count the people of the news", function()
    local row = row_of("General practice is under strain. In England 7,000 practices employed 27,000 GPs."
      .. " Ministers promise 5,000 more doctors.")
    assert.is_nil(row.n)
    assert.is_nil(row.country)
  end)

  it("says which activity people took part in where they are counted apart", function()
    local row = row_of("Methods: We interviewed nine nurses and four carers. Three cooks took part in a focus group.")
    assert.equal("9 nurses; 4 carers (interviews); 3 cooks (focus groups)", row.participants)
    assert.equal(16, row.n)
  end)

  it("gives evidence with whole brackets", function()
    local list = { { abstract = "Methods: Interviews (n=9) with nurses were held." },
      { abstract = "Methods: In total, 15 people were interviewed (11 GPs (doctors), two porters and 2 nurses)." } }
    local t = analyse(list)
    assert.equal("Interviews (n=9) with nurses", t:evidence(1, "n").text)
    assert.equal("15 people were interviewed (11 GPs (doctors), two porters and 2 nurses)", t:evidence(2, "n").text)
    check_evidence(t, list)
  end)

  it("stays linear on text without end", function()
    for _, piece in ipairs { "n=1 ", "the the the ", "interviews ", "12 patients, ", "(n = 5) ", "GPs (12), ", "( ",
      ". . . ", "surveys of " } do
      local start = os.clock()
      row_of(piece:rep(30000 // #piece))
      assert.is_true(os.clock() - start < 3, piece)
    end
  end)

  it("asks once what a record is about, however many it counts", function()
    for _, piece in ipairs { "12 cases, ", "12 providers. " } do
      local start = os.clock()
      row_of(piece:rep(100000 // #piece))
      assert.is_true(os.clock() - start < 3, piece)
    end
  end)

  it("is silent on empty records", function()
    local t = analyse { {}, { abstract = "" }, { title = "A day out" } }
    assert.equal(3, #t)
    for i = 1, 3 do assert.is_nil(t[i].n) end
  end)

  it("reads 1,000 abstracts in a few seconds", function()
    local list = {}
    for i = 1, 1000 do list[i] = { abstract = (INVENTED[i % #INVENTED + 1][1]) } end
    local start = os.clock()
    analyse(list)
    assert.is_true(os.clock() - start < 10)
  end)
end)
