--- lib:strategy: the lines of a published search, each with its text, its count and its set.

local core = require "sheaf.core"
local cut = require("sheaf.strategy.cut").cut
local option_names = require "sheaf.options"

local M = {}

local OPTIONS = { "explode", "progress", "strict", "syntax", "today", "unsupported" }

---@class sheaf.strategy_line
---@field id string          its number as it stood ("7", "#7", "S7"), or its place
---@field text string        what it searches
---@field count? integer     records it finds; nil where it could not be read or run
---@field set? sheaf.set     them, by id
---@field query? sheaf.query
---@field reported? integer  the hits that stood behind it in the text
---@field error? string      why it has no count
---@field code? string       of the error
---@field position? integer  1-based byte of the error in text
---@field warning? string    what else is to be known of it
---@field first integer      physical line of the pasted text

---@class sheaf.strategy
---@field lines sheaf.strategy_line[]
---@field syntax string
---@field set? sheaf.set     of the last line; nil where that failed
---@field banners { text: string, first: integer }[]  what of the text was no search
local strategy = {}
strategy.__index = strategy
strategy.__name = "sheaf.strategy"

M.class = strategy

-- ---- reading and running ----

-- A reference means the nearest line before it that has the number.
local function warn_of_numbers(lines)
  local before = {}
  for _, line in ipairs(lines) do
    local number = line.id:lower():gsub("^[#sl]+", "")
    if before[number] then
      line.warning = ("there are two lines %s: behind this one, %s means this one"):format(line.id, line.id)
    end
    before[number] = true
  end
end

local function parse_lines(self, options)
  local known = {}
  for i, line in ipairs(self.lines) do known[i] = { label = line.id } end
  for i, line in ipairs(self.lines) do
    local query, message, code, position = core.parse(line.text,
      { syntax = self.syntax, today = options.today, strict = options.strict, lines = known, line = i })
    if query then
      line.query = query
      known[i].query = query
    else
      line.error, line.code, line.position = message, code, position
    end
  end
end

local function run_lines(self, options)
  local results = {}
  for i, line in ipairs(self.lines) do
    results[i] = false
    if line.query then
      local set, message, code, position = self.library:search_ids(line.query,
        { explode = options.explode, unsupported = options.unsupported, results = results })
      if set then
        line.set, line.count = set, #set
        results[i] = set
      else
        line.error, line.code, line.position = message, code, position
      end
    end
    if options.progress then options.progress { line = i, lines = #self.lines, count = line.count } end
  end
  self.results = results
end

--- Reads a pasted strategy and runs every line. A line that cannot be read or run has an error instead of a set.
---@param text string
---@param options? { syntax?: string, explode?: string, unsupported?: string, today?: string, strict?: boolean,
---  progress?: fun(state: { line: integer, lines: integer, count?: integer }) }
---@return sheaf.strategy? strategy, string? message, string? code
function M.new(lib, text, options)
  if type(text) ~= "string" then error("lib:strategy: text expected, got " .. type(text), 2) end
  options = options or {}
  if type(options) ~= "table" then error("lib:strategy: options must be a table, not " .. type(options), 2) end
  option_names.check_names("lib:strategy", options, OPTIONS)
  local self = setmetatable({ library = lib, syntax = options.syntax or "pubmed" }, strategy)
  local probe, message, code = core.parse("a", { syntax = self.syntax })
  if not probe and code == "unsupported" then return nil, message, code end
  self.lines, self.banners = cut(text, self.syntax)
  if #self.lines == 0 then
    return nil, "the strategy has no lines; paste the search lines, with or without their numbers", "Y-OPPOS"
  end
  self.options = { explode = options.explode, unsupported = options.unsupported,
    today = options.today or os.date("!%Y-%m-%d"), strict = options.strict, progress = options.progress }
  warn_of_numbers(self.lines)
  parse_lines(self, self.options)
  run_lines(self, self.options)
  self.set = self.lines[#self.lines].set
  return self
end

-- ---- showing ----

function strategy:__len() return #self.lines end

-- Text cut to a number of characters, safe for a terminal.
local function short(text, width)
  text = text:gsub("%c", " ")
  if (utf8.len(text) or #text) <= width then return text end
  return text:sub(1, (utf8.offset(text, width) or width + 1) - 1) .. "…"
end

function strategy:__tostring()
  local out, widest = {}, 0
  for _, line in ipairs(self.lines) do widest = math.max(widest, #line.id) end
  out[1] = ("strategy (%s): %d line%s"):format(self.syntax, #self.lines, #self.lines == 1 and "" or "s")
  for _, line in ipairs(self.lines) do
    local count = line.count and ("%d"):format(line.count) or "error"
    out[#out + 1] = ("%" .. widest .. "s  %9s  %s"):format(line.id, count, short(line.text, 90))
    if line.error then out[#out + 1] = (" "):rep(widest + 13) .. short(line.error, 100) end
    if line.warning then out[#out + 1] = (" "):rep(widest + 13) .. line.warning end
  end
  return table.concat(out, "\n")
end

--- The strategy as a table: one row a line.
---@return sheaf.table
function strategy:table()
  local rows = {}
  for i, line in ipairs(self.lines) do
    rows[i] = { line = line.id, search = line.text, count = line.count, reported = line.reported,
      problem = line.error or line.warning }
  end
  return require("sheaf.table").new {
    title = "Search strategy", columns = { "line", "search", "count", "reported", "problem" }, rows = rows,
  }
end

-- ---- translating ----

-- How each platform writes the number of a line, and refers to it.
local LABELS = {
  pubmed = { "#%d ", "#%d" }, ovid = { "%d. ", "%d" }, embase = { "#%d ", "#%d" }, ebsco = { "S%d ", "S%d" },
  cochrane = { "#%d ", "#%d" }, wos = { "#%d ", "#%d" }, scopus = { "#%d ", "#%d" }, proquest = { "S%d ", "S%d" },
}

--- The strategy in another platform's syntax, line by line, and what that text cannot say as it is.
---@param syntax string
---@return string? text, table|string losses, string? code  losses[i] { line, node, direction, reason }
function strategy:translate(syntax)
  local style = LABELS[syntax]
  if not style then
    return nil, ("there is no search syntax '%s'; use one of: %s"):format(tostring(syntax),
      table.concat(core.syntaxes(), ", ")), "unsupported"
  end
  local labels, out, losses = {}, {}, {}
  for i in ipairs(self.lines) do labels[i] = style[2]:format(i) end
  for i, line in ipairs(self.lines) do
    local text, lost
    if line.query then
      text, lost = line.query:print_in(syntax, self.library, labels)
      if not text then return nil, lost, "unsupported" end
      for _, loss in ipairs(lost) do
        loss.line = line.id
        losses[#losses + 1] = loss
      end
    else
      text = line.text
      losses[#losses + 1] = { line = line.id, direction = "different", node = { kind = "line", text = line.text },
        reason = "the line could not be read, and is left as it stood: " .. line.error }
    end
    out[i] = #self.lines == 1 and text or style[1]:format(i) .. text
  end
  return table.concat(out, "\n") .. "\n", losses
end

core.classes["sheaf.library"].strategy = M.new

return M
