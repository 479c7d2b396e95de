--- strategy:lint: the remarks on every line, and on how the lines are put together.

local lint = require "sheaf.lint"
local strategy = require("sheaf.strategy").class

-- Adds a remark on a whole line.
local function remark(found, line, code, severity, message, suggestion)
  found[#found + 1] = { line = line.id, code = code, severity = severity, message = message, suggestion = suggestion,
    first = 1, last = math.max(#line.text, 1) }
end

-- Calls visit with the 1-based index of every line that a tree refers to.
local function references(node, visit)
  if node.kind == "ref" then visit(node.line) end
  for _, child in ipairs(node.children or {}) do references(child, visit) end
end

-- used[i]: the lines that refer to line i, in order.
local function uses(self)
  local used = {}
  for i in ipairs(self.lines) do used[i] = {} end
  for i, line in ipairs(self.lines) do
    if line.query then
      local known = {}
      references(line.query:tree(), function(k)
        if not known[k] then table.insert(used[k], i) end
        known[k] = true
      end)
    end
  end
  return used
end

local function check_used(self, used, found)
  local last, any = #self.lines, false
  for i = 1, last do any = any or #used[i] > 0 end
  if last > 1 and not any then
    remark(found, self.lines[last], "Y-LINEROOT", "warning", "no line combines the others",
      "add a last line such as 1 AND 2")
    return
  end
  for i = 1, last - 1 do
    if #used[i] == 0 then
      remark(found, self.lines[i], "Y-LINEUNUSED", "warning",
        ("line %s is used by no other line"):format(self.lines[i].id), "use it, or take it out")
    end
  end
end

local function check_repeated(self, found)
  local texts = {}
  for _, line in ipairs(self.lines) do
    local text = line.text:lower():gsub("%s+", " ")
    if line.warning then
      remark(found, line, "Y-LINEDUP", "warning", line.warning, "number them anew")
    elseif texts[text] then
      remark(found, line, "Y-LINEDUP", "warning",
        ("line %s says the same as line %s"):format(line.id, texts[text]), "leave one of them out")
    end
    texts[text] = texts[text] or line.id
  end
end

-- An OR of lines that joins a line with another one that has it already.
local function check_ranges(self, found)
  for _, line in ipairs(self.lines) do
    local tree = line.query and line.query:tree()
    if tree and tree.kind == "or" then
      local here = {}
      for _, child in ipairs(tree.children) do
        if child.kind == "ref" then here[child.line] = true end
      end
      for _, child in ipairs(tree.children) do
        local inner = child.kind == "ref" and self.lines[child.line].query
        if inner then
          references(inner:tree(), function(k)
            if not here[k] then return end
            remark(found, line, "Y-LINEALL", "warning", ("line %s joins line %s beside line %s, which uses it"):format(
              line.id, self.lines[k].id, self.lines[child.line].id), "check the range of lines")
            here[k] = nil
          end)
        end
      end
    end
  end
end

local function check_hits(self, found)
  for _, banner in ipairs(self.banners) do
    found[#found + 1] = { code = "Y-PASTE", severity = "info", first = 1, last = #banner.text,
      message = ("left out, since it is no search: %s"):format(banner.text:sub(1, 80)) }
  end
end

--- What a colleague would remark: on each line in turn ({ line, code, severity, message, suggestion, first, last }),
-- and on the lines together. What its records tell comes from the strategy's own library.
---@return sheaf.diagnostic[]
function strategy:lint()
  local found = {}
  check_hits(self, found)
  for _, line in ipairs(self.lines) do
    if line.error then
      found[#found + 1] = { line = line.id, code = line.code, severity = "error", message = line.error,
        first = line.position or 1, last = math.max(line.position or 1, #line.text) }
    end
    if line.query then
      local options = { explode = self.options.explode, results = self.results }
      for _, diagnostic in ipairs(lint.query(line.query, self.library, options)) do
        diagnostic.line = line.id
        found[#found + 1] = diagnostic
      end
    end
  end
  check_used(self, uses(self), found)
  check_repeated(self, found)
  check_ranges(self, found)
  return lint.list(found)
end
