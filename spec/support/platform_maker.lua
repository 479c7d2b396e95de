--- Random queries in the syntax of Embase.com, the Cochrane Library, Web of Science, Scopus, EBSCOhost or ProQuest,
--- over the words, headings, names and dates of given records. The same seed gives the same queries.

local base = require "spec.support.query_maker"

local maker = {}

local function behind(text, fields) return text .. ":" .. fields end
local function before(text, fields) return ("%s(%s)"):format(fields, text) end
local function equals(text, fields) return ("%s=(%s)"):format(fields, text) end
local function spaced(text, fields) return ("%s (%s)"):format(fields, text) end

local function dashed(low, high) return low .. "-" .. high end

-- What each platform writes: fields and how text is put into them; proximity with the least number, "" for none; marks
-- for many letters, one, none or one; headings; whole values; names; years.
local PLATFORMS = {
  embase = {
    into = behind, fields = { "ti", "ab", "ti,ab", "ti,ab,kw", "kw", "ff", "de" },
    near = { { "NEAR/", 1 }, { "NEXT/", 1 } }, marks = { "*", "?", "$" },
    heading = { "'%s'/exp", "'%s'/de", "'%s'/mj", "'%s'/exp/mj" },
    qualified = { "'%s'/exp/dm_dt", "'%s'/de/dm_th,dm_dt" },
    quote = "'", type = "'%s':it", language = "%s:la", journal = "'%s'/jt", author = { "'%s':au", "(%s):au" },
    years = function(low, high) return ("[%d-%d]/py"):format(low, high) end, year = "%d:py",
    extra = { "[abstracts]/lim", "[humans]/lim", "[english]/lim", "'drug therapy':lnk", "[2011-]/py" },
  },
  cochrane = {
    into = behind, fields = { "ti", "ab", "ti,ab", "ti,ab,kw", "kw" },
    near = { { "near/", 0 }, { "NEXT", "" }, { "NEXT/", 1 }, { "near", "" } }, marks = { "*", "?" },
    heading = { '[mh "%s"]', '[mh ^"%s"]', '[mh "%s"[mj]]' }, qualified = { '[mh "%s"/DT]', '[mh ^"%s"/DT,TH]' },
    quote = '"', wild_quotes = false, type = '"%s":pt', journal = '"%s":so', author = { '"%s":au', "(%s):au" },
    extra = { "[mh /DT]", "[mh /EP,TH]", "MeSH descriptor: [Asthma] explode all trees" },
  },
  wos = {
    into = equals, fields = { "TI", "AB", "TS", "TS", "AK", "AD", "ALL" },
    near = { { "NEAR/", 0 }, { "NEAR", "" } }, marks = { "*", "?", "$" }, quote = '"',
    type = 'DT="%s"', language = "LA=%s", journal = 'SO="%s"', author = { 'AU="%s"', "AU=(%s)" },
    years = function(low, high) return "PY=" .. dashed(low, high) end, year = "PY=%d",
    extra = { "PY=(2010 OR 2014)", "DOP=2008-03-01/2015-03-31", "LA=(English OR German)", "PMID=(1 OR 2)" },
  },
  scopus = {
    into = before, fields = { "TITLE", "ABS", "TITLE-ABS", "TITLE-ABS-KEY", "TITLE-ABS-KEY", "KEY", "AUTHKEY", "AFFIL",
      "ALL", "INDEXTERMS" },
    near = { { "W/", 0 }, { "PRE/", 0 } }, marks = { "*", "?" }, quote = '"', but = " AND NOT ",
    type = "DOCTYPE(re)", language = "LANGUAGE(%s)", journal = 'EXACTSRCTITLE("%s")',
    author = { 'AUTH("%s")', "AUTH(%s)", "FIRSTAUTH(%s)" },
    years = function(low, high) return ("(PUBYEAR > %d AND PUBYEAR < %d)"):format(low - 1, high + 1) end,
    year = "PUBYEAR = %d", extra = { "PUBYEAR AFT 2011", "PUBYEAR BEF 2014", "TITLE({care of})", "TITLE({care-of})" },
  },
  ebsco = {
    into = spaced, fields = { "TI", "AB", "XB", "TX", "KW", "SU", "MW", "AF" },
    near = { { "N", 0 }, { "W", 0 } }, marks = { "*", "?", "#" },
    heading = { '(MH "%s")', '(MH "%s+")', '(MM "%s")', '(MM "%s+")' },
    qualified = { '(MH "%s/DT")', '(MH "%s+/DT/TH")' },
    quote = '"', type = 'PT "%s"', language = "LA %s", journal = 'JN "%s"', author = { 'AU "%s"', "AU (%s)" },
    years = function(low, high) return "PY " .. dashed(low, high) end, year = "PY %d",
    extra = { 'TI "quality * life"', "PY 2011-", "DT 20080101-20150630", "TI follow-up", 'MW "drug therapy"' },
  },
  proquest = {
    into = before, fields = { "ti", "ab", "ti,ab", "ti,ab,if", "noft", "su", "if", "af" },
    near = { { "NEAR/", 0 }, { "PRE/", 0 }, { "NEAR", "" }, { "N/", 0 }, { "P/", 0 } }, marks = { "*", "?", "[*2]" },
    heading = { 'MESH.EXACT("%s")', 'MESH.EXACT.EXPLODE("%s")', 'MJMESH.EXACT("%s")', 'su.exact("%s")' },
    qualified = { 'MESH.EXACT("%s -- drug therapy")', 'MJMESH.EXACT.EXPLODE("%s -- therapy")' },
    quote = '"', type = 'rtype("%s")', language = "la(%s)", journal = 'jn("%s")', author = { 'au("%s")', "au(%s)" },
    years = function(low, high) return ("yr(%s)"):format(dashed(low, high)) end, year = "pd(%d)",
    extra = { "pd(20080101-20150630)", "ti,au(smith)", "au(smith j OR jones)" },
  },
}

local Maker = {}
Maker.__index = Maker

---@param seed integer
---@param records sheaf.record[]
---@param syntax string  one of the six
function maker.new(seed, records, syntax)
  return setmetatable({ random = base.random(seed), words = base.new(seed, records), has = PLATFORMS[syntax] }, Maker)
end

function Maker:pick(list) return list[self.random(#list)] end

function Maker:chance(percent) return self.random(100) <= percent end

-- A word that is no operator, code or number.
function Maker:word()
  for _ = 1, 5 do
    local word = self.words:run(1)[1]:lower()
    if #word > 3 and word:find("^%a") and word ~= "near" and word ~= "next" and word ~= "same" then return word end
  end
  return "nothing"
end

-- A word, perhaps with wildcards; only plain letters are cut.
function Maker:pattern()
  local word = self:word()
  if word:find("[\x80-\xff]") or #word < 5 or self:chance(55) then return word end
  local at, mark, marks = 2 + self.random(#word - 4), self:pick(self.has.marks), self.has.marks
  local kind = self.random(5)
  if kind == 1 then return word:sub(1, math.max(3, at)) .. marks[1] end
  if kind == 2 then return word:sub(1, at) .. mark .. word:sub(at + 1) end
  if kind == 3 then return word:sub(1, at) .. mark .. word:sub(at + 2) end
  local stem = word:sub(1, math.max(3, at))
  if kind == 4 and stem ~= "and" and stem ~= "not" then return stem .. mark end
  return word .. mark
end

function Maker:phrase(n)
  local words = self.words:run(n or 1 + self.random(3))
  for i, word in ipairs(words) do words[i] = word:lower() end
  local last = words[#words]
  if self.has.wild_quotes ~= false and #last > 4 and not last:find("[\x80-\xff]") and self:chance(20) then
    words[#words] = last:sub(1, -2) .. "*"
  end
  local joint = #words > 1 and self:chance(12) and "-" or " "
  return self.has.quote .. table.concat(words, joint) .. self.has.quote
end

function Maker:operand(depth)
  local kind = self.random(depth > 0 and 5 or 3)
  if kind <= 2 then return self:pattern() end
  if kind == 3 then return self:phrase() end
  if kind == 4 then
    local parts = {}
    for i = 1, 1 + self.random(3) do parts[i] = self:operand(depth - 1) end
    return "(" .. table.concat(parts, " OR ") .. ")"
  end
  return "(" .. self:near(depth - 1) .. ")"
end

function Maker:near(depth)
  local kind = self:pick(self.has.near)
  local operator = kind[1] .. (kind[2] == "" and "" or kind[2] + self.random(6) - 1)
  local text = ("%s %s %s"):format(self:operand(depth), operator, self:operand(depth))
  if self:chance(15) then text = ("%s %s %s"):format(text, operator, self:operand(0)) end
  return text
end

function Maker:fielded(text) return self.has.into(text, self:pick(self.has.fields)) end

-- An entry of the records without what ends a value, or the other text.
function Maker:value(field, otherwise)
  local value = self.words:entry(field) or otherwise
  return (value:match("^[^\x1f]*"):gsub("[\"'%[%]()/&+*?$#{}]", " "):gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""))
end

local makers = {}

function makers.word(self)
  local text = self:pattern()
  if self:chance(15) then return text end
  return self:fielded(self.has.into == behind and self:chance(30) and text or "(" .. text .. ")")
end
function makers.phrase(self) return self:chance(10) and self:phrase() or self:fielded("(" .. self:phrase() .. ")") end
function makers.near(self) return self:fielded("(" .. self:near(2) .. ")") end
function makers.words(self) return self:fielded(("(%s %s)"):format(self:word(), self:word())) end

function makers.scope(self)
  local parts = {}
  for i = 1, 1 + self.random(2) do parts[i] = self:chance(70) and self:pattern() or self:phrase() end
  return self:fielded("(" .. table.concat(parts, self:pick { " OR ", " AND ", " OR ", self.has.but or " NOT " }) .. ")")
end

function makers.heading(self)
  if not self.has.heading then return makers.scope(self) end
  local form = self:pick(self:chance(35) and self.has.qualified or self.has.heading)
  local name = self:value("headings", "Asthma"):gsub("^%s*", "")
  return name == "" and makers.word(self) or form:format(name)
end

function makers.value(self)
  local kind = self:pick { "type", "language", "journal" }
  local form = self.has[kind]
  if not form then return makers.phrase(self) end
  if kind == "language" then return form:format(self:pick { "english", "german", "french" }) end
  local field = kind == "type" and "publication_types" or "journal"
  return (form:gsub("%%s", (self:value(field, "Review"):gsub("%%", "%%%%"))))
end

function makers.author(self)
  local value = self.words:entry("authors") or "Nobody"
  local family, _, initials = value:match("^([^\x1f]*)\x1f?([^\x1f]*)\x1f?([^\x1f]*)")
  family = family:gsub("[^%w\x80-\xff-]", " ")
  local name = self:chance(40) and family or family .. " " .. initials:gsub("%W", ""):sub(1, self.random(2))
  return self:pick(self.has.author):format((name:gsub(" $", "")))
end

function makers.year(self)
  if not self.has.years then return makers.word(self) end
  local year = tonumber((self.words:entry("date") or "2010"):sub(1, 4))
  if self:chance(50) then return self.has.year:format(year) end
  return self.has.years(year - self.random(4), year + self.random(3) - 1)
end

function makers.extra(self) return self:pick(self.has.extra) end

local KINDS = { "word", "word", "word", "words", "phrase", "phrase", "near", "near", "near", "near", "scope", "scope",
  "heading", "heading", "value", "author", "year", "extra" }

function Maker:leaf() return makers[self:pick(KINDS)](self) end

function Maker:group(depth)
  if depth == 0 or self:chance(25) then return self:leaf() end
  local parts, operators = { self:group(depth - 1) }, { " AND ", " OR ", " OR ", self.has.but or " NOT " }
  local operator = self:pick(operators)
  for _ = 1, operator == operators[4] and 1 or self.random(3) do
    parts[#parts + 1] = (self:chance(10) and self:pick(operators) or operator) .. self:group(depth - 1)
  end
  return (self:chance(80) and "(%s)" or "%s"):format(table.concat(parts))
end

--- One query.
---@return string
function Maker:query() return self:group(self.random(4) - 1) end

return maker
