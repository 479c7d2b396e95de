--- sheaf.query: searches as objects.
return require("sheaf.search").queries
