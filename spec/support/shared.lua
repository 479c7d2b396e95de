--- Where the shared test data lies: beside the repository, or where SHEAF_SHARED says. Specs that need it are pending
--- without it.
local shared = {}

local function exists(path)
  local file = io.open(path, "rb")
  if not file then return false end
  file:close()
  return true
end

--- The path of a file under the shared folder, or nil where it is not there.
---@param relative string for instance "seeds/000_1bf96230de956c99.txt"
---@return string|nil
function shared.path(relative)
  local path = (os.getenv("SHEAF_SHARED") or "../shared") .. "/" .. relative
  return exists(path) and path or nil
end

--- The whole of a shared file, or nil where it is not there.
---@param relative string
---@return string|nil
function shared.read(relative)
  local path = shared.path(relative)
  if not path then return nil end
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

--- The rows of a shared file of JSON lines, or nil where it is not there.
---@param relative string
---@return table[]|nil
function shared.rows(relative)
  local path = shared.path(relative)
  if not path then return nil end
  local cjson, rows = require "cjson", {}
  for line in io.lines(path) do
    if line ~= "" then rows[#rows + 1] = cjson.decode(line) end
  end
  return rows
end

--- The paths of files in a shared folder whose names end so, sorted.
---@param folder string relative to the shared folder
---@param ending string for instance ".ris"
---@return string[]
function shared.list(folder, ending)
  local root = os.getenv("SHEAF_SHARED") or "../shared"
  local found = {}
  local ok, lfs = pcall(require, "lfs")
  if not ok or not lfs.attributes(root .. "/" .. folder) then return found end
  for name in lfs.dir(root .. "/" .. folder) do
    if name:sub(-#ending) == ending then found[#found + 1] = root .. "/" .. folder .. "/" .. name end
  end
  table.sort(found)
  return found
end

return shared
