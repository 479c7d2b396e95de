--- Reads an article of the trade press, a news site or a weblog, saved as text or HTML, with its readers'
-- comments. The headline is the last short line before the article's long paragraphs; the text becomes the
-- abstract, so that it can be searched, and one section "Text".
--
-- `article.comments` and `article.blocks` hold the words that sites use; add those of another site. All are Lua
-- patterns on the lower-case line.

local metadata = require "sheaf.reader.metadata"
local page = require "sheaf.page"
local meta = require "sheaf.page.meta"
local name = require "sheaf.page.name"
local date = require "sheaf.page.date"

local article = {}

article.comments = {
  --- The line above the comments; the capture is the number of comments that the page claims.
  headings = {
    "^readers?['\u{2019}]*s? comments?%s*%((%d+)%)$", "^readers?['\u{2019}]*s? comments?:?$", "^comments?%s*%((%d+)%)$",
    "^comments?%s*[:%-]?%s*(%d*)$", "^(%d+) comments?$", "^(%d+) comments? on ", "^(%d+) responses?$",
    "^(%d+) responses? to ", "^(%d+) thoughts? on ", "^(%d+) replies$", "^all comments%s*%(?(%d*)%)?$",
    "^discussion%s*%((%d+)%)$", "^join the conversation%s*%((%d+)%)$", "^view comments%s*%((%d+)%)$",
    "^rapid responses?%s*%(?(%d*)%)?$", "^reader responses?%s*%(?(%d*)%)?$",
  },
  --- A line that closes a comment.
  closings = {
    "unsuitable or offensive", "^report this comment", "^report abuse", "^report comment", "^report$", "^reply$",
    "^reply to ", "^reply [\u{2193}\u{21A9}]", "^log in to reply", "^like %(?%d*%)?$", "^like$", "^flag ", "^recommend",
    "^replies$", "^%d+ repl%l+$", "^view repl", "^show repl", "^hide repl",
    "^share this comment", "^link to this comment", "^permalink$",
  },
  --- A line that opens a comment: who wrote it, and when.
  openings = { "^(.-) says:%s*(.*)$", "^(.-) wrote:%s*(.*)$", "^(.-) said:%s*(.*)$", "^posted by:?%s+(.-) on (.+)$",
    "^posted by:?%s+(.+)$", "^comment by:?%s+(.-) on (.+)$", "^comment by:?%s+(.+)$", "^by:?%s+(.-) on (.+)$" },
  --- A line after which there is no comment any more.
  endings = { "^have your say", "^leave a comment", "^leave a reply", "^post a comment", "^add your comment",
    "^add a comment",
    "^write a comment", "^submit a comment", "must be logged in", "sign in to comment", "log in to comment",
    "^you must be ", "^comments are closed", "^comments are now closed", "^most popular", "^most read",
    "^related articles",
    "^related posts", "^more from ", "^newsletter", "^cancel reply" },
}

--- Blocks beside the text, up to the next blank-line gap without list signs: the words that head them. They are
-- kept in `extra` under the page's words.
article.blocks = { "^related", "^see also", "^further reading", "^tags?:?$", "^topics?:?$", "^categories:?$",
  "^filed under",
  "^more on this", "^read more:?$", "^readers also", "^recommended", "^about the author" }

local LONG = 120 -- bytes that make a paragraph prose
local BULLETS = { "\u{2022}", "\u{25E6}", "\u{2023}", "\u{25AA}", "\u{B7}", "*", "-" }

local function matches(list, line)
  if line == "" then return end
  local lower = page.trim(line):lower()
  if #lower > 120 then return end
  for _, pattern in ipairs(list) do
    local first, _, a, b = lower:find(pattern)
    if first then return true, a, b end
  end
end

local function is_prose(text)
  return #text >= LONG and text:find("[.?!][\"'\u{2019}\u{201D})]*") ~= nil
end

local function without_bullet(line)
  local text = page.trim(line)
  for _, bullet in ipairs(BULLETS) do
    if text:sub(1, #bullet) == bullet and text:find("^%s", #bullet + 1) then
      return page.trim(text:sub(#bullet + 1)), true
    end
  end
  return text, false
end

--- The line of the comments' heading and the number it claims.
local function comments_heading(lines, from)
  for i = from, #lines do
    local found, claimed = matches(article.comments.headings, lines[i])
    if found and #lines[i] < 100 then return i, math.tointeger(tonumber(claimed)) end
  end
end

local DATE_LEADS = {}
for _, words in ipairs { "published", "published on", "posted", "posted on", "first published", "updated",
  "last updated", "on", "date", "publication date" } do
  DATE_LEADS[words] = true
end

--- A byline: names and a date, together or alone. Returns authors, ISO date.
local function byline(line)
  if #line > 160 then return end
  local authors, when
  for piece in (line:gsub("\u{2022}", "|") .. "|"):gmatch("([^|]*)|") do
    piece = page.trim(piece)
    local by = piece:match("^[Bb][Yy]:?%s+(.+)$") or piece:match("^[Ww]ritten by:?%s+(.+)$")
      or piece:match("^[Aa]uthor:?%s+(.+)$")
    local found, first = date.find(piece)
    local lead = first and piece:sub(1, first - 1):lower():gsub("[%s:,]+$", "")
    if by and #by < 100 then
      local cut = select(2, date.find(by))
      if cut then when, by = date.find(by), by:sub(1, cut - 1):gsub("[%s,]+[Oo]?[Nn]?%s*$", "") end
      authors = (name.list(by))
    elseif found and #found > 4 and (lead == "" or lead:find("^%a+day$") or DATE_LEADS[lead:match("^[%a ]*")]) then
      when = when or found
    end
  end
  return authors, when
end

local function is_headline(text)
  local authors, when = byline(text)
  return #text <= 220 and page.words(text) >= 3 and not text:find("\n") and not text:find("%.$") and not authors
    and not when and not page.is_furniture(text) and not select(2, without_bullet(text))
end

--- The paragraph that starts the article's text: the first of two long ones, else the first long one.
local function body_start(paragraphs)
  local lone
  for i, paragraph in ipairs(paragraphs) do
    if is_prose(paragraph.text) and not page.is_furniture(paragraph.text) then
      lone = lone or i
      for j = i + 1, math.min(i + 3, #paragraphs) do
        if is_prose(paragraphs[j].text) and not page.is_furniture(paragraphs[j].text) then return i end
      end
    end
  end
  return lone
end

--- The headline's paragraph: the last short line before the text.
local function headline_before(paragraphs, body, wanted)
  if wanted then
    for i = body - 1, 1, -1 do
      if paragraphs[i].text:gsub("%s+", " ") == wanted then return i end
    end
  end
  for i = body - 1, 1, -1 do
    if is_headline(paragraphs[i].text) then return i end
  end
end

--- Paragraphs of a page without blank lines: where a line of text follows shorter ones, each line is one.
local function apart(paragraphs, lines)
  local list = {}
  for _, paragraph in ipairs(paragraphs) do
    local long = paragraph.last > paragraph.line and #lines[paragraph.line] < LONG and #paragraph.text >= LONG
    for i = paragraph.line + 1, long and paragraph.last or 0 do long = #lines[i] >= LONG and "each" or long end
    if long == "each" then
      for i = paragraph.line, paragraph.last do list[#list + 1] = { line = i, last = i, gap = 0, text = lines[i] } end
    else
      list[#list + 1] = paragraph
    end
  end
  return list
end

--- A line of labelled words: "Topics: GP contract, Opening hours".
local function take_topics(record, text)
  local lead, words = text:match("^(%a+):%s*([^\n]+)$")
  lead = (lead or ""):lower()
  if not (lead == "topics" or lead == "tags" or lead == "keywords" or lead == "categories") then return false end
  page.add_keywords(record, words)
  return true
end

local function take_byline(record, text)
  local authors, when = byline(text)
  if authors then record.authors = record.authors or authors end
  if when then page.set_date(record, when, "Date") end
  return authors ~= nil or when ~= nil
end

--- The lines of a short paragraph that are no byline.
local function without_byline(record, text)
  if #text > 300 then return text end
  local kept = {}
  for line in text:gmatch("[^\n]+") do
    if not take_byline(record, line) then kept[#kept + 1] = line end
  end
  return table.concat(kept, "\n")
end

--- A short paragraph without its first lines, where they are the site's.
local function without_furniture(text)
  local head, rest = text:match("^([^\n]+)\n(.+)$")
  while head and #text < 300 and page.is_furniture(head) do
    text = rest
    head, rest = text:match("^([^\n]+)\n(.+)$")
  end
  return text
end

local function take_block(record, heading, text)
  for line in text:gmatch("[^\n]+") do page.note(record, heading:gsub(":$", ""), (without_bullet(line))) end
end

--- Sorts the paragraphs after the headline into text, byline and blocks beside it.
local function take_body(record, paragraphs, first, last)
  local text, block = {}, nil
  for i = first, last do
    local paragraph = without_furniture(paragraphs[i].text)
    local head, rest = paragraph:match("^([^\n]*)\n(.*)$")
    head = head or paragraph
    if matches(article.blocks, head) and #head < 60 then
      block = head
      if rest then take_block(record, head, rest) end
    elseif block and (select(2, without_bullet(paragraph)) or not is_prose(paragraph)) then
      take_block(record, block, paragraph)
    else
      block = nil
      paragraph = without_byline(record, paragraph)
      if paragraph ~= "" and not page.is_furniture(paragraph) and not take_topics(record, paragraph) then
        text[#text + 1] = paragraph
      end
    end
  end
  return table.concat(text, "\n\n")
end

--- Who wrote a comment and when, if this line says so: author, date, the rest of the line.
local function opening(line, following)
  local text = without_bullet(line)
  if text == "" or #text > 120 then return end
  local lower = text:lower()
  for _, pattern in ipairs(article.comments.openings) do
    local first, _, who, rest = lower:find(pattern)
    if first and who and who ~= "" and page.words(who) <= 5 and text:find("^[%w\x80-\xFF@]") then
      local at = lower:find(who, 1, true)
      local author = text:sub(at, at + #who - 1)
      local found = rest and date.find(rest)
      if (rest == nil or rest == "" or found) then return author, found end
    end
  end
  local left, right = text:match("^(.-)%s*|%s*(.*)$")
  local found, first = date.find(right or text)
  if left and found and #found > 4 and page.words(left) <= 6 then
    local role = right:sub(1, first - 1):gsub("[%s|,]+$", "")
    return left, found, role
  end
  if not left and found and #found == 10 and first > 1 and page.words(text) <= 14 then
    local who = page.trim(text:sub(1, first - 1)):gsub("%s*\u{2013}$", ""):gsub("[,%s-]+$", ""):gsub("%s+on$", "")
    if page.words(who) <= 5 and who:find("^%u") and not who:find("[.?!]") then return who, found end
  end
  local next_date, next_first = date.find(following or "")
  if next_date and #next_date == 10 and next_first <= 14 and #following < 60 and page.words(text) <= 5
    and text:find("^%u") and not text:find("[.?!]$") then
    return text, next_date, nil, true
  end
end

local function close(list, open)
  if not open then return end
  local text = table.concat(open.lines, "\n"):gsub("\n\n\n+", "\n\n")
  text = page.trim(text)
  if text == "" then return end
  table.insert(list, { author = open.author, date = open.date, text = text })
end

--- How comments are told apart on this page: by closing lines, by opening lines, by bullets, else by blank lines.
local function manner_of(lines, first, last)
  local closings, openings, bullets = false, false, false
  for i = first, last do
    if matches(article.comments.closings, lines[i]) then closings = true end
    if opening(lines[i], lines[i + 1]) then openings = true end
    if select(2, without_bullet(lines[i])) then bullets = true end
  end
  return { closings = closings, openings = openings, bullets = bullets and not closings and not openings,
    blanks = not (closings or openings or bullets) }
end

local function is_notice(line)
  return #line < 120 and page.is_furniture(line) and line:find("\u{A9}", 1, true) ~= nil
end

--- The line that follows one: at the start of a comment, blank lines between a name and a date do not count.
local function following_line(lines, i, last, starting)
  local at = i + 1
  while starting and at < last and lines[at] == "" do at = at + 1 end
  return at
end

--- Reads the comments between two lines.
local function read_comments(lines, first, last)
  local list, open = {}, nil
  local manner = manner_of(lines, first, last)
  local i = first
  while i <= last do
    local line = lines[i]
    local text, bulleted = without_bullet(line)
    local following = following_line(lines, i, last, line ~= "" and (not open or #open.lines == 0))
    local author, when, role, two_lines = opening(line, lines[following])
    if matches(article.comments.endings, line) or (not open or #open.lines == 0) and is_notice(line) then
      break
    end
    if manner.closings and matches(article.comments.closings, text) then
      close(list, open)
      open = nil
    elseif author then
      close(list, open)
      open = { author = author, date = when, lines = {} }
      if role and role ~= "" then open.author = author .. " | " .. role end
      if two_lines then i = following end
    elseif line == "" and manner.blanks then
      close(list, open)
      open = nil
    else
      if bulleted and manner.bullets then
        close(list, open)
        open = nil
      end
      open = open or { lines = {} }
      local is_date = #open.lines == 0 and #text < 60 and not open.date and date.find(text)
      if is_date and #is_date == 10 then
        open.date = is_date
      elseif #open.lines > 0 or text ~= "" then
        open.lines[#open.lines + 1] = #open.lines == 0 and text or page.trim(line)
      end
    end
    i = i + 1
  end
  close(list, open)
  return list
end

local function detect(head, source)
  if page.is_data(head) or source and metadata.is_scholarly(source) then return end
  local lines = page.lines(head)
  local paragraphs = apart(page.paragraphs(lines), lines)
  local body = body_start(paragraphs)
  if not body then return end
  local prose = 0
  for i = body, #paragraphs do
    if is_prose(paragraphs[i].text) then prose = prose + 1 end
  end
  local titled = headline_before(paragraphs, body) ~= nil
  local signed = false
  for i = math.max(1, body - 4), body - 1 do
    for line in paragraphs[i].text:gmatch("[^\n]+") do
      local authors, when = byline(line)
      signed = signed or authors ~= nil or when ~= nil
    end
  end
  local heading = comments_heading(lines, paragraphs[body].line)
  if heading and titled then return 75 end
  if heading then return 55 end
  if titled and signed and prose >= 2 then return 45 end
  if titled and prose >= 3 then return 25 end
end

local function last_before(paragraphs, line)
  local last = #paragraphs
  while last > 0 and paragraphs[last].line >= line do last = last - 1 end
  return last
end

local function take_page_meta(record, source)
  meta.apply(record, source)
  page.set(record, "title", meta.headline(source, true), "og:title")
  page.set_date(record, date.find(meta.content(source, "article:published_time") or ""), "article:published_time")
  local author = meta.content(source, "author") or meta.content(source, "article:author")
  if author and not record.authors and not author:find("https?://") then record.authors = (name.list(author)) end
  page.set(record, "journal", meta.content(source, "og:site_name"), "og:site_name")
  local url = meta.content(source, "og:url")
  if url then page.add_urls(record, url) end
end

local function read(source, emit)
  local lines = page.lines(source.text)
  local paragraphs = apart(page.paragraphs(lines), lines)
  local body = body_start(paragraphs)
  if not body then
    source:problem { line = 1, code = "record-missing", severity = "error",
      message = "no article text (a paragraph of a hundred characters or more) was found on this page" }
    return
  end
  local record = {}
  take_page_meta(record, source)
  local heading, claimed = comments_heading(lines, paragraphs[body].line)
  local head = headline_before(paragraphs, body, record.title)
  if head and not record.title then page.set(record, "title", paragraphs[head].text) end
  for i = 1, (head or body) - 1 do
    if not take_byline(record, paragraphs[i].text) then page.keep(record, paragraphs[i].text) end
  end
  local text_end = heading and last_before(paragraphs, heading) or #paragraphs
  local text = take_body(record, paragraphs, (head or body - 1) + 1, text_end)
  record.sections = { { label = "Text", category = "other", text = text } }
  if not record.abstract then record.abstract = text end
  if heading then
    record.comments = read_comments(lines, heading + 1, #lines)
    if claimed and claimed ~= #record.comments then
      source:problem { line = heading, code = "comments-count", severity = "warning",
        message = ("the page says %d comments, but %d were found on it"):format(claimed, #record.comments) }
    end
  end
  record.type = record.type or "article-magazine"
  page.finish(source, emit, record, head and paragraphs[head].line or paragraphs[body].line)
end

article.name = "article"
article.title = "Article with readers' comments (saved page)"
article.extensions = { "txt", "html", "htm" }
article.detect = detect
article.read = read

return article
