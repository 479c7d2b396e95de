--- Runs a page reader on a text or on a fixture, as the loader does.
local page_source = {}

local FOLDER = "spec/fixtures/pages/"

local function whole(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

--- sheaf.core where it is built and reads HTML, else nil.
function page_source.core()
  local found, core = pcall(require, "sheaf.core")
  return found and type(core) == "table" and core.html and core or nil
end

--- A source for a text, or for HTML markup when `core` is given.
function page_source.new(text, core)
  local parsed = core and assert(core.html(text)) or {}
  local source = { name = "page", html = core and text or nil, meta = parsed.meta or {}, links = parsed.links or {},
    problems = {} }
  source.text = (parsed.text or text):gsub("\r\n?", "\n")
  function source:problem(problem) table.insert(self.problems, problem) end
  return source
end

--- What a reader makes of a source: records (each with its line), problems, score.
function page_source.read(reader, source)
  local records, lines = {}, {}
  reader.read(source, function(record, line)
    records[#records + 1], lines[#lines + 1] = record, line
  end)
  local score = reader.detect(source.text:sub(1, 65536))
  return { records = records, lines = lines, problems = source.problems, score = score }
end

--- Reads a fixture by name; .html ones need `core`.
function page_source.fixture(reader, name, core)
  return page_source.read(reader, page_source.new(whole(FOLDER .. name), name:find("%.html$") and core or nil))
end

--- Reads a text.
function page_source.text(reader, text)
  return page_source.read(reader, page_source.new(text))
end

return page_source
