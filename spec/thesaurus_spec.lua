--- The thesaurus: three file formats that give the same tree, headings by all their names, explosion against a walk
--- over the whole tree, broken files, replacing one thesaurus by another.

local sheaf = require "sheaf"
local maker = require "spec.support.thesaurus_maker"

local FOLDER = "spec/fixtures/thesaurus/"
local XML, ASCII, TREES = FOLDER .. "desc2024.xml", FOLDER .. "d2024.bin", FOLDER .. "mtrees2024.bin"

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local function write(path, text)
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
end

local function temporary()
  local path = os.tmpname()
  os.remove(path)
  return path
end

local function remove(path)
  for _, ending in ipairs { "", "-wal", "-shm" } do os.remove(path .. ending) end
end

local function loaded(path)
  local lib = assert(sheaf.open())
  return lib, assert(lib:thesaurus(path))
end

--- The whole tree: "N02.1 Evening Clinics", ...
local function places(lib)
  local list = {}
  for row in lib:sql "select number, name from tree_number join descriptor on id = descriptor order by number, name" do
    list[#list + 1] = row.number .. " " .. row.name
  end
  return list
end

--- The headings of the tree file, as the maker's functions take them.
local function headings_of(path)
  local list, by_name = {}, {}
  for line in io.lines(path) do
    local name, number = line:match "^(.*);(.*)$"
    if not by_name[name] then
      by_name[name] = { name = name, tree = {} }
      list[#list + 1] = by_name[name]
    end
    table.insert(by_name[name].tree, number)
  end
  return list
end

local function sorted(list)
  local copy = table.move(list, 1, #list, 1, {})
  table.sort(copy)
  return copy
end

local function name_of(lib, text)
  local heading, message = lib:heading(text)
  return heading and heading.name or message
end

describe("a thesaurus", function()
  it("is read from descriptor XML, ASCII descriptors and ASCII trees alike", function()
    local xml, report = loaded(XML)
    assert.same({ "mesh-xml", 2024, 34, 26, 39, 31, false, 0, 0 }, { report.kind, report.year, report.descriptors,
      report.entry_terms, report.tree_numbers, report.qualifiers, report.replaced, report.rejected,
      report.problem_count })
    assert.equal("thesaurus of 2024 (mesh-xml): 34 headings, 26 entry terms, 39 tree numbers, 31 allowed qualifiers",
      tostring(report))
    local ascii, other = loaded(ASCII)
    assert.same({ "mesh-ascii", 2024, 34, 39, 31 },
      { other.kind, other.year, other.descriptors, other.tree_numbers, other.qualifiers })
    local trees, third = loaded(TREES)
    assert.same({ "mesh-trees", 2024, 33, 0, 39, 0 }, { third.kind, third.year, third.descriptors, third.entry_terms,
      third.tree_numbers, third.qualifiers })
    assert.same(places(trees), places(xml))
    assert.same(places(trees), places(ascii))
    for row in xml:sql "select name from descriptor" do
      local one, two = xml:heading(row.name), ascii:heading(row.name)
      assert.same({ one.uid, one.year, one.entry_terms, #one.qualifiers },
        { two.uid, two.year, two.entry_terms, #two.qualifiers })
    end
  end)

  it("is read compressed and from a text, and takes its year from the file's name or type", function()
    local folder = temporary()
    assert(os.execute("mkdir " .. folder))
    local function made(name, text)
      write(folder .. "/" .. name, text)
      return folder .. "/" .. name
    end
    assert(os.execute(("gzip -c %s > %s/desc2021.gz"):format(XML, folder)))
    assert.equal(2021, select(2, loaded(folder .. "/desc2021.gz")).year)
    assert.equal(2024, select(2, loaded(made("descriptors.xml", read(XML)))).year)
    assert.is_nil(select(2, loaded(made("trees.bin", read(TREES)))).year)
    assert.equal(1999, assert(sheaf.open():thesaurus(TREES, { year = 1999 })).year)
    assert.equal(34, assert(sheaf.open():thesaurus { text = read(XML), name = "desc2020.xml" }).descriptors)
    assert.equal(33, assert(sheaf.open():thesaurus { text = read(TREES):gsub("\n", "\r\n") }).descriptors)
    os.execute("rm -r " .. folder)
  end)

  it("explodes to what stands below any tree number, and nothing else", function()
    local lib = loaded(XML)
    local list = headings_of(TREES)
    for _, heading in ipairs(list) do
      local found = assert(lib:heading(heading.name))
      assert.same(maker.exploded(list, heading.name), sorted(found.exploded), heading.name)
    end
    assert.same({ "Bank Holiday Clinics", "Evening Clinics", "Late Surgery Hours", "Weekend Clinics" },
      lib:heading("evening clinics").exploded)
    assert.same({ "Grown-Ups" }, lib:heading("grown ups").exploded)
  end)

  it("explodes a generated tree as a walk over it does", function()
    local path = temporary()
    local list = maker.headings(600)
    maker.write_trees(path, list)
    local lib = loaded(path)
    for i = 1, #list, 7 do
      local found = assert(lib:heading(list[i].name))
      assert.same(maker.exploded(list, list[i].name), sorted(found.exploded))
      assert.same(sorted(list[i].tree), found.tree)
    end
    os.remove(path)
  end)

  it("takes the English name from a translation", function()
    local lib = assert(sheaf.open())
    assert(lib:thesaurus { text = [[<?xml version="1.0" encoding="UTF-8"?>
<DescriptorRecordSet LanguageCode="ger"><DescriptorRecord><DescriptorUI>D1</DescriptorUI>
<DescriptorName><String>Abendsprechstunden[Evening Clinics]</String></DescriptorName>
<ConceptList><Concept><TermList><Term><String>Sprechstunden am Abend</String></Term></TermList></Concept></ConceptList>
</DescriptorRecord></DescriptorRecordSet>]] })
    local heading = assert(lib:heading "sprechstunden am abend")
    assert.equal("Evening Clinics", heading.name)
    assert.same({ "Abendsprechstunden", "Sprechstunden am Abend" }, heading.entry_terms)
  end)

  it("lets searches explode headings, by entry terms too", function()
    local lib = loaded(XML)
    local list, names, lines = headings_of(TREES), {}, {}
    for i, heading in ipairs(list) do
      names[i] = heading.name
      lines[i] = ("PMID- %d\nTI  - Paper\nMH  - %s\n"):format(i, heading.name)
    end
    assert(lib:load { text = table.concat(lines, "\n"), name = "all.nbib" })
    local function found(query)
      local list_of_names = {}
      for i, id in ipairs(assert(lib:search(query, { sort = "id" })):ids()) do list_of_names[i] = names[id] end
      return sorted(list_of_names)
    end
    for _, heading in ipairs(list) do
      assert.same(maker.exploded(list, heading.name), found(('"%s"[mh]'):format(heading.name)))
      assert.same({ heading.name }, found(('"%s"[mh:noexp]'):format(heading.name)))
    end
    assert.same(maker.exploded(list, "Consultation, Remote"), found "distant consultation[mh]")
    assert.equal("S-UNKNOWN", select(3, lib:search "evning clinics[mh]"))
  end)

  it("shows a heading with its surroundings", function()
    local lib = loaded(XML)
    local heading = assert(lib:heading "Consultation, Remote")
    assert.equal("D900012", heading.uid)
    assert.equal(1996, heading.year)
    assert.is_false(heading.entry_term)
    assert.same({ "N03.100", "N05.20" }, heading.tree)
    assert.same({ { "Consultation" }, { "Distance Tools" } }, heading.paths)
    assert.same({ "Consultation", "Distance Tools" }, heading.broader)
    assert.same({ "Consultation, Electronic", "Consultation, Telephone" }, heading.narrower)
    assert.same({ "Distant Consultation" }, heading.entry_terms)
    assert.same({ "economics", "methods" }, heading.qualifiers)
    assert.equal([[
Weekend Clinics  (D900003, since 1998)
  N02.1.5
    Care Settings
      Evening Clinics
        Weekend Clinics
  N04.30
    Out-of-Timetable Care
      Weekend Clinics
narrower      Bank Holiday Clinics
exploded      2 headings
entry terms   Saturday Clinics
qualifiers    economics; utilization]], tostring(lib:heading "weekend clinics"))
    assert.equal("organization & administration", lib:heading("care settings").qualifiers[2])
  end)

  it("finds headings whatever their case, punctuation and order of words", function()
    local lib = loaded(XML)
    local asked = {
      ["EVENING CLINICS"] = "Evening Clinics", ["evening-clinics"] = "Evening Clinics",
      ["Clinics, Evening"] = "Evening Clinics", ["remote consultation"] = "Consultation, Remote",
      ["Group Video Consultation"] = "Consultation, Video, Group", ["rounds and visits"] = nil,
      ["Rounds & Visits"] = "Rounds & Visits", ["rounds visits"] = "Rounds & Visits",
      ["medecins de quartier"] = "Médecins de Quartier", ["out of timetable care"] = "Out-of-Timetable Care",
      ["evening clinic"] = "Evening Clinics", ["E Consultation"] = "Consultation, Electronic",
      ["advice, phone"] = "Consultation, Telephone", ["Farland, Republic Farlandic"] = nil,
    }
    for text, name in pairs(asked) do assert.equal(name, name_of(lib, text)) end
    assert.is_true(lib:heading("saturday clinics").entry_term)
    assert.is_true(lib:heading("clinics, weekend").entry_term)
    assert.is_false(lib:heading("weekend clinics").entry_term)
  end)

  it("does not choose between headings of the same words", function()
    local lib = loaded(XML)
    assert(lib:thesaurus { text = "Care Home;A01\nHome Care;A02\nHome Care Nursing;A03\n" })
    assert.equal("Care Home", name_of(lib, "care home"))
    assert.equal("Home Care", name_of(lib, "home care"))
    assert.equal("Home Care Nursing", name_of(lib, "nursing home care"))
    assert(lib:thesaurus { text = "Alpha Beta Gamma;A01\nBeta Alpha Gamma;A02\n" })
    assert.is_nil(lib:heading "gamma alpha beta")
  end)

  it("names the nearest headings where there is none", function()
    local lib = loaded(XML)
    local heading, message, code = lib:heading "Evenning Clincs"
    assert.is_nil(heading)
    assert.equal("no heading 'Evenning Clincs' in the thesaurus; near it: Evening Clinics", message)
    assert.equal("S-UNKNOWN", code)
    assert.match("near it: Consultation, Electronic", select(2, lib:heading "e-consultatoin"))
    assert.match("Befriending; Befriending, Letter", select(2, lib:heading "befriend"))
    assert.equal("no heading 'qqqq' in the thesaurus", select(2, lib:heading "qqqq"))
    for _, odd in ipairs { "", " ", ",", ("x "):rep(1000), "\0", "\xff\xfe", ("é"):rep(500) } do
      assert.equal("S-UNKNOWN", select(3, lib:heading(odd)))
    end
    heading, message, code = sheaf.open():heading "Evening Clinics"
    assert.is_nil(heading)
    assert.match("no thesaurus is loaded", message)
    assert.equal("H-NO-TREE", code)
  end)

  it("raises on wrong arguments", function()
    local lib = assert(sheaf.open())
    assert.error_matches(function() lib:thesaurus() end, "a path or")
    assert.error_matches(function() lib:thesaurus { path = XML } end, "a path or")
    assert.error_matches(function() lib:thesaurus(XML, { yaer = 2024 }) end, "no option 'yaer'")
    assert.error_matches(function() lib:thesaurus(XML, { year = "2024" }) end, "options.year")
    assert.error_matches(function() lib:heading(7) end, "a name expected")
    lib:close()
    assert.error_matches(function() lib:thesaurus(XML) end, "closed")
    assert.error_matches(function() lib:heading "x" end, "closed")
  end)
end)

describe("a broken thesaurus", function()
  --- Loads a text over a good thesaurus: nil, message, code; the good one must be there still.
  local function refused(text, name)
    local lib = loaded(XML)
    local before = places(lib)
    local report, message, code = lib:thesaurus { text = text, name = name }
    assert.is_nil(report)
    assert.same(before, places(lib))
    return message, code
  end

  it("is refused where it ends too early", function()
    local text = read(XML)
    for _, share in ipairs { 0.3, 0.5, 0.9, 0.999 } do
      local message, code = refused(text:sub(1, math.floor(#text * share)), "desc2024.xml")
      assert.equal("truncated", code)
      assert.match("^desc2024.xml: line %d+: .*nothing was changed$", message)
    end
    local path = temporary()
    assert(os.execute(("gzip -c %s > %s"):format(XML, path)))
    local packed = read(path)
    write(path, packed:sub(1, #packed // 2))
    local lib = loaded(TREES)
    local report, message = lib:thesaurus(path)
    assert.is_nil(report)
    assert.match(path, message, 1, true)
    assert.equal(39, #places(lib))
    os.remove(path)
  end)

  it("is refused where it is something else, or empty", function()
    for _, text in ipairs { "", "\n\n", "TY  - JOUR\nTI  - Clinics\nER  -\n", "name,number\n", "\0\1\2", "<html/>" } do
      local message, code = refused(text)
      assert.equal("unknown-format", code)
      assert.match("desc2024.xml", message, 1, true)
    end
    assert.match("qualifiers", refused "<QualifierRecordSet><QualifierRecord/></QualifierRecordSet>")
    assert.match("supplementary", refused "<SupplementalRecordSet/>")
    local message, code = refused "<DescriptorRecordSet></DescriptorRecordSet>"
    assert.equal("no-headings", code)
    assert.match("no heading in it", message)
    message, code = refused "<DescriptorRecordSet>\n<DescriptorRecord><X/></DescriptorRecord></DescriptorRecordSet>"
    assert.equal("no-headings", code)
    assert.match("line 2", message)
    local lib = assert(sheaf.open())
    message, code = select(2, lib:thesaurus "no/such/desc2024.xml")
    assert.equal("io", code)
    assert.match("no/such/desc2024.xml", message, 1, true)
  end)

  it("is pointed to where headings are loaded as records", function()
    for _, path in ipairs { XML, ASCII } do
      local report, message = sheaf.open():load(path)
      assert.is_nil(report)
      assert.match("lib:thesaurus", message, 1, true)
    end
  end)

  it("loses only what is broken, and says where", function()
    local text = read(XML):gsub("<String>Village Surgeries</String>", "<String>Village Surgeries</Strong>", 1)
    local lib = assert(sheaf.open())
    local report = assert(lib:thesaurus { text = text })
    assert.equal(33, report.descriptors)
    assert.equal(1, report.rejected)
    local problem = report.problems[1]
    assert.equal("error", problem.severity)
    assert.equal("bad-xml", problem.code)
    local _, line = text:sub(1, text:find("</Strong>", 1, true)):gsub("\n", "")
    assert.equal(line + 1, problem.line)
    assert.is_nil(lib:heading "village surgeries")
    assert.equal("Island Surgeries", name_of(lib, "island surgeries"))

    report = assert(lib:thesaurus { text = "Alpha;A01\nno number\nBeta;A01.\nGamma;A01.1\n;A02\nDelta; A01.1.1 \n" })
    assert.same({ 3, 3, 3 }, { report.descriptors, report.tree_numbers, report.rejected })
    assert.same({ 2, 3, 5 }, { report.problems[1].line, report.problems[2].line, report.problems[3].line })
    assert.equal(16, report.problems[2].byte - 4)
    assert.same({ "Alpha", "Delta", "Gamma" }, sorted(lib:heading("alpha").exploded))

    report = assert(lib:thesaurus { text = [[
stray
*NEWRECORD
RECTYPE = D
MH = Alpha
MN = A01
MN = A01..2
no sign
AQ = EC  XX

*NEWRECORD
MN = A02
*NEWRECORD
MH = Alpha
MN = A03]] })
    assert.same({ 1, 2, 2, 1 }, { report.descriptors, report.tree_numbers, report.qualifiers, report.rejected })
    local codes = {}
    for i, one in ipairs(report.problems) do codes[i] = one.line .. " " .. one.code end
    assert.same({ "1 bad-line", "7 bad-line", "2 bad-tree-number", "10 empty-record", "12 same-name" }, codes)
    assert.same({ "A01", "A03" }, lib:heading("alpha").tree)
  end)

  it("survives every change of its bytes", function()
    local random = math.random
    math.randomseed(11)
    for _, path in ipairs { XML, ASCII, TREES } do
      local text = read(path):sub(1, 6000)
      local lib = assert(sheaf.open())
      for _ = 1, 150 do
        local broken = text
        for _ = 1, random(4) do
          local at, size = random(#broken), random(0, 12)
          local put = ({ "", "<", ";", ".", "=", "\0", "\xff", "]]>", "&x;", "*NEWRECORD\n" })[random(10)]
          broken = broken:sub(1, at - 1) .. put .. broken:sub(at + size)
        end
        local report, message, code = lib:thesaurus { text = broken }
        if report then
          assert.is_true(report.descriptors > 0)
          assert.is_string(lib:heading("care") == nil and select(2, lib:heading "care") or "")
        else
          assert.is_string(message)
          assert.is_string(code)
        end
      end
      assert.is_true(lib:check())
    end
  end)
end)

describe("replacing a thesaurus", function()
  it("leaves nothing of the old one", function()
    local lib = loaded(XML)
    local report = assert(lib:thesaurus { text = "Alpha;A01\nBeta;A01.1\n", name = "mtrees2025.bin" })
    assert.is_true(report.replaced)
    assert.equal(2025, report.year)
    assert.same({ "A01 Alpha", "A01.1 Beta" }, places(lib))
    assert.is_nil(lib:heading "saturday clinics")
    for row in lib:sql [[select (select count(*) from descriptor_name) + (select count(*) from allowed_qualifier) n,
      (select count(*) from thesaurus) t]] do
      assert.same({ 2, 1 }, { row.n, row.t })
    end
  end)

  it("is seen by others, and refused where the library is for reading only", function()
    local path = temporary()
    local lib, other = assert(sheaf.open(path)), assert(sheaf.open(path))
    local reader = assert(sheaf.open(path, { readonly = true }))
    assert.equal("H-NO-TREE", select(3, other:heading "evening clinics"))
    assert(lib:thesaurus(XML))
    assert.equal("Evening Clinics", name_of(other, "evening clinics"))
    assert.equal("Evening Clinics", name_of(reader, "evening clinics"))
    assert(other:thesaurus { text = "Alpha;A01\n" })
    assert.equal("Alpha", name_of(lib, "alpha"))
    assert.is_nil(reader:heading "evening clinics")
    local report, message, code = reader:thesaurus(XML)
    assert.is_nil(report)
    assert.match("reading only", message)
    assert.equal("store", code)
    assert.equal("Alpha", name_of(reader, "alpha"))
    lib:close()
    other:close()
    reader:close()
    remove(path)
  end)

  it("does all or nothing when it is killed", function()
    local library, big = temporary(), temporary()
    local list = maker.headings(4000)
    maker.write_xml(big, list, 3)
    local lib = loaded(TREES)
    local old = places(lib)
    lib = assert(sheaf.open(library))
    assert(lib:thesaurus(TREES))
    lib:close()
    local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end
    local killed, whole = 0, 0
    for i = 1, 8 do
      local command = ("LUA_PATH=%s LUA_CPATH=%s timeout -s KILL %.3f lua5.4 spec/support/thesaurus_child.lua %s %s")
        :format(quote(package.path), quote(package.cpath), 0.05 * i, quote(library), quote(big))
      local ended = os.execute("{ " .. command .. "; } 2>/dev/null") == true
      lib = assert(sheaf.open(library))
      assert.is_true(lib:check())
      local now = places(lib)
      if #now == #old then
        assert.same(old, now)
      else
        local count = 0
        for row in lib:sql "select count(*) n from descriptor" do count = row.n end
        assert.equal(4000, count)
        whole = whole + 1
      end
      lib:close()
      if ended then break end
      killed = killed + 1
    end
    assert.is_true(killed > 0)
    remove(library)
    os.remove(big)
  end)

  it("loads as many headings as MeSH has in seconds", function()
    local path, library = temporary(), temporary()
    local list = maker.headings(30000)
    maker.write_xml(path, list, 7)
    local lib = assert(sheaf.open(library))
    local started = os.clock()
    local report = assert(lib:thesaurus(path))
    assert.is_true(os.clock() - started < 60)
    assert.same({ 30000, 210000 }, { report.descriptors, report.entry_terms })
    for i = 1, 30000, 6007 do
      assert.same(maker.exploded(list, list[i].name), sorted(lib:heading(list[i].name).exploded))
    end
    lib:close()
    os.remove(path)
    remove(library)
  end)
end)
