--- citation-js's complete entries of BibTeX against the CSL-JSON that it expects of them, read by our own reader of
--- CSL-JSON. Each difference is listed with its reason.

local sheaf = require "sheaf"
local shared = require "spec.support.shared"

local FOLDER = "data/formats/citation-js/packages/plugin-bibtex/test/"

local FIELDS = { "type", "title", "year", "date", "journal", "volume", "issue", "pages", "publisher", "place",
  "edition", "doi" }

--- "key: field" -> what citation-js expects | what we read, and why.
local REASONS = {
  ["Booklet: type"] = { "book | pamphlet", "CSL's pamphlet is what BibTeX calls a booklet" },
  ["Booklet: publisher"] = { "BibTeX | nil", "howpublished is kept in extra: it may be anything but a publisher" },
  ["Misc: publisher"] = { "Online | nil", "howpublished is kept in extra: it may be anything but a publisher" },
  ["InProceedings: issue"] = { "6 | nil", "number counts the volumes of the series, not issues of the proceedings" },
}

local function families(people)
  local list = {}
  for i, person in ipairs(people) do list[i] = person.family or person.literal end
  return table.concat(list, "; ")
end

local function assert_same(key, field, expected, ours)
  local found = expected ~= ours and ("%s | %s"):format(tostring(expected), tostring(ours)) or nil
  local reason = REASONS[key .. ": " .. field]
  assert.are.equal(reason and reason[1], found, field)
end

describe("citation-js's", function()
  local wanted = shared.read(FOLDER .. "mapping/bibtex-csl.json")
  if not wanted then return it("complete entries", function() pending("the shared data is not here") end) end

  for _, path in ipairs(shared.list(FOLDER .. "input", ".bib")) do
    local name = path:match("a complete (%a+)%.bib$")
    if name then
      it(name .. " is read as citation-js expects", function()
        local ours <close> = assert(sheaf.open())
        local expected <close> = assert(sheaf.open())
        assert(ours:load(path))
        assert(expected:load({ text = wanted }, { format = "csl-json" }))
        local record = ours:get(1)
        local other
        for one in expected:all():each() do
          if one.label == record.label then other = one end
        end
        assert.is_not_nil(other, record.label)
        for _, field in ipairs(FIELDS) do assert_same(record.label, field, other[field], record[field]) end
        assert_same(record.label, "authors", families(other.authors), families(record.authors))
        assert_same(record.label, "editors", families(other.editors), families(record.editors))
      end)
    end
  end
end)
