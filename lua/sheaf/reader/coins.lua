--- Reads the citations that a web page carries for programs as COinS: empty elements of class Z3988 whose title is an
--- OpenURL (ANSI/NISO Z39.88-2004). Pages with lists of works have one for each.
--
--   <span class="Z3988" title="ctx_ver=Z39.88-2004&amp;rft.atitle=Evening+clinics&amp;rft.aulast=Okafor"></span>

local page = require "sheaf.page"

local M = { name = "coins", title = "Web page with COinS", extensions = { "html", "htm" } }

local ENTITIES = { amp = "&", lt = "<", gt = ">", quot = '"', apos = "'", nbsp = " " }

local function unescape(text)
  return (text:gsub("&(#?)([xX]?)(%w+);", function(sign, hex, name)
    if sign == "" then return ENTITIES[hex .. name] end
    local number = tonumber(name, hex ~= "" and 16 or 10)
    return number and number <= 0x10FFFF and (number < 0xD800 or number > 0xDFFF) and utf8.char(number) or nil
  end))
end

local function decode(text)
  text = text:gsub("+", " "):gsub("%%(%x%x)", function(digits) return string.char(tonumber(digits, 16)) end)
  return page.trim((text:gsub("%z", " ")))
end

--- { key = { values } } of an OpenURL.
local function pairs_of(url)
  local fields = {}
  for key, value in url:gmatch "([^&=]+)=([^&]*)" do
    key, value = decode(key):lower(), decode(value)
    if value ~= "" then
      fields[key] = fields[key] or {}
      table.insert(fields[key], value)
    end
  end
  return fields
end

--- Calls f(fields, line) for each element of the page.
local function each(html, f)
  local line, at = 1, 1
  for place, tag in html:gmatch "()(<%a[^<>]->)" do
    if tag:find "Z3988" and (tag:find "class%s*=%s*[\"'][^\"']*Z3988" or tag:find "class%s*=%s*Z3988") then
      local _, breaks = html:sub(at, place - 1):gsub("\n", "")
      line, at = line + breaks, place
      local title = tag:match 'title%s*=%s*"([^"]*)"' or tag:match "title%s*=%s*'([^']*)'"
      if title then f(pairs_of(unescape(title)), line) end
    end
  end
end

local GENRES = { article = "article-journal", proceeding = "paper-conference", conference = "paper-conference",
  preprint = "article", issue = "periodical", book = "book", bookitem = "chapter", report = "report",
  document = "document", dissertation = "thesis" }
local KINDS = { journal = "article-journal", book = "book", dissertation = "thesis", patent = "patent" }

local FIELDS = { ["rft.volume"] = "volume", ["rft.issue"] = "issue", ["rft.edition"] = "edition",
  ["rft.pub"] = "publisher", ["rft.publisher"] = "publisher", ["rft.inst"] = "publisher", ["rft.place"] = "place",
  ["rft.series"] = "series", ["rft.stitle"] = "journal_abbreviation", ["rft.language"] = "language",
  ["rft.description"] = "abstract" }

--- Keys that the functions below read, or that say how the URL is written.
local READ = {}
for key in ("ctx_ver ctx_enc ctx_id rft_val_fmt rfr_id url_ver url_ctx_fmt rft.genre rft.atitle rft.jtitle rft.btitle "
  .. "rft.title rft.aulast rft.aufirst rft.auinit rft.auinit1 rft.auinitm rft.ausuffix rft.au rft.aucorp rft.creator "
  .. "rft.date rft.spage rft.epage rft.pages rft.issn rft.eissn rft.isbn rft_id rft.identifier rft.subject rft.type "
  .. "rft.source"):gmatch "%S+" do
  READ[key] = true
end

local function titles(record, fields)
  local function first(key) return fields["rft." .. key] and fields["rft." .. key][1] end
  local part = first "atitle"
  record.title = part or first "btitle" or first "title"
  local around = first "jtitle" or part and (first "btitle" or first "title") or first "source"
  if around ~= record.title then record.journal = around end
end

local function people(record, fields)
  local function first(key) return fields["rft." .. key] and fields["rft." .. key][1] end
  record.authors = {}
  local family = first "aulast"
  if family then
    local given = first "aufirst" or first "auinit"
      or table.concat({ first "auinit1" or "", first "auinitm" or "" }, " "):match "^%s*(.-)%s*$"
    local whole = family .. (given ~= "" and ", " .. given or "")
    table.insert(record.authors, first "ausuffix" and whole .. ", " .. first "ausuffix" or whole)
  end
  for _, key in ipairs { "rft.au", "rft.creator" } do
    for i, name in ipairs(fields[key] or {}) do
      local again = i == 1 and family and name:lower():find(family:lower(), 1, true)
      if not again then table.insert(record.authors, name) end
    end
  end
  for _, body in ipairs(fields["rft.aucorp"] or {}) do table.insert(record.authors, { literal = body }) end
end

local function numbers(record, fields)
  local ids = {}
  for _, key in ipairs { "rft_id", "rft.identifier" } do
    for _, id in ipairs(fields[key] or {}) do ids[#ids + 1] = id end
  end
  for _, id in ipairs(ids) do
    local doi, pmid = id:match "^info:doi/(.+)", id:match "^info:pmid/(%d+)"
    if doi or id:find "^10%.%d+/" or id:find "^https?://[^/]*doi%.org/" then
      page.set(record, "doi", doi or id, "rft_id")
    elseif pmid then
      page.set(record, "pmid", pmid, "rft_id")
    elseif id:find "^https?://" or id:find "^ftp://" then
      page.append(record, "urls", id)
    else
      page.note(record, "rft_id", (id:gsub("^urn:", "")))
    end
  end
  for _, key in ipairs { "rft.issn", "rft.eissn" } do
    for _, value in ipairs(fields[key] or {}) do page.append(record, "issn", value) end
  end
  for _, value in ipairs(fields["rft.isbn"] or {}) do page.set(record, "isbn", value, "rft.isbn") end
end

local function pages(record, fields)
  local whole, from, to = fields["rft.pages"], fields["rft.spage"], fields["rft.epage"]
  record.pages = whole and whole[1] or from and from[1] .. (to and to[1] ~= from[1] and "-" .. to[1] or "") or nil
end

local function record_of(fields)
  local record = {}
  local kind = (fields.rft_val_fmt or { "" })[1]:match "[^:]*$"
  local genre = fields["rft.genre"] and fields["rft.genre"][1]:lower()
  record.type = GENRES[genre] or KINDS[kind] or fields["rft.type"] and page.type_of(fields["rft.type"][1]) or nil
  titles(record, fields)
  people(record, fields)
  pages(record, fields)
  numbers(record, fields)
  record.date = fields["rft.date"] and page.date(fields["rft.date"][1]) or nil
  record.keywords = fields["rft.subject"]
  local keys = {}
  for key in pairs(fields) do keys[#keys + 1] = key end
  table.sort(keys)
  for _, key in ipairs(keys) do
    for _, value in ipairs(fields[key]) do
      if FIELDS[key] then
        page.set(record, FIELDS[key], value, key)
      elseif not READ[key] then
        page.note(record, key, value)
      end
    end
  end
  return record
end

--- Above a page's Dublin Core, below what it says of the one work that it shows.
function M.detect(_, source)
  if not source or not source.html or not source.html:find("Z3988", 1, true) then return end
  local count = 0
  each(source.html, function() count = count + 1 end)
  return count > 0 and 55 or nil
end

function M.read(source, emit)
  each(source.html, function(fields, line)
    local record = record_of(fields)
    if record.title or record.journal or record.doi or record.pmid or #record.authors > 0 then
      return emit(record, line)
    end
    source:problem { line = line, code = "no-title", severity = "error",
      message = "this COinS element names no title, author or number; nothing can be loaded from it" }
  end)
end

return M
