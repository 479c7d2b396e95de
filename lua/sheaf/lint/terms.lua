--- Text words of an OR: repeated, contained in one another, spellings that are missing. No library is needed.

local variants = require "sheaf.lint.variants"

local LEAST_STEM, MOST_ENDING, LEAST_FAMILY = 5, 4, 3
local MOST_PAIRS = 200 -- terms of one OR that are compared with each other

local ALONE = { ["and"] = true, ["not"] = true, scope = true } -- parents under which a word stands for itself

local function is_words(node) return node.kind == "term" or node.kind == "phrase" end

local function subset(a, b)
  local has = {}
  for _, name in ipairs(b or {}) do has[name] = true end
  for _, name in ipairs(a or {}) do
    if not has[name] then return false end
  end
  return true
end

-- The words a leaf is made of, as patterns.
local function patterns(node)
  if node.kind == "term" then return { node.pattern or "" } end
  local list = {}
  for i, child in ipairs(node.children) do list[i] = child.pattern or "" end
  return list
end

-- Whether every word that `narrow` can be is one that `wide` can be; wide is a word, or a beginning and *.
local function covers_word(wide, narrow)
  if wide == narrow then return not narrow:find("[?{]") end
  local stem = wide:match("^([^*?{]+)%*$")
  return stem ~= nil and narrow:match("^[^*?{]*"):sub(1, #stem) == stem
end

-- Whether a record that has `narrow` must have `wide`.
local function covers(wide, narrow)
  if not subset(narrow.fields, wide.fields) then return false end
  local w, n = patterns(wide), patterns(narrow)
  if wide.kind == "term" then
    for _, word in ipairs(n) do
      if covers_word(w[1], word) then return true end
    end
    return false
  end
  for start = 0, #n - #w do
    local all = true
    for i = 1, #w do all = all and covers_word(w[i], n[start + i]) end
    if all then return true end
  end
  return false
end

local function leaves_of(node)
  local list = {}
  for _, child in ipairs(node.children) do
    if is_words(child) then list[#list + 1] = child end
  end
  return list
end

local function check_repeated(self, leaves)
  local known = {}
  for _, leaf in ipairs(leaves) do
    local before = known[leaf.same]
    if before then
      local same = self.source(before):lower() == self.source(leaf):lower()
      self.report(same and "T-DUP" or "T-HYPHEN", "info", leaf, ("%s finds what %s finds already"):format(
        self.source(leaf), self.source(before)), "leave one of them out")
    end
    known[leaf.same] = before or leaf
  end
end

local function check_covered(self, leaves, under)
  if #leaves > MOST_PAIRS then return end
  for i, narrow in ipairs(leaves) do
    for k, wide in ipairs(leaves) do
      if i ~= k and narrow.same ~= wide.same and covers(wide, narrow) then
        local first, second = narrow, wide
        if under == "and" then first, second = wide, narrow end
        self.report("T-SUBSUMED", "info", first, under == "and"
          and ("%s adds nothing beside %s: every record that has the second has the first"):format(self.source(first),
            self.source(second))
          or ("%s adds nothing: %s finds all of it"):format(self.source(first), self.source(second)),
          "leave it out, or check that the wider one was meant")
        break
      end
    end
  end
end

local function check_families(self, leaves)
  local families, order = {}, {}
  for _, leaf in ipairs(leaves) do
    local word = leaf.kind == "term" and leaf.pattern or ""
    if #word >= LEAST_STEM and not word:find("[*?{]") then
      local stem = word:sub(1, LEAST_STEM) .. table.concat(leaf.fields or {}, " ")
      if not families[stem] then
        families[stem] = {}
        order[#order + 1] = stem
      end
      table.insert(families[stem], leaf)
    end
  end
  for _, stem in ipairs(order) do
    local family = families[stem]
    local shared = family[1].pattern
    for _, leaf in ipairs(family) do
      while leaf.pattern:sub(1, #shared) ~= shared do shared = shared:sub(1, -2) end
    end
    local close = #family >= LEAST_FAMILY
    for _, leaf in ipairs(family) do
      close = close and #leaf.pattern - #shared <= MOST_ENDING and #shared * 3 >= #leaf.pattern * 2
    end
    if close then
      self.report("T-CANDTRUNC", "info", family[1],
        ("%d terms here begin with %s"):format(#family, shared), ("%s* would find them all"):format(shared))
    end
  end
end

-- Whether any of the words in lists covers one word.
local function is_covered(words, other)
  if words[other] then return true end
  for n = 1, #other do
    if words[other:sub(1, n) .. "*"] then return true end
  end
  return false
end

local function check_spellings(self, node, leaves)
  local all, have, told = {}, {}, {}
  for i, leaf in ipairs(leaves) do
    all[i] = patterns(leaf)
    for _, word in ipairs(all[i]) do have[word] = true end
  end
  for i, leaf in ipairs(leaves) do
    for _, word in ipairs(all[i]) do
      local other = not word:find("[?{]") and variants.other(word)
      if other and not is_covered(have, other) and not told[other] then
        told[other] = true
        self.report("T-VARIANT", "info", node.kind == "or" and leaf or node,
          ("%s has another spelling: %s"):format(word, other), "add it, or use a wildcard that covers both")
      end
    end
  end
end

---@param self sheaf.lint_context
return function(self)
  self.walk(function(node, parent)
    if node.kind == "or" or node.kind == "and" then
      local leaves = leaves_of(node)
      if node.kind == "or" then
        check_repeated(self, leaves)
        check_families(self, leaves)
        check_spellings(self, node, leaves)
      end
      check_covered(self, leaves, node.kind)
    elseif is_words(node) and (not parent or ALONE[parent.kind]) then
      check_spellings(self, node, { node })
    end
  end)
end
