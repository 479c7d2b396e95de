--- Numbers in words: "twenty-one", "two hundred and fifteen", "1.2 million" become one token with a value.

local numbers = {}

local UNITS, TENS = {}, {}
for i, word in ipairs { "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
  "twelve",
  "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen" } do
  UNITS[word] = i
end
for i, word in ipairs { "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety" } do
  TENS[word] = (i + 1) * 10
end
TENS.fourty = 40
local SCALES = { thousand = 1000, million = 1000000, billion = 1000000000 }

local function word(tokens, i)
  local token = tokens[i]
  return token and token.kind == "w" and not token.owner and token.word or nil
end

--- "seven", "twenty", "twenty-one", "twenty one": value and last token.
local function below_hundred(tokens, i)
  local here = word(tokens, i)
  if UNITS[here] then return UNITS[here], i end
  local tens = TENS[here]
  if not tens then return end
  local unit = UNITS[word(tokens, i + 1)]
  local after = tokens[i + 2]
  if unit and unit < 10 and not (after and after.joined and not SCALES[after.word]) then return tens + unit, i + 1 end
  return tens, i
end

--- "and fifteen" or "fifteen" after a hundred or thousand.
local function rest(tokens, i, read)
  local at = word(tokens, i) == "and" and i + 1 or i
  local value, last = read(tokens, at)
  if value then return value, last end
  return 0, i - 1
end

local function below_thousand(tokens, i)
  local value, last = below_hundred(tokens, i)
  if not value and (word(tokens, i) == "a" or word(tokens, i) == "several") and word(tokens, i + 1) == "hundred" then
    if word(tokens, i) == "several" then return end
    value, last = 1, i
  end
  if not value then return end
  if word(tokens, last + 1) == "hundred" then
    local more, stop = rest(tokens, last + 2, below_hundred)
    return value * 100 + more, stop
  end
  return value, last
end

--- A number in words at token i: value and last token, or nil.
---@param tokens table[]
---@param i integer
---@return integer?, integer?
function numbers.at(tokens, i)
  local value, last = below_thousand(tokens, i)
  if not value and word(tokens, i) == "a" and word(tokens, i + 1) == "thousand" then value, last = 1, i end
  if not value then return end
  local scale = SCALES[word(tokens, last + 1)]
  if scale then
    local more, stop = rest(tokens, last + 2, below_thousand)
    value, last = value * scale + more, stop
  end
  return value, last
end

--- "1.2 million": value and last token.
local function scaled(tokens, i)
  local scale = SCALES[word(tokens, i + 1)]
  local base = scale and tonumber((tokens[i].word:gsub("[^%d.]", "")))
  if not base then return end
  local value = base * scale
  local whole = math.floor(value + 0.5)
  if math.abs(value - whole) < 1e-3 then return math.tointeger(whole), i + 1 end
end

local function starts_number(token)
  if token.kind == "n" then return true end
  return UNITS[token.word] or TENS[token.word] or token.word == "a"
end

--- A token list with every number in words replaced by one number token.
---@param tokens table[]
---@return table[]
function numbers.merge(tokens)
  local merged, i = {}, 1
  while i <= #tokens do
    local token, value, last = tokens[i], nil, nil
    if starts_number(token) then
      if token.kind == "n" then
        value, last = scaled(tokens, i)
      else
        value, last = numbers.at(tokens, i)
      end
    end
    if value then
      token = { kind = "n", word = token.word, value = value, first = token.first, last = tokens[last].last,
        joined = token.joined, cap = token.cap, spelled = token.kind == "w" or nil }
      i = last
    end
    merged[#merged + 1] = token
    i = i + 1
  end
  return merged
end

return numbers
