--- Reads what PubMed saves or shows as text: "Abstract (text)" (a numbered source line, then title, authors, author
--- information and abstract as paragraphs) and "Summary (text)" (a numbered paragraph each).

local citation = require "sheaf.page.citation"
local name = require "sheaf.page.name"
local page = require "sheaf.page"

local LONGEST_DOI = 300 -- bytes
local LONGEST = 20000 -- bytes of a summary; what is longer is none

--- "1. BMC Fam Pract. 2018 Jun 19;19(1):89." and "1: Okafor N, Stein R. Title." begin a record.
local function number_of(line)
  local number, text = line:match("^(%d+)[.:] (%S.*)")
  return number and #number <= 6 and math.tointeger(tonumber(number)) or nil, text
end

--- A year and what stands behind it in PubMed's sources: "2018 Jun 19;19", "2015;4(2)", "2020 Mar."
local function is_source(text)
  return text:find("%. [12]%d%d%d[%a%d%- /]*[;.:]") ~= nil
end

--- The paragraph that begins at a line, as one text.
local function paragraph_at(lines, first)
  local last = first
  while lines[last + 1] and lines[last + 1] ~= "" and last < first + 40 do last = last + 1 end
  return table.concat(lines, " ", first, last)
end

--- Where the records begin: paragraphs with a source whose numbers count up.
local function starts_of(lines)
  local starts, expected = {}, nil
  for i, line in ipairs(lines) do
    local number = (i == 1 or lines[i - 1] == "") and number_of(line) or nil
    if number and (not expected or number == expected) and is_source(paragraph_at(lines, i)) then
      starts[#starts + 1] = i
      expected = number + 1
    end
  end
  return starts
end

local function detect(head)
  if page.is_data(head) then return end
  local lines = page.lines(head)
  local starts = starts_of(lines)
  if #starts == 0 or starts[1] > 5 or not head:find("PMID: %d") then return end
  return 92, lines[starts[1]]:find("^%d+:") and "summary" or "abstract"
end

--- DOI, PMID and PMCID wherever PubMed writes them.
local function take_numbers(record, text)
  page.set(record, "pmid", text:match("PMID: (%d+)"), "PMID")
  page.set(record, "pmcid", text:match("PMCID: (PMC%d+)"), "PMCID")
  local doi = text:match("[Dd][Oo][Ii]: (10%.%d+/%S+)")
  page.set(record, "doi", doi and doi:sub(1, LONGEST_DOI):gsub("[.;,]+$", ""), "DOI")
  record.status = record.status or text:match("%[(Indexed for MEDLINE)%]")
end

--- "Rural Pract. 2015 Mar;4(2):10-9. doi: 10.1000/1. Epub 2015 Jan 2."
local function take_source(record, text)
  local first = text:find("%. [12]%d%d%d")
  page.set(record, "journal", first and text:sub(1, first - 1) or nil, "Source")
  local parsed = citation.parse(text:sub(first or 1):gsub("%s+PMID:.*", ""):gsub("^%. ", "x. "))
  page.set_date(record, parsed.date, "Source")
  for _, field in ipairs { "volume", "issue", "pages" } do page.set(record, field, parsed[field], "Source") end
  page.set(record, "date_electronic", parsed.electronic_date, "Epub")
  take_numbers(record, text)
  page.note(record, "Source", text)
end

--- "Okafor N(1), Stein R(1)(2); Evening Clinic Group.": names, each with the marks of its addresses.
local function take_authors(record, text)
  local marks, names = {}, {}
  for item in text:gmatch("[^,;]+") do
    local who, numbers = item:match("^([^()]*)(%(%d+%)[()%d]*)%.?$")
    who = page.trim(who or item:match("^(.*)%.$") or item)
    marks[who] = numbers
    names[#names + 1] = who
  end
  record.authors, record.authors_complete = name.list(table.concat(names, ", "))
  return marks
end

--- Gives each author the addresses that their marks name; without marks all addresses are the record's.
local function take_addresses(record, text, marks)
  local found, number = {}, nil
  for line in text:gmatch("[^\n]+") do
    local mark, rest = line:match("^%((%d+)%)%s*(.*)")
    number = mark or number or "0"
    found[number] = found[number] and found[number] .. " " .. page.trim(line) or mark and rest or page.trim(line)
  end
  local used = false
  for _, author in ipairs(record.authors or {}) do
    local written = author.literal or author.family .. " " .. (author.initials or "")
    for mark in (marks[written] or ""):gmatch("%d+") do
      if found[mark] then
        author.affiliations = author.affiliations or {}
        table.insert(author.affiliations, found[mark])
        used = true
      end
    end
  end
  if not used then page.append(record, "affiliations", (text:gsub("%s+", " "))) end
end

--- Paragraphs that are no part of the abstract, by how they begin.
local LABELS = { "^Comment in", "^Comment on", "^Erratum in", "^Erratum for", "^Update of", "^Update in",
  "^Republished", "^Retraction ", "^Summary for patients", "^Collaborators?:", "^Conflict of interest statement:",
  "^Copyright", "^\u{A9}", "^%[Article in ", "^Publisher: ", "^DOI: ", "^PMC?ID: " }

local function label_of(text)
  for _, pattern in ipairs(LABELS) do
    if text:find(pattern) then return pattern end
  end
end

local function take_labelled(record, text)
  local language = text:match("^%[Article in ([%a ]+)")
  local statement = text:match("^Conflict of interest statement:%s*(.*)")
  if language then
    page.set(record, "language", language)
  elseif statement then
    page.set(record, "conflict_of_interest", statement)
  elseif text:find("^DOI: ") or text:find("^PMC?ID: ") then
    take_numbers(record, text)
  else
    page.note(record, page.trim(text:match("^%a* ?%a*")), text)
  end
end

local function paragraphs_of(lines, first, last)
  local list = {}
  for _, paragraph in ipairs(page.paragraphs(lines, first, last)) do list[#list + 1] = paragraph.text end
  return list
end

local function flat(text) return page.trim((text:gsub("%s+", " "))) end

local function read_abstract(record, list)
  take_source(record, flat(list[1]:gsub("^%d+%. ", "")))
  page.set(record, "title", list[2] and flat(list[2]))
  local marks, abstract, at = {}, {}, 3
  local function is_body(text) return text:find("^Author information:") or label_of(text) ~= nil end
  while list[at] and list[at]:find("^%[Article in ") do
    take_labelled(record, flat(list[at]))
    at = at + 1
  end
  if list[at] and not is_body(list[at]) then
    marks = take_authors(record, flat(list[at]))
    at = at + 1
  end
  for i = at, #list do
    local text = list[i]
    if text:find("^Author information:") then
      take_addresses(record, text:gsub("^Author information:%s*", ""), marks)
    elseif label_of(text) then
      take_labelled(record, flat(text))
    else
      abstract[#abstract + 1] = text:gsub("\n(%u[%u ,&/%-]+:%s)", "\1%1"):gsub("%s*\n%s*", " "):gsub("\1", "\n")
    end
  end
  if #abstract > 0 then
    record.abstract = table.concat(abstract, "\n")
    page.set_sections(record)
  end
end

--- "Okafor N, Stein R. Title of it. Rural Pract. 2015 Mar;4(2):10-9. doi: ... PMID: 1; PMCID: PMC1."
local function read_summary(record, list)
  local text = flat(table.concat(list, " "):gsub("^%d+: ", ""))
  if #text > LONGEST then return page.set(record, "title", text) end
  local names, rest = text:match("^(.-)%. (.*)")
  local year = rest and rest:find("%. [12]%d%d%d[%a%d%- /]*[;.:]")
  local title, source = nil, rest
  if year then
    local before = rest:sub(1, year - 1)
    title = before:match("^(.*[.?!])%s+[^.?!]*$") or before:match("^(.*[.?!]%]?)%s")
    source = title and page.trim(rest:sub(#title + 1)) or rest
  end
  if not title then return page.set(record, "title", text) end
  take_authors(record, names)
  page.set(record, "title", title)
  take_source(record, source)
end

local function read(source, emit)
  local lines = page.lines(source.text)
  local starts = starts_of(lines)
  for i, first in ipairs(starts) do
    local record = { type = "article-journal" }
    local list = paragraphs_of(lines, first, (starts[i + 1] or #lines + 1) - 1)
    if list[1]:find("^%d+:") then read_summary(record, list) else read_abstract(record, list) end
    page.finish(source, emit, record, first)
  end
  if #starts == 0 then
    source:problem { line = 1, code = "record-missing", severity = "error",
      message = "no numbered source line such as \"1. J Name. 2018 Jun;1(2):3-4.\" was found" }
  end
end

return {
  name = "pubmed-text",
  title = "PubMed abstracts or summaries as text",
  extensions = { "txt" },
  detect = detect,
  read = read,
}
