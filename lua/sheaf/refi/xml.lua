--- XML for exchange: elements as Lua tables, written and read. An element is { name =, attributes = {...}, children }
-- as core.xml gives it; to write, attributes are pairs in order.

local chars = require "sheaf.report.chars"
local core = require "sheaf.core"

local M = {}

local NAMED = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["\n"] = "&#10;", ["\r"] = "&#13;",
  ["\t"] = "&#9;" }

--- Text without what XML cannot hold at all: bad bytes, control characters, U+FFFE, U+FFFF.
local function valid(text)
  return (chars.valid(text):gsub("[%z\1-\8\11\12\14-\31]", " "):gsub("\xEF\xBF[\xBE\xBF]", "\u{FFFD}"))
end

local function attribute_text(text) return (valid(text):gsub('[&<>"\n\r\t]', NAMED)) end

--- Text between tags; a carriage return would be read as a line feed, hence by number.
local function element_text(text) return (valid(text):gsub("[&<>\r]", NAMED)) end

--- Writer: out.open(name, pairs), out.close(), out.leaf(name, pairs, text), out.text().
---@return table
function M.writer()
  local parts, open = { '<?xml version="1.0" encoding="UTF-8"?>\n' }, {}
  local out = {}
  local function start(name, attributes, tail)
    parts[#parts + 1] = ("  "):rep(#open) .. "<" .. name
    for i = 1, #attributes, 2 do
      if attributes[i + 1] then
        parts[#parts + 1] = (' %s="%s"'):format(attributes[i], attribute_text(tostring(attributes[i + 1])))
      end
    end
    parts[#parts + 1] = tail
  end
  --- false in place of a value leaves an attribute out, so that the pairs stay a plain list.
  function out.open(name, attributes)
    start(name, attributes or {}, ">\n")
    open[#open + 1] = name
  end
  function out.close()
    local name = table.remove(open)
    parts[#parts + 1] = ("%s</%s>\n"):format(("  "):rep(#open), name)
  end
  function out.leaf(name, attributes, text)
    if text then
      start(name, attributes or {}, ">")
      parts[#parts + 1] = ("%s</%s>\n"):format(element_text(text), name)
    else
      start(name, attributes or {}, "/>\n")
    end
  end
  function out.text() return table.concat(parts) end
  return out
end

--- Reads a document: its root element, or nil, message, code.
---@param bytes string
---@return table? element, string? message, string? code
function M.read(bytes) return core.xml(bytes) end

--- The child elements of a name, or all of them; an absent element has none.
---@param element table?
---@param name? string
---@return table[]
function M.children(element, name)
  local list = {}
  for _, child in ipairs(element or {}) do
    if type(child) == "table" and (not name or child.name == name) then list[#list + 1] = child end
  end
  return list
end

--- The first child element of a name.
function M.child(element, name) return M.children(element, name)[1] end

--- The text right within an element; nil for no element.
function M.text(element)
  if not element then return nil end
  local parts = {}
  for _, child in ipairs(element) do
    if type(child) == "string" then parts[#parts + 1] = child end
  end
  return table.concat(parts)
end

--- A GUID as it is compared: small letters, without braces; nil where it is none.
---@param text string?
---@return string?
function M.guid(text)
  local guid = text and text:match "^%s*{?([%x%-]+)}?%s*$"
  return guid and #guid == 36 and guid:lower() or nil
end

return M
