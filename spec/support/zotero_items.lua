--- Compares a record with the item that Zotero or Better BibTeX expects from the same input.
local zotero_items = {}

local DASHES = { "–", "—", "‐", "‑", "−" }
local TITLES = { "publicationTitle", "bookTitle", "proceedingsTitle", "encyclopediaTitle", "dictionaryTitle" }
local AUTHORS = { author = true, inventor = true, programmer = true, director = true, artist = true, performer = true,
  cartographer = true, presenter = true, podcaster = true, sponsor = true, composer = true, interviewee = true }

--- Text without markup, white space made single, in small letters: Better BibTeX changes titles to sentence case.
local function plain(text)
  if not text then return nil end
  text = tostring(text):gsub("</?%a[^<>]*>", ""):gsub("\u{a0}", " "):gsub("’", "'")
  text = text:gsub("\u{ad}", ""):gsub("\u{200b}", ""):gsub("\u{b5}", "\u{3bc}"):gsub("\u{202f}", " ")
  text = text:gsub("\xe2\x80[\x80-\x8a]", " "):gsub("%s+", " ")
  text = text:gsub("^ ", ""):gsub(" $", ""):lower()
  return text ~= "" and text or nil
end

local function pages(text)
  if not text then return nil end
  for _, dash in ipairs(DASHES) do text = text:gsub(dash, "-") end
  return (text:gsub("%s*%-+%s*", "-"):gsub("^pp?%.%s*", ""))
end

local function expected_names(item)
  local names = {}
  for _, creator in ipairs(item.creators or {}) do
    local name = plain(creator.lastName or creator.name)
    -- "and others" is no author here, and a suffix is a part of its own.
    if AUTHORS[creator.creatorType] and name and name ~= "others" then
      names[#names + 1] = name:gsub(", [ivj]+r?%.?$", "")
    end
  end
  return table.concat(names, "; ")
end

local function names_of(record)
  local names = {}
  for _, author in ipairs(record.authors) do names[#names + 1] = plain(author.family or author.literal) end
  return table.concat(names, "; ")
end

local function title_of(item)
  for _, name in ipairs(TITLES) do
    if item[name] then return plain(item[name]) end
  end
end

local function doi(text) return text and text:lower():gsub("^https?://[^/]*doi%.org/", "") end

local function lower(text) return text and text ~= "" and text:lower() or nil end

--- The fields in which the two differ: name, what was expected, what was found. A field that the item does not have
--- is not compared.
---@param record table
---@param item table a Zotero item
---@return table[] differences { field, expected, found }
---@return integer compared how many fields the item had
function zotero_items.compare(record, item)
  local pairs_of = {
    { "title", plain(item.title or item.caseName or item.nameOfAct), plain(record.title) },
    { "authors", lower(expected_names(item)), names_of(record) },
    { "year", item.date and tostring(item.date):match("%d%d%d%d"), record.year and tostring(record.year) },
    { "doi", doi(item.DOI), record.doi },
    { "pages", pages(item.pages), pages(record.pages) },
    { "volume", lower(item.volume), lower(record.volume) },
    { "issue", lower(item.issue), lower(record.issue) },
    { "journal", title_of(item), plain(record.journal), plain(item.journalAbbreviation) },
  }
  local differences, compared = {}, 0
  for _, row in ipairs(pairs_of) do
    if row[2] then
      compared = compared + 1
      if row[2] ~= row[3] and (row[4] == nil or row[4] ~= row[3]) then
        differences[#differences + 1] = { field = row[1], expected = row[2], found = row[3] }
      end
    end
  end
  return differences, compared
end

local function letters(text) return (plain(text) or ""):gsub("[%p%s]", "") end

--- Pairs each expected item with a record: by key and title, by title, by key, and what is left over by place.
---@param records table[]
---@param items table[]
---@return table[] found the record of items[i], or false
function zotero_items.pair(records, items)
  local used, found = {}, {}
  local function key_of(item)
    local key = type(item.citationKey) == "string" and item.citationKey or item.itemID
    return type(key) == "string" and key or ""
  end
  local function title(item) return letters(item.title or item.caseName or item.nameOfAct) end
  local function pass(of_record, of_item)
    local free = {}
    for _, record in ipairs(records) do
      local name = of_record(record)
      free[name] = free[name] or {}
      if name ~= "" and not used[record] then table.insert(free[name], record) end
    end
    for i, item in ipairs(items) do
      local list = not found[i] and free[of_item(item)]
      if list and list[1] then
        found[i] = table.remove(list, 1)
        used[found[i]] = true
      end
    end
  end
  pass(function(r) return (r.label or "") .. "\0" .. letters(r.title) end,
    function(item) return key_of(item) .. "\0" .. title(item) end)
  local function print_of(family, year, first) return ("%s %s %s"):format(family or "?", year or "?", first or "?") end
  local function record_print(r)
    return print_of(plain((r.authors[1] or {}).family), r.year, (r.pages or ""):match("%w+"))
  end
  local function item_print(item)
    local first = (item.creators or {})[1] or {}
    return print_of(plain(first.lastName), (item.date or ""):match("%d%d%d%d"), (item.pages or ""):match("%w+"))
  end
  pass(function(r) return letters(r.title) .. record_print(r) end,
    function(item) return title(item) .. item_print(item) end)
  pass(function(r) return letters(r.title) end, title)
  pass(record_print, item_print)
  pass(function(r) return r.label or "" end, key_of)
  if #records == #items and #items < 10 then pass(function() return "any" end, function() return "any" end) end
  for i = 1, #items do found[i] = found[i] or false end
  return found
end

return zotero_items
