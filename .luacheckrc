std = "lua54+busted"
max_line_length = 120
-- Annotations: functions without bodies, lines of types.
files["lua/sheaf/meta.lua"] = { ignore = { "2..", "4..", "511", "631" } }
