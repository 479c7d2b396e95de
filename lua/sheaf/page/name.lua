--- Authors' names as pages write them: "Elvey R", "Kathryn Skivington", "S H Richards", "de Vries, A.".

local trim = require("sheaf.words").trim

local name = {}

local LONGEST = 300 -- bytes of one name; longer is no name

local PARTICLES = {}
for word in ("de da do dos das del della delle di du des van von der den ter ten te tot zu zur la le lo los al el bin"
  .. " ibn af av st"):gmatch("%S+") do
  PARTICLES[word] = true
end

local SUFFIXES = { jr = "Jr", sr = "Sr", ii = "II", iii = "III", iv = "IV", ["2nd"] = "2nd", ["3rd"] = "3rd" }

local TITLES = { dr = true, prof = true, professor = true, mr = true, mrs = true, ms = true, miss = true, sir = true,
  dame = true }

local DEGREES = { md = true, phd = true, dphil = true, msc = true, bsc = true, mph = true, mbbs = true, mbchb = true,
  frcgp = true, mrcgp = true, rn = true, mpharm = true, mrcp = true, frcp = true, facp = true }

-- A name with one of these words is a body's, not a person's.
local BODIES = { "group", "collaboration", "collaborators", "consortium", "team", "network", "committee", "society",
  "university", "college", "association", "organization", "organisation", "institute", "school", "hospital",
  "centre", "center", "trust", "unit", "department", "council", "investigators", "commission", "agency", "ministry",
  "foundation", "alliance", "taskforce", "programme" }

-- Signs that a list was cut: an ellipsis, "et al", "and others".
local CUTS = { "^%.%.%.+$", "^\u{2026}$", "^et al%.?$", "^and others$", "^and %d+ others?$", "^more%.%.%.$",
  "^show all$", "^%+%d+ more$", "^%+ ?%d+ authors?$" }

--- Whether a list item says that names were left out.
---@param text string
---@return boolean
function name.is_cut(text)
  local lower = trim(text):lower()
  for _, pattern in ipairs(CUTS) do
    if lower:find(pattern) then return true end
  end
  return false
end

local function is_initials(word)
  local bare = word:gsub("[.%-]", ""):gsub("[\xC3-\xC5][\x80-\xBF]", "A")
  return bare:find("^%u+$") ~= nil and (#bare <= 3 or (word:find("%.") ~= nil and #bare <= 5))
end

local function initials_of(given)
  local letters = {}
  for word in given:gmatch("[^%s]+") do
    for piece in word:gmatch("[^%-]+") do
      if is_initials(piece) then
        letters[#letters + 1] = (piece:gsub("%.", ""))
      elseif not piece:find("^[\"'(]") then
        letters[#letters + 1] = piece:match("^[%z\1-\127\xC2-\xF4][\x80-\xBF]*")
      end
    end
  end
  return #letters > 0 and table.concat(letters) or nil
end

-- Given names of nothing but initials are kept as initials alone, as MEDLINE's are.
local function person(family, given, suffix)
  local result = { family = family, suffix = suffix }
  if given and given ~= "" then
    result.initials = initials_of(given)
    for word in given:gmatch("%S+") do
      if not is_initials(word) then result.given = given end
    end
  end
  return result
end

--- A trailing "Jr" or degree is taken off; the suffix is returned.
local function without_suffix(words)
  local suffix
  while #words > 1 do
    local key = words[#words]:lower():gsub("[.,]", "")
    if not (SUFFIXES[key] or DEGREES[key]) then break end
    if #words == 2 and is_initials(words[2]) then break end -- "Smith MD" may be M. D. Smith
    if key == "jr" and words[#words]:find("^JR") then break end
    suffix = SUFFIXES[key] or suffix
    words[#words] = nil
    words[#words] = words[#words]:gsub(",$", "")
  end
  return suffix
end

--- Whether a text names a body (a group, a university), not a person.
---@param text string
---@return boolean
function name.is_body(text)
  for word in text:lower():gmatch("%a+") do
    for _, body in ipairs(BODIES) do
      if word == body then return true end
    end
  end
  return false
end

--- Whether a word in small letters belongs to a family name ("van", "de la").
---@param word string
---@return boolean
function name.is_particle(word) return PARTICLES[word] == true end

--- Where the family name begins in "Anna Maria de la Cruz".
local function family_start(words)
  local at = #words
  while at > 2 and (PARTICLES[words[at - 1]] or at > 3 and PARTICLES[words[at - 1]:lower()]
    and PARTICLES[words[at - 2]]) do -- "de La Tour"
    at = at - 1
  end
  if at == 2 and PARTICLES[words[1]] then at = 1 end
  return at
end

--- Reads one name.
---@param text string
---@return table|nil author { family, given, initials, suffix } or { literal }, nil when there is no name
function name.parse(text)
  if #text > LONGEST then return { literal = text } end
  text = trim(text:gsub("\u{2020}", " ")):gsub("[%s%d,*]+$", ""):gsub("^%s*[Bb]y%s+(%u)", "%1"):gsub("%s+", " ")
  text = text:gsub("%s*%(%u%u+%)$", "") -- "(AUTHOR)", as some catalogues say
  text = text:gsub(",%s*%d%d%d%d%s*%-%s*%d*%.?$", "") -- "Okafor, Nnamdi, 1960-", as libraries tell namesakes apart
  if text == "" or not text:find("[%a\x80-\xFF]") then return end
  if name.is_body(text) or text:find("[@/]") then return { literal = text } end
  local family, rest = text:match("^([^,]+),%s*(.+)$")
  if family then
    local words = {}
    for word in rest:gmatch("[^%s,]+") do words[#words + 1] = word end
    local suffix
    if #words == 1 and SUFFIXES[words[1]:lower():gsub("%.", "")] or DEGREES[rest:lower():gsub("[%s.]", "")] then
      return name.parse(family .. " " .. rest)
    end
    suffix = without_suffix(words)
    return person(trim(family), table.concat(words, " "), suffix)
  end
  local words = {}
  for word in text:gmatch("%S+") do words[#words + 1] = word end
  while #words > 1 and TITLES[words[1]:lower():gsub("%.", "")] do table.remove(words, 1) end
  local suffix = without_suffix(words)
  if #words == 1 then return { literal = words[1] } end
  local first_initial = #words
  while first_initial > 2 and is_initials(words[first_initial - 1]) do first_initial = first_initial - 1 end
  if is_initials(words[#words]) and not is_initials(words[1]:gsub("^(%u%u%u?)$", "%1%1")) then
    return person(table.concat(words, " ", 1, first_initial - 1), table.concat(words, " ", first_initial), suffix)
  end
  local start = family_start(words)
  return person(table.concat(words, " ", start), table.concat(words, " ", 1, start - 1), suffix)
end

-- "Okafor, Nnamdi" and "van den Berg, Mary J.": two pieces, and neither is a whole name.
local function is_inverted_pair(pieces)
  if #pieces ~= 2 or not pieces[2]:find("^%S+$") and not pieces[2]:find("^[^%s.]+%s%u%.?$") then return false end
  local family = {}
  for word in pieces[1]:gmatch("%S+") do
    if not PARTICLES[word:lower()] then family[#family + 1] = word end
  end
  return #family == 1 and not SUFFIXES[pieces[2]:lower():gsub("%.", "")] and not is_initials(pieces[1])
end

--- Splits "Elvey R, Bailey S and Hodgson D" or "Elvey, R.; Bailey, S." into its items.
local function items(text)
  if text:find(";") then
    return text:gmatch("[^;]+")
  end
  text = text:gsub(",?%s+and%s+", ", "):gsub(",?%s+&%s+", ", ")
  local pieces, inverted = {}, true
  for piece in text:gmatch("[^,]+") do
    pieces[#pieces + 1] = trim(piece)
    local even = #pieces % 2 == 0
    if even and not is_initials(pieces[#pieces]:gsub("%s", "")) then inverted = false end
  end
  inverted = inverted or is_inverted_pair(pieces)
  if inverted and #pieces >= 2 and #pieces % 2 == 0 then -- "Elvey, R., Bailey, S."
    local joined = {}
    for i = 1, #pieces, 2 do joined[#joined + 1] = pieces[i] .. ", " .. pieces[i + 1] end
    pieces = joined
  end
  local i = 0
  return function() i = i + 1; return pieces[i] end
end

--- Reads a list of names: one text with separators, or several texts with a name or more each.
---@param texts string|table
---@return table authors
---@return boolean complete false where the list says that it was cut
function name.list(texts)
  if type(texts) == "string" then texts = { texts } end
  local authors, complete = {}, true
  for _, text in ipairs(texts) do
    text = text:gsub("%s+", " ")
    local cut = text:lower():find(",? et al%.? ?$")
    if cut then text, complete = text:sub(1, cut - 1), false end
    for item in items(text) do
      if name.is_cut(item) then
        complete = false
      else
        authors[#authors + 1] = name.parse(item)
      end
    end
  end
  return authors, complete
end

return name
