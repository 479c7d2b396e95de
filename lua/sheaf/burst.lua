--- Bursts of a topic over time: the two-state automaton for batches of Kleinberg J: Bursty and hierarchical structure
--- in streams. KDD 2002, section 4. Of d documents of a batch r are about the topic; the base state expects the share
--- p0 = R / D of all batches, the burst state p1 = scaling * p0; a state costs -ln (C(d, r) p^r (1 - p)^(d - r)), going
--- up costs gamma * ln n (n batches), going down nothing. The cheapest sequence of states is found; a burst is a run in
--- the upper state, and weighs what it saves against the base state.

local M = {}

local SCALING, GAMMA = 2.0, 1.0
local MOST_SHARE = 0.9999 -- p1 must stay below 1

--- What a state saves nothing of: the binomial coefficient is the same in both and left out.
local function cost(r, d, p)
  return -(r * math.log(p) + (d - r) * math.log(1 - p))
end

--- The cheapest states, 0 or 1, batch by batch (Viterbi).
local function states_of(relevant, totals, p0, p1, up)
  local low, high, from_low, from_high = 0.0, math.huge, {}, {}
  for i, r in ipairs(relevant) do
    local to_low = math.min(low, high)
    from_low[i] = high < low and 1 or 0
    local to_high = math.min(low + up, high)
    from_high[i] = high <= low + up and 1 or 0
    low, high = to_low + cost(r, totals[i], p0), to_high + cost(r, totals[i], p1)
  end
  local states, state = {}, high < low and 1 or 0
  for i = #relevant, 1, -1 do
    states[i] = state
    state = state == 1 and from_high[i] or state == 0 and from_low[i]
  end
  return states
end

---@class sheaf.burst
---@field first integer  place of its first batch
---@field last integer   place of its last batch
---@field weight number  above 0

--- The bursts of a topic, in order.
---@param relevant integer[]  documents about the topic, by batch
---@param totals integer[]    all documents, by batch
---@param options? { scaling?: number, gamma?: number } 2 and 1 unless told; scaling is above 1, gamma above 0
---@return sheaf.burst[]
function M.find(relevant, totals, options)
  local scaling, gamma = options and options.scaling or SCALING, options and options.gamma or GAMMA
  if type(scaling) ~= "number" or scaling <= 1 then error("burst: scaling must be a number above 1", 2) end
  if type(gamma) ~= "number" or gamma <= 0 then error("burst: gamma must be a number above 0", 2) end
  local all, those, bursts = 0, 0, {}
  for i, d in ipairs(totals) do
    if relevant[i] == nil or relevant[i] > d or relevant[i] < 0 then
      error("burst: a batch must have no more relevant documents than documents", 2)
    end
    all, those = all + d, those + relevant[i]
  end
  if those == 0 or those == all or #totals < 2 then return bursts end
  local p0 = those / all
  local p1 = math.min(scaling * p0, MOST_SHARE)
  if p1 <= p0 then return bursts end
  local states, current = states_of(relevant, totals, p0, p1, gamma * math.log(#totals)), nil
  for i, state in ipairs(states) do
    if state == 1 then
      if not current then
        current = { first = i, weight = 0.0 }
        bursts[#bursts + 1] = current
      end
      current.last = i
      current.weight = current.weight + cost(relevant[i], totals[i], p0) - cost(relevant[i], totals[i], p1)
    else
      current = nil
    end
  end
  return bursts
end

return M
