--- Where a line of a text stands in the input that it was read from: for the problems and records of readers in Lua.

--- The next line's place after `at`, or nil at the end.
local function next_line(text, at)
  local first = text:find("[\r\n]", at)
  return first and first + (text:sub(first, first + 1) == "\r\n" and 2 or 1)
end

--- A function that gives the bytes of the input before a place in its text, which is UTF-8 whatever the input was.
local function byte_counter(text, state)
  local encoding = state.encoding or "UTF-8"
  if encoding == "UTF-8" then return function(at) return at - 1 end end
  local unit = encoding:find("^UTF%-16") and 2 or encoding:find("^UTF%-32") and 4 or 1
  local counted, characters = 1, 0
  return function(at)
    if at < counted then counted, characters = 1, 0 end
    characters = characters + (utf8.len(text, counted, at - 1) or 0)
    counted = at
    return math.min(unit * characters, state.total)
  end
end

--- Lines of a text as a cursor: to(line) and at(place) give the line and the place where it begins. Lines are mostly
-- asked for in order, so each search goes on where the last one ended.
local function line_cursor(text)
  local line, start, following
  local function rewind() line, start, following = 1, 1, next_line(text, 1) end
  local function step() line, start, following = line + 1, following, next_line(text, following) end
  rewind()
  return {
    to = function(wanted)
      if wanted < line then rewind() end
      while line < wanted and following do step() end
      return line, start
    end,
    at = function(place)
      if place < start then rewind() end
      while following and following <= place do step() end
      return line, start
    end,
  }
end

--- A function that tells where a line of the page's text stands in the input: line, byte. A page's markup has other
-- lines than the text that is read from it: there the line is looked for by its first words.
---@param page { text: string, html: string? }
---@param state { encoding: string?, total: integer }  of the loader
---@return fun(line: integer?): integer, integer
local function finder(page, state)
  local input = page.html or page.text
  local texts, inputs, bytes = line_cursor(page.text), line_cursor(input), byte_counter(input, state)
  local from = 1
  return function(wanted)
    if not wanted or wanted < 1 then return 0, 0 end
    local line, start = texts.to(wanted)
    if page.html then
      local words = page.text:sub(start, start + 80):match("[%w][%w ]*[%w]")
      from = words and (input:find(words, from, true) or input:find(words, 1, true)) or from
      line, start = inputs.at(from)
    end
    return line, bytes(start)
  end
end

return { finder = finder }
