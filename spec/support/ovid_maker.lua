--- Random queries in Ovid's syntax, the richest of the eight, over the words and headings of given records. The same
--- seed gives the same queries.

local base = require "spec.support.query_maker"

local maker = {}

local Maker = {}
Maker.__index = Maker

---@param seed integer
---@param records sheaf.record[]
function maker.new(seed, records)
  local self = { random = base.random(seed), records = records, words = base.new(seed, records) }
  return setmetatable(self, Maker)
end

function Maker:pick(list) return list[self.random(#list)] end

function Maker:chance(percent) return self.random(100) <= percent end

local FIELDS = { "ti", "ab", "ti,ab", "ti,ab", "ti,ab,kf", "ti,ab,kf", "tw", "kf", "in", "mp", "af" }

function Maker:suffix() return "." .. self:pick(FIELDS) .. "." end

local RESERVED = { ["and"] = true, ["not"] = true, exp = true }

-- A word that is no operator, number or stop of Ovid's.
function Maker:word()
  for _ = 1, 5 do
    local word = self.words:run(1)[1]:lower()
    if #word > 2 and word:find("^%a") and not word:find("^adj") and not RESERVED[word] then return word end
  end
  return "nothing"
end

-- A word, perhaps with wildcards in Ovid's marks; only plain letters are cut.
function Maker:pattern()
  local word = self:word()
  if word:find("[\x80-\xff]") or #word < 4 or self:chance(55) then return word end
  local at = 2 + self.random(#word - 3)
  local kind = self.random(6)
  if kind == 1 then return word:sub(1, math.max(3, at)) .. "*" end
  if kind == 2 then return word:sub(1, math.max(3, at)) .. "$" .. self.random(4) end
  if kind == 3 then return word:sub(1, at) .. "#" .. word:sub(at + 2) end
  if kind == 4 then return word:sub(1, at) .. "?" .. word:sub(at + 1) end
  if kind == 5 then return word:sub(1, 2) .. "*" .. word:sub(-1) end
  return word .. "$"
end

function Maker:phrase()
  local words = self.words:run(2 + self.random(2))
  for i, word in ipairs(words) do words[i] = word:lower() end
  return '"' .. table.concat(words, " ") .. '"'
end

-- What may stand beside adj.
function Maker:operand(depth)
  local kind = self.random(depth > 0 and 5 or 3)
  if kind <= 2 then return self:pattern() end
  if kind == 3 then return self:phrase() end
  if kind == 4 then
    local parts = {}
    for i = 1, 1 + self.random(3) do parts[i] = self:operand(depth - 1) end
    return "(" .. table.concat(parts, " or ") .. ")"
  end
  return "(" .. self:near(depth - 1) .. ")"
end

function Maker:near(depth)
  local operator = self:pick { "adj", "adj1", "adj2", "adj3", "adj3", "adj5", "adj8" }
  local text = self:operand(depth) .. " " .. operator .. " " .. self:operand(depth)
  if self:chance(15) then text = text .. " adj" .. self.random(4) .. " " .. self:operand(0) end
  return text
end

local makers = {}

function makers.word(self) return self:pattern() .. self:suffix() end
function makers.phrase(self) return self:phrase() .. self:suffix() end
function makers.near(self) return "(" .. self:near(2) .. ")" .. self:suffix() end
function makers.frequency(self)
  return ("%s.%s. /freq=%d"):format(self:word(), self:pick { "ab", "ti" }, 1 + self.random(2))
end

function makers.heading(self)
  local value = self.words:entry("headings")
  if not value then return makers.word(self) end
  local parts = {}
  for part in value:gmatch("[^\x1f]+") do parts[#parts + 1] = part:gsub("^%*", "") .. "" end
  local text = self:pick { "exp ", "", "*", "exp *" } .. parts[1] .. "/"
  if #parts > 1 and self:chance(60) then text = text .. self:pick { "dt", "dt, th", "th, di", "su" } end
  return text
end

function makers.type(self) return (self.words:entry("publication_types") or "review"):lower() .. ".pt." end
function makers.qualifier(self) return self:pick { "dt", "th", "su", "di" } .. ".fs." end
function makers.year(self)
  local year = tonumber((self.words:entry("date") or "2010"):sub(1, 4))
  return self:chance(50) and ("%d.yr."):format(year) or ("%d:%d.yr."):format(year - 2, year + 1)
end
function makers.language(self) return self:pick { "english", "german", "french" } .. ".lg." end
function makers.scope(self)
  local parts = {}
  for i = 1, 1 + self.random(2) do parts[i] = self:chance(70) and self:pattern() or self:phrase() end
  return "(" .. table.concat(parts, self:pick { " or ", " and " }) .. ")" .. self:suffix()
end

local KINDS = { "word", "word", "word", "phrase", "phrase", "near", "near", "near", "near", "frequency", "heading",
  "heading", "type", "qualifier", "year", "language", "scope", "scope" }

function Maker:leaf() return makers[self:pick(KINDS)](self) end

function Maker:group(depth)
  if depth == 0 or self:chance(25) then return self:leaf() end
  local operator = self:pick { " and ", " or ", " or ", " not " }
  local parts = { self:group(depth - 1) }
  for _ = 1, operator == " not " and 1 or self.random(3) do parts[#parts + 1] = self:group(depth - 1) end
  return "(" .. table.concat(parts, operator) .. ")"
end

--- One query.
---@return string
function Maker:query() return self:group(self.random(4) - 1) end

return maker
