--- References in the style of the American Psychological Association's Publication Manual, seventh edition, chapter 9:
-- all authors up to twenty, of more the first nineteen and the last; names of journals, volumes and works that stand by
-- themselves in italics; DOIs as addresses. Titles keep the case that the record has.

local item = require "sheaf.citation.item"
local rich = require "sheaf.citation.rich"

local M = { name = "apa", title = "APA, 7th edition", numbered = false }

local AUTHORS = 20     -- named in full

local MONTHS = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December" }
local DEGREES = { doctor = "Doctoral dissertation", master = "Master's thesis" }
local DATED = { magazine = true, webpage = true }   -- kinds whose month and day are given

local stop, sentences, italic = rich.stop, rich.sentences, rich.italic

--- "Ruth-Beate M" as "R.-B. M."; capitals alone are initials already.
local function initials_of(person)
  local given = person.given or person.initials
  if not given then return nil end
  local letters = given:gsub("[%s.%-]", "")
  local joined = not letters:find("%l") and not given:find("[%s.%-]") and utf8.len(letters) <= 4
  local parts = {}
  if joined then
    for letter in letters:gmatch(utf8.charpattern) do parts[#parts + 1] = letter .. "." end
    return table.concat(parts, " ")
  end
  for hyphen, word in given:gmatch("(%-?)([^%s.%-]+)") do
    local initial = word:match(utf8.charpattern) .. "."
    if hyphen ~= "" and #parts > 0 then
      parts[#parts] = parts[#parts] .. "-" .. initial
    else
      parts[#parts + 1] = initial
    end
  end
  return table.concat(parts, " ")
end

local function suffix_of(person)
  local suffix = person.suffix
  return suffix and ", " .. (suffix:find("^[JS]r$") and suffix .. "." or suffix) or ""
end

--- "Stein, R. B., Jr.", or straight as "R. B. Stein" for editors.
local function name_of(person, straight)
  if person.literal then return person.literal end
  local initials = initials_of(person)
  if not initials then return person.family .. suffix_of(person) end
  if straight then return initials .. " " .. person.family .. suffix_of(person) end
  return person.family .. ", " .. initials .. suffix_of(person)
end

--- Names with an ampersand before the last.
local function names_of(people, complete, straight)
  local names = {}
  for i, person in ipairs(people) do names[i] = name_of(person, straight) end
  local count = #names
  if count == 0 then return nil end
  if not complete then return table.concat(names, ", ", 1, math.min(count, AUTHORS)) .. ", et al." end
  if count > AUTHORS then return table.concat(names, ", ", 1, AUTHORS - 1) .. ", . . . " .. names[count] end
  if count == 1 then return names[1] end
  local last = straight and count == 2 and " & " or ", & "
  return table.concat(names, ", ", 1, count - 1) .. last .. names[count]
end

local function editors_of(given, straight)
  local names = names_of(given.editors, true, straight)
  return names and ("%s (%s)"):format(names, #given.editors == 1 and "Ed." or "Eds.")
end

local function date_of(given, letter)
  if not given.year then return ("(n.d.%s)."):format(letter and "-" .. letter or "") end
  local month, day = given.date[2], given.date[3]
  local rest = DATED[given.kind] and month and ", " .. MONTHS[month] .. (day and " " .. day or "") or ""
  return ("(%s%s%s)."):format(given.year, letter or "", rest)
end

--- Pages with en dashes; a number that is no page is an article's ("e0193", "a2752", but S93 is of a supplement).
local function pages_of(given)
  local pages = given.pages_full
  if not pages then return nil end
  local number = pages:find("^%a+%d[%w.]*$") and not pages:find("^[Ss]%d") or pages:find("^%d%d%d%d%d+$")
  if number and given.kind == "article" then return "Article " .. pages end
  return (pages:gsub("%s*%-+%s*", "–"))
end

local function address(given)
  if given.doi then return rich.address("https://doi.org/" .. given.doi) end
  return given.kind ~= "article" and given.url and rich.address(given.url) or nil
end

--- "(2nd ed., Vol. 3, pp. 12–19)", or nothing.
local function bracket(given, pages)
  local parts = {}
  if given.edition then parts[1] = given.edition .. " ed." end
  if given.volume and given.kind ~= "report" then parts[#parts + 1] = "Vol. " .. given.volume end
  if pages then parts[#parts + 1] = (pages:find("[–,]") and "pp. " or "p. ") .. pages end
  return #parts > 0 and " (" .. table.concat(parts, ", ") .. ")" or ""
end

local function journal(given)
  if not (given.container or given.abbreviation) then return nil end
  local text = italic(given.container or given.abbreviation)
  if given.volume or given.issue then
    text = text .. ", " .. (given.volume and italic(given.volume) or "")
      .. (given.issue and "(" .. given.issue .. ")" or "")
  end
  local pages = pages_of(given)
  return stop(text .. (pages and ", " .. pages or ""))
end

local function chapter(given)
  if not given.container then return nil end
  local editors, pages = editors_of(given, true), pages_of(given)
  return "In " .. (editors and editors .. ", " or "") .. italic(given.container) .. stop(bracket(given, pages))
end

--- The publisher, where it is not the author as well.
local function publisher(given, who)
  local name = given.publisher or given.kind == "webpage" and given.container
  return name and name ~= who and stop(name) or nil
end

local function title_of(given)
  local title = given.title
  if not title then return nil end
  if given.kind == "article" or given.kind == "magazine" or given.kind == "chapter" then return stop(title) end
  if given.kind == "thesis" then
    local school = given.publisher and ", " .. given.publisher or ""
    return ("%s [%s%s]."):format(italic(title), DEGREES[given.degree] or "Thesis", school)
  end
  local after = bracket(given)
  if given.number then after = (" (Report No. %s)"):format(given.number) end
  return after ~= "" and italic(title) .. after .. "." or stop(italic(title))
end

local function source_of(given, who)
  if given.kind == "article" or given.kind == "magazine" then return journal(given) end
  if given.kind == "chapter" then return sentences({ chapter(given), publisher(given, who) }, 2) end
  return given.kind ~= "thesis" and publisher(given, who) or nil
end

--- What a reference is sorted by, and told apart by: authors as printed, year.
---@param record sheaf.record
---@return string who, string year, string rest  the day where it is given, and the title
function M.key(record)
  local given = item.of(record)
  local who = names_of(given.authors, given.complete) or editors_of(given) or given.title or ""
  local day = DATED[given.kind] and ("%02d%02d"):format(given.date[2] or 0, given.date[3] or 0) or "0000"
  return who, given.year or "", day .. (given.title or ""):gsub("^%A+", "")
end

--- A reference, its italics and addresses marked as sheaf.citation.rich has them.
---@param record sheaf.record
---@param letter? string  a, b, ... where others of the year have the same authors
---@return string
function M.reference(record, letter)
  local given = item.of(record)
  local who = names_of(given.authors, given.complete) or given.kind ~= "chapter" and editors_of(given) or nil
  local title, date = title_of(given), date_of(given, letter)
  local head = who and { stop(who), date, title } or { title, date }
  return sentences({ head[1], head[2], head[3], source_of(given, who), address(given) }, 5)
end

return M
