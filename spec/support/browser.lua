--- Opens pages in headless Chromium, where there is one, and hands back what a script measured in them.
-- The page stands in a frame of the wanted width inside a page of ours, for the browser's own window has a least
-- width above a phone's; the measuring script reports to the outer page, which --dump-dom prints.

local json = require "cjson"
local lfs = require "lfs"

local M = {}

local FLAGS = table.concat({
  "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage",
  "--enable-logging=stderr", "--v=0", "--virtual-time-budget=4000",
}, " ")

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

local OUTER = [[<!DOCTYPE html><meta charset="utf-8"><style>body{margin:0}iframe{border:0}</style>
<pre id="result"></pre>
<script>
addEventListener("message", function (e) { document.getElementById("result").textContent = e.data; });
</script>
<iframe src="%s" width="%d" height="900"></iframe>
]]

--- Runs first in the page, so that no error escapes it; policy violations count as errors.
local WATCH = [[<script>var watched = { errors: [] };
addEventListener("error", function (e) {
  watched.errors.push(String(e.message || (e.target && e.target.src) || e));
}, true);
addEventListener("securitypolicyviolation", function (e) {
  watched.errors.push("policy: " + e.violatedDirective + " " + e.blockedURI + " " + e.sample);
});</script>]]

local REPORT = [[<script>addEventListener("load", function () {
  setTimeout(function () {
    try {
      watched.result = (function () { %s }());
    } catch (e) { watched.errors.push(String(e)); }
    watched.requests = performance.getEntriesByType("resource").map(function (r) { return r.name; });
    parent.postMessage(btoa(unescape(encodeURIComponent(JSON.stringify(watched)))), "*");
  }, 50);
});</script>]]

--- The browser's command, or nil where there is none.
---@return string?
function M.find()
  for _, name in ipairs { "chromium", "chromium-browser", "google-chrome" } do
    local pipe = io.popen("command -v " .. name .. " 2>/dev/null")
    local path = pipe and pipe:read("l")
    if pipe then pipe:close() end
    if path then return path end
  end
end

local function write(path, text)
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
end

local function new_folder()
  local name = os.tmpname()
  os.remove(name)
  assert(lfs.mkdir(name))
  return name
end

local function decode64(text)
  local bits, count, bytes = 0, 0, {}
  for character in text:gmatch("[%w+/]") do
    bits, count = (bits << 6 | ALPHABET:find(character, 1, true) - 1) & 0xFFFFFF, count + 6
    if count >= 8 then
      count = count - 8
      bytes[#bytes + 1] = string.char(bits >> count & 0xFF)
    end
  end
  return table.concat(bytes)
end

--- The page with the watching scripts in it, its policy widened to let them run; all else stays forbidden.
local function watched(html, script)
  local copy, changed = html:gsub("script%-src '[^']+'", function(policy)
    return policy .. " " .. "'sha256-%s'"
  end, 1)
  assert(changed == 1, "the page has no script policy")
  local report = REPORT:gsub("%%s", function() return script end)
  copy = copy:gsub("'sha256%-%%s'", function() return M.digest(WATCH) .. " " .. M.digest(report) end, 1)
  copy = copy:gsub("<style>", function(tag) return WATCH .. tag end, 1)
  return (copy:gsub("</body>", function(tag) return report .. tag end, 1))
end

--- Digest of an inline script as a policy names it.
---@param script string with or without its tags
---@return string
function M.digest(script)
  local name = os.tmpname()
  write(name, script:match("^<script>(.*)</script>%s*$") or script)
  local pipe = assert(io.popen("sha256sum " .. name))
  local hexadecimal = pipe:read("a"):match("^%x+")
  pipe:close()
  os.remove(name)
  local bytes = hexadecimal:gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end) .. "\0"
  local text = bytes:gsub("...", function(three)
    local bits = string.unpack(">I3", three)
    local four = {}
    for i = 0, 3 do
      local at = (bits >> (18 - 6 * i) & 63) + 1
      four[i + 1] = ALPHABET:sub(at, at)
    end
    return table.concat(four)
  end)
  return "'sha256-" .. text:sub(1, 43) .. "='"
end

--- Prints a page, after a script was run in it, and hands back the paper's text, page by page.
---@param html string the page
---@param script string body of a function
---@return string text nil where no pdftotext is installed
---@return integer pages
function M.print(html, script)
  local folder = new_folder()
  write(folder .. "/page.html", watched(html, script))
  os.execute(("env -u LD_PRELOAD timeout 60 %s %s --user-data-dir=%s/profile --no-pdf-header-footer "
    .. "--print-to-pdf=%s/page.pdf file://%s/page.html >%s/log 2>&1")
    :format(M.find(), FLAGS, folder, folder, folder, folder))
  local file = assert(io.open(folder .. "/page.pdf", "rb"))
  local pdf = file:read("a")
  file:close()
  local text
  if os.execute("command -v pdftotext >/dev/null") then
    local pipe = assert(io.popen(("env -u LD_PRELOAD pdftotext -layout %s/page.pdf -"):format(folder)))
    text = pipe:read("a")
    pipe:close()
  end
  os.execute("rm -rf '" .. folder .. "'")
  return text, select(2, pdf:gsub("/Type%s*/Page[^s]", ""))
end

--- Opens a page and runs a script in it.
---@param html string the page
---@param width integer of the page's window
---@param script string body of a function whose result JSON can hold
---@return { errors: string[], requests: string[], result: any, log: string }
function M.open(html, width, script)
  local folder = new_folder()
  write(folder .. "/page.html", watched(html, script))
  write(folder .. "/outer.html", OUTER:format("page.html", width))
  -- A sanitizer that is loaded into the interpreter must not be loaded into the browser.
  local command = ("env -u LD_PRELOAD timeout 60 %s %s --user-data-dir=%s/profile --window-size=%d,1000 --dump-dom "
    .. "file://%s/outer.html 2>%s/log")
    :format(M.find(), FLAGS, folder, math.max(width, 500), folder, folder)
  local pipe = assert(io.popen(command))
  local dom = pipe:read("a")
  pipe:close()
  local file = assert(io.open(folder .. "/log", "rb"))
  local log = file:read("a")
  file:close()
  os.execute("rm -rf '" .. folder .. "'")
  local result = dom:match('<pre id="result">([^<]+)</pre>')
  if not result then error("the page did not report: " .. dom:sub(1, 300) .. log:sub(1, 2000)) end
  local seen = json.decode(decode64(result))
  seen.log = log
  return seen
end

return M
