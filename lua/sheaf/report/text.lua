--- A table as plain text that fits a terminal.
-- Text that is aligned to the right is cut at its start: the words beside the next column stay.
-- A column is as wide as its cells need; where the line is too short the widest text columns give way first, and
-- columns that still find no room are named below.

local cell = require "sheaf.report.cell"
local chars = require "sheaf.report.chars"
local width = require "sheaf.report.width"

local M = {}

local ROWS = 20      -- rows shown unless told
local LINE = 100     -- columns of a terminal that does not say
local GAP = "  "     -- between columns
local NARROW = 10    -- a text column is not squeezed below this
local LONGEST = 4096 -- bytes of a cell that are looked at
local FIRST = 20     -- nor the first one, which names the row, below this or a third of the line

local function counted(n, noun)
  return ("%d %s%s"):format(n, noun, n == 1 and "" or "s")
end

local function line_width(given)
  local columns = given or math.tointeger(tonumber(os.getenv("COLUMNS") or ""))
  return columns and columns > 0 and columns or LINE
end

--- As much of a long text as any line shows: a cell may hold megabytes.
local function excerpt(text, align)
  if #text <= LONGEST then return text end
  if align == "right" then return "…" .. text:sub(utf8.offset(text, 0, #text - LONGEST)) end
  return text:sub(1, utf8.offset(text, 0, LONGEST) - 1) .. "…"
end

--- Header and cells of each column, and the width they ask for.
local function measure(t, shown)
  local columns = {}
  for at, layout in ipairs(t.layout) do
    local head = chars.line(layout.name)
    local column = { head = head, align = layout.align, wish = width.of(head), text = layout.kind == "text" }
    for i = 1, shown do
      column[i] = chars.line(excerpt(cell.show(rawget(t.rows[i], at), layout), layout.align))
      column.wish = math.max(column.wish, width.of(column[i]))
    end
    column.width = math.max(column.wish, 1)
    columns[at] = column
  end
  return columns
end

local function total_width(columns, count)
  local total = #GAP * (count - 1)
  for i = 1, count do total = total + columns[i].width end
  return total
end

--- The widest of the first columns that may still lose a column of the line.
local function widest(columns, count)
  local found
  for i = 1, count do
    local column = columns[i]
    if column.width > column.floor and (not found or column.width > found.width) then found = column end
  end
  return found
end

--- Narrows columns until they fit; returns how many of them are shown.
local function squeeze(columns, limit)
  local count, least = #columns, -#GAP
  local first = math.max(NARROW, math.min(FIRST, limit // 3))
  for i, column in ipairs(columns) do
    column.floor = column.text and math.min(column.width, i == 1 and first or NARROW) or column.width
    least = least + #GAP + column.floor
    if least > limit then
      count = math.max(1, i - 1)
      columns[1].floor = math.min(columns[1].floor, limit)
      break
    end
  end
  for _ = 1, total_width(columns, count) - limit do
    local column = widest(columns, count)
    column.width = column.width - 1
  end
  return count
end

local function join(columns, count, text_of)
  local parts = {}
  for i = 1, count do
    local column = columns[i]
    local keep = column.text and column.align == "right" and "end" or "start"
    parts[i] = width.pad(width.cut(text_of(column), column.width, keep), column.width, column.align)
  end
  return (table.concat(parts, GAP):gsub(" +$", ""))
end

local function hidden_columns(columns, count)
  local names = {}
  for i = count + 1, #columns do names[#names + 1] = columns[i].head end
  return ("… %s: %s"):format(counted(#names, "more column"), table.concat(names, ", "))
end

--- The table as text, without a line end at the end.
---@param t sheaf.table
---@param options? { rows?: integer, width?: integer }
---@return string
function M.format(t, options)
  options = options or {}
  local limit = line_width(options.width)
  local shown = math.min(#t.rows, math.max(0, options.rows or ROWS))
  if #t.rows == shown + 1 and not options.rows then shown = #t.rows end
  local columns = measure(t, shown)
  local count = squeeze(columns, limit)
  local lines = {}
  local function add(line) lines[#lines + 1] = line end
  if t.title then add(width.cut(chars.line(t.title), limit)) end
  add(join(columns, count, function(column) return column.head end))
  add(join(columns, count, function(column) return ("─"):rep(column.width) end))
  for i = 1, shown do add(join(columns, count, function(column) return column[i] end)) end
  if #t.rows == 0 then add("no rows") end
  if #t.rows > shown then add("… " .. counted(#t.rows - shown, "more row")) end
  if count < #columns then add(width.cut(hidden_columns(columns, count), limit)) end
  for _, note in ipairs(t.notes) do add(chars.line(note)) end
  return table.concat(lines, "\n")
end

return M
