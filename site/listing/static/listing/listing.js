/* Small comforts of record lists; every list works without them. */
(function () {
  "use strict";

  // Keep addresses short and readable: an empty field says nothing.
  document.addEventListener("htmx:configRequest", function (event) {
    if (!event.target.matches("[data-record-filters]")) return;
    var parameters = event.detail.parameters;
    Object.keys(parameters).forEach(function (name) {
      if (parameters[name] === "") delete parameters[name];
    });
  });

  // On a phone the filters fold away, so that the records come first.
  function foldFilters() {
    document.querySelectorAll("[data-filter-toggle][hidden]").forEach(function (button) {
      var form = button.closest("form");
      button.hidden = false;
      form.classList.add("is-folded");
      button.addEventListener("click", function () {
        var folded = form.classList.toggle("is-folded");
        button.setAttribute("aria-expanded", String(!folded));
      });
    });
  }
  foldFilters();
  document.addEventListener("htmx:afterSettle", foldFilters);

  function closeMenus(except) {
    document.querySelectorAll("[data-filter-menu][open]").forEach(function (menu) {
      if (menu !== except) menu.removeAttribute("open");
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("[data-filter-menu]"));
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var menu = document.activeElement.closest("[data-filter-menu][open]");
    closeMenus(null);
    if (menu) menu.querySelector("summary").focus();
  });
})();
