--- The labelled sets of duplicates in the shared folder, and how they are counted.
--
-- As upstream does (bib-dedupe, dedupe_benchmark.compare_dedupe_id): of each true set one record has to stay; every
-- other one that goes is a true positive, every other one that stays a false negative; a record without duplicates that
-- goes, and a set of which none stays, is a false positive. `mixed` counts works of several true sets, which that way
-- of counting may miss.

local labelled = {}

labelled.SETS = { "cytology_screening", "stroke", "digital_work", "special_cases" }

--- Labels that we dispute; they stay in the count.
labelled.DISPUTED = {
  digital_work = {
    { "id_1000218", "id_1000339", "a guest editorial (pages 273-276), the editorial before it (page 271): two DOIs" },
    { "id_1005082", "id_1005083", "a paper and its erratum, which has a DOI and a page of its own" },
  },
  cytology_screening = {
    { "id_0000516", "id_0000517", "two abstracts of a meeting: other first authors, other diagnoses" },
  },
  stroke = {
    { "id_0000428", "id_0000429", "one abstract in two journals: two publications" },
  },
}

--- The path of a set's records, and its true sets of labels.
---@param root string the shared folder
---@param name string
---@return string path, string[][] sets
function labelled.set(root, name)
  local folder, sets = root .. "/data/dedup/" .. name, {}
  for line in io.lines(folder .. "/merged_record_ids.csv") do
    local set = {}
    for id in line:gsub('[\r"]', ""):gmatch("[^;]+") do set[#set + 1] = id end
    if set[1] ~= "merged_ids" and #set > 1 then sets[#sets + 1] = set end
  end
  return folder .. "/records_pre_merged.csv", sets
end

--- The labels of a library's records, and the work of each.
---@param lib sheaf.library
---@return string[] ids, table<string, string> cluster
function labelled.works(lib)
  local ids, cluster = {}, {}
  for record in lib:all():each() do
    ids[#ids + 1] = record.label
    cluster[record.label] = tostring(record.work)
  end
  return ids, cluster
end

--- Counts clusters against the true sets; cluster[id] is the name of the id's cluster, ids are in the file's order.
---@param ids string[]
---@param cluster table<string, string>
---@param sets string[][]
---@return { tp: integer, fp: integer, fn: integer, mixed: integer }
function labelled.count(ids, cluster, sets)
  local kept, seen, truth, members = {}, {}, {}, {}
  for _, id in ipairs(ids) do
    local name = cluster[id] or id
    kept[id] = not seen[name]
    seen[name] = true
    members[name] = members[name] or {}
    table.insert(members[name], id)
  end
  local c = { tp = 0, fp = 0, fn = 0, mixed = 0 }
  for i, set in ipairs(sets) do
    local left = 0
    for _, id in ipairs(set) do
      truth[id] = i
      if kept[id] then left = left + 1 end
    end
    if left == 0 then c.fp = c.fp + 1 end
    c.tp = c.tp + #set - math.max(left, 1)
    c.fn = c.fn + math.max(left, 1) - 1
  end
  for _, id in ipairs(ids) do
    if not truth[id] and not kept[id] then c.fp = c.fp + 1 end
  end
  for _, list in pairs(members) do
    for i = 2, #list do
      if not truth[list[i]] or truth[list[i]] ~= truth[list[1]] then
        c.mixed = c.mixed + 1
        break
      end
    end
  end
  return c
end

return labelled
