--- What users say of decisions, codes, attributes and memos, checked: each function returns the value as it is kept, or
-- raises and names what is wrong.

local option_names = require "sheaf.options"
local trim = require("sheaf.words").trim

local M = {}

--- Raises a message.
function M.fail(message, ...) error(message:format(...), 0) end

local fail = M.fail

--- The options, checked to have these names only.
---@param who string
---@param names string[]
---@return table
function M.read(who, options, names)
  if type(options) ~= "table" then error(("%s: options must be a table, not %s"):format(who, type(options)), 3) end
  option_names.check_names(who, options, names)
  return options
end

--- A text of the options, nil where it is left out or blank.
function M.text(who, options, name)
  local value = options[name]
  if value == nil then return nil end
  if type(value) ~= "string" then fail("%s: options.%s must be a string, not %s", who, name, type(value)) end
  if not utf8.len(value) then fail("%s: options.%s is not UTF-8", who, name) end
  value = trim((value:gsub("\r\n?", "\n")))
  if value:find "[%z\1-\8\11-\31\127]" then fail("%s: options.%s has control characters", who, name) end
  return value ~= "" and value or nil
end

--- A name: one line, never blank.
function M.name(who, options, name, needed)
  if options[name] == nil and not needed then return nil end
  if options[name] == nil then fail("%s: options.%s is missing", who, name) end
  local value = M.text(who, options, name)
  if not value then fail("%s: options.%s is empty", who, name) end
  if value:find "[\t\n]" then fail("%s: options.%s is one line", who, name) end
  return value
end

local DAYS = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function is_date(year, month, day)
  if not DAYS[month] or day < 1 or day > DAYS[month] then return false end
  return month ~= 2 or day < 29 or year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
end

--- A time in UTC, "2024-03-01T10:15:00Z" or a day alone; now when nil.
function M.time(who, value)
  if value == nil then return os.date("!%Y-%m-%dT%H:%M:%SZ") end
  local text = type(value) == "string" and value or ""
  local year, month, day, rest = text:match "^(%d%d%d%d)%-(%d%d)%-(%d%d)(.*)$"
  if year and is_date(tonumber(year), tonumber(month), tonumber(day)) then
    if rest == "" then return text end
    local hour, minute, more = rest:gsub("Z$", ""):gsub("%+00:00$", ""):match "^T(%d%d):(%d%d)(.*)$"
    local second = more == "" and ":00" or more and more:match "^:%d%d$" or more and more:match "^:%d%d%.%d+$"
    if second and tonumber(hour) < 24 and tonumber(minute) < 60 and tonumber(second:sub(2, 3)) <= 60 then
      return ("%s-%s-%sT%s:%s%sZ"):format(year, month, day, hour, minute, second)
    end
  end
  fail("%s: options.at must be a time in UTC like 2024-03-01T10:15:00Z, not '%s'", who, tostring(value))
end

local function class_of(value) return type(value) == "userdata" and (getmetatable(value) or {}).__name end

--- A record's number; a set as it is.
function M.target(lib, who, value, sets)
  if math.type(value) == "integer" and value >= 1 and value <= 0xFFFFFFFF then return value end
  local class = class_of(value)
  if class == "sheaf.record" or sets and class == "sheaf.set" then
    if not rawequal(value:library(), lib) then fail("%s: the %s is of another library", who, class:match "%a+$") end
    return class == "sheaf.record" and value.id or value
  end
  fail("%s: a record%s expected, got %s", who, sets and ", its number or a set" or " or its number",
    class or tostring(value))
end

return M
