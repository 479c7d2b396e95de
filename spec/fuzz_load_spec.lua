--- Broken input: seeded changes of the fixtures and of the examples' data go through lib:load. Whatever comes, nothing
--- is raised, the report adds up, problems can be found by line and byte, and records hold proper values.

local sheaf = require "sheaf"

local SEED, ROUNDS, SECONDS = 20260101, 400, 8
local FOLDERS = { "spec/fixtures/formats", "spec/fixtures/pages", "examples/data" }

local function whole(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local function files()
  local list = {}
  for _, folder in ipairs(FOLDERS) do
    for path in io.popen("ls " .. folder .. "/*"):lines() do list[#list + 1] = { name = path, text = whole(path) } end
  end
  return list
end

local random = math.random

local function cut_at(text)
  local a = random(0, #text)
  return text:sub(1, a), text:sub(a + 1)
end

local function bytes(count)
  local list = {}
  for i = 1, count do list[i] = string.char(random(0, 255)) end
  return table.concat(list)
end

local function lines_of(text)
  local list = {}
  for line in text:gmatch("[^\n]*\n?") do list[#list + 1] = line end
  return list
end

local SCRAPS = { "\0", "\r", "\r\n\r\n", "\u{FEFF}", "\xFF\xFE", "\u{2028}", "\u{202E}", "<br />", "]]>",
  "&amp;&#0;&#x110000;", "<!DOCTYPE html>", "<html>", "</body>", "ER  - \n", "TY  - ", "PMID- ", "PT - ", "AB  -",
  "Author(s):", "<1>\n", "Readers' comments (3)\n", "More information\n", " \u{25FD} ", "\u{2022} ", "::::", "((((",
  "%s%d%n", "\t\t", "..." }

local CHANGES = {
  function(text) return (cut_at(text)) end,
  function(text)
    local _, tail = cut_at(text)
    return tail
  end,
  function(text)
    local head, tail = cut_at(text)
    return head .. tail:sub(random(1, 200))
  end,
  function(text)
    local head, tail = cut_at(text)
    return head .. bytes(random(1, 30)) .. tail
  end,
  function(text)
    local head, tail = cut_at(text)
    return head .. SCRAPS[random(#SCRAPS)] .. tail
  end,
  function(text)
    local head, tail = cut_at(text)
    return head .. tail:sub(1, 300):rep(random(2, 20)) .. tail
  end,
  function(text)
    local list = lines_of(text)
    for _ = 1, 5 do
      local a, b = random(#list), random(#list)
      list[a], list[b] = list[b], list[a]
    end
    return table.concat(list)
  end,
  function(text)
    local list = lines_of(text)
    for _ = 1, math.min(8, #list - 1) do table.remove(list, random(#list)) end
    return table.concat(list)
  end,
  function(text) return (text:gsub("\r?\n", ({ "\r", "\r\n", "\n\n", " ", "\n \n" })[random(5)])) end,
  function(text) return random(2) == 1 and text:lower() or text:upper() end,
  function(text, other) return text .. other end,
  function(text) return (text:gsub("%S+", function(word) return random(20) == 1 and word:rep(30) or nil end)) end,
}

local LISTS = { "authors", "headings", "sections", "comments", "issn", "urls", "keywords", "publication_types",
  "notes" }
local TEXTS = { "title", "abstract", "date", "journal", "volume", "issue", "pages", "publisher", "doi", "pmid", "type" }

local function check_value(value, what)
  if type(value) == "table" then
    for key, item in pairs(value) do check_value(item, what .. "." .. tostring(key)) end
  elseif type(value) == "string" then
    assert(utf8.len(value), what .. " is not UTF-8")
  end
end

local function check_record(record)
  for _, field in ipairs(LISTS) do
    local list, count = record[field], 0
    for _ in pairs(list) do count = count + 1 end
    assert(count == #list, field .. " is no sequence")
    check_value(list, field)
  end
  for _, field in ipairs(TEXTS) do
    local value = record[field]
    assert(value == nil or type(value) == "string" and value ~= "", field .. " is no text")
    check_value(value, field)
  end
  assert(record.year == nil or math.type(record.year) == "integer", "year is no integer")
  check_value(record.extra, "extra")
  assert(tostring(record) ~= "" and record.source, "a record without a citation or a source")
end

local function check_problem(problem, text)
  assert(type(problem.file) == "string" and #problem.message > 10, "a problem unsaid")
  assert(problem.code:find("^[%l%d-]+$"), "a problem without its code")
  assert(problem.severity == "error" or problem.severity == "warning", "a problem without its severity")
  local _, ends = text:gsub("[\r\n]", "")
  local line, byte = problem.line, problem.byte
  assert(math.type(line) == "integer" and line >= 0 and line <= ends + 1, "a line that is not there")
  assert(math.type(byte) == "integer" and byte >= 0 and byte <= #text, "a byte that is not there")
end

--- Loads a text and checks all that must hold. Returns how many records it gave.
local function check_load(lib, text)
  local before = #lib
  local report, message, code, refused = lib:load { text = text, name = "changed" }
  if not report then
    assert(type(message) == "string" and type(code) == "string", "a refusal without a reason")
    report = refused
  end
  local sum = { seen = 0, loaded = 0, rejected = 0 }
  for _, file in ipairs(report.files) do
    assert(file.seen == file.loaded + file.rejected, "a file's counts do not add up")
    for key, count in pairs(sum) do sum[key] = count + file[key] end
  end
  for key, count in pairs(sum) do assert(report[key] == count, "the report's " .. key .. " is not its files'") end
  assert(#lib - before == report.loaded, "the library has not what the report says")
  for _, problem in ipairs(report.problems) do check_problem(problem, text) end
  for id = before + 1, #lib do check_record(assert(lib:get(id))) end
  assert(tostring(report) ~= "")
  return report.loaded
end

describe("changed input", function()
  local sources = files()
  assert(#sources > 15)

  it("is loaded or refused, and never breaks anything", function()
    local lib <close> = assert(sheaf.open())
    local started, loaded = os.clock(), 0
    for round = 1, ROUNDS do
      math.randomseed(SEED, round)
      local source, other = sources[random(#sources)], sources[random(#sources)]
      local text = source.text
      for _ = 1, random(4) do text = CHANGES[random(#CHANGES)](text, other.text):sub(1, 200000) end
      local ok, result = pcall(check_load, lib, text)
      assert(ok, ("round %d, %s: %s"):format(round, source.name, tostring(result)))
      loaded = loaded + result
      if os.clock() - started > SECONDS then break end
    end
    assert.is_true(lib:check())
    assert.is_true(loaded > 100)
  end)

  it("is known again by its bytes", function()
    local lib <close> = assert(sheaf.open())
    for _, source in ipairs(sources) do
      check_load(lib, source.text)
      local count = #lib
      assert.equal(0, check_load(lib, source.text))
      assert.equal(count, #lib)
    end
  end)

  it("may be a gzip file that was cut", function()
    local lib <close> = assert(sheaf.open())
    local path = os.tmpname()
    assert(os.execute("gzip -c spec/fixtures/formats/two.nbib > " .. path))
    local packed = whole(path)
    for size = 1, #packed, 7 do
      local file = assert(io.open(path, "wb"))
      file:write(packed:sub(1, size))
      file:close()
      local report, message, code, refused = lib:load(path)
      assert.is_true(report ~= nil or message ~= nil and code ~= nil)
      report = report or refused
      assert.equal(report.seen, report.loaded + report.rejected)
      assert.is_true(#report.problems > 0, "a cut file is said")
    end
    os.remove(path)
    assert.is_true(lib:check())
  end)
end)
