--- Access to health care: five dimensions of what services offer, each with the ability of people that answers to it.
return {
  title = "Access to health care",
  source = "Levesque J-F, Harris MF, Russell G. Patient-centred access to health care: conceptualising access at the "
    .. "interface of health systems and populations. Int J Equity Health 2013;12:18. doi:10.1186/1475-9276-12-18",
  note = "Access is the chance to have a need for care met: it lies between what services are like and what people are "
    .. "able to do. Each dimension holds its ability as a sub-code. The terms are sheaf's, the concepts the paper's.",
  codes = {
    {
      name = "approachability",
      note = "People can find out that a service exists, that they may use it, and that it could help.",
      terms = { "approachab*", "outreach", "signpost*", "health information", "public information",
        "information campaign*", "screening invitation*", "aware* adj3 (service* or care or clinic or clinics)",
        "visib* adj3 (service* or clinic or clinics)", "transparen*", "publicis*", "publiciz*", "advertis*" },
      codes = { {
        name = "perceive", title = "Ability to perceive",
        note = "People recognise a need for care: health literacy, beliefs, trust and expectations.",
        terms = { "health literacy", "literacy", "health belief*", "perceived need*", "perception* adj2 need*",
          "recogni* adj3 (symptom* or need* or illness*)", "expectation*", "trust", "trusted", "trusting", "distrust*",
          "mistrust*", "knowledge adj3 (service* or symptom* or condition*)" },
      } },
    },
    {
      name = "acceptability",
      note = "Social and cultural factors, and what professionals value, make a service right or wrong to turn to.",
      terms = { "acceptab*", "cultural* adj2 (sensitiv* or competen* or appropriate* or safe*)", "stigma*",
        "discrimination", "discriminated against", "racism", "prejudice*", "gender concordan*", "female doctor*",
        "language barrier*", "interpreter*", "confidentialit*", "privacy", "professional value*", "social norm*" },
      codes = { {
        name = "seek", title = "Ability to seek",
        note = "People may decide to look for care: values, culture, gender, autonomy, knowing one's rights.",
        terms = { "help seeking", "care seeking", "health seeking", "seek* adj3 (help or care or advice or treatment*)",
          "autonomy", "autonomous decision*", "embarrass*", "fear*", "shame*", "personal value*", "social value*",
          "reluctan*", "entitle*" },
      } },
    },
    {
      name = "availability", title = "Availability and accommodation",
      note = "A service can be reached in person or otherwise, and in time: place, hours, appointments, staff.",
      codes = {
        {
          name = "supply", title = "Supply of services",
          note = "There are places, people and capacity enough.",
          terms = {
            "availab* adj3 (service* or appointment* or care or doctor* or gp or gps or staff or clinic or clinics)",
            "capacity adj3 (service* or system* or staff or care or practice* or lack or limited)", "shortage*",
            "understaff*", "workload", "(lack or scarc*) adj2 resource*", "limited resource*",
            "lack adj3 (service* or staff or resource*)", "supply adj2 (doctor* or physician* or gps)" },
        },
        {
          name = "hours", title = "Appointments and hours",
          note = "How and when people are seen: booking, waiting, opening hours, extended access, out of hours.",
          terms = { "appointment*", "booking", "waiting time*", "wait* list*", "waiting", "opening hour*",
            "extended hour*", "extended access", "extended opening", "out of hours", "after hours", "same day",
            "evening*", "weekend*", "walk in", "triage" },
        },
        {
          name = "remote", title = "Remote contact",
          note = "Care by telephone, video, message or form.",
          terms = { "(telephone or phone) adj2 (consult* or access* or triage or advice or appointment* or call*)",
            "video consult*", "remote consult*", "online consult*", "e consult*", "econsult*", "telehealth",
            "telemedicine", "telecare", "digital access", "online access", "email*", "e mail*" },
        },
        {
          name = "reach", title = "Ability to reach",
          note = "People can get to a service: distance, transport, mobility, work and care that tie them, support.",
          terms = { "transport", "transportation", "travel*", "distance*", "mobility", "rural*", "remote area*",
            "homebound", "housebound", "time off work", "childcare",
            "geographic* adj2 (access* or barrier* or isolat*)", "living environment*", "social support",
            "reach* adj3 (service* or care)" },
        },
      },
    },
    {
      name = "affordability",
      note = "What use of a service costs in money and time.",
      terms = { "affordab*", "cost* adj3 (patient* or care or service* or treatment* or barrier*)", "copay*", "co pay*",
        "out of pocket", "user fee*", "fee", "fees", "price*", "prescription charge*", "free at the point",
        "opportunity cost*", "financial barrier*" },
      codes = { {
        name = "pay", title = "Ability to pay",
        note = "People can bear these costs without harm: income, savings, insurance, debt.",
        terms = { "income*", "poverty", "poor people",
          "depriv* adj3 (area* or social* or material* or neighbo?rhood* or index)", "deprived", "uninsured",
          "insurance", "insured", "afford", "afforded", "debt*", "financial hardship", "socioeconomic*",
          "socio economic*", "unemploy*", "wage", "wages" },
      } },
    },
    {
      name = "appropriateness",
      note = "Services fit the need, in time, technically and between persons: quality, coordination, continuity.",
      terms = { "appropriateness", "appropriate adj2 (care or service* or treatment* or referral*)", "quality of care",
        "care quality", "continuity", "coordinat*", "co ordinat*", "integrated care", "integration", "patient centred*",
        "patient centered*", "person centred*", "person centered*", "interpersonal", "adequa* adj3 (care or service*)",
        "unmet need*", "timel*" },
      codes = { {
        name = "engage", title = "Ability to engage",
        note = "People can take part in decisions and keep to care: empowerment, capacity, support of carers.",
        terms = { "engage*", "shared decision*", "decision making", "empower*", "self manag*", "self care", "adheren*",
          "participat* adj3 (decision* or care)", "patient involvement", "involve* adj3 (decision* or care)",
          "caregiver support", "carer support", "self efficacy", "motivat*" },
      } },
    },
  },
}
