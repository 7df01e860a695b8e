/* Choosing rows of the list for one change; the form works without it as well. */
(function () {
  "use strict";
  const form = document.querySelector("[data-pick-form]");
  if (!form) return;
  const page = form.querySelector("[data-pick-page]");
  const all = form.querySelector("[data-pick-all]");
  const count = form.querySelector("[data-pick-count]");
  const boxes = () => Array.from(document.querySelectorAll("[data-pick]"));

  function tell() {
    const chosen = boxes().filter((box) => box.checked).length;
    count.textContent = all.checked ? "已选全部符合筛选的环节" : `已选 ${chosen} 个环节`;
    for (const box of boxes()) box.disabled = all.checked;
  }

  page.hidden = false;
  const whole = page.querySelector("input");
  whole.addEventListener("change", () => {
    for (const box of boxes()) box.checked = whole.checked;
    tell();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick], [data-pick-all]")) tell();
  });
  document.body.addEventListener("htmx:afterSettle", () => { whole.checked = false; tell(); });
  form.addEventListener("submit", () => {
    // Filtering and paging replace the list alone; the address says what it shows now.
    form.querySelector("[data-pick-query]").value = window.location.search;
  });
  tell();
})();
