--- References of records: set:references("vancouver") and record:reference("apa").
-- A style is a table { name, title, numbered, reference = function(record, letter) } in `styles`; a user's own may be
-- added. A style with `key` has its list in alphabetical order, and letters for what would look the same in a text.

local core = require "sheaf.core"
local file = require "sheaf.report.file"
local option_names = require "sheaf.options"
local rich = require "sheaf.citation.rich"

local M = {}

M.styles = {
  vancouver = require "sheaf.citation.vancouver",
  apa = require "sheaf.citation.apa",
}

local FORMATS = { text = true, markdown = true, html = true, word = true }

local function find_style(name)
  local style = M.styles[name or "vancouver"]
  if style then return style end
  local names = {}
  for known in pairs(M.styles) do names[#names + 1] = known end
  table.sort(names)
  error(("no reference style '%s'; there are %s"):format(tostring(name), table.concat(names, ", ")), 0)
end

local function read_options(who, options, names)
  options = options or {}
  if type(options) ~= "table" then error(who .. ": options must be a table, not " .. type(options), 0) end
  option_names.check_names(who, options, names)
  if options.format ~= nil and not FORMATS[options.format] then
    error(("%s: format must be text, markdown, html or word, not '%s'"):format(who, tostring(options.format)), 0)
  end
  return options
end

--- Records in the style's order, each with the letter that tells it apart.
local function ordered(set, style)
  local rows = {}
  for record in set:each() do
    local row = { at = #rows + 1, record = record }
    if style.key then row.who, row.year, row.rest = style.key(record) end
    rows[row.at] = row
  end
  if not style.key then return rows end
  for _, row in ipairs(rows) do
    -- a blank sorts before letters: "Stein, R." before "Stein, R., & Abara, T."
    row.key = table.concat({ core.fold((row.who:gsub("[.,&]", ""))), row.year, core.fold(row.rest) }, "\0")
  end
  table.sort(rows, function(a, b)
    if a.key ~= b.key then return a.key < b.key end
    return a.at < b.at
  end)
  local i = 1
  while i <= #rows do
    local last = i
    while rows[last + 1] and rows[last + 1].who == rows[i].who and rows[last + 1].year == rows[i].year do
      last = last + 1
    end
    for at = i, last do
      rows[at].letter = last > i and at - i < 26 and string.char(97 + at - i) or nil
    end
    i = last + 1
  end
  return rows
end

local LISTS = {
  text = function(lines, numbered)
    for i, line in ipairs(lines) do lines[i] = numbered and ("%d. %s"):format(i, line) or line end
    return table.concat(lines, "\n") .. (#lines > 0 and "\n" or "")
  end,
  markdown = function(lines, numbered)
    for i, line in ipairs(lines) do lines[i] = numbered and ("%d. %s"):format(i, line) or line end
    return table.concat(lines, numbered and "\n" or "\n\n") .. (#lines > 0 and "\n" or "")
  end,
  html = function(lines, numbered)
    local tag = numbered and "ol" or "ul"
    for i, line in ipairs(lines) do lines[i] = "<li>" .. line .. "</li>" end
    return ('<%s class="references">\n%s\n</%s>\n'):format(tag, table.concat(lines, "\n"), tag)
  end,
  word = function(lines, numbered)
    return require("sheaf.report.word").references(lines, numbered)
  end,
}

--- One record's reference.
---@param record sheaf.record
---@param style? string   "vancouver" when nil, "apa"
---@param options? { format?: "text"|"markdown"|"html" }
---@return string
function M.reference(record, style, options)
  options = read_options("record:reference", options, { "format" })
  local format = options.format == "word" and "html" or options.format or "text"
  return rich.write(find_style(style).reference(record), format)
end

--- The references of a set: numbered in the set's order (vancouver), or in alphabetical order (apa).
---@param set sheaf.set
---@param style? string   "vancouver" when nil, "apa"
---@param options? { format?: "text"|"markdown"|"html"|"word", path?: string }  word: a page that Word opens; with a
---  path the list is written there
---@return string|true|nil result the text, or true; nil where it cannot be written
---@return string? message
---@return string? code
function M.references(set, style, options)
  options = read_options("set:references", options, { "format", "path" })
  local chosen, format = find_style(style), options.format or "text"
  local lines = {}
  for i, row in ipairs(ordered(set, chosen)) do
    lines[i] = rich.write(chosen.reference(row.record, row.letter), format == "word" and "html" or format)
  end
  return file.deliver(options.path, LISTS[format](lines, chosen.numbered))
end

return M
