--- Random queries in PubMed's syntax over the words, names and dates of given records. The same seed gives the same
--- queries.

local maker = {}

local Maker = {}
Maker.__index = Maker

--- Numbers without the run-time's generator, so that every machine draws the same.
function maker.random(seed)
  local state = seed
  return function(n)
    state = (state * 6364136223846793005 + 1442695040888963407) & 0x7FFFFFFFFFFFFFFF
    return (state >> 24) % n + 1
  end
end

---@param seed integer
---@param records sheaf.record[]
function maker.new(seed, records) return setmetatable({ random = maker.random(seed), records = records }, Maker) end

function Maker:pick(list) return list[self.random(#list)] end

function Maker:chance(percent) return self.random(100) <= percent end

-- Entries of a random record in a field; tries a few records.
function Maker:entry(field)
  for _ = 1, 8 do
    local found = {}
    for _, entry in ipairs(self:pick(self.records):entries()) do
      if entry.field == field then found[#found + 1] = entry.value end
    end
    if #found > 0 then return self:pick(found) end
  end
end

local TEXTS = { "title", "abstract", "abstract", "keywords", "headings", "affiliations" }

-- A run of n words that stand together somewhere (fewer where the text is shorter).
function Maker:run(n)
  local words = {}
  for word in (self:entry(self:pick(TEXTS)) or "nothing"):gmatch("[%w\x80-\xff]+") do words[#words + 1] = word end
  if #words == 0 then return { "nothing" } end
  local first = self.random(math.max(1, #words - n + 1))
  return table.move(words, first, math.min(#words, first + n - 1), 1, {})
end

local TAGS = { "ti", "ab", "tiab", "tiab", "tiab", "tw", "tw", "all", "ot", "ad", "Title/Abstract", "Text Word" }

function Maker:tag() return self:chance(15) and "" or "[" .. self:pick(TAGS) .. "]" end

-- AND, OR and NOT in capitals would be operators.
local function plain(word) return (word:gsub("^%u+$", string.lower)) end

local makers = {}

function makers.word(self) return plain(self:run(1)[1]) .. self:tag() end

function makers.truncated(self)
  local word = self:run(1)[1]
  if #word < 5 or word:find("[\x80-\xff]") then return plain(word) .. self:tag() end
  return word:sub(1, 3 + self.random(#word - 3)) .. "*" .. self:tag()
end

function makers.phrase(self)
  local words = self:run(1 + self.random(3))
  local last = words[#words]
  if self:chance(25) and #last >= 5 and not last:find("[\x80-\xff]") then words[#words] = last:sub(1, -2) .. "*" end
  if self:chance(15) then return plain(table.concat(words, "-")) .. self:tag() end
  return '"' .. table.concat(words, " ") .. '"' .. self:tag()
end

function makers.near(self)
  local words = self:run(2 + self.random(5))
  for i = #words, 2, -1 do
    local k = self.random(i)
    words[i], words[k] = words[k], words[i]
  end
  local chosen = table.move(words, 1, math.min(#words, 1 + self.random(3)), 1, {})
  local tag = self:pick { "tiab", "ti", "tiab", "ad" }
  return ('"%s"[%s:~%d]'):format(table.concat(chosen, " "), tag, self.random(6) - 1)
end

function makers.heading(self)
  local value = self:entry("headings")
  if not value then return makers.word(self) end
  local parts = {}
  for part in value:gmatch("[^\x1f]+") do parts[#parts + 1] = part:gsub("^%*", "") .. "" end
  local name = parts[1]:gsub('"', ""):gsub("/", " ")
  if #parts > 1 and self:chance(60) then
    name = name .. "/" .. self:pick { parts[2], parts[#parts], "therapy", "dt" }
  elseif self:chance(10) and #name > 8 and not name:find("[\x80-\xff]") then
    return '"' .. name:sub(1, 6) .. '*"[mh]'
  end
  return ('"%s"[%s]'):format(name, self:pick { "mh", "mh:noexp", "majr", "majr:noexp", "MeSH Terms" })
end

function makers.qualifier(self)
  local name = self:pick { "therapy", "dt", "diagnosis", "metabolism", "drug therapy", "tu", "adverse effects" }
  return name .. self:pick { "[sh]", "[sh:noexp]", "[Subheading]" }
end

function makers.type(self)
  local name = self:entry("publication_types") or "Review"
  if self:chance(40) then name = self:pick { "Clinical Trial", "Review", "Clinical Study", "Guideline" } end
  return '"' .. name .. '"' .. self:pick { "[pt]", "[pt:noexp]", "[Publication Type]" }
end

function makers.author(self)
  local value = self:entry("authors")
  local family, given, initials = (value or "Nobody"):match("^([^\x1f]*)\x1f?([^\x1f]*)\x1f?([^\x1f]*)")
  local tag = "[" .. self:pick { "au", "au", "au", "1au", "lastau", "Author" } .. "]"
  local kind = self.random(6)
  if kind == 1 then return family .. tag end
  if kind == 2 then return ('"%s %s"%s'):format(family, initials, tag) end
  if kind == 3 and given ~= "" then return ("%s %s"):format(family, given) .. self:pick { "[au]", "[fau]" } end
  if kind == 4 and #family > 4 then return family:gsub("[%s\x80-\xff].*", ""):sub(1, 4) .. "*" .. tag end
  return ("%s %s%s"):format(family, initials:sub(1, self.random(2)), tag)
end

function makers.date(self)
  local date = self:entry("date") or "2010"
  local year = tonumber(date:sub(1, 4))
  local tag = self:pick { "[dp]", "[dp]", "[dp]", "[edat]", "[crdt]", "[Date - Publication]", "[dcom]" }
  local kind = self.random(5)
  if kind == 1 then return ("%d%s"):format(year, tag) end
  if kind == 2 then return ("%d:%d%s"):format(year - self.random(3), year + self.random(3) - 1, tag) end
  if kind == 3 then return date:gsub("-", "/") .. tag end
  if kind == 4 then return ('"%s"%s : "3000"%s'):format(date:gsub("-", "/"), tag, tag) end
  return ("%d/%02d:%d%s"):format(year - 1, self.random(12), year + self.random(2), tag)
end

function makers.value(self)
  local kind = self.random(6)
  if kind == 1 then return "hasabstract" end
  if kind == 2 then return (self:entry("language") or "eng") .. "[la]" end
  if kind == 3 then return '"' .. (self:entry("journal_abbreviation") or "none"):gsub('"', "") .. '"[ta]' end
  if kind == 4 then return ("%s %s[pmid]"):format(self:entry("pmid") or "1", self:entry("pmid") or "2") end
  if kind == 5 then return '"' .. (self:entry("substances") or "none"):gsub('"', "") .. '"[nm]' end
  return (self:entry("issn") or "1471-2296") .. "[ta]"
end

local KINDS = { "word", "word", "word", "truncated", "truncated", "phrase", "phrase", "phrase", "near", "near",
  "heading", "heading", "qualifier", "type", "author", "author", "date", "value" }

function Maker:leaf() return makers[self:pick(KINDS)](self) end

function Maker:group(depth)
  if depth == 0 or self:chance(25) then return self:leaf() end
  local parts = { self:group(depth - 1) }
  for _ = 1, self.random(3) do
    parts[#parts + 1] = self:pick { "AND", "OR", "OR", "NOT", "AND", "" }
    parts[#parts + 1] = self:group(depth - 1)
  end
  local text = table.concat(parts, " ")
  if self:chance(70) then text = "(" .. text .. ")" end
  if self:chance(8) then text = ("(%s OR %s)[tiab]"):format(plain(self:run(1)[1]), plain(self:run(1)[1])) end
  return text
end

--- One query.
---@return string
function Maker:query() return self:group(self.random(4) - 1) end

return maker
