--- What the loaded records tell of a search: terms that find nothing, or nothing of their own; empty ANDs;
-- misspellings; truncation that runs wild.

local core = require "sheaf.core"

local WIDE = 100        -- words that a truncation may stand for without a remark
local SHOWN = 5         -- words shown
local MOST_TERMS = 60   -- terms of an OR that are looked at one by one
local FREQUENT = 5      -- records that a word must have to be proposed
local SHORTEST = 6      -- letters of a word whose spelling is looked at
local LONG = 12         -- letters of a word that may have two mistakes
local SEEN = 5          -- records from which on a proximity without effect is worth a remark

local LEAVES = { term = true, phrase = true, near = true, heading = true, qualifier = true, value = true, name = true,
  freq = true }

local function records(n) return n == 1 and "1 record" or n .. " records" end

-- ---- counts ----

local TOLD = 3          -- terms of one OR that find nothing and are told of one by one

-- Terms that find nothing: one by one, or where an OR has many of them all at once.
local function check_empty(self, node, parent, counts)
  local function is_empty(child) return LEAVES[child.kind] and counts[child.number + 1] == 0 end
  if node.kind == "or" then
    local names = {}
    for _, child in ipairs(node.children) do
      if is_empty(child) then names[#names + 1] = self.source(child) end
    end
    if #names <= TOLD then return end
    local shown = table.concat(names, ", ", 1, math.min(#names, 2 * SHOWN)) .. (#names > 2 * SHOWN and ", ..." or "")
    self.report("T-ZERO", "warning", node,
      ("%d of %d terms find nothing here: %s"):format(#names, #node.children, shown),
      "check their spelling and their fields")
    self.told[node.number] = true
  elseif is_empty(node) and not (parent and self.told[parent.number]) then
    self.report("T-ZERO", "warning", node, ("%s finds nothing here"):format(self.source(node)),
      "check its spelling and its field")
  end
end

-- exp animals/ not humans/ is how animal studies are meant.
local function is_guard(self, node)
  local kept, taken = self.source(node.children[1]):lower(), self.source(node.children[2]):lower()
  return kept:find("^%A*e?x?p?%A*animals?%f[%A]") and taken:find("%f[%a]humans?%f[%A]")
end

local function check_counts(self, counts)
  self.told = {}
  self.walk(function(node, parent)
    local count = counts[node.number + 1]
    if not count then return end
    check_empty(self, node, parent, counts)
    if node.kind == "and" and count == 0 and not (parent and parent.kind == "and") then
      local smallest
      for _, child in ipairs(node.children) do
        local own = counts[child.number + 1]
        if own and (not smallest or own < counts[smallest.number + 1]) then smallest = child end
      end
      if smallest and counts[smallest.number + 1] > 0 then
        self.report("B-ANDEMPTY", "warning", node, ("nothing is in all parts of this AND; its smallest part is %s (%d)")
          :format(self.source(smallest):sub(1, 80), counts[smallest.number + 1]), "widen that part first")
      end
    elseif node.kind == "not" then
      local left = counts[node.children[1].number + 1]
      if left and left > count and not is_guard(self, node) then
        self.report("B-NOT", "info", node, ("this NOT takes %d of %s away"):format(left - count, records(left)),
          "look at some of them")
      end
    end
  end)
end

-- How many records the limits that groups.lua remarks on take away, where they are one of two parts.
local function check_limits(self, counts)
  for _, limit in ipairs(self.limits or {}) do
    local other = limit.node.children[limit.node.children[1] == limit.child and 2 or 1]
    local before, after = counts[other.number + 1], counts[limit.node.number + 1]
    if #limit.node.children == 2 and before and after and before > after then
      self.report("L-INDEX", "info", limit.child, ("this limit takes %d of %s away here"):format(before - after,
        records(before)), "look at some of them")
    end
  end
end

-- ---- what a term adds ----

-- The set of one node, printed and searched alone.
local function set_of(self, node)
  local text = self.query:print_in(self.syntax, nil, nil, node.number)
  local query = text and core.parse(text, { syntax = self.syntax, today = os.date("!%Y-%m-%d") })
  return query and self.lib:search_ids(query, { explode = self.options.explode, unsupported = "ignore" })
end

local function check_own(self, node)
  local children, sets = {}, {}
  for _, child in ipairs(node.children) do
    local set = LEAVES[child.kind] and set_of(self, child)
    if not set then return end
    children[#children + 1], sets[#sets + 1] = child, set
  end
  if #children < 2 or #children > MOST_TERMS then return end
  local after = { [#sets + 1] = self.lib:set {} }
  for i = #sets, 2, -1 do after[i] = after[i + 1] | sets[i] end
  local before = self.lib:set {}
  for i, set in ipairs(sets) do
    if #set > 0 and #(set - before - (after[i + 1])) == 0 then
      self.report("T-UNIQUE", "info", children[i], ("%s finds %s, and its neighbours find all of them too")
        :format(self.source(children[i]), records(#set)), "it may go")
    end
    before = before | set
  end
end

-- ---- words ----

-- The words of a term's fields that begin with a stem, most frequent first, and their documents by word. The context
-- keeps them, since neighbours ask for the same ones.
local function words_of(self, node, stem)
  local key = stem .. " " .. table.concat(node.fields or {}, " ")
  self.words = self.words or {}
  local kept = self.words[key]
  if kept then return kept.order, kept.all end
  local all, order = {}, {}
  for _, field in ipairs(node.fields or {}) do
    for _, entry in ipairs((self.lib:vocabulary(field, stem))) do
      if not all[entry.word] then
        all[entry.word] = 0
        order[#order + 1] = entry.word
      end
      all[entry.word] = all[entry.word] + entry.documents
    end
  end
  table.sort(order, function(a, b)
    if all[a] ~= all[b] then return all[a] > all[b] end
    return a < b
  end)
  self.words[key] = { order = order, all = all }
  return order, all
end

local function check_truncation(self, node)
  local stem = node.pattern:match("^([^*?{]+)%*$")
  if not stem then return end
  local words = words_of(self, node, stem)
  if #words <= WIDE then return end
  local shown = table.concat(words, ", ", 1, SHOWN)
  self.report("T-EXPLODE", "warning", node, ("%s stands for %d different words here: %s, ..."):format(
    self.source(node), #words, shown), "write more of the word if some of them are not meant")
end

-- Edits that make b from a, up to 2; 3 beyond.
local function distance(a, b)
  if math.abs(#a - #b) > 2 then return 3 end
  local before, row = nil, {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local last, now = before, { [0] = i }
    before = row
    for j = 1, #b do
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      now[j] = math.min(row[j] + 1, now[j - 1] + 1, row[j - 1] + cost)
      if last and i > 1 and j > 1 and a:byte(i) == b:byte(j - 1) and a:byte(i - 1) == b:byte(j) then
        now[j] = math.min(now[j], last[j - 2] + 1)
      end
    end
    row = now
  end
  return row[#b]
end

-- Whether two words differ in their endings only: minor, minors; methodology, methodologic.
local function is_inflected(a, b)
  local same = 0
  while same < #a and a:byte(same + 1) == b:byte(same + 1) do same = same + 1 end
  if (a:sub(same + 1) .. b:sub(same + 1)):find("^e?s$") or a:gsub("z", "s") == b:gsub("z", "s") then return true end
  return same >= 7 and same >= math.max(#a, #b) - 2
end

local function check_spelling(self, node, parent)
  local word = node.pattern
  if not word or #word < SHORTEST or word:find("[*?{%d]") then return end
  if parent and parent.kind == "phrase" and word:find("o$") then return end -- immuno-assay
  local words, documents = words_of(self, node, word:sub(1, 2))
  if documents[word] then return end
  local limit = #word >= LONG and 2 or 1
  for _, other in ipairs(words) do
    if documents[other] < FREQUENT then break end
    if distance(word, other) <= limit and not is_inflected(word, other) then
      return self.report("Y-SPELL", "warning", node,
        ("\"%s\" stands in no record; \"%s\" stands in %d"):format(word, other, documents[other]),
        "check the spelling")
    end
  end
end

-- ---- proximity ----

-- A proximity that finds just what AND of its words would find.
local function check_near(self, node, counts)
  local count = counts[node.number + 1]
  if not count or count < SEEN then return end
  local both
  for _, child in ipairs(node.children) do
    local set = set_of(self, child)
    if not set then return end
    both = both and both & set or set
  end
  if both and #both == count then
    self.report("B-NEARNARROW", "info", node,
      ("%s finds what AND would find: the distance has no effect here"):format(self.source(node)))
  end
end

---@param self sheaf.lint_context
return function(self)
  local set, counts = self.lib:search_nodes(self.query, { explode = self.options.explode or "ignore",
    unsupported = "ignore", results = self.options.results })
  if not set then return end
  check_counts(self, counts)
  check_limits(self, counts)
  self.walk(function(node, parent)
    if node.kind == "or" and #node.children <= MOST_TERMS then check_own(self, node)
    elseif node.kind == "near" then check_near(self, node, counts)
    elseif node.kind == "term" and not node.slot then
      check_truncation(self, node)
      check_spelling(self, node, parent)
    end
  end)
end
