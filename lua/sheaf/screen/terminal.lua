--- The terminal in raw mode, key by key, through stty. However this program ends, the terminal is put back: a shell
-- that waits for the end of a pipe from here does it, so that a crash or a kill leaves nothing behind.

local M = {}

local Terminal = {}
Terminal.__index = Terminal

local function stty(arguments)
  local pipe = io.popen("stty " .. arguments .. " </dev/tty 2>/dev/null", "r")
  local answer = pipe and pipe:read("l")
  local ok = pipe and pipe:close()
  return ok and (answer or "") or nil
end

local RAW = "-icanon -echo -isig -ixon min 1 time 0"

--- Takes the terminal; nil and a message where there is none.
function M.open()
  local input, output = io.open("/dev/tty", "rb"), io.open("/dev/tty", "wb")
  local saved = input and output and stty "-g"
  if not saved or not saved:find "^[%w:=,]+$" then return nil, "screening needs a terminal" end
  input:setvbuf "no"
  local back = io.popen("trap '' INT TERM HUP QUIT; cat >/dev/null; stty " .. saved
    .. " </dev/tty; printf '\\033[0m\\033[?25h\\033[?1049l' >/dev/tty", "w")
  if not back or not stty(RAW) then return nil, "the terminal does not take single keys (stty failed)" end
  output:write "\27[?1049h\27[?25l"
  output:flush()
  return setmetatable({ input = input, output = output, back = back }, Terminal)
end

--- Rows and columns as they are now.
---@return integer rows, integer columns
function Terminal:size() -- luacheck: ignore self
  local rows, columns = (stty "size" or ""):match "^(%d+) (%d+)$"
  rows, columns = tonumber(rows), tonumber(columns)
  return rows and rows > 0 and rows or 24, columns and columns > 0 and columns or 80
end

function Terminal:write(text)
  self.output:write(text)
  self.output:flush()
end

local NAMES = { ["[A"] = "up", ["[B"] = "down", ["[5~"] = "page up", ["[6~"] = "page down", OA = "up", OB = "down" }

--- What follows an escape, if it comes at once: the name of a key, "escape" where nothing comes, "" for other keys.
function Terminal:sequence()
  stty "min 0 time 1"
  local text = ""
  while #text < 12 do
    local byte = self.input:read(1)
    if not byte then break end
    text = text .. byte
    if #text > 1 and byte:find "[%a~]" then break end
  end
  stty "min 1 time 0"
  return text == "" and "escape" or NAMES[text] or ""
end

--- The next key: a byte, or the name of a key; nil when the terminal is gone.
---@return string?
function Terminal:key()
  local byte = self.input:read(1)
  return byte == "\27" and self:sequence() or byte
end

--- Puts the terminal back. Harmless to repeat.
function Terminal:close()
  if not self.back then return end
  self.back:close()
  self.back = nil
  self.input:close()
  self.output:close()
end

Terminal.__close = Terminal.close
Terminal.__gc = Terminal.close

return M
