--- Reads a library catalogue's or discovery service's record, saved as text or HTML: a title, then labelled
--- values ("Authors :", "Source :", "Abstract", "Details"). Several records on a page are told apart by the
--- label they all begin with.

local page = require "sheaf.page"
local label = require "sheaf.page.label"
local meta = require "sheaf.page.meta"
local citation = require "sheaf.page.citation"
local name = require "sheaf.page.name"

local CORE = { "authors", "source", "journal", "title", "year", "date", "abstract", "issn", "accession", "type", "isbn",
  "publisher", "edition", "keywords", "language" }

local function manner_of(count)
  if count.tab > count.colon and count.tab > count.inline then return "tab" end
  return count.inline > count.colon and "inline" or "colon"
end

local function detect(head)
  if page.is_data(head) then return end
  local count = label.survey(page.lines(head))
  local marked = count.colon + count.inline + count.tab
  local core = 0
  for _, field in ipairs(CORE) do
    if count.fields[field] and count.fields[field] ~= "bare" then core = core + 1 end
  end
  if marked < 4 or core < 2 or not (count.fields.authors or count.fields.source or count.fields.journal) then return end
  return math.min(95, 45 + 6 * core + (count.colon > 2 and 15 or 0)), manner_of(count)
end

--- The title above a record's first label: the last line there that is no furniture, with its continued lines.
local function title_above(lines, first, last)
  for i = last, first, -1 do
    local line = page.trim(lines[i])
    if line ~= "" and not page.is_furniture(line) and not label.field(line) then
      local from = i
      while from > first and lines[from - 1] ~= "" and not page.is_furniture(lines[from - 1])
        and page.trim(lines[from]):find("^%l") do
        from = from - 1
      end
      local title = page.trim(table.concat(lines, " ", from, i)):gsub("%s+", " "):gsub("^%d+%.%s+", "")
      return title, from
    end
    if line ~= "" and page.words(line) > 40 then return end
  end
end

--- Groups entries into records: each begins with the first record's first label.
local function group(entries)
  local groups, opener = {}, nil
  for _, entry in ipairs(entries) do
    local starts = entry.field and entry.field ~= "heading"
    if starts and (not opener or entry.field == opener) then
      local open = groups[#groups]
      if not open or open.count > 1 then groups[#groups + 1] = { count = 0 } end
      opener = opener or entry.field
    end
    local open = groups[#groups]
    if open then
      table.insert(open, entry)
      if starts and entry.field ~= opener then open.count = open.count + 1 end
      if entry.field == opener and open.count == 0 then open.count = 1 end
    end
  end
  return groups
end

--- Takes the lines of the next record's title away from the value that seemed to hold them.
local function cut_values(entry, lines, from)
  local kept = {}
  for i = entry.line + 1, from - 1 do
    if lines[i] ~= "" then kept[#kept + 1] = page.trim(lines[i]) end
  end
  entry.values = kept
end

local function drop_footer(entry)
  while #entry.values > 1 and page.is_furniture(entry.values[#entry.values]) do table.remove(entry.values) end
end

local function start_of(lines, groups, i)
  local floor = i == 1 and 1 or groups[i - 1][#groups[i - 1]].line + 1
  local title, from = title_above(lines, floor, groups[i][1].line - 1)
  if i > 1 and from then
    local last = groups[i - 1][#groups[i - 1]]
    if from - last.line < 2 and #last.values < 2 then return nil, nil end -- that line is the label's own value
    cut_values(last, lines, from)
  end
  return title, from
end

-- EPrints heads a record with its whole reference instead of its title.
local function take_title(record, title)
  local found = title and not record.title and citation.reference(title)
  if not found then return page.set(record, "title", title, "Title") end
  page.set(record, "title", found.title, "Title")
  page.set(record, "year", found.year, "Citation")
  page.note(record, "Citation", title)
  if not record.authors then record.authors = (name.list(found.authors)) end
  local rest = citation.parse(found.rest or "")
  for _, field in ipairs { "journal", "volume", "issue", "pages" } do
    page.set(record, field, rest[field], "Citation")
  end
end

local function fill(record, entries, source)
  for _, entry in ipairs(entries) do label.take(record, entry, source) end
  label.settle(record)
  if not record.type and record.journal then record.type = "article-journal" end
  if record.abstract and not record.sections then page.set_sections(record) end
end

local function read(source, emit)
  local lines = page.lines(source.text)
  local groups = group(label.read(lines, 1, #lines, manner_of(label.survey(lines))))
  local heads = {}
  for i, entries in ipairs(groups) do
    local titled = entries[1].field == "title"
    local title, from
    if not titled then title, from = start_of(lines, groups, i) end
    heads[i] = { title = title, line = from or entries[1].line }
  end
  for i, entries in ipairs(groups) do
    local record = {}
    if #groups == 1 then meta.apply(record, source) end
    take_title(record, heads[i].title)
    drop_footer(entries[#entries])
    fill(record, entries, source)
    if i == 1 then
      for at = 1, entries[1].line - 1 do
        if not (heads[1].title or ""):find(page.trim(lines[at]), 1, true) then page.keep(record, lines[at]) end
      end
    end
    page.finish(source, emit, record, heads[i].line)
  end
  if #groups == 0 then
    source:problem { line = 1, code = "record-missing", severity = "error",
      message = "no labelled values such as \"Authors :\" or \"Source :\" were found on this page" }
  end
end

return {
  name = "catalogue",
  title = "Library catalogue or discovery record (saved page)",
  extensions = { "txt", "html", "htm" },
  detect = detect,
  read = read,
}
