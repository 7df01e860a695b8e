/* Finding standards in a long list of boxes and counting the chosen ones. */
document.querySelectorAll("[data-pick]").forEach((form) => {
  const search = form.querySelector("[data-pick-search]");
  const count = form.querySelector("[data-pick-count]");
  const none = form.querySelector("[data-pick-none]");
  const items = [...form.querySelectorAll("[data-pick-text]")];
  const tell = () => { count.textContent = form.querySelectorAll("input:checked").length; };
  const narrow = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((item) => {
      const text = item.dataset.pickText.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      if (!item.hidden) shown += 1;
    });
    none.hidden = shown > 0;
  };
  search.hidden = false;
  search.addEventListener("input", narrow);
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  form.addEventListener("change", tell);
  tell();
});
