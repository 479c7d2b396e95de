--- Screening in the terminal: title and abstract, one key a verdict. `sheaf screen` runs it.

local chars = require "sheaf.report.chars"
local page = require "sheaf.screen.page"
local sessions = require "sheaf.screen.session"

local M = {}

local FIRST_STAGE = "title-abstract"
local CHOICES = 9 -- reasons that are offered under a digit
local VERDICTS = { i = "include", e = "exclude", m = "maybe" }
local QUIT = { q = true, ["\3"] = true, ["\4"] = true }
local ENTER, ERASE = { ["\r"] = true, ["\n"] = true }, { ["\8"] = true, ["\127"] = true }

--- Shows the next record, or what is asked now.
local function show(state, terminal)
  local rows, columns = terminal:size()
  if state.record and (columns ~= state.columns or state.shown ~= state.record.id) then
    state.lines = page.lines(state.record, state.spans, math.max(columns, 24) - 2, state.session:said())
    state.shown = state.record.id
  end
  state.rows, state.columns = rows, columns
  terminal:write(page.draw(state))
end

--- Moves on to the next record of the session.
local function advance(state)
  state.record, state.offset, state.shown, state.spans = state.session:current(), 0, nil, nil
  if not state.record then
    state.lines, state.message = { "All is decided." }, "u undo  q quit"
  elseif state.query then
    state.spans = state.session.lib:spans(state.record, state.query, { syntax = state.syntax })
  end
end

--- Asks for a line, or a digit for one of the choices. Nil where the reviewer goes back (escape), or the terminal is
-- gone.
local function ask(state, terminal, label, choices)
  local prompt = { label = label, text = "", choices = choices }
  state.prompt = prompt
  local answer
  repeat
    show(state, terminal)
    local key = terminal:key()
    if not key or key == "escape" or key == "\3" then break end
    local choice = prompt.text == "" and choices[tonumber(key)]
    if choice or ENTER[key] then
      answer = choice or chars.line(prompt.text)
    elseif ERASE[key] then
      prompt.text = prompt.text:sub(1, (utf8.offset(prompt.text, -1) or 1) - 1)
    elseif key == "\21" then
      prompt.text = ""
    elseif #key == 1 and key >= " " then
      prompt.text = prompt.text .. key
    end
  until answer
  state.prompt = nil
  return answer
end

local function decide(state, terminal, verdict)
  local session, reason = state.session, nil
  if verdict == "exclude" and session.stage ~= FIRST_STAGE then
    reason = ask(state, terminal, "Reason (escape: back): ", session:reasons(CHOICES))
    if not reason then return end
    if reason == "" then reason = nil end
  end
  local row, message = session:decide(verdict, reason)
  if not row then
    state.message = message
    return
  end
  if session:due() then
    state.message = "learning the order of what is left …"
    show(state, terminal)
    local moved
    moved, message = session:learn()
    state.message = moved == nil and message or nil
  end
  advance(state)
end

local function scroll(state, lines)
  local most = math.max(#state.lines - (math.max(state.rows, 8) - 4), 0)
  state.offset = math.max(0, math.min(most, state.offset + lines))
end

local SCROLL = { [" "] = 1, ["page down"] = 1, b = -1, ["page up"] = -1 } -- by pages
local STEP = { down = 1, j = 1, up = -1, k = -1 }                         -- by lines

--- One key. False when the reviewer quits.
local function act(state, terminal, key)
  if not key then return false end
  if #key == 1 then key = key:lower() end
  if QUIT[key] then return false end
  state.message = nil
  if state.help then
    state.help = nil
  elseif key == "?" then
    state.help = true
  elseif key == "u" then
    local ok, message = state.session:undo()
    if ok then advance(state) else state.message = message end
  elseif SCROLL[key] then
    scroll(state, SCROLL[key] * math.max(state.rows - 6, 1))
  elseif STEP[key] then
    scroll(state, STEP[key])
  elseif state.record and VERDICTS[key] then
    decide(state, terminal, VERDICTS[key])
  elseif state.record and key == "n" then
    state.session:skip()
    advance(state)
  end
  if not state.record and not state.message then state.message = "All is decided: u undo  q quit" end
  return true
end

---@class sheaf.screen.options
---@field by string          the reviewer
---@field stage? string      "title-abstract"
---@field after? string      the stage before, whose exclusions are not shown; of "full-text" it is "title-abstract"
---@field query? string      a search whose words are marked
---@field syntax? string     its syntax
---@field resolve? boolean   only what reviewers disagree about: what they said is shown, each decision a resolution
---@field every? integer      verdicts after which what is left is put in order again, the likeliest first (10; 0 never)
---@field clock? fun(): integer

--- Screens the works of a set until the reviewer quits.
---@param set sheaf.set
---@param options sheaf.screen.options
---@param terminal table { size, key, write }
---@return sheaf.screen.session
function M.run(set, options, terminal)
  local stage = options.stage or FIRST_STAGE
  local session = sessions.new(set, { stage = stage, by = options.by, clock = options.clock, resolve = options.resolve,
    every = options.every, after = options.after or stage == "full-text" and FIRST_STAGE or nil })
  local state = { session = session, query = options.query, syntax = options.syntax, lines = {}, offset = 0 }
  advance(state)
  repeat show(state, terminal) until not act(state, terminal, terminal:key())
  return session
end

return M
