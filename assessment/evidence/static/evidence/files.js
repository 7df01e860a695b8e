/* Files of a form by choice, drag, paste and camera, shown before they are sent. The
   form works without any of it. */
(function () {
  "use strict";

  var zone = document.querySelector("[data-drop-zone]");
  if (!zone) return;
  var form = zone.closest("form");
  var input = form.querySelector("[data-files]");
  var camera = form.querySelector("[data-camera]");
  var list = form.querySelector("[data-previews]");
  var chosen = new DataTransfer();
  var isDirty = false;
  form.classList.add("is-enhanced");

  function sizeText(size) {
    return size < 1048576 ? Math.max(1, Math.round(size / 1024)) + " KB" : (size / 1048576).toFixed(1) + " MB";
  }

  function preview(file, index) {
    var item = document.createElement("li");
    var face;
    if (/^image\//.test(file.type)) {
      face = document.createElement("img");
      face.src = URL.createObjectURL(file);
      face.alt = "";
      face.width = 160;
      face.height = 120;
      face.addEventListener("load", function () { URL.revokeObjectURL(face.src); });
    } else {
      face = document.createElement("span");
      face.className = "evidence-ending";
      face.textContent = (file.name.split(".").pop() || "").toUpperCase();
    }
    var box = document.createElement("span");
    box.className = "evidence-file";
    var title = document.createElement("span");
    title.className = "evidence-title";
    title.textContent = file.name;
    box.append(face, title);
    var size = document.createElement("small");
    size.textContent = sizeText(file.size) + "，还没有上传";
    var remove = document.createElement("button");
    remove.type = "button";
    remove.className = "btn btn-sm";
    remove.textContent = "移除";
    remove.setAttribute("aria-label", "移除 " + file.name);
    remove.addEventListener("click", function () {
      chosen.items.remove(index);
      show();
    });
    item.append(box, size, remove);
    return item;
  }

  function show() {
    input.files = chosen.files;
    list.replaceChildren.apply(list, Array.from(chosen.files).map(preview));
    list.hidden = !chosen.files.length;
  }

  function take(files) {
    var known = Array.from(chosen.files).map(function (file) {
      return file.name + file.size + file.lastModified;
    });
    Array.from(files).forEach(function (file) {
      if (known.indexOf(file.name + file.size + file.lastModified) < 0) chosen.items.add(file);
    });
    isDirty = true;
    show();
  }

  input.addEventListener("change", function () { take(input.files); });
  camera.addEventListener("change", function () {
    take(camera.files);
    camera.value = "";
  });

  var words = form.querySelector("[data-drop-words]");
  if (window.matchMedia("(hover: hover)").matches) words.hidden = false;
  ["dragenter", "dragover"].forEach(function (name) {
    form.addEventListener(name, function (event) {
      if (!event.dataTransfer || Array.from(event.dataTransfer.types).indexOf("Files") < 0) return;
      event.preventDefault();
      zone.classList.add("is-over");
    });
  });
  form.addEventListener("dragleave", function (event) {
    if (!form.contains(event.relatedTarget)) zone.classList.remove("is-over");
  });
  form.addEventListener("drop", function (event) {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    zone.classList.remove("is-over");
    take(event.dataTransfer.files);
  });

  document.addEventListener("paste", function (event) {
    var files = Array.from((event.clipboardData || {}).files || []);
    if (!files.length) return;
    event.preventDefault();
    var stamp = new Date().toISOString().slice(0, 19).replace(/[-:T]/g, "");
    take(files.map(function (file, index) {
      // What is pasted has no name of its own.
      if (!/^image\.\w+$/.test(file.name)) return file;
      var ending = file.name.split(".").pop();
      return new File([file], "粘贴" + stamp + (index || "") + "." + ending, { type: file.type });
    }));
  });

  /* Nothing typed is lost by a stray tap on a link. What a form does not send, such as
     a search box within it, is no loss. */
  form.addEventListener("change", function (event) {
    if (event.target.form === form) isDirty = true;
  });
  form.addEventListener("submit", function () { isDirty = false; });
  window.addEventListener("beforeunload", function (event) {
    if (isDirty) event.preventDefault();
  });
})();
