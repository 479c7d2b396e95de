--- Reads an aggregator's list of results, saved as text or HTML. Each result is: a title (often missing), the
-- journal, "2018 ◽", "Vol 68 (672) ◽", "pp. e487-e494 ◽", "Author(s):", names with ◽ between them, and the abstract.
-- The results are found by their "Author(s):" lines; what stands before one, up to a blank line, is its head.

local page = require "sheaf.page"
local meta = require "sheaf.page.meta"
local name = require "sheaf.page.name"
local date = require "sheaf.page.date"

local aggregator = {}

--- Signs between the pieces of a result's head; the first that the page uses so is taken.
aggregator.separators = { "\u{25FD}", "\u{25FB}", "\u{25AB}", "\u{25AA}", "\u{2022}", "\u{B7}", "|" }

--- Words for the kind of source that stand before a title, and the CSL type they mean.
aggregator.prefixes = {
  { "scholarly journals", "article-journal" }, { "scholarly journal", "article-journal" },
  { "journal articles", "article-journal" }, { "journal article", "article-journal" },
  { "journals", "article-journal" }, { "conference papers", "paper-conference" },
  { "conference proceedings", "paper-conference" }, { "book chapters", "chapter" }, { "book chapter", "chapter" },
  { "books", "book" }, { "preprints", "article" }, { "preprint", "article" }, { "dissertations", "thesis" },
  { "theses", "thesis" }, { "reports", "report" }, { "magazines", "article-magazine" },
  { "trade journals", "article-magazine" }, { "newspapers", "article-newspaper" }, { "datasets", "dataset" },
}

local AUTHORS = "^%s*[Aa]uthor[s%(%)]*%s*:%s*(.*)$"
local KEYWORDS = "^%s*[Kk]eyword[s%(%)]*%s*:%s*(.*)$"

local function is_header_piece(text)
  return text:find("^%d%d%d%d$") or text:find("^[Vv]ol%.?u?m?e?%s") or text:find("^pp?%.%s*%S") or
    text:find("^[Ii]ssue%s") or text:find("^[Nn]o%.?%s%d") or text:find("^Cited [Bb]y") or text:find("^%u%l+ %d%d%d%d$")
    or text:find("^10%.%d%d%d%d+/%S+$")
end

local function split(line, sign)
  local pieces, at = {}, 1
  while true do
    local first, last = line:find(sign, at, true)
    local piece = page.trim(line:sub(at, (first or 0) - 1))
    if piece ~= "" then pieces[#pieces + 1] = piece end
    if not first then return pieces end
    at = last + 1
  end
end

-- The first sign that stands on a line with a year, volume or pages.
local function separator_of(lines)
  for _, sign in ipairs(aggregator.separators) do
    for _, line in ipairs(lines) do
      if #line < 400 and line:find(sign, 1, true) then
        for _, piece in ipairs(split(line, sign)) do
          if is_header_piece(piece) then return sign end
        end
      end
    end
  end
  return aggregator.separators[1]
end

--- Puts every piece of a result's head on a line of its own: { text, line, marked = a sign stood on its line,
-- more = its line ends with the sign }.
local function pieces_of(lines, sign)
  local list = {}
  for i, line in ipairs(lines) do
    local marked = line:find(sign, 1, true)
    local in_head = marked and (#line < 400 or line:find("[Aa]uthor%(?s?%)?%s*:"))
    if in_head then
      for _, piece in ipairs(split(line, sign)) do list[#list + 1] = { text = piece, line = i, marked = true } end
      if list[#list] and list[#list].line == i then list[#list].more = line:sub(-#sign) == sign end
    else
      list[#list + 1] = { text = page.trim(line), line = i, marked = false }
    end
  end
  return list
end

-- "2018 ◽ Author(s): A ◽ B" on one line leaves "Author(s): A" as a piece: cut it in two.
local function cut_markers(list)
  local out = {}
  for _, piece in ipairs(list) do
    local rest = piece.text:match(AUTHORS)
    local words = not rest and piece.text:match(KEYWORDS)
    if rest then
      out[#out + 1] = { text = "", line = piece.line, marker = "authors", marked = true }
    elseif words then
      out[#out + 1] = { text = "", line = piece.line, marker = "keywords", marked = true }
    end
    local text = rest or words or piece.text
    if not (rest or words) or text ~= "" then
      out[#out + 1] = { text = text, line = piece.line, marked = piece.marked or rest ~= nil, more = piece.more }
    end
  end
  return out
end

local function is_sentence(text)
  return text:find("%.%s*$") ~= nil or page.words(text) > 45
end

local function source_kind(text)
  local lower = text:lower()
  for _, row in ipairs(aggregator.prefixes) do
    if lower == row[1] then return row[2], text, "" end
    if lower:sub(1, #row[1] + 1) == row[1] .. " " and text:find("^%s*[%u%d\"'\u{2018}\u{201C}(]", #row[1] + 1) then
      return row[2], text:sub(1, #row[1]), page.trim(text:sub(#row[1] + 1))
    end
  end
end

local function is_blank(piece)
  return piece.text == "" and not piece.marker
end

--- The first piece of the head that ends at a marker: up over lines that are not blank, and over blank lines that
-- have a piece of a head above them.
local function head_start(list, marker, floor)
  local first, at = marker, marker
  while at - 1 > floor do
    local piece = list[at - 1]
    if is_blank(piece) then
      local above = at - 2
      while above > floor and is_blank(list[above]) do above = above - 1 end
      if above <= floor or not (list[above].more or is_header_piece(list[above].text)) then break end
      at = above + 1
    elseif piece.marker or not piece.marked and not is_header_piece(piece.text) and is_sentence(piece.text) then
      break
    else
      at = at - 1
      first = at
    end
  end
  return first
end

--- The paragraph before a head, if it reads like a title rather than like the end of an abstract.
local function title_above(list, head, floor, is_first)
  local at, gap = head - 1, 0
  while at > floor and list[at].text == "" do at, gap = at - 1, gap + 1 end
  if at <= floor or list[at].marked or list[at].marker then return end
  local text = list[at].text
  local blanks = 0
  local above = at - 1
  while above > floor and list[above].text == "" do above, blanks = above - 1, blanks + 1 end
  if page.is_furniture(text) then return end
  if source_kind(text) then return at end
  local _, _, beyond = source_kind(above > floor and list[above].text or "")
  local kind_above = beyond and (blanks == 0 or beyond == "" and blanks == 1)
  if above > floor and blanks == 0 and list[above].more then return end -- the last name of a list
  if kind_above then return above end
  if is_sentence(text) or page.words(text) < 2 then return end
  if is_first or above > floor or blanks >= 2 then return at end
end

local function take_header(record, text)
  local volume = text:match("^[Vv]ol%.?u?m?e?%s+(.+)$")
  local pages = text:match("^[Pp]p?%.%s*(.+)$")
  local cited = text:match("^Cited [Bb]y%s*[:~]?%s*(.+)$")
  if volume then
    local number, issue = volume:match("^(.-)%s*%((.-)%)%s*$")
    page.set(record, "volume", number or volume, "Volume")
    page.set(record, "issue", issue, "Issue")
  elseif pages then
    page.set(record, "pages", pages, "Pages")
  elseif text:find("^[Ii]ssue%s") or text:find("^[Nn]o%.?%s%d") then
    page.set(record, "issue", text:match("%s(.+)$"), "Issue")
  elseif text:find("^10%.") then
    page.set(record, "doi", text, "DOI")
  elseif cited then
    page.note(record, "Cited By", cited)
  else
    page.set_date(record, date.find(text), "Date")
  end
end

local function take_title(record, text)
  local kind, words, rest = source_kind(text)
  if kind then
    record.type = kind
    page.append(record, "publication_types", words)
    text = rest
  end
  if text ~= "" then page.set(record, "title", text, "Title") end
end

local function take_head(record, list, first, last)
  for i = first, last do
    local piece = list[i]
    if piece.text == "" then
      goto continue
    elseif is_header_piece(piece.text) then
      take_header(record, piece.text)
    elseif piece.marked then
      local kind = source_kind(piece.text)
      if kind then take_title(record, piece.text) else page.set(record, "journal", piece.text, "Journal") end
    else
      take_title(record, piece.text)
    end
    ::continue::
  end
end

local function is_prose(text)
  return page.words(text) > 7 or page.words(text) > 3 and text:find("[.?!]$") ~= nil
end

local function add_names(record, text)
  local authors, complete = name.list(text:find(",") and text or text .. ";")
  record.authors = record.authors or {}
  for _, author in ipairs(authors) do table.insert(record.authors, author) end
  if not complete then record.authors_complete = false end
end

--- Names and keywords after their marker, up to a blank line. Returns the place after them.
local function take_lists(record, list, at, last)
  local into, previous
  while at <= last do
    local piece = list[at]
    if piece.marker then
      into, previous = piece.marker, piece
    elseif is_blank(piece) then
      local following = at
      while following <= last and is_blank(list[following]) do following = following + 1 end
      local goes_on = following <= last and (previous.marker or previous.more or list[following].marker == "keywords")
      if not goes_on then return at end
      at = following - 1
    elseif not piece.marked and is_prose(piece.text) and not name.is_cut(piece.text) then
      return at
    elseif into == "authors" then
      add_names(record, piece.text)
      previous = piece
    else
      page.append(record, "keywords", piece.text)
      previous = piece
    end
    at = at + 1
  end
  return at
end

local function take_abstract(record, list, first, last)
  local paragraphs = {}
  for i = first, last do
    local text = list[i].text
    if text ~= "" and not page.is_furniture(text) then paragraphs[#paragraphs + 1] = text end
  end
  if #paragraphs == 0 then return end
  page.set(record, "abstract", page.abstract(table.concat(paragraphs, "\n\n")), "Abstract")
  page.set_sections(record)
end

-- Whether the title stands right above the rest of the head, without a blank line between them.
local function has_title(list, head, marker)
  for i = head, marker - 1 do
    local piece = list[i]
    if piece.text ~= "" and not piece.marked and not is_header_piece(piece.text) then return true end
  end
  return false
end

--- Where each result begins: { marker =, head =, title = }, all places in the list of pieces.
local function results(list)
  local found, floor = {}, 0
  for i, piece in ipairs(list) do
    if piece.marker == "authors" then
      local head = head_start(list, i, floor)
      local title = not has_title(list, head, i) and title_above(list, head, floor, #found == 0) or nil
      found[#found + 1] = { marker = i, head = head, start = title or head }
      floor = i
    end
  end
  return found
end

local function detect(head)
  if page.is_data(head) then return end
  local lines = page.lines(head)
  local list = cut_markers(pieces_of(lines, separator_of(lines)))
  local markers, pieces = 0, 0
  for _, piece in ipairs(list) do
    if piece.marker == "authors" then markers = markers + 1 end
    if piece.marked and is_header_piece(piece.text) then pieces = pieces + 1 end
  end
  if markers == 0 or pieces == 0 then return end
  return math.min(97, 80 + 5 * math.min(markers, 3) + pieces)
end

local function read(source, emit)
  local lines = page.lines(source.text)
  local list = cut_markers(pieces_of(lines, separator_of(lines)))
  local found = results(list)
  for i, result in ipairs(found) do
    local record = {}
    if #found == 1 then meta.apply(record, source) end
    take_head(record, list, result.start, result.marker - 1)
    local last = found[i + 1] and found[i + 1].start - 1 or #list
    local after = take_lists(record, list, result.marker, last)
    take_abstract(record, list, after, last)
    record.type = record.type or (record.journal or record.volume or record.pages) and "article-journal" or nil
    page.finish(source, emit, record, list[result.start].line)
  end
  if #found == 0 then
    source:problem { line = 1, code = "record-missing", severity = "error",
      message = "no result with an \"Author(s):\" line was found on this page" }
  end
end

aggregator.name = "aggregator"
aggregator.title = "Aggregator's result list (saved page)"
aggregator.extensions = { "txt", "html", "htm" }
aggregator.detect = detect
aggregator.read = read

return aggregator
