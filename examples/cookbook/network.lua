--- A network of keywords: clusters, the files for VOSviewer, and a page to walk through it.
--   lua5.4 examples/cookbook/network.lua [FOLDER FOR RESULTS]
local sheaf = require "sheaf"
local out = arg[1] or "."

local lib = assert(sheaf.open())
assert(lib:load { "examples/data/doors.ris", "examples/data/doors_embase.ris" })
lib:deduplicate()
local studies = lib:works()

-- Keywords that stand together in a record are linked; weights are association strengths, clusters from Leiden.
local network = studies:analyze("network", { of = "keywords", minimum = 2 })
print(#network .. " keywords, " .. #network.edges .. " links")
for cluster = 1, network.clusters do
  local names = {}
  for _, node in ipairs(network) do
    if node.cluster == cluster then names[#names + 1] = node.node end
  end
  print(cluster, table.concat(names, ", "))
end

assert(network:export(out .. "/keywords.json"))    -- VOSviewer opens it; .graphml and .net (Pajek) go as well
assert(sheaf.report.html(out .. "/network.html", { title = "Keywords of access", set = studies,
  parts = { network, network.edges } }))
