--- Dates as pages write them, to ISO 8601 as precise as given.

local date = {}

local MONTHS = { jan = 1, feb = 2, mar = 3, apr = 4, may = 5, jun = 6, jul = 7, aug = 8, sep = 9, oct = 10, nov = 11,
  dec = 12 }
local FULL = { "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
  "november", "december", "sept" }
local DAYS = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function month_of(word)
  word = word:lower()
  if #word == 3 then return MONTHS[word] end
  for _, name in ipairs(FULL) do
    if name == word then return MONTHS[word:sub(1, 3)] end
  end
end

local SEASONS = { spring = true, summer = true, autumn = true, fall = true, winter = true }

local function iso(year, month, day)
  year, month, day = math.tointeger(tonumber(year)), math.tointeger(tonumber(month)), math.tointeger(tonumber(day))
  if not year or year < 1400 or year > 2100 then return end
  if not month then return ("%04d"):format(year) end
  if month < 1 or month > 12 then return end
  if not day then return ("%04d-%02d"):format(year, month) end
  if day < 1 or day > DAYS[month] then return end
  return ("%04d-%02d-%02d"):format(year, month, day)
end

--- A numeric date; day first unless only the other reading exists. The second result is the other reading.
local function numeric(a, b, year)
  local day_first, month_first = iso(year, b, a), iso(year, a, b)
  if day_first and month_first and day_first ~= month_first then return day_first, month_first end
  return day_first or month_first
end

-- The most precise first: of the readings that begin at one place, the first wins.
local SHAPES = {
  { "%f[%d](%d%d%d%d)[-/.](%d%d?)[-/.](%d%d?)%f[^%d]", iso },
  { "%f[%d](%d%d%d%d)[%s,.]*(%a%a%a+)%.?%s*(%d%d?)%f[^%d]", function(y, m, d) return iso(y, month_of(m) or 0, d) end },
  { "%f[%d](%d%d?)[%s-]*(%a%a%a+)[.,-]?%s*(%d%d%d%d)%f[^%d]",
    function(d, m, y) return iso(y, month_of(m) or 0, d) end },
  { "%f[%d](%d%d?)%l%l%s+o?f?%s*(%a%a%a+)[.,]?%s*(%d%d%d%d)%f[^%d]",
    function(d, m, y) return iso(y, month_of(m) or 0, d) end },
  { "%f[%a](%a%a%a+)%.?%s*(%d%d?)%l*,?%s+(%d%d%d%d)%f[^%d]", function(m, d, y) return iso(y, month_of(m) or 0, d) end },
  { "%f[%d](%d%d?)[/.-](%d%d?)[/.-](%d%d%d%d)%f[^%d]", numeric },
  { "%f[%d](%d%d%d%d)[%s,.]*(%a%a%a+)%f[%A]", function(y, m) return iso(y, month_of(m) or 0) end },
  { "%f[%a](%a%a%a+)[.,]?%s*(%d%d%d%d)%f[^%d]", function(m, y) return iso(y, month_of(m) or 0) end },
  { "%f[%d](%d%d%d%d)%-(%d%d)%f[^%d%-]", function(y, m) return iso(y, m) end },
  { "%f[%d/](%d%d?)%s?/%s?(%d%d%d%d)%f[^%d/]", function(m, y) return iso(y, m) end },
  { "%f[%a](%a%a%a%a+)[%s,]*(%d%d%d%d)%f[^%d]", function(season, y) return SEASONS[season:lower()] and iso(y) end },
  { "%f[%w](%d%d%d%d)%f[%W]", function(y) return iso(y) end },
}

--- The first match of a shape that is a date.
local function match(shape, text, init)
  while true do
    local first, last, a, b, c = text:find(shape[1], init)
    if not first then return end
    local found, other = shape[2](a, b, c)
    if found then return first, last, found, other end
    init = first + 1
  end
end

local LONGEST = 2000 -- bytes in which a date is looked for

--- Finds the first date in a text.
---@param text string
---@param init? integer
---@return string|nil iso "2018-06-19", "2018-06" or "2018"
---@return integer|nil first place of the date in the text
---@return integer|nil last
---@return string|nil other the other reading of a date such as 10/11/2023
function date.find(text, init)
  local best
  text = text:sub(1, LONGEST)
  for _, shape in ipairs(SHAPES) do
    local first, last, found, other = match(shape, text, init or 1)
    if first and (not best or first < best[2]) then best = { found, first, last, other } end
  end
  if best then return best[1], best[2], best[3], best[4] end
end

--- The year of an ISO date.
---@param text string|nil
---@return integer|nil
function date.year(text)
  return text and math.tointeger(tonumber(text:sub(1, 4))) or nil
end

return date
