--- The journals (source titles) of a set. Names are one journal where an ISSN or the folded name agrees, where a
-- record gives one as the abbreviation of the other, or where a name abbreviates exactly one full name word by
-- word ("Br J Gen Pract"). The other names are shown in `also`.
--
-- Zones (Bradford SC: Sources of information on specific subjects. Engineering 1934;137:85-86): journals in the order
-- of their records, cut into zones of about as many records each; zone 1 is the core. A journal is of the zone in which
-- its first record falls, so that the core is the fewest journals that together hold a third of the records.

local columns_of = require "sheaf.column"
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

--- The keys of a column's values, made once each.
local function keys_of(column)
  local keys = {}
  for i, name in ipairs(column.values) do keys[i] = name_key(name) end
  return keys
end

local function first_of(column, i)
  local at = column.starts[i]
  return at < column.starts[i + 1] and column.items[at] or nil
end

--- Notes once that a name goes with an abbreviation or an ISSN.
local function new_joiner(parents)
  local done = {}
  return function(key, other)
    local of_key = done[key]
    if not of_key then
      of_key = {}
      done[key] = of_key
    end
    if of_key[other] then return end
    of_key[other] = true
    join(parents, other, key)
  end
end

--- Names seen, by key, and which keys and ISSNs go together.
local function read_names(columns)
  local journal, abbreviation, issn = columns.journal, columns.journal_abbreviation, columns.issn
  local journal_keys, short_keys = keys_of(journal), keys_of(abbreviation)
  local years, at = columns_of.integers(columns.year), {}
  local all, parents, short, without = tally.new(), {}, {}, 0
  local join_once, issn_keys = new_joiner(parents), {}
  for i, text in ipairs(issn.values) do issn_keys[i] = issn_key(text) or false end
  for i = 1, #journal.starts - 1 do
    local full, cut = first_of(journal, i), first_of(abbreviation, i)
    local key = full and journal_keys[full] or cut and short_keys[cut]
    if key then
      at.year = years[i] or nil
      all:add(key, full and journal.values[full] or abbreviation.values[cut], at)
      parents[key] = parents[key] or key
      if cut then
        join_once(key, short_keys[cut])
        if short_keys[cut] ~= key then short[short_keys[cut]] = abbreviation.values[cut] end
      end
      for k = issn.starts[i], issn.starts[i + 1] - 1 do
        local issn_at = issn_keys[issn.items[k]]
        if issn_at then join_once(key, issn_at) end
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

local ZONES = 3

--- Gives each journal its zone and what the journals up to it hold; returns the zones.
local function cut_zones(journals, count)
  local total, before, zones = 0, 0, {}
  for _, journal in ipairs(journals) do total = total + journal.records end
  for i = 1, count do zones[i] = { journals = 0, records = 0 } end
  for _, journal in ipairs(journals) do
    local zone = before * count // total + 1
    before = before + journal.records
    journal.zone, journal.cumulative = zone, before
    zones[zone].journals, zones[zone].records = zones[zone].journals + 1, zones[zone].records + journal.records
  end
  return zones
end

--- Bradford's law of a set of journals. The multiplier is Egghe's k = (1.781 y)^(1/p), y records of the first journal
--- and p zones (Egghe L: Applications of the theory of Bradford's law. Scientometrics 1990;18:177-194).
local function bradford_of(journals, zones)
  if #journals == 0 then return nil end
  return { zones = zones, multiplier = (1.781 * journals[1].records) ^ (1 / #zones) }
end

local function notes_of(without, shown, journals, zones)
  local notes, sizes = {}, {}
  if without > 0 then notes[1] = tally.count(without) .. " without a source title" end
  if shown < #journals then notes[#notes + 1] = ("the first %d of %d"):format(shown, #journals) end
  if #journals > #zones then
    for i, zone in ipairs(zones) do sizes[i] = tostring(zone.journals) end
    notes[#notes + 1] = ("Bradford's zones: %s journals with about as many records each")
      :format(table.concat(sizes, ", "))
  end
  return notes
end

local function row_of(journal, total)
  return { journal.form, journal.records, tally.share(journal.records, total), journal.first_year, journal.last_year,
    #journal.also > 0 and table.concat(journal.also, "; ") or nil, journal.zone, journal.cumulative }
end

--- The journals with records, share, years, other names, Bradford zone and cumulated records. The table has `bradford`:
--- { zones = { { journals, records } }, multiplier }; nil where no record has a source title.
---@param set sheaf.set
---@param options? { limit?: integer, zones?: integer } zones is 3 unless told
---@return sheaf.table? table, string? message, string? code
return function(set, options)
  options = read_options("sources", options, { limit = "count", zones = "count" })
  local count = options.zones or ZONES
  if count < 1 then error("sources: option 'zones' must be 1 or more", 0) end
  local columns, message, code = columns_of.read(set, { "journal", "journal_abbreviation", "issn", "year" })
  if not columns then return nil, message, code end
  local all, parents, short, without = read_names(columns)
  all:ranked()
  join_abbreviations(all, parents, short)
  local journals, rows = merge(all, parents, short), {}
  local zones = cut_zones(journals, count)
  for i = 1, math.min(#journals, options.limit or #journals) do rows[i] = row_of(journals[i], #set) end
  local t = new_table {
    title = "Source titles",
    columns = {
      { name = "journal", kind = "text" }, { name = "records", kind = "integer" }, { name = "share", kind = "share" },
      { name = "first_year", kind = "integer" }, { name = "last_year", kind = "integer" },
      { name = "also", kind = "text" }, { name = "zone", kind = "integer" },
      { name = "cumulative", kind = "integer" },
    },
    rows = rows, notes = notes_of(without, #rows, journals, zones),
    chart = { kind = "bar", x = "journal", y = "records", title = "Records by source title" },
  }
  t.bradford = bradford_of(journals, zones)
  return t
end
