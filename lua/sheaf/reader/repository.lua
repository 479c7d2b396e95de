--- Reads a publication's page in a repository or on a department's site, saved as text or HTML: the abstract,
-- then "More information" and labels and values on lines of their own. The title is taken where the page shows
-- one; it is never made up from the site's own lines.

local page = require "sheaf.page"
local label = require "sheaf.page.label"
local meta = require "sheaf.page.meta"
local name = require "sheaf.page.name"
local section = require "sheaf.section"

local LONG = 200 -- bytes that make a paragraph prose, not a title or a list of names

local function is_marker(line)
  local field = label.field(line)
  return field == "heading"
end

local function manner_of(count)
  local marked = { bare = count.bare, tab = count.tab, colon = count.colon, inline = count.inline }
  local best = "bare"
  for _, manner in ipairs { "tab", "colon", "inline" } do
    if marked[manner] > marked[best] then best = manner end
  end
  return best
end

local function detect(head)
  if page.is_data(head) then return end
  local lines = page.lines(head)
  local count = label.survey(lines)
  local marker = false
  for _, line in ipairs(lines) do
    if is_marker(line) and line:lower():find("information") then marker = true end
  end
  local telling = (count.fields.doi or count.fields.type or count.fields.date) ~= nil
  if count.distinct >= 3 and marker and telling then
    return math.min(90, 60 + 4 * count.distinct)
  elseif count.distinct >= 4 and count.bare + count.tab >= 4 and telling then
    return math.min(75, 50 + 4 * count.distinct)
  end
end

--- The line where labels and values begin: the marker, else the first of three known labels.
local function block_start(lines, manner)
  for i, line in ipairs(lines) do
    if is_marker(line) then return i end
  end
  for _, entry in ipairs(label.read(lines, 1, #lines, manner)) do
    if entry.field and entry.field ~= "abstract" and entry.field ~= "authors" and entry.field ~= "title"
      and #entry.values > 0 and #entry.values[1] < LONG then
      return entry.line
    end
  end
  return #lines + 1
end

local function is_abstract_heading(text)
  return text:lower():find("^abstract:?$") or text:lower():find("^summary:?$")
end

-- "Linden A., Maple BC." is names; "Smoking and Health in Town" could be, and is not.
local function is_names(text)
  if #text > 2000 or text:find("[.!?]%s+%u%l+%s+%l") or not text:find("[,;\n]") then return false end
  local list = name.list((text:gsub("\n", "; ")))
  if #list < 2 then return false end
  for _, author in ipairs(list) do
    local whole = (author.given or author.initials or "") .. " " .. (author.family or "")
    if author.literal and not name.is_body(author.literal) or page.words(whole) > 5 then return false end
    for word in (author.literal and "" or whole):gmatch("%S+") do
      if word:find("^%l") and not name.is_particle(word) then return false end
    end
  end
  return true
end

-- A paragraph with an abstract's headings, or a long one that is neither names nor a long title.
local function is_prose(text)
  local parts = #text >= LONG // 2 and section.split(text) or {}
  if parts[1] and parts[1].label and #parts > 1 then return true end
  return #text >= LONG and not is_names(text) and text:find("[.?!]%s+%u") ~= nil
end

local function is_title(text)
  local words = page.words(text)
  return words >= 4 and #text <= 350 and not text:find("\n.*\n") and not page.is_furniture(text)
    and not text:find("https?://")
end

--- Sorts what stands above the labels into title, names and abstract.
local function sort_out(paragraphs)
  local title, names, abstract, left, headed = nil, nil, {}, {}, false
  for _, paragraph in ipairs(paragraphs) do
    local text = paragraph.text
    if page.is_furniture(text) and #text < 1000 then
      goto continue
    elseif is_abstract_heading(text) then
      table.move(abstract, 1, #abstract, #left + 1, left)
      abstract, headed = {}, true
    elseif headed or #abstract > 0 or is_prose(text) or page.words(text) <= 4 and section.category(text) ~= "other" then
      abstract[#abstract + 1] = text
    elseif not names and is_names(text) then
      names = { text = text, line = paragraph.line }
    elseif is_title(text) and not names then
      if title then left[#left + 1] = title.text end
      title = { text = text:gsub("%s*\n%s*", " "), line = paragraph.line }
    else
      left[#left + 1] = text
    end
    ::continue::
  end
  if title and title.text:find("%.$") and not names and #abstract == 0 then -- a short abstract, alone
    return nil, nil, { title.text }, left
  end
  return title, names, abstract, left
end

local function read_top(record, lines, last, source)
  local title, names, abstract, left = sort_out(page.paragraphs(lines, 1, last))
  local line = title and title.line or names and names.line
  page.set(record, "title", meta.headline(source), "title")
  if title then page.set(record, "title", title.text, "heading") end
  if names and not record.authors then
    local list, complete = name.list((names.text:gsub("\n", "; ")))
    record.authors = list
    if not complete then record.authors_complete = false end
  end
  for _, text in ipairs(left) do page.keep(record, text) end
  if #abstract > 0 then page.set(record, "abstract", page.abstract(table.concat(abstract, "\n\n")), "abstract") end
  return line
end

local function first_line(lines, from)
  for i = from or 1, #lines do
    if lines[i] ~= "" and not page.is_furniture(lines[i]) then return i end
  end
  return 1
end

local function read(source, emit)
  local lines = page.lines(source.text)
  local manner = manner_of(label.survey(lines))
  local start = block_start(lines, manner)
  local record = {}
  meta.apply(record, source)
  local labelled = label.read(lines, 1, start - 1, manner)
  local top = start - 1
  for _, entry in ipairs(labelled) do
    if entry.field == "title" or entry.field == "authors" and #entry.values > 0 then
      top = math.min(top, entry.line - 1)
      label.take(record, entry, source)
    elseif entry.field == "abstract" and top < start - 1 then
      label.take(record, entry, source)
    end
  end
  local line = read_top(record, lines, top, source)
  for _, entry in ipairs(label.read(lines, start, #lines, manner)) do
    while #entry.values > 0 and page.is_furniture(entry.values[#entry.values]) do table.remove(entry.values) end
    label.take(record, entry, source)
  end
  label.settle(record)
  if record.journal and not record.type then record.type = "article-journal" end
  page.set_sections(record)
  page.finish(source, emit, record, line or first_line(lines))
end

return {
  name = "repository",
  title = "Repository or department publication page (saved page)",
  extensions = { "txt", "html", "htm" },
  detect = detect,
  read = read,
}
