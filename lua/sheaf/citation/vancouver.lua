--- References in Vancouver style, as NLM's "Samples of Formatted References for Authors of Journal Articles" has them
-- (Patrias K. Citing Medicine, 2nd ed.; the ICMJE's Recommendations point there).
-- Six authors, then et al.; at most two initials; the journal's abbreviation; pages without the digits that repeat.
-- Month and day are left out of journal articles, as the samples allow where pages run on through a volume.

local item = require "sheaf.citation.item"
local rich = require "sheaf.citation.rich"

local M = { name = "vancouver", title = "Vancouver (NLM, ICMJE)", numbered = true }

local AUTHORS = 6      -- named before "et al."
local INITIALS = 2     -- of one name

local MONTHS = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" }
local SUFFIXES = { ii = "2nd", iii = "3rd", iv = "4th", v = "5th", jr = "Jr", sr = "Sr" }
local DEGREES = { doctor = "dissertation", master = "master's thesis" }

local stop, sentences = rich.stop, rich.sentences

--- "R. B." and "Ruth Beate" as "RB".
local function initials_of(person)
  local letters = {}
  if person.initials then
    for letter in person.initials:gsub("[%s.%-]", ""):gmatch(utf8.charpattern) do letters[#letters + 1] = letter end
  else
    for word in (person.given or ""):gmatch("[^%s.%-]+") do letters[#letters + 1] = word:match(utf8.charpattern) end
  end
  return table.concat(letters, "", 1, math.min(#letters, INITIALS))
end

local function name_of(person)
  if person.literal then return person.literal end
  local parts = { person.family }
  local initials = initials_of(person)
  if initials ~= "" then parts[2] = initials end
  if person.suffix then
    local plain = person.suffix:gsub("[.,]", "")
    parts[#parts + 1] = SUFFIXES[plain:lower()] or plain
  end
  return table.concat(parts, " ")
end

--- Names with commas between them; a group is set off by semicolons.
local function names_of(people, complete)
  local text = ""
  for i, person in ipairs(people) do
    if i > AUTHORS then
      complete = false
      break
    end
    local apart = i > 1 and (person.literal or people[i - 1].literal) and "; " or i > 1 and ", " or ""
    text = text .. apart .. name_of(person)
  end
  if text == "" then return nil end
  return complete and text or text .. ", et al"
end

local function editors_of(given)
  local names = names_of(given.editors, true)
  return names and ("%s, %s"):format(names, #given.editors == 1 and "editor" or "editors")
end

--- "469-477" as "469-77", "e487-e494" as "e487-94"; pages with a letter after them stay whole.
local function short_range(first, last)
  local letter, low = first:match("^(%a*)(%d+)$")
  local high = letter and last:match("^" .. letter .. "(%d+)$") or last:match("^%d+$")
  if not low or not high or #low ~= #high or low >= high then return first .. "-" .. last end
  local same = 0
  while low:sub(1, same + 1) == high:sub(1, same + 1) do same = same + 1 end
  return first .. "-" .. high:sub(same + 1)
end

local function pages_of(given)
  if not given.pages then return nil end
  return (given.pages:gsub("–", "-"):gsub("(%w+)%s*%-+%s*(%w+)", short_range))
end

local function full_date(given)
  local year = given.year or "[date unknown]"
  local month, day = given.date[2], given.date[3]
  if not given.year or not month then return year end
  return ("%s %s%s"):format(year, MONTHS[month], day and " " .. day or "")
end

--- "347(4)", "42 Suppl 2", "58(12 Suppl 7)", "(401)".
local function number_of(given)
  local volume, issue = given.volume or "", given.issue
  if not issue then return volume end
  if volume ~= "" and issue:find("^[Ss]uppl") then return volume .. " " .. issue end
  return ("%s(%s)"):format(volume, issue)
end

local function doi_of(given)
  return given.doi and "doi: " .. stop(given.doi)
end

local function from(given)
  if given.doi or not given.url then return nil end
  return "Available from: " .. rich.address(given.url) .. (given.url:find("/$") and "." or "")
end

local function article(given)
  local number, pages = number_of(given), pages_of(given)
  local where = given.kind == "magazine" and full_date(given) or given.year or "[date unknown]"
  if number ~= "" then where = where .. ";" .. number end
  if pages then where = where .. ":" .. pages end
  local journal = given.abbreviation or given.container
  local parts = { names_of(given.authors, given.complete), given.title, journal, where }
  for i = 1, 4 do parts[i] = parts[i] and stop(parts[i]) end
  parts[5] = doi_of(given)
  return sentences(parts, 5)
end

--- "New York: Mosby; 2002".
local function imprint(given, date)
  local maker = given.place and given.publisher and given.place .. ": " .. given.publisher
    or given.publisher or given.place
  return (maker and maker .. "; " or "") .. date
end

local function cited(given)
  local year, month, day = (given.cited or ""):match("(%d+)-(%d+)-(%d+)")
  return year and (" [cited %s %s %d]"):format(year, MONTHS[tonumber(month)] or month, tonumber(day)) or ""
end

--- Edition and number of a work in volumes.
local function edition_of(given)
  local volume = given.volume and given.kind ~= "report" and "Vol. " .. stop(given.volume)
  return sentences({ given.edition and given.edition .. " ed.", volume }, 2)
end

local function chapter(given)
  local editors = editors_of(given)
  local pages = pages_of(given)
  return sentences({
    names_of(given.authors, given.complete) and stop(names_of(given.authors, given.complete)),
    given.title and stop(given.title),
    given.container and "In: " .. (editors and stop(editors) .. " " or "") .. stop(given.container),
    edition_of(given), stop(imprint(given, given.year or "[date unknown]")), pages and "p. " .. stop(pages),
    doi_of(given),
  }, 7)
end

--- Books, theses, reports and pages: what stands by itself.
local function whole(given)
  local authors = names_of(given.authors, given.complete) or editors_of(given)
  local online = from(given)
  local title = given.title or "[title unknown]"
  if given.kind == "thesis" then
    title = ("%s [%s%s]"):format(title, DEGREES[given.degree] or "thesis", online and " on the Internet" or "")
  elseif online then
    title = title .. " [Internet]"
  end
  local web = given.kind == "webpage"
  local made = { place = given.place, publisher = given.publisher or web and given.container or nil }
  local date = web and full_date(given) or given.year or "[date unknown]"
  return sentences({
    authors and stop(authors), stop(title), edition_of(given),
    stop(imprint(made, date) .. (online and cited(given) or "")), given.number and "Report No.: " .. stop(given.number),
    doi_of(given), online,
  }, 7)
end

local LAYOUTS = { article = article, magazine = article, chapter = chapter }

--- A reference, its italics and addresses marked as sheaf.citation.rich has them.
---@param record sheaf.record
---@return string
function M.reference(record)
  local given = item.of(record)
  return (LAYOUTS[given.kind] or whole)(given)
end

return M
