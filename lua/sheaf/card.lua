--- A whole record as text: one line a field, in a fixed order, then what has no field of its own.

local chars = require "sheaf.report.chars"

local M = {}

--- Fields of a record in the order people look for them; also what Tab offers after `record.`.
M.fields = {
  "id", "source", "work", "type", "label", "title", "authors", "authors_complete", "year", "date", "journal",
  "journal_abbreviation", "volume", "issue", "pages", "publisher", "place", "edition", "language", "doi", "pmid",
  "pmcid", "issn", "isbn", "urls", "abstract", "sections", "keywords", "headings", "publication_types", "notes",
  "comments", "extra",
}

local LABEL = 18 -- columns for the name of a field

local function author_text(author)
  local name = author.literal or author.family or ""
  if author.family then
    local given = author.given or author.initials
    name = name .. (given and ", " .. given or "") .. (author.suffix and ", " .. author.suffix or "")
  end
  if author.orcid then name = name .. " (" .. author.orcid .. ")" end
  for _, affiliation in ipairs(author.affiliations or {}) do name = name .. "\n  " .. affiliation end
  return name
end

local function heading_text(heading)
  local text = (heading.name or "") .. (heading.major and "*" or "")
  for _, qualifier in ipairs(heading.qualifiers or {}) do
    text = text .. "/" .. (qualifier.name or "") .. (qualifier.major and "*" or "")
  end
  return text
end

local function section_text(section)
  return (section.label and section.label .. ": " or "") .. (section.text or "")
end

local function comment_text(comment)
  local head = table.concat({ comment.author or "?", comment.date }, ", ")
  return head .. ": " .. (comment.text or "")
end

local SHOW = { authors = author_text, headings = heading_text, sections = section_text, comments = comment_text }

--- Lines of one field's value.
local function lines_of(field, value)
  local show = SHOW[field] or tostring
  local lines = {}
  for _, item in ipairs(type(value) == "table" and value or { value }) do
    for line in (show(item) .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = line end
  end
  return lines
end

local function extra_lines(extra)
  local tags, lines = {}, {}
  for tag in pairs(extra) do tags[#tags + 1] = tag end
  table.sort(tags, function(a, b) return tostring(a) < tostring(b) end)
  for _, tag in ipairs(tags) do
    for _, value in ipairs(type(extra[tag]) == "table" and extra[tag] or { extra[tag] }) do
      lines[#lines + 1] = tostring(tag) .. ": " .. tostring(value)
    end
  end
  return lines
end

local function indent_of(line)
  return line:match("^ *")
end

--- The record as text. Sections stand for the abstract where there are any.
---@param record sheaf.record
---@return string
function M.text(record)
  local out, sections = {}, record.sections or {}
  for _, field in ipairs(M.fields) do
    local value = record[field]
    local skip = field == "abstract" and #sections > 0 or field == "sections" and #sections == 0
      or field == "authors_complete" and value ~= false
    if value ~= nil and not skip then
      local lines = field == "extra" and extra_lines(value) or lines_of(field, value)
      for i, line in ipairs(lines) do
        local label = i == 1 and field or ""
        out[#out + 1] = label .. (" "):rep(math.max(1, LABEL + 3 - #label)) .. indent_of(line) .. chars.line(line)
      end
    end
  end
  return table.concat(out, "\n")
end

return M
