--- English words that are no part of a key phrase: the function words, and what every abstract says whatever it is
-- about. Folded, as sheaf.words.fold gives them. Data: add to the lists, or give `stopwords` to what takes them.

local M = {}

local function list(text)
  local words = {}
  for word in text:gmatch("%S+") do words[#words + 1] = word end
  return words
end

--- Articles, pronouns, prepositions, conjunctions, auxiliaries, common adverbs.
M.english = list [[
  a about above across after again against ago all almost alone along already also although always am among amongst an
  and another any anyone anything are aren't around as at away be became because become becomes been before being below
  beside besides between beyond both but by can can't cannot could couldn't did didn't do does doesn't doing don't done
  down during each either else enough etc even ever every everyone everything except few for from further furthermore
  had hadn't has hasn't have haven't having he hence her here hers herself him himself his how however i if in indeed
  into is isn't it it's its itself just less let like likely may maybe me might mine more moreover most mostly much must
  my myself neither never nevertheless no nobody none nor not nothing now of off often on once one one's only onto or
  other others otherwise ought our ours ourselves out over own per perhaps quite rather really s same seem seemed seems
  several shall she should shouldn't since so some someone something sometimes somewhat still such t than that that's
  the their theirs them themselves then there thereby therefore these they this those though through throughout thus to
  together too toward towards two under unless until up upon us very via was wasn't we well were weren't what whatever
  when where whereas whereby wherein whether which while who whoever whole whom whose why will with within without won't
  would wouldn't yet you your yours yourself yourselves three four five six seven eight nine ten first second third
  another many more versus vs ie eg e.g i.e al et
]]

--- What abstracts say about themselves.
M.research = list [[
  abstract aim aimed aims article author authors background compared conclude concluded conclusion conclusions conducted
  considered demonstrate demonstrated described describes design discussed examine examined examines explore explored
  explores finding findings found furthermore given identified identify included including introduction investigate
  investigated investigates method methods objective objectives observed obtained paper participants performed present
  presented presents purpose reported reports respectively result results reveal revealed review reviewed setting showed
  shown shows significant significantly studied studies study suggest suggested suggests total used uses using
  high higher low lower increased decreased different important new various
]]

--- Both lists: what is left out unless told.
M.default = table.move(M.research, 1, #M.research, #M.english + 1, { table.unpack(M.english) })

return M
