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
local function given_parts(author)
  local parts, given = {}, author.given
  if not given then
    split_initials(author.initials or "", parts)
    return parts
  end
  for _, word in ipairs(words.split(given)) do
    local text = given:sub(word.first, word.last)
    if #text <= 3 and text:find("^%u+$") and (author.initials == nil or author.initials:find(text, 1, true)) then
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

--- A form: how one author is written, as far as it tells people apart.
local function read_form(author)
  local text = shown(author)
  if not text or not text:find("%S") then return nil end
  local form = { text = text, orcid = orcid_of(author), parts = {}, suffix = "", named = author.family ~= nil }
  form.family = words.key(author.family or text)
  if form.named then
    form.parts = given_parts(author)
    form.suffix = words.key(author.suffix or "")
  end
  local name = table.concat({ form.family, table.concat(form.parts, " "), form.suffix }, "\0")
  form.key = (form.orcid or "") .. "\0" .. (form.named and "n" or "l") .. name
  form.letters = #table.concat(form.parts)
  form.order = ("%s%010d%s"):format(form.orcid and "0" or "1", 9999999999 - form.letters, form.key)
  return form
end

--- Forms of a set with the records they stand in.
local function read_forms(set)
  local forms, by_key, without, cut = {}, {}, 0, 0
  local ordinal = 0
  for record in set:each() do
    ordinal = ordinal + 1
    local any = false
    for place, author in ipairs(record.authors or {}) do
      local form = read_form(author)
      if form then
        any = true
        local kept = by_key[form.key]
        if not kept then
          kept = form
          kept.at, kept.leads, kept.spellings = {}, {}, {}
          by_key[form.key], forms[#forms + 1] = kept, kept
        end
        kept.at[ordinal] = tally.year(record) or false
        kept.leads[ordinal] = kept.leads[ordinal] or place == 1
        kept.spellings[form.text] = (kept.spellings[form.text] or 0) + 1
      end
    end
    if not any then without = without + 1 end
    if record.authors_complete == false then cut = cut + 1 end
  end
  return forms, without, cut
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
  for ordinal in pairs(form.at) do
    if person.at[ordinal] ~= nil then return true end
  end
  return false
end

local function could_be(person, form)
  for _, member in ipairs(person.members) do
    if contains(member, form) then return true end
  end
  return false
end

local function new_person(form)
  return { orcid = form.orcid, members = {}, at = {}, leads = {} }
end

local function take(person, form)
  person.members[#person.members + 1] = form
  for ordinal, year in pairs(form.at) do
    person.at[ordinal] = year
    person.leads[ordinal] = person.leads[ordinal] or form.leads[ordinal]
  end
end

--- The only person of a bucket whose name contains the form, or nil.
local function the_one(bucket, form)
  local found
  for _, person in ipairs(bucket and bucket.list or {}) do
    if could_be(person, form) then
      if found then return nil end
      found = person
    end
  end
  return found and not share_record(found, form) and found or nil
end

--- Where people of a form are kept: under family and first name, and, where that is a full name, also under family
-- and initial, for the forms that have no more. A form is looked up in the first place only.
local function places_of(form)
  local first = form.named and form.parts[1]
  if not first then return {} end
  local places = { form.family .. "\0" .. first }
  if is_full(form) then places[2] = form.family .. "\0" .. first:match(FIRST) end
  return places
end

--- Forms to people, the forms that say most first.
local function identify(forms)
  table.sort(forms, function(a, b) return a.order < b.order end)
  local people, by_orcid, near = {}, {}, {}
  for _, form in ipairs(forms) do
    local person = form.orcid and by_orcid[form.orcid]
    local places = places_of(form)
    if not person and not form.orcid and places[1] then person = the_one(near[places[1]], form) end
    if not person then
      person = new_person(form)
      people[#people + 1] = person
      if form.orcid then by_orcid[form.orcid] = person end
    end
    take(person, form)
    for _, at in ipairs(places) do
      near[at] = near[at] or { list = {} }
      local bucket = near[at]
      if not bucket[person] then table.insert(bucket.list, person) end
      bucket[person] = true
    end
  end
  return people
end

local function summarise(person)
  local records, leads = 0, 0
  for ordinal, year in pairs(person.at) do
    records = records + 1
    if person.leads[ordinal] then leads = leads + 1 end
    if year then
      person.first_year = math.min(person.first_year or year, year)
      person.last_year = math.max(person.last_year or year, year)
    end
  end
  person.records, person.first_author, person.also, person.form = records, leads, {}, nil
  table.sort(person.members, function(a, b)
    if a.letters ~= b.letters then return a.letters > b.letters end
    return a.key < b.key
  end)
  local seen = {}
  for _, form in ipairs(person.members) do
    local text = tally.commonest(form.spellings)
    if not person.form then
      person.form, person.key = text, form.key
    elseif not seen[text] then
      person.also[#person.also + 1] = text
    end
    seen[text] = true
  end
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
  local forms, without, cut = read_forms(set)
  local people, merged = identify(forms), 0
  for _, person in ipairs(people) do
    summarise(person)
    if #person.also > 0 then merged = merged + 1 end
  end
  table.sort(people, tally.before)
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
