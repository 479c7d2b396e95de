--- The table that every analysis returns: named columns, rows, and for a cell the phrase it was read from.
-- Rows keep their cells by position; a row is read by position or by column name, and a cell may be nil.
-- A table over very many records may read its rows when they are looked at (`read` and `count`, see M.new).
-- How a table looks (text, CSV, JSON, HTML, SVG) is the business of sheaf.report.*, loaded when first used.

local cell = require "sheaf.report.cell"
local lazy = require "sheaf.lazy"

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

local function read_row(source, i, class, names, position)
  check(type(source) == "table", "row %d must be a table", i)
  local row = {}
  for key, value in pairs(source) do
    local at = position[key] or key
    if math.type(at) ~= "integer" or not names[at] then fail("row %d: no column '%s'", i, tostring(key)) end
    row[at] = value
  end
  return setmetatable(row, class)
end

local function read_rows(given, names, position)
  check(type(given) == "table", "rows must be a list")
  local class, rows = row_class(names, position), {}
  for i, source in ipairs(given) do rows[i] = read_row(source, i, class, names, position) end
  return rows
end

--- The phrases of one row by column position.
local function read_phrases(cells, i, position)
  local kept = {}
  check(type(cells) == "table", "evidence of row %s must be a table", tostring(i))
  for key, phrase in pairs(cells) do
    local at = position[key] or key
    check(math.type(at) == "integer", "evidence for column '%s', which is not there", tostring(key))
    check(type(phrase) == "table" and type(phrase.text) == "string",
      "evidence of row %s, '%s' needs a text", tostring(i), tostring(key))
    kept[at] = phrase
  end
  return kept
end

--- The confidences of one row by column position.
local function read_shares(cells, i, position)
  local kept = {}
  check(type(cells) == "table", "confidence of row %s must be a table", tostring(i))
  for key, share in pairs(cells) do
    local at = position[key] or key
    check(math.type(at) == "integer", "confidence for column '%s', which is not there", tostring(key))
    check(type(share) == "number" and share >= 0 and share <= 1,
      "confidence of row %s, '%s' must be a number from 0 to 1", tostring(i), tostring(key))
    kept[at] = share
  end
  return kept
end

local function read_each(given, name, read, rows, position)
  local kept = {}
  check(given == nil or type(given) == "table", "%s must be a table", name)
  for i, cells in pairs(given or {}) do
    check(rows[i] ~= nil, "%s for row %s, which is not there", name, tostring(i))
    kept[i] = read(cells, i, position)
  end
  return kept
end

--- Rows that given.read(i) makes when they are looked at; what it says of their cells is kept beside them.
local function rows_on_demand(given, names, position, evidence, confidence)
  check(type(given.read) == "function", "read must be a function")
  check(math.type(given.count) == "integer" and given.count >= 0, "count must say how many rows there are")
  check(given.rows == nil, "give rows, or count and read")
  local class = row_class(names, position)
  return lazy.list(given.count, function(i)
    local source, phrases, shares = given.read(i)
    evidence[i] = phrases and read_phrases(phrases, i, position)
    confidence[i] = shares and read_shares(shares, i, position)
    return read_row(source, i, class, names, position)
  end)
end

--- What a table keeps for its methods: column positions, evidence, the chart asked for.
local hidden = setmetatable({}, { __mode = "k" })

--- Makes a table, of rows, or of count and read(i), which gives row i (and its evidence and confidence by column) when
--- it is first looked at; columns of such a table need their kind, as it is not seen from the values.
---@param given table { title?, columns, rows | (count, read), evidence?, confidence?, chart?, notes? }
---@return sheaf.table
function M.new(given)
  check(type(given) == "table", "expected { columns = {...}, rows = {...} }")
  check(given.title == nil or type(given.title) == "string", "title must be a string")
  local chart = given.chart
  check(chart == nil or chart == false or type(chart) == "table" or type(chart) == "function",
    "chart must be a table or a function")
  local layout, names, position = read_columns(given.columns)
  local evidence, confidence, rows = {}, {}
  if given.read ~= nil then
    rows = rows_on_demand(given, names, position, evidence, confidence)
    for i, column in ipairs(layout) do cell.settle(column, {}, i) end
  else
    rows = read_rows(given.rows or {}, names, position)
    evidence = read_each(given.evidence, "evidence", read_phrases, rows, position)
    confidence = read_each(given.confidence, "confidence", read_shares, rows, position)
    for i, column in ipairs(layout) do cell.settle(column, rows, i) end
  end
  local self = {
    title = given.title, columns = names, rows = rows,
    notes = type(given.notes) == "string" and { given.notes } or given.notes or {}, layout = layout,
  }
  hidden[self] = { position = position, chart = chart, evidence = evidence, confidence = confidence }
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
  local at = self:position(column)
  local cells = self.rows[i] and hidden[self].evidence[i]
  return cells and cells[at] or nil
end

--- How sure the analysis is of a cell, from 0 to 1; nil where the cell is empty or the analysis does not say. What the
--- number means is the analysis' to say; for characteristics see sheaf.extract.confidence.
---@param i integer row
---@param column string|integer
---@return number?
function methods:confidence(i, column)
  local at = self:position(column)
  local cells = self.rows[i] and hidden[self].confidence[i]
  return cells and cells[at] or nil
end

--- The same table with a column `<name>_confidence` behind each column whose cells have one.
---@return sheaf.table
function methods:with_confidence()
  self:complete()
  local said, columns = {}, {}
  for _, cells in pairs(hidden[self].confidence) do
    for at in pairs(cells) do said[at] = true end
  end
  for at, name in ipairs(self.columns) do
    columns[#columns + 1] = self.layout[at]
    if said[at] then columns[#columns + 1] = { name = name .. "_confidence", kind = "number", digits = 2 } end
  end
  local rows, evidence = {}, {}
  for i, source in ipairs(self.rows) do
    local row = {}
    for at, name in ipairs(self.columns) do
      row[name] = rawget(source, at)
      if said[at] then row[name .. "_confidence"] = self:confidence(i, at) end
    end
    rows[i], evidence[i] = row, {}
    for at, phrase in pairs(hidden[self].evidence[i] or {}) do evidence[i][self.columns[at]] = phrase end
  end
  return M.new { title = self.title, columns = columns, rows = rows, evidence = evidence, notes = self.notes }
end

--- Reads the rows that nobody has looked at yet, with a line of progress on a terminal; other tables are complete as
--- they are.
---@return sheaf.table self
function methods:complete()
  lazy.complete(self.rows, self.title or "table")
  return self
end

--- A cell as readers see it; "" when it is nil.
---@param i integer row
---@param column string|integer
---@return string
function methods:cell(i, column)
  local at = self:position(column)
  return cell.show(rawget(self.rows[i] or fail("no row %s", tostring(i)), at), self.layout[at])
end

--- Options of one of the ways out, checked: kinds of values by name.
local function ways(who, options, kinds)
  if options == nil then return {} end
  if type(options) ~= "table" then error(("%s: options must be a table, not %s"):format(who, type(options)), 0) end
  local names = {}
  for name in pairs(kinds) do names[#names + 1] = name end
  table.sort(names)
  require("sheaf.options").check_names(who, options, names)
  for _, name in ipairs(names) do
    if options[name] ~= nil and type(options[name]) ~= kinds[name] then
      error(("%s: option '%s' must be a %s"):format(who, name, kinds[name]), 0)
    end
  end
  return options
end

--- The table as plain text.
---@param options? { rows?: integer, width?: integer } rows shown (20), columns of the terminal
---@return string
function methods:text(options)
  return require("sheaf.report.text").format(self, ways("text", options, { rows = "number", width = "number" }))
end

--- Writes the table to standard output.
---@param options? { rows?: integer, width?: integer }
function methods:print(options)
  io.stdout:write(self:text(options), "\n")
end

--- The table as CSV; see sheaf.report.csv.
---@param path? string written there; nil returns the text
---@param options? { bom?: boolean, separator?: string, confidence?: boolean } confidence: see with_confidence
---@return string|boolean|nil, string?, string?
function methods:csv(path, options)
  options = ways("csv", options, { bom = "boolean", confidence = "boolean", separator = "string" })
  if options.confidence then self = self:with_confidence() end
  self:complete()
  return require("sheaf.report.file").deliver(path, require("sheaf.report.csv").format(self, options))
end

--- The table as a JSON list of objects.
---@param path? string written there; nil returns the text
---@param options? { confidence?: boolean } see with_confidence
---@return string|boolean|nil, string?, string?
function methods:json(path, options)
  if ways("json", options, { confidence = "boolean" }).confidence then self = self:with_confidence() end
  self:complete()
  return require("sheaf.report.file").deliver(path, require("sheaf.report.json").format(self))
end

--- The table as an HTML fragment.
---@param options? { caption?: boolean|"hidden", rows?: integer }
---@return string
function methods:html(options)
  return require("sheaf.report.fragment").format(self, options)
end

--- The table as Markdown: a pipe table.
---@param path? string written there; nil returns the text
---@param options? { columns?: string[], rows?: integer, quotes?: boolean } quotes: each cell's phrases under it
---@return string|boolean|nil, string?, string?
function methods:markdown(path, options)
  if not (options and options.rows) then self:complete() end
  return require("sheaf.report.file").deliver(path, require("sheaf.report.markdown").format(self, options))
end

--- The table as a page that Word opens as a document; name the path .doc to have it open there at once.
---@param path? string written there; nil returns the text
---@param options? { title?: string, columns?: string[], rows?: integer, quotes?: boolean, landscape?: boolean }
---@return string|boolean|nil, string?, string?
function methods:word(path, options)
  if not (options and options.rows) then self:complete() end
  return require("sheaf.report.file").deliver(path, require("sheaf.report.word").format(self, options))
end

--- A picture of the table, or nil where it has none.
---@param options? table overrides the table's own chart: kind, x, y, title, limit, width
---@return string? svg
function methods:chart(options)
  if options ~= nil and type(options) ~= "table" then
    error("table:chart: options must be a table, not " .. type(options), 2)
  end
  local chart = hidden[self].chart
  if chart and type(chart) ~= "function" or options and options.kind then self:complete() end
  return require("sheaf.report.chart").of(self, chart, options)
end

Table.__name = "sheaf.table"
Table.__len = function(self) return #self.rows end
Table.__tostring = function(self) return self:text() end
Table.__index = function(self, key)
  return methods[key] or rawget(self, "rows")[key]
end

return M
