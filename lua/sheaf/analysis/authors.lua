--- Records by author. Who is who: an ORCID decides. Otherwise a name is family plus given names as written, and
-- a shorter form ("Checkland K", "Checkland Katherine") counts with a fuller one ("Checkland Katherine H") only where
-- exactly one fuller name in the set contains it and no record names both. Forms counted together stand in `also`;
-- forms that could be several people stay apart.

local new_table = require("sheaf.table").new
local read_options = require("sheaf.options").read
local tally = require "sheaf.tally"
local words = require "sheaf.words"

local FIRST = "^[\0-\x7F\xC2-\xF4][\x80-\xBF]*"

local function orcid_of(author)
  local digits = tostring(author.orcid or ""):upper():match("%d%d%d%d%-?%d%d%d%d%-?%d%d%d%d%-?%d%d%d[%dX]")
  return digits and digits:gsub("%-", ""):gsub("(....)(....)(....)", "%1-%2-%3-") or nil
end

--- Letters of "KH", "K.H." or "K H", each a given name of one letter.
local function split_initials(text, parts)
  for _, word in ipairs(words.split(text)) do
    for letter in word.fold:gmatch(FIRST:sub(2)) do parts[#parts + 1] = letter end
  end
end

--- Given names in order, folded; "KH" in capitals is two initials.
local function given_parts(given, initials)
  local parts = {}
  if not given then
    split_initials(initials or "", parts)
    return parts
  end
  for _, word in ipairs(words.split(given)) do
    local text = given:sub(word.first, word.last)
    if #text <= 3 and text:find("^%u+$") and (initials == nil or initials:find(text, 1, true)) then
      split_initials(text, parts)
    else
      parts[#parts + 1] = word.fold
    end
  end
  return parts
end

local function shown(author)
  if not author.family then return author.literal end
  local given = author.given or author.initials
  return author.family .. (given and ", " .. given or "") .. (author.suffix and ", " .. author.suffix or "")
end

--- Reads names, each family name and each given name once: most names of a set stand in it many times.
local function new_reader()
  local families, givens = {}, {}
  local reader = {}

  function reader.family(text)
    local key = families[text]
    if not key then
      key = words.key(text)
      families[text] = key
    end
    return key
  end

  function reader.given(given, initials)
    local name = (given or "\1") .. "\0" .. (initials or "\1")
    local known = givens[name]
    if not known then
      known = given_parts(given, initials)
      known.text = table.concat(known, " ")
      known.letters = #known.text - math.max(#known - 1, 0)
      givens[name] = known
    end
    return known
  end
  return reader
end

local NONE = { text = "", letters = 0 }

--- A form: how one author is written, as far as it tells people apart.
local function read_form(reader, author, text)
  local family, orcid = author.family, author.orcid and orcid_of(author)
  local parts = family and reader.given(author.given, author.initials) or NONE
  local suffix = family and author.suffix and words.key(author.suffix) or ""
  local key = reader.family(family or text)
  return {
    text = text, orcid = orcid, named = family ~= nil, family = key, parts = parts, suffix = suffix,
    letters = parts.letters, at = {},
    key = (orcid or "") .. "\0" .. (family and "n" or "l") .. key .. "\0" .. parts.text .. "\0" .. suffix,
  }
end

--- Notes that a form stands in a record: its ordinal, negative where it is the first author.
local function note(form, text, ordinal, place)
  local at = form.at
  local last = at[#at]
  if not last or math.abs(last) ~= ordinal then at[#at + 1] = place == 1 and -ordinal or ordinal end
  if form.spellings then
    form.spellings[text] = (form.spellings[text] or 0) + 1
  elseif text ~= form.text then
    form.spellings = { [form.text] = form.uses or 0, [text] = 1 }
  else
    form.uses = (form.uses or 0) + 1
  end
end

--- What an author is written with, all of it.
local function signature(author, text)
  return ("%s\0%s\0%s"):format(text, author.initials or "", author.orcid or "")
    .. (author.family and "" or "\0l") .. (author.given and "\0g" or "")
end

--- Forms of a set with the places in it, and the years of its records.
local function read_forms(set)
  local forms, by_key, written, years = {}, {}, {}, {}
  local reader, without, cut, ordinal = new_reader(), 0, 0, 0
  for record in set:each() do
    ordinal = ordinal + 1
    years[ordinal] = tally.year(record) or false
    local any = false
    for place, author in ipairs(record.authors or {}) do
      local text = shown(author)
      if text and text:find("%S") then
        any = true
        local name = signature(author, text)
        local form = written[name]
        if not form then
          form = read_form(reader, author, text)
          if not by_key[form.key] then by_key[form.key], forms[#forms + 1] = form, form end
          form = by_key[form.key]
          written[name] = form
        end
        note(form, text, ordinal, place)
      end
    end
    if not any then without = without + 1 end
    if record.authors_complete == false then cut = cut + 1 end
  end
  return forms, years, without, cut
end

local function is_full(form)
  return form.parts[1] ~= nil and utf8.len(form.parts[1]) ~= 1
end

--- True where a form says nothing that the fuller form does not say too.
local function contains(fuller, form)
  if #form.parts == 0 or #form.parts > #fuller.parts or not is_full(fuller) then return false end
  if form.suffix ~= "" and form.suffix ~= fuller.suffix then return false end
  for i, part in ipairs(form.parts) do
    local whole = fuller.parts[i]
    if part ~= whole and not (utf8.len(part) == 1 and whole:sub(1, #part) == part) then return false end
  end
  return true
end

local function share_record(person, form)
  local seen = {}
  for _, member in ipairs(person.members) do
    for _, ordinal in ipairs(member.at) do seen[math.abs(ordinal)] = true end
  end
  for _, ordinal in ipairs(form.at) do
    if seen[math.abs(ordinal)] then return true end
  end
  return false
end

local function could_be(person, form)
  for _, member in ipairs(person.members) do
    if contains(member, form) then return true end
  end
  return false
end

--- The only person of a list whose name contains the form, or nil.
local function the_one(list, form)
  local found
  for _, person in ipairs(list or NONE) do
    if could_be(person, form) then
      if found then return nil end
      found = person
    end
  end
  return found and not share_record(found, form) and found or nil
end

--- Keeps a person under one first name of a family, once.
local function keep(near, name, person)
  near[name] = near[name] or {}
  local list = near[name]
  for _, known in ipairs(list) do
    if known == person then return end
  end
  list[#list + 1] = person
end

--- People of a family are kept under the first name and, where that is a full name, also under its initial, for the
--- forms that have no more. A form is looked up in the first place only.
local function place(family, form, person)
  local first = form.named and form.parts[1]
  if not first then return end
  keep(family.near, first, person)
  if is_full(form) then keep(family.near, first:match(FIRST), person) end
end

--- The forms of each family name, and apart from them those with an ORCID, of all families.
local function by_family(forms)
  local families, order, identified = {}, {}, {}
  for _, form in ipairs(forms) do
    local family = families[form.family]
    if not family then
      family = { near = {}, forms = {} }
      families[form.family], order[#order + 1] = family, family
    end
    table.insert(form.orcid and identified or family.forms, form)
  end
  return families, order, identified
end

local function fuller(a, b)
  if a.letters ~= b.letters then return a.letters > b.letters end
  return a.key < b.key
end

--- Forms to people: an ORCID's forms first, then those that say most.
local function identify(forms)
  local families, order, identified = by_family(forms)
  local people, by_orcid = {}, {}
  table.sort(identified, fuller)
  for _, form in ipairs(identified) do
    local person = by_orcid[form.orcid]
    if person then
      table.insert(person.members, form)
    else
      person = { orcid = form.orcid, members = { form } }
      by_orcid[form.orcid], people[#people + 1] = person, person
    end
    place(families[form.family], form, person)
  end
  for _, family in ipairs(order) do
    local alone = #family.forms == 1 and next(family.near) == nil
    if #family.forms > 1 then table.sort(family.forms, fuller) end
    for _, form in ipairs(family.forms) do
      local person = not alone and form.named and form.parts[1] and the_one(family.near[form.parts[1]], form)
      if person then
        table.insert(person.members, form)
      else
        person = { members = { form } }
        people[#people + 1] = person
      end
      if not alone then place(family, form, person) end
    end
  end
  return people
end

--- Counts a person's records, each once whatever forms it names the person by.
local function count_records(person, years)
  local records, leads, seen, led = 0, 0, #person.members > 1 and {} or nil, {}
  for _, form in ipairs(person.members) do
    for _, signed in ipairs(form.at) do
      local ordinal = math.abs(signed)
      if not (seen and seen[ordinal]) then
        records = records + 1
        local year = years[ordinal]
        if year then
          if not person.first_year or year < person.first_year then person.first_year = year end
          if not person.last_year or year > person.last_year then person.last_year = year end
        end
      end
      if seen then seen[ordinal] = true end
      if signed < 0 and not (seen and led[ordinal]) then
        leads = leads + 1
        led[ordinal] = seen and true or nil
      end
    end
  end
  person.records, person.first_author = records, leads
end

local function spelling(form)
  return form.spellings and tally.commonest(form.spellings) or form.text
end

local NO_OTHERS = {}

local function summarise(person, years)
  count_records(person, years)
  local members = person.members
  if #members > 1 then table.sort(members, fuller) end
  person.form, person.key, person.also = spelling(members[1]), members[1].key, NO_OTHERS
  if #members == 1 then return end
  local seen = { [person.form] = true }
  person.also = {}
  for i = 2, #members do
    local text = spelling(members[i])
    if not seen[text] then
      person.also[#person.also + 1], seen[text] = text, true
    end
  end
end

--- Most records first, then by name: as tally.before, but strings are sorted as such, which is much faster.
local function ranked(people)
  local groups, counts, list = {}, {}, {}
  for _, person in ipairs(people) do
    local group = groups[person.records]
    if not group then
      group = { names = {}, by_name = {} }
      groups[person.records], counts[#counts + 1] = group, person.records
    end
    local name = person.form .. "\0" .. person.key
    group.names[#group.names + 1], group.by_name[name] = name, person
  end
  table.sort(counts, function(a, b) return a > b end)
  for _, count in ipairs(counts) do
    table.sort(groups[count].names)
    for _, name in ipairs(groups[count].names) do list[#list + 1] = groups[count].by_name[name] end
  end
  return list
end

local function notes_of(merged, without, cut, left_out)
  local notes = {}
  if merged > 0 then
    notes[1] = ("%d author%s counted with shorter or other forms of the name: see also"):format(merged,
      merged == 1 and "" or "s")
  end
  if cut > 0 then notes[#notes + 1] = tally.count(cut) .. " whose source cut the list of authors" end
  if without > 0 then notes[#notes + 1] = tally.count(without) .. " without authors" end
  if left_out > 0 then notes[#notes + 1] = ("%d more authors"):format(left_out) end
  return notes
end

---@param set sheaf.set
---@param options? { limit?: integer }
---@return sheaf.table
return function(set, options)
  options = read_options("authors", options, { limit = "count" })
  local forms, years, without, cut = read_forms(set)
  local people, merged = identify(forms), 0
  for _, person in ipairs(people) do
    summarise(person, years)
    if #person.also > 0 then merged = merged + 1 end
  end
  people = ranked(people)
  local rows = {}
  for i = 1, math.min(#people, options.limit or #people) do
    local person = people[i]
    rows[i] = {
      person.form, person.records, person.first_author, person.first_year, person.last_year,
      #person.also > 0 and table.concat(person.also, "; ") or nil, person.orcid,
    }
  end
  return new_table {
    title = "Authors",
    columns = {
      { name = "author", kind = "text" }, { name = "records", kind = "integer" },
      { name = "first_author", kind = "integer" }, { name = "first_year", kind = "integer" },
      { name = "last_year", kind = "integer" }, { name = "also", kind = "text" }, { name = "orcid", kind = "text" },
    },
    rows = rows, notes = notes_of(merged, without, cut, #people - #rows),
    chart = { kind = "bar", x = "author", y = "records", title = "Records by author" },
  }
end
