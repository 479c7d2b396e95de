--- SHA-256 of a text (FIPS 180-4), as the labels of abstracts carry it.

local MASK = 0xFFFFFFFF

--- The first 32 bits of the fractional part of the square (2) or cube (3) roots of the first primes.
local function roots(count, of)
  local list, candidate = {}, 2
  while #list < count do
    local prime = true
    for d = 2, math.floor(candidate ^ 0.5) do
      if candidate % d == 0 then prime = false break end
    end
    if prime then
      local root = candidate ^ (1 / of)
      list[#list + 1] = math.floor((root - math.floor(root)) * 2 ^ 32)
    end
    candidate = candidate + 1
  end
  return list
end

local K, START = roots(64, 3), roots(8, 2)

-- A word written twice, x << 32 | x, shifted to the right by n is x rotated by n in its low half.
local function expanded(block, at)
  local w = { string.unpack(">" .. ("I4"):rep(16), block, at) }
  for i = 17, 64 do
    local a, b = w[i - 15], w[i - 2]
    local twice_a, twice_b = a << 32 | a, b << 32 | b
    w[i] = (w[i - 16] + w[i - 7] + ((twice_a >> 7 ~ twice_a >> 18 ~ a >> 3) & MASK)
      + ((twice_b >> 17 ~ twice_b >> 19 ~ b >> 10) & MASK)) & MASK
  end
  return w
end

local function mixed(h, w)
  local a, b, c, d, e, f, g, last = table.unpack(h)
  for i = 1, 64 do
    local twice_a, twice_e = a << 32 | a, e << 32 | e
    local t1 = last + ((twice_e >> 6 ~ twice_e >> 11 ~ twice_e >> 25) & MASK) + (e & f ~ ~e & MASK & g) + K[i] + w[i]
    local t2 = ((twice_a >> 2 ~ twice_a >> 13 ~ twice_a >> 22) & MASK) + (a & b ~ a & c ~ b & c)
    last, g, f, e, d, c, b, a = g, f, e, d + t1 & MASK, c, b, a, t1 + t2 & MASK
  end
  local new = { a, b, c, d, e, f, g, last }
  for i = 1, 8 do new[i] = (h[i] + new[i]) & MASK end
  return new
end

---@param text string
---@return string hexadecimal digits in lower case
return function(text)
  local padded = text .. "\128" .. ("\0"):rep((55 - #text) % 64) .. string.pack(">I8", #text * 8)
  local h = { table.unpack(START) }
  for at = 1, #padded, 64 do h = mixed(h, expanded(padded, at)) end
  return ("%08x"):rep(8):format(table.unpack(h))
end
