--- Candidate search terms from known studies, as litsearchr finds them (Grames EM, Stillman AN, Tingley MW, Elphick CS:
--- An automated approach to identifying search terms for systematic reviews using keyword co-occurrence networks.
--- Methods Ecol Evol 2019;10:1645-1654): key phrases and tagged keywords, how often two of them stand in one record,
--- the strength of each in that network, and a cutoff below which terms say too little. And the OR-block of terms for a
--- platform.

local columns_of = require "sheaf.column"
local community = require "sheaf.graph.community"
local words = require "sheaf.words"

local M = {}

local MANY = 20000 -- pairs: of more, those that stand together once are left out of the groups

-- ---- the network ----

--- The strength of each node: the sum of its edges' times.
---@return integer[]
function M.strengths(edges, count)
  local strengths = {}
  for i = 1, count do strengths[i] = 0 end
  for _, edge in ipairs(edges) do
    strengths[edge[1]], strengths[edge[2]] = strengths[edge[1]] + edge[3], strengths[edge[2]] + edge[3]
  end
  return strengths
end

--- Groups of the terms that are strong enough: communities of their network by association strength, 1 the largest;
--- false for the others.
---@param edges { [1]: integer, [2]: integer, [3]: integer }[]
---@param strengths integer[]
---@param cutoff number
---@param seed integer
---@return (integer|false)[]
function M.groups(edges, strengths, cutoff, seed)
  local place, terms, groups, total, weighted = {}, {}, {}, 0, {}
  for i, strength in ipairs(strengths) do
    groups[i] = false
    if strength >= cutoff and strength > 0 then
      terms[#terms + 1] = i
      place[i] = #terms
    end
  end
  for _, edge in ipairs(edges) do total = total + edge[3] end
  local least = #edges > MANY and 2 or 1
  for _, edge in ipairs(edges) do
    local a, b = edge[1], edge[2]
    if place[a] and place[b] and edge[3] >= least then
      weighted[#weighted + 1] = { place[a], place[b], 2 * total * edge[3] / (strengths[a] * strengths[b]) }
    end
  end
  local found = community.find(community.graph(#terms, weighted), { quality = "cpm", seed = seed })
  for at, i in ipairs(terms) do groups[i] = found[at] end
  return groups
end

-- ---- the cutoff ----

--- The least strength of the fewest terms that together hold a share of all strength.
---@param strengths number[]
---@param share number      0.8 in litsearchr
---@return number cutoff    0 where there is no strength
function M.cumulative(strengths, share)
  local sorted, total, sum = table.move(strengths, 1, #strengths, 1, {}), 0, 0
  table.sort(sorted, function(a, b) return a > b end)
  for _, strength in ipairs(sorted) do total = total + strength end
  for _, strength in ipairs(sorted) do
    sum = sum + strength
    if sum >= total * share then return strength end
  end
  return 0
end

--- The best place to part a stretch: the last one before the change, and by how much two means fit better than one.
local function best_split(sums, first, last)
  local best, gain = nil, 0.0
  local whole = sums[last] - sums[first - 1]
  for at = first, last - 1 do
    local left, right = sums[at] - sums[first - 1], sums[last] - sums[at]
    local fit = left * left / (at - first + 1) + right * right / (last - at) - whole * whole / (last - first + 1)
    if fit > gain then best, gain = at, fit end
  end
  return best, gain
end

--- Where the mean of the strengths in ascending order changes: binary segmentation with at most so many changes, each
--- of which must lower the sum of squares by 2 ln n (the settings of litsearchr). The strengths at the changes,
--- ascending.
---@param strengths number[]
---@param most? integer     changes, 3 unless told
---@return number[] cutoffs
function M.changepoints(strengths, most)
  local sorted, sums = table.move(strengths, 1, #strengths, 1, {}), { [0] = 0.0 }
  table.sort(sorted)
  for i, strength in ipairs(sorted) do sums[i] = sums[i - 1] + strength end
  local stretches, penalty, found = { { 1, #sorted } }, 2 * math.log(math.max(1, #sorted)), {}
  while #found < (most or 3) do
    local best, gain, which = nil, penalty, nil
    for i, stretch in ipairs(stretches) do
      local at, fit = best_split(sums, stretch[1], stretch[2])
      if at and fit > gain then best, gain, which = at, fit, i end
    end
    if not best then break end
    found[#found + 1] = best
    local last = stretches[which][2]
    stretches[which][2] = best
    table.insert(stretches, which + 1, { best + 1, last })
  end
  table.sort(found)
  for i, at in ipairs(found) do found[i] = sorted[at] end
  return found
end

-- ---- the block ----

--- Singular of an English plural as it may stand in a list of terms beside it.
local function stem_of(term)
  return term:match("^(.+[^aious'%-])s$")
end

--- Terms of which one is another with an ending "s" or "es": the shorter one with "*".
local function truncated(terms)
  local known, list, seen = {}, {}, {}
  for _, term in ipairs(terms) do known[term] = true end
  local function shorten(term)
    local stem = stem_of(term)
    if stem and known[stem] then return stem .. "*" end
    local es = stem and stem:match("^(.+)e$")
    if es and known[es] then return es .. "*" end
    if known[term .. "s"] and stem_of(term .. "s") then return term .. "*" end
    if known[term .. "es"] then return term .. "*" end
    return term
  end
  for _, term in ipairs(terms) do
    local short = shorten(term)
    if not seen[short] then list[#list + 1], seen[short] = short, true end
  end
  return list
end

--- Quoted for PubMed's syntax, from which the query is printed in the others.
local function clause(term, tag)
  local star = term:match("%*$") or ""
  local text = words.fold(term):gsub("[^%w'%-\x80-\xFF]+", " "):gsub("^ ", ""):gsub(" $", "")
  return text ~= "" and ('"%s%s"[%s]'):format(text, star, tag) or nil
end

--- Terms joined with OR in a platform's syntax, quoted and truncated as its rules want it.
---@param terms string[]
---@param syntax? string    pubmed unless told: ovid, embase, ebsco, cochrane, wos, scopus, proquest
---@param options? { truncate?: boolean, field?: "ti"|"tiab" } truncate = false keeps singular and plural apart
---@return string? text, table|string? losses, string? code
function M.block(terms, syntax, options)
  options = options or {}
  local query = require("sheaf.query")
  local clauses = {}
  for _, term in ipairs(options.truncate == false and terms or truncated(terms)) do
    clauses[#clauses + 1] = clause(term, options.field or "tiab")
  end
  if #clauses == 0 then return nil, "there is no term to search", "terms" end
  local tree, message, code = query.parse(table.concat(clauses, " OR "), "pubmed")
  if not tree then return nil, message, code end
  local text, losses, failed = tree:print(syntax or "pubmed")
  if not text then return nil, losses, failed end
  if #clauses > 1 and (syntax or "pubmed") == "pubmed" then text = "(" .. text .. ")" end
  return text, losses
end

-- ---- tagged keywords ----

--- Keywords as terms: folded, spaces only; those of so many records at least.
---@param column sheaf.column
---@param least integer
---@return string[] terms   most records first
function M.tagged(column, least)
  local counts = columns_of.tally(column, nil, function(text)
    return (words.fold(text):gsub("[^%w'%-\x80-\xFF]+", " "):gsub("^ ", ""):gsub(" $", ""))
  end)
  local terms = {}
  for _, at in ipairs(columns_of.ranked(counts, nil, least)) do
    if #counts.keys[at] > 2 then terms[#terms + 1] = counts.keys[at] end
  end
  return terms
end

return M
