--- Records by year, years without records in between shown as 0. options.window adds the mean of that many years;
-- options.by adds a column for each of the most frequent values of a field (journal, publication_types, keywords,
-- language, ...), and the bursts of all its values (sheaf.burst) as t.bursts.

local burst = require "sheaf.burst"
local columns_of = require "sheaf.column"
local new_table = require("sheaf.table").new
local read_options = require("sheaf.options").read
local tally = require "sheaf.tally"

local SERIES = 5        -- values of options.by shown unless told
local LONGEST_GAP = 200 -- years; a longer one is a slip in some record and is not filled
local BURST_RECORDS = 5 -- records a value needs to be looked at for bursts, unless told

--- Counts by year, the years in order with the gaps filled, and notes on what is left out.
local function count_years(of_record)
  local counts, undated, years, notes = {}, 0, {}, {}
  for _, year in ipairs(of_record) do
    if year then
      if not counts[year] then years[#years + 1] = year end
      counts[year] = (counts[year] or 0) + 1
    else
      undated = undated + 1
    end
  end
  table.sort(years)
  local filled = {}
  for i, year in ipairs(years) do
    local from = i > 1 and years[i - 1] + 1 or year
    if year - from > LONGEST_GAP then
      notes[#notes + 1] = ("no records from %d to %d: those years are left out"):format(from, year - 1)
      from = year
    end
    for between = from, year do filled[#filled + 1] = between end
  end
  if undated > 0 then table.insert(notes, 1, tally.count(undated) .. " without a year") end
  return counts, filled, notes
end

--- Records by year of some values: key number -> year -> records.
local function years_of(counts, column, of_record, wanted)
  local by_key, seen = {}, {}
  for _, at in ipairs(wanted) do by_key[at] = {} end
  for i, year in ipairs(of_record) do
    for k = column.starts[i], year and column.starts[i + 1] - 1 or 0 do
      local at = counts.of_value[column.items[k]]
      local years = by_key[at]
      if years and seen[at] ~= i then
        seen[at], years[year] = i, (years[year] or 0) + 1
      end
    end
  end
  return by_key
end

--- Adds a column for each value, and what a reader must know about them.
local function add_series(columns, notes, field, counts, top)
  local taken, names = {}, {}
  for _, column in ipairs(columns) do taken[column.name] = true end
  for i, at in ipairs(top) do
    local form = counts.forms[at]
    local name = taken[form] and ("%s (%s)"):format(form, field) or form
    while taken[name] do name = name .. "'" end
    taken[name], names[i] = true, name
    columns[#columns + 1] = { name = name, title = form, kind = "integer" }
  end
  if #top == 0 then
    notes[#notes + 1] = ("no record has '%s'"):format(field)
  elseif #counts.keys > #top then
    notes[#notes + 1] = ("the %d most frequent of %d values of '%s'"):format(#top, #counts.keys, field)
  end
  return names
end

--- Bursts of the values of `order`; years without a record are no batches.
local function find_bursts(counts, by_key, order, years, totals, options)
  local rows, batches, sizes = {}, {}, {}
  for i, year in ipairs(years) do
    if totals[i] > 0 then batches[#batches + 1], sizes[#sizes + 1] = year, totals[i] end
  end
  for _, at in ipairs(order) do
    local relevant = {}
    for i, year in ipairs(batches) do relevant[i] = by_key[at][year] or 0 end
    for _, one in ipairs(burst.find(relevant, sizes, options)) do
      local records = 0
      for i = one.first, one.last do records = records + relevant[i] end
      rows[#rows + 1] = { counts.forms[at], batches[one.first], batches[one.last], one.weight, records }
    end
  end
  table.sort(rows, function(a, b)
    if a[4] ~= b[4] then return a[4] > b[4] end
    if a[1] ~= b[1] then return a[1] < b[1] end
    return a[2] < b[2]
  end)
  return rows
end

local function burst_table(field, rows)
  return new_table {
    title = ("Bursts of %s"):format(field:gsub("_", " ")), rows = rows,
    columns = { { name = "value", kind = "text" }, { name = "first_year", kind = "integer" },
      { name = "last_year", kind = "integer" }, { name = "weight", kind = "number", digits = 1 },
      { name = "records", kind = "integer" } },
    notes = { "Kleinberg's two-state automaton, year by year: weight is what the burst saves against a steady share" },
    chart = { kind = "bar", x = "value", y = "weight", title = "Weight of bursts" },
  }
end

local function windowed(counts, years, window)
  local means, sum = {}, 0
  for i, year in ipairs(years) do
    sum = sum + (counts[year] or 0) - (i > window and (counts[years[i - window]] or 0) or 0)
    means[i] = i >= window and sum / window or nil
  end
  return means
end

--- The values of options.by: their columns, series by place, and bursts.
local function read_by(options, columns, notes, column, of_record, years, totals)
  local counts = columns_of.tally(column, of_record)
  local top = columns_of.ranked(counts, options.limit or SERIES)
  local names = add_series(columns, notes, options.by, counts, top)
  local order = columns_of.ranked(counts, nil, options.minimum or BURST_RECORDS)
  local wanted = table.move(top, 1, #top, #order + 1, table.move(order, 1, #order, 1, {}))
  local by_key = years_of(counts, column, of_record, wanted)
  local bursts = find_bursts(counts, by_key, order, years, totals, options)
  return names, top, by_key, burst_table(options.by, bursts)
end

--- Records by year: columns year, records, share, cumulative, with options.window also moving (the mean of that many
--- years up to this one), with options.by one for each frequent value.
---@param set sheaf.set
---@param options? { by?: string, limit?: integer, window?: integer, minimum?: integer, scaling?: number,
---                  gamma?: number } minimum: records of a value looked at for bursts; scaling, gamma: of sheaf.burst
---@return sheaf.table? table, string? message, string? code
return function(set, options)
  options = read_options("trends", options, { by = "string", limit = "count", window = "count", minimum = "count",
    scaling = "any", gamma = "any" })
  if options.window == 0 then error("trends: option 'window' must be 1 or more", 0) end
  local read, message, code = columns_of.read(set, { "year", options.by })
  if not read then return nil, message, code end
  local of_record = columns_of.integers(read.year)
  local counts, years, notes = count_years(of_record)
  local columns = {
    { name = "year", kind = "integer" }, { name = "records", kind = "integer" },
    { name = "share", kind = "share" }, { name = "cumulative", kind = "integer" },
  }
  local rows, total, totals = {}, 0, {}
  for i, year in ipairs(years) do
    totals[i] = counts[year] or 0
    total = total + totals[i]
    rows[i] = { year, totals[i], tally.share(totals[i], #set), total }
  end
  if options.window then
    columns[#columns + 1] = { name = "moving", title = ("Mean of %d years"):format(options.window), kind = "number",
      digits = 1 }
    for i, mean in pairs(windowed(counts, years, options.window)) do rows[i][5] = mean end
  end
  local chart = { kind = "column", x = "year", y = "records" }
  local bursts
  if options.by then
    local first = #columns
    local names, top, by_key, found = read_by(options, columns, notes, read[options.by], of_record, years, totals)
    bursts = found
    for i, year in ipairs(years) do
      for k, at in ipairs(top) do rows[i][first + k] = by_key[at][year] or 0 end
    end
    if #names > 0 then chart.kind, chart.y = "line", names end
  end
  local title = options.by and ("Records by year and %s"):format(options.by:gsub("_", " ")) or "Records by year"
  chart.title = title
  local t = new_table { title = title, columns = columns, rows = rows, chart = chart, notes = notes }
  t.bursts = bursts
  return t
end
