--- One-line sources: "BMC family practice [BMC Fam Pract] 2018 Jun 19; Vol. 19 (1), pp. 89." and the like.

local date = require "sheaf.page.date"
local page = require "sheaf.page"

local citation = {}

local function trim(text)
  return text:gsub("^[%s.,;:(%[]+", ""):match("^(.*[^%s,;:(%[])") or ""
end

--- Takes a pattern's match out of the text, leaving a bar so that what stood around it stays apart.
local function cut(state, pattern)
  local first, last, a, b, c = state.rest:find(pattern)
  if not first then return end
  state.rest = state.rest:sub(1, first - 1) .. "|" .. state.rest:sub(last + 1)
  return a, b, c
end

local function clean(text)
  if not text then return end
  return text:match("^%s*(.*[^%s.,;:])")
end

local LONGEST = 2000 -- bytes of a source line that are read

local PAGES = "([%w][%w.%-+]*)"

local function cut_volume(state, out)
  out.volume = clean(cut(state, "%f[%a][Vv]ol[ume]*%.?%s*(%w[%w/-]*)"))
  if out.volume then
    out.issue = clean(cut(state, "|%s*%(([^)]+)%)"))
  end
  out.issue = out.issue or clean(cut(state, "%f[%a][Ii]ssue%.?%s*(%w[%w/-]*)"))
    or clean(cut(state, "%f[%a][Nn][or]%.?%s*(%d[%w/-]*)"))
  for _, lead in ipairs { "[Pp]p?%.%s*", "[Pp]ages?:?%s+" } do
    out.pages = out.pages or clean(cut(state, "%f[%w]" .. lead .. PAGES))
  end
  out.pages = out.pages or clean(cut(state, "%f[%w][Pp]p?%s?(%d[%w.%-+]*)"))
    or clean(cut(state, "%f[%w][Pp]p%s(%a%d[%w.%-+]*)"))
  if not out.volume then
    local volume, issue, pages = cut(state, "[;,%s](%d+)%s*(%b())%s*[:,]?%s*([%w]*%d[%w.%-]*)")
    if not volume then volume, issue = cut(state, "[;,%s](%d+)%s*(%b())") end
    if not volume then
      volume, pages = cut(state, "[;,%s](%d+)%s*:%s*([%w]*%d[%w.%-]*)")
    end
    out.volume, out.issue = clean(volume), issue and clean(issue:sub(2, -2)) or out.issue
    out.pages = out.pages or clean(pages)
  end
end

--- Reads a source line. What it does not hold is nil.
---@param text string
---@return table { journal, journal_abbreviation, date, year, volume, issue, pages, doi, electronic_date }
function citation.parse(text)
  local line = page.shorten(text, LONGEST):gsub("(%d)\u{2013}(%w)", "%1-%2"):gsub("%s+", " ")
  local out, state = {}, { rest = " " .. line }
  local electronic = cut(state, "[Dd]ate of [Ee]lectronic [Pp]ublication:?%s*([^.;]+)")
    or cut(state, "%f[%a][Ee]pub:?%s*([^.;]+)")
  out.electronic_date = electronic and date.find(electronic) or nil
  out.doi = clean(cut(state, "[Dd][Oo][Ii]:?%s*(10%.%d+/%S+)") or cut(state, "%f[%d](10%.%d%d%d%d+/%S+)"))
  local _, day_first = date.find(state.rest)
  local _, bracket = state.rest:find("^[^|]-%[([^%]]+)%]")
  if bracket and (not day_first or bracket < day_first) then
    out.journal_abbreviation = clean(cut(state, "%[([^%]]+)%]"))
  end
  local found, first, last = date.find(state.rest)
  if found then
    out.date, out.year = found, date.year(found)
    state.rest = state.rest:sub(1, first - 1) .. "|" .. state.rest:sub(last + 1)
  end
  cut_volume(state, out)
  local journal = trim(state.rest:match("^[^|]*"))
  if journal:find("%a") then out.journal = clean(journal) end
  if not out.pages and not out.volume then -- "10 November 2023; BJGP.2023.0244."
    local number = state.rest:match("|%s*[;,]%s*(%w[%w.%-/]*%d[%w]*)%.?%s*$")
    out.pages = clean(number)
  end
  return out
end

--- Takes apart "Okafor, N. and Berg, M. (2021) Title of it. Invented Practice, 12 (4), pp. 100-109."
---@param text string
---@return table? { authors = names as one text, year, title, rest = what follows the title }
function citation.reference(text)
  local authors, year, rest = page.shorten(text, LONGEST):match("^([^()]-,[^()]-)%s*%((%d%d%d%d)%l?%)[.,:]?%s+(.+)$")
  if not authors or not authors:find("%f[%a]%u%.") then return end
  local title, after = rest:match("^(.-[?!])%s+(%u.*)$")
  local plain, following = rest:match("^(.-)%.%s+(%u.*)$")
  if plain and not (title and #title < #plain) then title, after = plain, following end
  return { authors = authors, year = math.tointeger(tonumber(year)), title = title or trim(rest), rest = after }
end

return citation
