// The frame of every page: remembers open menu groups, submits the pilot switcher.
document.addEventListener("DOMContentLoaded", () => {
  for (const group of document.querySelectorAll("details[data-remember]")) {
    const key = `menu:${group.dataset.remember}`;
    const hasCurrent = group.querySelector("[aria-current]") !== null;
    const remembered = sessionStorage.getItem(key);
    if (remembered !== null && !hasCurrent) group.open = remembered === "open";
    group.addEventListener("toggle", () => {
      sessionStorage.setItem(key, group.open ? "open" : "closed");
    });
  }

  for (const form of document.querySelectorAll("[data-scope-form]")) {
    const pilot = form.querySelector("[name=pilot]");
    const day = form.querySelector("[name=as_of]");
    pilot.addEventListener("change", () => {
      // Another pilot has another reporting date; let the server choose it.
      if (day) day.disabled = true;
      form.requestSubmit();
    });
  }

  for (const field of document.querySelectorAll("[aria-invalid=true]")) {
    field.focus();
    break;
  }
});
