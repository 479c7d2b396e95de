--- What the report's page looks like: on a screen, light or dark, on a phone, on paper. A spec computes the contrast of
-- its colours.

local M = {}

--- Rules that lay each row of a table out as a card, each cell under its heading.
local function stacked(class)
  return (([[
@ thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);visibility:hidden}
@,@ tbody,@ tfoot,@ tr{display:block}
@ tbody tr{border-bottom:1px solid var(--strong);padding:.5rem 0}
@ tbody th,@ tbody td{display:block;position:static;border:0;padding:.12rem 0;text-align:left;white-space:normal;
min-width:0}
@ tbody th{font-weight:600}
@ tbody td{display:grid;grid-template-columns:8rem minmax(0,1fr);gap:.6rem}
@ tbody td::before{content:attr(data-label);color:var(--soft)}
@ tbody td:empty{display:none}
@ tfoot td{display:block}
]]):gsub("@", class .. ".stack"))
end

M.css = [[
:root{color-scheme:light dark;--ink:#1d2329;--soft:#57606a;--line:#dde2e7;--strong:#8b949e;--paper:#fff;
--ground:#f4f6f8;--accent:#0a5c93;--mark:#fdf3d7}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e8ebee;--soft:#a9b2bb;--line:#343b43;--strong:#79828c;
--paper:#1a1f25;--ground:#12161a;--accent:#7cc4f2;--mark:#3a3420}}
*{box-sizing:border-box}
td,th,q,.records span{unicode-bidi:plaintext}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto!important}}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;overflow-wrap:break-word}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.page{max-width:80rem;margin:0 auto;padding:2.5rem 1.5rem 3rem}
.skip{position:absolute;left:1rem;top:-4rem;background:var(--paper);padding:.5rem .9rem;z-index:9;
border-radius:0 0 6px 6px}
.skip:focus{top:0}
[hidden]{display:none!important}
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
nav ol{margin:0;padding:0 0 0 1.4rem;columns:19rem}
nav li{padding:.1rem 0;break-inside:avoid}
section{background:var(--paper);border:1px solid var(--line);border-radius:10px;
padding:1.4rem 1.4rem 1.5rem;margin:1.2rem 0}
main:focus{outline:0}
figure{margin:0 0 1.2rem;max-width:32rem}
figure.wide{max-width:52rem}
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
.many{width:100%;font-size:.88rem}
.many th,.many td{padding:.45rem .5rem}
.many th:first-child{position:sticky;left:0;background:var(--paper);z-index:1;padding-left:0;min-width:8rem}
.many th.wordy{min-width:10rem}.broad th.wordy{min-width:18rem}
.broad{font-size:.87rem}.broad td{min-width:6.5rem}.broad td.number{min-width:2.5rem}
th:target,li:target{background:var(--mark)}
.tools{display:flex;flex-wrap:wrap;align-items:center;gap:.4rem 1rem;margin:0 0 .7rem;font-size:.9rem;
color:var(--soft)}
input[type=search],button,select{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--strong);
border-radius:6px;padding:.3rem .6rem;min-height:2rem}
input[type=search]{width:min(16rem,55vw)}
.tools>*{max-width:100%}
.by{display:none}select{max-width:100%}
button{cursor:pointer}button:hover{border-color:var(--accent);color:var(--accent)}
.columns summary{color:var(--accent);width:fit-content}
.columns div{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;padding:.4rem 0}
.columns label{color:var(--ink);padding:.1rem 0}
.right{text-align:right}
.number{text-align:right;font-variant-numeric:tabular-nums}
tbody .number{white-space:nowrap}
tfoot td,.many tfoot td{color:var(--soft);font-size:.87rem;border:0;padding-left:0}
thead [role=button]{cursor:pointer;position:relative}
thead [role=button]::after{content:'';position:absolute;left:100%;bottom:0}
th[aria-sort=ascending] [role=button]::after{content:'\2191'}
th[aria-sort=descending] [role=button]::after{content:'\2193'}
summary{cursor:pointer}
td>details>summary,th>details>summary{list-style:none}
td>details>summary::-webkit-details-marker{display:none}
td>details>summary::after{content:'\00a0\201d';color:var(--accent);font-weight:700}
td>details>summary:hover,td>details>summary:focus-visible{text-decoration:underline dotted;text-underline-offset:.25em}
td>details[open]{white-space:normal;text-align:left}
q{quotes:'\201c' '\201d'}
td>details q,#tip q{display:block;background:var(--mark);padding:.25rem .45rem;margin:.3rem 0 .1rem;border-radius:4px;
font-size:.95em}
td>details q{min-width:10rem}
td>details small,#tip small,#tip cite{color:var(--soft);font-size:.85em}
#tip{position:fixed;z-index:8;max-width:min(30rem,calc(100vw - 1rem));background:var(--paper);color:var(--ink);
border:1px solid var(--strong);border-radius:8px;padding:.35rem .6rem .45rem;box-shadow:0 4px 18px #0003;
font-size:.9rem;line-height:1.45;text-align:left}
#tip q{margin:.15rem 0}
#tip cite{display:block;font-style:normal;margin-top:.2rem}
.theme{border-top:1px solid var(--line);padding:.9rem 0 .2rem;max-width:52rem}
.theme:first-of-type{border:0;padding-top:0}
.theme h3{font-size:1.05rem;margin:0}
.count{color:var(--soft);font-size:.85rem;margin:0}
.quotes{list-style:none;margin:.5rem 0;padding:0}
.quotes li{border-left:3px solid var(--accent);padding:.1rem 0 .1rem .8rem;margin:.5rem 0}
.quotes li,.quotes cite{color:var(--soft);font-size:.92rem;font-style:normal}
.quotes q{display:block;color:var(--ink);font-size:1rem}
.theme .more summary{color:var(--accent);width:fit-content}
.timeline{list-style:none;margin:0;padding:0}
.timeline>li{display:grid;grid-template-columns:3.2rem 2.2rem minmax(0,1fr);align-items:baseline;padding:.3rem 0;
border-top:1px solid var(--line)}
.timeline>li:first-child{border:0}
.timeline b,.timeline .count{font-variant-numeric:tabular-nums}
.timeline ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;font-size:.94rem}
.timeline .gap{display:block;color:var(--soft);font-size:.87rem}
.node{cursor:pointer}.node:focus{outline:0}
.node:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.lit .node:not(.on),.lit .edge:not(.on){opacity:.12}
.said{flex-basis:100%;margin:0}
pre{overflow-x:auto;background:var(--ground);border-radius:6px;padding:.7rem .9rem;font-size:.85rem;line-height:1.5}
.records{padding:0 0 0 2.2rem;margin:0}
.records li{padding:.6rem 0 .7rem .2rem;border-bottom:1px solid var(--line)}
.records li:last-child{border:0}
mark{background:var(--mark);color:inherit;padding:0 .1em}
.records li::marker{color:var(--soft);font-variant-numeric:tabular-nums}
.records span{display:block}
.records .title{font-weight:600}
.records .authors,.records .place{font-size:.94rem}
.records .authors{color:var(--soft)}
.records .links{font-size:.9rem;overflow-wrap:anywhere}
.records li{max-width:58rem}
.records details{font-size:.94rem;margin-top:.2rem}
.records details summary{color:var(--accent);font-size:.9rem;width:fit-content}
.records details p{margin:.4rem 0;max-width:46rem;white-space:pre-line}
.absent{color:var(--soft)}
.records .title.absent{font-weight:400;font-style:italic}
.more,footer{color:var(--soft);font-size:.9rem}
footer{margin-top:1.6rem}
@media screen and (min-width:44.01rem){
.long{max-height:88vh;overflow:auto}
.long thead th{position:sticky;top:0;background:var(--paper);z-index:2;border:0;box-shadow:inset 0 -1px var(--strong)}
.long thead th:first-child{z-index:3}
}
@media (max-width:60rem){.pair{grid-template-columns:minmax(0,1fr);gap:1.2rem}}
@media screen and (max-width:44rem){
.page{padding:1.5rem .8rem 2rem}
h1{font-size:1.5rem}
section{padding:1rem .9rem 1.1rem}
.by{display:inline}
figure.wide{overflow-x:auto}figure.wide svg{min-width:32rem}
.figures dd{font-size:1.15rem}
.figures div{padding:.6rem .8rem}
]] .. stacked(".many") .. [[
}
@media print{
@page{margin:14mm}
body{background:none;font-size:10.5pt}
.page{max-width:none;padding:0}
section{border:0;padding:0;margin:1.6rem 0;border-radius:0}
h2,h3,.count{break-after:avoid}
footer{display:none}
figure{max-width:12.5cm;break-inside:avoid}
.pair{display:block}.pair figure{margin-bottom:1rem}
.figures{flex-wrap:nowrap}.figures div{flex:1 1 auto;padding:.5rem .7rem}.figures dd{font-size:12pt}
figure.wide{max-width:none}
.scroll{overflow:visible}
]] .. stacked(".broad") .. [[
.tools,.skip,#tip,.theme .more>summary{display:none}
.tools.filtered{display:block}.tools.filtered .columns,.tools button{display:none}
.many th:first-child{position:static}
td>details>summary::after{content:none}
.timeline>li{padding:.1rem 0}
table{font-size:9pt}
thead{display:table-header-group;break-inside:avoid}tfoot{display:table-row-group}
tr,.records li,.figures{break-inside:avoid}
nav,.records details:not([open]){display:none}
tr,.timeline>li,.quotes li{break-inside:avoid}
thead [role=button]::after{content:none}
a{color:inherit}
}
]]

return M
