--- Width of text in a terminal: combining marks take no column, East Asian wide characters and emoji take two.
-- The ranges are those of Unicode 14 (general categories Mn, Me and Cf; East Asian width W and F), for the scripts
-- that journals print in.

local M = {}

local ZERO = [[
300-36F 483-489 591-5BD 5BF 5C1-5C2 5C4-5C5 5C7 610-61A 61C 64B-65F 670 6D6-6DC 6DF-6E4 6E7-6E8 6EA-6ED 711
730-74A 7A6-7B0 7EB-7F3 7FD 816-819 81B-823 825-827 829-82D 859-85B 890-89F 8CA-8E1 8E3-902 93A 93C 941-948 94D
951-957 962-963 981 9BC 9C1-9C4 9CD 9E2-9E3 9FE-A02 A3C A41-A51 A70-A71 A75 A81-A82 ABC AC1-AC8 ACD AE2-AE3
AFA-B01 B3C B3F B41-B44 B4D-B56 B62-B63 B82 BC0 BCD C00 C04 C3C C3E-C40 C46-C56 C62-C63 C81 CBC CBF CC6 CCC-CCD
CE2-CE3 D00-D01 D3B-D3C D41-D44 D4D D62-D63 D81 DCA DD2-DD6 E31 E34-E3A E47-E4E EB1 EB4-EBC EC8-ECD F18-F19 F35
F37 F39 F71-F7E F80-F84 F86-F87 F8D-FBC FC6 102D-1030 1032-1037 1039-103A 103D-103E 1058-1059 105E-1060
1071-1074 1082 1085-1086 108D 109D 1160-11FF 135D-135F 1712-1714 1732-1733 1752-1753 1772-1773 17B4-17B5
17B7-17BD 17C6 17C9-17D3 17DD 180B-180F 1885-1886 18A9 1920-1922 1927-1928 1932 1939-193B 1A17-1A18 1A1B 1A56
1A58-1A60 1A62 1A65-1A6C 1A73-1A7F 1AB0-1ACE 1B00-1B03 1B34 1B36-1B3A 1B3C 1B42 1B6B-1B73 1B80-1B81 1BA2-1BA5
1BA8-1BA9 1BAB-1BAD 1BE6 1BE8-1BE9 1BED 1BEF-1BF1 1C2C-1C33 1C36-1C37 1CD0-1CD2 1CD4-1CE0 1CE2-1CE8 1CED 1CF4
1CF8-1CF9 1DC0-1DFF 200B-200F 202A-202E 2060-206F 20D0-20F0 2CEF-2CF1 2D7F 2DE0-2DFF 302A-302D 3099-309A
A66F-A672 A674-A67D A69E-A69F A6F0-A6F1 A802 A806 A80B A825-A826 A82C A8C4-A8C5 A8E0-A8F1 A8FF A926-A92D
A947-A951 A980-A982 A9B3 A9B6-A9B9 A9BC-A9BD A9E5 AA29-AA2E AA31-AA32 AA35-AA36 AA43 AA4C AA7C AAB0 AAB2-AAB4
AAB7-AAB8 AABE-AABF AAC1 AAEC-AAED AAF6 ABE5 ABE8 ABED FB1E FE00-FE0F FE20-FE2F FEFF FFF9-FFFB 16FE4 E0001-E007F
E0100-E01EF
]]

local WIDE = [[
1100-115F 231A-231B 2329-232A 23E9-23EC 23F0 23F3 25FD-25FE 2614-2615 2648-2653 267F 2693 26A1 26AA-26AB
26BD-26BE 26C4-26C5 26CE 26D4 26EA 26F2-26F3 26F5 26FA 26FD 2705 270A-270B 2728 274C 274E 2753-2755 2757
2795-2797 27B0 27BF 2B1B-2B1C 2B50 2B55 2E80-3029 302E-303E 3041-3096 309B-3247 3250-4DBF 4E00-A4C6 A960-A97C
AC00-D7A3 F900-FAD9 FE10-FE19 FE30-FE6B FF01-FF60 FFE0-FFE6 16FE0-16FE3 16FF0-18CD5 18D00-18D08 1AFF0-1B122
1B150-1B2FB 1F004 1F0CF 1F18E 1F191-1F19A 1F200-1F265 1F300-1F320 1F32D-1F335 1F337-1F37C 1F37E-1F393
1F3A0-1F3CA 1F3CF-1F3D3 1F3E0-1F3F0 1F3F4 1F3F8-1F43E 1F440 1F442-1F4FC 1F4FF-1F53D 1F54B-1F54E 1F550-1F567
1F57A 1F595-1F596 1F5A4 1F5FB-1F64F 1F680-1F6C5 1F6CC 1F6D0-1F6D2 1F6D5-1F6DF 1F6EB-1F6EC 1F6F4-1F6FC
1F7E0-1F7F0 1F90C-1F93A 1F93C-1F945 1F947-1F9FF 1FA70-1FAF6 20000-2EBE0 2F800-2FA1D 30000-3134A
]]

local function read_ranges(text, width, into)
  for first, last in text:gmatch("(%x+)%-?(%x*)") do
    first = tonumber(first, 16)
    into[#into + 1] = { first, last ~= "" and tonumber(last, 16) or first, width }
  end
end

local ranges = {}
read_ranges(ZERO, 0, ranges)
read_ranges(WIDE, 2, ranges)
table.sort(ranges, function(a, b) return a[1] < b[1] end)

--- Columns one character takes: 0, 1 or 2.
---@param code integer
---@return integer
function M.character(code)
  if code < 0x300 then return 1 end
  local low, high = 1, #ranges
  while low <= high do
    local middle = (low + high) // 2
    local range = ranges[middle]
    if code < range[1] then
      high = middle - 1
    elseif code > range[2] then
      low = middle + 1
    else
      return range[3]
    end
  end
  return 1
end

--- Columns the text takes.
---@param text string valid UTF-8 on one line
---@return integer
function M.of(text)
  if not text:find("[\x80-\xFF]") then return #text end
  local total = 0
  for _, code in utf8.codes(text) do total = total + M.character(code) end
  return total
end

local function cut_front(text, limit)
  local total, start = M.of(text), #text + 1
  for at, code in utf8.codes(text) do
    if total <= limit - 1 and M.character(code) > 0 then
      start = at
      break
    end
    total = total - M.character(code)
  end
  return "…" .. text:sub(start):gsub("^ +", "")
end

--- The text, cut with "…" where it takes more columns than the limit. No mark is parted from its letter.
---@param text string valid UTF-8 on one line
---@param limit integer at least 1
---@param keep? "start"|"end" which part stays; the start unless told
---@return string
function M.cut(text, limit, keep)
  if #text <= limit or M.of(text) <= limit then return text end
  if keep == "end" then return cut_front(text, limit) end
  local total, stop = 0, #text
  for at, code in utf8.codes(text) do
    total = total + M.character(code)
    if total > limit - 1 then
      stop = at - 1
      break
    end
  end
  return (text:sub(1, stop):gsub(" +$", "")) .. "…"
end

--- The text filled up with blanks to a width.
---@param text string valid UTF-8 on one line
---@param width integer
---@param align "left"|"right"
---@return string
function M.pad(text, width, align)
  local blanks = (" "):rep(width - M.of(text))
  return align == "right" and blanks .. text or text .. blanks
end

return M
