/* Choosing all or none of a form's boxes; without script each is chosen by itself. */
document.querySelectorAll("[data-choose]").forEach((form) => {
  const boxes = () => form.querySelectorAll('tbody input[type="checkbox"], .choices input[type="checkbox"]');
  const set = (checked) => boxes().forEach((box) => { box.checked = checked; });
  const all = form.querySelector("[data-choose-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => set(all.checked));
  }
  [["[data-choose-every]", true], ["[data-choose-none]", false]].forEach(([selector, checked]) => {
    const button = form.querySelector(selector);
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => set(checked));
    }
  });
});
