local records = require "spec.support.records"

describe("authors", function()
  local authors = require("sheaf.analysis").authors

  local function set_of(...)
    local list = {}
    for i, names in ipairs { ... } do
      list[i] = { year = 2000 + i, authors = {} }
      for k, name in ipairs(names) do
        local family, given, orcid = name:match("^([^,]+),?%s*([^#]*)#?(.*)$")
        local author = { family = family, orcid = orcid ~= "" and orcid or nil }
        if given:find("%l") then author.given = given elseif given ~= "" then author.initials = given end
        list[i].authors[k] = author
      end
    end
    return records.set(list)
  end

  local function people(set)
    local t, list = authors(set), {}
    for i = 1, #t do list[i] = t[i].author .. "=" .. t[i].records .. (t[i].also and " also " .. t[i].also or "") end
    table.sort(list)
    return list, t
  end

  it("numbers very many persons in the order of their names", function()
    local core, values, starts, items, count = require "sheaf.core", {}, { 1 }, {}, 9001
    for i = 1, count do
      values[i] = ("\x1fFamily%05d\x1fAda\x1f\x1f"):format(i * 4000 % count)
      items[i], starts[i + 1] = i, i + 1
    end
    local persons = core.people(values, starts, items)
    assert.equal(count, persons.count)
    for i = 1, count do assert.equal(i * 4000 % count + 1, persons.of_value[i]) end
  end)

  it("counts records, first places and years", function()
    local _, t = people(set_of({ "Ash, Mary", "Birch, Tom" }, { "Birch, Tom" }, { "Birch, Tom", "Ash, Mary" }))
    assert.same({ "Birch, Tom", 3, 2, 2001, 2003 }, table.move(t.rows[1], 1, 5, 1, {}))
    assert.same({ "Ash, Mary", 2, 1, 2001, 2003 }, table.move(t.rows[2], 1, 5, 1, {}))
  end)

  it("counts initials with the only full name they fit, and shows them", function()
    local list, t = people(set_of({ "Checkland, K" }, { "Checkland, Katherine" }, { "CHECKLAND, K" }))
    assert.same({ "Checkland, Katherine=3 also Checkland, K" }, list)
    assert.truthy(t.notes[1]:find("1 author counted"))
  end)

  it("keeps initials apart where two full names fit, and where none does", function()
    assert.same({ "Reed, J=1", "Reed, Jane=1", "Reed, John=1" }, (people(set_of({ "Reed, J" }, { "Reed, Jane" },
      { "Reed, John" }))))
    assert.same({ "Reed, J=1", "Reed, JA=1" }, (people(set_of({ "Reed, J" }, { "Reed, JA" }))))
    assert.same({ "Reed, JB=1", "Reed, Jane=1" }, (people(set_of({ "Reed, JB" }, { "Reed, Jane" }))))
    assert.same({ "Reed, Jane A=1", "Reed, KA=1" }, (people(set_of({ "Reed, KA" }, { "Reed, Jane A" }))))
  end)

  it("reads SH, S H and S.H. as the same initials, and a middle initial as part of a fuller name", function()
    local list = people(set_of({ "Richards, SH" }, { "Richards, S H" }, { "Richards, S.H." }, { "Richards, Suzanne H" },
      { "Richards, Suzanne" }))
    assert.equal(1, #list)
    assert.truthy(list[1]:find("^Richards, Suzanne H=5 also"))
  end)

  it("does not join two names of one record", function()
    assert.same({ "Reed, J=1", "Reed, Jane=1" }, (people(set_of({ "Reed, J", "Reed, Jane" }))))
  end)

  it("lets an ORCID decide, both ways", function()
    local one, two = "0000-0001-0000-0009", "https://orcid.org/0000-0002-0000-000x"
    assert.same({ "Wang, Wei=1", "Wang, Wei=1" }, (people(set_of({ "Wang, Wei#" .. one }, { "Wang, Wei#" .. two }))))
    assert.same({ "New, Ann=2 also Old, Ann" }, (people(set_of({ "New, Ann#" .. one }, { "Old, Ann#" .. one }))))
    assert.same({ "Wang, Wei=1", "Wang, Wei=1", "Wang, Wei=1" },
      (people(set_of({ "Wang, Wei#" .. one }, { "Wang, Wei#" .. two }, { "Wang, Wei" }))))
    assert.same({ "Wang, Wei=2" }, (people(set_of({ "Wang, Wei#" .. one }, { "Wang, Wei" }))))
  end)

  it("folds case and marks of family names", function()
    assert.same({ "Müller, Eva=2" }, (people(set_of({ "Müller, Eva" }, { "Muller, Eva" }))))
  end)

  it("counts groups as authors, and says what the sources cut or lack", function()
    local t = authors(records.set {
      { authors = { { literal = "The Pebble Group" } }, authors_complete = false }, {},
    })
    assert.equal("The Pebble Group", t[1].author)
    assert.same({ "1 record whose source cut the list of authors", "1 record without authors" }, t.notes)
  end)

  it("survives names with nothing in them", function()
    assert.equal(1, #authors(records.set {
      { authors = { {}, { family = "" }, { family = "?" }, { literal = " " } } },
    }))
  end)

  it("gives the same table whatever the order of the records", function()
    local a = authors(set_of({ "Reed, J" }, { "Reed, Jane" }, { "Ash, M" }, { "Ash, Mary" })):csv()
    local b = authors(set_of({ "Ash, Mary" }, { "Ash, M" }, { "Reed, Jane" }, { "Reed, J" })):csv()
    assert.equal(a:gsub("%d%d%d%d", ""), (b:gsub("%d%d%d%d", "")))
  end)
end)
