--- The report's one script. The page is whole without it: it sorts and filters tables and the list of records, shows a
-- phrase while its cell is pointed at or focused, and lets a network be walked through. Its buttons in table heads are
-- spans, for browsers do not repeat a table head with real ones on the next sheet of paper. The page's policy allows
-- this very script and no other, by its digest.

local M = {}

local TOOLS = [[
  var order = new Intl.Collator(undefined, { numeric: true });
  function all(root, selector) { return Array.prototype.slice.call(root.querySelectorAll(selector)); }
  function make(name, attributes, content) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    (content || []).forEach(function (part) { made.append(part); });
    return made;
  }
  function fold(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  function button(label, act) {
    var made = make("button", { type: "button" }, [label]);
    made.addEventListener("click", act);
    return made;
  }
]]

local FILTER = [[
  function filter(items, noun, what) {
    var texts = null;
    var input = make("input", { type: "search", autocomplete: "off", spellcheck: "false",
      "aria-label": "Filter " + what });
    var status = make("span", { role: "status" }, [items.length + " " + noun]);
    var box = make("div", { "class": "tools" }, [make("label", {}, ["Filter ", input]), status]);
    input.addEventListener("input", function () {
      var words = fold(input.value).split(/\s+/).filter(Boolean);
      var found = 0;
      texts = texts || items.map(function (item) { return fold(item.textContent); });
      items.forEach(function (item, i) {
        var hit = words.every(function (word) { return texts[i].indexOf(word) >= 0; });
        item.hidden = !hit;
        if (hit) found += 1;
      });
      status.textContent = (words.length ? found + " of " : "") + items.length + " " + noun;
      box.classList.toggle("filtered", words.length > 0);
    });
    return box;
  }
]]

local TABLES = [[
  function key(row, column) {
    var cell = row.cells[column];
    var number = cell.getAttribute("data-value");
    if (number !== null) return Number(number);
    var text = (cell.querySelector("summary") || cell).textContent.trim();
    return text !== "" && text !== "\u2013" && cell.className === "number" && isFinite(text) ? Number(text) : text;
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
  function sortable(table, heads) {
    heads.forEach(function (head, column) {
      var press = make("span", { tabindex: "0", role: "button", title: "Sort by this column" });
      while (head.firstChild) press.appendChild(head.firstChild);
      press.addEventListener("click", function () { sort(table, head, column); });
      press.addEventListener("keydown", function (event) {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        sort(table, head, column);
      });
      head.appendChild(press);
    });
  }
  function chooser(table, names) {
    var box = make("div", { role: "group", "aria-label": "Columns shown" });
    names.forEach(function (name, column) {
      if (column === 0) return;
      var check = make("input", { type: "checkbox" });
      check.checked = true;
      check.addEventListener("change", function () {
        all(table, "thead tr, tbody tr").forEach(function (row) { row.cells[column].hidden = !check.checked; });
      });
      box.append(make("label", {}, [check, " " + name]));
    });
    return make("details", { "class": "columns" }, [make("summary", {}, ["Columns"]), box]);
  }
  function ordering(table, heads, names) {
    var select = make("select", {}, names.map(function (name) { return make("option", {}, [name]); }));
    select.selectedIndex = -1;
    select.addEventListener("change", function () { sort(table, heads[select.selectedIndex], select.selectedIndex); });
    return make("label", { "class": "by" }, ["Sort by ", select]);
  }
  function stackable(table, names) {
    table.setAttribute("role", "table");
    all(table, "thead, tbody").forEach(function (part) { part.setAttribute("role", "rowgroup"); });
    all(table, "thead tr, tbody tr").forEach(function (row) {
      row.setAttribute("role", "row");
      Array.prototype.forEach.call(row.cells, function (cell, column) {
        if (row.parentNode === table.tHead) return cell.setAttribute("role", "columnheader");
        cell.setAttribute("role", column === 0 ? "rowheader" : "cell");
        cell.setAttribute("data-label", names[column]);
      });
    });
    table.classList.add("stack");
  }
  all(document, ".sheaf-table").forEach(function (table) {
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var names = heads.map(function (head) { return head.textContent; });
    var frame = table.parentNode.classList.contains("scroll") ? table.parentNode : table;
    if (table.classList.contains("many")) stackable(table, names);
    if (rows.length > 1) sortable(table, heads);
    var title = table.caption ? table.caption.textContent : "the table";
    var tools = rows.length < 8 ? make("div", { "class": "tools" }) : filter(rows, "rows", title);
    if (table.classList.contains("many") && rows.length > 1) tools.append(ordering(table, heads, names));
    if (table.classList.contains("many")) tools.append(chooser(table, names));
    if (tools.firstChild) frame.parentNode.insertBefore(tools, frame);
  });
  all(document, ".records").forEach(function (list) {
    if (list.children.length < 8) return;
    list.parentNode.insertBefore(filter(Array.prototype.slice.call(list.children), "records", "the records"), list);
  });
]]

local PHRASES = [[
  var tip = make("div", { id: "tip", role: "tooltip", hidden: "" });
  var near = null;
  var wait = 0;
  document.body.append(tip);
  function hide() {
    clearTimeout(wait);
    if (near) near.removeAttribute("aria-describedby");
    near = null;
    tip.hidden = true;
  }
  function leave() {
    clearTimeout(wait);
    wait = setTimeout(hide, 200);
  }
  function show(summary) {
    var details = summary.parentNode;
    var row = summary.closest("tr");
    clearTimeout(wait);
    if (near === summary || details.open) return;
    hide();
    near = summary;
    tip.textContent = "";
    all(details, "q, small").forEach(function (part) { tip.append(part.cloneNode(true)); });
    if (row) tip.append(make("cite", {}, [row.cells[0].textContent]));
    tip.hidden = false;
    summary.setAttribute("aria-describedby", "tip");
    var cell = summary.getBoundingClientRect();
    var box = tip.getBoundingClientRect();
    var below = cell.bottom + box.height + 8 < innerHeight || cell.top < box.height + 8;
    tip.style.left = Math.max(8, Math.min(cell.left, document.documentElement.clientWidth - box.width - 8)) + "px";
    tip.style.top = (below ? cell.bottom + 4 : cell.top - box.height - 4) + "px";
  }
  all(document, "td > details, th > details").forEach(function (details) {
    var summary = details.querySelector("summary");
    summary.removeAttribute("title");
    details.classList.add("phrase");
    summary.addEventListener("pointerenter", function (event) { if (event.pointerType !== "touch") show(summary); });
    summary.addEventListener("pointerleave", leave);
    summary.addEventListener("focus", function () { show(summary); });
    summary.addEventListener("blur", hide);
    details.addEventListener("toggle", hide);
  });
  tip.addEventListener("pointerenter", function () { clearTimeout(wait); });
  tip.addEventListener("pointerleave", leave);
  addEventListener("scroll", function () { if (near && near !== document.activeElement) hide(); }, true);
  addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
]]

local NETWORKS = [[
  function network(svg, nodes) {
    var edges = all(svg, ".edge[data-from]");
    var frame = svg.closest("figure") || svg.parentNode;
    var home = (svg.getAttribute("viewBox") || "0 0 " + svg.clientWidth + " " + svg.clientHeight)
      .split(/[\s,]+/).map(Number);
    var view = home.slice();
    var byId = {};
    var said = make("p", { "class": "said", role: "status" }, ["Point at a node, or walk with the arrow keys."]);
    function name(node) {
      var title = node.querySelector("title");
      return (title || node).textContent.trim();
    }
    function links(id) {
      var ends = [];
      edges.forEach(function (edge) {
        var from = edge.getAttribute("data-from");
        var to = edge.getAttribute("data-to");
        if (from === id || to === id) ends.push({ edge: edge, node: byId[from === id ? to : from] });
      });
      return ends;
    }
    function draw() { svg.setAttribute("viewBox", view.join(" ")); }
    function dim() {
      svg.classList.remove("lit");
      all(svg, ".on").forEach(function (part) { part.classList.remove("on"); });
    }
    function light(node) {
      var ends = links(node.getAttribute("data-node"));
      dim();
      svg.classList.add("lit");
      node.classList.add("on");
      ends.forEach(function (end) {
        end.edge.classList.add("on");
        if (end.node) end.node.classList.add("on");
      });
      var names = ends.filter(function (end) { return end.node; }).map(function (end) {
        return name(end.node).replace(/: \d+ record.*$/, "");
      });
      var more = names.length > 12 ? ", and " + (names.length - 12) + " more" : "";
      said.textContent = name(node) + (names.length ? " \u2013 with " + names.slice(0, 12).join(", ") + more : "");
    }
    function middle(node) {
      var box = node.getBBox();
      var matrix = node.transform && node.transform.baseVal.consolidate();
      var point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      return matrix ? { x: point.x + matrix.matrix.e, y: point.y + matrix.matrix.f } : point;
    }
    function centre(node) {
      var point = middle(node);
      if (view[2] >= home[2]) return;
      view[0] = point.x - view[2] / 2;
      view[1] = point.y - view[3] / 2;
      draw();
    }
    function zoom(factor) {
      var wide = Math.min(home[2], Math.max(home[2] / 16, view[2] * factor));
      var high = wide * home[3] / home[2];
      view = [view[0] + (view[2] - wide) / 2, view[1] + (view[3] - high) / 2, wide, high];
      if (wide === home[2]) view = home.slice();
      draw();
    }
    function step(node, x, y) {
      var from = middle(node);
      var best = null;
      var least = Infinity;
      nodes.forEach(function (other) {
        if (other === node) return;
        var to = middle(other);
        var along = (to.x - from.x) * x + (to.y - from.y) * y;
        var aside = Math.abs((to.x - from.x) * y) + Math.abs((to.y - from.y) * x);
        if (along > 0 && along + 2 * aside < least) {
          least = along + 2 * aside;
          best = other;
        }
      });
      if (best) best.focus();
    }
    var ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    nodes.forEach(function (node, i) {
      byId[node.getAttribute("data-node")] = node;
      node.setAttribute("tabindex", i === 0 ? "0" : "-1");
      node.setAttribute("role", "img");
      if (!node.hasAttribute("aria-label")) node.setAttribute("aria-label", name(node));
      node.addEventListener("pointerenter", function () { light(node); });
      node.addEventListener("pointerleave", dim);
      node.addEventListener("focus", function () {
        nodes.forEach(function (other) { other.setAttribute("tabindex", other === node ? "0" : "-1"); });
        centre(node);
        light(node);
      });
      node.addEventListener("blur", dim);
      node.addEventListener("keydown", function (event) {
        var arrow = ARROWS[event.key];
        if (event.key === "Escape") dim();
        if (!arrow) return;
        event.preventDefault();
        step(node, arrow[0], arrow[1]);
      });
    });
    var grip = null;
    svg.addEventListener("pointerdown", function (event) {
      if (view[2] < home[2]) grip = { x: event.clientX, y: event.clientY, view: view.slice() };
    });
    svg.addEventListener("pointermove", function (event) {
      if (!grip) return;
      var scale = view[2] / svg.getBoundingClientRect().width;
      view[0] = grip.view[0] - (event.clientX - grip.x) * scale;
      view[1] = grip.view[1] - (event.clientY - grip.y) * scale;
      draw();
    });
    addEventListener("pointerup", function () { grip = null; });
    svg.setAttribute("role", "group");
    frame.append(make("div", { "class": "tools" }, [
      button("Nearer", function () { zoom(0.7); }), button("Farther", function () { zoom(1 / 0.7); }),
      button("Whole picture", function () { zoom(Infinity); }), said]));
  }
  all(document, "figure svg").forEach(function (svg) {
    var nodes = all(svg, ".node[data-node]");
    if (nodes.length > 0) network(svg, nodes);
  });
]]

local PRINT = [[
  addEventListener("beforeprint", function () {
    all(document, ".theme > details").forEach(function (details) { details.open = true; });
  });
]]

M.text = '(function () {\n  "use strict";\n' .. TOOLS .. FILTER .. TABLES .. PHRASES .. NETWORKS .. PRINT .. "}());\n"

--- SHA-256 of the script, in base64; a spec recomputes it.
M.digest = "6Tbe8WzpL6Mz8Y+Qqi61ZZYPnMyC5LQjl249ShFPS8o="

return M
