--- Records: what is worked out from their fields.

local chars = require "sheaf.report.chars"
local core = require "sheaf.core"
local section = require "sheaf.section"

local methods = core.classes["sheaf.record"]
methods.derived = {}

--- A section's label as a category: what the source says, else what the label means.
local function category_of(label, given)
  if given and given ~= "" then return given end
  return label and section.category(label) or "other"
end

--- The parts that the source kept apart, with their places in record.abstract; nil where the abstract is one text.
local function given_sections(record)
  local list, at, labelled = {}, 1, false
  for _, entry in ipairs(record:entries()) do
    if entry.field == "abstract" then
      local label, category = (entry.note or ""):match("^([^\x1f]*)\x1f?(.*)$")
      if #list > 0 then at = at + 1 end
      if label ~= "" then at = at + #label + 2 end
      label = label ~= "" and label or nil
      list[#list + 1] = { label = label, category = category_of(label, category), text = entry.value, first = at,
        last = at + #entry.value - 1 }
      at = at + #entry.value
      labelled = labelled or label ~= nil
    end
  end
  return (labelled or #list > 1) and list or nil
end

--- Sections of the abstract: { label, category, text, first, last }, places in record.abstract.
function methods.derived.sections(record)
  local abstract = record.abstract
  if not abstract then return {} end
  return given_sections(record) or section.split(abstract)
end

--- The pages with the last one in full: "537-43" as "537-543"; as given where they are no range.
function methods.derived.pages_expanded(record)
  local pages = record.pages
  return pages and (core.pages_expanded(pages) or pages)
end

local function short_author(author)
  return author.literal or author.family or "?"
end

local TITLE = 40 -- bytes of a title that stands for authors

local function short_title(title)
  if #title > TITLE then title = title:sub(1, utf8.offset(title, 0, TITLE) - 1) .. "…" end
  return "“" .. title .. "”"
end

--- "Elvey et al 2018", "Jensen and Bungay 2021"; the title's beginning where there is no author.
---@return string
function methods:citation()
  local authors = self.authors
  local who
  if #authors == 0 then
    who = self.title and short_title(self.title)
  elseif #authors == 1 and self.authors_complete then
    who = short_author(authors[1])
  elseif #authors == 2 and self.authors_complete then
    who = short_author(authors[1]) .. " and " .. short_author(authors[2])
  else
    who = short_author(authors[1]) .. " et al"
  end
  return chars.line(("%s %s"):format(who or self.doi or "record " .. self.id, self.year or "n.d."))
end

methods.reference = require("sheaf.citation").reference

function methods.__meta:__tostring() return self:citation() end

return methods
