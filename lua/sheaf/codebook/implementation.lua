--- Implementation of new models of care: six factors on which it turned in a programme to improve access to primary
-- care, and what lay under all of them.
return {
  title = "Implementation of new care models",
  source = "Elvey R, Bailey S, Checkland K, McBride A, Parkin S, Rothwell K, Hodgson D. Implementing new care models: "
    .. "learning from the Greater Manchester demonstrator pilot experience. BMC Fam Pract 2018;19:89. "
    .. "doi:10.1186/s12875-018-0773-y",
  note = "The factors are the paper's, told in other words; the terms are sheaf's.",
  codes = {
    {
      name = "technology", title = "Information technology",
      note = "Systems, and whether they work together across organisations.",
      terms = { "information technology", "it system*", "computer system*", "clinical system*", "interoperab*",
        "software", "electronic health record*", "electronic patient record*", "electronic medical record*",
        "shared record*", "record sharing", "digital*", "technolog*", "information system*" },
    },
    {
      name = "governance", title = "Information governance",
      note = "Who may see and share which data about patients, on what agreement.",
      terms = { "information governance", "data sharing", "share* adj3 (data or information or record*)",
        "data protection", "data governance", "confidentialit*", "consent adj3 (data or record* or sharing)",
        "access* adj3 (patient record* or patient data)", "privacy" },
    },
    {
      name = "workforce", title = "Workforce and organisational development",
      note = "Staff to be found, trained and kept; new roles; how teams and organisations learn to work anew.",
      terms = { "workforce", "recruit* adj3 (staff or gp or gps or doctor* or nurse* or workforce)", "retention",
        "staffing", "skill mix", "training", "organi#ational development", "organi#ational culture",
        "new role*", "role* adj2 (expan* or extend* or blur*)", "professional development", "leadership", "workload",
        "multidisciplinary team*", "teamwork*", "team working" },
    },
    {
      name = "engagement", title = "Communications and engagement",
      note = "Telling and involving patients, practices and partners.",
      terms = { "communication*", "engagement", "stakeholder*", "public involvement", "patient involvement",
        "consult* adj2 (public or staff or stakeholder*)", "publicity", "marketing", "buy in", "co production",
        "coproduction", "co design*", "codesign*", "information adj2 (patient* or public)" },
    },
    {
      name = "infrastructure", title = "Supporting infrastructure",
      note = "Buildings, equipment, money, contracts, management and the time that these take.",
      terms = { "infrastructure", "premises", "buildings", "facilities", "equipment", "funding", "funded", "finance*",
        "financial*", "contract*", "commission*", "project management", "management support", "administrative support",
        "estates" },
    },
    {
      name = "alliances", title = "Federations and alliances",
      note = "Practices and other organisations that act together, and what is between them.",
      terms = { "federation*", "alliance*", "partnership*", "network", "networks", "collaborat*", "joint working",
        "inter organi#ational", "interorgani#ational", "cross organi#ational", "primary care network*", "consorti*",
        "practices adj4 together", "integrat*" },
    },
    {
      name = "trust",
      note = "Under all six: whether practices trust one another, and those from outside who work with them.",
      terms = { "trust", "trusted", "trusting", "trustworth*", "distrust*", "mistrust*", "relationship*", "dialog*",
        "integrity" },
    },
  },
}
