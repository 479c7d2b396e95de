--- Studies by year: one line a year, each study a link to its record. Years without any are said as a gap.

local chars = require "sheaf.report.chars"
local citation = require "sheaf.report.citation"
local markup = require "sheaf.report.markup"

local M = {}

local escape, element = markup.escape, markup.element

local function study(record)
  local attributes = { "href", "#" .. citation.anchor(record) }
  if type(record.title) == "string" then attributes[3], attributes[4] = "title", chars.line(record.title) end
  return element("li", {}, element("a", attributes, escape((tostring(record):gsub("%s+%d%d%d%d$", "")))))
end

local function gap(from, to)
  local words = from == to and ("%d"):format(from) or ("%d–%d"):format(from, to)
  return element("li", { "class", "gap" }, words .. ": none")
end

--- The timeline as HTML; "" for records without years.
---@param records sheaf.record[]  those that the page lists
---@return string
function M.format(records)
  local years, list, undated = {}, {}, 0
  for _, record in ipairs(records) do
    local year = math.tointeger(tonumber(record.year))
    if not year then
      undated = undated + 1
    else
      if not years[year] then
        years[year] = {}
        list[#list + 1] = year
      end
      table.insert(years[year], study(record))
    end
  end
  table.sort(list)
  local parts = {}
  for i, year in ipairs(list) do
    local before = list[i - 1]
    if before and year - before > 1 then parts[#parts + 1] = gap(before + 1, year - 1) end
    local head = ('<b>%d</b> <span class="count">%d</span>'):format(year, #years[year])
    parts[#parts + 1] = element("li", {}, head .. element("ul", {}, table.concat(years[year])))
  end
  if #parts == 0 then return "" end
  local rest = undated > 0 and element("p", { "class", "more" }, undated .. " without a year") or ""
  return element("ol", { "class", "timeline" }, table.concat(parts, "\n")) .. rest
end

return M
