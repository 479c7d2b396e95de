--- What lua_memory_test runs while Lua's memory fails: a list of { name, function(path) }. A stage opens the library
-- that those before it have left, and returns true, or nil, message, code as sheaf does.

local sheaf = require "sheaf"

local RECORDS = [[
TY  - JOUR
TI  - Evening clinics in small towns: an interview study
AU  - Okafor, Ngozi
PY  - 2015
JO  - Rural Practice
DO  - 10.1000/evening.1
AB  - AIM: To ask who comes. METHODS: Twenty-one people in Wales were interviewed. RESULTS: They came late.
ER  -
TY  - JOUR
TI  - Evening clinics in small towns: an interview study.
AU  - Okafor, N.
PY  - 2015
JO  - Rural Practice
DO  - 10.1000/evening.1
ER  -
TY  - JOUR
TI  - Telephone triage: a survey
AU  - Stein, Ruth
PY  - 2018
AB  - A survey of 310 nurses in Norway.
ER  -
TY  - JOUR
ER  -
]]

-- Runs the work on a library, which is closed whatever happens.
local function with(path, work)
  local lib <close>, message, code = sheaf.open(path)
  if not lib then return nil, message, code end
  return work(lib)
end

local function stage(name, work)
  return { name, function(path) return with(path, work) end }
end

return {
  stage("open", function() return true end),
  stage("load", function(lib) return lib:load { text = RECORDS, name = "records.ris" } end),
  stage("search", function(lib) return lib:search("evening[ti] OR (survey* NOT wales)", { sort = "id" }) end),
  stage("ranked", function(lib) return lib:search("clinic*[tiab] OR nurses", { limit = 2 }) end),
  stage("records", function(lib)
    for record in lib:all():sort("year"):each() do
      assert(record.id and record.authors and record.sections)
    end
    return true
  end),
  stage("sql", function(lib)
    for _ in assert(lib:sql("select name from record, record_field(record.id, 'author') where year > ?", 2000)) do end
    return true
  end),
  stage("decide", function(lib)
    return lib:decide(lib:get(1), { stage = "full-text", verdict = "include", reason = "why not", by = "nobody" })
  end),
  stage("deduplicate", function(lib) return lib:deduplicate() end),
  stage("analyse", function(lib) return lib:all():analyze("characteristics") end),
  stage("export", function(lib) return lib:all():export(nil, { format = "ris" }) end),
  stage("strategy", function(lib)
    return lib:strategy("1. evening[ti]\n2. triage[ti]\n3. #1 OR #2", { syntax = "pubmed" })
  end),
  stage("why", function(lib) return lib:why(1, 2) end),
  stage("report", function(lib) return sheaf.report.html(nil, { set = lib:all(), parts = { lib:sources() } }) end),
  stage("check", function(lib) return lib:check() end),
}
