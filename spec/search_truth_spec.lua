--- The truth tables of search-syntax.md as data: distance, precedence and wildcards of every platform.

local sheaf = require "sheaf"
local shared = require "spec.support.shared"

local SYNTAX = { ["embase.com"] = "embase" }

local function syntax_of(row) return SYNTAX[row.dialect] or row.dialect end

local function rows_of(name) return shared.rows("data/queries/" .. name) end

-- A library with a record for each title, and the ids by title.
local function library(titles)
  local text, ids = {}, {}
  for i, title in ipairs(titles) do
    text[i] = ("PMID- %d\nTI  - %s\n"):format(i, title)
  end
  local lib = assert(sheaf.open())
  local report = assert(lib:load { text = table.concat(text, "\n"), name = "titles.nbib" })
  assert.are.equal(#titles, report.loaded)
  for record in lib:all():each() do ids[record.title] = record.id end
  return lib, ids
end

-- Runs a row's query and says whether its title is found.
local function finder(titles)
  local lib, ids = library(titles)
  local found = {}
  return function(query, syntax, title)
    local key = syntax .. "\0" .. query
    if not found[key] then
      local set = assert(lib:search(query, { syntax = syntax, sort = "id" }))
      found[key] = {}
      for _, id in ipairs(set:ids()) do found[key][id] = true end
    end
    return found[key][ids[title]] or false
  end
end

local function distinct(rows, key)
  local seen, list = {}, {}
  for _, row in ipairs(rows) do
    if not seen[row[key]] then
      seen[row[key]] = true
      list[#list + 1] = row[key]
    end
  end
  return list
end

local function check(rows, titles_key, wrap)
  local find = finder(distinct(rows, titles_key))
  local wrong = {}
  for _, row in ipairs(rows) do
    local query = wrap(row)
    if find(query, syntax_of(row), row[titles_key]) ~= row.match then
      wrong[#wrong + 1] = ("%s: %s on '%s' should %s"):format(row.dialect, query, row[titles_key],
        row.match and "match" or "not match")
    end
  end
  assert.are.equal("", table.concat(wrong, "\n"))
end

describe("the truth tables", function()
  it("of distance hold", function()
    local rows = rows_of "own_distance_truth.jsonl"
    if not rows then return pending("the shared data is not here") end
    check(rows, "title", function(row) return row.query end)
  end)

  local TITLE = {
    pubmed = "%s[ti]", ovid = "%s.ti.", embase = "%s:ti", ebsco = "TI %s", cochrane = "%s:ti", wos = "TI=%s",
    scopus = "TITLE(%s)", proquest = "ti(%s)",
  }

  it("of wildcards hold", function()
    local rows = rows_of "own_wildcard_truth.jsonl"
    if not rows then return pending("the shared data is not here") end
    check(rows, "word", function(row) return (TITLE[syntax_of(row)]:gsub("%%s", (row.pattern:gsub("%%", "%%%%")))) end)
  end)

  -- (or a (near2 b c)), as the table writes trees
  local function shown(node)
    if node.kind == "scope" then return shown(node.children[1]) end
    if not node.children then return node.text end
    local parts = { node.kind == "near" and "near" .. node.gap or node.kind }
    for _, child in ipairs(node.children) do parts[#parts + 1] = shown(child) end
    return "(" .. table.concat(parts, " ") .. ")"
  end

  it("of precedence hold", function()
    local rows = rows_of "own_precedence_truth.jsonl"
    if not rows then return pending("the shared data is not here") end
    for _, row in ipairs(rows) do
      local query = assert(sheaf.query.parse(row.query, syntax_of(row)))
      assert.are.equal(row.ast, shown(query:tree()), row.dialect .. ": " .. row.query)
    end
  end)
end)
