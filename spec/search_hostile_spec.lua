--- Hostile queries end quickly, with an answer or an error, in every syntax.

local sheaf = require "sheaf"

local SYNTAXES = sheaf.query.syntaxes()
local SECONDS = 5 -- far more than any of them takes; a hang is what is looked for

local lib
setup(function()
  lib = assert(sheaf.open())
  local records = {}
  for i = 1, 50 do
    records[i] = ("PMID- %d\nTI  - Pain%d care and access in practice\nAB  - Words that are many: %s.\n"):format(i, i,
      ("alpha beta gamma "):rep(20))
  end
  assert(lib:load { text = table.concat(records, "\n"), name = "records.nbib" })
end)
teardown(function() lib:close() end)

local function alternatives(n, word)
  local list = {}
  for i = 1, n do list[i] = word .. i end
  return table.concat(list, " OR ")
end

local HOSTILE = {
  { "10,000 open parentheses", ("("):rep(10000) },
  { "10,000 closed parentheses", ("("):rep(10000) .. "pain" .. (")"):rep(10000) },
  { "900 parentheses", ("("):rep(900) .. "pain" .. (")"):rep(900) },
  { "a wildcard on both sides", "*a*" },
  { "a wildcard alone", "*" },
  { "every wildcard there is", "*$?#*$?#a*$?#*$?#" },
  { "wildcards between all letters", "a*b*c*d*e*f*g*h*i*j*k*l*m*n*o*p" },
  { "a thousand alternations", alternatives(1000, "pain") },
  { "a thousand truncations", alternatives(1000, "pain*") },
  { "a megabyte of words", ("pain "):rep(200000) },
  { "a megabyte of one word", ("a"):rep(1000000) },
  { "a megabyte of NOT", ("pain NOT "):rep(100000) .. "pain" },
  { "ten thousand operators", ("AND "):rep(10000) },
  { "a thousand proximities", ("pain adj3 NEAR/3 N3 W/3 "):rep(1000) .. "pain" },
  { "a quotation mark", '"' }, { "an apostrophe", "'" }, { "a brace", "{" }, { "a bracket", "[" },
  { "tags alone", "[ti]" }, { "a suffix alone", ".ti." }, { "an equals sign", "TI=" }, { "a colon", ":ti" },
  { "a slash", "/" }, { "exp alone", "exp /" }, { "nothing", "" }, { "spaces", "   \n\t " },
  { "a NUL", "pain\0care" }, { "broken UTF-8", "pain \xff\xfe care" }, { "lines of references", "#1 OR #2 OR S3 OR 4" },
  { "a range of lines", "or/1-999999999" }, { "a huge distance", '"pain care"[tiab:~999999999999]' },
  { "a huge adj", "pain adj99999999999 care" }, { "a huge frequency", "pain.ti. /freq=99999999999" },
  { "a huge year", "2000:99999999999999[dp]" }, { "emoji", "🩺 OR 💊" },
  { "right-to-left marks", "\u{202E}pain\u{202C}" }, { "combining marks", "a" .. ("\u{301}"):rep(5000) },
}

describe("hostile queries", function()
  for _, case in ipairs(HOSTILE) do
    it("such as " .. case[1] .. " end with an answer or an error", function()
      for _, syntax in ipairs(SYNTAXES) do
        local start = os.clock()
        local set, message, code = lib:search(case[2], { syntax = syntax, sort = "id", explode = "ignore" })
        if set then
          assert.is_true(#set <= 50)
        else
          assert.is_string(message, syntax)
          assert.is_string(code, syntax)
          assert.is_true(#message < 3000, syntax .. ": the message is long")
        end
        assert.is_true(os.clock() - start < SECONDS, ("%s took %.1f s"):format(syntax, os.clock() - start))
      end
    end)
  end

  it("print and lint and translate without a crash", function()
    for _, case in ipairs(HOSTILE) do
      for _, syntax in ipairs(SYNTAXES) do
        local query = #case[2] < 20000 and sheaf.query.parse(case[2], syntax)
        if query then
          for _, target in ipairs(SYNTAXES) do assert.is_truthy((query:print(target, lib))) end
          query:lint(lib)
          assert.is_table(query:tree())
        end
      end
    end
  end)

  it("in strategies too", function()
    for _, syntax in ipairs(SYNTAXES) do
      local lines = {}
      for i = 1, 300 do lines[i] = i == 1 and "pain" or ("#%d OR care"):format(i - 1) end
      local strategy = assert(lib:strategy(table.concat(lines, "\n"), { syntax = syntax }))
      assert.is_true(#strategy >= 1)
    end
  end)
end)
