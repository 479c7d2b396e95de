std = "lua54+busted"
max_line_length = 120
