--- Files of invented subject headings, as large as wanted: a tree in which each heading hangs below an earlier one,
-- some in two places.

local M = {}

local SYLLABLES = { "ba", "cor", "den", "fil", "gam", "hol", "jun", "kes", "lum", "mor", "nav", "pol", "quin", "ris",
  "sol", "tam", "ur", "vel", "wyn", "zet" }

--- The n-th word of an invented language; no two are equal.
local function word(n)
  local parts = {}
  repeat
    parts[#parts + 1] = SYLLABLES[n % #SYLLABLES + 1]
    n = n // #SYLLABLES
  until n == 0
  return table.concat(parts)
end

--- A list of { name =, tree = { number, ... } }.
---@param count integer
---@return { name: string, tree: string[] }[]
function M.headings(count)
  local list, children = {}, {}
  local function below(parent)
    children[parent] = (children[parent] or 0) + 1
    return ("%s.%d"):format(parent, children[parent])
  end
  for i = 1, count do
    local heading = { name = word(i) .. " care", tree = {} }
    if i <= 20 then
      heading.tree[1] = ("%s%02d"):format(string.char(64 + i), i)
    else
      heading.tree[1] = below(list[i // 3].tree[1])
      if i % 5 == 0 then heading.tree[2] = below(list[i // 7 + 1].tree[1]) end
    end
    list[i] = heading
  end
  return list
end

local HEAD = '<?xml version="1.0"?>\n<!DOCTYPE DescriptorRecordSet SYSTEM "nlmdescriptorrecordset_20230101.dtd">\n'
  .. '<DescriptorRecordSet LanguageCode="eng">\n'

local TERM = '<Term IsPermutedTermYN="%s"><TermUI>T%d</TermUI><String>%s</String></Term>\n'

--- Writes them as descriptor XML, each with `terms` entry terms and a note of so many bytes.
---@param path string
---@param headings { name: string, tree: string[] }[]
---@param terms integer
---@param note? integer
function M.write_xml(path, headings, terms, note)
  local file = assert(io.open(path, "wb"))
  file:write(HEAD)
  local padding = ("Invented words. "):rep((note or 0) // 16)
  for i, heading in ipairs(headings) do
    file:write('<DescriptorRecord DescriptorClass="1"><DescriptorUI>D', i, "</DescriptorUI><DescriptorName><String>",
      heading.name, "</String></DescriptorName><DateCreated><Year>1990</Year></DateCreated>\n",
      "<AllowableQualifiersList><AllowableQualifier><QualifierReferredTo><QualifierName><String>economics</String>",
      "</QualifierName></QualifierReferredTo></AllowableQualifier></AllowableQualifiersList>\n<TreeNumberList>")
    for _, number in ipairs(heading.tree) do file:write("<TreeNumber>", number, "</TreeNumber>") end
    file:write("</TreeNumberList>\n<ConceptList><Concept><ScopeNote>", padding, "</ScopeNote><TermList>\n")
    for t = 1, terms do
      file:write(TERM:format(t % 2 == 0 and "Y" or "N", t, ("%s of kind %d"):format(heading.name, t)))
    end
    file:write("</TermList></Concept></ConceptList></DescriptorRecord>\n")
  end
  file:write("</DescriptorRecordSet>\n")
  file:close()
end

--- Writes their trees, a line a place.
---@param path string
---@param headings { name: string, tree: string[] }[]
function M.write_trees(path, headings)
  local file = assert(io.open(path, "wb"))
  for _, heading in ipairs(headings) do
    for _, number in ipairs(heading.tree) do file:write(heading.name, ";", number, "\n") end
  end
  file:close()
end

--- The names that explosion of a heading must give, sorted: found by walking over all tree numbers.
---@param headings { name: string, tree: string[] }[]
---@param name string
---@return string[]
function M.exploded(headings, name)
  local numbers, names = {}, {}
  for _, heading in ipairs(headings) do
    if heading.name == name then numbers = heading.tree end
  end
  for _, heading in ipairs(headings) do
    local below = heading.name == name
    for _, number in ipairs(heading.tree) do
      for _, above in ipairs(numbers) do below = below or number:sub(1, #above + 1) == above .. "." end
    end
    if below then names[#names + 1] = heading.name end
  end
  table.sort(names)
  return names
end

return M
