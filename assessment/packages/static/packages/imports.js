/* Uploading takes a while: say so, refuse what is too large, send every form once. */
(function () {
  "use strict";

  function problemWith(form) {
    var field = form.querySelector("input[type=file][data-most-bytes]");
    var file = field && field.files[0];
    if (!field) return "";
    if (!file) return "请先选择一个 .zip 文件。";
    if (!/\.zip$/i.test(file.name)) return "“" + file.name + "”不是 .zip 文件；请把试点包的文件夹压缩后再上传。";
    if (file.size > Number(field.dataset.mostBytes)) return "文件超过允许的大小，没有上传。";
    return "";
  }

  document.querySelectorAll("form[data-busy]").forEach(function (form) {
    var button = form.querySelector("button[type=submit]");
    var text = button.querySelector("[data-busy-text]");
    var note = form.querySelector("[data-busy-note]");
    var problem = form.querySelector("[data-file-problem]");
    var idle = text.textContent;

    form.addEventListener("submit", function (event) {
      var found = problemWith(form);
      if (problem) {
        problem.textContent = found;
        problem.hidden = !found;
      }
      if (found || button.getAttribute("aria-disabled") === "true") {
        event.preventDefault();
        return;
      }
      button.setAttribute("aria-disabled", "true");
      text.textContent = form.dataset.busy + "…";
      if (note) note.hidden = false;
    });

    // A page that comes back from the browser's history is idle again.
    window.addEventListener("pageshow", function (event) {
      if (!event.persisted) return;
      button.removeAttribute("aria-disabled");
      text.textContent = idle;
      if (note) note.hidden = true;
    });
  });
})();
