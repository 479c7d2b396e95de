--- The journals (source titles) of a set. Names are one journal where an ISSN or the folded name agrees, where a
-- record gives one as the abbreviation of the other, or where a name abbreviates exactly one full name word by
-- word ("Br J Gen Pract"). The other names are shown in `also`.

local new_table = require("sheaf.table").new
local read_options = require("sheaf.options").read
local tally = require "sheaf.tally"
local words = require "sheaf.words"

local SMALL = { a = true, an = true, ["and"] = true, ["for"] = true, ["in"] = true, of = true, on = true, the = true }

--- Key of a name: folded, "&" read as "and", without a leading "the" and without a cataloguer's " : subtitle".
local function name_key(name)
  local key = words.key((name:gsub("%s:%s.*$", ""):gsub("&", " and ")))
  return key ~= "" and key:gsub("^the ", "") or name
end

local function issn_key(issn)
  local key = tostring(issn):upper():gsub("[^%dX]", "")
  return #key == 8 and key:find("[1-9X]") and "\0" .. key or nil
end

--- Union-find over names and ISSNs.
local function find(parents, key)
  while parents[key] ~= key do
    parents[key] = parents[parents[key]]
    key = parents[key]
  end
  return key
end

local function join(parents, a, b)
  parents[a], parents[b] = parents[a] or a, parents[b] or b
  parents[find(parents, a)] = find(parents, b)
end

--- Names seen, by key, and which keys and ISSNs go together.
local function read_names(set)
  local all, parents, short, without = tally.new(), {}, {}, 0
  for record in set:each() do
    local name, abbreviation = tally.values(record, "journal")[1], tally.values(record, "journal_abbreviation")[1]
    if name or abbreviation then
      local key = name_key(name or abbreviation)
      all:add(key, name or abbreviation, record)
      parents[key] = parents[key] or key
      if abbreviation then
        local other = name_key(abbreviation)
        join(parents, other, key)
        if other ~= key then short[other] = abbreviation end
      end
      for _, issn in ipairs(tally.values(record, "issn")) do
        local issn_at = issn_key(issn)
        if issn_at then join(parents, issn_at, key) end
      end
    else
      without = without + 1
    end
  end
  return all, parents, short, without
end

local function significant(key)
  local list = {}
  for word in key:gmatch("%S+") do
    if not SMALL[word] then list[#list + 1] = word end
  end
  return list
end

--- True where every word of `short` begins the word of `full` beside it and at least one lost two letters or more.
local function abbreviates(short, full)
  if #short < 2 or #short ~= #full then return false end
  local cut = false
  for i, word in ipairs(short) do
    local whole = full[i]
    if whole:sub(1, #word) ~= word or #whole == #word + 1 then return false end
    cut = cut or #whole > #word
  end
  return cut
end

--- Joins each name with the one full name it abbreviates. Names are looked up by their first letters, so that
-- a large set is not compared pair by pair.
local function join_abbreviations(all, parents, short)
  local by_initials, lists = {}, {}
  for _, entry in ipairs(all.list) do
    local list, initials = significant(entry.key), {}
    for i, word in ipairs(list) do initials[i] = word:match("^[\0-\x7F\xC2-\xF4][\x80-\xBF]*") or "" end
    local at = table.concat(initials, " ")
    lists[entry] = { words = list, at = at }
    by_initials[at] = by_initials[at] or {}
    table.insert(by_initials[at], entry)
  end
  for _, entry in ipairs(all.list) do
    local targets, target = {}, nil
    for _, other in ipairs(by_initials[lists[entry].at]) do
      if abbreviates(lists[entry].words, lists[other].words) then
        local root = find(parents, other.key)
        if not targets[root] then targets[#targets + 1] = root end
        targets[root], target = true, other
      end
    end
    if #targets == 1 then
      join(parents, entry.key, target.key)
      short[entry.key] = short[entry.key] or entry.form
    end
  end
end

--- Full names before abbreviations, then the most frequent.
local function order_names(names, short)
  table.sort(names, function(a, b)
    local a_short, b_short = short[a.key] ~= nil, short[b.key] ~= nil
    if a_short ~= b_short then return b_short end
    return tally.before(a, b)
  end)
end

local function merge(all, parents, short)
  local journals, by_root = {}, {}
  for _, entry in ipairs(all.list) do
    local root = find(parents, entry.key)
    local journal = by_root[root]
    if not journal then
      journal = { key = root, records = 0, names = {} }
      by_root[root] = journal
      journals[#journals + 1] = journal
    end
    table.insert(journal.names, entry)
    journal.records = journal.records + entry.records
    journal.first_year = math.min(journal.first_year or entry.first_year or math.maxinteger,
      entry.first_year or math.maxinteger)
    journal.last_year = math.max(journal.last_year or entry.last_year or math.mininteger,
      entry.last_year or math.mininteger)
  end
  for _, journal in ipairs(journals) do
    if journal.first_year == math.maxinteger then journal.first_year, journal.last_year = nil, nil end
    order_names(journal.names, short)
    journal.form, journal.also = journal.names[1].form, {}
    for i = 2, #journal.names do journal.also[i - 1] = journal.names[i].form end
  end
  -- Abbreviations that stand only beside a full name are no entries of their own.
  local lone = {}
  for key, abbreviation in pairs(short) do
    if not all.entries[key] then lone[#lone + 1] = { key = key, form = abbreviation } end
  end
  table.sort(lone, function(a, b) return a.key < b.key end)
  for _, name in ipairs(lone) do
    local journal = by_root[find(parents, name.key)]
    if journal then table.insert(journal.also, name.form) end
  end
  table.sort(journals, tally.before)
  return journals
end

---@param set sheaf.set
---@param options? { limit?: integer }
---@return sheaf.table
return function(set, options)
  options = read_options("sources", options, { limit = "count" })
  local all, parents, short, without = read_names(set)
  all:ranked()
  join_abbreviations(all, parents, short)
  local journals, rows = merge(all, parents, short), {}
  for i = 1, math.min(#journals, options.limit or #journals) do
    local journal = journals[i]
    rows[i] = {
      journal.form, journal.records, tally.share(journal.records, #set), journal.first_year, journal.last_year,
      #journal.also > 0 and table.concat(journal.also, "; ") or nil,
    }
  end
  local notes = {}
  if without > 0 then notes[1] = tally.count(without) .. " without a source title" end
  if #rows < #journals then notes[#notes + 1] = ("the first %d of %d"):format(#rows, #journals) end
  return new_table {
    title = "Source titles",
    columns = {
      { name = "journal", kind = "text" }, { name = "records", kind = "integer" }, { name = "share", kind = "share" },
      { name = "first_year", kind = "integer" }, { name = "last_year", kind = "integer" },
      { name = "also", kind = "text" },
    },
    rows = rows, notes = notes,
    chart = { kind = "bar", x = "journal", y = "records", title = "Records by source title" },
  }
end
