--- Screening in the terminal: the session, the page, and all of it through a pseudo-terminal.

local sheaf = require "sheaf"
local page = require "sheaf.screen.page"
local screen = require "sheaf.screen"
local sessions = require "sheaf.screen.session"

local LONG = ("Night nurses spoke of the clinics they knew. "):rep(60)

local RECORDS = table.concat {
  "TY  - JOUR\nAU  - Okafor, Ngozi\nTI  - Evening clinics in small towns\nJO  - Rural Practice\nPY  - 2015\n",
  "AB  - BACKGROUND: Patients were asked about evening clinics. METHODS: We met them. RESULTS: They came.\n",
  "KW  - access\nER  - \n",
  "TY  - JOUR\nTI  - Telephone triage\nER  - \n",
  "TY  - JOUR\nTI  - Night \27[31mnurses\27]0;owned\7 \u{202E}and\u{9B}2J patients\nAB  - ", LONG, "\nER  - \n",
  "TY  - JOUR\nTI  - \u{65E5}\u{672C}\u{306E}\u{8A3A}\u{7642}\u{6240} evening\nER  - \n",
  "TY  - JOUR\nTI  - Evening clinics in small towns\nAB  - The copy has it.\nER  - \n",
}

local function library()
  local lib = assert(sheaf.open())
  assert(lib:load { text = RECORDS, name = "five.ris" })
  return lib
end

--- A terminal that types the given keys and keeps what it is shown.
local function typing(keys, rows, columns)
  local terminal = { pages = {}, at = 0 }
  function terminal:size() return rows or 24, columns or 80 end -- luacheck: ignore self
  function terminal:write(text) self.pages[#self.pages + 1] = text end
  function terminal:key()
    self.at = self.at + 1
    return keys[self.at]
  end
  return terminal
end

local function keys_of(text)
  local keys = {}
  for key in text:gmatch "." do keys[#keys + 1] = key end
  return keys
end

local function verdicts(lib, stage)
  local t, list = lib:decisions(stage or "title-abstract"), {}
  for i = 1, #t do list[i] = t[i].work .. " " .. (t[i].verdict or "?") .. " " .. t[i].votes end
  return table.concat(list, ", ")
end

--- The page without escapes of our own.
local function plain(text) return (text:gsub("\27%[[%d;?]*%a", "")) end

describe("a screening session", function()
  it("shows the works that this reviewer has not decided", function()
    local lib <close> = library()
    assert(lib:same(1, 5))
    assert(lib:decide(5, { stage = "title-abstract", verdict = "include", by = "Ada" }))
    assert(lib:decide(2, { stage = "title-abstract", verdict = "include", by = "Ben" }))
    local session = sessions.new(lib:all(), { stage = "title-abstract", by = "Ada" })
    assert.are.same({ 2, 3, 4 }, session.todo)
    assert.are.equal(4, session.total)
    session = sessions.new(lib:all(), { stage = "full-text", by = "Ada", after = "title-abstract" })
    assert.are.same({ 1, 2 }, session.todo)
    local other <close> = library()
    assert.are.equal(5, sessions.new(other:all(), { stage = "full-text", by = "A", after = "title-abstract" }).total)
  end)

  it("decides, skips and takes back", function()
    local lib <close> = library()
    local session = sessions.new(lib:all(), { stage = "title-abstract", by = "Ada" })
    assert.is_nil((session:undo()))
    assert(session:decide "include")
    session:skip()
    assert(session:decide("exclude", "no patients"))
    assert.are.equal("1 include Ada: include, 3 exclude Ada: exclude", verdicts(lib))
    assert(session:undo())
    assert.are.same({ 3, 4, 5, 2 }, session.todo)
    assert.are.equal("1 include Ada: include", verdicts(lib))
    assert.are.same({ include = 1, exclude = 0, maybe = 0 }, session:counts())
  end)

  it("shows the record of a work that has an abstract", function()
    local lib <close> = library()
    assert(lib:same(2, 5))
    local session = sessions.new(lib:set { 2 }, { stage = "s", by = "Ada" })
    assert.are.equal("The copy has it.", session:current().abstract)
  end)

  it("estimates what is left from the pace of the last decisions", function()
    local lib <close> = library()
    local now = 1000
    local session = sessions.new(lib:all(), { stage = "s", by = "Ada", clock = function() return now end })
    for _, seconds in ipairs { 10, 20, 4000, 30 } do
      assert.is_nil(session:left())
      now = now + seconds
      assert(session:decide "include")
    end
    assert.are.equal(20, session:left())
  end)
end)

describe("the screening page", function()
  it("marks the words of the search in title and abstract", function()
    local lib <close> = library()
    local record = lib:get(1)
    local lines = page.lines(record, assert(lib:spans(record, "evening[tiab]")), 78)
    assert.is_truthy(lines[1]:find("\27[30;43mEvening\27[0m", 1, true))
    local text = table.concat(lines, "\n")
    assert.is_truthy(text:find("asked about \27[30;43mevening\27[0m clinics.", 1, true))
    assert.is_truthy(plain(text):find("\nMETHODS: We met them.\nRESULTS: They came.\n", 1, true))
    assert.is_truthy(text:find("Keywords: access", 1, true))
    assert.are.equal("Evening clinics in small towns", plain(lines[1]))
  end)

  it("lets nothing of a record act on the terminal", function()
    local lib <close> = library()
    local terminal = typing(keys_of "nnq")
    screen.run(lib:all(), { by = "Ada", query = "night[ti]" }, terminal)
    local shown = plain(terminal.pages[3])
    assert.is_truthy(shown:find("Night", 1, true))
    assert.is_truthy(shown:find("nurses", 1, true))
    assert.is_nil(shown:find("[\27\7\8]"))
    assert.is_nil(shown:find("\u{202E}", 1, true))
    assert.is_nil(shown:find("\u{9B}", 1, true))
  end)

  it("fits every line into the terminal, and scrolls what is longer than it", function()
    local lib <close> = library()
    local width = require "sheaf.report.width"
    for _, columns in ipairs { 24, 40, 80, 200 } do
      local terminal = typing({ "n", "n", " ", "page down", "b", "page up", "up", "n", "?", "x", "q" }, 10, columns)
      screen.run(lib:all(), { by = ("A long name "):rep(9), query = "night[tiab]" }, terminal)
      assert.are.equal(11, #terminal.pages)
      for _, shown in ipairs(terminal.pages) do
        local lines = 0
        for line in (plain(shown) .. "\r\n"):gmatch "(.-)\r\n" do
          lines = lines + 1
          assert.is_true(width.of(line) <= columns, line)
        end
        assert.is_true(lines <= 10)
      end
      assert.are_not.equal(terminal.pages[3], terminal.pages[4])
      assert.are.equal(terminal.pages[3], terminal.pages[8])
    end
  end)
end)

describe("screening by keys", function()
  it("decides with one key, takes back, and ends with q, control-C or a lost terminal", function()
    local lib <close> = library()
    local session = screen.run(lib:all(), { by = "Ada" }, typing(keys_of "ixemu?xIq"))
    assert.are.equal("1 include Ada: include, 2 exclude Ada: exclude, 3 include Ada: include", verdicts(lib))
    assert.are.equal(3, #session.done)
    for _, keys in ipairs { "m\3i", "m\4i", "m" } do
      local before = #lib:ledger()
      screen.run(lib:all(), { by = "Ben" }, typing(keys_of(keys)))
      assert.are.equal(before + 1, #lib:ledger())
    end
    local terminal = typing(keys_of "iiiiiiiuq")
    screen.run(lib:all(), { by = "Cleo" }, terminal)
    assert.is_truthy(terminal.pages[6]:find("All is decided", 1, true))
    assert.are.equal(1, #sessions.new(lib:all(), { stage = "title-abstract", by = "Cleo" }).todo)
  end)

  it("asks for a reason at full text, and offers those that were given", function()
    local lib <close> = library()
    local keys = { "e" }
    for _, key in ipairs(keys_of "Wrongg") do keys[#keys + 1] = key end
    local more = { "\127", " ", "\xC3", "\xA4", "\127", "d", "\r", "e", "1", "e", "x", "escape", "e", "\r", "q" }
    table.move(more, 1, #more, #keys + 1, keys)
    local terminal = typing(keys)
    screen.run(lib:all(), { by = "Ada", stage = "full-text" }, terminal)
    local t = lib:decisions "full-text"
    assert.are.same({ "Wrong d", "Wrong d", nil }, { t[1].reason, t[2].reason, t[3].reason })
    assert.are.equal(3, #t)
    assert.is_truthy(table.concat(terminal.pages):find("1   Wrong d", 1, true))
  end)
end)

describe("the order of what is left", function()
  local NIGHT = "TY  - JOUR\nTI  - Night care of children, %s\nER  - \n"
  local GEARS = "TY  - JOUR\nTI  - Gears of engines, %s\nER  - \n"

  --- Records 1 to 12: every third one is about night care; single letters are no words.
  local function mixed()
    local lib, parts = assert(sheaf.open()), {}
    for i = 1, 12 do parts[i] = (i % 3 == 0 and NIGHT or GEARS):format(string.char(64 + i)) end
    assert(lib:load { text = table.concat(parts), name = "mixed.ris" })
    return lib
  end

  local function session_of(lib, every)
    return sessions.new(lib:all(), { stage = "title-abstract", by = "Ada", every = every })
  end

  it("is learned from the verdicts, once there are both kinds", function()
    local lib <close> = mixed()
    local session = session_of(lib, 2)
    assert(session:decide "exclude")
    assert.is_false(session:due())
    assert(session:decide "exclude")
    assert.is_true(session:due())
    assert.is_false(session:learn())
    assert.are.same({ 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, session.todo)
    assert(session:decide "include")
    assert.is_true(session:learn())
    assert.are.equal(3, session.learned)
    assert.are.same({ 6, 9, 12, 4, 5, 7, 8, 10, 11 }, session.todo)
    assert.is_false(session:due())
  end)

  it("keeps what was left for later behind, and what was taken back next", function()
    local lib <close> = mixed()
    local session = session_of(lib, 3)
    assert(session:decide "exclude")
    session:skip()
    assert(session:decide "include")
    assert(session:decide "exclude")
    assert.is_true(session:learn())
    assert.are.same({ 6, 9, 12, 5, 7, 8, 10, 11, 2 }, session.todo)
    assert(session:undo())
    assert.are.same({ 4, 6, 9 }, table.move(session.todo, 1, 3, 1, {}))
    assert(session:undo())
    assert.are.same({ 3, 4, 6, 9 }, table.move(session.todo, 1, 4, 1, {}))
    assert(session:decide "exclude")
    assert.is_false(session:due())
    assert.are.equal("1 exclude Ada: exclude, 3 exclude Ada: exclude", verdicts(lib))
  end)

  it("is shown in the header, and stays the set's with every = 0 and where conflicts are resolved", function()
    local lib <close> = mixed()
    local terminal = typing(keys_of "eeiq")
    screen.run(lib:all(), { by = "Ada", every = 3 }, terminal)
    local shown = plain(terminal.pages[#terminal.pages])
    assert.is_truthy(shown:find("3 of 12 decided · order from 3 · 1 i 2 e 0 m", 1, true))
    assert.is_truthy(shown:find("Night care of children, F", 1, true))
    assert.is_truthy(plain(terminal.pages[4]):find("learning the order", 1, true))
    local session = screen.run(lib:all(), { by = "Ben", every = 0 }, typing(keys_of "eeieeiq"))
    assert.is_nil(session.learned)
    assert.are.same({ 7, 8, 9, 10, 11, 12 }, session.todo)
    session = sessions.new(lib:all(), { stage = "title-abstract", by = "Cleo", resolve = true })
    assert.is_false(session:due())
  end)

  it("counts works, not copies, and what other reviewers decided", function()
    local lib <close> = mixed()
    assert(lib:same(3, 12))
    assert(lib:decide(12, { stage = "title-abstract", verdict = "maybe", by = "Ben" }))
    local session = session_of(lib, 1)
    assert(session:decide "exclude")
    assert.is_true(session:learn())
    assert.are.equal(2, session.learned)
    assert.are.same({ 3, 6, 9 }, table.move(session.todo, 1, 3, 1, {}))
  end)
end)

describe("random keys", function()
  it("end in a ledger that says what the session says", function()
    math.randomseed(7)
    local keys = { "i", "e", "m", "u", "n", "?", " ", "b", "j", "k", "up", "escape", "", "x", "\r", "\0", "1", "\xFF" }
    for round = 1, 60 do
      local lib <close> = library()
      local typed = {}
      for i = 1, 40 do typed[i] = keys[math.random(#keys)] end
      local stage = round % 2 == 0 and "full-text" or "title-abstract"
      local session = screen.run(lib:all(), { by = "Ada", stage = stage }, typing(typed, math.random(1, 30),
        math.random(1, 120)))
      local t = lib:decisions(stage)
      assert.are.equal(#session.done, #t)
      assert.are.equal(5, #session.done + #session.todo)
      local wanted = {}
      for _, one in ipairs(session.done) do wanted[one.id] = one.verdict end
      for i = 1, #t do assert.are.equal(wanted[t[i].work], t[i].verdict) end
    end
  end)
end)

describe("resolving conflicts", function()
  it("shows what the reviewers said, and decides for good", function()
    local lib <close> = library()
    local function decide(id, verdict, by, reason)
      assert(lib:decide(id, { stage = "title-abstract", verdict = verdict, by = by, reason = reason }))
    end
    decide(1, "include", "Ada")
    decide(2, "include", "Ada")
    decide(4, "maybe", "Ada")
    decide(2, "exclude", "Ben", "no patients")
    decide(4, "include", "Ben")
    local terminal = typing(keys_of "eq")
    local session = screen.run(lib:all(), { by = "Cleo", resolve = true }, terminal)
    assert.are.same({ 4 }, session.todo)
    assert.is_truthy(plain(terminal.pages[1]):find("Ben: exclude (no patients)", 1, true))
    assert.are.equal("exclude", lib:decisions("title-abstract")[2].verdict)
    assert.are.equal("resolved", lib:decisions("title-abstract")[2].status)
    assert.are.equal(1, #lib:conflicts())
  end)
end)

describe("sheaf screen", function()
  local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

  local function output(command)
    local pipe = assert(io.popen(command))
    local text = pipe:read("a")
    pipe:close()
    return (text:gsub("%s+$", ""))
  end

  local function content(path)
    local file <close> = io.open(path, "rb")
    return file and file:read("a") or ""
  end

  local function environment()
    return ("LUA_PATH=%s LUA_CPATH=%s"):format(quote(package.path), quote(package.cpath))
  end

  --- Runs a command in a pseudo-terminal; talk(expect, send) speaks with it. Returns what the terminal showed.
  local function in_terminal(command, talk)
    local shown = os.tmpname()
    local pipe = assert(io.popen(("script -qefc %s %s >/dev/null 2>&1"):format(quote(command), shown), "w"))
    pipe:setvbuf "no"
    local from = 1
    local function expect(text)
      for _ = 1, 200 do
        local _, last = content(shown):find(text, from, true)
        if last then
          from = last + 1
          return
        end
        os.execute "sleep 0.1"
      end
      error("the terminal never showed " .. text .. ", but\n" .. content(shown))
    end
    local ok, message = pcall(talk, expect, function(keys) pipe:write(keys) end)
    pipe:close()
    local text = content(shown)
    os.remove(shown)
    assert(ok, message)
    return text
  end

  local path

  before_each(function()
    path = os.tmpname()
    os.remove(path)
    local lib <close> = assert(sheaf.open(path))
    assert(lib:load { text = RECORDS, name = "five.ris" })
  end)
  after_each(function()
    for _, ending in ipairs { "", "-wal", "-shm" } do os.remove(path .. ending) end
  end)

  local function missing()
    if output "command -v script" == "" then return "script (bsdutils) is not installed" end
    if not os.execute "script -qec true /dev/null >/dev/null 2>&1" then return "there is no terminal" end
  end

  local function sheaf_screen(more)
    return ("%s lua5.4 lua/bin/sheaf screen %s --by Ada %s"):format(environment(), path, more or "")
  end

  it("screens in a terminal, and leaves the terminal as it was", function()
    local why = missing()
    if why then return pending(why) end
    local command = "stty rows 24 cols 80; " .. sheaf_screen "--mark 'evening[tiab]'" .. "; echo CODE=$?; stty -a"
    local shown = in_terminal(command, function(expect, send)
      expect "Okafor 2015"
      send "i"
      expect "Telephone triage"
      send "e"
      expect "nurses"
      send "\27[B"
      expect "more lines"
      send "u"
      expect "Telephone triage"
      send "m"
      expect "nurses"
      send "q"
      expect "CODE=0"
    end)
    assert.is_truthy(shown:find("\27[30;43mEvening\27[0m", 1, true))
    assert.is_truthy(shown:find("2 decided (1 include, 0 exclude, 1 maybe), 3 left", 1, true))
    assert.is_truthy(shown:find("[^-]icanon"))
    assert.is_truthy(shown:find("[^-]echo "))
    local lib <close> = assert(sheaf.open(path))
    assert.are.equal("1 include Ada: include, 2 maybe Ada: maybe", verdicts(lib))
  end)

  it("learns the order of what is left while screening", function()
    local why = missing()
    if why then return pending(why) end
    local command = "stty rows 24 cols 100; " .. sheaf_screen "--every 2" .. "; echo CODE=$?"
    in_terminal(command, function(expect, send)
      expect "Okafor 2015"
      send "i"
      expect "Telephone triage"
      send "e"
      expect "order from 2"
      expect "The copy has it."
      send "u"
      expect "Telephone triage"
      send "m"
      expect "The copy has it."
      send "q"
      expect "CODE=0"
    end)
    local lib <close> = assert(sheaf.open(path))
    assert.are.equal("1 include Ada: include, 2 maybe Ada: maybe", verdicts(lib))
  end)

  it("leaves the terminal as it was when it is killed", function()
    local why = missing()
    if why then return pending(why) end
    local command = ("stty rows 24 cols 80; (%s & echo PID=$!; wait $!); sleep 1; stty -a; echo END")
      :format("exec env " .. sheaf_screen() .. " </dev/tty")
    local shown = in_terminal(command, function(expect)
      expect "Okafor 2015"
      local pid = output("ps -eo pid,args"):match("\n%s*(%d+) lua5%.4 lua/bin/sheaf screen " .. path:gsub("%p", "%%%0"))
      assert(pid, "no process")
      assert(os.execute("kill -9 " .. pid))
      expect "END"
    end)
    assert.is_truthy(shown:find("[^-]icanon"))
    assert.is_truthy(shown:find("[^-]echo "))
    assert.is_truthy(shown:find("\27[?1049l", 1, true))
  end)

  it("says what it needs", function()
    local said = output(("%s setsid lua5.4 lua/bin/sheaf screen %s --by Ada 2>&1 </dev/null")
      :format(environment(), path))
    assert.are.equal("sheaf: screening needs a terminal", said)
    said = output(("%s USER= LOGNAME= lua5.4 lua/bin/sheaf screen %s 2>&1 </dev/null"):format(environment(), path))
    assert.are.equal("sheaf: say who screens: --by NAME", said)
    said = output(("%s lua5.4 lua/bin/sheaf screen %s.none --by A 2>&1 </dev/null"):format(environment(), path))
    assert.is_truthy(said:find("there is no such library", 1, true))
  end)
end)
