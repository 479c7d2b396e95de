--- What the report's page looks like, and its one script. The page is whole without the script, which only lets the
-- reader sort tables (its buttons are spans: browsers do not repeat a table head with real ones on the next sheet of
-- paper). The page's policy allows this very script and no other, by its digest.

local M = {}

M.css = [[
:root{color-scheme:light dark;--ink:#1d2329;--soft:#57606a;--line:#dde2e7;--strong:#8b949e;--paper:#fff;
--ground:#f4f6f8;--accent:#0a5c93;--mark:#fdf3d7}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e8ebee;--soft:#a9b2bb;--line:#343b43;--strong:#79828c;
--paper:#1a1f25;--ground:#12161a;--accent:#7cc4f2;--mark:#3a3420}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;overflow-wrap:break-word}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.page{max-width:66rem;margin:0 auto;padding:2.5rem 1.25rem 3rem}
h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.01em;margin:0 0 .4rem;text-wrap:balance}
h2{font-size:1.25rem;line-height:1.3;margin:0 0 .9rem}
.intro,.text p{max-width:44rem}
.intro p,.text p{margin:.5rem 0}
.made{color:var(--soft);margin:0}
.figures{display:flex;flex-wrap:wrap;gap:1px;margin:1.6rem 0;padding:0;
background:var(--line);border:1px solid var(--line);border-radius:10px;overflow:hidden}
.figures div{flex:1 1 8rem;background:var(--paper);padding:.8rem 1rem;display:flex;flex-direction:column-reverse;
justify-content:flex-end}
.figures dt{color:var(--soft);font-size:.85rem}
.figures dd{margin:0;font-size:1.35rem;font-weight:600;line-height:1.25;white-space:nowrap;
font-variant-numeric:tabular-nums}
nav{margin:1.6rem 0}
nav h2{font-size:.85rem;color:var(--soft);font-weight:600;margin:0 0 .3rem}
nav ol{margin:0;padding:0 0 0 1.4rem;columns:17rem}
nav li{padding:.1rem 0;break-inside:avoid}
section{background:var(--paper);border:1px solid var(--line);border-radius:10px;
padding:1.4rem 1.4rem 1.5rem;margin:1.2rem 0}
figure{margin:0 0 1.2rem;max-width:32rem}
figure svg{display:block;width:100%;height:auto}
.scroll{overflow-x:auto;max-width:100%}
.pair{display:grid;grid-template-columns:minmax(0,32rem) minmax(0,1fr);gap:2rem;align-items:start}
.pair figure{margin:0}
table{border-collapse:collapse;min-width:min(100%,20rem);font-size:.92rem;line-height:1.45}
caption{text-align:left;font-weight:600;padding:0 0 .5rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
th,td{padding:.45rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{padding-left:0}th:last-child,td:last-child{padding-right:0}
thead th{vertical-align:bottom;color:var(--soft);font-weight:600;border-bottom:1px solid var(--strong)}
tbody th{font-weight:500;min-width:7rem}
tbody td,.pair tbody th{min-width:3rem}
.many{width:100%}
.right{text-align:right}
.number{text-align:right;font-variant-numeric:tabular-nums}
tbody .number{white-space:nowrap}
tfoot td{color:var(--soft);font-size:.87rem;border:0;padding-left:0}
thead [role=button]{cursor:pointer;position:relative}
thead [role=button]::after{content:'';position:absolute;left:100%;bottom:0}
th[aria-sort=ascending] [role=button]::after{content:'\2191'}
th[aria-sort=descending] [role=button]::after{content:'\2193'}
summary{cursor:pointer}
.phrase summary{list-style:none;text-decoration:underline dotted var(--strong);text-underline-offset:.25em}
.phrase summary::-webkit-details-marker{display:none}
.phrase[open]{white-space:normal;text-align:left}
.phrase[open] summary{text-decoration-color:var(--accent)}
.phrase q{display:block;min-width:9rem;background:var(--mark);padding:.25rem .45rem;margin:.25rem 0 .1rem;
border-radius:4px;font-size:.9em}
.phrase small{color:var(--soft)}
.records{padding:0 0 0 2.2rem;margin:0}
.records li{padding:.6rem 0 .7rem .2rem;border-bottom:1px solid var(--line)}
.records li:last-child{border:0}
mark{background:var(--mark);color:inherit;padding:0 .1em}
.records li::marker{color:var(--soft);font-variant-numeric:tabular-nums}
.records span{display:block}
.records .title{font-weight:600}
.records .authors,.records .place{color:var(--soft);font-size:.94rem}
.records .links{font-size:.9rem;overflow-wrap:anywhere}
.records details{font-size:.94rem;margin-top:.2rem}
.records details summary{color:var(--accent);font-size:.9rem;width:fit-content}
.records details p{margin:.4rem 0;max-width:46rem;white-space:pre-line}
.absent{color:var(--soft)}
.records .title.absent{font-weight:400;font-style:italic}
.more,footer{color:var(--soft);font-size:.9rem}
footer{margin-top:1.6rem}
@media (max-width:60rem){.pair{grid-template-columns:minmax(0,1fr);gap:1.2rem}}
@media screen and (max-width:44rem){
.page{padding:1.5rem .8rem 2rem}
h1{font-size:1.5rem}
section{padding:1rem .9rem 1.1rem}
.figures dd{font-size:1.15rem}
.figures div{padding:.6rem .8rem}
.many thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.many,.many tbody,.many tfoot,.many tr{display:block}
.many tbody tr{border-bottom:1px solid var(--strong);padding:.5rem 0}
.many tbody th,.many tbody td{display:block;border:0;padding:.12rem 0;text-align:left;white-space:normal;min-width:0}
.many tbody th{font-weight:600}
.many tbody td{display:grid;grid-template-columns:8rem minmax(0,1fr);gap:.6rem}
.many tbody td::before{content:attr(data-label);color:var(--soft)}
.many tbody td:empty,.many tbody td.absent:empty{display:none}
.many tfoot td{display:block}
}
@media print{
@page{margin:16mm}
body{background:none;font-size:10.5pt}
.page{max-width:none;padding:0}
section{border:0;padding:0;margin:1.6rem 0;border-radius:0}
h2{break-after:avoid}
figure{max-width:12.5cm;break-inside:avoid}
.pair{display:block}.pair figure{margin-bottom:1rem}
.figures{flex-wrap:nowrap}.figures div{flex:1 1 auto;padding:.5rem .7rem}.figures dd{font-size:12pt}
.scroll{overflow:visible}
table{font-size:9pt}
thead{display:table-header-group;break-inside:avoid}tfoot{display:table-row-group}
tr,.records li,.figures{break-inside:avoid}
nav,.records details:not([open]){display:none}
thead [role=button]::after{content:none}
a{color:inherit}
}
]]

M.script = [[
(function () {
  "use strict";
  var order = new Intl.Collator(undefined, { numeric: true });
  function key(row, column) {
    var cell = row.cells[column];
    var number = cell.getAttribute("data-value");
    if (number !== null) return Number(number);
    return (cell.querySelector("summary") || cell).textContent.trim();
  }
  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return order.compare(String(a), String(b));
  }
  function sort(table, head, column) {
    var up = head.getAttribute("aria-sort") !== "ascending";
    var body = table.tBodies[0];
    var rows = Array.prototype.map.call(body.rows, function (row) { return { row: row, key: key(row, column) }; });
    rows.sort(function (a, b) {
      if (a.key === "" || b.key === "") return (a.key === "") - (b.key === "");
      return up ? compare(a.key, b.key) : compare(b.key, a.key);
    });
    rows.forEach(function (item) { body.appendChild(item.row); });
    Array.prototype.forEach.call(head.parentNode.cells, function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
  }
  document.querySelectorAll(".sheaf-table").forEach(function (table) {
    if (table.tBodies[0].rows.length < 2) return;
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
      var button = document.createElement("span");
      button.tabIndex = 0;
      button.setAttribute("role", "button");
      button.title = "Sort by this column";
      while (head.firstChild) button.appendChild(head.firstChild);
      button.addEventListener("click", function () { sort(table, head, column); });
      button.addEventListener("keydown", function (event) {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        sort(table, head, column);
      });
      head.appendChild(button);
    });
  });
}());
]]

--- SHA-256 of the script, in base64; a spec recomputes it.
M.digest = "TJrbo4MsjGSZmOBX9oNeMVf4R4/0VzCT//KFAgDRfgc="

return M
