--- Plain records of XML are read by hand, all others by expat: both ways must give the same. A document type with
-- declarations of its own sends everything to expat, so that each input is loaded with and without one.

local sheaf = require "sheaf"
local shared = require "spec.support.shared"

local FORMATS = {
  ["set.xml"] = "pubmed-xml", ["endnote.xml"] = "endnote-xml", ["mods.xml"] = "mods", ["marc.xml"] = "marcxml",
  ["jats.xml"] = "jats", ["pica.xml"] = "pica", ["word_sources.xml"] = "msbib", ["pubmed_feed.xml"] = "feed",
}

--- What may stand anywhere, or must not.
local PIECES = {
  "&", "&amp;", "&lt;i&gt;", "&eacute;", "&nosuch;", "&#233;", "&#x1F600;", "&#0;", "&#13;", "&#xD800;", "&#xFFFF;",
  "]]", "]]>", "\r\n", "\r", "\t", "\n\n", "\0", "\1", "\xff", "\xc3", "é", "\xef\xbf\xbe", "\u{2028}",
  "<!-- a < b -->",
  "<!-- open", "<![CDATA[x < y]]>", "<?go on?>", "<b>", "</b>", "<b>x</b>", "<b/>", "<b a='1' a='2'/>", "<b a=1/>",
  "<b a='<'/>", "<b a='&#10;x\ny'/>", "<é/>", "<x:y/>", "<", ">", "'", '"', "/", "=", " ", "<PubmedArticle>",
  "</title>",
}

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

--- The text with a document type of its own, which takes no line.
local function for_expat(text)
  local declaration, rest = text:match("^(%s*<%?xml.-%?>)(.*)$")
  rest = (rest or text):gsub("<!DOCTYPE[^%[>]*>", function(type) return (type:gsub("[^\n]", "")) end, 1)
  return (declaration or "") .. "<!DOCTYPE x [ ]>" .. rest
end

--- All that loading a text gives: entries of every record with its place, and the problems.
local function outcome(text, format)
  local lib = assert(sheaf.open())
  local report, message = lib:load({ text = text }, { format = format })
  local lines = { tostring(report and report.seen), tostring(message) }
  for record in lib:all():each() do
    lines[#lines + 1] = "record"
    for _, entry in ipairs(record:entries()) do
      lines[#lines + 1] = ("%s=%s{%s}"):format(entry.field, entry.value, entry.note or "")
    end
  end
  for _, problem in ipairs(report and report.problems or {}) do
    lines[#lines + 1] = ("%s %s %s %s"):format(problem.line, problem.record, problem.code, problem.message)
  end
  lib:close()
  return table.concat(lines, "\n")
end

local function agree(text, format, what)
  assert.are.equal(outcome(for_expat(text), format), outcome(text, format), what)
end

--- One edit at a random place behind the root's start tag: a piece put in, bytes taken out, or both.
local function mutate(text, random)
  local at = random(select(2, text:find("<%a[^>]*>")), #text)
  local piece = random(4) > 1 and PIECES[random(#PIECES)] or ""
  local behind = at + (random(3) == 1 and random(0, 20) or 0)
  return text:sub(1, at) .. piece .. text:sub(behind + 1)
end

describe("the scanner of XML records agrees with expat", function()
  local seed = math.tointeger(tonumber(os.getenv("SEED"))) or 1
  local runs = math.tointeger(tonumber(os.getenv("SHEAF_MUTANTS"))) or 60
  local names = {}
  for name in pairs(FORMATS) do names[#names + 1] = name end
  table.sort(names)

  for _, name in ipairs(names) do
    it(("on %s and %d mutants of it"):format(name, runs), function()
      local text = read("spec/fixtures/formats/" .. name)
      agree(text, FORMATS[name], name)
      math.randomseed(seed)
      for i = 1, runs do
        local mutant = mutate(text, math.random)
        if math.random(2) == 1 then mutant = mutate(mutant, math.random) end
        agree(mutant, FORMATS[name], ("mutant %d of %s, seed %d:\n%s"):format(i, name, seed, mutant))
      end
    end)
  end

  it("where records lie across the pieces in which a file is read", function()
    local text = read("spec/fixtures/formats/set.xml")
    local head, first, tail = text:match("^(.-)(<PubmedArticle.-</PubmedArticle>)(.*)$")
    local parts = { head }
    for i = 1, 400 do parts[#parts + 1] = first .. (" "):rep(i * 37 % 1500) end
    parts[#parts + 1] = tail
    agree(table.concat(parts), "pubmed-xml", "four hundred records")
  end)

  it("where some of many records need expat, and lines end in every way", function()
    local text = read("spec/fixtures/formats/set.xml")
    local head, first, tail = text:match("^(.-)(<PubmedArticle.-</PubmedArticle>)(.*)$")
    math.randomseed(seed)
    local parts = { head }
    for i = 1, 150 do
      local at = math.random(select(2, first:find("<PubmedArticle[^>]*>")), #first)
      local piece = i % 3 == 0 and PIECES[math.random(#PIECES)] or i % 50 == 0 and ("x "):rep(70000) or ""
      if piece == "<!-- open" then piece = "" end -- found out where a piece of the file ends, and those differ
      parts[#parts + 1] = first:sub(1, at) .. piece .. first:sub(at + 1) .. (i % 2 == 0 and "\n" or "\r\n  ")
    end
    parts[#parts + 1] = tail
    agree(table.concat(parts), "pubmed-xml", ("a hundred and fifty records, seed %d"):format(seed))
  end)

  it("on the real files", function()
    local folder = shared.path "data/formats"
    if not folder then return pending "the shared data are not here" end
    local list = io.popen(("find '%s' -name '*.xml' -size -2000k | sort"):format(folder))
    for path in list:lines() do
      local format = sheaf.detect(path)
      if format then agree(read(path), format, path) end
    end
    list:close()
  end)
end)
