--- XLSX workbooks for specs: a ZIP of stored parts, and the parts from rows of Lua values.
local workbook = {}

local function crc32(text)
  local crc = 0xFFFFFFFF
  for i = 1, #text do
    crc = crc ~ text:byte(i)
    for _ = 1, 8 do crc = crc >> 1 ~ (0xEDB88320 & -(crc & 1)) end
  end
  return ~crc & 0xFFFFFFFF
end

--- A ZIP of the given parts, uncompressed.
---@param parts string[][] { name, bytes } each
---@return string
function workbook.zip(parts)
  local out, directory, at = {}, {}, 0
  for _, part in ipairs(parts) do
    local name, bytes = part[1], part[2]
    local facts = ("<I2I2I2I2I4I4I4I2I2"):pack(0, 0, 0, 33, crc32(bytes), #bytes, #bytes, #name, 0)
    local entry = "PK\3\4" .. ("<I2"):pack(20) .. facts .. name .. bytes
    directory[#directory + 1] = "PK\1\2" .. ("<I2I2"):pack(20, 20) .. facts ..
      ("<I2I2I2I4I4"):pack(0, 0, 0, 0, at) .. name
    out[#out + 1] = entry
    at = at + #entry
  end
  local list = table.concat(directory)
  return table.concat(out) .. list .. "PK\5\6" .. ("<I2I2I2I2I4I4I2"):pack(0, 0, #parts, #parts, #list, at, 0)
end

local function escape(text) return (text:gsub("[&<>]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" })) end

local function letters(column)
  local text = ""
  while column > 0 do
    text = string.char(65 + (column - 1) % 26) .. text
    column = (column - 1) // 26
  end
  return text
end

--- A cell's XML: a string is shared, { inline = } is not, { day = } is a serial date, numbers are numbers.
local function cell(value, place, shared)
  if type(value) == "number" then return ('<c r="%s"><v>%s</v></c>'):format(place, value) end
  if type(value) == "table" and value.day then return ('<c r="%s" s="1"><v>%d</v></c>'):format(place, value.day) end
  if type(value) == "table" then
    return ('<c r="%s" t="inlineStr"><is><t>%s</t></is></c>'):format(place, escape(value.inline))
  end
  shared[#shared + 1] = "<si><r><t>" .. escape(value) .. "</t></r><rPh><t>read aloud</t></rPh></si>"
  return ('<c r="%s" t="s"><v>%d</v></c>'):format(place, #shared - 1)
end

local function sheet_xml(rows, shared)
  local out = { "<worksheet><sheetData>" }
  for i, row in ipairs(rows) do
    local columns = {}
    for column in pairs(row) do columns[#columns + 1] = column end
    table.sort(columns)
    out[#out + 1] = ('<row r="%d">'):format(i)
    for _, column in ipairs(columns) do out[#out + 1] = cell(row[column], letters(column) .. i, shared) end
    out[#out + 1] = "</row>"
  end
  out[#out + 1] = "</sheetData></worksheet>"
  return table.concat(out)
end

--- A workbook of the given sheets; each is a list of rows, a row maps columns to values.
---@param ... table
---@return string
function workbook.of(...)
  local shared, parts, names, links = {}, {}, {}, {}
  for i, rows in ipairs { ... } do
    parts[i] = { ("xl/worksheets/sheet%d.xml"):format(i), sheet_xml(rows, shared) }
    names[i] = ('<sheet name="Sheet %d" sheetId="%d" r:id="rId%d"/>'):format(i, i, i)
    links[i] = ('<Relationship Id="rId%d" Target="worksheets/sheet%d.xml"/>'):format(i, i)
  end
  table.insert(parts, 1, { "xl/workbook.xml",
    '<workbook xmlns:r="urn:r"><sheets>' .. table.concat(names) .. "</sheets></workbook>" })
  parts[#parts + 1] = { "xl/_rels/workbook.xml.rels", "<Relationships>" .. table.concat(links) .. "</Relationships>" }
  parts[#parts + 1] = { "xl/styles.xml", '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    .. '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>' }
  parts[#parts + 1] = { "xl/sharedStrings.xml", "<sst>" .. table.concat(shared) .. "</sst>" }
  return workbook.zip(parts)
end

return workbook
