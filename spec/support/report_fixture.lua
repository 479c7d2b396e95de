--- Thirteen invented records about access to primary care, a set around them, and tables as analyses return them.
-- The texts are ours; no study of these names exists.

local new = require("sheaf.table").new

local M = {}

local function authors(...)
  local list = {}
  for i, name in ipairs { ... } do
    local family, initials = name:match("^(.+) (%S+)$")
    list[i] = { family = family, initials = initials }
  end
  return list
end

local function sections(...)
  local list = {}
  for i, pair in ipairs { ... } do list[i] = { label = pair[1], text = pair[2] } end
  return list
end

local records = {
  { title = "Calling at night: how people reach the out-of-hours doctor", year = 2007, journal = "Quality in Care",
    volume = "16", issue = "6", pages = "469-477", doi = "10.5555/qc.2007.0469", pmid = "10000001", source = 1,
    authors = authors("Harcourt S", "Lindqvist P", "Okafor A"),
    sections = sections({ "Aim:", "To learn how callers use the service at night." },
      { "Methods:", "Focus groups and telephone interviews with 27 recent callers in three towns." },
      { "Results:", "Callers waited, and did not know whether their call was proper." }),
    n = { 27, "interviews with 27 recent callers" }, design = "qualitative", collection = "focus groups; interviews",
    analysis = "framework", country = "England" },
  { title = "Evening hours: what patients say about longer opening", year = 2012, journal = "Family Practice Letters",
    volume = "29", pages = "11-19", doi = "10.5555/fpl.29.11", authors = authors("Abara T", "Whitlock R"), source = 1,
    abstract = "We spoke with thirty people who came after six o'clock. They came because of work.",
    n = { 30, "thirty people who came after six o'clock" }, design = "qualitative", collection = "interviews",
    analysis = "thematic" },
  { title = "A balloon in the nose: parents, doctors and nurses on glue ear", year = 2015, source = 2,
    journal = "Family Practice Letters", volume = "32", pages = "e101-e109", doi = "10.5555/fpl.32.e101",
    authors = authors("Moreau J", "Tanaka H", "Ilves K", "Brandt L", "Costa M", "Rao V", "Smythe D"),
    abstract = "In all, 14 parents, 31 doctors and 19 nurses took part in interviews by telephone.",
    n = { 64, "14 parents, 31 doctors and 19 nurses" }, design = "qualitative", collection = "interviews",
    analysis = "thematic", country = "England" },
  { title = "Typing while listening: records on the desk", year = 2015, journal = "Informatics of the Clinic",
    volume = "23", issue = "1", pages = "137-143", pmid = "10000004", authors = authors("Zhao J", "Keller Y"),
    authors_complete = false, abstract = "Interviews with 21 clinicians at four clinics.", source = 2,
    n = { 21, "Interviews with 21 clinicians" }, design = "qualitative", collection = "interviews",
    analysis = "grounded theory", country = "United States" },
  { title = "Social prescribing in two small practices", year = 2016, journal = "Primary Care and Development",
    volume = "18", issue = "2", pages = "112-121", doi = "10.5555/pcd.18.112", source = 2,
    authors = authors("Wedderburn S", "Thirl C"), abstract = "A case study with 30 informants over twelve months.",
    n = { 30, "30 informants over twelve months" }, design = "case study", collection = "interviews",
    country = "Scotland" },
  { title = "Research practices and their quality marks", year = 2018, journal = "Family Practice Letters", source = 2,
    volume = "68", authors = authors("Ridley H", "Hay S"), abstract = "4 doctors and 4 managers were interviewed.",
    n = { 8, "4 doctors and 4 managers" }, design = "mixed methods", collection = "interviews",
    analysis = "framework" },
  { title = "Four digital services, nine doctors", year = 2019, journal = "Open Primary Care", volume = "9",
    issue = "5", pages = "e028", doi = "10.5555/opc.e028", authors = authors("Fagerlie A", "Holmen I"), source = 2,
    abstract = "Nine doctors who were early users spoke with us by telephone.",
    n = { 9, "Nine doctors who were early users" }, design = "qualitative", collection = "interviews",
    analysis = "framework", country = "Norway" },
  { title = "Networks of practices seen by those who pay them", year = 2021, journal = "Family Practice Letters",
    authors = authors("Warrick-Jones L", "Hamm J"), abstract = "Telephone interviews (n=37) with commissioners.",
    n = { 37, "interviews (n=37) with commissioners" }, design = "qualitative", collection = "interviews",
    analysis = "thematic", country = "England", source = 2, doi = "10.5555/fpl.2021.37" },
  { title = "Warm words in the consultation about sore knees", year = 2021, journal = "Open Primary Care",
    authors = authors("Lyon E", "Venn J"), abstract = "Thirty-three patients with sore knees or hips.", source = 2,
    n = { 33, "Thirty-three patients" }, design = "vignette study", collection = "interviews", analysis = "thematic" },
  { title = "Arts on prescription: the view from the surgery", year = 2021, journal = "Health and the Arts",
    volume = "21", issue = "1", authors = authors("Jansen A", "Bunge H"), source = 2,
    abstract = "Ten interviews with people who work in primary care.", design = "qualitative",
    n = { 10, "Ten interviews" }, collection = "interviews", analysis = "thematic", country = "Sweden" },
  { year = 2014, journal = "Trade Weekly", authors = { { literal = "A correspondent" } }, source = 3,
    urls = { "javascript:alert(1)", "https://trade.example/articles/17?x=1&y=2" } },
  { title = "<script>alert(1)</script> \"><img src=x onerror=alert(2)> and \27[31mred\27[0m \u{202E}desrever\u{202C}",
    year = 2020, journal = "Hostile & Sons <b>", doi = "10.5555/x\"onclick=alert(3)", source = 3, pmid = "1' x='",
    authors = authors("O'Brien <i> X"), abstract = "</details></section><script>alert(4)</script>\0\xFF end",
    urls = { "JAVASCRIPT:alert(5)", "https://e.example/\"onmouseover=alert(6)" } },
  { title = "الوصول إلى الرعاية الأولية خارج أوقات العمل", year = 2017, journal = "家庭医療ジャーナル", source = 3,
    authors = { { literal = "日本プライマリ・ケア研究会" } } },
}
local function label(record)
  local author = record.authors[1]
  return ("%s %d"):format(author.family or author.literal, record.year)
end

for i, record in ipairs(records) do
  record.id = i
  setmetatable(record, { __tostring = label })
end

--- A set as the library hands one out, as far as a report asks.
---@param list? table[] records, by default the thirteen
function M.set(list)
  list = list or records
  return setmetatable({
    each = function()
      local i = 0
      return function()
        i = i + 1
        return list[i]
      end
    end,
  }, { __len = function() return #list end })
end

--- Study characteristics with evidence.
function M.characteristics()
  local rows, evidence = {}, {}
  for i, record in ipairs(records) do
    rows[i] = { record, record.design, record.collection, record.analysis, record.n and record.n[1], nil,
      record.country }
    if record.n then
      evidence[i] = { n = { field = "abstract", first = 1, last = #record.n[2], text = record.n[2] } }
    end
  end
  return new {
    title = "Study characteristics", rows = rows, evidence = evidence,
    columns = { "record", "design", "collection", "analysis", { name = "n", title = "n" }, "setting", "country" },
    notes = { "A cell is empty where the record does not say. Point at or tap an underlined number for its phrase." },
  }
end

local function tally(title, name, kind, key_of)
  local counts, keys, rows = {}, {}, {}
  for _, record in ipairs(records) do
    local key = key_of(record)
    if key and not counts[key] then keys[#keys + 1] = key end
    if key then counts[key] = (counts[key] or 0) + 1 end
  end
  table.sort(keys, function(a, b)
    if kind == "bar" and counts[a] ~= counts[b] then return counts[a] > counts[b] end
    return a < b
  end)
  for i, key in ipairs(keys) do rows[i] = { key, counts[key], counts[key] / #records } end
  return new {
    title = title, columns = { name, "records", { name = "share", kind = "share" } }, rows = rows,
    chart = { kind = kind, x = name, y = "records" },
  }
end

--- Five tables as a review would show them.
---@return sheaf.table[]
function M.tables()
  return {
    M.characteristics(),
    tally("Records by year", "year", "column", function(record) return record.year end),
    tally("Journals", "journal", "bar", function(record) return record.journal end),
    tally("Designs", "design", "bar", function(record) return record.design end),
    new {
      title = "Records and abstracts over the years", columns = { "year", "records", "with_abstract" },
      rows = { { 2014, 5, 1 }, { 2015, 7, 6 }, { 2016, 6, 4 }, { 2017, 9, 8 }, { 2018, 12, 11 }, { 2019, 11, 9 } },
      chart = { kind = "line", x = "year", y = { "records", "with_abstract" } },
    },
  }
end

return M
