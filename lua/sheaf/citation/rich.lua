--- Text of a reference with its italics, as plain text, Markdown or HTML.
-- While it is put together italics stand between \1 and \2 and an address between \3 and \4; a record's own text has no
-- control characters (see item.lua), so these can come from nowhere else.

local markdown = require "sheaf.report.markdown"
local markup = require "sheaf.report.markup"

local M = {}

---@param text string
---@return string
function M.italic(text) return "\1" .. text .. "\2" end

---@param address string
---@return string
function M.address(address) return "\3" .. address .. "\4" end

--- The text with a full stop, where it does not end in a mark that stands for one.
---@param text string
---@return string
function M.stop(text)
  local last = text:gsub("[\1\2\"']+$", ""):gsub("”$", ""):gsub("’$", "")
  return last:find("[.?!]$") and text or text .. "."
end

--- Parts that are there, each one a sentence.
---@param parts (string|false|nil)[]
---@param count integer
---@return string
function M.sentences(parts, count)
  local kept = {}
  for i = 1, count do
    if parts[i] and parts[i] ~= "" then kept[#kept + 1] = parts[i] end
  end
  return table.concat(kept, " ")
end

local function link(address)
  local web = markup.web(address)
  return web and markup.link(web, address) or markup.escape(address)
end

local WRITERS = {
  text = { plain = function(text) return text end, italic = "%s", address = function(text) return text end },
  markdown = { plain = markdown.escape, italic = "*%s*", address = function(text)
    return markup.web(text) and not text:find("[<>%s]") and "<" .. text .. ">" or markdown.escape(text)
  end },
  html = { plain = markup.escape, italic = "<i>%s</i>", address = link },
}

M.FORMATS = { "text", "markdown", "html" }

--- The reference in a format.
---@param text string
---@param format "text"|"markdown"|"html"
---@return string
function M.write(text, format)
  local writer, parts = WRITERS[format], {}
  for before, mark, inside in (text .. "\1\2"):gmatch("([^\1\3]*)([\1\3])([^\2\4]*)[\2\4]") do
    parts[#parts + 1] = writer.plain(before)
    if mark == "\3" then
      parts[#parts + 1] = writer.address(inside)
    elseif inside ~= "" then
      parts[#parts + 1] = writer.italic:format(writer.plain(inside))
    end
  end
  return table.concat(parts)
end

return M
