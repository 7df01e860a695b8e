/* Opens and closes the whole tree; printing always shows all of it. */
(function () {
  "use strict";
  var tree = document.querySelector(".system-tree");
  if (!tree) return;
  var nodes = Array.from(tree.querySelectorAll("details"));
  var closed = [];

  tree.querySelector("[data-tree-switches]").hidden = false;
  tree.addEventListener("click", function (event) {
    var button = event.target.closest("[data-tree-open]");
    if (!button) return;
    nodes.forEach(function (node) { node.open = button.dataset.treeOpen === "true"; });
  });
  window.addEventListener("beforeprint", function () {
    closed = nodes.filter(function (node) { return !node.open; });
    closed.forEach(function (node) { node.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (node) { node.open = false; });
  });
})();
