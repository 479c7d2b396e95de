--- Reads a page by what it says of itself to programs: citation_*, DC.*, prism.* tags and JSON-LD. For pages whose
-- layout no other reader knows.

local jsonld = require "sheaf.page.jsonld"
local meta = require "sheaf.page.meta"
local page = require "sheaf.page"

local M = { name = "metadata", title = "Web page with citation tags or JSON-LD", extensions = { "html", "htm" } }

local function has(source, name) return meta.content(source, name) ~= nil end

--- True where a page's tags say that it shows a work of research, a book or the like.
---@param source table
---@return boolean
function M.is_scholarly(source)
  if has(source, "citation_title") then return true end
  local _, _, scholarly = jsonld.find(source.jsonld)
  return scholarly == true
end

--- Below the readers of layouts that they are sure of.
function M.detect(_, source)
  if not source or not source.html then return end
  if M.is_scholarly(source) then return 65, has(source, "citation_title") and "citation" or "json-ld" end
  local dublin = has(source, "dc.title") or has(source, "dcterms.title")
  if dublin and (has(source, "dc.creator") or has(source, "dc.identifier") or has(source, "dcterms.creator")) then
    return 45, "dublin-core"
  end
  if has(source, "prism.publicationname") and meta.headline(source) then return 45, "prism" end
  if jsonld.find(source.jsonld) then return 20, "json-ld" end
end

function M.read(source, emit)
  local record = {}
  meta.apply(record, source)
  local object, csl = jsonld.find(source.jsonld)
  if object then jsonld.apply(record, object, csl) end
  record.title = record.title or meta.headline(source, true)
  page.set(record, "abstract", meta.content(source, "description") or meta.content(source, "og:description"),
    "description")
  if not record.title then
    source:problem { line = 1, code = "no-title", severity = "error",
      message = "the page's tags name no title; nothing can be loaded from it" }
    return
  end
  emit(record, 1)
end

return M
