--- The bytes of a file, and of a project: project.qde and its text sources, from a .qdpx (ZIP) or a project.qde alone.
-- Nothing is unpacked to disk; names in the archive are compared, never opened as paths.

local chars = require "sheaf.report.chars"
local core = require "sheaf.core"

local M = {}

local MOST_FILE = 1 << 30     -- bytes of a project file
local MOST_UNPACKED = 1 << 29 -- bytes of its text members together

--- The bytes of a file.
---@param path string
---@param most integer   bytes that it may have
---@param advice string  what to do about a larger one
---@return string? bytes, string? message, string? code
function M.read_file(path, most, advice)
  local file, message = io.open(path, "rb")
  if not file then return nil, message, "io" end
  local bytes = file:read(most + 1)
  file:close()
  if not bytes then return nil, path .. ": the file is empty, or no file", "io" end
  if #bytes > most then return nil, ("%s: more than %d MB; %s"):format(path, most >> 20, advice), "range" end
  return bytes
end

local function read_bytes(input)
  if type(input) == "table" then return input.text, input.name or "pasted" end
  local bytes, message, code = M.read_file(input, MOST_FILE, "export the project without its media files")
  return bytes, bytes and input or message, code
end

--- The last part of a member's name in small letters, and whether the name leads out of the archive.
local function base_of(name)
  local plain = name:gsub("\\", "/")
  local outside = plain:find "^/" or plain:find "^%a:" or ("/" .. plain .. "/"):find("/../", 1, true)
  return plain:match "[^/]*$":lower(), outside ~= nil
end

---@class sheaf.refi.package
---@field name string                     for messages
---@field project string                  project.qde
---@field texts table<string, string>     sources by the last part of their name, small letters

--- Opens a project.
---@param input string|{ text: string, name?: string }
---@param problem fun(code: string, message: string)
---@return sheaf.refi.package? package, string? message, string? code
function M.open(input, problem)
  local bytes, name, kind = read_bytes(input)
  if not bytes then return nil, name, kind end
  local package = { name = name, texts = {} }
  if bytes:sub(1, 2) ~= "PK" then
    package.project = bytes
    return package
  end
  local members, message, code = core.zip_read(bytes, MOST_UNPACKED, { ".qde", ".txt" })
  if not members then return nil, ("%s: %s"):format(name, message), code end
  local unread -- why a project.qde cannot be read
  for _, member in ipairs(members) do
    local base, outside = base_of(member.name)
    local shown = chars.line(member.name)
    if outside then
      problem("name", ("the archive names a file outside itself, which is left alone: %s"):format(shown))
    elseif member.message then
      problem("member", chars.line(member.message))
      if base:find "%.qde$" then unread = unread or chars.line(member.message) end
    elseif member.text and base:find "%.qde$" then
      if package.project then
        problem("member", ("the archive holds a second project, which is left alone: %s"):format(shown))
      else
        package.project = member.text
      end
    elseif member.text then
      if package.texts[base] then
        problem("member", ("the archive holds a second source of the name %s; the first one is read"):format(shown))
      else
        package.texts[base] = member.text
      end
    end
  end
  if package.project then return package end
  if unread then return nil, ("%s: %s"):format(name, unread), "format" end
  return nil, ("%s: the ZIP holds no project.qde; this is no REFI-QDA project"):format(name), "format"
end

--- The member that a path of the project names: "internal://x.txt"; nil for other paths.
---@param package sheaf.refi.package
---@param path string
---@return string? text
function M.source(package, path)
  local inner = path:match "^internal://(.+)$" or (not path:find "://" and path or nil)
  return inner and package.texts[base_of(inner)]
end

return M
