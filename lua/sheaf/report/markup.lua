--- Text and addresses of records as HTML and SVG may carry them. Everything from a record passes through here.

local chars = require "sheaf.report.chars"

local M = {}

local ENTITY = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }

--- Text for an element or a quoted attribute.
---@param text string
---@return string
function M.escape(text)
  return (chars.safe(text):gsub("[&<>\"']", ENTITY))
end

--- An element; attributes are a list of names and values in turn, so that their order is fixed.
---@param name string
---@param attributes (string|number)[]
---@param content? string markup; nil closes the element in its own tag
---@return string
function M.element(name, attributes, content)
  local parts = { "<", name }
  for i = 1, #attributes, 2 do
    local value = attributes[i + 1]
    if type(value) == "number" then value = chars.numeral(value) end
    parts[#parts + 1] = (' %s="%s"'):format(attributes[i], M.escape(value))
  end
  parts[#parts + 1] = content and (">%s</%s>"):format(content, name) or "/>"
  return table.concat(parts)
end

local function percent(byte)
  return ("%%%02X"):format(byte:byte())
end

--- A web address that a link may lead to: http or https with a host, or nil.
---@param url any
---@return string?
function M.web(url)
  if type(url) ~= "string" then return nil end
  url = url:match("^%s*(.-)%s*$")
  local rest = url:match("^[hH][tT][tT][pP][sS]?://(.*)$")
  if not rest or not rest:find("^[%w%[\x80-\xFF]") then return nil end
  return (url:gsub("[\0-\32\"'<>\\^`{|}\127]", percent))
end

--- Where a DOI is resolved, or nil for what is not a DOI.
---@param doi any
---@return string?
function M.doi(doi)
  if type(doi) ~= "string" or not doi:find("^10%.[%d.]+/%S") then return nil end
  return "https://doi.org/" .. doi:gsub("[^%w%-._~/:;()@!$*,+=]", percent)
end

--- Where PubMed shows a record, or nil for what is not a PMID.
---@param pmid any
---@return string?
function M.pubmed(pmid)
  local number = type(pmid) == "string" and pmid:match("^%d+$") or math.type(pmid) == "integer" and pmid
  return number and ("https://pubmed.ncbi.nlm.nih.gov/%s/"):format(number) or nil
end

--- A link that tells the other side nothing of this page.
---@param address string
---@param label string plain text
---@return string
function M.link(address, label)
  return M.element("a", { "href", address, "rel", "noopener noreferrer" }, M.escape(label))
end

return M
