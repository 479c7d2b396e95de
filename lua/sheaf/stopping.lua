--- When to stop screening: the probability of having missed too much, and simple rules, as functions of what was read.
--
-- The hypergeometric test of Callaghan and Mueller-Hansen (Statistical stopping criteria for automated screening in
-- systematic reviews. Syst Rev 2020;9:273; their packages buscarR and buscarpy). Take the last records read as a sample
-- of them and all that is left. If the recall were below the target, so many relevant ones would have to be among them;
-- how probable is it then to have read as few as were read? The least probability over all lengths of the sample is p.

local M = {}

---@class sheaf.stopping.state
---@field records integer      of the whole set
---@field screened integer     so many are read
---@field left integer         and so many are not
---@field share number         read, of all
---@field relevant integer     found so far
---@field consecutive integer  irrelevant ones read since the last relevant one
---@field labels integer[]     1 or 0 for each record read, in that order
---@field recall number        the target
---@field confidence number    wanted
---@field p number             of the hypergeometric test

local factorials = { [0] = 0.0 } -- natural logarithms

local function log_factorial(n)
  for i = #factorials + 1, n do factorials[i] = factorials[i - 1] + math.log(i) end
  return factorials[n]
end

local function log_choose(n, k) return log_factorial(n) - log_factorial(k) - log_factorial(n - k) end

--- The probability of at most k relevant ones in a sample drawn from a population.
---@param k integer
---@param population integer
---@param relevant integer  in the population
---@param sample integer    drawn without putting back
---@return number
function M.hypergeometric(k, population, relevant, sample)
  local sum, all = 0.0, log_choose(population, sample)
  for i = math.max(0, sample + relevant - population), math.min(k, relevant, sample) do
    sum = sum + math.exp(log_choose(relevant, i) + log_choose(population - relevant, sample - i) - all)
  end
  return math.min(sum, 1.0)
end

--- The fewest relevant records of the set with which `found` of them are less than the recall.
local function too_many(found, recall) return math.floor(found / recall + 1e-9) + 1 end

local function count(labels)
  local found = 0
  for _, label in ipairs(labels) do found = found + label end
  return found
end

--- How probable what was read would be if so many relevant records were left; 0 where fewer records than that are.
local function p_of(labels, records, missing)
  local left = records - #labels
  if missing > left then return 0.0 end
  -- A sample that begins with an irrelevant record gives a smaller p than one without that record, so only those count
  -- that begin after a relevant one, or with the first record read.
  local least, inside = 1.0, 0
  for at = #labels, 0, -1 do
    local size = #labels - at
    if size > 0 and (at == 0 or labels[at] == 1) then
      least = math.min(least, M.hypergeometric(inside, left + size, missing + inside, size))
    end
    if at > 0 then inside = inside + labels[at] end
  end
  return least
end

--- p of the test: how probable what was read would be, had the recall not been reached.
---@param labels integer[]   1 or 0 for each record read, in that order
---@param records integer    of the whole set
---@param recall number      the target, above 0 and at most 1
---@return number
function M.p(labels, records, recall)
  local found = count(labels)
  return p_of(labels, records, too_many(found, recall) - found)
end

--- The most relevant records that may be left: with one more, p would be less than 1 - confidence.
---@param labels integer[]
---@param records integer
---@param confidence number
---@return integer
function M.most_left(labels, records, confidence)
  local low, high = 0, records - #labels
  while low < high do
    local middle = (low + high + 1) // 2
    if p_of(labels, records, middle) >= 1 - confidence then
      low = middle
    else
      high = middle - 1
    end
  end
  return low
end

--- What rules look at, after the first `screened` labels.
---@param labels integer[]
---@param screened integer
---@param records integer
---@param recall number
---@param confidence number
---@return sheaf.stopping.state
function M.state(labels, screened, records, recall, confidence)
  local read, last = table.move(labels, 1, screened, 1, {}), screened
  while last > 0 and read[last] == 0 do last = last - 1 end
  return { records = records, screened = screened, left = records - screened, share = screened / math.max(records, 1),
    relevant = count(read), consecutive = screened - last, labels = read, recall = recall, confidence = confidence,
    p = M.p(read, records, recall) }
end

return M
