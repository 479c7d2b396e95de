local records = require "spec.support.records"

describe("sheaf.analysis", function()
  local analysis = require "sheaf.analysis"
  local new_table = require("sheaf.table").new
  local set = records.set { { year = 2001 } }

  after_each(function()
    analysis.mine = nil
    package.preload["sheaf_analysis_filed"] = nil
    package.loaded["sheaf_analysis_filed"] = nil
  end)

  it("loads an analysis by its name", function()
    assert.equal(1, #analysis.trends(set))
    assert.equal(1, #assert(analysis.run("trends", set, {})))
    assert.is_nil(analysis.no_such_analysis)
  end)

  it("runs what a user assigned, and a file of the user's", function()
    analysis.mine = function(given, options)
      return new_table { columns = { "n", "x" }, rows = { { #given, options.x } } }
    end
    assert.equal(5, analysis.mine(set, { x = 5 })[1].x)
    assert.equal(1, analysis.mine(set)[1].n)
    package.preload["sheaf_analysis_filed"] = function()
      return function() return new_table { columns = { "n" }, rows = {} } end
    end
    assert.equal(0, #analysis.filed(set))
    local names = table.concat(analysis.names(), " ")
    assert.truthy(names:find(" filed .* keywords mine "))
    assert.truthy(names:find("trends", 1, true))
  end)

  it("lets a user replace a built-in analysis", function()
    analysis.trends = function() return new_table { title = "own", columns = { "n" }, rows = {} } end
    assert.equal("own", analysis.trends(set).title)
    analysis.trends = nil
    assert.equal("Records by year", analysis.trends(set).title)
  end)

  it("says what is wrong", function()
    analysis.mine = function() return { columns = {} } end
    assert.error_matches(function() analysis.mine(set) end, "'mine' returned table; it must return sheaf.table")
    analysis.mine = function() return nil, "no records", "empty" end
    assert.same({ nil, "no records", "empty" }, { analysis.mine(set) })
    assert.error_matches(function() analysis.trends() end, "'trends' needs a set")
    assert.error_matches(function() analysis.trends(set, 3) end, "options must be a table, not number")
    assert.error_matches(function() analysis.mine = 3 end, "must be a function%(set, options%), not number")
    assert.error_matches(function() analysis.names = print end, "'names' cannot be the name of an analysis")
    local t, message, code = analysis.run("../../etc/passwd", set)
    assert.is_nil(t)
    assert.truthy(message:find("no analysis '../../etc/passwd'; there are agreement", 1, true))
    assert.equal("analysis", code)
  end)
end)
