--- A page that a word processor opens as a document: a table of characteristics, or a list of references.
-- HTML with the few styles that Word reads (points, mso- properties, a page set-up) and no script; LibreOffice opens it
-- too. The heading row repeats on every sheet and no row is torn in two.

local cell = require "sheaf.report.cell"
local chars = require "sheaf.report.chars"
local columns = require "sheaf.report.columns"
local markup = require "sheaf.report.markup"

local M = {}

local WIDE = 5     -- a table of more columns is set on the broad side of the sheet

local escape, element = markup.escape, markup.element

local STYLE = [[
@page Sheet{size:%s;mso-page-orientation:%s;margin:56pt}
div.Sheet{page:Sheet}
body{font-family:Calibri,Arial,sans-serif;font-size:10pt}
h1{font-size:14pt;margin:0 0 8pt}
table{border-collapse:collapse;width:100%%}
th,td{border:solid #808080 .5pt;padding:3pt 4pt;vertical-align:top;text-align:left;font-size:9pt}
th{font-weight:bold}
thead th{background:#e8ecef;vertical-align:bottom}
tbody th{font-weight:normal}
tr{page-break-inside:avoid}
td.n,th.n{text-align:right}
p{margin:4pt 0}
p.q{font-size:8pt;color:#404040;font-style:italic;margin:2pt 0 0}
p.note{font-size:9pt;color:#404040}
p.ref{margin:0 0 5pt 24pt;text-indent:-24pt}
]]

local OFFICE = "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View><w:Zoom>100</w:Zoom>"
  .. "</w:WordDocument></xml><![endif]-->"

--- The whole document around its content.
local function document(title, content, landscape)
  local size, orientation = "595.3pt 841.9pt", "portrait"
  if landscape then size, orientation = "841.9pt 595.3pt", "landscape" end
  return table.concat {
    '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" ',
    'xmlns="http://www.w3.org/TR/REC-html40" lang="en">\n<head>\n',
    '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n<meta name="Generator" content="sheaf">\n',
    element("title", {}, escape(title)), "\n", OFFICE, "\n<style>\n", STYLE:format(size, orientation),
    '</style>\n</head>\n<body lang="EN-GB">\n<div class="Sheet">\n', content, "\n</div>\n</body>\n</html>\n",
  }
end

--- Text with its line ends.
local function lines_of(text)
  return (escape(text):gsub("\r\n?", "\n"):gsub("\n", "<br>"))
end

local function quotes_of(t, i, at, text)
  local parts = {}
  for k, quote in ipairs(columns.further_quotes(t, i, at, text)) do
    parts[k] = element("p", { "class", "q" }, "“" .. escape(chars.line(quote.text)) .. "”")
  end
  return table.concat(parts)
end

local function cell_of(t, i, at, first, quotes)
  local layout = t.layout[at]
  local shown = cell.show(rawget(t.rows[i], at), layout)
  local text = lines_of(shown)
  if quotes then text = text .. quotes_of(t, i, at, shown) end
  if text == "" then text = "&nbsp;" end
  if first then return element("th", { "scope", "row" }, text) end
  return element("td", layout.kind ~= "text" and { "class", "n" } or {}, text)
end

local function row_of(parts)
  return "<tr>" .. table.concat(parts) .. "</tr>"
end

--- The table as a document.
---@param t sheaf.table
---@param options? { title?: string, columns?: string[], rows?: integer, quotes?: boolean, landscape?: boolean }
---  quotes: each cell's phrases under it; landscape: where nil, for tables of more than five columns
---@return string
function M.format(t, options)
  options = options or {}
  local shown = columns.pick("word", t, options)
  local title = chars.line(options.title or t.title or "Table")
  local heads, rows = {}, {}
  for k, at in ipairs(shown) do
    local number = t.layout[at].kind ~= "text"
    heads[k] = element("th", number and { "scope", "col", "class", "n" } or { "scope", "col" },
      escape(chars.line(t.layout[at].title)))
  end
  local count = math.min(#t.rows, options.rows or #t.rows)
  for i = 1, count do
    local parts = {}
    for k, at in ipairs(shown) do parts[k] = cell_of(t, i, at, k == 1, options.quotes) end
    rows[i] = row_of(parts)
  end
  local notes = columns.remarks(t, count)
  for k, note in ipairs(notes) do notes[k] = element("p", { "class", "note" }, escape(chars.line(note))) end
  local landscape = options.landscape
  if landscape == nil then landscape = #shown > WIDE end
  return document(title, table.concat({
    element("h1", {}, escape(title)),
    '<table border="1" cellspacing="0" cellpadding="4">\n<thead>' .. row_of(heads) .. "</thead>\n<tbody>",
    table.concat(rows, "\n"), "</tbody>\n</table>", table.concat(notes, "\n"),
  }, "\n"), landscape)
end

--- A list of references as a document, with hanging indents.
---@param lines string[]  markup
---@param numbered boolean
---@return string
function M.references(lines, numbered)
  local parts = {}
  for i, line in ipairs(lines) do
    parts[i] = element("p", { "class", "ref" }, (numbered and ("%d.&nbsp;"):format(i) or "") .. line)
  end
  return document("References", element("h1", {}, "References") .. "\n" .. table.concat(parts, "\n"), false)
end

return M
