--- What a platform does with a query beyond its words: grouping that differs elsewhere, its limits, its stop words. No
-- library is needed.

local MOST_OPERATORS = 49 -- in Web of Science's ALL=
local FROM_LEFT = { pubmed = true, embase = true }
local AND_FIRST = { ovid = true, ebsco = true, cochrane = true, wos = true }

-- PubMed's stop words that are searched for alone by mistake (NLM, PubMed User Guide); they are ignored there.
local STOP = {} -- without and, or, not: in small letters they are operators that were meant
for word in ([[a about again all almost also although always among an another any are as at be because been before
being between both but by can could did do does done due during each either enough especially etc for found from further
had has have having here how however i if in into is it its itself just kg km made mainly make may mg might ml mm most
mostly must nearly neither no nor obtained of often on our overall perhaps quite rather really regarding seem seen
several should show showed shown shows significantly since so some such than that the their theirs them then there
therefore these they this those through thus to upon used using various very was we were what when which while with
within without would]]):gmatch("%S+") do STOP[word] = true end

-- Whether the node's piece stands in parentheses of its own.
local function is_enclosed(text, node)
  return text:sub(1, node.first):find("%(%s*$") ~= nil and text:find("^%s*%)", node.last + 1) ~= nil
end

-- The grouping follows from this platform's order of operators, and is another one elsewhere.
local function check_grouping(self, node)
  local text = self.query:text()
  for i, child in ipairs(node.children) do
    local mixed = child.kind == (node.kind == "and" and "or" or "and") and #child.children > 1
    if mixed and not child.limit and not is_enclosed(text, child) and child.last > child.first
      and not (child.first == node.first and child.last == node.last) then
      local others
      if node.kind == "and" and FROM_LEFT[self.syntax] and i == 1 then
        others = "Ovid, EBSCOhost, Cochrane and Web of Science, where AND goes before OR,"
      elseif node.kind == "or" and AND_FIRST[self.syntax] and i > 1 then
        others = "PubMed and Embase.com, which read from the left,"
      end
      if others then
        return self.report("B-PREC", "info", node, ("%s group this otherwise"):format(others),
          ("write (%s) in parentheses"):format(self.source(child):sub(1, 80)))
      end
    end
  end
end

local function operators_of(node)
  local count = 0
  if node.kind == "and" or node.kind == "or" or node.kind == "not" then count = #node.children - 1 end
  for _, child in ipairs(node.children or {}) do count = count + operators_of(child) end
  return count
end

local function check_size(self)
  if self.syntax ~= "wos" or not self.query:text():upper():find("%f[%w]ALL%s*=") then return end
  local count = operators_of(self.tree)
  if count > MOST_OPERATORS then
    self.report("X-LIMIT", "warning", self.tree,
      ("Web of Science takes %d operators in a search of all fields; this one has %d"):format(MOST_OPERATORS, count),
      "search TS=, or cut it into several lines")
  end
end

local function check_term(self, node, parent)
  local _, wild = (node.pattern or ""):gsub("[*?{]", "")
  if self.syntax == "scopus" and wild > 1 then
    self.report("X-LIMIT", "info", node, ("%s has more than one wildcard, which Scopus has not always taken"):format(
      self.source(node)), "try it there, or write the forms out")
  end
  local alone = not parent or parent.kind ~= "phrase" and parent.kind ~= "near"
  if self.syntax == "pubmed" and alone and STOP[node.pattern or ""] then
    self.report("T-STOP", "warning", node, ("%s is a stop word, which PubMed leaves out"):format(self.source(node)),
      "put the whole phrase in quotes, or take the word out")
  end
end

---@param self sheaf.lint_context
return function(self)
  check_size(self)
  self.walk(function(node, parent)
    if node.kind == "and" or node.kind == "or" then check_grouping(self, node)
    elseif node.kind == "term" then check_term(self, node, parent) end
  end)
end
