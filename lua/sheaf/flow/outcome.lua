--- How far each work came: its outcome, from what stands of the decisions at the stages of a review.
--
--   automation     excluded before screening, by a tool (stage "automation")
--   removed        removed before screening for another reason (stage "removal")
--   unscreened     nothing stands yet at the last stage of screening, and nothing was decided later
--   excluded       excluded at a stage of screening
--   not_retrieved  its report could not be had (stage "retrieval", or excluded at full text as "not retrieved")
--   waiting        its report was sought; nothing stands yet at full text, or "maybe" does
--   ineligible     excluded at full text, with a reason
--   included       included at full text
--
-- A work that screening left at "maybe" has its report sought, as one that was included.

local standing = require "sheaf.standing"

local M = {}

---@class sheaf.flow.stages
---@field screening string[]
---@field retrieval string
---@field eligibility string[]
---@field automation string
---@field removal string
---@field not_retrieved string[]  reasons at full text that mean that there was no report
---@field reviewers integer

local DEFAULTS = { screening = "title-abstract", retrieval = "retrieval", eligibility = "full-text",
  automation = "automation", removal = "removal", not_retrieved = "not retrieved" }
local LISTS = { screening = true, eligibility = true, not_retrieved = true }

--- What options.<stage> may say, for sheaf.options.
M.KINDS = { screening = "list", retrieval = "string", eligibility = "list", automation = "string", removal = "string",
  not_retrieved = "list", reviewers = "count" }

--- The stages of a review: the user's, or the usual ones.
---@param who string
---@param options table
---@return sheaf.flow.stages
function M.stages(who, options)
  local stages = { reviewers = math.max(options.reviewers or 1, 1) }
  for name, usual in pairs(DEFAULTS) do
    local value = options[name] or usual
    if LISTS[name] and type(value) == "string" then value = { value } end
    if LISTS[name] then
      for _, one in ipairs(value) do
        if type(one) ~= "string" then error(("%s: option '%s' must be a list of strings"):format(who, name), 0) end
      end
      if #value == 0 then error(("%s: option '%s' is an empty list"):format(who, name), 0) end
    end
    stages[name] = value
  end
  return stages
end

local function any(decided, names)
  for _, name in ipairs(names) do
    if decided[name] then return decided[name] end
  end
end

local function excluded_at(decided, names)
  for _, name in ipairs(names) do
    if decided[name] and decided[name].verdict == "exclude" then return decided[name] end
  end
end

local function has(list, text)
  text = text:lower()
  for _, one in ipairs(list) do
    if one:lower() == text then return true end
  end
  return false
end

--- The outcome of one work and, where it is ineligible, the reason.
---@param decided table<string, sheaf.standing>?  by stage; nil where nobody decided
---@param stages sheaf.flow.stages
---@return string outcome, string? reason
function M.of(decided, stages)
  if not decided then return "unscreened" end
  local function verdict(stage) return decided[stage] and decided[stage].verdict end
  if verdict(stages.automation) == "exclude" then return "automation" end
  if verdict(stages.removal) == "exclude" then return "removed" end
  if excluded_at(decided, stages.screening) then return "excluded" end
  local passed = verdict(stages.screening[#stages.screening])
  if not passed and not decided[stages.retrieval] and not any(decided, stages.eligibility) then return "unscreened" end
  if verdict(stages.retrieval) == "exclude" then return "not_retrieved" end
  local refused = excluded_at(decided, stages.eligibility)
  if refused then
    if refused.reason and has(stages.not_retrieved, refused.reason) then return "not_retrieved" end
    return "ineligible", refused.reason
  end
  return verdict(stages.eligibility[#stages.eligibility]) == "include" and "included" or "waiting"
end

--- What stands by work, and a function from a work to its outcome and reason.
---@param lib sheaf.library
---@param stages sheaf.flow.stages
---@return fun(work: integer): string, string?
function M.reader(lib, stages)
  local works = standing.by_work(lib, stages.reviewers)
  return function(work) return M.of(works[work], stages) end, works
end

return M
