--- Lotka's law: of all authors the share C / x^n has x papers (Lotka AJ: The frequency distribution of scientific
--- productivity. J Wash Acad Sci 1926;16:317-323). n is fitted by maximum likelihood (Clauset A, Shalizi CR, Newman
--- MEJ, SIAM Rev 2009;51:661-703, from x = 1) or by least squares on logarithms (Pao ML, Inf Process Manag
--- 1985;21:305-320); the fit is tested by Kolmogorov and Smirnov's greatest distance, with 1.63 / sqrt(authors) for the
--- 0.01 level.

local M = {}

local TERMS = 50         -- of the zeta function before its remainder is estimated
local LEAST, MOST = 1.0001, 20.0
local STEPS = 100

--- Riemann's zeta function for n above 1 (Euler and Maclaurin).
---@param n number
---@return number
function M.zeta(n)
  local sum = 0.0
  for x = 1, TERMS - 1 do sum = sum + x ^ -n end
  return sum + TERMS ^ (1 - n) / (n - 1) + TERMS ^ -n / 2 + n * TERMS ^ (-n - 1) / 12
    - n * (n + 1) * (n + 2) * TERMS ^ (-n - 3) / 720
end

--- The exponent under which the numbers seen are likeliest: sum of ln x / authors = -zeta'(n) / zeta(n), which falls.
local function likeliest(xs, frequency)
  local authors, logs = 0, 0.0
  for _, x in ipairs(xs) do authors, logs = authors + frequency[x], logs + frequency[x] * math.log(x) end
  if logs == 0 then return nil end
  local function likelihood(n) return -n * logs - authors * math.log(M.zeta(n)) end
  local low, high = LEAST, MOST
  for _ = 1, STEPS do -- concave in n: ternary search
    local a, b = low + (high - low) / 3, high - (high - low) / 3
    if likelihood(a) < likelihood(b) then low = a else high = b end
  end
  return (low + high) / 2
end

local function least_squares(xs, frequency)
  local count, sx, sy, sxx, sxy = #xs, 0.0, 0.0, 0.0, 0.0
  for _, value in ipairs(xs) do
    local x, y = math.log(value), math.log(frequency[value])
    sx, sy, sxx, sxy = sx + x, sy + y, sxx + x * x, sxy + x * y
  end
  local below = count * sxx - sx * sx
  return below > 0 and -(count * sxy - sx * sy) / below or nil
end

local function distance_of(xs, frequency, n, constant)
  local authors, seen, expected, most, at = 0, 0, 0.0, 0.0, 0
  for _, x in ipairs(xs) do authors = authors + frequency[x] end
  for _, x in ipairs(xs) do
    while at < x do -- the distance may be greatest just before a number that was seen
      at = at + 1
      if at == x then most = math.max(most, math.abs(seen / authors - expected)) end
      expected = expected + constant * at ^ -n
    end
    seen = seen + frequency[x]
    most = math.max(most, math.abs(seen / authors - expected))
  end
  return most, 1.63 / math.sqrt(authors)
end

---@class sheaf.lotka
---@field exponent number   n
---@field constant number   C: the share of authors with one paper that the law expects
---@field distance number   Kolmogorov and Smirnov's D
---@field critical number   above it the law is refuted at the 0.01 level
---@field fits boolean      distance is no more than critical
---@field authors integer
---@field points integer    different numbers of papers that were fitted

--- Fits the law to how many authors have 1, 2, 3, ... papers. nil where all have the same number.
---@param frequency table<integer, integer>  papers -> authors
---@param options? { method?: "likelihood"|"squares", most?: integer } squares: only up to so many papers are fitted
---@return sheaf.lotka?
function M.fit(frequency, options)
  local method, most = options and options.method or "likelihood", options and options.most or math.maxinteger
  if method ~= "likelihood" and method ~= "squares" then error("lotka: method must be likelihood or squares", 2) end
  local xs, fitted, authors = {}, {}, 0
  for x, count in pairs(frequency) do
    if count > 0 then xs[#xs + 1] = x end
  end
  table.sort(xs)
  for _, x in ipairs(xs) do
    authors = authors + frequency[x]
    if x <= most then fitted[#fitted + 1] = x end
  end
  local n = (method == "squares" and least_squares or likeliest)(fitted, frequency)
  if not n or n <= 1 then return nil end
  local constant = 1 / M.zeta(n)
  local distance, critical = distance_of(xs, frequency, n, constant)
  return { exponent = n, constant = constant, distance = distance, critical = critical, fits = distance <= critical,
    authors = authors, points = #fitted }
end

return M
