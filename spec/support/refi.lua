--- The published REFI-QDA schemas, where they are at hand: out/refi/Codebook.xsd and out/refi/Project.xsd
-- (www.qdasoftware.org), and xmllint (Debian: libxml2-utils). Specs that need them are pending without.

local M = {}

local function exists(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

--- What is missing for a check; nil where all is there.
---@param name "Codebook.xsd"|"Project.xsd"
---@return string?
function M.missing(name)
  local path = "out/refi/" .. name
  if not exists(path) then return path .. " is not there" end
  if not os.execute "command -v xmllint > /dev/null 2>&1" then return "xmllint is not there" end
end

--- What xmllint finds wrong with a document; nil where it is as the schema says.
---@param name "Codebook.xsd"|"Project.xsd"
---@param text string
---@return string?
function M.wrong(name, text)
  local document = os.tmpname()
  local file = assert(io.open(document, "wb"))
  file:write(text)
  file:close()
  local pipe = assert(io.popen(("xmllint --noout --schema out/refi/%s %s 2>&1"):format(name, document)))
  local said = pipe:read "a"
  local good = pipe:close()
  os.remove(document)
  return not good and said or nil
end

return M
