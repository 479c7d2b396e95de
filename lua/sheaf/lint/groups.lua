--- How the parts are put together: NOT, headings beside words, limits on one branch. No library is needed.

local function has(list, name)
  for _, item in ipairs(list or {}) do
    if item == name then return true end
  end
  return false
end

-- What kinds of leaves stand under a node.
local function contents(node, out)
  out = out or { headings = 0, words = 0, refs = 0, other = 0 }
  local kind = node.kind
  if kind == "heading" or kind == "qualifier" then out.headings = out.headings + 1
  elseif kind == "term" or kind == "phrase" or kind == "near" or kind == "freq" then out.words = out.words + 1
  elseif kind == "ref" then out.refs = out.refs + 1
  elseif node.children then
    for _, child in ipairs(node.children) do contents(child, out) end
  else out.other = out.other + 1 end
  return out
end

local ANIMALS = { animals = true, animal = true }
local HUMANS = { humans = true, human = true }

local function mentions(node, names)
  if (node.kind == "heading" or node.kind == "term") and names[node.key ~= nil and node.key ~= "" and node.key
    or node.pattern or ""] then return true end
  for _, child in ipairs(node.children or {}) do
    if mentions(child, names) then return true end
  end
  return false
end

local function check_not(self, node)
  local right = node.children[2]
  if mentions(right, ANIMALS) and not mentions(right, HUMANS) then
    self.report("B-NOT", "warning", right, "NOT animals also takes away records about animals and humans",
      "write NOT (animals NOT humans)")
  elseif right.kind == "term" or right.kind == "phrase" then
    self.report("B-NOT", "warning", right,
      ("NOT %s takes away every record that mentions it, also those on the topic"):format(self.source(right)),
      "look at what it takes away before you keep it")
  end
end

local function is_limit(node)
  if node.kind == "range" or node.kind == "filter" then return true end
  return node.kind == "value" and (has(node.fields, "language") or has(node.fields, "journal"))
end

local function holds_limit(node)
  if is_limit(node) then return true end
  if node.kind ~= "and" and node.kind ~= "scope" then return false end
  for _, child in ipairs(node.children) do
    if holds_limit(child) then return true end
  end
  return false
end

local function check_branches(self, node)
  local limited, free
  for _, child in ipairs(node.children) do
    if holds_limit(child) and not is_limit(child) then limited = child else free = free or not is_limit(child) end
  end
  if limited and free then
    self.report("L-SUB", "warning", limited, "this limit stands on one branch of the OR only",
      "put it outside, or on every branch")
  end
end

-- A block of an AND that has headings alone, or words alone, while another has both kinds.
local function check_blocks(self, node)
  local blocks, headings, words = {}, false, false
  for _, child in ipairs(node.children) do
    local inside = contents(child)
    if inside.refs == 0 and inside.other == 0 then
      blocks[#blocks + 1] = { node = child, inside = inside }
      headings = headings or inside.headings > 0
      words = words or inside.words > 0
    end
  end
  if #blocks < 2 or not (headings and words) then return end
  for _, block in ipairs(blocks) do
    if block.inside.words == 0 then
      self.report("S-TEXTMISS", "info", block.node, "this concept has subject headings and no text words",
        "add text words: new records have no headings yet")
    elseif block.inside.headings == 0 then
      self.report("S-TEXTMISS", "info", block.node, "this concept has text words and no subject heading",
        "look for a heading that fits")
    end
  end
end

local INDEXED = { heading = "subject headings", qualifier = "subheadings" }

-- Check tags and ages, which people limit to by AND as well.
local TAGS = { humans = true, human = true, male = true, female = true, adult = true, aged = true, child = true,
  adolescent = true, infant = true }

-- Whether only indexed records can be in this part; within a limit also headings of any other kind.
local function is_indexed(node, limit)
  if node.kind == "heading" and TAGS[node.key or ""] then return true end
  if not limit then return false end
  local inside = contents(node)
  return INDEXED[node.kind] or inside.headings > 0 and inside.words == 0
    or node.kind == "value" and has(node.fields, "publication_types")
end

-- humans AND animals is a part of a guard, not a limit.
local function is_of_tags(node)
  for _, child in ipairs(node.children) do
    if child.kind ~= "heading" or not (TAGS[child.key or ""] or ANIMALS[child.key or ""]) then return false end
  end
  return true
end

local function check_limit(self, node)
  if is_of_tags(node) then return end
  self.limits = self.limits or {}
  for i, child in ipairs(node.children) do
    if (i > 1 or not node.limit) and is_indexed(child, node.limit) then
      self.limits[#self.limits + 1] = { node = node, child = child }
      self.report("L-INDEX", "warning", child,
        "this limit drops records that are not indexed yet: they have no headings or types",
        "use a validated filter with text words, or NOT what you do not want")
    end
  end
end

---@param self sheaf.lint_context
return function(self)
  self.walk(function(node)
    if node.kind == "not" then check_not(self, node)
    elseif node.kind == "or" then check_branches(self, node)
    elseif node.kind == "and" then
      check_blocks(self, node)
      check_limit(self, node)
    elseif node.kind == "heading" and node.focus then
      self.report("S-FOCUS", "warning", node,
        ("%s is searched as a main topic only"):format(self.source(node)), "drop the focus if recall matters")
    elseif node.kind == "unsupported" then
      self.report("L-UNSUP", "error", node, ("%s cannot be searched in loaded records: %s"):format(self.source(node),
        node.reason or "it is not known here"), "take it out, or set unsupported = \"ignore\"")
    end
  end)
end
