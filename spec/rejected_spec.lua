--- The bytes of rejected records: kept as they stood in the input, in every kind of format, and exported.

local sheaf = require "sheaf"

--- Text in UTF-16, without its mark.
local ORDERS = {
  ["UTF-16LE"] = function(text) return (text:gsub("é", "e"):gsub(".", "%0\0")) end,
  ["UTF-16BE"] = function(text) return (text:gsub("é", "e"):gsub(".", "\0%0")) end,
}
local MARKS = { ["UTF-16LE"] = "\xff\xfe", ["UTF-16BE"] = "\xfe\xff" }

--- A good record, a broken one and a good one; the broken one's bytes.
local CASES = {
  ris = { "TY  - JOUR\nTI  - A\nER  - \n", "TY  - JOUR\nER  - \n", "TY  - JOUR\nTI  - C\nER  - \n" },
  bibtex = { "@book{a,\n  title = {A}\n}\n", "@book{b,\n  title = {B} {C}\n}\n", "@book{c,\n  title = {C}\n}\n" },
  ["csl-json"] = { '[{"id":"a","type":"book","title":"A"},', '{"id":"b","type":"book",\r\n"title":"é" "B"}',
    ',\n{"id":"c","type":"book","title":"C"}]\n' },
  jsonl = { '{"sheaf":1,"entries":[["title","A"]]}\r\n', '{"sheaf":1,"entries":[["title","B]]}\r\n',
    '{"sheaf":1,"entries":[["title","C"]]}\r\n' },
  ["endnote-xml"] = { "<xml><records><record><titles><title>A</title></titles></record>\n",
    "<record><titles><title>B</titles></record>\n",
    "<record><titles><title>C</title></titles></record></records></xml>\n" },
  ["pubmed-xml"] = {
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID></MedlineCitation></PubmedArticle>",
    "<PubmedArticle><MedlineCitation><PMID>2</PMID>\n",
    "<PubmedArticle><MedlineCitation><PMID>3</PMID></MedlineCitation></PubmedArticle></PubmedArticleSet>" },
}

describe("Rejected records", function()
  for _, format in ipairs { "ris", "bibtex", "csl-json", "jsonl", "endnote-xml", "pubmed-xml" } do
    for _, encoding in ipairs { "UTF-8", "UTF-16LE", "UTF-16BE" } do
      it(("keep their bytes in %s, %s"):format(format, encoding), function()
        local parts = { table.unpack(CASES[format]) }
        local lib <close> = assert(sheaf.open())
        local text, broken = table.concat(parts), parts[2]
        local wide = ORDERS[encoding]
        if wide then text, broken = MARKS[encoding] .. wide(text), wide(broken) end
        local report = assert(lib:load({ text = text }, { format = format }))
        assert.are.same({ 3, 2, 1 }, { report.seen, report.loaded, report.rejected })
        local row = lib:rejected()[1]
        assert.are.equal(broken, row.text)
        assert.are.equal(row.byte, text:find(broken, 1, true) - 1)
        assert.is_truthy(row.message)
        assert.are.equal(broken .. (broken:find "[\r\n]$" and "" or "\n"), lib:export_rejected())
      end)
    end
  end

  it("at the end of an input have all that is left of it", function()
    for format, tail in pairs {
      bibtex = "@book{b,\n title = {B",
      ["csl-json"] = '{"id":"b","type":"book","title":"B',
      ["endnote-xml"] = "<record><titles><title>B</titl",
    } do
      local lib <close> = assert(sheaf.open())
      local report = assert(lib:load({ text = CASES[format][1] .. tail }, { format = format }))
      assert.are.same({ format, 1, 1 }, { format, report.loaded, report.rejected })
      assert.are.equal(tail, (lib:rejected()[1].text:gsub("\n$", "")))
    end
  end)
end)
