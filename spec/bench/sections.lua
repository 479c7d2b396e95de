--- Learns the cues by which sentences tell their section, and measures them.
--
--     SHEAF_BUILD=build lua5.4 spec/bench/sections.lua [-o lua/sheaf/section/cues.lua] FILE...
--     SHEAF_BUILD=build lua5.4 spec/bench/sections.lua -m FILE...     measures the cues as they are
--
-- Structured abstracts of the files, whatever their format, are taken apart by their headings and put together without
-- them: each sentence's category is then known. Abstracts are parted by a hash of their text, 7 tenths to learn from, 1
-- to choose settings by, 2 to test with; with -o what is written is learnt from 8 tenths, and then tested. A
-- linear-chain conditional random field is fitted by iRprop- with an L2 penalty, first with every feature
-- (src/record/section_sentence.h) that is frequent enough, then with those alone that weighed most, whose weights are
-- rounded to tenths: what is measured is what is written. Nothing is random: two runs on the same files write the same
-- table.

package.path = "lua/?.lua;lua/?/init.lua;" .. package.path
package.cpath = (os.getenv("SHEAF_BUILD") or "build") .. "/?.so;" .. package.cpath

local sheaf = require "sheaf"
local core = require "sheaf.core"
local section = require "sheaf.section"

local KINDS = section.categories
local COUNT, INDEX = #KINDS, {}
for i, name in ipairs(KINDS) do INDEX[name] = i end

local FREQUENT = 8 -- abstracts that a feature must stand in
local KEPT = 400 -- features that are written
local FIRST = 12 -- passes over the abstracts with all features
local ROUNDS = 30 -- passes with those that are kept
local PENALTY = 4 -- L2, on half the square of each weight
local LEAST = 3 -- sections of an abstract that is learnt from

-- ---- abstracts ----

local function hash(text)
  local h = 5381
  for i = 1, #text do h = (h * 33 ~ text:byte(i)) & 0xFFFFFFFF end
  return h
end

--- Sections without their headings as one text, and where each ends; nil where the headings do not tell enough.
local function bare(abstract)
  local text, ends, kinds, seen = "", {}, {}, {}
  for _, part in ipairs(section.split(abstract)) do
    if part.text ~= "" then
      if not part.label then return end
      if part.category == "other" and section.category(part.label) == "other"
        and not part.label:lower():find("^trial regis") and not part.label:lower():find("^fund") then return end
      text = text .. (text == "" and "" or " ") .. part.text .. (part.text:find("[.?!]$") and "" or ".")
      local joint = part.label:find("[,&/]") or part.label:lower():find(" and ")
      local how = part.category == "design" or part.category == "setting" or part.category == "participants"
      ends[#ends + 1], kinds[#kinds + 1] = #text, INDEX[joint and how and "methods" or part.category]
      seen[part.category] = true
    end
  end
  if #ends >= LEAST and seen.results and seen.conclusions then return text, ends, kinds end
end

--- The category that a sentence is learnt as. The heading above it is not its only measure: what stands under
-- "Objective" before the aim is background, an aim under "Background" is an aim; and a sentence under "Methods" that
-- says who took part or what kind of study it was is learnt as that, since nearly all texts under headings of their
-- own for these are no sentences ("Randomised trial.").
local function set(words)
  local list = {}
  for word in words:gmatch("[^,]+") do list[#list + 1] = word end
  return list
end

local AIM = set("^ to,aim,aims,aimed,objective,objectives,purpose,goal,sought,hypothesis,hypothesized,hypothesised,"
  .. "designed to,undertaken to,conducted to,performed to,set out,this study was,we investigated,we examined,"
  .. "we evaluated,we compared,we assessed,we explored,we tested,we studied,study investigated,study examined,"
  .. "study evaluated,study compared,study assessed,study explored,study tested,study describes,paper describes,"
  .. "paper examines,review examines,article describes")
local RECRUITED = set("were recruited,were enrolled,were eligible,we recruited,we enrolled,were randomized,"
  .. "were randomised,a total of,were studied,were included,participated,mean age,aged #,consecutive")
local DESIGN = set("randomized controlled,randomised controlled,randomized trial,randomised trial,double blind,"
  .. "single blind,cross sectional,case control,cohort study,cohort,crossover,cross over,parallel group,retrospective,"
  .. "qualitative study,pilot study,placebo controlled,randomly assigned,randomly allocated,were randomized to,"
  .. "were randomised to,were allocated,observational study,mixed methods,open label")
local ASKED = set("interviews,interviewed,focus groups,questionnaire,questionnaires,survey,surveyed,measured,assessed,"
  .. "analysed,analyzed,analysis")
local NOTICE = set("clinicaltrials gov,^ funded by,^ funding,trial registration,trial registry,all rights reserved,"
  .. "^ copyright,^ registration,controlled trials number")
local NUMBERS, PEOPLE = {}, {}
for word in ("# two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
  .. "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred"):gmatch("%S+") do
  NUMBERS[word] = true
end
for word in ("patients participants women men children adults subjects volunteers people individuals adolescents "
  .. "infants gps practitioners physicians nurses students families parents carers residents girls boys outpatients "
  .. "inpatients survivors users"):gmatch("%S+") do
  PEOPLE[word] = true
end

local function has_any(has, list)
  for _, name in ipairs(list) do
    if has[name] then return true end
  end
  return false
end

--- "45 patients", "sixty healthy volunteers".
local function counts_people(features)
  for _, name in ipairs(features) do
    if NUMBERS[name:match("^%S+")] and PEOPLE[name:match("%S+$")] then return true end
  end
  return false
end

--- Whether a sentence tells an aim, who took part, a design, or is a notice, whatever its heading.
local function told(features)
  local has = {}
  for _, name in ipairs(features) do has[name] = true end
  local who = counts_people(features) and not has_any(has, ASKED)
    or has_any(has, RECRUITED) and has_any(has, { "patients", "participants", "women", "men", "children", "subjects" })
  return has_any(has, AIM), who, has_any(has, DESIGN), has_any(has, NOTICE)
end

local function learnt_as(it, i, same_part)
  local aim, who, design, notice = told(it.features[i])
  local kind, next_kind = it.kinds[i], it.kinds[i + 1]
  if kind == INDEX.conclusions and notice then return INDEX.other end
  if kind == INDEX.background and aim then return INDEX.aim end
  if kind == INDEX.aim and not aim and same_part then
    return next_kind == INDEX.aim and INDEX.background or next_kind
  end
  if kind == INDEX.methods and who then return INDEX.participants end
  if kind == INDEX.methods and design then return INDEX.design end
  return kind
end

--- { features = { list of names, one a sentence }, kinds = { one a sentence }, marked = { kinds by headings alone } }
local function example(text, ends, kinds)
  local it, at, parts = { features = {}, kinds = {}, text = text }, 1, {}
  for i, sentence in ipairs(core.section_features(text)) do
    while ends[at] < sentence.first do at = at + 1 end
    it.features[i], it.kinds[i], parts[i] = sentence.features, kinds[at], at
  end
  it.marked = table.move(it.kinds, 1, #it.kinds, 1, {})
  for i = #it.kinds, 1, -1 do it.kinds[i] = learnt_as(it, i, parts[i + 1] == parts[i]) end
  return it
end

local function read(files)
  local parts, seen = { train = {}, dev = {}, test = {} }, {}
  for _, path in ipairs(files) do
    local lib = assert(sheaf.open())
    assert(lib:load(path))
    for record in lib:all():each() do
      local text, ends, kinds = bare(record.abstract or "")
      local key = text and text:lower():gsub("[^%a]+", ""):sub(1, 300)
      if text and not seen[key] then
        seen[key] = true
        local tenth = hash(key) // 7 % 10
        local to = tenth < 7 and "train" or tenth == 7 and "dev" or "test"
        table.insert(parts[to], example(text, ends, kinds))
      end
    end
    lib:close()
  end
  return parts
end

-- ---- the model: weights[feature][kind], steps[from][to]; COUNT + 1 stands for the ends ----

local function zeros(n)
  local row = {}
  for i = 1, n do row[i] = 0.0 end
  return row
end

local function new_steps()
  local steps = {}
  for i = 1, COUNT + 1 do steps[i] = zeros(COUNT + 1) end
  return steps
end

local function scores(model, features)
  local own = zeros(COUNT)
  for _, name in ipairs(features) do
    local row = model.weights[name]
    if row then
      for k = 1, COUNT do own[k] = own[k] + row[k] end
    end
  end
  return own
end

local function exponents(row)
  local most, out = -math.huge, {}
  for k = 1, COUNT do most = math.max(most, row[k]) end
  for k = 1, COUNT do out[k] = math.exp(row[k] - most) end
  return out
end

local function scaled(row)
  local sum = 0
  for k = 1, COUNT do sum = sum + row[k] end
  for k = 1, COUNT do row[k] = row[k] / sum end
  return row
end

--- Probabilities of each sentence's kinds, and calls step(i, from, to, probability) for neighbours.
local function chances(model, it, step)
  local n, factors = #it.kinds, {}
  for a = 1, COUNT + 1 do
    factors[a] = {}
    for b = 1, COUNT + 1 do factors[a][b] = math.exp(model.steps[a][b]) end
  end
  local weight, forward, backward, share = {}, {}, {}, {}
  for i = 1, n do
    weight[i], forward[i] = exponents(scores(model, it.features[i])), {}
    for b = 1, COUNT do
      local sum = i == 1 and factors[COUNT + 1][b] or 0
      for a = 1, i > 1 and COUNT or 0 do sum = sum + forward[i - 1][a] * factors[a][b] end
      forward[i][b] = sum * weight[i][b]
    end
    scaled(forward[i])
  end
  for i = n, 1, -1 do
    backward[i], share[i] = {}, {}
    for a = 1, COUNT do
      local sum = i == n and factors[a][COUNT + 1] or 0
      for b = 1, i < n and COUNT or 0 do sum = sum + factors[a][b] * weight[i + 1][b] * backward[i + 1][b] end
      backward[i][a] = sum
    end
    scaled(backward[i])
    for k = 1, COUNT do share[i][k] = forward[i][k] * backward[i][k] end
    scaled(share[i])
  end
  for i = 1, n - 1 do
    local pairs_, sum = {}, 0
    for a = 1, COUNT do
      for b = 1, COUNT do
        local p = forward[i][a] * factors[a][b] * weight[i + 1][b] * backward[i + 1][b]
        pairs_[#pairs_ + 1], sum = p, sum + p
      end
    end
    for j, p in ipairs(pairs_) do step(i, (j - 1) // COUNT + 1, (j - 1) % COUNT + 1, p / sum) end
  end
  return share
end

--- Adds what an abstract says of the weights: the kinds there are less those that are expected.
local function learn_from(model, slope, it)
  local n, steps = #it.kinds, slope.steps
  local share = chances(model, it, function(_, a, b, p) steps[a][b] = steps[a][b] - p end)
  for i = 1, n do
    local from = i == 1 and COUNT + 1 or it.kinds[i - 1]
    steps[from][it.kinds[i]] = steps[from][it.kinds[i]] + 1
  end
  steps[it.kinds[n]][COUNT + 1] = steps[it.kinds[n]][COUNT + 1] + 1
  for k = 1, COUNT do
    steps[COUNT + 1][k] = steps[COUNT + 1][k] - share[1][k]
    steps[k][COUNT + 1] = steps[k][COUNT + 1] - share[n][k]
  end
  for i = 1, n do
    share[i][it.kinds[i]] = share[i][it.kinds[i]] - 1
    for _, name in ipairs(it.features[i]) do
      local row = slope.weights[name]
      if row then
        for k = 1, COUNT do row[k] = row[k] - share[i][k] end
      end
    end
  end
end

local function new_model(names)
  local model = { weights = {}, steps = new_steps() }
  for _, name in ipairs(names) do model.weights[name] = zeros(COUNT) end
  return model
end

--- One step of iRprop- (Igel and Huesken 2000): each weight goes up its slope by a stride of its own, which grows while
-- the slope keeps its sign and shrinks when it turns.
local function climb(row, slope, before, stride)
  for k = 1, #row do
    local s = slope[k] - PENALTY * row[k]
    if s * before[k] > 0 then
      stride[k] = math.min(stride[k] * 1.2, 1)
    elseif s * before[k] < 0 then
      stride[k], s = math.max(stride[k] * 0.5, 1e-4), 0
    end
    row[k] = row[k] + (s > 0 and stride[k] or s < 0 and -stride[k] or 0)
    before[k] = s
  end
end

local function fit(examples, names, rounds)
  local model, before, stride = new_model(names), new_model(names), new_model(names)
  for _, rows in ipairs { stride.weights, stride.steps } do
    for _, row in pairs(rows) do
      for k = 1, #row do row[k] = 0.1 end
    end
  end
  for _ = 1, rounds do
    local slope = new_model(names)
    for _, it in ipairs(examples) do learn_from(model, slope, it) end
    for _, name in ipairs(names) do
      climb(model.weights[name], slope.weights[name], before.weights[name], stride.weights[name])
    end
    for a = 1, COUNT + 1 do climb(model.steps[a], slope.steps[a], before.steps[a], stride.steps[a]) end
  end
  return model
end

-- ---- features ----

local function frequent(examples)
  local counts, names = {}, {}
  for _, it in ipairs(examples) do
    local here = {}
    for _, features in ipairs(it.features) do
      for _, name in ipairs(features) do here[name] = true end
    end
    for name in pairs(here) do counts[name] = (counts[name] or 0) + 1 end
  end
  for name, count in pairs(counts) do
    if count >= FREQUENT then names[#names + 1] = name end
  end
  table.sort(names)
  return names, counts
end

local function weightiest(model, names, counts, most)
  local gain = {}
  for _, name in ipairs(names) do
    local low, high = math.huge, -math.huge
    for k = 1, COUNT do
      low, high = math.min(low, model.weights[name][k]), math.max(high, model.weights[name][k])
    end
    gain[name] = (high - low) * math.sqrt(counts[name])
  end
  local list = table.move(names, 1, #names, 1, {})
  table.sort(list, function(a, b)
    if gain[a] ~= gain[b] then return gain[a] > gain[b] end
    return a < b
  end)
  local kept = table.move(list, 1, math.min(most, #list), 1, {})
  table.sort(kept)
  return kept
end

-- ---- what is written ----

local function tenths(row, n)
  local list = {}
  for k = 1, n do list[k] = ("%d"):format(math.floor(row[k] * 10 + 0.5)) end
  return table.concat(list, ", ")
end

local function written(model, names)
  local out = { [[
-- Words and places that tell the section of a sentence: learnt, do not edit (sheaf.section.cue adds to them).
-- Written by spec/bench/sections.lua, which says how. Weights are tenths of natural logarithms, in the order of
-- `categories`; `cues` are features of src/record/section_sentence.h (# a number, ^ the sentence's beginning); in
-- `steps` a row is the category before and a column the one after, the last of both being the abstract's ends.
return {
  categories = {]] }
  out[#out + 1] = '    "' .. table.concat(KINDS, '", "') .. '",'
  out[#out + 1] = "  },\n  cues = {"
  for _, name in ipairs(names) do
    out[#out + 1] = ("    { %q, %s },"):format(name, tenths(model.weights[name], COUNT))
  end
  out[#out + 1] = "  },\n  steps = {"
  for a = 1, COUNT + 1 do out[#out + 1] = ("    { %s },"):format(tenths(model.steps[a], COUNT + 1)) end
  out[#out + 1] = "  },\n}\n"
  return table.concat(out, "\n")
end

-- ---- measuring, with the labeller itself ----

-- What it says but for the finer categories: introduction, methods, results, conclusions.
local COARSE = { background = 1, aim = 1, design = 2, setting = 2, participants = 2, methods = 2, results = 3,
  conclusions = 4, other = 5 }

local function measure(examples, title)
  local right, given, there, hits, all = zeros(COUNT), zeros(COUNT), zeros(COUNT), 0, 0
  local by_heading, coarse = 0, 0
  for _, it in ipairs(examples) do
    local parts, at = core.section_infer(it.text), 1
    for i, sentence in ipairs(core.section_features(it.text)) do
      while parts[at].last < sentence.first do at = at + 1 end
      local said, truth = INDEX[parts[at].category], it.kinds[i]
      given[said], there[truth], all = given[said] + 1, there[truth] + 1, all + 1
      if COARSE[KINDS[said]] == COARSE[KINDS[truth]] then coarse = coarse + 1 end
      if said == it.marked[i] then by_heading = by_heading + 1 end
      if said == truth then right[said], hits = right[said] + 1, hits + 1 end
    end
  end
  print(("%s: %d abstracts, %d sentences"):format(title, #examples, all))
  local sum, kinds = 0, 0
  for k = 1, COUNT do
    if there[k] > 0 then
      local f = 2 * right[k] / (given[k] + there[k])
      sum, kinds = sum + f, kinds + 1
      print(("  %-12s F1 %.3f  precision %.3f  recall %.3f  of %d"):format(KINDS[k], f,
        given[k] > 0 and right[k] / given[k] or 0, right[k] / there[k], there[k]))
    end
  end
  print(("  micro F1 %.3f, macro F1 %.3f; by the headings alone micro F1 %.3f"):format(hits / all, sum / kinds,
    by_heading / all))
  print(("  introduction, methods, results, conclusions: micro F1 %.3f"):format(coarse / all))
end

local files, output, as_they_are = {}, nil, false
do
  local i = 1
  while arg[i] do
    if arg[i] == "-o" then
      output, i = arg[i + 1], i + 1
    elseif arg[i] == "-m" then
      as_they_are = true
    else
      files[#files + 1] = arg[i]
    end
    i = i + 1
  end
end
local function learn(examples)
  local names, counts = frequent(examples)
  print(("%d abstracts to learn from, %d features"):format(#examples, #names))
  local kept = weightiest(fit(examples, names, FIRST), names, counts, KEPT)
  return written(fit(examples, kept, ROUNDS), kept)
end

local parts = read(files)
if as_they_are then
  measure(parts.test, "test")
else
  section.use(load(learn(parts.train))())
  measure(parts.train, "train")
  measure(parts.dev, "dev")
end
if output then
  table.move(parts.dev, 1, #parts.dev, #parts.train + 1, parts.train)
  local text = learn(parts.train)
  section.use(load(text)())
  measure(parts.test, "test")
  local file = assert(io.open(output, "wb"))
  assert(file:write(text))
  file:close()
end
