-- Setting and country.

local country = require "sheaf.extract.country"
local setting = require "sheaf.extract.setting"
local text = require "sheaf.extract.text"

local index = country.index()

local function read_country(abstract, title)
  return (country.read(text.document { abstract = abstract, title = title }, index)) or false
end

local function read_setting(abstract, title)
  local document = text.document { abstract = abstract, title = title }
  return (setting.read(document, country.finds(document, index))) or false
end

local COUNTRIES = {
  { "England", "Three clinics in England took part." },
  { "England", "Practices in Greater Manchester took part." },
  { "England", "We met Clinical Commissioning Groups." },
  { "England", "Background: UK care has changed. Setting: Six practices in England." },
  { "Scotland", "Areas of high deprivation in Glasgow, Scotland." },
  { "United Kingdom", "The clinics were in a UK city." },
  { "United Kingdom", "NHS staff were interviewed." },
  { "England", "The English NHS has changed." },
  { "Norway", "Norwegian general practitioners were interviewed." },
  { "United States", "Clinics of the Veterans Health Administration took part." },
  { "United States", "Two clinics in San Diego County took part." },
  { "United States", "It was done in the U.S. by nurses." },
  { "New Zealand", "Practices in New Zealand took part." },
  { "Sweden; Denmark", "Methods: Nurses in Sweden and Denmark were asked." },
  { "Canada", "Methods: Nurses in Ontario, Canada were asked." },
  { false, "They told us what they wanted." },
  { false, "The Edinburgh Postnatal Depression Scale was used." },
  { false, "The Declaration of Helsinki was followed." },
  { false, "The American Heart Association advises rest." },
  { false, "Papers in English were read." },
  { false, "African American women were asked." },
  { false, "Twenty New Zealand White rabbits were used." },
  { false, "The drug (Sleepwell; Drug Company, Paris, France) was given." },
  { false, "Background: In the United States, 20 million people have asthma. Methods: Nurses were asked." },
}

local SETTINGS = {
  { "primary care", "Setting: Primary care. Methods: We looked." },
  { "Three out-of-hours centres in Leeds", "Setting: Three out-of-hours centres in Leeds. Methods: We looked." },
  { "six general practices in Cardiff, Wales",
    "Design and setting: Interviews in six general practices in Cardiff, Wales. Method: We asked." },
  { "two UK general practices", "Aim: To evaluate a scheme in two UK general practices. Methods: We asked." },
  { "intensive care unit in a teaching hospital",
    "Methods: Patients in an intensive care unit in a teaching hospital were asked." },
  { "nursing home in rural Kent", "Methods: Interviews were held in a nursing home in rural Kent." },
  { "primary care, East of England",
    "Aim: To learn about work in primary care. Design and setting: Interviews in the East of England."
    .. " Method: We asked." },
  { "three practices in Lothian", "Methods: A case study of three practices in Lothian was made." },
  { "rural Ireland", "Methods: Adults living in rural Ireland were interviewed." },
  { "sexual health clinic in Toronto",
    "Methods: Women who had attended a sexual health clinic in Toronto were asked." },
  { "Good Neighbour Scheme (GNS) areas, Leeds",
    "Background: The Good Neighbour Scheme (GNS) began in Leeds. Design and setting: Interviews in GNS areas."
    .. " Method: We asked people in Leeds." },
  { false, "Methods: Patients were randomised to the control group practices or units of dose." },
  { false, "Methods: We thought about it." },
}

local function each(cases, read)
  for i, case in ipairs(cases) do
    it(("case %d: %s"):format(i, case[2]), function()
      local found = read(case[2])
      assert.equal(case[1] and case[1]:lower(), found and found:lower())
    end)
  end
end

describe("country", function()
  each(COUNTRIES, read_country)

  it("takes a user's rows", function()
    local own = country.index { { "Ruritania", names = "Ruritania", people = "Ruritanian" } }
    assert.equal("Ruritania", (country.read(text.document { abstract = "Ruritanian nurses were asked." }, own)))
  end)
end)

describe("setting", function() each(SETTINGS, read_setting) end)
