--- Citations in YAML, invented: CITATION.cff, CSL-YAML, Hayagriva; and the YAML that they are written in.

local formats = require "spec.support.formats"
local page_source = require "spec.support.page_source"
local reader = require "sheaf.reader.citation_file"
local yaml = require "sheaf.yaml"

local load, people = formats.load, formats.people

describe("yaml", function()
  it("reads mappings, sequences and scalars", function()
    local map = yaml.read [[
# a comment
%YAML 1.2
---
plain: one two   # behind it
"a: key": 'it''s'
escaped: "a \"b\" \u00e9\n"
folded: >-
  one
  two

  three
kept: |
    # no comment
    two
     deeper
wrapped: a scalar
  on two lines
none: ~
list:
- a
- key: b
  other: c
-
  - nested
flow: [a, 'b, c', {d: e, f: [g]}]
map:
  inner: { x: 1, y: "2, 3" }
url: https://example.org/a#b
...
beyond: the end
]]
    assert.are.same({ "plain", "a: key", "escaped", "folded", "kept", "wrapped", "none", "list", "flow", "map", "url" },
      yaml.keys(map))
    assert.are.same({ "one two", "it's", "a \"b\" \u{E9}\n", "one two\nthree", "# no comment\ntwo\n deeper" },
      { map.plain, map["a: key"], map.escaped, map.folded, map.kept })
    assert.are.equal("a scalar on two lines", map.wrapped)
    assert.is_nil(map.none)
    assert.are.same({ "a", { key = "b", other = "c" }, { "nested" } }, map.list)
    assert.are.same({ "a", "b, c", { d = "e", f = { "g" } } }, map.flow)
    assert.are.same({ x = "1", y = "2, 3" }, map.map.inner)
    assert.are.equal("https://example.org/a#b", map.url)
  end)

  it("says where it cannot read, and never hangs or runs out of stack", function()
    for text, line in pairs { ["a: 1\nb\n"] = 2, ["a: [1, 2\n"] = 1, ["a: ['x]\n"] = 1 } do
      local value, message, at = yaml.read(text)
      assert.are.same({ nil, line }, { value, at }, text)
      assert.is_string(message)
    end
    assert.is_nil((yaml.read(("["):rep(1000))))
    assert.is_nil((yaml.read("a: " .. ("["):rep(1000) .. ("]"):rep(1000))))
    local deep = {}
    for i = 1, 100 do deep[i] = (" "):rep(i) .. "a:\n" end
    assert.is_nil((yaml.read(table.concat(deep))))
    assert.is_nil((yaml.read("")))
  end)
end)

local CFF = [[
cff-version: 1.2.0
message: "Please cite it."
title: Routes
version: 1.0
authors:
  - family-names: Berg
    given-names: Jan
    name-particle: van der
    orcid: https://orcid.org/0000-0002-1825-0097
  - name: Evening Clinic Group
identifiers:
  - {type: doi, value: 10.1000/Rural.15}
  - type: swh
    value: swh:1
date-released: 2015-03-09
keywords: [access, "rural health"]
license: MIT
preferred-citation:
  type: article
  title: Walking
  authors: [{family-names: Okafor, given-names: Ngozi}]
  journal: Rural Practice
  year: 2015
  month: 3
  volume: 4
  start: 10
  end: 19
references:
  - type: conference-paper
    title: Another
    conference:
      name: Evening meeting
]]

describe("CITATION.cff", function()
  it("gives the software, what is to be cited instead, and its references", function()
    local lib <close>, file = load(CFF)
    assert.are.same({ "yaml", 3 }, { file.format, file.loaded })
    local r = lib:get(1)
    assert.are.same({ "software", "Routes", "2015-03-09", "10.1000/rural.15" }, { r.type, r.title, r.date, r.doi })
    assert.are.equal("van der Berg, Jan; {Evening Clinic Group}", people(r.authors))
    assert.are.equal("0000-0002-1825-0097", r.authors[1].orcid)
    assert.are.same({ "access", "rural health" }, r.keywords)
    assert.are.same({ "swh:1" }, r.extra["identifiers.value"])
    r = lib:get(2)
    assert.are.same({ "article-journal", "Rural Practice", "2015-03", "4", "10-19" },
      { r.type, r.journal, r.date, r.volume, r.pages })
    assert.are.same({ "paper-conference", "Evening meeting" }, { lib:get(3).type, lib:get(3).journal })
  end)

  it("whose values are of other kinds than they should be loses none of them", function()
    local found = page_source.text(reader, "cff-version: 1.2.0\ntitle: A\nauthors: [[x], {email: e}, B]\n" ..
      "identifiers: one\nparent: two\nstart: [1]\nyear: {a: b}\ndoi: [10.1000/a]\ntype: [x]\n")
    local record = found.records[1]
    assert.are.same({ { literal = "B" } }, record.authors)
    assert.are.same({ "x" }, record.extra.authors)
    assert.are.same({ "e" }, record.extra["authors.email"])
    assert.are.same({ { "one" }, { "two" } }, { record.extra.identifiers, record.extra.parent })
    assert.are.equal("10.1000/a", record.doi)
    assert.are.same({ { "1" }, { "b" } }, { record.extra.start, record.extra["year.a"] })
  end)

  it("that is cut or broken is rejected with its line", function()
    local found = page_source.text(reader, "cff-version: 1.2.0\ntitle: [a\n")
    assert.are.same({ 0, "bad-yaml", 2 }, { #found.records, found.problems[1].code, found.problems[1].line })
    for cut = 20, #CFF, 11 do page_source.text(reader, CFF:sub(1, cut)) end
  end)
end)

describe("CSL-YAML and Hayagriva", function()
  it("give each work", function()
    local lib <close>, file = load("---\nreferences:\n- id: okafor\n  type: article-journal\n  title: Walking\n" ..
      "  author:\n  - family: Okafor\n    given: Ngozi\n  - literal: Evening Clinic Group\n" ..
      "  issued:\n  - year: 2015\n    month: 3\n  container-title: Rural Practice\n  page: 10-19\n" ..
      "  DOI: 10.1000/rural.15\n" ..
      "- id: two\n  title: Two\n  issued: 2014-02\n...\n")
    assert.are.same({ "yaml", 2 }, { file.format, file.loaded })
    local r = lib:get(1)
    assert.are.same({ "okafor", "2015-03", "Rural Practice", "10-19", "10.1000/rural.15" },
      { r.label, r.date, r.journal, r.pages, r.doi })
    assert.are.equal("Okafor, Ngozi; {Evening Clinic Group}", people(r.authors))
    assert.are.equal("2014-02", lib:get(2).date)
  end)

  it("in a library of keys", function()
    local lib <close>, file = load("okafor:\n  type: Article\n  title: Walking\n" ..
      "  author: [\"Okafor, Ngozi\", \"Stein, Ruth\"]\n" ..
      "  date: 2015-03\n  page-range: 10-19\n  serial-number:\n    doi: 10.1000/rural.15\n" ..
      "  parent:\n    type: Periodical\n    title: Rural Practice\n" .. "    volume: 4\n" ..
      "two:\n  type: Book\n  title: Two\n  publisher:\n    name: House\n    location: Leeds\n")
    assert.are.same({ "yaml", 2 }, { file.format, file.loaded })
    local r = lib:get(1)
    assert.are.same({ "okafor", "article-journal", "Rural Practice", "4", "10-19", "10.1000/rural.15" },
      { r.label, r.type, r.journal, r.volume, r.pages, r.doi })
    assert.are.equal("Okafor, Ngozi; Stein, Ruth", people(r.authors))
    assert.are.same({ "House", "Leeds" }, { lib:get(2).publisher, lib:get(2).place })
  end)
end)
