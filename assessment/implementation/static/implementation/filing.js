/* Filing a record: clauses to be found, counted and folded. The page works without
   any of it. */
(function () {
  "use strict";

  var form = document.querySelector("[data-filing]");
  if (!form) return;
  var details = form.querySelector("[data-clauses]");
  var search = form.querySelector("[data-clause-search]");
  var field = search.querySelector("input");
  // After a save that was refused, loading the page again must not save once more.
  if (new URL(form.action).pathname !== window.location.pathname) window.history.replaceState(null, "", form.action);

  function count() {
    search.hidden = !form.querySelector("[data-clause]");
    var ticked = form.querySelectorAll('input[name="clauses"]:checked').length;
    form.querySelector("[data-chosen-count]").textContent = ticked ? "已选 " + ticked + " 条" : "";
  }

  function find() {
    var wanted = field.value.trim().toLowerCase();
    form.querySelectorAll("[data-clause]").forEach(function (item) {
      item.hidden = Boolean(wanted) && item.textContent.toLowerCase().indexOf(wanted) < 0;
    });
  }
  field.addEventListener("input", find);
  field.addEventListener("keydown", function (event) {
    if (event.key === "Enter") event.preventDefault();
  });
  form.addEventListener("change", function (event) {
    if (event.target.name === "clauses") count();
  });
  document.addEventListener("htmx:afterSettle", function () { count(); find(); });
  if (window.matchMedia("(max-width: 767.98px)").matches) details.open = false;
  count();
  var first = form.querySelector('input[name="clauses"]:checked');
  if (first && details.open) {
    var frame = form.querySelector(".clause-list");
    frame.scrollTop = first.closest("li").offsetTop - frame.offsetTop - 48;
  }
})();
