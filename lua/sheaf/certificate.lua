--- The certificate of a load: what every file held, what became of it, and where each thing went, so that a user sees
-- that nothing is lost. `sheaf check-import` prints it.

local chars = require "sheaf.report.chars"

local M = {}

local FILLED = { "title", "authors", "year", "abstract", "doi" }

--- How many records of the sources have each field, and how often each tag went to extra.
local function contents(lib, sources)
  local filled, tags, order = {}, {}, {}
  for _, name in ipairs(FILLED) do filled[name] = 0 end
  for record in lib:all():each() do
    if sources[record.source] then
      local has = {}
      for _, entry in ipairs(record:entries()) do
        has[entry.field] = true
        if entry.field == "extra" then
          local tag = entry.note or ""
          if not tags[tag] then order[#order + 1] = tag end
          tags[tag] = (tags[tag] or 0) + 1
        end
      end
      for _, name in ipairs(FILLED) do
        if has[name] then filled[name] = filled[name] + 1 end
      end
    end
  end
  table.sort(order)
  local extra = {}
  for i, tag in ipairs(order) do extra[i] = { tag = tag, values = tags[tag] } end
  return filled, extra
end

--- The certificate of a report: a list of files, each as in report.files with `filled` (field -> records), `extra`
-- ({ tag, values }) and `problems`.
---@param lib sheaf.library
---@param report sheaf.load_report
---@return table[]
function M.of(lib, report)
  local list = {}
  for i, file in ipairs(report.files) do
    local one = setmetatable({ problems = {} }, { __index = file })
    one.filled, one.extra = contents(lib, { [file.source or 0] = true })
    list[i] = one
  end
  local at = 1
  for _, problem in ipairs(report.problems) do
    while list[at + 1] and list[at].path ~= problem.file do at = at + 1 end
    if list[at] and list[at].path == problem.file then table.insert(list[at].problems, problem) end
  end
  return list
end

local function line(name, value) return ("  %-10s %s"):format(name, chars.line(tostring(value))) end

local function add_problems(file, lines)
  for _, p in ipairs(file.problems) do
    local record = p.record and (" record %d"):format(p.record) or ""
    local place = ("line %d byte %d%s"):format(p.line, p.byte, record)
    lines[#lines + 1] = line(p.severity, ("%s: %s: %s"):format(place, p.code, p.message))
  end
end

--- The certificate as text.
---@param certificate table[]
---@return string
function M.text(certificate)
  local lines = {}
  for _, file in ipairs(certificate) do
    local format = file.format or "not recognised"
    if file.dialect and file.dialect ~= file.format then format = format .. " (" .. file.dialect .. ")" end
    lines[#lines + 1] = chars.line(file.path)
    lines[#lines + 1] = line("format", format)
    if file.encoding then lines[#lines + 1] = line("encoding", file.encoding) end
    if file.sha256 then lines[#lines + 1] = line("sha256", file.sha256) end
    lines[#lines + 1] = line("records", ("%d seen = %d loaded + %d rejected")
      :format(file.seen, file.loaded, file.rejected))
    local parts = {}
    for i, name in ipairs(FILLED) do parts[i] = ("%s %d"):format(name, file.filled[name]) end
    lines[#lines + 1] = line("filled", table.concat(parts, ", "))
    local tags = {}
    for i, tag in ipairs(file.extra) do tags[i] = ("%s %d"):format(tag.tag ~= "" and tag.tag or "-", tag.values) end
    lines[#lines + 1] = line("extra", #tags > 0 and table.concat(tags, ", ") or "nothing")
    add_problems(file, lines)
    lines[#lines + 1] = ""
  end
  return table.concat(lines, "\n")
end

return M
