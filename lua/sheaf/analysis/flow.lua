--- The PRISMA 2020 flow of a review, derived from its sources, merges and decisions: how many records were identified,
-- where they went, and what was included. One row a number; `key` is its name, `detail` a source or a reason where the
-- number is a part of another. t.counts holds the numbers by key; t:chart() is the statement's diagram.
-- Page MJ et al. The PRISMA 2020 statement. BMJ 2021;372:n71.

local count = require "sheaf.flow.count"
local new_table = require("sheaf.table").new
local origin = require "sheaf.origin"
local outcome = require "sheaf.flow.outcome"
local read_options = require("sheaf.options").read

local PLURAL = { database = "databases", register = "registers", website = "websites",
  organisation = "organisations", citation = "citation searching", other = "other methods" }
local VIAS = { databases = { "database", "register" }, other = { "website", "organisation", "citation", "other" } }

-- The numbers of a route in the order of the diagram: key, phase, words.
local NUMBERS = {
  { "duplicates", "Identification", "Duplicate records removed" },
  { "automation", "Identification", "Records marked as ineligible by automation tools" },
  { "removed", "Identification", "Records removed for other reasons" },
  { "unscreened", "Screening", "Records awaiting screening" },
  { "screened", "Screening", "Records screened" },
  { "excluded", "Screening", "Records excluded" },
  { "sought", "Screening", "Reports sought for retrieval" },
  { "not_retrieved", "Screening", "Reports not retrieved" },
  { "waiting", "Screening", "Reports awaiting assessment" },
  { "assessed", "Screening", "Reports assessed for eligibility" },
  { "ineligible", "Screening", "Reports excluded" },
}

local function add_sources(put, route, prefix, via)
  local total, list = 0, {}
  for _, source in ipairs(route.sources) do
    if source.via == via then
      total = total + source.n
      list[#list + 1] = source
    end
  end
  if total == 0 and via ~= "database" then return end
  local key, words = prefix .. "identified_" .. via, "Records identified from " .. PLURAL[via]
  put(key, "Identification", words, nil, total)
  for _, source in ipairs(list) do put(key, "Identification", words, source.name, source.n) end
end

local function add_route(rows, route, prefix, words)
  local function put(key, phase, item, detail, n) rows[#rows + 1] = { item, detail, n, words, phase, key } end
  put(prefix .. "identified", "Identification", "Records identified", nil, route.identified)
  for _, via in ipairs(VIAS[prefix == "" and "databases" or "other"]) do add_sources(put, route, prefix, via) end
  for _, number in ipairs(NUMBERS) do put(prefix .. number[1], number[2], number[3], nil, route[number[1]]) end
  for _, reason in ipairs(route.reasons) do
    put(prefix .. "ineligible", "Screening", "Reports excluded", reason.reason, reason.n)
  end
  put(prefix .. "included", "Included", "Reports included", nil, route.included)
end

local function rows_of(counts)
  local rows = {}
  local before = counts.previous.reports > 0
  local function put(key, phase, item, n) rows[#rows + 1] = { item, nil, n, nil, phase, key } end
  if before then
    put("previous_studies", "Previous", "Studies included in previous version of review", counts.previous.studies)
    put("previous_reports", "Previous", "Reports of studies included in previous version of review",
      counts.previous.reports)
  end
  add_route(rows, counts.databases, "", "databases")
  if counts.other.identified > 0 then add_route(rows, counts.other, "other_", "other") end
  put("studies", "Included", before and "New studies included in review" or "Studies included in review",
    counts.new.studies)
  put("reports", "Included", before and "Reports of new included studies" or "Reports of included studies",
    counts.new.reports)
  if before then
    put("total_studies", "Included", "Total studies included in review", counts.total.studies)
    put("total_reports", "Included", "Reports of total included studies", counts.total.reports)
  end
  return rows
end

local function works(n) return ("%d work%s"):format(n, n == 1 and "" or "s") end

local function notes_of(counts, lib)
  local notes, rejected = {}, 0
  if counts.conflicts > 0 then
    notes[1] = ("reviewers disagree about %s, which wait for a resolution (lib:conflicts())")
      :format(works(counts.conflicts))
  end
  if #counts.strange > 0 then
    notes[#notes + 1] = ("decisions at these stages are not part of the flow: %s (options.screening and "
      .. "options.eligibility say which stages are)"):format(table.concat(counts.strange, ", "))
  end
  for _, source in ipairs((select(2, origin.sources(lib)))) do rejected = rejected + source.rejected end
  if rejected > 0 then
    notes[#notes + 1] = ("%d record%s could not be read and count nowhere (lib:rejected())")
      :format(rejected, rejected == 1 and "" or "s")
  end
  return notes
end

---@param target sheaf.library|sheaf.set
---@param options? table screening, eligibility: stages (lists, in order); retrieval, automation, removal: stages;
---  not_retrieved: reasons at full text that say so; reviewers: so many must agree before a verdict stands
---@return sheaf.table
return function(target, options)
  options = read_options("flow", options, outcome.KINDS)
  local lib, only = origin.of("flow", target)
  local counts = count.of(lib, only, outcome.stages("flow", options))
  local rows, by_key = rows_of(counts), {}
  for _, row in ipairs(rows) do
    if row[2] == nil then by_key[row[6]] = row[3] end
  end
  local t = new_table {
    title = "PRISMA 2020 flow", rows = rows, notes = notes_of(counts, lib),
    columns = { "item", "detail", { name = "n", kind = "integer" }, "via", "phase", "key" },
    chart = function(_, given) return require("sheaf.report.chart_flow").draw(counts, given) end,
  }
  t.counts = by_key
  return t
end
