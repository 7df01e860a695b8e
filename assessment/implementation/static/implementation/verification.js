/* Ticking all records of the page; the list works without it. */
(function () {
  "use strict";

  function boxes(form) {
    return Array.from(form.querySelectorAll('input[name="record"]'));
  }

  function tell(form) {
    var ticked = boxes(form).filter(function (box) { return box.checked; }).length;
    form.querySelector("[data-count]").textContent = ticked ? "已选 " + ticked + " 条" : "";
    var all = form.querySelector("[data-all-box]");
    all.checked = ticked > 0 && ticked === boxes(form).length;
    all.indeterminate = ticked > 0 && !all.checked;
  }

  function start() {
    document.querySelectorAll("[data-verification] [data-all][hidden]").forEach(function (label) {
      label.hidden = false;
    });
  }

  document.addEventListener("change", function (event) {
    var form = event.target.closest("[data-verification]");
    if (!form) return;
    if (event.target.matches("[data-all-box]")) {
      boxes(form).forEach(function (box) { box.checked = event.target.checked; });
    }
    tell(form);
  });
  document.addEventListener("htmx:afterSettle", start);
  start();
})();
