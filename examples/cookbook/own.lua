--- A reader and an analysis of one's own: index cards in, a chart and a page of the report out.
--   lua5.4 examples/cookbook/own.lua [FOLDER FOR RESULTS]
local sheaf = require "sheaf"
local out = arg[1] or "."

-- A reader says how sure it is of an input, and emits records.
sheaf.readers.add {
  name = "cards", title = "Index cards",
  detect = function(head) return head:find("^CARD ") and 80 end,
  read = function(source, emit)
    for author, year, title in source.text:gmatch("CARD ([^,\n]+), (%d+): ([^\n]+)") do
      emit { authors = { author }, year = tonumber(year), title = title }
    end
  end,
}

-- An analysis is a function from a set to a table; a file sheaf_analysis_<name>.lua that returns one does the same.
sheaf.analysis.decades = function(set)
  local rows, at = {}, {}
  for record in set:sort("year"):each() do
    local decade = record.year // 10 * 10
    if not at[decade] then
      rows[#rows + 1] = { decade .. "s", 0 }
      at[decade] = rows[#rows]
    end
    at[decade][2] = at[decade][2] + 1
  end
  return sheaf.table { title = "Decades", columns = { "decade", "records" }, rows = rows,
    chart = { kind = "bar", x = "decade", y = "records" } }
end

local lib = assert(sheaf.open())
assert(lib:load { text = "CARD Okafor N, 1998: Evening clinics\nCARD Stein R, 2004: Walking to the surgery\n" })
assert(lib:load "examples/data/doors.ris")
local decades = lib:all():analyze "decades"
print(decades)
assert(decades:csv(out .. "/decades.csv"))
assert(sheaf.report.html(out .. "/decades.html", { title = "Decades", set = lib:all(), parts = { decades } }))
