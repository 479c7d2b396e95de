--- The table that every analysis returns: named columns, rows, and for a cell the phrase it was read from.
-- Rows keep their cells by position; a row is read by position or by column name, and a cell may be nil.
-- How a table looks (text, CSV, JSON, HTML, SVG) is the business of sheaf.report.*, loaded when first used.

local cell = require "sheaf.report.cell"

local Table = {}
local M = {}

---@class sheaf.table.column
---@field name string             key of the cells
---@field title string            heading for readers
---@field kind "text"|"integer"|"number"|"share"
---@field align "left"|"right"
---@field digits integer?         decimals shown, numbers only

---@class sheaf.table.evidence
---@field field string            field of the record the phrase stands in
---@field first integer           first byte of the phrase in that field
---@field last integer            last byte
---@field text string             the phrase

---@class sheaf.table
---@field title string?
---@field columns string[]        column names in order
---@field rows table[]            rows; row[3] and row.name are both a cell
---@field notes string[]          sentences that belong under the table
---@field layout sheaf.table.column[] how each column is shown

local KINDS = { text = true, integer = true, number = true, share = true }
local ALIGNS = { left = true, right = true }

local function fail(message, ...)
  error("sheaf.table: " .. message:format(...), 0)
end

local function check(condition, message, ...)
  if not condition then fail(message, ...) end
end

--- Heading made from a name: "total_people" becomes "Total people"; "n" stays as it is.
local function heading(name)
  local text = name:gsub("_", " ")
  return #text > 2 and text:gsub("^%l", string.upper) or text
end

local function read_column(given, i)
  local column = type(given) == "string" and { name = given } or given
  check(type(column) == "table" and type(column.name) == "string" and column.name ~= "",
    "column %d needs a name", i)
  check(column.kind == nil or KINDS[column.kind], "column '%s': unknown kind '%s'", column.name, column.kind)
  check(column.align == nil or ALIGNS[column.align], "column '%s': unknown align '%s'", column.name, column.align)
  check(column.title == nil or type(column.title) == "string", "column '%s': title must be a string", column.name)
  return {
    name = column.name, title = column.title or heading(column.name),
    kind = column.kind, align = column.align, digits = column.digits,
  }
end

local function read_columns(given)
  check(type(given) == "table" and #given > 0, "columns must be a list of names")
  local layout, names, position = {}, {}, {}
  for i, column in ipairs(given) do
    layout[i] = read_column(column, i)
    local name = layout[i].name
    check(not position[name], "two columns are named '%s'", name)
    names[i], position[name] = name, i
  end
  return layout, names, position
end

--- Rows of one table share a metatable, which knows the columns.
local function row_class(names, position)
  local function at(key)
    return position[key] or math.type(key) == "integer" and names[key] and key or nil
  end
  return {
    __name = "sheaf.row",
    __len = function() return #names end,
    __index = function(row, key)
      local i = position[key]
      return i and rawget(row, i)
    end,
    __newindex = function(row, key, value)
      rawset(row, at(key) or fail("no column '%s'", tostring(key)), value)
    end,
    __pairs = function(row)
      local i = 0
      return function()
        repeat i = i + 1 until i > #names or rawget(row, i) ~= nil
        return names[i], rawget(row, i)
      end
    end,
    __tostring = function(row)
      local parts = {}
      for i, name in ipairs(names) do
        local value = rawget(row, i)
        if value ~= nil then parts[#parts + 1] = name .. ": " .. cell.line(value) end
      end
      return table.concat(parts, "\n")
    end,
  }
end

local function read_rows(given, names, position)
  check(type(given) == "table", "rows must be a list")
  local class, rows = row_class(names, position), {}
  for i, source in ipairs(given) do
    check(type(source) == "table", "row %d must be a table", i)
    local row = {}
    for key, value in pairs(source) do
      local at = position[key] or key
      check(math.type(at) == "integer" and names[at], "row %d: no column '%s'", i, tostring(key))
      row[at] = value
    end
    rows[i] = setmetatable(row, class)
  end
  return rows
end

local function read_evidence(given, rows, position)
  local kept = {}
  check(given == nil or type(given) == "table", "evidence must be a table")
  for i, cells in pairs(given or {}) do
    check(rows[i] ~= nil, "evidence for row %s, which is not there", tostring(i))
    check(type(cells) == "table", "evidence of row %s must be a table", tostring(i))
    kept[i] = {}
    for key, phrase in pairs(cells) do
      local at = position[key] or key
      check(math.type(at) == "integer", "evidence for column '%s', which is not there", tostring(key))
      check(type(phrase) == "table" and type(phrase.text) == "string",
        "evidence of row %s, '%s' needs a text", tostring(i), tostring(key))
      kept[i][at] = phrase
    end
  end
  return kept
end

--- What a table keeps for its methods: column positions, evidence, the chart asked for.
local hidden = setmetatable({}, { __mode = "k" })

--- Makes a table.
---@param given table { title?, columns, rows, evidence?, chart?, notes? }
---@return sheaf.table
function M.new(given)
  check(type(given) == "table", "expected { columns = {...}, rows = {...} }")
  check(given.title == nil or type(given.title) == "string", "title must be a string")
  local chart = given.chart
  check(chart == nil or chart == false or type(chart) == "table" or type(chart) == "function",
    "chart must be a table or a function")
  local layout, names, position = read_columns(given.columns)
  local rows = read_rows(given.rows or {}, names, position)
  for i, column in ipairs(layout) do cell.settle(column, rows, i) end
  local self = {
    title = given.title, columns = names, rows = rows,
    notes = type(given.notes) == "string" and { given.notes } or given.notes or {}, layout = layout,
  }
  hidden[self] = { position = position, chart = chart, evidence = read_evidence(given.evidence, rows, position) }
  return setmetatable(self, Table)
end

--- True for a table made here.
---@return boolean
function M.is(value)
  return getmetatable(value) == Table
end

local methods = {}

--- Position of a column given by name or position; raises when there is none.
---@param column string|integer
---@return integer
function methods:position(column)
  local at = hidden[self].position[column] or self.columns[column] and column
  return at or fail("no column '%s'", tostring(column))
end

--- The phrase a cell was read from.
---@param i integer row
---@param column string|integer
---@return sheaf.table.evidence?
function methods:evidence(i, column)
  local cells = hidden[self].evidence[i]
  local at = self:position(column)
  return cells and cells[at]
end

--- A cell as readers see it; "" when it is nil.
---@param i integer row
---@param column string|integer
---@return string
function methods:cell(i, column)
  local at = self:position(column)
  return cell.show(rawget(self.rows[i] or fail("no row %s", tostring(i)), at), self.layout[at])
end

--- The table as plain text.
---@param options? { rows?: integer, width?: integer } rows shown (20), columns of the terminal
---@return string
function methods:text(options)
  return require("sheaf.report.text").format(self, options)
end

--- Writes the table to standard output.
---@param options? { rows?: integer, width?: integer }
function methods:print(options)
  io.stdout:write(self:text(options), "\n")
end

--- The table as CSV; see sheaf.report.csv.
---@param path? string written there; nil returns the text
---@param options? { bom?: boolean, separator?: string }
---@return string|boolean|nil, string?, string?
function methods:csv(path, options)
  return require("sheaf.report.file").deliver(path, require("sheaf.report.csv").format(self, options))
end

--- The table as a JSON list of objects.
---@param path? string written there; nil returns the text
---@return string|boolean|nil, string?, string?
function methods:json(path)
  return require("sheaf.report.file").deliver(path, require("sheaf.report.json").format(self))
end

--- The table as an HTML fragment.
---@param options? { caption?: boolean|"hidden", rows?: integer }
---@return string
function methods:html(options)
  return require("sheaf.report.fragment").format(self, options)
end

--- A picture of the table, or nil where it has none.
---@param options? table overrides the table's own chart: kind, x, y, title, limit, width
---@return string? svg
function methods:chart(options)
  return require("sheaf.report.chart").of(self, hidden[self].chart, options)
end

Table.__name = "sheaf.table"
Table.__len = function(self) return #self.rows end
Table.__tostring = function(self) return self:text() end
Table.__index = function(self, key)
  return methods[key] or rawget(self, "rows")[key]
end

return M
