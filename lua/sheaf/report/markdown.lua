--- A table as Markdown: a pipe table (GitHub Flavored Markdown, section 4.10), title above and notes below.
-- Whatever a cell holds is text there: what Markdown or HTML would act on is escaped.

local cell = require "sheaf.report.cell"
local chars = require "sheaf.report.chars"
local columns = require "sheaf.report.columns"

local M = {}

local function escape_line(text)
  text = text:gsub("[\\`*_{}%[%]<>|~$]", "\\%0"):gsub("&", "&amp;")
  text = text:gsub("^([#+%-=])", "\\%1"):gsub("^(%d+)([.)])", "%1\\%2")
  -- GitHub makes links of bare addresses; an entity in them keeps a record's text from becoming one
  return (text:gsub("([Hh][Tt][Tt][Pp][Ss]?):", "%1&#58;"):gsub("([Ww][Ww][Ww])%.", "%1&#46;"))
end

--- Text as Markdown that shows it as it is, on one line.
---@param text string
---@return string
function M.escape(text)
  text = chars.safe(text):gsub("\xE2\x80[\xA8\xA9]", " "):gsub("[ \t\r\n]+", " ")
  return escape_line(text)
end

--- The same, line ends kept as <br>.
local function cell_text(text)
  local lines = {}
  for line in (chars.safe(text):gsub("\r\n?", "\n") .. "\n"):gmatch("(.-)\n") do
    lines[#lines + 1] = escape_line(chars.line(line))
  end
  return table.concat(lines, "<br>")
end

local RULES = { left = ":---", right = "---:" }

local function quotes_text(t, i, at, text)
  local parts = {}
  for k, quote in ipairs(columns.further_quotes(t, i, at, text)) do
    parts[k] = "<br>*“" .. M.escape(chars.line(quote.text)) .. "”*"
  end
  return table.concat(parts)
end

--- The table as Markdown text.
---@param t sheaf.table
---@param options? { columns?: string[], rows?: integer, quotes?: boolean }  quotes: each cell's phrases under it
---@return string
function M.format(t, options)
  options = options or {}
  local shown, lines = columns.pick("markdown", t, options), {}
  local function row(text_of)
    local parts = {}
    for k, at in ipairs(shown) do parts[k] = text_of(at) end
    lines[#lines + 1] = "| " .. table.concat(parts, " | ") .. " |"
  end
  if t.title then lines[1], lines[2] = "**" .. M.escape(chars.line(t.title)) .. "**", "" end
  row(function(at) return M.escape(chars.line(t.layout[at].title)) end)
  row(function(at) return RULES[t.layout[at].align] end)
  local count = math.min(#t.rows, options.rows or #t.rows)
  for i = 1, count do
    row(function(at)
      local text = cell.show(rawget(t.rows[i], at), t.layout[at])
      return cell_text(text) .. (options.quotes and quotes_text(t, i, at, text) or "")
    end)
  end
  for _, note in ipairs(columns.remarks(t, count)) do
    lines[#lines + 1] = ""
    lines[#lines + 1] = M.escape(chars.line(note))
  end
  return table.concat(lines, "\n") .. "\n"
end

return M
