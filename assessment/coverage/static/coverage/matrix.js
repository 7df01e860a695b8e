// The coverage matrix by keyboard: one cell has the focus, Enter opens it.
(function () {
  "use strict";

  var printer = document.querySelector("[data-print]");
  if (printer) {
    printer.hidden = false;
    printer.addEventListener("click", function () { window.print(); });
  }

  var grid = document.querySelector("[data-matrix]");
  if (!grid) return;
  var frame = grid.closest("[data-matrix-frame]");
  var detail = document.querySelector("[data-matrix-detail]");
  var panel = document.querySelector("[data-matrix-panel]");
  var body = document.getElementById("matrix-panel-body");
  var search = document.getElementById("filter-q");
  var rows = Array.from(grid.querySelectorAll("tbody > tr"));
  var places = new Map(rows.map(function (row, index) { return [row, index]; }));
  var KEPT = "matrix:" + location.pathname;
  var active = null;
  var changed = false;

  grid.classList.add("is-live");
  // The sheet is one stop of the Tab key; its links are reached through their cell.
  grid.querySelectorAll("a").forEach(function (link) { link.tabIndex = -1; });

  // Rows out of sight are not laid out until somebody has read the first ones; then one
  // domain after the other is, so that scrolling only paints.
  var bodies = Array.from(grid.tBodies);
  var later = window.requestIdleCallback || function (work) { setTimeout(work, 100); };
  (function settle() {
    var next = bodies.shift();
    if (!next) return;
    next.classList.add("ready");
    later(settle);
  })();

  // The columns that are not shown, told by class: asking the browser what is visible
  // would make it lay out the sheet at every key.
  var left = new Set((grid.className.match(/without-\d/g) || []).map(function (name) {
    return name.replace("without-", "c");
  }));

  function cellsOf(row) {
    return Array.from(row.children).filter(function (cell) { return !left.has(cell.className); });
  }

  function describe(cell) {
    if (!detail) return;
    var words = Array.from(cell.querySelectorAll(":scope > .s")).map(function (line) {
      var link = line.querySelector("a[title]");
      var text = line.textContent.trim().replace(/\s+/g, " ");
      return link ? text.replace(link.textContent, link.textContent + " " + link.title) : text;
    });
    var head = cell.parentElement.firstElementChild;
    var step = Array.from(head.children, function (part) { return part.textContent; }).join(" · ") || head.textContent;
    var rest = cell.title || cell.textContent.trim().replace(/\s+/g, " ");
    detail.textContent = step + (head === cell ? "" : "：" + (words.join("；") || rest || "没有"));
  }

  function rest(cell) {
    if (active) active.tabIndex = -1;
    active = cell;
    cell.tabIndex = 0;
  }

  // Rows far away have a guessed height until they are near: look again once they are.
  function reach(cell, times, where) {
    cell.scrollIntoView({ block: where, inline: "nearest", behavior: "instant" });
    if (times) requestAnimationFrame(function () { if (cell === active) reach(cell, times - 1, where); });
  }

  function show(cell, where) {
    rest(cell);
    cell.focus({ preventScroll: true });
    describe(cell);
    reach(cell, 3, where || "nearest");
  }

  function at(rowIndex, column, where) {
    var row = rows[Math.max(0, Math.min(rows.length - 1, rowIndex))];
    var cells = cellsOf(row);
    show(cells[Math.max(0, Math.min(cells.length - 1, column))], where);
  }

  function gap(from, way) {
    for (var i = from + way; i >= 0 && i < rows.length; i += way) {
      if (rows[i].classList.contains("gap")) return i;
    }
    return -1;
  }

  function leap(way) {
    var from = active ? places.get(active.parentElement) : way > 0 ? -1 : rows.length;
    var found = gap(from, way);
    if (found < 0) found = gap(way > 0 ? -1 : rows.length, way);
    if (found < 0) { if (detail) detail.textContent = "没有缺口。"; return; }
    var column = active ? wanted : 0;
    at(found, column, "center");
  }

  // The column moved along, also across the domains' lines, which have two cells.
  var wanted = 0;

  function step(event) {
    var row = places.get(active.parentElement);
    var cells = cellsOf(active.parentElement);
    var column = cells.indexOf(active);
    var page = Math.max(1, Math.floor(Math.min(frame.clientHeight, window.innerHeight - 160) / 60) - 1);
    var ctrl = event.ctrlKey || event.metaKey;
    switch (event.key) {
      case "ArrowRight": wanted = Math.min(cells.length - 1, column + 1); at(row, wanted); return true;
      case "ArrowLeft": wanted = Math.max(0, column - 1); at(row, wanted); return true;
      case "ArrowDown": at(row + 1, wanted); return true;
      case "ArrowUp": at(row - 1, wanted); return true;
      case "PageDown": at(row + page, wanted); return true;
      case "PageUp": at(row - page, wanted); return true;
      case "Home": wanted = 0; at(ctrl ? 0 : row, 0); return true;
      case "End": wanted = 99; at(ctrl ? rows.length - 1 : row, 99); wanted = cellsOf(active.parentElement).indexOf(active); return true;
      case "Enter": case " ": open(active); return true;
      default: return false;
    }
  }

  grid.addEventListener("keydown", function (event) {
    if (!event.target.matches("td, th") || event.altKey) return;
    if (step(event)) event.preventDefault();
  });

  grid.addEventListener("focusin", function (event) {
    var cell = event.target.closest("tbody td, tbody th");
    if (!cell || cell === active) return;
    rest(cell);
    wanted = cellsOf(cell.parentElement).indexOf(cell);
    describe(cell);
  });

  grid.addEventListener("click", function (event) {
    var cell = event.target.closest("tbody tr:not(.domain) > *");
    if (!cell || event.target.closest("a")) return;
    if (String(getSelection())) return;
    rest(cell);
    wanted = cellsOf(cell.parentElement).indexOf(cell);
    cell.focus({ preventScroll: true });
    describe(cell);
    open(cell);
  });

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (panel && panel.open) return;
    if (event.target.matches("input, textarea, select")) {
      if (event.key === "Escape" && event.target === search && active) show(active);
      return;
    }
    if (event.key === "/") { event.preventDefault(); search.focus(); search.select(); }
    if (event.key === "g" || event.key === "G") { event.preventDefault(); leap(event.shiftKey ? -1 : 1); }
  });

  // One step with all that covers it: read, and for the office linked, without leaving.
  function open(cell) {
    var key = cell.parentElement.id;
    if (!panel || !window.htmx || !key) {
      var link = cell.querySelector("a");
      if (link && !key) link.click();
      return;
    }
    body.textContent = "正在读取……";
    panel.showModal();
    window.htmx.ajax("GET", grid.dataset.links.replace("/0/", "/" + key.slice(1) + "/"), {
      target: body, swap: "innerHTML", source: body
    });
  }

  if (panel) {
    panel.querySelector("[data-close]").addEventListener("click", function () { panel.close(); });
    panel.addEventListener("click", function (event) { if (event.target === panel) panel.close(); });
    panel.addEventListener("close", function () {
      body.textContent = "";
      if (!changed) { if (active) show(active); return; }
      // The counts everywhere on the page are the server's: fetch them anew.
      sessionStorage.setItem(KEPT, JSON.stringify([active.parentElement.id, wanted, frame.scrollTop, window.scrollY]));
      location.reload();
    });
    document.body.addEventListener("coverage-changed", function () { changed = true; });
  }

  var kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (kept) {
    var was = JSON.parse(kept);
    var row = document.getElementById(was[0]);
    window.scrollTo({ top: was[3], behavior: "instant" });
    frame.scrollTop = was[2];
    if (row) { wanted = was[1]; at(places.get(row), wanted); }
  } else {
    rest(rows[0].firstElementChild);
  }
})();
