--- The tables of rules by which `characteristics` reads, and how a script adds to them.
--
--   local rules = require "sheaf.extract.rules"
--   rules.add("theory", { value = "Pathways to care", "pathways to care ~1 model|framework" })
--   rules.add("collection", { value = "photo diaries", "photo diary|diaries", "photovoice" })
--   rules.add("roles", { navigators = "staff" })              -- a word for people and its class
--   rules.add("countries", { "Ruritania", names = "Ruritania", places = "Strelsau, Zenda" })
--   rules.column("intervention", { { value = "telephone triage", "telephone|phone triage" } })
--   print(rules.list "theory")
--
-- What is added holds from then on, in every later call; `options.rules = { theory = { row, ... } }` adds rows for one
-- call only. How a row is written says sheaf.extract.phrases (words, a|b, word*, ~3); roles are in sheaf.extract.roles,
-- countries in sheaf.extract.places.

local phrases = require "sheaf.extract.phrases"
local sheaf_table = require "sheaf.table"

local rules = {}

-- Tables of phrases: name -> module with `rows`. The others have rows of their own kind.
local MODULES = { design = "design", collection = "collection", analysis = "method", sampling = "sampling",
  theory = "theory" }
local OTHER = { "countries", "roles" }
local NAMES = { "design", "collection", "analysis", "sampling", "theory", "roles", "countries" }

-- The other columns of characteristics, which a column of one's own cannot be named as.
local TAKEN = { record = true, participants = true, n = true, setting = true, country = true, region = true,
  fieldwork = true, themes = true, funding = true, year = true, aim = true }

local added = {}   -- name -> rows that scripts added
local columns = {} -- names of the columns that scripts made, in order
local version = 0

local function fail(message, ...)
  error("rules: " .. message:format(...), 3)
end

--- The names of the tables, those of added columns last.
---@return string[]
function rules.names()
  local list = { table.unpack(NAMES) }
  table.move(columns, 1, #columns, #list + 1, list)
  return list
end

local function is_known(name)
  for _, known in ipairs(rules.names()) do
    if known == name then return true end
  end
  return false
end

local function check_name(name)
  if not is_known(name) then
    fail("no table '%s'; there are %s (a column of your own begins with rules.column)", tostring(name),
      table.concat(rules.names(), ", "))
  end
end

--- Raises unless a row fits its table.
local function check_row(name, row)
  if type(row) ~= "table" then fail("a row of '%s' must be a table, not %s", name, type(row)) end
  if name == "roles" then
    for word, class in pairs(row) do
      if type(word) ~= "string" or type(class) ~= "string" then
        fail("a row of 'roles' is { word = class }, such as { navigators = \"staff\" }")
      end
    end
  elseif name == "countries" then
    if type(row[1]) ~= "string" then fail("a row of 'countries' begins with the country's name") end
  else
    if type(row.value) ~= "string" then fail("a row of '%s' needs a value, what the cell shall say", name) end
    if #row == 0 then fail("the row '%s' of '%s' needs a phrase that says it", row.value, name) end
    for _, phrase in ipairs(row) do
      if type(phrase) ~= "string" then
        fail("the row '%s' of '%s': a phrase is words, not a %s", row.value, name, type(phrase))
      elseif phrase:find("||", 1, true) or phrase:find("^|") or phrase:find("|$") then
        fail("the row '%s' of '%s': in '%s' a word is missing beside |", row.value, name, phrase)
      end
    end
    local ok, message = pcall(phrases.index, { row })
    if not ok then fail("the row '%s' of '%s': %s", row.value, name, tostring(message):gsub("^.-:%d+: ", "")) end
  end
end

--- Raises unless the rows of one call's options fit.
---@param given table<string, table> rows by table
function rules.check(given)
  for name, rows in pairs(given) do
    check_name(name)
    if type(rows) ~= "table" then fail("the rows of '%s' must be a table", name) end
    if name == "roles" then
      check_row(name, rows)
    else
      for _, row in ipairs(rows) do check_row(name, row) end
    end
  end
end

--- Adds a row to a table, for all later calls.
---@param name string design, collection, analysis, sampling, theory, roles, countries, or a column made by rules.column
---@param row table
function rules.add(name, row)
  check_name(name)
  check_row(name, row)
  added[name] = added[name] or {}
  table.insert(added[name], row)
  version = version + 1
end

--- Makes a column of one's own, read by rows of phrases like the others, for all later calls.
---@param name string a word; the heading of the column
---@param rows table[]
function rules.column(name, rows)
  if type(name) ~= "string" or not name:find("^[%a_][%w_]*$") then fail("a column needs a name of letters") end
  if TAKEN[name] then fail("characteristics has a column '%s'; give yours another name", name) end
  if is_known(name) then fail("there is a table '%s'; rules.add(\"%s\", row) adds to it", name, name) end
  if type(rows) ~= "table" or #rows == 0 then fail("the column '%s' needs rows", name) end
  for _, row in ipairs(rows) do check_row(name, row) end
  columns[#columns + 1] = name
  added[name] = { table.unpack(rows) }
  version = version + 1
end

--- Forgets what scripts added: to one table, or to all.
---@param name? string
function rules.reset(name)
  if name then check_name(name) end
  for i = #columns, 1, -1 do
    if not name or columns[i] == name then table.remove(columns, i) end
  end
  if name then added[name] = nil else added = {} end
  version = version + 1
end

--- The names of the columns that scripts made.
---@return string[]
function rules.columns()
  return { table.unpack(columns) }
end

--- Changes whenever rows do.
---@return integer
function rules.version()
  return version
end

--- The added rows of a table, with those of one call.
---@param name string
---@param more? table[]|table<string, string>
---@return table?
function rules.rows(name, more)
  if name == "roles" then
    local merged = {}
    for _, row in ipairs(added.roles or {}) do
      for word, class in pairs(row) do merged[word] = class end
    end
    for word, class in pairs(more or {}) do merged[word] = class end
    return merged
  end
  local list = { table.unpack(added[name] or {}) }
  table.move(more or {}, 1, #(more or {}), #list + 1, list)
  return list
end

--- A table of rules to read: value and phrases of every row, the added ones last.
---@param name string a table of phrases or a column of one's own
---@return sheaf.table
function rules.list(name)
  check_name(name)
  for _, other in ipairs(OTHER) do
    if name == other then fail("'%s' is no table of phrases; see sheaf.extract.roles and sheaf.extract.places",
      name) end
  end
  local rows = {}
  local function put(list, origin)
    for _, row in ipairs(list) do
      if not row.other then
        rows[#rows + 1] = { value = row.value, phrases = table.concat(row, "; "), origin = origin }
      end
    end
  end
  if MODULES[name] then put(require("sheaf.extract." .. MODULES[name]).rows, "sheaf") end
  put(added[name] or {}, "added")
  return sheaf_table.new { title = "Rules: " .. name, columns = { "value", "phrases", "origin" }, rows = rows }
end

return rules
