--- Subject headings against the thesaurus that is loaded; nothing where there is none.

local core = require "sheaf.core"

local ADDS_MANY = 100  -- headings that an explosion may add without a remark


local function has_thesaurus(lib)
  return assert(lib:sql("select 1 from descriptor limit 1"))() ~= nil
end

local function check(self, node, found, known)
  local heading, message = self.lib:heading(node.text)
  if not heading then
    self.report("S-UNKNOWN", "error", node, message)
    return
  end
  known[node.number] = heading
  if heading.entry_term then
    self.report("S-ENTRY", "warning", node, ("\"%s\" is an entry term of %s"):format(node.text, heading.name),
      "write the heading itself")
  end
  local added = #heading.exploded - 1
  if not node.explode and not node.truncated and added > 0 then
    self.report("S-NOEXP", "info", node, ("%s has %d narrower headings and is not exploded"):format(heading.name,
      added), "explode it if they are meant")
  elseif node.explode and added == 0 then
    self.report("S-NOEXP", "info", node, ("%s has no narrower headings: exploding it adds nothing"):format(
      heading.name))
  elseif node.explode and added > ADDS_MANY then
    self.report("S-NOEXP", "info", node, ("exploding %s adds %d headings"):format(heading.name, added),
      "check that all are meant")
  end
  if heading.year then found[#found + 1] = { node = node, heading = heading } end
end

local function check_qualifiers(self, node, heading)
  if #heading.qualifiers == 0 then return end
  local allowed = {}
  for _, name in ipairs(heading.qualifiers) do allowed[core.fold(name):gsub("%W+", " ")] = true end
  for _, child in ipairs(node.children or {}) do
    if not child.truncated and not allowed[(child.key or ""):gsub("%W+", " ")] then
      self.report("S-QUAL", "warning", child, ("%s may not stand on %s"):format(child.text, heading.name),
        "choose one of its own subheadings")
    end
  end
end

-- A heading beside another one whose explosion has it already.
local function check_covered(self, node, known)
  for _, narrow in ipairs(node.children) do
    local mine = known[narrow.number]
    for _, wide in ipairs(node.children) do
      local other = wide ~= narrow and wide.explode and not wide.children and known[wide.number]
      if mine and other and mine.name ~= other.name and not narrow.children then
        for _, name in ipairs(other.exploded) do
          if name == mine.name then
            self.report("S-DUPEXP", "info", narrow, ("%s is found by exploding %s already"):format(mine.name,
              other.name), "leave it out")
            break
          end
        end
      end
    end
  end
end

---@param self sheaf.lint_context
return function(self)
  if not has_thesaurus(self.lib) then return end
  local dated, known = {}, {}
  self.walk(function(node)
    if node.kind == "heading" then
      check(self, node, dated, known)
      if known[node.number] then check_qualifiers(self, node, known[node.number]) end
    end
  end)
  self.walk(function(node)
    if node.kind == "or" then check_covered(self, node, known) end
  end)
  for _, item in ipairs(dated) do
    self.report("S-YEAR", "info", item.node, ("%s became a heading in %d"):format(item.heading.name,
      item.heading.year), "search text words for what was indexed before")
  end
end
