--- Counts the records of a file without the loader: by the marks that each format begins a record with.
--
-- It knows nothing of what a reader does, so that the two can disagree.

local cjson = require "cjson"

local M = {}

local function lines(text)
  return (text:gsub("\u{FEFF}", ""):gsub("\r\n?", "\n") .. "\n"):gmatch("([^\n]*)\n")
end

local function lines_like(text, pattern)
  local count = 0
  for line in lines(text) do
    if line:find(pattern) then count = count + 1 end
  end
  return count
end

--- UTF-16 with or without a mark, as ASCII letters: enough to count by.
local function narrow(text)
  return text:sub(1, 200):find("\0", 1, true) and text:gsub("[\0\xFE\xFF]", "") or text
end

--- Entries on lines that begin with one; a line may hold several.
local function bibtex(text)
  local count = 0
  for line in lines(text) do
    for name in (line:find("^%s*@") and line or ""):gmatch("%f[@]@%s*([%a_]+)%s*[{(]") do
      name = name:lower()
      if name ~= "string" and name ~= "comment" and name ~= "preamble" then count = count + 1 end
    end
  end
  return count
end

--- Elements that are records, the surest first.
local ELEMENTS = { { "PubmedArticle", "PubmedBookArticle" }, { "mods" }, { "Source" }, { "item" }, { "entry" },
  { "article" }, { "leader" }, { "record" } }

local function xml(text)
  for _, names in ipairs(ELEMENTS) do
    local count = 0
    for _, name in ipairs(names) do
      for prefix in text:gmatch("<([%w]*:?)" .. name .. "[%s>]") do
        if prefix == "" or prefix:find(":", 1, true) and prefix ~= "zs:" then count = count + 1 end
      end
    end
    if count > 0 then return count end
  end
  return 0
end

--- Rows of separated values, of which a quoted one may hold anything.
local function rows(text, separator)
  local list, row, at, size = {}, {}, 1, #text
  while at <= size do
    local value
    if text:sub(at, at) == '"' then
      local parts = {}
      repeat
        local close = text:find('"', at + 1, true) or size + 1
        parts[#parts + 1] = text:sub(at + 1, close - 1)
        at = close + 1
      until text:sub(at, at) ~= '"'
      value = table.concat(parts, '"')
    end
    local stop = text:find("[" .. separator .. "\n]", at) or size + 1
    row[#row + 1] = (value or "") .. text:sub(at, stop - 1)
    if text:sub(stop, stop) ~= separator or stop > size then
      list[#list + 1], row = row, {}
    end
    at = stop + 1
  end
  return list
end

local function filled(row)
  local count = 0
  for _, value in ipairs(row) do count = count + (value:find("%S") and 1 or 0) end
  return count
end

--- Rows below the header; the header is the first row with five names, or else the first. One cell alone is a remark.
local function delimited(text)
  text = text:gsub("\u{FEFF}", ""):gsub("\r\n?", "\n")
  local best, most = ",", 0
  for separator in (",;\t"):gmatch(".") do
    local _, count = text:match("^[^\n]*"):gsub(separator, "")
    if count > most then best, most = separator, count end
  end
  local list, header, count = rows(text, best), nil, 0
  for i, row in ipairs(list) do
    if not header and filled(row) >= 5 then header = i end
  end
  for i = (header or 1) + 1, #list do
    if filled(list[i]) > (#list[i] > 2 and 1 or 0) then count = count + 1 end
  end
  return count
end

--- Items of a list, or lines that are an object each.
local function json(text)
  local ok, value = pcall(cjson.decode, text)
  if ok then return value[1] and #value or 1 end
  return lines_like(text, "^%s*{")
end

local function tagged(text)
  for _, pattern in ipairs { "^[%d%. ]*TY  ?%-", "^PMID ?%-", "^PT [A-Z]", "^<%d+>", "^%-%-%-%-%-%-%s*$",
    "^%s*<%d+%. >", "^RT %u", "^%[[^%[%]]+%]%s*$" } do
    local count = lines_like(text, pattern)
    if count > 0 then return count end
  end
  return bibtex(text)
end

--- The software, what is to be cited instead, and the references.
local function cff(text)
  local references = text:match("\nreferences:\n(.*)") or ""
  return 1 + lines_like(text, "^preferred%-citation:") + lines_like(references, "^  %- ")
end

--- CSL's items, or else keys at the margin.
local function yaml(text)
  local items = lines_like(text, "^%- id:")
  return items > 0 and items or lines_like(text, "^%w+:$")
end

local BY_ENDING = { cff = cff, yml = yaml, bib = bibtex, xml = xml, nxml = xml, csv = delimited, tsv = delimited,
  tab = delimited, json = json }

--- How many records a text holds.
---@param text string
---@param name string of the file, for its ending
---@return integer
function M.count(text, name)
  return (BY_ENDING[name:match("%.(%w+)$")] or tagged)(narrow(text))
end

return M
