// Keeps the drafting panel up to date and puts what it offers into the text.
(() => {
  "use strict";

  let lastField = null;

  const panel = () => document.querySelector("[data-drafting-panel]");
  const blockOf = (id) => document.querySelector(`[data-streamfield-child][data-contentpath="${CSS.escape(id)}"]`);

  async function refresh() {
    const place = panel();
    if (!place) return;
    const answer = await fetch(place.dataset.url, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (!answer.ok) return;
    const opened = new Map([...place.querySelectorAll("details")].map((each) => [each.dataset.remember, each.open]));
    const scrolled = new Map([...place.querySelectorAll("details")].map((each) => [each.dataset.remember, each.lastElementChild.scrollTop]));
    place.innerHTML = await answer.text();
    for (const each of place.querySelectorAll("details")) {
      if (opened.has(each.dataset.remember)) each.open = opened.get(each.dataset.remember);
      each.lastElementChild.scrollTop = scrolled.get(each.dataset.remember) || 0;
    }
    label(place);
    fillIn(place);
  }

  // What saving has taken from the catalogue for a chosen standard.
  function fillIn(place) {
    for (const line of place.querySelectorAll("[data-number]")) {
      const block = blockOf(line.dataset.block);
      if (!block?.querySelector('input[name$="-value-standard"]')?.value) continue;
      for (const name of ["number", "title"]) {
        const field = block.querySelector(`input[name$="-value-${name}"]`);
        if (field && field !== document.activeElement) field.value = line.dataset[name];
      }
    }
  }

  // The numbers are those of the server: they are computed in one place only.
  function label(place) {
    for (const old of document.querySelectorAll(".block-number")) {
      old.parentElement.querySelector(".c-sf-block__type").hidden = false;
      old.remove();
    }
    for (const old of document.querySelectorAll(".block-problem")) old.classList.remove("block-problem");
    for (const line of place.querySelectorAll("[data-block]")) {
      const heading = blockOf(line.dataset.block)?.querySelector("[data-panel-heading-text]");
      if (!heading || !line.dataset.label) continue;
      const number = document.createElement("span");
      number.className = "block-number";
      number.textContent = line.dataset.label;
      heading.before(number);
      // “4.1 登记” needs no “章条” before it; “(1)” and “[1]” do not say what they are.
      const type = heading.parentElement.querySelector(".c-sf-block__type");
      if (type) type.hidden = !/^[([]/.test(line.dataset.label);
    }
    for (const button of place.querySelectorAll(".drafting-problems .error [data-go-to]")) {
      if (button.dataset.goTo) blockOf(button.dataset.goTo)?.classList.add("block-problem");
    }
  }

  function show(id) {
    const block = blockOf(id);
    if (!block) return;
    const toggle = block.querySelector("[data-panel-toggle]");
    if (toggle && toggle.getAttribute("aria-expanded") === "false") toggle.click();
    block.scrollIntoView({ block: "center" });
    block.querySelector("textarea, input[type=text]")?.focus({ preventScroll: true });
  }

  function insert(words) {
    if (!lastField || !lastField.isConnected) {
      panel().querySelector(".drafting-hint").hidden = false;
      return;
    }
    panel().querySelector(".drafting-hint").hidden = true;
    lastField.focus();
    lastField.setRangeText(words, lastField.selectionStart, lastField.selectionEnd, "end");
    lastField.dispatchEvent(new Event("input", { bubbles: true }));
    lastField.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Far down in a long text the panel is out of sight: a button brings it beside it.
  function addDrawer() {
    const place = panel();
    if (!place) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button drafting-toggle";
    button.textContent = "起草检查和编号";
    button.setAttribute("aria-expanded", "false");
    button.hidden = true;
    const open = (wanted) => {
      place.classList.toggle("is-drawer", wanted);
      button.setAttribute("aria-expanded", String(wanted));
      button.textContent = wanted ? "收起" : "起草检查和编号";
    };
    button.addEventListener("click", () => open(!place.classList.contains("is-drawer")));
    document.body.append(button);
    new IntersectionObserver(([seen]) => {
      button.hidden = seen.isIntersecting;
      if (seen.isIntersecting) open(false);
    }).observe(place.parentElement);
  }

  document.addEventListener("focusin", (event) => {
    if (event.target.matches("form[data-edit-form] textarea, form[data-edit-form] input[type=text]")) lastField = event.target;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-drafting-panel] button");
    if (!button) return;
    if (button.dataset.insert) insert(button.dataset.insert);
    else if (button.dataset.goTo) show(button.dataset.goTo);
  });
  document.addEventListener("w-autosave:success", refresh);
  document.addEventListener("DOMContentLoaded", () => {
    refresh();
    addDrawer();
  });
})();
