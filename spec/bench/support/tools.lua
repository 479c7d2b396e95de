--- What the benchmarks share: files, commands, the corpus that they measure on.

local lfs = require "lfs"

local M = {}

M.shared = os.getenv("SHEAF_SHARED") or "../shared"
M.out = os.getenv("SHEAF_BENCH_OUT") or "out/bench"

function M.exists(path) return lfs.attributes(path, "mode") == "file" end

function M.quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

--- The output of a command, or nil and what it said.
---@param command string
---@return string?, string?
function M.try(command)
  local pipe = assert(io.popen("{ " .. command .. "; } 2>&1"))
  local text = pipe:read("a")
  if pipe:close() then return text end
  return nil, text
end

--- The output of a command; an error where it fails.
---@param command string
---@return string
function M.run(command)
  local text, message = M.try(command)
  return text or error(command .. "\n" .. message, 0)
end

--- Bytes of a file, or of all files in a folder; 0 where there is nothing.
---@param path string
---@return integer
function M.size(path)
  if lfs.attributes(path, "mode") ~= "directory" then return lfs.attributes(path, "size") or 0 end
  local bytes = 0
  for name in lfs.dir(path) do
    if name ~= "." and name ~= ".." then bytes = bytes + M.size(path .. "/" .. name) end
  end
  return bytes
end

---@param list number[] not empty; sorted in place
---@return number
function M.median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end

--- Generated citations of a seed as files of the endings asked for, made once: "xml.gz" (PubMed), "nbib", "ris", "tsv".
--- Citations of fewer are the first ones of more.
---@param citations integer
---@param seed integer
---@param endings string[]
---@return string path without ending
function M.corpus(citations, seed, endings)
  local base, switches, pipe, parts = ("%s/%d-%d"):format(M.out, citations, seed), {}, "", {}
  for _, ending in ipairs(endings) do
    local path = base .. "." .. ending
    if not M.exists(path) then
      parts[#parts + 1] = path
      switches[#switches + 1] = ("-%s %s"):format(ending:sub(1, 1), ending == "xml.gz" and "-" or path .. ".part")
      if ending == "xml.gz" then pipe = (" | gzip -1 > %s.part"):format(path) end
    end
  end
  if #parts == 0 then return base end
  print(("making %d citations"):format(citations))
  M.run(("cc -O2 -w -o %s/gen %s -lm"):format(M.out, M.quote(M.shared .. "/tools/corpus/gen.c")))
  M.run(("POOLS=%s %s/gen %d %d %s%s"):format(M.quote(M.shared .. "/data/corpus"), M.out, citations, seed,
    table.concat(switches, " "), pipe))
  for _, path in ipairs(parts) do assert(os.rename(path .. ".part", path)) end
  return base
end

--- The Python of a folder that git ignores, with packages from PyPI put into it where they are missing.
---@param packages string[]
---@return string path of the interpreter, which may not be there
function M.python(packages)
  local python = os.getenv("SHEAF_BENCH_PYTHON") or M.out .. "/python/bin/python"
  if os.getenv("SHEAF_PEERS") == "no" then return python end
  if not M.exists(python) and not M.try(("python3 -m venv %s/python"):format(M.out)) then return python end
  for _, package in ipairs(packages) do
    if not M.try(("%s -c 'import %s'"):format(python, package)) then
      M.try(("%s -m pip install -q %s"):format(python, package))
    end
  end
  return python
end

return M
