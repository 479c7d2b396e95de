--- REFI-QDA projects: out and back in, positions, the published schema, other programs' ways, hostile bytes.

local core = require "sheaf.core"
local schema = require "spec.support.refi"
local sheaf = require "sheaf"
local xml = require "sheaf.refi.xml"

local RIS = ([[
TY  - JOUR
AU  - Okafor, Ngozi
TI  - Évening clinics in small towns
PY  - 2001
DO  - 10.1000/one
AB  - BACKGROUND: Wäiting – 長い時間 – is 𝒽ard. People trust them.
ER  -

TY  - JOUR
AU  - Stein, Rosa
TI  - Telephone triage, a survey of callers
PY  - 2002
AB  - Nothing was said about waiting & <hope>.
ER  -

TY  - JOUR
AU  - Weiss, Ina
TI  - Night nurses at work in the north
PY  - 2003
ER  -
]]):gsub("ER  %-\n", "ER  - \n")

local BOOK = { title = "Ours", note = "A note.", codes = { { name = "time", codes = { { name = "waiting",
  terms = { "waiting" }, note = "Long or short." } } }, "trust" } }

local AT = "2024-01-02T03:04:05Z"

local function library()
  local lib = assert(sheaf.open())
  assert(lib:load { text = RIS, name = "three.ris" })
  return lib
end

--- A library with all that a project can hold.
local function coded()
  local lib = library()
  local function give(id, name, words, by, memo)
    local first, last = lib:get(id).abstract:find(words, 1, true)
    return assert(lib:code(id, { code = name, field = "abstract", first = first, last = last, by = by, memo = memo,
      at = AT }))
  end
  local row = give(1, "waiting", "長い時間", "Ana", "two\nlines & <tags>")
  give(1, "trust", "𝒽ard. People", "Bo")
  give(1, "trust", "𝒽ard. People", "Ana")
  give(2, "hope", "<hope>", nil)
  assert(lib:code(3, { code = "time", by = "Ana", at = AT, memo = "as a whole" }))
  assert(lib:code(3, { code = "trust", by = "Ana", at = AT, field = "title", first = 1, last = 5 }))
  lib:memo(nil, "later", { row = row, by = "Bo", at = AT })
  lib:memo(2, "of the record", { by = "Bo", at = AT })
  lib:memo(nil, "of the code", { code = "trust", at = AT })
  lib:attribute(1, "country", "Côte d'Ivoire & more")
  lib:attribute(1, "role", "nurse")
  lib:attribute(3, "country", "Peru")
  return lib
end

--- All that was said, told by titles, so that libraries of another order compare.
local function said(lib)
  local list = {}
  local function add(kind, row, names)
    local parts = { kind }
    for _, name in ipairs(names) do parts[#parts + 1] = tostring(row[name]) end
    list[#list + 1] = table.concat(parts, "|") .. "|" .. (row.record and lib:get(row.record).title or "")
  end
  for _, row in ipairs(lib:codes().rows) do
    add("code", row, { "code", "text", "memo", "by", "at", "field", "first", "last" })
  end
  for _, row in ipairs(lib:memos().rows) do add("memo", row, { "about", "code", "memo", "by", "at" }) end
  for _, row in ipairs(lib:attributes().rows) do add("attribute", row, { "attribute", "value" }) end
  table.sort(list)
  return list
end

local function unpacked(bytes)
  local members = {}
  for _, one in ipairs(assert(core.zip_read(bytes, 1 << 24))) do members[one.name] = one.text end
  return members
end

local function project_of(bytes) return unpacked(bytes)["project.qde"] end

local function find_all(element, name, list)
  list = list or {}
  for _, child in ipairs(xml.children(element)) do
    if child.name == name then list[#list + 1] = child end
    find_all(child, name, list)
  end
  return list
end

describe("a project that leaves", function()
  it("comes back with the same codes, memos and attributes, whatever the order of the records", function()
    local lib <close> = coded()
    local bytes, losses = assert(lib:all():export_project(nil, { codebook = BOOK }))
    assert.are.same({}, losses)
    local copy <close> = assert(sheaf.open())
    local parts = {}
    for part in RIS:gmatch "(TY.-ER  %- \n)" do table.insert(parts, 1, part) end
    assert(copy:load { text = table.concat(parts, "\n"), name = "turned.ris" })
    local report = assert(copy:import_project { text = bytes, name = "p.qdpx" })
    assert.are.same({ 3, 3, 0, 6, 3, 3, 0 }, { report.sources, report.matched, report.added, report.codes, report.memos,
      report.attributes, report.already })
    assert.are.same({}, report.problems)
    assert.are.same(said(lib), said(copy))
    assert.are.same({ "time", "waiting", "trust", "hope" }, { report.codebook.all[1].name, report.codebook.all[2].name,
      report.codebook.all[3].name, report.codebook.all[4].name })
    assert.are.same({ "waiting" }, report.codebook:find("waiting").terms)
    assert.are.equal("Ours", report.codebook.title)
  end)

  it("changes nothing the second time", function()
    local lib <close> = coded()
    local bytes = assert(lib:all():export_project(nil, { codebook = BOOK }))
    local before = said(lib)
    local report = assert(lib:import_project { text = bytes })
    assert.are.same({ 3, 0, 0, 0, 12 },
      { report.matched, report.codes, report.memos, report.attributes, report.already })
    assert.are.same(before, said(lib))
  end)

  it("becomes records where the library has none, and goes on from there", function()
    local lib <close> = coded()
    local bytes = assert(lib:all():export_project(nil, { codebook = BOOK }))
    local copy <close> = assert(sheaf.open())
    local report = assert(copy:import_project { text = bytes })
    assert.are.same({ 0, 3, 6 }, { report.matched, report.added, report.codes })
    assert.are.same(said(lib), said(copy))
    assert.are.equal("10.1000/one", copy:get(1).doi)
    assert.are.same({ 3, 0 }, { assert(copy:import_project { text = bytes }).matched, 3 - #copy })
  end)

  it("counts code points, not bytes, from 0 to the first one behind", function()
    local lib <close> = coded()
    local members = unpacked(assert(lib:all():export_project(nil, { codebook = BOOK })))
    local root, checked = assert(xml.read(members["project.qde"])), 0
    for _, source in ipairs(find_all(root, "TextSource")) do
      local text = members["sources/" .. source.attributes.plainTextPath:match "^internal://(.+)$"]
      local points = {}
      for _, point in utf8.codes(text) do points[#points + 1] = utf8.char(point) end
      for _, selection in ipairs(find_all(source, "PlainTextSelection")) do
        local from, to = selection.attributes.startPosition + 0, selection.attributes.endPosition + 0
        assert.are.equal(selection.attributes.name, table.concat(points, "", from + 1, to):gsub("%s+", " "), nil)
        checked = checked + 1
      end
    end
    assert.is_true(checked >= 6)
  end)

  it("refers only to what is there, and gives every GUID once", function()
    local lib <close> = coded()
    local members = unpacked(assert(lib:all():export_project(nil, { codebook = BOOK })))
    local project = members["project.qde"]
    local guids, refs = {}, 0
    for guid in project:gmatch ' guid="([^"]+)"' do
      assert.is_nil(guids[guid], guid)
      assert.is_truthy(guid:find "^%x+%-%x+%-5%x+%-[89ab]%x+%-%x+$" and #guid == 36)
      guids[guid] = true
    end
    for _, pattern in ipairs { ' targetGUID="([^"]+)"', ' creatingUser="([^"]+)"' } do
      for guid in project:gmatch(pattern) do
        assert.is_true(guids[guid], guid)
        refs = refs + 1
      end
    end
    assert.is_true(refs > 20)
    for path in project:gmatch 'plainTextPath="internal://([^"]+)"' do assert.is_string(members["sources/" .. path]) end
  end)

  it("is what the published schema says", function()
    local missing = schema.missing "Project.xsd"
    if missing then return pending(missing) end
    local lib <close> = coded()
    local empty <close> = library()
    for _, bytes in ipairs {
      assert(lib:all():export_project(nil, { codebook = BOOK })),
      assert(lib:all():export_project(nil, { codebook = "access" })),
      assert(empty:all():export_project(nil, { codebook = "access" })),
      (assert(empty:set({}):export_project(nil, { codebook = "access" }))),
    } do
      assert.is_nil(schema.wrong("Project.xsd", project_of(bytes)))
    end
  end)

  it("is the same bytes each time", function()
    local lib <close> = coded()
    assert.are.equal(lib:all():export_project(nil, { codebook = BOOK }),
      lib:all():export_project(nil, { codebook = BOOK }))
  end)

  it("tells codes by terms from those by hand, and leaves them to the terms when it comes back", function()
    local lib <close> = library()
    local bytes = assert(lib:all():export_project(nil, { codebook = BOOK }))
    assert.is_truthy(project_of(bytes):find('name="sheaf: terms of the codebook"', 1, true))
    local report = assert(lib:import_project { text = bytes })
    assert.are.same({ 0, 2 }, { report.codes, report.terms })
    local hand = assert(lib:all():export_project(nil, { codebook = BOOK, codes = "hand" }))
    assert.is_nil(project_of(hand):find("PlainTextSelection", 1, true))
  end)

  it("says what it had to leave out, and where it cannot be written", function()
    local lib <close> = coded()
    lib:attribute(2, "country", "Chile", { by = "Ana" })
    local _, losses = assert(lib:set({ 2 }):export_project(nil, { codebook = BOOK }))
    assert.are.same({ { what = "codes of records that are not in the set", count = 5 },
      { what = "who said an attribute, and when", count = 1 } }, losses)
    local written, message, code = lib:all():export_project("/nowhere/at/all.qdpx", { codebook = BOOK })
    assert.are.same({ "nil", "write" }, { tostring(written), code })
    assert.is_truthy(message:find("/nowhere/at/all.qdpx", 1, true))
    assert.is_nil((library():all():export_project()))
  end)
end)

-- ---- other programs ----

local HEAD = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Project xmlns="urn:QDA-XML:project:1.0" '
  .. 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="Study" origin="Another 1.0">'
local BOOK_OF_OTHERS = [[
<Users><User guid="{00000000-0000-4000-8000-00000000000A}" name="Kim"/></Users>
<CodeBook><Codes><Code guid="{00000000-0000-4000-8000-0000000000C1}" name="Barriers" isCodable="true">
<Description>What hinders</Description><Code guid="{00000000-0000-4000-8000-0000000000C2}" name="Cost"
isCodable="true" color="#ff0000"/></Code></Codes></CodeBook>]]

local function coding(which, more)
  return ('<Coding guid="00000000-0000-4000-8000-000000000%sF" %s><CodeRef '
    .. 'targetGUID="00000000-0000-4000-8000-0000000000%s"/></Coding>'):format(which, more or "", which)
end

local function selection(from, to, which, more)
  return ('<PlainTextSelection guid="00000000-0000-4000-8000-000000000050" startPosition="%s" endPosition="%s" %s>%s'
    .. "</PlainTextSelection>"):format(from, to, more or "", coding(which))
end

local function package(body, sources, name)
  local members = { { name = name or "project.qde", text = HEAD .. BOOK_OF_OTHERS .. body .. "</Project>" } }
  for key, text in pairs(sources or {}) do members[#members + 1] = { name = key, text = text } end
  table.sort(members, function(a, b) return a.name < b.name end)
  return assert(core.zip_write(members))
end

local function codes_of(problems)
  local list = {}
  for i, one in ipairs(problems) do list[i] = one.code end
  table.sort(list)
  return list
end

describe("a project of another program", function()
  it("gives its codes to the record whose title its source has", function()
    local lib <close> = library()
    local text = "\xEF\xBB\xBFTelephone triage, a survey of callers\r\n\r\nNothing was said\r\nabout waiting & <hope>."
    local from = utf8.len((text:gsub("^\xEF\xBB\xBF", ""):match "^(.-)said"))
    local report = assert(lib:import_project { text = package(
      '<Sources><TextSource guid="00000000-0000-4000-8000-000000000001" name="Interview 3.txt" '
      .. 'plainTextPath="internal://A.TXT">'
      .. selection(from, from + 11, "C2", 'creatingUser="{00000000-0000-4000-8000-00000000000A}" '
        .. 'creationDateTime="2023-05-06T01:02:03+02:00"')
      .. "</TextSource></Sources>", { ["Sources/a.txt"] = text }) })
    assert.are.same({ 1, 0, 1, {} }, { report.matched, report.added, report.codes, report.problems })
    local one = lib:codes()[1]
    assert.are.same({ 2, "Cost", "said about", "Kim", "2023-05-05T23:02:03Z" },
      { one.record, one.code, one.text, one.by, one.at })
    assert.are.equal("Barriers", report.codebook:find("cost").parent.name)
  end)

  it("becomes records of its own where nothing fits; places stay", function()
    local lib <close> = library()
    local report = assert(lib:import_project { text = package(
      '<Sources><TextSource guid="00000000-0000-4000-8000-000000000001" name="Interview 1"><PlainTextContent>'
      .. "  We waited – long.\nIt cost much.</PlainTextContent>" .. selection(20, 27, "C2") .. coding "C1"
      .. "</TextSource></Sources>") })
    assert.are.same({ 0, 1, 2, {} }, { report.matched, report.added, report.codes, report.problems })
    assert.are.same({ "Interview 1", "document" }, { lib:get(4).title, lib:get(4).type })
    local texts = {}
    for _, row in ipairs(lib:codes().rows) do texts[row.code] = row.text or "whole" end
    assert.are.same({ Cost = "It cost", Barriers = "whole" }, texts)
  end)

  it("may count the last character in, where it says what the passage is", function()
    local lib <close> = assert(sheaf.open())
    assert(lib:import_project { text = package(
      '<Sources><TextSource guid="00000000-0000-4000-8000-000000000001" name="One"><PlainTextContent>Äß cöst é'
      .. "</PlainTextContent>" .. selection(3, 6, "C2", 'name="cöst"') .. selection(0, 2, "C1", 'name="Äß c"')
      .. selection(8, 9, "C1", 'name="x"') .. "</TextSource></Sources>") })
    local texts = {}
    for i, row in ipairs(lib:codes().rows) do texts[i] = row.text end
    assert.are.same({ "cöst", "Äß", "é" }, texts)
  end)

  it("has cases, variables, notes, a PDF's text, a transcript", function()
    local lib <close> = assert(sheaf.open())
    local report = assert(lib:import_project { text = package([[
<Variables><Variable guid="00000000-0000-4000-8000-0000000000b1" name="Age" typeOfVariable="Integer"/></Variables>
<Cases><Case guid="00000000-0000-4000-8000-0000000000a1" name="P1"><VariableValue><VariableRef
targetGUID="00000000-0000-4000-8000-0000000000b1"/><IntegerValue>44</IntegerValue></VariableValue><SourceRef
targetGUID="{00000000-0000-4000-8000-000000000002}"/></Case></Cases>
<Sources><PDFSource guid="00000000-0000-4000-8000-000000000002" name="Report" path="internal://r.pdf"><PDFSelection
guid="00000000-0000-4000-8000-000000000060" page="1" firstX="1" firstY="1" secondX="2" secondY="2" name="much">]]
      .. coding "C1" .. [[</PDFSelection><Representation guid="00000000-0000-4000-8000-000000000003"
plainTextPath="internal://r.txt">]] .. selection(3, 7, "C2") .. [[</Representation><NoteRef
targetGUID="00000000-0000-4000-8000-0000000000e1"/></PDFSource>
<AudioSource guid="00000000-0000-4000-8000-000000000004" name="Talk"><Transcript
guid="00000000-0000-4000-8000-000000000005"><PlainTextContent>Hello there</PlainTextContent></Transcript></AudioSource>
</Sources><Notes><Note guid="00000000-0000-4000-8000-0000000000e1" name="n"
creatingUser="00000000-0000-4000-8000-00000000000a">
<PlainTextContent>Remember</PlainTextContent></Note></Notes><Links><Link
guid="00000000-0000-4000-8000-0000000000f1"/></Links>]], { ["sources/r.txt"] = "It cost much." }) })
    assert.are.same({ 2, 2, 2, 1, 1 }, { report.sources, report.added, report.codes, report.memos, report.attributes })
    assert.are.same({ "links", "media" }, codes_of(report.problems))
    assert.are.same({ Age = "44" }, lib:get(1):attributes())
    assert.are.same({ "Remember", "Kim" }, { lib:memos()[1].memo, lib:memos()[1].by })
    assert.are.equal("Hello there", lib:get(2).abstract)
    local texts = {}
    for _, row in ipairs(lib:codes().rows) do texts[row.code] = row.text or "whole" end
    assert.are.same({ Cost = "cost", Barriers = "much" }, texts)
  end)

  it("has its lines end with two characters that ATLAS.ti counts as one", function()
    local text = "We waited.\r\nLong.\r\nIt cost much."
    local function read(origin, more)
      local lib <close> = assert(sheaf.open())
      local bytes = HEAD:gsub("Another 1.0", origin) .. BOOK_OF_OTHERS .. '<Sources><TextSource guid="'
        .. '00000000-0000-4000-8000-000000000001" name="One" plainTextPath="internal://A.txt">'
        .. selection(17, 24, "C2", more) .. "</TextSource></Sources></Project>"
      assert(lib:import_project { text = assert(core.zip_write { { name = "project.qde", text = bytes },
        { name = "sources/A.txt", text = text } }) })
      return lib:codes()[1].text
    end
    assert.are.equal("It cost", read "ATLAS.ti Win 24.1")
    assert.are.equal("It co", read("Another 1.0"):match "%S.*")
    assert.are.equal("It cost", read("Another 1.0", 'name="It co..."'))
  end)

  it("says what it has to say of a passage in its description, or in a note that is linked to it", function()
    local lib <close> = assert(sheaf.open())
    local function passage(guid, from, to, inner)
      return ('<PlainTextSelection guid="00000000-0000-4000-8000-0000000000%s" startPosition="%d" endPosition="%d" '
        .. 'modifyingUser="{00000000-0000-4000-8000-00000000000A}" modifiedDateTime="2023-05-06T01:02:03Z">%s'
        .. "</PlainTextSelection>"):format(guid, from, to, inner)
    end
    local report = assert(lib:import_project { text = package(
      '<Sources><TextSource guid="00000000-0000-4000-8000-000000000001" name="One"><PlainTextContent>It cost much.'
      .. "</PlainTextContent>" .. passage("51", 3, 7, "<Description>dear</Description>" .. coding "C2")
      .. passage("52", 8, 12, "<Description>a note alone</Description>") .. passage("53", 0, 2, "")
      .. "</TextSource></Sources><Notes>"
      .. '<Note guid="00000000-0000-4000-8000-0000000000e2"><PlainTextContent>linked</PlainTextContent></Note></Notes>'
      .. '<Links><Link guid="00000000-0000-4000-8000-0000000000f1" originGUID="00000000-0000-4000-8000-0000000000E2" '
      .. 'targetGUID="00000000-0000-4000-8000-000000000053"/></Links>') })
    assert.are.same({}, report.problems)
    local one = lib:codes()[1]
    assert.are.same({ "Cost", "cost", "dear", "Kim", "2023-05-06T01:02:03Z" },
      { one.code, one.text, one.memo, one.by, one.at })
    local memos = {}
    for i, row in ipairs(lib:memos().rows) do memos[i] = row.memo end
    assert.are.same({ "“much”: a note alone", "“It”: linked" }, memos)
  end)

  it("keeps what is said of passages of a PDF", function()
    local lib <close> = assert(sheaf.open())
    assert(lib:import_project { text = package('<Sources><PDFSource guid="00000000-0000-4000-8000-000000000001" '
      .. 'name="One"><PDFSelection><Description>dear</Description>' .. coding "C2" .. "</PDFSelection><PDFSelection "
      .. 'name="much"><Description>a note alone</Description></PDFSelection></PDFSource></Sources>') })
    assert.are.equal("dear", lib:codes()[1].memo)
    assert.are.equal("“much”: a note alone", lib:memos().rows[1].memo)
  end)

  it("takes a passage whose name is very much white space", function()
    local lib <close> = assert(sheaf.open())
    local started, text = os.clock(), "We waited.\r\nIt cost much."
    assert(lib:import_project { text = package('<Sources><TextSource guid="00000000-0000-4000-8000-000000000001" '
      .. 'name="One" plainTextPath="internal://A.txt">'
      .. selection(0, 2, "C2", ('name="%s|"'):format((" "):rep(40000))) .. "</TextSource></Sources>",
      { ["sources/A.txt"] = text }) })
    assert.are.equal("We", lib:codes()[1].text)
    assert.is_true(os.clock() - started < 5)
  end)

  it("may be a project.qde alone, and print what happened", function()
    local lib <close> = assert(sheaf.open())
    local report = assert(lib:import_project { text = HEAD .. "<Sources><TextSource "
      .. 'guid="00000000-0000-4000-8000-000000000001" name="One"/></Sources></Project>', name = "project.qde" })
    assert.is_nil(report.codebook)
    assert.are.same({ "text" }, codes_of(report.problems))
    assert.is_truthy(tostring(report):find("project Study: 1 source, 0 matched, 1 added", 1, true))
  end)
end)

describe("hostile projects", function()
  it("are refused with a reason", function()
    local lib <close> = assert(sheaf.open())
    for text, part in pairs {
      ["PK\3\4 not a ZIP"] = "no ZIP archive", ["PK"] = "no ZIP archive", [""] = "broken",
      [core.zip_write { { name = "a.txt", text = "x" } }] = "no project.qde", ["<CodeBook/>"] = "no REFI-QDA project",
      [core.zip_write { { name = "p.qde", text = '<!DOCTYPE a [<!ENTITY b "c">]><Project>&b;</Project>' } }] =
        "document type", [("<Project>"):rep(1000)] = "nested", ["<Project name='a'><Users></Project>"] = "broken",
    } do
      local report, message, code = lib:import_project { text = text, name = "x.qdpx" }
      assert.is_nil(report)
      assert.is_string(code)
      assert.is_truthy(message:find(part, 1, true), message)
    end
    assert.are.equal(0, #lib)
    assert.is_nil((lib:import_project "/nowhere/p.qdpx"))
    assert.has_error(function() lib:import_project(5) end)
  end)

  it("cannot leave the archive by their names", function()
    local lib <close> = assert(sheaf.open())
    local report = assert(lib:import_project { text = package(
      '<Sources><TextSource guid="00000000-0000-4000-8000-000000000001" name="One" '
      .. 'plainTextPath="internal://../../etc/passwd"/><TextSource guid="00000000-0000-4000-8000-000000000002" '
      .. 'name="Two" plainTextPath="file:///etc/passwd"/><TextSource guid="00000000-0000-4000-8000-000000000003" '
      .. 'name="Three" plainTextPath="relative:///etc/hostname"/></Sources>',
      { ["../../etc/passwd"] = "root", ["/etc/x.txt"] = "y", ["C:\\z.txt"] = "z" }) })
    local codes = codes_of(report.problems)
    assert.are.same({ "name", "name" }, { codes[1], codes[2] })
    for record in lib:all():each() do assert.is_nil(record.abstract) end
  end)

  it("with impossible places keep their codes", function()
    local lib <close> = assert(sheaf.open())
    local body = {}
    for i, place in ipairs { { 5, 5 }, { 9, 3 }, { -4, 2 }, { 0, 1000 }, { "x", "y" }, { 4, 99999999999999999999 },
      { "1e400", "2" }, { 0, 3 } } do
      body[i] = selection(place[1], place[2], "C2")
    end
    local report = assert(lib:import_project { text = package(
      '<Sources><TextSource guid="00000000-0000-4000-8000-000000000001" name="One"><PlainTextContent>Äß text'
      .. "</PlainTextContent>" .. table.concat(body) .. selection(0, 2, "DD") .. "</TextSource></Sources>") })
    local texts, whole = {}, 0
    for _, row in ipairs(lib:codes().rows) do
      if row.text then texts[#texts + 1] = row.text else whole = whole + 1 end
    end
    assert.are.same({ { "Äß " }, 1 }, { texts, whole }) -- equal codes of the record as a whole are one
    assert.are.equal(6, report.already)
    for _, one in ipairs(report.problems) do assert.is_truthy(one.code == "place" or one.code == "reference") end
  end)

  it("of random bytes never do more than say so", function()
    local lib <close> = coded()
    local bytes, seed = assert(lib:all():export_project(nil, { codebook = BOOK })), 7
    local function random(n)
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed // 65536 % n + 1
    end
    local project = project_of(bytes)
    for round = 1, 120 do
      local text = round % 2 == 0 and bytes or project
      local at = random(#text)
      local broken = round % 3 == 0 and text:sub(1, at) or text:sub(1, at - 1) .. string.char(random(256) - 1)
        .. text:sub(at + 1)
      local copy <close> = assert(sheaf.open())
      local report, message, code = copy:import_project { text = broken }
      assert.is_true(report ~= nil or (type(message) == "string" and type(code) == "string"))
    end
  end)
end)

it("a project that is packed in an unknown way is said to be so", function()
  local lib <close> = assert(sheaf.open())
  local bytes = core.zip_write { { name = "project.qde", text = "<Project/>" } }
  -- the method of packing in both headers: 14 is LZMA
  bytes = bytes:gsub("PK\3\4(....)..", "PK\3\4%1\14\0"):gsub("PK\1\2(......)..", "PK\1\2%1\14\0")
  local none, message, code = lib:import_project { text = bytes, name = "p.qdpx" }
  assert.is_nil(none)
  assert.are.same({ "p.qdpx: project.qde cannot be unpacked: damaged, encrypted, or packed in a rare way", "format" },
    { message, code })
end)
