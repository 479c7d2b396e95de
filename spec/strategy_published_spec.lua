--- Published strategies run as they stand: every line is read, or refused for a reason that is named here.

local sheaf = require "sheaf"
local shared = require "spec.support.shared"

-- Lines that cannot be read, by topic and line, and why: all of them are mistakes of the published text.
local REFUSED = {
  ["CD007394 9"] = "Y-QUOTE: the opening quotation mark of Serology\" is missing",
  ["CD007394 11"] = "Y-LINEREF: refers to line 9",
  ["CD007394 22"] = "Y-LINEREF: refers to line 11",
  ["CD007394 23"] = "Y-LINEREF: refers to line 22",
  ["CD009263 1"] = "Y-PAREN: one parenthesis too many",
}

local IGNORE = { explode = "ignore", unsupported = "ignore" }

local RECORD = "PMID- 1\nTI  - Asthma in general practice\nAB  - Patients were interviewed.\n"

local function check(name, seen)
  local list = shared.rows("data/queries/" .. name)
  if not list then return pending("the shared data is not here") end
  local lib = assert(sheaf.open())
  assert(lib:load { text = RECORD, name = "one.nbib" })
  for _, item in ipairs(list) do
    local syntax = item.syntax:gsub("%?$", "")
    if syntax ~= "unknown" then
      local id = item.topic or item.id
      local strategy = assert(lib:strategy(item.query, { syntax = syntax, explode = IGNORE.explode,
        unsupported = IGNORE.unsupported, today = "2020-01-01" }))
      seen.strategies = seen.strategies + 1
      for i, line in ipairs(strategy.lines) do
        local key = ("%s %d"):format(id, i)
        seen.lines = seen.lines + 1
        if line.error then
          assert.is_string(REFUSED[key], ("%s: %s\n%s: %s"):format(key, line.text, line.code, line.error))
          assert.are.equal(line.code, REFUSED[key]:match("^[%w-]+"), key)
          seen.refused = seen.refused + 1
        else
          -- Nothing is dropped: what is printed is read back as the same tree.
          local known = {}
          for k, other in ipairs(strategy.lines) do
            known[k] = { label = other.id, query = k < i and other.query or nil }
          end
          local text = assert(line.query:print_in(syntax))
          local again, message = require("sheaf.core").parse(text,
            { syntax = syntax, lines = known, line = i, today = "2020-01-01" })
          assert.is_truthy(again, ("%s: %s\nprinted: %s\n%s"):format(key, line.text, text, tostring(message)))
          if again ~= line.query then error(("%s: %s\nprinted: %s\nis another tree"):format(key, line.text, text)) end
        end
      end
    end
  end
  lib:close()
end

describe("published strategies", function()
  local seen = { strategies = 0, lines = 0, refused = 0 }

  it("of Cochrane reviews run, and print back as the same trees", function()
    check("clef_tar_strategies.jsonl", seen)
  end)

  it("of the seed collection run, and print back as the same trees", function()
    check("seed_collection_pubmed.jsonl", seen)
  end)

  it("are refused only where this spec says so", function()
    if seen.lines == 0 then return pending("the shared data is not here") end
    local count = 0
    for _ in pairs(REFUSED) do count = count + 1 end
    assert.are.equal(count, seen.refused)
    print(("  %d strategies, %d lines, %d refused"):format(seen.strategies, seen.lines, seen.refused))
  end)
end)
